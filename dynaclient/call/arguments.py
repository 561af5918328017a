"""Check: do these arguments fit this action? Every problem is told, at once, and nothing has been sent."""

from __future__ import annotations

import inspect
import io
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..description.model import UNSET, Action, Parameter
from ..errors import InvalidCall, Problem, ScopeError, close_matches, did_you_mean, warn_caller
from ..messages import MASK
from ..schema.validation import Schema, Violation, below, is_file
from ..schema.values import Unwritable, json_value, read, standard

VALIDATION_MODES = ("raise", "warn", "off")
"""What may be done about a problem."""

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


def is_json(media: str) -> bool:
    """Say whether a media type is JSON (RFC 6839, section 3.1 for the suffix)."""
    plain = media.split(";", 1)[0].strip().lower()
    return plain in ("application/json", "text/json") or plain.endswith("+json")


def media_of(action: Action, wanted: str | None) -> str:
    """Give the media type of the action's body: the wanted one, or the first; empty where it has no body."""
    offered = tuple(action.body.content) or ("application/json",) if action.body else action.part_content
    if wanted is None or not offered:
        return offered[0] if offered else ""
    if wanted in offered:
        return wanted
    told = f"the body is not sent as {wanted!r}"
    hint = f"one of: {', '.join(offered)}"
    raise InvalidCall(action.name, [Problem.in_call("call", "content", (), "content", offered, wanted, told, hint)])


def validate_arguments(
    action: Action, arguments: Mapping[str, Any], *, mode: str = "raise", media: str | None = None
) -> dict[str, Any]:
    """
    Give the arguments by the names of the description, presets added, as plain values ready to be written.

    Args:
        action: What is to be called.
        arguments: Values by name, in either spelling. None outside a body means not given, and withdraws a preset.
        dial: ``raise``, ``warn`` or ``off``: what is done about values that break their schema, and about those that
            are missing. Names that are unknown and values that cannot be written are always refused.
        media: The media type of the body, where it is not the first.

    Raises:
        InvalidCall: With every problem at once.
    """
    findings = _Findings(mode, media_of(action, media))
    given = _named(action, arguments, findings)
    checked: dict[str, Any] = {}
    for name, parameter in action.parameters.items():
        value = given.get(name, parameter.preset)
        if value is UNSET or (value is None and not _may_be_null(parameter, findings.media)):
            if parameter.required:
                (findings.firm if parameter.location == "path" else findings.soft).append(_missing(parameter))
        elif parameter.location in ("body", "part"):
            checked[name] = _checked_body(parameter, value, findings)
        else:
            checked[name] = _checked_text(parameter, parameter.schema, value, findings, parameter.style == "json")
    findings.settle(action)
    return checked


def require_scopes(action: Action, granted: Iterable[str] | None) -> None:
    """Raise ScopeError where the granted scopes are known and do not allow the action."""
    if granted is not None and not action.allowed_by(granted):
        accepted = [each if isinstance(each, str) else " + ".join(each) for each in action.scopes]
        raise ScopeError(action.name, sorted(granted), accepted)


@dataclass(eq=False, repr=False)
class _Findings:
    """What is wrong with one call, as far as it is known."""

    mode: str
    media: str
    firm: list[Problem] = field(default_factory=list)
    """What is refused whatever the dial says: it cannot be written, or has no place to go."""
    soft: list[Problem] = field(default_factory=list)
    """What the dial decides on."""

    def unwritable(self, parameter: Parameter, error: Exception, path: tuple[str | int, ...] = ()) -> None:
        reason, where = (error.reason, error.path) if isinstance(error, Unwritable) else ("is nested too deeply", ())
        hint = "give a text, a number, a boolean, a date, or a list or dict of them"
        place = (*path, *where)
        self.firm.append(
            Problem.in_call(parameter.location, parameter.name, place, "type", "plain", None, reason, hint)
        )

    def broken(self, parameter: Parameter, violations: Iterable[Violation]) -> None:
        if self.mode != "off":
            self.soft += [_problem(parameter, each) for each in violations]

    def settle(self, action: Action) -> None:
        """Raise, warn, or let it be."""
        if self.firm or (self.soft and self.mode == "raise"):
            raise InvalidCall(action.name, self.firm + (self.soft if self.mode != "off" else []))
        if self.soft and self.mode == "warn":
            told = "\n".join(["the arguments do not fit the description:", *(f"  {each}" for each in self.soft)])
            warn_caller(f"{action.name}: {told}")


def _may_be_null(parameter: Parameter, media: str) -> bool:
    """Inside a JSON body None is null; everywhere else it means not given."""
    return parameter.location in ("body", "part") and is_json(media)


def _named(action: Action, arguments: Mapping[str, Any], findings: _Findings) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for spelling, value in arguments.items():
        name = action.spellings.get(spelling) if isinstance(spelling, str) else None
        if name is None:
            findings.firm.append(_unknown(action, spelling))
        elif name in given:
            told = "is given twice, in two spellings"
            findings.firm.append(Problem.in_call("call", name, (), "twice", 1, 2, told, "give it once"))
        else:
            given[name] = value
    return given


