"""Pagination that a document declares by an extension of a generator of clients."""

from __future__ import annotations

from typing import Any

import pytest

from dynaclient.formats.page_extensions import QueryParameter, declared_pages
from tests.support.descriptions import describe

PARAMETERS = {
    "page": QueryParameter("page"),
    "first-page": QueryParameter("first_page", 0),
    "on": QueryParameter("on", True),
    "offset": QueryParameter("offset"),
    "per-page": QueryParameter("per_page"),
    "cursor": QueryParameter("cursor"),
}


def speakeasy(kind: Any, outputs: Any, **inputs: str) -> dict[str, Any]:
    entries = [{"name": name, "in": "parameters", "type": role} for role, name in inputs.items()]
    return {"x-speakeasy-pagination": {"type": kind, "inputs": entries, "outputs": outputs}}


def fern(**members: Any) -> dict[str, Any]:
    return {"x-fern-pagination": {name.replace("__", "-"): value for name, value in members.items()}}


CASES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (speakeasy("cursor", {"nextCursor": "$.meta.next", "results": "$.data"}, cursor="cursor"), {"style": "cursor", "cursor": "cursor", "next": "/meta/next", "items": "/data"}),
    (speakeasy("url", {"nextUrl": "$.next"}), {"style": "link", "next": "/next"}),
    (speakeasy("offsetLimit", {"results": "$"}, offset="offset", limit="per-page"), {"style": "offset", "offset": "offset", "limit": "per_page"}),
    (speakeasy("offsetLimit", {"results": "$.data"}, page="page", limit="per-page"), {"style": "page", "page": "page", "first": 1, "size": "per_page", "items": "/data"}),
    (speakeasy("offsetLimit", None, page="first-page"), {"style": "page", "page": "first_page", "first": 0}),
    (speakeasy("offsetLimit", None, page="on"), {"style": "page", "page": "on", "first": 1}),
    (fern(cursor="$request.cursor", next_cursor="$response.next", results="$response.items"), {"style": "cursor", "cursor": "cursor", "next": "/next", "items": "/items"}),
    (fern(offset="$request.page", results="$response.items"), {"style": "page", "page": "page", "first": 1, "items": "/items"}),
    (fern(offset="$request.offset", step="$request.per-page", has__next__page="$response.more"), {"style": "offset", "offset": "offset", "limit": "per_page", "hasMore": "/more"}),
    (fern(next_uri="$response.next", results="$response"), {"style": "link", "next": "/next"}),
    ({"x-fern-pagination": True}, {"style": "link", "next": "/n"}),
    # what is not known, or of another kind
    ({}, {}),
    ({"x-fern-pagination": [], "x-speakeasy-pagination": 1}, {}),
    ({"x-speakeasy-pagination": {"type": "cursor", "inputs": [1, {"in": "requestBody", "name": "cursor", "type": "cursor"}], "outputs": {"nextCursor": "$.n"}}}, {}),
    ({"x-speakeasy-pagination": {"type": "cursor", "inputs": {}, "outputs": {"nextCursor": "$.n"}}}, {}),
    (speakeasy("other", {}), {}),
    (speakeasy("url", {"nextUrl": "$.next[0]"}), {}),
    (speakeasy("url", {"nextUrl": "$.next", "results": "$..data"}), {}),
    (speakeasy("url", {"nextUrl": 5}), {}),
    (speakeasy("offsetLimit", {}, offset="missing"), {}),
    (speakeasy("offsetLimit", {"results": 5}, page="page", offset="offset"), {}),
    (speakeasy("cursor", {}, cursor="cursor"), {}),
    (fern(cursor="$request.body.cursor", next_cursor="$response.next"), {}),
    (fern(cursor=7, next_cursor="$response.next"), {}),
]  # fmt: skip


@pytest.mark.parametrize(("operation", "paginate"), CASES)
def test_declared_pagination(operation: dict[str, Any], paginate: dict[str, Any]) -> None:
    document = {"x-fern-pagination": {"next_uri": "$response.n"}}
    assert declared_pages(operation, PARAMETERS, document) == paginate


def test_pagination_that_nothing_declares_for_the_document() -> None:
    assert declared_pages({"x-fern-pagination": True}, PARAMETERS) == {}


@pytest.mark.parametrize("paginate", [paginate for _, paginate in CASES if paginate])
def test_the_result_is_a_paginate_of_the_format(paginate: dict[str, Any]) -> None:
    from dynaclient.description.lint import lint

    parameters = {parameter.key: {"in": "query"} for parameter in PARAMETERS.values()}
    action = {"method": "GET", "path": "/a", "parameters": parameters, "paginate": paginate}
    assert [problem for problem in lint(describe({"list": action})) if "paginate" in (problem.pointer or "")] == []
