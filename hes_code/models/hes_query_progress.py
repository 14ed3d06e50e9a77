# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import models

OFFICERS = "hes_code.group_hes_officer"


class HesQuery(models.Model):
    """Whoever has a query on the screen sees it move."""

    _inherit = "hes.query"

    def write(self, vals):
        done = super().write(vals)
        if self and "state" in vals:
            self._show_progress()
        return done

    def _show_progress(self):
        """Tell the open screens to read these queries again; the message carries
        their ids, and each screen reads what its user may."""
        # not by ref(), which looks into the database each time
        group_id = self.env["ir.model.data"]._xmlid_to_res_id(OFFICERS)
        # the channel of all HES officers, whosever query it is: it is only named
        group_sudo = self.env["res.groups"].sudo().browse(group_id)
        group_sudo._bus_send("hes_query_progress", {"ids": self.ids})


class HesQueryBatch(models.Model):
    _inherit = "hes.query.batch"

    def _settle(self, question):
        settled = super()._settle(question)
        self.query_id._show_progress()
        return settled
