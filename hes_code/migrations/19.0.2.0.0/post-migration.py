# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From 19.0.1.0.0: what needs the new tables."""

from odoo.tools import SQL

#: Column of res_company to column of hes_policy.
RULES = {
    "hes_gate": "gate",
    "hes_policy_risky": "policy_risky",
    "hes_policy_not_found": "policy_not_found",
    "hes_policy_mismatch": "policy_mismatch",
    "hes_policy_expired": "policy_expired",
    "hes_policy_missing": "policy_missing",
    "hes_policy_unchecked": "policy_unchecked",
    "hes_policy_stale": "policy_stale",
    "hes_policy_unreachable": "policy_unreachable",
    "hes_live_check": "live_check",
    "hes_live_timeout": "live_timeout",
    "hes_second_look": "kiosk_attempt",
    "hes_only_working": "only_working",
    "hes_contact_by": "contact_by",
    "hes_stay_cap_hours": "stay_cap_hours",
    "hes_upload_megabytes": "upload_megabytes",
    "hes_upload_rows": "upload_rows",
    "hes_tries_per_hour": "tries_per_hour",
    "hes_information_text": "information_text",
}

#: The same for numbers that had no upper bound, with the present ones.
NUMBERS = {
    "hes_check_interval_hours": ("check_interval_hours", 1, 8760),
    "hes_max_age_hours": ("max_age_hours", 1, 87600),
    "hes_contact_days": ("contact_days", 1, 60),
    "hes_contact_minutes": ("contact_minutes", 0, 1440),
    "hes_visitor_retention_days": ("retention_visit_days", 0, 3650),
    "hes_retention_answers_days": ("retention_answer_days", 1, 3650),
    "hes_retention_codes_days": ("retention_code_days", 1, 3650),
    "hes_retention_exemptions_days": ("retention_exemption_days", 1, 3650),
    "hes_retention_permits_days": ("retention_journey_days", 1, 3650),
    "hes_retention_contacts_days": ("retention_contact_days", 1, 3650),
    "hes_retention_second_looks_days": ("retention_kiosk_attempt_days", 1, 3650),
    "hes_retention_uploads_days": ("retention_upload_days", 1, 3650),
    "hes_retention_accesses_days": ("retention_access_days", 1, 3650),
}


def migrate(cr, version):
    move_rules(cr)
    ask_nobody_unasked(cr)
    name_risky_codes(cr)
    date_risk_answers(cr)
    make_contacts_due(cr)
    keep_denials(cr)
    date_exemptions(cr)
    end_confirmations(cr)
    bound_ends(cr)
    mark_notes(cr)


def ask_nobody_unasked(cr):
    """Companies that have collected codes send reminders when they say so."""
    cr.execute(SQL("UPDATE hes_policy SET reminders = FALSE"))


def bound_ends(cr):
    """Ends in 2070 and later stand for none: no time zone has all of the year 9999."""
    for table in ("hes_code", "hes_check"):
        cr.execute(
            SQL(
                "UPDATE %s SET expires_at = '2070-01-01'"
                " WHERE expires_at > '2070-01-01'",
                SQL.identifier(table),
            )
        )


def mark_notes(cr):
    """Notes were found by the names of people, which change and may hold quotes."""
    cr.execute(
        """WITH note AS (
               SELECT message.id, message.record_company_id, replace(replace(replace(
                      message.body, '&lt;', '<'), '&gt;', '>'), '&amp;', '&') AS body
                 FROM mail_message AS message
                 JOIN ir_model_data AS data ON data.res_id = message.subtype_id
                WHERE data.module = 'hes_code'
                  AND data.name = 'mail_message_subtype_clearance'),
           mark AS (
               SELECT note.id, string_agg(
                      '<span data-oe-model="hr.employee" data-oe-id="'
                      || employee.id || '"></span>', '') AS marks
                 FROM note
                 JOIN hr_employee AS employee
                      ON employee.company_id = note.record_company_id
                     AND position(employee.name IN note.body) > 0
             GROUP BY note.id)
           UPDATE mail_message SET body = body || mark.marks
             FROM mark WHERE mark.id = mail_message.id"""
    )


