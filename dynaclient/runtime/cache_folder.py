"""
The folder in which this library keeps what takes long to compute: its owner alone can read and write it.

It is best effort. What cannot be read or written is as if it were not there, a folder or a file that is not a regular
one of this user is left alone, and nothing is followed through a symbolic link. Files are replaced as a whole, so that
several processes may use the folder at once.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ..errors import InvalidCall
from .files import find_status, is_own
from .user_folders import PRIVATE_FOLDER, cache_home

VARIABLE = "DYNACLIENT_CACHE"
"""The environment variable with the folder; if it is set and empty, nothing is kept."""
MAX_BYTES = 500 * 1024 * 1024
"""Bytes of all files, at most: the oldest ones are removed."""

_SUFFIX = ".cached"
_TEMPORARY = ".part"
_STALE_SECONDS = 3600
"""After this time a temporary file is of a process that has ended."""
_OPEN_FLAGS: int = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)


def cache_folder() -> Path | None:
    """Return the folder, which need not exist; None if there is to be none."""
    chosen = os.environ.get(VARIABLE)
    if chosen is not None:
        return Path(chosen) if chosen else None
    try:
        return cache_home()
    except InvalidCall:  # there is no home
        return None


def read_cached(name: str) -> bytes | None:
    """Return the content of a file of the folder; None if there is none, or it is not ours."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        descriptor = os.open(folder / (name + _SUFFIX), _OPEN_FLAGS)
    except (OSError, ValueError):
        return None
    try:
        return _read_own(descriptor) if _is_private(folder) else None
    except OSError:
        return None
    finally:
        os.close(descriptor)


def _read_own(descriptor: int) -> bytes | None:
    """Return the content of an open file; None if it is not a regular file of this user."""
    status = os.fstat(descriptor)
    # It has no name any more if another process has replaced it since.
    if not (stat.S_ISREG(status.st_mode) and is_own(status) and status.st_nlink <= 1):
        return None
    with open(descriptor, "rb", buffering=0, closefd=False) as file:
        return file.read()


def write_cached(name: str, data: bytes) -> bool:
    """Write a file of the folder, in place of an earlier one; return whether it was written."""
    folder = cache_folder()
    if folder is None or len(data) > MAX_BYTES:
        return False
    from .user_files import replace_file

    try:
        folder.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        if not _is_private(folder):
            return False
        replace_file(folder / (name + _SUFFIX), data, waits=False)
    except (OSError, ValueError):
        return False
    _remove_oldest(folder)
    return True


def clear_cache() -> tuple[int, int]:
    """Remove all files of the folder that are ours; return how many they were, and their bytes."""
    folder = cache_folder()
    count = size = 0
    for path, status in _files(folder) if folder is not None and _is_private(folder) else ():
        with suppress(OSError):
            path.unlink()
            count, size = count + 1, size + status.st_size
    return count, size


def cache_size() -> tuple[int, int]:
    """Return how many files are in the folder, and their bytes."""
    folder = cache_folder()
    sizes = [status.st_size for _, status in _files(folder)] if folder is not None and _is_private(folder) else []
    return len(sizes), sum(sizes)


def _is_private(folder: Path) -> bool:
    """Return whether a folder is one of this user that no one else can use, and no link to one."""
    try:
        status = find_status(str(folder))
    except (OSError, ValueError):
        return False
    if status is None or not stat.S_ISDIR(status.st_mode):
        return False
    return os.name != "posix" or (is_own(status) and not status.st_mode & 0o077)


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Yield the files of the folder that are ours, with their status, the oldest first."""
    found = []
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):
                if entry.name.endswith((_SUFFIX, _TEMPORARY)) and entry.is_file(follow_symlinks=False):
                    found.append((Path(entry.path), entry.stat(follow_symlinks=False)))
    yield from sorted(found, key=lambda pair: pair[1].st_mtime)


def _remove_oldest(folder: Path) -> None:
    """Remove the oldest files until the others are small enough, and what other processes have left behind."""
    files = list(_files(folder))
    excess = sum(status.st_size for _, status in files) - MAX_BYTES
    stale = time.time() - _STALE_SECONDS
    for path, status in files:
        is_left_behind = path.name.endswith(_TEMPORARY) and status.st_mtime < stale
        if excess > 0 or is_left_behind:
            with suppress(OSError):
                path.unlink()
                excess -= status.st_size
