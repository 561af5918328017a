"""Manual pages: what is in them, and that `groff` and `man` read them without a warning."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import click
import pytest

from dynaclient.cli.bound import COMMANDS as BOUND
from dynaclient.cli.bound import bound_program
from dynaclient.cli.exit_codes import MEANINGS
from dynaclient.cli.output.man_pages import man_pages
from dynaclient.cli.program import COMMANDS, program
from dynaclient.codes.exit_codes import EXIT_CODES
from tests.cli.conftest import Shell
from tests.support.descriptions import describe
from tests.support.programs import require_programs


@pytest.fixture
def pages(shell: Shell) -> Path:
    """Return the folder of the pages of dynaclient."""
    done = shell("man", "man1")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == f"man1: {len(COMMANDS) + 1} files\nTo read one: man -l man1/dynaclient.1\n"
    return Path("man1")


def rendered(path: Path) -> str:
    """Return a page as `man` shows it, without a warning."""
    require_programs("groff")
    done = subprocess.run(
        ["groff", "-ww", "-man", "-Tutf8", "-P-c", "-rLL=100n", "-rHY=0", str(path)], capture_output=True, text=True, check=True, encoding="utf-8"
    )  # fmt: skip
    assert done.stderr == ""
    return re.sub(r".\x08", "", done.stdout)


def test_there_is_a_page_for_the_program_and_one_for_each_command(pages: Path) -> None:
    assert {path.name for path in pages.iterdir()} == {"dynaclient.1", *(f"dynaclient-{name}.1" for name in COMMANDS)}
    assert all(path.read_bytes().isascii() for path in pages.iterdir())


@pytest.mark.parametrize("device", ["utf8", "ascii"])
def test_groff_has_no_warning_about_any_of_them(pages: Path, device: str) -> None:
    require_programs("groff")
    files = sorted(map(str, pages.iterdir()))
    done = subprocess.run(["groff", "-ww", "-man", f"-T{device}", *files], capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_man_has_no_warning_about_one(pages: Path) -> None:
    require_programs("man")
    done = subprocess.run(
        ["man", "--warnings", "-l", str(pages / "dynaclient.1")], capture_output=True, text=True, check=True
    )
    assert (done.stderr, "EXIT STATUS" in re.sub(r".\x08", "", done.stdout)) == ("", True)


def test_the_page_of_the_program_has_its_sections(pages: Path) -> None:
    text = rendered(pages / "dynaclient.1")
    sections = re.findall(r"^([A-Z][A-Z ]+)$", text, re.MULTILINE)
    assert sections == [
        "NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXAMPLES", "COMMANDS", "EXIT STATUS", "ENVIRONMENT", "FILES",
    ]  # fmt: skip
    for words in (
        "dynaclient map {change} rows.csv",
        "dynaclient-map(1)",
        "DYNACLIENT_TOKEN",
        "DYNACLIENT_CONFIG",
        "profiles.json",
        "--api FILE",
    ):
        assert words.format(change="devices.post") in text


def test_the_page_of_a_command_has_its_examples_and_its_tables(pages: Path) -> None:
    text = rendered(pages / "dynaclient-map.1")
    assert "       dynaclient map [OPTIONS] ACTION FILE [NAME=VALUE]..." in text
    assert re.search(r"^FILE$\n +rows\.csv, rows\.tsv +with a header", text, re.MULTILINE)
    assert "    --column Name=device.name --column Class=device.deviceClass --column Remark= \\\n" in text
    assert "See dynaclient(1)." in text
    assert "\b" not in (pages / "dynaclient-map.1").read_text()


def test_what_is_special_to_roff_is_text(tmp_path: Path) -> None:
    command = click.Command(
        "odd",
        help='.SH at the start\n\n\'quoted\n\n\b\n.nf \\n(x\n  two\n\nUmlaut ü, emoji 😀, `code` ^ ~ "q" and \x1b[2J.',
        epilog="Just a sentence.\n\nNotes:",
        params=[click.Option(["--a-b"], help=".TP \\fBbold\\fR"), click.Option(["--plain"])],
    )
    group = click.Group("prog", commands={"odd": command}, help="A program.")
    (tmp_path / "odd.1").write_text(man_pages(group, "prog", "1.0")["prog-odd.1"])
    text = rendered(tmp_path / "odd.1")
    for words in (
        ".SH at the start",
        "'quoted",
        ".nf \\n(x",
        'Umlaut ü, emoji 😀, `code` ^ ~ "q" and [2J.',
        "--a-b",
        ".TP \\fBbold\\fR",
        "Just a sentence.",
    ):
        assert words in text


def test_a_bound_program_has_pages_of_its_own(shell: Shell) -> None:
    Path("api.json").write_text(json.dumps(describe()))
    done = shell("man", "man1", program=bound_program("api.json", "my-shop", "1.2"))
    assert done.exit_code == 0
    assert {path.stem for path in Path("man1").iterdir()} == {"my-shop", *(f"my-shop-{name}" for name in BOUND)}
    text = rendered(Path("man1/my-shop.1"))
    assert ("MY_SHOP_TOKEN" in text, "DYNACLIENT_TOKEN" in text, "DYNACLIENT_API" in text) == (True, False, False)
    assert "my-shop-list(1)" in text
    assert "my-shop map devices.post devices.csv" not in rendered(Path("man1/my-shop-map.1"))


def test_each_exit_code_has_a_meaning() -> None:
    assert set(MEANINGS) >= {code for _, code in EXIT_CODES} | {0, 1, 130, 141}
    assert str(program.epilog).count("  ") > 5
    assert all(re.search(rf"\b{code}\b", str(program.epilog)) for code in MEANINGS)
