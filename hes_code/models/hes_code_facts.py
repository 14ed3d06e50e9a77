# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import api, models
from odoo.tools import SQL

#: What the gate reads of a code: the holder's company, a risk, and what Facts take.
READ = (
    "company_id",
    "risky_since",
    "active",
    "risk_status",
    "checked_at",
    "expires_at",
    "owner_check",
)
#: What Facts take of the code of somebody who has none.
NO_CODE = False, None, None, None, None


class HesCode(models.Model):
    """The gate's look-up of what is known of people, on the way past everybody."""

    _inherit = "hes.code"

    @api.model
    def _known_of(self, holder, ids):
        """Plain look-ups in one statement: planning a join takes longer than a
        check-in may wait.

        :param holder: ``"employee_id"`` or ``"partner_id"``
        :param ids: whose codes
        :return: what Facts take of active codes and the earliest ``risky_since``, both
            by (holder's id, company id); spans of exemptions by employee id

        Record rules are not asked: the caller must not hand it to anybody who may not
        see it.
        """
        codes, risks, exemptions = {}, {}, {}
        rows = self._rows_known_of(holder, tuple(ids) or (0,))
        for holder_id, company_id, since, active, *known in rows:
            key = holder_id, company_id
            if company_id is None:
                exemptions.setdefault(holder_id, []).append(tuple(known[1:3]))
            elif active:
                codes[key] = True, *known
            if since:
                risks[key] = min(since, risks.get(key, since))
        return codes, risks, exemptions

    def _rows_known_of(self, holder, ids):
        # these alone: to look through all fields takes as long as the statement
        self.flush_model((holder, *READ))
        rows = SQL(
            """SELECT %(holder)s, company_id, risky_since,
                      active, risk_status, checked_at, expires_at, owner_check
                 FROM hes_code WHERE %(holder)s IN %(ids)s""",
            holder=SQL.identifier(holder),
            ids=ids,
        )
        exemptions = self.env["hes.exemption"]
        if holder == "employee_id" and exemptions._are_there_any():
            exemptions.flush_model(("employee_id", "start", "stop"))
            rows = SQL(
                """%s UNION ALL
                   SELECT employee_id, NULL, NULL, NULL, NULL, start, stop, NULL
                     FROM hes_exemption WHERE employee_id IN %s""",
                rows,
                ids,
            )
        return self.env.execute_query(rows)
