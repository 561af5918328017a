"""Reading responses: the value of the call, or an error with what the API reported."""

from __future__ import annotations

import copy
import json
import pickle
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynaclient import (
    ApiError,
    BadRequest,
    BadResponse,
    Conflict,
    DynaclientWarning,
    Forbidden,
    Headers,
    NotFound,
    RateLimited,
    Redirected,
    Response,
    ServerError,
    Unauthorized,
)  # fmt: skip
from dynaclient.bulk.outcomes import Outcome
from dynaclient.call.problems import difference
from dynaclient.call.response import InvalidJSON, parse_json
from dynaclient.schema.violations import Violation
from dynaclient.testing import response as respond
from tests.support.descriptions import client_of, describe

JSON = {"200": {"schema": {"type": "object", "properties": {"a": {"type": "integer"}}}}}
ERRORS = {"type": "/type", "message": "/message"}


def value_of(response: Response, method: str = "GET", responses: Any = None, **options: Any) -> Any:
    description = describe({"do": {"method": method, "responses": responses or {}}}, errors=ERRORS)
    client, _ = client_of(description, response, retries=0, **options)
    return client.things.do()


@pytest.mark.parametrize(
    ("response", "value"),
    [
        (respond({"a": 1}), {"a": 1}),
        (respond(b'{"a": 1}', headers={"Content-Type": "application/problem+json; charset=utf-8"}), {"a": 1}),
        (respond(b"\xef\xbb\xbf[1]", headers={"Content-Type": "application/json"}), [1]),
        (respond("hi"), "hi"),
        (respond("é".encode("latin-1"), headers={"Content-Type": 'text/plain; charset="latin-1"'}), "é"),
        (respond(b"\xff", headers={"Content-Type": "text/plain"}), "\ufffd"),
        (respond(b"x", headers={"Content-Type": "text/plain; charset=nonsense"}), "x"),
        (respond(b"\0\1", headers={"Content-Type": "image/png"}), b"\0\1"),
        (respond(b"\0\1"), b"\0\1"),
        (respond(status=204), None),
        (respond(b"more than nothing", status=205), None),
        (respond(), None),
        (respond(b"", headers={"Content-Type": "text/plain"}), ""),
    ],
)
def test_a_response_is_read_by_its_media_type(response: Response, value: Any) -> None:
    assert value_of(response) == value


def test_the_response_to_head_has_no_body() -> None:
    assert value_of(respond(headers={"Content-Type": "application/json"}), "HEAD", JSON) is None


def test_json_without_a_media_type_is_read_where_json_is_described() -> None:
    assert value_of(respond(b'{"a": 1}'), responses=JSON) == {"a": 1}


@pytest.mark.parametrize(
    ("response", "message"),
    [
        (respond("[],"), "is text/plain, expected JSON; it begins '[],'"),
        (respond(b"\0\1", headers={"Content-Type": "image/png"}), "is image/png, expected JSON; image/png, 2 bytes"),
        (respond(b"<x/>", headers={"Content-Type": "application/xml"}), "is application/xml, expected JSON; "),
        (respond("data: 1\n\n", headers={"Content-Type": "text/event-stream; a=b"}), 'text/event-stream, expected JSON; it is a stream: add `"stream": "sse"` to the response'),
        (respond("1\n2\n", headers={"Content-Type": "application/x-ndjson"}), 'add `"stream": "ndjson"` to'),
        (respond("\x1e1\n", headers={"Content-Type": "application/json-seq"}), 'add `"stream": "json-seq"` to'),
        (respond(b"nothing"), "is not valid JSON: Expecting value at character 0; it begins 'nothing'"),
        (respond(b"<html>", headers={"Content-Type": "application/json"}), "it begins '<html>'"),
        (respond(b"{", headers={"Content-Type": "application/json"}), "is not valid JSON"),
        (respond(b"<h1>Oops\x1b[31m</h1>", headers={"Content-Type": "text/html"}), "expected JSON; its title is 'Oops"),
    ],
)  # fmt: skip
def test_a_response_of_another_type_is_reported_with_its_beginning(response: Response, message: str) -> None:
    with pytest.raises(BadResponse) as caught:
        value_of(response, responses=JSON)
    assert message in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_text_in_place_of_data_with_a_secret_is_not_shown() -> None:
    secret = {"400": {"schema": {"type": "object", "properties": {"pin": {"secret": True}}}}}
    with pytest.raises(BadRequest) as caught:
        value_of(typed(b'{"pin": "1234"', "application/json", 400), responses=secret)
    assert caught.value.body == "***"
    assert "1234" not in str(caught.value)


