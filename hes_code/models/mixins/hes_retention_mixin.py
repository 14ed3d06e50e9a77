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
    """Data about people that ends: with time, when they leave, with the programme.

    A model says here what of it is past its time; how it ends is the same for all:
    by statements over whole sets, and never by ``unlink``, which stays closed where a
    record is append-only, whoever calls it. This way is open to no client, and each
    use of it leaves a ``hes.destruction.log``.
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

    @api.model
    def _retention_models(self):
        """All models with data that ends."""
        names = self.env.registry.descendants(["hes.retention.mixin"], "_inherit")
        found = (self.env[name] for name in sorted(names))
        return [model for model in found if not model._abstract]

    @api.model
    def _retention_scope(self):
        """Which records hold something that can end."""
        return Domain.TRUE

    @api.model
    def _retention_domain(self, before):
        """What is past its time: older than ``before`` (naive UTC)."""
        return Domain(self._retention_since, "<", before)

    @api.model
    def _retention_of(self, people):
        """What is about ``people``: employees, or partners who are visitors."""
        employees = people._name == "hr.employee"
        path = self._retention_employee if employees else self._retention_visitor
        return Domain(path, "in", people.ids) if path else Domain.FALSE

    @api.model
    def _retention_leavers(self):
        """What is about people who work here no more."""
        if not self._retention_employee:
            return Domain.FALSE
        return Domain(f"{self._retention_employee}.active", "=", False)

    @api.model
    def _retention_due(self, company, now):
        """Reasons and domains of what of a company is to be destroyed ``now``."""
        ours = self._retention_all(company)
        yield "left", ours & self._retention_leavers()
        if self._retention_setting:
            before = now - timedelta(
                days=company.hes_policy_id[self._retention_setting]
            )
            yield "retention", ours & self._retention_domain(before)

    @api.model
    def _retention_all(self, company):
        return Domain(self._retention_company, "=", company.id)

    @api.model
    def _retention_destroy(self, domain, company, reason, limit=CHUNK):
        """Destroy at most ``limit`` (None: all) records of ``domain``, with whatever
        hangs on them, and record it.

        :param company: whose destruction record it is
        :param reason: value of ``hes.destruction.log.reason``
        :return: how many records of this model that were
        """
        # whoever lets data end need not see it: a number comes back, and nothing else
        self_sudo = self.sudo().with_context(active_test=False)
        records_sudo = self_sudo.search(
            self._retention_scope() & domain, limit=limit, order="id"
        )
        counts = records_sudo._retention_end(reason)
        self.env["hes.destruction.log"]._record(counts, company, reason)
        return len(records_sudo)

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
            # what goes with a record goes whoever may see it
            traces_sudo = self.env[name].sudo()
            traces_sudo.with_context(
                active_test=False, skip_res_field_check=True
            ).search(
                [(model_field, "=", self._name), (id_field, "in", self.ids)]
            ).unlink()
