"""
An answer written to a file: in constant memory, and gone on with where a connection breaks.

What comes is written as it comes. Where it is cut, the rest is asked for by a range (RFC 9110, section 14), provided
that a strong validator lets the server say that the rest is of the same thing (section 13.1.5); else, and wherever the
rest does not fit, all of it is asked for anew. Two things are never joined.

A path gets the answer when it is whole, and only then: until that moment it is written beside it, under a name of its
own, and whatever goes wrong, that is removed, and a file that was there before stays as it was. What a call that failed
has fetched is not kept for the next one. When it goes from the system's memory to the disk is left to the system.

Writing is not waited for: a piece has 64 KiB at most, which a local disk takes in microseconds, also in an event loop.
"""

from __future__ import annotations

import base64
import errno
import hashlib
import inspect
import io
import os
import random
import re
import secrets
import stat
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol, Union

from ..description.model import Action
from ..errors import (
    ApiError,
    BadResponse,
    DeadlineExceeded,
    DynaclientError,
    InvalidCall,
    NotDelivered,
    OutcomeUnknown,
    Problem,
    TransportError,
)
from ..http.sender import TROUBLE
from ..messages import Headers, Response
from ..runtime.backends import Backend

RESUMES = 5
"""How often in a row the rest is asked for without a byte of it, and how often in all it may begin anew."""
BACKOFF = 0.05
"""Seconds: a bound for the wait after a cut that came after some bytes."""
BACKOFF_BARREN = 1.0
"""Seconds: the first bound for the wait after a try that brought nothing; it doubles."""
BACKOFF_MOST = 20.0

Opened = Callable[[Iterable[tuple[str, str]]], Awaitable[Response]]
"""Sends the request of the call with further header fields, and gives the answer of 2xx, open."""
Target = Union[str, os.PathLike[str], BinaryIO]


class Progress(Protocol):
    """What is told how far it is."""

    def begin(self, what: str, total: int | None, unit: str) -> object:
        """Hear what begins, and how much of it there will be where that is known."""

    def advance(self, count: int) -> object:
        """Hear that there is so much more; less than nothing where it begins anew."""

    def total(self, total: int | None) -> object:
        """Hear how much there will be, where that is not what it was."""

    def end(self) -> object:
        """Hear that nothing more comes."""


