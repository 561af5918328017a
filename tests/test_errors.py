"""The errors: their classes and messages, and that they can be pickled and copied."""

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
    ],
)
def test_similar_names_are_found_in_any_spelling(name: str, known: list[str], found: tuple[str, ...]) -> None:
    assert close_matches(name, known)[:1] == found[:1]


def test_characters_that_do_not_print_are_escaped_in_messages() -> None:
    error = InvalidCall("a.b", [Problem.in_call("call", "\x1b[31m\ud800\u202e", (), "unknown", (), None, "is unknown")])
    assert str(error) == "a.b: 1 problem, nothing was sent\n  \\x1b[31m\\ud800\\u202e (call): is unknown"


def test_without_similar_names_there_is_no_question() -> None:
    assert did_you_mean([]) == ""
