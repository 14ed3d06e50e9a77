# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import RISKLESS
from ..visit.permit_case import PermitCase

NOW = "2021-03-01 05:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestInferred(PermitCase):
    """What Odoo itself computes, sends, renders and logs tells nothing either."""

    def setUp(self):
        super().setUp()
        self.risky = self.code(
            self.burak, RISKLESS, risk_status="risky", checked_at=NOW
        )
        self.hr = self._user("hr", "hr.group_hr_user")

    def outcome(self, door):
        try:
            with (
                self.env.cr.savepoint(),
                mute_logger("odoo.addons.base.models.ir_rule"),
            ):
                return door()
        except (AccessError, UserError, ValueError):
            return None

    # ---------------------------------------------------------------- onchange

    def test_a_form_that_is_not_saved_tells_nothing_of_others_journeys(self):
        """``onchange`` takes any record into a new one, and computes."""
        journey = self.plan(self.burak, user=self.officer)
        journey.action_approve()
        self.assertEqual(journey.state, "denied")
        row = journey.participant_ids
        made_up = {"kind": "travel", "state": "denied", "user_id": self.plain_user.id}
        permits = self.as_user(self.plain_user, "hes.permit")
        names = ("denial", "kind", "state", "user_id", "participant_ids")
        for command in ((4, row.id), (1, row.id, {}), (6, 0, row.ids)):
            answer = self.outcome(
                lambda c=command: permits.onchange(
                    {**made_up, "participant_ids": [c]}, [], dict.fromkeys(names, {})
                )
            )
            with self.subTest(command=command):
                self.assertNotIn("1 of", str(answer))
        rows = self.as_user(self.plain_user, "hes.permit.participant")
        journey.sudo().destination = "Erzurum"
        names = ("destination", "origin", "organiser_id", "date_from", "permit_id")
        answer = self.outcome(
            lambda: rows.onchange(
                {"permit_id": journey.id}, ["permit_id"], dict.fromkeys(names, {})
            )
        )
        self.assertNotIn("Erzurum", str(answer))
        self.assertFalse(answer and answer["value"].get("organiser_id"))

    def test_a_form_that_is_not_saved_tells_nothing_of_people(self):
        secrets = ("hes_clearance", "hes_clearance_reason", "hes_code", "hes_flag")
        for user, model in (
            (self.hr, "hr.employee"),
            (self.hr, "hr.attendance"),
            (self.attendance_officer, "hr.attendance"),
        ):
            records = self.as_user(user, model)
            found = records.search([("id", "=", self.burak.id)])
            for name in secrets:
                if user == self.attendance_officer and name != "hes_clearance_reason":
                    continue  # theirs to know
                if name not in records._fields:
                    continue
                for record in (records, found):
                    answer = self.outcome(
                        lambda r=record, n=name: r.onchange(
                            {"employee_id": self.burak.id},
                            ["employee_id"],
                            {"employee_id": {}, n: {}},
                        )
                    )
                    with self.subTest(user=user.login, model=model, name=name):
                        shown = (answer or {}).get("value", {}).get(name)
                        self.assertFalse(shown)

    def test_a_group_condition_counts_nothing(self):
        self.company.hes_policy_id.gate = "off"
        self.env["hr.attendance"].create({"employee_id": self.burak.id})
        rows = self.as_user(self.attendance_officer, "hr.attendance")
        for having in (
            [("hes_clearance_reason:count_distinct", ">", 0)],
            [("hes_live:count", ">", 0)],
            [("hes_clearance_reason:array_agg", "!=", False)],
        ):
            with self.subTest(having=having):
                self.assertFalse(
                    self.outcome(
                        lambda h=having: rows.formatted_read_group(
                            [], ["employee_id"], ["__count"], having=h
                        )
                    )
                )

    def test_no_way_from_what_somebody_wrote_leads_to_their_status(self):
        """Some models of Odoo search with all rights first."""
        author = self._user("author", "base.group_user,base.group_partner_manager")
        self.burak.user_id = author
        partner = self.as_user(author, "res.partner").create({"name": "Supplier"})
        partner.message_post(body="Hello")
        partner.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.plain_user.id
        )
        written = self.as_user(author, "ir.attachment").create(
            {"name": "Public", "raw": b"x", "public": True}
        )
        seen = self.as_user(self.plain_user, "ir.attachment")
        self.assertTrue(seen.search([("id", "=", written.id)]))
        paths = (
            "create_uid.employee_ids.hes_code_ids.risk_status",
            "create_uid.employee_id.hes_code_ids.risk_status",
            "create_uid.partner_id.employee_ids.hes_code_ids.risk_status",
            "create_uid.employee_ids.hes_risk_status",
        )
        for model in (
            "ir.attachment",
            "mail.activity",
            "mail.message",
            "mail.notification",
            "mail.followers",
            "mail.scheduled.message",
            "res.partner",
            "res.users",
            "res.groups",
            "hr.employee",
            "hr.employee.public",
            "resource.resource",
        ):
            records = self.as_user(self.plain_user, model)
            for path in paths:
                first, rest = path.split(".", 1)
                second, last = rest.rsplit(".", 1)
                for domain in (
                    [(path, "=", "risky")],
                    [(first, "any", [(rest, "=", "risky")])],
                    [(f"{first}.{second}", "any", [(last, "=", "risky")])],
                    ["!", (path, "!=", "risky")],
                ):
                    for limit in (None, 5):
                        with self.subTest(model=model, domain=domain):
                            self.assertFalse(
                                self.outcome(
                                    lambda r=records, d=domain, n=limit: (
                                        r.search(d, limit=n).ids
                                    )
                                )
                            )

    # ------------------------------------------------------------------- texts

    def test_a_mail_template_of_ones_own_renders_nothing(self):
        employee = self.as_user(self.hr, "hr.employee").browse(self.burak.id)
        self.assertTrue(employee.name)
        templates = self.as_user(self.hr, "mail.template")
        for path in (
            "object.hes_code",
            "object.hes_clearance",
            "object.hes_clearance_reason",
            "object.hes_code_ids.risk_status",
            "object.sudo().hes_code",
            "object.hes_exemption_ids.reason",
        ):
            values = {
                "name": "x",
                "model_id": self.env["ir.model"]._get_id("hr.employee"),
                "subject": "{{ " + path + " }}",
                "body_html": f'<p t-out="{path}"/>',
            }
            with self.subTest(path=path):
                said = self.outcome(
                    lambda v=values: templates.create(v)._generate_template(
                        employee.ids, ("subject", "body_html")
                    )
                )
                for word in (RISKLESS, "risky", "denied"):
                    self.assertNotIn(word, str(said))

    def test_a_note_is_not_its_senders_to_read(self):
        """Whoever makes the add-on send a note would read it as their own."""
        visit = self.enter("Deniz Kaya")
        visit.host_id = self.as_user(self.reception, "hr.employee").browse(
            self.burak.id
        )
        visit.action_approve()
        self.assertIn(visit.name, self.notes(self.officer).body)
        self.burak.parent_id = self.cigdem
        self.cigdem.user_id = self.manager
        self.record_answer(self.risky)
        stand_in, _service = self.start_service()
        stand_in.overrides["A4D7113210"] = "RISKY"
        visit.with_user(self.reception).action_draft()
        visit.with_user(self.reception).action_approve()
        self.assertTrue(self.notes(self.manager))
        shown = ("body", "ilike", "not cleared")
        for model, domain in (
            ("mail.message", [shown]),
            ("mail.notification", [("mail_message_id.body", *shown[1:])]),
            ("mail.activity", [("res_model", "=like", "hes.%")]),
            ("mail.mail", []),
        ):
            records = self.as_user(self.reception, model)
            with self.subTest(model=model):
                found = self.outcome(lambda r=records, d=domain: r.search(d).ids)
                self.assertFalse(found)
        for note in self.notes(self.manager) | self.notes(self.officer):
            self.assertIsNone(
                self.outcome(lambda n=note: n.with_user(self.reception).read(["body"]))
            )

    # -------------------------------------------------------------------- logs

    def test_no_code_is_logged_when_somebody_else_has_it(self):
        codes = self.as_user(self.officer, "hes.code")
        with self.assertNoLogs("odoo.sql_db", level="INFO"):
            for door in (
                lambda: codes.create({"employee_id": self.ayse.id, "code": RISKLESS}),
                lambda: self.ayse.with_user(self.officer).write({"hes_code": RISKLESS}),
            ):
                with self.assertRaisesRegex(UserError, "Somebody else"):
                    door()

    # ---------------------------------------------------------------- whose own

    def test_hr_does_not_become_somebody_to_see_their_profile(self):
        """An HR officer links users to employees; their own user to a colleague would
        make the colleague's data their own."""
        with self.assertRaises(AccessError):
            self.burak.with_user(self.hr).user_id = self.hr
        self.assertFalse(self.as_user(self.hr, "res.users").browse(self.hr.id).hes_code)
        with self.assertRaises(AccessError):
            self.burak.with_user(self.hr).user_id = self.plain_user
        self.cigdem.with_user(self.hr).user_id = self.plain_user  # without any code
        new = self.as_user(self.hr, "hr.employee").create(
            {"name": "New", "user_id": self.hr.id, "company_id": self.company.id}
        )
        self.assertEqual(new.user_id, self.hr)
