# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo import fields, models

from .res_company import RULE


class ResConfigSettings(models.TransientModel):
    _name = "res.config.settings"
    _inherit = "res.config.settings"
    hes_gate = fields.Selection(related="company_id.hes_gate", readonly=False)
    hes_policy_risky = fields.Selection(
        related="company_id.hes_policy_risky", readonly=False
    )
    hes_policy_not_found = fields.Selection(
        related="company_id.hes_policy_not_found", readonly=False
    )
    hes_policy_mismatch = fields.Selection(
        related="company_id.hes_policy_mismatch", readonly=False
    )
    hes_policy_expired = fields.Selection(
        related="company_id.hes_policy_expired", readonly=False
    )
    hes_policy_missing = fields.Selection(
        related="company_id.hes_policy_missing", readonly=False
    )
    hes_policy_unchecked = fields.Selection(
        related="company_id.hes_policy_unchecked", readonly=False
    )
    hes_policy_stale = fields.Selection(
        related="company_id.hes_policy_stale", readonly=False
    )
    hes_live_check = fields.Boolean(related="company_id.hes_live_check", readonly=False)
    hes_live_timeout = fields.Float(
        related="company_id.hes_live_timeout", readonly=False
    )
    hes_policy_unreachable = fields.Selection(
        related="company_id.hes_policy_unreachable", readonly=False
    )
    hes_second_look = fields.Boolean(
        related="company_id.hes_second_look", readonly=False
    )
    hes_visitor_retention_days = fields.Integer(
        related="company_id.hes_visitor_retention_days", readonly=False
    )
    hes_check_interval_hours = fields.Integer(
        related="company_id.hes_check_interval_hours", readonly=False
    )
    hes_only_working = fields.Boolean(
        related="company_id.hes_only_working", readonly=False
    )
    hes_max_age_hours = fields.Integer(
        related="company_id.hes_max_age_hours", readonly=False
    )
    hes_contact_days = fields.Integer(
        related="company_id.hes_contact_days", readonly=False
    )
    hes_contact_minutes = fields.Integer(
        related="company_id.hes_contact_minutes", readonly=False
    )
    hes_contact_by = fields.Selection(
        related="company_id.hes_contact_by", readonly=False
    )
    hes_stay_cap_hours = fields.Integer(
        related="company_id.hes_stay_cap_hours", readonly=False
    )
    hes_upload_megabytes = fields.Integer(
        related="company_id.hes_upload_megabytes", readonly=False, **RULE
    )
    hes_upload_rows = fields.Integer(
        related="company_id.hes_upload_rows", readonly=False, **RULE
    )
    hes_tries_per_hour = fields.Integer(
        related="company_id.hes_tries_per_hour", readonly=False, **RULE
    )
    hes_retention_answers_days = fields.Integer(
        related="company_id.hes_retention_answers_days",
        readonly=False,
        **RULE,
    )
    hes_retention_codes_days = fields.Integer(
        related="company_id.hes_retention_codes_days",
        readonly=False,
        **RULE,
    )
    hes_retention_exemptions_days = fields.Integer(
        related="company_id.hes_retention_exemptions_days",
        readonly=False,
        **RULE,
    )
    hes_retention_permits_days = fields.Integer(
        related="company_id.hes_retention_permits_days",
        readonly=False,
        **RULE,
    )
    hes_retention_contacts_days = fields.Integer(
        related="company_id.hes_retention_contacts_days",
        readonly=False,
        **RULE,
    )
    hes_retention_second_looks_days = fields.Integer(
        related="company_id.hes_retention_second_looks_days",
        readonly=False,
        **RULE,
    )
    hes_retention_uploads_days = fields.Integer(
        related="company_id.hes_retention_uploads_days",
        readonly=False,
        **RULE,
    )
    hes_retention_accesses_days = fields.Integer(
        related="company_id.hes_retention_accesses_days",
        readonly=False,
        **RULE,
    )
