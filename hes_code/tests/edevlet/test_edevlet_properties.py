# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import unittest
from html import escape

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ...tools.edevlet.single import read_single
from ...tools.edevlet.types import (
    ERROR_KINDS,
    BulkAnswer,
    EdevletError,
    SingleAnswer,
)
from . import edevlet_pages as pages
from .edevlet_pages import INVALID, RISKY, Entry

# Shrinking a whole page takes minutes; a failure is shown as it was found.
REPEATABLE = settings(
    deadline=None,
    max_examples=100,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
)

RISKY_WORDS = {
    "Pozitif": ("risky", "positive"),
    "YAKIN TEMASLI": ("risky", "contact"),
    "Temaslı / Pozitif": ("risky", None),
    "Şüpheli görüldü": ("risky", None),
}
INVALID_WORDS = {
    "Süresi dolmuş": ("expired", None),
    "SİLİNMİŞ": ("not_found", None),
    "Kod bulunamadı": ("not_found", None),
    "Çözülemeyen söz": ("unknown", None),
}
ENCODINGS = ("utf-8", "utf-8-sig", "cp1254", "iso-8859-9", "utf-16")
BROKEN = ("A4D7-1132-1", "A4D7-1132-1é", "yok", "?")

codes = st.from_regex(r"[A-Z][0-9][A-Z][0-9]-[0-9]{4}-[0-9]{2}", fullmatch=True)
orders = st.permutations(["code", "masked", "explanation", "extra"]).flatmap(
    lambda names: st.sampled_from(
        [names, [name for name in names if name not in ("masked", "extra")]]
    )
)


@st.composite
def answers(draw, broken=False):
    """Return the rows of both tables; no code stands in two of them."""
    chosen = draw(st.lists(codes, unique=True, max_size=12))
    parts = ([], [])
    for code in chosen:
        invalid = draw(st.booleans())
        words = draw(st.sampled_from(sorted(INVALID_WORDS if invalid else RISKY_WORDS)))
        if broken and draw(st.booleans()):
            code = draw(st.sampled_from(BROKEN))
        masked = f"*****{draw(st.integers(100, 999))}"
        parts[invalid].append(Entry(code, words, masked))
    return parts


def spelt(draw, code):
    """Return a code as pages and people write it."""
    code = draw(st.sampled_from([code, code.lower(), code.replace("-", "")]))
    return code.replace("-", draw(st.sampled_from(["-", "–", " - "])))


def html_table(draw, title, entries, columns):
    """Return a table in one of the forms in which pages are made."""
    cell = draw(
        st.sampled_from(["{}", "<b>{}</b>", "\n <span>{}</span>\t", "<p>{}</p>"])
    )
    close = draw(st.booleans())
    header, *body = pages.rows(entries, columns)
    style = draw(st.sampled_from(["", " class='x > y'", " style='display:none'"]))
    lines = [
        f"<tr{style}>"
        + "".join(
            f"<{tag}>{cell.format(escape(text))}" + f"</{tag}>" * close for text in row
        )
        for tag, row in [("th", header), *(("td", row) for row in body)]
    ]
    inside = "".join(lines)
    return draw(
        st.sampled_from(
            [
                f"<h3>{title}</h3><table>{inside}</table>",
                f"<TABLE><CAPTION>{title}</CAPTION>{inside}</TABLE>",
                f"<table><tr><td colspan=9>{title}</td></tr>{inside}</table>",
                f"<table><tr><td><p>{title}<table>{inside}</table></table>",
                f"<p>{title} ({len(entries)})</p><div><table>{inside}</table></div>",
            ]
        )
    )


def rendered(draw, parts):
    """Return both tables, in any order, with columns in any order."""
    titles = draw(st.permutations([(RISKY, 0), (INVALID, 1)]))
    texts = []
    for title, index in titles:
        entries = [row._replace(code=spelt(draw, row.code)) for row in parts[index]]
        title = draw(st.sampled_from([title, title.upper().replace("I", "İ", 1)]))
        texts.append(html_table(draw, title, entries, draw(orders)))
    return texts


def said(answer):
    return {row.code: (row.table, row.status, row.reason) for row in answer.rows}


