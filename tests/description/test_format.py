"""The one layout of a description: what it looks like, what it preserves, and what it rejects."""

from __future__ import annotations

import inspect
import json
import re
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from dynaclient import DescriptionError, Problem, format_description
from dynaclient.cli.program import program
from dynaclient.description.format import DEEPEST, INDENT, WIDTH
from dynaclient.description.loading import bundled
from dynaclient.description.text import parse_text
from dynaclient.schema.references import MAX_DEPTH
from tests.support.pages import Page

LAYOUTS: dict[str, tuple[str, str]] = {
    # name: before, after
    "a literal": (" null ", "null"),
    "nothing in brackets": ('[ ] ', "[]"),
    "nothing in braces": ('{\n}', "{}"),
    "what fits on a line": ('{"a":[1,{"b":true}],"c":{}}', '{"a": [1, {"b": true}], "c": {}}'),
    "one object in an object": ('{"a":{"b":{"c":{}}}}', '{"a": {"b": {"c": {}}}}'),
    "objects in a list": ('[{"a":1},{"b":2}]', '[{"a": 1}, {"b": 2}]'),
    "several objects in an object": ('{"a":{"b":1},"c":{}}', '{\n  "a": {"b": 1},\n  "c": {}\n}'),
    "several objects somewhere inside": (
        '{"x":[{"a":{},"c":1,"b":{}}],"y":[1,2]}',
        '{\n  "x": [{\n    "a": {},\n    "c": 1,\n    "b": {}\n  }],\n  "y": [1, 2]\n}',
    ),
    "several objects in each of two": (
        '[{"a":{},"b":{}},{"a":{},"b":{}}]',
        '[\n  {\n    "a": {},\n    "b": {}\n  },\n  {\n    "a": {},\n    "b": {}\n  }\n]',
    ),
    "a long list of plain values is filled": (
        json.dumps({"a": ["x" * 30] * 4}),
        '{\n  "a": [\n    "X", "X", "X",\n    "X"\n  ]\n}'.replace("X", "x" * 30),
    ),
    "a long list of others has a line for each": (
        json.dumps([["x" * 80], {"y": "y" * 80}, 3]), '[\n  ["X"],\n  {"y": "Y"},\n  3\n]'.replace("X", "x" * 80).replace("Y", "y" * 80),
    ),
    "strings longer than a line": (json.dumps(["x" * 130] * 2), '[\n  "X",\n  "X"\n]'.replace("X", "x" * 130)),
    "as wide as a line may be": (json.dumps(["x" * 115]), '["X"]'.replace("X", "x" * 115)),
    "as wide as a line with a comma": (json.dumps(["x" * 116]), '[\n  "X"\n]'.replace("X", "x" * 116)),
    "other line ends": ('{"a":\r\n\t1}\r\n', '{"a": 1}'),
    "a byte order mark": ("\ufeff[1]", "[1]"),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_it_formats(name: str) -> None:
    before, after = LAYOUTS[name]
    assert format_description(before) == after + "\n"


@pytest.mark.parametrize(
    "token",
    ["1e3", "1.0", "-0", "1E+400", "9" * 5000, '"\\u00e9\\/"', '"é\u2028"', '"\\ud800"', '"\\" \\\\"', '"[,]: {}"'],
)
def test_strings_and_numbers_keep_their_spelling(token: str) -> None:
    assert format_description(f"[{token}\n]") == (f"[{token}]\n" if len(token) < WIDTH else f"[\n  {token}\n]\n")


def test_keys_keep_their_order() -> None:
    assert format_description('{"b":1,"a":2,"\\u0061b":3}') == '{"b": 1, "a": 2, "\\u0061b": 3}\n'


def test_bytes_are_utf_8() -> None:
    assert format_description('\ufeff["é"]'.encode()) == '["é"]\n'


@pytest.mark.uncounted
def test_the_bundled_description_is_formatted() -> None:
    text = bundled().read_text("utf-8")
    assert format_description(text) == text


def test_the_examples_of_the_documentation_are_formatted() -> None:
    examples = Page("docs/extending.md").blocks("json")
    assert [format_description(example) for example in examples] == examples


# --- any JSON --------------------------------------------------------------------------------------------------------

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=60,
)
OPTIONS: list[dict[str, Any]] = [{}, {"indent": 7}, {"separators": (",", ":")}, {"ensure_ascii": False}]
SPACES = re.compile(r'("(?:[^"\\]|\\.)*")|\s+')