NESTED = {
    "200": {"schema": {"type": "array"}},
    "400": {"schema": {"type": ["array", "object", "string"], "items": {"secret": True}}},
}


@pytest.mark.parametrize("depth", range(100, 1000, 100))
@pytest.mark.parametrize("status", [200, 400])
def test_a_body_that_is_nested_too_deeply_is_one_of_our_errors_at_most(depth: int, status: int) -> None:
    body = b'{"a":' * depth + b"1" + b"}" * depth
    with pytest.raises((BadResponse, BadRequest), match="differs from its description|Bad Request") as caught:
        value_of(typed(body, "application/json", status), responses=NESTED, validate_responses="raise")
    error: Any = caught.value
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert len(str(error.body)) >= 6 * depth


def test_a_value_that_cannot_be_validated_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def recurses(*_: Any, **__: Any) -> bool:
        return recurses()

    monkeypatch.setattr("dynaclient.schema.validation.Schema.is_quickly_valid", lambda *_: False)
    monkeypatch.setattr("dynaclient.schema.validation.Schema.find_violations", recurses)
    with pytest.raises(BadResponse, match=r"the response \(200\) is nested too deeply to be validated"):
        value_of(respond({"a": 1}), responses=JSON, validate_responses="raise")


# --- what the server has carried out is not lost

WITHOUT_SCHEMA: dict[str, Any] = {"200": {"content": {"application/json": {}}}}
TEXT = {"200": {"content": {"text/plain": {"type": "string"}}}}
BOTH = {"200": {"content": {"application/json": {"type": "object"}, "text/csv": {"type": "string"}}}}
ANY_TEXT = {"200": {"content": {"text/*": {"type": "string"}}}}
LABELS = [None, "text/plain", "text/html; charset=utf-8", "application/octet-stream", "application/vnd.api+json", "x"]


def typed(body: bytes, media: str | None, status: int = 200) -> Response:
    return Response(status, Headers([("Content-Type", media)] if media is not None else []), body)


@pytest.mark.parametrize("media", LABELS)
def test_json_is_read_whatever_its_label(media: str | None) -> None:
    assert value_of(typed(b' {"a": 1}', media), "POST", JSON) == {"a": 1}


@pytest.mark.parametrize("responses", [{}, {"200": {}}, WITHOUT_SCHEMA, TEXT, JSON, {"2XX": {}}, {"default": {}}])
@pytest.mark.parametrize("media", ["application/json", "application/json; charset=utf-8", None])
def test_an_empty_body_is_no_value(media: str | None, responses: Any) -> None:
    assert value_of(typed(b"", media), "POST", responses) is None


@pytest.mark.parametrize(
    ("responses", "body", "media", "value"),
    [
        (TEXT, b"done", "application/json", "done"),
        (TEXT, b"[1]", "application/json", [1]),
        (TEXT, b"[1]", "text/plain", "[1]"),
        ({"200": {"content": {"image/png": {}}}}, b"\x89PNG", "application/json", b"\x89PNG"),
        (BOTH, b"5", "text/csv", "5"),
        (BOTH, b'{"a": 1}', "text/tab-separated-values", {"a": 1}),
        (ANY_TEXT, b"5", "text/csv", "5"),
        ({}, b"[1]", "text/plain", "[1]"),
        (JSON, '{"a": "é"}'.encode("utf-16"), "application/json", {"a": "é"}),
        (JSON, '{"a": "é"}'.encode("utf-16-le"), "application/json; charset=utf-16le", {"a": "é"}),
        (JSON, '{"a": "é"}'.encode("latin-1"), 'application/json; charset="ISO-8859-1"', {"a": "é"}),
        (JSON, '{"a": "é"}'.encode(), "application/json; charset=iso-8859-1", {"a": "é"}),
        (JSON, b'\xef\xbb\xbf{"a": 1}', "text/plain", {"a": 1}),
    ],
)
def test_a_body_is_read_as_its_label_or_its_description_declares(
    responses: Any, body: bytes, media: str, value: Any
) -> None:
    assert value_of(typed(body, media), "POST", responses) == value


