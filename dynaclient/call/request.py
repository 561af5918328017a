"""
Build: an action and its checked arguments become one frozen `Request`. Pure: the same arguments, the same bytes.

Every parameter style and every kind of body is a row in a table. What is written into the path is looked at once more
as it is composed, segment by segment, for a value that is harmless by itself can become a dot segment beside another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from ..description.model import FORBIDDEN_HEADERS, Action, Parameter
from ..errors import InvalidCall, Problem
from ..messages import MASK, Body, Headers, Request
from ..schema.validation import masked
from ..schema.values import Unwritable, json_value, standard, text
from .arguments import FORM, MULTIPART, is_json, media_of
from .bodies import file_stream, multipart

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_HEADER_VALUE = re.compile(r"(?:[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?)?")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_RESERVED_IN_PATH = "/:@!$&'()*+,;="
_UNRESERVED = re.compile(r"[A-Za-z0-9_.~-]*")
_DECODINGS = 10
"""How often a value is decoded to see what a careless server may make of it."""


# --- styles ----------------------------------------------------------------------------------------------------------

Quote = Callable[[str], str]
Pairs = list[tuple[str, str]]


def _quote(value: str) -> str:
    if _UNRESERVED.fullmatch(value):
        return value
    try:
        return quote(value, safe="")
    except UnicodeEncodeError:
        raise Unwritable("holds half of a surrogate pair, which no URL can write") from None


def _quote_reserved(value: str) -> str:
    _quote(value)
    return quote(value, safe=_RESERVED_IN_PATH)


def _scalar(value: Any) -> str:
    if isinstance(value, (dict, list)) or value is None:
        what = "null" if value is None else "a list or an object"
        raise Unwritable(f"holds {what} inside a list or an object, which this style cannot write")
    return text(value)


def _listed(value: Any, quoted: Quote) -> list[str]:
    """Give the quoted texts of a list, or of an object as name, value, name, value."""
    flat = [each for pair in value.items() for each in pair] if isinstance(value, dict) else value
    return [quoted(_scalar(each)) for each in flat]


def _pairs(value: Mapping[str, Any], quoted: Quote) -> Pairs:
    return [(quoted(key), quoted(_scalar(each))) for key, each in value.items()]


def _delimited(value: Any, explode: bool, quoted: Quote, between: str) -> str:
    if isinstance(value, dict) and explode:
        return between.join(f"{key}={each}" for key, each in _pairs(value, quoted))
    return (between if explode else ",").join(_listed(value, quoted))


def _simple(_name: str, value: Any, explode: bool, quoted: Quote) -> str:
    return _delimited(value, explode, quoted, ",") if isinstance(value, (dict, list)) else quoted(text(value))


def _label(_name: str, value: Any, explode: bool, quoted: Quote) -> str:
    if not isinstance(value, (dict, list)):
        return "." + quoted(text(value))
    if explode:
        _without(".", _listed(value, quoted), "label")
    return "." + _delimited(value, explode, quoted, ".")


def _matrix(name: str, value: Any, explode: bool, quoted: Quote) -> str:
    if explode and isinstance(value, dict):
        return "".join(f";{key}={each}" for key, each in _pairs(value, quoted))
    if explode and isinstance(value, list):
        return "".join(f";{name}={each}" for each in _listed(value, quoted))
    written = ",".join(_listed(value, quoted)) if isinstance(value, (dict, list)) else quoted(text(value))
    return f";{name}={written}" if written else f";{name}"


def _form(name: str, value: Any, explode: bool, quoted: Quote) -> str:
    if explode and isinstance(value, dict):
        return "&".join(f"{key}={each}" for key, each in _pairs(value, quoted))
    if explode and isinstance(value, list):
        return "&".join(f"{name}={each}" for each in _listed(value, quoted))
    written = ",".join(_listed(value, quoted)) if isinstance(value, (dict, list)) else quoted(text(value))
    return f"{name}={written}"


def _without(delimiter: str, values: Iterable[str], style: str) -> None:
    if any(delimiter in each for each in values):
        raise Unwritable(
            f"holds {unquote(delimiter)!r} in a part, where the style {style} could not tell the parts apart"
        )


def _space_delimited(name: str, value: Any, _explode: bool, quoted: Quote) -> str:
    return _joined(name, value, "%20", "spaceDelimited", quoted)


def _pipe_delimited(name: str, value: Any, _explode: bool, quoted: Quote) -> str:
    return _joined(name, value, "%7C", "pipeDelimited", quoted)


def _joined(name: str, value: Any, delimiter: str, style: str, quoted: Quote) -> str:
    written = _listed(value if isinstance(value, (dict, list)) else [value], quoted)
    _without(delimiter, written, style)
    return f"{name}={delimiter.join(written)}"


def _deep_object(name: str, value: Any, _explode: bool, quoted: Quote) -> str:
    if not isinstance(value, dict):
        raise Unwritable("is no object, and the style deepObject writes nothing else")
    _refuse_brackets(value)
    return "&".join(f"{name}%5B{key}%5D={each}" for key, each in _pairs(value, quoted))


def _brackets(name: str, value: Any, _explode: bool, quoted: Quote) -> str:
    return "&".join(f"{key}={each}" for key, each in _bracket_pairs(name, value, quoted))


def _bracket_pairs(name: str, value: Any, quoted: Quote) -> Pairs:
    if not isinstance(value, (dict, list)):
        return [(name, quoted(_scalar(value)))]
    _refuse_empty(value)
    _refuse_brackets(value)
    members = value.items() if isinstance(value, dict) else ((str(at), each) for at, each in enumerate(value))
    return [pair for key, each in members for pair in _bracket_pairs(f"{name}%5B{quoted(key)}%5D", each, quoted)]


def _refuse_brackets(value: Any) -> None:
    if isinstance(value, dict) and any("[" in key or "]" in key for key in value):
        raise Unwritable("has a key with brackets in it, which would be read as two keys")


def _json(name: str, value: Any, _explode: bool, quoted: Quote) -> str:
    return f"{name}={_json_only(name, value, False, quoted)}"


def _json_only(_name: str, value: Any, _explode: bool, quoted: Quote) -> str:
    return quoted(json.dumps(json_value(value), ensure_ascii=False, separators=(",", ":")))


def _json_in_ascii(value: Any) -> str:
    return json.dumps(json_value(value), separators=(",", ":")).replace("\x7f", "\\u007f")


Style = Callable[[str, Any, bool, Quote], str]

STYLES: dict[str, Style] = {
    "simple": _simple,
    "label": _label,
    "matrix": _matrix,
    "form": _form,
    "spaceDelimited": _space_delimited,
    "pipeDelimited": _pipe_delimited,
    "deepObject": _deep_object,
    "brackets": _brackets,
    "json": _json,
}
"""Each style: name (quoted), value, explode and how to quote → the text on the wire (OpenAPI 3.1, Style Examples)."""

_STYLES_WITHOUT_NAME: dict[str, Style] = {**STYLES, "json": _json_only}
"""The same for places that do not name the value: a path segment, a header."""


def _refuse_empty(value: Any) -> None:
    if isinstance(value, (dict, list)) and not value:
        raise Unwritable("is empty, or holds something empty, which would be lost on the way; leave it out instead")


def write(parameter: Parameter, value: Any) -> str:
    """Give the text that a plain value is written as; `Unwritable` where it has none."""
    if parameter.style != "json":
        _refuse_empty(value)
    if parameter.location == "path":
        quoted = _quote_reserved if parameter.allow_reserved else _quote
        return _STYLES_WITHOUT_NAME[parameter.style](_quote(parameter.wire), value, parameter.explode, quoted)
    if parameter.location == "header" and parameter.style == "json":
        return _json_in_ascii(value)
    if parameter.location == "header":
        return _STYLES_WITHOUT_NAME[parameter.style](parameter.wire, value, parameter.explode, _header_part(value))
    return STYLES[parameter.style](_quote(parameter.wire), value, parameter.explode, _quote)


def _header_part(value: Any) -> Quote:
    if not isinstance(value, (dict, list)):
        return lambda part: part

    def plain(part: str) -> str:
        if not part or part.strip(" \t") != part:
            raise Unwritable("holds a part that is empty or has blanks at its ends, which a header's reader drops")
        _without(",", [part], "simple in a header")
        _without("=", [part] if isinstance(value, dict) else [], "simple in a header")
        return part

    return plain


# --- the parts of a request ------------------------------------------------------------------------------------------


class _Problems(list[Problem]):
    """Problems of one build, by parameter."""

    def about(self, parameter: Parameter, reason: str, rule: str = "writable", hint: str = "") -> None:
        self.append(
            Problem.in_call(
                parameter.location, parameter.name, (), rule, "a value that can be written", None, reason, hint
            )
        )


def build(
    action: Action,
    arguments: Mapping[str, Any],
    *,
    base: str,
    media: str | None = None,
    headers: Mapping[str, str] | None = None,
    query: Mapping[str, Any] | None = None,
) -> Request:
    """
    Give the request that carries out an action, less credentials.

    Args:
        action: What is to be done.
        arguments: Checked arguments, see `arguments.check`.
        base: Where the API is served: scheme, host and the front of the path.
        media: The media type of the body, where it is not the first that the action offers.
        headers: Undeclared headers, laid over the declared ones.
        query: Undeclared query values, added after the declared ones.

    Raises:
        InvalidCall: A value cannot be written where it belongs.
    """
    where = _Where(base, media_of(action, media), headers or {}, query or {})
    request = _request(action, arguments, where)
    if not (action.has_secrets or any(map(is_secret_name, (*where.headers, *where.query)))):
        return request
    masks = replace(where, headers=_masked_by_name(where.headers), query=_masked_by_name(where.query))
    twin = _readable(_request(action, _masked(action, arguments, where.media), masks))
    secret = [name for name, value in request.headers.items() if twin.headers.get(name) != value]
    return replace(request, shown=twin, headers=request.headers.hiding(secret))


NAMES_OF_SECRETS = frozenset(
    {
        "accesskey", "accesstoken", "apikey", "apisecret", "apitoken", "authtoken", "clientsecret", "idtoken",
        "key", "passwd", "password", "refreshtoken", "secret", "secretkey", "session", "sessionid", "sig", "signature",
        "token",
    }
)  # fmt: skip
"""Undeclared headers and query values of these names are secrets: no description says so, so their names have to."""


def is_secret_name(name: Any) -> bool:
    """Say whether an undeclared value of this name is secret; ``X-Api-Key``, ``api_key`` and ``apiKey`` are one."""
    return re.sub(r"[^a-z]", "", str(name).lower()).removeprefix("x") in NAMES_OF_SECRETS


def _masked_by_name(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: MASK if is_secret_name(name) else each for name, each in values.items()}


def secret_texts(action: Action, arguments: Mapping[str, Any], media: str | None = None) -> set[str]:
    """Give each text in the arguments that the description calls secret."""
    shown = _masked(action, arguments, media_of(action, media)) if action.has_secrets else {}
    return {each for name in shown for each in _hidden_texts(arguments[name], shown[name])}


def _hidden_texts(value: Any, shown: Any) -> Iterator[str]:
    if isinstance(value, str):
        if shown == MASK:
            yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _hidden_texts(each, MASK if shown == MASK else shown[key])
    elif isinstance(value, (list, tuple)):
        for index, each in enumerate(value):
            yield from _hidden_texts(each, MASK if shown == MASK else shown[index])


def _readable(twin: Request) -> Request:
    """Give a request whose secrets are masks with the masks as they are, where they were percent-encoded."""
    quoted = quote(MASK, safe="")
    fields = [(name, value.replace(quoted, MASK)) for name, value in twin.headers.items()]
    body = twin.body.replace(quoted.encode(), MASK.encode()) if isinstance(twin.body, bytes) else twin.body
    return replace(twin, url=twin.url.replace(quoted, MASK), headers=Headers(fields), body=body)


@dataclass(frozen=True, eq=False, repr=False)
class _Where:
    """What goes into a request beside the arguments."""

    base: str
    media: str
    headers: Mapping[str, str]
    query: Mapping[str, Any]


def _masked(action: Action, arguments: Mapping[str, Any], media: str) -> dict[str, Any]:
    shown = {}
    for name, value in arguments.items():
        parameter = action.parameters[name]
        shown[name] = MASK if parameter.secret else masked(value, parameter.content.get(media, parameter.schema).view)
    return shown


def _request(action: Action, arguments: Mapping[str, Any], where: _Where) -> Request:
    problems = _Problems()
    path = _path(action, arguments, problems)
    query = _query(action, arguments, where.query, problems)
    fields = _header_fields(action, arguments, where.headers, problems)
    body, content_type = _body(action, arguments, where.media, problems)
    if problems:
        raise InvalidCall(action.name, problems)
    if content_type:
        fields["content-type"] = ("Content-Type", content_type)
    mark = "?" if query else ""
    return Request(action.method, f"{where.base}{path}{mark}{query}", Headers(fields.values()), body, action.name)


def _written(parameter: Parameter, value: Any, problems: _Problems) -> str | None:
    try:
        return write(parameter, value)
    except Unwritable as error:
        problems.about(parameter, error.reason)
    return None


def _path(action: Action, arguments: Mapping[str, Any], problems: _Problems) -> str:
    pieces: list[str] = []
    for literal, name in action.pieces:
        pieces.append(_literal(literal))
        if name:
            pieces.append(_path_value(action.parameters[name], arguments[name], problems))
    path = "".join(pieces)
    if not problems:
        _look_at_segments(action, path, problems)
    return path


@lru_cache(maxsize=4096)
def _literal(written: str) -> str:
    return quote(written, safe="/:@!$&'()*+,;=~%")


def _path_value(parameter: Parameter, value: Any, problems: _Problems) -> str:
    written = _written(parameter, value, problems)
    if written is None:
        return ""
    if not written:
        problems.about(parameter, "is empty, and would make another path of it", "path", "give a value")
    elif _CONTROL.search(unquote(written)):
        problems.about(parameter, "holds control characters", "path", "give it without them")
    elif _has_dots(written):
        reason = "holds a dot segment, plain or encoded, which would lead to another path"
        problems.about(parameter, reason, "path", "give the value of one path segment")
    elif parameter.allow_reserved and any(not each for each in written.split("/")):
        problems.about(parameter, "has an empty segment", "path", "give it without slashes at its ends or side by side")
    return written


def _has_dots(written: str) -> bool:
    """Say whether a segment of it is, or can be decoded to, a dot segment."""
    return ("." in written or "%" in written) and any(_is_dots(each) for each in _decoded_segments(written))


def _decoded_segments(written: str) -> Iterable[str]:
    for _ in range(_DECODINGS):
        yield from re.split(r"[/\\]", written)
        decoded = unquote(written)
        if decoded == written:
            return
        written = decoded
    yield from re.split(r"[/\\]", written)


def _is_dots(segment: str) -> bool:
    # Some servers cut what follows a semicolon before they resolve dot segments.
    return segment.split(";", 1)[0] in (".", "..")


def _look_at_segments(action: Action, path: str, problems: _Problems) -> None:
    """Refuse what the values have become together: ``{a}{b}`` can make ``..`` of two dots."""
    for segment in path.split("/")[1:]:
        if _has_dots(segment):
            names = [name for _, name in action.pieces if name]
            reason = f"makes the path segment {unquote(segment)!r:.80}, which would lead to another path"
            for name in names[-1:]:
                problems.about(action.parameters[name], reason, "path", "give the value of one path segment")
            return


def _query(action: Action, arguments: Mapping[str, Any], undeclared: Mapping[str, Any], problems: _Problems) -> str:
    written: list[str] = []
    for name, value in arguments.items():
        parameter = action.parameters[name]
        if parameter.location == "query":
            written.append(_written(parameter, value, problems) or "")
    written += [_undeclared(name, value, problems) for name, value in undeclared.items()]
    return "&".join(written)


def _undeclared(name: str, value: Any, problems: _Problems) -> str:
    try:
        plain = standard(value)
        _refuse_empty(plain)
        return _form(_quote(str(name)), plain, not isinstance(plain, dict), _quote)
    except (Unwritable, RecursionError) as error:
        reason = error.reason if isinstance(error, Unwritable) else "is nested too deeply"
        problems.append(
            Problem.in_call("query", str(name), (), "writable", "a text, number, boolean or list", None, reason)
        )
        return ""


def _header_fields(
    action: Action, arguments: Mapping[str, Any], undeclared: Mapping[str, str], problems: _Problems
) -> dict[str, tuple[str, str]]:
    fields = {name.lower(): (name, value) for name, value in action.headers.items()}
    cookies: list[str] = []
    for name, value in arguments.items():
        parameter = action.parameters[name]
        if parameter.location == "header":
            written = _written(parameter, value, problems)
            if written is not None and not _HEADER_VALUE.fullmatch(written):
                problems.about(parameter, "holds what no header can carry", "header", HEADER_HINT)
            fields[parameter.wire.lower()] = (parameter.wire, written or "")
        elif parameter.location == "cookie":
            cookies.append((_written(parameter, value, problems) or "").replace("&", "; "))
    for name, value in undeclared.items():
        faulty = header_problem(name, value)
        if faulty:
            problems.append(
                Problem.in_call("header", str(name)[:80], (), "header", "a header", None, faulty, HEADER_HINT)
            )
        fields[str(name).lower()] = (str(name), str(value))
    if cookies:
        fields["cookie"] = ("Cookie", "; ".join(cookies))
    return fields


HEADER_HINT = "a header holds visible ASCII, with spaces or tabs inside"


def header_problem(name: Any, value: Any) -> str:
    """Say what is wrong with an undeclared header; an empty text where nothing is."""
    if not isinstance(name, str) or not _HEADER_NAME.fullmatch(name):
        return "is no name of a header"
    if name.lower() in FORBIDDEN_HEADERS:
        return "is written by the client itself (a credential goes into token=…, a media type into content=…)"
    if not isinstance(value, str) or not _HEADER_VALUE.fullmatch(value):
        return "holds what no header can carry"
    return ""


# --- bodies ----------------------------------------------------------------------------------------------------------


def _body(action: Action, arguments: Mapping[str, Any], media: str, problems: _Problems) -> tuple[Body, str]:
    whole = action.body
    if whole is not None:
        if whole.name not in arguments:
            return None, ""
        return _body_of(whole, arguments[whole.name], media, problems)
    members = {each: arguments[each.name] for each in action.parts if each.name in arguments}
    if not members:
        return None, ""
    if is_json(media):
        first = next(iter(members))
        return _json_body(first, {each.wire: value for each, value in members.items()}, media, problems)
    if media == FORM:
        return "&".join(_written(*each, problems) or "" for each in members.items()).encode("ascii"), FORM
    form = multipart([(each.wire, value, each.schema.has_files) for each, value in members.items()])
    return form, form.content_type


def _body_of(parameter: Parameter, value: Any, media: str, problems: _Problems) -> tuple[Body, str]:
    if is_json(media):
        return _json_body(parameter, value, media, problems)
    if media == FORM:
        return _form_body(parameter, value, problems), FORM
    if media == MULTIPART:
        form = multipart([(name, each, _is_file(each)) for name, each in value.items()])
        return form, form.content_type
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass"), media
    if isinstance(value, tuple):
        return file_stream(value[1]), (*value, media)[2]
    return (value if isinstance(value, bytes) else file_stream(value)), media


def _is_file(value: Any) -> bool:
    first = value[0] if isinstance(value, list) and value else value
    return not isinstance(first, (str, int, float, dict, list, type(None))) and not hasattr(first, "as_tuple")


def _json_body(parameter: Parameter, value: Any, media: str, problems: _Problems) -> tuple[Body, str]:
    try:
        return _encode(value).encode("utf-8"), media
    except (TypeError, ValueError, RecursionError):
        pass  # not plain after all; `json_value` says where, or makes it plain
    try:
        return _encode(json_value(value)).encode("utf-8"), media
    except (Unwritable, RecursionError) as error:
        reason = error.reason if isinstance(error, Unwritable) else "is nested too deeply"
        path = error.path if isinstance(error, Unwritable) else ()
        problems.append(
            Problem.in_call(parameter.location, parameter.name, path, "writable", "what JSON can hold", None, reason)
        )
    return None, ""


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def _form_body(parameter: Parameter, value: Mapping[str, Any], problems: _Problems) -> bytes:
    written: list[str] = []
    for name, each in value.items():
        try:
            style = _json if isinstance(each, dict) else _form
            written.append(style(_quote(name), each, True, _quote))
        except Unwritable as error:
            problems.append(
                Problem.in_call(
                    "body", parameter.name, (name,), "writable", "a value that a form can hold", None, error.reason
                )
            )
    return "&".join(each for each in written if each).encode("ascii")


# --- where it goes ---------------------------------------------------------------------------------------------------


def base_of(url: Any) -> str:
    """Give the URL under which an API is served, without a slash at its end; ValueError where it cannot be one."""
    told = "" if isinstance(url, str) else "is no text"
    if not told and (_CONTROL.search(url) or " " in url or "\\" in url or not url.isascii()):
        told = "holds characters that no URL has"
    if not told:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise ValueError("is no URL") from None
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname or port == 0:
            told = "is not of the form https://host"
        elif "@" in parts.netloc:
            told = "holds a user name or password; a credential goes into token=…"
        elif parts.query or parts.fragment or "?" in url or "#" in url:
            told = "holds a query or a fragment"
        elif _has_dots(parts.path):
            told = "holds dot segments"
    if told:
        raise ValueError(told)
    return str(url).rstrip("/")


def origin_of(url: str) -> tuple[str, str, int]:
    """Give scheme, host and port of a URL (RFC 6454, section 4)."""
    return _origin_of("/".join(url.split("/", 3)[:3]))


@lru_cache(maxsize=1024)
def _origin_of(front: str) -> tuple[str, str, int]:
    parts = urlsplit(front)
    scheme = parts.scheme.lower()
    return scheme, (parts.hostname or "").lower(), parts.port or (443 if scheme == "https" else 80)
