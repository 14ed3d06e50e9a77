# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from functools import partial

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models

#: What decides who looks after the HES codes of a company.
OFFICE_FIELDS = {"active", "company_ids", "group_ids"}


class ResUsers(models.Model):
    """Who looks after a company's HES data, and notes to people.

    What HES rights users get, and where, is in the audit log.
    """

    _name = "res.users"
    _inherit = "res.users"

    def _hes_today(self, company):
        """The day it is for this user; for one without a time zone, in the company."""
        if not self.tz:
            return company._hes_day(fields.Datetime.now())
        return fields.Date.context_today(self.with_context(tz=self.tz))

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        groups = self.env["res.groups"]
        groups._hes_audit_rights(set(), groups._hes_rights(users))
        return users

    def write(self, vals):
        """Who can help hears where a company's last HES officer goes with ``vals``."""
        if OFFICE_FIELDS.isdisjoint(vals):
            return super().write(vals)
        groups = self.env["res.groups"]
        before, attended = groups._hes_rights(self), self._hes_attended_companies()
        result = super().write(vals)
        groups._hes_audit_rights(before, groups._hes_rights(self))
        self._hes_warn_unattended(attended)
        return result

    def unlink(self):
        attended = self._hes_attended_companies()
        result = super().unlink()
        self._hes_warn_unattended(attended)
        return result

    @api.model
    def _hes_officers(self, company):
        """Active users who look after the codes of a company."""
        return self._hes_members("hes_code.group_hes_officer", company)

    @api.model
    def _hes_managers(self, company):
        """Active users who set the rules and the service of a company."""
        return self._hes_members("hes_code.group_hes_manager", company)

    @api.model
    def _hes_members(self, group, company):
        group_id = self.env["ir.model.data"]._xmlid_to_res_id(group)
        # who is in the group, which the present user need not know
        return self.sudo().search(
            [
                ("active", "=", True),
                ("all_group_ids", "in", group_id),
                ("company_ids", "in", company.ids),
                ("share", "=", False),
            ]
        )

    def _hes_attended_companies(self):
        """Companies whose HES codes one of these users looks after."""
        # which companies a user may see: nothing is shown of them
        companies_sudo = self.sudo().company_ids
        return companies_sudo.filtered(
            lambda company: self & self._hes_officers(company)
        )

    @api.model
    def _hes_warn_unattended(self, companies):
        """Notify who is at the screen, and who can help, of those of these companies
        that nobody looks after any more."""
        left = companies.filtered(lambda company: not self._hes_officers(company))
        self._hes_notify_stand_ins(left)
        for company in left:
            self.env.user._bus_send(
                "simple_notification",
                {
                    "type": "warning",
                    "sticky": True,
                    "message": self._hes_unattended_message(self.env, company),
                },
            )

    @api.model
    def _hes_stand_ins(self, company):
        """Who hears that nobody looks after HES data in a company: its HR officers,
        else its administrators; nobody while there is a HES officer."""
        if self._hes_officers(company):
            return self.browse()
        return self._hes_members("hr.group_hr_user", company) or self._hes_members(
            "base.group_system", company
        )

    @api.model
    def _hes_notify_stand_ins(self, companies):
        """Send them a note that names nobody: they may know nothing of anybody."""
        for company in companies:
            self._hes_stand_ins(company)._hes_notify(
                company,
                lambda env: env._("HES codes"),
                partial(self._hes_unattended_message, company=company),
            )

    @api.model
    def _hes_unattended_message(self, env, company):
        return env._(
            "Nobody looks after HES codes in %(company)s. Please give somebody the"
            " right HES: Officer, who then sees what is to be done.",
            company=company.name,
        )

    def _hes_notify(self, company, subject, *lines, about=()):
        """Send each of these users one note in their language and zone (who has none:
        the company's), attached to no record. They read it in Odoo: a mail or a push
        about it says that there is one.

        :param company: the res.company whose retention it has
        :param subject: function of an environment, which has their language and zone in
            its context, to a text
        :param lines: functions of such an environment to a sentence each
        :param about: employees or visitors who are named, with whose data it ends
        """
        marks = Markup().join(map(self.env["mail.message"]._hes_mark, about))
        # its zone, whoever sends the note
        zone = company.sudo()._hes_zone().zone
        for user in self:
            env = self.with_context(lang=user.lang, tz=user.tz or zone).env
            # the add-on's own note: its author may read it, so that is not the user
            # who asked
            notes_sudo = env["hes.thread.mixin"].with_user(SUPERUSER_ID)
            notes_sudo.message_notify(
                partner_ids=user.partner_id.ids,
                subject=subject(env),
                body=Markup().join(Markup("<p>%s</p>") % line(env) for line in lines)
                + marks,
                model=False,
                res_id=False,
                subtype_xmlid="hes_code.mail_message_subtype_clearance",
                email_layout_xmlid="hes_code.mail_layout_link",
                record_company_id=company.id,
            )
