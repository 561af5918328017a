"""
With real servers: both clients send what requests sends, and receive what it receives.

The calls are random, but the same each time. Each is made by both clients, and by a client whose transport is requests.
"""

from __future__ import annotations

import base64
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
import requests

from dynaclient import ApiError, Client, Headers, Limits, Request, Response, Result, TransportError, load
from tests.support.both_clients import LOOP, BlockingAsyncClient
from tests.support.descriptions import describe
from tests.support.raw_server import Received
from tests.support.real_servers import KINDS, Kind, RealServer, running

pytestmark = pytest.mark.uncounted

METHODS = ("GET", "GET", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
BODIES: dict[str, Any] = {
    "none": {},
    "json": {"data": {"in": "body", "schema": {}}},
    "form": {"data": {"in": "body", "content": {"application/x-www-form-urlencoded": {"type": "object"}}}},
    "bytes": {"data": {"in": "body", "content": {"application/octet-stream": {}}}},
    "multipart": {"file": {"in": "part", "schema": {"type": "string", "file": True}}, "more": {"in": "part"}},
}
PLACES = {
    "plan": {"in": "query"},
    "name": {"in": "path"},
    "odd": {"in": "query"},
    "text": {"in": "header", "name": "X-Text"},
}
API = load(
    describe(
        {
            f"{method.lower()}_{body}": {"method": method, "path": "/{name}", "parameters": {**PLACES, **parameters}}
            for method in {*METHODS}
            for body, parameters in BODIES.items()
            if body == "none" or method not in ("GET", "HEAD")
        }
    )
)

# --- the calls

Value = Callable[[], Any]
"""Creates a value for each use: a stream can be read once."""
ODD = (
    "a b",
    "a+b&c=d",
    "é€😀",
    "%2F%20",
    "/?#[]@!$&'()*+,;=",
    "~-._",
    '<>"{}|\\^`',
    "..",
    "a//b",
    "\x7f",
    "\t",
    "x" * 2000,
)
VALUES: dict[str, tuple[Value, ...]] = {
    "none": (lambda: None,),
    "json": (lambda: {"a": [1, 2.5, None, "é"]}, list, lambda: "x" * 300_000, lambda: 0),
    "form": (lambda: {"a": "b c", "d": "é&="}, lambda: {"a": ["1", "2"]}),
    "bytes": (
        lambda: b"", lambda: b"\0\xff" * 700_000, lambda: iter([b"one", b"", b"two"]), lambda: iter([b"x" * 70_000] * 20), lambda: iter([]),
    ),
    "multipart": (lambda: b"data", lambda: ("n.txt", b"x" * 100_000, "text/plain"), lambda: iter([b"1" * 50_000, b"2"])),
}  # fmt: skip
FIELDS: tuple[list[list[str]], ...] = (
    [], [], [["X-One", "a"]], [["X-Two", "a"], ["X-Two", "b"]], [["Set-Cookie", "a=1; Path=/"], ["Set-Cookie", "b=2"]], [["Cache-Control", "no-cache, no-store"], ["ETag", '"x"']], [["X-Latin", "\xe9"]],
    [["X-Empty", ""]], [["Retry-After", "0"]],
)  # fmt: skip
UNITS = {
    "application/json": '[1, "\u00e9", {"a": null}]',
    "text/plain": "text \u00e9\n",
    "application/octet-stream": "\0\x01bytes",
}
STATUSES = (200, 200, 200, 200, 201, 202, 204, 206, 304, 400, 401, 404, 409, 410, 422, 429, 500, 502, 503)


@dataclass(frozen=True)
class Call:
    """One call."""

    action: str
    arguments: dict[str, Any]
    body: dict[str, Value]

    def outcome_of(self, client: Any) -> Any:
        """Make it; return what the caller learns of the response."""
        arguments = {**self.arguments, **{name: create() for name, create in self.body.items()}}
        try:
            result = client.with_response.call(f"things.{self.action}", arguments)
        except (ApiError, TransportError) as error:
            return type(error).__name__, str(error), *_received_of(error, getattr(error, "body", None))
        assert isinstance(result, Result)
        return "", "", *_received_of(result, result.data)


def _received_of(outcome: Any, value: Any) -> tuple[Any, ...]:
    fields = {name.lower(): value for name, value in outcome.headers.items()}
    return getattr(outcome, "status", None), {name: value for name, value in fields.items() if name != "date"}, value


def random_calls(count: int, kind: Kind) -> Iterator[Call]:
    """Yield so many random calls; the same ones each time."""
    chance = random.Random(count)
    for _ in range(count):
        method = chance.choice(METHODS)
        body = chance.choice([name for name in BODIES if name == "none" or method not in ("GET", "HEAD")])
        odd = {name: chance.choice(ODD) for name in ("odd",) if chance.random() < 0.5}
        plan = _random_plan(chance, kind)
        if chance.random() < 0.15:
            plan = {
                "status": chance.choice((301, 302, 303, 307, 308)),
                "fields": [["Location", f"/b?plan={encoded(plan)}&x=%20y"]],
            }
        arguments = {
            "plan": encoded(plan),
            "name": chance.choice(("a", "a b", "é", "a/b", "x;y=z", "%25", "a:b@c", "~")),
            **odd,
        }
        if chance.random() < 0.3:
            arguments["text"] = chance.choice(("a", "a, b", "a  b", "x" * 3000))
        create = chance.choice(VALUES[body])
        values: dict[str, Value] = {}
        if body == "multipart":
            values = {"file": create, "more": lambda: "é"}
        elif body != "none":
            values = {"data": create}
        yield Call(f"{method.lower()}_{body}", arguments, values)


def _random_plan(chance: random.Random, kind: Kind) -> dict[str, Any]:
    """Return what the server responds."""
    media = chance.choice(list(UNITS))
    plan: dict[str, Any] = {
        "status": chance.choice(STATUSES),
        "unit": UNITS[media],
        "repeat": 1 if media == "application/json" else chance.choice((0, 1, 20, 5000, 200_000)),
        "fields": [["Content-Type", media], *chance.choice(FIELDS)],
        "framing": chance.choice(("counted", "chunked", *(["close"] if kind.ends_with_connection else []))),
    }
    if plan["status"] in (204, 304):
        plan.update(unit="", framing="")
    elif chance.random() < 0.3:
        plan["coding"] = chance.choice(("gzip", "deflate"))
    if chance.random() < 0.15:
        plan["close"] = True
    if kind.sends_interim and chance.random() < 0.15:
        plan["interim"] = True
    return plan


def encoded(plan: dict[str, Any]) -> str:
    """Return a plan as it is written in a query."""
    return base64.urlsafe_b64encode(json.dumps(plan).encode()).decode().rstrip("=")


# --- the comparison


class RequestsTransport:
    """Sends with requests, which follows the redirects of a GET itself."""

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = False

    def send(self, request: Request, limits: Limits) -> Response:
        """Send a request."""
        body: Any = request.body
        if body is not None and not isinstance(body, bytes):
            body = iter(body) if body.length is None else b"".join(body)
        follows = request.method in ("GET", "HEAD")
        received = self._session.request(
            request.method, request.url, headers=dict(request.headers), data=body, allow_redirects=follows, timeout=30
        )
        return Response(
            received.status_code, Headers(received.raw.headers.items()), received.content, True, None, received.reason
        )

    def close(self) -> None:
        """Close its connections."""
        self._session.close()


BY_DESIGN: dict[str, tuple[str, Callable[[str, str], bool]]] = {
    "user-agent": ("each names itself", lambda *_: True),
    "accept-encoding": (
        "ours names what it decodes; requests also names what it decodes with other packages",
        lambda *_: True,
    ),
    "accept": ("ours names the media type that the description declares, if any; requests sends */*", lambda *_: True),
    "cookie": ("requests returns the cookies of earlier responses; our clients keep none", lambda *_: True),
    "content-length": (
        "requests declares the missing body of a DELETE: 'Content-Length: 0'. RFC 9110, section 8.6, asks for it only "
        "where the method anticipates a body",
        lambda method, value: method == "DELETE" and value == "0",
    ),
}
"""Fields of requests that may differ: the reason, and of which method and value that holds."""


def normalized(received: Received) -> tuple[Any, ...]:
    """Return what a server received, without what differs by design."""
    match = re.search(r"boundary=([^;\s]+)", received.value("Content-Type"))
    boundary = match[1] if match else "no boundary"
    fields = sorted(
        (name.lower(), value.replace(boundary, "BOUNDARY"))
        for name, value in received.fields
        if name.lower() not in BY_DESIGN or not BY_DESIGN[name.lower()][1](received.method, value)
    )
    return received.method, received.target, fields, received.body.replace(boundary.encode(), b"BOUNDARY")


class Comparison:
    """
    Makes the same calls with both clients and with requests.

    Args:
        server: The server.
    """

    def __init__(self, server: RealServer) -> None:
        self._server = server
        options: dict[str, Any] = {"url": server.url, "retries": 0, "redirects": 3, "timeout": 30}
        self._transport = RequestsTransport()
        self._clients: dict[str, Any] = {
            "requests": Client(API, transport=self._transport, **options),
            "Client": Client(API, trust_env=False, **options),
            "AsyncClient": BlockingAsyncClient(API, trust_env=False, **options),
        }
        self.ports: dict[str, set[int]] = {name: set() for name in self._clients}
        """The port of each connection that the server received a request on."""
        self.statuses: Counter[int] = Counter()

    def difference(self, call: Call) -> Any:
        """Make a call; return how its outcomes differ, or None. What differs has to differ each time."""
        for _ in range(self._server.kind.attempts):
            found = self._difference(call)
            if found is None:
                return None
        return found

    def _difference(self, call: Call) -> Any:
        outcomes = {}
        for name, client in self._clients.items():
            outcome = call.outcome_of(client)
            seen = self._server.seen()
            self.ports[name] |= {received.connection for received in seen}
            outcomes[name] = (*outcome, *map(normalized, seen))
            assert seen, (name, outcome)
        expected = outcomes["requests"]
        self.statuses[expected[2]] += 1
        for name, found in outcomes.items():
            if found != expected:
                pairs = [pair for pair in zip_longest(found, expected) if pair[0] != pair[1]]
                return (
                    name,
                    call.action,
                    call.arguments,
                    [(f"{ours!r:.600}", f"{theirs!r:.600}") for ours, theirs in pairs],
                )
        return None

    def close(self) -> None:
        """Close the clients."""
        for client in self._clients.values():
            client.close()
        self._transport.close()
        LOOP.end()


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(
    ("name", "count"),
    [
        *((name, 40) for name in ("node", "uvicorn", "nginx")),
        *(pytest.param(name, 200, marks=pytest.mark.full) for name in KINDS),
    ],
)
def test_both_clients_send_and_receive_what_requests_does(name: str, count: int, tmp_path: Path) -> None:
    with running(name, tmp_path) as server:
        comparison = Comparison(server)
        found = [comparison.difference(call) for call in random_calls(count, server.kind)]
        comparison.close()
    assert [problem for problem in found if problem is not None] == []
    assert len(comparison.statuses) > 10
    if not server.kind.origin:  # otherwise they are connections of a proxy
        counts = {client: len(ports) for client, ports in comparison.ports.items()}
        assert max(counts, key=counts.__getitem__) == "requests", counts
        assert counts["Client"] == counts["AsyncClient"]


@pytest.mark.parametrize(
    "change",
    [
        {"head": b"PUT /a HTTP/1.1\r\nX: 1\r\n"}, {"head": b"POST /b HTTP/1.1\r\nX: 1\r\n"}, {"head": b"POST /a HTTP/1.1\r\nX: 2\r\n"}, {"head": b"POST /a HTTP/1.1\r\nX: 1\r\nY: 1\r\n"},
        {"head": b"POST /a HTTP/1.1\r\nX: 1\r\nContent-Length: 0\r\n"}, {"body": b"b"},
    ],
)  # fmt: skip
def test_a_difference_between_requests_is_noticed(change: dict[str, bytes]) -> None:
    received = Received(b"POST /a HTTP/1.1\r\nX: 1\r\n", b"a", 1)
    assert normalized(received) != normalized(replace(received, **change))  # type: ignore[arg-type]
