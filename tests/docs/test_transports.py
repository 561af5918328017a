"""What the page on transports shows is what happens."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
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
from tests.support.canaries import CANARY, found_in
from tests.support.descriptions import describe
from tests.support.pages import ROOT, Page
from tests.support.raw_server import RawServer
from tests.support.raw_server import response as raw_answer

PAGE = Page("docs/transports.md")
PROTOCOL, TIMING, CACHING, TRACED = PAGE.blocks("python")
API = load(ROOT / "api.json")
AUTH = {"bearer": {"type": "bearer"}, "query": {"type": "apiKey", "in": "query", "name": "key"}}
SECRETS = describe(auth=AUTH)
SECRETS["resources"]["things"]["auth"] = [{"all": list(AUTH)}]


@pytest.fixture(scope="module")
def exporter() -> InMemorySpanExporter:
    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    trace.set_tracer_provider(provider)  # it can be set once in a process
    return kept


@pytest.fixture
def spans(exporter: InMemorySpanExporter) -> Iterator[Any]:
    exporter.clear()
    return lambda: {each.name: each for each in exporter.get_finished_spans()}  # type: ignore[return-value]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[RawServer]:
    """Give a server that the page's clients go to by themselves."""
    with RawServer() as started:
        monkeypatch.setattr(dynaclient, "Client", partial(Client, API, url=started.url))
        yield started


@pytest.fixture
def traced(server: RawServer, spans: Any) -> Any:
    """Give the page's class, once all of its code has run."""
    names: dict[str, Any] = {}
    PAGE.run(TRACED, names)
    return names["Traced"]


def test_what_it_calls_a_transport_is_one() -> None:
    names: dict[str, Any] = {}
    PAGE.run(PROTOCOL, names)
    assert isinstance(names["Transport"](), dynaclient.Transport)


def test_its_timing_runs_and_prints_what_it_shows(server: RawServer, capsys: pytest.CaptureFixture[str]) -> None:
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


def test_an_answer_with_a_tag_is_kept_while_it_holds() -> None:
    cache, recording = caching(
        response({"n": 1}, headers={"ETag": '"a"'}), response(status=304), response({"n": 2}, headers={"ETag": '"b"'})
    )
    with Client(describe(), transport=cache) as client:
        assert [client.things.get()["n"] for _ in range(3)] == [1, 1, 2]
    assert [each.headers.get("If-None-Match") for each in recording.requests] == [None, '"a"', '"a"']
    assert cache.kept == {}


@pytest.mark.parametrize("headers", [{}, {"ETag": '"a"', "Cache-Control": "no-store"}])
def test_an_answer_without_a_tag_or_not_to_be_stored_is_not_kept(headers: dict[str, str]) -> None:
    cache, _ = caching(response({}, headers=headers))
    Client(describe(), transport=cache).things.get()
    assert cache.kept == {}


def test_a_cache_is_one_credentials_own_and_has_its_limit() -> None:
    cache, recording = caching(response({}, headers={"ETag": '"a"'}), most=1)
    for token in ("one", "two"):
        Client(SECRETS, token={"bearer": token, "query": token}, transport=cache).things.get()
    assert [each.headers.get("If-None-Match") for each in recording.requests] == [None, None]
    assert len(cache.kept) == 1


def test_only_what_reads_is_kept() -> None:
    cache, recording = caching(response({}, headers={"ETag": '"a"'}))
    Client(describe({"post": {"method": "POST"}}), transport=cache).things.post()
    assert (len(recording.requests), cache.kept) == (1, {})


# --- tracing ---------------------------------------------------------------------------------------------------------


def test_its_code_makes_a_span_of_each_attempt_in_the_callers_trace(
    traced: Any, exporter: InMemorySpanExporter, server: RawServer
) -> None:
    *attempts, nightly = exporter.get_finished_spans()
    assert [each.name for each in attempts] == ["GET applications.get"] * 2
    assert {each.parent.span_id for each in attempts if each.parent} == {nightly.context.span_id}
    port = int(server.url.rpartition(":")[2])
    assert dict(attempts[0].attributes or {}) == {
        "http.request.method": "GET", "server.address": "127.0.0.1", "server.port": port,
        "dynaclient.action": "applications.get", "http.response.status_code": 200,
    }  # fmt: skip


def test_the_traces_context_goes_out_with_the_request(
    traced: Any, exporter: InMemorySpanExporter, server: RawServer
) -> None:
    said = [each.values("traceparent")[0].split("-")[1:3] for each in server.requests]
    attempts = exporter.get_finished_spans()[:-1]
    assert said == [[f"{each.context.trace_id:032x}", f"{each.context.span_id:016x}"] for each in attempts]


def test_each_attempt_is_a_span_of_its_own(
    traced: Any, exporter: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    exporter.clear()
    monkeypatch.setattr("random.random", lambda: 0.0)
    client = Client(describe(), transport=traced(RecordingTransport(response(status=503))), retries=2)
    with pytest.raises(ServerError):
        client.things.get()
    kept = exporter.get_finished_spans()
    assert [(each.attributes or {})["error.type"] for each in kept] == ["503"] * 3
    assert {each.status.status_code for each in kept} == {StatusCode.ERROR}


@pytest.mark.parametrize(("slow", "kind"), [(True, "timeout"), (False, "not_delivered")])
def test_what_is_not_delivered_has_its_kind(traced: Any, exporter: InMemorySpanExporter, slow: bool, kind: str) -> None:
    exporter.clear()
    failing = RecordingTransport(NotDelivered("no byte came", sent=True, slow=slow))
    with pytest.raises(TransportError):
        Client(describe(), transport=traced(failing), retries=0).things.get()
    (span,) = exporter.get_finished_spans()
    assert ((span.attributes or {})["error.type"], span.status.description) == (kind, "no byte came")


def test_no_span_holds_a_secret(traced: Any, exporter: InMemorySpanExporter) -> None:
    exporter.clear()
    with RawServer(lambda _: raw_answer(b"{}", status=401)) as refusing:
        client = Client(
            SECRETS,
            token=dict.fromkeys(AUTH, CANARY),
            url=refusing.url,
            transport=traced(dynaclient.RequestsTransport()),
        )
        with pytest.raises(Unauthorized):
            client.things.get()
        client.close()
    failing = RecordingTransport(RuntimeError(CANARY))
    with pytest.raises(TransportError):
        Client(SECRETS, token=dict.fromkeys(AUTH, CANARY), transport=traced(failing), retries=0).things.get()
    kept = exporter.get_finished_spans()
    assert len(kept) == 2
    assert found_in("".join(each.to_json() for each in kept)) == []


# --- the log ---------------------------------------------------------------------------------------------------------


def test_its_lines_are_those_of_the_log(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.random", lambda: 0.0)
    caplog.set_level(logging.INFO, "dynaclient")
    names = iter(["0f1e2d", "3c4b5a"])
    statuses = iter([503, 200])
    transport = RecordingTransport(lambda _: response({}, next(statuses), headers={"X-Request-Id": next(names)}))
    Client(API, transport=transport).applications.get()
    assert _untimed("".join(f"{each}\n" for each in caplog.messages)) == _untimed(PAGE.blocks("text")[1])


def _untimed(text: str) -> str:
    return re.sub(r"\d\.\d{3} s", "… s", text)


def test_it_names_the_headers_that_name_a_request() -> None:
    assert ", ".join(f"`{each}`" for each in REQUEST_IDS) in " ".join(PAGE.text.split())


@pytest.mark.parametrize("place", PAGE.links or [PAGE.path], ids=str)
def test_its_links_lead_somewhere(place: Path) -> None:
    assert place.exists()
