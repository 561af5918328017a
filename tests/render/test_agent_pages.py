"""The documentation for coding agents: each action is found from `llms.txt`, no file is long, and no name is unsafe."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any

import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt

from dynaclient import load
from dynaclient.cli.program import program
from dynaclient.help.bounds import MAX_BYTES
from dynaclient.render.agent_pages import INDEX, MAX_INDEX, pages
from dynaclient.render.site_map import file_stems
from tests.support.descriptions import action, describe, query
from tests.support.hostile_texts import PAYLOADS, planted
from tests.support.large_actions import LARGE, large
from tests.support.large_apis import LARGE_APIS, load_large_api

BUNDLED = load()
LINK = re.compile(r"- \[(?P<name>[^\[\]]+)\]\((?P<target>[^()\s]+)\)(?:: (?P<note>.+))?")
SAFE = re.compile(r"[A-Za-z0-9_.-]{1,190}")


def links_of(index: str) -> list[tuple[str, str]]:
    """Return the links of an `llms.txt`: name and target. It has a title, a summary, paragraphs, and lists of links."""
    head, *sections = re.split(r"^## .+\n\n", index, flags=re.MULTILINE)
    title, *paragraphs = head.strip().split("\n\n")
    assert re.fullmatch("# .+", title)
    assert not any(paragraph.startswith(("#", "-")) for paragraph in paragraphs)
    lines = [line for section in sections for line in section.strip().split("\n")]
    matches = [LINK.fullmatch(line) for line in lines]
    assert None not in matches, [line for line, match in zip(lines, matches, strict=True) if match is None][:3]
    return [(match["name"].strip("`"), match["target"]) for match in matches if match]


def reached(files: Mapping[str, str], index: str = INDEX) -> dict[str, str]:
    """Return the pages that an `llms.txt` leads to, by the names of the actions; every link leads to a file."""
    found: dict[str, str] = {}
    for name, target in links_of(files[index]):
        path = normpath(join(dirname(index), target))
        assert path in files
        if path.endswith(".txt"):
            found |= reached(files, path)
        else:
            found[name] = path
    return found


def checked(api: Any) -> dict[str, str]:
    """Return the files of an API, of which all are short, safe, and reached."""
    files = dict(pages(api))
    found = reached(files)
    assert sorted(found.values()) == sorted(path for path in files if path.endswith(".md"))
    for name, path in found.items():
        assert files[path].startswith(f"# `{name}: ")
        assert len(files[path].encode()) <= 2 * MAX_BYTES
    for path, text in files.items():
        assert all(SAFE.fullmatch(part) and not part.startswith(".") for part in path.split("/"))
        assert all(character.isprintable() for character in text.replace("\n", ""))
        assert len(text.encode()) <= MAX_INDEX
    assert len({path.lower() for path in files}) == len(files)
    return files


@pytest.mark.uncounted
def test_each_action_of_the_bundled_description_has_a_page() -> None:
    files = checked(BUNDLED)
    assert reached(files).keys() == set(BUNDLED.actions)
    assert len(files) == len(BUNDLED.actions) + 1
    index = files[INDEX]
    assert index.startswith("# Losant 1.31.0\n\n> The REST API of ")
    assert "\n\nBase URL: `https://api.losant.com`.\n\nCredentials: `accessToken` (bearer).\n\n" in index
    assert "\n## devices\n\n- [`devices." in index
    assert "- [`device.delete`](device/delete.md): DELETE (writes, destroys). " in index
    page = files["devices/get.md"]
    assert "\n## Call\n\n```text\nclient.devices.get(\n" in page
    assert "\n## Response 200\n\n```text\nitems " in page


def test_what_an_api_does_not_have_is_left_out() -> None:
    files = checked(load({"dynaclient": 1, "title": "Small", "resources": {}}))
    assert list(files) == [INDEX]
    assert files[INDEX].startswith("# Small\n\nThe page of an action has ")


def test_an_action_with_problems_is_left_out() -> None:
    assert [*checked(load(describe({"get": action(), "bad": {"path": "x"}})))] == [INDEX, "things/get.md"]


NESTED = describe(
    {"get": action(summary="Gets.")},
    {"description": "Things. All.", "resources": {"parts": {"path": "/parts", "actions": {"list": action()}}}},
)


def test_an_inner_resource_is_a_folder_in_that_of_its_owner() -> None:
    files = checked(load(NESTED))
    assert [*files] == [INDEX, "things/get.md", "things/parts/list.md"]
    assert files[INDEX].endswith(
        "## things\n\n- [`things.get`](things/get.md): GET. Gets.\n\n"
        "## things.parts\n\n- [`things.parts.list`](things/parts/list.md): GET\n"
    )


def _wide(count: int, summary: str) -> dict[str, Any]:
    return {f"act{number:05}": action(summary=summary) for number in range(count)}


def test_in_a_large_api_each_resource_has_a_list_of_its_own() -> None:
    inner = {"parts": {"description": "Parts. All.", "actions": _wide(300, "y" * 140)}}
    api = load(describe(_wide(300, "x" * 140), {"description": "Things. All.", "resources": inner}))
    files = checked(api)
    lists = [path for path in files if path.endswith(".txt")]
    assert lists == [INDEX, "things/llms.txt", "things/parts/llms.txt"]
    assert links_of(files[INDEX]) == [("things", "things/llms.txt")]
    assert "- [`things`](things/llms.txt): 600 actions. Things." in files[INDEX]
    assert files["things/llms.txt"].startswith(
        "# things\n\n> Things.\n\n## Actions\n\n- [`things.act00000`](act00000.md)"
    )
    assert files["things/llms.txt"].endswith(
        "\n## Resources\n\n- [`things.parts`](parts/llms.txt): 300 actions. Parts.\n"
    )


def test_a_resource_with_very_many_actions_has_several_lists() -> None:
    files = checked(load(describe(_wide(1000, "x" * 140))))
    lists = [path for path in files if path.endswith(".txt")]
    assert lists == [INDEX, "things/llms.txt", "things/llms-2.txt", "things/llms-3.txt"]
    assert files["things/llms.txt"].endswith("\n## More\n\n- [Further links](llms-2.txt)\n")
    assert files["things/llms-3.txt"].startswith("# things\n\n## Further links\n\n- [`things.act")


@pytest.mark.parametrize(
    ("names", "stems"),
    [
        (["get", "GET", "gEt"], ["get", "GET-2", "gEt-3"]),
        (["con", "Index", "../x", "a b"], ["con-2", "Index-2", "..-x", "a-b"]),
        (["a" * 180], ["a" * 180]),
        (["a" * 181], [f"{'a' * 171}-{sha256(b'a' * 181).hexdigest()[:8]}"]),
    ],
)
def test_the_name_of_a_file_is_safe_everywhere(names: list[str], stems: list[str]) -> None:
    assert file_stems(names) == dict(zip(names, stems, strict=True))


def test_the_files_of_actions_with_difficult_names_are_safe() -> None:
    names = ("get", "GET", "con", "nul", "llms", "index", "x" * 300, "y" * 300)
    files = checked(
        load(describe({name: action() for name in names}, {"resources": {"Get": {"actions": {"get": action()}}}}))
    )
    assert "things/con-2.md" in files
    assert len(files) == len(names) + 2


@pytest.mark.uncounted
@pytest.mark.parametrize("case", LARGE)
def test_the_page_of_a_large_action_is_short(case: str) -> None:
    checked(load(large(case)))


@pytest.mark.parametrize("kind", PAYLOADS)
def test_no_text_of_a_description_becomes_markup(kind: str) -> None:
    for path, text in pages(load(planted(kind))).items():
        html = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
        assert not re.search(r"<(script|svg|img|a [^>]*href=\"(?!https?:|[\w./-]+\"))", html), path


def test_the_command_writes_the_files(tmp_path: Path) -> None:
    api = tmp_path / "api.json"
    api.write_text(json.dumps(NESTED))
    done = CliRunner().invoke(program, ["docs", "--api", str(api), "--format", "agents", str(tmp_path / "out")])
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.endswith("out: 3 files\n")
    assert (tmp_path / "out/things/parts/list.md").read_text().startswith("# `things.parts.list: GET /things/parts`")


def test_a_parameter_has_its_name_in_python() -> None:
    files = checked(load(describe({"get": action({"from": query(required=True)})})))
    assert "client.things.get(from_=…)" in files["things/get.md"]


@pytest.mark.full
@pytest.mark.uncounted
@pytest.mark.parametrize("name", LARGE_APIS)
def test_all_files_of_large_apis_are_short_and_safe(name: str, tmp_path: Path) -> None:
    api = load_large_api(name, tmp_path)
    assert reached(checked(api)).keys() == set(api.actions)
