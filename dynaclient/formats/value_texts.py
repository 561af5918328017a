"""What the values of an `enum` mean, in the words of other formats: lists beside it, objects, and alternatives."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from ..schema.value_texts import value_key
from .members import as_list, as_object, as_text

TEXT_KEYWORDS = ("x-enum-descriptions", "x-enumDescriptions", "enumDescriptions")
"""The keywords that describe each value: a list in the order of `enum`, or an object by value."""
AZURE = "x-ms-enum"
"""The keyword of Azure that has an object for each value."""
_OF_ALTERNATIVES = frozenset({"const", "title", "description", "type", "deprecated"})
_TYPES: dict[str, type] = {"string": str, "integer": int, "boolean": bool}
DEPRECATED = "Deprecated."


def texts_of_values(schema: dict[str, Any]) -> dict[str, str]:
    """Return the text of each value of the `enum` of a schema that has one."""
    values = as_list(schema.get("enum"))
    for keyword in TEXT_KEYWORDS:
        declared = schema.get(keyword)
        if isinstance(declared, list):
            return listed_texts(values, declared)
        if isinstance(declared, dict):
            keys = {value_key(value) for value in values}
            return {key: text.strip() for key, text in declared.items() if key in keys and as_text(text).strip()}
    listed = map(as_object, as_list(as_object(schema.get(AZURE)).get("values")))
    described = {value_key(one["value"]): as_text(one.get("description")) for one in listed if "value" in one}
    return {key: text for key in map(value_key, values) if (text := described.get(key, "").strip())}


def listed_texts(values: list[Any], texts: list[Any], deprecated: Any = None) -> dict[str, str]:
    """Return descriptions by the values that they are listed for, in the same order."""
    found: dict[str, str] = {}
    for value, text, mark in zip_longest(values, texts[: len(values)], as_list(deprecated)[: len(values)]):
        shown = _text(as_text(text), is_old=mark is True)
        if shown:
            found.setdefault(value_key(value), shown)
    return found


def _text(text: str, *, is_old: bool) -> str:
    has_mark = not is_old or "deprecated" in text.lower()
    return " ".join(filter(None, (text.strip(), "" if has_mark else DEPRECATED)))


def choices_of(alternatives: Any) -> dict[str, Any] | None:
    """Return the `enum` and the descriptions of alternatives that allow one value each; None if they are others."""
    branches = [branch for branch in as_list(alternatives) if isinstance(branch, dict) and _is_one_value(branch)]
    values = [branch["const"] for branch in branches]
    if len(branches) != len(as_list(alternatives)) or len({(type(value), value) for value in values}) != len(values):
        return None
    texts = [as_text(branch.get("description")) or as_text(branch.get("title")) for branch in branches]
    found = listed_texts(values, texts, [branch.get("deprecated") for branch in branches])
    return {"enum": values, "enumDescriptions": found} if found else None


def _is_one_value(branch: dict[str, Any]) -> bool:
    others = {key for key in branch if isinstance(key, str) and not key.startswith("x-")} - _OF_ALTERNATIVES
    value = branch.get("const", ())
    is_scalar = value is None or isinstance(value, (str, int, float))
    return not others and is_scalar and isinstance(value, _TYPES.get(as_text(branch.get("type")), object))
