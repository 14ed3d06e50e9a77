# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The ministry's REST service for institutions: codes in, typed answers out.

What is known of the service was read off public clients of it. No error raised here
holds a code, a national number, a password or a risk status in its text.
"""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import Any

import requests
from requests import exceptions as broken
from requests.auth import HTTPBasicAuth
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.exceptions import InvalidHeader
from urllib3.util.retry import Retry

from ..code import compact, written
from .answer import Answer as Answer
from .answer import Answers as Answers
from .answer import read_answer, read_answers, read_refusal
from .deadline import TimedAdapter
from .errors import BadAnswerError as BadAnswerError
from .errors import RateLimitedError as RateLimitedError
from .errors import RefusedError as RefusedError
from .errors import ServiceError as ServiceError
from .errors import SuspendedError as SuspendedError
from .errors import UnavailableError as UnavailableError
from .errors import failure_kind
from .settings import MAX_BATCH as MAX_BATCH
from .settings import Settings as Settings
from .settings import SettingsError as SettingsError
from .settings import check_url as check_url

# 500 is not among them: wrong credentials may come as 500, and repeating those can
# lock an account. 429 is for the caller, who knows what else is waiting.
_PASSING_STATUSES = frozenset({502, 503, 504})
_CHUNK = 65536
# Seconds. A shorter wait that the service asks for would be a storm of questions, a
# longer one might never end.
_SHORTEST_WAIT, _LONGEST_WAIT = 1, 86_400

Outcome = tuple[Answers, ServiceError | None]


def ask(
    settings: Settings,
    codes: Sequence[str],
    place: Mapping[str, Any] | None = None,
    single: bool = False,
    clients: dict[Settings, "Client"] | None = None,
) -> Outcome:
    """Ask about codes, one batch after the other, until one fails.

    With ``place`` (the arguments of check_visitor() without the code) the people are
    visitors and are asked about one by one; with ``single`` the codes are asked about
    one by one, which gives the reason where there is no answer. Any thread may call it.
    With ``clients`` the connection is taken from there, and kept there for the next
    time.

    Returns the answers, and the error that ended it, else None. Raises CodeError and
    ValueError as Client does.
    """
    readers: list[Callable[[], dict[str, Answer]]] = []
    failure = None
    client = (clients or {}).get(settings) or Client(settings)
    try:
        if place is None and not single:
            for start in range(0, len(codes), settings.batch_size):
                batch = codes[start : start + settings.batch_size]
                readers.append(client.fetch_codes(batch))
        else:
            one: Callable[[str], Answer] = client.check_code
            if place is not None:
                one = partial(client.check_visitor, **place)
            for code in codes:
                readers.append(partial(dict, {code: one(code)}))
    except ServiceError as error:
        failure = error
    finally:
        if clients is None:
            client.close()
        else:
            clients[settings] = client
    return Answers(readers), failure


class Line:
    """A thread that makes requests one after the other, on a connection that stays
    open, until one fails: what stands behind it is not asked, and its outcome is None.

    Close it or use ``with``.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._clients: dict[Settings, Client] = {}
        self._failed = Event()

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def close(self) -> None:
        """Wait for the request that is being made, and make no other."""
        self._pool.shutdown(cancel_futures=True)
        for client in self._clients.values():
            client.close()

    def submit(self, request: Callable[..., Outcome]) -> Future[Outcome | None]:
        """Have a request made; see :func:`ask`, whose ``clients`` it takes."""
        return self._pool.submit(self._make, request, self._failed)

    def go_on(self) -> None:
        """Make what is submitted from now on, whatever failed before."""
        self._failed = Event()

    def _make(self, request: Callable[..., Outcome], failed: Event) -> Outcome | None:
        if failed.is_set():
            return None
        error: object = True  # of an exception, too
        try:
            answers, error = request(clients=self._clients)
            return answers, error
        finally:
            if error is not None:
                failed.set()


