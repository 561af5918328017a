"""
One action for many rows: each row has one outcome, whatever happens.

rows → look into the journal → begin, as many at once as there is room for → outcomes, in order or as they come. What
makes the calls is an engine; what is decided about them is here, once for threads, executors and event loops.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping, Sequence, Sized
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any, Optional, overload

from ..description.model import Action
from ..errors import (
    ApiError,
    BadResponse,
    DynaclientError,
    OutcomeUnknown,
    TransportError,
    close_matches,
    did_you_mean,
    invalid_option,
)
from ..results.progress import Progress
from ..runtime.backends import ManagedIterator, end
from .executors import Call, Chunks, Ended, Engine, Threads, Work, failed
from .journal import BEGUN, KEY_HOLDS, READY, Beginning, Entry, Journal
from .outcomes import DONE, FAILED, UNKNOWN, Outcome, results_to, to_frame
from .rate_limit import rate_of
from .rows import Columns, digest

LOOK_AHEAD = 4
"""Times as many rows as are under way at most: how far outcomes may run ahead of one that is waited for."""
AT_ONCE = 256
"""Rows that are looked at before outcomes are given; most are known already when a run is resumed."""
BATCH = 0.01
"""Seconds after which no more rows are waited for before those at hand begin."""
MOST_AT_ONCE = 10_000


# --- options ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Plan:
    """How a run over many rows is made. Make one with `planned`."""

    columns: Mapping[Any, str | None] | None = None
    """Where columns go, see `rows`."""
    concurrency: int = 8
    """Calls under way at once; with an executor, chunks."""
    ordered: bool = True
    """Whether outcomes come in the order of their rows, or as they are known."""
    journal: str | os.PathLike[str] | None = None
    """Where the journal is kept."""
    resume: bool = False
    """Whether to go on with a journal that is there."""
    rerun: tuple[str, ...] = ()
    """Which rows that have an outcome are called again: ``failed``, ``unknown``."""
    results: Any = None
    """Where outcomes are written to."""
    rate: float | str | None = None
    """Calls that may begin in a second, or a text such as ``"100/minute"``."""
    progress: Any = False
    """Whether it shows how far it is; or a function that is told."""
    executor: Executor | None = None
    """What makes the calls, in place of threads."""
    chunk: int = 50
    """Rows that go to the executor together."""


def planned(owner: str, **options: Any) -> Plan:
    """Give the plan with these options; InvalidCall where there is no such option, or no such value for it."""
    for name, value in options.items():
        if name not in _RULES:
            hint = did_you_mean(close_matches(name, _RULES)) or f"one of: {', '.join(_RULES)}"
            raise invalid_option(name, "there is no such option", hint, owner)
        faulty = _RULES[name](value)
        if faulty:
            raise invalid_option(name, *faulty, owner)
    if isinstance(options.get("rerun"), str):
        options["rerun"] = (options["rerun"],)
    plan = Plan(**{**options, "rerun": tuple(options.get("rerun", ()))})
    if plan.journal is None and (plan.resume or plan.rerun):
        raise invalid_option(
            "journal", "a run is resumed from its journal, and none is given", "give journal=path", owner
        )
    if plan.rerun and not plan.resume:
        raise invalid_option("rerun", "only a run that is resumed has rows to run again", "give resume=True", owner)
    return plan


Faulty = Optional["tuple[str, str]"]


def _mapping_or_none(value: Any) -> Faulty:
    fine = value is None or isinstance(value, Mapping)
    return None if fine else ("is no dict", "give {column: parameter}")


def _count(value: Any) -> Faulty:
    fine = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST_AT_ONCE
    return None if fine else ("is no count", f"give a whole number from 1 to {MOST_AT_ONCE}")


def _switch(value: Any) -> Faulty:
    return None if isinstance(value, bool) else ("is neither True nor False", "give True or False")


def _path_or_none(value: Any) -> Faulty:
    fine = value is None or (isinstance(value, (str, os.PathLike)) and bool(os.fspath(value)))
    return None if fine else ("is no path", "give the path of a file")


def _reruns(value: Any) -> Faulty:
    given = (value,) if isinstance(value, str) else value
    fine = isinstance(given, (tuple, list, set, frozenset)) and all(each in ("failed", "unknown") for each in given)
    return None if fine else ("is not known", 'give "failed", "unknown", or both: ("failed", "unknown")')


def _anything(_: Any) -> Faulty:
    return None


def _progress(value: Any) -> Faulty:
    fine = isinstance(value, bool) or callable(value)
    return None if fine else ("is neither True nor False, nor a function", "give True, or a function that is told")


def _executor_or_none(value: Any) -> Faulty:
    fine = value is None or isinstance(value, Executor)
    return None if fine else ("is no executor", "give a concurrent.futures.Executor")


_RULES: dict[str, Callable[[Any], Faulty]] = {
    "columns": _mapping_or_none,
    "concurrency": _count,
    "ordered": _switch,
    "journal": _path_or_none,
    "resume": _switch,
    "rerun": _reruns,
    "results": _anything,
    "rate": _anything,
    "progress": _progress,
    "executor": _executor_or_none,
    "chunk": _count,
}
"""Each option: what is wrong with a value for it, and what to give instead; None where nothing is."""


def engine_of(plan: Plan, action: Action, call: Call) -> Engine:
    """Give what makes the calls where one waits in a thread."""
    if plan.executor is None:
        return Threads(call, action, plan.concurrency)
    # A chunk begins all at once: where that is measured, each row goes by itself.
    return Chunks(plan.executor, call, action, plan.concurrency, plan.chunk if plan.rate is None else 1)


# --- a run -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Job:
    """What is to be done."""

    action: Action
    source: Any
    plan: Plan
    engine: Callable[[], Engine]
    columns: Columns
    take: Callable[[], float]


class Bulk(ManagedIterator[Outcome]):
    """
    The outcomes of one action for many rows, one by one; nothing is read or begun before the first is asked for.

    Who stops early waits for the calls under way, and no more are begun.

    Args:
        action: What is called.
        rows: Where the arguments come from, see `rows`.
        plan: How.
        engine: Gives what makes the calls; asked when the run begins.
        media: The media type of the body, where it is not the first.

    Raises:
        InvalidCall: The plan does not fit the action.
    """

    def __init__(
        self, action: Action, rows: Any, plan: Plan, engine: Callable[[], Engine], *, media: str | None = None
    ) -> None:
        super().__init__()
        columns = Columns(action, plan.columns, media=media)
        self._job = _Job(action, rows, plan, engine, columns, rate_of(plan.rate, action.name))
        self._tally: Counter[str] = Counter()

    @property
    def done(self) -> int:
        """Rows so far whose call gave a value."""
        return self._tally[DONE]

    @property
    def failed(self) -> int:
        """Rows so far whose call gave an error, or that could not be called with."""
        return self._tally[FAILED]

    @property
    def unknown(self) -> int:
        """Rows so far of which nobody knows whether they were carried out."""
        return self._tally[UNKNOWN]

    def __repr__(self) -> str:
        return f"<Bulk {self._job.action.name}: {self.done} done, {self.failed} failed, {self.unknown} unknown>"

    def _steps(self) -> AsyncGenerator[Outcome, None]:
        # It does not refer to this object: the run ends as soon as nobody has that any more.
        return _told(self._job, self._tally)


async def _told(job: _Job, tally: Counter[str]) -> AsyncGenerator[Outcome, None]:
    """Give the outcomes, and tell of them whoever is to be told."""
    outcomes = _outcomes(job, job.engine())
    results = results_to(job.plan.results)
    complete = False
    try:
        with Progress(job.plan.progress).begin(job.action.name, _size(job.source), "rows") as progress:
            async for outcome in outcomes:
                tally[outcome.status] += 1
                if not outcome.ok:
                    progress.failed()
                progress.advance()
                results.add(outcome)
                yield outcome
            complete = True
    except BaseException as error:
        await end(outcomes, error)
        raise
    finally:
        results.close(complete=complete)


async def _outcomes(job: _Job, engine: Engine) -> AsyncGenerator[Outcome, None]:
    run = _Run(job, engine)
    try:
        while run.goes_on:
            pause = run.begin()
            for outcome in run.known():
                yield outcome
            await run.wait(pause)
    except BaseException as error:
        # Who breaks off or makes a mistake waits for what is under way; who interrupts or cancels does not.
        await run.stop(patient=isinstance(error, (Exception, GeneratorExit)))
        raise
    await run.stop(patient=True)


def _size(source: Any) -> int | None:
    """Give the number of rows where the source knows it."""
    return None if isinstance(source, (str, os.PathLike)) or not isinstance(source, Sized) else len(source)


async def collected(bulk: Bulk) -> Outcomes:
    """Give all outcomes, in the order of their rows."""
    async with bulk:
        return Outcomes([each async for each in bulk])


class Outcomes(Sequence[Outcome]):
    """What became of each row, in the order of the rows."""

    def __init__(self, outcomes: Iterable[Outcome]) -> None:
        self._outcomes = tuple(sorted(outcomes, key=lambda each: each.number))

    @property
    def done(self) -> int:
        """Rows whose call gave a value."""
        return self._counted(DONE)

    @property
    def failed(self) -> int:
        """Rows whose call gave an error, or that could not be called with."""
        return self._counted(FAILED)

    @property
    def unknown(self) -> int:
        """Rows of which nobody knows whether they were carried out."""
        return self._counted(UNKNOWN)

    @property
    def errors(self) -> Outcomes:
        """The outcomes that have an error."""
        return Outcomes(each for each in self if not each.ok)

    def raise_first(self) -> Outcomes:
        """Raise the error of the first row that has one; give these outcomes where none has."""
        for each in self:
            if each.error is not None:
                raise each.error
        return self

    def to_frame(self, kind: str = "pandas") -> Any:
        """Give them as a frame of pandas or polars: each row's number, status and error, and what its value holds."""
        return to_frame(self, kind)

    @overload
    def __getitem__(self, place: int) -> Outcome: ...

    @overload
    def __getitem__(self, place: slice) -> Outcomes: ...

    def __getitem__(self, place: int | slice) -> Outcome | Outcomes:
        return Outcomes(self._outcomes[place]) if isinstance(place, slice) else self._outcomes[place]

    def __len__(self) -> int:
        return len(self._outcomes)

    def __repr__(self) -> str:
        return f"<Outcomes: {self.done} done, {self.failed} failed, {self.unknown} unknown>"

    def _counted(self, status: str) -> int:
        return sum(each.status == status for each in self)


