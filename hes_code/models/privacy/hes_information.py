# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from hashlib import sha256

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class HesInformation(models.Model):
    """A text on data protection as somebody read it, word for word: the company may
    change its own afterwards."""

    _name = "hes.information"
    _inherit = ["hes.append.only.mixin", "hes.retention.mixin"]
    _description = "HES Information Text"
    _order = "id desc"
    _retention_kind = "texts"
    _retention_none = "A text of the company, about nobody."

    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True, ondelete="cascade"
    )
    lang = fields.Char(string="Language", required=True, readonly=True)
    digest = fields.Char(
        required=True,
        readonly=True,
        help="SHA-256 of the text; the same text twice has the same.",
    )
    body = fields.Html(required=True, readonly=True, sanitize=False)

    @api.depends("digest", "create_date", "lang")
    def _compute_display_name(self):
        for text in self:
            day = fields.Date.to_string(text.create_date)
            text.display_name = f"{day} {text.lang} {(text.digest or '')[:8]}"

    @api.model
    def _version(self, company, wording=None):
        """The company's text of now in the reader's language; made if nobody has read
        it so far.

        :param wording: digest of the text that was read, if it was another one
        """
        read = [("company_id", "=", company.id), ("digest", "=", wording)]
        if wording and (text := self.search(read, limit=1)):
            return text
        known = self._known(company)
        return known[:1] or self.create(self._version_values(company))

    @api.model
    def _known(self, company):
        """The same, if somebody has read it."""
        version = self._version_values(company)
        del version["body"]  # the digest stands for it
        return self.search([(name, "=", value) for name, value in version.items()])

    @api.model
    def _version_values(self, company):
        body = company.hes_policy_id._information()
        return {
            "company_id": company.id,
            "lang": self.env.lang or "en_US",
            "digest": sha256(body.encode()).hexdigest(),
            "body": body,
        }


class HesInformationReading(models.Model):
    _name = "hes.information.reading"
    _inherit = [
        "hes.append.only.mixin",
        "hes.retention.mixin",
    ]
    _description = "HES Information Given"
    _rec_name = "read_at"
    _order = "read_at desc, id desc"
    _retention_kind = "readings"
    _retention_setting = "retention_visit_days"
    _retention_since = "read_at"
    _retention_employee = "employee_id"
    _retention_visitor = "partner_id"
    _subject_access_title = _lt("Information on Data Protection")
    _subject_access_fields = (
        "read_at",
        "place",
        "opened",
        "information_id",
    )
    _subject_access_sequence = 60
    _subject_access_managers = True

    read_at = fields.Datetime(string="Given At", required=True, readonly=True)
    employee_id = fields.Many2one(
        "hr.employee", index="btree_not_null", ondelete="cascade", readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Visitor",
        index="btree_not_null",
        ondelete="cascade",
        readonly=True,
    )
    information_id = fields.Many2one(
        "hes.information",
        string="Text",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    company_id = fields.Many2one(
        related="information_id.company_id", store=True, index=True
    )
    body = fields.Html(related="information_id.body", string="Wording")
    place = fields.Selection(
        [
            ("profile", "Own Profile"),
            ("kiosk", "Kiosk"),
            ("visitor", "Visitor"),
            ("page", "Public Page"),
        ],
        string="Where",
        required=True,
        readonly=True,
    )
    opened = fields.Boolean(
        readonly=True,
        help="The text itself was on the screen. Otherwise only the link to it was.",
    )
    _one_person = models.Constraint(
        "CHECK (num_nonnulls(employee_id, partner_id) = 1)",
        "An information text is given to one employee or to one visitor.",
    )

    @api.model
    def _read_at(self, employee):
        """When this employee read the present text, in the environment's language, in
        their profile; or False."""
        text = self.env["hes.information"]._known(employee.company_id)
        domain = [("employee_id", "=", employee.id), ("place", "=", "profile")]
        domain += [("information_id", "in", text.ids)]
        return self.search(domain, limit=1).read_at

    @api.model
    def _record(self, people, place, company=None, opened=True, wording=None):
        """Somebody gives their code, or says that they have read: this was the text.

        The language is the environment's. The same text at the same place is recorded
        once for each person.

        :param people: employees, or partners who are visitors
        :param place: value of ``place``
        :param company: whose text it was; the employees' own if not given
        :param opened: the text itself was on the screen, not only a link to it
        :param wording: digest of the text that was; the present one if not given
        """
        name = "employee_id" if people._name == "hr.employee" else "partner_id"
        # who gives a code has no right to these records, and learns nothing of them
        self_sudo = self.sudo()
        given = {"place": place, "opened": opened, "read_at": fields.Datetime.now()}
        for owner in company or people.company_id:
            text = self_sudo.env["hes.information"]._version(owner, wording)
            group = (
                people
                if company
                else people.filtered_domain([("company_id", "=", owner.id)])
            )
            known = self_sudo.search(
                [
                    (name, "in", group.ids),
                    ("information_id", "=", text.id),
                    ("place", "=", place),
                    ("opened", "=", opened),
                ]
            )
            self_sudo.create(
                [
                    {**given, name: person.id, "information_id": text.id}
                    for person in group - known[name]
                ]
            )

    # The proof that people were informed stays as long as they are here; a
    # visitor's ends as a visit does.

    @api.model
    def _retention_domain(self, before):
        past = super()._retention_domain(before)
        return past & Domain("partner_id", "!=", False)
