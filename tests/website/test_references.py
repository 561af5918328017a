"""The references that the site is made of have every public name and every command, and nothing private."""

from __future__ import annotations

import logging
import re
from importlib import import_module

import click
import pytest

import dynaclient
from dynaclient.cli.output.man_pages import ENVIRONMENT
from dynaclient.cli.program import COMMANDS, load_command, program
from dynaclient.client import environment
from tests.support.syntax import PACKAGE
from website import command_reference
from website.docstrings import cell, first_line, prose, sections_of
from website.python_actions import members
from website.python_reference import GROUPS, PythonReference
from website.python_sources import FIXTURES, PACKAGES, PLUGIN, RETURNED, Public, public_names

PUBLIC = public_names()
PYTHON = PythonReference().pages()
HEADINGS = re.findall(r"^#{2,3} `(.+)`$", "\n".join(PYTHON.values()), re.MULTILINE)
COMMAND_PAGE = command_reference.page()


# --- Python ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", [*PACKAGES, PLUGIN])
def test_every_public_name_has_a_heading(module: str) -> None:
    names = FIXTURES if module == PLUGIN else import_module(module).__all__
    assert {name.rpartition(".")[2] for name in HEADINGS} >= set(names)
    assert {public.module for public in PUBLIC.values()} == {*PACKAGES, PLUGIN, ""}


def test_no_heading_occurs_twice_and_none_is_private() -> None:
    assert sorted(HEADINGS) == sorted(set(HEADINGS))
    assert [name for name in HEADINGS if any(part.startswith("_") for part in name.split("."))] == []
    assert len(HEADINGS) > len(PUBLIC) + len(members())


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_has_a_docstring(name: str) -> None:
    assert PUBLIC[name].source.docstring
    assert first_line(sections_of(PUBLIC[name].source.docstring.value), lambda _: "")


def test_signatures_have_no_private_arguments() -> None:
    calls = re.findall(r"^[\w.]+\((.*?)\)$", "\n".join(PYTHON.values()), re.MULTILINE | re.DOTALL)
    assert len(calls) > 100
    assert [call for call in calls if re.search(r"(?<!\w)_\w+=", call)] == []


def test_griffe_finds_nothing_wrong_in_a_docstring(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        PythonReference().pages()
    assert caplog.messages == []


def test_docstrings_have_no_sections_that_the_site_leaves_out() -> None:
    every = [one for public in PUBLIC.values() for one in (public, *public.members) if one.source.docstring]
    kinds = {
        section.kind.value
        for one in every
        for section in sections_of(one.source.docstring.value, one.function or one.source)
    }
    assert kinds == {"text", "parameters", "raises", "returns"}


def test_what_griffe_finds_is_reported(caplog: pytest.LogCaptureFixture) -> None:
    function = PUBLIC["lint"].source
    with caplog.at_level(logging.WARNING):
        sections_of("Do.\n\nArgs:\n    unknown: What no parameter is.", function)
    assert "does not appear in the function signature" in caplog.text


def test_a_class_has_what_a_private_class_above_it_has_and_a_link_to_a_public_one() -> None:
    client, error = PUBLIC["Client"], PUBLIC["NotFound"]
    assert {"Client.with_options", "Client.mock", "Client.close", "Client.token"} <= {
        one.name for one in client.members
    }
    assert (error.members, error.above) == ((), ("ApiError",))
    assert "It is a [`ApiError`](python-errors.md#apierror)" in PYTHON["reference/python-errors.md"]


def test_the_members_of_a_method_are_explained() -> None:
    page = PYTHON["reference/python-actions.md"]
    assert re.findall(r"^## `(.+)`$", page, re.MULTILINE) == list(members())
    assert {"action", "items", "map", "pages", "prepare", "submit"} <= set(members())


def test_each_name_is_on_the_page_of_one_group() -> None:
    groups = {name: [group for group in GROUPS if group.has(public)] for name, public in PUBLIC.items()}
    assert {name: len(found) for name, found in groups.items() if len(found) != 1} == {}


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Client", "Client(\n    api=None, *, token=None"),
        ("load", "load(\n    source=None, *, patch=None"),
        ("Client.call", "client.call(action, arguments=None, /, **more)"),
        ("AsyncClient.close", "await client.close()"),
        ("MockServer.requests", "server.requests("),
        ("Client.from_env", "Client.from_env("),
        ("auth.Token", "auth.Token("),
        ("Problem.in_call", "Problem.in_call("),
    ],
)
def test_signatures_are_written_as_one_calls(name: str, lines: str) -> None:
    page = next(page for page in PYTHON.values() if re.search(f"^#+ `{re.escape(name)}`$", page, re.MULTILINE))
    entry = re.split(f"^#+ `{re.escape(name)}`$", page, flags=re.MULTILINE)[1].partition("\n#")[0]
    assert f"```python\n{lines}" in entry


