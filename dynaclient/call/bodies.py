"""
Request bodies: JSON, forms, multipart forms and raw data.

Files, and multipart forms with files in them, are written in chunks. No file is read into memory as a whole.
"""

from __future__ import annotations

import json
import mimetypes
import os
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from ..description.model import Action, Parameter
from ..errors import Problem
from ..messages import Body
from ..records import dataclass
from ..runtime.media_types import (
    JSON,
    MULTIPART,
    UNKNOWN,
    allows,
    is_form,
    is_json,
    is_json_lines,
    is_multipart,
    is_range,
    is_xml,
    without_parameters,
)
from ..schema.plain_data import EncodingError, has_whole_floats, to_json_value, to_plain
from ..schema.validation import Schema
from ..schema.values import to_string
from ..strings.counting import a_kind
from .charsets import UTF_8, charset_of, encode_form, encode_text
from .files import FileStream, file_stream
from .overwriting import names_in, refuse_overwriting
from .problems import Problems
from .styles import (
    encode_form_member,
    encode_json_part,
    encode_multipart_values,
    encode_or_report,
    encode_pairs,
    encode_parameter,
    has_own_pairs,
)

_SCALARS = (str, int, float, Decimal)
"""What is written as text."""
_PLAIN = (dict, list, int, float, Decimal)
"""What is written as XML or lines of JSON where that is the media type."""


# --- the body of a request -------------------------------------------------------------------------------------------


def encode_body(action: Action, arguments: Mapping[str, Any], media: str, problems: Problems) -> tuple[Body, str]:
    """Return the body of a request and its media type; add a problem for each value that cannot be encoded."""
    whole = action.body
    if whole is not None:
        if whole.name not in arguments:
            return None, ""
        return _whole_body(whole, arguments[whole.name], media, problems)
    members = {part: arguments[part.name] for part in action.parts if part.name in arguments}
    if not members and not action.empty_body:
        return None, ""
    if is_json(media):
        return _json_body(members, media, problems, as_object=True)
    if is_form(media):
        return _parts_as_form(action, members, media, problems), media
    if not _is_named(media):
        _refuse_gaps(action, members, media, problems)
    parts = [
        _Member(part, part, part.wire, value, part.schema.has_files or _is_file(value))
        for part, value in members.items()
    ]
    return _multipart_body(parts, media, problems)


def _is_named(media: str) -> bool:
    """Return whether the parts of a multipart body have names."""
    return is_range(media) or without_parameters(media) == MULTIPART


def _in_order(parts: Iterable[Parameter]) -> list[Parameter]:
    """Return parts without names as they are sent: data before the files that it is about (RFC 2387, section 3.2)."""
    return sorted(parts, key=lambda part: part.schema.has_files)


def _refuse_gaps(action: Action, passed: Mapping[Parameter, Any], media: str, problems: Problems) -> None:
    """Add a problem for a part that is left out before another: the server would take that one for it."""
    ordered = _in_order(action.parts)
    last = max(map(ordered.index, passed), default=0)
    for gap in ordered[:last]:
        if gap not in passed:
            message = (
                f"is missing before {ordered[last].name}, and the parts of {without_parameters(media)} have no names"
            )
            problems.add(gap, message, "required", f"pass it, or omit {ordered[last].name}")


def _whole_body(parameter: Parameter, value: Any, media: str, problems: Problems) -> tuple[Body, str]:
    if parameter.is_json(media):
        return _json_body({parameter: value}, media, problems, as_object=False)
    if is_form(media):
        return _form_body(parameter, value, media, problems), media
    if is_multipart(media):
        parts = [
            _Member(parameter, parameter.encoding.get(name, parameter), name, member, _is_file(member))
            for name, member in value.items()
        ]
        return _multipart_body(parts, media, problems)
    try:
        text = _written(value, parameter.schema_for(media), media)
        if text is not None:
            return encode_text(text, media), media
        return _raw_body(value, media)
    except EncodingError as error:
        _add_problem(problems, parameter, error.path, "a value that can be encoded", error)
    return None, ""


def _written(value: Any, schema: Schema, media: str) -> str | None:
    """Return plain data as XML, or as lines of JSON; None for what is a document already."""
    if is_json_lines(media) and isinstance(value, list) and not schema.has_files:
        return "".join(f"{_encode_json(item)}\n" for item in to_json_value(value, schema))
    if not is_xml(media) or not isinstance(value, _PLAIN) or not schema.is_structured:
        return None
    from ..schema.xml_values import write_xml  # which few calls need

    return write_xml(to_json_value(value, schema), schema.view)


