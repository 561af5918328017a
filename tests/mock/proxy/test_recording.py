"""Responses of the real API are recorded as seeds: without credentials, in a file of its owner, and replayed."""

from __future__ import annotations

import json
import os
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from dynaclient import load
from dynaclient.errors import DynaclientError
from dynaclient.mock import MockServer
from dynaclient.mock.proxy import recording
from dynaclient.mock.proxy.replaying import Recordings
from dynaclient.runtime import user_files
from tests.support.listening import until
from tests.support.mock_descriptions import api_with, body, json_body, ok, path, send, service_of
from tests.support.raw_server import RawServer, Received, raw_response

SECRET = {"type": "string", "secret": True}
OBJECT = {"type": "object"}
API = api_with(
    {
        "status": {
            "method": "GET", "path": "/status", "parameters": {
                "kind": {"in": "query", "schema": {"type": "string"}},
                "code": {"in": "query", "schema": SECRET, "secret": True},
                "apiKey": {"in": "query", "schema": {"type": "string"}},
                "userKey": {"in": "query", "name": "user[key]", "schema": {"type": "string"}},
            },
            "responses": ok({"type": "object", "properties": {
                "marked": SECRET, "key": {"type": "integer"}, "name": {"type": "string", "maxLength": 2},
            }}),
        },
        "search": {"method": "POST", "path": "/search", "readonly": True, "parameters": {"q": body(OBJECT)}, "responses": ok(OBJECT)},
        "upload": {"method": "POST", "path": "/upload", "readonly": True, "responses": ok(OBJECT), "parameters": {
            "data": {"in": "body", "content": {"application/octet-stream": {}}},
        }},
        "start": {"method": "POST", "path": "/start", "responses": ok(OBJECT)},
        "page": {"method": "GET", "path": "/page", "responses": {"200": {"content": {"text/plain": {}}}}},
        "image": {"method": "GET", "path": "/image", "responses": {"200": {"content": {"image/png": {}}}}},
        "missing": {"method": "GET", "path": "/missing", "responses": {}},
        "hidden": {"method": "GET", "path": "/hidden/{key}", "parameters": {"key": path(SECRET)}, "responses": {}},
        "login": {"method": "GET", "path": "/login", "auth": False, "responses": ok({
            "type": "object", "properties": {"token": {"type": "string"}}, "required": ["token"],
        })},
        "keys": {"method": "GET", "path": "/keys", "responses": ok({"type": "array", "items": OBJECT})},
        "key": {"method": "GET", "path": "/keys/{key}", "parameters": {"key": path({"type": "string"})}, "responses": ok(
            {"type": "object", "properties": {"key": {"type": "string"}}}
        )},
    },
    auth={
        "it": {"type": "bearer", "obtain": {"user": {"by": "action", "action": "things.login", "token": "/token"}}},
        "id": {"type": "apiKey", "in": "query", "name": "appid"},
    },
)  # fmt: skip
STATUS = {
    "marked": "secret word", "key": 17, "name": "long name", "password": "other", "auth": {"user": "ann", "on": True},
    "echo": "it was Bearer my-own-credential", "tokens": [{"token": "t", "page": 1}], "email": "ann@example.com",
}  # fmt: skip
BODIES = {
    "/status": json.dumps(STATUS).encode(), "/keys": b'[{"key": "a", "secret": "b"}]', "/keys/a": b'{"key": "a"}',
    "/search": b'{"found": 1}', "/login": b'{"token": "new-token"}', "/start": b"{}", "/upload": b"{}", "/hidden/word": b"{}",
    "/page": b"plain", "/image": b"\x00\xff",
}  # fmt: skip
MEDIA = {"/page": "text/plain;charset=utf-8", "/image": "image/png"}


def _respond(received: Received) -> bytes:
    target = received.target.partition("?")[0]
    found = BODIES.get(target)
    if found is None:
        return raw_response(b"{}", status=404)
    return raw_response(found, media=MEDIA.get(target, "application/json"))


@pytest.fixture(scope="module")
def real() -> Iterator[RawServer]:
    with RawServer(_respond) as server:
        yield server


def _record(real: RawServer, file: Path, *targets: str, method: str = "GET", **more: Any) -> list[dict[str, Any]]:
    """Return the entries of a file after requests for these targets."""
    with MockServer(API, proxy=real.url, record=file, proxy_writes=True) as server:
        for target in targets:
            headers = {"Authorization": "Bearer my-own-credential"}
            requests.request(method, server.url + target, headers=headers, timeout=10, **more)
    entries: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))
    return entries


