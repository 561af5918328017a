"""The audit log has each call before it is sent, and how it ended, whatever happens; and no value that is not wanted."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import socket
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dynaclient import AsyncClient, Client, InvalidCall, NotDelivered, load
from dynaclient.agents.audit import AuditLog
from dynaclient.agents.kept import fingerprint
from dynaclient.agents.sending import CallContext
from dynaclient.agents.toolbox import Toolbox
from dynaclient.testing import RecordingTransport, response
from tests.support.descriptions import describe, query
from tests.support.toolboxes import recorded_agent, requests_of

BODY = {"in": "body", "spread": True, "schema": {"type": "object", "properties": {"pin": {"secret": True}, "note": {}}}}
ACTIONS: dict[str, Any] = {
    "get": {"method": "GET", "parameters": {"n": query({"type": "integer"}), "q": query()}},
    "list": {
        "method": "GET", "path": "/list", "parameters": {"after": query()},
        "paginate": {"style": "cursor", "cursor": "after", "items": "/items", "next": "/next"},
    },
    "post": {"method": "POST", "parameters": {"data": BODY, "pin": query(secret=True)}},
    "delete": {"method": "DELETE", "path": "/delete"},
}  # fmt: skip
API = load(describe(ACTIONS, auth={"key": {"type": "bearer"}}))
TOKEN = "t0ken-0f-the-server"


async def _agrees(_: str) -> str:
    return "accept"


async def _declines(_: str) -> str:
    return "decline"


AGREES, DECLINES, LATER = CallContext(ask=_agrees), CallContext(ask=_declines), CallContext(can_ask_later=True)


def lines_of(path: Path) -> list[dict[str, Any]]:
    """Return the lines of a log."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def agent_of(path: Path, *responses: Any, **options: Any) -> Any:
    return recorded_agent(API, *responses, token=TOKEN, allow="destructive", log=path, **options)


# --- what is written -------------------------------------------------------------------------------------------------


