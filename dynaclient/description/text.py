"""The content of a file as plain data: JSON, or YAML where it is not."""

from __future__ import annotations

import codecs
import json
import re
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING, Any

from ..errors import DescriptionError, Problem
from ..runtime.collector import paused_collector
from ..schema.references import MAX_DEPTH
from ..strings.encoding import UTF16, is_utf16
from ..strings.expressions import expression
from .json_numbers import finite, reject_constant

if TYPE_CHECKING:
    from .positions import Positions

LARGE = 1024 * 1024
"""Characters of a document during whose parsing the garbage collector is paused; bytes from which it has an index."""

_BLANK = expression(r"\s*")
_MARKUP = expression(r"\s*<")
"""How a page begins; neither JSON nor a mapping in YAML does."""
_YAML_NAME = expression(r".*\.ya?ml", re.IGNORECASE | re.DOTALL)
_JSON_NAME = expression(r".*\.json", re.IGNORECASE | re.DOTALL)
_YAML_START = expression(r"\s*(?:#|---|%YAML|- |(?:[\w$./-]+|\"[^\"\n]*\"|'[^'\n]*')[ \t]*:(?:\s|$))")
"""How a document begins that is a mapping or a list in YAML, and not JSON."""
_STRING_OR_NUMBER = expression(
    r'"[^"\\]*(?:\\.[^"\\]*)*"|(?P<number>NaN|-?Infinity|-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)', re.DOTALL
)


def parse_text(text: str, name: str | None = None) -> Any:
    """
    Return the value of a document.

    Args:
        text: JSON or YAML.
        name: The name of the file, or the URL without its query.

    Raises:
        DescriptionError: It is not valid, or nested too deeply; a problem of the syntax has its line and column.
    """
    if _MARKUP.match(text):
        message = "it is HTML or XML, and no description (a server may send a page in place of one, such as a login)"
        hint = "pass the document itself, as JSON or YAML"
        raise DescriptionError([Problem.in_description("", "markup", message, hint)])
    with paused_collector if len(text) > LARGE else nullcontext():
        if not is_yaml(text, name):
            return _parse_json(text)
        from .yaml_text import parse_yaml

        return parse_yaml(text)


def positions_in(text: str, name: str | None = None) -> Positions:
    """Return the lines of the values of a document; of one that is not valid, those up to the problem."""
    from .positions import Positions

    if not is_yaml(text, name):
        return Positions.of(text)
    from .yaml_text import parse_yaml

    positions = Positions()
    with suppress(DescriptionError):  # `load` reports it
        parse_yaml(text, positions)
    return positions


def is_yaml(text: str, name: str | None = None) -> bool:
    """Return whether a document is YAML and not JSON, which YAML contains but reads much more slowly."""
    name = name or ""
    if _JSON_NAME.fullmatch(name):
        return False
    start = _BLANK.match(text)
    first = text[start.end() : start.end() + 1] if start else ""
    if _YAML_NAME.fullmatch(name):
        return first not in ("{", "[") or not _is_json(text)
    return first not in ("{", "[", '"', "") and _YAML_START.match(text) is not None


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def decode(data: bytes, subject: str, expected: str) -> str:
    """Return the text of a file, without its byte order mark; DescriptionError if it is not UTF-8."""
    try:
        # "utf-8-sig" is slower.
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"the file is not UTF-8: invalid byte at position {error.start}"
    else:
        if not is_utf16(data):
            return text
        message = f"the file is {UTF16}"
    raise DescriptionError([Problem.in_description("", "file", message, expected)], subject)


def _parse_json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=reject_constant, parse_float=finite)
    except json.JSONDecodeError as error:
        message = f"invalid JSON: {error.msg}, column {error.colno}"
        problem = _unexpected(text) or Problem.in_description("", "json", message, "fix the JSON there", error.lineno)
    except RecursionError:
        message = f"nested more than {MAX_DEPTH} levels deep"
        problem = Problem.in_description("", "depth", message, "use fewer levels")
    except ValueError as error:
        begin = _first_rejected(text)
        line, column = text.count("\n", 0, begin) + 1, begin - text.rfind("\n", 0, begin)
        message = f"invalid JSON: {error}, column {column}"
        problem = Problem.in_description("", "json", message, "fix the JSON there", line)
    raise DescriptionError([problem])


def _unexpected(text: str) -> Problem | None:
    """Return what is wrong with a string that is not JSON, and what would be expected; None if it is wrong before."""
    from .json_text import read_json

    try:
        read_json(text)
    except DescriptionError as error:
        (problem,) = error.problems
        return problem if problem.rule == "json" else None
    return None  # pragma: no cover - both readers accept the same


def _first_rejected(text: str) -> int:
    """Return where the first number is that `_parse_json` rejects, in a document that is JSON up to there."""
    numbers = (match for match in _STRING_OR_NUMBER.finditer(text) if match["number"])
    return next((match.start() for match in numbers if not _is_read(match["number"])), 0)


def _is_read(number: str) -> bool:
    if number[-1].isalpha():
        return False
    try:
        (int if number.lstrip("-").isdigit() else finite)(number)
    except ValueError:
        return False
    return True
