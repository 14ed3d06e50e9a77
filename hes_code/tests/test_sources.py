# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What can be read off the sources: menus that texts name, samples, statuses."""

import re
from pathlib import Path

import polib
from lxml import etree

from odoo.tests import TransactionCase, tagged

from ..tools.sheet.columns import COLUMNS
from ..wizards.hes_template_import_messages import INSTRUCTIONS

ADDON = Path(__file__).parent.parent
#: Where a menu's path begins in a text, and what follows it there.
MENU_PATH = re.compile(r"\bHES ▸ .{,80}")
#: What joins the parts of a text in the source.
JOINED = re.compile(r'"\s*\n\s*"|\s*\n\s*')
FOLDERS = ("models", "views", "wizards", "report", "controllers", "readme", "data")
MANUAL = "doc"


def texts(*endings, folders=FOLDERS):
    """The sources in which texts for people stand: list of (path, text)."""
    paths = [path for folder in folders for path in (ADDON / folder).rglob("*")]
    paths += [ADDON / "README.md"]
    return [
        (path.relative_to(ADDON), path.read_text(encoding="utf-8"))
        for path in paths
        if path.suffix in endings
    ]


def apps_page():
    """The page in Odoo's Apps: its English part, its Turkish part."""
    page = (ADDON / "static" / "description" / "index.html").read_text(encoding="utf-8")
    english, turkish = page.split('lang="tr"')
    return english, turkish


def translations():
    """Each Turkish text: list of (the English one, the Turkish one)."""
    po = polib.pofile(str(ADDON / "i18n" / "tr.po"))
    return [(entry.msgid, entry.msgstr) for entry in po]


@tagged("post_install", "-at_install")
class TestSources(TransactionCase):
    def menu_paths(self, lang):
        """Dict of each menu's path in a language to whether menus are below it."""
        menus = self.env["ir.ui.menu"].with_context(lang=lang).search([])
        return {
            menu.complete_name.replace("/", " ▸ "): bool(menu.child_id)
            for menu in menus
        }

    def menus_named(self, sources):
        """What follows each “HES ▸” in (where, text): list of (where, beginning)."""
        return [
            (str(where), " ".join(found.split()))
            for where, text in sources
            for found in MENU_PATH.findall(" ".join(JOINED.sub(" ", text).split()))
        ]

    def assert_menus_exist(self, named, lang):
        """A path ends where the longest menu that fits ends; below a menu that opens
        something, what follows is a page of its form."""
        paths = self.menu_paths(lang)
        missing = []
        for where, text in named:
            fits = [
                path
                for path in paths
                if re.match(re.escape(path) + r"(?!\w)", text)
                and path.startswith("HES ▸ ")
            ]
            menu = max(fits, key=len, default=None)
            if not menu or (paths[menu] and text[len(menu) :].startswith(" ▸ ")):
                missing.append((where, text))
        self.assertGreater(len(named), 10)
        self.assertFalse(missing)

    def test_every_menu_that_a_text_names_exists(self):
        sources = texts(".py", ".xml", ".md")
        sources = [(path, text) for path, text in sources if "_TR" not in path.stem]
        sources += texts(".rst", folders=[f"{MANUAL}/en"])
        sources.append(("index.html", apps_page()[0]))
        self.assert_menus_exist(self.menus_named(sources), "en_US")

    def test_every_menu_that_a_turkish_text_names_exists(self):
        self.env["res.lang"]._activate_lang("tr_TR")
        self.env["ir.module.module"].search(
            [("name", "=", "hes_code")]
        )._update_translations(["tr_TR"])
        sources = [*translations(), *texts(".rst", folders=[f"{MANUAL}/tr"])]
        sources.append(("index.html", apps_page()[1]))
        self.assert_menus_exist(self.menus_named(sources), "tr_TR")

    def test_turkish_texts_name_as_many_menus_as_the_english_ones(self):
        for english, turkish in translations():
            with self.subTest(english):
                self.assertEqual(english.count("HES ▸"), turkish.count("HES ▸"))

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
