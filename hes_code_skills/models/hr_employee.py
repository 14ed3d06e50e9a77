# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..tools.requirement import Requirement, objections

#: What the look-up of requirements reads, and has to be written before it.
READ = {
    "hes.policy": ("company_id", "policy_work_permit", "work_permit_warn_days"),
    "hes.requirement.rule": ("policy_id", "skill_type_id", "action", "warn_days"),
    "hr.employee": (
        "company_id",
        "current_version_id",
        "resource_id",
        "work_permit_expiration_date",
    ),
    "hr.version": ("job_id",),
    "hr.employee.skill": (
        "employee_id",
        "skill_id",
        "skill_level_id",
        "valid_from",
        "valid_to",
    ),
    "hr.job.skill": ("job_id", "skill_id", "skill_type_id", "valid_from", "valid_to"),
}


class HrEmployee(models.Model):
    _name = "hr.employee"
    _inherit = "hr.employee"

    hes_requirement_note = fields.Text(
        string="Certificates at the Gate",
        compute="_compute_hes_requirement_note",
        compute_sudo=True,
        groups="hes_code.group_hes_officer",
    )

    def _gate_objections(self, at):
        found = super()._gate_objections(at)
        for (employee_id, zone, kind, _id, *rule), papers in self._hes_papers().items():
            found[employee_id] += (
                objection
                for objection in objections(kind, Requirement(*rule), papers, zone)
                if objection.since is None or objection.since <= at
            )
        return found

    def _hes_papers(self):
        """What is required of these people, and the papers that they have for it, in
        one statement; in none where their companies have no such rule.

        :return: dict of (employee id, name of their time zone, key of the reason, id,
            and the values of a :class:`Requirement`) to list of the first and the last
            day of each paper
        """
        papers = defaultdict(list)
        requiring = self.env["hes.policy"]._asking_for_papers()
        people_sudo = self._origin.sudo()  # of people alone, their company
        if requiring.isdisjoint(people_sudo.company_id._ids):
            return papers
        concerned = people_sudo.filtered(lambda row: row.company_id.id in requiring)
        for model, names in READ.items():
            self.env[model].flush_model(names)
        people = SQL("employee.id IN %s", concerned._ids)
        for *required, paper, first, last in self.env.execute_query(
            self._hes_papers_query(people)
        ):
            spans = papers[tuple(required)]
            if paper:
                spans.append((first, last))
        return papers

    @api.model
    def _gate_standing(self, companies, actions, now):
        parts = super()._gate_standing(companies, actions, now)
        requiring = (
            self.env["hes.policy"]._asking_for_papers().intersection(companies.ids)
        )
        if not requiring:
            return parts
        papers = self._hes_papers_query(
            SQL("employee.company_id = ANY(%s)", list(requiring))
        )
        # a hint is for days before a gap, and each gap begins after some paper's end
        part = SQL(
            """SELECT employee_id, format('%%s %%s', kind, needed_id), NULL
                 FROM (SELECT *, (%(now)s AT TIME ZONE 'UTC'
                                  AT TIME ZONE zone)::date AS today
                         FROM (%(papers)s) AS papers) AS papers
                WHERE today BETWEEN COALESCE(required_from, today)
                                AND COALESCE(required_to, today)
             GROUP BY employee_id, kind, needed_id, action, warn_days, today
               HAVING action = ANY(%(actions)s) AND COUNT(paper_id) FILTER (
                          WHERE today BETWEEN COALESCE(valid_from, today)
                                          AND COALESCE(valid_to, today)) = 0
                   OR 'warn' = ANY(%(actions)s) AND BOOL_OR(
                          valid_to BETWEEN today AND today + warn_days)""",
            now=now,
            papers=papers,
            actions=list(actions),
        )
        return [*parts, part]

    @api.model
    def _hes_papers_query(self, people):
        """One row for each requirement and paper; with no paper, one without. A higher
        level meets a requirement too; who has no date of a work permit needs none.

        :param people: SQL condition on ``employee``
        """
        return SQL(
            """SELECT employee.id AS employee_id, COALESCE(resource.tz, 'UTC') AS zone,
                      'requirement' AS kind, needed.id AS needed_id,
                      needed.valid_from AS required_from,
                      needed.valid_to AS required_to, rule.action, rule.warn_days,
                      paper.id AS paper_id, paper.valid_from, paper.valid_to
                 FROM hr_employee AS employee
                 JOIN resource_resource AS resource
                      ON resource.id = employee.resource_id
                 JOIN hr_version AS version ON version.id = employee.current_version_id
                 JOIN hes_policy AS policy ON policy.company_id = employee.company_id
                 JOIN hes_requirement_rule AS rule ON rule.policy_id = policy.id
                 JOIN hr_job_skill AS needed ON needed.job_id = version.job_id
                      AND needed.skill_type_id = rule.skill_type_id
                 JOIN hr_skill_level AS level ON level.id = needed.skill_level_id
            LEFT JOIN (hr_employee_skill AS paper JOIN hr_skill_level AS reached
                           ON reached.id = paper.skill_level_id)
                      ON paper.employee_id = employee.id
                     AND paper.skill_id = needed.skill_id
                     AND reached.level_progress >= level.level_progress
                WHERE rule.action <> 'off' AND %(people)s
            UNION ALL
               SELECT employee.id, COALESCE(resource.tz, 'UTC'), 'work_permit', NULL,
                      NULL, NULL, policy.policy_work_permit,
                      policy.work_permit_warn_days, employee.id, NULL,
                      employee.work_permit_expiration_date
                 FROM hr_employee AS employee
                 JOIN resource_resource AS resource
                      ON resource.id = employee.resource_id
                 JOIN hes_policy AS policy ON policy.company_id = employee.company_id
                WHERE employee.work_permit_expiration_date IS NOT NULL
                  AND policy.policy_work_permit <> 'off' AND %(people)s""",
            people=people,
        )

    def _compute_hes_requirement_note(self):
        """A line for each thing that is required, and until when it is there."""
        rows = self.env["hes.report.requirement"].search(
            [("employee_id", "in", self._origin.ids)]
        )
        states = dict(rows._fields["state"]._description_selection(self.env))
        for employee in self:
            employee.hes_requirement_note = "\n".join(
                " ".join(
                    filter(
                        None,
                        (
                            f"{row.label}:",
                            states[row.state],
                            row.last_day and format_date(self.env, row.last_day),
                        ),
                    )
                )
                for row in rows.filtered(
                    lambda row, employee=employee: row.employee_id == employee._origin
                )
            )
