# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import json
from contextlib import contextmanager

from odoo.tests import tagged
from odoo.tests.common import ChromeBrowser

from .code_page_case import DIGITS, OWN, CodePageCase

#: A picture is put into the field as a camera would do it.
TAKE_PHOTO = """
    (() => {
        const bytes = Uint8Array.from(atob("%s"), (one) => one.charCodeAt(0));
        const files = new DataTransfer();
        files.items.add(new File([bytes], "photo.png", {type: "image/png"}));
        const input = document.querySelector(".o_hes_photo input");
        input.files = files.files;
        input.dispatchEvent(new Event("change"));
    })()
"""


@tagged("post_install", "-at_install")
class TestCodePageBrowser(CodePageCase):
    """Somebody with a telephone and nothing else."""

    browser_size = "390x844"
    touch_enabled = True

    @contextmanager
    def telephone(self):
        """A browser of that size, without a session."""
        browser = ChromeBrowser(self)
        with self.allow_requests(browser=browser):
            self.authenticate(None, None, browser=browser)
            self.cr.flush()
            self.cr.clear()
            try:
                yield browser
            finally:
                browser.stop()
                self._wait_remaining_requests()

    def run_script(self, browser, script):
        answer = browser._websocket_request(
            "Runtime.evaluate", params={"expression": script, "awaitPromise": True}
        )
        self.assertNotIn("exceptionDetails", answer)

    def wait_for(self, browser, condition):
        seen = browser._wait_ready(f"Boolean({condition})", timeout=15)
        self.assertTrue(seen, condition)

    def show(self, browser, lang="en"):
        browser.navigate_to(f"{self.base_url()}{self.path}?lang={lang}", wait_stop=True)
        self.wait_for(browser, f"document.documentElement.lang === '{lang}'")
        self.wait_for(
            browser, "document.documentElement.scrollWidth <= window.innerWidth"
        )

    def type_in(self, browser, **texts):
        for name, text in texts.items():
            self.run_script(
                browser,
                f"document.querySelector('input[name={name}]').value ="
                f" {json.dumps(text)}",
            )

    def press(self, browser):
        self.run_script(browser, "document.querySelector('button').click()")

    def test_a_code_is_typed_and_sent(self):
        with self.telephone() as browser:
            self.show(browser, "tr")
            self.type_in(browser, badge="1002", digits=DIGITS, code="no code")
            self.press(browser)
            self.wait_for(
                browser,
                "document.querySelector('.o_hes_fault[role=alert]:not([hidden])')",
            )
            self.type_in(browser, code=OWN.lower())
            self.press(browser)
            self.wait_for(browser, "document.querySelector('.o_hes_given')")
        self.look_at()
        self.assertEqual(self.burak.hes_code, OWN)

    def test_the_qr_code_of_a_photo_is_read_on_the_telephone(self):
        code = OWN.replace("-", "")
        field = "document.querySelector('[name=code]').value"
        other, picture = (
            self.env["ir.actions.report"].barcode("QR", text, width=500, height=500)
            for text in (f"10000000146|{code[::-1]}|", f"{'q' * 32}|{code}")
        )
        nothing = self.env["ir.actions.report"].barcode("Code128", "1", width=500)
        with self.telephone() as browser:
            self.show(browser)
            for photo, seen in (
                (nothing, "!document.querySelector('.o_hes_photo_problem').hidden"),
                (other, f"{field} === '{code[::-1]}'"),
                (picture, f"{field} === '{code}'"),
            ):
                script = TAKE_PHOTO % base64.b64encode(photo).decode()
                self.run_script(browser, script)
                self.wait_for(browser, seen)
            self.type_in(browser, badge="1002", digits=DIGITS)
            self.press(browser)
            self.wait_for(browser, "document.querySelector('.o_hes_given')")
        self.look_at()
        self.assertEqual(self.burak.hes_code, OWN)
