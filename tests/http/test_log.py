"""The log lines, and what is redacted in them."""

from __future__ import annotations

import logging
import threading

import pytest

from dynaclient import Client, Headers, Request, Response
from dynaclient.http.log import REQUEST_IDS, attempt_line, redact_urllib3_log, request_id_of, retry_line
from dynaclient.testing import RecordingTransport, response
from tests.support.descriptions import describe

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


def test_no_line_is_built_if_the_log_is_disabled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dynaclient.http.sender.attempt_line", lambda *_: pytest.fail("built"))
    monkeypatch.setattr("dynaclient.http.sender.retry_line", lambda *_: pytest.fail("built"))
    monkeypatch.setattr("random.random", lambda: 0.0)
    logging.getLogger("dynaclient").setLevel(logging.NOTSET)
    transport = RecordingTransport([response(status=503), response({})])
    assert Client(describe(), transport=transport).things.get() == {}


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
