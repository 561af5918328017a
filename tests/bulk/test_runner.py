"""One action for many rows: one outcome for each, in order, a few at once, and nothing done twice."""

from __future__ import annotations

import asyncio
import contextvars
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
from dynaclient.bulk import executors as engines_module
from dynaclient.bulk import runner as bulk_module
from dynaclient.bulk.executors import Ended, Threads, Work, _Carried, _unpacked, call_rows
from dynaclient.bulk.journal import KEY_HOLDS
from dynaclient.bulk.outcomes import Outcome
from dynaclient.bulk.rate_limit import SHORTEST, rate_of
from dynaclient.bulk.runner import AT_ONCE, Bulk, Outcomes, collected, engine_of, planned
from dynaclient.bulk.tasks import Tasks
from dynaclient.runtime.backends import run
from dynaclient.testing import RecordingTransport, response
from tests.support.many_calls import API, DESCRIPTION, CountingServer, doubled, imap, over
from tests.support.pages import ROOT

POST, GET, KEYED = "things.post", "things.get", "things.keyed"
PATIENCE = 30


class Calls:
    """Stands for an action: remembers what it was called with, and does as it is told."""

    def __init__(self, does: Callable[[int], Any] = lambda number: number) -> None:
        self.numbers: list[int] = []
        self.by_number: dict[int, str | None] = {}
        self._does = does

    def __call__(self, name: str, arguments: Mapping[str, Any], key: str | None) -> Any:
        self.numbers.append(arguments["n"])
        self.by_number[arguments["n"]] = key
        return self._does(arguments["n"])


def told(outcomes: Any) -> list[tuple[int, str, Any]]:
    return [(each.number, each.status, each.value) for each in outcomes]


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
    assert told(over(Calls(), range(300))) == [(number, "done", number) for number in range(300)]


def test_an_outcome_has_what_it_was_called_with() -> None:
    (outcome,) = over(Calls(), [5])
    assert outcome.arguments == {"n": 5}


def test_nothing_is_read_before_the_first_is_asked_for() -> None:
    rows = iter(range(3))
    outcomes = over(Calls(), rows)
    assert next(rows) == 0
    assert [each.value for each in outcomes] == [1, 2]


def test_no_rows_have_no_outcomes() -> None:
    assert list(over(Calls(), [])) == []


def test_errors_of_rows_are_their_outcomes() -> None:
    errors = {1: NotFound(POST, 404), 2: OutcomeUnknown("no answer", POST)}
    outcomes = over(Calls(raising(errors)), range(4))
    assert told(outcomes) == [(0, "done", 0), (1, "failed", None), (2, "unknown", None), (3, "done", 3)]
    assert (outcomes.done, outcomes.failed, outcomes.unknown) == (2, 1, 1)
    assert repr(outcomes) == "<Bulk things.post: 2 done, 1 failed, 1 unknown>"


def test_an_outcome_holds_no_frames() -> None:
    (outcome,) = over(Calls(raising({0: NotFound(POST, 404)})), [0])
    assert outcome.error.__traceback__ is None


def test_rows_that_cannot_be_called_with_are_outcomes_and_nothing_is_sent_for_them() -> None:
    transport = RecordingTransport(response({}))
    client = Client(DESCRIPTION, transport=transport)
    outcomes = list(imap(client, POST, [{"n": "one"}, 5, {"n": 1}, {"m": 1}]))
    assert [type(each.error) for each in outcomes] == [InvalidCall, InvalidCall, type(None), InvalidCall]
    assert len(transport.requests) == 1


def test_columns_go_where_they_are_sent() -> None:
    assert [each.value for each in over(Calls(), [{"Number": 3}], columns={"Number": "n"})] == [3]
    with pytest.raises(InvalidCall, match=r"did you mean n\?|things.post takes no such argument"):
        over(Calls(), [{"Number": 3}], columns={"Number": "m"})


def test_as_they_are_known_the_first_known_is_the_first_given() -> None:
    known = threading.Event()

    def does(number: int) -> int:
        assert number or known.wait(PATIENCE)
        return number

    outcomes = over(Calls(does), range(2), concurrency=2, ordered=False)
    assert next(outcomes).number == 1
    known.set()
    assert [each.number for each in outcomes] == [0]


