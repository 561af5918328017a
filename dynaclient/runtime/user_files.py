"""Files that a user has written or named: read whole, but never a device or a pipe, and not of any size."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from .files import NEW_FILE_MODE, PRIVATE, create_file, find_status, set_mode

_MOST_OF_NAME = 40
"""Characters of the name of a file in that of a temporary one, which may not be too long where the other is not."""
_OPEN_FLAGS: int = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_file(path: Path, most: int) -> tuple[bytes, os.stat_result]:
    """
    Return the content and the status of a regular file; a symbolic link is followed.

    Args:
        path: Its path.
        most: The maximum of bytes.

    Raises:
        OSError: It cannot be opened or read.
        ValueError: It is larger, or not a regular file.
    """
    descriptor = os.open(path, _OPEN_FLAGS)
    with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor has no path
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ValueError("is not a regular file")
        data = file.read(most + 1)
    if len(data) > most:
        raise ValueError(f"is larger than {most // 1024} KiB")
    return data, status


def write_new_file(path: Path, data: bytes, mode: int | None = PRIVATE, *, waits: bool = True) -> None:
    """
    Create a file with this content, or none.

    Args:
        path: Its path.
        data: Its content.
        mode: Its mode; by default only its owner can use it. None for what the umask leaves.
        waits: Whether to wait until the disk has it: some milliseconds, for a file that would be missed.

    Raises:
        FileExistsError: The name is in use, by whatever.
        OSError: It cannot be written.
    """
    descriptor = create_file(path, NEW_FILE_MODE if mode is None else PRIVATE)
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor has no path
            file.write(data)
            if mode is not None:
                set_mode(file.fileno(), mode)
            file.flush()
            if waits:
                os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def replace_file(path: Path, data: bytes, mode: int | None = PRIVATE, *, waits: bool = True) -> None:
    """
    Write a file as a whole, in place of an earlier one if there is one.

    Args:
        path: Its path. A link is replaced, not what it leads to.
        data: Its content.
        mode: Its mode; by default only its owner can use it. None for that of the earlier file, or what the umask
            leaves.
        waits: Whether to wait until the disk has it.

    Raises:
        OSError: It cannot be written. The earlier one is still there.
    """
    temporary = temporary_path(path)
    write_new_file(temporary, data, _mode_of(path) if mode is None else mode, waits=waits)
    try:
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def temporary_path(path: Path) -> Path:
    """Return a path beside that of a file, under which the file is written until it is whole."""
    from secrets import token_hex

    return path.with_name(f".{path.name[:_MOST_OF_NAME]}.{token_hex(8)}.part")


def _mode_of(path: Path) -> int | None:
    status = find_status(str(path))
    return stat.S_IMODE(status.st_mode) if status is not None and stat.S_ISREG(status.st_mode) else None
