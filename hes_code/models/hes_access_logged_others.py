# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import models
from odoo.tools import SQL


class HesContactCase(models.Model):
    _name = "hes.contact.case"
    _inherit = ["hes.contact.case", "hes.access.logged"]
    _hes_access_kind = "case"


class HesContact(models.Model):
    _name = "hes.contact"
    _inherit = ["hes.contact", "hes.access.logged"]
    _hes_access_kind = "case"

    def _hes_log_access(self, names, way=None):
        """Whose contact somebody was tells of that person, too."""
        if {"case_id", "index_employee_id"}.intersection(names):
            self.case_id._hes_log_access(names, way)
        return super()._hes_log_access(names, way)


class HesPermit(models.Model):
    """Why, and who is risky now: only HES officers see these. That somebody comes, and
    whether they may, is no health data."""

    _name = "hes.permit"
    _inherit = ["hes.permit", "hes.access.logged"]
    _hes_access_kind = "permit"
    _hes_access_fields = frozenset({"host_reason"})

    def _hes_access_holders(self):
        return SQL(
            """SELECT host_id AS employee_id, NULL::int AS partner_id, company_id
                 FROM hes_permit WHERE id IN %s AND host_reason IS NOT NULL""",
            tuple(self.ids),
        )

    def _hes_log_access(self, names, way=None):
        if "hes_flag" in names:
            people = self._inside().participant_ids
            people._hes_log_access(people._hes_access_fields, way)
        return super()._hes_log_access(names, way)


class HesPermitParticipant(models.Model):
    _name = "hes.permit.participant"
    _inherit = ["hes.permit.participant", "hes.access.logged"]
    _hes_access_kind = "permit"
    _hes_access_fields = frozenset({"clearance", "clearance_reason", "code_foreign"})
