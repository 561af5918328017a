"""Google Discovery documents: the client that a document makes, and what becomes of documents that are wrong."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import pytest

from dynaclient import Client, DescriptionError, DynaclientError, InvalidCall, load
from dynaclient.call.bodies import Multipart
from dynaclient.description import loading
from dynaclient.description.api import Api
from dynaclient.formats.lazy import plain
from dynaclient.formats.translation import Options
from dynaclient.testing import response
from tests.support.descriptions import client_of
from tests.support.openapi_documents import action_of, sent, target_of, text_of, translation_of

PATH = {"type": "string", "location": "path", "required": True}
QUERY = {"type": "string", "location": "query"}
THING = {"id": "Thing", "type": "object", "properties": {"name": {"type": "string"}}}
LIST = {
    "type": "object",
    "properties": {"things": {"type": "array", "items": {"$ref": "Thing"}}, "nextPageToken": {"type": "string"}},
}
COMMON = {
    "key": {**QUERY, "description": "API key."},
    "alt": {**QUERY, "enum": ["json", "media"], "default": "json"},
    "$.xgafv": QUERY,
    "access_token": QUERY,
    "prettyPrint": {"type": "boolean", "location": "query", "default": "true"},
}
OAUTH = {"oauth2": {"scopes": {"https://example.com/read": {"description": "Read."}}}}
SCOPES = ["https://example.com/read", "https://example.com/write"]


def discovery(of_things: Any = None, /, **top: Any) -> dict[str, Any]:
    """Return a document with one resource, `things`, that has these methods."""
    return {
        "kind": "discovery#restDescription", "discoveryVersion": "v1", "protocol": "rest",
        "name": "api", "title": "Things", "version": "v1", "rootUrl": "https://api.example.com/", "servicePath": "v1/",
        "parameters": COMMON, "schemas": {"Thing": THING, "List": LIST},
        "resources": {"things": {"methods": {"get": method()} if of_things is None else of_things}}, **top,
    }  # fmt: skip


def method(path: str = "things", verb: str = "GET", parameters: Any = None, **more: Any) -> dict[str, Any]:
    return {"id": "api.op", "httpMethod": verb, "path": path, "parameters": parameters or {}, **more}


def schema_of(schema: Any, **schemas: Any) -> Any:
    """Return a schema of a document as it is in the description."""
    return plain(translation_of(discovery(schemas={"S": schema, **schemas})).document["schemas"]["S"])


def parameter_of(parameter: Any) -> Any:
    """Return a query parameter of a document as it is in the description."""
    return action_of(discovery({"get": method(parameters={"p": parameter})}), "api.op")["parameters"]["p"]


def notes_of(document: Any) -> list[tuple[str, str]]:
    """Return the pointers and rules of what is lost of a document, all of which is translated."""
    translation = translation_of(document)
    plain(translation.document)
    return [(problem.pointer or "", problem.rule) for problem in translation.notes]


def get(document: Any, arguments: Any = None, **options: Any) -> str:
    """Return what a call sends: its path and its query."""
    return target_of(sent(document, arguments, "api.op", **options))


# --- what a call sends


URLS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "no parameters": (method(), {}, "/v1/things"),
    "a segment": (method("things/{id}", parameters={"id": PATH}), {"id": "a/b"}, "/v1/things/a%2Fb"),
    "a segment with its slash": (method("things{/id}", parameters={"id": PATH}), {"id": "a/b"}, "/v1/things/a%2Fb"),
    "a suffix with its dot": (method("things{.id}", parameters={"id": PATH}), {"id": "a"}, "/v1/things.a"),
    "segments with their slash": (method("things{/id*}", parameters={"id": PATH}), {"id": "a/b"}, "/v1/things/a/b"),
    "segments": (method("{+name}:run", parameters={"name": PATH}), {"name": "a/b c"}, "/v1/a/b%20c:run"),
    "two, in the order of the path": (method("{b}/{+a}", parameters={"a": PATH, "b": PATH}), {"a": "1", "b": "2"}, "/v1/2/1"),
    "an integer as a string": (method("{id}", parameters={"id": {**PATH, "format": "int64"}}), {"id": "9007199254740993"}, "/v1/9007199254740993"),
    "an integer": (method("{id}", parameters={"id": {**PATH, "format": "int64"}}), {"id": 2**53 + 1}, "/v1/9007199254740993"),
    "a query": (method(parameters={"q": QUERY}), {"q": "a b"}, "/v1/things?q=a%20b"),
    "repeated": (method(parameters={"q": {**QUERY, "repeated": True}}), {"q": ["a", "b"]}, "/v1/things?q=a&q=b"),
    "a name with dots": (method(parameters={"a.b": QUERY}), {"a_b": "c"}, "/v1/things?a.b=c"),
    "an object": (method(parameters={"q": {**QUERY, "type": "object"}}), {"q": {"a": 1}}, "/v1/things?q=%7B%22a%22%3A1%7D"),
    "a time": (method(parameters={"t": {**QUERY, "format": "google-datetime"}}), {"t": datetime(2024, 1, 2, tzinfo=timezone.utc)}, "/v1/things?t=2024-01-02T00%3A00%3A00Z"),
    "a common one": (method(), {"xgafv": "2", "prettyPrint": False}, "/v1/things?%24.xgafv=2&prettyPrint=false"),
    "one of its own in place of a common one": (method("{pretty_print}", parameters={"pretty_print": PATH}), {"pretty_print": "a"}, "/v1/a"),
    "one that is not declared": (method("{id}"), {"id": "a"}, "/v1/a"),
    "a query in the path": (method("things?a=b"), {}, "/v1/things"),
    "a path with a slash": (method("/things"), {}, "/v1/things"),
}  # fmt: skip


SERVICE_PATHS: dict[str, tuple[dict[str, Any], str, str]] = {
    "with slashes": ({"servicePath": "/v1/"}, "/things", "/v1/things"),
    "without a slash": ({"servicePath": "v1"}, "things", "/v1/things"),
    "none": ({"servicePath": ""}, "/things", "/things"),
    "none, but a base path": ({"servicePath": "", "basePath": "/v2/"}, "things", "/things"),
    "the base path": ({"servicePath": None, "basePath": "/v2/"}, "things", "/v2/things"),
    "neither": ({"servicePath": None}, "things", "/things"),
    "a slash in the path": ({}, "a//b", "/v1/a//b"),
    "the base URL": ({"rootUrl": None, "servicePath": None, "basePath": "/v2/", "baseUrl": "https://api.example.com/v2/"}, "things", "/v2/things"),
}  # fmt: skip


@pytest.mark.parametrize("name", SERVICE_PATHS)
def test_all_paths_have_that_of_the_service_in_front(name: str) -> None:
    top, path, expected = SERVICE_PATHS[name]
    assert get(discovery({"get": method(path)}, **top)) == expected


@pytest.mark.parametrize("name", URLS)
def test_the_url_is_that_of_the_method(name: str) -> None:
    declared, arguments, expected = URLS[name]
    assert get(discovery({"get": declared}), arguments) == expected


HIDDEN: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "by the path": (method("{fields}", parameters={"fields": PATH}), {"fields": "a", "fieldsQuery": "b"}, "/v1/a?fields=b"),
    "by the path, with signs": (method("{xgafv}", parameters={"xgafv": PATH}), {"xgafv": "a", "xgafvQuery": "2"}, "/v1/a?%24.xgafv=2"),
    "by the spelling": (method("{pretty_print}", parameters={"pretty_print": PATH}), {"pretty_print": "a", "prettyPrintQuery": True}, "/v1/a?prettyPrint=true"),
    "by the query": (method(parameters={"pretty_print": QUERY}), {"pretty_print": "a", "prettyPrintQuery": True}, "/v1/things?pretty_print=a&prettyPrint=true"),
    "by one that replaces it": (method(parameters={"fields": {**QUERY, "repeated": True}}), {"fields": ["a", "b"]}, "/v1/things?fields=a&fields=b"),
    "by one that replaces it, beside the path": (method("{fields}", parameters={"fields": PATH}), {"fields": "a"}, "/v1/a"),
}  # fmt: skip


@pytest.mark.parametrize("name", HIDDEN)
def test_a_common_parameter_is_not_hidden_by_another_one(name: str) -> None:
    declared, arguments, expected = HIDDEN[name]
    document = discovery({"get": declared}, parameters={**COMMON, "fields": QUERY})
    assert get(document, arguments) == expected


def test_a_parameter_that_is_fixed_is_not_hidden_by_the_path() -> None:
    declared = method("{alt}", parameters={"alt": PATH}, supportsMediaDownload=True)
    client, _ = client_of(discovery({"get": declared}))
    assert target_of(client.things.get_media.prepare(alt="a")) == "/v1/a?alt=media"


BODIES: dict[str, tuple[Any, Any, str]] = {
    "one that is given": ({"$ref": "Thing"}, {"name": "a"}, '{"name":"a"}'),
    "none": ({"$ref": "Thing"}, None, ""),
    "any": ({}, [1], "[1]"),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_the_body_is_json(name: str) -> None:
    request, value, expected = BODIES[name]
    document = discovery({"create": method(verb="POST", request=request)})
    assert text_of(sent(document, {} if value is None else {"body": value}, "api.op")) == expected


def test_a_body_beside_a_parameter_of_its_name_has_another_key() -> None:
    document = discovery({"create": method("{body}", "POST", {"body": PATH}, request={"$ref": "Thing"})})
    request = sent(document, {"body": "a", "bodyBody": {"name": "b"}}, "api.op")
    assert (target_of(request), text_of(request)) == ("/v1/a", '{"name":"b"}')


def test_a_body_has_what_its_method_requires() -> None:
    required = {"annotations": {"required": ["api.op"]}, "type": "string"}
    inner = {
        "type": "object",
        "properties": {"b": required, "c": {"type": "string", "annotations": {"required": ["api.other"]}}},
    }
    schemas = {"A": {"type": "object", "properties": {"a": required, "d": {"type": "array", "items": inner}}}}
    document = discovery({"create": method(verb="POST", request={"$ref": "A"})}, schemas=schemas)
    assert text_of(sent(document, {"body": {"a": "x", "d": [{"b": "y"}]}}, "api.op")) == '{"a":"x","d":[{"b":"y"}]}'
    wrong: list[dict[str, Any]] = [{"d": []}, {"a": "x", "d": [{}]}]
    for missing in wrong:
        with pytest.raises(InvalidCall, match="lacks|missing|required"):
            sent(document, {"body": missing}, "api.op")


REQUIRED = {"type": "string", "annotations": {"required": ["api.op"]}}
INNER = {"type": "object", "properties": {"b": REQUIRED, "self": {"$ref": "Inner"}}}
REQUESTS: dict[str, tuple[Any, list[Any], list[Any]]] = {
    "in a shared schema": ({"properties": {"a": {"$ref": "Inner"}}}, [{}, {"a": {"b": "x"}}, None], [{"a": {}}]),
    "in the items of a list": ({"properties": {"a": {"items": {"$ref": "Inner"}}}}, [{"a": []}, {"a": [{"b": "x"}]}], [{"a": [{}]}]),
    "in a map": ({"properties": {"a": REQUIRED}, "additionalProperties": {"$ref": "Inner"}}, [{"a": "x", "c": {"b": "x"}}], [{"a": "x", "c": {}}]),
    "in a map without others": ({"properties": {"d": {}}, "additionalProperties": {"$ref": "Inner"}}, [{"d": {}}], [{"c": {}}]),
    "by reference": ({"$ref": "Inner"}, [{"b": "x", "self": {}}], [{}, None]),
    "at the top": ({"properties": {"a": REQUIRED}}, [{"a": "x"}], [{}, None]),
    "by another method": ({"properties": {"a": {"annotations": {"required": ["api.other"]}}}}, [{}, None], []),
}  # fmt: skip


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.parametrize("features", [[], ["dataWrapper"]])
def test_what_a_method_requires_is_required_wherever_it_is(name: str, features: list[str]) -> None:
    source, allowed, refused = REQUESTS[name]
    schemas = {"S": {"type": "object", **source}, "Inner": INNER}
    document = discovery({"create": method(verb="POST", request={"$ref": "S"})}, schemas=schemas, features=features)

    def arguments(body: Any) -> dict[str, Any]:
        return {} if body is None else {"body": {"data": body} if features else body}

    for body in allowed:
        sent(document, arguments(body), "api.op")
    for body in refused:
        with pytest.raises(InvalidCall, match=r"lacks|missing|required"):
            sent(document, arguments(body), "api.op")


def test_what_is_required_ends_where_schemas_have_each_other_too_often() -> None:
    schemas = {f"S{level}": {"type": "object", "properties": {"r": REQUIRED, **{name: {"$ref": f"S{level + 1}"} for name in "abc"}}} for level in range(30)}  # fmt: skip
    document = discovery({"create": method(verb="POST", request={"$ref": "S0"})}, schemas=schemas)
    assert text_of(sent(document, {"body": {"r": "x"}}, "api.op")) == '{"r":"x"}'
    assert len(json.dumps(plain(action_of(document, "api.op")))) < 1_000_000


def test_an_envelope_is_around_bodies_and_responses() -> None:
    paged = method(verb="POST", parameters={"pageToken": QUERY}, request={"$ref": "Thing"}, response={"$ref": "List"})
    document = discovery({"list": paged}, features=["dataWrapper"])
    envelope = {"type": "object", "required": ["data"], "properties": {"data": {"$ref": "#/schemas/List"}}}
    action = action_of(document, "api.op")
    assert text_of(sent(document, {"body": {"data": {"name": "a"}}}, "api.op")) == '{"data":{"name":"a"}}'
    assert action["responses"]["200"]["schema"] == envelope
    assert (action["paginate"]["next"], action["paginate"]["items"]) == ("/data/nextPageToken", "/data/things")


def test_the_members_of_an_object_may_be_the_items() -> None:
    lists = {"items": {"type": "object", "additionalProperties": {"$ref": "Thing"}}, "unreachables": {"type": "array", "items": {"type": "string"}}}  # fmt: skip
    schemas = {"Thing": THING, "All": {"type": "object", "properties": {**lists, "nextPageToken": {"type": "string"}}}}
    document = discovery({"all": method(parameters={"pageToken": QUERY}, response={"$ref": "All"})}, schemas=schemas)
    assert action_of(document, "api.op")["paginate"]["items"] == "/items"
    client, _ = client_of(document, response({"items": {"a": {"name": "x"}}}))
    assert list(client.things.all.items()) == [("a", {"name": "x"})]


def test_a_page_token_may_be_in_the_body() -> None:
    schemas = {
        "Query": {"type": "object", "properties": {"pageToken": {"type": "string"}, "pageSize": {"type": "integer"}}},
        "Thing": THING, "List": {"type": "object", "properties": {"things": {"type": "array", "items": {"$ref": "Thing"}}, "nextPageToken": {"type": "string"}}},
    }  # fmt: skip
    search = method(verb="POST", request={"$ref": "Query"}, response={"$ref": "List"})
    pages = action_of(discovery({"search": search}, schemas=schemas), "api.op")["paginate"]
    assert pages == {
        "style": "cursor", "cursor": "/body/pageToken", "next": "/nextPageToken", "items": "/things", "size": "/body/pageSize",
    }  # fmt: skip
    named = method(verb="POST", parameters={"body": QUERY}, request={"$ref": "Query"}, response={"$ref": "List"})
    assert "paginate" not in action_of(discovery({"search": named}, schemas=schemas), "api.op")


def test_the_version_of_a_method_is_a_header() -> None:
    assert (
        sent(discovery({"get": method(apiVersion="2024-01-01")}), {}, "api.op").headers["X-Goog-Api-Version"]
        == "2024-01-01"
    )


# --- media


UPLOAD = method(
    "things/{id}", "POST", {"id": PATH}, supportsMediaUpload=True, request={"$ref": "Thing"},
    mediaUpload={"accept": ["image/png", "image/*", 1], "protocols": {"simple": {"path": "/upload/v1/things/{id}"}, "resumable": {}}},
)  # fmt: skip


def test_an_upload_is_an_action_of_its_own() -> None:
    document = discovery({"insert": UPLOAD})
    request = sent(document, {"id": "a", "media": ("a.png", b"data", "image/png")}, "things.insertMedia")
    assert (target_of(request), text_of(request)) == ("/upload/v1/things/a?uploadType=media", "data")
    assert request.headers["Content-Type"] == "image/png"
    assert text_of(sent(document, {"id": "a", "body": {"name": "b"}}, "things.insert")) == '{"name":"b"}'
    place = "/resources/things/methods/insert/mediaUpload"
    assert notes_of(document) == [(place, "upload"), (place, "upload")]


def test_a_file_and_its_metadata_are_sent_together_by_an_action_of_its_own() -> None:
    upload = {"accept": ["image/*"], "protocols": {"simple": {"path": "/upload/v1/things/{id}", "multipart": True}}}
    document = discovery({"insert": {**UPLOAD, "mediaUpload": upload}})
    media = ("a.png", b"data", "image/png")
    request = sent(document, {"id": "a", "body": {"name": "b"}, "media": media}, "things.insertWithMedia")
    content_type, _, boundary = request.headers["Content-Type"].partition("; boundary=")
    assert (target_of(request), content_type) == ("/upload/v1/things/a?uploadType=multipart", "multipart/related")
    assert isinstance(request.body, Multipart)
    assert b"".join(request.body).decode().replace(boundary, "B") == (
        '--B\r\nContent-Type: application/json\r\n\r\n{"name":"b"}\r\n'
        "--B\r\nContent-Type: image/png\r\n\r\ndata\r\n--B--\r\n"
    )
    assert list(load(document).actions) == ["things.insert", "things.insertMedia", "things.insertWithMedia"]
    assert sent(document, {"id": "a", "name": "b"}, "things.insert").body == b'{"name":"b"}'
    assert notes_of(document) == []


def test_an_upload_of_what_is_not_declared_is_of_any_type() -> None:
    upload = {"protocols": {"simple": {"path": "upload/things"}}}
    document = discovery({"insert": method(verb="POST", mediaUpload=upload)})
    request = sent(document, {"media": b"data"}, "things.insertMedia")
    assert (target_of(request), request.headers["Content-Type"]) == (
        "/upload/things?uploadType=media",
        "application/octet-stream",
    )
    assert notes_of(document) == []


def test_an_upload_without_a_path_is_left_out() -> None:
    document = discovery({"insert": method(supportsMediaUpload=True)})
    assert list(load(document).actions) == ["things.insert"]
    assert notes_of(document) == [("/resources/things/methods/insert/mediaUpload", "upload")]


def test_a_download_is_an_action_of_its_own() -> None:
    document = discovery({"get": method(supportsMediaDownload=True, response={"$ref": "Thing"})})
    data = b'{"a": 1}'
    client, transport = client_of(document, response(data, headers={"Content-Type": "application/json"}))
    assert b"".join(client.things.get_media()) == data
    assert target_of(transport.requests[0]) == "/v1/things?alt=media"


def test_a_method_named_like_the_action_for_media_keeps_its_name() -> None:
    methods = {"get": method(supportsMediaDownload=True), "getMedia": method("other")}
    document = discovery(methods)
    assert target_of(sent(document, {}, "things.getMedia")) == "/v1/other"
    assert len(load(document).actions) == 3


# --- names


def test_names_are_those_of_the_tree_of_the_document() -> None:
    inner = {
        "methods": {"get-it": method("a", id="api.b")},
        "resources": {"c": {"methods": {"list": method("c", id="api.c")}}},
    }
    document = discovery(resources={"Well-known": {"resources": {"b": inner}}})
    assert list(load(document).actions) == ["wellKnown.b.getIt", "wellKnown.b.c.list"]
    assert translation_of(document).document["resources"]
    assert target_of(sent(document, {}, "api.c")) == "/v1/c"


def test_a_method_named_like_a_resource_has_another_name() -> None:
    things = {"methods": {"tasks": method()}, "resources": {"tasks": {"methods": {"list": method("tasks")}}}}
    document = discovery(resources={"things": things})
    assert sorted(load(document).actions) == ["things.getTasks", "things.tasks.list"]


def test_a_resource_named_like_what_the_client_has_is_found_under_another_name() -> None:
    document = discovery(resources={"token": {"methods": {"get": method()}}})
    assert list(load(document).actions) == ["token_.get"]


def test_methods_at_the_top_are_in_a_resource_named_like_the_api() -> None:
    document = discovery({}, methods={"info": method("info")}, name="oauth2")
    assert list(load(document).actions) == ["oauth2.info"]
    del document["name"]
    assert list(load(document).actions) == ["service.info"]


def test_a_person_can_choose_names() -> None:
    document = discovery({"get": method(), "list": method("all", id="api.list")})
    translation = translation_of(document, names={"api.op": "items.read", "GET /v1/all": "items.all"})
    assert list(Api(translation.document).actions) == ["items.read", "items.all"]
    assert translation.operation_ids == {"api.op": "items.read", "api.list": "items.all"}


@pytest.mark.parametrize("key", ["GET /v1/{+name}", "GET {+name}", "GET /{+name}", "api.op"])
def test_a_name_is_chosen_by_the_path_of_the_document_or_of_the_request(key: str) -> None:
    document = discovery({"get": method("{+name}", parameters={"name": PATH}, supportsMediaDownload=True)})
    assert list(Api(translation_of(document, names={key: "items.read"}).document).actions) == ["items.read", "things.getMedia"]  # fmt: skip


def test_a_chosen_name_that_no_method_has_is_noted() -> None:
    document = discovery({"get": method(parameters={"name": PATH}, supportsMediaDownload=True)})
    chosen = {"GET things": "a.b", "GET /v1/others": "a.c"}
    assert [(note.pointer, note.rule) for note in translation_of(document, names=chosen).notes] == []
    translation = translation_of(document, names=chosen)
    assert next(iter(Api(translation.document).actions)) == "a.b"
    assert [note.message for note in translation.notes if note.rule == "names"] == [
        "no operation is 'GET /v1/others', for which a name is chosen"
    ]


# --- what else an action has


def test_what_a_method_declares_is_documented() -> None:
    declared = method(
        description="Gets it.", scopes=SCOPES, deprecated=True, flatPath="v1/all", response={"$ref": "Thing"}
    )
    action = action_of(discovery({"get": declared}, auth=OAUTH), "api.op")
    assert action == {
        "method": "GET", "path": "/v1/things", "description": "Gets it.", "operationId": "api.op",
        "deprecated": True, "scopes": SCOPES, "responses": {"200": {"schema": {"$ref": "#/schemas/Thing"}}},
        "x-google": {"flatPath": "v1/all"},
    }  # fmt: skip


def test_what_is_in_a_deprecated_resource_is_deprecated() -> None:
    inner = {"resources": {"b": {"methods": {"get": method()}}}, "deprecated": True}
    document = discovery(resources={"a": inner})
    assert action_of(document, "api.op")["deprecated"] is True


PAGES: dict[str, tuple[dict[str, Any], dict[str, Any], Any]] = {
    "one list": ({"things": "array"}, {}, "/things"),
    "one list of things that are not called so": ({"rows": "array"}, {}, "/rows"),
    "with a size": ({"things": "array"}, {"maxResults": {"type": "integer", "location": "query"}}, "/things"),
    "with what was not reached": ({"rows": "array", "unreachable": "array"}, {}, "/rows"),
    "with warnings": ({"rows": "array", "warnings": "array"}, {}, "/rows"),
    "several, one of which is called like the resource": ({"Things": "array", "rows": "array"}, {}, "/Things"),
    "several": ({"columns": "array", "rows": "array"}, {}, None),
    "only what was not reached": ({"items": "object", "unreachables": "array"}, {}, None),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_a_list_with_a_token_has_pages(name: str) -> None:
    members, parameters, items = PAGES[name]
    properties = {"nextPageToken": {"type": "string"}, **{name: {"type": kind} for name, kind in members.items()}}
    paged = method(parameters={"pageToken": QUERY, **parameters}, response={"$ref": "S"})
    document = discovery({"list": paged}, schemas={"S": {"type": "object", "properties": properties}})
    pages = {"style": "cursor", "cursor": "pageToken", "next": "/nextPageToken", "items": items}
    pages.update({"size": "maxResults"} if parameters else {})
    assert action_of(document, "api.op").get("paginate") == (pages if items else None)
    assert notes_of(document) == ([] if items else [("/resources/things/methods/list/response", "paginate")])


def test_the_token_of_the_next_page_may_be_called_like_that_of_this_one() -> None:
    schema = {"type": "object", "properties": {"pageToken": {"type": "string"}, "rows": {"type": "array"}}}
    paged = method(parameters={"pageToken": QUERY}, response={"$ref": "S"})
    document = discovery({"list": paged}, schemas={"S": schema})
    assert action_of(document, "api.op")["paginate"] == {"style": "cursor", "cursor": "pageToken", "next": "/pageToken", "items": "/rows"}  # fmt: skip


def test_pages_are_read_to_the_last() -> None:
    paged = method(parameters={"pageToken": QUERY}, response={"$ref": "List"})
    first, last = {"things": [{"name": "a"}], "nextPageToken": "t"}, {"things": [{"name": "b"}]}
    client, transport = client_of(discovery({"list": paged}), response(first), response(last))
    assert [thing["name"] for thing in client.things.list.items()] == ["a", "b"]
    assert target_of(transport.requests[1]) == "/v1/things?pageToken=t"


def test_a_list_without_a_token_has_no_pages() -> None:
    for declared in (
        method(response={"$ref": "List"}),
        method(parameters={"pageToken": QUERY}, response={"$ref": "Thing"}),
    ):
        assert "paginate" not in action_of(discovery({"list": declared}), "api.op")


# --- credentials


def test_scopes_require_a_token_or_a_key() -> None:
    document = discovery({"get": method(scopes=[*SCOPES, "a b", 1])}, auth=OAUTH)
    assert sent(document, {}, "api.op", token={"oauth2": "t"}).headers["Authorization"].startswith("Bearer ")
    assert get(document, token={"apiKey": "k"}) == "/v1/things?key=k"
    assert action_of(document, "api.op")["scopes"] == SCOPES
    assert load(document).action("api.op").auth_required


def test_without_scopes_a_credential_is_optional() -> None:
    document = discovery(auth=OAUTH)
    assert not load(document).action("api.op").auth_required
    assert get(document) == "/v1/things"
    assert get(document, token={"apiKey": "k"}) == "/v1/things?key=k"


@pytest.mark.parametrize("auth", [{}, {"auth": OAUTH}, {"auth": {"other": {}}}, {"auth": None}])
@pytest.mark.parametrize("scopes", [{}, {"scopes": SCOPES}])
@pytest.mark.parametrize("parameters", [COMMON, {}])
def test_a_plain_token_is_never_in_the_query(auth: Any, scopes: Any, parameters: Any) -> None:
    document = discovery({"get": method(**scopes)}, parameters=parameters, **auth)
    request = sent(document, {}, "api.op", token="secret")
    assert (target_of(request), request.headers["Authorization"]) == ("/v1/things", "Bearer secret")
    assert next(iter(load(document).auth)) == "oauth2"


def test_a_document_without_credentials_needs_none() -> None:
    document = discovery(parameters={})
    assert list(load(document).auth) == ["oauth2"]
    assert not load(document).action("api.op").auth_required
    assert get(document) == "/v1/things"


def test_what_scopes_allow_is_carried_over() -> None:
    document = translation_of(discovery(auth={**OAUTH, "other": {}})).document
    google = {
        "by": "openIdConnect",
        "openIdConnectUrl": "https://accounts.google.com/.well-known/openid-configuration",
        "scopes": {"https://example.com/read": "Read."},
    }
    assert plain(document["auth"]) == {
        "oauth2": {"type": "bearer", "description": "An OAuth 2.0 access token.", "obtain": {"google": google}},
        "apiKey": {"type": "apiKey", "in": "query", "name": "key", "description": "API key."},
    }
    assert notes_of(discovery(auth={"other": {}})) == [("/auth/other", "auth")]


def test_a_credential_in_the_query_is_redacted() -> None:
    client, _ = client_of(discovery())
    assert client.things.get.prepare(access_token="hidden").url.endswith("?access_token=hidden")
    assert "hidden" not in repr(client.things.get.prepare(access_token="hidden"))


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("The name of a limit, such as `limits/%2Fproject%2Fregion`.", "/v1/limits/%2Fproject%25/x"),
        ("The log's name must be URL-encoded.", "/v1/limits/%2Fproject%25/x"),
        ("The name of a limit.", "/v1/limits/%252Fproject%25/x"),
    ],
)
def test_a_name_that_has_encoded_parts_is_not_encoded_again(text: str, url: str) -> None:
    name = {"type": "string", "location": "path", "required": True, "description": text}
    document = discovery(
        {"get": {"id": "api.op", "httpMethod": "GET", "path": "{+name}/x", "parameters": {"name": name}}}
    )
    assert sent(document, {"name": "limits/%2Fproject%"}, "api.op").url == f"https://api.example.com{url}"


# --- servers


SERVERS: dict[str, tuple[dict[str, Any], Any]] = {
    "one": ({}, "https://api.example.com"),
    "with a path": ({"rootUrl": "https://api.example.com/a/"}, "https://api.example.com/a"),
    "without a slash": ({"rootUrl": "http://api.example.com"}, "http://api.example.com"),
    "of the service": ({"rootUrl": None, "baseUrl": "https://api.example.com/v1/"}, "https://api.example.com"),
    "none": ({"rootUrl": 1}, None),
    "a template": ({"rootUrl": "https://{region}.example.com/"}, None),
    "not a host": ({"rootUrl": "https://[a/"}, None),
    "a password": ({"rootUrl": "https://u:p@a.example/"}, None),
}  # fmt: skip


@pytest.mark.parametrize("name", SERVERS)
def test_the_server_is_that_of_the_document(name: str) -> None:
    top, expected = SERVERS[name]
    document = discovery(**top)
    assert translation_of(document).document.get("server") == expected
    assert ("server" in [rule for _, rule in notes_of(document)]) is (expected is None)
    assert get(document, url="https://api.example.com") == "/v1/things"


BASES: dict[str, tuple[dict[str, Any], str | None]] = {
    "a relative one": ({"rootUrl": "/api/"}, "https://here.example.com/api/v1/things"),
    "none": ({"rootUrl": None}, "https://here.example.com/v1/things"),
    "a relative base URL": ({"rootUrl": None, "baseUrl": "/v1/"}, "https://here.example.com/v1/things"),
    "a relative base URL with a path": ({"rootUrl": None, "baseUrl": "/api/v1/"}, "https://here.example.com/api/v1/things"),
    "one of another host": ({"rootUrl": "//other.example.com/"}, "https://other.example.com/v1/things"),
    "a whole one": ({}, "https://api.example.com/v1/things"),
}  # fmt: skip


@pytest.mark.parametrize("name", BASES)
def test_a_relative_server_is_that_of_where_the_document_is_from(name: str) -> None:
    top, expected = BASES[name]
    options = Options(base_url="https://here.example.com/discovery/rest?version=v1")
    api = loading.load(discovery(**top), options=options)
    assert Client(api).things.get.prepare().url == expected


def test_a_server_that_cannot_be_resolved_is_none() -> None:
    translation = translation_of(discovery(rootUrl="https://[a/"), base_url="https://here.example.com/rest")
    assert translation.document.get("server") is None


REGIONS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "for certificates": (
        {"mtlsRootUrl": "https://mtls.example.com/"},
        {"global": "https://api.example.com", "mtls": "https://mtls.example.com"},
    ),
    "in regions": (
        {"endpoints": [{"endpointUrl": "https://eu.example.com/", "location": "europe-west1", "description": "Europe"}, {"endpointUrl": "https://api.example.com/"}, {"endpointUrl": "http://eu.example.com/"}, 1]},
        {"global": "https://api.example.com", "europe-west1": {"url": "https://eu.example.com", "description": "Europe"}},
    ),
    "without a location": (
        {"endpoints": [{"endpointUrl": "https://eu.example.com/a/"}]},
        {"global": "https://api.example.com", "eu-a": "https://eu.example.com/a"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REGIONS)
def test_the_caller_chooses_one_of_the_servers(name: str) -> None:
    top, expected = REGIONS[name]
    document = discovery(**top)
    described = translation_of(document).document.copy()
    assert (described["server"], described["servers"]) == ({"$ref": "#/servers/global"}, expected)
    for server, value in expected.items():
        url = value["url"] if isinstance(value, dict) else value
        assert sent(document, {}, "api.op", server=server).url == f"{url}/v1/things"
    assert sent(document, {}, "api.op").url == "https://api.example.com/v1/things"


# --- schemas


SCHEMAS: dict[str, tuple[Any, Any]] = {
    "what is called like a secret": ({"properties": {"password": {"type": "string"}, "rowKey": {"type": "string"}, "token": {"type": "integer"}}}, {"properties": {"password": {"type": "string", "secret": True}, "rowKey": {"type": "string"}, "token": {"type": "integer"}}}),
    "an object": (THING, {"type": "object", "properties": {"name": {"type": "string"}}}),
    "any": ({"type": "any"}, {}),
    "any, described": ({"type": "any", "format": "google.protobuf.Value", "description": "A value."}, {"format": "google.protobuf.Value", "description": "A value."}),
    "an array": ({"type": "array", "items": {"$ref": "S"}}, {"type": "array", "items": {"$ref": "#/schemas/S"}}),
    "a map": ({"type": "object", "additionalProperties": {"type": "any"}}, {"type": "object", "additionalProperties": {}}),
    "any other member": ({"additionalProperties": True}, {"additionalProperties": True}),
    "a large integer": ({"type": "string", "format": "int64"}, {"type": ["string", "integer"], "format": "int64"}),
    "a time": ({"type": "string", "format": "google-datetime"}, {"type": "string", "format": "date-time", "x-google": {"format": "google-datetime"}}),
    "bytes": ({"type": "string", "format": "byte"}, {"type": "string", "format": "byte", "contentEncoding": "base64url"}),
    "limits": ({"type": "integer", "minimum": "1", "maximum": "5"}, {"type": "integer", "minimum": 1, "maximum": 5}),
    "limits of a number": ({"type": "number", "minimum": "-0.5", "maximum": 1e3}, {"type": "number", "minimum": -0.5, "maximum": 1000.0}),
    "a default": ({"type": "boolean", "default": "true"}, {"type": "boolean", "default": True}),
    "a default that is typed": ({"type": "boolean", "default": False}, {"type": "boolean", "default": False}),
    "a default integer": ({"type": "integer", "default": "5"}, {"type": "integer", "default": 5}),
    "a default that is repeated": ({"type": "integer", "repeated": True, "default": "5"}, {"type": "array", "items": {"type": "integer"}, "default": [5]}),
    "a default object": ({"type": "object", "default": {}}, {"type": "object", "default": {}}),
    "values": ({"type": "string", "enum": ["A", "A", "B"], "enumDescriptions": ["a"]}, {"type": "string", "enum": ["A", "B"], "enumDescriptions": {"A": "a"}}),
    "required members": ({"properties": {"a": {"type": "string", "required": True}}}, {"properties": {"a": {"type": "string"}}, "required": ["a"]}),
    "for documentation": ({"title": "A", "description": "B", "readOnly": True, "deprecated": True, "id": "S"}, {"title": "A", "description": "B", "readOnly": True, "deprecated": True}),
    "not for documentation": ({"title": 1, "readOnly": False, "deprecated": "yes"}, {}),
    "alternatives": (
        {"type": "object", "variant": {"discriminant": "kind", "map": [{"type_value": "a", "$ref": "S"}, {"type_value": 1}, 2]}},
        {"type": "object", "anyOf": [{"$ref": "#/schemas/S", "required": ["kind"], "properties": {"kind": {"const": "a"}}}]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_that_of_the_document(name: str) -> None:
    source, expected = SCHEMAS[name]
    assert schema_of(source) == expected
    assert notes_of(discovery(schemas={"S": source})) == []


@pytest.mark.parametrize("name", ["a b", "a/b", "a~b", "a%b", "%41", 'a"b', "é", "a#b", "properties", ""])
def test_a_schema_may_have_any_name(name: str) -> None:
    request = {"$ref": name}
    schemas = {name: {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"$ref": name}}}}
    document = discovery({"create": method(verb="POST", request=request)}, schemas=schemas)
    assert text_of(sent(document, {"body": {"b": {"a": 1}}}, "api.op")) == '{"b":{"a":1}}'
    with pytest.raises(InvalidCall):
        sent(document, {"body": {"b": {"a": "x"}}}, "api.op")


WRONG_SCHEMAS: dict[str, tuple[Any, Any, list[tuple[str, str]]]] = {
    "not an object": (1, {}, [("", "schema")]),
    "an unknown type": ({"type": "date"}, {}, [("/type", "type")]),
    "a list of types": ({"type": ["string"]}, {}, [("/type", "type")]),
    "a reference that does not resolve": ({"$ref": "No"}, {}, [("/$ref", "dangling-ref")]),
    "a reference to nothing": ({"$ref": None}, {}, [("/$ref", "dangling-ref")]),
    "values that are not a list": ({"enum": "A"}, {}, [("/enum", "enum")]),
    "no values": ({"enum": []}, {}, [("/enum", "enum")]),
    "values of another type": ({"type": "integer", "enum": ["a"]}, {"type": "integer"}, [("/enum", "enum")]),
    "values that are lists": ({"enum": [[]]}, {}, [("/enum", "enum")]),
    "a pattern that is not a string": ({"pattern": 1}, {}, [("/pattern", "pattern")]),
    "a limit that is not a number": ({"minimum": "low"}, {}, [("/minimum", "minimum")]),
    "a limit that is a boolean": ({"minimum": True}, {}, [("/minimum", "minimum")]),
    "a limit without an end": ({"minimum": "Infinity"}, {}, [("/minimum", "minimum")]),
    "a limit that is nested": ({"minimum": "[" * 100_000}, {}, [("/minimum", "minimum")]),
    "a default of another type": ({"type": "boolean", "default": "maybe"}, {"type": "boolean"}, [("/default", "default")]),
    "a default that is not a string": ({"type": "string", "default": 1}, {"type": "string"}, [("/default", "default")]),
    "a default that is not an integer": ({"type": "integer", "default": "1.5"}, {"type": "integer"}, [("/default", "default")]),
    "alternatives that are not": ({"variant": 1}, {}, [("/variant", "variant")]),
    "alternatives without a property": ({"variant": {"map": [{"type_value": "a"}]}}, {}, [("/variant", "variant")]),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_SCHEMAS)
def test_what_is_wrong_in_a_schema_is_left_out(name: str) -> None:
    source, expected, notes = WRONG_SCHEMAS[name]
    assert schema_of(source) == expected
    assert notes_of(discovery(schemas={"S": source})) == [(f"/schemas/S{pointer}", rule) for pointer, rule in notes]


def test_schemas_that_refer_to_each_other_alone_are_a_problem_of_the_document() -> None:
    schemas = {"A": {"$ref": "B"}, "B": {"$ref": "A"}}
    document = discovery(
        {"create": method(verb="POST", request={"$ref": "A"}, response={"$ref": "A"})}, schemas=schemas
    )
    with pytest.raises(DescriptionError) as caught:
        sent(document, {"body": 1}, "api.op")
    assert caught.value.problems[0].pointer == "/resources/things/methods/create/request"


# --- patterns


PATTERNS: dict[str, tuple[str, list[str], list[str]]] = {
    "as it is": (r"^projects/[^/]+$", ["projects/a"], ["projects/", "projects/a/b"]),
    "ignoring case": (r"(?i)^ab[c-e]f-\d$", ["ABCF-1", "abdf-2"], ["abff-1"]),
    "ignoring case outside of sets": (r"(?i)^a-b$", ["A-b"], ["ab"]),
    "both ends": (r"\Aab\z", ["ab"], ["abc", "xab"]),
    "a named group": (r"^(?P<name>a|b)$", ["a"], ["c"]),
    "a class": (r"^[[:alpha:]_]+$", ["a_"], ["1"]),
    "an unknown class": (r"^[[:none:]]+$", [], ["a"]),
    "a bracket at the beginning of a set": (r"^[]a]+$", ["]a"], ["b"]),
    "a bracket at the beginning of what is not in a set": (r"^[^]a]+$", ["b"], ["]"]),
    "an escape in a set": (r"^[\d\]]+$", ["1]"], ["a"]),
    "a group": (r"^(?:a)(b)$", ["ab"], ["a"]),
    "brackets in a set": (r"^[a[\]]+[]]$", ["a[]]"], ["a"]),
    "a bracket in a set": (r"^[a[]b$", ["[b"], ["]b"]),
}  # fmt: skip


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_allows_what_it_allows_in_re2(name: str) -> None:
    pattern, allowed, refused = PATTERNS[name]
    document = discovery({"get": method(parameters={"p": {**QUERY, "pattern": pattern}})})
    for value in allowed:
        get(document, {"p": value})
    for value in refused:
        with pytest.raises(InvalidCall):
            get(document, {"p": value})


# --- parameters


PARAMETERS: dict[str, tuple[Any, Any]] = {
    "documented": ({**QUERY, "description": "A.", "required": True, "deprecated": True}, {"in": "query", "description": "A.", "required": True, "schema": {"type": "string"}, "deprecated": True}),
    "with a default": ({**QUERY, "type": "integer", "default": "10"}, {"in": "query", "schema": {"type": "integer"}, "default": 10}),
    "without a type": ({"location": "query"}, {"in": "query"}),
    "repeated, with a default": ({**QUERY, "type": "integer", "repeated": True, "default": "1"}, {"in": "query", "schema": {"type": "array", "items": {"type": "integer"}}, "default": [1]}),
    "repeated, with several defaults": ({**QUERY, "repeated": True, "default": ["a", "b"]}, {"in": "query", "schema": {"type": "array", "items": {"type": "string"}}, "default": ["a", "b"]}),
    "with values": ({**QUERY, "enum": ["A"], "enumDescriptions": ["a"]}, {"in": "query", "schema": {"type": "string", "enum": ["A"], "enumDescriptions": {"A": "a"}}}),
}  # fmt: skip


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_parameter_is_that_of_the_document(name: str) -> None:
    source, expected = PARAMETERS[name]
    assert parameter_of(source) == expected


WRONG_PARAMETERS: dict[str, tuple[Any, list[tuple[str, str]]]] = {
    "not an object": ({"p": 1}, [("/parameters/p", "location")]),
    "no location": ({"p": {"type": "string"}}, [("/parameters/p", "location")]),
    "an unknown location": ({"p": {"location": "header"}}, [("/parameters/p", "location")]),
    "a location that is a list": ({"p": {"location": []}}, [("/parameters/p", "location")]),
    "a control character in the name": ({"p\n": QUERY}, [("/parameters/p\n", "name")]),
    "a path parameter that the path does not have": ({"p": PATH}, [("/parameters/p", "path")]),
    "a default of another type": ({"p": {**QUERY, "type": "boolean", "default": "x"}}, [("/parameters/p/default", "default")]),
    "not a list": ([QUERY], [("/parameters", "type")]),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_PARAMETERS)
def test_what_is_wrong_in_a_parameter_is_left_out(name: str) -> None:
    parameters, notes = WRONG_PARAMETERS[name]
    document = discovery({"get": method(parameters=parameters)})
    assert get(document) == "/v1/things"
    assert notes_of(document) == [(f"/resources/things/methods/get{pointer}", rule) for pointer, rule in notes]


def test_a_problem_is_reported_where_it_is_in_the_document() -> None:
    document = discovery({"get": method("a/../b")})
    with pytest.raises(DescriptionError) as caught:
        get(document)
    assert caught.value.problems[0].pointer == "/resources/things/methods/get/path"


def test_pointers_lead_to_what_was_translated() -> None:
    declared = method("{id}", "POST", {"id": PATH, "a.b": {**QUERY, "repeated": True}}, request={"$ref": "Thing"})
    translation = translation_of(discovery({"create": declared}))
    Api(translation.document).action("api.op")
    of, place = translation.origins.pointer, "/resources/things/methods/create"
    front = "/resources/things/actions/create"
    assert of(f"{front}/method") == f"{place}/httpMethod"
    assert of(f"{front}/parameters/a_b/schema/items/type") == f"{place}/parameters/a.b/type"
    assert of(f"{front}/parameters/body/schema/$ref") == f"{place}/request/$ref"
    assert of("/parameters/xgafv/schema/type") == "/parameters/$.xgafv/type"


# --- the top level


def test_what_the_format_has_no_key_for_is_kept() -> None:
    document = translation_of(discovery(revision="20240101", description="All things.")).document
    assert (document["x-google"], document["title"], document["description"]) == (
        {"revision": "20240101"},
        "Things",
        "All things.",
    )
    assert document["errors"] == {"type": "/error/status", "message": "/error/message"}


def test_an_error_has_its_type_and_its_message() -> None:
    error = {"error": {"code": 404, "message": "Not here.", "status": "NOT_FOUND"}}
    client, _ = client_of(discovery(), response(error, 404))
    with pytest.raises(DynaclientError, match="Not here") as caught:
        client.things.get()
    assert getattr(caught.value, "type", None) == "NOT_FOUND"


@pytest.mark.parametrize("top", [{"discoveryVersion": "v2"}, {"discoveryVersion": None}, {"kind": "discovery#directoryList"}, {"protocol": "rpc"}, {"protocol": {"a": 1}}])  # fmt: skip
def test_what_describes_no_rest_api_is_refused(top: dict[str, Any]) -> None:
    with pytest.raises(DescriptionError) as caught:
        load(discovery(**top))
    assert caught.value.problems[0].pointer == f"/{next(iter(top))}"


LEFT_OUT: dict[str, tuple[Any, list[tuple[str, str]]]] = {
    "methods that are a list": ({"things": {"methods": []}}, [("/things/methods", "type")]),
    "a method that is not an object": ({"things": {"methods": {"get": 1}}}, [("/things/methods/get", "type")]),
    "a resource that is not an object": ({"things": 1}, [("/things", "type")]),
    "resources that are a list": ({"things": {"resources": [1]}}, [("/things/resources", "type")]),
    "a method that cannot be sent": ({"things": {"methods": {"get": method(verb="TRACE")}}}, [("/things/methods/get/httpMethod", "method")]),
    "no method": ({"things": {"methods": {"get": {"path": "a"}}}}, [("/things/methods/get/httpMethod", "method")]),
    "no path": ({"things": {"methods": {"get": {"httpMethod": "GET"}}}}, [("/things/methods/get/path", "path")]),
    "a version that is not a header": ({"things": {"methods": {"get": method(apiVersion="a\nb")}}}, [("/things/methods/get/apiVersion", "header")]),
}  # fmt: skip


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_is_wrong_in_a_resource_is_left_out(name: str) -> None:
    resources, notes = LEFT_OUT[name]
    assert notes_of(discovery(resources=resources)) == [(f"/resources{pointer}", rule) for pointer, rule in notes]


@pytest.mark.parametrize(
    ("schemas", "note"), [([], ("/schemas", "type")), ({"\ud800": THING}, ("/schemas/\ud800", "name"))]
)
def test_schemas_that_cannot_be_referred_to_are_left_out(schemas: Any, note: tuple[str, str]) -> None:
    assert notes_of(discovery(schemas=schemas)) == [note]


# --- hostile documents


def nested(levels: int, wrap: Any, value: Any) -> Any:
    for _ in range(levels):
        value = wrap(value)
    return value


def test_resources_that_are_nested_too_deeply_are_left_out() -> None:
    things = nested(100, lambda inner: {"resources": {"a": inner}}, {"methods": {"get": method()}})
    document = discovery({"get": method()}, resources={"things": things, "b": {"methods": {"get": method()}}})
    assert [rule for _, rule in notes_of(document)] == ["depth"]
    assert list(load(document).actions) == ["b.get"]


def test_schemas_that_are_nested_too_deeply_allow_any_value() -> None:
    deep = nested(
        100,
        lambda inner: {"properties": {"a": inner}, "type": "object"},
        {"type": "string", "annotations": {"required": ["api.op"]}},
    )
    document = discovery({"create": method(verb="POST", request={"$ref": "S"})}, schemas={"S": deep})
    assert text_of(sent(document, {"body": {"a": {}}}, "api.op")) == '{"a":{}}'
    assert [rule for _, rule in notes_of(document)] == ["schema"]


def test_a_document_with_a_cycle_is_translated_or_refused() -> None:
    things: dict[str, Any] = {"methods": {"get": method()}}
    things["resources"] = {"things": things}
    with pytest.raises(DescriptionError):
        load(discovery(resources={"things": things}))
    assert [rule for _, rule in notes_of(discovery(resources={"things": things}))] == ["depth"]


@pytest.mark.parametrize("name", ["__class__", "__init__", "self", "日本", "1", "-", "a.b", "class", "call", "a" * 5000, "\ud800", "\x00"])  # fmt: skip
def test_any_name_becomes_an_identifier(name: str) -> None:
    parameters = {name: QUERY, "x": QUERY}
    document = discovery(resources={name: {"methods": {name: method(parameters=parameters)}}}, name=name)
    document["methods"] = {name: method("top", id="api.top", parameters={"x": QUERY})}
    client, _ = client_of(document)
    for full_name in client.api.actions:
        resource, _, key = full_name.rpartition(".")
        assert key.isidentifier()
        client[resource][key].prepare(x="a")


JUNK: tuple[Any, ...] = (
    None,
    True,
    0,
    -1.5,
    10**400,
    "",
    "x",
    "\ud800",
    [],
    [[]],
    {},
    {"a": {"a": 1}},
    [{"$ref": "#"}],
    {"$ref": {}},
)


def _replaced(value: Any, junk: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Yield a JSON value with one of its parts replaced, for each of its parts."""
    yield path, junk
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        for inner, changed in _replaced(member, junk, (*path, key)):
            copy = dict(value) if isinstance(value, dict) else list(value)
            copy[key] = changed
            yield inner, copy


