"""The parsers of streams: the published cases, split at every byte, and the limits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dynaclient.results.sse import MAX_EVENT_BYTES, MAX_LINE_BYTES, Event, EventParser, Lines, TooLarge
from tests.support import DATA
from tests.support.memory import traced

SUITE = json.loads((DATA / "event-stream.json").read_text("utf-8"))
CASES: list[dict[str, Any]] = SUITE["cases"]


def parsed(pieces: Iterable[bytes], parser: EventParser | None = None) -> list[dict[str, Any]]:
    """Return the events of a stream in these pieces, in the form of the suite."""
    parser = parser or EventParser()
    return [
        {"event": event.event, "data": event.data, "id": event.id} for piece in pieces for event in parser.feed(piece)
    ]


def data_of(*pieces: bytes, parser: EventParser | None = None) -> list[str]:
    return [event["data"] for event in parsed(pieces, parser)]


def one_by_one(whole: bytes) -> list[bytes]:
    return [whole[at : at + 1] for at in range(len(whole))]


def in_two(whole: bytes) -> Iterator[tuple[bytes, bytes]]:
    return ((whole[:at], whole[at:]) for at in range(len(whole) + 1))


def _name(case: dict[str, Any]) -> str:
    return str(case["name"])


# --- the suite -------------------------------------------------------------------------------------------------------


def test_the_suite_is_complete() -> None:
    assert len(CASES) == 37
    assert sum("last_event_id" in case for case in CASES) == 5
    assert sum("retry_ms" in case for case in CASES) == 9


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_a_case_yields_its_events(case: dict[str, Any]) -> None:
    assert parsed([case["stream"].encode()]) == case["events"]


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_a_case_sets_id_and_retry(case: dict[str, Any]) -> None:
    parser = EventParser()
    parsed([case["stream"].encode()], parser)
    assert parser.last_event_id == case.get("last_event_id", parser.last_event_id)
    assert parser.retry == case.get("retry_ms")


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_a_case_works_byte_by_byte(case: dict[str, Any]) -> None:
    parser = EventParser()
    assert parsed(one_by_one(case["stream"].encode()), parser) == case["events"]
    assert parser.last_event_id == case.get("last_event_id", parser.last_event_id)
    assert parser.retry == case.get("retry_ms")


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_a_case_works_split_at_any_byte(case: dict[str, Any]) -> None:
    assert all(parsed(pieces) == case["events"] for pieces in in_two(case["stream"].encode()))


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_a_case_works_with_empty_pieces(case: dict[str, Any]) -> None:
    pieces = [part for piece in one_by_one(case["stream"].encode()) for part in (b"", piece)]
    assert parsed(pieces) == case["events"]


# --- beyond the suite ------------------------------------------------------------------------------------------------


def by_the_standard(whole: bytes) -> list[dict[str, Any]]:
    """Parse a whole stream by the rules of the standard, one after the other, without regard to time and memory."""
    text = whole.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    events, data, name, last = [], "", "", ""
    for line in text.split("\n")[:-1]:
        if not line:
            if data:
                events.append({"event": name or "message", "data": data[:-1], "id": last})
            data = name = ""
            continue
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "data":
            data += value + "\n"
        elif field == "event":
            name = value
        elif field == "id" and "\0" not in value:
            last = value
    return events


FRAGMENTS = st.sampled_from(
    [b"data", b"event", b"id", b"retry", b":", b": ", b"\n", b"\n\n", b"\r", b"\r\n", b" ", b"a", b"7", b"\0", b"\xef\xbb\xbf", b"\xef", b"\xbb\xbf",
     b"\xc3", b"\xa9", b"\xf0\x9f\x98", b"\x80", b"\xe2\x80\xa8", b"\xc2\x85", b"\x0b", b"\x1c", b"\xff", b"\xed\xa0\x80", b"data: a\n\n", b"id: 1\ndata\n\n"]
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.lists(FRAGMENTS, max_size=30), st.lists(st.integers(1, 5), min_size=1, max_size=40))
def test_any_bytes_are_parsed_by_the_standard_however_they_are_split(fragments: list[bytes], sizes: list[int]) -> None:
    whole = b"".join(fragments)
    pieces: list[bytes] = []
    at = 0
    while at < len(whole):
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(whole[at : at + size])
        at += size
    assert parsed(pieces) == by_the_standard(whole)


# From the Encoding standard's decoder: a sequence that breaks off is one replacement, as far as it could have gone on.
REPLACED = {
    b"\x80": 1, b"\xff": 1, b"\xc0\x80": 2, b"\xc3": 1, b"\xe0\x80": 2, b"\xe2\x82": 1, b"\xe2\x82a": 1, b"\xed\xa0\x80": 3, b"\xef\xbf": 1,
    b"\xf0\x80\x80\x80": 4, b"\xf0\x9f\x98": 1, b"\xf0\x9f": 1, b"\xf4\x90\x80\x80": 4, b"\xf8\x88": 2, b"\xf0\x9f\x98\xf0\x9f": 2,
}  # fmt: skip


@pytest.mark.parametrize("broken", REPLACED)
def test_invalid_utf_8_becomes_replacement_characters(broken: bytes) -> None:
    whole = b"data: <" + broken + b"\ndata: >\n\n"
    due = "<" + "\ufffd" * REPLACED[broken] + ("a" if broken.endswith(b"a") else "") + "\n>"
    assert data_of(whole) == [due]
    assert data_of(*one_by_one(whole)) == [due]


def test_a_name_and_an_id_may_be_invalid_utf_8_too() -> None:
    assert parsed([b"event: \xff\nid: \xe2\x82\ndata: a\n\n"]) == [{"event": "\ufffd", "data": "a", "id": "\ufffd"}]


def test_an_event_is_yielded_with_the_cr_that_ends_it() -> None:
    assert data_of(b"data: a\r\r") == ["a"]


def test_an_lf_after_a_cr_ends_no_second_line_even_in_another_piece() -> None:
    assert data_of(b"data: a\r", b"", b"\ndata: b\r", b"\n", b"\r", b"\n") == ["a\nb"]


def test_a_byte_order_mark_in_pieces_is_dropped() -> None:
    assert data_of(b"\xef", b"\xbb", b"\xbfdata: a\n\n") == ["a"]


@pytest.mark.parametrize(
    ("value", "milliseconds"),
    [(b"0", 0), (b"007", 7), (b"000", 0), (b"9" * 15, 10**15 - 1), (b"9" * 40, 10**15 - 1), (b"\xd9\xa1", None), (b"1e3", None)],
)  # fmt: skip
def test_a_retry_is_a_number_whatever_its_length(value: bytes, milliseconds: int | None) -> None:
    parser = EventParser()
    parsed([b"retry: " + value + b"\n"], parser)
    assert parser.retry == milliseconds


def test_a_retry_of_a_million_digits_is_parsed_quickly() -> None:
    parser = EventParser()
    parsed([b"retry: " + b"0" * 500_000 + b"1" * 500_000 + b"\n"], parser)
    assert parser.retry == int("1" * 15)


def test_the_id_is_updated_with_the_events_and_not_ahead_of_them() -> None:
    parser = EventParser()
    ids = [(event.id, parser.last_event_id) for event in parser.feed(b"id: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\n\n")]
    assert ids == [("1", "1"), ("2", "2")]
    assert parser.last_event_id == "3"


def test_a_new_connection_drops_what_is_unfinished_and_keeps_the_id() -> None:
    parser = EventParser()
    parsed([b"retry: 5\nid: 1\ndata: a\n\nid: 2\nevent: lost\ndata: lost\nda"], parser)
    parser.begin()
    assert parsed([b"\xef\xbb\xbfdata: b\n\n"], parser) == [{"event": "message", "data": "b", "id": "1"}]
    assert (parser.last_event_id, parser.retry) == ("1", 5)


def test_a_new_connection_may_begin_with_lf_after_one_that_ended_with_cr() -> None:
    parser = EventParser()
    parsed([b"data: a\r"], parser)
    parser.begin()
    assert data_of(b"\ndata: b\n\n", parser=parser) == ["b"]


@pytest.mark.parametrize(
    ("data", "active"),
    [(b"", False), (b"retry: 1\n\n", False), (b"id: 1\n\n", False), (b"data: a\n", False), (b":\n", True), (b"data\n\n", True)],
)  # fmt: skip
def test_events_and_comments_make_a_connection_active(data: bytes, active: bool) -> None:
    parser = EventParser()
    parsed([data], parser)
    assert parser.is_active is active
    parser.begin()
    assert not parser.is_active


@pytest.mark.parametrize(
    ("data", "unfinished"),
    [(b"", False), (b"data: a\n\n", False), (b": a\n", False), (b"data\n", True), (b"event: a\n", True), (b"d", True), (b"data: a\n\n:", True)],
)  # fmt: skip
def test_an_unfinished_event_is_recognized(data: bytes, unfinished: bool) -> None:
    parser = EventParser()
    parsed([data], parser)
    assert parser.unfinished is unfinished


def test_an_event_is_frozen() -> None:
    event = Event("message", "a")
    with pytest.raises(FrozenInstanceError):
        event.data = "b"  # type: ignore[misc]
    assert event == Event("message", "a", "")


# --- limits ----------------------------------------------------------------------------------------------------------


def test_a_line_may_be_as_long_as_the_limit() -> None:
    assert data_of(b"data: 1234\n\n", parser=EventParser(max_line_bytes=10)) == ["1234"]
    assert data_of(*one_by_one(b"data: 1234\n\n"), parser=EventParser(max_line_bytes=10)) == ["1234"]


@pytest.mark.parametrize("whole", [b"data: 12345\n\n", b"data: 12345", b":          \n", b"unknown: 12\n"])
def test_a_longer_line_is_too_large(whole: bytes) -> None:
    with pytest.raises(TooLarge, match="a line of the stream is longer than 10 bytes"):
        parsed([whole], EventParser(max_line_bytes=10))
    with pytest.raises(TooLarge):
        parsed(one_by_one(whole), EventParser(max_line_bytes=10))


def test_an_event_may_be_as_long_as_the_limit() -> None:
    assert data_of(b"data: 123\ndata: 56\n\n", parser=EventParser(max_event_bytes=7)) == ["123\n56"]


@pytest.mark.parametrize("whole", [b"data: 1234567\n", b"data: 123\ndata: 567\n", b"data\n" * 8])
def test_a_longer_event_is_too_large_before_it_ends(whole: bytes) -> None:
    with pytest.raises(TooLarge, match="the data of an event is longer than 7 bytes"):
        parsed([whole], EventParser(max_event_bytes=7))


def test_events_before_one_that_is_too_large_are_yielded() -> None:
    events = EventParser(max_line_bytes=10).feed(b"data: a\n\ndata: b\n\ndata: too large\n\n")
    assert [next(events).data, next(events).data] == ["a", "b"]
    with pytest.raises(TooLarge):
        next(events)


def test_endless_comments_take_no_memory() -> None:
    parser = EventParser()
    with traced() as memory:
        for _ in range(200):
            parsed([b": nothing\nunknown: field\n" * 100], parser)
        assert memory.peak() < 512 * 1024


def test_empty_data_lines_take_limited_memory() -> None:
    """A line is one byte of data; a list of lines would take eight bytes for a line, and more for its content."""
    parser = EventParser(max_event_bytes=100_000)
    with traced() as memory:
        for _ in range(999):
            parsed([b"data\n" * 100], parser)
        assert memory.peak() < 4 * 100_000


def test_the_limits_allow_what_servers_send() -> None:
    assert 8 * 1024 * 1024 < MAX_LINE_BYTES <= MAX_EVENT_BYTES <= 32 * 1024 * 1024


# --- lines -----------------------------------------------------------------------------------------------------------


def lines_of(*pieces: bytes, max_bytes: int = MAX_LINE_BYTES) -> tuple[list[bytes], bytes]:
    lines = Lines(max_bytes)
    return [line for piece in pieces for line in lines.feed(piece)], lines.rest


@pytest.mark.parametrize(
    ("whole", "lines", "rest"),
    [
        (b"", [], b""),
        (b"a", [], b"a"),
        (b"a\n", [b"a"], b""),
        (b"a\nb", [b"a"], b"b"),
        (b"\n\n", [b"", b""], b""),
        (b"a\r\nb\rc\n", [b"a\r", b"b\rc"], b""),
        ("a\u2028b\u0085\n".encode(), ["a\u2028b\u0085".encode()], b""),
    ],
)
def test_lines_end_with_lf_only(whole: bytes, lines: list[bytes], rest: bytes) -> None:
    assert lines_of(whole) == (lines, rest)
    assert lines_of(*one_by_one(whole)) == (lines, rest)


def test_lines_before_one_that_is_too_long_are_yielded() -> None:
    lines = Lines(3).feed(b"abc\nabcd\nx")
    assert next(lines) == b"abc"
    with pytest.raises(TooLarge, match="longer than 3 bytes"):
        next(lines)


def test_an_unfinished_line_may_be_too_long() -> None:
    with pytest.raises(TooLarge):
        lines_of(*one_by_one(b"abcd"), max_bytes=3)


# --- time and memory -------------------------------------------------------------------------------------------------

UNIT = b'id: 12345\nevent: tick\ndata: {"a": 1, "b": "text"}\n\n'


def _many(count: int) -> None:
    parser, piece, seen = EventParser(), UNIT * 500, 0
    for _ in range(count // 500):
        for _ in parser.feed(piece):
            seen += 1
    assert seen == count


def test_many_events_take_constant_memory() -> None:
    with traced() as memory:
        _many(10_000)
        assert memory.peak() < 1024 * 1024


def test_a_long_line_in_many_pieces_takes_linear_time() -> None:
    """If every piece were joined to all before it, this would copy a hundred gigabytes."""
    parser = EventParser()
    parsed([b"data: ", *[b"x" * 16] * 100_000], parser)
    assert len(data_of(b"\n\n", parser=parser)[0]) == 1_600_000
