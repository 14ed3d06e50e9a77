# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from datetime import datetime, time

import pytz

from odoo import models


class ResCompany(models.Model):
    """A company's days: a moment is naive UTC, a day is one of the company's zone."""

    _inherit = "res.company"

    def _hes_zone(self):
        self.ensure_one()
        return pytz.timezone(
            self.resource_calendar_id.tz or self.partner_id.tz or "UTC"
        )

    def _hes_day(self, moment):
        """The day of a moment."""
        return pytz.utc.localize(moment).astimezone(self._hes_zone()).date()

    def _hes_day_start(self, day):
        """The moment at which a day begins."""
        local = self._hes_zone().localize(datetime.combine(day, time.min))
        return local.astimezone(pytz.utc).replace(tzinfo=None)
