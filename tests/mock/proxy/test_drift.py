"""How the real API differs from the description is shown: in a header field, in the log, and in what became of it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from dynaclient import load
from dynaclient.messages import Headers
from dynaclient.mock import MockServer
from dynaclient.mock.exchange import Handled, MockRequest
from dynaclient.mock.proxy.options import ProxyOptions
from dynaclient.mock.proxy.proxy import Proxy
from dynaclient.mock.proxy.service import ProxiedService
from dynaclient.mock.state.store import Store
from tests.support.mock_descriptions import api_with
from tests.support.raw_server import RawServer, Received, raw_response

THING = {
    "type": "object",
    "properties": {"n": {"type": "integer", "maximum": 9}, "items": {"type": "array", "items": {"type": "string"}}},
    "additionalProperties": False,
}
API = api_with(
    {
        "get": {
            "method": "GET", "path": "/thing", "responses": {"200": {"schema": THING}, "204": {}, "404": {"schema": {"type": "object"}}},
            "parameters": {"q": {"in": "query", "schema": {"type": "integer"}}},
        },
        "again": {"method": "GET", "path": "/thing/{id}", "parameters": {"id": {"in": "path", "schema": {"type": "integer"}}}, "responses": {}},
        "named": {"method": "GET", "path": "/thing/{name}", "parameters": {"name": {"in": "path"}}, "responses": {}},
        "head": {"method": "HEAD", "path": "/thing", "responses": {"200": {"schema": THING}}},
        "events": {"method": "GET", "path": "/events", "responses": {"200": {"stream": "sse"}}},
        "shown": {"method": "GET", "path": "/shown", "responses": {
            "200": {"content": {"application/json": {"schema": {}}}, "examples": {"one": {"value": 1}}},
        }},
        "broken": {"method": "GET", "path": "/broken", "parameters": {"x": {"in": "nowhere"}}, "responses": {}},
    },
)  # fmt: skip


class Real:
    """A real API that responds with what a test sets, and a service in front of it."""

    server: RawServer

    def __init__(self) -> None:
        self.sent = b""

    def respond(self, received: Received) -> bytes:
        """Return what was set."""
        return self.sent

    def handle(self, target: str, method: str = "GET", *, strict: bool = False, **headers: str) -> Handled:
        """Return what becomes of a request."""
        api = load(API)
        proxy = Proxy(ProxyOptions(self.server.url, strict=strict))
        service = ProxiedService(api, None, Store(), proxy=proxy)
        path, _, query = target.partition("?")
        try:
            return service.handle(MockRequest(method, path, query, Headers(headers.items())))
        finally:
            proxy.close()


@pytest.fixture(scope="module")
def real() -> Iterator[Real]:
    found = Real()
    with RawServer(found.respond) as found.server:
        yield found


def _shown(handled: Handled) -> str:
    return dict(handled.response.headers).get("X-Mock-Drift", "")


RESPONSES: list[tuple[bytes, str]] = [
    (raw_response(b'{"n": 1}'), ""),
    (raw_response(b'{"n": 1}', media="application/vnd.api+json"), ""),
    (raw_response(b"", status=204), ""),
    (raw_response(b"{}", status=404), ""),
    (raw_response(b'{"n": 10}'), "1; response body.n: maximum"),
    (raw_response(b'{"n": "1", "items": ["a", 2]}'), "2; response body.n: type; response body.items.1: type"),
    (raw_response(b'{"items": [1, 2, 3, 4]}'), "4; " + "; ".join(f"response body.items.{n}: type" for n in range(3)) + "; ..."),
    (raw_response(b'{"new\\r\\n\\u00e9": 1}'), r"1; response body.new\r\n?: additionalProperties"),
    (raw_response(b"{}", status=418), "1; response status: status"),
    (raw_response(b"<p>", media="text/html"), "1; response Content-Type: content"),
    (raw_response(b"{", media="application/json"), "1; response body: json"),
    (raw_response(b""), "1; response body: empty"),
    (raw_response(b"[" * 500 + b"]" * 500), "1; response body: depth"),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "shown"), RESPONSES)
def test_a_response_that_differs_is_returned_and_shown(real: Real, sent: bytes, shown: str) -> None:
    real.sent = sent
    handled = real.handle("/thing")
    assert _shown(handled) == shown
    assert (handled.response.body, handled.response.origin) == (sent.partition(b"\r\n\r\n")[2], "proxied")
    assert len(handled.drift) == int(shown.partition(";")[0] or 0)


def test_differences_have_no_values_of_the_response(real: Real) -> None:
    real.sent = raw_response(b'{"n": "my secret"}')
    (problem,) = real.handle("/thing").drift
    assert str(problem) == "body.n (response): expected type integer, got a string"


REQUESTS = [
    ("/thing?q=1", "", ""),
    ("/thing?q=x", "1; request query q: type", "things.get"),
    ("/thing?r=1", "1; request query r: unknown", "things.get"),
    ("/thing/5", "", ""),
    ("/thing/five", "", ""),
    ("/other", "1; request path: undescribed", ""),
]


@pytest.mark.parametrize(("target", "shown", "action"), REQUESTS)
def test_a_request_that_differs_is_forwarded_and_shown(real: Real, target: str, shown: str, action: str) -> None:
    real.sent = raw_response(b'{"n": 1}')
    handled = real.handle(target)
    assert (_shown(handled), handled.response.status) == (shown, 200)
    assert [problem.rule for problem in handled.problems] == ([shown.rpartition(": ")[2]] if shown else [])
    assert not action or handled.action == action


@pytest.mark.parametrize(("target", "status"), [("/thing?q=x", 400), ("/other", 404), ("/thing?q=1", 200)])
def test_a_strict_server_does_not_forward_what_is_not_valid(real: Real, target: str, status: int) -> None:
    real.sent = raw_response(b'{"n": 1}')
    assert real.handle(target, strict=True).response.status == status


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("OPTIONS", 200), ("GET", 404), ("GET", 405)])
def test_what_the_real_api_does_not_have_either_is_no_difference(real: Real, method: str, status: int) -> None:
    real.sent = raw_response(b"" if method == "HEAD" else b"{}", status=status)
    assert _shown(real.handle("/other", method)) == ""


PREFERENCES = [
    ("example=one", 200, False), ("example=two", 400, False), ("code=200", 200, False), ("dynamic", 200, False),
    ("wait=x", 400, False), ("wait=0.1", 200, True), ("return=minimal", 200, True),
]  # fmt: skip


@pytest.mark.parametrize(("prefer", "status", "is_real"), PREFERENCES)
def test_a_response_that_is_preferred_is_one_of_the_description(
    real: Real, prefer: str, status: int, is_real: bool
) -> None:
    real.sent = raw_response(b'"real"')
    response = real.handle("/shown", Prefer=prefer).response
    assert (response.status, response.body == b'"real"') == (status, is_real)
    assert (response.delivery is not None) == (prefer == "wait=0.1")


def test_an_action_whose_description_has_problems_is_not_forwarded(real: Real) -> None:
    real.sent = raw_response(b"{}")
    assert real.handle("/broken").response.status == 500


@pytest.mark.parametrize(("status", "shown"), [(200, ""), (201, "1; response status: status")])
def test_a_response_to_head_has_no_body_to_compare(real: Real, status: int, shown: str) -> None:
    real.sent = raw_response(b"", status=status)
    assert _shown(real.handle("/thing", "HEAD")) == shown


def test_of_a_stream_only_the_head_is_compared(real: Real) -> None:
    real.sent = raw_response(b"data: 1\n\n", media="text/event-stream", status=201)
    handled = real.handle("/events")
    assert _shown(handled) == "1; response status: status"
    assert b"".join(handled.response.chunks) == b"data: 1\n\n"


def test_differences_are_in_what_the_server_received(real: Real) -> None:
    real.sent = raw_response(b'{"n": 10}')
    with MockServer(API, proxy=real.server.url) as server:
        requests.get(server.url + "/thing?q=x", timeout=10)
        (received,) = server.requests()
        shown = requests.get(server.url + "/__mock/requests", timeout=10).json()["requests"][0]
    assert ([problem.rule for problem in received.problems], [problem.rule for problem in received.drift]) == (
        ["type"],
        ["maximum"],
    )
    assert (shown["origin"], shown["drift"][0]["rule"], shown["arguments"]) == ("proxied", "maximum", {})


def test_calls_that_are_forwarded_fail_as_ordered(real: Real) -> None:
    real.sent = raw_response(b'{"n": 1}')
    before = len(real.server.requests)
    with MockServer(API, proxy=real.server.url) as server:
        with server.fail("things.get", status=503):
            assert requests.get(server.url + "/thing", timeout=10).status_code == 503
        assert len(real.server.requests) == before
        with server.fail("things.get", drop=True), pytest.raises(requests.ConnectionError):
            requests.get(server.url + "/thing", timeout=10)
        assert len(real.server.requests) > before
        assert requests.get(server.url + "/thing", timeout=10).json() == {"n": 1}


def test_each_difference_is_logged_once(real: Real, caplog: pytest.LogCaptureFixture) -> None:
    real.sent = raw_response(b'{"n": 10}')
    with caplog.at_level(logging.WARNING, "dynaclient.mock"), MockServer(API, proxy=real.server.url) as server:
        shown: list[Any] = [requests.get(server.url + "/thing", timeout=10).headers["X-Mock-Drift"] for _ in range(2)]
    assert shown == ["1; response body.n: maximum"] * 2
    assert caplog.messages == ["the real API and the description differ: things.get: response body.n: maximum"]
