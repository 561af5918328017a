"""
With Google's own client: for each method of its documents, both send the same.

Each call is made twice: with the required arguments alone, and with most of the others, bodies, and characters that have
a meaning in URLs. Where the two differ, `reason` has why.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from googleapiclient.http import MediaInMemoryUpload

from dynaclient import Api, Client, load
from tests.support.discovery_calls import DOCUMENTS, Call, Google, GoogleDocument

pytestmark = pytest.mark.uncounted

NAMES = (
    "bigquery.v2", "books.v1", "calendar.v3", "connectors.v2", "dfareporting.v5", "discovery.v1", "drive.v3", "gmail.v1",
    "healthcare.v1", "oauth2.v2", "pubsub.v1", "sheets.v4", "storage.v1", "tagmanager.v2", "translate.v2", "youtube.v3",
)  # fmt: skip
"""The documents of the plain run: old ones and new ones, with media, and with odd names."""
SAMPLE = [path for path in DOCUMENTS if path.name.removesuffix(".json") in NAMES]
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


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.name.removesuffix(".json"))
def test_both_send_the_same(path: Path) -> None:
    assert [*differences(path, odd=False), *differences(path, odd=True)] == []


@pytest.mark.full
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("odd", [False, True])
def test_both_send_the_same_for_all_documents(part: int, odd: bool) -> None:
    assert len(DOCUMENTS) > 500
    assert [found for path in DOCUMENTS[part::PARTS] for found in differences(path, odd=odd)] == []


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
        media = MediaInMemoryUpload(MEDIA, mimetype=accepted)
        with_file = call.with_body(("a", MEDIA, accepted))
        yield outcome(lambda: with_file.ours(client, api, "Media")), outcome(lambda: google.request(alone, media))
    if call.method.get("supportsMediaDownload"):
        yield outcome(lambda: alone.ours(client, api, "Media")), outcome(lambda: google.request(alone, None, "_media"))


def test_both_send_the_same_for_media() -> None:
    assert [found for path in SAMPLE for found in media_differences(path)] == []


@pytest.mark.full
def test_both_send_the_same_for_media_of_all_documents() -> None:
    assert [found for path in DOCUMENTS for found in media_differences(path)] == []
