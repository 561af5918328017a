"""The pages of codes: what an error, a warning or a rule means, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

from ..codes.catalogue import GROUPS, Entry, entries
from ..runtime.page import Page, Row, Section

_OF_PROBLEMS = {"invalid-call": "InvalidCall", "description-error": "DescriptionError"}
"""The codes of errors that consist of problems, and their classes."""
_GROUPS_OF_RULES = ("calls", "descriptions", "imports")


def code_page(entry: Entry) -> Page:
    """Return the page of a code."""
    return Page(f"{', '.join(entry.codes)}: {entry.title}", entry.cause, tuple(_sections(entry)))


def codes_page(title: str, prose: str) -> Page:
    """Return a page that lists all codes, group by group."""
    found = entries()
    sections = (
        Section(heading, rows=tuple(_row(entry) for entry in found if entry.group == group))
        for group, heading in GROUPS.items()
    )
    return Page(title, prose, tuple(sections))


def rules_of(entry: Entry) -> tuple[Entry, ...]:
    """Return the rules that the problems of an error may have; none if it does not consist of problems."""
    name = _OF_PROBLEMS.get(entry.code)
    return tuple(rule for rule in entries() if rule.group in _GROUPS_OF_RULES and name in rule.classes)


def _sections(entry: Entry) -> Iterator[Section]:
    for title, prose in (("In a shell", entry.shell), ("In Python", entry.python), ("In the file", entry.file)):
        if prose:
            yield Section(title, notes=(prose,))
    yield Section("Example", notes=tuple(map(str.strip, entry.example.splitlines())))
    rules = rules_of(entry)
    if rules:
        yield Section("Codes of its problems", rows=tuple(map(_row, rules)))
    if entry.see:
        yield Section("In the documentation", notes=(", ".join(f"docs/{page}" for page in entry.see),))
    codes = " or ".join(map(str, entry.exit_codes))
    raised = f"{', '.join(entry.classes)}{f'; the command line exits with {codes}' if codes else ''}"
    yield Section("Class", notes=(f"{raised}, `lint` with 1" if entry.weights else raised,))


def _row(entry: Entry) -> Row:
    return Row(entry.code, description=entry.title)