# --- what is recorded ------------------------------------------------------------------------------------------------


def test_a_response_is_recorded_with_its_request(real: RawServer, tmp_path: Path) -> None:
    assert _record(real, tmp_path / "seeds.json", "/page", "/page") == [
        {
            "action": "things.page", "arguments": {}, "request": {"method": "GET", "url": "/page"},
            "response": {"status": 200, "media": "text/plain", "body": "plain"},
        }
    ]  # fmt: skip


def test_secrets_are_redacted(real: RawServer, tmp_path: Path) -> None:
    (entry,) = _record(real, tmp_path / "seeds.json", "/status?kind=a&code=secret-code&apiKey=b")
    assert entry["request"]["url"] == "/status?kind=a&code=***&apiKey=***"
    assert entry["arguments"] == {"kind": "a", "code": "***", "apiKey": "***"}
    assert entry["response"]["body"] == {
        "marked": "***", "key": "***", "name": "long name", "password": "***", "auth": {"user": "***", "on": True},
        "echo": "it was ***", "tokens": [{"token": "***", "page": 1}], "email": "ann@example.com",
    }  # fmt: skip


def test_the_id_of_an_item_stays_whatever_its_name(real: RawServer, tmp_path: Path) -> None:
    entries = _record(real, tmp_path / "seeds.json", "/keys", "/keys/a")
    assert [entry["response"]["body"] for entry in entries] == [[{"key": "a", "secret": "***"}], {"key": "a"}]


NOT_RECORDED = [
    ("GET", "/image"), ("GET", "/missing"), ("GET", "/hidden/word"), ("GET", "/login"), ("POST", "/start"),
    ("GET", "/status?kind=a&kind=b&unknown=1"), ("GET", "/not/described"), ("HEAD", "/page"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("appid=SECRET-KEY-123456&kind=a", "appid=***&kind=a"),
        ("appid=abc", "appid=***"),  # too short to be redacted wherever it is
        ("user%5Bkey%5D=abc", "user%5Bkey%5D=***"),
    ],
)
def test_credentials_and_secrets_are_redacted_in_the_query(
    real: RawServer, tmp_path: Path, query: str, expected: str
) -> None:
    (entry,) = _record(real, tmp_path / "seeds.json", f"/status?{query}")
    assert entry["request"]["url"] == f"/status?{expected}"


@pytest.mark.parametrize(("method", "target"), NOT_RECORDED)
def test_what_cannot_be_replayed_or_is_a_secret_is_not_recorded(
    real: RawServer, tmp_path: Path, method: str, target: str
) -> None:
    assert _record(real, tmp_path / "seeds.json", target, method=method) == []


def test_a_call_whose_arguments_are_not_json_is_not_recorded(real: RawServer, tmp_path: Path) -> None:
    assert _record(real, tmp_path / "seeds.json", "/upload", method="POST", data=b"\xff") == []


def test_calls_are_recorded_by_their_arguments_up_to_a_limit(
    real: RawServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "MAX_RECORDED", 2)
    entries = _record(real, tmp_path / "seeds.json", "/status", "/status?kind=a", "/status?kind=b", "/status?kind=a")
    assert [entry["arguments"] for entry in entries] == [{}, {"kind": "a"}]


