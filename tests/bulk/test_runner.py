"""Runs over many rows: one outcome per row, in order, a few calls concurrently, and nothing done twice."""

from __future__ import annotations

import asyncio
import contextvars
import errno
import gc
import json
import multiprocessing
import os
import pickle
import random
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from dynaclient import (
    ApiError,
    AsyncClient,
    BadResponse,
    Client,
    ConnectError,
    DynaclientError,
    InvalidCall,
    NotFound,
    OutcomeUnknown,
    TransportError,
)
from dynaclient.bulk import pools as pools_module
from dynaclient.bulk import runner as runner_module
from dynaclient.bulk.executors import PickledCall, _cached_calls, run_chunk
from dynaclient.bulk.journal import KEY_LIFETIME
from dynaclient.bulk.options import parse_options
from dynaclient.bulk.outcomes import Outcome, Outcomes
from dynaclient.bulk.pools import Completion, CompletionQueue, RowCall, ThreadPool
from dynaclient.bulk.rate_limit import MIN_WAIT, create_rate_limiter
from dynaclient.bulk.runner import MIN_WINDOW, Bulk, collect_outcomes, create_pool
from dynaclient.bulk.tasks import TaskPool
from dynaclient.runtime.backends import run
from dynaclient.testing import RecordingTransport, response
from tests.support import ROOT
from tests.support.both_clients import backend_kind_fixture, with_both_clients
from tests.support.descriptions import action, describe, query
from tests.support.foreign_files import picture
from tests.support.many_calls import API, DESCRIPTION, CountingServer, double, imap, run_rows

backend_kind = backend_kind_fixture()

POST, GET, KEYED = "things.post", "things.get", "things.keyed"
PATIENCE = 30


class Calls:
    """Stands for an action: records its calls, and runs a function for each."""

    def __init__(self, does: Callable[[int], Any] = lambda number: number) -> None:
        self.numbers: list[int] = []
        self.by_number: dict[int, str | None] = {}
        self._does = does

    def __call__(self, name: str, arguments: Mapping[str, Any], key: str | None) -> Any:
        self.numbers.append(arguments["n"])
        self.by_number[arguments["n"]] = key
        return self._does(arguments["n"])


def summarize(outcomes: Any) -> list[tuple[int, str, Any]]:
    return [(outcome.number, outcome.status, outcome.value) for outcome in outcomes]


def statuses_of(outcomes: Any) -> list[str]:
    return [outcome.status for outcome in outcomes]


def values_of(outcomes: Any) -> list[Any]:
    return [outcome.value for outcome in outcomes]


def raising(errors: Mapping[int, BaseException]) -> Callable[[int], Any]:
    def does(number: int) -> int:
        if number in errors:
            raise errors[number]
        return number

    return does


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal"


# --- outcomes --------------------------------------------------------------------------------------------------------


def test_each_row_has_its_outcome_in_order() -> None:
    assert summarize(run_rows(Calls(), range(300))) == [(number, "done", number) for number in range(300)]


def test_an_outcome_has_the_arguments_of_its_call() -> None:
    (outcome,) = run_rows(Calls(), [5])
    assert outcome.arguments == {"n": 5}


def test_nothing_is_read_before_the_first_outcome_is_requested() -> None:
    rows = iter(range(3))
    outcomes = run_rows(Calls(), rows)
    assert next(rows) == 0
    assert values_of(outcomes) == [1, 2]


def test_no_rows_have_no_outcomes() -> None:
    assert list(run_rows(Calls(), [])) == []


def test_errors_of_rows_are_their_outcomes() -> None:
    errors = {1: NotFound(POST, 404), 2: OutcomeUnknown("no response", POST)}
    outcomes = run_rows(Calls(raising(errors)), range(4))
    assert summarize(outcomes) == [(0, "done", 0), (1, "failed", None), (2, "unknown", None), (3, "done", 3)]
    assert (outcomes.done, outcomes.failed, outcomes.unknown) == (2, 1, 1)
    assert repr(outcomes) == "<Bulk things.post: 2 done, 1 failed, 1 unknown>"


def test_the_error_of_an_outcome_has_no_traceback() -> None:
    (outcome,) = run_rows(Calls(raising({0: NotFound(POST, 404)})), [0])
    assert outcome.error.__traceback__ is None


def test_invalid_rows_are_outcomes_and_nothing_is_sent_for_them() -> None:
    transport = RecordingTransport(response({}))
    client = Client(DESCRIPTION, transport=transport)
    outcomes = list(imap(client, POST, [{"n": "one"}, 5, {"n": 1}, {"m": 1}]))
    assert [type(outcome.error) for outcome in outcomes] == [InvalidCall, InvalidCall, type(None), InvalidCall]
    assert len(transport.requests) == 1


def test_columns_are_mapped() -> None:
    assert values_of(run_rows(Calls(), [{"Number": 3}], columns={"Number": "n"})) == [3]
    with pytest.raises(InvalidCall, match=r"did you mean n\?|things.post has no such argument"):
        run_rows(Calls(), [{"Number": 3}], columns={"Number": "m"})


def test_unordered_outcomes_are_yielded_as_they_are_known() -> None:
    known = threading.Event()

    def does(number: int) -> int:
        assert number or known.wait(PATIENCE)
        return number

    outcomes = run_rows(Calls(does), range(2), concurrency=2, ordered=False)
    assert next(outcomes).number == 1
    known.set()
    assert [outcome.number for outcome in outcomes] == [0]


def test_the_rows_read_ahead_of_an_outcome_are_bounded() -> None:
    read: list[int] = []
    full = threading.Event()

    def rows() -> Iterator[int]:
        for number in range(2 * MIN_WINDOW):
            read.append(number)
            yield number

    def does(number: int) -> int:
        if number == MIN_WINDOW - 1:
            full.set()
        assert number or full.wait(PATIENCE)
        return len(read)

    outcomes = run_rows(Calls(does), rows(), concurrency=2)
    assert next(outcomes).value == MIN_WINDOW
    assert len(list(outcomes)) == 2 * MIN_WINDOW - 1


def test_the_calls_of_slow_rows_start_as_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "BATCH_SECONDS", -1.0)
    called = threading.Event()

    def rows() -> Iterator[int]:
        for number in range(5):
            yield number
            assert called.wait(PATIENCE)
            called.clear()

    assert len(list(run_rows(Calls(lambda _: called.set()), rows()))) == 5


def test_no_more_calls_are_in_flight_than_allowed() -> None:
    together = threading.Barrier(6)
    in_flight: list[int] = []
    most: list[int] = []

    def does(number: int) -> None:
        in_flight.append(number)
        most.append(len(in_flight))
        together.wait(PATIENCE)
        together.wait(PATIENCE)
        in_flight.remove(number)

    list(run_rows(Calls(does), range(18), concurrency=6))
    assert max(most) == 6


