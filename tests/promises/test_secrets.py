"""No secret is to be seen anywhere: every form of it, in every place, whatever happens."""

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

from dynaclient import Client, NotDelivered, NotFound, Request, Response, load
from dynaclient.mock import MockServer
from dynaclient.testing import RecordingTransport
from dynaclient.testing import response as answer
from tests.support.canaries import CANARY, FORMS, PLACES, USER, Scene, Watched, chained, found_in, sightings
from tests.support.colours import STAND_INS, THREADS, both
from tests.support.fault_server import CUTS, LIES, REFUSALS, STALLS, FaultServer
from tests.support.pages import ROOT
from tests.support.raw_server import RawServer, Received
from tests.support.raw_server import answer as raw_answer

colour = both()
AUTH = {
    "bearer": {"type": "bearer"},
    "header": {"type": "apiKey", "in": "header", "name": "X-Own"},
    "query": {"type": "apiKey", "in": "query", "name": "own"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
}
SECRET = {"type": "string", "secret": True}
DEEP = {
    "type": "object",
    "properties": {
        "password": {**SECRET, "maxLength": 40},
        "list": {"type": "array", "items": {"type": "object", "properties": {"pin": SECRET}}},
        "pins": {"type": "array", "items": SECRET},
        "pairs": {"type": "object", "additionalProperties": SECRET},
        "either": {"oneOf": [{"type": "integer"}, SECRET]},
        "name": {"type": "string"},
    },
}
BODY = {
    "password": CANARY,
    "list": [{"pin": CANARY}, {"pin": CANARY}],
    "pins": [CANARY, CANARY],
    "pairs": {"a": CANARY},
    "either": CANARY,
    "name": "n",
}
ANSWER = {"200": {"schema": {"type": "object"}}}
FLAT = {name: each for name, each in BODY.items() if name != "list"}
"""What a form can hold of it."""
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
                "get": {"method": "GET", "responses": ANSWER},
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
                    "responses": ANSWER,
                },
                "post": {
                    "method": "POST",
                    "parameters": {"thing": {"in": "body", "required": True, "schema": DEEP}},
                    "responses": ANSWER,
                },
                "form": {
                    "method": "POST",
                    "path": "/form",
                    "parameters": {"thing": {"in": "body", "content": {FORM: DEEP, MULTIPART: DEEP}}},
                    "responses": ANSWER,
                },
                "scoped": {"method": "GET", "path": "/scoped", "scopes": ["much"]},
                "drifting": {"method": "GET", "path": "/drifting", "responses": {"200": {"schema": {"type": "array"}}}},
            },
        }
    },
}  # fmt: skip
LOOK = {"key": CANARY, "word": CANARY, "words": [CANARY, CANARY], "head": CANARY, "crumb": CANARY}
TOKENS = dict.fromkeys(AUTH, CANARY)
BASIC = {**DESCRIPTION, "auth": {"login": {"type": "basic"}}}
BASIC["resources"] = {"things": {**DESCRIPTION["resources"]["things"], "auth": "login"}}
API = load(DESCRIPTION)


def client_at(url: str, **options: Any) -> Client:
    """Give a client that proves itself in four ways, and sends each call once."""
    return Client(API, **{"token": TOKENS, "url": url, "retries": 0, "trust_env": False, **options})


def calls(scene: Scene, client: Client) -> None:
    """Make every call that carries secrets, and keep what comes of it."""
    scene.client = client
    things = client.things
    for method, given in ((things.get, {}), (things.look, LOOK), (things.post, {"thing": BODY})):
        scene.tries(method, **given)
        scene.prepares(method, **given)
    for media in (FORM, MULTIPART):
        form = client.with_options(content=media).things.form
        scene.tries(form, thing=FLAT)
        scene.prepares(form, thing=FLAT)


# --- the canary itself -----------------------------------------------------------------------------------------------


