"""Names of actions that a person chose: what is not taken is noted."""

from __future__ import annotations

import pytest

from dynaclient import Api
from tests.support.openapi_documents import openapi, operation, translation_of

GET, POST = "/paths/~1things/get", "/paths/~1things/post"
DOCUMENT = openapi(
    {
        "/things": {"get": operation(operationId="listThings"), "post": operation(operationId="makeThing")},
        "/b/{id}": {"get": operation(operationId="findThing")},
    }
)
CHOSEN: dict[str, tuple[dict[str, str], str, list[tuple[str, str]]]] = {
    # name: (the names that are chosen, the name of the first action, the notes: pointer, and a part of the message)
    "by id": ({"listThings": "all.list"}, "all.list", []),
    "by path": ({"GET /things": "all.list"}, "all.list", []),
    "the action alone": ({"listThings": "all"}, "things.all", []),
    "by both": ({"listThings": "", "GET /things": "all.list"}, "all.list", []),
    "an unknown id": ({"listThing": "all.list"}, "things.list", [("", "'listThing'")]),
    "the method in small letters": ({"get /things": "all.list"}, "things.list", [("", "'get /things'")]),
    "another variable": ({"GET /b/{x}": "b.list"}, "things.list", [("", "'GET /b/{x}'")]),
    "nothing": ({"listThings": ""}, "things.list", [(GET, "'' is not a name: the action is things.list")]),
    "no name": ({"listThings": "..."}, "things.list", [(GET, "the action is things.list")]),
    "another spelling": (
        {"listThings": "all.List It"},
        "all.listIt",
        [(GET, "'all.List It' is not a name: the action is all.listIt")],
    ),
    "a name of the client": ({"listThings": "api.call"}, "api_.call", [(GET, "the action is api_.call")]),
    "one name twice": (
        {"listThings": "a.b", "makeThing": "a.b"},
        "a.b",
        [(POST, "'a.b' is not free: the action is a.b2")],
    ),
}


@pytest.mark.parametrize("name", CHOSEN)
def test_a_chosen_name_that_is_not_taken_is_noted(name: str) -> None:
    chosen, expected, notes = CHOSEN[name]
    translation = translation_of(DOCUMENT, names=chosen)
    assert next(iter(Api(translation.document).actions)) == expected
    found = [note for note in translation.notes if note.rule == "names"]
    assert [note.pointer for note in found] == [pointer for pointer, _ in notes]
    assert all(part in note.message for note, (_, part) in zip(found, notes, strict=True))


def test_a_similar_key_is_suggested() -> None:
    translation = translation_of(DOCUMENT, names={"listThing": "a.b", "zzz": "a.c"})
    list(Api(translation.document).actions)
    hints = ["did you mean listThings?", "use an operation id, or METHOD /path"]
    assert [note.suggestion for note in translation.notes] == hints


def test_of_a_controller_only_an_operation_that_does_the_same_is_suggested() -> None:
    document = openapi({"/a": {"put": operation(operationId="Things_update")}})
    notes = translation_of(document, names={"Things_findOne": "a.b", "Things_updat": "a.c"})
    list(Api(notes.document).actions)
    assert [note.suggestion for note in notes.notes] == [
        "use an operation id, or METHOD /path", "did you mean Things_update?",
    ]  # fmt: skip


def test_a_name_that_another_operation_has_by_itself_needs_no_choice() -> None:
    translation = translation_of(DOCUMENT, names={"readThings": "things.list"})
    list(Api(translation.document).actions)
    hint = "things.list is made of listThings: remove this name, or choose it for listThings"
    assert [note.suggestion for note in translation.notes] == [hint]
