"""What is called like a secret in a document: OpenAPI has no key that marks one."""

from __future__ import annotations

from typing import Any

from ..redaction import is_secret_name
from ..runtime.cache import cache_short_strings
from ..schema.references import get_reference
from ..strings.expressions import expression
from .places import BrokenReference, Place
from .walker import References, Trail, Walker

_IDENTIFIERS = ("key", "sid", "session", "sessionid")
_SECRET_KEYS = tuple(
    f"{kind}key" for kind in (
        "access", "api", "app", "auth", "client", "consumer", "encryption", "license", "master", "private", "secret",
        "shared", "signing", "ssh", "storage", "subscription",
    )
)  # fmt: skip
_NO_LETTER = expression("[^a-z]+")
_COMPOSED = ("allOf", "anyOf", "oneOf")
_MAX_SCHEMAS = 20
"""How many schemas are looked at for one question."""
_is_secret_name = cache_short_strings(4096)(is_secret_name)


def is_secret_at(location: str, name: str) -> bool:
    """Return whether a parameter at a location of the request is secret by its name."""
    return is_secret_data(name) if location == "path" else _is_secret_name(name)


@cache_short_strings(4096)
def is_secret_data(name: str) -> bool:
    """
    Return whether a value is secret by its name in a path or in a body.

    There, unlike in headers and queries, ``projectKey`` and ``session_id`` are the identifiers of things.
    """
    if not _is_secret_name(name):
        return False
    letters = _NO_LETTER.sub("", name.lower()).removesuffix("s")
    return not letters.endswith(_IDENTIFIERS) or letters.endswith(_SECRET_KEYS)


def is_secret_member(walk: Walker, name: Any, schema: Any, trail: Trail) -> bool:
    """
    Return whether a property is secret: a string called like a secret.

    One that is only ever written is one also if its name may be that of an identifier, or its type is not declared.
    """
    if not isinstance(schema, dict) or not isinstance(name, str) or not _is_secret_name(name):
        return False
    types, is_written = _declared(walk.references, schema, walk.place(trail))
    if is_written:
        return types <= {"string", "null", "enum"}
    return "string" in types and types <= {"string", "null"} and is_secret_data(name)


def _declared(references: References, schema: Any, place: Place) -> tuple[set[str], bool]:
    """Return the types that a schema declares, "enum" if it lists its values, and whether it is only ever written."""
    types: set[str] = set()
    is_written = False
    pending = [(schema, place)]
    for _ in range(_MAX_SCHEMAS):
        if not pending:
            break
        value, where = pending.pop()
        if not isinstance(value, dict):
            continue
        is_written = is_written or value.get("writeOnly") is True
        declared = value.get("type", [])
        types.update(map(str, declared if isinstance(declared, list) else [declared]))
        types.update({"enum"} if "enum" in value or "const" in value else ())
        for key in _COMPOSED:
            branches = value[key] if isinstance(value.get(key), list) else ()
            pending += [(branch, where.below(key, index)) for index, branch in enumerate(branches)]
        pending += _target(references, value, where)
    return types, is_written


def _target(references: References, value: dict[str, Any], place: Place) -> list[tuple[Any, Place]]:
    """Return what a reference leads to: nothing if it cannot be followed, which is noted where it is translated."""
    reference = get_reference(value)
    if reference is None:
        return []
    try:
        found = references.locate(reference, place)
        return [(references.at(found), found)]
    except BrokenReference:
        return []
