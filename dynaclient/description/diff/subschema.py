"""
Whether one schema accepts everything that another one accepts, and if not, which keyword rejects it.

A function of `keywords` judges each keyword. Containment is only claimed if it is proven; the proof may miss some.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .bounds import kinds_apart
from .keywords import KEYWORD_RULES, ChildPair, LocalDifferences, Rejection, annotation_differences, child_pairs
from .views import Group, Node, View

MAX_STEPS = 1_000
"""Pairs of schemas that one proof may compare."""
MAX_STEPS_IN_ALL = 30_000
MAX_DEPTH = 40
"""The depth of nested proofs."""


class SubschemaProver:
    """Proves that one schema accepts everything that another one accepts, or finds what it rejects."""

    def __init__(self) -> None:
        self._known: dict[tuple[Node, Node], bool] = {}
        self._disjoint: dict[tuple[Node, Node], bool] = {}
        self._local: dict[tuple[Node, Node], LocalDifferences] = {}
        self._assumed: dict[tuple[Node, Node], None] | None = None
        self._steps = 0
        self._depth = 0
        self._remaining_steps = MAX_STEPS_IN_ALL

    def contained(self, inner: Node, outer: Node) -> bool:
        """
        Return whether it is proven that `outer` accepts everything that `inner` accepts.

        A pair that the proof returns to may be assumed (coinduction): each round goes deeper into the value, which is
        finite. The assumptions of a failed branch are discarded with it.
        """
        pair = (inner, outer)
        if pair in self._known:
            return self._known[pair]
        if self._assumed is not None:
            return self._prove(pair, self._assumed)
        self._assumed, self._steps, self._depth = {}, min(MAX_STEPS, self._remaining_steps), 0
        before = self._steps
        try:
            self._known[pair] = self._prove(pair, self._assumed)
        except RecursionError:  # pragma: no cover - only if the caller's stack is almost full
            self._known[pair] = False
        finally:
            self._assumed = None
            self._remaining_steps -= before - self._steps
        return self._known[pair]

    def _prove(self, pair: tuple[Node, Node], assumed: dict[tuple[Node, Node], None]) -> bool:
        if pair in assumed:
            return True
        if self._steps <= 0 or self._depth >= MAX_DEPTH:
            return False
        self._steps -= 1 + len(pair[0].view.parts) // 8
        self._depth += 1
        before = len(assumed)
        assumed[pair] = None
        holds = self.includes(*pair) or self._prove_by_keywords(*pair)
        self._depth -= 1
        while not holds and len(assumed) > before:
            assumed.popitem()
        if not holds and self._steps > 0:
            # Assumptions only help: what fails with them fails without.
            self._known[pair] = False
        return holds

    def _prove_by_keywords(self, inner: Node, outer: Node) -> bool:
        inner_view, outer_view = inner.view, outer.view
        if inner_view.rejects_all or not inner_view.kinds:
            return True
        if outer_view.rejects_all or outer_view.opaque or inner_view.opaque:
            return False
        if inner_view.all_values is not None:
            return not outer_view.schemas.dynamic and all(map(outer_view.accepts, inner_view.all_values))
        if not any(self.rejections(inner_view, outer_view)) and all(
            self.contained(pair.inner, pair.outer) for pair in child_pairs(inner_view, outer_view)
        ):
            return True
        return any(all(self.contained(node, outer) for node in nodes) for nodes in self.splits(inner_view, outer_view))

    def rejections(self, inner: View, outer: View) -> Iterator[Rejection]:
        """Yield what each keyword of `outer` may reject."""
        for row in KEYWORD_RULES:
            yield from row(self, inner, outer)

    def includes(self, inner: Node, outer: Node, *, bare: bool = True) -> bool:
        """Return whether every schema of `outer` is among those of `inner`; `bare` as in `SchemaSet.fingerprint`."""
        if inner.schemas.dynamic or outer.schemas.dynamic:
            return False
        inner_values = (
            {inner.schemas.fingerprint(location, bare=bare) for location in inner.locations}
            if outer.locations
            else set()
        )
        return all(outer.schemas.fingerprint(location, bare=bare) in inner_values for location in outer.locations)

    def same(self, one: Node, other: Node, *, bare: bool = False) -> bool:
        """Return whether two nodes are written alike."""
        return self.includes(one, other, bare=bare) and self.includes(other, one, bare=bare)

    def equal(self, one: Node, other: Node) -> bool:
        """Return whether it is proven that two nodes accept the same values."""
        return self.contained(one, other) and self.contained(other, one)

    def disjoint(self, one: Node, other: Node, depth: int = 0) -> bool:
        """Return whether it is proven that no value is valid for both."""
        pair = (one, other)
        if pair not in self._disjoint:
            self._disjoint[pair] = False  # a proof that returns here has failed
            self._disjoint[pair] = self._are_disjoint(one, other, depth)
        return self._disjoint[pair]

    def _are_disjoint(self, one: Node, other: Node, depth: int) -> bool:
        first, second = one.view, other.view
        kinds = (first.kinds & second.kinds) - kinds_apart(first, second) - kinds_apart(second, first)
        if not kinds:
            return True
        for inner_view, against in ((first, second), (second, first)):
            if inner_view.all_values is not None and not against.schemas.dynamic:
                return not any(map(against.accepts, inner_view.all_values))
        if kinds != {"object"} or depth > 3:
            return False
        return any(
            self.disjoint(first.member(name), second.member(name), depth + 1)
            for name in first.required | second.required
        )

    def covered(self, inner: Node, group: Group, outer: Node) -> bool:
        """Return whether it is proven that a list of alternatives accepts everything that `inner` accepts."""
        others = outer.view.alternatives(group)
        return any(self._takes(inner, others, index, group.keyword) for index in range(len(others)))

    def _takes(self, inner: Node, others: Sequence[Node], index: int, keyword: str) -> bool:
        return self.contained(inner, others[index]) and (
            keyword == "anyOf"
            or all(self.disjoint(inner, other) for position, other in enumerate(others) if position != index)
        )

    def splits(self, inner: View, outer: View) -> Iterator[list[Node]]:
        """Yield the ways to split a schema so that each part can be proven by itself."""
        yield from (inner.split_by(group) for group in inner.groups)
        mixed = any(
            not inner.kinds <= alternative.view.kinds
            for group in outer.groups
            for alternative in outer.alternatives(group)
        )
        if mixed and len(inner.kinds) > 1:
            yield [inner.node.restricted(kinds=frozenset({kind})) for kind in sorted(inner.kinds)]

    # Differences, location by location.

    def compare(self, inner: Node, outer: Node) -> LocalDifferences:
        """Return what may be rejected at this location, and the child schemas to compare."""
        pair = (inner, outer)
        if pair not in self._local:
            self._local[pair] = ([], []) if self.same(inner, outer) else self._compare_with_annotations(inner, outer)
        return self._local[pair]

    def _compare_with_annotations(self, inner: Node, outer: Node) -> LocalDifferences:
        found, inside = self._compare(inner.view, outer.view)
        return [*found, *(() if inner.chosen else annotation_differences(inner.view, outer.view))], inside

    def _compare(self, inner: View, outer: View) -> LocalDifferences:
        if self.same(inner.node, outer.node, bare=True):
            return [], [] if inner.opaque else list(child_pairs(inner, outer))
        if inner.rejects_all or not inner.kinds:
            return [], []
        if outer.rejects_all:
            return [Rejection("anything")], []
        if inner.opaque or outer.opaque:
            return [Rejection("$ref", certain=False)], []
        if inner.all_values is not None and not outer.schemas.dynamic:
            fit = all(map(outer.accepts, inner.all_values))
            if fit or outer.enumerated is not None:
                return ([] if fit else [Rejection("enum")]), []
        return self._compare_keywords(inner, outer)

    def _compare_keywords(self, inner: View, outer: View) -> LocalDifferences:
        if inner.kinds.isdisjoint(outer.declared_kinds):
            return [Rejection("type")], []
        found, inside = list(self.rejections(inner, outer)), list(child_pairs(inner, outer))
        if (found or inside) and inner.groups and self.contained(inner.node, outer.node):
            found, inside = [], []
        elif (found or inside) and inner.is_choice:
            return [], [ChildPair("", node, outer.node) for node in inner.split_by(inner.groups[0])]
        return self._inside_alternative(inner, outer, *self._merge_undeclared(inner, outer, found, inside))

    def _merge_undeclared(
        self, inner: View, outer: View, found: list[Rejection], inside: list[ChildPair]
    ) -> LocalDifferences:
        """Report properties that only one of the two declares as such, in place of differences inside them."""
        # Properties declared in alternatives are not visible here.
        if "object" not in inner.kinds or inner.groups or outer.groups:
            return found, inside
        undeclared = inner.names.keys() ^ outer.names.keys()
        needed = {rejection.step for rejection in found if rejection.keyword == "required"}
        added = []
        for name in dict.fromkeys([*inner.names, *outer.names]):
            if name in undeclared:
                certain = name in needed or outer.member(name).view.rejects_all
                rejects = name in needed or not self.contained(inner.member(name), outer.member(name))
                added.append(Rejection("property", name, certain, rejects))
        rest = [rejection for rejection in found if rejection.keyword != "required" or rejection.step not in undeclared]
        return [*rest, *added], [pair for pair in inside if pair.name not in undeclared]

    def _inside_alternative(
        self, inner: View, outer: View, found: list[Rejection], inside: list[ChildPair]
    ) -> LocalDifferences:
        """Compare with an alternative if it is the only one that can apply."""
        if not outer.is_choice or not any(rejection.keyword == outer.groups[0].keyword for rejection in found):
            return found, inside
        group = outer.groups[0]
        possible = [
            location for location in group.locations if not self.disjoint(inner.node, outer.node.at([location]))
        ]
        rest = [rejection for rejection in found if rejection.keyword != group.keyword]
        if not possible:
            return [*rest, Rejection(group.keyword)], inside
        if len(possible) > 1:
            return found, inside
        step = f"{group.keyword}/{group.locations.index(possible[0])}"
        return rest, [*inside, ChildPair(step, inner.node, outer.node.at(possible))]