def test_what_is_not_given_yet_is_bounded_where_one_is_waited_for() -> None:
    read: list[int] = []
    full = threading.Event()

    def rows() -> Iterator[int]:
        for number in range(2 * AT_ONCE):
            read.append(number)
            yield number

    def does(number: int) -> int:
        if number == AT_ONCE - 1:
            full.set()
        assert number or full.wait(PATIENCE)
        return len(read)

    outcomes = over(Calls(does), rows(), concurrency=2)
    assert next(outcomes).value == AT_ONCE
    assert len(list(outcomes)) == 2 * AT_ONCE - 1


def test_rows_that_come_slowly_begin_as_they_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_module, "BATCH", -1.0)
    called = threading.Event()

    def rows() -> Iterator[int]:
        for number in range(5):
            yield number
            assert called.wait(PATIENCE)
            called.clear()

    assert len(list(over(Calls(lambda _: called.set()), rows()))) == 5


def test_as_many_are_under_way_as_it_was_told_and_no_more() -> None:
    together = threading.Barrier(6)
    under_way: list[int] = []
    most: list[int] = []

    def does(number: int) -> None:
        under_way.append(number)
        most.append(len(under_way))
        together.wait(PATIENCE)
        together.wait(PATIENCE)
        under_way.remove(number)

    list(over(Calls(does), range(18), concurrency=6))
    assert max(most) == 6


@pytest.mark.parametrize("rows", [5_000, pytest.param(1_000_000, marks=pytest.mark.full)])
def test_a_long_run_holds_a_few_outcomes_only(rows: int) -> None:
    class Value:
        pass

    alive: weakref.WeakSet[Value] = weakref.WeakSet()
    most = 0

    def does(_: int) -> Value:
        value = Value()
        alive.add(value)
        return value

    for place, _ in enumerate(over(does_anything(does), iter(range(rows)))):
        if place % 100 == 0:
            most = max(most, len(alive))
    assert place == rows - 1
    assert most <= AT_ONCE + 2


def does_anything(does: Callable[[int], Any]) -> Callable[[str, Mapping[str, Any], Any], Any]:
    return lambda _name, arguments, _key: does(arguments["n"])


def test_what_belongs_to_the_callers_context_is_there_in_each_call() -> None:
    variable: contextvars.ContextVar[str] = contextvars.ContextVar("variable", default="none")
    variable.set("mine")
    assert {each.value for each in over(Calls(lambda _: variable.get()), range(3))} == {"mine"}


# --- what ends a run early -------------------------------------------------------------------------------------------


def test_who_stops_early_begins_no_more_and_what_was_begun_is_written_down(path: Path) -> None:
    calls = Calls()
    with over(calls, range(10_000), journal=path, concurrency=3) as outcomes:
        next(outcomes)
    begun = len(calls.numbers)
    again = Calls()
    assert [each.status for each in over(again, range(begun), journal=path, resume=True)] == ["done"] * begun
    assert (again.numbers, begun < 1000) == ([], True)


def test_one_that_nobody_goes_through_any_more_ends_by_itself(path: Path) -> None:
    for outcome in over(Calls(), range(1000), journal=path):
        assert outcome.number == 0
        break
    assert len(list(over(Calls(), range(1000), journal=path, resume=True))) == 1000


@pytest.mark.parametrize("mistake", [ZeroDivisionError("oh"), SystemExit(3)], ids=repr)
def test_a_mistake_ends_the_run_and_what_was_begun_is_written_down(path: Path, mistake: BaseException) -> None:
    with pytest.raises(type(mistake)):
        list(over(Calls(raising({20: mistake})), range(5000), journal=path))
    again = Calls()
    outcomes = list(over(again, range(60), journal=path, resume=True))
    assert [each.number for each in outcomes if each.status == "unknown"] == [20]
    assert min(again.numbers, default=21) > 20


