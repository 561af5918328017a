"""
Parts of a file that is not read as a whole.

An index has where the parts of a description are in its file (see `json_index`). The file stays open as long as the
description is in use: a file that takes its place, as most programs replace one, changes nothing. One that may have
been written to is noticed by its size and times, and then all of it is read, once, and recognized by its digest.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress

from ..errors import DescriptionError, Problem
from .sharing import SharedObjects, digest

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
        content: The SHA-256 of its content.

    Raises:
        OSError: It is another one, it is not a regular file, or it cannot be opened.
    """

    __slots__ = ("__weakref__", "_content", "_data", "_descriptor", "_facts", "_path")

    def __init__(self, path: str, facts: Facts, content: bytes) -> None:
        self._path = path
        self._facts = facts
        self._content = content
        self._data: bytes | None = None
        """All of it, since it may have been changed."""
        self._descriptor = os.open(path, _OPEN_FLAGS)
        status = os.fstat(self._descriptor)
        if facts_of(status) != facts or not stat.S_ISREG(status.st_mode):
            raise OSError("the file has changed")

    def __call__(self, start: int, length: int) -> bytes:
        """Return a part; DescriptionError if the content of the file was changed since."""
        if self._data is None:
            part = self._part(start, length)
            if part is not None:
                return part
            self._data = self._read_again()
        return self._data[start : start + length]

    def _part(self, start: int, length: int) -> bytes | None:
        """Return a part; None if the file may not be what it was."""
        try:
            part = os.pread(self._descriptor, length, start)
            # Compared afterwards: it may be changed while it is read.
            return part if facts_of(os.fstat(self._descriptor)) == self._facts else None
        except OSError:  # it was closed: a program that becomes a daemon closes all that is open
            return None

    def _read_again(self) -> bytes:
        """Return all of the content, which a new time, a link, or a file that takes its place leaves as it was."""
        data = self._unchanged(self._descriptor)
        if data is None:
            with suppress(OSError):
                again = os.open(self._path, _OPEN_FLAGS)
                data = self._unchanged(again)
                os.close(again)
        if data is not None:
            return data
        message = "the file was changed while it was in use, before all of it had been read"
        hint = "load it again, with a new client"
        raise DescriptionError([Problem.in_description("", "file", message, hint)])

    def _unchanged(self, descriptor: int) -> bytes | None:
        """Return the content of an open file if it is still the one that this was made of."""
        try:
            data = os.pread(descriptor, self._facts[0] + 1, 0)
        except OSError:
            return None
        return data if digest(data) == self._content else None

    def __del__(self) -> None:
        with suppress(AttributeError, OSError):
            # If it was closed, its number may be that of another file by now.
            if facts_of(os.fstat(self._descriptor))[3:] == self._facts[3:]:
                os.close(self._descriptor)
            del self._descriptor


_IN_USE: SharedObjects[FileSlices] = SharedObjects()
"""The files that are open: clients of one file with other patches each share it, for a process can open few."""


def open_slices(path: str, facts: Facts, content: bytes) -> FileSlices | None:
    """Return the parts of a file; None if it is another one, or this system has no way to read them."""
    if not hasattr(os, "pread"):  # pragma: no cover - Windows, where a file that is open cannot be replaced either
        return None
    try:
        return _IN_USE.get_or_make((path, facts, content), lambda: FileSlices(path, facts, content))
    except OSError:
        return None
