"""In IPython an error of the library is the caller's line and the message; everywhere else it is as always."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dynaclient import Client, InvalidCall
from dynaclient.display.short_traceback import MAX_LINES, short_traceback
from tests.support.shells import Shell, shell_in

CLIENT = "client.application_api_tokens.get(applicationId='x')"
SETUP = """
import asyncio
from dynaclient import AsyncClient, Client, DynaclientError, InvalidCall
from dynaclient.testing import RecordingTransport, response
client = Client(token="x", transport=RecordingTransport(response({"message": "no"}, 404)))
scoped = Client(token="x", scopes=["application.*"])
silent = Client(token="x", url="http://127.0.0.1:9", retries=0)
"""
MESSAGE = '  applicationId (path): "x" does not match the pattern ^[A-Fa-f0-9]{24}$ — pass a value that matches it'
DURING = "During handling of the above exception, another exception occurred:"
ID = "'" + 24 * "5" + "'"


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    with pytest.MonkeyPatch.context() as patch, shell_in(tmp_path_factory.mktemp("ipython")) as started:
        patch.setenv("COLUMNS", "160")
        started.run(SETUP)
        yield started


RAISED = {
    "a wrong argument": (CLIENT, "InvalidCall"),
    "a wrong argument of items": ("client.application_api_tokens.get.items(applicationId='x')", "InvalidCall"),
    "a wrong argument of prepare": ("client.application_api_tokens.get.prepare(applicationId='x')", "InvalidCall"),
    "a call by name": ("client.call('devices.get', applicationId='x')", "InvalidCall"),
    "a background call": ("client.application_api_tokens.get.submit(applicationId='x').result()", "InvalidCall"),
    "rows": ("client.application_api_tokens.get.map([{'applicationId': 'x'}]).raise_first()", "InvalidCall"),
    "an awaited call": ("await AsyncClient(token='x').application_api_tokens.get(applicationId='x')", "InvalidCall"),
    "an option": ("client.with_options(timeot=3)", "InvalidCall"),
    "a resource": ("client.applicationApiToken5", "UnknownName"),
    "an action": ("client.application_api_tokens.gett", "UnknownName"),
    "a description": ("Client('nofile.json')", "DescriptionError"),
    "a scope": (f"scoped.devices.get(applicationId={ID})", "ScopeError"),
    "a limit": (f"client.limited().application.delete(applicationId={ID})", "NotAllowed"),
    "a response": (f"client.application.get(applicationId={ID})", "NotFound"),
    "no server": (f"silent.application.get(applicationId={ID})", "ConnectError"),
}


@pytest.mark.parametrize(("code", "kind"), RAISED.values(), ids=RAISED)
def test_an_error_is_the_line_of_the_caller_and_the_message(shell: Shell, code: str, kind: str) -> None:
    place, line, empty, message, *rest = shell.run(code).splitlines()
    assert place.startswith("Cell In[")
    assert place.endswith("], line 1")
    assert line == f"----> 1 {code}"
    assert empty == ""
    assert message.startswith(f"{kind}: ")
    assert rest[1:] == (["this is row 0"] if "raise_first" in code else [])


def test_the_message_is_that_of_the_error(shell: Shell) -> None:
    shown = shell.run(CLIENT).splitlines()
    assert shown[3:] == ["InvalidCall: applicationApiTokens.get: 1 problem, nothing was sent", MESSAGE]


FUNCTIONS = """
def inner(value):
    return client.application_api_tokens.get(
        applicationId=value
    )
def outer(value):
    return inner(value)
