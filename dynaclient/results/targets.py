"""
The target of a download: a path, which is replaced atomically, or a file object of the caller.

A path is written as a temporary file in the same folder, which replaces it at the end. After a failure the temporary
file is removed, and a file that was there before is unchanged. Flushing to the disk is left to the operating system.
"""

from __future__ import annotations

import errno
import io
import os
import stat
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Union

from ..errors import DynaclientError, InvalidCall, Problem
from ..runtime.files import NEW_FILE_MODE, create_file, files_in, is_same_file, set_mode
from ..runtime.paths import reason_of
from ..runtime.user_files import temporary_path

Target = Union[str, os.PathLike[str], BinaryIO]

_HINT = "pass a path, or a file opened with 'wb'"


def target_file(target: Any, action: str) -> TargetFile:
    """Return what writes to a path or a file object; InvalidCall if it cannot be written."""
    kind: Callable[[Any, str], TargetFile]
    if hasattr(target, "write") and not isinstance(target, os.PathLike):
        kind, (message, hint) = FileObjectTarget, _validate_file(target)
    else:
        kind, (message, hint) = PathTarget, _validate_path(target)
    if message:
        raise _invalid_target(target, action, message, hint)
    return kind(target, action)


def require_other_target(target: Any, action: str, sources: Sequence[Any]) -> None:
    """
    Raise InvalidCall if a target is one of the files that the call reads, also under another name.

    Args:
        target: The target.
        action: The name of the action, for errors.
        sources: `Path`s, open files, or what contains them, such as the arguments of the call.
    """
    if any(is_same_file(target, file) for file in files_in(sources)):
        message = "is a file that the call reads, and would be replaced"
        raise _invalid_target(target, action, message, "pass another path")


def _invalid_target(target: Any, action: str, message: str, hint: str) -> InvalidCall:
    got = target if isinstance(target, str) else None
    problem = Problem.in_call("call", "target", (), "file", "a path, or a file opened with 'wb'", got, message, hint)
    return InvalidCall(action, [problem])


def _validate_file(file: Any) -> tuple[str, str]:
    """Return the problem of a file object and what to do, two empty strings if it has none."""
    if isinstance(file, io.TextIOBase):
        return "is a file opened in text mode", "open it with 'wb'"
    from inspect import iscoroutinefunction

    if iscoroutinefunction(file.write):
        return "is a file whose write method is asynchronous", _HINT
    try:
        file.write(b"")
    except Exception as error:  # noqa: BLE001 - a file object of the caller may raise anything
        return f"is a file that cannot be written ({type(error).__name__})", "open it with 'wb'"
    return "", ""


def _validate_path(path: Any) -> tuple[str, str]:
    """Return the problem of a path and what to do, two empty strings if it has none."""
    try:
        real = _resolve_symlinks(path)
        mode, folder = _mode_of(real), _mode_of(real.parent)
    except TypeError:
        return f"is of type {type(path).__name__}", _HINT
    except OSError as error:
        return f"is a path that cannot be written ({error.strerror})", "pass another path"
    except ValueError:
        return "is not a valid path", "pass another one"
    problems = ((message, hint) for has_problem, message, hint in _PATH_PROBLEMS if has_problem(real, mode, folder))
    return next(problems, ("", ""))


_PATH_PROBLEMS: tuple[tuple[Callable[[Path, int, int], bool], str, str], ...] = (
    (lambda _, mode, __: stat.S_ISDIR(mode), "is a folder", "pass the path of a file in it"),
    (lambda _, __, folder: stat.S_ISREG(folder), "is below a file, not a folder", "pass another path"),
    (lambda _, __, folder: not stat.S_ISDIR(folder), "is in a folder that does not exist", "create the folder first"),
    (
        lambda _, mode, __: mode != 0 and not stat.S_ISREG(mode),
        "is a device or another special file",
        "open it, and pass the file object",
    ),
    (
        lambda real, mode, _: not os.access(real.parent, os.W_OK) or (mode != 0 and not os.access(real, os.W_OK)),
        "is not writable",
        "change its permissions, or pass another path",
    ),
)
"""The problems that a valid path may have, by its mode and that of its folder; and what to do."""


