"""Whatever the description, the arguments and the answer are: only this library's own errors leave it."""

from __future__ import annotations

import copy
import datetime
import enum
import functools
import inspect
import pydoc
import random
import signal
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import FrameType
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
from dynaclient.http.codec import Answer, Clock
from dynaclient.http.connections import _SocketSource
from dynaclient.messages import Limits
from dynaclient.runtime.backends import run
from dynaclient.testing import RecordingTransport
from tests.support.fault_server import LIES, REFUSALS, Gone, Play, Wire
from tests.support.raw_server import RawServer, Received

SECONDS = 20
"""What one case may take. A real one takes milliseconds; a pattern that runs away takes for ever."""

ID = "575ec8687ae143cd83dc4a97"

DESCRIPTION: dict[str, Any] = {
    "dynaclient": 1,
    "title": "Library",
    "version": "1.0.0",
    "description": "Books, and who has them.",
    "server": {"url": "https://{region}.example.com/v1", "variables": {"region": {"default": "eu", "enum": ["eu", "us"]}}},
    "dialect": "2020-12",
    "auth": {
        "accessToken": {"type": "bearer"},
        "key": {"type": "apiKey", "in": "query", "name": "api key"},
        "login": {"type": "basic"},
    },
    "headers": {"Accept": "application/json"},
    "errors": {"type": "/type", "message": "/error/message"},
    "scopes": {"always": ["{resource}.*", "{resource}.{action}"], "sets": {"read": ["all.read", {"all": ["a", "b"]}]}},
    "pagination": {"pages": {"style": "page", "page": "page", "size": "perPage", "items": "/items", "total": "/count"}},
    "common": ["trace"],
    "parameters": {
        "trace": {"in": "header", "name": "X-Trace", "schema": {"type": "string"}, "example": "abc"},
        "bookId": {"in": "path", "schema": {"type": "string", "pattern": "^[A-Fa-f0-9]{24}$"}, "example": ID},
    },
    "schemas": {
        "book": {
            "title": "Book",
            "type": "object",
            "properties": {
                "id": {"type": "string"},
                "title": {"type": "string", "minLength": 1, "maxLength": 80, "pattern": "^\\S"},
                "price": {"type": "number", "multipleOf": 0.01, "exclusiveMinimum": 0},
                "pages": {"type": ["integer", "null"], "maximum": 10000},
                "tags": {"type": "array", "items": {"enum": ["old", "new", 3]}, "uniqueItems": True},
                "sequel": {"$ref": "#/schemas/book"},
                "shelf": {"oneOf": [{"$ref": "#/schemas/shelf"}, {"type": "null"}]},
                "password": {"type": "string", "secret": True},
            },
            "patternProperties": {"^x-": {"type": "string"}},
            "additionalProperties": False,
            "required": ["title"],
            "examples": [{"title": "Emma", "tags": ["old"]}],
        },
        "shelf": {"type": "object", "properties": {"row": {"type": "integer"}}, "required": ["row"]},
        "books": {"type": "object", "properties": {"items": {"type": "array", "items": {"$ref": "#/schemas/book"}}}},
        "error": {"type": "object", "properties": {"type": {"type": "string"}}},
    },
    "responses": {"wrong": {"description": "No.", "schema": {"$ref": "#/schemas/error"}}},
    "resources": {
        "books": {
            "description": "All books.",
            "path": "/books",
            "actions": {
                "get": {
                    "method": "GET",
                    "description": "List them.",
                    "scopes": {"$ref": "#/scopes/sets/read"},
                    "parameters": {
                        "page": {"in": "query", "schema": {"type": "integer", "minimum": 0}, "default": 0},
                        "perPage": {"in": "query", "name": "per-page", "schema": {"type": "integer"}, "preset": 10},
                        "sort": {"in": "query", "schema": {"enum": ["title", "price", None]}, "example": "title"},
                        "filter": {"in": "query", "style": "brackets", "schema": {"type": "object"}},
                        "where": {"in": "query", "style": "json", "schema": {"$ref": "#/schemas/shelf"}},
                        "deep": {"in": "query", "style": "deepObject", "schema": {"type": "object"}},
                        "ids": {"in": "query", "style": "pipeDelimited", "schema": {"type": "array"}},
                        "visit": {"in": "cookie", "schema": {"type": "string"}},
                        "since": {"in": "header", "name": "X-Since", "schema": {"type": "string"}},
                    },
                    "paginate": {"$ref": "#/pagination/pages"},
                    "responses": {
                        "200": {"schema": {"$ref": "#/schemas/books"}, "headers": {"X-Count": {"schema": {"type": "integer"}}}},
                        "4XX": {"$ref": "#/responses/wrong"},
                    },
                },
                "post": {
                    "method": "POST",
                    "auth": ["accessToken", {"all": ["key"]}, "optional"],
                    "idempotencyKey": "Idempotency-Key",
                    "parameters": {"book": {"in": "body", "required": True, "schema": {"$ref": "#/schemas/book"}}},
                    "responses": {"201": {"schema": {"$ref": "#/schemas/book"}}, "default": {"description": "No."}},
                },
            },
            "resources": {
                "one": {
                    "path": "/{bookId}",
                    "parameters": {"bookId": {"$ref": "#/parameters/bookId"}},
                    "actions": {
                        "get": {"method": "GET", "responses": {"200": {"schema": {"$ref": "#/schemas/book"}}}},
                        "cover": {
                            "method": "PUT",
                            "path": "/cover{kind}",
                            "parameters": {
                                "kind": {"in": "path", "style": "label", "explode": True, "schema": {"type": "array"}},
                                "picture": {"in": "part", "schema": {"file": True}},
                                "about": {"in": "part", "schema": {"type": "object"}},
                            },
                            "deprecated": "use something else",
                            "links": [{"title": "more", "url": "https://example.com"}],
                            "timeout": 5,
                        },
                        "rename": {
                            "method": "PATCH",
                            "content": "application/x-www-form-urlencoded",
                            "parameters": {
                                "title": {"in": "part", "schema": {"type": "string"}},
                                "aliases": {"in": "part", "schema": {"type": "array", "items": {"type": "string"}}},
                            },
                        },
                        "text": {
                            "method": "POST",
                            "absolutePath": "/texts/{path}",
                            "auth": False,
                            "server": "https://texts.example.com",
                            "parameters": {
                                "path": {"in": "path", "allowReserved": True},
                                "bookId": None,
                                "text": {"in": "body", "content": {
                                    "text/plain": {}, "application/x-www-form-urlencoded": {"type": "object"},
                                    "multipart/form-data": {"properties": {"file": {"file": True}}},
                                }},
                            },
                            "responses": {"200": {"content": {"text/plain": {}}}, "202": {"stream": "sse", "events": {"e": {}}, "end": "[DONE]"}},
                        },
                    },
                }
            },
        }
    },
}  # fmt: skip

