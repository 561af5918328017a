"""The standard input, as the place of data that a command line names by ``-``."""

from __future__ import annotations

import io
import os
import sys
from typing import BinaryIO

import click


class _ClosedInput(io.TextIOWrapper):
    """Stands for a standard input that is closed: nothing is in it, which is not the same as empty data."""


def closed_input() -> io.TextIOWrapper:
    """Return a stream in the place of a standard input that is closed, for what asks whether it is a terminal."""
    return _ClosedInput(open(os.devnull, "rb"), encoding="utf-8")  # noqa: PTH123 - it stays open


def standard_input() -> BinaryIO:
    """Return the standard input; UsageError if the parent process has closed it, as by ``<&-``."""
    if sys.stdin is None or isinstance(sys.stdin, _ClosedInput):
        raise click.UsageError("the standard input is closed: pass a file, or data, in place of -")
    return sys.stdin.buffer
