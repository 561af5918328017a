"""Lint: every fault of a description at once, each with its place, its line and what to write instead."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from json import JSONDecodeError, loads
from pathlib import Path
from typing import Any

from ..errors import DescriptionError, Problem
from ..schema.references import MAX_DEPTH, Tokens, pointer_of, reach, reference_in, walk
from ..schema.validation import DIALECTS, Checker, Schema
from .api import Api, Resource, Source, load
from .builder import example_problems
from .document import FORMAT, bundled, format_problem, read_text
from .model import OWN_NAMES, snake_case

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_ANNOTATIONS = frozenset(
    {"$ref", "$comment", "title", "description", "examples", "example", "default", "secret", "deprecated"}
)
_SHARED = {
    "parameters": "parameters",
    "responses": "responses",
    "schemas": "schemas",
    "pagination": "value",
    "scopes": "value",
}


def lint(source: Source | None = None, *, patch: Any = None) -> list[Problem]:
    """
    Give every fault of a description, in the order of the file; an empty list where it has none.

    Args:
        source: A path, a dict or a loaded `Api`; the bundled description if left out.
        patch: What is laid over it; the faults then have no lines.

    Raises:
        DescriptionError: The file cannot be read, or is no JSON.
    """
    place = bundled() if source is None else source
    api_source = source.source if isinstance(source, Api) else None
    readable = None if isinstance(place, (Api, Mapping)) or patch is not None else place
    if api_source is not None and Path(api_source).is_file():
        readable = api_source
    positions = Positions.of(read_text(readable)[0]) if readable is not None else Positions()
    try:
        api = load(place, patch=patch)
    except DescriptionError as error:
        return _in_order([*positions.duplicates, *error.problems], positions)
    return _in_order([*positions.duplicates, *_problems(api)], positions)


def _in_order(problems: Iterable[Problem], positions: Positions) -> list[Problem]:
    told: dict[tuple[str, str, str], Problem] = {}
    for each in problems:
        told.setdefault(
            (each.pointer, each.rule, each.message), replace(each, line=each.line or positions.line(each.pointer))
        )
    return sorted(told.values(), key=lambda each: (each.line or 0, each.pointer))


def _problems(api: Api) -> Iterator[Problem]:
    yield from _format_problems(api)
    for key, shape in _SHARED.items():
        if key in api.document:
            yield from reach(api.document, (key,), shape).problems
    yield from _shared_schema_problems(api)
    yield from _name_problems(api)
    for resource, key in api.places():
        try:
            yield from api.builder(resource, key).all_problems()
        except DescriptionError as error:
            yield from error.problems


def _format_problems(api: Api) -> Iterator[Problem]:
    whole = Checker(FORMAT, "2020-12")
    if not whole.accepts(api.document):
        for each in whole.violations(api.document):
            yield format_problem(each, pointer_of(each.path))


def _shared_schema_problems(api: Api) -> Iterator[Problem]:
    for name in api.schemas:
        schema = api.schema_at(("schemas", name))
        found = schema.problems()
        yield from found
        yield from _sibling_problems(schema)
        if not found:
            yield from example_problems(schema)


def _sibling_problems(schema: Schema) -> Iterator[Problem]:
    """Before 2019-09, validators look at nothing beside a `$ref` (draft-07 core, section 8.3)."""
    if list(DIALECTS).index(schema.dialect) > list(DIALECTS).index("draft-07"):
        return
    for place, shape, value in walk(schema.tokens, "schema", schema.raw):
        beside = sorted(set(value) - _ANNOTATIONS) if shape == "schema" and reference_in(value) is not None else []
        beside = [each for each in beside if not each.startswith("x-")]
        if beside:
            told = f"{', '.join(beside)} beside a `$ref` counts for nothing in {schema.dialect}"
            yield Problem.in_description(pointer_of(place), "ref-siblings", told, 'write "allOf": [{"$ref": …}, {…}]')


def _name_problems(api: Api) -> Iterator[Problem]:
    yield from _collisions(api.resources, ("resources",))
    for name in api.resources:
        if snake_case(name) in OWN_NAMES or name in OWN_NAMES:
            told = f"the client has a {snake_case(name)!r} of its own, which wins"
            yield Problem.in_description(
                pointer_of(("resources", name)), "own-name", told, f'it is reached by client["{name}"], or rename it'
            )
        elif name.startswith("_"):
            yield _hidden(("resources", name), name)
    for resource in api.all_resources.values():
        yield from _resource_name_problems(resource)


def _hidden(tokens: Tokens, name: str) -> Problem:
    told = f"{name!r} begins with an underscore, and Python keeps such names out of sight"
    return Problem.in_description(pointer_of(tokens), "own-name", told, f'it is reached by ["{name}"], or rename it')


def _resource_name_problems(resource: Resource) -> Iterator[Problem]:
    places = resource.levels[-1]
    for key, names in (("actions", resource.action_names), ("resources", resource.resource_names)):
        if key in places:
            yield from _collisions(names, places[key])
            yield from (_hidden((*places[key], name), name) for name in names if name.startswith("_"))
    for name in resource.resource_names:
        twins = [each for each in resource.action_names if snake_case(each) == snake_case(name)]
        if twins:
            told = f"the resource {name!r} is called as the action {twins[0]!r} beside it"
            yield Problem.in_description(
                pointer_of((*places["resources"], name)), "collision", told, "rename one of them"
            )


def _collisions(names: Iterable[str], tokens: Tokens) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for name in names:
        other = first.setdefault(snake_case(name), name)
        if other != name:
            told = f"{other!r} and {name!r} are both {snake_case(name)!r} in Python"
            yield Problem.in_description(pointer_of((*tokens, name)), "collision", told, "rename one of them")


# --- lines -----------------------------------------------------------------------------------------------------------


@dataclass
class Positions:
    """Where each value of a JSON text stands, and which names stand twice in one object."""

    lines: dict[str, int] = field(default_factory=dict)
    duplicates: list[Problem] = field(default_factory=list)

    def line(self, pointer: str) -> int | None:
        """Give the line of a value, or of the nearest one around it."""
        while pointer and pointer not in self.lines:
            pointer = pointer.rpartition("/")[0]
        return self.lines.get(pointer)

    @classmethod
    def of(cls, text: str) -> Positions:
        """Read the positions off a text; it need not be JSON."""
        found = cls()
        ends = [each.start() for each in re.finditer("\n", text)]
        levels: list[_Level] = []
        place: Tokens = ()
        for token in _TOKEN.finditer(text):
            mark = token[0]
            line = bisect_right(ends, token.start()) + 1
            level = levels[-1] if levels else None
            if mark in "}]":
                del levels[-1:]
                continue
            if mark == ",":
                if level:
                    level.next()
                continue
            if mark == ":":
                continue
            if level is not None and level.is_object and level.name is None:
                level.take(_text(mark), line, found)
                continue
            place = () if level is None else (*level.place, level.step)
            if level is None or not level.is_object:
                found.lines.setdefault(pointer_of(place), line)
            if mark in "{[":
                levels.append(_Level(mark == "{", place))
            if len(levels) > MAX_DEPTH:
                break  # which the reader of the file tells
        return found


@dataclass
class _Level:
    is_object: bool
    place: Tokens
    name: str | None = None
    index: int = 0
    seen: dict[str, int] = field(default_factory=dict)

    @property
    def step(self) -> str | int:
        return self.name if self.is_object and self.name is not None else self.index

    def next(self) -> None:
        self.name = None
        self.index += 1

    def take(self, name: str, line: int, found: Positions) -> None:
        self.name = name
        pointer = pointer_of((*self.place, name))
        if name in self.seen:
            told = f"`{name}` stands twice in this object (first in line {self.seen[name]}), and only the last counts"
            found.duplicates.append(Problem.in_description(pointer, "duplicate-key", told, "keep one of them", line))
        self.seen.setdefault(name, line)
        found.lines[pointer] = line


def _text(mark: str) -> str:
    try:
        return str(loads(mark))
    except JSONDecodeError:
        return mark
