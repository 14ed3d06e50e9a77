# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_datetime

from ...tools.clearance import DENIED, WARNED
from ...tools.client_actions import notification
from ...tools.text import fold
from ..gate.hr_employee import yes_or_no
from ..selections import clearance_reasons

#: Visits whose visitor has arrived and has not left.
INSIDE = Domain("arrived_at", "!=", False) & Domain("left_at", "=", False)


class HesPermitVisit(models.AbstractModel):
    """Visits: who comes, to whom, where; arriving and leaving.

    The part of ``hes.permit`` that journeys have no use for. Receptions see the outcome
    of every visit, and choose the host: if the host's clearance were part of the
    outcome, a visit to each colleague would disclose theirs. So the outcome is the
    visitor's alone. Where the host, their manager or HR asks, they are notified of the
    host's clearance instead and nothing is approved; else HES officers get a note, who
    name another host or cancel the visit.
    """

    _name = "hes.permit.visit"
    _inherit = "hes.system.fields.mixin"
    _description = "Visit"

    host_id = fields.Many2one(
        "hr.employee",
        index="btree_not_null",
        check_company=True,
        default=lambda self: self._default_host_id(),
    )
    host_reason = fields.Selection(
        clearance_reasons,
        string="Host's Clearance Reason",
        readonly=True,
        copy=False,
        groups="hes_code.group_hes_officer",
        system_only=True,
    )
    site_id = fields.Many2one(
        "hr.work.location",
        index="btree_not_null",
        check_company=True,
        default=lambda self: self._default_site_id(),
    )
    arrived_at = fields.Datetime(
        string="Arrived", readonly=True, copy=False, system_only=True
    )
    left_at = fields.Datetime(
        string="Left", readonly=True, copy=False, system_only=True
    )
    visitor_id = fields.Many2one(
        "res.partner",
        string="Known Visitor",
        compute="_compute_visitor_id",
        inverse="_inverse_visitor",
        store=True,
        readonly=False,
        check_company=True,
        help="Somebody from the contacts. For somebody new, only enter the name.",
    )
    visitor_name = fields.Char(
        string="Visitor", compute="_compute_visitor", inverse="_inverse_visitor"
    )
    visitor_company = fields.Char(
        compute="_compute_visitor", inverse="_inverse_visitor"
    )
    visitor_phone = fields.Char(compute="_compute_visitor", inverse="_inverse_visitor")
    hes_code_entry = fields.Char(
        string="HES Code",
        compute="_compute_hes_code_entry",
        inverse="_inverse_visitor",
        help="Can be typed or scanned, and is never shown again.",
    )
    code_given = fields.Boolean(compute="_compute_code_given")
    see_hr = fields.Boolean(
        string="See HR First",
        compute="_compute_see_hr",
        compute_sudo=True,
        help="Approved although the visitor has no valid answer: see the rules.",
    )
    visitor_known = fields.Boolean(compute="_compute_visitor_known", compute_sudo=True)
    host_notified = fields.Boolean(
        string="Host Was Told to Contact HR",
        copy=False,
        groups="hes_code.group_hes_officer",
        system_only=True,
    )
    hes_flag = fields.Boolean(
        string="Risky, in the Building",
        compute="_compute_hes_flag",
        search="_search_hes_flag",
        groups="hes_code.group_hes_officer",
        help="The visitor has not left, and the last answer about them is risky.",
    )

    _inside_index = models.Index(
        "(company_id) WHERE arrived_at IS NOT NULL AND left_at IS NULL"
    )
    _arrival_before_leaving = models.Constraint(
        "CHECK (left_at IS NULL OR arrived_at <= left_at)",
        "Nobody leaves before they have arrived.",
    )

    def _default_host_id(self):
        """The user; none for receptions and officers, who enter visits to others."""
        user = self.env.user
        if self.env.context.get("default_kind") != "visit" or (
            user.has_group("hes_code.group_hes_reception")
            or user.has_group("hes_code.group_hes_officer")
        ):
            return False
        return user.employee_id.id

    def _default_site_id(self):
        """The only site of the company; none if there are more."""
        if self.env.context.get("default_kind") != "visit":
            return False
        sites = self.site_id.search([("company_id", "=", self.env.company.id)], limit=2)
        return sites.id if len(sites) == 1 else False

    @api.depends("participant_ids.partner_id", "kind")
    def _compute_visitor_id(self):
        for permit in self:
            if permit.kind != "visit":
                permit.visitor_id = False
            elif visitor := permit.participant_ids.partner_id[:1]:
                permit.visitor_id = visitor

    @api.depends("visitor_id")
    def _compute_visitor(self):
        for permit in self:
            visitor = permit.visitor_id
            permit.visitor_name = visitor.name
            permit.visitor_company = visitor.parent_id.name or visitor.company_name
            permit.visitor_phone = visitor.phone

    @api.depends("state", "participant_ids.clearance")
    def _compute_see_hr(self):
        for permit in self:
            real = permit._origin  # a form that is not saved may hold anybody's rows
            approved = real.kind == "visit" and real.state == "approved"
            permit.see_hr = approved and WARNED in real.participant_ids.mapped(
                "clearance"
            )

    @api.depends("visitor_id.hes_visit_only")
    def _compute_visitor_known(self):
        """A contact of its own is not to be changed at a reception."""
        for permit in self:
            visitor = permit.visitor_id
            permit.visitor_known = visitor and not visitor.hes_visit_only

    def _compute_hes_code_entry(self):
        self.hes_code_entry = False

    @api.depends("participant_ids.code_given")
    def _compute_code_given(self):
        for permit in self:
            permit.code_given = any(permit.participant_ids.mapped("code_given"))

    @api.depends("arrived_at", "left_at", "participant_ids.partner_id")
    def _compute_hes_flag(self):
        inside = self._inside()
        codes = inside.participant_ids._partner_codes().filtered("risky_since")
        risky = {(code.company_id, code.partner_id) for code in codes}
        for permit in self:
            people = permit.participant_ids.partner_id if permit in inside else ()
            permit.hes_flag = any((permit.company_id, who) in risky for who in people)

    def _search_hes_flag(self, operator, value):
        if operator != "in":
            return NotImplemented
        self._check_field_access(self._fields["hes_flag"], "read")
        # which visits they are; what a user sees of them, their own rights say
        inside_sudo = self.sudo().search(INSIDE)
        risky = inside_sudo.filtered("hes_flag")
        return yes_or_no(Domain("id", "in", risky.ids), value)

    def _inverse_visitor(self):
        """Make a contact of the visitor who was typed in, and keep their code."""
        for permit in self.filtered(lambda permit: permit.kind == "visit"):
            typed = permit.hes_code_entry
            code = typed and self.env["hes.code"]._normalise(typed)
            # a reception makes no contacts by itself: only the one of this visit
            permit_sudo = permit.sudo()
            permit_sudo.visitor_id = permit_sudo._keep_visitor(code)
            permit_sudo._enlist_visitor()
            if code:
                permit_sudo.participant_ids[:1]._take_code(code)
        self.invalidate_recordset(["hes_code_entry"])

    def _keep_visitor(self, code):
        """The contact of the visitor: known, seen with this code, or made now.

        Another name over a visitor of whom more is known than this visit is another
        person's, who has neither their code nor their telephone.
        """
        self.ensure_one()
        name = (self.visitor_name or "").strip()
        details = {
            "name": name,
            "company_name": self.visitor_company,
            "phone": self.visitor_phone,
        }
        visitor = self.visitor_id
        if not visitor and not name:
            return visitor
        renamed = (
            visitor.hes_visit_only and name and fold(visitor.name or "") != fold(name)
        )
        if renamed and visitor._hes_known_beside(self):
            if details["phone"] == visitor.phone:
                details["phone"] = False
            visitor = visitor.browse()
        if not visitor and code:
            holder = self.env["hes.code"]._holding(code, self.company_id).partner_id
            visitor = holder if fold(holder.name or "") == fold(name) else visitor
        if not visitor:
            return visitor.create(
                {**details, "company_id": self.company_id.id, "hes_visit_only": True}
            )
        if visitor.hes_visit_only and name:
            visitor.write(details)
        else:
            self._check_unchanged(visitor, details)
        return visitor

    def _check_unchanged(self, visitor, details):
        """Raise UserError where ``details`` differ from those of this contact, which a
        reception does not change. For one that the code led to, only what was typed
        counts."""
        chosen = visitor == self.visitor_id
        company = visitor.parent_id.name or visitor.company_name
        kept = {"name": visitor.name, "company_name": company, "phone": visitor.phone}
        # a list that was imported may have blanks, which no form keeps
        if any(
            (details[key] or "").strip() != (value or "").strip()
            for key, value in kept.items()
            if chosen or (details[key] and key != "name")
        ):
            raise UserError(
                self.env._(
                    "%(name)s is in the contacts: please have the contact changed.",
                    name=visitor.name,
                )
            )

    def _enlist_visitor(self):
        self.ensure_one()
        people = self.participant_ids
        if not self.visitor_id or self.visitor_id in people.partner_id:
            return
        people.unlink()
        people.create({"permit_id": self.id, "partner_id": self.visitor_id.id})

    def action_arrive(self):
        """The visitor is at the door: ask once more, and let them in or not.

        :return: True, or the action of a notice
        :raise UserError: if the visit is not approved or of another day, or if the
            visitor has not left since an earlier one
        """
        self.check_access("write")
        waiting = self.filtered(
            lambda permit: permit.state == "approved" and not permit.arrived_at
        )
        if not waiting:
            raise UserError(self.env._("Only an approved visit can begin."))
        waiting._check_day()
        waiting._check_not_inside()
        # the reception may see the outcome, and nothing it is drawn from
        waiting_sudo = waiting.sudo()
        notice = waiting_sudo._ask_and_judge()
        arrived_sudo = waiting_sudo.filtered(lambda permit: permit.state == "approved")
        arrived_sudo.arrived_at = fields.Datetime.now()
        arrived_sudo._visit_notify_hosts("_visit_arrived_message")
        return notice or waiting._denied_notice()

    def _visit_notify_hosts(self, message):
        """Send hosts a note, each by their own preference; who does it knows already.

        :param message: name of a method of (environment) to a sentence
        """
        for visit in self:
            host = visit.host_id.user_id - self.env.user
            visit._notify(host, getattr(visit, message))

    def _visit_notify_hosts_of_denied(self):
        """Send the hosts of those of these visits that are denied, and begin today or
        began, a note that says neither why, nor whose fault it is."""
        now = fields.Datetime.now()
        self.filtered(
            lambda visit: (
                visit.kind == "visit"
                and visit.state == "denied"
                and visit.company_id._hes_day(visit.date_from)
                <= visit.company_id._hes_day(now)
            )
        )._visit_notify_hosts("_visit_denied_message")

    def _visit_notify_changes(self):
        """Send the hosts of these visits, whose visitors are in the building, a note
        where a visitor may not be there any more, and where they may again. Whatever
        the reason, it is the same: one that only a risk brings would say that it is.

        Nobody asks again while they are inside: an answer that grows old meanwhile
        counts as while the service is silent.
        """
        if not self:
            return
        facts, now = self._facts(), fields.Datetime.now()
        for visit in self:
            verdicts = [
                visit._participant_verdict(facts, participant, True, now)
                for participant in visit.participant_ids
            ]
            denied = any(verdict.clearance == DENIED for verdict in verdicts)
            if denied != visit.host_notified:
                visit.host_notified = denied
                visit._visit_notify_hosts(
                    "_visit_stopped_message" if denied else "_visit_again_message"
                )

    def _visit_stopped_message(self, env):
        return env._(
            "The visitor %(name)s is not cleared to be on site since %(date)s."
            " Please contact HR.",
            name=self.visitor_name,
            date=format_datetime(
                env, fields.Datetime.now(), env.context["tz"], dt_format="short"
            ),
        )

    def _visit_again_message(self, env):
        return env._(
            "The visitor %(name)s is cleared to be on site again.",
            name=self.visitor_name,
        )

    def _visit_arrived_message(self, env):
        return env._(
            "%(visitor)s has arrived at %(site)s.",
            visitor=self.visitor_name,
            site=self.site_id.name or self.company_id.name,
        )

    def _visit_denied_message(self, env):
        return env._(
            "%(visitor)s cannot come in at the moment. Please contact HR.",
            visitor=self.visitor_name,
        )

    def action_leave(self):
        """The visitor leaves, which no outcome refuses.

        Of one who may have been forgotten nobody knows when: at the end of the visit,
        or of the longest stay, up to which they counted as inside so far.
        """
        self.check_access("write")
        inside = self._inside()
        if not inside:
            raise UserError(self.env._("Nobody of this visit is in the building."))
        now = fields.Datetime.now()
        forgotten = inside.filtered_domain(self._maybe_forgotten())
        # the times are set by the two buttons alone
        (inside - forgotten).sudo().left_at = now
        # as above; the longest stay is a rule, which officers read
        for visit_sudo in forgotten.sudo():
            hours = visit_sudo.company_id.hes_policy_id.stay_cap_hours
            longest = visit_sudo.arrived_at + timedelta(hours=hours)
            visit_sudo.left_at = min(now, max(visit_sudo.date_to, longest))

    def _check_day(self):
        """Raise UserError on a day, in the company's zone, that is not the visit's."""
        now = fields.Datetime.now()
        for permit in self:
            first = permit.company_id._hes_day(permit.date_from)
            last = permit.company_id._hes_day(permit.date_to)
            if not first <= permit.company_id._hes_day(now) <= last:
                raise UserError(
                    self.env._(
                        "This visit is planned for %(day)s. Please change its dates"
                        " first.",
                        day=fields.Date.to_string(first),
                    )
                )

    def _check_not_inside(self):
        """Raise UserError for a visitor who has not left since another visit, or comes
        for two of these at once: they would be counted twice."""
        # that the visitor is here, for whoever receives them now
        inside_sudo = self.sudo().search(
            INSIDE
            & Domain("visitor_id", "in", self.visitor_id.ids)
            & Domain("company_id", "in", self.company_id.ids)
        )
        # which of them are one visitor's
        of_one = self.sudo().grouped(lambda visit: (visit.visitor_id, visit.company_id))
        for (visitor, _company), visits in of_one.items():
            if visitor:
                inside_sudo |= visits[:-1]
        if inside_sudo:
            raise UserError(
                self.env._(
                    "%(visitor)s has not left since %(name)s: please press Left there"
                    " first.",
                    visitor=inside_sudo[0].visitor_name,
                    name=inside_sudo[0].name,
                )
            )

    def _visit_denial_message(self):
        """The same for all that is known of a visitor; that nothing is known is said,
        since a code can be entered at the door."""
        if set(self.participant_ids.mapped("clearance_reason")) == {"missing"}:
            return self.env._(
                "The visitor's HES code is missing. Please enter it and ask again."
            )
        return self.env._("This visit cannot be approved at the moment. Please see HR.")

    def _visitor_address(self):
        """Where the visitor goes, as the ministry wants to know it.

        :return: dict of ``city`` (il), ``district`` (ilçe), ``address``
        """
        self.ensure_one()
        address = self.site_id.address_id
        return {
            "city": address.state_id.name,
            "district": address.city,
            "address": ", ".join(filter(None, (address.street, address.street2))),
        }

    def _address_gaps(self):
        """Names of what a visit's address lacks of what the ministry asks."""
        self.ensure_one()
        if self.kind != "visit":
            return []
        names = {
            "city": self.env._("the province (State)"),
            "district": self.env._("the district (City)"),
            "address": self.env._("the street"),
        }
        return [
            names[key] for key, value in self._visitor_address().items() if not value
        ]

    def _check_address(self):
        """Raise UserError that names what is missing, and on which address, where
        somebody is asked about."""
        asked = self.participant_ids._partner_codes().partner_id
        for permit in self.filtered(
            lambda permit: (
                permit.participant_ids.partner_id & asked and permit._address_gaps()
            )
        ):
            if not permit.site_id:
                raise UserError(self.env._("Please choose the site of the visit."))
            raise UserError(
                self.env._(
                    "The ministry asks where the visitor goes, and the address"
                    " “%(address)s” of the site “%(site)s” lacks: %(missing)s.",
                    address=permit.site_id.address_id.display_name,
                    site=permit.site_id.name,
                    missing=", ".join(permit._address_gaps()),
                )
            )

    def _visit_refuse_hosts(self):
        """See to these visits, whose hosts are not cleared.

        Where this user may know it, the visit goes back to a draft; of all others, HES
        officers are notified.

        :return: the action of a notice if this user may know of one, else None
        """
        user = self.env.user
        known = self.filtered(
            lambda visit: (
                user._hes_knows_clearances() or user in visit.host_id._hes_who_knows()
            )
        )
        (self - known)._notify_officers()
        if not known:
            return None
        known.filtered(lambda visit: visit.state == "approved").state = "draft"
        return notification(
            "danger",
            self.env._(
                "%(host)s cannot receive visitors at the moment. Please choose another"
                " host, or contact HR.",
                host=known[0].host_id.name,
            ),
            sticky=True,
        )

    def _inside(self):
        return self.filtered_domain(INSIDE)

    @api.model
    def _maybe_forgotten(self):
        """Visits whose visitors have not left a day after the end: nobody may have
        entered that they did, and no retention ends them."""
        a_day_ago = fields.Datetime.now() - timedelta(days=1)
        return INSIDE & Domain("date_to", "<=", a_day_ago)
