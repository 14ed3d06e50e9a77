# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How to reach the ministry's REST service, and which settings are refused."""

import ipaddress
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

# The most codes that the service takes at once (public clients of the service).
MAX_BATCH = 500


class SettingsError(ValueError):
    """A setting that can't be used.

    ``kind`` is ``malformed``, ``scheme`` (not HTTP), ``insecure`` (HTTP to another
    machine), ``credentials`` (in the URL), ``batch_size``, ``timeout`` or ``retries``.
    """

    def __init__(self, kind: str) -> None:
        super().__init__(f"unusable setting: {kind}")
        self.kind = kind


@dataclass(frozen=True)
class Settings:
    """How to reach the service.

    ``timeout`` is in seconds, for each attempt as a whole: from connecting to the last
    byte of the answer. ``retries`` is how often a passing failure is asked again,
    ``backoff`` the factor of the growing pause in seconds between these.
    ``max_bytes`` is the size of the largest answer that is read.
    Raises SettingsError.
    """

    url: str
    username: str
    password: str = field(repr=False)
    batch_size: int = MAX_BATCH
    timeout: float = 30.0
    retries: int = 2
    backoff: float = 0.5
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
    except ValueError:
        # Not "from error": its text may quote a password that stands in the URL.
        raise SettingsError("malformed") from None
    if parts.scheme not in ("http", "https"):
        raise SettingsError("scheme")
    if "@" in parts.netloc:
        raise SettingsError("credentials")
    if not host or parts.query or parts.fragment or re.search(r"[\s\\]", url.strip()):
        raise SettingsError("malformed")
    if parts.scheme == "http" and not _is_loopback(host):
        raise SettingsError("insecure")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
