# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging
import re
from datetime import timedelta
from functools import partial
from itertools import chain

import pytz
from lxml import etree
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, format_datetime

from ...tools import days
from ...tools.text import fault

_logger = logging.getLogger(__name__)

#: What users save: model, its texts, whose it is.
SAVED = (
    ("ir.filters", ("name", "model_id", "domain", "context", "sort"), "user_ids"),
    ("ir.exports", ("resource",), "create_uid"),
    ("ir.exports.line", ("name",), "create_uid"),
    ("ir.default", ("field_id.model", "field_id.name"), "user_id"),
)
#: A name of this add-on's, and a code, in such texts.
NAME = re.compile(r"\bhes[._][a-z]")
CODE = re.compile(r"\b\w{4}[- ]\w{4}[- ]\w{2}\b")
#: A code as people may have typed it.
TYPED = re.compile(r"\b\w{4}[- ]?\w{4}[- ]?\w{2}\b")
#: Without these, nobody is asked for, nothing is destroyed, what the public page was
#: given stays there, and nobody is reminded.
JOBS = (
    "hes_code.ir_cron_check_due",
    "hes_code.ir_cron_retention",
    "hes_code.ir_cron_proposals",
    "hes_code.ir_cron_reminders",
)
#: What HES officers are given to do on the rules of a company.
ON_RULES = (
    "hes_code.mail_activity_type_risk",
    "hes_code.mail_activity_type_recorded",
)
#: Screens that links in notes lead to: where somebody enters their own code, who has to
#: give one, and who is not cleared. Opened below this address, they show a company.
OWN_CODE, TO_BE_GIVEN = "hes-my-code", "hes-reminders"
NOT_CLEARED = "hes-not-cleared"
LINKED = (OWN_CODE, TO_BE_GIVEN, NOT_CLEARED)
IN_COMPANY = "/hes/in/"


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = "res.company"

    hes_policy_id = fields.Many2one(
        "hes.policy", string="HES Rules", compute="_compute_hes_policy_id"
    )

    def _compute_hes_policy_id(self):
        for company in self:
            company.hes_policy_id = self.env["hes.policy"]._id_of(company._origin.id)

    def _hes_linked(self, text, screen, label):
        """A sentence and behind it a link to one of ``LINKED``, which opens with this
        company as the present one; as HTML."""
        self.ensure_one()
        address = f"{IN_COMPANY}{self.id}/{screen}"
        return Markup("%s <a href='%s'>%s</a>") % (text, address, label)

    def _hes_troubles(self):
        """Sentences about what should run and does not, and those of these companies
        where nobody looks after HES codes."""
        users = self.env["res.users"]
        return self._hes_late_jobs() + [
            users._hes_unattended_message(self.env, company)
            for company in self
            if not users._hes_officers(company)
        ]

    @api.model
    def _hes_late_jobs(self):
        """A sentence about each scheduled action that is a day late or switched off."""
        sentences = []
        for name in JOBS:
            job_sudo = self.env.ref(name).sudo()  # its name, and when it should run
            late = fields.Datetime.now() - job_sudo.nextcall
            if late > timedelta(days=1) or not job_sudo.active:
                sentences.append(
                    self.env._(
                        "The scheduled action “%(name)s” has not run since %(date)s.",
                        name=job_sudo.name,
                        date=format_datetime(
                            self.env, job_sudo.lastcall or job_sudo.create_date
                        ),
                    )
                )
        return sentences

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env["hes.policy"]._create_for(companies)
        return companies

    # What is done for all companies: a fault of one stops no other.

    def _hes_try(self, work):
        """Call ``work`` for this company. If it fails, what it did is undone, the log
        says so without data, HES managers are notified, and None comes back.

        :param work: function of the company
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                return work(self)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        # whatever it is, the others go on: pylint: disable-next=broad-exception-caught
        except Exception as error:
            _logger.error("HES: work for company %s failed: %s", self.id, fault(error))
        self.env["res.users"]._hes_managers(self)._hes_notify(
            self,
            lambda env: env._("HES: a scheduled action failed"),
            lambda env: env._(
                "A scheduled action failed for the company %(company)s alone. Please"
                " look at its HES rules, and ask your administrator for the log.",
                company=self.name,
            ),
        )

    # A company's days: a moment is naive UTC, a day is one of the company's zone.

    def _hes_zone(self):
        self.ensure_one()
        return pytz.timezone(
            self.resource_calendar_id.tz or self.partner_id.tz or "UTC"
        )

    def _hes_day(self, moment):
        """The day of a moment."""
        return days.day_of(moment, self._hes_zone())

    def _hes_day_start(self, day):
        """The moment at which a day begins."""
        return days.start_of(day, self._hes_zone())

    # The end of the programme: the ministry asks no more, so nothing is kept.

    def _hes_end_programme(self):
        """Open the gate, ask nothing more and destroy all HES data of these companies,
        for good. The add-on stays, and can be set up again; so can this be called.

        What stays are the counts of the queries, the rules, and the records of the
        destruction.

        :raise AccessError: unless the user is a HES manager of all of them
        """
        if not self.env.user.has_group("hes_code.group_hes_manager") or (
            self - self.env.user.company_ids
        ):
            raise AccessError(
                self.env._("Only a HES manager of these companies may end it.")
            )
        self.hes_policy_id.write({"gate": "off", "code_page": False})
        self.hes_policy_id._system_write({"code_page_token": False})
        codes = self._hes_all_codes()
        for company in self:
            company._hes_stop_asking()
            company._hes_destroy_all()
        # other officers' activities about data that are gone
        rules_sudo = self.hes_policy_id.sudo()
        rules_sudo.activity_unlink(ON_RULES, only_automated=False)
        self.env["res.partner"]._purge_visit_only(self, "end_of_programme")
        self._hes_forget_saved(codes)

    def _hes_stop_asking(self):
        ours = [("company_id", "in", self.ids)]
        # of these companies alone, started by any user; first, since queries of an
        # archived service fail
        self.env["hes.query"].sudo().search(ours).action_cancel()
        # the password's column is open to nobody: here it is emptied
        services_sudo = self.env["hes.service"].sudo()
        services_sudo = services_sudo.with_context(active_test=False).search(ours)
        services_sudo.write({"active": False, "secret": False})
        services_sudo._resume()  # nobody has to correct them any more
        if not services_sudo.search_count([("active", "=", True)], limit=1):
            # an address, and nobody asks it any more
            parameters_sudo = self.env["ir.config_parameter"].sudo()
            parameters_sudo.set_param("hes_code.service_url", False)

    def _hes_destroy_all(self):
        for model in self.env["hes.retention.mixin"]._retention_models():
            everything = model._retention_all(self)
            model._retention_destroy(everything, self, "end_of_programme", limit=None)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE hr_attendance AS attendance SET hes_clearance = NULL
                     FROM hr_employee AS employee
                    WHERE employee.id = attendance.employee_id
                      AND employee.company_id = %s
                      AND attendance.hes_clearance IS NOT NULL""",
                self.id,
            )
        )
        self.env.invalidate_all(flush=False)

    def _hes_all_codes(self):
        """All HES codes of these companies, without dashes."""
        self.env["hes.code"].flush_model(["code", "company_id"])
        rows = self.env.execute_query(
            SQL("SELECT code FROM hes_code WHERE company_id = ANY(%s)", self.ids)
        )
        return {code.replace("-", "") for (code,) in rows}

    def _hes_forget_saved(self, codes=frozenset(), about=NAME):
        """Delete what the users of these companies, and of no other, have saved of HES
        data: searches, exports, defaults and parts of dashboards. Where a code is seen
        in them, they go whosever they are.

        :param codes: what :meth:`_hes_all_codes` returned before these were destroyed;
            what has one goes, whatever it is about
        :param about: pattern of what is in a text that is meant
        """
        # whether there are others, which the user may not see
        companies_sudo = self.sudo().with_context(active_test=False)
        everywhere = not (companies_sudo.search(Domain.TRUE) - self)
        ours = partial(self._hes_saved_here, everywhere, codes, about)
        for name, texts, owner in SAVED:
            # of other users, as their data
            saved_sudo = self.env[name].sudo().with_context(active_test=False)
            for one_sudo in saved_sudo.search(Domain.TRUE).exists():
                text = " ".join(map(str, chain(*map(one_sudo.mapped, texts))))
                if ours(text, one_sudo[owner]):
                    export_sudo = name == "ir.exports.line" and one_sudo.export_id
                    one_sudo.unlink()
                    if export_sudo and not export_sudo.export_fields:
                        export_sudo.unlink()
        # of other users, as above
        for board_sudo in self.env["ir.ui.view.custom"].sudo().search(Domain.TRUE):
            tree = etree.fromstring(board_sudo.arch)
            for node in tree.findall(".//action"):
                if ours(" ".join(node.attrib.values()), board_sudo.user_id):
                    node.getparent().remove(node)
            board_sudo.arch = etree.tostring(tree, encoding="unicode")

    def _hes_saved_here(self, everywhere, codes, about, text, owners):
        """Whether something saved is about HES data, and of these companies alone.

        :param everywhere: whether there are no other companies
        :param codes: as above
        :param about: as above
        :param owners: whose it is; nobody's is everybody's
        """
        typed = (re.sub("[- ]", "", found).upper() for found in TYPED.findall(text))
        if not codes.isdisjoint(typed):
            return True
        # all companies of its owners, which the user may not see
        here = owners and not owners.sudo().company_ids - self
        return bool(about.search(text) and (everywhere or here or CODE.search(text)))
