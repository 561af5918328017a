"""
Files that the library writes: created under a name that nothing has yet, and otherwise only what is one of our own.

Journals and results contain responses, and responses may contain new tokens. So a file for them is readable by its
owner alone from its first moment, and nothing else that has the name is written, changed or removed: no device, no
FIFO, no file that a symbolic link leads to, and no file of another user.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

PRIVATE = 0o600
"""The mode of a file with responses: only its owner can read and write it."""
NEW_FILE_MODE = 0o666
"""The mode of a new file that others may read, less the umask."""

# Windows has neither links that a plain user can make, nor owners and modes of this kind.
_NO_FOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT: int = getattr(os, "O_NONBLOCK", 0)
_BINARY: int = getattr(os, "O_BINARY", 0)
_own_id: Callable[[], int] = getattr(os, "geteuid", lambda: 0)
_set_mode: Callable[[int, int], object] = getattr(os, "fchmod", lambda *_: None)

_KINDS: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISLNK, "a symbolic link"),
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a FIFO"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
"""What a name may lead to instead of a regular file."""


def create_file(path: str | os.PathLike[str], mode: int = PRIVATE) -> int:
    """
    Create a file, and return its descriptor, for reading and writing.

    Args:
        path: Its path. Folders may be symbolic links; the name itself may not, even if it does not resolve.
        mode: Its mode, less the umask.

    Raises:
        FileExistsError: The name is in use, by whatever.
        OSError: It cannot be created.
    """
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | _NO_FOLLOW | _BINARY, mode)


def set_mode(descriptor: int, mode: int) -> None:
    """Set the mode of an open file; some file systems have none."""
    with suppress(OSError):
        _set_mode(descriptor, mode)


def find_status(path: str) -> os.stat_result | None:
    """Return the status of what has a name, without following a link; None if nothing has it."""
    try:
        return os.lstat(path)
    except FileNotFoundError:
        return None


def is_same_file(one: Any, other: Any) -> bool:
    """
    Return whether two paths or open files are the same file, also under another name, or will be once they are there.

    Only a path or an open file can be the same as another one; a device never is.
    """
    try:
        first, second = _status_of(one), _status_of(other)
        if first is not None and second is not None:
            return stat.S_ISREG(first.st_mode) and os.path.samestat(first, second)
        paths = [os.path.realpath(path) for path in (one, other) if isinstance(path, (str, os.PathLike))]
    except (OSError, ValueError):  # it cannot be looked up, or is not a path
        return False
    return len(paths) == len(set(paths)) + 1


def _status_of(file: Any) -> os.stat_result | None:
    """Return the status of the file that a path leads to, or that is open; None if there is none."""
    if isinstance(file, (str, os.PathLike)):
        try:
            return os.stat(file)  # noqa: PTH116 - files are known by their names here
        except FileNotFoundError:
            return None
    return os.fstat(file.fileno()) if hasattr(file, "fileno") else None


def files_in(value: Any) -> Iterator[Any]:
    """Yield the paths and open files among the values that a call is made with; a string is a value there."""
    parts = value.values() if isinstance(value, Mapping) else value
    if isinstance(value, (Mapping, list, tuple)):
        for part in parts:
            yield from files_in(part)
    elif isinstance(value, os.PathLike) or hasattr(value, "fileno"):
        yield value


def kind_problem(path: str) -> tuple[str, str]:
    """
    Return why a name cannot be that of a file of ours, and what to do; two empty strings if it can, or is free.

    Raises:
        OSError: The path cannot be looked up.
    """
    status = find_status(path)
    mode = stat.S_IFREG if status is None else status.st_mode
    if stat.S_ISREG(mode):
        return "", ""
    kind = next((kind for matches, kind in _KINDS if matches(mode)), "a special file")
    if stat.S_ISLNK(mode):
        real = os.path.realpath(path)
        return f"is {kind} to {real}", "pass the path of the file itself"
    return f"is {kind}", "pass the path of a regular file, or of a new one"


def is_own(status: os.stat_result) -> bool:
    """Return whether a file or folder belongs to this user; always where files have no such owners."""
    return os.name != "posix" or status.st_uid == _own_id()


def owner_problem(path: str) -> tuple[str, str]:
    """Return what `kind_problem` does, also for a file that others can reach under another name or as its owner."""
    problem = kind_problem(path)
    status = find_status(path)
    if problem[0] or status is None:
        return problem
    if not is_own(status):
        return "belongs to another user, who could read the responses in it", "pass the path of a new file"
    if status.st_nlink > 1:
        return "has a second name (a hard link)", "copy it, and pass the path of the copy"
    return "", ""


def make_private(path: str, status: os.stat_result) -> None:
    """
    Restrict an existing file to its owner.

    Args:
        path: Its path.
        status: Its status, by which it was chosen.

    Raises:
        OSError: It cannot be opened, or is not the file of this status any more.
    """
    descriptor = os.open(path, os.O_RDWR | _NO_FOLLOW | _NO_WAIT | _BINARY)
    try:
        if not os.path.samestat(os.fstat(descriptor), status):
            raise OSError(errno.ESTALE, "it was replaced while it was opened")
        set_mode(descriptor, PRIVATE)
    finally:
        os.close(descriptor)
