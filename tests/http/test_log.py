"""What the log says, and what it leaves out."""

from __future__ import annotations

import logging
import threading

import pytest

from dynaclient import Client, Headers, Request, Response
from dynaclient.http.log import REQUEST_IDS, attempt_line, masked_target, request_id_of, wait_line
from dynaclient.testing import RecordingTransport, response
from tests.support.descriptions import describe

REQUEST = Request("GET", "https://a.b/c", Headers(), None, "things.get")


@pytest.mark.parametrize("name", REQUEST_IDS)
def test_the_servers_name_for_a_request_is_told(name: str) -> None:
    assert attempt_line(REQUEST, response(headers={name: "7f-3a"}), 0.0123, 2) == (
        "things.get: 200 in 0.012 s, attempt 2, request id 7f-3a"
    )


@pytest.mark.parametrize("name", ["", "a b", "a\nthings.get: 200", "é", "a" * 101, "\x1b[2J"])
def test_what_could_be_a_line_of_its_own_is_no_name(name: str) -> None:
    assert (
        attempt_line(REQUEST, response(headers={"X-Request-Id": name}), 1, 1) == "things.get: 200 in 1.000 s, attempt 1"
    )


def test_the_first_name_counts() -> None:
    assert request_id_of(Headers([("CF-Ray", "second"), ("x-request-id", "first")])) == "first"


def test_a_credential_that_comes_back_is_no_name() -> None:
    sent = REQUEST.with_credential("X-Own", "hunter2")
    assert "hunter2" not in attempt_line(sent, Response(200, Headers([("X-Request-Id", "hunter2")])), 0, 1)
    assert "request id mine" in attempt_line(
        sent.with_headers([("X-Request-Id", "mine")]), response(headers={"X-Request-Id": "mine"}), 0, 1
    )


def test_a_failed_attempt_says_why() -> None:
    assert attempt_line(REQUEST, "no byte came", 30, 1) == "things.get: attempt 1 failed after 30.000 s: no byte came"


def test_a_wait_says_why() -> None:
    assert (
        wait_line("things.get", response(status=503), 0.05, 2)
        == "things.get: attempt 2 follows in 0.050 s, for the answer was 503"
    )
    assert wait_line("things.get", "no byte came", 1, 3) == "things.get: attempt 3 follows in 1.000 s, for no byte came"


def test_attempts_and_waits_are_told_at_info(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.random", lambda: 0.0)
    caplog.set_level(logging.INFO, "dynaclient")
    transport = RecordingTransport([response(status=503), response({}, headers={"X-Request-Id": "7"})])
    Client(describe(), transport=transport).things.get()
    told = [each.getMessage() for each in caplog.records]
    assert [each.split(" in ")[0] for each in told] == [
        "things.get: 503",
        "things.get: attempt 2 follows",
        "things.get: 200",
    ]
    assert told[-1].endswith(", attempt 2, request id 7")


def test_nothing_is_made_where_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dynaclient.http.sender.attempt_line", lambda *_: pytest.fail("said"))
    monkeypatch.setattr("dynaclient.http.sender.wait_line", lambda *_: pytest.fail("said"))
    monkeypatch.setattr("random.random", lambda: 0.0)
    logging.getLogger("dynaclient").setLevel(logging.NOTSET)
    transport = RecordingTransport([response(status=503), response({})])
    assert Client(describe(), transport=transport).things.get() == {}


# --- what urllib3 says -----------------------------------------------------------------------------------------------

URLLIB3 = logging.getLogger("urllib3.connectionpool")


def test_a_secret_target_is_masked_as_long_as_its_request_is_under_way(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    request = REQUEST.with_query_credential("key", "hunter2")
    with masked_target(request), masked_target(request):
        thread = threading.Thread(target=URLLIB3.debug, args=('"%s %s" %d', "GET", "/c?key=hunter2", 200))
        thread.start()
        thread.join()
        URLLIB3.debug("no arguments")
        URLLIB3.debug("%(named)s", {"named": "argument"})
    URLLIB3.debug("%s", "/c?key=hunter2")
    assert [each.getMessage() for each in caplog.records] == [
        '"GET /c?key=***" 200',
        "no arguments",
        "argument",
        "/c?key=hunter2",
    ]


def test_where_no_secret_is_nothing_is_done() -> None:
    assert masked_target(REQUEST) is masked_target(Request("GET", "https://a.b"))


def test_a_url_without_a_path_is_masked_too(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with masked_target(Request("GET", "https://a.b").with_query_credential("key", "hunter2")):
        URLLIB3.debug("%s", "https://a.b?key=hunter2")
    assert caplog.messages == ["https://a.b?key=***"]
