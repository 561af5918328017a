"""
With Google's own client: for each method of its documents, both send the same.

Each call is made twice: with the required arguments alone, and with most of the others, bodies, and characters that have
a meaning in URLs. Where the two differ, `reason` has why.
"""

from __future__ import annotations

import json
import logging
import sys
import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from dynaclient import Api, Client, load
from tests.support.discovery_calls import Call, Google, GoogleDocument, install
from tests.support.idempotency_keys import without_keys  # noqa: F401 - a fixture
from tests.support.openapi_documents import text_of

pytestmark = pytest.mark.uncounted

FOLDER = Path(__file__).parents[1] / "data" / "discovery"
SMALL = sorted(FOLDER.glob("*.json"))
"""Small documents in the style of Google's own."""
PARTS = 10
MEDIA = b"data"


def reason(document: GoogleDocument, call: Call) -> str:
    """Return why Google's own client sends something else, or nothing; empty if it sends the same."""
    if call.name in document.resources_beside(call):
        return "a resource of the same name hides the method"
    for name, value in call.arguments.items():
        declared = call.method.get("parameters", {}).get(name, {})
        if "pattern" in declared and not isinstance(value, (str, list)):
            return "it looks for the pattern in a number: TypeError"
        if declared.get("type") == "object":
            return "it writes an object as Python does"
    return ""


def outcome(request: Any) -> Any:
    """Return a request, or the error in its place."""
    try:
        return request()
    except Exception as error:  # noqa: BLE001 - each kind of error is a difference
        return repr(error)


def client_of(document: GoogleDocument) -> tuple[Client, Api]:
    """Return our client of a document."""
    api = load(document.document)
    return Client(api, token={"oauth2": "t"} if "oauth2" in api.auth else None), api


def differences(path: Path, *, odd: bool) -> Iterator[str]:
    """Yield the calls for which the two differ without a reason, or do not differ in spite of one."""
    document = GoogleDocument(path)
    (client, api), google = client_of(document), Google(document)
    for call in document.calls(odd=odd):
        ours = outcome(lambda call=call: call.ours(client, api))
        theirs = outcome(lambda call=call: google.request(call))
        if isinstance(ours, str) or (ours == theirs) is bool(reason(document, call)):
            yield f"{path.name}: {call.method['id']} {call.arguments}\n  ours:   {ours}\n  theirs: {theirs}"


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Warn neither of methods that are deprecated nor, as Google's client does, of everything."""
    logging.disable(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    """The documents of Google's own client, which is installed for these tests alone."""
    folder = tmp_path_factory.mktemp("google")
    found = install(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.path", [*sys.path, str(folder)])
        yield found


@pytest.mark.full
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("odd", [False, True])
def test_both_send_the_same(documents: list[Path], part: int, odd: bool) -> None:
    assert len(documents) > 500
    assert [found for path in documents[part::PARTS] for found in differences(path, odd=odd)] == []


@pytest.mark.full
@pytest.mark.parametrize("odd", [False, True])
def test_both_send_the_same_for_small_documents(documents: list[Path], odd: bool) -> None:
    assert documents
    assert [found for path in SMALL for found in [*differences(path, odd=odd), *media_differences(path)]] == []


def media_differences(path: Path) -> Iterator[str]:
    """Yield the uploads and downloads for which the two differ."""
    document = GoogleDocument(path)
    if "supportsMedia" not in document.text:
        return
    (client, api), google = client_of(document), Google(document)
    for call in document.calls(odd=False):
        for ours, theirs in media_pairs(call, client, api, google):
            if isinstance(ours, str) or ours != theirs:
                yield f"{path.name}: {call.method['id']}\n  ours:   {ours}\n  theirs: {theirs}"


def media_pairs(call: Call, client: Client, api: Api, google: Google) -> Iterator[tuple[Any, Any]]:
    """Yield what both send for the upload and the download of a method."""
    alone = call.with_body(None)
    if (
        call.method.get("supportsMediaUpload") and "part" not in alone.arguments
    ):  # it cannot make these: "repeated value"
        accepted = call.method["mediaUpload"].get("accept", ["*/*"])[0].replace("*/*", "a/b").replace("*", "b")
        media = import_module("googleapiclient.http").MediaInMemoryUpload(MEDIA, mimetype=accepted)
        with_file = call.with_body(("a", MEDIA, accepted))
        yield outcome(lambda: with_file.ours(client, api, "Media")), outcome(lambda: google.request(alone, media))
    if call.method.get("supportsMediaDownload"):
        yield outcome(lambda: alone.ours(client, api, "Media")), outcome(lambda: google.request(alone, None, "_media"))


@pytest.mark.full
def test_both_send_the_same_for_media(documents: list[Path]) -> None:
    assert [found for path in documents for found in media_differences(path)] == []


# --- without Google's own client: what it sends, for small documents in the style of its own


REQUESTS: dict[str, tuple[str, str, dict[str, Any], Any, str]] = {
    "a segment": ("files.v1", "files.files.get", {"fileId": "a/b c"}, None, "GET /files/v1/files/a%2Fb%20c"),
    "a list": ("files.v1", "files.files.list", {"q": "name = 'a'", "pageSize": 2, "fields": "files(id)"}, None, "GET /files/v1/files?fields=files%28id%29&pageSize=2&q=name%20%3D%20%27a%27"),
    "a body": ("files.v1", "files.files.create", {"keep": True}, {"name": "a"}, "POST /files/v1/files?keep=true"),
    "a name with slashes": ("topics.v1", "topics.projects.topics.get", {"topic": "projects/a/topics/b"}, None, "GET /v1/projects/a/topics/b"),
    "a verb after the name": ("topics.v1", "topics.projects.topics.publish", {"topic": "projects/a/topics/b"}, {"messages": [{"data": "YQ=="}]}, "POST /v1/projects/a/topics/b:publish"),
    "repeated": ("topics.v1", "topics.projects.topics.list", {"project": "projects/a", "view": ["FULL", "BASIC"]}, None, "GET /v1/projects/a/topics?view=FULL&view=BASIC"),
    "a path parameter called like a common one": ("topics.v1", "topics.projects.fields.get", {"fields": "f"}, None, "GET /v1/fields/f"),
}  # fmt: skip


@pytest.mark.parametrize("name", REQUESTS)
def test_a_method_of_a_small_document_sends_what_google_sends(name: str) -> None:
    file, method_id, arguments, body, expected = REQUESTS[name]
    document = GoogleDocument(FOLDER / f"{file}.json")
    client, api = client_of(document)
    request = Call((), "", {"id": method_id}, arguments, body).prepare(client, api)
    assert f"{request.method} {request.url.removeprefix('https://api.example.com')}" == expected
    assert text_of(request) == ("" if body is None else json.dumps(body, separators=(",", ":")))


@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.stem)
@pytest.mark.parametrize("odd", [False, True])
def test_each_method_of_a_small_document_can_be_called(path: Path, odd: bool) -> None:
    document = GoogleDocument(path)
    client, api = client_of(document)
    for call in document.calls(odd=odd):
        sent = call.ours(client, api)
        assert (sent.method, sent.body) == (call.method["httpMethod"], call.body)
