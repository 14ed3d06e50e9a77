# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime
from pathlib import Path

from odoo.fields import Command
from odoo.modules.migration import load_script
from odoo.tests import TransactionCase, tagged

from ...models.query.hes_service import URLS

SCRIPTS = Path(__file__).parents[2] / "migrations"


@tagged("post_install", "-at_install")
class TestFromTheFirstVersion(TransactionCase):
    """Odd data of 19.0.1.0.0; ``./dev test --upgrade`` has the usual ones."""

    def script(self, name):
        path = SCRIPTS / "19.0.2.0.0" / f"{name}.py"
        return load_script(str(path), f"hes_code_{name.replace('-', '_')}")

    def test_a_typed_address_of_the_ministry_goes_on_to_be_asked(self):
        services = self.env["hes.service"].create(
            [
                {"name": environment, "environment": environment, "username": "hes"}
                for environment in ("test", "live", "live")
            ]
        )
        self.env.flush_all()
        cr = self.env.cr
        cr.execute("ALTER TABLE hes_service ADD COLUMN url varchar DEFAULT ''")
        addresses = [URLS["live"], URLS["test"], "https://hes.example.com/"]
        for service, url in zip(services, addresses, strict=True):
            cr.execute(
                "UPDATE hes_service SET url = %s WHERE id = %s", [url, service.id]
            )

        self.script("pre-query")._keep_environment(cr)

        self.env.invalidate_all(flush=False)
        self.assertEqual(services.mapped("environment"), ["live", "test", "live"])

    def test_a_portal_user_who_was_a_reception_stops_no_upgrade(self):
        portal, inside = self.env["res.users"].create(
            [
                {"name": name, "login": name, "group_ids": [Command.set(group.ids)]}
                for name, group in (
                    ("outside", self.env.ref("base.group_portal")),
                    ("inside", self.env.ref("base.group_user")),
                )
            ]
        )
        reception = self.env.ref("hes_code.group_hes_reception")
        self.env.flush_all()
        cr = self.env.cr
        for user in (portal, inside):
            cr.execute(
                "INSERT INTO res_groups_users_rel (gid, uid) VALUES (%s, %s)",
                [reception.id, user.id],
            )

        with self.assertLogs("hes_code_pre_migration", "WARNING"):
            self.script("pre-migration")._take_reception_from_outside(cr)

        self.env.invalidate_all(flush=False)
        self.assertEqual(reception.user_ids & (portal | inside), inside)

    def test_favourites_by_a_field_that_changed_open(self):
        ours = {"user_ids": [], "name": "Mine"}
        by_error, by_way, traced = self.env["ir.filters"].create(
            [
                {
                    **ours,
                    "model_id": "hes.query",
                    "domain": "[('error', '!=', False)]",
                    "context": "{'group_by': ['error']}",
                    "sort": '["error desc"]',
                },
                {
                    **ours,
                    "model_id": "hes.access.log",
                    "domain": "[('way', '=', 'list')]",
                },
                {
                    **ours,
                    "model_id": "hes.contact.case",
                    "sort": '["refreshed_at desc"]',
                },
            ]
        )
        self.env.flush_all()

        self.script("pre-migration")._rename_in_filters(self.env.cr)

        self.env.invalidate_all(flush=False)
        self.assertEqual(by_error.domain, "[('error_kind', '!=', False)]")
        self.assertEqual(by_error.context, "{'group_by': ['error_kind']}")
        self.assertEqual(by_error.sort, '["error_kind desc"]')
        self.assertEqual(by_way.domain, "[('channel', '=', 'list')]")
        self.assertFalse(traced.exists())

    def test_turkish_names_of_ours_make_room_for_those_of_this_version(self):
        self.env["res.lang"]._activate_lang("tr_TR")
        menu, contact, group = (
            self.env.ref(name).with_context(lang="tr_TR")
            for name in (
                "hes_code.hes_code_menu_second_looks",
                "hes_code.model_res_partner",  # Odoo's own model
                "hes_code.group_hes_reception",
            )
        )
        menu.name = "İkinci Kontroller"
        contact.name = "Kontak"
        group.comment = "Ziyaretçileri karşılar."
        self.env.flush_all()

        self.script("pre-migration")._drop_turkish(self.env.cr)

        self.env.invalidate_all(flush=False)
        self.assertEqual(menu.name, menu.with_context(lang="en_US").name)
        self.assertEqual(group.comment, group.with_context(lang="en_US").comment)
        self.assertEqual(contact.name, "Kontak")

    def test_an_isolation_of_a_thousand_years_ends_no_screen_in_an_error(self):
        person = self.env["hr.employee"].create({"name": "Ayşe Işık"})
        case = self.env["hes.contact.case"].create({"employee_id": person.id})
        rule = self.env["hes.isolation.rule"].create({"applies_to": "index", "days": 9})
        self.env.flush_all()
        cr = self.env.cr
        cr.execute(
            """ALTER TABLE hes_isolation_rule
                 DROP CONSTRAINT hes_isolation_rule_days_range"""
        )
        cr.execute("UPDATE hes_isolation_rule SET days = 999999999")
        self.env.invalidate_all(flush=False)
        with self.assertRaises(OverflowError):
            case.mapped("proposed_until")

        self.script("pre-contact").migrate(cr, "19.0.1.0.0")

        self.env.invalidate_all(flush=False)
        self.assertEqual(rule.days, 365)
        self.assertTrue(case.proposed_until)

    def test_exemptions_say_when_they_were_granted_and_not_when_odoo_was_upgraded(self):
        person = self.env["hr.employee"].create({"name": "Ayşe Işık"})
        exemption = self.env["hes.exemption"].create(
            {
                "employee_id": person.id,
                "date_from": "2021-03-01",
                "date_to": "2021-03-02",
                "reason": "Furnace",
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE hes_exemption SET create_date = '2021-03-01' WHERE id = %s",
            [exemption.id],
        )

        self.script("post-migration").date_exemptions(self.env.cr)

        self.env.invalidate_all(flush=False)
        self.assertEqual(exemption.granted_at, datetime(2021, 3, 1))

    def test_nothing_waits_to_be_confirmed_of_what_was_cancelled_before(self):
        person = self.env["hr.employee"].create({"name": "Ayşe Işık"})
        asked = {"employee_id": person.id, "confirmation_asked_at": "2021-03-01"}
        values = {
            "kind": "travel",
            "date_from": "2021-03-02",
            "participant_ids": [Command.create(asked)],
        }
        journeys = self.env["hes.permit"].create([values, values])
        journeys[0].state = "cancelled"
        self.env.flush_all()

        self.script("post-migration").end_confirmations(self.env.cr)

        self.env.invalidate_all(flush=False)
        waiting = journeys.participant_ids.filtered("confirmation_asked_at")
        self.assertEqual(waiting.permit_id, journeys[1])
