"""
Build a request: an action and its validated arguments become one frozen `Request`.

The same arguments always make the same bytes. A request that contains a secret is built twice: as it is sent, and with
each secret redacted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from ..description.model import Action
from ..errors import InvalidCall, Problem
from ..messages import FIELD_NAME, FIELD_VALUE, FORBIDDEN_HEADERS, Body, Headers, Request
from ..records import replace
from ..redaction import MASK, redact_by_name
from .arguments import media_type_of
from .bodies import encode_body
from .overwriting import NO_KEYS, is_preset, refuse_keys, refuse_overwriting
from .plans import Plan, plan_of
from .problems import Problems
from .styles import encode_or_report
from .urls import encode_path, encode_path_value, encode_query


class _Context(NamedTuple):
    """What a request is made of beside the arguments."""

    base: str
    media: str
    headers: Mapping[str, str]
    query: Mapping[str, Any]
    keys: Mapping[str, frozenset[str]]


def build_request(
    action: Action,
    arguments: Mapping[str, Any],
    *,
    base: str,
    media: str | None = None,
    headers: Mapping[str, str] | None = None,
    query: Mapping[str, Any] | None = None,
    keys: Mapping[str, frozenset[str]] = NO_KEYS,
) -> Request:
    """
    Return the request of a call, without credentials.

    Args:
        action: The action.
        arguments: Validated arguments, see `arguments.validate_arguments`.
        base: The base URL of the API: scheme, host and the beginning of the path.
        media: The media type of the body; the first one of the action if None.
        headers: Undeclared headers; they replace declared ones of the same name.
        query: Undeclared query values, added after the declared ones.
        keys: Location → the names of the API keys that are added to the request; headers in lower case.

    Raises:
        InvalidCall: A value cannot be encoded.
    """
    plan = plan_of(action)
    kind = plan.media if media is None else media_type_of(action, media)
    context = _Context(base, kind, headers or {}, query or {}, keys)
    request = _build(plan, arguments, context)
    redacted = _redact_arguments(action, arguments, context.media) if action.has_secrets else {}
    safe_headers = redact_by_name(context.headers) if context.headers else context.headers
    safe_query = redact_by_name(context.query) if context.query else context.query
    if not redacted and safe_headers is context.headers and safe_query is context.query:
        return request
    safe = context._replace(headers=safe_headers, query=safe_query)
    in_body = any(action.parameters[name].location in ("body", "part") for name in redacted)
    body = None if in_body else (request.body, request.headers.get("Content-Type", ""))
    redacted_copy = _with_plain_masks(_build(plan, {**arguments, **redacted}, safe, body))
    differing = [name for name, value in request.headers.items() if redacted_copy.headers.get(name) != value]
    secret = [name for name in differing if name != "Content-Type"]  # which has another random boundary
    return replace(request, redacted_copy=redacted_copy, headers=request.headers.with_redacted(secret))


def _build(
    plan: Plan, arguments: Mapping[str, Any], context: _Context, encoded: tuple[Body, str] | None = None
) -> Request:
    """Return a request; `encoded` is its body and the media type of that, if the body has been encoded before."""
    problems, action = Problems(), plan.action
    path = encode_path(plan, arguments, problems)
    query = encode_query(plan, arguments, context.query, problems, context.keys.get("query", ()))
    has_fields = plan.has_fields or context.headers
    own = _header_fields(plan, arguments, context.headers, problems, context.keys) if has_fields else None
    body, content_type = encoded or (None, "")
    if encoded is None and plan.has_body:
        body, content_type = encode_body(action, arguments, context.media, problems)
    if problems:
        raise InvalidCall(action.name, problems)
    headers = plan.headers if own is None else Headers(own.values())
    if content_type:
        is_usual = own is None and content_type == plan.media
        headers = plan.body_headers if is_usual else headers.with_fields((("Content-Type", content_type),))
    separator = "?" if query else ""
    url = f"{context.base}{path}{separator}{query}"
    return Request(action.method, url, headers, body, action.name)


def encoding_problems(action: Action, name: str, value: Any) -> list[Problem]:
    """Return why an argument, by its name in the description, cannot be part of a request; an empty list if it can."""
    problems, plan, parameter = Problems(), plan_of(action), action.parameters[name]
    argument = {name: value}
    if parameter.location == "path":
        encode_path_value(parameter, value, problems)
    elif parameter.location == "query":
        encode_query(plan, argument, {}, problems)
    elif parameter.location in ("body", "part"):
        encode_body(action, argument, plan.media, problems)
    else:
        _header_fields(plan, argument, {}, problems)
    return problems


# --- headers ---------------------------------------------------------------------------------------------------------

_HEADER_HINT = "a header value is visible ASCII, with spaces and tabs only inside"
_HEADER_MESSAGE = "contains characters that are not allowed in a header"


def _header_fields(
    plan: Plan,
    arguments: Mapping[str, Any],
    undeclared: Mapping[str, str],
    problems: Problems,
    keys: Mapping[str, frozenset[str]] = NO_KEYS,
) -> dict[str, tuple[str, str]]:
    action, fields = plan.action, plan.fields.copy()
    cookies: dict[str, str] = {}
    passed = _passed_headers(action, arguments) if undeclared else frozenset()
    for name, value in arguments.items():
        parameter = action.parameters[name]
        if parameter.location == "header":
            encoded = encode_or_report(parameter, value, problems)
            if encoded and not FIELD_VALUE.fullmatch(encoded):
                problems.add(parameter, _HEADER_MESSAGE, "header", _HEADER_HINT)
            fields[parameter.wire.lower()] = (parameter.wire, encoded or "")
        elif parameter.location == "cookie":
            cookies[name] = encode_or_report(parameter, value, problems) or ""
    for name, value in undeclared.items():
        message = header_problem(name, value)
        if message:
            problem = Problem.in_call("header", str(name)[:80], (), "header", "a header", None, message, _HEADER_HINT)
            problems.append(problem)
        if str(name).lower() not in passed:  # an argument overrides what the client sends with each call
            fields[str(name).lower()] = (str(name), str(value))
    if "header" in keys:
        refuse_keys("header", _header_names(action, arguments, undeclared), keys["header"], problems)
    if cookies:
        refuse_overwriting(action, "cookie", arguments, cookies, problems, keys=keys.get("cookie", ()))
        fields["cookie"] = ("Cookie", "&".join(cookies.values()).replace("&", "; "))
    return fields


def _passed_headers(action: Action, arguments: Mapping[str, Any]) -> frozenset[str]:
    """Return the headers that arguments write which are not the presets, in lower case."""
    pairs = ((action.parameters[name], value) for name, value in arguments.items())
    return frozenset(
        parameter.wire.lower()
        for parameter, value in pairs
        if parameter.location == "header" and not is_preset(parameter, value)
    )


def _header_names(
    action: Action, arguments: Mapping[str, Any], undeclared: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Return the header that each argument and each undeclared value writes, in lower case."""
    parameters = (action.parameters[name] for name in arguments)
    names = {parameter.name: parameter.wire for parameter in parameters if parameter.location == "header"}
    return {
        argument: (name.lower(),)
        for argument, name in {**names, **{str(name): str(name) for name in undeclared}}.items()
    }


