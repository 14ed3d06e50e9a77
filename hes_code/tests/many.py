# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Thousands of codes in a second: a visitor made by Odoo, copied by SQL."""

from odoo.tools import SQL

VISITOR = "Visitor of the tests"
#: Of a hundred codes the stand-in calls three risky, two not found and one expired,
#: and does not answer one; see stand_in_answers.py.
ENDS = ("10",) * 93 + ("66", "66", "66", "44", "44", "45", "99")


def add_codes(env, company, count):
    """``count`` visitors of ``company`` with a code each, never asked for."""
    model = env["res.partner"].create({"name": VISITOR})
    env.flush_all()
    copied = [
        name
        for name, field in model._fields.items()
        if field.store and field.column_type and name not in ("id", "parent_path")
    ]
    names = SQL(", ").join(map(SQL.identifier, copied))
    rows = env.execute_query(
        SQL(
            """INSERT INTO res_partner (%(names)s)
               SELECT %(names)s FROM res_partner, generate_series(1, %(count)s)
                WHERE id = %(model)s RETURNING id""",
            names=names,
            model=model.id,
            count=count,
        )
    )
    model.unlink()
    return env["hes.code"]._bulk_insert(
        [
            {
                "partner_id": partner_id,
                "company_id": company.id,
                "code": f"K1L2-{place:04}-{ENDS[place % len(ENDS)]}",
                "active": True,
                "source": "visitor",
                "risk_status": "unknown",
                "owner_check": "unknown",
            }
            for place, [partner_id] in enumerate(rows)
        ]
    )


def start_query(env, company, codes):
    """A running query over ``codes``, none of which was asked for yet."""
    query = env["hes.query"].create({"company_id": company.id})
    query._enlist(codes)
    query.state = "running"
    return query
