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

from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from .address import is_loopback, is_public
from .deadline import TimedAdapter, TimedConnection, TimedTlsConnection
from .errors import UnavailableError


class _Connection(TimedConnection):
    def _new_conn(self) -> socket.socket:
        with contextlib.ExitStack() as undo:
            connection = undo.enter_context(super()._new_conn())
            self._vet({connection.getpeername()[0]})
            undo.pop_all()
        return connection

    def _vet(self, addresses: set[str]) -> None:
        for address in addresses:
            seen = ipaddress.ip_address(address.partition("%")[0])
            own = is_loopback(self.host) and seen.is_loopback
            if not (own or is_public(seen)):
                raise UnavailableError("private")


class _TlsConnection(_Connection, TimedTlsConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class PublicAdapter(TimedAdapter):
    """Raises UnavailableError ``private`` before anything is sent to another network.

    This machine is reached where the URL names it as such. Through a proxy, which is
    the choice of whoever runs the server, the proxy resolves names and decides.
    """

    pools = {"http": _Pool, "https": _TlsPool}
