"""
Search: finds actions by words, with an index.

A word of the query matches itself in any form, its synonyms, words that begin with it, and, if it is nowhere else,
words that differ by one typing mistake. Its weight depends on the field that it is found in: `FIELDS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import log

from ..records import dataclass, field
from ..runtime.cache import cache_short_strings
from ..strings.expressions import expression
from .model import first_sentence
from .spellings import snake_case

FIELDS = {
    "key": 7.0, "owner": 6.0, "verb": 4.5, "summary": 3.0, "tags": 3.0, "schemas": 2.0, "owner description": 1.5,
    "description": 1.5, "parameters": 1.5, "method": 1.0,
}  # fmt: skip
"""The fields that are searched, with their weights."""
SAME, SYNONYM, PREFIX, MISTAKE, SHORTER = 1.0, 0.75, 0.7, 0.6, 0.4
"""The factor for a match of the word itself (in any form), of a synonym, of a word that begins with it, of a word that
differs by one typing mistake, and of a word that it begins with."""
FURTHER_FIELDS = 0.15
"""The factor for the weights of further fields with the same word."""
WHOLE_NAME = 6.0
"""The bonus if the query has all words of the name of an action; in proportion for some of them."""
SAME_FORM = 1.0
"""The bonus for a word of the name in the form of the query: `device` is not `devices`."""
READS_ONLY = 1.5
"""The bonus for GET if the query has no verb."""
OWNER, EXACT = 20.0, 100.0
"""The bonus if the query is the name of the resource, and if it is the full name of the action."""
SHORT_WORD = 6
MAX_QUERY_LENGTH = 400
"""Characters of a query; the rest is ignored."""

_VERBS = {
    "GET": "get read fetch show find view retrieve look see",
    "QUERY": "query search find get read list look",
    "POST": "post create add make new insert register",
    "PUT": "put replace set overwrite",
    "PATCH": "patch update change edit modify set rename",
    "DELETE": "delete remove destroy erase drop",
}
"""Method → the verbs that people use for it."""
_LIST_VERBS = "list all browse page enumerate"

_SYNONYMS = (
    "delete remove destroy erase drop", "create add make new insert register", "update change edit modify patch",
    "list browse enumerate", "get read fetch show retrieve", "search find query lookup", "revoke invalidate delete",
    "login signin logon authenticate", "auth authentication authenticate authorization", "run execute trigger start",
    "stop cancel abort end", "copy clone duplicate", "restore undelete recover", "publish send emit",
    "stream subscribe watch follow listen tail", "download export dump", "upload import load", "count number total",
    "log history", "error failure problem", "rename move", "org organization organisation", "app application",
    "config configuration settings setup", "invite invitation", "member user person", "key secret",
    "workflow flow", "folder directory", "truncate empty clear",
)  # fmt: skip
"""Groups of synonyms."""

_STOP_WORDS = frozenset(
    [
        "a", "an", "and", "are", "as", "at", "by", "can", "do", "does", "for", "from", "how", "i", "in", "into", "is",
        "it", "its", "me", "my", "of", "on", "or", "s", "t", "that", "the", "their", "this", "to", "what", "which",
        "with", "you", "your",
    ]
)  # fmt: skip
"""Words that are ignored unless the query has no others."""
_WORD = expression(r"[^\W_]+")
_ENDINGS = (
    ("ies", "y", 5),
    ("ied", "y", 5),
    ("sses", "ss", 5),
    ("xes", "x", 4),
    ("ches", "ch", 5),
    ("shes", "sh", 5),
    ("s", "", 4),
)


@cache_short_strings(4096)
def stem(word: str) -> str:
    """Return the stem of a word: ``deletes``, ``deleting`` and ``deleted`` have the same."""
    for ending, replacement, shortest in _ENDINGS:
        if word.endswith(ending) and len(word) >= shortest and not word.endswith(("ss", "us", "is")):
            word = word[: -len(ending)] + replacement
            break
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


_ALL_VERBS = frozenset(map(stem, f"{' '.join(_VERBS.values())} {_LIST_VERBS}".split()))
_SYNONYMS_OF: dict[str, frozenset[str]] = {}
for _group in _SYNONYMS:
    _stems = frozenset(map(stem, _group.split()))
    for _stem in _stems:
        _SYNONYMS_OF[_stem] = _SYNONYMS_OF.get(_stem, frozenset()) | _stems - {_stem}


def words_of(text: str) -> list[str]:
    """Return the words of prose or of names, in lower case; ``apiTokens`` has two words."""
    return [word for part in _WORD.findall(text) for word in snake_case(part).split("_") if word]


@dataclass(frozen=True, eq=False, repr=False)
class Entry:
    """What an action can be found by."""

    name: str
    key: str
    owner: str
    """The name of its resource."""
    method: str = ""
    is_paginated: bool = False
    summary: str = ""
    """Its own summary; empty if it has none besides its description."""
    description: str = ""
    tags: tuple[str, ...] = ()
    owner_description: str = ""
    parameters: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()

    def fields(self) -> Iterator[tuple[str, str]]:
        """Yield the fields with their content."""
        summary = self.summary or first_sentence(self.description)
        # Only an action that is named after its method certainly does what the verbs of the method say.
        verbs = _VERBS.get(self.method, "")
        yield "key", self.key
        yield "owner", self.owner
        yield "verb" if self.is_named_after_method else "method", verbs
        yield "verb" if self.is_paginated else "method", _LIST_VERBS if self.method == "GET" else ""
        yield "summary", summary
        yield "description", self.description if self.summary else self.description[len(summary) :]
        yield "tags", " ".join(self.tags)
        yield "owner description", self.owner_description
        yield "parameters", " ".join(self.parameters)
        yield "schemas", " ".join(self.schemas)

    @property
    def is_named_after_method(self) -> bool:
        """Whether its key is its method, such as ``get``."""
        return self.key.lower() == self.method.lower()


@dataclass(eq=False, repr=False)
class _Match:
    """How well an action matches a query."""

    words: int = 0
    """The number of words of the query that match."""
    score: float = 0.0
    stems: set[str] = field(default_factory=set)
    """The stems in its name that the query has."""


class Index:
    """The words of all actions, with the fields that they are in."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = tuple(entries)
        self._weights: dict[str, dict[int, dict[str, float]]] = {}
        """Stem → index of an entry → field → weight."""
        for number, entry in enumerate(self._entries):
            for name, text in entry.fields():
                for word in dict.fromkeys(map(stem, words_of(text))):
                    self._weights.setdefault(word, {}).setdefault(number, {})[name] = FIELDS[name]
        self._forms = [frozenset(words_of(entry.name)) for entry in self._entries]
        self._names: dict[str, dict[int, float]] = {}
        for number, entry in enumerate(self._entries):
            self._names.setdefault(_compact(entry.owner), {})[number] = OWNER
            self._names.setdefault(_compact(entry.name), {})[number] = EXACT

    def search(self, query: str) -> list[str]:
        """Return the names of the entries that match all words of a query, or else most of them, best match first."""
        query = query[:MAX_QUERY_LENGTH]
        words = list(dict.fromkeys(words_of(query)))
        words = [word for word in words if word not in _STOP_WORDS] or words
        matches = self._matches(words)
        for number, bonus in self._names.get(_compact(query), {}).items():
            matches.setdefault(number, _Match()).words = len(words)
            matches[number].score += bonus
        most = max((match.words for match in matches.values()), default=0)
        if 2 * most <= len(words):
            return []
        best = {number: match for number, match in matches.items() if match.words == most}
        ranked = sorted(best, key=lambda number: self._rank(number, best[number], words))
        return [self._entries[number].name for number in ranked]

    def _rank(self, number: int, match: _Match, words: list[str]) -> tuple[float, bool, int]:
        """Return the sort key: the score, then GET before others, then the order of the description."""
        return -round(self._score(number, match, words), 1), self._entries[number].method != "GET", number

    def _matches(self, words: list[str]) -> dict[int, _Match]:
        matches: dict[int, _Match] = {}
        for word in words:
            scores: dict[int, float] = {}
            for candidate, factor in self._candidates(word).items():
                for number, weights in self._weights[candidate].items():
                    total = max(weights.values()) * (1 - FURTHER_FIELDS) + FURTHER_FIELDS * sum(weights.values())
                    scores[number] = max(scores.get(number, 0.0), factor * total)
                    if {"key", "owner", "verb"} & weights.keys() and factor > SHORTER:
                        matches.setdefault(number, _Match()).stems.add(candidate)
            rarity = 2 - log(1 + len(scores)) / log(1 + max(1, len(self._entries)))
            for number, score in scores.items():
                match = matches.setdefault(number, _Match())
                match.words += 1
                match.score += score * rarity
        return matches

    def _candidates(self, word: str) -> dict[str, float]:
        """Return the words of the index that may be meant, with their factors."""
        query = stem(word)
        candidates = {known: SHORTER for known in self._weights if len(known) > 3 and query.startswith(known)}
        if len(word) > 2:
            candidates.update((known, PREFIX) for known in self._weights if known.startswith((word, query)))
        candidates.update((known, SYNONYM) for known in _SYNONYMS_OF.get(query, ()) if known in self._weights)
        if query in self._weights:
            candidates[query] = SAME
        if not candidates and len(word) > 3:
            candidates = {
                known: MISTAKE
                for known in self._weights
                if is_typing_mistake(query, known) or is_typing_mistake(word, known)
            }
        return candidates

    def _score(self, number: int, match: _Match, words: list[str]) -> float:
        entry = self._entries[number]
        owner = {stem(word) for word in words_of(entry.owner)}
        verbs = {stem(word) for word in words_of(f"{_VERBS.get(entry.method, '')} {_LIST_VERBS}")}
        key = {stem(word) for word in words_of(entry.key)}
        named = entry.is_named_after_method
        matched_key = bool(match.stems & (verbs | key)) if named else len(match.stems & key)
        whole_name = WHOLE_NAME * (len(match.stems & owner) + matched_key) / (len(owner) + (1 if named else len(key)))
        same_form = SAME_FORM * sum(word in self._forms[number] for word in words)
        reads_only = READS_ONLY if entry.method == "GET" and _ALL_VERBS.isdisjoint(map(stem, words)) else 0.0
        return match.score + whole_name + same_form + reads_only


def _compact(name: str) -> str:
    return "".join(words_of(name))


def is_typing_mistake(word: str, other: str) -> bool:
    """
    Return whether two words differ by one inserted, missing or wrong letter, or by two swapped letters.

    The first letter of short words has to be the same: `pet` is not a mistyped `get`.
    """
    differs_early = min(len(word), len(other)) < SHORT_WORD and word[:1] != other[:1]
    if differs_early or abs(len(word) - len(other)) > 1 or min(len(word), len(other)) < 4 or word == other:
        return False
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    rest, other_rest = word[start:], other[start:]
    is_swapped = rest[:2] == other_rest[:2][::-1] and rest[2:] == other_rest[2:]
    return rest[1:] == other_rest[1:] or rest[1:] == other_rest or rest == other_rest[1:] or is_swapped
