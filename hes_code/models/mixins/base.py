# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import re
from functools import partial, wraps
from inspect import signature

from odoo import api, models
from odoo.fields import Domain

#: In the context while fields are used and nobody searches by them; no client can send
#: it.
UNLOGGED = object()
#: In the cache of a cursor while somebody searches: the logged fields that were used.
USED = "hes_searched_fields"


def _search_door(method, *specs):
    """``method`` of the ORM, through which every search goes: if the database is asked
    for a logged field meanwhile, it leaves a row in the access log.

    :param specs: names of the arguments, the domain aside, that name fields
    """
    parameters = signature(method)

    @wraps(method)
    def wrapper(self, *args, **kwargs):
        search = getattr(super(Base, self), method.__name__)
        cache = self.env.cr.cache
        unlogged = self.env.su or self.env.context.get("hes_search") is UNLOGGED
        if unlogged or USED in cache:
            return search(*args, **kwargs)
        used, found = cache.setdefault(USED, set()), 0
        given = parameters.bind(self, *args, **kwargs).arguments
        paths = set(domain_paths(given.get("domain")))
        try:
            self._check_paths(paths)
            result = search(*args, **kwargs)
            found = result if isinstance(result, int) else _count(result)
        finally:
            cache.pop(USED, None)
            if used:
                # names and what surrounds them: "field:granularity", "field desc, id"
                texts = repr([given.get(name) for name in specs])
                paths.update(re.findall(r"[\w.]+", texts))
                self._log_search(paths, used, found)
        if isinstance(result, list):
            _log_names(result)
        return result

    return wrapper


def _log_names(result):
    """Log that records are named by which others are grouped, if names of such records
    are HES data: that of a HES code is the code."""
    for rows in result if result and isinstance(result[0], list) else [result]:
        for place, value in enumerate(rows[0] if rows else ()):
            if getattr(value, "_access_log_kind", None):
                value.union(*(row[place] for row in rows))._log_data_access(
                    ["display_name"]
                )


def _spec_paths(spec, before=""):
    """The paths of fields in a specification as ``web_read`` takes it."""
    for name, inner in spec.items():
        yield before + name
        yield from _spec_paths((inner or {}).get("fields") or {}, f"{before}{name}.")


def _count(result):
    """How many records, or groups of them, a search has found."""
    return sum(len(part) if isinstance(part, list) else 1 for part in result)


def domain_paths(domain):
    """The paths of fields in a domain, those in the domains of relations included."""
    for condition in Domain(domain or ()).iter_conditions():
        yield condition.field_expr
        if "any" in condition.operator and isinstance(
            condition.value, Domain | list | tuple
        ):
            for path in domain_paths(condition.value):
                yield f"{condition.field_expr}.{path}"


# Whatever is searched, counted, grouped, named or previewed by somebody, on a path to
# HES data or not, leaves its row in the access log. The models that hold HES data say
# when one of their fields is used (HesAccessLoggedMixin); here it is noted by whom, on
# which way, and how many records were found. This is no docstring: Odoo would store it
# with every model.
class Base(models.AbstractModel):
    _name = "base"
    _inherit = "base"

    def _forget_looked_up(self):
        """Clear what check-ins have looked up once for all, now and again when this
        transaction is committed: a neighbour may look it up in between, as it was."""
        registry = self.env.registry
        registry.clear_cache("stable")
        self.env.cr.postcommit.add(partial(registry.clear_cache, "stable"))

    search_fetch = _search_door(models.BaseModel.search_fetch, "order")
    search_count = _search_door(models.BaseModel.search_count)
    _read_group = _search_door(
        models.BaseModel._read_group, "groupby", "aggregates", "having", "order"
    )
    _read_grouping_sets = _search_door(
        models.BaseModel._read_grouping_sets, "grouping_sets", "aggregates", "order"
    )

    def onchange(self, values, field_names, fields_spec):
        """What a form shows before it is saved is read, too; of the records that its
        values name, as a search for them."""
        result = super().onchange(values, field_names, fields_spec)
        logged = {} if self.env.su else self._logged_paths(_spec_paths(fields_spec))
        if self.ids:
            own = [path for path in logged if "." not in path]
            if own:
                self._log_data_access(own)
            logged = {path: kind for path, kind in logged.items() if "." in path}
        if logged and values:
            self.env["hes.access.log"]._log_search(self, logged, 0)
        return result

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        for name, *deeper in filter(None, fields):
            others = self.env.get(getattr(self._fields.get(name), "comodel_name", None))
            if not deeper and getattr(others, "_access_log_kind", None):
                self.mapped(name)._log_data_access(["display_name"], "export")
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def _log_search(self, paths, used, found):
        """Log that the user searches these records by logged fields.

        :param paths: what the search names: paths of fields, and other words
        :param used: set of the logged fields that are used, as (model, name)
        :param found: how many records were found
        """
        names = self._logged_paths(paths) or {
            f"{model}.{name}": self.env[model]._access_log_kind for model, name in used
        }
        self.env["hes.access.log"]._log_search(self, names, found)

    @api.model
    def _check_paths(self, paths):
        """Raise AccessError where a path leads to data of this add-on that the user may
        not read: Odoo searches followers, bank accounts and others as the system, and
        what the user asks of them with it."""
        for path in paths:
            for model, field in self._steps(path) if "." in path else ():
                if model._original_module == "hes_code":
                    model.browse().check_access("read")
                if field._module == "hes_code":
                    model._check_field_access(field, "read")

    @api.model
    def _logged_paths(self, paths):
        """Dict of those of ``paths`` that lead to a logged field, up to there, to the
        kind of data that it holds."""
        logged = {}
        for path in paths:
            steps = []
            for model, field in self._steps(path):
                steps.append(field.name)
                kind = getattr(model, "_access_log_kind", None)
                if kind and model._is_logged(field.name):
                    logged[".".join(steps)] = kind
                    break
        return logged

    @api.model
    def _steps(self, path):
        """The fields on a path, each with its model, as far as there are any."""
        model = self
        for name in path.split("."):
            field = model._fields.get(name)
            if field is None:
                return
            yield model, field
            model = self.env.get(field.comodel_name)
            if model is None:
                return
