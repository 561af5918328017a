"""
Clients of other people call a mock server as they are: Node, curl, requests, httpx, and pages in a browser.

Each has one process for all its cases. A client that is not installed is skipped with the reason; with
DYNACLIENT_PROGRAMS=required, as in CI, its tests fail.
"""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
from selenium import webdriver

from dynaclient.mock import MockServer
from tests.support.browser import browser
from tests.support.mock_descriptions import pets
from tests.support.pattern_oracles import find_node
from tests.support.programs import require_programs

__all__ = ("browser",)

pytestmark = pytest.mark.uncounted

SCRIPT = Path(__file__).with_name("foreign_client.mjs")
SCHEMES = {"cookie": {"type": "apiKey", "in": "cookie", "name": "key"}, "bearer": {"type": "bearer"}}
DESCRIBED = pets({"parameters": {"size": {"in": "query", "schema": {"type": "integer"}}}}, auth=SCHEMES)
for resource in DESCRIBED["resources"].values():
    resource["auth"] = ["cookie", "bearer"]
DESCRIBED["resources"]["pet"]["actions"]["get"]["responses"]["404"] = {
    "schema": {"type": "object"},
    "examples": {"not here": {"value": {"message": "not here"}}},
}
AUTHORIZED = {"Authorization": "Bearer abc"}
ALLOWED = "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"


class Page(BaseHTTPRequestHandler):
    """Serves an empty page, by whatever name."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Print nothing."""


