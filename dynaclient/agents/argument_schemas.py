"""
The JSON Schema of an argument, for the hosts of agents: complete by itself, plain, and as large as is asked for.

Hosts and the vendors of models accept a part of JSON Schema only, and one schema that they do not accept may cost all
tools. So there are no references, no booleans as schemas, and only keywords that every reader of JSON Schema knows.
What is left out makes a schema allow more, never less, but for what is not sent anyway: each call is validated against
the description.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..description.model import UNSET, Parameter
from ..records import dataclass
from ..schema.directions import MARKS, is_marked
from ..schema.excerpts import unwrap_literal
from ..schema.outline import allowed_values
from ..schema.subschemas import identity_of, is_file, listed_schemas
from ..strings.expressions import expression
from .cleaning import shortened, visible
from .examples import FILES

MAX_SCHEMAS = 500
"""Schemas in the schema of an argument: more are far more than fits in a tool."""
MAX_NESTING = 12
"""Schemas around a schema: lists of lists, and alternatives of alternatives."""
MAX_COMBINED = 50
MAX_ALTERNATIVES = 8
MAX_VALUES, MAX_VALUES_LENGTH = 40, 800
"""Allowed values of a schema, and the bytes of all of them; others are only in the page of the action."""
MAX_PATTERN = 100
MAX_SHOWN = 60
"""Bytes of a default or an example."""
DEPRECATED = "Deprecated."
HAS_IT = "`describe` has it."
"""The end of the description of what is left out."""

NAME = expression(r"[a-zA-Z0-9_.-]{1,64}")
"""The names of properties that all vendors accept: one that does not match costs all tools."""
FORMATS = frozenset(
    {"date-time", "date", "time", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"}
)  # fmt: skip
"""The formats that hosts know: a strict one refuses a schema with another."""
TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")

_PLAIN_PATTERN = expression(
    r"(?:[^\\\[\](){}*+?]|\\[\\^$.*+?()\[\]{}|/dDwWsSbBtnrfv]|\[(?:[^\\\[\]]|\\[\\^$.*+?()\[\]{}|/dDwWsStnrfv-])+\]"
    r"|\((?:\?:)?|\)|[*+?]\??|\{\d{1,4}(?:,\d{0,4})?\}\??)*"
)
"""Patterns that mean the same to all engines, with the flag for Unicode and without."""
_SET_OPERATION = expression(r"--|&&|\|\||~~")
"""What may become an operation on sets of characters."""
_FILE: Mapping[str, Any] = {
    "anyOf": [
        {
            "type": "object",
            "properties": {name: {"type": "string"}},
            "required": [name],
            "additionalProperties": False,
        }
        for name in ("file", "base64")
    ]
}
_LENGTHS = ("minLength", "maxLength", "minItems", "maxItems")
_LIMITS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")


class TooLarge(Exception):
    """The schema has far more than fits in a tool."""


@dataclass(frozen=True, eq=False, repr=False)
class Detail:
    """How much of a description a schema has."""

    characters: int
    """Characters of a description."""
    depth: int = 3
    """Levels of objects in an argument; what is deeper is any object."""
    optional: int = 1000
    """Optional properties of an object."""


def argument_schema(parameter: Parameter, detail: Detail) -> dict[str, Any]:
    """
    Return the schema of the values of a parameter.

    Raises:
        TooLarge: It would be far larger than a tool may be.
    """
    schema = parameter.schema
    mark = MARKS.get(schema.direction, "") if schema.hides_members else ""
    text = f"{DEPRECATED} {parameter.description}".strip() if parameter.deprecated else parameter.description
    found = _Writer(detail, mark).schema(schema.view, text=text) or {}
    return {**found, **_shown_value(parameter, found)}


def _shown_value(parameter: Parameter, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the default of a parameter, or else an example if its value is required."""
    if parameter.location == "body" or parameter.holds_secrets:
        return {}
    for value in (parameter.default, parameter.preset):
        if _is_shown(value):
            return {"default": value}
    example = parameter.first_example
    has_example = parameter.required and "enum" not in schema and _is_shown(example)
    return {"examples": [example]} if has_example and parameter.schema.is_valid(example) else {}


def _is_shown(value: Any) -> bool:
    """Return whether a value is a scalar, and short."""
    if value is UNSET or not _is_scalar(value):
        return False
    text = json.dumps(value, ensure_ascii=False)
    return len(text.encode()) <= MAX_SHOWN and _is_clean(text)


def _is_clean(text: str) -> bool:
    return visible(text) == text


