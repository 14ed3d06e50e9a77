# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta
from functools import partial

from odoo.fields import Datetime
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..access_case import RIGHTS, AccessCase
from ..common import RISKLESS, HesCase

#: Numbers that nobody counts with.
HUGE = 2**31 - 1


@tagged("post_install", "-at_install")
class TestBounds(AccessCase):
    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.sql_db"))

    def test_every_number_that_users_enter_has_bounds(self):
        tried = []
        for model, rights in RIGHTS.items():
            record = self.ours[model]
            if not {"c", "u"}.intersection(rights["manager"]) or not record._auto:
                continue
            for name, field in record._fields.items():
                entered = field.type in ("integer", "float") and field.store
                if not entered or field.readonly or name in ("id", "sequence"):
                    continue
                tried.append(str(field))
                for value in (-1, HUGE):
                    with self.subTest(field=str(field), value=value):
                        self.assertFalse(
                            self.done(partial(self.enter, record, name, value))
                        )
        self.assertGreater(len(tried), 20, tried)

    def test_the_period_of_a_case_has_one(self):
        case = self.ours["hes.contact.case"]
        door = partial(self.enter, case, "date_from", "1800-01-01 00:00:00")
        self.assertFalse(self.done(door))

    @staticmethod
    def enter(record, name, value):
        record[name] = value


@tagged("post_install", "-at_install")
class TestEachCompany(HesCase):
    """A number of one company, that no form takes, stops the others' work nowhere."""

    def setUp(self):
        super().setUp()
        self.other = self.env["res.company"].create({"name": "Third"})
        self.bad, self.good = self.stranger_company, self.company
        # the companies are looked at in the order of their ids: the bad one is no last
        self.assertLess(self.bad.id, self.other.id)

    def break_policy(self, name):
        """Write what only a direct access to the database can."""
        for constraint in ("asking_range", "retention_range"):
            self.env.cr.execute(
                SQL(
                    "ALTER TABLE hes_policy DROP CONSTRAINT %s",
                    SQL.identifier(f"hes_policy_{constraint}"),
                )
            )
        self.env.cr.execute(
            SQL(
                "UPDATE hes_policy SET %s = %s WHERE company_id IN %s",
                SQL.identifier(name),
                HUGE,
                (self.bad.id,),
            )
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache("stable")

    def person(self, company):
        return self.env["hr.employee"].create(
            {"name": "P", "company_id": company.id, "parent_id": False}
        )

    def failures(self, work):
        """Do ``work``; the log names the company, and no value."""
        with self.assertLogs("odoo.addons.hes_code", "ERROR") as caught:
            work()
        for line in caught.output:
            self.assertIn(f"company {self.bad.id} failed: OverflowError", line)
            self.assertNotIn(str(HUGE), line)

    def test_the_nightly_purge(self):
        boss = self._user("other_manager", "hes_code.group_hes_manager")
        boss.write({"company_id": self.bad.id, "company_ids": [(6, 0, self.bad.ids)]})
        long_ago = Datetime.now() - timedelta(days=400)
        gone = self.env["hes.code"]
        for company in (self.good, self.bad, self.other):
            person = self.person(company)
            gone |= self.code(person, RISKLESS, checked_at=long_ago)
            self.code(person, "A4D7-1132-11")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE hes_code SET write_date = %s WHERE id = ANY(%s)",
            (long_ago, gone.ids),
        )
        self.break_policy("retention_code_days")
        purge = self.env["hes.destruction.log"]._destroy_due
        self.failures(lambda: list(purge(Datetime.now())))
        self.assertEqual(gone.exists().company_id, self.bad)
        self.assertTrue(self.notes(boss))
        self.assertNotIn(str(HUGE), self.notes(boss)[0].body)

    def test_asking_what_is_due(self):
        self.env["hes.service"].search([]).unlink()
        for company in (self.bad, self.other):
            self.code(self.person(company), RISKLESS)
            self.env["hes.service"].create(
                {"name": "S", "username": "u", "company_id": company.id}
            )
        self.break_policy("check_interval_hours")
        self.failures(self.env["hes.query"]._plan_due)
        running = self.env["hes.query"].search([("state", "=", "running")])
        self.assertEqual(running.company_id, self.other)
