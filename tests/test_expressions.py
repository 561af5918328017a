"""Regular expressions are compiled when they are first used, and then are those of `re`."""

from __future__ import annotations

import re

import pytest

from dynaclient.strings.expressions import expression


def test_an_expression_does_what_the_compiled_one_does() -> None:
    words = expression("[a-z]+", re.IGNORECASE)
    assert (words.findall("aB 1 c"), words.sub("x", "ab"), words.pattern) == (["aB", "c"], "x", "[a-z]+")
    assert words.fullmatch is words.fullmatch
    assert bool(expression(rb"\d").search(b"a1"))


def test_an_expression_is_compiled_when_it_is_used() -> None:
    wrong = expression("(")
    with pytest.raises(re.error):
        wrong.match("")
