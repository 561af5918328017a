"""The examples of bodies and responses, which are those of their media types."""

from __future__ import annotations

from typing import Any

from ..runtime.media_types import is_form, is_json, is_multipart
from .context import Context
from .media import Media
from .schema_facts import named_examples
from .source import Place

Found = dict[str, tuple[dict[str, Any], Place]]
"""Name → an example, and where it is."""
EXAMPLE = "example"
"""The name of an example without one."""


def examples_of(context: Context, media: list[tuple[str, Media]], *, first: str) -> Found:
    """
    Return the examples of several media types.

    Args:
        context: The translation.
        media: What each is called in the description, and the media type of the source.
        first: The one that an example has if it does not say so.
    """
    found: Found = {}
    for sent, one in media:
        where = one.whole or one.place
        examples = named_examples(context, one.value, where)
        if EXAMPLE in one.value:
            examples = {EXAMPLE: ({"value": one.value[EXAMPLE]}, where.below(EXAMPLE)), **examples}
        for name, (example, place) in examples.items():
            if not _is_of(sent, example["value"]):
                continue
            named = {**example, **({} if sent == first else {"contentType": sent})}
            found.setdefault(name if name not in found else f"{name} ({sent})", (named, place))
    return found


def _is_of(media: str, value: Any) -> bool:
    """Return whether a value can be the content of a media type: many documents write XML as if it were JSON."""
    return isinstance(value, str) or any(is_kind(media) for is_kind in (is_json, is_form, is_multipart))


def written(found: Found) -> tuple[dict[str, Any], list[tuple[tuple[Any, ...], Place]]]:
    """Return the `examples` of the description, and where each comes from."""
    if not found:
        return {}, []
    origins: list[tuple[tuple[Any, ...], Place]] = [(("examples", name), place) for name, (_, place) in found.items()]
    return {"examples": {name: example for name, (example, _) in found.items()}}, origins