ACTIONS = ("books.get", "books.post", "books.one.get", "books.one.cover", "books.one.rename", "books.one.text")
PARAMETERS = (
    "trace", "bookId", "book_id", "page", "perPage", "per_page", "sort", "filter", "where", "deep", "ids", "visit", "since", "book",
    "kind", "picture", "about", "title", "aliases", "path", "text",
)  # fmt: skip


class Colour(enum.Enum):
    RED = "red"
    NONE = None
    ODD = object()


class Told(str):
    __slots__ = ()


@dataclass(frozen=True)
class Special:
    """Stands for a value that is made anew each time it is used, and that cannot always be shown."""

    number: int


def alive(value: Any) -> Any:
    """Give a value with each `Special` made, at its top or one level below."""
    if isinstance(value, Special):
        return SPECIAL_VALUES[value.number]()
    if isinstance(value, dict):
        return {key: alive(each) for key, each in value.items()}
    return value


def _cyclic() -> list[Any]:
    knot: list[Any] = []
    knot.append(knot)
    return knot


def _deep(levels: int) -> list[Any]:
    nested: list[Any] = []
    for _ in range(levels):
        nested = [nested]
    return nested


def _refusing() -> Any:
    raise RuntimeError("no token today")


# --- strategies ------------------------------------------------------------------------------------------------------

