# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From 19.0.1.0.0, before the new models and views are loaded.

Odoo takes a renamed model for a new one and drops the table of the old one, so models,
their tables, external ids and all references by name are renamed here. Fields that are
gone are dropped by Odoo itself, after the last post-migration.
"""

import logging

from odoo.tools.sql import SQL, column_exists, rename_column, table_exists

_logger = logging.getLogger(__name__)

#: Names of models before and after.
MODELS = {
    "hes.access.logged": "hes.access.logged.mixin",
    "hes.access.searched": "hes.access.searched.mixin",
    "hes.append.only": "hes.append.only.mixin",
    "hes.bulk": "hes.bulk.mixin",
    "hes.destruction": "hes.destruction.log",
    "hes.inside": "hes.presence",
    "hes.retention": "hes.retention.mixin",
    "hes.sealed": "hes.system.fields.mixin",
    "hes.second.look": "hes.kiosk.attempt",
    "hes.stored": "hes.subject.access",
}

#: Of these, all external ids begin with the model's name (``hes_inside_action``); of
#: the others, names of fields of other models do, too.
WITH_DATA = ("hes.destruction", "hes.inside", "hes.second.look", "hes.stored")

#: Table, name of a column before, and after.
COLUMNS = (("hes_access_log", "way", "channel"),)

#: Indexes that are no more.
INDEXES = ("hes_access_log_employee_hour_uniq", "hes_access_log_partner_hour_uniq")

#: Name of a field in users' filters before, and after, and of which models.
IN_FILTERS = (
    ("way", "channel", ("hes.access.log", "hes.check", "hes.query")),
    ("error", "error_kind", ("hes.query",)),
)

#: Model, table and columns of what we have translated.
TRANSLATED = (
    ("ir.actions.act_window", "ir_act_window", ("name", "help")),
    ("ir.actions.report", "ir_act_report_xml", ("name",)),
    ("ir.actions.server", "ir_act_server", ("name",)),
    ("ir.model", "ir_model", ("name",)),
    ("ir.model.constraint", "ir_model_constraint", ("message",)),
    ("ir.model.fields", "ir_model_fields", ("field_description", "help")),
    ("ir.model.fields.selection", "ir_model_fields_selection", ("name",)),
    ("ir.ui.menu", "ir_ui_menu", ("name",)),
    ("ir.ui.view", "ir_ui_view", ("arch_db",)),
    ("res.groups", "res_groups", ("name", "comment")),
)

#: Columns that hold the name of a model, of tables that may be absent.
REFERENCES = (
    ("ir_act_report_xml", "model"),
    ("ir_act_server", "model_name"),
    ("ir_act_window", "res_model"),
    ("ir_attachment", "res_model"),
    ("ir_embedded_actions", "parent_res_model"),
    ("ir_exports", "resource"),
    ("ir_filters", "model_id"),
    ("ir_model", "model"),
    ("ir_model_data", "model"),
    ("ir_model_fields", "model"),
    ("ir_model_fields", "relation"),
    ("ir_ui_view", "model"),
    ("mail_activity", "res_model"),
    ("mail_activity_type", "res_model"),
    ("mail_followers", "res_model"),
    ("mail_message", "model"),
    ("mail_message_subtype", "res_model"),
    ("mail_template", "model"),
)


def migrate(cr, version):
    """Called by Odoo with the version that is installed."""
    for old, new in MODELS.items():
        _rename_table(cr, old.replace(".", "_"), new.replace(".", "_"))
        _rename_references(cr, old, new)
        _rename_external_ids(cr, old, new)
    for table, old, new in COLUMNS:
        _rename_column(cr, table, old, new)
    for index in INDEXES:
        cr.execute(SQL("DROP INDEX IF EXISTS %s", SQL.identifier(index)))
    _rename_in_filters(cr)
    _rename_menus(cr)
    _free_path(cr)
    _drop_record_rules(cr)
    _take_reception_from_outside(cr)
    _drop_turkish(cr)


def _rename_table(cr, old, new):
    """Rename a table with its sequence, indexes and constraints: Odoo finds them by
    names that begin with the table's, and would make them a second time."""
    if not table_exists(cr, old):
        return  # an abstract model, or one without a table
    _rename(cr, SQL("ALTER TABLE %s RENAME TO", SQL.identifier(old)), new)
    constraints = SQL(
        """SELECT conname FROM pg_constraint
            WHERE conrelid = %s::regclass AND starts_with(conname, %s)""",
        new,
        f"{old}_",
    )
    for name in _names(cr, constraints):
        statement = SQL(
            "ALTER TABLE %s RENAME CONSTRAINT %s TO",
            SQL.identifier(new),
            SQL.identifier(name),
        )
        _rename(cr, statement, new + name.removeprefix(old))
    relations = SQL(  # the index of a key was renamed with it
        """SELECT relname FROM pg_class
            WHERE relkind IN ('i', 'S') AND starts_with(relname, %s)
              AND NOT starts_with(relname, %s)""",
        f"{old}_",
        f"{new}_",
    )
    for name in _names(cr, relations):
        statement = SQL("ALTER TABLE %s RENAME TO", SQL.identifier(name))
        _rename(cr, statement, new + name.removeprefix(old))
    cr.execute(
        SQL(
            """UPDATE ir_model_constraint SET name = %s || substr(name, %s)
                WHERE starts_with(name, %s)""",
            new,
            len(old) + 1,
            f"{old}_",
        )
    )


def _names(cr, query):
    cr.execute(query)
    return [name for (name,) in cr.fetchall()]


def _rename(cr, statement, name):
    cr.execute(SQL("%s %s", statement, SQL.identifier(name)))


