"""What is shown of requests and responses to those who look at a mock server: no credential, and no declared secret."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote, unquote_plus

from ...agents.masking import redacted_arguments
from ...call.response import InvalidJSON, parse_json
from ...description.api import Api
from ...description.model import Action
from ...messages import Headers
from ...records import dataclass
from ...redaction import MASK, is_secret_name, redact, redact_by_name
from ...runtime.media_types import is_form, is_json, is_json_lines, is_text, is_xml, without_parameters
from ...schema.validation import Schema
from ...strings.counting import counted
from ...strings.printing import cut_short
from ..exchange import MockRequest, MockResponse
from ..reading.authorization import credential_of, is_checked

MAX_SHOWN = 16_000
"""Characters of a body that are shown."""
_MAX_ARGUMENT = 200
"""Characters of all arguments in one line."""
_OF_LOGINS = frozenset({"assertion", "client_assertion", "code", "code_verifier", "device_code", "user_code"})
"""What else is secret in requests and responses of a login (RFC 6749, 7521, 7636, 8628)."""


@dataclass(frozen=True)
class Declared:
    """What is declared of a request, and so what in it is secret."""

    api: Api
    actions: tuple[Action, ...] = ()
    """The action that it calls; if it calls none, all actions of its path: their methods are others."""
    is_call: bool = False
    """Whether it calls the action. If not, names decide too: of a path that is unknown, nothing else is known."""


# --- arguments -------------------------------------------------------------------------------------------------------


def shown_arguments(action: Action | None, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments as JSON data, with what is marked secret redacted; a file is only its size."""
    shown = redacted_arguments(action, arguments) if action is not None and action.has_secrets else arguments
    return {name: _as_json(value) for name, value in shown.items()}


def argument_list(action: Action | None, arguments: Mapping[str, Any]) -> str:
    """Return arguments as they are written in a call, in one line of a limited length."""
    shown = shown_arguments(action, arguments)
    line = ", ".join(f"{name}={value!r}" for name, value in shown.items())
    return cut_short(line, _MAX_ARGUMENT)


def _as_json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _as_json(member) for name, member in value.items()}
    if isinstance(value, bytes):
        return f"({counted(len(value), 'byte')})"
    if isinstance(value, tuple) and any(isinstance(part, bytes) for part in value):  # a file, with its name before it
        return ", ".join(str(_as_json(part)) for part in value if part)
    return [_as_json(item) for item in value] if isinstance(value, (list, tuple)) else value


# --- targets ---------------------------------------------------------------------------------------------------------


def redacted_target(declared: Declared, request: MockRequest) -> str:
    """Return the path and the query of a request, with their secrets redacted."""
    path = request.path
    for action in declared.actions:
        if action.has_secrets:
            path = _redacted_path(action, path)
    if not request.query:
        return path
    secret = _secret_names(declared, "query") | (set() if declared.is_call else _OF_LOGINS)
    return f"{path}?{_redacted_pairs(request.query, secret, _declared_names(declared, 'query'))}"


def _redacted_path(action: Action, path: str) -> str:
    secret = [parameter for parameter in action.parameters.values() if _is_in_path(parameter)]
    if not any(parameter.holds_secrets for parameter in secret):
        return path
    # A path may have one slash more at its end than the action has it, or one less.
    segments, template = path.removesuffix("/").split("/"), action.path.removesuffix("/").split("/")
    first = len(segments) - len(template)  # the base path of the server may be before it
    if first < 0 or any(parameter.allow_reserved for parameter in secret):
        return action.path
    names = [f"{{{parameter.name}}}" for parameter in secret if parameter.holds_secrets]
    shown = [
        MASK if any(name in piece for name in names) else segment
        for segment, piece in zip(segments[first:], template, strict=True)
    ]
    return "/".join([*segments[:first], *shown]) + ("/" if path.endswith("/") else "")


def _is_in_path(parameter: Any) -> bool:
    return bool(parameter.location == "path")


def _secret_names(declared: Declared, location: str) -> set[str]:
    """Return the names in a part of requests that have secrets: credentials, and what the actions mark."""
    schemes = {scheme.wire for scheme in declared.api.auth.values() if scheme.wire and scheme.location == location}
    return schemes | {
        parameter.wire
        for action in declared.actions
        for parameter in action.parameters.values()
        if parameter.location == location and parameter.holds_secrets
    }


def _declared_names(declared: Declared, location: str) -> set[str]:
    """Return the names in a part of requests of which the description says whether they have secrets."""
    actions = declared.actions if declared.is_call else ()
    return {
        parameter.wire
        for action in actions
        for parameter in action.parameters.values()
        if parameter.location == location
    }


def _redacted_pairs(encoded: str, secret: set[str], declared: set[str]) -> str:
    """Return a query or a form with the values of secret names redacted; of names that are not declared, by name."""
    return "&".join(_redacted_pair(pair, secret, declared) for pair in encoded.split("&"))


def _redacted_pair(pair: str, secret: set[str], declared: set[str]) -> str:
    name, equals, _ = pair.partition("=")
    whole = unquote_plus(name)
    outer = whole.partition("[")[0]
    is_secret = {whole, outer} & secret or (not {whole, outer} & declared and is_secret_name(whole))
    return f"{name}={MASK}" if is_secret and equals else pair


# --- headers ---------------------------------------------------------------------------------------------------------


