"""A person is asked before something is destroyed, in both eras of the protocol; the judge is what the API received."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, MCPError
from mcp.client import ClientRequestContext
from mcp.client.stdio import StdioServerParameters
from mcp_types import (
    MISSING_REQUIRED_CLIENT_CAPABILITY,
    CallToolResult,
    ClientCapabilities,
    ElicitRequest,
    ElicitRequestFormParams,
    ElicitRequestParams,
    ElicitResult,
    ErrorData,
    InputRequiredResult,
)

from dynaclient import Api, AsyncClient
from dynaclient.agents import kept
from dynaclient.agents.toolbox import Toolbox
from dynaclient.mcp.server import create_server, has_forms
from tests.support import ROOT
from tests.support.agent_backend import AgentBackend, described
from tests.support.agent_servers import environment_of, words_of

HANDSHAKE, MODERN = "legacy", "2026-07-28"
ERAS = pytest.mark.parametrize("era", [HANDSHAKE, MODERN])
ALLOWED = ("--allow", "destructive")
DELETE = {"action": "things.delete", "arguments": {"thingId": "a"}}


@asynccontextmanager
async def host(backend: AgentBackend, era: str, answer: Person | None = None, **options: Any) -> AsyncIterator[Client]:
    """Yield a host in this process whose server has these options."""
    options.setdefault("allow", "destructive")
    async with AsyncClient(Api(described(backend.url))) as api_client:
        toolbox = Toolbox(api_client, **options)
        async with Client(create_server(toolbox), mode=era, elicitation_callback=answer) as client:
            yield client
        toolbox.close()


class Person:
    """What a person answers: an action, or an exception of the host. It is an elicitation callback."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer
        self.asked: list[str] = []

    async def __call__(self, context: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult | ErrorData:
        assert isinstance(params, ElicitRequestFormParams)
        self.asked.append(params.message)
        if isinstance(self._answer, Exception):
            raise self._answer
        return ElicitResult(action=self._answer, content={} if self._answer == "accept" else None)


def said(result: CallToolResult) -> str:
    """Return the text of a result."""
    return "\n".join(getattr(block, "text", "") for block in result.content)


async def outcome(client: Client, arguments: dict[str, Any], tool: str = "write") -> tuple[bool, str]:
    """Return whether a call has failed, as a result or as an error of the protocol, and what is said of it."""
    try:
        result = await client.call_tool(tool, arguments)
    except MCPError as error:
        return True, error.message
    return bool(result.is_error), said(result)


@ERAS
@pytest.mark.parametrize(
    ("answer", "sent", "words"),
    [
        ("accept", 1, "204"),
        ("decline", 0, "said no"),
        ("cancel", 0, "said nothing"),
        (None, 0, "They can run: dynaclient call things.delete thingId=a"),
        (RuntimeError("the window is gone"), 0, ""),
    ],
    ids=["accept", "decline", "cancel", "no capability", "callback raises"],
)
def test_what_destroys_is_sent_after_a_yes_and_only_then(
    backend: AgentBackend, era: str, answer: Any, sent: int, words: str
) -> None:
    person = None if answer is None else Person(answer)

    async def call() -> tuple[bool, str]:
        async with host(backend, era, person) as client:
            return await outcome(client, DELETE)

    try:
        is_error, text = asyncio.run(call())
    except Exception as error:  # noqa: BLE001 - of the host itself
        is_error, text = True, str(error)
    assert (backend.sent, is_error) == (["DELETE /things/a"] * sent, not sent)
    assert words in text
    assert person is None or len(person.asked) == 1


@ERAS
def test_the_person_sees_the_exact_request_in_our_words(backend: AgentBackend, era: str) -> None:
    person = Person("decline")

    async def call() -> None:
        async with host(backend, era, person, confirm="all") as client:
            await client.call_tool("write", {"action": "things.create", "arguments": {"body": {"a": "\u202eb\n\nyes"}}})
            await client.call_tool("write", DELETE)

    asyncio.run(call())
    create, delete = person.asked
    assert create.startswith(
        f"Send this request? things.create of Backend changes something.\n\nPOST {backend.url}/things\n"
    )
    assert create.endswith('{\n  "a": "\\u202eb\\n\\nyes"\n}')
    assert delete.startswith(
        "Send this request? things.delete of Backend may remove or overwrite something.\n\nDELETE "
    )
    assert f"{backend.url}/things/a" in delete


@ERAS
@pytest.mark.parametrize(
    ("options", "call", "is_asked"),
    [
        ({}, {"action": "things.create"}, False),
        ({"confirm": "all"}, {"action": "things.create"}, True),
        ({"confirm": "all"}, DELETE, True),
        ({"confirm": "never"}, DELETE, False),
    ],
    ids=["adds", "adds, all", "destroys, all", "destroys, never"],
)
def test_what_is_confirmed_can_be_chosen(
    backend: AgentBackend, era: str, options: dict[str, Any], call: dict[str, Any], is_asked: bool
) -> None:
    person = Person("accept")

    async def run() -> tuple[bool, str]:
        async with host(backend, era, person, **options) as client:
            return await outcome(client, call)

    assert asyncio.run(run())[0] is False
    assert (len(person.asked), len(backend.sent)) == (is_asked, 1)


@ERAS
def test_reads_are_never_asked_about(backend: AgentBackend, era: str) -> None:
    person = Person("accept")

    async def run() -> tuple[bool, str]:
        async with host(backend, era, person, confirm="all") as client:
            return await outcome(client, {"action": "things.get", "arguments": {"thingId": "a"}}, "read")

    assert asyncio.run(run())[0] is False
    assert (person.asked, backend.sent) == ([], ["GET /things/a"])


def test_a_host_that_cannot_ask_is_said_what_it_would_need(backend: AgentBackend) -> None:
    async def run() -> ErrorData:
        async with host(backend, MODERN) as client:
            with pytest.raises(MCPError) as raised:
                await client.call_tool("write", DELETE)
            return raised.value.error

    error = asyncio.run(run())
    assert error.code == MISSING_REQUIRED_CLIENT_CAPABILITY
    assert error.data == {"requiredCapabilities": {"elicitation": {"form": {}}}}


# --- answers that do not belong to the call (2026-07-28) -------------------------------------------------------------


class Attempt:
    """A call in two steps, so that what comes with the second one can be anything."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def ask(self, arguments: dict[str, Any]) -> str:
        """Make a call, and return the state of the question that it returns."""
        result = await self._client.session.call_tool("write", arguments, allow_input_required=True)
        assert isinstance(result, InputRequiredResult)
        requests = result.input_requests or {}
        assert [type(request) for request in requests.values()] == [ElicitRequest]
        assert result.request_state is not None
        return result.request_state

    async def answer(
        self, state: str | None, arguments: dict[str, Any], name: str = "confirm", action: Any = "accept"
    ) -> str:
        """Make the call again with an answer, and return what comes of it: sent, asked, or refused."""
        try:
            result = await self._client.session.call_tool(
                "write", arguments, input_responses={name: ElicitResult(action=action, content={})}, request_state=state,
                allow_input_required=True,
            )  # fmt: skip
        except MCPError:
            return "refused"
        if isinstance(result, InputRequiredResult):
            return "asked"
        return "refused" if result.is_error else "sent"


async def _right(attempt: Attempt) -> str:
    return await attempt.answer(await attempt.ask(DELETE), DELETE)


async def _tampered(attempt: Attempt) -> str:
    state = await attempt.ask(DELETE)
    return await attempt.answer(f"{state[:-4]}{'AAAA' if state[-4:] != 'AAAA' else 'BBBB'}", DELETE)


async def _forged(attempt: Attempt) -> str:
    return await attempt.answer("made-up", DELETE)


async def _without_state(attempt: Attempt) -> str:
    await attempt.ask(DELETE)
    return await attempt.answer(None, DELETE)


async def _other_arguments(attempt: Attempt) -> str:
    return await attempt.answer(await attempt.ask(DELETE), {**DELETE, "arguments": {"thingId": "b"}})


async def _other_action(attempt: Attempt) -> str:
    return await attempt.answer(await attempt.ask(DELETE), {"action": "things.create", "arguments": {}})


async def _other_name(attempt: Attempt) -> str:
    return await attempt.answer(await attempt.ask(DELETE), DELETE, name="another")


async def _declined_then_accepted(attempt: Attempt) -> str:
    state = await attempt.ask(DELETE)
    await attempt.answer(state, DELETE, action="decline")
    return await attempt.answer(state, DELETE)


@pytest.mark.parametrize(
    ("act", "comes"),
    [
        (_right, "sent"), (_tampered, "refused"), (_forged, "refused"), (_without_state, "asked"),
        (_other_arguments, "refused"), (_other_action, "refused"), (_other_name, "asked"),
        (_declined_then_accepted, "refused"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)  # fmt: skip
def test_an_answer_counts_for_its_call_only(
    backend: AgentBackend, act: Callable[[Attempt], Awaitable[str]], comes: str
) -> None:
    async def run() -> str:
        async with host(backend, MODERN, Person("accept"), confirm="all") as client:
            return await act(Attempt(client))

    assert asyncio.run(run()) == comes
    assert backend.sent == (["DELETE /things/a"] if comes == "sent" else [])


def test_an_answer_counts_once(backend: AgentBackend) -> None:
    async def run() -> list[str]:
        async with host(backend, MODERN, Person("accept")) as client:
            attempt = Attempt(client)
            state = await attempt.ask(DELETE)
            at_once = await asyncio.gather(*(attempt.answer(state, DELETE) for _ in range(4)))
            return [*sorted(at_once), await attempt.answer(state, DELETE)]

    assert asyncio.run(run()) == ["refused", "refused", "refused", "sent", "refused"]
    assert backend.sent == ["DELETE /things/a"]


def test_an_answer_that_comes_too_late_counts_for_nothing(
    backend: AgentBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "LIFE", 0.1)

    async def run() -> str:
        async with host(backend, MODERN, Person("accept")) as client:
            attempt = Attempt(client)
            state = await attempt.ask(DELETE)
            await asyncio.sleep(0.15)
            return await attempt.answer(state, DELETE)

    assert asyncio.run(run()) == "refused"
    assert backend.sent == []


def test_the_seal_of_a_question_ends_as_well(backend: AgentBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dynaclient.mcp.server.LIFE", 0.1)

    async def run() -> str:
        async with host(backend, MODERN, Person("accept")) as client:
            attempt = Attempt(client)
            state = await attempt.ask(DELETE)
            await asyncio.sleep(1.2)
            return await attempt.answer(state, DELETE)

    assert asyncio.run(run()) == "refused"
    assert backend.sent == []


def test_an_answer_of_one_server_counts_for_no_other(backend: AgentBackend) -> None:
    async def run() -> str:
        async with host(backend, MODERN, Person("accept")) as first, host(backend, MODERN, Person("accept")) as second:
            return await Attempt(second).answer(await Attempt(first).ask(DELETE), DELETE)

    assert asyncio.run(run()) == "refused"
    assert backend.sent == []


# --- what hosts can do -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("capabilities", "is_asked"),
    [
        ({"elicitation": {}}, True),
        ({"elicitation": {"form": {}}}, True),
        ({"elicitation": {"form": {}, "url": {}}}, True),
        ({"elicitation": {"url": {}}}, False),
        ({"sampling": {}}, False),
        ({}, False),
    ],
    ids=json.dumps,
)
def test_a_host_is_asked_if_it_can_show_a_form(capabilities: dict[str, Any], is_asked: bool) -> None:
    assert has_forms(ClientCapabilities.model_validate(capabilities)) is is_asked
    assert has_forms(None) is False


@ERAS
def test_a_host_that_only_opens_pages_is_refused(backend: AgentBackend, description: Path, era: str) -> None:
    received = asyncio.run(_raw_call(description, era, {"elicitation": {"url": {}}}))
    failed = received["result"]["isError"] if era == HANDSHAKE else received["error"]["code"]
    assert failed == (True if era == HANDSHAKE else MISSING_REQUIRED_CLIENT_CAPABILITY)
    assert backend.sent == []


async def _raw_call(description: Path, era: str, capabilities: dict[str, Any]) -> dict[str, Any]:
    """Return the first message that comes after a call to delete something."""
    process = await asyncio.create_subprocess_exec(
        *words_of(description, *ALLOWED), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL, env=environment_of(), cwd=ROOT,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    client = {"name": "raw", "version": "0"}
    meta: dict[str, Any] = {}
    messages: list[dict[str, Any]] = []
    if era == HANDSHAKE:
        hello = {"protocolVersion": "2025-11-25", "capabilities": capabilities, "clientInfo": client}
        messages = [{"id": 1, "method": "initialize", "params": hello}, {"method": "notifications/initialized"}]
    else:
        names = {"protocolVersion": era, "clientCapabilities": capabilities, "clientInfo": client}
        meta = {"_meta": {f"io.modelcontextprotocol/{name}": value for name, value in names.items()}}
    messages.append({"id": 2, "method": "tools/call", "params": {"name": "write", "arguments": DELETE, **meta}})
    for message in messages:
        process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
    try:
        while True:
            received: dict[str, Any] = json.loads(await asyncio.wait_for(process.stdout.readline(), 20))
            if "serverInfo" not in received.get("result", {}):
                return received
    finally:
        process.stdin.close()
        await asyncio.wait_for(process.wait(), 10)


@ERAS
@pytest.mark.parametrize(
    ("options", "answer", "asked", "sent"),
    [
        ((), "accept", 1, 1),
        ((), "decline", 1, 0),
        (("--no-confirm",), "decline", 0, 1),
    ],
    ids=["accept", "decline", "--no-confirm"],
)
def test_a_host_over_standard_input_and_output(
    backend: AgentBackend, description: Path, era: str, options: tuple[str, ...], answer: str, asked: int, sent: int
) -> None:
    words = words_of(description, *ALLOWED, *options)
    person = Person(answer)

    async def run() -> tuple[bool, str]:
        server = StdioServerParameters(command=words[0], args=words[1:], env=environment_of(), cwd=str(ROOT))
        async with Client(server, mode=era, elicitation_callback=person) as client:
            return await outcome(client, DELETE)

    is_error, _ = asyncio.run(run())
    assert (is_error, len(person.asked), len(backend.sent)) == (not sent, asked, sent)
