# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from contextlib import closing, contextmanager

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..access_case import NOW, RIGHTS, AccessCase
from ..access_table import (
    FIELDS,
    GUARDED,
    ROLES,
    field_readers,
)

READERS = field_readers(FIELDS) | field_readers(GUARDED)
#: The doors that are tried to the fields of another company's records.
FOREIGN = ("read", "export_data", "search", "search_unset", "formatted_read_group")
#: Loggers that tell of each refusal.
REFUSALS_OF = (
    "odoo.sql_db",
    "odoo.models",
    "odoo.addons.base.models.ir_model",
    "odoo.addons.base.models.ir_rule",
)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccessTable(AccessCase):
    """Nothing is forgotten in the table that people read."""

    def test_every_model_is_in_the_table(self):
        models = {
            name
            for name, model in self.registry.items()
            if name.startswith("hes.")
            and not model._abstract
            and model._original_module == "hes_code"
        }
        self.assertEqual(models, set(RIGHTS))

    def test_every_field_on_other_models_is_in_the_table(self):
        fields = {
            (name, field)
            for name, model in self.registry.items()
            if not name.startswith("hes.") and not model._abstract
            for field, definition in model._fields.items()
            if field.startswith("hes_") and name != "res.config.settings"
            if "hes_code" in definition._modules
        }
        self.assertEqual(fields, set(field_readers(FIELDS)))

    def test_every_guarded_field_of_ours_is_in_the_table(self):
        fields = {
            (name, field.name)
            for name in RIGHTS
            for field in self.registry[name]._fields.values()
            if field.groups and not field.groups.startswith("base.")
            if "hes_code" in field._modules
        }
        self.assertEqual(fields, set(field_readers(GUARDED)))


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccessWalk(AccessCase):
    """Every role tries every model, field and operation by every method of the ORM that
    a client can call; what it gets is what the table says."""

    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger(*REFUSALS_OF))
        self.wrong = []

    def tearDown(self):
        super().tearDown()
        self.assertFalse(self.wrong, "\n" + "\n".join(self.wrong))

    def expect(self, allowed, opened, *where):
        if bool(allowed) != bool(opened):
            said = "should, and does not" if allowed else "should not, and does"
            self.wrong.append(" ".join(map(str, (*where, said))))

    # ------------------------------------------------------------------ records

    def test_records_of_the_company(self):
        for role in ROLES:
            for model, rights in RIGHTS.items():
                letters = rights[role]
                letters = "" if letters.endswith("*") else letters.replace("c", "")
                self.walk(role, self.ours[model], letters, "the company's")

    def test_records_of_ones_own(self):
        for role in ROLES:
            with self.owning(role):
                for model, rights in RIGHTS.items():
                    if rights[role].endswith("*"):
                        self.walk(role, self.ours[model], rights[role], "own")
                    self.expect(
                        "c" in rights[role],
                        self.creates(role, model, self.ours),
                        f"{role} creates {model}",
                    )

    def test_records_of_another_company(self):
        for role in ROLES:
            with self.owning(role):
                for model, rights in RIGHTS.items():
                    self.walk(role, self.theirs[model], "", "another company's")
                    if "c" in rights[role] and model != "hes.end.programme":
                        self.expect(
                            False,
                            self.creates(role, model, self.theirs),
                            f"{role} creates {model} in another company",
                        )

    @contextmanager
    def owning(self, role):
        """For this while, all that can be one's own is this role's."""
        with closing(self.env.cr.savepoint()):
            self.hand_over(self.roles[role])
            yield
        self.ours = type(self).ours
        self.env.invalidate_all(flush=False)

    def creates(self, role, model, made):
        values = self.new_values(model, made)
        records = self.as_role(role, self.env[model])
        attempt = self.done if "c" in RIGHTS[model][role] else self.outcome
        return attempt(lambda: records.create(values))

    def walk(self, role, record, letters, whose):
        where = (role, whose, record._name)
        mine = self.as_role(role, record)
        for name, door in self.record_doors(mine).items():
            self.expect("r" in letters, self.outcome(door), *where, name)
        if "r" in letters:
            for field in record._fields:
                readers = READERS.get((record._name, field), set(ROLES))
                shown = self.outcome(lambda field=field: mine.read([field]))
                self.expect(role in readers, shown, *where, field)
        values = self.change(record)
        for letter, door in (("u", lambda: mine.write(values)), ("d", mine.unlink)):
            # what is refused needs not to be undone
            attempt = self.done if letter in letters else self.outcome
            self.expect(letter in letters, attempt(door), *where, letter)

    @staticmethod
    def record_doors(record):
        """Name to a function that tells something of the record, or nothing."""
        domain = [("id", "=", record.id)]
        name = {"display_name": {}}
        by = "create_date" if record._auto else "company_id"
        every = f"{by}:day" if record._auto else by
        return {
            "read": lambda: record.read(["display_name"]),
            "web_read": lambda: record.web_read(name),
            "export_data": lambda: record.export_data(["display_name"])["datas"],
            "search": lambda: record.search(domain).ids,
            "search_count": lambda: record.search_count(domain),
            "search_read": lambda: record.search_read(domain, ["display_name"]),
            "web_search_read": lambda: record.web_search_read(domain, name)["records"],
            "name_search": lambda: record.name_search("", domain),
            "formatted_read_group": lambda: record.formatted_read_group(
                domain, [every], ["__count"]
            ),
            "web_read_group": lambda: record.web_read_group(domain, [every])["groups"],
        }

    # ------------------------------------------------------------------- fields

    def test_fields_of_the_company(self):
        opened, doors = set(), {}
        for (model, field), readers in READERS.items():
            record, value = self.with_value(self.ours, model, field)
            for role in ROLES:
                if (role, model, field) == ("boss", "hr.employee", "hes_clearance"):
                    continue  # searches go by the public model: one's own people
                if role not in readers:
                    self.closed(role, record, field, value)
                elif value:
                    mine = self.as_role(role, record)
                    doors = self.field_doors(mine, field, value)
                    opened |= {name for name in doors if self.outcome(doors[name])}
                    self.expect(True, self.outcome(doors["read"]), role, model, field)
        # the answer of these two is "not this one" for whom there is something to tell
        doors = set(doors) - {"search_not", "search_unset"}
        self.assertEqual(opened, doors, "each door opens for somebody")

    def test_fields_of_another_company(self):
        for (model, field), readers in READERS.items():
            if readers == set(ROLES) or model == "hr.work.location":
                continue  # what everybody reads; Odoo shows all sites to all users
            if self.env[model]._fields[field].inherited:
                continue  # tried where it is; who is a user is no secret
            record, value = self.with_value(self.theirs, model, field)
            for role in ROLES:
                self.closed(role, record, field, value, FOREIGN)

    def test_what_is_not_saved_tells_nothing_of_foreign_ids(self):
        """A form asks by ``onchange`` about whomever its values name."""
        fields = {}
        for model, field in READERS:
            fields.setdefault(model, []).append(field)
        for role in ROLES:
            for model, names in fields.items():
                records = self.as_role(role, self.env[model])
                foreign = {
                    field.name: self.theirs[field.comodel_name].id
                    for field in records._fields.values()
                    if field.type == "many2one" and field.comodel_name in self.theirs
                }
                spec = {
                    name: {}
                    for name in names
                    if name not in foreign
                    and records._has_field_access(records._fields[name], "read")
                }
                nobody = self.unsaved(records, dict.fromkeys(foreign, False), spec)
                for name, value in self.unsaved(records, foreign, spec).items():
                    told = value and value != nobody.get(name)
                    self.expect(False, told, role, "learns", model, name)

    def unsaved(self, records, values, spec):
        """What a form of a new record shows."""
        shown = self.outcome(lambda: records.onchange(values, [*values], spec))
        return (shown or {}).get("value", {})

    def test_everybody_reads_their_own(self):
        patient = self.ours["res.users"]
        for (model, field), readers in READERS.items():
            if model == "res.users" and not readers:
                record, value = self.with_value(self.ours, model, field)
                mine = record.sudo(False).with_user(patient)
                with self.subTest(field=field):
                    self.assertTrue(value)
                    self.assertTrue(mine.read([field])[0][field])

    def test_a_boss_learns_of_their_own_people_only(self):
        stranger = self.ours["spare"]
        for model in ("hr.employee", "hr.employee.public"):
            record = self.env[model].browse(stranger.id)
            self.closed("boss", record, "hes_clearance", "warned")

    def with_value(self, made, model, field):
        """Of whom the field has something to tell, and what."""
        own = made["res.users"]
        own_sudo = own.with_user(own).sudo()
        candidates = {
            "hr.employee": [made["hr.employee"], made["host"]],
            "hr.attendance": [made["hr.attendance"], made["host's attendance"]],
            "res.users": [own_sudo],
        }.get(model, [made[model]])
        for record in candidates:
            record = record.with_context(allowed_company_ids=made["res.company"].ids)
            if value := record[field]:
                break
        return record, value

    def closed(self, role, record, field, value, names=None):
        mine = self.as_role(role, record)
        doors = self.field_doors(mine, field, value)
        for name in names or doors:
            shown = self.outcome(doors[name])
            self.expect(False, shown, role, "learns", record._name, field, name)

    @staticmethod
    def field_doors(record, name, value):
        """Name to a function that tells something of a field, or nothing."""
        value = value.ids if hasattr(value, "ids") else [value]
        only = [("id", "=", record.id)]
        day = record._fields[name].type == "datetime"
        by = f"{name}:day" if day else name
        count = f"{name}:count_distinct"

        def shown(rows, key=name):
            return [row for row in rows if row.get(key)]

        return {
            "read": lambda: shown(record.read([name])),
            "web_read": lambda: shown(record.web_read({name: {}})),
            "export_data": lambda: any(record.export_data([name])["datas"][0]),
            "search": lambda: record.search([*only, (name, "in", value)]).ids,
            "search_not": lambda: record.search([*only, (name, "not in", value)]).ids,
            # that a field is set which always is, tells nothing
            "search_set": lambda: (
                not record._fields[name].required
                and record.search([*only, (name, "!=", False)]).ids
            ),
            "search_unset": lambda: record.search([*only, (name, "=", False)]).ids,
            "name_search": lambda: record.name_search("", [*only, (name, "in", value)]),
            "order": lambda: record.search(only, order=name).ids,
            "web_search_read": lambda: shown(
                record.web_search_read(only, {name: {}})["records"]
            ),
            "formatted_read_group": lambda: shown(
                record.formatted_read_group(only, [by], ["__count"]), by
            ),
            "aggregate": lambda: shown(
                record.formatted_read_group(only, [], [count]), count
            ),
            "web_read_group": lambda: shown(
                record.web_read_group(only, [by])["groups"], by
            ),
            "read_progress_bar": lambda: record.read_progress_bar(
                only, by, {"field": name, "colors": dict.fromkeys(value, 1)}
            ),
            "search_panel": lambda: record.search_panel_select_range(
                name, search_domain=only, enable_counters=True
            ).get("values"),
        }
