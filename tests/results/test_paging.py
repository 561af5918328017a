"""Pages and items, with functions as servers: every style, every end, every cycle, without and in an event loop."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynaclient import (
    Action,
    BadResponse,
    Client,
    DynaclientWarning,
    InvalidCall,
    NotFound,
    Request,
    Response,
    ServerError,
    load,
)
from dynaclient.errors import ConnectError, DynaclientError
from dynaclient.messages import Headers, Result
from dynaclient.results.cycles import MAX_PAGES_WITHOUT_NEW_ITEMS, RECENT_MARKERS
from dynaclient.results.links import next_url
from dynaclient.results.page_styles import Listing, Page, has_pages
from dynaclient.results.paging import Items, Pages
from dynaclient.runtime.backends import BlockingIterator, ManagedIterator
from dynaclient.runtime.backends import run as run_coroutine
from dynaclient.testing import RecordingTransport, response
from tests.support.both_clients import backend_kind_fixture, with_both_clients
from tests.support.descriptions import action as get
from tests.support.descriptions import describe, query
from tests.support.memory import traced

backend_kind = backend_kind_fixture()

HOME = "https://api.example.com/things"
INTEGER = {"type": "integer"}
TEXT = {"type": "string"}

STYLES: dict[str, dict[str, Any]] = {
    "page": {"style": "page", "page": "page", "size": "size"},
    "offset": {"style": "offset", "offset": "offset", "limit": "size"},
    "cursor": {"style": "cursor", "cursor": "cursor", "size": "size", "next": "/next"},
    "keyset": {"style": "keyset", "cursor": "after", "size": "size", "key": "/id"},
    "link": {"style": "link", "size": "size", "next": "/next"},
    "header": {"style": "link", "size": "size", "next": "header"},
    "cursor in a header": {"style": "cursor", "cursor": "cursor", "size": "size", "next": "header:Next-Token"},
    "link in a header": {"style": "link", "size": "size", "next": "header:Next-Token"},
}
LISTED = {"items": "/items"}
IN_HEADERS = {"Total": "total", "More": "hasMore"}
"""Header → the key of `paginate` that it has the value of."""


def action_of(paginate: Mapping[str, Any] | None, **parameters: Any) -> Action:
    """Return an action with these pages; `parameters` replace its default ones."""
    named = {
        "page": query(INTEGER), "offset": query(INTEGER), "cursor": query(TEXT), "after": query(INTEGER),
        "size": query(INTEGER), **parameters,
    }  # fmt: skip
    more = {} if paginate is None else {"paginate": paginate}
    return _loaded(json.dumps(describe({"get": get(named, **more)})))


@cache
def _loaded(description: str) -> Action:
    # Loading a description takes longer than most tests that use it.
    return load(json.loads(description)).action("things.get")


def style(name: str, **more: Any) -> dict[str, Any]:
    """Return the declaration of a style, with the list at ``/items``."""
    return {**STYLES[name], **LISTED, **more}


Respond = Callable[[Mapping[str, Any]], Any]


@dataclass
class Server:
    """Responds with a function of the arguments, or of a URL's query, and records what it received."""

    respond: Respond
    suspends: bool = False
    calls: list[Any] = field(default_factory=list)

    async def call(self, arguments: Mapping[str, Any]) -> Result:
        self.calls.append(dict(arguments))
        return await self._respond(arguments)

    async def follow(self, url: str) -> Result:
        self.calls.append(url)
        return await self._respond({name: int(values[0]) for name, values in parse_qs(urlsplit(url).query).items()})

    async def _respond(self, arguments: Mapping[str, Any]) -> Result:
        if self.suspends:
            await asyncio.sleep(0)
        data = self.respond(arguments)
        names = [name for name in ("Link", "Next-Token", "Total", "More") if isinstance(data, dict) and name in data]
        headers = Headers([(name, data.pop(name)) for name in names])
        return Result(data, 200, headers, 1)


def listing(action: Action, respond: Respond | Server, **more: Any) -> Listing:
    """Return a listing; `more` has its arguments and limits."""
    server = respond if isinstance(respond, Server) else Server(respond)
    given = {"arguments": {}, **more}
    return Listing(action=action, call=server.call, follow=server.follow, url_of=lambda _: HOME, **given)


def serve(
    name: str, count: int, *, size: int = 100, cap: int = 10**9, short: int = 0, declares: str = "", **paginate: Any
) -> tuple[Action, Respond]:
    """
    Return an action of a style, and a server of `count` items for it.

    `cap` is the maximum size of a page, `short` the number of items filtered out of every page, and `declares` lists
    what the response has beside the items: ``total``, ``hasMore``, or one of the headers ``Total`` and ``More``.
    """
    declared = {
        IN_HEADERS.get(key, key): f"header:{key}" if key in IN_HEADERS else f"/{key}" for key in declares.split()
    }

    def respond(arguments: Mapping[str, Any]) -> Any:
        length = min(arguments.get("size", size), cap)
        start = _start(name, arguments, length, paginate.get("first", 0))
        ids = range(start, min(start + length, count))
        data: dict[str, Any] = {"items": [{"id": number} for number in ids[: len(ids) - short]]}
        facts = {
            "total": count,
            "hasMore": start + length < count,
            "Total": f"{count}",
            "More": f"{start + length < count}",
        }
        data |= {key: facts[key] for key in declares.split()}
        if start + length < count:
            data |= _onward(name, start + length)
        return data

    return action_of(style(name, **declared, **paginate)), respond


def _start(name: str, arguments: Mapping[str, Any], length: int, first: int) -> int:
    starts: dict[str, Callable[[], int]] = {
        "page": lambda: (arguments.get("page", first) - first) * length,
        "offset": lambda: int(arguments.get("offset", 0)),
        "cursor": lambda: int(arguments.get("cursor", "0")),
        "cursor in a header": lambda: int(arguments.get("cursor", "0")),
        "keyset": lambda: arguments.get("after", -1) + 1,
    }
    return starts.get(name, lambda: int(arguments.get("from", 0)))()


def _onward(name: str, start: int) -> dict[str, Any]:
    link = f"/things?from={start}"
    return {
        "cursor": {"next": str(start)}, "link": {"next": link}, "header": {"Link": f'<{link}>; rel="next"'},
        "cursor in a header": {"Next-Token": str(start)}, "link in a header": {"Next-Token": link},
    }.get(name, {})  # fmt: skip


def in_thread(steps: ManagedIterator[Any]) -> list[Any]:
    """Return all steps, collected without an event loop."""
    return list(BlockingIterator(steps))


def in_loop(steps: Any) -> list[Any]:
    """Return all steps, collected in an event loop in which every response suspends."""
    steps._listing.call.__self__.suspends = True

    async def collected() -> list[Any]:
        return [item async for item in steps]

    return asyncio.run(collected())


Run = Callable[[Any], list[Any]]
BOTH = pytest.mark.parametrize("run", [in_thread, in_loop])
NAMES = list(STYLES)


def collect_until_error(steps: BlockingIterator[Any]) -> tuple[list[Any], DynaclientError]:
    """Return what is yielded before an error, and the error."""
    yielded: list[Any] = []
    try:
        for item in steps:
            yielded.append(item)  # noqa: PERF402 - the error is not to lose what was yielded
    except DynaclientError as error:
        return yielded, error
    raise AssertionError("no error was raised")


def ids(items: list[Any]) -> list[int]:
    """Return the ids of items."""
    return [item["id"] for item in items]


# --- every style, however the end is declared --------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("declares", ["", "total", "hasMore", "total hasMore", "Total", "More"])
@pytest.mark.parametrize("count", [0, 1, 100, 101, 250])
def test_every_item_is_yielded_once_and_in_order(name: str, declares: str, count: int, run: Run) -> None:
    action, respond = serve(name, count, declares=declares)
    assert ids(run(Items(listing(action, respond)))) == list(range(count))


@BOTH
@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_yielded_as_a_call_returns_it(name: str, run: Run) -> None:
    action, respond = serve(name, 250, declares="total")
    pages = run(Pages(listing(action, respond)))
    assert [len(page["items"]) for page in pages] == [100, 100, 50]
    assert {page["total"] for page in pages} == {250}


@pytest.mark.parametrize("name", NAMES)
def test_pages_may_be_yielded_with_status_and_headers(name: str) -> None:
    action, respond = serve(name, 250)
    pages = in_thread(Pages(listing(action, respond, full=True)))
    assert [(page.status, len(page.data["items"])) for page in pages] == [(200, 100), (200, 100), (200, 50)]


