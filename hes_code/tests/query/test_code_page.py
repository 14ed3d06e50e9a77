# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import time
from statistics import median
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import ENDLESS, RISKLESS
from .code_page_case import DIGITS, NATIONAL_ID, OWN, CodePageCase

#: What nobody means by a name, a number or a code.
HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "a@b.c\r\nBcc: d@e.f",
    "' OR 1=1 --",
    "{{ object.env }}",
    "%00",
    "\0",
    "\u202e",
    "9" * 5_000,
)


@tagged("post_install", "-at_install")
class TestCodePage(CodePageCase):
    """The public page, as who has its link and nothing else sees it."""

    # ------------------------------------------------------------- the link

    def test_it_is_off_until_a_hes_manager_switches_it_on(self):
        other = self.stranger_company.hes_policy_id
        self.assertFalse(other.code_page or other.code_page_token)
        with self.assertRaises(AccessError):
            self.policy.with_user(self.officer).code_page = False
        self.policy.with_user(self.manager).code_page = False
        self.assertEqual(self.open().status_code, 404)
        for path in ("/hes/code/", "/hes/code/x", "/hes/code/False", "/hes/code/%00"):
            self.assertEqual(self.open(path).status_code, 404)

    def test_a_new_link_ends_the_old_one(self):
        old, token = self.path, self.policy.code_page_token
        with self.assertRaises(AccessError):
            self.policy.with_user(self.officer).action_renew_code_page()
        self.policy.with_user(self.manager).action_renew_code_page()
        self.assertNotEqual(self.policy.code_page_token, token)
        self.assertEqual(self.open(old).status_code, 404)
        self.path = f"/hes/code/{self.policy.code_page_token}"
        self.assertEqual(self.open().status_code, 200)
        change = self.env["hes.audit.log"].search(
            [("field_name", "=", "Key of the Link")], limit=1
        )
        self.assertEqual((change.old_value, change.new_value), ("•••", "•••"))

    def test_the_key_is_not_written_by_hand(self):
        with self.assertRaises(AccessError):
            self.policy.with_user(self.manager).code_page_token = "x"

    def test_an_archived_company_has_no_page(self):
        closed = self.stranger_company
        closed.hes_policy_id.code_page = True
        path = f"/hes/code/{closed.hes_policy_id.code_page_token}"
        self.assertEqual(self.open(path).status_code, 200)
        closed.active = False
        self.assertEqual(self.open(path).status_code, 404)

    def test_where_no_codes_are_asked_for_there_is_no_page(self):
        self.policy.hes_codes = False
        self.assertEqual(self.open().status_code, 404)

    # ------------------------------------------------- what the page shows

    def test_it_shows_how_to_make_a_code_and_the_information(self):
        self.policy.information_text = "We keep it <b>ten</b> days."
        page = self.open().text
        for text in (
            "We keep it &lt;b&gt;ten&lt;/b&gt; days.",
            "e-Devlet",
            "Hayat Eve Sığar",
            "HES 12345678901 A123 30",
            "HES 99123456789 1985 30",
            "HES DEU C01X00T47 1985 MUSTERMANN 30",
        ):
            self.assertIn(text, page)

    def test_its_language_is_the_browsers_or_the_one_chosen(self):
        def language(**kwargs):
            self.open(**kwargs)
            return self.form.get("lang")

        self.assertEqual(language(lang="tr-TR,tr;q=0.9,en;q=0.5"), "tr")
        self.assertEqual(language(lang="en-GB"), "en")
        self.assertEqual(language(path=f"{self.path}?lang=tr", lang="en"), "tr")
        self.assertEqual(language(path=f"{self.path}?lang=xx", lang="en"), "en")
        self.company.partner_id.lang = "tr_TR"
        self.assertEqual(language(lang="de"), "tr")

    def test_its_texts_are_translated(self):
        view = self.env.ref("hes_code.code_page_main")
        view.update_field_translations(
            "arch_db", {"tr_TR": {"Give your HES code": "Kodunuzu verin"}}
        )
        self.open(lang="tr")
        self.assertEqual(self.form.findtext(".//h1"), "Kodunuzu verin")

    def test_it_shows_nothing_that_is_stored(self):
        self.code(self.burak, ENDLESS, risk_status="riskless")
        for answer in (self.open(), self.send(), self.send(), self.send(digits="1")):
            for secret in (ENDLESS, "Burak", "Çelik", NATIONAL_ID, "riskless"):
                self.assertNotIn(secret, answer.text)

    # ------------------------------------------------ guessing, enumeration

    def test_right_and_wrong_proofs_are_answered_alike(self):
        self.policy.tries_per_hour = 50
        self.code(self.ayse, RISKLESS, risk_status="riskless")
        self.ayse.identification_id = "10000000278"
        answers = [
            self.send(),
            self.send(digits="9999"),
            self.send(badge="9999"),
            self.send(badge="1003"),
            self.send(badge="1001", digits="0278"),
            self.send(badge="1001", digits="0278", code=RISKLESS),
        ]
        self.look_at()
        answers += [self.send(), self.send(digits="9999")]
        self.assertEqual({answer.status_code for answer in answers}, {200})
        self.assertEqual(len({self.visible(answer) for answer in answers}), 1)
        headers = [{*answer.headers} - {"Set-Cookie"} for answer in answers]
        self.assertEqual(len(set(map(frozenset, headers))), 1)

    def test_they_cost_the_same_statements_and_about_the_same_time(self):
        self.policy.tries_per_hour = 50
        proofs = {
            "right": {},
            "wrong digits": {"digits": "9999"},
            "no such badge": {"badge": "9999"},
        }
        counts, times = {}, {name: [] for name in proofs}
        give = type(self.proposals)._give

        def measure(name):
            def counted(model, *args):
                model.env.flush_all()
                before, begin = model.env.cr.sql_log_count, time.perf_counter()
                give(model, *args)
                model.env.flush_all()
                times[name].append(time.perf_counter() - begin)
                counts.setdefault(name, set()).add(model.env.cr.sql_log_count - before)

            return counted

        self.send()  # what the server keeps in memory is not counted
        for _round in range(5):
            for name, proof in proofs.items():
                with patch.object(type(self.proposals), "_give", measure(name)):
                    self.send(**proof)
        self.assertEqual(len(set.union(*counts.values())), 1, counts)
        medians = [median(values) for values in times.values()]
        self.assertLess(max(medians), 3 * min(medians) + 0.005, times)

    def test_no_code_and_an_unusual_one_are_told_of_the_text_alone(self):
        for badge in ("1002", "9999"):
            answer = self.send(badge=badge, code="no code")
            self.assertIn("is not a HES code", answer.text)
            answer = self.send(badge=badge, code="A4D7-1132-1O")
            self.assertIn("A4D7-1132-10", answer.text)
        self.assertFalse(self.proposals.search([]))
        again = self.send(code="A4D7-1132-1O", unusual="A4D7-1132-1O")
        self.assertIn("Thank you", again.text)

    # ------------------------------------------------------------- flooding

    def test_a_flood_from_one_network_is_refused_whatever_it_says(self):
        self.policy.tries_per_hour = 1
        for number in range(40):
            self.proposals.create(
                {
                    "company_id": self.company.id,
                    "given_at": self.env.cr.now(),
                    "badge": str(number),
                    "network": "127.0.0.1",
                }
            )
        answers = [self.send(), self.send(digits="9999"), self.send(badge="9999")]
        self.assertEqual({answer.status_code for answer in answers}, {429})
        self.assertEqual(self.proposals.search_count([]), 40)

    def test_very_long_input_is_refused(self):
        self.open()
        with mute_logger("odoo.http", "werkzeug"):
            answer = self.send(code="A" * 1_000_000)
        self.assertEqual(answer.status_code, 413)
        self.assertEqual(self.send(code="A" * 600).status_code, 200)
        self.assertFalse(self.proposals.search([]))

    # ------------------------------------------------------ referer and log

    def test_the_link_leads_nowhere_else_and_nothing_is_kept(self):
        answer = self.open()
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(answer.headers["X-Frame-Options"], "DENY")
        self.assertIn(
            "frame-ancestors 'none'", answer.headers["Content-Security-Policy"]
        )
        self.assertEqual(
            self.form.find("head/meta[@name='referrer']").get("content"), "no-referrer"
        )
        for link in self.form.xpath("//@href | //@src | //@action"):
            self.assertFalse(link.startswith(("http", "//")), link)
        self.assertEqual(self.send().headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(self.send(code="x").headers["Cache-Control"], "no-store")

    def test_neither_log_nor_address_has_what_was_given(self):
        self.start_service()
        self.send()
        self.send(digits="7391")
        self.send(code="A4D7-1132-1O")
        self.send(code="no code of mine")
        self.url_open(self.path, data={"code": OWN, "digits": "7391"})  # no token
        self.look_at()
        log = self.log.getvalue()
        self.assertIn(self.path, log, "the server's log was read")
        for secret in (OWN, OWN.replace("-", ""), "7391", NATIONAL_ID, "1132", "mine"):
            self.assertNotIn(secret, log)
        self.assertNotIn(f"digits={DIGITS}", log)

    @mute_logger("odoo.http")
    def test_what_comes_in_the_address_is_not_taken(self):
        query = f"?badge=1002&digits={DIGITS}&code={OWN}"
        self.open(self.path + query)
        self.assertFalse(self.proposals.search([]))
        self.assertNotIn(OWN, self.open(self.path + query).text)

    @mute_logger("odoo.http")
    def test_another_site_cannot_send_the_form(self):
        fields = {"badge": "1002", "digits": DIGITS, "code": OWN}
        self.assertEqual(self.url_open(self.path, data=fields).status_code, 400)
        self.assertFalse(self.proposals.search([]))

    # ------------------------------------------------------------- injection

    def test_hostile_texts_are_texts(self):
        for text in HOSTILE:
            for name in ("badge", "digits", "code"):
                with self.subTest(text=text[:20], name=name):
                    answer = self.send(**{name: text})
                    self.assertEqual(answer.status_code, 200)
                    self.assertNotIn("<script>alert", answer.text)
                    self.assertNotIn("<img", answer.text)
                    self.assertNotIn("Traceback", answer.text)
        self.look_at()
        self.assertFalse(self.burak.hes_code_ids)
        for number in range(3):  # several values, and files, of one name
            files = {"code": (f"{number}.txt", b"x")}
            answer = self.url_open(self.path, data={"badge": ["1", "2"]}, files=files)
            self.assertEqual(answer.status_code, 400)

    def test_a_badge_of_another_company_is_nobodys_here(self):
        theirs = self.stranger_company.hes_policy_id
        theirs.code_page = True
        answer = self.send(path=f"/hes/code/{theirs.code_page_token}")
        self.assertEqual(answer.status_code, 200)
        self.look_at()
        self.assertFalse(self.burak.hes_code_ids)
        self.assertEqual(self.proposals.search([]).company_id, self.stranger_company)

    # ------------------------------------------------------- the way through

    def test_a_code_given_here_is_the_persons_within_minutes(self):
        self.start_service()
        self.send(code=f"{'q' * 32}|{OWN}")
        self.assertFalse(self.burak.hes_code, "not before it was looked at")
        self.look_at()
        self.assertEqual(self.burak.hes_code, OWN)
        self.assertEqual(self.burak.hes_clearance, "cleared")

    # ----------------------------------------------------------- the poster

    def test_the_poster_has_both_languages_and_the_link(self):
        report = self.env["ir.actions.report"].with_user(self.officer)
        body, _kind = report._render_qweb_html("hes_code.code_poster", self.policy.ids)
        text = body.decode()
        self.assertIn("Give your HES code", text)
        self.assertIn("data:image/png;base64,", text)
        self.assertIn(self.policy.code_page_url, text)
        self.assertNotIn("/report/barcode", text, "the link is in no other address")
        self.assertEqual(text.count("<h1"), 2, "Turkish and English")
        action = self.policy.with_user(self.officer).action_print_code_poster()
        self.assertEqual(action["report_name"], "hes_code.code_poster")
        self.policy.code_page = False
        with self.assertRaises(UserError):
            self.policy.action_print_code_poster()
