"""YAML means what the same JSON would; what is wrong with it is named with its line and column."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from dynaclient import DescriptionError, lint, load
from dynaclient.description import yaml_text
from dynaclient.description.positions import Positions
from dynaclient.description.text import is_yaml
from dynaclient.description.yaml_text import parse_yaml
from tests.support.descriptions import describe


@pytest.fixture(params=["libyaml", "Python"], autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each test with both parsers of PyYAML: not each installation has the one in C."""
    assert yaml.__with_libyaml__
    if request.param == "Python":
        monkeypatch.delattr(yaml, "CSafeLoader")


VALUES: dict[str, Any] = {
    "no": "no", "yes": "yes", "on": "on", "Off": "Off", "y": "y",
    "2020-01-01": "2020-01-01", "12:30:45": "12:30:45", "2001-12-14t21:59:43.10-05:00": "2001-12-14t21:59:43.10-05:00",
    "010": 10, "0o17": 15, "0x1F": 31, "-5": -5, "+5": 5, "1_000": "1_000", "0b11": "0b11",
    "123456789012345678901234567890": 123456789012345678901234567890,
    "1.5": 1.5, "1e3": 1000.0, ".5": 0.5, "-1.": -1.0, "3.10": 3.1, "1.2.3": "1.2.3",
    "~": None, "null": None, "": None, "NULL": None, "nUll": "nUll",
    "true": True, "False": False, "TRUE": True, "tRue": "tRue",
    '"no"': "no", "'010'": "010", '"\\u00e9\\/"': "é/", "|\n  a\n  b\n": "a\nb\n", ">-\n  a\n  b\n": "a b",
    "!!str 010": "010", "!!int 010": 10, "!!float 5": 5.0, "!!null ~": None, "!!bool true": True,
    "!!timestamp 2020-01-01": "2020-01-01", "!!binary aGk=": "aGk=", "!!map {a: 1}": {"a": 1}, "!!seq [1]": [1],
    "&x 5": 5, "&x !!str 5": "5", "[]": [], "{}": {}, "[a, [b]]": ["a", ["b"]], "{a: {b: c}}": {"a": {"b": "c"}},
}  # fmt: skip


@pytest.mark.parametrize("text", VALUES)
def test_a_value_is_that_of_yaml_1_2(text: str) -> None:
    value = parse_yaml(f"a: {text}")["a"]
    assert (value, type(value)) == (VALUES[text], type(VALUES[text]))


@pytest.mark.parametrize("key", ["200", "no", "010", "1.10", "null", "~", "2020-01-01", "4XX", "/a/{b}", "true", "é"])
def test_a_key_is_a_string_as_it_is_written(key: str) -> None:
    assert parse_yaml(f"{key}: 1\n'{key} too': 2") == {key: 1, f"{key} too": 2}


TEXTS: dict[str, Any] = {
    "": None,
    "# nothing\n": None,
    "5": 5,
    "- a\n- b: c": ["a", {"b": "c"}],
    '{"a":1, "b":[2]}': {"a": 1, "b": [2]},
    "%YAML 1.2\n---\na: no\n...\n": {"a": "no"},
    "%YAML 1.1\n---\na: no\n": {"a": "no"},
    "a: &x {b: 1}\nc: *x\nd: [*x, *x]": {"a": {"b": 1}, "c": {"b": 1}, "d": [{"b": 1}, {"b": 1}]},
    "? &k foo\n: 1\n*k : 2\nx: *k": {"foo": 2, "x": "foo"},
    "a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\nc: {y: 9, <<: [*a, {y: 5, z: 1}]}": {
        "a": {"x": 1, "y": 2}, "b": {"x": 1, "y": 3}, "c": {"y": 9, "x": 1, "z": 1},
    },
    '"<<": {a: 1}': {"<<": {"a": 1}},
    "<<: {a: 1}\nb: 2": {"a": 1, "b": 2},
    "a: 1\na: 2": {"a": 2},
}  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_what_the_same_json_would_be(text: str) -> None:
    assert parse_yaml(text) == TEXTS[text]


@pytest.mark.uncounted
def test_the_bundled_description_is_the_same_in_yaml(tmp_path: Path) -> None:
    document = dict(load().document)
    text = yaml.dump(json.loads(json.dumps(document)), sort_keys=False, allow_unicode=True)
    assert parse_yaml(text) == document


