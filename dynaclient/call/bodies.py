"""
Request bodies: JSON, forms, multipart forms and raw data.

Files, and multipart forms with files in them, are written in chunks. No file is read into memory as a whole.
"""

from __future__ import annotations

import io
import json
import mimetypes
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from urllib3.fields import RequestField

from ..description.model import Action, Parameter
from ..errors import Problem
from ..messages import Body
from ..schema.values import EncodingError, to_json_value, to_string
from .arguments import FORM, MULTIPART, is_json
from .problems import Problems
from .styles import encode_form_member, encode_or_report

CHUNK = 64 * 1024
"""Bytes that are read from a file at a time."""


# --- the body of a request -------------------------------------------------------------------------------------------


def encode_body(action: Action, arguments: Mapping[str, Any], media: str, problems: Problems) -> tuple[Body, str]:
    """Return the body of a request and its media type; add a problem for each value that cannot be encoded."""
    whole = action.body
    if whole is not None:
        if whole.name not in arguments:
            return None, ""
        return _whole_body(whole, arguments[whole.name], media, problems)
    members = {part: arguments[part.name] for part in action.parts if part.name in arguments}
    if not members:
        return None, ""
    if is_json(media):
        first = next(iter(members))
        return _json_body(first, {part.wire: value for part, value in members.items()}, media, problems)
    if media == FORM:
        pairs = (encode_or_report(part, value, problems) or "" for part, value in members.items())
        return "&".join(pairs).encode("ascii"), FORM
    form = multipart([(part.wire, value, part.schema.has_files) for part, value in members.items()])
    return form, form.content_type


def _whole_body(parameter: Parameter, value: Any, media: str, problems: Problems) -> tuple[Body, str]:
    if is_json(media):
        return _json_body(parameter, value, media, problems)
    if media == FORM:
        return _form_body(parameter, value, problems), FORM
    if media == MULTIPART:
        form = multipart([(name, member, _is_file(member)) for name, member in value.items()])
        return form, form.content_type
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass"), media
    if isinstance(value, tuple):
        return file_stream(value[1]), (*value, media)[2]
    return (value if isinstance(value, bytes) else file_stream(value)), media


def _is_file(value: Any) -> bool:
    first = value[0] if isinstance(value, list) and value else value
    return not isinstance(first, (str, int, float, dict, list, type(None))) and not hasattr(first, "as_tuple")


def _json_body(parameter: Parameter, value: Any, media: str, problems: Problems) -> tuple[Body, str]:
    try:
        return _encode_json(value).encode("utf-8"), media
    except (TypeError, ValueError, RecursionError):
        pass  # not plain data: `to_json_value` converts it, or raises with the path to what cannot be converted
    try:
        return _encode_json(to_json_value(value)).encode("utf-8"), media
    except (EncodingError, RecursionError) as error:
        message, path = (error.reason, error.path) if isinstance(error, EncodingError) else ("is nested too deeply", ())
    location, name = parameter.location, parameter.name
    problems.append(Problem.in_call(location, name, path, "encodable", "a JSON value", None, message))
    return None, ""


_encode_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def _form_body(parameter: Parameter, value: Mapping[str, Any], problems: Problems) -> bytes:
    pairs: list[str] = []
    for name, member in value.items():
        try:
            pairs.append(encode_form_member(name, member))
        except EncodingError as error:
            message, expected = error.reason, "a value that a form can encode"
            problems.append(Problem.in_call("body", parameter.name, (name,), "encodable", expected, None, message))
    return "&".join(pair for pair in pairs if pair).encode("ascii")


# --- files -----------------------------------------------------------------------------------------------------------


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
            yield from map(_as_bytes, self.source)


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
    except (AttributeError, OSError, ValueError):
        return FileStream(file, None)
    return FileStream(file, end - start, start)


def _chunks(file: Any) -> Iterator[bytes]:
    # A file object that is not blocking returns None when it has no data yet: an error, not the end of the file.
    while chunk := _as_bytes(file.read(CHUNK)):
        yield chunk


def _as_bytes(chunk: Any) -> bytes:
    if isinstance(chunk, (bytes, bytearray, memoryview)):
        return bytes(chunk)
    raise TypeError(f"expected bytes from a file, got {type(chunk).__name__}; open it with 'rb'")


# --- multipart forms -------------------------------------------------------------------------------------------------


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
    def replayable(self) -> bool:
        """Whether it can be written again from its beginning, for a retry."""
        return all(stream.replayable for _, stream in self.parts)

    @property
    def length(self) -> int | None:
        """Its size in bytes; None if the size of a part is not known."""
        total = len(self._end)
        for head, stream in self.parts:
            if stream.length is None:
                return None
            total += len(self._delimiter) + len(head) + stream.length + 2
        return total

    @property
    def _delimiter(self) -> bytes:
        return f"--{self.boundary}\r\n".encode()

    @property
    def _end(self) -> bytes:
        return f"--{self.boundary}--\r\n".encode()

    def __iter__(self) -> Iterator[bytes]:
        for head, stream in self.parts:
            yield self._delimiter + head
            yield from stream
            yield b"\r\n"
        yield self._end


def multipart(members: list[tuple[str, Any, bool]]) -> Multipart:
    """Return a form of these members: the name of each, a plain value or a file, and whether it is a file."""
    parts = [
        _file_part(name, item) if is_file else _value_part(name, item)
        for name, value, is_file in members
        for item in (value if isinstance(value, list) else [value])
    ]
    return Multipart(secrets.token_hex(16), tuple(parts))


def _value_part(name: str, value: Any) -> tuple[bytes, FileStream]:
    if isinstance(value, (dict, list)):
        data = json.dumps(value, ensure_ascii=False, allow_nan=False, default=str).encode()
        return _head(name, None, "application/json"), file_stream(data)
    return _head(name, None, None), file_stream(to_string(value).encode())


def _file_part(name: str, value: Any) -> tuple[bytes, FileStream]:
    filename, source, media = (*value, None)[:3] if isinstance(value, tuple) else (None, value, None)
    filename = filename or _name_of(source) or name
    media = media or mimetypes.guess_type(filename)[0] or "application/octet-stream"
    return _head(name, filename, media), file_stream(source)


def _name_of(source: Any) -> str:
    path = source if isinstance(source, Path) else getattr(source, "name", "")
    return Path(path).name if isinstance(path, (str, Path)) else ""


def _head(name: str, filename: str | None, media: str | None) -> bytes:
    part = RequestField(name, b"", filename)
    part.make_multipart(content_type=media)
    return part.render_headers().encode()
