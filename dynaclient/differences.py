"""
What two versions of a description differ in, and what each difference means for the programs that use it.

The question is always the same: a program that was right with the old description (it calls actions by name, passes
values, reads what comes back), is it right with the new one? What only the wire sees is told, and is safe.

Of two schemas it is asked whether all that the one accepts the other accepts too. A row of `ROWS` judges one keyword:
what does it refuse that the schema which is held against it lets through? What no row can judge is unclear. So
nothing is called safe that is not proven to be so; the proof may miss that something is safe.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from .building import ANYTHING
from .description import Api, Resource
from .errors import DescriptionError, did_you_mean, near, printable
from .model import TEMPLATE, UNSET, Action, Parameter, ResponseDescription, Server, Spellings, snake
from .references import Tokens, at, pointer_of, reference_in, shape_below, tokens_of, walk
from .schemas import DIALECTS, MAX_WEIGHT, Schema, matches, weight

BREAKING = "breaking"
UNCLEAR = "unclear"
SAFE = "safe"
SEVERITIES = (BREAKING, UNCLEAR, SAFE)

MAX_PARTS = 500
"""Schemas that may hold together for one value; of more it is not told what they mean."""
MAX_CHOICES = 2_000
"""Values of an enumeration that are tried one by one."""
MAX_POSITIONS = 200
"""Positions of a list that are compared one by one."""
MAX_STEPS = 2_000
"""Pairs of schemas that may be looked at to prove one thing."""
MAX_STEPS_IN_ALL = 100_000
MAX_PAIRS = 20_000
"""Pairs of schemas that may be looked at below one parameter or answer."""
MAX_DEPTH = 40
"""How deeply a proof may be nested."""
MAX_NESTED_KINDS = 8
MAX_SHOWN = 60
"""Characters of a value that are shown."""


@dataclass(frozen=True)
class Difference:
    """One thing in which two versions of a description differ."""

    severity: str
    """``breaking``, ``unclear`` or ``safe``."""
    place: str
    """The full name of the action or resource; empty for the whole description."""
    what: str
    """The way to it from there: ``parameters/perPage``, ``body/name``, ``responses/200/items/[]/id``."""
    rule: str
    """A short name for the kind of difference, such as ``action removed`` or ``enum narrowed``."""
    message: str
    """What it was, what it is, and what that means, as a sentence without its end."""
    pointer: str = ""
    """Where it is written: a JSON pointer into the new description, or into the old one if it is gone."""

    def __str__(self) -> str:
        where = " ".join(filter(None, (self.place, self.what))) or "/"
        return printable(f"{self.severity}: {where}: {self.rule}: {self.message}")


def differences(old: Api, new: Api, *, texts: bool = False) -> list[Difference]:
    """
    Give what differs between two versions of a description, the worst first.

    Args:
        old: What programs were written for.
        new: What they are to run with.
        texts: Whether changed titles, descriptions and examples are given one by one; else they are counted.
    """
    if _is_written_alike(old, new):
        return []
    found = list(_Versions(old, new).all())
    prose = [each for each in dict.fromkeys(found) if each.rule == "texts changed"]
    kept = dict.fromkeys(each for each in found if texts or each.rule != "texts changed")
    if prose and not texts:
        count = len({each.pointer for each in prose})
        told = f"at {count} place{'' if count == 1 else 's'} titles, descriptions or examples differ"
        kept[Difference(SAFE, "", "", "texts changed", told)] = None
    return sorted(kept, key=lambda each: SEVERITIES.index(each.severity))


def _is_written_alike(old: Api, new: Api) -> bool:
    try:
        return json.dumps(old.document) == json.dumps(new.document)  # in order: the first media type is the usual one
    except RecursionError:
        return False


def report(found: Iterable[Difference]) -> list[str]:
    """Give a line for each difference; those that one place of the description makes in many actions share a line."""
    places: dict[tuple[str, str, str, str], list[Difference]] = {}
    for each in found:
        places.setdefault((each.severity, each.pointer or each.place + each.what, each.rule, each.message), []).append(
            each
        )
    return [_line(alike) for alike in places.values()]


def _line(alike: list[Difference]) -> str:
    others = len({each.place for each in alike}) - 1
    more = f" (and in {others} other{'' if others == 1 else 's'})" if others else ""
    return f"{alike[0]}{more}"


def _text(value: Any) -> Any:
    """Give the one text of a JSON value; what is nested too deeply for that is like nothing else."""
    try:
        return json.dumps(value, sort_keys=True)
    except RecursionError:
        return object()


def _shown(value: Any) -> str:
    told = str(_text(value))
    return told if len(told) <= MAX_SHOWN else told[: MAX_SHOWN - 1] + "…"


# --- schemas, and what they say --------------------------------------------------------------------------------------

Kinds = frozenset[str]
NUMBERS = frozenset({"integer", "fraction"})
KINDS = NUMBERS | {"null", "boolean", "string", "array", "object"}
"""The kinds of JSON values, each value being of exactly one; what is a number and no integer is a ``fraction``."""
_KINDS_OF: dict[str, Kinds] = {**{each: frozenset({each}) for each in KINDS - {"fraction"}}, "number": NUMBERS}

_ADDED = {
    "draft-04": "$ref additionalItems additionalProperties allOf anyOf dependencies enum exclusiveMaximum "
    "exclusiveMinimum format items maxItems maxLength maxProperties maximum minItems minLength minProperties minimum "
    "multipleOf not oneOf pattern patternProperties properties required type uniqueItems",
    "draft-06": "const contains propertyNames",
    "draft-07": "contentEncoding contentMediaType else if then",
    "2019-09": "$recursiveRef contentSchema dependentRequired dependentSchemas maxContains minContains "
    "unevaluatedItems unevaluatedProperties",
    "2020-12": "$dynamicRef prefixItems",
}
"""The keywords that each dialect has besides those before it."""
KNOWN = {
    dialect: frozenset(" ".join(list(_ADDED.values())[: index + 1]).split()) for index, dialect in enumerate(_ADDED)
}
PROSE = ("title", "description", "example", "examples", "$comment", "errorMessage")
_TOLD_APART = frozenset({"default", "deprecated", "secret", "file"})
_NO_MATTER = frozenset({"$schema", "$id", "id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$vocabulary"})
_SHELVES = frozenset({"definitions", "$defs"})


class Book:
    """The schemas of one description."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.dialect = api.dialect
        self.strict_integers = api.dialect == "draft-04"
        self.lone_references = list(DIALECTS).index(api.dialect) <= list(DIALECTS).index("draft-07")
        """Whether nothing beside a `$ref` counts."""
        self.depth = 0
        self._texts: tuple[dict[Tokens, Any], dict[Tokens, Any]] = ({}, {})
        self._fingerprints: tuple[dict[Tokens, Any], dict[Tokens, Any]] = ({}, {})
        self._weights: dict[Tokens, float] = {}
        self._nodes: dict[tuple[tuple[Tokens, ...], Kinds, bool], Node] = {}

    @cached_property
    def dynamic(self) -> bool:
        """Whether the meaning of a schema may hang on where it is reached from."""
        whole = _text(self.api.document)
        return not isinstance(whole, str) or '"$dynamicRef"' in whole or '"$recursiveRef"' in whole

    def raw(self, tokens: Tokens) -> Any:
        """Give the schema at a place as it is written."""
        return at(self.api.document, tokens)

    def fingerprint(self, tokens: Tokens, *, bare: bool = False) -> Any:
        """
        Give what two schemas have in common only if they are written alike, all that they refer to included.

        `bare` leaves out titles, descriptions and examples.
        """
        known = self._fingerprints[bare]
        if tokens not in known:
            reached = [each.tokens for each in self.api.schema_at(tokens).reach.parts[1:]]
            known[tokens] = self._text(tokens, bare), frozenset((each, self._text(each, bare)) for each in reached)
        return known[tokens]

    def _text(self, tokens: Tokens, bare: bool) -> Any:
        known = self._texts[bare]
        if tokens not in known:
            known[tokens] = _bare_text(self.raw(tokens)) if bare else _text(self.raw(tokens))
        return known[tokens]

    def is_endless(self, tokens: Tokens) -> bool:
        """Say whether a schema combines itself, or more than any value can be held against."""
        return weight(self.api.document, tokens, self._weights) > MAX_WEIGHT

    def may_try(self, tokens: Tokens, value: Any) -> bool:
        """Say whether a value can be held against a schema with an end to it."""
        if not isinstance(value, (dict, list)):
            return not self.is_endless(tokens)
        parts = self.api.schema_at(tokens).reach.parts
        places = (each for part in parts for each in walk(part.tokens, part.shape, part.value))
        return not any(self.is_endless(where) for where, shape, _ in places if shape == "schema")

    def kind(self, value: Any) -> str:
        """Give the kind of a value."""
        if isinstance(value, float):
            return "integer" if value.is_integer() and not self.strict_integers else "fraction"
        return _KIND_OF_CLASS[type(value)]

    def node(self, places: Iterable[Tokens], kinds: Kinds = KINDS, *, chosen: bool = False) -> Node:
        """Give the node of these places; the same object each time."""
        key = (tuple(dict.fromkeys(places)), kinds, chosen)
        found = self._nodes.get(key)
        if found is None:
            found = self._nodes[key] = Node(self, *key)
        return found


_KIND_OF_CLASS = {type(None): "null", bool: "boolean", int: "integer", str: "string", list: "array", dict: "object"}


