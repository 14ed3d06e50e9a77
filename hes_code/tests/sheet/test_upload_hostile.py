# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import io

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ...tools.text import MEGABYTE
from ..common import RISKLESS, HesCase
from . import sheet_files as files
from .sheet_files import HEADER
from .test_sheet_hostile import bomb

#: How a cell begins that some program takes for a formula.
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")


class UploadCase(HesCase):
    def template(self, data):
        form = Form(self.as_user(self.officer, "hes.template.import"))
        form.data = base64.b64encode(data)
        return form.save()

    def answer(self, **values):
        self.code(self.ayse, RISKLESS)
        group = self.as_user(self.officer, "hes.query.group").create(
            {"name": "Night shift", "use_domain": True}
        )
        action = group.action_export_edevlet()
        export = self.env["hes.edevlet.export"].browse(action["res_id"])
        waiting = export.with_env(group.env).action_uploaded()
        return self.as_user(self.officer, "hes.edevlet.answer").create(
            {"query_id": waiting["res_id"], **values}
        )

    def texts(self, content):
        """Every filled cell of a workbook; fails on anything but text."""
        cells = []
        for page in openpyxl.load_workbook(io.BytesIO(base64.b64decode(content))):
            for row in page.iter_rows():
                for cell in row:
                    if cell.value is not None:
                        self.assertEqual(cell.data_type, "s", cell.coordinate)
                        cells.append(cell.value)
        return cells


@tagged("post_install", "-at_install")
class TestBombs(UploadCase):
    """A file of a megabyte that would unpack to a gigabyte."""

    def test_as_a_list_it_is_refused_with_a_message(self):
        wizard = self.template(bomb(1024))
        for step in (wizard.action_preview, wizard.action_import):
            with self.assertRaisesRegex(UserError, "The file is too large"):
                step()
        self.assertEqual(wizard.state, "upload")

    def test_as_an_answer_of_edevlet_it_is_refused_with_a_message(self):
        data = base64.b64encode(bomb(1024))
        wizard = self.answer(data=data, filename="answer.xlsx")
        with self.assertRaisesRegex(UserError, "not a saved page"):
            wizard.action_preview()
        self.assertEqual(wizard.state, "enter")

    def test_an_answer_of_more_than_five_megabytes_is_refused(self):
        page = b"<table><tr><td>" + b" " * 5 * MEGABYTE
        wizard = self.answer(data=base64.b64encode(page), filename="answer.html")
        with self.assertRaisesRegex(UserError, "too large"):
            wizard.action_preview()


@tagged("post_install", "-at_install")
class TestCells(UploadCase):
    """What is in a cell, read and written again."""

    def test_what_no_database_holds_is_shown_all_the_same(self):
        row = "".join(
            files.cell(f"{letter}2", text)
            for letter, text in (("B", "77_x0000_"), ("C", "Can _xD800_"), ("E", "A4"))
        )
        wizard = self.template(files.raw_xlsx(f'<row r="2">{row}</row>'))
        wizard.action_preview()
        self.assertEqual(wizard.rejected_count, 1)
        self.env.flush_all()
        self.assertIn("Can \ufffd", self.texts(wizard.error_file))

    def test_names_in_the_template_are_no_formulas(self):
        for text in FORMULAS:
            self.ayse.name = f"{text} Işık"
            self.ayse.department_id = self.env["hr.department"].create(
                {"name": text, "company_id": self.company.id}
            )
            cells = self.texts(self.template(files.xlsx(HEADER)).template_file)
            with self.subTest(text):
                self.assertIn(f"{text} Işık".strip(), [cell.strip() for cell in cells])
                self.assertIn(text.strip(), [cell.strip() for cell in cells])

    def test_rejected_rows_come_back_without_formulas(self):
        for text in FORMULAS:
            data = files.csv(HEADER, (f'"{text}"',) * 5)
            wizard = self.template(data)
            wizard.action_preview()
            with self.subTest(text):
                self.assertEqual(wizard.rejected_count, 1)
                cells = self.texts(wizard.error_file)
                self.assertEqual(cells.count(text.strip()), 5)

    def test_the_upload_for_edevlet_is_text(self):
        wizard = self.answer()
        self.assertEqual(
            self.texts(wizard.query_id.edevlet_file), ["HES KODU", RISKLESS]
        )
