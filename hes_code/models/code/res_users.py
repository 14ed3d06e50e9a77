# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from ast import literal_eval

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..selections import CLEARANCE, RISK_STATUS

#: What somebody sees in their own profile, and nobody in another's.
OWN_FIELDS = [
    "hes_profile",
    "hes_code",
    "hes_code_hint",
    "hes_risk_status",
    "hes_checked_at",
    "hes_expiry",
    "hes_clearance",
    "hes_history",
    "hes_information",
    "hes_information_read_at",
]

#: Groups and the menus with which their work begins; the visits for everybody else.
FIRST_MENUS = (
    ("hes_code.group_hes_officer", "hes_code.hes_code_menu_overview"),
    ("hes_code.group_hes_statistics", "hes_code.hes_code_menu_report_statistics"),
    ("base.group_user", "hes_code.hes_code_menu_visits"),
)

#: The narrowest group that the profile's view, which is made as the system, passes.
NOBODY_ELSE = "base.group_system"


class ResUsers(models.Model):
    """What a person sees of their own HES data, and enters themselves.

    A user may read these fields of their own record (``SELF_READABLE_FIELDS``). Each
    compute asks whose they are: of somebody else's record they are empty, whatever the
    rights of the reader. ``NOBODY_ELSE`` keeps others from naming them in a search.
    """

    _name = "res.users"
    _inherit = "res.users"
    hes_profile = fields.Boolean(string="Has a HES Profile", compute="_compute_hes_own")
    hes_code = fields.Char(
        string="HES Code",
        compute="_compute_hes_own",
        inverse="_inverse_hes_code",
        groups=NOBODY_ELSE,
        help="Type it in any form, or paste the text of its QR code.",
    )
    hes_code_hint = fields.Char(compute="_compute_hes_code_hint", groups=NOBODY_ELSE)
    hes_risk_status = fields.Selection(
        RISK_STATUS,
        string="Risk Status",
        compute="_compute_hes_own",
        groups=NOBODY_ELSE,
    )
    hes_checked_at = fields.Datetime(
        string="Last HES Answer", compute="_compute_hes_own", groups=NOBODY_ELSE
    )
    hes_expiry = fields.Char(
        string="HES Code Validity", compute="_compute_hes_own", groups=NOBODY_ELSE
    )
    hes_clearance = fields.Selection(
        CLEARANCE,
        string="Clearance",
        compute="_compute_hes_own",
        groups=NOBODY_ELSE,
        help="Whether you may come in for work on site now.",
    )
    hes_history = fields.Html(
        string="HES Answers", compute="_compute_hes_history", groups=NOBODY_ELSE
    )
    hes_information = fields.Html(
        string="HES Information",
        compute="_compute_hes_information",
        sanitize=False,
        groups=NOBODY_ELSE,
    )
    hes_information_read_at = fields.Datetime(
        string="HES Information Read",
        compute="_compute_hes_information",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, *OWN_FIELDS]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, "hes_code"]

    def write(self, vals):
        """Whatever else is wrong with ``vals`` is said before a HES code is looked up:
        no error then says that the code was free."""
        others = {name: value for name, value in vals.items() if name != "hes_code"}
        result = super().write(others)
        if "hes_code" in vals:
            self.env.flush_all()
            super().write({"hes_code": vals["hes_code"]})
        return result

    @api.model
    def _hes_own_employee(self):
        """The employee that the present user is in the present company; may be none."""
        # companies are looked at with the user's own rights, in a sudo environment too
        company = self.env(su=False).company
        # one's own employee record alone, to which most users have no right
        employees_sudo = self.env["hr.employee"].sudo()
        domain = [("user_id", "=", self.env.uid), ("company_id", "=", company.id)]
        return employees_sudo.search(domain, limit=1)

    def _hes_is_own_profile(self):
        self.ensure_one()
        return self._origin.id == self.env.uid

    def _hes_knows_clearances(self):
        """May this user know whether anybody of their companies may come in?"""
        self.ensure_one()
        user_sudo = self.sudo()  # its groups, which other users may not read
        return user_sudo.has_group(
            "hr_attendance.group_hr_attendance_officer"
        ) or user_sudo.has_group("hes_code.group_hes_officer")

    @api.model
    def _hes_knows_reasons(self):
        """May the present user, or the system, know why somebody is denied?"""
        user = self.env.user
        return user.id == SUPERUSER_ID or user.has_group("hes_code.group_hes_officer")

    @api.depends_context("uid", "company")
    def _compute_hes_own(self):
        nobody_sudo = self.env["hr.employee"].sudo()  # as one's own: fields of nobody
        for user in self:
            own = (
                self._hes_own_employee() if user._hes_is_own_profile() else nobody_sudo
            )
            code = own.hes_code_id
            user.hes_profile = bool(own)
            user.hes_code = code.code
            user.hes_risk_status = code.risk_status
            user.hes_checked_at = code.checked_at
            user.hes_expiry = code.expiry
            user.hes_clearance = own.hes_clearance

    @api.depends("hes_code")
    @api.depends_context("uid", "company")
    def _compute_hes_code_hint(self):
        for user in self:
            hint = user.hes_code and self.env["hes.code"]._hint(user.hes_code)
            user.hes_code_hint = hint

    @api.depends_context("uid", "company", "lang", "tz")
    def _compute_hes_history(self):
        for user in self:
            user.hes_history = False
            own = user._hes_is_own_profile() and self._hes_own_employee()
            if own:
                answers = self.env["hes.subject.access"]._answers(own)
                user.hes_history = self.env["ir.qweb"]._render(
                    "hes_code.hes_subject_access_table", {"section": answers}
                )

    @api.depends_context("uid", "company", "lang")
    def _compute_hes_information(self):
        for user in self:
            own = user._hes_is_own_profile() and self._hes_own_employee()
            user.hes_information = own and own.company_id.hes_policy_id._information()
            # when they themselves read it, which they may know
            readings_sudo = self.env["hes.information.reading"].sudo()
            user.hes_information_read_at = own and readings_sudo._read_at(own)

    def _inverse_hes_code(self):
        for user in self:
            if not user._hes_is_own_profile():
                raise AccessError(
                    self.env._("Everybody enters their own HES code in their profile.")
                )
            user._hes_take_own_code(user.hes_code)
        self.invalidate_recordset(OWN_FIELDS)

    def _hes_take_own_code(self, text):
        """Put what the present user typed in the place of their present code."""
        employee = self._hes_own_employee()
        if not employee:
            raise ValidationError(
                self.env._("You are no employee of %s.", self.env.company.name)
            )
        # the code is one's own, entered as such; nothing else is opened
        codes_sudo = self.env["hes.code"].sudo()
        code = codes_sudo._normalise(text)
        if code != employee.hes_code_id.code:
            self._hes_count_own_try(employee)
            if codes_sudo._holding(code, employee.company_id):
                # whose it is, or that it is somebody's, is not said
                raise ValidationError(
                    self.env._(
                        "This HES code cannot be taken. Please compare it with yours,"
                        " or see HR."
                    )
                )
            codes_sudo.create(
                {"employee_id": employee.id, "code": code, "source": "self"}
            )
        self.env["hes.information.reading"]._record(employee, "profile")

    @api.model
    def _hes_count_own_try(self, employee):
        """Count a new code, before it is looked up, and raise ValidationError after as
        many within an hour as the company lets people try."""
        # tries are counted as the system: people may not read them
        attempts_sudo = self.env["hes.kiosk.attempt"].sudo()
        if attempts_sudo._count_own_try(employee):
            return
        raise ValidationError(
            self.env._(
                "You have entered several new HES codes within an hour. Please wait"
                " a while, or see HR."
            )
        )

    def _hes_own_screen(self):
        """The present user's own profile, as a screen that begins with their code."""
        action = self.action_get()
        context = {**literal_eval(action["context"] or "{}"), "hes_own_code": True}
        return {
            **action,
            "res_id": self.env.uid,
            "target": "current",
            "context": context,
        }

    def action_hes_information_read(self):
        """The present user says that they have read the information."""
        employee = self._hes_own_employee()
        self.env["hes.information.reading"]._record(employee, "profile")
        return {**self.action_get(), "res_id": self.env.uid}

    def action_hes_stored(self):
        """Opens all that is stored about the present user; no id in the address."""
        return {"type": "ir.actions.act_url", "url": "/hes/my-data", "target": "new"}

    def _hes_first_screen(self):
        """The action of the menu with which this user's work begins."""
        menu = next(menu for group, menu in FIRST_MENUS if self.has_group(group))
        # which action a menu opens; what it shows is read with the user's own rights
        return self.env.ref(menu).sudo().action._get_action_dict()