@pytest.mark.parametrize("rows", [5_000, pytest.param(1_000_000, marks=pytest.mark.full)])
def test_a_long_run_has_a_few_outcomes_in_memory(rows: int) -> None:
    class Value:
        pass

    alive: weakref.WeakSet[Value] = weakref.WeakSet()
    most = 0

    def does(_: int) -> Value:
        value = Value()
        alive.add(value)
        return value

    for index, _ in enumerate(run_rows(does_anything(does), iter(range(rows)))):
        if index % 100 == 0:
            most = max(most, len(alive))
    assert index == rows - 1
    assert most <= MIN_WINDOW + 2


def does_anything(does: Callable[[int], Any]) -> Callable[[str, Mapping[str, Any], Any], Any]:
    return lambda _name, arguments, _key: does(arguments["n"])


def test_each_call_has_the_context_of_the_caller() -> None:
    variable: contextvars.ContextVar[str] = contextvars.ContextVar("variable", default="none")
    variable.set("mine")
    assert set(values_of(run_rows(Calls(lambda _: variable.get()), range(3)))) == {"mine"}


# --- what ends a run early -------------------------------------------------------------------------------------------


def test_stopping_early_starts_no_more_calls_and_records_those_in_flight(path: Path) -> None:
    calls = Calls()
    with run_rows(calls, range(10_000), journal=path, concurrency=3) as outcomes:
        next(outcomes)
    begun = len(calls.numbers)
    second = Calls()
    assert statuses_of(run_rows(second, range(begun), journal=path, resume=True)) == ["done"] * begun
    assert (second.numbers, begun < 1000) == ([], True)


def test_a_run_without_references_ends_by_itself(path: Path) -> None:
    for outcome in run_rows(Calls(), range(1000), journal=path):
        assert outcome.number == 0
        break
    assert len(list(run_rows(Calls(), range(1000), journal=path, resume=True))) == 1000


@pytest.mark.parametrize("mistake", [ZeroDivisionError("oh"), SystemExit(3)], ids=repr)
def test_an_exception_ends_the_run_and_the_calls_in_flight_are_recorded(path: Path, mistake: BaseException) -> None:
    with pytest.raises(type(mistake)):
        list(run_rows(Calls(raising({20: mistake})), range(5000), journal=path))
    second = Calls()
    outcomes = list(run_rows(second, range(60), journal=path, resume=True))
    unknown = [outcome.number for outcome in outcomes if outcome.status == "unknown"]
    # What is not an Exception waits for no call in flight, and some of these may have ended unseen.
    assert unknown == [20] if isinstance(mistake, Exception) else 20 in unknown
    assert min(second.numbers, default=21) > 20


def test_an_exception_of_the_source_ends_the_run_and_the_calls_in_flight_are_recorded(path: Path) -> None:
    def rows() -> Iterator[int]:
        yield from range(5)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(run_rows(Calls(), rows(), journal=path))
    assert set(statuses_of(run_rows(Calls(), range(5), journal=path, resume=True))) == {"done"}


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize("count", [0, 1, 5, 40])
def test_an_exception_of_the_source_is_raised_after_the_outcomes_of_the_rows_before(count: int, ordered: bool) -> None:
    def rows() -> Iterator[int]:
        for number in range(count):
            yield number
            time.sleep(0.001 * (number % 3))
        raise ZeroDivisionError("a mistake")

    calls, yielded = Calls(), list[int]()
    outcomes = run_rows(calls, rows(), ordered=ordered, concurrency=3)
    with pytest.raises(ZeroDivisionError):
        yielded.extend(outcome.number for outcome in outcomes)
    assert sorted(yielded) == sorted(calls.numbers)
    assert (yielded == sorted(yielded)) or not ordered
    for _ in range(2):
        with pytest.raises(ZeroDivisionError, match="this iterator has failed: a mistake; start another one"):
            next(outcomes)


@pytest.mark.parametrize("seconds", [0.0, 1e-6])
def test_a_wait_for_completions_ends_in_its_time(seconds: float) -> None:
    """One of `SimpleQueue.get` never ends now and then; here within some 10,000 rounds, by Python's version."""
    queue = CompletionQueue()

    def take() -> None:
        for number in range(30_000):
            queue.put(number)
            assert queue.get_all(seconds) == [number]
            assert queue.get_all(seconds) == []

    thread = threading.Thread(target=take, daemon=True)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()


def test_an_exception_of_a_call_is_raised_after_the_outcomes_of_the_other_calls() -> None:
    calls, yielded = Calls(raising({20: ZeroDivisionError()})), list[int]()
    with pytest.raises(ZeroDivisionError):
        yielded.extend(outcome.number for outcome in run_rows(calls, range(5000)))
    assert sorted([*yielded, 20]) == sorted(calls.numbers)


@with_both_clients
def test_what_is_no_journal_or_results_file_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    transport = RecordingTransport()
    (tmp_path / "target").touch(0o644)
    for name in ("journal", "out.csv", "out2.csv.part"):
        (tmp_path / name).symlink_to(tmp_path / "target")
    before = picture(tmp_path)
    with Client(DESCRIPTION, transport=transport) as client:
        for option, name in (("journal", "journal"), ("results", "out.csv"), ("results", "out2.csv")):
            with pytest.raises(InvalidCall, match="is a symbolic link to .*target"):
                client.things.post.map([{"n": 1}], **{option: tmp_path / name})
            with pytest.raises(InvalidCall, match="is a symbolic link to .*target"):
                list(client.things.post.imap([{"n": 1}], **{option: tmp_path / name}))
    assert (transport.requests, picture(tmp_path)) == ([], before)


@with_both_clients
def test_rows_that_fail_leave_an_iterator_that_says_so() -> None:
    def rows() -> Iterator[Any]:
        yield {"n": 1}
        raise ZeroDivisionError("a mistake")

    with Client(DESCRIPTION, transport=RecordingTransport(response({"id": 1}))) as client:
        outcomes = client.things.post.imap(rows())
        with pytest.raises(ZeroDivisionError, match="a mistake"):
            list(outcomes)
        with pytest.raises(ZeroDivisionError, match="this iterator has failed: a mistake"):
            next(outcomes)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signals")
def test_an_interrupt_waits_for_no_call_in_flight(path: Path) -> None:
    goes_on = threading.Event()

    def does(number: int) -> int:
        if number == 2:
            os.kill(os.getpid(), signal.SIGINT)
            goes_on.wait(PATIENCE)
        return number

    gc.disable()  # an interrupt in the middle of a finalizer is lost: Python ignores what one raises
    try:
        with pytest.raises(KeyboardInterrupt):
            list(run_rows(Calls(does), range(100), journal=path, concurrency=1))
        assert not goes_on.is_set()
        second = Calls()
        listed = summarize(run_rows(second, range(4), journal=path, resume=True))
    finally:
        gc.enable()
        goes_on.set()
    assert listed == [(0, "done", 0), (1, "done", 1), (2, "unknown", None), (3, "done", 3)]
    assert second.numbers == [3]