HOSTILE_TEXTS = (
    "", ".", "..", "%2e%2e", "/", "a/b", "\\", "\x00", "\n", "\r\nX: y", "\ud800", "é", "😀", "null", "true", "1e999", "-0", "0x1", "١",
    "{", "}", "{x}", "{}", "{bookId}{bookId}", "/{bookId}/{nope}", "#", "#/", "#/schemas/book", "#/schemas/nope", "#/resources/books",
    "#/schemas/book/properties/sequel", "http://127.0.0.1:9/x.json", "file:///etc/passwd", "#/%zz", "#/~2", "self", "__class__", "import",
    "_shared", "token", "api", "get", "(", "[", "(?<=a)b", "^(a+)+$", "\\p{L}", "\\", "a{100000}", "(a{1000}){1000}", "(?P<x>a)", "GET", "path",
    "query", "header", "cookie", "body", "part", "object", "array", "string", "integer", "json", "brackets", "label", "matrix", "deepObject",
    "form", "multipart/form-data", "application/json", "text/plain", "sse", "200", "draft-04", "draft-07", "https://example.com", "https://[",
    "https://a:b@c", "ftp://x", "optional", "all", "Authorization", "Content-Length", "x" * 300, ID, "2020-01-01", "accessToken", "$ref",
)  # fmt: skip
texts = st.sampled_from(HOSTILE_TEXTS) | st.text(max_size=8)
numbers = (
    st.sampled_from([0, 1, -1, 3, 10**25, 10**400, 2**63, 0.0, -0.0, 1.5, 1e308, 5e-324, 0.01, 19.99])
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
)
scalars = st.none() | st.booleans() | numbers | texts
json_values = st.recursive(
    scalars, lambda below: st.lists(below, max_size=3) | st.dictionaries(texts, below, max_size=3), max_leaves=6
)
KEYWORDS = (
    "$ref", "$id", "id", "$schema", "$anchor", "$dynamicRef", "$defs", "type", "properties", "items", "prefixItems", "enum", "const",
    "pattern", "patternProperties", "additionalProperties", "required", "minimum", "maxLength", "multipleOf", "allOf", "anyOf", "oneOf", "not",
    "if", "then", "else", "dependencies", "uniqueItems", "contains", "propertyNames", "format", "file", "secret", "examples", "title",
    "unevaluatedProperties", "minItems", "dependentRequired", "contentEncoding",
)  # fmt: skip
hostile_schemas = st.recursive(
    st.dictionaries(st.sampled_from(KEYWORDS), scalars, max_size=3) | st.booleans(),
    lambda below: st.dictionaries(
        st.sampled_from(KEYWORDS), below | st.lists(below, max_size=2) | st.dictionaries(texts, below, max_size=2), max_size=3
    ),
    max_leaves=5,
)  # fmt: skip
replacements = json_values | hostile_schemas | texts.map(lambda each: {"$ref": each})
changes = st.tuples(
    st.sampled_from(["delete", "replace", "replace", "double", "rename"]), st.integers(0, 1 << 30), replacements
)
SPECIAL_VALUES: tuple[Callable[[], Any], ...] = (
    object, _cyclic, lambda: _deep(70), lambda: _deep(3000), lambda: float("nan"), lambda: float("inf"), lambda: Decimal("NaN"),
    lambda: Decimal("1.10"), lambda: Decimal("1e1000"), lambda: b"\xff", lambda: bytearray(b"x"), lambda: datetime.date(2020, 1, 2),
    lambda: datetime.datetime(2020, 1, 2, tzinfo=datetime.timezone.utc), lambda: datetime.time(1, 2), lambda: datetime.timedelta(1),
    lambda: uuid.UUID(int=5), lambda: Colour.RED, lambda: Colour.NONE, lambda: Colour.ODD, lambda: Told("told"), lambda: {1: 2},
    lambda: {"a": object()}, lambda: {"a": b"x"}, lambda: {"\ud800": "\ud800"}, lambda: [float("nan")], lambda: (1, 2), lambda: {1, 2},
    lambda: range(3), lambda: iter([b"x"]), lambda: iter(["text"]), lambda: Path("/nonexistent/file"), lambda: Path("a\x00b"),
    lambda: ("name", b"data", "text/plain"), lambda: ("na\r\nme\ud800", b"data", "te\nxt"), lambda: ("name", None), lambda: (), lambda: [b"x", b"y"],
    lambda: {"file": b"x"}, lambda: {"file": ("n", b"x")}, lambda: {"file": "x", "other": [1, {"a": []}]}, lambda: {"title": "x", "pages": None},
    lambda: {"title": "", "price": 19.991, "tags": ["old", "old", 5], "sequel": {"title": 1, "sequel": {"tltle": "x"}}},
    lambda: int, lambda: len, lambda: Ellipsis, lambda: 1j, lambda: Exception("x"), lambda: 10**5000, lambda: True, lambda: "a\ud800",
    lambda: {"a": [[]]}, lambda: {"a": {}}, lambda: {"a": None}, lambda: {"a": "b|c"}, lambda: ["a b", "c|d", "e,f"], lambda: ID, lambda: [ID],
)  # fmt: skip
values = st.sampled_from([Special(each) for each in range(len(SPECIAL_VALUES))]) | json_values
arguments = st.dictionaries(st.sampled_from(PARAMETERS) | texts, values, max_size=4)
tokens: st.SearchStrategy[Any] = st.sampled_from(
    ["t", "t", "t", "", "a b", ("user", "password"), ("u:", "p"), {"accessToken": "t"}, {"nope": "t"}, {"key": "k", "login": ("u", "p")},
     {"login": "x"}, 5, None, lambda: "t", lambda: None, _refusing, ("a", "b", "c"), ("ü", "\ud800"), [], {"accessToken": _refusing}]
)  # fmt: skip
statuses = st.sampled_from(
    [200, 201, 204, 202, 299, 100, 301, 304, 400, 401, 403, 404, 409, 418, 429, 500, 503, 599, 600, 999, 0]
)
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
    | st.tuples(st.sampled_from(["Retry-After", "Date", "X-Count", "Location", "Link"]), texts),
    max_size=3,
)  # fmt: skip
responses = st.builds(
    lambda status, fields, body: Response(status, Headers(fields), body), statuses, header_fields, bodies
)
failures = st.builds(
    lambda sent, slow, answered, final: NotDelivered("x", sent=sent, slow=slow, answered=answered, final=final),
    st.booleans(), st.booleans(), st.booleans(), st.booleans(),
)  # fmt: skip
answers = responses | responses | responses | failures
options = st.fixed_dictionaries(
    {},
    optional={
        "validate": st.sampled_from(["raise", "warn", "off"]),
        "validate_responses": st.sampled_from(["raise", "warn", "off"]),
        "scopes": st.sampled_from([["all.read"], ["*"], [], "books.get"]),
        "url": st.sampled_from(["https://example.org/x", "http://127.0.0.1:1", "http://example.org"]),
    },
)


