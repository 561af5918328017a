"""The examples of the page on transports."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

import dynaclient
from dynaclient import Client, NotDelivered, ServerError, TransportError, Unauthorized, load
from dynaclient.http.log import REQUEST_IDS
from dynaclient.testing import RecordingTransport, response
from tests.support import ROOT
from tests.support.descriptions import describe
from tests.support.pages import Page
from tests.support.raw_server import RawServer, raw_response
from tests.support.secret_scanner import SECRET, find_forms

PAGE = Page("docs/transports.md")
PROTOCOL, TIMING, CACHING, TRACED = PAGE.blocks("python")
API = load(ROOT / "api.json")
AUTH = {"bearer": {"type": "bearer"}, "query": {"type": "apiKey", "in": "query", "name": "key"}}
SECRETS = describe(auth=AUTH)
SECRETS["resources"]["things"]["auth"] = [{"all": list(AUTH)}]


@pytest.fixture(scope="module")
def exporter() -> InMemorySpanExporter:
    finished = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(finished))
    trace.set_tracer_provider(provider)  # it can be set once in a process
    return finished


@pytest.fixture
def spans(exporter: InMemorySpanExporter) -> Iterator[Any]:
    exporter.clear()
    return lambda: {span.name: span for span in exporter.get_finished_spans()}  # type: ignore[return-value]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[RawServer]:
    """Return a server to which the clients of the page are connected."""
    with RawServer() as started:
        monkeypatch.setattr(dynaclient, "Client", partial(Client, API, url=started.url))
        yield started


@pytest.fixture
def traced(server: RawServer, spans: Any) -> Any:
    """Return the class of the page, after all of its code has run."""
    names: dict[str, Any] = {}
    PAGE.run(TRACED, names)
    return names["Traced"]


def test_its_protocol_is_a_transport() -> None:
    names: dict[str, Any] = {}
    PAGE.run(PROTOCOL, names)
    assert isinstance(names["Transport"](), dynaclient.Transport)


def test_its_timing_example_prints_what_the_page_shows(server: RawServer, capsys: pytest.CaptureFixture[str]) -> None:
    PAGE.run(TIMING, {})
    assert capsys.readouterr().out == PAGE.blocks("text")[0]
    assert len(server.requests) == 1


# --- caching ---------------------------------------------------------------------------------------------------------


def caching(*answers: Any, most: int = 1000) -> tuple[Any, RecordingTransport]:
    names: dict[str, Any] = {}
    PAGE.run(CACHING, names)
    recording = RecordingTransport(list(answers))
    recording.close = lambda: None  # type: ignore[attr-defined]
    return names["Caching"](recording, most), recording


def test_a_response_with_an_etag_is_stored_while_it_is_valid() -> None:
    cache, recording = caching(
        response({"n": 1}, headers={"ETag": '"a"'}), response(status=304), response({"n": 2}, headers={"ETag": '"b"'})
    )
    with Client(describe(), transport=cache) as client:
        assert [client.things.get()["n"] for _ in range(3)] == [1, 1, 2]
    assert [request.headers.get("If-None-Match") for request in recording.requests] == [None, '"a"', '"a"']
    assert cache.stored == {}


@pytest.mark.parametrize("headers", [{}, {"ETag": '"a"', "Cache-Control": "no-store"}])
def test_a_response_without_an_etag_or_with_no_store_is_not_stored(headers: dict[str, str]) -> None:
    cache, _ = caching(response({}, headers=headers))
    Client(describe(), transport=cache).things.get()
    assert cache.stored == {}


def test_each_credential_has_its_own_cache_entries_and_the_size_is_limited() -> None:
    cache, recording = caching(response({}, headers={"ETag": '"a"'}), most=1)
    for token in ("one", "two"):
        Client(SECRETS, token={"bearer": token, "query": token}, transport=cache).things.get()
    assert [request.headers.get("If-None-Match") for request in recording.requests] == [None, None]
    assert len(cache.stored) == 1


def test_only_gets_are_cached() -> None:
    cache, recording = caching(response({}, headers={"ETag": '"a"'}))
    Client(describe({"post": {"method": "POST"}}), transport=cache).things.post()
    assert (len(recording.requests), cache.stored) == (1, {})


# --- tracing ---------------------------------------------------------------------------------------------------------


def test_its_code_records_each_attempt_as_a_span_of_the_callers_trace(
    traced: Any, exporter: InMemorySpanExporter, server: RawServer
) -> None:
    *attempts, nightly = exporter.get_finished_spans()
    assert [span.name for span in attempts] == ["GET applications.get"] * 2
    assert {span.parent.span_id for span in attempts if span.parent} == {nightly.context.span_id}
    port = int(server.url.rpartition(":")[2])
    assert dict(attempts[0].attributes or {}) == {
        "http.request.method": "GET", "server.address": "127.0.0.1", "server.port": port,
        "dynaclient.action": "applications.get", "http.response.status_code": 200,
    }  # fmt: skip


def test_the_trace_context_is_sent_with_the_request(
    traced: Any, exporter: InMemorySpanExporter, server: RawServer
) -> None:
    parents = [request.values("traceparent")[0].split("-")[1:3] for request in server.requests]
    attempts = exporter.get_finished_spans()[:-1]
    assert parents == [[f"{span.context.trace_id:032x}", f"{span.context.span_id:016x}"] for span in attempts]


def test_each_attempt_is_a_span_of_its_own(
    traced: Any, exporter: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    exporter.clear()
    monkeypatch.setattr("random.random", lambda: 0.0)
    client = Client(describe(), transport=traced(RecordingTransport(response(status=503))), retries=2)
    with pytest.raises(ServerError):
        client.things.get()
    finished = exporter.get_finished_spans()
    assert [(span.attributes or {})["error.type"] for span in finished] == ["503"] * 3
    assert {span.status.status_code for span in finished} == {StatusCode.ERROR}


@pytest.mark.parametrize(("slow", "kind"), [(True, "timeout"), (False, "not_delivered")])
def test_a_failed_request_has_an_error_type(traced: Any, exporter: InMemorySpanExporter, slow: bool, kind: str) -> None:
    exporter.clear()
    failing = RecordingTransport(NotDelivered("no byte came", sent=True, slow=slow))
    with pytest.raises(TransportError):
        Client(describe(), transport=traced(failing), retries=0).things.get()
    (span,) = exporter.get_finished_spans()
    assert ((span.attributes or {})["error.type"], span.status.description) == (kind, "no byte came")


def test_no_span_contains_a_secret(traced: Any, exporter: InMemorySpanExporter) -> None:
    exporter.clear()
    with RawServer(lambda _: raw_response(b"{}", status=401)) as refusing:
        client = Client(
            SECRETS,
            token=dict.fromkeys(AUTH, SECRET),
            url=refusing.url,
            transport=traced(dynaclient.HttpTransport()),
        )
        with pytest.raises(Unauthorized):
            client.things.get()
        client.close()
    failing = RecordingTransport(RuntimeError(SECRET))
    with pytest.raises(TransportError):
        Client(SECRETS, token=dict.fromkeys(AUTH, SECRET), transport=traced(failing), retries=0).things.get()
    finished = exporter.get_finished_spans()
    assert len(finished) == 2
    assert find_forms("".join(span.to_json() for span in finished)) == []


# --- the log ---------------------------------------------------------------------------------------------------------


def test_its_log_lines_are_real_ones(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.random", lambda: 0.0)
    caplog.set_level(logging.INFO, "dynaclient")
    names = iter(["0f1e2d", "3c4b5a"])
    statuses = iter([503, 200])
    transport = RecordingTransport(lambda _: response({}, next(statuses), headers={"X-Request-Id": next(names)}))
    Client(API, transport=transport).applications.get()
    assert _untimed("".join(f"{line}\n" for line in caplog.messages)) == _untimed(PAGE.blocks("text")[1])


def _untimed(text: str) -> str:
    return re.sub(r"\d\.\d{3} s", "… s", text)


def test_it_names_the_headers_that_name_a_request() -> None:
    assert ", ".join(f"`{name}`" for name in REQUEST_IDS) in " ".join(PAGE.text.split())
