"""A connection through a SOCKS proxy: the door to socksio, which knows the messages and does no I/O."""

from __future__ import annotations

import socket
from typing import Any

from ..errors import NotDelivered
from ..runtime.backends import Backend
from .io.base import Stream
from .io.deadline import Deadline
from .io.names import look_up
from .io.writing import ExactReader, write_all
from .proxies import Proxy

_LOCAL_NAMES = frozenset({"socks4", "socks5"})
"""The schemes with which the name of the host is looked up on this machine, and not by the proxy."""
_NO_TUNNEL = "opened no tunnel: "
_PERMANENT = frozenset(
    {"connection not allowed by ruleset", "command not supported", "address type not supported"}
)  # fmt: skip
"""Replies that another attempt does not change (RFC 1928, section 6)."""


async def ask_for_connection(
    stream: Stream, proxy: Proxy, address: tuple[str, int], backend: Backend, deadline: Deadline
) -> None:
    """Request a connection to an address from the proxy; raise `NotDelivered` if it does not."""
    try:
        import socksio
    except ImportError:
        reason, hint = "a SOCKS proxy needs the socks extra", "pip install 'dynaclient[socks]'"
        raise NotDelivered(reason, sent=False, final=True, hint=hint, code="extra-missing") from None
    host, port = address
    if proxy.scheme in _LOCAL_NAMES:
        wanted = socket.AF_INET if proxy.scheme == "socks4" else 0
        found = await look_up(host, port, backend, deadline)
        host = next((str(entry[4][0]) for entry in found if wanted in (0, entry[0])), host)
    negotiate = _negotiate_4 if proxy.scheme.startswith("socks4") else _negotiate_5
    try:
        problem = await negotiate(_Wire(stream, deadline), proxy, (host, port))
    except socksio.SOCKSError:
        problem = "does not speak SOCKS, or not with this host"
    if problem:
        # What the proxy reports of the host may pass; what it does not allow, or cannot do, does not.
        final = not problem.startswith(_NO_TUNNEL) or problem.removeprefix(_NO_TUNNEL) in _PERMANENT
        code = "proxy-login" if "user name" in problem else "proxy-refused"
        raise NotDelivered(f"could not connect: {proxy.label} {problem}", sent=False, final=final, code=code)


class _Wire:
    """Messages to and from the proxy."""

    def __init__(self, stream: Stream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline
        self._reader = ExactReader(stream, deadline)
        self.read = self._reader.read

    async def write(self, message: Any) -> None:
        """Write a message of socksio."""
        await write_all(self._stream, message.dumps(), self._deadline)


async def _negotiate_5(wire: _Wire, proxy: Proxy, address: tuple[str, int]) -> str:
    """Negotiate as RFC 1928 and RFC 1929 define it; return what is wrong, or nothing."""
    from socksio import socks5

    login = proxy.login
    methods = [socks5.SOCKS5AuthMethod.NO_AUTH_REQUIRED]
    methods += [socks5.SOCKS5AuthMethod.USERNAME_PASSWORD] if login else []
    await wire.write(socks5.SOCKS5AuthMethodsRequest(methods))
    method = socks5.SOCKS5AuthReply.loads(await wire.read(2)).method
    if method not in methods:
        return "does not accept the user name and password" if login else "requires a user name and password"
    if method == socks5.SOCKS5AuthMethod.USERNAME_PASSWORD and login:
        await wire.write(socks5.SOCKS5UsernamePasswordRequest(*(part.encode()[:255] for part in login)))
        if not socks5.SOCKS5UsernamePasswordReply.loads(await wire.read(2)).success:
            return "does not accept the user name and password"
    await wire.write(socks5.SOCKS5CommandRequest.from_address(socks5.SOCKS5Command.CONNECT, address))
    reply = await wire.read(5)
    rest = {1: 4, 3: 1 + reply[4], 4: 16}.get(reply[3], 1) + 2 - 1
    code = socks5.SOCKS5Reply.loads(reply + await wire.read(rest)).reply_code
    return "" if code == socks5.SOCKS5ReplyCode.SUCCEEDED else f"{_NO_TUNNEL}{_words(code)}"


async def _negotiate_4(wire: _Wire, proxy: Proxy, address: tuple[str, int]) -> str:
    """Negotiate as SOCKS 4 and 4A define it; return what is wrong, or nothing."""
    from socksio import socks4

    request: Any = socks4.SOCKS4ARequest if proxy.scheme == "socks4a" else socks4.SOCKS4Request
    user = proxy.login[0].encode() if proxy.login else b""
    # An empty one is refused by socksio, and allowed by the protocol.
    message = request.from_address(socks4.SOCKS4Command.CONNECT, address, user_id=user or b"dynaclient")
    await wire.write(message)
    code = socks4.SOCKS4Reply.loads(await wire.read(8)).reply_code
    return "" if code == socks4.SOCKS4ReplyCode.REQUEST_GRANTED else f"{_NO_TUNNEL}{_words(code)}"


def _words(code: Any) -> str:
    return str(code.name).replace("_", " ").lower()
