"""Pages and items, with servers made of a function: every style, every end, every circle, in both worlds."""

from __future__ import annotations

import asyncio
import gc
import json
import tracemalloc
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

from dynaclient import Action, BadResponse, InvalidCall, load
from dynaclient.errors import ConnectError, DynaclientError
from dynaclient.messages import Headers, Result
from dynaclient.results.paging import MOST_WITHOUT_NEWS, REMEMBERED, Items, Listing, Pages, has_pages, next_url
from dynaclient.runtime.backends import BlockingIterator, ManagedIterator
from tests.support.descriptions import action as get
from tests.support.descriptions import describe, query

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
}
LISTED = {"items": "/items"}


def described(paginate: Mapping[str, Any] | None, **parameters: Any) -> Action:
    """Give an action with these pages; `parameters` replace those that it has anyhow."""
    named = {
        "page": query(INTEGER), "offset": query(INTEGER), "cursor": query(TEXT), "after": query(INTEGER),
        "size": query(INTEGER), **parameters,
    }  # fmt: skip
    more = {} if paginate is None else {"paginate": paginate}
    return _loaded(json.dumps(describe({"get": get(named, **more)})))


@cache
def _loaded(description: str) -> Action:
    # To load a description takes longer than most tests that use it.
    return load(json.loads(description)).action("things.get")


def style(name: str, **more: Any) -> dict[str, Any]:
    """Give the declaration of a style, with the list at ``/items``."""
    return {**STYLES[name], **LISTED, **more}


Answer = Callable[[Mapping[str, Any]], Any]


@dataclass
class Server:
    """Answers calls by a function of the arguments, or of a URL's query; remembers what it was asked."""

    answer: Answer
    suspends: bool = False
    asked: list[Any] = field(default_factory=list)

    async def call(self, arguments: Mapping[str, Any]) -> Result:
        self.asked.append(dict(arguments))
        return await self._given(arguments)

    async def follow(self, url: str) -> Result:
        self.asked.append(url)
        return await self._given({name: int(each[0]) for name, each in parse_qs(urlsplit(url).query).items()})

    async def _given(self, arguments: Mapping[str, Any]) -> Result:
        if self.suspends:
            await asyncio.sleep(0)
        data = self.answer(arguments)
        headers = Headers([("Link", data.pop("Link"))]) if isinstance(data, dict) and "Link" in data else Headers()
        return Result(data, 200, headers, 1)


def listing(action: Action, answer: Answer | Server, **more: Any) -> Listing:
    """Give what is to be gone through; `arguments` and what limits it are in `more`."""
    server = answer if isinstance(answer, Server) else Server(answer)
    given = {"arguments": {}, **more}
    return Listing(action=action, call=server.call, follow=server.follow, url_of=lambda _: HOME, **given)


def served(
    name: str, count: int, *, size: int = 100, cap: int = 10**9, short: int = 0, tells: str = "", **paginate: Any
) -> tuple[Action, Answer]:
    """
    Give an action of a style, and a server of so many items for it.

    `cap` is the size of a page that it never exceeds, `short` how many of each page it withholds, and `tells` names
    what the answer has beside the items: ``total``, ``hasMore``.
    """
    declared = {each: f"/{each}" for each in tells.split()}

    def answer(arguments: Mapping[str, Any]) -> Any:
        length = min(arguments.get("size", size), cap)
        start = _start(name, arguments, length, paginate.get("first", 0))
        ids = range(start, min(start + length, count))
        data: dict[str, Any] = {"items": [{"id": each} for each in ids[: len(ids) - short]]}
        if "total" in declared:
            data["total"] = count
        if "hasMore" in declared:
            data["hasMore"] = start + length < count
        if start + length < count:
            data |= _onward(name, start + length)
        return data

    return described(style(name, **declared, **paginate)), answer


def _start(name: str, arguments: Mapping[str, Any], length: int, first: int) -> int:
    starts: dict[str, Callable[[], int]] = {
        "page": lambda: (arguments.get("page", first) - first) * length,
        "offset": lambda: int(arguments.get("offset", 0)),
        "cursor": lambda: int(arguments.get("cursor", "0")),
        "keyset": lambda: arguments.get("after", -1) + 1,
    }
    return starts.get(name, lambda: int(arguments.get("from", 0)))()


def _onward(name: str, start: int) -> dict[str, Any]:
    link = f"/things?from={start}"
    return {"cursor": {"next": str(start)}, "link": {"next": link}, "header": {"Link": f'<{link}>; rel="next"'}}.get(
        name, {}
    )


def in_thread(steps: ManagedIterator[Any]) -> list[Any]:
    """Go through steps without an event loop."""
    return list(BlockingIterator(steps))


def in_loop(steps: Any) -> list[Any]:
    """Go through steps in an event loop, in which every answer takes its time."""
    steps._listing.call.__self__.suspends = True

    async def gone_through() -> list[Any]:
        return [each async for each in steps]

    return asyncio.run(gone_through())


Way = Callable[[Any], list[Any]]
BOTH = pytest.mark.parametrize("way", [in_thread, in_loop])
NAMES = list(STYLES)


def until_it_breaks(steps: BlockingIterator[Any]) -> tuple[list[Any], DynaclientError]:
    """Give what comes before an error, and the error."""
    came: list[Any] = []
    try:
        for each in steps:
            came.append(each)  # noqa: PERF402 - what came has to be there when it breaks
    except DynaclientError as error:
        return came, error
    raise AssertionError("it did not break")


