"""
Results: where the outcomes of a run are written.

::

    results="out.ndjson"   one line of JSON per outcome:
                           {"row": 0, "status": "done", "value": …}   or "base64" if the value is bytes
                           {"row": 1, "status": "failed", "error": {"kind": "NotFound", "text": …, "status": 404, …}}
                           A row of a file has its "line" in it, too, and one that failed its "arguments".
    results="out.csv"      the columns row, status, error, value, line and arguments; the last two of a row of a file,
                           and of one that failed; value and arguments are JSON
    results=file           the same lines, to an open file: in the format of its name, otherwise as NDJSON
    results=function       called with every `Outcome`

A path is written under its name with ``.part`` appended, and renamed when it is complete. Only its owner can read it:
responses may contain new tokens. A ``.part`` of an earlier run has outcomes that may be nowhere else, so it is refused,
unless a journal has them; what is not a regular file, such as a device or a symbolic link, is refused always.

No cell of a CSV file can start with a character that a spreadsheet takes for a formula: a value is JSON, in which a
string starts with a quotation mark, and an error starts with the name of its class. Of the arguments, what the
description marks as secret is redacted.
"""

from __future__ import annotations

import csv
import errno
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from ..errors import DynaclientError, InvalidCall, Problem
from ..runtime.files import create_file, kind_problem
from ..runtime.paths import reason_of
from ..schema.json_lines import encode_line
from .outcomes import ARGUMENTS, Outcome, outcome_data
from .serialization import format_error


class ResultWriter(Protocol):
    """Receives the outcomes of a run."""

    def write(self, outcome: Outcome) -> None:
        """Write one outcome."""

    def close(self, *, complete: bool) -> None:
        """Finish; `complete` is whether the outcome of every row was written."""


def open_results(target: Any, action: str = "map", *, is_resumed: bool = False) -> ResultWriter:
    """
    Return a writer for a target: a path, an open file (of strings or bytes), or a function; with None it does nothing.

    Args:
        target: The target.
        action: The name of the action, for errors.
        is_resumed: Whether a journal has the outcomes of the run that is continued: then its ``.part`` is replaced.

    Raises:
        InvalidCall: The target is none of these, or a path that cannot be written or has another suffix.
    """
    try:
        return _writer_for(target, is_resumed=is_resumed)
    except InvalidCall as error:
        problems = error.problems
    raise InvalidCall(action, problems)


def _writer_for(target: Any, *, is_resumed: bool) -> ResultWriter:
    if target is None:
        return _FunctionWriter(lambda _: None)
    if isinstance(target, (str, os.PathLike)):
        return _PathWriter(Path(target), is_resumed=is_resumed)
    if hasattr(target, "write"):
        return _FileWriter(target, _suffix(target))
    if callable(target):
        return _FunctionWriter(target)
    raise _invalid_target(f"expected a path, an open file or a function, got {type(target).__name__}")


def _suffix(file: Any) -> str:
    name = getattr(file, "name", "")
    return Path(name).suffix.lower() if isinstance(name, str) else ""


_HINT = "pass a path that ends with .ndjson, .jsonl or .csv, an open file, or a function"


def _invalid_target(message: str, hint: str = _HINT) -> InvalidCall:
    return InvalidCall("map", [Problem.in_call("option", "results", (), "results", "a target", None, message, hint)])


# --- formats ---------------------------------------------------------------------------------------------------------

Formatter = Callable[[Outcome], str]


def _format_ndjson(outcome: Outcome) -> str:
    return encode_line(outcome_data(outcome)) + "\n"


def _format_csv(outcome: Outcome) -> str:
    data = outcome_data(outcome)
    value = "" if outcome.error else encode_line(data.get("value", data.get("base64")))
    arguments = encode_line(data[ARGUMENTS]) if ARGUMENTS in data else ""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerow(
        [outcome.number, outcome.status, format_error(outcome.error), value, outcome.line, arguments]
    )
    return buffer.getvalue()