def _resolve_symlinks(path: Any) -> Path:
    """Return the path without symbolic links: the file that a link leads to is replaced, not the link."""
    return Path(os.path.realpath(Path(path)))


def _mode_of(path: Path) -> int:
    """Return the mode of a file or folder; 0 if it does not exist."""
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0


class TargetFile(ABC):
    """A file that is being written; `size` is the number of bytes written so far."""

    path: Path | None = None

    def __init__(self, action: str, shown: str) -> None:
        self.size = 0
        self._action = action
        self._shown = shown
        self._file: Any = None

    def begin(self) -> None:
        """Prepare for writing."""
        self._guard(self._begin)

    def write(self, piece: bytes) -> None:
        """Append a piece."""
        self._guard(self._write, piece)
        self.size += len(piece)

    def restart(self) -> None:
        """Remove what was written so far."""
        self._guard(self._restart)
        self.size = 0

    def finish(self) -> None:
        """Put the written bytes in effect."""
        self._guard(self._finish)

    @abstractmethod
    def close(self) -> None:
        """Release the file, and remove what is not finished."""

    @abstractmethod
    def _begin(self) -> None:
        """Do what `begin` does; may raise anything."""

    @abstractmethod
    def _restart(self) -> None:
        """Do what `restart` does; may raise anything."""

    @abstractmethod
    def _finish(self) -> None:
        """Do what `finish` does; may raise anything."""

    def _write(self, piece: bytes) -> None:
        while piece:
            written = self._file.write(piece)
            if written is None and not isinstance(self._file, io.RawIOBase):
                return  # a writer that returns no number has written everything
            if not written:
                raise OSError(errno.EAGAIN, "it accepts no more data")
            piece = piece[written:]

    def _guard(self, step: Callable[..., None], *arguments: Any) -> None:
        """Run a step; DynaclientError for whatever it raises."""
        try:
            step(*arguments)
        except OSError as error:
            reason = reason_of(error)
        except Exception as error:  # noqa: BLE001 - a file object of the caller may raise anything
            reason = type(error).__name__
        else:
            return
        message = f"{self._action}: the response could not be written to {self._shown}: {reason}"
        raise DynaclientError(message, code="file-not-written")


class PathTarget(TargetFile):
    """A path that is replaced at the end by a temporary file in the same folder."""

    def __init__(self, path: Any, action: str) -> None:
        self.path = Path(path)
        super().__init__(action, f"{str(self.path)!r:.200}")
        self._real = _resolve_symlinks(path)
        self._temporary = temporary_path(self._real)

    def _begin(self) -> None:
        earlier = stat.S_IMODE(_mode_of(self._real))  # a file that is replaced keeps its mode
        descriptor = create_file(self._temporary, earlier or NEW_FILE_MODE)
        self._file = os.fdopen(descriptor, "wb")
        if earlier:
            set_mode(descriptor, earlier)

    def _restart(self) -> None:
        self._file.seek(0)
        self._file.truncate()

    def _finish(self) -> None:
        self._file.close()
        self._temporary.replace(self._real)

    def close(self) -> None:
        """Close and remove the temporary file, if there is one."""
        if self._file is None:
            return
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self._temporary.unlink(missing_ok=True)


class FileObjectTarget(TargetFile):
    """A file object of the caller, which stays open."""

    def __init__(self, file: Any, action: str) -> None:
        super().__init__(action, f"the {type(file).__name__} that was passed")
        self._file = file
        self._start: int | None = None

    def _begin(self) -> None:
        with suppress(Exception):  # it may have no such methods
            self._start = self._file.tell() if self._file.seekable() else None

    def _restart(self) -> None:
        self._finish()
        # A file opened with 'ab' is always written at its end, and what was there before belongs to the caller.
        if self._start is None or self._file.tell() != self._start + self.size:
            raise OSError(errno.ESPIPE, "it cannot be rewound, and the server sent the whole response again")
        self._file.seek(self._start)
        self._file.truncate()

    def _finish(self) -> None:
        if hasattr(self._file, "flush"):
            self._file.flush()

    def close(self) -> None:
        """Leave it open: it belongs to the caller."""
