# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from markupsafe import Markup

from odoo import fields, models
from odoo.tools import is_html_empty


class ResCompany(models.Model):
    """What people are told about their data where a code is collected."""

    _inherit = "res.company"

    hes_information_text = fields.Html(
        string="Information on Data Protection",
        translate=True,
        help="Shown where people enter their HES code. While it is empty, the supplied "
        "sample is shown, which your lawyer has to complete and check.",
    )

    def _hes_information(self):
        """The text in the environment's language, as HTML; the sample while the
        company has none."""
        self.ensure_one()
        if not is_html_empty(self.hes_information_text):
            return Markup(self.hes_information_text)
        return self._hes_sample()

    def _hes_sample(self):
        # a text without anybody's data, made from the company's name and address
        view_sudo = self.env["ir.qweb"].sudo()
        company_sudo = self.sudo()  # the same
        return view_sudo._render(
            "hes_code.hes_information_sample", {"company": company_sudo}
        )

    def action_hes_information_sample(self):
        """Begin one's own text with the sample, in every language that is installed."""
        for company in self:
            company.hes_information_text = False
            for lang, _name in self.env["res.lang"].get_installed():
                translated = company.with_context(lang=lang)
                translated.hes_information_text = translated._hes_sample()

    def update_field_translations(self, field_name, translations, source_lang=""):
        companies = self
        if self._hes_are_rules({field_name: translations}):
            # as in write(): HES managers set the HES rules and texts of their companies
            companies = self.sudo()
        return super(ResCompany, companies).update_field_translations(
            field_name, translations, source_lang
        )
