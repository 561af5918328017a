"""
References: JSON Pointers (RFC 6901) in a document, and what the references of a part of it lead to.

A `$ref` may replace any value, but not everything that looks like a reference is one: a schema may have a *property*
called ``$ref``, and an example may contain anything. So a document is walked by shape: `SHAPES` has the shape of each
member of an object.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any
from urllib.parse import unquote

from ..errors import Problem, close_matches, did_you_mean
from ..records import dataclass, field

Tokens = tuple[Any, ...]
"""A location: the reference tokens of a JSON Pointer (RFC 6901, section 3), which are names and indexes."""

MAX_DEPTH = 512
"""How many levels deep a description may be nested."""

LITERAL = "literal"
"""The shape of plain data, which contains no references."""

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
        "default": LITERAL, "preset": LITERAL, "presets": LITERAL, "example": LITERAL,
        "examples": "examples", "*": "value",
    },
    "examples": {"*": "namedExample"},
    "namedExample": {"value": LITERAL, "*": "value"},
    "responses": {"*": "response"},
    "response": {
        "schema": "schema", "content": "schemas", "events": "schemas", "headers": "parameters", "examples": "examples",
        "*": "value",
    },
    "value": {"*": "value"},
    "schemas": {"*": "schema"},
    "schema": {
        "properties": "schemas", "patternProperties": "schemas", "definitions": "schemas", "$defs": "schemas",
        "dependentSchemas": "schemas", "dependencies": "schemas",
        "enum": LITERAL, "const": LITERAL, "default": LITERAL, "example": LITERAL, "examples": LITERAL, "xml": LITERAL,
        "enumDescriptions": LITERAL, "*": "schema",
    },
    LITERAL: {"*": LITERAL},
}  # fmt: skip
"""Shape of an object → key → shape of the member; ``*`` for all other keys."""

_MAPS = frozenset({"resources", "actions", "parameters", "responses", "schemas", "examples"})
"""Shapes whose keys are names that the author chose, so no key has a meaning."""


def child_shape(shape: str, key: str) -> str:
    """Return the shape of the member `key` of an object of `shape`."""
    if key.startswith("x-") and shape not in _MAPS:
        return LITERAL
    members = SHAPES[shape]
    return members.get(key) or members["*"]


def map_schemas(value: Any, change: Callable[[dict[str, Any]], dict[str, Any]], shape: str = "schema") -> Any:
    """Return a copy of a value of this shape in which `change` was applied to each schema, the innermost first."""
    if shape == LITERAL:
        return value
    if isinstance(value, list):
        return [map_schemas(item, change, shape) for item in value]
    if not isinstance(value, dict):
        return value
    copy = {key: map_schemas(member, change, child_shape(shape, key)) for key, member in value.items()}
    return change(copy) if shape == "schema" else copy


# --- pointers --------------------------------------------------------------------------------------------------------


def parse_pointer(pointer: str) -> Tokens:
    """Return the tokens of a pointer, which may be the fragment of a URI (``#/a~1b``, RFC 6901, section 6)."""
    decoded = unquote(pointer[1:]) if pointer.startswith("#") else pointer
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in decoded.split("/")[1:])


def format_pointer(tokens: Tokens) -> str:
    """Return the pointer of these tokens."""
    return "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in tokens)


def get_reference(value: Any) -> str | None:
    """Return the target of a value that is a reference, or None."""
    target = value.get("$ref") if isinstance(value, dict) else None
    return target if isinstance(target, str) else None


def get_child(value: Any, token: Any) -> Any:
    """Return the member or item of a value at a token; LookupError if there is none."""
    if isinstance(value, dict):
        return value[token]
    if isinstance(value, list) and (isinstance(token, int) or is_index(token)):
        return value[int(token)]
    raise LookupError(token)


def is_index(token: str) -> bool:
    """Return whether a token may be the index of an item. Python refuses to read one of thousands of digits."""
    return token.isascii() and token.isdigit() and len(token) < _MAX_INDEX_DIGITS


_MAX_INDEX_DIGITS = 19


