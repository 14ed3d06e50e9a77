# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models

from ...tools import code as code_tools
from ...tools.gate import badge as badge_tools
from ..settings.hes_policy import BADGE_READINGS

#: Readings of one badge within this time are one row.
TOGETHER = timedelta(days=1)


class HesUnknownBadge(models.Model):
    """A badge that was read and is nobody's: one of a stranger, or of a reader that is
    set up in another way than the badges were entered."""

    _name = "hes.unknown.badge"
    _inherit = ["hes.retention.mixin"]
    _description = "Unknown Badge"
    _order = "last_at desc, id desc"
    _rec_name = "badge"
    _retention_kind = "unknown_badges"
    _retention_setting = "retention_kiosk_attempt_days"
    _retention_since = "last_at"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True, ondelete="cascade"
    )
    badge = fields.Char(required=True, readonly=True, help="Its last characters.")
    reader = fields.Char(
        required=True, readonly=True, help="The kiosk, or the user of a turnstile."
    )
    count = fields.Integer(string="Times", required=True, readonly=True)
    first_at = fields.Datetime(required=True, readonly=True)
    last_at = fields.Datetime(required=True, readonly=True)
    reading = fields.Selection(
        BADGE_READINGS[1:],
        string="Known If Read As",
        readonly=True,
        help="Somebody has this badge in another writing. Choose it under HES ▸"
        " Configuration ▸ Rules, at “Badges Are Read”.",
    )

    @api.model
    def _count(self, company, text, reader):
        """Count a badge that is nobody's; HES codes are no badges, and not counted.

        :param text: what the reader gave
        :param reader: which reader it was, for people
        """
        badge = badge_tools.mask(text)
        if not badge or self._is_code(text):
            return
        now = fields.Datetime.now()
        known = self.search(
            [
                ("company_id", "=", company.id),
                ("badge", "=", badge),
                ("reader", "=", reader),
                ("first_at", ">", now - TOGETHER),
            ],
            limit=1,
        )
        reading = self._reading_that_fits(company, text)
        if known:
            known.write(
                {
                    "count": known.count + 1,
                    "last_at": now,
                    "reading": reading or known.reading,
                }
            )
            return
        self.create(
            {
                "company_id": company.id,
                "badge": badge,
                "reader": reader,
                "count": 1,
                "first_at": now,
                "last_at": now,
                "reading": reading,
            }
        )

    @api.model
    def _is_code(self, text):
        try:
            return code_tools.parse(text).usual
        except code_tools.CodeError:
            return False

    @api.model
    def _reading_that_fits(self, company, text):
        """The narrowest reading of badges by which somebody has this one, or False."""
        for reading in badge_tools.READINGS[1:]:
            forms = badge_tools.writings(text, reading)[1:]
            domain = [
                ("barcode", "in", [*forms, *map(str.lower, forms)]),
                ("company_id", "=", company.id),
            ]
            # sudo: a reader may read nothing about people; only that somebody has it
            if forms and self.env["hr.employee"].sudo().search_count(domain, limit=1):
                return reading
        return False
