"""What the path of an operation contributes to its name: static segments, parameters, and what they have in common."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ..strings.expressions import expression
from .words import camel_case, is_plural, is_version, split_words, squash

NO_RESOURCE = "default"
"""The resource of operations whose paths name none: Swagger UI lists them under this word."""
COMMON_SHARE = 0.8
"""The share of paths with the same leading segments from which these are left out of names. It is not 1, so that one
path more does not rename the actions of all others."""
MAX_PATH_LENGTH = 2_000
"""Characters of a path in which parameters are looked for, at most."""
MAX_SEGMENTS = 64
"""Segments of a path that are looked at, at most."""

_VARIABLE = expression(r"\{\+?([^{}]*)\}")
_READING_VERBS = frozenset({"search", "export", "count", "download"})
"""The last segments of a path that are what a GET does, not what it gets."""
# PUT is not `update` where there is no PATCH: when the API gets one, the same name would send another method.
_OF_ITEM = {"PATCH": "update", "PUT": "replace", "POST": "update", "DELETE": "delete"}
_OF_COLLECTION = {"PATCH": "update", "PUT": "replace", "DELETE": "delete"}


class PathTemplate:
    """
    One path of a document.

    Args:
        path: The path, with ``{name}`` for a parameter.
    """

    __slots__ = ("_last", "_repeats", "custom_verb", "front", "has_items", "path", "segments")

    def __init__(self, path: str) -> None:
        self.path = path
        plain = re.split("[#?]", path, maxsplit=1)[0]
        segments = [segment for segment in plain.split("/", MAX_SEGMENTS)[:MAX_SEGMENTS] if segment]
        self.custom_verb = ""
        """The verb after a colon at the end of the path: ``/jobs/{id}:cancel``."""
        if segments and ":" in segments[-1]:
            before, _, verb = segments[-1].rpartition(":")
            if camel_case(verb) and "}" not in verb:
                segments[-1], self.custom_verb = before, verb
        self.segments = [segment.removesuffix(".json") for segment in segments]
        self.front = 0
        """The number of its leading segments that nearly all paths of the document have."""
        self.has_items = False
        """Whether another path has a parameter after this one."""
        self._last: tuple[str, ...] | None = None
        self._repeats: frozenset[str] | None = None

    @property
    def variables(self) -> list[str]:
        """The names of its parameters."""
        return _VARIABLE.findall(self.path, 0, MAX_PATH_LENGTH)

    @property
    def words(self) -> list[str]:
        """Its static segments as identifiers, without those that nearly all paths have, and without versions."""
        found = self._words(self.front) or self._words(0)
        return found[1:] if len(found) > 1 and found[0] == "api" else found

    def _words(self, start: int) -> list[str]:
        names = [
            camel_case(segment)
            for segment in self.segments[start:]
            if segment and "{" not in segment and not is_version(segment)
        ]
        return [name for name in names if name]

    def repeats(self, method: str, operation_id: str) -> bool:
        """Return whether an operation id has no other words than the method and this path."""
        if self._last is None:
            self._last = self._find_last()
        word, squashed = method.lower(), squash(operation_id)
        if not squashed.removesuffix(word).endswith(self._last) and not squashed.endswith(self._last):
            return False
        if self._repeats is None:
            self._repeats = frozenset(self._spellings()) - {""}
        forms = squashed, squashed.removeprefix(word), squashed.removesuffix(word)
        return not self._repeats.isdisjoint(forms)

    def _find_last(self) -> tuple[str, ...]:
        """Return what this path ends with, with and without parameters: most ids end with neither."""
        last = self.segments[-1] if self.segments else ""
        if "{" in last:
            static = next((segment for segment in reversed(self.segments) if "{" not in segment), "")
            return squash(last + self.custom_verb), squash(static + self.custom_verb)
        return (squash(last + self.custom_verb),)

    def _spellings(self) -> Iterable[str]:
        start = next((at for at, segment in enumerate(self.segments) if not _is_noise(segment)), 0)
        for first in {0, start, self.front}:
            segments = [*self.segments[first:], self.custom_verb]
            yield squash("".join(segments))
            yield squash("".join(segment for segment in segments if "{" not in segment))

    def name(self, method: str) -> tuple[tuple[str, ...], str]:
        """Return the resources and the action that an operation has by its method and this path alone."""
        words = self.words
        if self.custom_verb:
            return tuple(words) or (NO_RESOURCE,), camel_case(self.custom_verb)
        ends_in_item = bool(self.segments) and "{" in self.segments[-1]
        if len(words) == 1 and "." in self.segments[-1] and all(map(_is_noise, self.segments[self.front : -1])):
            dotted = [name for name in map(camel_case, self.segments[-1].split(".")) if name]
            if len(dotted) > 1 and not ends_in_item:
                return tuple(dotted[:-1]), dotted[-1]
        if not words:
            return (NO_RESOURCE,), self._verb(method, ends_in_item=ends_in_item)
        if not ends_in_item and len(words) > 1 and self._is_verb(method, words[-1]):
            return tuple(words[:-1]), words[-1]
        return tuple(words), self._verb(method, ends_in_item=ends_in_item)

    def _is_verb(self, method: str, word: str) -> bool:
        """Return whether the last word of the path is what the operation does."""
        if method == "GET":
            return word.lower() in _READING_VERBS
        return method == "POST" and not self._is_collection(word)

    def _is_collection(self, word: str) -> bool:
        return self.has_items or is_plural(split_words(word)[-1].lower())

    def _verb(self, method: str, *, ends_in_item: bool) -> str:
        if ends_in_item:
            return _OF_ITEM.get(method) or camel_case(method.lower())
        if method == "GET" and self.has_items:
            return "list"
        words = self.words
        if method == "POST" and words and self._is_collection(words[-1]):
            return "create"
        return _OF_COLLECTION.get(method) or camel_case(method.lower())


def _is_noise(segment: str) -> bool:
    return is_version(segment) or segment.lower() == "api"


def read_paths(spellings: Iterable[str]) -> dict[str, PathTemplate]:
    """Return the paths of a document by their spelling."""
    paths = {path: PathTemplate(path) for path in dict.fromkeys(spellings)}
    parents = {parent for path in paths for parent in _parents_of_items(path)}
    templates = list(paths.values())
    front = _common_front([template.segments for template in templates])
    for template in templates:
        template.front = len(front) if template.segments[: len(front)] == front else 0
        template.has_items = template.path.rstrip("/") in parents
    return paths


def _parents_of_items(path: str) -> Iterable[str]:
    at = path.find("/{", 0, MAX_PATH_LENGTH)
    while at >= 0:
        yield path[:at]
        at = path.find("/{", at + 2, MAX_PATH_LENGTH)


def _common_front(paths: Sequence[Sequence[str]]) -> list[str]:
    """Return the static segments that nearly all paths begin with, up to the first one that is a resource."""
    front: list[str] = []
    length = 0
    below = list(paths)
    while below:
        following = Counter(path[len(front)] if len(path) > len(front) else "" for path in below)
        if front and any("{" in segment or not segment for segment in following):
            break  # the last one has items, or a path of its own: it is a resource
        length = len(front) if len(following) > 1 else length
        segment, count = following.most_common(1)[0]
        if count < COMMON_SHARE * len(paths) or "{" in segment or not segment:
            break
        below = [path for path in below if path[len(front) : len(front) + 1] == [segment]]
        front.append(segment)
    return front[:length]
