# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# It is no add-on code: it prints, and its base classes come from http.server.
# pylint: disable=print-used,method-required-super,missing-return
# pylint: disable=attribute-defined-outside-init,redefined-builtin
"""Stand-in of the ministry's REST service, over real HTTP.

In a test: ``with StandIn(username="u", password="p") as service: service.url``.
Alone: ``python hes_code/tests/stand_in.py --port 8070 --delay 0.1``.

``stand_in_answers.py`` tells what each code is answered and what can go wrong.
Without a password, for another process: ``GET /_stats``; ``POST /_trouble`` with
``{"name": "503", "count": 2}``, the arguments of StandIn.trouble(), or ``{}`` for
calm; ``POST /_overrides`` with ``{"A4D7113210": "RISKY"}``.
"""

import argparse
import base64
import contextlib
import json
import signal
import socket
import socketserver
import ssl
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# It runs alone too, and then it is in no package.
if __package__:
    from . import stand_in_answers as answers
else:
    import stand_in_answers as answers


@dataclass(frozen=True)
class Request:
    """A question that arrived: ``at`` is seconds since 1970 UTC, ``body`` is JSON."""

    path: str
    codes: int
    at: float
    body: Any = None


class StandIn:
    """The service on a free port of this machine, in threads of its own.

    ``delay`` is in seconds, before each answer. ``people`` maps a code to (national
    number, first name, last name); other codes get people made up from the code.
    ``tls`` makes it speak HTTPS. ``overrides`` maps codes to a status word or error
    key and may be changed at any time. Codes in both are without dashes.

    ``requests`` lists all that arrived, ``asked`` counts their codes (both whatever
    the answer was), ``waited`` is the time in seconds from each question to its answer,
    added up over all threads.
    """

    def __init__(
        self,
        username: str = "hes",
        password: str = "hes",
        host: str = "127.0.0.1",
        port: int = 0,
        delay: float = 0.0,
        people: Mapping[str, tuple[str, str, str]] | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        credentials = base64.b64encode(f"{username}:{password}".encode()).decode()
        self.authorization = f"Basic {credentials}"
        self.delay = delay
        self.people = dict(people or {})
        self.overrides: dict[str, str] = {}
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.calm()
        self.reset()
        self._server = _Server((host, port), self)
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.base = f"http{'s' if tls else ''}://{host}:{self._server.server_port}"
        self.url, self.test_url = self.base + answers.LIVE, self.base + answers.TEST

    def __enter__(self) -> "StandIn":
        serve = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        serve.daemon = True
        serve.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def trouble(self, name: str, **options: Any) -> None:
        """Let something of TROUBLES happen, counting requests from the next one on.

        ``start`` (1) is the first request it happens to, ``count`` (None: all) how
        many it happens to; ``retry_after`` is the header of 429, ``seconds`` the time
        of ``slow``, ``location`` the goal of ``redirect``, ``body`` the bytes that are
        sent in place of those in REPLIES.
        """
        with self.lock:
            self._trouble, self._numbered = answers.Trouble(name, **options), 0

    def calm(self) -> None:
        """End all trouble."""
        with self.lock:
            self._trouble, self._numbered = None, 0

    def reset(self) -> None:
        """Forget what was counted."""
        with self.lock:
            self.requests: list[Request] = []
            self.asked: Counter[str] = Counter()
            self.waited = 0.0

    @property
    def connections(self) -> frozenset[socket.socket]:
        """What is open just now."""
        return frozenset(self._server.connections)

    def hang_up(self) -> None:
        """End all connections; who asks again needs a new one."""
        self._server.hang_up()

    def next_trouble(self) -> answers.Trouble | None:
        with self.lock:
            self._numbered += 1
            trouble = self._trouble
            return trouble if trouble and trouble.strikes(self._numbered) else None

    def note(self, path: str, codes: list[str], body: Any = None) -> None:
        with self.lock:
            self.requests.append(Request(path, len(codes), time.time(), body))
            self.asked.update(codes)

    def wait(self, seconds: float) -> None:
        if seconds > 0:
            self.stopping.wait(seconds)

    @contextlib.contextmanager
    def answering(self) -> Iterator[None]:
        """Count the time of the block as waited for."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            with self.lock:
                self.waited += time.perf_counter() - begun

    def stats(self) -> dict[str, Any]:
        with self.lock:
            return {
                "requests": len(self.requests),
                "codes": self.asked.total(),
                "asked_twice": sum(count > 1 for count in self.asked.values()),
                "waited": self.waited,
            }


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], stand_in: StandIn) -> None:
        self.stand_in = stand_in
        self.connections: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        # The one of HTTPServer asks the name service for the machine's name.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore

    def server_close(self) -> None:
        super().server_close()
        # Kept-alive connections would go on being answered after the end.
        self.hang_up()

    def hang_up(self) -> None:
        for connection in tuple(self.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A client that hangs up early is part of the tests.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet for header and body
    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        super().finish()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: what counts is in ``requests``."""

    def do_GET(self) -> None:
        if self.path == "/_stats":
            return self._send_json(200, self.server.stand_in.stats())
        self.server.stand_in.note(self.path, [])
        self._send(*answers.REPLIES["404"])

    def do_POST(self) -> None:
        stand_in = self.server.stand_in
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            body = json.loads(raw)
        except ValueError:
            body = None
        if self.path in ("/_trouble", "/_overrides"):
            return self._control(body)
        with stand_in.answering():
            self._ask(body)

    def _ask(self, body: Any) -> None:
        stand_in = self.server.stand_in
        codes = answers.codes_of(self.path, body)
        stand_in.note(self.path, codes or [], body)
        stand_in.wait(stand_in.delay)
        trouble = stand_in.next_trouble()
        if trouble and trouble.name in answers.REPLIES:
            # Announced as a whole, sent by half: nobody should read to its end.
            cut = trouble.name == "too_large"
            return self._send(*trouble.reply(), headers=trouble.headers(), cut=cut)
        if self.headers.get("Authorization") != stand_in.authorization:
            return self._send(*answers.REPLIES["401"])
        if answers.endpoint_of(self.path) is None:
            return self._send(*answers.REPLIES["404"])
        if codes is None:
            return self._send(*answers.REPLIES["no_error_key"])
        self._answer(codes, trouble)

    def _control(self, body: Any) -> None:
        stand_in = self.server.stand_in
        try:
            if self.path == "/_overrides":
                stand_in.overrides.update(body)
            elif body:
                stand_in.trouble(**body)
            else:
                stand_in.calm()
        except (TypeError, ValueError) as error:
            return self._send_json(400, {"title": str(error)})
        self._send_json(200, {})

    def _answer(self, codes: list[str], trouble: answers.Trouble | None) -> None:
        stand_in = self.server.stand_in
        name = trouble.name if trouble else ""
        if trouble and name == "slow":
            stand_in.wait(trouble.seconds)
        if name == "reset":
            self.close_connection = True
            return
        endpoint = answers.endpoint_of(self.path) or ""
        about = answers.answer_all if endpoint in answers.BULK else answers.answer_one
        status, body = about(codes, stand_in.people, stand_in.overrides, name)
        self._send_json(status, body, cut=name == "cut")

    def _send_json(self, status: int, body: Any, cut: bool = False) -> None:
        self._send(status, "application/json", json.dumps(body).encode(), cut=cut)

    def _send(
        self,
        status: int,
        content_type: str,
        body: bytes,
        headers: Mapping[str, str] | None = None,
        cut: bool = False,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = self.close_connection or cut


def main() -> None:
    parser = argparse.ArgumentParser(description="Stand-in of the HES service.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8070)
    parser.add_argument("--username", default="hes")
    parser.add_argument("--password", default="hes")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds an answer")
    parser.add_argument(
        "--people",
        type=argparse.FileType(encoding="utf-8"),
        help="JSON file: {code: [national number, first name, last name]}",
    )
    options = vars(parser.parse_args())
    people = options.pop("people")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with StandIn(**options, people=json.load(people) if people else None) as service:
        print(service.url, flush=True)
        stop.wait()


if __name__ == "__main__":
    main()
