# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import contextlib
from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.tests import tagged

from .access_case import AccessCase
from .access_table import ROLES
from .common import NOT_FOUND, RISKLESS, RISKY, UNANSWERED, HesCase
from .edevlet.test_edevlet_answer import page
from .sheet.sheet_files import csv
from .visit.permit_case import PermitCase
from .web_client import ServerError, WebClient, is_button

#: What a button may answer instead of doing what it says: a sentence for people.
POLITE = ("UserError", "ValidationError", "RedirectWarning")
INTERNAL = [role for role, groups in ROLES.items() if "base.group_user" in groups]


def our_views(env):
    """The views of this add-on that show a model."""
    ours = env["ir.model.data"].search(
        [("module", "=", "hes_code"), ("model", "=", "ir.ui.view")]
    )
    return env["ir.ui.view"].browse(ours.mapped("res_id")).filtered("model")


def model_of(env, button, model):
    """The model of the records a button stands on: of a list in a form, its own."""
    path = [
        node.get("name")
        for node in button.iterancestors("field")
        if not node.get("position")  # of an inheriting view: only a place
    ]
    for name in reversed(path):
        field = env[model]._fields.get(name)
        model = field.comodel_name if field and field.comodel_name else model
    return model


def key_of(kind, view_model, model, node):
    """What tells a button from all others, in the source and on the screen."""
    texts = (node.get(name) or "" for name in ("name", "invisible", "context"))
    return (kind, view_model, model, *texts)


