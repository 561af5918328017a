"""
Tools in the forms that the vendors of models take, each with a schema that the vendor documents to accept.

`vendor_schemas` writes them, and `call_arguments` reads what a model passes to such a tool. Documented are:

- OpenAI: "Function calling" (``strict`` is written out: without it, the Responses API has it on) and "Structured model
  outputs", Supported schemas: in strict mode each property is required, an optional one allows null, and each object
  is closed. Limits are words in the description, for fine-tuned models take none.
- Anthropic: "Define tools" and "Structured outputs", JSON Schema limitations and Schema complexity limits: in strict
  mode each object is closed, there are no limits, and a schema has one type. A request has at most 20 strict tools,
  with 24 optional properties and 16 with alternatives in all of them; a tool for which there is no room any more is not
  strict.
- Gemini: "Function calling" and the reference of `FunctionDeclaration` and `Schema`, a subset of OpenAPI 3.0: types in
  capitals, ``nullable``, ``enum`` for strings only, no objects without properties. It has no strict mode for a tool.

An object that may have any members, and any value at all, cannot be written so: the model passes it as JSON text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..errors import close_matches, did_you_mean, invalid_option
from ..records import dataclass
from .tools import Tool

JSON_TEXT = "As JSON text."
"""The end of the description of what is passed as a string of JSON."""

MAX_STRICT_TOOLS, MAX_OPTIONAL, MAX_UNIONS = 20, 24, 16
"""What a request to Anthropic may have at most in all of its strict tools."""


@dataclass(frozen=True, eq=False, repr=False)
class _Form:
    """How a schema is written for a vendor."""

    keywords: frozenset[str] = frozenset()
    """The keywords that it may have besides those for its structure; others become words."""
    requires_all: bool = False
    """Whether each property is required, and an optional one may be null."""
    is_closed: bool = True
    """Whether `additionalProperties` is written."""
    is_openapi: bool = False
    """Whether it has the words of OpenAPI 3.0: types in capitals, `nullable`, `enum` for strings."""

    def write(self, schema: Mapping[str, Any], *, may_be_null: bool = False) -> dict[str, Any]:
        """Return a schema in this form; with `may_be_null` it allows null too."""
        types = _types(schema)
        may_be_null = may_be_null or "null" in types
        if self.is_text(schema):
            written = {"type": self._type("string"), **_described(schema, JSON_TEXT)}
        elif "anyOf" in schema:
            branches = [branch for branch in schema["anyOf"] if _types(branch) != ["null"]]
            may_be_null = may_be_null or len(branches) < len(schema["anyOf"])
            written = self._union([self.write(branch) for branch in branches], schema)
        elif len(set(types) - {"null"}) > 1:
            kinds = [_of_kind(schema, kind) for kind in types if kind != "null"]
            written = self._union([self.write(kind) for kind in kinds], schema)
        else:
            written = self._plain(schema, next((kind for kind in types if kind != "null"), ""))
        return self._with_null(written) if may_be_null else written

    def is_text(self, schema: Mapping[str, Any]) -> bool:
        """Return whether values of this schema are passed as JSON text: any value, and objects with any members."""
        types = _types(schema)
        if "anyOf" in schema:
            branches = schema["anyOf"]
            return "object" in types or _has_same_first_names(branches) or any(map(self.is_text, branches))
        if "object" not in types:
            return not types
        is_empty = not schema.get("properties")
        others = schema.get("additionalProperties", is_empty)
        return others is not False or (is_empty and self.is_openapi)

    def _type(self, name: str) -> str:
        return name.upper() if self.is_openapi else name

    def _union(self, written: list[dict[str, Any]], schema: Mapping[str, Any]) -> dict[str, Any]:
        if len(written) == 1:
            return {**written[0], **_described({**written[0], **schema})}
        return {"anyOf": written, **_described(schema)}

    def _plain(self, schema: Mapping[str, Any], kind: str) -> dict[str, Any]:
        """Return a schema of one type."""
        written: dict[str, Any] = {"type": self._type(kind or "null")}
        words = []
        for keyword, value in schema.items():
            if keyword == "enum" and (kind == "string" or not self.is_openapi):
                listed = [one for one in value if one is not None]
                written |= {"enum": listed} if listed else {}
                written |= {"format": "enum"} if listed and self.is_openapi else {}
            elif keyword in self.keywords and _is_taken(keyword, value, is_openapi=self.is_openapi):
                written[keyword] = value
            elif keyword in _WORDS:
                words.append(_WORDS[keyword].format(_shown(value)))
        if kind == "object":
            written |= self._members(schema)
        if kind == "array":
            written["items"] = self.write(schema.get("items", {}))
        return {**written, **_described(schema, f"({'; '.join(words)})" if words else "")}

    def _members(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        required = schema.get("required", [])
        properties = {
            name: self.write(member, may_be_null=self.requires_all and name not in required)
            for name, member in schema.get("properties", {}).items()
        }
        listed = list(properties) if self.requires_all else list(required)
        return {
            "properties": properties,
            **({"required": listed} if listed or self.requires_all else {}),
            **({"additionalProperties": False} if self.is_closed else {}),
        }

    def _with_null(self, written: dict[str, Any]) -> dict[str, Any]:
        if self.is_openapi:
            return {**written, "nullable": True}
        if "anyOf" in written:
            return {**written, "anyOf": [*written["anyOf"], {"type": "null"}]}
        if written["type"] == "null":
            return written
        if not self.requires_all:
            branch = {keyword: value for keyword, value in written.items() if keyword != "description"}
            return {"anyOf": [branch, {"type": "null"}], **_described(written)}
        return {
            **written,
            "type": [written["type"], "null"],
            **({"enum": [*written["enum"], None]} if "enum" in written else {}),
        }


_WORDS: Mapping[str, str] = {
    "enum": "one of {}", "format": "{}", "pattern": "like /{}/", "minimum": "at least {}", "maximum": "at most {}",
    "exclusiveMinimum": "more than {}", "exclusiveMaximum": "less than {}", "multipleOf": "a multiple of {}",
    "minLength": "at least {} characters", "maxLength": "at most {} characters", "minItems": "at least {} items",
    "maxItems": "at most {} items", "default": "default {}", "examples": "for example {}",
}  # fmt: skip
"""What a description says instead of a keyword."""

_ANTHROPIC = _Form(frozenset({"default", "format", "minItems"}))
_GEMINI = _Form(
    frozenset({"minimum", "maximum", "minItems", "maxItems", "minLength", "maxLength", "pattern", "format"}),
    is_closed=False, is_openapi=True,
)  # fmt: skip
_OPENAI = _Form(requires_all=True)


def _is_taken(keyword: str, value: Any, *, is_openapi: bool) -> bool:
    if keyword == "format":
        return not is_openapi or value == "date-time"
    return keyword != "minItems" or is_openapi or value in (0, 1)


_LIMITS_OF: Mapping[str, tuple[str, ...]] = {
    "string": ("minLength", "maxLength", "pattern", "format"), "array": ("minItems", "maxItems", "items"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}  # fmt: skip
"""Type → the keywords that are only for its values."""
_KINDS: Mapping[str, tuple[type, ...]] = {
    "string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,),
}  # fmt: skip


def _of_kind(schema: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Return what a schema of several types has for one of them, without its description."""
    others = {
        name for owner, names in _LIMITS_OF.items() if owner != kind.replace("integer", "number") for name in names
    }
    found = {
        name: value for name, value in schema.items() if name not in {*others, "description", "default", "examples"}
    }
    if "enum" in schema:
        is_boolean = kind == "boolean"
        found["enum"] = [
            value
            for value in schema["enum"]
            if isinstance(value, _KINDS.get(kind, ())) and isinstance(value, bool) is is_boolean
        ]
    return {**found, "type": kind}


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    return value if isinstance(value, str) else json.dumps(value)


