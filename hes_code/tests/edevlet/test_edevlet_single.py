# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime

from ...tools.days import NO_END
from ...tools.edevlet.single import read_single
from . import edevlet_pages as pages
from .test_edevlet import EdevletCase

LABELLED = [
    ("Adı Soyadı", "AY**** IŞ****"),
    ("T.C. Kimlik Numarası", "*****170"),
    ("HES Kodu", "A4D7-1132-10"),
    ("Geçerlilik Zamanı", "31.12.2021 23:30"),
    ("Risk Durumu", "Riskli Değil"),
    ("Aşılı", "Evet"),
    ("Geçirilmiş Hastalık", "Hayır"),
    ("Son 48 Saatte Negatif Test", "Riskli"),
]
READ = (
    "A4D7-1132-10",
    "riskless",
    "*****170",
    "AY**** IŞ****",
    datetime(2021, 12, 31, 20, 30),
    (),
)
DL = "<dl>{}</dl>", "<dt>{}</dt><dd>{}</dd>"
FORMS = {
    "definitions": DL,
    "table": ("<table>{}</table>", "<tr><th>{}</th><td>{}</td></tr>"),
    "unclosed": ("<table>{}</table>", "<tr><td>{}:<td>: <b>{}</b>"),
    "labels": ("<form>{}</form>", "<div><label>{}</label><span>{}</span></div>"),
    "spans": ("<div>{}</div>", "<p><span>{}</span> : <span>{}</span></p>"),
    "paragraphs": ("{}", "<p>{}: {}</p>"),
    "breaks": ("<p>{}</p>", "<b>{}:</b> {}<br>"),
    "list": ("<ul>{}</ul>", "<li><strong>{}</strong> {}"),
}
TEXTS = ("{}\t{}\n", "{}: {}\n", "{} : {}\r\n", "{}\n{}\n", "{}\n\n{}\n\n", "{}   {}\n")


