"""
Why a connection failed, in words: one table for all transports.

A cause that lies with a setting of this machine, or of the server, is final: it is the same a moment later. Its hint
names the setting. No class name and no message of another library is shown: a message may have a URL in it.
"""

from __future__ import annotations

import errno
import os
import socket
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..errors import NotDelivered
from .codec.events import EndOfStream
from .proxies import Proxy, Route


class Cause(NamedTuple):
    """What a failure means."""

    words: str
    """What happened; empty if there is nothing to add."""
    final: bool = False
    """Whether a retry would fail in the same way."""
    hint: str = ""
    """What to do; empty for the question whether the URL is right and the server is running."""
    is_refusal: bool = False
    """Whether the server ended the TLS handshake, so that it cannot have processed a request."""
    code: str = ""
    """The code of an error that has this cause, if nothing was sent."""


_URL_HINT = "is the URL right?"
_CA = "pass ca=… with the certificate of the authority that issued it, or name it in REQUESTS_CA_BUNDLE"
_OTHER = "the server needs another certificate"
_CLOCK = "compare the clock of this machine, and have the server's certificate renewed"
_NAME = "use the host name that its certificate was issued for"
_CERT = "pass cert=… with a client certificate that the server accepts"
_CERT_OR_CIPHER = "does it require a client certificate (cert=…), or other TLS settings?"
_VERSIONS = "the server needs other TLS settings, or the OpenSSL configuration of this machine does"
_NOT_TLS = "is it http://, or another port?"
_SELF_SIGNED = "its certificate is self-signed, and not trusted"
_UNKNOWN_ISSUER = "its certificate is not trusted: its issuer is unknown"

_UNTRUSTED = Cause(_UNKNOWN_ISSUER, True, _CA, code="tls-untrusted")
_SELF_SIGNED_ISSUER = "its certificate is not trusted: the authority that issued it is self-signed and unknown"

_WEAK = Cause("its certificate or key is too weak for this machine", True, _VERSIONS, code="tls-incompatible")

_BY_VERIFICATION: dict[int, Cause] = {
    9: Cause("its certificate is not yet valid", True, _CLOCK, code="tls-expired"),
    10: Cause("its certificate has expired", True, _CLOCK, code="tls-expired"),
    18: Cause(_SELF_SIGNED, True, _CA, code="tls-untrusted"),
    19: Cause(_SELF_SIGNED_ISSUER, True, _CA, code="tls-untrusted"),
    20: _UNTRUSTED,
    21: _UNTRUSTED,
    26: Cause("its certificate is not for servers", True, _OTHER, code="tls-incompatible"),
    62: Cause("its certificate was issued for another host name", True, _NAME, code="tls-wrong-host"),
    64: Cause("its certificate was issued for another address", True, _NAME, code="tls-wrong-host"),
    **dict.fromkeys((66, 67, 68), _WEAK),  # the key of the server, that of an authority, a digest
}
"""Verification error of OpenSSL (`SSLCertVerificationError.verify_code`) → its cause."""

_NO_TLS = Cause("it does not use TLS at this port", True, _NOT_TLS, code="not-tls")
_NO_VERSION = Cause("it supports none of the TLS versions of this machine", True, _VERSIONS, code="tls-incompatible")
_NO_CIPHER = Cause("it accepts no cipher suite of this machine", True, _VERSIONS, code="tls-incompatible")
_NEEDS_CERT = Cause("it requires a client certificate", True, _CERT, True, "tls-client-certificate")
_REFUSED_CERT = Cause("it does not accept the client certificate", True, _CERT, True, "tls-client-certificate")
_HANDSHAKE = Cause("it refuses the TLS handshake", True, _CERT_OR_CIPHER, True, "tls-failed")

_BY_TLS_REASON: dict[str, Cause] = {
    "WRONG_VERSION_NUMBER": _NO_TLS,
    "RECORD_LAYER_FAILURE": _NO_TLS,
    "HTTP_REQUEST": _NO_TLS,
    "UNSUPPORTED_PROTOCOL": _NO_VERSION,
    "NO_PROTOCOLS_AVAILABLE": _NO_VERSION,
    "TLSV1_ALERT_PROTOCOL_VERSION": _NO_VERSION,
    "SSLV3_ALERT_HANDSHAKE_FAILURE": _HANDSHAKE,
    "TLSV1_ALERT_INSUFFICIENT_SECURITY": _NO_CIPHER,
    "TLSV1_ALERT_INTERNAL_ERROR": Cause("it ended the TLS handshake with an internal error", code="tls-failed"),
    "TLSV1_UNRECOGNIZED_NAME": Cause("it does not serve this host name", True, code="tls-wrong-host"),
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": _NEEDS_CERT,
    "TLSV1_ALERT_UNKNOWN_CA": _REFUSED_CERT,
    "SSLV3_ALERT_BAD_CERTIFICATE": _REFUSED_CERT,
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": _REFUSED_CERT,
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": _REFUSED_CERT,
    "SSLV3_ALERT_CERTIFICATE_REVOKED": _REFUSED_CERT,
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": _REFUSED_CERT,
    "TLSV1_ALERT_ACCESS_DENIED": _REFUSED_CERT,
    "DH_KEY_TOO_SMALL": _WEAK,
    "EE_KEY_TOO_SMALL": _WEAK,
    "CA_MD_TOO_WEAK": _WEAK,
    "UNSAFE_LEGACY_RENEGOTIATION_DISABLED": Cause(
        "it only supports unsafe renegotiation of TLS", True, _VERSIONS, code="tls-incompatible"
    ),
}
"""Reason of OpenSSL (`SSLError.reason`) → its cause."""

