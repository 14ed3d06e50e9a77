# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import client as client_tools
from .hes_check import PARTS


class HesQuery(models.Model):
    """One code asked for by itself, whoever's it is: counted as any other query."""

    _inherit = "hes.query"

    @api.model
    def _ask_single(self, company, code):
        """Ask the service of ``company`` for one code (written form).

        :return: (query, :class:`answer.Answer`); without an answer the second is None,
            and the query's ``error`` says why in words for people
        :raise UserError: where there is no service, or it was refused before
        """
        service = self._single_service(company)
        try:
            with service._client() as client:
                answer = client.check_code(code)
        except client_tools.ServiceError as error:
            query = self._log_single(company, code, service=service)
            # its state is closed to everybody
            query.sudo().write({"state": "failed", "error": service._explain(error)})
            if isinstance(error, client_tools.RefusedError):
                query._stop(error)
            return query, None
        said = self.env["hes.code"]._answer_values(answer, fields.Datetime.now())
        return self._record_single(company, code, said, service), answer

    @api.model
    def _single_service(self, company):
        service = self.env["hes.service"]._of_company(company)
        if not service:
            raise UserError(
                self.env._(
                    "No HES service is set up for %(company)s. Please ask on e-Devlet"
                    " and enter its answer here.",
                    company=company.name,
                )
            )
        if service.suspended:
            raise UserError(
                self.env._(
                    "The service has refused the user name or the password; nothing is"
                    " asked until a HES manager has mended them. e-Devlet can be asked"
                    " meanwhile."
                )
            )
        return service

    @api.model
    def _record_single(self, company, code, said, service=None):
        """Count what was said about one code; whoever has it here gets the answer.

        :param said: a dict as :meth:`HesCheck._record` takes it, whatever its
            ``code_id``
        :param service: the hes.service that was asked; None: e-Devlet
        :return: the query that is the proof
        """
        query = self._log_single(company, code, said["risk_status"], service)
        if known := self.env["hes.code"]._holding(code, company):
            self.env["hes.check"]._record(
                company, [{**said, "code_id": known.id}], query
            )
        return query

    @api.model
    def _log_single(self, company, code, status=None, service=None):
        """A finished query over one code, which it does not hold unless it is known
        here and has no answer."""
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