def _target(name: str) -> str:
    return {"Client": "clients.md#client"}.get(name, "")


@pytest.mark.parametrize(
    ("docstring", "page"),
    [
        ("Return ``None`` or a `Client`.", "Return `None` or a [`Client`](clients.md#client)."),
        ("As `other` is, for <b> and a|b.", "As `other` is, for &lt;b> and a&#124;b."),
        ("Use it::\n\n    with a:\n        b\n\nThen end.", "Use it:\n\n```python\nwith a:\n    b\n```\n\nThen end."),
        ("::\n\n    A\n    └── B", "```text\nA\n└── B\n```"),
        ("- One ``a``,\n- two.", "- One `a`,\n- two."),
    ],
)
def test_docstrings_become_markdown(docstring: str, page: str) -> None:
    assert prose(docstring, _target) == page


def test_a_cell_is_one_line() -> None:
    assert (
        cell("One ``a|b``\nand `Client`.\n\nTwo.", _target)
        == "One <code>a&#124;b</code> and [`Client`](clients.md#client). Two."
    )


def test_classes_that_are_only_returned_need_no_import() -> None:
    results = PYTHON["reference/python-results.md"]
    assert [name for name in RETURNED if f"import {name}" in results] == []
    assert isinstance(PUBLIC["Pages"], Public)
    assert "Pages" not in dynaclient.__all__


# --- the command line ------------------------------------------------------------------------------------------------


def _section(name: str) -> str:
    return COMMAND_PAGE.partition(f"\n## `{name}`\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_usage_options_and_examples(name: str) -> None:
    command, section = load_command(name), _section(name)
    options = {
        one
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.hidden
        for one in parameter.opts
    }
    arguments = [one.make_metavar(click.Context(command)) for one in command.params if isinstance(one, click.Argument)]
    assert f"dynaclient {name} [OPTIONS]" in section
    assert [one for one in options if f"`{one}`" not in section] == []
    assert [one for one in arguments if one not in section] == []
    assert section.count("dynaclient ") > 1 or "Examples" not in (command.epilog or "")


def test_every_option_is_explained() -> None:
    every = [load_command(name) for name in COMMANDS]
    helps = {
        one.help
        for command in [*every, program]
        for one in command.params
        if isinstance(one, click.Option) and not one.hidden
    }
    page = re.sub(r"&#\d+;|\W", "", COMMAND_PAGE)
    assert [text for text in helps if re.sub(r"\W", "", text or "no help") not in page] == []


def test_an_option_of_several_commands_is_explained_once() -> None:
    assert COMMAND_PAGE.count("A further header. May be repeated.") == 1
    assert "`--header`" in _section("call")
    assert COMMAND_PAGE.count("| `--port`") > 1  # those differ


def test_exit_codes_and_environment_variables_are_listed() -> None:
    sources = "".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    constants = {str(value) for value in vars(environment).values()}
    named = set(re.findall(r"\bDYNACLIENT_[A-Z_]+\b", " ".join([sources, *constants])))
    assert len(named) >= 8
    assert named - {name for name, _ in ENVIRONMENT} == set()
    assert "the API refused the call (4xx, 3xx)" in COMMAND_PAGE.partition("## Exit codes")[2]


def test_no_mark_of_click_is_left() -> None:
    assert "\b" not in COMMAND_PAGE
