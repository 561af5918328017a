"""No secret of a source of credentials leaks, nor one that an auth object writes: the grid of `test_secrets` for these."""

from __future__ import annotations

import html
import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import replace
from inspect import signature
from typing import Any
from urllib.parse import parse_qs, quote, quote_plus

import httpx
import pytest
import requests.auth
from google.oauth2.credentials import Credentials as GoogleCredentials

from dynaclient import Client, auth
from dynaclient.redaction import strips_traceback
from tests.support.authorization_servers import context_of, run
from tests.support.both_clients import EVENT_LOOP, THREADS, backend_kind_fixture, threads_only
from tests.support.descriptions import describe
from tests.support.keys import KEYS, pem_of
from tests.support.raw_server import FinalResponse, RawServer, Received, raw_response
from tests.support.secret_scanner import LOCATIONS, SECRET, USER, Record, chained_errors, leaks, recording

backend_kind = backend_kind_fixture(everywhere=True)

COOKIE = quote(SECRET, safe="")
"""The secret as a server can set it in a cookie."""
PEM = pem_of(KEYS["EC"])
LOGIN = {
    "type": "object",
    "properties": {
        "user": {"type": "string"}, "key": {"type": "string", "secret": True}, "password": {"type": "string"},
        "refresh": {"type": "string"},
    },
}  # fmt: skip
ACTIONS: dict[str, Any] = {
    "get": {"method": "GET"},
    "post": {"method": "POST", "parameters": {"thing": {"in": "body", "schema": {"type": "object"}}}},
    "login": {
        "method": "POST", "path": "/login", "auth": False,
        "parameters": {"body": {"in": "body", "schema": LOGIN}, "pin": {"in": "query", "secret": True}, "api_key": {"in": "query"}},
    },
}  # fmt: skip
LOGINS = {
    "body": {"by": "action", "action": "things.login", "token": "/token", "expires": "/expires"},
    "session": {"by": "action", "action": "things.login", "cookie": "session", "csrf": {"token": "/csrf", "header": "X-CSRF"}},
    "renewed": {"by": "action", "action": "things.login", "token": "/token", "refresh": "/refresh", "refreshAction": "things.login"},
}  # fmt: skip
TYPES: dict[str, dict[str, Any]] = {
    "bearer": {"type": "bearer", "obtain": LOGINS},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "session", "obtain": LOGINS},
    "digest": {"type": "digest"},
    "awsSigv4": {"type": "awsSigv4", "service": "lambda", "region": "us-east-1"},
}


class Writes(requests.auth.AuthBase):
    """An auth object that writes the secret into a header and the query."""

    def __call__(self, request: Any) -> Any:
        request.headers["X-Signature"] = SECRET
        request.url += f"?signed={COOKIE}"
        return request


class Azure:
    """An object with `get_token`, which fails every other time."""

    def get_token(self, *_: str) -> Any:
        raise RuntimeError(SECRET)


def _fails() -> str:
    raise RuntimeError(SECRET)


def _returns() -> str:
    return SECRET


def _returns_all() -> auth.Token:
    return auth.Token(SECRET, expires_in=1, refresh_token=SECRET, headers={"X-CSRF": SECRET})


def _oauth(make: Callable[..., Any], *arguments: Any, **options: Any) -> Callable[[str], tuple[str, Any]]:
    return lambda url: ("bearer", make(*arguments, token_url=f"{url}/token", **options))


def _of(kind: str, make: Callable[[], Any]) -> Callable[[str], tuple[str, Any]]:
    return lambda _: (kind, make())


SOURCES: dict[str, Callable[[str], tuple[str, Any]]] = {
    "a client secret": _oauth(auth.ClientCredentials, "id", SECRET),
    "a client secret from a function": _oauth(auth.ClientCredentials, "id", _returns),
    "a refresh token": _oauth(auth.RefreshToken, "id", SECRET),
    "a password": _oauth(auth.Password, USER, SECRET, client_id="id", client_secret=SECRET),
    "a subject token": _oauth(auth.TokenExchange, SECRET, actor_token=SECRET, actor_token_type="urn:a"),
    "an assertion": _oauth(auth.JwtBearer, "id", PEM, client_secret=SECRET),
    "the assertion of a client": _oauth(auth.ClientCredentials, "id", private_key=PEM),
    "a private key that cannot sign": _oauth(auth.JwtBearer, "id", f"-----BEGIN PRIVATE KEY-----\n{SECRET}\n-----END"),
    "the secret of a login": _of("bearer", lambda: auth.Login("body", user="ann", key=SECRET)),
    "a password of a login that is not marked": _of("bearer", lambda: auth.Login("body", password=SECRET)),
    "a secret of a login in the query": _of("bearer", lambda: auth.Login("body", pin=SECRET)),
    "a key of a login in the query that is not marked": _of("bearer", lambda: auth.Login("body", api_key=SECRET)),
    "a login with a refresh token": _of("bearer", lambda: auth.Login("renewed", password=SECRET)),
    "the cookie of a session": _of("cookie", lambda: auth.Login("session", user="ann")),
    "a password of digest": _of("digest", lambda: (USER, SECRET)),
    "keys of AWS": _of("awsSigv4", lambda: auth.AwsSigV4("AKIDEXAMPLE", SECRET, SECRET)),
    "a function": _of("bearer", lambda: _returns),
    "a function that fails": _of("bearer", lambda: _fails),
    "a function that returns a Token": _of("bearer", lambda: _returns_all),
    "get_token": _of("bearer", Azure),
    "HTTPBasicAuth": _of("bearer", lambda: requests.auth.HTTPBasicAuth(USER, SECRET)),
    "HTTPDigestAuth": _of("bearer", lambda: requests.auth.HTTPDigestAuth(USER, SECRET)),
    "an auth object of requests": _of("bearer", Writes),
    "httpx.BasicAuth": _of("bearer", lambda: httpx.BasicAuth(USER, SECRET)),
    "httpx.DigestAuth": _of("bearer", lambda: httpx.DigestAuth(USER, SECRET)),
    "google-auth": _of("bearer", lambda: GoogleCredentials(SECRET)),  # type: ignore[no-untyped-call]
}  # fmt: skip


