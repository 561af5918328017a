"""Both clients put the same bytes on the wire, and make the same of what comes back: random calls, and each fault."""

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
import trustme

from dynaclient import Client, DynaclientError, Result, load
from dynaclient.description.model import UNSET, Parameter
from tests.promises.test_only_our_errors import ACTIONS, _drawn_arguments, _drawn_value, alive
from tests.promises.test_only_our_errors import DESCRIPTION as LIBRARY
from tests.support.colours import Awaited
from tests.support.descriptions import describe
from tests.support.fault_server import CUTS, LIES, REFUSALS, STALLS, FaultServer, chunked, head, whole
from tests.support.random_values import NoValue, RandomValues
from tests.support.raw_server import Last, RawServer, Received, answer

CALLS = 10_000
BUNDLED = load()
VALUES = RandomValues(BUNDLED.document)
BREAKS = 0.05
"""How many of the arguments that an action takes are given what hardly fits."""
TIMED = {"elapsed"}
"""What differs from one call to the next."""

# --- what is called --------------------------------------------------------------------------------------------------

OF_STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject", "brackets", "json"),
    "header": ("simple",),
    "cookie": ("form",),
}
STYLED = {
    f"{place}_{style}{'_exploded' if explode else ''}": {"in": place, "style": style, "explode": explode}
    for place, styles in OF_STYLES.items()
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
                "path": f"/{name}/{{value}}" if each["in"] == "path" else f"/{name}",
                "parameters": {"value": {key: said for key, said in each.items() if key != "explode" or said}},
            }
            for name, each in STYLED.items()
        },
        **{
            f"{name}_{method.lower()}": {"method": method, "path": f"/{name}", "parameters": {"value": each}}
            for name, each in BODIES.items()
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
    """One call, to be made by both."""

    of: str
    action: str
    arguments: dict[str, Any]
    options: dict[str, Any]
    answer: bytes

    def made_by(self, client: Any) -> Any:
        """Make it; give what came, or the error."""
        try:
            came = client.with_options(**self.options).with_response.call(self.action, revived(self.arguments))
            return came if isinstance(came, Result) else list(came)
        except DynaclientError as error:
            return error


def revived(value: Any) -> Any:
    """Give the arguments of a call, those that can be used once made anew."""
    return {name: each() if isinstance(each, Simple) else alive(each) for name, each in value.items()}


class Simple:
    """A value that is made anew each time it is used."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __call__(self) -> Any:
        return SIMPLE[self._number]()

    def __repr__(self) -> str:
        return f"Simple({self._number})"


def _bundled(chance: random.Random) -> tuple[str, dict[str, Any]]:
    action = BUNDLED.action(chance.choice(list(BUNDLED.actions)))
    while action.stream:
        action = BUNDLED.action(chance.choice(list(BUNDLED.actions)))
    chosen = [each for each in action.parameters.values() if each.required or chance.random() < 0.3]
    arguments = {each.name: _value_for(each, chance) for each in chosen if chance.random() < 0.97}
    return action.name, arguments if chance.random() < 0.95 else {**arguments, "nobody": 1}


def _value_for(parameter: Parameter, chance: random.Random) -> Any:
    if chance.random() < BREAKS:
        return _drawn_value(chance)
    if parameter.example is not UNSET and chance.random() < 0.5:
        return parameter.example
    try:
        return VALUES.seeded(chance.random().hex()).fitting(parameter.schema.tokens)
    except NoValue:
        return parameter.example


def _styles(chance: random.Random) -> tuple[str, dict[str, Any]]:
    name = chance.choice(list(STYLES["resources"]["things"]["actions"]))
    value = Simple(chance.randrange(len(SIMPLE))) if chance.random() < 0.8 else _drawn_value(chance)
    return f"things.{name}", {"value": value}


def _library(chance: random.Random) -> tuple[str, dict[str, Any]]:
    return chance.choice(ACTIONS), _drawn_arguments(chance)


SOURCES: dict[str, tuple[Any, Callable[[random.Random], tuple[str, dict[str, Any]]]]] = {
    "bundled": (BUNDLED, _bundled),
    "styles": (STYLES, _styles),
    "library": ({**LIBRARY, "server": "https://example.com"}, _library),
}
TOKENS: dict[str, Any] = {"bundled": "t", "library": {"accessToken": "t", "key": "k&y", "login": ("u", "pä")}}
_JSON = b'{"items": [1, 2], "type": "NotFound", "message": "no such thing", "title": "x"}'
ANSWERS = (
    answer(), answer(), answer(_JSON), answer(_JSON), answer(b"[]"), answer(b"", status=204), answer(_JSON, status=201), answer(_JSON, status=400),
    answer(_JSON, status=401), answer(_JSON, status=404), answer(_JSON, status=409), answer(_JSON, status=429), answer(b"<p>", status=500, media="text/html"),
    answer(_JSON, status=503), answer(b"text", media="text/plain"), answer(b'{"a": 1, "a": 2}'), answer(b"NaN"), answer(b"\xff\xfe"), answer(b"{" * 5000),
    head("Transfer-Encoding: chunked") + chunked(_JSON) + b"0\r\n\r\n", whole(gzip.compress(_JSON), "Content-Encoding: gzip"),
    Last(head(media="text/plain") + b"to the end"), Last(whole(_JSON)[:-5]), Last(head("Transfer-Encoding: chunked") + b"5\r\nab"), Last(b"HTTP/1.1 2"), b"",
    Last(b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n"), Last(whole(_JSON, "Content-Encoding: br")), whole(b"", "Location: /elsewhere", status="302 Found"),
    b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + answer(_JSON),
)  # fmt: skip
OPTIONS: tuple[dict[str, Any], ...] = (
    {}, {}, {}, {"validate": "off"}, {"validate": "warn"}, {"validate_responses": "raise"}, {"content": "application/json"}, {"content": "text/plain"},
    {"content": "multipart/form-data"}, {"content": "application/x-www-form-urlencoded"}, {"headers": {"X-More": "é"}, "query": {"more": "a b"}}, {"size": 20},
    {"redirects": 1}, {"reconnect": 0},
)  # fmt: skip


def drawn(count: int) -> Iterator[Call]:
    """Give so many random calls, the same ones each time."""
    chance = random.Random(count)
    for number in range(count):
        of = ("bundled", "styles", "bundled", "styles", "library")[number % 5]
        action, arguments = SOURCES[of][1](chance)
        yield Call(of, action, arguments, chance.choice(OPTIONS), chance.choice(ANSWERS))


# --- what is compared ------------------------------------------------------------------------------------------------


def written(received: Received) -> tuple[bytes, bytes]:
    """Give a request as it came, with the same boundary for all."""
    found = re.search(rb"boundary=([^\r\n;]+)", received.head)
    boundary = found[1] if found else b"\r\n\r\n no boundary"
    return received.head.replace(boundary, b"BOUNDARY"), received.body.replace(boundary, b"BOUNDARY")


def told(outcome: Any) -> Any:
    """Give all that an outcome tells, as a text."""
    if isinstance(outcome, BaseException):
        attributes = {name: value for name, value in sorted(vars(outcome).items()) if name not in TIMED}
        return f"{type(outcome).__name__}: {outcome} {_without_addresses(attributes)}"
    if not isinstance(outcome, Result):
        return repr(outcome)
    return repr((outcome.data, outcome.status, dict(outcome.headers), outcome.attempts, outcome.complete))


def _without_addresses(value: Any) -> str:
    return re.sub(r"0x[0-9a-f]{6,}", "0x…", repr(value))


class Table:
    """A server, and both clients of each description there."""

    def __init__(self, server: RawServer) -> None:
        self._server = server
        self._clients = {
            of: [
                kind(api, url=server.url, token=TOKENS.get(of), retries=0, trust_env=False, timeout=20)
                for kind in (Client, Awaited)
            ]
            for of, (api, _) in SOURCES.items()
        }

    def close(self) -> None:
        for pair in self._clients.values():
            for each in pair:
                each.close()

    def outcomes(self, call: Call) -> list[tuple[str, list[tuple[bytes, bytes]]]]:
        """Give for each colour what came of a call, and what came to the server."""
        found = []
        for client in self._clients[call.of]:
            self._server.requests.clear()
            outcome = told(call.made_by(client))
            found.append((outcome, [written(each) for each in self._server.requests]))
        return found


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Call], Any]]:
    monkeypatch.setattr("uuid.uuid4", lambda: UUID(int=7))
    present: list[bytes] = []
    with RawServer(lambda _: present[0]) as server:
        made = Table(server)

        def compare(call: Call) -> Any:
            present[:] = [call.answer]
            return made.outcomes(call)

        yield compare
        made.close()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("count", [CALLS // 10, pytest.param(CALLS, marks=pytest.mark.full)])
def test_the_same_call_is_the_same_request_and_comes_to_the_same(count: int, table: Callable[[Call], Any]) -> None:
    kinds: set[str] = set()
    sent = 0
    for call in drawn(count):
        threads, event_loop = table(call)
        assert threads == event_loop, call
        kinds.add(threads[0].partition(":")[0])
        sent += len(threads[1])
    assert sent > count / 3
    assert {"InvalidCall", "BadResponse", "NotFound", "Unauthorized", "RateLimited", "ServerError"} <= kinds
    assert {"OutcomeUnknown", "Redirected", "BadRequest"} & kinds


# --- each fault ------------------------------------------------------------------------------------------------------

QUICK = {name: play for name, play in {**CUTS, **LIES, **REFUSALS}.items() if name != "resets at once"}
"""What comes at once may come before or after the connection is made."""
WHICH_ERROR = re.compile(r"\((?:ConnectionResetError|BrokenPipeError|Ended|SSLEOFError)\)")
"""How the system tells that a connection broke depends on the moment at which one looks."""
FAULTY = describe({"get": {"method": "GET", "responses": {"200": {"schema": {}}}}, "post": {"method": "POST", "parameters": {"data": {"in": "body"}}}})  # fmt: skip


def _outcome(kind: Any, play: Any, action: str, secure: ssl.SSLContext | None, **options: Any) -> str:
    given = {"data": {"n": 1}} if action == "post" else {}
    with (
        FaultServer(play, secure=secure) as server,
        kind(FAULTY, url=server.url, retries=0, trust_env=False, **options) as client,
    ):
        try:
            return repr(client.call(f"things.{action}", given))
        except DynaclientError as error:
            return WHICH_ERROR.sub("(it broke)", f"{type(error).__name__}: {error}")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, str]:
    made = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.issue_cert("127.0.0.1").configure_cert(context)
    file = tmp_path_factory.mktemp("ca") / "ca.pem"
    made.cert_pem.write_to_path(str(file))
    return context, str(file)


@pytest.mark.parametrize("secure", [False, True], ids=["TCP", "TLS"])
@pytest.mark.parametrize("action", ["get", "post"])
def test_each_fault_is_told_in_the_same_words(action: str, secure: bool, authority: tuple[ssl.SSLContext, str]) -> None:
    context, ca = authority if secure else (None, None)

    def both(name: str) -> tuple[str, str, str]:
        for _ in range(2):  # once more where they differ: a handshake may fail on a machine that is busy
            one, other = (_outcome(kind, QUICK[name], action, context, ca=ca, timeout=10) for kind in (Client, Awaited))
            if one == other:
                break
        return name, one, other

    with ThreadPoolExecutor(4) as threads:
        different = [each for each in threads.map(both, QUICK) if each[1] != each[2]]
    assert different == []


@pytest.mark.parametrize("action", ["get", "post"])
def test_each_stall_is_told_in_the_same_words(action: str) -> None:
    with ThreadPoolExecutor(len(STALLS)) as threads:
        told_by = [
            list(threads.map(lambda play, kind=kind: _outcome(kind, play, action, None, timeout=0.3), STALLS.values()))
            for kind in (Client, Awaited)
        ]
    assert [each for each in zip_longest(STALLS, *told_by) if each[1] != each[2]] == []


UNREACHABLE = {
    "nobody listens": {"url": "http://127.0.0.1:9"},
    "nobody listens, encrypted": {"url": "https://127.0.0.1:9"},
    "a name that nobody knows": {"url": "http://nobody.invalid"},
    "a file of certificates that is not there": {"url": "https://127.0.0.1:9", "ca": "/not/there.pem"},
    "a client certificate that is not there": {"url": "https://127.0.0.1:9", "cert": "/not/there.pem"},
    "a proxy that nobody is": {"url": "http://api.invalid", "proxy": "http://127.0.0.1:9"},
    "a tunnel that nobody makes": {"url": "https://api.invalid", "proxy": "http://127.0.0.1:9"},
    "a name that no host can have": {"url": f"http://{'a' * 70}.example"},
}


@pytest.mark.parametrize("place", UNREACHABLE)
def test_who_cannot_be_reached_is_told_in_the_same_words(place: str) -> None:
    said = [_unreached(kind, UNREACHABLE[place]) for kind in (Client, Awaited)]
    assert said[0] == said[1]
    assert said[0].startswith("ConnectError")


def _unreached(kind: Any, options: dict[str, Any]) -> str:
    with kind(FAULTY, retries=0, trust_env=False, timeout=10, **options) as client:
        with pytest.raises(DynaclientError) as caught:
            client.things.post(data={})
        return f"{type(caught.value).__name__}: {caught.value}"
