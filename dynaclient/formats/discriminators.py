"""Discriminators: the values of the tag are written into the branches of `oneOf`, so that only one of them is valid."""

from __future__ import annotations

from typing import Any

from ..schema.references import get_reference
from .members import as_list, as_object
from .source import BrokenReference, Place
from .walker import Trail, Walker

MAX_PARENTS = 8
"""How many schemas that one is composed of are searched for the values of a tag."""


def property_name(discriminator: Any) -> str | None:
    """Return the name of the property that has the tag; in Swagger 2.0 it is all that a discriminator is."""
    name = discriminator.get("propertyName") if isinstance(discriminator, dict) else discriminator
    return name if isinstance(name, str) else None


def mapping_of(walk: Walker, discriminator: Any, trail: Trail) -> dict[str, str]:
    """Return the reference to the schema of each tag."""
    mapping = as_object(as_object(discriminator).get("mapping"))
    place = walk.place((trail, "discriminator"))
    found = {tag: walk.references.tagged(target, place) for tag, target in mapping.items() if isinstance(target, str)}
    return {str(tag): reference for tag, reference in found.items() if reference is not None}


def tag_branches(walk: Walker, key: str, made: list[Any], trail: Trail, schema: dict[str, Any]) -> list[Any]:
    """Return the branches of a schema with a discriminator, each with the values that its tag has."""
    name = property_name(schema["discriminator"])
    if name is None:
        return made
    mapping = mapping_of(walk, schema["discriminator"], trail)
    return [
        _tagged(branch, name, _tags(walk, source, branch, name, mapping, implicit=key == "oneOf"))
        for source, branch in zip(schema[key], made, strict=True)
    ]


def _tagged(branch: Any, name: str, tags: list[str]) -> Any:
    if not tags:
        return branch
    return {"allOf": [branch, {"properties": {name: {"enum": tags}}, "required": [name]}]}


def _tags(walk: Walker, source: Any, branch: Any, name: str, mapping: dict[str, str], *, implicit: bool) -> list[str]:
    """Return the values of the tag that have to be written into a branch: none if it declares them itself."""
    reference, target = get_reference(source), as_object(branch).get("$ref")
    if reference is None or target is None or _declares(walk, source, name):
        return []
    tags = [tag for tag, mapped in mapping.items() if mapped == target]
    return tags or ([reference.rpartition("/")[2]] if implicit and "/" in reference else [])


def _declares(walk: Walker, source: Any, name: str) -> bool:
    """Return whether a schema, or one that it is composed of, lists the values of a property."""
    pending: list[tuple[Any, Place]] = [(source, walk.place(None))]
    for _ in range(MAX_PARENTS):
        if not pending:
            break
        try:
            found, place = walk.references.follow(*pending.pop(0))
        except BrokenReference:
            continue
        schema = as_object(found)
        declared = as_object(as_object(schema.get("properties")).get(name))
        if "enum" in declared or "const" in declared:
            return True
        pending += [(part, place) for part in as_list(schema.get("allOf"))]
    return False
