"""
The description as it is written: read from its file, laid over with patches, its references followed, its form checked.

Its form is the JSON Schema in ``api.schema.json``.
"""

from __future__ import annotations

import codecs
import json
import os
import reprlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources as package_files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import DescriptionError, Problem, close_matches, did_you_mean
from ..schema.references import (
    LITERAL,
    MAX_DEPTH,
    Place,
    Tokens,
    at,
    pointer_of,
    reach,
    reference_in,
    shape_below,
    tokens_of,
)
from ..schema.validation import DEFAULT_DIALECT, DIALECTS, Checker, Schema, Shared

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable  # Python 3.10 has it elsewhere

MAX_BYTES = 64 * 1024 * 1024
MAX_NODES = 200_000
MAX_STRUCTURE = 64
"""How deeply what is no schema may be nested once its references are followed."""


class Node(dict[str, Any]):
    """An object of the description with its references followed; `place` is where it was written."""

    place: Tokens = ()

    @property
    def origin(self) -> str:
        """The pointer to where it was written."""
        return pointer_of(self.place)


class _Endless(Exception):
    """References were followed for longer than anyone needs."""


class _Follower:
    """Follows the references of a document, and gives what they lead to as `Node`s; schemas as their `Place`."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.left = MAX_NODES

    def at(self, place: Tokens, shape: str, depth: int = 0) -> Any:
        """Give the value at a place; LookupError where a reference leads nowhere, `_Endless` where it does not end."""
        return self._value(at(self.document, place), place, shape, depth)

    def _value(self, value: Any, place: Tokens, shape: str, depth: int) -> Any:
        self.left -= 1
        if self.left <= 0 or depth > MAX_STRUCTURE:
            raise _Endless
        if shape == "schema":
            return Place(place)
        if isinstance(value, list):
            return [self._value(each, (*place, index), shape, depth + 1) for index, each in enumerate(value)]
        return self._node(value, place, shape, depth) if isinstance(value, dict) else value

    def _node(self, value: dict[str, Any], place: Tokens, shape: str, depth: int) -> Any:
        node = Node()
        node.place = place
        target = None if shape == LITERAL else reference_in(value)
        if target is not None:
            if not target.startswith("#/"):
                raise LookupError(target)
            base = self.at(tokens_of(target), shape, depth)
            if len(value) == 1 or not isinstance(base, Node):
                return base
            # What stands beside a `$ref` lies over what it points to.
            node.update(base)
        for key, each in value.items():
            if key != "$ref" or target is None:
                node[key] = self._value(each, (*place, key), shape_below(shape, key), depth + 1)
        return node


class Document:
    """A whole description, raw, and what of it has been looked at."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        problems = root_problems(raw)
        if problems:
            raise DescriptionError(problems)
        self.raw = raw
        self._schemas: dict[Tokens, Schema] = {}
        self._shared = Shared()

    @property
    def dialect(self) -> str:
        """The JSON Schema dialect of its schemas, a key of `schemas.DIALECTS`."""
        return str(self.raw.get("dialect", DEFAULT_DIALECT))

    def schema_at(self, tokens: Tokens) -> Schema:
        """Give the schema at a place; the same object each time."""
        found = self._schemas.get(tokens)
        if found is None:
            found = self._schemas.setdefault(tokens, Schema(self.raw, tokens, self.dialect, self._shared))
        return found

    def top(self, key: str, noun: str) -> Any:
        """Give a part of the top level, with its references followed and checked."""
        if key not in self.raw:
            return None
        value, problems = self.read((key,), "value")
        problems += shape_problems(noun, value, pointer_of((key,)))
        if problems:
            raise DescriptionError(problems)
        return value

    def read(self, tokens: Tokens, shape: str) -> tuple[Any, list[Problem]]:
        """
        Give the value at a place with its references followed, and what is wrong with those.

        Schemas in it are given as their `Place`.
        """
        try:
            return _Follower(self.raw).at(tokens, shape), []
        except (LookupError, RecursionError, _Endless):
            problems = reach(self.raw, tokens, shape, into_schemas=False).problems
        told = "its references make it endless, or larger than anyone needs"
        return Node(), problems or [Problem.in_description(pointer_of(tokens), "circular-ref", told)]


def root_problems(document: Any) -> list[Problem]:
    """Give what is wrong with the top of a description, as far as loading has to know."""
    if not isinstance(document, Mapping):
        return [
            Problem.in_description(
                "", "type", "a description is a JSON object", 'begin with {"dynaclient": 1, "resources": {…}}'
            )
        ]
    problems = []
    if document.get("dynaclient") != 1 or document.get("dynaclient") is True:
        told = "`dynaclient` tells the version of the format, and this library reads version 1"
        problems.append(Problem.in_description("/dynaclient", "version", told, 'write "dynaclient": 1'))
    if not isinstance(document.get("resources"), Mapping):
        problems.append(
            Problem.in_description("/resources", "type", "`resources` is an object, by name", 'write "resources": {…}')
        )
    dialect = document.get("dialect", DEFAULT_DIALECT)
    if not isinstance(dialect, str) or dialect not in DIALECTS:
        problems.append(
            Problem.in_description("/dialect", "enum", "this dialect is not known", f"one of: {', '.join(DIALECTS)}")
        )
    return problems


# --- the shape of what is written ------------------------------------------------------------------------------------


FORMAT = json.loads(Path(__file__).parent.with_name("api.schema.json").read_text("utf-8"))


def _nouns() -> Checker:
    """Give what judges any noun of the format, as the one member of an object: compiling each takes longer."""
    definitions = FORMAT["$defs"]
    known = {name: {"$ref": f"#/$defs/{name}"} for name in definitions}
    schema = {"properties": known, "$defs": definitions}
    checker = Checker(schema, "2020-12", fast=schema)
    checker.compile()
    return checker