@pytest.mark.parametrize("body", [b"\xff\xfe{", b'{"a": "\xe9"}', b"\xff", b"\0{"])
@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "rot13", "nonsense"])
def test_an_encoding_that_is_neither_declared_nor_recognized_is_refused(body: bytes, charset: str) -> None:
    with pytest.raises(BadResponse, match="is not valid JSON"):
        value_of(typed(body, f"application/json; charset={charset}"), "POST", JSON)


@pytest.mark.parametrize(("method", "status"), [("POST", "unknown"), ("GET", "failed")])
def test_the_error_of_a_body_that_cannot_be_read_has_the_response(method: str, status: str) -> None:
    sent = Response(201, Headers([("Location", "/things/5"), ("Content-Type", "application/json")]), b'{"id": 5')
    with pytest.raises(BadResponse) as caught:
        value_of(sent, method)
    for error in (caught.value, pickle.loads(pickle.dumps(caught.value)), copy.copy(caught.value)):
        assert (error.status, error.headers["location"], error.body) == (201, "/things/5", b'{"id": 5')
        assert Outcome(0, error=error).status == status
        assert '"id"' in str(error)


@pytest.mark.parametrize(
    ("responses", "response", "message"),
    [
        (JSON, typed(b'{"a": 1}', "text/plain; charset=x"), "its media type is text/plain, expected application/json"),
        (BOTH, typed(b"{}", "image/png"), "its media type is image/png, expected application/json or text/csv"),
        (TEXT, typed(b"[1]", "application/json"), "its media type is application/json, expected text/plain"),
        (JSON, typed(b"", "application/json"), "it is empty, expected application/json"),
        (JSON, typed(b"", None), "it is empty, expected application/json"),
        (JSON, typed(b"null", "application/json"), "its data: expected type "),
    ],
)
def test_a_wrong_label_and_an_empty_body_are_reported_if_responses_are_validated(
    responses: Any, response: Response, message: str
) -> None:
    with pytest.raises(BadResponse, match=message) as caught:
        value_of(response, responses=responses, validate_responses="raise")
    assert (caught.value.status, caught.value.headers) == (200, response.headers)
    with pytest.warns(DynaclientWarning, match=message):
        data = value_of(response, responses=responses, validate_responses="warn")
    assert caught.value.body == data


@pytest.mark.parametrize(
    ("responses", "response"),
    [
        (JSON, typed(b'{"a": 1}', None)),
        (JSON, typed(b'{"a": 1}', "application/vnd.api+json; profile=x")),
        (JSON, typed(b"", "application/json", 204)),
        (BOTH, typed(b"a,b", "text/csv")),
        (ANY_TEXT, typed(b"a,b", "text/csv")),
        (WITHOUT_SCHEMA, typed(b"", "application/json")),
        ({"200": {"schema": {"type": ["object", "null"]}}}, typed(b"", "application/json")),
        ({}, typed(b"", "application/json")),
        (TEXT, typed(b"", "text/plain")),
    ],
)
def test_a_label_that_fits_and_a_body_that_may_be_empty_are_not_reported(responses: Any, response: Response) -> None:
    value_of(response, responses=responses, validate_responses="raise")


# --- a page in place of a success with an undeclared status

PAGE = b"\xef\xbb\xbf\n<html><title>Log in</title>"
CREATED: dict[str, Any] = {"201": {"schema": {"type": "object"}}}
NO_BODY: dict[str, Any] = {"204": {}}
OPEN: dict[str, Any] = {"201": {}}
XHTML: dict[str, Any] = {"201": {"content": {"application/xhtml+xml": {}}}}


@pytest.mark.parametrize("validated", ["off", "raise"])
@pytest.mark.parametrize(
    ("method", "responses", "sent", "expected"),
    [
        ("POST", CREATED, typed(PAGE, "text/html; charset=utf-8"), "201 with application/json"),
        ("POST", CREATED, typed(PAGE, "application/xhtml+xml"), "201 with application/json"),
        ("DELETE", NO_BODY, typed(PAGE, "text/html"), "204 with no body"),
        ("DELETE", NO_BODY | {"default": {}}, typed(PAGE, "text/html"), "204 with no body"),
        ("GET", JSON, typed(PAGE, "text/html", 203), "200 with application/json"),
        ("GET", {"200": {"content": {"image/png": {}}}}, typed(PAGE, "text/html", 202), "200 with image/png"),
        ("POST", CREATED | NO_BODY, typed(PAGE, "text/html"), "201 with application/json or 204 with no body"),
        ("POST", CREATED | {"404": {}}, typed(PAGE, "text/html"), "201 with application/json"),
        ("POST", CREATED | {"default": JSON["200"]}, typed(PAGE, "text/html"), "JSON"),
        ("POST", {"2XX": JSON["200"]}, typed(PAGE, "text/html"), "JSON"),
    ],
)
def test_a_page_in_place_of_a_declared_success_is_no_success(
    method: str, responses: Any, sent: Response, expected: str, validated: str
) -> None:
    media = sent.headers["Content-Type"].partition(";")[0]
    with pytest.raises(BadResponse) as caught:
        value_of(sent, method, responses, validate_responses=validated)
    assert f"({sent.status}) is {media}, expected {expected}; its title is 'Log in'" in str(caught.value)
    assert (caught.value.body, caught.value.may_be_processed) == (PAGE, method == "POST")


