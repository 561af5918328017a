"""The log lines, and what is redacted in them."""

from __future__ import annotations

import logging
import threading
from contextlib import suppress
from time import monotonic
from typing import Any

import pytest

from dynaclient import Client, DynaclientError, Headers, NotDelivered, NotFound, Request, Response
from dynaclient.auth import ClientCredentials
from dynaclient.call.urls import origin_of
from dynaclient.http.log import (
    MAX_ERROR_BYTES,
    REQUEST_IDS,
    LogEntry,
    attempt_line,
    redact_urllib3_log,
    request_id_of,
    retry_line,
)
from dynaclient.http.retry import why_no_time, why_not_retried
from dynaclient.http.throttling import MAX_POLL_INTERVAL
from dynaclient.testing import RecordingTransport, response
from tests.support.descriptions import describe, query

REQUEST = Request("GET", "https://a.b/c", Headers(), None, "things.get")


@pytest.mark.parametrize("name", REQUEST_IDS)
def test_the_servers_request_id_is_logged(name: str) -> None:
    assert attempt_line(REQUEST, response(headers={name: "7f-3a"}), 0.0123, 2) == (
        "things.get: 200 in 0.012 s, attempt 2, request id 7f-3a"
    )


@pytest.mark.parametrize("name", ["", "a b", "a\nthings.get: 200", "é", "a" * 101, "\x1b[2J"])
def test_a_request_id_that_could_forge_a_log_line_is_not_logged(name: str) -> None:
    assert (
        attempt_line(REQUEST, response(headers={"X-Request-Id": name}), 1, 1) == "things.get: 200 in 1.000 s, attempt 1"
    )


def test_the_first_request_id_header_is_used() -> None:
    assert request_id_of(Headers([("CF-Ray", "second"), ("x-request-id", "first")])) == "first"


def test_a_credential_is_not_logged_as_a_request_id() -> None:
    sent = REQUEST.with_credential("X-Own", "hunter2")
    assert "hunter2" not in attempt_line(sent, Response(200, Headers([("X-Request-Id", "hunter2")])), 0, 1)
    assert "request id mine" in attempt_line(
        sent.with_headers([("X-Request-Id", "mine")]), response(headers={"X-Request-Id": "mine"}), 0, 1
    )


def test_a_failed_attempt_is_logged_with_its_reason() -> None:
    assert attempt_line(REQUEST, "no byte came", 30, 1) == "things.get: attempt 1 failed after 30.000 s: no byte came"


def test_a_retry_is_logged_with_its_reason() -> None:
    assert (
        retry_line("things.get", response(status=503), 0.05, 2)
        == "things.get: retry in 0.050 s, attempt 2: the status was 503"
    )
    assert retry_line("things.get", "no byte came", 1, 3) == "things.get: retry in 1.000 s, attempt 3: no byte came"
    asked = retry_line("things.get", response(status=429, headers={"Retry-After": "2"}), 2, 2)
    assert asked.endswith(": the status was 429, and Retry-After asks for the wait")


