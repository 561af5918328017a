"""
The bundled description against losant-rest 2.3.0, Losant's own client: the same arguments make the same requests.

Where that client is wrong, a table says how. What it lacks is sent to servers that know nothing of ours.
"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import multipart
import pytest

from dynaclient import Action, Client, Event, InvalidCall, Request, Response, load
from dynaclient.description.model import Parameter
from dynaclient.schema.values import text
from dynaclient.testing import response
from tests.support import ROOT
from tests.support.losant_rest_table import OfficialClient, official_methods, official_names
from tests.support.random_values import LETTERS, RandomValues
from tests.support.raw_server import RawServer, Received

pytestmark = pytest.mark.uncounted

API = load(ROOT / "api.json")
OFFICIAL = official_names(API)
SETS = 10
"""How many sets of random arguments each action is called with at full size."""
TOKEN = "eyJhbGciOiJIUzI1NiJ9.made-up"
VALUES = RandomValues(json.loads((ROOT / "api.json").read_text()))
HEADERS = ("Accept", "Accept-Version", "Authorization", "Content-Type", "losantdomain")


# --- what goes out ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sent:
    """A request as far as it means something to the server."""

    method: str
    origin: str
    path: list[str]
    """The segments, decoded."""
    query: list[tuple[str, str]]
    """The decoded pairs, sorted; JSON in one form."""
    body: str | None
    """JSON in one form."""
    headers: dict[str, str | None]


def _sent(action: Action, method: Any, url: Any, headers: Mapping[str, str], body: Any) -> Sent:
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    return Sent(
        method,
        f"{parts.scheme}://{parts.netloc}",
        [unquote(each) for each in parts.path.split("/")],
        sorted((name, _one_form(value) if _is_json(action, name) else value) for name, value in pairs),
        None if body is None else _one_form(body),
        {name: headers.get(name) for name in HEADERS},
    )


def _is_json(action: Action, name: str) -> bool:
    return name in action.parameters and action.parameters[name].style == "json"


def _one_form(written: str | bytes) -> str:
    return json.dumps(json.loads(written), sort_keys=True)


class Line:
    """A transport that keeps the last request as it is, its credential too."""

    request: Request

    def send(self, request: Request, _limits: Any) -> Response:
        self.request = request
        return response({})


LINE = Line()
OURS = {token: Client(API, token=token, transport=LINE) for token in (None, TOKEN)}
THEIRS = {token: OfficialClient(token) for token in (None, TOKEN)}


def ours(name: str, arguments: Mapping[str, Any], token: str | None = TOKEN) -> Sent:
    OURS[token].call(name, arguments)
    request = LINE.request
    return _sent(API.action(name), request.method, request.url, request.headers, request.body)


def theirs(name: str, arguments: Mapping[str, Any], token: str | None = TOKEN) -> Sent:
    request = THEIRS[token].request(OFFICIAL[name], arguments)
    return _sent(API.action(name), request.method, request.url, request.headers, request.body)


def mended(sent: Sent) -> Sent:
    """Give what the official client sends with booleans as the API reads them: it writes Python's words for them."""
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
HARMLESS_IN_A_PATH = "".join(each for each in LETTERS if each not in "/?#%.")
"""What the official client gets right in a path, though it does not escape it: see `UNESCAPED`."""


def _arguments(action: Action, number: int) -> dict[str, Any]:
    """Give a set of arguments: the first has only what is required, the second everything, the others anything."""
    VALUES.seeded(f"{action.name} {number}")
    chosen = [each for each in action.parameters.values() if _is_chosen(each, number)]
    return {each.name: _value(each) for each in chosen}


def _is_chosen(parameter: Parameter, number: int) -> bool:
    return parameter.required or number == 1 or (number > 1 and VALUES.rng.random() < 0.5)


def _value(parameter: Parameter) -> Any:
    if parameter.location == "header":
        return VALUES.text(1, 20, VISIBLE)
    if parameter.location == "query" and parameter.style == "form":
        return _query_value(parameter)
    if parameter.location == "path" and parameter.schema.accepts(" "):
        return VALUES.text(1, 12, HARMLESS_IN_A_PATH)
    made = VALUES.fitting(parameter.schema.tokens)
    if parameter.location == "body" and made is None:
        return {}  # the official client takes null for no body, and where it fits, no schema is published
    while parameter.style == "brackets" and _without_empties(made) is None:
        made = VALUES.fitting(parameter.schema.tokens)
    return _without_empties(made) if parameter.style == "brackets" else made


