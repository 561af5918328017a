"""
Authorization servers on this machine: a certified one of the npm package `oidc-provider`, and one of a few lines.

The drivers send the requests of a source as a client does: with threads, and with an event loop.
"""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from http.cookiejar import CookieJar
from math import inf
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from dynaclient import Api, AsyncHttpTransport, HttpTransport
from dynaclient.auth.credentials import Credentials
from dynaclient.auth.sources.source import Pause, SourceContext, TokenRequest
from dynaclient.auth.work import Work
from dynaclient.call.urls import origin_of
from dynaclient.description.model import AuthScheme, Obtain
from dynaclient.http.sender import Options, Sender
from dynaclient.messages import Response
from dynaclient.runtime.asyncio_backend import ASYNCIO
from dynaclient.runtime.backends import THREADS

from .descriptions import describe
from .pattern_oracles import find_node, install_with_npm
from .raw_server import RawServer, Received, raw_response

PACKAGE = "oidc-provider@9.13.3"
SCRIPT = Path(__file__).with_name("authorization_server.mjs")
API = Api(describe())
BASE = "https://api.example.com"


# --- what a source may use -------------------------------------------------------------------------------------------


def context_of(
    obtain: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    base: str = BASE,
    trusted: tuple[str, ...] = (),
    **more: Any,
) -> SourceContext:
    """Return the context of a source: a scheme with these ways to obtain its token, of an API at `base`."""
    ways = {
        name: Obtain(name, value["by"], {key: item for key, item in value.items() if key != "by"})
        for name, value in (obtain or {}).items()
    }
    scheme = AuthScheme("oauth", "bearer", obtain=ways)
    origins = frozenset(map(origin_of, (base, *trusted)))
    return SourceContext(API, scheme, origins, lambda _: base, **more)


# --- drivers ---------------------------------------------------------------------------------------------------------

Drive = Callable[..., Any]
_OPTIONS = Options(timeout=20.0, max_response_bytes=2 * 1024 * 1024)


def replay(steps: Generator[Any, Any, Any], *responses: Response) -> tuple[Any, list[TokenRequest]]:
    """Send these responses to a generator; return what it returns, and its requests."""
    sent: list[TokenRequest] = []
    left = list(responses)
    answer: Any = None
    while True:
        try:
            step = steps.send(answer)
        except StopIteration as end:
            return end.value, sent
        answer = None
        if isinstance(step, TokenRequest):
            sent.append(step)
            answer = left.pop(0)
        elif isinstance(step, Work):
            answer = step.function()


def run(steps: Generator[Any, Any, Any], log: list[TokenRequest] | None = None) -> Any:
    """Send the requests of a generator with threads; return what it returns."""
    with closing(HttpTransport()) as transport:
        sender = Sender(transport, Credentials({}, context=lambda _: context_of()), frozenset(), _OPTIONS)
        return THREADS.run("", partial(_drive, steps, sender, [] if log is None else log))


def run_async(steps: Generator[Any, Any, Any], log: list[TokenRequest] | None = None) -> Any:
    """Send the requests of a generator with an event loop; return what it returns."""

    async def main() -> Any:
        transport = AsyncHttpTransport()
        try:
            sending: Any = transport  # whose `send` is awaited by the backend
            sender = Sender(
                sending, Credentials({}, context=lambda _: context_of()), frozenset(), _OPTIONS, backend=ASYNCIO
            )
            return await _drive(steps, sender, [] if log is None else log)
        finally:
            await transport.close()

    return asyncio.run(main())


async def _drive(steps: Generator[Any, Any, Any], sender: Sender, log: list[TokenRequest]) -> Any:
    answer: Any = None
    while True:
        try:
            step = steps.send(answer)
        except StopIteration as end:
            return end.value
        if isinstance(step, Pause):
            await sender.backend.sleep(step.seconds)
            answer = None
        elif isinstance(step, Work):
            answer = step.function()
        else:
            log.append(step)
            answer = await sender.send_of_source(step, inf)


# --- oidc-provider ---------------------------------------------------------------------------------------------------


def install_provider(folder: Path) -> Path:
    """Install `oidc-provider` with npm, and return the script that starts it."""
    install_with_npm(PACKAGE, folder)
    script = folder / SCRIPT.name
    script.write_text(SCRIPT.read_text("utf-8"), "utf-8")
    return script


@contextmanager
def provider_of(script: Path, clients: list[dict[str, Any]], **options: Any) -> Iterator[str]:
    """Start the provider with these clients; yield its issuer."""
    command = [find_node(), str(script), json.dumps({"clients": clients, **options})]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if line.startswith("{"):
                    break
            yield str(json.loads(line)["issuer"])
        finally:
            process.stdin.close()
            process.wait(10)


class Browser:
    """A person with a browser, who follows each redirect until one leads to `stop`, and presses each button."""

    def __init__(self) -> None:
        self._opener = urllib.request.build_opener(_NoRedirects, urllib.request.HTTPCookieProcessor(CookieJar()))

    def open(self, url: str, *, stop: str = "", form: str | None = None) -> tuple[str, str]:
        """Return the URL that a page leads to, and the content of it."""
        for _ in range(20):
            try:
                with self._opener.open(url, None if form is None else form.encode(), timeout=10) as page:
                    return url, page.read().decode()
            except urllib.error.HTTPError as error:
                with error:
                    target = error.headers.get("Location")
                    if target is None:
                        return url, error.read().decode()
            url, form = urljoin(url, target), None
            if stop and url.startswith(stop):
                return url, ""
        raise AssertionError("too many redirects")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


# --- servers of a few lines ------------------------------------------------------------------------------------------


def fields_of(received: Received) -> dict[str, str]:
    """Return the fields of a form that a server received."""
    return dict(parse_qsl(received.body.decode(), keep_blank_values=True))


def undecoded_client(received: Received) -> tuple[str, str]:
    """Return id and secret as a server finds them that does not decode those of HTTP basic authentication."""
    value = received.value("Authorization")
    if value:
        user, _, password = base64.b64decode(value.removeprefix("Basic ")).decode().partition(":")
        return user, password
    fields = fields_of(received)
    return fields.get("client_id", ""), fields.get("client_secret", "")


def careless_server(client_id: str, secret: str) -> RawServer:
    """Return a token endpoint that accepts HTTP basic authentication and forms, and decodes only the latter."""

    def respond(received: Received) -> bytes:
        if undecoded_client(received) == (client_id, secret):
            return raw_response(b'{"access_token": "careless", "token_type": "Bearer", "expires_in": 60}')
        return raw_response(b'{"error": "invalid_client"}', status=401)

    return RawServer(respond)


def path_of(url: str) -> str:
    """Return the path of a URL."""
    return urlsplit(url).path
