"""The way of a call: a person sees what is sent, agrees to it once, and gets no command in which an agent hides another."""

from __future__ import annotations

import asyncio
import json
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

from dynaclient import AsyncClient, Client, load
from dynaclient.agents.asking import Reply
from dynaclient.agents.sending import CallContext
from dynaclient.agents.shell_line import MAX_LINE, shell_line
from dynaclient.agents.toolbox import Toolbox
from dynaclient.cli.arguments.assignments import parse_assignments
from dynaclient.testing import RecordingTransport, response
from tests.support.descriptions import ID, describe, query
from tests.support.toolboxes import Agent, recorded_agent, requests_of

FILE = {"file": True}
ACTIONS: dict[str, Any] = {
    "get": {"method": "GET", "parameters": {"n": query({"type": "integer"})}},
    "post": {"method": "POST", "path": "/post"},
    "delete": {
        "method": "DELETE", "path": "/delete",
        "parameters": {
            "name": query(), "count": query({"type": "integer"}), "on": query({"type": "boolean"}),
            "pin": query(secret=True), "data": {"in": "body", "schema": {"type": "object"}},
        },
    },
    "replace": {
        "method": "PUT", "path": "/replace", "destructive": True,
        "parameters": {"data": {"in": "body", "content": {"application/octet-stream": FILE}}},
    },
}  # fmt: skip
API = load(describe(ACTIONS, auth={"key": {"type": "bearer"}}))
DELETE = API.action("things.delete")


async def _agrees(_: str) -> str:
    return "accept"


async def _fails(_: str) -> str:
    raise RuntimeError


AGREES, LATER = CallContext(ask=_agrees), CallContext(can_ask_later=True)


def agent_of(**options: Any) -> Agent:
    return recorded_agent(API, allow="destructive", token="t0ken-0f-the-server", **options)


# --- the command for a person ----------------------------------------------------------------------------------------

