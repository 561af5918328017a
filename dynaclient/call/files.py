"""Files as bodies, or as parts of them: nothing is read before it is sent."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..messages import NotBytes
from ..records import dataclass

CHUNK = 64 * 1024
"""Bytes that are read from a file at a time."""


@dataclass(frozen=True, eq=False, repr=False)
class FileStream:
    """A file as a body: a `Path`, bytes, a file object opened in binary mode, or an iterator of bytes."""

    source: Any
    length: int | None
    """Its size in bytes; None if that is not known before it is read."""
    start: int | None = None
    """For a file object that can be rewound: its position when it was passed."""

    @property
    def replayable(self) -> bool:
        """Whether it can be written again from its beginning, for a retry."""
        return self.start is not None or isinstance(self.source, (Path, bytes))

    def __iter__(self) -> Iterator[bytes]:
        if isinstance(self.source, bytes):
            yield self.source
        elif isinstance(self.source, Path):
            with self.source.open("rb") as file:
                yield from _chunks(file)
        elif hasattr(self.source, "read"):
            if self.start is not None:
                self.source.seek(self.start)
            yield from _chunks(self.source)
        else:
            yield from (_as_bytes(piece, "the iterator", "encode it") for piece in self.source)


def file_stream(source: Any) -> FileStream:
    """Return a stream of a file, in any of the forms in which a caller may pass one."""
    if isinstance(source, (bytearray, memoryview)):
        source = bytes(source)
    if isinstance(source, bytes):
        return FileStream(source, len(source))
    if isinstance(source, Path):
        return FileStream(source, source.stat().st_size)
    if hasattr(source, "read"):
        return _file_object_stream(source)
    return FileStream(source, None)


def _file_object_stream(file: Any) -> FileStream:
    try:
        start = file.tell()
        file.seek(0, io.SEEK_END)
        end = file.tell()  # `seek` does not return the position for every file object
        file.seek(start)
    except Exception:  # noqa: BLE001 - an object of the caller may raise anything
        return FileStream(file, None)
    return FileStream(file, end - start, start)


def _chunks(file: Any) -> Iterator[bytes]:
    # A file object that is not blocking returns None when it has no data yet: an error, not the end of the file.
    while chunk := _as_bytes(file.read(CHUNK), "the file", "open it with 'rb'"):
        yield chunk


def _as_bytes(piece: Any, source: str, hint: str) -> bytes:
    if isinstance(piece, (bytes, bytearray, memoryview)):
        return bytes(piece)
    shown = "None" if piece is None else f"a value of type {type(piece).__name__}"
    raise NotBytes(f"{source} returned {shown} in place of bytes{f': {hint}' if isinstance(piece, str) else ''}")
