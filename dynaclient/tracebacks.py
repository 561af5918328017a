"""What a traceback shows: the lines of this library, and none of the data of a call."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import wraps
from types import FrameType
from typing import Any, TypeVar, cast

_Function = TypeVar("_Function", bound=Callable[..., Any])


def strip_traceback(error: BaseException) -> None:
    """
    Remove the data of the call from an error: the local variables of its frames, and the errors of the layers below.

    Many tools show or store the local variables of the frames of a traceback. Files and lines of the frames stay.
    """
    _clear_frames(error)
    context = None if error.__suppress_context__ else error.__context__
    callers = set(frames_above(2))
    # An error that the caller is handling was caught in a frame that still runs; those of the layers below are dropped.
    while context is not None and not (context.__traceback__ and context.__traceback__.tb_frame in callers):
        context = context.__context__
    error.__context__ = context


def _clear_frames(error: BaseException) -> None:
    entry = error.__traceback__
    while entry is not None:
        with suppress(RuntimeError):  # the frame still runs, and is not ours to clear
            entry.tb_frame.clear()
        entry = entry.tb_next


def frames_above(depth: int) -> Iterator[FrameType]:
    """Yield the frames that called this function, from the one at this depth."""
    frame: FrameType | None = sys._getframe(depth)
    while frame is not None:
        yield frame
        frame = frame.f_back


def strips_traceback(function: _Function) -> _Function:
    """Return a function that raises the same errors without the data of the call; see `strip_traceback`."""

    @wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except BaseException as error:
            strip_traceback(error)
            del args, kwargs
            raise

    return cast("_Function", called)