def _types(schema: Mapping[str, Any]) -> list[str]:
    declared = schema.get("type", [])
    return [declared] if isinstance(declared, str) else list(declared)


def _described(schema: Mapping[str, Any], end: str = "") -> dict[str, str]:
    text = f"{schema.get('description', '')} {end}".strip()
    return {"description": text} if text else {}


def _has_same_first_names(branches: Iterable[Mapping[str, Any]]) -> bool:
    """Return whether two alternatives are objects that begin with the same property: OpenAI refuses these."""
    names = [next(iter(branch.get("properties", {})), "") for branch in branches if "object" in _types(branch)]
    return len(set(names)) < len(names)


# --- the vendors -----------------------------------------------------------------------------------------------------


def vendor_schemas(tools: Iterable[Tool], vendor: str, *, strict: bool = False) -> list[dict[str, Any]]:
    """
    Return tools in the form of a vendor, as JSON data.

    Args:
        tools: The tools.
        vendor: ``openai`` (Responses API), ``openai-chat`` (Chat Completions), ``anthropic`` or ``gemini``, which takes
            the result as ``{"functionDeclarations": […]}``.
        strict: Whether the vendor makes sure that a model passes what the schema allows, where it can.

    Raises:
        InvalidCall: The vendor is not one of these.
    """
    return _vendor(vendor)(list(tools), strict)


def call_arguments(tool: Tool, arguments: Mapping[str, Any], vendor: str, *, strict: bool = False) -> Mapping[str, Any]:
    """
    Return what a model has passed to a tool in the form of a vendor as arguments of the tool itself.

    JSON text becomes the value that it has, and null is left out where it stands for an argument that is not passed.

    Args:
        tool: The tool.
        arguments: What the model has passed.
        vendor: As for `vendor_schemas`.
        strict: The same.

    Raises:
        InvalidCall: The vendor is not one of these.
    """
    _vendor(vendor)
    form = {"gemini": _GEMINI, "anthropic": _ANTHROPIC}.get(vendor, _OPENAI)
    if not strict and vendor != "gemini":
        return arguments
    found: Mapping[str, Any] = _read(tool.schema, arguments, form) if not form.is_text(tool.schema) else arguments
    return found


