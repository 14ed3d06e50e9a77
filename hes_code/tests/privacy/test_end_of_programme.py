# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from ...models.query.hes_query_batch import Result
from ..common import RISKLESS, RISKY
from .test_retention import NOW, RetentionCase

OTHER = "G1H2-1111-22"


class TestEndOfProgramme(RetentionCase):
    def setUp(self):
        super().setUp()
        self.stand_in, self.service = self.start_service()
        self.fill(self.ayse, RISKY)
        self.fill(self.burak, RISKLESS)
        self.env["hes.query.group"].create(
            {"name": "Shift A", "employee_ids": self.burak.ids}
        )
        self.as_user(self.officer, "hes.template.import").create({"data": b"YQ=="})
        self.company.hes_policy_id.gate = "on"
        self.visit = self.as_user(self.officer, "hes.permit").create(
            {
                "kind": "visit",
                "host_id": self.burak.id,
                "visitor_name": "Deniz Kaya",
                "hes_code_entry": OTHER,
                "date_from": NOW,
            }
        )
        self.visitor = self.visit.sudo().visitor_id
        self.query = self.env["hes.query"].create({"company_id": self.company.id})
        self.query._enlist(self.burak.hes_code_id)
        self.query.write({"state": "running", "started_at": NOW})

    def wizard(self, user=None, word="DESTROY"):
        form = Form(self.as_user(user or self.manager, "hes.end.programme"))
        form.confirmation = word
        return form.save()

    def kept(self, company):
        """Models with data that ends, and how many of it a company has."""
        self.env.invalidate_all()
        found = {}
        for model in self.env["hes.retention.mixin"]._retention_models():
            domain = model._retention_scope() & model._retention_all(company)
            count = model.with_context(active_test=False).search_count(domain)
            if count:
                found[model._name] = count
        return found

    def test_nothing_is_left_and_everybody_can_come_in(self):
        self.assertGreaterEqual(len(self.kept(self.company)), 14)
        self.ayse.hes_code_id._add_activity_of_many()
        attendances = self.env["hr.attendance"].search([])
        self.assertIn("denied", attendances.mapped("hes_clearance"))
        self.wizard().action_end()
        self.assertEqual(self.kept(self.company), {})
        self.assertEqual(set(attendances.mapped("hes_clearance")), {False})
        self.assertFalse(self.visitor.exists())
        self.assertFalse(
            self.env["mail.activity"].search([("res_model", "=like", "hes.%")])
        )
        self.assertEqual(self.query.state, "cancelled")
        self.assertEqual(self.query.code_count, 1)
        self.assertEqual(self.company.hes_policy_id.gate, "off")
        self.env["hr.attendance"].with_user(self.attendance_officer).create(
            {"employee_id": self.ayse.id, "check_in": NOW}
        )

    def test_the_service_is_asked_nothing_more(self):
        self.wizard().action_end()
        self.assertFalse(self.service.active)
        self.assertFalse(self.service.sudo().secret)
        asked = len(self.stand_in.requests)
        self.run_cron()
        self.assertEqual(len(self.stand_in.requests), asked)

    def test_what_users_have_saved_goes_with_it(self):
        mine, theirs = self.officer, self._user("elsewhere", "base.group_user")
        theirs.write(
            {
                "company_ids": [(6, 0, self.stranger_company.ids)],
                "company_id": self.stranger_company.id,
            }
        )
        other = self.env["ir.filters"].create(
            {"name": "Stock", "model_id": "res.partner"}
        )

        def save(user, **values):
            values = {"name": str(values), "model_id": "hr.employee", **values}
            return self.env["ir.filters"].create(
                {**values, "user_ids": [(6, 0, user.ids)]}
            )

        code = self.burak.hes_code
        gone = (
            save(mine, domain=f"[('hes_code', '=', '{RISKY}')]")
            | save(mine, domain="[('employee_id.hes_risk_status', '=', 'risky')]")
            | save(mine, model_id="hes.code")
            | save(mine, context="{'group_by': 'hes_risk_status'}", active=False)
            | save(mine | theirs, domain=f"[('hes_code', '=', '{RISKY}')]")
            | save(mine.browse(), domain=f"[('hes_code', '=', '{RISKY}')]")
            | save(mine, domain=f"[('name', 'ilike', '{code}')]")
            | save(theirs, domain=f"[('ref', '=', '{code.replace('-', '').lower()}')]")
            | save(mine, name=f"Who is {code.replace('-', ' ')}?")
        )
        stay = (
            other
            | save(mine, domain="[('name', '=', 'hes')]")
            | save(mine, domain="[('name', '=', 'S000-1234-56')]")  # an order's number
            | save(theirs, domain="[('hes_risk_status', '=', 'risky')]")
            | save(mine.browse(), domain="[('hes_risk_status', '=', 'risky')]")
        )
        mine.group_ids += self.env.ref("base.group_allow_export")
        export = self.as_user(mine, "ir.exports").create(
            {
                "name": "x",
                "resource": "hr.employee",
                "export_fields": [
                    (0, 0, {"name": "child_ids/hes_code"}),
                    (0, 0, {"name": "name"}),
                ],
            }
        )
        default = self.env["ir.default"]
        default.set("hes.exemption", "reason", "Ayşe is ill", user_id=mine.id)
        board = self.env["ir.ui.view.custom"].create(
            {
                "user_id": mine.id,
                "ref_id": self.env.ref("base.view_partner_form").id,
                "arch": f"""<form><board><column><action name="1"
                    domain="[('hes_code', '=', '{RISKY}')]"/><action name="2"
                    domain="[]"/></column></board></form>""",
            }
        )
        self.env["ir.config_parameter"].set_param("hes_code.service_url", "https://x.y")
        self.wizard().action_end()
        self.assertFalse(gone.exists())
        self.assertEqual(stay.exists(), stay)
        self.assertEqual(export.export_fields.mapped("name"), ["name"])
        self.assertFalse(default.search([("field_id.name", "=", "reason")]))
        self.assertNotIn(RISKY, board.arch)
        self.assertIn('name="2"', board.arch)
        self.assertFalse(
            self.env["ir.config_parameter"].get_param("hes_code.service_url")
        )

    def test_each_kind_has_its_record(self):
        before = self.kept(self.company)
        self.wizard().action_end()
        rows = self.env["hes.destruction.log"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(set(rows.mapped("reason")), {"end_of_programme"})
        self.assertEqual(rows.user_id, self.manager)
        counts = {}
        for row in rows:
            counts[row.kind] = counts.get(row.kind, 0) + row.count
        self.assertEqual(counts["codes"], before["hes.code"])
        self.assertEqual(counts["answers"], before["hes.check"])
        self.assertEqual(counts["exemptions"], before["hes.exemption"])
        self.assertEqual(counts["visitors"], 1)
        self.assertEqual(counts["groups"], 1)

    def test_another_company_keeps_everything(self):
        stranger = self.env["hr.employee"].create(
            {"name": "Stranger", "company_id": self.stranger_company.id}
        )
        self.fill(stranger, OTHER)
        self.stranger_company.hes_policy_id.gate = "on"
        before = self.kept(self.stranger_company)
        self.assertGreaterEqual(len(before), 7)
        self.wizard().action_end()
        self.assertEqual(self.kept(self.stranger_company), before)
        self.assertEqual(self.stranger_company.hes_policy_id.gate, "on")

    def test_it_can_be_run_twice_and_set_up_again(self):
        self.wizard().action_end()
        rows = self.env["hes.destruction.log"].search_count([])
        self.wizard().action_end()
        again = self.env["hes.destruction.log"].search([])
        # the first wizard's own form is none of the data
        self.assertEqual(len(again), rows)
        self.company.hes_policy_id.gate = "on"
        _stand_in, service = self.start_service()
        code = self.code(self.ayse, RISKLESS)
        query = self.as_user(self.officer, "hes.query").create({})
        query._enlist(code)
        query.action_start()
        self.assertEqual(code.risk_status, "riskless")
        self.assertEqual(query.service_id.sudo(), service.sudo())

    def test_only_the_word_confirms(self):
        for word in (False, "", "yes", "DESTROY it"):
            with self.subTest(word=word), self.assertRaises(UserError):
                self.wizard(word=word).action_end()
        self.assertTrue(self.kept(self.company))
        self.wizard(word=" destroy ").action_end()

    def test_only_a_manager_of_the_company_ends_it(self):
        for user in (self.officer, self.plain_user):
            with self.assertRaises(AccessError):
                self.wizard(user)
            with self.assertRaises(AccessError):
                self.company.with_user(user)._hes_end_programme()
        both = self.company | self.stranger_company
        with self.assertRaises(AccessError):
            both.with_user(self.manager)._hes_end_programme()
        self.assertTrue(self.kept(self.company))

    def test_an_answer_that_comes_late_is_about_nobody(self):
        batch = self.query.batch_ids
        texts = batch._texts()[batch]
        request = batch._prepare_request(texts)
        self.wizard().action_end()
        batch._settle({batch: Result(texts, *request())})
        self.assertEqual(self.kept(self.company), {})

    def test_the_gate_judges_nobody_by_what_was(self):
        self.assertEqual(self.ayse.hes_clearance_reason, "exempted")
        self.wizard().action_end()
        self.env.invalidate_all()
        self.assertEqual(self.ayse.hes_clearance_reason, "missing")
        self.assertEqual(
            self.as_user(self.officer, "hr.employee").get_hes_clearance("1001"),
            {"clearance": "cleared"},
        )