def without_spaces(text: str) -> str:
    return SPACES.sub(lambda found: found[1] or "", text)


@pytest.mark.uncounted
@settings(deadline=None)
@given(VALUES, st.sampled_from(OPTIONS))
def test_only_white_space_changes(value: Any, options: dict[str, Any]) -> None:
    text = json.dumps(value, **options)
    laid_out = format_description(text)
    assert without_spaces(laid_out) == without_spaces(text)
    assert repr(json.loads(laid_out)) == repr(json.loads(text))


@pytest.mark.uncounted
@settings(deadline=None)
@given(VALUES)
def test_there_is_one_layout(value: Any) -> None:
    laid_out = {format_description(json.dumps(value, **option)) for option in OPTIONS if "ensure_ascii" not in option}
    assert {format_description(text) for text in laid_out} == laid_out
    assert len(laid_out) == 1


@pytest.mark.uncounted
@settings(deadline=None)
@given(VALUES)
def test_only_a_single_string_is_wider_than_a_line(value: Any) -> None:
    lines = format_description(json.dumps(value)).split("\n")
    wide = [line for line in lines if len(line) > WIDTH]
    assert [line for line in wide if not re.fullmatch(r'\s*("(?:[^"\\]|\\.)*"(: |,|$)){0,2}[^ ]*', line)] == []


@pytest.mark.uncounted
@settings(deadline=None)
@given(st.text(alphabet='{}[]:,"\\ua01e-+.\n truefalsn/NaI\x00é\ud800'))
def test_it_accepts_json_and_nothing_else(text: str) -> None:
    assert json_in(format_description, text) == json_in(str, text)


def json_in(prepared: Callable[[str], str], text: str) -> str:
    """Return the value of a prepared JSON text; nothing if it is rejected or is not strict JSON."""
    try:
        whole = prepared(text)
        whole.encode()
        return repr(json.loads(whole, object_pairs_hook=distinct, parse_constant=lambda name: int(f"no {name}")))
    except (DescriptionError, ValueError):
        return ""


def distinct(members: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in members}) < len(members):
        raise ValueError("duplicate key")
    return dict(members)


# --- size ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("begin, end", [("[", "]"), ('{"a":', "}")])  # noqa: PT006 - read as one
def test_deep_nesting_needs_no_deep_stack(begin: str, end: str) -> None:
    text = begin * MAX_DEPTH + "1" + end * MAX_DEPTH
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 200)
    try:
        laid_out = format_description(text)
    finally:
        sys.setrecursionlimit(limit)
    assert without_spaces(laid_out) == text


def test_very_deep_levels_are_not_indented_further() -> None:
    lines = format_description("[" * 200 + "1" + "]" * 200).splitlines()
    assert max(len(line) - len(line.lstrip()) for line in lines) == len(INDENT) * DEEPEST


def test_the_work_grows_with_the_size_and_not_with_the_depth() -> None:
    calls = {size: steps_for("[" * 100 + ",".join(["[1, {}]"] * size) + "]" * 100) for size in (500, 1000)}
    assert calls[1000] < 2.1 * calls[500]
    assert steps_for("[" * 400 + "1" + "]" * 400) < 2.1 * steps_for("[" * 200 + "1" + "]" * 200)


def steps_for(text: str) -> int:
    """Count the function calls that formatting a text takes."""
    count = 0

    def step(*_: Any) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(step)
    try:
        format_description(text)
    finally:
        sys.setprofile(before)
    return count


# --- what is rejected ------------------------------------------------------------------------------------------------

