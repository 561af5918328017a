"""
Text stays text: no string of a description is active in any output, whatever it is written for.

Each text of a description is replaced by a payload with a number (`hostile_texts`), and every output is produced. Where
an output has a grammar, it is parsed, and compared with that of the same description with ordinary words: only strings
may differ. `tests/render/test_site.py` shows the generated site in a browser.
"""

from __future__ import annotations

import ast
import importlib
import json
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt

from dynaclient import Api, Client, lint, load
from dynaclient.cli.arguments.connection import Source
from dynaclient.cli.arguments.examples import program_command, shell_example
from dynaclient.cli.completion.shells import SHELLS
from dynaclient.cli.program import program
from dynaclient.display.html import NO_MATHEMATICS
from dynaclient.help.resource_pages import description_page
from dynaclient.render.docs import pages
from dynaclient.render.skeleton import skeleton
from dynaclient.render.stubs import stubs
from tests.support import ROOT
from tests.support.hostile_texts import PAYLOADS, TEXTS, planted

_TOML: Any = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
_YAML: Any = importlib.import_module("yaml")
_MARKDOWN: Any = importlib.import_module("markdown")
ACTIVE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What controls a terminal, or the direction of writing."""
KINDS = pytest.mark.parametrize("kind", PAYLOADS)


@cache
def api(kind: str, *, ordinary: bool = False) -> Api:
    return load(planted(kind, ordinary=ordinary))


def test_each_text_of_the_format_is_planted() -> None:
    definitions = json.loads((ROOT / "dynaclient" / "api.schema.json").read_text("utf-8"))
    written = json.dumps(TEXTS, ensure_ascii=False)
    keys = {
        key
        for value in _objects(definitions)
        for key, member in value.items()
        if isinstance(member, dict) and member.get("$ref") in ("#/$defs/text", "#/$defs/prose")
    }
    missing = {key for key in keys if not re.search(rf'"{key}": "[^"]*[§¶]', written)}
    # the names of properties, of schemes and of scopes
    assert missing == {"id", "property", "time", "inside", "items", "additionalProperties"}
    assert len(keys) >= 6


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, dict):
        yield value
    for member in members:
        yield from _objects(member)


@KINDS
def test_the_description_has_no_problems(kind: str) -> None:
    assert lint(planted(kind)) == []


# --- HTML ------------------------------------------------------------------------------------------------------------


class _Active(HTMLParser):
    """What in HTML is more than text: elements and attributes that prose does not become, and targets of links."""

    TAGS = frozenset({
        "a", "b", "br", "code", "details", "div", "em", "h1", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "span", "strong", "summary",
        "table", "tbody", "td", "th", "thead", "tr", "ul",
    })  # fmt: skip
    ATTRIBUTES = frozenset({"class", "href", "id", "start", "style"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [f"<{tag}>"] if tag not in self.TAGS else []
        for name, value in attrs:
            if name not in self.ATTRIBUTES or (
                name == "style" and value not in ("text-align:left", "text-align: left;")
            ):
                self.found.append(f"<{tag} {name}={value!r}>")
            if name == "href" and not re.match(r"https://example\.com/|[\w.]*#|[\w.]+\.md", str(value)):
                self.found.append(f"link to {value}")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.found.append(f"declaration {decl}")


READERS: dict[str, Callable[[str], str]] = {
    "Python-Markdown": lambda text: _MARKDOWN.markdown(text, extensions=["tables", "toc", "pymdownx.superfences"]),
    "GitHub's": lambda text: str(MarkdownIt("commonmark", {"html": True}).enable("table").render(text)),
}


@KINDS
def test_a_page_in_a_notebook_is_text(kind: str) -> None:
    client = Client(api(kind), token="x")
    shown = [
        client,
        client.items,
        client.items.list,
        client.items.add,
        client.items.watch,
        client.items.parts.get,
        client.find("items"),
    ]
    for value in shown:
        assert _Active(value._repr_html_()).found == []
        assert value._repr_html_().startswith(f"<div{NO_MATHEMATICS}>")
        assert not ACTIVE.search(value._repr_html_() + repr(value) + str(value.__doc__ or ""))


@pytest.mark.uncounted
@KINDS
@pytest.mark.parametrize("reader", READERS)
def test_markdown_is_text(kind: str, reader: str) -> None:
    client = Client(api(kind), token="x")
    documents = {name: text for name, text in pages(api(kind)).items() if name.endswith(".md")}
    documents |= {"README.md": skeleton("shop", api(kind))["README.md"]}
    documents |= {"page": description_page(api(kind)).markdown(), "action": client.items.list._repr_markdown_()}
    for name, text in documents.items():
        assert (name, _Active(READERS[reader](text)).found) == (name, [])
        assert not ACTIVE.search(text)


# --- files with a grammar --------------------------------------------------------------------------------------------


def shape(value: Any) -> Any:
    """Return data without its strings, but with the keys of its objects."""
    if isinstance(value, dict):
        return {key: shape(member) for key, member in value.items()}
    return list(map(shape, value)) if isinstance(value, list) else type(value).__name__


class _Shape(ast.NodeTransformer):
    """Removes strings from a module, and numbers its names: a generated type is named after its schema."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def _number(self, name: str) -> str:
        return str(self._numbers.setdefault(name, len(self._numbers)))

    def visit_Constant(self, node: ast.Constant) -> Any:
        return ast.Constant(type(node.value).__name__)

    def visit_Name(self, node: ast.Name) -> Any:
        return ast.Name(self._number(node.id))

    def visit_Attribute(self, node: ast.Attribute) -> Any:
        return ast.Attribute(self.visit(node.value), self._number(node.attr))

    def visit_ClassDef(self, node: ast.ClassDef) -> Any:
        node.name = self._number(node.name)
        return self.generic_visit(node)


