"""
Parameter styles: how the value of a parameter is encoded in a path, a query, a header, a cookie or a form.

Each style is one row of `STYLES` (OpenAPI 3.1, Style Examples; ``tabDelimited``, ``brackets`` and ``json`` are
additions). A value that cannot be decoded to the same value is refused: a delimiter inside an item, an empty list, a
nested object.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote, unquote

from ..description.model import STYLES_OF_CONTAINERS, Parameter
from ..schema.plain_data import EncodingError, to_json_value, to_plain
from ..schema.values import to_string
from ..strings.expressions import expression
from .problems import Problems

_UNRESERVED = expression(r"[A-Za-z0-9_.~-]*")
_RESERVED_IN_PATH = "/:@!$&'()*+,;="
_RESERVED_IN_QUERY = "/:@?!$'()*,;"
"""Without those that have a meaning in a query, and brackets, which none has (OpenAPI 3.1.1, section 4.8.12)."""
_ENCODED = expression(r"(%[0-9A-Fa-f]{2})")

Quote = Callable[[str], str]
Pairs = list[tuple[str, str]]


# --- names and scalars -----------------------------------------------------------------------------------------------


def _quote(value: str) -> str:
    if _UNRESERVED.fullmatch(value):
        return value
    try:
        return quote(value, safe="")
    except UnicodeEncodeError:
        raise EncodingError("contains half of a surrogate pair, which cannot be encoded in a URL") from None


def _quoter(parameter: Parameter, value: Any) -> Quote:
    """Return how the strings in a value of a parameter are quoted."""
    if not parameter.allow_reserved:
        return _quote
    reserved = _RESERVED_IN_PATH if parameter.location == "path" else _RESERVED_IN_QUERY
    if isinstance(value, (dict, list)) and parameter.location != "path":
        reserved = reserved.replace(",", "")  # it separates the items

    def quote_unreserved(text: str) -> str:
        _quote(text)
        return quote(text, safe=reserved)

    def quote_unencoded(text: str) -> str:
        pieces = _ENCODED.split(text)
        return "".join(piece if index % 2 else quote_unreserved(piece) for index, piece in enumerate(pieces))

    return quote_unencoded if parameter.keeps_encoded else quote_unreserved


def _scalar(value: Any) -> str:
    if isinstance(value, (dict, list)) or value is None:
        what = "null" if value is None else "a list or an object"
        raise EncodingError(f"contains {what} inside a list or an object, which the style cannot encode")
    return to_string(value)


def _items(value: Any, quoted: Quote) -> list[str]:
    """Return the quoted items of a list, or of an object as name, value, name, value."""
    flat = [part for pair in value.items() for part in pair] if isinstance(value, dict) else value
    return [quoted(_scalar(item)) for item in flat]


def _pairs(value: Mapping[str, Any], quoted: Quote) -> Pairs:
    return [(quoted(key), quoted(_scalar(member))) for key, member in value.items()]


# --- what cannot be encoded ------------------------------------------------------------------------------------------


def _refuse_delimiter(delimiter: str, items: Iterable[str], style: str) -> None:
    if any(delimiter in item.upper() for item in items):
        raise EncodingError(
            f"contains {unquote(delimiter)!r} in an item, which the style {style} uses as its delimiter"
        )


def _refuse_brackets(value: Any) -> None:
    if isinstance(value, dict) and any("[" in key or "]" in key for key in value):
        raise EncodingError("has a key with brackets, which a server would read as two keys")


def _refuse_empty(value: Any) -> None:
    if isinstance(value, (dict, list)) and not value:
        raise EncodingError("is empty, or contains something empty, which the style cannot encode; leave it out")


# --- the styles ------------------------------------------------------------------------------------------------------


def _delimited(value: Any, explode: bool, quoted: Quote, delimiter: str) -> str:
    if isinstance(value, dict) and explode:
        return delimiter.join(f"{key}={member}" for key, member in _pairs(value, quoted))
    return (delimiter if explode else ",").join(_items(value, quoted))


def _simple(_name: str, value: Any, explode: bool, quoted: Quote) -> str:
    return _delimited(value, explode, quoted, ",") if isinstance(value, (dict, list)) else quoted(to_string(value))


def _label(_name: str, value: Any, explode: bool, quoted: Quote) -> str:
    if not isinstance(value, (dict, list)):
        return "." + quoted(to_string(value))
    if explode:
        _refuse_delimiter(".", _items(value, quoted), "label")
    return "." + _delimited(value, explode, quoted, ".")


def _matrix(name: str, value: Any, explode: bool, quoted: Quote) -> str:
    if explode and isinstance(value, dict):
        return "".join(f";{key}={member}" for key, member in _pairs(value, quoted))
    if explode and isinstance(value, list):
        return "".join(f";{name}={item}" for item in _items(value, quoted))
    encoded = ",".join(_items(value, quoted)) if isinstance(value, (dict, list)) else quoted(to_string(value))
    return f";{name}={encoded}" if encoded else f";{name}"


def _form(name: str, value: Any, explode: bool, quoted: Quote) -> str:
    if explode and isinstance(value, dict):
        return "&".join(f"{key}={member}" for key, member in _pairs(value, quoted))
    if explode and isinstance(value, list):
        return "&".join(f"{name}={item}" for item in _items(value, quoted))
    encoded = ",".join(_items(value, quoted)) if isinstance(value, (dict, list)) else quoted(to_string(value))
    return f"{name}={encoded}"


def _space_delimited(name: str, value: Any, _explode: bool, quoted: Quote) -> str:
    return _joined(name, value, "%20", "spaceDelimited", quoted)


def _pipe_delimited(name: str, value: Any, _explode: bool, quoted: Quote) -> str:
    return _joined(name, value, "%7C", "pipeDelimited", quoted)


def _tab_delimited(name: str, value: Any, _explode: bool, quoted: Quote) -> str:
    return _joined(name, value, "%09", "tabDelimited", quoted)


def _joined(name: str, value: Any, delimiter: str, style: str, quoted: Quote) -> str:
    items = _items(value if isinstance(value, (dict, list)) else [value], quoted)
    _refuse_delimiter(delimiter, items, style)
    return f"{name}={delimiter.join(items)}"


def _deep_object(name: str, value: Any, _explode: bool, quoted: Quote) -> str:
    if not isinstance(value, dict):
        raise EncodingError("is not an object, which the style deepObject requires")
    _refuse_brackets(value)
    return "&".join(f"{name}%5B{key}%5D={member}" for key, member in _pairs(value, quoted))


def _brackets(name: str, value: Any, _explode: bool, quoted: Quote) -> str:
    return "&".join(f"{key}={member}" for key, member in _bracket_pairs(name, value, quoted))


def _bracket_pairs(name: str, value: Any, quoted: Quote) -> Pairs:
    if not isinstance(value, (dict, list)):
        return [(name, quoted(_scalar(value)))]
    _refuse_empty(value)
    _refuse_brackets(value)
    members = value.items() if isinstance(value, dict) else ((str(index), item) for index, item in enumerate(value))
    return [pair for key, member in members for pair in _bracket_pairs(f"{name}%5B{quoted(key)}%5D", member, quoted)]


def _json(name: str, value: Any, _explode: bool, quoted: Quote) -> str:
    return f"{name}={_json_without_name(name, value, False, quoted)}"


def _json_without_name(_name: str, value: Any, _explode: bool, quoted: Quote) -> str:
    return quoted(_json_text(value))


def _json_text(value: Any) -> str:
    return json.dumps(to_json_value(value), ensure_ascii=False, separators=(",", ":"))


def _json_in_ascii(value: Any) -> str:
    return json.dumps(to_json_value(value), separators=(",", ":")).replace("\x7f", "\\u007f")


Style = Callable[[str, Any, bool, Quote], str]

STYLES: dict[str, Style] = {
    "simple": _simple,
    "label": _label,
    "matrix": _matrix,
    "form": _form,
    "spaceDelimited": _space_delimited,
    "pipeDelimited": _pipe_delimited,
    "tabDelimited": _tab_delimited,
    "deepObject": _deep_object,
    "brackets": _brackets,
    "json": _json,
}
"""Style → a function of the quoted name, the value, `explode`, and the function that quotes a string."""

_STYLES_WITHOUT_NAME: dict[str, Style] = {**STYLES, "json": _json_without_name}
"""The same for a path segment and a header, where the name is not part of the value."""


# --- what is encoded -------------------------------------------------------------------------------------------------


def encode_parameter(parameter: Parameter, value: Any) -> str:
    """Return the encoded value of a parameter; `EncodingError` if its style cannot encode it."""
    if parameter.style != "json":
        _refuse_empty(value)
    if parameter.content:
        return _whole_query(parameter, value)
    if parameter.location == "path":
        quoted = _quoter(parameter, value)
        return _STYLES_WITHOUT_NAME[parameter.style](_quote(parameter.wire), value, parameter.explode, quoted)
    if parameter.location == "header" and parameter.style == "json":
        return _json_in_ascii(value)
    if parameter.location == "header":
        return _STYLES_WITHOUT_NAME[parameter.style](parameter.wire, value, parameter.explode, _header_item(value))
    return STYLES[parameter.style](_quote(parameter.wire), value, parameter.explode, _quoter(parameter, value))


def _whole_query(parameter: Parameter, value: Any) -> str:
    if parameter.style == "json":
        return _quote(_json_text(value))
    if not isinstance(value, dict):
        raise EncodingError("is not an object, which a query in the form of name=value needs")
    return "&".join(encode_form_member(name, member) for name, member in value.items())


def _header_item(value: Any) -> Quote:
    if not isinstance(value, (dict, list)):
        return lambda item: item

    def plain(item: str) -> str:
        if not item or item.strip(" \t") != item:
            raise EncodingError("contains an item that is empty or has spaces at its ends, which a server would drop")
        _refuse_delimiter(",", [item], "simple in a header")
        _refuse_delimiter("=", [item] if isinstance(value, dict) else [], "simple in a header")
        return item

    return plain


def encode_or_report(parameter: Parameter, value: Any, problems: Problems) -> str | None:
    """Return the encoded value of a parameter. If it cannot be encoded, add a problem and return None."""
    try:
        return encode_parameter(parameter, value)
    except EncodingError as error:
        problems.add(parameter, error.reason)
    return None


def encode_undeclared(name: str, value: Any) -> str:
    """Return an undeclared query value in the style ``form``; `EncodingError` if it cannot be encoded."""
    plain = to_plain(value)
    _refuse_empty(plain)
    return _form(_quote(name), plain, not isinstance(plain, dict), _quote)


def encode_form_member(name: str, value: Any) -> str:
    """Return one member of a form, an object as JSON; `EncodingError` if it cannot be encoded."""
    if isinstance(value, dict):
        return _json(_quote(name), value, True, _quote)
    _refuse_empty(value)
    return _form(_quote(name), value, True, _quote)


def has_own_pairs(parameter: Parameter) -> bool:
    """Return whether the style of a part, rather than the type of its value, decides which members a form gets."""
    is_joined = parameter.style == "form" and not parameter.explode
    return parameter.location == "part" and (is_joined or parameter.style in STYLES_OF_CONTAINERS)


def encode_pairs(parameter: Parameter, value: Any) -> Pairs:
    """Return the members of a multipart form in the style of a part; `EncodingError` if it cannot encode the value."""
    encoded = encode_parameter(parameter, value)
    if parameter.style == "form" and isinstance(value, (dict, list)):
        _refuse_delimiter("%2C", _items(value, _quote), "form")
    pairs = (pair.partition("=") for pair in encoded.split("&"))
    return [(unquote(name), unquote(text)) for name, _, text in pairs]


def encode_json_part(value: Any) -> tuple[str, bool]:
    """Return the JSON of a value, and that it is JSON."""
    return _json_text(value), True


def encode_multipart_values(value: Any) -> list[tuple[str, bool]]:
    """Return a string for each part that a value needs, and whether it is JSON; `EncodingError` if it is empty."""
    items = value if isinstance(value, list) else [value]
    _refuse_empty(items)
    return [(_json_text(item), True) if isinstance(item, (dict, list)) else (_scalar(item), False) for item in items]
