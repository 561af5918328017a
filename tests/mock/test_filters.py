"""Which parameters of a list select and sort its items: by their names and schemas, or as `mock` declares it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pytest

from dynaclient.mock.service import Service
from tests.support.mock_descriptions import api_with, body, json_body, ok, path, send, service_of

TEXT = {"type": "string"}
NUMBER = {"type": "number"}
TIME = {"type": "string", "format": "date-time"}
THING = {
    "type": "object",
    "properties": {
        "id": TEXT, "name": TEXT, "size": NUMBER, "isOpen": {"type": "boolean"}, "createdAt": TIME, "madeOn": TIME,
        "owner": {"type": "object", "properties": {"id": TEXT, "name": TEXT}},
        "colors": {"type": "array", "items": TEXT},
        "tags": {"type": "array", "items": {"type": "object", "properties": {"key": TEXT, "value": TEXT}}},
        "grade": {"enum": ["low", "high", "top"]},
        "parts": {"type": "array", "items": {"type": "object", "properties": {"code": TEXT}}},
        "rank": {"anyOf": [{"const": 1}, {"const": 2}, {"type": "null"}]},
        "phase": {"allOf": [{"description": "Of the moon."}, {"enum": ["new", "full"]}]},
        "note": {"anyOf": [True, {"const": 1}]},
        "lamps": {"type": ["array", "null"], "items": {"enum": ["on", "off"]}},
    },
}  # fmt: skip
THINGS: list[dict[str, Any]] = [
    {
        "id": "a", "name": "Anchor", "size": 10, "grade": "top", "isOpen": True, "createdAt": "2024-01-01T00:00:00Z",
        "owner": {"id": "1", "name": "Ann"}, "colors": ["red", "blue"], "tags": [{"key": "k", "value": "v"}],
    },
    {
        "id": "b", "name": "Boat", "size": 9, "grade": "low", "isOpen": False, "createdAt": "2024-02-01T00:00:00Z",
        "owner": {"id": "2", "name": "Bob"}, "colors": ["red"], "parts": [{"code": "x"}],
    },
    {"id": "c", "name": "Canoe", "size": 100, "grade": "high", "createdAt": "2024-03-01T00:00:00Z",
     "owner": {"id": "1", "name": "Ann"}},
]  # fmt: skip


def query(schema: Any = None, **more: Any) -> dict[str, Any]:
    return {"in": "query", "schema": schema or TEXT, **more}


def listing(parameters: Mapping[str, Any], **more: Any) -> Service:
    """Return a service with three things and one action that lists them."""
    actions = {
        "get": {
            "method": "GET", "path": "/things", "parameters": parameters,
            "responses": ok({"type": "array", "items": THING}), **more,
        },
        "post": {"method": "POST", "path": "/things", "parameters": {"thing": body(THING)}, "responses": ok(THING)},
        "one": {"method": "GET", "path": "/things/{thingId}", "parameters": {"thingId": path(TEXT)},
                "responses": ok(THING)},
    }  # fmt: skip
    service = service_of(api_with(actions))
    for thing in THINGS:
        send(service, "POST", "/things", json.dumps(thing).encode())
    return service


def found(service: Service, target: str) -> str:
    """Return the ids of the things that a request lists."""
    response = send(service, "GET", f"/things?{target}")
    return "".join(item["id"] for item in json_body(response)) if response.status == 200 else str(response.status)


TEXTS = {"type": "array", "items": TEXT}
PAIRS = {"type": "array", "items": {"type": "object", "properties": {"key": TEXT, "value": TEXT}}}
ORDER = query({"enum": ["asc", "desc"]})
INFERRED: list[tuple[str, Mapping[str, Any], str, str]] = [
    # the same name as a property, also in another spelling, in an object, in a list
    ("name", query(), "name=boat", "b"),
    ("size", query(), "size=9", "b"),
    ("is_open", query(), "is_open=true", "a"),
    ("created", query(), "created=2024-02-01T00:00:00Z", "b"),
    ("owner_name", query(name="owner.name"), "owner.name=ann", "ac"),
    ("owner_id", query(name="owner[id]"), "owner%5Bid%5D=2", "b"),
    ("parts_code", query(name="parts.code"), "parts.code=x", "b"),
    ("name", query(TEXTS), "name=anchor&name=boat", "ab"),
    ("colors", query(), "colors=blue", "a"),
    ("color", query(), "color=red", "ab"),
    ("tags", query(PAIRS, style="json"), "tags=" + quote('[{"key": "k"}]'), "a"),
    # lists of ids
    ("ids", query(TEXTS, explode=False), "ids=c,a", "ac"),
    ("thingIds", query(TEXTS, name="thingIds[]"), "thingIds[]=b", "b"),
    # a property and an operator
    ("createdAfter", query(), "createdAfter=2024-01-15", "bc"),
    ("created_before", query(), "created_before=2024-01-15", "a"),
    ("minSize", query(), "minSize=10", "ac"),
    ("size_max", query(), "size_max=10", "ab"),
    ("min_rank", query(), "min_rank=1", ""),  # whose values are numbers, and which no thing has
    ("size_gte", query(name="size[gte]"), "size%5Bgte%5D=11", "c"),
    ("size", query({"type": "object", "properties": {"gt": NUMBER, "lt": NUMBER}}, style="deepObject"),
     "size[gt]=9&size[lt]=100", "a"),
    ("size", query({"type": "object", "properties": {"gt": NUMBER, "about": NUMBER}}, style="deepObject"), "size[gt]=10", "c"),
    ("createdSince", query(TIME), "createdSince=2024-02-01T00:00:00Z", "bc"),
    ("from", query(TIME), "from=2024-02-01T00:00:00Z", "bc"),
    ("name_contains", query(), "name_contains=AN", "ac"),
    ("name__startswith", query(), "name__startswith=bo", "b"),
    ("id_in", query(TEXTS), "id_in=a&id_in=c", "ac"),
    ("not_name", query(), "not_name=boat", "ac"),
    # a query, a list of objects like those of a property
    ("query", query({"type": "object", "properties": {"$or": {}, "name": {}}}, style="json"),
     "query=" + quote('{"name": {"$startsWith": "B"}}'), "b"),
    ("tagFilter", query(PAIRS, style="json"), "tagFilter=" + quote('[{"value": "V"}]'), "a"),
    # all, several
    ("grade", query({"enum": ["low", "high", "all"]}), "grade=all", "abc"),
    ("grade", query(), "grade=*", "abc"),
    ("size", query(), "size=any", "abc"),
    ("name", query({"enum": ["anchor", "all"]}), "name=all", "abc"),
    ("name", query(), "name=all", ""),
    ("grade", query(), "grade=", "abc"),
    ("grade", query(), "grade=low,%20TOP", "ab"),
    ("size", query(), "size=9,10", "ab"),
    ("name", query(), "name=boat,anchor", ""),
    ("rank", query(), "rank=1", ""),
    ("note", query(), "note=x", ""),
    ("phase", query(), "phase=full", ""),
    ("lamps", query(), "lamps=on", ""),
    # a default
    ("grade", query(default="low"), "", "b"),
    ("grade", query({"enum": ["low", "all"]}, default="all"), "", "abc"),
    ("isOpen", query({"type": "boolean"}, default=True), "", "ac"),
    ("size_min", query(default=10), "", "ac"),
    ("name", query({"enum": ["boat", "anchor"]}, default="boat"), "", "bc"),
    ("name", query(default="boat"), "", "abc"),
    # how many
    ("limit", query(), "limit=2", "ab"),
    ("limit", query(), "limit=many", "abc"),
    # the order
    ("sort", query(), "sort=-size", "cab"),
    ("sort_by", query(), "sort_by=size:asc", "bac"),
    ("orderBy", query(), "orderBy=owner.name desc,-name".replace(" ", "%20"), "bca"),
    ("ordering", query(TEXTS), "ordering=owner.id&ordering=-created", "cab"),
    ("name_like", query(), "name_like=OA", "b"),
    ("nameLike", query(), "nameLike=*o*", "abc"),
    ("name_like", query(), "name_like=*e", "c"),
    ("size_like", query({"type": "integer"}), "size_like=0", "ac"),
    ("name_like", query(), "name_like=x", ""),
    ("sort", query(), "sort=isOpen", "bac"),
    ("sort", query(), "sort=%20,!%20!", "abc"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "parameter", "target", "expected"), INFERRED, ids=[row[2] for row in INFERRED])
def test_a_parameter_selects_or_sorts_as_its_name_and_schema_show(
    name: str, parameter: Any, target: str, expected: str
) -> None:
    assert found(listing({name: parameter}), target) == expected


UNCLEAR: list[tuple[str, Mapping[str, Any], str]] = [
    ("q", query(), "q=boat"),
    ("filter", query(), "filter=boat"),
    ("include", query(), "include=owner"),
    ("from", query(NUMBER), "from=1"),
    ("duration", query(NUMBER), "duration=1"),
    ("name_after", query(), "name_after=b"),
    ("order", query(), "order=name"),
    ("options", query({"type": "object"}, style="json"), "options=" + quote('{"name": "x"}')),
    ("owner", query(), "owner=ann"),
    ("owner_like", query(), "owner_like=a*"),
    ("tags", query(), "tags=k"),
    ("colors", query(), "colors=red,blue"),
    ("grade", query(), "grade=worst"),
    ("grade", query(), "grade=low,worst"),
    ("isOpen", query(), "isOpen=yes"),
    ("rank", query(), "rank=3"),
    ("phase", query(), "phase=half"),
    ("lamps", query(), "lamps=broken"),
    ("size", query(), "size=big"),
    ("size_min", query(), "size_min=big"),
]


@pytest.mark.parametrize(("name", "parameter", "target"), UNCLEAR, ids=[row[2] for row in UNCLEAR])
def test_a_parameter_that_shows_nothing_selects_nothing_and_is_named(name: str, parameter: Any, target: str) -> None:
    service = listing({name: parameter})
    assert found(service, target) == "abc"
    assert send(service, "GET", f"/things?{target}").ignored == (name,)


DECLARED: list[tuple[dict[str, Any], Mapping[str, Any], str, str]] = [
    ({"q": "text"}, {"q": query()}, "q=bo", "b"),
    ({"q": {"name": "like"}}, {"q": query()}, "q=*n*e", "c"),
    ({"q": {"name": "like", "size": "gt"}}, {"q": query()}, "q=*", ""),
    ({"q": "query"}, {"q": query()}, "q=" + quote('{"size": 9}'), "b"),
    ({"by": "field", "q": "like"}, {"by": query(), "q": query()}, "by=name&q=b*", "b"),
    ({"most": "limit"}, {"most": query()}, "most=1", "a"),
    ({"wrong": "limit"}, {"most": query()}, "most=1", "abc"),
    ({}, {"filterField": query(), "filter": query()}, "filterField=name&filter=b*", "b"),
]  # fmt: skip


@pytest.mark.parametrize(("declared", "parameters", "target", "expected"), DECLARED, ids=[row[2] for row in DECLARED])
def test_a_mock_declares_what_a_parameter_selects(
    declared: dict[str, Any], parameters: Any, target: str, expected: str
) -> None:
    assert found(listing(parameters, mock={"filter": declared}), target) == expected


def whole(least: int | None = None, **more: Any) -> dict[str, Any]:
    return query({"type": "integer", **({} if least is None else {"minimum": least})}, **more)


BY_OFFSET = {"limit": whole(), "offset": whole()}
BY_PAGE = {"per_page": whole(default=2), "page": whole()}
TURNED: list[tuple[Mapping[str, Any], str, str, tuple[str, ...]]] = [
    (BY_OFFSET, "limit=1&offset=1", "b", ()),
    (BY_OFFSET, "limit=2", "ab", ()),
    (BY_OFFSET, "offset=1", "bc", ()),
    (BY_OFFSET, "offset=9", "", ()),
    (BY_OFFSET, "limit=0&offset=-1", "abc", ("limit", "offset")),
    ({"top": whole(default=1, name="$top"), "skip": whole(name="$skip")}, "$skip=2", "c", ()),
    ({"count": whole(), "startIndex": whole(1)}, "count=1&startIndex=2", "b", ()),
    (BY_PAGE, "", "ab", ()),
    (BY_PAGE, "page=2", "c", ()),
    (BY_PAGE, "per_page=1&page=3", "c", ()),
    (BY_PAGE, "page=0", "ab", ("page",)),
    ({"pageSize": whole(), "page": whole(default=0)}, "pageSize=2&page=1", "c", ()),
    # not both of them, or no numbers
    ({"limit": whole(default=1)}, "", "abc", ()),
    ({"limit": whole(default=1)}, "limit=2", "ab", ()),
    ({"limit": whole()}, "limit=-1", "abc", ("limit",)),
    ({"per_page": whole()}, "per_page=1", "abc", ("per_page",)),
    ({"page": whole()}, "page=2", "abc", ("page",)),
    ({"limit": whole(), "offset": query()}, "limit=2&offset=b", "ab", ("offset",)),
    ({"limit": whole(), "after": query()}, "limit=2&after=b", "ab", ("after",)),
    ({"size": whole(), "page": whole()}, "size=9&page=2", "b", ("page",)),
]


@pytest.mark.parametrize(
    ("parameters", "target", "expected", "ignored"), TURNED, ids=[f"{'-'.join(row[0])} {row[1]}" for row in TURNED]
)
def test_pages_are_turned_by_a_size_and_a_number(
    parameters: Any, target: str, expected: str, ignored: tuple[str, ...]
) -> None:
    service = listing(parameters)
    assert found(service, target) == expected
    assert send(service, "GET", f"/things?{target}").ignored == ignored


def test_linked_pages_may_have_numbers_as_well() -> None:
    service = listing(BY_PAGE, paginate={"style": "link", "next": "header", "size": "per_page"})
    assert [found(service, target) for target in ("", "page=2", "per_page=1&page=2&position=2")] == ["ab", "c", "c"]


COUNT = {"type": "integer"}
LIST = {"type": "array", "items": THING}
MAP = {"type": "object", "additionalProperties": THING}


def shape(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


SHAPES: list[tuple[str, Any, Any]] = [
    ("embedded", shape(_embedded=shape(things=LIST), page=shape(totalElements=COUNT, totalPages=COUNT)),
     {"_embedded": {"things": "ab"}, "page": {"totalElements": 3, "totalPages": 2}}),
    ("with ids", shape(data=shape(rows=LIST), more=shape(texts=TEXTS)), {"data": {"rows": "ab"}}),
    ("a map", shape(things=MAP, names=shape(a=TEXT), total=COUNT), {"things": "ab", "total": 3}),
    ("a total inside", shape(data=LIST, meta=shape(total=COUNT, page=COUNT, text=TEXT)),
     {"data": "ab", "meta": {"total": 3, "page": 1}}),
    ("a size", shape(items=LIST, totalSize=COUNT), {"items": "ab", "totalSize": 3}),
    ("a count of all", shape(results=LIST, count=COUNT, next=TEXT, previous=TEXT), {"results": "ab", "count": 3}),
    ("a count of the page", shape(results=LIST, count=COUNT), {"results": "ab", "count": 2}),
    ("two lists", shape(first=shape(rows=LIST), second=shape(rows=LIST)), None),
    ("no ids", shape(data=shape(rows={"type": "array", "items": shape(n=COUNT)})), None),
    ("a list beside", shape(words=TEXTS, names=TEXTS, data=shape(rows=LIST)), None),
]  # fmt: skip


PAGE_HEADERS: list[tuple[tuple[str, ...], dict[str, str]]] = [
    # the headers that the response declares, and those that are sent for the first two of three things
    (("X-Total-Count",), {"X-Total-Count": "3"}),
    (("x-total", "X-Total-Pages", "X-Per-Page", "X-Page"), {"x-total": "3", "X-Total-Pages": "2", "X-Per-Page": "2", "X-Page": "1"}),
    (("X-Pagination-Total-Count", "Has-More"), {"X-Pagination-Total-Count": "3", "Has-More": "true"}),
    (("X-RateLimit-Limit", "X-Request-Id", "Totally"), {}),
]  # fmt: skip


@pytest.mark.parametrize(("declared", "expected"), PAGE_HEADERS)
@pytest.mark.parametrize("has_body", [True, False], ids=["body", "no body"])
def test_declared_headers_have_the_facts_of_the_page(
    declared: tuple[str, ...], expected: dict[str, str], has_body: bool
) -> None:
    headers = {name: {"schema": {"type": "string"}} for name in declared}
    described = {"200": {"headers": headers, **({"schema": LIST} if has_body else {})}}
    response = send(listing(BY_PAGE, responses=described), "GET", "/things")
    assert dict(response.headers) == expected


def with_ids(value: Any) -> Any:
    """Return a body with the ids of its things in place of lists and maps of them."""
    if isinstance(value, dict) and value.keys() <= {"a", "b", "c"}:
        return "".join(value)
    if isinstance(value, list):
        return "".join(item["id"] for item in value)
    return {name: with_ids(member) for name, member in value.items()} if isinstance(value, dict) else value


@pytest.mark.parametrize(("schema", "expected"), [row[1:] for row in SHAPES], ids=[row[0] for row in SHAPES])
def test_items_and_totals_are_where_the_response_leaves_no_doubt(schema: Any, expected: Any) -> None:
    response = send(listing(BY_PAGE, responses=ok(schema)), "GET", "/things")
    if expected is None:
        assert response.origin == "generated"
    else:
        assert with_ids(json_body(response)) == expected


def test_a_mock_declares_what_is_listed_in_any_case_and_in_which_order() -> None:
    mock = {"where": {"owner": {"name": "Ann"}}, "sort": ["-size"]}
    service = listing({"order": ORDER}, mock=mock)
    assert found(service, "") == "ca"
    assert found(service, "order=desc") == "ac"


def test_the_values_of_an_enum_have_its_order() -> None:
    assert found(listing({}, mock={"sort": "-grade"}), "") == "acb"


def test_a_query_that_is_not_json_is_refused() -> None:
    assert found(listing({"q": query()}, mock={"filter": {"q": "query"}}), "q={") == "400"


HOSTILE = [
    "minSize=nan", "minSize=1e999", "limit=" + "9" * 5000, "limit=-1", "sort=" + "a," * 500, "name=%00", "createdAfter=0",
    "q=" + quote("[" * 5000), "q=" + quote(json.dumps({"name": {"$in": 5}, "size": {"$gt": []}, "colors": {"$size": "x"}})),
    "q=5", "q=" + quote('{"$or": {}, "a": {"$regex": 5}, "b": {"$elemMatch": 1}, "c": {"$not": 1}, "d": {"$all": {}}}'),
]  # fmt: skip


@pytest.mark.parametrize("target", HOSTILE, ids=lambda target: target[:30])
def test_no_argument_makes_a_list_fail(target: str) -> None:
    names = ("minSize", "limit", "sort", "name", "createdAfter", "q")
    service = listing(dict.fromkeys(names, query()), mock={"filter": {"q": "query"}})
    deep: Any = "x"
    for _ in range(60):
        deep = [deep]
    send(service, "POST", "/things", json.dumps({"id": "deep", "name": deep, "colors": deep}).encode())
    assert send(service, "GET", f"/things?{target}").status in (200, 400)


WEIGHED = {
    "query": query({"properties": {"$or": {}, "name": {}, "weight": {}, "color": {}, "tagKey": {}}}, style="json")
}
UNUSED: list[tuple[Mapping[str, Any], str, tuple[str, ...]]] = [
    ({"sort": query()}, "sort=weight", ("sort",)),
    ({"sort": query()}, "sort=size", ()),
    ({"sort": query(), "order": ORDER}, "order=desc", ("order",)),
    ({"filterField": query(), "filter": query()}, "filter=b", ("filter",)),
    ({"filterField": query(), "filter": query()}, "filterField=name", ("filterField",)),
    ({"filterField": query(), "filter": query()}, "filterField=name&filter=b", ()),
    (WEIGHED, "query=" + quote('{"name": "Boat", "weight": 5}'), ("query.weight",)),
    (WEIGHED, "query=" + quote('{"$or": [{"$and": [], "name": "Boat"}, {"weight": 5}]}'), ("query.$or",)),
    (WEIGHED, "query=" + quote('{"color": "red", "tagKey": "k"}'), ()),
    (WEIGHED, "query=" + quote('["weight"]'), ()),
]


@pytest.mark.parametrize(("parameters", "target", "expected"), UNUSED, ids=[row[1] for row in UNUSED])
def test_an_argument_that_needs_another_one_is_named(parameters: Any, target: str, expected: tuple[str, ...]) -> None:
    assert send(listing(parameters), "GET", f"/things?{target}").ignored == expected