# --- a description, changed here and there ---------------------------------------------------------------------------


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Give each member in a JSON value as what holds it, and its key or position."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    for each in waiting:
        if isinstance(each, dict):
            found += [(each, key) for key in each]
            waiting += each.values()
        elif isinstance(each, list):
            found += [(each, index) for index in range(len(each))]
            waiting += each
    return found


def _change(description: Any, kind: str, number: int, value: Any) -> None:
    places = _places(description)
    if not places:
        return
    holder, key = places[number % len(places)]
    if kind == "delete":
        del holder[key]
    elif kind == "replace":
        holder[key] = copy.deepcopy(value)
    elif isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))
    elif kind == "rename":
        holder[_name_in(value)] = holder.pop(key)
    else:
        holder[_name_in(value)] = copy.deepcopy(holder[key])


def _name_in(value: Any) -> str:
    return value if isinstance(value, str) else next(iter(value)) if isinstance(value, dict) and value else "twin"


def changed(made: list[tuple[str, int, Any]]) -> dict[str, Any]:
    """Give the description with these changes."""
    description = copy.deepcopy(DESCRIPTION)
    for kind, number, value in made:
        _change(description, kind, number, value)
    return description


# --- everything that can be done with a client -----------------------------------------------------------------------


@contextmanager
def in_time(seconds: float) -> Iterator[None]:
    """Fail where the case takes too long."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise AssertionError(f"took more than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def outcome(step: Callable[[], Any]) -> Any:
    """Give what the step gives, or the library's error that it raises; any other error is a failed test."""
    try:
        return step()
    except DynaclientError as error:
        shown = (str(error), repr(error))
        assert all(isinstance(each, str) for each in shown)
        return error


def _look_at(client: Client, name: str) -> None:
    owner, _, key = name.rpartition(".")
    outcome(lambda: repr(client[owner]) + str(client[owner].__doc__) + str(dir(client[owner])))
    method = outcome(lambda: getattr(client[owner], key))
    if not isinstance(method, DynaclientError):
        outcome(lambda: inspect.signature(method))
        outcome(lambda: pydoc.render_doc(method))
        outcome(lambda: repr(method.action) + repr(method.action.parameters) + repr(method.action.responses))