def test_an_interrupt_between_outcomes_waits_for_no_call_in_flight(path: Path) -> None:
    goes_on = threading.Event()

    def interrupted_between() -> None:
        with run_rows(Calls(lambda number: number and goes_on.wait(PATIENCE)), [0, 1], journal=path) as outcomes:
            assert next(outcomes).ok
            raise KeyboardInterrupt

    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        interrupted_between()
    goes_on.set()
    assert time.monotonic() - started < PATIENCE / 2


def test_a_waiting_thread_wakes_up_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools_module, "WAKE_INTERVAL", 0.001)
    assert values_of(run_rows(Calls(lambda _: threading.Event().wait(0.02)), [0])) == [False]


def test_a_pool_closed_in_one_of_its_threads_does_not_wait_for_itself() -> None:
    closed: list[Any] = []

    def does(_: int) -> None:
        closed.append(run(pool.close(wait=True)))

    pool = ThreadPool(does_anything(does), API.action(POST), 1)
    pool.start([RowCall(0, {"n": 0})])
    assert [completion.outcomes for completion in run(pool.wait(PATIENCE))] == [(Outcome(0),)]
    assert closed == [[]]


# --- the journal -----------------------------------------------------------------------------------------------------


def interrupted(path: Path, name: str, count: int = 3) -> dict[int, str | None]:
    """Start the calls of some rows, and end the run before they end; return their keys."""
    together = threading.Barrier(count)

    def does(_: int) -> None:
        together.wait(PATIENCE)
        raise SystemExit

    calls = Calls(does)
    with pytest.raises(SystemExit):
        list(run_rows(calls, range(count), name, journal=path, concurrency=count))
    return calls.by_number


def test_a_row_with_an_outcome_is_not_called_again(path: Path) -> None:
    first = summarize(run_rows(Calls(raising({1: NotFound(POST, 404)})), range(5), journal=path))
    second = Calls()
    assert summarize(run_rows(second, range(5), journal=path, resume=True)) == first
    assert second.numbers == []


def test_new_rows_at_the_end_are_called(path: Path) -> None:
    list(run_rows(Calls(), range(5), journal=path))
    second = Calls()
    assert len(list(run_rows(second, range(8), journal=path, resume=True))) == 8
    assert sorted(second.numbers) == [5, 6, 7]


def test_a_row_with_other_arguments_ends_the_run(path: Path) -> None:
    list(run_rows(Calls(), range(5), journal=path))
    second = Calls()
    with pytest.raises(
        InvalidCall, match="row 3 is not the row 3 that is recorded in .*this one was done, so it must stay as it was"
    ):
        list(run_rows(second, [0, 1, 2, 4, 5, 6], journal=path, resume=True))
    assert second.numbers == []


def test_a_started_row_is_called_again_if_that_is_safe(path: Path) -> None:
    interrupted(path, GET)
    assert summarize(run_rows(Calls(), range(3), GET, journal=path, resume=True)) == [
        (number, "done", number) for number in range(3)
    ]


def test_a_started_row_is_unknown_if_a_retry_is_not_safe(path: Path) -> None:
    interrupted(path, POST, 1)
    for _ in range(2):
        second = Calls()
        (outcome,) = run_rows(second, range(1), journal=path, resume=True)
        assert (outcome.status, second.numbers) == ("unknown", [])
        assert "may have processed the call: check before you send it again" in str(outcome.error)


def test_a_started_row_is_called_again_with_rerun(path: Path) -> None:
    interrupted(path, POST, 1)
    second = Calls()
    (outcome,) = run_rows(second, range(1), journal=path, resume=True, rerun="unknown")
    assert (outcome.value, second.numbers) == (0, [0])


def test_an_unknown_row_is_called_again_with_rerun(path: Path) -> None:
    list(run_rows(Calls(raising({0: OutcomeUnknown("no response", POST)})), range(2), journal=path))
    failed, unknown = Calls(), Calls()
    list(run_rows(failed, range(2), journal=path, resume=True, rerun=["failed"]))
    list(run_rows(unknown, range(2), journal=path, resume=True, rerun={"failed", "unknown"}))
    assert (failed.numbers, unknown.numbers) == ([], [0])


def test_only_failed_rows_are_called_again_with_rerun(path: Path) -> None:
    list(run_rows(Calls(raising({1: NotFound(POST, 404), 3: NotFound(POST, 404)})), range(5), journal=path))
    second = Calls(raising({3: NotFound(POST, 404)}))
    outcomes = list(run_rows(second, range(5), journal=path, resume=True, rerun="failed"))
    assert sorted(second.numbers) == [1, 3]
    assert statuses_of(outcomes) == ["done", "done", "done", "failed", "done"]


@pytest.mark.parametrize(("name", "called"), [(POST, []), (GET, [0]), (KEYED, [0])])
def test_a_row_with_a_bad_response_is_called_again_if_that_is_safe(path: Path, name: str, called: list[int]) -> None:
    list(run_rows(Calls(raising({0: BadResponse("no JSON", name)})), range(1), name, journal=path))
    second = Calls()
    list(run_rows(second, range(1), name, journal=path, resume=True, rerun="failed"))
    assert second.numbers == called


def gateway(status: int) -> ApiError:
    """Return the error of a gateway, as a client raises it for a call that is not idempotent."""
    error = ApiError(POST, status)
    error.may_be_processed = True
    return error


@pytest.mark.parametrize("status", [408, 499, 502, 504, 520, 522, 524])
def test_a_response_of_a_gateway_leaves_the_outcome_of_a_post_unknown(path: Path, status: int) -> None:
    api = {"things": {"path": "/things", "actions": {"post": {"method": "POST", "parameters": {"n": {"in": "body"}}}}}}
    transport = RecordingTransport([response({}), response({}, status)])
    client = Client({"dynaclient": 1, "server": "https://a.b", "resources": api}, transport=transport)
    rows = [{"n": number} for number in range(2)]
    outcomes = client.things.post.map(rows, journal=path, concurrency=1)
    assert (outcomes.done, outcomes.failed, outcomes.unknown) == (1, 0, 1)
    assert isinstance(outcomes[1].error, ApiError)
    again = client.things.post.map(rows, journal=path, resume=True, rerun="failed")
    assert (again.unknown, len(transport.requests)) == (1, 2)
    assert again[1].error.may_be_processed is True
    client.things.post.map(rows, journal=path, resume=True, rerun="unknown")
    assert len(transport.requests) == 3


@pytest.mark.parametrize("status", [500, 503, 521, 523, 525, 526, 400])
def test_a_response_of_the_server_or_without_one_is_a_failure(status: int) -> None:
    transport = RecordingTransport([response({}, status)])
    client = Client(DESCRIPTION, transport=transport)
    assert client.things.post.map([{"n": 1}]).failed == 1


def test_after_a_response_of_a_gateway_the_key_is_kept_so_that_the_server_recognizes_the_call(path: Path) -> None:
    first, second = Calls(raising({0: ApiError(KEYED, 502)})), Calls()
    list(run_rows(first, range(1), KEYED, journal=path))
    list(run_rows(second, range(1), KEYED, journal=path, resume=True, rerun="failed"))
    assert first.by_number == second.by_number


