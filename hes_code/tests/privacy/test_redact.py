# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging

from odoo.tests import BaseCase

from ...tools.redact import (
    WithoutCodes,
    WithoutRows,
    forget_rows,
    shorten,
)


class Refused(Exception):
    """As psycopg2's, as far as it matters here."""

    class diag:
        message_primary = "new row violates check constraint"


class TestRedact(BaseCase):
    def refused(self):
        return Refused("new row violates…\nDETAIL:  Failing row contains (risky)")

    def test_the_first_sentence_stays_through_the_whole_chain(self):
        cause = self.refused()
        try:
            try:
                raise cause
            except Refused as error:
                raise ValueError("words for people") from error
        except ValueError as error:
            forget_rows(error)
            self.assertEqual(error.args, ("words for people",))
        self.assertEqual(str(cause), "new row violates check constraint")

    def test_a_ring_of_causes_ends(self):
        one, other = self.refused(), ValueError()
        one.__context__, other.__context__ = other, one
        forget_rows(one)
        forget_rows(None)
        self.assertNotIn("risky", str(one))

    def test_statements_about_our_data_are_cut(self):
        for query, told in (
            (
                b"INSERT INTO \"hes_code\" (code) VALUES ('A4')",
                'INSERT INTO "hes_code" …',
            ),
            (' UPDATE "hes_permit"\n SET a = 1', 'UPDATE "hes_permit" …'),
            ("UPDATE hr_attendance SET hes_live = 'x'", "UPDATE hr_attendance …"),
            ("DELETE FROM hes_check WHERE id = 1", "DELETE FROM hes_check …"),
            ("(SELECT 'hes_')", " …"),
            ("UPDATE res_partner SET name = 'x'", "UPDATE res_partner SET name = 'x'"),
        ):
            self.assertEqual(shorten(query), told)

    def test_a_log_tells_neither(self):
        record = logging.LogRecord(
            "odoo.sql_db",
            logging.ERROR,
            __file__,
            1,
            "bad query: %s\nERROR: %s",
            (b"UPDATE hes_code SET code = 'A4'", self.refused()),
            None,
        )
        self.assertTrue(WithoutRows().filter(record))
        self.assertEqual(
            record.getMessage(),
            "bad query: UPDATE hes_code …\nERROR: new row violates check constraint",
        )
        record.args = None
        self.assertTrue(WithoutRows().filter(record))

    def test_what_was_typed_is_blanked(self):
        for message, told in (
            ("“A4D7” is not a HES code", "“…” is not a HES code"),
            ("A4D7-1132-10 belongs to “x”", "… belongs to “x”"),
            ("The operation “x” failed", "The operation “x” failed"),
        ):
            record = logging.LogRecord(
                "odoo.http", logging.WARNING, __file__, 1, ValueError(message), (), None
            )
            self.assertTrue(WithoutCodes().filter(record))
            self.assertEqual(record.getMessage(), told)
