"""
Whether one schema accepts all that another one accepts, and if not, which keyword refuses it.

A row of `ROWS` judges one keyword: what does it refuse that the schema which is held against it lets through? Nothing
is called contained that is not proven to be so; the proof may miss that something is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from ...schema.references import Tokens, at, pointer_of, reference_in, shape_below, tokens_of
from ...schema.validation import DIALECTS, MAX_WEIGHT, matches, weight
from ..api import Api

MAX_PARTS = 500
"""Schemas that may hold together for one value; of more it is not told what they mean."""
MAX_CHOICES = 2_000
"""Values of an enumeration that are tried one by one."""
MAX_POSITIONS = 200
"""Positions of a list that are compared one by one."""
MAX_STEPS = 1_000
"""Pairs of schemas that may be looked at to prove one thing."""
MAX_STEPS_IN_ALL = 30_000
MAX_DEPTH = 40
"""How deeply a proof may be nested."""
MAX_NESTED_KINDS = 8
MAX_CHOSEN = 4
"""How many lists of alternatives a schema is taken apart by, one after the other."""


def text_of(value: Any) -> Any:
    """Give the one text of a JSON value; what is nested too deeply for that is like nothing else."""
    try:
        return json.dumps(value, sort_keys=True)
    except RecursionError:
        return object()


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
        self._nodes: dict[tuple[tuple[Tokens, ...], Kinds, frozenset[Tokens]], Node] = {}

    @cached_property
    def dynamic(self) -> bool:
        """Whether the meaning of a schema may hang on where it is reached from."""
        whole = text_of(self.api.document)
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
            known[tokens] = _bare_text(self.raw(tokens)) if bare else text_of(self.raw(tokens))
        return known[tokens]

    def is_endless(self, tokens: Tokens) -> bool:
        """Say whether a schema combines itself, or more than any value can be held against."""
        return weight(self.api.document, tokens, self._weights) > MAX_WEIGHT

    def kind(self, value: Any) -> str:
        """Give the kind of a value."""
        if isinstance(value, float):
            return "integer" if value.is_integer() and not self.strict_integers else "fraction"
        return _KIND_OF_CLASS[type(value)]

    def node(self, places: Iterable[Tokens], kinds: Kinds = KINDS, chosen: frozenset[Tokens] = frozenset()) -> Node:
        """Give the node of these places; the same object each time."""
        key = (tuple(dict.fromkeys(places)), kinds, chosen)
        found = self._nodes.get(key)
        if found is None:
            found = self._nodes[key] = Node(self, *key)
        return found


_KIND_OF_CLASS = {type(None): "null", bool: "boolean", int: "integer", str: "string", list: "array", dict: "object"}


def _bare_text(value: Any) -> Any:
    try:
        return text_of(_bare(value))
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
    chosen: frozenset[Tokens]
    """The lists of alternatives of which one stands among its places, so that the others do not count."""

    @cached_property
    def view(self) -> View:
        """What they say."""
        return View(self)

    def below(self, places: Iterable[Tokens]) -> Node:
        """Give the node of these places of the same description."""
        return self.book.node(places)

    def also(self, places: Iterable[Tokens] = (), kinds: Kinds = KINDS) -> Node:
        """Give the node for which these places hold too, and only these kinds are meant."""
        return self.book.node((*self.places, *places), self.kinds & kinds, self.chosen)


class Group(NamedTuple):
    """Alternatives: `anyOf` or `oneOf`."""

    keyword: str
    places: tuple[Tokens, ...]

    @property
    def place(self) -> Tokens:
        """The place of the list."""
        return self.places[0][:-1]

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
        pending = list(reversed(node.places))
        seen: set[Tokens] = set()
        while pending and not self.opaque:
            tokens = pending.pop()
            if tokens not in seen:
                seen.add(tokens)
                pending += reversed(self._taken(tokens))
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
            try:
                found &= frozenset().union(*(each.view.kinds for each in self.alternatives(group)))
            finally:
                self.book.depth -= 1
        return frozenset() if self.nothing else found

    @cached_property
    def groups(self) -> list[Group]:
        """Its alternatives."""
        if len(self.node.chosen) >= MAX_CHOSEN:
            return []
        known = [each for part in self.parts for each in part.groups if not each.is_one]
        return [each for each in known if each.place not in self.node.chosen]

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
        node, chosen = self.node, self.node.chosen | {group.place}
        return [self.book.node((*node.places, each), node.kinds, chosen) for each in group.places]

    @cached_property
    def finite(self) -> list[Any] | None:
        """All values that are valid, where they can be told."""
        tried = self.choices
        if tried is None and self.kinds <= {"null", "boolean"}:
            tried = [None, False, True]
        if tried is None or len(tried) > MAX_CHOICES or self.book.dynamic or self.opaque:
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
        self._disjoint: dict[tuple[Node, Node], bool] = {}
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
        self._steps -= 1 + len(pair[0].view.parts) // 8
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
        pair = (one, other)
        if pair not in self._disjoint:
            self._disjoint[pair] = False  # what comes back to it is not proven
            self._disjoint[pair] = self._are_disjoint(one, other, depth)
        return self._disjoint[pair]

    def _are_disjoint(self, one: Node, other: Node, depth: int) -> bool:
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
    had = [set(map(text_of, each)) for each in held.enumerations]
    if not all(any(each <= set(map(text_of, wanted)) for each in had) for wanted in asked.enumerations):
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
    if not {text_of(each) for each in asked.values("format")} <= {text_of(each) for each in held.values("format")}:
        yield Loss("format", certain=False)


_CONTENT = ("contentEncoding", "contentMediaType", "contentSchema")


def _contents(_prover: Prover, held: View, asked: View) -> Iterator[Loss]:
    had, wanted = (
        {text_of([part.said.get(each) for each in _CONTENT]) for part in view.parts if set(_CONTENT) & part.said.keys()}
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


# --- what has no say in whether a value is valid ---------------------------------------------------------------------


def notes(one: View, other: View) -> Iterator[Loss]:
    """Give what differs that has no say in whether a value is valid."""
    keys = {key for each in (*one.written, *other.written) for key in each if not key.startswith("x-")}
    known = KNOWN[one.book.dialect] | KNOWN[other.book.dialect] | _NO_MATTER | _SHELVES
    for key in sorted(keys - known):
        first, second = ({text_of(each) for each in view.notes(key)} for view in (one, other))
        if first != second:
            yield Loss(key if key in _TOLD_APART else "texts" if key in PROSE else "keyword", key, lost=False)