def _raw_body(value: Any, media: str) -> tuple[Body, str]:
    if isinstance(value, (Mapping, list)):
        reason = f"is {a_kind(value)}, which has no form as {media}"
        raise EncodingError(reason, (), "pass the document: a str, bytes, a Path or an open file")
    if isinstance(value, tuple):
        return file_stream(value[1]), (*value, _concrete(media, value[0], value[1]))[2]
    media = _concrete(media, "", value)
    if isinstance(value, _SCALARS):
        return encode_text(to_string(value), media), media
    if is_json_lines(media) and hasattr(value, "__next__"):
        return file_stream(map(_line, value)), media
    return (value if isinstance(value, bytes) else file_stream(value)), media


def _line(item: Any) -> bytes:
    """Return a line of JSON; what is in bytes is sent as it is."""
    return (
        bytes(item)
        if isinstance(item, (bytes, bytearray, memoryview))
        else f"{_encode_json(to_plain(item))}\n".encode()
    )


def _concrete(media: str, filename: str, source: Any) -> str:
    """Return a media type as it is; for a range, the one of the file by its name, if the range includes it."""
    if not is_range(media):
        return media
    if isinstance(source, _SCALARS):
        guessed: str | None = "text/plain;charset=utf-8"
    else:
        guessed = mimetypes.guess_type(filename or _name_of(source))[0]
    return guessed if guessed and allows(media, guessed) else UNKNOWN


def _is_file(value: Any) -> bool:
    first = value[0] if isinstance(value, list) and value else value
    return not isinstance(first, (*_SCALARS, dict, list, type(None)))


def _json_body(
    members: Mapping[Parameter, Any], media: str, problems: Problems, *, as_object: bool
) -> tuple[Body, str]:
    """Return the body as JSON: the value of the one member, or with `as_object` an object of all of them."""
    sent = JSON if is_range(media) else media

    def value_of(values: Mapping[Parameter, Any]) -> Any:
        return {part.wire: member for part, member in values.items()} if as_object else next(iter(values.values()))

    try:
        text = _encode_json(value_of(members)).encode("utf-8")
        if not has_whole_floats(text) and charset_of(sent) == UTF_8:
            return text, sent
    except Exception:  # noqa: BLE001, S110 - an object of the caller may raise anything when it is read
        pass  # not plain data: `to_json_value` converts it, or raises with the path to what cannot be converted
    converted = _json_values(members, media, problems)
    try:
        encode = _encode_json if charset_of(sent) == UTF_8 else _encode_json_in_ascii
        return (None, "") if problems else (encode_text(encode(value_of(converted)), sent), sent)
    except EncodingError as error:
        _add_problem(problems, next(iter(members)), (), "a JSON value", error)
    return None, ""


def _json_values(members: Mapping[Parameter, Any], media: str, problems: Problems) -> dict[Parameter, Any]:
    converted = {}
    for parameter, value in members.items():
        try:
            converted[parameter] = to_json_value(value, parameter.schema_for(media))
        except (EncodingError, RecursionError) as error:
            found = error if isinstance(error, EncodingError) else EncodingError("is nested too deeply")
            _add_problem(problems, parameter, found.path, "a JSON value", found)
    return converted


def _add_problem(
    problems: Problems, parameter: Parameter, path: tuple[str | int, ...], expected: str, error: EncodingError
) -> None:
    location, name = parameter.location, parameter.name
    problem = Problem.in_call(location, name, path, "encodable", expected, None, error.reason, error.suggestion)
    problems.append(problem)


_encode_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
_encode_json_in_ascii = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode
"""The same with everything outside of ASCII escaped, for charsets that do not have all characters."""


def _parts_as_form(action: Action, members: Mapping[Parameter, Any], media: str, problems: Problems) -> bytes:
    written = {part.name: encode_or_report(part, value, problems) or "" for part, value in members.items()}
    arguments = {part.name: value for part, value in members.items()}
    refuse_overwriting(action, "part", arguments, written, problems)
    pairs: list[bytes] = []
    for part in members:
        try:
            pairs.append(encode_form(written[part.name], media))
        except EncodingError as error:
            _add_problem(problems, part, (), "a value that a form can encode", error)
    return b"&".join(pairs)


def _form_body(parameter: Parameter, value: Mapping[str, Any], media: str, problems: Problems) -> bytes:
    pairs: dict[str, str] = {}
    for name, member in value.items():
        encoding = parameter.encoding.get(name)
        try:
            pairs[name] = encode_form_member(name, member) if encoding is None else encode_parameter(encoding, member)
            encode_form(pairs[name], media)
        except EncodingError as error:
            _add_problem(problems, parameter, (name,), "a value that a form can encode", error)
    if parameter.encoding:
        _refuse_same_names(parameter, pairs, problems)
    return b"&".join(encode_form(pair, media) for pair in pairs.values() if pair) if not problems else b""


