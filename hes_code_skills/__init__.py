# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import re

from odoo.tools import SQL

from odoo.addons.hes_code.uninstall import forget

from . import models, report
from .models.hes_policy import REASONS

#: In a saved search, export or default: a model, field or reason of this add-on, of
#: something of hes_code's.
SAVED = re.compile(
    r"^(?=.*\bhes[._]).*\b(hes\.(report|visitor)?\.?requirement(\.rule)?"
    r"|hes_requirement_note|policy_(requirement|work_permit)|work_permit_warn_days"
    r"|requirement_rule_ids|(requirement|work_permit)(_ending)?)\b",
    re.DOTALL,
)


def uninstall_hook(env):
    """No verdict of the past keeps a reason that nobody can read any more, and no
    exemption from such a reason becomes one from all."""
    keys = tuple(reason.key for reason in REASONS)
    exemptions = env["hes.exemption"].with_context(active_test=False)
    exemptions.search([("covers", "in", keys)]).unlink()
    for table, column in (
        ("hr_attendance", "hes_clearance_reason"),
        ("hes_permit_participant", "clearance_reason"),
        ("hes_permit", "host_reason"),
    ):
        env.cr.execute(
            SQL(
                "UPDATE %(table)s SET %(column)s = NULL WHERE %(column)s IN %(keys)s",
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                keys=keys,
            )
        )
    env.invalidate_all(flush=False)
    forget(env, "hes_code_skills", SAVED)
