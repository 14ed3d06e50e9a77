# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.sheet.columns import CODE


class HesTemplateImportColumn(models.TransientModel):
    """A column of a sheet that is no list yet, and what HR says that it is."""

    _name = "hes.template.import.column"
    _inherit = ["hes.system.fields.mixin"]
    _description = "Column of a HES Template"
    _retention_with = "import_id"
    _subject_access_none = "A form: what comes of it is shown as codes and answers."
    _order = "id"

    import_id = fields.Many2one(
        "hes.template.import",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
        system_only=True,
    )
    sheet = fields.Char(readonly=True, system_only=True)
    fingerprint = fields.Char(readonly=True, system_only=True)
    position = fields.Integer(readonly=True, system_only=True)
    header = fields.Char(string="Column", readonly=True, system_only=True)
    samples = fields.Char(string="Below It", readonly=True, system_only=True)
    meaning = fields.Selection(
        [
            ("code", "HES Code"),
            ("national_id", "T.C. Number"),
            ("badge", "Badge"),
            ("name", "Name"),
            ("name.1", "First Name"),
            ("name.2", "Last Name"),
        ],
        string="Read As",
    )

    def _show(self, wizard, unread):
        """Put the columns of the unread sheets (``Unread``) in the place of these."""
        known = {field for field, _label in self._fields["meaning"].selection}
        # the columns are a form's own, and made from its file alone
        columns_sudo = self.sudo()
        columns_sudo.unlink()
        columns_sudo.create(
            [
                {
                    "import_id": wizard.id,
                    "sheet": sheet.sheet,
                    "fingerprint": sheet.fingerprint,
                    "position": cell.column,
                    "header": cell.label,
                    "samples": ", ".join(cell.samples),
                    "meaning": cell.guess if cell.guess in known else False,
                }
                for sheet in unread
                for cell in sheet.cells
            ]
        )

    def _chosen(self):
        """What was chosen, by the fingerprint of the header: position -> meaning.

        Sheets of which nothing was chosen, or no code, are left out.

        :raise UserError: if no sheet becomes a list, or two columns have one meaning
        """
        sheets = defaultdict(dict)
        for column in self.filtered("meaning"):
            chosen = sheets[column.sheet, column.fingerprint]
            if column.meaning in chosen.values():
                raise UserError(
                    self.env._(
                        "In sheet “%(sheet)s” two columns are read as the same. Please"
                        " leave one of them empty.",
                        sheet=column.sheet,
                    )
                )
            chosen[column.position] = column.meaning
        lists = {
            fingerprint: chosen
            for (_sheet, fingerprint), chosen in sheets.items()
            if CODE in chosen.values() and len(chosen) > 1
        }
        if not lists:
            raise UserError(
                self.env._(
                    "Please choose the column of the HES codes, and that of the T.C."
                    " number, the badge or the name."
                )
            )
        return lists
