"""Proxies: which one a request takes, which hosts go past them, and what no proxy of another machine may see."""

from __future__ import annotations

import base64
import socket
import subprocess
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
import requests

from dynaclient import Client, ConnectError, DynaclientError, InvalidCall, NotDelivered
from dynaclient.client.inner import asynchronous
from dynaclient.http.proxies import NetworkSettings, bypasses_proxy, parse_proxy, route_of
from dynaclient.runtime.hosts import address_of, host_label, is_local_peer, is_loopback
from dynaclient.testing import RecordingTransport, response
from tests.support.both_clients import backend_kind_fixture, with_both_clients
from tests.support.descriptions import describe
from tests.support.programs import require_programs
from tests.support.raw_server import FinalResponse, RawServer, raw_response

backend_kind = backend_kind_fixture()
VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUEST_METHOD")
AUTH = {"key": {"type": "bearer"}}
CANARY = "hunter-two-two"


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def test_a_proxy_without_a_login_has_nothing_that_is_secret() -> None:
    assert parse_proxy("http://proxy.example:8080", "HTTP_PROXY").secret_values == []


# --- NO_PROXY

AS_CURL = [
    ("[::1]", "localhost,127.0.0.1,::1", True),
    ("[::1]", "127.0.0.1", False),
    ("[2001:db9::5]", "2001:db8::/32", False),
    ("10.1.2.3", "10.0.0.0/8", True),
    ("11.1.2.3", "10.0.0.0/8", False),
    ("10.1.2.3", "10.1.2.3/32", True),
    ("10.1.2.3", "192.168.0.0/16 10.0.0.0/8", True),
    ("10.1.2.3", "10.1.2.3", True),
    ("10.1.2.3", "1.2.3", False),
    ("10.1.2.3", "10.1.2.3.4", False),
    ("10.1.2.3", "10.0.0.0/33", False),
    ("a.example.com", "example.com", True),
    ("example.com", "example.com", True),
    ("a.example.com", ".example.com", True),
    ("example.com", ".example.com", True),
    ("badexample.com", "example.com", False),
    ("badexample.com", ".example.com", False),
    ("example.com", "a.example.com", False),
    ("A.Example.COM", "EXAMPLE.com", True),
    ("example.com.", "example.com", True),
    ("example.com", "example.com.", True),
    ("example.com", "other.org example.com", True),
    ("example.com", "other.org,\texample.com", True),
    ("example.com", "*", True),
    ("10.1.2.3", " * ", None),
    ("example.com", "a,*", False),
    ("example.com", "", False),
    ("example.com", ",,", False),
    ("localhost", "127.0.0.1", False),
    ("127.1", "127.0.0.1", True),
    ("0x7f.1", "127.0.0.0/8", True),
]
"""A host of a URL, ``NO_PROXY``, and whether curl goes past the proxy; None where its versions differ."""
BEYOND_CURL = [
    ("[2001:DB8::5]", "2001:db8:0:0::5", True),
    ("[2001:db8::5]", "2001:db8::/32", True),
    ("[::1]", "[::1]", True),
    ("example.com", "other.org\nexample.com", True),
    ("a.example.com", "*.example.com", True),
    ("badexample.com", "*.example.com", False),
    ("example.com", "example.com:80", True),
    ("example.com", "example.com:81", False),
    ("a.example.com", ".example.com:80", True),
    ("10.1.2.3", "10.1.2.3:80", True),
    ("10.1.2.3", "10.1.2.3:8080", False),
    ("[::1]", "[::1]:80", True),
    ("[::1]", "[::1]:81", False),
    ("[::1]", "[::]/64", True),
    ("[::ffff:10.1.2.3]", "10.0.0.0/8", True),
    ("10.1.2.3", "::ffff:10.1.2.3", True),
    ("10.1.2.3", "::ffff:10.0.0.0/104", True),
    ("11.1.2.3", "::ffff:10.0.0.0/104", False),
    ("10.1.2.3", "0.0.0.0/0", True),
    ("10.1.2.3", "::/0", False),
    ("[fe80::1%25eth0]", "fe80::1", True),
    ("[fe80::1%25eth0]", "fe80::/10", True),
    ("[fe80::1%25eth0]", "fe80::1%eth0", True),
    ("[fe80::1%25eth0]", "fe80::1%eth1", False),
    ("10.1.2.3", "10.1.2.0/255.255.255.0", True),
    ("10.1.2.3", "10.1.2.3/x", False),
    ("example.com", ".", False),
    ("example.com", "*.", False),
    ("10.1.2.3", "example.com", False),
    ("999.1.1.1", "999.1.1.1", True),
]
"""The same for what curl does not read, or reads in some versions only."""


