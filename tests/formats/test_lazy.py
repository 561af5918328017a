"""Dicts whose values are made when they are first looked at."""

from __future__ import annotations

import threading
from typing import Any

from dynaclient.formats.lazy import LazyDict


def test_a_value_that_is_only_peeked_at_is_not_kept() -> None:
    made: list[str] = []
    lazy = LazyDict(["a"], lambda key: made.append(key) or key.upper())  # type: ignore[func-returns-value]
    assert [lazy.peek("a"), lazy.peek("a"), lazy["a"], lazy["a"], lazy.peek("a")] == ["A"] * 5
    assert made == ["a", "a", "a"]


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
