"""A schema in a few words, and a body in a few lines: what people read to know which values are valid."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from ..records import dataclass
from ..runtime.page import shorten
from .excerpts import unwrap_literal
from .subschemas import combined_schemas, is_file, is_secret
from .value_texts import value_texts

MAX_DEPTH = 3
"""How many levels of a body are listed."""
MAX_LINES = 40
"""How many lines the outline of a body has at most."""
MAX_CHOICES = 8
"""How many of the allowed values are listed."""
MAX_ALTERNATIVES = 4
"""How many alternatives are listed."""
MAX_OBJECTS = 16
"""How many alternatives are searched for those with properties."""
WIDTH = 92
MAX_COUNTED = 1000
"""How many of the lines that are left out are counted."""


_MARKS: dict[str, Callable[[Mapping[str, Any]], bool]] = {
    "secret": is_secret,
    "read-only": lambda view: view.get("readOnly") is True,
    "write-only": lambda view: view.get("writeOnly") is True,
    "deprecated": lambda view: view.get("deprecated") is True,
}
"""What is listed of a schema beside the values that it allows → whether it applies."""


def format_value(value: Any, width: int = 40) -> str:
    """Return a value as JSON, a string without its quotes, shortened to `width` characters."""
    plain = unwrap_literal(value)
    if isinstance(plain, str):
        return shorten(plain, width) if plain.strip() else json.dumps(plain)
    try:
        return shorten(json.dumps(plain, ensure_ascii=False), width)
    except (TypeError, ValueError, RecursionError):
        return "…"


def summarize(view: Any, depth: int = 0) -> str:
    """
    Return in a few words which values a schema allows, such as ``list of integer``.

    Args:
        view: The dereferenced schema.
        depth: How many schemas around it are in the same summary; a list of lists may have no end.
    """
    if not isinstance(view, Mapping) or depth > MAX_DEPTH:
        return "any"
    if is_file(view):
        return "file"
    values = _choices(view, depth) or _types(view, depth) or _combination(view, depth)
    marks = [word for word, applies in _MARKS.items() if applies(view)]
    return ", ".join([f"{values}{_limits(view)}", *marks])


def allowed_values(view: Any) -> list[Any] | None:
    """Return the values of `const` or `enum`; None if the schema has neither."""
    if not isinstance(view, Mapping):
        return None
    values = [view["const"]] if "const" in view else view.get("enum")
    return list(values) if isinstance(values, (list, tuple)) else None


def _choices(view: Mapping[str, Any], depth: int) -> str:
    values = allowed_values(view)
    if values is None:
        return ""
    most = MAX_CHOICES if depth == 0 else MAX_CHOICES // 2
    listed = ", ".join(map(format_value, values[:most]))
    more = f", … and {len(values) - most} more" if len(values) > most else ""
    return f"one of {listed}{more}" if len(values) > 1 else listed


def _types(view: Mapping[str, Any], depth: int) -> str:
    declared = view.get("type")
    declared = [declared] if isinstance(declared, str) else declared
    names = [name for name in declared if isinstance(name, str)] if isinstance(declared, (list, tuple)) else []
    return " or ".join(_type(name, view, depth) for name in names)


def _type(name: str, view: Mapping[str, Any], depth: int) -> str:
    if name == "array" and isinstance(view.get("items"), Mapping):
        return f"list of {summarize(view['items'], depth + 1)}"
    return {"array": "list"}.get(name, name)


def _combination(view: Mapping[str, Any], depth: int) -> str:
    """Return the summaries of the schemas that are combined into one without a type."""
    for key, word in (("oneOf", " or "), ("anyOf", " or "), ("allOf", "")):
        schemas = view.get(key)
        if isinstance(schemas, (list, tuple)) and schemas:
            summaries = dict.fromkeys(summarize(schema, depth + 1) for schema in schemas[: 4 * MAX_ALTERNATIVES])
            known = [summary for summary in summaries if summary != "any"] or ["any"]
            more = ["…"] if len(known) > MAX_ALTERNATIVES else []
            return word.join([*known[:MAX_ALTERNATIVES], *more]) if word else known[0]
    return "object" if isinstance(view.get("properties"), Mapping) else "any"


def _limits(view: Mapping[str, Any]) -> str:
    """Return in a few words the format, the pattern and the bounds."""
    pattern, format_name = view.get("pattern"), view.get("format") or view.get("contentEncoding")
    least, most = view.get("minimum"), view.get("maximum")
    limits = [
        f" ({shorten(format_name, 30)})" if isinstance(format_name, str) else "",
        f" like /{pattern}/" if isinstance(pattern, str) and len(pattern) <= 40 else "",
        f" from {format_value(least)}" if least is not None else "",
        f" to {format_value(most)}" if most is not None else "",
    ]
    return "".join(limits)


# --- a body ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One property in the outline of a body."""

    depth: int
    name: str
    summary: str

    def format(self, column: int) -> str:
        """Return the line, with its summary from this column on."""
        name = f"{'  ' * self.depth}{self.name}"
        return _shorten_line(f"{name:<{column}}  {self.summary}" if self.summary else name)