class Client:
    """A connection to the service, for one thread; close it or use ``with``.

    Every method raises RefusedError, RateLimitedError, UnavailableError or
    BadAnswerError if the service gave no answer as a whole, and CodeError for a text
    that is not a HES code.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._base = settings.url.strip().rstrip("/") + "/"
        self.session = requests.Session()
        # As bytes: requests would encode text as Latin-1, which lacks ı, ğ and ş.
        self.session.auth = HTTPBasicAuth(
            settings.username.encode(), settings.password.encode()
        )
        # Unpacking is where a small answer becomes a huge one.
        self.session.headers["Accept-Encoding"] = "identity"
        adapter = TimedAdapter(max_retries=_retry(settings))
        self.session.mount("https://", adapter)
        self.session.mount("http://", adapter)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def close(self) -> None:
        self.session.close()

    def fetch_codes(self, codes: Sequence[str]) -> Callable[[], dict[str, Answer]]:
        """Ask about one batch; the function that is returned reads the answers, one
        Answer for each code, by written form, and raises nothing.

        Duplicates collapse, no code means no request. Raises ValueError for more
        than 500 different codes.
        """
        asked = {code.replace("-", ""): code for code in map(written, codes)}
        if len(asked) > MAX_BATCH:
            raise ValueError(f"{len(asked)} codes in one batch of {MAX_BATCH} at most")
        if not asked:
            return dict
        payload = [{"hes_code": code} for code in asked]
        status, body = self._post("check-hes-codes", payload)
        if status != 200:
            raise BadAnswerError("status", status)
        found, refused = _maps(body)
        return partial(read_answers, asked.values(), found, refused)

    def check_code(self, code: str) -> Answer:
        """Ask about one code."""
        return self._single("check-hes-code", code, {"hes_code": compact(code)})

    def check_visitor(
        self,
        code: str,
        city: str,
        district: str,
        address: str,
        latitude: float | None = None,
        longitude: float | None = None,
    ) -> Answer:
        """Ask about a visitor of a place, with its location in degrees if known.

        Raises ValueError for half a location.
        """
        if (latitude is None) != (longitude is None):
            raise ValueError("latitude and longitude go together")
        payload: dict[str, Any] = {
            "hes_code": compact(code),
            "city": city,
            "district": district,
            "explicit_address": address,
        }
        if latitude is not None:
            payload["location"] = {"latitude": latitude, "longitude": longitude}
        return self._single("check-visitor-hes-code", code, payload)

    def _single(self, endpoint: str, code: str, payload: Any) -> Answer:
        status, body = self._post(endpoint, payload)
        if status == 200:
            answer = read_answer(written(code), body)
        else:
            answer = read_refusal(written(code), body.get("errorKey"))
        if answer.status == "unanswered":
            raise BadAnswerError("shape" if status == 200 else "status", status)
        return answer

    def _post(self, endpoint: str, payload: Any) -> tuple[int, dict[str, Any]]:
        """Return status (200 or 400) and JSON object; raise ServiceError otherwise.

        The questions change nothing at the service, so a POST may be repeated.
        """
        try:
            with self.session.post(
                self._base + endpoint,
                json=payload,
                # One number, not a pair: Odoo's test classes compare it with one.
                timeout=self.settings.timeout,
                allow_redirects=False,
                verify=_authorities(),
                stream=True,
            ) as response:
                _check_status(response)
                body = _read(response, self.settings.max_bytes)
                return response.status_code, _object(body)
        except (broken.ChunkedEncodingError, broken.ContentDecodingError) as error:
            raise BadAnswerError("cut") from error
        except broken.RequestException as error:
            raise UnavailableError(failure_kind(error)) from error


def _retry(settings: Settings) -> Retry:
    return Retry(
        total=settings.retries,
        backoff_factor=settings.backoff,
        allowed_methods={"POST"},
        status_forcelist=_PASSING_STATUSES,
        # True would sleep through a 429 in here, for as long as the service likes.
        respect_retry_after_header=False,
        raise_on_status=False,
    )


def _authorities() -> str:
    """Return the path of the certificates to trust, chosen as requests does.

    Left to itself, requests 2.25 takes an empty variable for "do not verify".
    """
    bundles = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
    return next(filter(None, map(os.environ.get, bundles)), DEFAULT_CA_BUNDLE_PATH)


def _check_status(response: requests.Response) -> None:
    """Let 200 and 400 through, the two with something to read."""
    status = response.status_code
    if status in (200, 400):
        return
    if status in (401, 403):
        raise RefusedError("refused" if status == 401 else "forbidden", status)
    if status == 429:
        raise RateLimitedError(_retry_after(response.headers))
    if status >= 500:
        raise UnavailableError("server", status)
    raise BadAnswerError("redirect" if 300 <= status < 400 else "status", status)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Read Retry-After as seconds from now on, within bounds; None if absent or odd."""
    text = headers.get("Retry-After", "").strip()
    if text.isdecimal():  # may have hundreds of digits
        wait = float(text)
    else:
        try:
            wait = Retry().parse_retry_after(text)
        except (InvalidHeader, ValueError, OverflowError):  # years beyond all
            return None
    return min(max(wait, _SHORTEST_WAIT), _LONGEST_WAIT)


def _read(response: requests.Response, most: int) -> bytes:
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise BadAnswerError("json", response.status_code)
    # urllib3 before 2.0 would take a cut body for a whole one.
    response.raw.enforce_content_length = True
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > most:
            raise BadAnswerError("too_large", response.status_code)
    return bytes(body)


def _object(body: bytes) -> dict[str, Any]:
    stripped = body.strip()
    if not stripped:
        raise BadAnswerError("empty")
    if stripped.startswith(b"<"):
        raise BadAnswerError("html")
    try:
        parsed = json.loads(body, object_pairs_hook=_agreed)
    except (ValueError, RecursionError) as error:
        raise BadAnswerError("json") from error
    if not isinstance(parsed, dict):
        raise BadAnswerError("shape")
    return parsed


def _agreed(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object; None for what it says twice, and differently."""
    found = dict(pairs)
    if len(found) < len(pairs):
        found.update((key, None) for key, value in pairs if found[key] != value)
    return found


def _maps(body: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return both maps of a bulk answer; one of them may be absent or null."""
    maps = (body.get("success_map"), body.get("unsuccess_map"))
    if maps == (None, None) or not all(isinstance(m, dict | None) for m in maps):
        raise BadAnswerError("shape", 200)
    return maps[0] or {}, maps[1] or {}
