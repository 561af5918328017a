"""SOCKS proxies, with both clients."""

from __future__ import annotations

import ssl
import sys
from typing import Any

import pytest

from dynaclient import Client, ConnectError, DeadlineExceeded
from tests.support.both_clients import backend_kind_fixture
from tests.support.descriptions import describe
from tests.support.fault_server import FaultServer, ServerConnection, respond_normally
from tests.support.raw_server import RawServer
from tests.support.socks_server import SocksServer

backend_kind = backend_kind_fixture(everywhere=True)
DESCRIPTION = describe({"get": {"method": "GET"}})


def called(proxy: str, port: int, host: str = "localhost", scheme: str = "http", **options: Any) -> Any:
    url = f"{scheme}://{host}:{port}"
    with Client(DESCRIPTION, url=url, proxy=proxy, retries=0, trust_env=False, **{"timeout": 5, **options}) as client:
        client.things.get()
        return client.things.get()


@pytest.mark.parametrize(
    ("scheme", "version", "host"),
    [("socks5", 5, "127.0.0.1"), ("socks5h", 5, "localhost"), ("socks4", 4, "127.0.0.1"), ("socks4a", 4, "localhost")],
)
@pytest.mark.parametrize("piecemeal", [True, False])
def test_a_call_goes_through_a_socks_proxy(scheme: str, version: int, host: str, piecemeal: bool) -> None:
    with RawServer() as server:
        port = int(server.url.rsplit(":", 1)[1])
        with SocksServer(port, piecemeal=piecemeal) as proxy:
            assert called(f"{scheme}://127.0.0.1:{proxy.port}", port) == {}
    assert proxy.asked == [(version, "::1" if proxy.asked[0][1] == "::1" else host, port)]
    assert [request.target for request in server.requests] == ["/things", "/things"]


def test_a_name_that_only_the_proxy_knows_is_looked_up_there() -> None:
    with RawServer() as server:
        port = int(server.url.rsplit(":", 1)[1])
        with SocksServer(port) as proxy:
            assert called(f"socks5h://127.0.0.1:{proxy.port}", port, "inside.example") == {}
    assert proxy.asked == [(5, "inside.example", port)]


def test_tls_is_between_the_client_and_the_server(tls: tuple[ssl.SSLContext, str]) -> None:
    with FaultServer(respond_normally, secure=tls[0]) as server:
        port = int(server.url.rsplit(":", 1)[1])
        with SocksServer(port) as proxy:
            called(f"socks5h://127.0.0.1:{proxy.port}", port, "127.0.0.1", "https", ca=tls[1])
    assert len(proxy.asked) == 1


@pytest.mark.parametrize("scheme", ["socks5h", "socks4a"])
def test_a_login_is_sent(scheme: str) -> None:
    with RawServer() as server:
        port = int(server.url.rsplit(":", 1)[1])
        with SocksServer(port, login=("me", "p@ss")) as proxy:
            assert called(f"{scheme}://me:p%40ss@127.0.0.1:{proxy.port}", port) == {}


@pytest.mark.parametrize(
    ("scheme", "options", "problem", "hint"),
    [
        ("socks5", {"login": ("me", "secret99")}, "requires a user name and password", "write them into its URL: socks5://user:password@host:port"),
        ("socks5://me:other", {"login": ("me", "secret99")}, "does not accept the user name and password", "correct them in proxy=…"),
        ("socks5", {"refusal": 5}, "opened no tunnel: connection refused", "is the URL right, and is the server running?"),
        ("socks5", {"refusal": 2}, "does not allow the host: connection not allowed by ruleset", "have it allowed there"),
        ("socks5", {"refusal": 7}, "does not open tunnels: command not supported", "use a proxy that supports CONNECT of SOCKS"),
        ("socks5", {"refusal": 99}, "does not speak SOCKS, or not with this host", "check proxy=…"),
        ("socks4", {"refusal": 91}, "opened no tunnel: request rejected or failed", "is the URL right, and is the server running?"),
    ],
)  # fmt: skip
def test_a_refusal_is_an_error_that_names_the_proxy(
    scheme: str, options: dict[str, Any], problem: str, hint: str
) -> None:
    url = f"{scheme}@127.0.0.1" if "//" in scheme else f"{scheme}://127.0.0.1"
    with SocksServer(9, **options) as proxy, pytest.raises(ConnectError, match=problem) as caught:
        called(f"{url}:{proxy.port}", 9)
    assert f"the proxy 127.0.0.1:{proxy.port}" in str(caught.value)
    assert str(caught.value).endswith(f"; nothing was sent; {hint}")
    assert "other" not in str(caught.value)


@pytest.mark.parametrize(
    ("reply", "login", "problem", "code", "hint"),
    [
        (b"HT", "me:no@", "does not speak SOCKS 5", "proxy-refused", "is it a proxy of another kind, such as http://…? check proxy=…"),
        (b"\4\0", "", "does not speak SOCKS 5", "proxy-refused", "is it a proxy of another kind, such as http://…? check proxy=…"),
        (b"\5\1", "", "requires another login than a user name and password", "proxy-refused", "check proxy=…"),
        (b"\5\3", "me:no@", "requires another login than a user name and password", "proxy-refused", "check proxy=…"),
        (b"\5\xff", "me:no@", "requires another login than a user name and password", "proxy-refused", "check proxy=…"),
        (b"\5\xff", "", "requires a user name and password", "proxy-login", "write them into its URL: socks5h://user:password@host:port"),
        (b"\5\2", "", "requires a user name and password", "proxy-login", "write them into its URL: socks5h://user:password@host:port"),
    ],
)  # fmt: skip
def test_no_method_of_authentication_is_an_error(reply: bytes, login: str, problem: str, code: str, hint: str) -> None:
    def play(wire: ServerConnection) -> None:
        wire.connection.recv(1024)
        wire.send(reply)

    with FaultServer(play) as proxy:
        host = proxy.url[7:]
        with pytest.raises(ConnectError) as caught:
            called(f"socks5h://{login}{host}", 9)
    message = f"could not connect: the proxy {host} (from proxy=…) {problem}; nothing was sent; {hint}"
    assert str(caught.value).endswith(message)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("play", "error"), [(lambda wire: wire.stall(), DeadlineExceeded), (lambda wire: None, ConnectError)]
)
def test_a_proxy_that_does_not_respond_is_an_error(play: Any, error: type[Exception]) -> None:
    with FaultServer(play) as server, pytest.raises(error, match="127.0.0.1"):
        called(server.url.replace("http:", "socks5:"), 9, timeout=0.5)


@pytest.mark.parametrize(("scheme", "remote"), [("socks5", "socks5h"), ("socks4", "socks4a")])
def test_no_name_of_this_machine_is_left_to_a_proxy_that_cannot_look_it_up(scheme: str, remote: str) -> None:
    with SocksServer(9) as proxy, pytest.raises(ConnectError) as caught:
        called(f"{scheme}://127.0.0.1:{proxy.port}", 9, "no-such-host.invalid")
    assert str(caught.value).startswith("things.get: could not connect to no-such-host.invalid:9: there is no host of")
    assert str(caught.value).endswith(f"does only the proxy know the name ({remote}://…)?")
    assert caught.value.code == "name-not-found"


def test_without_its_package_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "socksio", None)
    with SocksServer(9) as proxy, pytest.raises(ConnectError, match=r"pip install 'dynaclient\[socks\]'"):
        called(f"socks5://127.0.0.1:{proxy.port}", 9)
