"""
Files in the schemas of forms: which schemas stand for a file, and where in a form they can be.

A file can be a member of a multipart form, or an item of one; deeper, a member is JSON, which contains no files.
"""

from __future__ import annotations

from typing import Any

from .members import as_list, as_object
from .nullable import is_annotation
from .places import BrokenReference, Place
from .walker import References

FORM, PART, ITEM, TYPED = "form", "part", "item", "typed"
"""
What a schema describes: a form, a member of one, or an item of a member; ``typed`` is a member, and an item of one,
whose media type is declared: there, a schema without a type does not stand for a file.
"""
_COMBINED = ("allOf", "anyOf", "oneOf")
_STEPS = {
    FORM: {
        **dict.fromkeys(_COMBINED, FORM),
        **dict.fromkeys(("properties", "patternProperties", "additionalProperties"), PART),
    },
    PART: {**dict.fromkeys(_COMBINED, PART), **dict.fromkeys(("items", "prefixItems"), ITEM)},
    ITEM: dict.fromkeys(_COMBINED, ITEM),
    TYPED: dict.fromkeys((*_COMBINED, "items", "prefixItems"), TYPED),
}
"""What the schemas in a keyword describe; nothing in which a file can be, if it is not here."""
_MAX_SCHEMAS = 1000
_NULL = {"type": "null"}


def step(files: str, keyword: Any) -> str:
    """Return where files can be in the schemas of a keyword."""
    return _STEPS[files].get(keyword, "") if files else ""


def is_file_in(files: str, schema: Any, dialect: str) -> bool:
    """Return whether a schema, no reference, stands for a file where it is."""
    return files not in ("", FORM) and is_file(schema, dialect, untyped=files != TYPED)


def is_file(schema: Any, dialect: str, *, untyped: bool = False) -> bool:
    """
    Return whether a schema stands for a file.

    Args:
        schema: The schema, no reference.
        dialect: ``2.0``, ``3.0`` or ``3.1``.
        untyped: Whether one without a type does, as in the multipart forms of OpenAPI 3.1.
    """
    if not isinstance(schema, dict):
        return False
    types, form = schema.get("type", "string"), schema.get("format")
    if types in ("file", "object"):
        return types == "file" or (dialect == "2.0" and form == "file")  # AutoRest writes a file as an object
    if "string" not in (types if isinstance(types, list) else [types]):
        return False
    if form in ("binary", "file") or dialect != "3.1":
        return form in ("binary", "file")
    if "contentMediaType" in schema:
        return "contentEncoding" not in schema
    return untyped and not schema.keys() - {"title", "description"}


def as_file(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a file, with what describes the one in the source."""
    return {**{key: schema[key] for key in ("title", "description") if isinstance(schema.get(key), str)}, "file": True}


def without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a translated schema without the alternative null beside a file: a part that is null is not sent."""
    for keyword in ("anyOf", "oneOf"):
        branches = as_list(schema.get(keyword))
        rest = [branch for branch in branches if branch != _NULL]
        if len(rest) < len(branches) and any(map(_has_file, rest)):
            about = {key: member for key, member in schema.items() if is_annotation(key)}
            only = len(rest) == 1 and about.keys() | {keyword} == schema.keys()
            return {**rest[0], **about} if only else {**schema, keyword: rest}
    return schema


def _has_file(schema: Any) -> bool:
    return "file" in as_object(schema) or "file" in as_object(as_object(schema).get("items"))


def reaches_file(references: References, schema: Any, place: Place, files: str) -> bool:
    """Return whether there is a file in a schema, its references followed, where one can be."""
    pending = [(schema, place, files)]
    seen: set[tuple[int, str]] = set()
    while pending and len(seen) < _MAX_SCHEMAS:
        value, where, kind = pending.pop()
        try:
            value, where = references.follow(value, where)
        except BrokenReference:
            continue
        if not isinstance(value, dict) or (id(value), kind) in seen:
            continue
        seen.add((id(value), kind))
        if is_file_in(kind, value, references.dialect):
            return True
        pending += [(child, inner, below) for keyword, below in _STEPS[kind].items()
                    for child, inner in _children(value.get(keyword), where.below(keyword), keyword)]  # fmt: skip
    return False


def _children(value: Any, place: Place, keyword: str) -> list[tuple[Any, Place]]:
    if isinstance(value, list):
        return [(child, place.below(index)) for index, child in enumerate(value)]
    if keyword in ("properties", "patternProperties"):
        return [(child, place.below(name)) for name, child in as_object(value).items()]
    return [(value, place)]
