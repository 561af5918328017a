"""
The index of a description in JSON: where the members of its tables are in the file, so that not all of it is parsed.

Like what is stored of other descriptions (see `stored`) it has a skeleton and tables, but their slices are ranges of
bytes of the file itself. It counts for the content that it was made of: size and CRC-32 of the file are compared each
time. It has a checksum of its own, so that what was damaged is not used.

This module imports no other packages: a wheel's build runs it where none is installed.
"""

from __future__ import annotations

import json
import os
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from zlib import crc32

from ..errors import DescriptionError, Problem
from ..formats.lazy import LazyDict
from ..runtime.log import log_debug
from ..strings.expressions import expression
from .json_numbers import finite, reject_constant
from .stored import DESCRIPTION, TABLE, Steps, document_of, level_below

VERSION = 1
"""The version of the format; no other one is read."""
OWN_KEY = b'"dynaclient"'
"""What the file of a description in our own format has in it; a document of another format seldom has."""

_HEAD = b'{"dynaclient index": %d, "checksum": "%08x", "length": '
_HEAD_LENGTH = len(_HEAD % (VERSION, 0))
_LENGTH = b'%8d, "index": '
_PARTS = b', "parts": ['
_BLANK = r"[ \t\n\r]*"
_START = expression(rf"{_BLANK}\{{")
_END = expression(rf"{_BLANK}\Z")
_MEMBER = rf'{_BLANK}"([^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*)"{_BLANK}:{_BLANK}'
_FIRST_MEMBER = expression(rf"{_MEMBER}|{_BLANK}\}}")
_NEXT_MEMBER = expression(rf"{_BLANK},{_MEMBER}|{_BLANK}\}}")

Place = tuple[int, int]
"""Where the bytes of a value begin in the file, and how many they are."""
Read = Callable[[int, int], bytes]
"""Returns bytes of the file: from where, and how many."""

_decoder: Any = json.JSONDecoder(parse_constant=reject_constant, parse_float=finite)


def index_path(path: str) -> str:
    """Return the path of the index beside a description: ``api.index.json`` of ``api.json``."""
    return os.path.splitext(path)[0] + ".index.json"  # noqa: PTH122 - faster


def is_index(data: bytes) -> bool:
    """Return whether the content of a file is that of an index, of any version, or damaged."""
    return data.startswith(_HEAD[: _HEAD.index(b":")])


class _NoIndex(ValueError):
    """The file is not JSON, or not a description."""


# --- making ----------------------------------------------------------------------------------------------------------


class _Table(dict[str, Place]):
    """The places of the members of a table."""


class _Walker:
    """
    Reads through a description, and keeps its values down to the tables.

    What is below is parsed too, so that all of the file is known to be JSON, but not kept: that takes less time than to
    keep it.
    """

    def __init__(self, data: bytes, pause: Callable[[], None] | None) -> None:
        self._text = data.removeprefix(BOM_UTF8).decode("utf-8")
        self._is_ascii = self._text.isascii()
        self._known = (0, len(BOM_UTF8) if data.startswith(BOM_UTF8) else 0)
        """A character, and where it is in the file."""
        self._pause = pause

    def document(self) -> dict[str, Any]:
        """Return the description, with a `_Table` in place of each table; ValueError if it is not an object in JSON."""
        start = _START.match(self._text)
        if start is None:
            raise _NoIndex("it is not an object")
        document, end = self._members(start.end(), DESCRIPTION)
        if _END.match(self._text, end) is None:
            raise _NoIndex("something follows the object")
        return document

    def _members(self, at: int, level: str) -> tuple[dict[str, Any], int]:
        """Return the members of an object whose first one is at a character, and where the object ends."""
        text, is_table, pattern = self._text, level == TABLE, _FIRST_MEMBER
        scan, start = _decoder.scan_once, self._known[1]
        found: dict[str, Any] = _Table() if is_table else {}
        while (member := pattern.match(text, at)) is not None:
            name, begin = member[1], member.end()
            if name is None:
                return found, begin
            below = "" if is_table else level_below(level, name)
            value: Any
            if below and text.startswith("{", begin):
                value, at = self._members(begin + 1, below)
            else:
                value, at = scan(text, begin)
                if is_table:
                    if self._pause is not None:
                        self._pause()
                    value = (start + begin, at - begin) if self._is_ascii else self._place(begin, at)
            found[json.loads(f'"{name}"') if "\\" in name else name] = value
            pattern = _NEXT_MEMBER
        raise _NoIndex("it is not JSON")

    def _place(self, begin: int, end: int) -> Place:
        """Return the place of characters that are not all ASCII; it is behind the last one that was asked for."""
        known, offset = self._known
        start = offset + len(self._text[known:begin].encode())
        length = len(self._text[begin:end].encode())
        self._known = end, start + length
        return start, length


