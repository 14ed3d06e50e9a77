# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import http
from odoo.http import request

from odoo.addons.web.controllers.action import Action


class HesBreadcrumbs(Action):
    @http.route()
    def load_breadcrumbs(self, actions):
        """The client asks for names alone, of any records: they are read all the
        same."""
        request.update_context(hes_names_shown=True)
        return super().load_breadcrumbs(actions)