def _query_value(parameter: Parameter) -> Any:
    """Give a text, a number or a boolean: all are texts in a query, and the description calls most of them so."""
    number = VALUES.rng.choice([0, 1, -7, 86400000, 1465790400000, 0.5, True, False])
    fits = parameter.schema.accepts(number) or parameter.schema.accepts(text(number))
    return number if fits and VALUES.rng.random() < 0.5 else VALUES.fitting(parameter.schema.tokens)


def _without_empties(value: Any) -> Any:
    """Give a value without the empty lists and objects in it, which brackets cannot write; None where nothing stays."""
    if isinstance(value, dict):
        kept = {key: _without_empties(each) for key, each in value.items()}
        return {key: each for key, each in kept.items() if each is not None} or None
    if isinstance(value, list):
        return [each for each in map(_without_empties, value) if each is not None] or None
    return value


# --- the same --------------------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:.*is deprecated:dynaclient.DynaclientWarning")
@pytest.mark.parametrize("sets", [SETS // 3, pytest.param(SETS, marks=pytest.mark.full)])
@pytest.mark.parametrize("name", OFFICIAL)
def test_the_same_arguments_make_the_same_request(name: str, sets: int) -> None:
    action = API.action(name)
    for number in range(sets):
        arguments, token = _arguments(action, number), (TOKEN, None)[number % 2]
        assert ours(name, arguments, token) == mended(theirs(name, arguments, token)), arguments


def test_random_arguments_are_the_same_each_time_and_differ_from_one_another() -> None:
    action = API.action("devices.get")
    sets = [_arguments(action, number) for number in range(SETS)]
    assert sets == [_arguments(action, number) for number in range(SETS)]
    assert (len(sets[0]), len(sets[1])) == (1, len(action.parameters))
    assert len({json.dumps(each, sort_keys=True) for each in sets}) == SETS


# --- where the official client is wrong ------------------------------------------------------------------------------

ID = "575ec8687ae143cd83dc4a97"
BARE = {"_actions": None, "_links": None, "_embedded": None}
"""Leaves out of the query what is otherwise always in it; the two agree on that."""
REFUSED = "refused"
NAN = float("nan")

WRONG: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "it writes Python's words for booleans, which the API does not know": (
        "applications.get", {"_links": True, "_actions": False}, "/applications?_actions=False&_links=True", "/applications?_actions=false&_links=true",
    ),
    "also inside of lists and objects": (
        "auditLogs.get", {"orgId": ID, "auditLogFilter": {"actor": [{"name": True}]}}, f"/orgs/{ID}/audit-logs?auditLogFilter%5Bactor%5D%5B0%5D%5Bname%5D=True", f"/orgs/{ID}/audit-logs?auditLogFilter%5Bactor%5D%5B0%5D%5Bname%5D=true",
    ),
    "a slash in a value makes another path": (
        "userOauthClient.get", {"clientId": "a/b"}, "/me/oauth-clients/a/b", "/me/oauth-clients/a%2Fb",
    ),
    "a question mark in a value ends the path": (
        "userOauthClient.get", {"clientId": "a?admin=1"}, "/me/oauth-clients/a?admin=1", "/me/oauth-clients/a%3Fadmin%3D1",
    ),
    "a number sign in a value drops the rest of it": (
        "userOauthClient.get", {"clientId": "a#b"}, "/me/oauth-clients/a#b", "/me/oauth-clients/a%23b",
    ),
    "a value that looks encoded is decoded on the way": (
        "userOauthClient.get", {"clientId": "a%2Fb"}, "/me/oauth-clients/a%2Fb", "/me/oauth-clients/a%252Fb",
    ),
    "and even written anew": (
        "userOauthClient.get", {"clientId": "a%41b"}, "/me/oauth-clients/aAb", "/me/oauth-clients/a%2541b",
    ),
    "two dots lead one up": (
        "userOauthClient.delete", {"clientId": ".."}, "/me/", REFUSED,
    ),
    "and with slashes to wherever the caller's caller likes": (
        "userOauthClient.delete", {"clientId": f"../../applications/{ID}"}, f"/applications/{ID}", REFUSED,
    ),
    "one dot leads to the collection": (
        "userOauthClient.delete", {"clientId": "."}, "/me/oauth-clients/", REFUSED,
    ),
    "nothing leads to the collection": (
        "flowVersion.delete", {"applicationId": ID, "flowId": ID, "flowVersionId": ""}, f"/applications/{ID}/flows/{ID}/versions/", REFUSED,
    ),
    "None in a path is a name": (
        "application.get", {"applicationId": None}, "/applications/None", REFUSED,
    ),
    "None for a query that is JSON is sent, where all others are left out": (
        "devices.get", {"applicationId": ID, "query": None, "filter": None}, f"/applications/{ID}/devices?query=null", f"/applications/{ID}/devices",
    ),
    "a query that is JSON already is written as JSON twice": (
        "devices.get", {"applicationId": ID, "query": "{}"}, f"/applications/{ID}/devices?query=%22%7B%7D%22", REFUSED,
    ),
    "what is no number is written into JSON, which has no word for it": (
        "applicationCertificates.get", {"applicationId": ID, "query": {"a": NAN}}, f"/applications/{ID}/certificates?query=%7B%22a%22%3A+NaN%7D", REFUSED,
    ),
    "and into the query": (
        "applications.get", {"page": NAN}, "/applications?page=nan", REFUSED,
    ),
    "an empty list is dropped, and all devices match": (
        "devices.get", {"applicationId": ID, "tagFilter": []}, f"/applications/{ID}/devices", REFUSED,
    ),
    "what is empty in a list is dropped, and all devices match": (
        "devices.get", {"applicationId": ID, "tagFilter": [{}]}, f"/applications/{ID}/devices", REFUSED,
    ),
    "None in a list is dropped": (
        "applicationTemplates.get", {"keywords": ["a", None]}, "/applicationTemplates?keywords%5B0%5D=a", REFUSED,
    ),
    "bytes are written as a list of numbers": (
        "applications.get", {"filter": b"ab"}, "/applications?filter%5B0%5D=97&filter%5B1%5D=98", REFUSED,
    ),
    "a misspelt argument is dropped": (
        "applications.get", {"perpage": 5}, "/applications", REFUSED,
    ),
    "a value outside its enum is sent": (
        "applications.get", {"sortField": "nme"}, "/applications?sortField=nme", REFUSED,
    ),
    "a value against its pattern is sent": (
        "application.get", {"applicationId": "my-application"}, "/applications/my-application", REFUSED,
    ),
    "a list is sent where a text is due": (
        "applications.get", {"page": [1, 2]}, "/applications?page%5B0%5D=1&page%5B1%5D=2", REFUSED,
    ),
    "a body that is missing is not missed": (
        "applications.post", {}, "/applications", REFUSED,
    ),
    "nor one that is None": (
        "applications.post", {"application": None}, "/applications", REFUSED,
    ),
    "a required value in the query is not missed": (
        "application.archiveData", {"applicationId": ID}, f"/applications/{ID}/archiveData", REFUSED,
    ),
}  # fmt: skip
"""Why → what is called, with what, what the official client sends then, and what ours does."""


@pytest.mark.parametrize("why", WRONG)
def test_where_the_official_client_is_wrong_ours_is_not(why: str) -> None:
    name, arguments, wrong, right = WRONG[why]
    given = {**BARE, **arguments}
    assert str(THEIRS[None].request(OFFICIAL[name], given).url) == f"https://api.losant.com{wrong}"
    if right == REFUSED:
        with pytest.raises(InvalidCall, match="nothing was sent"):
            ours(name, given)
    else:
        ours(name, given)
        assert LINE.request.url == f"https://api.losant.com{right}"


UNESCAPED = {
    "experienceVersionIdOrName": ["experienceVersion.delete", "experienceVersion.get", "experienceVersion.patch"],
    "flowVersionId": [
        "flowVersion.delete", "flowVersion.errors", "flowVersion.get", "flowVersion.getLogEntries",
        "flowVersion.patch", "flowVersion.stats",
    ],
    "clientId": ["userOauthClient.delete", "userOauthClient.get", "userOauthClient.patch"],
}  # fmt: skip
"""The path parameters that may hold any text, and the actions whose path the official client does not write right."""


def test_these_path_parameters_take_any_text() -> None:
    found: dict[str, list[str]] = {}
    for name in API.actions:
        for parameter in API.action(name).parameters.values():
            if parameter.location == "path" and parameter.schema.accepts("a/b"):
                found.setdefault(parameter.name, []).append(name)
    assert found == UNESCAPED


@pytest.mark.parametrize(("parameter", "name"), [(key, each) for key, names in UNESCAPED.items() for each in names])
def test_any_text_stays_one_segment_of_the_path(parameter: str, name: str) -> None:
    for value in ("a/b", "a?b", "a#b", "100%25", "é/ü ?%2e"):
        arguments = {**_arguments(API.action(name), 0), parameter: value}
        assert value in ours(name, arguments).path
        assert value not in theirs(name, arguments).path


# --- what the official client lacks: files ---------------------------------------------------------------------------

ZIP = b"PK\x03\x04\r\n--\x00\xff"
ALWAYS = [("_actions", "false"), ("_links", "true"), ("_embedded", "true")]


@dataclass(frozen=True)
class Part:
    """One part of a form, as a parser that is not ours reads it."""

    name: str
    content: bytes
    file: str | None = None
    media: str | None = None


def _parts(received: Received) -> list[Part]:
    (media,) = received.values("Content-Type")
    kind, options = multipart.parse_options_header(media)
    assert kind == "multipart/form-data"
    parser = multipart.MultipartParser(io.BytesIO(received.body), options["boundary"], strict=True)
    return [_part(each) for each in parser]


def _part(read: Any) -> Part:
    media = dict(read.headerlist).get("Content-Type")
    part = Part(read.name, read.raw, read.filename, media)
    read.close()
    return part


def _uploaded(name: str, arguments: Mapping[str, Any]) -> Received:
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
            Part("options", b'{"dryRun": true}', None, "application/json"),
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
"""What is called with what → the path, the query and the parts of the form that a server gets."""


@pytest.mark.parametrize("name", UPLOADS)
def test_files_are_uploaded_as_forms(name: str) -> None:
    arguments, path, query, parts = UPLOADS[name]
    received = _uploaded(name, arguments)
    target = urlsplit(received.target)
    assert (received.method, target.path, parse_qsl(target.query)) == ("POST", path, query)
    assert _fields(received) == SENT_ALWAYS
    assert sorted(_parts(received), key=str) == sorted(parts, key=str)


def test_a_large_file_is_uploaded_from_where_it_lies(tmp_path: Path) -> None:
    file = tmp_path / "history.zip"
    file.write_bytes(ZIP * 50_000)
    received = _uploaded("applications.import", {"importBundle": file})
    assert _parts(received) == [Part("importBundle", ZIP * 50_000, "history.zip", "application/zip")]


# --- what the official client lacks: streams -------------------------------------------------------------------------


class EventServer(ThreadingHTTPServer):
    """Answers each request with a stream of these events, piece by piece, and then ends the stream."""

    daemon_threads = True

    def __init__(self, events: list[tuple[str, str]]) -> None:
        super().__init__(("127.0.0.1", 0), _EventHandler)
        self.events = events
        self.requests: list[tuple[str, str, dict[str, str]]] = []

    def __enter__(self) -> EventServer:
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def text(self) -> str:
        return ": keep alive\n\n" + "".join(f"event: {name}\ndata: {data}\n\n" for name, data in self.events)


class _EventHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: EventServer

    def do_GET(self) -> None:
        headers = {key.lower(): each for key, each in self.headers.items()}
        self.server.requests.append((self.command, self.path, headers))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for line in self.server.text.splitlines(keepends=True):
            self._write(line.encode())
        self._write(b"")

    def _write(self, piece: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


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
"""What is called with what → where the request goes, and the name of the events in the answer."""


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_is_asked_for_and_read_event_by_event(name: str) -> None:
    arguments, target, kind = STREAMS[name]
    (described,) = API.action(name).responses["200"].events.items()
    assert described[0] == kind
    values = [VALUES.seeded(number).fitting(described[1].tokens) for number in range(3)]
    events = [(kind, json.dumps(each)) for each in values]
    with EventServer(events) as server, Client(API, token=TOKEN, url=server.url, trust_env=False) as client:
        stream = client.with_options(reconnect=0).call(name, {**arguments, "losantdomain": "example.com"})
        assert list(stream) == [Event(kind, each) for each in values]
    ((method, asked, headers),) = server.requests
    assert (method, asked) == ("GET", target)
    assert {key: [headers.get(key.lower())] for key in SENT_ALWAYS} == SENT_ALWAYS