class TestSingle(EdevletCase):
    def single_of(self, status="Riskli", **values):
        lines = [("Risk Durumu", status), *values.items()]
        return read_single("".join(f"{name}: {text}\n" for name, text in lines))

    def test_labelled_values_are_read_in_any_markup_and_order(self):
        for name, (around, each) in FORMS.items():
            for labelled in (LABELLED, LABELLED[::-1], LABELLED[3:] + LABELLED[:3]):
                with self.subTest(name, first=labelled[0][0]):
                    body = "".join(each.format(*pair) for pair in labelled)
                    page = pages.page(around.format(body), title="HES Kodu Sorgulama")
                    self.assertEqual(tuple(vars(read_single(page)).values()), READ)

    def test_labelled_values_are_read_in_pasted_text(self):
        for each in TEXTS:
            for labelled in (LABELLED, LABELLED[::-1]):
                with self.subTest(each, first=labelled[0][0]):
                    text = "".join(each.format(*pair) for pair in labelled)
                    single = read_single("HES Kodu Sorgulama\n" + text)
                    self.assertEqual(tuple(vars(single).values()), READ)

    def test_a_row_of_labels_heads_a_row_of_values(self):
        labels, values = zip(*LABELLED, strict=True)
        text = "\t".join(labels) + "\n" + "\t".join(values)
        self.assertEqual(tuple(vars(read_single(text)).values()), READ)

    def test_statuses(self):
        for text, status in {
            "Riskli": "risky",
            "RİSKLİ": "risky",
            "riskli (temaslı)": "risky",
            "RİSKLİ DEĞİL": "riskless",
            "Riskli\xa0 değildir.": "riskless",
            "Riskli Değil veya Riskli": "unknown",
            "Riskli Değil mi": "unknown",
            "Değil": "unknown",
            "Riskli olduğu bilinmiyor değil": "unknown",
            "Süresi dolmuş": "expired",
            "HES kodu bulunamadı": "not_found",
            "": "unknown",
        }.items():
            with self.subTest(text):
                if text:
                    self.assertEqual(self.single_of(text).status, status)

    def test_a_value_with_a_break_in_it_is_whole(self):
        for part in (
            "<dt>Risk Durumu<dd>Riskli<br>Değil",
            "<table><tr><td>Risk Durumu<td>Riskli<p>Değil</table>",
        ):
            with self.subTest(part):
                self.assertEqual(read_single(pages.page(part)).status, "riskless")

    def test_times_of_the_page_become_utc(self):
        for text, time in {
            "31.12.2021 23:59": datetime(2021, 12, 31, 20, 59),
            "31/12/2021 23:59:30": datetime(2021, 12, 31, 20, 59, 30),
            "31-12-2021 saat 23.59": datetime(2021, 12, 31, 20, 59),
            "2021-12-31T02:00:00": datetime(2021, 12, 30, 23, 0),
            "31 Aralık 2021 23:59": datetime(2021, 12, 31, 20, 59),
            "1 ŞUBAT 2022, 10:05": datetime(2022, 2, 1, 7, 5),
            "5 Ağustos 2021": datetime(2021, 8, 5, 20, 59, 59),
            "31.12.2021": datetime(2021, 12, 31, 20, 59, 59),
            "01.12.2021 - 31.12.2021": datetime(2021, 12, 31, 20, 59, 59),
            "31.12.2021 tarihine kadar": datetime(2021, 12, 31, 20, 59, 59),
            "Süresiz": NO_END,
            "01.01.2070 00:00": datetime(2069, 12, 31, 21, 0),
            "31.12.2070 23:59": NO_END,
        }.items():
            with self.subTest(text):
                single = self.single_of(**{"Geçerlilik Zamanı": text})
                self.assertEqual((single.expires_at, single.unread), (time, ()))

    def test_what_was_not_understood_is_unread(self):
        single = self.single_of(
            "Belirsiz", **{"Geçerlilik Zamanı": "31.02.2021", "HES Kodu": "A4D7"}
        )
        self.assertEqual(
            (single.status, single.code, single.expires_at), ("unknown", None, None)
        )
        self.assertEqual(
            dict(single.unread),
            {"status": "Belirsiz", "expires": "31.02.2021", "code": "A4D7"},
        )

    def test_an_input_labelled_like_the_code_is_no_value(self):
        body = "<label>HES Kodu</label><input><button>Sorgula</button>"
        body += "<dl><dt>HES Kodu<dd>A4D7-1132-10<dt>Risk Durumu<dd>Riskli</dl>"
        single = read_single(pages.page(body, title="HES Kodu Sorgulama"))
        self.assertEqual((single.code, single.status), ("A4D7-1132-10", "risky"))

    def test_a_sentence_may_be_the_answer(self):
        for text, status in {
            "Girilen HES kodunun süresi dolmuştur.": "expired",
            "HES kodu bulunamadı": "not_found",
            "Geçersiz HES kodu girdiniz.": "not_found",
        }.items():
            with self.subTest(text):
                single = read_single(pages.page(f"<p>{text}</p>"))
                self.assertEqual((single.status, single.code), (status, None))

    def test_what_says_nothing_of_a_risk_is_refused(self):
        self.assertRefused("empty", " ", read_single)
        self.assertRefused("no_labels", "HES Kodu: A4D7-1132-10", read_single)
        self.assertRefused("no_labels", pages.answer(), read_single)
        self.assertRefused(
            "not_the_page", pages.page("<p>Şifre", title="Giriş Yap"), read_single
        )

    def test_two_answers_are_refused(self):
        text = "HES Kodu: {}\nRisk Durumu: {}\n"
        for other in (("B5E8-2243-21", "Riskli"), ("A4D7-1132-10", "Riskli Değil")):
            with self.subTest(other):
                both = text.format("A4D7-1132-10", "Riskli") + text.format(*other)
                self.assertRefused("several", both, read_single)

    def test_nothing_of_it_shows_in_its_repr(self):
        self.assertNotIn("risky", repr(self.single_of()))