_NOUNS = _nouns()
"""Made once, as patterns are: every description needs it, and it takes as long as half of a megabyte to load."""


@lru_cache(maxsize=32)
def _noun(name: str) -> Schema:
    return Schema(FORMAT, ("$defs", name), "2020-12")


def shape_problems(noun: str, value: Any, pointer: str) -> list[Problem]:
    """Give where a value, its references followed, is not what the format has for this noun."""
    checkable = _without_places(value)
    if _NOUNS.waves_through({noun: checkable}):
        return []
    violations = _noun(noun).violations(checkable)  # none, where there is no fast engine to settle it
    return [format_problem(each, _located(value, each.path, pointer)) for each in violations]


def _without_places(value: Any) -> Any:
    if isinstance(value, Place):
        return True
    if isinstance(value, dict):
        return {key: _without_places(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_places(each) for each in value]
    return value


def _located(value: Any, path: tuple[str | int, ...], pointer: str) -> str:
    for each in path:
        pointer = (value.origin if isinstance(value, Node) else pointer) + pointer_of((each,))
        value = value[each]
    return value.origin if isinstance(value, Node) else pointer


def format_problem(violation: Any, pointer: str) -> Problem:
    """Say what one violation of the format's schema means to the author."""
    rule, path = violation.rule, violation.path
    name = path[-1] if path else "the description"
    if violation.known or rule in ("additionalProperties", "propertyNames"):
        hint = did_you_mean(close_matches(str(name), violation.known)) or _listed("known here:", violation.known)
        return Problem.in_description(pointer, "unknown-key", f"`{name}` is no key of this place", hint)
    if rule == "required":
        missing = [
            each for each in violation.expected if not isinstance(violation.got, dict) or each not in violation.got
        ]
        return Problem.in_description(pointer, "required", f"`{'`, `'.join(missing)}` is missing", "add it")
    got = (
        reprlib.repr(violation.got)
        if isinstance(violation.got, (dict, list))
        else json.dumps(violation.got, default=repr)
    )
    if rule == "enum":
        near_ones = close_matches(str(violation.got), map(str, violation.expected))
        hint = did_you_mean(near_ones) or _listed("one of:", violation.expected)
        return Problem.in_description(pointer, "enum", f"{got} is not known here", hint)
    if violation.note:
        return Problem.in_description(pointer, rule, f"{got} cannot stand here", violation.note)
    expected = violation.expected
    told = f"a {expected}" if rule == "type" and isinstance(expected, str) else f"what the format asks for ({rule})"
    return Problem.in_description(pointer, rule, f"{got} is not {told}", "see the key's description in api.schema.json")


def _listed(head: str, names: Iterable[Any]) -> str:
    shown = ", ".join(map(str, names))
    return f"{head} {shown}" if shown else ""


# --- reading files ---------------------------------------------------------------------------------------------------


def bundled() -> Traversable | Path:
    """Give the place of the bundled description: in the package, or at the root of the repository."""
    inside = package_files.files("dynaclient") / "api.json"
    return inside if inside.is_file() else Path(__file__).parent.parent.parent / "api.json"


def merged(target: Any, patch: Any) -> Any:
    """Give `target` with a JSON Merge Patch laid over it (RFC 7396, section 2); neither is changed."""
    if not isinstance(patch, Mapping):
        return patch
    result = dict(target) if isinstance(target, Mapping) else {}
    for key, each in patch.items():
        if each is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), each)
    return result


def read_document(source: Any) -> tuple[Any, str | None]:
    """Give what a path or a dict holds, and the path; DescriptionError where it cannot be read."""
    if isinstance(source, Mapping):
        return _parsed(_dumped(source)), None
    text, name = read_text(source)
    return _parsed(text), name


def _dumped(source: Mapping[str, Any]) -> str:
    try:
        return json.dumps(source, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        told = f"the description holds what JSON cannot: {error}"
    raise DescriptionError(
        [Problem.in_description("", "json", told, "use only dicts, lists, texts, numbers, booleans and None")]
    )


def read_text(source: Any) -> tuple[str, str | None]:
    """Give the text of a description file and its name; DescriptionError where it cannot be read."""
    place: Any = Path(source) if isinstance(source, (str, os.PathLike)) else source
    told = ""
    try:
        if not hasattr(place, "open") or not place.is_file():
            told = "there is no such file (what was given is not shown: it may be a token)"
        else:
            data = _bytes_of(place)
            if len(data) <= MAX_BYTES:
                # Without its mark of the byte order; "utf-8-sig" is slower.
                return data.removeprefix(codecs.BOM_UTF8).decode("utf-8"), str(place)
            told = f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB"
    except UnicodeDecodeError as error:
        told = f"the file is not UTF-8 at byte {error.start}"
    except (OSError, ValueError) as error:
        told = f"the file cannot be read ({type(error).__name__})"
    hint = "the first argument is a description: a path, a dict or a loaded Api; a token goes into token=…"
    raise DescriptionError([Problem.in_description("", "file", told, hint)])


def _bytes_of(place: Any) -> bytes:
    with place.open("rb") as file:
        # What is asked for is set aside first, so no more is asked for than there is.
        size = place.stat().st_size if isinstance(place, Path) else MAX_BYTES
        data: bytes = file.read(min(size, MAX_BYTES) + 1)
    return data


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        problem = Problem.in_description(
            "", "json", f"this is no JSON: {error.msg}, column {error.colno}", "mend it there", error.lineno
        )
    except RecursionError:
        problem = Problem.in_description("", "depth", f"nested more than {MAX_DEPTH} deep")
    except ValueError as error:
        problem = Problem.in_description("", "json", f"this is no JSON: {error}")
    raise DescriptionError([problem])


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON value")