class _Writer:
    """Writes the schema of one argument."""

    def __init__(self, detail: Detail, mark: str) -> None:
        self.detail = detail
        self.mark = mark
        """The keyword of properties that are left out, because they are not sent."""
        self.count = 0

    def schema(self, view: Any, depth: int = 0, around: tuple[int, ...] = (), text: str = "") -> dict[str, Any] | None:
        """
        Return a schema; None if it allows no value.

        Args:
            view: The dereferenced schema.
            depth: How many objects are around it.
            around: The schemas around it: one of them inside itself would have no end.
            text: Its description, if not its own.
        """
        self.count += 1
        if self.count > MAX_SCHEMAS:
            raise TooLarge
        if view is False:
            return None
        if is_file(view):
            return self._described(dict(_FILE), [], FILES, text)
        if not isinstance(view, Mapping):
            return self._described({}, [], "", text)
        parts = list(_combined(view))
        types = _types(parts)
        identity = identity_of(view)
        is_cut = identity in around or len(around) > MAX_NESTING
        if is_cut or (depth >= self.detail.depth and _has_members(parts)):
            return self._described(_any_of_type(types), parts, HAS_IT, text)
        inside = (*around, identity)
        found: dict[str, Any] = {"type": types[0] if len(types) == 1 else types} if types else {}
        values = next((values for part in parts if (values := allowed_values(part)) is not None), None)
        ends = _add_values(found, values) if values is not None else _add_limits(found, parts)
        if "object" in types:
            ends += self._add_properties(found, parts, depth, inside)
        if "array" in types:
            found["items"] = self._items(parts, depth, inside)
        ends += self._add_alternatives(found, parts, depth, inside)
        return self._described(found, parts, ends.strip(), text)

    def _described(self, schema: dict[str, Any], parts: list[Mapping[str, Any]], end: str, text: str) -> dict[str, Any]:
        """Return a schema with its description, and at its end what is ours."""
        texts = (text, *(part.get("description") for part in parts))
        found = next((one for one in texts if isinstance(one, str) and one.strip()), "")
        if any(part.get("deprecated") is True for part in parts) and not found.startswith(DEPRECATED):
            found = f"{DEPRECATED} {found}".rstrip()
        described = shortened(found, end, self.detail.characters)
        return {**schema, "description": described} if described else schema

    def _add_properties(
        self, schema: dict[str, Any], parts: list[Mapping[str, Any]], depth: int, around: tuple[int, ...]
    ) -> str:
        """Add the properties of an object; return what its description says about those that are left out."""
        required = _required(parts)
        properties: dict[str, Any] = {}
        left_out = optional = 0
        for name, member in _properties(parts, required):
            if self.mark and is_marked(member, self.mark):
                continue
            optional += name not in required
            if not NAME.fullmatch(name) or (name not in required and optional > self.detail.optional):
                left_out += 1
                continue
            written = self.schema(member, depth + 1, around)
            if written is not None:
                properties[name] = written
        needed = [name for name in required if name in properties]
        schema.update({"properties": properties} if properties else {}, **({"required": needed} if needed else {}))
        others = True if left_out else self._other_properties(parts, depth, around)
        if others is not None or not properties:
            schema["additionalProperties"] = True if others is None else others
        return f" {left_out} more properties: `describe` has them." if left_out else ""

    def _other_properties(self, parts: list[Mapping[str, Any]], depth: int, around: tuple[int, ...]) -> Any:
        """Return the value of `additionalProperties`: a schema, True or False; None if any others are allowed."""
        if any(part.get("patternProperties") for part in parts):
            return True
        declared = next((part["additionalProperties"] for part in parts if "additionalProperties" in part), True)
        others = self.schema(declared, depth + 1, around)
        return False if others is None else others or None

    def _items(self, parts: list[Mapping[str, Any]], depth: int, around: tuple[int, ...]) -> dict[str, Any]:
        items = next((part["items"] for part in parts if isinstance(part.get("items"), Mapping)), None)
        is_tuple = any("prefixItems" in part for part in parts)
        return {} if is_tuple or items is None else self.schema(items, depth, around) or {}

    def _add_alternatives(
        self, schema: dict[str, Any], parts: list[Mapping[str, Any]], depth: int, around: tuple[int, ...]
    ) -> str:
        """Add the first alternatives of a schema, unless one of them allows everything."""
        lists = (listed_schemas(part, keyword) for part in parts for keyword in ("anyOf", "oneOf"))
        alternatives = next(filter(None, lists), [])
        if len(alternatives) > MAX_ALTERNATIVES:
            return f" {HAS_IT}"
        written = [one for view in alternatives if (one := self.schema(view, depth, around)) is not None]
        if written and all("type" in one or "anyOf" in one or "enum" in one for one in written):
            schema["anyOf"] = written
        return ""


