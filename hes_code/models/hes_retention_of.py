# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited
"""What ends when, model by model."""

from collections import Counter
from datetime import timedelta

from markupsafe import escape

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class HesCheck(models.Model):
    _name = "hes.check"
    _inherit = ["hes.check", "hes.retention"]
    _retention_kind = "answers"
    _retention_setting = "hes_retention_answers_days"
    _retention_since = "checked_at"
    _retention_employee = "code_id.employee_id"
    _retention_visitor = "code_id.partner_id"


class HesCode(models.Model):
    _name = "hes.code"
    _inherit = ["hes.code", "hes.retention"]
    _retention_kind = "codes"
    _retention_setting = "hes_retention_codes_days"
    _retention_since = "write_date"
    _retention_employee = "employee_id"
    _retention_visitor = "partner_id"

    @api.model
    def _retention_domain(self, before):
        """Replaced ones. One that still carries a risk stays: the gate looks at it
        until an answer lifts the risk."""
        replaced = Domain("active", "=", False) & Domain("risky_since", "=", False)
        return replaced & super()._retention_domain(before)

    @api.model
    def _retention_due(self, company, now):
        """A leaver's code that stands on e-Devlet stays until HR has deleted it there,
        at the most as long as a replaced one: else nobody would know of it."""
        # groups are their owners' alone; what is read are ids
        groups_sudo = self.env["hes.query.group"].sudo().with_context(active_test=False)
        listed = groups_sudo.search([("company_id", "=", company.id)]).edevlet_code_ids
        before = now - timedelta(days=company[self._retention_setting])
        done = Domain("id", "not in", listed.ids) | Domain("write_date", "<", before)
        for reason, domain in super()._retention_due(company, now):
            yield reason, domain & done if reason == "left" else domain

    def _retention_erase(self):
        """What is left of a code on e-Devlet is a number: somebody has to delete it
        there."""
        groups = self.env["hes.query.group"].search(
            [("edevlet_code_ids", "in", self.ids)]
        )
        gone = set(self._ids)
        for group in groups:
            group.edevlet_gone_count += len(
                gone.intersection(group.edevlet_code_ids._ids)
            )
        return super()._retention_erase()


class HesQueryBatch(models.Model):
    _name = "hes.query.batch"
    _inherit = ["hes.query.batch", "hes.retention"]
    _retention_kind = "leftovers"
    _retention_setting = "hes_retention_answers_days"
    _retention_since = "query_id.finished_at"
    _retention_company = "query_id.company_id"

    @api.model
    def _retention_scope(self):
        return Domain("code_ids", "!=", False)

    def _retention_erase(self):
        """The query keeps its counts, and forgets which codes had no answer."""
        relation = self._fields["code_ids"]
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE %s = ANY(%s)",
                SQL.identifier(relation.relation),
                SQL.identifier(relation.column1),
                list(self.ids),
            )
        )
        forgotten = self.env.cr.rowcount
        self.env.invalidate_all(flush=False)
        return Counter({self._retention_kind: forgotten})


class HesExemption(models.Model):
    _name = "hes.exemption"
    _inherit = ["hes.exemption", "hes.retention"]
    _retention_kind = "exemptions"
    _retention_setting = "hes_retention_exemptions_days"
    _retention_since = "stop"
    _retention_employee = "employee_id"


class HesSecondLook(models.Model):
    _name = "hes.second.look"
    _inherit = ["hes.second.look", "hes.retention"]
    _retention_kind = "second_looks"
    _retention_setting = "hes_retention_second_looks_days"
    _retention_since = "tried_at"
    _retention_employee = "employee_id"


class HesContactCase(models.Model):
    """A case ends with its contacts, closed or not: a new risk prolongs its period."""

    _name = "hes.contact.case"
    _inherit = ["hes.contact.case", "hes.retention"]
    _retention_kind = "contact_cases"
    _retention_setting = "hes_retention_contacts_days"
    _retention_since = "date_to"
    _retention_employee = "employee_id"
    _retention_visitor = "partner_id"


class HesContact(models.Model):
    _name = "hes.contact"
    _inherit = ["hes.contact", "hes.retention"]
    _retention_kind = "contacts"
    _retention_employee = "employee_id"
    _retention_visitor = "partner_id"


class HesQueryGroup(models.Model):
    _name = "hes.query.group"
    _inherit = ["hes.query.group", "hes.retention"]
    _retention_kind = "groups"


class HesAccessLog(models.Model):
    _name = "hes.access.log"
    _inherit = ["hes.access.log", "hes.retention"]
    _retention_kind = "accesses"
    _retention_setting = "hes_retention_accesses_days"
    _retention_since = "accessed_at"
    _retention_employee = "employee_id"
    _retention_visitor = "partner_id"


class HesInformation(models.Model):
    _name = "hes.information"
    _inherit = ["hes.information", "hes.retention"]
    _retention_kind = "texts"


class HesInformationReading(models.Model):
    """The proof that people were informed stays as long as they are here; a visitor's
    ends as a visit does."""

    _name = "hes.information.reading"
    _inherit = ["hes.information.reading", "hes.retention"]
    _retention_kind = "readings"
    _retention_setting = "hes_visitor_retention_days"
    _retention_since = "read_at"
    _retention_employee = "employee_id"
    _retention_visitor = "partner_id"

    @api.model
    def _retention_domain(self, before):
        past = super()._retention_domain(before)
        return past & Domain("partner_id", "!=", False)


class HrAttendance(models.Model):
    """The attendance stays, with whether somebody might come in; why is forgotten."""

    _name = "hr.attendance"
    _inherit = ["hr.attendance", "hes.retention"]
    _retention_kind = "verdicts"
    _retention_setting = "hes_retention_answers_days"
    _retention_since = "check_in"
    _retention_company = "employee_id.company_id"
    _retention_employee = "employee_id"

    @api.model
    def _retention_scope(self):
        told = Domain("hes_clearance_reason", "!=", False)
        return told | Domain("hes_live", "!=", False)

    def _retention_erase(self):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE hr_attendance SET hes_clearance_reason = NULL, hes_live = NULL"
                " WHERE id = ANY(%s)",
                list(self.ids),
            )
        )
        self.env.invalidate_all(flush=False)
        return Counter({self._retention_kind: len(self)})


class MailMessage(models.Model):
    """Notes that tell officers and managers who may come in and who may not."""

    _name = "mail.message"
    _inherit = ["mail.message", "hes.retention"]
    _retention_kind = "notes"
    _retention_setting = "hes_retention_answers_days"
    _retention_since = "date"
    _retention_company = "record_company_id"

    @api.model
    def _retention_scope(self):
        subtype = self.env.ref("hes_code.mail_message_subtype_clearance")
        return Domain("subtype_id", "=", subtype.id)

    @api.model
    def _retention_of(self, people):
        """One note may tell of several people; it goes when one of them does."""
        if people._name != "hr.employee":
            return Domain.FALSE
        names = people.filtered("name").mapped("name")
        return Domain.OR(Domain("body", "ilike", escape(name)) for name in names)

    def _retention_erase(self):
        counts = Counter({self._retention_kind: len(self)})
        self.unlink()
        return counts