def header_problem(name: Any, value: Any) -> str:
    """Return what is wrong with an undeclared header; an empty string if it is valid."""
    if not isinstance(name, str) or not FIELD_NAME.fullmatch(name):
        return "is not a valid header name"
    if name.lower() in FORBIDDEN_HEADERS:
        return "is set by the client itself (pass a credential as token=…, a media type as content=…)"
    if value is None:
        return "is None: leave it out, for there is no such value"
    if not isinstance(value, str):
        return f"is of type {type(value).__name__}, and a header is a string"
    return "" if not value or FIELD_VALUE.fullmatch(value) else _HEADER_MESSAGE


# --- secrets ---------------------------------------------------------------------------------------------------------


def _redact_arguments(action: Action, arguments: Mapping[str, Any], media: str) -> dict[str, Any]:
    """Return the arguments that have secrets in them, redacted."""
    redacted = {}
    for name, value in arguments.items():
        parameter = action.parameters[name]
        shown = MASK if parameter.secret else parameter.schema_for(media).redact_secrets(value)
        if shown is not value:
            redacted[name] = shown
    return redacted


def _with_plain_masks(redacted: Request) -> Request:
    """Return a redacted request with ``***`` where it was percent-encoded."""
    quoted = quote(MASK, safe="")
    fields = [(name, value.replace(quoted, MASK)) for name, value in redacted.headers.items()]
    body = redacted.body.replace(quoted.encode(), MASK.encode()) if isinstance(redacted.body, bytes) else redacted.body
    return replace(redacted, url=redacted.url.replace(quoted, MASK), headers=Headers(fields), body=body)


def secret_values(action: Action, arguments: Mapping[str, Any], media: str | None = None) -> set[str]:
    """Return each string and number in the arguments that the description marks secret."""
    redacted = _redact_arguments(action, arguments, media_type_of(action, media)) if action.has_secrets else {}
    return {secret for name in redacted for secret in _redacted_strings(arguments[name], redacted[name])}


def undeclared_secrets(values: Mapping[str, Any]) -> set[str]:
    """Return each string and number in undeclared headers and query values that is secret by its name."""
    return set(_redacted_strings(values, redact_by_name(values)))


def _redacted_strings(value: Any, redacted: Any) -> Iterator[str]:
    if redacted is value:
        return
    if isinstance(value, Mapping):
        for key, member in value.items():
            yield from _redacted_strings(member, MASK if redacted == MASK else redacted[key])
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from _redacted_strings(item, MASK if redacted == MASK else redacted[index])
    elif isinstance(value, (str, int, float)):
        yield str(value)
