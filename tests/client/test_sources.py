"""A description from a URL that the caller gives: what is requested, and what is refused."""

from __future__ import annotations

import asyncio
import json
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
import yaml

from dynaclient import Api, AsyncClient, Client, DescriptionError, InvalidCall, lint, load
from dynaclient.client import sources
from tests.support.descriptions import describe
from tests.support.raw_server import RawServer, Received, raw_response
from tests.support.standin_format import register, standin

BODY = json.dumps(describe({"get": {"method": "GET"}}, auth={"key": {"type": "bearer"}})).encode()
KINDS = ["load", "Client", "from_env", "mock", "AsyncClient", "AsyncClient.load", "Client.load"]


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    register(monkeypatch)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def api_of(kind: str, url: str, **options: Any) -> Api:
    """Load a description in one of the ways that there are."""
    if kind == "load":
        return load(url, **options)
    if kind == "AsyncClient.load":
        return asyncio.run(_awaited(url, options))
    create = {"Client": Client, "from_env": Client.from_env, "mock": Client.mock, "Client.load": Client.load}
    if kind == "AsyncClient":
        return AsyncClient(url, **options).api
    with create[kind](url, **options) as client:  # type: ignore[operator]
        return client.api  # type: ignore[no-any-return]


async def _awaited(url: str, options: dict[str, Any]) -> Api:
    async with await AsyncClient.load(url, **options) as client:
        return client.api


class Site(RawServer):
    """A server with a response for each path."""

    def __init__(self, **responses: bytes) -> None:
        self.responses = responses
        super().__init__(self._respond_to)

    def _respond_to(self, received: Received) -> bytes:
        name = received.target.partition("?")[0].strip("/").partition(".")[0]
        return self.responses.get(name, raw_response(b"no", status=404))

    def address(self, path: str = "api.json") -> str:
        return f"{self.url}/{path}"


@pytest.fixture
def site() -> Iterator[Site]:
    with Site(api=raw_response(BODY)) as server:
        yield server


def redirect(to: str, status: int = 302) -> bytes:
    return f"HTTP/1.1 {status} Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


@pytest.mark.parametrize("kind", KINDS)
def test_each_way_to_a_description_takes_a_url(kind: str, site: Site) -> None:
    api = api_of(kind, site.address("api.json?key=hunter2"))
    assert (list(api.actions), api.source) == (["things.get"], site.address())
    [request] = site.requests
    assert (request.method, request.target) == ("GET", "/api.json?key=hunter2")
    assert request.value("Accept").startswith("application/json")
    assert {"authorization", "cookie", "proxy-authorization"}.isdisjoint(name.lower() for name, _ in request.fields)


@pytest.mark.parametrize("kind", ["Client", "AsyncClient.load"])
def test_no_credential_and_no_header_of_the_client_is_sent(kind: str, site: Site) -> None:
    api_of(kind, site.address(), token="hunter2", headers={"X-Key": "hunter2"}, query={"k": "hunter2"})
    assert b"hunter2" not in site.requests[0].head


