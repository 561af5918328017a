"""Differences between two schemas, location by location, and what each means for programs."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from ...records import dataclass
from ...schema.references import format_pointer
from .difference import BREAKING, SAFE, UNCLEAR, shorten
from .keywords import Rejection
from .subschema import SubschemaProver
from .views import Node, View
from .vocabulary import LIMITS, NUMBERS, Kinds

MAX_PAIRS = 20_000
"""Pairs of schemas that are compared for one parameter or response."""

INPUT = "input"
OUTPUT = "output"


@dataclass
class SchemaChange:
    """A difference in one keyword, at one location of two schemas."""

    path: tuple[str, ...]
    keyword: str
    step: str
    old: View
    new: View
    narrower: Rejection | None = None
    """What the new schema may reject of what the old one accepts."""
    wider: Rejection | None = None
    """What the new schema may accept of what the old one rejects."""

    @property
    def annotation(self) -> str:
        """The keyword, if it is one that does not affect validity."""
        return self.step if self.keyword == "keyword" else self.keyword

    @property
    def what(self) -> str:
        """The path to it."""
        last = (format_pointer((self.step,))[1:],) if self.keyword in ("property", "required") else ()
        return "/".join((*self.path, *last))

    @property
    def pointer(self) -> str:
        """JSON Pointer to it."""
        return format_pointer(next(iter((*self.new.node.locations, *self.old.node.locations)), ()))


def find_changes(prover: SubschemaProver, old: Node, new: Node) -> list[SchemaChange]:
    """Return the differences between two schemas, each pair of locations once, the outer ones first."""
    found: dict[tuple[tuple[str, ...], str, str], SchemaChange] = {}
    for narrower in (True, False):
        for path, inner, outer, rejection in _compare_schemas(prover, *((old, new) if narrower else (new, old))):
            views = (inner.view, outer.view) if narrower else (outer.view, inner.view)
            key = (path, rejection.keyword, rejection.step)
            one = found.setdefault(key, SchemaChange(path, rejection.keyword, rejection.step, *views))
            if narrower:
                one.narrower = one.narrower or rejection
            else:
                one.wider = one.wider or rejection
    return list(found.values())


def _compare_schemas(
    prover: SubschemaProver, inner: Node, outer: Node
) -> Iterator[tuple[tuple[str, ...], Node, Node, Rejection]]:
    """Yield what `outer` may reject of what `inner` accepts, and other differences, with the path to each."""
    pending: deque[tuple[tuple[str, ...], Node, Node]] = deque([((), inner, outer)])
    seen = {(inner, outer)}
    while pending:
        if len(seen) > MAX_PAIRS:
            yield (), inner, outer, Rejection("$ref", certain=False)
            return
        path, inner, outer = pending.popleft()
        rejections, inside = prover.compare(inner, outer)
        yield from ((path, inner, outer, rejection) for rejection in rejections)
        for pair in inside:
            if (pair.inner, pair.outer) not in seen:
                seen.add((pair.inner, pair.outer))
                pending.append(((*path, pair.step) if pair.step else path, pair.inner, pair.outer))


def _noun(change: SchemaChange) -> str:
    """Return a noun for a difference that no single keyword makes."""
    if change.keyword == "$ref":
        return "schema"
    last = change.path[-1] if change.path else ""
    return {"*": "additionalProperties", "[]": "items", "(name)": "propertyNames"}.get(last, "schema")


def _values(view: View, keyword: str) -> str:
    """Return the value of a keyword in a few characters."""
    values = view.raw_values(keyword) or (view.raw_values(LIMITS[keyword].exclusive) if keyword in LIMITS else [])
    return " and ".join(map(shorten, values)) or "nothing"


def _changed_kinds(change: SchemaChange) -> str:
    """Return which kinds of values were removed and added."""
    old, new = change.old.declared_kinds, change.new.declared_kinds
    if change.narrower and change.wider:
        return f"the type changed from {_kinds(old)} to {_kinds(new)}"
    if change.narrower:
        return f"the type {_kinds(old - new)} was removed"
    return f"the type {_kinds(new - old)} was added"


def _kinds(kinds: Kinds) -> str:
    named = {"number" if kinds >= NUMBERS and kind in NUMBERS else kind for kind in kinds}
    return " or ".join(sorted("non-integer number" if name == "fraction" else name for name in named))


def _changed_choices(change: SchemaChange) -> str:
    """Return which values of an enumeration were removed and added."""
    old, new = ([shorten(value) for value in view.enumerated or ()] for view in (change.old, change.new))
    removed, added = [value for value in old if value not in new], [value for value in new if value not in old]
    if not (old and new):
        return "the allowed values are now listed" if new else "the allowed values are no longer listed"
    parts = [f"{verb} {', '.join(values[:10])}" for verb, values in (("removed", removed), ("added", added)) if values]
    return f"the allowed values changed ({', '.join(parts)})" if parts else "the allowed values changed"


_MEANING = {
    (INPUT, "narrowed"): "values that were accepted may be rejected",
    (INPUT, "widened"): "more values are accepted",
    (INPUT, "changed"): "values that were accepted may be rejected",
    (OUTPUT, "narrowed"): "responses have fewer possible values",
    (OUTPUT, "widened"): "responses may have values that they never had",
    (OUTPUT, "changed"): "responses may have values that they never had",
}
_LENIENT = frozenset({"enum", "additionalProperties"})
"""What may grow in responses: it is reported, but most programs handle it."""


@dataclass(frozen=True)
class Judgement:
    """What a change means for programs."""

    severity: str
    rule: str
    message: str


def _usual(change: SchemaChange, side: str) -> Judgement:
    bad, good = (change.narrower, change.wider) if side == INPUT else (change.wider, change.narrower)
    noun = _noun(change) if change.keyword in ("anything", "$ref") else change.keyword
    verb = "changed" if bad and good else "narrowed" if change.narrower else "widened"
    meaning = _MEANING[side, verb]
    severity = BREAKING if bad else SAFE
    if bad and (not bad.certain or (side == OUTPUT and noun in _LENIENT)):
        severity = UNCLEAR
        meaning = meaning if bad.certain else f"it is not known whether {_DOUBT[side]}"
    return Judgement(severity, f"{noun} {verb}", f"{_change(change, noun)}: {meaning}")


_DOUBT = {INPUT: "all accepted values are still accepted", OUTPUT: "all responses were possible before"}


def _change(change: SchemaChange, noun: str) -> str:
    if noun == "enum":
        return _changed_choices(change)
    if change.keyword == "anything":
        return "no value is allowed now" if change.new.rejects_all else "values are allowed now"
    if change.keyword == "$ref":
        return "it is too large to be compared"
    if noun == "type":
        return _changed_kinds(change)
    before, after = _values(change.old, noun), _values(change.new, noun)
    return f"`{noun}` changed from {before} to {after}" if before != after else f"`{noun}` changed"


def _property(change: SchemaChange, side: str) -> Judgement:
    bad = change.narrower if side == INPUT else change.wider
    lost = bad is not None and bad.rejects
    if change.step in change.old.names:
        message = "it is no longer declared"
        if side == OUTPUT:
            return Judgement(BREAKING, "property removed", f"{message}: programs that read it find nothing")
        refused = lost and bad is not None and bad.certain
        meaning = "it is rejected" if refused else "it is accepted like any undeclared property, and may be ignored"
        return Judgement(BREAKING if refused else UNCLEAR, "property removed", f"{message}: {meaning}")
    if not lost:
        return Judgement(SAFE, "property added", "it is new and optional")
    if side == OUTPUT:
        return Judgement(UNCLEAR, "property added", "it is new, and the old description allowed no others")
    if change.step in change.new.required:
        return Judgement(BREAKING, "property added", "it is new and required")
    return Judgement(
        UNCLEAR, "property added", "it is new: any value of this name was accepted before, and is now validated"
    )


def _requirement(change: SchemaChange, side: str) -> Judgement:
    if change.narrower:
        meaning = "it must be passed now" if side == INPUT else "it is always present now"
        return Judgement(BREAKING if side == INPUT else SAFE, "property required", f"it was optional: {meaning}")
    meaning = "it may be left out now" if side == INPUT else "it may be missing now"
    return Judgement(SAFE if side == INPUT else BREAKING, "property optional", f"it was required: {meaning}")


def _secret(change: SchemaChange, _side: str) -> Judgement:
    if any(change.new.raw_values("secret")):
        return Judgement(SAFE, "secret added", "it is redacted in logs and errors now")
    return Judgement(UNCLEAR, "secret removed", "it is no longer redacted in logs and errors")


def _file(change: SchemaChange, side: str) -> Judgement:
    message = "it is a file now" if True in change.new.raw_values("file") else "it is no longer a file"
    return Judgement(BREAKING if side == INPUT else UNCLEAR, "file changed", message)


def _read_only(change: SchemaChange, side: str) -> Judgement:
    return _direction(
        change, "readOnly", is_left_out=side == INPUT, verbs=("sent", "a value that is passed may be ignored")
    )


def _write_only(change: SchemaChange, side: str) -> Judgement:
    return _direction(
        change, "writeOnly", is_left_out=side == OUTPUT, verbs=("returned", "programs that read it find nothing")
    )


def _direction(change: SchemaChange, keyword: str, *, is_left_out: bool, verbs: tuple[str, str]) -> Judgement:
    """Return what it means that a value is left out of requests or of responses, or no longer is."""
    verb, meaning = verbs
    is_marked = True in change.new.raw_values(keyword)
    rule = f"{keyword} {'added' if is_marked else 'removed'}"
    if not is_left_out:
        return Judgement(SAFE, rule, f"`{keyword}` changed, which has no effect here")
    if is_marked:
        return Judgement(UNCLEAR, rule, f"it is no longer {verb}: {meaning}")
    return Judgement(SAFE, rule, f"it may be {verb} now")


def _xml(change: SchemaChange, _side: str) -> Judgement:
    before, after = _values(change.old, "xml"), _values(change.new, "xml")
    message = f"how it is written in XML changed from {before} to {after}"
    return Judgement(UNCLEAR, "xml changed", f"{message}: it is not known whether the server reads the same value")


def _default(change: SchemaChange, side: str) -> Judgement:
    before, after = _values(change.old, "default"), _values(change.new, "default")
    message = f"the default changed from {before} to {after}"
    return Judgement(UNCLEAR if side == INPUT else SAFE, "default changed", message)


def _deprecation(change: SchemaChange, _side: str) -> Judgement:
    return deprecation(any(change.old.raw_values("deprecated")), change.new.raw_values("deprecated"))


def deprecation(before: Any, after: Any) -> Judgement:
    """Return what a change of `deprecated` means."""
    if not after:
        return Judgement(SAFE, "deprecated removed", "it is no longer deprecated")
    verb = "changed" if before else "added"
    return Judgement(
        SAFE,
        f"deprecated {verb}",
        f"it is deprecated: {after}" if isinstance(after, str) else "it is deprecated",
    )


_JUDGES: dict[str, Callable[[SchemaChange, str], Judgement]] = {
    "property": _property,
    "required": _requirement,
    "secret": _secret,
    "file": _file,
    "default": _default,
    "readOnly": _read_only,
    "writeOnly": _write_only,
    "xml": _xml,
    "deprecated": _deprecation,
    "texts": lambda change, _: Judgement(SAFE, "texts changed", f"`{change.step}` changed"),
    "keyword": lambda change, _: Judgement(
        UNCLEAR, "keyword changed", f"`{change.step}` changed, and its meaning is not known"
    ),
}
"""How the change of a keyword is judged; by `_usual` if it is not listed."""


def judge(change: SchemaChange, side: str) -> Judgement:
    """Return what a change means for programs; `side` is `INPUT` for arguments, `OUTPUT` for responses."""
    return _JUDGES.get(change.keyword, _usual)(change, side)


def is_same_as_string(change: SchemaChange) -> bool:
    """Return whether a type was removed whose values are sent as strings that the new type accepts."""
    removed = change.old.declared_kinds - change.new.declared_kinds
    is_removal = change.keyword == "type" and change.narrower is not None
    return is_removal and "string" in change.new.declared_kinds and removed <= NUMBERS | {"boolean"}