_FORMATS: dict[str, tuple[str, Formatter]] = {
    ".ndjson": ("", _format_ndjson),
    ".jsonl": ("", _format_ndjson),
    ".csv": ("row,status,error,value,line,arguments\r\n", _format_csv),
}
"""By the suffix of the file: its header, and the function that formats an outcome."""


# --- writers ---------------------------------------------------------------------------------------------------------


class _FunctionWriter:
    """Calls a function with every outcome."""

    def __init__(self, function: Callable[[Outcome], Any]) -> None:
        self._function = function

    def write(self, outcome: Outcome) -> None:
        self._function(outcome)

    def close(self, *, complete: bool) -> None:
        """Do nothing."""


class _FileWriter:
    """Writes to an open file of the caller's, which stays open."""

    def __init__(self, file: Any, suffix: str) -> None:
        self._file = file
        self._is_text = isinstance(file, io.TextIOBase) or hasattr(file, "encoding")
        header, self._format = _FORMATS.get(suffix, _FORMATS[".ndjson"])
        self._write_string(header)

    def _write_string(self, string: str) -> None:
        if string:
            _run_step(lambda: self._file.write(string if self._is_text else string.encode()))

    def write(self, outcome: Outcome) -> None:
        self._write_string(self._format(outcome))

    def close(self, *, complete: bool) -> None:  # noqa: ARG002 - the caller decides what becomes of the file
        if hasattr(self._file, "flush"):
            _run_step(self._file.flush)


class ResultsNotWritten(DynaclientError, code="file-not-written"):
    """An outcome could not be written; the runner adds what was done."""


def _run_step(step: Callable[[], Any]) -> None:
    try:
        step()
    except (OSError, ValueError) as error:
        reason = reason_of(error)
    else:
        return
    raise ResultsNotWritten(f"could not write the results: {reason}")


class _PathWriter(_FileWriter):
    """Writes to ``….part``, and renames it to the path when it is complete."""

    def __init__(self, path: Path, *, is_resumed: bool) -> None:
        suffix = path.suffix.lower()
        if suffix not in _FORMATS:
            # The string is not shown: it may be a token in the wrong argument.
            raise _invalid_target("the string is not the path of a results file")
        self._path = path
        self._part = path.with_name(path.name + ".part")
        super().__init__(self._open(is_resumed=is_resumed), suffix)

    def _open(self, *, is_resumed: bool) -> Any:
        try:
            for path in (self._path, self._part):
                reason, hint = kind_problem(os.fspath(path))
                if reason:
                    break
            else:
                if is_resumed:
                    self._part.unlink(missing_ok=True)
                return self._create()
        except FileExistsError:
            path, reason, hint = self._part, "is of a run that ended early, or still runs", "move or remove it"
        except FileNotFoundError:
            path, reason, hint = self._path, "is in a folder that does not exist", "create the folder first"
        except (OSError, ValueError) as error:
            path, reason, hint = self._path, f"cannot be written ({reason_of(error)})", _HINT
        raise _invalid_target(f"{os.fspath(path)[:200]!r} {reason}", hint)

    def _create(self) -> Any:
        """Create the file, which no other run has left or writes at this moment."""
        descriptor = create_file(self._part)
        self._status = os.fstat(descriptor)
        return os.fdopen(descriptor, "w", encoding="utf-8", newline="")

    def close(self, *, complete: bool) -> None:
        _run_step(self._sync_and_close)
        if complete:
            _run_step(self._rename)

    def _sync_and_close(self) -> None:
        with self._file:
            self._file.flush()
            os.fsync(self._file.fileno())

    def _rename(self) -> None:
        if not os.path.samestat(self._part.lstat(), self._status):
            raise OSError(errno.ESTALE, f"{self._part} was replaced by another program or run")
        self._part.replace(self._path)
