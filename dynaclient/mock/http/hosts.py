"""By which names the server may be reached: not by those that only other people can point at this machine."""

from __future__ import annotations

from collections.abc import Iterable

from ...errors import invalid_option
from ...runtime.hosts import address_of, is_loopback
from ...strings.expressions import expression

_NAME = expression(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
_OF_CONTAINERS = frozenset({"host.docker.internal", "host.containers.internal"})
"""How a container calls the machine that it runs on."""


class Hosts:
    """
    The hosts that requests may be for.

    A website can make a name of its own resolve to this machine (DNS rebinding). Its pages then call the server as
    if it was part of the website, so that the browser protects nothing. The name is still in the request: a request
    for a name that others may own is refused. Addresses, `localhost`, and names without a dot belong to no website.

    Args:
        own: The host that the server was started with.
        allowed: Further names; ``.example.com`` is for this name and all below it, ``*`` for any.

    Raises:
        InvalidCall: One of the names is not a host name.
    """

    def __init__(self, own: str, allowed: Iterable[str] = ()) -> None:
        names = [_name(given) for given in ([allowed] if isinstance(allowed, str) else allowed)]
        self._names = {own.lower(), *_OF_CONTAINERS, *(name.removeprefix(".") for name in names)}
        self._endings = tuple(name for name in names if name.startswith("."))
        self._any = "*" in names
        self._known = ""
        """The last field that was allowed: a client sends the same one each time."""

    def allow(self, field: str) -> bool:
        """Return whether a request with this `Host` is responded to; one without is from a program, not a browser."""
        if self._any or not field or field == self._known:
            return True
        if self._allows(host_of(field)):
            self._known = field
            return True
        return False

    def _allows(self, name: str) -> bool:
        if not _NAME.fullmatch(name):
            return name.startswith("[") and name.endswith("]") and address_of(name) is not None
        is_local = "." not in name or address_of(name) is not None or is_loopback(name)
        return is_local or name in self._names or name.endswith(self._endings)


def host_of(field: str) -> str:
    """Return the host of a `Host` field in lower case, without its port and the dot at its end."""
    host, colon, port = field.rpartition(":")
    is_port = colon and (not port or (port.isascii() and port.isdigit()))
    return (host if is_port else field).lower().removesuffix(".")


def _name(given: object) -> str:
    name = given.lower().removesuffix(".") if isinstance(given, str) else ""
    if name != "*" and not _NAME.fullmatch(name.removeprefix(".")) and address_of(name) is None:
        hint = "pass names alone, such as api.example.com, .example.com or *"
        raise invalid_option("allow_hosts", f"has {given!r:.80}, which is not a host name", hint, "MockServer")
    return name
