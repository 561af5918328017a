"""
Python values to plain data: what a value becomes is decided here, by its type and by what its schema declares.

Every writer (query, path, header, cookie, form, multipart, JSON) writes plain data: strings, numbers, booleans, None,
lists, and dicts with strings as keys. docs/values.md has a table of what becomes of which value.
"""

from __future__ import annotations

import datetime
import enum
import operator
import sys
from collections import UserString
from collections.abc import Callable, Mapping, Sequence, Set
from contextlib import suppress
from decimal import Decimal
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Any

from ..strings.counting import a_kind
from .expected import Expected
from .moments import FORMATS as OTHER_FORMATS

if TYPE_CHECKING:
    from .validation import Schema

MAX_DEPTH = 128
MAX_INT_BITS = 14_000
"""Larger integers have more digits than Python converts to a string (4,300)."""
MAX_DIGITS = 4_300
_MINUTE = datetime.timedelta(minutes=1)

Path = tuple["str | int", ...]
"""The keys and indexes that lead to a value."""


class EncodingError(Exception):
    """
    A value cannot be encoded.

    `reason` is a predicate without a subject, `path` leads to the value, `suggestion` is what to do, if that is known.
    """

    def __init__(self, reason: str, path: Path = (), suggestion: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.path = path
        self.suggestion = suggestion


# --- to plain data ---------------------------------------------------------------------------------------------------


def to_plain(value: Any, schema: Schema | None = None) -> Any:
    """
    Return a value as plain data.

    Dates and times become ISO 8601 strings, a `UUID` a string, an `Enum` its value, a sequence or an array a list, an
    object with `model_dump` (as of pydantic) or a dataclass a dict, a number of numpy one of Python.

    Args:
        value: What the caller passed.
        schema: What it has to satisfy. Where it declares only integers, ``10.0`` becomes ``10``; by its `format`, a
            `datetime` at midnight becomes a date, and one without a time zone is refused for ``date-time``. What
            it marks as a file is refused: files are not plain data, and a string may be a path or the content.

    Raises:
        EncodingError: There is no unambiguous form for the value, or for one inside it.
    """
    try:
        conversion = _ConversionWithoutFiles if schema is not None and schema.marks_files else _Conversion
        return conversion(schema).convert(value, ())
    except (EncodingError, RecursionError):
        raise
    except Exception as error:  # noqa: BLE001 - the caller's object may raise anything when it is read
        failure = EncodingError(f"is {a_kind(value)} that cannot be read ({type(error).__name__})")
    raise failure


def to_json_value(value: Any, schema: Schema | None = None) -> Any:
    """Return a value as plain data that JSON can express, see `to_plain`; raises `EncodingError`."""
    return _without_decimals(to_plain(value, schema), ())


def has_whole_floats(text: bytes) -> bool:
    """Return whether JSON without spaces may have whole numbers that are written as ``10.0`` or ``1e+22``."""
    return b".0," in text or b".0}" in text or b".0]" in text or b"e+" in text or text.endswith(b".0")


def _without_decimals(value: Any, path: Path) -> Any:
    if isinstance(value, dict):
        return {key: _without_decimals(member, (*path, key)) for key, member in value.items()}
    if isinstance(value, list):
        return [_without_decimals(item, (*path, index)) for index, item in enumerate(value)]
    if isinstance(value, Decimal):
        number = int(value) if value == value.to_integral_value() and abs(value) < 10**300 else float(value)
        if Decimal(str(number)) != value:
            raise EncodingError("has more digits than a JSON number can have here", path, "pass it as a string")
        return number
    return value


class FrameFloat(float):
    """
    A whole number in a cell of a frame that is so large that it may have been another one.

    A gap turns a column of integers into floats, which cannot tell 2**53 from 2**53 + 1. It is a number where the
    schema declares one.
    """


class _Conversion:
    """The conversion of one value."""

    def __init__(self, schema: Schema | None) -> None:
        self._schema = schema

    def convert(self, value: Any, path: Path) -> Any:
        kind = type(value)
        if kind is str:
            return value if value.isascii() else _encodable(value, path)
        if value is None or kind is bool:
            return value
        if kind is int:
            return _limited(value, path)
        if len(path) > MAX_DEPTH:
            raise EncodingError("is nested too deeply", path[:MAX_DEPTH])
        for applies, convert in _KINDS:
            if applies(value):
                return convert(self, value, path)
        raise EncodingError(f"is {a_kind(value)}, which cannot be encoded", path)

    def expected_at(self, path: Path) -> Expected:
        """Return what the schemas declare for a scalar; where they declare a list, it becomes the only item of one."""
        expected = self._exactly_at(path)
        return expected.child(0) if "array" in expected.types and not expected.types & _SCALAR_TYPES else expected

    def _exactly_at(self, path: Path) -> Expected:
        expected = self._root
        for step in path:
            expected = expected.child(step)
        return expected

    @cached_property
    def _root(self) -> Expected:
        return Expected([] if self._schema is None else [self._schema.view])

    def from_number(self, value: float | Decimal, path: Path) -> Any:
        if isinstance(value, Decimal):
            if not value.is_finite():
                raise EncodingError("is not a finite number", path)
            if value.adjusted() > MAX_DIGITS:
                raise EncodingError("has more digits than can be encoded", path)
            return int(value) if value == value.to_integral_value() and self.expected_at(path).whole else value
        if not isfinite(value):
            raise EncodingError("is not a finite number", path)
        if isinstance(value, FrameFloat) and "number" not in self.expected_at(path).types:
            hint = 'read the column as strings, or as integers with gaps: dtype="Int64"'
            raise EncodingError("is a float in a frame, which cannot hold all digits of so large a number", path, hint)
        return int(value) if value.is_integer() and self.expected_at(path).whole else float(value)

    def from_moment(self, value: Any, path: Path) -> Any:
        """Return a date or a time in ISO 8601; for the formats of JSON Schema, as RFC 3339 defines them."""
        if value != value:  # noqa: PLR0124 - true for NaT of pandas only, which is a datetime
            raise _missing_value(path)
        expected = self.expected_at(path)
        formats = expected.formats & _MOMENTS.keys()
        others = expected.formats & OTHER_FORMATS.keys()
        if others and not formats:
            return _in_other_format(value, min(others), expected.types, path)
        kind = next(name for name, (applies, _) in _MOMENTS.items() if applies(value))
        if kind == "date-time" and "date" in formats and _is_midnight(value, formats):
            return str(value.date().isoformat())
        if formats and kind not in formats:
            raise _other_moment(kind, formats, path)
        if formats and kind != "date" and value.utcoffset() is None:
            hint = "give a time zone: value.replace(tzinfo=datetime.timezone.utc) if it is in UTC"
            raise EncodingError(f"has no time zone, but the format is {kind}", path, hint)
        text = str((value if kind == "date" else _with_whole_minutes(value, path)).isoformat())
        # RFC 3339 has both forms; a server that takes only one takes that of its examples.
        return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text

    def from_bytes(self, value: Any, path: Path) -> str:
        """Return bytes in the encoding that the schema declares for the string (RFC 4648)."""
        encodings = self.expected_at(path).encodings
        if encodings.isdisjoint(_ENCODINGS):
            hint = "decode them to a string; bytes are the content of a file"
            raise EncodingError(f"is {a_kind(value)}, which is not text", path, hint)
        import base64  # when it is needed, for it takes longer than most values

        encode = base64.b64encode if "base64" in encodings else base64.urlsafe_b64encode
        return encode(bytes(value)).decode("ascii")

    def from_mapping(self, value: Mapping[Any, Any], path: Path) -> dict[str, Any]:
        return {_key(key, path): self.convert(member, (*path, str(key))) for key, member in value.items()}

    def from_items(self, value: Any, path: Path) -> list[Any]:
        return [self.convert(item, (*path, index)) for index, item in enumerate(value)]

    def from_model(self, value: Any, path: Path) -> Any:
        """Convert what `model_dump` of pydantic returns, with the names that the model has in JSON."""
        try:
            dumped = value.model_dump(by_alias=True)
        except TypeError:  # an object that only resembles a model
            dumped = value.model_dump()
        if type(dumped) is type(value):
            raise EncodingError(f"is {a_kind(value)}, which cannot be encoded", path)
        return self.convert(dumped, path)

    def from_dataclass(self, value: Any, path: Path) -> Any:
        from dataclasses import fields  # which is imported where there are dataclasses

        return self.from_mapping({field.name: getattr(value, field.name) for field in fields(value)}, path)

    def from_array(self, value: Any, path: Path) -> Any:
        """Convert an array or a scalar of numpy, or of another package whose objects have the same methods."""
        if hasattr(value, "columns"):
            raise EncodingError("is a table, which cannot be encoded", path, "pass one row, or use map()")
        if getattr(value, "shape", ()):
            return self.from_items(value, path)
        if _is_numpy_moment(value):
            return self.from_numpy_moment(value, path)
        item = value.item()
        if type(item) is type(value):
            raise EncodingError(f"is {a_kind(value)}, which cannot be encoded", path)
        return self.convert(item, path)

    def from_numpy_moment(self, value: Any, path: Path) -> Any:
        """Convert a date or a time of numpy, by the same rules and with all its digits."""
        if value != value:  # noqa: PLR0124 - true for NaT only
            raise _missing_value(path)
        if value.dtype.kind == "m":
            raise EncodingError("is a duration, which has no standard form", path, "pass a number or a string")
        moment = python_moment(value)
        if moment is not value:
            return self.convert(moment, path)
        shortened = value.astype("datetime64[us]").item()
        if isinstance(shortened, datetime.datetime):
            # What is cut off is a part of the time of day, even if the rest of it is midnight.
            self.from_moment(shortened.replace(microsecond=shortened.microsecond or 1), path)
        elif self.expected_at(path).formats & _MOMENTS.keys():
            raise EncodingError("is not in the years 1 to 9999, which the format requires", path)
        return str(value)


class _ConversionWithoutFiles(_Conversion):
    """The conversion of a value whose schema marks files."""

    def convert(self, value: Any, path: Path) -> Any:
        is_file = self._exactly_at(path).is_file or self.expected_at(path).is_file
        if value is not None and is_file:
            hint = "a file can be a member of a multipart form, or a whole body that is neither JSON nor a form"
            raise EncodingError("is declared as a file, and no file can be written here", path, hint)
        return super().convert(value, path)


def _is_numpy_moment(value: Any) -> bool:
    return getattr(getattr(value, "dtype", None), "kind", "") in ("m", "M")


def python_moment(value: Any) -> Any:
    """Return a ``datetime64`` of numpy as a date or time of Python, or unchanged if Python's have too few digits."""
    moment = value.item()
    if isinstance(moment, int):
        short = value.astype("datetime64[us]")
        moment = short.item() if short == value else moment
    return value if isinstance(moment, int) else moment


def _is_midnight(value: Any, formats: Set[str]) -> bool:
    """Return whether a datetime is a date, if one is expected; with a time zone, only if nothing else is."""
    # pandas leaves its nanoseconds out of `time`.
    is_midnight = value.time() == datetime.time() and not getattr(value, "nanosecond", 0)
    return is_midnight and (value.tzinfo is None or len(formats) == 1)


def _with_whole_minutes(value: Any, path: Path) -> Any:
    """Return a datetime or a time whose offset has no seconds, as those before standard time do: in UTC if need be."""
    if not (offset := value.utcoffset()) or not offset % _MINUTE:
        return value
    if isinstance(value, datetime.datetime):
        with suppress(OverflowError):  # in the first or the last year
            return value.astimezone(datetime.timezone.utc)
    message = "has an offset with seconds, which ISO 8601 and RFC 3339 cannot express"
    raise EncodingError(message, path, "pass it with an offset of whole minutes")


def _other_moment(kind: str, formats: Set[str], path: Path) -> EncodingError:
    """Return the error for a date or a time that is not of the kind that the formats require."""
    expected = " or ".join(sorted(formats))
    if kind == "date-time" and "date" in formats:
        return EncodingError(f"has a time of day, but the format is {expected}", path, "pass value.date()")
    hints = {"date": "pass a datetime with a time zone", "date-time": "pass value.timetz()"}
    return EncodingError(f"is {_MOMENTS[kind][1]}, but the format is {expected}", path, hints.get(kind, ""))


def _in_other_format(value: Any, name: str, types: Set[str], path: Path) -> Any:
    if not isinstance(value, datetime.datetime):
        kind = next(what for applies, what in _MOMENTS.values() if applies(value))
        raise EncodingError(f"is {kind}, but the format is {name}", path, "pass a datetime with a time zone")
    if value.utcoffset() is None:
        hint = "give a time zone: value.replace(tzinfo=datetime.timezone.utc) if it is in UTC"
        raise EncodingError(f"has no time zone, but the format is {name}", path, hint)
    written = None if getattr(value, "nanosecond", 0) else OTHER_FORMATS[name](value, types)
    if written is None:
        message = f"has a fraction of a second, which the format {name} cannot express here"
        raise EncodingError(message, path, "pass value.replace(microsecond=0)")
    return written


def _encodable(value: str, path: Path) -> str:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise EncodingError("contains half of a surrogate pair, which cannot be encoded in UTF-8", path) from None
    return value


def _key(key: Any, path: Path) -> str:
    if not isinstance(key, str):
        raise EncodingError(f"has the key {key!r:.40}, which is not a string", path)
    return _encodable(str.__str__(key), path)


def _limited(value: int, path: Path) -> int:
    if value.bit_length() > MAX_INT_BITS:
        raise EncodingError("has more digits than can be encoded", path)
    return value


def _missing_value(path: Path) -> EncodingError:
    return EncodingError("is a missing value", path, "leave it out, or pass None")


def _refuse_missing(_: _Conversion, _value: Any, path: Path) -> Any:
    raise _missing_value(path)


def _refuse_set(_: _Conversion, value: Any, path: Path) -> Any:
    raise EncodingError(f"is {a_kind(value)}, which has no order", path, "pass a list, such as sorted(value)")


def _is_uuid(value: Any) -> bool:
    # If there is a UUID, its module is imported; importing it here would take longer than all of this module.
    return "uuid" in sys.modules and isinstance(value, sys.modules["uuid"].UUID)


def _is_instance_of(*kinds: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, kinds)


_MOMENTS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "date-time": (_is_instance_of(datetime.datetime), "a datetime"),
    "date": (_is_instance_of(datetime.date), "a date"),
    "time": (_is_instance_of(datetime.time), "a time"),
}
"""Format → whether a value is of that kind, and what it is called; the first that applies counts."""

