"""What `list` prints: columns for a pipe, wrapped lines and a pager for a terminal, and JSON; and summaries in help."""

from __future__ import annotations

import json
import shlex
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from dynaclient import load
from dynaclient.cli.bound import bound_program
from dynaclient.cli.output import console
from dynaclient.cli.output.listing import Row, lines_of, row_of
from dynaclient.cli.program import COMMANDS, load_command, program
from dynaclient.description.outlines import Outline
from tests.support.descriptions import describe

LONG = "Exports the application to a bundle to download, or to a Git repository that has one folder for each resource."
ACTIONS: dict[str, Any] = {
    "export": {"method": "GET", "path": "/export", "description": LONG, "operationId": "exportThings"},
    "old": {"method": "DELETE", "deprecated": "Use `export`.", "description": "Deletes."},
    "inner": {"method": "PATCH", "path": "/{id}/a/very/long/path/that/does/not/fit/on/a/narrow/terminal/at/all", "parameters": {"id": {"in": "path"}}},
    "faulty": {"path": "/no/method"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _here(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "api.json").write_text(json.dumps(describe(ACTIONS)))
    monkeypatch.setenv("DYNACLIENT_API", str(tmp_path / "api.json"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def paged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Make the output a terminal of 50 columns and 10 lines; return what is shown in a pager."""
    shown: list[str] = []
    monkeypatch.setattr(console, "stdout_is_terminal", lambda: True)
    monkeypatch.setattr(click, "echo_via_pager", shown.append)
    monkeypatch.setenv("COLUMNS", "50")
    monkeypatch.setenv("LINES", "10")
    return shown


def run(*words: str) -> Result:
    return CliRunner().invoke(program, list(words), prog_name="dynaclient")


def test_each_action_is_one_whole_line_in_columns_for_a_pipe() -> None:
    lines = run("list").stdout.splitlines()
    head = "things.old     DELETE /things"
    assert lines[1] == f"{head.ljust(len('things.export  DELETE ') + 60)}  Deletes. (deprecated)"
    assert [line.index("  E") if "Exports" in line else None for line in lines[:1]] == [lines[1].index("  Deletes")]
    assert lines[0].endswith(LONG)
    assert lines[3] == "things.faulty  (cannot be called: its description has problems; see `dynaclient lint`)"


def test_the_problems_that_it_names_are_those_of_the_same_description() -> None:
    of_package = bound_program("api.json", "shop", None)
    for done in (run("list", "--api", "api.json"), CliRunner().invoke(of_package, ["list"], prog_name="shop")):
        assert "its description has problems; see `dynaclient lint --api api.json`)\n" in done.stdout


@pytest.mark.parametrize("width", [10, 40, 80, 120, 160, 300])
def test_lines_are_wrapped_to_the_terminal_and_lose_no_word(width: int) -> None:
    rows = [Row("things.export", "GET", "/export", LONG), Row("x" * 30, "DELETE", "/" + "p" * 70, "Short."), Row("bad", "", "", "(problems)")]  # fmt: skip
    lines = list(lines_of(rows, width))
    assert max(map(len, lines)) <= max(width, 42)
    assert "".join("".join(lines).split()).count("p" * 20) >= 1
    words = " ".join(" ".join(lines).split())
    assert all(word in words for word in [*LONG.split(), "things.export", "x" * 30, "Short.", "(problems)"])


@pytest.mark.parametrize("width", [30, 60, 120, 200, None])
def test_wide_characters_take_two_cells_of_the_terminal(width: int | None) -> None:
    rows = [
        Row("猫.list", "GET", "/猫", "ページごとに猫の一覧を返します。" * 3),
        Row("cats.get", "GET", "/cats/{id}", "Returns one cat."),
        Row("猫の家.add", "POST", "/猫の家/{id}/部屋", "Adds a 部屋 to a 猫の家."),
    ]
    lines = list(lines_of(rows, width))
    assert width is None or max(map(cell_len, lines)) <= width
    assert "".join(lines).replace(" ", "").count("猫の一覧を返します") == 3
    heads = [line for line in lines if " GET " in line or " POST " in line]
    assert len({cell_len(line[: max(line.find(" GET "), line.find(" POST "))]) for line in heads}) == 1


def test_columns_are_aligned_on_a_terminal(paged: list[str]) -> None:
    lines = run("list", "--no-pager").stdout.splitlines()
    assert lines[:3] == [
        "things.export  GET    /things/export",
        "               Exports the application to a bundle",
        "               to download, or to a Git repository",
    ]
    assert paged == []


def test_a_wide_terminal_has_the_summary_beside_the_path() -> None:
    first, second, *_ = lines_of([Row("things.export", "GET", "/export", LONG)], 100)
    assert first.startswith("things.export  GET    /export  Exports the application")
    assert second.startswith(" " * 31)
    assert not second.startswith(" " * 32)


def test_what_is_longer_than_the_terminal_is_shown_in_a_pager(
    paged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("list").stdout == ""
    assert paged[0].startswith("things.export  GET    /things/export\n")
    monkeypatch.setenv("LINES", "60")
    assert run("list").stdout.startswith("things.export")
    assert len(paged) == 1


def test_a_pager_whose_quotes_are_open_is_no_obstacle(paged: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(click, "echo_via_pager", lambda text: shlex.split("less '"))
    done = run("list")
    assert (done.exit_code, done.stdout.startswith("things.export")) == (0, True)
    assert "warning: PAGER is not a command line; see the quotes in it" in done.stderr


def test_words_that_the_locale_did_not_decode_are_names() -> None:
    name = "gr\udcc3\udcb6\udcc3\udc9fe"
    assert "'größe'" in run("help", name).stderr
    assert "größe" in run("describe", "things.export", "--path", name).stderr


def test_a_pipe_has_no_pager(paged: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "stdout_is_terminal", lambda: False)
    assert run("list").stdout.count("\n") == 4
    assert paged == []


def test_actions_are_data() -> None:
    whole = json.loads(run("list", "-o", "json").stdout)
    assert whole[0] == {"name": "things.export", "method": "GET", "path": "/things/export", "summary": LONG, "deprecated": False, "operationId": "exportThings"}  # fmt: skip
    assert whole[1]["deprecated"] == "Use `export`."
    assert whole[3] == {"name": "things.faulty", "method": None, "path": None, "summary": "", "deprecated": False, "operationId": None}  # fmt: skip
    lines = run("list", "-o", "ndjson").stdout.splitlines()
    assert [json.loads(line) for line in lines] == whole
    assert [json.loads(line)["name"] for line in run("list", "export", "-o", "ndjson").stdout.splitlines()] == [
        "things.export"
    ]


def test_data_of_all_actions_is_not_limited_on_a_terminal(paged: list[str], tmp_path: Any) -> None:
    many = {f"get{number}": {"method": "GET"} for number in range(600)}
    (tmp_path / "api.json").write_text(json.dumps(describe(many)))
    assert run("list", "-o", "ndjson").stdout.count("\n") == 600


@pytest.mark.parametrize(
    ("resource", "action", "known"),
    [
        ({}, {"deprecated": True}, True),
        ({"deprecated": "Use others."}, {}, "Use others."),
        ({"deprecated": "Use others."}, {"deprecated": False}, ""),
        ({}, {}, ""),
        ({"deprecated": {"$ref": "#/x-text"}}, {}, "Referenced."),
    ],
)
def test_an_outline_has_what_the_action_has_of_being_deprecated(
    resource: dict[str, Any], action: dict[str, Any], known: Any
) -> None:
    api = load(describe({"get": {"method": "GET", **action}}, resource, **{"x-text": "Referenced."}))
    (outline,) = api.outlines()
    assert outline.deprecated == known == api.action("things.get").deprecated


def test_a_row_cannot_look_like_two() -> None:
    assert row_of("a", Outline("a", "GET", "/x\ny", "b\n\x1b[2Jc")) == ("a", "GET", "/x\\ny", "b\\n\\u001b[2Jc")


# --- help ------------------------------------------------------------------------------------------------------------


def test_no_summary_in_a_help_text_is_cut(tmp_path: Any) -> None:
    bound = bound_program(tmp_path / "api.json", "shop", None)
    helps = [
        run("--help").stdout,
        run("things", "--help").stdout,
        CliRunner().invoke(bound, ["--help"], prog_name="shop").stdout,
    ]
    for text in helps:
        assert "..." not in text.replace("[ARGS]...", "")
        assert "…" not in text.replace("NAME=VALUE…", "")
    assert LONG in " ".join(helps[1].split())
    assert all(f"\n  {name} " in helps[0] for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_summary_of_a_command_is_its_first_sentence(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_command(name), "short_help", None)  # as in a new process
    command = load_command(name)
    assert " ".join(str(command.help).split()).startswith(str(command.short_help))
    assert str(command.short_help).endswith(".")


def test_the_summary_of_an_inner_resource_is_whole(tmp_path: Any) -> None:
    inner = {"resources": {"inner": {"description": f"{LONG} More.", "actions": {}}}}
    (tmp_path / "api.json").write_text(json.dumps(describe(ACTIONS, inner)))
    text = " ".join(run("things", "--help").stdout.split())
    assert LONG in text
    assert "More." not in text