@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: repr(junk)[:20])
def test_any_value_anywhere_is_a_note_or_a_description_error(junk: Any) -> None:
    document = discovery(
        {"insert": {**UPLOAD, "scopes": SCOPES, "apiVersion": "1", "supportsMediaDownload": True, "response": {"$ref": "List"}}},
        auth=OAUTH, endpoints=[{"endpointUrl": "https://eu.example.com/"}], features=["dataWrapper"], mtlsRootUrl="https://m.example.com/",
    )  # fmt: skip
    document["schemas"]["Thing"] = {
        "variant": {"discriminant": "a", "map": [{"type_value": "b", "$ref": "List"}]},
        **THING,
    }
    for path, changed in _replaced(document, junk):
        if not path or not isinstance(changed.get("discoveryVersion"), str):
            continue
        try:
            client = Client(json.loads(json.dumps(changed)), token={"apiKey": "k"}, url="https://api.example.com")
        except DynaclientError:
            continue
        plain(client.api.document)
        for name, arguments in (
            ("insert", {"id": "a"}),
            ("insertMedia", {"id": "a", "media": b"x"}),
            ("getMedia", {"id": "a"}),
        ):
            try:
                client["things"][name].prepare(**arguments)
            except DynaclientError:
                continue


# --- time


@pytest.mark.alone
@pytest.mark.uncounted
def test_names_are_ready_before_anything_else_is_translated() -> None:
    methods = {f"get{number}": method(f"things/{number}/{{+name}}", parameters={"name": PATH}, description="x" * 3000, id=f"api.{number}") for number in range(1000)}  # fmt: skip
    text = json.dumps(discovery(resources={f"r{number}": {"methods": methods} for number in range(10)}))
    document = json.loads(text)
    begin = time.perf_counter()
    api = Api(translation_of(document).document)
    assert len(api.actions) == 10_000
    assert time.perf_counter() - begin < 3
    begin = time.perf_counter()
    api.action("r9.get999")
    assert time.perf_counter() - begin < 0.5


KEY = {
    "type": "string",
    "description": "Specify a unique request ID so that, if you retry, the server ignores the request.",
}
KEYS: dict[str, tuple[dict[str, Any], str | None]] = {
    "query": ({"parameters": {"a": {"location": "query"}, "requestId": KEY | {"location": "query"}}}, "requestId"),
    "required": ({"parameters": {"requestId": KEY | {"location": "query", "required": True}}}, None),
    "body": ({"request": {"$ref": "R"}}, "/body/requestId"),
    "required in the body": ({"request": {"$ref": "Needed"}}, None),
    "no body": ({}, None),
    "a method that reads": ({"verb": "GET", "parameters": {"requestId": KEY | {"location": "query"}}}, None),
}


@pytest.mark.parametrize("name", KEYS)
def test_an_idempotency_key_is_found_by_its_text(name: str) -> None:
    described, expected = KEYS[name]
    needed = KEY | {"annotations": {"required": ["api.op"]}}
    schemas = {"R": {"properties": {"a": {}, "requestId": KEY}}, "Needed": {"properties": {"requestId": needed}}}
    document = discovery({"create": method(**{"verb": "POST", **described})}, schemas=schemas)
    assert action_of(document, "api.op").get("idempotencyKey") == expected
