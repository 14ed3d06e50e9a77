# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo import api, models
from odoo.exceptions import UserError


class HesAppendOnlyMixin(models.AbstractModel):
    """A record of what happened: nobody changes or deletes it by hand.

    Only the retention ends it, in the database.
    """

    _name = "hes.append.only.mixin"
    _description = "HES Record That Stays"

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("This record cannot be changed afterwards."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("This record cannot be deleted by hand."))