def redacted_headers(declared: Declared, headers: Headers) -> dict[str, str]:
    """Return headers with those redacted that are credentials, that are marked secret, or whose names are secret."""
    secret = _secret_names(declared, "header") | {"Cookie"}
    known = {name.lower() for name in _declared_names(declared, "header")}
    secret |= {name for name in headers if name.lower() not in known and is_secret_name(name)}
    return headers.with_redacted(secret).redacted()


def redacted_response_headers(declared: Declared, request: MockRequest, response: MockResponse) -> dict[str, str]:
    """Return the headers of a response, without cookies, and without what a redirect carries."""
    headers = Headers([*([("Content-Type", response.media)] if response.media else []), *response.headers])
    shown = headers.with_redacted(name for name in headers if is_secret_name(name)).redacted()
    location, question, query = headers.get("Location", "").partition("?")
    if location:
        query = _redacted_pairs(query, set(_OF_LOGINS), set())
        shown["Location"] = _without_secrets(declared, request, location) + (f"?{query}" if question else "")
    return shown


def _without_secrets(declared: Declared, request: MockRequest, shown: str) -> str:
    """Return a string without the secrets that a request has: a server may repeat them in a response."""
    found = (credential_of(scheme, request) for scheme in declared.api.auth.values() if is_checked(scheme))
    return str(redact(shown, [*filter(None, found), *_secrets_of_path(declared, request)]))


def _secrets_of_path(declared: Declared, request: MockRequest) -> Iterator[str]:
    """Yield the segments of a path that are secret, as they were sent and as they are meant."""
    for action in declared.actions:
        if action.has_secrets:
            shown = _redacted_path(action, request.path).split("/")
            for sent, one in zip(request.path.split("/"), shown, strict=False):
                if one == MASK and sent:
                    yield from (sent, unquote(sent))


# --- bodies ----------------------------------------------------------------------------------------------------------


def redacted_request_body(declared: Declared, request: MockRequest) -> str:
    """Return the body of a request for people, with its secrets redacted."""
    bodies = [action.body for action in declared.actions if action.body is not None]
    parts = [part for action in declared.actions for part in action.parts]
    marked = {part.wire for part in parts if part.holds_secrets} | (set() if declared.is_call else _OF_LOGINS)
    known = {part.wire for part in parts} if declared.is_call else set()
    schemas = [schema for body in bodies for schema in body.schemas]
    shown = _Body(schemas, marked, known, by_name=_is_by_name(declared))
    media = request.headers.get("Content-Type", "")
    return _without_secrets(declared, request, shown.text(request.body, media))


def redacted_response_body(declared: Declared, request: MockRequest, response: MockResponse) -> str:
    """Return the body of a response for people, with its secrets redacted."""
    described = [action.response_for(response.status) for action in declared.actions]
    schemas = [
        schema for one in described if one is not None for schema in (*one.content.values(), *one.events.values())
    ]
    shown = _Body(schemas, set(), set(), by_name=_is_by_name(declared))
    return _without_secrets(declared, request, shown.text(response.content, response.media))


def _is_by_name(declared: Declared) -> bool:
    """Return whether members are redacted by their names: where nothing is declared, and in logins."""
    return not declared.is_call or any(_is_login(declared.api, action) for action in declared.actions)


def _is_login(api: Api, action: Action) -> bool:
    """Return whether an action returns or refreshes a credential."""
    obtained = (obtain.values for scheme in api.auth.values() for obtain in scheme.obtain.values())
    return any(action.name in (values.get("action"), values.get("refreshAction")) for values in obtained)


class _Body:
    """How a body is shown: by the schemas that it may have, else by the names in it."""

    def __init__(self, schemas: list[Schema], marked: set[str], declared: set[str], *, by_name: bool) -> None:
        self._schemas = schemas
        self._marked = marked
        self._declared = declared
        self._by_name = by_name

    def text(self, content: bytes, media: str) -> str:
        """Return it with its secrets redacted, up to `MAX_SHOWN` characters; only its size if it is not text."""
        media = without_parameters(media)
        return cut_short(self._shown(content, media) if content else "", MAX_SHOWN)

    def _shown(self, content: bytes, media: str) -> str:
        if is_json(media) or not media:
            return self._json(content)
        if is_form(media):
            return _redacted_pairs(content.decode("utf-8", "replace"), self._marked, self._declared)
        if not (is_text(media) or is_xml(media) or is_json_lines(media)):
            return f"({counted(len(content), 'byte')} of {media})"
        return MASK if self._has_secrets else content.decode("utf-8", "replace")

    @property
    def _has_secrets(self) -> bool:
        return bool(self._marked) or self._by_name or any(schema.has_secrets for schema in self._schemas)

    def _json(self, content: bytes) -> str:
        try:
            value = parse_json(content)
        except InvalidJSON:
            return MASK if self._has_secrets else content.decode("utf-8", "replace")
        for schema in self._schemas:
            value = schema.redact_secrets(value)
        if isinstance(value, Mapping):
            value = {name: MASK if name in self._marked else member for name, member in value.items()}
        return json.dumps(redact_by_name(value, _OF_LOGINS) if self._by_name else value, ensure_ascii=False)


def redact_items(items: Iterable[Mapping[str, Any]], schemas: Mapping[str, list[Any]]) -> Iterator[Any]:
    """
    Yield stored items with their secrets redacted.

    Args:
        items: The items.
        schemas: The schemas of each property, as actions declare it; without any, the names decide.
    """
    from ...schema.secret_places import SecretPlaces

    places = SecretPlaces({"properties": {name: {"allOf": found} for name, found in schemas.items()}})
    for item in items:
        yield places.redact(item) if schemas else redact_by_name(item, _OF_LOGINS)
