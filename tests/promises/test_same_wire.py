"""Both clients send the same bytes, and return or raise the same for each response and each fault."""

from __future__ import annotations

import gzip
import random
import re
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from uuid import UUID

import pytest

from dynaclient import Client, DynaclientError, Result, load
from dynaclient.description.model import UNSET, Parameter
from tests.support.both_clients import BlockingAsyncClient
from tests.support.descriptions import describe
from tests.support.fault_server import CUTS, LIES, REFUSALS, STALLS, FaultServer, chunked, head, whole
from tests.support.hostile_values import ACTIONS, create_values, random_arguments, random_value
from tests.support.hostile_values import DESCRIPTION as LIBRARY
from tests.support.random_values import NoValue, RandomValues
from tests.support.raw_server import FinalResponse, RawServer, Received, raw_response

CALLS = 10_000
KINDS = (Client, BlockingAsyncClient)
BUNDLED = load()
VALUES = RandomValues(BUNDLED.document)
INVALID_SHARE = 0.05
"""The share of arguments with values that are probably invalid."""
TIMED = {"elapsed"}
"""Attributes that differ from call to call."""

# --- the calls -------------------------------------------------------------------------------------------------------

OF_STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "tabDelimited", "deepObject", "brackets", "json"),
    "header": ("simple",),
    "cookie": ("form",),
}
STYLED = {
    f"{location}_{style}{'_exploded' if explode else ''}": {"in": location, "style": style, "explode": explode}
    for location, styles in OF_STYLES.items()
    for style in styles
    for explode in (False, True)
    if style not in ("json", "brackets", "deepObject") or explode
}
FILE = {"type": "string", "file": True}
BODIES: dict[str, Any] = {
    "json": {"in": "body", "schema": {}},
    "text": {"in": "body", "content": {"text/plain": {}}},
    "form": {"in": "body", "content": {"application/x-www-form-urlencoded": {"type": "object"}}},
    "multipart": {"in": "body", "content": {"multipart/form-data": {"properties": {"file": FILE}}}},
    "bytes": {"in": "body", "content": {"application/octet-stream": {}}},
}
STYLES = describe(
    {
        **{
            name: {
                "method": "GET",
                "path": f"/{name}/{{value}}" if parameter["in"] == "path" else f"/{name}",
                "parameters": {"value": {key: value for key, value in parameter.items() if key != "explode" or value}},
            }
            for name, parameter in STYLED.items()
        },
        **{
            f"{name}_{method.lower()}": {"method": method, "path": f"/{name}", "parameters": {"value": body}}
            for name, body in BODIES.items()
            for method in ("POST", "PUT")
        },
        "head": {"method": "HEAD", "parameters": {"value": {"in": "query"}}},
        "keyed": {"method": "POST", "parameters": {"value": {"in": "body"}}, "idempotencyKey": "Idempotency-Key"},
        "upload": {
            "method": "POST",
            "path": "/upload",
            "parameters": {"value": {"in": "part", "schema": FILE}, "more": {"in": "part"}},
        },
    }
)
SIMPLE: tuple[Callable[[], Any], ...] = (
    lambda: "a b&c=d/é?#", lambda: 5, lambda: True, lambda: 1.5, lambda: None, lambda: [1, "b,c", True], lambda: {"a": 1, "b": "x y"},
    lambda: {"a": {"b": [1, {"c": 2}]}}, lambda: b"\x00\xff" * 10, lambda: iter([b"one", b"", b"two"]), lambda: ("n.txt", b"data", "text/plain"),
    lambda: {"file": b"x" * 70_000, "other": "é"}, lambda: {"file": iter([b"1", b"2"])}, lambda: "x" * 100_000, lambda: iter(["no bytes"]),
)  # fmt: skip


