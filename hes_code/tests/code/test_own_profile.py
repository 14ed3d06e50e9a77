# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from contextlib import closing

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from ..common import ENDLESS, RISKLESS, RISKY, HesCase

NOW = "2021-03-01 05:10:00"
PROFILE = "hr.res_users_view_form_preferences"
SECRETS = (
    "hes_code",
    "hes_risk_status",
    "hes_checked_at",
    "hes_expiry",
    "hes_clearance",
    "hes_history",
)


class ProfileCase(HesCase):
    """Ayşe and Burak have users without any right to HES; Burak is risky."""

    def setUp(self):
        super().setUp()
        self.colleague = self._user("burak", "base.group_user")
        (self.plain_user + self.colleague).tz = "Europe/Istanbul"
        self.ayse.user_id = self.plain_user
        self.burak.user_id = self.colleague
        now = fields.Datetime.now()
        self.code(self.burak, RISKY, risk_status="risky", checked_at=now)

    def own(self, user=None):
        user = user or self.plain_user
        return self.as_user(user, "res.users").browse(user.id)

    def enter(self, text, user=None):
        with Form(self.own(user), view=PROFILE) as form:
            form.hes_code = text
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestOwnProfile(ProfileCase):
    """What people see of their own, and enter themselves."""

    def test_one_enters_ones_own_code_in_any_form(self):
        for text in ("a4d7 1132 10", "0123456789abcdef0123456789abcdef|A4D7113210"):
            self.enter(text)
            self.assertEqual(self.ayse.hes_code, RISKLESS)
        code = self.ayse.hes_code_id
        self.assertEqual(code.source, "self")
        self.assertEqual(code.company_id, self.company)
        self.assertEqual(len(self.ayse.with_context(active_test=False).hes_code_ids), 1)
        self.assertEqual(self.own().hes_code, RISKLESS)

    def test_the_form_shows_what_was_made_of_it(self):
        [saved] = self.own().web_save({"hes_code": "f1g2345688"}, {"hes_code": {}})
        self.assertEqual(saved["hes_code"], ENDLESS)

    def test_a_newer_code_takes_the_place_and_keeps_the_risk(self):
        self.enter("K1L2-3456-78", self.colleague)
        self.assertEqual(self.burak.hes_code, "K1L2-3456-78")
        self.assertTrue(self.burak.hes_code_id.risky_since)
        self.assertEqual(self.burak.hes_clearance, "denied")

    def test_an_unusual_pattern_is_hinted_at_while_typing(self):
        with Form(self.own(), view=PROFILE) as form:
            form.hes_code = "A4D7-1132-1O"
            self.assertIn(RISKLESS, form.hes_code_hint)
            form.hes_code = RISKLESS
            self.assertFalse(form.hes_code_hint)

    def test_what_is_no_code_is_told_with_the_mend(self):
        for text, words in (
            ("A4D7", "“A4D7” is not a HES code: it has ten letters"),
            ("A4D7-1132-1?", "only the letters A to Z"),
            ("Bilmiyorum", "is a word"),
            ("5321234567", "is a number"),
            ("", "The HES code is empty"),
        ):
            with self.assertRaisesRegex(ValidationError, words):
                self.own().write({"hes_code": text})
        self.assertFalse(self.ayse.hes_code)

    def test_an_unusual_code_takes_the_place_of_none(self):
        self.enter(RISKLESS)
        with self.assertRaisesRegex(ValidationError, "only if HR confirms"):
            self.own().write({"hes_code": "A4D7-1132-1O"})
        self.assertEqual(self.ayse.hes_code, RISKLESS)

    def test_a_colleagues_code_is_refused_and_nothing_said_of_them(self):
        with self.assertRaises(ValidationError) as caught:
            self.own().hes_code = RISKY
        self.assertNotIn("already", caught.exception.args[0])
        self.assertNotIn("Burak", caught.exception.args[0])
        self.assertEqual(self.burak.hes_code, RISKY)

    def tell(self, text, **more):
        """What comes of entering a code over RPC; all of it is rolled back."""
        with closing(self.env.cr.savepoint()) as savepoint, mute_logger("odoo.sql_db"):
            try:
                self.own().web_save({"hes_code": text, **more}, {"id": {}})
                self.env.flush_all()
            # whatever is said: pylint: disable-next=broad-exception-caught
            except Exception as error:
                return type(error), str(error)
            finally:
                savepoint.rollback()
                self.env.invalidate_all(flush=False)
        return None

    def test_no_error_about_something_else_says_that_a_code_is_free(self):
        for more in ({"name": False}, {"tz": "Nowhere"}):
            with self.subTest(more=more):
                taken, free = self.tell(RISKY, **more), self.tell(RISKLESS, **more)
                self.assertTrue(free)
                self.assertEqual(taken, free)

    def test_one_sees_status_history_and_clearance(self):
        stand_in, _service = self.start_service()
        stand_in.people[ENDLESS.replace("-", "")] = ("10000000170", "Ayşe", "Işık")
        self.enter(ENDLESS)
        self.run_cron()
        self.env.invalidate_all()
        [seen] = self.own().read(SECRETS)
        self.assertEqual(seen["hes_risk_status"], "riskless")
        self.assertEqual(seen["hes_clearance"], "cleared")
        self.assertEqual(seen["hes_expiry"], "No end")
        self.assertIn("Not Risky", seen["hes_history"])
        self.assertIn("No end", seen["hes_history"])

    def test_of_several_companies_the_present_one(self):
        other = self.env["hr.employee"].create(
            {"name": "Ayşe Işık", "company_id": self.stranger_company.id}
        )
        self.plain_user.company_ids += self.stranger_company
        other.user_id = self.plain_user
        self.enter(RISKLESS)
        there = self.own().with_context(allowed_company_ids=self.stranger_company.ids)
        self.assertTrue(there.hes_profile)
        self.assertFalse(there.hes_code)
        there.write({"hes_code": ENDLESS})
        self.assertEqual(there.hes_code, ENDLESS)
        self.assertEqual(self.own().hes_code, RISKLESS)
        self.assertEqual(other.hes_code_ids.mapped("company_id"), self.stranger_company)

    def test_who_is_no_employee_has_none(self):
        nobody = self._user("nobody", "base.group_user")
        self.assertFalse(self.own(nobody).hes_profile)
        with self.assertRaisesRegex(ValidationError, "no employee of Anadolu"):
            self.own(nobody).hes_code = RISKLESS

    def test_giving_a_code_records_the_information(self):
        self.enter(RISKLESS)
        reading = self.env["hes.information.reading"].search([])
        self.assertEqual(reading.employee_id, self.ayse)
        self.assertTrue(reading.opened)
        self.assertTrue(self.own().hes_information_read_at)
        self.company.hes_policy_id.information_text = "A new text"
        self.env.invalidate_all()
        self.assertEqual(self.own().hes_information, "<p>A new text</p>")
        self.assertFalse(self.own().hes_information_read_at)
        action = self.own().action_hes_information_read()
        self.assertEqual(action["res_id"], self.plain_user.id)
        self.env.invalidate_all()
        self.assertTrue(self.own().hes_information_read_at)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestOthersProfiles(ProfileCase):
    """Nobody sees or enters anything of somebody else here, whatever their rights."""

    def setUp(self):
        super().setUp()
        self.admin = self.env.ref("base.user_admin")
        self.admin.company_ids += self.company
        self.others = (
            self.plain_user,
            self.attendance_officer,
            self.officer,
            self.manager,
        )

    def test_reading_another_user(self):
        for user in self.others:
            target = self.as_user(user, "res.users").browse(self.colleague.id)
            for name in SECRETS:
                with self.subTest(user=user.login, name=name):
                    with self.assertRaises(AccessError):
                        target.read([name])
                    with self.assertRaises(AccessError):
                        target.web_read({name: {}})
                    with self.assertRaises(AccessError):
                        target.mapped(name)
            both = target + self.own(user)
            with self.assertRaises(AccessError):
                both.read(["hes_code"])

    def test_the_administrator_finds_it_empty(self):
        users = self.as_user(self.admin, "res.users")
        target = users.browse(self.colleague.id)
        target.web_read({name: {} for name in SECRETS})
        for name in SECRETS:
            self.assertFalse(target[name], name)
            self.assertFalse(target.sudo()[name], name)
            for attempt in (
                lambda n=name: users.search([(n, "!=", False)]),
                lambda n=name: users.search([("id", ">", 0)], order=n),
                lambda n=name: users.formatted_read_group([], [n], []),
            ):
                with self.subTest(name=name), self.assertRaises(ValueError):
                    attempt()

    def test_writing_another_user(self):
        for user in self.others:
            target = self.as_user(user, "res.users").browse(self.colleague.id)
            with self.assertRaises(AccessError):
                target.write({"hes_code": ENDLESS})
        for user in (*self.others, self.admin):
            target = self.as_user(user, "res.users").browse(self.colleague.id)
            with self.assertRaises(AccessError):
                target.sudo().write({"hes_code": ENDLESS})
        self.assertEqual(self.burak.hes_code, RISKY)

    def test_searching_sorting_grouping(self):
        for user in self.others:
            users = self.as_user(user, "res.users")
            for name in SECRETS:
                for attempt in (
                    lambda m=users, n=name: m.search([(n, "ilike", "B1")]),
                    lambda m=users, n=name: m.search([(n, "in", [False])]),
                    lambda m=users, n=name: m.search_count([(n, "!=", False)]),
                    lambda m=users, n=name: m.search([], order=n),
                    lambda m=users, n=name: m.formatted_read_group([], [n], []),
                    lambda m=users, n=name: m.search_read([], [n]),
                ):
                    with self.subTest(user=user.login, name=name):
                        with self.assertRaises(AccessError):
                            attempt()

    def test_by_way_of_other_records(self):
        for model in ("hr.employee", "hr.employee.public", "hr.department"):
            path = "manager_id.user_id" if model == "hr.department" else "user_id"
            records = self.as_user(self.officer, model)
            with self.assertRaises(AccessError):
                records.search([(f"{path}.hes_code", "ilike", "B1")])
        employees = self.as_user(self.plain_user, "hr.employee.public")
        with self.assertRaises(AccessError):
            employees.search([("user_id.hes_risk_status", "=", "risky")])
        public = employees.browse(self.burak.id)
        with self.assertRaises(AccessError):
            public.web_read({"user_id": {"fields": {"hes_risk_status": {}}}})
        for name in ("hes_code", "hes_risk_status"):
            with self.assertRaises(Exception):  # noqa: B017
                self.as_user(self.plain_user, "hr.employee").search(
                    [("id", "=", self.burak.id), (name, "ilike", "B1")]
                )
        for name in ("hes.code", "hes.check", "hes.exemption"):
            with self.assertRaises(AccessError):
                self.as_user(self.plain_user, name).search([])

    def test_a_new_record_made_from_somebody_else(self):
        users = self.as_user(self.officer, "res.users")
        disguised = users.new(origin=users.browse(self.colleague.id))
        with self.assertRaises(AccessError):
            disguised.mapped("hes_code")
        spec = {"hes_code": {}, "hes_risk_status": {}}
        other = users.browse(self.colleague.id)
        with self.assertRaises(AccessError):
            other.onchange({}, [], spec)

    def test_the_user_form_shows_nothing_of_it(self):
        views = self.as_user(self.admin, "res.users").get_views([(False, "form")])
        self.assertNotIn("hes_", views["views"]["form"]["arch"])