_NO_HOST = Cause("there is no host of this name", True, _URL_HINT, code="name-not-found")
_BY_LOOKUP: dict[int, Cause] = {
    socket.EAI_AGAIN: Cause("the name server does not respond", hint="is this machine online?", code="name-lookup"),
    socket.EAI_NONAME: _NO_HOST,
    getattr(socket, "EAI_NODATA", socket.EAI_NONAME): _NO_HOST,
}
"""Error of the name lookup (`gaierror.errno`) → its cause."""

_CLOSED, _UNREACHABLE = "connection-closed", "network-unreachable"
_OPEN_FILES = "raise the limit (ulimit -n), or make fewer calls concurrently"
_LOCAL_PORTS = "make fewer calls concurrently, or raise net.ipv4.ip_local_port_range"
_FIREWALL = "does a firewall or a sandbox of this machine forbid it?"
_BY_ERRNO: dict[int, Cause] = {
    errno.ECONNREFUSED: Cause("connection refused", code="connection-refused"),
    errno.ECONNRESET: Cause("the connection was reset", code=_CLOSED),
    errno.ECONNABORTED: Cause("the connection was aborted", code=_CLOSED),
    errno.EPIPE: Cause("the connection is closed", code=_CLOSED),
    errno.EHOSTUNREACH: Cause("there is no route to the host", hint="is this machine online?", code=_UNREACHABLE),
    errno.ENETUNREACH: Cause("the network is unreachable", True, "is this machine online?", code=_UNREACHABLE),
    errno.EADDRNOTAVAIL: Cause("no local address or port is free", hint=_LOCAL_PORTS, code="local-limit"),
    errno.EAFNOSUPPORT: Cause("this machine does not support addresses of this kind", True, code=_UNREACHABLE),
    errno.EACCES: Cause("permission denied", True, _FIREWALL, code="connection-forbidden"),
    errno.EPERM: Cause("permission denied", True, _FIREWALL, code="connection-forbidden"),
    errno.EMFILE: Cause("too many open files in this process", True, _OPEN_FILES, code="local-limit"),
    errno.ENFILE: Cause("too many open files on this machine", True, _OPEN_FILES, code="local-limit"),
}
"""Error of the operating system → its cause."""

_BY_CLASS: tuple[tuple[type[BaseException], Cause], ...] = (
    (EndOfStream, Cause("", code=_CLOSED)),
    (TimeoutError, Cause("timed out", code="connect-timeout")),
    (UnicodeError, Cause("the host name is not valid", True, _URL_HINT, code="name-not-found")),
    (ConnectionRefusedError, _BY_ERRNO[errno.ECONNREFUSED]),
    (ConnectionResetError, _BY_ERRNO[errno.ECONNRESET]),
    (ConnectionAbortedError, _BY_ERRNO[errno.ECONNABORTED]),
    (BrokenPipeError, _BY_ERRNO[errno.EPIPE]),
)
"""Errors that are recognized by their class alone."""
_BY_TLS_CLASS = {
    "SSLEOFError": Cause("the connection was cut inside TLS", code=_CLOSED),
    "SSLZeroReturnError": Cause("the connection was closed inside TLS", code=_CLOSED),
}
"""The same of TLS, by the name of the class: a program without TLS does not import it."""


def error_causes(error: BaseException) -> list[BaseException]:
    """Return an error and all errors that it wraps, the innermost last."""
    causes: list[BaseException] = []
    pending: list[Any] = [error]
    while pending:
        cause = pending.pop()
        if not isinstance(cause, BaseException) or cause in causes:
            continue
        causes.append(cause)
        pending += [cause.__cause__, getattr(cause, "reason", None), *cause.args]
    return causes


def cause_of(error: BaseException) -> Cause:
    """Return the cause of an error of a connection."""
    causes = error_causes(error)
    known = next((known for cause in reversed(causes) for known in _known(cause)), None)
    if known is None:  # an error of the caller's code, unless it is one of several addresses that failed differently
        known = Cause("no address accepts a connection" if isinstance(error, OSError) else type(causes[-1]).__name__)
    return known