def _bare_text(value: Any) -> Any:
    try:
        return _text(_bare(value))
    except RecursionError:
        return object()


def _bare(value: Any, shape: str = "schema") -> Any:
    if isinstance(value, list):
        return [_bare(each, shape) for each in value]
    if not isinstance(value, dict) or shape not in ("schema", "schemas"):
        return value
    drop = PROSE if shape == "schema" else ()
    return {key: _bare(each, shape_below(shape, key)) for key, each in value.items() if key not in drop}


@dataclass(frozen=True, eq=False, repr=False)
class Node:
    """Schemas of one description that hold together for one value; made by `Book.node`."""

    book: Book
    places: tuple[Tokens, ...]
    kinds: Kinds
    """Only values of these kinds are meant."""
    chosen: bool
    """Whether one of its alternatives stands among its places, so that the others do not count."""

    @cached_property
    def view(self) -> View:
        """What they say."""
        return View(self)

    def below(self, places: Iterable[Tokens]) -> Node:
        """Give the node of these places of the same description."""
        return self.book.node(places)

    def also(self, places: Iterable[Tokens] = (), kinds: Kinds = KINDS) -> Node:
        """Give the node for which these places hold too, and only these kinds are meant."""
        return self.book.node((*self.places, *places), self.kinds & kinds, chosen=self.chosen)


class Group(NamedTuple):
    """Alternatives: `anyOf` or `oneOf`."""

    keyword: str
    places: tuple[Tokens, ...]

    @property
    def is_one(self) -> bool:
        """Whether there is nothing to choose from, so that it says what `allOf` says."""
        return len(self.places) == 1


class Part:
    """One schema of several that hold together: the keywords that its dialect knows."""

    def __init__(self, tokens: Tokens, raw: Mapping[str, Any], book: Book) -> None:
        self.tokens = tokens
        known = KNOWN[book.dialect]
        self.said = {key: each for key, each in raw.items() if key in known}

    def mapping(self, keyword: str) -> Mapping[str, Any]:
        """Give what it says by name under a keyword."""
        return self.said.get(keyword) or {}

    def place(self, *steps: Any) -> list[Tokens]:
        """Give the place of what stands under a keyword, if it is there."""
        return [(*self.tokens, *steps)] if steps[0] in self.said else []

    def listed(self, keyword: str) -> tuple[Tokens, ...]:
        """Give the places of the schemas in a list."""
        said = self.said.get(keyword)
        return tuple((*self.tokens, keyword, index) for index in range(len(said))) if isinstance(said, list) else ()

    @property
    def groups(self) -> list[Group]:
        """The alternatives in it."""
        found = [Group(key, self.listed(key)) for key in ("anyOf", "oneOf")]
        return [each for each in found if each.places]

    @property
    def prefix(self) -> tuple[Tokens, ...]:
        """The places of the schemas for the first items."""
        return self.listed("prefixItems") or self.listed("items")

    @property
    def rest(self) -> list[Tokens]:
        """The place of the schema for all further items."""
        return self.place("additionalItems" if isinstance(self.said.get("items"), list) else "items")

    @property
    def demands(self) -> Iterator[tuple[str, Any]]:
        """For each name the other names that it asks for."""
        yield from self.mapping("dependentRequired").items()
        yield from ((name, each) for name, each in self.mapping("dependencies").items() if isinstance(each, list))

    @property
    def dependents(self) -> Iterator[tuple[str, Tokens]]:
        """For each name the place of the schema that holds where it is there."""
        for key in ("dependentSchemas", "dependencies"):
            for name, each in self.mapping(key).items():
                if not isinstance(each, list):
                    yield name, (*self.tokens, key, name)

    def additional(self, name: str) -> list[Tokens]:
        """Give the places of the schemas that speak of one property."""
        found = self.place("properties", name) if name in self.mapping("properties") else []
        found += [
            (*self.tokens, "patternProperties", each)
            for each in self.mapping("patternProperties")
            if matches(each)(name)
        ]
        return found or self.place("additionalProperties")