@pytest.mark.parametrize(
    ("responses", "sent", "value"),
    [
        ({}, typed(PAGE, "text/html"), PAGE.decode()),
        ({"404": {}}, typed(PAGE, "text/html"), PAGE.decode()),
        ({"default": {}}, typed(PAGE, "text/html"), PAGE.decode()),
        ({"2XX": {}}, typed(PAGE, "text/html"), PAGE.decode()),
        ({"200": {}}, typed(PAGE, "text/html"), PAGE.decode()),
        (CREATED | {"202": {}}, typed(PAGE, "text/html"), PAGE.decode()),
        (OPEN, typed(PAGE, "text/html"), PAGE.decode()),
        (XHTML, typed(PAGE, "text/html"), PAGE.decode()),
        ({"201": {"content": {"text/*": {}}}}, typed(PAGE, "text/html"), PAGE.decode()),
        (CREATED, typed(b'{"a": 1}', "application/json"), {"a": 1}),
        (CREATED, typed(b"OK", "text/html"), "OK"),
        (CREATED, typed(b"", "text/html"), ""),
        (CREATED, typed(b"", None), None),
        (CREATED, typed(b"<a>", "text/plain"), "<a>"),
        (CREATED, typed(PAGE, "text/html", 204), None),
        (NO_BODY, typed(b'{"a": 1}', "application/json"), {"a": 1}),
    ],
)
def test_another_undeclared_success_is_read_as_it_is(responses: Any, sent: Response, value: Any) -> None:
    assert value_of(sent, "POST", responses) == value


def test_the_response_to_head_is_no_page() -> None:
    assert value_of(typed(PAGE, "text/html", 203), "HEAD", JSON) is None


def test_a_page_in_place_of_a_success_is_not_counted_as_done() -> None:
    client, _ = client_of(describe({"do": {"method": "POST", "responses": CREATED}}), typed(PAGE, "text/html"))
    assert client.things.do.map([{}])[0].status == "unknown"


# --- strict JSON


@pytest.mark.parametrize(
    "text",
    [b'{"a": 1, "a": 2}', b'[{"b": {"a": 1, "a": 2}}]', b"NaN", b"[Infinity]", b"-Infinity", b"1e999", b"[1", b"",
     b"\xff", b'"\xed\xa0\x80"', b"1" * 5000, b"[" * 100_000, b"{'a': 1}", b"01", b"[1,]", b"nul"],
)  # fmt: skip
def test_what_is_not_json_is_refused(text: bytes) -> None:
    with pytest.raises(InvalidJSON):
        parse_json(text)


def test_integers_are_exact() -> None:
    assert parse_json(b"1234567890123456789012345") == 1234567890123456789012345


@pytest.mark.uncounted
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_json_value_is_parsed_as_it_was(value: Any) -> None:
    assert parse_json(json.dumps(value).encode()) == value


# --- errors


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (300, Redirected), (304, Redirected), (400, BadRequest), (401, Unauthorized), (403, Forbidden), (404, NotFound),
        (409, Conflict), (429, RateLimited), (500, ServerError), (503, ServerError), (418, ApiError), (100, ApiError),
        (600, ApiError),
    ],
)  # fmt: skip
def test_each_status_has_its_error(status: int, kind: type[ApiError]) -> None:
    with pytest.raises(ApiError) as caught:
        value_of(respond({"type": "T", "message": "M"}, status))
    error = caught.value
    assert type(error) is kind
    assert (error.status, error.type, error.message, error.action) == (status, "T", "M", "things.do")
    assert str(error) == f"{f'things.do: {status} {error.reason}'.rstrip()}: T: M"


