# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# Its base classes come from urllib3 and io: pylint: disable=missing-return
"""Connections on which one attempt ends in time, however slowly it is answered.

The time-out of a socket begins anew with each byte that arrives: a machine that sends
one now and then would keep a request waiting for as long as it likes. Here the
time-out of each step is what is left of the whole: of connecting, the TLS handshake,
sending, and reading headers and body. Only the name service keeps the time-outs that
the operating system gives it.
"""

import io
import socket
import time
from http.client import HTTPResponse
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

# What is read of one answer at the very most. Who asked stops earlier; but before it
# asks again, urllib3 reads what it does not want to its end, and keeps it meanwhile.
MOST_BYTES = 30_000_000


class Deadline:
    """When an attempt has to be over: ``seconds`` from now, by a monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left; raise TimeoutError where none are."""
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("timed out")
        return seconds


class TimedConnection(HTTPConnection):
    """Its ``timeout`` (seconds) is that of a whole attempt, connecting included."""

    _deadline: Deadline | None = None

    def connect(self) -> None:
        self._begin()
        super().connect()

    def request(self, *args: Any, **options: Any) -> None:
        deadline = self._begin()
        if self.sock:
            self.sock.settimeout(deadline.left())
        super().request(*args, **options)

    def getresponse(self) -> Any:
        try:
            return super().getresponse()
        finally:
            self._deadline = None

    def close(self) -> None:
        self._deadline = None
        super().close()

    def response_class(  # type: ignore[override]
        self, sock: socket.socket, *args: Any, **options: Any
    ) -> HTTPResponse:
        """Return what http.client reads an answer with, also that of a proxy."""
        return _Response(sock, self._begin(), *args, **options)

    def _begin(self) -> Deadline:
        """Return when the attempt that is being made has to be over."""
        if self._deadline is None:
            self._deadline = Deadline(float(self.timeout or 0))
        return self._deadline

    def _new_conn(self) -> socket.socket:
        """Connect to one of the name's addresses, which share the time that is left."""
        deadline, whole = self._begin(), self.timeout
        addresses = self._addresses()
        self.timeout = deadline.left() / max(len(addresses), 1)
        try:
            connection = super()._new_conn()
        finally:
            self.timeout = whole
        connection.settimeout(deadline.left())
        return connection

    def _addresses(self) -> set[str]:
        """Return what the name resolves to; nothing where connecting will fail."""
        host, kind = self.host.strip("[]"), socket.SOCK_STREAM
        try:
            found = socket.getaddrinfo(host, self.port, type=kind)
        except (OSError, UnicodeError):
            return set()
        return {str(place[0]) for *_kind, place in found}


class TimedTlsConnection(TimedConnection, HTTPSConnection):
    """The same, over TLS."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = TimedConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = TimedTlsConnection


_POOLS = {"http": _Pool, "https": _TlsPool}


class TimedAdapter(HTTPAdapter):
    """Takes the time-out of a request for that of each attempt as a whole."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        manager: Any = super().proxy_manager_for(proxy, **options)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = _POOLS
        return manager


class _Response(HTTPResponse):
    """An answer that is read from a stream which ends in time."""

    def __init__(
        self, sock: socket.socket, deadline: Deadline, *args: Any, **options: Any
    ) -> None:
        super().__init__(sock, *args, **options)
        # The bytes go past what makefile() has made, which knows one time-out only.
        self.fp = io.BufferedReader(_Stream(sock, self.fp, deadline))


class _Stream(io.RawIOBase):
    """The bytes of an answer; reading raises TimeoutError at the deadline."""

    def __init__(
        self, sock: socket.socket, file: io.BufferedReader, deadline: Deadline
    ) -> None:
        self._sock, self._file, self._deadline = sock, file, deadline
        self._allowed = MOST_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._deadline.left())
        # raw: the buffered reader would go on until all of the buffer is filled
        count: int = self._file.raw.readinto(buffer) or 0
        self._allowed -= count
        if self._allowed < 0:
            raise OSError("too much")
        return count

    def fileno(self) -> int:
        return self._file.fileno()

    def close(self) -> None:
        # the socket stays open for as long as any file made of it
        self._file.close()
        super().close()