def _call(client: Client, name: str, given: dict[str, Any]) -> None:
    owner, _, key = name.rpartition(".")
    outcome(lambda: repr(getattr(client[owner], key).prepare(**alive(given))))
    outcome(lambda: client.can(name))
    outcome(lambda: client.call(name, alive(given)))


def _look_around(client: Client) -> None:
    outcome(lambda: repr(client) + repr(client.api) + str(dir(client)))
    outcome(lambda: client.find("book"))
    outcome(lambda: client.with_defaults(**dict.fromkeys(client.api.parameter_spellings, "x")))


def exercise(face: str, description: Any, given: dict[str, Any], answer: Any, token: Any, more: dict[str, Any]) -> None:
    """Do with a description what does not need a network: call an action, look at one, look around, or lint."""
    if face == "lint":
        outcome(lambda: [str(each) for each in lint(description)])
        return
    client = outcome(lambda: Client(description, transport=RecordingTransport(answer), token=token, retries=0, **more))
    if not isinstance(client, Client):
        return
    if face == "around":
        _look_around(client)
        return
    new = [name for name in client.api.actions if name not in ACTIONS]
    for name in [face.partition(" ")[2], *new[:2]]:
        if face.startswith("call"):
            _call(client, name, given)
        else:
            _look_at(client, name)


FACES = (
    *(f"call {each}" for each in ACTIONS * 2),
    *(f"look {each}" for each in ACTIONS),
    "lint",
    "lint",
    "around",
    "call books.nope",
    "look ",
)


def _quietly(case: Callable[[], None], seconds: float = SECONDS) -> None:
    with warnings.catch_warnings(), in_time(seconds):
        warnings.simplefilter("ignore", DynaclientWarning)
        case()


# --- tests -----------------------------------------------------------------------------------------------------------


def test_the_description_that_is_changed_has_no_fault() -> None:
    assert [str(each) for each in lint(DESCRIPTION)] == []


def _triples(count: int) -> Any:
    @settings(
        max_examples=count, deadline=None, database=None, print_blob=False, suppress_health_check=list(HealthCheck)
    )
    @given(st.sampled_from(FACES), st.lists(changes, max_size=2), arguments, answers, tokens, options)
    def case(
        face: str,
        made: list[tuple[str, int, Any]],
        given_ones: dict[str, Any],
        answer: Any,
        token: Any,
        more: dict[str, Any],
    ) -> None:
        _quietly(lambda: exercise(face, changed(made), given_ones, answer, token, more))

    return case


@pytest.mark.uncounted
def test_only_our_errors_leave_five_hundred_random_triples() -> None:
    _triples(500)()


# Cases in bulk. What is drawn above can be made small when it fails; what is drawn here is quick, so there is much of it.

CALLS_EACH = 10
"""Calls with each description: to load one takes longer than to call it."""


def _drawn_text(chance: random.Random) -> str:
    if chance.random() < 0.8:
        return chance.choice(HOSTILE_TEXTS)
    return "".join(
        chr(chance.choice((chance.randrange(128), chance.randrange(0x11_0000)))) for _ in range(chance.randrange(6))
    )


def _drawn_json(chance: random.Random, depth: int = 3) -> Any:
    kind = chance.random()
    if depth and kind < 0.15:
        return [_drawn_json(chance, depth - 1) for _ in range(chance.randrange(3))]
    if depth and kind < 0.35:
        return {_drawn_text(chance): _drawn_json(chance, depth - 1) for _ in range(chance.randrange(3))}
    if kind < 0.5:
        return chance.choice(
            [None, True, False, 0, 1, -1, 3, 10**25, 10**400, 2**63, 0.0, -0.0, 1.5, 1e308, 5e-324, 19.99]
        )
    return _drawn_text(chance)


def _drawn_schema(chance: random.Random, depth: int = 3) -> Any:
    made: dict[str, Any] = {}
    for _ in range(chance.randint(0, 3)):
        kind = chance.randrange(4) if depth else 0
        below = (_drawn_json(chance, 1), _drawn_schema(chance, depth - 1)) if depth else (_drawn_json(chance, 1),)
        one = below[-1]
        made[chance.choice(KEYWORDS)] = (below[0], one, [one] * chance.randint(1, 2), {_drawn_text(chance): one})[kind]
    return made


