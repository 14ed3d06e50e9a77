# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


import re
from collections import Counter
from datetime import timedelta

import pytz
from markupsafe import Markup

from odoo import fields, models, tools
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...tools import days
from ...tools.clearance import POLICY_REASONS, Policy
from ...tools.sheet.types import SheetLimits
from ...tools.text import MEGABYTE
from ..privacy.hes_information import SAMPLE

#: Read together, and not with every company that a check-in or a mail reads.
APART = {"prefetch": "hes"}

#: A company's rules: those who set them and those who work by them may read them.
RULE = {**APART, "groups": "hes_code.group_hes_officer,base.group_system"}

ACTIONS = [
    ("off", "Let in"),
    ("warn", "Let in with a hint"),
    ("block", "Refuse"),
]

#: Of a list, what is walked over for each row that is taken, in cells and characters.
CELLS_PER_ROW, CHARS_PER_ROW = 10, 400

#: XML is so many times as large as the workbook that it is packed in.
UNPACKED = 5

_BLANK_LINES = re.compile(r"\n\s*\n")


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = "res.company"
    hes_gate = fields.Selection(
        [("off", "Off"), ("on", "On")],
        string="Gate",
        default="on",
        required=True,
        help="When on, whoever the policy refuses cannot check in. "
        "Checking out is never refused.",
        **RULE,
    )
    hes_policy_risky = fields.Selection(
        ACTIONS, string="Risky", default="block", required=True, **RULE
    )
    hes_policy_not_found = fields.Selection(
        ACTIONS, string="Code Not Found", default="block", required=True, **RULE
    )
    hes_policy_mismatch = fields.Selection(
        ACTIONS,
        string="Somebody Else's Code",
        default="warn",
        required=True,
        **RULE,
    )
    hes_policy_expired = fields.Selection(
        ACTIONS,
        string="Code Expired",
        default="warn",
        required=True,
        **RULE,
    )
    hes_policy_missing = fields.Selection(
        ACTIONS,
        string="No Code",
        default="warn",
        required=True,
        **RULE,
    )
    hes_policy_unchecked = fields.Selection(
        ACTIONS,
        string="Not Checked Yet",
        default="warn",
        required=True,
        **RULE,
    )
    hes_policy_stale = fields.Selection(
        ACTIONS,
        string="Answer Too Old",
        default="warn",
        required=True,
        **RULE,
    )
    hes_live_check = fields.Boolean(
        string="Ask at Check-in",
        default=True,
        help="When the last answer is too old, the service is asked for this one code "
        "before the gate decides.",
        **RULE,
    )
    hes_live_timeout = fields.Float(
        string="Wait at Most (Seconds)",
        default=3.0,
        help="How long somebody waits at the gate for the service.",
        **RULE,
    )
    hes_policy_unreachable = fields.Selection(
        ACTIONS,
        string="Service Does Not Answer",
        default="warn",
        required=True,
        help="What holds instead of the rules for codes not checked or answers too "
        "old, when the service was asked at check-in and did not answer.",
        **RULE,
    )
    hes_second_look = fields.Boolean(
        string="Second Look",
        default=True,
        help="Whoever is refused at the kiosk may enter a fresh code and be checked "
        "at once.",
        **RULE,
    )
    hes_check_interval_hours = fields.Integer(
        string="Ask Every (Hours)",
        default=24,
        help="The scheduled action asks again for a code whose answer is older.",
        **RULE,
    )
    hes_only_working = fields.Boolean(
        string="Only Who Works Today",
        help="The scheduled action asks only for people who are due to work on site"
        " today: by their schedule, without a leave, and not at home.",
        **RULE,
    )
    hes_max_age_hours = fields.Integer(
        string="Answer Valid For (Hours)",
        default=48,
        help="An older answer counts as too old at the gate.",
        **RULE,
    )
    hes_contact_days = fields.Integer(
        string="Contact Period (Days)",
        default=14,
        help="How far back contacts of a risky person are looked for.",
        **RULE,
    )
    hes_contact_minutes = fields.Integer(
        string="Time Together (Minutes)",
        default=15,
        help="Whoever was near a risky person for this long, all of the period taken "
        "together, is a contact.",
        **RULE,
    )
    hes_contact_by = fields.Selection(
        [
            ("location", "Same work location; without one, same department"),
            ("both", "Same work location and same department"),
            ("department", "Same department"),
        ],
        string="Who Meets Whom",
        default="location",
        required=True,
        help="Attendances do not say where somebody was; this does. By work location, "
        "visitors meet everybody at the site of their visit, else only their host. "
        "Those who take part in a journey meet each other in any case.",
        **RULE,
    )
    hes_stay_cap_hours = fields.Integer(
        string="Forgotten Check-out After (Hours)",
        default=16,
        help="An attendance without check-out counts as long as this at the most.",
        **RULE,
    )
    hes_visitor_retention_days = fields.Integer(
        string="Keep Visits (Days)",
        default=14,
        help="So many days after its end, a visit is deleted with the visitor's HES "
        "code, its answers, and the contact if it was made for the visit only.",
        **RULE,
    )
    _hes_visitor_retention = models.Constraint(
        "CHECK (hes_visitor_retention_days >= 0)",
        "Visits cannot be kept for less than no day.",
    )
    _hes_hours_positive = models.Constraint(
        "CHECK (hes_check_interval_hours > 0 AND hes_max_age_hours > 0"
        " AND hes_contact_days > 0)",
        "HES intervals must be greater than zero.",
    )
    _hes_contact_range = models.Constraint(
        "CHECK (hes_contact_minutes >= 0 AND hes_stay_cap_hours BETWEEN 12 AND 48)",
        "The time together must not be negative, and a forgotten check-out counts"
        " from 12 to 48 hours.",
    )
    _hes_live_timeout_range = models.Constraint(
        "CHECK (hes_live_timeout > 0 AND hes_live_timeout <= 10)",
        "Nobody should wait at the gate for more than ten seconds.",
    )
    hes_inside_count = fields.Integer(
        string="Not Cleared, Inside Now",
        compute="_compute_hes_counts",
        groups="hes_code.group_hes_officer",
    )
    hes_denied_count = fields.Integer(
        string="Not Cleared",
        compute="_compute_hes_counts",
        groups="hes_code.group_hes_officer",
    )
    hes_warned_count = fields.Integer(
        string="Cleared with a Hint",
        compute="_compute_hes_counts",
        groups="hes_code.group_hes_officer",
    )
    hes_cleared_count = fields.Integer(
        string="Cleared",
        compute="_compute_hes_counts",
        groups="hes_code.group_hes_officer",
    )
    hes_upload_megabytes = fields.Integer(
        string="Largest List (MB)",
        default=10,
        help="A larger file is refused. Lists of tens of thousands of people have one"
        " or two megabytes.",
        **RULE,
    )
    hes_upload_rows = fields.Integer(
        string="Longest List (Rows)",
        default=50_000,
        help="A longer list is refused, and so is one with more than ten cells for each"
        " of these rows.",
        **RULE,
    )
    hes_tries_per_hour = fields.Integer(
        string="Tries an Hour",
        default=5,
        help="So often within an hour one person may enter a code or a wrong PIN at the"
        " kiosk, or a new code in the own profile.",
        **RULE,
    )
    _hes_limits_range = models.Constraint(
        "CHECK (hes_upload_megabytes BETWEEN 1 AND 50"
        " AND hes_upload_rows BETWEEN 1000 AND 200000"
        " AND hes_tries_per_hour BETWEEN 1 AND 50)",
        "Lists may have 1 to 50 megabytes and 1,000 to 200,000 rows; 1 to 50 tries an"
        " hour are allowed.",
    )
    hes_retention_answers_days = fields.Integer(
        string="Keep Answers (Days)",
        default=30,
        help="So many days after an answer it is destroyed, with the reason on the"
        " attendances of that time. The status on the present code stays.",
        **RULE,
    )
    hes_retention_codes_days = fields.Integer(
        string="Keep Replaced Codes (Days)",
        default=30,
        help="So many days after a HES code was replaced or archived it is destroyed,"
        " with its answers. The present code stays while the person works here.",
        **RULE,
    )
    hes_retention_exemptions_days = fields.Integer(
        string="Keep Exemptions (Days)",
        default=90,
        help="So many days after its last day an exemption is destroyed.",
        **RULE,
    )
    hes_retention_permits_days = fields.Integer(
        string="Keep Journeys (Days)",
        default=90,
        help="So many days after its end a journey is destroyed with its participants,"
        " and a visit that was not destroyed before.",
        **RULE,
    )
    hes_retention_contacts_days = fields.Integer(
        string="Keep Contact Cases (Days)",
        default=30,
        help="So many days after the end of its period a contact case is destroyed"
        " with its contacts, closed or not.",
        **RULE,
    )
    hes_retention_second_looks_days = fields.Integer(
        string="Keep Second Looks (Days)",
        default=30,
        help="So many days after somebody tried a fresh code at the kiosk, the try is"
        " destroyed.",
        **RULE,
    )
    hes_retention_uploads_days = fields.Integer(
        string="Keep Uploads (Days)",
        default=1,
        help="So many days after it was last used, an uploaded file or a form that was"
        " filled in is destroyed; Odoo itself may do it sooner.",
        **RULE,
    )
    hes_retention_accesses_days = fields.Integer(
        string="Keep the Access Log (Days)",
        default=365,
        help="So many days after somebody opened HES data, the entry is destroyed.",
        **RULE,
    )
    _hes_retention_days = models.Constraint(
        "CHECK (LEAST(hes_retention_answers_days, hes_retention_codes_days,"
        " hes_retention_exemptions_days, hes_retention_permits_days,"
        " hes_retention_contacts_days,"
        " hes_retention_second_looks_days, hes_retention_uploads_days,"
        " hes_retention_accesses_days) >= 1)",
        "HES data are kept for one day at least, and never for ever.",
    )
    hes_information_text = fields.Text(
        string="Information on Data Protection",
        translate=True,
        help="Shown where people enter their HES code. While it is empty, the supplied "
        "sample is shown, which your lawyer has to complete and check.",
        **APART,
    )

    def _compute_hes_counts(self):
        """How many active people of each company may come in now, and who is inside."""
        people = self.env["hr.employee"].search([("company_id", "in", self.ids)])
        verdicts = people._hes_verdicts()
        counts = Counter(
            (person.company_id.id, verdicts[person.id].clearance) for person in people
        )
        denied = [key for key, row in verdicts.items() if row.clearance == "denied"]
        # officers may have no right to attendances; they learn a number
        attendances_sudo = self.env["hr.attendance"].sudo()
        inside = Counter(
            attendance.employee_id.company_id.id
            for attendance in attendances_sudo.search(
                [("employee_id", "in", denied), ("check_out", "=", False)]
            )
        )
        for company in self:
            company.hes_inside_count = inside[company.id]
            for clearance in ("denied", "warned", "cleared"):
                company[f"hes_{clearance}_count"] = counts[company.id, clearance]

    def action_hes_inside(self):
        """Attendances of those who are inside and not cleared."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr_attendance.hr_attendance_action"
        )
        context = {"search_default_hes_inside": 1}
        domain = [("employee_id.company_id", "=", self.id)]
        return {**action, "domain": domain, "context": context}

    def action_hes_employees(self):
        """Employees of one clearance (``context['hes_clearance']``)."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr.open_view_employee_list_my"
        )
        clearance = self.env.context.get("hes_clearance", "denied")
        domain = [("company_id", "=", self.id), ("hes_clearance", "=", clearance)]
        return {**action, "domain": domain, "context": {}}

    def write(self, vals):
        companies = self
        if self._hes_are_rules(vals):
            # companies are the administrator's, their HES rules the HES manager's:
            # these fields alone, of the companies that the manager works for
            companies = self.sudo()
        result = super(ResCompany, companies).write(vals)
        if any(name.startswith("hes_") for name in vals):
            self.env.registry.clear_cache("stable")
        return result

    def _hes_are_rules(self, vals):
        """May this user, a HES manager, write these values of these companies?"""
        return (
            bool(vals)
            and all(name.startswith("hes_") for name in vals)
            and self <= self.env.companies
            and self.env.user.has_group("hes_code.group_hes_manager")
        )

    def action_hes_rules(self):
        """The form on which a HES manager sets this company's rules."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rules"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [
                (self.env.ref("hes_code.res_company_view_form_rules").id, "form")
            ],
        }

    @tools.ormcache("self.id", cache="stable")
    def _hes_policy(self):
        """This company's rules, for :func:`clearance.judge`; kept from one check-in
        to the next, since reading a company takes a twentieth of one."""
        self.ensure_one()
        rules_sudo = self.sudo()  # the gate judges whoever asks
        return Policy(
            actions={name: rules_sudo[f"hes_policy_{name}"] for name in POLICY_REASONS},
            unreachable=rules_sudo.hes_policy_unreachable,
            max_age=timedelta(hours=rules_sudo.hes_max_age_hours),
        )

    # A company's days: a moment is naive UTC, a day is one of the company's zone.

    def _hes_zone(self):
        self.ensure_one()
        return pytz.timezone(
            self.resource_calendar_id.tz or self.partner_id.tz or "UTC"
        )

    def _hes_day(self, moment):
        """The day of a moment."""
        return days.day_of(moment, self._hes_zone())

    def _hes_day_start(self, day):
        """The moment at which a day begins."""
        return days.start_of(day, self._hes_zone())

    # How much is taken from outside before it is refused. What no company needs
    # otherwise is a constant beside its reader: the answer page of e-Devlet,
    # the depth and shape of files, the parts of a request to the kiosk.

    def _hes_sheet_limits(self):
        """The ``SheetLimits`` of the lists that are read for this company."""
        rows, size = self.hes_upload_rows, self.hes_upload_megabytes * MEGABYTE
        return SheetLimits(
            file_bytes=size,
            unpacked_bytes=UNPACKED * size,
            rows=rows,
            cells=CELLS_PER_ROW * rows,
            chars=CHARS_PER_ROW * rows,
        )

    # What people are told about their data where a code is collected.

    def _hes_information(self):
        """The text in the environment's language, as HTML; the sample while the
        company has none.

        :return: paragraphs without any link: a kiosk shows it
        """
        self.ensure_one()
        text = (self.hes_information_text or "").strip() or self._hes_sample()
        text = text.replace("\r\n", "\n")
        return Markup().join(
            Markup("<p>%s</p>") % Markup("<br/>").join(paragraph.split("\n"))
            for paragraph in _BLANK_LINES.split(text)
        )

    def _hes_sample(self):
        """A beginning of a text, for the employer's lawyer to complete."""
        told = "\n\n".join(
            f"{self.env._(title)}\n{self.env._(text)}" for title, text in SAMPLE
        )
        return told.replace("%(company)s", self.name)

    def action_hes_information_sample(self):
        """Begin one's own text with the sample, in every language that is installed."""
        for company in self:
            company.update_field_translations(
                "hes_information_text",
                {
                    lang: company.with_context(lang=lang)._hes_sample()
                    for lang, _name in self.env["res.lang"].get_installed()
                },
            )

    def update_field_translations(self, field_name, translations, source_lang=""):
        companies = self
        if self._hes_are_rules({field_name: translations}):
            # as in write(): HES managers set the HES rules and texts of their companies
            companies = self.sudo()
        return super(ResCompany, companies).update_field_translations(
            field_name, translations, source_lang
        )

    # The end of the programme: the ministry asks no more, so nothing is kept.

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
        for model in self.env["hes.retention.mixin"]._retention_models():
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
