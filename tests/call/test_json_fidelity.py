"""JSON comes back as it was, or it is an error: a hundred thousand documents, whole and spoilt."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from dynaclient.call.response import NotStrict, decode

DOCUMENTS = 100_000
NAMES = ["a", "b", "$ref", "", "é", "\0", "\U0001f600", "__proto__", "a b", '"', "\\"]


def value_of(chance: random.Random, depth: int = 0) -> Any:
    """Give any value that JSON can say."""
    if depth < 4 and chance.random() < 0.5:
        inner = [value_of(chance, depth + 1) for _ in range(chance.randrange(4))]
        return (
            inner
            if chance.random() < 0.5
            else {f"{chance.choice(NAMES)}{number}": each for number, each in enumerate(inner)}
        )
    return chance.choice(PLAIN)(chance)


def text_of(chance: random.Random) -> str:
    """Give a text of any characters but halves of surrogate pairs."""
    ranges = [(0, 0x20), (0x20, 0xD800), (0xE000, 0x110000)]
    return "".join(chr(chance.randrange(*chance.choice(ranges))) for _ in range(chance.randrange(8)))


PLAIN: list[Callable[[random.Random], Any]] = [
    lambda _: None,
    lambda _: True,
    lambda _: False,
    lambda _: -0.0,
    lambda _: 5e-324,
    lambda _: 1.7976931348623157e308,
    lambda chance: chance.randrange(-(10 ** chance.randrange(1, 40)), 10 ** chance.randrange(1, 40)),
    lambda chance: chance.uniform(-1, 1) * 10.0 ** chance.randrange(-300, 300),
    text_of,
]


def document_of(chance: random.Random) -> Any:
    """Give a value with something around it, which begins and ends."""
    value = value_of(chance)
    return [value] if chance.random() < 0.5 else {"value": value}


def _ensured(chance: random.Random, document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=chance.random() < 0.5, indent=chance.choice([None, 1])).encode()


def _cut(chance: random.Random, text: bytes) -> bytes:
    return text[: chance.randrange(len(text.rstrip()))]


def _with(piece: bytes) -> Callable[[random.Random, bytes], bytes]:
    """Put this into the outermost list, or object, as one more member."""

    def spoil(_: random.Random, text: bytes) -> bytes:
        return b"[" + text + b"," + piece + b"]"

    return spoil


def _not_utf8(chance: random.Random, text: bytes) -> bytes:
    place = text.rindex(b'"') if b'"' in text else 0
    return text[:place] + chance.choice([b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf5\x80\x80\x80"]) + text[place:]


def _twice(_: random.Random, text: bytes) -> bytes:
    return b'{"name": ' + text + b', "n\\u0061me": ' + text + b"}"


SPOILT: dict[str, Callable[[random.Random, bytes], bytes]] = {
    "cut": _cut,
    "followed": lambda _, text: text + b"x",
    "a name twice": _twice,
    "NaN": _with(b"NaN"),
    "Infinity": _with(b"-Infinity"),
    "too large": _with(b"1e999"),
    "leading zero": _with(b"01"),
    "no UTF-8": _not_utf8,
    "a bare word": _with(b"undefined"),
    "a comma too many": _with(b""),
    "a control character": _with(b'"\n"'),
}


@pytest.mark.parametrize("count", [DOCUMENTS // 10, pytest.param(DOCUMENTS, marks=pytest.mark.full)])
def test_every_document_comes_back_as_it_was(count: int) -> None:
    chance = random.Random(5)
    for _ in range(count):
        document = document_of(chance)
        text = _ensured(chance, document)
        # By its text, for 1 == 1.0 == True.
        assert json.dumps(decode(text)) == json.dumps(document), text


@pytest.mark.parametrize("count", [DOCUMENTS // 10, pytest.param(DOCUMENTS, marks=pytest.mark.full)])
def test_every_document_that_is_spoilt_is_an_error(count: int) -> None:
    chance = random.Random(6)
    ways = list(SPOILT.items())
    for number in range(count):
        name, spoil = ways[number % len(ways)]
        text = spoil(chance, _ensured(chance, document_of(chance)))
        assert _is_refused(text), f"{name}: {text!r}"


def _is_refused(text: bytes) -> bool:
    try:
        decode(text)
    except NotStrict:
        return True
    return False
