"""An answer written to a file: whatever breaks, what is there in the end is the answer, or what was there before."""

from __future__ import annotations

import asyncio
import base64
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
from dynaclient.results.downloads import BACKOFF, BACKOFF_BARREN, BACKOFF_MOST, RESUMES, Download, download
from dynaclient.results.progress import Progress, Snapshot
from dynaclient.runtime.backends import ThreadBackend, run

CONTENT = bytes(range(256)) * 4
TAG = '"one"'
GET = Action("files.get", "get", "files", "GET", "/file", (), {}, {}, idempotent=True)
POST = replace(GET, name="files.make", method="POST", idempotent=False)

# --- what stands in for the rest of the client -----------------------------------------------------------------------


class Patient(ThreadBackend):
    """Waits for nothing, and notes how long it should have."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


class AsyncioBackend(Patient):
    """Waits as an event loop does."""

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds)
        await asyncio.sleep(0)


class Body:
    """A body that comes in pieces, and breaks where it is told to."""

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


def cut(reason: str = "the answer was cut short (Ended)", **more: Any) -> NotDelivered:
    return NotDelivered(reason, sent=True, answered=True, **more)


def answer(body: Body | bytes = b"", status: int = 200, complete: bool = True, **fields: Any) -> Response:
    headers = Headers((name.replace("_", "-"), str(value)) for name, value in fields.items())
    if isinstance(body, bytes):
        return Response(status, headers, body, complete)
    return Response(status, headers, pieces=body)


def refusal(status: int, **fields: str) -> Exception:
    headers = Headers((name.replace("_", "-"), value) for name, value in fields.items())
    return api_error_for(status)(GET.name, status, headers=headers)


Reply = Callable[[dict[str, str]], Response]


class Script:
    """Answers each request with what comes next, and keeps what the requests asked for."""

    def __init__(self, *replies: Response | Exception | Reply) -> None:
        self._replies = list(replies)
        self.asked: list[dict[str, str]] = []
        self.suspends = False

    async def __call__(self, fields: Iterable[tuple[str, str]]) -> Response:
        self.asked.append(dict(fields))
        reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        if isinstance(reply, Exception):
            raise reply
        response = reply if isinstance(reply, Response) else reply(self.asked[-1])
        if self.suspends and isinstance(response.pieces, Body):
            response.pieces.suspends = True
        return response

    @property
    def ranges(self) -> list[str]:
        return [each.get("Range", "") for each in self.asked]


@dataclass
class Serving:
    """A server of one content, which does ranges and cuts each answer after so many bytes."""

    cuts: list[int]
    content: bytes = CONTENT
    piece: int = 64
    fields: dict[str, Any] = field(default_factory=lambda: {"ETag": TAG, "Accept_Ranges": "bytes"})
    length: bool = True
    most: int = 10**9
    """Bytes that it gives at a time."""

    def __call__(self, asked: dict[str, str]) -> Response:
        fields = dict(self.fields)
        start, status, part = 0, 200, self.content
        if "Range" in asked:
            start, status = int(asked["Range"][len("bytes=") : -1]), 206
            if start >= len(self.content):
                raise refusal(416, Content_Range=f"bytes */{len(self.content)}")
            part = self.content[start : start + self.most]
            fields["Content_Range"] = f"bytes {start}-{start + len(part) - 1}/{len(self.content)}"
        elif self.length:
            fields["Content_Length"] = len(part)
        whole = not self.cuts
        sent = part if whole else part[: self.cuts.pop(0)]
        pieces = [sent[at : at + self.piece] for at in range(0, len(sent), self.piece)]
        return answer(Body(pieces, None if whole else cut()), status, **fields)


Colour = Callable[..., Download]


def in_a_thread(opened: Script | Serving, target: Any, action: Action = GET, **more: Any) -> Download:
    opened = Script(opened) if isinstance(opened, Serving) else opened
    return run(download(opened, target, action=action, **{"backend": Patient(), **more}))


def in_a_loop(opened: Script | Serving, target: Any, action: Action = GET, **more: Any) -> Download:
    opened = Script(opened) if isinstance(opened, Serving) else opened
    opened.suspends = True
    return asyncio.run(download(opened, target, action=action, **{"backend": AsyncioBackend(), **more}))


@pytest.fixture(params=[in_a_thread, in_a_loop])
def colour(request: pytest.FixtureRequest) -> Colour:
    carried_out: Colour = request.param
    return carried_out


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "answer.bin"


def left_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


# --- to a path -------------------------------------------------------------------------------------------------------


def test_an_answer_is_written_to_a_path(colour: Colour, path: Path) -> None:
    body = Body([b"one ", b"", b"two"])
    made = colour(Script(answer(body, ETag=TAG, Content_Length=7, Content_Type="Text/CSV; charset=utf-8")), path)
    assert path.read_bytes() == b"one two"
    assert (made.path, made.size, made.status, made.resumed, made.complete) == (path, 7, 200, 0, True)
    assert (made.media, made.headers["ETag"], body.closed) == ("text/csv", TAG, 1)


def test_nothing_but_the_file_is_left(path: Path) -> None:
    in_a_thread(Script(answer(Body([b"one"]))), str(path))
    assert left_in(path.parent) == [path.name]


def test_a_transport_that_knows_no_pieces_will_do(colour: Colour, path: Path) -> None:
    made = colour(Script(answer(CONTENT, Content_Length=len(CONTENT))), path)
    assert (path.read_bytes(), made.media) == (CONTENT, "")


@pytest.mark.parametrize("status", [200, 204, 205])
def test_an_empty_answer_makes_an_empty_file(colour: Colour, path: Path, status: int) -> None:
    assert colour(Script(answer(b"", status)), path).size == 0
    assert path.read_bytes() == b""


def test_until_it_is_whole_the_old_file_is_there(path: Path) -> None:
    path.write_bytes(b"old")
    seen: list[bytes] = []

    class Looking(Body):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b"new"
            seen.append(path.read_bytes())

    in_a_thread(Script(answer(Looking([]))), path)
    assert (seen, path.read_bytes()) == ([b"old"], b"new")


@pytest.mark.parametrize(
    "reply", [refusal(403), answer(Body([b"new"], cut(final=True))), answer(Body([b"new"], KeyboardInterrupt()))]
)
def test_a_failure_leaves_the_old_file_and_nothing_else(path: Path, reply: Any) -> None:
    path.write_bytes(b"old")
    with pytest.raises((DynaclientError, KeyboardInterrupt)):
        in_a_thread(Script(reply), path)
    assert path.read_bytes() == b"old"
    assert left_in(path.parent) == [path.name]


def test_cancelling_leaves_nothing_and_lets_go_of_the_connection(path: Path) -> None:
    class Endless(Body):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b"first"
            await asyncio.sleep(3600)

    body = Endless([])

    async def cancelled() -> None:
        coming = asyncio.create_task(download(Script(answer(body)), path, action=GET, backend=AsyncioBackend()))
        while not list(path.parent.glob(".*.part")):
            await asyncio.sleep(0)
        coming.cancel()
        await coming

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled())
    assert (left_in(path.parent), body.closed) == ([], 1)


def test_what_a_link_leads_to_is_written_and_not_the_link(path: Path) -> None:
    link = path.with_name("link")
    link.symlink_to(path)
    path.write_bytes(b"old")
    made = in_a_thread(Script(answer(b"new")), link)
    assert (made.path, link.is_symlink(), path.read_bytes()) == (link, True, b"new")


def test_a_new_file_has_the_mode_that_the_old_one_had(path: Path) -> None:
    path.write_bytes(b"old")
    path.chmod(0o600)
    in_a_thread(Script(answer(b"new")), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_long_name_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / ("ä" * 120)
    in_a_thread(Script(answer(b"new")), path)
    assert path.read_bytes() == b"new"


# --- what cannot be written to ---------------------------------------------------------------------------------------


class Unwritable(io.RawIOBase):
    def write(self, _: Any) -> int:
        raise ZeroDivisionError


class Awaited:
    async def write(self, _: bytes) -> int:
        return 0


class Nameless:
    def __fspath__(self) -> bytes:
        return b"answer.bin"


def closed_file() -> io.BytesIO:
    file = io.BytesIO()
    file.close()
    return file


@pytest.mark.parametrize(
    ("target", "told"),
    [
        (lambda folder: folder, "is a folder"),
        (lambda _: "", "is a folder"),
        (lambda folder: folder / "none" / "answer.bin", "is in a folder that does not exist"),
        (lambda folder: folder / "file" / "answer.bin", "is in a folder that does not exist"),
        (lambda _: os.devnull, "is no file but a device or the like"),
        (lambda folder: folder / ("a" * 300), "is nothing to write to (File name too long)"),
        (lambda folder: f"{folder}/a\0b", "is no path that a system can have"),
        (lambda folder: f"{folder}/\ud800", "is no path that a system can have"),
        (lambda _: 5, "is a int"),
        (lambda _: None, "is a NoneType"),
        (lambda _: Nameless(), "is a Nameless"),
        (lambda _: io.StringIO(), "is a file opened as text"),
        (lambda _: Awaited(), "is a file that is written to with await"),
        (lambda _: closed_file(), "cannot be written to (ValueError)"),
        (lambda _: Unwritable(), "cannot be written to (ZeroDivisionError)"),
    ],
)
def test_what_cannot_be_written_to_is_told_before_anything_is_sent(
    tmp_path: Path, target: Callable[[Path], Any], told: str
) -> None:
    (tmp_path / "file").write_bytes(b"")
    script = Script(answer(b"new"))
    with pytest.raises(InvalidCall) as raised:
        in_a_thread(script, target(tmp_path))
    assert raised.value.problems[0].message == told
    assert (raised.value.problems[0].name, script.asked) == ("target", [])


@pytest.mark.parametrize("forbidden", ["folder", "file"])
def test_a_place_that_may_not_be_written_is_told_before_anything_is_sent(
    path: Path, monkeypatch: pytest.MonkeyPatch, forbidden: str
) -> None:
    path.write_bytes(b"old")
    real = os.path.realpath(path)
    shut = real if forbidden == "file" else os.path.dirname(real)  # noqa: PTH120 - as `os.access` gets it
    monkeypatch.setattr(os, "access", lambda asked, _: str(asked) != shut)
    with pytest.raises(InvalidCall, match="may not be written"):
        in_a_thread(Script(answer(b"new")), path)


def test_a_folder_that_is_gone_meanwhile_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()

    def gone(_: dict[str, str]) -> Response:
        folder.rmdir()
        return answer(Body([b"new"]))

    with pytest.raises(DynaclientError, match="could not be written to .*: No such file or directory"):
        in_a_thread(Script(gone), folder / "answer.bin")


def test_a_full_disk_is_told_and_leaves_nothing(colour: Colour, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = Body([b"new"])
    monkeypatch.setattr(Path, "open", lambda *_: open("/dev/full", "wb", buffering=0))  # noqa: SIM115, PTH123 - closed by what is tested
    with pytest.raises(DynaclientError, match="files.get: the answer could not be written to .*: No space left"):
        colour(Script(answer(body, ETag=TAG)), path)
    assert (left_in(path.parent), body.closed) == ([], 1)


def test_a_disk_that_is_full_at_the_last_byte_is_told_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "open", lambda *_: open("/dev/full", "wb"))  # noqa: SIM115, PTH123 - closed by what is tested
    with pytest.raises(DynaclientError, match="No space left"):
        in_a_thread(Script(answer(Body([b"new"]))), path)
    gc.collect()
    assert left_in(path.parent) == []


# --- to a file object ------------------------------------------------------------------------------------------------


def test_a_file_object_is_written_from_where_it_stands_and_stays_open(colour: Colour) -> None:
    file = io.BytesIO(b"before")
    file.seek(0, io.SEEK_END)
    made = colour(Script(answer(Body([b" new"], None))), file)
    assert (file.getvalue(), made.path, made.size) == (b"before new", None, 4)


def test_what_is_written_to_a_file_object_is_there_at_once(path: Path) -> None:
    with path.open("wb") as file:
        in_a_thread(Script(answer(b"new")), file)
        assert path.read_bytes() == b"new"


class Sink:
    """Something that is only written to."""

    def __init__(self, *counts: Any) -> None:
        self.written = b""
        self._counts = list(counts)

    def write(self, piece: bytes) -> Any:
        count = self._counts.pop(0) if self._counts and piece else None
        self.written += piece if count is None else piece[:count]
        return count


def test_something_that_can_only_be_written_to_will_do() -> None:
    sink = Sink()
    in_a_thread(Serving([100, 200]), sink)
    assert sink.written == CONTENT


def test_what_takes_only_a_part_gets_the_rest_once_more() -> None:
    sink = Sink(1, 2, 1)
    in_a_thread(Script(answer(b"news")), sink)
    assert sink.written == b"news"


def test_what_takes_nothing_more_is_told() -> None:
    with pytest.raises(DynaclientError, match="to the Sink that was given: it takes no more"):
        in_a_thread(Script(answer(b"news")), Sink(1, 0))


def test_a_file_without_a_buffer_that_would_block_is_told() -> None:
    class Blocked(io.RawIOBase):
        def write(self, _: Any) -> None:
            return None

    with pytest.raises(DynaclientError, match="it takes no more"):
        in_a_thread(Script(answer(b"news")), Blocked())


def test_a_file_object_that_raises_anything_is_told_without_it() -> None:
    class Failing(Sink):
        def write(self, piece: bytes) -> None:
            if piece:
                raise ZeroDivisionError("a secret")

    with pytest.raises(DynaclientError, match="given: ZeroDivisionError$") as raised:
        in_a_thread(Script(answer(b"news")), Failing())
    assert raised.value.__context__ is None


def test_a_file_object_goes_on_where_it_was(colour: Colour) -> None:
    file = io.BytesIO()
    file.write(b"before ")
    made = colour(Serving([300, 0, 300]), file)
    assert (file.getvalue(), made.resumed, made.size) == (b"before " + CONTENT, 3, len(CONTENT))


def test_a_file_object_is_taken_back_where_all_comes_anew(colour: Colour) -> None:
    file = io.BytesIO()
    file.write(b"before ")
    made = colour(Script(answer(Body([b"too long"], cut())), answer(Body([b"new"]))), file)
    assert (file.getvalue(), made.size, made.resumed) == (b"before new", 3, 0)


def test_one_that_cannot_be_taken_back_is_told() -> None:
    script = Script(answer(Body([b"some"], cut())), answer(Body([b"new"])))
    with pytest.raises(DynaclientError, match="cannot be taken back, and the server gave all of the answer anew"):
        in_a_thread(script, Sink())


def test_what_a_file_object_had_before_is_never_taken_back(path: Path) -> None:
    path.write_bytes(b"precious")
    with path.open("a+b") as file:
        file.seek(0)  # and yet what is written goes to its end
        with pytest.raises(DynaclientError, match="cannot be taken back"):
            in_a_thread(Script(answer(Body([b"some"], cut())), answer(b"new")), file)
    assert path.read_bytes() == b"precioussome"


def test_a_temporary_file_and_a_path_like_thing_will_do(path: Path) -> None:
    class Like:
        def __fspath__(self) -> str:
            return str(path)

        def write(self, _: Any) -> None:
            raise AssertionError("it is a path")

    in_a_thread(Script(answer(b"new")), Like())
    with tempfile.SpooledTemporaryFile() as file:
        in_a_thread(Serving([100]), file)
        file.seek(0)
        assert (path.read_bytes(), file.read()) == (b"new", CONTENT)


# --- gone on with ----------------------------------------------------------------------------------------------------


def test_what_is_asked_for_is_not_compressed_where_it_may_be_gone_on_with(path: Path) -> None:
    script = Script(answer(b"new"))
    for action, more in ((GET, {}), (POST, {}), (GET, {"resumes": 0})):
        in_a_thread(script, path, action, **more)
    assert script.asked == [{"Accept-Encoding": "identity"}, {}, {}]


@pytest.mark.parametrize("at", range(101))
def test_cut_at_any_byte_it_is_whole_in_the_end(path: Path, at: int) -> None:
    serving = Serving([at], content=CONTENT[:100], piece=7)
    script = Script(serving)
    made = in_a_thread(script, path)
    assert (path.read_bytes(), made.complete, made.size) == (CONTENT[:100], True, 100)
    assert script.ranges == (["", f"bytes={at}-"] if 0 < at < 100 else [""] if at else ["", ""])


def test_cut_at_every_byte_it_is_whole_in_the_end(colour: Colour, path: Path) -> None:
    script = Script(Serving([1] * 99, content=CONTENT[:100]))
    made = colour(script, path)
    assert (path.read_bytes(), made.resumed) == (CONTENT[:100], 99)
    assert script.ranges == ["", *(f"bytes={at}-" for at in range(1, 100))]


@given(some.lists(some.integers(1, 200), max_size=12), some.integers(1, 90), some.booleans())
@settings(max_examples=50, deadline=None)
def test_however_it_is_cut_nothing_is_lost_or_repeated(cuts: list[int], piece: int, length: bool) -> None:
    file = io.BytesIO()
    made = in_a_thread(Serving(list(cuts), piece=piece, length=length), file)
    assert (file.getvalue(), made.size, made.complete) == (CONTENT, len(CONTENT), True)


def test_the_range_is_asked_for_with_the_validator(path: Path) -> None:
    script = Script(Serving([10]))
    in_a_thread(script, path)
    assert script.asked[1] == {"Accept-Encoding": "identity", "Range": "bytes=10-", "If-Range": TAG}


DATES: dict[str, Any] = {"Last_Modified": "Sun, 06 Nov 1994 08:48:37 GMT", "Date": "Sun, 06 Nov 1994 08:49:37 GMT"}


def test_a_date_that_is_old_enough_is_a_validator(path: Path) -> None:
    script = Script(Serving([10], fields=DATES))
    in_a_thread(script, path)
    assert script.asked[1]["If-Range"] == DATES["Last_Modified"]


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
def test_without_a_sure_validator_all_of_it_is_asked_for_anew(path: Path, fields: dict[str, Any]) -> None:
    script = Script(answer(Body([b"some of it"], cut()), **fields), answer(Body([b"all"]), **fields))
    made = in_a_thread(script, path)
    assert (path.read_bytes(), script.ranges, made.resumed) == (b"all", ["", ""], 0)


def test_an_answer_that_is_itself_a_part_is_not_gone_on_with(path: Path) -> None:
    part: dict[str, Any] = {"ETag": TAG, "Content_Range": "bytes 5-9/20", "Content_Length": 5}
    script = Script(answer(Body([b"567"], cut()), 206, **part), answer(Body([b"56789"]), 206, **part))
    made = in_a_thread(script, path)
    assert (path.read_bytes(), script.ranges, made.status) == (b"56789", ["", ""], 206)


def test_a_server_that_gives_less_than_was_asked_for_is_asked_for_the_rest(path: Path) -> None:
    script = Script(Serving([24], most=250))
    made = in_a_thread(script, path)
    assert (path.read_bytes(), script.ranges[1:], made.resumed) == (
        CONTENT,
        ["bytes=24-", "bytes=274-", "bytes=524-", "bytes=774-"],
        4,
    )


@pytest.mark.parametrize("status", [200, 206])
@pytest.mark.parametrize("start", [0, 1, 5])
def test_what_of_a_part_is_there_already_is_left_out(path: Path, status: int, start: int) -> None:
    part = Body([bytes((each,)) for each in b"0123456789"[start:]])
    script = Script(
        answer(Body([b"01234"], cut()), ETag=TAG), answer(part, status, Content_Range=f"bytes {start}-9/10")
    )
    made = in_a_thread(script, path)
    assert (path.read_bytes(), made.resumed, made.complete) == (b"0123456789", 1, True)


@pytest.mark.parametrize(
    ("status", "fields", "told"),
    [
        (206, {}, "it is not the part that was asked for"),
        (206, {"Content_Range": "bytes 6-9/10"}, "it is not the part that was asked for"),
        (206, {"Content_Range": "bytes 0-4/10"}, "it is not the part that was asked for"),
        (206, {"Content_Range": "bytes 5-9/9"}, "it is not the part that was asked for"),
        (200, {"Content_Range": "bytes 6-9/10"}, "it is not the part that was asked for"),
        (206, {"Content_Range": "bytes 5-9/11"}, "it is part of something of another length"),
        (206, {"Content_Range": "bytes 5-9/10", "ETag": '"two"'}, "it has changed meanwhile"),
        (206, {"Content_Range": "bytes 5-9/10", "ETag": 'W/"one"'}, "it has changed meanwhile"),
        (206, {"Content_Range": "bytes 5-9/10", "Content_Encoding": "gzip"}, "it is compressed"),
    ],
)
def test_what_does_not_fit_is_never_joined(path: Path, status: int, fields: dict[str, Any], told: str) -> None:
    start = answer(Body([b"01234"], cut()), ETag=TAG, Content_Length=10)
    unfit = Body([b"56789"])
    script = Script(start, answer(unfit, status, **fields), answer(Body([b"all is new"])))
    assert in_a_thread(script, path).resumed == 0
    assert (path.read_bytes(), script.ranges, unfit.closed) == (b"all is new", ["", "bytes=5-", ""], 1)
    with pytest.raises(BadResponse, match=f"the rest of the answer does not fit: {told}"):
        in_a_thread(Script(start, answer(unfit, status, **fields)), path, resumes=1)


def test_a_part_of_what_has_another_date_is_never_joined(path: Path) -> None:
    start = answer(Body([b"01234"], cut()), **DATES)
    part = answer(Body([b"56789"]), 206, Content_Range="bytes 5-9/10", Last_Modified=DATES["Date"])
    in_a_thread(Script(start, part, answer(Body([b"all is new"]))), path)
    assert path.read_bytes() == b"all is new"


def test_what_changed_meanwhile_comes_anew(colour: Colour, path: Path) -> None:
    later = Serving([500], content=CONTENT[::-1], fields={"ETag": '"two"'})
    script = Script(Serving([500]), lambda _: later({}), later)
    made = colour(script, path)
    assert (path.read_bytes(), made.headers["ETag"], made.resumed) == (CONTENT[::-1], '"two"', 1)
    assert script.asked[2]["If-Range"] == '"two"'


def test_where_only_the_end_of_the_message_was_cut_there_is_no_rest(colour: Colour, path: Path) -> None:
    script = Script(Serving([len(CONTENT)], length=False))
    made = colour(script, path)
    assert (path.read_bytes(), script.ranges, made.complete) == (CONTENT, ["", f"bytes={len(CONTENT)}-"], True)


@pytest.mark.parametrize("told", ["bytes */9", "", "bytes 0-4/5"])
def test_where_there_is_no_rest_and_there_should_be_all_is_asked_for_anew(path: Path, told: str) -> None:
    start = answer(Body([b"01234"], cut()), ETag=TAG)
    script = Script(start, refusal(416, Content_Range=told), answer(Body([b"new"])))
    in_a_thread(script, path)
    assert (path.read_bytes(), script.ranges) == (b"new", ["", "bytes=5-", ""])


def test_a_length_that_was_said_is_not_taken_back_by_a_refusal(path: Path) -> None:
    start = answer(Body([b"01234"], cut()), ETag=TAG, Content_Length=9)
    script = Script(start, refusal(416, Content_Range="bytes */5"), answer(Body([b"new"])))
    in_a_thread(script, path)
    assert path.read_bytes() == b"new"


def test_what_the_api_refuses_meanwhile_is_raised(path: Path) -> None:
    script = Script(Serving([10]), refusal(403))
    with pytest.raises(Forbidden):
        in_a_thread(script, path)
    assert (len(script.asked), left_in(path.parent)) == (2, [])


def test_a_416_that_no_range_asked_for_is_raised(path: Path) -> None:
    script = Script(answer(Body([b"some"], cut())), refusal(416))
    with pytest.raises(DynaclientError, match="416"):
        in_a_thread(script, path)
    assert len(script.asked) == 2


@pytest.mark.parametrize("passing", [ConnectError("no connection"), refusal(503), refusal(429)])
def test_trouble_that_may_pass_is_waited_for(colour: Colour, path: Path, passing: Exception) -> None:
    serving = Serving([10])
    colour(Script(serving, passing, passing, serving), path)
    assert path.read_bytes() == CONTENT


def test_the_first_answer_is_waited_for_by_others(path: Path) -> None:
    script = Script(refusal(503), answer(b"new"))
    with pytest.raises(ServerError):
        in_a_thread(script, path)
    assert len(script.asked) == 1


# --- when it is given up ---------------------------------------------------------------------------------------------


def test_after_some_tries_in_a_row_that_bring_nothing_it_is_given_up(path: Path) -> None:
    script = Script(Serving([10] + [0] * 20))
    with pytest.raises(BadResponse, match=f"cut short .* \\(after {RESUMES + 1} attempts\\)"):
        in_a_thread(script, path)
    assert script.ranges == ["", *["bytes=10-"] * RESUMES]


def test_a_failure_to_connect_that_stays_is_raised_as_what_it_is(path: Path) -> None:
    script = Script(Serving([10]), ConnectError("no connection"))
    with pytest.raises(ConnectError):
        in_a_thread(script, path)
    assert len(script.asked) == RESUMES + 1


def test_each_byte_gained_gives_all_tries_back(path: Path) -> None:
    in_a_thread(Serving([10, 0, 0, 0, 0, 10] * 20), path)
    assert path.read_bytes() == CONTENT


def test_a_server_that_never_goes_on_is_not_asked_for_ever(path: Path) -> None:
    def begins(_: dict[str, str]) -> Response:
        return answer(Body([CONTENT], cut()))

    script = Script(begins)
    with pytest.raises(BadResponse):
        in_a_thread(script, path)
    assert len(script.asked) == RESUMES + 1


def test_what_changes_all_the_time_is_not_asked_for_ever(path: Path) -> None:
    tags = iter(range(100))

    def changing(asked: dict[str, str]) -> Response:
        return answer(Body([b"some"], cut()), ETag=f'"{next(tags)}"')

    script = Script(changing)
    with pytest.raises(BadResponse):
        in_a_thread(script, path)
    assert len(script.asked) == RESUMES + 1


def test_the_waits_grow_while_nothing_comes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.random", lambda: 1.0)
    waiting = Patient()
    with pytest.raises(BadResponse):
        in_a_thread(Serving([10] + [0] * 20), path, backend=waiting, resumes=7)
    assert waiting.waits == [BACKOFF, *(BACKOFF_BARREN * each for each in (1, 2, 4, 8, 16)), BACKOFF_MOST]


def test_the_waits_are_spread(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.random", lambda: 0.5)
    waiting = Patient()
    in_a_thread(Serving([10]), path, backend=waiting)
    assert waiting.waits == [BACKOFF / 2]


def test_what_would_be_the_same_the_next_time_is_raised_at_once(path: Path) -> None:
    script = Script(answer(Body([b"some"], cut("the answer is coded as 'br'", final=True)), ETag=TAG))
    with pytest.raises(BadResponse, match="coded as 'br'"):
        in_a_thread(script, path)
    assert len(script.asked) == 1


def test_what_comes_too_slowly_for_good_is_a_deadline(path: Path) -> None:
    script = Script(answer(Body([], cut("the answer took too long", slow=True)), ETag=TAG))
    with pytest.raises(DeadlineExceeded, match="took too long"):
        in_a_thread(script, path)


def test_what_may_not_be_done_twice_is_not_asked_for_twice(colour: Colour, path: Path) -> None:
    script = Script(answer(Body([b"some"], cut()), ETag=TAG))
    with pytest.raises(OutcomeUnknown, match="the API took the request, so look what it did before repeating it"):
        colour(script, path, POST)
    assert len(script.asked) == 1


def test_what_is_broken_for_good_is_so_for_a_post_too(path: Path) -> None:
    with pytest.raises(BadResponse):
        in_a_thread(Script(answer(Body([], cut(final=True)))), path, POST)


def test_who_wants_no_repeats_gets_none(path: Path) -> None:
    script = Script(Serving([10]))
    with pytest.raises(BadResponse):
        in_a_thread(script, path, resumes=0)
    assert len(script.asked) == 1


def test_a_transport_that_raises_anything_counts_as_cut(path: Path) -> None:
    script = Script(answer(Body([b"01234"], ZeroDivisionError("a secret")), ETag=TAG))
    with pytest.raises(BadResponse, match=r"the answer was cut short \(ZeroDivisionError\)$") as raised:
        in_a_thread(script, path, resumes=0)
    assert raised.value.__context__ is None


# --- whether it is whole ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [b"01234", Body([b"01234"])])
def test_an_answer_that_ends_too_early_is_gone_on_with(path: Path, body: Any) -> None:
    rest = answer(Body([b"56789"]), 206, Content_Range="bytes 5-9/10")
    in_a_thread(Script(answer(body, ETag=TAG, Content_Length=10), rest), path)
    assert path.read_bytes() == b"0123456789"


def test_an_answer_that_ends_too_early_for_good_is_told(path: Path) -> None:
    script = Script(answer(b"01234", Content_Length=10))
    with pytest.raises(BadResponse, match="the answer ended after 5 of 10 bytes"):
        in_a_thread(script, path)


def test_a_part_that_ends_too_early_is_gone_on_with(path: Path) -> None:
    start = answer(Body([b"01234"], cut()), ETag=TAG)
    parts = [answer(Body([b"567"]), 206, Content_Range="bytes 5-9/*"), answer(b"89", 206, Content_Range="bytes 8-9/*")]
    made = in_a_thread(Script(start, *parts), path)
    assert (path.read_bytes(), made.complete) == (b"0123456789", False)


@pytest.mark.parametrize("body", [b"0123456789x", Body([b"01234", b"56789x"])])
def test_an_answer_that_is_longer_than_it_says_is_told(path: Path, body: Any) -> None:
    script = Script(answer(body, ETag=TAG, Content_Length=10))
    with pytest.raises(BadResponse, match="the answer is longer than it says$"):
        in_a_thread(script, path)


@pytest.mark.parametrize(
    "fields",
    [
        {"Content_Length": "3", "Content_Encoding": "gzip"},
        {"Content_Length": "3", "Transfer_Encoding": "chunked"},
        {"Content_Length": "3, 3"},
        {"Content_Length": "-3"},
    ],
)
def test_a_length_that_is_none_of_what_is_written_does_not_count(path: Path, fields: dict[str, Any]) -> None:
    assert in_a_thread(Script(answer(CONTENT, **fields)), path).size == len(CONTENT)


def test_the_length_that_an_answer_to_head_says_does_not_count(path: Path) -> None:
    made = in_a_thread(Script(answer(b"", Content_Length=10)), path, replace(GET, method="HEAD"))
    assert made.size == 0


@pytest.mark.parametrize(
    "reply", [answer(Body([b"all?"], complete=False)), answer(b"all?", complete=False)], ids=["pieces", "body"]
)
def test_what_nobody_says_is_whole_is_told_as_such(colour: Colour, path: Path, reply: Response) -> None:
    assert not colour(Script(reply), path).complete
    assert path.read_bytes() == b"all?"


def digest(data: bytes, name: str = "sha-256") -> str:
    made = hashlib.new(name.replace("-", ""), data).digest()
    return f"{name}=:{base64.b64encode(made).decode()}:"


@pytest.mark.parametrize("name", ["sha-256", "sha-512"])
@pytest.mark.parametrize("header", ["Repr_Digest", "Content_Digest"])
def test_a_digest_is_looked_at(path: Path, header: str, name: str) -> None:
    good: dict[str, Any] = {header: f"md5=:AAAA:, {digest(CONTENT, name)}"}
    in_a_thread(Script(answer(CONTENT, **good)), path)
    with pytest.raises(BadResponse, match=f"its {name} digest differs"):
        in_a_thread(Script(answer(CONTENT[:-1], **good)), path)
    assert path.read_bytes() == CONTENT


@pytest.mark.parametrize("told", ["A", "AAAA", "AAAAA="])
def test_a_digest_that_is_none_is_not_right(path: Path, told: str) -> None:
    with pytest.raises(BadResponse, match="digest differs"):
        in_a_thread(Script(answer(CONTENT, Repr_Digest=f"sha-256=:{told}:")), path)


def test_of_two_digests_the_better_one_counts(path: Path) -> None:
    told = f"{digest(b'other')},{digest(CONTENT, 'sha-512')}"
    assert in_a_thread(Script(answer(CONTENT, Repr_Digest=told)), path).complete


def test_a_digest_is_that_of_all_of_it_after_cuts_too(colour: Colour, path: Path) -> None:
    fields = {"ETag": TAG, "Repr_Digest": digest(CONTENT)}
    assert colour(Serving([100, 200], fields=fields), path).resumed == 2
    with pytest.raises(BadResponse, match="digest differs"):
        colour(Serving([100, 200], fields={**fields, "Repr_Digest": digest(b"")}), path)


def test_after_a_fresh_start_the_digest_is_that_of_the_new_answer(path: Path) -> None:
    script = Script(
        answer(Body([b"some"], cut()), Repr_Digest=digest(b"old")), answer(Body([b"new"]), Repr_Digest=digest(b"new"))
    )
    assert in_a_thread(script, path).size == 3


@pytest.mark.parametrize(
    ("status", "fields"),
    [
        (200, {"Content_Encoding": "gzip", "Repr_Digest": digest(b"compressed")}),
        (206, {"Repr_Digest": digest(b"all of it")}),
        (200, {"Repr_Digest": "sha-256=text"}),
        (200, {"Content_Digest": "sha-256=:not base64!:"}),
    ],
)
def test_a_digest_that_is_none_of_what_is_written_does_not_count(path: Path, status: int, fields: Any) -> None:
    assert in_a_thread(Script(answer(CONTENT, status, **fields)), path).complete


# --- how far it is ---------------------------------------------------------------------------------------------------


class Told:
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


def test_progress_is_told(colour: Colour, path: Path) -> None:
    told = Told()
    colour(Serving([100]), path, progress=told)
    assert told.begun == [(path.name, len(CONTENT), "bytes")]
    assert (sum(told.counts), told.ended) == (len(CONTENT), 1)


def test_progress_goes_back_where_all_comes_anew() -> None:
    told = Told()
    new = answer(Body([b"new"]), Content_Length=3)
    in_a_thread(Script(answer(Body([b"some", b""], cut())), new), io.BytesIO(), progress=told)
    assert told.totals == [3]
    assert (told.begun, told.counts, told.ended) == ([("files.get", None, "bytes")], [4, -4, 3], 1)


def test_progress_ends_with_a_failure_too(path: Path) -> None:
    told = Told()
    with pytest.raises(BadResponse):
        in_a_thread(Script(answer(Body([b"some"], cut(final=True)))), path, progress=told)
    with pytest.raises(ServerError):
        in_a_thread(Script(refusal(500)), path, progress=told)
    assert (told.counts, told.ended) == ([4], 1)


def test_what_showing_progress_raises_at_the_end_is_raised_when_all_is_there(path: Path) -> None:
    class Failing(Told):
        def end(self) -> None:
            raise ZeroDivisionError

    with pytest.raises(BadResponse):
        in_a_thread(Script(answer(Body([b"some"], cut(final=True)))), path, progress=Failing())
    with pytest.raises(ZeroDivisionError):
        in_a_thread(Serving([]), path, progress=Failing())
    assert path.read_bytes() == CONTENT


def test_progress_is_shown_as_that_of_the_library_is(path: Path) -> None:
    seen: list[Snapshot] = []
    in_a_thread(Serving([100]), path, progress=Progress(seen.append))
    assert (seen[-1].done, seen[-1].total, seen[-1].unit) == (len(CONTENT), len(CONTENT), "bytes")


def test_what_is_told_of_progress_may_end_it(path: Path) -> None:
    class Enough(Told):
        def advance(self, count: int) -> None:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        in_a_thread(Serving([]), path, progress=Enough())
    assert left_in(path.parent) == []


def test_a_download_cannot_be_changed() -> None:
    made: Any = Download(None, 0, 200, Headers())
    with pytest.raises(AttributeError):
        made.size = 1