def test_rows_that_cannot_be_read_on_end_the_run_and_what_was_begun_is_written_down(path: Path) -> None:
    def rows() -> Iterator[int]:
        yield from range(5)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(over(Calls(), rows(), journal=path))
    assert {each.status for each in over(Calls(), range(5), journal=path, resume=True)} == {"done"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signals")
def test_an_interrupt_waits_for_no_call_under_way(path: Path) -> None:
    goes_on = threading.Event()

    def does(number: int) -> int:
        if number == 2:
            os.kill(os.getpid(), signal.SIGINT)
            goes_on.wait(PATIENCE)
        return number

    try:
        with pytest.raises(KeyboardInterrupt):
            list(over(Calls(does), range(100), journal=path, concurrency=1))
        assert not goes_on.is_set()
        again = Calls()
        listed = told(over(again, range(4), journal=path, resume=True))
    finally:
        goes_on.set()
    assert listed == [(0, "done", 0), (1, "done", 1), (2, "unknown", None), (3, "done", 3)]
    assert again.numbers == [3]


def test_an_interrupt_of_who_goes_through_the_outcomes_waits_for_no_call_under_way(path: Path) -> None:
    goes_on = threading.Event()

    def interrupted_between() -> None:
        with over(Calls(lambda number: number and goes_on.wait(PATIENCE)), [0, 1], journal=path) as outcomes:
            assert next(outcomes).ok
            raise KeyboardInterrupt

    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        interrupted_between()
    goes_on.set()
    assert time.monotonic() - started < PATIENCE / 2


def test_who_waits_looks_up_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines_module, "LOOK", 0.001)
    assert [each.value for each in over(Calls(lambda _: threading.Event().wait(0.02)), [0])] == [False]


def test_one_that_is_collected_in_a_thread_of_its_own_does_not_wait_for_itself() -> None:
    closed: list[Any] = []

    def does(_: int) -> None:
        closed.append(run(engine.close(patient=True)))

    engine = Threads(does_anything(does), API.action(POST), 1)
    engine.begin([Work(0, {"n": 0})])
    assert [each.outcomes for each in run(engine.ended(PATIENCE))] == [(Outcome(0),)]
    assert closed == [[]]


# --- the journal -----------------------------------------------------------------------------------------------------


def interrupted(path: Path, name: str, count: int = 3) -> dict[int, str | None]:
    """Begin some rows, and never end them; give their keys."""
    together = threading.Barrier(count)

    def does(_: int) -> None:
        together.wait(PATIENCE)
        raise SystemExit

    calls = Calls(does)
    with pytest.raises(SystemExit):
        list(over(calls, range(count), name, journal=path, concurrency=count))
    return calls.by_number


def test_what_has_an_outcome_is_not_called_again(path: Path) -> None:
    first = told(over(Calls(raising({1: NotFound(POST, 404)})), range(5), journal=path))
    again = Calls()
    assert told(over(again, range(5), journal=path, resume=True)) == first
    assert again.numbers == []


def test_rows_that_are_new_at_the_end_are_called(path: Path) -> None:
    list(over(Calls(), range(5), journal=path))
    again = Calls()
    assert len(list(over(again, range(8), journal=path, resume=True))) == 8
    assert sorted(again.numbers) == [5, 6, 7]


def test_a_row_that_is_another_one_now_ends_the_run(path: Path) -> None:
    list(over(Calls(), range(5), journal=path))
    again = Calls()
    with pytest.raises(InvalidCall, match="row 3 is not the row 3 that .* is about"):
        list(over(again, [0, 1, 2, 4, 5, 6], journal=path, resume=True))
    assert again.numbers == []


def test_what_was_begun_and_may_be_repeated_is_called_again(path: Path) -> None:
    interrupted(path, GET)
    assert told(over(Calls(), range(3), GET, journal=path, resume=True)) == [(each, "done", each) for each in range(3)]


def test_what_was_begun_and_may_not_be_repeated_is_unknown(path: Path) -> None:
    interrupted(path, POST, 1)
    for _ in range(2):
        again = Calls()
        (outcome,) = over(again, range(1), journal=path, resume=True)
        assert (outcome.status, again.numbers) == ("unknown", [])
        assert "may have been carried out, so look before repeating" in str(outcome.error)


def test_what_is_unknown_is_called_again_where_the_caller_says_so(path: Path) -> None:
    interrupted(path, POST, 1)
    again = Calls()
    (outcome,) = over(again, range(1), journal=path, resume=True, rerun="unknown")
    assert (outcome.value, again.numbers) == (0, [0])


def test_what_is_known_to_be_unknown_is_called_again_where_the_caller_says_so(path: Path) -> None:
    list(over(Calls(raising({0: OutcomeUnknown("no answer", POST)})), range(2), journal=path))
    failed, unknown = Calls(), Calls()
    list(over(failed, range(2), journal=path, resume=True, rerun=["failed"]))
    list(over(unknown, range(2), journal=path, resume=True, rerun={"failed", "unknown"}))
    assert (failed.numbers, unknown.numbers) == ([], [0])


