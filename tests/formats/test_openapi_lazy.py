"""A description that is translated piece by piece is the one that is translated as a whole."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from dynaclient import Client, Request, load
from dynaclient.description.api import Api
from dynaclient.formats.lazy import plain
from dynaclient.formats.translation import Origins
from tests.formats.test_openapi_hostile import NEW, OLD
from tests.support.openapi_documents import openapi, operation, sent, translation_of

ARGUMENTS = [
    (NEW, "op", {"id": "a", "p": ["x"], "H": {"a": 1}, "q": {"a": "x"}, "c": "y", "a": "z"}),
    (NEW, "get", {"id": "a", "cursor": "b"}),
    (OLD, "op", {"id": "a", "b": {"a": "x"}, "p": "a"}),
    (OLD, "put", {"id": "a", "f": b"abc", "g": ["x", "y"]}),
]


def test_what_is_nowhere_in_the_source_keeps_its_pointer() -> None:
    assert Origins().pointer("/server") == "/server"


def test_a_shared_parameter_that_cannot_be_sent_is_left_out() -> None:
    shared = {"a": {"in": "header", "name": "Host", "schema": {}}, "b": {"in": "query", "name": "b", "schema": {}}}
    references = [{"$ref": f"#/components/parameters/{name}"} for name in shared]
    translation = translation_of(openapi({"/a": {"get": operation(*references)}}, components={"parameters": shared}))
    assert list(translation.document["parameters"]) == ["b"]
    assert list(Api(translation.document).action("op").parameters) == ["b"]


def parts_of(request: Request) -> tuple[Any, ...]:
    body: Any = request.body
    headers = dict(request.headers)
    _, _, boundary = headers.get("Content-Type", "").partition("boundary=")
    data = body if body is None or isinstance(body, bytes) else b"".join(body)
    if boundary:
        headers["Content-Type"] = "multipart/form-data"
        data = (data or b"").replace(boundary.encode(), b"B")
    return request.method, request.url, headers, data


@pytest.mark.parametrize(("document", "operation", "arguments"), ARGUMENTS)
def test_both_send_the_same(document: Any, operation: str, arguments: dict[str, Any]) -> None:
    translated = plain(translation_of(document).document)
    lazy = sent(document, arguments, operation)
    assert parts_of(lazy) == parts_of(sent(translated, arguments, operation))


@pytest.mark.parametrize("document", [NEW, OLD], ids=["OpenAPI", "Swagger"])
def test_the_order_in_which_parts_are_looked_at_changes_nothing(document: Any) -> None:
    whole = plain(translation_of(document).document)
    other = translation_of(document).document
    api = Api(other)
    for name in reversed(list(api.actions)):
        api.action(name)
    assert plain(other) == whole
    assert document in (NEW, OLD)


@pytest.mark.parametrize("document", [NEW, OLD], ids=["OpenAPI", "Swagger"])
def test_a_description_is_copied_and_pickled_as_a_whole(document: Any) -> None:
    api = load(document)
    assert pickle.loads(pickle.dumps(api)).document == plain(api.document)
    assert copy.deepcopy(api.document) == plain(api.document)


def test_a_patch_is_applied_to_the_translated_description() -> None:
    patch = {"resources": {"things": {"description": "Patched."}}}
    client = Client(OLD, url="https://patched.example")
    patched = load(OLD, patch=patch)
    assert patched.resource("things").description == "Patched."
    assert list(patched.actions) == list(client.api.actions)
    assert patched.action("put").path == "/things/{id}"
