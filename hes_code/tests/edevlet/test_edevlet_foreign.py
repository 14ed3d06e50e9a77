# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import Form

from ..common import EXPIRED, RISKY
from . import edevlet_pages as pages
from .test_edevlet_answer import (
    EXPIRED_ROW,
    FOREIGN,
    RISKY_ROW,
    EdevletCase,
    page,
)

FOREIGN_ROW = (FOREIGN, "*****111", "Temaslı")
LATER = "2021-03-02 05:00:00"


class TestForeignPage(EdevletCase):
    """A page that is not the answer makes nobody riskless."""

    def setUp(self):
        super().setUp()
        self.query = self.waiting_query()

    def refused(self, content, message, **values):
        answer = self.answer(self.query, content, **values)
        with self.assertRaisesRegex(UserError, message):
            answer.action_preview()
            answer.action_import()
        self.env.invalidate_all()
        self.assertFalse(self.env["hes.check"].search([]))
        self.assertEqual(
            (self.query.state, self.query.unanswered_count), ("running", 3)
        )

    def test_one_that_names_none_of_our_codes_has_to_be_confirmed(self):
        for name, content in (
            ("of another group", page([FOREIGN_ROW])),
            ("with nobody in it", page()),
        ):
            with self.subTest(name):
                self.refused(content, "confirm")
        answer = self.answer(self.query, page())
        answer.action_preview()
        self.assertTrue(answer.unshown)
        form = Form(answer)
        form.confirmed = True
        form.save().action_import()
        self.assertEqual(self.counts(self.query), (3, 0, 0))
        self.assertEqual(self.query.confirmed_user_id, self.officer)

    def test_one_that_names_ours_needs_no_confirmation(self):
        for rows in (([RISKY_ROW], []), ([], [EXPIRED_ROW])):
            query = self.waiting_query()
            answer = self.answer(query, page(*rows))
            answer.action_preview()
            self.assertFalse(answer.unshown)
            answer.action_import()
            self.assertFalse(query.confirmed_user_id)

    def test_one_of_a_group_of_another_name(self):
        for label in (
            "<p>Grup Adı: Gündüz vardiyası</p>",
            "<dl><dt>Grup Adı</dt><dd>Gündüz vardiyası</dd></dl>",
            "<table><tr><td>Grup adı</td><td>Gündüz vardiyası</td></tr></table>",
            "<p><b>Grup:</b> Gündüz vardiyası</p>",
        ):
            with self.subTest(label):
                self.refused(
                    page([RISKY_ROW], more=label), "Gündüz vardiyası", confirmed=True
                )

    def test_one_of_the_group_itself(self):
        answer = self.answer(
            self.query, page(more="<dl><dt>GRUP ADI</dt><dd>night  SHIFT</dd></dl>")
        )
        answer.action_preview()
        self.assertFalse(answer.unshown)
        answer.action_import()
        self.assertEqual(self.counts(self.query), (3, 0, 0))

    def test_an_error_box_beside_the_lists(self):
        for text in (
            "Bir hata oluştu. Lütfen daha sonra tekrar deneyiniz.",
            "İşleminiz şu anda gerçekleştirilememektedir.",
            "Servise ulaşılamadı",
            "Sistemde bakım çalışması vardır.",
            "Oturumunuz sona ermiştir.",
            "Sorgulama tamamlanamadı.",
            "Bilgiler geçici olarak alınamıyor",
        ):
            for box in (
                f"<div>{text}</div>",
                f"<table><tr><td>{text}</td></tr></table>",
            ):
                with self.subTest(box):
                    self.refused(
                        page([RISKY_ROW], [EXPIRED_ROW], more=box),
                        "error",
                        confirmed=True,
                    )

    def test_what_is_on_every_page_is_no_error(self):
        more = (
            "<a>Oturumu Kapat</a><a>Hata Bildir</a><p>Kayıt bulunamadı</p>"
            "<a>Giriş Yap</a><p>Şifre Değiştir</p>"
        )
        self.take(self.query, page([RISKY_ROW], [EXPIRED_ROW], more=more))
        self.assertEqual(self.counts(self.query), (1, 1, 1))

    def test_the_same_page_is_not_taken_twice(self):
        content = page([RISKY_ROW], [EXPIRED_ROW])
        self.take(self.query, content)
        with freeze_time(LATER):
            self.query = self.waiting_query()
            before = self.env["hes.check"].search_count([])
            for same in (content, content.replace("><", ">\n<")):
                answer = self.answer(self.query, same, confirmed=True)
                with self.assertRaisesRegex(UserError, "taken already"):
                    answer.action_preview()
                with self.assertRaisesRegex(UserError, "taken already"):
                    answer.action_import()
            archived = self.query.env["hes.edevlet.answer"].create(
                {
                    "query_id": self.query.id,
                    "data": base64.b64encode(pages.archive(content, "base64")),
                }
            )
            with self.assertRaisesRegex(UserError, "taken already"):
                archived.action_import()
            self.assertEqual(self.env["hes.check"].search_count([]), before)

    def test_an_invalid_code_of_an_unclear_reason(self):
        code = self.codes[EXPIRED]
        self.take(self.query, page([], [(EXPIRED, "Kullanılamaz", "-")]))
        self.assertEqual(code.risk_status, "unknown")
        self.assertEqual(code.check_ids.service_word, "Kullanılamaz")
        self.assertEqual(code.check_ids.risk_status, "unknown")
        self.assertEqual(self.counts(self.query), (2, 0, 1))
        self.assertEqual(self.query.unanswered_count, 0)

    def test_it_lifts_no_risk(self):
        self.record_answer(self.codes[RISKY], "2021-03-01 04:00:00", "risky")
        self.take(self.query, page([], [(RISKY, "Kullanılamaz", "-")]))
        self.assertEqual(self.burak.hes_clearance_reason, "risky")

    def test_a_row_that_contradicts_its_list(self):
        for rows in (
            ([(RISKY, "*****350", "Riskli değil")], []),
            ([(RISKY, "*****350", "Temaslı değil")], []),
            ([(RISKY, "*****350", "Risk bulunmamaktadır")], []),
            ([(RISKY, "*****350", "Süresi dolmuş")], []),
            ([], [(RISKY, "Pozitif", "-")]),
            ([], [(RISKY, "Riskli", "-")]),
            ([], [(RISKY, "Süresi dolmuş, pozitif", "-")]),
            ([], [(RISKY, "Riskli değil", "-")]),
            ([], [(RISKY, "Süresi dolmamış", "-")]),
            ([], [(RISKY, "Geçerli", "-")]),
        ):
            with self.subTest(rows):
                self.refused(page(*rows), "does not fit", confirmed=True)

    def test_a_web_archive_that_is_cut(self):
        whole = pages.archive(page([RISKY_ROW], [EXPIRED_ROW]))
        data = whole[: whole.index(b"----x=+7--")]
        answer = self.query.env["hes.edevlet.answer"].create(
            {"query_id": self.query.id, "data": base64.b64encode(data)}
        )
        with self.assertRaisesRegex(UserError, "before it is finished"):
            answer.action_import()