REQUESTS = [
    # what declares the end, of 200 items in pages of 100 → requests
    ("page", "", 3), ("page", "total", 2), ("page", "hasMore", 2), ("page", "Total", 2), ("page", "More", 2),
    ("offset", "", 3), ("offset", "total", 2), ("offset", "hasMore", 2), ("offset", "Total", 2), ("offset", "More", 2),
    ("keyset", "", 3), ("keyset", "total", 2), ("keyset", "hasMore", 2),
    ("cursor", "", 2), ("link", "", 2), ("header", "", 2), ("cursor in a header", "", 2), ("link in a header", "", 2),
]  # fmt: skip


@pytest.mark.parametrize(("name", "declares", "requests"), REQUESTS)
def test_an_empty_page_is_requested_only_if_nothing_declares_the_end(name: str, declares: str, requests: int) -> None:
    action, respond = serve(name, 200, declares=declares)
    server = Server(respond)
    pages = in_thread(Pages(listing(action, server)))
    assert (len(server.calls), len(pages)) == (requests, 2)


@pytest.mark.parametrize("name", NAMES)
def test_a_list_without_items_has_one_page(name: str) -> None:
    action, respond = serve(name, 0)
    assert in_thread(Pages(listing(action, respond))) == [{"items": []}]


@pytest.mark.parametrize("declares", ["", "total", "hasMore"])
@pytest.mark.parametrize("name", NAMES)
def test_a_server_that_caps_the_size_of_its_pages_loses_nothing(name: str, declares: str) -> None:
    action, respond = serve(name, 250, cap=30, declares=declares)
    assert ids(in_thread(Items(listing(action, respond, arguments={"size": 1000})))) == list(range(250))


@pytest.mark.parametrize("declares", ["", "total", "hasMore"])
@pytest.mark.parametrize("name", ["page", "cursor", "link", "header"])
def test_a_short_page_is_not_the_end(name: str, declares: str) -> None:
    action, respond = serve(name, 250, short=7, declares=declares)
    assert len(in_thread(Items(listing(action, respond)))) == 250 - 3 * 7


def test_the_page_size_of_the_caller_is_never_changed() -> None:
    action, respond = serve("page", 30, declares="total")
    server = Server(respond)
    in_thread(Items(listing(action, server, arguments={"size": 10}, max_items=25)))
    assert server.calls == [{"size": 10, "page": 0}, {"size": 10, "page": 1}, {"size": 10, "page": 2}]


@pytest.mark.parametrize("name", ["cursor", "link"])
def test_a_page_without_items_in_the_middle_is_skipped(name: str) -> None:
    action, respond = serve(name, 300)

    def gaps(arguments: Mapping[str, Any]) -> Any:
        data = respond(arguments)
        return {**data, "items": []} if data["items"][0]["id"] == 100 else data

    assert len(in_thread(Items(listing(action, gaps)))) == 200
    assert [len(page["items"]) for page in in_thread(Pages(listing(action, gaps)))] == [100, 0, 100]


# --- arguments ---------------------------------------------------------------------------------------------------------

BEGINNINGS: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any], list[Any]]] = [
    # style, more of `paginate`, parameters, arguments → the first request, and the one after a page of two
    ("page", {}, {}, {}, [{"page": 0}, {"page": 1}]),
    ("page", {"first": 1}, {}, {}, [{"page": 1}, {"page": 2}]),
    ("page", {"first": 1}, {"page": query(INTEGER, default=0)}, {}, [{"page": 1}, {"page": 2}]),
    ("page", {}, {"page": query(INTEGER, default=1)}, {}, [{"page": 1}, {"page": 2}]),
    ("page", {}, {"page": query(TEXT, default="some")}, {}, [{"page": "0"}, {"page": "1"}]),
    ("page", {"first": 1}, {}, {"page": 3}, [{"page": 3}, {"page": 4}]),
    ("page", {}, {}, {"page": "3"}, [{"page": 3}, {"page": 4}]),
    ("page", {}, {}, {"page": Decimal("3")}, [{"page": 3}, {"page": 4}]),
    ("page", {}, {}, {"page": 3.0}, [{"page": 3}, {"page": 4}]),
    ("page", {}, {"page": query()}, {"page": ""}, [{"page": 0}, {"page": 1}]),
    ("page", {}, {}, {"page": None}, [{"page": 0}, {"page": 1}]),
    ("offset", {}, {}, {}, [{"offset": 0}, {"offset": 2}]),
    ("offset", {}, {"offset": query(INTEGER, default=1)}, {}, [{"offset": 1}, {"offset": 3}]),
    ("offset", {}, {}, {"offset": 7, "size": 500}, [{"offset": 7, "size": 500}, {"offset": 9, "size": 500}]),
    ("cursor", {}, {}, {}, [{}, {"cursor": "more"}]),
    ("cursor", {}, {}, {"cursor": "there"}, [{"cursor": "there"}, {"cursor": "more"}]),
    ("cursor", {}, {}, {"cursor": ""}, [{"cursor": ""}, {"cursor": "more"}]),
    ("keyset", {}, {}, {}, [{}, {"after": 2}]),
    ("keyset", {}, {"after": query(TEXT)}, {}, [{}, {"after": "2"}]),
    ("keyset", {}, {}, {"after": 40}, [{"after": 40}, {"after": 2}]),
    ("link", {}, {}, {"size": 5}, [{"size": 5}, "https://api.example.com/more"]),
    ("header", {}, {}, {"size": 5}, [{"size": 5}, "https://api.example.com/more"]),
]


@pytest.mark.parametrize(("name", "more", "parameters", "arguments", "expected"), BEGINNINGS)
def test_paging_starts_at_the_page_of_the_arguments(
    name: str, more: dict[str, Any], parameters: dict[str, Any], arguments: dict[str, Any], expected: list[Any]
) -> None:
    onward = {"cursor": "more", "link": "/more"}.get(name)
    server = Server(lambda _: {"items": [{"id": 1}, {"id": 2}], "next": onward, "Link": "</more>; rel=next"})
    pages = BlockingIterator(Pages(listing(action_of(style(name, **more), **parameters), server, arguments=arguments)))
    next(pages)
    server.respond = lambda _: {"items": []}
    next(pages, None)
    assert server.calls == expected


CURSORS: list[tuple[Any, Any]] = [(7, "7"), ("7", "7"), (1.5, "1.5"), ("é", "é"), (10**30, str(10**30))]


@pytest.mark.parametrize(("value", "sent"), CURSORS)
def test_a_cursor_is_sent_in_the_type_of_its_parameter(value: Any, sent: str) -> None:
    server = Server(lambda arguments: {"items": [1], "next": value} if not arguments else {"items": [2]})
    assert in_thread(Items(listing(action_of(style("cursor")), server))) == [1, 2]
    assert server.calls == [{}, {"cursor": sent}]


@pytest.mark.parametrize("name", ["page", "offset"])
@pytest.mark.parametrize(
    "value", ["three", -1, True, 1.5, [3], Decimal("1E-30"), Decimal("3." + "1" * 30), "٣", "1" * 30]
)
def test_a_first_page_that_is_not_a_number_is_an_error(name: str, value: Any) -> None:
    action = action_of(style(name), **{name: query()})
    with pytest.raises(InvalidCall, match=f"{name} .*, and cannot select the first page — leave it out"):
        Items(listing(action, lambda _: {}, arguments={name: value}))


def test_pages_of_an_action_without_paginate_are_an_error() -> None:
    action = action_of(None)
    assert not has_pages(action)
    assert has_pages(action_of(style("page")))
    with pytest.raises(InvalidCall, match="is not declared for this action"):
        Pages(listing(action, lambda _: {}))


# --- the end -----------------------------------------------------------------------------------------------------------

