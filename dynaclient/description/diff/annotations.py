"""
Keywords that do not affect validity, wherever a schema has them: also in alternatives, which are compared as a whole.

Schemas that accept the same values may differ in what is secret, what is a file, or in a keyword of the server.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...schema.references import Tokens, child_shape, get_reference, parse_pointer
from .difference import SAFE, UNCLEAR
from .schema_changes import OUTPUT, Judgement
from .views import Node, SchemaSet
from .vocabulary import ANNOTATIONS, DEFINITIONS, IDENTIFIERS, KNOWN, PROSE, canonical_text

Annotation = tuple[str, Any, str]
"""A keyword, its value as text, and the name of the property that has it."""


def hidden_changes(old: Node, new: Node, side: str, listed: Iterable[str]) -> Iterator[Judgement]:
    """Yield a judgement for each keyword that differs somewhere in two schemas, and that is not among those listed."""
    differing = _annotations(old) ^ _annotations(new)
    for keyword in sorted({keyword for keyword, _, _ in differing} - set(listed)):
        names = ", ".join(sorted({name for key, _, name in differing if key == keyword and name}))
        is_safe = keyword == "deprecated" or (keyword == "default" and side == OUTPUT)
        rule = f"{keyword if keyword in ANNOTATIONS else 'keyword'} changed"
        where = f" of {names}" if names else ""
        yield Judgement(SAFE if is_safe else UNCLEAR, rule, f"`{keyword}`{where} changed inside an alternative")


def dates_change(old: Node, new: Node) -> Judgement | None:
    """
    Return what it means if a property, or another value, has other formats of dates and times; None if none has.

    A client writes a date or a time of Python by these formats. They count also where both schemas accept the same
    strings, as an alternative of any string does.
    """
    before, after = _dates(old), _dates(new)
    names = sorted(name for name in before.keys() & after.keys() if before[name] != after[name])
    if not names:
        return None
    where = f" of {', '.join(filter(None, names))}" if any(names) else ""
    message = f"the formats of dates{where} changed, by which a date or time of Python is written"
    return Judgement(UNCLEAR, "format changed", f"{message}: the server may read another value")


_DATES = ("date", "date-time", "unix-time", "http-date")


def _dates(node: Node) -> dict[str, frozenset[str]]:
    """Return the formats of dates by the name of the property around them; an empty name for the value itself."""
    found: dict[str, frozenset[str]] = {"": frozenset()}
    pending: list[tuple[str, Tokens]] = [("", tokens) for tokens in node.locations]
    seen = set(pending)
    while pending:
        around, tokens = pending.pop()
        schemas: list[tuple[str, Any]] = [(around, node.schemas.raw(tokens))]
        while schemas:
            name, schema = schemas.pop()
            if not isinstance(schema, Mapping):
                continue
            own = (schema["format"],) if schema.get("format") in _DATES else ()
            found[name] = found.get(name, frozenset()).union(own)
            for keyword, value in schema.items():
                schemas += [(inner or name, child) for inner, child in _children(keyword, value)]
            target = get_reference(schema)
            if target is not None and (name, parse_pointer(target)) not in seen:
                seen.add((name, parse_pointer(target)))
                pending.append((name, parse_pointer(target)))
    return found


def _annotations(node: Node) -> frozenset[Annotation]:
    known = node.schemas.known_annotations
    found: frozenset[Annotation] = frozenset()
    for tokens in node.locations:
        for part in node.schemas.api.schema_at(tokens).references.parts:
            if part.tokens not in known:
                known[part.tokens] = frozenset(_find(node.schemas, part.tokens))
            found |= known[part.tokens]
    return found


def _find(schemas: SchemaSet, tokens: Tokens) -> Iterator[Annotation]:
    known = KNOWN[schemas.dialect] | DEFINITIONS
    ignored = known | IDENTIFIERS | PROSE
    pending = [("", schemas.raw(tokens))]
    while pending:
        name, schema = pending.pop()
        for keyword, value in schema.items() if isinstance(schema, Mapping) else ():
            if keyword in known:
                pending += _children(keyword, value)
            elif keyword not in ignored and not keyword.startswith("x-"):
                yield keyword, canonical_text(value), name


def _children(keyword: str, value: Any) -> list[tuple[str, Any]]:
    """Return the schemas under a keyword, each with the name of the property that it is for."""
    shape = child_shape("schema", keyword)
    if shape == "schemas" and isinstance(value, Mapping):
        return [(name if keyword == "properties" else "", schema) for name, schema in value.items()]
    if shape != "schema" or keyword == "dependentRequired":
        return []
    return [("", schema) for schema in (value if isinstance(value, list) else [value])]