class ScreenCase(WebClient, AccessCase):
    """Records in every state in which a button of ours is shown, and all the roles."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hr.employee"].create(
            {
                "name": "Somebody",
                "user_id": cls.roles["employee"].id,
                "company_id": cls.company.id,
            }
        )

    def setUp(self):
        super().setUp()
        self.ours["hes.service"].active = False  # its password is none
        self.start_service()
        self.patient = self.ours["hr.employee"]
        self._make_people()
        self._make_queries()
        self._make_visits()
        self._make_journeys()
        self._make_contacts()

    def _make_people(self):
        """Present codes of each answer; somebody who is in, and not cleared; an
        exemption that runs."""
        today = fields.Date.today()
        self.env["hes.exemption"].create(
            {
                "employee_id": self.burak.id,
                "date_from": today,
                "date_to": fields.Date.add(today, days=2),
                "reason": "Works alone",
            }
        )
        code = self.code(self.ayse, RISKLESS, risk_status="riskless")
        self._make_unconfirmed(code)
        self.patient.sudo().hes_manager_user_id = False
        self.newcomer = self.env["hr.employee"].create(
            {"name": "Nil Yeni", "company_id": self.company.id}
        )
        self.code(self.burak, NOT_FOUND, risk_status="not_found")
        for row in self.env["hr.attendance"].search([("check_out", "=", False)]):
            row.check_out = row.check_in + timedelta(hours=8)
        self.env["hr.attendance"].create(
            {"employee_id": self.patient.id, "check_in": fields.Datetime.now()}
        )
        self.company.hes_policy_id.write({"gate": "on", "code_page": True})

    def _make_unconfirmed(self, code):
        """A risk that somebody ended by hand, and nobody confirmed."""
        self.record_answer(code, status="risky")
        query = self.as_user(self.officer, "hes.query")._start_edevlet(
            code.with_user(self.officer)
        )
        self.record_answer(code, status="riskless", query=query)

    def _make_queries(self):
        """A draft, one of each channel that runs, one with codes not answered."""
        queries = self.as_user(self.officer, "hes.query")
        queries.create({})
        codes = self.env["hes.code"].search([("company_id", "=", self.company.id)])
        queries._start_edevlet(queries.env["hes.code"].browse(codes.ids))
        unanswered = self.code(self.cigdem, UNANSWERED)
        queries.env["hes.code"].browse(unanswered.ids).action_check()

    def _make_visits(self):
        """One of each state, and a risky visitor who is in the building."""
        site = PermitCase.site_of(self.env, self.company)
        now = fields.Datetime.now()
        states = ({}, {"state": "approved"}, {"state": "denied"})
        inside = {"state": "approved", "arrived_at": now}
        states += ({"state": "cancelled"}, inside)
        for place, state in enumerate(states):
            visit = self.env["hes.permit"].create(
                {
                    "kind": "visit",
                    "visitor_name": f"Visitor {place}",
                    "hes_code_entry": f"K1L2-{place:04}-00",
                    "host_id": self.ayse.id,
                    "site_id": site.id,
                }
            )
            visit.write(state)
            visit.participant_ids.clearance = "warned"
        code = self.env["hes.code"].search(
            [("partner_id", "=", visit.visitor_id.id)], limit=1
        )
        self.record_answer(code, status="risky")

    def _make_journeys(self):
        """One of each state; each role's person is asked to confirm one."""
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        people = self.ayse | self.patient
        people |= self.env["hr.employee"].search(
            [("user_id", "in", [user.id for user in self.roles.values()])]
        )
        for state in ("draft", "approved", "denied", "cancelled"):
            journey = self.env["hes.permit"].create(
                {
                    "kind": "travel",
                    "origin": "Bursa",
                    "destination": "Ankara",
                    "date_from": tomorrow,
                    "participant_ids": [
                        (0, 0, {"employee_id": person.id}) for person in people
                    ],
                }
            )
            journey.state = state
        journey.participant_ids.confirmation_asked_at = fields.Datetime.now()

    def _make_contacts(self):
        """Contacts of a case that wait, and a case that is closed."""
        case = self.ours["hes.contact.case"]
        journey = self.env["hes.permit"].create(
            {
                "kind": "travel",
                "origin": "Bursa",
                "destination": "Ankara",
                "date_from": "2021-03-09 06:00:00",
                "participant_ids": [
                    (0, 0, {"employee_id": person.id})
                    for person in self.ayse | self.patient
                ],
            }
        )
        journey.state = "approved"
        case.action_refresh()
        self.assertIn("todo", case.contact_ids.mapped("state"))
        closed = case.create(
            {"employee_id": self.burak.id, "company_id": self.company.id}
        )
        closed.action_close()

    # --------------------------------------------------------------------- wizards

    def wizards(self, user):
        """What a user gets to see of each wizard, step by step: list of records."""
        if user.has_group("base.group_system"):
            return [self.as_user(user, "res.config.settings").create({})]
        if not user.has_group("hes_code.group_hes_officer"):
            return []
        return [
            *self._import_steps(user),
            *self._export_steps(user),
            *self._answer_steps(user),
            *self._single_steps(user),
            *self._end_steps(user),
        ]

    def _end_steps(self, user):
        wizards = self.as_user(user, "hes.end.programme")
        if not wizards.has_access("create"):
            return []
        return [wizards.create({"confirmation": "destroy"})]

    def _import_steps(self, user):
        wizards = self.as_user(user, "hes.template.import")
        rows = csv(
            ["Ad Soyad", "HES Kodu"],
            [self.ours["spare"].name, "N1P2-3456-10"],
            ["Nobody", "N1P2-3456-11"],
        )
        steps = wizards.create(
            [{}, *[{"data": base64.b64encode(rows), "filename": "a.csv"}] * 3]
        )
        steps[2].action_preview()
        steps[3].action_preview()
        steps[3].action_import()
        return [*steps, *self._column_steps(wizards), *self._question_steps(wizards)]

    def _column_steps(self, wizards):
        """A list whose columns are chosen, and one of the same form afterwards."""
        rows = csv(
            [f"Kim {wizards.env.uid}", "Onay"],
            [self.ours["spare"].name, "N1P2-3456-12"],
        )
        values = {"data": base64.b64encode(rows), "filename": "b.csv"}
        fresh, chosen, later = wizards.create([values] * 3)
        for wizard in (fresh, chosen):
            wizard.action_preview()
            for column, meaning in zip(
                wizard.column_ids, ("name", "code"), strict=True
            ):
                column.meaning = meaning
        chosen.action_choose_columns()
        later.action_preview()
        return [fresh, later]

    def _question_steps(self, wizards):
        """Rows that wait for HR's decision, and one that was taken."""
        rows = csv(
            ["Ad Soyad", "HES Kodu"],
            [self.ayse.name, "MUAF-2022-AB"],
            [self.burak.name, "B1C2-3456-7O"],
            [self.newcomer.name, "Q5R6-1132-1O"],
        )
        values = {"data": base64.b64encode(rows), "filename": "c.csv"}
        asked, taken = wizards.create([values] * 2)
        asked.action_preview()
        taken.action_preview()
        taken.rejected_line_ids[0].action_take()
        return [asked, taken]

    def _export_steps(self, user):
        group = self.as_user(user, "hes.query.group").create(
            {"name": "Night shift", "use_domain": True}
        )
        steps = self.as_user(user, "hes.edevlet.export").create(
            [{"group_id": group.id}] * 2
        )
        steps[1].action_uploaded()
        return [group, *steps, steps.create({"group_id": group.id})]

    def _answer_steps(self, user):
        query = self.as_user(user, "hes.query").search(
            [("service_id", "=", False), ("state", "=", "running")], limit=1
        )
        content = base64.b64encode(page().encode())
        values = {"query_id": query.id, "data": content}
        steps = self.as_user(user, "hes.edevlet.answer").create([values] * 3)
        for step in steps[1:]:
            step.action_preview()
        steps[1].confirmed = True  # that this is the page of the group
        done = steps[2]
        done._system_write({"state": "done"})
        return list(steps)

    def _single_steps(self, user):
        wizards = self.as_user(user, "hes.single.query")
        fresh, paste, asked = wizards.create(
            [
                {"code": "Q1R2-3456-10"},
                {
                    "code": RISKY,
                    "way": "edevlet",
                    "content": f"HES Kodu: {RISKY}\nRisk Durumu: Riskli\n",
                },
                {"code": "Q1R2-3456-11"},
            ]
        )
        asked.action_query()
        asked.employee_id = self.ours["spare"]
        return [fresh, paste, asked]


