# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


import re

from odoo import api, models
from odoo.fields import Domain

#: Of fewer people, numbers tell of each of them, who could be guessed; here and in the
#: statistics.
FEW = 5

#: Fields that say whose a record is, and nothing of it.
NEUTRAL = {
    "id",
    "active",
    "company_id",
    "department_id",
    "employee_id",
    "partner_id",
    "create_date",
    "create_uid",
    "write_date",
    "write_uid",
    "date",
}

#: Whoever groups by one of these, or by a text, has a group for each person.
PEOPLE = {
    "hes.code",
    "hr.employee",
    "hr.employee.public",
    "hr.version",
    "res.partner",
    "res.users",
    "resource.resource",
}


class HesAccessSearchedMixin(models.AbstractModel):
    """Whoever finds people by their HES data is recorded, though none of it is read.

    The fields that tell are those whose readers are recorded. By these,

    - a search tells of everybody it finds;
    - a search, a number or a group tells of everybody it could have found, where these
      are fewer than :data:`FEW`: that somebody is not among them is told as well;
    - groups that name people tell of all of them.

    Numbers of more people are nobody's. These are the doors that are open to clients;
    what the add-on itself looks for, it finds by ``search_fetch``, which is not. It
    goes together with ``hes.access.logged.mixin``.
    """

    _name = "hes.access.searched.mixin"
    _description = "HES Data Whose Searchers Are Recorded"
    #: Name of the field by which a person is counted once.
    _hes_access_person = "id"

    @api.model
    def _hes_tells(self, name):
        if self._access_log_fields is None:
            return name not in NEUTRAL
        return name in self._access_log_fields

    @api.model
    def _hes_told(self, domain):
        """Names of the fields in a domain that tell something: a dict of name to None,
        or to the same of the model that a relation leads to."""
        told = {}
        for condition in Domain(domain or ()).optimize(self).iter_conditions():
            if deeper := self._hes_told_by(condition):
                told |= deeper
        return told

    @api.model
    def _hes_told_by(self, condition):
        name, value = condition.field_expr, condition.value
        if self._hes_tells(name):
            return {name: None}
        other = self.env.get(self._fields[name].comodel_name)
        if isinstance(value, Domain) and hasattr(other, "_hes_told"):
            deeper = other._hes_told(value)
            return deeper and {name: deeper}
        return {}

    @api.model
    def _hes_told_in_specs(self, specs):
        """The same of what is grouped by or summed up, as ``field:granularity``."""
        names = {re.split("[.:(]", spec)[0] for spec in specs}
        return {n: None for n in names & set(self._fields) if self._hes_tells(n)}

    @api.model
    def _hes_names_people(self, spec):
        name = re.split("[.:]", spec)[0]
        field = self._fields[name]
        return name == "id" or field.type == "char" or field.comodel_name in PEOPLE

    def _hes_log_told(self, told):
        """Record that of these records was told what :meth:`_hes_told` names."""
        if names := {name for name, deeper in told.items() if not deeper}:
            self._log_data_access(names)
        for name, deeper in told.items():
            if deeper:
                self[name]._hes_log_told(deeper)

    @api.model
    def _hes_few(self, domain, groupby=()):
        """Whom a search could have found, as far as it was among few."""
        among = (
            Domain(domain or ())
            .optimize(self)
            .map_conditions(
                lambda one: Domain.TRUE if self._hes_told_by(one) else one,
            )
        )
        groupby = [spec for spec in groupby if not self._hes_told_in_specs([spec])]
        people = f"{self._hes_access_person}:count_distinct"
        groups = self._read_group(among, groupby, [people], having=[(people, "<", FEW)])
        groups = self._web_read_group_format(groupby, [people], groups)
        few = Domain.OR(
            Domain(group["__extra_domain"])
            for group in groups
            if group[people] < FEW  # Odoo heeds no "having" where nothing is grouped
        )
        return self.search_fetch(among & few, [])

    @api.model
    def _hes_log_search(self, domain, found, told=None):
        """Record a search by ``domain`` that found these ids."""
        told = (told or {}) | self._hes_told(domain)
        if told:
            (self.browse(found) | self._hes_few(domain))._hes_log_told(told)

    @api.model
    def _hes_log_groups(self, domain, groupby, aggregates=(), only=Domain.TRUE):
        """Record that numbers were asked for.

        :param only: domain of the groups that were shown, where not all of them were
        """
        told = self._hes_told(domain)
        told |= self._hes_told_in_specs([*groupby, *aggregates])
        if told and any(map(self._hes_names_people, groupby)):
            shown = self.search_fetch(Domain(domain or ()) & only, [])
            shown._hes_log_told(told)
        elif told:
            self._hes_few(domain, groupby)._hes_log_told(told)

    @api.model
    @api.readonly
    def search(self, domain, offset=0, limit=None, order=None):
        found = super().search(domain, offset=offset, limit=limit, order=order)
        if not self.env.su:
            names = re.findall(r"\w+", order or "")
            self._hes_log_search(domain, found.ids, self._hes_told_in_specs(names))
        return found

    @api.model
    @api.readonly
    def search_count(self, domain, limit=None):
        count = super().search_count(domain, limit)
        if not self.env.su:
            self._hes_log_groups(domain, ())
        return count

    @api.model
    @api.readonly
    def search_read(
        self, domain=None, fields=None, offset=0, limit=None, order=None, **read_kwargs
    ):
        rows = super().search_read(domain, fields, offset, limit, order, **read_kwargs)
        if not self.env.su:
            self._hes_log_search(domain, [row["id"] for row in rows])
        return rows

    def _format_web_search_read_results(self, domain, records, *args, **kwargs):
        if not self.env.su:
            self._hes_log_search(domain, [row["id"] for row in records])
        return super()._format_web_search_read_results(domain, records, *args, **kwargs)

    @api.model
    @api.readonly
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        pairs = super().name_search(name, domain, operator, limit)
        if not self.env.su:
            told = self._hes_told_in_specs(["display_name"])
            self._hes_log_search(domain, [id_ for id_, _name in pairs], told)
        return pairs

    @api.model
    @api.readonly
    def formatted_read_group(self, domain, groupby=(), aggregates=(), *args, **kwargs):
        groups = super().formatted_read_group(
            domain, groupby, aggregates, *args, **kwargs
        )
        if not self.env.su:
            shown = Domain.OR(Domain(group["__extra_domain"]) for group in groups)
            only = shown if kwargs.get("limit") else Domain.TRUE
            self._hes_log_groups(domain, groupby, aggregates, only)
        return groups

    @api.model
    @api.readonly
    def formatted_read_grouping_sets(
        self, domain, grouping_sets, aggregates=(), *, order=None
    ):
        sets = super().formatted_read_grouping_sets(
            domain, grouping_sets, aggregates, order=order
        )
        if not self.env.su:
            for groupby in grouping_sets:
                self._hes_log_groups(domain, groupby, aggregates)
        return sets

    @api.model
    @api.readonly
    def read_group(self, domain, fields, groupby, *args, **kwargs):
        groups = super().read_group(domain, fields, groupby, *args, **kwargs)
        if not self.env.su:
            groupby = [groupby] if isinstance(groupby, str) else groupby
            self._hes_log_groups(domain, groupby, fields)
        return groups

    @api.model
    @api.readonly
    def read_progress_bar(self, domain, group_by, progress_bar):
        numbers = super().read_progress_bar(domain, group_by, progress_bar)
        if not self.env.su:
            self._hes_log_groups(domain, [group_by, progress_bar["field"]])
        return numbers

    @api.model
    def search_panel_select_range(self, field_name, **kwargs):
        values = super().search_panel_select_range(field_name, **kwargs)
        self._hes_log_panel(field_name, kwargs)
        return values

    @api.model
    def search_panel_select_multi_range(self, field_name, **kwargs):
        values = super().search_panel_select_multi_range(field_name, **kwargs)
        self._hes_log_panel(field_name, kwargs)
        return values

    @api.model
    def _hes_log_panel(self, field_name, kwargs):
        names = ("search_domain", "category_domain", "filter_domain")
        domain = Domain.AND(Domain(kwargs.get(name) or ()) for name in names)
        if not self.env.su:
            stored = [field_name] if self._fields[field_name].store else []
            self._hes_log_groups(domain, stored)
