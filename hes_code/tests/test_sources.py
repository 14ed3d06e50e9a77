# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What can be read off the sources: menus that texts name, samples, statuses."""

import re
from pathlib import Path

from lxml import etree

from odoo.tests import TransactionCase, tagged

from ..tools.sheet.columns import COLUMNS
from ..wizards.hes_template_import_messages import INSTRUCTIONS

ADDON = Path(__file__).parent.parent
#: A menu's path in a text; what joins the parts of a text in the source is skipped.
MENU_PATH = re.compile(r"HES(?: ▸ [A-Z][\w-]*(?: (?:[A-Z][\w-]*|of the|in the|the))*)+")
JOINED = re.compile(r'"\s*\n\s*"|\s*\n\s*')


def texts(*endings):
    """The sources in which texts for people stand: list of (path, text)."""
    folders = ("models", "views", "wizards", "report", "controllers", "readme", "data")
    paths = [path for folder in folders for path in (ADDON / folder).rglob("*")]
    paths += [ADDON / "README.md"]
    return [
        (path.relative_to(ADDON), path.read_text(encoding="utf-8"))
        for path in paths
        if path.suffix in endings
    ]


@tagged("post_install", "-at_install")
class TestSources(TransactionCase):
    def test_every_menu_that_a_text_names_exists(self):
        menus = self.env["ir.ui.menu"].with_context(lang="en_US").search([])
        paths = {menu.complete_name.replace("/", " ▸ ") for menu in menus}
        named = [
            (str(path), " ".join(found.split()))
            for path, text in texts(".py", ".xml", ".md")
            for found in MENU_PATH.findall(JOINED.sub(" ", text).replace("  ", " "))
        ]
        self.assertGreater(len(named), 10)
        missing = [row for row in named if row[1] not in paths]
        self.assertFalse(missing)

    def test_the_workbooks_say_which_column_takes_the_codes(self):
        """In the workbook of rejected rows it is not the last one."""
        header = next(column.header for column in COLUMNS if column.name == "code")
        self.assertIn(header, str(INSTRUCTIONS[0]))
        self.assertNotIn("last column", " ".join(map(str, INSTRUCTIONS)))

    def test_no_screen_shows_invented_people(self):
        """Odoo fills an empty list that asks for it with samples: people who are
        risky, in a list of health data."""
        for path, text in texts(".xml"):
            self.assertNotIn('sample="1"', text, path)

    def test_no_file_writes_a_status(self):
        """Only answers do: hes.check._record."""
        for folder in ("data", "demo"):
            for path in (ADDON / folder).glob("*.xml"):
                for record in etree.parse(str(path)).iter("record"):
                    if record.get("model") == "hes.code":
                        names = {field.get("name") for field in record.iter("field")}
                        self.assertLessEqual(
                            names, {"employee_id", "partner_id", "code", "source"}, path
                        )
