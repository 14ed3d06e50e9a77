# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

import re

from markupsafe import Markup

from odoo import fields, models

from .hes_information_sample import SAMPLE
from .res_company import APART

_BLANK_LINES = re.compile(r"\n\s*\n")


class ResCompany(models.Model):
    """What people are told about their data where a code is collected."""

    _inherit = "res.company"

    hes_information_text = fields.Text(
        string="Information on Data Protection",
        translate=True,
        help="Shown where people enter their HES code. While it is empty, the supplied "
        "sample is shown, which your lawyer has to complete and check.",
        **APART,
    )

    def _hes_information(self):
        """The text in the environment's language, as HTML; the sample while the
        company has none.

        :return: paragraphs without any link: a kiosk shows it
        """
        self.ensure_one()
        text = (self.hes_information_text or "").strip() or self._hes_sample()
        text = text.replace("\r\n", "\n")
        return Markup().join(
            Markup("<p>%s</p>") % Markup("<br/>").join(paragraph.split("\n"))
            for paragraph in _BLANK_LINES.split(text)
        )

    def _hes_sample(self):
        """A beginning of a text, for the employer's lawyer to complete."""
        told = "\n\n".join(
            f"{self.env._(title)}\n{self.env._(text)}" for title, text in SAMPLE
        )
        return told.replace("%(company)s", self.name)

    def action_hes_information_sample(self):
        """Begin one's own text with the sample, in every language that is installed."""
        for company in self:
            company.update_field_translations(
                "hes_information_text",
                {
                    lang: company.with_context(lang=lang)._hes_sample()
                    for lang, _name in self.env["res.lang"].get_installed()
                },
            )

    def update_field_translations(self, field_name, translations, source_lang=""):
        companies = self
        if self._hes_are_rules({field_name: translations}):
            # as in write(): HES managers set the HES rules and texts of their companies
            companies = self.sudo()
        return super(ResCompany, companies).update_field_translations(
            field_name, translations, source_lang
        )
