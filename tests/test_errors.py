"""The errors: their classes and messages, and that they can be pickled and copied."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from difflib import SequenceMatcher

import pytest

from dynaclient import Client, errors
from dynaclient.errors import (
    MAX_LISTED,
    ApiError,
    BadResponse,
    ConnectError,
    DeadlineExceeded,
    DescriptionError,
    DynaclientError,
    InvalidCall,
    OutcomeUnknown,
    Problem,
    RateLimited,
    ScopeError,
    TransportError,
    UnknownName,
    close_matches,
    did_you_mean,
)  # fmt: skip
from tests.support.descriptions import action, describe, query

MANY = describe({"get": action({f"parameter{number:03}": query() for number in range(400)})})

EVERY_ERROR = [
    DescriptionError([Problem.in_description("/a", "type", "is wrong", "fix it", 3)]),
    UnknownName("no such resource: 'a'", "a", ["b"]),
    InvalidCall("a.b", [Problem.in_call("query", "q", ("x", 0), "type", "integer", "s", "is wrong", "fix it")]),
    ScopeError("a.b", ["x"], ["y", "z"]),
    TransportError("failed", "a.b", 2),
    ConnectError("failed", "a.b"),
    DeadlineExceeded("slow", "a.b", deadline=1.0, elapsed=1.5),
    OutcomeUnknown("who knows", "a.b"),
    BadResponse("cut", "a.b"),
    ApiError("a.b", 418, type="T", message="M", body={"a": 1}, hint="retry later"),
    RateLimited("a.b", 429, headers={"Retry-After": "5"}),
]


@pytest.mark.parametrize("error", EVERY_ERROR, ids=lambda error: type(error).__name__)
def test_every_error_can_be_pickled_and_copied(error: DynaclientError) -> None:
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert (type(twin), str(twin), vars(twin)) == (type(error), str(error), vars(error))


@pytest.mark.parametrize(
    ("kind", "base"),
    [
        (UnknownName, AttributeError), (InvalidCall, TypeError), (InvalidCall, ValueError),
        (ConnectError, ConnectionError), (DeadlineExceeded, TimeoutError),
    ],
)  # fmt: skip
def test_errors_are_also_what_python_would_raise(kind: type[Exception], base: type[Exception]) -> None:
    assert issubclass(kind, base)


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    classes = {
        name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, DynaclientError)
    }
    missing = {name for name in classes if name not in (errors.__doc__ or "")}
    assert missing == set()


def test_an_unknown_name_does_not_refer_to_its_object() -> None:
    error = UnknownName("x", "x")
    assert (error.name, error.obj) == ("x", None)


def test_messages_state_what_happened_where_and_what_to_do() -> None:
    assert str(EVERY_ERROR[0]) == "The description has 1 problem:\n  /a (line 3): is wrong — fix it"
    assert str(EVERY_ERROR[1]) == "no such resource: 'a'; did you mean b?"
    assert str(EVERY_ERROR[2]) == "a.b: 1 problem, nothing was sent\n  q.x[0] (query): is wrong — fix it"
    assert str(EVERY_ERROR[4]) == "a.b: failed (after 2 attempts)"
    assert str(EVERY_ERROR[9]) == "a.b: 418: T: M — retry later"
    assert str(DynaclientError()) == "DynaclientError"
    assert str(TransportError("failed")) == "failed"
    assert str(Problem.in_description("", "type", "is wrong")) == "/: is wrong"


def test_a_scope_error_lists_the_granted_and_the_accepted_scopes() -> None:
    assert "The token has: x. The action needs one of: y, z" in str(EVERY_ERROR[3])
    assert "The token has: none." in str(ScopeError("a.b", [], ["y"]))


@pytest.mark.parametrize(
    ("name", "known", "found"),
    [
        ("perPge", ["perPage", "page"], ("perPage",)),
        ("per_page", ["perPage"], ("perPage",)),
        ("PERPAGE", ["perPage"], ("perPage",)),
        ("zzz", ["perPage"], ()),
        ("", ["perPage"], ()),
        ("id", [], ()),
        ("nmae", ["age", "date", "name", "same", "game", "frame", "fame", "tame"], ("name",)),
        ("acb", ["abc", "xyz"], ("abc",)),
        ("OrdersController_findOne", ["OrdersController_update", "OrdersController_create"], ()),
        ("OrdersController_updte", ["OrdersController_update"], ("OrdersController_update",)),
        ("orders.findOne", ["orders.delete", "orders.create", "orders.list"], ()),
        ("orders.findOne", ["orders.find"], ("orders.find",)),
        ("orders.", ["orders._"], ("orders._",)),
        ("shcema17", [f"schema{number}" for number in range(3_000)], ("schema17",)),
        ("parameter0017_x", [f"parameter{number:04}" for number in range(3_000)], ("parameter0017",)),
        ("porperty_1234_of", [f"property_{number:04}_of" for number in range(3_000)], ("property_1234_of",)),
        ("a" * 10_000, ["a" * 9_999], ("a" * 9_999,)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_similar_names_are_found_in_any_spelling(name: str, known: list[str], found: tuple[str, ...]) -> None:
    assert close_matches(name, known)[:1] == found[:1]


COMPARING: dict[str, Callable[[], object]] = {
    "unknown arguments": lambda: Client(MANY).things.get(**{f"praameter{number:04}": 1 for number in range(4_000)}),
    "unknown columns": lambda: Client(MANY).things.get.map([{f"praameter{number:04}": 1 for number in range(4_000)}]),
}


@pytest.mark.parametrize("call", COMPARING.values(), ids=COMPARING)
def test_an_error_has_every_problem_and_compares_names_for_those_that_it_lists(
    call: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []

    class Matcher(SequenceMatcher[str]):
        def ratio(self) -> float:
            compared.append("")
            return super().ratio()

    monkeypatch.setattr("dynaclient.strings.similarity.SequenceMatcher", Matcher)
    with pytest.raises(InvalidCall) as caught:
        call()
    head, *lines = str(caught.value).splitlines()
    assert head.partition(": ")[2] == "4,000 problems, nothing was sent"
    assert (len(caught.value.problems), len(lines), lines[-1]) == (4_000, MAX_LISTED + 1, "  and 3,950 more")
    assert 0 < len(compared) <= 10 * MAX_LISTED


def test_a_description_error_lists_the_first_problems() -> None:
    problems = [Problem.in_description(f"/{number}", "a", "b") for number in range(MAX_LISTED + 1)]
    assert str(DescriptionError(problems)).splitlines()[-2:] == ["  /49: b", "  and 1 more"]
    assert "more" not in str(DescriptionError(problems[1:]))


def test_characters_that_do_not_print_are_escaped_in_messages() -> None:
    error = InvalidCall("a.b", [Problem.in_call("call", "\x1b[31m\ud800\u202e", (), "unknown", (), None, "is unknown")])
    assert str(error) == "a.b: 1 problem, nothing was sent\n  \\x1b[31m\\ud800\\u202e (call): is unknown"


def test_without_similar_names_there_is_no_question() -> None:
    assert did_you_mean([]) == ""