def test_attempts_and_retries_are_logged(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.random", lambda: 0.0)
    caplog.set_level(logging.INFO, "dynaclient")
    transport = RecordingTransport([response(status=503), response({}, headers={"X-Request-Id": "7"})])
    Client(describe(), transport=transport).things.get()
    lines = [record.getMessage() for record in caplog.records]
    assert [line.split(" in ")[0] for line in lines] == [
        "things.get: 503",
        "things.get: retry",
        "things.get: 200",
    ]
    assert lines[-1].endswith(", attempt 2, request id 7")


FAILS_AGAIN = NotDelivered("the certificate does not exist", sent=False, final=True)
NOT_RETRIED: dict[str, tuple[Any, Any, bool, str]] = {
    # case → outcome, body, whether the action is idempotent, why it is not retried
    "it may be": (response(status=503), b"", True, ""),
    "twice": (response(status=503), b"", False, "a GET might be carried out twice"),
    "a status that says nothing was done": (response(status=429), b"", False, ""),
    "for good": (FAILS_AGAIN, None, True, "it would fail again"),
    "a stream": (response(status=503), iter([b"x"]), True, "its body can be read only once"),
}


@pytest.mark.parametrize(("outcome", "body", "idempotent", "reason"), NOT_RETRIED.values(), ids=NOT_RETRIED)
def test_why_a_request_is_not_sent_again(outcome: Any, body: Any, idempotent: bool, reason: str) -> None:
    assert (
        why_not_retried(outcome, Request("GET", "https://a.b/c", Headers(), body, "things.get"), idempotent) == reason
    )


@pytest.mark.parametrize(
    ("outcome", "wait"), [(FAILS_AGAIN, "the wait would take 2 s"), (response(status=503), "the wait would take 2 s")]
)
def test_a_wait_that_is_too_long_is_named(outcome: Any, wait: str) -> None:
    assert why_no_time(outcome, 2.0, 1.5) == f"{wait}, and the call has 1.5 s left of its timeout"


def test_a_call_without_a_retry_is_logged_with_the_reason(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "dynaclient")
    client = Client(describe(), transport=RecordingTransport([response(status=503)] * 2), retries=0)
    throttle = client._sender.throttles.get_or_create(origin_of("https://api.example.com/things"))
    with suppress(DynaclientError):
        client.things.get()
    throttle.spend(throttle.tokens)
    with suppress(DynaclientError):
        client.with_options(retries=1).things.get()
    reasons = [line.partition("not retried: ")[2] for line in caplog.messages if "not retried" in line]
    assert reasons == ["it was attempt 1 of 1", "too many calls to this server have failed lately"]


def test_no_line_is_built_if_the_log_is_disabled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dynaclient.http.sender.attempt_line", lambda *_: pytest.fail("built"))
    monkeypatch.setattr("dynaclient.http.sender.retry_line", lambda *_: pytest.fail("built"))
    monkeypatch.setattr("random.random", lambda: 0.0)
    logging.getLogger("dynaclient").setLevel(logging.NOTSET)
    transport = RecordingTransport([response(status=503), response({})])
    assert Client(describe(), transport=transport).things.get() == {}


def entries(caplog: pytest.LogCaptureFixture) -> list[LogEntry]:
    """Return what the lines of attempts are about."""
    arguments = [record.args[0] for record in caplog.records if isinstance(record.args, tuple)]
    return [entry for entry in arguments if isinstance(entry, LogEntry)]


SECRETS = describe(
    {"get": {"method": "GET", "parameters": {"key": query(secret=True), "n": query()}}},
    auth={"own": {"type": "apiKey", "in": "header", "name": "X-Own"}},
)
SECRETS["resources"]["things"]["auth"] = "own"


def test_an_entry_has_the_request_and_the_beginning_of_an_error_without_secrets(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "dynaclient")
    body = b"hunter2-own " + b"x" * MAX_ERROR_BYTES
    headers = {"Location": "/x?X-Amz-Signature=abcdef&n=1", "Set-Cookie": "a=b", "Content-Type": "text/plain"}
    transport = RecordingTransport(response(body, 404, headers))
    client = Client(SECRETS, transport=transport, token="hunter2-own", url="https://a.b")
    with pytest.raises(NotFound):
        client.with_options(query={"sig": "undeclared"}).things.get(key="declared-secret", n="5")
    (entry,) = entries(caplog)
    assert entry.request.url == "https://a.b/things?key=***&n=5&sig=***"
    assert (entry.request.headers["X-Own"], entry.request.body) == ("***", None)
    assert entry.response is not None
    assert (entry.response.status, entry.response.headers["Location"]) == (404, "/x?X-Amz-Signature=***&n=1")
    assert entry.response.body == b"*** " + b"x" * (MAX_ERROR_BYTES - 12)
    assert entry.event.startswith("404 in ")
    assert repr(entry) == str(entry) == caplog.messages[0]


@pytest.mark.parametrize(
    ("outcome", "body"), [(response({"a": 1}), b""), (response({"a": 1}, 500), b'{"a": 1}'), (OSError(), None)]
)
def test_an_entry_has_the_body_of_an_error_alone(
    caplog: pytest.LogCaptureFixture, outcome: Any, body: bytes | None
) -> None:
    caplog.set_level(logging.INFO, "dynaclient")
    failed = NotDelivered("cut", sent=True) if isinstance(outcome, OSError) else outcome
    with suppress(DynaclientError):
        Client(describe(), transport=RecordingTransport(failed), retries=0).things.get()
    (entry,) = entries(caplog)
    assert (None if entry.response is None else entry.response.body) == body


@pytest.mark.parametrize(("location", "origin"), [("/other", "the same"), ("https://b.example.com/other", "another")])
def test_a_redirect_that_is_followed_is_logged(caplog: pytest.LogCaptureFixture, location: str, origin: str) -> None:
    caplog.set_level(logging.INFO, "dynaclient")
    moved = response(status=307, headers={"Location": location})
    Client(describe(), transport=RecordingTransport([moved, response({})]), redirects=1).things.get()
    assert caplog.messages[1] == f"things.get: redirect followed to {origin} origin: the status was 307"


def test_a_call_that_waits_because_of_others_is_logged_and_a_retry_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO, "dynaclient")
    monkeypatch.setattr("random.random", lambda: 0.0)
    refused = response(status=429, headers={"Retry-After": "1"})
    client = Client(describe(), transport=RecordingTransport([refused, response({}), response({})]))
    pause = MAX_POLL_INTERVAL
    client.things.get()
    client._sender.throttles.get_or_create(origin_of("https://api.example.com")).pause(monotonic(), pause, monotonic())
    client.things.get()
    events = [line.removeprefix("things.get: ").split(" ")[0] for line in caplog.messages]
    assert events == ["429", "retry", "200", "waits", "200"]


