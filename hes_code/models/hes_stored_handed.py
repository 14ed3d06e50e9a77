# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

#: What HES officers may read of anybody; the rest is their managers'.
OFFICERS = {
    "hes.check",
    "hes.code",
    "hes.contact",
    "hes.contact.case",
    "hes.exemption",
    "hes.permit",
    "hes.permit.participant",
}


class HesStored(models.AbstractModel):
    """HR hands over what is stored about somebody who has no user here."""

    _inherit = "hes.stored"

    @api.model
    def _hand_over(self, person):
        """What is stored about an employee or a visitor in the reader's companies;
        that it was looked at is recorded.

        :param person: an ``hr.employee`` or a ``res.partner``
        :return: the sections of :meth:`_about`, and whether these are all of them
        :raise AccessError: unless the reader looks after HES codes, and of this person
        """
        person.ensure_one()
        self._check_may_hand_over()
        person.check_access("read")
        self.env["hes.access.log"]._log(
            "stored", person._hes_stored_holder(self.env.company), "alone"
        )
        whole = self.env.user.has_group("hes_code.group_hes_manager")
        sections = self._about(*person._hes_stored_of(), self.env.companies)
        return [part for part in sections if whole or part["model"] in OFFICERS], whole

    @api.model
    def _open(self, kind, person):
        """An action that opens the page; the number in its address is no secret."""
        person.ensure_one()
        self._check_may_hand_over()
        return {
            "type": "ir.actions.act_url",
            "url": f"/hes/stored/{kind}/{person.id}",
            "target": "new",
        }

    @api.model
    def _check_may_hand_over(self):
        if not self.env.user.has_group("hes_code.group_hes_officer"):
            raise AccessError(
                self.env._("Only HES officers hand over what is stored about somebody.")
            )


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def action_hes_stored(self):
        """Opens all that is stored about this person, to be handed over."""
        return self.env["hes.stored"]._open("employee", self)

    def _hes_stored_of(self):
        return self, self.user_id.partner_id

    def _hes_stored_holder(self, _company):
        return self._hes_access_holders()


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_hes_stored(self):
        """Opens all that is stored about this visitor, to be handed over."""
        return self.env["hes.stored"]._open("visitor", self)

    def _hes_stored_of(self):
        return self.env["hr.employee"], self

    def _hes_stored_holder(self, company):
        return SQL(
            "SELECT NULL::int AS employee_id, %s AS partner_id, %s AS company_id",
            self.id,
            (self.company_id or company).id,
        )
