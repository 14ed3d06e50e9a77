# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ...tools.service.answer import read_answer
from ..common import RISKLESS, RISKY, HesCase
from ..many import add_codes


@tagged("post_install", "-at_install")
class TestHesCode(HesCase):
    def test_what_people_type_becomes_the_written_form(self):
        for typed in ("a4d7113210", " A4D7 1132 10 ", "a4d7–1132–10"):
            with self.subTest(typed=typed):
                form = Form(self.as_user(self.officer, "hes.code"))
                form.code = typed
                form.employee_id = self.ayse
                self.assertEqual(form.save().code, RISKLESS)

    def test_what_is_no_code_is_refused_with_how_it_is_written(self):
        for typed, hint in (("A4D7-1132-1", "ten letters"), ("A4D7-1132-1#", "A to Z")):
            with (
                self.subTest(typed=typed),
                self.assertRaisesRegex(ValidationError, hint) as caught,
            ):
                self.code(self.ayse, typed)
            self.assertIn(typed, str(caught.exception))

    def test_an_unusual_pattern_is_taken_and_pointed_out(self):
        code = self.code(self.ayse, "A4D7-1132-1O")
        self.assertIn("A4D7-1132-10", code.code_hint)
        self.assertFalse(self.code(self.burak, RISKY).code_hint)

    def test_words_and_numbers_are_no_codes(self):
        for typed, hint in (
            ("BEKLENİYOR", "is a word"),
            ("yıllık izin", "is a word"),
            ("532 123 45 67", "is a number"),
            ("0000000000", "is a number"),
        ):
            for create in (
                lambda text: self.code(self.ayse, text),
                lambda text: self.ayse.write({"hes_code": text}),
            ):
                with (
                    self.subTest(typed=typed),
                    self.assertRaisesRegex(ValidationError, hint),
                ):
                    create(typed)

    def test_an_unusual_code_replaces_another_only_if_somebody_confirms_it(self):
        unusual = "A4D7-1132-1O"
        present = self.code(self.ayse, RISKY)
        codes = self.as_user(self.officer, "hes.code")
        vals = {"employee_id": self.ayse.id, "code": unusual}
        archived = codes.create({**vals, "active": False})
        for change in (
            lambda: codes.create(vals),
            lambda: present.with_user(self.officer).write({"code": unusual}),
            lambda: archived.write({"active": True}),
            lambda: self.ayse.with_user(self.officer).write({"hes_code": unusual}),
        ):
            with self.assertRaisesRegex(ValidationError, f"Was {RISKLESS} meant"):
                change()
            self.env.invalidate_all()
            self.assertEqual(self.ayse.hes_code, RISKY)
        form = Form(codes)
        form.employee_id = self.ayse
        form.code = unusual
        form.unusual_confirmed = True
        self.assertEqual(form.save(), self.ayse.hes_code_id)
        self.assertEqual(self.ayse.hes_code, unusual)

    def test_the_hint_is_shown_while_typing(self):
        form = Form(self.as_user(self.officer, "hes.code"))
        form.code = "A4D7-1132"
        self.assertIn("ten letters", form.code_hint)
        form.code = "a4d7 1132 1o"
        self.assertIn("A4D7-1132-10", form.code_hint)

    def test_a_newer_code_archives_the_older_one(self):
        old = self.code(self.ayse, RISKLESS)
        new = self.code(self.ayse, "G1H2-3456-78")
        self.assertFalse(old.active)
        self.assertEqual(self.ayse.hes_code_id, new)

    def test_an_archived_code_is_nobodys_where_archived_ones_are_shown(self):
        self.code(self.ayse, RISKLESS).active = False
        codes = self.as_user(self.officer, "hes.code").with_context(active_test=False)
        self.assertFalse(codes._holding(RISKLESS, self.company))
        unusual = codes.create({"employee_id": self.ayse.id, "code": "A4D7-1132-1O"})
        self.assertEqual(self.ayse.hes_code_id, unusual)

    def test_two_codes_for_one_person_at_once_keep_the_last(self):
        codes = self.env["hes.code"].create(
            [
                {"employee_id": self.ayse.id, "code": RISKLESS},
                {"employee_id": self.ayse.id, "code": "G1H2-3456-78"},
            ]
        )
        self.assertEqual(codes.filtered("active").code, "G1H2-3456-78")

    @mute_logger("odoo.sql_db")
    def test_a_code_has_one_active_holder_in_a_company(self):
        self.code(self.ayse, RISKLESS)
        with self.assertRaises(ValidationError):
            self.code(self.burak, RISKLESS)
        other = self.code(self.burak, "G1H2-3456-78")
        with self.assertRaises(ValidationError):
            other.code = RISKLESS
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE hes_code SET code = %s WHERE id = %s", [RISKLESS, other.id]
            )

    def test_another_company_may_hold_the_same_code(self):
        self.code(self.ayse, RISKLESS)
        stranger = self.env["hr.employee"].create(
            {"name": "Stranger", "company_id": self.stranger_company.id}
        )
        self.assertEqual(
            self.code(stranger, RISKLESS).company_id, self.stranger_company
        )

    @mute_logger("odoo.sql_db")
    def test_a_code_has_exactly_one_holder(self):
        partner = self.env["res.partner"].create({"name": "Visitor"})
        for values in ({}, {"employee_id": self.ayse.id, "partner_id": partner.id}):
            with self.assertRaises(CheckViolation), self.env.cr.savepoint():
                self.env["hes.code"].create({"code": RISKLESS, **values})

    @mute_logger("odoo.sql_db")
    def test_the_database_itself_refuses_another_form(self):
        code = self.code(self.ayse, RISKLESS)
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE hes_code SET code = 'a4d7113210' WHERE id = %s", [code.id]
            )

    def test_a_risk_outlives_its_code_until_a_riskless_answer(self):
        since = fields.Datetime.to_datetime("2021-03-01 08:00:00")
        old = self.code(self.ayse, RISKY, risk_status="risky", checked_at=since)
        new = self.code(self.ayse, RISKLESS)
        self.assertEqual(self.ayse.hes_risk_status, "unknown")
        self.assertEqual(self.ayse.hes_clearance_reason, "risky")
        self.assertEqual((old.risky_since, new.risky_since), (False, since))
        self.record_answer(new, masked_name="AY** IŞ**")
        self.assertNotEqual(self.ayse.hes_clearance_reason, "risky")

    def test_withdrawing_the_code_does_not_end_a_risk(self):
        self.code(self.ayse, RISKY, risk_status="risky")
        self.ayse.hes_code = False
        self.assertEqual(self.ayse.hes_clearance, "denied")
        self.code(self.ayse, RISKLESS)
        self.assertEqual(self.ayse.hes_clearance, "denied")

    def test_only_hes_officers_reach_codes(self):
        code = self.code(self.ayse, RISKLESS)
        for user in (self.plain_user, self.attendance_officer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                code.with_user(user).read(["code"])
        self.assertEqual(code.with_user(self.officer).code, RISKLESS)

    def test_officers_see_no_other_company(self):
        stranger = self.env["hr.employee"].create(
            {"name": "Stranger", "company_id": self.stranger_company.id}
        )
        code = self.code(stranger, RISKLESS)
        self.assertFalse(
            self.as_user(self.officer, "hes.code").search([("id", "=", code.id)])
        )
        with self.assertRaises(AccessError):
            code.with_user(self.officer).read(["code"])

    def test_no_end_is_shown_as_such(self):
        code = self.code(self.ayse, RISKLESS, expires_at="2070-01-01 00:00:00")
        self.assertEqual(code.expiry, "No end")

    def test_an_end_in_the_year_9999_is_none_and_stops_no_list(self):
        code = self.code(self.ayse, RISKLESS)
        for end in ("9999-12-31T23:59:59Z", "9999-12-31", "2500-01-01T00:00:00Z"):
            said = {"current_health_status": "RISKLESS", "expiration_date": end}
            self.env["hes.check"]._record({code: read_answer(code.code, said)})
            self.assertEqual(code.expiry, "No end")
            for zone in ("Europe/Istanbul", "Pacific/Kiritimati", "Pacific/Niue"):
                for model, domain in (
                    ("hes.code", [("id", "=", code.id)]),
                    ("hes.check", [("code_id", "=", code.id)]),
                    ("hes.report.coverage", [("employee_id", "=", self.ayse.id)]),
                ):
                    rows = self.as_user(self.officer, model).with_context(tz=zone)
                    for part in ("day", "week", "month", "year"):
                        groups = [f"expires_at:{part}"]
                        found = rows.web_read_group(domain, groups, ["__count"])
                        self.assertEqual(len(found["groups"]), 1)
                    found = rows.sudo().search(domain).export_data(["expires_at"])
                    self.assertEqual(len(found["datas"]), len(rows.search(domain)))

    # ------------------------------------------------- system fields

    def test_nobody_types_in_what_an_answer_says(self):
        code = self.code(self.ayse, RISKLESS)
        said = {
            "risk_status": "riskless",
            "risk_reason": "contact",
            "risky_since": False,
            "checked_at": "2021-03-01 05:00:00",
            "expires_at": "2031-03-01 05:00:00",
            "masked_national_id": "********170",
            "masked_name": "AY****",
            "owner_check": "match",
        }
        for user in (self.officer, self.manager):
            codes = self.as_user(user, "hes.code")
            for name, value in said.items():
                with self.subTest(user=user.login, name=name):
                    with self.assertRaises(AccessError):
                        codes.browse(code.id).write({name: value})
                    vals = {"employee_id": self.burak.id, "code": "K1L2-3456-00"}
                    with self.assertRaises(AccessError):
                        codes.create({**vals, name: value})
                    made = codes.with_context(**{f"default_{name}": value}).create(vals)
                    self.assertEqual(made.risk_status, "unknown")
                    self.assertFalse(made.checked_at or made.masked_name)
                    made.unlink()

    def test_another_code_does_not_get_the_answers_of_the_first(self):
        asked = {"risk_status": "riskless", "checked_at": "2021-03-01 05:00:00"}
        code = self.code(self.ayse, RISKLESS, **asked)
        mine = self.as_user(self.officer, "hes.code").browse(code.id)
        for vals in (
            {"code": "K1L2-3456-00"},
            {"employee_id": self.burak.id},
            {"employee_id": False, "partner_id": self.company.partner_id.id},
        ):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "new code"):
                mine.write(vals)
        mine.write({"code": "a4d7 1132 10"})
        self.assertEqual(mine.risk_status, "riskless")

    def test_a_code_that_was_never_asked_for_may_be_corrected(self):
        code = self.code(self.ayse, RISKLESS)
        self.as_user(self.officer, "hes.code").browse(code.id).code = "K1L2-3456-00"
        self.assertEqual(code.code, "K1L2-3456-00")

    # --------------------------------------- a newer code takes the older one's place

    def doors(self, user=None):
        """What forms and the API call, and what the import of a list calls."""
        codes = self.as_user(user or self.officer, "hes.code")
        return {"create": codes.create, "replace": codes._replace}

    def test_every_door_checks_the_same(self):
        self.code(self.burak, RISKLESS)
        visitor = self.env["res.partner"].create({"name": "Visitor"})
        self.env["hes.code"].create({"partner_id": visitor.id, "code": RISKY})
        mine = {"employee_id": self.ayse.id}
        twice = {"employee_id": self.cigdem.id, "code": "G1H2-3456-78"}
        for name, enter in self.doors().items():
            for rows, error, message in (
                ([{**mine, "code": "A4D7"}], ValidationError, "ten letters"),
                ([{**mine, "code": "a4d7 1132 10"}], ValidationError, "Somebody else"),
                ([{**mine, "code": RISKY}], ValidationError, "Somebody else"),
                ([{**twice, **mine}, twice], ValidationError, "Somebody else"),
                ([{**twice, "risk_status": "riskless"}], AccessError, "by hand"),
                ([{**twice, "risky_since": False}], AccessError, "by hand"),
            ):
                with (
                    self.subTest(door=name, rows=rows),
                    self.assertNoLogs("odoo.sql_db", "ERROR"),
                    self.assertRaisesRegex(error, message),
                ):
                    enter(rows)
        for name, enter in self.doors(self.plain_user).items():
            with self.subTest(door=name), self.assertRaises(AccessError):
                enter([{**mine, "code": "K1L2-3456-00"}])

    def test_by_every_door_the_same_code_keeps_its_answers(self):
        visitor = self.env["res.partner"].create({"name": "Visitor"})
        theirs = self.env["hes.code"].create({"partner_id": visitor.id, "code": RISKY})
        code = self.code(self.ayse, RISKLESS, risk_status="not_found")
        rows = [
            {"partner_id": visitor.id, "code": RISKY},
            {"employee_id": self.burak.id, "code": "K1L2-3456-00"},
            {"employee_id": self.ayse.id, "code": "a4d7 1132 10"},
        ]
        for name, enter in self.doors().items():
            with self.subTest(door=name):
                first, second, third = enter(rows)
                self.assertEqual((first, third), (theirs, code))
                self.assertEqual(second, self.burak.hes_code_id)
                self.assertEqual(self.ayse.hes_code_id, code)
                self.assertEqual(self.ayse.hes_clearance, "denied")
        self.assertEqual(len(self.burak.hes_code_ids), 1)

    def test_every_door_moves_the_risk_on(self):
        since = fields.Datetime.to_datetime("2021-03-01 08:00:00")
        old = self.code(self.ayse, RISKY, risk_status="risky", checked_at=since)
        for door, code in zip(
            self.doors().values(), ("a4d7113210", "K1L2-3456-00"), strict=True
        ):
            new = door([{"employee_id": self.ayse.id, "code": code}])
            self.assertEqual((old.active, old.risky_since), (False, False))
            self.assertEqual((new.active, new.risky_since), (True, since))
            self.assertEqual(self.ayse.hes_code_id, new)
            old = new

    def test_a_code_that_is_given_to_somebody_else_takes_the_older_ones_place(self):
        visitor, other = self.env["res.partner"].create([{"name": "A"}, {"name": "B"}])
        for right, wrong in (
            ({"employee_id": self.ayse.id}, {"employee_id": self.burak.id}),
            ({"partner_id": visitor.id}, {"partner_id": other.id}),
            (
                {"employee_id": self.cigdem.id, "partner_id": False},
                {"partner_id": other.id},
            ),
        ):
            with self.subTest(right=right, wrong=wrong):
                codes = self.as_user(self.officer, "hes.code")
                old = codes.create({**right, "code": RISKY})
                self.record_answer(old.sudo(), status="risky")
                since = old.risky_since
                moved = codes.create({**wrong, "code": "K1L2-3456-00"})
                moved.write(right)
                self.assertEqual((old.active, old.risky_since), (False, False))
                self.assertEqual((moved.active, moved.risky_since), (True, since))
                moved.write({**right, "unusual_confirmed": True})  # as it is
                self.assertTrue(moved.active)
                # of one that is archived, too
                moved.active = False
                self.assertTrue(moved.risky_since)
                another = codes.create({**wrong, "code": "K1L2-3456-01"})
                another.write(right)
                self.assertEqual(
                    (moved.risky_since, another.risky_since), (False, since)
                )
                another.active = False

    def test_a_code_is_given_to_somebody_else_with_the_same_checks(self):
        self.code(self.ayse, RISKLESS)
        wrong = self.code(self.burak, "A4D7-1132-1O").with_user(self.officer)
        with self.assertRaisesRegex(ValidationError, "Unusual pattern"):
            wrong.employee_id = self.ayse
        wrong.write({"employee_id": self.ayse.id, "unusual_confirmed": True})
        self.assertEqual(self.ayse.hes_code_id, wrong)
        self.assertFalse(self.burak.hes_code)

    def test_a_list_of_codes_costs_no_more_statements_than_one(self):
        counts = []
        # the first time, Odoo fills its own caches
        for part, number in enumerate((1, 1, 150)):
            people = self.env["hr.employee"].create(
                [{"name": "P", "company_id": self.company.id} for _ in range(number)]
            )
            for step in (1, 2):  # the first codes, and others in their place
                rows = [
                    {
                        "employee_id": person.id,
                        "company_id": self.company.id,
                        "code": f"K{step}L2-{place:04}-{part:02}",
                    }
                    for place, person in enumerate(people)
                ]
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                made = self.env["hes.code"]._replace(rows)
                counts.append(self.env.cr.sql_log_count - before)
                self.assertEqual(made.mapped("code"), [row["code"] for row in rows])
        self.assertEqual(counts[2:4], counts[4:])

    def test_one_code_more_loads_none_of_the_others(self):
        add_codes(self.env, self.company, 300)
        self.codes_of_people(30)
        visitor = self.env["res.partner"].create({"name": "Deniz Kaya"})
        for code in ("A4D7-1132-10", "ABCD-1132-10"):  # as usual, and not
            for holder in ({"employee_id": self.ayse.id}, {"partner_id": visitor.id}):
                self.env.flush_all()
                self.env.invalidate_all()
                codes = self.env["hes.code"]
                codes.create({**holder, "company_id": self.company.id, "code": code})
                self.env.flush_all()
                for name in ("code", "employee_id", "partner_id"):
                    seen = self.env["hes.code"]._fields[name]._get_cache(self.env)
                    self.assertLess(len(seen), 5, (code, holder, name))
                codes.search(
                    [("company_id", "=", self.company.id), ("code", "=", code)]
                ).unlink()

    def test_the_holder_of_an_action_is_known_to_the_replacement(self):
        old = self.code(self.ayse, RISKLESS)
        codes = self.env["hes.code"].with_context(default_employee_id=self.ayse.id)
        new = codes.create({"code": "K1L2-3456-00"})
        self.assertFalse(old.active)
        self.assertEqual(self.ayse.hes_code_id, new)
