"""The library raises only its own errors, whatever the description, the arguments and the response are."""

from __future__ import annotations

import copy
import functools
import inspect
import pydoc
import random
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dynaclient import (
    ApiError,
    BadResponse,
    Client,
    DynaclientError,
    DynaclientWarning,
    Headers,
    NotDelivered,
    Request,
    Response,
    TransportError,
    lint,
)
from dynaclient.http.io.deadline import Deadline
from dynaclient.http.response_reader import ResponseReader
from dynaclient.messages import Limits
from dynaclient.runtime.backends import run
from dynaclient.testing import RecordingTransport
from tests.support.fault_server import LIES, REFUSALS, Behavior, ConnectionEnded, ServerConnection
from tests.support.hostile_values import (
    ACTIONS,
    DESCRIPTION,
    HOSTILE_NUMBERS,
    HOSTILE_STRINGS,
    ID,
    KEYWORDS,
    PARAMETERS,
    SPECIAL_VALUES,
    VALID_ARGUMENTS,
    SpecialValue,
    create_values,
    random_arguments,
    random_change,
    random_string,
    refuse,
)
from tests.support.raw_server import RawServer, Received
from tests.support.timing import in_time

SECONDS = 20
"""The limit for one case. A case takes milliseconds; a pattern that backtracks would take forever."""

# --- strategies ------------------------------------------------------------------------------------------------------

strings = st.sampled_from(HOSTILE_STRINGS) | st.text(max_size=8)
numbers = st.sampled_from(HOSTILE_NUMBERS) | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | numbers | strings
json_values = st.recursive(
    scalars, lambda below: st.lists(below, max_size=3) | st.dictionaries(strings, below, max_size=3), max_leaves=6
)
hostile_schemas = st.recursive(
    st.dictionaries(st.sampled_from(KEYWORDS), scalars, max_size=3) | st.booleans(),
    lambda below: st.dictionaries(
        st.sampled_from(KEYWORDS), below | st.lists(below, max_size=2) | st.dictionaries(strings, below, max_size=2), max_size=3
    ),
    max_leaves=5,
)  # fmt: skip
replacements = json_values | hostile_schemas | strings.map(lambda target: {"$ref": target})
changes = st.tuples(
    st.sampled_from(["delete", "replace", "replace", "double", "rename"]), st.integers(0, 1 << 30), replacements
)
values = st.sampled_from([SpecialValue(number) for number in range(len(SPECIAL_VALUES))]) | json_values
arguments = st.dictionaries(st.sampled_from(PARAMETERS) | strings, values, max_size=4)
tokens: st.SearchStrategy[Any] = st.sampled_from(
    ["t", "t", "t", "", "a b", ("user", "password"), ("u:", "p"), {"accessToken": "t"}, {"nope": "t"}, {"key": "k", "login": ("u", "p")},
     {"login": "x"}, 5, None, lambda: "t", lambda: None, refuse, ("a", "b", "c"), ("ü", "\ud800"), [], {"accessToken": refuse}]
)  # fmt: skip
STATUSES = (200, 201, 204, 202, 299, 100, 301, 304, 400, 401, 403, 404, 409, 418, 429, 500, 503, 599, 600, 999, 0)
BODIES = (
    b"", b"{}", b"[]", b"null", b'{"items": [', b'{"a": 1, "a": 2}', b"NaN", b"-Infinity", b"1e999", b'"\xff"', b"\xff\xfe{\x00", b"\xef\xbb\xbf{}",
    b"[" * 100_000, b'{"a":' * 5_000, b"1" * 5_000, b'"\\ud800"', b'{"type": {"a": 1}, "error": "text"}', b'{"type": "t\\u0000", "error": {"message": 5}}',
    b'{"error": [1, 2], "type": null}', b"<html>", b"data: x\n\n", b"\x00" * 20, b'{"items": [{"title": 5, "password": "hidden"}]}', b'{"title": "x"} trailing',
)  # fmt: skip
bodies = st.sampled_from(BODIES) | st.binary(max_size=20)
CONTENT_TYPES = (
    "", "application/json", "application/json; charset=latin-1", "text/plain", "text/plain; charset=nope", "text/plain; charset=\x00",
    "text/html; charset=utf-16", "text/plain; charset=idna", "text/x; charset=base64", "text/x; charset=undefined", "application/problem+json", ";;;", "/",
    "image/png", "text/event-stream", "TEXT/PLAIN; CHARSET=UTF-7", "é/\ud800", "text/x; charset=unicode_escape", "text/x; charset=punycode",
)  # fmt: skip
header_fields = st.lists(
    st.tuples(st.just("Content-Type"), st.sampled_from(CONTENT_TYPES))
    | st.tuples(st.sampled_from(["Retry-After", "Date", "X-Count", "Location", "Link"]), strings),
    max_size=3,
)  # fmt: skip
responses = st.builds(
    lambda status, fields, body: Response(status, Headers(fields), body),
    st.sampled_from(STATUSES),
    header_fields,
    bodies,
)
failures = st.builds(
    lambda sent, slow, answered, final: NotDelivered("x", sent=sent, slow=slow, answered=answered, final=final),
    st.booleans(), st.booleans(), st.booleans(), st.booleans(),
)  # fmt: skip
outcomes = responses | responses | responses | failures
options = st.fixed_dictionaries(
    {},
    optional={
        "validate": st.sampled_from(["raise", "warn", "off"]),
        "validate_responses": st.sampled_from(["raise", "warn", "off"]),
        "scopes": st.sampled_from([["all.read"], ["*"], [], "books.get"]),
        "url": st.sampled_from(["https://example.org/x", "http://127.0.0.1:1", "http://example.org"]),
    },
)


