"""Bodies that are written piece by piece: files, and multipart forms with files in them. Nothing is read whole."""

from __future__ import annotations

import io
import json
import mimetypes
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from urllib3.fields import RequestField

from ..schema.values import text

CHUNK = 64 * 1024
"""Bytes that are read from a file at a time."""


@dataclass(frozen=True, eq=False, repr=False)
class FileStream:
    """A file as a body: from a `Path`, bytes, a file object opened in binary mode, or an iterator of bytes."""

    source: Any
    length: int | None
    """Its size in bytes, or None when only reading it will tell."""
    start: int | None = None
    """For a file object that can be rewound: where it stood when it was given."""

    @property
    def repeatable(self) -> bool:
        """Whether it can be written once more from its beginning."""
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
            yield from map(_as_bytes, self.source)


def file_stream(source: Any) -> FileStream:
    """Give what was given as a file as a stream."""
    if isinstance(source, (bytearray, memoryview)):
        source = bytes(source)
    if isinstance(source, bytes):
        return FileStream(source, len(source))
    if isinstance(source, Path):
        return FileStream(source, source.stat().st_size)
    if hasattr(source, "read"):
        return _opened_stream(source)
    return FileStream(source, None)


def _opened_stream(file: Any) -> FileStream:
    try:
        start = file.tell()
        file.seek(0, io.SEEK_END)
        end = file.tell()  # not every file says where it went
        file.seek(start)
    except (AttributeError, OSError, ValueError):
        return FileStream(file, None)
    return FileStream(file, end - start, start)


def _chunks(file: Any) -> Iterator[bytes]:
    # Nothing where there is something to come (None) is not the end.
    while chunk := _as_bytes(file.read(CHUNK)):
        yield chunk


def _as_bytes(chunk: Any) -> bytes:
    if isinstance(chunk, (bytes, bytearray, memoryview)):
        return bytes(chunk)
    raise TypeError(f"a file gave {type(chunk).__name__} instead of bytes; open it with 'rb'")


@dataclass(frozen=True, eq=False, repr=False)
class Multipart:
    """A form with files in it (RFC 7578), written part by part."""

    boundary: str
    parts: tuple[tuple[bytes, FileStream], ...]

    @property
    def content_type(self) -> str:
        """The value of its ``Content-Type``."""
        return f"multipart/form-data; boundary={self.boundary}"

    @property
    def repeatable(self) -> bool:
        """Whether it can be written once more from its beginning."""
        return all(stream.repeatable for _, stream in self.parts)

    @property
    def length(self) -> int | None:
        """Its size in bytes, or None when a part's is not known."""
        total = len(self._end)
        for head, stream in self.parts:
            if stream.length is None:
                return None
            total += len(self._dashes) + len(head) + stream.length + 2
        return total

    @property
    def _dashes(self) -> bytes:
        return f"--{self.boundary}\r\n".encode()

    @property
    def _end(self) -> bytes:
        return f"--{self.boundary}--\r\n".encode()

    def __iter__(self) -> Iterator[bytes]:
        for head, stream in self.parts:
            yield self._dashes + head
            yield from stream
            yield b"\r\n"
        yield self._end


def multipart(members: list[tuple[str, Any, bool]]) -> Multipart:
    """Give a form of these members: each a name, a plain value or a file, and whether it is a file."""
    parts = [
        _file_part(name, each) if is_file else _value_part(name, each)
        for name, value, is_file in members
        for each in (value if isinstance(value, list) else [value])
    ]
    return Multipart(secrets.token_hex(16), tuple(parts))


def _value_part(name: str, value: Any) -> tuple[bytes, FileStream]:
    if isinstance(value, (dict, list)):
        data = json.dumps(value, ensure_ascii=False, allow_nan=False, default=str).encode()
        return _head(name, None, "application/json"), file_stream(data)
    return _head(name, None, None), file_stream(text(value).encode())


def _file_part(name: str, value: Any) -> tuple[bytes, FileStream]:
    filename, source, media = (*value, None)[:3] if isinstance(value, tuple) else (None, value, None)
    filename = filename or _name_of(source) or name
    media = media or mimetypes.guess_type(filename)[0] or "application/octet-stream"
    return _head(name, filename, media), file_stream(source)


def _name_of(source: Any) -> str:
    given = source if isinstance(source, Path) else getattr(source, "name", "")
    return Path(given).name if isinstance(given, (str, Path)) else ""


def _head(name: str, filename: str | None, media: str | None) -> bytes:
    part = RequestField(name, b"", filename)
    part.make_multipart(content_type=media)
    return part.render_headers().encode()