def test_the_environment_may_name_a_url(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DYNACLIENT_API", site.address())
    monkeypatch.setenv("DYNACLIENT_TOKEN", "hunter2")
    with Client.from_env() as client:
        assert client.api.source == site.address()
    assert b"hunter2" not in site.requests[0].head


def test_it_may_be_yaml_and_of_another_format(site: Site) -> None:
    site.responses["api"] = raw_response(yaml.dump(standin()).encode(), media="application/yaml")
    api = load(site.address("api"))
    assert list(api.actions) == ["things.get", "things.post"]
    assert api.server is not None
    assert api.server.template == site.address("api")  # what relative URLs in it are resolved against
    assert lint(site.address("api")) == []


def test_the_same_content_is_one_description(site: Site) -> None:
    assert load(site.address()) is load(site.address("api.json?x=1"))


def test_lint_shows_the_lines_of_what_it_has_downloaded(site: Site) -> None:
    text = json.dumps(describe({"get": {"method": "GOT"}}), indent=1)
    site.responses["api"] = raw_response(text.encode())
    [problem] = lint(site.address())
    assert "GOT" in text.splitlines()[(problem.line or 0) - 1]


# --- redirects


@pytest.mark.parametrize("kind", ["load", "AsyncClient.load"])
def test_a_redirect_within_the_origin_is_followed(kind: str, site: Site) -> None:
    site.responses |= {"old": redirect("/older"), "older": redirect("api.json?v=2", 308)}
    assert api_of(kind, site.address("old?key=hunter2")).source == site.address()
    assert [request.target for request in site.requests] == ["/old?key=hunter2", "/older", "/api.json?v=2"]


@pytest.mark.parametrize("kind", ["load", "AsyncClient.load"])
def test_a_redirect_to_another_origin_is_not_requested(kind: str, site: Site) -> None:
    with Site(api=raw_response(BODY)) as private:
        site.responses["out"] = redirect(private.address())
        with pytest.raises(DescriptionError, match="leads to another origin"):
            api_of(kind, site.address("out"))
        assert private.requests == []


REDIRECTS = {
    "": "it has no Location",
    "http://169.254.169.254/latest/meta-data/": "leads to another origin, 169.254.169.254:80",
    "//10.0.0.1/api.json": "leads to another origin",
    "file:///etc/passwd": "is not of the form",
    "http://user:hunter2@127.0.0.1/api.json": "user name or password",
    "/loop": "is a redirect again after",
}


@pytest.mark.parametrize("location", REDIRECTS)
def test_no_other_redirect_is_followed(location: str, site: Site) -> None:
    site.responses["loop"] = redirect(location)
    with pytest.raises(DescriptionError) as caught:
        load(site.address("loop"))
    assert REDIRECTS[location] in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert len(site.requests) <= 4


# --- what is refused

REFUSED = {
    "https://user:hunter2@h.example/api.json": "contains a user name or password",
    "http://user:hunter2@127.0.0.1/api.json": "contains a user name or password",
    "http://h.example/api.json?key=hunter2": "h.example:80 would be requested unencrypted",
    "http://10.0.0.1/api.json": "would be requested unencrypted",
    "http:///api.json?k=hunter2": "is not of the form https://host",
    "https://h.example/a b?k=hunter2": "contains characters that are not allowed",
    "https://h.example/a?k=hunter2\r\nX-Y: 1": "contains characters that are not allowed",
    "https://h.example/a/../b?k=hunter2": "contains dot segments",
    "https:\\h.example?k=hunter2": "contains characters that are not allowed",
    "https://h.example:99999/?k=hunter2": "is not a valid URL",
    "ftp://h.example/hunter2.json": "is a URL, and only one that is a string and begins with https:// is fetched",
    "file:///hunter2.json": "is a URL, and only one that is a string and begins with https:// is fetched",
    "h.example/api.json?key=hunter2": "is a URL, and only one that is a string",
}


@pytest.mark.parametrize("url", REFUSED)
@pytest.mark.parametrize("kind", ["load", "AsyncClient.load"])
def test_another_url_is_refused_and_not_shown(kind: str, url: str) -> None:
    with pytest.raises(DescriptionError) as caught:
        api_of(kind, url)
    assert REFUSED[url] in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("kind", ["load", "AsyncClient.load"])
def test_what_is_not_utf_8_is_to_be_saved_as_it(kind: str, site: Site) -> None:
    site.responses["api"] = raw_response(json.dumps(describe()).encode("utf-16"))
    with pytest.raises(DescriptionError, match="not UTF-8: invalid byte at position 0 — save it as UTF-8"):
        api_of(kind, site.address())


def test_a_url_as_a_path_and_a_patch_are_not_requested(site: Site) -> None:
    with pytest.raises(DescriptionError, match="only one that is a string"):
        load(Path(site.address()))
    with pytest.raises(DescriptionError, match="The patch has 1 problem.*\n.*no URL is fetched"):
        load(describe(), patch=site.address())
    assert site.requests == []


def test_an_unencrypted_url_is_requested_if_the_caller_allows_it(monkeypatch: pytest.MonkeyPatch, site: Site) -> None:
    port = site.url.rpartition(":")[2]
    monkeypatch.setattr(sources, "is_loopback", lambda _: False)
    with pytest.raises(DescriptionError, match="unencrypted"):
        load(f"http://127.0.0.1:{port}/api.json")
    assert load(f"http://127.0.0.1:{port}/api.json", allow_http=True).title == "API"


RESPONSES = {
    "not found": (raw_response(b"no", status=404), "has the status 404"),
    "no content": (b"HTTP/1.1 204 No Content\r\n\r\n", "has the status 204"),
    "not found, and cut off": (raw_response(b"no", status=404)[:-1], "has the status 404"),
    "a server that fails": (raw_response(b"hunter2", status=500), "has the status 500"),
    "a page": (raw_response(b"<html>hunter2</html>", media="text/html"), "it is HTML or XML, and no description"),
    "cut off": (raw_response(BODY)[:-1] + b"", "cannot be downloaded"),
    "not UTF-8": (raw_response(b"\xff"), "not UTF-8"),
    "too large": (b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n", "cannot be downloaded"),
    "not HTTP": (b"hello\r\n\r\n", "cannot be downloaded"),
}


@pytest.mark.parametrize("case", RESPONSES)
@pytest.mark.parametrize("kind", ["load", "AsyncClient.load"])
def test_a_response_that_is_no_description_is_an_error(kind: str, case: str) -> None:
    response, message = RESPONSES[case]
    replies = iter([response])
    with RawServer(lambda _: next(replies, b"")) as server, pytest.raises(DescriptionError) as caught:
        api_of(kind, f"{server.url}/api.json?key=hunter2", timeout=2)
    assert message in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_server_that_is_not_there_is_named_without_its_path() -> None:
    with pytest.raises(DescriptionError, match=r"cannot be downloaded from 127\.0\.0\.1:9: ") as caught:
        load("http://127.0.0.1:9/secret.json")
    assert "secret" not in str(caught.value)


def test_a_download_has_a_deadline() -> None:
    with RawServer(lambda _: time.sleep(3) or b"") as server:  # type: ignore[func-returns-value]
        start = time.monotonic()
        with pytest.raises(DescriptionError, match="cannot be downloaded"):
            load(server.url, timeout=0.3)
        assert time.monotonic() - start < 2


def test_there_may_be_no_deadline_and_no_odd_one(site: Site) -> None:
    assert load(site.address(), timeout=None).title == "API"
    with pytest.raises(InvalidCall, match="not a number of seconds"):
        load(site.address(), timeout=0)


def test_a_tls_server_is_verified_with_the_authorities_of_the_caller(tmp_path: Path) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    with tls_server(context) as url:
        assert load(url, ca=str(tmp_path / "ca.pem")).title == "API"
        with pytest.raises(DescriptionError, match="cannot be downloaded"):
            load(url)


def tls_server(context: ssl.SSLContext) -> Any:
    """Return a server on TLS that sends the description to each request, as a context with its URL."""
    import contextlib
    import http.server
    import threading

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(BODY)))
            self.end_headers()
            self.wfile.write(BODY)

        def log_message(self, *_: Any) -> None: ...

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None: ...

    @contextlib.contextmanager
    def running() -> Iterator[str]:
        server = Server(("127.0.0.1", 0), Handler)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"https://127.0.0.1:{server.server_address[1]}/api.json"
        server.shutdown()
        thread.join()
        server.server_close()

    return running()


