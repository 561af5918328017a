"""Auth objects of requests, httpx, google-auth and azure-identity, as they are, with both clients."""

from __future__ import annotations

import json
import logging
import pickle
import threading
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import google.auth.jwt
import google.oauth2.service_account
import httpx
import oauthlib.oauth1.rfc5849.signature as oauth1
import pytest
import requests.auth
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from requests_aws4auth import AWS4Auth
from requests_oauthlib import OAuth1

from dynaclient import ApiError, Client, InvalidCall, Request, Response, Unauthorized
from dynaclient.auth.kinds.objects import MAX_WRITTEN, Passed, bridge_for
from dynaclient.auth.kinds.rows import kind_of
from dynaclient.description.model import AuthScheme
from dynaclient.testing import RecordingTransport, response
from tests.support.auth_servers import Attempts, httpbin
from tests.support.both_clients import backend_kind_fixture
from tests.support.descriptions import describe
from tests.support.raw_server import RawServer, Received, raw_response

backend_kind = backend_kind_fixture(everywhere=True)
AUTH = {"key": {"type": "bearer"}}
FILE = {"in": "body", "content": {"application/octet-stream": {"type": "string", "file": True}}}
FORM = {"in": "part", "name": "a"}
ACTIONS: dict[str, Any] = {
    "get": {"method": "GET", "parameters": {"q": {"in": "query"}}},
    "post": {"method": "POST", "parameters": {"data": FILE}},
    "form": {"method": "POST", "content": "application/x-www-form-urlencoded", "parameters": {"a": FORM}},
}


def client_at(url: str, auth: Any, **options: Any) -> Client:
    return Client(describe(ACTIONS, auth=AUTH), url=url, auth=auth, **options)


@pytest.fixture
def attempts(caplog: pytest.LogCaptureFixture) -> Attempts:
    return Attempts(caplog)


# --- at httpbin ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def httpbin_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with httpbin(tmp_path_factory.mktemp("httpbin")) as url:
        yield url


class OwnDigest(requests.auth.HTTPDigestAuth):
    """A class of the caller's, which is used as it is."""


class OwnTwoRounds(httpx.Auth):
    """Asks what is wanted first, and responds to that."""

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        first = yield request
        assert first.status_code == 401
        inner = (
            httpx.BasicAuth("u", "p")
            if "basic" in first.headers["WWW-Authenticate"].lower()
            else httpx.DigestAuth("u", "p")
        )
        flow = inner.auth_flow(request)
        asked = next(flow)
        while True:
            found = yield asked
            try:
                asked = flow.send(found)
            except StopIteration:
                return


DIGEST, BASIC = "/digest-auth/auth/u/p/SHA-256", "/basic-auth/u/p"
OBJECTS: dict[str, tuple[str, Callable[[], Any], int]] = {
    # the object, and how many requests its second call sends
    "requests: basic": (BASIC, lambda: requests.auth.HTTPBasicAuth("u", "p"), 1),
    "requests: digest": (DIGEST, lambda: requests.auth.HTTPDigestAuth("u", "p"), 1),
    "requests: digest, of bytes": (DIGEST, lambda: requests.auth.HTTPDigestAuth(b"u", b"p"), 1),
    "httpx: basic": (BASIC, lambda: httpx.BasicAuth("u", "p"), 1),
    "httpx: digest": (DIGEST, lambda: httpx.DigestAuth("u", "p"), 1),
    "httpx: two rounds, basic": (BASIC, OwnTwoRounds, 2),
    "httpx: two rounds, digest": ("/digest-auth/auth/u/p/MD5", OwnTwoRounds, 3),
}


def httpbin_client(url: str, path: str, auth: Any) -> Client:
    return Client(describe({"get": {"method": "GET"}}, {"path": path}, auth=AUTH), url=url, auth=auth)


@pytest.mark.parametrize("name", OBJECTS)
def test_httpbin_accepts_unchanged_objects(name: str, httpbin_url: str, attempts: Attempts) -> None:
    path, make, again = OBJECTS[name]
    with httpbin_client(httpbin_url, path, make()) as client:
        assert client.things.get() == {"authenticated": True, "user": "u"}
        assert attempts.count(client.things.get) == again