def test_a_recording_stays_small_enough_to_be_continued(
    real: RawServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "seeds.json"
    _record(real, file, "/page")
    monkeypatch.setattr(recording, "MAX_BYTES", file.stat().st_size + 10)
    assert _record(real, file, "/status", "/page", "/status") == _record(real, file, "/page")
    assert [message for message in caplog.messages if "is full" in message] == [
        f"the recording is full: {recording.MAX_RECORDED:,} responses, or 0 MiB; those of other calls are left out"
    ]


def test_what_is_too_deep_to_be_written_is_redacted(real: RawServer, tmp_path: Path) -> None:
    deep: Any = {"n": 1}
    for _ in range(150):
        deep = {"a": deep}
    (entry,) = _record(real, tmp_path / "seeds.json", "/search", method="POST", json=deep)
    assert '"***"' in json.dumps(entry["arguments"])


# --- the file --------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="files have other permissions")
def test_the_file_is_readable_by_its_owner_alone(real: RawServer, tmp_path: Path) -> None:
    file = tmp_path / "seeds.json"
    file.write_text("[]", "utf-8")
    file.chmod(0o644)
    _record(real, file, "/page")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [found.name for found in tmp_path.iterdir()] == ["seeds.json"]


def test_a_recording_is_continued(real: RawServer, tmp_path: Path) -> None:
    file = tmp_path / "seeds.json"
    _record(real, file, "/page")
    entries = _record(real, file, "/status", "/page")
    assert [entry["action"] for entry in entries] == ["things.page", "things.status"]


def test_it_is_written_while_the_server_runs(real: RawServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "INTERVAL", 0.01)
    file = tmp_path / "seeds.json"
    before = set(threading.enumerate())
    with MockServer(API, proxy=real.url, record=file) as server:
        requests.get(server.url + "/page", timeout=10)
        latest = time.monotonic() + 10
        while file.read_text("utf-8") == "[]" and time.monotonic() < latest:
            time.sleep(0.01)
        assert "things.page" in file.read_text("utf-8")
    assert until(lambda: set(threading.enumerate()) <= before)  # the real API notices that it is not asked any more


CONTENTS = [
    ("{}", "is not a recording"), ("[1]", "is not a recording"), ("nonsense", "is not a recording"),
    ("[" + " " * 1200 + "]", "is larger than 1 KiB"),
    # As it is written, with line breaks, it is larger.
    (json.dumps([{"action": "a", "arguments": {}, "response": {"body": [0] * 300}}]), "would be larger than 1 KiB"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "message"), CONTENTS)
def test_what_is_no_recording_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, message: str
) -> None:
    monkeypatch.setattr(recording, "MAX_BYTES", 1024)
    file = tmp_path / "seeds.json"
    file.write_text(content, "utf-8")
    with pytest.raises(DynaclientError, match=message):
        MockServer(API, proxy="http://127.0.0.1:9", record=file).start()
    assert file.read_text("utf-8") == content