def test_there_are_forms_and_places_enough() -> None:
    assert len(set(FORMS.values())) >= 20
    assert len(PLACES) >= 15


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_found(form: str) -> None:
    assert form in found_in(f"before {FORMS[form]} after")
    assert found_in("before, and after") == []


# --- situations ------------------------------------------------------------------------------------------------------

Situation = Callable[[Scene], None]


def _problems(faults: dict[str, Any], **options: Any) -> dict[str, Situation]:
    def of(name: str) -> Situation:
        def happen(scene: Scene) -> None:
            with FaultServer(faults[name]) as server, client_at(server.url, **options) as client:
                scene.client = client
                scene.tries(client.things.look, **LOOK)
                scene.tries(client.things.post, thing=BODY)

        return happen

    return {f"a server that {name}" if not name[0].isdigit() else f"an answer {name}": of(name) for name in faults}


def _echo(status: int, body: Callable[[Received], bytes], media: str = "application/json") -> Situation:
    """A server that sends back what it was sent."""

    def happen(scene: Scene) -> None:
        def respond(received: Received) -> bytes:
            given = received.values("Authorization")[0]
            fields = f"X-Request-Id: {given[7:]}\r\nWWW-Authenticate: Bearer error={given}\r\nSet-Cookie: session={given}\r\n"
            head = f"HTTP/1.1 {status} No\r\nContent-Type: {media}\r\n{fields}"
            told = body(received)
            return f"{head}Content-Length: {len(told)}\r\n\r\n".encode() + told

        with RawServer(respond) as server, client_at(server.url) as client:
            calls(scene, client)
        assert scene.errors

    return happen


def _all_of_it(received: Received) -> bytes:
    said = f"{received.target} {received.fields} {received.body.decode('latin-1')}"
    return json.dumps(
        {"type": "No", "message": f"refused: {said}", received.target: {"fields": [said, {"f": received.fields}]}}
    ).encode()


def _success(scene: Scene) -> None:
    with RawServer() as server, client_at(server.url) as client:
        calls(scene, client)
    assert scene.errors == []


def _repeated(scene: Scene) -> None:
    """Attempts, waits, and a function that gives the token, asked again after a 401."""
    statuses = iter([503, 429, 401, 200])

    def respond(_: Received) -> bytes:
        return raw_answer(b"{}", status=next(statuses, 200))

    tokens = {**TOKENS, "bearer": lambda: CANARY}
    with RawServer(respond) as server, client_at(server.url, token=tokens, retries=2) as client:
        client.things.get()
    assert next(statuses, None) is None


def _basic(scene: Scene) -> None:
    with (
        FaultServer(REFUSALS["401"]) as server,
        Client(BASIC, token=(USER, CANARY), url=server.url, trust_env=False) as client,
    ):
        calls(scene, client)
    assert scene.errors


def _recorded(scene: Scene) -> None:
    transport = RecordingTransport()
    with Client(API, token=TOKENS, transport=transport) as client:
        calls(scene, client)
    scene.requests += transport.requests
    for body in (each.body for each in transport.requests):
        scene.texts += [b"".join([body] if isinstance(body, bytes) else body or []).decode()]
    scene.texts += [str((each.url, dict(each.headers), each.body)) for each in transport.requests[:3]]