ENDS: list[tuple[str, dict[str, Any], list[Any], int]] = [
    # style, more of `paginate`, responses → requests
    ("cursor", {}, [{"items": [1], "next": None}], 1),
    ("cursor", {}, [{"items": [1], "next": ""}], 1),
    ("cursor", {}, [{"items": [1], "next": 0}], 1),
    ("cursor", {}, [{"items": [1], "next": False}], 1),
    ("cursor", {}, [{"items": [1]}], 1),
    ("cursor", {"hasMore": "/hasMore"}, [{"items": [1], "next": "a", "hasMore": False}], 1),
    ("cursor", {"hasMore": "/hasMore"}, [{"items": [1], "next": "a", "hasMore": None}, {"items": [2]}], 2),
    ("cursor", {"total": "/total"}, [{"items": [1], "next": "a", "total": 1}, {"items": [2]}], 2),
    ("link", {}, [{"items": [1], "next": None}], 1),
    ("link", {"hasMore": "/hasMore"}, [{"items": [1], "next": "/b", "hasMore": False}], 1),
    ("header", {}, [{"items": [1], "Link": '</>; rel="prev"'}], 1),
    ("page", {"hasMore": "/hasMore"}, [{"items": [1], "hasMore": True}, {"items": [], "hasMore": True}, {"items": [2], "hasMore": False}], 3),
    ("page", {"hasMore": "/hasMore"}, [{"items": [1], "hasMore": "yes"}, {"items": []}], 2),
    ("page", {"hasMore": "/hasMore", "total": "/total"}, [{"items": [1], "hasMore": True, "total": 1}, {"items": [2], "hasMore": False}], 2),
    ("page", {"total": "/total"}, [{"items": [1], "total": 3}, {"items": [2], "total": 2}], 2),
    ("page", {"total": "/total"}, [{"items": [1], "total": 1.0}], 1),
    ("page", {"total": "/total"}, [{"items": [1], "total": "1"}], 1),
    ("page", {"total": "/total"}, [{"items": [1, 2], "total": 1}, {"items": []}], 2),
    ("page", {"total": "/total"}, [{"items": [1], "total": 9}, {"items": []}], 2),
    ("offset", {"total": "/total"}, [{"items": [1], "total": 2}, {"items": [2], "total": None}, {"items": []}], 3),
]  # fmt: skip


NO_TOTALS: list[Any] = [None, True, -1, 1.5, "many", [2], {}]
for _none in NO_TOTALS:
    _pages = [{"items": [item], "total": _none} for item in (1, 2)]
    ENDS.append(("page", {"total": "/total"}, [*_pages, {"items": []}], 3))


@pytest.mark.parametrize(("name", "more", "responses", "requests"), ENDS)
def test_the_end_is_where_the_response_declares_it(
    name: str, more: dict[str, Any], responses: list[Any], requests: int
) -> None:
    server = Server(lambda _: responses[len(server.calls) - 1])
    items = in_thread(Items(listing(action_of(style(name, **more)), server)))
    assert len(server.calls) == requests == len(responses)
    assert items == [item for response in responses for item in response["items"]]


@pytest.mark.parametrize(("page", "requests"), [(0, 3), (1, 2), (2, 2), (3, 1)])
def test_from_a_later_page_on_the_total_is_the_end_if_it_matches_exactly(page: int, requests: int) -> None:
    # The third page is short. Its length says nothing about the pages before it, so that another one is requested.
    action, respond = serve("page", 25, size=10, declares="total")
    server = Server(respond)
    items = in_thread(Items(listing(action, server, arguments={"page": page})))
    assert ids(items) == list(range(page * 10, 25))
    assert len(server.calls) == requests


def test_from_a_later_page_on_a_total_that_does_not_match_loses_nothing() -> None:
    action, respond = serve("page", 50, size=10, short=3, declares="total")
    assert len(in_thread(Items(listing(action, respond, arguments={"page": 1})))) == 28


def test_the_number_of_items_before_a_later_page_is_an_estimate() -> None:
    # The first page, which is not fetched, has one item: fewer than the estimate from the second.
    pages = [[0], [*range(10)], [*range(10, 20)], [20, 21, 22], []]
    steps = listing(
        action_of(style("page", total="/total")),
        lambda received: {"items": pages[received["page"]], "total": 24},
        arguments={"page": 1},
    )
    assert in_thread(Items(steps)) == list(range(23))


def test_an_offset_that_counts_from_1_has_nothing_before_it() -> None:
    action = action_of(style("offset", total="/total"), offset=query(INTEGER, default=1))

    def respond(received: Mapping[str, Any]) -> Any:
        return {"items": list(range(received["offset"], min(received["offset"] + 10, 22))), "total": 21}

    server = Server(respond)
    assert in_thread(Items(listing(action, server))) == list(range(1, 22))
    assert len(server.calls) == 3


def test_an_offset_counts_the_items_before_it() -> None:
    action, respond = serve("offset", 25, size=10, declares="total")
    server = Server(respond)
    assert ids(in_thread(Items(listing(action, server, arguments={"offset": 18})))) == list(range(18, 25))
    assert len(server.calls) == 1


@pytest.mark.parametrize(
    ("name", "last_page", "missing"),
    [
        ("cursor", {"items": [1]}, "no cursor"),
        ("link", {"items": [1]}, "no link"),
        ("header", {"items": [1]}, "no link"),
        ("keyset", {"items": []}, "no item to continue from"),
        ("offset", {"items": []}, "no items to count from"),
    ],
)
@pytest.mark.parametrize("before", [0, 1, 3])
def test_a_response_that_declares_more_pages_but_has_no_marker_is_bad(
    name: str, last_page: dict[str, Any], missing: str, before: int
) -> None:
    def respond(_: Any) -> Any:
        count = len(server.calls)
        link = f"/{count}"
        good = {"items": [{"id": count}], "next": link, "Link": f"<{link}>; rel=next"}
        return {**(good if count <= before else last_page), "hasMore": True}

    server = Server(respond)
    pages = Pages(listing(action_of(style(name, hasMore="/hasMore")), server))
    yielded, error = collect_until_error(BlockingIterator(pages))
    assert [page["items"] for page in yielded] == [*([{"id": n + 1}] for n in range(before)), last_page["items"]]
    message = f"page {before + 1} of this iteration declares at /hasMore that more pages follow, but has {missing}"
    assert message in str(error)


# --- limits ------------------------------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize(
    ("limit", "yielded", "requests", "cursor"),
    [(0, 0, 0, 0), (1, 1, 1, 0), (9, 9, 1, 0), (10, 10, 1, 1), (11, 11, 2, 1), (25, 25, 3, None), (99, 25, 3, None)],
)
def test_max_items_limits_the_items_and_the_requests(
    limit: int, yielded: int, requests: int, cursor: int | None, run: Run
) -> None:
    action, respond = serve("page", 25, size=10, declares="total")
    server = Server(respond)
    items = Items(listing(action, server, max_items=limit))
    assert ids(run(items)) == list(range(yielded))
    assert len(server.calls) == requests
    assert items.cursor == (None if cursor is None else {"page": cursor})


@pytest.mark.parametrize(("limit", "yielded"), [(0, 0), (1, 10), (2, 20), (3, 25), (9, 25)])
def test_max_pages_limits_the_requests(limit: int, yielded: int) -> None:
    action, respond = serve("page", 25, size=10)
    server = Server(respond)
    assert len(in_thread(Items(listing(action, server, max_pages=limit)))) == yielded
    assert len(server.calls) == min(limit, 4)


@pytest.mark.parametrize(("limit", "pages"), [(0, 0), (1, 1), (10, 1), (11, 2), (99, 3)])
def test_pages_are_yielded_whole_until_max_items_are_received(limit: int, pages: int) -> None:
    action, respond = serve("page", 25, size=10)
    given = in_thread(Pages(listing(action, respond, max_items=limit)))
    assert len(given) == pages
    assert all(page == respond({"page": number}) for number, page in enumerate(given))


def test_the_next_page_is_requested_with_its_first_item() -> None:
    action, respond = serve("cursor", 30, size=10)
    server = Server(respond)
    items = BlockingIterator(Items(listing(action, server)))
    for _ in range(10):
        next(items)
    assert len(server.calls) == 1
    next(items)
    assert len(server.calls) == 2


def test_at_a_limit_an_error_of_the_next_page_is_not_raised() -> None:
    server = Server(lambda _: {"items": [1, len(server.calls)], "next": "again"})
    action = action_of(style("cursor"))
    assert in_thread(Items(listing(action, server, max_items=4))) == [1, 1, 1, 2]
    assert len(in_thread(Pages(listing(action, server, max_pages=2)))) == 2


# --- cursors -----------------------------------------------------------------------------------------------------------