def ids(items: list[Any]) -> list[int]:
    """Give the ids of items."""
    return [each["id"] for each in items]


# --- every style, however the end is told ------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("tells", ["", "total", "hasMore", "total hasMore"])
@pytest.mark.parametrize("count", [0, 1, 100, 101, 250])
def test_each_item_comes_once_and_in_order(name: str, tells: str, count: int, way: Way) -> None:
    action, answer = served(name, count, tells=tells)
    assert ids(way(Items(listing(action, answer)))) == list(range(count))


@BOTH
@pytest.mark.parametrize("name", NAMES)
def test_each_page_comes_as_the_call_gives_it(name: str, way: Way) -> None:
    action, answer = served(name, 250, tells="total")
    pages = way(Pages(listing(action, answer)))
    assert [len(each["items"]) for each in pages] == [100, 100, 50]
    assert {each["total"] for each in pages} == {250}


@pytest.mark.parametrize("name", NAMES)
def test_pages_may_come_with_how_they_came(name: str) -> None:
    action, answer = served(name, 250)
    pages = in_thread(Pages(listing(action, answer, full=True)))
    assert [(each.status, len(each.data["items"])) for each in pages] == [(200, 100), (200, 100), (200, 50)]


REQUESTS = [
    # what tells the end, of 200 items in pages of 100 → requests
    ("page", "", 3), ("page", "total", 2), ("page", "hasMore", 2),
    ("offset", "", 3), ("offset", "total", 2), ("offset", "hasMore", 2),
    ("keyset", "", 3), ("keyset", "total", 2), ("keyset", "hasMore", 2),
    ("cursor", "", 2), ("link", "", 2), ("header", "", 2),
]  # fmt: skip


@pytest.mark.parametrize(("name", "tells", "requests"), REQUESTS)
def test_only_where_nothing_tells_the_end_an_empty_page_is_asked_for(name: str, tells: str, requests: int) -> None:
    action, answer = served(name, 200, tells=tells)
    server = Server(answer)
    pages = in_thread(Pages(listing(action, server)))
    assert (len(server.asked), len(pages)) == (requests, 2)


@pytest.mark.parametrize("name", NAMES)
def test_a_list_without_items_has_one_page(name: str) -> None:
    action, answer = served(name, 0)
    assert in_thread(Pages(listing(action, answer))) == [{"items": []}]


@pytest.mark.parametrize("tells", ["", "total", "hasMore"])
@pytest.mark.parametrize("name", NAMES)
def test_a_server_that_caps_the_size_of_its_pages_loses_nothing(name: str, tells: str) -> None:
    action, answer = served(name, 250, cap=30, tells=tells)
    assert ids(in_thread(Items(listing(action, answer, arguments={"size": 1000})))) == list(range(250))


@pytest.mark.parametrize("tells", ["", "total", "hasMore"])
@pytest.mark.parametrize("name", ["page", "cursor", "link", "header"])
def test_a_short_page_is_not_the_end(name: str, tells: str) -> None:
    action, answer = served(name, 250, short=7, tells=tells)
    assert len(in_thread(Items(listing(action, answer)))) == 250 - 3 * 7


def test_the_size_that_the_caller_asks_for_is_never_changed() -> None:
    action, answer = served("page", 30, tells="total")
    server = Server(answer)
    in_thread(Items(listing(action, server, arguments={"size": 10}, max_items=25)))
    assert server.asked == [{"size": 10, "page": 0}, {"size": 10, "page": 1}, {"size": 10, "page": 2}]


@pytest.mark.parametrize("name", ["cursor", "link"])
def test_a_page_without_items_in_the_middle_is_passed_over(name: str) -> None:
    action, answer = served(name, 300)

    def gaps(arguments: Mapping[str, Any]) -> Any:
        data = answer(arguments)
        return {**data, "items": []} if data["items"][0]["id"] == 100 else data

    assert len(in_thread(Items(listing(action, gaps)))) == 200
    assert [len(each["items"]) for each in in_thread(Pages(listing(action, gaps)))] == [100, 0, 100]


# --- what the arguments say --------------------------------------------------------------------------------------------

