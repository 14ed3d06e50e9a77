# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging
import sys

from psycopg2.errors import NotNullViolation, UniqueViolation

from odoo.tests import TransactionCase, tagged

from ...models.privacy.log_redaction import (
    OWN_TABLES,
    SHARED_TABLES,
    WithoutCodes,
    WithoutRows,
    forget_rows,
    is_our_statement,
    shorten,
)


class Refused(Exception):
    """As psycopg2's, as far as it matters here."""

    pgcode = "23514"

    class diag:
        message_primary = "new row violates check constraint"
        table_name = "hes_code"


@tagged("post_install", "-at_install")
class TestRedact(TransactionCase):
    """Statements and errors of ours are logged without values, others as they are."""

    def refused(self):
        return Refused("new row violates…\nDETAIL:  Failing row contains (risky)")

    def execute(self, statement, error):
        """Let PostgreSQL refuse a statement; what was logged, and the error's text."""
        with (
            self.assertLogs("odoo.sql_db", "ERROR") as logs,
            self.assertRaises(error) as caught,
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(statement)
        forget_rows(caught.exception)
        return "\n".join(logs.output), str(caught.exception)

    def test_our_tables_by_their_whole_names(self):
        self.assertLessEqual({"hes_code", "hes_check", "hes_permit"}, OWN_TABLES)
        self.assertEqual(set(SHARED_TABLES), {"hr_attendance"})
        self.assertIn("hes_clearance_reason", SHARED_TABLES["hr_attendance"])

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
        for query, short in (
            (
                "INSERT INTO \"hes_code\" (code) VALUES ('A4')",
                'INSERT INTO "hes_code" …',
            ),
            (' UPDATE "hes_permit"\n SET a = 1', 'UPDATE "hes_permit" …'),
            ("UPDATE hr_attendance SET hes_live = 'x'", "UPDATE hr_attendance …"),
            ("DELETE FROM hes_check WHERE id = 1", "DELETE FROM hes_check …"),
            ("(SELECT 1 FROM hes_code)", " …"),
        ):
            self.assertTrue(is_our_statement(query), query)
            self.assertEqual(shorten(query), short)

    def test_statements_of_others_are_not(self):
        for query in (
            "UPDATE res_partner SET name = 'x'",
            "UPDATE batches_queue SET a = 1",
            "SELECT matches_hes_code FROM hes_codes",
            "UPDATE ir_module_module SET state = 'x' WHERE name = 'hes_code'",
            "UPDATE hr_attendance SET check_in = '2021-03-01'",
            "SELECT hes_live FROM other_attendance",
        ):
            self.assertFalse(is_our_statement(query), query)

    def test_what_postgresql_refuses_of_ours_is_logged_without_values(self):
        company = self.env.company.id
        for statement, error in (
            (
                "INSERT INTO hes_code (code, company_id, risk_status)"
                f" VALUES (NULL, {company}, 'risky')",
                NotNullViolation,
            ),
            (
                "INSERT INTO hr_attendance (employee_id, hes_clearance_reason)"
                " VALUES (NULL, 'risky')",
                NotNullViolation,
            ),
        ):
            for text in self.execute(statement, error):
                self.assertIn("violates", text)
                self.assertNotIn("risky", text)
                self.assertNotIn("DETAIL", text)

    def test_what_postgresql_refuses_of_others_keeps_its_detail(self):
        for statement, error, detail in (
            (
                "INSERT INTO res_country (name, code)"
                " SELECT name, code FROM res_country WHERE code = 'TR'",
                UniqueViolation,
                "Key (",
            ),
            ("UPDATE res_groups SET name = NULL", NotNullViolation, "Failing row"),
        ):
            logged, text = self.execute(statement, error)
            self.assertIn(statement, logged)
            for one in (logged, text):
                self.assertIn("DETAIL", one)
                self.assertIn(detail, one)

    def test_a_log_has_neither(self):
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

    def log(self, error, exc_info=None):
        record = logging.LogRecord(
            "odoo.http", logging.WARNING, __file__, 1, error, (), exc_info
        )
        self.assertTrue(WithoutCodes().filter(record))
        return record

    def test_what_was_typed_is_blanked(self):
        for message, logged in (
            ("“A4D7” is not a HES code", "“…” is not a HES code"),
            ("A4D7-1132-10 belongs to “x”", "… belongs to “x”"),
            ("The operation “x” failed", "The operation “x” failed"),
        ):
            try:
                raise ValueError(message)
            except ValueError as error:
                self.assertEqual(self.log(error).getMessage(), logged)
                record = self.log("Exception", sys.exc_info())
                written = logging.Formatter().format(record)
                self.assertIn(f"ValueError: {logged}", written)

    def test_what_others_raise_stays(self):
        error = ValueError("Order A4D7-1132-10 is late")  # no function of ours in it
        self.assertEqual(self.log(error).getMessage(), "Order A4D7-1132-10 is late")
