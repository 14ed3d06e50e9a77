# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


import logging
from datetime import datetime
from functools import partial

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ...tools.client_actions import notification
from ...tools.service import client as client_tools

_lt = LazyTranslate(__name__)
_logger = logging.getLogger(__name__)

#: A code that no person has, to test the connection with.
TRIAL_CODE = "Z0Z0-0000-00"

#: System parameter, and so an administrator's: another address than the ministry's,
#: HTTPS, or HTTP to this very machine (tests, demonstrations).
URL_PARAMETER = "hes_code.service_url"

#: What an error of the service (by ``ServiceError.kind``), or of a query, means to
#: people.
SERVICE_ERRORS = {
    "refused": _lt(
        "The service refused the user name or the password (HTTP %(status)s). Please"
        " compare both with the ministry's letter; a new password works after some"
        " minutes."
    ),
    "forbidden": _lt(
        "The service does not let this user ask (HTTP %(status)s). Please ask the"
        " ministry whether the agreement covers these questions and your network's"
        " address."
    ),
    "suspended": _lt(
        "The service refused to answer. A HES manager has to set a new password, or to"
        " test the connection, under HES ▸ Configuration ▸ Services. e-Devlet can be"
        " asked meanwhile."
    ),
    "rate_limited": _lt("The service asks to wait before it takes more questions."),
    "server": _lt(
        "The service reports a fault of its own (HTTP %(status)s)."
        " Wrong credentials may also look like this."
    ),
    "timeout": _lt("The service did not answer in time."),
    "certificate": _lt(
        "The service's certificate could not be verified: it has ended, is another"
        " machine's, or nobody known has signed it. Nothing was sent."
    ),
    "tls": _lt(
        "No secure connection could be made. Please check that the address speaks"
        " HTTPS."
    ),
    "dns": _lt(
        "The name in the address was not found. Please check its spelling and the name"
        " service of your network."
    ),
    "connection": _lt(
        "The service cannot be reached: the connection was refused or broke off."
        " Please check the address, the network and the firewall."
    ),
    "address": _lt(
        "The address in the system parameter hes_code.service_url cannot be used: it"
        " must begin with https://, as it carries a password. Nothing was sent."
    ),
    "redirect": _lt("The address sends elsewhere, which is never followed."),
    "html": _lt("The service answered with a web page, perhaps for maintenance."),
    "empty": _lt("The service's answer was empty."),
    "cut": _lt("The service's answer was cut off."),
    "json": _lt("The service's answer could not be read."),
    "shape": _lt("The service's answer has an unknown form."),
    "too_large": _lt("The service's answer was too large."),
    "status": _lt("The service answered with HTTP %(status)s."),
    "archived": _lt("The service was archived."),
    "changed": _lt(
        "%(count)s of the HES codes were changed after they had been asked for, and"
        " nobody has them as they were: what was answered about them was not"
        " recorded. Please ask again."
    ),
}

#: The gateway's addresses, as public clients of the service have them.
URLS = {
    "live": "https://hesservis.turkiye.gov.tr/services/g2g/saglik/hes/",
    "test": "https://hesservis.turkiye.gov.tr/services/g2g/test/saglik/hes/",
}


