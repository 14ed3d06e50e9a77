# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from urllib.parse import urlsplit

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import str2bool
from odoo.tools.translate import LazyTranslate

from ...tools.client_actions import notification
from ...tools.service import client as client_tools

_lt = LazyTranslate(__name__)

#: A code that nobody has: what the connection is tried with.
TRIAL_CODE = "Z0Z0-0000-00"

#: System parameter, and so an administrator's: "True" lets addresses lead into private
#: networks. Whoever sets an address could otherwise search the server's own network.
PRIVATE_ADDRESS = "hes_code.private_service_address"

_PRIVATE = _lt(
    "The address leads into a private network, to which nothing is sent. If it has to"
    " be there, an administrator must allow it with the system parameter"
    " hes_code.private_service_address."
)

#: What an error of the service means to people, by ``ServiceError.kind``.
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
    "private": _PRIVATE,
    "redirect": _lt("The address sends elsewhere, which is never followed."),
    "html": _lt("The service answered with a web page, perhaps for maintenance."),
    "empty": _lt("The service's answer was empty."),
    "cut": _lt("The service's answer was cut off."),
    "json": _lt("The service's answer could not be read."),
    "shape": _lt("The service's answer has an unknown form."),
    "too_large": _lt("The service's answer was too large."),
    "status": _lt("The service answered with HTTP %(status)s."),
}

#: What is wrong with an address, by ``SettingsError.kind``.
SETTINGS_ERRORS = {
    "malformed": _lt("This is not a complete address."),
    "scheme": _lt("The address must begin with https://."),
    "insecure": _lt("The address must begin with https://: it carries a password."),
    "credentials": _lt(
        "The address must not hold a user name or a password;"
        " these have fields of their own."
    ),
    "private": _PRIVATE,
}

#: The gateway's addresses, as public clients of the service have them.
URLS = {
    "live": "https://hesservis.turkiye.gov.tr/services/g2g/saglik/hes/",
    "test": "https://hesservis.turkiye.gov.tr/services/g2g/test/saglik/hes/",
}


