"""
The files of the store: one SQLite file for each credential, in a folder that its owner alone can use.

A file that is damaged, or not one of the store, is set aside as ``….broken``. One that others can read is refused, and
so is a symbolic link.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Generic, TypeVar

from ..errors import invalid_option, warn_caller
from ..runtime.backends import Backend, WaitTimeout
from ..runtime.files import PRIVATE, create_file, find_status, kind_problem, set_mode
from ..runtime.fork import reset_in_children
from ..runtime.paths import reason_of
from ..runtime.user_folders import access_problem, create_private_folder, folder_problem
from .store_database import BrokenFile, Entry, InUse, OpenFile, unusable

T = TypeVar("T")
_Result = TypeVar("_Result")

_FIRST_WAIT, _LONGEST_WAIT = 0.002, 0.05
_BROKEN = ".broken"
_BESIDE = ("-journal", "-wal", "-shm")
"""The ends of the names of the files that SQLite makes beside one."""


class StoreFile(Generic[T]):
    """The file of one credential."""

    def __init__(self, entry: Entry[T]) -> None:
        self.entry = entry
        self.path = entry.path

    async def read(self, backend: Backend, until: float) -> T | None:
        """
        Return what is stored, without the lock; None if nothing is.

        Args:
            backend: How to wait while another process writes.
            until: The moment, on `time.monotonic`, until which to wait; `WaitTimeout` is raised then.
        """
        return await _without_conflict(self._read, backend, until)

    async def lock(self, backend: Backend, until: float, *, create: bool = False) -> OpenFile[T] | None:
        """Lock the file, and return it open; None if there is none, and it is not to be created."""
        return await _without_conflict(lambda: self._open(is_locked=True, create=create), backend, until)

    def _read(self) -> T | None:
        file = self._open(is_locked=False, create=False)
        if file is None:
            return None
        file.close()
        return file.stored

    def _open(self, *, is_locked: bool, create: bool) -> OpenFile[T] | None:
        status = self._prepare(create=create)
        if status is None:
            return None
        try:
            return OpenFile(self.entry, status, is_locked=is_locked)
        except BrokenFile as error:
            reason = str(error)
        self._set_aside(status, reason)
        return self._open(is_locked=is_locked, create=create)

    def _prepare(self, *, create: bool) -> os.stat_result | None:
        """Return the status of the file, which is created first if it is to be; None if there is none."""
        folder = self.path.parent
        with _file_errors(self.path):
            if create:
                create_private_folder(folder)
            if find_status(str(folder)) is None:
                return None
            _require_safe(folder, *folder_problem(folder))
            # Closing a descriptor of a file releases the locks that this process has on it, so none may be there yet.
            with _CREATION.lock:
                if create:
                    _create(self.path)
                return _checked_status(self.path)

    def _set_aside(self, status: os.stat_result, reason: str) -> None:
        """Rename a file that cannot be used, and warn, unless another process has already replaced it."""
        with _file_errors(self.path):
            found = find_status(str(self.path))
            if found is None or not os.path.samestat(found, status):
                return
            for end in (*_BESIDE, ""):  # a journal that stays would be applied to the next file
                with suppress(FileNotFoundError):
                    _beside(self.path, end).replace(_beside(self.path, f"{_BROKEN}{end}"))
        kept = f"it is kept as {_beside(self.path, _BROKEN)}: log in again"
        message = f"the stored session of the profile {self.entry.profile!r} cannot be read ({reason}); {kept}"
        warn_caller(message, "session-unreadable")


async def _without_conflict(attempt: Callable[[], _Result], backend: Backend, until: float) -> _Result:
    """Return the result of an attempt that does not find the file in use; nothing is open between attempts."""
    delay = _FIRST_WAIT
    while True:
        try:
            return attempt()
        except InUse:
            left = until - time.monotonic()
        if left <= 0:
            raise WaitTimeout
        await backend.sleep(min(left, delay * random.uniform(0.5, 1)))  # noqa: S311 - so that two do not meet again
        delay = min(_LONGEST_WAIT, delay * 1.5)


# --- what may be opened ----------------------------------------------------------------------------------------------


class _Creation:
    """The lock inside of which files are created."""

    def __init__(self) -> None:
        self.reset_after_fork()
        reset_in_children(self)

    def reset_after_fork(self) -> None:
        """Replace the lock, which a thread of the parent may hold."""
        self.lock = threading.Lock()


_CREATION = _Creation()


def _create(path: Path) -> None:
    with suppress(FileExistsError):
        descriptor = create_file(path)
        set_mode(descriptor, PRIVATE)  # whatever the umask
        os.close(descriptor)


def _checked_status(path: Path) -> os.stat_result | None:
    """Return the status of a file; None if there is none, InvalidCall if it cannot be trusted with a token."""
    status = find_status(str(path))
    if status is None:
        return None
    for beside in (path, *(_beside(path, end) for end in _BESIDE)):
        _require_safe(beside, kind_problem(str(beside))[0], "remove it, and log in again")
    _require_safe(path, *access_problem(path, status, PRIVATE))
    return status


def _beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


def _require_safe(path: Path, reason: str, hint: str) -> None:
    if reason:
        raise invalid_option("store", f"{path} {reason}", hint)


# --- errors of others ------------------------------------------------------------------------------------------------


@contextmanager
def _file_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = reason_of(error)
    else:
        return
    raise unusable(path, reason)