@pytest.mark.parametrize(
    ("name", "error", "rerun", "called"),
    [
        (POST, BadResponse("no JSON"), ("unknown",), []),
        (POST, BadResponse("no JSON"), ("failed", "unknown"), [0]),
        (POST, ConnectError("refused"), ("failed",), [0]),
        (POST, ApiError(POST, 500), ("failed",), [0]),
        (POST, ApiError(POST, 500), ("unknown",), []),
        (KEYED, TransportError("gone"), ("failed",), []),
        (KEYED, TransportError("gone"), ("failed", "unknown"), [0]),
        (KEYED, ApiError(KEYED, 500), ("failed",), [0]),
        (POST, gateway(502), ("failed",), []),
        (POST, gateway(504), ("failed",), []),
        (POST, gateway(502), ("unknown",), [0]),
        (POST, ApiError(POST, 502), ("failed",), []),  # recorded by a version that did not know
        (POST, ApiError(POST, 502), ("failed", "unknown"), [0]),
        (GET, ApiError(GET, 502), ("failed",), [0]),
        (KEYED, ApiError(KEYED, 502), ("failed",), []),
        (KEYED, ApiError(KEYED, 502), ("failed", "unknown"), [0]),
    ],
)
def test_a_row_that_may_have_been_processed_is_called_again_only_with_rerun(
    path: Path, monkeypatch: pytest.MonkeyPatch, name: str, error: DynaclientError, rerun: Any, called: list[int]
) -> None:
    list(run_rows(Calls(raising({0: error})), range(1), name, journal=path))
    later(monkeypatch, KEY_LIFETIME)
    second = Calls()
    list(run_rows(second, range(1), name, journal=path, resume=True, rerun=rerun))
    assert second.numbers == called


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + seconds)


@pytest.mark.parametrize("rerun", [(), "failed", ("failed", "unknown")])
@pytest.mark.parametrize("error", [ConnectError("refused"), gateway(502)])
def test_only_a_row_that_was_refused_may_be_fixed(path: Path, error: DynaclientError, rerun: Any) -> None:
    errors = {0: NotFound(POST, 404), 1: error}
    list(run_rows(Calls(raising(errors)), range(2), journal=path))
    second = Calls()
    with pytest.raises(
        InvalidCall, match=f"row {1 if rerun else 0} is not the row.*(allows fixed ones|may have been done)"
    ):
        list(run_rows(second, [10, 11], journal=path, resume=True, rerun=rerun))
    assert second.numbers == []


def test_a_fixed_row_is_recorded_with_its_new_arguments(path: Path) -> None:
    list(run_rows(Calls(raising({0: InvalidCall(KEYED, [])})), [0], KEYED, journal=path))
    list(run_rows(Calls(), [7], KEYED, journal=path, resume=True, rerun="failed"))
    second = Calls()
    assert summarize(run_rows(second, [7], KEYED, journal=path, resume=True)) == [(0, "done", 7)]
    assert second.numbers == []


def test_a_call_with_a_key_is_repeated_after_a_crash_with_the_same_key(path: Path) -> None:
    first = interrupted(path, KEYED)
    second = Calls()
    assert set(statuses_of(run_rows(second, range(3), KEYED, journal=path, resume=True, concurrency=1))) == {"done"}
    assert second.by_number == first
    assert len(set(first.values())) == 3


