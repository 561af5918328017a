"""Files that commands write."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import click

from ...runtime import user_files
from ...runtime.files import is_same_file


def write_file(file: Path, text: str) -> str:
    """
    Write a file, or replace it, and return which of both was done, for a message.

    What is not a regular file, such as a device, is written to.
    """
    data = text.encode("utf-8")
    try:
        is_there = file.exists()
        if is_there and not file.is_file():
            file.write_bytes(data)
            return "written"
        user_files.replace_file(Path(os.path.realpath(file)), data, mode=None)
    except OSError as error:
        raise click.UsageError(f"{file} cannot be written: {error.strerror}") from None
    return "replaced" if is_there else "written"


def require_other_file(output: str, sources: Iterable[object]) -> None:
    """Raise UsageError if a file to write is one of those that it is made from, also under another name."""
    for source in sources:
        if is_same_file(output, source):
            raise click.UsageError(f"{output} is what is read, and would be replaced: choose another name")


def replace_file(file: Path, data: bytes) -> None:
    """Replace the content of a file atomically, so that it is never half written; its mode stays."""
    try:
        user_files.replace_file(file, data, mode=None)
    except OSError as error:
        raise click.UsageError(f"{file} cannot be written: {error.strerror}") from None