def _shorten_line(line: str) -> str:
    # Unlike `shorten`, this keeps the indentation.
    return line if len(line) <= WIDTH else line[: WIDTH - 1].rstrip() + "…"


def outline(view: Any, most: int = MAX_LINES) -> str:
    """
    Return the properties of a body, one a line, nested ones indented, with ``*`` after the name of a required one.

    It has as many levels as fit in `most` lines, and the number of lines that do not fit. Empty without properties.
    """
    for depth in range(MAX_DEPTH, 0, -1):
        lines = list(islice(_body_lines(view, depth), most + 1))
        if len(lines) <= most:
            return _format_lines(lines)
    further = 1 + sum(1 for _ in islice(_body_lines(view, 1), most, most + MAX_COUNTED))
    last = Line(0, f"… and {further if further <= MAX_COUNTED else 'many'} more", "")
    return _format_lines([*lines[: most - 1], last])


def is_whole(view: Any, most: int = MAX_LINES) -> bool:
    """Return whether the outline of a schema in so many lines has all of it: each level, and each value."""
    counts = {sum(1 for _ in islice(_body_lines(view, depth), most + 1)) for depth in (MAX_DEPTH, MAX_DEPTH + 1)}
    return len(counts) == 1 and max(counts) <= most and "…" not in outline(view, most)


def further_names(view: Any, most: int = MAX_LINES) -> list[str]:
    """Return the names of the properties that the outline of a schema in so many lines leaves out."""
    inner = _inner_schema(view)
    names = [shorten(name, 60) for name in _properties(inner)] if isinstance(inner, Mapping) else []
    lines = sum(1 for _ in islice(_body_lines(view, 1), most + 1))
    shown = most - 1 - (inner is not view)
    return names[shown:] if lines > most else []


def _format_lines(lines: Iterable[Line]) -> str:
    listed = list(lines)
    column = min(40, max((2 * line.depth + len(line.name) for line in listed if line.summary), default=0))
    return "\n".join(line.format(column) for line in listed)


def _body_lines(view: Any, most: int) -> Iterator[Line]:
    inner = _inner_schema(view)
    lines = _lines(inner, 0, most)
    first = None if inner is view else next(lines, None)
    if first is not None:
        yield from (Line(0, "(a list, each of)", ""), first)
    yield from lines


def _lines(view: Any, depth: int, most: int) -> Iterator[Line]:
    if depth >= most or not isinstance(view, Mapping):
        return
    for name, (schema, required) in _properties(view).items():
        yield Line(depth, f"{shorten(name, 60)}{' *' if required else ''}", summarize(schema))
        if depth + 1 < most:
            yield from (Line(depth + 1, value, text) for value, text in listed_texts(schema))
        yield from _lines(_inner_schema(schema), depth + 1, most)
    for words, schema in _other_properties(view):
        yield Line(depth, words, summarize(schema))
        yield from _lines(_inner_schema(schema), depth + 1, most)
    yield from _alternative_lines(view, depth, most)


