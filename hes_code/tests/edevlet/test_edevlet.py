# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import io
import unicodedata
import unittest

import openpyxl

from ...tools.code import CodeError
from ...tools.edevlet.types import ERROR_KINDS, EdevletError
from ...tools.edevlet.upload import write_upload
from ..sheet import sheet_files as files
from . import edevlet_pages as pages
from .edevlet_pages import (
    FIRST,
    GONE,
    INVALID,
    INVALID_COLUMNS,
    LATE,
    RISKY,
    SECOND,
    Entry,
)

BOTH = [
    ("A4D7-1132-10", "risky", "contact", "*****170", "Temaslı", "risky", 1),
    ("B5E8-2243-21", "risky", "positive", "*****281", "Pozitif", "risky", 2),
    ("C6F9-3354-32", "expired", None, "", "Süresi dolmuş", "invalid", 1),
    ("D7G0-4465-43", "not_found", None, "", "Silinmiş", "invalid", 2),
]


def shown(answer):
    return [tuple(vars(row).values()) for row in answer.rows]


def statuses(answer):
    return [(row.code, row.status, row.reason) for row in answer.rows]


def faults(answer):
    return [(fault.kind, fault.table, fault.number) for fault in answer.problems]


class EdevletCase(unittest.TestCase):
    def assertBoth(self, data):
        answer = pages.read(data)
        self.assertEqual(faults(answer), [])
        self.assertEqual(shown(answer), BOTH)
        self.assertEqual(answer.tables, {"risky", "invalid"})

    def assertRefused(self, kind, data, read=pages.read, **options):
        with self.assertRaises(EdevletError) as caught:
            read(data, **options)
        self.assertEqual(caught.exception.kind, kind)
        self.assertIn(kind, ERROR_KINDS)
        return caught.exception.details


class TestUpload(unittest.TestCase):
    def test_the_upload_is_a_header_and_a_code_a_row_as_text(self):
        data = write_upload(["a4d7113210", "0000-0000-00", "A4D7-1132-10"])
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        cells = [cell for (cell,) in sheet.iter_rows()]
        self.assertEqual(
            [cell.value for cell in cells], ["HES KODU", "A4D7-1132-10", "0000-0000-00"]
        )
        self.assertEqual({cell.data_type for cell in cells}, {"s"})
        self.assertEqual({cell.number_format for cell in cells}, {"@"})

    def test_what_is_no_code_does_not_get_into_the_upload(self):
        with self.assertRaises(CodeError):
            write_upload(["A4D7-1132-10", "=1+1"])

    def test_an_upload_without_codes_is_its_header(self):
        sheet = openpyxl.load_workbook(io.BytesIO(write_upload([]))).active
        self.assertEqual([[c.value for c in row] for row in sheet.rows], [["HES KODU"]])


class TestForms(EdevletCase):
    def test_a_page_is_read_in_every_encoding(self):
        page = pages.answer()
        self.assertBoth(page)
        for encoding in (
            "utf-8",
            "utf-8-sig",
            "cp1254",
            "iso-8859-9",
            "utf-16",
        ):
            with self.subTest(encoding):
                self.assertBoth(page.encode(encoding))

    def test_letters_are_read_as_references(self):
        page = pages.answer()
        references = page.encode("ascii", "xmlcharrefreplace")
        named = page.replace("ç", "&ccedil;").replace("Ç", "&Ccedil").encode()
        for data in (references, named):
            with self.subTest(data[-400:]):
                self.assertBoth(data)
        answer = pages.read(unicodedata.normalize("NFD", page))
        self.assertEqual(shown(answer), BOTH)

    def test_lost_letters_do_not_lose_a_table(self):
        page = pages.answer().encode("ascii", "replace")
        answer = pages.read(page)
        self.assertEqual(len(answer.rows), 4)
        self.assertEqual(answer.tables, {"risky", "invalid"})

    def test_a_page_saved_into_one_file_is_read(self):
        for encoding in ("quoted-printable", "base64"):
            with self.subTest(encoding):
                data = pages.archive(pages.answer(), encoding)
                self.assertBoth(data)

    def test_only_a_saved_page_is_taken(self):
        risky = pages.rows([FIRST, SECOND], pages.RISKY_COLUMNS)
        invalid = pages.rows([LATE, GONE], INVALID_COLUMNS)
        stacked = [[RISKY], *risky, [], [INVALID], *invalid]
        for name, data in {
            "text": "\n".join("\t".join(row) for row in stacked).encode(),
            "csv": "\r\n".join(";".join(row) for row in stacked).encode("cp1254"),
            "xlsx": files.xlsx(*stacked),
            "xls": files.xls(*stacked),
            "pdf": b"%PDF-1.7\n%\xe2\xe3",
        }.items():
            with self.subTest(name):
                self.assertRefused("unsupported", data)


