# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which internet addresses are everybody's, and which lead into a private network."""

import ipaddress
import re

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Addresses that carry an IPv4 address in their last 32 bits: written for it (RFC 4291)
# and translated to it (RFC 6052).
_CARRIERS = (
    ipaddress.IPv6Network("::ffff:0:0/96"),
    ipaddress.IPv6Network("64:ff9b::/96"),
)
# Unicast for everybody (RFC 4291), without what is a tunnel to an IPv4 address inside
# it: Teredo (RFC 4380) and 6to4 (RFC 3056), which nobody needs any more.
_EVERYBODYS = ipaddress.IPv6Network("2000::/3")
_TUNNELS = (
    ipaddress.IPv6Network("2001::/32"),
    ipaddress.IPv6Network("2002::/16"),
)
# How a name would have to end to be a name (WHATWG, "URL": "ends in a number").
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*", re.IGNORECASE)


def literal(host: str) -> Address | None:
    """Return the address that stands in place of a name, None for a name.

    Raises ValueError for the notations that only resolvers take for an address, such
    as 2130706433, 0x7f.1, 0177.0.0.1 or 127.1.
    """
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        if _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]):
            raise
        return None


def is_loopback(host: str) -> bool:
    """Tell whether a host is written as this very machine, whatever it resolves to."""
    if host == "localhost":
        return True
    try:
        address = literal(host)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_loopback
    return address == ipaddress.IPv6Address("::1")


def is_public(address: Address) -> bool:
    """Tell whether an address is everybody's: not of a private, local or reserved
    network, not this machine, not many machines at once, and none of these in disguise.
    """
    if isinstance(address, ipaddress.IPv6Address):
        if not any(address in network for network in _CARRIERS):
            tunnel = any(address in network for network in _TUNNELS)
            return address in _EVERYBODYS and address.is_global and not tunnel
        address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.is_global and not address.is_multicast and not address.is_reserved
