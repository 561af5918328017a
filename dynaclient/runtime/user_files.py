"""Files that a user has written or named: read whole, but never a device or a pipe, and not of any size."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from .files import PRIVATE, create_file, set_mode

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


def replace_file(path: Path, data: bytes, mode: int = PRIVATE) -> None:
    """
    Write a file in place of an earlier one, as a whole.

    Args:
        path: Its path.
        data: Its content.
        mode: Its mode; by default only its owner can use it.

    Raises:
        OSError: It cannot be written. The earlier one is still there.
    """
    from secrets import token_hex

    temporary = path.with_name(f"{path.name}.{token_hex(8)}.part")
    try:
        with open(create_file(temporary), "wb") as file:  # noqa: PTH123 - a descriptor has no path
            file.write(data)
            set_mode(file.fileno(), mode)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