@pytest.fixture(scope="module")
def pages() -> Iterator[int]:
    """Yield the port of the pages; the browser reaches them by the names below pages.example too."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        yield served.server_port
        served.shutdown()


@pytest.fixture(scope="module")
def server(pages: int) -> Iterator[MockServer]:
    """Yield a server that the pages of one name may call."""
    with MockServer(DESCRIBED, {"abc": []}, cors=[f"http://app.pages.example:{pages}"]) as started:
        yield started


def created(server: MockServer) -> str:
    """Create an item, and return its path."""
    made = requests.post(f"{server.url}/pets", json={"name": "Rex"}, headers=AUTHORIZED, timeout=10).json()
    return f"/pets/{made['id']}"


# --- programs --------------------------------------------------------------------------------------------------------


def test_the_fetch_of_node(server: MockServer) -> None:
    require_programs("node")
    command = [find_node(), str(SCRIPT), server.url, AUTHORIZED["Authorization"]]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, timeout=60)
    found = json.loads(done.stdout)
    statuses = {name: each["status"] for name, each in found.items() if name != "many"}
    assert statuses == {
        "created": 201, "read": 200, "slash": 200, "streamed": 201, "head": 200, "options": 204, "preferred": 404,
        "invalid": 400, "notAllowed": 405, "deleted": 204, "gone": 404,
    }  # fmt: skip
    assert found["read"]["body"] == found["slash"]["body"] == found["created"]["body"]
    assert (found["head"]["body"], found["head"]["headers"]["content-length"]) == (
        "",
        found["read"]["headers"]["content-length"],
    )
    assert (found["streamed"]["body"]["name"], found["options"]["headers"]["allow"]) == ("streamed", ALLOWED)
    assert found["preferred"]["headers"]["preference-applied"] == 'code=404, example="not here"'
    assert (found["preferred"]["body"], found["preferred"]["headers"]["x-mock"]) == ({"message": "not here"}, "example")
    assert found["invalid"]["body"]["problems"][0]["name"] == "size"
    assert found["many"] == [200] * 20


def curl(*words: str, data: bytes = b"") -> tuple[str, str]:
    """Return the head and the body of a response to curl."""
    command = ["curl", "--silent", "--show-error", "--include", "--max-time", "10", "-H", "Authorization: Bearer abc"]
    done = subprocess.run([*command, *words], input=data, capture_output=True, check=True, timeout=30)
    head, _, content = done.stdout.decode().rpartition("\r\n\r\n")
    return head, content


def test_curl(server: MockServer) -> None:
    require_programs("curl")
    path, media = created(server), ("-H", "Content-Type: application/json")
    head, content = curl(f"{server.url}{path}")
    assert (head.startswith("HTTP/1.1 200 OK"), json.loads(content)["name"]) == (True, "Rex")
    assert curl("--head", f"{server.url}{path}")[0].startswith("HTTP/1.1 200 OK")
    assert f"\r\nAllow: {ALLOWED}" in curl("--request", "OPTIONS", f"{server.url}{path}")[0]
    assert (
        "\r\nAllow: DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"
        in curl("--request", "OPTIONS", "--request-target", "*", server.url)[0]
    )
    sent = json.dumps({"name": "a" * 2_000_000}).encode()
    for way in (("-H", "Expect: 100-continue"), ("-H", "Transfer-Encoding: chunked")):
        head, content = curl(*media, *way, "--data-binary", "@-", f"{server.url}/pets", data=sent)
        assert ("201 Created" in head, len(json.loads(content)["name"])) == (True, 2_000_000)
    assert json.loads(curl("--compressed", f"{server.url}{path}")[1])["name"] == "Rex"
    assert "421 Misdirected Request" in curl("-H", "Host: evil.test", f"{server.url}{path}")[0]
    assert "421 Misdirected Request" in curl("--request-target", "http://evil.test/pets", server.url)[0]
    assert (
        "200 OK"
        in curl(
            "--resolve",
            f"mock:{server.url.rpartition(':')[2]}:127.0.0.1",
            f"http://mock:{server.url.rpartition(':')[2]}{path}",
        )[0]
    )


@pytest.mark.parametrize("library", [requests, httpx])
def test_libraries_of_python(server: MockServer, library: Any) -> None:
    path = created(server)
    with (library.Session if library is requests else library.Client)() as session:
        session.headers.update(AUTHORIZED)
        assert session.get(f"{server.url}{path}").json()["name"] == "Rex"
        assert session.head(f"{server.url}{path}").content == b""
        assert session.options(f"{server.url}{path}").headers["Allow"] == ALLOWED
        lines = session.post(
            f"{server.url}/pets",
            **{"data" if library is requests else "content": iter([b'{"name":', b'"b"}'])},
            headers={"Content-Type": "application/json"},
        )
        assert (lines.status_code, lines.json()["name"]) == (201, "b")
        refused = session.get(f"{server.url}{path}", headers={"Prefer": "code=404"})
        assert (refused.status_code, refused.headers["Preference-Applied"]) == (404, "code=404")


# --- a browser -------------------------------------------------------------------------------------------------------

CALLS = """
const [url, path, authorization, done] = arguments;
const call = async (path, options = {}) => {
    try {
        const response = await fetch(url + path, {credentials: "include", ...options});
        const headers = Object.fromEntries(response.headers);
        return {status: response.status, headers, text: await response.text()};
    } catch (error) {
        return {status: error.name};
    }
};
const sent = authorization ? {Authorization: authorization} : {};
const json = {"Content-Type": "application/json", ...sent};
(async () => ({
    get: await call("/pets", {headers: sent}),
    post: await call("/pets", {method: "POST", headers: json, body: '{"name": "b"}'}),
    preferred: await call(path, {headers: {Prefer: "code=404", ...sent}}),
    nothing: await call("/nothing", {headers: {"X-Odd": "1", ...sent}}),
    invalid: await call("/pets?size=x", {headers: sent}),
    refused: await call("/pets", {method: "PUT", headers: json, body: "{}"}),
    deleted: await call(path, {method: "DELETE", headers: sent}),
}))().then(done);
"""
READ = {
    "get": 200,
    "post": 201,
    "preferred": 404,
    "nothing": 404,
    "invalid": 400,
    "refused": "TypeError",
    "deleted": 204,
}
ORIGINS: dict[str, tuple[str, str, bool]] = {
    "another port, with a cookie": ("127.0.0.1", "", True),
    "another loopback name, with a header": ("localhost", "Bearer abc", True),
    "an origin that is allowed": ("app.pages.example", "Bearer abc", True),
    "an origin that is not": ("other.pages.example", "Bearer abc", False),
}


@pytest.mark.parametrize(("host", "authorization", "allowed"), ORIGINS.values(), ids=ORIGINS)
def test_a_page_of_another_origin(
    browser: webdriver.Chrome, pages: int, server: MockServer, host: str, authorization: str, allowed: bool
) -> None:
    path = created(server)
    browser.get(f"http://{host}:{pages}/")
    browser.execute_script("document.cookie = 'key=abc'")
    found = browser.execute_async_script(CALLS, server.url, path, authorization)
    assert {name: each["status"] for name, each in found.items()} == (
        READ if allowed else dict.fromkeys(READ, "TypeError")
    )
    if allowed:
        assert {"x-request-id", "preference-applied", "x-mock"} <= found["preferred"]["headers"].keys()
        assert "the description has no action for GET '/nothing'" in found["nothing"]["text"]
        assert "size" in found["invalid"]["text"]


def test_a_page_cannot_call_it_by_a_name_of_its_own(browser: webdriver.Chrome, server: MockServer) -> None:
    browser.get(f"http://evil.pages.example:{server.url.rpartition(':')[2]}/pets")
    assert "this server is not 'evil.pages.example" in browser.page_source
