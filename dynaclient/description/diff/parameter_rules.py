"""What differences of a parameter mean: how it is sent, what a program must pass, the media types of a body."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...errors import close_matches, did_you_mean
from ...records import dataclass, replace
from ...runtime.media_types import FORM
from ...schema.validation import Schema
from ..model import UNSET, Action, Parameter
from .difference import BREAKING, SAFE, UNCLEAR, DescriptionPart, Difference, shorten
from .encoding import as_in, compare_encodings, values_of
from .schema_changes import deprecation
from .views import Node
from .vocabulary import canonical_text


def _must_be_passed(parameter: Parameter) -> bool:
    return parameter.required and parameter.preset is UNSET


def parameter_change(old: Action, new: Action, before: Parameter | None, after: Parameter | None) -> Difference:
    """Return the difference of a parameter that only one of the descriptions has."""
    if after is not None:
        part = DescriptionPart(new.name, f"parameters/{after.name}", after.pointer)
        if _must_be_passed(after):
            return part.difference(BREAKING, "parameter added", "it is new and required")
        if after.preset is not UNSET:
            message = f"it is new, and {shorten(after.preset)} is sent unless a program passes a value"
            return part.difference(UNCLEAR, "parameter added", message)
        return part.difference(SAFE, "parameter added", "it is new and optional")
    assert before is not None  # noqa: S101 - one of the two is there
    added = {name: parameter for name, parameter in new.parameters.items() if name not in old.parameters}
    same = [name for name, other in added.items() if (other.location, other.wire) == (before.location, before.wire)]
    hint = f"renamed? {same[0]} is sent in its place" if same else did_you_mean(close_matches(before.name, added))
    message = "a program that passes it is rejected" + (f"; {hint}" if hint else "")
    return DescriptionPart(new.name, f"parameters/{before.name}", before.pointer).difference(
        BREAKING, "parameter removed", message
    )


@dataclass(frozen=True, eq=False)
class Side:
    """A parameter in one of the two descriptions."""

    action: Action
    parameter: Parameter
    node: Node
    """What its schema declares."""


def _requirement_changes(part: DescriptionPart, old: Side, new: Side) -> Iterator[Difference]:
    before, after = _must_be_passed(old.parameter), _must_be_passed(new.parameter)
    if after and not before:
        yield part.difference(BREAKING, "parameter required", "it was optional and is now required")
    elif before and not after:
        yield part.difference(SAFE, "parameter optional", "it was required and is now optional")
    elif new.parameter.required and not old.parameter.required:
        message = "it is now required: a program that passes None in place of its preset is rejected"
        yield part.difference(UNCLEAR, "parameter required", message)
    elif old.parameter.required and not new.parameter.required:
        message = "it is no longer required: a program may pass None to send no value"
        yield part.difference(SAFE, "parameter optional", message)


def _default_changes(part: DescriptionPart, old: Side, new: Side) -> Iterator[Difference]:
    for key, noun in (
        ("preset", "the value sent"),
        ("presets", "the members sent"),
        ("default", "the value that the server assumes"),
    ):
        values = [getattr(side.parameter, key) for side in (old, new)]
        before, after = ("nothing" if value is UNSET else shorten(value) for value in values)
        if _text_of(values[0]) != _text_of(values[1]):
            message = f"{noun} unless a program passes one changed from {before} to {after}"
            yield part.difference(UNCLEAR, f"{key} changed", message)


def _text_of(value: Any) -> Any:
    return value if value is UNSET else canonical_text(value)


def _encoding_changes(part: DescriptionPart, old: Side, new: Side) -> Iterator[Difference]:
    before, after = old.parameter, new.parameter
    if before.location != after.location:
        message = f"it is sent in the {_describe(after)}, no longer in the {_describe(before)}: it is read otherwise"
        yield part.difference(UNCLEAR, "location changed", message)
    elif before.location != "body" and _written(before) != _written(after):
        yield from _style_changes(part, old, new)
    if before.location == after.location and _parts_of_form(before) != _parts_of_form(after):
        message = "how parts of the form are sent changed: it is not known whether the server reads the same value"
        yield part.difference(UNCLEAR, "encoding changed", message)


def _parts_of_form(parameter: Parameter) -> tuple[Any, ...]:
    """Return what the parts of a form depend on, beside the styles of parameters."""
    members = {
        name: (member.style, member.explode, *_reserved(member), *_parts_of_form(member))
        for name, member in parameter.encoding.items()
    }
    return parameter.content_type, dict(parameter.headers), members


def _written(parameter: Parameter) -> tuple[Any, ...]:
    """Return what the encoding of a value depends on."""
    return parameter.wire, parameter.style, parameter.explode, bool(parameter.content), *_reserved(parameter)


def _reserved(parameter: Parameter) -> tuple[bool, bool]:
    return parameter.allow_reserved, parameter.keeps_encoded


def _style_changes(part: DescriptionPart, old: Side, new: Side) -> Iterator[Difference]:
    before, after = old.parameter, new.parameter
    moved = as_in(before, after)
    if before.location == "part" and FORM not in (*old.action.part_content, *new.action.part_content):
        # Only forms have styles: JSON and multipart bodies contain the values themselves, by their names.
        if before.wire != after.wire:
            yield part.difference(SAFE, "wire changed", _sent_as(before, after))
        return
    values = list(values_of(old.node))
    is_read_alike = (before.style == "json") == (after.style == "json")
    found = compare_encodings(before, after, values)
    if is_read_alike and found.is_same:
        if found.gained:
            message = f"{_sent_as(before, after)}, and {shorten(found.gained[0])} can be sent now"
            yield part.difference(SAFE, "style changed", message)
        return
    named = replace(moved, allow_reserved=before.allow_reserved, keeps_encoded=before.keeps_encoded)
    if before.wire != after.wire and not compare_encodings(before, named, values).is_same:
        yield part.difference(SAFE, "wire changed", _sent_as(before, after))
    if _reserved(before) != _reserved(after) and not compare_encodings(named, moved, values).is_same:
        yield _reserved_change(part, before, after)
    found = compare_encodings(moved, after, values)
    if found.refused:
        message = f"{_sent_as(before, after)}, and {shorten(found.refused[0])} can no longer be sent"
        yield part.difference(BREAKING, "style changed", message)
    elif not is_read_alike or found.otherwise:
        shown = f", for example as {shorten(found.otherwise[1])}" if found.otherwise else ""
        message = f"{_sent_as(before, after)}{shown}: it is not known whether the server reads the same value"
        yield part.difference(UNCLEAR, "style changed", message)


def _reserved_change(part: DescriptionPart, old: Parameter, new: Parameter) -> Difference:
    if new.location == "path" and old.allow_reserved != new.allow_reserved:
        if new.allow_reserved:
            message = "a slash in a value now starts another segment of the path"
            return part.difference(UNCLEAR, "allowReserved added", message)
        return part.difference(BREAKING, "allowReserved removed", "a value with a slash is now one segment of the path")
    if old.keeps_encoded != new.keeps_encoded:
        now = "no longer encoded again" if new.keeps_encoded else "encoded again"
        return part.difference(UNCLEAR, "allowReserved changed", f"what is percent-encoded in a value is now {now}")
    now = "no longer" if new.allow_reserved else "now"
    return part.difference(SAFE, "wire changed", f"reserved characters in a value are {now} percent-encoded")


def _sent_as(old: Parameter, new: Parameter) -> str:
    return f"it is sent in the {_describe(new)}, no longer in the {_describe(old)}"


def _describe(parameter: Parameter) -> str:
    style = f" ({parameter.style}{', exploded' if parameter.explode else ''})" if parameter.style else ""
    return f"{parameter.location} as {parameter.wire}{style}"


def is_sent_as_string(parameter: Parameter) -> bool:
    """Return whether its values are sent as strings, so that ``5`` and ``"5"`` are the same."""
    return parameter.location not in ("body", "part") and parameter.style != "json"


def _mark_changes(part: DescriptionPart, old_side: Side, new_side: Side) -> Iterator[Difference]:
    old, new = old_side.parameter, new_side.parameter
    if old.secret and not new.secret:
        yield part.difference(UNCLEAR, "secret removed", "it is no longer redacted in logs and errors")
    elif new.secret and not old.secret:
        yield part.difference(SAFE, "secret added", "it is redacted in logs and errors now")
    if old.deprecated != new.deprecated:
        judgement = deprecation(old.deprecated, new.deprecated)
        yield part.difference(judgement.severity, judgement.rule, judgement.message)
    prose = [
        (version.description, version.since, version.example, [example.key for example in version.examples])
        for version in (old, new)
    ]
    if repr(prose[0]) != repr(prose[1]):
        yield part.difference(SAFE, "texts changed", "the text changed")


def _member_changes(part: DescriptionPart, old: Side, new: Side) -> Iterator[Difference]:
    """Yield the members of a body that may no longer be passed by name, and those that now may."""
    if not old.parameter.location == new.parameter.location == "body":
        return
    before, after = ({name: one.wire for name, one in side.action.members.items()} for side in (old, new))
    for name in before.keys() - after.keys():
        message = f"{name} may no longer be passed by name, only in {new.parameter.name}"
        yield part.difference(BREAKING, "member removed", message)
    for name in before.keys() & after.keys():
        if before[name] != after[name]:
            yield part.difference(UNCLEAR, "member changed", f"{name} is sent as {after[name]}, not as {before[name]}")
    added = sorted(after.keys() - before.keys())
    if added:
        yield part.difference(SAFE, "member added", f"{', '.join(added)} may be passed by name now")


PARAMETER_ASPECTS = (_member_changes, _requirement_changes, _default_changes, _encoding_changes, _mark_changes)
"""What is compared of a parameter that both descriptions have, besides its schema."""


def media_type_changes(part: DescriptionPart, old: Iterable[str], new: Iterable[str]) -> Iterator[Difference]:
    """Yield the differences in the media types of a request body."""
    before, after = tuple(old), tuple(new)
    for media in before:
        if media not in after:
            yield part.difference(BREAKING, "content type removed", f"it can no longer be sent as {media}")
    for media in after:
        if media not in before:
            yield part.difference(SAFE, "content type added", f"it can now also be sent as {media}")
    if before and after and before[0] != after[0]:
        message = f"the default changed from {before[0]} to {after[0]}"
        yield part.difference(UNCLEAR, "content type changed", message)


def comparable_media_types(old: Mapping[str, Schema], new: Mapping[str, Schema]) -> Iterator[tuple[str, str]]:
    """Yield the media types to compare: those that both have, and the defaults."""
    firsts = [(next(iter(old)), next(iter(new)))] if old and new else []
    yield from dict.fromkeys([*firsts, *((media, media) for media in old if media in new)])


def contents_of(body: Parameter) -> Mapping[str, Schema]:
    """Return the media types of a whole body; JSON if it declares none."""
    return body.content or {"application/json": body.schema}