FIX = "fix the JSON there"
REJECTED: dict[str, tuple[str | bytes, str, int]] = {
    # name: the text, the message, the line
    "nothing": ("", "expected a value, but it ends here, column 1", 1),
    "the end too early": ('{"a": 1\n', "expected `,` or `}`, but it ends here, column 1", 2),
    "not a number": ('{"a":\n NaN}', "expected a value, got `NaN`, column 2", 2),
    "a zero too many": ("[01]", "expected `,` or `]`, got `1`, column 3", 1),
    "a comma too many": ("[1,]", "expected a value, got `]`, column 4", 1),
    "a comma too many in an object": ('{"a": 1,}', "expected a name, got `}`, column 9", 1),
    "brackets that do not fit": ('{"a": [1}', "expected `,` or `]`, got `}`, column 9", 1),
    "a key without quotes": ("{a: 1}", "expected a name or `}`, got `a`, column 2", 1),
    "no colon": ('{"a" 1}', "expected `:`, got `1`, column 6", 1),
    "a comment": ("// so\n[]", "expected a value, got `/`, column 1", 1),
    "two values": ('"a" "b"', 'expected the end, got `"b"`, column 5', 1),
    "a long word": ("x" * 99, f"expected a value, got `{'x' * 40}`, column 1", 1),
    "a long string": (f'{{}} "{"x" * 99}"', f'expected the end, got `"{"x" * 39}`, column 4', 1),
    "a string without an end": ('["a]', "the string that begins here is not closed, column 2", 1),
    "a string over two lines": ('["a\n"]', "the string is not closed, or has a character that has to be written as \\u000a, column 4", 1),
    "half of a surrogate pair": ('["\ud800"]', "the string is not closed, or has a character that has to be written as \\ud800, column 3", 1),
    "an invalid escape": ('["\\x41"]', "`\\x` is not an escape sequence of JSON, column 3", 1),
}  # fmt: skip


def problem_of(text: str | bytes) -> Problem:
    with pytest.raises(DescriptionError) as caught:
        format_description(text)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize("name", REJECTED)
def test_invalid_json_is_rejected_with_its_position(name: str) -> None:
    text, message, line = REJECTED[name]
    assert problem_of(text) == Problem.in_description("", "json", f"invalid JSON: {message}", FIX, line)


def test_yaml_is_not_formatted() -> None:
    found = problem_of("# an API\nopenapi: 3.0.0\n")
    expected = "this is YAML, and only JSON is formatted, column 1 — convert it with `dynaclient import`"
    assert str(found) == f"/ (line 1): {expected}"


def test_invalid_utf_8_is_rejected_with_its_position() -> None:
    assert problem_of('[1,\n"é'.encode() + b'\xff"]') == Problem.in_description(
        "", "file", "invalid UTF-8, column 3", "save the file as UTF-8", 2
    )


def test_a_duplicate_key_is_rejected_with_its_position() -> None:
    message = "the key `b` is in this object twice (first in line 1), column 2"
    problem = problem_of('{"a": [1, {"b": 1,\n "\\u0062": 2}]}')
    assert problem == Problem.in_description("/a/1/b", "duplicate-key", message, "keep one of them", 2)


def test_too_deep_nesting_is_rejected_with_its_position() -> None:
    message = f"nested more than {MAX_DEPTH} levels deep, column {MAX_DEPTH + 2}"
    assert problem_of("[" * 100_000) == Problem.in_description("", "depth", message, "use fewer levels", 1)


# --- on the command line ---------------------------------------------------------------------------------------------

SLOPPY, NEAT, WRONG = '{"é":1}', '{"é": 1}\n', '{"a": 1,\n}'


def run(*words: str | Path, **more: Any) -> Result:
    return CliRunner().invoke(program, ["fmt", *map(str, words)], **more)


def outcome(result: Result) -> tuple[int, str, str]:
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def sloppy(tmp_path: Path) -> Path:
    file = tmp_path / "sloppy.json"
    file.write_text(SLOPPY, "utf-8")
    return file


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    file = tmp_path / "wrong.json"
    file.write_text(WRONG, "utf-8")
    return file


@pytest.fixture
def neat(tmp_path: Path) -> Path:
    file = tmp_path / "neat.json"
    file.write_bytes(NEAT.encode())
    return file


def test_fmt_changes_files_and_lists_those_it_changed(sloppy: Path, neat: Path) -> None:
    assert outcome(run(sloppy, neat)) == (0, "", f"{sloppy}: changed\n")
    assert (sloppy.read_bytes(), neat.read_bytes()) == (NEAT.encode(), NEAT.encode())
    assert outcome(run(sloppy, neat)) == (0, "", "")


