"""
What people look for, and which action that is: an index of words.

A word is found in other forms of it, in what begins with it, in what means the same of an action, and, where it stands
nowhere else, with one slip of the pen. Where it is found decides how much that counts: `FIELDS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from math import log

from .model import first_sentence, snake_case

FIELDS = {
    "key": 7.0, "owner": 6.0, "verb": 4.5, "summary": 3.0, "schemas": 2.0, "about": 1.5, "rest": 1.5,
    "parameters": 1.5, "method": 1.0,
}  # fmt: skip
"""Where a word may stand, and what it is worth there."""
SAME, ALIKE, BEGINS, SLIP, BEGUN = 1.0, 0.75, 0.7, 0.6, 0.4
"""What is left of that where it is the word itself (in another form), another one that means the same, a word that
begins with it, one that it is a slip for, or one that it begins with."""
ALSO = 0.15
"""What is added for each further place, as a part of its worth."""
WHOLE = 6.0
"""What is added where every word of an action's name is looked for; for some of them, in proportion."""
LETTER = 1.0
"""What is added for a word of the name in the very form that is looked for: `device` is not `devices`."""
LOOKS = 1.5
"""What is added for an action that only looks, where nothing is said of what is to be done."""
OWNER, EXACT = 20.0, 100.0
"""What is added where the name of a resource is written out, and where the whole name is."""
SHORT = 6
LONGEST = 400
"""Characters of what is looked for; what follows is left out."""

_VERBS = {
    "GET": "get read fetch show find view retrieve look see",
    "POST": "post create add make new insert register",
    "PUT": "put replace set overwrite",
    "PATCH": "patch update change edit modify set rename",
    "DELETE": "delete remove destroy erase drop",
}
"""What people call what a method does."""
_LISTING = "list all browse page enumerate"

_GROUPS = (
    "delete remove destroy erase drop", "create add make new insert register", "update change edit modify patch",
    "list browse enumerate", "get read fetch show retrieve", "search find query lookup", "revoke invalidate delete",
    "login signin logon authenticate", "auth authentication authenticate authorization", "run execute trigger start",
    "stop cancel abort end", "copy clone duplicate", "restore undelete recover", "publish send emit",
    "stream subscribe watch follow listen tail", "download export dump", "upload import load", "count number total",
    "log history", "error failure problem", "rename move", "org organization organisation", "app application",
    "config configuration settings setup", "invite invitation", "member user person", "key secret",
    "workflow flow", "folder directory", "truncate empty clear",
)  # fmt: skip
"""Words that are said for each other."""

_IDLE = frozenset(
    [
        "a", "an", "and", "are", "as", "at", "by", "can", "do", "does", "for", "from", "how", "i", "in", "into", "is",
        "it", "its", "me", "my", "of", "on", "or", "s", "t", "that", "the", "their", "this", "to", "what", "which",
        "with", "you", "your",
    ]
)  # fmt: skip
"""Words that nobody looks for, unless there are no others."""
_WORD = re.compile(r"[^\W_]+")
_ENDINGS = (
    ("ies", "y", 5),
    ("ied", "y", 5),
    ("sses", "ss", 5),
    ("xes", "x", 4),
    ("ches", "ch", 5),
    ("shes", "sh", 5),
    ("s", "", 4),
)


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """Give what the forms of a word have in common: ``deletes``, ``deleting`` and ``deleted`` are one."""
    for ending, instead, least in _ENDINGS:
        if word.endswith(ending) and len(word) >= least and not word.endswith(("ss", "us", "is")):
            word = word[: -len(ending)] + instead
            break
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


_DONE = frozenset(map(stem, f"{' '.join(_VERBS.values())} {_LISTING}".split()))
_ALIKE: dict[str, frozenset[str]] = {}
for _group in _GROUPS:
    for _each in map(stem, _group.split()):
        _ALIKE[_each] = _ALIKE.get(_each, frozenset()) | frozenset(map(stem, _group.split())) - {_each}


def words_of(text: str) -> list[str]:
    """Give the words of a text or of names, in small letters; ``apiTokens`` are two."""
    return [each for part in _WORD.findall(text) for each in snake_case(part).split("_") if each]


@dataclass(frozen=True, eq=False, repr=False)
class Entry:
    """What an action can be found by."""

    name: str
    key: str
    owner: str
    method: str = ""
    listing: bool = False
    """Whether its answer comes page by page."""
    text: str = ""
    about: str = ""
    """What is said of its resource."""
    parameters: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()

    def fields(self) -> Iterator[tuple[str, str]]:
        """Give each field with its text."""
        summary = first_sentence(self.text)
        # That an action makes something new is sure only of one that has no name of its own.
        verbs = _VERBS.get(self.method, "")
        usual = self.key.lower() == self.method.lower()
        yield "key", self.key
        yield "owner", self.owner
        yield "verb" if usual else "method", verbs
        yield "verb" if self.listing else "method", _LISTING if self.method == "GET" else ""
        yield "summary", summary
        yield "rest", self.text[len(summary) :]
        yield "about", self.about
        yield "parameters", " ".join(self.parameters)
        yield "schemas", " ".join(self.schemas)


