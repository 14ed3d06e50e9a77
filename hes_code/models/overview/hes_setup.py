# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

#: The steps in their order; which of them HES officers do.
STEPS = ("rights", "service", "codes", "query", "rules", "gate")
OF_OFFICERS = {"codes", "query"}

#: What is opened by HES managers only.
OF_MANAGERS = {"rights", "service", "people", "rules"}


class HesSetup(models.AbstractModel):
    """The way from a fresh installation to a gate that is on, of the present company.

    What is done is seen from what there is: nothing is ticked off.
    """

    _name = "hes.setup"
    _description = "Set-up of HES"

    @api.model
    def get_panel(self):
        """What the first screen shows of the set-up.

        :return: dict: ``company``, its name; ``manager``, ``gives_rights`` and
            ``may_sample``: whether the user is a HES manager, may give rights, and may
            remove sample data; ``sample``, as ``hes.sample._state``; ``steps``, what
            this user does, nothing where it is not shown: list of dict of ``key``,
            ``done`` and ``note``, how far it is; ``counts`` of the last step:
            ``denied`` and ``warned``, or None
        :raise AccessError: unless the user is a HES officer
        """
        self._check_group("officer")
        sample = self.env["hes.sample"]._state()
        shown = self.env.company.hes_policy_id.setup_panel
        steps = [] if sample == "here" or shown == "hidden" else self._steps()
        if shown == "open" and all(step["done"] for step in steps):
            steps = []
        gate_waits = any(step["key"] == "gate" and not step["done"] for step in steps)
        return {
            "company": self.env.company.name,
            "manager": self._is("manager"),
            "gives_rights": self._gives_rights(),
            "sample": sample,
            "may_sample": self.env["hes.sample"]._may(),
            "steps": steps,
            "counts": self._counts_if_on() if gate_waits else None,
        }

    @api.model
    def action_open(self, place):
        """The screen on which a step is done.

        :param place: a step but the last, ``edevlet`` (the other way to ask),
            ``people`` (the other way to collect), or, of those whom the gate would not
            let in just so, ``denied`` or ``warned``
        :raise AccessError: where somebody else does the step
        :raise UserError: where there is no such place
        """
        self._check_group("manager" if place in OF_MANAGERS else "officer")
        if place in ("denied", "warned"):
            return self._action_people(place)
        actions = {
            "rights": self._action_rights,
            "service": self._action_service,
            "edevlet": self._action_edevlet,
            "codes": self._action_codes,
            "people": self._action_poster,
            "query": self._action_query,
            "rules": self.env.company.hes_policy_id.get_formview_action,
        }
        if place not in actions:
            raise UserError(self.env._("There is no such step."))
        return actions[place]()

    @api.model
    def keep_rules(self):
        """A HES manager says that the first rules are right as they are."""
        self._write_policy({"setup_rules_kept": True})

    @api.model
    def switch_on(self):
        """Switch the company's gate on, as its rules do."""
        self._check_group("manager")
        self.env.company.hes_policy_id.gate = "on"

    @api.model
    def hide(self):
        """Have the panel on no first screen of this company any more."""
        self._write_policy({"setup_panel": "hidden"})

    @api.model
    def action_show(self):
        """Have the panel back, whether all is done or not; opens the first screen."""
        self._write_policy({"setup_panel": "shown"})
        return self.env["ir.actions.client"]._for_xml_id("hes_code.hes_overview_action")

    # Who may.

    @api.model
    def _is(self, role):
        return self.env.user.has_group(f"hes_code.group_hes_{role}")

    @api.model
    def _gives_rights(self):
        return self.env.user.has_group("base.group_erp_manager")

    @api.model
    def _check_group(self, role):
        if not self._is(role):
            raise AccessError(self.env._("You have no HES right to do this."))

    @api.model
    def _write_policy(self, vals):
        self._check_group("manager")
        self.env.company.hes_policy_id._system_write(vals)

    # How far it is. Each returns whether the step is done, and a sentence.

    @api.model
    def _steps(self):
        found = {
            "rights": self._look_rights,
            "service": self._look_service,
            "codes": self._look_codes,
            "query": self._look_query,
            "rules": self._look_rules,
            "gate": self._look_gate,
        }
        mine = STEPS if self._is("manager") else OF_OFFICERS
        steps = []
        for key in STEPS:
            if key in mine:
                done, note = found[key]()
                steps.append({"key": key, "done": done, "note": note})
        return steps

    @api.model
    def _look_rights(self):
        """Done when somebody who is no administrator looks after codes, or there is
        nobody else who could."""
        company = self.env.company
        officers = self.env["res.users"]._hes_officers(company)
        others = officers.filtered(lambda user: not user._is_system())
        # names of colleagues who do this work, for the HES manager
        names = ", ".join(sorted(officers.sudo().mapped("name")))
        colleagues = self.env["res.users"].search_count(
            [("company_ids", "in", company.ids), ("share", "=", False)], limit=2
        )
        if names:
            return bool(others) or colleagues < 2, self.env._("Now: %s", names)
        return False, self.env._("Nobody has it yet.")

    @api.model
    def _look_service(self):
        service = self.env["hes.service"]._of_company(self.env.company)
        if service:
            # that it does not work, for the HES manager
            if service.sudo().suspended:
                return False, self.env._("The service refuses to answer.")
            return True, self.env._("The service is set up.")
        by_edevlet = Domain(self._query_domain()) & Domain("service_id", "=", False)
        if self.env["hes.query"].search_count(by_edevlet, limit=1):
            return True, self.env._("You ask by e-Devlet.")
        return False, self.env._("Without a service you ask by e-Devlet.")

    @api.model
    def _look_codes(self):
        ours = Domain("company_id", "=", self.env.company.id)
        on_site = Domain("active", "=", True) & Domain("hes_required", "=", True)
        people = self.env["hr.employee"].search_count(ours & on_site)
        codes = self.env["hes.code"].search_count(
            ours & Domain("active", "=", True) & Domain("employee_id", "any", on_site)
        )
        note = self.env._(
            "%(codes)s of %(people)s people have given a code.",
            codes=codes,
            people=people,
        )
        return bool(codes), note

    @api.model
    def _look_query(self):
        queries, ours = self.env["hes.query"], Domain(self._query_domain())
        if queries.search_count(ours & Domain("state", "=", "done"), limit=1):
            return True, self.env._("The first answers are there.")
        if queries.search_count(ours, limit=1):
            return False, self.env._("The first query waits for its answer.")
        return False, self.env._("Nothing has been asked yet.")

    @api.model
    def _query_domain(self):
        return [
            ("company_id", "=", self.env.company.id),
            ("state", "in", ("running", "done")),
        ]

    @api.model
    def _look_rules(self):
        policy = self.env.company.hes_policy_id
        if policy._differs_from_first():
            return True, self.env._("You have changed them.")
        if policy.setup_rules_kept:
            return True, self.env._("You keep the first rules.")
        return False, self.env._(
            "Risky people and unknown codes are refused; who has no code or an old"
            " answer gets a hint."
        )

    @api.model
    def _look_gate(self):
        on = self.env.company.hes_policy_id.gate == "on"
        note = self.env._("It is on.") if on else self.env._("It is off.")
        return on, note

    # Whom the gate would refuse.

    @api.model
    def _suspects(self):
        """The company's people about whom there is something to say."""
        company, people = self.env.company, self.env["hr.employee"]
        ids = list(people._gate_suspects(company))
        return people.search([("company_id", "=", company.id), ("id", "in", ids)])

    @api.model
    def _counts_if_on(self):
        """How many people the gate would refuse now, and give a hint, if it were on."""
        rules = self.env["hes.policy"]._rules_if_on
        verdicts = self._suspects()._hes_verdicts(rules=rules).values()
        counts = Counter(verdict.clearance for verdict in verdicts)
        return {name: counts[name] for name in ("denied", "warned")}

    @api.model
    def _action_people(self, clearance):
        """The list of the people whom :meth:`_counts_if_on` counts. The filters show
        them but those whom only a rule stops that comes with the gate: by their ids."""
        suspects = self._suspects()
        today = suspects._hes_verdicts()
        if_on = suspects._hes_verdicts(rules=self.env["hes.policy"]._rules_if_on)
        turn = {key for key in today if today[key].clearance != if_on[key].clearance}
        these = [key for key in turn if if_on[key].clearance == clearance]
        action = self._action("hr.open_view_employee_list_my")
        domain = Domain("company_id", "=", self.env.company.id) & (
            (Domain("hes_clearance", "=", clearance) & Domain("id", "not in", turn))
            | Domain("id", "in", these)
        )
        views = sorted(action["views"], key=lambda view: view[1] != "list")
        return {**action, "views": views, "domain": list(domain), "context": {}}

    # Where the steps are done.

    @api.model
    def _action(self, xmlid):
        return self.env["ir.actions.act_window"]._for_xml_id(xmlid)

    @api.model
    def _action_rights(self):
        """The company's users, for who may give rights."""
        if not self._gives_rights():
            raise AccessError(self.env._("Your administrator gives rights."))
        ours = [("company_ids", "in", self.env.company.ids), ("share", "=", False)]
        return {**self._action("base.action_res_users"), "domain": ours}

    @api.model
    def _action_service(self):
        """The company's service, or a new one."""
        action = self._action("hes_code.hes_service_action")
        service = self.env["hes.service"]._of_company(self.env.company)
        return {**action, "views": [(False, "form")], "res_id": service.id}

    @api.model
    def _action_edevlet(self):
        """The groups, whose codes are uploaded to e-Devlet."""
        return self._action("hes_code.hes_query_group_action")

    @api.model
    def _action_codes(self):
        return self._action("hes_code.hes_template_import_action")

    @api.model
    def _action_poster(self):
        """The poster of the public page; where it is off, the rules that have it."""
        policy = self.env.company.hes_policy_id
        if policy.code_page:
            return policy.action_print_code_poster()
        return policy.get_formview_action()

    @api.model
    def _action_query(self):
        """A new query; or, by e-Devlet, the groups."""
        if not self.env["hes.service"]._of_company(self.env.company):
            return self._action_edevlet()
        action = self._action("hes_code.hes_query_action")
        return {**action, "views": [(False, "form")], "res_id": False}
