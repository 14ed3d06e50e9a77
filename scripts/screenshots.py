# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Takes the pictures of the manual and of the Apps page with headless Chromium.

    screenshots.py DATABASE KNOWN [NAME...]

Serves DATABASE on a free port. KNOWN is a file with what scripts/screenshots_data.py
printed; beside it is the server's log. Without names all pictures are taken.
scripts/screenshots.sh calls it.
"""

import base64
import contextlib
import io
import itertools
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import requests
import websocket
from PIL import Image

ADDON = Path(__file__).parents[1] / "hes_code"
MANUAL = ADDON / "static" / "doc"
APPS = ADDON / "static" / "description"
LANGUAGES = {"en": "en_US", "tr": "tr_TR"}
ZONE = "Europe/Istanbul"
WAIT = 90  # seconds for a page: the first one builds all the assets
COLORS = 96
BROWSERS = ("chromium", "google-chrome", "chrome")
DESK = {"width": 1366, "height": 768, "deviceScaleFactor": 1, "mobile": False}
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
BANNER = {"width": 1120, "height": 560, "deviceScaleFactor": 1, "mobile": False}
SETTLED = """
    document.readyState === "complete"
    && !document.querySelector(".o_loading_indicator, .o_blockUI")
    && [...document.images].every((image) => image.complete)
    && Boolean(document.querySelector(%s))
"""
FIND = """
    [...document.querySelectorAll(%s)]
        .find((element) => element.innerText.includes(%s))
"""
DIALOG = """document.querySelector(".o_dialog .modal-body")?.innerText"""

FORM, ROW, TAB = ".o_form_view", ".o_data_row", ".nav-link[name=%s]"
CONTENT, CARD = ".o_content", ".o_kanban_record"
KIOSK = ".o_hr_kiosk_mode_bottom button"


@dataclass(frozen=True)
class Picture:
    """A screen: whose, where, what must be on it, and what to click then.

    ``clicks``: pairs of a selector and a text; the first element that holds the text is
    clicked. ``address`` and texts may name what is known, in braces. ``scroll``: such a
    pair, brought into sight at last. ``apps``: the Apps page has the English one, too.
    """

    name: str
    user: str
    address: str
    wait: str = CONTENT
    clicks: tuple = ()
    scroll: tuple = ()
    size: str = "desk"
    apps: bool = False


SIZES = {"desk": DESK, "phone": PHONE}
PICTURES = (
    Picture("overview", "admin", "/odoo/hes", ".o_hes_figure", apps=True),
    Picture(
        "overview_phone", "admin", "/odoo/hes", ".o_hes_figure", size="phone", apps=True
    ),
    Picture("preview", "admin", "/odoo/hes-template/{preview}", ROW, apps=True),
    Picture("setup", "starter", "/odoo/hes", ".o_hes_setup_step"),
    Picture("proposals", "admin", "/odoo/hes-proposals", ROW),
    Picture("code_page", "", "/hes{code_page}?lang={lang}", "form", size="phone"),
    Picture("query", "admin", "/odoo/hes-queries/{query}", FORM),
    Picture("group", "admin", "/odoo/hes-groups/{group}", FORM),
    Picture(
        "employee",
        "admin",
        "/odoo/employees/{risky}",
        TAB % "hes",
        ((TAB % "hes", ""),),
    ),
    Picture("case", "admin", "/odoo/hes-contacts/{case}", FORM, apps=True),
    Picture("rules", "admin", "/odoo/hes-policy", FORM),
    Picture(
        "service", "admin", "/odoo/action-hes_code.hes_service_action/{service}", FORM
    ),
    Picture("access_log", "admin", "/odoo/hes-access-log"),
    Picture(
        "rights",
        "admin",
        "/odoo/users/{officer}",
        FORM,
        scroll=(".o_form_label", "HES"),
    ),
    Picture("scanner_test", "admin", "/odoo/hes-scanner-test"),
    Picture(
        "profile",
        "worker",
        "/odoo",
        ".o_user_menu button",
        (
            (".o_user_menu button", ""),
            ("[data-menu=preferences]", ""),
            (TAB % "hes", ""),
        ),
    ),
    Picture("team", "boss", "/odoo/action-hr.hr_employee_public_action", CARD),
    Picture("journey", "admin", "/odoo/hes-journeys/{journey}", FORM),
    Picture("visit", "reception", "/odoo/hes-visits/{visit}", FORM, apps=True),
    Picture("inside", "reception", "/odoo/hes-inside"),
    Picture("kiosk", "", "/hr_attendance/{kiosk}", KIOSK),
    Picture(
        "kiosk_refused",
        "",
        "/hr_attendance/{kiosk}",
        KIOSK,
        ((KIOSK, ""), (".o_hr_kiosk_manual_selection .card", "{denied}")),
        apps=True,
    ),
)


class Browser:
    """Chromium, spoken to by its DevTools protocol."""

    def __init__(self, address):
        self._socket = websocket.create_connection(address, timeout=WAIT)
        self._numbers = itertools.count(1)
        self.call("Page.enable")
        self.call("Emulation.setTimezoneOverride", timezoneId=ZONE)

    def call(self, method, **params):
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": params}
        self._socket.send(json.dumps(message))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def evaluate(self, script):
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        return result["result"].get("value")

    def wait_for(self, selector, dialogs=False):
        """Until it is on the screen.

        :param dialogs: whether a dialog may be on the screen, and is no error
        :raise RuntimeError: with what a dialog says
        :raise TimeoutError: when it does not come
        """
        end = time.monotonic() + WAIT
        while time.monotonic() < end:
            if self.evaluate(SETTLED % json.dumps(selector)):
                time.sleep(0.8)  # pictures of people fade in
                return
            if not dialogs and (dialog := self.evaluate(DIALOG)):
                raise RuntimeError(dialog)
            time.sleep(0.1)
        raise TimeoutError(f"nothing on the screen is {selector}")

    def find(self, selector, text, press=True):
        """Bring the first such element with this text into sight, and press it."""
        self.wait_for(selector, dialogs=True)
        found = FIND % (json.dumps(selector), json.dumps(text))
        self.evaluate(f"{found}.scrollIntoView({{block: 'center'}})")
        if press:
            self.evaluate(f"{found}.click()")
        time.sleep(1.5)

    def open(self, url, size):
        self.call("Emulation.setDeviceMetricsOverride", **size)
        self.call("Page.navigate", url=url)

    def log_in(self, url, session):
        """From here on as the user of this session, or as nobody."""
        self.call("Network.clearBrowserCookies")
        if session:
            self.call("Network.setCookie", url=url, name="session_id", value=session)

    def picture(self, *paths, colors=COLORS, dither=Image.Dither.NONE):
        """What is on the screen, in few colours, as PNG."""
        data = self.call("Page.captureScreenshot", format="png")["data"]
        image = Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")
        small = image.quantize(colors, dither=dither)
        for path in paths:
            path.parent.mkdir(parents=True, exist_ok=True)
            small.save(path, optimize=True)
            print(path)


@contextlib.contextmanager
def running(command, **options):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **options)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def until(condition, what):
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            if result := condition():
                return result
        time.sleep(0.2)
    raise TimeoutError(what)


@contextlib.contextmanager
def browser():
    program = next(filter(None, map(shutil.which, BROWSERS)))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [program, "--headless=new", "--no-sandbox", "--disable-gpu"]
        command += ["--disable-dev-shm-usage", "--remote-debugging-port=0"]
        command += [f"--user-data-dir={profile}", "--remote-allow-origins=*"]
        command += ["--no-first-run", "--force-color-profile=srgb", "about:blank"]
        with running(command, stderr=subprocess.DEVNULL):
            place = Path(profile, "DevToolsActivePort")
            port = until(place.read_text, "Chromium did not start").split()[0]
            pages = requests.get(f"http://127.0.0.1:{port}/json", timeout=WAIT).json()
            page = next(page for page in pages if page["type"] == "page")
            yield Browser(page["webSocketDebuggerUrl"])


@contextlib.contextmanager
def served(database, log):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    command = [sys.executable, "-m", "odoo", "server", "--database", database]
    command += ["--http-port", port, "--max-cron-threads", "0"]
    with log.open("w") as stderr, running(command, stderr=stderr):
        url = f"http://127.0.0.1:{port}"
        until(lambda: requests.get(url, timeout=WAIT).ok, "Odoo did not start")
        yield url


class Odoo:
    """Sessions of the users in the pictures."""

    def __init__(self, url, database):
        self.url, self.database = url, database
        self.cookies = {}

    def session(self, login, password):
        session = requests.Session()
        params = {"db": self.database, "login": login, "password": password}
        self.post(session, "/web/session/authenticate", **params)
        return session

    def post(self, session, path, **params):
        answer = session.post(
            self.url + path, json={"params": params}, timeout=WAIT
        ).json()
        if "error" in answer:
            raise RuntimeError(answer["error"]["data"]["message"])
        return answer["result"]

    def speak(self, language, users, company):
        """These users, and the kiosk of this partner's company, in this language."""
        admin = self.session("admin", "admin")
        vals = {"lang": LANGUAGES[language], "tz": ZONE}
        for model, ids in (("res.users", users), ("res.partner", [company])):
            path = f"/web/dataset/call_kw/{model}/write"
            call = {"model": model, "method": "write", "args": [ids, vals]}
            self.post(admin, path, **call, kwargs={})
        self.cookies.clear()

    def cookie(self, login):
        """Of a session that began in the language of now."""
        if login not in self.cookies:
            password = "admin" if login == "admin" else "pictures"
            session = self.session(login, password)
            self.cookies[login] = session.cookies["session_id"]
        return self.cookies[login]


