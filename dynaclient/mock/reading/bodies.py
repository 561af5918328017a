"""From a request to all its arguments: those of `decoding`, and the body by its media type."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any
from urllib.parse import quote, unquote, unquote_plus

from ...call.plans import plan_of
from ...call.response import InvalidJSON, parse_json
from ...call.styles import has_own_pairs
from ...description.model import Action, Parameter
from ...errors import Problem, close_matches, did_you_mean, list_some
from ...runtime.media_types import (
    FORM,
    MULTIPART,
    UNKNOWN,
    charset_of,
    find_allowing,
    is_form,
    is_json,
    is_json_lines,
    is_multipart,
    is_range,
    is_text,
    is_xml,
    without_parameters,
)
from ...schema.subschemas import child_schemas, child_views, is_file
from ...schema.xml_values import InvalidXML, read_xml
from .. import schema_views
from ..exchange import MockRequest
from . import multipart
from .decoding import (
    STYLES_OF_PAIRS,
    DecodedArguments,
    DecodingError,
    Pairs,
    decode_parameters,
    json_value_of,
    not_utf8,
    problem_of,
    take_into,
    takes_remaining_names,
)


def decode_request(
    action: Action, request: MockRequest, in_path: Mapping[str, str], ignored: Iterable[str] = ()
) -> DecodedArguments:
    """Return the arguments of a request, its body included; see `decoding.decode_parameters`."""
    decoded = decode_parameters(action, request, in_path, ignored)
    if not request.body:
        return decoded
    location, name = ("body", action.body.name) if action.body else ("part" if action.parts else "body", "body")
    try:
        decoded.media = _media_of(action, plan_of(action).offered, request.headers.get("Content-Type", ""))
        read = next(read for applies, read in _READERS if applies(decoded.media))
        read(decoded, action, request)
    except DecodingError as error:
        decoded.problems.append(problem_of(location, name, error))
    return decoded


def _media_of(action: Action, offered: tuple[str, ...], sent: str) -> str:
    """Return the media type that was sent, as it is declared; the first one if the request has no Content-Type."""
    if not offered:
        raise DecodingError("unknown", f"{action.name} has no body", "send the request without one")
    if not sent:
        return offered[0]
    found = find_allowing(offered, sent)
    if found is not None:
        return without_parameters(sent) if is_range(found) else found
    ranges = [media for media in offered if is_range(media)]
    if ranges and without_parameters(sent) == UNKNOWN:
        return ranges[0]
    raise DecodingError(
        "content", f"the body cannot be sent as {without_parameters(sent)!r:.100}", f"one of: {', '.join(offered)}"
    )


def _read_lines(decoded: DecodedArguments, action: Action, request: MockRequest) -> None:
    if action.body is None or "array" not in action.body.schema_for(decoded.media or "").types:
        _read_raw(decoded, action, request)
        return
    try:
        decoded.arguments[action.body.name] = [parse_json(line) for line in request.body.splitlines() if line.strip()]
        return
    except InvalidJSON as error:
        reason = str(error)
    raise DecodingError("json", f"a line of the body is not JSON: {reason}", "send one JSON value per line")


def _read_json(decoded: DecodedArguments, action: Action, request: MockRequest) -> None:
    if action.body is not None and is_file(action.body.schema_for(decoded.media or "").view):
        _read_raw(decoded, action, request)
        return None
    try:
        value = parse_json(request.body)
    except InvalidJSON as error:
        reason = str(error)
    else:
        return _add(decoded, action, value)
    raise DecodingError("json", f"the body is not JSON: {reason}", "send JSON")


def _add(decoded: DecodedArguments, action: Action, value: Any) -> None:
    """Add the body as one argument, or its members as arguments."""
    if action.body is not None:
        decoded.arguments[action.body.name] = value
        return
    if not isinstance(value, dict):
        raise DecodingError("type", "the body is not an object", "send an object with the members")
    by_wire = {part.wire: part.name for part in action.parts}
    for name, member in value.items():
        if name in by_wire:
            decoded.arguments[by_wire[name]] = member
        else:
            hint = did_you_mean(close_matches(name, by_wire)) or f"known: {list_some(by_wire)}"
            message = f"the body of {action.name} has no such member"
            problem = Problem.in_call("part", name[:200], (), "unknown", tuple(by_wire), None, message, hint)
            decoded.problems.append(problem)


def _read_form(decoded: DecodedArguments, action: Action, request: MockRequest) -> None:
    try:
        pairs = Pairs(request.body.decode("ascii"), "&", unquote_plus)
    except UnicodeDecodeError:
        raise not_utf8() from None
    if action.body is None:
        for part in sorted(action.parts, key=takes_remaining_names):
            take_into(decoded, part, STYLES_OF_PAIRS[part.style], pairs)
        _add(decoded, action, dict.fromkeys(pairs.left()))
        return
    styled = _take_encoded(decoded, action.body, pairs)
    try:
        members = {name: [pairs.text(value) for value in pairs.take(name)] for name in pairs.left()}
    except UnicodeDecodeError:
        raise not_utf8() from None
    view = action.body.schema_for(decoded.media or FORM).view
    decoded.arguments[action.body.name] = {
        **{name: _member(values, child_schemas(view, name)) for name, values in members.items()},
        **styled,
    }


def _take_encoded(decoded: DecodedArguments, body: Parameter, pairs: Pairs) -> dict[str, Any]:
    """Return the members of a form whose style is described."""
    inner = DecodedArguments()
    for member in sorted(body.encoding.values(), key=takes_remaining_names):
        take_into(inner, member, STYLES_OF_PAIRS[member.style], pairs)
    decoded.problems += inner.problems
    return inner.arguments


def _member(values: list[Any], schemas: list[Any]) -> Any:
    """Return the value of one name of a form: a list if the schemas declare one, or if it was sent several times."""
    is_list = "array" in schema_views.types(*schemas)
    item_schemas = child_views(schemas, 0) if is_list else schemas
    items = [_member_value(value, item_schemas) for value in values]
    return items[0] if len(items) == 1 and not is_list else items


def _member_value(value: Any, schemas: list[Any]) -> Any:
    """Return the value of a string of a form: lists and objects are sent as JSON there, and files may lack a name."""
    if isinstance(value, str) and any(map(is_file, schemas)):
        return value.encode("utf-8", "surrogateescape")
    if isinstance(value, str) and value[:1] in ("{", "[") and schema_views.types(*schemas) & {"object", "array"}:
        try:
            return json_value_of(value)
        except DecodingError:
            return value
    if isinstance(value, str):
        return schema_views.coerced(value, schemas)
    return value


def _read_multipart(decoded: DecodedArguments, action: Action, request: MockRequest) -> None:
    content_type = request.headers.get("Content-Type", "")
    try:
        if without_parameters(content_type) != MULTIPART:
            return _add(decoded, action, _positional_parts(action, request.body, content_type))
        parts = multipart.parse_multipart(request.body, content_type)
    except ValueError as error:
        reason = str(error)
    else:
        schemas = {part.wire: [part.schema.view] for part in action.parts}
        if action.body is not None:
            view = action.body.schema_for(decoded.media or MULTIPART).view
            schemas = {name: child_schemas(view, name) for name in parts}
        encodings = [*action.parts, *(action.body.encoding.values() if action.body else ())]
        as_json = {part.wire for part in encodings if part.style == "json"}
        left = _take_styled(decoded, action, parts)
        members = {
            name: json_value_of(values[0])
            if name in as_json and isinstance(values[0], str)
            else _member(values, schemas.get(name, []))
            for name, values in parts.items()
            if name in left
        }
        return _add(decoded, action, members)
    raise DecodingError("form", f"the body is not a multipart form: {reason}", "send multipart/form-data")


def _positional_parts(action: Action, body: bytes, content_type: str) -> dict[str, Any]:
    """Return the parts of a body in which they have no names: those with data come first, then the files."""
    expected = sorted(action.parts, key=lambda part: part.schema.has_files)
    members: dict[str, Any] = {}
    for part, (media, data) in zip(expected, multipart.parse_parts(body, content_type), strict=False):
        if part.schema.has_files:
            members[part.wire] = (part.wire, data, media)
        else:
            text = data.decode("utf-8", "replace")
            members[part.wire] = json_value_of(text) if is_json(media) else schema_views.coerced_by(part.schema, text)
    return members


def _take_styled(decoded: DecodedArguments, action: Action, parts: dict[str, list[Any]]) -> Collection[str]:
    """Decode the parts whose style decides which members they are, and return the names of all others."""
    styled = [part for part in action.parts if has_own_pairs(part)]
    if not styled:
        return parts
    texts = [(name, value) for name, values in parts.items() for value in values if isinstance(value, str)]
    encoded = (f"{quote(name, safe='')}={quote(value, safe=',|')}" for name, value in texts)
    pairs = Pairs("&".join(encoded), "&", unquote)
    for part in styled:
        take_into(decoded, part, STYLES_OF_PAIRS[part.style], pairs)
    return {*pairs.left(), *(parts.keys() - {name for name, _ in texts})}


def _read_xml(decoded: DecodedArguments, action: Action, request: MockRequest) -> None:
    schema = action.body.schema_for(decoded.media or "") if action.body else None
    if action.body is None or schema is None or not schema.is_structured:
        _read_raw(decoded, action, request)
        return
    try:
        decoded.arguments[action.body.name] = read_xml(
            request.body, schema.view, charset_of(request.headers.get("Content-Type", ""))
        )
        return
    except InvalidXML as error:
        reason = error.reason
    raise DecodingError("xml", f"the body is not XML: {reason}", "send XML")


def _read_raw(decoded: DecodedArguments, action: Action, request: MockRequest) -> None:
    value: Any = request.body
    if is_text(request.headers.get("Content-Type", "")):
        value = request.body.decode("utf-8", "replace")
    decoded.arguments[action.body.name if action.body else action.parts[0].name] = value


_READERS: tuple[tuple[Callable[[str], bool], Callable[[DecodedArguments, Action, MockRequest], None]], ...] = (
    (is_json, _read_json),
    (is_json_lines, _read_lines),
    (is_xml, _read_xml),
    (is_form, _read_form),
    (is_multipart, _read_multipart),
    (bool, _read_raw),
)
"""How a body is read, by its media type; the first that applies counts."""
