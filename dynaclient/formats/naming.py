"""
The names of actions: what an operation is called in Python.

A name depends on the operation alone, so that it stays when others come and go; only these depend on others: the
segments that all paths begin with, whether there are items below a path, and names that would be the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..strings.expressions import expression
from . import parameter_names
from .clashes import Candidate, make_unique
from .extension import ours
from .members import as_text
from .paths import NO_RESOURCE, PathTemplate, read_paths
from .words import camel_case, long_camel_case, split_words, stem

parameter_keys = parameter_names.parameter_keys

Name = tuple[tuple[str, ...], str]
"""The resources of an action, from the outermost one, and its own name."""


class Operation(NamedTuple):
    """What the name of an operation is made of."""

    method: str
    """In capitals."""
    path: str
    operation_id: str = ""
    tags: tuple[str, ...] = ()
    chosen: str = ""
    """The full name that the document has for it, by an extension of a generator of clients."""

    @classmethod
    def read(cls, method: str, path: str, node: Mapping[str, Any]) -> Operation:
        """Return an operation of an OpenAPI document, whatever its members are."""
        operation_id, tags = node.get("operationId"), node.get("tags")
        if not isinstance(operation_id, str):
            is_short = isinstance(operation_id, int) and operation_id.bit_length() < 64
            operation_id = str(operation_id) if is_short and not isinstance(operation_id, bool) else ""
        first = tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()
        chosen = as_text(ours(node).get("name")) or _extension_name(node, first)
        return cls(method.upper(), path, operation_id, first, chosen)

    def other_names(self, action: str) -> list[str]:
        """Return the names that it has if another has the one that it should have, in the order they are tried."""
        whole = "" if _OPAQUE.fullmatch(self.operation_id) else long_camel_case(self.operation_id)
        whole = whole or action
        variables = [name for name in map(camel_case, PathTemplate(self.path).variables[-1:]) if name]
        by_parameter = "".join(f"{whole}By{_capitalized(name)}" for name in variables) or whole
        return [whole, by_parameter, long_camel_case(f"{self.method.lower()} {self.path}")]


_EXTENSIONS = (
    ("x-speakeasy-group", "x-speakeasy-name-override"),
    ("x-fern-sdk-group-name", "x-fern-sdk-method-name"),
)
"""Extensions of generators of clients: the key with the group, and the one with the name in it."""


def _extension_name(node: Mapping[str, Any], tags: tuple[str, ...]) -> str:
    for group_key, name_key in _EXTENSIONS:
        group, name = node.get(group_key), node.get(name_key)
        if isinstance(group, list):
            group = ".".join(part for part in group if isinstance(part, str))
        if isinstance(name, str) and camel_case(name):
            return ".".join([group if isinstance(group, str) and group else "".join(tags[:1]), name]).lstrip(".")
    return ""


def action_names(operations: Sequence[Operation], names: Mapping[str, str] | None = None) -> list[str]:
    """
    Return the full name of each operation: ``repos.getPages``.

    The names are valid and unique, also in their Python spellings, and no action has the name of a resource.

    Args:
        operations: The operations of a document.
        names: The names that a person chose: by operation id, or by ``METHOD /path``.
    """
    namer = _Namer(operations)
    candidates = []
    for operation in operations:
        (resources, action), rank = namer.name(operation, names or {})
        candidates.append(Candidate(resources, action, rank, operation))
    return make_unique(candidates)


class _Group(NamedTuple):
    """A tag, or the first segment of a path, as a resource."""

    resource: str
    stems: list[str]


class _Namer:
    """Names the operations of one document."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self._paths = read_paths(operation.path for operation in operations)
        self._groups: dict[str, _Group] = {}

    def name(self, operation: Operation, names: Mapping[str, str]) -> tuple[Name, int]:
        """Return the name of an operation, and its rank: 2 if a person chose it, 1 if its document did, else 0."""
        path = self._paths[operation.path]
        if names:
            by_path = names.get(f"{operation.method} {operation.path}", "")
            by_id = names.get(operation.operation_id, "") if operation.operation_id else ""
            chosen = self._chosen_name(operation, path, by_path or by_id)
            if chosen:
                return chosen, 2
        chosen = self._chosen_name(operation, path, operation.chosen) if operation.chosen else None
        return (chosen, 1) if chosen else (self._name_by_rules(operation, path), 0)

    def _chosen_name(self, operation: Operation, path: PathTemplate, chosen: str) -> Name | None:
        parts = parts_of(chosen)
        if not parts:
            return None
        return (tuple(parts[:-1]) or self._name_by_rules(operation, path)[0]), parts[-1]

    def _name_by_rules(self, operation: Operation, path: PathTemplate) -> Name:
        operation_id = _without_noise(operation) if operation.operation_id else ""
        if not operation_id or path.repeats(operation.method, operation_id):
            return self._name_by_path(operation, path)
        if _SEPARATOR.search(operation_id):
            parts = parts_of(operation_id)
            if len(parts) > 1:
                return tuple(parts[:-1]), parts[-1]
        group = self._group_of(operation, path)
        return (
            _name_with_group(operation_id, group)
            or _name_in_group(camel_case(operation_id), group)
            or ((group.resource,), path.name(operation.method)[1])
        )

    def _name_by_path(self, operation: Operation, path: PathTemplate) -> Name:
        resources, action = path.name(operation.method)
        if action == "post" and len(resources) == 1 and operation.tags:
            # the only word of the path is what the operation does: /login
            group = self._group_of(operation, path)
            return _name_in_group(resources[0], group) or ((group.resource,), action)
        return resources, action

    def _group_of(self, operation: Operation, path: PathTemplate) -> _Group:
        """Return the resource of the first tag; without one, of the first word of the path."""
        for tag in operation.tags:
            group = self._group(tag)
            if group.resource:
                return group
        words = path.words
        return self._group(words[0] if words else NO_RESOURCE)

    def _group(self, name: str) -> _Group:
        group = self._groups.get(name)
        if group is None:
            resource = camel_case(name)
            group = self._groups[name] = _Group(resource, [stem(word) for word in split_words(resource)])
        return group


