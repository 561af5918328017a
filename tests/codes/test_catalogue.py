"""The catalogue of codes is complete: what the package can raise has an entry, and no entry is left over."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from configparser import ConfigParser
from functools import cache

import pytest

from dynaclient import Client, errors
from dynaclient.cli.arguments.options import CONNECTION_OPTIONS, create_parameters
from dynaclient.cli.commands.calling import CALL_OPTIONS
from dynaclient.cli.program import COMMANDS, load_command, program
from dynaclient.client.options import OPTION_NAMES, SETTING_NAMES
from dynaclient.codes import catalogue
from dynaclient.codes.catalogue import GROUPS, Entry, entries, find_entry
from dynaclient.errors import DynaclientError, DynaclientWarning
from tests.support import ROOT
from tests.support.prose import messages, modules
from tests.support.rules import codes, rules
from tests.test_glossary import GLOSSARY

ENTRIES = entries()
KNOWN = {code for entry in ENTRIES for code in entry.codes}
CLASSES = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, (DynaclientError, DynaclientWarning))
}
MOST_WORDS = 35
"""Words of a sentence."""


def test_each_rule_that_can_be_raised_has_an_entry() -> None:
    assert rules() - KNOWN == set()


def test_each_code_that_can_be_raised_has_an_entry() -> None:
    assert codes() - KNOWN == set()


def test_each_entry_is_reached_by_something() -> None:
    assert KNOWN - rules() - codes() == set()


def test_no_code_has_two_entries() -> None:
    sections: list[str] = []
    for group in GROUPS:
        parser = ConfigParser(interpolation=None, delimiters=("=",))
        parser.read(ROOT / "dynaclient" / "codes" / f"{group}.ini", "utf-8")
        sections += parser.sections()
    assert len(sections) == len(ENTRIES)
    assert sum(len(entry.codes) for entry in ENTRIES) == len(KNOWN)


def test_each_file_is_a_group() -> None:
    assert {path.stem for path in (ROOT / "dynaclient" / "codes").glob("*.ini")} == set(GROUPS)


def test_each_class_of_errors_has_an_entry_that_names_it() -> None:
    found = {name: find_entry(kind.code) for name, kind in CLASSES.items() if issubclass(kind, DynaclientError)}
    assert [name for name, entry in found.items() if entry is None or name not in entry.classes] == []


# --- what an entry has -----------------------------------------------------------------------------------------------


def _is_whole(entry: Entry) -> bool:
    cures = list(filter(None, (entry.python, entry.shell, entry.file)))
    return (
        set(entry.classes) <= {*CLASSES, "NotSent"}
        and len(entry.title) <= 75
        and entry.title[0].isupper()
        and not entry.title.endswith(".")
        and all(prose.endswith(".") for prose in (entry.cause, *cures))
        and len(entry.cause.split()) >= 8
        and bool(cures)
        and bool(entry.python) == bool(entry.shell)
        and bool(entry.example)
    )


def test_each_entry_is_whole() -> None:
    assert [entry.code for entry in ENTRIES if not _is_whole(entry)] == []


def _prose(entry: Entry) -> str:
    return re.sub(r"`[^`]*`", "x", f"{entry.title}. {entry.cause} {entry.python} {entry.shell} {entry.file}")


def test_the_sentences_are_short() -> None:
    sentences = [(entry.code, one) for entry in ENTRIES for one in re.split(r"(?<=[.:?]) ", _prose(entry))]
    assert [(code, one) for code, one in sentences if len(one.split()) > MOST_WORDS] == []


def test_the_entries_use_the_words_of_the_field() -> None:
    phrases = re.compile("|".join(rf"(?<![\w-])(?:{pattern})(?![\w-])" for pattern in GLOSSARY), re.IGNORECASE)
    assert [(entry.code, found[0]) for entry in ENTRIES if (found := phrases.search(_prose(entry)))] == []


@cache
def _templates() -> list[re.Pattern[str]]:
    """Return what finds a message that has at least two words of the package, or the status of an API."""
    found = {message for tree in modules().values() for message in messages(tree)}
    worded = [message for message in found if len(re.findall(r"[a-z]{2,}", message.replace("{}", " "))) >= 2]
    of_package = (re.compile(re.escape(message).replace(r"\{\}", ".*?")) for message in worded)
    return [re.compile(r"^\S+: [45]\d\d [A-Z]"), *of_package]


def test_the_examples_are_messages_of_the_package() -> None:
    shown = [entry for entry in ENTRIES if not any(template.search(entry.example) for template in _templates())]
    assert [entry.code for entry in shown] == []


# --- what an entry refers to -----------------------------------------------------------------------------------------


def _anchors(page: str) -> set[str]:
    headings = re.findall(r"^#+ (.*)", (ROOT / "docs" / page).read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_pages_that_entries_name_exist() -> None:
    links = {tuple(page.partition("#")[::2]) for entry in ENTRIES for page in entry.see}
    assert [(page, anchor) for page, anchor in links if anchor and anchor not in _anchors(page)] == []
    assert [page for page, _ in links if not (ROOT / "docs" / page).is_file()] == []


def _options() -> Iterator[str]:
    commands = [program, *map(load_command, COMMANDS)]
    shared = create_parameters(*CALL_OPTIONS, *CONNECTION_OPTIONS)
    for parameter in (*shared, *(parameter for command in commands for parameter in command.params)):
        yield from parameter.opts


def test_the_commands_and_options_that_entries_name_exist() -> None:
    in_shells = " ".join(f"{entry.cause} {entry.python} {entry.shell} {entry.file}" for entry in ENTRIES)
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", in_shells)) - {*_options(), "--help"} == set()
    assert set(re.findall(r"`dynaclient ([a-z]+)\b(?!\.)", in_shells)) - COMMANDS.keys() == set()


@pytest.mark.parametrize(
    ("function", "names"),
    [
        ("Client", {*inspect.signature(Client).parameters, *OPTION_NAMES, *SETTING_NAMES}),
        ("client.with_options", {*OPTION_NAMES, *SETTING_NAMES}),
    ],
)
def test_the_arguments_that_entries_name_exist(function: str, names: set[str]) -> None:
    calls = [call for entry in ENTRIES for call in re.findall(rf"`{re.escape(function)}\((.*?)\)`", entry.python)]
    assert {name for call in calls for name in re.findall(r"\b(\w+)=", call)} - names == set()
    assert len(calls) >= 5


def test_the_catalogue_is_read_from_its_files() -> None:
    catalogue._by_code.cache_clear()
    read = entries()
    assert [entry.codes for entry in read] == [entry.codes for entry in ENTRIES]
    assert read is not ENTRIES


def test_a_name_that_is_not_a_code_has_no_entry() -> None:
    assert find_entry("requird") is None


@pytest.mark.parametrize(
    ("code", "exit_codes"),
    [
        ("invalid-call", (3,)),
        ("unknown-name", (2,)),
        ("server-error", (5,)),
        ("extra-missing", (3, 6)),
        ("deprecated", ()),
    ],
)
def test_an_entry_has_the_exit_codes_of_its_classes(code: str, exit_codes: tuple[int, ...]) -> None:
    entry = find_entry(code)
    assert entry is not None
    assert entry.exit_codes == exit_codes