def resolve_pointer(document: Any, tokens: Tokens) -> Any:
    """Return the raw value at a location; LookupError if there is none."""
    for token in tokens:
        document = document[token] if isinstance(document, dict) else get_child(document, token)
    return document


def value_at(document: Any, pointer: str, default: Any = None) -> Any:
    """Return the value at a JSON Pointer, or `default` if it does not resolve."""
    try:
        return resolve_pointer(document, parse_pointer(pointer))
    except LookupError:
        return default


def locate_members(document: Any, tokens: Tokens, depth: int = 0) -> dict[str, Tokens]:
    """
    Return the location of each member of the object at `tokens`, including the members of the target of its `$ref`.

    Members beside a ``$ref`` override those of its target. LookupError if a reference does not resolve.
    """
    value = resolve_pointer(document, tokens)
    target = get_reference(value)
    if not isinstance(value, dict) or depth > MAX_DEPTH or (target is not None and not target.startswith("#/")):
        raise LookupError(format_pointer(tokens))
    own = {key: (*tokens, key) for key in value if key != "$ref"}
    return own if target is None else {**locate_members(document, parse_pointer(target), depth + 1), **own}


# --- what references lead to -----------------------------------------------------------------------------------------

PartKey = tuple[Tokens, str]
"""The location and the shape of a part."""


@dataclass(eq=False, repr=False)
class DocumentPart:
    """A value of the document, and where the references in it lead."""

    tokens: Tokens
    shape: str
    value: Any
    problems: list[Problem] = field(default_factory=list)
    has_references: bool = False
    targets: list[tuple[Tokens, str]] = field(default_factory=list)
    """The locations that its references lead to, and the shape that each should have."""
    schemas: list[tuple[Tokens, Any]] = field(default_factory=list)
    """The part itself if it is a schema, otherwise each schema in it."""
    notable_schemas: list[tuple[Tokens, dict[str, Any]]] = field(default_factory=list)
    """Each schema in it, at any depth, that has one of the `NOTABLE_KEYWORDS`."""

    @property
    def key(self) -> PartKey:
        """Its location and shape."""
        return self.tokens, self.shape


NOTABLE_KEYWORDS = frozenset({"pattern", "patternProperties", "secret", "file", "id", "$id", "readOnly", "writeOnly"})
"""Keywords whose values are inspected."""


@dataclass(eq=False, repr=False)
class ResolvedReferences:
    """A part of the document, and all parts that its references lead to, directly or not."""

    parts: list[DocumentPart] = field(default_factory=list)

    @property
    def roots(self) -> list[tuple[Tokens, str, Any]]:
        """The location, the shape and the raw value of each part."""
        return [(part.tokens, part.shape, part.value) for part in self.parts]

    @property
    def problems(self) -> list[Problem]:
        """The problems of the references."""
        return [problem for part in self.parts for problem in part.problems]

    @property
    def has_references(self) -> bool:
        """Whether there is any reference in it."""
        return any(part.has_references for part in self.parts)


class PartCache(dict[PartKey, DocumentPart]):
    """Parts of a document that were walked before, and what is known of the references in it."""

    def __init__(self) -> None:
        super().__init__()
        self.is_circular: dict[Tokens, bool] = {}
        """For a location whether it is a reference that leads to references only, and never to a value."""


def resolve_references(
    document: Any,
    tokens: Tokens,
    shape: str,
    *,
    into_schemas: bool = True,
    known: PartCache | None = None,
    skipped: Collection[PartKey] = (),
) -> ResolvedReferences:
    """
    Return the value at `tokens` and all that its references lead to.

    Args:
        document: The whole raw description.
        tokens: The location of the value.
        shape: Its shape, a key of `SHAPES`.
        into_schemas: Whether references inside schemas are resolved too.
        known: Parts of the same document from calls with the same `into_schemas`; new parts are added to it.
        skipped: Parts that are left out, with what is only reached through them.
    """
    resolved = ResolvedReferences()
    known = PartCache() if known is None else known
    seen: set[PartKey] = set()
    pending: list[PartKey] = [(tokens, shape)]
    while pending:
        key = pending.pop()
        if key not in seen and key not in skipped:
            seen.add(key)
            part = known.get(key)
            if part is None:
                part = known[key] = _walk_part(document, *key, into_schemas, known.is_circular)
            resolved.parts.append(part)
            pending += part.targets
    return resolved