BEGINNINGS: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any], list[Any]]] = [
    # style, more of `paginate`, parameters, arguments → what is asked for first, and after a page of two
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
def test_pages_are_turned_from_where_the_arguments_begin(
    name: str, more: dict[str, Any], parameters: dict[str, Any], arguments: dict[str, Any], expected: list[Any]
) -> None:
    onward = {"cursor": "more", "link": "/more"}.get(name)
    server = Server(lambda _: {"items": [{"id": 1}, {"id": 2}], "next": onward, "Link": "</more>; rel=next"})
    pages = BlockingIterator(Pages(listing(described(style(name, **more), **parameters), server, arguments=arguments)))
    next(pages)
    server.answer = lambda _: {"items": []}
    next(pages, None)
    assert server.asked == expected


CURSORS: list[tuple[Any, Any]] = [(7, "7"), ("7", "7"), (1.5, "1.5"), ("é", "é"), (10**30, str(10**30))]


@pytest.mark.parametrize(("told", "sent"), CURSORS)
def test_a_cursor_is_sent_as_its_parameter_takes_it(told: Any, sent: str) -> None:
    server = Server(lambda arguments: {"items": [1], "next": told} if not arguments else {"items": [2]})
    assert in_thread(Items(listing(described(style("cursor")), server))) == [1, 2]
    assert server.asked == [{}, {"cursor": sent}]


@pytest.mark.parametrize("name", ["page", "offset"])
@pytest.mark.parametrize(
    "value", ["three", -1, True, 1.5, [3], Decimal("1E-30"), Decimal("3." + "1" * 30), "٣", "1" * 30]
)
def test_a_first_page_that_has_no_number_is_refused(name: str, value: Any) -> None:
    action = described(style(name), **{name: query()})
    with pytest.raises(InvalidCall, match=f"{name} .*, where pages are turned by it — leave it out"):
        Items(listing(action, lambda _: {}, arguments={name: value}))


def test_an_action_without_pages_is_told_so() -> None:
    action = described(None)
    assert not has_pages(action)
    assert has_pages(described(style("page")))
    with pytest.raises(InvalidCall, match="declares no pages"):
        Pages(listing(action, lambda _: {}))


# --- the end -----------------------------------------------------------------------------------------------------------

ENDS: list[tuple[str, dict[str, Any], list[Any], int]] = [
    # style, more of `paginate`, answers → requests
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
    _pages = [{"items": [each], "total": _none} for each in (1, 2)]
    ENDS.append(("page", {"total": "/total"}, [*_pages, {"items": []}], 3))


@pytest.mark.parametrize(("name", "more", "answers", "requests"), ENDS)
def test_the_end_is_where_the_answer_says_so(
    name: str, more: dict[str, Any], answers: list[Any], requests: int
) -> None:
    server = Server(lambda _: answers[len(server.asked) - 1])
    items = in_thread(Items(listing(described(style(name, **more)), server)))
    assert len(server.asked) == requests == len(answers)
    assert items == [each for answer in answers for each in answer["items"]]


@pytest.mark.parametrize(("page", "requests"), [(0, 3), (1, 2), (2, 2), (3, 1)])
def test_from_a_later_page_on_the_total_ends_it_where_it_comes_out_exactly(page: int, requests: int) -> None:
    # The third page is short. To begin with it tells nothing of how long those before it are, so one more is asked for.
    action, answer = served("page", 25, size=10, tells="total")
    server = Server(answer)
    items = in_thread(Items(listing(action, server, arguments={"page": page})))
    assert ids(items) == list(range(page * 10, 25))
    assert len(server.asked) == requests


def test_from_a_later_page_on_a_total_that_does_not_come_out_loses_nothing() -> None:
    action, answer = served("page", 50, size=10, short=3, tells="total")
    assert len(in_thread(Items(listing(action, answer, arguments={"page": 1})))) == 28


def test_what_is_before_a_later_page_is_no_more_than_a_guess() -> None:
    # Of the first page, which is not seen, one may see but one item: there are fewer than a guess from the second tells.
    pages = [[0], [*range(10)], [*range(10, 20)], [20, 21, 22], []]
    steps = listing(
        described(style("page", total="/total")),
        lambda asked: {"items": pages[asked["page"]], "total": 24},
        arguments={"page": 1},
    )
    assert in_thread(Items(steps)) == list(range(23))


def test_an_offset_that_counts_from_1_has_nothing_before_it() -> None:
    action = described(style("offset", total="/total"), offset=query(INTEGER, default=1))

    def answer(asked: Mapping[str, Any]) -> Any:
        return {"items": list(range(asked["offset"], min(asked["offset"] + 10, 22))), "total": 21}

    server = Server(answer)
    assert in_thread(Items(listing(action, server))) == list(range(1, 22))
    assert len(server.asked) == 3


def test_an_offset_counts_what_is_before_it() -> None:
    action, answer = served("offset", 25, size=10, tells="total")
    server = Server(answer)
    assert ids(in_thread(Items(listing(action, server, arguments={"offset": 18})))) == list(range(18, 25))
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("name", "answer", "lost"),
    [
        ("cursor", {"items": [1]}, "no cursor"),
        ("link", {"items": [1]}, "no link"),
        ("header", {"items": [1]}, "no link"),
        ("keyset", {"items": []}, "no item to go on from"),
        ("offset", {"items": []}, "no items to count on from"),
    ],
)
@pytest.mark.parametrize("before", [0, 1, 3])
def test_an_answer_that_says_that_more_follows_but_not_where_is_bad(
    name: str, answer: dict[str, Any], lost: str, before: int
) -> None:
    def answered(_: Any) -> Any:
        count = len(server.asked)
        link = f"/{count}"
        good = {"items": [{"id": count}], "next": link, "Link": f"<{link}>; rel=next"}
        return {**(good if count <= before else answer), "hasMore": True}

    server = Server(answered)
    came, error = until_it_breaks(BlockingIterator(Pages(listing(described(style(name, hasMore="/hasMore")), server))))
    assert [each["items"] for each in came] == [[{"id": each + 1}] for each in range(before)] + [answer["items"]]
    assert f"page {before + 1} of this walk says at /hasMore that more follows, but has {lost}" in str(error)


# --- what limits it ----------------------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize(
    ("most", "came", "requests", "position"),
    [(0, 0, 0, 0), (1, 1, 1, 0), (9, 9, 1, 0), (10, 10, 1, 1), (11, 11, 2, 1), (25, 25, 3, None), (99, 25, 3, None)],
)
def test_no_more_items_come_than_are_wanted_and_no_page_is_asked_for_in_vain(
    most: int, came: int, requests: int, position: int | None, way: Way
) -> None:
    action, answer = served("page", 25, size=10, tells="total")
    server = Server(answer)
    items = Items(listing(action, server, max_items=most))
    assert ids(way(items)) == list(range(came))
    assert len(server.asked) == requests
    assert items.cursor == (None if position is None else {"page": position})