@pytest.mark.parametrize(
    ("response", "body", "message"),
    [
        (respond("plain\nwords", 400), "plain\nwords", "plain words"),
        (respond(status=400), None, None),
        (respond(b"{", 400, {"Content-Type": "application/json"}), "{", "{"),
        (respond(b"\0", 400, {"Content-Type": "image/png"}), b"\0", None),
        (respond([1], 400), [1], None),
        (respond("<title>Bad\n&amp; ugly</title>", 400), "<title>Bad\n&amp; ugly</title>", "Bad & ugly"),
        (respond("<html>no title", 400), "<html>no title", "<html>no title"),
        (respond({"message": {"deep": 1}}, 400), {"message": {"deep": 1}}, None),
        (respond(b'{"message": 5}', 400), {"message": 5}, "5"),
    ],
)
def test_an_error_has_its_body_of_any_kind(response: Response, body: Any, message: str | None) -> None:
    with pytest.raises(BadRequest) as caught:
        value_of(response)
    assert (caught.value.body, caught.value.message) == (body, message)


@pytest.mark.parametrize(
    ("types", "option"),
    [
        (["bearer"], "token=…"),
        (["basic"], 'token=("user", "password")'),
        (["digest", "basic"], 'token=("user", "password")'),
        (["basic", "bearer"], "token=…"),
        (["x-unknown"], "token=…"),
    ],
)
def test_the_message_of_a_401_without_a_credential_says_how_one_is_passed(types: list[str], option: str) -> None:
    auth = {f"key{number}": {"type": type_} for number, type_ in enumerate(types)}
    client, _ = client_of(describe(auth=auth), respond(status=401))
    with pytest.raises(Unauthorized, match=re.escape(f"no credential was sent; pass Client({option})")):
        client.things.get()


def test_the_message_of_a_401_names_the_credential_that_is_missing_beside_others() -> None:
    schemes = {"key": {"type": "bearer"}, "admin": {"type": "bearer"}, "device": {"type": "bearer"}}
    needing = {"get": {"method": "GET", "auth": ["admin", "device"]}}
    client, _ = client_of(describe(needing, auth=schemes), respond(status=401), token={"key": "k"})
    expected = "no credential was sent, since this action takes admin or device; pass Client(token={…}) with it by name"
    with pytest.raises(Unauthorized, match=re.escape(expected)):
        client.things.get()


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({"Retry-After": "7"}, 7.0), ({"Retry-After": "2.5"}, 3.0), ({}, None), ({"Retry-After": "banana"}, None)],
)
@pytest.mark.parametrize("status", [429, 503])
def test_an_error_has_the_time_to_wait(status: int, headers: dict[str, str], seconds: float | None) -> None:
    with pytest.raises(ApiError) as caught:
        value_of(respond(status=status, headers=headers))
    assert caught.value.retry_after == seconds
    assert isinstance(caught.value, RateLimited) is (status == 429)


GATEWAY = "the server may have processed the call: check before you send it again"


@pytest.mark.parametrize(
    ("action", "status", "unknown"),
    [
        ({"method": "POST"}, 502, True), ({"method": "PATCH"}, 504, True), ({"method": "POST"}, 408, True), ({"method": "GET"}, 502, False),
        ({"method": "POST", "idempotent": True}, 504, False), ({"method": "POST", "idempotencyKey": "Key"}, 502, False),
        ({"method": "POST"}, 503, False), ({"method": "POST"}, 500, False),
    ],
)  # fmt: skip
def test_the_error_of_a_gateway_names_what_may_have_happened(action: Any, status: int, unknown: bool) -> None:
    client, _ = client_of(describe({"do": action}), respond(status=status), retries=0)
    with pytest.raises(ApiError) as caught:
        client.things.do()
    assert (caught.value.may_be_processed, GATEWAY in str(caught.value)) == (unknown, unknown)


def test_an_error_has_the_headers_of_its_response() -> None:
    with pytest.raises(NotFound) as caught:
        value_of(respond(status=404, headers={"X-Request-Id": "7"}))
    assert caught.value.headers["x-request-id"] == "7"
    assert isinstance(caught.value.headers, Headers)


# --- validation of responses


def test_responses_are_not_validated_by_default() -> None:
    assert value_of(respond({"a": "x"}), responses=JSON) == {"a": "x"}


