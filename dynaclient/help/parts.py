"""
A part of an action: an argument, or a value inside one or inside a response, by the path that leads to it.

A path has names and ``[]`` for the items of a list: ``device.attributes[].name``. Its first name is that of an
argument or the status of a response; the name of an argument that is the body may be left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ..description.model import Action, Parameter
from ..errors import UnknownName, close_matches, list_some
from ..records import dataclass
from ..runtime.page import WIDTH, Page, Row, Section, shorten
from ..schema.excerpts import unwrap_literal
from ..schema.outline import allowed_values, format_value, further_names, is_whole, outline, summarize
from ..schema.samples import get_examples
from ..schema.subschemas import child_views, combined_schemas, is_secret
from ..schema.value_texts import value_key, value_texts
from ..strings.expressions import expression
from .bounds import Bounds, fitting_page
from .pages import Wording

MAX_PATH = 500
"""Characters of a path."""
MAX_NAMES = 1500
"""Characters of the names of properties that have no line of their own."""
MAX_EXAMPLES = 2

_ITEM = expression(r"\[(\d{0,6})\]|(\d{1,6})(?=[.\[]|$)")
_NAME = expression(r"[^.\[]+")

_RULES = (
    "format", "pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
    "multipleOf", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "contentEncoding",
    "contentMediaType", "default",
)  # fmt: skip
"""The keywords that are listed of a part."""


@dataclass(frozen=True, eq=False, repr=False)
class Part:
    """A part of an action."""

    views: list[Any]
    """The dereferenced schemas that apply to it."""
    parameter: Parameter | None
    """The parameter that it is in; None if it is in a response."""

    @property
    def view(self) -> Any:
        """All of its schemas as one."""
        return self.views[0] if len(self.views) == 1 else {"allOf": self.views}

    @property
    def schemas(self) -> list[Mapping[str, Any]]:
        """Its schemas, and those that they combine, without alternatives."""
        return [
            schema
            for view in self.views
            if isinstance(view, Mapping)
            for schema in combined_schemas({**view, "anyOf": (), "oneOf": ()})
        ]

    @property
    def is_secret(self) -> bool:
        """Whether nothing of its values is shown."""
        parameter = self.parameter
        return any(map(is_secret, self.schemas)) or (parameter is not None and parameter.secret)


def find_part(action: Action, path: str) -> Part:
    """
    Return the part of an action that a path leads to.

    Raises:
        UnknownName: There is none. `suggestions` has paths that are similar.
    """
    roots = {name: Part([parameter.schema.view], parameter) for name, parameter in action.parameters.items()}
    for status, response in action.responses.items():
        if response.schema is not None:
            roots.setdefault(status, Part([response.schema.view], None))
    name = _first_name(path, roots)
    if name is not None:
        return _walk(action, roots[name], name, path)
    if action.body is not None and _next_step(roots[action.body.name].views, path) is not None:
        return _walk(action, roots[action.body.name], "", path)
    inner = _names(roots[action.body.name].views) if action.body is not None else ()
    raise _unknown(action, path, "", {**roots, **dict.fromkeys(inner)})


def _walk(action: Action, part: Part, start: str, path: str) -> Part:
    """Return the part that the rest of a path leads to."""
    views, done = part.views, start
    while len(done) < len(path):
        step = _next_step(views, path[len(done) :].removeprefix("."))
        if step is None or len(path) > MAX_PATH:
            raise _unknown(action, path, done, _names(views))
        done = path[: len(path) - len(step.rest)]
        views = step.views
    return Part(views, part.parameter)


class _Step(NamedTuple):
    """One step of a path: the schemas that it leads to, and the rest of the path."""

    views: list[Any]
    rest: str


def _next_step(views: list[Any], path: str) -> _Step | None:
    """Return the first step of a path, which may leave out that a value is a list; None if there is no such part."""
    return _named_step(views, path) or _item_step(views, path) or _named_step(child_views(views, 0), path)


def _named_step(views: list[Any], path: str) -> _Step | None:
    names = _names(views)
    name = _first_name(path, names)
    if name is None:
        found = _NAME.match(path)
        name = found[0] if found and not close_matches(found[0], names) else ""
    children = child_views(views, name) if name else []
    return _Step(children, path[len(name) :]) if children else None


def _item_step(views: list[Any], path: str) -> _Step | None:
    item = _ITEM.match(path)
    children = child_views(views, int(item[1] or item[2] or 0)) if item else []
    return _Step(children, path[item.end() :]) if item and children else None


def _names(views: list[Any]) -> dict[str, None]:
    """Return the names of the properties that schemas declare."""
    parts = [part for view in views for part in combined_schemas(view)]
    declared = [part["properties"] for part in parts if isinstance(part.get("properties"), Mapping)]
    return {str(name): None for properties in declared for name in properties}


def _first_name(path: str, names: Iterable[str]) -> str | None:
    """Return the longest of these names that a path begins with: names may have dots themselves."""
    fitting = (name for name in names if path == name or path.startswith((f"{name}.", f"{name}[")))
    return max(fitting, key=len, default=None)


def _unknown(action: Action, path: str, done: str, names: Iterable[str]) -> UnknownName:
    """Return the error for a path that does not resolve, with similar paths or the names that may follow."""
    known = list(names)
    wrong = path[len(done) :].removeprefix(".")
    found = _NAME.match(wrong)
    before = f"{done}." if done else ""
    similar = [f"{before}{name}" for name in close_matches(found[0] if found else wrong, known)]
    listed = f"; {done or action.name} has {list_some(known)}" if known and not similar else ""
    return UnknownName(f"{action.name} has no part {path!r:.200}{listed}", path, similar)


# --- the page --------------------------------------------------------------------------------------------------------


def part_page(action: Action, path: str, wording: Wording) -> Page:
    """
    Return the page of a part of an action, with as much of it as fits.

    Args:
        action: The action.
        path: The path to the part.
        wording: The words for a shell, or for an agent.

    Raises:
        UnknownName: There is no such part.
    """
    part = find_part(action, path)
    view = part.view
    deeper = _deeper_name(part)
    more = wording.part(action.name, f"{path}.{deeper}") if wording.part and deeper else ""

    def page(bounds: Bounds) -> Page:
        sections = [
            Section("Type", notes=(shorten(_summary(part), 3 * WIDTH),)),
            Section("Rules", rows=tuple(_rules(part))),
            _values(part, bounds),
            _properties(view, bounds),
            Section("Examples", "\n".join(_examples(part))),
            Section("More", more if more and not is_whole(view, bounds.values) else ""),
        ]
        filled = tuple(section for section in sections if section.code or section.rows or section.notes)
        return Page(f"{action.name}: {path}", _text(part, bounds), filled).with_strings(wording.clean)

    return fitting_page(page, more or "The description has more than fits on a page.")


def _deeper_name(part: Part) -> str:
    """Return the name of a property that may not be shown as a whole: the first that has properties itself."""
    views = part.views if _names(part.views) else child_views(part.views, 0)
    names = list(_names(views))
    return next((name for name in names if any(map(outline, child_views(views, name)))), next(iter(names), ""))


def _text(part: Part, bounds: Bounds) -> str:
    """Return what is described of a part, in Markdown."""
    texts = [schema.get("description") for schema in part.schemas]
    if part.parameter is not None and part.views[0] is part.parameter.schema.view:
        texts.insert(0, part.parameter.description)
    described = dict.fromkeys(text for text in texts if isinstance(text, str) and text.strip())
    return shorten("\n\n".join(described), bounds.prose) if described else ""


def _summary(part: Part) -> str:
    summaries = [summarize(view) for view in part.views]
    return next((summary for summary in summaries if summary != "any"), "any")


def _rules(part: Part) -> Iterator[Row]:
    """Yield what the schemas of a part require of its values, besides their type."""
    for keyword in _RULES:
        values = [schema[keyword] for schema in part.schemas if keyword in schema]
        if values and not (keyword == "default" and part.is_secret):
            yield Row(keyword, {}, format_value(values[0], 3 * WIDTH))


def _values(part: Part, bounds: Bounds) -> Section:
    """Return the allowed values of a part or of its items, one a line, with what they mean."""
    schemas = [*part.schemas, *(schema for schema in child_views(part.views, 0) if isinstance(schema, Mapping))]
    values = next((values for schema in schemas if (values := allowed_values(schema))), [])
    texts = value_texts(part.view)
    lines = [
        f"{_json(value, bounds.description)}  {shorten(texts.get(value_key(value), ''), WIDTH)}".rstrip()
        for value in values
    ]
    further = len(lines) - bounds.values
    notes = (f"And {further} more.",) if further > 0 else ()
    return Section("Allowed values", "\n".join(lines[: bounds.values]), notes=notes)


def _json(value: Any, most: int) -> str:
    return shorten(json.dumps(unwrap_literal(value), ensure_ascii=False, default=str), most)


def _properties(view: Any, bounds: Bounds) -> Section:
    names = further_names(view, bounds.values)
    notes = (f"Further properties: {shorten(', '.join(names), MAX_NAMES)}",) if names else ()
    return Section("Properties (* required)", outline(view, bounds.values), notes=notes)


def _examples(part: Part) -> Iterator[str]:
    """Yield the first examples of a part, each on a line."""
    if not part.is_secret:
        found = [example for schema in part.schemas for example in get_examples(schema)]
        yield from (_json(example, 3 * WIDTH) for example in found[:MAX_EXAMPLES])
