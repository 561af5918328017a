"""What a schema of the source declares, as far as parameters and forms need it, without translating it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..records import dataclass, field
from .context import Context
from .members import as_list, as_object, as_text, named, strings
from .source import Place

MAX_SCHEMAS = 100
"""How many schemas are looked at for one question: the rest of what is composed of more counts as undeclared."""
_ALTERNATIVES = ("anyOf", "oneOf")
_BEYOND_MEMBERS = frozenset(
    {
        "anyOf", "oneOf", "not", "if", "patternProperties", "propertyNames", "dependentSchemas", "dependencies",
        "dependentRequired", "minProperties", "maxProperties", "unevaluatedProperties", "discriminator",
    }
)  # fmt: skip
"""Keywords by which a schema demands more of an object than its members do one by one."""

Found = tuple[Any, Place]


def walk_composed(context: Context, schema: Any, place: Place, keywords: tuple[str, ...]) -> Iterator[Found]:
    """Yield a schema and those that it is composed of by these keywords, with references followed."""
    pending = [(schema, place)]
    seen: set[int] = set()
    while pending and len(seen) < MAX_SCHEMAS:
        value, where = context.look_up(*pending.pop())
        if id(value) in seen or not isinstance(value, dict):
            continue
        seen.add(id(value))
        yield value, where
        for keyword in keywords:
            branches = as_list(value.get(keyword))
            pending += [(branch, where.below(keyword, index)) for index, branch in enumerate(branches)][::-1]


def types_of(context: Context, schema: Any, place: Place) -> frozenset[str]:
    """Return the JSON types that the values of a schema may have, without ``null``; empty if it declares none."""
    found: set[str] = set()
    for value, _ in walk_composed(context, schema, place, ("allOf", *_ALTERNATIVES)):
        declared = value.get("type")
        if declared is not None:
            found.update([declared] if isinstance(declared, str) else strings(declared))
        elif "properties" in value or "additionalProperties" in value:
            found.add("object")
        elif "items" in value:
            found.add("array")
        elif "enum" in value or "const" in value:
            found.update(_type_of(item) for item in [*as_list(value.get("enum")), *_const(value)])
    return frozenset(found - {"null"})


def _const(schema: dict[str, Any]) -> list[Any]:
    return [schema["const"]] if "const" in schema else []


def _type_of(value: Any) -> str:
    if isinstance(value, (bool, str)):
        return "boolean" if isinstance(value, bool) else "string"
    return {dict: "object", list: "array", int: "integer", float: "number"}.get(type(value), "null")


def only_value(context: Context, schema: Any, place: Place) -> list[Any]:
    """Return the one value that a schema allows, if it is one, and neither null nor an array nor an object."""
    value, _ = context.look_up(schema, place)
    found = as_object(value)
    allowed = _const(found) or as_list(found.get("enum"))
    return allowed if len(allowed) == 1 and isinstance(allowed[0], (str, int, float)) else []


def annotation(context: Context, schema: Any, place: Place, key: str) -> list[Any]:
    """Return the value of an annotation of a schema, such as its default, as a list: empty if it has none."""
    own = as_object(schema)
    if key in own and "$ref" not in own:
        return [own[key]]
    found = as_object(context.look_up(schema, place)[0])
    return [found[key]] if key in found else []


def first_example(context: Context, value: dict[str, Any], place: Place) -> list[Any]:
    """Return the first example of a parameter or a media type as a list: empty if it has none."""
    if "example" in value:
        return [value["example"]]
    for name, raw in named(value.get("examples")).items():
        example = as_object(context.follow(raw, place.below("examples", name))[0])
        if "value" in example:
            return [example["value"]]
    return []


def named_examples(context: Context, value: dict[str, Any], place: Place) -> dict[str, tuple[dict[str, Any], Place]]:
    """Return the examples of a parameter or a media type by name, each with its location; those by URL are left out."""
    found: dict[str, tuple[dict[str, Any], Place]] = {}
    for name, raw in named(value.get("examples")).items():
        example, where = context.follow(raw, place.below("examples", name))
        key = next((key for key in ("value", "dataValue") if key in as_object(example)), "")
        if key:
            texts = {key: example[key] for key in ("summary", "description") if as_text(example.get(key))}
            found[name] = {**texts, "value": example[key]}, where
    return found


def item_schema(context: Context, schema: Any, place: Place) -> Found:
    """Return the schema of the items of an array; None if it declares none."""
    for value, where in walk_composed(context, schema, place, ("allOf",)):
        if "items" in value:
            return value["items"], where.below("items")
    return None, place


def other_members(context: Context, schema: Any, place: Place) -> list[Found]:
    """Return the schemas of the members of an object that are declared without their names."""
    found: list[Found] = []
    for value, where in walk_composed(context, schema, place, ("allOf",)):
        if "additionalProperties" in value:
            found.append((value["additionalProperties"], where.below("additionalProperties")))
        patterns = where.below("patternProperties")
        found += [(member, patterns.below(name)) for name, member in named(value.get("patternProperties")).items()]
    return found


@dataclass(eq=False, repr=False)
class ObjectMembers:
    """The members of an object that a schema declares."""

    schemas: dict[str, Found] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    is_closed: bool = True
    """Whether the schema says all about the object by its members, and declares no further ones."""


def members_of(context: Context, schema: Any, place: Place) -> ObjectMembers:
    """Return the members that a schema declares, those of the parts of its `allOf` included."""
    members = ObjectMembers()
    for value, where in walk_composed(context, schema, place, ("allOf",)):
        declared = where.below("properties")
        for name, member in named(value.get("properties")).items():
            members.schemas.setdefault(name, (member, declared.below(name)))
        members.required.update(strings(value.get("required")))
        has_further = value.get("additionalProperties", False) is not False
        if has_further or not _BEYOND_MEMBERS.isdisjoint(value) or "const" in value or "enum" in value:
            members.is_closed = False
    return members
