"""
Parts of a file that is not read as a whole.

An index has where the parts of a description are in its file (see `json_index`). The file stays open as long as the
description is in use: a file that takes its place, as most programs replace one, changes nothing. One that is written
to is noticed by its size and times.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress

from ..errors import DescriptionError, Problem

Facts = tuple[int, ...]
"""The size of a file, its times, and what identifies it on this machine."""

_OPEN_FLAGS: int = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)


def facts_of(status: os.stat_result) -> Facts:
    """Return what is the same as long as a file is."""
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev)


class FileSlices:
    """
    The parts of a file.

    Args:
        path: Its path.
        facts: What it has to be.

    Raises:
        OSError: It is another one, it is no regular file, or it cannot be opened.
    """

    __slots__ = ("_descriptor", "_facts", "_path")

    def __init__(self, path: str, facts: Facts) -> None:
        self._path = path
        self._facts = facts
        self._descriptor = os.open(path, _OPEN_FLAGS)
        status = os.fstat(self._descriptor)
        if facts_of(status) != facts or not stat.S_ISREG(status.st_mode):
            raise OSError("the file has changed")

    def __call__(self, start: int, length: int) -> bytes:
        """Return a part; DescriptionError if the file was changed since."""
        if facts_of(os.fstat(self._descriptor)) != self._facts:
            message = "the file was changed while it was in use: what was not looked at before is not known"
            hint = "load it again, with a new client"
            raise DescriptionError([Problem.in_description("", "file", message, hint)])
        return os.pread(self._descriptor, length, start)

    def __del__(self) -> None:
        with suppress(AttributeError, OSError):
            os.close(self._descriptor)
            del self._descriptor


def open_slices(path: str, facts: Facts) -> FileSlices | None:
    """Return the parts of a file; None if it is another one, or this system has no way to read them."""
    if not hasattr(os, "pread"):  # pragma: no cover - Windows, where a file that is open cannot be replaced either
        return None
    try:
        return FileSlices(path, facts)
    except OSError:
        return None
