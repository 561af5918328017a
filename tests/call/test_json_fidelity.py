"""JSON is parsed exactly, or it is an error: a hundred thousand documents, valid and corrupted."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from dynaclient.call.response import InvalidJSON, parse_json

DOCUMENTS = 100_000
NAMES = ["a", "b", "$ref", "", "é", "\0", "\U0001f600", "__proto__", "a b", '"', "\\"]


def value_of(chance: random.Random, depth: int = 0) -> Any:
    """Return any JSON value."""
    if depth < 4 and chance.random() < 0.5:
        inner = [value_of(chance, depth + 1) for _ in range(chance.randrange(4))]
        if chance.random() < 0.5:
            return inner
        return {f"{chance.choice(NAMES)}{number}": item for number, item in enumerate(inner)}
    return chance.choice(PLAIN)(chance)


def text_of(chance: random.Random) -> str:
    """Return a string of any characters except halves of surrogate pairs."""
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
    """Return a value inside a list or an object, so that its end is marked."""
    value = value_of(chance)
    return [value] if chance.random() < 0.5 else {"value": value}


def _ensured(chance: random.Random, document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=chance.random() < 0.5, indent=chance.choice([None, 1])).encode()


def _cut(chance: random.Random, text: bytes) -> bytes:
    return text[: chance.randrange(len(text.rstrip()))]


def _with(piece: bytes) -> Callable[[random.Random, bytes], bytes]:
    """Return a function that puts a text and this into a list."""

    def corrupt(_: random.Random, text: bytes) -> bytes:
        return b"[" + text + b"," + piece + b"]"

    return corrupt


def _not_utf8(chance: random.Random, text: bytes) -> bytes:
    position = text.rindex(b'"') if b'"' in text else 0
    return (
        text[:position] + chance.choice([b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf5\x80\x80\x80"]) + text[position:]
    )


def _twice(_: random.Random, text: bytes) -> bytes:
    return b'{"name": ' + text + b', "n\\u0061me": ' + text + b"}"


CORRUPTIONS: dict[str, Callable[[random.Random, bytes], bytes]] = {
    "cut": _cut,
    "followed": lambda _, text: text + b"x",
    "a name twice": _twice,
    "NaN": _with(b"NaN"),
    "Infinity": _with(b"-Infinity"),
    "too large": _with(b"1e999"),
    "leading zero": _with(b"01"),
    "not UTF-8": _not_utf8,
    "a bare word": _with(b"undefined"),
    "a comma too many": _with(b""),
    "a control character": _with(b'"\n"'),
}


@pytest.mark.parametrize("count", [DOCUMENTS // 10, pytest.param(DOCUMENTS, marks=pytest.mark.full)])
def test_every_document_is_parsed_exactly(count: int) -> None:
    chance = random.Random(5)
    for _ in range(count):
        document = document_of(chance)
        text = _ensured(chance, document)
        # Compare the JSON text, because 1 == 1.0 == True.
        assert json.dumps(parse_json(text)) == json.dumps(document), text


@pytest.mark.parametrize("count", [DOCUMENTS // 10, pytest.param(DOCUMENTS, marks=pytest.mark.full)])
def test_every_corrupted_document_is_an_error(count: int) -> None:
    chance = random.Random(6)
    corruptions = list(CORRUPTIONS.items())
    for number in range(count):
        name, corrupt = corruptions[number % len(corruptions)]
        text = corrupt(chance, _ensured(chance, document_of(chance)))
        assert _is_refused(text), f"{name}: {text!r}"


def _is_refused(text: bytes) -> bool:
    try:
        parse_json(text)
    except InvalidJSON:
        return True
    return False
