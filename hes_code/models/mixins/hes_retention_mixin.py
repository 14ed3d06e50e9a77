# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from collections import Counter
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

#: So many records are destroyed in one transaction.
CHUNK = 50_000

#: What is kept beside a record, without a reference that the database knows of:
#: model, and its fields for whose it is.
TRACES = (
    ("mail.activity", "res_model", "res_id"),
    ("mail.followers", "res_model", "res_id"),
    ("mail.message", "model", "res_id"),
    ("mail.scheduled.message", "model", "res_id"),
    ("ir.attachment", "res_model", "res_id"),
)


class HesRetentionMixin(models.AbstractModel):
    """Data about people that end: with time, when they leave, with the programme.

    A model declares what of it is past its time; how it ends is the same for all: by
    statements over whole sets, and not by ``unlink``, which append-only records refuse
    to everybody. No client can call these methods, and each use of them leaves a
    ``hes.destruction.log``.

    A model of the add-on without this mixin says why in ``_retention_none``, or names
    in ``_retention_with`` the required field with whose record it is deleted. One that
    names people and is no section of the subject access report says why in
    ``_subject_access_none``.
    """

    _name = "hes.retention.mixin"
    _description = "HES Data That Ends"
    #: Value of ``hes.destruction.log.kind``.
    _retention_kind = None
    #: The company's setting that holds the days; None: time alone ends nothing.
    _retention_setting = None
    #: The time from which the days count.
    _retention_since = None
    #: Whose data it is: paths to the company, the employee and the visitor.
    _retention_company = "company_id"
    _retention_employee = None
    _retention_visitor = None
    #: Whether data about a leaver stay for their days if no HES manager archived them.
    _retention_confirmed = False
    #: A section of what a person is shown of their data (``hes.subject.access``): its
    #: title, its columns, its place among the sections, a note above it.
    _subject_access_title = None
    _subject_access_fields = ()
    _subject_access_sequence = 0
    _subject_access_note = None
    #: Only HES managers may hand this section over to the person.
    _subject_access_managers = False

    @api.model
    def _retention_models(self):
        """All models with data that ends."""
        names = self.env.registry.descendants(["hes.retention.mixin"], "_inherit")
        found = (self.env[name] for name in sorted(names))
        return [model for model in found if not model._abstract]

    @api.model
    def _retention_scope(self):
        """Domain of the records that have something that can end."""
        return Domain.TRUE

    @api.model
    def _retention_domain(self, before):
        """Domain of what is past its time: older than ``before`` (naive UTC)."""
        return Domain(self._retention_since, "<", before)

    @api.model
    def _retention_of(self, people):
        """Domain of what is about ``people``, employees or partners (visitors)."""
        employees = people._name == "hr.employee"
        path = self._retention_employee if employees else self._retention_visitor
        return Domain(path, "in", people.ids) if path else Domain.FALSE

    @api.model
    def _subject_access_domain(self, employees, partners, companies=None):
        """Domain of what is about a person.

        :param employees: the person's employee records
        :param partners: the person's contacts, as a visitor
        :param companies: whose records; those of all if not given
        """
        domain = self._retention_of(employees) | self._retention_of(partners)
        if companies is not None:
            domain &= Domain(self._retention_company, "in", companies.ids)
        return domain

    @api.model
    def _retention_leavers(self, company):
        """Domain of what is about people who work here no more: who are archived, by a
        HES manager where ``_retention_confirmed`` says so, or are in another company,
        whatever moved them there."""
        if not self._retention_employee:
            return Domain.FALSE
        gone = Domain("active", "=", False)
        if self._retention_confirmed:
            gone &= Domain("hes_leave_unconfirmed", "=", False)
        gone |= Domain("company_id", "!=", company.id)
        return Domain(self._retention_employee, "any", gone)

    @api.model
    def _retention_due(self, company, now):
        """Yields reasons (as ``hes.destruction.log.reason``) and domains of what of a
        company is to be destroyed ``now`` (naive UTC)."""
        ours = self._retention_all(company)
        yield "left", ours & self._retention_leavers(company)
        if self._retention_setting:
            before = now - timedelta(
                days=company.hes_policy_id[self._retention_setting]
            )
            yield "retention", ours & self._retention_domain(before)

    @api.model
    def _retention_destroy_due(self, company, now):
        """Destroy a part of what is due of a company; returns how many records."""
        return sum(
            self._retention_destroy(domain, company, reason)
            for reason, domain in self._retention_due(company, now)
        )

    @api.model
    def _retention_all(self, company):
        """Domain of all that a company has."""
        return Domain(self._retention_company, "=", company.id)

    @api.model
    def _retention_destroy(self, domain, company, reason, limit=CHUNK):
        """Destroy at most ``limit`` (None: all) records of ``domain``, with all that
        hangs on them, and record it.

        :param company: whose destruction record it is
        :param reason: value of ``hes.destruction.log.reason``
        :return: how many records of this model that were
        """
        # who lets data end need not see it: a number comes back, and nothing else
        self_sudo = self.sudo().with_context(active_test=False)
        records_sudo = self_sudo.search(
            self._retention_scope() & domain, limit=limit, order="id"
        )
        counts = records_sudo._retention_end(reason)
        self.env["hes.destruction.log"]._record(counts, company, reason)
        return len(records_sudo)

    @api.model
    def _retention_forget(self, people, company, reason):
        """Destroy all that any model has about ``people`` (employees or partners).

        :param company: whose destruction record it is
        :param reason: value of ``hes.destruction.log.reason``
        """
        for model in self._retention_models():
            about = model._retention_of(people)
            model._retention_destroy(about, company, reason, limit=None)

    def _retention_end(self, reason):  # pylint: disable=unused-argument
        """What ends for ``reason`` (a value of ``hes.destruction.log``): all of these
        records, unless a model says otherwise.

        :return: Counter of kinds
        """
        return self._retention_erase()

    def _retention_erase(self):
        """Delete these records and all that hangs on them.

        :return: Counter of kinds
        """
        counts = Counter()
        if not self:
            return counts
        for model, name in self._retention_dependents():
            counts += model.search([(name, "in", self.ids)])._retention_erase()
        self._retention_erase_traces()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE id = ANY(%s)",
                SQL.identifier(self._table),
                list(self.ids),
            )
        )
        counts[self._retention_kind] += self.env.cr.rowcount
        self.env.invalidate_all(flush=False)
        return counts

    def _retention_dependents(self):
        """Models and their fields that name these records and do not stay without."""
        for model in self._retention_models():
            for field in model._fields.values():
                if (
                    field.comodel_name == self._name
                    and field.type == "many2one"
                    and field.store
                    and field.ondelete in ("cascade", "restrict")
                ):
                    yield model, field.name

    def _retention_erase_traces(self):
        """Delete activities, followers, messages and files of these records."""
        for name, model_field, id_field in TRACES:
            # what hangs on a record goes with it, also what the user may not see
            traces_sudo = self.env[name].sudo()
            traces_sudo.with_context(
                active_test=False, skip_res_field_check=True
            ).search(
                [(model_field, "=", self._name), (id_field, "in", self.ids)]
            ).unlink()
