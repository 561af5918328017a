"""
What two versions of a description differ in, and what each difference means for the programs that use it.

The question is always the same: is a program that was right with the old description (it calls actions by name, passes
values, reads responses) right with the new one? What changes only on the wire is reported, and is safe.

For two schemas the question is whether one accepts everything that the other accepts (`subschema`). Nothing is called
safe that is not proven to be; what cannot be proven is unclear.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from ...errors import DescriptionError
from ...records import replace
from ...schema.directions import REQUEST, RESPONSE
from ...schema.references import format_pointer
from ...schema.validation import Schema
from ...strings.counting import counted
from ..api import Api, Resource
from ..model import ANYTHING, Action, Parameter, ResponseDescription
from .action_rules import (
    TRAITS,
    accept_changes,
    credential_changes,
    deprecation_change,
    method_changes,
    order_changes,
    path_changes,
    scope_changes,
    server_changes,
    trait_change,
)
from .annotations import dates_change, hidden_changes
from .api_rules import action_names, api_changes, by_outermost, count_actions, path_shape, removal, spelling_changes
from .difference import BREAKING, SAFE, SEVERITIES, UNCLEAR, DescriptionPart, Difference, shorten, text_change
from .parameter_rules import (
    PARAMETER_ASPECTS,
    Side,
    comparable_media_types,
    contents_of,
    is_sent_as_string,
    media_type_changes,
    parameter_change,
)
from .response_rules import content_changes, covering, is_success, media_type_pairs, status_change
from .schema_changes import INPUT, OUTPUT, find_changes, is_same_as_string, judge
from .subschema import SubschemaProver
from .views import Node, SchemaSet

__all__ = ["BREAKING", "SAFE", "SEVERITIES", "UNCLEAR", "Difference", "differences", "report"]

_SIDES = ((INPUT, REQUEST), (OUTPUT, RESPONSE))
_STREAMS = {
    "": "one body", "sse": "a stream of events", "ndjson": "lines of JSON", "json-seq": "a JSON text sequence",
    "bytes": "a stream of bytes",
}  # fmt: skip
"""The kinds of streams, in words."""


def differences(old: Api, new: Api, *, texts: bool = False) -> list[Difference]:
    """
    Return the differences between two versions of a description, the worst first.

    Args:
        old: The description that programs were written for.
        new: The description that they will run with.
        texts: Whether to list changed titles, descriptions and examples; otherwise they are counted.
    """
    if _is_written_alike(old, new):
        return []
    found = list(_Comparison(old, new).all())
    prose = [difference for difference in dict.fromkeys(found) if difference.rule == "texts changed"]
    listed = dict.fromkeys(difference for difference in found if texts or difference.rule != "texts changed")
    if prose and not texts:
        count = len({difference.pointer for difference in prose})
        message = f"titles, descriptions or examples differ at {counted(count, 'location')}"
        listed[Difference(SAFE, "", "", "texts changed", message)] = None
    return sorted(listed, key=lambda difference: SEVERITIES.index(difference.severity))


def _is_written_alike(old: Api, new: Api) -> bool:
    try:
        return json.dumps(old.document) == json.dumps(new.document)  # in order: the first media type is the default
    except RecursionError:
        return False


def report(found: Iterable[Difference]) -> list[str]:
    """Return a line for each difference; those that one part of the description causes in many actions share a line."""
    groups: dict[tuple[str, str, str, str], list[Difference]] = {}
    for difference in found:
        location = difference.pointer or difference.place + difference.what
        key = (difference.severity, location, difference.rule, difference.message)
        groups.setdefault(key, []).append(difference)
    return [_line(same) for same in groups.values()]


def _line(same: list[Difference]) -> str:
    others = len({difference.place for difference in same}) - 1
    more = f" (and in {counted(others, 'other')})" if others else ""
    return f"{same[0]}{more}"


_ACTION_ASPECTS = (
    deprecation_change,
    scope_changes,
    credential_changes,
    method_changes,
    path_changes,
    order_changes,
    accept_changes,
)


class _Comparison:
    """Compares two descriptions."""

    def __init__(self, old: Api, new: Api) -> None:
        self.old = old
        self.new = new
        self.schema_sets = {(api, side): SchemaSet(api, direction) for api in (old, new) for side, direction in _SIDES}
        self.prover = SubschemaProver()

    def all(self) -> Iterator[Difference]:
        """Yield all differences, in the order of the description."""
        yield from api_changes(self.old, self.new)
        yield from spelling_changes(self.old.spellings, self.new.spellings, "", "resources")
        yield from self._names()
        for name, resource in self.old.all_resources.items():
            if name in self.new.all_resources:
                yield from self._resource(resource, self.new.all_resources[name])

    # Names.

    def _names(self) -> Iterator[Difference]:
        """Yield the resources and actions that were removed or added."""
        old, new = ({outline.name: outline for outline in api.outlines()} for api in (self.old, self.new))
        before, after = action_names(self.old), action_names(self.new)
        added = [name for name in after if name not in before]
        moved = {(new[name].method, path_shape(new[name].path)): name for name in reversed(added) if name in new}
        for name, inside in by_outermost([name for name in before if name not in after], self.new).items():
            hints = [moved.get((old[name].method, path_shape(old[name].path)), "") for name in inside if name in old]
            yield removal(name, inside, hints, added)
        for name, inside in by_outermost(added, self.old).items():
            kind, more = ("action", "") if inside == [name] else ("resource", f", with {count_actions(inside)}")
            yield Difference(SAFE, name, "", f"{kind} added", f"it is new{more}")

    # One resource and its actions.

    def _resource(self, old: Resource, new: Resource) -> Iterator[Difference]:
        yield from spelling_changes(old.spellings, new.spellings, old.name, "")
        if old.description != new.description:
            yield text_change(old.name, "description", format_pointer((old.name,)))
        for key in old.action_names:
            if key in new.action_names:
                yield from self._named(f"{old.name}.{key}")

    def _named(self, name: str) -> Iterator[Difference]:
        actions = []
        for which, api in (("old", self.old), ("new", self.new)):
            try:
                actions.append(_complete(api.action(name)))
            except DescriptionError as error:
                message = (
                    f"the {which} description of the action has problems and cannot be compared: {error.problems[0]}"
                )
                yield Difference(UNCLEAR, name, "", "not readable", message)
        if len(actions) == 2:
            yield from self._action(*actions)

    def _action(self, old: Action, new: Action) -> Iterator[Difference]:
        for trait in TRAITS:
            yield from trait_change(trait, old, new)
        for aspect in _ACTION_ASPECTS:
            yield from aspect(old, new)
        yield from server_changes(old, new, self.old, self.new)
        yield from spelling_changes(old.spellings, new.spellings, new.name, "parameters")
        if old.part_content and new.part_content:
            yield from media_type_changes(
                DescriptionPart(new.name, "content", new.pointer), old.part_content, new.part_content
            )
        for name in dict.fromkeys([*old.parameters, *new.parameters]):
            yield from self._parameter(old, new, old.parameters.get(name), new.parameters.get(name))
        yield from self._responses(old, new)

    def _parameter(
        self, old_action: Action, action: Action, old: Parameter | None, new: Parameter | None
    ) -> Iterator[Difference]:
        if old is None or new is None:
            yield parameter_change(old_action, action, old, new)
            return
        part = DescriptionPart(action.name, f"parameters/{new.name}", new.pointer)
        sides = (
            Side(old_action, old, self._node(self.old, old.schema, INPUT)),
            Side(action, new, self._node(self.new, new.schema, INPUT)),
        )
        for aspect in PARAMETER_ASPECTS:
            yield from aspect(part, *sides)
        if not old.location == new.location == "body":
            loose = is_sent_as_string(old) and is_sent_as_string(new)
            yield from self._schemas(INPUT, old.schema, new.schema, part, loose=loose)
            return
        contents, new_contents = contents_of(old), contents_of(new)
        yield from media_type_changes(part, contents, new_contents)
        for before, after in comparable_media_types(contents, new_contents):
            what = "body" if len(new_contents) == 1 else f"body{format_pointer((after,))}"
            yield from self._schemas(INPUT, contents[before], new_contents[after], replace(part, what=what))

    # Responses.

    def _responses(self, old: Action, new: Action) -> Iterator[Difference]:
        before, after = dict(old.responses), dict(new.responses)
        removed, added = (
            [status for status in one if status not in other] for one, other in ((before, after), (after, before))
        )
        lost, won = ([status for status in statuses if is_success(status)] for statuses in (removed, added))
        if len(lost) == len(won) == 1:
            # One successful status replaced the other, so their contents are compared.
            part = DescriptionPart(new.name, f"responses/{won[0]}", new.pointer)
            yield part.difference(
                UNCLEAR, "status changed", f"the status of success changed from {lost[0]} to {won[0]}"
            )
            yield from self._response(new, before[lost[0]], after[won[0]])
            removed, added = (
                [status for status in statuses if not is_success(status)] for statuses in (removed, added)
            )
        for status in (*removed, *added):
            yield status_change(new, status, added=status in after)
            response = before.get(status) or covering(old, status)
            other = after.get(status) or covering(new, status)
            if response and other:
                yield from self._response(new, response, other)
        for status in before.keys() & after.keys():
            yield from self._response(new, before[status], after[status])

    def _response(self, action: Action, old: ResponseDescription, new: ResponseDescription) -> Iterator[Difference]:
        part = DescriptionPart(action.name, f"responses/{new.status}", action.pointer)
        if old.stream != new.stream:
            message = f"the response was {_STREAMS[old.stream]}, and is now {_STREAMS[new.stream]}"
            yield part.difference(BREAKING, "stream changed", message)
        if old.end != new.end:
            message = f"the data that ends the stream changed from {shorten(old.end)} to {shorten(new.end)}"
            yield part.difference(UNCLEAR, "end changed", message)
        texts = [(one.description, [example.key for example in one.examples]) for one in (old, new)]
        if texts[0] != texts[1]:
            yield text_change(part.place, part.what, part.pointer)
        yield from content_changes(part, old, new)
        for before, after in media_type_pairs(old, new):
            into = part if len(new.content) == 1 else part.at(after)
            yield from self._schemas(OUTPUT, old.content[before], new.content[after], into)
        yield from self._named_schemas(part, "events", old.events, new.events)
        yield from self._named_schemas(part, "headers", old.headers, new.headers)

    def _named_schemas(
        self, part: DescriptionPart, what: str, old: Mapping[str, Schema | None], new: Mapping[str, Schema | None]
    ) -> Iterator[Difference]:
        noun = what[:-1]
        for name in dict.fromkeys([*old, *new]):
            here = part.at(what, name)
            if name not in new:
                yield here.difference(
                    UNCLEAR,
                    f"{noun} removed",
                    "it is no longer declared: programs may wait for it in vain",
                )
            elif name not in old:
                severity = UNCLEAR if what == "events" else SAFE
                yield here.difference(severity, f"{noun} added", "it is new")
            else:
                yield from self._schemas(OUTPUT, old[name], new[name], here)

    # Schemas.

    def _schemas(
        self, side: str, old: Schema | None, new: Schema | None, part: DescriptionPart, *, loose: bool = False
    ) -> Iterator[Difference]:
        before, after = self._node(self.old, old, side), self._node(self.new, new, side)
        if old is not None and new is not None and old.tokens == new.tokens and _is_identical(before, after):
            return
        changes = find_changes(self.prover, before, after)
        dates = dates_change(before, after) if side == INPUT else None
        for change in changes:
            judgement = judge(change, side)
            if dates is not None and change.keyword == "format":
                judgement = replace(judgement, severity=UNCLEAR) if judgement.severity == SAFE else judgement
                judgement = replace(judgement, message=f"{judgement.message}; {dates.message}")
            if loose and not change.path and is_same_as_string(change):
                judgement = replace(judgement, severity=UNCLEAR)
            what = "/".join(filter(None, (part.what, change.what)))
            yield Difference(judgement.severity, part.place, what, judgement.rule, judgement.message, change.pointer)
        if dates is not None and not any(change.keyword == "format" for change in changes):
            yield part.difference(dates.severity, dates.rule, dates.message)
        for judgement in hidden_changes(before, after, side, {change.annotation for change in changes}):
            yield part.difference(judgement.severity, judgement.rule, judgement.message)

    def _node(self, api: Api, schema: Schema | None, side: str) -> Node:
        # A parameter without a schema accepts any value, and has no schema in the description.
        written = schema is not None and schema is not ANYTHING
        return self.schema_sets[api, side].node([schema.tokens] if schema is not None and written else [])


def _is_identical(old: Node, new: Node) -> bool:
    return [old.schemas.fingerprint(location) for location in old.locations] == [
        new.schemas.fingerprint(location) for location in new.locations
    ]


def _complete(action: Action) -> Action:
    """Return an action of whose description nothing is left out; else raise DescriptionError."""
    if action.problems:
        raise DescriptionError(action.problems)
    return action