def keep_denials(cr):
    """Of who was risky, managers have been notified."""
    cr.execute(
        """INSERT INTO hes_denial (employee_id, company_id, since)
           SELECT code.employee_id, code.company_id, min(code.risky_since)
             FROM hes_code AS code
             JOIN hr_employee AS employee ON employee.id = code.employee_id
                  AND employee.company_id = code.company_id
             JOIN hes_policy AS policy ON policy.company_id = code.company_id
            WHERE code.risky_since IS NOT NULL AND policy.policy_risky = 'block'
         GROUP BY code.employee_id, code.company_id
               ON CONFLICT DO NOTHING"""
    )


def date_exemptions(cr):
    """Odoo has filled in the time of the upgrade, as that of the granting."""
    cr.execute("UPDATE hes_exemption SET granted_at = create_date")


def end_confirmations(cr):
    """Of a journey that was cancelled nobody is waited for any more."""
    cr.execute(
        """UPDATE hes_permit_participant AS row
              SET confirmed_by_id = NULL, confirmation_asked_at = NULL
             FROM hes_permit AS permit
            WHERE permit.id = row.permit_id AND permit.state = 'cancelled'"""
    )


def make_contacts_due(cr):
    """When a list of contacts was made, and is made again, is not in its case now."""
    cr.execute(
        """INSERT INTO hes_contact_due (company_id, case_id, due_at, traced_at)
           SELECT company_id, id, CASE state WHEN 'open' THEN refresh_at END,
                  refreshed_at
             FROM hes_contact_case"""
    )
    # the field is there, and is no column any more
    cr.execute("ALTER TABLE hes_contact_case DROP COLUMN refreshed_at")


def name_risky_codes(cr):
    """A risk that a code carries was found on the last code of the same person that was
    answered risky; only a riskless answer about that one, or about the person, ends it.
    """
    cr.execute(
        """UPDATE hes_code AS code SET risky_code = COALESCE((
                  SELECT other.code
                    FROM hes_check AS answer
                    JOIN hes_code AS other ON other.id = answer.code_id
                   WHERE answer.risk_status = 'risky'
                     AND other.company_id = code.company_id
                     AND (other.employee_id = code.employee_id
                          OR other.partner_id = code.partner_id)
                ORDER BY answer.checked_at DESC LIMIT 1), code.code)
            WHERE code.risky_since IS NOT NULL"""
    )


def date_risk_answers(cr):
    """An answer that comes late must not undo the last one that said risky or not."""
    cr.execute(
        """UPDATE hes_code AS code SET risk_decided_at = GREATEST((
                  SELECT max(answer.checked_at) FROM hes_check AS answer
                   WHERE answer.code_id = code.id
                     AND answer.risk_status IN ('risky', 'riskless')),
                  code.risky_since, CASE WHEN code.risk_status = 'riskless'
                  THEN code.checked_at END)"""
    )


def move_rules(cr):
    """Rules of the companies become their policies, which are there since the data were
    loaded; Odoo drops the old columns when the upgrade ends."""
    assignments = [
        SQL("%(new)s = COALESCE(company.%(old)s, policy.%(new)s)", **names(old, new))
        for old, new in RULES.items()
    ] + [
        SQL(
            "%(new)s = LEAST(GREATEST("
            "COALESCE(company.%(old)s, policy.%(new)s), %(lowest)s), %(highest)s)",
            lowest=lowest,
            highest=highest,
            **names(old, new),
        )
        for old, (new, lowest, highest) in NUMBERS.items()
    ]
    cr.execute(
        SQL(
            """UPDATE hes_policy AS policy SET %s
                 FROM res_company AS company
                WHERE company.id = policy.company_id""",
            SQL(", ").join(assignments),
        )
    )


def names(old, new):
    return {"old": SQL.identifier(old), "new": SQL.identifier(new)}