@tagged("post_install", "-at_install")
class TestStoredAboutMe(HttpCase, ProfileCase):
    """Everything that is stored about a person, for that person."""

    def page(self, login="hes_plain"):
        self.authenticate(login, login)
        answer = self.url_open("/hes/my-data")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        return answer.text

    def test_everything_about_oneself_and_nothing_of_others(self):
        self.ayse.identification_id = "10000000170"
        self.start_service()
        self.enter(RISKLESS)
        self.run_cron()
        self.env["hes.exemption"].create(
            {
                "employee_id": self.ayse.id,
                "date_from": "2021-03-01",
                "date_to": "2021-03-02",
                "reason": "Works outdoors",
            }
        )
        self.env["hr.attendance"].create({"employee_id": self.ayse.id})
        self.ayse._hes_kiosk_attempt("nonsense")
        self.ayse.hes_code_id.with_user(self.officer).read(["code"])
        page = self.page()
        for told in (
            RISKLESS,
            "Own Profile",
            "********170",
            "Match",
            "Works outdoors",
            "Not a Code",
            "Attendances",
            "hes_officer",
            "Opened Alone",
        ):
            self.assertIn(told, page)
        for secret in (RISKY, "Burak"):
            self.assertNotIn(secret, page)

    def test_in_the_browser(self):
        self.start_service()
        self.start_tour("/odoo", "hes_own_profile", login="hes_plain")
        self.run_cron()
        self.start_tour("/odoo", "hes_own_profile_history", login="hes_plain")
        self.assertEqual(self.ayse.hes_code_id.source, "self")

    def test_the_link_to_ones_own_code_begins_with_it(self):
        self.start_tour("/odoo/hes-my-code", "hes_own_code_link", login="hes_plain")
        self.assertEqual(self.ayse.hes_code_id.code, RISKLESS)

    def test_replaced_codes_and_archived_people(self):
        self.enter(RISKLESS)
        self.enter(ENDLESS)
        self.ayse.active = False
        page = self.page()
        self.assertIn(RISKLESS, page)
        self.assertIn(ENDLESS, page)

    def test_who_has_nothing_stored(self):
        self._user("nobody", "base.group_user")
        self.assertIn("Nothing is stored", self.page("hes_nobody"))

    def test_nobody_sees_it_without_logging_in(self):
        answer = self.url_open("/hes/my-data", allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/web/login", answer.headers["Location"])

    def test_a_contact_never_learns_of_whom(self):
        if "hes.contact" not in self.env:
            self.skipTest("there is no contact tracing in this version")
        case = self.env["hes.contact.case"].search(
            [("employee_id", "=", self.burak.id)]
        )
        self.env["hes.contact"].create(
            {
                "case_id": case.id,
                "employee_id": self.ayse.id,
                "source": "attendance",
                "hours": 3.25,
                "last_contact": "2021-02-27 09:00:00",
            }
        )
        page = self.page()
        self.assertIn("You Were a Contact", page)
        for secret in ("Burak", "3.25", "02/27/2021", "2/27/21"):
            self.assertNotIn(secret, page)
