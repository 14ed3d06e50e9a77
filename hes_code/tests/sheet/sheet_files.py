# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Makes the files that the tests of the Excel template read, and shows their rows."""

import io
import zipfile
from collections.abc import Sequence

import openpyxl
import xlwt

from ...tools.sheet.columns import COLUMNS
from ...tools.sheet.write import RejectedTexts, TemplateTexts

HEADER = ("T.C. Kimlik No", "Kart No", "Ad Soyad", "Departman", "HES Kodu")
LINE = ("10000000146", "B-7", "Ayşe Işık", "Üretim", "A4D7-1132-10")
TEXTS = TemplateTexts(
    title="HES Codes",
    instructions_title="Instructions",
    instructions=["Write each person's HES code into the last column."],
    validation_title="HES Code",
    validation_prompt="Ten letters and digits.",
    validation_error="A HES code has ten letters and digits.",
)
REJECTED_TEXTS = RejectedTexts(
    **vars(TEXTS),
    labels={"row": "Row", "problem": "Problem", "advice": "What to Do"},
)

_CONTENT_TYPES = """<?xml version="1.0"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"""
_RELATIONS = """<?xml version="1.0"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
{}</Relationships>"""
_RELATION = '<Relationship Id="{0}" Type="http://x/{1}" Target="{2}"/>'
_WORKBOOK = """<?xml version="1.0"?>
<workbook xmlns:r="urn:r"><sheets><sheet name="List" sheetId="1" r:id="r1"/></sheets>
</workbook>"""


def fields(row):
    """Return the texts of a row in the order of LINE."""
    return tuple(row[column.name] for column in COLUMNS)


def faults(row):
    """Return (kind, column) of each problem of a row."""
    return [(fault.kind, fault.column) for fault in row.problems]


def save(book):
    """Return the bytes of a workbook of openpyxl or xlwt."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xlsx(*rows, title="List"):
    """Return a workbook of one sheet with these rows."""
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    return save(book)


def xls(*rows):
    """Return an old workbook; a cell may be (value, number format)."""
    book = xlwt.Workbook()
    page = book.add_sheet("Liste")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, tuple):
                style = xlwt.easyxf(num_format_str=value[1])
                page.write(number, column, value[0], style)
            elif value is not None:
                page.write(number, column, value)
    return save(book)


def csv(*rows: Sequence[str], separator=";", encoding="utf-8"):
    """Return a text file; values with quotes or separators are not looked after."""
    return "\r\n".join(separator.join(row) for row in rows).encode(encoding)


def zipped(parts):
    """Return a zip file: {name: text or bytes}."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # Without the time of day, so that the bytes are always the same.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def raw_parts(sheet_xml, strings_xml=None):
    """Return the parts of a workbook whose one sheet is this XML, for zipped()."""
    links = _RELATION.format("r1", "worksheet", "worksheets/sheet1.xml")
    if strings_xml is not None:
        links += _RELATION.format("r2", "sharedStrings", "sharedStrings.xml")
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _RELATIONS.format(
            _RELATION.format("r1", "officeDocument", "xl/workbook.xml")
        ),
        "xl/workbook.xml": _WORKBOOK,
        "xl/_rels/workbook.xml.rels": _RELATIONS.format(links),
        "xl/worksheets/sheet1.xml": sheet_xml,
    }
    if strings_xml is not None:
        parts["xl/sharedStrings.xml"] = strings_xml
    return parts


def cell(reference, text):
    """Return the XML of a cell of text."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def raw_xlsx(rows_xml, before="", after="", strings_xml=None):
    """Return a workbook with the template's header in row 1 and this XML after it."""
    header = "".join(
        cell(f"{letter}1", text) for letter, text in zip("ABCDE", HEADER, strict=True)
    )
    sheet_xml = (
        f"<worksheet>{before}<sheetData><row r='1'>{header}</row>{rows_xml}</sheetData>"
        f"{after}</worksheet>"
    )
    return zipped(raw_parts(sheet_xml, strings_xml))