class View:
    """What the schemas of a node say together, references and `allOf` followed."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.book = node.book
        self.parts: list[Part] = []
        self.written: list[Mapping[str, Any]] = []
        """Each schema as it is written, what counts for nothing included."""
        self.nothing = False
        """Whether no value is valid at all."""
        self.opaque = any(map(node.book.is_endless, node.places))
        """Whether it says more than can be taken apart."""
        waiting = list(reversed(node.places))
        seen: set[Tokens] = set()
        while waiting and not self.opaque:
            tokens = waiting.pop()
            if tokens not in seen:
                seen.add(tokens)
                waiting += reversed(self._taken(tokens))
                self.opaque = self.opaque or len(seen) > MAX_PARTS

    def _taken(self, tokens: Tokens) -> list[Tokens]:
        """Take in the schema at a place, and give those that hold together with it."""
        raw = self.book.raw(tokens)
        self.nothing = self.nothing or raw is False
        if not isinstance(raw, Mapping):
            return []
        self.written.append(raw)
        target = reference_in(raw)
        further = [] if target is None else [tokens_of(target)]
        if further and self.book.lone_references:
            return further
        part = Part(tokens, raw, self.book)
        self.parts.append(part)
        self.opaque = self.opaque or "$dynamicRef" in part.said or "$recursiveRef" in part.said
        return [
            *further,
            *part.listed("allOf"),
            *(each for group in part.groups for each in group.places if group.is_one),
        ]

    def values(self, keyword: str) -> list[Any]:
        """Give what is said under a keyword that is known."""
        return [each.said[keyword] for each in self.parts if keyword in each.said]

    def notes(self, keyword: str) -> list[Any]:
        """Give what is said under any keyword."""
        return [each[keyword] for each in self.written if keyword in each]

    @property
    def enumerations(self) -> list[list[Any]]:
        """The lists of values that it enumerates."""
        return [*self.values("enum"), *([each] for each in self.values("const"))]

    @cached_property
    def choices(self) -> list[Any] | None:
        """The values that it enumerates, if it does; not all of them need be valid."""
        return min(self.enumerations, key=len, default=None)

    @cached_property
    def kinds(self) -> Kinds:
        """The kinds that its values may have."""
        found = self.node.kinds
        for said in self.values("type"):
            found &= frozenset().union(*(_KINDS_OF[each] for each in ([said] if isinstance(said, str) else said)))
        if self.choices is not None:
            found &= {self.book.kind(each) for each in self.choices}
        for group in self.groups if self.book.depth < MAX_NESTED_KINDS else ():
            self.book.depth += 1
            found &= frozenset().union(*(each.view.kinds for each in self.alternatives(group)))
            self.book.depth -= 1
        return frozenset() if self.nothing else found

    @cached_property
    def groups(self) -> list[Group]:
        """Its alternatives."""
        if self.node.chosen:
            return []
        return [each for part in self.parts for each in part.groups if not each.is_one]

    @property
    def is_choice(self) -> bool:
        """Whether it says nothing but that one of some alternatives holds."""
        said = {key for part in self.parts for key in part.said} - {"$ref", "allOf", "anyOf", "oneOf", "type"}
        return len(self.groups) == 1 and not said

    def alternatives(self, group: Group) -> list[Node]:
        """Give its alternatives, each by itself."""
        return [self.node.below([each]) for each in group.places]

    def split(self, group: Group) -> list[Node]:
        """Give it once for each alternative."""
        node = self.node
        return [self.book.node((*node.places, each), node.kinds, chosen=True) for each in group.places]

    @cached_property
    def finite(self) -> list[Any] | None:
        """All values that are valid, where they can be told."""
        tried = self.choices
        if tried is None and self.kinds <= {"null", "boolean"}:
            tried = [None, False, True]
        if tried is None or len(tried) > MAX_CHOICES or self.book.dynamic or self.opaque:
            return None
        if not all(self.book.may_try(place, each) for place in self.node.places for each in tried):
            return None
        return [each for each in tried if self.book.kind(each) in self.node.kinds and self.accepts(each)]

    def accepts(self, value: Any) -> bool:
        """Say whether a value is valid."""
        return all(self.book.api.schema_at(each).accepts(value) for each in self.node.places)

    @cached_property
    def required(self) -> frozenset[str]:
        """The names of the properties that have to be there."""
        return frozenset(name for each in self.values("required") for name in each)

    @cached_property
    def names(self) -> dict[str, None]:
        """The names of the properties that are declared."""
        return dict.fromkeys(name for part in self.parts for name in part.mapping("properties"))

    def member(self, name: str) -> Node:
        """Give what is said of one property."""
        return self.node.below(each for part in self.parts for each in part.additional(name))

    def patterned(self, pattern: str) -> Node:
        """Give what is said of the properties whose names match a pattern."""
        return self.node.below(
            (*part.tokens, "patternProperties", pattern)
            for part in self.parts
            if pattern in part.mapping("patternProperties")
        )

    @cached_property
    def patterns_of_names(self) -> list[frozenset[str]]:
        """For each part that speaks of names it does not list, the patterns that it has for them."""
        return [
            frozenset(part.mapping("patternProperties"))
            for part in self.parts
            if part.mapping("patternProperties") or part.said.get("additionalProperties", True) is not True
        ]

    @property
    def others(self) -> Node:
        """Give what is said of all other properties."""
        return self.node.below(each for part in self.parts for each in part.place("additionalProperties"))

    @property
    def names_of_properties(self) -> Node:
        """Give what is said of the names."""
        return self.node.below(each for part in self.parts for each in part.place("propertyNames"))

    @cached_property
    def longest_prefix(self) -> int:
        """How many first items have something said of them."""
        return max((len(part.prefix) for part in self.parts), default=0)

    def item(self, index: int) -> Node:
        """Give what is said of the item at a position."""
        return self.node.below(
            each
            for part in self.parts
            for each in (part.prefix[index : index + 1] if index < len(part.prefix) else part.rest)
        )

    @cached_property
    def multiples(self) -> list[Fraction]:
        """What all its numbers are multiples of; ValueError where that is no number."""
        said = [Fraction(str(each)) for each in self.values("multipleOf")]
        return said if "fraction" in self.kinds else [*said, Fraction(1)]

    def limit(self, keyword: str) -> tuple[float, bool]:
        """Give how strict it is by a keyword of `LIMITS`: the larger, the stricter."""
        limit = LIMITS[keyword]
        found = [(limit.sign * each, False) for each in self.values(keyword)]
        for part in self.parts:
            exclusive = part.said.get(limit.exclusive)
            if exclusive is True:  # draft 4
                exclusive = part.said.get(keyword, -limit.sign * INFINITE)
            if exclusive is not None and exclusive is not False:
                found.append((limit.sign * exclusive, True))
        least = 0.0 if limit.counts and limit.sign > 0 else -INFINITE
        return max(found, default=(least, False))


INFINITE = float("inf")


class Limit(NamedTuple):
    """A keyword that sets a limit."""

    sign: int
    """1 where it says how little there may be, -1 where it says how much."""
    kinds: Kinds
    counts: bool = True
    exclusive: str = ""


LIMITS = {
    "minimum": Limit(1, NUMBERS, counts=False, exclusive="exclusiveMinimum"),
    "maximum": Limit(-1, NUMBERS, counts=False, exclusive="exclusiveMaximum"),
    "minLength": Limit(1, frozenset({"string"})),
    "maxLength": Limit(-1, frozenset({"string"})),
    "minItems": Limit(1, frozenset({"array"})),
    "maxItems": Limit(-1, frozenset({"array"})),
    "minProperties": Limit(1, frozenset({"object"})),
    "maxProperties": Limit(-1, frozenset({"object"})),
}


# --- whether one schema accepts all that another one accepts ---------------------------------------------------------


@dataclass(frozen=True)
class Loss:
    """What one keyword of a schema may refuse that another schema lets through."""

    keyword: str
    step: str = ""
    """The name of the property that it is about, if it is about one."""
    certain: bool = True
    """Whether there is such a value, as far as one can see; else it only cannot be told."""
    lost: bool = True
    """False where nothing is refused, and yet there is something to tell."""


class Edge(NamedTuple):
    """What has to hold of something inside, for the whole to hold."""

    step: str
    held: Node
    asked: Node
    name: str | None = None
    """The name of the property that it is about."""


Local = tuple[list[Loss], list[Edge]]
Losses = Callable[["Prover", View, View], Iterator[Loss]]


class Prover:
    """Finds out what one schema refuses of what another one accepts."""

    def __init__(self) -> None:
        self._known: dict[tuple[Node, Node], bool] = {}
        self._local: dict[tuple[Node, Node], Local] = {}
        self._supposed: dict[tuple[Node, Node], None] | None = None
        self._steps = 0
        self._depth = 0
        self._left = MAX_STEPS_IN_ALL

    def contained(self, held: Node, asked: Node) -> bool:
        """
        Say whether it is proven that `asked` accepts all that `held` accepts.

        What the proof comes back to may be supposed, for each round goes deeper into the value, which has an end. What
        was supposed for a way that leads nowhere is forgotten with it.
        """
        pair = (held, asked)
        if pair in self._known:
            return self._known[pair]
        if self._supposed is not None:
            return self._holds(pair, self._supposed)
        self._supposed, self._steps, self._depth = {}, min(MAX_STEPS, self._left), 0
        before = self._steps
        try:
            self._known[pair] = self._holds(pair, self._supposed)
        except RecursionError:  # pragma: no cover - only where the caller has left hardly any room
            self._known[pair] = False
        finally:
            self._supposed = None
            self._left -= before - self._steps
        return self._known[pair]

    def _holds(self, pair: tuple[Node, Node], supposed: dict[tuple[Node, Node], None]) -> bool:
        if pair in supposed:
            return True
        if self._steps <= 0 or self._depth >= MAX_DEPTH:
            return False
        self._steps -= 1
        self._depth += 1
        before = len(supposed)
        supposed[pair] = None
        holds = self.includes(*pair) or self._is_proven(*pair)
        self._depth -= 1
        while not holds and len(supposed) > before:
            supposed.popitem()
        if not holds and self._steps > 0:
            # Suppositions only help: what fails with them fails without.
            self._known[pair] = False
        return holds

    def _is_proven(self, held: Node, asked: Node) -> bool:
        have, want = held.view, asked.view
        if have.nothing or not have.kinds:
            return True
        if want.nothing or want.opaque or have.opaque:
            return False
        if have.finite is not None:
            return not want.book.dynamic and all(map(want.accepts, have.finite))
        if not any(self.losses(have, want)) and all(self.contained(*each[1:3]) for each in edges(have, want)):
            return True
        return any(all(self.contained(each, asked) for each in nodes) for nodes in _splits(have, want))

    def losses(self, held: View, asked: View) -> Iterator[Loss]:
        """Give what each keyword of `asked` may refuse."""
        for row in ROWS:
            yield from row(self, held, asked)

    def includes(self, held: Node, asked: Node, *, bare: bool = True) -> bool:
        """Say whether all that `asked` says stands in `held` too; `bare` is as `Book.fingerprint` has it."""
        if held.book.dynamic or asked.book.dynamic:
            return False
        had = {held.book.fingerprint(each, bare=bare) for each in held.places} if asked.places else set()
        return all(asked.book.fingerprint(each, bare=bare) in had for each in asked.places)

    def same(self, one: Node, other: Node, *, bare: bool = False) -> bool:
        """Say whether two nodes are written alike."""
        return self.includes(one, other, bare=bare) and self.includes(other, one, bare=bare)

    def equal(self, one: Node, other: Node) -> bool:
        """Say whether it is proven that two nodes accept the same values."""
        return self.contained(one, other) and self.contained(other, one)

    def disjoint(self, one: Node, other: Node, depth: int = 0) -> bool:
        """Say whether it is proven that no value fits both."""
        first, second = one.view, other.view
        kinds = first.kinds & second.kinds
        if not kinds:
            return True
        for have, against in ((first, second), (second, first)):
            if have.finite is not None and not against.book.dynamic:
                return not any(map(against.accepts, have.finite))
        if kinds != {"object"} or depth > 3:
            return False
        return any(
            self.disjoint(first.member(name), second.member(name), depth + 1)
            for name in first.required | second.required
        )

    def covered(self, held: Node, group: Group, asked: Node) -> bool:
        """Say whether it is proven that a group of alternatives takes all that `held` accepts."""
        others = asked.view.alternatives(group)
        return any(self._takes(held, others, index, group.keyword) for index in range(len(others)))

    def _takes(self, held: Node, others: Sequence[Node], index: int, keyword: str) -> bool:
        return self.contained(held, others[index]) and (
            keyword == "anyOf"
            or all(self.disjoint(held, each) for position, each in enumerate(others) if position != index)
        )

    # What differs, place by place.

    def local(self, held: Node, asked: Node) -> Local:
        """Give what may be refused at this very place, and what inside it has to be looked at."""
        pair = (held, asked)
        if pair not in self._local:
            self._local[pair] = ([], []) if self.same(held, asked) else self._looked_at(held, asked)
        return self._local[pair]

    def _looked_at(self, held: Node, asked: Node) -> Local:
        found, inside = self._compared(held.view, asked.view)
        return [*found, *(() if held.chosen else notes(held.view, asked.view))], inside

    def _compared(self, held: View, asked: View) -> Local:
        if self.same(held.node, asked.node, bare=True):
            return [], [] if held.opaque else list(edges(held, asked))
        if held.nothing or not held.kinds:
            return [], []
        if asked.nothing:
            return [Loss("anything")], []
        if held.opaque or asked.opaque:
            return [Loss("$ref", certain=False)], []
        if held.finite is not None and not asked.book.dynamic:
            fit = all(map(asked.accepts, held.finite))
            if fit or asked.choices is not None:
                return ([] if fit else [Loss("enum")]), []
        return self._judged(held, asked)

    def _judged(self, held: View, asked: View) -> Local:
        if held.kinds.isdisjoint(asked.kinds):
            return [Loss("type")], []
        found, inside = list(self.losses(held, asked)), list(edges(held, asked))
        if (found or inside) and held.groups and self.contained(held.node, asked.node):
            found, inside = [], []
        elif (found or inside) and held.is_choice:
            return [], [Edge("", each, asked.node) for each in held.split(held.groups[0])]
        return self._pinned(held, asked, *self._presence(held, asked, found, inside))

    def _presence(self, held: View, asked: View, found: list[Loss], inside: list[Edge]) -> Local:
        """Tell of properties that only one of the two declares by that, in place of what differs inside them."""
        # What stands in alternatives is not seen from here.
        if "object" not in held.kinds or held.groups or asked.groups:
            return found, inside
        alone = held.names.keys() ^ asked.names.keys()
        needed = {each.step for each in found if each.keyword == "required"}
        told = []
        for name in dict.fromkeys([*held.names, *asked.names]):
            if name in alone:
                certain = name in needed or asked.member(name).view.nothing
                lost = name in needed or not self.contained(held.member(name), asked.member(name))
                told.append(Loss("property", name, certain, lost))
        rest = [each for each in found if each.keyword != "required" or each.step not in alone]
        return [*rest, *told], [each for each in inside if each.name not in alone]

    def _pinned(self, held: View, asked: View, found: list[Loss], inside: list[Edge]) -> Local:
        """Look inside an alternative where it is the only one that can be meant."""
        if not asked.is_choice or not any(each.keyword == asked.groups[0].keyword for each in found):
            return found, inside
        group = asked.groups[0]
        open_ones = [each for each in group.places if not self.disjoint(held.node, asked.node.below([each]))]
        rest = [each for each in found if each.keyword != group.keyword]
        if not open_ones:
            return [*rest, Loss(group.keyword)], inside
        if len(open_ones) > 1:
            return found, inside
        step = f"{group.keyword}/{group.places.index(open_ones[0])}"
        return rest, [*inside, Edge(step, held.node, asked.node.below(open_ones))]


def _splits(held: View, asked: View) -> Iterator[list[Node]]:
    """Give the ways to take a schema apart so that each piece may be proven by itself."""
    yield from (held.split(each) for each in held.groups)
    mixed = any(not held.kinds <= each.view.kinds for group in asked.groups for each in asked.alternatives(group))
    if mixed and len(held.kinds) > 1:
        yield [held.node.also(kinds=frozenset({each})) for each in sorted(held.kinds)]


def edges(held: View, asked: View) -> Iterator[Edge]:
    """Give what has to hold inside objects and lists."""
    found = []
    if "object" in held.kinds:
        found += list(_edges_of_objects(held, asked))
    if "array" in held.kinds:
        found += list(_edges_of_lists(held, asked))
    return (each for each in found if each.asked.places)


def _edges_of_objects(held: View, asked: View) -> Iterator[Edge]:
    for name in dict.fromkeys([*held.names, *asked.names]):
        yield Edge(pointer_of((name,))[1:], held.member(name), asked.member(name), name)
    if _patterns_agree(held, asked):
        for pattern in sorted(frozenset().union(*asked.patterns_of_names)):
            yield Edge(f"({pointer_of((pattern,))[1:]})", held.patterned(pattern), asked.patterned(pattern))
        yield Edge("*", held.others, asked.others)
    yield Edge("(name)", held.names_of_properties.also(kinds=frozenset({"string"})), asked.names_of_properties)


def _edges_of_lists(held: View, asked: View) -> Iterator[Edge]:
    length = max(held.longest_prefix, asked.longest_prefix)
    most = min(length, MAX_POSITIONS, -held.limit("maxItems")[0])
    for index in range(int(most)):
        yield Edge(f"[{index}]", held.item(index), asked.item(index))
    if most == length and -held.limit("maxItems")[0] > length:
        yield Edge("[]", held.item(length), asked.item(length))


def _patterns_agree(held: View, asked: View) -> bool:
    """Say whether all that is said of unlisted properties is said of the same ones."""
    return len({*held.patterns_of_names, *asked.patterns_of_names}) <= 1


# What each keyword may refuse. In each row, `held` says what is let through, and `asked` what then has to hold.


def _types(_prover: Prover, held: View, asked: View) -> Iterator[Loss]:
    if not held.kinds <= asked.kinds:
        yield Loss("type")


def _choices(_prover: Prover, held: View, asked: View) -> Iterator[Loss]:
    # Where `held` enumerates few values they were tried one by one.
    had = [set(map(_text, each)) for each in held.enumerations]
    if not all(any(each <= set(map(_text, wanted)) for each in had) for wanted in asked.enumerations):
        yield Loss("enum")


def _limits(_prover: Prover, held: View, asked: View) -> Iterator[Loss]:
    for keyword, limit in LIMITS.items():
        if held.kinds & limit.kinds and asked.limit(keyword) > held.limit(keyword):
            yield Loss(keyword)


def _positions(_prover: Prover, held: View, asked: View) -> Iterator[Loss]:
    length = max(held.longest_prefix, asked.longest_prefix)
    if "array" in held.kinds and min(length, -held.limit("maxItems")[0]) > MAX_POSITIONS:
        yield Loss("items", certain=False)


def _multiples(_prover: Prover, held: View, asked: View) -> Iterator[Loss]:
    wanted = asked.values("multipleOf") if held.kinds & NUMBERS else []
    if wanted and not all(any(_divides(each, step) for step in _steps(held)) for each in wanted):
        yield Loss("multipleOf")


def _steps(view: View) -> list[Fraction]:
    try:
        return view.multiples
    except (ValueError, OverflowError):
        return []


def _divides(divisor: Any, step: Fraction) -> bool:
    try:
        return (step / Fraction(str(divisor))).denominator == 1
    except (ValueError, ZeroDivisionError):
        return False


def _patterns(_prover: Prover, held: View, asked: View) -> Iterator[Loss]:
    had = held.values("pattern")
    if "string" in held.kinds and not set(asked.values("pattern")) <= set(had):
        yield Loss("pattern", certain=not had)


def _formats(_prover: Prover, held: View, asked: View) -> Iterator[Loss]:
    # Nobody here asserts a format; the server may.
    if not {_text(each) for each in asked.values("format")} <= {_text(each) for each in held.values("format")}:
        yield Loss("format", certain=False)


_CONTENT = ("contentEncoding", "contentMediaType", "contentSchema")


def _contents(_prover: Prover, held: View, asked: View) -> Iterator[Loss]:
    had, wanted = (
        {_text([part.said.get(each) for each in _CONTENT]) for part in view.parts if set(_CONTENT) & part.said.keys()}
        for view in (held, asked)
    )
    if "string" in held.kinds and not wanted <= had:
        yield Loss("contentMediaType", certain=False)


def _uniqueness(_prover: Prover, held: View, asked: View) -> Iterator[Loss]:
    may_repeat = "array" in held.kinds and -held.limit("maxItems")[0] > 1
    if may_repeat and any(asked.values("uniqueItems")) and not any(held.values("uniqueItems")):
        yield Loss("uniqueItems")


class _Contained(NamedTuple):
    node: Node
    least: float
    most: float


def _contains_of(view: View) -> list[_Contained]:
    return [
        _Contained(
            view.node.below([(*part.tokens, "contains")]),
            part.said.get("minContains", 1),
            part.said.get("maxContains", INFINITE),
        )
        for part in view.parts
        if "contains" in part.said
    ]


def _contains(prover: Prover, held: View, asked: View) -> Iterator[Loss]:
    had = _contains_of(held) if "array" in held.kinds else []
    for want in _contains_of(asked) if "array" in held.kinds else ():
        enough = want.least <= 0 or any(
            each.least >= want.least and prover.contained(each.node, want.node) for each in had
        )
        few = want.most == INFINITE or any(
            each.most <= want.most and prover.contained(want.node, each.node) for each in had
        )
        if not (enough and few):
            yield Loss("contains", certain=False)


def _required(_prover: Prover, held: View, asked: View) -> Iterator[Loss]:
    if "object" in held.kinds:
        yield from (Loss("required", name) for name in sorted(asked.required - held.required))


def _demands(_prover: Prover, held: View, asked: View) -> Iterator[Loss]:
    had = {(name, each) for part in held.parts for name, others in part.demands for each in others}
    wanted = [(name, each) for part in asked.parts for name, others in part.demands for each in others]
    for name, each in wanted if "object" in held.kinds else ():
        if each not in held.required and (name, each) not in had and not held.member(name).view.nothing:
            yield Loss("dependentRequired")


def _dependents(prover: Prover, held: View, asked: View) -> Iterator[Loss]:
    had = [each for part in held.parts for each in part.dependents]
    for name, place in (each for part in asked.parts for each in part.dependents) if "object" in held.kinds else ():
        with_name = held.node.also((each for trigger, each in had if trigger == name), frozenset({"object"}))
        if not held.member(name).view.nothing and not prover.contained(with_name, asked.node.below([place])):
            yield Loss("dependentSchemas", certain=False)


def _pattern_properties(_prover: Prover, held: View, asked: View) -> Iterator[Loss]:
    if "object" in held.kinds and asked.patterns_of_names and not _patterns_agree(held, asked):
        yield Loss("patternProperties", certain=False)


def _unevaluated(prover: Prover, held: View, asked: View) -> Iterator[Loss]:
    # What it means hangs on everything beside it, so only what is written alike is sure to mean the same.
    for part in asked.parts:
        for keyword in ("unevaluatedProperties", "unevaluatedItems"):
            if part.said.get(keyword, True) is True:
                continue
            alone = asked.node.below([part.tokens])
            if not any(prover.includes(held.node.below([each.tokens]), alone) for each in held.parts):
                yield Loss(keyword, certain=False)


def _exclusions(prover: Prover, held: View, asked: View) -> Iterator[Loss]:
    had = [held.node.below([place]) for part in held.parts for place in part.place("not")]
    for place in (each for part in asked.parts for each in part.place("not")):
        excluded = asked.node.below([place])
        if not prover.disjoint(held.node, excluded) and not any(prover.contained(excluded, each) for each in had):
            yield Loss("not", certain=False)


def _alternatives(prover: Prover, held: View, asked: View) -> Iterator[Loss]:
    for group in asked.groups:
        if any(_is_same_group(prover, held, each, asked, group) for each in held.groups):
            continue
        ways = [[held.node], *_splits(held, asked)]
        if not any(all(prover.covered(each, group, asked.node) for each in way) for way in ways):
            yield Loss(group.keyword, certain=False)


def _is_same_group(prover: Prover, held: View, had: Group, asked: View, wanted: Group) -> bool:
    if had.keyword != wanted.keyword or len(had.places) != len(wanted.places):
        return False
    left = list(had.places)
    for place in wanted.places:
        want = asked.node.below([place])
        like = next((each for each in left if prover.equal(held.node.below([each]), want)), None)
        if like is None:
            return False
        left.remove(like)
    return True


def _conditions(prover: Prover, held: View, asked: View) -> Iterator[Loss]:
    for part in asked.parts:
        if "if" not in part.said or not {"then", "else"} & part.said.keys():
            continue
        then, other = (asked.node.below(part.place(each)) for each in ("then", "else"))
        always = prover.contained(held.node, then) and prover.contained(held.node, other)
        if not always and not any(_is_same_condition(prover, held, each, asked, part) for each in held.parts):
            yield Loss("if", certain=False)


def _is_same_condition(prover: Prover, held: View, had: Part, asked: View, wanted: Part) -> bool:
    if "if" not in had.said:
        return False
    mine = {each: held.node.below(had.place(each)) for each in ("if", "then", "else")}
    theirs = {each: asked.node.below(wanted.place(each)) for each in ("if", "then", "else")}
    return prover.equal(mine["if"], theirs["if"]) and all(
        prover.contained(held.node.also(mine[each].places), theirs[each]) for each in ("then", "else")
    )


ROWS: tuple[Losses, ...] = (
    _types,
    _choices,
    _limits,
    _multiples,
    _patterns,
    _formats,
    _contents,
    _positions,
    _uniqueness,
    _contains,
    _required,
    _demands,
    _dependents,
    _pattern_properties,
    _unevaluated,
    _exclusions,
    _alternatives,
    _conditions,
)
"""What judges the keywords; `properties`, `items` and the like are followed by `edges`."""


# --- what differs between two schemas, place by place ----------------------------------------------------------------

INPUT = "input"
OUTPUT = "output"


@dataclass
class Finding:
    """What one keyword says otherwise at one place of two schemas."""

    path: tuple[str, ...]
    keyword: str
    step: str
    old: View
    new: View
    narrower: Loss | None = None
    """What the new schema may refuse of what the old one accepts."""
    wider: Loss | None = None
    """What the new schema may accept of what the old one refuses."""

    @property
    def what(self) -> str:
        """The way to it."""
        last = (pointer_of((self.step,))[1:],) if self.keyword in ("property", "required") else ()
        return "/".join((*self.path, *last))

    @property
    def pointer(self) -> str:
        """Where it is written."""
        return pointer_of(next(iter((*self.new.node.places, *self.old.node.places)), ()))


def findings(prover: Prover, old: Node, new: Node) -> list[Finding]:
    """Give what two schemas say otherwise, each pair of places once, the outer ones first."""
    found: dict[tuple[tuple[str, ...], str, str], Finding] = {}
    for narrower in (True, False):
        for path, held, asked, loss in _told(prover, *((old, new) if narrower else (new, old))):
            views = (held.view, asked.view) if narrower else (asked.view, held.view)
            key = (path, loss.keyword, loss.step)
            one = found.setdefault(key, Finding(path, loss.keyword, loss.step, *views))
            if narrower:
                one.narrower = one.narrower or loss
            else:
                one.wider = one.wider or loss
    return list(found.values())


def _told(prover: Prover, held: Node, asked: Node) -> Iterator[tuple[tuple[str, ...], Node, Node, Loss]]:
    """Give what `asked` may refuse of what `held` lets through, and what else differs, with the way to it."""
    waiting: deque[tuple[tuple[str, ...], Node, Node]] = deque([((), held, asked)])
    seen = {(held, asked)}
    while waiting:
        if len(seen) > MAX_PAIRS:
            yield (), held, asked, Loss("$ref", certain=False)
            return
        path, have, want = waiting.popleft()
        losses, inside = prover.local(have, want)
        yield from ((path, have, want, each) for each in losses)
        for edge in inside:
            if (edge.held, edge.asked) not in seen:
                seen.add((edge.held, edge.asked))
                waiting.append(((*path, edge.step) if edge.step else path, edge.held, edge.asked))


def notes(one: View, other: View) -> Iterator[Loss]:
    """Give what differs that has no say in whether a value is valid."""
    keys = {key for each in (*one.written, *other.written) for key in each if not key.startswith("x-")}
    known = KNOWN[one.book.dialect] | KNOWN[other.book.dialect] | _NO_MATTER | _SHELVES
    for key in sorted(keys - known):
        first, second = ({_text(each) for each in view.notes(key)} for view in (one, other))
        if first != second:
            yield Loss(key if key in _TOLD_APART else "texts" if key in PROSE else "keyword", key, lost=False)


def _noun(finding: Finding) -> str:
    """Give what a difference of no keyword in particular is about."""
    if finding.keyword == "$ref":
        return "schema"
    last = finding.path[-1] if finding.path else ""
    return {"*": "additionalProperties", "[]": "items", "(name)": "propertyNames"}.get(last, "schema")


def _values(view: View, keyword: str) -> str:
    """Say in a few characters what is said under a keyword."""
    said = view.notes(keyword) or (view.notes(LIMITS[keyword].exclusive) if keyword in LIMITS else [])
    return " and ".join(map(_shown, said)) or "nothing"


def _changed_kinds(finding: Finding) -> str:
    """Say which kinds of values went and which came."""
    old, new = finding.old.kinds, finding.new.kinds
    if finding.narrower and finding.wider:
        return f"its type goes from {_kinds(old)} to {_kinds(new)}"
    if finding.narrower:
        return f"{_kinds(old - new)} is not among its types any more"
    return f"{_kinds(new - old)} is among its types now"


def _kinds(kinds: Kinds) -> str:
    named = {"number" if kinds >= NUMBERS and each in NUMBERS else each for each in kinds}
    return " or ".join(sorted("number that is no integer" if each == "fraction" else each for each in named))


def _changed_choices(finding: Finding) -> str:
    """Say which values of an enumeration went and which came."""
    old, new = ([_shown(each) for each in view.choices or ()] for view in (finding.old, finding.new))
    gone, come = [each for each in old if each not in new], [each for each in new if each not in old]
    if not (old and new):
        return "all values are listed now" if new else "the values are not listed any more"
    heads = [f"{head} {', '.join(each[:10])}" for head, each in (("without", gone), ("with", come)) if each]
    return f"the values are now {' and '.join(heads)}" if heads else "the values are not the same"


_MEANING = {
    (INPUT, "narrowed"): "what was accepted may be refused",
    (INPUT, "widened"): "more is accepted",
    (INPUT, "changed"): "what was accepted may be refused",
    (OUTPUT, "narrowed"): "less comes than could come",
    (OUTPUT, "widened"): "what comes may be what never came",
    (OUTPUT, "changed"): "what comes may be what never came",
}
_LENIENT = frozenset({"enum", "additionalProperties"})
"""What may grow in answers: programs are told, though most of them will not mind."""


@dataclass(frozen=True)
class Judgement:
    """What a finding means."""

    severity: str
    rule: str
    message: str


def _usual(finding: Finding, side: str) -> Judgement:
    bad, good = (finding.narrower, finding.wider) if side == INPUT else (finding.wider, finding.narrower)
    noun = _noun(finding) if finding.keyword in ("anything", "$ref") else finding.keyword
    verb = "changed" if bad and good else "narrowed" if finding.narrower else "widened"
    meaning = _MEANING[side, verb]
    severity = BREAKING if bad else SAFE
    if bad and (not bad.certain or (side == OUTPUT and noun in _LENIENT)):
        severity = UNCLEAR
        meaning = meaning if bad.certain else f"it cannot be told whether {_DOUBT[side]}"
    return Judgement(severity, f"{noun} {verb}", f"{_change(finding, noun)}: {meaning}")


_DOUBT = {INPUT: "all that was accepted still is", OUTPUT: "all that comes is what could come"}


def _change(finding: Finding, noun: str) -> str:
    if noun == "enum":
        return _changed_choices(finding)
    if finding.keyword == "anything":
        return "there may be none now" if finding.new.nothing else "there may be some now"
    if finding.keyword == "$ref":
        return "it says more than can be compared"
    if noun == "type":
        return _changed_kinds(finding)
    before, after = _values(finding.old, noun), _values(finding.new, noun)
    return f"`{noun}` goes from {before} to {after}" if before != after else f"`{noun}` says something else"


def _property(finding: Finding, side: str) -> Judgement:
    bad = finding.narrower if side == INPUT else finding.wider
    lost = bad is not None and bad.lost
    if finding.step in finding.old.names:
        told = "it is not declared any more"
        if side == OUTPUT:
            return Judgement(BREAKING, "property removed", f"{told}: programs that read it find nothing")
        refused = lost and bad is not None and bad.certain
        meaning = "it is refused" if refused else "it is accepted as anything else is, and perhaps ignored"
        return Judgement(BREAKING if refused else UNCLEAR, "property removed", f"{told}: {meaning}")
    if not lost:
        return Judgement(SAFE, "property added", "it is new, and nobody has to mind")
    if side == OUTPUT:
        return Judgement(UNCLEAR, "property added", "it is new where the old description said that there are no others")
    if finding.step in finding.new.required:
        return Judgement(BREAKING, "property added", "it is new and has to be given")
    return Judgement(
        UNCLEAR, "property added", "it is new: whatever was given by this name was accepted, and is now checked"
    )


def _requirement(finding: Finding, side: str) -> Judgement:
    if finding.narrower:
        meaning = "it has to be given now" if side == INPUT else "it always comes now"
        return Judgement(BREAKING if side == INPUT else SAFE, "property required", f"it was optional: {meaning}")
    meaning = "it may be left out now" if side == INPUT else "it may be missing now"
    return Judgement(SAFE if side == INPUT else BREAKING, "property optional", f"it was required: {meaning}")


def _secret(finding: Finding, _side: str) -> Judgement:
    if True in finding.new.notes("secret"):
        return Judgement(SAFE, "secret added", "it is masked now in logs and errors")
    return Judgement(UNCLEAR, "secret removed", "it is not masked any more in logs and errors")


def _file(finding: Finding, side: str) -> Judgement:
    told = "it is given as a file now" if True in finding.new.notes("file") else "it is not given as a file any more"
    return Judgement(BREAKING if side == INPUT else UNCLEAR, "file changed", told)


def _default(finding: Finding, side: str) -> Judgement:
    before, after = _values(finding.old, "default"), _values(finding.new, "default")
    told = f"what is assumed when it is left out goes from {before} to {after}"
    return Judgement(UNCLEAR if side == INPUT else SAFE, "default changed", told)


def _deprecation(finding: Finding, _side: str) -> Judgement:
    return _deprecated(any(finding.old.notes("deprecated")), finding.new.notes("deprecated"))


def _deprecated(before: Any, after: Any) -> Judgement:
    if not after:
        return Judgement(SAFE, "deprecated removed", "it is not on its way out any more")
    verb = "changed" if before else "added"
    return Judgement(
        SAFE,
        f"deprecated {verb}",
        f"it is on its way out: {after}" if isinstance(after, str) else "it is on its way out",
    )


_JUDGES: dict[str, Callable[[Finding, str], Judgement]] = {
    "property": _property,
    "required": _requirement,
    "secret": _secret,
    "file": _file,
    "default": _default,
    "deprecated": _deprecation,
    "texts": lambda finding, _: Judgement(SAFE, "texts changed", f"`{finding.step}` is not what it was"),
    "keyword": lambda finding, _: Judgement(
        UNCLEAR, "keyword changed", f"`{finding.step}` says something else, and it is not known what that means"
    ),
}
"""What judges a finding; `_usual` where nothing is listed."""


# --- two descriptions ------------------------------------------------------------------------------------------------


class _Versions:
    """Compares two descriptions."""

    def __init__(self, old: Api, new: Api) -> None:
        self.old = old
        self.new = new
        self.books = {old: Book(old), new: Book(new)}
        self.prover = Prover()

    def all(self) -> Iterator[Difference]:
        """Give all differences, in the order of the description."""
        yield from _whole(self.old, self.new)
        yield from _spellings(self.old.spellings, self.new.spellings, "", "resources")
        yield from self._names()
        for name, resource in self.old.all_resources.items():
            if name in self.new.all_resources:
                yield from self._resource(resource, self.new.all_resources[name])

    # Names.

    def _names(self) -> Iterator[Difference]:
        """Tell of resources and actions that went or came."""
        old, new = ({each.name: each for each in api.outlines()} for api in (self.old, self.new))
        before, after = _action_names(self.old), _action_names(self.new)
        come = [each for each in after if each not in before]
        moved = {(new[each].method, _shape(new[each].path)): each for each in reversed(come) if each in new}
        for name, inside in _outermost([each for each in before if each not in after], self.new).items():
            hints = [moved.get((old[each].method, _shape(old[each].path)), "") for each in inside if each in old]
            yield _removed(name, inside, hints, come)
        for name, inside in _outermost(come, self.old).items():
            kind, more = ("action", "") if inside == [name] else ("resource", f", with {len(inside)} actions")
            yield Difference(SAFE, name, "", f"{kind} added", f"it is new{more}")

    # One resource and its actions.

    def _resource(self, old: Resource, new: Resource) -> Iterator[Difference]:
        yield from _spellings(old.spellings, new.spellings, old.name, "")
        if old.description != new.description:
            yield _prose(old.name, "description", pointer_of((old.name,)))
        for key in old.action_names:
            if key in new.action_names:
                yield from self._named(f"{old.name}.{key}")

    def _named(self, name: str) -> Iterator[Difference]:
        actions = []
        for which, api in (("old", self.old), ("new", self.new)):
            try:
                actions.append(api.action(name))
            except DescriptionError as error:
                told = f"the {which} description of it is faulty, so that it cannot be compared: {error.problems[0]}"
                yield Difference(UNCLEAR, name, "", "not readable", told)
        if len(actions) == 2:
            yield from self._action(*actions)

    def _action(self, old: Action, new: Action) -> Iterator[Difference]:
        for trait in _TRAITS:
            yield from _compared(trait, old, new)
        for aspect in (_action_deprecated, _scopes, _credentials):
            yield from aspect(old, new)
        yield from _spellings(old.spellings, new.spellings, new.name, "parameters")
        if old.part_content and new.part_content:
            yield from _media(_Place(new.name, "content", new.pointer), old.part_content, new.part_content)
        for name in dict.fromkeys([*old.parameters, *new.parameters]):
            yield from self._parameter(old, new, old.parameters.get(name), new.parameters.get(name))
        yield from self._responses(old, new)

    def _parameter(
        self, old_action: Action, action: Action, old: Parameter | None, new: Parameter | None
    ) -> Iterator[Difference]:
        if old is None or new is None:
            yield _parameter_alone(old_action, action, old, new)
            return
        place = _Place(action.name, f"parameters/{new.name}", new.pointer)
        for aspect in _ASPECTS:
            yield from aspect(place, old, new)
        if not (old.content and new.content):
            loose = _is_loose(old) and _is_loose(new)
            yield from self._schemas(INPUT, old.schema, new.schema, place, loose=loose)
            return
        yield from _media(place, old.content, new.content)
        for before, after in _pairs(old.content, new.content):
            what = "body" if len(new.content) == 1 else f"body{pointer_of((after,))}"
            yield from self._schemas(INPUT, old.content[before], new.content[after], replace(place, what=what))

    # What comes back.

    def _responses(self, old: Action, new: Action) -> Iterator[Difference]:
        before, after = dict(old.responses), dict(new.responses)
        gone, come = ([each for each in one if each not in other] for one, other in ((before, after), (after, before)))
        lost, won = ([each for each in statuses if _is_good(each)] for statuses in (gone, come))
        if len(lost) == len(won) == 1:
            # One success stands for the other, so that what comes with it can be compared.
            place = _Place(new.name, f"responses/{won[0]}", new.pointer)
            yield place.tell(UNCLEAR, "status changed", f"success is {won[0]} now, and was {lost[0]}")
            yield from self._response(new, before[lost[0]], after[won[0]])
            gone, come = ([each for each in statuses if not _is_good(each)] for statuses in (gone, come))
        for status in (*gone, *come):
            yield _status(new, status, added=status in after)
        for status in before.keys() & after.keys():
            yield from self._response(new, before[status], after[status])

    def _response(self, action: Action, old: ResponseDescription, new: ResponseDescription) -> Iterator[Difference]:
        place = _Place(action.name, f"responses/{new.status}", action.pointer)
        if old.stream != new.stream:
            told = f"the answer came {_COMES[old.stream]}, and comes {_COMES[new.stream]}"
            yield place.tell(BREAKING, "stream changed", told)
        if old.end != new.end:
            yield place.tell(
                SAFE, "wire changed", f"the stream ends with {_shown(new.end)}, no longer with {_shown(old.end)}"
            )
        if old.description != new.description:
            yield _prose(place.place, place.what, place.pointer)
        yield from _answered(place, old, new)
        for before, after in _pairs(old.content, new.content):
            into = place if len(new.content) == 1 else place.below(after)
            yield from self._schemas(OUTPUT, old.content[before], new.content[after], into)
        yield from self._named_schemas(place, "events", old.events, new.events)
        yield from self._named_schemas(place, "headers", old.headers, new.headers)

    def _named_schemas(
        self, place: _Place, what: str, old: Mapping[str, Schema | None], new: Mapping[str, Schema | None]
    ) -> Iterator[Difference]:
        noun = what[:-1]
        for name in dict.fromkeys([*old, *new]):
            here = place.below(what, name)
            if name not in new:
                yield here.tell(
                    UNCLEAR,
                    f"{noun} removed",
                    "it is not declared any more: programs that wait for it may wait in vain",
                )
            elif name not in old:
                severity = UNCLEAR if what == "events" else SAFE
                yield here.tell(severity, f"{noun} added", "it is new, and may come now")
            else:
                yield from self._schemas(OUTPUT, old[name], new[name], here)

    # Schemas.

    def _schemas(
        self, side: str, old: Schema | None, new: Schema | None, place: _Place, *, loose: bool = False
    ) -> Iterator[Difference]:
        before, after = self._node(self.old, old), self._node(self.new, new)
        if old is not None and new is not None and old.tokens == new.tokens and _alike(before, after):
            return
        for each in findings(self.prover, before, after):
            judged = _JUDGES.get(each.keyword, _usual)(each, side)
            if loose and each.keyword == "type" and not each.path and _spelled_alike(each):
                judged = replace(judged, severity=UNCLEAR)
            what = "/".join(filter(None, (place.what, each.what)))
            yield Difference(judged.severity, place.place, what, judged.rule, judged.message, each.pointer)

    def _node(self, api: Api, schema: Schema | None) -> Node:
        # A parameter without a schema takes anything, and has none in the description.
        written = schema is not None and schema is not ANYTHING
        return self.books[api].node([schema.tokens] if schema is not None and written else [])


def _alike(old: Node, new: Node) -> bool:
    return [old.book.fingerprint(each) for each in old.places] == [new.book.fingerprint(each) for each in new.places]


@dataclass(frozen=True)
class _Place:
    """Where differences are told of."""

    place: str
    what: str
    pointer: str

    def tell(self, severity: str, rule: str, message: str) -> Difference:
        return Difference(severity, self.place, self.what, rule, message, self.pointer)

    def below(self, *steps: str) -> _Place:
        return replace(self, what=self.what + pointer_of(steps))


def _prose(place: str, what: str, pointer: str) -> Difference:
    return Difference(SAFE, place, what, "texts changed", "it is told in other words", pointer)


# The whole.


def _whole(old: Api, new: Api) -> Iterator[Difference]:
    if old.dialect != new.dialect:
        told = f"schemas are read as {new.dialect}, no longer as {old.dialect}: some keywords mean something else"
        yield Difference(UNCLEAR, "", "dialect", "dialect changed", told, "/dialect")
    if old.version != new.version:
        told = f"it goes from {_shown(old.version)} to {_shown(new.version)}"
        yield Difference(SAFE, "", "version", "version changed", told, "/version")
    for key in ("title", "description"):
        if getattr(old, key) != getattr(new, key):
            yield _prose("", key, f"/{key}")
    yield from _server(_Place("", "server", "/server"), old.server, new.server)
    for name in dict.fromkeys([*old.auth, *new.auth]):
        yield from _scheme(_Place("", "auth", "/auth").below(name), old, new, name)
    for name in sorted(old.errors.keys() | new.errors.keys()):
        yield from _error_pointer(name, old.errors.get(name), new.errors.get(name))


def _server(place: _Place, old: Server | None, new: Server | None) -> Iterator[Difference]:
    if (old and old.template) != (new and new.template):
        before, after = (each.template if each else "nowhere" for each in (old, new))
        told = (
            f"calls go to {after}, no longer to {before}; credentials for the one do not go to the other by themselves"
        )
        yield place.tell(SAFE, "wire changed", told)
    variables = new.variables if new else {}
    for name, values in old.variables.items() if old else ():
        yield from _variable(place.below("variables", name), values, variables.get(name, ()))


def _variable(place: _Place, old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[Difference]:
    """Tell what differs in a variable of a server: its default, and the values that it may have."""
    if not new:
        yield place.tell(BREAKING, "variable removed", "it is gone: a program that gives it is refused")
        return
    if new[1:] and (not old[1:] or not set(old[1:]) <= set(new[1:])):
        yield place.tell(BREAKING, "variable narrowed", f"it takes only {', '.join(new[1:])} now")
    if old[0] != new[0]:
        told = f"where a program does not give it, it is {_shown(new[0])}, no longer {_shown(old[0])}"
        yield place.tell(SAFE, "wire changed", told)


def _scheme(place: _Place, old: Api, new: Api, name: str) -> Iterator[Difference]:
    before, after = old.auth.get(name), new.auth.get(name)
    if before is None or after is None:
        told = "it is new" if after else "it is gone: a program that gives a credential for it is refused"
        yield place.tell(SAFE if after else BREAKING, f"auth {'added' if after else 'removed'}", told)
    elif before.type != after.type:
        yield place.tell(BREAKING, "auth changed", f"it is {after.type} now, and was {before.type}")
    elif (before.location, before.wire) != (after.location, after.wire):
        yield place.tell(SAFE, "wire changed", f"the key goes into the {after.location} as {after.wire}")


def _error_pointer(name: str, old: str | None, new: str | None) -> Iterator[Difference]:
    place = _Place("", f"errors/{name}", "/errors")
    if old and not new:
        yield place.tell(UNCLEAR, "errors removed", f"errors have no {name} any more")
    elif old != new:
        yield place.tell(SAFE, "wire changed", f"it is read from {_shown(new)} in an error's body")


# Names.


def _action_names(api: Api) -> dict[str, None]:
    return {f"{resource.name}.{key}": None for resource, key in api.places()}


def _outermost(gone: Iterable[str], api: Api) -> dict[str, list[str]]:
    """Put names of actions together by the outermost of their resources that `api` does not have."""
    found: dict[str, list[str]] = {}
    for name in gone:
        words = name.split(".")
        outer = [".".join(words[:count]) for count in range(1, len(words))]
        missing = next((each for each in outer if each not in api.all_resources), name)
        found.setdefault(missing, []).append(name)
    return found


def _shape(path: str) -> str:
    return "".join("{}" if name else literal for name, literal in TEMPLATE.findall(path))


def _removed(name: str, inside: list[str], moved: list[str], come: Iterable[str]) -> Difference:
    kind = "action" if inside == [name] else "resource"
    told = "it is gone" if kind == "action" else f"it is gone, with {len(inside)} actions"
    found = [each for each in dict.fromkeys(moved) if each]
    if found:
        told += f"; renamed? What it did, by method and path, is called {', '.join(found[:3])} now"
    else:
        hint = did_you_mean(near(name, come) if kind == "action" else ())
        told += f"; {hint}" if hint else ""
    return Difference(BREAKING, name, "", f"{kind} removed", told)


def _spellings(old: Spellings, new: Spellings, place: str, what: str) -> Iterator[Difference]:
    """Tell of names that mean something else now because something new is spelled like them."""
    for name in old.names:
        for spelling in dict.fromkeys((name, snake(name))):
            meant = new.get(spelling)
            if name in new.names and old[spelling] == name and meant != name:
                told = f"{spelling!r} was {name!r}, and is {meant!r} now"
                yield Difference(BREAKING, place, "/".join(filter(None, (what, name))), "spelling taken", told)


# What an action says of itself.


class Trait(NamedTuple):
    """Something that an action may have, and what it means that it goes, comes or changes: how bad, and in words."""

    what: str
    get: Callable[[Action], Any]
    gone: tuple[str, str]
    come: tuple[str, str]
    changed: tuple[str, str] = (SAFE, "it is not what it was")
    rule: str = ""


def _wire(what: str, get: Callable[[Action], Any], told: str) -> Trait:
    meaning = (SAFE, f"{told}; programs see nothing of it")
    return Trait(what, get, meaning, meaning, meaning, "wire changed")


def _text_of(what: str, get: Callable[[Action], Any]) -> Trait:
    meaning = (SAFE, "it is told in other words")
    return Trait(what, get, meaning, meaning, meaning, "texts changed")


def _written_server(server: Server | None) -> Any:
    return server and [server.template, dict(server.variables)]


_TRAITS = (
    _wire("method", lambda action: action.method, "another HTTP method is used"),
    _wire("path", lambda action: _shape(action.path), "another path is called"),
    _wire("headers", lambda action: dict(action.headers), "other headers go out"),
    _wire("server", lambda action: _written_server(action.server), "it lives elsewhere"),
    Trait(
        "readonly", lambda action: action.readonly,
        (UNCLEAR, "it may change something at the server now"), (SAFE, "it changes nothing at the server now"),
    ),
    Trait(
        "idempotent", lambda action: action.idempotent or bool(action.idempotency_key),
        (UNCLEAR, "after a failure it is not repeated any more"), (SAFE, "after a failure it is repeated now"),
    ),
    _wire("idempotencyKey", lambda action: action.idempotency_key, "its key goes out by another name, or not at all"),
    Trait(
        "timeout", lambda action: action.timeout,
        (UNCLEAR, "the client's usual time holds for it"), (UNCLEAR, "it has a time of its own now"),
        (UNCLEAR, "it has another time"),
    ),
    Trait(
        "paginate", lambda action: dict(action.paginate),
        (BREAKING, "it has no `items` and no `pages` any more"), (SAFE, "it has `items` and `pages` now"),
        (UNCLEAR, "its pages are turned in another way"),
    ),
    _text_of("description", lambda action: action.description),
    _text_of("since", lambda action: action.since),
    _text_of("links", lambda action: action.links),
    _text_of("mock", lambda action: dict(action.mock)),
)  # fmt: skip


def _compared(trait: Trait, old: Action, new: Action) -> Iterator[Difference]:
    before, after = trait.get(old), trait.get(new)
    if _text(before) == _text(after):
        return
    verb, (severity, told) = (
        ("removed", trait.gone) if not after else ("added", trait.come) if not before else ("changed", trait.changed)
    )
    shown = f" (from {_shown(before)} to {_shown(after)})" if trait.rule != "texts changed" and before and after else ""
    yield Difference(severity, new.name, trait.what, trait.rule or f"{trait.what} {verb}", told + shown, new.pointer)


def _action_deprecated(old: Action, new: Action) -> Iterator[Difference]:
    if old.deprecated != new.deprecated:
        judged = _deprecated(old.deprecated, new.deprecated)
        yield _Place(new.name, "deprecated", new.pointer).tell(judged.severity, judged.rule, judged.message)


def _scopes(old: Action, new: Action) -> Iterator[Difference]:
    # A token that was just enough has to be enough; then one that can do more is enough too.
    place = _Place(new.name, "scopes", new.pointer)
    short = [each for each in old.scopes or ("",) if not new.allowed_by(_together(each))]
    if short:
        told = ", ".join(" with ".join(_together(each)) for each in short if each) or "a token without scopes"
        yield place.tell(BREAKING, "scopes narrowed", f"not enough any more: {told}")
    elif not all(old.allowed_by(_together(each)) for each in new.scopes or ("",)):
        yield place.tell(SAFE, "scopes widened", "more tokens may call it")


def _together(scope: Any) -> tuple[str, ...]:
    return tuple(scope) if isinstance(scope, tuple) else (scope,) if scope else ()


def _credentials(old: Action, new: Action) -> Iterator[Difference]:
    place = _Place(new.name, "auth", new.pointer)
    if new.auth_required and not old.auth_required:
        yield place.tell(BREAKING, "auth required", "a credential is needed now")
    elif old.auth_required and not new.auth_required:
        yield place.tell(SAFE, "auth optional", "no credential is needed any more")
    lost = [each for each in old.auth if not any(set(one) <= set(each) for one in new.auth)]
    if lost and new.auth:
        told = f"not enough any more: {', '.join(' with '.join(each) for each in lost)}"
        yield place.tell(BREAKING if new.auth_required else UNCLEAR, "auth narrowed", told)
    elif old.auth and set(old.auth) != set(new.auth):
        told = "other credentials do as well" if new.auth else "no credential is sent any more"
        yield place.tell(SAFE, "auth widened" if new.auth else "wire changed", told)


# Parameters.


def _needed(parameter: Parameter) -> bool:
    return parameter.required and parameter.preset is UNSET


def _parameter_alone(old: Action, new: Action, before: Parameter | None, after: Parameter | None) -> Difference:
    if after is not None:
        place = _Place(new.name, f"parameters/{after.name}", after.pointer)
        if _needed(after):
            return place.tell(BREAKING, "parameter added", "it is new and has to be given")
        if after.preset is not UNSET:
            told = f"it is new, and {_shown(after.preset)} is sent where a program does not give it"
            return place.tell(UNCLEAR, "parameter added", told)
        return place.tell(SAFE, "parameter added", "it is new and may be left out")
    assert before is not None  # noqa: S101 - one of the two is there
    come = {name: each for name, each in new.parameters.items() if name not in old.parameters}
    alike = [name for name, each in come.items() if (each.location, each.wire) == (before.location, before.wire)]
    hint = f"renamed? {alike[0]} is written as it was" if alike else did_you_mean(near(before.name, come))
    told = "it is gone: a program that gives it is refused" + (f"; {hint}" if hint else "")
    return _Place(new.name, f"parameters/{before.name}", before.pointer).tell(BREAKING, "parameter removed", told)


def _requirement_of(place: _Place, old: Parameter, new: Parameter) -> Iterator[Difference]:
    if _needed(new) and not _needed(old):
        yield place.tell(BREAKING, "parameter required", "it could be left out, and has to be given now")
    elif _needed(old) and not _needed(new):
        yield place.tell(SAFE, "parameter optional", "it had to be given, and may be left out now")


def _assumed(place: _Place, old: Parameter, new: Parameter) -> Iterator[Difference]:
    for key, noun in (("preset", "what is sent"), ("default", "what the server assumes")):
        before, after = (
            "nothing" if value is UNSET else _shown(value) for value in (getattr(old, key), getattr(new, key))
        )
        if before != after:
            told = f"{noun} where a program does not give it goes from {before} to {after}"
            yield place.tell(UNCLEAR, f"{key} changed", told)


def _writing(place: _Place, old: Parameter, new: Parameter) -> Iterator[Difference]:
    before, after = ((each.location, each.wire, each.style, each.explode) for each in (old, new))
    if before == after or (old.location == new.location == "body"):
        return
    read_otherwise = _is_loose(old) != _is_loose(new) or (old.location == "body") != (new.location == "body")
    told = f"it goes into the {_written(new)}, no longer into the {_written(old)}"
    if read_otherwise:
        yield place.tell(UNCLEAR, "location changed", f"{told}, where values are read in another way")
    else:
        yield place.tell(SAFE, "wire changed", told)


def _written(parameter: Parameter) -> str:
    style = f" ({parameter.style}{', exploded' if parameter.explode else ''})" if parameter.style else ""
    return f"{parameter.location} as {parameter.wire}{style}"


def _is_loose(parameter: Parameter) -> bool:
    """Say whether its values are read from their text, so that ``5`` and ``"5"`` are one."""
    return parameter.location not in ("body", "part") and parameter.style != "json"


def _marks(place: _Place, old: Parameter, new: Parameter) -> Iterator[Difference]:
    if old.reserved and not new.reserved:
        yield place.tell(BREAKING, "reserved removed", "a value with a slash is one segment of the path now")
    elif new.reserved and not old.reserved:
        yield place.tell(UNCLEAR, "reserved added", "a slash in a value begins another segment of the path now")
    if old.secret and not new.secret:
        yield place.tell(UNCLEAR, "secret removed", "it is not masked any more in logs and errors")
    elif new.secret and not old.secret:
        yield place.tell(SAFE, "secret added", "it is masked now in logs and errors")
    if old.deprecated != new.deprecated:
        judged = _deprecated(old.deprecated, new.deprecated)
        yield place.tell(judged.severity, judged.rule, judged.message)
    prose = [(each.description, each.since, each.example) for each in (old, new)]
    if repr(prose[0]) != repr(prose[1]):
        yield place.tell(SAFE, "texts changed", "it is told in other words")


def _spelled_alike(finding: Finding) -> bool:
    """Say whether what is refused by its type is written as a text that is accepted."""
    return "string" in finding.new.kinds and finding.old.kinds - finding.new.kinds <= NUMBERS | {"boolean"}


_ASPECTS = (_requirement_of, _assumed, _writing, _marks)
"""What is told of a parameter that both descriptions have, its schema aside."""


def _media(place: _Place, old: Iterable[str], new: Iterable[str]) -> Iterator[Difference]:
    before, after = tuple(old), tuple(new)
    for each in before:
        if each not in after:
            yield place.tell(BREAKING, "content type removed", f"it is not sent as {each} any more")
    for each in after:
        if each not in before:
            yield place.tell(SAFE, "content type added", f"it may be sent as {each} now")
    if before and after and before[0] != after[0]:
        told = f"where a program does not say which, {after[0]} is sent, no longer {before[0]}"
        yield place.tell(UNCLEAR, "content type changed", told)


def _pairs(old: Mapping[str, Schema], new: Mapping[str, Schema]) -> Iterator[tuple[str, str]]:
    """Give the media types to compare: those that both have, and the usual ones."""
    firsts = [(next(iter(old)), next(iter(new)))] if old and new else []
    yield from dict.fromkeys([*firsts, *((each, each) for each in old if each in new)])


# Answers.

_COMES = {"": "as a whole", "sse": "as events", "ndjson": "line by line", "bytes": "piece by piece"}


def _is_good(status: str) -> bool:
    return status.startswith("2")


def _status(action: Action, status: str, *, added: bool) -> Difference:
    place = _Place(action.name, f"responses/{status}", action.pointer)
    verb = "added" if added else "removed"
    if not _is_good(status):
        severity = UNCLEAR if status == "default" else SAFE
        return place.tell(severity, f"response {verb}", f"{status} is {'new' if added else 'not declared any more'}")
    if added:
        return place.tell(
            UNCLEAR, "response added", "there is another way to succeed, and programs do not know its answer"
        )
    if any(map(_is_good, action.responses)):
        return place.tell(SAFE, "response removed", "one way to succeed is gone, others are left")
    return place.tell(BREAKING, "response removed", "it is not declared any more what comes of success")


def _answered(place: _Place, old: ResponseDescription, new: ResponseDescription) -> Iterator[Difference]:
    before, after = tuple(old.content), tuple(new.content)
    if before and not after:
        yield place.tell(BREAKING, "content removed", "nothing is declared to come with it any more")
    elif after and not before:
        yield place.tell(UNCLEAR, "content added", "something comes with it now")
    elif before and _read_as(before[0]) != _read_as(after[0]):
        told = f"{after[0]} comes, which is read as {_read_as(after[0])}, no longer {before[0]}"
        yield place.tell(BREAKING, "content type changed", told)
    elif before and before[0] != after[0]:
        yield place.tell(SAFE, "wire changed", f"{after[0]} comes, no longer {before[0]}")
    for each in after[1:] if before else ():
        if each not in before:
            yield place.tell(UNCLEAR, "content type added", f"{each} may come too")


def _read_as(media: str) -> str:
    bare = media.split(";", 1)[0].strip().lower()
    if bare == "application/json" or bare.endswith("+json"):
        return "JSON"
    return "text" if bare.startswith("text/") else "bytes"
