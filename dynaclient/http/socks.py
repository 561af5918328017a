"""A connection through a SOCKS proxy: the door to socksio, which knows the messages and does no I/O."""

from __future__ import annotations

import socket
from typing import Any

from ..errors import NotDelivered
from ..runtime.backends import Backend
from .failures import (
    ASKED_PROXY,
    FORBIDDEN,
    NO_TUNNELS,
    Refusal,
    connect_failure,
    login_failure,
    refusal_failure,
    response_failure,
    tunnel_failure,
)
from .io.base import Stream
from .io.deadline import Deadline
from .io.names import look_up
from .io.writing import ExactReader, write_all
from .proxies import Proxy, Route

_REMOTE_NAMES = {"socks4": "socks4a", "socks5": "socks5h"}
"""The schemes with which the name of the host is looked up on this machine → those with which the proxy does that."""
_NO_SOCKS = Refusal("does not speak SOCKS, or not with this host")
_NO_SOCKS_5 = Refusal("does not speak SOCKS 5", "is it a proxy of another kind, such as http://…? check {source}")
_OTHER_LOGIN = Refusal("requires another login than a user name and password")
_VERSION_5 = b"\5"
_BY_REPLY = {
    "connection not allowed by ruleset": FORBIDDEN,
    "command not supported": NO_TUNNELS._replace(advice="use a proxy that supports CONNECT of SOCKS"),
    "address type not supported": Refusal(advice="use a proxy that supports this kind of host"),
    "authentication failed": Refusal(),  # of SOCKS 4
}
"""Reply of a proxy (RFC 1928, section 6) → what it means. All others are of a host that it could not reach."""
_UNREACHED = Refusal(final=False, is_of_host=True)


class _LoginNeeded(Exception):
    """The proxy requires a login, or another one."""


class _NotNegotiated(Exception):
    """There is no method of authentication that both sides have."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.words)
        self.refusal = refusal


async def ask_for_connection(stream: Stream, proxy: Proxy, route: Route, backend: Backend, deadline: Deadline) -> None:
    """Request a connection to the origin of a route from its proxy; raise `NotDelivered` if there is none."""
    try:
        import socksio
    except ImportError:
        reason, hint = "a SOCKS proxy needs the socks extra", "pip install 'dynaclient[socks]'"
        raise NotDelivered(reason, sent=False, final=True, hint=hint, code="extra-missing") from None
    negotiate = _negotiate_4 if proxy.scheme.startswith("socks4") else _negotiate_5
    host = await _host_for(proxy, route, backend, deadline)
    try:
        reply = await negotiate(_Wire(stream, deadline), proxy, (host, route.address[1]))
        failure = refusal_failure(_BY_REPLY.get(reply, _UNREACHED), proxy, f": {reply}") if reply else None
    except socksio.SOCKSError:
        failure = refusal_failure(_NO_SOCKS, proxy)
    except _NotNegotiated as error:
        failure = refusal_failure(error.refusal, proxy)
    except _LoginNeeded:
        failure = login_failure(proxy)
    except OSError as error:  # it is silent, or has closed the connection
        failure = tunnel_failure(response_failure(error, answered=False, peer=ASKED_PROXY), proxy)
    if failure is not None:
        try:
            raise failure
        finally:
            del failure  # the error refers to this frame: a cycle would keep the connection


async def _host_for(proxy: Proxy, route: Route, backend: Backend, deadline: Deadline) -> str:
    """Return the host of a route as the proxy needs it: its address, if the proxy does not look up its name."""
    host, port = route.address
    remote = _REMOTE_NAMES.get(proxy.scheme)
    if remote is None:
        return host
    wanted = socket.AF_INET if proxy.scheme == "socks4" else 0
    try:
        found = await look_up(host, port, backend, deadline)
    except (OSError, ValueError) as error:
        failure = connect_failure(error, route, at_proxy=False)
        failure.hint = f"is the URL right, or does only the proxy know the name ({remote}://…)?"
    else:
        return next((str(entry[4][0]) for entry in found if wanted in (0, entry[0])), host)
    try:
        raise failure
    finally:
        del failure  # as above


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
    """Negotiate as RFC 1928 and RFC 1929 define it; return why there is no connection, or nothing."""
    from socksio import socks5

    login = proxy.login
    kinds = socks5.SOCKS5AuthMethod
    methods = [kinds.NO_AUTH_REQUIRED]
    methods += [kinds.USERNAME_PASSWORD] if login else []
    await wire.write(socks5.SOCKS5AuthMethodsRequest(methods))
    reply = await wire.read(2)
    version, method = reply[:1], reply[1:]
    if version != _VERSION_5:
        raise _NotNegotiated(_NO_SOCKS_5)
    if method not in methods:
        wants_password = method in (kinds.NO_ACCEPTABLE_METHODS, kinds.USERNAME_PASSWORD)
        raise _NotNegotiated(_OTHER_LOGIN) if login or not wants_password else _LoginNeeded
    if method == kinds.USERNAME_PASSWORD and login:
        await wire.write(socks5.SOCKS5UsernamePasswordRequest(*(part.encode()[:255] for part in login)))
        if not socks5.SOCKS5UsernamePasswordReply.loads(await wire.read(2)).success:
            raise _LoginNeeded
    await wire.write(socks5.SOCKS5CommandRequest.from_address(socks5.SOCKS5Command.CONNECT, address))
    reply = await wire.read(5)
    rest = {1: 4, 3: 1 + reply[4], 4: 16}.get(reply[3], 1) + 2 - 1
    code = socks5.SOCKS5Reply.loads(reply + await wire.read(rest)).reply_code
    return "" if code == socks5.SOCKS5ReplyCode.SUCCEEDED else _words(code)


async def _negotiate_4(wire: _Wire, proxy: Proxy, address: tuple[str, int]) -> str:
    """Negotiate as SOCKS 4 and 4A define it; return why there is no connection, or nothing."""
    from socksio import socks4

    request: Any = socks4.SOCKS4ARequest if proxy.scheme == "socks4a" else socks4.SOCKS4Request
    user = proxy.login[0].encode() if proxy.login else b""
    # An empty one is refused by socksio, and allowed by the protocol.
    message = request.from_address(socks4.SOCKS4Command.CONNECT, address, user_id=user or b"dynaclient")
    await wire.write(message)
    code = socks4.SOCKS4Reply.loads(await wire.read(8)).reply_code
    return "" if code == socks4.SOCKS4ReplyCode.REQUEST_GRANTED else _words(code)


def _words(code: Any) -> str:
    return str(code.name).replace("_", " ").lower()
