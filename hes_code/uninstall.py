# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Odoo itself would leave behind when the add-on is uninstalled."""

from odoo.fields import Domain
from odoo.tools import SQL

from .models.settings.res_company import NAME


def uninstall_hook(env):
    """Runs before the tables go: what hangs on the data goes with them."""
    env["hes.sample"]._remove()
    companies = env["res.company"].with_context(active_test=False).search(Domain.TRUE)
    codes = companies._hes_all_codes()
    for company in companies:
        company._hes_destroy_all()
    env["res.partner"]._purge_visit_only(companies, "end_of_programme")
    env["ir.config_parameter"].set_param("hes_code.service_url", False)
    _forget_activities(env)
    forget(env, "hes_code", NAME, codes)


def _forget_activities(env):
    """Activities of the add-on's types that people made on any record, and what comes
    after or in a plan by them: the database would not let the types go."""
    data = env["ir.model.data"].search(
        [("module", "=", "hes_code"), ("model", "=", "mail.activity.type")]
    )
    ours = data.mapped("res_id")
    by_type = [("activity_type_id", "in", ours)]
    # done ones are archived
    env["mail.activity"].with_context(active_test=False).search(by_type).unlink()
    env["mail.activity.plan.template"].search(by_type).unlink()
    # a search by the type looks for the activities of the actions themselves
    env["ir.actions.server"].search([]).filtered(
        lambda action: action.activity_type_id.id in ours
    ).activity_type_id = False
    types = env["mail.activity.type"].with_context(active_test=False)
    types.search(
        [("triggered_next_type_id", "in", ours)]
    ).triggered_next_type_id = False


def forget(env, addon, about, codes=frozenset()):
    """What Odoo would leave of any add-on that has models.

    :param about: pattern of what is in saved searches, exports and the like that are
        of no use without it
    :param codes: HES codes that were there, without dashes
    """
    companies = env["res.company"].with_context(active_test=False).search(Domain.TRUE)
    companies._hes_forget_saved(codes, about)
    names = [name for name in env if env[name]._original_module == addon]
    _forget_names(env, env["ir.model"].search([("model", "in", names)]))
    # foreign keys of our fields on other models: Odoo forgets to delete their rows
    env["ir.model.constraint"].search(
        [("module.name", "=", addon), ("type", "=", "f")]
    ).unlink()


def _forget_names(env, models):
    """Odoo deletes the values of a field and what a model inherits with the model, and
    leaves their external ids where another add-on (mail) has declared them."""
    for name, column, parents in (
        ("ir.model.fields.selection", "field_id", models.field_id),
        ("ir.model.inherit", "model_id", models),
    ):
        env.cr.execute(
            SQL(
                """DELETE FROM ir_model_data AS data USING %(table)s AS row
                    WHERE data.model = %(model)s AND data.res_id = row.id
                      AND row.%(column)s = ANY(%(parents)s)""",
                table=SQL.identifier(env[name]._table),
                model=name,
                column=SQL.identifier(column),
                parents=parents.ids,
            )
        )
    env.invalidate_all()
