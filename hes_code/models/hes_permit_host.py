# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import models
from odoo.tools import format_date


class HesPermit(models.Model):
    """A host who is not cleared: told to whoever may know it, and to no reception.

    Receptions see the outcome of every visit, and choose the host. If the host's
    clearance were part of the outcome, a visit to each colleague would tell theirs. So
    the outcome is the visitor's alone. Where the host, their manager or HR asks, they
    are told instead and nothing is approved; else HES officers get a note, who name
    another host or cancel the visit.
    """

    _inherit = "hes.permit"

    def _judge_visits(self, silent):
        """Judge, and see to the hosts who are not cleared.

        :return: a notice for the screen if this user may know of one; else nothing
        """
        hosts_denied = self._judge(silent)
        user = self.env.user
        known = hosts_denied.filtered(
            lambda visit: (
                user._hes_knows_clearances() or user in visit.host_id._hes_who_knows()
            )
        )
        (hosts_denied - known)._tell_officers_of_hosts()
        if not known:
            return None
        known.filtered(lambda visit: visit.state == "approved").state = "draft"
        return self.env["hes.service"]._notify(
            "danger",
            self.env._(
                "%(host)s cannot receive visitors at the moment. Please choose another"
                " host, or contact HR.",
                host=known[0].host_id.name,
            ),
        )

    def _tell_officers_of_hosts(self):
        for visit in self:
            officers = self.env["hes.code"]._hes_officers(visit.company_id)
            officers._hes_note(visit.company_id, visit._title, visit._host_words)

    def _host_words(self, env):
        return env._(
            "The host of %(name)s on %(day)s is not cleared for work on site."
            " Please name another host, or cancel the visit.",
            name=self.name,
            day=format_date(env, self.company_id._hes_day(self.date_from)),
        )
