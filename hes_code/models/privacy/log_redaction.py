# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


import logging

from odoo import models

from ...tools.redact import WithoutCodes, WithoutRows, forget_rows

logging.getLogger("odoo.sql_db").addFilter(WithoutRows())

logging.getLogger("odoo.http").addFilter(WithoutCodes())


class IrHttp(models.AbstractModel):
    """A refused write tells nobody the row that was refused."""

    _name = "ir.http"
    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        forget_rows(exception)
        return super()._handle_error(exception)
