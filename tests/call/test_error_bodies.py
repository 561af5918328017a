"""What the text of an error has of the response: the status, the message wherever it is, and what helps of the headers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynaclient import ApiError, Headers, Response
from dynaclient.call.error_bodies import MAX_MESSAGE, report_of
from dynaclient.call.error_text import details_of, notes_of, public_url, reason_of
from tests.support.descriptions import client_of, describe
from tests.support.timing import takes_at_most

JSON = "application/json"
PROBLEM = "application/problem+json"
XML = "application/xml"
HTML = "text/html; charset=utf-8"


def error_of(response: Response, **description: Any) -> ApiError:
    client, _ = client_of(describe(**description), response, retries=0)
    with pytest.raises(ApiError) as caught:
        client.things.get()
    return caught.value


def answered(body: Any, media: str | None = JSON, status: int = 400, **fields: str) -> Response:
    content = body if isinstance(body, bytes) else body.encode() if media != JSON else json.dumps(body).encode()
    headers = [("Content-Type", media)] if media else []
    return Response(status, Headers([*headers, *((name.replace("_", "-"), fields[name]) for name in fields)]), content)


FASTAPI = {"detail": [{"loc": ["body", "name"], "msg": "field required", "type": "value_error.missing"}]}
GOOGLE = {
    "error": {
        "code": 403,
        "message": "No access.",
        "status": "PERMISSION_DENIED",
        "errors": [{"message": "No access."}],
    }
}
GRAPHQL = {
    "errors": [{"message": "No field x", "locations": [{"line": 1}], "path": ["a", 0], "extensions": {"code": "BAD"}}]
}
JSON_API = {
    "errors": [{"code": "E1", "title": "Invalid", "detail": "is too short", "source": {"pointer": "/data/name"}}]
}
ASP_NET = {
    "type": "about:blank",
    "title": "Validation failed.",
    "errors": {"Name": ["is required.", "is short."], "Age": "is old"},
}
MONGOOSE = {"message": "Invalid", "errors": {"name": {"message": "is required", "path": "name"}}}
MANY = {"message": "Invalid", "errors": [f"problem {number}" for number in range(9)]}
S3 = "<?xml version='1.0'?><Error><Code>NoSuchKey</Code><Message>No such\nkey &amp; co</Message></Error>"
SOAP = '<s:Envelope><s:Fault><s:Reason> <s:Text xml:lang="en">No luck</s:Text></s:Reason></s:Fault></s:Envelope>'
NGINX = "<html><head><title>400 Bad Request</title></head><body><h1>400</h1></body></html>"
LOGIN = "<!DOCTYPE html><html><head><title>Sign\n in</title></head>"

SHAPES: dict[str, tuple[Any, str, str | None, str]] = {
    # name: body, media type, the type, what follows the status
    "FastAPI": (FASTAPI, JSON, None, "body.name: field required"),
    "RFC 9457": ({"type": "https://a.b/c", "title": "No", "detail": "Too little"}, PROBLEM, "https://a.b/c", "https://a.b/c: Too little"),
    "RFC 9457, title only": ({"type": "about:blank", "title": "Too little"}, PROBLEM, None, "Too little"),
    "message": ({"code": "E1", "message": "no\x1b[2J"}, JSON, "E1", "E1: no [2J"),
    "error": ({"error": "no luck"}, JSON, None, "no luck"),
    "OAuth": ({"error": "invalid_grant", "error_description": "It expired"}, JSON, "invalid_grant", "invalid_grant: It expired"),
    "Google": (GOOGLE, JSON, "PERMISSION_DENIED", "PERMISSION_DENIED: No access."),
    "GraphQL": (GRAPHQL, JSON, "BAD", "BAD: a.0: No field x"),
    "JSON:API": (JSON_API, JSON, "E1", "E1: /data/name: is too short"),
    "AWS": ({"__type": "com.amazonaws#Throttled", "Message": "slow down"}, "application/x-amz-json-1.1", "Throttled", "Throttled: slow down"),
    "ASP.NET": (ASP_NET, PROBLEM, None, "Validation failed.: Name: is required.; Name: is short.; Age: is old"),
    "Mongoose": (MONGOOSE, JSON, None, "Invalid: name: is required"),
    "NestJS": ({"message": ["a", "b"], "error": "Bad Request"}, JSON, None, "a; b"),
    "Spring": ({"error": "Bad Request", "message": "", "errors": [{"field": "n", "defaultMessage": "no"}]}, JSON, None, "n: no"),
    "ASP.NET with the section of the status": (
        {"type": "https://tools.ietf.org/html/rfc9110#section-15.5.1", "title": "Invalid", "code": "E1"}, PROBLEM, "E1", "E1: Invalid",
    ),
    "a type with a fragment": ({"type": "https://a.b/c#d", "title": "No"}, PROBLEM, "https://a.b/c#d", "https://a.b/c#d: No"),
    "capital letters": ({"Errors": [{"Message": "no", "Field": "n"}]}, JSON, None, "n: no"),
    "Rails, nested": ({"errors": {"a": ["b"], "user": {"mail": ["c", {"d": "e"}]}}}, JSON, None, "a: b; user.mail: c; user.mail.d: e"),
    "XML of RFC 9457": ("<problem><title>T</title><detail>D</detail></problem>", "application/problem+xml", None, "D"),
    "no letters": ("-->", "text/plain", None, "-->"),
    "Rails": ({"errors": ["a"]}, JSON, None, "a"),
    "Salesforce": ([{"errorCode": "X", "message": "no"}], JSON, None, "no"),
    "Apigee": ({"fault": {"faultstring": "Invalid key"}}, JSON, None, "Invalid key"),
    "msg": ({"msg": " no "}, JSON, None, "no"),
    "reason": ({"reason": "no"}, JSON, None, "no"),
    "many problems": (MANY, JSON, None, "Invalid: problem 0; problem 1; problem 2; … (9 in all)"),
    "a place that is no path": ({"errors": [{"loc": [[1]], "field": " ", "msg": "no"}]}, JSON, None, "no"),
    "S3": (S3, XML, "NoSuchKey", "NoSuchKey: No such key & co"),
    "SOAP": (SOAP, "application/soap+xml", None, "No luck"),
    "a page": (LOGIN, HTML, None, "Sign in"),
    "a page that repeats the status": (NGINX, HTML, None, ""),
    "a page without a title": ("<p>no", HTML, None, "<p>no"),
    "text": ("no\r\nluck", "text/plain", None, "no luck"),
    "text of no type": (b"no luck", "", None, "no luck"),
    "text as bytes": (b"no luck", "application/octet-stream", None, "no luck"),
    "JSON as text": (b'{"message": "no"}', "text/plain", None, "no"),
    "what looks like JSON": (b"[error] no", "text/plain", None, "[error] no"),
    "a string": ("no luck", JSON, None, "no luck"),
    "JSON without a message": ({"ok": False, "n": [1, {"a": None}]}, JSON, None, '{"ok": false, "n": [1, {"a": null}]}'),
    "blank messages": ({"message": " ", "errors": [" ", 5, {}, {"msg": ""}]}, JSON, None, '{"message": " ", "errors": [" ", 5, {}, {"msg": ""}]}'),
    "a number": (5, JSON, None, "5"),
    "an image": (b"\x89PNG\xff", "image/png", None, "image/png, 5 bytes"),
    "a byte": (b"\0", "application/octet-stream", None, "application/octet-stream, 1 byte"),
    "bytes of another type": (b"no", "application/x-own", None, "application/x-own, 2 bytes"),
    "nothing": (b"", "", None, ""),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_the_text_of_an_error_has_the_message_of_the_body(shape: str) -> None:
    body, media, kind, details = SHAPES[shape]
    content = json.dumps(body) if isinstance(body, (dict, list, int)) or media == JSON else body
    error = error_of(answered(content if isinstance(content, bytes) else content.encode(), media))
    assert str(error) == ": ".join(filter(None, ("things.get: 400 Bad Request", details)))
    assert error.type == kind


def test_the_pointers_of_the_description_count_first() -> None:
    body = {"message": "general", "own": {"text": "specific", "kind": 7}}
    error = error_of(answered(body), errors={"type": "/own/kind", "message": "/own/text"})
    assert (error.type, error.message, str(error)) == ("7", "specific", "things.get: 400 Bad Request: 7: specific")


@pytest.mark.parametrize("pointer", ["/missing", "/own", "/own/text/deep"])
def test_a_pointer_that_resolves_to_no_string_is_not_the_end(pointer: str) -> None:
    error = error_of(answered({"message": "general", "own": {"text": "x"}}), errors={"message": pointer})
    assert error.message == "general"


NOT_FOLLOWED = " — the redirect is not followed; allow it with client.with_options(redirects=1)"
HEADERS: list[tuple[int, dict[str, str], str]] = [
    (302, {"Location": "https://ann:pw@a.b/c?code=1#token=2"}, "302 Found: Location: https://a.b/c?***#*** — the redirect is not followed: its Location contains a user name or password"),
    (302, {"Location": "javascript:alert(1)"}, "302 Found: Location: javascript:alert(1) — the redirect is not followed: its Location is not of the form https://host"),
    (302, {"Location": "/things"}, "302 Found: Location: /things — the redirect is not followed: it leads back to a URL that the call has visited"),
    (301, {"Location": "/moved//x@y"}, f"301 Moved Permanently: Location: /moved//y{NOT_FOLLOWED}"),
    (302, {"Location": "/\u202e\x07" + "x" * 10_000}, f"302 Found: Location: /\\u202e {'x' * 996}… — the redirect is not followed: its Location contains a character that is not allowed in a URL"),
    (302, {}, "302 Found — the redirect is not followed: it has no Location"),
    (304, {"Location": "/a"}, "304 Not Modified: Location: /a"),
    (503, {"Retry-After": "30"}, "503 Service Unavailable: Retry-After: 30"),
    (429, {"Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"}, "429 Too Many Requests: Retry-After: Fri, 31 Dec 1999 23:59:59 GMT"),
    (401, {"WWW-Authenticate": 'Bearer realm="x", error="invalid_token", error_description="It \\"expired"'}, '401 Unauthorized: WWW-Authenticate: invalid_token: It \\"expired'),
    (401, {"WWW-Authenticate": "Bearer error=invalid_token"}, "401 Unauthorized: WWW-Authenticate: invalid_token"),
    (401, {"WWW-Authenticate": 'Basic realm="x"'}, "401 Unauthorized"),
    (422, {}, "422 Unprocessable Content"),
    (599, {}, "599"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "headers", "text"), HEADERS)
def test_the_text_of_an_error_has_what_helps_of_the_headers(status: int, headers: dict[str, str], text: str) -> None:
    assert str(error_of(Response(status, Headers(headers.items())))) == f"things.get: {text}"


def test_what_the_headers_add_follows_the_message() -> None:
    response = answered({"message": "overloaded"}, status=503, Retry_After="0")
    client, _ = client_of(describe(), response, retries=1)
    with pytest.raises(ApiError, match=r"503 Service Unavailable: overloaded \(Retry-After: 0; after 2 attempts\)$"):
        client.things.get()


def test_a_challenge_is_not_repeated() -> None:
    assert notes_of({"WWW-Authenticate": 'Bearer error="expired"'}, "the token is expired") == []


@pytest.mark.parametrize(
    ("sent", "reason"),
    [("No\x1b Luck", "No Luck"), ("", "Not Found"), (" ", "Not Found"), ("x" * 900, "x" * 199 + "…")],
)
def test_the_reason_is_that_of_the_server_if_it_sent_one(sent: str, reason: str) -> None:
    error = error_of(Response(404, reason=sent))
    assert (error.reason, str(error)) == (reason, f"things.get: 404 {reason}")


def test_the_reasons_are_those_of_the_standard_in_every_version() -> None:
    assert [reason_of(status) for status in (413, 414, 416, 422, 404, 999)] == [
        "Content Too Large", "URI Too Long", "Range Not Satisfiable", "Unprocessable Content", "Not Found", "",
    ]  # fmt: skip


SECRET_BODY = {
    "type": "object",
    "properties": {"pin": {"type": "string", "secret": True}, "message": {"type": "string"}},
}
DECLARED = {"get": {"method": "GET", "responses": {"400": {"schema": SECRET_BODY}, "200": {"schema": SECRET_BODY}}}}


@pytest.mark.parametrize("message", [{}, {"message": "no"}])
def test_a_declared_secret_of_an_error_body_is_redacted(message: dict[str, str]) -> None:
    client, _ = client_of(describe(DECLARED), answered({**message, "pin": "hunter2"}), retries=0)
    with pytest.raises(ApiError) as caught:
        client.things.get()
    assert caught.value.body == {**message, "pin": "***"}
    assert "hunter2" not in f"{caught.value} {vars(caught.value)}"


def test_the_beginning_of_a_body_with_declared_secrets_is_not_shown() -> None:
    client, _ = client_of(describe(DECLARED), answered(b'{"pin": "hunter2"', status=200), retries=0)
    with pytest.raises(Exception, match=r"the response \(200\) is not valid JSON.*") as caught:
        client.things.get()
    assert "hunter2" not in str(caught.value)


# --- limits


@pytest.mark.parametrize(
    "body",
    [
        {"message": "x" * 10**6}, {"a": "x" * 10**6}, [*range(10**5)], {"errors": {str(n): ["x"] for n in range(10**5)}},
        "<" * 10**6, "<a:" * 10**5, "<title" + " x" * 10**6, b"\xff" * 10**6, {"x" * 10**6: 1}, ["x" * 300] * 10**4,
    ],
)  # fmt: skip
def test_a_large_body_is_reported_in_short_and_at_once(body: Any) -> None:
    def details() -> list[str]:
        return details_of(400, "", report_of(body, {"message": "/none"}, "text/html"), [])

    assert takes_at_most(1, details)
    assert len(": ".join(details())) <= 2 * MAX_MESSAGE


def test_a_body_that_is_nested_too_deeply_has_a_text() -> None:
    body: Any = 1
    for _ in range(100_000):
        body = [body]
    assert set(report_of(body, {}).excerpt) <= {"[", "…"}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(["message", "error", "errors", "detail"]), inner)
        ),
    )
)
def test_any_body_has_a_report(body: Any) -> None:
    report = report_of(body, {"message": "/error/message"})
    assert (
        body is None
        or report.message
        or report.excerpt
        or body in ("", " ")
        or not str(body).strip()
        or isinstance(body, str)
    )
    assert all(
        character.isprintable() for character in (report.message or "").translate({10: None}) if character < "\xa0"
    )


@given(st.text())
def test_a_shown_url_has_no_user_query_or_fragment(url: str) -> None:
    shown = public_url(f"https://user:word@host/{url}")
    assert shown.startswith("https://host/")
    assert shown.partition("?")[2].partition("#")[0] in ("", "***")