CURSOR_STATES: dict[str, list[Any]] = {
    "page": [{"page": 0}, {"page": 1}, {"page": 2}, None],
    "offset": [{"offset": 0}, {"offset": 10}, {"offset": 20}, None],
    "cursor": [{}, {"cursor": "10"}, {"cursor": "20"}, None],
    "keyset": [{}, {"after": 9}, {"after": 19}, None],
    "link": [{}, {"url": f"{HOME}?from=10"}, {"url": f"{HOME}?from=20"}, None],
    "header": [{}, {"url": f"{HOME}?from=10"}, {"url": f"{HOME}?from=20"}, None],
    "cursor in a header": [{}, {"cursor": "10"}, {"cursor": "20"}, None],
    "link in a header": [{}, {"url": f"{HOME}?from=10"}, {"url": f"{HOME}?from=20"}, None],
}


@pytest.mark.parametrize("name", NAMES)
def test_the_cursor_of_pages_is_after_the_last_page_yielded(name: str) -> None:
    action, respond = serve(name, 25, size=10, declares="total")
    pages = BlockingIterator(Pages(listing(action, respond)))
    assert [pages.cursor, *(pages.cursor for _ in pages)] == CURSOR_STATES[name]


@pytest.mark.parametrize("name", NAMES)
def test_the_cursor_of_items_is_the_first_page_not_yielded_completely(name: str) -> None:
    action, respond = serve(name, 25, size=10, declares="total")
    items = BlockingIterator(Items(listing(action, respond)))
    cursors = {0: items.cursor} | {item["id"] + 1: items.cursor for item in items}
    at = CURSOR_STATES[name]
    assert [cursors[n] for n in (0, 1, 9, 10, 11, 20, 24, 25)] == [*at[:1] * 3, at[1], at[1], at[2], at[2], at[3]]


@BOTH
@pytest.mark.parametrize("declares", ["", "total", "hasMore"])
@pytest.mark.parametrize("name", NAMES)
def test_every_cursor_can_be_resumed(name: str, declares: str, run: Run) -> None:
    action, respond = serve(name, 45, size=10, declares=declares)
    pages = BlockingIterator(Pages(listing(action, respond)))
    for count in range(1, 5):
        next(pages)
        cursor = json.loads(json.dumps(pages.cursor))
        rest = [item for page in run(Pages(listing(action, respond)).resume(cursor)) for item in page["items"]]
        assert ids(rest) == list(range(count * 10, 45))


def test_resume_returns_the_same_kind_of_iterator() -> None:
    action, respond = serve("page", 25, size=10)
    items = BlockingIterator(Items(listing(action, respond, iterate=BlockingIterator)))
    assert ids(list(items.resume({"page": 1}))) == list(range(10, 25))


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_cursor_is_the_page_of_the_arguments(name: str) -> None:
    action, respond = serve(name, 25, size=10)
    items = Items(listing(action, respond))
    assert ids(in_thread(items.resume({}))) == list(range(25))


def test_a_cursor_after_the_last_page_has_one_page_without_items() -> None:
    action, respond = serve("page", 20, size=10)
    pages = Pages(listing(action, respond))
    assert in_thread(pages.resume({"page": 2})) == [{"items": []}]


INVALID_CURSORS: list[tuple[str, Any, str]] = [
    ("page", None, "is None, which marks the end of a list"),
    ("page", 4, "is not a cursor of this list"),
    ("page", "page", "is not a cursor of this list"),
    ("page", {"offset": 4}, "is not a cursor of this list"),
    ("page", {"page": 4, "size": 3}, "is not a cursor of this list"),
    ("page", {"page": "four"}, "has a page that is not a whole number of 0 or more"),
    ("page", {"page": None}, "has a page that is not a whole number of 0 or more"),
    ("offset", {"offset": -4}, "has a offset that is not a whole number of 0 or more"),
    ("cursor", {"cursor": ""}, "has a cursor that is not a number or a non-empty string"),
    ("cursor", {"cursor": ["a"]}, "has a cursor that is not a number or a non-empty string"),
    ("keyset", {"after": True}, "has a after that is not a number or a non-empty string"),
    ("link", {"url": 4}, "has a url that is not a string"),
    ("link", {"url": "https://evil.example/things"}, "has a url that leads to another origin"),
    ("link", {"url": "http://api.example.com/things"}, "has a url that leads to another origin"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "cursor", "message"), INVALID_CURSORS)
def test_an_invalid_cursor_is_an_error_before_anything_is_sent(name: str, cursor: Any, message: str) -> None:
    server = Server(lambda _: {})
    pages = Pages(listing(action_of(style(name)), server))
    with pytest.raises(InvalidCall, match=message):
        pages.resume(cursor)
    assert server.calls == []


def test_a_call_that_fails_loses_nothing() -> None:
    action, respond = serve("cursor", 30, size=10)

    def failing(arguments: Mapping[str, Any]) -> Any:
        if arguments == {"cursor": "20"}:
            raise ConnectError("no")
        return respond(arguments)

    items = BlockingIterator(Items(listing(action, failing)))
    yielded, error = collect_until_error(items)
    assert isinstance(error, ConnectError)
    rest = in_thread(Items(listing(action, respond)).resume(items.cursor))
    assert ids(yielded + rest) == list(range(30))


# --- after an error ----------------------------------------------------------------------------------------------------

INTERRUPTIONS: list[BaseException] = [
    ServerError("things.get", 503), ConnectError("no"), NotFound("things.get", 404), BadResponse("odd"),
    DynaclientWarning("an error by a filter"), KeyboardInterrupt(), asyncio.CancelledError(),
]  # fmt: skip
BadPage = dict[str, Any]


def interrupted_at(respond: Respond, failures: Mapping[int, BaseException | BadPage]) -> Server:
    """Return a server whose requests of these numbers fail, or have another response."""

    def failing(arguments: Mapping[str, Any]) -> Any:
        failure = failures.get(len(server.calls))
        if isinstance(failure, BaseException):
            raise failure
        return respond(arguments) if failure is None else dict(failure)

    server = Server(failing)
    return server


def insist_in_thread(steps: ManagedIterator[Any]) -> tuple[list[Any], list[type[BaseException]]]:
    """Return what is yielded in spite of errors, and their classes."""
    return _insist(BlockingIterator(steps).__next__)


def insist_in_loop(steps: Any) -> tuple[list[Any], list[type[BaseException]]]:
    """Do the same in an event loop in which every response suspends, with a task for each step."""
    steps._listing.call.__self__.suspends = True
    with contextlib.closing(asyncio.new_event_loop()) as loop:
        return _insist(lambda: loop.run_until_complete(anext(steps)))


def _insist(step: Callable[[], Any]) -> tuple[list[Any], list[type[BaseException]]]:
    yielded: list[Any] = []
    raised: list[type[BaseException]] = []
    while True:
        try:
            yielded.append(step())
        except (StopIteration, StopAsyncIteration):
            return yielded, raised
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test goes on
            raised.append(type(error))
            assert len(raised) < 10


Insist = Callable[[Any], "tuple[list[Any], list[type[BaseException]]]"]
BOTH_INSIST = pytest.mark.parametrize("insist", [insist_in_thread, insist_in_loop])


@BOTH_INSIST
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("error", INTERRUPTIONS, ids=lambda error: type(error).__name__)
def test_after_an_error_the_page_that_was_not_received_is_fetched(
    name: str, error: BaseException, insist: Insist
) -> None:
    action, respond = serve(name, 25, size=10, declares="total")
    for number in (1, 2, 3):
        server = interrupted_at(respond, {number: error, number + 1: error})
        items, raised = insist(Items(listing(action, server)))
        assert (ids(items), raised, len(server.calls)) == (list(range(25)), [type(error)] * 2, 5)
        pages, raised = insist(Pages(listing(action, interrupted_at(respond, {number: error}), full=True)))
        assert ([len(page.data["items"]) for page in pages], raised) == ([10, 10, 5], [type(error)])


@BOTH_INSIST
@pytest.mark.parametrize("name", NAMES)
def test_a_page_that_is_not_valid_is_fetched_again(name: str, insist: Insist) -> None:
    action, respond = serve(name, 25, size=10, declares="total")
    for number in (1, 2, 3):
        items, raised = insist(Items(listing(action, interrupted_at(respond, {number: {"items": 5}}))))
        assert (ids(items), raised) == (list(range(25)), [BadResponse])


