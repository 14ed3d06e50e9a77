# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Asking for codes on e-Devlet by hand: the file to upload, and the answer to read.

Pages: https://www.turkiye.gov.tr/saglik-bakanligi-toplu-hes-kodu-sorgulama and
https://www.turkiye.gov.tr/saglik-bakanligi-hes-kodu-sorgulama. Their answers are read
by titles, headers and labels, never by position: the order has changed before.
"""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from ..code import normalise
from .rows import read_sections
from .single import read_single
from .tables import find_sections
from .types import (
    ERROR_KINDS,
    NO_END,
    PROBLEM_KINDS,
    Answer,
    EdevletError,
    EdevletErrorKind,
    Limits,
    Problem,
    ProblemKind,
    Row,
    Single,
)
from .upload import open_source

__all__ = [
    "ERROR_KINDS",
    "NO_END",
    "PROBLEM_KINDS",
    "Answer",
    "EdevletError",
    "EdevletErrorKind",
    "Limits",
    "Problem",
    "ProblemKind",
    "Row",
    "Single",
    "read_answer",
    "read_single",
    "write_upload",
]

_HEADER = "HES KODU"


def write_upload(codes: Sequence[str]) -> bytes:
    """Return the workbook for "Hes Kodlarını Excelden Yükle".

    Its first cell is `HES KODU`; below it stands a code a row, in written form, each
    once, all as text. Raises CodeError for what is not a code.
    """
    book = Workbook(write_only=True)
    page = book.create_sheet("HES")
    page.column_dimensions["A"].width = 18
    for text in (_HEADER, *dict.fromkeys(map(normalise, codes))):
        cell = WriteOnlyCell(page, text)
        cell.number_format = "@"
        cell.data_type = "s"
        page.append([cell])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read_answer(
    data: bytes | str,
    filename: str = "",
    limits: Limits = Limits(),  # noqa: B008
) -> Answer:
    """Read the answer of the bulk page.

    `data` is a saved page (HTML in UTF-8, UTF-16 or Windows-1254, or MHTML), a pasted
    text (cells apart by tabs, wide gaps or lines) or a workbook; which of them is told
    by its content, except that a text named .csv is a workbook.

    A code that is not in the answer was not risky at that moment, if the answer is
    `complete`. Raises EdevletError, of one of ERROR_KINDS, if nothing can be read.
    """
    source = open_source(data, filename, limits)
    page = find_sections(source.lines)
    if not page.answers:
        raise EdevletError("not_the_page" if page.is_another else "no_table")
    return read_sections(page, source.kind, source.cut)
