# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import format_date, format_datetime

from ...tools.days import NO_END


class HesSubjectAccess(models.AbstractModel):
    """The data-subject access report: all that is stored about one person, for that
    person to read (KVKK, article 11).

    Each model with ``_subject_access_fields`` is a section: never of who else is
    concerned, and nothing from which that could be concluded. The methods read with all
    rights: the caller answers for whose records they are.
    """

    _name = "hes.subject.access"
    _description = "What Is Stored about a Person"

    @api.model
    def _about(self, employees, partners, companies=None):
        """All that is stored about a person.

        :param employees: the person's employee records, also archived ones
        :param partners: the person's contacts, as a visitor
        :param companies: whose records; those of all companies if not given
        :return: list of sections, dicts of ``title``, ``model``, ``note`` (or none),
            ``columns`` (list of texts) and ``rows`` (list of lists of texts); times are
            in the reader's zone
        """
        sections = []
        for model in self._models():
            domain = model._subject_access_domain(employees, partners, companies)
            # the caller answers for whose records are looked at
            found_sudo = model.sudo().with_context(active_test=False).search(domain)
            sections.append(self._section(found_sudo, model._subject_access_fields))
        return sections

    @api.model
    def _models(self):
        """The models with a section, in the order of the report."""
        models = self.env["hes.retention.mixin"]._retention_models()
        return sorted(
            (model for model in models if model._subject_access_fields),
            key=lambda model: model._subject_access_sequence,
        )

    @api.model
    def _answers(self, employee):
        """The answers about one employee, as a section of :meth:`_about`."""
        codes = employee.with_context(active_test=False).hes_code_ids
        names = ("checked_at", "code_id", "risk_status", "expires_at")
        return self._section(codes.check_ids, names)

    @api.model
    def _section(self, records, names):
        """A section of :meth:`_about` with the fields ``names`` of these records."""
        columns = [records._fields[name] for name in names]
        # texts are in the reader's language; the values come with the records
        records = records.with_context(
            lang=self.env.lang, tz=self.env.context.get("tz")
        )
        note = records._subject_access_note
        return {
            "title": self.env._(records._subject_access_title),
            "model": records._name,
            "note": note and self.env._(note),
            "columns": [field._description_string(self.env) for field in columns],
            "rows": [
                [self._text(field, record) for field in columns]
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
            if field.name == "expires_at" and value.year >= NO_END.year:
                return self.env._("No end")
            return format_datetime(self.env, value, dt_format="short")
        if field.type == "date":
            return format_date(self.env, value)
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        return str(value)

    # HR hands over what is stored about somebody who has no user here.

    @api.model
    def _hand_over(self, person):
        """What is stored about an employee or a visitor in the reader's companies;
        that it was looked at is logged.

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
        open_to_reader = [
            part
            for part in sections
            if whole or not self.env[part["model"]]._subject_access_managers
        ]
        return open_to_reader, whole

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