@BOTH_INSIST
@pytest.mark.parametrize("limits", [{"max_items": 12}, {"max_pages": 2}])
def test_limits_count_no_page_that_was_not_received(limits: dict[str, int], insist: Insist) -> None:
    action, respond = serve("cursor", 45, size=10)
    server = interrupted_at(respond, {1: ConnectError("no"), 3: {"items": 5}})
    items, raised = insist(Items(listing(action, server, **limits)))
    assert (ids(items), raised) == (list(range(limits.get("max_items", 20))), [ConnectError, BadResponse])
    assert len(server.calls) == 4


def test_a_page_repeated_by_the_server_once_is_fetched_again() -> None:
    action, respond = serve("page", 25, size=10, declares="total")
    repeated = respond({"page": 0})
    items, raised = insist_in_thread(Items(listing(action, interrupted_at(respond, {2: repeated}))))
    assert (ids(items), raised) == (list(range(25)), [BadResponse])


@pytest.mark.parametrize("kind", [Pages, Items])
def test_an_error_that_stays_is_raised_by_each_step(kind: type[Pages | Items]) -> None:
    steps = BlockingIterator(kind(listing(action_of(style("page")), lambda _: {"items": 5})))
    for _ in range(3):
        with pytest.raises(BadResponse, match="has a number at /items"):
            next(steps)


@pytest.mark.parametrize("kind", [Pages, Items])
def test_a_cycle_is_raised_by_each_step_and_nothing_is_fetched(kind: type[Pages | Items]) -> None:
    action, server = cyclic_api("cursor", 2, 3)
    steps = BlockingIterator(kind(listing(action, server)))
    collect_until_error(steps)
    requests, cursor = len(server.calls), steps.cursor
    for _ in range(2):
        with pytest.raises(BadResponse, match="leads back to an earlier page"):
            next(steps)
    assert (len(server.calls), steps.cursor) == (requests, cursor)


def test_an_interrupt_between_two_items_loses_no_item() -> None:
    action, respond = serve("page", 25, size=10, declares="total")
    steps = Items(listing(action, respond))
    items = BlockingIterator(steps)
    first = [next(items) for _ in range(14)]
    assert steps._generator is not None
    with pytest.raises(KeyboardInterrupt):
        run_coroutine(steps._generator.athrow(KeyboardInterrupt()))
    steps._generator = None  # as after any error of a step
    assert ids([*first, *items]) == list(range(25))


def test_the_progress_ends_with_an_error_and_begins_again_with_the_next_step() -> None:
    reports = RecordedProgress()
    action, respond = serve("page", 15, size=10, declares="total")
    server = interrupted_at(respond, {2: ConnectError("no")})
    steps = Pages(listing(action, server, progress=reports.recording))
    insist_in_thread(steps)
    assert reports == ["begun", (10, 15), "ended", "begun", (15, 15), "ended"]


def test_an_error_of_the_progress_display_at_the_end_is_raised_once() -> None:
    @contextmanager
    def failing() -> Iterator[None]:
        yield None
        raise ZeroDivisionError

    action, respond = serve("page", 15, size=10, declares="total")
    items, raised = insist_in_thread(Items(listing(action, respond, progress=failing)))
    assert (len(items), raised) == (15, [ZeroDivisionError])


@with_both_clients
@pytest.mark.parametrize("full", [False, True])
def test_after_an_error_of_the_server_a_client_fetches_the_page_that_was_not_received(full: bool) -> None:
    def respond(request: Request) -> Response:
        page = int(parse_qs(urlsplit(request.url).query)["page"][0])
        if page == 1 and len(transport.requests) in (2, 3):
            return response({"type": "Busy"}, 503)
        return response({"items": [{"id": page * 2}, {"id": page * 2 + 1}][: 2 if page < 2 else 1], "total": 5})

    transport = RecordingTransport(respond)
    described = describe(
        {"get": get({"page": query(INTEGER), "size": query(INTEGER)}, paginate=style("page", total="/total"))}
    )
    with Client(described, transport=transport, retries=0) as client:
        resource = (client.with_response if full else client).things
        items, pages = resource.get.items(), resource.get.pages()
        assert ids([next(items), next(items)]) == [0, 1]
        for _ in range(2):
            with pytest.raises(ServerError):
                next(items)
        assert ids(list(items)) == [2, 3, 4]
        assert len(list(pages)) == 3


def test_closing_ends_the_iteration() -> None:
    action, respond = serve("page", 30, size=10)
    server = Server(respond)
    with BlockingIterator(Items(listing(action, server))) as items:
        next(items)
    assert list(items) == []
    assert len(server.calls) == 1


# --- total and progress ------------------------------------------------------------------------------------------------


def test_the_total_is_that_of_the_latest_response() -> None:
    totals = [7, None, 6, "9", 4]
    responses = [{"items": [number], "total": total} for number, total in enumerate(totals)]
    pages = BlockingIterator(
        Pages(listing(action_of(style("page", total="/total")), lambda received: responses[received["page"]]))
    )
    assert [pages.total, *(pages.total for _ in pages)] == [None, 7, 7, 6, 9, 4]


class RecordedProgress(list[Any]):
    """Records the reports of progress, its beginning and its end."""

    @contextmanager
    def recording(self) -> Iterator[Callable[[int, int | None], None]]:
        self.append("begun")
        try:
            yield lambda *report: self.append(report)
        finally:
            self.append("ended")


PROGRESS: list[tuple[str, dict[str, Any], list[tuple[int, int | None]]]] = [
    ("total", {}, [(10, 25), (20, 25), (25, 25)]),
    ("", {}, [(10, None), (20, None), (25, None), (25, None)]),
    ("total", {"max_items": 12}, [(10, 12), (12, 12)]),
    ("", {"max_items": 12}, [(10, None), (12, None)]),
    ("total", {"max_items": 99}, [(10, 25), (20, 25), (25, 25)]),
    ("total", {"arguments": {"page": 1}}, [(10, 15), (15, 15)]),
]


@pytest.mark.parametrize("kind", [Pages, Items])
@pytest.mark.parametrize(("declares", "more", "expected"), PROGRESS)
def test_progress_is_reported_with_every_page(
    kind: type[Pages | Items], declares: str, more: dict[str, Any], expected: list[tuple[int, int | None]]
) -> None:
    reports = RecordedProgress()
    action, respond = serve("page", 25, size=10, declares=declares)
    in_thread(kind(listing(action, respond, progress=reports.recording, **more)))
    assert reports == ["begun", *expected, "ended"]


def test_without_a_known_start_progress_has_no_total() -> None:
    reports = RecordedProgress()
    action, respond = serve("cursor", 25, size=10, declares="total")
    in_thread(Items(listing(action, respond, progress=reports.recording, arguments={"cursor": "10"})))
    assert reports == ["begun", (10, None), (15, None), "ended"]


@pytest.mark.parametrize("kind", [Pages, Items])
def test_progress_ends_when_the_iterator_is_dropped(kind: type[Pages | Items]) -> None:
    reports = RecordedProgress()
    action, respond = serve("cursor", 25, size=10)
    steps = BlockingIterator(kind(listing(action, respond, progress=reports.recording)))
    assert reports == []
    next(steps)
    assert reports == ["begun", (10, None)]
    del steps
    gc.collect()
    assert reports == ["begun", (10, None), "ended"]


def test_repr_shows_no_arguments() -> None:
    action, respond = serve("page", 25, size=10, declares="total")
    items = BlockingIterator(Items(listing(action, respond, arguments={"cursor": "secret"})))
    hint = "; nothing is fetched until you iterate over it, or call to_frame()"
    assert repr(items) == f"<Items of things.get: 0 items received{hint}>"
    next(items)
    hint = "; iterate on, or call to_frame(), for the rest"
    assert repr(items) == f"<Items of things.get: 10 of 25 items received{hint}>"
    assert len(list(items)) == 24
    assert repr(items) == "<Items of things.get: 25 of 25 items received, the end of the list>"
    assert "secret" not in repr(listing(action, respond, arguments={"cursor": "secret"}))


# --- pointers to the items ---------------------------------------------------------------------------------------------

POINTERS: list[tuple[str, Any, list[Any]]] = [
    ("", [1, 2], [1, 2]),
    ("", [], []),
    ("", None, []),
    ("/items", None, []),
    ("/items", {"items": [1]}, [1]),
    ("/items", {}, []),
    ("/items", {"items": None}, []),
    ("/items", {"other": []}, []),
    ("/items", {"total": 0, "other": [5]}, []),
    ("/a/b", {"a": {"b": [1]}}, [1]),
    ("/a/b", {"a": {}}, []),
    ("/a~1b/~0", {"a/b": {"~": [1]}}, [1]),
    ("/1/items", [{}, {"items": [3]}], [3]),
    ("/a/b", {"total": 0}, []),
]


