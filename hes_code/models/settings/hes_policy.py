# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


import re
from dataclasses import replace
from datetime import timedelta
from secrets import token_hex

from markupsafe import Markup

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import clean_context

from ...tools.clearance import Policy
from ..information_sample import SAMPLE
from ..selections import PASS_REASONS, REASONS

ACTIONS = [
    ("off", "Let in"),
    ("warn", "Let in with a hint"),
    ("block", "Refuse"),
]

#: How the badges of readers are compared; see ``tools.gate.badge``.
BADGE_READINGS = [
    ("exact", "As They Are Written"),
    ("decimal_hex", "Also as Decimal and Hexadecimal"),
    ("any_order", "Also with Their Bytes in the Other Order"),
]

#: Where the page is, without its key.
CODE_PAGE = "/hes/code/"
#: What it is written in, as its switch names it.
LANGUAGES = {"tr": "Türkçe", "en": "English"}

#: So many forms of lists are remembered.
REMEMBERED_FORMS = 50

#: What else is ruled from the moment on at which a gate is switched on.
SWITCHED_ON = {"policy_mismatch": "block"}

_BLANK_LINES = re.compile(r"\n\s*\n")


class HesPolicy(models.Model):
    """A company's rules. Each company has one record, made with it; HES officers read
    it, HES managers and system administrators change it, and each change is tracked.
    """

    _name = "hes.policy"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "hes.audited.mixin",
        "hes.system.fields.mixin",
    ]
    _description = "HES Rules"
    _retention_none = "Rules of a company, about nobody."
    _rec_name = "company_id"
    _audit_kind = "policy"
    _audit_created = False  # with its company, by the usual rules

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, frozen=True, ondelete="cascade"
    )

    # The gate

    gate = fields.Selection(
        [("off", "Off"), ("on", "On")],
        default="off",
        required=True,
        tracking=True,
        help="When on, people whom these rules refuse cannot check in. Checking out is "
        "never refused.",
    )
    hes_codes = fields.Boolean(
        string="HES Codes",
        default=True,
        tracking=True,
        help="When off, no HES code is asked for and none speaks against anybody; the "
        "gate goes on with what else is due.",
    )
    max_age_hours = fields.Integer(
        string="Answer Valid For (Hours)",
        default=48,
        tracking=True,
        help="An older answer counts as too old at the gate.",
    )
    policy_risky = fields.Selection(
        ACTIONS,
        string="Risky",
        default="block",
        required=True,
        tracking=True,
        help="The last answer was risky. It stays so until an answer says otherwise.",
    )
    policy_not_found = fields.Selection(
        ACTIONS,
        string="Code Not Found",
        default="block",
        required=True,
        tracking=True,
        help="The ministry does not know the code: mistyped or deleted.",
    )
    policy_mismatch = fields.Selection(
        ACTIONS,
        string="Somebody Else's Code",
        default="warn",
        required=True,
        tracking=True,
        help="The answer's masked number or name does not fit the person. Switching the"
        " gate on sets this to refuse.",
    )
    policy_expired = fields.Selection(
        ACTIONS,
        string="Code Expired",
        default="warn",
        required=True,
        tracking=True,
        help="The code's time is over.",
    )
    policy_missing = fields.Selection(
        ACTIONS,
        string="No Code",
        default="warn",
        required=True,
        tracking=True,
        help="The person has given no code.",
    )
    policy_unchecked = fields.Selection(
        ACTIONS,
        string="Not Checked Yet",
        default="warn",
        required=True,
        tracking=True,
        help="No answer has come for the code yet.",
    )
    policy_stale = fields.Selection(
        ACTIONS,
        string="Answer Too Old",
        default="warn",
        required=True,
        tracking=True,
        help="The last answer is older than allowed.",
    )
    visit_rule = fields.Selection(
        [("block", "Not approved"), ("warn", "Approved, and sent to HR")],
        string="Visitors without a Valid Answer",
        default="block",
        required=True,
        tracking=True,
        help="Visitors whose code is missing, ended, unknown to the ministry, or not "
        "answered for. Where the rules at check-in are harder, these hold.",
    )
    live_check = fields.Boolean(
        string="Ask at Check-in",
        default=True,
        tracking=True,
        help="When the last answer is too old, the service is asked for this one code "
        "before the gate decides.",
    )
    live_timeout = fields.Float(
        string="Wait at Most (Seconds)",
        default=3.0,
        tracking=True,
        help="How long somebody waits at the gate for the service.",
    )
    policy_unreachable = fields.Selection(
        ACTIONS,
        string="Service Does Not Answer",
        default="warn",
        required=True,
        tracking=True,
        help="What holds instead of the rules for codes not checked or answers too "
        "old, when the service was asked at check-in and did not answer.",
    )
    kiosk_attempt = fields.Boolean(
        string="Fresh Code at the Kiosk",
        default=True,
        tracking=True,
        help="People who are refused at the kiosk may enter a fresh code of their own "
        "and are checked at once. Companies that ask by e-Devlet cannot offer it.",
    )

    exemption_days = fields.Integer(
        string="Longest Exemption (Days)",
        default=31,
        tracking=True,
        help="An exemption lasts so many days at the most. Afterwards somebody has to"
        " grant a new one.",
    )

    badge_reading = fields.Selection(
        BADGE_READINGS,
        string="Badges Are Read",
        default="exact",
        required=True,
        tracking=True,
        help="Some readers give the number of a card in decimal, others in hexadecimal,"
        " some with its bytes in the other order. With this, all of them are the same"
        " badge at kiosks and turnstiles and in lists. Capital and small letters are"
        " always the same; leading zeros count where badges are read as they are"
        " written.",
    )

    # Asking the service

    check_interval_hours = fields.Integer(
        string="Ask Every (Hours)",
        default=24,
        tracking=True,
        help="The scheduled action asks again for a code whose answer is older.",
    )
    only_working = fields.Boolean(
        string="Only Who Works Today",
        tracking=True,
        help="The scheduled action asks only for people who are due to work on site "
        "today: by their schedule, without a leave, and not at home. Flexible hours "
        "count as working.",
    )

    # Contacts

    contact_days = fields.Integer(
        string="Contact Period (Days)",
        default=14,
        tracking=True,
        help="How far back contacts of a risky person are looked for.",
    )
    contact_minutes = fields.Integer(
        string="Time Together (Minutes)",
        default=15,
        tracking=True,
        help="People who were near a risky person for this long, all of the period "
        "taken together, are contacts.",
    )
    contact_by = fields.Selection(
        [
            ("location", "Same work location; without one, same department"),
            ("both", "Same work location and same department"),
            ("department", "Same department"),
        ],
        string="Who Meets Whom",
        default="location",
        required=True,
        tracking=True,
        help="Attendances do not say where somebody was; this does. By work location, "
        "visitors meet everybody at the site of their visit, else only their host. "
        "Those who take part in a journey meet each other in any case.",
    )
    stay_cap_hours = fields.Integer(
        string="Forgotten Check-out After (Hours)",
        default=16,
        tracking=True,
        help="An attendance without check-out counts as long as this at the most.",
    )

    # Limits of what comes from outside

    tries_per_hour = fields.Integer(
        string="Tries an Hour",
        default=5,
        tracking=True,
        help="So often within an hour one person may enter a code or a wrong PIN at the"
        " kiosk, or a new code in the own profile.",
    )
    upload_megabytes = fields.Integer(
        string="Largest List (MB)",
        default=10,
        tracking=True,
        help="A larger file is refused. Lists of tens of thousands of people have one"
        " or two megabytes.",
    )
    sheet_columns = fields.Json(
        readonly=True,
        copy=False,
        system_only=True,
        help="The columns of lists as HR chose them, by a hash of the header.",
    )
    upload_rows = fields.Integer(
        string="Longest List (Rows)",
        default=50_000,
        tracking=True,
        help="A longer list is refused, and so is one with more than ten cells for each"
        " of these rows.",
    )

    # Collecting codes

    reminders = fields.Boolean(
        default=True,
        tracking=True,
        help="As soon as HR has entered the first HES codes, people who have a user are"
        " asked once for a code that is missing, ends in 14 and in 3 days, is not found"
        " or is somebody else's; HES officers get a number and a link once a week.",
    )
    officers_reminded_at = fields.Datetime(readonly=True, copy=False, system_only=True)

    # The page on which people without a user give their code

    code_page = fields.Boolean(
        string="Page for People without a User",
        tracking=True,
        help="A link that everybody may have, printed as a poster: who opens it gives"
        " their HES code with badge number and the last four digits of the T.C. number."
        " The page shows nothing that is stored.",
    )
    code_page_token = fields.Char(
        string="Key of the Link", readonly=True, copy=False, system_only=True
    )
    code_page_wait = fields.Datetime(
        string="Ministry Is Asked Again At", readonly=True, copy=False, system_only=True
    )
    code_page_url = fields.Char(string="Link", compute="_compute_code_page_url")

    # Retention

    retention_answer_days = fields.Integer(
        string="Keep Answers (Days)",
        default=30,
        tracking=True,
        help="So many days after an answer it is destroyed, with the reason on the"
        " attendances of that time. The status on the present code stays.",
    )
    retention_code_days = fields.Integer(
        string="Keep Replaced Codes (Days)",
        default=30,
        tracking=True,
        help="So many days after a HES code was replaced or archived it is destroyed,"
        " with its answers. The present code stays while the person works here.",
    )
    retention_exemption_days = fields.Integer(
        string="Keep Exemptions (Days)",
        default=90,
        tracking=True,
        help="So many days after its last day an exemption is destroyed.",
    )
    retention_visit_days = fields.Integer(
        string="Keep Visits (Days)",
        default=14,
        tracking=True,
        help="So many days after its end, a visit is deleted with the visitor's HES "
        "code, its answers, and the contact if it was made for the visit only.",
    )
    retention_journey_days = fields.Integer(
        string="Keep Journeys (Days)",
        default=90,
        tracking=True,
        help="So many days after its end a journey is destroyed with its participants,"
        " and a visit that was not destroyed before. Why somebody could not travel is"
        " forgotten when a visit would be.",
    )
    retention_contact_days = fields.Integer(
        string="Keep Contact Cases (Days)",
        default=30,
        tracking=True,
        help="So many days after the end of its period a contact case is destroyed"
        " with its contacts, closed or not.",
    )
    retention_kiosk_attempt_days = fields.Integer(
        string="Keep Attempts at the Kiosk (Days)",
        default=30,
        tracking=True,
        help="So many days after somebody tried a fresh code at the kiosk, the attempt"
        " is destroyed.",
    )
    retention_upload_days = fields.Integer(
        string="Keep Uploads (Days)",
        default=1,
        tracking=True,
        help="So many days after it was last used, an uploaded file or a form that was"
        " filled in is destroyed; Odoo itself may do it sooner.",
    )
    retention_access_days = fields.Integer(
        string="Keep the Access Log (Days)",
        default=365,
        tracking=True,
        help="So many days after somebody opened HES data, the entry is destroyed; so"
        " are the records of changes, after a year at the earliest. Those about a"
        " person end sooner if a HES manager erases their HES data, or archives them.",
    )

    # Information

    information_text = fields.Text(
        string="Information on Data Protection",
        translate=True,
        tracking=True,
        help="Shown where people enter their HES code. While it is empty, the supplied "
        "sample is shown, which your lawyer has to complete and check.",
    )

    _company_unique = models.Constraint(
        "UNIQUE (company_id)", "A company has one set of HES rules."
    )
    _asking_range = models.Constraint(
        "CHECK (check_interval_hours BETWEEN 1 AND 8760"
        " AND max_age_hours BETWEEN 1 AND 87600)",
        "The service is asked every 1 to 8,760 hours, and an answer is valid for 1 to"
        " 87,600 hours.",
    )
    _live_timeout_range = models.Constraint(
        "CHECK (live_timeout > 0 AND live_timeout <= 10)",
        "Nobody should wait at the gate for more than ten seconds.",
    )
    _contact_range = models.Constraint(
        "CHECK (contact_days BETWEEN 1 AND 60 AND contact_minutes BETWEEN 0 AND 1440"
        " AND stay_cap_hours BETWEEN 12 AND 48)",
        "Contacts are looked for in 1 to 60 days, after 0 to 1,440 minutes together;"
        " a forgotten check-out counts from 12 to 48 hours.",
    )
    _exemption_range = models.Constraint(
        "CHECK (exemption_days BETWEEN 1 AND 366)",
        "An exemption may last 1 to 366 days.",
    )
    _limits_range = models.Constraint(
        "CHECK (upload_megabytes BETWEEN 1 AND 50"
        " AND upload_rows BETWEEN 1000 AND 200000"
        " AND tries_per_hour BETWEEN 1 AND 50)",
        "Lists may have 1 to 50 megabytes and 1,000 to 200,000 rows; 1 to 50 tries an"
        " hour are allowed.",
    )
    _retention_range = models.Constraint(
        "CHECK (LEAST(retention_answer_days, retention_code_days,"
        " retention_exemption_days, retention_journey_days, retention_contact_days,"
        " retention_kiosk_attempt_days, retention_upload_days, retention_access_days)"
        " >= 1 AND retention_visit_days >= 0"
        " AND GREATEST(retention_answer_days, retention_code_days,"
        " retention_exemption_days, retention_journey_days, retention_contact_days,"
        " retention_kiosk_attempt_days, retention_upload_days, retention_access_days,"
        " retention_visit_days) <= 3650)",
        "HES data are kept for 1 to 3,650 days, visits for 0 to 3,650.",
    )

    _audit_hidden = frozenset({"code_page_token"})

    @property
    def _audit_fields(self):
        """All rules, and that the link was made; the text for people is tracked in its
        languages."""
        tracked = self._track_get_fields() - {"information_text"}
        return sorted(tracked | self._audit_hidden)

    @api.depends("code_page_token")
    def _compute_code_page_url(self):
        for policy in self:
            token = policy.code_page_token
            url = f"{policy.get_base_url()}{CODE_PAGE}{token}"
            policy.code_page_url = token and url

    @api.model
    def _create_missing(self):
        """Give the companies that have no rules the usual ones."""
        companies = self.env["res.company"].with_context(active_test=False)
        known = self.search(Domain.TRUE).company_id
        self._create_for(companies.search([("id", "not in", known.ids)]))

    @api.model
    def _create_for(self, companies):
        # sudo: a company has rules from its creation on, by any user; nobody else may
        # create any, and these have no value that the user gave
        policies_sudo = self.sudo().with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True
        )
        policies_sudo.create([{"company_id": company.id} for company in companies])

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        policies.company_id.invalidate_recordset(["hes_policy_id"])
        self._forget_looked_up()
        return policies

    def write(self, vals):
        """Who shows somebody else's code is refused from the moment the gate is
        switched on; the company may choose otherwise then, or with it."""
        if vals.get("gate") == "on" and "policy_mismatch" not in vals:
            opened = self.filtered(lambda policy: policy.gate == "off")
            if opened and opened != self:
                (self - opened).write(vals)
                return opened.write(vals)
            if opened:
                vals = {**vals, **SWITCHED_ON}
        result = super().write(vals)
        if vals.get("code_page"):
            self.filtered(lambda one: not one.code_page_token)._make_code_page_token()
        self._forget_looked_up()
        return result

    def update_field_translations(self, field_name, translations, source_lang=""):
        # write() tracks the text in the user's language alone
        names = dict(self.env["res.lang"].get_installed())
        result = super().update_field_translations(
            field_name, translations, source_lang
        )
        self._message_log(
            body=self.env._(
                "%(field)s changed: %(languages)s",
                field=self.fields_get([field_name])[field_name]["string"],
                languages=", ".join(names[lang] for lang in translations),
            )
        )
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A company's HES rules stay as long as it does."))

    @api.model
    @tools.ormcache("company_id", cache="stable")
    def _id_of(self, company_id):
        """Id of the company's record, or False."""
        # sudo: which record it is, is no secret; its fields are read by one's rights
        return self.sudo().search([("company_id", "=", company_id)]).id

    @api.model
    @tools.ormcache("company_id", cache="stable")
    def _rules_of(self, company_id):
        """The rules of the gate of a company, for any user, as a
        :class:`clearance.Policy`.

        Cached from one check-in to the next: reading them takes a twentieth of one.
        """
        # the gate judges for any user
        rules_sudo = self.sudo().browse(self._id_of(company_id))
        reasons = self._gate_reasons()
        return Policy(
            actions={
                reason.key: rules_sudo[f"policy_{reason.key}"]
                for reason in reasons
                if f"policy_{reason.key}" in self._fields  # else its default action
            },
            unreachable=rules_sudo.policy_unreachable,
            max_age=timedelta(hours=rules_sudo.max_age_hours),
            reasons=reasons,
            hes=rules_sudo.hes_codes,
        )

    @api.model
    def _rules_if_on(self, company_id):
        """As :meth:`_rules_of`, as they are once the gate is on."""
        rules = self._rules_of(company_id)
        # whether it is on, is seen by everybody who checks in
        if self.sudo().browse(self._id_of(company_id)).gate == "on":
            return rules
        changed = {name.removeprefix("policy_"): to for name, to in SWITCHED_ON.items()}
        return replace(rules, actions={**rules.actions, **changed})

    @api.model
    def _gate_reasons(self):
        """All that can stop somebody, the gravest first: a tuple of
        :class:`clearance.Reason`. Other add-ons add theirs to what ``super()``
        returns."""
        return REASONS

    @api.model
    def _clearance_reasons(self):
        """What can be the reason of a verdict: list of (key, label in the user's
        language)."""
        passed = [(key, self.env._(text)) for key, text in PASS_REASONS.items()]
        return passed + self._objection_reasons()

    @api.model
    def _objection_reasons(self):
        """What can speak against somebody: list of (key, label in the user's
        language)."""
        return [(row.key, self.env._(row.label)) for row in self._gate_reasons()]

    def _remember_columns(self, chosen):
        """Keep what HR chose for the next list of the same form; forget those of which
        nothing is chosen.

        :param chosen: dict of the fingerprint of a header to ``columns.Chosen``
        """
        known = {
            form: columns
            for form, columns in (self.sheet_columns or {}).items()
            if form not in chosen
        }
        known.update((form, columns) for form, columns in chosen.items() if columns)
        self.sheet_columns = dict([*known.items()][-REMEMBERED_FORMS:])

    def _add_activities(self, xmlid, note):
        """Give each HES officer of this company an activity on its rules, without a
        mail: its subject would be read over shoulders.

        :param xmlid: of the type of activity
        :param note: function of an environment in the officer's language to HTML
        """
        self.ensure_one()
        kind = self.env.ref(xmlid)
        # a client's context may hold anything
        activities = self.env["mail.activity"].with_context(
            clean_context(self.env.context),
            mail_activity_quick_update=True,
            hes_not_followed=True,
        )
        for officer in self.env["res.users"]._hes_officers(self.company_id):
            env = self.with_context(lang=officer.lang).env
            activities.create(
                {
                    "activity_type_id": kind.id,
                    "summary": kind.with_env(env).summary,
                    "note": note(env),
                    "date_deadline": officer._hes_today(self.company_id),
                    "res_model_id": env["ir.model"]._get_id(self._name),
                    "res_id": self.id,
                    "user_id": officer.id,
                }
            )

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, **options):
        """As stock, but for an activity of :meth:`_add_activities`: it makes nobody a
        follower. Of two at once that make the same one, one would fail, and with it the
        answers of a batch, or attendances."""
        if self.env.context.get("hes_not_followed"):
            return True
        return super()._message_subscribe(partner_ids, subtype_ids, **options)

    @api.model
    def _of_code_page(self, token):
        """The rules of the company to which a link of the page leads, as the system; or
        an empty recordset, also where the page is switched off."""
        # who has the link learns which company it is, and its information text
        return self.sudo().search(
            [
                ("code_page_token", "=", token or ""),
                ("code_page_token", "!=", False),
                ("code_page", "=", True),
                ("hes_codes", "=", True),
                ("company_id.active", "=", True),
            ],
            limit=1,
        )

    @api.model
    def _code_page_languages(self):
        """Those of ``LANGUAGES`` that are installed: dict to the full code."""
        installed = {
            code[:2]: code for code, _name in self.env["res.lang"].get_installed()
        }
        return {short: installed[short] for short in LANGUAGES if short in installed}

    def _make_code_page_token(self):
        for policy in self:
            policy._system_write({"code_page_token": token_hex(16)})

    def action_renew_code_page(self):
        """Make a new link; the old one, and posters with it, lead nowhere any more."""
        self._make_code_page_token()

    def action_print_code_poster(self):
        """A poster with the link, in the languages of the page.

        :raise UserError: while the page is switched off
        """
        self.ensure_one()
        if not self.code_page:
            raise UserError(self.env._("The page is switched off."))
        return self.env.ref("hes_code.code_poster_report").report_action(self)

    def _information(self):
        """The text that people are shown where they give a code, in the environment's
        language: the company's own, or the sample while it has none.

        :return: HTML: paragraphs without any link, since a kiosk shows them
        """
        self.ensure_one()
        text_sudo = self.sudo().information_text  # it is meant for everybody
        text = (text_sudo or "").strip() or self._information_sample()
        return Markup().join(
            Markup("<p>%s</p>") % Markup("<br/>").join(paragraph.split("\n"))
            for paragraph in _BLANK_LINES.split(text.replace("\r\n", "\n"))
        )

    def _information_sample(self):
        """A first draft of the text, for the employer's lawyer to complete."""
        text = "\n\n".join(
            f"{self.env._(title)}\n{self.env._(body)}" for title, body in SAMPLE
        )
        company_sudo = self.sudo().company_id  # its name, for everybody
        return text.replace("%(company)s", company_sudo.name)

    def action_information_sample(self):
        """Replace the text by the sample, in every language that is installed."""
        for policy in self:
            policy.update_field_translations(
                "information_text",
                {
                    lang: policy.with_context(lang=lang)._information_sample()
                    for lang, _name in self.env["res.lang"].get_installed()
                },
            )
