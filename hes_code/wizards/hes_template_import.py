# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.sheet import plan as roster
from ..tools.sheet import read as sheet
from .import_words import FILE_ERRORS, INSTRUCTIONS, ROW_PROBLEMS

LINE_STATES = ("new", "changed", "same", "rejected")


class HesTemplateImport(models.TransientModel):
    _name = "hes.template.import"
    _description = "HES Template Import"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        [("upload", "Upload"), ("preview", "Preview"), ("done", "Imported")],
        default="upload",
        required=True,
        readonly=True,
    )
    template_file = fields.Binary(compute="_compute_template_file")
    data = fields.Binary(string="File", attachment=False)
    filename = fields.Char()
    line_ids = fields.One2many("hes.template.import.line", "import_id", readonly=True)
    rejected_line_ids = fields.One2many(
        "hes.template.import.line",
        "import_id",
        domain=[("state", "=", "rejected")],
        readonly=True,
    )
    new_count = fields.Integer(string="New", readonly=True)
    changed_count = fields.Integer(string="Changed", readonly=True)
    same_count = fields.Integer(string="Same", readonly=True)
    rejected_count = fields.Integer(string="Rejected", readonly=True)
    blank_count = fields.Integer(string="Without a Code", readonly=True)
    empty_count = fields.Integer(string="Empty Rows", readonly=True)
    error_file = fields.Binary(readonly=True, attachment=False)
    error_filename = fields.Char(compute="_compute_error_filename")

    def _compute_display_name(self):
        self.display_name = self.env._("Excel Template")

    def _compute_error_filename(self):
        self.error_filename = self.env._("HES rejected rows.xlsx")

    def _compute_template_file(self):
        for wizard in self:
            people = [
                sheet.Person(
                    row["national_id"],
                    row["badge"],
                    row["name"],
                    row["department"],
                    row["code"],
                )
                for row in wizard._people()
                if row["active"]
            ]
            workbook = sheet.write_template(people, wizard._template_texts())
            wizard.template_file = base64.b64encode(workbook)
            if not self.env.su:
                self.env["hes.access.log"]._log(
                    "template", wizard._template_holders(), "export"
                )

    def _template_holders(self):
        """SQL query for whose codes stand in the template."""
        return SQL(
            """SELECT employee_id, NULL::int AS partner_id, company_id FROM hes_code
                WHERE active AND employee_id IS NOT NULL AND company_id = %s""",
            self.company_id.id,
        )

    def _template_texts(self, rejected=False):
        texts = sheet.RejectedTexts if rejected else sheet.TemplateTexts
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

        :return: list of dicts ``id``, ``name``, ``national_id``, ``badge``,
            ``department``, ``active``, ``code``; texts are empty where nothing is known
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
        return self._download("template_file", self.env._("HES template.xlsx"))

    def action_download_errors(self):
        self.ensure_one()
        return self._download("error_file", self.error_filename)

    def _download(self, name, filename):
        place = f"{self._name}/{self.id}/{name}/{filename}"
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{place}?download=true",
            "target": "download",
        }

    def action_preview(self):
        """Read the file and show what taking it would do; nothing is saved yet."""
        self._show(self._plan(), "preview")
        return True

    def action_import(self):
        """Take the good rows, at once; the others come back in ``error_file``.

        The file is compared again with what is stored now: since the preview,
        somebody else may have entered codes.
        """
        self.ensure_one()
        codes = self.env["hes.code"]
        codes.check_access("create")
        found = self._plan()
        codes._bulk_replace(
            [
                {
                    "employee_id": line.person_id,
                    "code": line.code,
                    "company_id": self.company_id.id,
                    "source": "template",
                }
                for line in found[1].lines
                if line.state in ("new", "changed")
            ]
        )
        self._show(found, "done")
        return True

    def action_restart(self):
        """Back to an empty form, for the mended file."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "hes_code.hes_template_import_action"
        )

    # -------------------------------------------------------------------- plan

    def _plan(self):
        """The file, and what becomes of its rows: (sheet.Sheet, roster.Plan)."""
        self.ensure_one()
        if not self.data:
            raise UserError(self.env._("Please choose a file first."))
        if self.company_id not in self.env.companies:
            raise UserError(self.env._("Please switch to the company of this list."))
        try:
            found = sheet.read(
                base64.b64decode(self.data),
                self.filename or "",
                self.company_id.hes_policy_id._sheet_limits(),
            )
        except sheet.SheetError as error:
            told = self.env._(FILE_ERRORS[error.kind])
            raise UserError(told % error.details) from error
        people = self._people()
        holders = dict(
            self.env["hes.code"]._read_group(
                [("company_id", "=", self.company_id.id)], ["code"], ["employee_id:max"]
            )
        )
        plan = roster.plan(
            found.rows,
            [
                roster.Known(
                    row["id"],
                    row["national_id"],
                    row["badge"],
                    row["name"],
                    row["active"],
                )
                for row in people
            ],
            holders,
            {row["id"]: row["code"] for row in people if row["code"]},
        )
        return found, plan

    def _show(self, found, state):
        """Keep what was found for the screen, the rejected rows as a workbook."""
        read, plan = found
        self._forget_lines()
        self.env["hes.template.import.line"]._bulk_insert(
            [self._line_values(line) for line in plan.lines]
        )
        rejected = [line for line in plan.lines if line.state == "rejected"]
        # what was found out is entered by nobody
        self.sudo().write(
            {
                "state": state,
                **{f"{name}_count": plan.count(name) for name in LINE_STATES},
                "blank_count": plan.blank_rows,
                "empty_count": read.empty_rows,
                "error_file": self._rejected_workbook(rejected),
            }
        )

    def _forget_lines(self):
        """Delete the lines of an earlier preview, with one statement for all."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL("DELETE FROM hes_template_import_line WHERE import_id = %s", self.id)
        )
        self.env.invalidate_all(flush=False)

    def _line_values(self, line):
        problem, advice = self._words(line)
        row, codes = line.row, self.env["hes.code"]
        return {
            "import_id": self.id,
            "sheet": row.sheet,
            "row": row.number,
            "state": line.state,
            "employee_id": line.person_id,
            "person": row.name or row.badge or row.national_id,
            "code": line.code or None,
            "value": line.value or row.code,
            "problem": problem or None,
            "advice": advice or None,
            "hint": codes._hint(line.code) if line.warning else None,
        }

    def _words(self, line):
        """What is wrong with a rejected line, and the mend; empty for the others."""
        if not line.problem:
            return "", ""
        rows = ", ".join(map(str, line.details.get("rows", [])))
        problem, advice = ROW_PROBLEMS[line.problem]
        told = self.env._(problem)
        return told % {"value": line.value, "rows": rows}, self.env._(advice)

    def _rejected_workbook(self, rejected):
        if not rejected:
            return False
        rows = [
            sheet.RejectedRow(line.row, *self._words(line), line.column)
            for line in rejected
        ]
        texts = self._template_texts(rejected=True)
        return base64.b64encode(sheet.write_rejected(rows, texts))