class JsonIndex:
    """
    The index of a content, in memory.

    Args:
        skeleton: All of the description but the tables, in place of which it has None.
        tables: The path of each table, and the places of its members.
    """

    def __init__(self, skeleton: dict[str, Any], tables: Sequence[tuple[Steps, Mapping[str, Place]]]) -> None:
        self.skeleton = skeleton
        self.tables = tables

    @classmethod
    def of(cls, data: bytes, pause: Callable[[], None] | None = None) -> JsonIndex | None:
        """
        Return the index of a description; None if its file is not one in JSON and our own format.

        Args:
            data: The content of the file.
            pause: Called after each member of a table, if it is passed.
        """
        if OWN_KEY not in data:
            return None
        try:
            document = _Walker(data, pause).document()
        except (ValueError, RecursionError, StopIteration):  # what is wrong is reported when all of it is parsed
            return None
        tables = list(_taken_out((), document, DESCRIPTION))
        return cls(document, tables) if "dynaclient" in document else None

    def document(self, read: Read) -> dict[str, Any]:
        """Return the description, of which the skeleton becomes a part."""
        tables = ((path, places, places.__getitem__) for path, places in self.tables)
        return document_of(self.skeleton, tables, partial(_parsed, read))


def _taken_out(path: Steps, value: dict[str, Any], level: str) -> Iterator[tuple[Steps, _Table]]:
    """Yield the tables in a value and where they are; None takes their places."""
    for key, member in value.items():
        below = level_below(level, key)
        if isinstance(member, _Table):
            value[key] = None
            yield (*path, key), member
        elif below and isinstance(member, dict):
            yield from _taken_out((*path, key), member, below)


def slices_of(data: bytes) -> Read:
    """Return a function that returns parts of a content."""
    return lambda start, length: data[start : start + length]


def _parsed(read: Read, place: Place) -> Any:
    try:
        return _decoder.decode(read(*place).decode("utf-8"))
    except ValueError:
        message = "this description does not match its index, although the checksums are equal"
    hint = "remove the index: that of the package, or with `dynaclient cache --clear` those of the cache"
    raise DescriptionError([Problem.in_description("", "index", message, hint)])


def make_index(
    data: bytes,
    pause: Callable[[], None] | None = None,
    *,
    is_sound: bool = False,
    facts: Iterable[int] = (),
) -> bytes | None:
    """
    Return the content of the index file of a description; None if it can have none (see `JsonIndex.of`).

    It is JSON too: a checksum of what follows, the index, and the parts of it that are parsed when they are needed.

    Args:
        data: The content of the file.
        pause: Called after each member of a table.
        is_sound: Whether the description is known to be sound (see `soundness`).
        facts: The size of the file, its times and what identifies it, if they are those of this content for certain.
    """
    from hashlib import sha256

    index = JsonIndex.of(data, pause)
    if index is None:
        return None
    resources = index.skeleton["resources"] if isinstance(index.skeleton.get("resources"), dict) else {}
    tables: dict[str, list[Any]] = {name: [] for name in resources}
    others: list[Any] = []
    for path, places in index.tables:
        is_in_resource = len(path) > 2 and path[0] == "resources"
        (tables[path[1]] if is_in_resource else others).append((path[2:] if is_in_resource else path, places))
    parts = [_json({"document": value, "tables": _written(tables[name])}) for name, value in resources.items()]
    members = {
        "size": len(data), "crc32": crc32(data), "sha256": sha256(data).hexdigest(),
        "sound": is_sound, "file": list(facts),
        "document": index.skeleton | ({"resources": None} if resources else {}), "tables": _written(others),
        "resources": _joined(list(resources)), "places": _numbers(_ranges(parts)),
        "leaves": _joined([name for name, value in resources.items() if _is_leaf(value, tables[name])]),
    }  # fmt: skip
    top = _json(members)
    rest = _LENGTH % len(top) + top + _PARTS + b",".join(parts) + b"]}\n"
    return _HEAD % (VERSION, crc32(rest)) + rest


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def _written(tables: Sequence[tuple[Steps, Mapping[str, Place]]]) -> list[Any]:
    return [(path, _joined(list(places)), _numbers(places.values())) for path, places in tables]