@pytest.mark.parametrize(("most", "came"), [(0, 0), (1, 10), (2, 20), (3, 25), (9, 25)])
def test_no_more_pages_are_asked_for_than_are_wanted(most: int, came: int) -> None:
    action, answer = served("page", 25, size=10)
    server = Server(answer)
    assert len(in_thread(Items(listing(action, server, max_pages=most)))) == came
    assert len(server.asked) == min(most, 4)


@pytest.mark.parametrize(("most", "pages"), [(0, 0), (1, 1), (10, 1), (11, 2), (99, 3)])
def test_pages_are_given_whole_until_so_many_items_have_come(most: int, pages: int) -> None:
    action, answer = served("page", 25, size=10)
    given = in_thread(Pages(listing(action, answer, max_items=most)))
    assert len(given) == pages
    assert all(each == answer({"page": place}) for place, each in enumerate(given))


def test_the_next_page_is_asked_for_when_its_first_item_is() -> None:
    action, answer = served("cursor", 30, size=10)
    server = Server(answer)
    items = BlockingIterator(Items(listing(action, server)))
    for _ in range(10):
        next(items)
    assert len(server.asked) == 1
    next(items)
    assert len(server.asked) == 2


def test_who_has_enough_is_not_told_what_is_wrong_further_on() -> None:
    server = Server(lambda _: {"items": [1, len(server.asked)], "next": "again"})
    action = described(style("cursor"))
    assert in_thread(Items(listing(action, server, max_items=4))) == [1, 1, 1, 2]
    assert len(in_thread(Pages(listing(action, server, max_pages=2)))) == 2


# --- where it stands ---------------------------------------------------------------------------------------------------

POSITIONS: dict[str, list[Any]] = {
    "page": [{"page": 0}, {"page": 1}, {"page": 2}, None],
    "offset": [{"offset": 0}, {"offset": 10}, {"offset": 20}, None],
    "cursor": [{}, {"cursor": "10"}, {"cursor": "20"}, None],
    "keyset": [{}, {"after": 9}, {"after": 19}, None],
    "link": [{}, {"url": f"{HOME}?from=10"}, {"url": f"{HOME}?from=20"}, None],
    "header": [{}, {"url": f"{HOME}?from=10"}, {"url": f"{HOME}?from=20"}, None],
}


@pytest.mark.parametrize("name", NAMES)
def test_pages_stand_after_the_last_one_that_was_given(name: str) -> None:
    action, answer = served(name, 25, size=10, tells="total")
    pages = BlockingIterator(Pages(listing(action, answer)))
    assert [pages.cursor, *(pages.cursor for _ in pages)] == POSITIONS[name]


@pytest.mark.parametrize("name", NAMES)
def test_items_stand_at_the_first_page_of_which_not_all_were_given(name: str) -> None:
    action, answer = served(name, 25, size=10, tells="total")
    items = BlockingIterator(Items(listing(action, answer)))
    stood = {0: items.cursor} | {each["id"] + 1: items.cursor for each in items}
    at = POSITIONS[name]
    assert [stood[each] for each in (0, 1, 9, 10, 11, 20, 24, 25)] == [*at[:1] * 3, at[1], at[1], at[2], at[2], at[3]]


@BOTH
@pytest.mark.parametrize("tells", ["", "total", "hasMore"])
@pytest.mark.parametrize("name", NAMES)
def test_a_walk_goes_on_from_every_position_that_one_before_had(name: str, tells: str, way: Way) -> None:
    action, answer = served(name, 45, size=10, tells=tells)
    pages = BlockingIterator(Pages(listing(action, answer)))
    for count in range(1, 5):
        next(pages)
        position = json.loads(json.dumps(pages.cursor))
        rest = [each for page in way(Pages(listing(action, answer)).resume(position)) for each in page["items"]]
        assert ids(rest) == list(range(count * 10, 45))


def test_what_goes_on_is_given_as_the_caller_goes_through_it() -> None:
    action, answer = served("page", 25, size=10)
    items = BlockingIterator(Items(listing(action, answer, given_as=BlockingIterator)))
    assert ids(list(items.resume({"page": 1}))) == list(range(10, 25))


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_position_is_where_the_arguments_begin(name: str) -> None:
    action, answer = served(name, 25, size=10)
    items = Items(listing(action, answer))
    assert ids(in_thread(items.resume({}))) == list(range(25))


def test_a_position_from_after_the_last_page_has_one_page_without_items() -> None:
    action, answer = served("page", 20, size=10)
    pages = Pages(listing(action, answer))
    assert in_thread(pages.resume({"page": 2})) == [{"items": []}]


BAD_POSITIONS: list[tuple[str, Any, str]] = [
    ("page", None, "is None: that is the end"),
    ("page", 4, "is none of this list"),
    ("page", "page", "is none of this list"),
    ("page", {"offset": 4}, "is none of this list"),
    ("page", {"page": 4, "size": 3}, "is none of this list"),
    ("page", {"page": "four"}, "is no whole number from 0 on: page"),
    ("page", {"page": None}, "is no whole number from 0 on: page"),
    ("offset", {"offset": -4}, "is no whole number from 0 on: offset"),
    ("cursor", {"cursor": ""}, "is no text, and no number: cursor"),
    ("cursor", {"cursor": ["a"]}, "is no text, and no number: cursor"),
    ("keyset", {"after": True}, "is no text, and no number: after"),
    ("link", {"url": 4}, "holds what no URL has: url"),
    ("link", {"url": "https://evil.example/things"}, "leads to another origin: url"),
    ("link", {"url": "http://api.example.com/things"}, "leads to another origin: url"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "position", "told"), BAD_POSITIONS)
