"""A credential that one call obtains: it ends once, whoever ends it."""

from __future__ import annotations

import pytest

from dynaclient.auth.obtaining import Way
from dynaclient.auth.obtaining_once import Obtaining
from dynaclient.errors import InvalidCall, NotDelivered
from dynaclient.runtime.backends import THREADS, run


def waiting(asked: Obtaining, until: float = float("inf")) -> object:
    """Return what a call that waits gets."""
    return run(asked.wait(Way(lambda *_: None, THREADS, until)))  # type: ignore[arg-type]


def test_after_an_interrupt_those_that_wait_get_nothing() -> None:
    asked = Obtaining("key", {})
    asked.give_up()
    assert (asked.is_over, waiting(asked)) == (True, None)
    assert not asked.go_on_alone()


def test_one_that_goes_on_alone_is_not_given_up() -> None:
    asked, error = Obtaining("key", {}), InvalidCall("things.get", [])
    assert asked.go_on_alone()
    asked.give_up()
    assert not asked.is_over
    asked.end(error)
    assert waiting(asked) is error


def test_it_ends_once() -> None:
    asked, error = Obtaining("key", {}), InvalidCall("things.get", [])
    asked.end(error)
    asked.end(None)
    asked.give_up()
    assert waiting(asked) is error


def test_a_call_whose_time_is_over_stops_waiting() -> None:
    with pytest.raises(NotDelivered, match="waiting for the token"):
        waiting(Obtaining("key", {}), 0.0)