def _ranges(parts: Sequence[bytes]) -> Iterator[Place]:
    """Yield the places of parts that have a comma between them."""
    start = 0
    for part in parts:
        yield start, len(part)
        start += len(part) + 1


def _is_leaf(resource: Any, tables: Sequence[tuple[Steps, Mapping[str, Place]]]) -> bool:
    """Return whether a resource has actions and no resources, and no reference instead of any of these."""
    if not isinstance(resource, dict) or not {"$ref", "resources"}.isdisjoint(resource):
        return False
    return "actions" not in resource or any(path == ("actions",) and "$ref" not in places for path, places in tables)


def _joined(names: list[str]) -> str | list[str]:
    """Return names as one string if they can be split again: it is parsed many times faster."""
    joined = "\n".join(names)
    return joined if joined.split("\n") == names else names


def _numbers(places: Iterable[Place]) -> str:
    return " ".join(f"{start} {length}" for start, length in places)


# --- reading ---------------------------------------------------------------------------------------------------------


class ResourceTable(LazyDict):
    """
    The resources of a description that has an index.

    Args:
        names: Their names.
        make: Returns a resource by its name.
        leaves: The names of those that are known to have actions and no resources, and no reference in their place.
    """

    __slots__ = ("leaves",)

    def __init__(self, names: Iterable[str], make: Callable[[str], Any], leaves: Iterable[str]) -> None:
        super().__init__(names, make)
        self.leaves = frozenset(leaves)


class StoredIndex:
    """The index of a file, read from another one."""

    def __init__(self, members: dict[str, Any], parts: memoryview) -> None:
        self._members = members
        self._parts = parts
        self.size = int(members["size"])
        """Bytes of the file that it was made of."""
        self.content = bytes.fromhex(members["sha256"])
        """The SHA-256 of these."""
        self.is_sound = members["sound"] is True
        """Whether it says that the description is sound (see `soundness`)."""

    @classmethod
    def read(cls, data: bytes | None) -> StoredIndex | None:
        """Return the index in a file; None if there is none, or it is damaged, or of another version."""
        if data is None:
            return None
        if not data.startswith(_HEAD % (VERSION, crc32(memoryview(data)[_HEAD_LENGTH:]))):
            log_debug("the index of a description is damaged, or of another version")
            return None
        try:
            start = _HEAD_LENGTH + len(_LENGTH % 0)
            end = start + int(data[_HEAD_LENGTH:start].split(b",")[0])
            return cls(json.loads(data[start:end]), memoryview(data)[end + len(_PARTS) :])
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            log_debug("the index of a description cannot be read (%s)", type(error).__name__)
            return None

    def is_of(self, facts: Iterable[int]) -> bool:
        """Return whether it was made of a file that had these size and times, and is the same one."""
        return list(facts) == self._members.get("file")

    def fits(self, data: bytes) -> bool:
        """Return whether a content is, by its size and checksum, the one that this was made of."""
        return len(data) == self.size and crc32(data) == self._members["crc32"]

    def document(self, read: Read) -> dict[str, Any]:
        """Return the description in a file that fits; it takes over what this has."""
        members, parse = self._members, partial(_parsed, read)
        document = document_of(members["document"], map(_read_table, members["tables"]), parse)
        names = _split(members["resources"])
        if names:
            resource = partial(_resource, _Places(names, members["places"]), self._parts, parse)
            document["resources"] = ResourceTable(names, resource, _split(members["leaves"]))
        return document


def _resource(places: _Places, parts: memoryview, parse: Callable[[Place], Any], name: str) -> Any:
    start, length = places.of(name)
    part = json.loads(bytes(parts[start : start + length]))
    return document_of(part["document"], map(_read_table, part["tables"]), parse)


def _read_table(table: tuple[Steps, Any, str]) -> tuple[Steps, list[str], Callable[[str], Place]]:
    path, joined, numbers = table
    names = _split(joined)
    return path, names, _Places(names, numbers).of


def _split(joined: str | list[str]) -> list[str]:
    """Return names of `_joined`."""
    return joined.split("\n") if isinstance(joined, str) else joined


class _Places:
    """The places of the members of a table, which are parsed when the first one is needed."""

    __slots__ = ("_known", "_names", "_numbers")

    def __init__(self, names: list[str], numbers: str) -> None:
        self._names = names
        self._numbers = numbers
        self._known: dict[str, Place] | None = None

    def of(self, name: str) -> Place:
        """Return the place of a member."""
        known = self._known
        if known is None:
            numbers = map(int, self._numbers.split())
            known = self._known = dict(zip(self._names, zip(numbers, numbers, strict=True), strict=True))
        return known[name]
