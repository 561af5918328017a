"""The picture of a terminal in the README is what the commands print, and anyone can read it."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import gettempdir
from xml.etree import ElementTree

import pytest

from tests.support.programs import require_programs
from tests.support.recorded_session import COLUMNS, COMMANDS, PICTURE, ROWS, draw, record

SVG = "{http://www.w3.org/2000/svg}"
TEXT = PICTURE.read_text("utf-8")
PICTURED = ElementTree.fromstring(TEXT)  # noqa: S314 - our own
STYLE = PICTURED.findtext(f"{SVG}style") or ""


def test_it_is_what_the_commands_print() -> None:
    """After a change that is meant: ``python -m tests.support.recorded_session``."""
    require_programs("bash")
    assert draw(record()) == TEXT


def test_a_command_that_does_not_end_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    require_programs("bash")
    monkeypatch.setattr("tests.support.recorded_session.PATIENCE", 0.3)
    with pytest.raises(TimeoutError):
        record(["sleep 5"])


def test_it_shows_the_library_at_work() -> None:
    lines = [line.text or "" for line in PICTURED.iter(f"{SVG}text")]
    assert len([line for line in lines if line.startswith("$ ")]) == len(COMMANDS)
    assert [line for line in lines if "did you mean author?" in line]
    assert [line for line in lines if "Traceback" in line or "not found" in line] == []


def test_it_fits_a_page() -> None:
    rows = {line.attrib["y"] for line in PICTURED.iter(f"{SVG}text")}
    ends = [float(line.attrib["x"]) + float(line.attrib["textLength"]) for line in PICTURED.iter(f"{SVG}text")]
    assert len(rows) <= ROWS <= 35
    assert COLUMNS <= 100
    assert max(ends) < float(PICTURED.attrib["width"])
    assert len(TEXT.encode()) < 60_000


def test_a_screen_reader_has_a_title_and_a_description() -> None:
    named = [PICTURED.find(f"{SVG}*[@id='{name}']") for name in PICTURED.attrib["aria-labelledby"].split()]
    assert PICTURED.attrib["role"] == "img"
    assert all(element is not None and len(element.text or "") > 10 for element in named)


def test_it_refers_to_nothing_outside_and_names_no_machine() -> None:
    addresses = set(re.findall(r"https?://[^\s\"<]+", TEXT))
    assert addresses == {"http://www.w3.org/2000/svg", "http://127.0.0.1:8080"}
    assert re.findall(r"href|@import|@font-face|url\(|<script|<image", TEXT) == []
    assert [part for part in (str(Path.home()), gettempdir(), str(PICTURE.parent)) if part in TEXT] == []


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2 defines it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("palette", STYLE.split("@media"), ids=["light", "dark"])
def test_each_colour_can_be_read(palette: str) -> None:
    background = re.search(r"rect\{fill:(#\w+)", palette)
    colours = re.findall(r"(?:text|\.\w+)\{fill:(#\w+)", palette)
    assert background is not None
    assert len(colours) > 5
    for colour in colours:
        lighter, darker = sorted([luminance(colour), luminance(background[1])], reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, colour


def test_each_style_that_it_uses_is_defined() -> None:
    used = {name for line in PICTURED.iter(f"{SVG}text") for name in line.attrib.get("class", "").split()}
    assert used <= set(re.findall(r"\.(\w+)\{", STYLE))
