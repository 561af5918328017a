"""
The bundled description compared with losant-rest 2.3.0, the official client: the same arguments send the same requests.

A table lists where that client is wrong. Actions that it does not have are tested with servers.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import multipart
import pytest

from dynaclient import Action, Client, Event, InvalidCall, Request, Response, load
from dynaclient.description.model import Parameter
from dynaclient.schema.values import to_string
from dynaclient.testing import response
from tests.support import ROOT
from tests.support.losant_rest_table import OfficialClient, official_methods, official_names
from tests.support.random_values import LETTERS, RandomValues
from tests.support.raw_server import RawServer, Received
from tests.support.stream_server import Exchange, StreamServer

pytestmark = pytest.mark.uncounted

API = load(ROOT / "api.json")
OFFICIAL = official_names(API)
SETS = 10
"""How many sets of random arguments each action is called with at full size."""
TOKEN = "eyJhbGciOiJIUzI1NiJ9.example"
VALUES = RandomValues(json.loads((ROOT / "api.json").read_text()))
HEADERS = ("Accept", "Accept-Version", "Authorization", "Content-Type", "losantdomain")


# --- requests --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sent:
    """The parts of a request that have a meaning for the server."""

    method: str
    origin: str
    path: list[str]
    """The segments, decoded."""
    query: list[tuple[str, str]]
    """The decoded pairs, sorted, with normalized JSON."""
    body: str | None
    """Normalized JSON."""
    headers: dict[str, str | None]


def _sent(action: Action, method: Any, url: Any, headers: Mapping[str, str], body: Any) -> Sent:
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    return Sent(
        method,
        f"{parts.scheme}://{parts.netloc}",
        [unquote(segment) for segment in parts.path.split("/")],
        sorted((name, _normalize(value) if _is_json(action, name) else value) for name, value in pairs),
        None if body is None else _normalize(body),
        {name: headers.get(name) for name in HEADERS},
    )


def _is_json(action: Action, name: str) -> bool:
    return name in action.parameters and action.parameters[name].style == "json"


def _normalize(data: str | bytes) -> str:
    return json.dumps(json.loads(data), sort_keys=True)


class LastRequest:
    """A transport that stores the last request with its credentials."""

    request: Request

    def send(self, request: Request, _limits: Any) -> Response:
        self.request = request
        return response({})


LAST = LastRequest()
OURS = {token: Client(API, token=token, transport=LAST) for token in (None, TOKEN)}
THEIRS = {token: OfficialClient(token) for token in (None, TOKEN)}


def ours(name: str, arguments: Mapping[str, Any], token: str | None = TOKEN) -> Sent:
    OURS[token].call(name, arguments)
    request = LAST.request
    return _sent(API.action(name), request.method, request.url, request.headers, request.body)


def theirs(name: str, arguments: Mapping[str, Any], token: str | None = TOKEN) -> Sent:
    request = THEIRS[token].request(OFFICIAL[name], arguments)
    return _sent(API.action(name), request.method, request.url, request.headers, request.body)


def with_json_booleans(sent: Sent) -> Sent:
    """Return a request of the official client with correct booleans: it sends those of Python."""
    words = {"True": "true", "False": "false"}
    return replace(sent, query=sorted((name, words.get(value, value)) for name, value in sent.query))


def test_the_official_client_has_all_actions_but_eight() -> None:
    assert len(official_methods()) == len(OFFICIAL) == 372
    assert sorted(API.actions.keys() - OFFICIAL.keys()) == [
        "application.import",
        "application.mqttSubscriptionStream",
        "applications.import",
        "device.commandStream",
        "device.stateStream",
        "file.upload",
        "notebook.upload",
        "privateFile.upload",
    ]


# --- random arguments ------------------------------------------------------------------------------------------------

VISIBLE = "".join(map(chr, range(33, 127)))
HARMLESS_IN_A_PATH = "".join(letter for letter in LETTERS if letter not in "/?#%.")
"""Characters that need no escapes in a path, where the official client escapes nothing: see `UNESCAPED`."""


def _arguments(action: Action, number: int) -> dict[str, Any]:
    """Return a set of arguments: the first has the required ones, the second all, the others random ones."""
    VALUES.seeded(f"{action.name} {number}")
    chosen = [parameter for parameter in action.parameters.values() if _is_chosen(parameter, number)]
    return {parameter.name: _value(parameter) for parameter in chosen}


def _is_chosen(parameter: Parameter, number: int) -> bool:
    return parameter.required or number == 1 or (number > 1 and VALUES.rng.random() < 0.5)


def _value(parameter: Parameter) -> Any:
    if parameter.location == "header":
        return VALUES.string(1, 20, VISIBLE)
    if parameter.location == "query" and parameter.style == "form":
        return _query_value(parameter)
    if parameter.location == "path" and parameter.schema.is_valid(" "):
        return VALUES.string(1, 12, HARMLESS_IN_A_PATH)
    value = VALUES.valid_value(parameter.schema.tokens)
    if parameter.location == "body" and value is None:
        return {}  # for the official client null is no body; where it is valid, no schema is published
    while parameter.style == "brackets" and _without_empties(value) is None:
        value = VALUES.valid_value(parameter.schema.tokens)
    return _without_empties(value) if parameter.style == "brackets" else value


def _query_value(parameter: Parameter) -> Any:
    """Return a string, a number or a boolean: in a query all are strings, and most are described as strings."""
    number = VALUES.rng.choice([0, 1, -7, 86400000, 1465790400000, 0.5, True, False])
    fits = parameter.schema.is_valid(number) or parameter.schema.is_valid(to_string(number))
    return number if fits and VALUES.rng.random() < 0.5 else VALUES.valid_value(parameter.schema.tokens)


def _without_empties(value: Any) -> Any:
    """Return a value without its empty lists and objects, which brackets cannot encode; None if nothing is left."""
    if isinstance(value, dict):
        members = {key: _without_empties(member) for key, member in value.items()}
        return {key: member for key, member in members.items() if member is not None} or None
    if isinstance(value, list):
        return [item for item in map(_without_empties, value) if item is not None] or None
    return value


# --- equal requests --------------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:.*is deprecated:dynaclient.DynaclientWarning")
@pytest.mark.parametrize("sets", [SETS // 3, pytest.param(SETS, marks=pytest.mark.full)])
@pytest.mark.parametrize("name", OFFICIAL)
def test_the_same_arguments_send_the_same_request(name: str, sets: int) -> None:
    action = API.action(name)
    for number in range(sets):
        arguments, token = _arguments(action, number), (TOKEN, None)[number % 2]
        assert ours(name, arguments, token) == with_json_booleans(theirs(name, arguments, token)), arguments


def test_random_arguments_are_reproducible_and_all_different() -> None:
    action = API.action("devices.get")
    sets = [_arguments(action, number) for number in range(SETS)]
    assert sets == [_arguments(action, number) for number in range(SETS)]
    assert (len(sets[0]), len(sets[1])) == (1, len(action.parameters))
    assert len({json.dumps(arguments, sort_keys=True) for arguments in sets}) == SETS


# --- where the official client is wrong ------------------------------------------------------------------------------

ID = "575ec8687ae143cd83dc4a97"
BARE = {"_actions": None, "_links": None, "_embedded": None}
"""Removes from the query the parameters with presets, which both clients send."""
REFUSED = "refused"
NAN = float("nan")

WRONG: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "booleans are those of Python, which the API does not know": (
        "applications.get", {"_links": True, "_actions": False}, "/applications?_actions=False&_links=True", "/applications?_actions=false&_links=true",
    ),
    "also in lists and objects": (
        "auditLogs.get", {"orgId": ID, "auditLogFilter": {"actor": [{"name": True}]}}, f"/orgs/{ID}/audit-logs?auditLogFilter%5Bactor%5D%5B0%5D%5Bname%5D=True", f"/orgs/{ID}/audit-logs?auditLogFilter%5Bactor%5D%5B0%5D%5Bname%5D=true",
    ),
    "a slash in a value changes the path": (
        "userOauthClient.get", {"clientId": "a/b"}, "/me/oauth-clients/a/b", "/me/oauth-clients/a%2Fb",
    ),
    "a question mark in a value ends the path": (
        "userOauthClient.get", {"clientId": "a?admin=1"}, "/me/oauth-clients/a?admin=1", "/me/oauth-clients/a%3Fadmin%3D1",
    ),
    "a number sign in a value drops the rest": (
        "userOauthClient.get", {"clientId": "a#b"}, "/me/oauth-clients/a#b", "/me/oauth-clients/a%23b",
    ),
    "a value that looks encoded is sent as it is": (
        "userOauthClient.get", {"clientId": "a%2Fb"}, "/me/oauth-clients/a%2Fb", "/me/oauth-clients/a%252Fb",
    ),
    "or decoded": (
        "userOauthClient.get", {"clientId": "a%41b"}, "/me/oauth-clients/aAb", "/me/oauth-clients/a%2541b",
    ),
    "two dots lead one level up": (
        "userOauthClient.delete", {"clientId": ".."}, "/me/", REFUSED,
    ),
    "and with slashes to any path": (
        "userOauthClient.delete", {"clientId": f"../../applications/{ID}"}, f"/applications/{ID}", REFUSED,
    ),
    "one dot leads to the collection": (
        "userOauthClient.delete", {"clientId": "."}, "/me/oauth-clients/", REFUSED,
    ),
    "an empty string leads to the collection": (
        "flowVersion.delete", {"applicationId": ID, "flowId": ID, "flowVersionId": ""}, f"/applications/{ID}/flows/{ID}/versions/", REFUSED,
    ),
    "None in a path is the string None": (
        "application.get", {"applicationId": None}, "/applications/None", REFUSED,
    ),
    "None for a JSON parameter is sent, although others are omitted": (
        "devices.get", {"applicationId": ID, "query": None, "filter": None}, f"/applications/{ID}/devices?query=null", f"/applications/{ID}/devices",
    ),
    "a string with JSON is encoded as JSON again": (
        "devices.get", {"applicationId": ID, "query": "{}"}, f"/applications/{ID}/devices?query=%22%7B%7D%22", REFUSED,
    ),
    "NaN is encoded as JSON, which does not have it": (
        "applicationCertificates.get", {"applicationId": ID, "query": {"a": NAN}}, f"/applications/{ID}/certificates?query=%7B%22a%22%3A+NaN%7D", REFUSED,
    ),
    "and in the query": (
        "applications.get", {"page": NAN}, "/applications?page=nan", REFUSED,
    ),
    "an empty list is dropped, and all devices match": (
        "devices.get", {"applicationId": ID, "tagFilter": []}, f"/applications/{ID}/devices", REFUSED,
    ),
    "an empty object in a list is dropped, and all devices match": (
        "devices.get", {"applicationId": ID, "tagFilter": [{}]}, f"/applications/{ID}/devices", REFUSED,
    ),
    "None in a list is dropped": (
        "applicationTemplates.get", {"keywords": ["a", None]}, "/applicationTemplates?keywords%5B0%5D=a", REFUSED,
    ),
    "bytes are encoded as a list of numbers": (
        "applications.get", {"filter": b"ab"}, "/applications?filter%5B0%5D=97&filter%5B1%5D=98", REFUSED,
    ),
    "a misspelt argument is dropped": (
        "applications.get", {"perpage": 5}, "/applications", REFUSED,
    ),
    "a value outside its enum is sent": (
        "applications.get", {"sortField": "nme"}, "/applications?sortField=nme", REFUSED,
    ),
    "a value that does not match its pattern is sent": (
        "application.get", {"applicationId": "my-application"}, "/applications/my-application", REFUSED,
    ),
    "a list is sent in place of a string": (
        "applications.get", {"page": [1, 2]}, "/applications?page%5B0%5D=1&page%5B1%5D=2", REFUSED,
    ),
    "a missing body is not noticed": (
        "applications.post", {}, "/applications", REFUSED,
    ),
    "nor a body that is None": (
        "applications.post", {"application": None}, "/applications", REFUSED,
    ),
    "a missing query parameter is not noticed": (
        "application.archiveData", {"applicationId": ID}, f"/applications/{ID}/archiveData", REFUSED,
    ),
}  # fmt: skip
"""For each problem: the action, the arguments, the URL of the official client, and that of ours."""


@pytest.mark.parametrize("problem", WRONG)
def test_where_the_official_client_is_wrong_ours_is_right(problem: str) -> None:
    name, arguments, wrong, right = WRONG[problem]
    arguments = {**BARE, **arguments}
    assert str(THEIRS[None].request(OFFICIAL[name], arguments).url) == f"https://api.losant.com{wrong}"
    if right == REFUSED:
        with pytest.raises(InvalidCall, match="nothing was sent"):
            ours(name, arguments)
    else:
        ours(name, arguments)
        assert LAST.request.url == f"https://api.losant.com{right}"


UNESCAPED = {
    "experienceVersionIdOrName": ["experienceVersion.delete", "experienceVersion.get", "experienceVersion.patch"],
    "flowVersionId": [
        "flowVersion.delete", "flowVersion.errors", "flowVersion.get", "flowVersion.getLogEntries",
        "flowVersion.patch", "flowVersion.stats",
    ],
    "clientId": ["userOauthClient.delete", "userOauthClient.get", "userOauthClient.patch"],
}  # fmt: skip
"""The path parameters for any string, and the actions whose path the official client does not encode."""


def test_these_path_parameters_accept_any_string() -> None:
    found: dict[str, list[str]] = {}
    for name in API.actions:
        for parameter in API.action(name).parameters.values():
            if parameter.location == "path" and parameter.schema.is_valid("a/b"):
                found.setdefault(parameter.name, []).append(name)
    assert found == UNESCAPED


@pytest.mark.parametrize(("parameter", "name"), [(key, name) for key, names in UNESCAPED.items() for name in names])
def test_any_string_is_one_segment_of_the_path(parameter: str, name: str) -> None:
    for value in ("a/b", "a?b", "a#b", "100%25", "é/ü ?%2e"):
        arguments = {**_arguments(API.action(name), 0), parameter: value}
        assert value in ours(name, arguments).path
        assert value not in theirs(name, arguments).path


# --- missing in the official client: files ---------------------------------------------------------------------------

ZIP = b"PK\x03\x04\r\n--\x00\xff"
ALWAYS = [("_actions", "false"), ("_links", "true"), ("_embedded", "true")]


@dataclass(frozen=True)
class Part:
    """One part of a form, as another library parses it."""

    name: str
    content: bytes
    file: str | None = None
    media: str | None = None


def _parts(received: Received) -> list[Part]:
    (media,) = received.values("Content-Type")
    kind, options = multipart.parse_options_header(media)
    assert kind == "multipart/form-data"
    parser = multipart.MultipartParser(io.BytesIO(received.body), options["boundary"], strict=True)
    parts = []
    for part in parser:
        with closing(part):
            parts.append(Part(part.name, part.raw, part.filename, part.headers.get("Content-Type")))
    return parts


def _upload(name: str, arguments: Mapping[str, Any]) -> Received:
    with RawServer() as server, Client(API, token=TOKEN, url=server.url, trust_env=False) as client:
        client.call(name, {**arguments, "losantdomain": "example.com"})
    (received,) = server.requests
    return received


def _fields(received: Received) -> dict[str, list[str]]:
    return {name: received.values(name) for name in HEADERS if name != "Content-Type"}


SENT_ALWAYS = {
    "Accept": ["application/json"],
    "Accept-Version": ["^1.31.0"],
    "Authorization": [f"Bearer {TOKEN}"],
    "losantdomain": ["example.com"],
}

UPLOADS: dict[str, tuple[dict[str, Any], str, list[tuple[str, str]], list[Part]]] = {
    "file.upload": (
        {"applicationId": ID, "fileId": ID, "file": ("plan é.csv", ZIP)},
        f"/applications/{ID}/file/{ID}/upload",
        ALWAYS,
        [Part("file", ZIP, "plan é.csv", "text/csv")],
    ),
    "privateFile.upload": (
        {"applicationId": ID, "privateFileId": ID, "urlTTL": 60, "privateFile": io.BytesIO(ZIP)},
        f"/applications/{ID}/privateFiles/{ID}/upload",
        [*ALWAYS, ("urlTTL", "60")],
        [Part("privateFile", ZIP, "privateFile", "application/octet-stream")],
    ),
    "notebook.upload": (
        {"applicationId": ID, "notebookId": ID, "jupyterFile": ("a.ipynb", iter([b"{", b"}"]), "application/json")},
        f"/applications/{ID}/notebooks/{ID}/upload",
        ALWAYS,
        [Part("jupyterFile", b"{}", "a.ipynb", "application/json")],
    ),
    "application.import": (
        {"applicationId": ID, "importBundle": ("a.zip", ZIP, "application/zip"), "email": "é@example.com", "options": {"dryRun": True}},
        f"/applications/{ID}/import",
        ALWAYS,
        [
            Part("importBundle", ZIP, "a.zip", "application/zip"),
            Part("email", "é@example.com".encode()),
            Part("options", b'{"dryRun":true}', None, "application/json"),
        ],
    ),
    "applications.import": (
        {
            "importBundle": ("a.zip", ZIP, "application/zip"), "ownerId": ID, "ownerType": "organization", "includeDevices": True,
            "includeDataTableRows": "true", "includeFiles": False, "email": "a@example.com", "options": {},
        },
        "/applications/import",
        ALWAYS,
        [
            Part("importBundle", ZIP, "a.zip", "application/zip"),
            Part("ownerId", ID.encode()),
            Part("ownerType", b"organization"),
            Part("includeDevices", b"true"),
            Part("includeDataTableRows", b"true"),
            Part("includeFiles", b"false"),
            Part("email", b"a@example.com"),
            Part("options", b"{}", None, "application/json"),
        ],
    ),
}  # fmt: skip
"""For each action: the arguments, the path, the query and the parts of the form that a server receives."""


@pytest.mark.parametrize("name", UPLOADS)
def test_files_are_uploaded_as_forms(name: str) -> None:
    arguments, path, query, parts = UPLOADS[name]
    received = _upload(name, arguments)
    target = urlsplit(received.target)
    assert (received.method, target.path, parse_qsl(target.query)) == ("POST", path, query)
    assert _fields(received) == SENT_ALWAYS
    assert sorted(_parts(received), key=str) == sorted(parts, key=str)


def test_a_large_file_is_uploaded_from_its_path(tmp_path: Path) -> None:
    file = tmp_path / "history.zip"
    file.write_bytes(ZIP * 50_000)
    received = _upload("applications.import", {"importBundle": file})
    assert _parts(received) == [Part("importBundle", ZIP * 50_000, "history.zip", "application/zip")]


# --- missing in the official client: streams -------------------------------------------------------------------------


STREAMS: dict[str, tuple[dict[str, Any], str, str]] = {
    "device.commandStream": (
        {"applicationId": ID, "deviceId": ID, "keepAliveInterval": 5},
        f"/applications/{ID}/devices/{ID}/commandStream?keepAliveInterval=5",
        "deviceCommand",
    ),
    "device.stateStream": (
        {"applicationId": ID, "deviceId": ID},
        f"/applications/{ID}/devices/{ID}/stateStream",
        "deviceState",
    ),
    "application.mqttSubscriptionStream": (
        {"applicationId": ID, "topic": "losant/+/é #", "keepAliveInterval": "2"},
        f"/applications/{ID}/mqttSubscriptionStream?topic=losant%2F%2B%2F%C3%A9%20%23&keepAliveInterval=2",
        "mqttMessage",
    ),
}
"""For each action: the arguments, the target of the request, and the name of the events."""


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_is_requested_and_read_event_by_event(name: str) -> None:
    arguments, target, kind = STREAMS[name]
    (described,) = API.action(name).responses["200"].events.items()
    assert described[0] == kind
    values = [VALUES.seeded(number).valid_value(described[1].tokens) for number in range(3)]
    pieces = [piece for value in values for piece in (f"event: {kind}\n", f"data: {json.dumps(value)}\n", "\n")]

    def respond(exchange: Exchange) -> None:
        exchange.send_head("Cache-Control: no-cache")
        for piece in (": keep alive\n", "\n", *pieces):
            exchange.send(piece)
        exchange.end()

    with StreamServer(respond) as server, Client(API, token=TOKEN, url=server.url, trust_env=False) as client:
        stream = client.with_options(reconnect=0).call(name, {**arguments, "losantdomain": "example.com"})
        assert list(stream) == [Event(kind, value) for value in values]
    (received,) = server.requests
    assert (received.method, received.target) == ("GET", target)
    assert _fields(received) == SENT_ALWAYS
