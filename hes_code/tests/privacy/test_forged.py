# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import RISKLESS
from ..visit.permit_case import PermitCase

NOW = "2021-03-01 05:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestForgedVerdict(PermitCase):
    """An attendance officer calls the API, to let somebody in whom the gate refuses."""

    def setUp(self):
        super().setUp()
        self.code(self.burak, RISKLESS, risk_status="risky", checked_at=NOW)
        self.code(self.ayse, "K1L2-3456-10", risk_status="riskless", checked_at=NOW)
        self.attendances = self.as_user(self.attendance_officer, "hr.attendance")

    def test_no_verdict_comes_with_a_check_in(self):
        for name, value in (
            ("hes_clearance", "cleared"),
            ("hes_clearance_reason", "riskless"),
            ("hes_live", "answered"),
        ):
            with self.subTest(field=name), self.assertRaises(AccessError):
                self.attendances.create({"employee_id": self.burak.id, name: value})

    def test_no_verdict_comes_as_a_default(self):
        of_burak = {"employee_id": self.burak.id}
        forged = self.attendances.with_context(default_hes_clearance="cleared")
        with self.assertRaisesRegex(UserError, "not possible"):
            forged.create(of_burak)
        unseen = forged.with_context(default_hes_clearance_reason="riskless")
        with self.assertRaises(AccessError):
            unseen.create(of_burak)

    def test_a_copy_has_no_values_of_the_system(self):
        exemption = self.as_user(self.manager, "hes.exemption").create(
            {
                "employee_id": self.ayse.id,
                "date_from": "2021-03-01",
                "date_to": "2021-03-02",
                "reason": "x",
            }
        )
        other = self._user("second", "hes_code.group_hes_manager")
        self.assertEqual(exemption.with_user(other).copy().user_id, other)
        query = self.as_user(self.officer, "hes.query").create({})
        self.assertEqual(query.copy().state, "draft")

    def test_no_verdict_is_written_afterwards(self):
        row = self.attendances.create({"employee_id": self.ayse.id})
        for name, value in (
            ("hes_clearance", "denied"),
            ("hes_clearance_reason", "risky"),
            ("hes_live", "unreachable"),
        ):
            with self.subTest(field=name), self.assertRaises(AccessError):
                row.write({name: value})
        self.assertEqual(row.hes_clearance, "cleared")
        self.assertEqual(row.sudo().hes_clearance_reason, "riskless")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestForgedRecords(PermitCase):
    """A HES officer or a reception calls the API, to make a record say what was never
    asked, answered or decided."""

    def setUp(self):
        super().setUp()
        self.start_service()
        self.risky = self.code(
            self.burak, RISKLESS, risk_status="risky", checked_at=NOW
        )

    def refused(self, record, values):
        """Neither written, nor entered as new, nor taken as a default."""
        for name, value in values.items():
            with self.subTest(model=record._name, field=name):
                with self.assertRaises(AccessError):
                    record.write({name: value})
                with self.assertRaises(AccessError):
                    record.create({name: value})

    def officers(self, model):
        return self.as_user(self.officer, model)

    def test_no_query_counts_as_answered(self):
        query = self.officers("hes.query").create({})
        self.refused(
            query,
            {
                "name": "HES/1",
                "state": "done",
                "started_at": NOW,
                "finished_at": NOW,
                "error_kind": "x",
                "error_number": 7,
                "user_id": self.manager.id,
                "service_id": False,
                "batch_ids": [(0, 0, {"code_count": 9, "riskless_count": 9})],
                "check_ids": [(5,)],
            },
        )
        forged = query.with_context(default_state="done", default_finished_at=NOW)
        other = forged.create({})
        self.assertEqual((other.state, other.finished_at), ("draft", False))

    def test_no_batch_is_written_at_all(self):
        query = self.officers("hes.query").create({})
        query.action_start()
        self.assertEqual(query.state, "done")
        batch = query.batch_ids
        for door in (
            lambda: batch.write({"riskless_count": 9}),
            lambda: batch.write({"code_ids": [(5,)]}),
            lambda: batch.create({"query_id": query.id, "code_count": 9}),
            lambda: self.risky.with_user(self.officer).write({"batch_ids": [(5,)]}),
        ):
            with self.assertRaises(AccessError):
                door()

    def test_the_buttons_still_work_for_an_officer(self):
        query = self.officers("hes.query").create({})
        query.action_cancel()
        self.assertEqual(query.state, "cancelled")
        query = self.officers("hes.query").create({})
        query.action_start()
        self.assertEqual(query.state, "done")
        self.assertEqual((query.code_count, query.riskless_count), (1, 1))
        self.assertEqual(query.user_id, self.officer)
        query.action_retry()
        self.assertEqual(query.check_ids.code_id, self.risky)
        self.assertEqual(query.check_ids.user_id, self.officer)

    def test_others_press_no_button_of_a_query(self):
        query = self.officers("hes.query").create({})
        for user in (self.plain_user, self.attendance_officer, self.reception):
            for name in ("action_start", "action_cancel", "action_retry"):
                with self.subTest(user=user.login, name=name):
                    with self.assertRaises(AccessError):
                        getattr(query.with_user(user), name)()

    def test_no_single_query_brings_an_answer(self):
        cards = self.officers("hes.single.query")
        self.refused(
            cards.create({"code": RISKLESS}),
            {
                "asked_code": "K1L2-3456-10",
                "risk_status": "riskless",
                "checked_at": NOW,
                "expires_at": NOW,
                "answered_national_id": "*********10",
                "masked_name": "Bu***",
                "service_word": "x",
                "query_id": False,
            },
        )
        forged = cards.with_context(
            default_risk_status="riskless", default_asked_code="K1L2-3456-10"
        )
        card = forged.create({"employee_id": self.cigdem.id})
        with self.assertRaisesRegex(UserError, "choose an employee"):
            card.action_attach()

    def test_no_form_of_edevlet_says_what_it_did_not_find(self):
        group = self.officers("hes.query.group").create({"name": "G"})
        export = self.officers("hes.edevlet.export").create({"group_id": group.id})
        self.refused(export, {"add_ids": [(4, self.risky.id)], "kept_ids": [(5,)]})
        query = self.officers("hes.query").create({})
        answer = self.officers("hes.edevlet.answer").create({"query_id": query.id})
        self.refused(answer, {"state": "done", "riskless_count": 9})
        upload = self.officers("hes.template.import").create({})
        self.refused(upload, {"state": "done", "new_count": 9, "error_file": "eA=="})

    def test_no_contact_and_no_case_says_what_was_not_found(self):
        case = self.env["hes.contact.case"].search(
            [("employee_id", "=", self.burak.id)]
        )
        contact = self.env["hes.contact"].create(
            {"case_id": case.id, "employee_id": self.ayse.id, "source": "travel"}
        )
        self.refused(
            case.with_user(self.officer),
            {
                "state": "closed",
                "closed_at": NOW,
                "close_proposed": True,
            },
        )
        with self.assertRaises(AccessError):
            case.with_user(self.officer).employee_id = self.cigdem
        self.refused(
            contact.with_user(self.officer),
            {
                "employee_id": self.cigdem.id,
                "hours": 9,
                "days": {"2021-03-01": 9},
                "first_contact": NOW,
                "last_contact": NOW,
                "source": "visit",
                "informed_at": NOW,
                "asked_at": NOW,
            },
        )

    def test_no_outcome_of_a_visit_is_written_or_wiped(self):
        visit = self.enter("Deniz Kaya", "C1D2-3456-44")
        visit.action_approve()
        self.assertEqual(visit.state, "denied")
        outcome = {
            "state": "approved",
            "checked_at": False,
            "arrived_at": NOW,
            "left_at": NOW,
        }
        person = visit.participant_ids
        for user in (self.reception, self.officer):
            self.refused(visit.with_user(user), outcome)
            self.refused(person.with_user(user), {"code_given": False})
        self.refused(visit.with_user(self.officer), {"host_reason": False})
        self.refused(
            person.with_user(self.officer),
            {"clearance": False, "clearance_reason": False, "code_foreign": False},
        )

    def test_no_visitor_vanishes_from_the_building(self):
        visit = self.enter("Deniz Kaya", "K1L2-3456-10")
        visit.action_approve()
        visit.action_arrive()
        for values in ({"arrived_at": False}, {"left_at": NOW}, {"state": "draft"}):
            with self.assertRaises(AccessError):
                visit.write(values)
        self.assertTrue(self.as_user(self.reception, "hes.presence").search([]))

    def test_no_participant_comes_with_a_verdict_as_a_default(self):
        journey = self.plan(self.ayse)
        rows = self.officers("hes.permit.participant").with_context(
            default_clearance="cleared", default_clearance_reason="riskless"
        )
        row = rows.create({"permit_id": journey.id, "employee_id": self.burak.id})
        self.assertFalse(row.clearance or row.clearance_reason)

    def test_an_exemption_names_who_granted_it(self):
        exemptions = self.as_user(self.manager, "hes.exemption")
        values = {
            "employee_id": self.burak.id,
            "date_to": "2021-03-31",
            "reason": "Works alone",
        }
        with self.assertRaises(AccessError):
            exemptions.create({**values, "user_id": self.officer.id})
        exemption = exemptions.with_context(default_user_id=self.officer.id).create(
            values
        )
        self.assertEqual(exemption.user_id, self.manager)
        with self.assertRaises(AccessError):
            exemption.user_id = self.officer

    def test_what_follows_from_other_values_is_written_by_nobody(self):
        """The end of an exemption follows from its last day, which is bounded and whose
        changes are recorded."""
        exemption = self.as_user(self.manager, "hes.exemption").create(
            {
                "employee_id": self.burak.id,
                "date_to": "2021-03-31",
                "reason": "Works alone",
            }
        )
        with self.assertRaises(AccessError):
            exemption.stop = "2099-01-01 00:00:00"
        models = self.registry.descendants(["hes.system.fields.mixin"], "_inherit")
        for field in (
            field
            for model in map(self.env.__getitem__, models)
            for field in model._fields.values()
            if (field._module or "").startswith("hes_code") and field.store
        ):
            if field.compute and field.readonly:
                self.assertTrue(getattr(field, "system_only", False), field)

    def test_a_suspension_is_not_ended_by_writing_it(self):
        service = self.as_user(self.manager, "hes.service").search([])
        service.sudo().suspended = True
        with self.assertRaises(AccessError):
            service.suspended = False

    def test_no_default_fills_a_system_field(self):
        """A context or a user's own default is a value of the user's, too; also where
        the add-on itself creates the record."""
        forged = {
            "risk_status": "riskless",
            "owner_check": "match",
            "checked_at": "2099-01-01 00:00:00",
        }
        mine = self._user("own_profile", "base.group_user")
        self.ayse.user_id = mine
        context = {f"default_{name}": value for name, value in forged.items()}
        profile = self.as_user(mine, "res.users").browse(mine.id)
        profile.with_context(**context).write({"hes_code": "K1L2-3456-33"})
        defaults = self.env["ir.default"].with_user(self.officer)
        for name, value in forged.items():
            defaults.set("hes.code", name, value, user_id=True)
        codes = self.as_user(self.officer, "hes.code")
        entered = codes.create({"employee_id": self.cigdem.id, "code": "K1L2-3456-34"})
        for code in (self.ayse.hes_code_id, entered.sudo()):
            self.assertEqual(code.risk_status, "unknown")
            self.assertEqual(code.owner_check, "unknown")
            self.assertFalse(code.checked_at)
