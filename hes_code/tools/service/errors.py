# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What may go wrong with the ministry's service, by kind."""

import socket
import ssl

from requests import exceptions as broken
from urllib3.exceptions import MaxRetryError, ReadTimeoutError


class ServiceError(Exception):
    """Base of all errors of the service.

    ``kind`` says which error it is in one word, ``status`` is the HTTP status where
    there was one.
    """

    def __init__(self, kind: str, status: int | None = None) -> None:
        super().__init__(kind if status is None else f"{kind} (HTTP {status})")
        self.kind = kind
        self.status = status


class RefusedError(ServiceError):
    """Who asks was refused; ``kind`` is ``refused`` (401) or ``forbidden`` (403).

    Wrong credentials may also arrive as UnavailableError with status 500.
    """


class SuspendedError(ServiceError):
    """Nothing was asked, since the service refused us before; ``kind`` is
    ``suspended``."""

    def __init__(self) -> None:
        super().__init__("suspended")


class RateLimitedError(ServiceError):
    """Too many questions (429); ``kind`` is ``rate_limited``.

    ``retry_after`` is the wait in seconds that was asked for, from now on, or None
    where none could be read. Nothing has been waited here.
    """

    def __init__(self, retry_after: float | None) -> None:
        super().__init__("rate_limited", 429)
        self.retry_after = retry_after


class UnavailableError(ServiceError):
    """No answer after the last retry.

    ``kind`` is ``server`` (5xx), ``timeout``, ``certificate`` (not verified), ``tls``
    (any other failure of it), ``dns`` (name not found), ``connection`` (refused, reset,
    proxy) or ``address`` (one that no password may be sent to; nothing was sent).
    """


class BadAnswerError(ServiceError):
    """An answer that is none of the known ones.

    ``kind`` is ``redirect`` (never followed: it would carry the credentials along),
    ``html``, ``empty``, ``cut``, ``json`` (also for something packed, which was not
    asked for), ``shape`` (JSON of another type than the service's), ``too_large`` or
    ``status`` (any other HTTP status).
    """


def failure_kind(error: broken.RequestException) -> str:
    """Return the kind of UnavailableError."""
    # A time-out after retries or within a body is wrapped in a ConnectionError.
    cause: object = error.args[0] if error.args else None
    if isinstance(cause, MaxRetryError):
        cause = cause.reason
    if isinstance(error, broken.ProxyError):
        return "connection"
    if isinstance(error, broken.SSLError):
        verified = _underlying(cause, ssl.SSLCertVerificationError) is None
        return "tls" if verified else "certificate"
    late = isinstance(error, broken.Timeout) or isinstance(cause, ReadTimeoutError)
    if late or _underlying(cause, TimeoutError):
        return "timeout"
    return "connection" if _underlying(cause, socket.gaierror) is None else "dns"


def _underlying(error: object, kind: type[Exception]) -> Exception | None:
    """Return what of ``kind`` led to an error, whichever urllib3 wrapped it."""
    seen: set[int] = set()
    while isinstance(error, BaseException) and id(error) not in seen:
        if isinstance(error, kind):
            return error
        seen.add(id(error))
        wrapped = next((a for a in error.args if isinstance(a, BaseException)), None)
        error = error.__cause__ or error.__context__ or wrapped
    return None
