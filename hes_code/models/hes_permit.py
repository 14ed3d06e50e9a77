# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

#: What the outcome was judged on: whoever changes it has to ask again.
JUDGED = {
    "host_id",
    "site_id",
    "date_from",
    "date_to",
    "participant_ids",
    "visitor_id",
    "visitor_name",
    "hes_code_entry",
}


class HesPermit(models.Model):
    _name = "hes.permit"
    _description = "Visit or Journey"
    _order = "date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        string="Reference", required=True, readonly=True, copy=False, default="/"
    )
    kind = fields.Selection(
        [("visit", "Visit"), ("travel", "Journey")], required=True, default="visit"
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("approved", "Approved"),
            ("denied", "Denied"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        group_expand=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Organiser",
        required=True,
        default=lambda self: self.env.user,
        index=True,
    )
    date_from = fields.Datetime(
        string="From",
        required=True,
        default=lambda self: fields.Datetime.now(),
        index=True,
    )
    date_to = fields.Datetime(
        string="Until",
        required=True,
        compute="_compute_date_to",
        store=True,
        readonly=False,
        precompute=True,
    )
    participant_ids = fields.One2many(
        "hes.permit.participant", "permit_id", string="Participants"
    )
    checked_at = fields.Datetime(string="Last Judged", readonly=True, copy=False)
    denial = fields.Char(compute="_compute_denial", compute_sudo=True)
    information = fields.Html(
        string="Information on Data Protection",
        compute="_compute_information",
        sanitize=False,
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_from < date_to)",
        "A visit or a journey must end after it begins.",
    )
    _arrival_before_leaving = models.Constraint(
        "CHECK (left_at IS NULL OR arrived_at <= left_at)",
        "Nobody leaves before they have arrived.",
    )

    @api.depends("date_from", "kind")
    def _compute_date_to(self):
        """An hour for a visit, a working day for a journey, where nothing was said."""
        for permit in self:
            if permit.date_from and (
                not permit.date_to or permit.date_to <= permit.date_from
            ):
                hours = 1 if permit.kind == "visit" else 9
                permit.date_to = fields.Datetime.add(permit.date_from, hours=hours)

    @api.depends("state", "kind", "participant_ids.clearance")
    def _compute_denial(self):
        for permit in self:
            # as it is stored: a form that is not saved may hold anybody's rows
            real = permit._origin
            permit.denial = real.state == "denied" and real._denial_words()

    @api.depends("company_id")
    @api.depends_context("lang")
    def _compute_information(self):
        """What whoever gives a HES code here has to be told."""
        for permit in self:
            company = permit.company_id
            permit.information = company and company._hes_information()

    def _denial_words(self):
        """Why it was denied, in words that tell nothing about anybody's health."""
        return self.env._("This cannot be approved at the moment.")

    # ------------------------------------------------------------------ writing

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._prepare_new(dict(vals)) for vals in vals_list]
        return super().create(vals_list)

    @api.model
    def _prepare_new(self, vals):
        kind = vals.get("kind") or self.default_get(["kind"])["kind"]
        vals["name"] = self.env["ir.sequence"].next_by_code(f"hes.permit.{kind}")
        return vals

    def write(self, vals):
        if JUDGED.intersection(vals):
            self._reopen()
        return super().write(vals)

    def _reopen(self):
        """What was judged changes: the outcome holds no longer."""
        if self.env.su:
            return
        self.check_access("write")
        if self.filtered("arrived_at"):
            raise UserError(
                self.env._(
                    "The visitor has arrived: please enter a new visit for the change."
                )
            )
        judged = self.filtered(lambda permit: permit.state in ("approved", "denied"))
        # the outcome is closed to everybody; going back to a draft gives nothing away
        judged.sudo().write({"state": "draft"})

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_judged(self):
        """What was asked for stays to be seen, by HES officers above all."""
        if self.env.su or self.env.user.has_group("hes_code.group_hes_officer"):
            return
        if self.filtered("checked_at"):
            raise UserError(self.env._("Please cancel it instead of deleting it."))

    # ------------------------------------------------------------------ actions

    def action_approve(self):
        """Ask, judge, and tell the outcome: approved, or denied without a why."""
        self.check_access("write")
        permits = self.filtered(lambda permit: permit.state in ("draft", "denied"))
        permits._check_complete()
        # whoever enters a visit may learn the outcome, and nothing it is drawn from
        permits_sudo = permits.sudo()
        told = permits_sudo._judge_visits(permits_sudo._ask())
        return told or permits._tell_denied()

    def action_cancel(self):
        self.check_access("write")
        if self._inside():
            raise UserError(
                self.env._(
                    "The visitor is in the building: please enter that they left."
                )
            )
        self.sudo().state = "cancelled"  # the outcome is closed to everybody

    def action_draft(self):
        """Back to a draft, to be asked for again."""
        self.check_access("write")
        self._reopen()
        # the outcome is closed to everybody; a draft gives nothing away
        self.filtered(lambda permit: permit.state == "cancelled").sudo().state = "draft"

    def _check_complete(self):
        """Raise UserError where something is missing before anybody is asked."""
        now = fields.Datetime.now()
        for permit in self:
            if not permit.participant_ids:
                raise UserError(permit._nobody_words())
            if permit.date_to <= now:
                raise UserError(
                    self.env._(
                        "%(name)s is over already. Please mend its dates.",
                        name=permit.name,
                    )
                )

    def _nobody_words(self):
        return self.env._("Please add who takes part.")

    def _tell_denied(self):
        """A neutral notice for the screen, or nothing to tell."""
        denied = self.filtered(lambda permit: permit.state == "denied")
        if not denied:
            return True
        action = self.env["hes.service"]._notify("danger", denied[0].denial)
        action["params"]["next"] = {"type": "ir.actions.act_window_close"}
        return action
