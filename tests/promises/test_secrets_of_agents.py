"""No credential reaches an agent, a person who is asked, a log or a file: whatever an API repeats of it, and wherever."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dynaclient import AsyncClient, Client, load
from dynaclient.agents.sending import CallContext
from dynaclient.agents.toolbox import Toolbox
from dynaclient.testing import RecordingTransport, response
from tests.promises.test_echoes import ECHOED_KEYS, IN_TEXT, NESTED, PAGES, PLACES, RAISED, Raises, as_json
from tests.promises.test_echoes import response as written
from tests.support import ROOT
from tests.support.descriptions import describe, query
from tests.support.raw_server import RawServer, Received
from tests.support.secret_scanner import SECRET, USER, Record, find_forms, leaks, recording
from tests.support.toolboxes import Agent, kept_by

ITEMS = {"type": "object", "additionalProperties": {"type": "integer"}}
RESPONSES = {"200": {"schema": ITEMS}}
ACTIONS: dict[str, Any] = {
    "get": {"method": "GET", "responses": RESPONSES},
    "any": {"method": "GET", "path": "/any"},
    "post": {"method": "POST", "parameters": {"pin": {"in": "query", "secret": True}}, "responses": RESPONSES},
    "put": {
        "method": "PUT", "path": "/put",
        "parameters": {"data": {"in": "body", "spread": True, "schema": {
            "type": "object", "properties": {"pin": {"type": "string", "secret": True}, "note": {"type": "string"}},
        }}},
    },
    "delete": {"method": "DELETE", "path": "/delete", "parameters": {"pin": {"in": "query", "secret": True}, "n": query()}},
    "watch": {"method": "GET", "path": "/watch", "responses": {"200": {"stream": "sse", "events": {"count": ITEMS}}}},
    "lines": {"method": "GET", "path": "/lines", "responses": {"200": {"stream": "ndjson", "schema": ITEMS}}},
    "bytes": {"method": "GET", "path": "/bytes", "responses": {"200": {"stream": "bytes"}}},
    "list": {
        "method": "GET", "path": "/list", "parameters": {"after": query()}, "responses": {"200": {"schema": {}}},
        "paginate": PAGES,
    },
}  # fmt: skip
SCHEMES: dict[str, tuple[dict[str, Any], Any]] = {
    "bearer": ({"type": "bearer"}, SECRET),
    "basic": ({"type": "basic"}, (USER, SECRET)),
    "a key in a header": ({"type": "apiKey", "in": "header", "name": "X-Key"}, SECRET),
    "a key in the query": ({"type": "apiKey", "in": "query", "name": "api_key"}, SECRET),
    "a function": ({"type": "bearer"}, lambda: SECRET),
}
API = load(describe(ACTIONS, auth={"key": {"type": "bearer"}}, errors={"type": "/type", "message": "/message"}))


async def _agrees(_: str) -> str:
    return "accept"


def calls(record: Record, agent: Agent, folder: Path, secret: str = "") -> None:
    """Call each tool, and record all that anyone reads or finds."""
    passed = {"pin": secret} if secret else {}
    for action in ("get", "any", "watch", "lines", "bytes", "list"):
        agent.call(f"things.{action}")
    for action, arguments in (("post", passed), ("put", {**passed, "note": IN_TEXT}), ("delete", {**passed, "n": "1"})):
        agent(
            "write", {"action": f"things.{action}", "arguments": arguments}, CallContext(ask=_agrees, caller="a host")
        )
        agent("preview", {"action": f"things.{action}", "arguments": arguments})
    agent("write", {"action": "things.delete", "arguments": passed})
    agent("write", {"action": "things.delete", "arguments": {**passed, "n": "x y"}}, CallContext(can_ask_later=True))
    for select in ("@", "keys(@)", "sort_by(@, &a)", "*.*", "[", "things.{a: @}"):
        agent("read", {"action": "things.any", "select": select})
    agent("read", {"action": "things.list", "max_items": 20})
    agent("read", json.dumps({"action": "things.get", "arguments": {"pin": secret or SECRET}}))
    agent("read", {"action": f"things.{secret or SECRET}"})
    agent("find", {"query": secret or SECRET})
    record.outputs += agent.read
    kept = [path for name in ("kept", "out") for path in (folder / name).glob("*")]
    record.outputs += [path.read_bytes().decode("latin-1") for path in (*kept, folder / "log")]
    for uri, content in kept_by(agent).items():
        found = agent.toolbox.kept(uri, 1 << 20)
        assert found is not None
        record.outputs += [uri, content, found[1].decode("latin-1")]


def agent_of(folder: Path, client: Client, **options: Any) -> Agent:
    """Return an agent that may do everything, with folders and a log."""
    for name in ("kept", "out"):
        (folder / name).mkdir(exist_ok=True)
    return Agent(
        client, allow="destructive", log=folder / "log", log_values=True, save=folder / "kept", reveal=folder / "out",
        seconds=0.5, max_result=2048, **options,
    )  # fmt: skip


SUCCESSES: dict[str, bytes] = {
    "values": written(200, as_json(a=IN_TEXT, b=[SECRET, {"c": SECRET}])),
    "names": written(200, as_json(**ECHOED_KEYS)),
    "many places": written(200, as_json(**NESTED)),
    "a large answer": written(200, as_json(items=[{"a": IN_TEXT, "n": n} for n in range(50)], next=SECRET)),
    "a string": written(200, json.dumps(IN_TEXT).encode()),
    "text that is large": written(200, (IN_TEXT * 50).encode(), "text/plain"),
    "bytes that are kept": written(200, b"\0" + IN_TEXT.encode(), "application/octet-stream"),
    "a picture": written(200, b"\x89PNG" + IN_TEXT.encode(), "image/png"),
    "XML": written(200, f"<a>{base64.b64encode(SECRET.encode()).decode()}</a>".encode(), "application/xml"),
    "events": written(200, f"id: {IN_TEXT}\nevent: {IN_TEXT}\ndata: {IN_TEXT}\n\n".encode(), "text/event-stream"),
    "lines": written(200, b"\n".join([as_json(a=IN_TEXT)] * 3), "application/x-ndjson"),
}


@pytest.mark.uncounted
@pytest.mark.parametrize("place", [*PLACES, *SUCCESSES])
def test_nothing_that_a_server_echoes_shows_the_credential(
    place: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    everything = {**PLACES, **SUCCESSES}
    with recording() as record, RawServer(lambda _: everything[place]) as server:
        client = Client(API, token=SECRET, url=server.url, retries=0, trust_env=False)
        with agent_of(tmp_path, client) as agent:
            calls(record, agent, tmp_path)
    record.outputs += capfd.readouterr()
    assert leaks(record) == []
    assert len(agent.read) >= 25


def test_an_echo_is_found_where_it_is_not_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("calls", "inner"):
        monkeypatch.setattr(f"dynaclient.client.{module}.redact", lambda value, _: value)
    with recording() as record, RawServer(lambda _: SUCCESSES["values"]) as server:
        client = Client(API, token=SECRET, url=server.url, retries=0, trust_env=False)
        with agent_of(tmp_path, client) as agent:
            calls(record, agent, tmp_path)
    assert {"base64", "percent-encoded", "JSON"} <= {form for output in record.outputs for form in find_forms(output)}


def _echo(received: Received) -> bytes:
    """Return what was received, as the value of a success or of an error."""
    head, body = received.head.decode("latin-1"), received.body.decode("latin-1")
    return written(400 if received.method == "DELETE" else 200, as_json(head=head, body=body, message=head))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_server_that_returns_the_whole_request_shows_no_credential(
    scheme: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    described, token = SCHEMES[scheme]
    api = load(describe(ACTIONS, auth={"key": described}))
    with recording() as record, RawServer(_echo) as server:
        client = Client(api, token=token, url=server.url, retries=0, trust_env=False)
        with agent_of(tmp_path, client) as agent:
            calls(record, agent, tmp_path)
    record.outputs += capfd.readouterr()
    assert leaks(record) == []


@pytest.mark.parametrize("place", ["a whole request", "many places of a body", "values", "events"])
def test_a_secret_that_the_agent_passes_is_shown_and_kept_nowhere(
    place: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    everything = {**PLACES, **SUCCESSES}
    respond: Callable[[Received], bytes] = _echo if place == "a whole request" else lambda _: everything[place]
    with recording() as record, RawServer(respond) as server:
        client = Client(API, token="another-t0ken", url=server.url, retries=0, trust_env=False)
        with agent_of(tmp_path, client) as agent:
            agent.read.clear()
            for action, arguments in (("post", {}), ("put", {"note": "x"}), ("put", {}), ("delete", {"n": "1"})):
                passed = {"action": f"things.{action}", "arguments": {**arguments, "pin": SECRET}}
                agent("write", passed, CallContext(ask=_agrees))
                agent("write", passed, CallContext(can_ask_later=True))
                agent("write", passed)
                agent("preview", passed)
            agent("write", {"action": "things.put", "arguments": {"data": {"pin": SECRET, "note": 5}}})
            agent("write", {"action": "things.put", "arguments": {"pni": SECRET}})
            record.outputs += agent.read
            record.outputs += [path.read_text("latin-1") for path in (tmp_path / "log", *tmp_path.glob("*/*"))]
    record.outputs += capfd.readouterr()
    assert leaks(record) == []


@pytest.mark.parametrize("kind", RAISED)
def test_no_error_of_a_transport_shows_the_credential(
    kind: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with recording() as record:
        client = Client(API, token=SECRET, transport=Raises(RAISED[kind]), retries=0)
        with agent_of(tmp_path, client) as agent:
            calls(record, agent, tmp_path)
    record.outputs += capfd.readouterr()
    assert leaks(record) == []


class Fails:
    """A transport whose errors are the caller's own, and are raised as they are."""

    raises_callers_errors = True

    def send(self, *_: Any) -> Any:
        """Raise an error that the library does not know."""
        raise ZeroDivisionError