def test_it_is_downloaded_through_the_proxy_of_the_client(site: Site) -> None:
    with pytest.raises(DescriptionError, match="proxy 127"):
        load("https://h.example/api.json", proxy="http://127.0.0.1:9", trust_env=False)


# --- in an event loop


def test_loading_does_not_block_the_event_loop() -> None:
    def respond(_: Received) -> bytes:
        time.sleep(0.5)
        return raw_response(BODY)

    async def load_and_count() -> tuple[int, Api]:
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                await asyncio.sleep(0.01)
                ticks += 1

        ticking = asyncio.create_task(tick())
        with RawServer(respond) as server:
            client = await AsyncClient.load(server.url)
        ticking.cancel()
        await client.close()
        return ticks, client.api

    ticks, api = asyncio.run(load_and_count())
    assert ticks > 20
    assert list(api.actions) == ["things.get"]


def test_in_an_event_loop_the_constructor_refuses_a_url(site: Site) -> None:
    async def construct() -> None:
        AsyncClient(site.address())

    with pytest.raises(InvalidCall, match=r"would block the event loop — await AsyncClient\.load"):
        asyncio.run(construct())
    assert site.requests == []


def test_a_file_is_loaded_in_an_event_loop_too(tmp_path: Path) -> None:
    file = tmp_path / "api.json"
    file.write_bytes(BODY)
    assert asyncio.run(_awaited(str(file), {"patch": {"title": "B"}})).title == "B"


def test_an_error_of_loading_has_no_data_of_the_call() -> None:
    with pytest.raises(DescriptionError) as caught:
        asyncio.run(_awaited("https://user:hunter2@h.example", {"token": "hunter2"}))
    frames = []
    traceback = caught.value.__traceback__
    while traceback is not None:
        frames.append(traceback.tb_frame)
        traceback = traceback.tb_next
    ours = [frame for frame in frames if "dynaclient/client" in frame.f_code.co_filename]
    assert ours
    assert all("hunter2" not in repr(frame.f_locals) for frame in ours)