def test_a_position_that_leads_nowhere_is_refused_before_anything_is_sent(name: str, position: Any, told: str) -> None:
    server = Server(lambda _: {})
    pages = Pages(listing(described(style(name)), server))
    with pytest.raises(InvalidCall, match=told):
        pages.resume(position)
    assert server.asked == []


def test_a_call_that_fails_loses_nothing() -> None:
    action, answer = served("cursor", 30, size=10)

    def failing(arguments: Mapping[str, Any]) -> Any:
        if arguments == {"cursor": "20"}:
            raise ConnectError("no")
        return answer(arguments)

    items = BlockingIterator(Items(listing(action, failing)))
    came, error = until_it_breaks(items)
    assert isinstance(error, ConnectError)
    rest = in_thread(Items(listing(action, answer)).resume(items.cursor))
    assert ids(came + rest) == list(range(30))


@pytest.mark.parametrize("kind", [Pages, Items])
def test_after_an_error_nothing_comes(kind: type[Pages | Items]) -> None:
    steps = BlockingIterator(kind(listing(described(style("page")), lambda _: {"items": 5})))
    with pytest.raises(BadResponse):
        next(steps)
    assert list(steps) == []


def test_closing_it_ends_it() -> None:
    action, answer = served("page", 30, size=10)
    server = Server(answer)
    with BlockingIterator(Items(listing(action, server))) as items:
        next(items)
    assert list(items) == []
    assert len(server.asked) == 1


# --- what it tells on the way ------------------------------------------------------------------------------------------


def test_the_total_is_what_the_latest_answer_tells() -> None:
    totals = [7, None, 6, "9", 4]
    answers = [{"items": [place], "total": each} for place, each in enumerate(totals)]
    pages = BlockingIterator(
        Pages(listing(described(style("page", total="/total")), lambda asked: answers[asked["page"]]))
    )
    assert [pages.total, *(pages.total for _ in pages)] == [None, 7, 7, 6, 9, 4]


class Watched(list[Any]):
    """What was told of progress, and when it began and ended."""

    @contextmanager
    def begun(self) -> Iterator[Callable[[int, int | None], None]]:
        self.append("begun")
        try:
            yield lambda *each: self.append(each)
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
@pytest.mark.parametrize(("tells", "more", "expected"), PROGRESS)
def test_progress_is_told_page_by_page(
    kind: type[Pages | Items], tells: str, more: dict[str, Any], expected: list[tuple[int, int | None]]
) -> None:
    told = Watched()
    action, answer = served("page", 25, size=10, tells=tells)
    in_thread(kind(listing(action, answer, progress=told.begun, **more)))
    assert told == ["begun", *expected, "ended"]


def test_where_nobody_knows_what_was_before_progress_has_no_whole() -> None:
    told = Watched()
    action, answer = served("cursor", 25, size=10, tells="total")
    in_thread(Items(listing(action, answer, progress=told.begun, arguments={"cursor": "10"})))
    assert told == ["begun", (10, None), (15, None), "ended"]


@pytest.mark.parametrize("kind", [Pages, Items])
def test_progress_ends_when_nobody_goes_on(kind: type[Pages | Items]) -> None:
    told = Watched()
    action, answer = served("cursor", 25, size=10)
    steps = BlockingIterator(kind(listing(action, answer, progress=told.begun)))
    assert told == []
    next(steps)
    assert told == ["begun", (10, None)]
    del steps
    gc.collect()
    assert told == ["begun", (10, None), "ended"]


def test_it_shows_what_it_is_and_nothing_that_it_was_given() -> None:
    action, answer = served("page", 25, size=10, tells="total")
    items = BlockingIterator(Items(listing(action, answer, arguments={"cursor": "secret"})))
    assert repr(items) == "<Items of things.get: 0 items have come>"
    next(items)
    assert repr(items) == "<Items of things.get: 10 of 25 items have come>"
    assert "secret" not in repr(listing(action, answer, arguments={"cursor": "secret"}))


# --- where the items are -----------------------------------------------------------------------------------------------

PLACES: list[tuple[str, Any, list[Any]]] = [
    ("", [1, 2], [1, 2]),
    ("", [], []),
    ("", None, []),
    ("/items", None, []),
    ("/items", {"items": [1]}, [1]),
    ("/items", {}, []),
    ("/items", {"items": None}, []),
    ("/items", {"other": [5]}, []),
    ("/a/b", {"a": {"b": [1]}}, [1]),
    ("/a/b", {"a": {}}, []),
    ("/a~1b/~0", {"a/b": {"~": [1]}}, [1]),
    ("/1/items", [{}, {"items": [3]}], [3]),
    ("/a/b", {"total": 0}, []),
]


@pytest.mark.parametrize(("pointer", "data", "items"), PLACES)
def test_items_are_found_where_the_pointer_leads(pointer: str, data: Any, items: list[Any]) -> None:
    action = described({**STYLES["cursor"], "items": pointer, "total": "/total"})
    assert in_thread(Items(listing(action, lambda _: data))) == items