def test_the_age_of_a_key_counts_from_its_first_call(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(path, KEYED, 1)
    later(monkeypatch, KEY_LIFETIME / 2)
    with pytest.raises(SystemExit):
        list(run_rows(Calls(raising({0: SystemExit()})), [0], KEYED, journal=path, resume=True))
    later(monkeypatch, KEY_LIFETIME / 2)
    assert statuses_of(run_rows(Calls(), [0], KEYED, journal=path, resume=True)) == ["unknown"]


def test_an_expired_key_does_not_make_a_retry_safe(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(path, KEYED, 1)
    later(monkeypatch, KEY_LIFETIME)
    second = Calls()
    assert statuses_of(run_rows(second, range(1), KEYED, journal=path, resume=True)) == ["unknown"]
    assert second.numbers == []


@pytest.mark.parametrize(("error", "same"), [(TransportError("gone", KEYED), True), (ApiError(KEYED, 409), False)])
def test_a_call_that_had_a_response_gets_another_key(path: Path, error: DynaclientError, same: bool) -> None:
    first, second = Calls(raising({0: error})), Calls()
    list(run_rows(first, range(1), KEYED, journal=path))
    list(run_rows(second, range(1), KEYED, journal=path, resume=True, rerun="failed"))
    assert (first.by_number == second.by_number) is same


def test_without_a_journal_rows_have_no_key() -> None:
    calls = Calls()
    list(run_rows(calls, range(2), KEYED))
    assert calls.by_number == {0: None, 1: None}


def test_an_existing_journal_is_refused_before_anything_is_called(path: Path) -> None:
    list(run_rows(Calls(), range(1), journal=path))
    second = Calls()
    with pytest.raises(InvalidCall, match="already exists"):
        list(run_rows(second, range(1), journal=path))
    assert second.numbers == []


def _killed(tmp_path: Path, server: CountingServer, name: str, count: int, kills: int) -> list[list[Any]]:
    """Run the program to its end, after killing it a few times; return the outcomes that it yielded."""
    result = tmp_path / "result"
    program = [sys.executable, "-m", "tests.support.many_calls", server.url, name, str(tmp_path / "journal"), str(count), str(result)]  # fmt: skip
    for requests in sorted(random.Random(1).randrange(count) for _ in range(kills)):
        with subprocess.Popen(program, cwd=ROOT) as process:
            server.wait_for(requests)
            process.kill()
    subprocess.run(program, cwd=ROOT, check=True)
    listed: list[list[Any]] = json.loads(result.read_text(encoding="utf-8"))
    return listed


@pytest.mark.parametrize(("count", "kills"), [(1000, 3), pytest.param(100_000, 10, marks=pytest.mark.full)])
def test_a_run_that_is_killed_loses_nothing_and_does_nothing_twice(tmp_path: Path, count: int, kills: int) -> None:
    with CountingServer(0.05) as server:
        outcomes = _killed(tmp_path, server, POST, count, kills)
    states = Counter((status, server.effects[number]) for number, status, _ in outcomes)
    assert [number for number, _, _ in outcomes] == list(range(count))
    assert set(states) <= {("done", 1), ("failed", 0), ("unknown", 0), ("unknown", 1)}
    assert all(value == {"n": number} for number, status, value in outcomes if status == "done")
    assert 0 < states["unknown", 0] + states["unknown", 1] < count * 0.06 + kills * 8


@pytest.mark.parametrize("name", [KEYED, pytest.param(GET, marks=pytest.mark.full)])
def test_a_killed_run_repeats_calls_that_are_safe(tmp_path: Path, name: str) -> None:
    with CountingServer(0.05) as server:
        outcomes = _killed(tmp_path, server, name, 300, 1)
    assert Counter(status for _, status, _ in outcomes)["unknown"] == 0
    assert set(server.effects) >= {number for number, status, _ in outcomes if status == "done"}
    assert {len(keys) for keys in server.keys.values()} <= {1}


# --- rates -----------------------------------------------------------------------------------------------------------


def test_calls_wait_for_their_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    calls = Calls()

    def take() -> float:
        asked.append(len(calls.numbers))
        return 0.0 if len(asked) % 3 == 0 else 0.002

    monkeypatch.setattr(runner_module, "create_rate_limiter", lambda _given, _owner: take)
    assert len(list(run_rows(calls, range(5), concurrency=5))) == 5
    assert len(asked) == 15
    assert all(started <= index // 3 for index, started in enumerate(asked))


@pytest.mark.parametrize(
    ("rate", "burst", "seconds"), [(2, 2, 1), (0.5, 1, 2), (2.5, 5, 2), ("3/minute", 3, 60), ("2 per 5 second", 2, 5)]
)
def test_a_rate_limits_the_calls_that_start(rate: Any, burst: int, seconds: float) -> None:
    take = create_rate_limiter(rate, POST)
    assert [take() for _ in range(burst)] == [0.0] * burst
    assert MIN_WAIT <= take() <= seconds


@pytest.mark.parametrize("rate", [0, -1, True, float("nan"), 1e9, 1e-9, "fast", "0/second", [1]])
def test_an_invalid_rate_is_refused(rate: Any) -> None:
    with pytest.raises(InvalidCall, match=r"rate \(option\): .*is not a rate — pass calls per second"):
        run_rows(Calls(), [], rate=rate)


def test_a_rate_without_limits_is_an_error_that_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "limits", None)
    with pytest.raises(DynaclientError, match=r"pip install 'dynaclient\[rate\]'"):
        run_rows(Calls(), [], rate=5)
    assert len(list(run_rows(Calls(), [1]))) == 1


# --- interrupts ---------------------------------------------------------------------------------------------------------


INTERRUPTED: dict[str, tuple[Callable[[Any, Any], Any], str]] = {
    "map": (lambda get, _: get.map([{"n": n} for n in range(9)], concurrency=1), "3 rows done, 0 failed, 0 unknown, 1 in flight; with journal=path"),
    "map with a journal": (lambda get, path: get.map([{"n": n} for n in range(9)], concurrency=1, journal=path), "resume=True continues; those in flight are unknown then, unless calling again is safe"),
    "a call": (lambda get, _: [get(n=n) for n in range(9)], ""),
    "a call by name": (lambda get, _: [get.__self__._client.call("things.get", n=n) for n in range(9)], ""),
}  # fmt: skip


@pytest.mark.parametrize(("run", "note"), INTERRUPTED.values(), ids=INTERRUPTED)
def test_an_interrupt_is_as_short_as_an_error_and_reports_what_was_done(run: Any, note: str, tmp_path: Path) -> None:
    count = iter(range(9))

    def respond(_: Any) -> Any:
        if next(count) == 3:
            raise KeyboardInterrupt
        return response(1)

    api = describe({"get": action({"n": query({"type": "integer"})})})
    with pytest.raises(KeyboardInterrupt) as caught:
        run(Client(api, transport=RecordingTransport(respond)).things.get, tmp_path / "journal")
    shown = "\n".join(caught.value._render_traceback_())  # type: ignore[attr-defined]
    assert "KeyboardInterrupt" in shown
    assert note in shown
    assert len(shown.splitlines()) <= 12
    assert note in "\n".join(getattr(caught.value, "__notes__", ()))


def test_an_interrupt_reports_the_rows_behind_one_that_is_waited_for() -> None:
    is_over = threading.Event()

    def respond(request: Any) -> Any:
        number = int(request.url.partition("n=")[2])
        if number == 0:
            is_over.wait(10)
        if number == 3:
            raise KeyboardInterrupt
        return response(1)

    api = describe({"get": action({"n": query({"type": "integer"})})})
    outcomes = Client(api, transport=RecordingTransport(respond)).things.get.imap(
        ({"n": number} for number in range(9)), concurrency=2
    )
    with pytest.raises(KeyboardInterrupt):
        next(outcomes)
    is_over.set()
    assert (outcomes.done, outcomes.in_flight, outcomes.ended) == (0, 2, 2)
    assert "0 unknown, 2 in flight, 2 later rows had ended; with journal=path" in outcomes._iterator._state()


# --- options ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"concurency": 5}, "concurency (option): no such option — did you mean concurrency?"),
        ({"nonsense": 5}, "no such option — one of: columns, concurrency"),
        ({"timeout": 5}, "timeout (option): no such option — it is an option of the client: client.with_options(timeout=…)"),
        ({"retries": 5}, "it is an option of the client: client.with_options(retries=…)"),
        ({"concurrency": 0}, "concurrency (option): 0 is not a count — pass a whole number from 1 to"),
        ({"concurrency": True}, "is not a count"),
        ({"chunk": 1.5}, "chunk (option): 1.5 is not a count"),
        ({"ordered": 1}, "ordered (option): 1 is not a boolean"),
        ({"resume": None}, "resume (option): None is not a boolean"),
        ({"journal": 5}, "journal (option): 5 is not a path"),
        ({"journal": ""}, "journal (option): is not a path"),
        ({"columns": ["n"]}, "columns (option): a value of type list is not a dict"),
        ({"rerun": "done"}, 'rerun (option): is not one of the allowed values — pass "failed", "unknown"'),
        ({"rerun": 5}, "rerun (option): 5 is not one of the allowed values"),
        ({"rerun": "fialed"}, 'did you mean "failed"? pass "failed", "unknown"'),
        ({"executor": 5}, "executor (option): 5 is not an executor"),
        ({"progress": 5}, "progress (option): 5 is not a boolean or a function"),
        ({"resume": True}, "resume and rerun need a journal — pass journal=path"),
        ({"rerun": "failed"}, "resume and rerun need a journal"),
        ({"rerun": "failed", "journal": "j"}, "only a run that is resumed can rerun rows — pass resume=True"),
    ],
)  # fmt: skip
def test_an_invalid_option_is_refused(options: Any, message: str) -> None:
    with pytest.raises(InvalidCall) as caught:
        parse_options(POST, ("timeout", "retries"), **options)
    assert message in str(caught.value)


# --- results and progress --------------------------------------------------------------------------------------------


def test_results_are_renamed_when_they_are_complete(tmp_path: Path) -> None:
    target = tmp_path / "out.ndjson"
    list(run_rows(Calls(), range(3), results=target))
    assert [json.loads(line)["value"] for line in target.read_text().splitlines()] == [0, 1, 2]