class HesService(models.Model):
    _name = "hes.service"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "hes.audited.mixin",
        "hes.system.fields.mixin",
    ]
    _description = "HES Service"
    _audit_kind = "service"
    _audit_fields = (
        "name",
        "company_id",
        "active",
        "environment",
        "suspended",
        "username",
        "secret",
    )
    _audit_hidden = frozenset({"username", "secret"})
    _retention_none = "An account of the company, about nobody."
    _order = "sequence, id"
    name = fields.Char(required=True, default=lambda self: self.env._("HES Service"))
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
        help="This company alone: its branches have services and rules of their own.",
    )
    environment = fields.Selection(
        [("live", "Live"), ("test", "Test")], default="test", required=True
    )
    url = fields.Char(string="Address", compute="_compute_url")
    username = fields.Char(required=True, copy=False)
    password = fields.Char(
        compute="_compute_password",
        inverse="_inverse_password",
        groups="hes_code.group_hes_manager",
        help="Can be set, and is never shown again.",
    )
    suspended = fields.Boolean(
        readonly=True,
        copy=False,
        help="The service refused to answer: nothing more is asked until a new "
        "password is set or a test of the connection succeeds.",
        system_only=True,
    )
    silent_since = fields.Datetime(
        readonly=True,
        copy=False,
        help="The first fault after the last answer to a query.",
        system_only=True,
    )
    secret = fields.Char(groups=fields.NO_ACCESS, copy=False)
    has_password = fields.Boolean(compute="_compute_has_password", compute_sudo=True)
    batch_size = fields.Integer(
        default=500, required=True, help="Codes in one request; 500 at most."
    )
    pause = fields.Float(
        string="Pause (Seconds)",
        default=0.0,
        help="Seconds to wait between two requests of a query.",
    )
    timeout = fields.Float(
        string="Time-out (Seconds)",
        default=30.0,
        required=True,
        help="Seconds to wait for an answer.",
    )
    answer_megabytes = fields.Integer(
        string="Largest Answer (MB)",
        default=5,
        required=True,
        help="A larger answer is not read. One about 500 codes has 0.2 megabytes.",
    )
    _batch_size_range = models.Constraint(
        "CHECK (batch_size BETWEEN 1 AND 500)",
        "A request may hold 1 to 500 codes.",
    )
    _times_range = models.Constraint(
        "CHECK (timeout > 0 AND timeout <= 300 AND pause >= 0 AND pause <= 3600)",
        "The time-out must be between 0 and 300 seconds, the pause at most an hour.",
    )
    _answer_range = models.Constraint(
        "CHECK (answer_megabytes BETWEEN 1 AND 20)",
        "The largest answer must be between 1 and 20 megabytes.",
    )

    def write(self, vals):
        result = super().write(vals)
        if not vals.get("active", True):
            self._end_queries("archived")
        return result

    @api.depends("environment")
    def _compute_url(self):
        for service in self:
            service.url = service._address()

    def _address(self):
        # this one parameter, which contains nothing personal
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        return parameters_sudo.get_param(URL_PARAMETER) or URLS.get(self.environment)

    def _compute_password(self):
        self.password = False

    def _inverse_password(self):
        for service in self.filtered("password"):
            # no user may access the column: it is set by this write-only field alone,
            # which only a HES manager has
            service.sudo().secret = service.password
            service._resume()
        self.invalidate_recordset(["password"])

    @api.depends("secret")
    def _compute_has_password(self):
        for service in self:
            service.has_password = bool(service.secret)

    @api.model
    def _of_company(self, company):
        """The service that asks for ``company``, or an empty recordset."""
        ours = [("company_id", "=", company.id), ("active", "=", True)]
        # officers may ask, and only managers may read how: this gives the record,
        # whose secret stays in _prepare_request()
        return self.sudo().search(ours, limit=1)

    @api.model
    def _asking_for(self, company):
        """The service that asks of its own accord for ``company``: none where its rules
        ask for no HES codes."""
        if not self.env["hes.policy"]._rules_of(company.id).hes:
            return self.browse()
        return self._of_company(company)

    @api.model
    def _working_in(self, company_ids):
        """Ids of those companies whose service is not suspended."""
        works = [
            ("company_id", "in", list(company_ids)),
            ("active", "=", True),
            ("suspended", "=", False),
        ]
        # that there is one, no secret
        return set(self.sudo().search(works).company_id.ids)

    @api.model
    def _usable_of(self, company):
        """The service that asks for ``company``.

        :raise UserError: where there is none, or where it is suspended
        """
        service = self._of_company(company)
        if not service and company.parent_id:
            raise UserError(
                self.env._(
                    "No HES service is set up for the branch %(company)s, and that of"
                    " %(parent)s is not used for it: a branch has a service and rules"
                    " of its own. A HES manager makes them under HES ▸ Configuration.",
                    company=company.name,
                    # its name, which every user of a branch sees
                    parent=company.sudo().parent_id.name,
                )
            )
        if not service:
            raise UserError(
                self.env._(
                    "No HES service is set up for %(company)s. Please ask on e-Devlet"
                    " under HES ▸ Queries ▸ Query Groups; or a HES manager sets a"
                    " service up under HES ▸ Configuration ▸ Services.",
                    company=company.name,
                )
            )
        service._check_not_suspended()
        return service

    # Asking the ministry.

    def _ask(self, codes, waiting=False, place=None, single=False):
        """Ask the ministry about ``codes``, batch by batch until one fails.

        A refusal suspends the service; a suspended one is not asked.

        :param codes: list of codes in written form
        :param waiting: a person waits for it: the time-out of the gate, no retries
        :param place: dict of ``city``, ``district`` and ``address``: the codes are
            those of visitors of this place
        :param single: ask about each code by itself, which gives more about a code
            that has no answer
        :return: (answers, error): a dict of code to :class:`answer.Answer`, without
            codes that have no answer; a :class:`client.ServiceError` or None
        """
        self.ensure_one()
        if self.sudo().suspended:  # whether it may be asked, no secret
            return {}, client_tools.SuspendedError()
        # the company's rule for how long somebody may have to wait
        policy_sudo = self.sudo().company_id.hes_policy_id
        hurry = {"timeout": policy_sudo.live_timeout, "retries": 0}
        request = self._prepare_request(
            codes, place, single, **(hurry if waiting else {})
        )
        answers, error = request()
        if error:
            _logger.info("The HES service did not answer: %s", error.kind)
            self._suspend_if_refused(error)
        return answers, error

    def _prepare_request(self, codes, place=None, single=False, **changes):
        """The part of :meth:`_ask` that needs no database, as a function.

        :param changes: replace settings, as ``timeout`` (seconds)
        :return: a function without arguments, which any thread may call; it returns
            what :meth:`_ask` returns
        """
        self.ensure_one()
        service_sudo = self.sudo()  # reads the secret, which leaves only in the request
        values = {
            "url": service_sudo._address(),
            "username": service_sudo.username,
            "password": service_sudo.secret or "",
            "batch_size": service_sudo.batch_size,
            "timeout": service_sudo.timeout,
            "max_bytes": service_sudo.answer_megabytes * 1_000_000,
            **changes,
        }
        try:
            settings = client_tools.Settings(**values)
        except client_tools.SettingsError:
            unusable = client_tools.UnavailableError("address")
            return lambda **_clients: ({}, unusable)
        return partial(client_tools.ask, settings, codes, place, single)

    def _take_turn(self):
        """Of two transactions that call this at the same time, the second waits for
        the end of the first, and begins anew if that one was committed."""
        self.env.cr.execute(
            SQL(
                "UPDATE hes_service SET write_date = write_date WHERE id = ANY(%s)",
                list(self.ids),
            )
        )

    def _silence(self, begun):
        """Note that the service did not answer a query, and return for how long it has
        answered none, at most since this one was ``begun`` (naive UTC)."""
        now = fields.Datetime.now()
        # officers ask, and only managers may write: this one time is written, no secret
        service_sudo = self.sudo()
        service_sudo.silent_since = service_sudo.silent_since or now
        return now - max(service_sudo.silent_since, begun or datetime.min)

    def _end_silence(self):
        """A query was answered, or somebody wants to try it once more."""
        # as above; mostly there is nothing to write
        self.sudo().filtered("silent_since").silent_since = False

    @api.model
    def _explain(self, kind, number=None):
        """A sentence for people about an error of the service or a query.

        :param kind: key of ``SERVICE_ERRORS``; what is none is a sentence already, as
            an earlier version kept it
        :param number: of ``ServiceError.status``, or of codes
        """
        if kind not in SERVICE_ERRORS:
            return kind
        text = self.env._(SERVICE_ERRORS[kind])
        return text % {"status": number, "count": number}

    def action_test_connection(self):
        """Ask for a code that no person has; a notification shows the outcome."""
        self.ensure_one()
        self.check_access("write")
        _answers, error = self._prepare_request([TRIAL_CODE], retries=0)()
        if error:
            why = self._explain(error.kind, error.status)
            return notification("danger", why, sticky=True)
        self._resume()
        return notification("success", self.env._("The service answers."))

    # A refused service is not asked again: repeating it may lock the account.

    def _suspend_if_refused(self, error):
        """Suspend if ``error`` (a ``client.ServiceError``) is a refusal, in a
        transaction of its own: that of a check-in may be rolled back."""
        if not isinstance(error, client_tools.RefusedError):
            return
        with self.env.registry.cursor() as cr:
            separate = self.with_env(api.Environment(cr, SUPERUSER_ID, {}))
            locked = separate.try_lock_for_update(allow_referencing=True)
            locked._suspend(error)
        # another transaction, or this one, is writing the service: waiting for it
        # could be for ever
        (self - self.browse(locked.ids))._suspend(error)

    def _suspend(self, error):
        """Ask nothing more, because of ``error`` (a ``client.RefusedError``).

        Running queries fail. The company's HES managers are notified once, by an
        activity that ends with the suspension.
        """
        # set by the service's refusals alone, by the query or check-in of any user
        services_sudo = self.sudo()
        for service in services_sudo.filtered(lambda service: not service.suspended):
            service.suspended = True
            for manager in self.env["res.users"]._hes_managers(service.company_id):
                localised = service.with_context(lang=manager.lang)
                localised.activity_schedule(
                    "hes_code.mail_activity_type_service",
                    user_id=manager.id,
                    date_deadline=manager._hes_today(service.company_id),
                    note=localised._explain(error.kind, error.status),
                )
        self._end_queries(error.kind, error.status)

    def _end_queries(self, kind, number=None):
        """What these services are asked fails; why: as for :meth:`_explain`."""
        # an officer's query, or a check-in, may find it out
        running_sudo = self.env["hes.query"].sudo()
        running_sudo.search(
            [("service_id", "in", self.ids), ("state", "=", "running")]
        ).write(
            {
                "state": "failed",
                "error_kind": kind,
                "error_number": number,
                "finished_at": fields.Datetime.now(),
            }
        )

    def _resume(self):
        # set by the service's refusals alone, ended by those who call this
        self.sudo().suspended = False
        # every manager's activity, not only that of who ends the suspension
        self.sudo().activity_unlink(["hes_code.mail_activity_type_service"])

    def _check_not_suspended(self):
        """Raise UserError where asking would only be refused again."""
        if any(self.sudo().mapped("suspended")):  # a state that officers may know
            raise UserError(self._explain("suspended"))
