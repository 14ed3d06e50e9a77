# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


import json
from datetime import datetime

from odoo import api, models
from odoo.tools import SQL


class HesBulkMixin(models.AbstractModel):
    """Writing many rows with one statement, however many they are.

    The ORM inserts a hundred rows a statement; a bulk check of 100,000 codes has
    50 ms for each batch of 500. Only for values that need no compute and whose
    rules the database keeps.
    """

    _name = "hes.bulk.mixin"
    _description = "HES Bulk Writer"

    @api.model
    def _bulk_rows(self, rows, names, **more):
        """A table expression of ``rows`` with the columns ``names``.

        :param rows: list of dicts, field name to a value as the database has it
        :param names: field names of this model; the types come from the fields
        :param more: names and SQL types of columns that are no fields of this model
        """
        types = {name: self._fields[name].column_type[1] for name in names} | more
        columns = SQL(", ").join(
            SQL("%s %s", SQL.identifier(name), SQL(kind))
            for name, kind in types.items()
        )
        document = json.dumps(rows, default=datetime.isoformat)
        return SQL("jsonb_to_recordset(%s::jsonb) AS given(%s)", document, columns)

    @api.model
    def _bulk_insert(self, rows, without=None):
        """Insert ``rows`` (dicts with the same keys) and return the new records.

        The caller sees to access rights and computed values; defaults are not
        applied. Raises what the database's own constraints raise.

        :param without: a ``DELETE`` that goes with it; the constraints still see its
            rows. It is not run where there are no ``rows``
        """
        if not rows:
            return self.browse()
        names = list(rows[0])
        stamps = {
            "create_uid": SQL("%s", self.env.uid),
            "create_date": SQL("%s", self.env.cr.now()),
            "write_uid": SQL("%s", self.env.uid),
            "write_date": SQL("%s", self.env.cr.now()),
        }
        self.env.cr.execute(
            SQL(
                "%s INSERT INTO %s (%s) SELECT %s FROM %s RETURNING id",
                SQL("WITH gone AS (%s)", without) if without else SQL(),
                SQL.identifier(self._table),
                SQL(", ").join(map(SQL.identifier, [*names, *stamps])),
                SQL(", ").join([*map(SQL.identifier, names), *stamps.values()]),
                self._bulk_rows(rows, names),
            )
        )
        ids = [row[0] for row in self.env.cr.fetchall()]
        self.env.invalidate_all()
        return self.browse(ids)
