"""
Where the references of a description lead: JSON pointers (RFC 6901), and what a part of the document needs.

A `$ref` may stand for any value, but not everything that looks like one is: a schema may have a *property* called
``$ref``, and an example may hold anything. So the document is walked by shape: `SHAPES` says what stands under which
key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from ..errors import Problem, close_matches, did_you_mean

Tokens = tuple[Any, ...]
"""The steps of a JSON pointer: names, and positions in lists."""

MAX_DEPTH = 512
"""How deeply a description may be nested."""

LITERAL = "literal"
"""Plain data: nothing in it is a reference."""

SHAPES: dict[str, dict[str, str]] = {
    "resource": {
        "parameters": "parameters", "responses": "responses",
        "actions": "actions", "resources": "resources", "*": "value",
    },
    "resources": {"*": "resource"},
    "actions": {"*": "action"},
    "action": {"parameters": "parameters", "responses": "responses", "*": "value"},
    "parameters": {"*": "parameter"},
    "parameter": {
        "schema": "schema", "content": "schemas",
        "default": LITERAL, "preset": LITERAL, "example": LITERAL, "*": "value",
    },
    "responses": {"*": "response"},
    "response": {"schema": "schema", "content": "schemas", "events": "schemas", "headers": "parameters", "*": "value"},
    "value": {"*": "value"},
    "schemas": {"*": "schema"},
    "schema": {
        "properties": "schemas", "patternProperties": "schemas", "definitions": "schemas", "$defs": "schemas",
        "dependentSchemas": "schemas", "dependencies": "schemas",
        "enum": LITERAL, "const": LITERAL, "default": LITERAL, "example": LITERAL, "examples": LITERAL, "*": "schema",
    },
    LITERAL: {"*": LITERAL},
}  # fmt: skip
"""For each shape, the shape of what stands under a key of it; ``*`` for all other keys."""

_MAPS = frozenset({"resources", "actions", "parameters", "responses", "schemas"})
"""Shapes whose keys are names that the author chose, so that none of them means anything."""


def shape_below(shape: str, key: str) -> str:
    """Give the shape of what stands under `key` in something of `shape`."""
    if key.startswith("x-") and shape not in _MAPS:
        return LITERAL
    below = SHAPES[shape]
    return below.get(key) or below["*"]


def tokens_of(pointer: str) -> Tokens:
    """Give the steps of a pointer; it may be the fragment of a URI (``#/a~1b``, RFC 6901, section 6)."""
    plain = unquote(pointer[1:]) if pointer.startswith("#") else pointer
    return tuple(each.replace("~1", "/").replace("~0", "~") for each in plain.split("/")[1:])


def pointer_of(tokens: Tokens) -> str:
    """Give the pointer of these steps."""
    return "".join("/" + str(each).replace("~", "~0").replace("/", "~1") for each in tokens)


def reference_in(value: Any) -> str | None:
    """Give the reference that this value is, if it is one."""
    target = value.get("$ref") if isinstance(value, dict) else None
    return target if isinstance(target, str) else None


@dataclass(eq=False, repr=False)
class Part:
    """A value of the document as it was walked, and where the references in it lead."""

    tokens: Tokens
    shape: str
    value: Any
    problems: list[Problem] = field(default_factory=list)
    refers: bool = False
    """Whether there is any reference in it."""
    goals: list[tuple[Tokens, str]] = field(default_factory=list)
    """The places that its references lead to, and what shape each should have."""
    schemas: list[tuple[Tokens, Any]] = field(default_factory=list)
    """Itself, if it is a schema; else each schema in it."""
    telling: list[tuple[Tokens, dict[str, Any]]] = field(default_factory=list)
    """Each schema in it, however deep, that has one of the `TELLING` keywords."""


TELLING = frozenset({"pattern", "patternProperties", "secret", "id", "$id"})
"""Keywords of a schema of which more has to be known than what they refer to."""


@dataclass(eq=False, repr=False)
class Reach:
    """What a part of the document needs: itself, and all that its references lead to."""

    parts: list[Part] = field(default_factory=list)

    @property
    def roots(self) -> list[tuple[Tokens, str, Any]]:
        """Each part that was reached by its own: its place, its shape and its (raw) value."""
        return [(each.tokens, each.shape, each.value) for each in self.parts]

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the references."""
        return [problem for each in self.parts for problem in each.problems]

    @property
    def refers(self) -> bool:
        """Whether there is any reference in it."""
        return any(each.refers for each in self.parts)


def child(value: Any, token: Any) -> Any:
    """Give one step further from `value`; LookupError where there is none."""
    if isinstance(value, dict):
        return value[token]
    if isinstance(value, list) and (isinstance(token, int) or (token.isascii() and token.isdigit())):
        return value[int(token)]
    raise LookupError(token)


def at(document: Any, tokens: Tokens) -> Any:
    """Give the raw value at a place; LookupError where there is none."""
    for each in tokens:
        document = document[each] if isinstance(document, dict) else child(document, each)
    return document


def members(document: Any, tokens: Tokens, depth: int = 0) -> dict[str, Tokens]:
    """
    Give the place of each member of the object at `tokens`, those of what it refers to included.

    What stands beside a ``$ref`` lies over what it points to. LookupError where a reference leads nowhere.
    """
    value = at(document, tokens)
    target = reference_in(value)
    if not isinstance(value, dict) or depth > MAX_DEPTH or (target is not None and not target.startswith("#/")):
        raise LookupError(pointer_of(tokens))
    here = {key: (*tokens, key) for key in value if key != "$ref"}
    return here if target is None else {**members(document, tokens_of(target), depth + 1), **here}


Known = dict[tuple[Tokens, str], Part]
"""Parts that were walked before."""


def reach(document: Any, tokens: Tokens, shape: str, *, into_schemas: bool = True, known: Known | None = None) -> Reach:
    """
    Walk the value at `tokens`, and all that it refers to.

    Args:
        document: The whole raw description.
        tokens: Where to begin.
        shape: What stands there, a key of `SHAPES`.
        into_schemas: Whether references inside schemas are followed too.
        known: Parts of the same document that were walked before, in the same way; what is walked now is added.
    """
    found = Reach()
    known = {} if known is None else known
    seen: set[tuple[Tokens, str]] = set()
    pending: list[tuple[Tokens, str]] = [(tokens, shape)]
    while pending:
        here = pending.pop()
        if here not in seen:
            seen.add(here)
            part = known.get(here)
            if part is None:
                part = known[here] = _walked(document, *here, into_schemas)
            found.parts.append(part)
            pending += part.goals
    return found


def _walked(document: Any, place: Tokens, shape: str, into_schemas: bool) -> Part:
    part = Part(place, shape, at(document, place))
    for where, kind, each in walk(place, shape, part.value, into_schemas=into_schemas):
        if len(where) > MAX_DEPTH:
            part.problems.append(
                Problem.in_description(pointer_of(where), "depth", f"nested more than {MAX_DEPTH} deep")
            )
            break
        if kind == "schema" and not into_schemas:
            continue
        target = reference_in(each)
        if target is not None:
            part.refers = True
            goal = _goal(document, where, target, part.problems)
            part.goals += [] if goal is None else [(goal, kind)]
        if kind == "schema" and (shape != "schema" or where is place):
            part.schemas.append((where, each))
        if kind == "schema" and isinstance(each, dict) and not TELLING.isdisjoint(each):
            part.telling.append((where, each))
    return part


def walk(place: Tokens, shape: str, value: Any, *, into_schemas: bool = True) -> Iterator[tuple[Tokens, str, Any]]:
    """Give a value, and what is in it that may be or hold a reference, with its place and its shape."""
    pending = [(place, shape, value)]
    while pending:
        where, kind, each = pending.pop()
        if kind == LITERAL:
            continue
        yield where, kind, each
        if kind == "schema" and not into_schemas:
            continue
        # Inside a schema, what is neither an object nor a list has nothing to tell.
        telling = (dict, list) if kind == "schema" else object
        if isinstance(each, dict):
            pending += [
                ((*where, key), shape_below(kind, key), one) for key, one in each.items() if isinstance(one, telling)
            ]
        elif isinstance(each, list):
            pending += [((*where, index), kind, one) for index, one in enumerate(each) if isinstance(one, telling)]


def _goal(document: Any, where: Tokens, target: str, problems: list[Problem]) -> Tokens | None:
    """Give the place that a reference leads to, or note what is wrong with it."""
    if not target.startswith("#/"):
        problems.append(
            Problem.in_description(
                pointer_of(where), "remote-ref",
                f"`$ref` {target[:200]!r} does not point into this file, and nothing is fetched",
                "copy what it points to into `schemas` and write `#/schemas/NAME`",
            )
        )  # fmt: skip
        return None
    tokens = tokens_of(target)
    faulty = _dangling(document, tokens) or _circular(document, where, tokens)
    if faulty is None:
        return tokens
    rule, message, suggestion = faulty
    problems.append(Problem.in_description(pointer_of(where), rule, f"`$ref` {target[:200]!r} {message}", suggestion))
    return None


def _dangling(document: Any, tokens: Tokens) -> tuple[str, str, str] | None:
    value = document
    for index, each in enumerate(tokens):
        try:
            value = child(value, each)
        except LookupError:
            known = [str(key) for key in value] if isinstance(value, dict) else []
            hint = did_you_mean("#" + pointer_of((*tokens[:index], name)) for name in close_matches(str(each), known))
            if tokens[:2] == ("scopes", "sets"):
                return "scope-set", "names a scope set that does not exist", hint
            return "dangling-ref", "points at nothing", hint
    return None


def _circular(document: Any, where: Tokens, tokens: Tokens) -> tuple[str, str, str] | None:
    """Say so where a chain of references comes back to itself, with nothing but references on the way."""
    passed = {where}
    while tokens not in passed:
        passed.add(tokens)
        try:
            target = reference_in(at(document, tokens))
        except LookupError:
            return None
        if target is None or not target.startswith("#/"):
            return None
        tokens = tokens_of(target)
    return "circular-ref", "leads back to itself, with nothing but references on the way", "write the value itself once"


@dataclass(frozen=True, eq=False, repr=False)
class Literal:
    """Plain data in which something looks like a reference and is none."""

    value: Any


@dataclass(frozen=True, eq=False, repr=False)
class Place:
    """Stands for the schema at `tokens`."""

    tokens: Tokens


def plain(value: Any) -> Any:
    """Give the data that stands in a shielded place."""
    return value.value if isinstance(value, Literal) else value


def _looks_like_reference(value: Any) -> bool:
    pending = [value]
    while pending:
        each = pending.pop()
        if reference_in(each) is not None:
            return True
        if isinstance(each, dict):
            pending += each.values()
        elif isinstance(each, list):
            pending += each
    return False


def shielded(shape: str, value: Any) -> Any:
    """Give a copy of `value` in which every ``$ref`` is a reference: what only looks like one is a `Literal`."""
    if shape == LITERAL:
        return Literal(value) if _looks_like_reference(value) else value
    if isinstance(value, dict):
        copy = {key: shielded(shape_below(shape, key), each) for key, each in value.items()}
        if reference_in(value.get("$ref")) is not None:
            # A property that is called so, and is a reference: jsonref would follow it before the document is there.
            copy["$ref"] = {"allOf": [copy["$ref"]]}
        return copy
    if isinstance(value, list):
        return [shielded(shape, each) for each in value]
    return value


def excerpt(parts: list[tuple[Tokens, Any]]) -> dict[str, Any]:
    """
    Give a document that has only these values, each at its place, so that all pointers to them hold.

    Lists on the way to a place become objects keyed by position: a pointer is read the same in both.
    """
    small: dict[str, Any] = {}
    kept: set[Tokens] = set()
    for tokens, value in sorted(parts, key=lambda part: len(part[0])):
        if any(tokens[:count] in kept for count in range(1, len(tokens) + 1)):
            continue
        kept.add(tokens)
        into = small
        for each in tokens[:-1]:
            into = into.setdefault(str(each), {})
        into[str(tokens[-1])] = value
    return small
