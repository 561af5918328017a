"""The named schemas of a description: where each is told of, and the page that tells of them all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..description.api import Api
from ..description.format import format_description
from ..schema.samples import NoSample, sample
from ..schema.validation import Schema
from .markdown import Headings, code, fenced, link, literal, prose, slug

PAGE = "_schemas.md"
EXAMPLE = " Example"
_TOLD = ("title", "description", "examples", "example")
"""What is told beside a schema, and left out of its text."""


class Catalogue:
    """For each named schema of an API the heading that it stands under."""

    def __init__(self, api: Api) -> None:
        self.api = api
        headings = Headings(["Contents"])
        self.headings: dict[str, str] = {}
        for number, name in enumerate(api.schemas, 1):
            title = " ".join(api.schema_at(("schemas", name)).title.split())
            wishes = (title, f"{title} ({name})", name, f"Schema {name}", f"Schema {number}", f"Schema no {number}")
            self.headings[name] = headings.heading(wishes, endings=("", EXAMPLE))

    def linked(self, name: str, *, ending: str = "", page: str = PAGE) -> str:
        """Give a link to a schema, or to its example; `page` is empty on the page itself."""
        heading = self.headings[name] + ending
        return link(literal(heading), f"{page}#{slug(heading)}")

    def type_of(self, schema: Schema, *, page: str = PAGE) -> str:
        """Give what a value is: a link to its schema where that has a name, else its types in words."""
        if schema.name in self.headings:
            return self.linked(schema.name, page=page)
        types = " or ".join(sorted(schema.types))
        raw = schema.raw
        if types == "array" and isinstance(raw, Mapping) and isinstance(raw.get("items"), Mapping):
            return f"array of {self.type_of(self.api.schema_at((*schema.tokens, 'items')), page=page)}"
        return literal(types or schema.title or "any")

    def own_text(self, schema: Schema) -> str:
        """Give the text of a schema that stands nowhere else, as a block of code; nothing where its type says it."""
        raw = schema.raw
        plain = not isinstance(raw, Mapping) or not raw.keys() - {"type", "description", "title", "$ref", "items"}
        if schema.name or plain:
            return ""
        return block(raw)

    def page(self) -> str:
        """Give the page of all schemas."""
        sections = ["# Schemas", "What the bodies of requests and answers are like, as JSON Schemas."]
        if not self.headings:
            sections.append("The description names none.")
        return "\n\n".join([*sections, *(text for name in self.headings for text in self._section(name))]) + "\n"

    def _section(self, name: str) -> Iterator[str]:
        schema = self.api.schema_at(("schemas", name))
        heading = self.headings[name]
        yield f"## {literal(heading)}"
        if heading != schema.title:
            yield literal(schema.title)
        yield from filter(None, [prose(str(schema.said("description") or ""))])
        yield block(_without(schema.raw, _TOLD))
        others = [each for each in _named_in(schema.raw) if each != name and each in self.headings]
        if others:
            yield f"With {', '.join(self.linked(each, page='') for each in dict.fromkeys(others))}."
        yield f"### {literal(heading + EXAMPLE)}"
        try:
            yield block(sample(schema))
        except NoSample:
            yield "No value is known that fits it."


def _without(raw: Any, keys: tuple[str, ...]) -> Any:
    return {key: each for key, each in raw.items() if key not in keys} if isinstance(raw, Mapping) else raw


def _named_in(raw: Any) -> Iterator[str]:
    """Give the names of the schemas that a schema refers to."""
    pending = [raw]
    for each in pending:
        if isinstance(each, Mapping):
            target = each.get("$ref")
            if isinstance(target, str) and target.startswith("#/schemas/"):
                yield target.split("/")[2]
            pending += each.values()
        elif isinstance(each, list):
            pending += each


def block(value: Any) -> str:
    """Give a value as JSON, laid out as descriptions are, in a block of code."""
    # In no language: what colours thousands of lines makes a page that a browser takes half a minute for.
    return fenced(format_description(_json(value)).rstrip("\n"))


def value_cell(value: Any, most: int = 200) -> str:
    """Give a value for a table's cell: a text as it is, anything else as JSON."""
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return code(shown if len(shown) <= most else f"{shown[:most]}…")


def _json(value: Any) -> str:
    """Give JSON in which what does not print is escaped, as JSON escapes it."""
    written = json.dumps(value, ensure_ascii=False)
    return written if written.isprintable() else "".join(map(_escaped, written))


def _escaped(each: str) -> str:
    return each if each.isprintable() else json.dumps(each)[1:-1]
