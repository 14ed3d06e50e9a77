# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Takes pictures of the add-on's screens with headless Chromium.

    screenshots.py DATABASE FOLDER [LANGUAGE...]

Serves DATABASE on a free port, as ./dev demo has made it, and leaves in it what the
pictures need. scripts/screenshots.sh gives it a copy.
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
from pathlib import Path

import openpyxl
import requests
import websocket

METRICS = {
    "width": 1280,
    "height": 800,
    "deviceScaleFactor": 1,
    "mobile": False,
}
ZONE = "Europe/Istanbul"
WAIT = 60  # seconds for a page: the first one builds all the assets
BROWSERS = ("chromium", "google-chrome", "chrome")
SETTLED = """
    document.readyState === "complete"
    && !document.querySelector(".o_loading_indicator, .o_blockUI")
    && [...document.images].every((image) => image.complete)
    && Boolean(document.querySelector(%s))
"""

FORM, ROW, TAB = ".o_form_view", ".o_data_row", ".nav-link[name=%s]"
LINES, APPS = ".o_notebook .o_data_row", ".o_navbar_apps_menu button"
#: Name, address, what must be on the screen, what to click then.
SCREENS = (
    ("overview", "hes", ".o_hes_figure", ""),
    ("exemptions", "hes-exemptions/new", FORM, ""),
    ("codes", "hes-codes", ROW, ""),
    ("code", "hes-codes/{risky}", FORM, ""),
    ("upload", "hes-template", FORM, ""),
    ("preview", "hes-template/{preview}", LINES, ""),
    ("preview_all", "hes-template/{preview}", LINES, TAB % "lines"),
    ("employee", "employees/{person}", TAB % "hes", TAB % "hes"),
    ("employees", "employees?view_type=list", ROW, ""),
    ("employees_kanban", "employees", ".o_kanban_record", ""),
    ("attendances", "attendances", ".o_group_header", ".o_facet_remove"),
    ("queries", "hes-queries", ROW, ""),
    ("query", "hes-queries/{query}", FORM, ""),
    ("answers", "hes-answers", ROW, ""),
    ("service", "action-hes_code.hes_service_action/{service}", FORM, ""),
    ("groups", "hes-groups", ROW, ""),
    ("group", "hes-groups/{group}", FORM, ""),
    ("single_query", "hes-query", FORM, ""),
    ("coverage", "hes-coverage", ".o_content", ""),
    ("visits", "hes-visits", ".o_content", ""),
    ("visit", "hes-visits/{visit}", FORM, ""),
    ("journey", "hes-journeys/{journey}", FORM, ""),
    ("inside", "hes-inside", ".o_content", ""),
    ("cases", "hes-contacts", ROW, ""),
    ("case", "hes-contacts/{case}", FORM, ""),
    ("rules", "hes-policy", FORM, ""),
    ("access_log", "hes-access-log", ".o_content", ""),
    ("destructions", "hes-destructions", ".o_content", ""),
    ("apps", "hes-codes", APPS, APPS),
)
DIALOG = """document.querySelector(".o_dialog .modal-body")?.innerText"""


class Browser:
    """Chromium, spoken to by its DevTools protocol."""

    def __init__(self, address):
        self._socket = websocket.create_connection(address, timeout=WAIT)
        self._numbers = itertools.count(1)
        self.call("Page.enable")
        self.call("Emulation.setDeviceMetricsOverride", **METRICS)
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

    def wait_for(self, selector):
        end = time.monotonic() + WAIT
        while time.monotonic() < end:
            if self.evaluate(SETTLED % json.dumps(selector)):
                time.sleep(0.8)  # pictures of people fade in
                return
            if dialog := self.evaluate(DIALOG):
                raise RuntimeError(dialog)
            time.sleep(0.1)
        raise TimeoutError(f"nothing on the screen is {selector}")

    def click(self, selector):
        self.evaluate(f"document.querySelector({json.dumps(selector)}).click()")
        time.sleep(0.8)

    def picture(self, path):
        data = self.call("Page.captureScreenshot", format="png")["data"]
        path.write_bytes(base64.b64decode(data))


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
def served(database):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    command = [sys.executable, "-m", "odoo", "server", "--database", database]
    with running([*command, "--http-port", port, "--max-cron-threads", "0"]):
        url = f"http://127.0.0.1:{port}"
        until(lambda: requests.get(url, timeout=WAIT).ok, "Odoo did not start")
        yield url


