"""Dicts whose values are made when they are first looked at."""

from __future__ import annotations

import threading
from typing import Any

from dynaclient.formats.lazy import GrowingDict, LazyDict


def test_a_value_that_is_only_peeked_at_is_not_kept() -> None:
    made: list[str] = []
    lazy = LazyDict(["a"], lambda key: made.append(key) or key.upper())  # type: ignore[func-returns-value]
    assert [lazy.peek("a"), lazy.peek("a"), lazy["a"], lazy["a"], lazy.peek("a")] == ["A"] * 5
    assert made == ["a", "a", "a"]


def test_a_value_that_was_made_meanwhile_is_kept() -> None:
    def make(key: str) -> str:
        lazy["a"] = "of another thread"
        return key

    lazy: LazyDict = LazyDict(["a"], make)
    assert lazy["a"] == "of another thread"
    assert repr(lazy) == "<1 values: a>"


def test_a_key_is_added_once() -> None:
    growing = GrowingDict(["a"], str.upper)
    growing.add("a")
    growing.add("b")
    assert growing == {"a": "A", "b": "B"}


def test_keys_may_be_added_while_others_are_iterated_over() -> None:
    lazy: LazyDict = LazyDict(map(str, range(100)), str)

    def add() -> None:
        for number in range(100, 50_000):
            lazy[str(number)] = number

    thread = threading.Thread(target=add)
    thread.start()
    seen: list[Any] = []
    while not seen or thread.is_alive():
        seen = [*lazy, *lazy.keys(), *dict(lazy), *lazy.values()]
    thread.join()
    assert len(seen) >= 400
    assert lazy.keys() >= {"0", "99", "49999"}
