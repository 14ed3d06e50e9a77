# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ...tools.owner import compare, is_another
from ...tools.service.answer import Answer
from ..selections import RISK_REASON, RISK_STATUS

_lt = LazyTranslate(__name__)

#: Which of a query's counts an answer belongs to. What is none of these was asked
#: and not answered.
PARTS = {
    "riskless": "riskless_count",
    "risky": "risky_count",
    "expired": "invalid_count",
    "not_found": "invalid_count",
}

#: The columns of the ledger that an answer fills.
ANSWER_COLUMNS = (
    "code_id",
    "company_id",
    "risk_status",
    "risk_reason",
    "service_word",
    "checked_at",
    "expires_at",
    "masked_national_id",
    "masked_name",
    "by_hand",
)

#: An answer (``given``) beside what is known of its code: whether it is the newest
#: one; whether it decides about the risk, which the last one that says risky or not
#: risky does; whose code it is; which codes of its holder were answered risky.
ANSWER_AND_CODE = SQL(
    """SELECT given.code_id, given.risk_status, given.risk_reason, given.checked_at,
              given.expires_at, given.masked_national_id, given.masked_name,
              code.code, code.company_id, code.employee_id, code.partner_id,
              code.risky_since AS was_since,
              given.risk_status NOT IN ('expired', 'not_found') AS valid,
              COALESCE(code.checked_at, given.checked_at) <= given.checked_at AS newer,
              given.risk_status IN ('risky', 'riskless') AND NOT given.unconfirmed
              AND COALESCE(code.risk_decided_at, given.checked_at) <= given.checked_at
              AS decides,
              CASE given.owner_check WHEN 'unknown' THEN code.owner_check
                   ELSE given.owner_check END AS owner,
              CASE WHEN code.risky_since IS NULL THEN '{}'::text[]
                   WHEN code.risky_code IS NULL THEN ARRAY[code.code::text]
                   WHEN code.risky_code = '' THEN ARRAY['']
                   ELSE string_to_array(code.risky_code, ', ') END AS codes_before
         FROM given JOIN hes_code AS code ON code.id = given.code_id
        WHERE NOT (given.risk_status = 'unknown' AND code.risk_status = 'risky')"""
)

#: Which codes of the holder are answered risky after an answer: a riskless one ends
#: all risks where it is shown to be about the holder, and that of its own code where it
#: is not shown to be about somebody else; but none that was found after it.
RISKY_CODES_AFTER = SQL(
    """CASE WHEN NOT decides THEN codes_before
            WHEN risk_status = 'risky'
            THEN array_remove(codes_before, code::text) || code::text
            WHEN owner = 'mismatch' OR codes_before = '{}' THEN codes_before
            ELSE ARRAY(
                SELECT risk.text FROM unnest(codes_before)
                       WITH ORDINALITY AS risk(text, place)
                 WHERE (owner <> 'match' AND risk.text <> known.code)
                    OR EXISTS (
                       SELECT 1 FROM hes_code AS other
                        WHERE (other.employee_id = known.employee_id
                               OR other.partner_id = known.partner_id)
                          AND other.company_id = known.company_id
                          AND other.code = risk.text AND other.id <> known.code_id
                          AND other.risk_decided_at > known.checked_at)
              ORDER BY risk.place) END"""
)

#: Assignments that bring an ``answer`` onto its ``code``.
ANSWER_ONTO_CODE = SQL(
    """risk_status = CASE WHEN newer THEN answer.risk_status ELSE code.risk_status END,
       risk_reason = CASE WHEN newer THEN answer.risk_reason ELSE code.risk_reason END,
       risky_since = CASE WHEN answer.codes <> '{}'
           THEN COALESCE(code.risky_since, answer.checked_at) END,
       risky_code = CASE WHEN answer.codes <> '{}'
           THEN array_to_string(answer.codes, ', ') END,
       risk_decided_at = CASE WHEN decides THEN answer.checked_at
           ELSE code.risk_decided_at END,
       checked_at = CASE WHEN newer THEN answer.checked_at ELSE code.checked_at END,
       expires_at = CASE WHEN newer THEN COALESCE(answer.expires_at, CASE WHEN valid
               AND code.expires_at > answer.checked_at THEN code.expires_at END)
           ELSE code.expires_at END,
       masked_national_id = CASE WHEN newer
           THEN COALESCE(answer.masked_national_id, code.masked_national_id)
           ELSE code.masked_national_id END,
       masked_name = CASE WHEN newer THEN COALESCE(answer.masked_name, code.masked_name)
           ELSE code.masked_name END,
       owner_check = CASE WHEN newer THEN answer.owner ELSE code.owner_check END"""
)


