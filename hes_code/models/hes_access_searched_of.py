# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited
"""Whose searchers are recorded."""

from ast import literal_eval

from odoo import api, models

from .hes_access_searched import FEW
from .hes_query_group import COUNTS


class HesCode(models.Model):
    _name = "hes.code"
    _inherit = ["hes.code", "hes.access.searched"]


class HesCheck(models.Model):
    _name = "hes.check"
    _inherit = ["hes.check", "hes.access.searched"]
    _hes_access_person = "code_id"


class HesExemption(models.Model):
    _name = "hes.exemption"
    _inherit = ["hes.exemption", "hes.access.searched"]
    _hes_access_person = "employee_id"


class HrEmployee(models.Model):
    _name = "hr.employee"
    _inherit = ["hr.employee", "hes.access.searched"]


class HrAttendance(models.Model):
    _name = "hr.attendance"
    _inherit = ["hr.attendance", "hes.access.searched"]
    _hes_access_person = "employee_id"


class HesContactCase(models.Model):
    _name = "hes.contact.case"
    _inherit = ["hes.contact.case", "hes.access.searched"]


class HesContact(models.Model):
    _name = "hes.contact"
    _inherit = ["hes.contact", "hes.access.searched"]


class HesPermit(models.Model):
    _name = "hes.permit"
    _inherit = ["hes.permit", "hes.access.searched"]

    @api.model
    def _hes_tells(self, name):
        return name == "hes_flag" or super()._hes_tells(name)


class HesPermitParticipant(models.Model):
    _name = "hes.permit.participant"
    _inherit = ["hes.permit.participant", "hes.access.searched"]


class HesQueryGroup(models.Model):
    """A rule by HES data is a search, too: its members are who fits it. So is a number
    of members by status, where the members are few."""

    _name = "hes.query.group"
    _inherit = ["hes.query.group", "hes.access.logged"]

    def _hes_log_access(self, names, way=None):
        if self.env.su:
            return
        told = self.browse()
        if "member_ids" in names:
            told |= self.filtered(lambda group: group._hes_rule_tells())
        if set(COUNTS).intersection(names):
            told |= self.filtered(lambda group: len(group.member_ids) < FEW)
        told.member_ids._hes_log_access({"hes_risk_status"}, way)

    def _hes_rule_tells(self):
        self.ensure_one()
        if not self.use_domain or self.domain_problem:
            return False
        return self.env["hr.employee"]._hes_told(literal_eval(self.domain or "[]"))
