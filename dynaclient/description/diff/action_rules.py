"""What differences of an action mean: its traits, path, server, scopes and credentials."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice, product
from typing import Any, NamedTuple

from ..api import Api
from ..model import Action, Server
from .api_rules import path_shape, variable_changes
from .difference import BREAKING, SAFE, UNCLEAR, DescriptionPart, Difference, shorten, text_change
from .encoding import AFTER_DOT, refused_in_path
from .response_rules import is_success
from .schema_changes import deprecation
from .vocabulary import canonical_text

MAX_SCOPES = 10_000
"""Combinations of scopes that are compared."""


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


TRAITS = (
    _wire_trait("method", lambda action: action.method, "the HTTP method changed"),
    _wire_trait("path", lambda action: path_shape(action.path), "the path changed"),
    _wire_trait("emptyBody", lambda action: action.empty_body, "what is sent if no part of the body is passed changed"),
    _wire_trait("headers", lambda action: dict(action.headers), "the headers sent changed"),
    Trait(
        "operationId", lambda action: "" if action.operation_id == action.name else action.operation_id,
        (BREAKING, "`client.call` no longer finds it by this id"), (SAFE, "`client.call` finds it by this id now"),
        (BREAKING, "`client.call` no longer finds it by its old id"),
    ),
    Trait(
        "readonly", lambda action: action.readonly,
        (UNCLEAR, "it may now change something on the server"), (SAFE, "it no longer changes anything on the server"),
    ),
    Trait(
        "destructive", lambda action: action.destructive,
        (SAFE, "it no longer destroys anything on the server"), (UNCLEAR, "it may now destroy something on the server"),
    ),
    Trait(
        "idempotent", lambda action: action.idempotent or bool(action.idempotency_key),
        (UNCLEAR, "it is no longer retried"), (SAFE, "it is retried now"),
    ),
    _wire_trait("idempotencyKey", lambda action: action.idempotency_key, "where its idempotency key is sent changed"),
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
    _text_trait("summary", lambda action: action.own_summary),
    _text_trait("tags", lambda action: action.tags),
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
    shared = [names for names in old.auth if names in new.auth] if old.auth_scopes or new.auth_scopes else [()]
    short = [scopes for names in shared for scopes in _enough(old, names) if not new.allowed_by(scopes, names)]
    if short:
        message = ", ".join(dict.fromkeys(" with ".join(scopes) for scopes in short if scopes))
        yield part.difference(BREAKING, "scopes narrowed", f"no longer enough: {message or 'a token without scopes'}")
    elif not all(old.allowed_by(scopes, names) for names in shared for scopes in _enough(new, names)):
        yield part.difference(SAFE, "scopes widened", "more tokens may call it")


def _enough(action: Action, names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the least scopes that allow an action with a set of schemes; of very many, the first `MAX_SCOPES`."""
    combined = product(action.scopes or ((),), action.auth_scopes.get(names) or ((),))
    for scopes in islice(combined, MAX_SCOPES):
        yield tuple(name for scope in scopes for name in ((scope,) if isinstance(scope, str) else scope))


def credential_changes(old: Action, new: Action) -> Iterator[Difference]:
    """Yield the differences in the authentication of an action."""
    part = DescriptionPart(new.name, "auth", new.pointer)
    if new.auth_required and not old.auth_required:
        yield part.difference(BREAKING, "auth required", "a credential is required now")
    elif old.auth_required and not new.auth_required:
        yield part.difference(SAFE, "auth optional", "a credential is no longer required")
    lost = [scheme_names for scheme_names in old.auth if _chosen(new, set(scheme_names)) is None]
    if lost and new.auth:
        message = f"no longer enough: {', '.join(' with '.join(scheme_names) for scheme_names in lost)}"
        yield part.difference(BREAKING if new.auth_required else UNCLEAR, "auth narrowed", message)
    elif old.auth and set(old.auth) != set(new.auth):
        message = "other credentials are accepted too" if new.auth else "no credential is sent any longer"
        yield part.difference(SAFE, "auth widened" if new.auth else "wire changed", message)
    elif new.auth and not old.auth and not new.auth_required:
        yield part.difference(SAFE, "wire changed", "a credential is sent now, if the program has one")
    elif any(_chosen(old, {*one, *other}) != _chosen(new, {*one, *other}) for one in old.auth for other in old.auth):
        message = f"of several credentials that a program has, {' with '.join(new.auth[0])} is now sent first"
        yield part.difference(SAFE, "wire changed", message)