_ENCODINGS = frozenset({"base64", "base64url"})
_SCALAR_TYPES = {"integer", "number", "string"}
_Convert = Callable[[_Conversion, Any, Path], Any]
_KINDS: tuple[tuple[Callable[[Any], bool], _Convert], ...] = (
    (_is_instance_of(float, Decimal), _Conversion.from_number),
    (_is_instance_of(dict), _Conversion.from_mapping),
    (_is_instance_of(list, tuple), _Conversion.from_items),
    (_is_instance_of(enum.Enum), lambda conversion, value, path: conversion.convert(value.value, path)),
    (_is_instance_of(str), lambda _, value, path: _encodable(str.__str__(value), path)),
    (_is_instance_of(int), lambda _, value, path: _limited(int(value), path)),
    (_is_instance_of(datetime.date, datetime.time), _Conversion.from_moment),
    (_is_uuid, lambda _, value, _path: str(value)),
    (_is_instance_of(Mapping), _Conversion.from_mapping),
    (_is_instance_of(bytes, bytearray, memoryview), _Conversion.from_bytes),
    (_is_instance_of(Set), _refuse_set),
    (_is_instance_of(UserString), lambda _, value, path: _encodable(str(value), path)),
    (_is_instance_of(Sequence), _Conversion.from_items),
    (lambda value: type(value).__name__ in ("NAType", "NaTType"), _refuse_missing),
    (lambda value: callable(getattr(type(value), "model_dump", None)), _Conversion.from_model),
    (lambda value: hasattr(type(value), "__dataclass_fields__"), _Conversion.from_dataclass),
    (lambda value: callable(getattr(type(value), "item", None)), _Conversion.from_array),
    (lambda value: hasattr(type(value), "__index__"), lambda _, value, path: _limited(operator.index(value), path)),
)
"""Each kind of value, and how it is converted; the first that applies counts."""
