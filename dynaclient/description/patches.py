"""What a patch changes but the description does not have: misspelt, of another format, or gone in a new version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..errors import Problem, close_matches, did_you_mean
from ..schema.references import Tokens, format_pointer
from .document import format_schema, unknown_key


class _Kind(NamedTuple):
    """What a patch adds completely, or else changes."""

    name: str
    needed: tuple[str, ...]
    """The keys without one of which it is incomplete: it can only be a change of what is there."""
    rest: str
    """What makes it complete, for the hint."""


_RESOURCE = _Kind("resource", ("actions", "resources"), "give it `actions`")
_ACTION = _Kind("action", ("method",), "give it `method` and `path`")
_PARAMETER = _Kind("parameter", ("in",), "give it `in`")
_KINDS = {"resources": _RESOURCE, "actions": _ACTION, "parameters": _PARAMETER}
_INNER = {_RESOURCE: ("resources", "actions", "parameters"), _ACTION: ("parameters",), _PARAMETER: ()}


def misplaced(document: Any, patch: Any) -> Iterator[Problem]:
    """
    Yield what has no effect in a patch: each key that the format does not have there, and changes of what is not there.

    Args:
        document: The description that the patch is applied to.
        patch: The patch.
    """
    if isinstance(patch, Mapping) and isinstance(document, Mapping):
        yield from _unknown_keys(document, patch, format_schema()["properties"], ())
        for key in ("resources", "parameters"):
            yield from _within(document, patch, key, (), "the description")


def _within(
    document: Mapping[str, Any], patch: Mapping[str, Any], key: str, tokens: Tokens, owner: str
) -> Iterator[Problem]:
    changes, known, kind = patch.get(key), document.get(key, {}), _KINDS[key]
    if not isinstance(changes, Mapping) or not isinstance(known, Mapping) or "$ref" in known:
        return
    for name, change in changes.items():
        if not isinstance(change, Mapping):
            continue
        place = (*tokens, key, name)
        target = known.get(name)
        yield from _unknown_keys(target, change, format_schema()["$defs"][kind.name]["properties"], place)
        if "$ref" in change:
            continue
        if target is None and all(change.get(needed) is None for needed in kind.needed):
            yield _problem(kind, str(name), place, owner, known)
        elif target is None or (isinstance(target, Mapping) and "$ref" not in target):
            for inner in _INNER[kind]:
                yield from _within(target or {}, change, inner, place, f"the {kind.name} {str(name)!r:.80}")


_FORMAT = "; a patch is in this format, whatever that of the description is, and `dynaclient import` shows it"


def _unknown_keys(target: Any, change: Mapping[str, Any], known: Mapping[str, Any], place: Tokens) -> Iterator[Problem]:
    """Yield the keys that would have no meaning in what is changed; what is there already is a matter for lint."""
    has = target if isinstance(target, Mapping) else {}
    for name, value in change.items():
        if value is not None and name not in known and name not in has and not str(name).startswith("x-"):
            yield unknown_key(format_pointer((*place, name)), str(name), known, _FORMAT)


def _problem(kind: _Kind, name: str, place: Tokens, owner: str, known: Mapping[str, Any]) -> Problem:
    message = f"{owner} has no {kind.name} {name!r:.80} that could be changed"
    similar = did_you_mean(close_matches(name, known))
    hint = f"{similar} Else remove it from the patch" if similar else "remove it from the patch"
    hint = f"{hint}, or {kind.rest} if it is new"
    return Problem.in_description(format_pointer(place), "patch", message, hint)