@dataclass(frozen=True)
class Download:
    """What was written: `size` bytes, to `path` (None where a file object was given)."""

    path: Path | None
    size: int
    status: int
    headers: Headers
    """Those of the answer that all of it, or its beginning, came with."""
    resumed: int = 0
    """How often it was gone on with after a cut."""
    complete: bool = True
    """False where nothing says that it is all of it: no length came, and the connection ended."""

    @property
    def media(self) -> str:
        """The media type that the answer says it is, without parameters; empty where it says none."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()


async def download(
    opened: Opened,
    target: Target,
    /,
    *,
    action: Action,
    backend: Backend,
    progress: Progress | None = None,
    resumes: int = RESUMES,
) -> Download:
    """
    Write the answer of a call to a file, and give what was written.

    Args:
        opened: Sends the request.
        target: A path, which gets the answer when it is whole, or a file object, written from where it stands.
        action: What is called; only where that may be done twice, it is gone on with.
        waiting: How one waits.
        progress: What is told how far it is.
        resumes: How often in a row it is gone on with to no effect; 0 for never.

    Raises:
        InvalidCall: Nothing can be written there; nothing was sent.
        ApiError: The API said no; nothing was written.
        TransportError: The answer did not come, or not as a whole.
        DynaclientError: It could not be written, as where the disk is full.
    """
    place = _place(target, action.name)
    getting = _Getting(opened, place, action=action, backend=backend, progress=progress, resumes=resumes)
    try:
        made = await getting.all()
    except BaseException:
        with suppress(Exception):  # an error that is under way tells more than one of what shows progress
            getting.end()
        raise
    finally:
        place.leave()
    getting.end()
    return made


# --- where it is written ---------------------------------------------------------------------------------------------


def _place(target: Any, action: str) -> _Place:
    """Give where it is written; InvalidCall where that cannot be."""
    place: Callable[[Any, str], _Place]
    if hasattr(target, "write") and not isinstance(target, os.PathLike):
        place, (told, hint) = _GivenFile, _problem_of_file(target)
    else:
        place, (told, hint) = _NewFile, _problem_of_path(target)
    if told:
        shown = target if isinstance(target, str) else None
        problem = Problem.in_call("call", "target", (), "file", "a path, or a file opened with 'wb'", shown, told, hint)
        raise InvalidCall(action, [problem])
    return place(target, action)


def _problem_of_file(file: Any) -> tuple[str, str]:
    """Say what is wrong with a file object, and what to do; two empty texts where nothing is."""
    if isinstance(file, io.TextIOBase):
        return "is a file opened as text", "open it with 'wb'"
    if inspect.iscoroutinefunction(file.write):
        return "is a file that is written to with await", "give a path, or a file opened with 'wb'"
    try:
        file.write(b"")
    except Exception as error:  # noqa: BLE001 - it is the caller's, and may raise anything
        return f"cannot be written to ({type(error).__name__})", "open it with 'wb'"
    return "", ""


def _problem_of_path(path: Any) -> tuple[str, str]:
    """Say what is wrong with a path, and what to do; two empty texts where nothing is."""
    try:
        real = _followed(path)
        mode, folder = _mode_of(real), _mode_of(real.parent)
    except TypeError:
        return f"is a {type(path).__name__}", "give a path, or a file opened with 'wb'"
    except OSError as error:
        return f"is nothing to write to ({error.strerror})", "give another path"
    except ValueError:
        return "is no path that a system can have", "give another"
    return next(((told, hint) for is_so, told, hint in _PROBLEMS_OF_PATHS if is_so(real, mode, folder)), ("", ""))


_PROBLEMS_OF_PATHS: tuple[tuple[Callable[[Path, int, int], bool], str, str], ...] = (
    (lambda _, mode, __: stat.S_ISDIR(mode), "is a folder", "give the name of a file in it"),
    (lambda _, __, folder: not stat.S_ISDIR(folder), "is in a folder that does not exist", "make the folder first"),
    (
        lambda _, mode, __: mode != 0 and not stat.S_ISREG(mode),
        "is no file but a device or the like",
        "open it, and give the file object",
    ),
    (
        lambda real, mode, _: not os.access(real.parent, os.W_OK) or (mode != 0 and not os.access(real, os.W_OK)),
        "may not be written",
        "ask for the right to, or give another path",
    ),
)
"""What may be wrong with a path that leads somewhere, by its mode and that of its folder; and what to do."""


def _followed(path: Any) -> Path:
    """Give the path with no links in it: what a link leads to is replaced, and not the link."""
    return Path(os.path.realpath(Path(path)))


def _mode_of(path: Path) -> int:
    """Give the mode of what is there; 0 where nothing is."""
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0


class _Place(ABC):
    """Where it is written; `size` bytes are there so far."""

    path: Path | None = None

    def __init__(self, action: str, shown: str) -> None:
        self.size = 0
        self._action = action
        self._shown = shown
        self._file: Any = None

    def begin(self) -> None:
        """Make it ready."""
        self._carefully(self._begin)

    def write(self, piece: bytes) -> None:
        """Add a piece."""
        self._carefully(self._write, piece)
        self.size += len(piece)

    def again(self) -> None:
        """Take all back."""
        self._carefully(self._again)
        self.size = 0

    def finish(self) -> None:
        """Let what is written be what was asked for."""
        self._carefully(self._finish)

    @abstractmethod
    def leave(self) -> None:
        """Leave nothing behind but what is finished."""

    @abstractmethod
    def _begin(self) -> None:
        """Do what `begin` is to do, and raise whatever comes."""

    @abstractmethod
    def _again(self) -> None:
        """Do what `again` is to do."""

    @abstractmethod
    def _finish(self) -> None:
        """Do what `finish` is to do."""

    def _write(self, piece: bytes) -> None:
        while piece:
            written = self._file.write(piece)
            if written is None and not isinstance(self._file, io.RawIOBase):
                return  # a writer that says nothing has taken all
            if not written:
                raise OSError(errno.EAGAIN, "it takes no more")
            piece = piece[written:]

    def _carefully(self, step: Callable[..., None], *given: Any) -> None:
        try:
            step(*given)
        except OSError as error:
            told = error.strerror or type(error).__name__
        except Exception as error:  # noqa: BLE001 - a file object of the caller's may raise anything
            told = type(error).__name__
        else:
            return
        raise DynaclientError(f"{self._action}: the answer could not be written to {self._shown}: {told}")


class _NewFile(_Place):
    """A file that is there when it is finished, written under another name until then."""

    def __init__(self, path: Any, action: str) -> None:
        self.path = Path(path)
        super().__init__(action, f"{str(self.path)!r:.200}")
        self._real = _followed(path)
        self._beside = self._real.with_name(f".{self._real.name[:40]}.{secrets.token_hex(6)}.part")

    def _begin(self) -> None:
        self._file = self._beside.open("xb")
        with suppress(OSError):  # there is none yet, or the file system knows no such thing
            self._beside.chmod(stat.S_IMODE(self._real.stat().st_mode))

    def _again(self) -> None:
        self._file.seek(0)
        self._file.truncate()

    def _finish(self) -> None:
        self._file.close()
        self._beside.replace(self._real)

    def leave(self) -> None:
        """Leave nothing behind but what is finished."""
        with suppress(OSError):
            if self._file is not None:
                self._file.close()
        with suppress(OSError):
            self._beside.unlink(missing_ok=True)


class _GivenFile(_Place):
    """A file object of the caller's, which stays open."""

    def __init__(self, file: Any, action: str) -> None:
        super().__init__(action, f"the {type(file).__name__} that was given")
        self._file = file
        self._start: int | None = None

    def _begin(self) -> None:
        with suppress(Exception):  # it may know no such thing
            self._start = self._file.tell() if self._file.seekable() else None

    def _again(self) -> None:
        self._finish()
        # A file opened with 'ab' is written at its end, wherever it stood, and what was there before is not ours.
        if self._start is None or self._file.tell() != self._start + self.size:
            raise OSError(errno.ESPIPE, "it cannot be taken back, and the server gave all of the answer anew")
        self._file.seek(self._start)
        self._file.truncate()

    def _finish(self) -> None:
        if hasattr(self._file, "flush"):
            self._file.flush()

    def leave(self) -> None:
        """Leave all: it is the caller's."""