@pytest.mark.parametrize(("pointer", "data", "items"), POINTERS)
def test_items_are_found_at_the_pointer(pointer: str, data: Any, items: list[Any]) -> None:
    action = action_of({**STYLES["cursor"], "items": pointer, "total": "/total"})
    assert in_thread(Items(listing(action, lambda _: data))) == items


NOT_LISTS: list[tuple[str, Any, str]] = [
    ("", {"items": [1]}, "has an object as its body, expected a list"),
    ("", "text", "has a string as its body, expected a list"),
    ("", b"bytes", "has bytes as its body, expected a list"),
    ("", 5, "has a number as its body, expected a list"),
    ("", True, "has a boolean as its body, expected a list"),
    ("/items", [1], "has nothing at /items: its body is a list"),
    ("/items", "text", "has nothing at /items: its body is a string"),
    ("/items", {"items": {"a": 1}}, "has an object at /items, expected a list"),
    ("/items", {"items": 5}, "has a number at /items, expected a list"),
    ("/a/b", {}, "has nothing at /a/b: its body is an object"),
    ("/a/b", {"a": [1]}, "has nothing at /a/b: its body is an object"),
    ("/" + "9" * 5000, [1], "has nothing at /9+: its body is a list"),
    ("/items", {"it/ems": [5]}, "has nothing at /items, but a list at /it~1ems"),
    ("/a/b", {"a": {"c": 1, "d": [1]}}, "has nothing at /a/b, but a list at /a/d"),
]  # fmt: skip


@pytest.mark.parametrize(("pointer", "data", "message"), NOT_LISTS)
def test_a_pointer_that_resolves_to_no_list_is_an_error(pointer: str, data: Any, message: str) -> None:
    action = action_of({**STYLES["cursor"], "items": pointer})
    with pytest.raises(BadResponse, match=f"^things.get: page 1 of this iteration {message}; set the pointer `items`"):
        in_thread(Items(listing(action, lambda _: data)))


SCHEMAS_OF_LISTS: dict[str, tuple[dict[str, Any], bool]] = {
    # the schema of a response with another list, and whether the list that is missing may be an empty one
    "anything": ({"type": "object"}, False),
    "other members": ({"properties": {"facets": {"type": "array"}}}, False),
    "the list": ({"properties": {"items": {"type": "array"}}}, True),
    "the list, without a type": ({"properties": {"items": True}}, True),
    "any list": ({"additionalProperties": {"type": "array"}}, True),
    "one of several": ({"anyOf": [{"properties": {"a": {}}}, {"properties": {"items": {}}}]}, True),
}


@pytest.mark.parametrize("name", SCHEMAS_OF_LISTS)
def test_a_list_that_the_schema_declares_may_be_left_out(name: str) -> None:
    schema, is_valid = SCHEMAS_OF_LISTS[name]
    described = get({"page": query(INTEGER)}, paginate=style("page"), responses={"200": {"schema": schema}})
    described["paginate"].pop("size")
    steps = listing(_loaded(json.dumps(describe({"get": described}))), lambda _: {"facets": ["a"]})
    with contextlib.nullcontext() if is_valid else pytest.raises(BadResponse, match="but a list at /facets"):
        assert in_thread(Items(steps)) == []


def test_a_list_that_is_missing_after_the_first_page_is_empty() -> None:
    pages = iter([{"items": [1], "facets": ["a"]}, {"facets": ["a"]}])
    assert in_thread(Items(listing(action_of(style("page")), lambda _: next(pages)))) == [1]


@pytest.mark.parametrize(("value", "more"), [(" TRUE", True), ("false", False), ("1", None), ("", None)])
def test_a_header_that_is_true_or_false_says_whether_a_page_follows(value: str, more: bool | None) -> None:
    action = action_of(style("page", hasMore="header:More"))
    page = Page(listing(action, lambda _: {}), Result({"items": []}, 200, Headers([("More", value)]), 1), 1, 0)
    assert page.has_more is more


@pytest.mark.parametrize("name", ["page", "offset", "keyset"])
def test_a_missing_list_with_a_total_is_an_error(name: str) -> None:
    action = action_of(
        {**STYLES[name], "items": "/item", "total": "/total", **({"first": 1} if name == "page" else {})}
    )
    with pytest.raises(BadResponse, match="has nothing at /item, but its total is 12"):
        in_thread(Items(listing(action, lambda _: {"items": [1], "total": 12})))


@pytest.mark.parametrize(("name", "arguments"), [("page", {"page": 5}), ("offset", {"offset": 50}), ("cursor", {})])
def test_a_missing_list_on_a_later_page_is_empty(name: str, arguments: dict[str, Any]) -> None:
    steps = listing(action_of(style(name, total="/total")), lambda _: {"total": 12}, arguments=arguments)
    assert in_thread(Items(steps)) == []


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ({}, "has nothing at /id of its last item"),
        ({"id": None}, "has nothing at /id of its last item"),
        (5, "has nothing at /id of its last item"),
        ({"id": ""}, "has a value at /id of its last item that is not a number or a non-empty string"),
        ({"id": {}}, "has a value at /id of its last item that is not a number or a non-empty string"),
        ({"id": False}, "has a value at /id of its last item that is not a number or a non-empty string"),
    ],
)
def test_an_item_without_its_key_is_an_error_after_its_page(item: Any, message: str) -> None:
    items = BlockingIterator(Items(listing(action_of(style("keyset")), lambda _: {"items": [{"id": 1}, item]})))
    assert [next(items), next(items)] == [{"id": 1}, item]
    assert items.cursor == {}
    with pytest.raises(BadResponse, match=message):
        next(items)


def test_a_key_may_be_0() -> None:
    pages = {None: [{"id": 5}, {"id": 0}], 0: [{"id": -3}], -3: []}
    steps = listing(action_of(style("keyset")), lambda received: {"items": pages[received.get("after")]})
    assert ids(in_thread(Items(steps))) == [5, 0, -3]


@pytest.mark.parametrize("value", [True, ["a"], {"a": 1}])
def test_a_cursor_that_is_not_a_string_or_number_is_an_error(value: Any) -> None:
    items = BlockingIterator(Items(listing(action_of(style("cursor")), lambda _: {"items": [1], "next": value})))
    assert next(items) == 1
    with pytest.raises(BadResponse, match="page 1 .* has a value at /next that is not a number or a non-empty string"):
        next(items)


@pytest.mark.parametrize(
    ("name", "received", "message"),
    [
        ("cursor", {"items": [{"id": 1}], "next": "\ud800"}, "page 1 .* cannot be followed by another: its cursor contains half of a surrogate"),
        ("keyset", {"items": [{"id": "\udfff"}]}, "page 1 .* cannot be followed by another: its last key contains half of a surrogate pair"),
    ],
)  # fmt: skip
def test_a_marker_that_cannot_be_sent_is_an_error_of_the_server(name: str, received: Any, message: str) -> None:
    items = BlockingIterator(Items(listing(action_of(style(name)), lambda _: received)))
    assert next(items) == received["items"][0]
    with pytest.raises(BadResponse, match=message):
        next(items)


def test_a_marker_that_cannot_be_a_header_is_an_error_of_the_server() -> None:
    action = action_of(style("cursor"), cursor={"in": "header", "name": "X-Cursor", "schema": {"type": "string"}})
    items = BlockingIterator(Items(listing(action, lambda _: {"items": [1], "next": " a"})))
    assert next(items) == 1
    with pytest.raises(BadResponse, match="page 1 .* cannot be followed by another: its cursor contains"):
        next(items)


def test_a_marker_may_have_any_letters() -> None:
    pages = {None: {"items": [1], "next": "é€"}, "é€": {"items": [2]}}
    items = Items(listing(action_of(style("cursor")), lambda received: pages[received.get("cursor")]))
    assert in_thread(items) == [1, 2]


# --- cycles ------------------------------------------------------------------------------------------------------------


def cyclic_api(name: str, tail: int, period: int) -> tuple[Action, Server]:
    """Return a server whose markers lead, after `tail` of them, back to the one `period` before."""
    server = Server(lambda _: None)

    def respond(arguments: Mapping[str, Any]) -> Any:
        here = int(arguments.get({"cursor": "cursor", "keyset": "after"}.get(name, "from"), 0))
        onward = here + 1 if here + 1 < tail + period else tail
        # The items differ every time: only the markers lead back.
        return {"items": [{"n": len(server.calls), "id": onward}], **_onward(name, onward)}

    server.respond = respond
    return action_of(style(name)), server


