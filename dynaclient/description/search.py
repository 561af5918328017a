"""
Search: finds actions by words, with an index.

A word of a query matches itself in any form, words for the same, words that begin with it, and, if it is nowhere else,
words that differ by one typing mistake. A word counts more if it is rare, and if name and summary are short (BM25F). A
word that an action does not have costs it something, but does not exclude it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from heapq import nlargest
from itertools import dropwhile
from math import log
from struct import Struct
from typing import NamedTuple

from ..runtime.cache import cache_short_strings
from ..strings.expressions import expression

KEY, OWNER, SUMMARY, VERBS, PATH, FURTHER, METHOD = 6, 4, 4, 6, 2, 1, 1
"""What a word weighs in the key of an action, the name of its resource, its summary, the verbs of its method if its key
is the method, its path, its description and other strings, and the verbs of its method otherwise."""
SAME, SYNONYM, PREFIX, MISTAKE, SHORTER = 1.0, 0.7, 0.7, 0.5, 0.4
"""The factor for a match of the word itself (in any form), of a word for the same, of a word that begins with it, of a
word that differs by one typing mistake, and of a word that it begins with."""
SATURATION, LENGTH = 2.4, 0.6
"""The weight with which a word counts half, and the share of it that depends on the length of name and summary."""
WHOLE_NAME, SAME_FORM, KIND = 2.0, 0.2, 1.15
"""The bonus, as a share of the score, if the query has all words of a name, and if name and summary have all words of
the query in the same form; the factor for an action that reads if the query has no verb, else if that is unknown."""
RELEVANT, MOST = 0.5, 200
"""The share of the best score below which an action is left out, and how many are found at most, as a rule."""
MAX_QUERY_LENGTH = 200
"""Characters of a query; the rest is ignored."""

_VERBS = {
    "GET": "get read fetch show find view retrieve look see list",
    "QUERY": "query search find get read list look",
    "POST": "post create add make new insert register send",
    "PUT": "put replace set overwrite add change update",
    "PATCH": "patch update change edit modify rename set close reopen",
    "DELETE": "delete remove destroy erase drop",
}
"""Method → the verbs that people use for it."""

_SYNONYMS = (
    "delete remove destroy erase drop discard", "create add make new insert register", "update change edit modify set",
    "list browse enumerate all", "get read fetch show retrieve view see display", "search find query lookup",
    "revoke invalidate delete", "login signin logon authenticate auth", "logout signout logoff", "signup register",
    "run execute trigger start launch dispatch invoke", "stop cancel abort end terminate", "restart reboot",
    "rerun retry repeat", "copy clone duplicate", "restore undelete recover", "publish send emit post",
    "subscribe watch follow listen stream tail", "download export dump", "upload import load", "count number total",
    "rename move", "move transfer", "approve accept confirm", "reject decline deny refuse", "give grant assign",
    "reply respond answer", "comment note", "ban block", "enable activate", "disable deactivate suspend",
    "truncate empty clear", "validate check verify test", "invite invitation", "ask request",
    "my me mine i own authenticated current self", "latest last recent newest", "log history",
    "error failure problem", "org organization organisation", "app application", "env environment",
    "config configuration settings setup preferences", "auth authentication authorization",
    "permission access right privilege", "member user person people account", "key secret", "mail email message",
    "picture photo image avatar", "workflow flow pipeline", "folder directory", "doc document file",
    "meeting event appointment", "quota limit", "hook webhook", "payment charge", "invoice bill",
    "phone telephone mobile", "reference ref",
)  # fmt: skip
"""Groups of words for the same in HTTP APIs."""

_STOP_WORDS = frozenset(
    [
        "a", "am", "an", "and", "are", "as", "at", "by", "can", "do", "does", "for", "from", "how", "in", "into", "is",
        "it", "its", "me", "need", "of", "on", "or", "please", "s", "t", "that", "the", "their", "this", "to", "want",
        "what", "which", "who", "with", "you", "your",
    ]
)  # fmt: skip
"""Words that are ignored unless the query has no others."""
_BEGINNINGS = _STOP_WORDS | {"i"}
"""Words before what a query is about: ``how do I``."""
_BEFORE_OBJECTS = frozenset(["a", "all", "an", "in", "my", "on", "the", "this", "to"])
"""Words before which the first word of a query is a verb: `star` in ``star a repository``."""
_pack = Struct("I").pack
_WORD = expression(r"[A-Z]+(?![a-z])[^\W_A-Z]*|[A-Z]?[^\W_A-Z]+")
_PREFIX = expression(r"\b([Rr]e)-(?=[A-Za-z])")
_ENDINGS = (
    ("ies", "y", 5), ("ied", "y", 5), ("sses", "ss", 5), ("xes", "x", 4), ("ches", "ch", 5), ("shes", "sh", 5),
    ("s", "", 4),
)  # fmt: skip


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


ALL_VERBS = frozenset(map(stem, " ".join(_VERBS.values()).split()))
"""The stems of the verbs of all methods."""
_SYNONYMS_OF: dict[str, frozenset[str]] = {}
for _group in _SYNONYMS:
    _stems = frozenset(map(stem, _group.split()))
    for _stem in _stems:
        _SYNONYMS_OF[_stem] = _SYNONYMS_OF.get(_stem, frozenset()) | _stems - {_stem}


def same_as(word: str) -> list[str]:
    """Return a word and those for the same, of the group that it leads."""
    return next(group.split() for group in _SYNONYMS if group.split()[0] == word)


def words_of(text: str) -> list[str]:
    """Return the words of prose or of names, in lower case; ``apiTokens`` has two words, ``re-run`` has one."""
    return [word.lower() for word in _WORD.findall(_PREFIX.sub(r"\1", text) if "-" in text else text)]


def stems_of(text: str) -> tuple[str, ...]:
    """Return the stems of the words in a string, each of them once."""
    return tuple(dict.fromkeys(map(stem, words_of(text))))


class Entry(NamedTuple):
    """What an action can be found by."""

    name: str
    method: str = ""
    path: str = ""
    summary: str = ""
    description: str = ""
    """The rest of its description, as far as it is searched."""
    further: tuple[str, ...] = ()
    """Other strings, each of which many actions may have: it is indexed as a whole."""


class Index:
    """
    The words of all actions.

    It has the actions by the pieces of their strings, such as ``listEvents``; the words of each piece are found once.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.names: list[str] = []
        self.methods: list[str] = []
        self.summaries: list[str] = []
        """Those of each action. An action is its position here."""
        pieces: dict[str, bytearray] = defaultdict(bytearray)
        for entry in entries:
            self._add(entry, pieces)
        self._actions = list(pieces.values())
        """Of each piece, the actions that have it: numbers, each with its weight there in the last three bits."""
        self._pieces: dict[str, bytearray] = defaultdict(bytearray)
        """Stem → the pieces that have it: numbers."""
        sizes: dict[str, int] = {}
        for number, piece in enumerate(pieces):
            stems = () if "{" in piece else stems_of(piece)  # that is a variable of a path
            sizes[piece] = len(stems)
            for word in stems:
                self._pieces[word].extend(_pack(number))
        of_names = [sizes[owner] + sizes[key] for owner, _, key in (name.rpartition(".") for name in self.names)]
        lengths = [size + summary.count(" ") for size, summary in zip(of_names, self.summaries, strict=True)]
        average = sum(lengths) / max(1, len(lengths)) or 1
        self._halves = [SATURATION * (1 - LENGTH + LENGTH * length / average) for length in lengths]
        """Action → the weight with which a word counts half."""

    def _add(self, entry: Entry, pieces: dict[str, bytearray]) -> None:
        name, method, path, summary, description, further = entry
        owner, _, key = name.rpartition(".")
        verbs = VERBS if key.lower() == method.lower() else METHOD
        parts = (
            ([owner], OWNER), ([key], KEY), ([_VERBS.get(method, "")], verbs), (summary.split(), SUMMARY),
            (path.split("/"), PATH), ([*further, *description.split()], FURTHER),
        )  # fmt: skip
        for found, weight in parts:
            packed = _pack(len(self.names) << 3 | weight)
            for piece in found:
                pieces[piece].extend(packed)
        self.names.append(name)
        self.methods.append(method)
        self.summaries.append(summary)

    def search(self, query: str, most: int | None = MOST) -> list[str]:
        """
        Return the names of the actions that match a query, best match first, without those that match far worse.

        Args:
            query: What to search for.
            most: How many are found at most; None for no limit.
        """
        words = words_of(query[:MAX_QUERY_LENGTH])
        asked = list(dropwhile(_BEGINNINGS.__contains__, words))
        counted = [word for word in asked or words if word not in _STOP_WORDS] or words
        scores, factors = self._scores(dict.fromkeys(counted))
        has_verb = not ALL_VERBS.isdisjoint(map(stem, counted))
        reads = len(asked) < 2 or asked[1] not in _BEFORE_OBJECTS
        ranked: dict[int, float] = {}
        for action in nlargest(most or len(scores), sorted(scores), key=scores.__getitem__):
            name = stems_of(self.names[action])
            share = sum(factors.get(word, 0.0) for word in name) / max(1, len(name))
            is_likely = not has_verb and (self.methods[action] in ("GET", "HEAD", "QUERY")) is reads
            forms = words_of(f"{self.names[action]} {self.summaries[action]}")
            same = sum(word in forms for word in counted) / len(counted)
            ranked[action] = scores[action] * (1 + WHOLE_NAME * share + SAME_FORM * same) * (KIND if is_likely else 1)
        least = RELEVANT * max(ranked.values(), default=0.0)
        named = self._named("".join(words))
        found = [action for action in {**named, **ranked} if action in named or ranked[action] >= least]
        found.sort(key=lambda action: (-named.get(action, 0), -ranked.get(action, 0.0), action))
        return [self.names[action] for action in found[:most]]

    def _named(self, wanted: str) -> dict[int, int]:
        """Return 2 for the action with this name, without separators, and 1 for those of the resource with it."""
        found: dict[int, int] = {}
        for action, name in enumerate(self.names):
            owner, _, key = name.replace("_", "").lower().rpartition(".")
            owner = owner.replace(".", "")
            if wanted in (owner, owner + key):
                found[action] = 1 if wanted == owner else 2
        return found

    def _scores(self, words: Iterable[str]) -> tuple[dict[int, float], dict[str, float]]:
        """Return the scores of all actions that match any of these words, and the factors of the stems that match."""
        scores: dict[int, float] = {}
        factors: dict[str, float] = {}
        for word in words:
            best: dict[int, float] = {}
            for known, factor in self._candidates(word).items():
                factors[known] = max(factor, factors.get(known, 0.0))
                weights: dict[int, int] = {}
                for piece in memoryview(self._pieces[known]).cast("I"):
                    for code in memoryview(self._actions[piece]).cast("I"):
                        weights[code >> 3] = weights.get(code >> 3, 0) + (code & 7)
                for action, weight in weights.items():
                    score = factor * weight / (weight + self._halves[action])
                    best[action] = max(score, best.get(action, 0.0))
            rarity = log(1 + (len(self.names) - len(best) + 0.5) / (len(best) + 0.5))
            for action, score in best.items():
                scores[action] = scores.get(action, 0.0) + score * rarity
        return scores, factors

    def _candidates(self, word: str) -> dict[str, float]:
        """Return the stems of the index that may be meant, with their factors."""
        query = stem(word)
        candidates = {query[:length]: SHORTER for length in range(4, len(query)) if query[:length] in self._pieces}
        if len(word) > 2:
            candidates.update((known, PREFIX) for known in self._pieces if known.startswith((word, query)))
        candidates.update((known, SYNONYM) for known in _SYNONYMS_OF.get(query, ()) if known in self._pieces)
        if query in self._pieces:
            candidates[query] = SAME
        if candidates or len(word) < 4:
            return candidates
        return {known: MISTAKE for known in self._pieces if is_typing_mistake(query, known)}


def is_typing_mistake(word: str, other: str) -> bool:
    """
    Return whether two words differ by one inserted, missing or wrong letter, or by two swapped letters.

    The first letter of short words has to be the same: `pet` is not a mistyped `get`.
    """
    differs_early = min(len(word), len(other)) < 6 and word[:1] != other[:1]
    if differs_early or abs(len(word) - len(other)) > 1 or min(len(word), len(other)) < 4 or word == other:
        return False
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    rest, other_rest = word[start:], other[start:]
    is_swapped = rest[:2] == other_rest[:2][::-1] and rest[2:] == other_rest[2:]
    return rest[1:] == other_rest[1:] or rest[1:] == other_rest or rest == other_rest[1:] or is_swapped