NO_LISTS: list[tuple[str, Any, str]] = [
    ("", {"items": [1]}, "has an object as its body, and no list"),
    ("", "text", "has a text as its body, and no list"),
    ("", b"bytes", "has bytes as its body, and no list"),
    ("", 5, "has a number as its body, and no list"),
    ("", True, "has a boolean as its body, and no list"),
    ("/items", [1], "has nothing at /items; it is a list"),
    ("/items", "text", "has nothing at /items; it is a text"),
    ("/items", {"items": {"a": 1}}, "has an object at /items, and no list"),
    ("/items", {"items": 5}, "has a number at /items, and no list"),
    ("/a/b", {}, "has nothing at /a/b; it is an object"),
    ("/a/b", {"a": [1]}, "has nothing at /a/b; it is an object"),
    ("/" + "9" * 5000, [1], "has nothing at /9+; it is a list"),
]  # fmt: skip


@pytest.mark.parametrize(("pointer", "data", "told"), NO_LISTS)
def test_items_that_are_not_where_the_pointer_leads_are_told(pointer: str, data: Any, told: str) -> None:
    action = described({**STYLES["cursor"], "items": pointer})
    with pytest.raises(BadResponse, match=f"^things.get: page 1 of this walk {told}; the pointer `items`"):
        in_thread(Items(listing(action, lambda _: data)))


@pytest.mark.parametrize("name", ["page", "offset", "keyset"])
def test_a_list_that_is_left_out_while_items_are_told_of_is_a_wrong_pointer(name: str) -> None:
    action = described(
        {**STYLES[name], "items": "/item", "total": "/total", **({"first": 1} if name == "page" else {})}
    )
    with pytest.raises(BadResponse, match="has nothing at /item, and tells of 12 items"):
        in_thread(Items(listing(action, lambda _: {"items": [1], "total": 12})))


@pytest.mark.parametrize(("name", "arguments"), [("page", {"page": 5}), ("offset", {"offset": 50}), ("cursor", {})])
def test_a_list_that_is_left_out_further_on_is_empty(name: str, arguments: dict[str, Any]) -> None:
    steps = listing(described(style(name, total="/total")), lambda _: {"total": 12}, arguments=arguments)
    assert in_thread(Items(steps)) == []


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ({}, "has nothing at /id of its last item"),
        ({"id": None}, "has nothing at /id of its last item"),
        (5, "has nothing at /id of its last item"),
        ({"id": ""}, "has at /id of its last item what is no text, and no number"),
        ({"id": {}}, "has at /id of its last item what is no text, and no number"),
        ({"id": False}, "has at /id of its last item what is no text, and no number"),
    ],
)
def test_an_item_without_its_key_ends_the_walk_after_its_page(item: Any, told: str) -> None:
    items = BlockingIterator(Items(listing(described(style("keyset")), lambda _: {"items": [{"id": 1}, item]})))
    assert [next(items), next(items)] == [{"id": 1}, item]
    assert items.cursor == {}
    with pytest.raises(BadResponse, match=told):
        next(items)


def test_a_key_may_be_0() -> None:
    pages = {None: [{"id": 5}, {"id": 0}], 0: [{"id": -3}], -3: []}
    steps = listing(described(style("keyset")), lambda asked: {"items": pages[asked.get("after")]})
    assert ids(in_thread(Items(steps))) == [5, 0, -3]


@pytest.mark.parametrize("told", [True, ["a"], {"a": 1}])
def test_a_cursor_that_is_no_text_and_no_number_is_bad(told: Any) -> None:
    items = BlockingIterator(Items(listing(described(style("cursor")), lambda _: {"items": [1], "next": told})))
    assert next(items) == 1
    with pytest.raises(BadResponse, match="page 1 of this walk has at /next what is no text, and no number"):
        next(items)


# --- circles -----------------------------------------------------------------------------------------------------------


def circling(name: str, tail: int, period: int) -> tuple[Action, Server]:
    """Give a server whose places lead, after `tail` of them, back to the one `period` before."""
    server = Server(lambda _: None)

    def answer(arguments: Mapping[str, Any]) -> Any:
        here = int(arguments.get({"cursor": "cursor", "keyset": "after"}.get(name, "from"), 0))
        onward = here + 1 if here + 1 < tail + period else tail
        # The items are others each time: only the way leads back.
        return {"items": [{"n": len(server.asked), "id": onward}], **_onward(name, onward)}

    server.answer = answer
    return described(style(name)), server


@pytest.mark.parametrize("tail", [1, 2, 20])
@pytest.mark.parametrize("period", [1, 2, 7, 100])
@pytest.mark.parametrize("name", ["cursor", "keyset", "link", "header"])
def test_a_circle_is_seen_before_anything_comes_twice(name: str, period: int, tail: int) -> None:
    action, server = circling(name, tail, period)
    items = BlockingIterator(Items(listing(action, server)))
    came, error = until_it_breaks(items)
    assert "leads back to where this walk was: its" in str(error)
    assert len(came) == len(server.asked) == tail + period
    assert items.cursor is not None


def test_a_link_to_the_first_page_is_a_circle() -> None:
    action, server = described(style("link")), Server(lambda _: {"items": [1], "next": "/things"})
    with pytest.raises(BadResponse, match="its link is an earlier one"):
        in_thread(Items(listing(action, server)))
    assert len(server.asked) == 1


