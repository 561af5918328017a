"""What a call with a token imports: nothing of what it does not use."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support import ROOT
from tests.support.raw_server import RawServer

PROGRAM = """
import sys
{program}
print(" ".join(sorted(sys.modules)))
"""
SYNC = """
from dynaclient import Client
description = {"dynaclient": 1, "auth": {"key": {"type": "bearer"}}, "resources": {"things": {"path": "/things", "auth": "key", "actions": {"get": {"method": "GET"}}}}}
with Client(description, token="abc", url=URL) as client:
    assert client.things.get() == {}
"""
ASYNC = SYNC.replace("Client", "AsyncClient").replace("with", "import asyncio\nasync def main():\n  async with", 1)
ASYNC = (
    ASYNC.replace("    assert client.things.get()", "    assert await client.things.get()") + "asyncio.run(main())\n"
)
HEAVY = {
    "aiohttp", "botocore", "cryptography", "dynaclient.auth.authorization_server", "google", "http.server", "httpx", "jwt",
    "keyring", "requests", "shlex", "sqlite3", "subprocess", "webbrowser",
}  # fmt: skip
OF_A_TOKEN = [
    "dynaclient.auth",
    "dynaclient.auth.credentials",
    "dynaclient.auth.held",
    "dynaclient.auth.kinds",
    "dynaclient.auth.kinds.bearer",
    "dynaclient.auth.kinds.kind",
    "dynaclient.auth.kinds.rows",
    "dynaclient.auth.kinds.strings",
    "dynaclient.auth.passed",
    "dynaclient.auth.tokens",
    "dynaclient.auth.work",
]
OF_A_FUNCTION = [
    "dynaclient.auth.kinds.objects",
    "dynaclient.auth.obtaining",
    "dynaclient.auth.obtaining_once",
    "dynaclient.auth.sources",
    "dynaclient.auth.sources.functions",
    "dynaclient.auth.sources.source",
]


def imported_by(program: str) -> set[str]:
    """Return the modules that are loaded in a process that makes a call."""
    with RawServer() as server:
        words = [sys.executable, "-c", PROGRAM.format(program=program.replace("URL", repr(server.url)))]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("program", [SYNC, ASYNC], ids=["threads", "event loop"])
def test_a_call_with_a_token_imports_what_it_uses(program: str) -> None:
    modules = imported_by(program)
    assert sorted(name for name in modules if name.startswith("dynaclient.auth")) == OF_A_TOKEN
    # asyncio itself imports `subprocess`.
    assert modules & HEAVY <= ({"subprocess"} if program is ASYNC else set())


def test_a_call_with_a_function_imports_the_rest_that_it_uses() -> None:
    modules = imported_by(SYNC.replace('"abc"', 'lambda: "abc"'))
    assert sorted(name for name in modules if name.startswith("dynaclient.auth")) == sorted(OF_A_TOKEN + OF_A_FUNCTION)
    assert modules & HEAVY == set()


def test_the_package_alone_imports_nothing_of_it() -> None:
    assert [name for name in imported_by("import dynaclient") if name.startswith("dynaclient.auth")] == []
