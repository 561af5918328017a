"""
Whether a description is sound: its form and all of its schemas have no problem.

Where an action is built, its part of the description is validated, which needs an engine. The index of a description
has whether all of that was done before, with the same content and the same code; then it is not done again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..errors import DescriptionError
from ..schema.validation import Schema
from .api import Api
from .document import Document


def is_sound(raw: Mapping[str, Any], pause: Callable[[], None] = lambda: None) -> bool:
    """
    Return whether a description is sound.

    Args:
        raw: The description, without patches.
        pause: Called between its parts.
    """
    try:
        api, document = Api(raw), Document(raw)
        if document.top_level_problems():
            return False
        schemas = (
            document.schema_at(("schemas", name), direction) for name in api.schemas for direction in _DIRECTIONS
        )
        return _are_sound(schemas, pause) and _has_sound_actions(api, pause)
    except (DescriptionError, LookupError):
        return False


_DIRECTIONS = ("", "request", "response")


def _has_sound_actions(api: Api, pause: Callable[[], None]) -> bool:
    for resource, key in api.action_keys():
        pause()
        action = api.builder(resource, key).action()
        returned = (schema for response in action.responses.values() for schema in response.described.all)
        if action.left_out or not _are_sound(returned, pause):
            return False
    return True


def _are_sound(schemas: Iterable[Schema], pause: Callable[[], None]) -> bool:
    for schema in schemas:
        pause()
        if schema.keyword_problems() or schema.reference_problems():
            return False
    return True
