"""What `find` returns: a list of actions, shown as a table, whose rows are called."""

from __future__ import annotations

import asyncio
import copy
import inspect
import pickle
import re
from typing import Any

import pytest

from dynaclient import Action, AsyncClient, Client, InvalidCall, UnknownName
from dynaclient.client.found import Found, FoundAction
from dynaclient.display.html import fragment
from dynaclient.testing import RecordingTransport, response
from tests.support.descriptions import action, describe, query

TEXT = {"type": "string"}
PAGINATE = {"style": "offset", "offset": "from", "limit": "size", "items": ""}
API = describe(
    {
        "getOld": action({"from": query({"type": "integer"}, required=True), "size": query({"type": "integer"})}, summary="Returns old\nfish.", paginate=PAGINATE),
        "getNew": action({"q": query(TEXT)}, summary="Returns new fish."),
        "getOne": action({f"parameter{number}": query(TEXT, required=True) for number in range(5)}, summary="Returns one fish."),
    }
)  # fmt: skip
CLIENT = Client(API, transport=RecordingTransport(lambda _: response([{"id": 1}])))


def test_the_rows_are_the_actions_of_the_description() -> None:
    found: Any = CLIENT.find("fish")
    assert isinstance(found, list)
    assert all(isinstance(row, Action) for row in found)
    assert found == [CLIENT.api.action(row.name) for row in found]
    assert [CLIENT.api.action(row.name) for row in found] == found
    assert found[0] in {CLIENT.api.action(found[0].name)}
    assert found[0] != found[1]
    assert found[0] == CLIENT.find("fish")[0]
    assert found[0] != "things.getOld"


def test_a_row_has_all_attributes_of_an_action() -> None:
    row, described = CLIENT.find("old")[0], CLIENT.api.action("things.getOld")
    names = [name for name in {*vars(described), *dir(Action)} if not name.startswith("_")]
    assert {name: getattr(row, name) for name in names if not callable(getattr(row, name))} == {
        name: getattr(described, name) for name in names if not callable(getattr(described, name))
    }
    assert repr(row) == repr(described)


@pytest.mark.parametrize("kind", ["pandas", "polars"])
def test_what_was_found_becomes_a_frame(kind: str) -> None:
    found = CLIENT.find("fish")
    frame = found.to_frame(kind)
    assert list(frame.columns) == ["action", "method", "path", "required", "summary"]
    assert len(frame) == len(found)
    (old,) = (
        [column[row] for column in map(frame.__getitem__, frame.columns)]
        for row in range(len(found))
        if found[row].key == "getOld"
    )
    assert old == ["things.get_old", "GET", "/things", "from_", "Returns old fish."]
    nothing = CLIENT.find("zzzz").to_frame(kind)
    assert (list(nothing.columns), len(nothing)) == (list(frame.columns), 0)


def test_an_unknown_kind_of_frame_is_refused() -> None:
    with pytest.raises(InvalidCall, match="'spark' is not one of the allowed values — one of: pandas, polars"):
        CLIENT.find("fish").to_frame("spark")


def test_a_row_is_called_as_the_method_is() -> None:
    row: Any = CLIENT.find("old")[0]
    assert row({"from": 3}) == row(from_=3) == [{"id": 1}]
    assert next(row.items(from_=3)) == {"id": 1}
    assert row.prepare(from_=3) == CLIENT.things.get_old.prepare(from_=3)
    assert row.__name__ == "get_old"
    assert {"items", "map", "prepare", "parameters"} <= set(dir(row))
    with pytest.raises(InvalidCall, match="from \\(query\\): is missing"):
        row()


def test_a_row_is_documented_as_the_method_is() -> None:
    row: Any = CLIENT.find("old")[0]
    assert inspect.signature(row) == inspect.signature(CLIENT.things.get_old)
    assert row.__doc__ == CLIENT.things.get_old.__doc__
    assert row._repr_html_() == CLIENT.things.get_old._repr_html_()
    assert row._repr_markdown_() == CLIENT.things.get_old._repr_markdown_()
    assert (FoundAction.__doc__ or "").startswith("An action that a client has found")


def test_a_row_of_a_client_with_options_has_them() -> None:
    row: Any = CLIENT.with_response.find("old")[0]
    assert row(from_=1).status == 200


def test_a_row_of_an_asynchronous_client_is_awaited() -> None:
    async def called() -> Any:
        async with AsyncClient(API, transport=RecordingTransport(response(7))) as client:
            row: Any = client.find("old")[0]
            return await row(from_=1)

    assert asyncio.run(called()) == 7


@pytest.mark.parametrize("name", ["itms", "_private", "__iter__"])
def test_what_a_row_does_not_have_is_unknown(name: str) -> None:
    with pytest.raises(UnknownName):
        getattr(CLIENT.find("old")[0], name)


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda found: pickle.loads(pickle.dumps(found))])
def test_a_copy_can_be_called(again: Any) -> None:
    client = Client(API, transport=RecordingTransport(response(7)))
    made = again(client.find("old fish"))
    assert type(made) is Found
    assert [row.name for row in made] == [row.name for row in client.find("old fish")]
    assert again(client.find("old")[0])(from_=1) == 7


def test_a_part_of_the_list_is_such_a_list() -> None:
    found = CLIENT.find("fish")
    assert type(found[1:]) is Found
    assert found[1:] == found[1:3]
    assert found + found == [*found, *found]


# --- how it shows itself ---------------------------------------------------------------------------------------------


def test_the_list_is_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "90")
    found = CLIENT.find("fish")
    lines = {re.sub("^[0-9]  ", "", line) for line in repr(found).splitlines()}
    assert lines == {
        "things.get_old(from_=…)  Returns old fish.",
        "things.get_new()         Returns new fish.",
        "things.get_one(parameter0=…, parameter1=…, parameter2=…, parameter3=…, parameter4=…)",
        "      Returns one fish.",
    }
    assert repr(found).startswith("0  things.")


def test_a_row_fits_into_a_line_of_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = repr(Client(token="x").find("list the tokens of an application")).splitlines()
    assert max(len(line) for line in lines if "(" not in line) <= 80
    assert any(line.endswith("…") for line in lines)


def test_a_notebook_shows_a_table() -> None:
    html = CLIENT.find("old fish")[:1]._repr_html_()
    assert re.findall("<t[hd] [^>]*>(.*?)</t[hd]>", html) == [
        "", "Action", "Required", "Summary", "0", "<code>things.get_old</code>", "from_", "Returns old fish.",
    ]  # fmt: skip


def test_nothing_found_is_said() -> None:
    found = CLIENT.find("zzzzzz")
    assert (repr(found), found) == ("no actions found; client.api.actions has all of them", [])
    assert found._repr_html_() == fragment("<p>no actions found; client.api.actions has all of them</p>")


@pytest.mark.parametrize(
    ("count", "note"), [(25, ""), (26, "… the best 25 of 26"), (300, "… the best 25 of 200 or more")]
)
def test_a_list_says_how_many_more_match(count: int, note: str) -> None:
    client = Client(describe({f"get{number}": action(summary="Lists fish.") for number in range(count)}))
    found = client.find("fish")
    assert len(found) == 25
    for shown in (repr(found).splitlines()[-1], found._repr_html_()):
        assert (f"{note}: search with more words" in shown) is bool(note)
    assert "more words" not in repr(found[:3])
