# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from pathlib import Path
from urllib.parse import urljoin

from lxml import html

from odoo.tests import HttpCase, tagged

from ..controllers.manual import PAGES
from .common import HesCase

NAMES = sorted(page.stem for page in (PAGES / "en").glob("*.rst"))
PICTURES = Path(__file__).parents[1] / "static" / "doc"


def address(language, name):
    return f"/hes_code/manual/{language}/{name}.rst"


@tagged("post_install", "-at_install")
class TestManual(HttpCase, HesCase):
    def page(self, language, name):
        answer = self.url_open(address(language, name))
        self.assertEqual(answer.status_code, 200)
        return html.fromstring(answer.content)

    def test_who_is_not_logged_in_does_not_read_it(self):
        answer = self.url_open(address("en", "index"), allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/web/login", answer.headers["Location"])

    def test_there_is_no_other_page(self):
        self.authenticate(self.plain_user.login, self.plain_user.login)
        for path in ("en/nothing", "de/index", "en/..%2F..%2FREADME", "en/%2e%2e"):
            with self.subTest(path):
                answer = self.url_open(f"/hes_code/manual/{path}.rst")
                self.assertEqual(answer.status_code, 404)

    def test_links_and_pictures_are_found_and_all_pictures_are_shown(self):
        self.authenticate(self.plain_user.login, self.plain_user.login)
        for language in ("en", "tr"):
            shown = set()
            for name in NAMES:
                page = self.page(language, name)
                self.assertEqual(page.get("lang"), language)
                for link in page.xpath("//main//a/@href"):
                    where = urljoin(address(language, name), link)
                    self.assertEqual(self.url_open(where).status_code, 200, link)
                for picture in page.xpath("//section//img/@src"):
                    where = urljoin(address(language, name), picture)
                    self.assertEqual(self.url_open(where).status_code, 200, picture)
                    shown.add(where.rpartition("/")[2])
            taken = {path.name for path in (PICTURES / language).glob("*.png")}
            self.assertEqual(shown, taken)

    def test_both_languages_say_the_same(self):
        self.authenticate(self.plain_user.login, self.plain_user.login)
        for name in NAMES:
            english, turkish = (
                [
                    (element.tag, (element.get("src") or "").rpartition("/")[2])
                    for element in self.page(language, name).xpath(
                        "//section//*[self::h1 or self::h2 or self::img or self::li"
                        " or self::td or self::dt or self::pre]"
                    )
                ]
                for language in ("en", "tr")
            )
            with self.subTest(name):
                self.assertEqual(english, turkish)

    def test_a_turkish_user_reads_turkish(self):
        self.env["res.lang"]._activate_lang("tr_TR")
        for lang, language in (("tr_TR", "tr"), ("en_US", "en")):
            self.plain_user.lang = lang
            self.authenticate(self.plain_user.login, self.plain_user.login)
            answer = self.url_open("/hes_code/manual")
            self.assertEqual(
                answer.url.partition("/hes_code")[2], f"/manual/{language}/index.rst"
            )
