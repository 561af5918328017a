"""A page of an action has an end, whatever its description has: in Python, in the shell and in notebooks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dynaclient import Client, load
from dynaclient.cli.program import program
from dynaclient.client.methods import docstring, page
from dynaclient.help.bounds import FULL, LEVELS, MAX_BYTES, fitting_page
from dynaclient.runtime.page import Page, Row, Section
from dynaclient.testing import RecordingTransport
from tests.support.large_actions import LARGE, large

CASES = pytest.mark.parametrize("case", LARGE)


@pytest.mark.uncounted
@CASES
def test_the_page_of_an_action_has_an_end(case: str) -> None:
    api = load(large(case))
    text = docstring(api.action("things.post"))
    assert text.startswith("things.post: POST /")
    assert len(text.encode()) <= MAX_BYTES
    shown = page(api.action("things.post"))
    assert len(shown.markdown().encode()) <= 2 * MAX_BYTES
    assert len(shown.html().encode()) <= 4 * MAX_BYTES
    method = Client(api, transport=RecordingTransport()).things.post
    assert len((method.__doc__ or "").encode()) <= MAX_BYTES


@CASES
def test_what_describe_prints_has_an_end(case: str, tmp_path: Path) -> None:
    file = tmp_path / "api.json"
    file.write_text(json.dumps(large(case)), "utf-8")
    for words in (["describe", "things.post"], ["things.post", "--help"]):
        done = CliRunner().invoke(program, ["--api", str(file), *words], prog_name="dynaclient")
        assert done.exit_code == 0
        assert len(done.stdout.split("Usage")[0].encode()) <= MAX_BYTES + 100 * ("--help" in words)


def _page(rows: int) -> Page:
    return Page("title", "prose", (Section("Rows", rows=tuple(Row(str(number)) for number in range(rows))),))


def test_the_first_page_that_fits_is_shown() -> None:
    made = [_page(100), _page(50), _page(2)]
    pages = dict(zip(LEVELS, made, strict=True))
    assert fitting_page(pages.__getitem__, "cut", made[0].size) is pages[FULL]
    assert fitting_page(pages.__getitem__, "cut", made[0].size - 1) is made[1]
    assert fitting_page(pages.__getitem__, "cut", made[2].size) is made[2]


@pytest.mark.parametrize(
    ("most", "text"),
    [
        (71, "title\n\nprose\n\nRows\n    0\n    1\n    2\n    3\n\nMore\n    cut"),
        (38, "title\n\nprose\n\nRows\n    0\n\nMore\n    cut"),
        (37, "title\n\nprose\n\nMore\n    cut"),
        (24, "title\n\npr\n\nMore\n    cut"),
        (17, "ti\n\nMore\n    cut"),
        (2, "\n\nMore\n    cut"),
    ],
)
def test_a_page_that_does_not_fit_is_cut_from_its_end(most: int, text: str) -> None:
    assert fitting_page(lambda _: _page(9), "cut", most).text() == text
