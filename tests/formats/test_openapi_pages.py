"""Pagination that documents show without declaring it."""

from __future__ import annotations

from typing import Any

import pytest

from dynaclient.testing import response
from tests.support.descriptions import client_of
from tests.support.openapi_documents import HOST, action_of, openapi, operation, swagger

JSON = "application/json"
ITEM = {"type": "object", "properties": {"id": {"type": "string"}}}
ITEMS = {"type": "array", "items": ITEM}
TEXT, NUMBER, FLAG = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}


def body(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members}


def listing(schema: Any, *names: str, **more: Any) -> dict[str, Any]:
    texts = {"pageToken", "cursor", "starting_after", *more.pop("texts", [])}
    parameters = [{"in": "query", "name": name, "schema": TEXT if name in texts else NUMBER} for name in names]
    headers: dict[str, Any] = {"headers": {name: {} for name in more.pop("headers", [])}}
    responses = {"200": {"description": "ok", "content": {JSON: {"schema": schema}}, **headers}}
    return openapi({"/things": {"get": operation(*parameters, responses=responses, **more)}})


Pages = dict[str, Any]
CERTAIN: dict[str, tuple[dict[str, Any], Pages | None]] = {
    "a header": (listing(ITEMS, "per_page", "page", headers=["Link"]), {"style": "link", "next": "header", "size": "per_page"}),
    "a header beside a list in an object": (listing(body(things=ITEMS, total=NUMBER), headers=["link"]), {"style": "link", "next": "header", "items": "/things"}),
    "a header beside two lists": (listing(body(things=ITEMS, others=ITEMS), headers=["Link"]), None),
    "another header": (listing(ITEMS, headers=["X-Total"]), None),
    "a cursor": (
        listing(body(things=ITEMS, nextPageToken=TEXT), "pageToken", "pageSize"),
        {"style": "cursor", "cursor": "pageToken", "next": "/nextPageToken", "items": "/things", "size": "pageSize"},
    ),
    "a cursor in an object": (
        listing(body(things=ITEMS, response_metadata=body(next_cursor=TEXT)), "cursor", "limit"),
        {"style": "cursor", "cursor": "cursor", "next": "/response_metadata/next_cursor", "items": "/things", "size": "limit"},
    ),
    "a cursor without a next one": (listing(body(things=ITEMS), "cursor"), None),
    "a next cursor without a parameter": (listing(body(things=ITEMS, nextToken=TEXT)), None),
    "the last key": (
        listing(body(data=ITEMS, has_more=FLAG), "starting_after", "limit"),
        {"style": "keyset", "cursor": "starting_after", "key": "/id", "hasMore": "/has_more", "items": "/data", "size": "limit"},
    ),
    "the last key of several kinds": (
        listing(body(data={"type": "array", "items": {"anyOf": [ITEM, ITEM]}}, has_more=FLAG), "starting_after"),
        {"style": "keyset", "cursor": "starting_after", "key": "/id", "hasMore": "/has_more", "items": "/data"},
    ),
    "the last key of items without one": (listing(body(data={"type": "array", "items": TEXT}, has_more=FLAG), "starting_after"), None),
    "a next URL": (listing(body(value=ITEMS, nextLink=TEXT)), {"style": "link", "next": "/nextLink", "items": "/value"}),
    "a next URL by its format": (listing(body(value=ITEMS, next={**TEXT, "format": "uri"})), {"style": "link", "next": "/next", "items": "/value"}),
    "a next something": (listing(body(value=ITEMS, next=TEXT)), None),
    "Azure": (
        listing(body(value=ITEMS, nextLink=TEXT, other=TEXT), **{"x-ms-pageable": {"nextLinkName": "nextLink"}}),
        {"style": "link", "next": "/nextLink", "items": "/value"},
    ),
    "Azure, beside another list": (
        listing(body(things=ITEMS, value=ITEMS, nextLink=TEXT), **{"x-ms-pageable": {"nextLinkName": "nextLink", "itemName": "things"}}),
        {"style": "link", "next": "/nextLink", "items": "/things"},
    ),
    "one page of Azure": (listing(body(value=ITEMS, nextLink=TEXT), **{"x-ms-pageable": {"nextLinkName": None}}), None),
    "an extension of Speakeasy": (
        listing(ITEMS, "page", **{"x-speakeasy-pagination": {"type": "offsetLimit", "inputs": [{"name": "page", "in": "parameters", "type": "page"}], "outputs": {"results": "$.things"}}}),
        {"style": "page", "page": "page", "items": "/things"},
    ),
    "no list": (listing(body(a=TEXT), "cursor", headers=["Link"]), None),
}  # fmt: skip


@pytest.mark.parametrize("name", CERTAIN)
def test_pagination_that_a_document_shows_is_carried_over(name: str) -> None:
    document, expected = CERTAIN[name]
    found = action_of(document).get("paginate")
    assert found == expected or {**(found or {}), "first": 1} == {**(expected or {}), "first": 1}