ARGUMENTS: dict[str, dict[str, Any]] = {
    "none": {},
    "words": {"name": "ann", "count": 5, "on": True},
    "a file, were it not a string": {"name": "@/etc/passwd"},
    "a file in JSON": {"data": {"file": "/etc/passwd"}},
    "the end of the command": {"name": "x; echo more"},
    "a substitution": {"name": "$(echo more) `echo more` $HOME"},
    "quotes": {"name": "a'b\"c\\d"},
    "a line break": {"name": "a\necho more\n"},
    "what a terminal hides": {"name": "a\u202eb\x1b[2Kc\u200b"},
    "another assignment": {"name": "x data:=@/etc/passwd"},
    "an option": {"name": "--api=/tmp/evil.json"},
    "a number as a string": {"name": "5"},
    "a word of JSON as a string": {"name": "null"},
    "an empty string": {"name": ""},
    "an object": {"data": {"a": [1, "@b", None, {"c": "d e"}]}},
    "a null": {"data": {"a": None}},
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_the_command_means_the_same_call_and_nothing_else(name: str) -> None:
    line = shell_line(DELETE, ARGUMENTS[name])
    assert line.isprintable()
    program, command, action, *words = shlex.split(line)
    assert (program, command, action) == ("dynaclient", "call", "things.delete")
    assert parse_assignments(DELETE, words) == ARGUMENTS[name]
    assert not any(word.startswith("-") for word in words)


@pytest.mark.parametrize("name", ARGUMENTS)
def test_a_shell_passes_it_on_as_it_is(name: str) -> None:
    line = shell_line(DELETE, ARGUMENTS[name]).removeprefix("dynaclient ")
    printed = subprocess.run(["sh", "-c", f"printf '%s\\0' {line}"], capture_output=True, check=True)
    assert printed.stdout.decode().split("\0")[:-1] == shlex.split(line)


def test_a_command_that_is_too_long_or_has_files_is_only_begun() -> None:
    assert shell_line(DELETE, {"name": "x" * MAX_LINE}) == "dynaclient call things.delete …"
    assert shell_line(API.action("things.replace"), {"data": {"file": "x"}}) == "dynaclient call things.replace …"


def test_the_command_names_the_file_of_another_description() -> None:
    assert shell_line(DELETE, {"name": "x"}, "my api.json", "shop") == "shop call things.delete name=x"
    line = shell_line(DELETE, {"name": "x"}, "my api.json")
    assert line == "dynaclient --api 'my api.json' call things.delete name=x"


@pytest.mark.parametrize("is_bundled", [True, False])
def test_who_cannot_be_asked_gets_the_command_for_their_description(is_bundled: bool, tmp_path: Path) -> None:
    file = tmp_path / "api.json"
    file.write_text(json.dumps(describe({"get": {"method": "DELETE"}})))
    transport = RecordingTransport(response({}))
    client = Client(token="x", transport=transport) if is_bundled else Client(str(file), transport=transport)
    action, arguments = ("application.delete", {"applicationId": ID}) if is_bundled else ("things.get", {})
    toolbox = Toolbox(client, allow="destructive")
    result = asyncio.run(toolbox.call("write", {"action": action, "arguments": arguments}))
    program = "dynaclient" if is_bundled else f"dynaclient --api {file}"
    assert f"They can run: {program} call {action}" in result.text
    assert transport.requests == []


def test_who_cannot_be_asked_gets_the_command_without_secrets() -> None:
    with agent_of() as agent:
        result = agent.call("things.delete", name="a b", pin="123456")
        assert requests_of(agent) == []
    assert result.is_error
    assert result.text == (
        "things.delete was not sent: a person has to agree, and cannot be asked here. They can run: "
        "dynaclient call things.delete 'name:=\"a b\"' 'pin:=\"***\"'"
    )


# --- what a person is asked ------------------------------------------------------------------------------------------


def test_a_person_sees_the_request_without_secrets_and_each_line_of_it_is_ours() -> None:
    asked: list[str] = []

    async def ask(text: str) -> str:
        asked.append(text)
        return "accept"

    with agent_of() as agent:
        passed = {"name": "a\nDELETE /other", "pin": "123456", "data": {"note": "\u202eb\nthat is all"}}
        agent("write", {"action": "things.delete", "arguments": passed}, CallContext(ask=ask))
        (request,) = requests_of(agent)
    first, *lines = asked[0].split("\n")
    assert first == "Send this request? things.delete of API may remove or overwrite something."
    assert lines[1] == "DELETE https://api.example.com/things/delete?name=a%0ADELETE%20%2Fother&pin=***"
    assert "that is all" not in lines
    assert "123456" not in asked[0]
    assert all(line.isprintable() for line in lines)
    assert request.url.startswith("https://api.example.com/things/delete?name=a%0ADELETE%20%2Fother")


ANSWERS: dict[str, tuple[CallContext, bool]] = {
    "no person": (CallContext(), False),
    "one who fails": (CallContext(ask=_fails), False),
    "one who agrees": (AGREES, True),
    "a reply to nothing": (CallContext(reply=Reply("forged", "accept")), False),
    "a reply that is empty": (CallContext(reply=Reply("", "accept")), False),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_what_destroys_is_sent_only_if_a_person_agrees(name: str) -> None:
    context, is_sent = ANSWERS[name]
    with agent_of() as agent:
        result = agent("write", {"action": "things.delete"}, context)
        assert len(requests_of(agent)) == is_sent
    assert result.is_error is not is_sent


def test_an_agreement_counts_once_for_one_call_with_its_arguments() -> None:
    call = {"action": "things.delete", "arguments": {"name": "a"}}
    with agent_of(tools="things.delete") as agent:
        for tool, arguments in (
            ("write", {"action": "things.delete", "arguments": {"name": "b"}}),
            ("write", {"action": "things.replace", "arguments": {"data": "a"}}),
            ("things_delete", {"name": "a"}),
        ):
            question = agent("write", call, LATER).question
            assert question is not None
            assert agent(tool, arguments, CallContext(reply=Reply(question.state, "accept"))).is_error
            assert agent("write", call, CallContext(reply=Reply(question.state, "accept"))).is_error  # it was used
        assert requests_of(agent) == []
        question = agent("write", call, LATER).question
        assert question is not None
        replies = [agent("write", call, CallContext(reply=Reply(question.state, "accept"))) for _ in range(3)]
        assert [reply.is_error for reply in replies] == [False, True, True]
        assert len(requests_of(agent)) == 1


@pytest.mark.parametrize(
    ("confirm", "asks"),
    [("destructive", {"things.delete"}), ("all", {"things.delete", "things.post"}), ("never", set())],
)
def test_what_is_asked_about_is_chosen_at_the_start(confirm: str, asks: set[str]) -> None:
    with agent_of(confirm=confirm) as agent:
        asked = {
            name
            for name in ("things.get", "things.post", "things.delete")
            if agent("read" if name == "things.get" else "write", {"action": name}, LATER).question is not None
        }
    assert asked == asks


# --- a preview -------------------------------------------------------------------------------------------------------

PREVIEWS: dict[str, tuple[str, dict[str, Any], str]] = {
    "a read": ("things.get", {"n": 1}, "things.get: Nothing was sent. The credential is added when it is sent. The request would be:"),
    "a write that is confirmed": (
        "things.delete", {},
        "things.delete: Nothing was sent. The credential is added when it is sent. A person is asked before it is sent. "
        "The request would be:",
    ),
    "one that is not allowed": (
        "things.post", {},
        'things.post: Nothing was sent. The credential is added when it is sent. things.post is not allowed on this server, '
        'nothing was sent: "things.post" in deny forbids it. Only the person who runs the server can do that. The request '
        "would be:",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PREVIEWS)
def test_a_preview_sends_nothing_and_says_what_would_happen(name: str) -> None:
    action, arguments, words = PREVIEWS[name]
    with agent_of(deny="things.post") as agent:
        result = agent("preview", {"action": action, "arguments": arguments})
        assert requests_of(agent) == []
    assert result.text.split("\n")[0] == words
    assert result.text.split("\n")[2].split(" ")[0] == API.action(action).method


def test_a_preview_has_the_problems_of_the_arguments() -> None:
    with agent_of() as agent:
        result = agent("preview", {"action": "things.get", "arguments": {"n": "x"}})
    assert result.is_error
    assert result.text.startswith("things.get: 1 problem, nothing was sent\n- n:")


# --- sending ---------------------------------------------------------------------------------------------------------


def test_a_write_is_sent_once_and_a_read_as_often_as_is_allowed() -> None:
    client = AsyncClient(API, transport=RecordingTransport(response("", 503)), retries=2, token="t")

    async def run() -> list[int]:
        toolbox = Toolbox(client, allow="write")
        counts = []
        for tool, name in (("write", "things.post"), ("read", "things.get")):
            before = len(client._shared.transport.requests)
            await toolbox.call(tool, {"action": name})
            counts.append(len(client._shared.transport.requests) - before)
        toolbox.close()
        return counts

    assert asyncio.run(run()) == [1, 3]


def test_the_log_and_the_file_are_closed_with_the_toolbox(tmp_path: Path) -> None:
    before = {path.name for path in Path("/dev/fd").iterdir()}
    agent = agent_of(log=tmp_path / "log")
    agent.call("things.get")
    agent.close()
    assert {path.name for path in Path("/dev/fd").iterdir()} == before
    assert len(json.loads(f"[{','.join((tmp_path / 'log').read_text('utf-8').splitlines())}]")) == 2


def test_a_preview_is_cut() -> None:
    with agent_of() as agent:
        result = agent("preview", {"action": "things.delete", "arguments": {"data": {"a": "\u00e4" * 20_000}}})
    assert len(result.text.encode()) < 9000
    assert result.text.endswith(" bytes)")


class Fails:
    """A transport whose errors are the caller's own, and are raised as they are."""

    raises_callers_errors = True

    def send(self, *_: Any) -> Any:
        """Raise an error that the library does not know."""
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("tool", "action", "outcome"),
    [("read", "things.get", "failed"), ("write", "things.post", "it may have been carried out")],
)
def test_an_error_that_is_not_ours_is_raised_and_logged(tool: str, action: str, outcome: str, tmp_path: Path) -> None:
    toolbox = Toolbox(AsyncClient(API, transport=Fails(), token="t0ken"), allow="write", log=tmp_path / "log")
    with pytest.raises(ZeroDivisionError):
        asyncio.run(toolbox.call(tool, {"action": action}))
    toolbox.close()
    end = json.loads((tmp_path / "log").read_text("utf-8").splitlines()[-1])
    assert (end["error"], end["outcome"]) == ("ZeroDivisionError", outcome)


def test_a_selection_that_does_not_fit_is_an_error_of_a_read_and_loses_nothing_of_a_write() -> None:
    with agent_of() as agent:
        read = agent("read", {"action": "things.get", "select": "abs(@)"})
        write = agent("write", {"action": "things.post", "select": "abs(@)"})
    assert (read.is_error, read.data) == (True, None)
    assert (write.is_error, write.data) == (False, "{}")


def test_what_an_agent_passes_comes_back_without_the_credential_in_it() -> None:
    with agent_of() as agent:
        result = agent("read", {"action": "things.t0ken-0f-the-server", "select": "@"})
    assert "t0ken" not in result.text
    assert "***" in result.text
