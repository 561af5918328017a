"""The members of the JSON body of an operation, which some keys of an action refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..runtime.media_types import is_json
from .context import Context
from .members import as_object, named
from .operations import SourceOperation
from .parameters import SourceParameter
from .schema_facts import Found, ObjectMembers, members_of
from .swagger import body_types, media_types_of


def json_bodies(context: Context, operation: SourceOperation, declared: Iterable[SourceParameter]) -> list[Found]:
    """Return the schemas of the body of an operation in its media types that are JSON."""
    return [found for is_read, found in _bodies(context, operation, declared) if is_read]


def only_members(
    context: Context, operation: SourceOperation, declared: Iterable[SourceParameter]
) -> ObjectMembers | None:
    """Return the members of the body of an operation; None if it has none, or is not always JSON."""
    bodies = list(_bodies(context, operation, declared))
    return members_of(context, *bodies[0][1]) if len(bodies) == 1 and bodies[0][0] else None


def _bodies(
    context: Context, operation: SourceOperation, declared: Iterable[SourceParameter]
) -> Iterator[tuple[bool, Found]]:
    """Yield the schema of the body of an operation in each of its media types, and whether that is JSON."""
    if context.is_swagger:
        consumed = body_types(media_types_of(operation.value, context.source.document, "consumes"))
        for parameter in declared:
            if parameter.location == "body":
                found = parameter.value.get("schema"), parameter.place.below("schema")
                yield from ((is_json(media), found) for media in consumed)
        return
    body, where = context.follow(operation.value.get("requestBody"), operation.place.below("requestBody"))
    for name, value in named(as_object(body).get("content")).items():
        yield is_json(name), (as_object(value).get("schema"), where.below("content", name, "schema"))