def _known(error: BaseException) -> Iterator[Cause]:
    """Yield the cause of one error, if it is in one of the tables, or has words of its own."""
    code = getattr(error, "errno", None)
    ssl: Any = sys.modules.get("ssl")
    is_of_tls = ssl is not None and isinstance(error, ssl.SSLError)
    if isinstance(error, socket.gaierror):
        yield _BY_LOOKUP.get(code or 0, Cause("the host name could not be looked up", code="name-lookup"))
    elif is_of_tls and isinstance(error, ssl.SSLCertVerificationError):
        other = f"its certificate is not trusted: {error.verify_message}"
        yield _BY_VERIFICATION.get(error.verify_code, Cause(other, True, _OTHER, code="tls-untrusted"))
    elif type(error).__name__ == "CertificateError":  # of urllib3, which compares host names itself for some settings
        yield _BY_VERIFICATION[62]
    for kind, cause in _BY_CLASS:
        if isinstance(error, kind):
            yield cause
    if is_of_tls:
        if type(error).__name__ in _BY_TLS_CLASS:
            yield _BY_TLS_CLASS[type(error).__name__]
        reason = getattr(error, "reason", None) or "no reason"
        words = f"TLS failed: {reason.replace('_', ' ').lower()}"
        yield _BY_TLS_REASON.get(reason, Cause(words, code="tls-failed"))
    elif isinstance(error, OSError) and code:
        yield _BY_ERRNO.get(code, Cause(os.strerror(code).lower()))


def is_timeout(error: BaseException) -> bool:
    """Return whether an error is, or wraps, a timeout."""
    return any(isinstance(cause, TimeoutError) for cause in error_causes(error))


def most_telling(failures: list[OSError]) -> OSError:
    """Return the last failure that is not a missing route: a machine without IPv6 has none to any IPv6 address."""
    reached = [error for error in failures if error.errno not in _NO_ROUTE]
    return (reached or failures or [OSError("the host has no address")])[-1]


def require_encryption(route: Route) -> None:
    """Raise `NotDelivered` if only the machine that a request leaves for could keep its credential private."""
    if not route.is_encrypted:
        raise not_local(route)


UNENCRYPTED_HINT = "use https://, reach the host without that proxy, or set allow_http=True"
_NO_ROUTE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT})


def not_local(route: Route) -> NotDelivered:
    """Return the failure of a request that must not leave this machine unencrypted, and would."""
    where = route.proxy.label if route.proxy else f"{route.target}, which is another machine"
    return NotDelivered(
        f"the credential would be sent unencrypted to {where}", sent=False, final=True, hint=UNENCRYPTED_HINT,
        code="unencrypted-credential",
    )  # fmt: skip


def connect_failure(error: BaseException, route: Route, *, at_proxy: bool) -> NotDelivered:
    """
    Return the failure to connect: nothing was sent.

    Args:
        error: What the connection, the tunnel or the TLS handshake raised.
        route: Where to.
        at_proxy: Whether it was the proxy that was being connected to.
    """
    proxy = route.proxy if at_proxy else None
    peer = proxy.label if proxy else route.target
    if isinstance(error, NotDelivered):  # of the tunnel, or of a file of certificates
        return error.without_traceback()
    slow = is_timeout(error)
    words, final, hint, _, code = cause_of(error)
    if proxy:
        final, hint = True, hint if hint not in ("", _URL_HINT) else _proxy_hint(proxy)
    if proxy and "tls" not in code:
        code = "proxy-unreachable"
    reason = f"could not connect to {peer}: {words or 'it closed the connection'}"
    return NotDelivered(reason, sent=False, slow=slow, final=final and not slow, hint=hint, code=code)


# --- proxies


def _proxy_hint(proxy: Proxy, advice: str = "") -> str:
    """Return what to do about a proxy, a look at its setting at first: NO_PROXY holds only for the environment."""
    otherwise = "" if proxy.source.endswith("…") else ", or exclude the host with NO_PROXY"
    return f"{advice or f'check {proxy.source}'}{otherwise}"


class Refusal(NamedTuple):
    """What a proxy that opens no tunnel means."""

    words: str = "opened no tunnel"
    advice: str = ""
    """What to do, besides excluding the host from the proxy; empty for a look at the setting that names it."""
    final: bool = True
    """Whether a retry would fail in the same way."""
    is_of_host: bool = False
    """Whether the proxy could not reach the host, which may pass: what to do is the same as without a proxy."""