def test_only_what_failed_is_called_again_where_the_caller_says_so(path: Path) -> None:
    list(over(Calls(raising({1: NotFound(POST, 404), 3: NotFound(POST, 404)})), range(5), journal=path))
    again = Calls(raising({3: NotFound(POST, 404)}))
    outcomes = list(over(again, range(5), journal=path, resume=True, rerun="failed"))
    assert sorted(again.numbers) == [1, 3]
    assert [each.status for each in outcomes] == ["done", "done", "done", "failed", "done"]


@pytest.mark.parametrize(("name", "called"), [(POST, []), (GET, [0]), (KEYED, [0])])
def test_an_answer_that_could_not_be_read_is_no_reason_to_do_it_again(path: Path, name: str, called: list[int]) -> None:
    list(over(Calls(raising({0: BadResponse("no JSON", name)})), range(1), name, journal=path))
    again = Calls()
    list(over(again, range(1), name, journal=path, resume=True, rerun="failed"))
    assert again.numbers == called


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
    ],
)
def test_what_may_have_been_done_is_done_again_only_where_the_caller_says_so(
    path: Path, monkeypatch: pytest.MonkeyPatch, name: str, error: DynaclientError, rerun: Any, called: list[int]
) -> None:
    list(over(Calls(raising({0: error})), range(1), name, journal=path))
    later(monkeypatch, KEY_HOLDS)
    again = Calls()
    list(over(again, range(1), name, journal=path, resume=True, rerun=rerun))
    assert again.numbers == called


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + seconds)


@pytest.mark.parametrize("rerun", [(), "failed"])
def test_only_a_row_that_was_refused_may_be_mended(path: Path, rerun: Any) -> None:
    errors = {0: NotFound(POST, 404), 1: ConnectError("refused")}
    list(over(Calls(raising(errors)), range(2), journal=path))
    again = Calls()
    with pytest.raises(InvalidCall, match=f"row {1 if rerun else 0} is not the row"):
        list(over(again, [10, 11], journal=path, resume=True, rerun=rerun))
    assert again.numbers == []


def test_a_row_that_was_mended_is_known_as_it_is_now(path: Path) -> None:
    list(over(Calls(raising({0: InvalidCall(KEYED, [])})), [0], KEYED, journal=path))
    list(over(Calls(), [7], KEYED, journal=path, resume=True, rerun="failed"))
    again = Calls()
    assert told(over(again, [7], KEYED, journal=path, resume=True)) == [(0, "done", 7)]
    assert again.numbers == []


def test_a_call_with_a_key_is_repeated_after_a_crash_with_the_same_key(path: Path) -> None:
    first = interrupted(path, KEYED)
    again = Calls()
    assert {each.status for each in over(again, range(3), KEYED, journal=path, resume=True, concurrency=1)} == {"done"}
    assert again.by_number == first
    assert len(set(first.values())) == 3