@tagged("post_install", "-at_install")
class TestScreens(ScreenCase):
    """Every menu, view and button as each role that sees it, as the client asks."""

    def setUp(self):
        super().setUp()
        self.failed = []
        self.polite = []

    @contextlib.contextmanager
    def step(self, *where):
        """A step of the walk: its failure is kept, and ends nothing else."""
        try:
            yield
        except ServerError as error:
            self.failed.append((*where, str(error)))

    def test_every_menu_opens(self):
        seen = set()
        for role in INTERNAL:
            self.log_in(self.roles[role])
            for menu, action in self.menus():
                seen.add(menu)
                with self.step(role, menu):
                    self.open_action(action)
        ours = self.env["ir.model.data"].search(
            [("module", "=", "hes_code"), ("model", "=", "ir.ui.menu")]
        )
        menus = self.env["ir.ui.menu"].browse(ours.mapped("res_id"))
        unseen = {f"hes_code.{row.name}" for row in ours} - seen
        with_action = menus.filtered("action").get_external_id().values()
        self.assertFalse(unseen & set(with_action), "no role sees these menus")
        self.assertFalse(self.failed, "\n".join(map(str, self.failed)))

    def test_every_view_opens(self):
        for role in INTERNAL:
            self.log_in(self.roles[role])
            for kind, model, root in self.roots():
                if not self.sees(model):
                    continue
                record = self.candidates(model)[:1]
                with self.step(role, model, kind, root.name):
                    self.open_views(model, [[root.id, kind]], res_id=record.id)
        self.assertFalse(self.failed, "\n".join(map(str, self.failed)))

    def test_every_button_does_what_it_says(self):
        """A button answers at least one role with what it does, and nobody with a
        traceback or a lack of rights."""
        wanted = self.buttons()
        places = {key[:2] for key in wanted}
        done = set()
        for role in INTERNAL:
            self.log_in(self.roles[role])
            pressed = {}
            mine = self.wizards(self.user)
            for kind, model, root in self.roots():
                if (kind, model) not in places or not self.sees(model):
                    continue
                records = self.candidates(model, mine)
                with self.step(role, model, root.name):
                    self.press_all(kind, model, root, records, wanted, pressed)
            done |= {key for key, worked in pressed.items() if worked}
        self.assertFalse(self.failed, "\n".join(map(str, self.failed)))
        left = sorted(wanted - done)
        self.assertFalse(left, "\n".join(map(str, [*left, *self.polite])))

    def buttons(self):
        """Every button in the source of our views."""
        found = set()
        for view in our_views(self.env):
            for node in filter(is_button, etree.fromstring(view.arch_db).iter()):
                model = model_of(self.env, node, view.model)
                found.add(key_of(view.type, view.model, model, node))
        return found

    def sees(self, model):
        """Whether this user gets to see the screens of a model: Odoo shows employees
        to others than HR as ``hr.employee.public``."""
        groups = {
            "hr.employee": "hr.group_hr_user",
        }
        if model in groups and not self.user.has_group(groups[model]):
            return False
        return self.as_user(self.user, model).has_access("read")

    def roots(self):
        """The views that ours are or extend: list of (kind, model, view)."""
        views = our_views(self.env)
        roots = self.env["ir.ui.view"]
        for view in views.filtered(lambda row: row.type != "qweb"):
            while view.mode == "extension" and view.inherit_id:
                view = view.inherit_id
            roots |= view
        return [(view.type, view.model, view) for view in roots]

    def candidates(self, model, mine=()):
        """Records of a model that this user may read, the newest first."""
        if model == "res.users":
            return self.user
        own = [record for record in mine if record._name == model]
        if own or self.env[model]._transient:
            return self.env[model].browse([record.id for record in own])
        domain = []
        if "company_id" in self.env[model]._fields:
            domain = [("company_id", "=", self.company.id)]
        return self.as_user(self.user, model).search(domain, order="id desc", limit=15)

    def press_all(self, kind, model, root, records, wanted, pressed):
        """Press each wanted button of a view on the first record that shows it."""
        [(_kind, arch, models)] = self.open_views(model, [[root.id, kind]])
        there = {node.get("name") for node in filter(is_button, arch.iter())} & {
            name for place, _view, _model, name, *_rest in wanted if place == kind
        }
        for record in records if there else ():
            shown = self.visible_buttons(arch, model, record, models)
            for node, owner, ids in shown:
                key = key_of(kind, model, owner, node)
                if key in wanted and not pressed.get(key):
                    with self.step(self.user.login, key):
                        pressed[key] = self.press_one(node, owner, ids)

    def press_one(self, node, model, ids):
        """Whether a button does what it says; False if it says why not, politely."""
        with contextlib.closing(self.env.cr.savepoint()) as savepoint:
            try:
                if node.get("type") == "action":
                    self.open_action(int(node.get("name")))
                else:
                    context = self.evaluate(node.get("context") or "{}")
                    opened = self.press(model, ids, node.get("name"), context)
                    if isinstance(opened, dict) and opened.get("views"):
                        self.open_action(opened)
                return True
            except ServerError as error:
                if error.kind not in POLITE:
                    raise
                self.polite.append(str(error))
                return False
            finally:
                savepoint.rollback()
                self.env.invalidate_all(flush=False)


