"""The one layout of a description: what it looks like, what it leaves alone, and what it refuses."""

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
from hypothesis import given
from hypothesis import strategies as st

from dynaclient import DescriptionError, Problem, format_description
from dynaclient.cli.commands import program
from dynaclient.description.document import bundled
from dynaclient.description.format import DEEPEST, INDENT, WIDTH
from dynaclient.schema.references import MAX_DEPTH
from tests.support import ROOT

LAYOUTS: dict[str, tuple[str, str]] = {
    # name: as it is written, as it is laid out
    "a word": (" null ", "null"),
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
    "texts longer than a line": (json.dumps(["x" * 130] * 2), '[\n  "X",\n  "X"\n]'.replace("X", "x" * 130)),
    "as wide as a line may be": (json.dumps(["x" * 115]), '["X"]'.replace("X", "x" * 115)),
    "as wide as a line with a comma": (json.dumps(["x" * 116]), '[\n  "X"\n]'.replace("X", "x" * 116)),
    "other line ends": ('{"a":\r\n\t1}\r\n', '{"a": 1}'),
    "a mark of the byte order": ("\ufeff[1]", "[1]"),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_it_lays_out(name: str) -> None:
    written, laid_out = LAYOUTS[name]
    assert format_description(written) == laid_out + "\n"


@pytest.mark.parametrize(
    "token",
    ["1e3", "1.0", "-0", "1E+400", "9" * 5000, '"\\u00e9\\/"', '"é\u2028"', '"\\ud800"', '"\\" \\\\"', '"[,]: {}"'],
)
def test_what_is_spelled_stays_as_it_is_spelled(token: str) -> None:
    assert format_description(f"[{token}\n]") == (f"[{token}]\n" if len(token) < WIDTH else f"[\n  {token}\n]\n")


def test_names_stay_in_their_order() -> None:
    assert format_description('{"b":1,"a":2,"\\u0061b":3}') == '{"b": 1, "a": 2, "\\u0061b": 3}\n'


def test_bytes_are_utf_8() -> None:
    assert format_description('\ufeff["é"]'.encode()) == '["é"]\n'


@pytest.mark.uncounted
def test_the_bundled_description_is_laid_out() -> None:
    text = bundled().read_text("utf-8")
    assert format_description(text) == text


def test_the_examples_of_the_readme_are_laid_out() -> None:
    examples = re.findall(r"^```json\n(.*?)^```$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert [format_description(each) for each in examples] == examples


# --- whatever it is --------------------------------------------------------------------------------------------------

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
@given(VALUES, st.sampled_from(OPTIONS))
def test_only_white_space_changes(value: Any, options: dict[str, Any]) -> None:
    text = json.dumps(value, **options)
    laid_out = format_description(text)
    assert without_spaces(laid_out) == without_spaces(text)
    assert repr(json.loads(laid_out)) == repr(json.loads(text))


@pytest.mark.uncounted
@given(VALUES)
def test_there_is_one_layout(value: Any) -> None:
    laid_out = {format_description(json.dumps(value, **each)) for each in OPTIONS if "ensure_ascii" not in each}
    assert {format_description(each) for each in laid_out} == laid_out
    assert len(laid_out) == 1


@pytest.mark.uncounted
@given(VALUES)
def test_only_a_single_text_is_wider_than_a_line(value: Any) -> None:
    lines = format_description(json.dumps(value)).split("\n")
    wide = [each for each in lines if len(each) > WIDTH]
    assert [each for each in wide if not re.fullmatch(r'\s*("(?:[^"\\]|\\.)*"(: |,|$)){0,2}[^ ]*', each)] == []


@pytest.mark.uncounted
@given(st.text(alphabet='{}[]:,"\\ua01e-+.\n truefalsn/NaI\x00é\ud800'))
def test_it_takes_what_is_json_and_nothing_else(text: str) -> None:
    assert json_in(format_description, text) == json_in(str, text)


def json_in(prepared: Callable[[str], str], text: str) -> str:
    """Give what a text says, once it is prepared; nothing, if it is refused then or is no JSON in the strict sense."""
    try:
        whole = prepared(text)
        whole.encode()
        return repr(json.loads(whole, object_pairs_hook=distinct, parse_constant=lambda name: int(f"no {name}")))
    except (DescriptionError, ValueError):
        return ""


def distinct(members: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in members}) < len(members):
        raise ValueError("a name stands twice")
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


def test_what_is_very_deep_is_indented_no_further() -> None:
    lines = format_description("[" * 200 + "1" + "]" * 200).splitlines()
    assert max(len(each) - len(each.lstrip()) for each in lines) == len(INDENT) * DEEPEST


def test_the_work_grows_with_the_size_and_not_with_the_depth() -> None:
    calls = {size: steps_for("[" * 100 + ",".join(["[1, {}]"] * size) + "]" * 100) for size in (500, 1000)}
    assert calls[1000] < 2.1 * calls[500]
    assert steps_for("[" * 400 + "1" + "]" * 400) < 2.1 * steps_for("[" * 200 + "1" + "]" * 200)


def steps_for(text: str) -> int:
    """Count the calls of functions that it takes to lay out a text."""
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


# --- what is refused -------------------------------------------------------------------------------------------------

MEND = "mend it there"
REFUSED: dict[str, tuple[str | bytes, str, int]] = {
    # name: the text, what is told of it, the line
    "nothing": ("", "it ends where a value is due, column 1", 1),
    "the end too early": ('{"a": 1\n', "it ends where `,` or `}` is due, column 1", 2),
    "no number": ('{"a":\n NaN}', "`NaN` stands where a value is due, column 2", 2),
    "a zero too many": ("[01]", "`1` stands where `,` or `]` is due, column 3", 1),
    "a comma too many": ("[1,]", "`]` stands where a value is due, column 4", 1),
    "a comma too many in an object": ('{"a": 1,}', "`}` stands where a name is due, column 9", 1),
    "brackets that do not fit": ('{"a": [1}', "`}` stands where `,` or `]` is due, column 9", 1),
    "a name without quotes": ("{a: 1}", "`a` stands where a name or `}` is due, column 2", 1),
    "no colon": ('{"a" 1}', "`1` stands where `:` is due, column 6", 1),
    "a comment": ("// so\n[]", "`/` stands where a value is due, column 1", 1),
    "two values": ('"a" "b"', '`"b"` stands where the end is due, column 5', 1),
    "a long word": ("x" * 99, f"`{'x' * 40}` stands where a value is due, column 1", 1),
    "a long text": (f'{{}} "{"x" * 99}"', f'`"{"x" * 39}` stands where the end is due, column 4', 1),
    "a text without end": ('["a]', "the text that begins here has no end, column 2", 1),
    "a text over two lines": ('["a\n"]', "a text that is not closed, or a character in it that has to be written \\u000a, column 4", 1),
    "half of a pair": ('["\ud800"]', "a text that is not closed, or a character in it that has to be written \\ud800, column 3", 1),
    "no escape": ('["\\x41"]', "`\\x` is nothing that can stand in a text, column 3", 1),
}  # fmt: skip


def fault_of(text: str | bytes) -> Problem:
    with pytest.raises(DescriptionError) as caught:
        format_description(text)
    (fault,) = caught.value.problems
    return fault


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_json_is_refused_with_its_place(name: str) -> None:
    text, told, line = REFUSED[name]
    assert fault_of(text) == Problem.in_description("", "json", f"this is no JSON: {told}", "mend it there", line)


def test_what_is_no_utf_8_is_refused_with_its_place() -> None:
    assert fault_of('[1,\n"é'.encode() + b'\xff"]') == Problem.in_description(
        "", "file", "this is no UTF-8, column 3", MEND, 2
    )


def test_a_name_that_stands_twice_is_refused_with_its_place() -> None:
    told = "`b` stands twice in this object (first in line 1), column 2"
    fault = fault_of('{"a": [1, {"b": 1,\n "\\u0062": 2}]}')
    assert fault == Problem.in_description("/a/1/b", "duplicate-key", told, "keep one of them", 2)


def test_what_is_nested_too_deep_is_refused_with_its_place() -> None:
    told = f"nested more than {MAX_DEPTH} deep, column {MAX_DEPTH + 2}"
    assert fault_of("[" * 100_000) == Problem.in_description("", "depth", told, MEND, 1)


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


def test_fmt_changes_files_and_names_those_it_changed(sloppy: Path, neat: Path) -> None:
    assert outcome(run(sloppy, neat)) == (0, "", f"{sloppy}: changed\n")
    assert (sloppy.read_bytes(), neat.read_bytes()) == (NEAT.encode(), NEAT.encode())
    assert outcome(run(sloppy, neat)) == (0, "", "")


def test_fmt_leaves_a_file_alone_that_is_laid_out(neat: Path) -> None:
    before = neat.stat()
    run(neat)
    assert (neat.stat().st_ino, neat.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_fmt_keeps_the_mode_and_leaves_nothing_behind(sloppy: Path) -> None:
    sloppy.chmod(0o640)
    run(sloppy)
    assert stat.S_IMODE(sloppy.stat().st_mode) == 0o640
    assert list(sloppy.parent.iterdir()) == [sloppy]


def test_fmt_changes_what_a_link_leads_to(sloppy: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.json"
    link.symlink_to(sloppy)
    run(link)
    assert (link.is_symlink(), sloppy.read_text("utf-8")) == (True, NEAT)


def test_fmt_takes_away_a_mark_of_the_byte_order(neat: Path) -> None:
    neat.write_bytes(b"\xef\xbb\xbf" + NEAT.encode())
    assert (run(neat).exit_code, neat.read_bytes()) == (0, NEAT.encode())


def test_check_names_what_would_be_changed_and_changes_nothing(sloppy: Path, neat: Path) -> None:
    assert outcome(run("--check", sloppy, neat)) == (1, "", f"{sloppy}: would be changed\n")
    assert sloppy.read_text("utf-8") == SLOPPY


def test_check_of_what_is_laid_out_says_nothing(neat: Path) -> None:
    assert outcome(run("--check", neat)) == (0, "", "")


def test_fmt_changes_no_file_if_one_is_no_json(sloppy: Path, wrong: Path) -> None:
    told = f"{wrong}:2: /: this is no JSON: `}}` stands where a name is due, column 1 — mend it there\n"
    assert outcome(run(sloppy, wrong)) == (1, "", told)
    assert (sloppy.read_text("utf-8"), wrong.read_text("utf-8")) == (SLOPPY, WRONG)


def test_check_tells_faults_and_what_would_be_changed(sloppy: Path, wrong: Path) -> None:
    result = run("--check", wrong, sloppy)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[1:] == [f"{sloppy}: would be changed"]


def test_fmt_reads_the_standard_input_and_writes_the_standard_output(sloppy: Path) -> None:
    assert outcome(run("-", sloppy, input=SLOPPY.encode())) == (0, NEAT, f"{sloppy}: changed\n")
    assert outcome(run("-", input=NEAT.encode())) == (0, NEAT, "")


def test_check_of_the_standard_input_writes_none() -> None:
    assert outcome(run("--check", "-", input=SLOPPY.encode())) == (1, "", "-: would be changed\n")


def test_a_fault_of_the_standard_input_has_its_place() -> None:
    result = run("-", input=b"\xff")
    assert outcome(result) == (1, "", "-:1: /: this is no UTF-8, column 1 — mend it there\n")


@pytest.mark.parametrize(("words", "told"), [
    ([], "Missing argument"),
    (["nowhere.json"], "does not exist"),
    (["/dev/null"], "/dev/null is no file that can be written again"),
])  # fmt: skip
def test_fmt_wants_files(words: list[str], told: str) -> None:
    result = run(*words)
    assert (result.exit_code, told in result.stderr) == (2, True)


@pytest.mark.parametrize("step", ["tempfile.NamedTemporaryFile", "shutil.copymode"])
def test_fmt_tells_when_it_cannot_write(sloppy: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(step, full)
    result = run(sloppy)
    assert (result.exit_code, f"{sloppy} cannot be written: No space left" in result.stderr) == (2, True)
    assert (list(sloppy.parent.iterdir()), sloppy.read_text("utf-8")) == ([sloppy], SLOPPY)


def test_fmt_tells_when_it_cannot_read(sloppy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Path) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", broken)
    result = run(sloppy)
    assert (result.exit_code, f"{sloppy} cannot be read: Input/output error" in result.stderr) == (2, True)
