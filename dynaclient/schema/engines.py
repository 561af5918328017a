"""
The engines: the only module that imports jsonschema-rs (the fast engine), jsonref, and the parts of jsonschema.

The fast engine only confirms that a value is valid. Everything else, and a schema that it cannot compile, is evaluated
with our own keywords (see `keywords`) and with the metaschemas and the references of jsonschema: its packages
`jsonschema_specifications` and `referencing`. All of them are imported when they are first needed, because importing
them takes longer than everything else in a short program.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from .excerpts import excerpt_document
from .references import Tokens, get_reference, parse_pointer

DIALECTS: dict[str, tuple[str, str]] = {
    "draft-04": ("Draft4Validator", "http://json-schema.org/draft-04/schema#"),
    "draft-06": ("Draft6Validator", "http://json-schema.org/draft-06/schema#"),
    "draft-07": ("Draft7Validator", "http://json-schema.org/draft-07/schema#"),
    "2019-09": ("Draft201909Validator", "https://json-schema.org/draft/2019-09/schema"),
    "2020-12": ("Draft202012Validator", "https://json-schema.org/draft/2020-12/schema"),
}
"""Dialect → the name of its validator class, which is the same in both engines, and the URI of its metaschema."""

DEFAULT_DIALECT = "2020-12"


def _refuse(uri: str) -> Any:
    raise LookupError(f"{uri[:200]!r} is not in this file, and nothing is fetched")


# --- jsonschema-rs ---------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def fast_engine() -> Any:
    """Return the fast engine, or None if it is not installed."""
    try:
        return importlib.import_module("jsonschema_rs")
    except ImportError:
        return None


def compile_fast(schema: Any, dialect: str) -> Callable[[Any], bool] | None:
    """Return the fast engine's `is_valid` for a schema, or None if the engine cannot compile the schema."""
    engine = fast_engine()
    if engine is None:
        return None
    validator_class = getattr(engine, DIALECTS[dialect][0])
    try:
        # `RegexOptions` selects the regular expression engine that runs in linear time.
        validator = validator_class(
            schema, validate_formats=False, retriever=_refuse, pattern_options=engine.RegexOptions()
        )
    except (ValueError, engine.ReferencingError, engine.ValidationError):
        return None
    is_valid: Callable[[Any], bool] = validator.is_valid
    return is_valid


def is_clearly_schema(raw: Any, dialect: str) -> bool:
    """Return whether the fast engine confirms that a value is a schema of the dialect; False decides nothing."""
    engine = fast_engine()
    if engine is None or not isinstance(raw, dict):
        return isinstance(raw, bool) and dialect != "draft-04"
    try:
        return bool(engine.meta.is_valid({"$schema": DIALECTS[dialect][1], **raw}))
    except (ValueError, engine.ReferencingError, engine.ValidationError):
        return False


# --- jsonschema ------------------------------------------------------------------------------------------------------


def resolver_of(schema: Any, dialect: str) -> tuple[Any, Any]:
    """Return the specification of a dialect, and what resolves the references in a schema; nothing is fetched."""
    specification = importlib.import_module("referencing.jsonschema").specification_with(DIALECTS[dialect][1])
    registry = importlib.import_module("jsonschema_specifications").REGISTRY
    return specification, registry.resolver_with_root(specification.create_resource(schema))


def look_up(resolver: Any, schema: Any, keyword: str) -> Any:
    """Return the target of a reference: its `contents`, and the `resolver` inside it; LookupError if there is none."""
    if keyword == "$recursiveRef":
        return importlib.import_module("referencing.jsonschema").lookup_recursive_ref(resolver)
    return resolver.lookup(schema[keyword])


@lru_cache(maxsize=len(DIALECTS))
def metaschema(dialect: str) -> Any:
    """Return the metaschema of a dialect."""
    return importlib.import_module("jsonschema_specifications").REGISTRY.contents(DIALECTS[dialect][1])


def metaschema_parts(dialect: str) -> Iterator[tuple[Any, Any]]:
    """Yield the metaschema of a dialect and its vocabularies, each with what resolves its references."""
    resolver = importlib.import_module("jsonschema_specifications").REGISTRY.resolver()
    whole = resolver.lookup(DIALECTS[dialect][1])
    yield whole.contents, whole.resolver
    for vocabulary in whole.contents.get("allOf", ()):
        part = whole.resolver.lookup(vocabulary["$ref"])
        yield part.contents, part.resolver


# --- jsonref ---------------------------------------------------------------------------------------------------------


def dereference(parts: list[tuple[Tokens, Any]], tokens: Tokens) -> Any:
    """
    Return the value at `tokens` with its references resolved; where they lead in circles, it has no end.

    It is plain data, for several threads may read it at once: a proxy of jsonref is changed by each access.

    Args:
        parts: The value and all that its references lead to, each after `wrap_literals`.
        tokens: The location of the value.
    """
    found = _simple_target(dict(parts), tokens)
    if found is not None and not _has_reference(found):
        return found
    jsonref = importlib.import_module("jsonref")
    view = jsonref.replace_refs(excerpt_document(parts), loader=_refuse, merge_props=True, lazy_load=True)
    root = {"": view}
    _replace_proxies(root, jsonref)
    view = root[""]
    for token in tokens:
        view = view[int(token)] if isinstance(view, list) else view[str(token)]
    return view


def _simple_target(parts: dict[Tokens, Any], tokens: Tokens) -> Any:
    """
    Return the part at a location, or the one that it refers to and has nothing beside; None if that is less simple.

    Most schemas are so simple. Importing jsonref imports requests too, and takes as long as a whole first call.
    """
    for _ in parts:
        value = parts.get(tokens)
        reference = get_reference(value) if isinstance(value, dict) and len(value) == 1 else None
        if reference is None:
            return value
        if not reference.startswith("#/"):
            return None
        tokens = parse_pointer(reference)
    return None


def _has_reference(value: Any) -> bool:
    pending = [value]
    for current in pending:
        if isinstance(current, dict):
            if "$ref" in current:
                return True
            pending += current.values()
        elif isinstance(current, list):
            pending += current
    return False


def _replace_proxies(value: Any, jsonref: Any) -> None:
    """Replace each proxy in a value by what it stands for; one that does not resolve by its reference."""
    pending, seen = [value], {id(value)}
    while pending:
        current = pending.pop()
        for key, member in current.items() if type(current) is dict else enumerate(current):
            if type(member) is jsonref.JsonRef:
                try:
                    member = member.__subject__  # noqa: PLW2901 - what it stands for
                except jsonref.JsonRefError:
                    member = member.__reference__  # noqa: PLW2901
                current[key] = member
            if type(member) in (dict, list) and id(member) not in seen:
                seen.add(id(member))
                pending.append(member)