# --- operation ids ---------------------------------------------------------------------------------------------------

MAX_ID_LENGTH = 1_000
"""Characters of an operation id that are looked at, at most."""

_SEPARATOR = expression(r"[/.:#]")
_OPAQUE = expression(
    r"(?=.*\d)([0-9a-f]{24}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{8}([-_]?[0-9a-f]{4}){3}[-_]?[0-9a-f]{12})", re.IGNORECASE
)
"""An id of a machine, such as a UUID, or one of MongoDB or Azure: it describes nothing."""
_GROUP_AND_ACTION = expression(r"[A-Z][A-Za-z0-9]*_[A-Z][A-Za-z0-9]*")
_OPEN_ENDS = frozenset(
    {"and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "per", "to", "via", "with", "without"}
)
"""Words that no name ends with: what they refer to was the name of the resource."""


def parts_of(name: str) -> list[str]:
    """Return the resources and the action of a full name, each as an identifier; empty if it has none."""
    return [part for part in map(camel_case, _SEPARATOR.split(name[:MAX_ID_LENGTH])) if part]


def _without_noise(operation: Operation) -> str:
    """Return the operation id without what FastAPI, springfox and others add to it; empty if it describes nothing."""
    operation_id, method = operation.operation_id[:MAX_ID_LENGTH], operation.method
    if _OPAQUE.fullmatch(operation_id):
        return ""
    if operation_id.endswith(f"_{method.lower()}") and len(operation.path) < len(operation_id):
        path = re.sub(r"\W", "_", operation.path)
        return operation_id.removesuffix(f"{path}_{method.lower()}")
    if operation_id.startswith(f"{method}_"):
        rest = operation_id[len(method) + 1 :]
        return f"get_{rest}" if method == "GET" else rest  # where GET_X is, POST_X often is too
    front, using, end = operation_id.rpartition(f"Using{method}")
    return front if using and (not end or re.fullmatch(r"_\d+", end)) else operation_id


def _name_with_group(operation_id: str, group: _Group) -> Name | None:
    """Return the name that an operation id such as ``Group_Action`` has; None if it is not such a one."""
    if operation_id.count("_") != 1:
        return None
    front, _, back = operation_id.partition("_")
    front = front.removesuffix("Controller") or front
    resource, action = camel_case(front), camel_case(back)
    if not resource or not action or back[0].isdigit():
        return None
    if [stem(word) for word in split_words(resource)] == group.stems:
        return (group.resource,), action
    is_controller = f"{front}Controller_" in operation_id
    return ((resource,), action) if is_controller or _GROUP_AND_ACTION.fullmatch(operation_id) else None


def _name_in_group(name: str, group: _Group) -> Name | None:
    """Return a name without the words of its resource, where they are its first or second; None if it has no others."""
    if not name:
        return None
    words, stems = split_words(name), group.stems
    for at in (0, 1):
        if [stem(word) for word in words[at : at + len(stems)]] == stems:
            rest = words[:at] + words[at + len(stems) :]
            if not rest:
                return None
            if rest[0][0].isdigit() or rest[-1].lower() in _OPEN_ENDS:
                break
            return (group.resource,), camel_case(("_" if "_" in name else "").join(rest))
    return (group.resource,), name


def _capitalized(name: str) -> str:
    return name[0].upper() + name[1:]