@dataclass(frozen=True)
class Call:
    """One call, for both clients."""

    source: str
    action: str
    arguments: dict[str, Any]
    options: dict[str, Any]
    response: bytes

    def make(self, client: Any) -> Any:
        """Make it, and return the result or the error."""
        arguments = {
            name: SIMPLE[value.number]() if isinstance(value, Simple) else create_values(value)
            for name, value in self.arguments.items()
        }
        try:
            result = client.with_options(**self.options).with_response.call(self.action, arguments)
            return result if isinstance(result, Result) else list(result)
        except DynaclientError as error:
            return error


@dataclass(frozen=True)
class Simple:
    """Stands for a value that is created for each use."""

    number: int


def _bundled(chance: random.Random) -> tuple[str, dict[str, Any]]:
    action = BUNDLED.action(chance.choice(list(BUNDLED.actions)))
    while action.stream:
        action = BUNDLED.action(chance.choice(list(BUNDLED.actions)))
    chosen = [parameter for parameter in action.parameters.values() if parameter.required or chance.random() < 0.3]
    arguments = {parameter.name: _value_for(parameter, chance) for parameter in chosen if chance.random() < 0.97}
    return action.name, arguments if chance.random() < 0.95 else {**arguments, "unknown": 1}


def _value_for(parameter: Parameter, chance: random.Random) -> Any:
    if chance.random() < INVALID_SHARE:
        return random_value(chance)
    if parameter.example is not UNSET and chance.random() < 0.5:
        return parameter.example
    try:
        return VALUES.seeded(chance.random().hex()).valid_value(parameter.schema.tokens)
    except NoValue:
        return parameter.example


def _styles(chance: random.Random) -> tuple[str, dict[str, Any]]:
    name = chance.choice(list(STYLES["resources"]["things"]["actions"]))
    value = Simple(chance.randrange(len(SIMPLE))) if chance.random() < 0.8 else random_value(chance)
    return f"things.{name}", {"value": value}


def _library(chance: random.Random) -> tuple[str, dict[str, Any]]:
    return chance.choice(ACTIONS), random_arguments(chance)