def _rename_column(cr, table, old, new):
    """Rename a column with the field and its external ids."""
    rename_column(cr, table, old, new)
    cr.execute(
        SQL(
            "UPDATE ir_model_fields SET name = %s WHERE model = %s AND name = %s",
            new,
            table.replace("_", "."),
            old,
        )
    )
    cr.execute(
        SQL(
            """UPDATE ir_model_data SET name = regexp_replace(name, %(old)s, %(new)s)
                WHERE name ~ %(old)s""",
            old=f"^(field|selection_)_{table}__{old}(__|$)",
            new=rf"\1_{table}__{new}\2",
        )
    )


def _rename_in_filters(cr):
    """Users' own filters and exports by a field of another name. Filters by one that
    cannot be searched any more would end the screen in an error: they go."""
    for old, new, models in IN_FILTERS:
        for column in ("domain", "context", "sort"):
            cr.execute(
                SQL(
                    """UPDATE ir_filters SET %(column)s = regexp_replace(
                              %(column)s, %(old)s, %(new)s, 'g')
                        WHERE model_id IN %(models)s""",
                    column=SQL.identifier(column),
                    old=rf"""(["']){old}(["' ])""",
                    new=rf"\1{new}\2",
                    models=models,
                )
            )
    cr.execute(
        r"""DELETE FROM ir_filters WHERE model_id = 'hes.contact.case'
               AND concat(domain, context, sort) ~ '\mrefresh(ed)?_at\M'"""
    )
    cr.execute(
        """UPDATE ir_exports_line AS line SET name = 'channel' FROM ir_exports AS ex
            WHERE ex.id = line.export_id AND line.name = 'way'
              AND ex.resource IN ('hes.access.log', 'hes.check', 'hes.query')"""
    )


def _rename_menus(cr):
    """Menus keep what administrators changed of them."""
    cr.execute(
        r"""UPDATE ir_model_data SET name = 'hes_code_' || name
             WHERE module = 'hes_code' AND model = 'ir.ui.menu'
               AND name LIKE 'menu\_%'"""
    )


def _free_path(cr):
    """The overview is another action now; the old one goes when the upgrade ends."""
    cr.execute("UPDATE ir_act_window SET path = NULL WHERE path = 'hes'")


def _rename_references(cr, old, new):
    for table, column in REFERENCES:
        if not (table_exists(cr, table) and column_exists(cr, table, column)):
            continue
        cr.execute(
            SQL(
                "UPDATE %(table)s SET %(column)s = %(new)s WHERE %(column)s = %(old)s",
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                old=old,
                new=new,
            )
        )


def _rename_external_ids(cr, old, new):
    """Of the model, its fields, their options and its constraints, by whichever add-on;
    and of the records in our own files."""
    old_name, new_name = old.replace(".", "_"), new.replace(".", "_")
    patterns = [
        f"^(model_){old_name}$",
        f"^(field_){old_name}(__)",
        f"^(selection__){old_name}(__)",
        f"^(constraint_){old_name}(_)",
    ]
    if old in WITH_DATA:
        patterns += [f"^(){old_name}(_)", f"^(access_){old_name}(_)"]
    for pattern in patterns:
        replacement = rf"\1{new_name}" + (r"\2" if pattern.count("(") == 2 else "")
        cr.execute(
            SQL(
                """UPDATE ir_model_data SET name = regexp_replace(name, %s, %s)
                    WHERE name ~ %s""",
                pattern,
                replacement,
                pattern,
            )
        )


def _drop_record_rules(cr):
    """The rules of this version are made anew when its files are loaded, later in the
    same transaction. They are never updated otherwise: the old ones would stay."""
    cr.execute(
        SQL(
            """WITH gone AS (
                   DELETE FROM ir_model_data
                    WHERE module = 'hes_code' AND model = 'ir.rule'
                RETURNING res_id
               )
               DELETE FROM ir_rule WHERE id IN (SELECT res_id FROM gone)"""
        )
    )


def _take_reception_from_outside(cr):
    """A reception is an internal user now, which a portal user cannot be, too: Odoo
    would refuse the groups, and with them the upgrade."""
    cr.execute(
        """DELETE FROM res_groups_users_rel AS reception
            USING ir_model_data AS data, res_groups_users_rel AS outside
             JOIN ir_model_data AS portal
                  ON portal.module = 'base' AND portal.model = 'res.groups'
                     AND portal.name IN ('group_portal', 'group_public')
                     AND portal.res_id = outside.gid
            WHERE data.module = 'hes_code' AND data.name = 'group_hes_reception'
              AND reception.gid = data.res_id AND outside.uid = reception.uid
        RETURNING reception.uid"""
    )
    if gone := sorted({uid for (uid,) in cr.fetchall()}):
        _logger.warning("HES: the portal users %s are no reception any more.", gone)


def _drop_turkish(cr):
    """Turkish names and texts of this version are loaded later. Odoo keeps the old ones
    where the English is the same; ours have other words, and name menus that moved."""
    for model, table, columns in TRANSLATED:
        without = [
            SQL("%(name)s = record.%(name)s - 'tr_TR'", name=SQL.identifier(name))
            for name in columns
        ]
        cr.execute(
            SQL(
                """UPDATE %(table)s AS record SET %(without)s FROM ir_model_data AS data
                    WHERE data.module = 'hes_code' AND data.model = %(model)s
                      AND data.res_id = record.id AND data.noupdate IS NOT TRUE
                      AND NOT EXISTS (
                          SELECT FROM ir_model_data AS other
                           WHERE other.model = data.model
                             AND other.res_id = data.res_id
                             AND other.module <> 'hes_code')""",
                table=SQL.identifier(table),
                without=SQL(", ").join(without),
                model=model,
            )
        )