def _refused(scene: Scene) -> None:
    """Calls that are never sent."""
    transport = RecordingTransport()
    client = Client(API, token=TOKENS, transport=transport, scopes=["little"])
    scene.client = client
    things = client.things
    wrong: list[tuple[Any, dict[str, Any]]] = [
        (things.look, {**LOOK, "key": "."}), (things.look, {**LOOK, "wrod": 1}), (things.look, {**LOOK, "head": f"{CANARY}\n"}),
        (things.look, {**LOOK, "words": [{"a": {"b": CANARY}}]}), (things.look, {"key": f"..;{CANARY}"}), (things.look, {"key": f"{CANARY}\ud800"}),
        (things.post, {}), (things.post, {"thing": {**BODY, "password": CANARY * 3}}), (things.post, {"thing": {**BODY, "name": 5}}),
        (things.post, {"thing": {**BODY, "list": [{"pin": [CANARY]}]}}), (things.post, {"thing": {**BODY, "either": [CANARY]}}),
        (things.post, {"thing": {**BODY, "pairs": {"a": {"b": CANARY}}}}), (things.post, {"thing": {**BODY, "password": {CANARY}}}),
        (things.post, {"thing": {**BODY, "name": "\ud800"}}), (things.post, {"thing": {**BODY, "name": object()}}),
        (things.scoped, {}),
    ]  # fmt: skip
    for method, given in wrong:
        scene.tries(method, **given)
        scene.prepares(method, **given)
        scene.tries(client.call, method.action.name, given)
        scene.tries(client.call, method.action.name, **given)
    scene.tries(things.post, {"thing": BODY}, thing=BODY)
    scene.tries(things.post, BODY, BODY)
    scene.tries(things.post.submit(thing={**BODY, "name": 5}).result, 5)
    scene.tries(client.with_options(validate="warn").things.post, thing={**BODY, "password": CANARY * 3})
    assert len(scene.errors) >= 3 * 15


def _options(scene: Scene) -> None:
    """Options that cannot be used, each with the secret in it."""
    for options in (
        {"token": f"{CANARY}\n"}, {"token": {"nobody": CANARY}}, {"token": (USER, CANARY)}, {"token": [CANARY]}, {"url": f"https://{USER}:{CANARY}@a.b"},
        {"url": f"https://a.b/{CANARY}"}, {"url": f"ftp://a.b/{CANARY}"}, {"trusted_origins": [f"https://{USER}:{CANARY}@a.b"]}, {"validate": CANARY},
        {"headers": {"X-Own": f"{CANARY}\n"}}, {"headers": {"Authorization": CANARY}}, {"headers": CANARY}, {"query": CANARY},
        {"timeout": CANARY}, {"retries": CANARY}, {"variables": CANARY}, {"scopes": 5}, {"proxy": 5, "wrong": CANARY},
    ):  # fmt: skip
        scene.tries(Client, DESCRIPTION, **{"token": TOKENS, **options})
    scene.tries(Client, CANARY)
    scene.tries(Client, API, CANARY)
    client = scene.client = Client(API, token=TOKENS, transport=RecordingTransport())
    scene.tries(setattr, client, "token", f"{CANARY} ")
    scene.tries(client.with_options, headers={"X": f"{CANARY}\n"}, query={"own": CANARY})
    scene.tries(client.with_defaults, nobody=CANARY)
    scene.tries(lambda: client.things.get(5, CANARY))
    assert len(scene.errors) >= 18


def _undeclared(scene: Scene) -> None:
    """Values that no description speaks of, but whose names do; and arguments given once for all calls."""
    transport = RecordingTransport()
    plain = Client(API, transport=transport)
    named = plain.with_options(
        headers={"X-Api-Key": CANARY, "X-Auth-Token": CANARY}, query={"api_key": CANARY, "token": CANARY}
    )
    client = scene.client = named.with_defaults(**LOOK)
    assert client.things.look() == {}
    scene.prepares(client.things.look)
    scene.requests += transport.requests


