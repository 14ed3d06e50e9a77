# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.tools import SQL


class HesReport(models.AbstractModel):
    """What the reports have in common."""

    _name = "hes.report"
    _description = "HES Report"

    def _access_log_holders(self):
        """Whose rows these are, as :meth:`HesAccessLog._log` takes it; there is no
        table of them."""
        people = self.env["hr.employee"].browse(self.employee_id.ids)
        return people._access_log_holders()

    def _read_group_orderby(self, order, groupby_terms, query):
        """Statuses and ages come in the order in which they are listed here, and not
        in that of the alphabet."""
        ordered = []
        for part in order.split(",") if order else groupby_terms:
            name, _blank, direction = part.strip().partition(" ")
            field = self._fields.get(name)
            if field and field.type == "selection" and name in groupby_terms:
                backwards = direction.lower().startswith("desc")
                term = self._place(field, groupby_terms[name])
                term = SQL("%s DESC", term) if backwards else term
            elif order:
                term = super()._read_group_orderby(part, groupby_terms, query)
            else:
                alone = {name: groupby_terms[name]}
                term = super()._read_group_orderby("", alone, query)
            ordered.append(term)
        return SQL(", ").join(ordered)

    def _place(self, field, term):
        """The number of a value in its selection, as SQL."""
        values = [value for value, _label in field.selection]
        return SQL("array_position(%s::varchar[], %s::varchar)", values, term)
