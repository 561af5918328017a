"""The page of the named schemas of a description, and links to its sections."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..description.api import Api
from ..description.format import format_description
from ..schema.samples import NoSample, sample
from ..schema.validation import Schema
from .markdown import Headings, code, fenced, link, literal, prose, slug

FILE = "_schemas.md"
EXAMPLE = " Example"
_PROSE_KEYS = ("title", "description", "examples", "example")
"""Keys that the page shows beside a schema, and leaves out of its JSON."""


class SchemasPage:
    """The page of all named schemas; each has a heading of its own."""

    def __init__(self, api: Api) -> None:
        self.api = api
        headings = Headings(["Contents"])
        self.headings: dict[str, str] = {}
        for number, name in enumerate(api.schemas, 1):
            title = " ".join(api.schema_at(("schemas", name)).title.split())
            wanted = (title, f"{title} ({name})", name, f"Schema {name}", f"Schema {number}", f"Schema no {number}")
            self.headings[name] = headings.unique(wanted, endings=("", EXAMPLE))

    def link_to(self, name: str, *, ending: str = "", page: str = FILE) -> str:
        """Return a link to a schema, or to its example; `page` is empty for a link within the page."""
        heading = self.headings[name] + ending
        return link(literal(heading), f"{page}#{slug(heading)}")

    def type_of(self, schema: Schema, *, page: str = FILE) -> str:
        """Return the type of a value: a link for a named schema, else the names of its JSON types."""
        if schema.name in self.headings:
            return self.link_to(schema.name, page=page)
        types = " or ".join(sorted(schema.types))
        raw = schema.raw
        if types == "array" and isinstance(raw, Mapping) and isinstance(raw.get("items"), Mapping):
            return f"array of {self.type_of(self.api.schema_at((*schema.tokens, 'items')), page=page)}"
        return literal(types or schema.title or "any")

    def inline_schema(self, schema: Schema) -> str:
        """Return a schema without a name as a block of JSON; empty if there is nothing more than its type."""
        raw = schema.raw
        plain = not isinstance(raw, Mapping) or not raw.keys() - {"type", "description", "title", "$ref", "items"}
        if schema.name or plain:
            return ""
        return json_block(raw)

    def markdown(self) -> str:
        """Return the Markdown of the page."""
        sections = ["# Schemas", "The bodies of requests and responses, as JSON Schemas."]
        if not self.headings:
            sections.append("The description has no named schemas.")
        return "\n\n".join([*sections, *(part for name in self.headings for part in self._section(name))]) + "\n"

    def _section(self, name: str) -> Iterator[str]:
        schema = self.api.schema_at(("schemas", name))
        heading = self.headings[name]
        yield f"## {literal(heading)}"
        if heading != schema.title:
            yield literal(schema.title)
        yield from filter(None, [prose(str(schema.get_keyword("description") or ""))])
        yield json_block(_without(schema.raw, _PROSE_KEYS))
        others = [other for other in _referenced_names(schema.raw) if other != name and other in self.headings]
        if others:
            yield f"Refers to {', '.join(self.link_to(other, page='') for other in dict.fromkeys(others))}."
        yield f"### {literal(heading + EXAMPLE)}"
        try:
            yield json_block(sample(schema))
        except NoSample:
            yield "No valid value could be generated."


def _without(raw: Any, keys: tuple[str, ...]) -> Any:
    return {key: value for key, value in raw.items() if key not in keys} if isinstance(raw, Mapping) else raw


def _referenced_names(raw: Any) -> Iterator[str]:
    """Yield the names of the schemas that a schema refers to."""
    pending = [raw]
    for value in pending:
        if isinstance(value, Mapping):
            target = value.get("$ref")
            if isinstance(target, str) and target.startswith("#/schemas/"):
                yield target.split("/")[2]
            pending += value.values()
        elif isinstance(value, list):
            pending += value


def json_block(value: Any) -> str:
    """Return a value as a block of JSON, laid out as descriptions are."""
    # Without a language: a browser takes half a minute for a page with thousands of highlighted lines.
    return fenced(format_description(_printable_json(value)).rstrip("\n"))


def value_cell(value: Any, longest: int = 200) -> str:
    """Return a value for a cell of a table: a string as it is, anything else as JSON."""
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return code(shown if len(shown) <= longest else f"{shown[:longest]}…")


def _printable_json(value: Any) -> str:
    """Return JSON in which characters that are not printable are escaped."""
    encoded = json.dumps(value, ensure_ascii=False)
    return encoded if encoded.isprintable() else "".join(map(_escape, encoded))


def _escape(character: str) -> str:
    return character if character.isprintable() else json.dumps(character)[1:-1]