SOURCES: dict[str, tuple[Any, Callable[[random.Random], tuple[str, dict[str, Any]]]]] = {
    "bundled": (BUNDLED, _bundled),
    "styles": (STYLES, _styles),
    "library": ({**LIBRARY, "server": "https://example.com"}, _library),
}
TOKENS: dict[str, Any] = {"bundled": "t", "library": {"accessToken": "t", "key": "k&y", "login": ("u", "pä")}}
_JSON = b'{"items": [1, 2], "type": "NotFound", "message": "no such thing", "title": "x"}'
RESPONSES = (
    raw_response(), raw_response(), raw_response(_JSON), raw_response(_JSON), raw_response(b"[]"), raw_response(b"", status=204), raw_response(_JSON, status=201), raw_response(_JSON, status=400),
    raw_response(_JSON, status=401), raw_response(_JSON, status=404), raw_response(_JSON, status=409), raw_response(_JSON, status=429), raw_response(b"<p>", status=500, media="text/html"),
    raw_response(_JSON, status=503), raw_response(b"text", media="text/plain"), raw_response(b'{"a": 1, "a": 2}'), raw_response(b"NaN"), raw_response(b"\xff\xfe"), raw_response(b"{" * 5000),
    head("Transfer-Encoding: chunked") + chunked(_JSON) + b"0\r\n\r\n", whole(gzip.compress(_JSON), "Content-Encoding: gzip"),
    FinalResponse(head(media="text/plain") + b"to the end"), FinalResponse(whole(_JSON)[:-5]), FinalResponse(head("Transfer-Encoding: chunked") + b"5\r\nab"), FinalResponse(b"HTTP/1.1 2"), b"",
    FinalResponse(b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n"), FinalResponse(whole(_JSON, "Content-Encoding: br")), whole(b"", "Location: /elsewhere", status="302 Found"),
    b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + raw_response(_JSON),
)  # fmt: skip
OPTIONS: tuple[dict[str, Any], ...] = (
    {}, {}, {}, {"validate": "off"}, {"validate": "warn"}, {"validate_responses": "raise"}, {"content": "application/json"}, {"content": "text/plain"},
    {"content": "multipart/form-data"}, {"content": "application/x-www-form-urlencoded"}, {"headers": {"X-More": "é"}, "query": {"more": "a b"}}, {"max_response_bytes": 20},
    {"redirects": 1}, {"reconnect": 0},
)  # fmt: skip


def random_calls(count: int) -> Iterator[Call]:
    """Yield so many random calls; the same ones each time."""
    chance = random.Random(count)
    for number in range(count):
        source = ("bundled", "styles", "bundled", "styles", "library")[number % 5]
        action, arguments = SOURCES[source][1](chance)
        yield Call(source, action, arguments, chance.choice(OPTIONS), chance.choice(RESPONSES))


# --- the comparison --------------------------------------------------------------------------------------------------


def normalize(received: Received) -> tuple[bytes, bytes]:
    """Return the head and the body of a request, with a fixed boundary."""
    match = re.search(rb"boundary=([^\r\n;]+)", received.head)
    boundary = match[1] if match else b"\r\n\r\n no boundary"
    return received.head.replace(boundary, b"BOUNDARY"), received.body.replace(boundary, b"BOUNDARY")


def describe_outcome(outcome: Any) -> str:
    """Return a result or an error with its attributes, as a string."""
    if isinstance(outcome, BaseException):
        attributes = {name: value for name, value in sorted(vars(outcome).items()) if name not in TIMED}
        return f"{type(outcome).__name__}: {outcome} {_without_addresses(attributes)}"
    if not isinstance(outcome, Result):
        return repr(outcome)
    return repr((outcome.data, outcome.status, dict(outcome.headers), outcome.attempts, outcome.complete))


def _without_addresses(value: Any) -> str:
    return re.sub(r"0x[0-9a-f]{6,}", "0x…", repr(value))


class ClientPairs:
    """Both clients of each description, for one server."""

    def __init__(self, server: RawServer) -> None:
        self._server = server
        self._clients = {
            source: [
                kind(api, url=server.url, token=TOKENS.get(source), retries=0, trust_env=False, timeout=20)
                for kind in KINDS
            ]
            for source, (api, _) in SOURCES.items()
        }

    def close(self) -> None:
        for pair in self._clients.values():
            for client in pair:
                client.close()

    def outcomes(self, call: Call) -> list[tuple[str, list[tuple[bytes, bytes]]]]:
        """Return the outcome of a call with each client, and the requests."""
        outcomes = []
        for client in self._clients[call.source]:
            self._server.requests.clear()
            outcome = describe_outcome(call.make(client))
            outcomes.append((outcome, [normalize(received) for received in self._server.requests]))
        return outcomes


@pytest.fixture
def compare(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Call], Any]]:
    monkeypatch.setattr("uuid.uuid4", lambda: UUID(int=7))
    current: list[bytes] = []
    with RawServer(lambda _: current[0]) as server:
        pairs = ClientPairs(server)

        def outcomes(call: Call) -> Any:
            current[:] = [call.response]
            return pairs.outcomes(call)

        yield outcomes
        pairs.close()


