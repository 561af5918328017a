"""
YAML: values that every reader takes for the same, those of YAML 1.1 too. Imports yaml.

A string is written without quotes only if it begins with a letter and is not a word such as ``no``: ``1e3``,
``2024-01-01`` and ``12:30`` are strings for one reader and not for another.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from ...strings.expressions import expression
from .console import printable

YAML = "yaml"
_PLAIN = expression(r"[^\W\d_][^\x00-\x1f\x7f]*")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"})
"""What begins with a letter and is not a string, for some reader."""
UNLIMITED_WIDTH = 1_000_000
_MAX_CALLS = 20_000


def yaml_formatter() -> Callable[..., str]:
    """
    Return a function that returns data as a block of YAML that is safe to print.

    With ``is_document=True`` the block is one of several documents, which a line ``---`` begins.

    Raises:
        UsageError: PyYAML is not installed.
    """
    try:
        import yaml
    except ModuleNotFoundError as error:
        raise click.UsageError("--output yaml needs its extra: pip install 'dynaclient[yaml]'") from error

    class Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
        """Writes strings that are strings for every reader."""

        def ignore_aliases(self, _: Any) -> bool:
            """Write a value again where it is there twice."""
            return True

    Dumper.add_representer(str, _represent)

    def format_data(data: Any, *, is_document: bool = False) -> str:
        with _room_for_recursion():
            text: str = yaml.dump(
                data, Dumper=Dumper, allow_unicode=True, sort_keys=False, default_flow_style=False,
                width=UNLIMITED_WIDTH, explicit_start=is_document,
            )  # fmt: skip
        return printable(text.removesuffix("...\n"))

    return format_data


@contextmanager
def _room_for_recursion() -> Iterator[None]:
    """Allow PyYAML more calls, for it makes several for each level of what JSON can nest."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _MAX_CALLS))
    try:
        yield
    except RecursionError:
        raise click.UsageError("the result is nested too deeply for YAML: use --output json") from None
    finally:
        sys.setrecursionlimit(before)


def _represent(dumper: Any, text: str) -> Any:
    encodable = text.encode("utf-8", "backslashreplace").decode()
    return dumper.represent_scalar("tag:yaml.org,2002:str", encodable, style=_style(encodable))


def _style(text: str) -> str | None:
    """Return the style of a string: that of lines, none, or quotes, in which control characters can be escaped."""
    if printable(text) != text:
        return '"'
    if "\n" in text:
        return "|"
    return None if _PLAIN.fullmatch(text) and text.lower() not in _WORDS else "'"