def test_a_difference_is_reported_once_for_each_action() -> None:
    description = describe({"do": {"method": "GET", "responses": JSON}})
    client, _ = client_of(description, respond({"a": "x"}), validate_responses="warn")
    with pytest.warns(DynaclientWarning, match="a: expected type integer, got a string"):
        client.things.do()
    assert client.things.do() == {"a": "x"}


def test_a_difference_can_be_an_error() -> None:
    with pytest.raises(BadResponse, match="its data: expected type "):
        value_of(respond([]), responses=JSON, validate_responses="raise")


DIFFERENCES: list[tuple[Any, Any, str]] = [
    # a schema, a value, and how the difference is described, without the value
    ({"items": {"properties": {"id": {"type": "integer"}}}}, [{}, {}, {"id": "secret"}], "[2].id: expected type integer, got a string"),
    ({"type": ["integer", "null"]}, True, "its data: expected type integer or null, got a boolean"),
    ({"items": {"type": "string"}}, [None], "[0]: expected type string, got null"),
    ({"type": "string", "secret": True}, 12345, "its data: expected type string, got ***"),
    ({"properties": {"a": {"required": ["b"]}}}, {"a": {}}, "a: is missing the required property 'b'"),
    ({"items": {"enum": ["a", 1]}}, ["secret"], '[0]: a string is not one of the allowed values (one of: "a", 1)'),
    ({"items": {"enum": ["a" * 70, "b" * 70]}}, ["secret"], "[0]: a string is not one of the allowed values"),
    ({"minimum": 3}, 2, "its data: a number is less than the minimum of 3"),
    ({"items": {"maxLength": 3}}, ["secret"], "[0]: a string is longer than the maximum length of 3"),
    ({"additionalProperties": False}, {"a-b": 1}, "a-b: unknown property"),
    ({"uniqueItems": True}, ["secret", "secret"], "its data: does not satisfy uniqueItems"),
    ({"oneOf": [{"minimum": 3}, {"minimum": 4}]}, 5, "its data: does not satisfy oneOf"),
    ({"propertyNames": {"maxLength": 3}}, {"secret": 1}, "its data: does not satisfy maxLength"),
    ({"contains": {"type": "null"}}, ["secret"], "its data: a list does not satisfy contains"),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "value", "text"), DIFFERENCES)
def test_a_difference_is_in_the_words_for_arguments_without_the_value(schema: Any, value: Any, text: str) -> None:
    with pytest.raises(BadResponse) as caught:
        value_of(respond(value), responses={"200": {"schema": schema}}, validate_responses="raise")
    assert str(caught.value) == f"things.do: the response (200) differs from its description: {text}"


def test_a_response_that_is_not_validated_in_time_differs_in_that() -> None:
    assert difference(Violation((), "time", 5, None, "took longer than 5 s")) == "took longer than 5 s"


@pytest.mark.parametrize("response", [respond({"a": 1}), respond(status=204), respond(b"x", 202)])
def test_a_valid_response_is_not_reported(response: Response) -> None:
    value_of(response, responses=JSON, validate_responses="raise")


def test_a_difference_is_reported_once_by_all_clients_derived_from_one() -> None:
    description = describe({"do": {"method": "GET", "responses": JSON}})
    client, _ = client_of(description, respond({"a": "x"}), validate_responses="warn")
    with pytest.warns(DynaclientWarning, match="a: expected type integer, got a string"):
        client.with_options(timeout=5).things.do()
    assert client.with_options(timeout=6).things.do() == {"a": "x"}


def test_an_absent_header_returns_the_default() -> None:
    headers = Headers([("X-One", "1")])
    assert [headers.get("x-one"), headers.get("two"), headers.get("two", "2"), headers.get("two", default="3")] == [
        "1", None, "2", "3",
    ]  # fmt: skip
    assert list(headers.pairs()) == list(headers.items())


def test_a_part_that_was_not_requested_is_an_error_and_one_that_was_is_not() -> None:
    part = respond({"a": 1}, 206, {"Content-Range": "bytes 0-7/100"})
    whole = respond({"a": 1}, 206, {"Content-Range": "bytes 0-7/8"})
    client, _ = client_of(describe(), part, whole, part)
    with pytest.raises(BadResponse, match=r"only a part \(206\), which was not requested") as caught:
        client.things.get()
    assert (caught.value.status, caught.value.body) == (206, b'{"a": 1}')
    assert client.things.get() == client.with_options(headers={"Range": "bytes=0-7"}).things.get() == {"a": 1}