def _vendor(name: str) -> Callable[[list[Tool], bool], list[dict[str, Any]]]:
    if name not in _VENDORS:
        known = ", ".join(_VENDORS)
        hint = did_you_mean(close_matches(name, _VENDORS)) or f"pass one of: {known}"
        raise invalid_option("vendor", f"no vendor is called {name!r:.80}", hint, "The tools:")
    return _VENDORS[name]


def _for_openai(tools: list[Tool], strict: bool) -> list[dict[str, Any]]:
    return [{"type": "function", **_function(tool, strict)} for tool in tools]


def _for_chat(tools: list[Tool], strict: bool) -> list[dict[str, Any]]:
    return [{"type": "function", "function": _function(tool, strict)} for tool in tools]


def _function(tool: Tool, strict: bool) -> dict[str, Any]:
    """Return a function of OpenAI; a tool whose arguments may be any cannot be strict."""
    is_strict = strict and not _OPENAI.is_text(tool.schema)
    schema = _OPENAI.write(tool.schema) if is_strict else dict(tool.schema)
    return {"name": tool.name, "description": tool.description, "parameters": schema, "strict": is_strict}


def _for_anthropic(tools: list[Tool], strict: bool) -> list[dict[str, Any]]:
    written = []
    used = [0, 0, 0]
    for tool in tools:
        schema = _ANTHROPIC.write(tool.schema)
        total = [before + own for before, own in zip(used, (1, *_count(schema)), strict=True)]
        fits = all(
            count <= most for count, most in zip(total, (MAX_STRICT_TOOLS, MAX_OPTIONAL, MAX_UNIONS), strict=True)
        )
        is_strict = strict and fits and not _ANTHROPIC.is_text(tool.schema)
        used = total if is_strict else used
        written.append(
            {
                "name": tool.name,
                "description": tool.description,
                "input_schema": schema if is_strict else dict(tool.schema),
                **({"strict": True} if is_strict else {}),
            }
        )
    return written


def _count(schema: Mapping[str, Any]) -> tuple[int, int]:
    """Return how many properties of a schema are optional, and how many of its schemas are alternatives."""
    properties = schema.get("properties", {})
    optional = len(properties) - len(schema.get("required", ()))
    unions = int("anyOf" in schema or isinstance(schema.get("type"), list))
    inner = (*properties.values(), *schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else ()))
    counts = [_count(one) for one in inner]
    return optional + sum(count[0] for count in counts), unions + sum(count[1] for count in counts)


def _for_gemini(tools: list[Tool], _strict: bool) -> list[dict[str, Any]]:
    return [
        {
            "name": tool.name,
            "description": tool.description,
            **({} if _GEMINI.is_text(tool.schema) else {"parameters": _GEMINI.write(tool.schema)}),
        }
        for tool in tools
    ]


_VENDORS: Mapping[str, Callable[[list[Tool], bool], list[dict[str, Any]]]] = {
    "anthropic": _for_anthropic, "gemini": _for_gemini, "openai": _for_openai, "openai-chat": _for_chat,
}  # fmt: skip


# --- what a model passes ---------------------------------------------------------------------------------------------


def _read(schema: Mapping[str, Any], value: Any, form: _Form) -> Any:
    """Return the value that a model means with what it passes for a schema in this form."""
    if form.is_text(schema):
        return _parsed(value) if isinstance(value, str) else value
    if isinstance(value, Mapping):
        owner = _branch_with(value, schema)
        properties, required = owner.get("properties", {}), owner.get("required", ())
        return {
            name: _read(properties[name], member, form) if name in properties else member
            for name, member in value.items()
            if member is not None
            or name in required
            or not (form.requires_all or _is_never_null(properties.get(name, {})))
        }
    if isinstance(value, list):
        described = (one["items"] for one in (schema, *schema.get("anyOf", ())) if "items" in one)
        items = next(described, {"type": "string"})
        return [_read(items, item, form) for item in value]
    return value


def _branch_with(value: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema of an object: of alternatives the first that has all of its properties."""
    objects = [one for one in (schema, *schema.get("anyOf", ())) if "properties" in one]
    fitting = [one for one in objects if value.keys() <= one["properties"].keys()]
    return next(iter((*fitting, *objects)), {})


def _is_never_null(schema: Mapping[str, Any]) -> bool:
    branches = schema.get("anyOf", ())
    return "null" not in _types(schema) and not any("null" in _types(branch) for branch in branches)


def _parsed(text: str) -> Any:
    """Return the value of JSON text; a string that is not JSON is the value itself."""
    try:
        return json.loads(text)
    except ValueError:
        return text