def python_shape(source: str) -> str:
    return ast.dump(_Shape().visit(ast.parse(source)))


@KINDS
def test_the_configuration_of_the_site_has_text_only(kind: str) -> None:
    text, plain = (pages(api(kind, ordinary=ordinary))["mkdocs.yml"] for ordinary in (False, True))
    config = _YAML.safe_load(text)
    assert shape(config) == shape(_YAML.safe_load(plain))
    # Both generators write these into HTML as they are, into elements and attributes.
    assert not re.search(
        "[<>\"']", config["site_name"] + config["site_description"] + json.dumps(config["nav"]).replace('"', "")
    )
    assert not ACTIVE.search(text)


@KINDS
@pytest.mark.parametrize("generate", [stubs, lambda described: skeleton("shop", described)], ids=["stubs", "package"])
def test_generated_source_differs_in_strings_only(kind: str, generate: Callable[[Api], dict[str, str]]) -> None:
    files, plain = generate(api(kind)), generate(api(kind, ordinary=True))
    assert list(files) == list(plain)
    for name, text in files.items():
        if name.endswith((".py", ".pyi")):
            assert (name, python_shape(text)) == (name, python_shape(plain[name]))
        elif name.endswith(".toml"):
            assert shape(_TOML.loads(text)) == shape(_TOML.loads(plain[name]))
        assert name.endswith(".json") or not ACTIVE.search(text)


# --- terminals and shells --------------------------------------------------------------------------------------------


@KINDS
def test_a_repr_has_no_character_that_controls_a_terminal(kind: str) -> None:
    described = api(kind)
    action = described.action("items.list")
    shown: list[Any] = [
        described,
        Client(described, token="x"),
        *described.all_resources.values(),
        *described.actions.values(),
    ]
    shown += [
        *action.parameters.values(),
        *action.responses.values(),
        *described.action("items.watch").responses.values(),
    ]
    for value in shown:
        assert not ACTIVE.search(repr(value) + str(value))


COMMANDS = (
    ["list"], ["list", "words"], ["--help"], ["items", "--help"], ["items.list", "--help"], ["items.add", "-h"], ["describe", "items.list"],
    ["describe", "items.upload"], ["items.list"], ["items.add", "item.b=x"], ["items.parts.get", "id=1", "--dry-run"], ["items.lst"],
    ["items.list", "q=1", "p=wrong"], ["items.free", "--mock", "-o", "table"], ["items.add", "--mock", "item.a=1"], ["lint"],
    ["items.parts.get", "id=1", "--curl"], ["items.free", "tenant=@x"], ["completion", "bash"], ["completion", "zsh"], ["completion", "fish"],
)  # fmt: skip


@KINDS
def test_no_command_writes_what_controls_a_terminal(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "api.json"
    file.write_text(json.dumps(planted(kind)), "utf-8")
    monkeypatch.setenv("DYNACLIENT_API", str(file))
    monkeypatch.setenv("DYNACLIENT_TOKEN", "token")
    for words in COMMANDS:
        done = CliRunner().invoke(program, words, prog_name="dynaclient")
        assert done.exception is None or isinstance(done.exception, SystemExit), (words, done.exception)
        assert (words, ACTIVE.findall(done.output)) == (words, [])


@KINDS
def test_an_example_for_the_shell_is_one_command(kind: str) -> None:
    for name in ("items.list", "items.add", "items.upload", "items.parts.get"):
        action = api(kind).action(name)
        words = shlex.split(shell_example(action, Source("api.json")).removeprefix(program_command()))
        assert words[:3] == ["--api", "api.json", name]
        assert [word for word in words[3:] if not re.match(r"[a-z]+[.:=]", word)] == []


@KINDS
@pytest.mark.parametrize("shell", SHELLS)
def test_a_candidate_of_a_shell_is_one_line_with_three_columns(
    kind: str, shell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "api.json"
    file.write_text(json.dumps(planted(kind)), "utf-8")
    monkeypatch.setenv("DYNACLIENT_API", str(file))
    for line in (
        "",
        "it",
        "items.",
        "items.list ",
        "items.list p=",
        "items.add item.",
        "items.add item.b=",
        "items.list tenant=",
    ):
        monkeypatch.setenv("COMP_LINE", f"dynaclient {line}")
        done = CliRunner().invoke(program, prog_name="dynaclient", env={"_DYNACLIENT_COMPLETE": f"{shell}_complete"})
        assert done.exit_code == 0
        assert done.stdout or line == "items.list tenant="
        for candidate in done.stdout.split("\n"):
            assert candidate.replace("\t", "").isprintable()
            assert candidate.count("\t") <= 2