class Fails:
    """A transport that fails with its own error."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __reduce__(self) -> Any:
        return Fails, (RuntimeError(),)

    def send(self, request: Request, _: Any) -> Response:
        seen = dict(request.headers)
        raise self.error if seen else AssertionError


def _functions(scene: Scene) -> None:
    """What the caller brings fails, with the secret in its own error."""

    def fails() -> str:
        raise RuntimeError(CANARY)

    for token in (fails, lambda: f"{CANARY}\n", lambda: (USER, CANARY)):
        scene.tries(Client(API, token={**TOKENS, "bearer": token}, transport=RecordingTransport()).things.get)
    for error in (
        RuntimeError(CANARY),
        NotDelivered("it failed", sent=True),
        KeyboardInterrupt(),
        requests.ConnectionError(CANARY),
    ):
        client = Client(API, token=TOKENS, transport=Fails(error), retries=0)
        scene.tries(client.things.look, **LOOK)
        scene.tries(client.things.look.submit(LOOK).result, 5)
        scene.tries(client.things.form, thing={**BODY, "pins": _broken()})
    scene.errors = [each for each in scene.errors if not isinstance(each, RuntimeError)]
    assert len(scene.errors) >= 7


def _broken() -> Iterator[bytes]:
    yield CANARY.encode()
    raise OSError(CANARY)


class _Interrupting(requests.Session):
    """Is interrupted while it deals with an error that holds all there is."""

    def send(self, request: Any, **_: Any) -> Any:
        try:
            self._fail(request)
        except requests.ConnectionError:
            raise KeyboardInterrupt  # noqa: B904 - the context is what is looked at

    def _fail(self, request: Any) -> None:
        try:
            int(CANARY)
        except ValueError:
            told = f"{request.url} {request.headers}"
            raise requests.ConnectionError(told, request=request)  # noqa: B904 - as above


def _interrupted(scene: Scene) -> None:
    with _Interrupting() as session:
        client = client_at("http://127.0.0.1:9", session=session)
        try:
            int("the caller's own")
        except ValueError:
            scene.tries(client.things.look, **LOOK)
    scene.tries(client.things.look, **LOOK)
    assert [type(each.__context__) for each in scene.errors] == [ValueError, NoneType]


def _nobody_there(scene: Scene) -> None:
    for url in ("http://127.0.0.1:9", "https://127.0.0.1:9", "http://nobody.invalid", "http://a.b"):
        client = client_at(url, allow_http="invalid" in url, timeout=5)
        calls(scene, client)
    assert len(scene.errors) >= 4 * 5


def _proxied(scene: Scene) -> None:
    proxy = f"http://{USER}:{CANARY.replace('/', '').replace('?', '')}@127.0.0.1:9"
    with client_at("http://127.0.0.1:9", proxy=f"http://{USER}:{FORMS['percent-encoded']}@127.0.0.1:9") as client:
        calls(scene, client)
        scene.tries(Client, API, proxy=proxy)
        scene.client = None
        for travel in (copy.deepcopy, pickle.dumps):
            scene.texts += [str(scene.tries(travel, client))]
    assert [type(each) for each in scene.errors[-2:]] == [TypeError] * 2


def _own_session(scene: Scene) -> None:
    """What urllib3 logs of the requests of a session that the caller brought."""
    with requests.Session() as session, RawServer() as server:
        client = client_at(server.url, session=session)
        for _ in range(2):
            calls(scene, client)
        scene.client = None
    assert any(each.name == "urllib3.connectionpool" for each in scene.records)
    assert scene.errors == []


def _redirected(scene: Scene) -> None:
    for place in ("/elsewhere", "http://other.invalid/?own={}", "{}", "//{}@host.invalid/", "/a?{}"):
        location = place.format(FORMS["percent-encoded"])
        moved = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
        answers = iter([moved, raw_answer(b"{}")] * 10)
        for redirects in (0, 3):
            server = RawServer(lambda _, answers=answers: next(answers))  # type: ignore[misc]
            with server, client_at(server.url, redirects=redirects) as client:
                scene.client = client
                scene.tries(client.things.look, **LOOK)
    assert scene.errors


def _commands(scene: Scene) -> None:
    """The command line: what it shows, what it sends nothing of, and what it says when it is used wrongly."""
    import tempfile

    from click.testing import CliRunner

    from dynaclient.cli.commands import program

    word = f"key={CANARY}"
    with (
        RawServer(lambda _: raw_answer(b'{"message": "no"}', status=401)) as server,
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
        environment = {"DYNACLIENT_TOKEN": CANARY, "DYNACLIENT_API": str(path), "DYNACLIENT_URL": server.url}
        for words in (
            ["call", "things.look", word], ["call", "things.look", word, "--dry-run"], ["call", "things.look", word, "--with-response"],
            ["call", "things.look", word, "--dry-run", "--header", f"X-Api-Key: {CANARY}", "--query", f"api_key={CANARY}"],
            ["call", "things.post", f"thing.password={CANARY}", f"thing.pins[0]={CANARY}", "--dry-run"],
            ["call", "things.post", f"thing.password={CANARY * 3}"], ["call", "things.post", f"thing.pins:=[\"{CANARY}"],
            ["call", "things.look", f"key:={CANARY}"], ["call", "things.look", word, word], ["call", "things.look", f"key=@{CANARY}"],
            ["call", "things.form", f"thing.password={CANARY}", "--content", FORM, "--dry-run"],
            ["call", "things.form", f"thing.password={CANARY}", "--content", MULTIPART, "--dry-run"],
            ["call", "things.look", word, "--url", f"https://{USER}:{CANARY}@a.b"], ["call", "things.look", word, "--url", "http://127.0.0.1:9"],
            ["call", "things.look", word, "--header", f"X-Own {CANARY}"], ["call", "things.look", word, "--query", CANARY],
            ["call", "things.look", word, "--mock"], ["describe", "things.look"], ["list"], ["lint"],
        ):  # fmt: skip
            done = CliRunner().invoke(program, words, env=environment)
            scene.texts += [done.stdout, done.stderr]
            assert done.exception is None or isinstance(done.exception, SystemExit)
        done = CliRunner().invoke(
            program, ["call", "things.get", "--token-stdin"], env=environment, input=f"{CANARY} x\n"
        )
        scene.texts += [done.stdout, done.stderr]
    assert len(scene.texts) == 42


def _drifting(scene: Scene) -> None:
    drifting = RecordingTransport(answer({CANARY: CANARY, "message": CANARY}))
    for dial in ("warn", "raise"):
        client = Client(API, token=TOKENS, transport=drifting, validate_responses=dial, validate="warn")
        scene.tries(client.things.drifting)
        scene.tries(client.things.look, **{**LOOK, "words": 5})
    assert scene.warned


def _mocked(scene: Scene) -> None:
    """The mock server: what it answers when it refuses, and what it logs."""
    with MockServer(API, grants={CANARY: ["much"], "mock-token": []}) as server:
        for token in (TOKENS, dict.fromkeys(AUTH, f"{CANARY}2"), {**TOKENS, "bearer": "nobody"}):
            with client_at(server.url, token=token, validate="off") as client:
                calls(scene, client)
                scene.tries(client.things.post, thing={**BODY, "password": CANARY * 3})
                scene.tries(client.things.scoped)
        for method, path, body in (
            ("POST", f"/things/{FORMS['percent-encoded']}/look?own={FORMS['percent-encoded']}", ""),
            ("POST", "/things", f'{{"password": "{FORMS["JSON"]}'), ("POST", "/things", '{"name": 5, "list": [{"pin": ["' + FORMS["JSON"] + '"]}]}'),
        ):  # fmt: skip
            given = {"Authorization": f"Bearer {CANARY}", "X-Own": CANARY, "Content-Type": "application/json"}
            asked = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=5)
            asked.request(method, path, body, {**given, "Cookie": f"session={FORMS['percent-encoded']}"})
            answered = asked.getresponse()
            scene.texts += [f"{answered.status} {answered.getheaders()} {answered.read().decode()}"]
            asked.close()
    assert scene.errors


SITUATIONS: dict[str, Situation] = {
    "success": _success,
    "attempts and waits": _repeated,
    "basic auth, refused": _basic,
    "recordings": _recorded,
    "calls that are never sent": _refused,
    "options that cannot be used": _options,
    "undeclared values": _undeclared,
    "what the caller brings fails": _functions,
    "an interrupt": _interrupted,
    "nobody there": _nobody_there,
    "a proxy with a password": _proxied,
    "a session of the caller's": _own_session,
    "redirects": _redirected,
    "the command line": _commands,
    "drift": _drifting,
    "the mock server": _mocked,
    "a 401 that says what it was sent": _echo(401, _all_of_it),
    "a 500 that says what it was sent, in HTML": _echo(500, lambda received: html.escape(_all_of_it(received).decode()).encode(), "text/html"),
    "a 400 that says what it was sent, in bytes": _echo(400, _all_of_it, "application/octet-stream"),
    "a 200 that says what it was sent, and is no JSON": _echo(200, lambda received: b"{" + _all_of_it(received)),
    "a 200 that says what it was sent, as text": _echo(200, _all_of_it, "text/plain"),
    **_problems(CUTS),
    **_problems(LIES),
    **_problems(REFUSALS),
    **_problems({name: STALLS[name] for name in ("never answers", "stops in the headers", "drips its body")}, timeout=0.2),
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.random", lambda: 0.0)


IN_THREADS = {"an interrupt", "a session of the caller's", "the command line", "options that cannot be used"}
"""What has to do with `Client` alone."""


def _cases() -> Iterator[tuple[str, str]]:
    """Give each situation for each colour; of the many ways to break, every second one."""
    for number, name in enumerate(SITUATIONS):
        if not name.startswith(("a server that", "an answer")):
            yield from ((colour, name) for colour in STAND_INS if colour == THREADS or name not in IN_THREADS)
        else:
            yield list(STAND_INS)[number % 2], name


@pytest.mark.parametrize(("colour", "situation"), list(_cases()), indirect=["colour"])
def test_no_secret_is_to_be_seen(situation: str, colour: str) -> None:
    with Watched(Scene()) as scene:
        SITUATIONS[situation](scene)
    assert sightings(scene) == []
    assert {type(each).__module__ for each in chained(scene)} <= {"dynaclient.errors", "builtins"}


@pytest.mark.parametrize(
    "name", ["X-Api-Key", "x-auth-token", "api_key", "apiKey", "access_token", "client_secret", "Session-Id", "key"]
)
def test_undeclared_values_are_secret_by_their_names(name: str) -> None:
    request = Client(API).with_options(headers={f"{name}": CANARY}, query={name: CANARY}).things.get.prepare()
    assert dict(request.without_credentials().headers) == {name: "***"}
    assert request.without_credentials().url.endswith(f"?{name}=***")
    assert request.headers[name] == CANARY


@pytest.mark.parametrize("name", ["X-Trace", "pageToken", "sort_key", "monkey", "tokens", "X-Request-Id"])
def test_other_names_say_nothing(name: str) -> None:
    request = Client(API).with_options(headers={name: "a"}, query={name: "b"}).things.get.prepare()
    assert request.without_credentials() == request


WRITING = """
import os, sys

