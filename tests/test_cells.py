"""How many cells of a terminal strings take, and lines that are wrapped and cut by cells: compared with Rich and textwrap."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from dynaclient.strings.cells import cells_of, cut, padded, wrapped

BLOCKS = {
    "Latin": (0x20, 0x7F), "Cyrillic": (0x400, 0x450), "combining marks": (0x300, 0x36F), "Hiragana": (0x3041, 0x3097),
    "Katakana": (0x30A0, 0x3100), "ideographs": (0x4E00, 0x9FF0), "Hangul": (0xAC00, 0xD7A4),
    "full width": (0xFF01, 0xFF61), "half width": (0xFF61, 0xFFA0), "emoji": (0x1F600, 0x1F650),
}  # fmt: skip


@pytest.mark.parametrize("block", BLOCKS)
def test_characters_take_the_cells_that_rich_knows(block: str) -> None:
    characters = [chr(code) for code in range(*BLOCKS[block])]
    assert [cells_of(character) for character in characters] == [cell_len(character) for character in characters]
    assert cells_of("".join(characters)) == cell_len("".join(characters))


texts = st.text(st.sampled_from("ab 猫ネé̈\n"), max_size=60)


@given(texts, st.integers(2, 20))
@example("猫", 2)
@example("aa 猫猫猫猫 b", 5)
def test_no_line_takes_more_cells_and_no_character_is_lost(text: str, cells: int) -> None:
    lines = wrapped(text, cells)
    assert all(0 < cells_of(line) <= cells or line.strip("\u0308") == "" for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text("e \n", max_size=60), st.integers(1, 20))
@example("eeeeee e eeeeee", 4)
@example("eee eee", 2)
def test_narrow_characters_are_wrapped_as_textwrap_does(text: str, cells: int) -> None:
    plain = " ".join(text.split())
    # Behind the end of a word that it has broken, textwrap leaves a blank.
    expected = [line.rstrip().replace("e", "é") for line in textwrap.wrap(plain, cells, break_on_hyphens=False)]
    assert wrapped(text.replace("e", "é"), cells) == expected


@pytest.mark.parametrize(
    ("text", "cells", "shown"), [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("猫の", 4, "猫の"), ("猫の家", 5, "猫の…"), ("猫の家", 4, "猫…")]
)  # fmt: skip
def test_what_is_cut_has_an_ellipsis(text: str, cells: int, shown: str) -> None:
    assert cut(text, cells) == shown
    assert padded(shown, 9) == shown + " " * (9 - cell_len(shown))
    assert padded(shown, 1) == shown
