# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter
from datetime import datetime, timedelta
from itertools import chain
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_datetime, groupby

from ..mixins.base import UNLOGGED

#: What ends so soon is shown.
SOON = timedelta(days=14)

#: So many running queries are shown.
RUNNING_QUERIES = 3

PEOPLE = "hr.employee", "hes_code.hr_employee_action_clearance"
CODES = "hes.code", "hes_code.hes_code_action"
EXEMPTIONS = "hes.exemption", "hes_code.hes_exemption_action"
COVERAGE = "hes.report.coverage", "hes_code.hes_report_coverage_action"
VISITS = "hes.permit", "hes_code.hes_permit_action_visit"
CASES = "hes.contact.case", "hes_code.hes_contact_case_action"
JOURNEYS = (
    "hes.permit.participant",
    "hes_code.hes_permit_participant_action_confirm",
)
QUERIES = "hes.query", "hes_code.hes_query_action"


class Figure(NamedTuple):
    """A number of the overview: how many records of ``source`` (a model, and the XML id
    of an action that shows it) ``domain`` finds among those that ``among`` finds.
    ``tone``: of what kind a number above nought is, ``danger``, ``warning``,
    ``success`` or ``info``.
    """

    key: str
    label: str
    source: tuple[str, str]
    domain: Domain
    tone: str = "warning"
    among: Domain = Domain.TRUE


