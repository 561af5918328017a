"""The mock server as any client of HTTP sees it."""

from __future__ import annotations

import gzip
import json
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import requests

from dynaclient.mock import MockServer
from tests.support.mock_descriptions import pets
from tests.support.programs import require_programs


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    with MockServer(pets()) as started:
        requests.post(started.url + "/pets", json={"name": "a"}, timeout=10)
        yield started


def test_real_clients_compress_their_bodies(server: MockServer) -> None:
    fields = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    body = gzip.compress(json.dumps({"name": "compressed"}).encode())
    url = server.url + "/pets"
    assert requests.post(url, data=body, headers=fields, timeout=10).json()["name"] == "compressed"
    assert httpx.post(url, content=body, headers=fields).json()["name"] == "compressed"


def test_what_is_refused_before_it_is_read_is_recorded_and_readable_in_a_page(server: MockServer) -> None:
    fields = {"Content-Encoding": "gzip", "Origin": "http://localhost:3000"}
    response = requests.post(server.url + "/pets", data=b"no gzip", headers=fields, timeout=10)
    assert response.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
    received = server.requests()[-1]
    assert (response.status_code, received.status, received.path) == (400, 400, "/pets")
    assert (
        requests.post(server.url + "/pets", headers={"Expect": "more"}, timeout=10).json()["type"]
        == "ExpectationFailed"
    )


def test_curl_sends_what_it_likes(server: MockServer) -> None:
    require_programs("curl")

    def curl(*options: str) -> str:
        command = ["curl", "--silent", "--show-error", "--max-time", "10", *options]
        return subprocess.run(command, check=True, capture_output=True, text=True, input='{"name": "piped"}').stdout

    assert '"name":"piped"' in curl("-H", "Transfer-Encoding: chunked", "--json", "@-", server.url + "/pets")
    assert '"name":"piped"' in curl("-H", "Expect: 100-continue", "--json", "@-", server.url + "/pets")
    assert '"id":1' in curl("--http1.0", server.url + "/pets/1")
    assert "HTTP/1.1 200 OK" in curl("--http2", "--include", server.url + "/pets/1")
    assert '"id":1' in curl("--proxy", server.url, server.url + "/pets/1")


@pytest.mark.uncounted
@pytest.mark.parametrize("calls", [20, pytest.param(200, marks=pytest.mark.full)])
def test_fifty_clients_see_their_own_changes_and_no_others(calls: int) -> None:
    begin = threading.Barrier(50)

    def work(server: MockServer, client: int) -> list[str]:
        wrong: list[str] = []

        def expect(response: requests.Response, status: int, name: str = "") -> None:
            if response.status_code != status or (name and response.json()["name"] != name):
                wrong.append(f"{response.status_code} {response.text:.200}")

        with requests.Session() as session:
            session.trust_env = False
            begin.wait(60)
            for call in range(calls // 4):
                made = session.post(server.url + "/pets", json={"name": f"{client}-{call}"}, timeout=60)
                expect(made, 201, f"{client}-{call}")
                one = f"{server.url}/pets/{made.json().get('id')}"
                expect(session.patch(one, json={"name": f"{client}+{call}"}, timeout=60), 200, f"{client}+{call}")
                expect(session.get(one, timeout=60), 200, f"{client}+{call}")
                if call % 2:
                    expect(session.delete(one, timeout=60), 204)
                else:
                    expect(session.get(one, timeout=60), 200, f"{client}+{call}")
        return wrong

    with MockServer(pets()) as server, ThreadPoolExecutor(50) as threads:
        futures = [threads.submit(work, server, client) for client in range(50)]
        assert [wrong for future in futures for wrong in future.result()] == []
        left = requests.get(server.url + "/pets", timeout=60).json()
    names = sorted(pet["name"] for pet in left)
    assert names == sorted(f"{client}+{call}" for client in range(50) for call in range(0, calls // 4, 2))
    assert len({pet["id"] for pet in left}) == len(left)
