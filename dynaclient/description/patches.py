"""What a patch changes but the description does not have: an action that is misspelt, or gone in a new version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..errors import Problem, close_matches, did_you_mean
from ..schema.references import Tokens, format_pointer


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
    Yield each resource, action and parameter that a patch can only change, where there is nothing to change.

    Args:
        document: The description that the patch is applied to.
        patch: The patch.
    """
    if isinstance(patch, Mapping) and isinstance(document, Mapping):
        for key in ("resources", "parameters"):
            yield from _within(document, patch, key, (), "the description")


def _within(
    document: Mapping[str, Any], patch: Mapping[str, Any], key: str, tokens: Tokens, owner: str
) -> Iterator[Problem]:
    changes, known, kind = patch.get(key), document.get(key, {}), _KINDS[key]
    if not isinstance(changes, Mapping) or not isinstance(known, Mapping) or "$ref" in known:
        return
    for name, change in changes.items():
        if not isinstance(change, Mapping) or "$ref" in change:
            continue
        place = (*tokens, key, name)
        target = known.get(name)
        if target is None and all(change.get(needed) is None for needed in kind.needed):
            yield _problem(kind, str(name), place, owner, known)
        elif target is None or (isinstance(target, Mapping) and "$ref" not in target):
            for inner in _INNER[kind]:
                yield from _within(target or {}, change, inner, place, f"the {kind.name} {str(name)!r:.80}")


def _problem(kind: _Kind, name: str, place: Tokens, owner: str, known: Mapping[str, Any]) -> Problem:
    message = f"{owner} has no {kind.name} {name!r:.80} that could be changed"
    similar = did_you_mean(close_matches(name, known))
    hint = f"{similar} Else remove it from the patch" if similar else "remove it from the patch"
    hint = f"{hint}, or {kind.rest} if it is new"
    return Problem.in_description(format_pointer(place), "patch", message, hint)