def test_an_error_of_the_callers_own_is_raised_without_the_data_of_the_call(tmp_path: Path) -> None:
    toolbox = Toolbox(AsyncClient(API, token=SECRET, transport=Fails()), allow="write", log=tmp_path / "log")
    passed = {"action": "things.post", "arguments": {"pin": SECRET}}
    with recording() as record:
        record.attempt(lambda: asyncio.run(toolbox.call("write", passed)))
    toolbox.close()
    lines = [json.loads(line) for line in (tmp_path / "log").read_text("utf-8").splitlines()]
    assert [type(error) for error in record.errors] == [ZeroDivisionError]
    assert leaks(record) == []
    assert (lines[-1]["error"], lines[-1]["outcome"]) == ("ZeroDivisionError", "it may have been carried out")


def test_tokens_of_a_login_and_those_that_are_renewed_are_redacted(tmp_path: Path) -> None:
    tokens = [SECRET, f"{SECRET}-2"]
    waiting = iter([*tokens, "last-t0ken"])

    def respond(request: Any) -> Any:
        sent = request.headers["Authorization"]
        return response({"echo": [sent, *tokens]}, 401 if sent.endswith(SECRET) else 200)

    with recording() as record:
        client = Client(API, token=lambda: next(waiting), transport=RecordingTransport(respond), retries=0)
        with agent_of(tmp_path, client) as agent:
            calls(record, agent, tmp_path)
    assert leaks(record) == []


