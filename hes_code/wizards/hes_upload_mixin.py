# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class HesUploadMixin(models.AbstractModel):
    """A form that holds codes, names or answers as somebody brought them.

    What it finds out are system fields: an answer on it may become a person's.
    """

    _name = "hes.upload.mixin"
    _inherit = ["hes.system.fields.mixin", "hes.retention.mixin"]
    _description = "HES Upload"
    _retention_kind = "uploads"
    _retention_setting = "retention_upload_days"
    _retention_since = "write_date"
