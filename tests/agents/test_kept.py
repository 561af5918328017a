"""Answers that are kept: private files of a limited size, which end after some minutes and with the process."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from dynaclient.agents import kept
from dynaclient.agents.kept import LIFE, MAX_KEPT, MAX_TICKETS, KeptAnswers, Tickets, fingerprint


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Return a clock."""
    return Clock()


@pytest.fixture
def answers(clock: Clock) -> Iterator[KeptAnswers]:
    """Return answers of up to 100 bytes."""
    made = KeptAnswers(100, clock)
    yield made
    made.close()


def _keep(answers: KeptAnswers, data: bytes) -> Any:
    stored = answers.keep(data, "text/plain")
    assert stored is not None
    return stored


def _is_kept(answers: KeptAnswers, stored: Any) -> bool:
    return answers.read(stored.uri, 1) is not None


def test_what_is_kept_can_be_read(answers: KeptAnswers) -> None:
    stored = _keep(answers, b"0123456789")
    assert (stored.media, stored.size) == ("text/plain", 10)
    assert stored.uri == f"dynaclient://result/{stored.id}"
    assert answers.read(stored.uri, 4) == (stored, b"0123")


@pytest.mark.parametrize(
    ("start", "read"),
    [
        ("", b"01234"),
        ("0", b"01234"),
        ("3", b"34567"),
        ("8", b"89"),
        ("10", b""),
        ("999999999999", b""),
        ("٣", b"34567"),
    ],
)
def test_it_is_read_from_a_byte_on(answers: KeptAnswers, start: str, read: bytes) -> None:
    stored = _keep(answers, b"0123456789")
    found = answers.read(f"{stored.uri}?from={start}", 5)
    assert found is not None
    assert found[1] == read


@pytest.mark.parametrize(
    "uri", ["dynaclient://result/", "dynaclient://result/x", "", "file:///etc/passwd", "dynaclient://result/../x"]
)
def test_what_is_not_kept_cannot_be_read(answers: KeptAnswers, uri: str) -> None:
    assert answers.read(uri, 5) is None


@pytest.mark.parametrize("start", ["-1", "x", "1.5", "²", "9" * 5000, " 1", "0x1"])
def test_a_place_that_is_none_cannot_be_read(answers: KeptAnswers, start: str) -> None:
    assert answers.read(f"{_keep(answers, b'01234').uri}?from={start}", 5) is None


def test_only_the_user_may_read_it(answers: KeptAnswers) -> None:
    path = _keep(answers, b"1").path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_size_of_all_is_limited_and_what_was_not_used_for_longest_goes_first(answers: KeptAnswers) -> None:
    first, second, third = (_keep(answers, bytes(40)) for _ in range(3))
    assert [_is_kept(answers, stored) for stored in (first, second, third)] == [False, True, True]
    assert not first.path.exists()
    assert _is_kept(answers, second)  # it is used now
    fourth = _keep(answers, bytes(40))
    assert [_is_kept(answers, stored) for stored in (second, third, fourth)] == [True, False, True]
    assert sum(path.stat().st_size for path in fourth.path.parent.iterdir()) <= 100


def test_what_is_larger_than_all_may_be_is_not_kept(answers: KeptAnswers) -> None:
    first = _keep(answers, bytes(100))
    assert answers.keep(bytes(101), "text/plain") is None
    assert answers.keep_value("x" * 100) is None
    assert _is_kept(answers, first)


def test_64_megabytes_are_kept() -> None:
    assert MAX_KEPT == 64 * 1024 * 1024
    assert KeptAnswers()._most == MAX_KEPT


def test_it_is_kept_for_ten_minutes_after_its_last_use(answers: KeptAnswers, clock: Clock) -> None:
    first, second = _keep(answers, b"1"), _keep(answers, b"2")
    clock.now += LIFE - 1
    assert _is_kept(answers, first)
    clock.now += 2
    assert [_is_kept(answers, stored) for stored in (first, second)] == [True, False]
    assert not second.path.exists()
    clock.now += LIFE + 1
    _keep(answers, b"3")
    assert not first.path.exists()


def test_values_are_kept_as_json(answers: KeptAnswers) -> None:
    value = {"a": ["é\u2028", 1.5, None]}
    stored = answers.keep_value(value)
    assert stored is not None
    assert stored.media == "application/json"
    assert json.loads(stored.path.read_bytes()) == value
    assert answers.value(stored.id) is value  # the last one
    other = answers.keep_value([1])
    assert other is not None
    assert answers.value(stored.id) == value
    assert answers.value(other.id) == [1]


