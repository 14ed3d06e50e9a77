# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited
"""What nobody enters, of each model. The seal stands before the other classes of a
model: what they add to the values themselves passes."""

from odoo import models


class HrAttendance(models.Model):
    """The verdict of a check-in is found, whoever enters the check-in."""

    _name = "hr.attendance"
    _inherit = ["hes.sealed", "hr.attendance"]
    _hes_sealed = frozenset({"hes_clearance", "hes_clearance_reason", "hes_live"})


class HesCode(models.Model):
    """What an answer says of a code is closed by ``hes_code_guard``."""

    _name = "hes.code"
    _inherit = ["hes.sealed", "hes.code"]
    _hes_sealed = frozenset({"batch_ids"})


class HesQuery(models.Model):
    """A query that counts as asked and answered is a proof."""

    _name = "hes.query"
    _inherit = ["hes.sealed", "hes.query"]
    _hes_sealed = frozenset(
        {
            "batch_ids",
            "check_ids",
            "error",
            "finished_at",
            "name",
            "service_id",
            "started_at",
            "state",
            "user_id",
        }
    )
    _hes_sealed_later = frozenset({"company_id"})


class HesExemption(models.Model):
    """Who granted it is who entered it."""

    _name = "hes.exemption"
    _inherit = ["hes.sealed", "hes.exemption"]
    _hes_sealed = frozenset({"user_id"})


class HesService(models.Model):
    """A suspension ends with a new password or a test of the connection."""

    _name = "hes.service"
    _inherit = ["hes.sealed", "hes.service"]
    _hes_sealed = frozenset({"suspended"})


class HesContactCase(models.Model):
    _name = "hes.contact.case"
    _inherit = ["hes.sealed", "hes.contact.case"]
    _hes_sealed = frozenset(
        {
            "close_proposed",
            "closed_at",
            "refresh_at",
            "refreshed_at",
            "state",
        }
    )
    _hes_sealed_later = frozenset({"company_id", "employee_id", "partner_id"})


class HesContact(models.Model):
    """Who met whom is found; what HR did is HR's."""

    _name = "hes.contact"
    _inherit = ["hes.sealed", "hes.contact"]
    _hes_sealed = frozenset(
        {
            "asked_at",
            "case_id",
            "company_id",
            "days",
            "employee_id",
            "first_contact",
            "hours",
            "index_employee_id",
            "informed_at",
            "last_contact",
            "partner_id",
            "source",
        }
    )


class HesPermit(models.Model):
    """Only asking tells whether it is approved, only the two buttons who is inside."""

    _name = "hes.permit"
    _inherit = ["hes.sealed", "hes.permit"]
    _hes_sealed = frozenset(
        {"arrived_at", "checked_at", "host_reason", "left_at", "name", "state"}
    )
    _hes_sealed_later = frozenset({"company_id", "kind"})


class HesPermitParticipant(models.Model):
    _name = "hes.permit.participant"
    _inherit = ["hes.sealed", "hes.permit.participant"]
    _hes_sealed = frozenset(
        {
            "clearance",
            "clearance_reason",
            "code_foreign",
            "code_given",
            "confirmation_asked_at",
            "confirmed_by_id",
        }
    )
    _hes_sealed_later = frozenset({"permit_id"})
