"""Where the cursor is, in code that is not complete."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynaclient.completion.reading import literal, read

# code: what was typed, the quote, the expression before the dot, the brackets with their owners, innermost first
CASES: dict[str, tuple[str, str, str, list[tuple[str, str]]]] = {
    "": ("", "", "", []),
    "cli": ("cli", "", "", []),
    "cli ": ("", "", "", []),
    "a.b": ("b", "", "a", []),
    "a .b. c": ("c", "", "a.b", []),
    "x = a.b.": ("", "", "a.b", []),
    "await a.b": ("b", "", "a", []),
    "not a.b": ("b", "", "a", []),
    "[f(x) for x in a.": ("", "", "a", [("[", "")]),
    "y = 3\nfoo[0].bar(x, 1)[1].ba": ("ba", "", "foo[0].bar(x, 1)[1]", []),
    "%timeit a.b": ("b", "", "a", []),
    "1.": ("", "", "", []),
    "a.b(": ("", "", "", [("(", "a.b")]),
    "a.b(c=1, d": ("d", "", "", [("(", "a.b")]),
    "a.b(\n    # ( of a comment\n    c=1,\n    d": ("d", "", "", [("(", "a.b")]),
    'a.b(")", "d': ("d", '"', "", [("(", "a.b")]),
    "a.b('d e": ("d e", "'", "", [("(", "a.b")]),
    'a["d': ("d", '"', "", [("[", "a")]),
    "a.b['c'].d[": ("", "", "", [("[", "a.b['c'].d")]),
    'a(b={"c": [1, {"d': ("d", '"', "", [("{", ""), ("[", ""), ("{", ""), ("(", "a")]),
    '"""a.b(': ("a.b(", '"""', "", []),
    "f(g(1), a.": ("", "", "a", [("(", "f")]),
    "if x in [a.": ("", "", "a", [("[", "")]),
    "return [": ("", "", "", [("[", "")]),
    "a)).b": ("b", "", "", []),
    "(a, b).c": ("c", "", "(a, b)", []),
    "(x) y.z": ("z", "", "y", []),
    "lambda: y.z": ("z", "", "y", []),
    "{1: y.z": ("z", "", "y", [("{", "")]),
    "f'{a.b": ("b", "", "a", [("{", "")]),
    "a.b(c=d.": ("", "", "d", [("(", "a.b")]),
    "a = 'b\nc.d": ("d", "", "c", []),
    "a = 'b\\\nc.d": ("b\\\nc.d", "'", "", []),
    "!echo don't\na.b": ("b", "", "a", []),
    "%%time\na.b": ("b", "", "a", []),
    "a('b\\": ("b\\", "'", "", [("(", "a")]),
    "a('b\\'c": ("b\\'c", "'", "", [("(", "a")]),
    "a('', \"\", b": ("b", "", "", [("(", "a")]),
    "a('''b''c''', d": ("d", "", "", [("(", "a")]),
    "a('''b": ("b", "'''", "", [("(", "a")]),
    "a(rb'c": ("c", "'", "", [("(", "a")]),
    "buf'c": ("c", "'", "", []),
    "a(*b, **c.": ("", "", "c", [("(", "a")]),
    "a(b ** c[...].d": ("d", "", "c[...]", [("(", "a")]),
    "a(-1.5e-3, b.": ("", "", "b", [("(", "a")]),
    "a \\\n .b": ("b", "", "a", []),
    "a.b(\r\n  c.d": ("d", "", "c", [("(", "a.b")]),
    "# a.b": ("", "", "", []),
    'f"a {b} {{c': ("a {b} {{c", '"', "", []),
    'f"a {b!r:>{c.d': ("d", "", "c", [("{", "")]),
    "f'{a[\"b": ("b", '"', "", [("[", "a"), ("{", "")]),
    "f'{a}} {b.c": ("c", "", "b", [("{", "")]),
    "rf'''{a.b(": ("", "", "", [("(", "a.b"), ("{", "")]),
    "f'{a.b}' + c.d": ("d", "", "c", []),
    "x = [\n  a.b,\n  c.d": ("d", "", "c", [("[", "")]),
    "a\x0c.b": ("b", "", "a", []),
    "ä.ö": ("ö", "", "ä", []),
    "!ls $a.": ("", "", "a", []),
}


def code_of(node: ast.expr | None) -> str:
    return "" if node is None else ast.unparse(node)


@pytest.mark.parametrize(("code", "expected"), CASES.items())
def test_a_reading_knows_what_the_cursor_is_in(code: str, expected: Any) -> None:
    reading = read(code)
    brackets = [(bracket.text, code_of(bracket.owner)) for bracket in reading.brackets[:-1]]
    assert (reading.typed, reading.quote, code_of(reading.dotted), brackets) == expected


NAMES: dict[str, tuple[set[str], str | None]] = {
    "a(b=1, c=2, d=": ({"b", "c"}, "d"),
    "a({'b': 1, r'c': 2, 'd': ": ({"b", "c"}, "d"),
    "a(b == 1, c": (set(), None),
    "a({1: 2, b'c': 3, 'd": (set(), None),
    "a({b: 2, 'd': ": (set(), "d"),
    "a([b, c": (set(), None),
}


@pytest.mark.parametrize(("code", "expected"), NAMES.items())
def test_names_and_keys_are_known(code: str, expected: Any) -> None:
    innermost = read(code).innermost
    assert (innermost.names, innermost.name) == expected


@given(st.text(alphabet="ab.,=([{}])\"' \n:#f\\x", max_size=40))
def test_any_code_can_be_read(code: str) -> None:
    assert code.endswith(read(code).typed)


LITERALS = {"1": 1, "-1": -1, "'a'": "a", "-1.5": None, "a": None, "-a": None, "1.5": None, "None": None}


@pytest.mark.parametrize(("code", "value"), LITERALS.items())
def test_literals_are_strings_and_integers(code: str, value: Any) -> None:
    assert literal(ast.parse(code, mode="eval").body) == value