def _refuse_same_names(parameter: Parameter, pairs: Mapping[str, str], problems: Problems) -> None:
    """Add a problem for each member that writes a name which another member writes, or has."""
    owners = {name: name for name in pairs}
    for member, written in pairs.items():
        for name in names_in(written, "&"):
            if owners.setdefault(name, member) != member:
                error = EncodingError(
                    f"writes the name {name!r:.80}, as {owners[name]!r:.80} does", (), "pass only one"
                )
                _add_problem(problems, parameter, (member,), "a name of its own", error)


# --- multipart forms -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, repr=False)
class Multipart:
    """A body of several parts (RFC 7578, and RFC 2046, section 5.1), written part by part."""

    media: str
    boundary: str
    parts: tuple[tuple[bytes, FileStream], ...]

    @property
    def content_type(self) -> str:
        """The value of its ``Content-Type``."""
        return f"{self.media}; boundary={self.boundary}"

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


class _Member(NamedTuple):
    """A value that becomes one part of a multipart body, or several."""

    parameter: Parameter
    """The parameter that it is in."""
    encoding: Parameter
    """How it is written."""
    name: str
    value: Any
    is_file: bool


def _multipart_body(members: list[_Member], media: str, problems: Problems) -> tuple[Body, str]:
    sent = MULTIPART if is_range(media) else without_parameters(media)
    is_named = _is_named(media)
    parts: list[tuple[bytes, FileStream]] = []
    # Elsewhere parts have no names: data comes before the files that it is about (RFC 2387, section 3.2: the root).
    for member in members if is_named else sorted(members, key=lambda member: member.is_file):
        try:
            found = _file_parts(member) if member.is_file else _value_parts(member)
        except EncodingError as error:
            path = (member.name,) if member.parameter.location == "body" else ()
            _add_problem(problems, member.parameter, path, "a value that a form can encode", error)
        else:
            headers = member.encoding.headers
            for name, filename, kind, data in found:
                head = _head(name, filename, kind, headers) if is_named else _nameless_head(kind, headers)
                parts.append((head, data))
    # As `secrets.token_hex`, whose import takes longer than all of this module.
    form = Multipart(sent, os.urandom(16).hex(), tuple(parts))
    return form, form.content_type


class _Part(NamedTuple):
    """One part of a multipart body."""

    name: str
    filename: str | None
    media: str | None
    data: FileStream


def _file_parts(member: _Member) -> list[_Part]:
    files = member.value if isinstance(member.value, list) else [member.value]
    if not files:
        raise EncodingError("is an empty list, which a form cannot encode", (), "leave it out")
    return [_file_part(member, file) for file in files]


def _value_parts(member: _Member) -> list[_Part]:
    """Return the parts of a value: those of its style if it has one, otherwise one for each item of a list."""
    encoding, media = member.encoding, member.encoding.content_type or None
    if has_own_pairs(encoding):
        return [_text_part(key, text, media) for key, text in encode_pairs(encoding, member.value)]
    is_one = encoding.location == "part" and encoding.style == "json"
    texts = [encode_json_part(member.value)] if is_one else encode_multipart_values(member.value)
    return [
        _text_part(member.name, text, media or ("application/json" if is_json_text else None))
        for text, is_json_text in texts
    ]


def _text_part(name: str, text: str, media: str | None) -> _Part:
    return _Part(name, None, media, file_stream(text.encode()))


def _file_part(member: _Member, value: Any) -> _Part:
    filename, source, media = (*value, None)[:3] if isinstance(value, tuple) else (None, value, None)
    filename = filename or _name_of(source) or member.name
    media = media or member.encoding.content_type or mimetypes.guess_type(filename)[0] or UNKNOWN
    return _Part(member.name, filename, media, file_stream(source))


def _name_of(source: Any) -> str:
    path = source if isinstance(source, Path) else getattr(source, "name", "")
    return Path(path).name if isinstance(path, (str, Path)) else ""


def _head(name: str, filename: str | None, media: str | None, headers: Mapping[str, str] | None = None) -> bytes:
    from urllib3.fields import RequestField  # only here: most calls have no parts, and need nothing of urllib3

    field = RequestField(name, b"", filename, dict(headers or {}))
    field.make_multipart(content_type=media)
    # On a file system, a name may have bytes that are not UTF-8.
    return field.render_headers().encode("utf-8", "replace")


def _nameless_head(media: str | None, headers: Mapping[str, str]) -> bytes:
    fields = {"Content-Type": media or "text/plain;charset=utf-8", **headers}
    return "".join([*(f"{name}: {value}\r\n" for name, value in fields.items()), "\r\n"]).encode("utf-8", "replace")
