"""What patches requests works whichever is imported first, it or this library."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT
from tests.support.raw_server import RawServer, raw_response

CLIENT = """
from dynaclient import Client
action = {"method": "GET", "responses": {"200": {"schema": {}}}}
client = Client(
    {"dynaclient": 1, "resources": {"things": {"path": "/things", "actions": {"get": action}}}},
    url=url, retries=0, trust_env=False,
)
"""
TOOLS = {
    "responses": ("import responses", """
with responses.RequestsMock() as mocked:
    mocked.get(f"{url}/things", json={"from": "tool"})
    print(client.things.get())
print(client.things.get())
"""),
    "requests-mock": ("import requests_mock", """
with requests_mock.Mocker() as mocked:
    mocked.get(f"{url}/things", json={"from": "tool"})
    print(client.things.get())
print(client.things.get())
"""),
    "a patch of Session.send": ("import json, requests\nfrom unittest import mock", """
response = requests.Response()
response.status_code, response._content = 200, b'{"from": "tool"}'
response.headers["Content-Type"] = "application/json"
with mock.patch.object(requests.Session, "send", autospec=True, return_value=response):
    print(client.things.get())
print(client.things.get())
"""),
    "a patch of HTTPAdapter.send": ("import requests\nfrom unittest import mock", """
response = requests.Response()
response.status_code, response._content = 200, b'{"from": "tool"}'
response.headers["Content-Type"] = "application/json"
with mock.patch("requests.adapters.HTTPAdapter.send", return_value=response):
    print(client.things.get())
print(client.things.get())
"""),
    "a wrapper of Session.send": ("import functools, requests", """
own, seen = requests.Session.send, []
@functools.wraps(own)
def traced(session, request, **options):
    seen.append(request.url)
    return own(session, request, **options)
requests.Session.send = traced
client.things.get()
print({"from": "tool"} if seen == [f"{url}/things"] else seen)
requests.Session.send = own
print(client.things.get())
"""),
    "vcrpy": ("import vcr", """
with vcr.use_cassette(f"{folder}/cassette.yaml", allow_playback_repeats=True) as cassette:
    client.things.get()
    client.things.get()
print({"from": "tool"} if cassette.play_count == 1 else cassette.play_count)
print(client.things.get())
"""),
    "betamax": ("import betamax, requests", """
session = requests.Session()
with betamax.Betamax(session, cassette_library_dir=folder).use_cassette("one"):
    recorded = Client(client.api, url=url, session=session, retries=0)
    recorded.things.get()
    print({"from": "tool"} if session.get_adapter(url).cassette.interactions else None)
print(client.things.get())
"""),
}  # fmt: skip
"""Tool → how it is imported, and what prints the response of the tool, and then that of the server."""


@pytest.mark.parametrize("is_first", [True, False], ids=["the tool first", "this library first"])
@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_that_patches_requests_works_in_both_orders(tool: str, is_first: bool, tmp_path: Path) -> None:
    statement, use = TOOLS[tool]
    parts = [statement, CLIENT] if is_first else [CLIENT, statement]
    with RawServer(lambda _: raw_response(b'{"from": "server"}')) as server:
        program = "\n".join([f"url, folder = {server.url!r}, {str(tmp_path)!r}", *parts, use])
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
        )
    assert (done.stdout, done.stderr) == ("{'from': 'tool'}\n{'from': 'server'}\n", "")
