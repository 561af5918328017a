"""Downloads: whatever fails, the file in the end is the complete response, or the one that was there before."""

from __future__ import annotations

import asyncio
import base64
import errno
import gc
import hashlib
import io
import os
import stat
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from dynaclient.description.model import Action
from dynaclient.errors import (
    BadResponse,
    ConnectError,
    DeadlineExceeded,
    DynaclientError,
    Forbidden,
    InvalidCall,
    NotDelivered,
    OutcomeUnknown,
    ServerError,
    api_error_for,
)
from dynaclient.messages import Headers, Response
from dynaclient.results.downloads import BACKOFF, BACKOFF_WITHOUT_GAIN, MAX_BACKOFF, RESUMES, Download, download
from dynaclient.results.progress import Progress, Snapshot
from dynaclient.runtime.backends import ThreadBackend, run

CONTENT = bytes(range(256)) * 4
TAG = '"one"'
GET = Action("files.get", "get", "files", "GET", "/file", (), {}, {}, idempotent=True)
POST = replace(GET, name="files.make", method="POST", idempotent=False)

# --- helpers ---------------------------------------------------------------------------------------------------------


class RecordingBackend(ThreadBackend):
    """Records how long it should wait, and does not."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


class AsyncioBackend(RecordingBackend):
    """Waits like an event loop."""

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds)
        await asyncio.sleep(0)


class Body:
    """A body in pieces that may end with a failure."""

    def __init__(self, pieces: Iterable[bytes], failure: BaseException | None = None, *, complete: bool = True) -> None:
        self._pieces = list(pieces)
        self._failure = failure
        self.complete = complete
        self.closed = 0
        self.suspends = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            if self.suspends:
                await asyncio.sleep(0)
            yield piece
        if self._failure is not None:
            raise self._failure

    async def aclose(self) -> None:
        self.closed += 1


def cut(reason: str = "the response was cut off (EndOfStream)", **more: Any) -> NotDelivered:
    return NotDelivered(reason, sent=True, answered=True, **more)


def response(body: Body | bytes = b"", status: int = 200, complete: bool = True, **fields: Any) -> Response:
    headers = Headers((name.replace("_", "-"), str(value)) for name, value in fields.items())
    if isinstance(body, bytes):
        return Response(status, headers, body, complete)
    return Response(status, headers, pieces=body)


def api_error(status: int, **fields: str) -> Exception:
    headers = Headers((name.replace("_", "-"), value) for name, value in fields.items())
    return api_error_for(status)(GET.name, status, headers=headers)


Reply = Callable[[dict[str, str]], Response]


class Script:
    """Returns one reply after the other, the last one repeatedly, and records the headers of the requests."""

    def __init__(self, *replies: Response | Exception | Reply) -> None:
        self._replies = list(replies)
        self.requests: list[dict[str, str]] = []
        self.suspends = False

    async def __call__(self, fields: Iterable[tuple[str, str]]) -> Response:
        self.requests.append(dict(fields))
        reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        if isinstance(reply, Exception):
            raise reply
        response = reply if isinstance(reply, Response) else reply(self.requests[-1])
        if self.suspends and isinstance(response.pieces, Body):
            response.pieces.suspends = True
        return response

    @property
    def ranges(self) -> list[str]:
        return [headers.get("Range", "") for headers in self.requests]


@dataclass
class RangeServer:
    """A server of one content, which supports ranges and cuts off its responses after so many bytes."""

    cuts: list[int]
    content: bytes = CONTENT
    piece: int = 64
    fields: dict[str, Any] = field(default_factory=lambda: {"ETag": TAG, "Accept_Ranges": "bytes"})
    length: bool = True
    most: int = 10**9
    """The maximum number of bytes of a part."""

    def __call__(self, headers: dict[str, str]) -> Response:
        fields = dict(self.fields)
        start, status, part = 0, 200, self.content
        if "Range" in headers:
            start, status = int(headers["Range"][len("bytes=") : -1]), 206
            if start >= len(self.content):
                raise api_error(416, Content_Range=f"bytes */{len(self.content)}")
            part = self.content[start : start + self.most]
            fields["Content_Range"] = f"bytes {start}-{start + len(part) - 1}/{len(self.content)}"
        elif self.length:
            fields["Content_Length"] = len(part)
        whole = not self.cuts
        sent = part if whole else part[: self.cuts.pop(0)]
        pieces = [sent[at : at + self.piece] for at in range(0, len(sent), self.piece)]
        return response(Body(pieces, None if whole else cut()), status, **fields)


Run = Callable[..., Download]


def fetch_in_thread(script: Script | RangeServer, target: Any, action: Action = GET, **more: Any) -> Download:
    script = Script(script) if isinstance(script, RangeServer) else script
    return run(download(script, target, action=action, **{"backend": RecordingBackend(), **more}))


def fetch_in_loop(script: Script | RangeServer, target: Any, action: Action = GET, **more: Any) -> Download:
    script = Script(script) if isinstance(script, RangeServer) else script
    script.suspends = True
    return asyncio.run(download(script, target, action=action, **{"backend": AsyncioBackend(), **more}))


@pytest.fixture(params=[fetch_in_thread, fetch_in_loop])
def fetch(request: pytest.FixtureRequest) -> Run:
    runner: Run = request.param
    return runner


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "response.bin"


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# --- to a path -------------------------------------------------------------------------------------------------------


def test_a_response_is_written_to_a_path(fetch: Run, path: Path) -> None:
    body = Body([b"one ", b"", b"two"])
    result = fetch(Script(response(body, ETag=TAG, Content_Length=7, Content_Type="Text/CSV; charset=utf-8")), path)
    assert path.read_bytes() == b"one two"
    assert (result.path, result.size, result.status, result.resumed, result.complete) == (path, 7, 200, 0, True)
    assert (result.media, result.headers["ETag"], body.closed) == ("text/csv", TAG, 1)


def test_nothing_but_the_file_is_left(path: Path) -> None:
    fetch_in_thread(Script(response(Body([b"one"]))), str(path))
    assert names_in(path.parent) == [path.name]


def test_a_transport_that_reads_whole_bodies_works(fetch: Run, path: Path) -> None:
    result = fetch(Script(response(CONTENT, Content_Length=len(CONTENT))), path)
    assert (path.read_bytes(), result.media) == (CONTENT, "")


@pytest.mark.parametrize("status", [200, 204, 205])
def test_an_empty_response_creates_an_empty_file(fetch: Run, path: Path, status: int) -> None:
    assert fetch(Script(response(b"", status)), path).size == 0
    assert path.read_bytes() == b""


def test_the_old_file_stays_until_the_download_is_complete(path: Path) -> None:
    path.write_bytes(b"old")
    seen: list[bytes] = []

    class Looking(Body):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b"new"
            seen.append(path.read_bytes())

    fetch_in_thread(Script(response(Looking([]))), path)
    assert (seen, path.read_bytes()) == ([b"old"], b"new")


@pytest.mark.parametrize(
    "reply", [api_error(403), response(Body([b"new"], cut(final=True))), response(Body([b"new"], KeyboardInterrupt()))]
)
def test_a_failure_leaves_the_old_file_and_no_other(path: Path, reply: Any) -> None:
    path.write_bytes(b"old")
    with pytest.raises((DynaclientError, KeyboardInterrupt)):
        fetch_in_thread(Script(reply), path)
    assert path.read_bytes() == b"old"
    assert names_in(path.parent) == [path.name]


def test_cancelling_leaves_no_file_and_closes_the_connection(path: Path) -> None:
    class Endless(Body):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b"first"
            await asyncio.sleep(3600)

    body = Endless([])

    async def cancelled() -> None:
        coming = asyncio.create_task(download(Script(response(body)), path, action=GET, backend=AsyncioBackend()))
        while not (coming.done() or list(path.parent.glob(".*.part"))):
            await asyncio.sleep(0)
        coming.cancel()
        await coming

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled())
    assert (names_in(path.parent), body.closed) == ([], 1)


def test_the_file_behind_a_symbolic_link_is_replaced_and_not_the_link(path: Path) -> None:
    link = path.with_name("link")
    link.symlink_to(path)
    path.write_bytes(b"old")
    result = fetch_in_thread(Script(response(b"new")), link)
    assert (result.path, link.is_symlink(), path.read_bytes()) == (link, True, b"new")


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666, 0o755])
def test_a_new_file_has_the_mode_of_the_old_one_from_its_first_byte(path: Path, mode: int) -> None:
    seen: list[int] = []

    class Seen(Body):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b"new"
            seen.extend(stat.S_IMODE(part.stat().st_mode) for part in path.parent.glob(".*.part"))

    path.write_bytes(b"old")
    path.chmod(mode)
    fetch_in_thread(Script(response(Seen([]))), path)
    assert (stat.S_IMODE(path.stat().st_mode), seen) == (mode, [mode])


def test_a_file_that_did_not_exist_has_the_mode_of_any_new_file(path: Path) -> None:
    fetch_in_thread(Script(response(b"new")), path)
    path.with_name("other").touch()
    assert path.stat().st_mode == path.with_name("other").stat().st_mode


def test_a_file_with_the_name_of_the_temporary_one_is_neither_written_nor_removed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda _: "0")
    other = path.with_name(f".{path.name}.0.part")
    other.symlink_to(path.with_name("target"))
    with pytest.raises(DynaclientError, match="could not be written to .*: File exists"):
        fetch_in_thread(Script(response(b"new")), path)
    assert (names_in(path.parent), other.is_symlink()) == ([other.name], True)


def test_a_long_file_name_works(tmp_path: Path) -> None:
    path = tmp_path / ("ä" * 120)
    fetch_in_thread(Script(response(b"new")), path)
    assert path.read_bytes() == b"new"


# --- invalid targets -------------------------------------------------------------------------------------------------


class Unwritable(io.RawIOBase):
    def write(self, _: Any) -> int:
        raise ZeroDivisionError


class Awaited:
    async def write(self, _: bytes) -> int:
        return 0


class Nameless:
    def __fspath__(self) -> bytes:
        return b"response.bin"


def closed_file() -> io.BytesIO:
    file = io.BytesIO()
    file.close()
    return file


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (lambda folder: folder, "is a folder"),
        (lambda _: "", "is a folder"),
        (lambda folder: folder / "none" / "response.bin", "is in a folder that does not exist"),
        (lambda folder: folder / "file" / "response.bin", "is below a file, not a folder"),
        (lambda _: os.devnull, "is a device or another special file"),
        (lambda folder: folder / ("a" * 300), "is a path that cannot be written (File name too long)"),
        (lambda folder: f"{folder}/a\0b", "is not a valid path"),
        (lambda folder: f"{folder}/\ud800", "is not a valid path"),
        (lambda _: 5, "is of type int"),
        (lambda _: None, "is of type NoneType"),
        (lambda _: Nameless(), "is of type Nameless"),
        (lambda _: io.StringIO(), "is a file opened in text mode"),
        (lambda _: Awaited(), "is a file whose write method is asynchronous"),
        (lambda _: closed_file(), "is a file that cannot be written (ValueError)"),
        (lambda _: Unwritable(), "is a file that cannot be written (ZeroDivisionError)"),
    ],
)
def test_an_invalid_target_is_an_error_before_anything_is_sent(
    tmp_path: Path, target: Callable[[Path], Any], message: str
) -> None:
    (tmp_path / "file").write_bytes(b"")
    script = Script(response(b"new"))
    with pytest.raises(InvalidCall) as raised:
        fetch_in_thread(script, target(tmp_path))
    assert raised.value.problems[0].message == message
    assert (raised.value.problems[0].name, script.requests) == ("target", [])


@pytest.mark.parametrize("forbidden", ["folder", "file"])
def test_a_path_without_permission_is_an_error_before_anything_is_sent(
    path: Path, monkeypatch: pytest.MonkeyPatch, forbidden: str
) -> None:
    path.write_bytes(b"old")
    real = os.path.realpath(path)
    shut = real if forbidden == "file" else os.path.dirname(real)  # noqa: PTH120 - as `os.access` gets it
    monkeypatch.setattr(os, "access", lambda name, _: str(name) != shut)
    with pytest.raises(InvalidCall, match="is not writable"):
        fetch_in_thread(Script(response(b"new")), path)


def test_a_folder_that_disappears_during_the_call_is_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()

    def gone(_: dict[str, str]) -> Response:
        folder.rmdir()
        return response(Body([b"new"]))

    with pytest.raises(DynaclientError, match="could not be written to .*: No such file or directory"):
        fetch_in_thread(Script(gone), folder / "response.bin")


class Full(io.FileIO):
    """A file on a disk that is full."""

    def write(self, _: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_an_error_and_leaves_no_file(fetch: Run, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = Body([b"new"])
    monkeypatch.setattr("dynaclient.results.targets.os.fdopen", lambda descriptor, _: Full(descriptor, "wb"))
    with pytest.raises(DynaclientError, match="files.get: the response could not be written to .*: No space left"):
        fetch(Script(response(body, ETag=TAG)), path)
    assert (names_in(path.parent), body.closed) == ([], 1)


def test_a_disk_that_is_full_at_the_last_byte_is_an_error_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    buffered = lambda descriptor, _: io.BufferedWriter(Full(descriptor, "wb"))  # noqa: E731
    monkeypatch.setattr("dynaclient.results.targets.os.fdopen", buffered)
    with pytest.raises(DynaclientError, match="No space left"):
        fetch_in_thread(Script(response(Body([b"new"]))), path)
    gc.collect()
    assert names_in(path.parent) == []


# --- to a file object ------------------------------------------------------------------------------------------------


def test_a_file_object_is_written_from_its_position_and_stays_open(fetch: Run) -> None:
    file = io.BytesIO(b"before")
    file.seek(0, io.SEEK_END)
    result = fetch(Script(response(Body([b" new"], None))), file)
    assert (file.getvalue(), result.path, result.size) == (b"before new", None, 4)


def test_a_file_object_is_flushed(path: Path) -> None:
    with path.open("wb") as file:
        fetch_in_thread(Script(response(b"new")), file)
        assert path.read_bytes() == b"new"


class Sink:
    """An object with only a write method."""

    def __init__(self, *counts: Any) -> None:
        self.written = b""
        self._counts = list(counts)

    def write(self, piece: bytes) -> Any:
        count = self._counts.pop(0) if self._counts and piece else None
        self.written += piece if count is None else piece[:count]
        return count


def test_an_object_with_only_a_write_method_works() -> None:
    sink = Sink()
    fetch_in_thread(RangeServer([100, 200]), sink)
    assert sink.written == CONTENT


def test_a_partial_write_is_continued() -> None:
    sink = Sink(1, 2, 1)
    fetch_in_thread(Script(response(b"news")), sink)
    assert sink.written == b"news"


def test_a_file_object_that_accepts_no_more_data_is_an_error() -> None:
    with pytest.raises(DynaclientError, match="to the Sink that was passed: it accepts no more data"):
        fetch_in_thread(Script(response(b"news")), Sink(1, 0))


def test_an_unbuffered_file_that_would_block_is_an_error() -> None:
    class Blocked(io.RawIOBase):
        def write(self, _: Any) -> None:
            return None

    with pytest.raises(DynaclientError, match="it accepts no more data"):
        fetch_in_thread(Script(response(b"news")), Blocked())


def test_an_error_of_a_file_object_is_reported_without_its_message() -> None:
    class Failing(Sink):
        def write(self, piece: bytes) -> None:
            if piece:
                raise ZeroDivisionError("a secret")

    with pytest.raises(DynaclientError, match="passed: ZeroDivisionError$") as raised:
        fetch_in_thread(Script(response(b"news")), Failing())
    assert raised.value.__context__ is None


def test_a_file_object_is_resumed_at_its_position(fetch: Run) -> None:
    file = io.BytesIO()
    file.write(b"before ")
    result = fetch(RangeServer([300, 0, 300]), file)
    assert (file.getvalue(), result.resumed, result.size) == (b"before " + CONTENT, 3, len(CONTENT))


def test_a_file_object_is_rewound_when_the_whole_response_is_sent_again(fetch: Run) -> None:
    file = io.BytesIO()
    file.write(b"before ")
    result = fetch(Script(response(Body([b"too long"], cut())), response(Body([b"new"]))), file)
    assert (file.getvalue(), result.size, result.resumed) == (b"before new", 3, 0)


def test_a_file_object_that_cannot_be_rewound_is_an_error() -> None:
    script = Script(response(Body([b"some"], cut())), response(Body([b"new"])))
    with pytest.raises(DynaclientError, match="cannot be rewound, and the server sent the whole response again"):
        fetch_in_thread(script, Sink())


def test_earlier_content_of_a_file_object_is_never_truncated(path: Path) -> None:
    path.write_bytes(b"precious")
    with path.open("a+b") as file:
        file.seek(0)  # and still it is written at its end
        with pytest.raises(DynaclientError, match="cannot be rewound"):
            fetch_in_thread(Script(response(Body([b"some"], cut())), response(b"new")), file)
    assert path.read_bytes() == b"precioussome"


def test_a_temporary_file_and_a_path_like_object_work(path: Path) -> None:
    class Like:
        def __fspath__(self) -> str:
            return str(path)

        def write(self, _: Any) -> None:
            raise AssertionError("it is a path")

    fetch_in_thread(Script(response(b"new")), Like())
    with tempfile.SpooledTemporaryFile() as file:
        fetch_in_thread(RangeServer([100]), file)
        file.seek(0)
        assert (path.read_bytes(), file.read()) == (b"new", CONTENT)


# --- resuming --------------------------------------------------------------------------------------------------------


def test_a_resumable_download_requests_no_compression(path: Path) -> None:
    script = Script(response(b"new"))
    for action, more in ((GET, {}), (POST, {}), (GET, {"resumes": 0})):
        fetch_in_thread(script, path, action, **more)
    assert script.requests == [{"Accept-Encoding": "identity"}, {}, {}]


@pytest.mark.parametrize("at", range(101))
def test_a_download_cut_off_at_any_byte_is_complete_in_the_end(path: Path, at: int) -> None:
    serving = RangeServer([at], content=CONTENT[:100], piece=7)
    script = Script(serving)
    result = fetch_in_thread(script, path)
    assert (path.read_bytes(), result.complete, result.size) == (CONTENT[:100], True, 100)
    assert script.ranges == (["", f"bytes={at}-"] if 0 < at < 100 else [""] if at else ["", ""])


def test_a_download_cut_off_at_every_byte_is_complete_in_the_end(fetch: Run, path: Path) -> None:
    script = Script(RangeServer([1] * 99, content=CONTENT[:100]))
    result = fetch(script, path)
    assert (path.read_bytes(), result.resumed) == (CONTENT[:100], 99)
    assert script.ranges == ["", *(f"bytes={at}-" for at in range(1, 100))]


@given(some.lists(some.integers(1, 200), max_size=12), some.integers(1, 90), some.booleans())
@settings(max_examples=50, deadline=None)
def test_however_it_is_cut_off_nothing_is_lost_or_duplicated(cuts: list[int], piece: int, length: bool) -> None:
    file = io.BytesIO()
    result = fetch_in_thread(RangeServer(list(cuts), piece=piece, length=length), file)
    assert (file.getvalue(), result.size, result.complete) == (CONTENT, len(CONTENT), True)


def test_a_range_is_requested_with_the_validator(path: Path) -> None:
    script = Script(RangeServer([10]))
    fetch_in_thread(script, path)
    assert script.requests[1] == {"Accept-Encoding": "identity", "Range": "bytes=10-", "If-Range": TAG}


DATES: dict[str, Any] = {"Last_Modified": "Sun, 06 Nov 1994 08:48:37 GMT", "Date": "Sun, 06 Nov 1994 08:49:37 GMT"}


def test_a_date_that_is_old_enough_is_a_validator(path: Path) -> None:
    script = Script(RangeServer([10], fields=DATES))
    fetch_in_thread(script, path)
    assert script.requests[1]["If-Range"] == DATES["Last_Modified"]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"Accept_Ranges": "bytes"},
        {"ETag": TAG, "Accept_Ranges": "none"},
        {"ETag": 'W/"one"'},
        {"ETag": "one"},
        {"ETag": 'W/"one"', **DATES},
        {**DATES, "Date": "Sun, 06 Nov 1994 08:49:36 GMT"},
        {**DATES, "Date": "Sun, 96 Nov 1994 08:49:36 GMT"},
        {"Last_Modified": DATES["Last_Modified"]},
        {**DATES, "Last_Modified": "yesterday"},
        {"ETag": TAG, "Content_Encoding": "gzip"},
    ],
)
def test_without_a_strong_validator_the_whole_response_is_requested_again(path: Path, fields: dict[str, Any]) -> None:
    script = Script(response(Body([b"some of it"], cut()), **fields), response(Body([b"all"]), **fields))
    result = fetch_in_thread(script, path)
    assert (path.read_bytes(), script.ranges, result.resumed) == (b"all", ["", ""], 0)


def test_a_response_that_is_itself_a_part_is_not_resumed(path: Path) -> None:
    part: dict[str, Any] = {"ETag": TAG, "Content_Range": "bytes 5-9/20", "Content_Length": 5}
    script = Script(response(Body([b"567"], cut()), 206, **part), response(Body([b"56789"]), 206, **part))
    result = fetch_in_thread(script, path)
    assert (path.read_bytes(), script.ranges, result.status) == (b"56789", ["", ""], 206)


def test_after_a_shorter_part_than_requested_the_rest_is_requested(path: Path) -> None:
    script = Script(RangeServer([24], most=250))
    result = fetch_in_thread(script, path)
    assert (path.read_bytes(), script.ranges[1:], result.resumed) == (
        CONTENT,
        ["bytes=24-", "bytes=274-", "bytes=524-", "bytes=774-"],
        4,
    )


@pytest.mark.parametrize("status", [200, 206])
@pytest.mark.parametrize("start", [0, 1, 5])
def test_the_overlap_of_a_part_is_skipped(path: Path, status: int, start: int) -> None:
    part = Body([bytes((byte,)) for byte in b"0123456789"[start:]])
    script = Script(
        response(Body([b"01234"], cut()), ETag=TAG), response(part, status, Content_Range=f"bytes {start}-9/10")
    )
    result = fetch_in_thread(script, path)
    assert (path.read_bytes(), result.resumed, result.complete) == (b"0123456789", 1, True)


@pytest.mark.parametrize(
    ("status", "fields", "message"),
    [
        (206, {}, "it is not the range that was requested"),
        (206, {"Content_Range": "bytes 6-9/10"}, "it is not the range that was requested"),
        (206, {"Content_Range": "bytes 0-4/10"}, "it is not the range that was requested"),
        (206, {"Content_Range": "bytes 5-9/9"}, "it is not the range that was requested"),
        (200, {"Content_Range": "bytes 6-9/10"}, "it is not the range that was requested"),
        (206, {"Content_Range": "bytes 5-9/11"}, "it is part of a file of another length"),
        (206, {"Content_Range": "bytes 5-9/10", "ETag": '"two"'}, "the file has changed on the server"),
        (206, {"Content_Range": "bytes 5-9/10", "ETag": 'W/"one"'}, "the file has changed on the server"),
        (206, {"Content_Range": "bytes 5-9/10", "Content_Encoding": "gzip"}, "it is compressed"),
    ],
)
def test_a_part_that_does_not_fit_is_never_appended(
    path: Path, status: int, fields: dict[str, Any], message: str
) -> None:
    start = response(Body([b"01234"], cut()), ETag=TAG, Content_Length=10)
    unfit = Body([b"56789"])
    script = Script(start, response(unfit, status, **fields), response(Body([b"all is new"])))
    assert fetch_in_thread(script, path).resumed == 0
    assert (path.read_bytes(), script.ranges, unfit.closed) == (b"all is new", ["", "bytes=5-", ""], 1)
    with pytest.raises(BadResponse, match=f"the rest of the response does not fit: {message}"):
        fetch_in_thread(Script(start, response(unfit, status, **fields)), path, resumes=1)


def test_a_part_with_another_date_is_never_appended(path: Path) -> None:
    start = response(Body([b"01234"], cut()), **DATES)
    part = response(Body([b"56789"]), 206, Content_Range="bytes 5-9/10", Last_Modified=DATES["Date"])
    fetch_in_thread(Script(start, part, response(Body([b"all is new"]))), path)
    assert path.read_bytes() == b"all is new"


def test_a_file_that_changed_on_the_server_is_downloaded_from_the_beginning(fetch: Run, path: Path) -> None:
    later = RangeServer([500], content=CONTENT[::-1], fields={"ETag": '"two"'})
    script = Script(RangeServer([500]), lambda _: later({}), later)
    result = fetch(script, path)
    assert (path.read_bytes(), result.headers["ETag"], result.resumed) == (CONTENT[::-1], '"two"', 1)
    assert script.requests[2]["If-Range"] == '"two"'


def test_if_only_the_end_of_the_message_was_cut_off_the_download_is_complete(fetch: Run, path: Path) -> None:
    script = Script(RangeServer([len(CONTENT)], length=False))
    result = fetch(script, path)
    assert (path.read_bytes(), script.ranges, result.complete) == (CONTENT, ["", f"bytes={len(CONTENT)}-"], True)


@pytest.mark.parametrize(
    ("length", "header"),
    [({}, "bytes */9"), ({}, ""), ({}, "bytes 0-4/5"), ({"Content_Length": 9}, "bytes */5")],
)
def test_after_an_inconsistent_416_the_whole_response_is_requested_again(path: Path, length: Any, header: str) -> None:
    start = response(Body([b"01234"], cut()), ETag=TAG, **length)
    script = Script(start, api_error(416, Content_Range=header), response(Body([b"new"])))
    fetch_in_thread(script, path)
    assert (path.read_bytes(), script.ranges) == (b"new", ["", "bytes=5-", ""])


def test_an_api_error_on_resuming_is_raised(path: Path) -> None:
    script = Script(RangeServer([10]), api_error(403))
    with pytest.raises(Forbidden):
        fetch_in_thread(script, path)
    assert (len(script.requests), names_in(path.parent)) == (2, [])


def test_a_416_without_a_requested_range_is_raised(path: Path) -> None:
    script = Script(response(Body([b"some"], cut())), api_error(416))
    with pytest.raises(DynaclientError, match="416"):
        fetch_in_thread(script, path)
    assert len(script.requests) == 2


@pytest.mark.parametrize("passing", [ConnectError("no connection"), api_error(503), api_error(429)])
def test_temporary_errors_on_resuming_are_retried(fetch: Run, path: Path, passing: Exception) -> None:
    serving = RangeServer([10])
    fetch(Script(serving, passing, passing, serving), path)
    assert path.read_bytes() == CONTENT


def test_an_error_of_the_first_response_is_not_retried_here(path: Path) -> None:
    script = Script(api_error(503), response(b"new"))
    with pytest.raises(ServerError):
        fetch_in_thread(script, path)
    assert len(script.requests) == 1


# --- attempts and backoff --------------------------------------------------------------------------------------------


def test_it_fails_after_some_consecutive_attempts_without_gain(path: Path) -> None:
    script = Script(RangeServer([10] + [0] * 20))
    with pytest.raises(BadResponse, match=f"cut off .* \\(after {RESUMES + 1} attempts\\)"):
        fetch_in_thread(script, path)
    assert script.ranges == ["", *["bytes=10-"] * RESUMES]


def test_a_permanent_connect_error_is_raised_as_one(path: Path) -> None:
    script = Script(RangeServer([10]), ConnectError("no connection"))
    with pytest.raises(ConnectError):
        fetch_in_thread(script, path)
    assert len(script.requests) == RESUMES + 1


def test_every_byte_gained_resets_the_attempts(path: Path) -> None:
    fetch_in_thread(RangeServer([10, 0, 0, 0, 0, 10] * 20), path)
    assert path.read_bytes() == CONTENT


@pytest.mark.parametrize("fields", [lambda _: {}, lambda tag: {"ETag": f'"{tag}"'}], ids=["no ETag", "ever new ETags"])
def test_a_server_that_always_restarts_is_not_asked_forever(path: Path, fields: Callable[[int], Any]) -> None:
    tags = iter(range(100))
    script = Script(lambda _: response(Body([b"some"], cut()), **fields(next(tags))))
    with pytest.raises(BadResponse):
        fetch_in_thread(script, path)
    assert len(script.requests) == RESUMES + 1


def test_the_backoff_grows_while_nothing_is_received(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.random", lambda: 1.0)
    backend = RecordingBackend()
    with pytest.raises(BadResponse):
        fetch_in_thread(RangeServer([10] + [0] * 20), path, backend=backend, resumes=7)
    assert backend.waits == [BACKOFF, *(BACKOFF_WITHOUT_GAIN * factor for factor in (1, 2, 4, 8, 16)), MAX_BACKOFF]


def test_the_backoff_is_random(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.random", lambda: 0.5)
    backend = RecordingBackend()
    fetch_in_thread(RangeServer([10]), path, backend=backend)
    assert backend.waits == [BACKOFF / 2]


def test_a_final_failure_is_raised_without_another_attempt(path: Path) -> None:
    script = Script(response(Body([b"some"], cut("the response has the content coding 'br'", final=True)), ETag=TAG))
    with pytest.raises(BadResponse, match="content coding 'br'"):
        fetch_in_thread(script, path)
    assert len(script.requests) == 1


def test_a_permanent_timeout_is_deadline_exceeded(path: Path) -> None:
    script = Script(response(Body([], cut("timed out waiting for the response", slow=True)), ETag=TAG))
    with pytest.raises(DeadlineExceeded, match="timed out waiting"):
        fetch_in_thread(script, path)


def test_a_post_that_is_cut_off_is_not_sent_twice(fetch: Run, path: Path) -> None:
    script = Script(response(Body([b"some"], cut()), ETag=TAG))
    with pytest.raises(OutcomeUnknown, match="the server has processed the request, so look at its effect before you"):
        fetch(script, path, POST)
    assert len(script.requests) == 1


def test_a_final_failure_of_a_post_is_a_bad_response(path: Path) -> None:
    with pytest.raises(BadResponse):
        fetch_in_thread(Script(response(Body([], cut(final=True)))), path, POST)


def test_without_resumes_there_is_one_attempt(path: Path) -> None:
    script = Script(RangeServer([10]))
    with pytest.raises(BadResponse):
        fetch_in_thread(script, path, resumes=0)
    assert len(script.requests) == 1


def test_any_error_of_a_transport_counts_as_cut_off(path: Path) -> None:
    script = Script(response(Body([b"01234"], ZeroDivisionError("a secret")), ETag=TAG))
    with pytest.raises(BadResponse, match=r"the response was cut off \(ZeroDivisionError\)$") as raised:
        fetch_in_thread(script, path, resumes=0)
    assert raised.value.__context__ is None


# --- length and digest -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [b"01234", Body([b"01234"])])
def test_a_response_that_ends_too_early_is_resumed(path: Path, body: Any) -> None:
    rest = response(Body([b"56789"]), 206, Content_Range="bytes 5-9/10")
    fetch_in_thread(Script(response(body, ETag=TAG, Content_Length=10), rest), path)
    assert path.read_bytes() == b"0123456789"


def test_a_response_that_always_ends_too_early_is_an_error(path: Path) -> None:
    script = Script(response(b"01234", Content_Length=10))
    with pytest.raises(BadResponse, match="the response ended after 5 of 10 bytes"):
        fetch_in_thread(script, path)


def test_a_part_that_ends_too_early_is_resumed(path: Path) -> None:
    start = response(Body([b"01234"], cut()), ETag=TAG)
    second = response(Body([b"567"]), 206, Content_Range="bytes 5-9/*")
    third = response(b"89", 206, Content_Range="bytes 8-9/*")
    result = fetch_in_thread(Script(start, second, third), path)
    assert (path.read_bytes(), result.complete) == (b"0123456789", False)


@pytest.mark.parametrize("body", [b"0123456789x", Body([b"01234", b"56789x"])])
def test_a_response_longer_than_its_declared_length_is_an_error(path: Path, body: Any) -> None:
    script = Script(response(body, ETag=TAG, Content_Length=10))
    with pytest.raises(BadResponse, match="the response is longer than its declared length$"):
        fetch_in_thread(script, path)


@pytest.mark.parametrize(
    "fields",
    [
        {"Content_Length": "3", "Content_Encoding": "gzip"},
        {"Content_Length": "3", "Transfer_Encoding": "chunked"},
        {"Content_Length": "3, 3"},
        {"Content_Length": "-3"},
    ],
)
def test_a_length_of_other_bytes_than_those_written_is_ignored(path: Path, fields: dict[str, Any]) -> None:
    assert fetch_in_thread(Script(response(CONTENT, **fields)), path).size == len(CONTENT)


def test_the_length_of_a_response_to_head_is_ignored(path: Path) -> None:
    result = fetch_in_thread(Script(response(b"", Content_Length=10)), path, replace(GET, method="HEAD"))
    assert result.size == 0


@pytest.mark.parametrize(
    "reply", [response(Body([b"all?"], complete=False)), response(b"all?", complete=False)], ids=["pieces", "body"]
)
def test_a_response_without_a_confirmed_end_is_not_complete(fetch: Run, path: Path, reply: Response) -> None:
    assert not fetch(Script(reply), path).complete
    assert path.read_bytes() == b"all?"


def digest(data: bytes, name: str = "sha-256") -> str:
    result = hashlib.new(name.replace("-", ""), data).digest()
    return f"{name}=:{base64.b64encode(result).decode()}:"


@pytest.mark.parametrize("name", ["sha-256", "sha-512"])
@pytest.mark.parametrize("header", ["Repr_Digest", "Content_Digest"])
def test_a_digest_is_verified(path: Path, header: str, name: str) -> None:
    good: dict[str, Any] = {header: f"md5=:AAAA:, {digest(CONTENT, name)}"}
    fetch_in_thread(Script(response(CONTENT, **good)), path)
    with pytest.raises(BadResponse, match=f"does not match the {name} digest"):
        fetch_in_thread(Script(response(CONTENT[:-1], **good)), path)
    assert path.read_bytes() == CONTENT


@pytest.mark.parametrize("value", ["A", "AAAA", "AAAAA="])
def test_an_invalid_digest_does_not_match(path: Path, value: str) -> None:
    with pytest.raises(BadResponse, match="does not match the sha-256 digest"):
        fetch_in_thread(Script(response(CONTENT, Repr_Digest=f"sha-256=:{value}:")), path)


def test_of_two_digests_the_stronger_one_counts(path: Path) -> None:
    message = f"{digest(b'other')},{digest(CONTENT, 'sha-512')}"
    assert fetch_in_thread(Script(response(CONTENT, Repr_Digest=message)), path).complete


def test_a_digest_covers_the_whole_file_after_resumes_too(fetch: Run, path: Path) -> None:
    fields = {"ETag": TAG, "Repr_Digest": digest(CONTENT)}
    assert fetch(RangeServer([100, 200], fields=fields), path).resumed == 2
    with pytest.raises(BadResponse, match="does not match the sha-256 digest"):
        fetch(RangeServer([100, 200], fields={**fields, "Repr_Digest": digest(b"")}), path)


def test_after_a_restart_the_digest_is_that_of_the_new_response(path: Path) -> None:
    script = Script(
        response(Body([b"some"], cut()), Repr_Digest=digest(b"old")),
        response(Body([b"new"]), Repr_Digest=digest(b"new")),
    )
    assert fetch_in_thread(script, path).size == 3


@pytest.mark.parametrize(
    ("status", "fields"),
    [
        (200, {"Content_Encoding": "gzip", "Repr_Digest": digest(b"compressed")}),
        (206, {"Repr_Digest": digest(b"all of it")}),
        (200, {"Repr_Digest": "sha-256=text"}),
        (200, {"Content_Digest": "sha-256=:not base64!:"}),
    ],
)
def test_a_digest_of_other_bytes_than_those_written_is_ignored(path: Path, status: int, fields: Any) -> None:
    assert fetch_in_thread(Script(response(CONTENT, status, **fields)), path).complete


# --- progress --------------------------------------------------------------------------------------------------------


class RecordedProgress:
    def __init__(self) -> None:
        self.begun: list[tuple[str, int | None, str]] = []
        self.counts: list[int] = []
        self.totals: list[int | None] = []
        self.ended = 0

    def begin(self, what: str, total: int | None, unit: str) -> None:
        self.begun.append((what, total, unit))

    def advance(self, count: int) -> None:
        self.counts.append(count)

    def total(self, total: int | None) -> None:
        self.totals.append(total)

    def end(self) -> None:
        self.ended += 1


def test_progress_is_reported(fetch: Run, path: Path) -> None:
    progress = RecordedProgress()
    fetch(RangeServer([100]), path, progress=progress)
    assert progress.begun == [(path.name, len(CONTENT), "bytes")]
    assert (sum(progress.counts), progress.ended) == (len(CONTENT), 1)


def test_progress_goes_back_on_a_restart() -> None:
    progress = RecordedProgress()
    new = response(Body([b"new"]), Content_Length=3)
    fetch_in_thread(Script(response(Body([b"some", b""], cut())), new), io.BytesIO(), progress=progress)
    assert progress.totals == [3]
    assert (progress.begun, progress.counts, progress.ended) == ([("files.get", None, "bytes")], [4, -4, 3], 1)


def test_progress_ends_with_a_failure_too(path: Path) -> None:
    progress = RecordedProgress()
    with pytest.raises(BadResponse):
        fetch_in_thread(Script(response(Body([b"some"], cut(final=True)))), path, progress=progress)
    with pytest.raises(ServerError):
        fetch_in_thread(Script(api_error(500)), path, progress=progress)
    assert (progress.counts, progress.ended) == ([4], 1)


def test_an_error_of_the_progress_display_is_raised_after_the_download(path: Path) -> None:
    class Failing(RecordedProgress):
        def end(self) -> None:
            raise ZeroDivisionError

    with pytest.raises(BadResponse):
        fetch_in_thread(Script(response(Body([b"some"], cut(final=True)))), path, progress=Failing())
    with pytest.raises(ZeroDivisionError):
        fetch_in_thread(RangeServer([]), path, progress=Failing())
    assert path.read_bytes() == CONTENT


def test_progress_works_with_the_display_of_the_library(path: Path) -> None:
    seen: list[Snapshot] = []
    fetch_in_thread(RangeServer([100]), path, progress=Progress(seen.append))
    assert (seen[-1].done, seen[-1].total, seen[-1].unit) == (len(CONTENT), len(CONTENT), "bytes")


def test_an_error_of_progress_stops_the_download(path: Path) -> None:
    class Enough(RecordedProgress):
        def advance(self, count: int) -> None:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fetch_in_thread(RangeServer([]), path, progress=Enough())
    assert names_in(path.parent) == []


def test_a_download_is_frozen() -> None:
    result: Any = Download(None, 0, 200, Headers())
    with pytest.raises(AttributeError):
        result.size = 1
