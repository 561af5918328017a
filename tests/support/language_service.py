"""
The language services that editors use: the npm packages `vscode-json-languageservice` and `yaml-language-server`.

A document is a file of a folder, so that a relative `$schema` resolves as in an editor. Nothing is fetched: a service that
asks for a URL is reported.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

from .pattern_oracles import find_node, install_with_npm

JSON_SERVICE, YAML_SERVICE = "vscode-json-languageservice@5.7.2", "yaml-language-server@1.24.0"
SCRIPT = Path(__file__).with_suffix(".cjs")
CURSOR = "‸"
"""Where a person types, in the text of a document."""


class Answered(NamedTuple):
    """The response of a service to one question."""

    result: Any
    """Completions, the contents of a hover, or the problems of a document; None if there are none."""
    seconds: float
    fetched: list[str]
    """The URLs that it asked for, none of which it received."""


class Editor:
    """
    The services, for the files of a folder, in a process of their own; it ends with the `with` block.

    Args:
        packages: The folder of the npm packages.
        folder: The folder of the documents.
    """

    def __init__(self, packages: Path, folder: Path) -> None:
        self._packages = packages
        self.folder = folder

    def __enter__(self) -> Editor:
        command = [find_node(), str(SCRIPT), str(self._packages)]
        self._node = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        self._node.communicate(timeout=60)

    def complete(self, text: str, name: str = "doc.json") -> dict[str, str]:
        """Return the labels that are suggested at the cursor, without quotes, each with what it inserts."""
        items = self.ask("complete", text, name).result
        return {
            item["label"].strip('"'): item.get("textEdit", {}).get("newText", item.get("insertText")) for item in items
        }

    def documentation(self, text: str, label: str) -> Any:
        """Return what is shown beside a suggestion at the cursor."""
        items = self.ask("complete", text).result
        return next(item["documentation"] for item in items if item["label"] == label)

    def hover(self, text: str, name: str = "doc.json") -> str:
        """Return what is shown at the cursor, as Markdown."""
        contents = self.ask("hover", text, name).result
        return "\n".join(contents) if isinstance(contents, list) else str(contents["value"])

    def problems(self, text: str, name: str = "doc.json", folder: Path | None = None) -> list[str]:
        """Return the messages of the problems of a document, each with the text that it marks."""
        lines = text.splitlines() or [""]
        found = self.ask("validate", text, name, folder).result
        return [f"{_marked(lines, problem['range'])}: {problem['message']}" for problem in found]

    def associate(self, schemas: list[Any]) -> None:
        """Use schemas for files by their names, as those of a catalog: each has `uri` and `fileMatch`."""
        self._send({"ask": "validate", "uri": "file:///none.json", "text": "{}", "schemas": schemas})

    def ask(self, question: str, text: str, name: str = "doc.json", folder: Path | None = None) -> Answered:
        """Return the response to a question about a document: `complete`, `hover` or `validate`."""
        before, _, after = text.partition(CURSOR)
        at = len(before.encode("utf-16-le")) // 2
        uri = ((folder or self.folder) / name).resolve().as_uri()
        return self._send({"ask": question, "uri": uri, "text": before + after, "at": at})

    def _send(self, job: dict[str, Any]) -> Answered:
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        self._node.stdin.write(json.dumps(job) + "\n")
        self._node.stdin.flush()
        return Answered(**json.loads(self._node.stdout.readline()))


def _marked(lines: list[str], place: Any) -> str:
    start, end = place["start"], place["end"]
    last = end["character"] if start["line"] == end["line"] else None
    return lines[start["line"]][start["character"] : last] if start["line"] < len(lines) else ""


def install_service(folder: Path, package: str) -> Path:
    """Install a service with npm, and return the folder of its packages; the test is skipped if that is not possible."""
    install_with_npm(package, folder)
    return folder