# --- servers ---------------------------------------------------------------------------------------------------------


def _escapes(received: Received) -> str:
    """Return a request, with what a server decodes of it, in several ways to write it."""
    seen = [
        f"{received.target} {received.fields} {received.body.decode('latin-1')}",
        str(parse_qs(received.body.decode("latin-1"))),
    ]
    value = received.value("Authorization")
    if value.startswith("Basic "):
        seen.append(b64decode(value[6:]).decode("latin-1"))
    whole = " ".join(seen)
    return " ".join(
        [
            whole,
            html.escape(whole),
            quote_plus(whole),
            json.dumps(json.dumps(whole)),
            "".join(f"\\u{ord(c):04x}" for c in whole),
        ]
    )


def _json(received: Received) -> bytes:
    text = _escapes(received)
    return json.dumps(
        {"error": "invalid_grant", "error_description": text, "type": text, "message": text, text: [text]}
    ).encode()


def _tokens(received: Received) -> bytes:
    login = {"token": SECRET, "expires": 3600, "csrf": SECRET, "refresh": SECRET}
    body = json.dumps({"access_token": SECRET, "refresh_token": SECRET, "expires_in": 3600, **login}).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nSet-Cookie: session={COOKIE}; Path=/\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _refused(
    status: int, body: Callable[[Received], bytes], media: str = "application/json"
) -> Callable[[Received], bytes]:
    def respond(received: Received) -> bytes:
        value = quote(_escapes(received)[:2000])
        challenge = 'Digest realm="r", nonce="n", qop="auth"' if status == 401 else "Basic"
        fields = f"Location: /{value}\r\nWWW-Authenticate: {challenge}\r\nX-Request-Id: {received.value('Authorization')}\r\n"
        content = body(received)
        head = f"HTTP/1.1 {status} {value}\r\nContent-Type: {media}\r\n{fields}"
        return f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content

    return respond


def _text(received: Received) -> bytes:
    return _escapes(received).encode()


def _broken_tokens(received: Received) -> bytes:
    """Return a token in what is not JSON."""
    return raw_response(_tokens(received).partition(b"\r\n\r\n")[2][:-1] + b",}")


def _wrong_tokens(received: Received) -> bytes:
    """Return tokens that cannot be used."""
    body = {"access_token": f"{SECRET} {SECRET}", "token": [SECRET], "token_type": SECRET, "scope": SECRET, "csrf": {}}
    return raw_response(json.dumps(body).encode())


def _foreign(received: Received) -> bytes:
    return raw_response(
        json.dumps({"access_token": SECRET, "token_type": SECRET, "error": SECRET, "token": f"{SECRET}\n"}).encode()
    )


ANSWERS: dict[str, Callable[[Received], bytes]] = {
    "answers": _tokens,
    "refuses with the request in JSON": _refused(400, _json),
    "refuses with a challenge": _refused(401, _json),
    "refuses with 403": _refused(403, _json),
    "refuses with the request as text": _refused(400, _text, "text/plain"),
    "fails with the request in HTML": _refused(500, lambda received: html.escape(_escapes(received)).encode(), "text/html"),
    "fails with bytes": _refused(502, _text, "application/octet-stream"),
    "redirects with the request": _refused(307, _text),
    "returns the request in what is not JSON": _refused(200, lambda received: b"{" + _text(received)),
    "returns the request as text": _refused(200, _text, "text/plain"),
    "returns the token in what is not JSON": _broken_tokens,
    "returns tokens that cannot be used": _wrong_tokens,
    "returns a token of another type": _foreign,
    "closes": lambda _: b"",
    "closes in the body": lambda received: FinalResponse(raw_response(_json(received))[:-20]),
    "closes in the tokens": lambda received: FinalResponse(_tokens(received)[:-20]),
}  # fmt: skip


OF_ISSUER = {
    "returns the token in what is not JSON",
    "returns tokens that cannot be used",
    "returns a token of another type",
    "closes in the tokens",
}
"""What an API does not do: what it returns is not secret."""