def test_fmt_does_not_touch_a_formatted_file(neat: Path) -> None:
    before = neat.stat()
    run(neat)
    assert (neat.stat().st_ino, neat.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_fmt_keeps_the_mode_and_leaves_nothing_behind(sloppy: Path) -> None:
    sloppy.chmod(0o640)
    run(sloppy)
    assert stat.S_IMODE(sloppy.stat().st_mode) == 0o640
    assert list(sloppy.parent.iterdir()) == [sloppy]


def test_fmt_changes_the_target_of_a_link(sloppy: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.json"
    link.symlink_to(sloppy)
    run(link)
    assert (link.is_symlink(), sloppy.read_text("utf-8")) == (True, NEAT)


def test_fmt_removes_a_byte_order_mark(neat: Path) -> None:
    neat.write_bytes(b"\xef\xbb\xbf" + NEAT.encode())
    assert (run(neat).exit_code, neat.read_bytes()) == (0, NEAT.encode())


def test_check_lists_what_would_be_changed_and_changes_nothing(sloppy: Path, neat: Path) -> None:
    assert outcome(run("--check", sloppy, neat)) == (1, "", f"{sloppy}: would be changed\n")
    assert sloppy.read_text("utf-8") == SLOPPY


def test_check_of_a_formatted_file_prints_nothing(neat: Path) -> None:
    assert outcome(run("--check", neat)) == (0, "", "")


def test_fmt_changes_no_file_if_one_is_not_json(sloppy: Path, wrong: Path) -> None:
    message = f"{wrong}:2: /: invalid JSON: expected a name, got `}}`, column 1 — {FIX} [json]\n"
    assert outcome(run(sloppy, wrong)) == (1, "", message)
    assert (sloppy.read_text("utf-8"), wrong.read_text("utf-8")) == (SLOPPY, WRONG)


def test_check_reports_problems_and_what_would_be_changed(sloppy: Path, wrong: Path) -> None:
    result = run("--check", wrong, sloppy)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[1:] == [f"{sloppy}: would be changed"]


def test_fmt_reads_the_standard_input_and_writes_the_standard_output(sloppy: Path) -> None:
    assert outcome(run("-", sloppy, input=SLOPPY.encode())) == (0, NEAT, f"{sloppy}: changed\n")
    assert outcome(run("-", input=NEAT.encode())) == (0, NEAT, "")


def test_check_of_the_standard_input_prints_none() -> None:
    assert outcome(run("--check", "-", input=SLOPPY.encode())) == (1, "", "-: would be changed\n")


def test_a_problem_of_the_standard_input_has_its_position() -> None:
    result = run("-", input=b"\xff")
    assert outcome(result) == (1, "", "-:1: /: invalid UTF-8, column 1 — save the file as UTF-8 [file]\n")


@pytest.mark.parametrize(("words", "message"), [
    ([], "Missing argument"),
    (["nowhere.json"], "does not exist"),
    (["/dev/null"], "/dev/null is not a regular file and cannot be rewritten"),
])  # fmt: skip
def test_fmt_requires_files(words: list[str], message: str) -> None:
    result = run(*words)
    assert (result.exit_code, message in result.stderr) == (2, True)


@pytest.mark.parametrize(
    "step", ["dynaclient.runtime.user_files.create_file", "dynaclient.runtime.user_files.set_mode"]
)
def test_fmt_reports_when_it_cannot_write(sloppy: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(step, full)
    result = run(sloppy)
    assert (result.exit_code, f"{sloppy} cannot be written: No space left" in result.stderr) == (7, True)
    assert (list(sloppy.parent.iterdir()), sloppy.read_text("utf-8")) == ([sloppy], SLOPPY)


def test_fmt_reports_when_it_cannot_read(sloppy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Path) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", broken)
    result = run(sloppy)
    assert (result.exit_code, f"{sloppy} cannot be read: Input/output error" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    "name", sorted(set(REJECTED) - {"nothing", "not a number", "half of a surrogate pair", "a comment"})
)
def test_loading_reports_invalid_json_as_formatting_does(name: str) -> None:
    text, message, line = REJECTED[name]
    with pytest.raises(DescriptionError) as caught:
        parse_text(str(text), "api.json")
    assert caught.value.problems == (Problem.in_description("", "json", f"invalid JSON: {message}", FIX, line),)


def test_a_key_twice_does_not_hide_invalid_json() -> None:
    with pytest.raises(DescriptionError) as caught:
        parse_text('{"a": 1, "a": 2,}', "api.json")
    assert [problem.rule for problem in caught.value.problems] == ["json"]
