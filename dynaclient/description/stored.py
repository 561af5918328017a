"""
A description as the bytes of a file, and a lazy description made of such bytes.

The bytes are an index, with the names of all actions and schemas, and a slice for each of them, which is parsed when it
is first looked at. A checksum of all of it comes first, so that what was damaged is not used; it does not protect from
those who can write to the folder, which only its owner can.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any
from zlib import compress, crc32, decompress

from ..errors import Problem
from ..formats.lazy import LazyDict, plain
from ..formats.places import Place
from ..formats.translation import Description, Origins, Translation

MAGIC = b"dynaclient description 1\n"
DESCRIPTION, TABLE = "description", "table"
_LEVELS = {
    DESCRIPTION: {"parameters": TABLE, "responses": TABLE, "schemas": TABLE, "resources": "resources"},
    "resource": {"actions": TABLE, "resources": "resources"},
}
"""Level → key → level of the object there. The members of a table are slices; the skeleton has all other values."""
_DIGITS = 12
"""Digits of a number in the file."""

Steps = tuple[str, ...]
"""The keys that lead to a value of the description."""


def level_below(level: str, key: str) -> str:
    """Return the level of the member of an object; an empty string if all of it is one value."""
    return "resource" if level == "resources" else _LEVELS[level].get(key, "") if level in _LEVELS else ""


# --- writing ---------------------------------------------------------------------------------------------------------


class _Writer:
    """Collects the slices."""

    def __init__(self, pause: Callable[[], None]) -> None:
        self._pause = pause
        self.slices: list[bytes] = []
        self._offset = 0

    def add(self, value: Any) -> tuple[int, int]:
        """Add a slice; return where it is, and its length."""
        self._pause()
        return self._add(json.dumps(value).encode("ascii"))

    def add_compressed(self, value: Any) -> tuple[int, int]:
        """Add a slice that is seldom needed."""
        return self._add(compress(json.dumps(value).encode("ascii"), 1))

    def _add(self, data: bytes) -> tuple[int, int]:
        self.slices.append(data)
        start, self._offset = self._offset, self._offset + len(data)
        return start, len(data)


def to_bytes(document: Any, facts: Callable[[], Mapping[str, Any]], pause: Callable[[], None] = lambda: None) -> bytes:
    """
    Return a description as bytes; all of it is translated for that, but not kept.

    Args:
        document: The description.
        facts: Returns what `read_facts` returns with it; called once all of it is translated.
        pause: Called between its parts.
    """
    writer = _Writer(pause)
    tables: list[Any] = []
    skeleton = _skeleton((), document, DESCRIPTION, writer, tables)
    index: dict[str, Any] = {"facts": facts(), "document": skeleton, "tables": tables}
    translation = document.translation if isinstance(document, Description) else None
    if translation is not None:
        # These are complete once everything has been translated.
        index["format"] = translation.format
        notes = [[note.pointer, note.rule, note.message, note.suggestion] for note in translation.notes]
        origins = [[*known, [place.file, *place.tokens]] for known, place in translation.origins.known()]
        index["parts"] = {
            "notes": writer.add_compressed(notes),
            "origins": writer.add_compressed(origins),
            "operation_ids": writer.add_compressed(dict(translation.operation_ids)),
        }
    head = json.dumps(index).encode("ascii")
    content = _number(len(head)) + head + b"".join(writer.slices)
    return MAGIC + _number(crc32(content)) + content


def _number(number: int) -> bytes:
    return b"%0*d" % (_DIGITS, number)


def _skeleton(path: Steps, value: Any, level: str, writer: _Writer, tables: list[Any]) -> Any:
    """Return a value without what is in tables, which are added to the others."""
    if not level or not isinstance(value, dict):
        return plain(value)
    if level == TABLE:
        glances = value.glances() if isinstance(value, LazyDict) else {}
        tables.append([path, _table(value, writer), writer.add_compressed(glances) if glances else None])
        return None
    keys = sorted(value, key=lambda key: key == "schemas") if level == DESCRIPTION else list(value)
    return {key: _skeleton((*path, key), peek(value, key), level_below(level, key), writer, tables) for key in keys}


def _table(value: dict[str, Any], writer: _Writer) -> dict[str, tuple[int, int]]:
    """Add a slice for each member; return where they are."""
    places: dict[str, tuple[int, int]] = {}
    while missing := [name for name in list(value) if name not in places]:  # translating one may add others
        for name in missing:
            places[name] = writer.add(plain(peek(value, name)))
    return {name: places[name] for name in list(value)}


def peek(value: dict[str, Any], key: str) -> Any:
    """Return a member without keeping it, if it has not been made yet."""
    return value.peek(key) if isinstance(value, LazyDict) else value[key]


# --- reading ---------------------------------------------------------------------------------------------------------


def read_facts(data: bytes) -> tuple[dict[str, Any], Callable[[], Any]] | None:
    """Return the facts of a stored description, and a function that returns the description; None if it is damaged."""
    start = len(MAGIC) + _DIGITS
    if data[: len(MAGIC)] != MAGIC or data[len(MAGIC) : start] != _number(crc32(memoryview(data)[start:])):
        return None
    end = start + _DIGITS + int(data[start : start + _DIGITS])
    index = json.loads(data[start + _DIGITS : end])
    return index["facts"], partial(_document, index, data, end)


def _document(index: dict[str, Any], data: bytes, start: int) -> Any:
    def read(place: tuple[int, int]) -> bytes:
        begin = start + place[0]
        return data[begin : begin + place[1]]

    tables = ((path, places, places.__getitem__) for path, places, _ in index["tables"])
    glances = {tuple(path): partial(_glances, read, place) for path, _, place in index["tables"] if place is not None}
    document = document_of(index["document"], tables, lambda place: json.loads(read(place)), glances)
    if "format" not in index:
        return document
    translation = StoredTranslation(index["format"], index["parts"], read)
    return Description(translation, {key: partial(_same, value) for key, value in document.items()})


def document_of(
    skeleton: dict[str, Any],
    tables: Iterable[tuple[Steps, Iterable[str], Callable[[str], Any]]],
    parse: Callable[[Any], Any],
    glances: Mapping[Steps, Callable[[], dict[str, Any]]] | None = None,
) -> dict[str, Any]:
    """
    Put tables into the skeleton that they were taken from, and return it.

    Args:
        skeleton: All of the description but the tables.
        tables: The path of each, its names, and a function that returns the place of the slice of a name.
        parse: Returns the value of a slice by its place.
        glances: Functions that return what is known of the values of a table, by its path.
    """
    for path, names, place_of in tables:
        parent = skeleton
        for step in path[:-1]:
            parent = parent[step]
        parent[path[-1]] = LazyDict(names, _maker(place_of, parse), glances.get(tuple(path), dict) if glances else dict)
    return skeleton


def _glances(read: Callable[[Any], bytes], place: Any) -> dict[str, Any]:
    from ..formats.glances import Glance

    return {name: Glance(*values) for name, values in json.loads(decompress(read(place))).items()}


def _maker(place_of: Callable[[str], Any], parse: Callable[[Any], Any]) -> Callable[[str], Any]:
    return lambda name: parse(place_of(name))


def _same(value: Any) -> Any:
    return value


class _StoredOrigins(Origins):
    """Origins that are read when they are first needed."""

    def __init__(self, load: Callable[[], Any]) -> None:
        super().__init__()
        self._load: Callable[[], Any] | None = load

    def known(self) -> Iterator[tuple[Any, Place]]:
        """Return all that is known."""
        self._read()
        return super().known()

    def pointer(self, pointer: str) -> str:
        """Return the pointer into the source for a pointer into the description."""
        self._read()
        return super().pointer(pointer)

    def _read(self) -> None:
        load = self._load
        for *known, (file, *tokens) in load() if load else ():
            self.add(tuple(known), Place(tuple(tokens), file))
        self._load = None  # another thread may read them too until then


class StoredTranslation(Translation):
    """A translation that was stored; its notes, origins and operation ids are read when they are needed."""

    def __init__(self, name: str, parts: Mapping[str, Any], read: Callable[[Any], bytes]) -> None:
        self.format = name
        self.origins = _StoredOrigins(partial(self._load, "origins"))
        self._parts = parts
        self._read = read
        self._noted_references = {}

    def _load(self, part: str) -> Any:
        return json.loads(decompress(self._read(self._parts[part])))

    def __getattr__(self, name: str) -> Any:
        if name not in ("notes", "operation_ids"):
            raise AttributeError(name)
        value = self._load(name)
        if name == "notes":
            value = [Problem.in_description(*note) for note in value]
        setattr(self, name, value)
        return value
