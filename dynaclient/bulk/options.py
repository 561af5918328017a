"""The options of `map` and `imap`, and what is wrong with a value for one."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Executor
from typing import Any

from ..errors import close_matches, did_you_mean, invalid_option
from ..records import dataclass, replace
from ..runtime.files import files_in, is_same_file
from ..runtime.option_rules import Rejection, boolean, plain_number, progress

MAX_CONCURRENCY = 10_000


@dataclass(frozen=True)
class BulkOptions:
    """How a run over many rows is done. Create one with `parse_options`."""

    columns: Mapping[Any, str | None] | None = None
    """Where columns go, see `columns`."""
    concurrency: int = 8
    """Calls in flight; with an executor, chunks."""
    ordered: bool = True
    """Whether outcomes come in the order of their rows, or as soon as they are known."""
    journal: str | os.PathLike[str] | None = None
    """The path of the journal."""
    resume: bool = False
    """Whether to continue a journal that exists."""
    rerun: tuple[str, ...] = ()
    """Which rows with an outcome are called again: ``failed``, ``unknown``."""
    results: Any = None
    """Where outcomes are written, see `result_files`."""
    rate: float | str | None = None
    """Calls that may start per second, or a string such as ``"100/minute"``."""
    progress: Any = False
    """Whether progress is shown; or a function that receives it."""
    executor: Executor | None = None
    """What runs the calls instead of threads."""
    chunk: int = 50
    """Rows that go to the executor together."""
    dry_run: bool = False
    """Whether requests are only prepared: the value of an outcome is the `Request` that would be sent."""

    @property
    def without_effects(self) -> BulkOptions:
        """These options for a dry run: nothing is read from a journal, nothing is written, and nothing waits."""
        return replace(self, journal=None, resume=False, rerun=(), results=None, rate=None, executor=None)


MEANINGS: Mapping[str, str] = {
    "columns": "a dict that maps a column to an argument or a path inside one, or to None, which skips it",
    "concurrency": "calls in flight (8); with an executor, chunks",
    "ordered": "whether outcomes come in the order of the rows (True), or as soon as they are known",
    "journal": "the path of a file that records each row, so that a run can be resumed",
    "resume": "whether to continue the journal that exists there",
    "rerun": 'rows to call again when resuming: "failed", "unknown", or both in a tuple',
    "results": "the path of a file for the outcomes: .csv or .ndjson",
    "rate": 'calls per second, or a string such as "100/minute"',
    "progress": "True shows a bar; a function receives a Snapshot",
    "executor": "a concurrent.futures.Executor that runs the calls, instead of threads",
    "chunk": "rows that go to the executor together (50)",
    "dry_run": "whether requests are only prepared, and nothing is sent",
}
"""What each option is, for the help of `map`."""


def parse_options(action: str, of_client: Collection[str] = (), /, **options: Any) -> BulkOptions:
    """
    Return the options of a run; raise InvalidCall for an unknown option, or a value that it does not take.

    Args:
        action: The name of the action, for errors.
        of_client: The names of the options of the client, which may be passed here by mistake.
        options: The options.
    """
    options = {name: plain_number(value) for name, value in options.items()}
    for name, value in options.items():
        if name not in _RULES:
            hint = did_you_mean(close_matches(name, _RULES)) or f"one of: {', '.join(_RULES)}"
            if name in of_client:
                hint = f"it is an option of the client: client.with_options({name}=…)"
            raise invalid_option(name, "no such option", hint, action)
        rejection = _RULES[name](value)
        if rejection:
            reason, hint = rejection
            raise invalid_option(name, f"{named(value)}{reason}", hint, action)
    if isinstance(options.get("rerun"), str):
        options["rerun"] = (options["rerun"],)
    parsed = BulkOptions(**{**options, "rerun": tuple(options.get("rerun", ()))})
    if parsed.journal is None and (parsed.resume or parsed.rerun):
        raise invalid_option("journal", "resume and rerun need a journal", "pass journal=path", action)
    if parsed.rerun and not parsed.resume:
        raise invalid_option("rerun", "only a run that is resumed can rerun rows", "pass resume=True", action)
    return parsed


def require_other_files(options: BulkOptions, action: str, rows: Any, sources: Sequence[Any]) -> None:
    """
    Raise InvalidCall if a file that is written is one that is read, or the other one, also under another name.

    Args:
        options: The options of the run.
        action: The name of the action, for errors.
        rows: Where its rows come from.
        sources: What else is read, see `files_in`.
    """
    if options.dry_run:
        return
    files = {"results": options.results, "journal": options.journal}
    for name, file in files.items():
        problem = ""
        if is_same_file(file, rows):
            problem = "is the file of the rows, and would be replaced"
        elif any(is_same_file(file, source) for source in files_in(sources)):
            problem = "is a file that the calls read, and would be replaced"
        elif name == "results" and is_same_file(file, options.journal):
            problem = "is the journal"
        if problem:
            raise invalid_option(name, problem, "pass the path of another file", action)


def named(value: Any) -> str:
    """Return a number, or the type of a value, as a subject; nothing for a string, which may be secret."""
    if value is None or isinstance(value, (bool, int, float)):
        return f"{value!r:.40} "
    return "" if isinstance(value, (str, bytes)) else f"a value of type {type(value).__name__} "


def _mapping_or_none(value: Any) -> Rejection:
    fine = value is None or isinstance(value, Mapping)
    return None if fine else ("is not a dict", "pass {column: parameter}")


def _count(value: Any) -> Rejection:
    fine = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MAX_CONCURRENCY
    return None if fine else ("is not a count", f"pass a whole number from 1 to {MAX_CONCURRENCY}")


def _path_or_none(value: Any) -> Rejection:
    fine = value is None or (isinstance(value, (str, os.PathLike)) and bool(os.fspath(value)))
    return None if fine else ("is not a path", "pass the path of a file")


def _statuses(value: Any) -> Rejection:
    statuses = (value,) if isinstance(value, str) else value
    is_list = isinstance(statuses, (tuple, list, set, frozenset))
    fine = is_list and all(status in ("failed", "unknown") for status in statuses)
    wrong = [status for status in statuses if isinstance(status, str)] if is_list else []
    near = did_you_mean([f'"{name}"' for status in wrong for name in close_matches(status, ("failed", "unknown"), 1)])
    hint = 'pass "failed", "unknown", or both: ("failed", "unknown")'
    return None if fine else ("is not one of the allowed values", f"{near} {hint}".strip())


def _anything(_: Any) -> Rejection:
    return None


def _executor_or_none(value: Any) -> Rejection:
    fine = value is None or isinstance(value, Executor)
    return None if fine else ("is not an executor", "pass a concurrent.futures.Executor")


_RULES: dict[str, Callable[[Any], Rejection]] = {
    "columns": _mapping_or_none,
    "concurrency": _count,
    "ordered": boolean,
    "journal": _path_or_none,
    "resume": boolean,
    "rerun": _statuses,
    "results": _anything,
    "rate": _anything,
    "progress": progress,
    "executor": _executor_or_none,
    "chunk": _count,
    "dry_run": boolean,
}
"""Every option, and what rejects a value for it."""
