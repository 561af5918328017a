"""The demonstration: everything it prints has just happened, against servers on this machine."""

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

from ..client.methods import docstring
from ..client.sync import Client
from ..description.api import Api, load
from ..description.document import bundled, read_text
from ..errors import ApiError, InvalidCall
from .samples import program

APPLICATION = "575ec8687ae143cd83dc4a97"

NEW_LINES = """\
    "uptime": {
      "path": "/applications/{applicationId}/uptime",
      "parameters": {"applicationId": {"$ref": "#/parameters/applicationId"}},
      "actions": {"get": {"method": "GET", "description": "Tells for how long an application has been running.",
        "responses": {"200": {"schema": {"type": "object", "examples": [{"days": 12}]}}}}}
    },
"""
"""What is added to a copy of the description: a made-up action."""

_RESOURCES = re.compile(r'^  "resources": \{\n', re.MULTILINE)

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


def play() -> Iterator[str]:
    """Give the lines of the demonstration, each when it is true."""
    api = load()
    yield f"A tour of the {api.title} API, with an imitation of it on this machine: no network, no account."
    for number, (title, part) in enumerate(_PARTS.items(), 1):
        yield f"\n{number}. {title}"
        yield from (f"   {line}" for line in part(api))


# --- 1 ---------------------------------------------------------------------------------------------------------------


def _creation(api: Api) -> Iterator[str]:
    new = {"applicationId": APPLICATION, "apiToken": {"name": "robot", "scope": ["all.Application.read"]}}
    wanted = {"applicationId": APPLICATION, "filterField": "name", "filter": "rob*"}
    with Client.mock(api, grants={"writer": ["all.Application"]}) as client:
        line, made = _called(client, "applicationApiTokens.post", new)
        yield f"{line} → id {made['id']}"
        line, listed = _called(client, "applicationApiTokens.get", wanted)
    found = [each for each in listed["items"] if each["id"] == made["id"]]
    yield f"{line} → {len(found)} of {listed['totalCount']}: {found[0]['name']}, {found[0]['id']}"


def _called(client: Client, action: str, arguments: dict[str, Any]) -> tuple[str, Any]:
    """Give a request's first line with the status of its answer, and what the call gave."""
    resource, key = action.split(".")
    request = getattr(client[resource], key).prepare(arguments)
    result = client.with_response.call(action, arguments)
    path = urlsplit(request.url).path
    return f"{request.method} {path} → {result.status}", result.data


# --- 2 ---------------------------------------------------------------------------------------------------------------


def _mistakes(api: Api) -> Iterator[str]:
    with _Listener() as listener, Client(api, url=listener.url, trust_env=False) as client:
        try:
            client.call("applicationApiTokens.post", MISTAKEN)
        except InvalidCall as error:
            yield from str(error).splitlines()
        client.call("applicationApiTokens.post", CORRECT)
        *before, last = listener.received
    yield f"a listening socket counted {sum(before)} bytes of it, and {last} of the same call put right"


class _Listener:
    """A server that counts the bytes of each connection, one after the other, and gives an empty answer to each."""

    def __init__(self) -> None:
        self.received: list[int] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._count, daemon=True)

    def __enter__(self) -> _Listener:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(2)

    def _count(self) -> None:
        with contextlib.suppress(OSError):  # the socket is closed: that is the end
            while True:
                connection, _ = self._socket.accept()
                with connection:
                    connection.settimeout(2)
                    self.received.append(_request_size(connection))
                    connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")


def _request_size(connection: socket.socket) -> int:
    """Read one request, and give its size in bytes."""
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
        copied = Path(folder, "my-api.json")
        text, _ = read_text(bundled())
        copied.write_text(_RESOURCES.sub(lambda found: found[0] + NEW_LINES, text, count=1), encoding="utf-8")
        yield from (f"+ {line}" for line in NEW_LINES.splitlines())
        with Client.mock(copied) as client:
            line, given = _called(client, "uptime.get", {"applicationId": APPLICATION})
            yield f"{line} → {given}"
            yield from (f"| {each}" for each in _beginning(docstring(client.api.action("uptime.get"))))


def _beginning(text: str, lines: int = 4) -> list[str]:
    return [*[each for each in text.splitlines() if each][:lines], "…"]


# --- 4 ---------------------------------------------------------------------------------------------------------------


def _refusal(api: Api) -> Iterator[str]:
    with Client.mock(api, grants={"reader": ["all.Application.read"]}) as client:
        try:
            client.call("applicationApiTokens.post", CORRECT)
        except ApiError as error:
            yield str(error)


# --- 5 ---------------------------------------------------------------------------------------------------------------


def commands(_api: Api | None = None) -> list[str]:
    """Give the command lines that the demonstration ends with."""
    run = program()
    return [
        f"{run} applicationApiTokens.get --mock applicationId={APPLICATION} perPage=2",
        f"{run} copy my-api.json",
        f"DYNACLIENT_TOKEN=your-token {run} applications.get --all --output table",
    ]


_PARTS: dict[str, Callable[[Api], Iterable[str]]] = {
    "Create an API token, and find it in the list": _creation,
    "One call with five mistakes: all are told at once, and nothing is sent": _mistakes,
    "Six lines more below `resources` in a copy of the description: a new action": _addition,
    "A token that may only read tries to write": _refusal,
    "Now you: a call of your own, a description to edit, the real API with your token": commands,
}