class Odoo:
    """The administrator's session."""

    def __init__(self, url, database, language="en_US"):
        self.url = url
        self.context = {"lang": language, "tz": ZONE}
        self.session = requests.Session()
        self.post(
            "/web/session/authenticate", db=database, login="admin", password="admin"
        )

    def post(self, path, **params):
        answer = self.session.post(
            self.url + path, json={"params": params}, timeout=WAIT
        ).json()
        if "error" in answer:
            raise RuntimeError(answer["error"]["data"]["message"])
        return answer["result"]

    def call(self, model, method, *args, **kwargs):
        path = f"/web/dataset/call_kw/{model}/{method}"
        kwargs["context"] = self.context
        return self.post(path, model=model, method=method, args=args, kwargs=kwargs)

    def first(self, model, *domain):
        found = self.call(model, "search", domain, limit=1, order="id desc")
        if not found:
            sys.exit(f"There is no {model} to be seen; please run ./dev demo first.")
        return found[0]


def preview(odoo):
    """A wizard that shows good and bad rows."""
    model = "hes.template.import"
    [wizard] = odoo.call(model, "create", [{}])
    [row] = odoo.call(model, "read", [wizard], ["template_file"])
    book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(row["template_file"])))
    page = book.worksheets[0]
    without = [row for row in range(2, page.max_row + 1) if not page.cell(row, 5).value]
    typed = ["B5C6 4417 20", "R5U6-123-4", "=E2", "d8e9.3305.71", "A4D7-1132-10"]
    for row, text in zip(without, typed, strict=False):
        page.cell(row, 5).value = text
    page.cell(4, 5).value = "P9R8-2210-14"
    page.append(["10000090000", None, "Ayşe Yılmaz", None, "Y3Z4-6060-11"])
    stream = io.BytesIO()
    book.save(stream)
    data = base64.b64encode(stream.getvalue()).decode()
    vals = {"data": data, "filename": "HES template.xlsx"}
    [wizard] = odoo.call(model, "create", [vals])
    odoo.call(model, "action_preview", [wizard])
    return wizard


def places(odoo):
    """The ids that the addresses in SCREENS need."""
    risky = odoo.first("hes.code", ["risk_status", "=", "risky"])
    [code] = odoo.call("hes.code", "read", [risky], ["employee_id"])
    return {
        "risky": risky,
        "person": code["employee_id"][0],
        "query": odoo.first("hes.query"),
        "service": odoo.first("hes.service"),
        "group": odoo.first("hes.query.group"),
        "visit": odoo.first("hes.permit", ["kind", "=", "visit"]),
        "journey": odoo.first("hes.permit", ["kind", "=", "travel"]),
        "case": odoo.first("hes.contact.case"),
        "preview": preview(odoo),
    }


def log_in(screen, url, database, language):
    """The administrator's session, in this language, for us and for the browser."""
    odoo = Odoo(url, database)
    [user] = odoo.call("res.users", "search", [["login", "=", "admin"]])
    odoo.call("res.users", "write", [user], {"lang": language, "tz": ZONE})
    # a session keeps the language that it began with
    odoo = Odoo(url, database, language)
    cookie = odoo.session.cookies["session_id"]
    screen.call("Network.setCookie", url=url, name="session_id", value=cookie)
    return odoo


def take(screen, odoo, folder, language):
    known = places(odoo)
    for name, address, selector, click in SCREENS:
        url = f"{odoo.url}/odoo/{address.format(**known)}"
        screen.call("Page.navigate", url=url)
        try:
            screen.wait_for(selector)
            if click:
                screen.click(click)
        except (TimeoutError, RuntimeError) as error:
            print(f"{language} {name}: {error}", file=sys.stderr)
        path = folder / f"{name}_{language}.png"
        screen.picture(path)
        print(path)


def main(database, folder, *languages):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with served(database) as url, browser() as screen:
        for language in languages or ("en_US", "tr_TR"):
            odoo = log_in(screen, url, database, language)
            take(screen, odoo, folder, language)


if __name__ == "__main__":
    main(*sys.argv[1:])
