# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import io

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_open
from odoo.tools.translate import trans_export

from .common import HesCase


def texts(po):
    return {(entry.msgctxt, entry.msgid) for entry in po}


@tagged("post_install", "-at_install")
class TestTexts(TransactionCase):
    def test_the_template_of_texts_is_current(self):
        """After a change of texts: scripts/i18n.sh."""
        stream = io.BytesIO()
        with self.env.cr.savepoint():
            trans_export(False, ["hes_code"], stream, "po", self.env)
        exported = polib.pofile(stream.getvalue().decode())
        with file_open("hes_code/i18n/hes_code.pot") as kept:
            stored = polib.pofile(kept.read())
        self.assertEqual(texts(stored), texts(exported))


@tagged("post_install", "-at_install")
class TestTurkish(HesCase):
    def test_people_read_turkish(self):
        self.env["res.lang"]._activate_lang("tr_TR")
        self.env["ir.module.module"].search(
            [("name", "=", "hes_code")]
        )._update_translations(["tr_TR"])
        code = self.env["hes.code"].with_context(lang="tr_TR")
        statuses = dict(code._fields["risk_status"]._description_selection(code.env))
        self.assertEqual(statuses["riskless"], "Riskli Değil")
        self.assertIn("HES kodu", code._hint("A4D7"))

    def test_what_is_one_word_in_english_alone_has_a_text_of_its_own(self):
        """One text has one translation: a faulty row is no code that HR turned down,
        and rows that change are nothing that was changed."""
        lines = self.env["hes.template.import.line"]._fields["state"]
        counted = {label for _value, label in lines.selection}
        for model, name, value in (
            ("hes.code.proposal", "state", "refused"),
            ("hes.audit.log", "operation", "write"),
        ):
            labels = dict(self.env[model]._fields[name].selection)
            self.assertNotIn(labels[value], counted)
