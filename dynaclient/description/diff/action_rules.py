"""What differences of an action mean: its traits, scopes, credentials, parameters and responses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ...errors import close_matches, did_you_mean
from ...schema.validation import Schema
from ..model import UNSET, Action, Parameter, ResponseDescription, Server
from .api_rules import path_shape
from .difference import BREAKING, SAFE, UNCLEAR, DescriptionPart, Difference, shorten
from .schema_changes import deprecation
from .vocabulary import canonical_text


class Trait(NamedTuple):
    """A property of an action, and what its removal, addition or change means: a severity and a message."""

    what: str
    get: Callable[[Action], Any]
    removed: tuple[str, str]
    added: tuple[str, str]
    changed: tuple[str, str] = (SAFE, "it changed")
    rule: str = ""


def _wire_trait(what: str, get: Callable[[Action], Any], message: str) -> Trait:
    meaning = (SAFE, f"{message}; programs are not affected")
    return Trait(what, get, meaning, meaning, meaning, "wire changed")


def _text_trait(what: str, get: Callable[[Action], Any]) -> Trait:
    meaning = (SAFE, "the text changed")
    return Trait(what, get, meaning, meaning, meaning, "texts changed")


def _server_data(server: Server | None) -> Any:
    return server and [server.template, dict(server.variables)]


TRAITS = (
    _wire_trait("method", lambda action: action.method, "the HTTP method changed"),
    _wire_trait("path", lambda action: path_shape(action.path), "the path changed"),
    _wire_trait("headers", lambda action: dict(action.headers), "the headers sent changed"),
    _wire_trait("server", lambda action: _server_data(action.server), "its server changed"),
    Trait(
        "readonly", lambda action: action.readonly,
        (UNCLEAR, "it may now change something on the server"), (SAFE, "it no longer changes anything on the server"),
    ),
    Trait(
        "idempotent", lambda action: action.idempotent or bool(action.idempotency_key),
        (UNCLEAR, "it is no longer retried"), (SAFE, "it is retried now"),
    ),
    _wire_trait("idempotencyKey", lambda action: action.idempotency_key, "the header of its idempotency key changed"),
    Trait(
        "timeout", lambda action: action.timeout,
        (UNCLEAR, "the client's timeout applies now"), (UNCLEAR, "it has its own timeout now"),
        (UNCLEAR, "its timeout changed"),
    ),
    Trait(
        "paginate", lambda action: dict(action.paginate),
        (BREAKING, "it no longer has `items` and `pages`"), (SAFE, "it has `items` and `pages` now"),
        (UNCLEAR, "its paging changed"),
    ),
    _text_trait("description", lambda action: action.description),
    _text_trait("since", lambda action: action.since),
    _text_trait("links", lambda action: action.links),
    _text_trait("mock", lambda action: dict(action.mock)),
)  # fmt: skip


def trait_change(trait: Trait, old: Action, new: Action) -> Iterator[Difference]:
    """Yield the difference in one trait of an action."""
    before, after = trait.get(old), trait.get(new)
    if canonical_text(before) == canonical_text(after):
        return
    verb, (severity, message) = (
        ("removed", trait.removed)
        if not after
        else ("added", trait.added)
        if not before
        else ("changed", trait.changed)
    )
    shown = (
        f" (from {shorten(before)} to {shorten(after)})" if trait.rule != "texts changed" and before and after else ""
    )
    yield Difference(severity, new.name, trait.what, trait.rule or f"{trait.what} {verb}", message + shown, new.pointer)


def deprecation_change(old: Action, new: Action) -> Iterator[Difference]:
    """Yield the difference in whether an action is deprecated."""
    if old.deprecated != new.deprecated:
        judgement = deprecation(old.deprecated, new.deprecated)
        yield DescriptionPart(new.name, "deprecated", new.pointer).difference(
            judgement.severity, judgement.rule, judgement.message
        )


def scope_changes(old: Action, new: Action) -> Iterator[Difference]:
    # A token with just enough scopes must still be enough; then one with more scopes is too.
    """Yield the difference in the scopes of an action."""
    part = DescriptionPart(new.name, "scopes", new.pointer)
    short = [scope for scope in old.scopes or ("",) if not new.allowed_by(_scope_names(scope))]
    if short:
        message = ", ".join(" with ".join(_scope_names(scope)) for scope in short if scope) or "a token without scopes"
        yield part.difference(BREAKING, "scopes narrowed", f"no longer enough: {message}")
    elif not all(old.allowed_by(_scope_names(scope)) for scope in new.scopes or ("",)):
        yield part.difference(SAFE, "scopes widened", "more tokens may call it")


def _scope_names(scope: Any) -> tuple[str, ...]:
    return tuple(scope) if isinstance(scope, tuple) else (scope,) if scope else ()


def credential_changes(old: Action, new: Action) -> Iterator[Difference]:
    """Yield the differences in the authentication of an action."""
    part = DescriptionPart(new.name, "auth", new.pointer)
    if new.auth_required and not old.auth_required:
        yield part.difference(BREAKING, "auth required", "a credential is required now")
    elif old.auth_required and not new.auth_required:
        yield part.difference(SAFE, "auth optional", "a credential is no longer required")
    lost = [scheme_names for scheme_names in old.auth if not any(set(other) <= set(scheme_names) for other in new.auth)]
    if lost and new.auth:
        message = f"no longer enough: {', '.join(' with '.join(scheme_names) for scheme_names in lost)}"
        yield part.difference(BREAKING if new.auth_required else UNCLEAR, "auth narrowed", message)
    elif old.auth and set(old.auth) != set(new.auth):
        message = "other credentials are accepted too" if new.auth else "no credential is sent any longer"
        yield part.difference(SAFE, "auth widened" if new.auth else "wire changed", message)


# Parameters.


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


def _requirement_changes(part: DescriptionPart, old: Parameter, new: Parameter) -> Iterator[Difference]:
    if _must_be_passed(new) and not _must_be_passed(old):
        yield part.difference(BREAKING, "parameter required", "it was optional and is now required")
    elif _must_be_passed(old) and not _must_be_passed(new):
        yield part.difference(SAFE, "parameter optional", "it was required and is now optional")


def _default_changes(part: DescriptionPart, old: Parameter, new: Parameter) -> Iterator[Difference]:
    for key, noun in (("preset", "the value sent"), ("default", "the value that the server assumes")):
        before, after = (
            "nothing" if value is UNSET else shorten(value) for value in (getattr(old, key), getattr(new, key))
        )
        if before != after:
            message = f"{noun} unless a program passes one changed from {before} to {after}"
            yield part.difference(UNCLEAR, f"{key} changed", message)


def _encoding_changes(part: DescriptionPart, old: Parameter, new: Parameter) -> Iterator[Difference]:
    before, after = ((version.location, version.wire, version.style, version.explode) for version in (old, new))
    if before == after or (old.location == new.location == "body"):
        return
    read_otherwise = is_sent_as_string(old) != is_sent_as_string(new) or (old.location == "body") != (
        new.location == "body"
    )
    message = f"it is sent in the {_describe(new)}, no longer in the {_describe(old)}"
    if read_otherwise:
        yield part.difference(UNCLEAR, "location changed", f"{message}, where values are encoded differently")
    else:
        yield part.difference(SAFE, "wire changed", message)


def _describe(parameter: Parameter) -> str:
    style = f" ({parameter.style}{', exploded' if parameter.explode else ''})" if parameter.style else ""
    return f"{parameter.location} as {parameter.wire}{style}"


def is_sent_as_string(parameter: Parameter) -> bool:
    """Return whether its values are sent as strings, so that ``5`` and ``"5"`` are the same."""
    return parameter.location not in ("body", "part") and parameter.style != "json"


def _mark_changes(part: DescriptionPart, old: Parameter, new: Parameter) -> Iterator[Difference]:
    if old.allow_reserved and not new.allow_reserved:
        yield part.difference(BREAKING, "allowReserved removed", "a value with a slash is now one segment of the path")
    elif new.allow_reserved and not old.allow_reserved:
        yield part.difference(
            UNCLEAR, "allowReserved added", "a slash in a value now starts another segment of the path"
        )
    if old.secret and not new.secret:
        yield part.difference(UNCLEAR, "secret removed", "it is no longer redacted in logs and errors")
    elif new.secret and not old.secret:
        yield part.difference(SAFE, "secret added", "it is redacted in logs and errors now")
    if old.deprecated != new.deprecated:
        judgement = deprecation(old.deprecated, new.deprecated)
        yield part.difference(judgement.severity, judgement.rule, judgement.message)
    prose = [(version.description, version.since, version.example) for version in (old, new)]
    if repr(prose[0]) != repr(prose[1]):
        yield part.difference(SAFE, "texts changed", "the text changed")


PARAMETER_ASPECTS = (_requirement_changes, _default_changes, _encoding_changes, _mark_changes)
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


# Responses.


def is_success(status: str) -> bool:
    """Return whether a status, or a range of them, is 2xx."""
    return status.startswith("2")


def status_change(action: Action, status: str, *, added: bool) -> Difference:
    """Return the difference of a status that only one of the descriptions declares."""
    part = DescriptionPart(action.name, f"responses/{status}", action.pointer)
    verb = "added" if added else "removed"
    if not is_success(status):
        severity = UNCLEAR if status == "default" else SAFE
        return part.difference(severity, f"response {verb}", f"{status} is {'new' if added else 'no longer declared'}")
    if added:
        return part.difference(UNCLEAR, "response added", "another successful status, which programs do not know")
    if any(map(is_success, action.responses)):
        return part.difference(SAFE, "response removed", "other successful statuses remain")
    return part.difference(BREAKING, "response removed", "no successful status is declared any longer")


def content_changes(part: DescriptionPart, old: ResponseDescription, new: ResponseDescription) -> Iterator[Difference]:
    """Yield the differences in the media types of a response."""
    before, after = tuple(old.content), tuple(new.content)
    if before and not after:
        yield part.difference(BREAKING, "content removed", "it no longer declares any content")
    elif after and not before:
        yield part.difference(UNCLEAR, "content added", "it has content now")
    elif before and _read_as(before[0]) != _read_as(after[0]):
        message = f"it is {after[0]}, which is read as {_read_as(after[0])}, no longer {before[0]}"
        yield part.difference(BREAKING, "content type changed", message)
    elif before and before[0] != after[0]:
        yield part.difference(SAFE, "wire changed", f"it is {after[0]}, no longer {before[0]}")
    for media in after[1:] if before else ():
        if media not in before:
            yield part.difference(UNCLEAR, "content type added", f"responses may also be {media}")


def _read_as(media: str) -> str:
    bare = media.split(";", 1)[0].strip().lower()
    if bare == "application/json" or bare.endswith("+json"):
        return "JSON"
    return "text" if bare.startswith("text/") else "bytes"
