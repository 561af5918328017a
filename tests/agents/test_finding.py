"""`find`: the actions that match some words, one line each, in a bounded text."""

from __future__ import annotations

from typing import Any

import pytest

from dynaclient import Client, load
from dynaclient.agents import finding
from dynaclient.agents.finding import MAX_BYTES, MAX_SEARCHED
from dynaclient.agents.results import ToolResult
from dynaclient.testing import RecordingTransport, response
from tests.support.bounded_calls import Tools
from tests.support.descriptions import describe


@pytest.fixture(autouse=True)
def _stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make lines that a test can count on: how they look is tested where they are made."""
    monkeypatch.setattr(finding, "action_line", lambda action: f"{action.name} {action.description}".rstrip())


def find(description: Any, query: str = "device", options: Any = None, **passed: Any) -> ToolResult:
    """Return the result of the tool `find`."""
    tools = Tools(Client(load(description), transport=RecordingTransport(response({}))), **(options or {}))
    try:
        return tools.call("find", {"query": query, **passed})
    finally:
        tools.close()


def listed(count: int, words: str = "", method: str = "GET") -> dict[str, Any]:
    """Return a description with so many actions that match."""
    actions = {
        f"device{number}": {"method": method, "path": f"/{number}", "description": words} for number in range(count)
    }
    return describe(actions)


@pytest.mark.parametrize(
    ("count", "limit", "shown", "last"),
    [
        (3, None, 3, ""), (8, None, 8, ""), (9, None, 8, "(1 more match)"), (30, 25, 25, "(5 more match)"),
        (30, 1, 1, "(29 more match)"), (1, 25, 1, ""), (MAX_SEARCHED + 50, 2, 2, f"({MAX_SEARCHED + 48} more match)"),
    ],
)  # fmt: skip
def test_there_are_as_many_lines_as_are_wanted(count: int, limit: int | None, shown: int, last: str) -> None:
    passed: dict[str, Any] = {"limit": limit} if limit else {}
    lines = find(listed(count), **passed).text.splitlines()
    found = [line for line in lines if line.startswith("things.")]
    assert len(found) == len(set(found)) == shown
    assert lines[len(found) :] == ([last] if last else [])


@pytest.mark.parametrize("words", ["w" * 300, "漢" * 300, "😀" * 5000])
def test_the_text_is_bounded_and_has_whole_lines(words: str) -> None:
    text = find(listed(25, words), limit=25).text
    assert len(text.encode()) <= MAX_BYTES
    *lines, last = text.splitlines()
    assert len(lines) >= 2
    assert all(line.startswith("things.device") for line in lines)
    assert last == f"({25 - len(lines)} more match)"


def test_what_may_not_be_called_is_counted() -> None:
    description = listed(3)
    description["resources"]["things"]["actions"]["device9"] = {"method": "DELETE", "path": "/9"}
    text = find(description).text
    assert text.endswith("\n(1 that match may not be called on this server)")
    assert "device9" not in text
    assert "device9" in find(description, options={"allow": "destructive"}).text


def test_what_may_not_be_called_is_counted_as_far_as_it_is_looked_at() -> None:
    description = listed(9)
    description["resources"]["things"]["actions"]["device9"] = {"method": "DELETE", "path": "/9"}
    assert find(description, limit=25).text.endswith("\n(1 that match may not be called on this server)")
    assert find(description, limit=7).text.endswith("\n(3 more match)")  # what they are is not looked at


def test_nothing_that_matches_may_be_called() -> None:
    result = find(listed(3, method="DELETE"))
    assert result.text == "Nothing matches that may be called; 3 that match may not be called on this server."
    assert not result.is_error


@pytest.mark.parametrize("query", ["zzzz", "", " ", "漢"])
def test_nothing_matches(query: str) -> None:
    assert find(listed(3), query).text == "Nothing matches that may be called; use other words."


def _two_resources() -> dict[str, Any]:
    description = listed(2)
    description["resources"]["others"] = {"path": "/others", "actions": {"device": {"method": "GET"}}}
    description["resources"]["things"]["resources"] = {
        "parts": {"path": "/parts", "actions": {"device": {"method": "GET"}}}
    }
    return description


@pytest.mark.parametrize(
    ("resource", "names"),
    [
        ("", {"things.device0", "things.device1", "things.parts.device", "others.device"}),
        ("things", {"things.device0", "things.device1", "things.parts.device"}),
        ("things.parts", {"things.parts.device"}),
        ("others", {"others.device"}),
    ],
)
def test_only_actions_of_a_resource_are_found(resource: str, names: set[str]) -> None:
    text = find(_two_resources(), **({"resource": resource} if resource else {})).text
    assert set(text.splitlines()) == names


@pytest.mark.parametrize(("resource", "similar"), [("thing", "things"), ("other", "others"), ("x\n\u202ey" * 100, "")])
def test_a_resource_that_there_is_not_is_an_error_with_similar_ones(resource: str, similar: str) -> None:
    result = find(_two_resources(), resource=resource)
    assert result.is_error
    assert "There is no resource '" in result.text
    assert similar in result.text
    assert "\u202e" not in result.text
    assert len(result.text) < 300


def test_a_faulty_action_is_not_found_and_not_counted() -> None:
    description = listed(3)
    description["resources"]["things"]["actions"]["device1"] = {"method": "GET", "path": "/{missing"}
    assert set(find(description).text.splitlines()) == {"things.device0", "things.device2"}
