"""
Keywords that do not affect validity, wherever a schema has them: also in alternatives, which are compared as a whole.

Schemas that accept the same values may differ in what is secret, what is a file, or in a keyword of the server.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...schema.references import Tokens, child_shape
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
