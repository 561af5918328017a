"""
Reads an action, and the resources that it is in, as nodes: resolved, and without what has problems.

Each member, each parameter and each response is resolved by itself, so that one problem does not hide the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import Problem, close_matches, did_you_mean
from ..schema.references import Tokens, child_shape, format_pointer, kind_problems, locate_members, resolve_pointer
from .document import Document, Node, format_schema

WITHOUT_EFFECT = frozenset(
    {
        "default",
        "deprecated",
        "description",
        "example",
        "examples",
        "links",
        "mock",
        "operationId",
        "paginate",
        "responses",
        "scopes",
        "since",
        "summary",
        "tags",
    }
)
"""Members of actions, resources and parameters that no request depends on."""
_DEFINITIONS_OF = {"parameters": "parameterChanges", "responses": "responses"}


class NodeReader:
    """
    Reads the nodes of one action.

    Args:
        document: The whole description.
        tokens: The location of the action.
        problems: Problems that would make the request wrong are added to it.
        left_out: Problems of what no request depends on are added to it.
    """

    def __init__(self, document: Document, tokens: Tokens, problems: list[Problem], left_out: list[Problem]) -> None:
        self._document = document
        self._tokens = tokens
        self._problems = problems
        self._left_out = left_out
        self.faulty: set[str] = set()
        """The parameters that are left out because they have problems."""
        self.wrong_pages: list[Problem] = []
        """Those problems for which the `paginate` of the action is left out."""

    def action(self) -> Node | None:
        """Return the action as it is described; None if it is not an object."""
        problems = kind_problems(self._document.raw, self._tokens, "action")
        if problems:
            self._problems += problems
            return None
        try:
            locations = locate_members(self._document.raw, self._tokens)
        except LookupError:
            _, problems = self._document.resolve(self._tokens, "action")
            self._problems += problems or self._document.shape_problems(
                "action", self._raw(self._tokens), format_pointer(self._tokens)
            )
            return None
        return self.resolved(locations, "action")

    def _raw(self, tokens: Tokens) -> Any:
        return resolve_pointer(self._document.raw, tokens)

    def resolved(self, locations: dict[str, Tokens], kind: str) -> Node:
        """Return the members of an action or a resource, resolved; parameters and responses as their locations."""
        node = Node()
        node.tokens = next(iter(locations.values()))[:-1] if locations else self._tokens
        node.locations = locations
        for key, tokens in locations.items():
            if key in ("parameters", "responses"):
                node[key] = self._entries(tokens, key)
            elif key.startswith("x-"):
                continue  # it has no meaning here, however large it is
            elif not self._is_key(kind, key):
                node[key] = self._raw(tokens)  # it is reported below, whatever a reference in it leads to
            elif key not in ("actions", "resources"):
                value, problems = self._document.resolve(tokens, child_shape(kind, key))
                self._report(kind, key, problems)
                if not problems:
                    node[key] = value
        checked = {key: value for key, value in node.items() if key not in ("parameters", "responses")}
        for key, problem in self._document.keyed_shape_problems(kind, _located_node(checked, node), node.pointer):
            self._report(kind, key, [problem])
            node.pop(key, None)
        return node

    def _report(self, kind: str, key: str, problems: list[Problem]) -> None:
        self._problems_of(key).extend(problems)
        if (kind, key) == ("action", "paginate"):
            self.wrong_pages += problems

    def _is_key(self, kind: str, key: str) -> bool:
        return self._document.is_sound or key in format_schema()["$defs"][kind]["properties"]

    def _problems_of(self, key: str) -> list[Problem]:
        """Return the list for the problems of a member: those without an effect on the request do not prevent it."""
        return self._left_out if key in WITHOUT_EFFECT else self._problems

    def _entries(self, tokens: Tokens, key: str) -> dict[str, Tokens]:
        """Return the location of each entry of an object of parameters or responses; they are resolved one by one."""
        problems = kind_problems(self._document.raw, tokens, key)
        if problems:
            self._problems_of(key).extend(problems)
            return {}
        entries: dict[str, Tokens] = {}
        try:
            entries = locate_members(self._document.raw, tokens)
            value: Any = dict.fromkeys(entries)
        except LookupError:
            _, problems = self._document.resolve(tokens, key)
            value = self._raw(tokens)
        problems = problems or self._document.shape_problems(_DEFINITIONS_OF[key], value, format_pointer(tokens))
        self._problems_of(key).extend(problems)
        return entries

    def parameters(self, node: Node, levels: list[Node]) -> dict[str, tuple[Node, bool]]:
        """Return the resolved parameters by name, the innermost last, each with whether the action itself has it."""
        nodes: dict[str, tuple[Node, bool]] = {name: (common, False) for name, common in self._common().items()}
        for level in (*levels, node):
            for name, tokens in level.get("parameters", {}).items():
                nodes.pop(name, None)
                if self._raw(tokens) is not None:  # null removes an inherited one
                    resolved = self._parameter_node(name, tokens)
                    if resolved is not None:
                        nodes[name] = resolved, level is node
        return nodes

    def _parameter_node(self, name: str, tokens: Tokens) -> Node | None:
        """Return a resolved parameter, without the members that are wrong; None if it cannot be used."""
        node: Node
        node, problems = self._document.resolve(tokens, "parameter")
        keyed = [("", problem) for problem in problems]
        if not problems:
            keyed = self._document.keyed_shape_problems("parameter", node, format_pointer(tokens))
        for key, problem in keyed:
            self._problems_of(key).append(problem)
            if key in WITHOUT_EFFECT:
                node.pop(key, None)
        if any(key not in WITHOUT_EFFECT for key, _ in keyed):
            self.faulty.add(name)
            return None
        return node

    def _common(self) -> Mapping[str, Any]:
        if self._document.raw.get("common") is None:
            return {}
        names, problems = self._document.resolve(("common",), "value")
        self._problems += problems
        declared = self._document.raw.get("parameters")
        declared = declared if isinstance(declared, Mapping) else {}
        nodes = {}
        for index, name in enumerate(names if isinstance(names, list) else []):
            if not isinstance(name, str) or name not in declared:
                hint = did_you_mean(close_matches(str(name), declared)) or "add it to the top-level `parameters`"
                message = f"{name!r:.80} is not a key of the top-level `parameters`"
                pointer = f"/common/{index}"
                self._problems.append(Problem.in_description(pointer, "unknown-parameter", message, hint))
                continue
            node, problems = self._document.resolve(("parameters", name), "parameter")
            problems = problems or self._document.shape_problems("parameter", node, f"/parameters/{name}")
            self._problems += problems
            if not problems:
                nodes[name] = node
        return nodes


def _located_node(members: Mapping[str, Any], node: Node) -> Node:
    located = Node(members)
    located.tokens, located.locations = node.tokens, node.locations
    return located