def test_incomplete_results_have_the_suffix_part(tmp_path: Path) -> None:
    with run_rows(Calls(), range(3), results=tmp_path / "out.ndjson") as outcomes:
        next(outcomes)
    assert [file.name for file in tmp_path.iterdir()] == ["out.ndjson.part"]


def test_a_run_that_is_refused_leaves_the_results_of_an_earlier_one(path: Path, tmp_path: Path) -> None:
    part = tmp_path / "out.ndjson.part"
    with run_rows(Calls(), range(3), journal=path, results=tmp_path / "out.ndjson") as outcomes:
        next(outcomes)
    before = part.read_text()
    with pytest.raises(InvalidCall, match="already exists"):
        list(run_rows(Calls(), range(3), journal=path, results=tmp_path / "out.ndjson"))
    assert (part.read_text(), before.count("\n")) == (before, 1)
    with pytest.raises(InvalidCall, match="is of a run that ended early"):
        list(run_rows(Calls(), range(3), results=tmp_path / "out.ndjson"))
    with pytest.raises(InvalidCall, match="is of a run that ended early"):  # a new journal does not have its outcomes
        list(run_rows(Calls(), range(3), journal=tmp_path / "new", resume=True, results=tmp_path / "out.ndjson"))
    assert part.read_text() == before
    list(run_rows(Calls(), range(3), journal=path, resume=True, results=tmp_path / "out.ndjson"))
    assert (part.exists(), (tmp_path / "out.ndjson").read_text().count("\n")) == (False, 3)


def test_results_that_are_refused_close_the_journal(path: Path, tmp_path: Path) -> None:
    (tmp_path / "out.ndjson").mkdir()
    calls = Calls()
    with pytest.raises(InvalidCall, match="is a directory"):
        list(run_rows(calls, range(3), journal=path, results=tmp_path / "out.ndjson"))
    assert calls.numbers == []
    assert statuses_of(run_rows(calls, range(3), journal=path)) == ["done"] * 3


class Full:
    """A file on a disk that is full after some lines, or when it is flushed."""

    def __init__(self, lines: int, *, at_the_end: bool = False) -> None:
        self.encoding = "utf-8"
        self._lines = lines
        self._at_the_end = at_the_end

    def write(self, _: str) -> None:
        self._lines -= 1
        if self._lines < 0:
            raise OSError(errno.ENOSPC, "No space left on device")

    def flush(self) -> None:
        if self._at_the_end:
            raise OSError(errno.ENOSPC, "No space left on device")


def test_results_that_cannot_be_written_end_the_run_and_what_was_done_is_in_the_journal(path: Path) -> None:
    first, second = Calls(raising({1: NotFound(POST, 404)})), Calls()
    outcomes = run_rows(first, range(5000), journal=path, results=Full(4), concurrency=2)
    with pytest.raises(DynaclientError) as caught:
        list(outcomes)
    done = len(first.numbers) - 1
    assert str(caught.value) == (
        "things.post: could not write the results: No space left on device. "
        f"{done} rows done, 1 failed, 0 unknown; the journal {path} has their outcomes: fix the problem, and "
        "continue with resume=True"
    )
    assert (type(caught.value), caught.value.__context__) == (DynaclientError, None)
    with pytest.raises(DynaclientError, match="this iterator has failed: things.post: could not write the results"):
        next(outcomes)
    listed = statuses_of(run_rows(second, range(done + 1), journal=path, resume=True))
    assert (Counter(listed), second.numbers) == ({"done": done, "failed": 1}, [])


def test_results_that_cannot_be_completed_are_an_error_that_says_what_was_done() -> None:
    calls = Calls()
    with pytest.raises(DynaclientError) as caught:
        list(run_rows(calls, range(3), results=Full(9, at_the_end=True)))
    assert str(caught.value).endswith(
        "3 rows done, 0 failed, 0 unknown, without a journal: "
        "another run would call them again, so leave them out of its rows"
    )
    assert calls.numbers == [0, 1, 2]


def test_an_error_of_the_run_is_more_important_than_one_of_the_results() -> None:
    def rows() -> Iterator[int]:
        yield 0
        raise LookupError("row 1")

    with pytest.raises(LookupError, match="row 1"):
        list(run_rows(Calls(), rows(), results=Full(9, at_the_end=True)))


def test_progress_has_a_total_if_the_source_has_a_length() -> None:
    seen: list[Any] = []
    errors = {1: NotFound(POST, 404)}
    action = API.action(POST)
    options = parse_options(POST, progress=seen.append)
    rows = [{"n": number} for number in range(4)]
    calls = Calls(raising(errors))
    outcomes = run(collect_outcomes(Bulk(action, rows, options, lambda: create_pool(options, action, calls))))
    assert (outcomes.done, outcomes.failed) == (3, 1)
    assert (seen[-1].what, seen[-1].done, seen[-1].total, seen[-1].failed, seen[-1].unit) == (POST, 4, 4, 1, "rows")