def _walk_part(
    document: Any, tokens: Tokens, shape: str, into_schemas: bool, is_circular: dict[Tokens, bool]
) -> DocumentPart:
    part = DocumentPart(tokens, shape, resolve_pointer(document, tokens))
    for location, kind, value in walk(tokens, shape, part.value, into_schemas=into_schemas):
        if len(location) > MAX_DEPTH:
            message = f"is nested more than {MAX_DEPTH} levels deep"
            part.problems.append(Problem.in_description(format_pointer(location), "depth", message))
            break
        if kind == "schema" and not into_schemas:
            continue
        reference = get_reference(value)
        if reference is not None:
            part.has_references = True
            target = _resolve_target(document, (location, kind), reference, part.problems, is_circular)
            part.targets += [] if target is None else [(target, kind)]
        if kind == "schema" and (shape != "schema" or location is tokens):
            part.schemas.append((location, value))
        if kind == "schema" and isinstance(value, dict) and not NOTABLE_KEYWORDS.isdisjoint(value):
            part.notable_schemas.append((location, value))
    return part


def walk(tokens: Tokens, shape: str, value: Any, *, into_schemas: bool = True) -> Iterator[tuple[Tokens, str, Any]]:
    """Yield a value, and all values in it that may be or contain a reference, each with its location and shape."""
    pending = [(tokens, shape, value)]
    while pending:
        location, kind, current = pending.pop()
        if kind == LITERAL:
            continue
        yield location, kind, current
        if kind == "schema" and not into_schemas:
            continue
        # Inside a schema, only objects and lists can contain a reference.
        types = (dict, list) if kind == "schema" else object
        if isinstance(current, dict):
            pending += [
                ((*location, key), child_shape(kind, key), member)
                for key, member in current.items()
                if isinstance(member, types)
            ]
        elif isinstance(current, list):
            pending += [
                ((*location, index), kind, item) for index, item in enumerate(current) if isinstance(item, types)
            ]


def _resolve_target(
    document: Any,
    source: tuple[Tokens, str],
    reference: str,
    problems: list[Problem],
    is_circular: dict[Tokens, bool],
) -> Tokens | None:
    """Return the location that a reference leads to; if it does not resolve, add a problem and return None."""
    location, shape = source
    if not reference.startswith("#/"):
        message = f"`$ref` {reference[:200]!r} does not point into this file, and nothing is fetched"
        hint = "copy its target into `schemas` and write `#/schemas/NAME`"
        problems.append(Problem.in_description(format_pointer(location), "remote-ref", message, hint))
        return None
    tokens = parse_pointer(reference)
    circular = _circular(document, location, tokens, is_circular)
    failure = _dangling(document, tokens) or circular or _other_kind(shape, tokens)
    if failure is None:
        return tokens
    rule, reason, hint = failure
    message = f"`$ref` {reference[:200]!r} {reason}"
    problems.append(Problem.in_description(format_pointer(location), rule, message, hint))
    return None


_TOP_LEVEL = {
    "parameters": "parameters", "resources": "resources", "responses": "responses", "schemas": "schemas",
}  # fmt: skip
_NOUNS = {
    "resource": "a resource", "resources": "an object of resources", "action": "an action",
    "actions": "an object of actions", "parameter": "a parameter", "parameters": "an object of parameters",
    "response": "a response", "responses": "an object of responses", "schema": "a schema",
    "schemas": "an object of schemas",
}  # fmt: skip
"""The shapes that a value has by its location, and what they are called."""


def _shape_at(tokens: Tokens) -> str:
    """Return the shape of the value at a location; an empty string if its location does not determine it."""
    shape = _TOP_LEVEL.get(tokens[0], "") if tokens else ""
    for token in tokens[1:] if shape else ():
        shape = child_shape(shape, token)
    return shape


