# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tools import SQL

from . import models, report
from .models.hes_policy import REASONS


def uninstall_hook(env):
    """No verdict of the past keeps a reason that nobody can read any more."""
    keys = tuple(reason.key for reason in REASONS)
    for table, column in (
        ("hr_attendance", "hes_clearance_reason"),
        ("hes_permit_participant", "clearance_reason"),
        ("hes_permit", "host_reason"),
        ("hes_exemption", "covers"),
    ):
        env.cr.execute(
            SQL(
                "UPDATE %(table)s SET %(column)s = NULL WHERE %(column)s IN %(keys)s",
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                keys=keys,
            )
        )
