"""Each page of the documentation: its code runs, its links have targets, its sentences are short."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from dynaclient import errors
from tests.support import ROOT
from tests.support.pages import Page
from tests.support.readability import sentences
from tests.support.stories import Story, run_story

LIBRARY = "examples/library.yaml"
STORIES = {
    "README.md": Story((LIBRARY,), apart=("sh",)),  # `.ci/run` runs its two commands
    "docs/asyncio.md": Story(),
    "docs/calls.md": Story(),
    "docs/errors.md": Story((LIBRARY,)),
    "docs/extending.md": Story(),
    "docs/importing.md": Story(("api.json",)),
    "docs/many-calls.md": Story(),
    "docs/migrating-from-aiopenapi3.md": Story((LIBRARY,)),
    "docs/migrating-from-bravado.md": Story(),
    "docs/migrating-from-generated-clients.md": Story((LIBRARY,)),
    "docs/mock-state.md": Story(),
    "docs/openapi-file.md": Story((LIBRARY,)),
    "docs/pages-streams-files.md": Story(),
    "docs/security.md": Story(),
    "docs/start.md": Story((LIBRARY,)),
    "docs/tutorial.md": Story(programs=("curl",)),
    "docs/types-and-documentation.md": Story((LIBRARY,)),
}
"""The pages whose code runs here, block by block. A new page is one row."""
MINUTES = {"docs/benchmarks.md"}
"""Pages whose command takes minutes; CI runs the same with ``--quick``."""
NOT_RUN = {"text", "lua"}
"""Output, and settings of editors that are not installed here."""

GENERATED = {"docs/benchmarks.md"}
"""Pages that are written by programs: these may be of any length."""
MAX_WORDS = 2500
MAX_WORDS_OF_A_SENTENCE = 35


def names(*patterns: str) -> list[str]:
    """Return the names of the pages that match."""
    return sorted(path.relative_to(ROOT).as_posix() for pattern in patterns for path in ROOT.glob(pattern))


GUIDES = [name for name in names("README.md", "docs/*.md") if name not in MINUTES]
PAGES = names("*.md", "docs/**/*.md", "benchmarks/*.md", "examples/**/*.md")


# --- code ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STORIES)
def test_the_code_of_a_page_runs_and_prints_what_is_shown(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_story(Page(name), STORIES[name], tmp_path, monkeypatch, capsys)


@cache
def readers(name: str) -> tuple[str, ...]:
    """Return the source of the test modules that read a page."""
    sources = (path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py"))
    return tuple(source for source in sources if f'Page("{name}")' in source)


def untested(name: str) -> set[str]:
    """Return the languages of a page whose blocks no test reads."""
    story = STORIES.get(name)
    of_story = {"python", "sh"} - set(story.apart) if story else set()
    files = {block.language for block in Page(name).story() if story and block.file}
    sources = readers(name)
    if any("PAGE.all_blocks" in source for source in sources):
        return set()
    elsewhere = {language for source in sources for language in re.findall(r'(?:blocks\("|```\(?)(\w+)', source)}
    return Page(name).languages - of_story - files - elsewhere - NOT_RUN


@pytest.mark.parametrize("name", [name for name in PAGES if name not in MINUTES])
def test_all_code_of_a_page_is_read_by_a_test(name: str) -> None:
    assert untested(name) <= ({"sh"} if name == "README.md" else set()), "add a row to STORIES, or a test module"


def test_the_first_two_commands_of_the_readme_are_one_line_each() -> None:
    assert [len(block.splitlines()) for block in Page("README.md").blocks("sh")] == [1, 1]


def test_the_tree_of_errors_has_all_of_them() -> None:
    (tree,) = [block for block in Page("docs/errors.md").blocks("text") if block.startswith("DynaclientError")]
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    names = [kind.__name__ for kind in kinds if issubclass(kind, errors.DynaclientError)]
    assert [name for name in names if name not in tree] == []


UNRELEASED = {"docs/releasing.md"}
"""Pages about a release that is there."""


@pytest.mark.parametrize("name", sorted(set(PAGES) - UNRELEASED))
def test_a_page_installs_from_the_checkout_what_is_not_released(name: str) -> None:
    blocks = [block for kind in ("sh", "dockerfile", "yaml") for block in Page(name).blocks(kind)]
    lines = [line for block in blocks for line in block.splitlines()]
    assert [line for line in lines if re.search(r"pip install .*(?<![\w/-])dynaclient\b", line)] == []


# --- links and names -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_the_links_of_a_page_have_targets(name: str) -> None:
    page = Page(name)
    missing = []
    for file, anchor in page.targets:
        path = (page.path.parent / file).resolve() if file else page.path
        if not path.exists():
            missing.append(file)
        elif anchor and anchor not in Page(path.relative_to(ROOT).as_posix()).anchors:
            missing.append(f"{file}#{anchor}")
    assert missing == []


def test_a_broken_link_would_be_found() -> None:
    assert "limits" in Page("docs/mock-server.md").anchors
    assert ("docs/start.md", "") in Page("README.md").targets
    assert ("docs/calls.md", "defaults") in Page("README.md").targets


def test_the_first_page_calls_the_others_by_their_titles() -> None:
    links = re.findall(r"\[([A-Z][^]]+)\]\((?!https?:)([\w-]+\.md)\)", Page("docs/index.md").text)
    titles = [(Page(f"docs/{file}").text.split("\n", 1)[0].removeprefix("# "), file) for _, file in links]
    assert len(links) > 20
    assert links == titles


@pytest.mark.parametrize("name", PAGES)
def test_the_extras_that_a_page_names_exist(name: str) -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    listed = re.findall(r"(?:dynaclient|\.)\[([\w,]+)\]", Page(name).text)
    extras = {extra for group in listed for extra in group.split(",")}
    assert [extra for extra in extras if f"\n{extra} = [" not in project] == []


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_pages_about_the_code_name_only_what_exists(name: str) -> None:
    found = re.findall(r"`((?:\w+/)+\w+(?:\.\w+)?|\w+\.py)`|^ *((?:\w+/)+\w+) ", Page(name).text, re.MULTILINE)
    paths = [first or second for first, second in found]
    tops = (ROOT, ROOT / "dynaclient", ROOT / "tests", ROOT / "benchmarks")
    missing = [
        path for path in paths if not any((top / path).exists() or (top / f"{path}.py").exists() for top in tops)
    ]
    assert len(paths) > 10
    assert missing == []


# --- tables ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_each_row_of_a_table_has_the_cells_of_its_head(name: str) -> None:
    page = Page(name)
    assert [row for head, *rows in page.tables for row in rows if len(row) != len(head)] == []
    rows = len(re.findall(r"^\|", re.sub(r"^ *```.*?^ *```$", "", page.text, flags=re.M | re.S), re.MULTILINE))
    assert sum(len(table) + 1 for table in page.tables) == rows, "a row outside of a table, or a table without a head"


def test_a_row_with_another_number_of_cells_would_be_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("| a | b |\n|---|:-:|\n| `c|d` | e |\n| `f\\|g` | |\n\n```text\n| h |\n```\n", "utf-8")
    assert Page(str(page)).tables == [[["a", "b"], ["`c", "d`", "e"], ["`f\\|g`", ""]]]


# --- length ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GUIDES)
def test_the_sentences_of_a_page_are_short(name: str) -> None:
    long = [sentence for sentence in Page(name).sentences if len(sentence.split()) > MAX_WORDS_OF_A_SENTENCE]
    assert long == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One is here. Two is there.", ["One is here.", "Two is there."]),
        (
            "Take a dict, e.g. of names, i.e. one. Then 3.11 is used.",
            ["Take a dict, e.g. of names, i.e. one.", "Then 3.11 is used."],
        ),
        (
            "Release 1.31.0 (RFC 6749, p. 3) has\nit. `a. B` too.",
            ["Release 1.31.0 (RFC 6749, p. 3) has it.", "code too."],
        ),
        ("# A heading. Or two\n\n- An item\n- A second. `x.y`\n  is one.", ["An item", "A second.", "code is one."]),
        (
            "| a. B. |\n|---|\n| c. D. |\n\n```sh\nE. F.\n```\n\n![A. B](x.svg) [Linked. All](y.md).",
            ["Linked.", "All."],
        ),
    ],
)
def test_sentences_are_those_of_prose(text: str, found: list[str]) -> None:
    assert list(sentences(text)) == found


@pytest.mark.parametrize("name", [name for name in GUIDES if name not in GENERATED])
def test_a_page_is_short(name: str) -> None:
    assert len(Page(name).text.split()) <= MAX_WORDS


def test_the_readme_is_read_in_two_minutes() -> None:
    text = Page("README.md").text
    assert (len(text.splitlines()) <= 250, len(text.split()) <= 1600) == (True, True)
