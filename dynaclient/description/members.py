"""The members of a JSON body that are arguments of their own: those that the schema of a `spread` body declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..schema.directions import REQUEST, leads_to_mark
from ..schema.references import Tokens, locate_members, resolve_pointer
from ..schema.subschemas import listed_schemas
from ..strings.expressions import expression
from .document import Document
from .frozen_dict import frozen
from .model import UNSET, Parameter
from .spellings import snake_case

_IDENTIFIER = expression(r"[A-Za-z_][A-Za-z0-9_]*")
MAX_DEPTH = 64
"""How many `allOf` in each other are looked through."""


def spread_members(document: Document, body: Parameter, taken: Iterable[str]) -> dict[str, Parameter]:
    """
    Return the members of a body that may be passed by name, by these names.

    A name is that of the member where it is an identifier, and otherwise made of it as those of imported parameters
    are: ``per-page`` is ``per_page``. A member whose name is taken can only be passed in the body, and so can one that
    is `readOnly`, for it is not sent.

    Args:
        document: The description.
        body: The parameter that is the body.
        taken: The names of the parameters of the action.
    """
    found: dict[str, Tokens] = {}
    required: set[Any] = set()
    for members in _parts(document.raw, body.schema.tokens):
        if "properties" in members:
            for name, tokens in _located(document.raw, members["properties"]).items():
                if name:
                    found.setdefault(name, tokens)
        names = resolve_pointer(document.raw, members["required"]) if "required" in members else ()
        required.update(name for name in names if isinstance(name, str))
    keys = {name: name if _IDENTIFIER.fullmatch(name) else _other_key(name) for name in found}
    used = {spelling for name in taken for spelling in (name, snake_case(name))}
    result: dict[str, Parameter] = {}
    for name in sorted(found, key=lambda name: name != keys[name]):  # an identifier before what only becomes one
        key = keys[name]
        if used.isdisjoint((key, snake_case(key))) and _is_sent(document, found[name]):
            used.update((key, snake_case(key)))
            result[key] = _member(document, key, name, found[name], required=body.required and name in required)
    return result


def _other_key(name: str) -> str:
    from ..formats.parameter_names import parameter_key

    return parameter_key(name)


def _parts(document: Any, tokens: Tokens, depth: int = 0) -> Iterator[dict[str, Tokens]]:
    """Yield where the keywords of a schema are, and those of the schemas in its `allOf`."""
    members = _located(document, tokens)
    yield members
    all_of = (
        listed_schemas({"allOf": resolve_pointer(document, members["allOf"])}, "allOf") if "allOf" in members else ()
    )
    for index in range(len(all_of)) if depth < MAX_DEPTH else ():
        yield from _parts(document, (*members["allOf"], index), depth + 1)


def _located(document: Any, tokens: Tokens) -> dict[str, Tokens]:
    try:
        return locate_members(document, tokens)
    except LookupError:
        return {}


def _is_sent(document: Document, tokens: Tokens) -> bool:
    raw = resolve_pointer(document.raw, tokens)
    return raw is not False and not leads_to_mark(document.raw, raw, "readOnly")


def _member(document: Document, key: str, name: str, tokens: Tokens, *, required: bool) -> Parameter:
    schema = document.schema_at(tokens, REQUEST)
    default, deprecated = schema.get_keyword("default"), schema.get_keyword("deprecated")
    return Parameter(
        name=key, wire=name, location="member", required=required, schema=schema, content=frozen(),
        description=str(schema.get_keyword("description") or ""), default=UNSET if default is None else default,
        secret=bool(schema.get_keyword("secret")), deprecated=deprecated is True,
        pointer=schema.pointer,
    )  # fmt: skip
