"""What each JSON Schema keyword rejects that another schema accepts: one function for each keyword."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple, Protocol

from ...records import dataclass
from ...schema.references import format_pointer
from .bounds import declared_bound, effective_bound, exact, grid
from .views import Group, Node, Part, View
from .vocabulary import ANNOTATIONS, DEFINITIONS, IDENTIFIERS, INFINITE, KNOWN, LIMITS, NUMBERS, PROSE, canonical_text

MAX_POSITIONS = 200
"""Positions of a list that are compared one by one."""


@dataclass(frozen=True)
class Rejection:
    """Values that one keyword of a schema rejects and the other schema accepts."""

    keyword: str
    step: str = ""
    """The name of the property, if it is about one."""
    certain: bool = True
    """Whether such a value exists, as far as can be seen; otherwise it is only not proven that none does."""
    rejects: bool = True
    """False if no value is rejected, but the difference is worth reporting."""


class ChildPair(NamedTuple):
    """A pair of child schemas: the parents are contained only if these are."""

    step: str
    inner: Node
    outer: Node
    name: str | None = None
    """The name of the property, if it is one."""


LocalDifferences = tuple[list[Rejection], list[ChildPair]]


class Prover(Protocol):
    """What a keyword may ask of the proof: see `subschema.SubschemaProver`."""

    def contained(self, inner: Node, outer: Node) -> bool:
        """Return whether `outer` is proven to accept everything that `inner` accepts."""

    def includes(self, inner: Node, outer: Node, *, bare: bool = True) -> bool:
        """Return whether every schema of `outer` is among those of `inner`."""

    def equal(self, one: Node, other: Node) -> bool:
        """Return whether two nodes are proven to accept the same values."""

    def disjoint(self, one: Node, other: Node, depth: int = 0) -> bool:
        """Return whether it is proven that no value is valid for both."""

    def covered(self, inner: Node, group: Group, outer: Node) -> bool:
        """Return whether a list of alternatives is proven to accept everything that `inner` accepts."""

    def splits(self, inner: View, outer: View) -> Iterator[list[Node]]:
        """Yield the ways to split a schema so that each part can be proven by itself."""


Rejections = Callable[[Prover, View, View], Iterator[Rejection]]


def child_pairs(inner: View, outer: View) -> Iterator[ChildPair]:
    """Return the child schemas of objects and lists to compare."""
    found = []
    if "object" in inner.kinds and effective_bound(inner, "maxProperties")[0] < 0:
        found += list(_pairs_of_objects(inner, outer))
    if "array" in inner.kinds:
        found += list(_pairs_of_lists(inner, outer))
    return (pair for pair in found if pair.outer.locations)


def _pairs_of_objects(inner: View, outer: View) -> Iterator[ChildPair]:
    for name in dict.fromkeys([*inner.names, *outer.names]):
        yield ChildPair(format_pointer((name,))[1:], inner.member(name), outer.member(name), name)
    if _patterns_agree(inner, outer):
        for pattern in sorted(frozenset().union(*outer.patterns_of_names)):
            yield ChildPair(f"({format_pointer((pattern,))[1:]})", inner.patterned(pattern), outer.patterned(pattern))
        yield ChildPair("*", inner.others, outer.others)
    yield ChildPair(
        "(name)", inner.names_of_properties.restricted(kinds=frozenset({"string"})), outer.names_of_properties
    )


def _pairs_of_lists(inner: View, outer: View) -> Iterator[ChildPair]:
    length = max(inner.longest_prefix, outer.longest_prefix)
    most = min(length, MAX_POSITIONS, -effective_bound(inner, "maxItems")[0])
    for index in range(int(most)):
        yield ChildPair(f"[{index}]", inner.item(index), outer.item(index))
    if most == length and -effective_bound(inner, "maxItems")[0] > length:
        yield ChildPair("[]", inner.item(length), outer.item(length))


def _patterns_agree(inner: View, outer: View) -> bool:
    """Return whether both have the same patterns for unlisted properties."""
    return len({*inner.patterns_of_names, *outer.patterns_of_names}) <= 1


# One function for each keyword: the values that `inner` accepts and the keyword of `outer` rejects.


def _types(_prover: Prover, inner: View, outer: View) -> Iterator[Rejection]:
    if not inner.kinds <= outer.declared_kinds:
        yield Rejection("type")


def _choices(_prover: Prover, inner: View, outer: View) -> Iterator[Rejection]:
    # If `inner` enumerates few values, they were validated one by one.
    inner_values = [set(map(canonical_text, values)) for values in inner.enumerations]
    if not all(
        any(values <= set(map(canonical_text, outer_values)) for values in inner_values)
        for outer_values in outer.enumerations
    ):
        yield Rejection("enum")


def _limits(_prover: Prover, inner: View, outer: View) -> Iterator[Rejection]:
    for keyword, limit in LIMITS.items():
        if inner.kinds & limit.kinds and declared_bound(outer, keyword) > effective_bound(inner, keyword):
            yield Rejection(keyword)


def _positions(_prover: Prover, inner: View, outer: View) -> Iterator[Rejection]:
    length = max(inner.longest_prefix, outer.longest_prefix)
    if "array" in inner.kinds and min(length, -effective_bound(inner, "maxItems")[0]) > MAX_POSITIONS:
        yield Rejection("items", certain=False)


def _multiples(_prover: Prover, inner: View, outer: View) -> Iterator[Rejection]:
    step = grid(inner)
    for divisor in map(exact, outer.values("multipleOf") if inner.kinds & NUMBERS else ()):
        if step is None or not isinstance(divisor, Fraction) or (step / divisor).denominator != 1:
            yield Rejection("multipleOf")


def _patterns(_prover: Prover, inner: View, outer: View) -> Iterator[Rejection]:
    inner_values = inner.values("pattern")
    if "string" in inner.kinds and not set(outer.values("pattern")) <= set(inner_values):
        yield Rejection("pattern", certain=not inner_values)


def _formats(_prover: Prover, inner: View, outer: View) -> Iterator[Rejection]:
    # Formats are not asserted here; the server may assert them.
    inner_values, outer_values = (set(map(canonical_text, view.values("format"))) for view in (inner, outer))
    if not outer_values <= inner_values:
        yield Rejection("format", certain=False)


_CONTENT = ("contentEncoding", "contentMediaType", "contentSchema")


def _contents(_prover: Prover, inner: View, outer: View) -> Iterator[Rejection]:
    inner_values, outer_values = (
        {
            canonical_text([part.keywords.get(keyword) for keyword in _CONTENT])
            for part in view.parts
            if set(_CONTENT) & part.keywords.keys()
        }
        for view in (inner, outer)
    )
    if "string" in inner.kinds and not outer_values <= inner_values:
        yield Rejection("contentMediaType", certain=False)


def _uniqueness(_prover: Prover, inner: View, outer: View) -> Iterator[Rejection]:
    may_repeat = "array" in inner.kinds and -effective_bound(inner, "maxItems")[0] > 1
    if may_repeat and any(outer.values("uniqueItems")) and not any(inner.values("uniqueItems")):
        yield Rejection("uniqueItems")


class _Contained(NamedTuple):
    node: Node
    least: float
    most: float


def _contains_of(view: View) -> list[_Contained]:
    return [
        _Contained(
            view.node.at([(*part.tokens, "contains")]),
            part.keywords.get("minContains", 1),
            part.keywords.get("maxContains", INFINITE),
        )
        for part in view.parts
        if "contains" in part.keywords
    ]


def _contains(prover: Prover, inner: View, outer: View) -> Iterator[Rejection]:
    inner_values = _contains_of(inner) if "array" in inner.kinds else []
    for wanted in _contains_of(outer) if "array" in inner.kinds else ():
        enough = wanted.least <= 0 or any(
            contained.least >= wanted.least and prover.contained(contained.node, wanted.node)
            for contained in inner_values
        )
        few = wanted.most == INFINITE or any(
            contained.most <= wanted.most and prover.contained(wanted.node, contained.node)
            for contained in inner_values
        )
        if not (enough and few):
            yield Rejection("contains", certain=False)


def _required(_prover: Prover, inner: View, outer: View) -> Iterator[Rejection]:
    if "object" in inner.kinds:
        yield from (Rejection("required", name) for name in sorted(outer.required - inner.required))


def _demands(_prover: Prover, inner: View, outer: View) -> Iterator[Rejection]:
    inner_values = {
        (name, other) for part in inner.parts for name, others in part.required_together for other in others
    }
    outer_values = [
        (name, other) for part in outer.parts for name, others in part.required_together for other in others
    ]
    for name, other in outer_values if "object" in inner.kinds else ():
        is_implied = other in inner.required or (name, other) in inner_values
        if not is_implied and not inner.member(name).view.rejects_all:
            yield Rejection("dependentRequired")


def _dependents(prover: Prover, inner: View, outer: View) -> Iterator[Rejection]:
    inner_values = [dependent for part in inner.parts for dependent in part.conditional]
    for name, location in (
        (dependent for part in outer.parts for dependent in part.conditional) if "object" in inner.kinds else ()
    ):
        with_name = inner.node.restricted(
            (location for trigger, location in inner_values if trigger == name), frozenset({"object"})
        )
        if not inner.member(name).view.rejects_all and not prover.contained(with_name, outer.node.at([location])):
            yield Rejection("dependentSchemas", certain=False)


def _pattern_properties(_prover: Prover, inner: View, outer: View) -> Iterator[Rejection]:
    if "object" in inner.kinds and outer.patterns_of_names and not _patterns_agree(inner, outer):
        yield Rejection("patternProperties", certain=False)


def _unevaluated(prover: Prover, inner: View, outer: View) -> Iterator[Rejection]:
    # Its meaning depends on all keywords beside it, so only what is written alike is sure to mean the same.
    for part in outer.parts:
        for keyword in ("unevaluatedProperties", "unevaluatedItems"):
            if part.keywords.get(keyword, True) is True:
                continue
            alone = outer.node.at([part.tokens])
            if not any(prover.includes(inner.node.at([own.tokens]), alone) for own in inner.parts):
                yield Rejection(keyword, certain=False)


def _exclusions(prover: Prover, inner: View, outer: View) -> Iterator[Rejection]:
    inner_values = [inner.node.at([location]) for part in inner.parts for location in part.location("not")]
    for location in (location for part in outer.parts for location in part.location("not")):
        excluded = outer.node.at([location])
        is_excluded = prover.disjoint(inner.node, excluded)
        if not is_excluded and not any(prover.contained(excluded, node) for node in inner_values):
            yield Rejection("not", certain=False)


def _alternatives(prover: Prover, inner: View, outer: View) -> Iterator[Rejection]:
    for group in outer.groups:
        if any(_is_same_group(prover, inner, own, outer, group) for own in inner.groups):
            continue
        ways = [[inner.node], *prover.splits(inner, outer)]
        if not any(all(prover.covered(node, group, outer.node) for node in way) for way in ways):
            yield Rejection(group.keyword, certain=False)


def _is_same_group(prover: Prover, inner: View, inner_values: Group, outer: View, outer_values: Group) -> bool:
    if inner_values.keyword != outer_values.keyword or len(inner_values.locations) != len(outer_values.locations):
        return False
    remaining = list(inner_values.locations)
    for location in outer_values.locations:
        wanted = outer.node.at([location])
        like = next((location for location in remaining if prover.equal(inner.node.at([location]), wanted)), None)
        if like is None:
            return False
        remaining.remove(like)
    return True


def _conditions(prover: Prover, inner: View, outer: View) -> Iterator[Rejection]:
    for part in outer.parts:
        if "if" not in part.keywords or not {"then", "else"} & part.keywords.keys():
            continue
        then, other = (outer.node.at(part.location(keyword)) for keyword in ("then", "else"))
        always = prover.contained(inner.node, then) and prover.contained(inner.node, other)
        if not always and not any(_is_same_condition(prover, inner, own, outer, part) for own in inner.parts):
            yield Rejection("if", certain=False)


def _is_same_condition(prover: Prover, inner: View, inner_values: Part, outer: View, outer_values: Part) -> bool:
    if "if" not in inner_values.keywords:
        return False
    mine = {keyword: inner.node.at(inner_values.location(keyword)) for keyword in ("if", "then", "else")}
    theirs = {keyword: outer.node.at(outer_values.location(keyword)) for keyword in ("if", "then", "else")}
    return prover.equal(mine["if"], theirs["if"]) and all(
        prover.contained(inner.node.restricted(mine[keyword].locations), theirs[keyword])
        for keyword in ("then", "else")
    )


KEYWORD_RULES: tuple[Rejections, ...] = (
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
"""All rows. `properties`, `items` and other keywords with child schemas are compared by `child_pairs`."""


def annotation_differences(one: View, other: View) -> Iterator[Rejection]:
    """Yield differences in keywords that do not affect validity."""
    keys = {key for schema in (*one.written, *other.written) for key in schema if not key.startswith("x-")}
    known = KNOWN[one.schemas.dialect] | KNOWN[other.schemas.dialect] | IDENTIFIERS | DEFINITIONS
    for key in sorted(keys - known):
        first, second = ({canonical_text(value) for value in view.raw_values(key)} for view in (one, other))
        if first != second:
            yield Rejection(key if key in ANNOTATIONS else "texts" if key in PROSE else "keyword", key, rejects=False)
