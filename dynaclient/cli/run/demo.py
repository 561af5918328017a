"""`demo`: everything that it prints has just happened, with servers on this machine."""

from __future__ import annotations

import contextlib
import re
import socket
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ...client.environment import TOKEN
from ...client.methods import docstring
from ...client.sync import Client
from ...description.api import Api
from ...description.loading import bundled, load, read_text
from ...errors import ApiError, InvalidCall
from ...strings.expressions import expression
from ..arguments.examples import program_command
from ..output.wording import shell_words

APPLICATION = "575ec8687ae143cd83dc4a97"

NEW_LINES = """\
    "uptime": {
      "path": "/applications/{applicationId}/uptime",
      "parameters": {"applicationId": {"$ref": "#/parameters/applicationId"}},
      "actions": {"get": {"method": "GET", "description": "Returns for how long an application has been running.",
        "responses": {"200": {"schema": {"type": "object", "examples": [{"days": 12}]}}}}}
    },
"""
"""An invented action that is added to a copy of the description."""

_RESOURCES = expression(r'^  "resources": \{\n', re.MULTILINE)

MISTAKEN: Mapping[str, Any] = {
    "losantdoman": "example.com",
    "applicationId": APPLICATION[:-1] + "x",
    "apiToken": {"status": "activ", "orgRoles": [{"orgId": "sandbox", "role": "views"}]},
}
"""Arguments with five mistakes: a name, a pattern, a missing property, a choice, and a choice three levels deep."""

CORRECT: Mapping[str, Any] = {
    "losantdomain": "example.com",
    "applicationId": APPLICATION,
    "apiToken": {"name": "robot", "status": "active", "orgRoles": [{"orgId": "sandbox", "role": "view"}]},
}


def demo_lines() -> Iterator[str]:
    """Yield the lines of the demonstration, after they have happened."""
    api = load()
    yield f"A tour of the {api.title} API, with a mock server on this machine: no network, no account."
    for number, (title, chapter) in enumerate(_CHAPTERS.items(), 1):
        yield f"\n{number}. {title}"
        yield from (f"   {line}" for line in chapter(api))


# --- 1 ---------------------------------------------------------------------------------------------------------------


def _creation(api: Api) -> Iterator[str]:
    new = {"applicationId": APPLICATION, "apiToken": {"name": "robot", "scope": ["all.Application.read"]}}
    search = {"applicationId": APPLICATION, "filterField": "name", "filter": "rob*"}
    with Client.mock(api, grants={"writer": ["all.Application"]}) as client:
        line, created = _call(client, "applicationApiTokens.post", new)
        yield f"{line} → id {created['id']}"
        line, page = _call(client, "applicationApiTokens.get", search)
    matches = [token for token in page["items"] if token["id"] == created["id"]]
    yield f"{line} → {len(matches)} of {page['totalCount']}: {matches[0]['name']}, {matches[0]['id']}"


def _call(client: Client, action: str, arguments: dict[str, Any]) -> tuple[str, Any]:
    """Return the request line with the status of the response, and the data."""
    resource, key = action.split(".")
    request = getattr(client[resource], key).prepare(arguments)
    result = client.with_response.call(action, arguments)
    path = urlsplit(request.url).path
    return f"{request.method} {path} → {result.status}", result.data


# --- 2 ---------------------------------------------------------------------------------------------------------------


def _mistakes(api: Api) -> Iterator[str]:
    with _CountingServer() as server, Client(api, url=server.url, trust_env=False) as client:
        try:
            client.call("applicationApiTokens.post", MISTAKEN)
        except InvalidCall as error:
            yield from shell_words(str(error)).splitlines()
        client.call("applicationApiTokens.post", CORRECT)
        *before, last = server.received
    yield f"a server received {sum(before)} bytes of it, and {last} of the same call after the mistakes were fixed"


class _CountingServer:
    """A server that counts the bytes of every connection, one after the other, and sends empty responses."""

    def __init__(self) -> None:
        self.received: list[int] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._count, daemon=True)

    def __enter__(self) -> _CountingServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(2)

    def _count(self) -> None:
        with contextlib.suppress(OSError):  # `accept` raises it once the socket is closed
            while True:
                connection, _ = self._socket.accept()
                with connection:
                    connection.settimeout(2)
                    self.received.append(_request_size(connection))
                    connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")


def _request_size(connection: socket.socket) -> int:
    """Read one request, and return its size in bytes."""
    data = b""
    missing = 1
    while missing > 0:
        data += connection.recv(65536)
        head, _, body = data.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: *([0-9]+)", head)
        missing = int(length[1] if length else 0) - len(body) if b"\r\n\r\n" in data else 1
    return len(data)


# --- 3 ---------------------------------------------------------------------------------------------------------------


def _addition(_api: Api) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "my-api.json")
        text, _ = read_text(bundled())
        copy.write_text(_RESOURCES.sub(lambda match: match[0] + NEW_LINES, text, count=1), encoding="utf-8")
        yield from (f"+ {line}" for line in NEW_LINES.splitlines())
        with Client.mock(copy) as client:
            line, data = _call(client, "uptime.get", {"applicationId": APPLICATION})
            yield f"{line} → {data}"
            yield from (f"| {line}" for line in _first_lines(docstring(client.api.action("uptime.get"))))


def _first_lines(text: str, count: int = 4) -> list[str]:
    return [*[line for line in text.splitlines() if line][:count], "…"]


# --- 4 ---------------------------------------------------------------------------------------------------------------


def _missing_scope(api: Api) -> Iterator[str]:
    with Client.mock(api, grants={"reader": ["all.Application.read"]}) as client:
        try:
            client.call("applicationApiTokens.post", CORRECT)
        except ApiError as error:
            yield str(error)


# --- 5 ---------------------------------------------------------------------------------------------------------------


def next_commands(_api: Api | None = None) -> list[str]:
    """Return the command lines that the demonstration ends with."""
    program = program_command()
    return [
        f"{program} applicationApiTokens.get --mock applicationId={APPLICATION} perPage=2",
        f"{program} copy my-api.json",
        f"{TOKEN}=your-token {program} applications.get --all --output table",
    ]


_CHAPTERS: dict[str, Callable[[Api], Iterable[str]]] = {
    "Create an API token, and find it in the list": _creation,
    "One call with five mistakes: all are reported together, and nothing is sent": _mistakes,
    "Six more lines below `resources` in a copy of the description: a new action": _addition,
    "A token with read access only tries to write": _missing_scope,
    "Now you: a call of your own, a description to edit, the real API with your token": next_commands,
}
