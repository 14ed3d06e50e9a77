# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime

from ..code.hes_code import ENDLESS_YEAR

#: What is told of a code and of an answer, in this order.
CODE = (
    "code",
    "active",
    "source",
    "create_date",
    "risk_status",
    "risk_reason",
    "risky_since",
    "checked_at",
    "expires_at",
    "owner_check",
    "masked_national_id",
    "masked_name",
)

ANSWER = (
    "checked_at",
    "code_id",
    "risk_status",
    "risk_reason",
    "service_word",
    "expires_at",
    "masked_national_id",
    "masked_name",
    "user_id",
)

#: What is told where others are concerned, too, by model.
TOLD = {
    "hes.permit": (
        "name",
        "kind",
        "date_from",
        "date_to",
        "state",
        "arrived_at",
        "left_at",
    ),
    "hes.permit.participant": (
        "create_date",
        "code_given",
        "clearance",
        "clearance_reason",
    ),
    "hes.contact.case": ("risk_at", "date_from", "date_to", "state", "closed_at"),
    "hes.contact": ("create_date", "state", "informed_at", "asked_at", "away_until"),
    "hes.query.group": ("name",),
}

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


class HesSubjectAccess(models.AbstractModel):
    """Everything that is stored about one person, for that person to read.

    The methods take the person's records with all rights and ask nothing: the caller
    answers for whose they are.
    """

    _name = "hes.subject.access"
    _description = "What Is Stored about a Person"

    @api.model
    def _about(self, employees, partners, companies=None):
        """All that is stored about a person.

        :param employees: the person's employee records, also archived ones
        :param partners: the person's contacts, as a visitor
        :param companies: of whom to tell; of all if not given
        :return: list of sections, dicts of ``title``, ``model``, ``note`` (or none),
            ``columns`` (list of texts) and ``rows`` (list of lists of texts); times are
            in the reader's zone
        """
        env, holder = self._of(employees, partners, companies)
        codes = env["hes.code"].search(holder)
        return [
            self._section(self.env._("HES Codes"), codes, CODE),
            self._section(self.env._("Answers"), codes.check_ids, ANSWER),
            *self._at_work(env, employees),
            self._section(
                self.env._("Information on Data Protection"),
                env["hes.information.reading"].search(holder),
                ("read_at", "place", "opened", "information_id"),
            ),
            self._section(
                self.env._("Who Opened Your Data"),
                env["hes.access.log"].search(holder),
                ("accessed_at", "user_id", "kind", "channel"),
            ),
            *self._permits(env, employees, holder),
            *self._contacts(env, holder),
            self._groups(env, employees),
        ]

    @api.model
    def _groups(self, env, employees):
        groups = env["hes.query.group"].search([("employee_ids", "in", employees.ids)])
        return self._section(
            self.env._("In the Query Groups"), groups, TOLD[groups._name]
        )

    @api.model
    def _of(self, employees, partners, companies=None):
        """The environment in which to look, archived records too, and whose they are,
        as a domain."""
        holder = Domain("employee_id", "in", employees.ids)
        if partners:
            holder |= Domain("partner_id", "in", partners.ids)
        if companies is not None:
            holder &= Domain("company_id", "in", companies.ids)
        # the caller answers for whose records are looked at
        return self.with_context(active_test=False).sudo().env, holder

    @api.model
    def _at_work(self, env, employees):
        """What was decided about somebody who works here."""
        people = Domain("employee_id", "in", employees.ids)
        judged = people & Domain("hes_clearance", "!=", False)
        return [
            self._section(
                self.env._("Exemptions"),
                env["hes.exemption"].search(people),
                ("date_from", "date_to", "reason", "user_id"),
            ),
            self._section(
                self.env._("Attendances"),
                env["hr.attendance"].search(judged),
                ("check_in", "hes_clearance", "hes_clearance_reason"),
            ),
            self._section(
                self.env._("Second Looks"),
                env["hes.kiosk.attempt"].search(people),
                ("tried_at", "outcome"),
            ),
        ]

    @api.model
    def _answers(self, employee):
        """The answers about one employee, as a section of :meth:`_about`."""
        codes = employee.with_context(active_test=False).hes_code_ids
        names = ("checked_at", "code_id", "risk_status", "expires_at")
        return self._section(self.env._("Answers"), codes.check_ids, names)

    @api.model
    def _section(self, title, records, names, note=None):
        told = [records._fields[name] for name in names]
        # texts are worded for the reader; the values come with the records
        records = records.with_context(
            lang=self.env.lang, tz=self.env.context.get("tz")
        )
        return {
            "title": title,
            "model": records._name,
            "note": note,
            "columns": [field._description_string(self.env) for field in told],
            "rows": [
                [self._text(field, record) for field in told]
                for record in records.sorted()
            ],
        }

    @api.model
    def _text(self, field, record):
        value = record[field.name]
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if not value:
            return ""
        if field.type == "selection":
            return dict(field._description_selection(self.env))[value]
        if field.type == "datetime":
            if field.name == "expires_at" and value.year >= ENDLESS_YEAR:
                return self.env._("No end")
            return format_datetime(self.env, value, dt_format="short")
        if field.type == "date":
            return format_date(self.env, value)
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        return str(value)

    # What is stored about a person together with others: never who they are,
    # and nothing from which that could be told.

    @api.model
    def _permits(self, env, employees, holder):
        parts = env["hes.permit.participant"].search(holder)
        permits = env["hes.permit"].search(
            Domain("id", "in", parts.permit_id.ids)
            | Domain("host_id", "in", employees.ids)
        )
        return [
            self._section(
                self.env._("Visits and Journeys"), permits, TOLD[permits._name]
            ),
            self._section(
                self.env._("Judged for Visits and Journeys"), parts, TOLD[parts._name]
            ),
        ]

    @api.model
    def _contacts(self, env, holder):
        cases = env["hes.contact.case"].search(holder)
        contacts = env["hes.contact"].search(holder)
        return [
            self._section(
                self.env._("Contact Cases about You"), cases, TOLD[cases._name]
            ),
            self._section(
                self.env._("You Were a Contact"),
                contacts,
                TOLD[contacts._name],
                note=self.env._(
                    "Who the other person is, when and where you met them, and HR's"
                    " notes are left out, since they would tell about the other person."
                ),
            ),
        ]

    # HR hands over what is stored about somebody who has no user here.

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
