"""Validate the arguments of a call. All problems are reported together, and nothing has been sent."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..description.granted_scopes import scope_texts
from ..description.model import ANYTHING, UNSET, Action, Parameter
from ..errors import (
    MAX_LISTED,
    InvalidCall,
    Problem,
    ScopeError,
    close_matches,
    did_you_mean,
    problem_lines,
    warn_caller,
)
from ..records import dataclass, field
from ..runtime.media_types import (
    MERGE_PATCH,
    allows,
    find_allowing,
    is_form,
    is_json,
    is_json_lines,
    is_json_or_form,
    is_media_type,
    is_multipart,
    is_range,
    is_text,
    is_xml,
    without_parameters,
)
from ..schema.expected import Expected
from ..schema.plain_data import EncodingError, to_json_value, to_plain
from ..schema.simple_checks import is_simple
from ..schema.subschemas import child_schemas, child_views, is_file, may_be_file
from ..schema.validation import Schema
from ..schema.values import validate_value
from ..schema.violations import Violation
from ..strings.counting import a_kind
from ..strings.encoding import is_encodable
from .idempotency import add_key
from .overwriting import NO_KEYS, is_key
from .plans import plan_of
from .problems import missing_argument, schema_problem, unknown_argument, without_secrets
from .spreading import add_members

VALIDATION_MODES = ("raise", "warn", "off")
"""What can be done about a problem."""


def media_type_of(action: Action, wanted: str | None) -> str:
    """
    Return the media type of the action's body: the wanted one, or the first; an empty string if it has no body.

    The wanted one has to be declared, or be in a declared range: ``image/png`` is in ``image/*``.
    """
    plan = plan_of(action)
    offered = plan.offered
    if wanted is None or not offered:
        return plan.media
    if find_allowing(offered, wanted) is not None:
        return wanted
    message = f"the body cannot be sent as {wanted!r}"
    hint = did_you_mean(close_matches(wanted, offered)) or f"one of: {', '.join(offered)}"
    raise InvalidCall(action.name, [Problem.in_call("call", "content", (), "content", offered, wanted, message, hint)])


def validate_arguments(
    action: Action,
    arguments: Mapping[str, Any],
    *,
    mode: str = "raise",
    media: str | None = None,
    options: Iterable[str] = (),
    make_key: Callable[[], str] | None = None,
    keys: Mapping[str, frozenset[str]] = NO_KEYS,
) -> dict[str, Any]:
    """
    Return the arguments by their names in the description, as plain values, with presets added.

    Args:
        action: The action to be called.
        arguments: Values by name, in either spelling. None outside a body means "not passed", and removes a preset.
        mode: ``raise``, ``warn`` or ``off``: what happens if a schema does not allow a value, or a required argument is
            missing. Unknown names and values that cannot be encoded are always an error.
        media: The media type of the body; the first one of the action if None.
        options: The names of the caller's options, which may be passed as arguments by mistake.
        make_key: Makes the idempotency key, if that is an argument and is not passed; None to add none.
        keys: Location → the names of the API keys that the call is sent with; a required argument may be one of them.

    Raises:
        InvalidCall: With all problems.
    """
    plan = plan_of(action)
    findings = _Findings(mode, plan.media if media is None else media_type_of(action, media))
    # Most callers use the names of the description.
    is_by_name = arguments.keys() <= action.parameters.keys()
    passed = arguments if is_by_name else _by_name(action, arguments, findings, options)
    if plan.presets_body and action.body is not None and is_json_or_form(findings.media):
        passed = {**passed, action.body.name: _with_presets(action.body, passed.get(action.body.name, UNSET))}
    if make_key is not None:
        passed, problems = add_key(action, passed, make_key)
        findings.errors += problems
    checks = plan.checks
    validated: dict[str, Any] = {}
    for name, parameter in action.parameters.items():
        value = passed.get(name, parameter.preset)
        if value is UNSET or (value is None and not _may_be_null(parameter, findings.media)):
            if parameter.required and not (keys and is_key(parameter, keys)):
                missing = findings.errors if parameter.location == "path" else findings.violations
                missing.append(missing_argument(parameter))
        elif mode != "off" and is_simple(value) and (check := checks[name]) is not None and check(value):
            validated[name] = value
        else:
            validated[name] = _validate(parameter, value, findings)
    if findings.errors or findings.violations:
        findings.settle(action)
    return validated


def _with_presets(body: Parameter, value: Any) -> Any:
    """Return the value of a body with its presets; one that is not an object stays as it is."""
    if value is UNSET:
        return dict(body.presets)
    try:
        plain = value if isinstance(value, Mapping) else to_plain(value, body.schema)
    except EncodingError:
        return value  # which is reported when it is validated
    return {**body.presets, **plain} if isinstance(plain, Mapping) else value


def validate_argument(action: Action, parameter: Parameter, value: Any) -> tuple[Any, list[Problem]]:
    """Return one argument as a plain value, and its problems."""
    findings = _Findings("raise", plan_of(action).media)
    validated = _validate(parameter, value, findings)
    return validated, findings.errors + findings.violations


def require_scopes(action: Action, granted: Iterable[str] | None, schemes: Sequence[str] | None = None) -> None:
    """Raise ScopeError if the granted scopes are known and do not allow the action with these auth schemes."""
    lacking = () if granted is None else action.lacking_scopes(granted, schemes)
    if granted is not None and lacking:
        raise ScopeError(action.name, sorted(granted), scope_texts(lacking))


@dataclass(eq=False, repr=False)
class _Findings:
    """The problems of one call that have been found so far."""

    mode: str
    media: str
    errors: list[Problem] = field(default_factory=list)
    """Problems that are raised in every mode: the call cannot be encoded."""
    violations: list[Problem] = field(default_factory=list)
    """Problems that the mode decides about."""

    def add_unencodable(self, parameter: Parameter, error: Exception) -> None:
        found = error if isinstance(error, EncodingError) else EncodingError("is nested too deeply")
        hint = found.suggestion or "pass a string, a number, a boolean, a date, or a list or dict of them"
        location, name = parameter.location, parameter.name
        self.errors.append(Problem.in_call(location, name, found.path, "type", "plain", None, found.reason, hint))

    def add_violations(self, parameter: Parameter, violations: Iterable[Violation], value: Any) -> None:
        """Add what is wrong with a value, which is redacted, as far as its parameter marks it secret."""
        if self.mode == "off":
            return
        found = list(violations)
        if found and parameter.holds_secrets:
            found = without_secrets(parameter, found, value)
        self.violations += [schema_problem(parameter, violation) for violation in found]

    def settle(self, action: Action) -> None:
        """Raise the problems, or warn of them, as the mode requires."""
        if self.errors or (self.violations and self.mode == "raise"):
            raise InvalidCall(action.name, self.errors + (self.violations if self.mode != "off" else []))
        if self.violations and self.mode == "warn":
            lines = [f"{action.name}: the arguments do not match the description:"]
            warn_caller("\n".join([*lines, *problem_lines(self.violations)]), InvalidCall.code)


def _may_be_null(parameter: Parameter, media: str) -> bool:
    """Return whether None is null, as in a JSON body; everywhere else it means "not passed"."""
    return parameter.location in ("body", "part") and is_json(media)


def _by_name(
    action: Action, arguments: Mapping[str, Any], findings: _Findings, options: Iterable[str]
) -> dict[str, Any]:
    """Return the arguments by their names in the description; members of a body are added to it."""
    passed: dict[str, Any] = {}
    members: dict[str, Any] = {}
    for spelling, value in arguments.items():
        name, into = (action.spellings.get(spelling) if isinstance(spelling, str) else None), passed
        if name is None and action.members and isinstance(spelling, str):
            name, into = action.member_spellings.get(spelling), members
        if name is None:
            is_listed = len(findings.errors) < MAX_LISTED
            findings.errors.append(unknown_argument(action, spelling, value, options, compared=is_listed))
        elif name in into:
            message = "was passed twice, in two spellings"
            findings.errors.append(Problem.in_call("call", name, (), "twice", 1, 2, message, "pass it once"))
        else:
            into[name] = value
    if members:
        findings.errors += add_members(action, passed, members)
    return passed


def _validate_text(parameter: Parameter, schema: Schema, value: Any, findings: _Findings, strict: bool) -> Any:
    """Validate a value that is sent as text. `strict` means as JSON, which distinguishes strings from numbers."""
    try:
        plain = to_json_value(value, schema) if strict else to_plain(value, schema)
    except (EncodingError, RecursionError) as error:
        findings.add_unencodable(parameter, error)
        return None
    if findings.mode == "off":
        return plain
    validated, violations = validate_value(schema, plain, strict=strict)
    findings.add_violations(parameter, violations, validated)
    return validated


# --- bodies ----------------------------------------------------------------------------------------------------------


def _validate(parameter: Parameter, value: Any, findings: _Findings) -> Any:
    if parameter.location in ("body", "part"):
        return _validate_body(parameter, value, findings)
    return _validate_text(parameter, parameter.schema, value, findings, parameter.style == "json")


def _validate_body(parameter: Parameter, value: Any, findings: _Findings) -> Any:
    schema = parameter.schema_for(findings.media)
    if parameter.is_json(findings.media):
        return _validate_json(parameter, schema, value, findings)
    if not (is_form(findings.media) or is_multipart(findings.media)):
        return _validate_raw(parameter, schema, value, findings)
    if parameter.location == "body":
        return _validate_form(parameter, schema, value, findings)
    if is_multipart(findings.media) and _is_file_here([schema.view], value):
        return _validate_file(parameter, value, (), findings)
    strict = isinstance(value, Mapping) or parameter.style == "json"
    return _validate_text(parameter, schema, value, findings, strict)


def _validate_raw(parameter: Parameter, schema: Schema, value: Any, findings: _Findings) -> Any:
    """Validate a body that is neither JSON nor a form: a file; or text, if the schema does not mark a file."""
    media = findings.media
    if is_range(media) and isinstance(value, tuple) and value[2:] and not allows(media, str(value[2])):
        message = f"has the media type {str(value[2])!r:.80}, which {media} does not include"
        findings.errors.append(
            Problem.in_call("body", parameter.name, (), "content", media, None, message, f"pass one of {media}")
        )
    if schema.has_files or _may_be_file(value):
        return _validate_file(parameter, value, (), findings)
    is_lines = is_json_lines(media) and ("array" in schema.types or isinstance(value, list))
    if (is_lines or (is_xml(media) and schema.is_structured)) and not isinstance(value, str):
        return _validate_json(parameter, schema, value, findings)
    if is_text(media):
        return _validate_text(parameter, schema, value, findings, strict=False)
    if isinstance(value, str):  # a document such as XML, which the schema describes as the data in it
        return _validate_text(parameter, ANYTHING, value, findings, strict=False)
    return _validate_file(parameter, value, (), findings)


def _may_be_file(value: Any) -> bool:
    """Return whether a value is something to read bytes from."""
    kinds = (Path, bytes, bytearray, memoryview, tuple)
    return isinstance(value, kinds) or hasattr(value, "read") or hasattr(value, "__next__")


def _validate_json(parameter: Parameter, schema: Schema, value: Any, findings: _Findings) -> Any:
    if findings.mode != "off" and not schema.marks_files and schema.is_clearly_valid(value):
        return value
    try:
        plain = to_json_value(value, schema)
    except (EncodingError, RecursionError) as error:
        findings.add_unencodable(parameter, error)
        return None
    if findings.mode != "off":
        violations = schema.find_violations(plain)
        if violations and without_parameters(findings.media) == MERGE_PATCH:
            violations = schema.find_violations(_without_removals(plain))
        findings.add_violations(parameter, violations, plain)
    return plain


def _without_removals(patch: Any) -> Any:
    """Return a merge patch without the members that are null, which remove what they name (RFC 7396, section 2)."""
    if not isinstance(patch, dict):
        return patch
    return {name: _without_removals(member) for name, member in patch.items() if member is not None}


def _validate_form(parameter: Parameter, schema: Schema, value: Any, findings: _Findings) -> Any:
    """Validate a whole body that is sent as a form: each member is a scalar, a file, or a list of these."""
    if not isinstance(value, Mapping):
        message = f"expected an object, as a form has names and values, got {a_kind(value)}"
        findings.errors.append(
            Problem.in_call("body", parameter.name, (), "type", "object", None, message, "pass a dict")
        )
        return None
    if not all(map(is_encodable, value)):
        message = "has a name that is not a string, or that cannot be encoded in UTF-8"
        findings.errors.append(
            Problem.in_call("body", parameter.name, (), "type", "names", None, message, "fix the name")
        )
        return None
    files = set()
    if is_multipart(findings.media):
        files = {name for name, part in value.items() if _is_file_here(child_schemas(schema.view, name), part)}
    try:
        members = {name: part for name, part in value.items() if name not in files and part is not None}
        expected = Expected([schema.view])
        plain = {name: expected.child(name).wrap(part) for name, part in to_plain(members, schema).items()}
    except (EncodingError, RecursionError) as error:
        findings.add_unencodable(parameter, error)
        return None
    # Only the type of a file is validated; for the schema, a file is a string.
    validated, violations = validate_value(schema, {**plain, **dict.fromkeys(files, "")})
    outside = (violation for violation in violations if not files.intersection(violation.path[:1]))
    findings.add_violations(parameter, outside, validated)
    return {**validated, **{name: _validate_file(parameter, value[name], (name,), findings) for name in files}}


def _is_file_here(views: list[Any], value: Any) -> bool:
    """Return whether a value, or an item of a list, is a file: it has to be one, or may be and looks like one."""
    views = [*views, *child_views(views, 0)]
    return any(map(is_file, views)) or (any(map(may_be_file, views)) and _looks_like_file(value))


def _looks_like_file(value: Any) -> bool:
    try:
        return _may_be_file(value[0] if isinstance(value, list) and value else value)
    except Exception:  # noqa: BLE001 - an object of the caller may raise anything when it is looked at
        return True  # what is validated as a file is reported


# --- files -----------------------------------------------------------------------------------------------------------


def _validate_file(parameter: Parameter, value: Any, path: tuple[str | int, ...], findings: _Findings) -> Any:
    location, name = parameter.location, parameter.name
    for inner, (message, hint) in _file_problems(value):
        expected = "a file"
        findings.errors.append(Problem.in_call(location, name, (*path, *inner), "file", expected, None, message, hint))
    return value


def _file_problems(value: Any) -> list[tuple[tuple[int, ...], tuple[str, str]]]:
    """Return the problems of a file, or of each in a list, with their indexes."""
    try:
        files = [((index,), file) for index, file in enumerate(value)] if isinstance(value, list) else [((), value)]
        problems = [(index, _file_problem(file)) for index, file in files]
    except Exception as error:  # noqa: BLE001 - an object of the caller may raise anything when it is looked at
        message = f"is {a_kind(value)} that cannot be read ({type(error).__name__})"
        return [((), (message, "pass a Path or bytes"))]
    return [(index, problem) for index, problem in problems if problem[0]]


def _file_problem(value: Any) -> tuple[str, str]:
    """Return what is wrong with a value that was passed as a file, and what to do; two empty strings if it is valid."""
    if isinstance(value, tuple):
        problem = _tuple_problem(value)
        if problem:
            return problem
        value = value[1]
    if isinstance(value, Path) and not value.is_file():
        kind, hint = "not an existing file", "pass the path of a file that exists"
        if value.exists():  # such as <(…) of a shell, which is a pipe
            kind, hint = ("a folder", hint) if value.is_dir() else ("not a regular file", "write it to a file first")
        return f"{os.fspath(value)!r:.200} is {kind}", hint
    if isinstance(value, str):
        return "is a string, and it is not clear whether it is a path or the data", "pass Path(…) or data.encode()"
    unreadable = next((message for message, applies in _UNREADABLE.items() if applies(value)), "")
    if unreadable:
        return unreadable, "open it with 'rb'"
    hint = "pass a Path, bytes, a file opened with 'rb', or an iterator of bytes"
    is_file = _may_be_file(value) and not isinstance(value, tuple)
    return ("", "") if is_file else (f"expected a file, got {a_kind(value)}", hint)


def _is_coroutine_function(function: Any) -> bool:
    from inspect import iscoroutinefunction  # which is slow to import, and comes last

    return iscoroutinefunction(function)


def _tuple_problem(value: tuple[Any, ...]) -> tuple[str, str] | None:
    if len(value) not in (2, 3) or not all(isinstance(part, str) for part in (value[0], *value[2:])):
        return "is a tuple, but not of a name, the data and a media type", "pass (name, data, media type)"
    if not is_encodable(value[0]):
        return (
            "has a name that contains half of a surrogate pair, which cannot be encoded in UTF-8",
            "pass another name",
        )
    hint = 'pass one like "image/png"'
    if not all(map(is_media_type, value[2:])):
        return f"has {value[2]!r:.80} in place of a media type", hint
    return ("has a range in place of a media type", hint) if any(map(is_range, value[2:])) else None


_UNREADABLE: dict[str, Callable[[Any], bool]] = {
    "is a file opened in text mode": lambda value: isinstance(value, io.TextIOBase),
    "is a closed file": lambda value: isinstance(value, io.IOBase) and value.closed,
    "is a file opened for writing only": lambda value: isinstance(value, io.IOBase) and not value.readable(),
    "is an asynchronous file": lambda value: _is_coroutine_function(getattr(value, "read", None)),
}
"""Objects that resemble a file, and cannot be sent: message → whether it applies."""