@pytest.mark.parametrize(
    ("path", "auth"),
    [(BASIC, requests.auth.HTTPBasicAuth("u", "x")), (DIGEST, requests.auth.HTTPDigestAuth("u", "x")), (DIGEST, httpx.DigestAuth("u", "x"))],
)  # fmt: skip
def test_a_wrong_password_is_refused(path: str, auth: Any, httpbin_url: str, attempts: Attempts) -> None:
    with httpbin_client(httpbin_url, path, auth) as client:
        with pytest.raises(Unauthorized):
            client.things.get()
        assert attempts.count(client.things.get) <= 2


def test_a_hook_of_requests_responds_to_the_response(httpbin_url: str) -> None:
    with httpbin_client(httpbin_url, DIGEST, OwnDigest("u", "p")) as client:
        assert [client.things.get()["authenticated"] for _ in range(2)] == [True, True]


# --- OAuth 1, judged by oauthlib -------------------------------------------------------------------------------------


class SignedRequest(NamedTuple):
    """A request as oauthlib judges it."""

    http_method: str
    uri: str
    params: list[tuple[str, str]]
    signature: str


def signed_request(received: Received, url: str) -> SignedRequest:
    headers = {name: value for name, value in received.fields if name == "Authorization"}
    uri_query = received.target.partition("?")[2]
    body = received.body.decode() if "form-urlencoded" in received.value("Content-Type") else ""
    params = oauth1.collect_parameters(uri_query, body, headers, exclude_oauth_signature=False)
    signature = dict(params)["oauth_signature"]
    others = [pair for pair in params if pair[0] != "oauth_signature"]
    return SignedRequest(received.method, f"{url}{received.target.partition('?')[0]}", others, signature)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("get", {}), ("get", {"q": "a b&c=d"}), ("post", {"data": b"\x00\xff"}), ("form", {"a": "x y"}), ("post", {"data": iter([b"abc"])})],
)  # fmt: skip
@pytest.mark.parametrize("place", ["AUTH_HEADER", "QUERY"])
def test_oauth_1_signs_what_is_sent(name: str, arguments: dict[str, Any], place: str) -> None:
    if "data" in arguments and not isinstance(arguments["data"], bytes):
        arguments = {"data": iter([b"abc"])}
    auth = OAuth1("client", "secret", "owner", "geheim-owner", signature_type=place)
    with RawServer() as server, client_at(server.url, auth) as client:
        client.things[name](**arguments)
        (received,) = server.requests
        assert oauth1.verify_hmac_sha1(signed_request(received, server.url), "secret", "geheim-owner")


def test_an_object_that_changes_the_body_is_refused() -> None:
    auth = OAuth1("client", "secret", signature_type="BODY")
    with (
        client_at("http://127.0.0.1:9", auth) as client,
        pytest.raises(InvalidCall, match="changes the body of the request"),
    ):
        client.things.form(a="x")


# --- signatures of AWS by another library ----------------------------------------------------------------------------


def test_signatures_are_those_of_our_own_signer(monkeypatch: pytest.MonkeyPatch) -> None:
    """moto judges ours, see test_aws_sigv4.py."""
    auth = AWS4Auth("KEY", "geheim-secret", "us-east-1", "sts")
    with RawServer() as server, client_at(server.url, auth) as client:
        client.things.post(data=b"abc")
        (received,) = server.requests
    scheme = AuthScheme("aws", "awsSigv4", service="sts", region="us-east-1")
    assert kind_of("awsSigv4").received(scheme, _Seen(received), ["KEY:geheim-secret"]) == "KEY:geheim-secret"
    assert kind_of("awsSigv4").received(scheme, _Seen(received), ["KEY:other"]) == ""


class _Seen:
    """A request as the mock server has it."""

    def __init__(self, received: Received) -> None:
        from dynaclient.messages import Headers

        self.method, self.body, self.headers = received.method, received.body, Headers(received.fields)
        self.path, _, self.query = received.target.partition("?")


