"""Files that commands write."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ...errors import DynaclientError
from ...runtime import user_files
from ...runtime.files import is_same_file

_WRONG_PATHS = frozenset({errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.ELOOP})
"""What is wrong with the path, as it was passed, and not with the disk."""


@contextmanager
def writing(path: str | os.PathLike[str]) -> Iterator[None]:
    """
    Write a file or folder.

    Raises:
        UsageError: The path cannot be that of a file; for example its folder is missing.
        DynaclientError: The disk, or its permissions, do not allow it.
    """
    try:
        yield
    except OSError as error:
        message = f"{os.fspath(path)} cannot be written: {error.strerror}{_advice(Path(path), error)}"
        is_wrong = error.errno in _WRONG_PATHS
    else:
        return
    raise click.UsageError(message) if is_wrong else DynaclientError(message, code="file-not-written")


def _advice(path: Path, error: OSError) -> str:
    """Return what to do about a path whose folder is missing; empty for another error."""
    is_missing = error.errno == errno.ENOENT and not path.parent.exists()
    return f"; create the folder {path.parent} first" if is_missing else ""


def write_file(file: Path, text: str) -> str:
    """
    Write a file, or replace it, and return which of both was done, for a message.

    What is not a regular file, such as a device, is written to.
    """
    data = text.encode("utf-8")
    with writing(file):
        is_there = file.exists()
        if is_there and not file.is_file():
            file.write_bytes(data)
            return "written"
        user_files.replace_file(Path(os.path.realpath(file)), data, mode=None)
    return "replaced" if is_there else "written"


def is_standard_output(path: str | os.PathLike[str], *, replaced: bool = False) -> bool:
    """
    Return whether a path leads to what the standard output is written to.

    Args:
        path: The path, such as that of a link.
        replaced: Whether only a regular file counts, in whose place another one would be put.
    """
    try:
        return leads_to(os.stat(path), os.fstat(sys.stdout.fileno()), replaced=replaced)  # noqa: PTH116 - a name, as the user wrote it
    except (OSError, ValueError):  # there is no such file yet, or the output has no descriptor
        return False


def leads_to(file: os.stat_result, output: os.stat_result, *, replaced: bool) -> bool:
    """Return whether a file is the same as an output, and a regular one if only that may be `replaced`."""
    return os.path.samestat(file, output) and (stat.S_ISREG(file.st_mode) or not replaced)


def require_other_file(output: str, sources: Iterable[object]) -> None:
    """Raise UsageError if a file to write is one of those that it is made from, also under another name."""
    for source in sources:
        if is_same_file(output, source):
            raise click.UsageError(f"{output} is what is read, and would be replaced: choose another name")


def replace_file(file: Path, data: bytes) -> None:
    """Replace the content of a file atomically, so that it is never half written; its mode stays."""
    with writing(file):
        user_files.replace_file(file, data, mode=None)