@dataclass(frozen=True)
class _Next:
    """A row that is to be called."""

    work: Work
    beginning: Beginning | None


class _Run:
    """A run under way: what was read and not given yet, and what the journal is still to be told."""

    def __init__(self, job: _Job, engine: Engine) -> None:
        plan = job.plan
        self._action = job.action
        self._rows = job.columns.rows(job.source)
        self._plan = plan
        self._engine = engine
        self._take = job.take
        self._journal = (
            None if plan.journal is None else Journal.open(plan.journal, job.action.name, resume=plan.resume)
        )
        self._window = max(AT_ONCE, LOOK_AHEAD * engine.capacity)
        self._over = False
        self._held: _Next | None = None
        self._order: deque[int] = deque()
        self._open = 0
        self._known: dict[int, Outcome] = {}
        self._arguments: dict[int, Mapping[str, Any]] = {}
        self._untold: list[Outcome] = []
        self._withdrawn: list[int] = []

    @property
    def goes_on(self) -> bool:
        """Whether there is anything left to read, to begin or to give."""
        return not self._over or self._held is not None or self._open > 0

    def begin(self) -> float | None:
        """Begin what there is room for; give the seconds to wait at most, None for until a call has ended."""
        chosen, pause = self._chosen()
        self._tell([each.beginning for each in chosen if each.beginning is not None])
        self._engine.begin([each.work for each in chosen])
        return pause

    def known(self) -> Iterator[Outcome]:
        """Give the outcomes whose turn it is."""
        if not self._plan.ordered:
            self._order = deque(self._known)
        while self._order and self._order[0] in self._known:
            self._open -= 1
            number = self._order.popleft()
            yield replace(self._known.pop(number), arguments=self._arguments.pop(number))

    async def wait(self, seconds: float | None) -> None:
        """Wait until a call has ended, or for so many seconds."""
        if self._engine.under_way or seconds:
            ended = await self._engine.ended(seconds)
            self._heard(ended)
            for each in ended:
                if each.bug is not None:
                    raise each.bug

    async def stop(self, *, patient: bool) -> None:
        """End it, with the journal as it should be."""
        try:
            self._heard(await self._engine.close(patient=patient))
            self._tell([])
        finally:
            if self._journal is not None:
                self._journal.close()

    def _heard(self, ended: Iterable[Ended]) -> None:
        for each in ended:
            self._untold += each.outcomes
            self._withdrawn += each.unsent

    def _tell(self, beginnings: Sequence[Beginning]) -> None:
        """Write down what is new, before anybody is told and before anything is sent."""
        if self._journal is not None:
            self._journal.write(beginnings, self._untold, self._withdrawn)
        self._known.update((each.number, each) for each in self._untold)
        self._untold, self._withdrawn = [], []

    def _chosen(self) -> tuple[list[_Next], float | None]:
        """Give the rows to begin now, and the seconds after which to look again, None for when a call has ended."""
        chosen: list[_Next] = []
        room = self._engine.room
        until = monotonic() + BATCH
        while len(chosen) < room and self._open < self._window:
            self._held = self._held or self._next()
            if self._held is not None:
                pause = self._take()
                if pause:
                    return chosen, pause
                chosen.append(self._held)
                self._held = None
            elif self._over:
                return chosen, None
            if monotonic() > until:
                return chosen, 0.0
        return chosen, None

    def _next(self) -> _Next | None:
        """Read a row; None where it is not to be called, or where there is none."""
        row = None if self._over else next(self._rows, None)
        if row is None:
            self._over = True
            return None
        self._open += 1
        self._order.append(row.number)
        self._arguments[row.number] = row.arguments
        if row.problem is not None:
            self._known[row.number] = failed(row.number, row.problem)
            return None
        if self._journal is None:
            return _Next(Work(row.number, row.arguments), None)
        return self._looked_up(row.number, row.arguments, self._journal)

    def _looked_up(self, number: int, arguments: Mapping[str, Any], journal: Journal) -> _Next | None:
        marked = digest(arguments, self._action)
        entry = journal.find(number, marked)
        turn = 1 if entry is None else self._turn(entry)
        if entry is not None and not entry.same and not turn:
            raise journal.other_row(number)
        if turn:
            key = journal.key(number, turn) if self._action.idempotency_key else None
            return _Next(Work(number, arguments, key), Beginning(number, marked, turn))
        if entry is not None and entry.outcome is not None:
            self._known[number] = entry.outcome
        else:
            self._untold.append(failed(number, self._interrupted()))
        return None

    def _turn(self, entry: Entry) -> int:
        """Say for the how many-th time a row is called that was begun before; 0 if it is not."""
        if entry.state == READY:
            return entry.turn
        error = None if entry.outcome is None else entry.outcome.error
        if not self._needed(entry, error) <= set(self._plan.rerun):
            return 0
        if not entry.same:
            # One that was refused may have been mended since.
            return 0 if error is None or isinstance(error, TransportError) else entry.turn + 1
        # By its key a server may keep what it answered; where it did not answer, it is to know the call again.
        return entry.turn + isinstance(error, ApiError)

    def _needed(self, entry: Entry, error: DynaclientError | None) -> set[str]:
        """Give what the caller has to want run again so that this row is."""
        keyed = bool(self._action.idempotency_key)
        harmless = self._action.idempotent or (keyed and entry.age < KEY_HOLDS)
        if entry.state == BEGUN:
            return set() if harmless else {UNKNOWN}
        # One that could not be read was probably carried out; with a key, so was perhaps one that was sent again.
        perhaps_done = isinstance(error, TransportError) and (keyed or isinstance(error, BadResponse))
        return {entry.state, UNKNOWN} if perhaps_done and not harmless else {entry.state}

    def _interrupted(self) -> OutcomeUnknown:
        told = "an earlier run ended before there was an answer; it may have been carried out, so look before repeating"
        return OutcomeUnknown(told, self._action.name)