@tagged("post_install", "-at_install")
class TestButtons(WebClient, HesCase):
    """What is pressed once in a while, through the web client's own call."""

    def test_no_button_stands_on_a_method_of_the_model_itself(self):
        """A method of the model takes no ids: pressed, it is a traceback."""
        pressed = 0
        for view in our_views(self.env):
            for button in filter(is_button, etree.fromstring(view.arch_db).iter()):
                if button.get("type") != "object":
                    continue
                model = self.env.get(model_of(self.env, button, view.model))
                method = getattr(model, button.get("name"), None)
                with self.subTest(view=view.name, button=button.get("name")):
                    self.assertTrue(callable(method))
                    self.assertFalse(getattr(method, "_api_model", False))
                pressed += 1
        self.assertGreater(pressed, 50)

    def test_ones_own_profile(self):
        user = self._user("ayse", "base.group_user")
        self.ayse.user_id = user
        self.log_in(user)
        opened = self.press("res.users", user.ids, "action_hes_stored")
        self.assertEqual(opened["url"], "/hes/my-data")
        self.assertEqual(self.url_open("/hes/my-data").status_code, 200)
        self.assertTrue(
            self.press("res.users", user.ids, "action_hes_information_read")
        )
        reading = self.env["hes.information.reading"].search(
            [("employee_id", "=", self.ayse.id)]
        )
        self.assertEqual(reading.place, "profile")

    def test_what_was_denied_can_be_changed(self):
        site = PermitCase.site_of(self.env, self.company)
        values = {"host_id": self.ayse.id, "site_id": site.id, "state": "denied"}
        permits = self.env["hes.permit"].create(
            [{**values, "kind": kind} for kind in ("visit", "travel")]
        )
        self.log_in(self.officer)
        for permit in permits:
            view = self.env.ref(f"hes_code.hes_permit_view_form_{permit.kind}")
            [(_kind, arch, models)] = self.open_views(permit._name, [[view.id, "form"]])
            shown = self.visible_buttons(arch, permit._name, permit, models)
            names = [node.get("name") for node, *_ in shown]
            self.assertIn("action_draft", names, permit.kind)
            self.press(permit._name, permit.ids, "action_draft")
            self.assertEqual(permit.state, "draft")

    def test_e_devlet_is_opened_from_a_waiting_query(self):
        query = self.env["hes.query"]._start_edevlet(self.code(self.ayse, RISKLESS))
        self.log_in(self.officer)
        opened = self.press("hes.query", query.ids, "action_open_edevlet")
        self.assertIn("turkiye.gov.tr", opened["url"])
