"""A session of the caller's: what works with plain requests works with a client."""

from __future__ import annotations

import contextlib
import re
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth
from requests.cookies import RequestsCookieJar

from dynaclient import Client, OutcomeUnknown, Redirected, TransportError
from dynaclient.errors import DynaclientError
from tests.support.descriptions import describe
from tests.support.fault_server import FaultServer, respond_normally
from tests.support.raw_server import RawServer, Received, raw_response

ACTIONS = {
    "get": {"method": "GET", "parameters": {"q": {"in": "query"}}},
    "post": {"method": "POST", "parameters": {"data": {"in": "body"}}},
    "put": {"method": "PUT", "parameters": {"f": {"in": "body", "content": {"application/octet-stream": {}}}}},
}
DESCRIPTION = describe(ACTIONS)
CHALLENGE = (
    b'\r\nWWW-Authenticate: Digest realm="r", qop="auth", nonce="abc", algorithm=SHA-256\r\nSet-Cookie: seen=1\r\n'
)


def challenge(received: Received) -> bytes:
    """Return 401 with a digest challenge, until a request responds to it."""
    if received.value("Authorization").startswith("Digest "):
        return raw_response(b'{"user": "known"}')
    return raw_response(status=401).replace(b"\r\n", CHALLENGE, 1)


class Signing(AuthBase):
    """Signs the body and the URL, and adds to both the headers and the URL."""

    def __call__(self, request: Any) -> Any:
        size = len(request.body) if isinstance(request.body, bytes) else "none"
        request.headers["X-Signature"] = f"{request.method} {size}"
        request.url += ("&" if "?" in request.url else "?") + "signed=1"
        return request


class Retrying(AuthBase):
    """Sends a request again after a 401, with another header: by a hook of its own."""

    def __call__(self, request: Any) -> Any:
        request.register_hook("response", self._again)
        return request

    def _again(self, response: Any, **options: Any) -> Any:
        if response.status_code != 401:
            return response
        response.content  # noqa: B018 - read to its end, so that the connection can be used again
        request = response.request.copy()
        request.headers["Authorization"] = "Digest again"
        return response.connection.send(request, **options)


def with_attributes(**attributes: Callable[[], Any]) -> Callable[[requests.Session], None]:
    def prepare(session: requests.Session) -> None:
        for name, create in attributes.items():
            setattr(session, name, create())

    return prepare


def with_cookies(session: requests.Session) -> None:
    session.cookies.set("a", "1")
    session.cookies.set("b", "2", path="/elsewhere")
    session.cookies.set("c", "3", domain="other.example")


def with_headers(session: requests.Session) -> None:
    session.headers.update({"X-Text": "1", "X-Bytes": b"\xe9", "User-Agent": "mine"})
    session.headers["X-None"] = None  # type: ignore[assignment]


SESSIONS: dict[str, Callable[[requests.Session], None]] = {
    "digest": with_attributes(auth=lambda: HTTPDigestAuth("user", "password")),
    "basic": with_attributes(auth=lambda: HTTPBasicAuth("user", "password")),
    "a pair": with_attributes(auth=lambda: ("user", "password")),
    "a signature": with_attributes(auth=Signing),
    "a hook of its auth": with_attributes(auth=Retrying),
    "cookies": with_cookies,
    "a jar of its own": with_attributes(cookies=RequestsCookieJar),
    "headers": with_headers,
    "params": with_attributes(params=lambda: {"p": ["1", "2"], "none": None, "e": "é&"}),
    "no environment": with_attributes(trust_env=lambda: False),
    "streams": with_attributes(stream=lambda: True),
}
COMPARED = ("Authorization", "Cookie", "X-Signature", "X-Text", "X-Bytes", "X-None", "Content-Length")


def shown(received: Received) -> list[Any]:
    """Return what of a request is compared; a digest differs each time."""
    fields = [re.sub(r'(cnonce|response)="[^"]*"', r"\1", received.value(name)) for name in COMPARED]
    return [received.method, received.target, received.body, *fields]


@pytest.mark.parametrize("name", SESSIONS)
@pytest.mark.parametrize("action", ["get", "post"])
def test_a_session_sends_what_plain_requests_sends(name: str, action: str) -> None:
    with RawServer(challenge) as theirs, requests.Session() as plain:
        SESSIONS[name](plain)
        for _ in range(2):
            options: Any = {"params": {"q": "1"}} if action == "get" else {"json": {}}
            plain.request(action.upper(), f"{theirs.url}/things", timeout=5, **options)
    with RawServer(challenge) as ours, requests.Session() as session:
        SESSIONS[name](session)
        client = Client(DESCRIPTION, url=ours.url, session=session, retries=0)
        for _ in range(2):
            with contextlib.suppress(DynaclientError):
                client.call(f"things.{action}", {"q": "1"} if action == "get" else {"data": {}})
    theirs_shown, ours_shown = ([shown(received) for received in server.requests] for server in (theirs, ours))
    if "params" in name or name == "a signature":  # requests writes the call's own parameters last
        theirs_shown, ours_shown = ([_sorted_query(row) for row in rows] for rows in (theirs_shown, ours_shown))
    assert ours_shown == theirs_shown


def _sorted_query(row: list[Any]) -> list[Any]:
    path, _, query = row[1].partition("?")
    return [row[0], path, sorted(query.split("&")), *row[2:]]


def test_a_digest_challenge_is_answered() -> None:
    with RawServer(challenge) as server, requests.Session() as session:
        session.auth = HTTPDigestAuth("user", "password")
        client = Client(
            describe({"get": {"method": "GET", "responses": {"200": {"schema": {}}}}}), url=server.url, session=session
        )
        assert client.things.get() == {"user": "known"}
        assert [received.value("Cookie") for received in server.requests] == ["", "seen=1"]
        assert client.things.get() == {"user": "known"}
        assert len(server.requests) == 3