def test_a_value_that_is_no_longer_kept_is_not_in_memory_either(answers: KeptAnswers, clock: Clock) -> None:
    stored = answers.keep_value([1])
    assert stored is not None
    clock.now += LIFE + 1
    with pytest.raises(LookupError):
        answers.value(stored.id)
    assert answers._last == ("", None)


def test_a_value_that_is_written_already_is_not_written_again(answers: KeptAnswers) -> None:
    stored = answers.keep_value({"a": 1}, '{"a": 1}')
    assert stored is not None
    assert stored.path.read_bytes() == b'{"a": 1}'


def test_a_folder_that_was_removed_is_made_again(answers: KeptAnswers) -> None:
    first = _keep(answers, b"1")
    first.path.unlink()
    first.path.parent.rmdir()
    second = _keep(answers, b"2")
    assert second.path.parent != first.path.parent
    assert [_is_kept(answers, stored) for stored in (first, second)] == [False, True]


def test_what_there_is_no_room_for_is_not_kept(answers: KeptAnswers, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kept, "write_new_file", full)
    assert answers.keep(b"1", "text/plain") is None
    assert answers.keep_value([1]) is None
    assert not answers._kept


def test_all_of_it_goes_with_the_end(answers: KeptAnswers) -> None:
    stored = _keep(answers, b"1")
    answers.close()
    answers.close()
    assert not stored.path.parent.exists()
    assert not _is_kept(answers, stored)
    assert _is_kept(answers, _keep(answers, b"2"))


PROGRAM = """
import sys
from dynaclient.agents.kept import KeptAnswers
answers = KeptAnswers()
print(answers.keep(b"1", "text/plain").path, flush=True)
{end}
"""


@pytest.mark.parametrize("end", ["pass", "sys.exit(3)", "raise ValueError", "raise KeyboardInterrupt"])
def test_all_of_it_goes_with_the_process(end: str) -> None:
    program = [sys.executable, "-W", "ignore::ResourceWarning", "-c", PROGRAM.format(end=end)]
    run = subprocess.run(program, capture_output=True, text=True, check=False)
    path = Path(run.stdout.strip())
    assert path.name
    assert not path.parent.exists()


def test_threads_may_keep_and_read_at_the_same_time() -> None:
    answers = KeptAnswers(2000)

    def use(number: int) -> None:
        stored = answers.keep(bytes([number % 250]) * (number % 90 + 1), "x/y")
        assert stored is not None
        found = answers.read(stored.uri, 100)
        assert found is None or found[1] == bytes([number % 250]) * (number % 90 + 1)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(use, range(2000)))
    assert sum(stored.size for _, stored in answers._kept.values()) <= 2000
    answers.close()


# --- tickets ---------------------------------------------------------------------------------------------------------


def test_a_ticket_is_valid_for_ten_minutes(clock: Clock) -> None:
    tickets: Tickets[str] = Tickets(clock)
    name = tickets.issue("a")
    clock.now += LIFE - 1
    assert tickets.get(name) == tickets.get(name) == "a"
    clock.now += 1
    assert tickets.get(name) is None


def test_a_ticket_can_be_taken_once(clock: Clock) -> None:
    tickets: Tickets[str] = Tickets(clock)
    name = tickets.issue("a")
    assert [tickets.take(name), tickets.take(name), tickets.get(name)] == ["a", None, None]


@pytest.mark.parametrize("name", ["", "x", None, 5, [], {}])
def test_a_name_that_was_not_issued_has_no_value(name: Any, clock: Clock) -> None:
    tickets: Tickets[str] = Tickets(clock)
    tickets.issue("a")
    assert tickets.get(name) is None
    assert tickets.take(name) is None


def test_the_oldest_of_too_many_tickets_goes(clock: Clock) -> None:
    tickets: Tickets[int] = Tickets(clock)
    names = [tickets.issue(number) for number in range(MAX_TICKETS + 1)]
    assert len(set(names)) == len(names)
    assert [tickets.get(names[0]), tickets.get(names[1]), tickets.get(names[-1])] == [None, 1, MAX_TICKETS]


def test_a_fingerprint_does_not_depend_on_the_order_of_names() -> None:
    assert fingerprint({"a": 1, "b": "\ud800"}) == fingerprint({"b": "\ud800", "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": "1"})
    assert len(fingerprint({})) == 64