class HesCheck(models.Model):
    _name = "hes.check"
    _inherit = [
        "hes.append.only.mixin",
        "hes.bulk.mixin",
        "hes.access.logged.mixin",
        "hes.retention.mixin",
    ]
    _description = "HES Answer"
    _rec_name = "checked_at"
    _order = "checked_at desc, id desc"
    _access_log_kind = "answer"
    _access_log_code = "code_id"
    _retention_kind = "answers"
    _retention_setting = "retention_answer_days"
    _retention_since = "checked_at"
    _retention_employee = "code_id.employee_id"
    _retention_visitor = "code_id.partner_id"
    _subject_access_title = _lt("Answers")
    _subject_access_fields = (
        "checked_at",
        "code_id",
        "risk_status",
        "risk_reason",
        "service_word",
        "expires_at",
        "masked_national_id",
        "masked_name",
        "by_hand",
        "user_id",
    )
    _subject_access_sequence = 20

    code_id = fields.Many2one(
        "hes.code", required=True, index=True, ondelete="cascade", readonly=True
    )
    employee_id = fields.Many2one(related="code_id.employee_id")
    partner_id = fields.Many2one(related="code_id.partner_id")
    query_id = fields.Many2one(
        "hes.query", index=True, ondelete="set null", readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    risk_status = fields.Selection(
        [("unknown", "Unknown Answer"), *RISK_STATUS[1:]], required=True, readonly=True
    )
    risk_reason = fields.Selection(RISK_REASON, readonly=True)
    service_word = fields.Char(
        string="As Answered",
        readonly=True,
        help="A status or an error that the service gave and that is not known here.",
    )
    checked_at = fields.Datetime(required=True, index=True, readonly=True)
    expires_at = fields.Datetime(string="Valid Until", readonly=True)
    masked_national_id = fields.Char(string="Masked T.C. Number", readonly=True)
    masked_name = fields.Char(readonly=True)
    by_hand = fields.Boolean(
        string="Entered by Hand",
        readonly=True,
        help="Somebody brought it from e-Devlet. While a service works, it ends no risk"
        " until another HES manager confirms it.",
    )
    user_id = fields.Many2one("res.users", string="Asked By", readonly=True)
    expiry = fields.Char(string="Validity", compute="_compute_expiry")
    channel = fields.Selection(
        [
            ("service", "Ministry's Service"),
            ("edevlet", "e-Devlet"),
            ("gate", "At the Gate"),
        ],
        string="Asked Through",
        compute="_compute_channel",
    )

    @api.model_create_multi
    # pylint: disable-next=method-required-super,unused-argument
    def create(self, vals_list):
        self.check_access("create")
        raise UserError(
            self.env._("Answers are recorded as they come; nobody can enter one.")
        )

    @api.model
    def _record(self, answers, query=None, confirmed=False):
        """Write answers into the ledger and the status onto the codes, at once, with
        all effects of a risk that begins or ends. Nothing else writes a status.

        :param answers: dict of hes.code to :class:`answer.Answer`, none of them
            ``unanswered``; the company of an answer is that of its code
        :param query: the hes.query that was asked, if it was one
        :param confirmed: a second person confirms an answer that was brought by hand

        A riskless answer ends a risk only if it is about the holder: never where its
        masks are somebody else's, and about another code than the risky one only where
        they are the holder's. An answer that is none (``unknown``) is kept in the
        ledger, and lifts no risk. An answer that is older than the last one is kept in
        the ledger, and changes no status; it begins or ends a risk where all newer ones
        said neither risky nor riskless. What an answer does not contain (e-Devlet
        gives neither an end nor a name) stays as it was known, but for the end of a
        code that is invalid now. One that somebody brought from e-Devlet while the
        company's service works decides nothing if it is riskless, unless ``confirmed``.
        """
        if not answers:
            return
        self.env.flush_all()
        by_hand = bool(query) and not query.service_id
        ledger_rows = self._ledger_rows(answers, by_hand, by_hand and not confirmed)
        rows = self.env.execute_query(self._ledger_and_status(ledger_rows, query))
        self.env.invalidate_all(flush=False)  # what people's fields show of it, too
        codes = self.env["hes.code"]
        turned = codes.browse([id_ for id_, was, now, *_ in rows if now and not was])
        ended = codes.browse([id_ for id_, was, now, *_ in rows if was and not now])
        replaced = {id_: lifted for id_, *_, active, lifted in rows if not active}
        if replaced:
            late = turned.filtered(lambda code: code.id in replaced)._heirs()
            turned -= codes._end_late_risks(late)
        turned._on_risk_detected()
        if replaced:
            codes._carry_late_risks(late)
            lifted = codes.browse([id_ for id_, lifted in replaced.items() if lifted])
            ended |= lifted._end_carried_risks()
        ended._on_risk_ended()
        codes.browse([code.id for code in answers])._on_answered()

    @api.model
    def _record_asked(self, asked, company, answers):
        """Record answers about codes as they were asked, with whom has them by now.

        :param asked: list of (id of the hes.code, its text as it was asked)
        :param answers: mapping of these texts to :class:`answer.Answer`
        """
        codes, now = self.env["hes.code"], self._holding_now(asked, company)
        found = {now[id_]: answers[text] for id_, text in asked if now[id_]}
        self._record({codes.browse(id_): answer for id_, answer in found.items()})

    @api.model
    def _holding_now(self, asked, company):
        """Which codes answers are about, where codes may have changed since they were
        asked for: an answer is about who has the code's text now.

        It is the active code of the company with this text; where there is none, and
        the one that was asked still has it, the newest replaced one with it: its holder
        was the last to have it.

        :param asked: list of (id of the hes.code that was asked, its text then)
        :return: dict of the ids of ``asked`` to the id of a hes.code, or None
        """
        if not asked:
            return {}
        self.env.flush_all()
        ids, texts = zip(*asked, strict=True)
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (given.id) given.id, present.id
                     FROM unnest(%(ids)s, %(texts)s) AS given(id, text)
                LEFT JOIN hes_code AS asked
                          ON asked.id = given.id AND asked.code = given.text
                LEFT JOIN hes_code AS present ON present.code = given.text
                          AND present.company_id = %(company)s
                          AND (present.active OR asked.id IS NOT NULL)
                 ORDER BY given.id, present.active DESC, present.id DESC""",
                ids=list(ids),
                texts=list(texts),
                company=company.id,
            )
        )
        return dict(rows)

    @api.model
    def _record_sample(self, answers):
        """Record invented answers, one after the other, for sample data.

        :param answers: list of (id of a hes.code, dict of what an Answer holds)
        """
        for code_id, values in answers:
            code = self.env["hes.code"].browse(code_id)
            seconds = {
                name: value.replace(microsecond=0)
                for name, value in values.items()
                if name.endswith("_at")
            }
            self._record({code: Answer(code.code, **{**values, **seconds})})

    @api.model
    def _ledger_rows(self, answers, by_hand, alone):
        """The rows of ``answers`` (see :meth:`_record`) as the database has them, with
        ``owner_check``: whether the answer fits the holder of the code, and
        ``unconfirmed``: whether it waits for a second person.

        :param alone: whether one person brings them by hand
        """
        now = fields.Datetime.now()
        holders = self._holders([code.id for code in answers])
        owners = self._owner_checks(answers, holders)
        companies = {holder[0] for holder in holders.values()}
        served = alone and self.env["hes.service"]._working_in(companies)
        return [
            {
                "code_id": code.id,
                "company_id": holders[code.id][0],
                "risk_status": answer.status,
                "risk_reason": answer.risk_reason,
                "service_word": answer.error_key or None,
                "checked_at": answer.checked_at or now,
                "expires_at": answer.expires_at,
                "masked_national_id": answer.masked_national_id or None,
                "masked_name": answer.masked_name or None,
                "by_hand": by_hand,
                "owner_check": owners[code.id],
                "unconfirmed": alone
                and answer.status == "riskless"
                and holders[code.id][0] in served,
            }
            for code, answer in answers.items()
        ]

    @api.model
    def _compare_owner(self, answer, holder):
        """Whether an answer fits the holder as they are known now; about a code of a
        risk, also as they were known. One without masks (e-Devlet's) is about whom
        earlier answers about the same code named.

        :param holder: a value of :meth:`_holders`
        :return: the ``owner_check``, and the masks that were compared
        """
        _company_id, national_id, name, *earlier, was, of_risk = holder
        masks = earlier
        if answer.masked_national_id or answer.masked_name:
            masks = [answer.masked_national_id, answer.masked_name]
        fits = compare(*masks, national_id, name)
        if fits == "mismatch" and of_risk and was == "match":
            # they are called otherwise since; the code is the same person's
            fits = fits if is_another(*masks, *earlier) else was
        return fits, masks

    @api.model
    def _masks_of_risks(self, code_ids):
        """Dict of code id to lists of masked number, masked name and owner check, of
        the other codes by which its holder is risky."""
        rows = self.env.execute_query(
            SQL(
                """SELECT code.id, COALESCE(risky.masked_national_id, ''),
                          COALESCE(risky.masked_name, ''), risky.owner_check
                     FROM hes_code AS code
                     JOIN hes_code AS risk ON risk.company_id = code.company_id
                          AND (risk.employee_id = code.employee_id
                               OR risk.partner_id = code.partner_id)
                     JOIN hes_code AS risky ON risky.company_id = code.company_id
                          AND (risky.employee_id = code.employee_id
                               OR risky.partner_id = code.partner_id)
                    WHERE code.id IN %s AND risk.risky_since IS NOT NULL
                      AND risky.id <> code.id
                      AND risky.code = ANY(string_to_array(
                          COALESCE(risk.risky_code, risk.code), ', '))""",
                tuple(code_ids),
            )
        )
        risks = defaultdict(list)
        for code_id, *risk in rows:
            risks[code_id].append(risk)
        return risks

    @api.model
    def _owner_checks(self, answers, holders):
        """Dict of code id to whether its answer is about the holder."""
        fits = {
            code.id: self._compare_owner(answer, holders[code.id])
            for code, answer in answers.items()
        }
        doubtful = [
            key
            for key, (fit, _masks) in fits.items()
            if fit == "match" and holders[key][-1]
        ]
        risks = self._masks_of_risks(doubtful) if doubtful else {}
        another = {
            key
            for key, found in risks.items()
            if self._is_about_another(fits[key][1], holders[key][1], found)
        }
        return {
            key: "mismatch" if key in another else fit
            for key, (fit, _masks) in fits.items()
        }

    @api.model
    def _is_about_another(self, masks, national_id, risks):
        """Whether an answer that fits its holder is about somebody else all the same:
        another than an answer that made the holder risky and fitted them. People write
        their own names, and others write names and numbers; what the ministry named
        stays. Where it was unknown whether the risky one fitted, a T.C. number that
        fits this one decides.

        :param masks: masked number and name of the answer
        :param national_id: the holder's, may be empty
        :param risks: the same of the risky answers, each with its ``owner_check``
        """
        by_number = compare(masks[0], "", national_id, "") == "match"
        return any(
            is_another(*masks, *risk)
            for *risk, fitted in risks
            if fitted == "match" or (fitted == "unknown" and not by_number)
        )

    @api.model
    def _holders(self, code_ids):
        """Dict of code id to company id, national number and name of the holder, the
        masked number and name of earlier answers about the code and whether these
        fitted the holder, and whether it is risky, carries a risk or was replaced."""
        rows = self.env.execute_query(
            SQL(
                """SELECT code.id, code.company_id,
                          COALESCE(version.identification_id, ''),
                          COALESCE(employee.name, partner.name, ''),
                          COALESCE(code.masked_national_id, ''),
                          COALESCE(code.masked_name, ''), code.owner_check,
                          code.risky_since IS NOT NULL OR NOT code.active
                     FROM hes_code AS code
                LEFT JOIN hr_employee AS employee ON employee.id = code.employee_id
                LEFT JOIN hr_version AS version
                          ON version.id = employee.current_version_id
                LEFT JOIN res_partner AS partner ON partner.id = code.partner_id
                    WHERE code.id IN %s""",
                tuple(code_ids),
            )
        )
        return {code_id: holder for code_id, *holder in rows}

    def _ledger_and_status(self, rows, query):
        """One statement for both, however many answers: 50 ms are there for 500.

        It returns for each changed code its id, when it was and is risky since, whether
        it is active, and whether the answer was a riskless one that counts.
        """
        return SQL(
            """WITH given AS MATERIALIZED (SELECT * FROM %(given)s), logged AS (
                   INSERT INTO hes_check (%(names)s, query_id, user_id,
                          create_date, write_date)
                   SELECT %(names)s, %(query)s, %(user)s, %(now)s, %(now)s FROM given)
               UPDATE hes_code AS code
                  SET %(status)s, write_uid = %(user)s, write_date = %(now)s
                 FROM (SELECT *, %(codes)s AS codes FROM (%(known)s) AS known) AS answer
                WHERE code.id = answer.code_id AND (answer.newer OR answer.decides)
            RETURNING code.id, answer.was_since, code.risky_since, code.active,
                      answer.decides AND answer.risk_status = 'riskless'""",
            given=self._bulk_rows(
                rows, ANSWER_COLUMNS, owner_check="varchar", unconfirmed="bool"
            ),
            names=SQL(", ").join(map(SQL.identifier, ANSWER_COLUMNS)),
            status=ANSWER_ONTO_CODE,
            codes=RISKY_CODES_AFTER,
            known=ANSWER_AND_CODE,
            query=query.id if query else None,
            user=self.env.uid,
            now=self.env.cr.now(),
        )

    @api.model
    def _ended_risks(self, employee_ids):
        """From when until when these people were risky by the ledger, but for risks
        that last: from a risky answer to the next riskless one.

        Record rules are not asked: the caller must not hand it to anybody who may not
        see it.

        :return: list of (employee id, since, until), naive UTC
        """
        if not employee_ids:
            return []
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """SELECT employee_id, MIN(checked_at), ended FROM (
                   SELECT code.employee_id, answer.risk_status, answer.checked_at,
                          MIN(answer.checked_at)
                          FILTER (WHERE answer.risk_status = 'riskless')
                          OVER (PARTITION BY code.employee_id
                                ORDER BY answer.checked_at, answer.id
                                ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
                          ) AS ended
                     FROM hes_check AS answer
                     JOIN hes_code AS code ON code.id = answer.code_id
                     JOIN hr_employee AS employee ON employee.id = code.employee_id
                          AND employee.company_id = code.company_id
                    WHERE code.employee_id = ANY(%s)) AS ledger
                    WHERE risk_status = 'risky' AND ended IS NOT NULL
                 GROUP BY employee_id, ended""",
                list(employee_ids),
            )
        )

    @api.depends("expires_at")
    def _compute_expiry(self):
        for answer in self:
            answer.expiry = self.env["hes.code"]._expiry_text(answer.expires_at)

    @api.depends("query_id.service_id")
    def _compute_channel(self):
        for answer in self:
            if not answer.query_id:
                answer.channel = "gate"  # a person waited for it, in no query
            else:
                answer.channel = "service" if answer.query_id.service_id else "edevlet"
