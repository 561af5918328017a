"""The standard output: what cannot be written there ends a command with an error of ours."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import click

from ..exit_codes import BROKEN_PIPE
from . import console


@contextmanager
def guarded_output() -> Iterator[None]:
    """
    Report each failure of the standard output as `console.OutputNotWritten`, also where click or rich writes to it.

    A pipe whose reader has closed it ends the program silently.
    Messages that the standard error cannot take are lost: there is no other place for them.
    """
    before = sys.stdout, sys.stderr
    sys.stdout = _Guarded(before[0], _refuse)
    sys.stderr = _Guarded(before[1], lambda _: console.discard_standard_error())
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def closed_output() -> Any:
    """Return a stream in the place of a standard output that is closed: nothing can be written to it."""
    return os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")


def _refuse(error: OSError) -> None:
    console.discard_standard_output()
    if isinstance(error, BrokenPipeError):
        raise click.exceptions.Exit(BROKEN_PIPE)
    reason = "it is closed" if error.errno == errno.EBADF else error.strerror or type(error).__name__
    raise console.OutputNotWritten(f"the output cannot be written: {reason}")


class _Guarded:
    """A stream, of text or bytes, that passes its failures to a function."""

    def __init__(self, stream: Any, failed: Callable[[OSError], None]) -> None:
        self._stream = stream
        self._failed = failed

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    @property
    def buffer(self) -> Any:
        return _Guarded(self._stream.buffer, self._failed)

    def write(self, data: Any) -> Any:
        if data:
            return self._do(lambda: self._stream.write(data))
        with suppress(OSError):  # click asks so whether the stream takes text or bytes, and hides what fails
            self._stream.write(data)
        return 0

    def flush(self) -> None:
        self._do(self._stream.flush)

    def _do(self, step: Callable[[], Any]) -> Any:
        try:
            return step()
        except OSError as error:
            failure = error
        return self._failed(failure)