class HesOverview(models.AbstractModel):
    """The first screen of HES officers: numbers of the companies that are chosen, and
    the list behind each of them."""

    _name = "hes.overview"
    _description = "HES Overview"

    @api.model
    def get_overview(self):
        """What the screen shows, in a number of statements that does not depend on the
        number of people. A number is a dict of ``key`` (for :meth:`open_list`),
        ``label``, ``count`` and ``tone``.

        :return: dict of ``trouble`` (sentences), ``gate`` (a sentence where it is off),
            ``tiles`` (numbers, with ``change``: a sentence, or empty), ``rings`` and
            ``sections`` (dicts of ``title`` and ``numbers``), ``queries``, as
            :meth:`get_queries`, and ``next`` (a sentence about the next query)
        :raise AccessError: unless the user is a HES officer
        """
        self._check_officer()
        covered = self._covered()
        return {
            "trouble": self.env.companies._hes_troubles() + self._service_troubles(),
            "gate": self._gate_note(),
            "tiles": self._tiles(),
            "rings": self._rings(covered),
            "sections": [
                {"title": title, "numbers": self._counted(figures)}
                for title, figures in self._sections().items()
            ],
            "queries": self.get_queries(),
            "next": self._next_query(covered),
        }

    @api.model
    def get_queries(self):
        """What is asked now, and what was asked last.

        :return: dict of ``running`` (list of dicts) and ``last`` (a dict, or None)
        :raise AccessError: unless the user is a HES officer
        """
        self._check_officer()
        queries, here = self.env["hes.query"], self._here()
        running = queries.search(
            here & Domain("state", "=", "running") & Domain("service_id", "!=", False),
            limit=RUNNING_QUERIES,
        )
        last = queries.search(
            here & Domain("state", "in", ["done", "failed", "cancelled"]),
            order="finished_at desc, id desc",
            limit=1,
        )
        shown = {query: self._query_values(query) for query in running | last}
        return {
            "running": [shown[query] for query in running],
            "last": shown.get(last),
        }

    @api.model
    def open_list(self, key):
        """The list behind a number.

        :param key: of a number of :meth:`get_overview`
        :return: an action
        :raise AccessError: unless the user is a HES officer
        :raise UserError: where there is no such number
        """
        self._check_officer()
        for figure in self._figures():
            if figure.key == key:
                return self._list_action(figure)
        raise UserError(self.env._("There is no such number."))

    @api.model
    def _figures(self):
        """All numbers one by one, those last for which people are judged."""
        yield from chain(*map(self._ring_figures, ("coverage", "freshness")))
        yield from chain(*self._sections().values())
        clearances, _everybody = self._clearances()
        yield from self._tile_figures(self._inside(clearances))

    @api.model
    def ask_everybody(self):
        """Ask for the codes of everybody on site in the companies that are chosen.

        :return: an action where the user has to go on (by e-Devlet), else None
        :raise AccessError: unless the user is a HES officer
        :raise UserError: where there is nothing to ask for, or the service is suspended
        """
        self._check_officer()
        on_site = self.env["hes.query"]._on_site_domain()
        codes = self.env["hes.code"].search(on_site & self._here(), order="id")
        queries = self.env["hes.query"]._ask_anyhow(codes)
        by_hand = queries.filtered(lambda query: not query.service_id)
        return by_hand._action_show() if by_hand else None

    @api.model
    def _check_officer(self):
        if not self.env.user.has_group("hes_code.group_hes_officer"):
            raise AccessError(self.env._("The overview is for HES officers."))

    @api.model
    def _here(self):
        return Domain("company_id", "in", self.env.companies.ids)

    # Numbers and their lists.

    @api.model
    def _shown(self, figure, count):
        tone = figure.tone if count else "muted"
        return {
            "key": figure.key,
            "label": figure.label,
            "count": count,
            "tone": tone,
        }

    @api.model
    def _counted(self, figures):
        """The numbers of a section (list of Figure): list of dicts. Those of one source
        and ``among`` the same records are counted in one statement."""
        counts = {}
        for (source, _among), alike in groupby(
            figures, key=lambda figure: (figure.source, str(figure.among))
        ):
            domains = [figure.domain for figure in alike]
            numbers = self._counts(source[0], alike[0].among, domains)
            counts.update(zip([figure.key for figure in alike], numbers, strict=True))
        return [self._shown(figure, counts[figure.key]) for figure in figures]

    @api.model
    def _counts(self, model, among, domains):
        """How many records of ``model`` each of ``domains`` finds ``among`` others."""
        # how many, of the whole company: nothing about a person. Who opens the list is
        # logged
        rows = self.with_context(hes_search=UNLOGGED).env[model]
        query = rows._search(among & Domain.OR(domains))
        if len(domains) == 1:
            return [len(query)]
        columns = [
            SQL(
                "COUNT(*) FILTER (WHERE %s)",
                domain.optimize_full(rows)._to_sql(rows, rows._table, query),
            )
            for domain in domains
        ]
        return self.env.execute_query(query.select(*columns))[0]

    @api.model
    def _list_action(self, figure):
        _model, xml_id = figure.source
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        views = sorted(action["views"], key=lambda view: view[1] != "list")
        return {
            **action,
            "name": figure.label,
            "display_name": figure.label,  # what the client shows
            "views": views,
            "domain": list(figure.among & figure.domain),
            "context": {},
        }

    # Who may come in.

    @api.model
    def _clearances(self):
        """Who of the active people may come in.

        :return: dict of employee id to clearance, of those about whom there is
            something to say, and how many people there are in all
        """
        people = self.env["hr.employee"]
        clearances = people._gate_clearances(self.env.companies)
        query = people._search(self._here(), bypass_access=self._sees_all(people))
        [(everybody, seen)] = self.env.execute_query(
            query.select(
                SQL("COUNT(*)"),
                SQL(
                    "ARRAY_AGG(%(id)s) FILTER (WHERE %(id)s = ANY(%(known)s))",
                    id=SQL.identifier(people._table, "id"),
                    known=list(clearances),
                ),
            )
        )
        return {key: clearances[key] for key in seen or ()}, everybody

    @api.model
    def _sees_all(self, people):
        """Whether the user sees all people of the companies, whoever they are: then no
        rule has to be asked about each of them."""
        rules = self.env["ir.rule"]._compute_domain(people._name, "read")
        unseen = (self._here() & ~rules).optimize(people.sudo())  # no search in it
        return people.has_access("read") and unseen.is_false()

    @api.model
    def _inside(self, clearances):
        """Ids of the people who are in and denied."""
        denied = [key for key, value in clearances.items() if value == "denied"]
        # officers may have no right to attendances; they see who of these people is in
        attendances_sudo = self.env["hr.attendance"].sudo()
        rows = attendances_sudo._read_group(
            [("employee_id", "in", denied), ("check_out", "=", False)], ["employee_id"]
        )
        return [employee_sudo.id for (employee_sudo,) in rows]

    @api.model
    def _tile_figures(self, inside):
        def people(key):
            return self._here() & Domain("hes_clearance", "=", key)

        within = self._here() & Domain("id", "in", inside)
        return [
            Figure(
                "denied",
                self.env._("May Not Come In"),
                PEOPLE,
                people("denied"),
                "danger",
            ),
            Figure(
                "inside",
                self.env._("Not Cleared, Inside Now"),
                PEOPLE,
                within,
                "danger",
            ),
            Figure(
                "warned", self.env._("Come In with a Hint"), PEOPLE, people("warned")
            ),
            Figure(
                "cleared",
                self.env._("May Come In"),
                PEOPLE,
                people("cleared"),
                "success",
            ),
        ]

    @api.model
    def _clearance_counts(self, clearances, everybody):
        """How many active people may come in now: Counter by clearance; what comes in
        is what :meth:`_clearances` returns."""
        counts = Counter(clearances.values())
        counts["cleared"] += everybody - len(clearances)
        return counts

    @api.model
    def _tiles(self):
        clearances, everybody = self._clearances()
        inside = self._inside(clearances)
        counts = self._clearance_counts(clearances, everybody)
        counts["inside"] = len(inside)
        changes = self.env["hes.overview.day"]._changes(self.env.companies, counts)
        return [
            {
                **self._shown(figure, counts[figure.key]),
                "change": changes.get(figure.key, ""),
            }
            for figure in self._tile_figures(inside)
        ]

    # Codes and the age of their answers.

    @api.model
    def _ring_figures(self, name):
        """A number for each value of a field of the report of coverage."""
        field = self.env["hes.report.coverage"]._fields[name]
        return [
            Figure(
                f"{name}:{value}",
                label,
                COVERAGE,
                self._here() & Domain(name, "=", value),
            )
            for value, label in field._description_selection(self.env)
        ]

    @api.model
    def _covered(self):
        """People on site in groups: list of (company, coverage, freshness, number of
        people, the oldest answer about them)."""
        # as the numbers of a section
        report = self.env["hes.report.coverage"].with_context(hes_search=UNLOGGED)
        return report._read_group(
            self._here(),
            ["company_id", "coverage", "freshness"],
            ["__count", "checked_at:min"],
        )

    @api.model
    def _rings(self, covered):
        counts = Counter()
        for _company, coverage, freshness, count, _oldest in covered:
            counts[f"coverage:{coverage}"] += count
            counts[f"freshness:{freshness}"] += count
        titles = {
            "coverage": self.env._("Codes of People on Site"),
            "freshness": self.env._("Age of the Last Answer"),
        }
        return [
            {
                "title": title,
                "numbers": [
                    self._shown(figure, counts[figure.key])
                    for figure in self._ring_figures(name)
                ],
            }
            for name, title in titles.items()
        ]

    # What ends, and what waits for somebody.

    @api.model
    def _sections(self):
        """Dict of title to list of :class:`Figure`."""
        return {
            self.env._("HES Codes"): self._code_figures(),
            self.env._("To Look After"): self._waiting_figures(),
        }

    @api.model
    def _code_figures(self):
        here, now = self._here(), fields.Datetime.now()
        on_site = self.env["hes.query"]._on_site_domain() & here
        expired = Domain("risk_status", "=", "expired")
        ended = expired | Domain("expires_at", "<=", now)
        ends = Domain("expires_at", ">", now) & Domain("expires_at", "<=", now + SOON)
        stops = Domain("stop", ">", now) & Domain("stop", "<=", now + SOON)
        foreign = Domain("owner_check", "=", "mismatch")
        codes = [
            ("ended", self.env._("Codes That Ended"), ended),
            ("ends", self.env._("Codes That End within 14 Days"), ~expired & ends),
            ("foreign", self.env._("Somebody Else's Code"), foreign),
        ]
        return [
            *(
                Figure(key, label, CODES, domain, among=on_site)
                for key, label, domain in codes
            ),
            Figure(
                "exemptions",
                self.env._("Exemptions That End within 14 Days"),
                EXEMPTIONS,
                here & stops,
                "info",
            ),
        ]

    @api.model
    def _waiting_figures(self):
        here, running = self._here(), Domain("state", "=", "running")
        risky = here & Domain("hes_flag", "=", True)
        open_cases = here & Domain("state", "=", "open")
        asked = Domain("confirmation_asked_at", "!=", False)
        waiting = here & asked & Domain("confirmed_by_id", "=", False)
        waiting &= Domain("date_to", ">", fields.Datetime.now())
        edevlet = here & running & Domain("service_id", "=", False)
        managers = here & Domain("hes_manager_open", "=", True)
        forgotten = here & self.env["hes.permit"]._maybe_forgotten()
        return [
            Figure(
                "visitors", self.env._("Risky Visitors Inside"), VISITS, risky, "danger"
            ),
            Figure("forgotten", self.env._("Visits without “Left”"), VISITS, forgotten),
            Figure("cases", self.env._("Open Contact Cases"), CASES, open_cases),
            Figure(
                "journeys", self.env._("Journeys to Confirm"), JOURNEYS, waiting, "info"
            ),
            Figure(
                "edevlet", self.env._("Wait for an e-Devlet Answer"), QUERIES, edevlet
            ),
            Figure(
                "managers", self.env._("Managers to Confirm"), PEOPLE, managers, "info"
            ),
        ]

    # Queries.

    @api.model
    def _query_values(self, query):
        states = dict(query._fields["state"]._description_selection(self.env))
        answered = query.code_count - query.unanswered_count
        return {
            "id": query.id,
            "name": query.name,
            "state": query.state,
            "state_label": states[query.state],
            "progress": round(query.progress),
            "answered": self.env._(
                "%(answered)s of %(count)s answered, %(risky)s risky",
                answered=answered,
                count=query.code_count,
                risky=query.risky_count,
            ),
            "at": format_datetime(
                self.env, query.finished_at or query.started_at, dt_format="short"
            ),
            "error": query.error or "",
        }

    @api.model
    def _next_query(self, covered):
        """A sentence about when the service is asked next.

        :param covered: as :meth:`_covered` gives it
        """
        works = self.env["hes.service"].search(
            self._here() & Domain("suspended", "=", False)
        )
        asking = works.company_id.filtered("hes_policy_id.hes_codes")
        if not asking:
            return self.env._("No service asks by itself: please ask by e-Devlet.")
        # when it runs next
        job_sudo = self.env.ref("hes_code.ir_cron_check_due").sudo()
        due = [
            # at once who was never asked for
            (oldest or datetime.min)
            + timedelta(hours=company.hes_policy_id.check_interval_hours)
            for company, coverage, _freshness, _count, oldest in covered
            if company in asking and coverage != "missing"
        ]
        if not due:
            return self.env._("There are no codes to ask for yet.")
        at = max(job_sudo.nextcall, min(due))
        return self.env._(
            "The next query begins at %(at)s.",
            at=format_datetime(self.env, at, dt_format="short"),
        )

    # What is wrong.

    @api.model
    def _gate_note(self):
        """Where the gate is off; empty where it is on."""
        companies = self.env.companies
        off = companies.filtered(lambda company: company.hes_policy_id.gate != "on")
        if not off:
            return ""
        if off == companies:
            return self.env._("The gate is off: everybody comes in.")
        return self.env._(
            "The gate is off in %(companies)s: everybody comes in there.",
            companies=", ".join(off.mapped("name")),
        )

    @api.model
    def _service_troubles(self):
        """A sentence about each service that is suspended or does not answer."""
        suspended = Domain("suspended", "=", True)
        silent = Domain("silent_since", "!=", False)
        services = self.env["hes.service"].search(self._here() & (suspended | silent))
        return [
            self.env._(
                "The service “%(name)s” is not asked any more: the ministry refused its"
                " user name or password. A HES manager corrects them under HES ▸"
                " Configuration ▸ Services.",
                name=service.name,
            )
            if service.suspended
            else self.env._(
                "The service “%(name)s” has not answered since %(at)s.",
                name=service.name,
                at=format_datetime(self.env, service.silent_since, dt_format="short"),
            )
            for service in services
        ]