# --- a modified description ------------------------------------------------------------------------------------------


def _members(value: Any) -> list[tuple[Any, Any]]:
    """Return each member in JSON data as its parent, and its key or index."""
    members: list[tuple[Any, Any]] = []
    values = [value]
    for parent in values:
        if isinstance(parent, (dict, list)):
            keys = parent if isinstance(parent, dict) else range(len(parent))
            members += [(parent, key) for key in keys]
            values += [parent[key] for key in keys]
    return members


def _change(description: Any, kind: str, number: int, value: Any) -> None:
    members = _members(description)
    if not members:
        return
    parent, key = members[number % len(members)]
    if kind == "delete":
        del parent[key]
    elif kind == "replace":
        parent[key] = copy.deepcopy(value)
    elif isinstance(parent, list):
        parent.append(copy.deepcopy(parent[key]))
    elif kind == "rename":
        parent[_name_in(value)] = parent.pop(key)
    else:
        parent[_name_in(value)] = copy.deepcopy(parent[key])


def _name_in(value: Any) -> str:
    return value if isinstance(value, str) else next(iter(value)) if isinstance(value, dict) and value else "twin"


def change(changes: list[tuple[str, int, Any]]) -> dict[str, Any]:
    """Return the description with these changes."""
    description = copy.deepcopy(DESCRIPTION)
    for kind, number, value in changes:
        _change(description, kind, number, value)
    return description


# --- use of a client -------------------------------------------------------------------------------------------------


def outcome(step: Callable[[], Any]) -> Any:
    """Return the result of a step, or an error of the library; any other error fails the test."""
    try:
        return step()
    except DynaclientError as error:
        strings = (str(error), repr(error))
        assert all(isinstance(string, str) for string in strings)
        return error


def _inspect_action(client: Client, name: str) -> None:
    owner, _, key = name.rpartition(".")
    outcome(lambda: repr(client[owner]) + str(client[owner].__doc__) + str(dir(client[owner])))
    method = outcome(lambda: getattr(client[owner], key))
    if not isinstance(method, DynaclientError):
        outcome(lambda: inspect.signature(method))
        outcome(lambda: pydoc.render_doc(method))
        outcome(lambda: repr(method.action) + repr(method.action.parameters) + repr(method.action.responses))


