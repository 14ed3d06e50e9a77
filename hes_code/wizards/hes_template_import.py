# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.client_actions import download_action
from ..tools.sheet.columns import CODE, COLUMNS, is_code
from ..tools.sheet.match import Known
from ..tools.sheet.plan import plan
from ..tools.sheet.read import Sheet, read
from ..tools.sheet.types import SheetError, SheetLimits
from ..tools.sheet.write import (
    RejectedRow,
    RejectedTexts,
    TemplateTexts,
    write_rejected,
    write_template,
)
from ..tools.text import MEGABYTE
from .hes_template_import_messages import (
    COLUMN_LABELS,
    FILE_ERRORS,
    HELD_BY_VISITOR,
    INSTRUCTIONS,
    MISSING,
    NOTES,
    ROW_PROBLEMS,
    TWO_OF_ONE_NUMBER,
)

#: Limits of a list that follow from its rows: cells and characters a row.
CELLS_PER_ROW, CHARS_PER_ROW = 10, 400

#: A workbook's XML is at most so many times as large as the packed file.
UNPACKED = 5

#: How many rows are named in a sentence.
NAMED_ROWS = 10

#: The errors of a file whose columns can be chosen.
CHOOSABLE = ("no_header", "ambiguous_header")

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
    data = fields.Binary(
        string="File",
        attachment=False,
        prefetch=True,  # both buttons need it: one statement with the rest
    )
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
    note = fields.Text(readonly=True, system_only=True)
    several_sheets = fields.Boolean(readonly=True, system_only=True)
    has_columns = fields.Boolean(readonly=True, system_only=True)
    column_ids = fields.One2many(
        "hes.template.import.column", "import_id", string="Columns"
    )
    chosen_forms = fields.Json(
        readonly=True,
        system_only=True,
        help="The headers in the file whose columns were chosen.",
    )
    choices = fields.Json(
        readonly=True,
        system_only=True,
        help="Rows that somebody took after a question: sheet, row, employee and code.",
    )
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

    def _template_texts(self):
        return TemplateTexts(title=self.env._("HES Codes"), **self._workbook_texts())

    def _rejected_texts(self):
        return RejectedTexts(
            title=self.env._("Rejected Rows"),
            labels={
                "row": self.env._("Row"),
                "problem": self.env._("Problem"),
                "advice": self.env._("What to Do"),
            },
            **self._workbook_texts(),
        )

    def _workbook_texts(self):
        return dict(
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
        self._show(*self._plan(), "preview", self.has_columns)
        return True

    def action_import(self):
        """Take the good rows, at once; the others come back in ``error_file``.

        The file is compared again with what is stored now: since the preview,
        somebody else may have entered codes.
        """
        self.ensure_one()
        codes = self.env["hes.code"]
        found, planned, names = self._plan()
        had_columns = self.has_columns  # read before the cache is emptied
        codes._replace(
            [
                {
                    "employee_id": line.person_id,
                    "code": line.code,
                    "company_id": self.company_id.id,
                }
                for line in planned.lines
                if line.state in ("new", "changed")
            ],
            unusual=True,  # HR was asked about each of them
            source="template",
        )
        self._show(found, planned, names, "done", had_columns)
        return True

    def action_choose_columns(self):
        """Read the file with the columns that were chosen, and any later one whose
        header is the same."""
        self.ensure_one()
        self.check_access("write")
        chosen = self.column_ids._chosen()
        # officers may not write the rules; this is how lists are read
        self.company_id.hes_policy_id.sudo()._remember_columns(chosen)
        return self.action_preview()

    def action_forget_columns(self):
        """Forget what was chosen for this file, to choose again."""
        self.ensure_one()
        self.check_access("write")
        forgotten = dict.fromkeys(self.chosen_forms or [])
        # as above
        self.company_id.hes_policy_id.sudo()._remember_columns(forgotten)
        return self.action_preview()

    @api.model
    def upload(self, filename, data):
        """Read a file as *Preview* does, in one call.

        :param data: the file in base64
        :return: an action that shows what taking it would do
        :raise UserError: where it can't be read
        """
        wizard = self.create({"filename": filename, "data": data})
        wizard.action_preview()
        return {**wizard.action_restart(), "res_id": wizard.id}

    def _taken_codes(self):
        """Codes of the rows that were good: new, changed or known."""
        taken = self.line_ids.filtered(lambda line: line.state != "rejected")
        return self.env["hes.code"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("employee_id", "in", taken.employee_id.ids),
                ("code", "in", taken.mapped("code")),
                ("active", "=", True),
            ],
            order="id",
        )

    def action_ask(self):
        """Ask for the codes of this list."""
        self.ensure_one()
        return self.env["hes.query"]._ask_anyhow(self._taken_codes())._action_show()

    def action_show_codes(self):
        """The codes of this list."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hes_code.hes_code_action"
        )
        domain = [("id", "in", self._taken_codes().ids)]
        return {**action, "domain": domain, "context": {}}

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
        holders = {
            code: employee_id or ("visitor", partner_id)
            for code, employee_id, partner_id in self.env["hes.code"]._read_group(
                [("company_id", "=", self.company_id.id), ("active", "=", True)],
                ["code"],
                ["employee_id:max", "partner_id:max"],
            )
        }
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
        choices = {
            (sheet, row): (person, code)
            for sheet, row, person, code in self.choices or []
        }
        names = {row["id"]: row["name"] for row in people}
        reading = self.company_id.hes_policy_id.badge_reading
        planned = plan(found.rows, known, holders, current, choices, reading)
        held = {line.details.get("holder") for line in planned.lines} - names.keys()
        visitors = self.env["res.partner"].browse(key[1] for key in held if key)
        names |= {("visitor", visitor.id): visitor.name for visitor in visitors}
        return found, planned, names

    def _read_file(self):
        """Return the uploaded list as a ``Sheet``; raises UserError where it can't.

        Where columns may be chosen it has no rows, and ``unread`` says why.
        """
        self.ensure_one()
        if not self.data:
            raise UserError(self.env._("Please choose a file first."))
        if self.company_id not in self.env.companies:
            raise UserError(self.env._("Please switch to the company of this list."))
        policy = self.company_id.hes_policy_id
        rows, size = policy.upload_rows, policy.upload_megabytes * MEGABYTE
        limits = SheetLimits(
            file_bytes=size,
            unpacked_bytes=UNPACKED * size,
            rows=rows,
            cells=CELLS_PER_ROW * rows,
            chars=CHARS_PER_ROW * rows,
        )
        data, filename = base64.b64decode(self.data), self.filename or ""
        try:
            return read(data, filename, limits, policy.sheet_columns or {})
        except SheetError as error:
            unread = error.details.get("unread", [])
            if error.kind in CHOOSABLE and any(map(_may_be_a_list, unread)):
                return Sheet("csv", unread=unread)
            message = self._file_error(error.kind, error.details)
            raise UserError(message) from error

    def _choose(self, line, code):
        """Take a row (a line of this form) with ``code``; not any more without it."""
        self.check_access("write")
        place = [line.sheet or "", line.row]
        choices = [choice for choice in self.choices or [] if choice[:2] != place]
        if code:
            choices.append([*place, line.employee_id.id, code])
        # the right to write was checked; what users write are the file and the columns
        self.sudo().choices = choices
        return self.action_preview()

    # -------------------------------------------------------------------- show

    def _show(self, found, planned, names, state, had_columns):
        """Keep what was found for the screen, the rejected rows as a workbook.

        :param had_columns: whether columns could be chosen until now
        """
        several = len({row.sheet for row in found.rows}) > 1
        explained = [
            (line, *self._messages(line, names, several)) for line in planned.lines
        ]
        self._replace_lines([self._line_values(*line) for line in explained])
        rejected = [line for line in explained if line[0].state == "rejected"]
        lists = [sheet for sheet in found.unread if _may_be_a_list(sheet)]
        if lists or had_columns:
            self.column_ids._show(self, lists)
        # these fields are written by this wizard alone, as the system
        self.sudo().write(
            {
                "state": state,
                **{f"{name}_count": planned.count(name) for name in LINE_STATES},
                "blank_count": planned.blank_rows,
                "empty_count": found.empty_rows,
                "error_file": self._rejected_workbook(rejected),
                "note": "\n".join(self._notes(found, planned)),
                "several_sheets": several,
                "has_columns": bool(lists),
                "chosen_forms": found.chosen,
            }
        )

    def _line_values(self, line, problem, advice):
        row = line.row
        return {
            "sheet": row.sheet,
            "row": row.number,
            "column": self._label(line.column) if line.column else None,
            "state": line.state,
            "employee_id": line.person_id,
            "person": row["name"] or row["badge"] or row["national_id"],
            "code": line.code or None,
            "suggestion": line.suggestion if line.can_choose else None,
            "can_take": line.problem in line.questions,
            "chosen": line.chosen,
            "value": line.value or row["code"],
            "problem": problem or None,
            "advice": advice or None,
        }

    def _messages(self, line, names, several):
        """Return what is wrong with a line and what to do; empty texts if nothing.

        :param names: the names of employees by id, and of visitors who have a code of
            the list by their key in ``holders``
        :param several: whether a row is not known by its number alone
        """
        if not line.problem:
            return "", ""
        details = line.details
        others = zip(details.get("sheets", []), details.get("rows", []), strict=True)
        says = details.get("says", {})
        named = [names[person] for person in details.get("people", [])]
        # who takes the row has read all that is asked about it
        asked = line.problem in line.questions
        kinds = line.questions if asked else (line.problem,)
        problems, advices = zip(*map(ROW_PROBLEMS.get, kinds), strict=True)
        if line.problem == "conflict" and not says:
            problems = (TWO_OF_ONE_NUMBER,)
        holder = details.get("holder")
        if isinstance(holder, tuple):
            problems, advices = zip(HELD_BY_VISITOR, strict=True)
        texts = {
            "value": line.value,
            "code": line.code,
            "column": self._label(line.column),
            "rows": ", ".join(
                f"{sheet}: {row}" if several else str(row) for sheet, row in others
            ),
            "people": ", ".join(named) or names.get(line.person_id, ""),
            "holder": names.get(holder) or "?",
            "says": "; ".join(
                f"{self._label(name)} “{line.row[name]}” → {names.get(person) or '?'}"
                for name, person in says.items()
            ),
        }
        problem = " ".join(text % texts for text in map(self.env._, problems))
        return problem, " ".join(dict.fromkeys(map(self.env._, advices)))

    @api.model
    def _label(self, name):
        """What people call a column of the list."""
        if name in COLUMN_LABELS:
            return self.env._(COLUMN_LABELS[name])
        return next((col.header for col in COLUMNS if col.name == name), name)

    @api.model
    def _file_error(self, kind, details):
        """A sentence about a file or a sheet that cannot be taken."""
        if kind == "unsupported" and details.get("markup"):
            kind = "web_page"
        found = [self._label(name) for name in details.get("found", [])]
        texts = {
            **details,
            "found": ", ".join(found) or self.env._("none"),
            "missing": self.env._(MISSING[details.get("missing", "both")]),
            "headers": ", ".join(f"“{text}”" for text in details.get("headers", [])),
            "rivals": ", ".join(
                f"{letter} “{header}”"
                for letter, header in zip(
                    details.get("letters", []), details.get("headers", []), strict=False
                )
            ),
            "field": self._label(details.get("field", "")),
        }
        sentence = self.env._(FILE_ERRORS[kind])
        return sentence % texts

    def _notes(self, found, planned):
        """What was read and what was left out, a sentence each."""
        for kind, texts in self._notes_by_kind(found, planned):
            sentence = self.env._(NOTES[kind])
            yield sentence % texts

    def _notes_by_kind(self, found, planned):
        for sheet, columns in zip(found.sheets, found.columns, strict=True):
            shown = [f"{self._label(name)}: {text}" for name, text in columns.items()]
            yield "read", {"sheet": sheet, "columns": "; ".join(shown)}
        for sheet in found.unread:
            if sheet.reason == "hidden":
                yield "hidden", {"sheet": sheet.sheet}
            elif _may_be_a_list(sheet):
                reason = self._file_error(sheet.reason, sheet.details)
                yield "unread", {"sheet": sheet.sheet, "reason": reason}
            elif sheet.reason != "empty":
                yield "no_list", {"sheet": sheet.sheet}
        for sheet, rows in found.hidden_rows.items():
            shown = ", ".join(map(str, rows[:NAMED_ROWS]))
            more = " …" if len(rows) > NAMED_ROWS else ""
            texts = {"sheet": sheet, "count": len(rows), "rows": shown + more}
            yield "hidden_rows", texts
        for sheet, columns in found.hidden_columns.items():
            shown = [f"{self._label(name)}: {text}" for name, text in columns.items()]
            yield "hidden_columns", {"sheet": sheet, "columns": "; ".join(shown)}
        if planned.other_badges:
            yield "other_badges", {}

    def _rejected_workbook(self, rejected):
        """Return the workbook of the rejected lines in base64, False if none is."""
        if not rejected:
            return False
        rows = []
        for line, problem, advice in rejected:
            rows.append(
                RejectedRow(
                    row=line.row, problem=problem, advice=advice, column=line.column
                )
            )
        return base64.b64encode(write_rejected(rows, self._rejected_texts()))


def _may_be_a_list(sheet):
    """Whether anything in an unread sheet (``Unread``) looks like a list of codes."""
    return len(sheet.cells) > 1 and any(
        cell.guess == CODE or any(map(is_code, cell.samples)) for cell in sheet.cells
    )
