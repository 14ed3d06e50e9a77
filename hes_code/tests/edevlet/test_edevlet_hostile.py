# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import tracemalloc
import unicodedata

from ...tools.edevlet.single import read_single
from ...tools.edevlet.types import ERROR_KINDS, EdevletError, PageLimits
from ...tools.text import MEGABYTE
from ..sheet import sheet_files as files
from . import edevlet_pages as pages
from .edevlet_pages import FIRST, INVALID, RISKY
from .test_edevlet import BOTH, EdevletCase, shown


class TestHostile(EdevletCase):
    """Input that was made to hurt. With texts as long as these, a step that takes
    quadratic time would keep the suite for many minutes.
    """

    def test_files_of_other_kinds_are_refused(self):
        for kind, data in {
            "unsupported": files.xlsx(["x"])[:200],
            "unreadable": pages.answer().replace("Temas", "Te\0mas"),
            "empty": b"\xef\xbb\xbf \n",
        }.items():
            with self.subTest(kind):
                self.assertRefused(kind, data)
        self.assertRefused("unreadable", b"MIME-Version: 1.0\n\nx")

    def test_sizes_are_limited(self):
        small = PageLimits(size=1000, cells=10, depth=3)
        page = pages.titled(RISKY, [FIRST])
        for data in (
            "x" * 1001,
            b"x" * 1001,
            page.replace("<td>", "<td colspan=900>"),
            "<table><tr><td>" * 9,
        ):
            with self.subTest(data[:20]):
                self.assertRefused("too_large", data, limits=small)

    def test_work_is_limited_whatever_the_clock_says(self):
        """Each of them is small and keeps a reader busy for many seconds."""
        limits = PageLimits(cells=3000, tags=10_000)
        page = pages.titled(RISKY, [FIRST])
        for name, data in {
            "signs": page + "<" * 10_100,
            "tags of nothing": page + "<b>" * 10_100,
            "empty tables": page + "<table></table>" * 5100,
            "scripts": page + "<script></script>" * 5100,
            "texts": page + "<p>1-1-1-1-1-1-1a</p>" * 1001,
        }.items():
            with self.subTest(name):
                self.assertRefused("too_large", data, limits=limits)

    def test_endless_tags_quotes_comments_and_entities_end(self):
        page = pages.answer()
        size = 4 * MEGABYTE
        for name, text in {
            "attributes": "<p " + " ".join(f"a{n}" for n in range(400_000)) + ">",
            "nesting": "<div>" * 100_000 + "</div>" * 50_000,
            "stray ends": "<b>" * 100_000 + "</i>" * 100_000,
            "opened": "<" * 200_000,
            "declarations": "<!a>" * 100_000,
            "comments": "<!----><!-->" * 200_000,
            "half tags": "<p<p a=<p b='>'" * 100_000 + ">",
            "references": "&#" + "9" * size + ";&#x" + "f" * 99_999,
            "blanks in a tag": "<p a=" + " " * size + ">",
            "equals": "<p " + "= " * 500_000 + ">",
            "scripts": "<script></scrip>" * 1000
            + "</script>"
            + "<style></style>" * 99_999,
            "marks": "e" + "\u0301\u0323" * 400_000,
        }.items():
            with self.subTest(name):
                self.assertEqual(shown(pages.read(text + page)), BOTH)

    def test_what_swallows_the_page_is_a_cut(self):
        page = pages.answer()
        for text in ("<!-- ", "<script>", "<p title='", '<p a="', "<textarea>"):
            with self.subTest(text):
                answer = pages.read(page.replace("</main>", text))
                self.assertEqual([fault.kind for fault in answer.problems], ["cut"])

    def test_comments_and_declarations_hide_nothing_that_a_browser_shows(self):
        for odd in (
            "<!-->",
            "<!--->",
            "<!-- --!>",
            "<![CDATA[>",
            "<![if !IE]>",
            "<!x>",
        ):
            page = pages.page(odd, pages.titled(RISKY, [FIRST]), "<!-- x -->]]>")
            with self.subTest(odd):
                self.assertEqual(shown(pages.read(page)), BOTH[:1])

    def test_long_texts_end(self):
        for name, text in {
            "one line": "A4D7-1132-10 " * 300_000,
            "lines": f"{RISKY}\n" + "HES Kodu\nAçıklama\n" * 5_000,
            "titles": f"{RISKY}\n{INVALID}\n" * 5_000,
            "codes": f"{RISKY}\nHES Kodu\nAçıklama\n" + "A4D7-1132-10\n" * 30_000,
            "labels": "Risk Durumu: Riskli\n" * 30_000,
            "colons": ":" * 4_000_000,
            "dates": "Geçerlilik Zamanı: " + "1.1.2021 " * 400_000,
            "numbers": "Toplam " + "1.111" * 800_000,
            "heads": "a: b\n" * 900_000,
        }.items():
            for read, page in ((pages.read, f"<p>{text}"), (read_single, text)):
                with self.subTest(name, read=read.__name__):
                    try:
                        read(page)
                    except EdevletError as error:
                        self.assertIn(error.kind, ERROR_KINDS)

    def test_nothing_is_fetched_or_expanded(self):
        bomb = (
            '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
        )
        page = pages.answer().replace("<!DOCTYPE html>", bomb)
        answer = pages.read(page.replace("Silinmiş</td>", "Silinmiş &f; &a;</td>"))
        self.assertEqual(answer.rows[-1].explanation, "Silinmiş &f; &a;")

    def test_memory_stays_within_some_times_the_size(self):
        data = ("<table>" + "<tr><td>x" * 20_000 + "</table>").encode()
        tracemalloc.start()
        try:
            self.assertRefused("no_table", data)
            self.assertLess(tracemalloc.get_traced_memory()[1], 60 * len(data))
        finally:
            tracemalloc.stop()

    def test_composed_and_decomposed_letters_are_one(self):
        page = pages.page(pages.titled(RISKY, [FIRST]))
        answer = pages.read(unicodedata.normalize("NFD", page))
        self.assertEqual(shown(answer), BOTH[:1])
