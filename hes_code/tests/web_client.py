# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Odoo's web client asks of the server to show a screen, over HTTP."""

from lxml import etree

from odoo.tests import HttpCase
from odoo.tools.safe_eval import datetime, safe_eval

#: Views of one kind that the client reads records for, and those it sums up.
RECORD_VIEWS = ("list", "kanban", "form")
SUMMARY_VIEWS = ("graph", "pivot")
PASSWORD = "hes_web_client"


class ServerError(Exception):
    """An answer with an error: ``kind`` is the exception's name on the server."""

    def __init__(self, error):
        self.kind = error["data"]["name"].rpartition(".")[2]
        super().__init__(f"{self.kind}: {error['data']['message']}")


class Row(dict):
    """The values of a record as the expressions of a view see them."""

    def __getattr__(self, name):
        return self.get(name, False)


def is_button(node):
    return node.tag in ("button", "a") and node.get("type") in ("object", "action")


def own_nodes(view):
    """The nodes of a view, without those of the views inside its fields."""
    for child in view:
        if isinstance(child.tag, str):
            yield child
            inside = child.tag == "field" and any(
                node.tag in RECORD_VIEWS for node in child
            )
            if not inside:
                yield from own_nodes(child)


class WebClient(HttpCase):
    """The calls of the web client, each as the user who logged in last."""

    def log_in(self, user):
        user.password = PASSWORD
        self.authenticate(user.login, PASSWORD)
        self.user = user

    def post(self, path, **params):
        answer = self.url_open(path, json={"params": params}, timeout=60).json()
        if "error" in answer:
            raise ServerError(answer["error"])
        return answer["result"]

    def call(self, model, method, *args, context=None, **kwargs):
        return self.post(
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=list(args),
            kwargs={"context": self.context(context), **kwargs},
        )

    def press(self, model, ids, name, context=None):
        """Press a button of an object; with the ids of the records it stands on."""
        return self.post(
            f"/web/dataset/call_button/{model}/{name}",
            model=model,
            method=name,
            args=[ids],
            kwargs={"context": self.context(context)},
        )

    def context(self, more=None):
        return {
            "lang": "en_US",
            "tz": "Europe/Istanbul",
            "uid": self.user.id,
            "allowed_company_ids": self.company.ids,
            **(more or {}),
        }

    def evaluate(self, text, values=None):
        """The value of a domain, a context or a condition of a view."""
        if not isinstance(text, str):
            return text or {}
        known = {
            "uid": self.user.id,
            "context": self.context(),
            "allowed_company_ids": self.company.ids,
            "companies": Row(active_id=self.company.id),
            "datetime": datetime,
            "context_today": datetime.datetime.now,
            "active_id": False,
            "active_ids": [],
            "parent": Row(),
        }
        return safe_eval(text, {**known, **(values or {})})

    # ------------------------------------------------------------------- screens

    def menus(self):
        """Menus of the add-on that this user sees, with an action each, the app itself
        among them: list of (menu's XML id, id of its action)."""
        menus = self.url_open("/web/webclient/load_menus").json()
        return [
            (menu["xmlid"], menu["actionID"])
            for menu in menus.values()
            if menu["actionID"] and (menu["xmlid"] or "").startswith("hes_code.")
        ]

    def open_action(self, action):
        """Show what an action shows: each of its views, with what it finds.

        :param action: an id, or an action as a button returns it
        :return: the views as :meth:`open_views` does
        """
        if not isinstance(action, dict):
            action = self.post("/web/action/load", action_id=action)
        if action["type"] == "ir.actions.server":
            action = self.post(
                "/web/action/run", action_id=action["id"], context=self.context()
            )
        if action["type"] != "ir.actions.act_window":
            return []
        context = self.evaluate(action.get("context"))
        domain = self.evaluate(action.get("domain") or "[]") or []
        search = [action["search_view_id"][0] if action.get("search_view_id") else 0]
        return self.open_views(
            action["res_model"],
            [*action["views"], [search[0] or False, "search"]],
            domain=domain,
            context=context,
            res_id=action.get("res_id"),
        )

    def open_views(self, model, pairs, domain=(), context=None, res_id=None):
        """Load views and what they show of the records of ``domain``.

        :param pairs: list of [view's id or False, kind]
        :return: list of (kind, root node, dict of models to fields)
        """
        loaded = self.call(model, "get_views", pairs, context=context)
        models = {name: info["fields"] for name, info in loaded["models"].items()}
        opened = []
        for kind, view in loaded["views"].items():
            root = etree.fromstring(view["arch"])
            opened.append((kind, root, models))
            if kind == "search":
                self._use_filters(model, root, domain, context)
            elif kind in RECORD_VIEWS:
                spec = self.specification(root, model, models)
                self._read(kind, model, spec, domain, context, res_id)
            elif kind in SUMMARY_VIEWS:
                self._sum_up(model, root, domain, context)
            elif kind == "calendar":
                names = [node.get("name") for node in root.iter("field")]
                names += [root.get("date_start"), root.get("date_stop")]
                spec = dict.fromkeys(filter(None, names), {})
                self._read("list", model, spec, domain, context, res_id)
        return opened

    def _read(self, kind, model, spec, domain, context, res_id):
        if kind != "form":
            self.call(model, "web_search_read", domain, spec, limit=80, context=context)
        elif res_id:
            self.call(model, "web_read", [res_id], spec, context=context)
        elif self.env[model].with_user(self.user).has_access("create"):
            self.call(model, "onchange", [], {}, [], spec, context=context)

    def _use_filters(self, model, root, domain, context):
        """Use each filter and each grouping of a search view."""
        for node in root.iter("filter"):
            if node.get("domain"):
                found = [*domain, *self.evaluate(node.get("domain"))]
                self.call(model, "search_count", found, context=context)
            group = self.evaluate(node.get("context") or "{}").get("group_by")
            if group:
                field = self.env[model]._fields[group.partition(":")[0]]
                if field.type == "properties":
                    continue  # by one of them, which the client lets choose
                if field.type in ("date", "datetime") and ":" not in group:
                    group += ":month"  # what the client takes where nothing is said
                self.call(
                    model,
                    "web_read_group",
                    list(domain),
                    [group],
                    ["__count"],
                    context=context,
                )

    def _sum_up(self, model, root, domain, context):
        """What a graph or a pivot asks: everything by its groups."""
        groups, sums = [], ["__count"]
        for node in root.iter("field"):
            if node.get("type") == "measure":
                sums.append(f"{node.get('name')}:sum")
            elif node.get("invisible") not in ("1", "True"):
                interval = node.get("interval")
                groups.append(":".join(filter(None, (node.get("name"), interval))))
        self.call(
            model,
            "formatted_read_group",
            list(domain),
            groups,
            sums,
            context=context,
        )

    def specification(self, root, model, models):
        """What the client asks of each record: the fields of the view."""
        spec = {}
        for node in own_nodes(root):
            name = node.get("name")
            field = models.get(model, {}).get(name)
            if node.tag != "field" or not field:
                continue
            spec[name] = {}
            if field["type"] == "many2one":
                spec[name] = {"fields": {"display_name": {}}}
            elif field["type"] in ("one2many", "many2many"):
                views = [child for child in node if child.tag in RECORD_VIEWS]
                inner = views and self.specification(
                    views[0], field["relation"], models
                )
                spec[name] = {"fields": inner or {}}
        return spec

    # ------------------------------------------------------------------- buttons

    def visible_buttons(self, root, model, record, models):
        """Buttons of a view that are shown of a record.

        :return: list of (node, model, ids of the records it is pressed with)
        """
        spec = self.specification(root, model, models)
        rows = self.call(model, "web_read", record.ids, spec)
        values = self._row(rows[0], model, models)
        return list(self._shown(root, model, values, rows[0], models))

    def _shown(self, root, model, values, row, models):
        for node in own_nodes(root):
            if self._hidden(node, root, values):
                continue
            if is_button(node):
                yield node, model, [row["id"]]
            field = models.get(model, {}).get(node.get("name"), {})
            if node.tag != "field" or "relation" not in field:
                continue
            for view in node:
                inner = row.get(node.get("name"))
                if view.tag not in RECORD_VIEWS or not isinstance(inner, list):
                    continue
                for line in inner:
                    known = self._row(line, field["relation"], models)
                    known["parent"] = values
                    yield from self._shown(view, field["relation"], known, line, models)

    def _hidden(self, node, root, values):
        while node is not None and node is not root:
            if self.evaluate(node.get("invisible") or "False", values):
                return True
            node = node.getparent()
        return False

    def _row(self, row, model, models):
        values = Row(row)
        for name, field in models.get(model, {}).items():
            value = row.get(name, False)
            if isinstance(value, dict):
                value = value.get("id", False)
            elif field["type"] in ("one2many", "many2many"):
                value = [line["id"] for line in value or []]
            values[name] = value
        return values
