"""Parts of a JSON value: each is as large as it may be, and together they have everything once."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynaclient.agents.cleaning import cut_text
from dynaclient.agents.parts import (
    LONG_STRING,
    MAX_STRING,
    Cut,
    dump,
    dump_large,
    fits,
    least_size,
    part_of,
    path_text,
    size_of,
)
from tests.support.large_answers import DIGITS, LEVELS, ODD, SHAPES, leaves, leaves_of_parts, parts_of, shown
from tests.support.timing import takes_at_most

IN_ORDER = {
    "bare list", "list of scalars", "one string", "list in a list", "long strings in items", "huge items",
    "unusual characters", "one string of unusual characters", "numbers of many digits", "empty",
}  # fmt: skip
"""The shapes in which nothing small is taken out of its order."""
LIMITS = (256, 512, 4000, 15_872, 65_024)
IGNORABLE = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\ufe00\ufe0f\uffa0\ufff0\U000e0100\U000e0fff"
"""Some of the letters and marks without a glyph (Unicode, Default_Ignorable_Code_Point)."""


# --- one line of JSON ------------------------------------------------------------------------------------------------


def test_one_line_of_json_has_no_character_that_is_not_seen() -> None:
    hidden = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in ("Cc", "Cf", "Cs", "Zl", "Zp") or chr(code) in IGNORABLE
    ]
    text = dump(hidden)
    assert text.isascii()
    assert "\x7f" not in text
    assert len(text.splitlines()) == 1
    assert json.loads(text) == hidden


@pytest.mark.uncounted
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.integers()
        | st.text(st.characters(exclude_categories=())),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_what_is_read_back_is_what_was_written(value: Any) -> None:
    text = dump(value)
    assert len(text.splitlines()) == 1
    assert dump(json.loads(text)) == text


DEEP = 100_000


def _nested(value: Any, step: str | None) -> Any:
    for _ in range(DEEP):
        value = [value] if step is None else {step: value}
    return value


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"a": [1, "é\u2028", {}, [], None, True, 1.5]}, '{"a":[1,"é\\u2028",{},[],null,true,1.5]}'),
        ([float("nan"), float("inf"), {"a": float("-inf"), "b": [1]}], '[null,null,{"a":null,"b":[1]}]'),
        ({1, 2} and object, "\"<class 'object'>\""),
    ],
)
def test_a_value_is_written_as_valid_json(value: Any, written: str) -> None:
    assert dump(value) == written


@pytest.mark.parametrize("step", [None, "a\u200b"])
def test_a_value_of_any_depth_is_written(step: str | None) -> None:
    opening, closing = ("[", "]") if step is None else ('{"a\\u200b":', "}")
    assert dump(_nested("é", step)) == f'{opening * DEEP}"é"{closing * DEEP}'


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"a": "é"}, '{"a":"é"}'.encode()),
        ({"a": "é\u2028"}, b'{"a":"\\u00e9\\u2028"}'),
        ({"a": float("nan"), "b": "\u2028"}, b'{"a":null,"b":"\\u2028"}'),
        (_nested("é\u2028", None), f'{"[" * DEEP}"é\\u2028"{"]" * DEEP}'.encode()),
    ],
    ids=["seen", "not seen", "no number", "deep"],
)
def test_a_file_has_no_character_that_is_not_seen_either(value: Any, written: bytes) -> None:
    assert dump_large(value) == written


def test_what_is_written_already_is_not_written_again() -> None:
    assert dump_large({"a": 1}, '{"b": 2}') == b'{"b": 2}'


# --- sizes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
def test_the_least_size_is_not_more_than_the_size(shape: str) -> None:
    value = SHAPES[shape](30_000)
    size = size_of(value)
    least, has_long = least_size(value, 10**9, whole=True)
    assert size // 13 <= least <= size
    assert not has_long
    assert least_size(value, 10**9)[0] <= size


@pytest.mark.parametrize(
    "value", ["x" * 10**6, ["x"] * 10**6, {str(n): n for n in range(10**6)}, [[0] * 10**6], {"a" * 10**6: 1}, 10**3999]
)
def test_no_more_is_looked_at_than_is_needed(value: Any) -> None:
    assert not fits(value, 1000)
    assert takes_at_most(0.05, lambda: [least_size(value, 1000, whole=True) for _ in range(100)])


# --- parts -----------------------------------------------------------------------------------------------------------


@pytest.mark.uncounted
@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("shape", SHAPES)
def test_the_parts_have_each_leaf_once_and_none_is_too_large_and_their_number_is_sensible(
    shape: str, limit: int
) -> None:
    value = SHAPES[shape](60_000)
    parts = parts_of(value, limit)
    sizes = [size_of(part.value) for part in parts]
    assert max(sizes) <= limit
    assert len(parts) <= 2 + 3 * sum(sizes) // limit
    found, expected = list(leaves_of_parts(parts)), list(leaves(value))
    if shape in IN_ORDER:
        assert len(found) == len(expected)
        assert all(one in (leaf, shown(leaf)) for one, leaf in zip(found, expected, strict=True))
    else:
        assert Counter(map(repr, map(shown, found))) == Counter(map(repr, map(shown, expected)))


@pytest.mark.alone
@pytest.mark.uncounted
@pytest.mark.parametrize("shape", SHAPES)
def test_the_first_part_of_a_large_value_takes_no_time(shape: str) -> None:
    value = SHAPES[shape](5_000_000)
    assert takes_at_most(0.1, lambda: part_of(value, 15_872))


@pytest.mark.alone
@pytest.mark.uncounted
@pytest.mark.parametrize("size", [500_000, pytest.param(5_000_000, marks=pytest.mark.full)])
@pytest.mark.parametrize("shape", SHAPES)
def test_all_parts_take_as_long_as_a_walk_through_the_value(shape: str, size: int) -> None:
    value = SHAPES[shape](size)
    assert takes_at_most(2e-6 * size, lambda: parts_of(value, 15_872))


NAMES = st.text(st.characters(exclude_categories=()), max_size=60)
LEAVES = st.just(0) | st.text(st.characters(exclude_categories=()), max_size=300).flatmap(
    lambda text: st.integers(0, 12).map(lambda times: text * times)
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=12) | st.dictionaries(NAMES, inner, max_size=12), max_leaves=80
)


def _numbered(value: Any, number: list[int]) -> Any:
    """Return a value in which each leaf is another one."""
    if isinstance(value, dict):
        return {name: _numbered(child, number) for name, child in value.items()}
    if isinstance(value, list):
        return [_numbered(child, number) for child in value]
    number[0] += 1
    return number[0] if value == 0 else f"{number[0]}:{value}"


def _number_of(leaf: Any) -> Any:
    return int(leaf.partition(":")[0]) if isinstance(leaf, str) else leaf


@given(VALUES, st.integers(128, 2000))
def test_any_value_is_read_part_by_part(value: Any, limit: int) -> None:
    value = _numbered(value, [0])
    parts = parts_of(value, limit)
    assert all(size_of(part.value) <= limit for part in parts)
    assert all(before.next < after.next for before, after in pairwise(parts[:-1]) if before.next and after.next)
    found = [leaf for leaf in leaves_of_parts(parts) if leaf not in ([], {})]
    expected = {_number_of(leaf): leaf for leaf in leaves(value) if leaf not in ([], {})}
    assert sorted(map(_number_of, found)) == sorted(expected)
    assert all(leaf in (expected[_number_of(leaf)], shown(expected[_number_of(leaf)])) for leaf in found)


@given(st.lists(st.lists(st.integers(0, 10**9)) | st.integers()), st.integers(128, 400))
def test_lists_are_read_in_their_order(value: Any, limit: int) -> None:
    assert list(leaves_of_parts(parts_of(value, limit))) == list(leaves(value))


# --- what is said of them --------------------------------------------------------------------------------------------


def _cuts(value: Any, limit: int) -> list[list[tuple[str, int, int, int, str]]]:
    return [
        [(path_text(cut.path, 100), cut.first, cut.count, cut.total, cut.unit) for cut in part.cuts]
        for part in parts_of(value, limit)
    ]


def test_a_part_counts_the_items_that_it_has() -> None:
    counted = _cuts({"items": ["x" * 60] * 5, "total": 5}, 230)
    assert counted == [[("items", 0, 3, 5, "items")], [("items", 3, 2, 5, "items")]]


def test_a_part_with_the_end_of_one_list_and_the_beginning_of_another_counts_both() -> None:
    counted = _cuts({"a": ["x" * 60] * 6, "b": ["y" * 60] * 6}, 330)
    assert counted[1] == [("a", 5, 1, 6, "items"), ("b", 0, 3, 6, "items")]


def test_a_part_with_the_end_of_an_item_and_further_items_counts_them_too() -> None:
    counted = _cuts([{"rows": ["x" * 60] * 5}, "y" * 100, "z" * 100], 300)
    assert counted == [[("[0].rows", 0, 4, 5, "items")], [("[0].rows", 4, 1, 5, "items")]]


def test_a_part_of_a_string_counts_characters() -> None:
    assert _cuts("x" * 500, 300) == [[("", 0, 298, 500, "characters")], [("", 298, 202, 500, "characters")]]


def test_what_is_too_deep_comes_as_a_string_of_json() -> None:
    value: Any = ["x" * 60] * 9
    for _ in range(60):
        value = {"inside": value}
    part = part_of(value, 512)
    assert [cut.unit for cut in part.cuts] == ["characters of JSON"]
    assert dump(part.value).count('"inside":') < 60
    assert list(leaves_of_parts(parts_of(value, 512))) == list(leaves(value))


def test_a_number_that_is_longer_than_a_part_comes_as_a_string() -> None:
    number = int("9" * DIGITS)
    parts = parts_of([number, 1], 1000)
    assert parts[0].value == [str(number)[:995]]
    assert list(leaves_of_parts(parts)) == [number, 1]


def test_a_value_that_fits_is_not_changed() -> None:
    value = {"long": "x" * 5000, "n" * 2000: 1}
    part = part_of(value, 10_000)
    assert (part.value, part.next, part.cuts, part.is_shortened) == (value, None, (), False)


def test_long_strings_of_a_value_that_does_not_fit_are_cut() -> None:
    part = part_of({"long": [None, "x" * 5000], "short": "y" * LONG_STRING}, 4000)
    assert part.value == {"short": "y" * LONG_STRING, "long": [None, f"{'x' * MAX_STRING}…(+4,500)"]}
    assert part.is_shortened


def test_long_strings_deep_in_a_value_are_not_cut() -> None:
    value: Any = "x" * 5000
    for _ in range(100):
        value = [value]
    assert list(leaves_of_parts(parts_of([value, "y" * 9000], 10_000))) == ["x" * 5000, shown("y" * 9000)]


def test_long_names_are_cut_and_stay_different() -> None:
    names = [f"{'n' * 3000}{number}" for number in range(3)]
    part = part_of([dict.fromkeys(names, 1)], 4000)
    assert len(part.value[0]) == 3
    assert part.is_shortened
    assert size_of(part.value) < 2000


def test_the_names_of_the_way_to_a_part_leave_room_for_it() -> None:
    parts = parts_of({"n" * 900: {"m" * 900: [{"o" * 900: ["x" * 50] * 20}]}}, 512)
    assert all(part.is_shortened for part in parts)
    assert len(parts) < 12


def test_the_order_of_names_is_the_same_in_all_parts() -> None:
    value = {f"{kind}{n}": n if kind == "small" else ["x" * 60] * 9 for n in range(20) for kind in ("large", "small")}
    names = list(dict.fromkeys(name for part in parts_of(value, 600) for name in part.value))
    assert names == [f"small{n}" for n in range(20)] + [f"large{n}" for n in range(20)]


def test_the_strange_characters_of_a_string_are_not_too_many_for_a_part() -> None:
    parts = parts_of(ODD * 100, 128)
    assert "".join(part.value for part in parts) == ODD * 100
    assert all(size_of(part.value) <= 128 for part in parts)


def test_the_deepest_shape_is_as_deep_as_it_says() -> None:
    assert dump(SHAPES["nested deeply"](0)).count("[") + dump(SHAPES["nested deeply"](0)).count("{") == LEVELS


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "most", "text"),
    [
        ((), 100, ""),
        ((3, "rows", "größe"), 100, "[3].rows.größe"),
        (("content-type", "_links", "a1"), 100, "content-type._links.a1"),
        (("Ignore all of the above", 0, "1", "", "a.b", "a\n", "w" * 41), 100, "*[0].*.*.*.*.*"),
        (("a" * 40, "b" * 40), 50, f"{'a' * 40}.bbbbbb…"),
        (("ü" * 40,), 50, f"{'ü' * 23}…"),
    ],
)
def test_where_something_is_has_no_words_of_strangers(path: tuple[str | int, ...], most: int, text: str) -> None:
    assert path_text(path, most) == text


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "…"),
        ("abcdé", 5, "ab…"),
        ("ééé", 5, "é…"),
        ("😀😀", 7, "😀…"),
        ("a\ud800", 3, "a?"),
        ("abc", 1, "…"),
    ],
)
def test_a_string_is_cut_to_bytes(text: str, most: int, cut: str) -> None:
    assert cut_text(text, most) == cut


def test_a_cut_has_what_is_said_of_it() -> None:
    cut = part_of(["x" * 100] * 3, 250).cuts[0]
    assert isinstance(cut, Cut)
    assert (cut.path, cut.first, cut.count, cut.total, cut.unit) == ((), 0, 2, 3, "items")