def listed_texts(view: Any) -> list[tuple[str, str]]:
    """Return what the values of a schema mean: pairs of a value and its text, of the first ones if there are many."""
    texts = list(value_texts(view).items())
    more = [("…", f"and {len(texts) - MAX_CHOICES} more")] if len(texts) > MAX_CHOICES else []
    return [(format_value(value), shorten(text, WIDTH)) for value, text in texts[:MAX_CHOICES]] + more


def _inner_schema(view: Any) -> Any:
    """Return the schema that has the properties: the schema itself, or that of the items of its lists."""
    for _ in range(MAX_DEPTH):
        items = view.get("items") if isinstance(view, Mapping) else None
        if not isinstance(items, Mapping):
            break
        view = items
    return view


def _properties(view: Mapping[str, Any]) -> dict[str, tuple[Any, bool]]:
    """Return the properties that all alternatives have in common, each with whether it is required; those first."""
    schemas = list(combined_schemas({**view, "anyOf": (), "oneOf": ()}))
    required = {name for schema in schemas for name in schema.get("required") or () if isinstance(name, str)}
    found: dict[str, tuple[Any, bool]] = {}
    for schema in schemas:
        properties = schema.get("properties")
        for name, member in properties.items() if isinstance(properties, Mapping) else ():
            found.setdefault(name, (member, name in required))
    return dict(sorted(found.items(), key=lambda item: not item[1][1]))


def _other_properties(view: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    patterns = view.get("patternProperties")
    for pattern, schema in islice(patterns.items(), MAX_CHOICES) if isinstance(patterns, Mapping) else ():
        yield f"(names like /{shorten(pattern, 30)}/)", schema
    if isinstance(view.get("additionalProperties"), Mapping):
        yield "(any other name)", view["additionalProperties"]


def _alternatives(view: Mapping[str, Any]) -> list[Any]:
    groups = [view.get("oneOf"), view.get("anyOf")]
    return [schema for group in groups if isinstance(group, (list, tuple)) for schema in group]


def _alternative_lines(view: Mapping[str, Any], depth: int, most: int) -> Iterator[Line]:
    """
    Yield what each alternative adds; alternatives that differ only in their type are in the summary already.

    The properties of a single object, beside values without any, are those of the schema itself.
    """
    alternatives = [(_alternative_name(schema), schema) for schema in _alternatives(view)]
    objects = [schema for _, schema in alternatives[:MAX_OBJECTS] if _has_properties(schema)]
    if len(objects) == 1 and len(alternatives) <= MAX_OBJECTS:
        yield from _lines(_inner_schema(objects[0]), depth, most)
        return
    if not objects and not any(name for name, _ in alternatives):
        return
    for index, (name, schema) in enumerate(alternatives[:MAX_ALTERNATIVES]):
        yield Line(depth, shorten(f"({'or' if index else 'either'} {name or summarize(schema)})", 60), "")
        yield from _lines(_inner_schema(schema), depth + 1, most)
    if len(alternatives) > MAX_ALTERNATIVES:
        yield Line(depth, f"(or one of {len(alternatives) - MAX_ALTERNATIVES} more)", "")


def _has_properties(alternative: Any) -> bool:
    return next(_lines(_inner_schema(alternative), 0, 1), None) is not None


def _alternative_name(alternative: Any) -> str:
    """Return a name for an object that is an alternative: its discriminator, its title, or its required properties."""
    inner = _inner_schema(alternative)
    if not isinstance(inner, Mapping) or not ("properties" in inner or "required" in inner):
        return ""
    properties = inner.get("properties")
    for name, schema in properties.items() if isinstance(properties, Mapping) else ():
        values = allowed_values(schema)
        if values is not None and len(values) == 1:
            return f"{name} {format_value(values[0])}"
    title = alternative.get("title")
    if title:
        return format_value(title)
    required = inner.get("required")
    if isinstance(required, (list, tuple)) and required:
        return f"with {' and '.join(map(format_value, required))}"
    return ""
