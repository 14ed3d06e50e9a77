# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Makes pages as e-Devlet may answer with.

Titles and columns are known; nobody has the markup.
"""

import base64
import quopri
from html import escape
from typing import NamedTuple

from ...tools.edevlet.page import read_answer

RISKY = "Riskli HES Kodu Listesi (Pozitif, Temaslı)"
INVALID = "Geçersiz HES Kodu Listesi (Süresi dolmuş, Silinmiş)"
HEADERS = {
    "code": "HES Kodu",
    "masked": "T.C. Kimlik Numarası",
    "explanation": "Açıklama",
    "extra": "İşlem",
    "number": "Sıra No",
}
RISKY_COLUMNS = ("code", "masked", "explanation")
INVALID_COLUMNS = ("code", "explanation", "extra")


class Entry(NamedTuple):
    """A row of a table."""

    code: str
    explanation: str
    masked: str = ""
    extra: str = "Sil"
    number: str = "1"


FIRST = Entry("A4D7-1132-10", "Temaslı", "*****170")
SECOND = Entry("B5E8-2243-21", "Pozitif", "*****281")
LATE = Entry("C6F9-3354-32", "Süresi dolmuş")
GONE = Entry("D7G0-4465-43", "Silinmiş")


def rows(entries, columns):
    """Return the header and the rows as lists of texts."""
    header = [HEADERS[column] for column in columns]
    return [header, *([getattr(entry, name) for name in columns] for entry in entries)]


def table(entries, columns=RISKY_COLUMNS, visible=10, caption=""):
    """Return a table; rows after the first `visible` are hidden, as the page does."""
    header, *body = rows(entries, columns)
    lines = [
        f"<table class='veri'>{caption and f'<caption>{caption}</caption>'}<thead>"
    ]
    lines += ["<tr>", *(f"<th>{escape(text)}</th>" for text in header), "</tr></thead>"]
    for index, cells in enumerate(body):
        hidden = ' style="display: none"' if index >= visible else ""
        lines += [f"<tr{hidden}>", *(f"<td>{escape(cell)}</td>" for cell in cells)]
        lines.append("</tr>")
    return "\n".join([*lines, "</table>"])


def page(*parts, title="Toplu HES Kodu Sorgulama"):
    """Return a whole page around some parts."""
    return f"""<!DOCTYPE html>
<html lang="tr"><head><meta charset="utf-8"><title>{title}</title>
<style>table > tr {{ color: red }}</style>
<script>if (1 < 2) document.write("<table><tr><td>HES Kodu</td></tr></table>")</script>
</head><body><!-- <table> --><nav><a href="/">e-Devlet Kapısı</a></nav>
<main><h1>{title}</h1>
{"".join(parts)}
</main><footer>Tüm hakları saklıdır</footer></body></html>"""


def titled(title, entries, columns=RISKY_COLUMNS, **options):
    """Return a table below its title."""
    return f"<h2>{title}</h2>\n{table(entries, columns, **options)}\n"


def answer(risky=(FIRST, SECOND), invalid=(LATE, GONE)):
    """Return a page with both tables."""
    return page(titled(RISKY, risky), titled(INVALID, invalid, INVALID_COLUMNS))


def read(page, **options):
    """Return what a page says, given as text or as the bytes of a file."""
    return read_answer(page.encode() if isinstance(page, str) else page, **options)


def archive(content, encoding="quoted-printable"):
    """Return a page as a browser saves it into one file."""
    code = base64.encodebytes if "64" in encoding else quopri.encodestring
    head = (
        "From: <Saved by a browser>\r\n"
        "Subject: =?utf-8?Q?Toplu?=\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n'
        '\tboundary="--x=+7"\r\n'
        "\r\n\r\n----x=+7\r\n"
        f"Content-Type: text/html\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    )
    picture = "\r\n----x=+7\r\nContent-Type: image/png\r\n\r\nx\r\n----x=+7--\r\n"
    return head.encode() + code(content.encode()) + picture.encode()
