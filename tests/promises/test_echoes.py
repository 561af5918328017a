"""No error has what a server echoes: the credential is planted in each place of a response, and of an error."""

from __future__ import annotations

import base64
import html
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from dynaclient import (
    BadResponse,
    Client,
    ConnectError,
    DeadlineExceeded,
    DynaclientError,
    InvalidCall,
    NotDelivered,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    Redirected,
    Response,
    ServerError,
    TransportError,
    load,
)
from dynaclient.errors import Problem
from dynaclient.messages import Headers
from dynaclient.redaction import MASK
from dynaclient.testing import RecordingTransport
from tests.support.both_clients import THREADS, backend_kind_fixture, with_both_clients
from tests.support.descriptions import describe, query
from tests.support.fault_server import FaultServer, send_and_close
from tests.support.raw_server import RawServer
from tests.support.secret_scanner import FORMS, SECRET, Record, leaks, recording

backend_kind = backend_kind_fixture()
pytestmark = with_both_clients

ITEMS = {"type": "object", "additionalProperties": {"type": "integer"}}
RESPONSES = {"200": {"schema": ITEMS}}
PAGES = {"style": "cursor", "cursor": "after", "items": "/items", "next": "/next"}
ACTIONS: dict[str, Any] = {
    "get": {"method": "GET", "responses": RESPONSES},
    "post": {"method": "POST", "parameters": {"pin": {"in": "query", "secret": True}}, "responses": RESPONSES},
    "watch": {"method": "GET", "responses": {"200": {"stream": "sse", "events": {"count": ITEMS}}}},
    "lines": {"method": "GET", "responses": {"200": {"stream": "ndjson", "schema": ITEMS}}},
    "bytes": {"method": "POST", "responses": {"200": {"stream": "bytes"}}},
    "list": {
        "method": "GET",
        "parameters": {"after": query()},
        "responses": {"200": {"schema": {}}},
        "paginate": PAGES,
    },
}
API = load(describe(ACTIONS, auth={"key": {"type": "bearer"}}, errors={"type": "/type", "message": "/message"}))
BASE64 = base64.b64encode(SECRET.encode()).decode()
IN_TEXT = " ".join((SECRET, BASE64, quote(SECRET, safe=""), json.dumps(SECRET)[1:-1], html.escape(SECRET)))
IN_URL = ".".join((BASE64, quote(SECRET, safe=""), quote(quote(SECRET, safe=""), safe="")))


def calls(record: Record, client: Client, folder: Path) -> None:
    """Make a call of each kind, and record what it raises, logs, warns of and writes."""
    client = client.with_options(read_timeout=0.2)
    record.client = client
    things = client.things
    record.attempt(things.get)
    record.attempt(things.post, pin=SECRET)
    for mode in ("warn", "raise"):
        record.attempt(client.with_options(validate_responses=mode).things.get)
    for name in ("watch", "lines", "bytes"):
        for mode in ("off", "raise"):
            record.attempt(list, client.with_options(validate_responses=mode, reconnect=0).things[name]())
    for steps in (things.list.items, things.list.pages):
        record.attempt(list, steps())
    record.attempt(things.get.download, folder / "download")
    journal = folder / "journal"
    outcomes = things.post.map([{"pin": SECRET}, {}], journal=journal, results=folder / "out.ndjson")
    if outcomes.done:  # the value of a call is the caller's
        return
    record.errors += [outcome.error for outcome in outcomes if outcome.error is not None]
    record.outputs += [repr(outcomes), str(outcomes.to_frame()), *map(repr, outcomes)]
    record.outputs += [path.read_bytes().decode("latin-1") for path in folder.iterdir() if path.name != "download"]


# --- each place of a response ----------------------------------------------------------------------------------------


