"""How the members of a form are encoded, and how the parts of a multipart body are sent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dynaclient import Client, InvalidCall, lint, load
from dynaclient.mock.exchange import MockRequest
from dynaclient.testing import RecordingTransport, response
from tests.support.both_clients import backend_kind_fixture, threads_only
from tests.support.descriptions import describe
from tests.support.mock_descriptions import service_of

backend_kind = backend_kind_fixture(everywhere=True)

FORM, MULTIPART, RELATED = "application/x-www-form-urlencoded", "multipart/form-data", "multipart/related"
LIST, OBJECT = {"type": "array", "items": {"type": "string"}}, {"type": "object"}


def whole(encoding: Any, media: str = FORM) -> dict[str, Any]:
    """Return a description of a body that is one parameter."""
    file = {"file": {"file": True}} if media == MULTIPART else {}
    schema = {"type": "object", "properties": {"tags": LIST, "point": OBJECT, **file}}
    body = {"in": "body", "content": {media: schema}, "encoding": encoding}
    return describe({"post": {"method": "POST", "parameters": {"body": body}, "responses": {"200": {"schema": {}}}}})


def parts(content: str = MULTIPART, **parameters: Any) -> dict[str, Any]:
    named = {name: {"in": "part", **value} for name, value in parameters.items()}
    post = {"method": "POST", "parameters": named, "content": content, "responses": {"200": {"schema": {}}}}
    return describe({"post": post})


def body_of(description: Any, **arguments: Any) -> tuple[str, str]:
    """Return the body of a call, with ``B`` for the boundary, and its media type."""
    transport = RecordingTransport([response({})])
    Client(description, transport=transport).things.post(**arguments)
    request = transport.requests[0]
    media = request.headers["Content-Type"]
    data = request.body if isinstance(request.body, bytes) else b"".join(request.body or ())
    boundary = media.partition("boundary=")[2] or "\n"
    return data.decode().replace(boundary, "B"), media.partition(";")[0]


FORMS: dict[str, tuple[Any, dict[str, Any], str]] = {
    "as usual": ({}, {"tags": ["a", "b"], "point": {"x": 1}}, "tags=a&tags=b&point=%7B%22x%22%3A1%7D"),
    "not exploded": ({"tags": {"explode": False}}, {"tags": ["a", "b"]}, "tags=a,b"),
    "a style": ({"tags": {"style": "pipeDelimited"}}, {"tags": ["a", "b"]}, "tags=a%7Cb"),
    "an object of a style": ({"point": {"style": "deepObject"}}, {"point": {"x": 1}, "tags": ["a"]}, "point%5Bx%5D=1&tags=a"),
    "nested": ({"point": {"style": "brackets"}}, {"point": {"x": {"y": 1}}}, "point%5Bx%5D%5By%5D=1"),
    "JSON": ({"tags": {"contentType": "application/json"}}, {"tags": ["a"]}, "tags=%5B%22a%22%5D"),
    "a member that is not declared": ({"more": {"style": "json"}}, {"more": [1]}, "more=%5B1%5D"),
}  # fmt: skip


@pytest.mark.parametrize("passed", [{"c": b"c"}, {"a": {"x": 1}, "c": b"c"}])
def test_a_part_without_a_name_cannot_be_left_out_before_another(passed: dict[str, Any]) -> None:
    description = parts(RELATED, a={"schema": OBJECT}, c={"schema": {"file": True}}, b={"schema": OBJECT})
    with pytest.raises(
        InvalidCall, match="b .part.: is missing before c, and the parts of multipart/related have no names"
    ):
        body_of(description, **passed)
    with pytest.raises(InvalidCall, match="a .part.: is missing before b"):
        body_of(description, b={})
    assert body_of(description, a={"x": 1})[0].count("--B") == 2


@pytest.mark.parametrize(("encoding", "value", "expected"), FORMS.values(), ids=FORMS)
def test_the_members_of_a_form_have_their_styles(encoding: Any, value: dict[str, Any], expected: str) -> None:
    assert body_of(whole(encoding), body=value) == (expected, FORM)


@pytest.mark.parametrize(("encoding", "value", "expected"), FORMS.values(), ids=FORMS)
def test_the_mock_server_reads_them(encoding: Any, value: dict[str, Any], expected: str) -> None:
    from dynaclient.messages import Headers
    from dynaclient.mock.reading.bodies import decode_request

    action = load(whole(encoding)).action("things.post")
    request = MockRequest("POST", "/things", "", Headers([("Content-Type", FORM)]), expected.encode())
    decoded = decode_request(action, request, {})
    assert decoded.problems == []
    assert json.dumps(decoded.arguments["body"], sort_keys=True).replace('"1"', "1") == json.dumps(
        value, sort_keys=True
    )


def test_two_members_that_write_one_name_are_refused() -> None:
    with pytest.raises(InvalidCall, match="writes the name 'tags', as 'tags' does"):
        body_of(whole({"point": {"style": "form"}}), body={"tags": ["a"], "point": {"tags": "x"}})


def test_a_value_that_a_style_cannot_write_is_refused() -> None:
    with pytest.raises(InvalidCall, match=r"body\.tags"):
        body_of(whole({"tags": {"style": "pipeDelimited"}}), body={"tags": ["a|b"]})


def test_the_members_of_a_multipart_body_have_types_headers_and_styles() -> None:
    encoding = {
        "point": {"contentType": "application/vnd.p+json", "headers": {"X-A": "b"}},
        "tags": {"explode": False}, "file": {"contentType": "image/png"},
    }  # fmt: skip
    text, media = body_of(whole(encoding, MULTIPART), body={"tags": ["a", "b"], "point": {"x": 1}, "file": b"data"})
    assert media == MULTIPART
    assert sorted(text.split("--B")) == sorted([
        "",
        '\r\nContent-Disposition: form-data; name="tags"\r\n\r\na,b\r\n',
        '\r\nContent-Disposition: form-data; name="point"\r\nContent-Type: application/vnd.p+json\r\nX-A: b\r\n\r\n{"x":1}\r\n',
        '\r\nContent-Disposition: form-data; name="file"; filename="file"\r\nContent-Type: image/png\r\n\r\ndata\r\n',
        "--\r\n",
    ])  # fmt: skip


PARTS: dict[str, tuple[dict[str, Any], Any, str]] = {
    "text": ({"contentType": "text/csv"}, "a,b", "Content-Type: text/csv\r\n\r\na,b"),
    "JSON": ({"contentType": "application/json"}, "a", 'Content-Type: application/json\r\n\r\n"a"'),
    "a list as JSON": ({"contentType": "application/json", "schema": LIST}, ["a"], 'Content-Type: application/json\r\n\r\n["a"]'),
    "headers": ({"headers": {"X-A": "b"}}, "a", "X-A: b\r\n\r\na"),
}  # fmt: skip


@pytest.mark.parametrize(("keys", "value", "expected"), PARTS.values(), ids=PARTS)
def test_a_part_has_its_type_and_its_headers(keys: dict[str, Any], value: Any, expected: str) -> None:
    text, _ = body_of(parts(p=keys), p=value)
    assert text == f'--B\r\nContent-Disposition: form-data; name="p"\r\n{expected}\r\n--B--\r\n'


def test_the_type_of_a_file_that_is_passed_counts() -> None:
    text, _ = body_of(parts(p={"contentType": "image/png", "schema": {"file": True}}), p=("a.gif", b"x", "image/gif"))
    assert "Content-Type: image/gif" in text


# --- multipart bodies whose parts have no names ----------------------------------------------------------------------

UPLOAD = parts(
    RELATED,
    media={"required": True, "schema": {"file": True}, "contentType": "image/png"},
    metadata={"schema": {"type": "object", "properties": {"name": {"type": "string"}}}},
    note={"schema": {"type": "integer"}},
)


@pytest.mark.parametrize("kind", [RELATED, "multipart/mixed"])
def test_of_related_parts_data_comes_first_and_none_has_a_name(kind: str) -> None:
    description = {**UPLOAD, "resources": json.loads(json.dumps(UPLOAD["resources"]).replace(RELATED, kind))}
    text, media = body_of(description, media=b"\x89PNG".replace(b"\x89", b"x"), metadata={"name": "a"}, note=5)
    assert media == kind
    assert text == (
        '--B\r\nContent-Type: application/json\r\n\r\n{"name":"a"}\r\n'
        "--B\r\nContent-Type: text/plain;charset=utf-8\r\n\r\n5\r\n"
        "--B\r\nContent-Type: image/png\r\n\r\nxPNG\r\n--B--\r\n"
    )


def test_the_mock_server_takes_them_by_their_order() -> None:
    with Client.mock(UPLOAD) as client:
        client.things.post(media=b"--data\r\n\r\n--", metadata={"name": "a"}, note=5)
        with pytest.raises(InvalidCall):
            client.things.post(media=b"x", metadata=5)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [(RELATED, b""), (f"{RELATED}; boundary=B", b"x"), (f"{RELATED}; boundary=B", b"--B\r\n\r\nx\r\n--B"), (f"{RELATED}; boundary=B", b"x\r\n--B--")],
)  # fmt: skip
def test_the_mock_server_refuses_what_is_not_such_a_body(content_type: str, body: bytes) -> None:
    from dynaclient.messages import Headers

    request = MockRequest("POST", "/things", "", Headers([("Content-Type", content_type)]), body or b"-")
    assert service_of(UPLOAD).handle(request).response.status == 400


# --- the description -------------------------------------------------------------------------------------------------

LINTED: dict[str, tuple[dict[str, Any], str]] = {
    "nothing wrong": (whole({"tags": {"style": "json", "contentType": "application/json"}}), ""),
    "a JSON body": (whole({"tags": {"style": "json"}}, "application/json"), "`encoding` is about the parts of a form"),
    "headers without parts": (parts(FORM, p={"headers": {"X": "a"}}), "`headers` is about the parts of a form"),
    "a type of a JSON member": (parts("application/json", p={"contentType": "text/csv"}), "`contentType` is about the parts"),
    "a misspelt member": (whole({"tgas": {"style": "json"}}), "the schema declares no member 'tgas' — did you mean tags?"),
    "a member of an open schema": (whole({"whatever": {"style": "json"}}), ""),
    "a style that cannot be exploded": (whole({"tags": {"style": "pipeDelimited", "explode": True}}), "cannot be combined with `explode` true"),
    "a header that the type is": (parts(p={"headers": {"Content-Type": "a/b"}}), "use `contentType`"),
    "a header that is the client's": (parts(p={"headers": {"Content-Length": "1"}}), "a part cannot set the header Content-Length"),
    "the encoding of a part": (parts(p={"encoding": {}}), "`encoding` is only for `in: body`"),
    "the headers of a query": (describe({"get": {"method": "GET", "parameters": {"q": {"in": "query", "headers": {}}}}}), "`headers` is only for `in: part`"),
}  # fmt: skip


@pytest.mark.parametrize(("description", "message"), LINTED.values(), ids=LINTED)
def test_misuse_is_a_problem(description: dict[str, Any], message: str) -> None:
    problems = "\n".join(map(str, lint(description)))
    assert message.lower() in problems.lower() if message else not problems


@threads_only
def test_help_shows_the_type_of_a_part() -> None:
    client = Client(parts(p={"contentType": "text/csv"}))
    assert "sent as `text/csv`" in client.things.post.__doc__.lower()


# --- a body without members ------------------------------------------------------------------------------------------

EMPTY: dict[str, tuple[str, str, str]] = {
    "JSON": ("application/json", "{}", "application/json"),
    "a form": (FORM, "", FORM),
    "a multipart form": (MULTIPART, "--B--\r\n", MULTIPART),
}


@pytest.mark.parametrize(("content", "body", "media"), EMPTY.values(), ids=EMPTY)
def test_an_empty_body_is_sent_where_no_part_is_passed(content: str, body: str, media: str) -> None:
    description = parts(content, p={})
    action = description["resources"]["things"]["actions"]["post"]
    transport = RecordingTransport([response({})] * 2)
    Client(description, transport=transport).things.post()
    assert (transport.requests[0].body, transport.requests[0].headers.get("Content-Type")) == (None, None)
    action["emptyBody"] = True
    assert body_of(description) == (body, media)
    with Client.mock(description) as client:
        client.things.post()


def test_an_empty_body_without_parts_is_a_problem() -> None:
    assert "`emptyBody` is about a body of `part`" in str(
        lint(describe({"post": {"method": "POST", "emptyBody": True}}))[0]
    )