def test_a_key_is_as_old_as_its_first_call(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(path, KEYED, 1)
    later(monkeypatch, KEY_HOLDS / 2)
    with pytest.raises(SystemExit):
        list(over(Calls(raising({0: SystemExit()})), [0], KEYED, journal=path, resume=True))
    later(monkeypatch, KEY_HOLDS / 2)
    assert [each.status for each in over(Calls(), [0], KEYED, journal=path, resume=True)] == ["unknown"]


def test_a_key_that_the_server_may_have_forgotten_makes_nothing_repeatable(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(path, KEYED, 1)
    later(monkeypatch, KEY_HOLDS)
    again = Calls()
    assert [each.status for each in over(again, range(1), KEYED, journal=path, resume=True)] == ["unknown"]
    assert again.numbers == []


@pytest.mark.parametrize(("error", "same"), [(TransportError("gone", KEYED), True), (ApiError(KEYED, 409), False)])
def test_what_was_answered_is_another_call_with_another_key(path: Path, error: DynaclientError, same: bool) -> None:
    first, again = Calls(raising({0: error})), Calls()
    list(over(first, range(1), KEYED, journal=path))
    list(over(again, range(1), KEYED, journal=path, resume=True, rerun="failed"))
    assert (first.by_number == again.by_number) is same


def test_without_a_journal_the_key_is_that_of_each_call() -> None:
    calls = Calls()
    list(over(calls, range(2), KEYED))
    assert calls.by_number == {0: None, 1: None}


def test_a_journal_that_is_there_is_refused_before_anything_is_called(path: Path) -> None:
    list(over(Calls(), range(1), journal=path))
    again = Calls()
    with pytest.raises(InvalidCall, match="is there already"):
        list(over(again, range(1), journal=path))
    assert again.numbers == []


def _killed(tmp_path: Path, server: CountingServer, name: str, count: int, kills: int) -> list[list[Any]]:
    """Run the program to its end, but kill it a few times on the way; give the outcomes that it saw."""
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
def test_killed_again_and_again_it_loses_nothing_and_does_nothing_twice(tmp_path: Path, count: int, kills: int) -> None:
    with CountingServer(0.05) as server:
        outcomes = _killed(tmp_path, server, POST, count, kills)
    states = Counter((status, server.effects[number]) for number, status, _ in outcomes)
    assert [number for number, _, _ in outcomes] == list(range(count))
    assert set(states) <= {("done", 1), ("failed", 0), ("unknown", 0), ("unknown", 1)}
    assert all(value == {"n": number} for number, status, value in outcomes if status == "done")
    assert 0 < states["unknown", 0] + states["unknown", 1] < count * 0.06 + kills * 8


@pytest.mark.parametrize("name", [KEYED, pytest.param(GET, marks=pytest.mark.full)])
def test_killed_on_the_way_it_repeats_what_may_be(tmp_path: Path, name: str) -> None:
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

    monkeypatch.setattr(bulk_module, "rate_of", lambda _given, _owner: take)
    assert len(list(over(calls, range(5), concurrency=5))) == 5
    assert len(asked) == 15
    assert all(begun <= place // 3 for place, begun in enumerate(asked))


@pytest.mark.parametrize(
    ("rate", "burst", "seconds"), [(2, 2, 1), (0.5, 1, 2), (2.5, 5, 2), ("3/minute", 3, 60), ("2 per 5 second", 2, 5)]
)
def test_a_rate_lets_so_many_begin_in_a_time(rate: Any, burst: int, seconds: float) -> None:
    take = rate_of(rate, POST)
    assert [take() for _ in range(burst)] == [0.0] * burst
    assert SHORTEST <= take() <= seconds


@pytest.mark.parametrize("rate", [0, -1, True, float("nan"), 1e9, 1e-9, "fast", "0/second", [1]])
def test_what_is_no_rate_is_refused(rate: Any) -> None:
    with pytest.raises(InvalidCall, match=r"rate \(option\): is no rate — give calls per second"):
        over(Calls(), [], rate=rate)


def test_without_limits_it_is_told_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "limits", None)
    with pytest.raises(DynaclientError, match=r"pip install 'dynaclient\[rate\]'"):
        over(Calls(), [], rate=5)
    assert len(list(over(Calls(), [1]))) == 1


# --- options ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"concurency": 5}, "concurency (option): there is no such option — did you mean concurrency?"),
        ({"nonsense": 5}, "there is no such option — one of: columns, concurrency"),
        ({"concurrency": 0}, "concurrency (option): is no count — give a whole number from 1 to"),
        ({"concurrency": True}, "is no count"),
        ({"chunk": 1.5}, "chunk (option): is no count"),
        ({"ordered": 1}, "ordered (option): is neither True nor False"),
        ({"resume": None}, "resume (option): is neither True nor False"),
        ({"journal": 5}, "journal (option): is no path"),
        ({"journal": ""}, "journal (option): is no path"),
        ({"columns": ["n"]}, "columns (option): is no dict"),
        ({"rerun": "done"}, 'rerun (option): is not known — give "failed", "unknown"'),
        ({"rerun": 5}, "rerun (option): is not known"),
        ({"executor": 5}, "executor (option): is no executor"),
        ({"progress": 5}, "progress (option): is neither True nor False, nor a function"),
        ({"resume": True}, "a run is resumed from its journal, and none is given — give journal=path"),
        ({"rerun": "failed"}, "a run is resumed from its journal, and none is given"),
        ({"rerun": "failed", "journal": "j"}, "only a run that is resumed has rows to run again — give resume=True"),
    ],
)  # fmt: skip
def test_a_wrong_option_is_told(options: Any, said: str) -> None:
    with pytest.raises(InvalidCall) as caught:
        planned(POST, **options)
    assert said in str(caught.value)


