# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import api, models
from odoo.tools import SQL


class HesCode(models.Model):
    """One active code for each holder: a newer one takes the place of the older."""

    _inherit = "hes.code"

    def _replace_codes(self, vals_list):
        """Archive the present codes of the holders in ``vals_list``.

        A risk outlives its code: the newer one inherits ``risky_since``, until
        a riskless answer.
        """
        incoming = {}
        for vals in vals_list:
            if vals.get("active", True):
                earlier = incoming.setdefault(self._holder(vals), vals)
                if earlier is not vals:  # of several at once, the last is the newest
                    earlier["active"] = False
                    incoming[self._holder(vals)] = vals
        replaced = (
            self.with_context(active_test=False)
            .search_fetch(
                [
                    "&",
                    "|",
                    ("employee_id", "in", [employee for employee, *_ in incoming]),
                    ("partner_id", "in", [partner for _, partner, _ in incoming]),
                    "|",
                    ("active", "=", True),
                    ("risky_since", "!=", False),
                ],
                [],
            )
            .filtered(lambda code: code._holder_key() in incoming)
        )
        for code in replaced.filtered("risky_since"):
            incoming[code._holder_key()].setdefault("risky_since", code.risky_since)
        # only answers write a risk; here it moves on to the newer code
        replaced.sudo().write({"active": False, "risky_since": False})
        replaced.flush_recordset(["active"])  # before the newer one is inserted

    def _carry_risk(self):
        """A risk that is found on a replaced code, whose answer came late, goes on to
        the present one, unless that was answered riskless since."""
        # only answers write a risk; here one moves on to the code that is asked for now
        self_sudo = self.sudo()
        replaced = self_sudo.filtered(lambda code: not code.active and code.risky_since)
        if not replaced:
            return
        present = self_sudo.search(
            [
                "|",
                ("employee_id", "in", replaced.employee_id.ids),
                ("partner_id", "in", replaced.partner_id.ids),
            ]
        )
        newer = {code._holder_key(): code for code in present}
        for code in replaced.filtered(lambda code: code._holder_key() in newer):
            heir = newer[code._holder_key()]
            over = heir.risk_status == "riskless" and heir.checked_at >= code.checked_at
            if not over and not heir.risky_since:
                heir.risky_since = code.risky_since
            code.risky_since = False

    def _of_same_holders(self):
        """All codes, old ones too, of whoever holds these."""
        keys = {code._holder_key() for code in self}
        codes = self.with_context(active_test=False).search(
            [
                "|",
                ("employee_id", "in", self.employee_id.ids),
                ("partner_id", "in", self.partner_id.ids),
            ]
        )
        return codes.filtered(lambda code: code._holder_key() in keys)

    @api.model
    def _holder(self, vals):
        """Whose code it is: (employee id, visitor id, the visitor's company)."""
        if vals.get("employee_id"):
            return vals["employee_id"], False, False
        company_id = vals.get("company_id") or self.env.company.id
        return False, vals.get("partner_id", False), company_id

    def _holder_key(self):
        """The same triple, of a record."""
        self.ensure_one()
        if self.employee_id:
            return self.employee_id.id, False, False
        return False, self.partner_id.id, self.company_id.id

    @api.model
    def _holding(self, code, company):
        """The active record of a code (written form) in a company, or none."""
        domain = [("code", "=", code), ("company_id", "=", company.id)]
        return self.search_fetch(domain, [])

    @api.model
    def _bulk_replace(self, rows):
        """Give many employees of one company a newer code, in two statements.

        :param rows: list of dicts ``employee_id``, ``code`` (written form),
            ``company_id``, ``source``; one row an employee, codes checked before
        :return: the new records
        """
        if not rows:
            return self.browse()
        replaced = SQL(
            """UPDATE hes_code AS old
                  SET active = FALSE, risky_since = NULL,
                      write_uid = %s, write_date = %s
                 FROM %s, hes_code AS before
                WHERE old.employee_id = given.employee_id AND before.id = old.id
                  AND old.company_id = given.company_id
                  AND (old.active OR old.risky_since IS NOT NULL)
            RETURNING before.employee_id, before.risky_since""",
            self.env.uid,
            self.env.cr.now(),
            self._bulk_rows(rows, ["employee_id", "company_id"]),
        )
        self.env.flush_all()
        since = {
            employee_id: risky_since
            for employee_id, risky_since in self.env.execute_query(replaced)
            if risky_since
        }
        fresh = {
            "active": True,
            "risk_status": "unknown",
            "owner_check": "unknown",
        }
        return self._bulk_insert(
            [
                {**row, **fresh, "risky_since": since.get(row["employee_id"])}
                for row in rows
            ]
        )