def _chosen(action: Action, passed: set[str]) -> tuple[str, ...] | None:
    """Return the auth schemes that are used if a program has credentials for these; None if none is complete."""
    return next((names for names in action.auth if passed.issuperset(names)), None)


# The method, the path and the server.


def method_changes(old: Action, new: Action) -> Iterator[Difference]:
    """Yield what a change to or from HEAD means: its responses have no body."""
    part = DescriptionPart(new.name, "method", new.pointer)
    if new.method == "HEAD" != old.method:
        reads = any(response.content for status, response in old.responses.items() if is_success(status))
        message = "the response to HEAD has no body: the value of the call is always None"
        yield part.difference(BREAKING if reads else UNCLEAR, "body removed", message)
    elif old.method == "HEAD" != new.method:
        yield part.difference(UNCLEAR, "body added", "the value of the call was always None, and no longer is")


def path_changes(old: Action, new: Action) -> Iterator[Difference]:
    """Yield what a change of the path means for its parameters."""
    part = DescriptionPart(new.name, "path", new.pointer)
    before, after = ([name for _, name in action.pieces if name] for action in (old, new))
    if path_shape(old.path) == path_shape(new.path) and sorted(before) == sorted(after) and before != after:
        message = f"its parameters are in another order; programs are not affected (from {old.path} to {new.path})"
        yield part.difference(SAFE, "wire changed", message)
    for name in refused_in_path(old, new) if old.path != new.path else ():
        message = f"a value of {name} such as {AFTER_DOT!r} makes a dot segment, and is refused"
        yield part.difference(BREAKING, "path narrowed", message)


def order_changes(old: Action, new: Action) -> Iterator[Difference]:
    """Yield the locations in which the parameters are sent in another order."""
    for location in ("query", "cookie", "part"):
        before, after = (
            [name for name, parameter in action.parameters.items() if parameter.location == location]
            for action in (old, new)
        )
        common = set(before) & set(after)
        if [name for name in before if name in common] != [name for name in after if name in common]:
            part = DescriptionPart(new.name, "parameters", new.pointer)
            yield part.difference(SAFE, "wire changed", f"they are sent in another order in the {location}")


def accept_changes(old: Action, new: Action) -> Iterator[Difference]:
    """Yield what another order of media types in ``Accept`` means: a server may choose by it."""
    before, after = (
        [] if any(name.lower() == "accept" for name in action.headers) else action.accept.split(", ")
        for action in (old, new)
    )
    if [media for media in before if media in after] != [media for media in after if media in before]:
        message = f"the order of media types in `Accept` changed from {', '.join(before)} to {', '.join(after)}"
        yield DescriptionPart(new.name, "responses", new.pointer).difference(
            UNCLEAR, "accept changed", f"{message}: the server may choose another one"
        )


def server_changes(old: Action, new: Action, old_api: Api, new_api: Api) -> Iterator[Difference]:
    """Yield the differences in the server of an action, and in whether it gets the credential of the API."""
    part = DescriptionPart(new.name, "server", new.pointer)
    if _data(old.server) != _data(new.server):
        yield part.difference(SAFE, "wire changed", "its server changed; programs are not affected")
    elif old.server and new.server and old.server.description != new.server.description:
        yield text_change(part.place, part.what, part.pointer)
    variables = new.server.variables if new.server else {}
    for name, values in old.server.variables.items() if old.server and new.server else ():
        yield from variable_changes(part.at("variables", name), values, variables.get(name))
    before, after = _foreign_origin(old, old_api), _foreign_origin(new, new_api)
    if new.auth and after and after != before:
        message = f"no credential is sent to {after} unless the program passes it as one of `trusted_origins`"
        yield part.difference(BREAKING if new.auth_required else UNCLEAR, "server not trusted", message)


def _data(server: Server | None) -> Any:
    return server and [server.template, dict(server.variables)]


def _foreign_origin(action: Action, api: Api) -> str:
    """Return the origin of an action's own server if it is not that of the API."""
    own, general = (server_origin(server) for server in (action.server, api.server))
    return own if own != general else ""


def server_origin(server: Server | None) -> str:
    """Return the origin of a server, with the defaults of its variables; an empty string if there is none."""
    return "/".join(server.default_url.split("/", 3)[:3]).lower() if server else ""