def meant(parts):
    return {
        row.code: (table, *words[row.explanation])
        for entries, table, words in zip(
            parts, ("risky", "invalid"), (RISKY_WORDS, INVALID_WORDS), strict=True
        )
        for row in entries
    }


class TestRoundTrips(unittest.TestCase):
    def assertRead(self, answer, parts):
        self.assertEqual(
            [vars(problem) for problem in answer.problems], [], "nothing was wrong"
        )
        self.assertEqual(said(answer), meant(parts))

    @REPEATABLE
    @given(answers(), st.data())
    def test_pages_are_read_back(self, parts, data):
        page = pages.page(*rendered(data.draw, parts))
        encoding = data.draw(st.sampled_from(ENCODINGS))
        form = data.draw(st.sampled_from(["bytes", "text", "references", "archive"]))
        if form == "bytes":
            page = page.encode(encoding, "xmlcharrefreplace")
        elif form == "references":
            page = page.encode("ascii", "xmlcharrefreplace")
        elif form == "archive":
            page = pages.archive(
                page, data.draw(st.sampled_from(["base64", "quoted-printable"]))
            )
        self.assertRead(pages.read(page), parts)

    @REPEATABLE
    @given(answers(broken=True), st.data())
    def test_every_row_is_a_row_or_a_problem(self, parts, data):
        page = pages.page(*rendered(data.draw, parts))
        expected = [
            (table, number)
            for entries, table in zip(parts, ("risky", "invalid"), strict=True)
            for number in range(1, len(entries) + 1)
        ]
        answer = pages.read(page)
        kinds = {fault.kind for fault in answer.problems}
        self.assertLessEqual(kinds, {"code"})
        places = [(each.table, each.number) for each in answer.rows]
        places += [(each.table, each.number) for each in answer.problems]
        self.assertEqual(sorted(places), sorted(expected))


PIECES = st.sampled_from(
    [
        *"<>&;\"'=/!-\t\n |",
        *("<table>", "</table>", "<tr>", "<td rowspan=3>", "<td colspan='5'>", "</td>"),
        *("<!--", "-->", "<script>", "</script>", "<br>", "<dd>", "</html>", "<title>"),
        *("&#305", "&#x110000;", "&nbsp", "\0", "\ufffd", "\ud800", "\u0307", "Ä±"),
        *(RISKY, INVALID, "Kayıt bulunamadı", "Toplam 5 kayıt", "(3)", "HES Kodu"),
        *("Açıklama", "T.C. Kimlik No", "A4D7-1132-10", "*****170", "Temaslı"),
        *("Risk Durumu", "Riskli Değil", "Geçerlilik Zamanı:", "31.12.9999 23:59"),
        *("0.0.0000", "Content-Type: text/html\n", "MIME-Version: 1.0\n\n", "\r\n"),
    ]
)


class TestAnything(unittest.TestCase):
    def assertTaken(self, data):
        """Nothing but an answer or a refusal comes of it."""
        text = data if isinstance(data, str) else data.decode("latin-1")
        page = data if isinstance(data, bytes) else data.encode("utf-8", "replace")
        for read, given_, kind in (
            (pages.read, page, BulkAnswer),
            (read_single, text, SingleAnswer),
        ):
            try:
                self.assertIsInstance(read(given_), kind)
            except EdevletError as error:
                self.assertIn(error.kind, ERROR_KINDS)

    @REPEATABLE
    @given(st.binary(max_size=300))
    def test_any_bytes(self, data):
        for mark in (b"", b"PK\x03\x04", b"\xff\xfe", b"<html>"):
            self.assertTaken(mark + data)

    @REPEATABLE
    @given(st.text(max_size=300))
    def test_any_text(self, text):
        self.assertTaken(text)
        self.assertTaken(f"<html>{text}")

    @settings(REPEATABLE, max_examples=200)
    @given(st.lists(PIECES | st.text(max_size=3), max_size=40))
    def test_any_pieces_of_a_page(self, pieces):
        self.assertTaken("".join(pieces))

    @settings(REPEATABLE, max_examples=60)
    @given(st.integers(min_value=0), st.lists(PIECES, max_size=3))
    def test_a_page_with_a_hole_in_it(self, place, pieces):
        page = pages.answer()
        place %= len(page)
        self.assertTaken(page[:place] + "".join(pieces) + page[place + 7 :])
        self.assertTaken(page[:place])
