# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import RISKLESS, RISKY
from .permit_case import PermitCase

NOW = "2021-03-01 05:00:00"
#: What a permit and its participants know, and only HES officers may see.
WHY = {
    "hes.permit": ["host_reason"],
    "hes.permit.participant": ["clearance", "clearance_reason", "code_foreign"],
    "res.partner": ["hes_visit_only"],
}


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPermitRights(PermitCase):
    """A reception and an organiser learn the outcome; only HES officers learn why."""

    def setUp(self):
        super().setUp()
        # who may export lists may not export this
        (self.reception | self.host_user).group_ids += self.env.ref(
            "base.group_allow_export"
        )
        self.start_service()
        self.code(self.ayse, "K1L2-3456-10", risk_status="riskless", checked_at=NOW)
        self.visit = self.enter("Deniz Kaya", RISKY)
        self.visit.action_approve()
        self.burak.parent_id = self.ayse
        self.journey = self.plan(self.burak)
        self.journey.action_approve()

    def own(self, user, model):
        records = {
            "hes.permit": self.visit,
            "hes.permit.participant": self.visit.participant_ids,
            "res.partner": self.visit.visitor_id,
        }
        return self.as_user(user, model).browse(records[model].ids)

    def test_why_cannot_be_read_searched_grouped_or_exported(self):
        for user in (self.reception, self.host_user):
            for model, names in WHY.items():
                for name in names:
                    with self.subTest(user=user.login, field=f"{model}.{name}"):
                        self.refused(self.own(user, model), name)

    def refused(self, records, name):
        records = records.with_context(lang=None)
        for door in (
            lambda: records.read([name]),
            lambda: records.search([(name, "=", "risky")]),
            lambda: records.search([(name, "!=", False)]),
            lambda: records.search([], order=name),
            lambda: records.formatted_read_group([], [name], ["__count"]),
            lambda: records.export_data([name]),
            lambda: records.web_read({name: {}}),
            lambda: records.mapped(name),
        ):
            self.denied(door)

    def denied(self, door):
        try:
            with self.env.cr.savepoint():
                result = door()
        except (AccessError, ValueError):
            return
        self.fail(f"allowed: {result}")

    def test_no_path_leads_to_codes_and_statuses(self):
        visit = self.own(self.reception, "hes.permit")
        for permit, path in (
            (visit, "host_id.hes_clearance"),
            (visit, "host_id.hes_code"),
            (visit, "host_id.hes_code_ids.code"),
            (visit, "host_id.hes_risk_status"),
            (visit, "participant_ids.clearance"),
            (self.journey, "participant_ids.employee_id.hes_clearance"),
        ):
            with self.subTest(path=path):
                self.undisclosed(permit, path)
        for model in ("hes.code", "hes.check", "hes.query", "hes.exemption"):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.as_user(self.reception, model).search([])

    def undisclosed(self, permit, path):
        self.denied(lambda: permit.search([(path, "=", "risky")]))
        self.denied(lambda: permit.search([(path, "=", False)]))
        self.denied(lambda: permit.export_data([path.replace(".", "/")]))
        self.denied(lambda: permit.formatted_read_group([], [path]))

    def test_the_code_goes_in_and_never_comes_out(self):
        name = "hes_code_entry"
        for records in (self.visit, self.visit.participant_ids):
            self.assertFalse(records.read([name])[0][name])
            self.assertNotIn(RISKY, str(records.export_data([name])))
        self.assertTrue(self.visit.code_given)
        with self.assertRaises(ValueError):
            self.visit.search([("hes_code_entry", "=", RISKY)])

    def test_the_outcome_is_never_typed_in(self):
        for values in (
            {"state": "approved"},
            {"arrived_at": NOW},
            {"left_at": NOW},
            {"checked_at": NOW},
        ):
            with self.subTest(values=values):
                for user in (self.reception, self.officer):
                    with self.assertRaises(AccessError):
                        self.visit.with_user(user).write(values)
                    with self.assertRaises(AccessError):
                        self.as_user(user, "hes.permit").create(
                            {"visitor_name": "x", "site_id": self.site.id, **values}
                        )
        by_default = self.as_user(self.reception, "hes.permit").with_context(
            default_state="approved", default_arrived_at=NOW
        )
        visit = by_default.create({"visitor_name": "Umut", "site_id": self.site.id})
        self.assertEqual((visit.state, visit.arrived_at), ("draft", False))
        row = self.visit.participant_ids.with_user(self.officer)
        for values in (
            {"clearance": "cleared"},
            {"clearance_reason": "riskless"},
            {"code_given": True},
            {"code_foreign": False},
        ):
            with self.subTest(values=values):
                with self.assertRaises(AccessError):
                    row.write(values)
                person = {"permit_id": self.journey.id, "employee_id": self.cigdem.id}
                with self.assertRaises(AccessError):
                    row.create({**person, **values})

    def test_what_was_noted_is_not_emptied(self):
        """Who is inside would be on no list, and what was judged could be deleted."""
        for name in ("arrived_at", "left_at", "checked_at"):
            for user in (self.reception, self.officer):
                with self.subTest(name=name, user=user.login):
                    with self.assertRaises(AccessError):
                        self.visit.with_user(user).write({name: False})

    def test_one_is_not_passed_off_as_another(self):
        for values in (
            {"kind": "travel"},
            {"company_id": self.stranger_company.id},
            {"name": "V/1"},
        ):
            with self.subTest(values=values):
                for user in (self.reception, self.officer):
                    with self.assertRaises(AccessError):
                        self.visit.with_user(user).write(values)
        row = self.visit.participant_ids.with_user(self.officer)
        with self.assertRaises(AccessError):
            row.permit_id = self.journey

    def test_what_was_asked_for_stays_to_be_seen(self):
        with self.assertRaisesRegex(UserError, "cancel it"):
            self.journey.unlink()
        self.journey.action_cancel()
        self.assertEqual(self.journey.state, "cancelled")
        self.journey.with_user(self.officer).unlink()

    def test_everybody_sees_their_own_and_a_reception_all_visits(self):
        for user, seen in (
            (self.host_user, self.visit | self.journey),
            (self.reception, self.visit),
            (self.plain_user, self.visit.browse()),
            (self.officer, self.visit | self.journey),
            (self.attendance_officer, self.visit.browse()),
        ):
            with self.subTest(user=user.login):
                permits = self.as_user(user, "hes.permit").search([])
                self.assertEqual(permits.ids, seen.sorted("id", reverse=True).ids)
                rows = self.as_user(user, "hes.permit.participant").search([])
                self.assertEqual(rows.permit_id.ids, seen.sorted("id").ids)

    def test_nobody_enters_a_visit_for_another_host(self):
        visits = self.as_user(self.plain_user, "hes.permit")
        values = {"visitor_name": "x", "host_id": self.ayse.id, "site_id": self.site.id}
        with self.assertRaises(AccessError):
            visits.create(values)
        with self.assertRaises(AccessError):
            visits.create({"kind": "travel", "user_id": self.host_user.id})
        with self.assertRaises(AccessError):
            self.visit.with_user(self.plain_user).action_approve()
        with self.assertRaises(AccessError):
            self.journey.with_user(self.reception).action_approve()

    def test_other_companies_see_nothing(self):
        stranger = self._user("stranger", "hes_code.group_hes_officer")
        stranger.write(
            {
                "company_ids": [(6, 0, self.stranger_company.ids)],
                "company_id": self.stranger_company.id,
            }
        )
        self.cigdem._attendance_action_change()  # is inside
        for model in ("hes.permit", "hes.permit.participant", "hes.presence"):
            self.assertTrue(self.as_user(self.officer, model).search([]))
            records = self.env[model].with_user(stranger)
            records = records.with_context(
                allowed_company_ids=self.stranger_company.ids
            )
            self.assertFalse(records.search([]))

    def test_who_is_inside_is_for_receptions_and_officers(self):
        for user in (self.plain_user, self.attendance_officer):
            with self.assertRaises(AccessError):
                self.as_user(user, "hes.presence").search([])

    def test_menus_show_what_a_role_needs(self):
        people = ("People", {"To Confirm"})
        for user, *shown in (
            (
                self.reception,
                people,
                ("Visits", {"Visits", "Journeys", "In the Building"}),
            ),
            (self.plain_user, people, ("Visits", {"Visits", "Journeys"})),
        ):
            with self.subTest(user=user.login):
                menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
                root = menus[self.env.ref("hes_code.hes_code_menu_root").id]
                sections = [menus[child] for child in root["children"]]
                names = [
                    (
                        row["name"],
                        {
                            menus[child]["name"]
                            for child in row["children"]
                            if menus[child]["xmlid"].startswith("hes_code.")
                        },
                    )
                    for row in sections
                ]
                self.assertEqual(names, shown)

    def test_an_officer_has_the_overview_and_six_menus(self):
        menus = self.env["ir.ui.menu"].with_user(self.manager).load_menus(False)
        root = menus[self.env.ref("hes_code.hes_code_menu_root").id]
        self.assertEqual(
            [menus[child]["name"] for child in root["children"]],
            [
                "Overview",
                "People",
                "Queries",
                "Visits",
                "Contacts",
                "Reporting",
                "Configuration",
            ],
        )

    def test_hosts_are_found_by_name_without_a_right_to_hr(self):
        found = self.as_user(self.reception, "hr.employee").name_search("Ayşe")
        self.assertEqual(found, [(self.ayse.id, "Ayşe Işık")])
        with self.assertRaises(AccessError):
            self.as_user(self.reception, "hr.employee").browse(self.ayse.id).read(
                ["barcode"]
            )

    def test_a_note_of_no_kind_is_written_about_a_visit(self):
        self.assertFalse(
            self.env["mail.message"].search(
                [("model", "in", ["hes.permit", "hes.permit.participant"])]
            )
        )
        for message in self.visit.visitor_id.sudo().message_ids:
            self.assertNotIn(RISKY, message.body or "")
        self.assertNotIn(RISKLESS, self.visit.name)