def kind_at(tokens: Tokens) -> str:
    """Return the kind of the value at a location, such as ``schema``; an empty string if it may be any value."""
    shape = _shape_at(tokens)
    return shape if shape in _NOUNS else ""


def is_other_kind(shape: str, target: Tokens) -> bool:
    """Return whether the value at a location is of another kind than a reference to it needs."""
    return shape in _NOUNS and kind_at(target) not in ("", shape)


def kind_problems(document: Any, tokens: Tokens, shape: str) -> list[Problem]:
    """Return the problem of a reference at a location that leads to a value of another kind, if it is one."""
    reference = get_reference(resolve_pointer(document, tokens))
    if reference is None or not reference.startswith("#/") or not is_other_kind(shape, parse_pointer(reference)):
        return []
    problems: list[Problem] = []
    _resolve_target(document, (tokens, shape), reference, problems, {})
    return problems


def _other_kind(shape: str, target: Tokens) -> tuple[str, str, str] | None:
    """Return the rule, the message and the suggestion for a reference to a value of another kind."""
    if not is_other_kind(shape, target):
        return None
    found = _shape_at(target)
    pointer = f"#{format_pointer(target)}"
    wraps_schema = shape in ("parameter", "response") and found == "schema"
    before = '"in": …, ' if shape == "parameter" else ""
    hint = f'write {{{before}"schema": {{"$ref": "{pointer}"}}}}' if wraps_schema else f"refer to {_NOUNS[shape]}"
    return "ref-kind", f"leads to {_NOUNS[found]}, and {_NOUNS[shape]} is expected here", hint


def similar_pointers(document: Any, tokens: Tokens) -> str:
    """Return ``did you mean #/…?`` for a pointer that does not resolve; empty if nothing there has a similar name."""
    value = document
    for index, token in enumerate(tokens):
        try:
            value = get_child(value, token)
        except LookupError:
            return _similar_pointers(value, tokens[: index + 1])
    return ""


def _similar_pointers(parent: Any, tokens: Tokens) -> str:
    names = close_matches(str(tokens[-1]), parent if isinstance(parent, dict) else ())
    return did_you_mean("#" + format_pointer((*tokens[:-1], name)) for name in names)


def _dangling(document: Any, tokens: Tokens) -> tuple[str, str, str] | None:
    """Return the rule, the message and the suggestion for a reference to a location that does not exist."""
    value = document
    for index, token in enumerate(tokens):
        try:
            value = get_child(value, token)
        except LookupError:
            hint = _similar_pointers(value, tokens[: index + 1])
            if tokens[:2] == ("scopes", "sets"):
                return "scope-set", "refers to a scope set that does not exist", hint
            return "dangling-ref", "does not resolve", hint
    return None


def _circular(
    document: Any, location: Tokens, tokens: Tokens, is_circular: dict[Tokens, bool]
) -> tuple[str, str, str] | None:
    """Return the same for a chain of references that leads back to its start without reaching a value."""
    visited = {location: None}
    result: bool | None = None
    while result is None:
        result = True if tokens in visited else is_circular.get(tokens)
        visited[tokens] = None
        target = None if result is not None else _reference_at(document, tokens)
        if result is None and target is None:
            result = False
        tokens = tokens if target is None else target
    is_circular.update(dict.fromkeys(visited, result))
    if not result:
        return None
    return "circular-ref", "leads back to itself through references only", "replace one of these references by a value"


def _reference_at(document: Any, tokens: Tokens) -> Tokens | None:
    """Return where the reference at a location leads; None if there is none, or it leads out of the document."""
    try:
        target = get_reference(resolve_pointer(document, tokens))
    except LookupError:
        return None
    return parse_pointer(target) if target is not None and target.startswith("#/") else None


@dataclass(frozen=True, eq=False, repr=False)
class SchemaLocation:
    """Stands for the schema at `tokens`."""

    tokens: Tokens
