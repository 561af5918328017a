"""A program that ends, or is interrupted, while it refreshes a stored session does not lose it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dynaclient import Client
from dynaclient.auth.store import Store
from dynaclient.auth.stored_tokens import Issuer
from dynaclient.auth.tokens import Token
from dynaclient.runtime.backends import THREADS, run
from tests.promises.test_interrupts import only_where_signals_are
from tests.support import ROOT
from tests.support.descriptions import describe
from tests.support.token_server import REFRESH, TokenServer

ENDINGS = {
    "interrupted": "client.things.get()",
    "time is over": "client.with_options(timeout=0.3, retries=0).things.get()",
    "exits": "import threading; threading.Thread(target=client.things.get, daemon=True).start(); import time; time.sleep(0.3)",
}
"""How the program ends, and what it does last."""


@only_where_signals_are
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_program_that_ends_during_a_refresh_does_not_lose_the_session(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    with TokenServer(delay=0.6) as server:
        folder = tmp_path / "dynaclient"
        folder.mkdir()
        (folder / "api.json").write_text(json.dumps(describe(auth={"key": {"type": "bearer"}})), "utf-8")
        profile = {"api": "api.json", "url": server.url, "auth": {"key": {"from": "store"}}}
        (folder / "profiles.json").write_text(json.dumps({"default": "work", "profiles": {"work": profile}}), "utf-8")
        token = Token("old", expires_in=1, refresh_token=REFRESH)
        issuer = Issuer(by="authorizationCode", token_url=f"{server.url}/token", client_id="cli")
        run(Store("work", "key").write(token, issuer, THREADS, time.monotonic() + 10))
        server.expire()
        program = f"from dynaclient import Client\nclient = Client.from_profile()\nprint(flush=True)\n{ENDINGS[ending]}"
        child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        with child:
            assert child.stdout is not None
            child.stdout.readline()
            if ending == "interrupted":
                time.sleep(0.3)
                child.send_signal(signal.SIGINT)
            child.wait(20)
        Client.from_profile().things.get()
    assert (server.refreshes, server.is_revoked) == (1, False)