class HesService(models.Model):
    _name = "hes.service"
    _inherit = ["mail.thread", "mail.activity.mixin", "hes.system.fields.mixin"]
    _description = "HES Service"
    _order = "sequence, id"
    name = fields.Char(required=True, default=lambda self: self.env._("HES Service"))
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    environment = fields.Selection(
        [("live", "Live"), ("test", "Test")], default="test", required=True
    )
    url = fields.Char(
        string="Address",
        compute="_compute_url",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
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
    plus = fields.Boolean(
        help="Use the services that also tell about vaccination and tests, where the "
        "agreement with the ministry covers them. Nothing of it is stored.",
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

    @api.depends("environment")
    def _compute_url(self):
        for service in self:
            if not service.url or service.url in URLS.values():
                service.url = URLS[service.environment]

    def _compute_password(self):
        self.password = False

    def _inverse_password(self):
        for service in self.filtered("password"):
            # the column is open to nobody: the one way in is this write-only field,
            # which only a HES manager has
            service.sudo().secret = service.password
            service._resume()
        self.invalidate_recordset(["password"])

    @api.depends("secret")
    def _compute_has_password(self):
        for service in self:
            service.has_password = bool(service.secret)

    @api.constrains("url")
    def _check_url(self):
        for service in self:
            try:
                client_tools.check_url(service.url)
                if not self._may_be_private():
                    client_tools.check_public(service.url)
            except client_tools.SettingsError as error:
                raise ValidationError(
                    self.env._(SETTINGS_ERRORS[error.kind])
                ) from error

    @api.model
    def _may_be_private(self):
        # this one parameter, which tells nothing about anybody
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        return str2bool(parameters_sudo.get_param(PRIVATE_ADDRESS, ""), False)

    @api.model
    def _of_company(self, company):
        """The service that asks for ``company``, or an empty recordset."""
        # officers may ask, and only managers may read how: this gives the record,
        # whose secret stays in _client()
        return self.sudo().search([("company_id", "=", company.id)], limit=1)

    def _client(self, **changes):
        """A :class:`client.Client` for this service, to be closed by the caller;
        ``changes`` replace settings, as a shorter ``timeout`` (seconds) at the gate."""
        self.ensure_one()
        service_sudo = self.sudo()  # reads the secret, which leaves only in the request
        return client_tools.Client(
            client_tools.Settings(
                **{
                    "url": service_sudo.url,
                    "username": service_sudo.username,
                    "password": service_sudo.secret or "",
                    "batch_size": service_sudo.batch_size,
                    "timeout": service_sudo.timeout,
                    "plus": service_sudo.plus,
                    "private": self._may_be_private(),
                    "max_bytes": service_sudo.answer_megabytes * 1_000_000,
                    **changes,
                }
            )
        )

    @api.model
    def _explain(self, error):
        """A sentence for people about a :class:`client.ServiceError`."""
        told = self.env._(SERVICE_ERRORS[error.kind])
        return told % {"status": error.status}

    def action_test_connection(self):
        """Ask for a code that nobody has; a notification says what was seen."""
        self.ensure_one()
        self.check_access("write")
        try:
            with self._client(retries=0) as client:
                client.check_codes([TRIAL_CODE])
        except client_tools.ServiceError as error:
            return notification("danger", self._explain(error))
        self._resume()
        return notification("success", self.env._("The service answers."))

    def _suspend(self, error):
        """Nothing more is asked, because of a ``client.RefusedError``. The company's
        HES managers are told once, by an activity that goes when it is mended."""
        for service in self.filtered(lambda service: not service.suspended):
            service.suspended = True
            for manager in self.env["res.users"]._hes_managers(service.company_id):
                in_words = service.with_context(lang=manager.lang)
                in_words.activity_schedule(
                    "hes_code.mail_activity_type_service",
                    user_id=manager.id,
                    note=in_words._explain(error),
                )
        # an officer's query, or somebody at the door, may find it out
        running_sudo = self.env["hes.query"].sudo()
        running_sudo.search(
            [("service_id", "in", self.ids), ("state", "=", "running")]
        ).write(
            {
                "state": "failed",
                "error": self._explain(error),
                "finished_at": fields.Datetime.now(),
            }
        )

    def _resume(self):
        # set by the service's refusals alone, ended by those who call this
        self.sudo().suspended = False
        # every manager's activity, whoever of them mended it
        self.sudo().activity_unlink(["hes_code.mail_activity_type_service"])

    def _check_not_suspended(self):
        """Raise UserError where asking would only be refused again."""
        for service_sudo in self.sudo():  # of what the officer uses: name and state
            if service_sudo.suspended:
                raise UserError(
                    self.env._(
                        "%(service)s refused to answer. A HES manager has to set a"
                        " new password, or to test the connection, under"
                        " HES ▸ Configuration ▸ Services.",
                        service=service_sudo.name,
                    )
                )

    # The password belongs to one address: whoever sets another one, their own
    # perhaps, does not have it sent there.

    def write(self, vals):
        before = {service.id: service._whose_address() for service in self}
        result = super().write(vals)
        if not vals.get("password"):
            # the column is open to nobody; here it is only emptied
            moved_sudo = self.sudo().filtered(
                lambda service: service._whose_address() != before[service.id]
            )
            moved_sudo.filtered("secret").secret = False
        return result

    def _whose_address(self):
        """Scheme, machine and port of the address."""
        return urlsplit(self.url or "")[:2]

    # What the service's refusal stops, wherever it is met.

    def _heed(self, error):
        """Suspend if ``error`` (a ``client.ServiceError``) is a refusal, for good: who
        stands at a door may be refused, too, and their transaction rolled back."""
        if not isinstance(error, client_tools.RefusedError):
            return
        with self.env.registry.cursor() as cr:
            apart = self.with_env(api.Environment(cr, SUPERUSER_ID, {}))
            free = apart.try_lock_for_update(allow_referencing=True)
            free._suspend(error)
        # somebody is writing the service, it may be this very transaction: waiting
        # for it could be for ever
        (self - self.browse(free.ids))._suspend(error)