class TestMarkup(EdevletCase):
    def answer_of(self, *parts):
        return pages.read(pages.page(*parts))

    def test_hidden_rows_are_read(self):
        many = [Entry(f"A4D7-1132-{n}", "Temaslı", "*****170") for n in range(10, 60)]
        answer = self.answer_of(pages.titled(RISKY, many))
        self.assertEqual([row.code for row in answer.rows], [e.code for e in many])

    def test_columns_may_stand_in_any_order_among_others(self):
        columns = ("number", "explanation", "masked", "code", "extra")
        answer = self.answer_of(
            pages.titled(INVALID, [LATE, GONE], columns),
            pages.titled(RISKY, [FIRST, SECOND], columns),
        )
        self.assertEqual(faults(answer), [])
        self.assertEqual(sorted(statuses(answer)), sorted(entry[:3] for entry in BOTH))

    def test_a_title_may_be_a_caption_a_row_a_heading_or_a_paragraph(self):
        header, *body = pages.rows([FIRST], pages.RISKY_COLUMNS)
        cells = "".join(f"<td>{cell}" for cell in body[0])
        heads = "".join(f"<th>{cell}" for cell in header)
        for name, part in {
            "caption": pages.table([FIRST], caption=RISKY),
            "paragraph": f"<p>{RISKY}</p>" + pages.table([FIRST]),
            "capitals": f"<b>{RISKY.upper()}</b>" + pages.table([FIRST]),
            "row": f"<table><tr><th colspan=3>{RISKY}<tr>{heads}<tr>{cells}</table>",
            "layout": f"<table><tr><td>{RISKY}<tr><td>{pages.table([FIRST])}</table>",
            "no header": f"<p>{RISKY}</p><table><tr>{cells}</table>",
            "scrolling": f"<p>{RISKY}</p><table><tr>{heads}</table>"
            f"<table><tr>{cells}</table>",
        }.items():
            with self.subTest(name):
                answer = self.answer_of(part)
                self.assertEqual(shown(answer), BOTH[:1])
                self.assertEqual(faults(answer), [])

    def test_cells_may_hold_markup_breaks_and_tables(self):
        part = pages.titled(RISKY, [FIRST]).replace(
            "A4D7-1132-10", "<span>A4D7-</span><b>1132</b>-<!-- x -->10"
        )
        inner = "<table><tr><td>Te<b>mas</b>lı</td></tr></table>"
        for explanation in ("Te<b>mas</b>lı<br>", "<div><p>Temaslı</p></div>", inner):
            with self.subTest(explanation):
                answer = self.answer_of(
                    part.replace("<td>Temaslı", "<td>" + explanation)
                )
                self.assertEqual(shown(answer), BOTH[:1])

    def test_spans_move_columns(self):
        answer = self.answer_of(
            f"<h2>{RISKY}</h2><table><tr><th colspan=2>Sıra<th>HES Kodu<th>Açıklama"
            "<tr><td>1<td>a<td rowspan=2>A4D7-1132-10<td>Temaslı"
            "<tr><td>2<td>b<td>Temaslı<tr><td colspan=2>3<td>B5E8-2243-21<td>Pozitif"
            "</table>"
        )
        self.assertEqual(
            statuses(answer),
            [
                ("A4D7-1132-10", "risky", "contact"),
                ("B5E8-2243-21", "risky", "positive"),
            ],
        )
        self.assertEqual(faults(answer), [])

    def test_unclosed_tags_do_not_matter(self):
        page = pages.answer()
        for tag in ("</td>", "</tr>", "</th>", "</thead>", "</h2>"):
            page = page.replace(tag, "")
        self.assertBoth(page)

    def test_tables_without_titles_are_known_by_their_explanations(self):
        answer = self.answer_of(
            pages.table([FIRST, SECOND]), pages.table([LATE, GONE], INVALID_COLUMNS)
        )
        self.assertEqual(statuses(answer), [entry[:3] for entry in BOTH])
        self.assertEqual(answer.tables, {"risky", "invalid"})

    def test_titles_that_stand_together_do_not_decide(self):
        tabs = f"<ul><li>{RISKY}<li>{INVALID}</ul>"
        invalid = pages.table([LATE, GONE], INVALID_COLUMNS)
        answer = self.answer_of(tabs, pages.table([FIRST, SECOND]), invalid)
        self.assertEqual(statuses(answer), [entry[:3] for entry in BOTH])


