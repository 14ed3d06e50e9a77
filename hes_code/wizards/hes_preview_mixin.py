# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.tools import SQL


class HesPreviewMixin(models.AbstractModel):
    """A form that shows in ``line_ids`` what taking a file would do.

    The model of the lines inherits ``hes.bulk.mixin``.
    """

    _name = "hes.preview.mixin"
    _description = "HES Preview of a File"

    def _replace_lines(self, rows):
        """Show ``rows`` in place of the lines of an earlier preview.

        One statement, however many rows there are.

        :param rows: list of dicts of values of a line, as :meth:`_bulk_insert` takes
            them, without the link to this form
        """
        self.ensure_one()
        field = self._fields["line_ids"]
        lines = self.env[field.comodel_name]
        earlier = SQL(
            "DELETE FROM %s WHERE %s = %s",
            SQL.identifier(lines._table),
            SQL.identifier(field.inverse_name),
            self.id,
        )
        self.env.flush_all()
        if rows:
            shown = [{field.inverse_name: self.id, **row} for row in rows]
            lines._bulk_insert(shown, without=earlier)
        else:
            self.env.cr.execute(earlier)
            self.env.invalidate_all(flush=False)