# --- what an answer says of itself -----------------------------------------------------------------------------------

_NUMBER = re.compile(r"[0-9]{1,18}")
_PART = re.compile(r"bytes +([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\*)", re.IGNORECASE)
_BEYOND = re.compile(r"bytes +\*/([0-9]{1,18})", re.IGNORECASE)
_STRONG_TAG = re.compile(r'"[!#-~]*"')
_DATE = re.compile(r"[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT")
_DIGEST = re.compile(r"(?:^|[,\s])(sha-256|sha-512)=:([A-Za-z0-9+/]+={0,2}):")
_ALGORITHMS = {"sha-512": hashlib.sha512, "sha-256": hashlib.sha256}
"""The digests that are looked at (RFC 9530, section 5), the better one first."""
SURE = 60.0
"""Seconds after which a date of change can be taken for the last one (RFC 9110, section 8.8.2.2)."""


def _is_coded(headers: Headers) -> bool:
    """Say whether what is sent is compressed: its lengths, places and digests are then not those of what is read."""
    return headers.get("Content-Encoding", "").lower() not in ("", "identity")


def _total(response: Response, method: str) -> int | None:
    """Give the bytes that an answer says it has; None where it does not say."""
    length = response.headers.get("Content-Length", "")
    empty = method == "HEAD" or response.status in (204, 205)
    if empty or _is_coded(response.headers) or "Transfer-Encoding" in response.headers:
        return None
    return int(length) if _NUMBER.fullmatch(length) else None


def _validator(response: Response) -> str | None:
    """Give what tells the server that the rest is to be of the same thing; None where it cannot be told surely."""
    headers = response.headers
    ranges = headers.get("Accept-Ranges", "").lower() != "none"
    if response.status != 200 or not ranges or _is_coded(headers):
        return None
    if "ETag" in headers:
        tag = headers["ETag"]
        return tag if _STRONG_TAG.fullmatch(tag) else None
    modified = headers.get("Last-Modified", "")
    return modified if _seconds_between(modified, headers.get("Date", "")) >= SURE else None


def _seconds_between(before: str, after: str) -> float:
    """Give the seconds from one date of a header to another; 0 where one of them is none."""
    if _DATE.fullmatch(before) and _DATE.fullmatch(after):
        with suppress(ValueError):
            return (parsedate_to_datetime(after) - parsedate_to_datetime(before)).total_seconds()
    return 0.0