@pytest.mark.parametrize("tail", [1, 2, 20])
@pytest.mark.parametrize("period", [1, 2, 7, 100])
@pytest.mark.parametrize("name", ["cursor", "keyset", "link", "header"])
def test_a_cycle_is_detected_before_any_item_comes_twice(name: str, period: int, tail: int) -> None:
    action, server = cyclic_api(name, tail, period)
    items = BlockingIterator(Items(listing(action, server)))
    yielded, error = collect_until_error(items)
    assert "leads back to an earlier page: its" in str(error)
    assert len(yielded) == len(server.calls) == tail + period
    assert items.cursor is not None


def test_a_link_to_the_first_page_is_a_cycle() -> None:
    action, server = action_of(style("link")), Server(lambda _: {"items": [1], "next": "/things"})
    with pytest.raises(BadResponse, match="its link is one that was used before"):
        in_thread(Items(listing(action, server)))
    assert len(server.calls) == 1


@pytest.mark.parametrize("name", ["cursor", "keyset"])
def test_a_cursor_back_to_the_first_page_is_a_cycle(name: str) -> None:
    action, server = cyclic_api(name, 1, 3)
    with pytest.raises(BadResponse, match="is one that was used before"):
        in_thread(Items(listing(action, server, arguments={STYLES[name]["cursor"]: 1})))
    assert len(server.calls) == 3


@pytest.mark.parametrize("period", [RECENT_MARKERS, RECENT_MARKERS + 1])
def test_a_cycle_of_any_length_is_detected_in_the_end(period: int) -> None:
    action, server = cyclic_api("cursor", 5, period)
    with pytest.raises(BadResponse, match="is one that was used before"):
        in_thread(Items(listing(action, server)))
    assert len(server.calls) <= 5 + 4 * period


@pytest.mark.parametrize("name", ["page", "offset"])
@pytest.mark.parametrize("items", [[{"id": 1}], [{"id": 1}, {"id": 2}], ["a"]])
def test_a_server_that_ignores_the_requested_page_is_detected(name: str, items: list[Any]) -> None:
    iterator = BlockingIterator(Items(listing(action_of(style(name)), lambda _: {"items": list(items)})))
    assert [next(iterator) for _ in items] == items
    with pytest.raises(BadResponse, match=f"page 2 .* has the same items as the page before; .*`{name}`"):
        next(iterator)


def test_changing_the_items_hides_no_repetition() -> None:
    iterator = BlockingIterator(Items(listing(action_of(style("page")), lambda _: {"items": [{"id": 1}]})))
    next(iterator).clear()
    with pytest.raises(BadResponse, match="same items"):
        next(iterator)


@pytest.mark.parametrize("name", ["cursor", "link", "keyset"])
def test_the_same_items_under_ever_new_markers_are_detected(name: str) -> None:
    server = Server(lambda _: {"items": [{"id": 1}], "next": f"/n{len(server.calls)}"})
    with pytest.raises(BadResponse, match="has the same items as the page before; the server (returns|seems)"):
        in_thread(Items(listing(action_of(style(name)), server)))


LAST_PAGES: dict[str, tuple[dict[str, Any], Any, Any]] = {
    "cursor, null": (style("cursor"), {"next": "2"}, {"next": None}),
    "cursor, absent": (style("cursor"), {"next": "2"}, {}),
    "cursor, empty": (style("cursor"), {"next": "2"}, {"next": ""}),
    "link": (style("link"), {"next": "/things?page=2"}, {"next": None}),
    "hasMore": (style("page", hasMore="/more"), {"more": True}, {"more": False}),
    "keyset": (style("keyset", hasMore="/more"), {"more": True}, {"more": False}),
    "cursor, hasMore": (style("cursor", hasMore="/more"), {"next": "2", "more": True}, {"next": "3", "more": False}),
}


@BOTH
@pytest.mark.parametrize("kind", [Items, Pages])
@pytest.mark.parametrize("items", [[{"id": 1}], [{"id": 1}, {"id": 2}]], ids=len)
@pytest.mark.parametrize(("paginate", "first", "last"), LAST_PAGES.values(), ids=LAST_PAGES)
def test_a_last_page_with_the_items_of_the_page_before_is_no_loop(
    paginate: dict[str, Any], first: Any, last: Any, items: list[Any], kind: Any, run: Any
) -> None:
    server = Server(lambda _: {"items": list(items), **(last if len(server.calls) > 1 else first)})
    steps = run(kind(listing(action_of(paginate), server)))
    assert steps == (items * 2 if kind is Items else [{"items": items, **first}, {"items": items, **last}])


def test_equal_pages_of_equal_items_are_allowed() -> None:
    rows = [{"status": "ok"}, {"status": "ok"}]
    steps = listing(action_of(style("page", total="/total")), lambda _: {"items": list(rows), "total": 6})
    assert in_thread(Items(steps)) == rows * 3


@pytest.mark.parametrize("items", [[], ["same", "same"]])
def test_consecutive_pages_without_new_items_are_limited(items: list[Any]) -> None:
    server = Server(lambda _: {"items": list(items), "next": str(len(server.calls))})
    pages = BlockingIterator(Pages(listing(action_of(style("cursor")), server)))
    yielded, error = collect_until_error(pages)
    assert f"is the last of {MAX_PAGES_WITHOUT_NEW_ITEMS + 1} consecutive pages without new items" in str(error)
    assert len(yielded) == MAX_PAGES_WITHOUT_NEW_ITEMS + bool(items)
    assert pages.cursor == {"cursor": str(len(yielded))}


def test_items_that_are_nested_too_deeply_to_serialize_work() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    responses = [{"items": [deep]}, {"items": [deep]}, {"items": []}]
    assert len(in_thread(Items(listing(action_of(style("page")), lambda received: responses[received["page"]])))) == 2
    while deep:  # or the interpreter deletes it recursively at exit
        deep = deep.pop()


# --- links -------------------------------------------------------------------------------------------------------------

HERE = "https://api.example.com/v1/things?a=1"
RESOLVED: list[tuple[str, str]] = [
    ("https://api.example.com/x?page=2", "https://api.example.com/x?page=2"),
    ("HTTPS://API.Example.com/x", "https://API.Example.com/x"),
    ("https://api.example.com:443/x", "https://api.example.com:443/x"),
    ("//api.example.com/x", "https://api.example.com/x"),
    ("/x?page=2", "https://api.example.com/x?page=2"),
    ("?page=2", "https://api.example.com/v1/things?page=2"),
    ("other?page=2", "https://api.example.com/v1/other?page=2"),
    ("../x", "https://api.example.com/x"),
    ("/x?page=2#here", "https://api.example.com/x?page=2"),
    ("/x?q=%20%2F", "https://api.example.com/x?q=%20%2F"),
    ("/x?key=s3cret&page=2", "https://api.example.com/x?page=2"),
    ("/x?k%65y=s3cret", "https://api.example.com/x"),
]


@pytest.mark.parametrize(("link", "url"), RESOLVED)
def test_a_link_is_resolved_relative_to_its_page(link: str, url: str) -> None:
    assert next_url(HERE, link, {"key"}) == url


REJECTED_LINKS: list[tuple[Any, str]] = [
    ("https://evil.example/x", "leads to another origin"),
    ("//evil.example/x", "leads to another origin"),
    ("http://api.example.com/x", "leads to another origin"),
    ("https://api.example.com:8443/x", "leads to another origin"),
    ("https://api.example.com.evil.example/x", "leads to another origin"),
    ("https://me@api.example.com/x", "contains a user name or password;"),
    ("https://api.example.com@evil.example/x", "contains a user name or password;"),
    ("ftp://api.example.com/x", "is not of the form"),
    ("javascript:alert(1)", "is not of the form"),
    ("https://api.example.com:0/x", "is not a valid URL"),
    ("https://api.example.com:x/x", "is not a valid URL"),
    ("https://[::1/x", "is not a valid URL"),
    ("/x y", "contains a character that is not allowed in a URL"),
    ("/x\n", "contains a character that is not allowed in a URL"),
    ("/x\x00", "contains a character that is not allowed in a URL"),
    ("\\\\evil.example/x", "contains a character that is not allowed in a URL"),
    ("/é", "contains a character that is not allowed in a URL"),
    (5, "is not a string"),
]


