# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import fields, models

from .res_company import RULE


class ResCompany(models.Model):
    """For how long HES data are kept: always some days, never for ever."""

    _inherit = "res.company"

    hes_retention_answers_days = fields.Integer(
        string="Keep Answers (Days)",
        default=30,
        help="So many days after an answer it is destroyed, with the reason on the"
        " attendances of that time. The status on the present code stays.",
        **RULE,
    )
    hes_retention_codes_days = fields.Integer(
        string="Keep Replaced Codes (Days)",
        default=30,
        help="So many days after a HES code was replaced or archived it is destroyed,"
        " with its answers. The present code stays while the person works here.",
        **RULE,
    )
    hes_retention_exemptions_days = fields.Integer(
        string="Keep Exemptions (Days)",
        default=90,
        help="So many days after its last day an exemption is destroyed.",
        **RULE,
    )
    hes_retention_permits_days = fields.Integer(
        string="Keep Journeys (Days)",
        default=90,
        help="So many days after its end a journey is destroyed with its participants,"
        " and a visit that was not destroyed before.",
        **RULE,
    )
    hes_retention_contacts_days = fields.Integer(
        string="Keep Contact Cases (Days)",
        default=30,
        help="So many days after the end of its period a contact case is destroyed"
        " with its contacts, closed or not.",
        **RULE,
    )
    hes_retention_second_looks_days = fields.Integer(
        string="Keep Second Looks (Days)",
        default=30,
        help="So many days after somebody tried a fresh code at the kiosk, the try is"
        " destroyed.",
        **RULE,
    )
    hes_retention_uploads_days = fields.Integer(
        string="Keep Uploads (Days)",
        default=1,
        help="So many days after it was last used, an uploaded file or a form that was"
        " filled in is destroyed; Odoo itself may do it sooner.",
        **RULE,
    )
    hes_retention_accesses_days = fields.Integer(
        string="Keep the Access Log (Days)",
        default=365,
        help="So many days after somebody opened HES data, the entry is destroyed.",
        **RULE,
    )

    _hes_retention_days = models.Constraint(
        "CHECK (LEAST(hes_retention_answers_days, hes_retention_codes_days,"
        " hes_retention_exemptions_days, hes_retention_permits_days,"
        " hes_retention_contacts_days,"
        " hes_retention_second_looks_days, hes_retention_uploads_days,"
        " hes_retention_accesses_days) >= 1)",
        "HES data are kept for one day at least, and never for ever.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

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
