"""No secret leaks: in no form, at no location, whatever happens."""

from __future__ import annotations

import copy
import html
import http.client
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from types import NoneType
from typing import Any

import pytest
import requests

from dynaclient import Client, NotDelivered, Request, Response, load
from dynaclient.mock import MockServer
from dynaclient.testing import RecordingTransport, response
from tests.support import ROOT
from tests.support.both_clients import CLIENTS_BY_KIND, THREADS, backend_kind_fixture
from tests.support.fault_server import CUTS, LIES, REFUSALS, STALLS, FaultServer
from tests.support.raw_server import RawServer, Received, raw_response
from tests.support.secret_scanner import (
    FORMS,
    LOCATIONS,
    SECRET,
    USER,
    Record,
    chained_errors,
    find_forms,
    leaks,
    recording,
)

backend_kind = backend_kind_fixture()
AUTH = {
    "bearer": {"type": "bearer"},
    "header": {"type": "apiKey", "in": "header", "name": "X-Own"},
    "query": {"type": "apiKey", "in": "query", "name": "own"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
    "prefix": {"type": "apiKey", "in": "header", "name": "X-Word", "prefix": "Token "},
}
SECRET_STRING = {"type": "string", "secret": True}
DEEP = {
    "type": "object",
    "properties": {
        "password": {**SECRET_STRING, "maxLength": 40},
        "list": {"type": "array", "items": {"type": "object", "properties": {"pin": SECRET_STRING}}},
        "pins": {"type": "array", "items": SECRET_STRING},
        "pairs": {"type": "object", "additionalProperties": SECRET_STRING},
        "either": {"oneOf": [{"type": "integer"}, SECRET_STRING]},
        "name": {"type": "string"},
    },
}
BODY = {
    "password": SECRET,
    "list": [{"pin": SECRET}, {"pin": SECRET}],
    "pins": [SECRET, SECRET],
    "pairs": {"a": SECRET},
    "either": SECRET,
    "name": "n",
}
RESPONSES = {"200": {"schema": {"type": "object"}}}
FLAT = {name: value for name, value in BODY.items() if name != "list"}
"""The properties that a form can encode."""
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
DESCRIPTION: dict[str, Any] = {
    "dynaclient": 1,
    "title": "Secrets",
    "server": "https://api.example.com",
    "auth": AUTH,
    "errors": {"type": "/type", "message": "/message"},
    "resources": {
        "things": {
            "path": "/things",
            "auth": [{"all": list(AUTH)}],
            "actions": {
                "get": {"method": "GET", "responses": RESPONSES},
                "look": {
                    "method": "GET",
                    "path": "/{key}/look",
                    "parameters": {
                        "key": {"in": "path", "secret": True},
                        "word": {"in": "query", "secret": True},
                        "words": {"in": "query", "secret": True, "schema": {"type": "array", "items": {"type": "string"}}},
                        "head": {"in": "header", "name": "X-Head", "secret": True},
                        "crumb": {"in": "cookie", "secret": True},
                    },
                    "responses": RESPONSES,
                },
                "post": {
                    "method": "POST",
                    "parameters": {"thing": {"in": "body", "required": True, "schema": DEEP}},
                    "responses": RESPONSES,
                },
                "form": {
                    "method": "POST",
                    "path": "/form",
                    "parameters": {"thing": {"in": "body", "content": {FORM: DEEP, MULTIPART: DEEP}}},
                    "responses": RESPONSES,
                },
                "scoped": {"method": "GET", "path": "/scoped", "scopes": ["much"]},
                "drifting": {"method": "GET", "path": "/drifting", "responses": {"200": {"schema": {"type": "array"}}}},
            },
        }
    },
}  # fmt: skip
LOOK = {"key": SECRET, "word": SECRET, "words": [SECRET, SECRET], "head": SECRET, "crumb": SECRET}
TOKENS = dict.fromkeys(AUTH, SECRET)
BASIC = {**DESCRIPTION, "auth": {"login": {"type": "basic"}}}
BASIC["resources"] = {"things": {**DESCRIPTION["resources"]["things"], "auth": "login"}}
API = load(DESCRIPTION)


def client_at(url: str, **options: Any) -> Client:
    """Return a client with four credentials, without retries."""
    return Client(API, **{"token": TOKENS, "url": url, "retries": 0, "trust_env": False, **options})


def calls(record: Record, client: Client) -> None:
    """Make every call that contains secrets, and record the results."""
    record.client = client
    things = client.things
    for method, arguments in ((things.get, {}), (things.look, LOOK), (things.post, {"thing": BODY})):
        record.attempt(method, **arguments)
        record.prepare(method, **arguments)
    for media in (FORM, MULTIPART):
        form = client.with_options(content=media).things.form
        record.attempt(form, thing=FLAT)
        record.prepare(form, thing=FLAT)


# --- the scanner -----------------------------------------------------------------------------------------------------


def test_there_are_enough_forms_and_locations() -> None:
    assert len(set(FORMS.values())) >= 20
    assert len(LOCATIONS) >= 15


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_found(form: str) -> None:
    assert form in find_forms(f"before {FORMS[form]} after")
    assert find_forms("before, and after") == []


# --- situations ------------------------------------------------------------------------------------------------------

Situation = Callable[[Record], None]


def _faults(faults: dict[str, Any], **options: Any) -> dict[str, Situation]:
    def of(name: str) -> Situation:
        def happen(record: Record) -> None:
            with FaultServer(faults[name]) as server, client_at(server.url, **options) as client:
                record.client = client
                record.attempt(client.things.look, **LOOK)
                record.attempt(client.things.post, thing=BODY)

        return happen

    return {f"a server that {name}" if not name[0].isdigit() else f"a response {name}": of(name) for name in faults}


def _echo(status: int, body: Callable[[Received], bytes], media: str = "application/json") -> Situation:
    """Return a situation with a server that returns the request."""

    def happen(record: Record) -> None:
        def respond(received: Received) -> bytes:
            token = received.values("Authorization")[0]
            fields = f"X-Request-Id: {token[7:]}\r\nWWW-Authenticate: Bearer error={token}\r\nSet-Cookie: session={token}\r\n"
            head = f"HTTP/1.1 {status} No\r\nContent-Type: {media}\r\n{fields}"
            content = body(received)
            return f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content

        with RawServer(respond) as server, client_at(server.url) as client:
            calls(record, client)
        assert record.errors

    return happen


def _everything(received: Received) -> bytes:
    request = f"{received.target} {received.fields} {received.body.decode('latin-1')}"
    return json.dumps(
        {"type": "No", "message": f"refused: {request}", received.target: {"fields": [request, {"f": received.fields}]}}
    ).encode()


def _success(record: Record) -> None:
    with RawServer() as server, client_at(server.url) as client:
        calls(record, client)
    assert record.errors == []


def _retried(record: Record) -> None:
    """Retries, and a function for the token that is called again after a 401."""
    statuses = iter([503, 429, 401, 200])

    def respond(_: Received) -> bytes:
        return raw_response(b"{}", status=next(statuses, 200))

    tokens = {**TOKENS, "bearer": lambda: SECRET}
    with RawServer(respond) as server, client_at(server.url, token=tokens, retries=2) as client:
        client.things.get()
    assert next(statuses, None) is None


def _basic(record: Record) -> None:
    with (
        FaultServer(REFUSALS["401"]) as server,
        Client(BASIC, token=(USER, SECRET), url=server.url, trust_env=False) as client,
    ):
        calls(record, client)
    assert record.errors


def _recorded(record: Record) -> None:
    transport = RecordingTransport()
    with Client(API, token=TOKENS, transport=transport) as client:
        calls(record, client)
    record.requests += transport.requests
    for request in transport.requests:
        body = request.body
        record.outputs += [b"".join([body] if isinstance(body, bytes) else body or []).decode()]
        record.outputs += [str((request.url, dict(request.headers), body))]


def _refused(record: Record) -> None:
    """Calls that are never sent."""
    transport = RecordingTransport()
    client = Client(API, token=TOKENS, transport=transport, scopes=["little"])
    record.client = client
    things = client.things
    wrong: list[tuple[Any, dict[str, Any]]] = [
        (things.look, {**LOOK, "key": "."}), (things.look, {**LOOK, "wrod": 1}), (things.look, {**LOOK, "head": f"{SECRET}\n"}),
        (things.look, {**LOOK, "words": [{"a": {"b": SECRET}}]}), (things.look, {"key": f"..;{SECRET}"}), (things.look, {"key": f"{SECRET}\ud800"}),
        (things.post, {}), (things.post, {"thing": {**BODY, "password": SECRET * 3}}), (things.post, {"thing": {**BODY, "name": 5}}),
        (things.post, {"thing": {**BODY, "list": [{"pin": [SECRET]}]}}), (things.post, {"thing": {**BODY, "either": [SECRET]}}),
        (things.post, {"thing": {**BODY, "pairs": {"a": {"b": SECRET}}}}), (things.post, {"thing": {**BODY, "password": {SECRET}}}),
        (things.post, {"thing": {**BODY, "name": "\ud800"}}), (things.post, {"thing": {**BODY, "name": object()}}),
        (things.scoped, {}),
    ]  # fmt: skip
    for method, arguments in wrong:
        record.attempt(method, **arguments)
        record.prepare(method, **arguments)
        record.attempt(client.call, method.action.name, arguments)
        record.attempt(client.call, method.action.name, **arguments)
    record.attempt(things.post, {"thing": BODY}, thing=BODY)
    record.attempt(things.post, BODY, BODY)
    record.attempt(things.post.submit(thing={**BODY, "name": 5}).result, 5)
    record.attempt(client.with_options(validate="warn").things.post, thing={**BODY, "password": SECRET * 3})
    assert len(record.errors) >= 3 * 15


def _options(record: Record) -> None:
    """Invalid options, each with the secret."""
    for options in (
        {"token": f"{SECRET}\n"}, {"token": {"unknown": SECRET}}, {"token": (USER, SECRET)}, {"token": [SECRET]}, {"url": f"https://{USER}:{SECRET}@a.b"},
        {"url": f"https://a.b/{SECRET}"}, {"url": f"ftp://a.b/{SECRET}"}, {"trusted_origins": [f"https://{USER}:{SECRET}@a.b"]}, {"validate": SECRET},
        {"headers": {"X-Own": f"{SECRET}\n"}}, {"headers": {"Authorization": SECRET}}, {"headers": SECRET}, {"query": SECRET},
        {"timeout": SECRET}, {"retries": SECRET}, {"variables": SECRET}, {"scopes": 5}, {"proxy": 5, "wrong": SECRET},
    ):  # fmt: skip
        record.attempt(Client, DESCRIPTION, **{"token": TOKENS, **options})
    record.attempt(Client, SECRET)
    record.attempt(Client, API, SECRET)
    client = record.client = Client(API, token=TOKENS, transport=RecordingTransport())
    record.attempt(setattr, client, "token", f"{SECRET} ")
    record.attempt(client.with_options, headers={"X": f"{SECRET}\n"}, query={"own": SECRET})
    record.attempt(client.with_defaults, unknown=SECRET)
    record.attempt(lambda: client.things.get(5, SECRET))
    assert len(record.errors) >= 18


def _undeclared(record: Record) -> None:
    """Undeclared values that are secret by their names, and defaults."""
    transport = RecordingTransport()
    plain = Client(API, transport=transport)
    named = plain.with_options(
        headers={"X-Api-Key": SECRET, "X-Auth-Token": SECRET}, query={"api_key": SECRET, "token": SECRET}
    )
    client = record.client = named.with_defaults(**LOOK)
    assert client.things.look() == {}
    record.prepare(client.things.look)
    record.requests += transport.requests


class Fails:
    """A transport that fails with its own error."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __reduce__(self) -> Any:
        return Fails, (RuntimeError(),)

    def send(self, request: Request, _: Any) -> Response:
        seen = dict(request.headers)
        raise self.error if seen else AssertionError


def _functions(record: Record) -> None:
    """Functions and transports of the caller fail, with the secret in their own errors."""

    def fails() -> str:
        raise RuntimeError(SECRET)

    for token in (fails, lambda: f"{SECRET}\n", lambda: (USER, SECRET)):
        record.attempt(Client(API, token={**TOKENS, "bearer": token}, transport=RecordingTransport()).things.get)
    for error in (
        RuntimeError(SECRET),
        NotDelivered("it failed", sent=True),
        KeyboardInterrupt(),
        requests.ConnectionError(SECRET),
    ):
        client = Client(API, token=TOKENS, transport=Fails(error), retries=0)
        record.attempt(client.things.look, **LOOK)
        record.attempt(client.things.look.submit(LOOK).result, 5)
        record.attempt(client.things.form, thing={**BODY, "pins": _broken()})
    record.errors = [error for error in record.errors if not isinstance(error, RuntimeError)]
    assert len(record.errors) >= 7


def _broken() -> Iterator[bytes]:
    yield SECRET.encode()
    raise OSError(SECRET)


class _Interrupting(requests.Session):
    """Is interrupted while it handles an error with the whole request."""

    def send(self, request: Any, **_: Any) -> Any:
        try:
            self._fail(request)
        except requests.ConnectionError:
            raise KeyboardInterrupt  # noqa: B904 - the context is tested

    def _fail(self, request: Any) -> None:
        try:
            int(SECRET)
        except ValueError:
            message = f"{request.url} {request.headers}"
            raise requests.ConnectionError(message, request=request)  # noqa: B904 - as above


def _interrupted(record: Record) -> None:
    with _Interrupting() as session:
        client = client_at("http://127.0.0.1:9", session=session)
        try:
            int("the caller's own")
        except ValueError:
            record.attempt(client.things.look, **LOOK)
    record.attempt(client.things.look, **LOOK)
    assert [type(error.__context__) for error in record.errors] == [ValueError, NoneType]


def _unreachable(record: Record) -> None:
    for url in ("http://127.0.0.1:9", "https://127.0.0.1:9", "http://unknown.invalid", "http://a.b"):
        client = client_at(url, allow_http="invalid" in url, timeout=5)
        calls(record, client)
    assert len(record.errors) >= 4 * 5


def _proxied(record: Record) -> None:
    proxy = f"http://{USER}:{SECRET.replace('/', '').replace('?', '')}@127.0.0.1:9"
    with client_at("http://127.0.0.1:9", proxy=f"http://{USER}:{FORMS['percent-encoded']}@127.0.0.1:9") as client:
        calls(record, client)
        record.attempt(Client, API, proxy=proxy)
        record.client = None
        for travel in (copy.deepcopy, pickle.dumps):
            record.outputs += [str(record.attempt(travel, client))]
    assert [type(error) for error in record.errors[-2:]] == [TypeError] * 2


def _own_session(record: Record) -> None:
    """The log of urllib3, with a session of the caller."""
    with requests.Session() as session, RawServer() as server:
        client = client_at(server.url, session=session)
        for _ in range(2):
            calls(record, client)
        record.client = None
    assert any(log.name == "urllib3.connectionpool" for log in record.logs)
    assert record.errors == []


def _redirected(record: Record) -> None:
    for template in ("/elsewhere", "http://other.invalid/?own={}", "{}", "//{}@host.invalid/", "/a?{}"):
        location = template.format(FORMS["percent-encoded"])
        moved = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
        responses = iter([moved, raw_response(b"{}")] * 10)
        for redirects in (0, 3):
            server = RawServer(lambda _, responses=responses: next(responses))  # type: ignore[misc]
            with server, client_at(server.url, redirects=redirects) as client:
                record.client = client
                record.attempt(client.things.look, **LOOK)
    assert record.errors


def _commands(record: Record) -> None:
    """The command line: its output, dry runs and errors."""
    import tempfile

    from click.testing import CliRunner

    from dynaclient.cli.program import program

    word = f"key={SECRET}"
    with (
        RawServer(lambda _: raw_response(b'{"message": "no"}', status=401)) as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        path = Path(folder, "api.json")
        path.write_text(
            json.dumps(
                {
                    **DESCRIPTION,
                    "auth": {"query": AUTH["query"]},
                    "resources": {"things": {**DESCRIPTION["resources"]["things"], "auth": "query"}},
                }
            )
        )
        environment = {"DYNACLIENT_TOKEN": SECRET, "DYNACLIENT_API": str(path), "DYNACLIENT_URL": server.url}
        for words in (
            ["call", "things.look", word], ["call", "things.look", word, "--dry-run"], ["call", "things.look", word, "--with-response"],
            ["call", "things.look", word, "--dry-run", "--header", f"X-Api-Key: {SECRET}", "--query", f"api_key={SECRET}"],
            ["call", "things.post", f"thing.password={SECRET}", f"thing.pins[0]={SECRET}", "--dry-run"],
            ["call", "things.post", f"thing.password={SECRET * 3}"], ["call", "things.post", f"thing.pins:=[\"{SECRET}"],
            ["call", "things.look", f"key:={SECRET}"], ["call", "things.look", word, word], ["call", "things.look", f"key=@{SECRET}"],
            ["call", "things.form", f"thing.password={SECRET}", "--content", FORM, "--dry-run"],
            ["call", "things.form", f"thing.password={SECRET}", "--content", MULTIPART, "--dry-run"],
            ["call", "things.look", word, "--url", f"https://{USER}:{SECRET}@a.b"], ["call", "things.look", word, "--url", "http://127.0.0.1:9"],
            ["call", "things.look", word, "--header", f"X-Own {SECRET}"], ["call", "things.look", word, "--query", SECRET],
            ["call", "things.look", word, "-vv"], ["call", "things.look", word, "-vv", "--url", "http://127.0.0.1:9"],
            ["call", "things.look", word, "--mock"], ["describe", "things.look"], ["list"], ["lint"],
        ):  # fmt: skip
            done = CliRunner().invoke(program, words, env=environment)
            record.outputs += [done.stdout, done.stderr]
            assert done.exception is None or isinstance(done.exception, SystemExit)
        done = CliRunner().invoke(
            program, ["call", "things.get", "--token-stdin"], env=environment, input=f"{SECRET} x\n"
        )
        record.outputs += [done.stdout, done.stderr]
    assert len(record.outputs) == 46


def _drifting(record: Record) -> None:
    drifting = RecordingTransport(response({SECRET: SECRET, "message": SECRET}))
    for mode in ("warn", "raise"):
        client = Client(API, token=TOKENS, transport=drifting, validate_responses=mode, validate="warn")
        record.attempt(client.things.drifting)
        record.attempt(client.things.look, **{**LOOK, "words": 5})
    assert record.warned


def _mocked(record: Record) -> None:
    """The mock server: its error responses and its log."""
    with MockServer(API, grants={SECRET: ["much"], "mock-token": []}) as server:
        for token in (TOKENS, dict.fromkeys(AUTH, f"{SECRET}2"), {**TOKENS, "bearer": "unknown"}):
            with client_at(server.url, token=token, validate="off") as client:
                calls(record, client)
                record.attempt(client.things.post, thing={**BODY, "password": SECRET * 3})
                record.attempt(client.things.scoped)
        for method, path, body in (
            ("POST", f"/things/{FORMS['percent-encoded']}/look?own={FORMS['percent-encoded']}", ""),
            ("POST", "/things", f'{{"password": "{FORMS["JSON"]}'), ("POST", "/things", '{"name": 5, "list": [{"pin": ["' + FORMS["JSON"] + '"]}]}'),
        ):  # fmt: skip
            headers = {"Authorization": f"Bearer {SECRET}", "X-Own": SECRET, "Content-Type": "application/json"}
            connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=5)
            connection.request(method, path, body, {**headers, "Cookie": f"session={FORMS['percent-encoded']}"})
            received = connection.getresponse()
            record.outputs += [f"{received.status} {received.getheaders()} {received.read().decode()}"]
            connection.close()
    assert record.errors


SITUATIONS: dict[str, Situation] = {
    "success": _success,
    "retries": _retried,
    "basic auth, refused": _basic,
    "recordings": _recorded,
    "calls that are never sent": _refused,
    "invalid options": _options,
    "undeclared values": _undeclared,
    "the caller's code fails": _functions,
    "an interrupt": _interrupted,
    "an unreachable server": _unreachable,
    "a proxy with a password": _proxied,
    "a session of the caller's": _own_session,
    "redirects": _redirected,
    "the command line": _commands,
    "drift": _drifting,
    "the mock server": _mocked,
    "a 401 with the request": _echo(401, _everything),
    "a 500 with the request, in HTML": _echo(500, lambda received: html.escape(_everything(received).decode()).encode(), "text/html"),
    "a 400 with the request, in bytes": _echo(400, _everything, "application/octet-stream"),
    "a 200 with the request in invalid JSON": _echo(200, lambda received: b"{" + _everything(received)),
    "a 200 with the request, as text": _echo(200, lambda received: b"refused: " + _everything(received), "text/plain"),
    **_faults(CUTS),
    **_faults(LIES),
    **_faults(REFUSALS),
    **_faults({name: STALLS[name] for name in ("never responds", "stops in the headers", "drips its body")}, timeout=0.2),
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.random", lambda: 0.0)


THREADS_ONLY = {"an interrupt", "a session of the caller's", "the command line", "invalid options"}
"""Situations for `Client` alone."""


def _cases() -> Iterator[tuple[str, str]]:
    """Yield each situation with each client; each client gets every second fault."""
    for number, name in enumerate(SITUATIONS):
        if not name.startswith(("a server that", "a response")):
            yield from ((kind, name) for kind in CLIENTS_BY_KIND if kind == THREADS or name not in THREADS_ONLY)
        else:
            yield list(CLIENTS_BY_KIND)[number % 2], name


@pytest.mark.uncounted
@pytest.mark.parametrize(("backend_kind", "situation"), list(_cases()), indirect=["backend_kind"])
def test_no_secret_leaks(situation: str, backend_kind: str) -> None:
    with recording() as record:
        SITUATIONS[situation](record)
    assert leaks(record) == []
    assert {type(error).__module__ for error in chained_errors(record)} <= {"dynaclient.errors", "builtins"}


@pytest.mark.parametrize(
    "name", ["X-Api-Key", "x-auth-token", "api_key", "apiKey", "access_token", "client_secret", "Session-Id", "key"]
)
def test_undeclared_values_are_secret_by_their_names(name: str) -> None:
    request = Client(API).with_options(headers={f"{name}": SECRET}, query={name: SECRET}).things.get.prepare()
    assert dict(request.without_credentials().headers) == {"Accept": "application/json", name: "***"}
    assert request.without_credentials().url.endswith(f"?{name}=***")
    assert request.headers[name] == SECRET


@pytest.mark.parametrize("name", ["X-Trace", "pageToken", "sort_key", "monkey", "tokens", "X-Request-Id"])
def test_values_with_other_names_are_not_redacted(name: str) -> None:
    request = Client(API).with_options(headers={name: "a"}, query={name: "b"}).things.get.prepare()
    assert request.without_credentials() == request


WRITING = """
import os, sys

def hook(event, args):
    if event == "open" and isinstance(args[0], (str, bytes)) and args[2] and args[2] & (os.O_WRONLY | os.O_RDWR):
        print("wrote", os.fsdecode(args[0]))

sys.addaudithook(hook)
from tests.promises.test_secrets import SITUATIONS, recording

for name in ("success", "recordings", "calls that are never sent", "a response 404", "drift", "the mock server"):
    with recording() as record:
        SITUATIONS[name](record)
open("control", "w").close()
"""


def test_no_written_file_contains_a_secret(tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-B", "-c", WRITING]
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True, timeout=60)
    written = {Path(tmp_path, line[6:]) for line in done.stdout.splitlines() if line.startswith("wrote ")}
    assert Path(tmp_path, "control") in written
    files = [path for path in {*written, *tmp_path.rglob("*")} if path.is_file()]
    contents = [path.read_bytes().decode("latin-1") for path in files]
    assert [form for content in [*contents, done.stdout, done.stderr] for form in find_forms(content)] == []


# --- the test of the test --------------------------------------------------------------------------------------------


def _revealing_repr(client: Client) -> str:
    return f"<Client {client._shared.credentials.secret_values}>"


def _caused(error: Exception) -> Any:
    def leave(failure: Any, _clean: Any) -> None:
        failure.__cause__ = error

    return leave


LEAKS: dict[str, tuple[str, Any, str, str]] = {
    "a repr of the client with its secrets": ("client.sync.Client.__repr__", _revealing_repr, "success", "the client's repr"),
    "a repr of requests with their URLs": ("messages.Request.__repr__", lambda request: request.url, "success", "the repr of requests"),
    "headers that are not redacted": ("messages.Headers.redacted", lambda headers: {**headers}, "success", "the repr of requests"),
    "pickled headers that are not redacted": ("messages.Headers.redacted", lambda headers: {**headers}, "success", "pickles of requests"),
    "requests pickled as they are": ("messages.Request.__reduce__", lambda request: (str, (request.url,)), "success", "pickles of requests"),
    "a repr of secrets with their values": ("redaction.Secret.__repr__", lambda secret: secret.reveal(), "success", "the client's repr"),
    "recordings that are not redacted": ("messages.Request.without_credentials", lambda request: request, "recordings", "outputs"),
    "frames with their locals": ("redaction._clear_frames", lambda *_: None, "calls that are never sent", "the locals of a traceback"),
    "frames with their locals, for rich": ("redaction._clear_frames", lambda *_: None, "a response 404", "the locals of a traceback, as rich shows them"),
    "frames of errors": ("redaction._clear_frames", lambda *_: None, "a response 404", "objects of errors"),
    "a log with URLs": ("http.sender.attempt_line", lambda request, *_: request.url, "success", "the log, from DEBUG on"),
    "urllib3's own log": ("http.transports.callers_session.redact_urllib3_log", lambda _: nullcontext(), "a session of the caller's", "the log, from DEBUG on"),
    "errors with the message of a server": ("client.calls.redact", lambda value, _: value, "a 401 with the request", "error messages"),
    "attributes with the message of a server": ("client.calls.redact", lambda value, _: value, "a 401 with the request", "the attributes of errors"),
    "pickles with the message of a server": ("client.calls.redact", lambda value, _: value, "a 401 with the request", "pickles and copies of errors"),
    "an error with a cause": ("client.calls.clean_error", _caused(requests.HTTPError(SECRET)), "a response 404", "error messages"),
    "problems with values": ("schema.validation.redact_violation", lambda violation, _: violation, "calls that are never sent", "the attributes of errors"),
    "warnings with values": ("schema.validation.redact_violation", lambda violation, _: violation, "calls that are never sent", "warnings"),
    "a client pickled with its token": ("client.copying._Sources", lambda _: TOKENS, "success", "pickles of the client"),
    "a copy with its token": ("client.copying._Sources", lambda _: TOKENS, "success", "copies of the client"),
    "help with a secret": ("client.methods.docstring", lambda *_, **more: SECRET, "success", "help"),
    "a dry run that is not redacted": ("messages.Request.without_credentials", lambda request: request, "the command line", "outputs"),
}  # fmt: skip
"""Each leak: what is patched with what, the situation, and the location where it must be found."""


LATER: dict[str, list[tuple[str, Callable[..., Any]]]] = {
    "a log with URLs": [("client.calls.redact", lambda value, _: value)],
    "problems with values": [
        ("call.problems.redacted_argument", lambda _, value: value),
        ("client.calls.redact", lambda value, _: value),
    ],
    "warnings with values": [("call.problems.redacted_argument", lambda _, value: value)],
}
"""What would redact a leak later, and is patched as well."""


@pytest.mark.uncounted
@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_is_found(leak: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, leaking, situation, location = LEAKS[leak]
    for patched, replacement in [(name, leaking), *LATER.get(leak, ())]:
        monkeypatch.setattr(f"dynaclient.{patched}", replacement)
    with recording() as record:
        SITUATIONS[situation](record)
    assert location in {found.partition(":")[0] for found in leaks(record)}


def test_each_location_has_a_leak_that_is_found_there() -> None:
    assert {location for *_, location in LEAKS.values()} == set(LOCATIONS)