LIKELY: dict[str, tuple[dict[str, Any], Pages | None]] = {
    "pages": (listing(ITEMS, "page", "per_page"), {"style": "page", "page": "page", "first": 1, "size": "per_page"}),
    "pages and a total": (listing(body(things=ITEMS, total=NUMBER), "page"), {"style": "page", "page": "page", "first": 1, "items": "/things", "total": "/total"}),
    "pages and a total in a header": (
        listing(ITEMS, "page", headers=["Date", "x-total-count"]), {"style": "page", "page": "page", "first": 1, "total": "header:x-total-count"},
    ),
    "pages and totals": (
        listing(body(things=ITEMS, total=NUMBER), "page", headers=["X-Total"]), {"style": "page", "page": "page", "first": 1, "items": "/things", "total": "/total"},
    ),
    "offsets": (listing(ITEMS, "offset", "limit"), {"style": "offset", "offset": "offset", "limit": "limit"}),
    "offsets without a limit": (listing(ITEMS, "offset"), None),
    "offsets that are tokens": (listing(ITEMS, "offset", "limit", texts=["offset"]), None),
    "pages that are names": (listing(ITEMS, "page", texts=["page"]), None),
    "neither": (listing(ITEMS), None),
}  # fmt: skip


@pytest.mark.parametrize("name", LIKELY)
def test_pagination_that_is_only_likely_is_carried_over_if_it_is_asked_for(name: str) -> None:
    document, expected = LIKELY[name]
    assert "paginate" not in action_of(document)
    inferred = {**expected, "x-inferred": True} if expected else None
    assert action_of(document, infer_pages=True).get("paginate") == inferred


@pytest.mark.parametrize(
    ("schema", "first"),
    [({"default": 0}, 0), ({"minimum": 0}, 0), ({"default": 7}, 1), ({"default": True}, 1), ({}, 1)],
)
def test_the_first_page_is_that_of_the_schema(schema: Any, first: int) -> None:
    document = listing(ITEMS, "page")
    document["paths"]["/things"]["get"]["parameters"][0]["schema"] = {"type": "integer", **schema}
    assert action_of(document, infer_pages=True)["paginate"]["first"] == first


def test_a_list_of_swagger_has_pages() -> None:
    responses = {"200": {"schema": body(value=ITEMS, nextLink=TEXT)}}
    document = swagger({"/things": {"get": operation(responses=responses)}})
    assert action_of(document)["paginate"] == {"style": "link", "next": "/nextLink", "items": "/value"}


def test_all_items_are_iterated_over() -> None:
    pages = [response([{"id": "a"}], headers={"Link": f'<{HOST}/things?page=2>; rel="next"'}), response([{"id": "b"}])]
    client, _ = client_of(listing(ITEMS, "page", headers=["Link"]), *pages)
    action = client.api.action("op").name
    resource, name = action.split(".")
    assert [item["id"] for item in getattr(client[resource], name).items()] == ["a", "b"]


def search(schema: Any, sent: Any, media: Any = JSON, **more: Any) -> dict[str, Any]:
    """Return a document with a search: a POST with this body."""
    content = {one: {"schema": sent} for one in ([media] if isinstance(media, str) else media)}
    responses = {"200": {"description": "ok", "content": {JSON: {"schema": schema}}}}
    return openapi({"/things": {"post": operation(requestBody={"content": content}, responses=responses, **more)}})


PAGE = body(things=ITEMS, nextPageToken=TEXT)
SEARCHES: dict[str, tuple[dict[str, Any], Pages | None]] = {
    "a cursor": (
        search(PAGE, body(pageToken=TEXT, pageSize=NUMBER)),
        {"style": "cursor", "cursor": "/body/pageToken", "next": "/nextPageToken", "items": "/things", "size": "/body/pageSize"},
    ),
    "a cursor without a size": (
        search(PAGE, body(page_token=TEXT, limit=TEXT), nothing=1),
        {"style": "cursor", "cursor": "/body/page_token", "next": "/nextPageToken", "items": "/things"},
    ),
    "a cursor that is a number": (search(PAGE, body(pageToken=NUMBER)), None),
    "no cursor": (search(PAGE, body(query=TEXT)), None),
    "no next cursor": (search(body(things=ITEMS), body(pageToken=TEXT)), None),
    "two lists": (search(body(things=ITEMS, others=ITEMS, nextPageToken=TEXT), body(pageToken=TEXT)), None),
    "a body that may be text": (search(PAGE, body(pageToken=TEXT), [JSON, "text/plain"]), None),
    "a form": (search(PAGE, body(pageToken=TEXT), "application/x-www-form-urlencoded"), None),
    "the page of an extension": (search(PAGE, body(query=TEXT), **{"x-ms-pageable": {"nextLinkName": "nextLink"}}), None),
    "no response": (
        openapi({"/things": {"post": operation(requestBody={"content": {JSON: {"schema": body(pageToken=TEXT)}}}, responses={})}}), None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SEARCHES)
def test_pages_of_a_search_are_found_by_the_cursor_in_its_body(name: str) -> None:
    document, expected = SEARCHES[name]
    assert action_of(document).get("paginate") == expected


def test_a_search_goes_through_its_pages() -> None:
    document = search(PAGE, body(pageToken=TEXT, query=TEXT))
    pages = [response({"things": [{"id": "a"}], "nextPageToken": "t"}), response({"things": [{"id": "b"}]})]
    client, transport = client_of(document, *pages)
    assert [item["id"] for item in client.things.op.items(query="q")] == ["a", "b"]
    assert [request.body for request in transport.requests] == [b'{"query":"q"}', b'{"query":"q","pageToken":"t"}']


def test_a_search_of_swagger_is_found_too() -> None:
    declared = {"in": "body", "name": "wanted", "schema": body(cursor=TEXT)}
    responses = {"200": {"description": "ok", "schema": body(things=ITEMS, nextCursor=TEXT)}}
    paginate = action_of(swagger({"/things": {"post": operation(declared, responses=responses)}}))["paginate"]
    assert (paginate["cursor"], paginate["next"]) == ("/wanted/cursor", "/nextCursor")