@pytest.mark.parametrize("name", ["cursor", "keyset"])
def test_a_cursor_back_to_where_the_caller_began_is_a_circle(name: str) -> None:
    action, server = circling(name, 1, 3)
    with pytest.raises(BadResponse, match="is an earlier one"):
        in_thread(Items(listing(action, server, arguments={STYLES[name]["cursor"]: 1})))
    assert len(server.asked) == 3


@pytest.mark.parametrize("period", [REMEMBERED, REMEMBERED + 1])
def test_a_circle_of_any_length_is_seen_in_the_end(period: int) -> None:
    action, server = circling("cursor", 5, period)
    with pytest.raises(BadResponse, match="is an earlier one"):
        in_thread(Items(listing(action, server)))
    assert len(server.asked) <= 5 + 4 * period


@pytest.mark.parametrize("name", ["page", "offset"])
@pytest.mark.parametrize("items", [[{"id": 1}], [{"id": 1}, {"id": 2}], ["a"]])
def test_a_server_that_ignores_which_page_it_is_asked_for_is_seen(name: str, items: list[Any]) -> None:
    walk = BlockingIterator(Items(listing(described(style(name)), lambda _: {"items": list(items)})))
    assert [next(walk) for _ in items] == items
    with pytest.raises(BadResponse, match=f"page 2 of this walk has the very items of the page before; .*`{name}`"):
        next(walk)


def test_what_the_caller_does_with_items_hides_no_repeat() -> None:
    walk = BlockingIterator(Items(listing(described(style("page")), lambda _: {"items": [{"id": 1}]})))
    next(walk).clear()
    with pytest.raises(BadResponse, match="very items"):
        next(walk)


@pytest.mark.parametrize("name", ["cursor", "link", "keyset"])
def test_the_same_items_under_ever_new_names_are_seen(name: str) -> None:
    server = Server(lambda _: {"items": [{"id": 1}], "next": f"/n{len(server.asked)}"})
    with pytest.raises(BadResponse, match="has the very items of the page before; the server (gives|seems)"):
        in_thread(Items(listing(described(style(name)), server)))


def test_items_that_cannot_be_told_apart_may_come_again() -> None:
    rows = [{"status": "ok"}, {"status": "ok"}]
    steps = listing(described(style("page", total="/total")), lambda _: {"items": list(rows), "total": 6})
    assert in_thread(Items(steps)) == rows * 3


@pytest.mark.parametrize("items", [[], ["same", "same"]])
def test_pages_that_bring_nothing_new_have_an_end(items: list[Any]) -> None:
    server = Server(lambda _: {"items": list(items), "next": str(len(server.asked))})
    pages = BlockingIterator(Pages(listing(described(style("cursor")), server)))
    came, error = until_it_breaks(pages)
    assert f"is the last of {MOST_WITHOUT_NEWS + 1} in a row that brought nothing new" in str(error)
    assert len(came) == MOST_WITHOUT_NEWS + bool(items)
    assert pages.cursor == {"cursor": str(len(came))}


def test_items_that_are_nested_as_deeply_as_can_be_do_no_harm() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    answers = [{"items": [deep]}, {"items": [deep]}, {"items": []}]
    assert len(in_thread(Items(listing(described(style("page")), lambda asked: answers[asked["page"]])))) == 2
    while deep:  # or the end of the interpreter takes it apart step by step within step
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
def test_a_link_is_resolved_where_the_page_is(link: str, url: str) -> None:
    assert next_url(HERE, link, {"key"}) == url


ASTRAY: list[tuple[Any, str]] = [
    ("https://evil.example/x", "leads to another origin"),
    ("//evil.example/x", "leads to another origin"),
    ("http://api.example.com/x", "leads to another origin"),
    ("https://api.example.com:8443/x", "leads to another origin"),
    ("https://api.example.com.evil.example/x", "leads to another origin"),
    ("https://me@api.example.com/x", "holds a user name or password;"),
    ("https://api.example.com@evil.example/x", "holds a user name or password;"),
    ("ftp://api.example.com/x", "is not of the form"),
    ("javascript:alert(1)", "is not of the form"),
    ("https://api.example.com:0/x", "is not of the form"),
    ("https://api.example.com:x/x", "is no URL"),
    ("https://[::1/x", "is no URL"),
    ("/x y", "holds what no URL has"),
    ("/x\n", "holds what no URL has"),
    ("/x\x00", "holds what no URL has"),
    ("\\\\evil.example/x", "holds what no URL has"),
    ("/é", "holds what no URL has"),
    (5, "holds what no URL has"),
]


@pytest.mark.parametrize(("link", "told"), ASTRAY)
def test_a_link_that_leads_away_is_not_followed(link: Any, told: str) -> None:
    with pytest.raises(BadResponse, match=f"the link to the next page {told}.* within https://api.example.com:443"):
        next_url(HERE, link)


def test_a_link_is_resolved_where_its_own_page_is() -> None:
    links = iter(["/other?from=1", "?from=2", None])
    server = Server(lambda _: {"items": [len(server.asked)], "next": next(links)})
    in_thread(Pages(listing(described(style("link")), server)))
    assert server.asked == [{}, "https://api.example.com/other?from=1", "https://api.example.com/other?from=2"]


