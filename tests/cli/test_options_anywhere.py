"""Options before the command, after it, after the action and between its arguments: the same call each time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import pytest

from dynaclient.cli.arguments.anywhere import _spelled
from dynaclient.cli.bound import bound_program
from dynaclient.cli.completion import shells
from tests.cli.conftest import Recorder, Shell
from tests.support.descriptions import action, describe, query


def described(name: str, **more: Any) -> str:
    parameters = {key: query() for key in ("userId", "api", "posts")}
    actions = {"list": action(parameters), "add": {"method": "POST", "path": "/add"}}
    resources = {"posts": {"path": "/posts", "actions": actions}}
    return json.dumps(describe(title=name, auth={"key": {"type": "bearer"}}, **{"resources": resources, **more}))


@pytest.fixture
def files(shell: Shell) -> Shell:
    """Return the program, in a folder with two descriptions and two patches; one is called like a resource."""
    for name in ("x.json", "y.json", "posts"):
        Path(name).write_text(described(name.removesuffix(".json").upper(), server=f"https://{name[0]}.example.com"))
    Path("p.json").write_text('{"server": "https://patched.example.com"}')
    Path("q.json").write_text('{"title": "Q"}')
    return shell


PLACES: dict[str, str] = {
    "before the action": "--api x.json posts.list userId=1 --dry-run",
    "after the action": "posts.list --api x.json userId=1 --dry-run",
    "between its arguments": "posts.list userId=1 --api x.json --dry-run",
    "at the end": "posts.list --dry-run userId=1 --api x.json",
    "with an equals sign": "posts list --api=x.json userId=1 --dry-run",
    "after a resource": "posts --api x.json list userId=1 --dry-run",
    "after an action of a resource": "posts list userId=1 --api x.json --dry-run",
    "after a command": "call posts.list --api x.json userId=1 --dry-run",
    "before a command": "--api x.json call posts.list userId=1 --dry-run",
    "twice, of which the last one counts": "--api y.json posts.list --api posts --api x.json userId=1 --dry-run",
    "before two dashes": "posts.list --dry-run --api x.json -- userId=1",
    "options of the call before the action": "--dry-run --api x.json posts.list userId=1",
    "options of the call between resource and action": "posts --dry-run list --api x.json userId=1",
    "flags and values of the call before the action": "--timeout 3 --no-progress -v --header A:b --header C:d --dry-run --api x.json -- posts.list userId=1",
}


@pytest.mark.parametrize("line", PLACES.values(), ids=PLACES)
def test_an_option_may_be_anywhere(files: Shell, line: str) -> None:
    done = files(*line.split())
    assert done.exit_code == 0, done.stderr
    assert done.stdout.splitlines()[0] == "GET https://x.example.com/posts?userId=1"
    assert ("A: b\nC: d\n" in done.stdout) is ("A:b" in line)


OTHERS: dict[str, tuple[str, str]] = {
    "list": ("list --api x.json", "posts.list  GET "),
    "help, with the option before": ("--api x.json -h", "Resources of X, with"),
    "help, with the option after": ("-h --api x.json", "Resources of X, with"),
    "help, with an option of actions": ("-h --url https://a.example --api x.json", "Resources of X, with"),
    "help of an action": ("posts.list -h --api x.json", "userId"),
    "help of a resource": ("posts -h --api x.json", "list"),
    "help of an action by the command for it": ("help posts.list --api x.json", "dynaclient --api x.json posts.list [NAME=VALUE]"),
    "help of a resource by the command for it": ("help --patch p.json --api x.json posts", "list"),
    "help of a command by the command for it": ("help list --api x.json", "List the actions."),
    "a patch": ("posts.list --patch p.json --api x.json --dry-run", "GET https://patched.example.com/posts"),
    "two patches": ("--patch p.json --api x.json -h posts --patch q.json", "Resources of X, with"),
    "a patch before and one after": ("--patch q.json list --patch p.json --api x.json", "posts.list  GET "),
    "a file that is called like the resource": ("--api posts posts list posts=posts --dry-run", "GET https://p.example.com/posts?posts=posts"),
    "a parameter called api": ("posts.list api=1 --api x.json --dry-run", "GET https://x.example.com/posts?api=1"),
    "a parameter called api, after two dashes": ("--api x.json posts.list --dry-run -- api=--api", "GET https://x.example.com/posts?api=--api"),
}  # fmt: skip


@pytest.mark.parametrize(("line", "printed"), OTHERS.values(), ids=OTHERS)
def test_it_selects_the_description_of_each_command(files: Shell, line: str, printed: str) -> None:
    done = files(*line.split())
    assert (done.exit_code, printed in done.stdout) == (0, True), done.output


REFUSED: dict[str, tuple[str, str]] = {
    "a file that does not exist": ("posts.list --api no.json", "Invalid value for '--api': File 'no.json' does not exist."),
    "the first of two does not exist": ("--api no.json posts.list --api x.json", "File 'no.json' does not exist."),
    "no value": ("posts.list --api", "Option '--api' requires an argument."),
    "a name that help does not find": ("help posts.lits --api x.json", "action 'posts.lits'; did you mean posts.list? [unknown-name]\n  Searched: X, of x.json."),
    "a patch that does not exist": ("posts.list --api x.json --patch no.json", "File 'no.json' does not exist."),
    "two dashes end the options": ("--api x.json posts.list -- --api x.json", "'--api' does not have the form name=value"),
    "options without an action": ("--dry-run --api x.json", "--dry-run is an option of actions: write the name of one, too"),
    "an option of no command": ("--dry-rum posts.list", "No such option '--dry-rum'. Did you mean '--dry-run'?"),
    "an option of a command before it": ("--no-pager list", "--no-pager is an option of list: write it behind that"),
    "an option that no command has, before one": ("--no-pagr list", "No such option '--no-pagr'."),
    "an option of a command before a resource": ("--no-pager posts", "No such option '--no-pager'."),
    "an option that a command does not have": ("--url https://a.example list --api x.json", "No such option '--url'."),
}  # fmt: skip


@pytest.mark.parametrize(("line", "printed"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_apply_is_refused(files: Shell, line: str, printed: str) -> None:
    done = files(*line.split())
    assert (done.exit_code, printed in done.stderr) == (2, True), done.stderr


SPELLED = {
    "a count": (click.Option(["-v", "--verbose"], count=True), 2, ["--verbose", "--verbose"]),
    "a flag": (click.Option(["-q"], is_flag=True), True, ["-q"]),
    "the other one of two flags": (click.Option(["--progress/--no-progress"]), False, ["--no-progress"]),
    "a value": (click.Option(["--timeout"], type=float), "-1", ["--timeout", "-1"]),
    "several values": (click.Option(["--header"], multiple=True), ["a", "--b"], ["--header", "a", "--header", "--b"]),
}


@pytest.mark.parametrize(("option", "value", "words"), SPELLED.values(), ids=SPELLED)
def test_an_option_is_moved_as_it_was_written(option: click.Option, value: Any, words: list[str]) -> None:
    assert _spelled(option, value) == words
    parser = click.Command("x", params=[option]).make_parser(click.Context(click.Command("x")))
    assert parser.parse_args(list(words))[0] == {option.name: value}


def test_patches_apply_once_and_in_order(files: Shell) -> None:
    Path("r.json").write_text('{"server": "https://last.example.com"}')
    done = files(*["--patch", "p.json", "posts.list", "--patch", "r.json", "--api", "x.json", "--dry-run"])
    assert done.stdout.startswith("GET https://last.example.com/posts")
    done = files(*["posts.list", "--patch", "r.json", "--api", "x.json", "--patch", "p.json", "--dry-run"])
    assert done.stdout.startswith("GET https://patched.example.com/posts")


def test_the_token_is_read_wherever_the_option_is(files: Shell, recorder: Recorder) -> None:
    for line in ("--token-stdin --url {0} posts.list --api x.json", "posts --url {0} list --token-stdin --api x.json"):
        assert files(*line.format(recorder.url).split(), stdin="abc\n").exit_code == 0
    assert [b"Bearer abc" in request for request in recorder.requests] == [True, True]


def test_a_bound_program_has_its_own_description_wherever_the_option_is(files: Shell) -> None:
    program = bound_program("x.json", "things", "1.2")
    for line in (
        "posts.list --api y.json",
        "posts --patch p.json list",
        "posts list --api y.json",
        "--api y.json list",
    ):
        done = files(*line.split(), program=program)
        assert (done.exit_code, "things has its own description" in done.stderr) == (2, True)
    assert files("--dry-run", "posts", "list", program=program).stdout.startswith("GET https://x.example.com/posts")


COMPLETED: dict[str, list[str]] = {
    "dynaclient posts.list --api x.json us": ["userId="],
    "dynaclient posts list --api=x.json us": ["userId="],
    "dynaclient posts --api x.json li": ["list"],
    "dynaclient posts.list userId=1 --api x.json p": ["posts="],
    "dynaclient --url https://a.example --dry-run --api x.json posts.": ["posts.list", "posts.add"],
    "dynaclient --api x.json --dry-run posts.list us": ["userId="],
    "dynaclient call posts.list --api x.json us": ["userId="],
    "dynaclient help --api x.json posts.": ["posts.list", "posts.add"],
    "dynaclient posts.list --api y": ["y.json"],
    "dynaclient posts.list --api x.json --pat": ["--patch"],
    "dynaclient posts.list --api no.json zz": [],
}


@pytest.mark.parametrize("line", COMPLETED)
def test_a_line_is_completed_for_its_description(files: Shell, line: str) -> None:
    assert "zsh" in shells.SHELLS  # they are registered with click
    done = files(COMP_LINE=line, _DYNACLIENT_COMPLETE="zsh_complete")
    assert [row.split("\t")[0] for row in done.stdout.splitlines() if row] == COMPLETED[line]


TWO_DESCRIPTIONS = {
    "mock y.json --port 0 --api x.json": "y.json, and that of --api x.json",
    "explore y.json --port 0 --api x.json": "y.json, and that of --api x.json",
    "--profile work mock y.json --port 0": "y.json, and that of --profile work",
    "lint y.json --api x.json": "y.json, and that of --api x.json",
    "--api x.json diff y.json y.json": "y.json, and that of --api x.json",
    "--api x.json import y.json": "y.json, and that of --api x.json",
}


@pytest.mark.parametrize(("line", "named"), TWO_DESCRIPTIONS.items(), ids=TWO_DESCRIPTIONS)
def test_a_second_description_is_refused_and_not_ignored(files: Shell, line: str, named: str) -> None:
    done = files(*line.split())
    assert (done.exit_code, f"two descriptions are named, {named}: omit one of them" in done.stderr) == (2, True)
    assert done.stdout == ""