class TestEmptyAnswers(EdevletCase):
    def test_a_page_may_say_that_there_is_nothing(self):
        for sentence in (
            "Riskli veya geçersiz HES kodu bulunamadı.",
            "Sorgulama sonucunda kayıt bulunmamaktadır",
            "Listelenecek kayıt yok.",
        ):
            with self.subTest(sentence):
                answer = pages.read(pages.page(f"<p>{sentence}</p>"))
                self.assertEqual((answer.rows, answer.problems), ([], []))

    def test_a_table_may_be_empty(self):
        for body in ("", "<tr><td colspan=3>Kayıt bulunamadı</td></tr>"):
            with self.subTest(body):
                part = pages.titled(RISKY, []).replace("</thead>", "</thead>" + body)
                other = pages.titled(INVALID, [LATE], INVALID_COLUMNS)
                answer = pages.read(pages.page(part, other))
                self.assertEqual(answer.tables, {"risky", "invalid"})
                self.assertEqual(shown(answer), BOTH[2:3])
                self.assertEqual(answer.problems, [])

    def test_an_empty_section_may_have_a_sentence_in_place_of_its_table(self):
        answer = pages.read(
            pages.page(
                f"<h2>{RISKY}</h2><p>Kayıt bulunamadı</p>",
                pages.titled(INVALID, [LATE], INVALID_COLUMNS),
            )
        )
        self.assertEqual(answer.tables, {"risky", "invalid"})
        self.assertEqual(shown(answer), BOTH[2:3])

    def test_no_other_page_is_taken_for_an_empty_answer(self):
        for kind, page in {
            "empty": " \r\n",
            "not_the_page": pages.page("<p>Şifre <input>", title="Giriş Yap"),
            "no_table": pages.page(
                "<p>HES Kodu: A4D7-1132-10<p>Riskli Değil", title=""
            ),
        }.items():
            with self.subTest(kind):
                self.assertRefused(kind, page)
        for text in (
            "Aradığınız sayfa bulunamadı",
            "Girilen HES kodu bulunamadı",
            "Kayıt bulunamadı",
            f"{RISKY}\n{INVALID}",
            "A4D7-1132-10\nB5E8-2243-21",
            "HES KODU\nA4D7-1132-10",
            "T.C. Kimlik No\tAd Soyad\tHES Kodu\n10000000146\tAyşe Işık\tA4D7-1132-10",
        ):
            lines = "".join(f"<p>{line}</p>" for line in text.splitlines())
            page = f"<body>{lines}</body>"
            with self.subTest(text), self.assertRaises(EdevletError) as caught:
                pages.read(page)
            self.assertIn(caught.exception.kind, ("no_table", "not_the_page"))
            self.assertNotIn("A4D7", str(caught.exception))


class TestExplanations(EdevletCase):
    def explain(self, title, *explanations):
        entries = [
            Entry(f"A4D7-1132-{number}", explanation)
            for number, explanation in enumerate(explanations, 10)
        ]
        return pages.read(pages.page(pages.titled(title, entries)))

    def test_a_risky_code_is_risky_whatever_is_said_of_it(self):
        said = {
            "POZİTİF": "positive",
            "Covid-19 pozitif vaka": "positive",
            "YAKIN TEMASLI": "contact",
            "Temaslıdır": "contact",
            "Pozitif / Temaslı": None,
            "Bilinmeyen durum": None,
            "": None,
        }
        answer = self.explain(RISKY, *said)
        self.assertEqual([row.reason for row in answer.rows], list(said.values()))
        self.assertEqual({row.status for row in answer.rows}, {"risky"})
        self.assertEqual([row.explanation for row in answer.rows], list(said))

    def test_an_invalid_code_is_expired_only_where_it_says_so(self):
        said = {
            "SÜRESİ DOLMUŞ": "expired",
            "Kodun süresi dolmuştur": "expired",
            "Silinmiş": "not_found",
            "HES kodu bulunamadı": "not_found",
            "Geçersiz HES Kodu": "unknown",
            "Süresi dolmuş veya silinmiş": "unknown",
            "Bambaşka": "unknown",
            "": "unknown",
        }
        answer = self.explain(INVALID, *said)
        self.assertEqual([row.status for row in answer.rows], list(said.values()))
        self.assertEqual([row.explanation for row in answer.rows], list(said))

    def test_an_explanation_of_the_other_table_leaves_the_code_undecided(self):
        answer = self.explain(RISKY, "Temaslı", "Süresi dolmuş")
        self.assertEqual(faults(answer), [("explanation", "risky", 2)])
        self.assertEqual(answer.problems[0].details, {"code": "A4D7-1132-11"})
        answer = self.explain(INVALID, "Pozitif")
        self.assertEqual(faults(answer), [("explanation", "invalid", 1)])


