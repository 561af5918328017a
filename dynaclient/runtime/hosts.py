"""Hosts as they are written in URLs: their addresses, whether they are this machine, and how a message names them."""

from __future__ import annotations

import ipaddress
import re
from typing import Union
from urllib.parse import urlsplit

from ..strings.expressions import expression
from .cache import cache_short_strings

Address = Union[ipaddress.IPv4Address, ipaddress.IPv6Address]

DEFAULT_PORTS = {"http": 80, "https": 443}
_NUMERIC = expression(r"[0-9][0-9a-fx.]*", re.IGNORECASE)
"""An IPv4 address, perhaps in one of its older notations: ``127.1``, ``0x7f.1``, ``2130706433``."""


def address_of(host: str) -> Address | None:
    """Return the address that a host is written as, without zone, and an IPv4-mapped one as IPv4; None for a name."""
    text = host.strip("[]").partition("%")[0]
    try:
        address: Address = ipaddress.ip_address(text)
    except ValueError:
        return _numeric_address(text)
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _numeric_address(text: str) -> Address | None:
    """Return the address of a host in an older notation, as the resolver of the system reads it."""
    if not _NUMERIC.fullmatch(text):
        return None
    import socket

    try:
        return ipaddress.IPv4Address(socket.inet_aton(text))
    except OSError:
        return None


@cache_short_strings(256)
def is_loopback(host: str) -> bool:
    """
    Return whether a host is this machine: a loopback address, ``localhost``, or a name under it.

    See RFC 6761, section 6.3. What a name resolves to is another question: see `is_local_peer`.
    """
    address = address_of(host)
    if address is not None:
        return address.is_loopback
    name = host.lower().removesuffix(".")
    return name == "localhost" or name.endswith(".localhost")


def is_local_peer(peer: object) -> bool:
    """Return whether the address of a connected socket is of this machine; a Unix socket has a path as its address."""
    if not isinstance(peer, tuple):
        return True
    address = address_of(str(peer[0]))
    return address is not None and address.is_loopback


def host_and_port(url: str) -> tuple[str, int]:
    """Return the host and the port of a URL; raise ValueError if it is not valid."""
    parts = urlsplit(url)
    return (parts.hostname or "").lower(), parts.port or DEFAULT_PORTS.get(parts.scheme.lower(), 80)


def host_label(url: str) -> str:
    """Return ``host:port`` of a URL, for a message: without user name, password, path and query."""
    try:
        host, port = host_and_port(url)
    except ValueError:
        return "the server"
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
