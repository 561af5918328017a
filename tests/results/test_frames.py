"""Lists as frames: everything that is left of them, and nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from dynaclient import AsyncClient, Client, DynaclientError, InvalidCall, ServerError
from dynaclient.messages import Request, Response
from dynaclient.testing import RecordingTransport, response
from tests.support.descriptions import action, describe, query

PAGINATE = {"style": "page", "page": "page", "size": "size", "items": "/items", "total": "/total"}
API = describe({"get": action({name: query({"type": "integer"}) for name in ("page", "size")}, paginate=PAGINATE)})
ROWS: list[Any] = [{"id": number, "owner": {"name": f"n{number}", "tags": [number]}} for number in range(5)]


def serving(rows: list[Any], *, broken: int = 0) -> Callable[[Request], Response]:
    """Return a server of pages of two rows each, whose first responses to the second page are errors."""
    left = [broken]

    def respond(request: Request) -> Response:
        page = int(request.url.partition("page=")[2] or 0)
        if page == 1 and left[0]:
            left[0] -= 1
            return response({}, 500)
        return response({"items": rows[2 * page : 2 * page + 2], "total": len(rows)})

    return respond


def client(rows: list[Any] = ROWS, **more: Any) -> Client:
    return Client(API, retries=0, transport=RecordingTransport(serving(rows, **more)))


def cells(frame: Any) -> list[dict[str, Any]]:
    return frame.to_dicts() if hasattr(frame, "to_dicts") else frame.to_dict("records")  # type: ignore[no-any-return]


kinds = pytest.mark.parametrize(("kind", "tags"), [("pandas", [0]), ("polars", "[0]")])
ways = pytest.mark.parametrize("way", ["items", "pages"])


@kinds
@ways
def test_a_list_is_a_frame_with_a_row_for_each_item(way: str, kind: str, tags: Any) -> None:
    rows = cells(getattr(client().things.get, way)().to_frame(kind))
    assert rows[0] == {"id": 0, "owner.name": "n0", "owner.tags": tags}
    assert [row["id"] for row in rows] == [0, 1, 2, 3, 4]


@ways
def test_an_awaited_frame_has_the_same_rows(way: str) -> None:
    async def fetched() -> Any:
        async with AsyncClient(API, transport=RecordingTransport(serving(ROWS))) as awaited:
            return await getattr(awaited.things.get, way)().to_frame()

    assert [row["id"] for row in cells(asyncio.run(fetched()))] == [0, 1, 2, 3, 4]


@ways
@pytest.mark.parametrize(("limits", "ids"), [({"max_items": 3}, [0, 1, 2]), ({"max_pages": 2}, [0, 1, 2, 3])])
def test_the_limits_of_lists_apply(way: str, limits: dict[str, int], ids: list[int]) -> None:
    steps = getattr(client().with_options(**limits).things.get, way)()
    assert [row["id"] for row in cells(steps.to_frame())] == ids
    assert ", as many as max_items or max_pages allows>" in repr(steps)


def test_a_frame_of_results_has_their_items() -> None:
    assert len(client().with_response.things.get.pages().to_frame()) == 5


def test_what_was_iterated_over_before_is_not_in_the_frame() -> None:
    items, pages = client().things.get.items(), client().things.get.pages()
    next(items), next(pages)
    assert [row["id"] for row in cells(items.to_frame())] == [1, 2, 3, 4]
    assert [row["id"] for row in cells(pages.to_frame())] == [2, 3, 4]
    assert len(items.to_frame()) == 0


@ways
def test_after_an_error_another_call_goes_on(way: str) -> None:
    steps = getattr(client(broken=1).things.get, way)()
    with pytest.raises(ServerError):
        steps.to_frame()
    assert [row["id"] for row in cells(steps.to_frame())] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], []),
        (["a", "b"], [{"value": "a"}, {"value": "b"}]),
        ([{"value": 1}], [{"value": 1}]),
        ([{"value": 1, "row": 2}, "b"], [{"value.value": 1, "row": 2}, {"value": "b"}]),
    ],
)
def test_items_of_any_kind_become_rows(rows: list[Any], expected: list[dict[str, Any]]) -> None:
    frame = client(rows).things.get.items().to_frame()
    found = [{name: cell for name, cell in row.items() if str(cell) not in ("nan", "None")} for row in cells(frame)]
    assert found == expected


@pytest.mark.parametrize("kind", ["spark", ["pandas"], None])
def test_another_kind_is_refused_before_anything_is_fetched(kind: Any) -> None:
    transport = RecordingTransport(serving(ROWS))
    with pytest.raises(InvalidCall, match="one of: pandas, polars"):
        Client(API, transport=transport).things.get.items().to_frame(kind)
    assert transport.requests == []


@ways
def test_without_the_package_nothing_is_fetched(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr("dynaclient.results.frames.import_module", missing)
    transport = RecordingTransport(serving(ROWS))
    with pytest.raises(DynaclientError, match="^to_frame needs polars: pip install polars$"):
        getattr(Client(API, transport=transport).things.get, way)().to_frame("polars")
    assert transport.requests == []


@pytest.mark.parametrize("kind", ["pandas", "polars"])
def test_rows_of_which_each_has_other_columns_are_no_frame(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dynaclient.display.columns.MAX_GAPS", 100)
    rows = [{f"c{number}": number} for number in range(12)]
    with pytest.raises(
        DynaclientError, match="to_frame: 12 rows have 12 different columns, which are too many"
    ) as caught:
        client(rows).things.get.items().to_frame(kind)
    assert caught.value.code == "frame"
    assert client(rows[:11]).things.get.items().to_frame(kind).shape == (11, 11)


@pytest.mark.parametrize("rows", [[{"a": "\ud800"}], [{"\ud800": 1}]])
def test_what_polars_cannot_hold_is_an_error_of_ours(rows: list[Any]) -> None:
    with pytest.raises(DynaclientError, match="not valid Unicode, which polars cannot hold"):
        client(rows).things.get.items().to_frame("polars")


def test_rows_without_cells_are_rows() -> None:
    assert client([{}, {}, {}]).things.get.items().to_frame().shape == (3, 0)


def test_an_interrupted_frame_reports_what_was_received() -> None:
    def respond(request: Request) -> Response:
        if "page=1" in request.url:
            raise KeyboardInterrupt
        return serving(ROWS)(request)

    items = Client(API, transport=RecordingTransport(respond)).things.get.items()
    with pytest.raises(KeyboardInterrupt) as caught:
        items.to_frame()
    shown = "\n".join(caught.value._render_traceback_())  # type: ignore[attr-defined]
    assert f"2 of {len(ROWS)} items received; iterate on, or call to_frame(), for the rest" in shown


# --- in notebooks ----------------------------------------------------------------------------------------------------


@ways
def test_a_notebook_shows_how_to_go_on_and_fetches_nothing(way: str) -> None:
    transport = RecordingTransport(serving(ROWS))
    steps = getattr(Client(API, transport=transport).things.get, way)()
    shown = steps._repr_html_()
    assert f"<p><code>{way.title()} of things.get: 0 items received; nothing is fetched until" in shown
    assert transport.requests == []
    next(steps)
    assert f"2 of {len(ROWS)} items received; iterate on" in steps._repr_html_()


def test_what_is_awaited_is_shown_too() -> None:
    steps = AsyncClient(API, transport=RecordingTransport([])).things.get.items()
    assert "Items of things.get: 0 items received" in steps._repr_html_()


def test_an_iterator_lists_what_it_has() -> None:
    assert {"to_frame", "resume", "cursor", "total", "close"} <= set(dir(client().things.get.items()))