@pytest.mark.parametrize("auth", [AWS4Auth("KEY", "geheim-secret", "us-east-1", "sts")], ids=["AWS4Auth"])
@pytest.mark.parametrize("body", ["a path", "an iterator"])
def test_an_object_that_reads_bodies_refuses_those_that_are_not_in_memory(auth: Any, body: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    with RawServer() as server, client_at(server.url, auth) as client:
        with pytest.raises(
            InvalidCall, match="the auth object reads the body of each request, and this one is not in memory"
        ):
            client.things.post(data=tmp_path / "file" if body == "a path" else iter([b"x"]))
        assert server.requests == []


class ReadsBody(httpx.Auth):
    requires_request_body = True

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["X-Sum"] = f"sum-{sum(request.content)}"
        yield request


def test_an_object_of_httpx_that_reads_bodies_reads_those_in_memory() -> None:
    with RawServer() as server, client_at(server.url, ReadsBody()) as client:
        client.things.post(data=b"\x01\x02")
        assert server.requests[0].value("X-Sum") == "sum-3"
        with pytest.raises(InvalidCall, match=r"is not in memory — pass the body as bytes"):
            client.things.post(data=iter([b"x"]))


def test_a_body_that_is_not_in_memory_is_sent_by_objects_that_do_not_read_it() -> None:
    for auth in (requests.auth.HTTPBasicAuth("u", "p"), httpx.BasicAuth("u", "p")):
        with RawServer() as server, client_at(server.url, auth) as client:
            client.things.post(data=iter([b"ab", b"c"]))
            assert (server.requests[0].body, server.requests[0].value("Authorization")) == (b"abc", "Basic dTpw")


class Iterates(requests.auth.AuthBase):
    def __call__(self, prepared: Any) -> Any:
        prepared.headers["X-Sum"] = str(sum(len(chunk) for chunk in prepared.body))
        return prepared


def test_an_object_of_requests_that_iterates_over_bodies_refuses_those_that_are_not_in_memory() -> None:
    with (
        RawServer() as server,
        client_at(server.url, Iterates()) as client,
        pytest.raises(InvalidCall, match="not in memory"),
    ):
        client.things.post(data=iter([b"x"]))


# --- google-auth -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def private_key() -> tuple[str, str]:
    """Return a private key, and the public key that belongs to it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    formats = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return key.private_bytes(*formats).decode(), public.decode()


class TokenServer:
    """A token endpoint of Google: google-auth judges the assertions that it receives."""

    def __init__(self, public: str) -> None:
        self.public = public
        self.issued: list[str] = []
        self.refused: set[str] = set()

    def __call__(self, received: Received) -> bytes:
        if received.target == "/token":
            (assertion,) = parse_qs(received.body.decode())["assertion"]
            claims = google.auth.jwt.decode(assertion, certs=self.public)  # type: ignore[no-untyped-call]
            assert claims["scope"] == "pets.read"
            self.issued.append(f"ya29.geheim-{len(self.issued)}")
            return raw_response(json.dumps({"access_token": self.issued[-1], "expires_in": 3600}).encode())
        token = received.value("Authorization").removeprefix("Bearer ")
        return raw_response(status=200 if token in set(self.issued) - self.refused else 401)


def service_account(url: str, private: str) -> Any:
    info = {
        "client_email": "a@example.com",
        "private_key": private,
        "token_uri": f"{url}/token",
        "type": "service_account",
    }
    return google.oauth2.service_account.Credentials.from_service_account_info(info, scopes=["pets.read"])  # type: ignore[no-untyped-call]


def test_a_service_account_of_google(private_key: tuple[str, str]) -> None:
    private, public = private_key
    judge = TokenServer(public)
    with RawServer(judge) as server, client_at(server.url, service_account(server.url, private)) as client:
        assert [client.things.get() for _ in range(3)] == [{}] * 3
        assert len(judge.issued) == 1
        judge.refused.add(judge.issued[0])
        assert client.things.get() == {}
        assert len(judge.issued) == 2


def test_a_service_account_that_stays_refused(private_key: tuple[str, str]) -> None:
    private, public = private_key
    judge = TokenServer(public)

    def respond(received: Received) -> bytes:
        return judge(received) if received.target == "/token" else raw_response(status=401)

    with RawServer(respond) as server, client_at(server.url, service_account(server.url, private)) as client:
        with pytest.raises(Unauthorized):
            client.things.get()
        assert [received.target for received in server.requests] == ["/token", "/things"] * 2


# --- azure-identity --------------------------------------------------------------------------------------------------


class AccessToken(NamedTuple):
    token: Any
    expires_on: Any


class AzureLike:
    """What azure-identity calls a TokenCredential."""

    def __init__(self, found: Any) -> None:
        self.asked: list[tuple[str, ...]] = []
        self._found = found

    def get_token(self, *scopes: str) -> Any:
        self.asked.append(scopes)
        return self._found


class AsyncAzureLike(AzureLike):
    async def get_token(self, *scopes: str) -> Any:
        return super().get_token(*scopes)


FLOW = {
    "by": "clientCredentials",
    "tokenUrl": "https://login.example.com/token",
    "scopes": {"https://a/.default": "all"},
}
WITH_SCOPES = {"key": {"type": "bearer", "obtain": {"robot": FLOW}}}


@pytest.mark.parametrize("life", [3600, 0.05, -5])
def test_a_token_credential_of_azure(life: float) -> None:
    credential = AzureLike(AccessToken("abc", time.time() + life))
    transport = RecordingTransport()
    client = Client(describe(auth=WITH_SCOPES), auth=credential, transport=transport)
    for _ in range(3):
        client.things.get()
    assert credential.asked == [("https://a/.default",)] * len(credential.asked)
    assert len(credential.asked) == 1 if life > 60 else len(credential.asked) >= 1


@pytest.mark.parametrize(
    "found", [None, AccessToken(None, 1), AccessToken("abc", "soon"), AccessToken("a b", time.time() + 99)]
)
def test_what_is_no_token_is_refused(found: Any) -> None:
    client = Client(describe(auth=WITH_SCOPES), auth=AzureLike(found), transport=RecordingTransport())
    with pytest.raises(InvalidCall):
        client.things.get()


def test_a_token_credential_needs_scopes() -> None:
    client = Client(describe(auth=AUTH), auth=AzureLike(AccessToken("abc", 1)), transport=RecordingTransport())
    with pytest.raises(InvalidCall, match="the description lists no scopes for the auth scheme key"):
        client.things.get()


def test_a_token_credential_of_an_event_loop(backend_kind: str) -> None:
    credential = AsyncAzureLike(AccessToken("abc", time.time() + 3600))
    client = Client(describe(auth=WITH_SCOPES), auth=credential, transport=RecordingTransport())
    if backend_kind == "event loop":
        assert client.things.get() == {}
    else:
        with pytest.raises(InvalidCall, match="AsyncClient"):
            client.things.get()


# --- where it goes, and what is shown --------------------------------------------------------------------------------


class Cookie(requests.auth.AuthBase):
    """Adds a header of its own, and one to the query."""

    def __call__(self, prepared: Any) -> Any:
        prepared.headers["X-Sid"] = b"geheim-header"
        prepared.headers["Accept"] = "application/json"
        prepared.url += ("&" if "?" in prepared.url else "?") + "sig=geheim%2Bquery"
        return prepared


class OwnHttpx(httpx.Auth):
    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = "Own geheim-flow"
        request.url = request.url.copy_add_param("sig", "geheim-query")
        yield request


SECRETS = ("geheim", "dXNlcjpnZWhlaW0")
SHOWN: dict[str, Callable[[], Any]] = {
    "requests: basic": lambda: requests.auth.HTTPBasicAuth("user", "geheim"),
    "requests: own": Cookie,
    "requests: AWS": lambda: AWS4Auth("KEY", "geheim", "us-east-1", "sts", session_token="geheim-session"),
    "httpx: basic": lambda: httpx.BasicAuth("user", "geheim"),
    "httpx: own": OwnHttpx,
}


def _is_shown(text: str) -> bool:
    return any(secret in text for secret in SECRETS)


@pytest.mark.parametrize("name", SHOWN)
def test_what_an_object_writes_is_redacted(name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    def echo(received: Received) -> bytes:
        return raw_response(json.dumps({"message": received.head.decode(), "q": received.target}).encode(), status=400)

    with RawServer(echo) as server, client_at(server.url, SHOWN[name]()) as client:
        with pytest.raises(ApiError) as caught:
            client.things.get(q="x")
        assert _is_shown(server.requests[0].head.decode()) or "session" not in name
        error = caught.value
        shown = [
            str(error),
            repr(error),
            repr(error.body),
            str(error.headers),
            caplog.text,
            repr(client),
            repr(client.token),
        ]
        assert [text for text in shown if _is_shown(text)] == []
        assert not _is_shown(pickle.dumps(error).decode("latin-1"))


@pytest.mark.parametrize("name", SHOWN)
def test_recordings_are_redacted(name: str) -> None:
    transport = RecordingTransport()
    client = Client(describe(ACTIONS, auth=AUTH), auth=SHOWN[name](), transport=transport)
    client.things.get(q="x")
    client.things.get()
    for recorded in transport.requests:
        assert not _is_shown(f"{recorded!r} {recorded.url} {list(recorded.headers.items())}")
        assert not _is_shown(pickle.dumps(recorded).decode("latin-1"))


def test_what_was_sent_is_shown_without_the_credential() -> None:
    sent: list[Request] = []

    def choose(request: Request) -> Response:
        sent.append(request)
        return response({})

    Client(describe(ACTIONS, auth=AUTH), auth=Cookie(), transport=RecordingTransport(choose)).things.get(q="x")
    (request,) = sent
    assert request.url == "https://api.example.com/things?q=x&sig=geheim%2Bquery"
    assert request.headers["X-Sid"] == "geheim-header"
    assert not _is_shown(f"{request!r} {request.headers!r} {request.without_credentials().headers!r}")


@pytest.mark.parametrize("name", SHOWN)
def test_nothing_goes_to_another_origin(name: str) -> None:
    with RawServer() as other, RawServer(lambda _: _moved(f"{other.url}/x")) as server:
        actions = {**ACTIONS, "elsewhere": {"method": "GET", "path": "/y", "auth": "key"}}
        resources = {
            "things": {"path": "/things", "actions": actions},
            "others": {"server": other.url, "path": "", "actions": {"get": {"method": "GET", "path": "/z"}}},
        }
        api = {**describe(auth=AUTH), "resources": resources}
        with Client(api, url=server.url, auth=SHOWN[name](), redirects=2) as client:
            client.things.get()
            client.others.get()
        assert [received.target for received in other.requests] == ["/x", "/z"]
        for received in other.requests:
            assert not {"Authorization", "X-Sid", "x-amz-security-token"} & {field for field, _ in received.fields}
            assert not _is_shown(received.head.decode())


def test_a_redirect_that_takes_the_secret_along_is_not_followed() -> None:
    with RawServer() as other, RawServer(lambda received: _moved(f"{other.url}{received.target}")) as server:
        with (
            client_at(server.url, Cookie(), redirects=2) as client,
            pytest.raises(ApiError, match="contains a credential"),
        ):
            client.things.get()
        assert other.requests == []


def _moved(location: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()


# --- objects that fail -----------------------------------------------------------------------------------------------


class Raises(requests.auth.AuthBase):
    def __call__(self, _: Any) -> Any:
        raise RuntimeError("geheim")


class RaisesLater(requests.auth.AuthBase):
    def __call__(self, prepared: Any) -> Any:
        prepared.register_hook("response", self.respond)
        return prepared

    def respond(self, *_: Any, **__: Any) -> Any:
        raise KeyError("geheim")


class OtherUrl(requests.auth.AuthBase):
    def __call__(self, prepared: Any) -> Any:
        prepared.url = "http://evil.example/geheim"
        return prepared


class NoRequest(requests.auth.AuthBase):
    def __call__(self, prepared: Any) -> Any:
        return "geheim"


class RaisesInFlow(httpx.Auth):
    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        raise RuntimeError("geheim")
        yield request


class TokenElsewhere(httpx.Auth):
    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        found = yield httpx.Request("POST", "https://login.example.com/token", content=b"geheim")
        request.headers["Authorization"] = found.text
        yield request


class EmptyFlow(httpx.Auth):
    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        yield from ()


class GoogleLike:
    def before_request(self, *_: Any) -> None:
        raise OSError("geheim")


FAILING: dict[str, tuple[Any, str]] = {
    "raises": (Raises(), "the auth object raised RuntimeError"),
    "raises in its hook": (RaisesLater(), "the auth object raised KeyError"),
    "another URL": (OtherUrl(), "the auth object changes more of the URL than its query"),
    "returns no request": (NoRequest(), "the auth object"),
    "raises in its flow": (RaisesInFlow(), "the auth object raised RuntimeError"),
    "requests a token": (TokenElsewhere(), "the auth object"),
    "yields nothing": (EmptyFlow(), "the auth object"),
    "raises for Google": (GoogleLike(), "the auth object raised OSError"),
}


@pytest.mark.parametrize("name", FAILING)
def test_an_object_that_fails_is_an_error_of_ours(name: str) -> None:
    auth, message = FAILING[name]
    with (
        RawServer() as server,
        client_at(server.url, auth) as client,
        pytest.raises(InvalidCall, match=message) as caught,
    ):
        client.things.get()
    assert "geheim" not in f"{caught.value} {caught.value.__context__} {caught.value.__cause__}"


class Endless(httpx.Auth):
    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        while True:
            yield request


def test_an_object_that_never_ends_makes_three_requests() -> None:
    with RawServer(lambda _: raw_response(status=401)) as server, client_at(server.url, Endless()) as client:
        with pytest.raises(Unauthorized):
            client.things.get()
        assert len(server.requests) == 3


def test_an_object_repeats_nothing_that_has_succeeded() -> None:
    with RawServer() as server, client_at(server.url, Endless()) as client:
        assert client.things.get() == {}
        assert len(server.requests) == 1


def test_an_upload_from_an_iterator_is_sent_once() -> None:
    with (
        RawServer(lambda _: raw_response(status=401)) as server,
        client_at(server.url, httpx.DigestAuth("u", "p")) as client,
    ):
        with pytest.raises(Unauthorized):
            client.things.post(data=iter([b"abc"]))
        assert len(server.requests) == 1


def test_the_object_runs_beside_the_event_loop(backend_kind: str) -> None:
    seen: list[str] = []

    class Slow(requests.auth.AuthBase):
        def __call__(self, prepared: Any) -> Any:
            seen.append(threading.current_thread().name)
            return prepared

    with RawServer() as server, client_at(server.url, Slow()) as client:
        client.things.get()
    assert ("event loop" in seen[0]) is False


# --- what is an auth object ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", ["abc", ("u", "p"), lambda: "abc", requests.auth.HTTPBasicAuth, httpx.BasicAuth, None, object()]
)
def test_other_values_are_no_auth_objects(value: Any) -> None:
    assert bridge_for(value) is None


def test_without_requests_there_is_no_object_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    auth = requests.auth.HTTPBasicAuth("u", "p")
    monkeypatch.delitem(__import__("sys").modules, "requests.auth")
    assert bridge_for(auth) is None


def test_the_last_values_of_an_object_are_redacted() -> None:
    passed = Passed(None)
    for number in range(MAX_WRITTEN + 5):
        passed.remember(f"value-{number}")
        passed.remember("value-0")
    values = passed.secret_values()
    assert len(values) == MAX_WRITTEN
    assert f"value-{MAX_WRITTEN + 4}" in values


def test_an_object_is_a_kind_of_its_own() -> None:
    credential = bridge_for(requests.auth.HTTPBasicAuth("u", "p"))
    assert credential is not None
    kind, scheme = credential.kind, AuthScheme("key", "bearer")
    assert kind.accept(scheme, credential.value) is credential.value
    assert kind.sent_in(scheme).location == "what the auth object adds"
    assert kind.received(scheme, None, None) == ""  # type: ignore[arg-type]
