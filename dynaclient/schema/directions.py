"""
Directions: a property that is `readOnly` is not sent, one that is `writeOnly` is not returned.

In its direction a property is required as its schema declares; in the other one it is optional (OpenAPI 3.0, Fixed
Fields of the Schema Object; OpenAPI 3.1 leaves it to JSON Schema, whose annotations mean the same).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from .references import DocumentPart, Tokens, get_reference, parse_pointer, resolve_pointer, walk
from .subschemas import child_views, declared_types, listed_schemas

REQUEST, RESPONSE = "request", "response"
MARKS = {REQUEST: "readOnly", RESPONSE: "writeOnly"}
"""Direction → the keyword of what is left out in it."""
MAX_DEPTH = 12
"""How many references and combinations lead to a mark at most."""
MAX_LEVELS = 64
"""How deep a value is looked through for what is left out of it."""


def is_marked(view: Any, mark: str) -> bool:
    """
    Return whether a dereferenced schema is marked: itself, one of its `allOf`, or its alternatives.

    One `writeOnly` alternative is enough, so that nothing hidden is returned. All have to be `readOnly`, null aside:
    the others may be sent.
    """
    return _is_marked(view, mark, lambda _: ())


def leads_to_mark(document: Any, schema: Any, mark: str) -> bool:
    """Return the same of a schema whose references are not resolved."""
    return _is_marked(schema, mark, lambda found: _targets(document, found))


def _is_marked(schema: Any, mark: str, targets: Callable[[Any], Iterable[Any]], depth: int = 0) -> bool:
    if not isinstance(schema, Mapping) or depth > MAX_DEPTH:
        return False

    def lead(schemas: Iterable[Any]) -> Iterator[bool]:
        return (_is_marked(part, mark, targets, depth + 1) for part in schemas)

    if schema.get(mark) is True or any(lead(listed_schemas(schema, "allOf"))) or any(lead(targets(schema))):
        return True
    found = [[part for part in listed_schemas(schema, key) if not _is_null(part)] for key in ("anyOf", "oneOf")]
    is_enough = any if mark == MARKS[RESPONSE] else all
    return any(alternatives and is_enough(lead(alternatives)) for alternatives in found)


def _is_null(schema: Any) -> bool:
    return isinstance(schema, Mapping) and set(declared_types(schema)) == {"null"}


def _targets(document: Any, schema: Any) -> list[Any]:
    """Return what the reference of a schema leads to."""
    target = get_reference(schema)
    try:
        return [] if target is None else [resolve_pointer(document, parse_pointer(target))]
    except LookupError:
        return []


def has_marks(parts: Iterable[DocumentPart], direction: str) -> bool:
    """Return whether anything in these parts is left out in a direction; ``""`` is neither of them."""
    mark = MARKS.get(direction)
    return any(schema.get(mark) is True for part in parts for _, schema in part.notable_schemas) if mark else False


# --- values ----------------------------------------------------------------------------------------------------------


def without(views: list[Any], value: Any, is_left_out: Callable[[list[Any]], bool], depth: int = 0) -> Any:
    """
    Return a value without what is left out of it, at any depth, and what is too deep: the same object if there is none.

    In a list null takes the place of what is left out before other items, so that these stay where their schemas are.

    Args:
        views: The schemas of the value.
        value: The value.
        is_left_out: Whether a member or an item with these schemas is left out.
        depth: How deep the value is in another one.
    """
    if depth > MAX_LEVELS:
        return None if views else value
    if isinstance(value, Mapping):
        below = {name: child_views(views, name) for name in value}
        kept = {
            name: without(below[name], member, is_left_out, depth + 1)
            for name, member in value.items()
            if not is_left_out(below[name])
        }
        return value if len(kept) == len(value) and all(kept[name] is value[name] for name in kept) else kept
    if isinstance(value, list):
        places = [child_views(views, index) for index in range(len(value))]
        shown = [not is_left_out(place) for place in places]
        items = [
            without(place, item, is_left_out, depth + 1) if is_shown else None
            for place, item, is_shown in zip(places, value, shown, strict=True)
        ][: max((index + 1 for index, is_shown in enumerate(shown) if is_shown), default=0)]
        return value if len(items) == len(value) and all(map(operator.is_, items, value)) else items
    return value


def without_marked(views: list[Any], value: Any, mark: str) -> Any:
    """Return a value without what the schemas mark, see `without`."""
    return without(views, value, lambda below: any(is_marked(view, mark) for view in below))


# --- schemas ---------------------------------------------------------------------------------------------------------


def optional_names(document: Any, parts: Iterable[DocumentPart], direction: str) -> dict[Tokens, frozenset[str]]:
    """
    Return which required names are optional in a direction, for the location of each schema that requires one.

    Schemas that apply to the same value count together: one may require what another one marks. What `not` and `if`
    have is a condition, and stays as it is.
    """
    schemas = {
        tuple(map(str, tokens)): value
        for part in parts
        for tokens, kind, value in walk(part.tokens, "schema", part.value)
        if kind == "schema" and isinstance(value, dict)
    }
    inner = {
        tokens: [found for found in _applied(tokens, value) if found in schemas] for tokens, value in schemas.items()
    }
    outer: dict[Tokens, list[Tokens]] = {}
    for tokens, applied in inner.items():
        for found in applied:
            outer.setdefault(found, []).append(tokens)
    mark = MARKS[direction]
    names = {tokens: set(_marked_names(document, value, mark)) for tokens, value in schemas.items()}
    _spread(names, outer)
    _spread(names, inner)
    relaxed = {tokens: names[tokens].intersection(_required(tokens, value)) for tokens, value in schemas.items()}
    return {tokens: frozenset(optional) for tokens, optional in relaxed.items() if optional}


def _spread(names: dict[Tokens, set[str]], targets: Mapping[Tokens, list[Tokens]]) -> None:
    """Add the names of each schema to those that it leads to, directly or not."""
    pending = [tokens for tokens, own in names.items() if own]
    while pending:
        tokens = pending.pop()
        for target in targets.get(tokens, ()):
            if not names[tokens] <= names[target]:
                names[target] |= names[tokens]
                pending.append(target)


def _applied(tokens: Tokens, schema: Mapping[str, Any]) -> Iterator[Tokens]:
    """Yield the locations of the schemas that apply to the same value, conditions aside."""
    target = get_reference(schema)
    if target is not None:
        yield parse_pointer(target)
    for key in ("allOf", "anyOf", "oneOf"):
        yield from ((*tokens, key, str(index)) for index in range(len(listed_schemas(schema, key))))
    for key in ("dependentSchemas", "dependencies"):
        dependent = schema.get(key)
        yield from ((*tokens, key, name) for name in (dependent if isinstance(dependent, dict) else ()))
    yield from ((*tokens, key) for key in ("then", "else"))


def _required(tokens: Tokens, schema: Mapping[str, Any]) -> list[str]:
    """Return the names that a schema requires; none of an alternative that is nothing but this condition."""
    is_condition = tokens[-2:-1] == ("oneOf",) and schema.keys() == {"required"}
    listed = schema.get("required")
    return [name for name in listed if isinstance(name, str)] if isinstance(listed, list) and not is_condition else []


def _marked_names(document: Any, schema: Mapping[str, Any], mark: str) -> Iterator[str]:
    properties = schema.get("properties")
    for name, member in properties.items() if isinstance(properties, dict) else ():
        if leads_to_mark(document, member, mark):
            yield name


def without_required(tokens: Tokens, raw: Any, optional: Mapping[Tokens, frozenset[str]]) -> Any:
    """Return a copy of the schema at a location, and of all in it, that requires none of these names."""
    own = tuple(map(str, tokens))
    for location, names in optional.items():
        if location[: len(own)] == own:
            raw = _relax(raw, location[len(own) :], names)
    return raw


def _relax(value: Any, steps: Tokens, names: frozenset[str]) -> Any:
    if isinstance(value, list):
        index = int(steps[0])
        return [*value[:index], _relax(value[index], steps[1:], names), *value[index + 1 :]]
    if steps:
        return {**value, steps[0]: _relax(value[steps[0]], steps[1:], names)}
    required = [name for name in value["required"] if name not in names]
    others = {key: member for key, member in value.items() if key != "required"}
    return {**others, "required": required} if required else others  # draft-04 allows no empty list