def _call(client: Client, name: str, arguments: dict[str, Any]) -> None:
    owner, _, key = name.rpartition(".")
    outcome(lambda: repr(getattr(client[owner], key).prepare(**create_values(arguments))))
    outcome(lambda: client.can(name))
    outcome(lambda: client.call(name, create_values(arguments)))


def _inspect_client(client: Client) -> None:
    outcome(lambda: repr(client) + repr(client.api) + str(dir(client)))
    outcome(lambda: client.find("book"))
    outcome(lambda: client.with_defaults(**dict.fromkeys(client.api.parameter_spellings, "x")))


def use(job: str, description: Any, arguments: dict[str, Any], result: Any, token: Any, more: dict[str, Any]) -> None:
    """Do one job with a description that needs no network."""
    if job == "lint":
        outcome(lambda: [str(problem) for problem in lint(description)])
        return
    client = outcome(lambda: Client(description, transport=RecordingTransport(result), token=token, retries=0, **more))
    if not isinstance(client, Client):
        return
    if job == "client":
        _inspect_client(client)
        return
    new = [name for name in client.api.actions if name not in ACTIONS]
    for name in [job.partition(" ")[2], *new[:2]]:
        if job.startswith("call"):
            _call(client, name, arguments)
        else:
            _inspect_action(client, name)


JOBS = (
    *(f"call {name}" for name in ACTIONS * 2), *(f"inspect {name}" for name in ACTIONS),
    "lint", "lint", "client", "call books.nope", "inspect ",
)  # fmt: skip


def _quietly(case: Callable[[], None], seconds: float = SECONDS) -> None:
    with warnings.catch_warnings(), in_time(seconds):
        warnings.simplefilter("ignore", DynaclientWarning)
        case()


# --- tests -----------------------------------------------------------------------------------------------------------


def test_the_description_has_no_problems() -> None:
    assert [str(problem) for problem in lint(DESCRIPTION)] == []


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield each object in a JSON value, the outer ones first."""
    if isinstance(value, dict):
        yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(child)


@pytest.mark.uncounted
@pytest.mark.parametrize(
    "target", ["", *(pytest.param(one, marks=pytest.mark.full) for one in ("#/nope", "https://example.com/a.json", 5))]
)
def test_a_reference_that_leads_nowhere_raises_only_our_errors_in_any_object(target: Any) -> None:
    document = copy.deepcopy(DESCRIPTION)
    for node in list(_objects(document)):
        node["$ref"], before = target, node.get("$ref")
        lint(document)
        with suppress(DynaclientError):
            api = Client(document, token="t").api
            deque(map(api.action, api.actions), maxlen=0)
        node["$ref"] = before
        if before is None:
            del node["$ref"]


@pytest.mark.uncounted
def test_five_hundred_random_calls_raise_only_our_errors() -> None:
    @settings(max_examples=500, deadline=None, database=None, print_blob=False, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(JOBS), st.lists(changes, max_size=2), arguments, outcomes, tokens, options)
    def case(
        job: str,
        changed: list[tuple[str, int, Any]],
        values: dict[str, Any],
        result: Any,
        token: Any,
        more: dict[str, Any],
    ) -> None:
        _quietly(lambda: use(job, change(changed), values, result, token, more))

    case()


# Many cases. Hypothesis minimizes the cases above when they fail; those below are faster, so there are more.

CALLS_EACH = 10
"""Calls with each description, because loading takes longer than a call."""


def _recorded(play: Behavior) -> bytes:
    """Return the bytes that a fault sends."""
    recording = RecordingConnection()
    with suppress(ConnectionEnded):
        play(recording)
    return bytes(recording.sent)


class RecordingConnection(ServerConnection):
    """Records what a fault sends, up to the second request."""

    def __init__(self) -> None:
        self.sent = bytearray()
        self.was_requested = False

    def request(self) -> Received:
        if self.was_requested:
            raise ConnectionEnded
        self.was_requested = True
        return Received(b"", b"", 1)

    def send(self, data: bytes) -> None:
        self.sent += data

    def wait(self, seconds: float) -> None:
        raise ConnectionEnded


RAW_RESPONSES = [_recorded(play) for play in (*LIES.values(), *REFUSALS.values())]
RAW_PIECES = (
    b"", b"\r\n", b"\n", b"\r", b"\0", b" ", b":", b"0", b"-1", b"9" * 30, b"\xff", b"chunked", b"gzip", b"Content-Length: 0\r\n", b"HTTP/1.1 200 OK\r\n",
    b"Transfer-Encoding: chunked\r\n", b"\r\n\r\n", b"0\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", b'{"a":1}', b"Connection: close\r\n",
    b"Location: http://[::1\r\n", b"Retry-After: 1e5\r\n", b"Content-Type: application/json\r\n", b"HTTP/1.1 204 No\r\n\r\n",
)  # fmt: skip


def _random_bytes(chance: random.Random) -> bytes:
    """Return the bytes of a response with random changes, mostly in its head."""
    data = bytearray(chance.choice(RAW_RESPONSES)[:2000])
    for _ in range(chance.randrange(4)):
        at = chance.randrange(min(len(data), chance.choice((60, 200, 2000))) + 1)
        end = at + chance.choice((0, 0, 1, 5, 40))
        data[at:end] = chance.choice((chance.choice(RAW_PIECES), chance.randbytes(2), bytes(data[at : at + 30])))
    return bytes(data[: chance.choice((len(data), len(data), chance.randrange(len(data) + 1)))])


class ByteTransport:
    """A transport that reads a response from bytes, in pieces of random sizes."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.raw = b""
        self.result: Response | NotDelivered | None = None
        self.sock = self

    def send(self, request: Request, limits: Limits) -> Response:
        if isinstance(self.result, Response):
            return self.result
        if self.result is not None:
            raise self.result
        self._left = self.raw
        stream: Any = self
        reader = ResponseReader(stream, Deadline(1.0, float("inf")), request.method, lambda *_: None)
        run(reader.read_head())
        return Response(reader.status, reader.headers, run(reader.read_body(limits.max_response_bytes)))

    # The methods of a stream.

    async def receive(self, _seconds: float) -> bytes:
        count = self._chance.choice((1, 7, 100, 1 << 16))
        data, self._left = self._left[:count], self._left[count:]
        return data