class TestProblems(EdevletCase):
    def test_a_row_without_a_readable_code_is_a_problem_with_its_number(self):
        wrong = ["A4D7-1132-1", "???", ""]
        entries = [FIRST, *(Entry(code, "Kayıt bulunamadı", "*") for code in wrong)]
        answer = pages.read(pages.page(pages.titled(RISKY, entries)))
        self.assertEqual(faults(answer), [("code", "risky", n) for n in (2, 3, 4)])
        values = [fault.value for fault in answer.problems]
        self.assertEqual(values, [*wrong[:2], "* | Kayıt bulunamadı"])
        self.assertEqual(shown(answer), BOTH[:1])

    def test_an_explanation_is_never_taken_for_a_header(self):
        for text in ("Kod bulunamadı", "HES kodu bulunamadı", "HES kodu"):
            rows = [Entry("?", text), LATE, Entry("??", text)]
            answer = pages.read(
                pages.page(pages.titled(INVALID, rows, INVALID_COLUMNS))
            )
            with self.subTest(text):
                self.assertEqual([row.code for row in answer.rows], [LATE.code])
                numbers = [fault.number for fault in answer.problems]
                self.assertEqual(numbers, [1, 3])

    def test_announced_totals_are_compared_with_the_rows(self):
        for line in (
            "Toplam 2 kayıt",
            "TOPLAM KAYIT SAYISI: 2",
            "2 kayıttan 1 - 10 arası gösteriliyor",
            "1 - 2 / 2 kayıt",
            "2 adet kayıt listelendi",
        ):
            with self.subTest(line):
                page = pages.answer().replace("</table>", f"</table><p>{line}</p>")
                self.assertBoth(page)
                page = page.replace("2 kayıt", "1.250 kayıt").replace(": 2", ": 1.250")
                page = page.replace("2 adet", "1.250 adet")
                answer = pages.read(page)
                totals = [dict(fault.details) for fault in answer.problems]
                self.assertEqual(totals, [{"announced": 1250, "read": 2}] * 2)

    def test_a_number_behind_the_title_is_a_total(self):
        for count in ("(2)", "<span class=badge>2</span>", "- 2 kayıt"):
            with self.subTest(count):
                page = pages.answer().replace("</h2>", f" {count}</h2>")
                self.assertBoth(page)
                answer = pages.read(page.replace("2", "3"))
                kinds = {fault.kind for fault in answer.problems}
                self.assertIn("total", kinds)

    def test_other_numbers_are_no_totals(self):
        for line in (
            "Sayfada 10 kayıt göster",
            "Toplam 250 HES kodu sorgulandı",
            "14.03.2021 12:30",
        ):
            with self.subTest(line):
                page = pages.answer().replace("</table>", f"</table><p>{line}</p>")
                self.assertBoth(page)

    def test_the_same_row_twice_is_one(self):
        again = FIRST._replace(masked="", explanation="TEMASLI")
        answer = pages.read(pages.answer(risky=[FIRST, SECOND, again, FIRST]))
        self.assertEqual(shown(answer), BOTH)
        self.assertEqual(answer.problems, [])

    def test_a_code_in_both_tables_has_no_status(self):
        answer = pages.read(
            pages.answer(
                [FIRST, SECOND], [LATE, FIRST._replace(explanation="Silinmiş")]
            )
        )
        self.assertEqual(
            faults(answer), [("conflict", "risky", 1), ("conflict", "invalid", 2)]
        )
        self.assertNotIn(FIRST.code, [row.code for row in answer.rows])
        self.assertEqual(answer.problems[0].details["other_number"], 2)
        self.assertEqual(shown(answer), BOTH[1:3])

    def test_a_code_with_two_explanations_keeps_the_status_that_both_have(self):
        again = FIRST._replace(explanation="Pozitif")
        answer = pages.read(pages.answer([FIRST, again], []))
        self.assertEqual(statuses(answer), [(FIRST.code, "risky", None)])
        self.assertEqual(faults(answer), [("conflict", "risky", 2)])

    def test_a_row_of_no_known_table_is_a_problem(self):
        strange = Entry("E8H1-5576-54", "Bilinmiyor")
        answer = pages.read(
            pages.page(pages.titled(RISKY, [FIRST]), "<p>Diğer", pages.table([strange]))
        )
        self.assertEqual(faults(answer), [("table", "", 1)])
        self.assertEqual(answer.problems[0].details, {"code": strange.code})

    def test_a_page_that_was_cut_off_is_a_problem(self):
        page = pages.answer()
        for end in (page.index("D7G0"), page.rindex("</table"), page.rindex("</html")):
            with self.subTest(end):
                answer = pages.read(page[:end])
                self.assertEqual(faults(answer)[-1], ("cut", "", 0))

    def test_nothing_of_an_answer_shows_in_its_repr(self):
        answer = pages.read(pages.answer([FIRST, Entry("A4D7-1132-1", "x")]))
        for thing in (answer, *answer.rows, *answer.problems):
            self.assertNotIn("1132", repr(thing))
