"""
The catalogue of codes: what the errors, the warnings and the rules of problems mean, and what to do about them.

What it has is in the ``.ini`` files beside this module, one for each group: a section is an entry, and its name the
code. They are read when a person asks for one (``dynaclient help CODE``), and pages of the documentation are made of
them. The keys of a section:

``title``
    What it is, on one line.
``also``
    Further codes with the same meaning.
``in``
    The classes of the errors that have the code, or that have problems with this rule.
``cause``
    What happened, and what was or was not sent.
``python``, ``shell``, ``file``
    What to do: in Python, in a shell, in the description or another file.
``example``, ``problem``
    A message, and the line of a problem below it.
``see``
    Pages below ``docs/``.
``lint``
    For rules of descriptions: ``weight | what is wrong``, one a line; a line is not continued on the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from configparser import ConfigParser
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from .. import errors
from ..errors import DynaclientError
from ..records import dataclass
from .exit_codes import exit_code_of

if TYPE_CHECKING:
    from configparser import SectionProxy

GROUPS: Mapping[str, str] = {
    "errors": "Errors",
    "connections": "Connections and responses",
    "warnings": "Warnings",
    "calls": "Problems of arguments, options and schemas",
    "descriptions": "Problems of a description",
    "imports": "Notes on importing",
    "files": "Problems of other files",
}
"""The groups, which are the names of the files, and their titles."""


@dataclass(frozen=True, eq=False, repr=False)
class Entry:
    """What a code means."""

    code: str
    also: tuple[str, ...]
    """Further codes with the same meaning."""
    group: str
    title: str
    classes: tuple[str, ...]
    """The names of the classes of the errors."""
    cause: str
    python: str
    shell: str
    file: str
    """What to change in the description, or in another file; empty if it is not about one."""
    example: str
    """A message."""
    see: tuple[str, ...]
    """Pages, relative to the folder of the documentation."""
    weights: tuple[tuple[str, str], ...]
    """For a rule of descriptions, how much it weighs and what is wrong."""

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes of the entry."""
        return self.code, *self.also

    @property
    def exit_codes(self) -> tuple[int, ...]:
        """The exit codes of the command line, one for each kind of error; none for a warning."""
        kinds = (getattr(errors, name, DynaclientError) for name in self.classes)
        found = (exit_code_of(kind, self.code) for kind in kinds if issubclass(kind, DynaclientError))
        return tuple(dict.fromkeys(found))


def entries() -> tuple[Entry, ...]:
    """Return all entries, group by group."""
    return tuple(dict.fromkeys(_by_code().values()))


def find_entry(code: str) -> Entry | None:
    """Return the entry of a code; None if there is none."""
    return _by_code().get(code)


@lru_cache(maxsize=1)
def _by_code() -> dict[str, Entry]:
    return {code: entry for group in GROUPS for entry in _entries_of(group) for code in entry.codes}


def _entries_of(group: str) -> Iterator[Entry]:
    parser = ConfigParser(interpolation=None, delimiters=("=",))
    path = Path(__file__).with_name(f"{group}.ini")
    parser.read_string(path.read_text("utf-8"), str(path))
    for code in parser.sections():
        yield _entry(code, group, parser[code])


def _entry(code: str, group: str, section: SectionProxy) -> Entry:
    def prose(key: str) -> str:
        return " ".join(section.get(key, "").split())

    example = filter(None, (prose("example"), prose("problem")))
    rows = (line.partition(" | ") for line in section.get("lint", "").splitlines())
    return Entry(
        code,
        tuple(section.get("also", "").replace(",", " ").split()),
        group,
        section["title"],
        tuple(section["in"].split()),
        prose("cause"),
        prose("python"),
        prose("shell"),
        prose("file"),
        "\n  ".join(example),
        tuple(section.get("see", "").replace(",", " ").split()),
        tuple((weight, what) for weight, _, what in rows),
    )