@pytest.mark.parametrize(("host", "no_proxy", "direct"), [*AS_CURL, *BEYOND_CURL])
def test_no_proxy_is_read_as_curl_reads_it(host: str, no_proxy: str, direct: bool | None) -> None:
    assert bypasses_proxy(host, 80, no_proxy) is (direct is not False)


def test_curl_itself_agrees() -> None:
    require_programs("curl")
    differences = []
    # It asks for a tunnel, because of --connect-to.
    with RawServer(lambda _: FinalResponse(raw_response(status=403))) as proxy, RawServer() as server:
        for host, no_proxy, direct in AS_CURL:
            before = len(proxy.requests)
            subprocess.run(
                ["curl", "-sS", "-m", "5", "-x", proxy.url, "--noproxy", no_proxy, "--connect-to",
                 f"::127.0.0.1:{server.url.rpartition(':')[2]}", f"http://{host}/"],
                capture_output=True, check=False,
            )  # fmt: skip
            if direct is not None and (len(proxy.requests) == before) is not direct:
                differences.append((host, no_proxy))
    assert differences == []


@pytest.mark.parametrize(
    ("variables", "proxy"),
    [
        ({"http_proxy": "http://lower:1", "HTTP_PROXY": "http://upper:1"}, ("http://lower:1", "http_proxy")),
        ({"HTTP_PROXY": "http://upper:1"}, ("http://upper:1", "HTTP_PROXY")),
        ({"http_proxy": "", "HTTP_PROXY": "http://upper:1"}, None),
        ({"HTTP_PROXY": "http://upper:1", "REQUEST_METHOD": "GET"}, None),
        ({"ALL_PROXY": "all:1"}, ("http://all:1", "ALL_PROXY")),
        ({"HTTPS_PROXY": "http://other:1"}, None),
        ({"HTTP_PROXY": "http://p:1", "NO_PROXY": "example.com"}, None),
        ({"HTTP_PROXY": "http://p:1", "no_proxy": "", "NO_PROXY": "example.com"}, None),
        ({"HTTP_PROXY": "http://p:1", "no_proxy": "other", "NO_PROXY": "example.com"}, ("http://p:1", "HTTP_PROXY")),
    ],
)
def test_variables_are_read_as_requests_reads_them(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], proxy: tuple[str, str] | None
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    found = NetworkSettings().route_to("http://example.com/").proxy
    assert (found and (found.url, found.source)) == proxy
    theirs = requests.utils.select_proxy(
        "http://example.com/", requests.utils.get_environ_proxies("http://example.com/")
    )
    assert theirs == (proxy and proxy[0].removeprefix("http://" if proxy[1] == "ALL_PROXY" else ""))


