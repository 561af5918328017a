"""
The guide describes an API that has no description: each step is valid, and each call works.

The plain run calls a server of the same shape; at full size it is json-server itself, from npm.
"""

from __future__ import annotations

import contextlib
import io
import json
import shlex
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dynaclient import format_description, lint
from dynaclient.cli.program import program
from tests.support import ROOT
from tests.support.blog_server import Collections, blog_server
from tests.support.pages import Page
from tests.support.pattern_oracles import install_with_npm
from tests.support.programs import require_programs

PAGE = Page("docs/write-a-description.md")
JSON = [json.loads(block) for block in PAGE.blocks("json")]
DATA, STEPS = JSON[0], JSON[1:]
NPM = "json-server@0.17.4"
MOST_WORDS = 2000


def merged(document: Any, patch: Any) -> Any:
    """Return a document with what a step adds to it."""
    if not isinstance(patch, dict) or not isinstance(document, dict):
        return patch
    return {**document, **{key: merged(document.get(key), value) for key, value in patch.items()}}


class Reader:
    """Does in a folder what the page says, block by block."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.document: Any = None
        self.printed = ""
        self.seen: list[str] = []

    def read(self, language: str, code: str) -> None:
        """Do what a block says, or compare it with what was printed."""
        {"json": self._add, "sh": self._run, "python": self._execute, "text": self._compare}[language](code)

    def _add(self, code: str) -> None:
        block = json.loads(code)
        if "dynaclient" not in block and self.document is None:
            return  # the data of the server
        self.document = merged(self.document, block)
        Path("blog.json").write_text(format_description(json.dumps(self.document)), "utf-8")
        assert lint("blog.json") == []
        self.seen.append("step")

    def _run(self, code: str) -> None:
        for line in code.splitlines():
            done = self._invoke(line)
            assert done.exit_code == 0, done.output
            self.seen.append(line)

    def _invoke(self, line: str) -> Any:
        return CliRunner().invoke(program, shlex.split(line)[1:], prog_name="dynaclient")

    def _execute(self, code: str) -> None:
        with contextlib.redirect_stdout(io.StringIO()) as output:
            PAGE.run(code.replace('Client("blog.json")', f'Client("blog.json", url={self.url!r})'), {})
        self.printed = output.getvalue()
        self.seen.append("python")

    def _compare(self, text: str) -> None:
        command, _, expected = text.partition("\n")
        if command.startswith("$ dynaclient"):
            assert self._invoke(command.removeprefix("$ ")).stderr == expected
            self.seen.append(command)
        elif self.printed:
            assert self.printed == text
            self.seen.append("output")


@contextmanager
def json_server(folder: Path) -> Iterator[str]:
    """Start the json-server of npm with the data of the page, and yield its URL."""
    require_programs("node", "npm")
    package = install_with_npm(NPM, folder)
    data = folder / "db.json"
    data.write_text(json.dumps(DATA), "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = ["node", str(package / "lib" / "cli" / "bin.js"), "--host", "127.0.0.1", "--port", str(port), str(data)]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.1)
        else:
            return


def follow(url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """Do all that the page says in an empty folder, with a server at a URL."""
    (folder / "work").mkdir()
    monkeypatch.chdir(folder / "work")
    monkeypatch.setenv("DYNACLIENT_URL", url)
    reader = Reader(url)
    for language, code in PAGE.all_blocks:
        reader.read(language, code)
    return reader


def test_a_reader_describes_the_api_and_calls_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    collections: Collections = json.loads(json.dumps(DATA))
    with blog_server(collections) as url:
        reader = follow(url, tmp_path, monkeypatch)
    assert (reader.seen.count("step"), reader.seen.count("python"), reader.seen.count("output")) == (9, 2, 1)
    assert sum(line.startswith("$ dynaclient") for line in reader.seen) == 2
    assert [post["title"] for post in collections["posts"]] == ["Hello", "Again", "Why?", "New"]
    assert (collections["posts"][3]["author"], collections["profile"]) == ("dee", {"name": "Our blog"})
    assert [comment["body"] for comment in collections["comments"]] == ["Nice", "Thanks"]
    assert reader.document == json.loads((ROOT / "examples" / "blog.json").read_text("utf-8"))


@pytest.mark.full
def test_a_reader_describes_json_server_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with json_server(tmp_path) as url:
        assert follow(url, tmp_path, monkeypatch).seen.count("step") == 9


def test_the_whole_file_is_formatted_and_valid() -> None:
    text = (ROOT / "examples" / "blog.json").read_text("utf-8")
    assert format_description(text) == text
    assert lint(json.loads(text)) == []


def test_the_page_is_short_and_its_links_lead_somewhere() -> None:
    assert len(PAGE.text.split()) <= MOST_WORDS
    assert [path for path in PAGE.links if not path.is_file()] == []
    assert len(STEPS) == 9
