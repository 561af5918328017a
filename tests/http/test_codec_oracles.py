"""Our parser of responses against h11 and httptools: random valid responses mean the same, mutated ones no more."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import pytest

from tests.support.codec_oracles import (
    Case,
    Message,
    at_line_starts,
    mutated,
    parse_h11,
    parse_httptools,
    parse_ours,
    random_case,
    split,
)

COUNTS = pytest.mark.parametrize("count", [1000, pytest.param(50_000, marks=pytest.mark.full)])
_INTERIM_WITH_FRAMING = re.compile(
    rb"HTTP/1\.[0-9] +1[0-9]{2}[^\n]*\n(?:[^\r\n]+\r?\n)*?(?i:content-length|transfer-encoding):"
)
_SPACE_IN_STATUS_LINE = re.compile(rb"HTTP/1\.[0-9](?:  +[0-9]| +[0-9]{3}\t)")
_FOLDED = re.compile(rb"\n[ \t]")


def simplified(message: Message) -> Message:
    """Return a message with one form of what may be written in several."""
    return replace(message, fields={name: _simplified(name, value) for name, value in message.fields.items()})


def _simplified(name: str, value: str) -> str:
    if name == "transfer-encoding":  # RFC 9112, section 7: not case-sensitive; h11 returns it in lower case
        value = value.lower()
    if name == "content-length":  # RFC 9110, section 8.6: the same number several times; h11 returns it once
        value = value.partition(",")[0]
    # RFC 9112, section 5.2: a line that continues another one may be joined to it by any number of spaces.
    return re.sub("[ \t]+", " ", value).strip(" ")


# --- valid responses


@pytest.mark.uncounted
@COUNTS
def test_a_valid_response_means_the_same_to_all_parsers(count: int) -> None:
    chance = random.Random(count)
    seen: Counter[bool] = Counter()
    for _ in range(count):
        case = random_case(chance)
        assert parse_ours(case.method, case.split(chance)) == case.message, case
        others = [parse_h11(case.method, case.split(chance))]
        if _is_for_httptools(case):
            others.append(parse_httptools(case.split(chance)))
        seen[len(others) == 2] += 1
        for other in others:
            assert other is not None, case
            assert simplified(other) == simplified(case.message), case
    assert min(seen.values()) > count / 10


def _is_for_httptools(case: Case) -> bool:
    """Return whether httptools parses it: it does not know the method, and accepts no continued lines."""
    return case.method == "GET" and not _FOLDED.search(case.data.partition(b"\r\n\r\n")[0] + _final_head(case.data))


def _final_head(data: bytes) -> bytes:
    while data.startswith(b"HTTP/1.1 1"):
        data = data.partition(b"\r\n\r\n")[2]
    return data.partition(b"\r\n\r\n")[0]


# --- mutated responses


class Difference(NamedTuple):
    """What our parser accepts and h11 rejects."""

    allowed_by: str
    example: bytes
    applies: Callable[[str, bytes, Message], bool]
    """Whether it is the difference of the response to a request of some method that our parser accepts as a message."""


ACCEPTED_BY_OURS_ALONE = {
    "what would frame the body of a response to HEAD, a 204, a 304 or an interim response is not read": Difference(
        "RFC 9112, section 6.3, rule 1",
        b"HTTP/1.1 204 No Content\r\nTransfer-Encoding: gzip\r\n\r\n",
        lambda method, data, message: (
            method == "HEAD" or message.status in (204, 304) or bool(_INTERIM_WITH_FRAMING.search(data))
        ),
    ),
    "Transfer-Encoding overrides an invalid Content-Length, and the connection is closed": Difference(
        "RFC 9112, section 6.3, rule 3",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: x\r\n\r\n0\r\n\r\n",
        lambda _, __, message: {"transfer-encoding", "content-length"} <= {*message.fields} and not message.is_reusable,
    ),
    "the words of a status line may be separated by several spaces or a tab": Difference(
        "RFC 9112, section 4",
        b"HTTP/1.1  200\tOK\r\nContent-Length: 0\r\n\r\n",
        lambda _, data, __: bool(_SPACE_IN_STATUS_LINE.search(data)),
    ),
}


def _without_reuse(message: Message | None) -> Message | None:
    return message and replace(simplified(message), is_reusable=False)


def difference(method: str, data: bytes, parts: list[bytes]) -> str:
    """Return how our parser and h11 differ over a response: "" if they do not, or ours rejects it."""
    ours = parse_ours(method, parts)
    if ours is None:
        return ""
    theirs = parse_h11(method, parts)
    if theirs is None:
        found = (name for name, row in ACCEPTED_BY_OURS_ALONE.items() if row.applies(method, data, ours))
        return next(found, "accepted by ours alone")
    if _without_reuse(ours) != _without_reuse(theirs):
        return "another meaning"
    # h11 never reuses a connection of HTTP/1.0 (RFC 9112, appendix C.2.2 allows it). Not to reuse one is always right.
    reuses_more = ours.is_reusable and not theirs.is_reusable
    return "reused by ours alone" if reuses_more and b"HTTP/1.0" not in data else ""


@pytest.mark.uncounted
@COUNTS
def test_a_mutated_response_that_is_accepted_means_the_same_to_h11(count: int) -> None:
    chance = random.Random(count)
    seen: Counter[str] = Counter()
    accepted = 0
    for _ in range(count):
        case = random_case(chance)
        data = (at_line_starts if chance.random() < 0.3 else mutated)(case.data, chance)
        parts = split(data, chance)
        accepted += parse_ours(case.method, parts) is not None
        found = difference(case.method, data, parts)
        assert not found or found in ACCEPTED_BY_OURS_ALONE, (found, case.method, data)
        seen[found] += 1
    assert count / 4 < accepted < count * 3 / 4
    assert count < 50_000 or {*ACCEPTED_BY_OURS_ALONE} <= {*seen}


@pytest.mark.parametrize("name", ACCEPTED_BY_OURS_ALONE)
def test_each_difference_from_h11_has_an_example(name: str) -> None:
    data = ACCEPTED_BY_OURS_ALONE[name].example
    assert parse_ours("GET", [data]) is not None
    assert difference("GET", data, [data]) == name


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(b"X: a", b"X: b"), (b"Connection: keep-alive", b"Connection: close"), (b"X: a", b"Content-Length: 1")],
)
def test_a_difference_is_noticed(ours: bytes, theirs: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    response = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n%b\r\n\r\n"
    other = parse_h11("GET", [response % theirs])
    monkeypatch.setattr("tests.http.test_codec_oracles.parse_h11", lambda *_: other)
    assert difference("GET", response % ours, [response % ours]) not in ("", *ACCEPTED_BY_OURS_ALONE)