def test_a_body_that_can_be_read_again_is_sent_again_after_a_challenge(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"x" * 100_000)
    with RawServer(challenge) as server, requests.Session() as session:
        session.auth = HTTPDigestAuth("user", "password")
        client = Client(DESCRIPTION, url=server.url, session=session, retries=0)
        client.things.put(f=tmp_path / "a.bin")
    assert [len(received.body) for received in server.requests] == [100_000, 100_000]


def test_a_body_that_can_be_read_only_once_is_an_error_after_a_challenge() -> None:
    with RawServer(challenge) as server, requests.Session() as session:
        session.auth = HTTPDigestAuth("user", "password")
        client = Client(DESCRIPTION, url=server.url, session=session)
        with pytest.raises(TransportError, match="can be read only once; pass a path or bytes in place of an iterator"):
            client.things.put(f=iter([b"x", b"y"]))
    assert [received.body for received in server.requests[:1]] == [b"xy"]


# --- hooks


def test_hooks_of_a_session_see_and_replace_responses() -> None:
    seen: list[int] = []

    def replace(response: requests.Response, **_: Any) -> requests.Response:
        seen.append(response.status_code)
        response.headers["X-Seen"] = "1"
        return response

    with RawServer() as server, requests.Session() as session:
        session.hooks["response"] = [replace, lambda *_, **__: None]
        client = Client(DESCRIPTION, url=server.url, session=session)
        client.things.get()
        client.things.get()
        assert session.hooks["response"][0] is replace
        assert len(session.hooks["response"]) == 2
    assert seen == [200, 200]


def test_a_hook_that_raises_is_an_error_and_a_post_is_not_sent_again() -> None:
    def refuse(response: requests.Response, **_: Any) -> None:
        raise RuntimeError("hidden")

    with RawServer() as server, requests.Session() as session:
        session.hooks["response"] = refuse
        with pytest.raises(OutcomeUnknown, match=r"the connection failed \(RuntimeError\)") as caught:
            Client(DESCRIPTION, url=server.url, session=session).things.post(data={})
        assert "hidden" not in str(caught.value)
        assert len(server.requests) == 1


# --- redirects, cookies, netrc


@pytest.mark.parametrize("location", [b"http://[::1", b"http://", b"https://\xff/"])
@pytest.mark.parametrize("action", ["get", "post"])
def test_a_redirect_with_an_invalid_location_is_the_response(location: bytes, action: str) -> None:
    def redirect(_: Received) -> bytes:
        return raw_response(status=302).replace(b"\r\n", b"\r\nLocation: %b\r\n" % location, 1)

    with RawServer(redirect) as server, requests.Session() as session:
        with pytest.raises(Redirected):
            Client(DESCRIPTION, url=server.url, session=session).call(f"things.{action}")
        assert len(server.requests) == 1


def test_cookies_of_responses_are_stored_in_the_session() -> None:
    def respond(_: Received) -> bytes:
        return raw_response().replace(b"\r\n", b"\r\nSet-Cookie: a=b\r\n", 1)

    with RawServer(respond) as server, requests.Session() as session:
        client = Client(DESCRIPTION, url=server.url, session=session)
        client.things.get()
        client.things.get()
        assert [received.value("Cookie") for received in server.requests] == ["", "a=b"]


def test_a_download_is_read_part_by_part(tmp_path: Path) -> None:
    with RawServer(lambda _: raw_response(b"abc")) as server, requests.Session() as session:
        Client(DESCRIPTION, url=server.url, session=session).things.get.download(tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_bytes() == b"abc"


def test_a_netrc_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login other password other\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with RawServer() as server, requests.Session() as session:
        Client(describe(auth={"key": {"type": "bearer"}}), url=server.url, session=session, token="abc").things.get()
        assert server.requests[0].value("Authorization") == "Bearer abc"


# --- TLS, proxies, adapters


@pytest.fixture
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")
@pytest.mark.parametrize("verify", [False, "the authority"])
@pytest.mark.usefixtures("no_variables")
def test_verify_of_a_session_is_used(tls: tuple[ssl.SSLContext, str], verify: Any) -> None:
    with FaultServer(respond_normally, secure=tls[0]) as server, requests.Session() as session:
        session.verify = tls[1] if verify else False
        assert Client(DESCRIPTION, url=server.url, session=session).call("things.get")["done"] is True


@pytest.mark.usefixtures("no_variables")
def test_proxies_of_a_session_are_used() -> None:
    with RawServer() as proxy, requests.Session() as session:
        session.proxies = {"http": proxy.url.replace("://", "://user:password@")}
        Client(DESCRIPTION, url="http://api.invalid", session=session).things.get()
    assert proxy.requests[0].target == "http://api.invalid/things"
    assert proxy.requests[0].value("Proxy-Authorization") == "Basic dXNlcjpwYXNzd29yZA=="


def test_an_adapter_of_a_session_retries_by_its_own_rules() -> None:
    from requests.adapters import HTTPAdapter
    from urllib3.util import Retry

    statuses = iter([503, 200])
    with RawServer(lambda _: raw_response(status=next(statuses))) as server, requests.Session() as session:
        session.mount("http://", HTTPAdapter(max_retries=Retry(1, status_forcelist=[503], backoff_factor=0)))
        Client(DESCRIPTION, url=server.url, session=session, retries=0).things.get()
        assert len(server.requests) == 2
