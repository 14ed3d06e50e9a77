# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import fields, models

from ..tools import sheet
from .res_company import RULE

#: Of a list, what is walked over for each row that is taken, in cells and characters.
CELLS_PER_ROW, CHARS_PER_ROW = 10, 400
#: XML is so many times as large as the workbook that it is packed in.
UNPACKED = 5
MEGABYTE = 1024 * 1024


class ResCompany(models.Model):
    """How much is taken from outside before it is refused.

    What no company needs otherwise is a constant beside its reader: the answer page of
    e-Devlet, the depth and shape of files, the parts of a request to the kiosk.
    """

    _inherit = "res.company"

    hes_upload_megabytes = fields.Integer(
        string="Largest List (MB)",
        default=10,
        help="A larger file is refused. Lists of tens of thousands of people have one"
        " or two megabytes.",
        **RULE,
    )
    hes_upload_rows = fields.Integer(
        string="Longest List (Rows)",
        default=50_000,
        help="A longer list is refused, and so is one with more than ten cells for each"
        " of these rows.",
        **RULE,
    )
    hes_tries_per_hour = fields.Integer(
        string="Tries an Hour",
        default=5,
        help="So often within an hour one person may enter a code or a wrong PIN at the"
        " kiosk, or a new code in the own profile.",
        **RULE,
    )

    _hes_limits_range = models.Constraint(
        "CHECK (hes_upload_megabytes BETWEEN 1 AND 50"
        " AND hes_upload_rows BETWEEN 1000 AND 200000"
        " AND hes_tries_per_hour BETWEEN 1 AND 50)",
        "Lists may have 1 to 50 megabytes and 1,000 to 200,000 rows; 1 to 50 tries an"
        " hour are allowed.",
    )

    def _hes_sheet_limits(self):
        """The :class:`sheet.Limits` of the lists that are read for this company."""
        rows, size = self.hes_upload_rows, self.hes_upload_megabytes * MEGABYTE
        return sheet.Limits(
            file_bytes=size,
            unpacked_bytes=UNPACKED * size,
            rows=rows,
            cells=CELLS_PER_ROW * rows,
            chars=CHARS_PER_ROW * rows,
        )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hes_upload_megabytes = fields.Integer(
        related="company_id.hes_upload_megabytes", readonly=False, **RULE
    )
    hes_upload_rows = fields.Integer(
        related="company_id.hes_upload_rows", readonly=False, **RULE
    )
    hes_tries_per_hour = fields.Integer(
        related="company_id.hes_tries_per_hour", readonly=False, **RULE
    )
