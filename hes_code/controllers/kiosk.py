# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import werkzeug

from odoo import http
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import SQL, consteq

from odoo.addons.hr_attendance.controllers.main import HrAttendance

from ..exceptions import CheckInRefused
from ..tools import kiosk_input
from ..tools.text import pattern


class HesKiosk(HrAttendance):
    @staticmethod
    def _get_company(token):
        given = kiosk_input.text(token)
        if not given:  # stock would take any company that has no kiosk
            return request.env["res.company"]
        return HrAttendance._get_company(given)

    @http.route()
    def employees_infos(self, token=None, limit=None, offset=None, domain=None):
        conditions = kiosk_input.conditions(domain)
        page = kiosk_input.page(limit, offset)
        if conditions is None or page is None:
            self._hes_refuse_search()
        domain = Domain.AND(map(self._hes_condition, conditions))
        return super().employees_infos(token, *page, domain)

    @staticmethod
    def _hes_condition(condition):
        """One condition of the search; names are compared as people type them."""
        if condition[0] != "name":
            return Domain(*condition)
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                '%s ~ %s COLLATE "C"',
                model._field_to_sql(alias, "name", query),
                pattern(condition[2]),
            )
        )

    @staticmethod
    def _hes_refuse_search():
        """End the request with an AccessError; Odoo's own answer to one would show
        anybody who has the kiosk's address a traceback."""
        message = request.env._("The kiosk cannot search by this.")
        error = {
            "name": "odoo.exceptions.AccessError",
            "message": message,
            "arguments": [message],
            "context": {},
            "debug": "",
        }
        answer = {
            "jsonrpc": "2.0",
            "id": request.dispatcher.request_id,
            "error": {"code": 0, "message": "Odoo Server Error", "data": error},
        }
        werkzeug.exceptions.abort(request.make_json_response(answer))

    @http.route()
    def scan_barcode(self, token=None, barcode=None):
        barcode = kiosk_input.text(barcode)
        if not barcode:
            return {}  # stock would take the first person who has no badge
        try:
            answer = super().scan_barcode(token, barcode)
            if not answer:  # stock knows a badge only as it is written
                company = self._get_company(token)
                employee = self._hes_badge_holder(company, barcode)
                if employee:
                    answer = super().scan_barcode(token, employee.barcode)
                else:
                    self._hes_unknown_badge(company, barcode)
        except CheckInRefused as refusal:
            self._hes_take_back()
            # sudo: the kiosk has no user; this is who has shown their badge
            employees_sudo = request.env["hr.employee"].sudo()
            return self._hes_refused(employees_sudo.browse(refusal.employee_id))
        return self._hes_with_hint(answer)

    @http.route()
    def manual_selection(
        self,
        token=None,
        employee_id=None,
        pin_code=None,
        latitude=False,
        longitude=False,
    ):
        employee = self._hes_chosen(self._get_company(token), employee_id)
        if not employee:
            return {}
        place = map(kiosk_input.degrees, (latitude, longitude))
        try:
            answer = super().manual_selection(token, employee.id, pin_code, *place)
        except CheckInRefused:
            self._hes_take_back()
            return self._hes_refused(employee)
        return self._hes_with_hint(answer)

    @http.route("/hr_attendance/hes_attempt", type="jsonrpc", auth="public")
    def hes_attempt(
        self,
        token=None,
        code=None,
        other_reading=None,
        barcode=False,
        employee_id=False,
        pin_code=False,
        latitude=False,
        longitude=False,
        information_opened=False,
        wording=None,
    ):
        """Let somebody who was refused show a fresh code, and check them in with it.

        Who they are is proven anew, as for a check-in. Whatever is wrong with a code,
        the answer is the same refusal; nobody is ever checked out. What is no code is
        said; a badge is the next person's, answered as one, and costs no try."""
        company = self._get_company(token)
        guess = self._hes_guess(company, barcode, employee_id, pin_code)
        here = company, guess, request.httprequest.remote_addr
        if guess is not None and not self._hes_attempts()._may_try(*here):
            return {**self._hes_refused(guess), "wait": True} if guess else {}
        employee = self._hes_proven(company, barcode, employee_id, pin_code)
        if not employee:
            if guess is not None:
                self._hes_attempts()._note_guess(*here)
            return {}
        if self._hes_badge_holder(company, code, other_reading):
            return {"hes_badge": True}
        if employee.attendance_state == "checked_in":
            return self._get_employee_info_response(employee)
        if not self._hes_takes_codes(company):
            return self._hes_refused(employee)
        self._hes_informed(employee, bool(information_opened), wording)
        outcome = employee._hes_kiosk_attempt(kiosk_input.text(code))
        if outcome == "cleared":
            return self._hes_check_in(employee, latitude, longitude)
        more = {outcome: True} if outcome in ("wait", "unreadable") else {}
        return {**self._hes_refused(employee), **more}

    @http.route("/hr_attendance/hes_information", type="jsonrpc", auth="public")
    def hes_information(self, token=None):
        """The company's information on data protection, as HTML; nobody's data."""
        company = self._get_company(token)
        if not company:
            return {}
        # anybody who stands there may read the text; it is kept as they read it
        texts_sudo = self._hes_in_kiosk_language(company).env["hes.information"].sudo()
        text_sudo = texts_sudo._version(company.with_env(texts_sudo.env))
        return {"information": text_sudo.body, "wording": text_sudo.digest}

    @staticmethod
    def _hes_in_kiosk_language(record):
        company = record if record._name == "res.company" else record.company_id
        return record.with_context(lang=company.partner_id.lang or record.env.lang)

    def _hes_informed(self, employee, opened, wording):
        """Note that who sends a code had the information on the screen, and in which
        wording, or the link to it."""
        readings = self._hes_in_kiosk_language(employee).env["hes.information.reading"]
        wording = kiosk_input.text(wording) or None
        readings._record(employee, "kiosk", opened=opened, wording=wording)

    def _hes_check_in(self, employee, latitude, longitude):
        place = self._get_geoip_response(
            "kiosk",
            latitude=kiosk_input.degrees(latitude),
            longitude=kiosk_input.degrees(longitude),
            device_tracking_enabled=employee.company_id.attendance_device_tracking,
        )
        try:
            # once more: they may have come in by another door meanwhile
            if employee.attendance_state != "checked_in":
                with request.env.cr.savepoint():
                    employee._attendance_action_change(place)
        except CheckInRefused:
            return self._hes_refused(employee)
        return self._hes_with_hint(self._get_employee_info_response(employee))

    @staticmethod
    def _hes_take_back():
        """Undo a refused check-in. A savepoint would cost everybody who comes in two
        statements; nothing else was written by this request."""
        request.env.cr.rollback()

    @staticmethod
    def _hes_badge_holder(company, barcode, other_reading=None):
        """Whose badge this is, or an empty recordset; where it is nobody's, whose the
        other reading of the same keys is."""
        # sudo: the kiosk has no user; its token names the company
        employees_sudo = request.env["hr.employee"].sudo()
        text, other = kiosk_input.text(barcode), kiosk_input.text(other_reading)
        holders = employees_sudo._hes_with_badges([text, other], company)
        return holders[text] or holders[other]

    @staticmethod
    def _hes_unknown_badge(company, barcode):
        # sudo: the kiosk has no user; only a number grows
        unknown_sudo = request.env["hes.unknown.badge"].sudo()
        if company:
            unknown_sudo._count(company, barcode, request.env._("Kiosk"))

    @staticmethod
    def _hes_chosen(company, employee_id):
        """Whose id this is, or an empty recordset; it proves nothing yet."""
        # sudo: the kiosk has no user; its token names the company
        employees_sudo = request.env["hr.employee"].sudo()
        key = kiosk_input.record_id(employee_id)
        if not company or not key:
            return employees_sudo
        domain = [("id", "=", key), ("company_id", "=", company.id)]
        return employees_sudo.search(domain, limit=1)

    def _hes_proven(self, company, barcode, employee_id, pin_code):
        """Who this request proves to be that person, or an empty recordset.

        A name alone, which is enough for the stock kiosk without PINs, proves nothing.
        """
        holder = self._hes_badge_holder(company, barcode)
        if holder or barcode:
            return holder.filtered(lambda one: employee_id in (False, None, one.id))
        if not company.attendance_kiosk_use_pin:
            return holder
        chosen = self._hes_chosen(company, employee_id)
        known, given = chosen.pin or "", kiosk_input.text(pin_code)
        if known and consteq(known.encode(), given.encode()):
            return chosen
        return holder

    @staticmethod
    def _hes_attempts():
        # sudo: the kiosk has no user; wrong badges and PINs are counted
        return request.env["hes.kiosk.attempt"].sudo()

    def _hes_guess(self, company, barcode, employee_id, pin_code):
        """Whose proof this request offers: an employee for a PIN, an empty recordset
        for a badge, None where it offers none."""
        if not company:
            return None
        if barcode:
            return request.env["hr.employee"]
        chosen = self._hes_chosen(company, employee_id)
        pinned = company.attendance_kiosk_use_pin and kiosk_input.text(pin_code)
        return chosen if chosen and pinned else None

    @staticmethod
    def _hes_takes_codes(company):
        """Whether somebody who is refused there may show a fresh code."""
        rules = company.hes_policy_id
        return rules.hes_codes and rules.kiosk_attempt

    def _hes_refused(self, employee):
        """What the kiosk's refusal screen may show; why, it never learns."""
        info = self._get_employee_info_response(employee)
        company = employee.company_id
        has_pin = company.attendance_kiosk_use_pin and employee.pin
        service = request.env["hes.service"]._of_company(company)
        offered = (
            self._hes_takes_codes(company) and service and (has_pin or employee.barcode)
        )
        return {
            "hes_refused": True,
            "employee_name": info["employee_name"],
            "kiosk_delay": info["kiosk_delay"],
            "attempt": bool(offered),
            "use_pin": info["use_pin"],
        }

    @http.route()
    def systray_attendance(self, latitude=False, longitude=False):
        answer = super().systray_attendance(latitude, longitude)
        forgetful = self._hes_forgetful(answer)
        if not forgetful:
            return answer
        if self._hes_is_denied(forgetful):
            notice = request.env._(
                "Check-in is not possible at the moment."
                " Please see HR or the person in charge."
            )
            return {**answer, "hes_notice": notice, "hes_refused": True}
        notice = request.env._(
            "Your last check-out was forgotten, and that attendance is closed now."
            " Please check in again."
        )
        return {**answer, "hes_notice": notice}

    @staticmethod
    def _hes_forgetful(answer):
        """Who was checked out by this request of an attendance whose check-out they had
        forgotten, as the system; nobody else."""
        # sudo: stock has just answered about this person
        nobody_sudo = request.env["hr.employee"].sudo()
        if answer.get("attendance_state") != "checked_out":
            return nobody_sudo
        employee_sudo = nobody_sudo.browse(answer["id"])
        return employee_sudo.filtered("last_attendance_id.hes_forgotten")

    @staticmethod
    def _hes_is_denied(employee):
        """Whether the gate would refuse them now, as it is asked at a check-in."""
        verdicts = employee._hes_guarded()._hes_verdicts_at_gate(may_ask=True)
        return any(verdict.clearance == "denied" for verdict in verdicts.values())

    def _hes_with_hint(self, answer):
        """Add the hint to the greeting of somebody who came in with one. Who forgot to
        check out and meant to come in gets a notice, or is refused."""
        forgetful = self._hes_forgetful(answer)
        if forgetful:
            if self._hes_is_denied(forgetful):
                return self._hes_refused(forgetful)
            return {**answer, "hes_forgotten": True}
        if answer.get("attendance_state") != "checked_in":
            return answer
        # sudo: the kiosk has no user; stock has just answered about this person
        employee = request.env["hr.employee"].sudo().browse(answer["id"])
        warned = employee.last_attendance_id.hes_clearance == "warned"
        if warned and employee._hes_guarded():
            return {**answer, "hes_hint": True}
        return answer
