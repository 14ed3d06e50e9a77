# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import NOT_FOUND, RISKLESS, RISKY
from ..rpc_case import ACCESS_ERROR, RpcCase

MANAGERS_DO = (
    ("hes.setup", "switch_on"),
    ("hes.setup", "keep_rules"),
    ("hes.setup", "hide"),
    ("hes.setup", "action_show"),
    ("hes.setup", "action_open", "rights"),
    ("hes.setup", "action_open", "service"),
    ("hes.setup", "action_open", "rules"),
    ("hes.setup", "action_open", "people"),
)
OFFICERS_DO = (
    ("hes.setup", "get_panel"),
    ("hes.setup", "action_open", "edevlet"),
    ("hes.setup", "action_open", "codes"),
    ("hes.setup", "action_open", "query"),
    ("hes.setup", "action_open", "denied"),
)


class SetupCase(RpcCase):
    """A company as it is after the installation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.company.hes_policy_id
        cls.policy.write({"gate": "off", "policy_mismatch": "warn"})

    def panel(self, user=None):
        self.sign_in(user or self.manager)
        return self.call("hes.setup", "get_panel")

    def done(self, user=None):
        """Which steps this user sees, and whether they are done."""
        return {step["key"]: step["done"] for step in self.panel(user)["steps"]}

    def note(self, key):
        return next(row["note"] for row in self.panel()["steps"] if row["key"] == key)


@tagged("post_install", "-at_install")
class TestSetupRights(SetupCase):
    def test_nobody_without_hes_rights_learns_or_does_anything(self):
        others = [
            self._user(name, groups)
            for name, groups in (
                ("reception", "hes_code.group_hes_reception"),
                ("statistics", "hes_code.group_hes_statistics"),
                ("hr", "hr.group_hr_manager"),
                ("system", "base.group_system"),
            )
        ]
        for user in (self.plain_user, self.attendance_officer, *others):
            self.sign_in(user)
            for call in OFFICERS_DO + MANAGERS_DO:
                with self.subTest(user=user.login, call=call):
                    self.assertEqual(self.refused(*call)[0], ACCESS_ERROR)
        self.assertEqual(self.policy.gate, "off")

    def test_an_officer_does_their_own_steps_and_no_others(self):
        self.assertEqual(self.done(self.officer), {"codes": False, "query": False})
        panel = self.panel(self.officer)
        self.assertFalse(panel["manager"])
        self.assertIsNone(panel["counts"])
        for call in OFFICERS_DO:
            self.call(*call)
        for call in MANAGERS_DO:
            with self.subTest(call=call):
                self.assertEqual(self.refused(*call)[0], ACCESS_ERROR)
        self.assertEqual(self.policy.gate, "off")

    def test_who_is_manager_of_another_company_alone_changes_nothing_here(self):
        stranger = new_test_user(
            self.env,
            "hes_stranger",
            groups="base.group_user,hes_code.group_hes_manager",
            company_id=self.stranger_company.id,
            company_ids=[(6, 0, self.stranger_company.ids)],
        )
        self.sign_in(stranger)
        self.assertEqual(self.refused("hes.setup", "switch_on")[0], ACCESS_ERROR)
        self.stranger_company.hes_policy_id.gate = "off"
        self.call(
            "hes.setup", "switch_on", allowed_company_ids=self.stranger_company.ids
        )
        self.assertEqual(self.policy.gate, "off")
        self.assertEqual(self.stranger_company.hes_policy_id.gate, "on")

    def test_where_rights_are_given_is_opened_for_who_gives_them(self):
        self.assertFalse(self.panel()["gives_rights"])
        self.assertEqual(
            self.refused("hes.setup", "action_open", "rights")[0], ACCESS_ERROR
        )
        self.manager.group_ids += self.env.ref("base.group_erp_manager")
        self.assertTrue(self.panel()["gives_rights"])
        action = self.call("hes.setup", "action_open", "rights")
        self.assertEqual(action["res_model"], "res.users")

    def test_the_panel_s_own_fields_cannot_be_written(self):
        self.sign_in(self.manager)
        for vals in ({"setup_panel": "hidden"}, {"setup_rules_kept": True}):
            answer = self.refused("hes.policy", "write", self.policy.ids, vals)
            self.assertEqual(answer[0], ACCESS_ERROR)

    def test_there_is_no_other_step(self):
        self.sign_in(self.manager)
        kind, _text = self.refused("hes.setup", "action_open", "_check_group")
        self.assertEqual(kind, "odoo.exceptions.UserError")


@tagged("post_install", "-at_install")
class TestSetupSteps(SetupCase):
    """Each step knows by itself whether it is done."""

    def test_after_the_installation_nothing_is_done_but_the_rights(self):
        self.assertEqual(
            self.done(),
            {
                "rights": True,  # there is an officer
                "service": False,
                "codes": False,
                "query": False,
                "rules": False,
                "gate": False,
            },
        )

    def test_rights_are_open_until_somebody_besides_the_administrators_has_them(self):
        self.officer.active = False
        self.manager.group_ids += self.env.ref("base.group_system")
        self.assertIs(self.done()["rights"], False)
        self.assertIn(self.manager.name, self.note("rights"))
        self.officer.active = True
        self.assertIs(self.done()["rights"], True)

    def test_rights_are_done_where_there_is_nobody_else(self):
        self.manager.group_ids += self.env.ref("base.group_system")
        others = self.env["res.users"].search(
            [("company_ids", "in", self.company.ids), ("id", "!=", self.manager.id)]
        )
        others.active = False
        self.assertIs(self.done()["rights"], True)

    def test_a_service_that_refuses_us_is_not_set_up(self):
        service = self.as_user(self.manager, "hes.service").create(
            {"name": "Service", "username": "hes", "password": "hes"}
        )
        self.assertIs(self.done()["service"], True)
        service.sudo().suspended = True
        self.assertIs(self.done()["service"], False)
        service.active = False
        self.assertIs(self.done()["service"], False)

    def test_asking_by_e_devlet_needs_no_service(self):
        queries = self.as_user(self.officer, "hes.query")
        query = queries._start_edevlet(self.code(self.ayse, RISKLESS))
        self.assertIs(self.done()["service"], True)
        self.assertIs(self.done()["query"], False, "it waits for its answer")
        query.action_cancel()
        self.assertIs(self.done()["service"], False)

    def test_codes_are_counted_of_who_works_on_site(self):
        self.cigdem.hes_required = False
        self.assertEqual(self.note("codes"), "0 of 2 people have given a code.")
        self.code(self.ayse, RISKLESS)
        self.code(self.cigdem, RISKY)
        self.assertEqual(self.note("codes"), "1 of 2 people have given a code.")
        self.assertIs(self.done()["codes"], True)
        self.ayse.hes_code_id.active = False
        self.assertIs(self.done()["codes"], False)

    def test_the_first_query_is_done_when_it_is_answered(self):
        self.start_service()
        self.code(self.ayse, RISKLESS)
        query = self.as_user(self.officer, "hes.query").create({})
        self.assertIs(self.done()["query"], False)
        query.action_start()
        self.assertEqual(query.state, "done")
        self.assertIs(self.done()["query"], True)

    def test_rules_are_done_when_changed_or_kept(self):
        self.policy.policy_missing = "block"
        self.assertIs(self.done()["rules"], True)
        self.policy.policy_missing = "warn"
        self.assertIs(self.done()["rules"], False)
        self.call("hes.setup", "keep_rules")
        self.assertIs(self.done()["rules"], True)

    def test_the_public_page_and_reminders_are_no_rules_of_the_gate(self):
        self.policy.write({"code_page": True, "reminders": not self.policy.reminders})
        self.assertIs(self.done()["rules"], False)

    def test_people_are_asked_by_the_poster_of_the_public_page(self):
        self.sign_in(self.manager)
        action = self.call("hes.setup", "action_open", "people")
        self.assertEqual(action["res_model"], "hes.policy", "where it is switched on")
        self.policy.code_page = True
        action = self.call("hes.setup", "action_open", "people")
        self.assertEqual(action["report_name"], "hes_code.code_poster")

    def test_switching_on_alone_changes_no_rule(self):
        self.sign_in(self.manager)
        self.call("hes.setup", "switch_on")
        done = self.done()
        self.assertIs(done["gate"], True)
        self.assertIs(done["rules"], False)

    def test_what_is_done_in_another_company_is_not_done_here(self):
        stranger = self.stranger_company
        person = self.env["hr.employee"].create(
            {"name": "Elsewhere", "company_id": stranger.id}
        )
        code = self.env["hes.code"].create({"employee_id": person.id, "code": RISKY})
        self.record_answer(code, status="risky")
        queries = self.env["hes.query"].with_company(stranger)
        queries.create({"company_id": stranger.id}).sudo().state = "done"
        self.env["hes.service"].create(
            {"name": "S", "username": "a", "password": "b", "company_id": stranger.id}
        )
        stranger.hes_policy_id.policy_missing = "block"
        panel = self.panel()
        done = {step["key"]: step["done"] for step in panel["steps"]}
        self.assertEqual({key for key in done if done[key]}, {"rights"})
        self.assertEqual(panel["counts"], {"denied": 0, "warned": 3})

    def test_each_step_opens_its_screen(self):
        self.sign_in(self.manager)
        opened = {
            place: self.call("hes.setup", "action_open", place)["res_model"]
            for place in ("service", "edevlet", "codes", "query", "rules", "denied")
        }
        self.assertEqual(
            opened,
            {
                "service": "hes.service",
                "edevlet": "hes.query.group",
                "codes": "hes.template.import",
                "query": "hes.query.group",  # there is no service
                "rules": "hes.policy",
                "denied": "hr.employee",
            },
        )
        _stand_in, service = self.start_service()
        action = self.call("hes.setup", "action_open", "query")
        self.assertEqual(action["res_model"], "hes.query")
        action = self.call("hes.setup", "action_open", "service")
        self.assertEqual(action["res_id"], service.id)

    def test_the_panel_goes_when_all_is_done(self):
        self.start_service()
        self.code(self.ayse, RISKLESS)
        self.as_user(self.officer, "hes.query").create({}).action_start()
        self.assertEqual(self.done(self.officer), {}, "an officer's steps are done")
        self.policy.policy_missing = "block"
        self.assertIs(self.done()["gate"], False)
        self.call("hes.setup", "switch_on")
        self.assertEqual(self.done(), {})
        action = self.call("hes.setup", "action_show")
        self.assertEqual(action["tag"], "hes_overview")
        self.assertEqual(len(self.done()), 6)
        self.call("hes.setup", "hide")
        self.assertEqual(self.done(), {})

    def test_a_manager_hides_it_for_their_company(self):
        self.sign_in(self.manager)
        self.call("hes.setup", "hide")
        panel = self.panel()
        self.assertEqual((panel["steps"], panel["counts"]), ([], None))
        self.assertEqual(self.done(self.officer), {})
        self.assertEqual(self.stranger_company.hes_policy_id.setup_panel, "open")


@tagged("post_install", "-at_install")
class TestSwitchingOn(SetupCase):
    """The last step says whom the gate will stop, and it stops them."""

    def setUp(self):
        super().setUp()
        people = self.env["hr.employee"].create(
            [
                {"name": name, "company_id": self.company.id}
                for name in ("Deniz", "Elif", "Ferit", "Gül", "Hasan")
            ]
        )
        deniz, elif_, ferit, gul, hasan = people
        now = fields.Datetime.now()
        self.code(self.ayse, RISKLESS, risk_status="riskless")
        self.code(self.burak, RISKY, risk_status="risky")
        self.code(self.cigdem, NOT_FOUND, risk_status="not_found")
        self.code(deniz, "K1L2-0001-00", masked_name="VE*** TU***")
        self.code(elif_, "K1L2-0002-00", checked_at=now - timedelta(days=5))
        gul.hes_required = False
        self.code(hasan, "K1L2-0003-00", risk_status="risky")
        hasan.active = False
        self.people = people | self.ayse | self.burak | self.cigdem
        self.ferit = ferit

    def listed(self, clearance):
        action = self.call("hes.setup", "action_open", clearance)
        found = self.call("hr.employee", "search", action["domain"])
        return self.env["hr.employee"].browse(found)

    def test_those_who_are_counted_are_refused(self):
        """Somebody else's code is a hint while the gate is off, and refused from then
        on; whoever has left, or works elsewhere, is not counted."""
        counts = self.panel()["counts"]
        self.assertEqual(counts, {"denied": 3, "warned": 2})
        denied, warned = self.listed("denied"), self.listed("warned")
        self.assertEqual((len(denied), len(warned)), (3, 2))
        self.assertIn(self.ferit, warned)
        self.call("hes.setup", "switch_on")
        refused = self.env["hr.employee"]
        for person in self.people.filtered("active"):
            try:
                with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                    person._attendance_action_change()
            except UserError:
                refused |= person
        self.assertEqual(refused, denied)
        self.assertEqual(self.listed("denied"), denied)
        self.assertEqual(self.listed("warned"), warned)

    def test_somebody_elses_code_is_counted_whatever_the_rule_was(self):
        for action in ("off", "warn", "block"):
            self.policy.policy_mismatch = action
            with self.subTest(action=action):
                self.assertEqual(self.panel()["counts"], {"denied": 3, "warned": 2})
                self.assertEqual(len(self.listed("denied")), 3)
                self.assertEqual(len(self.listed("warned")), 2)

    def test_exemptions_count(self):
        today = fields.Date.today()
        self.env["hes.exemption"].create(
            {
                "employee_id": self.burak.id,
                "date_from": today - timedelta(days=1),
                "date_to": today + timedelta(days=1),
                "reason": "Works alone",
            }
        )
        self.assertEqual(self.panel()["counts"]["denied"], 2)

    def test_switching_on_is_tracked_and_recorded(self):
        self.sign_in(self.manager)
        self.call("hes.setup", "switch_on")
        self.assertEqual(
            (self.policy.gate, self.policy.policy_mismatch), ("on", "block")
        )
        changes = self.env["hes.audit.log"].search(
            [("company_id", "=", self.company.id), ("user_id", "=", self.manager.id)]
        )
        self.assertEqual(len(changes.filtered(lambda row: row.kind == "policy")), 2)
        self.env.cr.flush()
        self.assertTrue(self.policy.message_ids.tracking_value_ids)
        self.assertIsNone(self.panel()["counts"])

    def test_its_statements_do_not_depend_on_how_many_people_there_are(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.as_user(self.manager, "hes.setup").get_panel()
            return self.env.cr.sql_log_count - before

        count()  # what is cached for all users
        few = count()
        self.codes_of_people(30, "P1Q2-{:04}-00")
        self.assertEqual(count(), few)
