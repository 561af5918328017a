"""The page about notebooks is run as a notebook: each cell in a real kernel, with the Tab key in between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from dynaclient.display.data import MAX_COLUMNS, MAX_ROWS
from tests.support.pages import Page
from tests.support.shells import Kernel, kernel_in

PAGE = Page("docs/notebooks.md")
CELLS: list[tuple[str, str]] = re.findall(
    r"^```(python|python raises)\n(.*?)^```$", PAGE.text, re.MULTILINE | re.DOTALL
)
INSTALLATION, *OUTPUT = PAGE.blocks("text")
TYPED = re.findall(r"^\| `(.*)` \| `(.*)` \|$", PAGE.text, re.MULTILINE)


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    with kernel_in(tmp_path_factory.mktemp("kernel")) as started:
        yield started


@pytest.fixture(scope="module")
def shown(kernel: Kernel) -> list[list[dict[str, Any]]]:
    """Return what the notebook shows of each cell."""
    return [kernel.run(code, quiet=kind == "python raises") for kind, code in CELLS]


def printed(messages: list[dict[str, Any]]) -> str:
    return "".join(message["text"] for message in messages if message["type"] == "stream")


def value(messages: list[dict[str, Any]]) -> str:
    """Return the HTML of the value of a cell."""
    (data,) = (message["data"] for message in messages if message["type"] == "execute_result")
    return str(data["text/html"])


def test_it_installs_what_the_cells_import() -> None:
    assert {"pandas", "ipykernel"} < set(INSTALLATION.split())


def test_the_actions_that_are_found_are_a_table(shown: list[list[dict[str, Any]]]) -> None:
    assert "<code>applications.post</code>" in value(shown[1])


def test_a_mistake_is_shown_as_on_the_page(shown: list[list[dict[str, Any]]]) -> None:
    (error,) = (message for message in shown[3] if message["type"] == "error")
    lines = re.sub("\x1b\\[[0-9;]*m", "", "\n".join(error["traceback"])) + "\n"
    assert re.sub(r"In\[\d+\]", "In[6]", lines) == OUTPUT[0]


def test_the_outcomes_of_the_rows_are_a_table(shown: list[list[dict[str, Any]]]) -> None:
    html = value(shown[4])
    assert "Outcomes: 2 done, 1 failed, 0 unknown" in html
    assert html.index("did you mean &quot;standalone&quot;?") < html.index("pump")
    assert any(message["type"] == "comm_open" for message in shown[4])


def test_cells_print_what_is_on_the_page(shown: list[list[dict[str, Any]]]) -> None:
    assert [printed(messages) for messages in shown if printed(messages)] == OUTPUT[1:]


@pytest.mark.parametrize(("typed", "offered"), TYPED)
def test_tab_offers_what_is_on_the_page(
    kernel: Kernel, shown: list[list[dict[str, Any]]], typed: str, offered: str
) -> None:
    assert offered in kernel.complete(typed)


def test_a_question_mark_shows_the_page_of_an_action(kernel: Kernel, shown: list[list[dict[str, Any]]]) -> None:
    (page,) = (message for message in kernel.run("client.devices.post?") if message["type"] == "page")
    assert "client.devices.post(" in page["data"]["text/plain"]


def test_the_numbers_on_the_page_are_those_of_the_code() -> None:
    assert f"after {MAX_ROWS} rows and {MAX_COLUMNS} columns" in PAGE.text
    assert [path for path in PAGE.links if not path.exists()] == []
