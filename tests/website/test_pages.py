"""The table of contents, and what becomes of the pages of the repository on the way to the site."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support import ROOT
from website import contents, links
from website.__main__ import main
from website.build import write_pages
from website.contents import HOME, ContentsError, file_of, navigation, page_of, sources, unlisted
from website.links import Links
from website.pages import LONGEST, description_of, for_the_site, portable, with_front_matter

# --- contents --------------------------------------------------------------------------------------------------------


def test_every_page_of_the_documentation_has_a_title() -> None:
    assert list(unlisted(ROOT)) == [], "add it to CONTENTS of website/contents.py"


def test_no_page_is_listed_twice_and_no_file_is_that_of_two_pages() -> None:
    every = [HOME, *sources()]
    assert len(set(every)) == len(every)
    assert len({file_of(source) for source in every}) == len(every)


def test_the_navigation_has_its_groups() -> None:
    groups: dict[str, Any] = dict(navigation())
    assert next(iter(groups)) == "Start"
    assert ("Authentication", "authentication.md") in groups["Guides"]
    assert ("Clients", "reference/python-clients.md") in dict(groups["Reference"])["Python"]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a folder with the files that the site shows."""
    folder = tmp_path / "repository"
    folder.mkdir()
    shutil.copytree(ROOT / "docs", folder / "docs")
    for path in ROOT.iterdir():
        if not (folder / path.name).exists():
            (folder / path.name).symlink_to(path)
    return folder


def test_a_page_without_a_title_is_refused(repository: Path, tmp_path: Path) -> None:
    (repository / "docs" / "guides").mkdir()
    (repository / "docs" / "guides" / "new.md").write_text("# New\n")
    with pytest.raises(ContentsError, match=r"^docs/guides/new\.md: no title in CONTENTS"):
        write_pages(tmp_path / "site", repository)


def test_a_title_without_a_page_is_refused(repository: Path, tmp_path: Path) -> None:
    (repository / "docs" / "values.md").unlink()
    with pytest.raises(ContentsError, match=r"values\.md"):
        write_pages(tmp_path / "site", repository)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "python -m website FOLDER"),
        (["--help"], 2, "python -m website FOLDER"),
        ([str(ROOT / "docs")], 1, "exists"),
    ],
)
def test_a_wrong_command_line_ends_with_a_message(
    arguments: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == code
    assert message in capsys.readouterr().err


def test_a_missing_package_is_named_on_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "website.build")
    monkeypatch.delitem(sys.modules, "website.python_reference", raising=False)
    monkeypatch.delitem(sys.modules, "website.python_sources", raising=False)
    monkeypatch.setitem(sys.modules, "griffe", None)
    assert main([str(tmp_path / "site")]) == 1
    assert capsys.readouterr().err == "The site needs the package griffe: pip install -e '.[all,test]'\n"


# --- links -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "text", "rewritten"),
    [
        ("docs/agents.md", "[a](values.md#xml)", "[a](values.md#xml)"),
        ("docs/agents.md", "[a](../README.md) [b](../CONTRIBUTING.md#the-map)", "[a](overview.md) [b](contributing.md#the-map)"),
        ("README.md", "[`a`](docs/agents.md), [b](examples/acme)", "[`a`](agents.md), [b](acme.md)"),
        ("benchmarks/README.md", "[a](../docs/benchmarks.md)", "[a](benchmarks.md)"),
        ("docs/agents.md", "[a](#b) [c](https://x.org/y) [d](mailto:e@f.g)", "[a](#b) [c](https://x.org/y) [d](mailto:e@f.g)"),
        ("docs/agents.md", "[`api.json`](../api.json) and [a\nfolder](../examples/)", "`api.json` and a\nfolder"),
        ("docs/agents.md", "`[a](b.md)` ``[a](`b.md)``", "`[a](b.md)` ``[a](`b.md)``"),
        ("docs/agents.md", "```text\n[a](b.md)\n```\n[c](values.md)", "```text\n[a](b.md)\n```\n[c](values.md)"),
        ("docs/agents.md", "1. x\n\n   ```md\n   [a](b.md)\n   ```\n", "1. x\n\n   ```md\n   [a](b.md)\n   ```\n"),
        ("docs/agents.md", "<!-- [a](b.md) -->", "<!-- [a](b.md) -->"),
        ("docs/agents.md", "[a](reference/python.md)", "[a](reference/python.md)"),
        ("docs/agents.md", "![a](pictures/many-0.svg)", "![a](pictures/many-0.svg)"),
        ("README.md", '<img src="docs/pictures/many-0.svg" alt="a">', '<img src="pictures/many-0.svg" alt="a">'),
        ("README.md", "[![a](docs/pictures/many-0.svg)](docs/agents.md)", "[![a](pictures/many-0.svg)](agents.md)"),
        ("docs/reference/errors.md", "[a](../agents.md) [b](other.md)", "[a](../agents.md) b"),
    ],
)  # fmt: skip
def test_links_work_on_the_site(source: str, text: str, rewritten: str, tmp_path: Path) -> None:
    (tmp_path / "docs" / "reference").mkdir(parents=True)
    (tmp_path / "docs" / "reference" / "other.md").write_text("")
    for name in ("examples", "api.json"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "docs" / "pictures").symlink_to(ROOT / "docs" / "pictures")
    assert Links(tmp_path, source).rewritten(text) == rewritten


