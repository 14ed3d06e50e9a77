# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Connections that are only made to addresses which are everybody's.

Who may set the service's address could otherwise have the server ask, and log in to,
machines of its own network. A name is judged by what it resolves to, and the machine
that answered once more by its address: between the two the name may have been changed.
"""

import contextlib
import ipaddress
import socket
from collections.abc import Callable
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from .address import is_loopback, is_public
from .client_errors import UnavailableError


class PublicAdapter(HTTPAdapter):
    """Raises UnavailableError ``private`` before anything is sent to another network.

    This machine is reached where the URL names it as such. Through a proxy, which is
    the choice of whoever runs the server, the proxy resolves names and decides.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _HttpPool,
            "https": _HttpsPool,
        }


class _HttpConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self.host, self.port, super()._new_conn)


class _HttpsConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self.host, self.port, super()._new_conn)


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _HttpConnection


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _HttpsConnection


def _connect(
    host: str, port: int | None, connect: Callable[[], socket.socket]
) -> socket.socket:
    for address in _addresses(host, port):
        _check(host, address)
    with contextlib.ExitStack() as undo:
        connection = undo.enter_context(connect())
        _check(host, connection.getpeername()[0])
        undo.pop_all()
    return connection


def _addresses(host: str, port: int | None) -> set[str]:
    """Return what a name resolves to; nothing where connecting will tell the error."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return set()
    return {str(place[0]) for *_kind, place in found}


def _check(host: str, address: str) -> None:
    seen = ipaddress.ip_address(address.partition("%")[0])
    if not (is_public(seen) or (is_loopback(host) and seen.is_loopback)):
        raise UnavailableError("private")
