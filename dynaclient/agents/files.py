"""
Files that are sent and written: only below the folders that the server was started with.

A path is opened step by step from the folder, and no step follows a link: what is checked is what is read.
"""

from __future__ import annotations

import base64
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

from ..description.model import Action, Parameter
from ..errors import InvalidCall, Problem, invalid_option
from ..schema.subschemas import child_views, is_file

MAX_FILE = 100 * 1024 * 1024
"""Bytes of a file that is sent."""
MAX_INLINE = 64 * 1024
"""Bytes of a file that is passed as base64."""
_TOO_LONG = "has more than 64 kB: pass it as a file"
_HINT = 'pass {"file": "plan.csv"}, or {"base64": "…"} for up to 64 kB'


class FileRoots:
    """
    The folders below which files may be read.

    Raises:
        InvalidCall: One of them is not a folder, or the system cannot open files without following links.
    """

    def __init__(self, folders: Iterable[str | os.PathLike[str]]) -> None:
        self._folders = [Path(folder) for folder in folders]
        for folder in self._folders:
            if not folder.is_dir():
                raise invalid_option(
                    "files", f"has {str(folder)!r:.200}, which is not a folder", "pass a folder", "Toolbox"
                )
        if self._folders and os.open not in os.supports_dir_fd:  # pragma: no cover - Windows
            raise invalid_option("files", "is not available on this system", "leave it out", "Toolbox")

    def open(self, name: str) -> BinaryIO | str:
        """Return a file that is open for reading, or why it is not."""
        if not self._folders:
            return "cannot be read: a person has to start the server with the folder of files that may be sent"
        steps = name.split("/")
        if name.startswith("~") or any(_is_suspect(step) for step in steps):
            return (
                "is not the path of a file below the folder: no step of it begins with ~ or is empty, . or .., "
                "and none has a backslash or a control character"
            )
        reason = "is not there"
        for folder in self._folders:
            try:
                return _opened(folder, steps)
            except FileNotFoundError:
                continue
            except _Refused as error:
                reason = str(error)
            except OSError as error:
                reason = f"cannot be read: {error.strerror}"
        return reason


class _Refused(Exception):
    """What is at a path may not be sent; the message is why."""


def _is_suspect(step: str) -> bool:
    """Return whether a step of a path may lead elsewhere than to what has its name, on any system."""
    return step in ("", ".", "..") or not step.isprintable() or "\\" in step


def _opened(folder: Path, steps: list[str]) -> BinaryIO:
    """Open a regular file below a folder, without following a link at any step."""
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW
    with ExitStack() as stack:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        stack.callback(os.close, descriptor)
        for step in steps[:-1]:
            _require(
                os.stat(step, dir_fd=descriptor, follow_symlinks=False),
                stat.S_ISDIR,
                "leads through what is not a folder",
            )
            descriptor = os.open(step, flags | os.O_DIRECTORY, dir_fd=descriptor)
            stack.callback(os.close, descriptor)
        # Before it is opened, for that alone has effects on a pipe or a device; and after, for it may be another one.
        _require_file(os.stat(steps[-1], dir_fd=descriptor, follow_symlinks=False))
        found = os.open(steps[-1], flags | os.O_NONBLOCK, dir_fd=descriptor)
        with ExitStack() as opened:
            opened.callback(os.close, found)
            _require_file(os.fstat(found))
            opened.pop_all()
        return open(found, "rb")  # noqa: PTH123 - of a descriptor


def _require_file(status: os.stat_result) -> None:
    """Raise `_Refused` for what is not a regular file of a size that may be sent."""
    _require(status, stat.S_ISREG, "is not a regular file")
    if status.st_size > MAX_FILE:
        raise _Refused(f"has more than {MAX_FILE // 1024**2} MB")


def _require(status: os.stat_result, is_kind: Callable[[int], bool], reason: str) -> None:
    if not is_kind(status.st_mode):
        raise _Refused("is a link, or leads through one" if stat.S_ISLNK(status.st_mode) else reason)


def with_files(action: Action, arguments: Mapping[str, Any], roots: FileRoots, stack: ExitStack) -> dict[str, Any]:
    """
    Return the arguments of a call with the files that they name.

    Args:
        action: The action that is called.
        arguments: Its arguments, in which `{"file": path}` and `{"base64": text}` stand for files.
        roots: Where files may be read.
        stack: Closes them.

    Raises:
        InvalidCall: A file cannot be read.
    """
    replacer = _Replacer(roots, stack)
    passed = dict(arguments)
    for spelling, value in arguments.items():
        parameter = action.parameters.get(action.spellings.get(spelling, ""))
        views = [schema.view for schema in parameter.schemas if schema.marks_files] if parameter is not None else []
        if parameter is not None and views:
            passed[spelling] = replacer.replace(parameter, value, views, ())
    if replacer.problems:
        raise InvalidCall(action.name, replacer.problems)
    return passed


class _Replacer:
    """Replaces what stands for files in the arguments of one call."""

    def __init__(self, roots: FileRoots, stack: ExitStack) -> None:
        self._roots = roots
        self._stack = stack
        self.problems: list[Problem] = []

    def replace(self, parameter: Parameter, value: Any, views: list[Any], path: tuple[str | int, ...]) -> Any:
        """Return a value of a parameter with the files that it names; `views` are the schemas that apply to it."""
        if any(map(is_file, views)):
            return self._file(parameter, value, path)
        if not views or not isinstance(value, (dict, list)):
            return value
        children = {
            step: self.replace(parameter, child, child_views(views, step), (*path, step))
            for step, child in (value.items() if isinstance(value, dict) else enumerate(value))
        }
        return children if isinstance(value, dict) else list(children.values())

    def _file(self, parameter: Parameter, value: Any, path: tuple[str | int, ...]) -> Any:
        if isinstance(value, str):
            return value.encode("utf-8", "surrogatepass")
        content = self._content(value)
        if not isinstance(content, str):
            return content
        self.problems.append(
            Problem.in_call(parameter.location, parameter.name, path, "file", "a file", None, content, _HINT)
        )
        return value

    def _content(self, value: Any) -> BinaryIO | bytes | str:
        """Return the file, or the bytes, that an object stands for, or why it stands for none."""
        key, content = next(iter(value.items())) if isinstance(value, dict) and len(value) == 1 else ("", None)
        if not isinstance(content, str) or key not in ("file", "base64"):
            return "is not a file"
        if key == "base64":
            return _decoded(content)
        opened = self._roots.open(content)
        return opened if isinstance(opened, str) else self._stack.enter_context(opened)


def _decoded(content: str) -> bytes | str:
    if len(content) > MAX_INLINE * 4 // 3 + 4:
        return _TOO_LONG
    try:
        data = base64.b64decode(content, validate=True)
    except ValueError:
        return "is not base64"
    return data if len(data) <= MAX_INLINE else _TOO_LONG