def test_the_pictures_of_a_page_are_copied() -> None:
    page = Links(ROOT, "docs/benchmarks.md")
    page.rewritten("![a](pictures/many-0.svg) [b](../api.json)")
    assert page.files == {"docs/pictures/many-0.svg"}


def test_links_to_files_that_do_not_exist_are_refused(repository: Path, tmp_path: Path) -> None:
    for name in ("agents", "values"):
        with (repository / "docs" / f"{name}.md").open("a") as page:
            page.write("\n[a](nothing.md), ![b](no/picture.svg#c)\n")
    with pytest.raises(ContentsError) as caught:
        write_pages(tmp_path / "site", repository)
    assert set(str(caught.value).splitlines()) >= {
        f"docs/{name}.md links to {target}, which does not exist"
        for name in ("agents", "values")
        for target in ("nothing.md", "no/picture.svg#c")
    }


def test_files_are_shown_where_the_repository_is_once_it_has_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    assert contents.SOURCES_URL == ""
    monkeypatch.setattr(links, "SOURCES_URL", "https://code.example/dynaclient/")
    page = Links(ROOT, "docs/agents.md")
    assert page.rewritten("[a](../api.json)") == "[a](https://code.example/dynaclient/api.json)"


def test_a_folder_is_the_page_of_its_readme() -> None:
    assert page_of("examples/acme") == "examples/acme/README.md"
    assert page_of("examples") is None


# --- pages -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("# A\n\nOne `b` of [c](d.md)\nis *it*, and it is long. Two.", "One b of c is it, and it is long."),
        ("# A\n\nNo. But one thing is. Two.", "No. But one thing is."),
        ("# A\n\n<!-- Written by b. -->\n\n![c](d.svg)\n\nE f.", "E f."),
        ("# A\n\n- An item.\n\n| a |\n|---|\n\n```sh\nb\n```\n\n**So** it is.", "So it is."),
        ("# A\n", ""),
        ("# A\n\n" + "word " * 60, ("word " * 31).rstrip() + "…"),
    ],
)
def test_a_page_is_described_by_its_first_sentence(text: str, description: str) -> None:
    assert description_of(text) == description
    assert len(description) <= LONGEST


def test_the_front_matter_is_yaml_whatever_is_in_the_sentence() -> None:
    assert with_front_matter('# A\n\nSay: "b".\n').startswith('---\ndescription: "Say: \\"b\\"."\n---\n\n# A\n')
    assert '\ntitle: "A b"\n' in with_front_matter("# A `b`\n", is_titled=True)
    assert "search:\n  exclude: true\n" in with_front_matter("# A\n", is_searched=False)


def test_a_comment_for_the_site_is_shown_there() -> None:
    assert for_the_site("A\n<!-- site:\n[b](c.md)\n-->\n<!-- d -->") == "A\n[b](c.md)\n<!-- d -->"


@pytest.mark.parametrize(
    ("text", "portable_text"),
    [
        ("A\n- b\n- c\n", "A\n\n- b\n- c\n"),
        ("A\n\n- b\n  c\n- d\n", "A\n\n- b\n  c\n- d\n"),
        ("1. b\n   - c\n2. d\n", "1. b\n   - c\n2. d\n"),
        ("```\nA\n- b\n```\nA\n- b\n", "```\nA\n- b\n```\nA\n\n- b\n"),
        ('```json title="a.json"\n```\n', '```json title="a.json"\n```\n'),
        ("```python raises\n\\$\n```\n", "```python\n\\$\n```\n"),
        ("a \\$ref `\\$ref` \\* \\<", "a &#36;ref `\\$ref` \\* &#60;"),
    ],
)
def test_a_page_is_the_same_to_every_reader(text: str, portable_text: str) -> None:
    assert portable(text) == portable_text


def test_a_bar_in_code_in_a_table_has_no_backslash() -> None:
    assert portable("| `a\\|b` |\n`c\\|d`") == "| <code>a&#124;b</code> |\n`c\\|d`"