# --- results and progress --------------------------------------------------------------------------------------------


def test_results_get_their_name_when_they_are_complete(tmp_path: Path) -> None:
    target = tmp_path / "out.ndjson"
    list(over(Calls(), range(3), results=target))
    assert [json.loads(line)["value"] for line in target.read_text().splitlines()] == [0, 1, 2]


def test_results_that_are_not_complete_are_called_parts(tmp_path: Path) -> None:
    with over(Calls(), range(3), results=tmp_path / "out.ndjson") as outcomes:
        next(outcomes)
    assert [each.name for each in tmp_path.iterdir()] == ["out.ndjson.part"]


def test_progress_is_told_of_all_rows_where_their_number_is_known() -> None:
    seen: list[Any] = []
    errors = {1: NotFound(POST, 404)}
    action = API.action(POST)
    plan = planned(POST, progress=seen.append)
    rows = [{"n": number} for number in range(4)]
    outcomes = run(collected(Bulk(action, rows, plan, lambda: engine_of(plan, action, Calls(raising(errors))))))
    assert (outcomes.done, outcomes.failed) == (3, 1)
    assert (seen[-1].what, seen[-1].done, seen[-1].total, seen[-1].failed, seen[-1].unit) == (POST, 4, 4, 1, "rows")


@pytest.mark.parametrize("rows", ["rows.ndjson", iter([{"n": 1}])])
def test_progress_knows_no_number_where_the_source_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rows.ndjson").write_text('{"n": 1}\n')
    seen: list[Any] = []
    plan = planned(POST, progress=seen.append)
    run(collected(Bulk(API.action(POST), rows, plan, lambda: engine_of(plan, API.action(POST), Calls()))))
    assert (seen[-1].done, seen[-1].total) == (1, None)


# --- all of them at once ---------------------------------------------------------------------------------------------

SOME = Outcomes([Outcome(2, {"id": 3}), Outcome(0, {"id": 1}), Outcome(1, error=NotFound(POST, 404)), Outcome(3, error=OutcomeUnknown("?", POST))])  # fmt: skip


def test_outcomes_are_a_sequence_in_the_order_of_the_rows() -> None:
    assert [each.number for each in SOME] == [0, 1, 2, 3]
    assert (len(SOME), SOME[1].status, [each.number for each in SOME[2:]]) == (4, "failed", [2, 3])


def test_outcomes_are_counted() -> None:
    assert (SOME.done, SOME.failed, SOME.unknown) == (2, 1, 1)
    assert repr(SOME) == "<Outcomes: 2 done, 1 failed, 1 unknown>"


def test_outcomes_tell_their_errors() -> None:
    assert [each.number for each in SOME.errors] == [1, 3]
    with pytest.raises(NotFound):
        SOME.raise_first()
    assert [each.value for each in SOME[:1].raise_first()] == [{"id": 1}]


def test_outcomes_are_a_frame() -> None:
    frame = SOME.to_frame("polars")
    assert frame["status"].to_list() == ["done", "failed", "done", "unknown"]
    assert frame["id"].to_list() == [1, None, 3, None]


# --- executors -------------------------------------------------------------------------------------------------------


def test_a_pool_of_threads_does_as_threads_do() -> None:
    with ThreadPoolExecutor(3) as executor:
        outcomes = over(doubled, range(12), executor=executor, chunk=5)
        assert told(outcomes) == told(over(doubled, range(12)))


class Here(Executor):
    """An executor that runs what it is given at once, and breaks what it is told to break."""

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
    executor = Here()
    assert [each.value for each in over(doubled, range(30, 42), executor=executor, chunk=5)] == list(range(60, 84, 2))
    assert sum(executor.sizes) == 12
    assert max(executor.sizes) == 5


def test_where_the_rate_is_measured_each_row_goes_by_itself() -> None:
    executor = Here()
    assert len(list(over(doubled, range(4), executor=executor, rate=1000))) == 4
    assert executor.sizes == [1] * 4


@pytest.mark.parametrize("broken", ["lost", "cancelled", "nonsense", Ended((Outcome(0),))], ids=repr)
@pytest.mark.parametrize(("name", "status", "kind"), [(POST, "unknown", OutcomeUnknown), (KEYED, "unknown", OutcomeUnknown), (GET, "failed", TransportError)])  # fmt: skip
def test_rows_that_an_executor_loses_are_outcomes(broken: Any, name: str, status: str, kind: type) -> None:
    executor = Here({2: broken})
    outcomes = list(over(doubled, range(40, 52), name, executor=executor, chunk=4, concurrency=1))
    assert [each.status for each in outcomes] == ["done"] * 4 + [status] * 4 + ["done"] * 4
    assert {type(each.error) for each in outcomes[4:8]} == {kind}


