"""
Which action is requested? Paths are looked up segment by segment in a tree; literals win over parameters.

Only methods and paths are read for that: no action is built before it is called.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

from ...description.api import Api
from ...description.model import Server
from ...description.outlines import Outline
from ...errors import DescriptionError
from ...records import dataclass, field
from ...strings.expressions import expression
from ..paths import NAME, build_or_none, names_in, without_names

_UNRESERVED = expression(r"[A-Za-z0-9._~-]")


# --- the tree --------------------------------------------------------------------------------------------------------


@dataclass
class _Node:
    literals: dict[str, _Node] = field(default_factory=dict)
    mixed: dict[str, tuple[re.Pattern[str], _Node]] = field(default_factory=dict)
    """Segments with both literals and names, by their pattern."""
    normalized: _Node | None = None
    actions: dict[str, list[tuple[str, tuple[str, ...]]]] = field(default_factory=dict)
    """For each method the actions whose path ends here, with the names of their path parameters."""


@dataclass(frozen=True)
class Match:
    """An action that a request may call, and the values of its path parameters, still percent-encoded."""

    action: str
    values: Mapping[str, str]


class Routes:
    """Finds the actions for a method and a path."""

    def __init__(self, api: Api, known: list[Outline]) -> None:
        self._api = api
        self._known = known
        self._root = _Node()
        self._spanning: list[tuple[re.Pattern[str], Outline]] | None = None
        self._bases = bases_of(api)
        for outline in known:
            _add(self._root, outline)

    def find(self, method: str, path: str) -> tuple[list[Match], list[str]]:
        """
        Return the actions that a request may call, and the allowed methods if there are none.

        HEAD is for the actions of GET where no action has it. A path may have one slash more at its end, or one less.
        """
        allowed: set[str] = set()
        for wanted in (method, "GET") if method == "HEAD" else (method,):
            for candidate in self._candidates(path):
                found = self._found(wanted, candidate, allowed) or self._spanned(wanted, candidate, allowed)
                if found:
                    return found, []
        return [], with_implied(allowed)

    def _candidates(self, path: str) -> Iterator[str]:
        """Yield the paths that are meant by a path, itself first."""
        for spelt in (path, *_other_ending(path)):
            yield spelt
            yield from self._below_bases(spelt)

    def _below_bases(self, path: str) -> Iterator[str]:
        """Yield the path without the base path of the description's server."""
        for base in self._bases:
            if path.startswith(base + "/"):
                yield path[len(base) :]

    def _found(self, method: str, path: str, allowed: set[str]) -> list[Match]:
        for node, values in _ways(self._root, path.split("/")[1:], 0, ()):
            if method in node.actions:
                return [Match(name, dict(zip(names, values, strict=True))) for name, names in node.actions[method]]
            if node.actions:  # a concrete path is matched before one with names (OpenAPI, Paths Object)
                allowed.update(node.actions)
                break
        return []

    def _spanned(self, method: str, path: str, allowed: set[str]) -> list[Match]:
        """Return all actions whose path matches: which one is meant may depend on the patterns of its parameters."""
        if self._spanning is None:
            self._spanning = _spanning(self._api, self._known)
        matches = []
        for pattern, outline in self._spanning:
            found = pattern.fullmatch(path)
            if found and outline.method == method:
                matches.append(Match(outline.name, dict(zip(names_in(outline.path), found.groups(), strict=True))))
            elif found:
                allowed.add(outline.method)
        return matches


def with_implied(methods: Collection[str]) -> list[str]:
    """Return methods with those that the server has for each path: HEAD where there is GET, and OPTIONS."""
    implied = {"OPTIONS"} if methods else set()
    return sorted({*methods, *implied, *(("HEAD",) if "GET" in methods else ())})


def _other_ending(path: str) -> tuple[str, ...]:
    """Return the path with a slash at its end, or without the one that it has; several there stay as they are."""
    if path == "/" or path.endswith("//"):
        return ()
    return (path.removesuffix("/") if path.endswith("/") else f"{path}/",)


def _add(root: _Node, outline: Outline) -> None:
    node = root
    for segment in outline.path.split("/")[1:]:
        literal, *rest = NAME.split(segment)
        if not rest:
            node = node.literals.setdefault(unquote(literal), _Node())
        elif len(rest) == 2 and not literal and not rest[1]:
            node.normalized = node.normalized or _Node()
            node = node.normalized
        else:
            pattern = _pattern(segment, "(.+?)")
            node = node.mixed.setdefault(pattern, (re.compile(pattern, re.DOTALL), _Node()))[1]
    node.actions.setdefault(outline.method, []).append((outline.name, names_in(outline.path)))


def _pattern(template: str, *values: str) -> str:
    """Return a pattern for a template: each name becomes the next of `values`, or the last."""
    written = []
    for index, piece in enumerate(NAME.split(template)):
        written.append(values[min(index // 2, len(values) - 1)] if index % 2 else _literal(piece))
    return "".join(written)


def _literal(text: str) -> str:
    return "".join(
        re.escape(character)
        if _UNRESERVED.fullmatch(character) or character == "/"
        else f"(?:{re.escape(character)}|(?i:{quote(character, safe='')}))"
        for character in unquote(text)
    )


def _ways(
    node: _Node, segments: list[str], at: int, values: tuple[str, ...]
) -> Iterator[tuple[_Node, tuple[str, ...]]]:
    """Yield each node that the segments match, the more literal ones first."""
    if at == len(segments):
        yield node, values
        return
    segment = segments[at]
    literal = node.literals.get(unquote(segment) if "%" in segment else segment)
    if literal is not None:
        yield from _ways(literal, segments, at + 1, values)
    for pattern, below in node.mixed.values():
        found = pattern.fullmatch(segment)
        if found:
            yield from _ways(below, segments, at + 1, (*values, *found.groups()))
    if node.normalized is not None and segment:
        yield from _ways(node.normalized, segments, at + 1, (*values, segment))


# --- parameters that span slashes ------------------------------------------------------------------------------------


def _spanning(api: Api, known: list[Outline]) -> list[tuple[re.Pattern[str], Outline]]:
    """Return a pattern for each action with a path parameter that may contain slashes, the most literal first."""
    if not _mentions_reserved(api.document):
        return []
    found = []
    for outline in known:
        action = build_or_none(api, outline.name) if "{" in outline.path else None
        names = names_in(outline.path)
        if action is not None and any(action.parameters[name].allow_reserved for name in names):
            values = ["(.+)" if action.parameters[name].allow_reserved else "([^/]+)" for name in names]
            found.append((re.compile(_pattern(outline.path, *values), re.DOTALL), outline))
    return sorted(found, key=lambda route: -len(without_names(route[1].path)))


def _mentions_reserved(document: Any) -> bool:
    pending = [document]
    while pending:
        value = pending.pop()
        if isinstance(value, Mapping):
            if value.get("allowReserved") in (True, "encoded"):
                return True
            pending += value.values()
        elif isinstance(value, list):
            pending += value
    return False


def bases_of(api: Api) -> list[str]:
    """Return the base paths that requests may have: those of the description's servers."""
    try:
        servers = [*([api.server] if api.server else []), *api.servers.values()]
    except DescriptionError:
        return []
    return [path for path in dict.fromkeys(map(_base_of, servers)) if path]


def _base_of(server: Server) -> str:
    """Return the base path of a server; an empty string if it has none, or a variable without a default in it."""
    path = server.default_url.rpartition("://")[2].partition("/")[2].rstrip("/")
    return f"/{path}" if path and "{" not in path else ""