@BOTH
@pytest.mark.parametrize("name", ["link", "header"])
def test_where_a_link_leads_away_its_page_comes_and_nothing_is_asked_elsewhere(name: str, way: Way) -> None:
    link = "https://evil.example/things"
    server = Server(lambda _: {"items": [1], "next": link, "Link": f"<{link}>; rel=next"})
    steps = Items(listing(described(style(name)), server))
    with pytest.raises(BadResponse, match="things.get: the link to the next page leads to another origin"):
        way(steps)
    assert server.asked == [{}]
    assert repr(steps).endswith("1 items have come>")


def test_credentials_that_a_server_copies_into_its_links_are_left_out() -> None:
    pages = iter(["/things?from=2&key=s3cret", None])
    server = Server(lambda _: {"items": [len(server.asked)], "next": next(pages)})
    steps = Pages(listing(described(style("link")), server, in_query=frozenset({"key"})))
    in_thread(steps)
    assert server.asked == [{}, f"{HOME}?from=2"]


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
def test_the_link_header_is_read_as_rfc_8288_says(header: str, link: str | None) -> None:
    server = Server(lambda asked: {"items": [1, 2], "Link": header} if asked == {} else {"items": []})
    followed: list[str] = []

    async def follow(url: str) -> Result:
        followed.append(url)
        return Result({"items": []}, 200, Headers(), 1)

    in_thread(Items(replace(listing(described(style("header")), server), follow=follow)))
    assert followed == ([] if link is None else [f"https://api.example.com{link}"])


UNREADABLE = [
    "/n; rel=next", "</n; rel=next", '</n>; rel="next', "</n> rel=next", "</p>; rel=prev </n>; rel=next", "<",
    '</n>; rel="prev"x, </n>; rel="next"', '</n>; rel="next"; anchor="https://[::1"',
]  # fmt: skip


@pytest.mark.parametrize("header", UNREADABLE)
def test_a_link_header_that_cannot_be_read_is_told(header: str) -> None:
    items = BlockingIterator(Items(listing(described(style("header")), lambda _: {"items": [1], "Link": header})))
    assert next(items) == 1
    with pytest.raises(BadResponse, match="page 1 of this walk has a Link header that cannot be read"):
        next(items)


def test_what_comes_after_the_link_to_the_next_page_need_not_be_readable() -> None:
    server = Server(lambda _: {"items": [1], "Link": "</n>; rel=next, nonsense"} if len(server.asked) < 2 else [])
    steps = listing(described(style("header")), server)
    with pytest.raises(BadResponse, match="has nothing at /items"):
        in_thread(Items(steps))
    assert server.asked == [{}, "https://api.example.com/n"]


@given(st.text(alphabet='<>;,="\\ \tarelnxt/*', max_size=60))
def test_no_link_header_does_harm(header: str) -> None:
    items = Items(listing(described(style("header")), lambda _: {"items": [1], "Link": header}, max_pages=1))
    assert in_thread(items) == [1]


LONG = ["</n>" + "; " * 100_000, "<" * 200_000, '</n>; a="' + "\\" * 200_000, "</n>;" + " " * 200_000 + "!"]


@pytest.mark.parametrize("header", LONG, ids=range(len(LONG)))
def test_a_long_link_header_takes_no_longer_than_its_length(header: str) -> None:
    # Each would take minutes if reading it went over it again and again.
    steps = listing(described(style("header")), lambda _: {"items": [1], "Link": header}, max_pages=1)
    assert in_thread(Items(steps)) == [1]


# --- size --------------------------------------------------------------------------------------------------------------


def growth_over(name: str, count: int, way: Callable[[Any], int]) -> int:
    """Give by how many bytes it grows, at most, to go through so many items; each has to come once, in order."""
    action, answer = served(name, count, tells="total")
    steps = Items(listing(action, Server(lambda asked: {**answer(asked), "pad": "x" * 1000})))
    server = steps._listing.call.__self__  # type: ignore[attr-defined]
    server.asked = Forgetful()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        assert way(steps) == count
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


class Forgetful(list[Any]):
    """A list that keeps nothing."""

    def append(self, _: Any) -> None:
        pass


def counted(steps: ManagedIterator[Any]) -> int:
    """Give how many items come without an event loop; -1 where one comes out of order."""
    count = 0
    for each in BlockingIterator(steps):
        if each["id"] != count:
            return -1
        count += 1
    return count


def counted_in_loop(steps: ManagedIterator[Any]) -> int:
    """Give how many items come in an event loop; -1 where one comes out of order."""

    async def count_all() -> int:
        count = 0
        async for each in steps:
            if each["id"] != count:
                return -1
            count += 1
        return count

    return asyncio.run(count_all())


@pytest.mark.parametrize("way", [counted, counted_in_loop])
@pytest.mark.parametrize("name", ["page", "cursor"])
def test_10_000_items_come_in_constant_memory(name: str, way: Callable[[Any], int]) -> None:
    assert growth_over(name, 10_000, way) < 500_000


@pytest.mark.full
@pytest.mark.parametrize(
    ("name", "way"), [("page", counted), ("cursor", counted), ("header", counted), ("cursor", counted_in_loop)]
)
def test_100_000_items_come_in_constant_memory(name: str, way: Callable[[Any], int]) -> None:
    assert growth_over(name, 100_000, way) < 500_000


@pytest.mark.full
def test_5_000_pages_come_in_constant_memory() -> None:
    action, answer = served("cursor", 5_000, size=1)
    steps = Items(listing(action, Server(answer, asked=Forgetful())))
    tracemalloc.start()
    try:
        assert counted(steps) == 5_000
        assert tracemalloc.get_traced_memory()[1] < 500_000
    finally:
        tracemalloc.stop()
