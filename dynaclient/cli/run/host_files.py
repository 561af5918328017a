"""
The files in which agent hosts list their servers: an entry is inserted, and all the rest stays as it is, byte for byte.

Files are never written anew from what was read of them. The strict readers of Python, `json` and `tomllib`, judge both
the file and what it would be after the change; nothing is proposed that they read differently from what is meant.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import unified_diff
from typing import Any

from ...records import dataclass
from ...strings.expressions import expression

Entry = Mapping[str, Any]
"""What a host has to know of a server: its command, arguments and environment variables."""

_MARK = "\ufeff"
"""The byte order mark, with which some editors begin a file."""
_INDENTATION = "  "


class NotValid(Exception):
    """The file is not what its host reads. The message says where, and what is wrong."""


class NotEditable(Exception):
    """An entry cannot be inserted with certainty. The message follows the name of the file."""


@dataclass(frozen=True)
class Edit:
    """Insertions in the content of a file."""

    text: str
    insertions: tuple[tuple[int, str], ...]
    """Positions, in order, and what is inserted there; none is inside a string or a comment."""
    redacted: Callable[[str], str]
    """Returns a part of the content as it may be shown: other entries may have secrets in them."""
    context: int
    """The lines around a change that are shown."""

    @property
    def after(self) -> str:
        """The content with the insertions."""
        return self._joined(lambda part: part)

    def difference(self, name: str) -> Iterator[str]:
        """Yield the lines of a unified diff, with the values of other entries redacted."""
        before, after = (_lines(text) for text in (self.redacted(self.text), self._joined(self.redacted)))
        yield from unified_diff(before, after, name, name, n=self.context, lineterm="")

    def _joined(self, change: Callable[[str], str]) -> str:
        parts, start = [], 0
        for position, inserted in self.insertions:
            parts += [change(self.text[start:position]), inserted]
            start = position
        return "".join([*parts, change(self.text[start:])])


@dataclass(frozen=True)
class Format:
    """A format of such files."""

    title: str
    read: Callable[[str], dict[str, Any]]
    """Returns the value of a file; an empty one for an empty file. Raises NotValid and NotEditable."""
    insert: Callable[[str, str, str, Entry], Edit]
    """Inserts an entry: the content, the key that holds all entries, the name of the new one, and the entry."""

    def snippet(self, key: str, name: str, entry: Entry) -> str:
        """Return a whole file with nothing in it but the entry."""
        return self.insert("", key, name, entry).after.rstrip("\n")

    def servers(self, text: str, key: str) -> Mapping[str, Any]:
        """Return the entries of a file by name; NotValid or NotEditable if it cannot have any."""
        found = self.read(text).get(key, {})
        if not isinstance(found, dict):
            raise NotEditable(f"has a value for {key} that has no names")
        return found

    def edit(self, text: str, key: str, name: str, entry: Entry) -> Edit:
        """
        Return the insertions that add an entry.

        Args:
            text: The content of the file.
            key: The key that holds the entries.
            name: The name of the new entry, which is not in the file yet.
            entry: The entry.

        Raises:
            NotValid: The file cannot be read.
            NotEditable: The entry cannot be inserted, or would not be all that changes.
        """
        expected = {**self.read(text), key: {**self.servers(text, key), name: dict(entry)}}
        edit = self.insert(text, key, name, entry)
        if not _is_valid(self.read, edit.after) or self.read(edit.after) != expected:
            raise NotEditable(f"has {key} in a form to which no entry can be added")
        return edit


def _lines(text: str) -> list[str]:
    return re.split(r"\r?\n", text.removesuffix("\n").removesuffix("\r")) if text else []


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _is_empty(text: str) -> bool:
    return not text.removeprefix(_MARK).strip()


# --- JSON ------------------------------------------------------------------------------------------------------------

_COMMENTS = expression(r'"(?:[^"\\\r\n]|\\.)*"|//[^\r\n]*|/\*.*?\*/', re.DOTALL)
_LAST_COMMAS = expression(r'"(?:[^"\\\r\n]|\\.)*"|,(?=\s*[}\]])')
_VALUES = expression(r'("(?:[^"\\\r\n]|\\.)*")(\s*:)?|//[^\r\n]*|/\*.*?\*/', re.DOTALL)
_CHARACTERS = expression(r"[^\r\n]")


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """Return JSON with spaces for all that matches and is not a string: every position stays."""
    return pattern.sub(lambda match: match[0] if match[0][0] == '"' else _CHARACTERS.sub(" ", match[0]), text)


def _without_mark(text: str) -> str:
    return " " + text[1:] if text.startswith(_MARK) else text


def _without_comments(text: str) -> str:
    """Return JSON with spaces for comments and for commas after a last element."""
    return _blank(_LAST_COMMAS, _blank(_COMMENTS, _without_mark(text)))


def _parse_json(text: str) -> dict[str, Any]:
    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is not JSON")

    try:
        value = json.loads(text, parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise NotValid(f"line {error.lineno}: {error.msg}") from None
    except (ValueError, RecursionError) as error:  # a constant, a number with too many digits, too many levels
        raise NotValid(str(error)) from None
    if not isinstance(value, dict):
        raise NotValid("line 1: an object is expected")
    return value


def _read_commented(text: str) -> dict[str, Any]:
    return {} if _is_empty(text) else _parse_json(_without_comments(text))


def _read_json(text: str) -> dict[str, Any]:
    if _is_empty(text):
        return {}
    try:
        return _parse_json(_without_mark(text))
    except NotValid:
        if not _is_valid(_read_commented, text):
            raise
    raise NotEditable("has comments, or a comma after a last element, which are not JSON")


def _is_valid(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except NotValid:
        return False
    return True


@dataclass(frozen=True)
class _Member:
    """A member of an object: its key, and where key and value begin and the value ends."""

    key: str
    start: int
    value: int
    end: int


@dataclass(frozen=True)
class _Object:
    """An object: its members, and where it begins and its closing brace is."""

    start: int
    members: tuple[_Member, ...]
    close: int


def _object_at(plain: str, start: int) -> _Object:
    """Return the object that begins at a position of JSON that is known to be valid."""
    decode = json.JSONDecoder().raw_decode
    members = []
    position = _after_separators(plain, start + 1)
    while plain[position] != "}":
        key, end = decode(plain, position)
        value = _after_separators(plain, end)
        end = decode(plain, value)[1]
        members.append(_Member(key, position, value, end))
        position = _after_separators(plain, end)
    return _Object(start, tuple(members), position)


def _after_separators(plain: str, position: int) -> int:
    while plain[position] in " \t\r\n,:":
        position += 1
    return position


def _insert_json(text: str, key: str, name: str, entry: Entry) -> Edit:
    if _is_empty(text):
        content = json.dumps({key: {name: entry}}, indent=_INDENTATION, ensure_ascii=False) + "\n"
        return _edit_json(text, (len(text), content.replace("\n", _newline(text))))
    plain = _without_comments(text)
    root = _object_at(plain, _after_separators(plain, 0))
    holders = [member for member in root.members if member.key == key]
    if len(holders) > 1:
        raise NotEditable(f"has {key} {len(holders)} times")
    unit = _indentation_of(text, root) or _INDENTATION
    if holders:
        return _edit_json(text, *_added(text, _object_at(plain, holders[0].value), name, entry, unit))
    return _edit_json(text, *_added(text, root, key, {name: entry}, unit))


def _edit_json(text: str, *insertions: tuple[int, str]) -> Edit:
    return Edit(text, insertions, _redact_json, 3)


def _added(text: str, target: _Object, key: str, value: Any, unit: str) -> Iterator[tuple[int, str]]:
    """Yield the insertions that add a member at the end of an object, behind all comments."""
    end = len(text[: target.close].rstrip())
    if target.members:
        last = target.members[-1].end
        if "," not in _blank(_COMMENTS, text[last:end]):
            yield last, ","
        if "\n" not in text[target.start : target.close]:
            yield end, f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}"
            return
    newline = _newline(text)
    around = _line_indentation(text, target.start)
    inside = _indentation_of(text, target) or around + unit
    member = f"{json.dumps(key)}: {json.dumps(value, indent=unit, ensure_ascii=False)}"
    closing = "" if "\n" in text[end : target.close] else newline + around
    yield end, "".join([newline, inside, member.replace("\n", newline + inside), closing])


def _indentation_of(text: str, target: _Object) -> str:
    """Return the indentation of the last member of an object; empty if it does not begin its line."""
    start = target.members[-1].start if target.members else 0
    before = text[text.rfind("\n", 0, start) + 1 : start]
    return before if not before.strip(" \t") else ""


def _line_indentation(text: str, position: int) -> str:
    start = text.rfind("\n", 0, position) + 1
    line = text[start:position]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _redact_json(text: str) -> str:
    """Return JSON with the keys of objects, and `***` for strings and in comments."""

    def redact(match: re.Match[str]) -> str:
        if match[0][0] == "/":
            return "// ***" if match[0][1] == "/" else "/* *** */"
        return match[0] if match[2] else '"***"'

    return _VALUES.sub(redact, text.removeprefix(_MARK))


JSON = Format("JSON", _read_json, _insert_json)
COMMENTED_JSON = Format("JSON with comments", _read_commented, _insert_json)


# --- TOML ------------------------------------------------------------------------------------------------------------


def _read_toml(text: str) -> dict[str, Any]:
    try:
        import tomllib
    except ModuleNotFoundError:
        raise NotEditable("cannot be checked with this version of Python: TOML is read from 3.11 on") from None
    try:
        return tomllib.loads(text.removeprefix(_MARK))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise NotValid(str(error)) from None


def _insert_toml(text: str, key: str, name: str, entry: Entry) -> Edit:
    newline = _newline(text)
    lines = [f"[{key}.{name}]", *(f"{key} = {_toml_value(value)}" for key, value in entry.items()), ""]
    gap = "" if _is_empty(text) else newline if text.endswith("\n") else newline * 2
    # nothing of the file is shown: what is added does not touch a line of it
    return Edit(text, ((len(text), gap + newline.join(lines)),), str, 0)


def _toml_value(value: str | Sequence[str] | Mapping[str, str]) -> str:
    if isinstance(value, str):  # all escapes of JSON are escapes of TOML, which wants one more
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {_toml_value(item)}' for key, item in value.items())} }}"
    return f"[{', '.join(map(_toml_value, value))}]"


TOML = Format("TOML", _read_toml, _insert_toml)
