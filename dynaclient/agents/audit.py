"""The audit log: a line of JSON when a call begins, before anything is sent, and one when it ends."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from time import monotonic
from typing import Any

from ..errors import invalid_option
from ..redaction import redact_by_name
from .kept import fingerprint


class AuditLog:
    """
    A log of calls, in a file that only the user may read.

    Args:
        path: The file; what is in it stays. None for no log.
        with_values: Whether the values of arguments are written, redacted; otherwise only their names.

    Raises:
        InvalidCall: The file cannot be written.
    """

    def __init__(self, path: str | os.PathLike[str] | None, *, with_values: bool = False) -> None:
        self._with_values = with_values
        self._descriptor: int | None = None
        self._number = 0
        if path is not None:
            try:
                self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            except OSError as error:
                reason = f"cannot be written: {error.strerror}"
                raise invalid_option("log", reason, "pass the path of a file", "Toolbox") from None

    def begin(self, caller: str, tool: str, action: str, arguments: Mapping[str, Any]) -> Callable[..., None]:
        """
        Write that a call begins, and return the function that writes how it ended.

        Args:
            caller: The program that calls, and its version.
            tool: The name of the tool.
            action: The full name of the action.
            arguments: Its arguments, with what is secret redacted.

        Raises:
            OSError: The line could not be written: the call must not be sent.
        """
        self._number += 1
        number, started = self._number, monotonic()
        shown = {"values": redact_by_name(arguments)} if self._with_values else {"arguments": sorted(arguments)}
        self._write(
            {"event": "begin", "call": number, "caller": caller[:200], "tool": tool, "action": action, **shown,
             "sha256": fingerprint(arguments)}
        )  # fmt: skip

        def end(**facts: Any) -> None:
            milliseconds = round((monotonic() - started) * 1000)
            self._write({"event": "end", "call": number, "action": action, **facts, "ms": milliseconds})

        return end

    def _write(self, facts: Mapping[str, Any]) -> None:
        if self._descriptor is not None:
            line = json.dumps(
                {"time": datetime.now(timezone.utc).isoformat(timespec="milliseconds"), **facts}, default=str
            )
            os.write(self._descriptor, f"{line}\n".encode())  # one call a line: lines of several processes do not mix

    def close(self) -> None:
        """Close the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
