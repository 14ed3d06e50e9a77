# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import models


class HesUpload(models.AbstractModel):
    """A form that holds codes, names or answers as somebody brought them."""

    _name = "hes.upload"
    _inherit = ["hes.retention.mixin"]
    _description = "HES Upload"
    _retention_kind = "uploads"
    _retention_setting = "retention_upload_days"
    _retention_since = "write_date"


class HesTemplateImport(models.TransientModel):
    _name = "hes.template.import"
    _inherit = ["hes.template.import", "hes.upload"]


class HesEdevletAnswer(models.TransientModel):
    _name = "hes.edevlet.answer"
    _inherit = ["hes.edevlet.answer", "hes.upload"]
    _retention_company = "query_id.company_id"


class HesEdevletExport(models.TransientModel):
    _name = "hes.edevlet.export"
    _inherit = ["hes.edevlet.export", "hes.upload"]
    _retention_company = "group_id.company_id"


class HesSingleQuery(models.TransientModel):
    _name = "hes.single.query"
    _inherit = ["hes.single.query", "hes.upload"]