# --- the process -----------------------------------------------------------------------------------------------------


class Piped:
    """The process `dynaclient mcp`, with messages over its standard streams."""

    def __init__(self, *words: str, **variables: str) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "DYNACLIENT_CACHE": "", **variables}
        self._process = subprocess.Popen(
            [sys.executable, "-X", "dev", "-m", "dynaclient", "mcp", *words], env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._number = 0
        self.printed: list[str] = []

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a request, and return its response."""
        self._number += 1
        self._write({"jsonrpc": "2.0", "id": self._number, "method": method, "params": params})
        assert self._process.stdout is not None
        while True:
            self.printed.append(self._process.stdout.readline())
            message = json.loads(self.printed[-1])
            if message.get("id") == self._number:
                return dict(message)

    def begin(self) -> None:
        """Do the handshake."""
        self.ask(
            "initialize", protocolVersion="2025-11-25", capabilities={}, clientInfo={"name": "a host", "version": "1"}
        )
        self._write({"jsonrpc": "2.0", "method": "notifications/initialized"})

    def _write(self, message: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(message)}\n")
        self._process.stdin.flush()

    def end(self) -> str:
        """End it, and return what else it has printed."""
        rest, error = self._process.communicate(timeout=20)
        return rest + error


def test_the_process_prints_no_credential(tmp_path: Path) -> None:
    (tmp_path / "api.json").write_text(json.dumps(API.document), "utf-8")
    everything = [*PLACES.values(), *SUCCESSES.values()]
    numbers = iter(range(len(everything)))
    with RawServer(lambda _: everything[next(numbers, 0)]) as server:
        served = Piped(
            "--api", str(tmp_path / "api.json"), "--url", server.url, "--allow", "destructive", "--no-confirm",
            "--log", str(tmp_path / "log"), "--log-values", "--timeout", "2", DYNACLIENT_TOKEN=SECRET,
        )  # fmt: skip
        served.begin()
        for name in ("get", "any", "watch", "lines", "bytes", "list") * 8:
            served.ask("tools/call", name="read", arguments={"action": f"things.{name}"})
        for name in ("post", "put", "delete"):
            passed = {"action": f"things.{name}", "arguments": {"pin": SECRET}}
            served.ask("tools/call", name="write", arguments=passed)
            served.ask("tools/call", name="preview", arguments=passed)
        served.ask("tools/call", name="write", arguments={"action": 5, "arguments": [SECRET]})
        served.ask("resources/read", uri=f"dynaclient://result/{SECRET.encode().hex()[:0]}x")
        rest = served.end()
    outputs = [*served.printed, rest, (tmp_path / "log").read_text("utf-8")]
    assert [found for output in outputs for found in find_forms(output)] == []
    assert len(served.printed) > 50
    assert "Traceback" not in rest