@dataclass(eq=False, repr=False)
class _Found:
    """How well an action fits what is looked for."""

    words: int = 0
    score: float = 0.0
    stems: set[str] = field(default_factory=set)
    """Of the words of its name, those that are looked for."""


class Index:
    """The words of all actions, and where each stands."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = tuple(entries)
        self._places: dict[str, dict[int, dict[str, float]]] = {}
        for number, entry in enumerate(self._entries):
            for name, text in entry.fields():
                for word in dict.fromkeys(map(stem, words_of(text))):
                    here = self._places.setdefault(word, {}).setdefault(number, {})
                    here[name] = FIELDS[name]
        self._forms = [frozenset(words_of(each.name)) for each in self._entries]
        self._named: dict[str, dict[int, float]] = {}
        for number, entry in enumerate(self._entries):
            self._named.setdefault(_compact(entry.owner), {})[number] = OWNER
            self._named.setdefault(_compact(entry.name), {})[number] = EXACT

    def search(self, text: str) -> list[str]:
        """Give the names of those that have all words of `text`, or else most of them, the best first."""
        text = text[:LONGEST]
        words = list(dict.fromkeys(words_of(text)))
        words = [each for each in words if each not in _IDLE] or words
        named = self._named.get(_compact(text), {})
        found = self._found(words)
        for number, worth in named.items():
            found.setdefault(number, _Found()).words = len(words)
            found[number].score += worth
        most = max((each.words for each in found.values()), default=0)
        if 2 * most <= len(words):
            return []
        fitting = {number: each for number, each in found.items() if each.words == most}
        ranked = sorted(fitting, key=lambda number: self._rank(number, fitting[number], words))
        return [self._entries[number].name for number in ranked]

    def _rank(self, number: int, found: _Found, words: list[str]) -> tuple[float, bool, int]:
        """Of those that are as good as equal, what only looks comes first, then what is written first."""
        return -round(self._worth(number, found, words), 1), self._entries[number].method != "GET", number

    def _found(self, words: list[str]) -> dict[int, _Found]:
        found: dict[int, _Found] = {}
        for word in words:
            best: dict[int, float] = {}
            for one, share in self._meant(word).items():
                for number, places in self._places[one].items():
                    worth = share * (max(places.values()) * (1 - ALSO) + ALSO * sum(places.values()))
                    best[number] = max(best.get(number, 0.0), worth)
                    if {"key", "owner", "verb"} & places.keys() and share > BEGUN:
                        found.setdefault(number, _Found()).stems.add(one)
            rare = 2 - log(1 + len(best)) / log(1 + max(1, len(self._entries)))
            for number, worth in best.items():
                here = found.setdefault(number, _Found())
                here.words += 1
                here.score += worth * rare
        return found

    def _meant(self, word: str) -> dict[str, float]:
        """Give the words of the index that may be meant, and how likely each is."""
        looked_for = stem(word)
        meant = {each: BEGUN for each in self._places if len(each) > 3 and looked_for.startswith(each)}
        if len(word) > 2:
            meant.update((each, BEGINS) for each in self._places if each.startswith((word, looked_for)))
        meant.update((each, ALIKE) for each in _ALIKE.get(looked_for, ()) if each in self._places)
        if looked_for in self._places:
            meant[looked_for] = SAME
        if not meant and len(word) > 3:
            meant = {each: SLIP for each in self._places if one_slip(looked_for, each) or one_slip(word, each)}
        return meant

    def _worth(self, number: int, found: _Found, words: list[str]) -> float:
        entry = self._entries[number]
        named = {stem(each) for each in words_of(entry.owner)}
        usual = entry.key.lower() == entry.method.lower()
        verbs = {stem(each) for each in words_of(f"{_VERBS.get(entry.method, '')} {_LISTING}")}
        key = {stem(each) for each in words_of(entry.key)}
        done = len(found.stems & named) + (bool(found.stems & (verbs | key)) if usual else len(found.stems & key))
        whole = WHOLE * done / (len(named) + (1 if usual else len(key)))
        letter = LETTER * sum(each in self._forms[number] for each in words)
        looks = LOOKS if entry.method == "GET" and _DONE.isdisjoint(map(stem, words)) else 0.0
        return found.score + whole + letter + looks


def _compact(name: str) -> str:
    return "".join(words_of(name))


def one_slip(one: str, other: str) -> bool:
    """
    Say whether two words differ by one letter more, less or other, or by two that changed places.

    Of short words the first letter has to be the same: `pet` is no slip for `get`.
    """
    short = min(len(one), len(other)) < SHORT and one[:1] != other[:1]
    if short or abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 4 or one == other:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, rests = one[start:], other[start:]
    swapped = rest[:2] == rests[:2][::-1] and rest[2:] == rests[2:]
    return rest[1:] == rests[1:] or rest[1:] == rests or rest == rests[1:] or swapped
