# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The workbook to upload on e-Devlet, for asking about many codes at once."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from ..code import written

_HEADER = "HES KODU"


def write_upload(codes: Sequence[str]) -> bytes:
    """Return the workbook for "Hes Kodlarını Excelden Yükle".

    Its first cell is `HES KODU`; below it stands a code a row, in written form, each
    once, all as text. Raises CodeError for what is not a code.
    """
    book = Workbook(write_only=True)
    page = book.create_sheet("HES")
    page.column_dimensions["A"].width = 18
    for text in (_HEADER, *dict.fromkeys(map(written, codes))):
        cell = WriteOnlyCell(page, text)
        cell.number_format = "@"
        cell.data_type = "s"
        page.append([cell])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
