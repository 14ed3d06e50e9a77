# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

#: So many answers stand on an employee's own page; a button opens the others.
LAST_ANSWERS = 10


class HrEmployee(models.Model):
    _name = "hr.employee"
    _inherit = "hr.employee"
    hes_required = fields.Boolean(
        string="Works on Site",
        default=True,
        groups="hr.group_hr_user",
        help="A HES code is asked only of people who work on site.",
    )
    hes_leave_unconfirmed = fields.Boolean(
        groups="hes_code.group_hes_manager",
        copy=False,
        prefetch=False,  # each check-in would read it
        help="Archived by somebody who is no HES manager: a risk stays for the time of"
        " a replaced code, and who opened and changed what for that of the access log,"
        " or until a HES manager erases them.",
    )
    hes_code_ids = fields.One2many(
        "hes.code",
        "employee_id",
        string="HES Codes",
        groups="hes_code.group_hes_officer",
    )
    hes_code_id = fields.Many2one(
        "hes.code",
        string="Current HES Code",
        compute="_compute_hes_code_id",
        search="_search_hes_code_id",
        groups="hes_code.group_hes_officer",
    )
    hes_code = fields.Char(
        string="HES Code",
        compute="_compute_hes_code",
        inverse="_inverse_hes_code",
        search="_search_hes_code",
        groups="hes_code.group_hes_officer",
    )
    hes_code_hint = fields.Char(
        related="hes_code_id.code_hint",
        related_sudo=False,
        groups="hes_code.group_hes_officer",
    )
    hes_risk_status = fields.Selection(
        related="hes_code_id.risk_status",
        related_sudo=False,
        string="Risk Status",
        groups="hes_code.group_hes_officer",
    )
    hes_checked_at = fields.Datetime(
        related="hes_code_id.checked_at",
        related_sudo=False,
        string="Last HES Answer",
        groups="hes_code.group_hes_officer",
    )
    hes_expires_at = fields.Datetime(
        related="hes_code_id.expires_at",
        related_sudo=False,
        string="HES Code Valid Until",
        groups="hes_code.group_hes_officer",
    )
    hes_expiry = fields.Char(
        related="hes_code_id.expiry",
        related_sudo=False,
        groups="hes_code.group_hes_officer",
    )
    hes_owner_check = fields.Selection(
        related="hes_code_id.owner_check",
        related_sudo=False,
        string="HES Code Owner",
        groups="hes_code.group_hes_officer",
    )
    hes_risk_note = fields.Char(
        related="hes_code_id.risk_note",
        related_sudo=False,
        groups="hes_code.group_hes_officer",
    )
    hes_last_check_ids = fields.Many2many(
        "hes.check",
        string="Last HES Answers",
        compute="_compute_hes_last_check_ids",
        groups="hes_code.group_hes_officer",
    )

    @api.depends("hes_code_ids.active", "company_id")
    def _compute_hes_code_id(self):
        codes = self.env["hes.code"].search_fetch(
            [("employee_id", "in", self.ids), ("active", "=", True)],
            [
                "employee_id",
                "company_id",
                "code",
                "risk_status",
                "checked_at",
                "expires_at",
            ],
        )
        current = {(code.employee_id.id, code.company_id.id): code for code in codes}
        for employee in self:
            key = (employee._origin.id, employee.company_id.id)
            employee.hes_code_id = current.get(key, False)

    @api.depends("hes_code_id.code")
    def _compute_hes_code(self):
        for employee in self:
            employee.hes_code = employee.hes_code_id.code

    def _inverse_hes_code(self):
        codes = self.env["hes.code"]
        vals_list = []
        for employee in self:
            if not employee.hes_code:
                employee.hes_code_id.active = False
            elif codes._normalise(employee.hes_code) != employee.hes_code_id.code:
                vals_list.append(
                    {"employee_id": employee.id, "code": employee.hes_code}
                )
        codes.create(vals_list)
        self.invalidate_recordset(["hes_code_id", "hes_code"])

    def _search_hes_code_id(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        return self._current_code_domain("id", operator, value)

    def _search_hes_code(self, operator, value):
        return self._current_code_domain("code", operator, value)

    @api.model
    def _current_code_domain(self, name, operator, value):
        """Employees by a field of their current code; no code counts as empty."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        present = Domain("active", "=", True)
        domain = Domain("hes_code_ids", "any", present & Domain(name, operator, value))
        if operator == "in" and False in value:
            domain |= Domain("hes_code_ids", "not any", present)
        return domain

    def action_hes_check(self):
        """Ask for the codes of these people now."""
        return self.hes_code_id.action_check()

    @api.depends("hes_code_ids.check_ids")
    def _compute_hes_last_check_ids(self):
        answers = (
            self.env["hes.check"]
            ._unlogged()  # who reads them is logged as they are read
            .search_fetch([("code_id.employee_id", "in", self.ids)], [])
            .grouped("employee_id")
        )
        for employee in self:
            found = answers.get(employee._origin, self.env["hes.check"])
            employee.hes_last_check_ids = found[:LAST_ANSWERS].with_env(self.env)

    def action_view_hes_checks(self):
        """The answers about this person by day, the newest first."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "hes_code.hes_check_action_history"
            ),
            "domain": [("code_id.employee_id", "=", self.id)],
        }

    def onchange(self, values, field_names, fields_spec):
        """The current code is looked up and not taken from the form, which can name
        anybody's: the fields that are read through it would be that one's."""
        values = {name: values[name] for name in values if name != "hes_code_id"}
        field_names = [name for name in field_names if name != "hes_code_id"]
        return super().onchange(values, field_names, fields_spec)

    @api.model_create_multi
    def create(self, vals_list):
        """Of who is new, only HES officers say that they work elsewhere: neither a
        value nor a default does it for others."""
        said = not all(vals.get("hes_required", True) for vals in vals_list)
        people = super().create(vals_list)
        if not self.env.user.has_group("hes_code.group_hes_officer"):
            if said:
                people._check_hes_required(False)
            # as the system, which changes back what a default of the user's said
            people_sudo = people.with_user(SUPERUSER_ID)
            people_sudo.filtered(lambda who: not who.hes_required).hes_required = True
        # HR without HES rights does not read the field, and the trace is complete
        elsewhere_sudo = people.sudo().filtered(lambda who: not who.hes_required)
        # back to the rights of before
        elsewhere = elsewhere_sudo.sudo(self.env.su)
        elsewhere._audit("create", {}, elsewhere._audit_values())
        return people

    def write(self, vals):
        if user_id := vals.get("user_id"):
            self.filtered(lambda who: who.user_id.id != user_id)._check_hes_user()
        if "hes_required" in vals:
            required = bool(vals["hes_required"])
            # HR without HES rights does not read the field
            changed = self.sudo().filtered(lambda who: who.hes_required != required)
            # back to the user, who is to have the right
            changed.sudo(False)._check_hes_required(required)
        result = super().write(vals)
        if "active" in vals:
            manager = self.env.user.has_group("hes_code.group_hes_manager")
            # that it was no HES manager, is for nobody to write
            self.sudo().hes_leave_unconfirmed = not vals["active"] and not manager
        return result

    @api.model
    def _hes_check_no_contact(self, partners, companies):
        """Raise ValidationError where one of these contacts is that of somebody who
        works in one of these companies: an employee is judged by their own data."""
        # who enters a visit may know who works here: that is public inside
        employees_sudo = self.sudo()
        employee_sudo = employees_sudo.search(
            [
                ("work_contact_id", "in", partners.ids),
                ("company_id", "in", companies.ids),
                ("active", "=", True),  # who has left may come as a visitor
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

    def _check_hes_required(self, required):
        """Raise AccessError where the user may not write whether these people work on
        site: who does not, comes in whatever their code says."""
        user = self.env.user
        if not self or user.id == SUPERUSER_ID:
            return
        self.check_access("write")
        if not user.has_group("hes_code.group_hes_officer"):
            raise AccessError(
                self.env._("Only HES officers say whether somebody works on site.")
            )
        if required or user.has_group("hes_code.group_hes_manager"):
            return
        # archived codes count, too; no more than that one is risky is said
        codes_sudo = self.sudo().with_context(active_test=False).hes_code_ids
        if any(codes_sudo.mapped("risky_since")):  # officers see that anyway
            raise AccessError(
                self.env._(
                    "Of these people, somebody is risky: that they do not work on site"
                    " is for a HES manager to enter."
                )
            )

    def _check_hes_user(self):
        """Raise AccessError where the user may not link another user to these people:
        that one sees the HES data as their own."""
        user = self.env.user
        if user.has_group("hes_code.group_hes_officer") or user.has_group(
            "base.group_erp_manager"  # who can give any right to any user
        ):
            return
        # whether there is a code, and not which
        known_sudo = self.sudo().with_context(active_test=False)
        if known_sudo.hes_code_ids:
            self.check_access("write")
            raise AccessError(
                self.env._(
                    "With the link, the user would see HES data that the employee alone"
                    " may see. Please ask a HES officer to link them."
                )
            )
