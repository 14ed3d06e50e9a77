# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How to reach the ministry's REST service, and which settings are refused."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .address import is_loopback, is_public, literal

# The most codes that the service takes at once (public clients of the service).
MAX_BATCH = 500


class SettingsError(ValueError):
    """A setting that can't be used.

    ``kind`` is ``malformed``, ``scheme`` (not HTTP), ``insecure`` (HTTP to another
    machine), ``credentials`` (in the URL), ``private`` (of a private network),
    ``batch_size``, ``timeout`` or ``retries``.
    """

    def __init__(self, kind: str) -> None:
        super().__init__(f"unusable setting: {kind}")
        self.kind = kind


@dataclass(frozen=True)
class Settings:
    """How to reach the service.

    ``timeout`` is in seconds, for each attempt as a whole: from connecting to the last
    byte of the answer. ``retries`` is how often a passing failure is asked again,
    ``backoff`` the factor of the growing pause in seconds between these. ``plus`` also
    asks for vaccination and tests. ``private`` lets the address lead into a private
    network. ``max_bytes`` is the size of the largest answer that is read.
    Raises SettingsError.
    """

    url: str
    username: str
    password: str = field(repr=False)
    batch_size: int = MAX_BATCH
    timeout: float = 30.0
    retries: int = 2
    backoff: float = 0.5
    plus: bool = False
    private: bool = False
    max_bytes: int = 5_000_000

    def __post_init__(self) -> None:
        check_url(self.url)
        if not 1 <= self.batch_size <= MAX_BATCH:
            raise SettingsError("batch_size")
        if not self.timeout > 0:
            raise SettingsError("timeout")
        if self.retries < 0 or self.backoff < 0:
            raise SettingsError("retries")


def check_url(url: str) -> None:
    """Raise SettingsError unless credentials may be sent to this URL.

    That is HTTPS, or HTTP to this very machine (localhost, 127.0.0.0/8, ::1).
    """
    try:
        parts = urlsplit(url.strip())
        host, _port = parts.hostname, parts.port
        literal(host or "")
    except ValueError:
        # Not "from error": its text may quote a password that stands in the URL.
        raise SettingsError("malformed") from None
    if parts.scheme not in ("http", "https"):
        raise SettingsError("scheme")
    if "@" in parts.netloc:
        raise SettingsError("credentials")
    if not host or parts.query or parts.fragment or re.search(r"[\s\\]", url.strip()):
        raise SettingsError("malformed")
    if parts.scheme == "http" and not is_loopback(host):
        raise SettingsError("insecure")


def check_public(url: str) -> None:
    """Raise SettingsError for a URL that names an address of a private network.

    This very machine passes, if it is named as such. What a name resolves to is seen
    when the connection is made: it may change at any time. Takes what check_url() took.
    """
    host = urlsplit(url.strip()).hostname or ""
    address = literal(host)
    if address and not is_public(address) and not is_loopback(host):
        raise SettingsError("private")