def test_a_call_has_a_line_when_it_begins_and_one_when_it_ends(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with agent_of(path, response({"id": 5})) as agent:
        context = CallContext(caller="a host 1.2")
        result = agent("read", {"action": "things.get", "arguments": {"q": "words", "n": 1}}, context)
    begin, end = lines_of(path)
    size = sum(len(text.encode()) for text in result.texts)
    digest = fingerprint({"q": "words", "n": 1})
    assert begin == {
        "time": begin["time"], "event": "begin", "call": 1, "caller": "a host 1.2", "tool": "read", "action": "things.get",
        "arguments": ["n", "q"], "sha256": digest,
    }  # fmt: skip
    assert end == {
        "time": end["time"], "event": "end", "call": 1, "action": "things.get", "status": 200, "bytes": size, "ms": end["ms"],
    }  # fmt: skip
    assert "words" not in path.read_text("utf-8")


def test_the_line_of_the_begin_is_there_before_anything_is_sent(tmp_path: Path) -> None:
    path = tmp_path / "log"
    seen: list[list[dict[str, Any]]] = []

    def respond(_: Any) -> Any:
        seen.append(lines_of(path))
        return response({})

    with agent_of(path, respond) as agent:
        agent.call("things.get")
        agent.call("things.post")
    assert [[line["event"] for line in lines] for lines in seen] == [["begin"], ["begin", "end", "begin"]]


ENDS: dict[str, tuple[Any, str, dict[str, Any], CallContext, dict[str, Any]]] = {
    # what the server does, the tool, its arguments, the context, how the log says it ended
    "a success": (response({}), "read", {"action": "things.get"}, AGREES, {"status": 200}),
    "an error": (response({}, 404), "read", {"action": "things.get"}, AGREES, {"status": 404, "error": "NotFound"}),
    "an error that leaves it open": (
        response("", 502), "write", {"action": "things.post"}, AGREES,
        {"status": 502, "error": "ServerError", "outcome": "it may have been carried out"},
    ),
    "no response": (
        NotDelivered("it broke", sent=True), "write", {"action": "things.post"}, AGREES,
        {"error": "OutcomeUnknown", "outcome": "it may have been carried out"},
    ),
    "no connection": (
        NotDelivered("refused", sent=False), "write", {"action": "things.post"}, AGREES, {"error": "ConnectError"},
    ),
    "not valid": (
        response({}), "read", {"action": "things.get", "arguments": {"n": "x"}}, AGREES, {"outcome": "not valid, not sent"},
    ),
    "not allowed": (response({}), "write", {"action": "things.delete"}, AGREES, {"outcome": "not sent"}),
    "by the wrong tool": (response({}), "read", {"action": "things.post"}, AGREES, {"outcome": "not sent"}),
    "a person agrees": (
        response({}), "write", {"action": "things.post"}, AGREES, {"status": 200, "confirmed": "yes"},
    ),
    "a person declines": (
        response({}), "write", {"action": "things.post"}, DECLINES, {"outcome": "not sent", "confirmed": "no"},
    ),
    "no person": (
        response({}), "write", {"action": "things.post"}, CallContext(), {"outcome": "not sent", "confirmed": "no"},
    ),
    "a person is asked": (
        response({}), "write", {"action": "things.post"}, LATER, {"outcome": "not sent", "confirmed": "not yet"},
    ),
    "a selection that is not one": (
        response({}), "read", {"action": "things.get", "select": "["}, AGREES, {"outcome": "not valid, not sent"},
    ),
    "a cursor that is not one": (
        response({}), "read", {"action": "things.get", "cursor": "x"}, AGREES, {"outcome": "not sent"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ENDS)
def test_each_end_is_written(name: str, tmp_path: Path) -> None:
    returned, tool, arguments, context, facts = ENDS[name]
    confirm = "all" if "confirmed" in facts else "never"
    with agent_of(tmp_path / "log", returned, confirm=confirm, deny="things.delete") as agent:
        agent(tool, arguments, context)
        sent = len(requests_of(agent))
    begin, end = lines_of(tmp_path / "log")
    known = {"time", "event", "call", "action", "bytes", "ms"}
    assert (begin["event"], end["event"]) == ("begin", "end")
    assert {key: value for key, value in end.items() if key not in known} == facts
    assert sent == ("not sent" not in facts.get("outcome", ""))


def test_the_rest_of_a_response_that_is_kept_is_not_sent_for(tmp_path: Path) -> None:
    with agent_of(tmp_path / "log", response(["x" * 400] * 10), max_result=1024) as agent:
        cursor = agent.call("things.get").head.partition("cursor ")[2].partition(".")[0]
        agent("read", {"action": "things.get", "cursor": cursor})
        assert len(requests_of(agent)) == 1
    assert lines_of(tmp_path / "log")[-1]["outcome"] == "kept, not sent"


# --- cancelled calls -------------------------------------------------------------------------------------------------


class Hangs:
    """A transport that waits until it is cancelled."""

    def __init__(self) -> None:
        self.started = asyncio.Event()

    async def send(self, *_: Any) -> Any:
        """Wait."""
        self.started.set()
        await asyncio.Event().wait()


@pytest.mark.parametrize(
    ("action", "outcome"),
    [("things.get", "cancelled"), ("things.post", "cancelled, it may have been carried out")],
)
def test_the_end_of_a_cancelled_call_is_written(action: str, outcome: str, tmp_path: Path) -> None:
    async def run() -> None:
        transport = Hangs()
        toolbox = Toolbox(AsyncClient(API, transport=transport), allow="write", log=tmp_path / "log")
        tool = "read" if outcome == "cancelled" else "write"
        call = asyncio.ensure_future(toolbox.call(tool, {"action": action}))
        await transport.started.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        toolbox.close()

    asyncio.run(run())
    assert [line.get("outcome") for line in lines_of(tmp_path / "log")] == [None, outcome]


def test_a_call_that_is_cancelled_while_it_waits_for_its_turn_was_not_sent(tmp_path: Path) -> None:
    async def run() -> None:
        transport = Hangs()
        toolbox = Toolbox(AsyncClient(API, transport=transport), allow="write", log=tmp_path / "log")
        calls = [asyncio.ensure_future(toolbox.call("write", {"action": "things.post"})) for _ in range(9)]
        await transport.started.wait()
        await asyncio.sleep(0)
        calls[-1].cancel()
        await asyncio.wait([calls[-1]])
        for call in calls:
            call.cancel()
        await asyncio.wait(calls)
        toolbox.close()

    asyncio.run(run())
    outcomes = {line["call"]: line["outcome"] for line in lines_of(tmp_path / "log") if line["event"] == "end"}
    assert outcomes.pop(9) == "cancelled, not sent"
    assert set(outcomes.values()) == {"cancelled, it may have been carried out"}


def test_a_call_that_is_cancelled_while_a_person_thinks_was_not_sent(tmp_path: Path) -> None:
    async def run() -> None:
        asked = asyncio.Event()

        async def ask(_: str) -> str:
            asked.set()
            await asyncio.Event().wait()
            return "accept"

        client = AsyncClient(API, transport=RecordingTransport())
        toolbox = Toolbox(client, allow="destructive", log=tmp_path / "log")
        call = asyncio.ensure_future(toolbox.call("write", {"action": "things.delete"}, CallContext(ask=ask)))
        await asked.wait()
        call.cancel()
        await asyncio.wait([call])
        toolbox.close()

    asyncio.run(run())
    assert lines_of(tmp_path / "log")[-1]["outcome"] == "not sent"


# --- a log that cannot be written ------------------------------------------------------------------------------------


def failing_after(count: int, limit: int | None = None) -> Callable[[int, bytes], int]:
    """Return a stand-in for `os.write` of a disk that is full after some lines; `limit` bytes of the next one fit."""
    real, left = os.write, [count]

    def write(descriptor: int, data: bytes) -> int:
        left[0] -= 1
        if left[0] >= 0:
            return real(descriptor, data)
        if limit is not None and left[0] == -1:
            return real(descriptor, data[:limit])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return write


@pytest.mark.parametrize("limit", [None, 0, 20])
def test_a_call_that_cannot_be_logged_is_not_sent(
    limit: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with agent_of(tmp_path / "log") as agent:
        monkeypatch.setattr(os, "write", failing_after(0, limit))
        result = agent.call("things.post")
        monkeypatch.undo()
        assert requests_of(agent) == []
    words = "things.post was not sent: the log of this server cannot be written (No space left on device)"
    assert (result.is_error, result.text) == (True, words)


@pytest.mark.parametrize("limits", [[20], [0], [20, 0], [0, 20], [20, 1]])
def test_after_a_line_that_was_torn_the_next_one_is_whole(
    limits: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log"
    with agent_of(path) as agent:
        for limit in limits:
            monkeypatch.setattr(os, "write", failing_after(0, limit))
            agent.call("things.get")
            monkeypatch.undo()
        agent.call("things.get")
    *torn, begin, end = path.read_text("utf-8").splitlines()
    assert [json.loads(line)["event"] for line in (begin, end)] == ["begin", "end"]
    assert sum(map(len, torn)) == sum(limit for limit in limits if limit > 1)


def test_an_end_that_cannot_be_written_does_not_lose_the_response(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with agent_of(tmp_path / "log", response({"id": 7})) as agent:
        monkeypatch.setattr(os, "write", failing_after(1))
        result = agent.call("things.post")
        monkeypatch.undo()
    assert (result.is_error, result.data) == (False, '{"id":7}')
    assert [line["event"] for line in lines_of(tmp_path / "log")] == ["begin"]


# --- the file --------------------------------------------------------------------------------------------------------


def test_the_file_is_private_and_what_is_in_it_stays(tmp_path: Path) -> None:
    path = tmp_path / "log"
    for _ in range(2):
        with agent_of(path) as agent:
            agent.call("things.get")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [line["call"] for line in lines_of(path)] == [1, 1, 1, 1]


def test_a_file_that_others_could_read_is_restricted(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text("{}\n")
    path.chmod(0o644)
    AuditLog(path).close()
    assert (stat.S_IMODE(path.stat().st_mode), path.read_text("utf-8")) == (0o600, "{}\n")


def _link(path: Path) -> None:
    path.symlink_to(path.parent / "other")


def _hard_link(path: Path) -> None:
    (path.parent / "other").write_text("")
    path.hardlink_to(path.parent / "other")


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(path))


PLACES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a folder": (Path.mkdir, "is a directory"),
    "a link": (_link, "is a symbolic link to"),
    "a file with two names": (_hard_link, "has a second name"),
    "a pipe": (_pipe, "is a FIFO"),
    "a socket": (_socket, "is a socket"),
}


@pytest.mark.parametrize("name", PLACES)
def test_what_is_not_a_file_of_its_own_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make, words = PLACES[name]
    monkeypatch.chdir(tmp_path)
    make(tmp_path / "log")
    with pytest.raises(InvalidCall, match=words):
        Toolbox(Client(API), log=tmp_path / "log")


@pytest.mark.parametrize(("path", "words"), [("none/log", "No such file or directory"), ("a\0b", "is not a path")])
def test_a_log_that_cannot_be_opened_is_an_error_at_the_start(path: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidCall, match=words):
        AuditLog(tmp_path / path)


def test_lines_of_several_threads_do_not_mix(tmp_path: Path) -> None:
    logs = [AuditLog(tmp_path / "log", with_values=True) for _ in range(4)]

    def write(log: AuditLog) -> None:
        for _ in range(100):
            with log.begin("", "read", "things.get", lambda: {"q": "x" * 3000}):
                pass

    threads = [threading.Thread(target=write, args=(log,)) for log in logs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for log in logs:
        log.close()
        log.close()
    assert len(lines_of(tmp_path / "log")) == 800


def test_without_a_log_nothing_is_computed_for_it() -> None:
    def fail() -> Any:
        raise AssertionError

    with AuditLog(None).begin("", "read", "things.get", fail):
        pass


# --- values ----------------------------------------------------------------------------------------------------------


VALUES: dict[str, tuple[dict[str, Any], Any]] = {
    # the arguments, what the log has of them
    "of any kind": ({"n": 1, "q": "word"}, {"n": 1, "q": "word"}),
    "a secret one": ({"pin": "123456"}, {"pin": "***"}),
    "a secret member": ({"data": {"pin": "123456", "note": "x"}}, {"data": {"pin": "***", "note": "x"}}),
    "a secret member by its name": ({"note": "x", "pin": "123456"}, {"note": "x", "pin": "***"}),
    "what has the name of a secret": ({"data": {"note": [{"password": "p", "a": 1}]}}, {"data": {"note": [{"password": "***", "a": 1}]}}),
    "the credential itself": ({"q": f"see {TOKEN}"}, {"q": "see ***"}),
    "the name of an argument": ({TOKEN: "x"}, {"***": "***"}),
    "one that there is not": ({"pni": "123456"}, {"pni": "***"}),
}  # fmt: skip


@pytest.mark.parametrize("with_values", [False, True])
@pytest.mark.parametrize("name", VALUES)
def test_values_are_written_only_if_they_are_wanted_and_redacted(name: str, with_values: bool, tmp_path: Path) -> None:
    arguments, values = VALUES[name]
    action = "things.get" if {"q", "n"} & arguments.keys() else "things.post"
    with agent_of(tmp_path / "log", log_values=with_values) as agent:
        agent.call(action, **arguments)
    begin = lines_of(tmp_path / "log")[0]
    assert begin.get("values") == (values if with_values else None)
    assert begin.get("arguments") == (None if with_values else sorted(values))
    assert "123456" not in (tmp_path / "log").read_text("utf-8")


def test_the_digest_does_not_depend_on_a_secret(tmp_path: Path) -> None:
    """A digest of a short secret could be compared with those of all that it can be."""
    with agent_of(tmp_path / "log") as agent:
        for pin in ("1234", "5678"):
            agent.call("things.post", pin=pin)
        agent.call("things.post", note="x")
    digests = [line["sha256"] for line in lines_of(tmp_path / "log") if line["event"] == "begin"]
    assert digests[0] == digests[1] != digests[2]


def test_the_name_of_a_host_is_cut_and_stays_on_its_line(tmp_path: Path) -> None:
    with agent_of(tmp_path / "log") as agent:
        agent("read", {"action": "things.get"}, CallContext(caller='x\n{"event": "begin"}' * 100))
    begin, _ = lines_of(tmp_path / "log")
    assert len(begin["caller"]) == 200
