# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import http
from odoo.fields import Date
from odoo.http import request
from odoo.tools import format_date


class HesOwnData(http.Controller):
    @http.route("/hes/my-data", type="http", auth="user", methods=["GET"])
    def my_data(self):
        """All that is stored about whoever asks, of all their companies, to be read and
        printed. Nothing in the address says whose it is: it is the session's user."""
        user = request.env.user
        # one's own employee records, to which most users have no right
        employees_sudo = request.env["hr.employee"].sudo()
        own = employees_sudo.with_context(active_test=False).search(
            [("user_id", "=", user.id)]
        )
        values = {
            "intro": request.env._(
                "HES data of %(name)s on %(date)s",
                name=user.name,
                date=format_date(request.env, Date.context_today(user)),
            ),
            "sections": request.env["hes.stored"]._about(own, user.partner_id),
        }
        response = request.render("hes_code.hes_stored_page", values)
        response.headers["Cache-Control"] = "no-store"
        return response