def _unknown(action: Action, spelling: Any) -> Problem:
    accepted = tuple(action.parameters)
    hint = did_you_mean(close_matches(str(spelling), accepted)) or f"it takes: {', '.join(accepted) or 'nothing'}"
    told = f"{action.name} takes no such argument"
    more = f"{hint}; an undeclared one goes into client.with_options(query={{…}}) or (headers={{…}})"
    return Problem.in_call("call", str(spelling)[:200], (), "unknown", accepted, None, told, more)


def _missing(parameter: Parameter) -> Problem:
    hint = "" if parameter.example is UNSET else f"for example {_shown(parameter.example)}"
    return Problem.in_call(
        parameter.location, parameter.name, (), "required", True, None, "is missing", hint or "give it"
    )


def _checked_text(parameter: Parameter, schema: Schema, value: Any, findings: _Findings, strict: bool) -> Any:
    """Check a value that is written as text; with `strict` as JSON text, which keeps the types."""
    try:
        plain = standard(value)
    except (Unwritable, RecursionError) as error:
        findings.unwritable(parameter, error)
        return None
    if findings.mode == "off":
        return plain
    written, violations = read(schema, plain, strict=strict)
    findings.broken(parameter, violations)
    return written


# --- bodies ----------------------------------------------------------------------------------------------------------


def _checked_body(parameter: Parameter, value: Any, findings: _Findings) -> Any:
    whole = parameter.location == "body"
    schema = parameter.content.get(findings.media, parameter.schema) if whole else parameter.schema
    if is_json(findings.media):
        return _checked_json(parameter, schema, value, findings)
    if findings.media not in (FORM, MULTIPART):
        return value if isinstance(value, str) else _checked_file(parameter, value, (), findings)
    if whole:
        return _checked_form(parameter, schema, value, findings)
    if schema.has_files:
        return _checked_file(parameter, value, (), findings)
    strict = isinstance(value, Mapping) or parameter.style == "json"
    return _checked_text(parameter, schema, value, findings, strict)


def _checked_json(parameter: Parameter, schema: Schema, value: Any, findings: _Findings) -> Any:
    if findings.mode != "off" and schema.waves_through(value):
        return value
    try:
        plain = json_value(value)
    except (Unwritable, RecursionError) as error:
        findings.unwritable(parameter, error)
        return None
    if findings.mode != "off":
        findings.broken(parameter, schema.violations(plain))
    return plain


def _checked_form(parameter: Parameter, schema: Schema, value: Any, findings: _Findings) -> Any:
    """Check a whole body that is sent as a form: each member is a text, a file, or a list of them."""
    if not isinstance(value, Mapping):
        told = f"is a {type(value).__name__}, and a form needs names and values"
        findings.firm.append(Problem.in_call("body", parameter.name, (), "type", "object", None, told, "give a dict"))
        return None
    if not all(map(_is_encodable, value)):
        told = "has a name that is no text, or that UTF-8 cannot write"
        findings.firm.append(Problem.in_call("body", parameter.name, (), "type", "names", None, told, "mend the name"))
        return None
    files = {name for name in value if _is_file_member(schema.view, name)}
    try:
        plain = standard({name: each for name, each in value.items() if name not in files and each is not None})
    except (Unwritable, RecursionError) as error:
        findings.unwritable(parameter, error)
        return None
    # A file is checked by its kind only; to the schema it is a text.
    _, violations = read(schema, {**plain, **dict.fromkeys(files, "")})
    findings.broken(parameter, (each for each in violations if not files.intersection(each.path[:1])))
    return {**plain, **{name: _checked_file(parameter, value[name], (name,), findings) for name in files}}


def _is_encodable(text: Any) -> bool:
    try:
        return isinstance(text, str) and bool(text.encode() or True)
    except UnicodeEncodeError:
        return False


def _is_file_member(view: Any, name: str) -> bool:
    return any(is_file(each) or is_file(each.get("items")) for each in below(view, name))


def _checked_file(parameter: Parameter, value: Any, path: tuple[str | int, ...], findings: _Findings) -> Any:
    for index, each in enumerate(value) if isinstance(value, list) else [(None, value)]:
        told, hint = file_problem(each)
        if told:
            where = path if index is None else (*path, index)
            findings.firm.append(
                Problem.in_call(parameter.location, parameter.name, where, "file", "a file", None, told, hint)
            )
    return value


