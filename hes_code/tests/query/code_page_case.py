# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import io
import logging

from lxml import html

from odoo.tests import HttpCase

from ..common import HesCase

#: Of Burak, and codes that the stand-in answers as his and as somebody else's.
NATIONAL_ID = "10000000146"
DIGITS = "0146"
OWN = "G1H2-3456-10"
OWN_RISKY = "G1H2-3456-66"
FOREIGN = "H1K2-3456-10"


class ProposalCase(HesCase):
    """A company with the page switched on, where Burak has a badge and a number."""

    def setUp(self):
        super().setUp()
        self.policy = self.company.hes_policy_id
        self.policy.with_user(self.manager).code_page = True
        self.burak.identification_id = NATIONAL_ID
        self.proposals = self.env["hes.code.proposal"]

    def start_service(self, **options):
        stand_in, service = super().start_service(**options)
        for code in (OWN, OWN_RISKY):
            key = code.replace("-", "")
            stand_in.people[key] = (NATIONAL_ID, "Burak", "Çelik")
        stand_in.people[FOREIGN.replace("-", "")] = ("10000000999", "Ali", "Kaya")
        return stand_in, service

    def look_at(self):
        """What the scheduled action does within minutes."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("hes_code.ir_cron_proposals").method_direct_trigger()
        self.env.invalidate_all()


class CodePageCase(HttpCase, ProposalCase):
    """Somebody with the link, and nothing else."""

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("tr_TR")
        self.log = io.StringIO()
        handler = logging.StreamHandler(self.log)
        root, server = logging.getLogger(), logging.getLogger("werkzeug")
        for logger in (root, server):
            self.addCleanup(logger.setLevel, logger.level)
            logger.setLevel(logging.INFO)
        root.addHandler(handler)
        self.addCleanup(root.removeHandler, handler)
        self.path = f"/hes/code/{self.policy.code_page_token}"

    def open(self, path=None, lang="en"):
        answer = self.url_open(path or self.path, headers={"Accept-Language": lang})
        self.form = html.fromstring(answer.content)
        return answer

    def send(self, badge="1002", digits=DIGITS, code=OWN, path=None, **more):
        """Send the form as it was shown, in English."""
        self.open(path)
        hidden = {
            field.get("name"): field.get("value")
            for field in self.form.xpath("//input[@type='hidden']")
        }
        fields = {**hidden, "badge": badge, "digits": digits, "code": code, **more}
        answer = self.url_open(path or self.path, data=fields)
        self.env.invalidate_all()
        return answer

    def visible(self, answer):
        """The page without what is another for each session."""
        page = html.fromstring(answer.content)
        for field in page.xpath("//input[@name='csrf_token']"):
            field.drop_tree()
        return html.tostring(page)
