# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import http
from odoo.http import request

from ..models.settings.res_company import IN_COMPANY, LINKED


class HesCompanyLink(http.Controller):
    @http.route(
        f"{IN_COMPANY}<int:company_id>/<any({', '.join(map(repr, LINKED))}):screen>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def open(self, company_id, screen):
        """Opens a screen with this company as the present one, as a note's link does
        that is about it; of a company that the user is not in, in the present one.
        Those that were chosen beside it stay so."""
        allowed = request.env.user._get_company_ids()
        response = request.redirect(f"/odoo/{screen}")
        if company_id in allowed:
            cookie = request.cookies.get("cids", "")
            chosen = [int(part) for part in cookie.split("-") if part.isdecimal()]
            others = [one for one in chosen if one in allowed and one != company_id]
            companies = "-".join(map(str, [company_id, *others]))
            request.future_response.set_cookie("cids", companies)
        return response