# --- hosts


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("localhost", True), ("LOCALHOST", True), ("localhost.", True), ("a.localhost", True), ("127.0.0.1", True), ("127.0.0.2", True),
        ("::1", True), ("[::1]", True), ("::ffff:127.0.0.1", True), ("127.1", True), ("0x7f000001", True), ("2130706433", True),
        ("localhost.evil.com", False), ("notlocalhost", False), ("127.0.0.1.evil.com", False), ("0.0.0.0", False), ("10.0.0.1", False),
        ("::", False), ("256.1", False), ("1.2.3.4.5", False), ("", False),
    ],
)  # fmt: skip
def test_loopback_is_recognized_in_every_notation(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_a_peer_is_local_by_its_address() -> None:
    assert [is_local_peer(peer) for peer in ["", ("127.0.0.1", 1), ("::1", 1, 0, 0), ("10.0.0.1", 1)]] == [
        True, True, True, False,
    ]  # fmt: skip
    assert address_of("example.com") is None


@pytest.mark.parametrize(
    ("url", "label"),
    [
        ("https://user:secret@API.example.com/x?y", "api.example.com:443"),
        ("http://[::1]", "[::1]:80"),
        ("socks5://p:1080", "p:1080"),
        ("http://[", "the server"),
    ],
)
def test_a_label_has_the_host_and_the_port_alone(url: str, label: str) -> None:
    assert host_label(url) == label


@pytest.mark.parametrize(
    "url", ["ftp://p:1", "http://", "http://[::1", "http://p:99999", "http://p:0", "http://a b", "http://p\n"]
)
def test_an_invalid_proxy_is_named_by_its_setting_without_echo(url: str) -> None:
    with pytest.raises(NotDelivered, match=r"the URL of the proxy \(from HTTP_PROXY\) is not valid") as caught:
        parse_proxy(url, "HTTP_PROXY")
    assert caught.value.final
    assert url not in caught.value.reason


@pytest.mark.parametrize(
    ("proxies", "found"),
    [
        ({}, None),
        ({"http": "http://a:1", "http://example.com": "http://b:1"}, "http://b:1"),
        ({"all": "http://c:1"}, "http://c:1"),
        ({"all://example.com": "http://d:1", "all": "http://c:1"}, "http://d:1"),
    ],
)
def test_the_proxies_of_a_session_are_selected_as_requests_does(proxies: dict[str, str], found: str | None) -> None:
    route = route_of("http://example.com/", proxies, "session=…")
    assert (route.proxy and route.proxy.url) == found
    assert requests.utils.select_proxy("http://example.com/", proxies) == found


# --- what stays on this machine

LOOPBACK_URLS = [
    "http://localhost:{}",
    "http://127.0.0.1:{}",
    "http://127.0.0.2:{}",
    "http://a.localhost:{}",
    "http://localhost.:{}",
]


class Machine:
    """This machine with another address, on which a proxy listens that is not loopback."""

    def __init__(self, proxy: RawServer, server: RawServer) -> None:
        self.proxy = proxy
        self.server = server
        self.port = server.url.rpartition(":")[2]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    """Names of another machine lead here: ``proxy.example``, and what ``.localhost`` names have as an address."""
    real = socket.getaddrinfo

    def look_up(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else str(host)
        flags = more.get("flags", rest[3] if len(rest) > 3 else 0)
        if not name[:1].isdigit() and not flags & socket.AI_NUMERICHOST and not name.startswith("["):
            return real("127.0.0.1", port, *rest, **more)
        return real(host, port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with RawServer() as proxy, RawServer(lambda _: raw_response(b'{"direct": true}')) as server:
        yield Machine(proxy, server)


def client_at(url: str, **options: Any) -> Client:
    return Client(describe(auth=AUTH), url=url, token=CANARY, retries=0, timeout=5, **options)


@with_both_clients
@pytest.mark.parametrize("url", LOOPBACK_URLS)
def test_loopback_goes_past_a_proxy_of_the_environment(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", machine.proxy.url.replace("127.0.0.1", "proxy.example"))
    with client_at(url.format(machine.port)) as client:
        if "127.0.0.2" in url:  # nothing listens there, and the proxy would respond
            with pytest.raises(ConnectError, match="connection refused"):
                client.things.get()
        else:
            assert client.things.get() == {"direct": True}
    assert machine.proxy.requests == []


@with_both_clients
def test_a_proxy_of_this_machine_is_used_for_loopback(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", machine.proxy.url)
    with client_at(f"http://localhost:{machine.port}") as client:
        client.things.get()
    assert machine.proxy.requests[0].target == f"http://localhost:{machine.port}/things"


@with_both_clients
def test_no_credential_goes_unencrypted_to_a_proxy_on_another_machine(machine: Machine) -> None:
    proxy = machine.proxy.url.replace("127.0.0.1", "user:password@proxy.example")
    url = f"http://localhost:{machine.port}"
    with (
        pytest.raises(
            ConnectError, match="the credential would be sent unencrypted to the proxy proxy.example"
        ) as caught,
        client_at(url, proxy=proxy) as client,
    ):
        client.things.get()
    assert "password" not in str(caught.value)
    assert machine.proxy.requests == []
    with client_at(url, proxy=proxy, allow_http=True) as client:
        client.things.get()
    with Client(describe(auth=AUTH), url=url, proxy=proxy) as client:
        client.things.get()
    assert [len(request.values("Authorization")) for request in machine.proxy.requests] == [1, 0]


@with_both_clients
@pytest.mark.parametrize("idle", [True, False])
def test_a_name_of_this_machine_that_leads_elsewhere_gets_no_credential(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, idle: bool
) -> None:
    monkeypatch.setattr("dynaclient.http.connections.is_local_peer", lambda _: False)
    with client_at(f"http://a.localhost:{machine.port}") as client:
        if idle:
            client.with_options(allow_http=True).things.get()
        with pytest.raises(ConnectError, match="a.localhost:.*, which is another machine; nothing was sent"):
            client.things.get()
    assert len(machine.server.requests) == idle


@pytest.mark.parametrize("scheme", ["http", "socks5"])
def test_a_session_with_a_proxy_on_another_machine_gets_no_credential(machine: Machine, scheme: str) -> None:
    with requests.Session() as session:
        session.proxies = {"http": machine.proxy.url.replace("http://127.0.0.1", f"{scheme}://proxy.example")}
        with pytest.raises(ConnectError, match="unencrypted to the proxy proxy.example"):
            client_at(f"http://localhost:{machine.port}", session=session).things.get()
    assert machine.proxy.connections == 0


def test_no_credential_goes_to_a_socks_proxy_on_another_machine(machine: Machine) -> None:
    proxy = machine.proxy.url.replace("http://127.0.0.1", "socks5h://proxy.example")
    with pytest.raises(ConnectError, match="unencrypted to the proxy proxy.example"):
        client_at(f"http://localhost:{machine.port}", proxy=proxy).things.get()
    assert machine.proxy.connections == 0


# --- what authenticates at a proxy is shown nowhere

LOGINS = {
    "a password": ("user:SECPX-1234", "SECPX"),
    "a password with signs": ("user:S%40CPX-%2F123", "CPX-"),
    "letters beyond latin-1": ("user:S%E2%82%ACCPX-1234", "CPX-"),
    "a token": ("SECPX-1234567", "SECPX"),
}
"""What is before the ``@`` in the URL of a proxy, and a part of it that no encoding changes."""


def echo(status: int) -> Any:
    """Return what responds with all that it receives: as reason, as header and as body."""

    def respond(received: Any) -> bytes:
        login = received.values("Proxy-Authorization")[0]
        head = f"HTTP/1.1 {status} {login}\r\nX-Echo: {login}\r\nLocation: http://a.example/?v={login[6:]}\r\n"
        decoded: bytes = base64.b64decode(login[6:]) + received.head
        start = f"{head}Content-Length: {len(decoded)}\r\n\r\n"
        return start.encode() + decoded

    return respond


@with_both_clients
@pytest.mark.parametrize("status", [200, 302, 400, 407])
@pytest.mark.parametrize(("login", "part"), LOGINS.values(), ids=LOGINS)
def test_what_authenticates_at_a_proxy_is_shown_nowhere(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, login: str, part: str, status: int
) -> None:
    caplog.set_level("DEBUG", "dynaclient")
    encoded = base64.b64encode(unquote(login if ":" in login else f"{login}:").encode()).decode()
    with RawServer(echo(status)) as proxy:
        url = proxy.url.replace("//", f"//{login}@")
        monkeypatch.setenv("HTTP_PROXY", url)
        for options in ({}, {"proxy": url}, {"proxy": url, "redirects": 1}):
            with Client(describe(), url="http://b.example", retries=0, timeout=5, **options) as client:
                if status == 200:
                    client.things.get()
                else:
                    with pytest.raises(DynaclientError) as caught:
                        client.things.get()
                    caplog.records[-1].msg += f"{caught.value} {vars(caught.value)}"
    for record in caplog.records:
        entry = record.args[0] if isinstance(record.args, tuple) and record.args else None
        response = getattr(entry, "response", None)
        shown = f"{record.getMessage()} {response and (response.reason, [*response.headers.items()], response.body)}"
        assert (part in shown, encoded in shown) == (False, False), shown


def test_the_proxies_of_a_session_and_of_another_thread_have_secrets_too() -> None:
    with requests.Session() as session, Client(describe(), session=session) as client:
        session.proxies = {"http": "http://user:SECPX-1234@a.example:80", "https": "http://u:invalid@b.example:0"}
        for transport in (client._shared.transport, asynchronous(client)._shared.transport):
            assert [*transport.secret_values] == ["dXNlcjpTRUNQWC0xMjM0", "user:SECPX-1234", "SECPX-1234"]
    without = asynchronous(Client(describe(), transport=RecordingTransport([])))
    assert [*without._shared.transport.secret_values] == []


def test_after_a_redirect_the_way_is_decided_again() -> None:
    moved = response({}, 302, headers={"Location": "http://other.example/x"})
    transport = RecordingTransport([moved])
    with pytest.raises(InvalidCall, match="unencrypted"):
        Client(
            describe(auth=AUTH), url="http://localhost:9", token=CANARY, transport=transport, redirects=1,
            trusted_origins=["http://other.example"],
        ).things.get()  # fmt: skip
    assert len(transport.requests) == 1
