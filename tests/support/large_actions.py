"""Actions with more of something than fits on a page: in each description one, `things.post`."""

from __future__ import annotations

from typing import Any

from tests.support.descriptions import describe, query

WIDE = "漢" * 500
"""Three bytes a character."""
LONG = "words of a long story. " * 2000


def _body(schema: Any, **more: Any) -> dict[str, Any]:
    return {"thing": {"in": "body", "required": True, "schema": schema, **more}}


def _properties(count: int, schema: Any) -> dict[str, Any]:
    return {f"property{number:04}": schema for number in range(count)}


_DEEP: Any = {"type": "string", "description": WIDE}
for _ in range(30):
    _DEEP = {"type": "object", "title": WIDE, "properties": {"deep": _DEEP, **_properties(3, {"title": WIDE})}}

LARGE: dict[str, dict[str, Any]] = {
    "properties": {"parameters": _body({"type": "object", "properties": _properties(400, {"type": "string"})})},
    "wide properties": {"parameters": _body({"properties": {WIDE[:60] + str(n): {"description": WIDE} for n in range(99)}})},
    "required properties": {
        "parameters": _body({"properties": _properties(300, {"enum": ["a" * 90]}), "required": list(_properties(300, 0))})
    },
    "properties of properties": {"parameters": _body({"properties": _properties(40, {"properties": _properties(40, {})})})},
    "levels": {"parameters": _body(_DEEP)},
    "allowed values": {"parameters": {"kind": query({"enum": [f"value{n}" for n in range(1000)]}, required=True)}},
    "long values": {"parameters": {"kind": query({"enum": [WIDE + str(n) for n in range(100)]}, required=True)}},
    "alternatives": {"parameters": _body({"oneOf": [{"title": f"{n} {WIDE}", "properties": _properties(20, {})} for n in range(200)]})},
    "responses": {"responses": {str(status): {"description": f"{status} {WIDE}"} for status in range(200, 500)}},
    "events": {"responses": {"200": {"stream": "sse", "events": {f"e{n}{WIDE}": {"title": WIDE} for n in range(300)}}}},
    "parameters": {"parameters": {f"parameter{n}": query({"type": "string"}, description=WIDE, default=WIDE) for n in range(500)}},
    "required parameters": {"parameters": {f"parameter{n}": query({"type": "string"}, required=True) for n in range(500)}},
    "long names": {"parameters": {"n" * 3000: query({"type": "string"}, required=True, description=WIDE)}},
    "prose": {"description": LONG, "summary": WIDE},
    "wide prose": {"description": f"{WIDE}\n\n" * 100},
    "tags": {"tags": [f"{n}{WIDE}" for n in range(100)], "since": WIDE * 9, "deprecated": WIDE * 9},
    "path": {"path": "/" + "segment/" * 3000},
    "scopes": {"scopes": [f"{n}{WIDE}" for n in range(500)]},
    "examples": {"parameters": _body({}, examples={f"{n}{WIDE}": {"value": WIDE, "summary": WIDE} for n in range(300)})},
    "an example": {"parameters": _body({"type": "string"}, example=LONG)},
    "media types": {"parameters": {"thing": {"in": "body", "content": {f"text/x-{n}{'y' * 50}": {} for n in range(300)}}}},
    "everything": {
        "description": LONG, "tags": [WIDE] * 50,
        "parameters": {
            **{f"parameter{n}": query({"enum": [WIDE + str(m) for m in range(50)]}, description=WIDE) for n in range(100)},
            **_body(_DEEP, description=WIDE, examples={f"e{n}": {"value": WIDE} for n in range(30)}),
        },
        "responses": {str(status): {"description": WIDE, "schema": _DEEP} for status in range(200, 300)},
    },
}  # fmt: skip
"""What is large → the action, without its method."""


def large(case: str) -> dict[str, Any]:
    """Return a description with one of these actions."""
    return describe({"post": {"method": "POST", **LARGE[case]}})
