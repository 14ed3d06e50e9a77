# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import http
from odoo.fields import Date
from odoo.http import request
from odoo.tools import format_date

#: Whose data HR hands over, by the word in the address.
PEOPLE = {"employee": "hr.employee", "visitor": "res.partner"}


class HesOwnData(http.Controller):
    @http.route("/hes/my-data", type="http", auth="user", methods=["GET"])
    def my_data(self):
        """All that is stored about who asks, of all their companies, to be read and
        printed. Nothing in the address says whose it is: it is the session's user."""
        user = request.env.user
        # one's own employee records, to which most users have no right
        employees_sudo = request.env["hr.employee"].sudo()
        own = employees_sudo.with_context(active_test=False).search(
            [("user_id", "=", user.id)]
        )
        sections = request.env["hes.subject.access"]._about(own, user.partner_id)
        return self._page(user.name, sections, handed=False)

    @http.route(
        "/hes/stored/<any(employee, visitor):kind>/<int:person_id>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def handed_over(self, kind, person_id):
        """What is stored about somebody else, for HR to print and hand over."""
        person = request.env[PEOPLE[kind]].browse(person_id).exists()
        if not person:
            raise request.not_found()
        sections, whole = request.env["hes.subject.access"]._hand_over(person)
        return self._page(person.name, sections, handed=True, whole=whole)

    @staticmethod
    def _page(name, sections, **values):
        env = request.env
        intro = env._(
            "HES data of %(name)s on %(date)s",
            name=name,
            date=format_date(env, Date.context_today(env.user)),
        )
        values = {**values, "intro": intro, "sections": sections}
        response = request.render("hes_code.hes_subject_access_page", values)
        response.headers["Cache-Control"] = "no-store"
        return response
