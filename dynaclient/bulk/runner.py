"""
Runner: calls one action for many rows, and yields one outcome per row, however its call ends.

read rows → look them up in the journal → start as many calls as there are free slots → yield outcomes, in order or as
they are known. A pool runs the calls; all decisions are made here, once for threads, executors and event loops.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping, Sequence, Sized
from contextlib import suppress
from time import monotonic
from typing import Any

from ..description.model import Action
from ..errors import DynaclientError
from ..records import dataclass, replace
from ..results.progress import Progress
from ..runtime.backends import ManagedIterator, close_generator
from ..strings.counting import counted
from .columns import Columns, Row
from .conversions import with_conversions
from .digests import digest_arguments, shown_arguments
from .journal import Journal, StartedRow
from .options import BulkOptions
from .outcomes import DONE, FAILED, UNKNOWN, Outcome, Outcomes, later_rows
from .pools import CallFunction, CallPool, Completion, RowCall, ThreadPool, failed_outcome
from .rate_limit import RateLimiter, create_rate_limiter
from .result_files import ResultsNotWritten, open_results
from .resume import interrupted_error, next_attempt

WINDOW_FACTOR = 4
"""Rows that may be read ahead of an outcome that is waited for, as a multiple of the rows that may be in flight."""
MIN_WINDOW = 256
"""Rows that may be read ahead at least; most rows are in the journal when a run is resumed."""
_IN_FLIGHT, _ENDED = "in flight", "ended"
"""What is counted beside the statuses of outcomes: rows whose outcomes were not yielded yet."""
BATCH_SECONDS = 0.01
"""Seconds after which the calls of the rows that were read start, without waiting for more rows."""


def create_pool(options: BulkOptions, action: Action, call: CallFunction) -> CallPool:
    """Return the pool that runs the calls of a client that blocks."""
    if options.executor is None or options.dry_run:
        return ThreadPool(call, action, options.concurrency)
    from .executors import ExecutorPool

    # All calls of a chunk count as one start: with a rate limit, a chunk is one row.
    chunk = options.chunk if options.rate is None else 1
    return ExecutorPool(options.executor, call, action, options.concurrency, chunk)


@dataclass(frozen=True)
class _Job:
    """What a run does."""

    action: Action
    source: Any
    options: BulkOptions
    create_pool: Callable[[], CallPool]
    columns: Columns
    rate_limiter: RateLimiter


class Bulk(ManagedIterator[Outcome]):
    """
    The outcomes of one action for many rows; nothing is read or called before the first outcome is requested.

    Stopping early waits for the calls in flight, and no more are started. An exception, such as one in the code that
    yields the rows, ends the run in the same way: the outcomes that are known by then are yielded before it is raised.
    The run cannot go on after it, because a generator of rows has ended too: every further step raises it again. With a
    journal, another run continues.

    Args:
        action: The action to call.
        rows: Where the arguments come from, see `rows`.
        options: How the run is done.
        create_pool: Returns the pool that runs the calls; called when the run starts.
        media: The media type of the body, if it is not the first.
        validates: Whether the arguments are validated.

    Raises:
        InvalidCall: The options do not fit the action.
    """

    _noun = "imap"

    def __init__(
        self,
        action: Action,
        rows: Any,
        options: BulkOptions,
        create_pool: Callable[[], CallPool],
        *,
        media: str | None = None,
        validates: bool = False,
    ) -> None:
        super().__init__()
        columns = Columns(action, options.columns, media=media, validates=validates)
        rate_limiter = create_rate_limiter(options.rate, action.name)
        if options.dry_run:
            options, rate_limiter = options.without_effects, create_rate_limiter(None, action.name)
        self._job = _Job(action, rows, options, create_pool, columns, rate_limiter)
        self._counts: Counter[str] = Counter()

    @property
    def done(self) -> int:
        """Number of rows so far whose call returned a value."""
        return self._counts[DONE]

    @property
    def failed(self) -> int:
        """Number of rows so far whose call raised an error, or whose arguments are not valid."""
        return self._counts[FAILED]

    @property
    def unknown(self) -> int:
        """Number of rows so far that the server may or may not have processed."""
        return self._counts[UNKNOWN]

    @property
    def in_flight(self) -> int:
        """Number of rows whose calls were in flight when the last outcome was requested."""
        return self._counts[_IN_FLIGHT]

    @property
    def ended(self) -> int:
        """Number of rows that have an outcome, which comes once that of a row before them is known."""
        return self._counts[_ENDED]

    def _state(self) -> str:
        rows = f"{counted(self.done, 'row')} done, {self.failed:,} failed, {self.unknown:,} unknown"
        rows += f", {self.in_flight:,} in flight{later_rows(self.ended)}"
        if self._job.options.journal is None:
            return f"{rows}; with journal=path a run can be resumed"
        unsure = "; those in flight are unknown then, unless calling again is safe" if self.in_flight else ""
        return f"{rows}; resume=True continues{unsure}"

    def __repr__(self) -> str:
        return f"<Bulk {self._job.action.name}: {self.done} done, {self.failed} failed, {self.unknown} unknown>"

    def _generate(self) -> AsyncGenerator[Outcome, None]:
        # The generator does not refer to this object, so that the run ends when this object is garbage collected.
        return _reported_outcomes(self._job, self._counts)


async def collect_outcomes(bulk: Bulk) -> Outcomes:
    """Return all outcomes, in the order of their rows."""
    async with bulk:
        return Outcomes([outcome async for outcome in bulk])


async def _reported_outcomes(job: _Job, counts: Counter[str]) -> AsyncGenerator[Outcome, None]:
    """Yield the outcomes, count them, write them to the results and show the progress."""
    run = _Run(job, job.create_pool(), counts)
    outcomes = _outcomes(run)
    try:
        with Progress(job.options.progress).begin(job.action.name, _length(job.source), "rows") as progress:
            async for outcome in outcomes:
                counts[outcome.status] += 1
                if not outcome.ok:
                    progress.failed()
                progress.advance()
                run.results.write(outcome)
                yield outcome
            run.results.close(complete=True)
        return
    except BaseException as error:
        await close_generator(outcomes, error)
        with suppress(DynaclientError):  # the error that is being raised is more important
            run.results.close(complete=False)
        if not isinstance(error, ResultsNotWritten):
            raise
        message = f"{job.action.name}: {error}. {run.describe_progress(counts)}"
    raise DynaclientError(message, code=ResultsNotWritten.code)


async def _outcomes(run: _Run) -> AsyncGenerator[Outcome, None]:
    try:
        while run.is_unfinished:
            seconds = run.start_calls()
            for outcome in run.pop_outcomes():
                yield outcome
            await run.wait(seconds)
    except Exception:
        # Not one of the caller's: those close this generator. What was done until then is not lost.
        await run.close(wait=True)
        for outcome in run.pop_all_outcomes():
            yield outcome
        raise
    except BaseException as error:
        # Stopping early waits for the calls in flight; an interrupt or a cancellation does not.
        await run.close(wait=isinstance(error, GeneratorExit))
        raise
    await run.close(wait=True)


def _length(source: Any) -> int | None:
    """Return the number of rows, if the source knows it."""
    return None if isinstance(source, (str, os.PathLike)) or not isinstance(source, Sized) else len(source)


@dataclass(frozen=True)
class _NextRow:
    """A row to call, and its entry in the journal, if there is one."""

    call: RowCall
    entry: StartedRow | None


class _Run:
    """The state of a run: rows that were read and have no outcome yet, and outcomes that were not yielded yet."""

    def __init__(self, job: _Job, pool: CallPool, counts: Counter[str]) -> None:
        options = job.options
        self._counts = counts
        self._action = job.action
        self._rows = job.columns.rows(job.source)
        self._options = options
        self._pool = pool
        self._rate_limiter = job.rate_limiter
        self._journal = (
            None if options.journal is None else Journal.open(options.journal, job.action.name, resume=options.resume)
        )
        try:
            # After the journal, so that a refused run changes nothing.
            is_resumed = self._journal is not None and self._journal.is_resumed
            self.results = open_results(options.results, job.action.name, is_resumed=is_resumed)
        except BaseException:
            self._close_journal()
            raise
        self._window = max(MIN_WINDOW, WINDOW_FACTOR * pool.capacity)
        self._source_is_exhausted = False
        self._next: _NextRow | None = None
        self._order: deque[int] = deque()
        self._pending = 0
        self._outcomes: dict[int, Outcome] = {}
        self._rows_read: dict[int, Row] = {}
        """The rows whose outcomes were not yielded yet."""
        self._unrecorded: list[Outcome] = []
        self._not_started: list[int] = []

    @property
    def is_unfinished(self) -> bool:
        """Whether there are rows to read or to call, or outcomes to yield."""
        return not self._source_is_exhausted or self._next is not None or self._pending > 0

    def start_calls(self) -> float | None:
        """Start as many calls as possible; return the most seconds to wait, None for until a call has ended."""
        rows, seconds = self._select_rows()
        self._record([row.entry for row in rows if row.entry is not None])
        self._count_others(len(rows))  # before they start: an interrupt may come at any time
        self._pool.start([row.call for row in rows])
        return seconds

    def _count_others(self, starting: int = 0) -> None:
        """Count the rows whose outcome was not yielded, for a run that is interrupted."""
        self._counts[_IN_FLIGHT], self._counts[_ENDED] = self._pool.in_flight + starting, len(self._outcomes)

    def pop_outcomes(self) -> Iterator[Outcome]:
        """Yield the outcomes whose turn it is."""
        if not self._options.ordered:
            self._order = deque(self._outcomes)
        while self._order and self._order[0] in self._outcomes:
            self._pending -= 1
            yield self._pop_outcome(self._order.popleft())

    def pop_all_outcomes(self) -> Iterator[Outcome]:
        """Yield the outcomes that are known, even if those of rows before them are not."""
        for number in sorted(self._outcomes):
            yield self._pop_outcome(number)

    def _pop_outcome(self, number: int) -> Outcome:
        row, outcome = self._rows_read.pop(number), self._outcomes.pop(number)
        self._count_others()
        shown = None if outcome.error is None else shown_arguments(row.arguments, self._action)
        error = with_conversions(outcome.error, row.conversions)
        return replace(outcome, arguments=row.arguments, line=row.line, error=error, _shown=shown)

    def describe_progress(self, yielded: Counter[str]) -> str:
        """Return which rows have an outcome and what to do about them, for the error that ends the run."""
        counts = yielded + Counter(outcome.status for outcome in self._outcomes.values())
        rows = f"{counted(counts[DONE], 'row')} done, {counts[FAILED]:,} failed, {counts[UNKNOWN]:,} unknown"
        if self._options.journal is None:
            return f"{rows}, without a journal: another run would call them again, so leave them out of its rows"
        path = os.fspath(self._options.journal)
        return f"{rows}; the journal {path} has their outcomes: fix the problem, and continue with resume=True"

    async def wait(self, seconds: float | None) -> None:
        """Wait until a call has ended, or for so many seconds."""
        if self._pool.in_flight or seconds:
            completions = await self._pool.wait(seconds)
            self._receive(completions)
            for completion in completions:
                if completion.exception is not None:
                    raise completion.exception

    async def close(self, *, wait: bool) -> None:
        """End the run, and complete the journal."""
        try:
            self._receive(await self._pool.close(wait=wait))
            self._record([])
        finally:
            self._close_journal()

    def _close_journal(self) -> None:
        if self._journal is not None:
            self._journal.close()

    def _receive(self, completions: Iterable[Completion]) -> None:
        for completion in completions:
            self._unrecorded += completion.outcomes
            self._not_started += completion.not_started

    def _record(self, started: Sequence[StartedRow]) -> None:
        """Write what is new to the journal, before outcomes are yielded and before requests are sent."""
        if self._journal is not None:
            self._journal.write(started, self._unrecorded, self._not_started)
        self._outcomes.update((outcome.number, outcome) for outcome in self._unrecorded)
        self._unrecorded, self._not_started = [], []

    def _select_rows(self) -> tuple[list[_NextRow], float | None]:
        """Return the rows to call now, and the most seconds to wait after it, None for until a call has ended."""
        selected: list[_NextRow] = []
        free_slots = self._pool.free_slots
        deadline = monotonic() + BATCH_SECONDS
        while len(selected) < free_slots and self._pending < self._window:
            self._next = self._next or self._read_row()
            if self._next is not None:
                seconds = self._rate_limiter()
                if seconds:
                    return selected, seconds
                selected.append(self._next)
                self._next = None
            elif self._source_is_exhausted:
                return selected, None
            if monotonic() > deadline:
                return selected, 0.0
        return selected, None

    def _read_row(self) -> _NextRow | None:
        """Return the next row; None if it is not to be called, or if there is none."""
        row = None if self._source_is_exhausted else next(self._rows, None)
        if row is None:
            self._source_is_exhausted = True
            return None
        self._pending += 1
        self._order.append(row.number)
        self._rows_read[row.number] = row
        if row.problem is not None:
            self._outcomes[row.number] = failed_outcome(row.number, row.problem)
            return None
        if self._journal is None:
            return _NextRow(RowCall(row.number, row.arguments), None)
        return self._look_up(row.number, row.arguments, self._journal)

    def _look_up(self, number: int, arguments: Mapping[str, Any], journal: Journal) -> _NextRow | None:
        digest = digest_arguments(arguments, self._action)
        entry = journal.find(number, digest)
        attempt = next_attempt(entry, self._action, self._options.rerun)
        if entry is not None and not entry.has_same_arguments and not attempt:
            raise journal.mismatch_error(number, self._rows_read[number].line, entry.state)
        if attempt:
            key = journal.idempotency_key(number, attempt) if self._action.idempotency_key else None
            return _NextRow(RowCall(number, arguments, key), StartedRow(number, digest, attempt))
        if entry is not None and entry.outcome is not None:
            self._outcomes[number] = entry.outcome
        else:
            self._unrecorded.append(failed_outcome(number, interrupted_error(self._action)))
        return None
