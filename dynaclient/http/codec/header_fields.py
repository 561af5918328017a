"""The header lines of a response (RFC 9112, section 5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ...messages import Headers
from ...strings.expressions import expression
from .events import MalformedResponse, reject

MAX_HEADER_LINES = 100
"""Header lines of a response, at most."""

OPTIONAL_SPACE = " \t"
"""What may surround a value: not U+0085 and U+00A0, which `str.strip` removes by default; they are bytes of values."""

_CONTROL = expression(r"[\x00-\x08\x0a-\x1f\x7f]")
_NAME = r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+)"
_VALUE = r"([^\x00-\x08\x0a-\x1f\x7f]*)"
_FIELD = expression(rf"{_NAME}:{_VALUE}\r?")
_LINE = expression(rf"^{_NAME}: ?{_VALUE}\r\n", re.MULTILINE)


def parse_fields(text: str) -> Headers:
    """Return the fields of the header lines of a response, each with the end of its line."""
    lines = text.count("\n")
    if lines > MAX_HEADER_LINES:
        reject(f"the response has more than {MAX_HEADER_LINES} header lines")
    fields = match_fields(text, lines)
    if fields is not None:
        return Headers(fields)
    return Headers(_parse_lines(text.split("\n")[:-1]))  # continued lines, other line ends, or malformed


def match_fields(text: str, lines: int) -> list[tuple[str, str]] | None:
    """Return the fields of so many header lines; None if a line is continued, malformed, or ends in another way."""
    fields = _LINE.findall(text)
    if len(fields) != lines:
        return None
    # Most lines have one space before the value, which the pattern leaves out, and none after it.
    if " \r" in text or "\t" in text or ":  " in text:
        return [(name, value.strip(OPTIONAL_SPACE)) for name, value in fields]
    return fields


def parse_list(value: str) -> set[str]:
    """Return the items of a list, such as the options of ``Connection``, in lower case."""
    return {item.strip(OPTIONAL_SPACE).lower() for item in value.split(",")}


def _parse_lines(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the fields; a line that starts with a space continues the one before (RFC 9112, section 5.2)."""
    name, value = "", ""
    for line in lines:
        match = _FIELD.fullmatch(line)
        if match is None:
            value = f"{value} {_parse_continuation(line, name)}"
            continue
        if name:
            yield name, value.strip(OPTIONAL_SPACE)
        name, value = match[1], match[2].strip(OPTIONAL_SPACE)
    yield name, value.strip(OPTIONAL_SPACE)


def _parse_continuation(line: str, name: str) -> str:
    """Return what a line adds to the field before it."""
    content = line.removesuffix("\r")
    if _CONTROL.search(content):
        raise MalformedResponse("a header line has a control character")
    if not name or content[:1] not in (" ", "\t"):
        raise MalformedResponse("a header line has no name")
    return content.strip(OPTIONAL_SPACE)
