"""Why a connection failed, in words that name the host and the setting, and whether it is tried again."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import socket
import ssl
import subprocess
import sys
import warnings
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import requests
import trustme

from dynaclient import ApiError, BadResponse, Client, ConnectError, DeadlineExceeded, NotDelivered, TransportError
from dynaclient.http import failures
from dynaclient.http.certificates import check_files
from dynaclient.http.failures import (
    cause_of,
    connect_failure,
    most_telling,
    require_encryption,
    response_failure,
    tunnel_failure,
)
from dynaclient.http.proxies import direct_route, parse_proxy
from dynaclient.http.transports.session_outcomes import failure_of
from tests.support.both_clients import backend_kind_fixture, patch_sleep, threads_only
from tests.support.descriptions import describe
from tests.support.fault_server import FaultServer, ServerConnection, respond_normally, send_and_close
from tests.support.raw_server import RawServer, SocketServer, raw_response

backend_kind = backend_kind_fixture(everywhere=True)
ACTIONS = {"get": {"method": "GET"}, "post": {"method": "POST", "parameters": {"data": {"in": "body"}}}}
CLASS_NAME = re.compile(r"\b[A-Z]\w*(?:Error|Timeout|Exception)\b|gaierror|EndOfStream|Errno")
PAST = datetime(2001, 1, 1, tzinfo=timezone.utc)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    patch_sleep(monkeypatch, lambda _: None)
    certificates = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", *certificates):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def expect_tls(wire: ServerConnection) -> None:
    """Respond to plain HTTP with an alert of TLS."""
    wire.request()
    wire.send(b"\x15\x03\x01\x00\x02\x02\x46")  # protocol_version, as OpenSSL sends it


def failed(url: str, error: type[TransportError] = ConnectError, **options: Any) -> TransportError:
    """Return the error of a call, which names the host, and no class."""
    with Client(describe(ACTIONS), url=url, **{"timeout": 10, **options}) as client, pytest.raises(error) as caught:
        client.things.get()
    host = url.partition("//")[2]
    assert host in str(caught.value)
    assert CLASS_NAME.findall(str(caught.value)) == []
    return caught.value


# --- TLS


def server_context(**options: Any) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1", **options).configure_cert(context)
    return context


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[trustme.CA, str]:
    made = trustme.CA()
    path = tmp_path_factory.mktemp("authority") / "ca.pem"
    made.cert_pem.write_to_path(str(path))
    return made, str(path)


def tls_of(authority: trustme.CA, *names: str, **options: Any) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names, **options).configure_cert(context)
    return context


def _self_signed(folder: Path, *, bits: int = 2048, purpose: str = "serverAuth") -> ssl.SSLContext:
    pem = folder / "own.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", f"rsa:{bits}", "-nodes", "-subj", "/CN=x", "-addext", "subjectAltName=IP:127.0.0.1",
         "-addext", f"extendedKeyUsage={purpose}", "-keyout", str(pem) + ".key", "-out", str(pem), "-days", "2"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")  # which allows a short key
    context.load_cert_chain(str(pem), str(pem) + ".key")
    return context


def assert_once(error: TransportError, server: FaultServer, words: str, hint: str) -> None:
    assert words in str(error)
    assert "nothing was sent" in str(error)
    assert hint in str(error)
    assert (error.attempts, server.ledger.connections, server.ledger.arrived) == (1, 1, [])


def test_an_unknown_issuer_is_named_once_with_the_option() -> None:
    with FaultServer(respond_normally, secure=server_context()) as server:
        assert_once(failed(server.url), server, "its certificate is not trusted: its issuer is unknown", "pass ca=…")


def test_a_self_signed_certificate_is_named(tmp_path: Path) -> None:
    with FaultServer(respond_normally, secure=_self_signed(tmp_path)) as server:
        assert_once(failed(server.url), server, "its certificate is self-signed, and not trusted", "pass ca=…")


@pytest.mark.parametrize(
    ("options", "words"),
    [({"bits": 1024}, "too weak for this machine"), ({"purpose": "clientAuth"}, "its certificate is not for servers")],
)
def test_a_trusted_certificate_that_cannot_be_used_is_named(tmp_path: Path, options: Any, words: str) -> None:
    with FaultServer(respond_normally, secure=_self_signed(tmp_path, **options)) as server:
        error = failed(server.url, ca=str(tmp_path / "own.pem"))
        assert_once(error, server, words, "the server needs")
    assert error.code == "tls-incompatible"


@pytest.mark.parametrize(
    ("alert", "code", "words"),
    [
        (71, "tls-incompatible", "it accepts no cipher suite of this machine"),  # insufficient_security, RFC 8446
        (
            40,
            "tls-failed",
            "does it require a client certificate (cert=…), or other TLS settings?",
        ),  # handshake_failure
    ],
)
def test_a_refused_handshake_is_named(alert: int, code: str, words: str) -> None:
    def refuse(wire: ServerConnection) -> None:
        wire.read(20)
        wire.send(bytes([21, 3, 3, 0, 2, 2, alert]))

    with FaultServer(refuse) as server:
        error = failed(server.url.replace("http:", "https:"))
    assert (error.code, words in str(error)) == (code, True), error


@pytest.mark.parametrize(
    ("name", "options", "words", "hint"),
    [
        ("other.example", {}, "was issued for another", "use the host name"),
        ("127.0.0.1", {"not_after": PAST + timedelta(days=1), "not_before": PAST}, "has expired", "the clock"),
        ("127.0.0.1", {"not_before": PAST + timedelta(days=36500)}, "is not yet valid", "the clock"),
    ],
)
def test_a_certificate_that_does_not_fit_is_named(
    authority: tuple[trustme.CA, str], name: str, options: dict[str, Any], words: str, hint: str
) -> None:
    if "not_before" in options:
        options = {"not_after": options["not_before"] + timedelta(days=1), **options}
    with FaultServer(respond_normally, secure=tls_of(authority[0], name, **options)) as server:
        assert_once(failed(server.url, ca=authority[1]), server, words, hint)


def test_a_server_with_other_versions_of_tls_is_named(authority: tuple[trustme.CA, str], backend_kind: str) -> None:
    context = tls_of(authority[0], "127.0.0.1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with FaultServer(respond_normally, secure=context) as server:
        error = failed(server.url, ca=authority[1])
        assert "it supports none of the TLS versions" in str(error) or "refuses the TLS handshake" in str(error)
        assert error.attempts == 1


class Certified(SocketServer):
    """Requires a client certificate, and leaves the connection open after it has refused one."""

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__()
        self._context = context

    def serve(self, connection: socket.socket, number: int) -> None:
        with self._context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False) as wrapped:
            with contextlib.suppress(ssl.SSLError):
                wrapped.do_handshake()
            with socket.socket(fileno=os.dup(wrapped.fileno())) as plain:
                while plain.recv(65536):
                    pass


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("action", ["get", "post"])
def test_a_server_that_requires_a_client_certificate_is_named(
    authority: tuple[trustme.CA, str], version: ssl.TLSVersion, action: str
) -> None:
    context = tls_of(authority[0], "127.0.0.1")
    context.verify_mode = ssl.CERT_REQUIRED
    context.minimum_version = context.maximum_version = version
    with (
        Certified(context) as server,
        Client(describe(ACTIONS), url=server.url.replace("http:", "https:"), ca=authority[1], timeout=10) as client,
        pytest.raises(ConnectError, match="client certificate.*cert=…") as caught,
    ):
        getattr(client.things, action)()
    assert (caught.value.attempts, server.connections) == (1, 1)


def test_tls_to_a_plain_port_is_named() -> None:
    def refuse(wire: ServerConnection) -> None:
        wire.read(20)
        wire.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

    with FaultServer(refuse) as server:
        error = failed(server.url.replace("http:", "https:"))
        assert "it does not use TLS at this port; nothing was sent; is it http://" in str(error)
        assert error.attempts == 1


def test_a_plain_request_to_a_tls_port_is_named() -> None:
    with FaultServer(expect_tls) as server:
        assert "is it https://" in str(failed(server.url, BadResponse))
        assert len(server.ledger.arrived) == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<html>\r\n<head><title>400 The plain HTTP request was sent to HTTPS port</title></head>", "tls-expected"),  # nginx
        (b"Client sent an HTTP request to an HTTPS server.\n", "tls-expected"),  # Go
        (b"Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />", "tls-expected"),  # Apache
        (b"Bad Request\r\nThis combination of host and port requires TLS.\r\n", "tls-expected"),  # Tomcat
        (b"Client sent an HTTP request with an invalid header.\n", "bad-request"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("status", [400, 404])
def test_a_plain_request_that_a_tls_port_responds_to_is_named(body: bytes, code: str, status: int) -> None:
    with (
        RawServer(lambda _: raw_response(body, status=status, media="text/html")) as server,
        Client(describe(ACTIONS), url=server.url) as client,
        pytest.raises(ApiError) as caught,
    ):
        client.things.get()
    expected = code if status == 400 else "not-found"
    assert caught.value.code == expected
    assert (" — the server expects TLS at this port: is it https://?" in str(caught.value)) == (expected[:3] == "tls")


def test_a_plain_request_behind_the_end_of_tls_is_no_mistake_of_the_caller(tls: tuple[ssl.SSLContext, str]) -> None:
    body = b"The plain HTTP request was sent to HTTPS port"
    response = b"HTTP/1.1 400 Bad\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    with (
        FaultServer(send_and_close(response), secure=tls[0]) as server,
        Client(describe(ACTIONS), url=server.url.replace("http:", "https:"), ca=tls[1]) as client,
        pytest.raises(ApiError) as caught,
    ):
        client.things.get()
    assert caught.value.code == "bad-request"


@pytest.mark.parametrize(
    ("options", "variable", "words"),
    [
        ({"ca": "{missing}"}, "", "ca=… names '{missing}', which does not exist"),
        ({"ca": "{invalid}"}, "", "ca=… names '{invalid}', which cannot be used: it has no certificate in PEM"),
        ({"cert": "{missing}"}, "", "cert=… names '{missing}', which does not exist"),
        ({"cert": ("{ca}", "{invalid}")}, "", "cert=… names '{ca} and {invalid}', which cannot be used: it needs a certificate and its key"),
        ({}, "REQUESTS_CA_BUNDLE", "REQUESTS_CA_BUNDLE names '{missing}', which does not exist"),
        ({}, "SSL_CERT_FILE", "SSL_CERT_FILE names '{missing}', which does not exist"),
    ],
)  # fmt: skip
def test_a_file_of_certificates_is_named_with_its_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, authority: tuple[trustme.CA, str], options: Any, variable: str, words: str
) -> None:  # fmt: skip
    (tmp_path / "invalid.pem").write_text("no certificate")
    paths = {"missing": str(tmp_path / "no.pem"), "invalid": str(tmp_path / "invalid.pem"), "ca": authority[1]}
    if variable:
        monkeypatch.setenv(variable, paths["missing"])
    filled: dict[str, Any] = {
        name: value.format(**paths) if isinstance(value, str) else tuple(part.format(**paths) for part in value)
        for name, value in options.items()
    }
    error = failed("https://127.0.0.1:9", **filled)
    assert words.format(**paths) in str(error)
    assert error.attempts == 1


@pytest.mark.skipif(sys.platform == "win32", reason="has other permissions")
def test_a_file_of_certificates_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr("dynaclient.http.certificates.load_authorities", refuse)
    assert "cannot be read: permission denied" in str(failed("https://127.0.0.1:9", ca="/x.pem"))


def test_a_key_with_a_passphrase_is_named_and_no_terminal_is_asked(tmp_path: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-passout", "pass:hidden", "-subj", "/CN=x", "-keyout", str(tmp_path / "k.pem"),
         "-out", str(tmp_path / "c.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    pair = (str(tmp_path / "c.pem"), str(tmp_path / "k.pem"))
    assert "without a passphrase" in str(failed("https://127.0.0.1:9", cert=pair))


# --- names, addresses and limits of this machine


def raising(error: OSError) -> Any:
    def refuse(*_: Any, **__: Any) -> Any:
        raise error

    return refuse


@pytest.mark.parametrize(
    ("error", "attempts", "words"),
    [
        (socket.gaierror(socket.EAI_NONAME, "x"), 1, "there is no host of this name; nothing was sent; is the URL right?"),
        (socket.gaierror(socket.EAI_AGAIN, "x"), 3, "the name server does not respond"),
        (socket.gaierror(socket.EAI_FAIL, "x"), 3, "the host name could not be looked up"),
        (OSError(errno.EMFILE, "x"), 1, "too many open files in this process; nothing was sent; raise the limit (ulimit -n)"),
    ],
)  # fmt: skip
def test_a_failed_lookup_is_named(monkeypatch: pytest.MonkeyPatch, error: OSError, attempts: int, words: str) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", raising(error))
    caught = failed("http://unknown.example:8080")
    assert f"could not connect to unknown.example:8080: {words}" in str(caught)
    assert caught.attempts == attempts


@threads_only
@pytest.mark.parametrize(
    ("number", "attempts", "words"),
    [
        (errno.EMFILE, 1, "too many open files in this process"),
        (errno.ENFILE, 1, "too many open files on this machine"),
        (errno.EACCES, 1, "permission denied; nothing was sent; does a firewall"),
        (errno.EPERM, 1, "permission denied"),
        (errno.ENETUNREACH, 1, "the network is unreachable; nothing was sent; is this machine online?"),
        (errno.EHOSTUNREACH, 3, "there is no route to the host"),
        (errno.EADDRNOTAVAIL, 3, "no local address or port is free"),
        (errno.ECONNREFUSED, 3, "connection refused; nothing was sent; is the URL right, and is the server running?"),
        (errno.ENOBUFS, 3, "no buffer space available"),
    ],
)
def test_an_error_of_the_system_is_named(
    monkeypatch: pytest.MonkeyPatch, number: int, attempts: int, words: str
) -> None:
    monkeypatch.setattr("dynaclient.http.io.blocking.socket.socket", raising(OSError(number, "x")))
    caught = failed("http://127.0.0.1:9")
    assert f"could not connect to 127.0.0.1:9: {words}" in str(caught)
    assert caught.attempts == attempts


def test_too_many_open_files_are_named_by_the_event_loop_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.socket.connect", raising(OSError(errno.EMFILE, "x")))
    monkeypatch.setattr("asyncio.BaseEventLoop.sock_connect", raising(OSError(errno.EMFILE, "x")), raising=False)
    monkeypatch.setattr(
        "asyncio.selector_events.BaseSelectorEventLoop.sock_connect", raising(OSError(errno.EMFILE, "x"))
    )
    assert "too many open files in this process" in str(failed("http://127.0.0.1:9"))


def test_an_invalid_host_name_is_named() -> None:
    error = failed(f"http://{'a' * 70}.example:8080")
    assert error.attempts == 1


def test_of_several_addresses_the_failure_that_says_most_is_raised() -> None:
    unreachable, refused = OSError(errno.ENETUNREACH, ""), OSError(errno.ECONNREFUSED, "")
    assert most_telling([refused, unreachable]) is refused
    assert most_telling([unreachable]) is unreachable
    assert cause_of(most_telling([])).words == "no address accepts a connection"


# --- timeouts


def test_the_limit_that_was_reached_is_named() -> None:
    with FaultServer(lambda wire: wire.stall()) as server:
        error = failed(server.url, DeadlineExceeded, timeout=0.2, retries=0)
        assert f"{server.url[7:]}: timed out waiting for the response (timeout 0.2 s)" in str(error)
        client = Client(describe(ACTIONS), url=server.url, retries=0).with_options(read_timeout=0.2)
        with client, pytest.raises(DeadlineExceeded, match=r"\(read_timeout 0.2 s\)"):
            client.things.get()


def test_the_limit_of_a_connection_is_named() -> None:
    def silent(wire: ServerConnection) -> None:
        wire.stall()

    with FaultServer(silent) as server:
        url = server.url.replace("http:", "https:")
        client = Client(describe(ACTIONS), url=url, retries=0).with_options(connect_timeout=0.2)
        words = r"could not connect to 127.*: timed out \(connect_timeout 0.2 s\)"
        with client, pytest.raises(ConnectError, match=words):
            client.things.get()


# --- proxies


@pytest.mark.parametrize("source", ["proxy=…", "HTTPS_PROXY"])
@pytest.mark.parametrize(
    ("status", "attempts", "words"),
    [
        (407, 1, "does not accept the user name and password: it responded with status 407; nothing was sent; correct them in {source}"),
        (403, 1, "does not allow the host: it responded with status 403; nothing was sent; have it allowed there{host}"),
        (405, 1, "does not open tunnels: it responded with status 405; nothing was sent; use a proxy that supports CONNECT{host}"),
        (501, 1, "does not open tunnels: it responded with status 501; nothing was sent; use a proxy that supports CONNECT{host}"),
        (302, 1, "opened no tunnel: it responded with status 302; nothing was sent; check {source}{host}"),
        (400, 1, "opened no tunnel: it responded with status 400; nothing was sent; check {source}{host}"),
        (401, 1, "opened no tunnel: it responded with status 401; nothing was sent; check {source}{host}"),
        (502, 3, "opened no tunnel: it responded with status 502; nothing was sent; is the URL right, and is the server running?"),
    ],
)  # fmt: skip
def test_a_proxy_that_refuses_is_named_with_its_setting(
    monkeypatch: pytest.MonkeyPatch, source: str, status: int, attempts: int, words: str
) -> None:
    # NO_PROXY holds only for the proxies of the environment.
    words = words.format(source=source, host="" if source == "proxy=…" else ", or exclude the host with NO_PROXY")
    with FaultServer(send_and_close(b"HTTP/1.1 %d No\r\nContent-Length: 0\r\n\r\n" % status)) as proxy:
        url = proxy.url.replace("://", "://user:hidden@")
        if source == "HTTPS_PROXY":
            monkeypatch.setenv("HTTPS_PROXY", url)
        error = failed("https://far.example", proxy=url if source == "proxy=…" else None)
        assert f"could not connect: the proxy {proxy.url[7:]} (from {source}) {words}" in str(error)
    assert "hidden" not in str(error)
    assert (error.attempts, len(proxy.ledger.arrived)) == (attempts, attempts)


def test_a_proxy_that_closes_the_connection_is_named() -> None:
    with FaultServer(lambda wire: wire.request()) as proxy:
        error = failed("https://far.example", proxy=proxy.url, retries=0)
    assert "opened no tunnel: it closed the connection without a response; nothing was sent; check proxy=…" in str(
        error
    )


@pytest.mark.parametrize("scheme", ["http", "socks5h", "socks4a"])
def test_a_silent_proxy_is_not_called_the_server(scheme: str) -> None:
    with FaultServer(lambda wire: wire.stall()) as proxy:
        client = Client(
            describe(ACTIONS), url="https://far.example", proxy=proxy.url.replace("http", scheme), retries=0
        )
        host = proxy.url[7:]
        with client.with_options(connect_timeout=0.2) as quick, pytest.raises(ConnectError) as caught:
            quick.things.get()
    words = f"the proxy {host} (from proxy=…) opened no tunnel: timed out waiting for the response"
    assert f"could not connect: {words} (connect_timeout 0.2 s)" in str(caught.value)
    assert str(caught.value).endswith("; does the proxy reach the host? check proxy=…")
    assert caught.value.code == "proxy-refused"


@pytest.mark.parametrize("scheme", ["socks5h", "socks4a"])
def test_a_socks_proxy_that_closes_the_connection_is_named(scheme: str) -> None:
    with FaultServer(lambda wire: wire.read(1)) as proxy:
        error = failed("http://far.example", proxy=proxy.url.replace("http", scheme), retries=0)
    assert re.search(r"the proxy .* opened no tunnel: it closed the connection without .*; check proxy=…$", str(error))
    assert error.code == "proxy-refused"


@pytest.mark.parametrize(
    ("play", "words"),
    [
        (lambda wire: wire.request(), "{proxy} closed the connection without a response; check proxy=…"),
        (
            lambda wire: wire.stall(),
            "timed out waiting for the response of {proxy} (read_timeout 0.2 s); does the proxy reach the host? check proxy=…",
        ),
        (expect_tls, "{proxy} expects TLS at its port; is its URL https://?"),
    ],
    ids=["closes", "is silent", "expects TLS"],
)
def test_a_proxy_that_forwards_is_not_called_the_server(play: Any, words: str) -> None:
    with FaultServer(play) as proxy:
        client = Client(describe(ACTIONS), url="http://far.example", proxy=proxy.url, retries=0)
        host = proxy.url[7:]
        with client.with_options(read_timeout=0.2) as quick, pytest.raises(TransportError) as caught:
            quick.things.get()
    label = f"the proxy {host} (from proxy=…)"
    assert str(caught.value) == f"things.get: far.example:80: {words.format(proxy=label)}"


def test_a_tunnel_through_a_proxy_that_expects_tls_is_named() -> None:
    with FaultServer(expect_tls) as proxy:
        error = failed("https://far.example", proxy=proxy.url)
    assert "opened no tunnel: it expects TLS at its port; nothing was sent; is its URL https://?" in str(error)
    assert error.attempts == 1


@pytest.mark.parametrize(("scheme", "variable"), [("http", "HTTP_PROXY"), ("https", "HTTPS_PROXY")])
def test_a_proxy_that_cannot_be_reached_is_named_with_its_variable(
    monkeypatch: pytest.MonkeyPatch, scheme: str, variable: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    monkeypatch.setenv(variable, f"http://user:hidden@127.0.0.1:{port}")
    error = failed(f"{scheme}://far.example")
    words = f"could not connect to the proxy 127.0.0.1:{port} (from {variable}): connection refused; nothing was sent"
    assert f"{words}; check {variable}, or exclude the host with NO_PROXY" in str(error)
    assert error.attempts == 1


def test_a_proxy_of_the_option_is_not_excluded_with_no_proxy() -> None:
    error = failed("https://far.example", proxy="http://nothing.invalid:1")
    assert "nothing.invalid:1 (from proxy=…)" in str(error)
    assert str(error).endswith("; check proxy=…")


def test_an_invalid_url_of_a_proxy_is_named_with_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "nothing://hidden")
    error = failed("http://far.example")
    assert "the URL of the proxy (from HTTP_PROXY) is not valid; nothing was sent; write http://host:port" in str(error)
    assert error.attempts == 1


# --- the table


@pytest.mark.parametrize(
    ("error", "words", "final"),
    [
        (ConnectionResetError(), "the connection was reset", False),
        (BrokenPipeError(), "the connection is closed", False),
        (ssl.SSLEOFError(), "the connection was cut inside TLS", False),
        (ssl.SSLZeroReturnError(), "the connection was closed inside TLS", False),
        (TimeoutError(), "timed out", False),
        (UnicodeError(), "the host name is not valid", True),
        (OSError(errno.EISDIR, "x"), "is a directory", False),
        (ssl.SSLError(1, "x"), "TLS failed: no reason", False),
        (RuntimeError("https://user:hidden@x"), "RuntimeError", False),
        (ValueError(OSError(errno.ECONNREFUSED, "x")), "connection refused", False),
    ],
)
def test_a_cause_has_words(error: BaseException, words: str, final: bool) -> None:
    assert (cause_of(error).words, cause_of(error).final) == (words, final)


@pytest.mark.parametrize("reason", [*failures._BY_TLS_REASON, "SOMETHING_NEW"])
def test_each_reason_of_openssl_has_words(reason: str) -> None:
    error = ssl.SSLError(1, "x")
    error.reason = reason
    assert "_" not in cause_of(error).words


@pytest.mark.parametrize("code", [*failures._BY_VERIFICATION, 99])
def test_each_verification_error_has_words(code: int) -> None:
    error = ssl.SSLCertVerificationError(1, "x")
    error.verify_code, error.verify_message = code, "something new"
    cause = cause_of(error)
    assert cause.final
    assert "certificate" in cause.words


def test_the_error_of_urllib3_for_another_host_name_is_known() -> None:
    from urllib3.util.ssl_match_hostname import CertificateError

    assert cause_of(CertificateError("hidden")).words == "its certificate was issued for another host name"


def test_a_refused_handshake_is_not_sent_unless_a_response_had_begun() -> None:
    error = ssl.SSLError(1, "x")
    error.reason = "TLSV13_ALERT_CERTIFICATE_REQUIRED"
    cases = ((False, True), (True, True), (False, False))
    sent = [response_failure(error, answered=answered, may_refuse=early).sent for answered, early in cases]
    assert sent == [False, True, True]


def test_a_tunnel_without_a_known_proxy_has_words_too() -> None:
    for outcome in (407, 403, NotDelivered("why", sent=False)):
        assert tunnel_failure(outcome, None).reason.startswith("could not connect: the proxy ")


def test_encryption_is_required_of_what_leaves_this_machine() -> None:
    require_encryption(direct_route("https://x.example"))
    with pytest.raises(NotDelivered, match=r"unencrypted to x.example:80, which is another machine"):
        require_encryption(direct_route("http://x.example"))


def test_a_directory_of_certificates_may_be_passed(tmp_path: Path) -> None:
    check_files(str(tmp_path), "ca=…", None)


def test_a_timeout_at_a_proxy_is_not_final() -> None:
    route = direct_route("https://x.example")
    failure = connect_failure(TimeoutError(), route, at_proxy=True)
    assert (failure.slow, failure.final) == (True, False)
    assert connect_failure(NotDelivered("why", sent=False, hint="do"), route, at_proxy=False).hint == "do"


# --- sessions of the caller, and SOCKS


@threads_only
@pytest.mark.parametrize(
    ("url", "session", "words", "attempts"),
    [
        ("http://127.0.0.1:{port}", {}, "could not connect to 127.0.0.1:{port}: connection refused", 3),
        ("http://unknown.invalid", {}, "could not connect to unknown.invalid:80: ", 1),
        ("https://127.0.0.1:9", {"verify": "/not/there.pem"}, "session.verify or the environment names '/not/there.pem'", 1),
        ("http://far.example", {"proxies": {"http": "nothing://x"}}, "the URL of the proxy (from session.proxies or the environment) is not valid", 1),
        ("https://far.example", {"proxies": {"https": "http://127.0.0.1:{port}"}}, "could not connect to the proxy 127.0.0.1:{port} (from session.", 1),
    ],
)  # fmt: skip
def test_a_session_of_the_caller_fails_in_words(
    monkeypatch: pytest.MonkeyPatch, url: str, session: dict[str, Any], words: str, attempts: int
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    if "unknown" in url:
        monkeypatch.setattr(socket, "getaddrinfo", raising(socket.gaierror(socket.EAI_NONAME, "x")))
    with requests.Session() as mine:
        for name, value in session.items():
            filled = {key: part.format(port=port) for key, part in value.items()} if isinstance(value, dict) else value
            setattr(mine, name, filled)
        error = failed(url.format(port=port), session=mine)
    assert words.format(port=port) in str(error)
    assert error.attempts == attempts


@threads_only
def test_the_proxy_of_a_session_that_refuses_is_named() -> None:
    with (
        FaultServer(send_and_close(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")) as proxy,
        requests.Session() as session,
    ):
        session.proxies = {"https": proxy.url}
        error = failed("https://far.example", session=session)
    assert "(from session.proxies or the environment) requires a user name and password" in str(error)
    assert error.attempts == 1


@threads_only
def test_an_error_of_requests_before_it_sends_is_final() -> None:
    failure = failure_of(requests.exceptions.InvalidURL("hidden"), direct_route("http://x"))
    assert (failure.reason, failure.sent, failure.final) == ("requests rejects the URL, or its proxy", False, True)


@threads_only
def test_a_missing_package_for_socks_is_named() -> None:
    failure = failure_of(
        requests.exceptions.InvalidSchema("Missing dependencies for SOCKS support."), direct_route("http://x")
    )
    assert (failure.reason, failure.final) == ("a SOCKS proxy needs the package PySocks", True)
    assert parse_proxy("socks5://x", "proxy=…").scheme == "socks5"


@threads_only
def test_a_socks_proxy_that_cannot_be_reached_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    error = failed("http://far.example", proxy=f"socks5://127.0.0.1:{port}")
    assert f"could not connect to the proxy 127.0.0.1:{port} (from proxy=…): connection refused" in str(error)
    assert str(error).endswith("; check proxy=…")
    assert error.attempts == 1


@threads_only
def test_a_socks_proxy_that_cannot_reach_the_host_is_named() -> None:
    def refuse(wire: ServerConnection) -> None:
        wire.connection.recv(1024)
        wire.send(b"\x05\x00")  # RFC 1928: no authentication
        wire.connection.recv(1024)
        wire.send(b"\x05\x04\x00\x01\0\0\0\0\0\0")  # host unreachable

    with FaultServer(refuse) as proxy:
        host = proxy.url[7:]
        error = failed("http://far.example", proxy=f"socks5h://{host}", retries=0)
    assert f"the proxy {host} (from proxy=…) opened no tunnel: host unreachable" in str(error)


@pytest.mark.parametrize("source", ["proxy=…", "HTTP_PROXY"])
@pytest.mark.parametrize(
    ("login", "words"),
    [
        ("", "requires a user name and password: it responded with status 407; nothing was sent; write them into its URL: http://user:password@host:port"),
        ("user:hidden@", "does not accept the user name and password: it responded with status 407; nothing was sent; correct them in {source}"),
    ],
)  # fmt: skip
def test_a_407_of_a_plain_request_is_that_of_a_tunnel(
    monkeypatch: pytest.MonkeyPatch, login: str, words: str, source: str
) -> None:
    with RawServer(lambda _: raw_response(status=407)) as proxy:
        url = proxy.url.replace("//", f"//{login}")
        monkeypatch.setenv("HTTP_PROXY", url)
        error = failed("http://far.example", proxy=url if source == "proxy=…" else None)
        refused = f"could not connect: the proxy {proxy.url[7:]} (from {source}) {words.format(source=source)}"
        assert str(error) == f"things.get: far.example:80: {refused}"
        assert (error.code, error.attempts, len(proxy.requests)) == ("proxy-login", 1, 1)


@threads_only
def test_a_407_in_a_session_of_the_caller_is_of_its_proxy() -> None:
    with RawServer(lambda _: raw_response(status=407)) as proxy, requests.Session() as session:
        session.proxies = {"http": proxy.url}
        error = failed("http://far.example", session=session)
        words = f"the proxy {proxy.url[7:]} (from session.proxies or the environment) requires a user name and password"
    assert words in str(error)
    assert error.code == "proxy-login"


def test_a_407_without_a_proxy_that_forwards_is_of_the_server() -> None:
    with (
        RawServer(lambda _: raw_response(status=407)) as server,
        Client(describe(), url=server.url) as client,
        pytest.raises(ApiError) as caught,
    ):
        client.things.get()
    assert (caught.value.status, caught.value.code, "proxy" in caught.value.hint) == (407, "api-error", False)
