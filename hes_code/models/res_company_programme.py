# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import models
from odoo.exceptions import AccessError
from odoo.tools import SQL


class ResCompany(models.Model):
    """The end of the programme: the ministry asks no more, so nothing is kept."""

    _inherit = "res.company"

    def _hes_end_programme(self):
        """Open the gate, ask nothing more and destroy all HES data of these companies,
        for good. The add-on stays, and can be set up again; so can this be called.

        What stays are the counts of the queries, the rules, and the records of the
        destruction.

        :raise AccessError: unless the user is a HES manager of all of them
        """
        if not self.env.user.has_group("hes_code.group_hes_manager") or (
            self - self.env.user.company_ids
        ):
            raise AccessError(
                self.env._("Only a HES manager of these companies may end it.")
            )
        self.hes_gate = "off"
        for company in self:
            company._hes_stop_asking()
            company._hes_destroy_all()
        self.env["res.partner"]._purge_visit_only(self, "end_of_programme")

    def _hes_stop_asking(self):
        ours = [("company_id", "in", self.ids)]
        # the password's column is open to nobody: here it is emptied
        services_sudo = self.env["hes.service"].sudo()
        services_sudo = services_sudo.with_context(active_test=False).search(ours)
        services_sudo.write({"active": False, "secret": False})
        services_sudo._resume()  # and nobody is urged to mend them
        # of these companies alone, whoever started them
        self.env["hes.query"].sudo().search(ours).action_cancel()

    def _hes_destroy_all(self):
        for model in self.env["hes.retention"]._retention_models():
            everything = model._retention_all(self)
            model._retention_destroy(everything, self, "end_of_programme", limit=None)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE hr_attendance AS attendance SET hes_clearance = NULL
                     FROM hr_employee AS employee
                    WHERE employee.id = attendance.employee_id
                      AND employee.company_id = %s
                      AND attendance.hes_clearance IS NOT NULL""",
                self.id,
            )
        )
        self.env.invalidate_all(flush=False)
