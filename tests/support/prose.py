"""
Everything that the project writes for readers: messages, docstrings and comments of the package, and its pages.

``python -m tests.support.prose`` updates the golden file of messages.
"""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.support import DATA, ROOT
from tests.support.syntax import PACKAGE, tree_of

GOLDEN = DATA / "messages.txt"
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md"), *ROOT.glob("examples/*/*.md")]
)
_WORDS = re.compile(r"[a-z]{2,} .*[a-z]{2,}|[a-z]{2,}.* [a-z]{2,}")
_CODE = re.compile(
    r"```.*?```|``[^`]*``|`[^`\n]*`|^::\n\n(?: {4}.*\n|\n)+|\[[^\]]*\]\([^)]*\)", re.DOTALL | re.MULTILINE
)
_QUOTED = re.compile(r'"[^"\n]*"|\'[^\'\n]{1,40}\'(?!\w)')


@cache
def modules() -> dict[str, ast.Module]:
    """Return each module of the package, parsed, by its path."""
    paths = [path for kind in ("*.py", "*.pyi") for path in PACKAGE.rglob(kind) if path.parent.name != "losant"]
    return {path.relative_to(PACKAGE).as_posix(): tree_of(path) for path in sorted(paths)}


def _docstrings(tree: ast.AST) -> set[ast.AST]:
    """Return the strings that stand by themselves: docstrings of modules, classes, functions and attributes."""
    return {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def docstrings(tree: ast.AST) -> Iterator[str]:
    """Yield each docstring."""
    yield from (ast.literal_eval(ast.unparse(node)) for node in _docstrings(tree) if isinstance(node.value, str))  # type: ignore[attr-defined]


def _template(node: ast.AST) -> str:
    """Return the value of a string or an f-string, with ``{}`` for each expression."""
    if isinstance(node, ast.JoinedStr):
        return "".join(_template(part) for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else "{}"


@cache
def messages(tree: ast.AST) -> tuple[str, ...]:
    """Return each one-line string of several words that is not a docstring: those of errors, logs and help."""
    docstrings_of_it = _docstrings(tree)
    written = [_template(node) for node in _strings(tree) if node not in docstrings_of_it]
    return tuple(message for message in written if _WORDS.search(message) and "\n" not in message)


def _strings(node: ast.AST) -> Iterator[ast.AST]:
    """Yield constants and f-strings, of which the parts are not looked at."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.Constant, ast.JoinedStr)):
            yield child
        else:
            yield from _strings(child)


def comments(path: Path) -> Iterator[str]:
    """Yield each comment of a module."""
    for token in tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


def prose(written: str) -> str:
    """Return a string without its code and quoted values."""
    return _QUOTED.sub("", _CODE.sub("", written))


def descriptions(value: object) -> Iterator[str]:
    """Yield each description and error message of a JSON Schema."""
    if isinstance(value, dict):
        keys = ("description", "errorMessage")
        yield from (member for key, member in value.items() if key in keys and isinstance(member, str))
    if isinstance(value, (dict, list)):
        for member in value.values() if isinstance(value, dict) else value:
            yield from descriptions(member)


def everything() -> Iterator[tuple[str, str]]:
    """Yield each string with the path of its file."""
    for path, tree in modules().items():
        for written in (*docstrings(tree), *messages(tree), *comments(PACKAGE / path)):
            yield path, written
    for page in PAGES:
        yield page.name, page.read_text("utf-8")
    for schema in sorted(PACKAGE.glob("*.schema.json")):
        for written in descriptions(json.loads(schema.read_text("utf-8"))):
            yield schema.name, written


def golden() -> str:
    """Return all messages of the package, by module, in the form of the golden file."""
    by_module = {path: sorted(set(messages(tree))) for path, tree in modules().items()}
    return "\n".join(
        f"# {path}\n" + "".join(f"{line}\n" for line in lines) for path, lines in by_module.items() if lines
    )


if __name__ == "__main__":
    GOLDEN.write_text(golden(), encoding="utf-8")
