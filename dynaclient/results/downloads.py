"""
Downloads: a response that is written to a file in constant memory, and resumed when its connection breaks.

The body is written as it arrives. If it is cut off, the rest is requested as a range (RFC 9110, section 14), provided
that a strong validator lets the server confirm that the rest is of the same version (section 13.1.5). Otherwise, and
whenever the rest does not fit, the whole response is requested again. Two versions are never joined.

`targets` has the rules of writing: a path changes only when the response is complete, and a failed call leaves no
partial file.

Writing blocks, also in an event loop: a piece has at most 64 KiB, which a local disk takes in microseconds.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from ..description.model import Action
from ..errors import (
    ApiError,
    BadResponse,
    DeadlineExceeded,
    DynaclientError,
    NotDelivered,
    OutcomeUnknown,
    TransportError,
)
from ..http.retry import RETRYABLE_STATUSES
from ..messages import Headers, Response
from ..records import dataclass
from ..runtime.backends import Backend
from ..runtime.log import log_info
from ..runtime.media_types import without_parameters
from .ranges import (
    Digest,
    content_length,
    content_range,
    has_validator,
    is_encoded,
    strong_validator,
    unsatisfied_length,
)
from .targets import Target, TargetFile, target_file

RESUMES = 5
"""The number of consecutive attempts without a new byte, and of restarts in total, after which it fails."""
BACKOFF = 0.05
"""Seconds: the upper bound of the wait after an attempt that received some bytes."""
BACKOFF_WITHOUT_GAIN = 1.0
"""Seconds: the first upper bound of the wait after an attempt that received nothing; it doubles."""
MAX_BACKOFF = 20.0

OpenResponse = Callable[[Iterable[tuple[str, str]]], Awaitable[Response]]
"""Sends the request of a call with additional headers, and returns a response of 2xx whose body is not read yet."""


class DownloadProgress(Protocol):
    """Receives how far a download is; `results.progress.Progress` is one."""

    def begin(self, what: str, total: int | None, unit: str) -> object:
        """Receive what is downloaded, and its length if that is known."""

    def advance(self, count: int) -> object:
        """Receive the number of new bytes; negative on a restart."""

    def total(self, total: int | None) -> object:
        """Receive a new length."""

    def end(self) -> object:
        """Receive the end."""


@dataclass(frozen=True)
class Download:
    """The result of a download: `size` bytes, written to `path` (None for a file object)."""

    path: Path | None
    size: int
    status: int
    headers: Headers
    """The headers of the response that the file, or its beginning, came with."""
    resumed: int = 0
    """The number of times that it was resumed."""
    complete: bool = True
    """False if nothing confirms that it is complete: no length was declared, and the connection was closed."""

    @property
    def media(self) -> str:
        """The media type of the response, without parameters; empty if it has none."""
        return without_parameters(self.headers.get("Content-Type", ""))


async def download(
    open_response: OpenResponse,
    target: Target,
    /,
    *,
    action: Action,
    backend: Backend,
    progress: DownloadProgress | None = None,
    resumes: int = RESUMES,
) -> Download:
    """
    Write the response of a call to a file.

    Args:
        open_response: Sends the request.
        target: A path, which is replaced when the response is complete, or a file object, written from its position.
        action: The action that is called. Only an idempotent one is resumed.
        backend: How to wait.
        progress: Receives how far it is.
        resumes: The number of consecutive attempts to resume that may receive nothing; 0 to never resume.

    Raises:
        InvalidCall: The target cannot be written; nothing was sent.
        ApiError: The API returned an error; nothing was written.
        TransportError: The response did not arrive, or not completely.
        DynaclientError: Writing failed, for example because the disk is full.
    """
    file = target_file(target, action.name)
    transfer = _Transfer(open_response, file, action=action, backend=backend, progress=progress, resumes=resumes)
    try:
        result = await transfer.run()
    except BaseException:
        with suppress(Exception):  # the error that is being raised is more important than one of the progress display
            transfer.end_progress()
        raise
    finally:
        file.close()
    transfer.end_progress()
    return result


class _Transfer:
    """A download in progress."""

    def __init__(
        self,
        open_response: OpenResponse,
        file: TargetFile,
        *,
        action: Action,
        backend: Backend,
        progress: DownloadProgress | None,
        resumes: int,
    ) -> None:
        self._open_response = open_response
        self._file = file
        self._action = action
        self._backend = backend
        self._progress = progress
        self._resumes = resumes if action.idempotent else 0
        self._has_begun = False
        self._first: Response
        """The response that the file, or its beginning, came with."""
        self._digest: Digest
        self._validator: str | None = None
        self._total: int | None = None
        self._end: int | None = None
        """The position at which the current response ends, if that is declared."""
        self._start = 0
        """The position from which the current response was requested."""
        self._complete = True
        self._gained = 0
        """Bytes received with the current response."""
        self._requests = 0
        self._attempts_without_gain = 0
        """Consecutive attempts that received nothing."""
        self._restarts = 0
        self._resumed = 0

    async def run(self) -> Download:
        """Write the complete response."""
        failure = await self._receive(await self._request())
        while failure is not None:
            await self._back_off(failure)
            failure = await self._resume()
        if not self._digest.matches:
            message = f"the downloaded data does not match the {self._digest.name} digest of the response"
            error = BadResponse(message, self._action.name, self._requests, code="digest-mismatch")
            raise _with_head(error, self._first)
        self._file.finish()
        first, file = self._first, self._file
        return Download(file.path, file.size, first.status, first.headers, self._resumed, self._complete)

    def end_progress(self) -> None:
        """Report the end."""
        if self._progress is not None and self._has_begun:
            self._progress.end()

    # Requests.

    async def _request(self) -> Response:
        """Request the part that is missing, or the whole response."""
        self._requests += 1
        self._gained = 0
        self._start = self._file.size if self._validator else 0
        # The positions of a range count encoded bytes: they have to be the same as those that are written.
        fields = [("Accept-Encoding", "identity")] if self._resumes else []
        if self._start:
            fields += [("Range", f"bytes={self._start}-"), ("If-Range", str(self._validator))]
        return await self._open_response(fields)

    async def _back_off(self, failure: DynaclientError) -> None:
        """Wait before the next attempt; raise the failure if there is none."""
        attempts = max(self._attempts_without_gain, self._restarts)
        if attempts >= self._resumes:
            raise failure
        part = "the rest" if self._validator else "all of it"
        log_info("%s: cut off after %d bytes: %s is requested", self._action.name, self._file.size, part)
        bound = min(MAX_BACKOFF, BACKOFF_WITHOUT_GAIN * 2 ** min(attempts - 1, 30)) if attempts else BACKOFF
        await self._backend.sleep(random.random() * bound)  # noqa: S311 - spreads load, hides nothing

    async def _resume(self) -> DynaclientError | None:
        """Request and receive the rest; return a failure after which another attempt may succeed."""
        try:
            response = await self._request()
        except TransportError as error:
            failure: DynaclientError = error
        except ApiError as error:
            if error.status == 416 and self._start:
                if self._is_complete_at(unsatisfied_length(error.headers.get("Content-Range", ""))):
                    return None
                self._validator = None
            elif error.status not in RETRYABLE_STATUSES:
                raise
            failure = error
        else:
            return await self._receive(response)
        self._attempts_without_gain += 1
        return failure

    def _is_complete_at(self, length: int | None) -> bool:
        """Return whether everything was received, given the length that a 416 declares."""
        return length == self._start and self._total in (None, self._start)

    # Responses.

    async def _receive(self, response: Response) -> DynaclientError | None:
        """Write the body of a response; return a failure after which another attempt may succeed."""
        try:
            await self._write_body(response)
        except NotDelivered as cause:
            failure, final = _with_head(self._failure_for(cause), response), cause.final
        else:
            return None
        finally:
            if response.pieces is not None:
                await response.pieces.aclose()
        if final:
            raise failure
        if self._file.size == self._total:
            return None  # only the end of the message was cut off
        self._attempts_without_gain = 0 if self._gained else self._attempts_without_gain + 1
        return failure

    def _failure_for(self, cause: NotDelivered) -> TransportError:
        name, requests = self._action.name, self._requests
        if not self._action.idempotent and not cause.final:
            hint = "the server has processed the request, so look at its effect before you call again"
            return OutcomeUnknown(f"{cause.reason}; {hint}", name, requests)
        return (DeadlineExceeded if cause.slow else BadResponse)(cause.reason, name, requests)

    async def _write_body(self, response: Response) -> None:
        if self._start and (response.status == 206 or "Content-Range" in response.headers):
            skipped = self._continue_with(response)
        else:
            skipped = 0
            self._begin_with(response)
        if response.pieces is None:
            self._write(response.body[skipped:])
        else:
            pieces = aiter(response.pieces)
            while (piece := await _next_piece(pieces)) is not None:
                self._write(piece[skipped:])
                skipped = max(0, skipped - len(piece))
        self._validate_end(response)

    def _begin_with(self, response: Response) -> None:
        """Write this response from the beginning of the file."""
        self._total = self._end = content_length(response, self._action.method)
        if self._has_begun:
            self._restarts += 1
            self._advance(-self._file.size)
            self._file.restart()
        else:
            self._file.begin()
        self._report_total()
        self._has_begun = True
        self._first = response
        self._validator = strong_validator(response)
        self._digest = Digest(response)

    def _continue_with(self, response: Response) -> int:
        """Append this response; return the number of bytes at its beginning that were already written."""
        problem, (start, end, total) = "", content_range(response.headers)
        if is_encoded(response.headers):
            problem = "it is compressed"
        elif not has_validator(response.headers, str(self._validator)):
            problem = "the file has changed on the server"
        elif not start <= self._start < end:
            problem = "it is not the range that was requested"
        elif None not in (total, self._total) and total != self._total:
            problem = "it is part of a file of another length"
        if problem:
            self._validator = None  # so that the whole response is requested
            raise NotDelivered(f"the rest of the response does not fit: {problem}", sent=True, answered=True)
        self._resumed += 1
        self._total = self._total if total is None else total
        self._end = end
        return self._start - start

    def _write(self, piece: bytes) -> None:
        if self._end is not None and self._file.size + len(piece) > self._end:
            raise NotDelivered("the response is longer than its declared length", sent=True, answered=True, final=True)
        self._file.write(piece)
        self._digest.update(piece)
        self._gained += len(piece)
        self._advance(len(piece))

    def _validate_end(self, response: Response) -> None:
        """Raise `NotDelivered` if a response ended before its declared length."""
        expected = self._end if self._total is None else self._total
        if expected is not None and self._file.size < expected:
            message = f"the response ended after {self._file.size} of {expected} bytes"
            raise NotDelivered(message, sent=True, answered=True)
        body_complete = response.complete if response.pieces is None else response.pieces.complete
        # A part without a total length may or may not be the last one.
        self._complete = self._total is not None or (body_complete and self._end is None)

    # Progress.

    def _report_total(self) -> None:
        if self._progress is None:
            return
        if self._has_begun:
            self._progress.total(self._total)
        else:
            what = self._file.path.name if self._file.path else self._action.name
            self._progress.begin(what, self._total, "bytes")

    def _advance(self, count: int) -> None:
        if self._progress is not None and count:
            self._progress.advance(count)


def _with_head(error: TransportError, response: Response) -> TransportError:
    """Return an error with the status and the headers of a response, whose body is in the file."""
    error.status, error.headers = response.status, response.headers
    return error


async def _next_piece(pieces: AsyncIterator[bytes]) -> bytes | None:
    """Return the next piece, None at the end; `NotDelivered` for whatever goes wrong."""
    try:
        return await anext(pieces)
    except StopAsyncIteration:
        return None
    except NotDelivered:
        raise
    except Exception as error:  # noqa: BLE001 - a transport of the caller may raise anything
        failure = NotDelivered(f"the response was cut off ({type(error).__name__})", sent=True, answered=True)
    raise failure
