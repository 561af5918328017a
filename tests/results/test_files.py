"""Files of any size over real sockets, up and down: whole, in constant memory, and the same by both clients."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
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
import trustme

from dynaclient import (
    ApiError,
    AsyncClient,
    BadResponse,
    Client,
    InvalidCall,
    Limits,
    NotDelivered,
    NotFound,
    Request,
    RequestsTransport,
    TransportError,
)
from dynaclient.call.bodies import file_stream
from dynaclient.http.codec import Clock, Source
from dynaclient.results.downloads import Download
from tests.support import ROOT
from tests.support.descriptions import describe
from tests.support.fault_server import FaultServer, Wire, whole
from tests.support.range_server import FileServer, Upload, content, content_digest
from tests.support.raw_server import RawServer, answer

MEGA = 1_000_000
SMALL = 3 * MEGA
GROWTH_MOST = 64 * 1024 * 1024
"""Bytes by which the memory of a process may grow, whatever the size of a file."""
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
COLOURS = ["sync", "async"]


def carried_out(colour: str, url: str, work: Callable[[Any], Any], **options: Any) -> Any:
    """Give the result of a piece of work with a client of this colour."""
    if colour == "sync":
        with Client(DESCRIPTION, url=url, **options) as client:
            return work(client)

    async def worked() -> Any:
        async with AsyncClient(DESCRIPTION, url=url, **options) as client:
            return await work(client)

    return asyncio.run(worked())


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        made = hashlib.sha256()
        while piece := file.read(1 << 20):
            made.update(piece)
    return made.hexdigest()


def written(path: Path, size: int) -> Path:
    with path.open("wb") as file:
        for piece in content(0, size):
            file.write(piece)
    return path


def digest_of_form(upload: Upload, size: int) -> str:
    """Give the digest of an upload, if what it holds between its beginning and its end is the file."""
    beginning = upload.beginning[: upload.beginning.index(b"octet-stream\r\n\r\n") + 16]
    boundary = beginning.split(b"\r\n", 1)[0]
    made = hashlib.sha256(beginning)
    for piece in content(0, size):
        made.update(piece)
    made.update(b"\r\n" + boundary + b"--\r\n")
    return made.hexdigest()


@pytest.fixture(params=COLOURS)
def colour(request: pytest.FixtureRequest) -> str:
    return str(request.param)


# --- down ------------------------------------------------------------------------------------------------------------


def test_a_file_is_downloaded(colour: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    with FileServer(SMALL) as server:
        made: Download = carried_out(colour, server.url, lambda client: client.things.get.download(path))
    assert (made.path, made.size, made.resumed, made.media) == (path, SMALL, 0, "application/octet-stream")
    assert digest_of(path) == content_digest(SMALL)
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_download_cut_ten_times_is_whole(colour: str, tmp_path: Path) -> None:
    cuts = [1, 100_000, 65_536, 300_001, 0, 2, 700_000, 1, 9, 123_456]
    with FileServer(SMALL, list(cuts)) as server:
        made: Download = carried_out(colour, server.url, lambda client: client.things.get.download(tmp_path / "file"))
    places = [sum(cuts[:number]) for number in range(1, 11)]
    assert server.ranges == ["", *(f"Range: bytes={at}-" for at in places)]
    assert (made.resumed, made.complete) == (10, True)
    assert digest_of(tmp_path / "file") == content_digest(SMALL)


def test_a_server_that_does_no_ranges_is_asked_for_all_of_it_anew(colour: str) -> None:
    file = io.BytesIO(b"before ")
    file.seek(0, io.SEEK_END)
    with FileServer(SMALL, [1000, 500_000], does_ranges=False) as server:
        made: Download = carried_out(colour, server.url, lambda client: client.things.get.download(file))
    assert (made.path, made.size, made.resumed) == (None, SMALL, 0)
    assert file.getvalue() == b"before " + b"".join(content(0, SMALL))


def test_who_wants_no_repeats_gets_what_there_is_as_an_error(colour: str, tmp_path: Path) -> None:
    with FileServer(SMALL, [1000]) as server, pytest.raises(BadResponse):
        carried_out(colour, server.url, lambda client: client.things.get.download(tmp_path / "file"), retries=0)
    assert list(tmp_path.iterdir()) == []


def test_what_the_api_refuses_makes_no_file(colour: str, tmp_path: Path) -> None:
    with RawServer(lambda _: answer(b"{}", status=404)) as server, pytest.raises(NotFound):
        carried_out(colour, server.url, lambda client: client.things.get.download(tmp_path / "file"))
    assert list(tmp_path.iterdir()) == []


def test_a_target_that_cannot_be_is_told_before_anything_is_sent(colour: str, tmp_path: Path) -> None:
    with RawServer() as server:
        with pytest.raises(InvalidCall, match="is in a folder that does not exist"):
            carried_out(colour, server.url, lambda client: client.things.get.download(tmp_path / "none" / "file"))
        assert server.requests == []


def test_an_upload_is_answered_with_a_file(colour: str, tmp_path: Path) -> None:
    with FileServer(SMALL) as server:
        carried_out(
            colour, server.url, lambda client: client.things.post.download(tmp_path / "told", file=b"abc", title="a")
        )
    assert json.loads((tmp_path / "told").read_text())["size"] == server.uploads[0].size


def test_the_connection_is_used_again_after_a_download(tmp_path: Path) -> None:
    with RawServer() as server, Client(DESCRIPTION, url=server.url) as client:
        for number in range(3):
            client.things.get.download(tmp_path / str(number))
        assert (server.connections, len(server.requests)) == (1, 3)


def test_cancelling_leaves_nothing(tmp_path: Path) -> None:
    async def cancelled(url: str) -> None:
        async with AsyncClient(DESCRIPTION, url=url) as client:
            coming = asyncio.ensure_future(client.things.get.download(tmp_path / "file"))
            while not list(tmp_path.glob(".*.part")):
                await asyncio.sleep(0.001)
            coming.cancel()
            await coming

    with FileServer(1000 * MEGA) as server, pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled(server.url))
    assert list(tmp_path.iterdir()) == []


def test_progress_is_told_of_a_download(colour: str, tmp_path: Path) -> None:
    seen: list[Any] = []
    with FileServer(SMALL, [MEGA]) as server:
        carried_out(
            colour,
            server.url,
            lambda client: client.with_options(progress=seen.append).things.get.download(tmp_path / "file"),
        )
    assert (seen[-1].what, seen[-1].done, seen[-1].total, seen[-1].unit) == ("file", SMALL, SMALL, "bytes")


# --- up --------------------------------------------------------------------------------------------------------------

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
def test_a_raw_upload_is_what_the_file_is(colour: str, source: str, file: Path) -> None:
    given = SOURCES[source](file)
    with FileServer(0) as server, closing(given) if source == "a file object" else nullcontext():
        told = carried_out(colour, server.url, lambda client: client.things.put(data=given))
    assert told == {"size": SMALL, "digest": content_digest(SMALL)}
    length = f"Content-Length: {SMALL}" if source != "an iterator" else "Transfer-Encoding: chunked"
    assert length in server.uploads[0].head


@pytest.mark.parametrize("source", SOURCES)
def test_a_form_holds_what_the_file_is(colour: str, source: str, file: Path) -> None:
    given = SOURCES[source](file)
    with FileServer(0) as server, closing(given) if source == "a file object" else nullcontext():
        told = carried_out(colour, server.url, lambda client: client.things.post(title="a title", file=given))
    assert told["digest"] == digest_of_form(server.uploads[0], SMALL)
    assert (b"a title" in server.uploads[0].beginning, server.uploads[0].size) == (True, told["size"])


class Growing(io.BytesIO):
    """A file to which something is added, or of which something is cut off, while it is read."""

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


@pytest.mark.parametrize(
    ("size", "change"), [(150_000, 1), (150_000, 70_000), (150_000, -1), (150_000, -70_000), (131_072, 1)]
)
def test_a_file_that_changes_its_size_meanwhile_is_an_error_and_spoils_no_other_call(
    colour: str, size: int, change: int
) -> None:
    def both(client: Any) -> Any:
        with pytest.raises(TransportError, match="has changed its size meanwhile"):
            client.things.put(data=Growing(size, change))
        return client.things.put(data=b"good")

    async def both_awaited(client: Any) -> Any:
        with pytest.raises(TransportError, match="has changed its size meanwhile"):
            await client.things.put(data=Growing(size, change))
        return await client.things.put(data=b"good")

    with FileServer(0) as server:
        told = carried_out(colour, server.url, both if colour == "sync" else both_awaited)
    # To the server the first is no request, for it is not whole.
    assert (told["size"], [each.size for each in server.uploads if each.digest]) == (4, [4])


# --- answers that come before all is sent ----------------------------------------------------------------------------


@pytest.fixture(params=["plain", "encrypted"])
def served(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Callable[[Any], FaultServer], dict[str, Any]]:
    """Give what makes a server that does as it is told, and the options of a client that trusts it."""
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
def test_an_answer_ends_an_upload_that_the_server_reads_no_further(colour: str, served: Any, data: Any) -> None:
    def refuses(wire: Wire) -> None:
        wire.read(1000)
        wire.send(whole(b'{"message": "enough"}', status="413 Too Large"))
        wire.stall()

    make, options = served
    with make(refuses) as server, pytest.raises(ApiError, match="413"):
        carried_out(colour, server.url, lambda client: client.things.put(data=data), **options)


def test_an_interim_answer_ends_no_upload(colour: str, served: Any) -> None:
    size = 8 << 20

    def hints(wire: Wire) -> None:
        wire.read(1000)
        for each in (b"HTTP/1.1 1", b"03 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"):
            wire.send(each)
            wire.wait(0.05)
        wire.request()
        wire.send(whole(b"true"))
        wire.stall()

    make, options = served
    with make(hints) as server:
        assert carried_out(colour, server.url, lambda client: client.things.put(data=b"x" * size), **options) is True
        assert [len(each.body) for each in server.ledger.arrived] == [size]


def test_who_hangs_up_in_the_middle_of_an_upload_is_told_of(colour: str, served: Any) -> None:
    def leaves(wire: Wire) -> None:
        wire.read(1000)

    make, options = served
    with make(leaves) as server, pytest.raises(TransportError, match="closed without an answer"):
        carried_out(colour, server.url, lambda client: client.things.put(data=endless()), **options)


def test_a_server_that_reads_no_further_is_left_after_the_seconds_that_a_pause_may_take(served: Any) -> None:
    def stops(wire: Wire) -> None:
        wire.read(1000)
        wire.stall()

    make, options = served
    with make(stops) as server:
        request = Request("PUT", f"{server.url}/things", body=file_stream(endless()))
        transport = RequestsTransport(ca=options.get("ca"), trust_env=False)
        started = time.monotonic()
        with pytest.raises(NotDelivered, match="took too long"):
            transport.send(request, Limits(read_timeout=1.0))
        assert time.monotonic() - started < 1.9  # not twice


@pytest.mark.parametrize(
    ("came", "answers"),
    [
        (b"", False),
        (b"HTTP", False),
        (b"HTTP/1.1 ", False),
        (b"HTTP/1.1 1", False),
        (b"HTTP/1.1 100 Continue\r\n\r\n", False),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1", False),
        (b"HTTP/1.1 103 Early Hints\r\nLink: " + b"a" * 70_000, True),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 4_000, True),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 2", True),
        (b"HTTP/1.1 4", True),
        (b"HTTP/1.0 4", True),
        (b"no HTTP", True),
    ],
)  # fmt: skip
def test_what_comes_meanwhile_is_an_answer_or_not(came: bytes, answers: bool) -> None:
    source = Source(Clock(1, 1))
    source.buffer += came
    assert source.answers is answers


# --- of any size -----------------------------------------------------------------------------------------------------


@pytest.fixture
def large(tmp_path: Path) -> Iterator[Path]:
    """Give a place for a large file, which is not kept when the test is over."""
    yield tmp_path / "file"
    (tmp_path / "file").unlink(missing_ok=True)


def memory(line: str) -> int:
    """Give the bytes that this process has now (``VmRSS``), or had at the most (``VmHWM``, which counts from `exec`)."""
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


def do(job: str, colour: str, url: str, path: Path) -> None:
    """Do one of the jobs."""
    carried_out(colour, url, lambda client: JOBS[job](client, path))


def grown(colour: str, url: str, path: Path, jobs: list[str]) -> int:
    """Give the bytes by which the memory of this process grows at the most while it does these jobs."""
    path.with_name("small").write_bytes(b"small")
    with RawServer() as small:  # what is imported and made once does not grow with a file
        for job in ("download", "raw"):
            do(job, colour, small.url, path.with_name("small"))
    before = memory("VmRSS")
    for job in jobs:
        do(job, colour, url, path)
    return memory("VmHWM") - before


def growth(colour: str, url: str, path: Path, *jobs: str) -> int:
    """Give the same of a process of its own."""
    command = [sys.executable, "-m", "tests.results.test_files", colour, url, str(path), *jobs]
    root = ROOT
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=root)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


SIZES = [pytest.param(100 * MEGA, id="100 MB"), pytest.param(2000 * MEGA, id="2 GB", marks=pytest.mark.full)]


@pytest.mark.parametrize("size", SIZES)
def test_a_file_of_any_size_goes_down_cut_ten_times_and_up_again_in_little_memory(
    colour: str, size: int, large: Path
) -> None:
    with FileServer(size, [size // 11] * 10) as server:
        grew = growth(colour, server.url, large, "download", "form")
    assert grew < GROWTH_MOST, f"{grew:,} bytes"
    assert (len(server.ranges), digest_of(large)) == (11, content_digest(size))
    assert server.uploads[0].digest == digest_of_form(server.uploads[0], size)


@pytest.mark.full
@pytest.mark.parametrize("job", ["raw", "chunked"])
def test_other_ways_up_take_no_more(colour: str, job: str, large: Path) -> None:
    size = 2000 * MEGA
    with FileServer(0) as server:
        grew = growth(colour, server.url, written(large, size), job)
    assert grew < GROWTH_MOST, f"{grew:,} bytes"
    assert server.uploads[0].digest == content_digest(size)


if __name__ == "__main__":
    print(grown(sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4:]))
