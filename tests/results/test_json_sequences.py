# ruff: noqa: F811 - the fixtures of another module
"""JSON text sequences (RFC 7464): each value after a record separator, wherever the bytes are split."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from dynaclient import BadResponse
from dynaclient.call.response import InvalidJSON
from dynaclient.call.response_validation import ResponseValidator
from dynaclient.description.model import Action
from dynaclient.results.json_sequence import Records
from dynaclient.results.sse import Malformed, TooLarge
from tests.results.test_streams import (  # noqa: F401 - the fixtures
    CUT,
    Following,
    Reply,
    Server,
    Stepping,
    action_of,
    clock,
    failure_of,
    follow,
    step,
)

CUT_OFF = "things.watch: the stream was cut off: its connection was closed before it was complete"


def values(**response: Any) -> Action:
    return action_of(stream="json-seq", **response)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (b"\n", []),
        (b"\x1e\x1e\n\x1e", []),
        (b'\x1e{"a": 1}\n\x1e[2]\n\x1e"c"\n\x1enull\n', [{"a": 1}, [2], "c", None]),
        (b'\x1e{"a":\n  [1,\n2]}\n\x1e 3 \r\n', [{"a": [1, 2]}, 3]),
        (b'\x1e{"a": 1}\x1e"b"', [{"a": 1}, "b"]),
        (b'\x1e"\xc3\xa9\\u001e"\n', ["é\x1e"]),
    ],
)
def test_the_values_are_between_record_separators(
    step: Stepping,
    follow: Following,
    data: bytes,
    expected: list[Any],
) -> None:
    server = Server(Reply([data], media="application/json-seq"))
    assert step(follow(server, values())) == expected
    assert server.open == 0


def test_they_work_split_at_any_byte(step: Stepping, follow: Following) -> None:
    whole = '\x1e{"é":\n1}\n\x1e\x1e[2]\r\n\x1e"😀"\x1e3\n'.encode()
    streams = [follow(Server(Reply([whole[:at], whole[at:]])), values()) for at in range(len(whole) + 1)]
    assert all(step(stream) == [{"é": 1}, [2], "😀", 3] for stream in streams)


def test_a_value_does_not_wait_for_the_next() -> None:
    records = Records()
    assert list(records.feed(b'\x1e{"a":\n')) == [b""]
    assert [value.strip() for value in records.feed(b"1 , \n")] == []
    assert [value.split() for value in records.feed(b' "b": 2}    \n')] == [[b'{"a":', b"1", b",", b'"b":', b"2}"]]
    assert list(records.feed(b"\x1e3\n\x1e4")) == [b"", b"3\n"]


def test_a_value_in_many_pieces_is_not_parsed_at_each(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[bytes] = []
    monkeypatch.setattr("dynaclient.results.json_sequence.parse_json", partial(_invalid, parsed))
    records = Records()
    list(records.feed(b"\x1e["))
    for _ in range(1000):
        list(records.feed(b"1,\n"))
    assert len(parsed) < 20


def _invalid(parsed: list[bytes], text: bytes) -> Any:
    parsed.append(text)
    raise InvalidJSON("it is not complete")


@pytest.mark.parametrize("data", [b"\x1e12", b"\x1e1\n\x1etru", b"\x1e1\n\x1e-"])
def test_what_may_be_the_first_half_of_a_value_is_not_one(step: Stepping, follow: Following, data: bytes) -> None:
    received, error = failure_of(step, follow(Server(Reply([data])), values()))
    assert (received, str(error)) == ([1] if b"\n" in data else [], CUT_OFF)


@pytest.mark.parametrize(
    ("pieces", "received", "message"),
    [
        ([b"1\n"], [], "is not a JSON text sequence"),
        ([b"1\n\x1e2\n"], [], "is not a JSON text sequence"),
        ([b"\x1e1\n\x1e12\x1e3\n"], [1], "a value of the stream was cut off: b'12'"),
        ([b"\x1e1\n\x1e{\n\x1e3\n"], [1], "value 3 of the stream is not valid JSON"),
        ([b"\x1e1\n\x1e", b"234567", b"890\n"], [1], "longer than 8 bytes"),
        ([b"\x1e1\n\x1e234567890\x1e"], [1], "longer than 8 bytes"),
    ],
)  # fmt: skip
def test_what_is_no_sequence_is_a_bad_response(
    step: Stepping,
    follow: Following,
    pieces: list[bytes],
    received: list[Any],
    message: str,
) -> None:
    server = Server(Reply(pieces))
    found, error = failure_of(step, follow(server, values(), max_line_bytes=8))
    assert (found, type(error), server.open) == (received, BadResponse, 0)
    assert message in str(error)


def test_an_end_may_be_declared(step: Stepping, follow: Following) -> None:
    assert step(follow(Server(Reply([b"\x1e1\n\x1eEND\n"])), values(end="END"))) == [1]
    assert step(follow(Server(Reply([b"\x1e1\n\x1eEND"])), values(end="END"))) == [1]
    received, error = failure_of(step, follow(Server(Reply([b"\x1e1\n"])), values(end="END")))
    assert (received, type(error)) == ([1], BadResponse)


def test_one_that_was_cut_off_fails_after_its_complete_values(step: Stepping, follow: Following) -> None:
    received, error = failure_of(step, follow(Server(Reply([b'\x1e1\n\x1e{"a"'], cut=CUT)), values()))
    assert (received, type(error)) == ([1], BadResponse)


def test_values_are_validated(step: Stepping, follow: Following) -> None:
    action = values(schema={"type": "integer"})
    received, error = failure_of(
        step, follow(Server(Reply([b'\x1e1\n\x1e"a"\n'])), action, ResponseValidator("raise", set()))
    )
    assert (received, type(error)) == ([1], BadResponse)


def test_the_limit_of_one_value_is_that_of_a_line() -> None:
    records = Records(4)
    with pytest.raises(TooLarge):
        list(records.feed(b"\x1e12345"))
    with pytest.raises(Malformed):
        list(Records().feed(b"x"))
