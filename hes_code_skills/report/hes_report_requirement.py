# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools import SQL


class HesReportRequirement(models.Model):
    """One row for each active employee and thing that the gate requires of them: is it
    there, and until when?"""

    _name = "hes.report.requirement"
    _inherit = ["hes.report", "hes.access.logged.mixin"]
    _description = "HES Requirements"
    _auto = False
    _rec_name = "label"
    _rec_names_search = ("employee_id", "skill_id")
    _order = "last_day, employee_id, id"
    _depends = {
        "hes.policy": ["company_id", "policy_work_permit", "work_permit_warn_days"],
        "hes.requirement.rule": ["policy_id", "skill_type_id", "action", "warn_days"],
        "hr.employee": [
            "active",
            "company_id",
            "current_version_id",
            "hes_required",
            "resource_id",
            "work_permit_expiration_date",
        ],
        "hr.employee.skill": [
            "employee_id",
            "skill_id",
            "skill_level_id",
            "valid_from",
            "valid_to",
        ],
        "hr.job.skill": ["job_id", "skill_id", "skill_type_id", "skill_level_id"],
        "hr.version": ["department_id", "job_id"],
        "resource.resource": ["tz"],
    }
    _access_log_kind = "employee"

    employee_id = fields.Many2one("hr.employee", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    skill_id = fields.Many2one("hr.skill", string="Certification", readonly=True)
    label = fields.Char(string="Required", compute="_compute_label")
    last_day = fields.Date(string="Valid Until", readonly=True)
    days_left = fields.Integer(readonly=True)
    state = fields.Selection(
        [
            ("missing", "Missing"),
            ("ended", "Ended"),
            ("coming", "Not Valid Yet"),
            ("ending", "Ends Soon"),
            ("met", "Valid"),
        ],
        readonly=True,
    )

    def _compute_label(self):
        for row in self:
            row.label = row.skill_id.display_name or self.env._("Work Permit")

    @property
    def _table_query(self):
        # a row keeps its number while rows of others come and go; that of a person and
        # what they need fits into the 53 bits that JavaScript has
        return SQL(
            """WITH %(spans)s
               SELECT (wanted.employee_id::bigint << 26) + COALESCE(needed_id, 0) AS id,
                      wanted.employee_id, version.department_id, employee.company_id,
                      needed.skill_id, %(last_day)s AS last_day,
                      %(last_day)s - today AS days_left,
                      CASE WHEN NOT present THEN 'missing'
                           WHEN wanted.last < today THEN 'ended'
                           WHEN wanted.first > today THEN 'coming'
                           WHEN isfinite(wanted.last)
                                AND wanted.last - today < wanted.warn_days THEN 'ending'
                           ELSE 'met' END AS state
                 FROM wanted
                 JOIN hr_employee AS employee ON employee.id = wanted.employee_id
            LEFT JOIN hr_version AS version ON version.id = employee.current_version_id
            LEFT JOIN hr_job_skill AS needed ON needed.id = wanted.needed_id""",
            spans=self._spans(),
            last_day=SQL(
                "CASE WHEN present AND isfinite(wanted.last) THEN wanted.last END"
            ),
        )

    def _spans(self):
        """Common table expressions, of which ``wanted`` has a row for each requirement.

        Papers that follow each other without a gap are one span; of several spans that
        one counts which holds today, else the last one.
        """
        return SQL(
            """paper AS (
                   SELECT papers.*,
                          (%(now)s AT TIME ZONE 'UTC' AT TIME ZONE zone)::date AS today,
                          COALESCE(valid_from, '-infinity') AS first,
                          COALESCE(valid_to, 'infinity') AS last
                     FROM (%(papers)s) AS papers),
               begun AS (
                   SELECT *, COALESCE(first > MAX(last) OVER (
                              PARTITION BY employee_id, kind, needed_id ORDER BY first
                              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) + 1,
                          TRUE) AS begins
                     FROM paper),
               numbered AS (
                   SELECT *, COUNT(*) FILTER (WHERE begins) OVER (
                          PARTITION BY employee_id, kind, needed_id ORDER BY first
                          ) AS span FROM begun),
               spans AS (
                   SELECT employee_id, kind, needed_id, warn_days, today,
                          COUNT(paper_id) > 0 AS present,
                          MIN(first) AS first, MAX(last) AS last
                     FROM numbered
                    WHERE today BETWEEN COALESCE(required_from, today)
                                    AND COALESCE(required_to, today)
                 GROUP BY employee_id, kind, needed_id, warn_days, today, span),
               wanted AS (
                   SELECT DISTINCT ON (employee_id, kind, needed_id) * FROM spans
                 ORDER BY employee_id, kind, needed_id,
                          today BETWEEN first AND last DESC, last DESC)""",
            papers=self.env["hr.employee"]._hes_papers_query(
                SQL("employee.active AND employee.hes_required")
            ),
            now=fields.Datetime.now(),
        )

    def action_open_employee(self):
        """The one person behind a row."""
        self.ensure_one()
        return self.employee_id.get_formview_action()
