"""Other people's programs: the conformance suite judges the server, in both eras; TypeScript's SDK and the inspector use it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import DATA, ROOT
from tests.support.agent_backend import AgentBackend, described
from tests.support.agent_servers import TOKEN, Served, environment_of, served_over_http, words_of
from tests.support.mcp_conformance import FIXTURES, install_suite, judge
from tests.support.pattern_oracles import find_node, install_with_npm

INSPECTOR = "@modelcontextprotocol/inspector@2.12.0"
SCRIPT = ROOT / "tests/support/mcp_client.mjs"
GENERIC = ["find", "describe", "read", "preview"]
EXPECTED = DATA / "mcp-expected-failures.yaml"
BOTH = {
    "tools-list", "tools-call-simple-text", "tools-call-image", "tools-call-embedded-resource", "tools-call-mixed-content",
    "tools-call-error", "tools-call-with-progress", "server-sse-multiple-streams", "resources-list", "dns-rebinding-protection",
}  # fmt: skip
PASSED = {
    "2025-11-25": BOTH | {"server-initialize", "server-session-lifecycle", "ping", "tools-call-elicitation"},
    "2026-07-28": BOTH | {
        "sep-2164-resource-not-found", "http-header-validation", "input-required-result-basic-elicitation",
        "input-required-result-request-state", "input-required-result-missing-input-response",
        "input-required-result-result-type", "input-required-result-unsupported-methods",
        "input-required-result-tampered-state", "input-required-result-validate-input",
    },
}  # fmt: skip
"""Scenarios that have to be passed without any exception; some of them are not required by the suite."""


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the program of the suite."""
    return install_suite(tmp_path_factory.mktemp("npm"))


@pytest.fixture(scope="module")
def backend() -> Iterator[AgentBackend]:
    """Yield the API whose actions are what the suite calls."""
    with AgentBackend() as server:
        yield server


@pytest.fixture(scope="module")
def server(backend: AgentBackend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Yield a server with a tool for each of these actions."""
    path = tmp_path_factory.mktemp("description") / "api.json"
    path.write_text(json.dumps(described(backend.url, FIXTURES, "test")), "utf-8")
    with served_over_http(path, "--tool", "test.*", "--allow", "destructive") as served:
        yield served


@pytest.mark.parametrize("revision", PASSED)
def test_the_conformance_suite_finds_what_is_expected(
    suite: Path, server: Served, backend: AgentBackend, revision: str, tmp_path: Path
) -> None:
    before = len(backend.sent)
    verdict = judge(suite, server.url, TOKEN, revision, EXPECTED, tmp_path)
    assert verdict.code == 0, verdict.printed[-3000:]
    assert {name for name in PASSED[revision] if not verdict.scenarios.get(name)} == set()
    # What was destroyed is what the suite has agreed to: a call of one tool, or of two.
    destroyed = [request for request in backend.sent[before:] if request.startswith("DELETE")]
    assert len(destroyed) == {"2025-11-25": 1, "2026-07-28": 2}[revision]


def test_each_expected_failure_has_a_reason() -> None:
    blocks = re.split(r"^(?=  #)", EXPECTED.read_text("utf-8").partition("server:\n")[2], flags=re.MULTILINE)[1:]
    assert all(re.fullmatch(r"(  # [A-Z].*\.\n)(  - \S+\n)+", block) for block in blocks)
    entries = re.findall(r"^  - (\S+)$", EXPECTED.read_text("utf-8"), re.MULTILINE)
    assert len(entries) == len(set(entries))
    assert not {name for names in PASSED.values() for name in names} & set(entries)


# --- clients in another language -------------------------------------------------------------------------------------


@pytest.fixture
def things(backend: AgentBackend, tmp_path: Path) -> Path:
    """Return the description of what else the API has."""
    path = tmp_path / "things.json"
    path.write_text(json.dumps(described(backend.url)), "utf-8")
    return path


def call(action: str, tool: str = "read", **arguments: Any) -> dict[str, Any]:
    """Return the call of an action."""
    return {"name": tool, "arguments": {"action": f"things.{action}", "arguments": arguments}}


def test_the_sdk_of_typescript_lists_and_calls_the_tools(suite: Path, things: Path, backend: AgentBackend) -> None:
    script = suite.parents[4] / SCRIPT.name  # beside the SDK, which the suite uses as well
    script.write_text(SCRIPT.read_text("utf-8"), "utf-8")
    command, *args = words_of(things, "--allow", "destructive")
    calls = [call("list"), call("lines"), call("large"), call("delete", "write", thingId="a"), call("get", thingid="a")]
    before = len(backend.sent)
    given = {"command": command, "args": args, "env": environment_of(), "cwd": str(ROOT), "calls": calls}
    done = subprocess.run(
        [find_node(), str(script), json.dumps(given)], capture_output=True, text=True, check=True, timeout=60
    )
    found = json.loads(done.stdout)
    assert found["tools"] == [*GENERIC, "write"]
    assert [result.get("isError", False) for result in found["results"]] == [False, False, False, False, True]
    assert json.loads(found["results"][0]["content"][1]["text"])["total"] == 5
    assert [block["type"] for block in found["results"][2]["content"]] == ["text", "resource_link"]
    assert "thingId" in found["results"][4]["content"][0]["text"]
    assert (len(found["asked"]), found["progress"], found["size"]) == (1, [1, 2, 3, 4], 34136)
    assert backend.sent[before:] == ["GET /list?page=0", "GET /lines", "GET /large", "DELETE /things/a"]


@pytest.mark.full  # it takes more than 100 MB
def test_the_inspector_lists_and_calls_the_tools(things: Path, backend: AgentBackend, tmp_path: Path) -> None:
    install_with_npm(INSPECTOR, tmp_path)
    before = len(backend.sent)
    program = tmp_path / "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js"

    def inspected(*words: str) -> Any:
        command = [find_node(), str(program), "--cli", *words_of(things), *words]
        environment = environment_of(PATH=f"{Path(find_node()).parent}:{os.environ['PATH']}")
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=60, env=environment, cwd=ROOT
        )
        return json.loads(done.stdout)

    listed = inspected("--method", "tools/list")
    assert [tool["name"] for tool in listed["tools"]] == GENERIC
    result = inspected("--method", "tools/call", "--tool-name", "read", "--tool-arg", "action=things.list")
    assert result["content"][0]["text"].startswith("things.list: 200")
    assert backend.sent[before:] == ["GET /list?page=0"]
