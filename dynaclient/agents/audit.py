"""The audit log: a line of JSON when a call begins, before anything is sent, and one when it ends."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timezone
from time import monotonic
from typing import Any

from ..errors import invalid_option
from ..redaction import redact_by_name
from ..runtime.files import PRIVATE, find_status, make_private, owner_problem
from .kept import fingerprint

MAX_CALLER = 200
"""Characters of the name of the program that calls."""
# Windows has neither links that a plain user can make, nor pipes of this kind.
_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class AuditLog:
    """
    A log of calls, in a file that only the user may read.

    Args:
        path: The file; what is in it stays. None for no log.
        with_values: Whether the values of arguments are written, redacted; otherwise only their names.

    Raises:
        InvalidCall: The file cannot be written, or is not a regular file of the user.
    """

    def __init__(self, path: str | os.PathLike[str] | None, *, with_values: bool = False) -> None:
        self._with_values = with_values
        self._descriptor = None if path is None else _opened(os.fspath(path))
        self._number = 0
        self._is_torn = False
        """Whether the last line was only written in part."""

    def begin(self, caller: str, tool: str, action: str, arguments: Callable[[], Mapping[str, Any]]) -> Entry:
        """
        Write that a call begins, and return what writes how it ends.

        Args:
            caller: The program that calls, and its version.
            tool: The name of the tool.
            action: The full name of the action.
            arguments: Returns its arguments, with what is secret redacted.

        Raises:
            OSError: The line could not be written: the call must not be sent.
        """
        self._number += 1
        if self._descriptor is not None:
            passed = arguments()
            shown = {"values": redact_by_name(passed)} if self._with_values else {"arguments": sorted(passed)}
            self.write(
                {"event": "begin", "call": self._number, "caller": caller[:MAX_CALLER], "tool": tool, "action": action,
                 **shown, "sha256": fingerprint(passed)}
            )  # fmt: skip
        return Entry(self, self._number, action)

    def write(self, facts: Mapping[str, Any]) -> None:
        """Write a line; OSError if it could not be written as a whole."""
        if self._descriptor is None:
            return
        time = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
        line = f"{json.dumps({'time': time, **facts}, default=str)}\n".encode()
        if self._is_torn:
            line = b"\n" + line
        written = os.write(self._descriptor, line)  # in one call: lines of several processes do not mix
        is_whole = written == len(line)
        self._is_torn = not is_whole and (self._is_torn or written > 0)
        if not is_whole:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def close(self) -> None:
        """Close the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class Entry:
    """A call in the log that has begun: how it ends is collected here, and written whatever happens."""

    def __init__(self, log: AuditLog, number: int, action: str) -> None:
        self._log = log
        self._number = number
        self._action = action
        self._started = monotonic()
        self._facts: dict[str, Any] = {}

    def note(self, **facts: Any) -> None:
        """Set facts about how the call ends; None removes one."""
        self._facts.update(facts)

    def __enter__(self) -> Entry:
        return self

    def __exit__(self, *_: object) -> None:
        facts = {name: value for name, value in self._facts.items() if value is not None}
        milliseconds = round((monotonic() - self._started) * 1000)
        # The call has been made, and its result is worth more than this line: that it has begun is in the log.
        with suppress(OSError):
            self._log.write({"event": "end", "call": self._number, "action": self._action, **facts, "ms": milliseconds})


def _opened(path: str) -> int:
    """Open a log for appending; it is restricted to its owner if it is there."""
    reason, hint = "", "pass the path of a file"
    try:
        status = find_status(path)
        reason, hint = owner_problem(path)
        if status is not None and not reason:
            make_private(path, status)
        if not reason:
            return os.open(path, _FLAGS, PRIVATE)
    except OSError as error:
        reason = f"cannot be written: {error.strerror}"
    except ValueError:
        reason = "is not a path"
    raise invalid_option("log", reason, hint or "pass the path of a file", "Toolbox")
