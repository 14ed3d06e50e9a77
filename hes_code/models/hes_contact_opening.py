# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import api, fields, models
from odoo.tools import SQL


class HesContactCase(models.Model):
    """A case is opened when somebody turns risky, and by hand."""

    _inherit = "hes.contact.case"

    @api.model
    def _open_for(self, codes):
        """One open case for each holder of ``codes``, with as many statements for
        one as for many; the contacts are looked for by the scheduled action.

        Who has an open case keeps it: its period grows until the day of this risk.
        """
        now = fields.Datetime.now()
        rows = []
        for code in codes:
            at = code.risky_since or now
            start, stop = self._period(code.company_id, at)
            rows.append(
                {
                    "employee_id": code.employee_id.id or None,
                    "partner_id": code.partner_id.id or None,
                    "company_id": code.company_id.id,
                    "risk_at": at,
                    "date_from": start,
                    "date_to": stop,
                    "refresh_at": now,
                }
            )
        if rows:
            self.flush_model()
            self.env.cr.execute(self._reopened(rows))
            self.env.cr.execute(self._opened(rows))
            self.env.invalidate_all()
            # waking the scheduled action is open to nobody else; it takes no arguments
            self.env.ref("hes_code.ir_cron_contacts").sudo()._trigger()

    @api.model
    def _reopened(self, rows):
        return SQL(
            """UPDATE hes_contact_case AS kept
                  SET risk_at = given.risk_at, refresh_at = given.refresh_at,
                      date_from = LEAST(kept.date_from, given.date_from),
                      date_to = GREATEST(kept.date_to, given.date_to),
                      close_proposed = FALSE
                 FROM %s
                WHERE kept.state = 'open' AND kept.company_id = given.company_id
                  AND (kept.employee_id = given.employee_id
                       OR kept.partner_id = given.partner_id)""",
            self._bulk_rows(rows, list(rows[0])),
        )

    @api.model
    def _opened(self, rows):
        names = SQL(", ").join(map(SQL.identifier, rows[0]))
        return SQL(
            """INSERT INTO hes_contact_case (%(names)s, state, create_uid, create_date,
                      write_uid, write_date)
               SELECT %(names)s, 'open', %(user)s, %(now)s, %(user)s, %(now)s
                 FROM %(given)s
          ON CONFLICT DO NOTHING""",
            names=names,
            user=self.env.uid,
            now=self.env.cr.now(),
            given=self._bulk_rows(rows, list(rows[0])),
        )

    @api.model
    def _propose_close(self, codes):
        """The holders of ``codes`` were answered as not risky: HR may close."""
        self.search_fetch(
            [
                ("state", "=", "open"),
                ("company_id", "in", codes.company_id.ids),
                "|",
                ("employee_id", "in", codes.employee_id.ids),
                ("partner_id", "in", codes.partner_id.ids),
            ],
            [],
        ).close_proposed = True

    @api.model
    def _open_by_hand(self, employee):
        """The open case of ``employee``, made if there is none."""
        domain = [("employee_id", "=", employee.id), ("state", "=", "open")]
        case = self.search_fetch(domain, [])
        since = employee.hes_code_ids.filtered("risky_since")[:1].risky_since
        return case or self.create(
            {"employee_id": employee.id, "risk_at": since or fields.Datetime.now()}
        )


class HesCode(models.Model):
    _inherit = "hes.code"

    def _announce_risk(self):
        result = super()._announce_risk()
        # a case is opened whoever asked
        cases_sudo = self.env["hes.contact.case"].sudo()
        cases_sudo._open_for(self.sudo())  # their holders, whoever asked
        return result

    def _announce_end(self):
        result = super()._announce_end()
        # the officers see it, whoever asked
        cases_sudo = self.env["hes.contact.case"].sudo()
        cases_sudo._propose_close(self.sudo())  # their holders, whoever asked
        return result


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    hes_contact_ids = fields.One2many(
        "hes.contact",
        "employee_id",
        string="HES Contacts",
        groups="hes_code.group_hes_officer",
    )

    def action_hes_trace(self):
        """Open the case of this person: who was near them in the days before."""
        self.ensure_one()
        case = self.env["hes.contact.case"]._open_by_hand(self)
        return case.get_formview_action()