@pytest.mark.parametrize(("link", "message"), REJECTED_LINKS)
def test_a_link_to_another_origin_is_not_followed(link: Any, message: str) -> None:
    with pytest.raises(BadResponse, match=f"the link to the next page {message}.* within https://api.example.com:443"):
        next_url(HERE, link)


def test_a_link_is_resolved_relative_to_the_latest_page() -> None:
    links = iter(["/other?from=1", "?from=2", None])
    server = Server(lambda _: {"items": [len(server.calls)], "next": next(links)})
    in_thread(Pages(listing(action_of(style("link")), server)))
    assert server.calls == [{}, "https://api.example.com/other?from=1", "https://api.example.com/other?from=2"]


@BOTH
@pytest.mark.parametrize("name", ["link", "header"])
def test_a_page_with_a_link_to_another_origin_is_yielded_and_nothing_is_sent_there(name: str, run: Run) -> None:
    link = "https://evil.example/things"
    server = Server(lambda _: {"items": [1], "next": link, "Link": f"<{link}>; rel=next"})
    steps = Items(listing(action_of(style(name)), server))
    with pytest.raises(BadResponse, match="things.get: the link to the next page leads to another origin"):
        run(steps)
    assert server.calls == [{}]
    assert "1 items received;" in repr(steps)


def test_credentials_that_a_server_copies_into_its_links_are_removed() -> None:
    pages = iter(["/things?from=2&key=s3cret", None])
    server = Server(lambda _: {"items": [len(server.calls)], "next": next(pages)})
    steps = Pages(listing(action_of(style("link")), server, in_query=frozenset({"key"})))
    in_thread(steps)
    assert server.calls == [{}, f"{HOME}?from=2"]


HEADERS: list[tuple[str, str | None]] = [
    ("", None),
    (" , ,", None),
    ("</n>; rel=next", "/n"),
    ('</n>; rel="next"', "/n"),
    ('</n>;rel="next"', "/n"),
    ('</n> ; REL = "NeXt" ', "/n"),
    ('</n>; rel="prev next last"', "/n"),
    ('</n>; rel="nextish"', None),
    ("</n>; rel=prev", None),
    ("</n>", None),
    ("</n>;", None),
    ("</n>; rev=next", None),
    ("</n>; rel", None),
    ("</n>; rel=prev; rel=next", None),
    ("</n>; rel=next; rel=prev", "/n"),
    ('</p>; rel="prev", </n>; rel="next"', "/n"),
    ('</n>; rel="next", </p>; rel="prev"', "/n"),
    ('</n>; rel="next", </m>; rel="next"', "/n"),
    ('</p>; rel="prev",</n>; rel="next"', "/n"),
    (',, </n>; rel="next" ,', "/n"),
    ('</n?a=1,2;b>; rel="next"', "/n?a=1,2;b"),
    ('</p>; title="a, <b>; rel=next"; rel=prev, </n>; rel=next', "/n"),
    (r'</p>; title="a \" ; rel=next"; rel=prev, </n>; rel=next', "/n"),
    (r'</n>; rel="\n\ext"', "/n"),
    ('</n>; title*=UTF-8\'de\'n%c3%a4chste; rel="next"; type="text/html"', "/n"),
    ("</n>; rel=next; title=two words", "/n"),
    ('</n>; rel="next"; anchor="/other"', None),
    ('</n>; rel="next"; anchor=""', "/n"),
    ('</n>; rel="next"; anchor="/things"', "/n"),
    ('</n>; rel="next"; anchor="#part"', None),
    ('</m>; anchor="/other"; rel=next, </n>; rel=next', "/n"),
]


@pytest.mark.parametrize(("header", "link"), HEADERS)
def test_the_link_header_is_parsed_by_rfc_8288(header: str, link: str | None) -> None:
    server = Server(lambda received: {"items": [1, 2], "Link": header} if received == {} else {"items": []})
    followed: list[str] = []

    async def follow(url: str) -> Result:
        followed.append(url)
        return Result({"items": []}, 200, Headers(), 1)

    in_thread(Items(replace(listing(action_of(style("header")), server), follow=follow)))
    assert followed == ([] if link is None else [f"https://api.example.com{link}"])


UNREADABLE = [
    "/n; rel=next", "</n; rel=next", '</n>; rel="next', "</n> rel=next", "</p>; rel=prev </n>; rel=next", "<",
    '</n>; rel="prev"x, </n>; rel="next"', '</n>; rel="next"; anchor="https://[::1"',
]  # fmt: skip


@pytest.mark.parametrize("header", UNREADABLE)
def test_an_invalid_link_header_is_an_error(header: str) -> None:
    items = BlockingIterator(Items(listing(action_of(style("header")), lambda _: {"items": [1], "Link": header})))
    assert next(items) == 1
    with pytest.raises(BadResponse, match="page 1 of this iteration has an invalid Link header"):
        next(items)


def test_a_link_header_may_be_invalid_after_the_next_link() -> None:
    server = Server(lambda _: {"items": [1], "Link": "</n>; rel=next, nonsense"} if len(server.calls) < 2 else [])
    steps = listing(action_of(style("header")), server)
    with pytest.raises(BadResponse, match="has nothing at /items"):
        in_thread(Items(steps))
    assert server.calls == [{}, "https://api.example.com/n"]


@given(st.text(alphabet='<>;,="\\ \tarelnxt/*', max_size=60))
def test_no_link_header_raises_before_its_page(header: str) -> None:
    items = Items(listing(action_of(style("header")), lambda _: {"items": [1], "Link": header}, max_pages=1))
    assert in_thread(items) == [1]


LONG = ["</n>" + "; " * 100_000, "<" * 200_000, '</n>; a="' + "\\" * 200_000, "</n>;" + " " * 200_000 + "!"]


@pytest.mark.parametrize("header", LONG, ids=range(len(LONG)))
def test_a_long_link_header_is_parsed_in_linear_time(header: str) -> None:
    # These would take minutes with a parser of quadratic time.
    steps = listing(action_of(style("header")), lambda _: {"items": [1], "Link": header}, max_pages=1)
    assert in_thread(Items(steps)) == [1]


# --- size --------------------------------------------------------------------------------------------------------------


def growth_over(name: str, count: int, run: Callable[[Any], int]) -> int:
    """Return the bytes by which memory grows while `count` items are iterated; they have to come once and in order."""
    action, respond = serve(name, count, declares="total")
    steps = Items(listing(action, Server(lambda received: {**respond(received), "pad": "x" * 1000})))
    server = steps._listing.call.__self__  # type: ignore[attr-defined]
    server.calls = DiscardingList()
    with traced() as memory:
        assert run(steps) == count
        return memory.peak()


class DiscardingList(list[Any]):
    """A list that stores nothing."""

    def append(self, _: Any) -> None:
        pass


def counted(steps: ManagedIterator[Any]) -> int:
    """Return the number of items, without an event loop; -1 if one is out of order."""
    count = 0
    for item in BlockingIterator(steps):
        if item["id"] != count:
            return -1
        count += 1
    return count


def counted_in_loop(steps: ManagedIterator[Any]) -> int:
    """Return the number of items, in an event loop; -1 if one is out of order."""

    async def count_all() -> int:
        count = 0
        async for item in steps:
            if item["id"] != count:
                return -1
            count += 1
        return count

    return asyncio.run(count_all())


@pytest.mark.parametrize("run", [counted, counted_in_loop])
@pytest.mark.parametrize("name", ["page", "cursor"])
def test_10_000_items_take_constant_memory(name: str, run: Callable[[Any], int]) -> None:
    few = growth_over(name, 1_000, run)  # includes what is kept once per process: imports, lines of source code
    assert growth_over(name, 10_000, run) < few + 100_000


@pytest.mark.full
@pytest.mark.parametrize(
    ("name", "run"), [("page", counted), ("cursor", counted), ("header", counted), ("cursor", counted_in_loop)]
)
def test_100_000_items_take_constant_memory(name: str, run: Callable[[Any], int]) -> None:
    assert growth_over(name, 100_000, run) < 500_000


@pytest.mark.full
def test_5_000_pages_take_constant_memory() -> None:
    action, respond = serve("cursor", 5_000, size=1)
    steps = Items(listing(action, Server(respond, calls=DiscardingList())))
    with traced() as memory:
        assert counted(steps) == 5_000
        assert memory.peak() < 500_000