def _combined(view: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield a schema and those of its `allOf`; of very many the first ones."""
    pending: list[Any] = [view]
    for _ in range(MAX_COMBINED):
        part = pending.pop(0) if pending else None
        if isinstance(part, Mapping):
            yield part
            pending += listed_schemas(part, "allOf")


def _types(parts: list[Mapping[str, Any]]) -> list[str]:
    """Return the types that a schema declares first, or that its keywords mean."""
    for part in parts:
        declared = part.get("type")
        names = (
            [declared] if isinstance(declared, str) else list(declared) if isinstance(declared, (list, tuple)) else []
        )
        known = [name for name in TYPES if name in names]
        if known:
            return known
    has_alternatives = any(part.get("anyOf") or part.get("oneOf") for part in parts)
    has_properties = any(isinstance(part.get("properties"), Mapping) for part in parts)
    return ["object"] if has_properties and not has_alternatives else []


def _has_members(parts: list[Mapping[str, Any]]) -> bool:
    return any(part.get("properties") or isinstance(part.get("additionalProperties"), Mapping) for part in parts)


def _any_of_type(types: list[str]) -> dict[str, Any]:
    """Return the schema of any value of these types."""
    found: dict[str, Any] = {"type": types[0] if len(types) == 1 else types} if types else {}
    return {
        **found,
        **({"additionalProperties": True} if "object" in types else {}),
        **({"items": {}} if "array" in types else {}),
    }


def _add_values(schema: dict[str, Any], values: list[Any]) -> str:
    """Add the allowed values, or return what the description says about them."""
    plain = [unwrap_literal(value) for value in values]
    text = json.dumps(plain, ensure_ascii=False, default=str)
    if (
        all(map(_is_scalar, plain))
        and 0 < len(plain) <= MAX_VALUES
        and len(text.encode()) <= MAX_VALUES_LENGTH
        and _is_clean(text)
    ):
        kinds = dict.fromkeys(_KINDS[type(value)] for value in plain)
        schema.setdefault("type", next(iter(kinds)) if len(kinds) == 1 else list(kinds))
        schema["enum"] = plain
        return ""
    return f" One of {len(plain)} values: `describe` has them."


_KINDS = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
"""The type of a scalar."""


def _is_scalar(value: Any) -> bool:
    return math.isfinite(value) if isinstance(value, float) else value is None or isinstance(value, (str, int))


def _add_limits(schema: dict[str, Any], parts: Iterable[Mapping[str, Any]]) -> str:
    """Add the keywords that limit strings, numbers and lists."""
    for part in parts:
        for keyword in (*_LENGTHS, *_LIMITS, "format", "pattern"):
            value = part.get(keyword)
            if keyword not in schema and _is_limit(keyword, value):
                schema[keyword] = value
        for keyword, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
            if part.get(keyword) is True and limit in schema:  # of draft 4
                schema[keyword] = schema.pop(limit)
    return ""


def _is_limit(keyword: str, value: Any) -> bool:
    if keyword == "format":
        return value in FORMATS
    if keyword == "pattern":
        return isinstance(value, str) and len(value) <= MAX_PATTERN and _is_clean(value) and _is_plain_pattern(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return False
    if keyword in _LENGTHS:
        return isinstance(value, int) and value >= 0
    return keyword != "multipleOf" or value > 0


def _is_plain_pattern(pattern: str) -> bool:
    if not _PLAIN_PATTERN.fullmatch(pattern) or _SET_OPERATION.search(pattern):
        return False
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _required(parts: list[Mapping[str, Any]]) -> dict[str, None]:
    lists = (part.get("required") for part in parts)
    return {
        name: None for names in lists if isinstance(names, (list, tuple)) for name in names if isinstance(name, str)
    }


def _properties(parts: list[Mapping[str, Any]], required: Mapping[str, None]) -> list[tuple[str, Any]]:
    """Return the properties of an object, those first that are required; one may be declared by several schemas."""
    declared: dict[str, list[Any]] = {}
    for part in parts:
        properties = part.get("properties")
        for name, member in properties.items() if isinstance(properties, Mapping) else ():
            declared.setdefault(name, []).append(member)
    found = [(name, views[0] if len(views) == 1 else {"allOf": views}) for name, views in declared.items()]
    return sorted(found, key=lambda item: item[0] not in required)