def _cases() -> Iterator[tuple[str, str]]:
    """Yield what the issuer does and what the API does; one of them answers."""
    for answer in ANSWERS:
        yield answer, "answers"
        if answer not in OF_ISSUER:
            yield "answers", answer


CASES = list(dict.fromkeys(_cases()))
PART = 9
"""Of so many cases one is in each run; all of them in a full one."""


def call(record: Record, source: str, issuer: str, api: str) -> None:
    """Make calls whose credential is from a source, and record their errors."""

    def respond(received: Received) -> bytes:
        is_issuer = received.target.startswith(("/token", "/things/login"))
        return ANSWERS[issuer if is_issuer else api](received)

    with RawServer(respond) as server:
        kind, credential = SOURCES[source](server.url)
        description = describe(ACTIONS, auth={"key": TYPES[kind]})
        with Client(description, auth=credential, url=server.url, retries=1, trust_env=False, timeout=5) as client:
            record.client = client
            record.outputs += [repr(credential)] if isinstance(credential, auth.Source) else []
            for _ in range(2):
                record.attempt(client.things.get)
                record.attempt(client.things.post, thing={"name": "n"})
            record.attempt(lambda: client.things.post.submit(thing={}).result(5))


def _runs() -> Iterator[Any]:
    """Yield each source with its cases for each client: in the plain run one client has every second one."""
    for number, source in enumerate(SOURCES):
        part = CASES[number % PART :: PART]
        yield pytest.param(source, {THREADS: part[::2], EVENT_LOOP: part[1::2]}, id=source)
        yield pytest.param(source, {THREADS: CASES, EVENT_LOOP: CASES}, id=f"{source}, all", marks=pytest.mark.full)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.random", lambda: 0.0)


@pytest.mark.uncounted
@pytest.mark.parametrize(("source", "cases"), list(_runs()))
def test_no_secret_of_a_source_leaks(source: str, cases: dict[str, list[tuple[str, str]]], backend_kind: str) -> None:
    for case in cases[backend_kind]:
        with recording() as record:
            call(record, source, *case)
        assert (case, leaks(record)) == (case, [])
        assert {type(error).__module__ for error in chained_errors(record)} <= {"dynaclient.errors", "builtins"}


# --- keys that are signed with, and secrets of one login -------------------------------------------------------------


def texts(record: Record) -> str:
    """Return everything that is scanned."""
    return "\n".join(data for scan in LOCATIONS.values() for data in scan(record))


@pytest.mark.uncounted
@threads_only
@pytest.mark.parametrize("source", ["an assertion", "the assertion of a client"])
def test_no_line_of_a_private_key_and_no_assertion_leaks(source: str) -> None:
    for case in CASES[::4]:
        with recording() as record:
            call(record, source, *case)
        found = texts(record)
        assert [line for line in PEM.splitlines()[1:-1] if line in found] == []
        assert re.findall(r"eyJ[\w-]+\.eyJ", found) == []


def begun(make: Callable[..., Any], url: str, context: Any) -> tuple[Any, Any]:
    """Return a source and a login that it has begun, with SECRET as the device code."""
    urls = dict.fromkeys(("authorization_url", "device_authorization_url"), f"{url}/token")
    source = make(
        "id", token_url=f"{url}/token", **{name: urls[name] for name in urls if name in signature(make).parameters}
    )
    return source, run(source.begin(context))


@threads_only
@pytest.mark.parametrize("issuer", [answer for answer in ANSWERS if answer != "answers"])
def test_no_secret_of_a_login_by_a_person_leaks(issuer: str) -> None:
    codes = {"device_code": SECRET, "user_code": "u", "verification_uri": "https://a.b/device", "interval": 1e-9}
    with (
        recording() as record,
        RawServer(
            lambda received: (
                ANSWERS[issuer](received)
                if b"grant_type" in received.body
                else raw_response(json.dumps(codes).encode())
            )
        ) as server,
    ):
        context = context_of(base=server.url)
        source, login = begun(auth.AuthorizationCode, server.url, context)
        callback = f"{login.redirect_uri}?code={COOKIE}&state={login.state.reveal()}"
        record.attempt(strips_traceback(lambda: run(source.finish(login, callback))))
        record.attempt(strips_traceback(lambda: run(source.finish(login, f"{callback}&error={COOKIE}"))))
        record.attempt(strips_traceback(lambda: run(source.finish(login, f"{login.redirect_uri}?code={COOKIE}"))))
        record.outputs += [repr(login)]
        device, begun_there = begun(auth.DeviceAuthorization, server.url, context)
        record.attempt(strips_traceback(lambda: run(device.finish(replace(begun_there, interval=0.001)))))
        record.outputs += [repr(begun_there)]
    assert len(record.errors) >= 3
    assert leaks(record) == []
    assert login.verifier.reveal() not in texts(record)


def test_there_are_enough_sources_and_answers() -> None:
    assert len(SOURCES) >= 24
    assert len(CASES) >= 24