def file_problem(value: Any) -> tuple[str, str]:
    """Say what is wrong with what is given as a file, and what to do; two empty texts where nothing is."""
    if isinstance(value, tuple):
        if len(value) not in (2, 3) or not all(map(_is_encodable, (value[0], *value[2:]))):
            return "is a tuple, but not of a name, the data and a media type", "give (name, data, type)"
        if not all(each.isascii() and each.isprintable() for each in value[2:]):
            return "has a media type that no header can carry", 'give one like "image/png"'
        value = value[1]
    if isinstance(value, Path) and not value.is_file():
        return f"there is no file {os.fspath(value)!r:.200}", "give the path of a file that exists"
    if isinstance(value, str):
        return "is a text, and it is not clear whether it names a file or is one", "give Path(…) or text.encode()"
    unreadable = next((told for told, is_so in _UNREADABLE.items() if is_so(value)), "")
    if unreadable:
        return unreadable, "open it with 'rb'"
    data = (
        isinstance(value, (Path, bytes, bytearray, memoryview)) or hasattr(value, "read") or hasattr(value, "__next__")
    )
    hint = "give a Path, bytes, a file opened with 'rb', an iterator of bytes"
    return ("", "") if data else (f"is a {type(value).__name__}", hint)


_UNREADABLE: dict[str, Callable[[Any], bool]] = {
    "is a file opened as text": lambda value: isinstance(value, io.TextIOBase),
    "is a file that is closed": lambda value: isinstance(value, io.IOBase) and value.closed,
    "is a file opened for writing only": lambda value: isinstance(value, io.IOBase) and not value.readable(),
    "is a file that is read with await": lambda value: inspect.iscoroutinefunction(getattr(value, "read", None)),
}
"""What is like a file, and cannot be sent."""


# --- what is wrong, said so that it teaches --------------------------------------------------------------------------


def _problem(parameter: Parameter, violation: Violation) -> Problem:
    got = MASK if parameter.secret and violation.got is not None else violation.got
    told, hint = _RULES.get(violation.rule, _any_rule)(violation, got)
    return Problem.in_call(
        parameter.location, parameter.name, violation.path, _rule_name(violation), violation.expected, got, told, hint
    )


def _rule_name(violation: Violation) -> str:
    unknown = violation.rule == "additionalProperties" and violation.got is None
    return "unknown" if unknown else violation.rule


def _shown(value: Any) -> str:
    if value == MASK:
        return MASK
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else text[:77] + "…"


def _enum_rule(violation: Violation, got: Any) -> tuple[str, str]:
    accepted = violation.expected if isinstance(violation.expected, (list, tuple)) else [violation.expected]
    names = close_matches(got, [each for each in accepted if isinstance(each, str)]) if isinstance(got, str) else ()
    listed = ", ".join(map(_shown, accepted[:12])) + (f", … ({len(accepted)} in all)" if len(accepted) > 12 else "")
    return f"{_shown(got)} is none of the accepted values", did_you_mean(map(_shown, names)) or f"one of: {listed}"


def _unknown_rule(violation: Violation, _got: Any) -> tuple[str, str]:
    name = str(violation.path[-1]) if violation.path else ""
    listed = f"known here: {', '.join(violation.known)}" if violation.known else "leave it out"
    return "there is no such property", did_you_mean(close_matches(name, violation.known)) or listed


def _required_rule(violation: Violation, got: Any) -> tuple[str, str]:
    has = got if isinstance(got, Mapping) else {}
    missing = [each for each in violation.expected or () if each not in has]
    return f"lacks {', '.join(map(repr, missing))}", "add it" if len(missing) == 1 else "add them"


def _type_rule(violation: Violation, got: Any) -> tuple[str, str]:
    wanted = violation.expected if isinstance(violation.expected, str) else " or ".join(violation.expected or ())
    return f"{_shown(got)} is not of type {wanted}", f"give a value of type {wanted}"


def _pattern_rule(violation: Violation, got: Any) -> tuple[str, str]:
    return f"{_shown(got)} does not match the pattern", f"it has to match {violation.expected}"


def _bound_rule(words: str) -> Callable[[Violation, Any], tuple[str, str]]:
    return lambda violation, got: (
        f"{_shown(got)} is {words} {violation.expected}",
        f"the limit is {violation.expected}",
    )


def _any_rule(violation: Violation, got: Any) -> tuple[str, str]:
    if violation.rule in ("schema", "depth"):
        return violation.message, "simplify the value, or the schema"
    return f"{_shown(got)} breaks the rule {violation.rule}", f"it asks for {_shown(violation.expected)}"


_RULES: dict[str, Callable[[Violation, Any], tuple[str, str]]] = {
    "enum": _enum_rule,
    "const": _enum_rule,
    "additionalProperties": _unknown_rule,
    "unevaluatedProperties": lambda _violation, _got: (
        "has a property that the schema does not speak of",
        "leave it out",
    ),
    "required": _required_rule,
    "type": _type_rule,
    "pattern": _pattern_rule,
    "minLength": _bound_rule("shorter than"),
    "maxLength": _bound_rule("longer than"),
    "minimum": _bound_rule("less than"),
    "maximum": _bound_rule("more than"),
    "exclusiveMinimum": _bound_rule("not more than"),
    "exclusiveMaximum": _bound_rule("not less than"),
    "minItems": _bound_rule("a list of fewer items than"),
    "maxItems": _bound_rule("a list of more items than"),
    "multipleOf": _bound_rule("no multiple of"),
}
