# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from freezegun import freeze_time

from odoo.tests import tagged

from ..access_case import NOW, RIGHTS, AccessCase
from ..common import RISKLESS
from ..rpc_case import ACCESS_ERROR, RpcCase


@tagged("post_install", "-at_install")
class TestForgedFields(RpcCase):
    """A HES officer writes where a code came from, or whose query it was."""

    def setUp(self):
        super().setUp()
        self.sign_in(self.officer)

    def test_no_code_says_that_it_came_another_way(self):
        given = {"employee_id": self.ayse.id, "code": RISKLESS}
        for source in ("self", "kiosk", "visitor", "template"):
            forged = {**given, "source": source}
            self.assertEqual(
                self.refused("hes.code", "create", [forged])[0], ACCESS_ERROR
            )
        (made,) = self.call("hes.code", "create", [given], default_source="kiosk")
        code = self.env["hes.code"].browse(made)
        self.assertEqual(code.source, "manual")
        refused = self.refused("hes.code", "write", [made], {"source": "self"})
        self.assertEqual(refused[0], ACCESS_ERROR)

    def test_no_query_is_given_to_another_group(self):
        groups = self.env["hes.query.group"].create(
            [{"name": name, "user_id": self.officer.id} for name in "AB"]
        )
        code = self.code(self.ayse, RISKLESS)
        query = self.env["hes.query"].create(
            {"group_id": groups[0].id, "state": "running"}
        )
        self.record_answer(code, query=query)
        for group in (groups[1].id, False):
            change = {"group_id": group}
            refused = self.refused("hes.query", "write", query.ids, change)
            self.assertEqual(refused[0], ACCESS_ERROR)
        self.assertEqual(query.group_id, groups[0])


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestForgedStamps(AccessCase):
    def test_when_something_was_made_and_by_whom_is_written_by_nobody(self):
        forged = {
            "create_date": "2001-01-01 00:00:00",
            "create_uid": self.roles["hr"].id,
        }
        for model, rights in RIGHTS.items():
            record = self.ours[model]
            if "u" not in rights["manager"] or not record._auto:
                continue
            before = record.create_date, record.create_uid
            mine = self.as_role("manager", record).sudo()
            with self.subTest(model=model):
                mine.write(forged)
                self.env.flush_all()
                record.invalidate_recordset()
                self.assertEqual((record.create_date, record.create_uid), before)
        for model in ("hes.code", "hes.exemption", "hes.contact.case"):
            values = self.new_values(model, self.ours) | forged
            made = self.as_role("manager", self.env[model]).create(values)
            with self.subTest(model=model):
                self.assertGreater(made.create_date.year, 2001)
                self.assertEqual(made.create_uid, self.roles["manager"])
