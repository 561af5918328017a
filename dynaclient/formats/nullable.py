"""`nullable` of OpenAPI 3.0, and `x-nullable` of Swagger 2.0: null is valid, too."""

from __future__ import annotations

from typing import Any

NULLABLE = ("nullable", "x-nullable")
ANNOTATIONS = frozenset(
    {
        "title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly", "$comment",
        "externalDocs", "xml",
    }
)  # fmt: skip
"""Keywords that constrain nothing."""
_MAY_REFUSE_NULL = frozenset({"$ref", "allOf", "anyOf", "oneOf", "not", "if", "const"})
"""Keywords, besides `type` and `enum`, by which a schema may refuse null."""
_NULL = {"type": "null"}


def is_annotation(key: str) -> bool:
    """Return whether a keyword constrains nothing."""
    return key in ANNOTATIONS or key.startswith("x-")


def is_nullable(schema: dict[str, Any]) -> bool:
    """
    Return whether a schema is declared to allow null.

    By OpenAPI 3.0.3 this counts only beside `type`; those who write it elsewhere mean it as well.
    """
    return any(schema.get(key) is True for key in NULLABLE)


def is_wrapped(schema: dict[str, Any]) -> bool:
    """Return whether `with_null` makes an alternative of a translated schema, or of the source of one."""
    constraints = [key for key in schema if key in _MAY_REFUSE_NULL]
    return bool(constraints) and not is_only_any_of(schema)


def is_only_any_of(schema: dict[str, Any]) -> bool:
    """Return whether alternatives are all that constrains a schema, so that null is one more of them."""
    return "anyOf" in schema and all(key == "anyOf" or is_annotation(key) or key in NULLABLE for key in schema)


def with_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a translated schema that allows null, too."""
    if is_only_any_of(schema):
        return {**schema, "anyOf": [*schema["anyOf"], _NULL]}
    if not is_wrapped(schema):
        return _with_null_among_values(schema)
    about = {key: member for key, member in schema.items() if is_annotation(key)}
    rest = {key: member for key, member in schema.items() if key not in about}
    return {**about, "anyOf": [rest, _NULL]}


def _with_null_among_values(schema: dict[str, Any]) -> dict[str, Any]:
    made = dict(schema)
    if "enum" in made and None not in made["enum"]:
        made["enum"] = [*made["enum"], None]
    types = made.get("type", "null")
    listed = [types] if isinstance(types, str) else types
    if "null" not in listed:
        made["type"] = [*listed, "null"]
    return made