@pytest.mark.parametrize("error", [RuntimeError("cannot schedule new futures after shutdown"), InvalidCall(POST, [])])
def test_an_executor_that_takes_no_more_ends_the_run_and_its_rows_are_as_never_begun(
    path: Path, error: Exception
) -> None:
    executor = Here({2: error})
    with pytest.raises(DynaclientError, match="took no more rows from 4 on|0 problems"):
        list(over(doubled, range(40, 52), executor=executor, chunk=4, concurrency=1, journal=path))
    again = Calls()
    assert {each.status for each in over(again, range(40, 52), journal=path, resume=True)} == {"done"}
    assert sorted(again.numbers) == list(range(44, 52))


def test_a_mistake_in_a_worker_ends_the_run_and_the_rows_after_it_are_as_never_begun(path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        list(over(doubled, range(20, 26), executor=Here(), chunk=6, journal=path))
    again = Calls()
    outcomes = list(over(again, range(20, 26), journal=path, resume=True))
    assert [each.status for each in outcomes] == ["done", "done", "done", "unknown", "done", "done"]
    assert sorted(again.numbers) == [24, 25]


def test_a_mistake_that_cannot_travel_is_told() -> None:
    class Local(Exception):
        pass

    def fails(*_: Any) -> None:
        raise Local

    ended = call_rows(fails, POST, (Work(0, {}), Work(1, {})))
    assert (ended.left, ended.unsent, str(ended.bug)) == ((0,), (1,), "things.post: a call ended with Local")


def test_who_stops_early_waits_for_the_executor(path: Path) -> None:
    with ThreadPoolExecutor(2) as executor:
        with over(Calls(), range(40, 1000), executor=executor, chunk=3, journal=path) as outcomes:
            next(outcomes)
        statuses = {each.status for each in over(Calls(), range(40, 1000), journal=path, resume=True)}
    assert statuses == {"done"}


def test_a_client_that_cannot_travel_is_told_before_anything_is_begun() -> None:
    with pytest.raises(InvalidCall, match=r"executor \(option\): the client cannot travel \("):
        list(over(lambda *_: None, range(3), executor=Here()))


def test_a_client_whose_token_cannot_travel_is_told_in_its_own_words() -> None:
    description = {**DESCRIPTION, "auth": {"bearer": {"type": "bearer"}}}
    client = Client(description, token=lambda: "t", transport=RecordingTransport())
    with pytest.raises(InvalidCall, match="the function that gives the token travels with a client"):
        list(imap(client, POST, [{"n": 1}], executor=Here()))


def test_a_worker_keeps_a_few_clients() -> None:
    _unpacked.clear()
    for size in range(6):
        carried = _Carried.of(_Sized(size), POST)
        assert [carried(POST, {}, None) for _ in range(2)] == [size, size]
    assert len(_unpacked) == 4


class _Sized:
    def __init__(self, size: int) -> None:
        self.size = size

    def __call__(self, *_: Any) -> int:
        return self.size


def test_processes_do_as_threads_do() -> None:
    with CountingServer() as server, Client(DESCRIPTION, url=server.url, trust_env=False) as client:
        rows = [*({"n": number} for number in range(100)), {"n": "x"}]
        with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as executor:
            outcomes = list(imap(client, POST, rows, executor=executor, chunk=10))
        assert told(outcomes) == told(imap(client, POST, rows))
    assert set(server.effects.values()) == {2}
    assert isinstance(outcomes[-1].error, InvalidCall)


def test_a_worker_that_dies_leaves_what_it_had_unknown_and_the_rest_as_never_begun(path: Path) -> None:
    with (
        ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as executor,
        pytest.raises(DynaclientError, match="the executor took no more rows"),
    ):
        list(over(doubled, range(4, 400), executor=executor, chunk=5, concurrency=1, journal=path))
    again = Calls()
    statuses = [each.status for each in over(again, range(4, 400), journal=path, resume=True)]
    assert statuses == ["done"] * 5 + ["unknown"] * 5 + ["done"] * 386
    assert min(again.numbers) == 14


# --- in an event loop ------------------------------------------------------------------------------------------------


def in_loop(call: Any, rows: Any, name: str = POST, **options: Any) -> Bulk:
    action = API.action(name)
    plan = planned(name, **options)
    return Bulk(action, ({"n": each} for each in rows), plan, lambda: Tasks(call, action, plan.concurrency))


class AsyncCalls(Calls):
    """The same, in an event loop."""

    async def __call__(self, name: str, arguments: Mapping[str, Any], key: str | None) -> Any:
        given = super().__call__(name, arguments, key)
        await asyncio.sleep(0)
        return await given if asyncio.iscoroutine(given) else given


def test_in_an_event_loop_each_row_has_its_outcome_in_order() -> None:
    calls = AsyncCalls(raising({1: NotFound(POST, 404)}))
    outcomes = asyncio.run(collected(in_loop(calls, range(100))))
    assert (outcomes.done, outcomes.failed) == (99, 1)
    assert [each.value for each in outcomes[2:]] == list(range(2, 100))


def test_an_async_client_does_as_a_client_does(path: Path) -> None:
    rows = [*({"n": number} for number in range(50)), {"n": "x"}]

    async def mapped(url: str, **options: Any) -> list[Any]:
        async with AsyncClient(DESCRIPTION, url=url, trust_env=False) as client:
            given = await client.things.post.map(rows, journal=path, **options)
            return [*told(given), *told([each async for each in imap(client, GET, rows)])]

    with CountingServer() as server, Client(DESCRIPTION, url=server.url, trust_env=False) as client:
        expected = [*told(client.things.post.map(rows)), *told(imap(client, GET, rows))]
        assert asyncio.run(mapped(server.url)) == expected
        assert asyncio.run(mapped(server.url, resume=True)) == expected
    assert set(server.effects.values()) == {5}  # of six calls that are asked for, the journal spares one


def test_in_an_event_loop_as_many_are_under_way_as_it_was_told() -> None:
    under_way = most = 0

    async def call(*_: Any) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.001)
        under_way -= 1

    asyncio.run(collected(in_loop(call, range(30), concurrency=7)))
    assert most == 7


