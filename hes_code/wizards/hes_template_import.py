# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.client_actions import download_action
from ..tools.sheet.match import Known
from ..tools.sheet.plan import plan
from ..tools.sheet.read import read
from ..tools.sheet.types import SheetError
from ..tools.sheet.write import (
    RejectedRow,
    RejectedTexts,
    TemplateTexts,
    write_rejected,
    write_template,
)
from .hes_template_import_messages import FILE_ERRORS, INSTRUCTIONS, ROW_PROBLEMS

LINE_STATES = ("new", "changed", "same", "rejected")


class HesTemplateImport(models.TransientModel):
    """The list of employees goes out as a workbook, and comes back with HES codes."""

    _name = "hes.template.import"
    _inherit = ["hes.preview.mixin", "hes.upload.mixin"]
    _description = "HES Template Import"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        [("upload", "Upload"), ("preview", "Preview"), ("done", "Imported")],
        default="upload",
        required=True,
        readonly=True,
        system_only=True,
    )
    template_file = fields.Binary(compute="_compute_template_file")
    data = fields.Binary(string="File", attachment=False)
    filename = fields.Char()
    line_ids = fields.One2many(
        "hes.template.import.line", "import_id", readonly=True, system_only=True
    )
    rejected_line_ids = fields.One2many(
        "hes.template.import.line",
        "import_id",
        domain=[("state", "=", "rejected")],
        readonly=True,
        system_only=True,
    )
    new_count = fields.Integer(string="New", readonly=True, system_only=True)
    changed_count = fields.Integer(string="Changed", readonly=True, system_only=True)
    same_count = fields.Integer(string="Same", readonly=True, system_only=True)
    rejected_count = fields.Integer(string="Rejected", readonly=True, system_only=True)
    blank_count = fields.Integer(
        string="Without a Code", readonly=True, system_only=True
    )
    empty_count = fields.Integer(string="Empty Rows", readonly=True, system_only=True)
    error_file = fields.Binary(readonly=True, attachment=False, system_only=True)
    error_filename = fields.Char(compute="_compute_error_filename")

    def _compute_display_name(self):
        self.display_name = self.env._("Excel Template")

    def _compute_error_filename(self):
        self.error_filename = self.env._("HES rejected rows.xlsx")

    def _compute_template_file(self):
        for wizard in self:
            people = [row for row in wizard._people() if row["active"]]
            workbook = write_template(people, wizard._template_texts())
            wizard.template_file = base64.b64encode(workbook)
            if not self.env.su:
                self.env["hes.access.log"]._log(
                    "template", wizard._template_holders(), "export"
                )

    def _template_holders(self):
        """SQL query for the holders of the codes in the template."""
        return SQL(
            """SELECT employee_id, NULL::int AS partner_id, company_id FROM hes_code
                WHERE active AND employee_id IS NOT NULL AND company_id = %s""",
            self.company_id.id,
        )

    def _template_texts(self, rejected=False):
        texts = RejectedTexts if rejected else TemplateTexts
        return texts(
            title=self.env._("Rejected Rows") if rejected else self.env._("HES Codes"),
            instructions_title=self.env._("Instructions"),
            instructions=[self.env._(line) for line in INSTRUCTIONS],
            validation_title=self.env._("HES Code"),
            validation_prompt=self.env._("Ten letters and digits, as in A4D7-1132-10."),
            validation_error=self.env._(
                "A HES code has ten letters and digits, as in A4D7-1132-10."
            ),
        )

    def _people(self):
        """All employees of the company with their present code, the names in order.

        :return: list of dicts: ``id``, ``active``, and for each column of the template
            (``tools.sheet.columns.COLUMNS``) a text, empty where nothing is known
        """
        self.ensure_one()
        self.env["hr.employee"].check_access("read")
        self.env.flush_all()
        department = self.env["hr.department"]._field_to_sql("department", "name")
        return self.env.execute_query_dict(
            SQL(
                """SELECT employee.id, COALESCE(employee.name, '') AS name,
                          COALESCE(version.identification_id, '') AS national_id,
                          COALESCE(employee.barcode, '') AS badge,
                          COALESCE(%s, '') AS department, employee.active,
                          COALESCE(code.code, '') AS code
                     FROM hr_employee AS employee
                LEFT JOIN hr_version AS version
                          ON version.id = employee.current_version_id
                LEFT JOIN hr_department AS department
                          ON department.id = version.department_id
                LEFT JOIN hes_code AS code ON code.employee_id = employee.id
                          AND code.company_id = employee.company_id AND code.active
                    WHERE employee.company_id = %s
                 ORDER BY employee.name, employee.id""",
                department,
                self.company_id.id,
            )
        )

    # ------------------------------------------------------------------- steps

    def action_download_template(self):
        self.ensure_one()
        filename = self.env._("HES template.xlsx")
        return download_action(self._name, self.id, "template_file", filename)

    def action_download_errors(self):
        self.ensure_one()
        return download_action(self._name, self.id, "error_file", self.error_filename)

    def action_preview(self):
        """Read the file and show what taking it would do; nothing is saved yet."""
        self._show(*self._plan(), "preview")
        return True

    def action_import(self):
        """Take the good rows, at once; the others come back in ``error_file``.

        The file is compared again with what is stored now: since the preview,
        somebody else may have entered codes.
        """
        self.ensure_one()
        codes = self.env["hes.code"]
        found, planned = self._plan()
        codes._replace(
            [
                {
                    "employee_id": line.person_id,
                    "code": line.code,
                    "company_id": self.company_id.id,
                    "source": "template",
                }
                for line in planned.lines
                if line.state in ("new", "changed")
            ]
        )
        self._show(found, planned, "done")
        return True

    def action_restart(self):
        """Back to an empty form, for the corrected file."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "hes_code.hes_template_import_action"
        )

    # -------------------------------------------------------------------- plan

    def _plan(self):
        """Return the file as a ``Sheet``, and the ``Plan`` of what it would change."""
        found = self._read_file()
        people = self._people()
        holders = dict(
            self.env["hes.code"]._read_group(
                [("company_id", "=", self.company_id.id)], ["code"], ["employee_id:max"]
            )
        )
        known = [
            Known(
                id=row["id"],
                national_id=row["national_id"],
                badge=row["badge"],
                name=row["name"],
                active=row["active"],
            )
            for row in people
        ]
        current = {row["id"]: row["code"] for row in people if row["code"]}
        return found, plan(found.rows, known, holders, current)

    def _read_file(self):
        """Return the uploaded list as a ``Sheet``; raises UserError where it can't."""
        self.ensure_one()
        if not self.data:
            raise UserError(self.env._("Please choose a file first."))
        if self.company_id not in self.env.companies:
            raise UserError(self.env._("Please switch to the company of this list."))
        limits = self.company_id.hes_policy_id._sheet_limits()
        try:
            return read(base64.b64decode(self.data), self.filename or "", limits)
        except SheetError as error:
            message = self.env._(FILE_ERRORS[error.kind])
            raise UserError(message % error.details) from error

    # -------------------------------------------------------------------- show

    def _show(self, found, planned, state):
        """Keep what was found for the screen, the rejected rows as a workbook."""
        self._replace_lines([self._line_values(line) for line in planned.lines])
        rejected = [line for line in planned.lines if line.state == "rejected"]
        # these fields are written by this wizard alone, as the system
        self.sudo().write(
            {
                "state": state,
                **{f"{name}_count": planned.count(name) for name in LINE_STATES},
                "blank_count": planned.blank_rows,
                "empty_count": found.empty_rows,
                "error_file": self._rejected_workbook(rejected),
            }
        )

    def _line_values(self, line):
        problem, advice = self._messages(line)
        row, codes = line.row, self.env["hes.code"]
        return {
            "sheet": row.sheet,
            "row": row.number,
            "state": line.state,
            "employee_id": line.person_id,
            "person": row["name"] or row["badge"] or row["national_id"],
            "code": line.code or None,
            "value": line.value or row["code"],
            "problem": problem or None,
            "advice": advice or None,
            "hint": codes._hint(line.code) if line.warning else None,
        }

    def _messages(self, line):
        """Return what is wrong with a line and what to do; empty texts if nothing."""
        if not line.problem:
            return "", ""
        rows = ", ".join(map(str, line.details.get("rows", [])))
        problem, advice = map(self.env._, ROW_PROBLEMS[line.problem])
        return problem % {"value": line.value, "rows": rows}, advice

    def _rejected_workbook(self, rejected):
        """Return the workbook of the rejected lines in base64, False if none is."""
        if not rejected:
            return False
        rows = []
        for line in rejected:
            problem, advice = self._messages(line)
            rows.append(
                RejectedRow(
                    row=line.row, problem=problem, advice=advice, column=line.column
                )
            )
        texts = self._template_texts(rejected=True)
        return base64.b64encode(write_rejected(rows, texts))


class HesTemplateImportLine(models.TransientModel):
    """What becomes of one row of the file."""

    _name = "hes.template.import.line"
    _inherit = ["hes.bulk.mixin"]
    _description = "Row of a HES Template"
    _retention_with = "import_id"
    _subject_access_none = "A form: what comes of it is shown as codes and answers."
    _order = "id"

    import_id = fields.Many2one(
        "hes.template.import", required=True, index=True, ondelete="cascade"
    )
    sheet = fields.Char()
    row = fields.Integer()
    state = fields.Selection(
        [
            ("new", "New"),
            ("changed", "Changed"),
            ("same", "Same"),
            ("rejected", "Rejected"),
        ],
        required=True,
    )
    employee_id = fields.Many2one("hr.employee", ondelete="cascade")
    person = fields.Char(help="The person as the file names them.")
    code = fields.Char(string="HES Code")
    value = fields.Char(string="In the File")
    problem = fields.Char()
    advice = fields.Char(string="What to Do")
    hint = fields.Char(help="A code of an unusual pattern is taken, and pointed out.")
