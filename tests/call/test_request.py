"""Building requests: the exact bytes of each kind of parameter and body. Styles are in `test_styles`."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import multipart as parser
import pytest

from dynaclient import Client, DescriptionError, InvalidCall, Request, load
from dynaclient.call.arguments import validate_arguments
from dynaclient.call.request import build_request
from dynaclient.call.urls import origin_of
from dynaclient.messages import Headers
from dynaclient.redaction import MASK
from dynaclient.runtime.base_urls import normalize_base_url
from tests.support.descriptions import ID, action, client_of, describe, query

BASE = "https://api.example.com"


def built(definition: dict[str, Any], arguments: dict[str, Any] | None = None, **more: Any) -> Request:
    description = describe({"do": definition}, **more.pop("top", {}))
    described = load(description).action("things.do")
    mode = more.pop("mode", "raise")
    validated = validate_arguments(described, arguments or {}, mode=mode, media=more.get("media"))
    return build_request(described, validated, base=BASE, **more)


def post(parameters: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"method": "POST", "parameters": parameters, **more}


def body(request: Request) -> bytes:
    return b"" if request.body is None else request.body if isinstance(request.body, bytes) else b"".join(request.body)


def parts(request: Request) -> list[Any]:
    boundary = request.headers["Content-Type"].partition("boundary=")[2]
    return list(parser.MultipartParser(io.BytesIO(body(request)), boundary))


# --- locations


def test_parameters_are_in_the_order_of_the_description() -> None:
    request = built(action({"a": query(preset=True), "b": query(), "c": query()}), {"c": 3, "b": "x y"})
    assert request.url == f"{BASE}/things?a=true&b=x%20y&c=3"


def test_a_header_is_sent_as_it_is() -> None:
    request = built(action({"trace": {"in": "header", "name": "X-Trace"}}), {"trace": "a b"})
    assert request.headers["x-trace"] == "a b"


@pytest.mark.parametrize("value", ["a\r\nb", "a\0", " a", "a ", "é", "\ud800", "令"])
def test_a_header_with_characters_that_are_not_allowed_is_refused(value: str) -> None:
    with pytest.raises(InvalidCall, match="not allowed in a header|cannot be encoded in UTF-8"):
        built(action({"trace": {"in": "header"}}), {"trace": value})


def test_a_list_in_a_header_cannot_contain_its_delimiter() -> None:
    found = action({"trace": {"in": "header"}, "map": {"in": "header", "explode": True}})
    assert built(found, {"trace": ["a", "b"], "map": {"c": 1}}).headers["trace"] == "a,b"
    for arguments in ({"trace": ["a,b"]}, {"map": {"c=d": 1}}):
        with pytest.raises(InvalidCall, match="as its delimiter"):
            built(found, arguments)


def test_cookies_are_percent_encoded_and_separated_by_semicolons() -> None:
    found = action({"a": {"in": "cookie"}, "b": {"in": "cookie"}})
    assert built(found, {"a": "x; admin=1", "b": [1, 2]}).headers["Cookie"] == "a=x%3B%20admin%3D1; b=1; b=2"


def test_a_reserved_path_parameter_keeps_slashes() -> None:
    found = action({"name": {"in": "path", "allowReserved": True}}, path="/{name}:cancel")
    assert built(found, {"name": "projects/a b/x"}).url == f"{BASE}/things/projects/a%20b/x:cancel"


@pytest.mark.parametrize(("path", "url"), [("/{name}/b", "/things/a/c/b"), ("/x{name}", "/things/x/a/c")])
def test_a_reserved_path_parameter_may_begin_with_the_slash_of_the_path(path: str, url: str) -> None:
    found = action({"name": {"in": "path", "allowReserved": True}}, path=path)
    assert built(found, {"name": "/a/c"}).url == f"{BASE}{url}"


@pytest.mark.parametrize(
    "value", ["/", "//a", "/a/", "/..", "a/", "a//b", "a/../b", "..", "a/%2e%2e/b", "a\\..\\b", "", "a/.;x/b"]
)
def test_a_reserved_path_parameter_cannot_change_the_rest_of_the_path(value: str) -> None:
    with pytest.raises(InvalidCall):
        built(action({"name": {"in": "path", "allowReserved": True}}, path="/{name}"), {"name": value})


RESERVED: list[tuple[dict[str, Any], Any, str]] = [
    # a parameter, its value, and the query
    ({}, "a:b/c?d@e!$'()*,;", "q=a:b/c?d@e!$'()*,;"),
    ({}, "a&b=c+d#e[f] é%2F", "q=a%26b%3Dc%2Bd%23e%5Bf%5D%20%C3%A9%252F"),
    ({"style": "json"}, {"a": "b:c,/"}, "q=%7B%22a%22:%22b:c%2C/%22%7D"),
    ({}, ["a/b", "c,d"], "q=a/b&q=c%2Cd"),
    ({"explode": False}, ["a/b", "c,d"], "q=a/b,c%2Cd"),
    ({"style": "pipeDelimited"}, ["a/b", "c"], "q=a/b%7Cc"),
    ({"style": "deepObject"}, {"a:b": "c/d&e"}, "q%5Ba:b%5D=c/d%26e"),
    ({"style": "brackets"}, {"a": ["b:c"]}, "q%5Ba%5D%5B0%5D=b:c"),
    ({"allowReserved": "encoded"}, "%2f%2Fa/b%zz%", "q=%2f%2Fa/b%25zz%25"),
    ({"allowReserved": "encoded"}, ["%26", "é%2C"], "q=%26&q=%C3%A9%2C"),
    ({"allowReserved": "encoded", "explode": False}, ["a%2Cb", "c"], "q=a%2Cb,c"),
]  # fmt: skip


@pytest.mark.parametrize(("declared", "value", "expected"), RESERVED)
def test_reserved_characters_in_a_query_are_not_encoded(declared: dict[str, Any], value: Any, expected: str) -> None:
    found = action({"q": {"in": "query", "allowReserved": True, **declared}})
    assert built(found, {"q": value}).url == f"{BASE}/things?{expected}"


@pytest.mark.parametrize(("declared", "value", "expected"), RESERVED)
def test_reserved_characters_in_a_form_are_not_encoded(declared: dict[str, Any], value: Any, expected: str) -> None:
    found = action(
        {"q": {"in": "part", "allowReserved": True, **declared}}, content="application/x-www-form-urlencoded"
    )
    assert built(found, {"q": value}).body == expected.encode()


@pytest.mark.parametrize("value", [["a|b"], ["a%7Cb"], ["a%7cb"]])
def test_an_encoded_delimiter_in_an_item_is_refused(value: list[str]) -> None:
    found = action({"q": {"in": "query", "style": "pipeDelimited", "allowReserved": "encoded"}})
    with pytest.raises(InvalidCall, match="which the style pipeDelimited uses as its delimiter"):
        built(found, {"q": value})


@pytest.mark.parametrize(
    ("value", "url"),
    [("limits/%2Fproject%2fregion", "limits/%2Fproject%2fregion"), ("a%b/%C3%A9", "a%25b/%C3%A9"), ("100%", "100%25")],
)
def test_what_is_encoded_in_a_path_is_not_encoded_again(value: str, url: str) -> None:
    found = action({"name": {"in": "path", "allowReserved": "encoded"}}, path="/{name}")
    assert built(found, {"name": value}).url == f"{BASE}/things/{url}"


@pytest.mark.parametrize(
    "value", ["%2e%2e", "a/%2E%2E/b", "a%2F..%2Fb", "%2e", "a%5c..", "%25%32%65", "%00", "a%0Ab", "a//b", "\ud800"]
)
def test_what_is_encoded_in_a_path_cannot_change_the_rest_of_it(value: str) -> None:
    with pytest.raises(InvalidCall):
        built(action({"name": {"in": "path", "allowReserved": "encoded"}}, path="/{name}"), {"name": value})


@pytest.mark.parametrize("value", [".", ""])
def test_a_label_cannot_become_a_dot_segment(value: str) -> None:
    with pytest.raises(InvalidCall, match="dot segment"):
        built(action({"a": {"in": "path", "style": "label"}}, path="/{a}"), {"a": value})


def test_values_cannot_form_a_dot_segment_together() -> None:
    first = {"a": {"in": "path"}, "b": {"in": "path", "style": "matrix"}}
    with pytest.raises(InvalidCall, match="makes the path segment"):
        built(action(first, path="/.{b}/{a}"), {"a": "x", "b": "y"})
    with pytest.raises(InvalidCall, match="makes the path segment"):
        built(action(first, path="/%2E{b}/{a}"), {"a": "x", "b": "y"})


def test_the_media_type_of_a_form_with_a_secret_is_shown() -> None:
    parameters = {"pin": {"in": "part", "schema": {"secret": True}}}
    described = describe({"post": {"method": "POST", "content": "multipart/form-data", "parameters": parameters}})
    request = Client(described).things.post.prepare(pin="1234")
    assert "multipart/form-data; boundary=" in repr(request.headers)
    assert "1234" not in repr(request)


def test_a_secret_value_is_redacted_in_the_repr_of_a_request() -> None:
    found = action({"key": query(secret=True), "id": {"in": "path", "secret": True}}, path="/{id}")
    request = built(found, {"key": "hunter2", "id": "hunter3"})
    assert request.url == f"{BASE}/things/hunter3?key=hunter2"
    assert repr(request) == f"<Request things.do: GET {BASE}/things/{MASK}?key={MASK}, no body>"


def test_undeclared_values_go_after_the_declared_ones() -> None:
    request = built(action({"a": query()}), {"a": 1}, query={"b c": [1, 2], "d": {"e": 1}}, headers={"X-New": "1"})
    assert request.url.endswith("?a=1&b%20c=1&b%20c=2&d=e,1")
    assert request.headers["X-New"] == "1"


def test_an_argument_overrides_the_undeclared_value_with_its_name() -> None:
    found = action({"a": query(), "tag": query({"type": "object"}), "h": {"in": "header", "name": "X-New"}})
    undeclared: dict[str, Any] = {"query": {"a": "option", "b": 2}, "headers": {"x-new": "option"}}
    request = built(found, {"a": 1, "h": "own"}, **undeclared)
    assert (request.url.partition("?")[2], dict(request.headers)) == ("a=1&b=2", {"X-New": "own"})
    request = built(found, {}, **undeclared)
    assert (request.url.partition("?")[2], dict(request.headers)) == ("a=option&b=2", {"x-new": "option"})
    with pytest.raises(InvalidCall, match="writes the name 'a' into the request"):
        built(found, {"tag": {"a": 1}}, **undeclared)


def test_an_undeclared_value_overrides_the_preset_with_its_name() -> None:
    parameters = {"v": query(preset="1"), "h": {"in": "header", "name": "X-New", "preset": "2023"}}
    client, transport = client_of(describe({"get": {"method": "GET", "parameters": parameters}}))
    client = client.with_options(query={"v": "2"}, headers={"X-New": "2024"})
    client.things.get()
    client.things.get(v="3", h="2025")
    sent = [(request.url.partition("?")[2], request.headers["X-New"]) for request in transport.requests]
    assert sent == [("v=2", "2024"), ("v=3", "2025")]


@pytest.mark.parametrize(
    ("more", "location"),
    [
        ({"query": {"a": object()}}, "query"),
        ({"query": {"a": []}}, "query"),
        ({"headers": {"Host": "evil"}}, "header"),
        ({"headers": {"X": "a\nb"}}, "header"),
        ({"headers": {"a b": "c"}}, "header"),
    ],
)
def test_undeclared_values_that_cannot_be_sent_are_refused(more: dict[str, Any], location: str) -> None:
    with pytest.raises(InvalidCall) as caught:
        built(action(), **more)
    assert caught.value.problems[0].location == location


def test_a_value_that_is_nested_too_deeply_is_refused() -> None:
    deep: list[Any] = []
    for _ in range(40):
        deep = [deep]
    with pytest.raises(InvalidCall, match="cannot encode|contains something empty"):
        built(action({"a": query(style="brackets")}), {"a": deep})


# --- bodies


def test_a_json_body_is_compact_utf_8() -> None:
    request = built(post({"data": {"in": "body"}}), {"data": {"a": "é", "b": [1, None]}})
    assert request.body == '{"a":"é","b":[1,null]}'.encode()
    assert request.headers["Content-Type"] == "application/json"


def test_without_arguments_there_is_no_body() -> None:
    request = built(post({"data": {"in": "body"}}))
    assert (request.body, "Content-Type" in request.headers) == (None, False)
    assert built(post({"data": {"in": "part"}})).body is None


@pytest.mark.parametrize("value", [{"a": float("nan")}, {"a": {1, 2}}, {"a": "\ud800"}, {"a": 10**5000}])
def test_what_json_cannot_encode_is_refused_even_if_the_schema_allows_it(value: Any) -> None:
    with pytest.raises(InvalidCall):
        built(post({"data": {"in": "body"}}), {"data": value}, mode="off")
    with pytest.raises(InvalidCall):
        built(post({"data": {"in": "body"}}), {"data": value})


def test_a_body_that_contains_itself_is_refused() -> None:
    endless: dict[str, Any] = {}
    endless["self"] = endless
    with pytest.raises(InvalidCall):
        built(post({"data": {"in": "body"}}), {"data": endless})


def test_parts_make_a_json_object() -> None:
    found = post({"a": {"in": "part", "name": "x"}, "b": {"in": "part"}})
    request = built(found, {"a": 1, "b": None})
    assert json.loads(body(request)) == {"x": 1, "b": None}


def test_parts_make_a_form() -> None:
    found = post(
        {"a": {"in": "part"}, "b": {"in": "part", "explode": False}}, content="application/x-www-form-urlencoded"
    )
    request = built(found, {"a": [1, "x&y"], "b": [1, 2]})
    assert request.body == b"a=1&a=x%26y&b=1,2"


def test_a_whole_form_is_encoded_member_by_member() -> None:
    content = {"application/x-www-form-urlencoded": {"type": "object"}}
    request = built(
        post({"data": {"in": "body", "content": content}}), {"data": {"a b": True, "c": [1, 2], "d": {"e": 1}}}
    )
    assert request.body == b"a%20b=true&c=1&c=2&d=%7B%22e%22%3A1%7D"


def test_a_form_cannot_contain_lists_of_lists() -> None:
    content = {"application/x-www-form-urlencoded": {"type": "object"}}
    with pytest.raises(InvalidCall, match="cannot encode"):
        built(post({"data": {"in": "body", "content": content}}), {"data": {"a": [[1]]}})


def test_a_multipart_form_contains_files_strings_and_json(tmp_path: Path) -> None:
    file = tmp_path / "bündel.zip"
    file.write_bytes(b"PK")
    found = post(
        {
            "bundle": {"in": "part", "schema": {"file": True}},
            "email": {"in": "part", "schema": {"type": "string"}},
            "options": {"in": "part", "schema": {"type": "object"}},
        }
    )
    request = built(found, {"bundle": file, "email": "a@b.c", "options": {"dry": True}})
    got = {part.name: (part.filename, part.content_type, part.raw) for part in parts(request)}
    assert got["bundle"] == ("bündel.zip", "application/zip", b"PK")
    assert got["email"][2] == b"a@b.c"
    assert got["options"][1:] == ("application/json", b'{"dry":true}')


def test_a_part_whose_style_is_json_is_one_part() -> None:
    found = post(
        {
            "file": {"in": "part", "schema": {"file": True}},
            "rows": {"in": "part", "style": "json", "schema": {"type": "array"}},
            "name": {"in": "part", "style": "json", "schema": {"type": "string"}},
        }
    )
    request = built(found, {"file": b"", "rows": [{"a": 1}, {"a": 2}], "name": "x"})
    got = {part.name: (part.content_type, part.raw) for part in parts(request)}
    assert got["rows"] == ("application/json", b'[{"a":1},{"a":2}]')
    assert got["name"] == ("application/json", b'"x"')


def test_the_schema_of_a_whole_multipart_body_declares_its_files() -> None:
    schema = {"properties": {"files": {"type": "array", "items": {"file": True}}, "note": {"type": "string"}}}
    found = post({"data": {"in": "body", "content": {"multipart/form-data": schema}}})
    request = built(found, {"data": {"files": [("a.txt", b"1"), ("b.bin", b"2", "x/y")], "note": "hi"}})
    got = [(part.name, part.filename, part.content_type, part.raw) for part in parts(request)]
    assert sorted(got)[:2] == [("files", "a.txt", "text/plain", b"1"), ("files", "b.bin", "x/y", b"2")]
    assert body(request).count(b"hi") == 1


def test_the_length_of_a_form_is_known_when_its_parts_are() -> None:
    found = post({"f": {"in": "part", "schema": {"file": True}}})
    request = built(found, {"f": io.BytesIO(b"x" * 10)})
    assert request.body is not None
    assert not isinstance(request.body, bytes)
    assert request.body.length == len(body(request))
    assert len(body(request)) == request.body.length  # a second time, from the position of the file


def test_the_length_of_an_iterator_is_not_known() -> None:
    found = post({"f": {"in": "part", "schema": {"file": True}}})
    request = built(found, {"f": iter([b"a", bytearray(b"b")])})
    assert request.body is not None
    assert not isinstance(request.body, bytes)
    assert request.body.length is None
    assert b"\r\n\r\nab\r\n" in body(request)


def test_a_file_is_read_in_chunks_and_only_when_it_is_sent() -> None:
    class Watched(io.BytesIO):
        read_sizes: list[int]

        def read(self, size: int | None = -1, /) -> bytes:
            self.read_sizes.append(size if size is not None else -1)
            return super().read(size)

    file = Watched(b"x" * 200_000)
    file.read_sizes = []
    content = {"application/octet-stream": {"file": True}}
    request = built(post({"data": {"in": "body", "content": content}}), {"data": file})
    assert file.read_sizes == []
    assert len(body(request)) == 200_000
    assert max(file.read_sizes) == 64 * 1024


@pytest.mark.parametrize(
    ("value", "sent", "media"),
    [
        (b"bytes", b"bytes", "application/octet-stream"),
        (("a.png", b"bytes", "image/png"), b"bytes", "image/png"),
        (("a.png", b"bytes"), b"bytes", "application/octet-stream"),
        (iter([b"a", b"b"]), b"ab", "application/octet-stream"),
        (memoryview(b"bytes"), b"bytes", "application/octet-stream"),
    ],
)
def test_a_raw_body_is_sent_as_it_is(value: Any, sent: bytes, media: str) -> None:
    content = {"application/octet-stream": {"file": True}}
    request = built(post({"data": {"in": "body", "content": content}}), {"data": value})
    assert (body(request), request.headers["Content-Type"]) == (sent, media)


def test_a_file_object_that_cannot_be_rewound_is_sent_once() -> None:
    class Pipe:
        def __init__(self) -> None:
            self.left = [b"a", b"b"]

        def read(self, _size: int) -> bytes:
            return self.left.pop(0) if self.left else b""

    content = {"application/octet-stream": {"file": True}}
    request = built(post({"data": {"in": "body", "content": content}}), {"data": Pipe()})
    assert body(request) == b"ab"


def test_an_iterator_of_strings_raises_when_it_is_read() -> None:
    content = {"application/octet-stream": {"file": True}}
    request = built(post({"data": {"in": "body", "content": content}}), {"data": iter(["text"])})
    with pytest.raises(TypeError, match="of type str in place of bytes: encode it"):
        body(request)


def test_the_caller_may_choose_a_media_type() -> None:
    content: dict[str, Any] = {"application/json": {}, "text/csv": {}}
    found = post({"data": {"in": "body", "content": content}})
    assert built(found, {"data": "a,b"}, media="text/csv").headers["Content-Type"] == "text/csv"


# --- base URLs and origins


@pytest.mark.parametrize("url", ["https://a.b", "https://a.b/", "http://127.0.0.1:80/v1/", "https://[::1]:8"])
def test_a_base_url_has_no_slash_at_its_end(url: str) -> None:
    assert normalize_base_url(url) == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    ["", "a.b", "ftp://a.b", "https://", "https://u:p@a.b", "https://a.b?x", "https://a.b#x", "https://a.b/../c",
     "https://a b", "https://a.b\\@evil", "https://a.b:99999", "https://ä.b", "https://a.b/%2e%2e/x", "https://[::1", 5],
)  # fmt: skip
def test_an_invalid_base_url_is_refused(url: Any) -> None:
    with pytest.raises(ValueError, match="."):
        normalize_base_url(url)


def test_an_origin_is_scheme_host_and_port() -> None:
    assert origin_of("HTTPS://A.b/x") == ("https", "a.b", 443)
    assert origin_of("http://a.b:8080") == ("http", "a.b", 8080)


# --- messages


def test_headers_are_case_insensitive() -> None:
    number: object = 5
    headers = Headers([("A", "1"), ("a", "2"), ("B", "3")])
    assert (headers["a"], dict(headers), "b" in headers, number in headers) == (
        "1, 2",
        {"A": "1, 2", "B": "3"},
        True,
        False,
    )
    assert headers == Headers([("b", "3"), ("A", "1, 2")])
    assert headers != {"a": "1"}
    assert len({headers, Headers([("b", "3"), ("A", "1, 2")])}) == 1
    assert "'B': '3'" in repr(headers)


def test_the_repr_of_a_request_has_the_size_of_its_body() -> None:
    assert repr(built(post({"data": {"in": "body"}}), {"data": 1})).endswith("1 byte>")
    found = post({"f": {"in": "part", "schema": {"file": True}}})
    assert repr(built(found, {"f": b""})).endswith("stream>")


def test_an_id_is_sent_as_it_is() -> None:
    assert built(action({"id": {"in": "path"}}, path="/{id}"), {"id": ID}).url == f"{BASE}/things/{ID}"


def test_a_value_may_be_encoded_more_often_than_a_server_decodes() -> None:
    value = "%" + "25" * 12 + "2e"
    assert built(action({"id": {"in": "path"}}, path="/{id}"), {"id": value}).url.endswith("2e")


@pytest.mark.parametrize("value", ["\ud800", "a\x00b", "\x85"])
def test_a_path_has_no_control_characters_and_no_half_surrogates(value: str) -> None:
    with pytest.raises(InvalidCall):
        built(action({"id": {"in": "path"}}, path="/{id}"), {"id": value})


PLACES: dict[str, dict[str, Any]] = {
    "query": {"in": "query"},
    "object in the query": {"in": "query", "style": "deepObject", "schema": {"type": "object"}},
    "JSON in the query": {"in": "query", "style": "json"},
    "matrix": {"in": "path", "style": "matrix"},
    "header": {"in": "header"},
    "cookie": {"in": "cookie"},
    "part": {"in": "part"},
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("arguments", [{}, {"a": "x"}])
def test_a_name_with_half_a_surrogate_is_a_problem_of_the_description(place: str, arguments: dict[str, Any]) -> None:
    parameter = {**PLACES[place], "name": "\ud800"}
    described = action({"a": parameter}, method="POST", path="/{a}" if place == "matrix" else "/x")
    with pytest.raises(DescriptionError) as caught:
        built(described, arguments)
    assert caught.value.problems[0].pointer == "/resources/things/actions/do/parameters/a/name"


# --- methods ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "readonly", "idempotent"),
    [
        *((method, True, True) for method in ("GET", "QUERY", "TRACE", "PROPFIND", "REPORT", "SEARCH")),
        ("PUT", False, True),
        *((method, False, False) for method in ("POST", "LOCK", "MKCOL", "VERSION-CONTROL")),
    ],
)
def test_any_method_is_sent_and_the_safe_ones_may_be_retried(method: str, readonly: bool, idempotent: bool) -> None:
    definition = action({"b": {"in": "body", "schema": {}}} if method != "TRACE" else {}, method=method)
    described = load(describe({"do": definition})).action("things.do")
    assert (described.readonly, described.idempotent) == (readonly, idempotent)
    assert built(definition).method == method


def test_a_trace_carries_no_credential() -> None:
    actions = {
        "get": {"method": "TRACE"},
        "query": {"method": "QUERY", "parameters": {"b": {"in": "body", "schema": {}}}},
    }
    client, transport = client_of(describe(actions, auth={"key": {"type": "bearer"}}), token="abc")
    client.things.get()
    client.things.query(b=[1])
    trace, query = transport.requests
    assert (trace.method, "Authorization" in trace.headers, trace.body) == ("TRACE", False, None)
    assert (query.method, "Authorization" in query.headers, query.body) == ("QUERY", True, b"[1]")


# --- the whole query -------------------------------------------------------------------------------------------------

FORM_QUERY = {"in": "query", "content": {"application/x-www-form-urlencoded": {"type": "object"}}}
JSON_QUERY = {"in": "query", "content": {"application/json": {}}}
WHOLE_QUERIES: list[tuple[dict[str, Any], Any, str]] = [
    (
        FORM_QUERY,
        {"a b": "c&d", "e": [1, "f g"], "h": {"i": 1}, "j": True},
        "?a%20b=c%26d&e=1&e=f%20g&h=%7B%22i%22%3A1%7D&j=true",
    ),
    (JSON_QUERY, {"a": ["ü", 1.5, None]}, "?%7B%22a%22%3A%5B%22%C3%BC%22%2C1.5%2Cnull%5D%7D"),
    (JSON_QUERY, {}, "?%7B%7D"),
    (JSON_QUERY, "a", "?%22a%22"),
    (JSON_QUERY, 5, "?5"),
]


@pytest.mark.parametrize(("parameter", "value", "expected"), WHOLE_QUERIES)
def test_a_parameter_with_content_is_the_whole_query(parameter: dict[str, Any], value: Any, expected: str) -> None:
    assert built(action({"q": parameter}), {"q": value}).url == f"{BASE}/things{expected}"
    assert built(action({"q": parameter})).url == f"{BASE}/things"


@pytest.mark.parametrize("value", [{}, {"a": []}, [1], "a=1", {"a": [[1]]}])
def test_what_is_no_object_has_no_pairs(value: Any) -> None:
    whole = {**FORM_QUERY, "content": {"application/x-www-form-urlencoded": {}}}
    with pytest.raises(InvalidCall, match="is empty|is not an object|inside a list"):
        built(action({"q": whole}), {"q": value})


@pytest.mark.parametrize("parameter", [FORM_QUERY, JSON_QUERY])
def test_nothing_is_beside_a_whole_query(parameter: dict[str, Any]) -> None:
    with pytest.raises(InvalidCall, match="is the whole query, beside which nothing can be sent"):
        built(action({"q": parameter}), {"q": {"a": 1}}, query={"b": 2})
