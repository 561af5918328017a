"""Uploads and downloads of files of any size over real sockets: complete, in constant memory, with both clients."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import pickle
import re
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests
import trustme

from dynaclient import (
    ApiError,
    AsyncClient,
    BadResponse,
    Client,
    HttpTransport,
    InvalidCall,
    Limits,
    NotDelivered,
    NotFound,
    OutcomeUnknown,
    Request,
    TransportError,
)
from dynaclient.call.files import file_stream
from dynaclient.http.io.deadline import Deadline
from dynaclient.http.response_reader import ResponseReader
from dynaclient.results.downloads import Download
from dynaclient.testing import RecordingTransport, response
from tests.support import ROOT
from tests.support.descriptions import describe
from tests.support.fault_server import FaultServer, ServerConnection, whole
from tests.support.range_server import FileServer, Upload, content, content_digest
from tests.support.raw_server import RawServer, raw_response

MEGA = 1_000_000
SMALL = 3 * MEGA
GROWTH_MOST = 64 * 1024 * 1024
"""Bytes by which the memory of a process may grow, independent of the size of a file."""
BINARY = {"application/octet-stream": {"file": True}}
DESCRIPTION = describe(
    {
        "get": {"method": "GET", "responses": {"200": {"content": BINARY}}},
        "put": {"method": "PUT", "parameters": {"data": {"in": "body", "content": BINARY}}},
        "post": {
            "method": "POST",
            "parameters": {
                "title": {"in": "part", "schema": {"type": "string"}},
                "file": {"in": "part", "schema": {"file": True}},
            },
        },
    }
)
KINDS = ["sync", "async"]


def run_with(kind: str, url: str, work: Callable[[Any], Any], **options: Any) -> Any:
    """Return the result of a function that is called with a client of this kind."""
    if kind == "sync":
        with Client(DESCRIPTION, url=url, **options) as client:
            return work(client)

    async def run() -> Any:
        async with AsyncClient(DESCRIPTION, url=url, **options) as client:
            return await work(client)

    return asyncio.run(run())


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        result = hashlib.sha256()
        while piece := file.read(1 << 20):
            result.update(piece)
    return result.hexdigest()


def written(path: Path, size: int) -> Path:
    with path.open("wb") as file:
        for piece in content(0, size):
            file.write(piece)
    return path


def digest_of_form(upload: Upload, size: int) -> str:
    """Return the expected digest of a form with the file between its beginning and its end."""
    beginning = upload.beginning[: upload.beginning.index(b"octet-stream\r\n\r\n") + 16]
    boundary = beginning.split(b"\r\n", 1)[0]
    result = hashlib.sha256(beginning)
    for piece in content(0, size):
        result.update(piece)
    result.update(b"\r\n" + boundary + b"--\r\n")
    return result.hexdigest()


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


# --- downloads -------------------------------------------------------------------------------------------------------


def test_a_file_is_downloaded(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    with FileServer(SMALL) as server:
        result: Download = run_with(kind, server.url, lambda client: client.things.get.download(path))
    assert (result.path, result.size, result.resumed, result.media) == (path, SMALL, 0, "application/octet-stream")
    assert digest_of(path) == content_digest(SMALL)
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_a_download_cut_off_ten_times_is_complete(kind: str, tmp_path: Path) -> None:
    cuts = [1, 100_000, 65_536, 300_001, 0, 2, 700_000, 1, 9, 123_456]
    with FileServer(SMALL, list(cuts)) as server:
        result: Download = run_with(kind, server.url, lambda client: client.things.get.download(tmp_path / "file"))
    places = [sum(cuts[:number]) for number in range(1, 11)]
    assert server.ranges == ["", *(f"Range: bytes={at}-" for at in places)]
    assert (result.resumed, result.complete) == (10, True)
    assert digest_of(tmp_path / "file") == content_digest(SMALL)


def test_from_a_server_without_ranges_the_whole_response_is_requested_again(kind: str) -> None:
    file = io.BytesIO(b"before ")
    file.seek(0, io.SEEK_END)
    with FileServer(SMALL, [1000, 500_000], does_ranges=False) as server:
        result: Download = run_with(kind, server.url, lambda client: client.things.get.download(file))
    assert (result.path, result.size, result.resumed) == (None, SMALL, 0)
    assert file.getvalue() == b"before " + b"".join(content(0, SMALL))


def test_without_retries_a_cut_off_download_is_an_error(kind: str, tmp_path: Path) -> None:
    with FileServer(SMALL, [1000]) as server, pytest.raises(BadResponse):
        run_with(kind, server.url, lambda client: client.things.get.download(tmp_path / "file"), retries=0)
    assert list(tmp_path.iterdir()) == []


def partial_response(content_range: str, body: bytes) -> bytes:
    """Return the bytes of a 206."""
    head = f"HTTP/1.1 206 Partial Content\r\nContent-Range: {content_range}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@pytest.mark.parametrize("content_range", ["bytes 5-9/10", "bytes 0-4/10", "bytes 0-4/*", "nonsense"])
def test_a_part_that_was_not_requested_is_not_taken_for_the_file(kind: str, tmp_path: Path, content_range: str) -> None:
    (tmp_path / "file").write_bytes(b"old")
    part = partial_response(content_range, b"01234")
    message = r"things.get: the response is only a part \(206\), which was not requested"
    with RawServer(lambda _: part) as server, pytest.raises(BadResponse, match=message):
        run_with(kind, server.url, lambda client: client.things.get.download(tmp_path / "file"))
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("file", b"old")]


@pytest.mark.parametrize(("content_range", "headers"), [("bytes 0-4/5", {}), ("bytes 5-9/10", {"Range": "bytes=5-9"})])
def test_a_part_that_is_the_whole_or_was_requested_is_written(
    kind: str, tmp_path: Path, content_range: str, headers: dict[str, str]
) -> None:
    part = partial_response(content_range, b"01234")
    with RawServer(lambda _: part) as server:
        result: Download = run_with(
            kind, server.url, lambda client: client.things.get.download(tmp_path / "file"), headers=headers
        )
    assert (result.status, (tmp_path / "file").read_bytes()) == (206, b"01234")


def test_a_part_that_a_transport_has_read_is_not_taken_for_the_file(kind: str, tmp_path: Path) -> None:
    transport = RecordingTransport(response(b"01234", 206))
    with pytest.raises(BadResponse, match="only a part"):
        run_with(kind, "http://127.0.0.1", lambda c: c.things.get.download(tmp_path / "file"), transport=transport)
    assert list(tmp_path.iterdir()) == []


def test_an_api_error_creates_no_file(kind: str, tmp_path: Path) -> None:
    with RawServer(lambda _: raw_response(b"{}", status=404)) as server, pytest.raises(NotFound):
        run_with(kind, server.url, lambda client: client.things.get.download(tmp_path / "file"))
    assert list(tmp_path.iterdir()) == []


def test_an_invalid_target_is_an_error_before_anything_is_sent(kind: str, tmp_path: Path) -> None:
    with RawServer() as server:
        with pytest.raises(InvalidCall, match="is in a folder that does not exist"):
            run_with(kind, server.url, lambda client: client.things.get.download(tmp_path / "none" / "file"))
        assert server.requests == []


def test_the_response_to_an_upload_is_written_to_a_file(kind: str, tmp_path: Path) -> None:
    with FileServer(SMALL) as server:
        run_with(
            kind, server.url, lambda client: client.things.post.download(tmp_path / "result", file=b"abc", title="a")
        )
    assert json.loads((tmp_path / "result").read_text())["size"] == server.uploads[0].size


def test_the_connection_is_reused_after_a_download(tmp_path: Path) -> None:
    with RawServer() as server, Client(DESCRIPTION, url=server.url) as client:
        for number in range(3):
            client.things.get.download(tmp_path / str(number))
        assert (server.connections, len(server.requests)) == (1, 3)


def test_cancelling_leaves_no_file(tmp_path: Path) -> None:
    async def cancelled(url: str) -> None:
        async with AsyncClient(DESCRIPTION, url=url) as client:
            coming = asyncio.ensure_future(client.things.get.download(tmp_path / "file"))
            while not (coming.done() or list(tmp_path.glob(".*.part"))):
                await asyncio.sleep(0.001)
            coming.cancel()
            await coming

    with FileServer(1000 * MEGA) as server, pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled(server.url))
    assert list(tmp_path.iterdir()) == []


def test_the_progress_of_a_download_is_reported(kind: str, tmp_path: Path) -> None:
    seen: list[Any] = []
    with FileServer(SMALL, [MEGA]) as server:
        run_with(
            kind,
            server.url,
            lambda client: client.with_options(progress=seen.append).things.get.download(tmp_path / "file"),
        )
    assert (seen[-1].what, seen[-1].done, seen[-1].total, seen[-1].unit) == ("file", SMALL, SMALL, "bytes")


# --- uploads ---------------------------------------------------------------------------------------------------------

SOURCES: dict[str, Callable[[Path], Any]] = {
    "a path": lambda path: path,
    "a file object": lambda path: path.open("rb"),
    "an iterator": lambda path: iter(content(0, path.stat().st_size)),
    "bytes": lambda path: path.read_bytes(),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path / "file", SMALL)


@pytest.mark.parametrize("source", SOURCES)
def test_a_raw_upload_has_the_content_of_the_file(kind: str, source: str, file: Path) -> None:
    given = SOURCES[source](file)
    with FileServer(0) as server, closing(given) if source == "a file object" else nullcontext():
        result = run_with(kind, server.url, lambda client: client.things.put(data=given))
    assert result == {"size": SMALL, "digest": content_digest(SMALL)}
    length = f"Content-Length: {SMALL}" if source != "an iterator" else "Transfer-Encoding: chunked"
    assert length in server.uploads[0].head


@pytest.mark.parametrize("source", SOURCES)
def test_a_form_has_the_content_of_the_file(kind: str, source: str, file: Path) -> None:
    given = SOURCES[source](file)
    with FileServer(0) as server, closing(given) if source == "a file object" else nullcontext():
        result = run_with(kind, server.url, lambda client: client.things.post(title="a title", file=given))
    assert result["digest"] == digest_of_form(server.uploads[0], SMALL)
    assert (b"a title" in server.uploads[0].beginning, server.uploads[0].size) == (True, result["size"])


class Growing(io.BytesIO):
    """A file that is extended or truncated while it is read."""

    def __init__(self, size: int, change: int) -> None:
        super().__init__(b"x" * size)
        self._change = change

    def read(self, count: int | None = -1, /) -> bytes:
        if self._change:
            at = self.tell()
            self.seek(0, io.SEEK_END)
            if self._change > 0:
                self.write(b"y" * self._change)
            else:
                self.truncate(self.tell() + self._change)
            self._change = 0
            self.seek(at)
        return super().read(count)


def _pieces(*pieces: Any) -> Iterator[Any]:
    """Yield what is no error, and raise what is one."""
    for piece in pieces:
        if isinstance(piece, Exception):
            raise piece
        yield piece


class _Unreadable:
    """A file object that returns the same each time, or raises it."""

    def __init__(self, piece: Any) -> None:
        self._piece = piece

    def read(self, _: int) -> Any:
        return next(_pieces(self._piece))


ERROR = ZeroDivisionError("division\nby zero")
SILENT = KeyError()
UNREADABLE: dict[str, tuple[Any, str, Exception | None]] = {
    # what is passed, what is said of it, and the cause
    "strings": (lambda: _pieces("a"), ": the iterator returned a value of type str in place of bytes: encode it", None),
    "numbers": (lambda: _pieces(b"a", 5), ": the iterator returned a value of type int in place of bytes;", None),
    "text": (lambda: _Unreadable("a"), ": the file returned a value of type str in place of bytes: open it with 'rb'", None),
    "no data yet": (lambda: _Unreadable(None), ": the file returned None in place of bytes;", None),
    "an error": (lambda: _pieces(b"a", ERROR), " (ZeroDivisionError: division by zero)", ERROR),
    "a file that fails": (lambda: _Unreadable(SILENT), " (KeyError)", SILENT),
    "a long error": (lambda: _pieces(OSError("x" * 999)), f" (OSError: {'x' * 200})", ...),  # type: ignore[dict-item]
}  # fmt: skip


@pytest.mark.parametrize("through", ["sync", "async", "requests"])
@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_wrong_with_a_body_that_cannot_be_read_is_said(through: str, name: str) -> None:
    passed, reason, cause = UNREADABLE[name]

    def put(client: Any) -> None:
        with pytest.raises(OutcomeUnknown) as caught:
            client.things.post(title="t", file=passed())
        _assert_chained(caught.value, reason, cause)

    async def put_awaited(client: Any) -> None:
        with pytest.raises(OutcomeUnknown) as caught:
            await client.things.post(title="t", file=passed())
        _assert_chained(caught.value, reason, cause)

    with FileServer(0) as server:
        if through == "requests":
            with closing(requests.Session()) as session:
                run_with("sync", server.url, put, session=session)
        else:
            run_with(through, server.url, put if through == "sync" else put_awaited)


def _assert_chained(error: OutcomeUnknown, reason: str, cause: Any) -> None:
    assert f"the request body could not be read{reason}" in str(error)
    assert cause is ... or error.__cause__ is cause
    assert (error.__cause__ is not None) == (cause is not None)
    found: Any = getattr(error.__cause__, "__traceback__", None)
    assert found is None or found.tb_frame.f_globals["__name__"] == __name__
    assert pickle.loads(pickle.dumps(error)).args == error.args


@pytest.mark.parametrize(
    ("size", "change"), [(150_000, 1), (150_000, 70_000), (150_000, -1), (150_000, -70_000), (131_072, 1)]
)
def test_a_file_that_changes_its_size_during_an_upload_is_an_error_and_affects_no_other_call(
    kind: str, size: int, change: int
) -> None:
    def both(client: Any) -> Any:
        with pytest.raises(TransportError, match="changed its size while it was sent"):
            client.things.put(data=Growing(size, change))
        return client.things.put(data=b"good")

    async def both_awaited(client: Any) -> Any:
        with pytest.raises(TransportError, match="changed its size while it was sent"):
            await client.things.put(data=Growing(size, change))
        return await client.things.put(data=b"good")

    with FileServer(0) as server:
        result = run_with(kind, server.url, both if kind == "sync" else both_awaited)
    # For the server the first one is not a request, because it is incomplete.
    assert (result["size"], [upload.size for upload in server.uploads if upload.digest]) == (4, [4])


# --- responses before the end of an upload ---------------------------------------------------------------------------


@pytest.fixture(params=["plain", "encrypted"])
def served(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Callable[[Any], FaultServer], dict[str, Any]]:
    """Return a factory of fault servers, and the options of a client that trusts them."""
    options: dict[str, Any] = {"timeout": 10, "retries": 0, "trust_env": False}
    if request.param == "plain":
        return FaultServer, options
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return partial(FaultServer, secure=context), {**options, "ca": str(tmp_path / "ca.pem")}


def endless() -> Iterator[bytes]:
    while True:
        yield b"x" * 65_536


@pytest.mark.parametrize("data", [endless(), b"x" * (64 << 20)], ids=["an iterator", "bytes"])
def test_a_response_ends_an_upload_that_the_server_stops_reading(kind: str, served: Any, data: Any) -> None:
    def refuses(wire: ServerConnection) -> None:
        wire.read(1000)
        wire.send(whole(b'{"message": "enough"}', status="413 Too Large"))
        wire.stall()

    make, options = served
    with make(refuses) as server, pytest.raises(ApiError, match="413"):
        run_with(kind, server.url, lambda client: client.things.put(data=data), **options)


def test_an_interim_response_ends_no_upload(kind: str, served: Any) -> None:
    size = 8 << 20

    def hints(wire: ServerConnection) -> None:
        wire.read(1000)
        for piece in (b"HTTP/1.1 1", b"03 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"):
            wire.send(piece)
            wire.wait(0.05)
        wire.request()
        wire.send(whole(b"true"))
        wire.stall()

    make, options = served
    with make(hints) as server:
        assert run_with(kind, server.url, lambda client: client.things.put(data=b"x" * size), **options) is True
        assert [len(request.body) for request in server.ledger.arrived] == [size]


def test_a_server_that_disconnects_during_an_upload_is_an_error(kind: str, served: Any) -> None:
    def leaves(wire: ServerConnection) -> None:
        wire.read(1000)

    make, options = served
    with make(leaves) as server, pytest.raises(TransportError, match="closed the connection without a response"):
        run_with(kind, server.url, lambda client: client.things.put(data=endless()), **options)


def test_a_server_that_stops_reading_causes_a_read_timeout(served: Any) -> None:
    def stops(wire: ServerConnection) -> None:
        wire.read(1000)
        wire.stall()

    make, options = served
    with make(stops) as server:
        request = Request("PUT", f"{server.url}/things", body=file_stream(endless()))
        transport = HttpTransport(ca=options.get("ca"), trust_env=False)
        started = time.monotonic()
        with pytest.raises(NotDelivered, match="timed out sending"):
            transport.send(request, Limits(read_timeout=1.0))
        assert time.monotonic() - started < 1.9  # not twice


@pytest.mark.parametrize(
    ("received", "is_response"),
    [
        (b"", False),
        (b"HTTP", False),
        (b"HTTP/1.1 ", False),
        (b"HTTP/1.1 1", False),
        (b"HTTP/1.1 100 Continue\r\n\r\n", False),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1", False),
        (b"HTTP/1.1 103 Early Hints\r\nLink: " + b"a" * 70_000, True),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 4_000, True),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 2", False),
        (b"HTTP/1.1 413 Too Large\r\n", False),
        (b"HTTP/1.1 413 Too Large\r\n\r\n", True),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 413 Too Large\r\nA: b\r\n\r\n", True),
        (b"no HTTP", True),
    ],
)  # fmt: skip
def test_bytes_received_during_an_upload_are_a_response_or_not(received: bytes, is_response: bool) -> None:
    stream: Any = Arrived(received)
    reader = ResponseReader(stream, Deadline(1, 1), "PUT", lambda *_: None)
    assert reader.has_arrived is is_response


class Arrived:
    """A stream on which these bytes have arrived."""

    def __init__(self, received: bytes) -> None:
        self.received = received

    def receive_now(self) -> bytes | None:
        return self.received or None


# --- memory ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def large(tmp_path: Path) -> Iterator[Path]:
    """Yield a path for a large file, which is removed after the test."""
    yield tmp_path / "file"
    (tmp_path / "file").unlink(missing_ok=True)


def memory(line: str) -> int:
    """Return the memory of this process in bytes: the present (``VmRSS``) or the peak since `exec` (``VmHWM``)."""
    found = re.search(rf"^{line}:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


JOBS: dict[str, Callable[[Any, Path], Any]] = {
    "download": lambda client, path: client.things.get.download(path),
    "raw": lambda client, path: client.things.put(data=path),
    "form": lambda client, path: client.things.post(title="a title", file=path),
    "chunked": lambda client, path: client.things.put(data=chunks_of(path)),
}


def chunks_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            yield piece


def do(job: str, kind: str, url: str, path: Path) -> None:
    """Run one of the jobs."""
    run_with(kind, url, lambda client: JOBS[job](client, path))


def growth_here(kind: str, url: str, path: Path, jobs: list[str]) -> int:
    """Return the bytes by which the memory of this process grows at most while it runs these jobs."""
    path.with_name("small").write_bytes(b"small")
    with RawServer() as small:  # imports and one-time initialization do not count
        for job in ("download", "raw"):
            do(job, kind, small.url, path.with_name("small"))
    before = memory("VmRSS")
    for job in jobs:
        do(job, kind, url, path)
    return memory("VmHWM") - before


def growth(kind: str, url: str, path: Path, *jobs: str) -> int:
    """Return the same for a separate process."""
    command = [sys.executable, "-m", "tests.results.test_files", kind, url, str(path), *jobs]
    root = ROOT
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=root)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


SIZES = [pytest.param(100 * MEGA, id="100 MB"), pytest.param(2000 * MEGA, id="2 GB", marks=pytest.mark.full)]


@pytest.mark.parametrize("size", SIZES)
def test_a_file_of_any_size_is_downloaded_and_uploaded_in_constant_memory(kind: str, size: int, large: Path) -> None:
    with FileServer(size, [size // 11] * 10) as server:
        grew = growth(kind, server.url, large, "download", "form")
    assert grew < GROWTH_MOST, f"{grew:,} bytes"
    assert (len(server.ranges), digest_of(large)) == (11, content_digest(size))
    assert server.uploads[0].digest == digest_of_form(server.uploads[0], size)


@pytest.mark.full
@pytest.mark.parametrize("job", ["raw", "chunked"])
def test_other_uploads_take_no_more_memory(kind: str, job: str, large: Path) -> None:
    size = 2000 * MEGA
    with FileServer(0) as server:
        grew = growth(kind, server.url, written(large, size), job)
    assert grew < GROWTH_MOST, f"{grew:,} bytes"
    assert server.uploads[0].digest == content_digest(size)


if __name__ == "__main__":
    print(growth_here(sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4:]))
