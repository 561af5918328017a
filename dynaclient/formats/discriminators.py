"""Discriminators: the values of the tag are written into the branches of `oneOf`, so that only one of them is valid."""

from __future__ import annotations

from typing import Any

from ..schema.references import get_reference
from .members import as_list, as_object
from .places import BrokenReference, Place
from .walker import Trail, Walker

MAX_PARENTS = 20
"""How many schemas that one is composed of are searched for the values of a tag."""


def property_name(discriminator: Any) -> str | None:
    """Return the name of the property that has the tag; in Swagger 2.0 it is all that a discriminator is."""
    name = discriminator.get("propertyName") if isinstance(discriminator, dict) else discriminator
    return name if isinstance(name, str) else None


def mapping_of(walk: Walker, discriminator: Any, trail: Trail) -> dict[str, Place]:
    """Return where the schema of each tag is."""
    mapping = as_object(as_object(discriminator).get("mapping"))
    place = walk.place((trail, "discriminator"))
    found = {tag: walk.references.tagged(target, place) for tag, target in mapping.items() if isinstance(target, str)}
    return {str(tag): target for tag, target in found.items() if target is not None}


def tag_branches(walk: Walker, key: str, made: list[Any], trail: Trail, schema: dict[str, Any]) -> list[Any]:
    """Return the branches of a schema with a discriminator, each with the values that its tag has."""
    discriminator = schema["discriminator"]
    name = property_name(discriminator)
    if name is None:
        return made
    mapping = mapping_of(walk, discriminator, trail)
    targets = [_target(walk, source, (trail, key)) for source in schema[key]]
    tags: dict[Place, list[str]] = {target: [] for target in targets if target is not None}
    for tag, target in mapping.items():
        tags.setdefault(target, []).append(tag)
    if key == "oneOf":
        tags = {target: [*found, *_implicit(target, mapping)] for target, found in tags.items()}
    is_optional = "defaultMapping" in as_object(discriminator)
    return [
        branch if target is None else _tagged(branch, name, _missing(walk, target, name, tags), is_optional)
        for target, branch in zip(targets, made, strict=True)
    ]


def _implicit(target: Place, mapping: dict[str, Place]) -> list[str]:
    """Return the name of a schema, which is a tag of it beside those of a mapping, unless it is one of another."""
    name = str(target.tokens[-1]) if target.tokens else ""
    return [name] if name and name not in mapping else []


def _target(walk: Walker, branch: Any, trail: Trail) -> Place | None:
    """Return where the schema is that a branch is a reference to."""
    try:
        return None if get_reference(branch) is None else walk.references.locate(str(branch["$ref"]), walk.place(trail))
    except BrokenReference:
        return None


def _tagged(branch: Any, name: str, tags: list[str], is_optional: bool) -> Any:
    if not tags:
        return branch
    required = {} if is_optional else {"required": [name]}
    return {"allOf": [branch, {"properties": {name: {"enum": tags}}, **required}]}


def _missing(walk: Walker, target: Place, name: str, tags: dict[Place, list[str]]) -> list[str]:
    """Return the values of the tag that have to be written into a branch: none if it allows no others itself."""
    own = _declared(walk, target, name)
    wanted = tags.get(target, [])
    allowed = wanted if own is None else [tag for tag in wanted if tag in own]
    return [] if own is not None and len(allowed) == len(own) else allowed


def _declared(walk: Walker, place: Place, name: str) -> list[Any] | None:
    """Return the values of a property that a schema, and those that it is composed of, allow; None if any."""
    found: list[Any] | None = None
    pending: list[tuple[Any, Place]] = [(walk.references.at(place), place)]
    for _ in range(MAX_PARENTS):
        if not pending:
            break
        schema, where = _followed(walk, *pending.pop(0))
        member, _ = _followed(walk, as_object(schema.get("properties")).get(name), where)
        values = [member["const"]] if "const" in member else member.get("enum")
        if isinstance(values, list):
            found = [value for value in values if found is None or value in found]
        parts = where.below("allOf")
        pending += [(part, parts.below(index)) for index, part in enumerate(as_list(schema.get("allOf")))]
    return found


def _followed(walk: Walker, value: Any, place: Place) -> tuple[dict[str, Any], Place]:
    try:
        value, place = walk.references.follow(value, place)
    except BrokenReference:
        return {}, place
    return as_object(value), place