class _Digest:
    """What an answer says that the digest of all of it is, and what it is so far."""

    def __init__(self, response: Response) -> None:
        self.name = ""
        self._due = ""
        if _is_coded(response.headers):
            return
        # That of a part, where the caller asked for a part, is one of its content only.
        fields = ("Content-Digest",) if response.status == 206 else ("Repr-Digest", "Content-Digest")
        said = dict(each for field in fields for each in _DIGEST.findall(response.headers.get(field, "")))
        self.name = next((each for each in _ALGORITHMS if each in said), "")
        if self.name:
            self._so_far = _ALGORITHMS[self.name]()
            self._due = said[self.name].rstrip("=")

    def update(self, piece: bytes) -> None:
        """Take a piece into account."""
        if self.name:
            self._so_far.update(piece)

    @property
    def is_right(self) -> bool:
        """Whether it is what it is to be, or nothing is said of it."""
        return not self.name or base64.b64encode(self._so_far.digest()).decode().rstrip("=") == self._due


# --- how it comes ----------------------------------------------------------------------------------------------------


class _Getting:
    """One answer on its way to a file."""

    def __init__(
        self,
        opened: Opened,
        place: _Place,
        *,
        action: Action,
        backend: Backend,
        progress: Progress | None,
        resumes: int,
    ) -> None:
        self._opened = opened
        self._place = place
        self._action = action
        self._backend = backend
        self._progress = progress
        self._resumes = resumes if action.idempotent else 0
        self._begun = False
        self._first: Response
        """The answer that all of it, or its beginning, came with."""
        self._digest: _Digest
        self._validator: str | None = None
        self._total: int | None = None
        self._limit: int | None = None
        """Where the present answer ends, if it says."""
        self._asked = 0
        """Where what was asked for begins."""
        self._complete = True
        self._gained = 0
        """Bytes that the present answer brought."""
        self._requests = 0
        self._barren = 0
        """Tries in a row that brought nothing."""
        self._restarts = 0
        self._resumed = 0

    async def all(self) -> Download:
        """Write all of it, and give what was written."""
        failure = await self._taken(await self._ask())
        while failure is not None:
            await self._pause(failure)
            failure = await self._further()
        if not self._digest.is_right:
            told = f"what came is not what the answer says it is: its {self._digest.name} digest differs"
            raise BadResponse(told, self._action.name, self._requests)
        self._place.finish()
        first, place = self._first, self._place
        return Download(place.path, place.size, first.status, first.headers, self._resumed, self._complete)

    def end(self) -> None:
        """Say that nothing more comes."""
        if self._progress is not None and self._begun:
            self._progress.end()

    async def _ask(self) -> Response:
        """Ask for what is not there yet, or for all of it."""
        self._requests += 1
        self._gained = 0
        self._asked = self._place.size if self._validator else 0
        # The places of a range are those of what is sent: it is to be the same as what is written.
        fields = [("Accept-Encoding", "identity")] if self._resumes else []
        if self._asked:
            fields += [("Range", f"bytes={self._asked}-"), ("If-Range", str(self._validator))]
        return await self._opened(fields)

    async def _pause(self, failure: DynaclientError) -> None:
        """Wait before the next try; the failure is raised where there is none."""
        tries = max(self._barren, self._restarts)
        if tries >= self._resumes:
            raise failure
        bound = min(BACKOFF_MOST, BACKOFF_BARREN * 2 ** min(tries - 1, 30)) if tries else BACKOFF
        await self._backend.sleep(random.random() * bound)  # noqa: S311 - spreads load, hides nothing

    async def _further(self) -> DynaclientError | None:
        """Go on, or begin anew; give what went wrong with it, if that may pass."""
        try:
            response = await self._ask()
        except TransportError as error:
            failure: DynaclientError = error
        except ApiError as error:
            if error.status == 416 and self._asked:
                if self._is_at_end(error.headers.get("Content-Range", "")):
                    return None
                self._validator = None
            elif error.status not in TROUBLE:
                raise
            failure = error
        else:
            return await self._taken(response)
        self._barren += 1
        return failure

    def _is_at_end(self, told: str) -> bool:
        """Say whether there is no rest."""
        found = _BEYOND.fullmatch(told)
        return found is not None and int(found[1]) == self._asked and self._total in (None, self._asked)

    async def _taken(self, response: Response) -> DynaclientError | None:
        """Write what an answer has; give what went wrong with it, if that may pass."""
        try:
            await self._take(response)
        except NotDelivered as cut:
            failure, final = self._told(cut), cut.final
        else:
            return None
        finally:
            if response.pieces is not None:
                await response.pieces.aclose()
        if final:
            raise failure
        if self._place.size == self._total:
            return None  # what was cut was only the end of the message
        self._barren = 0 if self._gained else self._barren + 1
        return failure

    def _told(self, cut: NotDelivered) -> TransportError:
        name, attempts = self._action.name, self._requests
        if not self._action.idempotent and not cut.final:
            told = f"{cut.reason}; the API took the request, so look what it did before repeating it"
            return OutcomeUnknown(told, name, attempts)
        return (DeadlineExceeded if cut.slow else BadResponse)(cut.reason, name, attempts)

    async def _take(self, response: Response) -> None:
        if self._asked and (response.status == 206 or "Content-Range" in response.headers):
            surplus = self._go_on(response)
        else:
            surplus = 0
            self._begin(response)
        if response.pieces is None:
            self._write(response.body[surplus:])
        else:
            pieces = aiter(response.pieces)
            while (piece := await _next(pieces)) is not None:
                self._write(piece[surplus:])
                surplus = max(0, surplus - len(piece))
        self._end_of(response)

    def _begin(self, response: Response) -> None:
        """Let this answer be the one that all of it comes with."""
        self._total = self._limit = _total(response, self._action.method)
        if self._begun:
            self._restarts += 1
            self._advance(-self._place.size)
            self._place.again()
        else:
            self._place.begin()
        self._tell_of_it()
        self._begun = True
        self._first = response
        self._validator = _validator(response)
        self._digest = _Digest(response)

    def _tell_of_it(self) -> None:
        if self._progress is None:
            return
        if self._begun:
            self._progress.total(self._total)
        else:
            what = self._place.path.name if self._place.path else self._action.name
            self._progress.begin(what, self._total, "bytes")

    def _go_on(self, response: Response) -> int:
        """Let this answer be the rest; give the bytes at its beginning that are there already."""
        told, (start, end, total) = "", _part_of(response.headers)
        if _is_coded(response.headers):
            told = "it is compressed"
        elif self._is_another(response.headers):
            told = "it has changed meanwhile"
        elif not start <= self._asked < end:
            told = "it is not the part that was asked for"
        elif None not in (total, self._total) and total != self._total:
            told = "it is part of something of another length"
        if told:
            self._validator = None  # and so all of it is asked for
            raise NotDelivered(f"the rest of the answer does not fit: {told}", sent=True, answered=True)
        self._resumed += 1
        self._total = self._total if total is None else total
        self._limit = end
        return self._asked - start

    def _is_another(self, headers: Headers) -> bool:
        """Say whether a part is of something else: not every server looks at what the range was asked for with."""
        validator = str(self._validator)
        return headers.get("ETag" if validator.startswith('"') else "Last-Modified", validator) != validator

    def _write(self, piece: bytes) -> None:
        if self._limit is not None and self._place.size + len(piece) > self._limit:
            raise NotDelivered("the answer is longer than it says", sent=True, answered=True, final=True)
        self._place.write(piece)
        self._digest.update(piece)
        self._gained += len(piece)
        self._advance(len(piece))

    def _end_of(self, response: Response) -> None:
        """See whether what ended here is all of it."""
        due = self._limit if self._total is None else self._total
        if due is not None and self._place.size < due:
            told = f"the answer ended after {self._place.size} of {due} bytes"
            raise NotDelivered(told, sent=True, answered=True)
        ended = response.complete if response.pieces is None else response.pieces.complete
        # Of a part without the length of all of it, nobody knows whether it is the last.
        self._complete = self._total is not None or (ended and self._limit is None)

    def _advance(self, count: int) -> None:
        if self._progress is not None and count:
            self._progress.advance(count)


async def _next(pieces: AsyncIterator[bytes]) -> bytes | None:
    """Give the next piece, None at the end; `NotDelivered` whatever goes wrong with it."""
    try:
        return await anext(pieces)
    except StopAsyncIteration:
        return None
    except NotDelivered:
        raise
    except Exception as error:  # noqa: BLE001 - a transport of the caller's may raise anything
        failure = NotDelivered(f"the answer was cut short ({type(error).__name__})", sent=True, answered=True)
    raise failure


def _part_of(headers: Headers) -> tuple[int, int, int | None]:
    """Give where a part begins and ends, and the length of the whole; one that begins nowhere where it does not say."""
    found = _PART.fullmatch(headers.get("Content-Range", ""))
    if found is None:
        return 0, 0, None
    total = None if found[3] == "*" else int(found[3])
    end = int(found[2]) + 1
    return int(found[1]), end if total is None or end <= total else 0, total