@pytest.mark.parametrize("rows", ["rows.ndjson", iter([{"n": 1}])])
def test_progress_has_no_total_if_the_source_has_no_length(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rows.ndjson").write_text('{"n": 1}\n')
    seen: list[Any] = []
    options = parse_options(POST, progress=seen.append)
    action = API.action(POST)
    run(collect_outcomes(Bulk(action, rows, options, lambda: create_pool(options, action, Calls()))))
    assert (seen[-1].done, seen[-1].total) == (1, None)


# --- collected outcomes ----------------------------------------------------------------------------------------------

SOME = Outcomes([Outcome(2, {"id": 3}), Outcome(0, {"id": 1}), Outcome(1, error=NotFound(POST, 404)), Outcome(3, error=OutcomeUnknown("?", POST))])  # fmt: skip


def test_outcomes_are_a_sequence_in_the_order_of_the_rows() -> None:
    assert [outcome.number for outcome in SOME] == [0, 1, 2, 3]
    assert (len(SOME), SOME[1].status, [outcome.number for outcome in SOME[2:]]) == (4, "failed", [2, 3])


def test_outcomes_are_counted() -> None:
    assert (SOME.done, SOME.failed, SOME.unknown) == (2, 1, 1)
    assert repr(SOME) == "<Outcomes: 2 done, 1 failed, 1 unknown>"


def test_outcomes_have_their_errors() -> None:
    assert [outcome.number for outcome in SOME.errors] == [1, 3]
    with pytest.raises(NotFound):
        SOME.raise_first()
    assert values_of(SOME[:1].raise_first()) == [{"id": 1}]


def test_outcomes_are_a_frame() -> None:
    frame = SOME.to_frame("polars")
    assert frame["status"].to_list() == ["done", "failed", "done", "unknown"]
    assert frame["id"].to_list() == [1, None, 3, None]


# --- executors -------------------------------------------------------------------------------------------------------


def test_a_thread_pool_executor_works_like_threads() -> None:
    with ThreadPoolExecutor(3) as executor:
        outcomes = run_rows(double, range(12), executor=executor, chunk=5)
        assert summarize(outcomes) == summarize(run_rows(double, range(12)))


class InlineExecutor(Executor):
    """An executor that runs a submission immediately, except for those that it breaks."""

    def __init__(self, breaks: Mapping[int, Any] | None = None) -> None:
        self.sizes: list[int] = []
        self._breaks = breaks or {}

    def submit(self, function: Any, /, *given: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.sizes.append(len(pickle.loads(given[2])[1]))
        broken = self._breaks.get(len(self.sizes))
        if isinstance(broken, Exception):
            raise broken
        if broken == "cancelled":
            future.cancel()
        elif broken == "lost":
            future.set_exception(EOFError())
        elif broken is not None:
            future.set_result(broken)
        else:
            future.set_result(pickle.loads(pickle.dumps(function(*given))))
        return future


def test_rows_go_to_an_executor_in_chunks() -> None:
    executor = InlineExecutor()
    assert values_of(run_rows(double, range(30, 42), executor=executor, chunk=5)) == list(range(60, 84, 2))
    assert sum(executor.sizes) == 12
    assert max(executor.sizes) == 5


def test_with_a_rate_each_row_is_a_chunk() -> None:
    executor = InlineExecutor()
    assert len(list(run_rows(double, range(4), executor=executor, rate=1000))) == 4
    assert executor.sizes == [1] * 4


@pytest.mark.parametrize("broken", ["lost", "cancelled", "nonsense", Completion((Outcome(0),))], ids=repr)
@pytest.mark.parametrize(("name", "status", "kind"), [(POST, "unknown", OutcomeUnknown), (KEYED, "unknown", OutcomeUnknown), (GET, "failed", TransportError)])  # fmt: skip
def test_rows_that_an_executor_loses_are_outcomes(broken: Any, name: str, status: str, kind: type) -> None:
    executor = InlineExecutor({2: broken})
    outcomes = list(run_rows(double, range(40, 52), name, executor=executor, chunk=4, concurrency=1))
    assert statuses_of(outcomes) == ["done"] * 4 + [status] * 4 + ["done"] * 4
    assert {type(outcome.error) for outcome in outcomes[4:8]} == {kind}


@pytest.mark.parametrize("error", [RuntimeError("cannot schedule new futures after shutdown"), InvalidCall(POST, [])])
def test_an_executor_that_accepts_no_more_ends_the_run_before_its_rows_start(path: Path, error: Exception) -> None:
    executor = InlineExecutor({2: error})
    with pytest.raises(DynaclientError, match="did not accept row 4 and the rows after it|0 problems"):
        list(run_rows(double, range(40, 52), executor=executor, chunk=4, concurrency=1, journal=path))
    second = Calls()
    assert set(statuses_of(run_rows(second, range(40, 52), journal=path, resume=True))) == {"done"}
    assert sorted(second.numbers) == list(range(44, 52))


def test_an_exception_in_a_worker_ends_the_run_and_the_rows_after_it_are_not_started(path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        list(run_rows(double, range(20, 26), executor=InlineExecutor(), chunk=6, journal=path))
    second = Calls()
    outcomes = list(run_rows(second, range(20, 26), journal=path, resume=True))
    assert statuses_of(outcomes) == ["done", "done", "done", "unknown", "done", "done"]
    assert sorted(second.numbers) == [24, 25]


def test_an_exception_that_cannot_be_pickled_is_replaced() -> None:
    class Local(Exception):
        pass

    def fails(*_: Any) -> None:
        raise Local

    ended = run_chunk(fails, POST, (RowCall(0, {}), RowCall(1, {})))
    assert (ended.unresolved, ended.not_started) == ((0,), (1,))
    assert str(ended.exception) == "things.post: a call raised Local, which cannot be pickled"


def test_stopping_early_waits_for_the_executor(path: Path) -> None:
    with ThreadPoolExecutor(2) as executor:
        with run_rows(Calls(), range(40, 1000), executor=executor, chunk=3, journal=path) as outcomes:
            next(outcomes)
        statuses = set(statuses_of(run_rows(Calls(), range(40, 1000), journal=path, resume=True)))
    assert statuses == {"done"}


def test_a_client_that_cannot_be_pickled_is_refused_before_anything_is_called() -> None:
    with pytest.raises(InvalidCall, match=r"executor \(option\): the client cannot be pickled \("):
        list(run_rows(lambda *_: None, range(3), executor=InlineExecutor()))


def test_a_client_whose_token_cannot_be_pickled_has_its_own_error() -> None:
    description = {**DESCRIPTION, "auth": {"bearer": {"type": "bearer"}}}
    client = Client(description, token=lambda: "t", transport=RecordingTransport())
    with pytest.raises(InvalidCall, match="the function that returns the token is pickled with the client"):
        list(imap(client, POST, [{"n": 1}], executor=InlineExecutor()))


def test_a_worker_caches_a_few_clients() -> None:
    _cached_calls.clear()
    for size in range(6):
        carried = PickledCall.of(_Sized(size), POST)
        assert [carried(POST, {}, None) for _ in range(2)] == [size, size]
    assert len(_cached_calls) == 4


class _Sized:
    def __init__(self, size: int) -> None:
        self.size = size

    def __call__(self, *_: Any) -> int:
        return self.size


def test_processes_work_like_threads() -> None:
    with CountingServer() as server, Client(DESCRIPTION, url=server.url, trust_env=False) as client:
        rows = [*({"n": number} for number in range(100)), {"n": "x"}]
        with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as executor:
            outcomes = list(imap(client, POST, rows, executor=executor, chunk=10))
        assert summarize(outcomes) == summarize(imap(client, POST, rows))
    assert set(server.effects.values()) == {2}
    assert isinstance(outcomes[-1].error, InvalidCall)


def test_a_worker_that_dies_leaves_its_chunk_unknown_and_the_rest_not_started(path: Path) -> None:
    with (
        ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as executor,
        pytest.raises(DynaclientError, match="the executor did not accept row"),
    ):
        list(run_rows(double, range(4, 400), executor=executor, chunk=5, concurrency=1, journal=path))
    second = Calls()
    statuses = statuses_of(run_rows(second, range(4, 400), journal=path, resume=True))
    assert statuses == ["done"] * 5 + ["unknown"] * 5 + ["done"] * 386
    assert min(second.numbers) == 14


# --- in an event loop ------------------------------------------------------------------------------------------------


def in_loop(call: Any, rows: Any, name: str = POST, **options: Any) -> Bulk:
    action = API.action(name)
    parsed = parse_options(name, **options)
    return Bulk(action, ({"n": number} for number in rows), parsed, lambda: TaskPool(call, action, parsed.concurrency))


class AsyncCalls(Calls):
    """The same, in an event loop."""

    async def __call__(self, name: str, arguments: Mapping[str, Any], key: str | None) -> Any:
        given = super().__call__(name, arguments, key)
        await asyncio.sleep(0)
        return await given if asyncio.iscoroutine(given) else given


def test_in_an_event_loop_each_row_has_its_outcome_in_order() -> None:
    calls = AsyncCalls(raising({1: NotFound(POST, 404)}))
    outcomes = asyncio.run(collect_outcomes(in_loop(calls, range(100))))
    assert (outcomes.done, outcomes.failed) == (99, 1)
    assert values_of(outcomes[2:]) == list(range(2, 100))


def test_an_async_client_works_like_a_client(path: Path) -> None:
    rows = [*({"n": number} for number in range(50)), {"n": "x"}]

    async def mapped(url: str, **options: Any) -> list[Any]:
        async with AsyncClient(DESCRIPTION, url=url, trust_env=False) as client:
            given = await client.things.post.map(rows, journal=path, **options)
            return [*summarize(given), *summarize([outcome async for outcome in imap(client, GET, rows)])]

    with CountingServer() as server, Client(DESCRIPTION, url=server.url, trust_env=False) as client:
        expected = [*summarize(client.things.post.map(rows)), *summarize(imap(client, GET, rows))]
        assert asyncio.run(mapped(server.url)) == expected
        assert asyncio.run(mapped(server.url, resume=True)) == expected
    assert set(server.effects.values()) == {5}  # of six outcomes that are requested, one is in the journal


def test_in_an_event_loop_no_more_calls_are_in_flight_than_allowed() -> None:
    in_flight = most = 0

    async def call(*_: Any) -> None:
        nonlocal in_flight, most
        in_flight += 1
        most = max(most, in_flight)
        await asyncio.sleep(0.001)
        in_flight -= 1

    asyncio.run(collect_outcomes(in_loop(call, range(30), concurrency=7)))
    assert most == 7


def test_in_an_event_loop_calls_wait_for_their_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    waits = iter([0.0, 0.001, 0.001, 0.0, 0.001, 0.0])
    monkeypatch.setattr(runner_module, "create_rate_limiter", lambda _given, _owner: lambda: next(waits))
    assert len(asyncio.run(collect_outcomes(in_loop(AsyncCalls(), range(3))))) == 3


def test_in_an_event_loop_a_cancelled_run_cancels_its_calls_and_waits_for_them(path: Path) -> None:
    begun: list[int] = []
    ended: list[int] = []

    async def call(_name: str, arguments: Mapping[str, Any], _key: str | None) -> int:
        number: int = arguments["n"]
        begun.append(number)
        if number > 1:
            try:
                await asyncio.sleep(PATIENCE)
            finally:
                ended.append(number)
        return number

    async def cancelled() -> None:
        task = asyncio.ensure_future(collect_outcomes(in_loop(call, range(10), journal=path, concurrency=4)))
        while len(begun) < 6:
            await asyncio.sleep(0.001)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(cancelled())
    second = Calls()
    listed = summarize(run_rows(second, range(10), journal=path, resume=True, concurrency=1))
    assert sorted(ended) == [2, 3, 4, 5]
    assert [status for _, status, _ in listed] == ["done"] * 2 + ["unknown"] * 4 + ["done"] * 4


def test_in_an_event_loop_stopping_early_waits_for_the_calls_in_flight(path: Path) -> None:
    calls = AsyncCalls()

    async def stopped() -> None:
        async with in_loop(calls, range(1000), journal=path) as outcomes:
            async for _ in outcomes:
                break

    asyncio.run(stopped())
    begun = len(calls.numbers)
    assert set(statuses_of(run_rows(Calls(), range(begun), journal=path, resume=True))) == {"done"}
    assert begun < 1000


@pytest.mark.parametrize("mistake", [ZeroDivisionError, asyncio.CancelledError])
def test_in_an_event_loop_an_exception_ends_the_run(path: Path, mistake: type[BaseException]) -> None:
    with pytest.raises(mistake):
        asyncio.run(collect_outcomes(in_loop(AsyncCalls(raising({5: mistake()})), range(100), journal=path)))
    outcomes = list(run_rows(Calls(), range(6), journal=path, resume=True))
    assert [outcome.number for outcome in outcomes if outcome.status != "done"] == [5]


def test_in_an_event_loop_other_tasks_run_too() -> None:
    turns = 0

    async def ticking() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async def both() -> None:
        ticks = asyncio.ensure_future(ticking())
        await collect_outcomes(in_loop(AsyncCalls(), range(500)))
        ticks.cancel()

    asyncio.run(both())
    assert turns > 100


# --- dry runs --------------------------------------------------------------------------------------------------------


@with_both_clients
def test_a_dry_run_has_requests_as_values_sends_nothing_and_touches_no_file(tmp_path: Path) -> None:
    transport = RecordingTransport()
    effects: dict[str, Any] = {"journal": tmp_path / "journal", "results": tmp_path / "out.csv", "rate": "1/hour"}
    described = {**DESCRIPTION, "auth": {"own": {"type": "bearer"}}}
    with Client(described, transport=transport, token="geheim-77") as client:
        outcomes = client.things.keyed.map([{"n": 1}, {"n": "x"}, {"n": 3}], dry_run=True, **effects)
    one, two, three = outcomes
    assert (one.value.method, one.value.url, three.value.url[-4:]) == (
        "POST",
        "https://api.example.com/things?n=1",
        "?n=3",
    )
    assert (one.value.headers["Idempotency-Key"] != three.value.headers["Idempotency-Key"], two.status) == (
        True,
        "failed",
    )
    assert (transport.requests, list(tmp_path.iterdir())) == ([], [])
    assert "geheim" not in repr([one, one.value, *one.value.headers.values()])


@with_both_clients
def test_a_dry_run_knows_what_the_scopes_do_not_allow() -> None:
    described = {**DESCRIPTION, "scopes": {"always": ["{resource}.{action}"]}}
    described["resources"] = {"things": {**DESCRIPTION["resources"]["things"]}}
    actions = described["resources"]["things"]["actions"]
    described["resources"]["things"]["actions"] = {**actions, "post": {**actions["post"], "scopes": ["x"]}}
    with Client(described, transport=RecordingTransport(), scopes=["things.get"]) as client:
        (outcome,) = client.things.post.map([{"n": 1}], dry_run=True)
    assert (outcome.status, type(outcome.error).__name__) == ("failed", "ScopeError")


def test_a_dry_run_needs_no_executor() -> None:
    with Client(DESCRIPTION, transport=RecordingTransport()) as client, ThreadPoolExecutor() as executor:
        executor.submit = None  # type: ignore[assignment,method-assign]
        (outcome,) = client.things.get.map([{"n": 1}], dry_run=True, executor=executor)
    assert outcome.value.method == "GET"


def test_a_row_that_may_have_been_done_stays_as_it_was(path: Path) -> None:
    list(run_rows(Calls(raising({0: OutcomeUnknown("cut")})), [0], journal=path))
    with pytest.raises(InvalidCall, match="this one may have been done, so it must stay as it was"):
        list(run_rows(Calls(), [7], journal=path, resume=True, rerun=("failed", "unknown")))