def hook(event, given):
    if event == "open" and isinstance(given[0], (str, bytes)) and given[2] and given[2] & (os.O_WRONLY | os.O_RDWR):
        print("wrote", os.fsdecode(given[0]))

sys.addaudithook(hook)
from tests.promises.test_secrets import SITUATIONS, Scene, Watched

for name in ("success", "recordings", "calls that are never sent", "an answer 404", "drift", "the mock server"):
    with Watched(Scene()) as scene:
        SITUATIONS[name](scene)
open("control", "w").close()
"""


def test_no_file_that_is_written_holds_a_secret(tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-B", "-c", WRITING]
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True, timeout=60)
    written = {Path(tmp_path, line[6:]) for line in done.stdout.splitlines() if line.startswith("wrote ")}
    assert Path(tmp_path, "control") in written
    files = [each for each in {*written, *tmp_path.rglob("*")} if each.is_file()]
    held = [each.read_bytes().decode("latin-1") for each in files]
    assert [form for text in [*held, done.stdout, done.stderr] for form in found_in(text)] == []


# --- the test itself -------------------------------------------------------------------------------------------------


def _told_by_repr(client: Client) -> str:
    return f"<Client {[each.reveal() for each in client._shared.credentials.secrets]}>"


def _caused(error: Exception) -> Any:
    def fails(*_: Any) -> Exception:
        failure = NotFound("a", 404)
        failure.__cause__ = error
        return failure

    return fails


LEAKS: dict[str, tuple[str, Any, str, str]] = {
    "a repr of the client that tells": ("client.Client.__repr__", _told_by_repr, "success", "the client's repr"),
    "a repr of requests that tells": ("messages.Request.__repr__", lambda request: request.url, "success", "the repr of requests"),
    "headers that tell": ("messages.Headers.shown", lambda headers: {**headers}, "success", "the repr of requests"),
    "pickled headers that tell": ("messages.Headers.shown", lambda headers: {**headers}, "success", "pickles of requests"),
    "requests that travel whole": ("messages.Request.__reduce__", lambda request: (str, (request.url,)), "success", "pickles of requests"),
    "a secret that shows itself": ("messages.Secret.__repr__", lambda secret: secret.reveal(), "success", "the client's repr"),
    "recordings that keep all": ("messages.Request.without_credentials", lambda request: request, "recordings", "what was written"),
    "frames that remember": ("errors._clear_frames", lambda *_: None, "calls that are never sent", "the locals of a traceback"),
    "frames that rich shows": ("errors._clear_frames", lambda *_: None, "an answer 404", "the locals of a traceback, as rich shows them"),
    "frames that lead on": ("errors._clear_frames", lambda *_: None, "an answer 404", "what an error leads to"),
    "a log with URLs": ("sending.attempt_line", lambda request, *_: request.url, "success", "the log, from DEBUG on"),
    "urllib3's own log": ("transport.masked_target", lambda _: nullcontext(), "a session of the caller's", "the log, from DEBUG on"),
    "errors that repeat what a server says": ("calling.withheld", lambda value, _: value, "a 401 that says what it was sent", "the texts of errors"),
    "attributes that repeat it": ("calling.withheld", lambda value, _: value, "a 401 that says what it was sent", "the attributes of errors"),
    "pickles that repeat it": ("calling.withheld", lambda value, _: value, "a 401 that says what it was sent", "pickles and copies of errors"),
    "an error with a cause": ("calling.Caller._without_echo", _caused(requests.HTTPError(CANARY)), "an answer 404", "the texts of errors"),
    "problems that show values": ("schemas._without_secrets", lambda violation, _: violation, "calls that are never sent", "the attributes of errors"),
    "warnings that show values": ("schemas._without_secrets", lambda violation, _: violation, "calls that are never sent", "warnings"),
    "a client that travels with its token": ("credentials.Credentials.sources", property(lambda held: TOKENS), "success", "pickles of the client"),
    "a copy that has its token": ("credentials.Credentials.sources", property(lambda held: TOKENS), "success", "copies of the client"),
    "help that tells": ("methods.docstring", lambda *_, **more: CANARY, "success", "help"),
    "a dry run that tells": ("messages.Request.without_credentials", lambda request: request, "the command line", "what was written"),
}  # fmt: skip
"""What would be a leak: what is put in whose place, when that happens, and where it has to be found."""


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_would_be_found(leak: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, leaking, situation, place = LEAKS[leak]
    monkeypatch.setattr(f"dynaclient.{name}", leaking)
    with Watched(Scene()) as scene:
        SITUATIONS[situation](scene)
    assert place in {each.partition(":")[0] for each in sightings(scene)}


def test_each_place_has_a_leak_that_is_found_there() -> None:
    assert {place for *_, place in LEAKS.values()} == set(PLACES)