def test_the_body_of_a_refused_login_is_not_in_an_entry(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "dynaclient")
    source = ClientCredentials("id", "hunter2-secret", token_url="https://auth.example.com/token")
    transport = RecordingTransport(response({"error": "invalid_client", "hint": "what-it-got"}, 400))
    described = describe({"get": {"method": "GET"}}, auth={"a": {"type": "bearer"}})
    described["resources"]["things"]["auth"] = "a"
    client = Client(described, transport=transport, auth={"a": source}, trusted_origins=["https://auth.example.com"])
    with pytest.raises(DynaclientError):
        client.things.get()
    assert {entry.response.body for entry in entries(caplog) if entry.response} == {b""}


# --- urllib3's log ---------------------------------------------------------------------------------------------------

URLLIB3 = logging.getLogger("urllib3.connectionpool")


def test_a_secret_target_is_redacted_while_its_request_is_in_flight(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    request = REQUEST.with_query_credential("key", "hunter2")
    with redact_urllib3_log(request), redact_urllib3_log(request):
        thread = threading.Thread(target=URLLIB3.debug, args=('"%s %s" %d', "GET", "/c?key=hunter2", 200))
        thread.start()
        thread.join()
        URLLIB3.debug("no arguments")
        URLLIB3.debug("%(named)s", {"named": "argument"})
    URLLIB3.debug("%s", "/c?key=hunter2")
    assert [record.getMessage() for record in caplog.records] == [
        '"GET /c?key=***" 200',
        "no arguments",
        "argument",
        "/c?key=hunter2",
    ]


def test_without_a_secret_nothing_is_redacted() -> None:
    assert redact_urllib3_log(REQUEST) is redact_urllib3_log(Request("GET", "https://a.b"))


def test_a_url_without_a_path_is_redacted(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with redact_urllib3_log(Request("GET", "https://a.b").with_query_credential("key", "hunter2")):
        URLLIB3.debug("%s", "https://a.b?key=hunter2")
    assert caplog.messages == ["https://a.b?key=***"]
