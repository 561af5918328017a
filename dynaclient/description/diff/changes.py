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
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from ...errors import DescriptionError, close_matches, did_you_mean, printable
from ...schema.references import pointer_of
from ...schema.validation import Schema
from ..api import Api, Resource
from ..builder import ANYTHING
from ..model import TEMPLATE, UNSET, Action, Parameter, ResponseDescription, Server, Spellings, snake_case
from .subschema import LIMITS, NUMBERS, Book, Kinds, Loss, Node, Prover, View, text_of

BREAKING = "breaking"
UNCLEAR = "unclear"
SAFE = "safe"
SEVERITIES = (BREAKING, UNCLEAR, SAFE)

MAX_PAIRS = 20_000
"""Pairs of schemas that may be looked at below one parameter or answer."""
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


def _shown(value: Any) -> str:
    told = str(text_of(value))
    return told if len(told) <= MAX_SHOWN else told[: MAX_SHOWN - 1] + "…"


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
    pending: deque[tuple[tuple[str, ...], Node, Node]] = deque([((), held, asked)])
    seen = {(held, asked)}
    while pending:
        if len(seen) > MAX_PAIRS:
            yield (), held, asked, Loss("$ref", certain=False)
            return
        path, have, want = pending.popleft()
        losses, inside = prover.local(have, want)
        yield from ((path, have, want, each) for each in losses)
        for edge in inside:
            if (edge.held, edge.asked) not in seen:
                seen.add((edge.held, edge.asked))
                pending.append(((*path, edge.step) if edge.step else path, edge.held, edge.asked))


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
        invalid_option = lost and bad is not None and bad.certain
        meaning = "it is refused" if invalid_option else "it is accepted as anything else is, and perhaps ignored"
        return Judgement(BREAKING if invalid_option else UNCLEAR, "property removed", f"{told}: {meaning}")
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
        hint = did_you_mean(close_matches(name, come) if kind == "action" else ())
        told += f"; {hint}" if hint else ""
    return Difference(BREAKING, name, "", f"{kind} removed", told)


def _spellings(old: Spellings, new: Spellings, place: str, what: str) -> Iterator[Difference]:
    """Tell of names that mean something else now because something new is spelled like them."""
    for name in old.names:
        for spelling in dict.fromkeys((name, snake_case(name))):
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
    if text_of(before) == text_of(after):
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
    hint = f"renamed? {alike[0]} is written as it was" if alike else did_you_mean(close_matches(before.name, come))
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
    if old.allow_reserved and not new.allow_reserved:
        yield place.tell(BREAKING, "allowReserved removed", "a value with a slash is one segment of the path now")
    elif new.allow_reserved and not old.allow_reserved:
        yield place.tell(UNCLEAR, "allowReserved added", "a slash in a value begins another segment of the path now")
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