@pytest.mark.uncounted
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("count", [CALLS // 10, pytest.param(CALLS, marks=pytest.mark.full)])
def test_the_same_call_sends_the_same_request_and_has_the_same_outcome(
    count: int, compare: Callable[[Call], Any]
) -> None:
    kinds: set[str] = set()
    sent = 0
    for call in random_calls(count):
        threads, event_loop = compare(call)
        assert threads == event_loop, call
        kinds.add(threads[0].partition(":")[0])
        sent += len(threads[1])
    assert sent > count / 3
    assert {"InvalidCall", "BadResponse", "NotFound", "Unauthorized", "RateLimited", "ServerError"} <= kinds
    assert {"OutcomeUnknown", "Redirected", "BadRequest"} & kinds


# --- each fault ------------------------------------------------------------------------------------------------------

QUICK = {name: play for name, play in {**CUTS, **LIES, **REFUSALS}.items() if name != "resets at once"}
"""Without the reset that arrives before or after the connection is established."""
BROKEN_CONNECTION = re.compile(r" \(the connection (?:was reset|is closed|was cut inside TLS)\)")
"""Which error the system reports for a broken connection depends on the moment."""
FAULTY = describe({"get": {"method": "GET", "responses": {"200": {"schema": {}}}}, "post": {"method": "POST", "parameters": {"data": {"in": "body"}}}})  # fmt: skip


def _outcome(kind: Any, play: Any, action: str, secure: ssl.SSLContext | None, **options: Any) -> str:
    arguments = {"data": {"n": 1}} if action == "post" else {}
    with (
        FaultServer(play, secure=secure) as server,
        kind(FAULTY, url=server.url, retries=0, trust_env=False, **options) as client,
    ):
        try:
            return repr(client.call(f"things.{action}", arguments))
        except DynaclientError as error:
            words = BROKEN_CONNECTION.sub("", f"{type(error).__name__}: {error}")
            return words.replace(server.url.partition("//")[2], "the server")


@pytest.mark.parametrize("secure", [False, True], ids=["TCP", "TLS"])
@pytest.mark.parametrize("action", ["get", "post"])
def test_each_fault_is_reported_in_the_same_words(action: str, secure: bool, tls: tuple[ssl.SSLContext, str]) -> None:
    context, ca = tls if secure else (None, None)

    def outcomes(name: str) -> tuple[str, ...]:
        for _ in range(2):  # a second time if they differ: a handshake may fail on a busy machine
            found = tuple(_outcome(kind, QUICK[name], action, context, ca=ca, timeout=10) for kind in KINDS)
            if len(set(found)) == 1:
                break
        return name, *found

    with ThreadPoolExecutor(4) as threads:
        different = [found for found in threads.map(outcomes, QUICK) if found[1] != found[2]]
    assert different == []


@pytest.mark.parametrize("action", ["get", "post"])
def test_each_stall_is_reported_in_the_same_words(action: str) -> None:
    with ThreadPoolExecutor(len(STALLS)) as threads:
        outcomes = [
            list(threads.map(lambda play, kind=kind: _outcome(kind, play, action, None, timeout=0.3), STALLS.values()))
            for kind in KINDS
        ]
    assert [found for found in zip_longest(STALLS, *outcomes) if found[1] != found[2]] == []


UNREACHABLE = {
    "no server": {"url": "http://127.0.0.1:9"},
    "no server, encrypted": {"url": "https://127.0.0.1:9"},
    "an unknown name": {"url": "http://unknown.invalid"},
    "a missing file of certificates": {"url": "https://127.0.0.1:9", "ca": "/not/there.pem"},
    "a missing client certificate": {"url": "https://127.0.0.1:9", "cert": "/not/there.pem"},
    "no proxy": {"url": "http://api.invalid", "proxy": "http://127.0.0.1:9"},
    "no tunnel": {"url": "https://api.invalid", "proxy": "http://127.0.0.1:9"},
    "an invalid name": {"url": f"http://{'a' * 70}.example"},
}


@pytest.mark.parametrize("name", UNREACHABLE)
def test_an_unreachable_server_is_reported_in_the_same_words(name: str) -> None:
    messages = [_connect_error(kind, UNREACHABLE[name]) for kind in KINDS]
    assert messages[0] == messages[1]
    assert messages[0].startswith("ConnectError")


def _connect_error(kind: Any, options: dict[str, Any]) -> str:
    with kind(FAULTY, retries=0, trust_env=False, timeout=10, **options) as client:
        with pytest.raises(DynaclientError) as caught:
            client.things.post(data={})
        return f"{type(caught.value).__name__}: {caught.value}"
