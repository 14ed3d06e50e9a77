# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .hr_employee_clearance import CLEARANCE, CLEARANCE_REASON


class HesPermitParticipant(models.Model):
    _name = "hes.permit.participant"
    _description = "Who Takes Part in a Visit or Journey"
    _order = "id"
    _check_company_auto = True

    permit_id = fields.Many2one(
        "hes.permit", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="permit_id.company_id", store=True, index=True, precompute=True
    )
    employee_id = fields.Many2one(
        "hr.employee", index="btree_not_null", ondelete="cascade", check_company=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Somebody Else",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    hes_code_entry = fields.Char(
        string="HES Code",
        compute="_compute_hes_code_entry",
        inverse="_inverse_hes_code_entry",
        help="Can be typed or scanned, and is never shown again.",
    )
    code_given = fields.Boolean(
        readonly=True,
        copy=False,
        help="A HES code was entered here.",
    )
    code_foreign = fields.Boolean(
        string="Code of Somebody Else",
        readonly=True,
        copy=False,
        groups="hes_code.group_hes_officer",
        help="The HES code that was entered is another person's in this company.",
    )
    clearance = fields.Selection(
        CLEARANCE, readonly=True, copy=False, groups="hes_code.group_hes_officer"
    )
    clearance_reason = fields.Selection(
        CLEARANCE_REASON,
        readonly=True,
        copy=False,
        groups="hes_code.group_hes_officer",
    )

    _one_person = models.Constraint(
        "CHECK (num_nonnulls(employee_id, partner_id) = 1)",
        "Please choose an employee or somebody else, one on each line.",
    )
    _employee_uniq = models.UniqueIndex(
        "(permit_id, employee_id) WHERE employee_id IS NOT NULL",
        "Somebody is on the list twice.",
    )
    _partner_uniq = models.UniqueIndex(
        "(permit_id, partner_id) WHERE partner_id IS NOT NULL",
        "Somebody is on the list twice.",
    )

    @api.depends("employee_id", "partner_id")
    def _compute_display_name(self):
        for participant in self:
            person = participant.employee_id or participant.partner_id
            participant.display_name = person.display_name

    def _compute_hes_code_entry(self):
        self.hes_code_entry = False

    def _inverse_hes_code_entry(self):
        for participant in self.filtered("hes_code_entry"):
            participant._take_code(participant.hes_code_entry)
        self.invalidate_recordset(["hes_code_entry"])

    @api.constrains("partner_id")
    def _check_no_employee(self):
        """An employee is judged by what is known of the employee."""
        # whoever enters a visit may know who works here: that is public inside
        employees_sudo = self.env["hr.employee"].sudo()
        employee_sudo = employees_sudo.search(
            [
                ("work_contact_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
            ],
            limit=1,
        )
        if employee_sudo:
            raise ValidationError(
                self.env._(
                    "%(name)s is an employee: please choose them as one.",
                    name=employee_sudo.name,
                )
            )

    # ------------------------------------------------------------------ writing

    @api.model_create_multi
    def create(self, vals_list):
        participants = super().create(vals_list)
        participants.permit_id._reopen()
        return participants

    def write(self, vals):
        self.permit_id._reopen()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_reopens(self):
        # one that went with its visit a moment ago is deleted again by a list
        self.exists().permit_id._reopen()

    def _take_code(self, text):
        """Keep the HES code that somebody gave for this visit or journey.

        One that is another person's in the company already is not kept: the permit is
        denied then, whatever is known of that person, so nothing is learned of them.

        :raise ValidationError: if it is none
        """
        self.ensure_one()
        code = self.env["hes.code"]._normalise(text)
        if not self.partner_id:
            raise UserError(
                self.env._("An employee's HES code is entered on the employee.")
            )
        # codes are for officers: here one goes in, and none comes out
        self_sudo = self.sudo()
        holder_sudo = self_sudo.env["hes.code"]._holding(code, self_sudo.company_id)
        if not holder_sudo:
            holder_sudo = holder_sudo.create(
                {
                    "partner_id": self_sudo.partner_id.id,
                    "company_id": self_sudo.company_id.id,
                    "code": code,
                    "source": "visitor",
                }
            )
        foreign = holder_sudo.partner_id != self_sudo.partner_id
        self_sudo.write({"code_given": True, "code_foreign": foreign})
        self_sudo.env["hes.information.reading"]._record(
            self_sudo.partner_id,
            "visitor",
            company=self_sudo.company_id,
            opened=False,  # the form has the text folded up
        )
