"""The problems that patches make: those of a patched description that it does not have without them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..errors import DescriptionError, Problem
from ..formats.translation import Options
from .api import Api, Resource
from .lint import action_problems, format_problems, name_problems, shared_problems
from .loading import PATCH, Source, load, read_document

_NAMED = ("resources", "actions", "parameters", "schemas", "responses")
"""Keys of what has names of its own, so that a patch touches only some of it."""
_OF_NO_ACTION = frozenset({"resources", "title", "version", "description", "links", "$schema", "scopes"})
"""Keys at the top that no other part of a description depends on; `resources` is looked at action by action."""


def load_patched(source: Source | None, patches: Sequence[str], options: Options = Options()) -> Api:  # noqa: B008 - it is frozen
    """
    Load a description with patches for a command that writes or compares it: they may not break it.

    Only what a patch touches is read, so that this takes little time for a large description.

    Args:
        source: The description, see `load`.
        patches: The files of the patches; with none of them, nothing is looked for.
        options: How a document of another format is translated.

    Raises:
        DescriptionError: It cannot be loaded, or it has problems with the patches that it does not have without them.
    """
    api = load(source, patch=list(patches) or None, options=options)
    changes = [change for change in map(_document, patches) if isinstance(change, Mapping)]
    found = _problems(api, changes)
    if found:
        before = _problems(load(source, options=options).unproven(), changes)
        found = {key: problem for key, problem in found.items() if key not in before}
    if found:
        names = ", ".join(patches)
        raise DescriptionError(found.values(), f"The description with {names}", names)
    return api


def _document(patch: str) -> Any:
    return read_document(patch, PATCH)


def _problems(api: Api, changes: Sequence[Mapping[str, Any]]) -> dict[tuple[Any, ...], Problem]:
    """Return the problems of what the patches touch, by what they are recognized by."""
    return {(problem.pointer, problem.rule, problem.message): problem for problem in _all_problems(api, changes)}


def _all_problems(api: Api, changes: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    is_shared = any(change.keys() - _OF_NO_ACTION for change in changes)
    if is_shared:
        yield from api.in_source(shared_problems(api))
    else:
        yield from api.in_source([*format_problems(_touched_part(api.document, changes)), *name_problems(api)])
    for resource, key in api.action_keys():
        if is_shared or _is_touched(resource, key, changes):
            yield from action_problems(api, resource, key)


def _touched_part(document: Mapping[str, Any], changes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a description, or a resource, without those of its named parts that no patch touches."""
    part = dict(document)
    for key in _NAMED:
        value, below = document.get(key), _below(changes, key)
        if isinstance(value, Mapping) and "$ref" not in value:
            part[key] = {
                name: _touched_part(inner, _below(below, name))
                if key == "resources" and isinstance(inner, Mapping)
                else inner
                for name, inner in value.items()
                if any(name in change for change in below)
            }
    return part


def _is_touched(resource: Resource, key: str, changes: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether patches change an action, or what the action has of its resources."""
    for name in resource.name.split("."):
        changes = _below(_below(changes, "resources"), name)
        if any(change.keys() - {"resources", "actions"} for change in changes):
            return True
    return any(key in change for change in _below(changes, "actions"))


def _below(changes: Sequence[Mapping[str, Any]], key: str) -> list[Mapping[str, Any]]:
    """Return the objects that patches have for a key."""
    return [change[key] for change in changes if isinstance(change.get(key), Mapping)]