"""


def test_of_a_call_inside_functions_the_first_and_the_last_line_are_shown(shell: Shell) -> None:
    shell.run(FUNCTIONS)
    first, last = shell.run("inner('x')"), shell.run("1\n2\nouter('x')").splitlines()
    assert "more call" not in first
    assert first.splitlines()[3] == "----> 2 return client.application_api_tokens.get("
    assert last[0].endswith(", line 3")
    assert last[1:3] == ["----> 3 outer('x')", "… 1 more call"]
    assert last[3].endswith("line 2, in inner")
    assert last[-1] == MESSAGE


def test_a_file_of_the_user_is_named(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "helper.py"
    file.write_text("def ask(client):\n    " + CLIENT)
    code = f"import runpy; runpy.run_path({str(file)!r})['ask'](client)"
    for home, shown in ((tmp_path, "~/helper.py"), (tmp_path / "other", file)):
        monkeypatch.setenv("HOME", str(home))
        assert shell.run(code).splitlines()[2] == f"File {shown}:2, in ask"


def test_without_a_line_of_the_user_the_nearest_other_one_is_shown(shell: Shell) -> None:
    shell.run("from concurrent.futures import ThreadPoolExecutor\nimport functools")
    error = shell.run("e = ThreadPoolExecutor().submit(client.call, 'devices.get', applicationId='x').exception()")
    assert error == ""
    shown = "\n".join(shell.shell.user_ns["e"]._render_traceback_())
    assert "thread.py:" in shown
    assert "InvalidCall" in shown


def test_code_that_is_long_is_cut(shell: Shell) -> None:
    line = shell.run(f"({CLIENT}, {'1' * 400})").splitlines()[1]
    assert len(line) <= 160
    assert line.endswith("…")


# --- many problems ---------------------------------------------------------------------------------------------------

MANY = "client.application_api_tokens.get(**{f'a{number}': 1 for number in range(80)})"


@pytest.mark.parametrize("width", [60, 80, 160, 400])
def test_many_problems_fit_into_the_lines(shell: Shell, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    shown = shell.run(MANY).splitlines()
    assert sum(-(-max(len(line), 1) // width) for line in shown) <= MAX_LINES
    listed = sum(line.startswith("  a") for line in shown)
    assert shown[-1] == f"  … {81 - listed} more: error.problems (error = sys.last_value)"
    shell.run("import sys; count = len(sys.last_value.problems)")
    assert shell.shell.user_ns["count"] == 81


def test_a_long_message_of_another_kind_is_cut_too(shell: Shell) -> None:
    shown = shell.run("raise DynaclientError('\\n'.join(map(str, range(50))))").splitlines()
    assert len(shown) == MAX_LINES
    assert shown[-1] == "  … more: str(error) (error = sys.last_value)"


LONG = """
pattern = {"type": "string", "pattern": "^(" + "|".join(f"number{n}" for n in range(300)) + ")$"}
things = {"get": {"method": "GET", "parameters": {"a": {"in": "query", "schema": pattern}}}}
long = Client({"dynaclient": 1, "title": "t", "server": "https://x.example", "resources": {"a": {"path": "/a", "actions": things}}})
"""


def test_a_long_pattern_is_cut(shell: Shell) -> None:
    shell.run(LONG)
    shown = shell.run("long.a.get(a='x')").splitlines()
    assert shown[3] == "InvalidCall: a.get: 1 problem, nothing was sent"
    assert shown[4].startswith('  a (query): "x" does not match the pattern ^(number0|number1|')
    assert shown[4].endswith("… — pass a value that matches it")
    assert len(shown) == 5


@pytest.mark.parametrize("message", ["'x' * 5000", "'a\\n' + 'x' * 5000", "'x' * 5000 + '\\n' + 'y' * 5000 + '\\nz'"])
def test_the_beginning_of_a_long_message_is_shown(shell: Shell, message: str) -> None:
    shown = shell.run(f"raise DynaclientError({message})").splitlines()
    assert sum(-(-len(line) // 160) for line in shown if line) <= MAX_LINES
    assert [line[:1] for line in shown].count("x") + shown[3].count("xxx") > 0
    assert any(line.endswith("…") for line in shown)


def test_notes_are_not_counted_as_problems(shell: Shell) -> None:
    code = "error = InvalidCall('a.b', [])\nerror.__notes__ = ['note'] * 50\nraise error"
    assert shell.run(code).splitlines()[-1] == "  … more: error.__notes__ (error = sys.last_value)"


NOTES = """error = InvalidCall("a.b", [])
error.__notes__ = ["of row 7\\nof the file"]
raise error"""


def test_notes_are_shown(shell: Shell) -> None:
    shown = shell.run(NOTES).splitlines()
    assert shown[3:] == ["InvalidCall: a.b: 0 problems, nothing was sent", "of row 7", "of the file"]


def test_an_error_without_a_message_has_its_name(shell: Shell) -> None:
    assert shell.run("raise DynaclientError").splitlines()[-1] == "DynaclientError: DynaclientError"


# --- other errors ----------------------------------------------------------------------------------------------------


def test_the_error_that_was_being_handled_comes_first(shell: Shell) -> None:
    shown = shell.run(f"try:\n    1 / 0\nexcept ZeroDivisionError:\n    {CLIENT}")
    before, _, after = shown.partition(DURING)
    assert "ZeroDivisionError: division by zero" in before
    assert len(after.strip().splitlines()) == 5


def test_the_cause_comes_first(shell: Shell) -> None:
    shown = shell.run(f"try:\n    {CLIENT}\nexcept Exception as error:\n    raise InvalidCall('b', []) from error")
    before, _, after = shown.partition("The above exception was the direct cause of the following exception:")
    assert len(before.strip().splitlines()) == len(after.strip().splitlines()) + 1 == 5


def test_an_error_of_the_user_keeps_its_cause_and_its_traceback(shell: Shell) -> None:
    shown = shell.run(f"try:\n    {CLIENT}\nexcept Exception as error:\n    raise ValueError('mine') from error")
    assert "direct cause" in shown
    assert "Traceback (most recent call last)" in shown
    assert shown.rstrip().endswith("ValueError: mine")


def test_what_is_suppressed_is_not_shown(shell: Shell) -> None:
    code = f"try:\n    1 / 0\nexcept ZeroDivisionError:\n    try:\n        {CLIENT}\n    except Exception as error:\n        raise error from None"
    assert "ZeroDivisionError" not in shell.run(code)


@pytest.mark.parametrize(
    ("mode", "least", "most"),
    [("Verbose", 40, 400), ("Minimal", 2, 2), ("Plain", 5, 5), ("Docs", 5, 5), ("Context", 5, 5)],
)
def test_the_modes_of_ipython_apply(shell: Shell, mode: str, least: int, most: int) -> None:
    shell.run(f"%xmode {mode}")
    try:
        assert least <= len(shell.run(CLIENT).splitlines()) <= most
    finally:
        shell.run("%xmode Context")


@pytest.mark.parametrize("mode", ["Verbose", "Minimal", "Plain", "Docs", "Context"])
def test_in_each_mode_a_cause_and_its_lines_are_apart(shell: Shell, mode: str) -> None:
    shell.run(f"%xmode {mode}")
    try:
        shown = shell.run(f"try:\n    1 / 0\nexcept ZeroDivisionError:\n    {CLIENT}").splitlines()
    finally:
        shell.run("%xmode Context")
    assert {"ZeroDivisionError: division by zero", DURING, MESSAGE} <= set(shown)


def test_other_errors_are_as_always(shell: Shell) -> None:
    assert "Traceback (most recent call last)" in shell.run("1 / 0")


def test_colours_are_those_of_the_shell(shell: Shell) -> None:
    with pytest.raises(InvalidCall) as caught:
        Client(token="x").application_api_tokens.get(applicationId="x")
    (coloured,) = caught.value._render_traceback_()
    shell.shell.colors, before = "nocolor", shell.shell.colors
    (plain,) = caught.value._render_traceback_()
    shell.shell.colors = before
    assert "\x1b[31mInvalidCall\x1b[39m: applicationApiTokens.get: 1 problem, nothing was sent" in coloured
    assert re.sub("\x1b[^m]*m", "", coloured) == plain


def test_python_itself_shows_the_whole_traceback(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text("from dynaclient import Client\nclient = Client(token='x')\n" + CLIENT)
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, check=False)
    assert done.stderr.startswith("Traceback (most recent call last):")
    assert "methods.py" in done.stderr


def test_without_a_shell_the_lines_are_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dynaclient.display.short_traceback.interactive_shell", lambda: None)
    error = InvalidCall("a.b", [])
    error.__context__ = KeyError("first")
    (shown,) = short_traceback(error)
    assert shown.splitlines() == [
        "KeyError: 'first'",
        "",
        DURING,
        "",
        "InvalidCall: a.b: 0 problems, nothing was sent",
    ]


def test_a_call_from_no_line_that_is_known_is_only_its_message() -> None:
    assert len("".join(short_traceback(InvalidCall("a.b", []))).splitlines()) == 1