FORBIDDEN = Refusal("does not allow the host", "have it allowed there")
PAGE = Refusal(advice="is it a web server, or does the network require a login in a browser? check {source}")
"""For a response that would open a tunnel, if it had no content."""
NO_TUNNELS = Refusal("does not open tunnels", "use a proxy that supports CONNECT")
LOGIN_REQUIRED = 407
_BY_TUNNEL_STATUS = {403: FORBIDDEN, 405: NO_TUNNELS, 501: NO_TUNNELS}
"""Status of a proxy → what it means for a tunnel. Others of 5xx are of a host that it could not reach."""


def tunnel_failure(outcome: NotDelivered | int, proxy: Proxy | None) -> NotDelivered:
    """Return the failure of a tunnel that a proxy did not open: it responded with this status, or not at all."""
    if isinstance(outcome, NotDelivered):
        hint = outcome.hint or (_silence_hint(proxy, outcome) if proxy else "")
        reason = f"could not connect: {_label(proxy)} opened no tunnel: {outcome.reason}"
        return NotDelivered(reason, sent=False, slow=outcome.slow, final=outcome.final, hint=hint, code="proxy-refused")
    status = f": it responded with status {outcome}"
    if outcome == LOGIN_REQUIRED:
        return login_failure(proxy, status)
    return refusal_failure(
        _BY_TUNNEL_STATUS.get(outcome, Refusal(final=outcome < 500, is_of_host=outcome >= 500)), proxy, status
    )


def _silence_hint(proxy: Proxy, failure: NotDelivered) -> str:
    """Return what to do about a proxy that does not respond."""
    # Many proxies respond once they have connected to the host: one that is silent may be waiting for it.
    return _proxy_hint(proxy, f"does the proxy reach the host? check {proxy.source}" if failure.slow else "")


def advise_on_proxy(failure: NotDelivered, route: Route) -> None:
    """Add what to do to the failure of a request to which a proxy that forwards it has not responded."""
    if route.forwarding_proxy is not None and failure.sent and not failure.answered:
        failure.hint = failure.hint or _silence_hint(route.forwarding_proxy, failure)


def require_forwarded(status: int, route: Route) -> None:
    """Raise `NotDelivered` if a response with this status is of a proxy that forwards nothing without another login."""
    proxy = route.forwarding_proxy
    if status == LOGIN_REQUIRED and proxy is not None:
        raise tunnel_failure(status, proxy)


def refusal_failure(refusal: Refusal, proxy: Proxy | None, detail: str = "") -> NotDelivered:
    """Return the failure of a tunnel that a proxy refuses, with what it responded."""
    advice = refusal.advice.format(source=proxy.source) if proxy else ""
    hint = _proxy_hint(proxy, advice) if proxy and not refusal.is_of_host else ""
    reason = f"could not connect: {_label(proxy)} {refusal.words}{detail}"
    return NotDelivered(reason, sent=False, final=refusal.final, hint=hint, code="proxy-refused")


def login_failure(proxy: Proxy | None, detail: str = "") -> NotDelivered:
    """Return the failure of a request, or a tunnel, for which a proxy requires a login, or another one."""
    if proxy and proxy.login:
        words, hint = "does not accept the user name and password", f"correct them in {proxy.source}"
    else:
        scheme = proxy.scheme if proxy else "http"
        words = "requires a user name and password"
        hint = f"write them into its URL: {scheme}://user:password@host:port"
    reason = f"could not connect: {_label(proxy)} {words}{detail}"
    return NotDelivered(reason, sent=False, final=True, hint=hint, code="proxy-login")


def _label(proxy: Proxy | None) -> str:
    return proxy.label if proxy else "the proxy"


# --- responses

SERVER = "the server"
"""How a message names the other side of a connection, if no proxy reads what is sent on it."""
ASKED_PROXY = "it"
"""The same of a proxy that is asked for a tunnel, which the message has named before."""


def response_failure(
    error: BaseException, *, answered: bool, may_refuse: bool = False, peer: str = SERVER
) -> NotDelivered:
    """
    Return the failure of a connection on which a request was sent.

    Args:
        error: What happened.
        answered: Whether a response had begun.
        may_refuse: Whether the server could still refuse the connection, see `Stream.may_refuse`.
        peer: The other side of the connection, for the message.
    """
    if isinstance(error, TimeoutError):
        reason = f"timed out waiting for the response{'' if peer in (SERVER, ASKED_PROXY) else f' of {peer}'}"
        return NotDelivered(reason, sent=True, slow=True, answered=answered)
    cause = cause_of(error)
    if cause.is_refusal and may_refuse and not answered:
        reason = f"could not connect: {cause.words}"
        return NotDelivered(reason, sent=False, final=True, hint=cause.hint, code=cause.code)
    reason = "the response was cut off" if answered else f"{peer} closed the connection without a response"
    return NotDelivered(
        f"{reason} ({cause.words})" if cause.words else reason, sent=True, slow=is_timeout(error), answered=answered
    )