WRONG: dict[str, tuple[int, str]] = {
    "a: [1\nb: 2": (2, "column"),
    "a: b: c": (1, "mapping values are not allowed"),
    'a: "x\ny\n': (3, "end of stream"),
    "a: 1\n---\nb: 2": (2, "a second document begins; a description is one document, column 1"),
    "a:\n  - !foo 1": (2, "the tag `!foo` has no meaning in JSON, column 5"),
    "a: !!python/object/apply:os.system [ls]": (1, "the tag `!!python/object/apply:os.system` has no meaning in JSON"),
    "a: !!set {b}": (1, "the tag `!!set` has no meaning in JSON"),
    "a: 1\nb: !!int x": (2, "the value is not of its tag `!!int`, column 4"),
    "? [a]\n: 1": (1, "a key is not a string"),
    "a: &x [1]\n*x : 2": (2, "a key is not a string"),
    "a: .inf": (1, "`.inf` is not a JSON value, column 4"),
    "a:\n- -.INF": (2, "`-.INF` is not a JSON value, column 3"),
    "a: .nan": (1, "`.nan` is not a JSON value"),
    "a: !!float .nan": (1, "not of its tag"),
    "a: " + "9" * 5_000: (1, "limit"),
    "a: 1\nb: 0x" + "f" * 4_000: (2, "limit"),
    "a: 0o" + "7" * 5_000: (1, "limit"),
    "a: !!int 0x" + "f" * 4_000: (1, "limit"),
    "a: !!float " + "9" * 5_000: (1, "is larger than any number"),
    "a: 1\nb: -1e999": (2, "`-1e999` is larger than any number that can be stored, column 4"),
    "a: 1\nb: *c": (2, "`*c` refers to nothing that is complete before it, column 4"),
    "a: &a\n  b: *a": (2, "`*a` refers to nothing that is complete before it"),
    "<<: 5": (1, "`<<` merges a mapping, or a list of mappings"),
    "a: &x 5\n<<: *x": (2, "`<<` merges a mapping"),
    "<<: [{a: 1}, 5]": (1, "`<<` merges a mapping"),
    "a: 1\nb: \x00": (2, "the character '\\x00' is not allowed"),
    "a: \x1b[2J": (1, "the character '\\x1b' is not allowed"),
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_named_with_its_line(text: str) -> None:
    with pytest.raises(DescriptionError) as caught:
        parse_yaml(text)
    line, message = WRONG[text]
    [problem] = caught.value.problems
    assert (problem.line, problem.rule) == (line, "yaml")
    assert message in problem.message


def test_without_its_package_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(yaml_text, "import_module", missing)
    file = tmp_path / "api.yaml"
    file.write_text("dynaclient: 1\n")
    with pytest.raises(DescriptionError, match=r"pip install 'dynaclient\[yaml\]', or convert it to JSON"):
        load(file)


# --- its lines


def test_the_lines_of_all_values_are_known() -> None:
    positions = Positions()
    parse_yaml("a:\n  b: [1,\n   2, {c: 3}]\nc:\n- x\n- y: &y 1\n- *y\n? !!str d\n: 4", positions)
    assert positions.lines == {
        "/a": 1, "/a/b": 2, "/a/b/0": 2, "/a/b/1": 3, "/a/b/2": 3, "/a/b/2/c": 3,
        "/c": 4, "/c/0": 5, "/c/1": 6, "/c/1/y": 6, "/c/2": 7, "/d": 8,
    }  # fmt: skip


def test_keys_that_are_in_a_mapping_twice_are_named(tmp_path: Path) -> None:
    file = tmp_path / "api.yaml"
    file.write_text("a: &a {b: 1}\nc:\n  <<: *a\n  b: 2\na:\n  b: 3\n")
    problems = [problem for problem in lint(file) if problem.rule == "duplicate-key"]
    assert [(problem.pointer, problem.line) for problem in problems] == [("/a", 5)]
    assert "first in line 1" in problems[0].message


def test_lint_shows_the_lines(tmp_path: Path) -> None:
    file = tmp_path / "api.yaml"
    file.write_text(yaml.dump(describe({"get": {"method": "got"}, "post": {"method": "POST"}}), sort_keys=False))
    [problem] = lint(file)
    assert file.read_text().splitlines()[(problem.line or 0) - 1].strip() == "method: got"


def test_lint_of_what_is_not_yaml_has_the_line_of_the_problem(tmp_path: Path) -> None:
    file = tmp_path / "api.yaml"
    file.write_text("dynaclient: 1\nresources: [")
    assert [(problem.rule, problem.line) for problem in lint(file)] == [("yaml", 2)]


# --- what is YAML

KINDS: dict[tuple[str, str], bool] = {
    ("a: 1", "api.json"): False,
    ("a: 1", "api.yaml"): True,
    ("a: 1", "API.YML"): True,
    ("a: 1", "api"): True,
    ("'a b': 1", "api"): True,
    ("# comment", "api"): True,
    ("---\na: 1", "https://a.example/openapi"): True,
    ("- a", "api"): True,
    (' {"a": 1}', "api"): False,
    (' {"a": 1}', "api.yaml"): False,
    (' {"a": 1,}', "api"): False,
    (" {a: 1}", "api.yaml"): True,
    ("not a mapping", "api"): False,
    ("", "api"): False,
    ("[" * 100_000, "api.yaml"): True,
}


@pytest.mark.parametrize(("text", "name"), KINDS)
def test_it_is_told_from_json_by_its_name_and_its_beginning(text: str, name: str) -> None:
    assert is_yaml(text, name) is KINDS[text, name]


def test_a_loaded_description_is_that_of_the_same_json(tmp_path: Path) -> None:
    file = tmp_path / "api.yaml"
    file.write_text(yaml.dump(describe()))
    assert load(file).document == describe()


def test_a_patch_may_be_yaml(tmp_path: Path) -> None:
    file = tmp_path / "patch.yaml"
    file.write_text("title: Mine  # not theirs\n")
    assert load(describe(title="Theirs"), patch=file).title == "Mine"