def _random_result(chance: random.Random) -> Response | NotDelivered | None:
    """Return a response or a failure, or None for a response that is read from bytes."""
    kind = chance.random()
    if kind < 0.5:
        return None
    if kind < 0.6:
        flags: dict[str, Any] = {name: chance.random() < 0.5 for name in ("sent", "slow", "answered", "final")}
        return NotDelivered("x", **flags)
    fields = [
        ("Content-Type", chance.choice(CONTENT_TYPES)),
        (chance.choice(["Retry-After", "Date", "X-Count", "Link"]), random_string(chance)),
    ]
    return Response(
        chance.choice(STATUSES),
        Headers(fields),
        chance.choice(BODIES) if chance.random() < 0.8 else chance.randbytes(20),
    )


def _many_cases(count: int) -> int:
    """Make this many calls, and return how many of them got a response."""
    answered = 0
    for number in range(count // CALLS_EACH):
        chance = random.Random(number)
        description = change([random_change(chance) for _ in range(chance.choice((0, 1, 1, 1, 2)))])
        transport = ByteTransport(chance)
        more: dict[str, Any] = {name: chance.choice(["raise", "off"]) for name in ("validate", "validate_responses")}
        client = outcome(lambda: Client(description, transport=transport, token="t", retries=0, **more))  # noqa: B023 - called immediately
        for _ in range(CALLS_EACH):
            if isinstance(client, Client):
                transport.result, transport.raw = _random_result(chance), _random_bytes(chance)
                name, values = chance.choice(ACTIONS), create_values(random_arguments(chance))
                kind = chance.random()
                values = {**(VALID_ARGUMENTS[name] if kind < 0.8 else {}), **(values if kind >= 0.5 else {})}
                result = outcome(lambda: client.call(name, values))  # noqa: B023 - called immediately
                answered += not isinstance(result, DynaclientError) or isinstance(result, (ApiError, BadResponse))
    return answered


@pytest.mark.uncounted
@pytest.mark.parametrize("count", [10_000, pytest.param(100_000, marks=pytest.mark.full)])
def test_many_random_calls_raise_only_our_errors(count: int) -> None:
    answered: list[int] = []
    _quietly(lambda: answered.append(_many_cases(count)), seconds=count / 50)
    assert answered[0] > count / 5


def test_responses_from_a_socket_raise_only_our_errors() -> None:
    chance = random.Random(5)
    with RawServer(lambda _: _random_bytes(chance)) as server, warnings.catch_warnings():
        warnings.simplefilter("ignore", DynaclientWarning)
        client = Client(DESCRIPTION, url=server.url, token="t", retries=0, timeout=0.03)
        results = [outcome(client.books.get) for _ in range(200)]
        client.close()
    assert sum(isinstance(result, TransportError) for result in results) > 50


@pytest.mark.uncounted
@settings(max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(JOBS), values | hostile_schemas)
def test_any_value_as_a_description_raises_only_our_errors(job: str, description: Any) -> None:
    _quietly(lambda: use(job, create_values(description), {}, [], "t", {}))


@pytest.mark.uncounted
@settings(max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(
    st.dictionaries(
        st.sampled_from(["token", "url", "patch", "validate", "validate_responses", "scopes", "variables", "trusted_origins", "allow_http", "timeout",
                         "retries", "headers", "query"]),
        values, max_size=3,
    )
)  # fmt: skip
def test_any_value_of_an_option_raises_only_our_errors(more: dict[str, Any]) -> None:
    _quietly(lambda: outcome(lambda: Client(DESCRIPTION, transport=RecordingTransport(), **create_values(more))))


INPUTS: dict[str, Callable[[Client, Any], Any]] = {
    "call": lambda client, value: client.call(value),
    "can": lambda client, value: client.can(value),
    "find": lambda client, value: client.find(value),
    "item of the client": lambda client, value: client[value],
    "item of a resource": lambda client, value: client.books[value],
    "arguments": lambda client, value: client.books.get(value),
    "further arguments": lambda client, value: client.books.get({}, value),
    "token": lambda client, value: setattr(client, "token", value),
    "token of basic auth": lambda client, value: setattr(client, "token", {"login": value}),
    "query": lambda client, value: client.with_options(query={"a": value}).books.get(),
    "timeout": lambda client, value: client.with_options(timeout=value).books.get(),
    "retries": lambda client, value: client.with_options(retries=value).books.get(),
    "size": lambda client, value: client.with_options(max_response_bytes=value).books.get(),
    "content": lambda client, value: client.with_options(content=value).books.one.text(path="a", text="x"),
    "headers": lambda client, value: client.with_options(headers=value).books.get(),
    "header": lambda client, value: client.with_options(headers={"X-A": value}).books.get(),
    "defaults": lambda client, value: client.with_defaults(page=value).books.get(),
    "body": lambda client, value: client.with_options(validate="off").books.post(book=value),
    "parts": lambda client, value: client.books.one.cover(bookId=ID, kind=["a"], picture=value, about=value),
    "text": lambda client, value: client.books.one.text(path="a", text=value),
    "form": lambda client, value: client.with_options(content="application/x-www-form-urlencoded").books.one.text(
        path="a", text={"x": value} if not isinstance(value, dict) else value
    ),
    "multipart": lambda client, value: client.with_options(content="multipart/form-data").books.one.text(
        path="a", text={"file": value, "x": value} if not isinstance(value, dict) else value
    ),
}


@pytest.mark.uncounted
@pytest.mark.filterwarnings("ignore:.*is deprecated:dynaclient.DynaclientWarning")
@pytest.mark.parametrize("name", INPUTS)
def test_any_value_at_an_input_raises_only_our_errors(name: str) -> None:
    for make in (*SPECIAL_VALUES, *(lambda string=string: string for string in HOSTILE_STRINGS)):
        client = Client(DESCRIPTION, transport=RecordingTransport(), token="t", retries=0)
        outcome(functools.partial(INPUTS[name], client, make()))
