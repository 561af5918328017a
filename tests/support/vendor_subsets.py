"""
The part of JSON Schema that each vendor of models documents for tools, as functions that list what is not in it.

OpenAI: "Structured model outputs", Supported schemas. Anthropic: "Structured outputs", JSON Schema limitations, and the
pattern of names in the errors of its API. Gemini: the reference of `Schema` and `FunctionDeclaration`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jsonschema import Draft202012Validator

NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
PROPERTY = re.compile(r"[a-zA-Z0-9_.-]{1,64}")
TYPES = {"string", "number", "boolean", "integer", "object", "array", "null"}
HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f]")


def subschemas(schema: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each schema with its place."""
    yield place, schema
    if not isinstance(schema, Mapping):
        return
    for name, member in schema.get("properties", {}).items():
        yield from subschemas(member, f"{place}/{name}")
    for index, branch in enumerate(schema.get("anyOf", ())):
        yield from subschemas(branch, f"{place}/anyOf {index}")
    for keyword in ("items", "additionalProperties"):
        if keyword in schema and not isinstance(schema[keyword], bool):
            yield from subschemas(schema[keyword], f"{place}/{keyword}")


PLAIN = {
    "type", "description", "enum", "properties", "required", "additionalProperties", "items", "anyOf", "format", "pattern",
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "minItems",
    "maxItems", "default", "examples",
}  # fmt: skip
"""The keywords of the schemas that any host gets."""


def problems_of_tool(data: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with a tool as the Model Context Protocol has it."""
    found = [] if NAME.fullmatch(data["name"]) and len(data["name"]) <= 60 else ["name"]
    schema = data["inputSchema"]
    Draft202012Validator.check_schema(schema)
    found += [] if schema["type"] == "object" and isinstance(schema["properties"], Mapping) else ["root"]
    texts = [data["description"]]
    for place, part in subschemas(schema):
        if not isinstance(part, Mapping):
            found.append(f"{place} is {part!r}")
            continue
        found += [f"{place} has {keyword}" for keyword in part.keys() - PLAIN]
        found += [f"{place}: {name}" for name in part.get("properties", ()) if not PROPERTY.fullmatch(name)]
        texts.append(part.get("description", ""))
        if "pattern" in part:
            re.compile(part["pattern"])
    return found + [f"text {text!r}" for text in texts if len(text) > 300 or HIDDEN.search(text)]


def problems_for_openai(function: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with a strict function of OpenAI."""
    schema = function["parameters"]
    found = [] if NAME.fullmatch(function["name"]) and len(function["description"]) <= 1024 else ["name"]
    found += [] if schema["type"] == "object" and "anyOf" not in schema else ["root"]
    count = 0
    for place, part in subschemas(schema):
        found += [
            f"{place} has {keyword}"
            for keyword in part.keys()
            - {"type", "description", "enum", "properties", "required", "additionalProperties", "items", "anyOf"}
        ]
        types = [part["type"]] if isinstance(part.get("type"), str) else part.get("type", [])
        found += [] if "type" in part or "anyOf" in part else [f"{place} has no type"]
        found += [] if len(set(types) - {"null"}) <= 1 and set(types) <= TYPES else [f"{place}: {types}"]
        if "object" in types:
            count += len(part["properties"])
            found += [] if part.get("required") == list(part["properties"]) else [f"{place}: required"]
            found += [] if part.get("additionalProperties") is False else [f"{place} is open"]
            found += [] if place.count("/") <= 10 else [f"{place} is too deep"]
        if "array" in types:
            found += [] if part.get("items") else [f"{place} has no items"]
        found += [] if part.get("enum", [1]) else [f"{place} has an empty enum"]
    return found + ([] if count <= 5000 else ["too many properties"])


def problems_for_anthropic(tool: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with a strict tool of Anthropic."""
    found = [] if NAME.fullmatch(tool["name"]) and tool["strict"] is True else ["name"]
    formats = {"date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"}
    known = {
        "type", "description", "enum", "properties", "required", "additionalProperties", "items", "anyOf", "default",
        "format", "minItems",
    }  # fmt: skip
    for place, part in subschemas(tool["input_schema"]):
        found += [f"{place} has {keyword}" for keyword in part.keys() - known]
        found += [f"{place}: {name}" for name in part.get("properties", ()) if not PROPERTY.fullmatch(name)]
        found += [] if isinstance(part.get("type", ""), str) else [f"{place}: {part['type']}"]
        found += (
            [] if part.get("type") != "object" or part.get("additionalProperties") is False else [f"{place} is open"]
        )
        found += [] if part.get("format", "date") in formats else [f"{place}: {part['format']}"]
        found += [] if part.get("minItems", 0) in (0, 1) else [f"{place}: minItems"]
        found += [f"{place}: {value}" for value in part.get("enum", ()) if isinstance(value, (list, dict))]
    return found


def limits_of_anthropic(tools: Sequence[Mapping[str, Any]]) -> tuple[int, int, int]:
    """Return how many strict tools, optional properties and alternatives a request to Anthropic has."""
    strict = [tool["input_schema"] for tool in tools if tool.get("strict")]
    parts = [part for schema in strict for _, part in subschemas(schema)]
    optional = sum(len(part.get("properties", {})) - len(part.get("required", ())) for part in parts)
    return len(strict), optional, sum("anyOf" in part or isinstance(part.get("type"), list) for part in parts)


def problems_for_gemini(function: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with a function declaration of Gemini."""
    found = [] if re.fullmatch(r"[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}", function["name"]) else ["name"]
    if "parameters" not in function:
        return found
    root = function["parameters"]
    found += [] if root["type"] == "OBJECT" and root["properties"] else ["root"]
    found += [name for name in root["properties"] if not re.fullmatch("[a-zA-Z_][a-zA-Z0-9_]{0,63}", name)]
    own: Mapping[str, set[str]] = {
        "STRING": {"enum", "format", "minLength", "maxLength", "pattern"}, "INTEGER": {"minimum", "maximum"},
        "NUMBER": {"minimum", "maximum"}, "BOOLEAN": set(), "NULL": set(),
        "ARRAY": {"items", "minItems", "maxItems"}, "OBJECT": {"properties", "required"},
    }  # fmt: skip
    for place, part in subschemas(root):
        if "anyOf" in part:
            found += [f"{place} has {keyword}" for keyword in part.keys() - {"anyOf", "description", "nullable"}]
            continue
        known = {"type", "description", "nullable", *own[part["type"]]}
        found += [f"{place} has {keyword}" for keyword in part.keys() - known]
        found += [] if part.get("format", "enum") in ("enum", "date-time") else [f"{place}: {part['format']}"]
        found += [] if part["type"] != "ARRAY" or part["items"] else [f"{place} has no items"]
        found += [] if part["type"] != "OBJECT" or part["properties"] else [f"{place} is empty"]
        found += [f"{place}: {value}" for value in part.get("enum", ()) if not isinstance(value, str)]
    return found