def _drawn_change(chance: random.Random) -> tuple[str, int, Any]:
    kind = chance.choice(["delete", "replace", "replace", "double", "rename"])
    value = chance.choice([_drawn_json, _drawn_schema, lambda one: {"$ref": _drawn_text(one)}])(chance)
    return kind, chance.randrange(1 << 30), value


def _drawn_value(chance: random.Random) -> Any:
    return Special(chance.randrange(len(SPECIAL_VALUES))) if chance.random() < 0.5 else _drawn_json(chance)


def _drawn_arguments(chance: random.Random) -> dict[str, Any]:
    names = (
        chance.choice(PARAMETERS) if chance.random() < 0.9 else _drawn_text(chance) for _ in range(chance.randrange(5))
    )
    return {name: _drawn_value(chance) for name in names}


def _recorded(play: Play) -> bytes:
    """Give the bytes that a fault sends."""
    script = Script()
    with suppress(Gone):
        play(script)
    return bytes(script.sent)


class Script(Wire):
    """Takes down what a fault sends, up to the second request."""

    def __init__(self) -> None:
        self.sent = bytearray()
        self.asked = False

    def request(self) -> Received:
        if self.asked:
            raise Gone
        self.asked = True
        return Received(b"", b"", 1)

    def send(self, data: bytes) -> None:
        self.sent += data

    def wait(self, seconds: float) -> None:
        raise Gone


RAW_ANSWERS = [_recorded(play) for play in (*LIES.values(), *REFUSALS.values())]
RAW_PIECES = (
    b"", b"\r\n", b"\n", b"\r", b"\0", b" ", b":", b"0", b"-1", b"9" * 30, b"\xff", b"chunked", b"gzip", b"Content-Length: 0\r\n", b"HTTP/1.1 200 OK\r\n",
    b"Transfer-Encoding: chunked\r\n", b"\r\n\r\n", b"0\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", b'{"a":1}', b"Connection: close\r\n",
    b"Location: http://[::1\r\n", b"Retry-After: 1e5\r\n", b"Content-Type: application/json\r\n", b"HTTP/1.1 204 No\r\n\r\n",
)  # fmt: skip


def _drawn_bytes(chance: random.Random) -> bytes:
    """Give an answer as bytes, changed here and there; mostly in its head."""
    data = bytearray(chance.choice(RAW_ANSWERS)[:2000])
    for _ in range(chance.randrange(4)):
        at = chance.randrange(min(len(data), chance.choice((60, 200, 2000))) + 1)
        end = at + chance.choice((0, 0, 1, 5, 40))
        data[at:end] = chance.choice((chance.choice(RAW_PIECES), chance.randbytes(2), bytes(data[at : at + 30])))
    return bytes(data[: chance.choice((len(data), len(data), chance.randrange(len(data) + 1)))])


