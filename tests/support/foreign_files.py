"""What a path may lead to that is not a file of ours, each made in a temporary folder; and a picture of a folder."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path


def _make_fifo(path: Path) -> None:
    os.mkfifo(path)


def _make_socket(path: Path) -> None:
    folder = Path.cwd()
    os.chdir(path.parent)  # the whole path may be too long for a socket
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(folder)


def _link_to_file(path: Path) -> None:
    target = path.with_name("target")
    target.touch(0o644)
    path.symlink_to(target)


def _link_to_folder(path: Path) -> None:
    target = path.with_name("target")
    target.mkdir()
    path.symlink_to(target)


NOT_REGULAR: dict[str, tuple[Callable[[Path], None], str]] = {
    "folder": (Path.mkdir, "is a directory — pass the path of a regular file"),
    "FIFO": (_make_fifo, "is a FIFO — pass the path of a regular file, or of a new one"),
    "socket": (_make_socket, "is a socket — pass the path of a regular file"),
    "link to a file": (_link_to_file, "target — pass the path of the file itself"),
    "link to a folder": (_link_to_folder, "is a symbolic link to "),
    "link to nothing": (lambda path: path.symlink_to(path.with_name("none")), "is a symbolic link to "),
    "link to itself": (lambda path: path.symlink_to(path), "is a symbolic link to "),
}
"""By name: the function that makes it, and a part of the message of the error."""


def picture(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Return what a folder has: for each name the mode, the number of names, and the content or where it leads to."""
    return {str(path.relative_to(folder)): _picture_of(path) for path in sorted(folder.rglob("*"))}


def _picture_of(path: Path) -> tuple[int, int, bytes]:
    status = path.lstat()
    content = bytes(path.readlink()) if path.is_symlink() else path.read_bytes() if path.is_file() else b""
    return status.st_mode, status.st_nlink, content
