"""The error tree: what each class is, and that it travels."""

from __future__ import annotations

import copy
import pickle

import pytest

from dynaclient import errors
from dynaclient.errors import (
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

EVERY_ERROR = [
    DescriptionError([Problem.in_description("/a", "type", "is wrong", "mend it", 3)]),
    UnknownName("There is no 'a'", "a", ["b"]),
    InvalidCall("a.b", [Problem.in_call("query", "q", ("x", 0), "type", "integer", "s", "is wrong", "mend it")]),
    ScopeError("a.b", ["x"], ["y", "z"]),
    TransportError("failed", "a.b", 2),
    ConnectError("failed", "a.b"),
    DeadlineExceeded("slow", "a.b", deadline=1.0, elapsed=1.5),
    OutcomeUnknown("who knows", "a.b"),
    BadResponse("cut", "a.b"),
    ApiError("a.b", 418, type="T", message="M", body={"a": 1}, hint="try again"),
    RateLimited("a.b", 429, headers={"Retry-After": "5"}),
]


@pytest.mark.parametrize("error", EVERY_ERROR, ids=lambda each: type(each).__name__)
def test_every_error_pickles_and_copies_whole(error: DynaclientError) -> None:
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
        name for name, each in vars(errors).items() if isinstance(each, type) and issubclass(each, DynaclientError)
    }
    missing = {name for name in classes if name not in (errors.__doc__ or "")}
    assert missing == set()


def test_an_unknown_name_does_not_hold_on_to_its_object() -> None:
    error = UnknownName("x", "x")
    assert (error.name, error.obj) == ("x", None)


def test_texts_say_what_where_and_what_to_try() -> None:
    assert str(EVERY_ERROR[0]) == "The description has 1 fault:\n  /a (line 3): is wrong — mend it"
    assert str(EVERY_ERROR[1]) == "There is no 'a'; did you mean b?"
    assert str(EVERY_ERROR[2]) == "a.b: 1 problem, nothing was sent\n  q.x[0] (query): is wrong — mend it"
    assert str(EVERY_ERROR[4]) == "a.b: failed (after 2 attempts)"
    assert str(EVERY_ERROR[9]) == "a.b: 418 T: M — try again"
    assert str(DynaclientError()) == "DynaclientError"
    assert str(TransportError("failed")) == "failed"
    assert str(Problem.in_description("", "type", "is wrong")) == "/: is wrong"


def test_a_scope_error_says_what_is_there_and_what_would_do() -> None:
    assert "It has: x. Any one of these would do: y, z" in str(EVERY_ERROR[3])
    assert "It has: none." in str(ScopeError("a.b", [], ["y"]))


@pytest.mark.parametrize(
    ("name", "known", "found"),
    [
        ("perPge", ["perPage", "page"], ("perPage",)),
        ("per_page", ["perPage"], ("perPage",)),
        ("PERPAGE", ["perPage"], ("perPage",)),
        ("zzz", ["perPage"], ()),
        ("", ["perPage"], ()),
    ],
)
def test_near_names_are_found_whatever_their_spelling(name: str, known: list[str], found: tuple[str, ...]) -> None:
    assert close_matches(name, known)[:1] == found[:1]


def test_what_does_not_print_is_escaped_in_texts() -> None:
    error = InvalidCall("a.b", [Problem.in_call("call", "\x1b[31m\ud800\u202e", (), "unknown", (), None, "is unknown")])
    assert str(error) == "a.b: 1 problem, nothing was sent\n  \\x1b[31m\\ud800\\u202e (call): is unknown"


def test_nothing_near_is_no_question() -> None:
    assert did_you_mean([]) == ""
