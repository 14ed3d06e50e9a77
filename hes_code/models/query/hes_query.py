# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..code.hes_check import PARTS

#: Who sees the progress of queries.
OFFICERS = "hes_code.group_hes_officer"


class HesQuery(models.Model):
    _name = "hes.query"
    _inherit = ["hes.system.fields.mixin", "hes.query.planning", "hes.query.edevlet"]
    _description = "HES Bulk Query"
    _retention_none = "Numbers: the codes without answer end with the batches."
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(
        required=True, readonly=True, copy=False, default="/", system_only=True
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
        frozen=True,
    )
    service_id = fields.Many2one(
        "hes.service",
        readonly=True,
        ondelete="restrict",
        help="Empty: by the e-Devlet page.",
        system_only=True,
    )
    group_id = fields.Many2one(
        "hes.query.group",
        string="Query Group",
        check_company=True,
        ondelete="set null",
        index="btree_not_null",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Asked By",
        readonly=True,
        default=lambda self: self.env.user,
        system_only=True,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Running"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        system_only=True,
    )
    started_at = fields.Datetime(
        string="Started", readonly=True, copy=False, system_only=True
    )
    finished_at = fields.Datetime(
        string="Finished", readonly=True, copy=False, system_only=True
    )
    error = fields.Char(compute="_compute_error")
    error_kind = fields.Char(
        readonly=True,
        copy=False,
        system_only=True,
        help="Which error it is, in one word: each reader has it in their language.",
    )
    error_number = fields.Integer(readonly=True, copy=False, system_only=True)
    answer_digest = fields.Char(
        readonly=True,
        copy=False,
        system_only=True,
        help="Of the page that was taken, which is taken once.",
    )
    confirmed_user_id = fields.Many2one(
        "res.users",
        string="Page Confirmed By",
        readonly=True,
        copy=False,
        system_only=True,
        help="Who confirmed that the page is this query's answer: it named none of its"
        " codes.",
    )
    batch_ids = fields.One2many(
        "hes.query.batch", "query_id", string="Batches", system_only=True
    )
    check_ids = fields.One2many(
        "hes.check", "query_id", string="Answers", system_only=True
    )
    code_count = fields.Integer(string="Asked", compute="_compute_counts")
    riskless_count = fields.Integer(string="Not Risky", compute="_compute_counts")
    risky_count = fields.Integer(string="Risky", compute="_compute_counts")
    invalid_count = fields.Integer(string="Invalid", compute="_compute_counts")
    unanswered_count = fields.Integer(string="Unanswered", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts")
    _answer_digest_uniq = models.UniqueIndex(
        "(answer_digest) WHERE answer_digest IS NOT NULL",
        "This page was taken already, as the answer of a query.",
    )

    @api.depends(
        "batch_ids.code_count",
        "batch_ids.riskless_count",
        "batch_ids.risky_count",
        "batch_ids.invalid_count",
        "batch_ids.state",
    )
    def _compute_counts(self):
        """The sums of the batches; a code without an answer is unanswered."""
        names = ["code_count", "riskless_count", "risky_count", "invalid_count"]
        totals = {query: dict.fromkeys(names, 0) for query in self}
        settled = dict.fromkeys(self, 0)
        for query, state, *sums in self.env["hes.query.batch"]._read_group(
            [("query_id", "in", self.ids)],
            ["query_id", "state"],
            [f"{name}:sum" for name in names],
        ):
            for name, value in zip(names, sums, strict=True):
                totals[query][name] += value
            settled[query] += sums[0] if state == "done" else 0
        for query in self:
            total = totals[query]
            query.update(total)
            query.unanswered_count = 2 * total["code_count"] - sum(total.values())
            query.progress = 100 * settled[query] / (total["code_count"] or 1)

    @api.depends("error_kind", "error_number")
    @api.depends_context("lang")
    def _compute_error(self):
        explain = self.env["hes.service"]._explain
        for query in self:
            kind = query.error_kind
            query.error = kind and explain(kind, query.error_number)

    @api.depends("name")
    def _compute_display_name(self):
        """Empty for one that is not saved: its screen is called new."""
        for query in self:
            query.display_name = query.name != "/" and query.name

    @api.model_create_multi
    def create(self, vals_list):
        queries = super().create(vals_list)
        for query in queries:
            name = self.env["ir.sequence"].next_by_code("hes.query")
            query._system_write({"name": name})
        queries.filtered(lambda query: query.state == "running")._show_progress()
        return queries

    def write(self, vals):
        if "group_id" in vals and not self.env.su:
            self.check_access("write")
            if any(query.state != "draft" for query in self):
                raise AccessError(
                    self.env._("Whose query it was stays, once it has been asked.")
                )
        done = super().write(vals)
        if self and "state" in vals:
            self._show_progress()
        return done

    def _show_progress(self):
        """Have open screens read these queries again.

        The message carries their ids; each screen reads what its user may.
        """
        # not by ref(), which looks into the database each time
        group_id = self.env["ir.model.data"]._xmlid_to_res_id(OFFICERS)
        # the channel of all HES officers: it is only named, nothing is read
        group_sudo = self.env["res.groups"].sudo().browse(group_id)
        group_sudo._bus_send("hes_query_progress", {"ids": self.ids})

    # What a query asks for.

    @api.model
    def _ask_now(self, codes, **values):
        """Ask for ``codes`` by the service of their company, at once where they fit
        into one batch, else in the background.

        :param values: of the queries, as ``group_id``
        :return: an action that shows the query (or the queries, one a company)
        :raise UserError: where a company has no service to ask
        """
        for company in codes.filtered("active").company_id:
            self.env["hes.service"]._usable_of(company)
        return self._ask_anyhow(codes, **values)._action_show()

    @api.model
    def _ask_anyhow(self, codes, **values):
        """Ask for ``codes`` as :meth:`_ask_now` does, and by e-Devlet where a company
        has no service.

        :return: the queries, one a company of which something is left to ask for
        :raise UserError: where there is nothing to ask for
        """
        queries, active = self.browse(), codes.filtered("active")
        for company, company_codes in active.grouped("company_id").items():
            service = self.env["hes.service"]._of_company(company)
            if unasked := self._unasked(service, company_codes):
                query = self.create({"company_id": company.id, **values})
                query._make_batches(unasked, service)
                queries |= query
        if not queries:
            raise self._nothing_to_ask(active)
        queries.action_start()
        return queries

    def _enlist(self, codes):
        """Make batches of ``codes``, without those that are being asked for already.

        Without a service of the company the query is one for e-Devlet.

        :raise UserError: where nothing is left to ask for
        """
        self.ensure_one()
        services = self.env["hes.service"]
        service = self.service_id or services._of_company(self.company_id)
        unasked = self._unasked(service, codes)
        if not unasked:
            raise self._nothing_to_ask(codes)
        self._make_batches(unasked, service)

    def _make_batches(self, codes, service):
        """Make batches of ``codes``, asked by ``service`` or else by e-Devlet."""
        # the officer asks; through which service is not theirs to enter
        self.sudo().service_id = service
        self._batches_sudo()._create_for(self, codes.ids)

    @api.model
    def _nothing_to_ask(self, codes):
        """The error where nothing of ``codes`` is left to ask for."""
        if not codes:
            return UserError(self.env._("There is no HES code to ask for."))
        return UserError(
            self.env._(
                "All of these HES codes are being asked for already. Please look"
                " at the queries that are running."
            )
        )

    @api.model
    def _batches_sudo(self):
        """The model of batches, for its own methods."""
        # nobody enters a batch: it holds what was asked and answered. The callers
        # check the user's right to the query
        return self.env["hes.query.batch"].sudo()

    def _waiting_batches(self):
        """The batches that wait for their answers; one of an e-Devlet query."""
        return self.batch_ids.filtered(lambda batch: batch.state == "pending")

    def _codes_to_ask(self):
        """All of the group or, without one, of the company."""
        self.ensure_one()
        if self.group_id:
            return self.group_id._codes()
        here = Domain("company_id", "=", self.company_id.id)
        return self.env["hes.code"].search(self._on_site_domain() & here, order="id")

    # The life of a query.

    def action_start(self):
        """Begin to ask. A draft that names no codes asks for all of its company.

        Where a query is asked here and now, what the request did so far is committed.
        """
        self.check_access("write")
        drafts = self.filtered(lambda query: query.state == "draft")
        for query in drafts.filtered(lambda query: not query.batch_ids):
            query._enlist(query._codes_to_ask())
        # their state is closed to everybody
        drafts.sudo().write({"state": "running", "started_at": fields.Datetime.now()})
        drafts.service_id._check_not_suspended()
        for query in drafts:
            query._advance()
        return True

    def _advance(self):
        """Ask for the batches of this running query.

        A single batch is asked here and now; more of them are the scheduled action's.
        The answer of e-Devlet is entered by hand.
        """
        self.ensure_one()
        if not self.service_id:
            return
        if len(self.batch_ids) == 1:
            self._batches_sudo()._ask_here(self)
        if self.state == "running":
            self._hand_over()

    def _hand_over(self):
        """Have the waiting batches asked in the background."""
        self._trigger()

    def action_cancel(self):
        """Stop asking; what was answered stays, the rest counts as unanswered."""
        self.check_access("write")
        open_sudo = self.sudo()  # their states are closed to everybody
        open_sudo.filtered(lambda query: query.state in ("draft", "running")).write(
            {"state": "cancelled", "finished_at": fields.Datetime.now()}
        )
        return True

    def action_retry(self):
        """Ask again for what has no answer yet."""
        self.check_access("write")
        waiting = self.filtered(
            lambda query: query.state != "running" and query.batch_ids._unanswered()
        )
        waiting.service_id._check_not_suspended()
        # nobody enters a batch
        waiting.batch_ids._unanswered().sudo()._reopen()
        # what an answer left is uploaded anew; a cancelled upload still holds
        anew = waiting.filtered(lambda one: one.state == "done" and not one.service_id)
        # their start is closed to everybody
        anew.sudo().started_at = fields.Datetime.now()
        # and their state
        waiting.sudo().write(
            {"state": "running", "error_kind": False, "finished_at": False}
        )
        for query in waiting:
            query._advance()
        return True

    @api.autovacuum
    def _gc_empty_drafts(self):
        """Delete drafts that name no codes and were left alone for a day: what is left
        of a form where *Ask* was refused."""
        before = fields.Datetime.now() - timedelta(days=1)
        self.search(
            [
                ("state", "=", "draft"),
                ("batch_ids", "=", False),
                ("write_date", "<", before),
            ]
        ).unlink()

    # What the screens show.

    def _action_show(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hes_code.hes_query_action"
        )
        if len(self) == 1:
            return {**action, "views": [(False, "form")], "res_id": self.id}
        return {**action, "domain": [("id", "in", self.ids)]}

    def action_view_checks(self):
        """The answers of one part; ``context['risk_status']``: a list of statuses."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hes_code.hes_check_action"
        )
        domain = Domain("query_id", "=", self.id)
        if statuses := self.env.context.get("risk_status"):
            if not self.service_id and "not_found" in statuses:
                statuses = [
                    *statuses,
                    "unknown",
                ]  # invalid, and e-Devlet is unclear why
            domain &= Domain("risk_status", "in", statuses)
        return {**action, "domain": domain, "context": {}}

    def action_view_unanswered(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hes_code.hes_code_action"
        )
        return {
            **action,
            "domain": [("id", "in", self.batch_ids._codes_without_answer().ids)],
            "context": {},
        }

    # One code asked for by itself: counted as any other query.

    @api.model
    def _ask_single(self, company, code):
        """Ask the service of ``company`` for one code (written form).

        :return: (query, :class:`answer.Answer`); without an answer the second is None,
            and the query's ``error`` is a sentence about the reason
        :raise UserError: where there is no service, or it was refused before
        """
        service = self.env["hes.service"]._usable_of(company)
        answers, error = service._ask([code], single=True)
        if error:
            query = self._log_single(company, code, service=service)
            # its state is closed to everybody
            query.sudo().write(
                {
                    "state": "failed",
                    "error_kind": error.kind,
                    "error_number": error.status,
                }
            )
            return query, None
        return self._record_single(company, code, answers[code], service), answers[code]

    @api.model
    def _record_single(self, company, code, answer, service=None):
        """Count the answer about one code, and record it where the code is known here:
        on one that was replaced, too, where the answer is not about somebody else.

        :param answer: :class:`answer.Answer`
        :param service: the hes.service that was asked; None: e-Devlet
        :return: the query that is the proof
        """
        query = self._log_single(company, code, answer.status, service)
        codes, checks = self.env["hes.code"], self.env["hes.check"]
        known = codes._holding(code, company)
        if not known and (replaced := codes._replaced(code, company)):
            owners = checks._owner_checks(
                {replaced: answer}, checks._holders(replaced.ids)
            )
            known = replaced if owners[replaced.id] != "mismatch" else known
        if known:
            checks._record({known: answer}, query)
        return query

    @api.model
    def _log_single(self, company, code, status=None, service=None):
        """A finished query over one code.

        It holds the code only where it is known here and has no answer.
        """
        now = fields.Datetime.now()
        batch = {"state": "done", "code_count": 1}
        if status in PARTS:
            batch[PARTS[status]] = 1
        else:
            known = self.env["hes.code"]._holding(code, company)
            batch["code_ids"] = [fields.Command.set(known.ids)]
        self.check_access("create")
        # nobody enters a query that is answered; this one is
        query_sudo = self.sudo().create(
            {
                "company_id": company.id,
                "service_id": service.id if service else False,
                "state": "done",
                "started_at": now,
                "finished_at": now,
                "batch_ids": [fields.Command.create(batch)],
            }
        )
        return query_sudo.with_env(self.env)