def response(
    status: int = 400, body: bytes = b"", media: str = "application/json", reason: str = "Fine", *fields: str
) -> bytes:
    lines = [f"HTTP/1.1 {status} {reason}", f"Content-Type: {media}", f"Content-Length: {len(body)}", *fields, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def chunked(status: int, extension: str, trailer: str, body: bytes = b"{}", last: str = "0") -> bytes:
    head = f"HTTP/1.1 {status} Fine\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    return f"{head}{len(body):x};{extension}\r\n{body.decode()}\r\n{last}\r\n{trailer}\r\n\r\n".encode("latin-1")


def as_json(**members: Any) -> bytes:
    return json.dumps(members).encode()


NESTED = {"detail": [{"loc": ["body", IN_TEXT], "msg": IN_TEXT}], "errors": {IN_TEXT: [IN_TEXT]}, IN_TEXT: {IN_TEXT: 1}}
ECHOED_KEYS = {f"{number} {IN_TEXT}": IN_TEXT for number in range(3)}
PLACES: dict[str, bytes] = {
    "a reason": response(400, b"", "text/plain", IN_TEXT),
    "a header": response(404, b"{}", "application/json", "No", f"X-Echo: {IN_TEXT}", f"X-Request-Id: {SECRET}"),
    "the name of a header": response(404, b"{}", "application/json", "No", f"X-{BASE64.rstrip('=').replace('/', '-')}: 1", f"{SECRET.encode().hex()[:0]}X: 1"),
    "a challenge": response(401, b"", "text/plain", "No", f'WWW-Authenticate: Bearer error="{BASE64}", error_description={IN_TEXT}'),
    "Retry-After": response(503, b"", "text/plain", "No", f"Retry-After: {IN_TEXT}"),
    "Location": response(302, b"", "text/plain", "Found", f"Location: http://host.invalid/{IN_URL}"),
    "an invalid Location": response(302, b"", "text/plain", "Found", f"Location: http://{IN_TEXT}/", f"X-Echo: {IN_TEXT}"),
    "a redirect with a header": response(302, as_json(message=IN_TEXT), "application/json", "Found", "Location: /things", f"X-Echo: {IN_TEXT}"),
    "a redirect to another port": response(307, b"", "text/plain", "Found", f"Location: ftp://host.invalid/{IN_URL}", f"X-Echo: {IN_TEXT}"),
    "a message": response(400, as_json(type=IN_TEXT, message=IN_TEXT)),
    "a problem": response(400, as_json(title=IN_TEXT, detail=IN_TEXT, instance=IN_TEXT), "application/problem+json"),
    "many places of a body": response(422, as_json(**NESTED)),
    "a body without a message": response(400, as_json(**{IN_TEXT: {IN_TEXT: IN_TEXT}})),
    "the end of an excerpt": response(400, b"x" * 190 + SECRET.encode(), "text/plain"),
    "the end of a message": response(400, as_json(message="x" * 990 + SECRET)),
    "the end of a listed problem": response(400, as_json(errors=["x" * 190 + SECRET])),
    "text": response(500, IN_TEXT.encode(), "text/plain"),
    "a title": response(500, f"<title>{html.escape(SECRET)}</title>".encode(), "text/html"),
    "markup": response(500, f"<Error><Code>{html.escape(SECRET)}</Code></Error>".encode(), "application/xml"),
    "bytes": response(400, b"\0" + IN_TEXT.encode(), "application/octet-stream"),
    "text in another encoding": response(400, f'"{BASE64}"'.encode("utf-16"), "application/json"),
    "a media type": response(200, b"nothing", f"text/{IN_TEXT}"),
    "a media type of JSON": response(200, b"{}", f"text/{BASE64}"),
    "a content coding": response(200, b"nothing", "text/plain", "OK", f"Content-Encoding: {BASE64}"),
    "invalid JSON": response(200, f'{{"a": "{json.dumps(SECRET)[1:-1]}'.encode()),
    "the end of an excerpt of invalid JSON": response(200, b'{"a": "' + b"x" * 185 + BASE64.encode()),
    "a page in place of JSON": response(200, f"<title>{html.escape(SECRET)}</title>".encode(), "text/html"),
    "keys that are not valid": response(200, as_json(**ECHOED_KEYS)),
    "a body that is cut off": response(200, f'{{"a": "{BASE64}"'.encode(), "application/json", IN_TEXT, f"X-Echo: {IN_TEXT}").replace(b"Content-Length: ", b"Content-Length: 9"),
    "a size of a chunk": chunked(200, IN_TEXT, f"X-Echo: {IN_TEXT}", last=IN_TEXT),
    "a chunk extension and a trailer": chunked(400, IN_TEXT, f"X-Echo: {IN_TEXT}"),
    "a malformed head": f"HTTP/1.1 200 OK\r\n{IN_TEXT}\r\n\r\n".encode(),
    "a malformed status": f"{IN_TEXT} 200 OK\r\n\r\n".encode(),
    "the data of an event": response(200, f"event: count\ndata: {IN_TEXT}\n\n".encode(), "text/event-stream", "OK", f"X-Echo: {IN_TEXT}"),
    "the keys of an event": response(200, b"event: count\ndata: " + as_json(**ECHOED_KEYS) + b"\n\n", "text/event-stream"),
    "a line": response(200, IN_TEXT.encode() + b"\n", "application/x-ndjson"),
    "the keys of a line": response(200, as_json(**ECHOED_KEYS) + b"\n", "application/x-ndjson"),
    "a cursor": response(200, as_json(items={"a": IN_TEXT}, next={IN_TEXT: 1}), "application/json", "OK", f"X-Echo: {IN_TEXT}"),
}  # fmt: skip
OF_VALUES = {"a media type of JSON"}
"""What a successful call may return: no error is raised."""


@pytest.mark.uncounted
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("other", [0, pytest.param(1, marks=pytest.mark.full)])
def test_no_error_has_what_the_server_echoes(place: str, other: int, tmp_path: Path, backend_kind: str) -> None:
    # In the plain run one client follows the redirects of a place, and the other one those of the next.
    redirects = (list(PLACES).index(place) + (backend_kind == THREADS) + other) % 2
    with recording() as record, RawServer(lambda _: PLACES[place]) as server:
        options: dict[str, Any] = {"retries": 0, "trust_env": False, "redirects": redirects, "timeout": 0.5}
        with Client(API, token=SECRET, url=server.url, **options) as client:
            calls(record, client, tmp_path)
            record.client = None
    assert leaks(record) == []
    assert all(isinstance(error, DynaclientError) for error in record.errors)
    assert record.errors or place in OF_VALUES


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize("length", ["Content-Length: 500", "X-Length: unknown"])
def test_no_error_has_the_beginning_of_what_the_server_echoes(status: int, length: str) -> None:
    head = f"HTTP/1.1 {status} Fine\r\nContent-Type: application/json\r\n{length}\r\n\r\n"
    cut = f'{head}{{"a": "{SECRET[:-1]}'.encode()
    with FaultServer(send_and_close(cut)) as server:
        client = Client(API, token=SECRET, url=server.url, retries=0, trust_env=False)
        for call in (client.things.get, client.things.post):
            with pytest.raises(DynaclientError) as caught:
                call()
            error: Any = caught.value
            assert SECRET[:4] not in f"{error} {error.body!r}"
            assert MASK in f"{error.body!r}"


def test_an_echo_is_found_where_it_is_not_removed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("dynaclient.client.calls.redact", lambda value, _: value)
    found = {}
    for place in (
        "a reason",
        "a redirect with a header",
        "a message",
        "a media type",
        "the data of an event",
        "a line",
    ):
        (tmp_path / place).mkdir()
        with recording() as record, RawServer(lambda _, place=place: PLACES[place]) as server:  # type: ignore[misc]
            with Client(API, token=SECRET, url=server.url, retries=0, trust_env=False, redirects=1) as client:
                calls(record, client, tmp_path / place)
                record.client = None
            found[place] = {leak.partition(":")[0] for leak in leaks(record)}
    for place, locations in found.items():
        assert locations >= {"the attributes of errors", "pickles and copies of errors"}, place
    assert found["a message"] >= {"error messages", "outputs"}


# --- each place of an error ------------------------------------------------------------------------------------------

HEADERS = Headers([("X-Echo", IN_TEXT), (BASE64.rstrip("="), "1")])
PROBLEM = Problem.in_call("query", "q", (), "enum", [SECRET], {SECRET: SECRET}, f"is {IN_TEXT}", f"not {IN_TEXT}")
BODY = {"a": [IN_TEXT, {IN_TEXT: IN_TEXT.encode()}]}
RAISED: dict[str, Callable[[], Exception]] = {
    "DynaclientError": lambda: DynaclientError(IN_TEXT),
    "InvalidCall": lambda: InvalidCall("things.get", [PROBLEM]),
    "TransportError": lambda: TransportError(IN_TEXT),
    "ConnectError": lambda: ConnectError(IN_TEXT),
    "DeadlineExceeded": lambda: DeadlineExceeded(IN_TEXT),
    "OutcomeUnknown": lambda: OutcomeUnknown(IN_TEXT),
    "BadResponse": lambda: BadResponse(IN_TEXT).with_response(Response(200, HEADERS, IN_TEXT.encode())),
    "NotFound": lambda: NotFound("a", 404, type=IN_TEXT, message=IN_TEXT, body=BODY, headers=HEADERS, reason=IN_TEXT),
    "RateLimited": lambda: RateLimited("a", 429, details=[IN_TEXT], headers={IN_TEXT: IN_TEXT}, hint=IN_TEXT),
    "Redirected": lambda: Redirected("a", 302, body=IN_TEXT.encode()),
    "ServerError": lambda: ServerError("a", 500, body=(IN_TEXT, BODY)),
    "NotDelivered": lambda: NotDelivered(IN_TEXT, sent=False),
    "NotDelivered, final": lambda: NotDelivered(IN_TEXT, sent=True, answered=True, final=True),
}


class Raises:
    """A transport that raises an error, with a note and a cause."""

    def __init__(self, error: Callable[[], Exception]) -> None:
        self._error = error

    def send(self, *_: Any) -> Response:
        error = self._error()
        if sys.version_info >= (3, 11):
            error.add_note(IN_TEXT)
        raise error from RuntimeError(SECRET)


@pytest.mark.uncounted
@pytest.mark.parametrize("kind", RAISED)
@pytest.mark.parametrize("retries", [0, 1])
def test_no_error_of_a_transport_leaves_with_a_credential(kind: str, retries: int, tmp_path: Path) -> None:
    with recording() as record:
        client = Client(API, token=SECRET, transport=Raises(RAISED[kind]), retries=retries)
        calls(record, client, tmp_path)
        record.client = None
    assert leaks(record) == []
    assert len(record.errors) >= 12
    assert all(isinstance(error, DynaclientError) for error in record.errors)


# --- credentials that have been replaced -----------------------------------------------------------------------------


def test_a_credential_that_has_been_replaced_is_redacted_too() -> None:
    """The function returns another token after a 401, and the response to it echoes the first one."""
    tokens = iter([SECRET, "another-token"])
    statuses = iter([401, 403])
    transport = RecordingTransport(lambda _: Response(next(statuses), reason=IN_TEXT))
    with recording() as record:
        client = Client(API, token=lambda: next(tokens), transport=transport)
        record.attempt(client.things.get)
    assert [type(error).__name__ for error in record.errors] == ["Forbidden"]
    assert leaks(record) == []


def test_a_credential_that_is_replaced_during_a_call_is_redacted() -> None:
    clients: list[Client] = []

    def replace(_: Any) -> Response:
        clients[0].token = "another-token"
        return Response(403, Headers([("X-Echo", IN_TEXT)]), IN_TEXT.encode())

    with recording() as record:
        clients.append(Client(API, token=SECRET, transport=RecordingTransport(replace)))
        record.attempt(clients[0].things.get)
    assert len(record.errors) == 1
    assert leaks(record) == []


def test_the_forms_are_those_that_are_scanned_for() -> None:
    planted = f"{IN_TEXT} {IN_URL}"
    assert {"raw", "base64", "percent-encoded", "percent-encoded twice", "JSON", "HTML"} <= {
        name for name, form in FORMS.items() if form in planted
    }
