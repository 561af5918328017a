"""
Parts of a file that is not read as a whole.

An index has where the parts of a description are in its file (see `json_index`). The file stays open as long as the
description is in use: when another file takes its place, which is how most programs write one, nothing changes. One
that is written to is noticed by its size and times.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
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
        is_same: Whether a content is the one that it has to have, for when its times change.

    Raises:
        OSError: It is another one, it is no regular file, or it cannot be opened.
    """

    __slots__ = ("_content", "_descriptor", "_facts", "_is_same")

    def __init__(self, path: str, facts: Facts, is_same: Callable[[bytes], bool]) -> None:
        self._facts = facts
        self._is_same = is_same
        self._content: bytes | None = None
        """All of it, once its times have changed."""
        self._descriptor = os.open(path, _OPEN_FLAGS)
        status = os.fstat(self._descriptor)
        if facts_of(status) != facts or not stat.S_ISREG(status.st_mode):
            raise OSError("it is another file")

    def __call__(self, start: int, length: int) -> bytes:
        """Return a part; DescriptionError if the content of the file was changed since."""
        if self._content is None and facts_of(os.fstat(self._descriptor)) != self._facts:
            self._content = self._read_all()
        return (
            os.pread(self._descriptor, length, start)
            if self._content is None
            else self._content[start : start + length]
        )

    def _read_all(self) -> bytes:
        size = self._facts[0]
        content = os.pread(self._descriptor, size + 1, 0)
        if self._is_same(content):  # it was only renamed, removed, linked or the like
            return content
        message = "the file was changed while it was in use, and not all of it had been read"
        raise DescriptionError([Problem.in_description("", "file", message, "load it again, with a new client")])

    def __del__(self) -> None:
        with suppress(AttributeError, OSError):
            os.close(self._descriptor)


def open_slices(path: str, facts: Facts, is_same: Callable[[bytes], bool]) -> FileSlices | None:
    """Return the parts of a file (see `FileSlices`); None if it is another one, or there is no way to read parts."""
    if not hasattr(os, "pread"):  # pragma: no cover - Windows, where a file that is open cannot be replaced either
        return None
    try:
        return FileSlices(path, facts, is_same)
    except OSError:
        return None
