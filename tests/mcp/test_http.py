"""The server over HTTP: what a page in a browser, another program, and another machine can do, which is nothing."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from dynaclient.cli.run.agents import MIN_TOKEN
from tests.support import ROOT
from tests.support.agent_backend import AgentBackend, described
from tests.support.agent_servers import (
    HELLO,
    META,
    TOKEN,
    Served,
    answered,
    environment_of,
    served_over_http,
    words_of,
)

ACCEPTED = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
IN_MODERN_ERA = {"MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call", "Mcp-Name": "read"}
LARGE = json.dumps(HELLO)[:-1] + " " * 20_000_000 + "}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    path = tmp_path_factory.mktemp("http") / "api.json"
    with AgentBackend() as backend:
        path.write_text(json.dumps(described(backend.url)), "utf-8")
        with served_over_http(path) as served:
            yield served


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({}, 200),
        ({"headers": {"Origin": "http://localhost:3000"}}, 200),
        ({"headers": {"Origin": "http://127.0.0.1"}}, 200),
        ({"headers": {"Host": "localhost"}}, 200),
        ({"headers": {"Host": "[::1]:80"}}, 200),
        ({"headers": {"Authorization": f"bearer  {TOKEN}"}}, 200),
        ({"headers": {"Origin": "http://evil.example"}}, 403),
        ({"headers": {"Origin": "http://localhost.evil.example"}}, 403),
        ({"headers": {"Origin": "http://127.0.0.1.evil.example:80"}}, 403),
        ({"headers": {"Origin": "null"}}, 403),
        ({"headers": {"Origin": "file://"}}, 403),
        ({"headers": {"Host": "evil.example"}}, 421),
        ({"headers": {"Host": "localhost.evil.example:80"}}, 421),
        ({"headers": {"Origin": "http://evil.example"}, "token": ""}, 403),
        ({"headers": {"Host": "evil.example"}, "token": ""}, 421),
        ({"token": ""}, 401),
        ({"token": "another-token-of-that-length"}, 401),
        ({"token": TOKEN[:-1]}, 401),
        ({"token": f"{TOKEN}x"}, 401),
        ({"headers": {"Authorization": TOKEN}}, 401),
        ({"headers": {"Authorization": f"Basic {TOKEN}"}}, 401),
        ({"headers": {"Authorization": "Bearer "}}, 401),
        ({"token": "", "path": f"/mcp?access_token={TOKEN}"}, 401),
        ({"token": "", "path": "/"}, 401),
        ({"path": "/"}, 404),
        ({"headers": {"Content-Type": "text/plain"}}, 400),
        ({"headers": {"Content-Type": "application/x-www-form-urlencoded"}}, 400),
        ({"headers": {"Accept": "text/html"}}, 406),
        ({"body": LARGE}, 413),
        ({"body": "{"}, 400),
        ({"body": "[" * 100_000 + "]" * 100_000}, 400),
        ({"body": b"\xff\xfe"}, 400),
        ({"body": {"jsonrpc": "2.0", "id": 2, "method": "tools/list"}}, 400),
        ({"method": "GET"}, 400),
        ({"method": "OPTIONS", "headers": {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}}, 403),
        ({"method": "OPTIONS"}, 405),
        ({"method": "DELETE"}, 400),
        ({"method": "PUT"}, 405),
    ],
    ids=lambda value: str(value)[:90],
)  # fmt: skip
def test_who_is_answered(server: Served, request_: dict[str, Any], status: int) -> None:
    headers = {name.replace("-", "_"): value for name, value in request_.pop("headers", {}).items()}
    response = answered(server.url, **request_, **headers)
    assert response.status == status
    assert not [name for name in response.headers if name.lower().startswith("access-control")]
    assert server.process.poll() is None


def test_a_request_without_the_token_learns_nothing(server: Served) -> None:
    response = answered(server.url, token="")
    assert (response.status, response.body) == (401, b"")
    assert response.headers.get("WWW-Authenticate", response.headers.get("www-authenticate")) == "Bearer"
    assert "server" not in {name.lower() for name in response.headers}


def test_a_large_body_is_not_waited_for(server: Served) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        head = f"POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n"
        connection.sendall(f"{head}Content-Length: 20000000\r\n\r\n".encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


def test_no_other_protocol_is_spoken_over_its_port(server: Served) -> None:
    upgrade = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec_WebSocket_Key": "x" * 22 + "==",
        "Sec_WebSocket_Version": "13",
    }
    assert answered(server.url, method="GET", token="", **upgrade).status == 401


def test_it_serves_the_tools_in_the_era_without_a_handshake(server: Served) -> None:
    request = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": META}}
    response = answered(server.url, request, MCP_Protocol_Version="2026-07-28", Mcp_Method="tools/list")
    assert [tool["name"] for tool in json.loads(response.body)["result"]["tools"]] == [
        "find",
        "describe",
        "read",
        "preview",
    ]


def test_it_listens_on_this_machine_only(server: Served) -> None:
    listening = _listening_on(server.port)
    assert listening == ["0100007F"]  # 127.0.0.1


def _listening_on(port: int) -> list[str]:
    """Return the addresses on which something listens on a port, as Linux writes them."""
    rows = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]]
    return [row[1].split(":")[0] for row in rows if row[3] == "0A" and int(row[1].split(":")[1], 16) == port]


def test_what_it_prints_of_a_request_cannot_control_a_terminal(description: Path) -> None:
    with (
        served_over_http(description) as served,
        socket.create_connection(("127.0.0.1", served.port), timeout=10) as connection,
    ):
        connection.sendall(b"GET /mcp HTTP/1.1\r\nHost: evil\x9b31m\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 421 ")
    printed = "".join(served.printed)
    assert "evil" in printed
    assert printed.isascii()
    assert "\x1b" not in printed


# --- addresses and tokens --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "variable", "message"),
    [
        (["--bind", "0.0.0.0"], "", "others than programs of this machine reach that address: pass a token for hosts with --token-file"),
        (["--bind", "::"], "", "others than programs of this machine reach that address"),
        (["--bind", "192.0.2.1"], "", "others than programs of this machine reach that address"),
        (["--bind", "example.com"], TOKEN, "is not an address"),
        (["--token-file", "SHORT"], "", "needs 22 characters or more"),
        (["--token-file", "EMPTY"], "", "the file has no token"),
        (["--token-file", "BYTES"], "", "needs 22 characters or more, which are letters, digits or signs of ASCII"),
        (["--token-file", "SPACES"], "", "needs 22 characters or more"),
        ([], "too-short", "needs 22 characters or more"),
        (["--token-stdin"], "", ""),
    ],
    ids=str,
)  # fmt: skip
def test_it_does_not_start_without_a_token_that_protects_it(
    description: Path, options: list[str], variable: str, message: str
) -> None:
    files = {
        "SHORT": b"x" * (MIN_TOKEN - 1),
        "EMPTY": b" \n",
        "BYTES": b"\xff" * 40,
        "SPACES": b"two words and some more",
    }
    for name, content in files.items():
        (description.parent / name).write_bytes(content)
    given = [str(description.parent / word) if word in files else word for word in options]
    words = words_of(description, *(given if "--token-stdin" in given else ["--http", "0", *given]))
    environment = environment_of(**({"DYNACLIENT_MCP_TOKEN": variable} if variable else {}))
    done = subprocess.run(
        words, check=False, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=30, input=""
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert message in " ".join(done.stderr.split())


def test_a_token_that_is_made_is_printed_on_the_standard_error_only(description: Path) -> None:
    with served_over_http(description, token="") as served:
        (line,) = [line for line in served.printed if "Bearer" in line]
        made = line.split()[-1]
        assert answered(served.url, token=made).status == 200
        assert answered(served.url).status == 401
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(10) == 0
        assert served.process.stdout is not None
        assert served.process.stdout.read() == ""
    assert len(made) == 43
    assert sum(made in line for line in served.printed) == 1


def test_the_token_of_a_file_applies_before_the_one_of_the_environment(description: Path) -> None:
    file = description.parent / "token"
    file.write_text(f"{'f' * MIN_TOKEN}\n", "utf-8")
    with served_over_http(description, "--token-file", str(file)) as served:
        assert [answered(served.url, token=token).status for token in ("f" * MIN_TOKEN, TOKEN)] == [200, 401]
        assert "f" * MIN_TOKEN not in "".join(served.printed)


def test_it_listens_on_the_other_loopback_address(description: Path) -> None:
    if not _has_ipv6():
        pytest.skip("this machine has no ::1")
    with served_over_http(description, "--bind", "::1") as served:
        assert served.url.startswith("http://[::1]:")
        assert answered(served.url).status == 200
        assert answered(served.url, Host="evil.example").status == 421


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


def test_hosts_call_it_by_its_address_and_by_the_names_that_are_given(description: Path) -> None:
    with served_over_http(description, "--bind", "127.0.0.2", "--host-name", "box.example") as served:
        hosts = {
            "127.0.0.2:1": 200,
            "box.example": 200,
            "box.example:8443": 200,
            "localhost:9": 200,
            "other.example": 421,
        }
        assert {host: answered(served.url, Host=host).status for host in hosts} == hosts
        origins = {"https://box.example": 200, "http://box.example:1": 200, "https://other.example": 403}
        assert {origin: answered(served.url, Origin=origin).status for origin in origins} == origins


# --- the end ---------------------------------------------------------------------------------------------------------


@pytest.mark.alone
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_signal_ends_it_with_a_call_that_runs(description: Path, backend: AgentBackend, number: int) -> None:
    call = {"name": "read", "arguments": {"action": "things.slow", "arguments": {"seconds": 20}}, "_meta": META}
    request = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    log = description.parent / "log"
    with served_over_http(description, "--log", str(log)) as served, ThreadPoolExecutor() as pool:
        running = pool.submit(answered, served.url, request, **IN_MODERN_ERA)
        while not backend.requests:
            time.sleep(0.02)
        begun = time.monotonic()
        served.process.send_signal(number)
        code = served.process.wait(10)
        seconds = time.monotonic() - begun
        assert running.exception(10) is not None or running.result().status >= 500
    assert (code, served.printed[-1]) == (0, "stopped\n")
    assert seconds < 3
    assert backend.left_after
    assert json.loads(log.read_text("utf-8").splitlines()[-1])["outcome"] == "cancelled"


@pytest.mark.alone
def test_a_host_that_closes_its_connection_cancels_its_call(description: Path, backend: AgentBackend) -> None:
    call = {"name": "read", "arguments": {"action": "things.slow", "arguments": {"seconds": 20}}, "_meta": META}
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call})
    with served_over_http(description) as served:
        with socket.create_connection(("127.0.0.1", served.port), timeout=10) as connection:
            fields = {
                **ACCEPTED,
                "Host": "localhost",
                "Content-Length": len(body),
                "Authorization": f"Bearer {TOKEN}",
                **IN_MODERN_ERA,
            }
            head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
            connection.sendall(f"POST /mcp HTTP/1.1\r\n{head}\r\n{body}".encode())
            while not backend.requests:
                time.sleep(0.02)
        begun = time.monotonic()
        while not backend.left_after:
            assert time.monotonic() < begun + 10
            time.sleep(0.02)
        assert time.monotonic() - begun < 0.5
        assert answered(served.url).status == 200


def test_its_private_files_are_removed_when_a_signal_ends_it(description: Path, tmp_path: Path) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    call = {"name": "read", "arguments": {"action": "things.large"}, "_meta": META}
    request = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    with served_over_http(description, TMPDIR=str(folder)) as served:
        assert answered(served.url, request, **IN_MODERN_ERA).status == 200
        assert len(list(folder.iterdir())) == 1
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(10) == 0
    assert list(folder.iterdir()) == []


def test_a_port_that_is_in_use_is_an_error(description: Path, server: Served) -> None:
    words = [sys.executable, "-m", "dynaclient", "mcp", "--api", str(description), "--http", str(server.port)]
    done = subprocess.run(
        words,
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment_of(DYNACLIENT_MCP_TOKEN=TOKEN),
        timeout=30,
    )
    assert done.returncode == 3
    assert "port" in done.stderr
    assert "Traceback" not in done.stderr
