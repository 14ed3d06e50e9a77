# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

#: While the service does not answer, it is asked again until so long before the
#: beginning; then the company's rule for a silent service decides.
LAST_CHANCE = timedelta(hours=1)


class HesPermit(models.Model):
    """What was approved is judged again on its day, and when somebody turns risky."""

    _inherit = "hes.permit"

    @api.model
    def _cron_permits(self):
        """The scheduled action: what begins today, and what is past its retention."""
        now = fields.Datetime.now()
        asked = self._recheck_today(now)
        self.env["ir.cron"]._commit_progress(asked)  # what was answered stays
        self._purge_visitors(now)

    @api.model
    def _recheck_today(self, now):
        """Ask again about everything approved that begins on this day, the day being
        the company's, and was not asked for on it yet; ``now`` is naive UTC.

        :return: how many visits and journeys that were
        """
        asked = 0
        for company, permits in self._beginning_soon(now).grouped("company_id").items():
            begin = company._hes_day_start(company._hes_day(now))
            due = permits.filtered(
                lambda permit, company=company, begin=begin: (
                    company._hes_day(permit.date_from) == company._hes_day(now)
                    and permit.checked_at < begin
                )
            )
            # where the address has gaps, the arrival asks, and says what is missing
            whole = due.filtered(lambda permit: not permit._address_gaps())
            silent = whole._ask(waiting=False, since=begin)
            if silent:
                due = due.filtered(lambda row: row.date_from <= now + LAST_CHANCE)
            due._judge_again(silent)
            asked += len(due)
        return asked

    @api.model
    def _beginning_soon(self, now):
        """Approved, not begun, and near enough to be of this day in any zone."""
        a_day = timedelta(days=1)
        return self.search(
            [
                ("state", "=", "approved"),
                ("arrived_at", "=", False),
                ("date_from", ">", now - a_day),
                ("date_from", "<", now + a_day),
                ("date_to", ">", now),
            ]
        )

    @api.model
    def _risk_turned(self, codes):
        """These codes turned risky: what they take part in is judged again before it
        begins."""
        now = fields.Datetime.now()
        people = Domain.OR(
            [
                [("participant_ids.employee_id", "in", codes.employee_id.ids)],
                [("participant_ids.partner_id", "in", codes.partner_id.ids)],
                [("host_id", "in", codes.employee_id.ids)],
            ]
        )
        coming = Domain("date_from", ">", now) | Domain(
            [("kind", "=", "visit"), ("date_to", ">", now)]
        )
        standing = Domain([("state", "=", "approved"), ("arrived_at", "=", False)])
        ours = Domain("company_id", "in", codes.company_id.ids)
        permits = self.search(ours & standing & coming & people)
        permits._judge_again(self.env["res.company"])

    def _judge_again(self, silent):
        """Judge what is approved; whose outcome turns is told to the organisers."""
        approved = self.filtered(lambda permit: permit.state == "approved")
        approved._judge(silent)._tell_officers_of_hosts()
        approved.filtered(lambda permit: permit.state == "denied")._tell_organisers()

    def _tell_organisers(self):
        """A neutral note in each reader's language: neither who, nor why."""
        for permit in self:
            readers = (permit.user_id | permit.host_id.user_id).filtered("active")
            readers._hes_note(permit.company_id, permit._title, permit._turned_words)

    def _title(self, env):
        return env._("Visit") if self.kind == "visit" else env._("Journey")

    def _turned_words(self, env):
        return env._(
            "%(name)s of %(day)s is not approved any more at the moment."
            " Please contact HR.",
            name=self.name,
            day=format_date(env, self.company_id._hes_day(self.date_from)),
        )


class HesCode(models.Model):
    _inherit = "hes.code"

    def _announce_risk(self):
        result = super()._announce_risk()
        # whoever asked: the outcome turns, and nobody learns why
        permits_sudo = self.env["hes.permit"].sudo()
        permits_sudo._risk_turned(self.sudo())  # their holders, as above
        return result
