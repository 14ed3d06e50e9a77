# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tools import SQL

TEXT_COLUMNS = """
    SELECT part.table_name, part.column_name
      FROM information_schema.columns AS part
      JOIN information_schema.tables AS whole USING (table_schema, table_name)
     WHERE part.table_schema = 'public' AND whole.table_type = 'BASE TABLE'
       AND part.data_type IN ('text', 'character varying', 'jsonb', 'json')
"""


def places(env, words):
    """The set of ``table.column`` in the whole database where any of the words stands;
    what was not flushed is not there."""
    found = set()
    for table, column in env.execute_query(SQL(TEXT_COLUMNS)):
        hit = env.execute_query(
            SQL(
                "SELECT 1 FROM %s WHERE %s::text LIKE ANY(%s) LIMIT 1",
                SQL.identifier(table),
                SQL.identifier(column),
                [f"%{word}%" for word in words],
            )
        )
        if hit:
            found.add(f"{table}.{column}")
    return found