class Reading:
    """A transport that gives the strict reader of answers some bytes, in pieces of any size."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.raw = b""
        self.answer: Response | NotDelivered | None = None
        self.sock = self

    def send(self, request: Request, limits: Limits) -> Response:
        if isinstance(self.answer, Response):
            return self.answer
        if self.answer is not None:
            raise self.answer
        self._left = self.raw
        answer = Answer(self, _SocketSource(self.sock, Clock(1.0, float("inf"))), request.method)
        run(answer.begin())
        return Response(answer.status, answer.headers, run(answer.body(limits.max_response_bytes)))

    # A connection, and its socket.

    def settimeout(self, seconds: float) -> None: ...

    def recv(self, most: int) -> bytes:
        count = min(most, self._chance.choice((1, 7, 100, 1 << 16)))
        data, self._left = self._left[:count], self._left[count:]
        return data

    def free(self, kept_for: float | None) -> None: ...

    def close(self) -> None: ...


def _drawn_answer(chance: random.Random) -> Response | NotDelivered | None:
    """Give an answer, or None for one that is to be read from bytes."""
    kind = chance.random()
    if kind < 0.5:
        return None
    if kind < 0.6:
        flags = {name: chance.random() < 0.5 for name in ("sent", "slow", "answered", "final")}
        return NotDelivered("x", **flags)
    fields = [
        ("Content-Type", chance.choice(CONTENT_TYPES)),
        (chance.choice(["Retry-After", "Date", "X-Count", "Link"]), _drawn_text(chance)),
    ]
    status = chance.choice(
        [200, 201, 204, 202, 299, 100, 301, 304, 400, 401, 403, 404, 409, 418, 429, 500, 503, 599, 600, 999, 0]
    )
    return Response(status, Headers(fields), chance.choice(BODIES) if chance.random() < 0.8 else chance.randbytes(20))


def _many_cases(count: int) -> int:
    """Make this many calls; give how many of them came to an answer."""
    answered = 0
    for number in range(count // CALLS_EACH):
        chance = random.Random(number)
        description = changed([_drawn_change(chance) for _ in range(chance.choice((0, 1, 1, 1, 2)))])
        transport = Reading(chance)
        more: dict[str, Any] = {
            "validate": chance.choice(["raise", "off"]),
            "validate_responses": chance.choice(["raise", "off"]),
        }
        client = outcome(lambda: Client(description, transport=transport, token="t", retries=0, **more))  # noqa: B023 - at once
        for _ in range(CALLS_EACH):
            if isinstance(client, Client):
                transport.answer, transport.raw = _drawn_answer(chance), _drawn_bytes(chance)
                name, given_ones = chance.choice(ACTIONS), alive(_drawn_arguments(chance))
                kind = chance.random()
                given_ones = (
                    FITTING[name] if kind < 0.5 else {**FITTING[name], **given_ones} if kind < 0.8 else given_ones
                )
                found = outcome(lambda: client.call(name, given_ones))  # noqa: B023 - at once
                answered += not isinstance(found, DynaclientError) or isinstance(found, (ApiError, BadResponse))
    return answered


FITTING: dict[str, dict[str, Any]] = {
    "books.get": {}, "books.post": {"book": {"title": "Emma"}}, "books.one.get": {"bookId": ID}, "books.one.cover": {"bookId": ID, "kind": ["a"]},
    "books.one.rename": {"bookId": ID, "title": "Emma"}, "books.one.text": {"path": "a", "text": "b"},
}  # fmt: skip
"""What each action cannot do without."""


@pytest.mark.uncounted
def test_only_our_errors_leave_ten_thousand_cases() -> None:
    found: list[int] = []
    _quietly(lambda: found.append(_many_cases(10_000)), seconds=200)
    assert found[0] > 2_000


@pytest.mark.full
@pytest.mark.uncounted
def test_only_our_errors_leave_a_hundred_thousand_cases() -> None:
    found: list[int] = []
    _quietly(lambda: found.append(_many_cases(100_000)), seconds=2_000)
    assert found[0] > 20_000


def test_only_our_errors_leave_what_is_read_from_a_socket() -> None:
    chance = random.Random(5)
    with RawServer(lambda _: _drawn_bytes(chance)) as server, warnings.catch_warnings():
        warnings.simplefilter("ignore", DynaclientWarning)
        client = Client(DESCRIPTION, url=server.url, token="t", retries=0, timeout=0.03)
        found = [outcome(client.books.get) for _ in range(200)]
        client.close()
    assert sum(isinstance(each, TransportError) for each in found) > 50


@pytest.mark.uncounted
@settings(max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(FACES), values | hostile_schemas)
def test_anything_at_all_as_a_description_gives_our_error_or_a_client(face: str, description: Any) -> None:
    _quietly(lambda: exercise(face, alive(description), {}, [], "t", {}))


@pytest.mark.uncounted
@settings(max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(
    st.dictionaries(
        st.sampled_from(["token", "url", "patch", "validate", "validate_responses", "scopes", "variables", "trusted_origins", "allow_http", "timeout",
                         "retries", "headers", "query"]),
        values, max_size=3,
    )
)  # fmt: skip
def test_anything_at_all_as_an_option_gives_our_error_or_a_client(more: dict[str, Any]) -> None:
    _quietly(lambda: outcome(lambda: Client(DESCRIPTION, transport=RecordingTransport(), **alive(more))))


DOORS: dict[str, Callable[[Client, Any], Any]] = {
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
@pytest.mark.parametrize("door", DOORS)
def test_no_door_lets_a_foreign_error_out(door: str) -> None:
    for make in (*SPECIAL_VALUES, *(lambda text=each: text for each in HOSTILE_TEXTS)):
        client = Client(DESCRIPTION, transport=RecordingTransport(), token="t", retries=0)
        outcome(functools.partial(DOORS[door], client, make()))
