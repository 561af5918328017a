"""
What identifies an item: which of its properties have its id, and which id a new item gets.

A property is written as the names that lead to it: ``("id",)``, or ``("metadata", "name")`` as in Kubernetes.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...description.argument_paths import get_value, with_value
from ...description.model import Parameter
from ...description.spellings import snake_case
from ...schema.samples import NoSample, ValueGenerator
from ...schema.values import to_string, validate_value
from .. import schema_views
from .members import is_of_type

TRIES = 100
"""How many new ids are generated before the request fails."""
LOWER_NUMBERS = 10_000
"""How many numbers below the highest id are tried."""
ATTEMPTS_PAST = 100
"""From this attempt on a `ValueGenerator` neither reuses examples nor prefers what is first."""

_STRUCTURED = frozenset({"object", "array"})
_OTHER_NAMES = ("_id", "uuid", "guid", "sid", "key", "slug", "code", "name")
METADATA = ("metadata", "meta")
"""Objects in which an item may have its id."""

Path = tuple[str, ...]
Declared = Mapping[str, "list[Any]"]


def find_ids(declared: Declared, name: str, key: Parameter | None) -> tuple[Path, ...]:
    """
    Return the properties with the id, the one that identifies an item first.

    They are those with the name of its parameter, or with the last word of that, and `id`: ``issue_number`` is the
    ``number`` of an issue. Another one, such as `name`, counts as the id only if items are requested by one. Otherwise,
    as with commands that are sent and listed, two of them may have the same name.
    """
    wanted = [other for other in dict.fromkeys([name, *((key.name, key.wire) if key else ())]) if other]
    found = _named(declared, wanted)
    last_words = [snake_case(other).rpartition("_")[2] for other in wanted]
    last = [other for other in _named(declared, last_words) if not schema_views.types(*declared[other]) & _STRUCTURED]
    found += [] if found else last
    found += [other for other in ("id", "Id", "ID") if other in declared and other not in found]
    if found or not wanted:
        return tuple((other,) for other in found) or (("id",),)
    nested = [(outer, inner) for outer in METADATA for inner in _named(_members(declared, outer), wanted)]
    others = [(other,) for other in _OTHER_NAMES if other in declared]
    return tuple(nested or others[:1]) or (("id",),)


def _named(declared: Iterable[str], wanted: Iterable[str]) -> list[str]:
    return [name for name in declared if any(schema_views.is_same_name(name, other) for other in wanted)]


def _members(declared: Declared, name: str) -> Declared:
    return schema_views.properties(*declared.get(name, ()))


def schemas_at(declared: Declared, path: Path) -> list[Any]:
    """Return the schemas of a property of an item."""
    first, *rest = path
    schemas = declared.get(first, [])
    return schema_views.at_path({"allOf": schemas}, rest) if rest else schemas


# --- of an item ------------------------------------------------------------------------------------------------------


def with_ids_of(item: Mapping[str, Any], other: Mapping[str, Any], paths: Iterable[Path]) -> dict[str, Any]:
    """Return an item with the ids that another one has."""
    for path in paths:
        value = get_value(other, path)
        item = item if value is None else with_value(item, path, value)
    return dict(item)


def key_of(item: Mapping[str, Any], paths: tuple[Path, ...]) -> str:
    """Return the id that an item has, as it is in a path; an empty string if it has none."""
    found = get_value(item, paths[0]) if paths else None
    if isinstance(found, float) and found.is_integer():
        found = int(found)
    return to_string(found) if isinstance(found, (str, int, float)) and not isinstance(found, bool) else ""


def with_key(
    item: Mapping[str, Any], key: str, paths: tuple[Path, ...], declared: Declared, sent: Mapping[str, Any]
) -> dict[str, Any]:
    """
    Return a new item with its id, in the type that is declared for it.

    Args:
        item: The item.
        key: Its id.
        paths: The properties with the id.
        declared: The schemas of the properties.
        sent: What the caller sent: if it has this id, no other property has it.
    """
    is_chosen = bool(paths) and key_of(sent, paths) == key
    for path in paths[:1] if is_chosen else paths:
        schemas = schemas_at(declared, path)
        value = get_value(item, path) if is_chosen else None
        if value is None or not is_of_type(value, schemas):
            value = schema_views.coerced(key, schemas)
        is_free = path == paths[0] or not isinstance(value, str) or schema_views.types(*schemas) <= {"string", "null"}
        if is_free and is_of_type(value, schemas):
            item = with_value(item, path, value)
    return dict(item)


# --- new ids ---------------------------------------------------------------------------------------------------------


def new_ids(key: Parameter | None, schemas: list[Any], next_number: int) -> Iterator[str]:
    """Yield ids that are valid for the schemas of the parameter and of the property."""
    for candidate in _candidates([*([key.schema.view] if key else []), *schemas], next_number):
        written = to_string(candidate)
        if written and (key is None or not validate_value(key.schema, written)[1]):
            yield written


def _candidates(schemas: list[Any], next_number: int) -> Iterator[Any]:
    parts = [part for schema in schemas for part in schema_views.parts(schema)]
    types = schema_views.types(*schemas)
    if "integer" in types or (types and "string" not in types):
        yield from range(next_number, next_number + TRIES)
        # Where the highest id is the highest that the schema allows, lower ones may be free.
        yield from range(1, min(next_number, LOWER_NUMBERS))
    if any(part.get("format") in ("uuid", "guid") for part in parts):
        yield str(uuid.uuid4())
    if any({"pattern", "enum", "const", "format"} & part.keys() for part in parts):
        for _ in range(TRIES):
            try:
                yield ValueGenerator(secrets.randbits(32) + ATTEMPTS_PAST).value(schemas)
            except NoSample:
                continue
    most = min((part["maxLength"] for part in parts if "maxLength" in part), default=24)
    least = max((part["minLength"] for part in parts if "minLength" in part), default=0)
    for _ in range(TRIES):
        yield secrets.token_hex(12)[:most].ljust(least, "0")