@pytest.mark.skipif(os.name != "posix", reason="there are no such links and modes")
def test_paths_that_cannot_be_used_are_refused(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("[]", "utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    for name, message in [("link", "is a symbolic link"), ("", "is a directory"), ("no/file", "cannot be written")]:
        with pytest.raises(DynaclientError, match=message):
            MockServer(API, proxy="http://127.0.0.1:9", record=tmp_path / name).start()


def test_a_file_that_cannot_be_read_or_written_any_more_is_reported(
    real: RawServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> Any:
        raise PermissionError(13, "no space")

    with MockServer(API, proxy=real.url, record=tmp_path / "seeds.json") as server:
        requests.get(server.url + "/page", timeout=10)
        monkeypatch.setattr(recording, "replace_file", fail)
    assert "the recording cannot be written to its file: no space" in caplog.messages
    monkeypatch.setattr(recording, "read_file", fail)
    with pytest.raises(DynaclientError, match=r"cannot be read \(no space\)"):
        MockServer(API, proxy=real.url, record=tmp_path / "seeds.json").start()


def test_no_request_waits_for_the_disk(real: RawServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "INTERVAL", 0.01)
    begun, goes_on, replace = threading.Event(), threading.Event(), user_files.replace_file

    def wait(path: Path, data: bytes) -> None:
        begun.set()
        assert goes_on.wait(10)
        replace(path, data)

    file = tmp_path / "seeds.json"
    with MockServer(API, proxy=real.url, record=file) as server:
        monkeypatch.setattr(recording, "replace_file", wait)
        try:
            for target in ("/page", "/status"):
                requests.get(server.url + target, headers={"Authorization": "Bearer abc"}, timeout=5)
                assert begun.wait(10)
        finally:
            goes_on.set()
    assert [entry["action"] for entry in json.loads(file.read_text("utf-8"))] == ["things.page", "things.status"]


def test_nothing_is_recorded_after_the_end(real: RawServer, tmp_path: Path) -> None:
    file = tmp_path / "seeds.json"
    recorder = recording.Recorder(file)
    found: list[Any] = []
    add = recorder.add
    with MockServer(API, proxy=real.url, record=tmp_path / "other.json") as server:
        server._proxy.recorder.add = found.append  # type: ignore[union-attr, method-assign]
        requests.get(server.url + "/page", timeout=10)
    recorder.close()
    add(found[0])
    assert json.loads(file.read_text("utf-8")) == []


# --- replayed --------------------------------------------------------------------------------------------------------


def test_a_recording_is_replayed_for_the_same_arguments(real: RawServer, tmp_path: Path) -> None:
    entries = _record(real, tmp_path / "seeds.json", "/status?code=word", "/page")
    entries += _record(real, tmp_path / "more.json", "/search", method="POST", json={"a": 1})
    service = service_of(API)
    service.recordings.load(load(API), entries)
    status = send(service, "GET", "/status?code=another", Authorization="Bearer abc")
    assert (status.status, status.origin) == (200, "recorded")
    # What does not fit since it was redacted, or never did, is made valid.
    assert isinstance(json_body(status)["key"], int)
    assert len(json_body(status)["name"]) <= 2
    assert json_body(status)["email"] == "ann@example.com"
    page = send(service, "GET", "/page", Authorization="Bearer abc")
    assert (page.body, page.media, page.origin) == (b"plain", "text/plain", "recorded")
    found = send(service, "POST", "/search", b'{"a": 1}', Authorization="Bearer abc", Content_Type="application/json")
    other = send(service, "POST", "/search", b'{"a": 2}', Authorization="Bearer abc", Content_Type="application/json")
    assert (json_body(found), found.origin, other.origin) == ({"found": 1}, "recorded", "generated")
    upload = send(
        service, "POST", "/upload", b"\xff", Authorization="Bearer abc", Content_Type="application/octet-stream"
    )
    assert upload.origin == "generated"
    service.recordings.clear()
    assert send(service, "GET", "/page", Authorization="Bearer abc").origin == "generated"


def test_a_recording_is_a_seed(real: RawServer, tmp_path: Path) -> None:
    file = tmp_path / "seeds.json"
    _record(real, file, "/keys", "/page")
    more = _record(real, tmp_path / "more.json", "/search", method="POST", json={"a": 1})
    headers = {"Authorization": "Bearer abc"}
    with MockServer(API, seed=file) as server:

        def origins() -> list[str]:
            found = [requests.get(server.url + target, headers=headers, timeout=10) for target in ("/keys", "/page")]
            found.append(requests.post(server.url + "/search", json={"a": 1}, headers=headers, timeout=10))
            return [response.headers["X-Mock"] for response in found]

        assert origins() == ["stored", "recorded", "generated"]
        assert server.seed(more) == 0
        assert origins() == ["stored", "recorded", "recorded"]
        server._describe(load(API))
        assert origins() == ["stored", "recorded", "recorded"]
        server.reset()
        assert origins() == ["stored", "recorded", "generated"]
        assert [pet["key"] for pet in requests.get(server.url + "/keys", headers=headers, timeout=10).json()] == ["a"]


UNUSABLE: list[Any] = [
    5,
    {},
    {"action": "things.page", "arguments": []},
    {"action": 5, "arguments": {}, "response": {"status": 200, "media": "text/plain", "body": "x"}},
    {"action": "things.page", "arguments": {}, "response": {"status": 200, "media": "text/plain"}},
    {"action": "things.page", "arguments": {}, "response": {"status": 200, "media": 5, "body": "x"}},
    {"action": "things.page", "arguments": {}, "response": {"status": 404, "media": "text/plain", "body": "x"}},
    {"action": "things.gone", "arguments": {}, "response": {"status": 200, "media": "text/plain", "body": "x"}},
]


@pytest.mark.parametrize("entry", UNUSABLE)
def test_entries_of_other_programs_are_left_out(entry: Any) -> None:
    recordings, api = Recordings(), load(API)
    recordings.load(api, [entry])
    recordings.load(api, {"/keys": []})
    assert recordings.find(api.action("things.page"), {}) is None


def test_what_cannot_be_made_valid_is_sent_as_it_was_recorded() -> None:
    recordings, api = Recordings(), load(api_with({"get": {"method": "GET", "path": "/x", "responses": ok(False)}}))
    response = {"status": 200, "media": "application/json", "body": {"a": 1}}
    recordings.load(api, [{"action": "things.get", "arguments": {}, "response": response}])
    found = recordings.find(api.action("things.get"), {})
    assert found is not None
    assert json_body(found) == {"a": 1}