def take(screen, odoo, known, language, pictures):
    """Take these pictures; returns how many failed."""
    failed = 0
    for picture in pictures:
        session = odoo.cookie(picture.user) if picture.user else None
        screen.log_in(odoo.url, session)
        url = odoo.url + picture.address.format(
            **known, **known[language], lang=language
        )
        screen.open(url, SIZES[picture.size])
        try:
            screen.wait_for(picture.wait)
            for selector, text in picture.clicks:
                screen.find(selector, text.format(**known))
            if picture.scroll:
                screen.find(*picture.scroll, press=False)
        except (TimeoutError, RuntimeError) as error:
            print(f"{language} {picture.name}: {error}", file=sys.stderr)
            failed += 1
        paths = [MANUAL / language / f"{picture.name}.png"]
        if picture.apps and language == "en":
            paths.append(APPS / f"{picture.name}.png")
        screen.picture(*paths)
    return failed


def draw_banner(screen):
    screen.open((APPS / "banner.svg").as_uri(), BANNER)
    time.sleep(1)
    dither = Image.Dither.FLOYDSTEINBERG
    screen.picture(APPS / "banner.png", colors=256, dither=dither)


def main(database, known, *names):
    log = Path(known).with_suffix(".log")
    known = json.loads(Path(known).read_text(encoding="utf-8"))
    pictures = [row for row in PICTURES if not names or row.name in names]
    failed = 0
    with served(database, log) as url, browser() as screen:
        odoo = Odoo(url, database)
        for language in LANGUAGES:
            odoo.speak(language, known["users"], known["company"])
            failed += take(screen, odoo, known, language, pictures)
        if not names or "banner" in names:
            draw_banner(screen)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