def test_in_an_event_loop_a_rate_is_waited_for_and_outcomes_come_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    waits = iter([0.0, 0.001, 0.001, 0.0, 0.001, 0.0])
    monkeypatch.setattr(bulk_module, "rate_of", lambda _given, _owner: lambda: next(waits))
    assert len(asyncio.run(collected(in_loop(AsyncCalls(), range(3))))) == 3


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
        task = asyncio.ensure_future(collected(in_loop(call, range(10), journal=path, concurrency=4)))
        while len(begun) < 6:
            await asyncio.sleep(0.001)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(cancelled())
    again = Calls()
    listed = told(over(again, range(10), journal=path, resume=True, concurrency=1))
    assert sorted(ended) == [2, 3, 4, 5]
    assert [status for _, status, _ in listed] == ["done"] * 2 + ["unknown"] * 4 + ["done"] * 4


def test_in_an_event_loop_who_stops_early_waits_for_what_is_under_way(path: Path) -> None:
    calls = AsyncCalls()

    async def stopped() -> None:
        async with in_loop(calls, range(1000), journal=path) as outcomes:
            async for _ in outcomes:
                break

    asyncio.run(stopped())
    begun = len(calls.numbers)
    assert {each.status for each in over(Calls(), range(begun), journal=path, resume=True)} == {"done"}
    assert begun < 1000


@pytest.mark.parametrize("mistake", [ZeroDivisionError, asyncio.CancelledError])
def test_in_an_event_loop_a_mistake_ends_the_run(path: Path, mistake: type[BaseException]) -> None:
    with pytest.raises(mistake):
        asyncio.run(collected(in_loop(AsyncCalls(raising({5: mistake()})), range(100), journal=path)))
    outcomes = list(over(Calls(), range(6), journal=path, resume=True))
    assert [each.number for each in outcomes if each.status != "done"] == [5]


def test_in_an_event_loop_a_run_leaves_time_to_others() -> None:
    turns = 0

    async def ticking() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async def both() -> None:
        ticks = asyncio.ensure_future(ticking())
        await collected(in_loop(AsyncCalls(), range(500)))
        ticks.cancel()

    asyncio.run(both())
    assert turns > 100
