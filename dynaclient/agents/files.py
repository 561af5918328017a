"""
Files that are sent and written: only below the folders that the server was started with.

A path is opened step by step from the folder, and no step follows a link: what is checked is what is read.
"""

from __future__ import annotations

import base64
import binascii
import os
import stat
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

from ..description.model import Action
from ..errors import InvalidCall, Problem, invalid_option
from ..schema.subschemas import child_schemas, is_file

MAX_FILE = 100 * 1024 * 1024
"""Bytes of a file that is sent."""
MAX_INLINE = 64 * 1024
"""Bytes of a file that is passed as base64."""
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
            return "files cannot be sent: the server was started without a folder for them"
        steps = name.split("/")
        if (
            not name
            or name.startswith("~")
            or any(step in ("", ".", "..") or "\\" in step or "\0" in step for step in steps)
        ):
            return (
                "is not the path of a file below the folder: no step of it is empty, . or .., and none has a backslash"
            )
        reason = "is not there"
        for folder in self._folders:
            try:
                return _opened(folder, steps)
            except FileNotFoundError:
                continue
            except OSError as error:
                reason = f"cannot be read: {error.strerror}"
            except ValueError as error:
                reason = str(error)
        return reason


def _opened(folder: Path, steps: list[str]) -> BinaryIO:
    """Open a regular file below a folder, without following a link at any step."""
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW
    with ExitStack() as stack:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        stack.callback(os.close, descriptor)
        for step in steps[:-1]:
            descriptor = os.open(step, flags | os.O_DIRECTORY, dir_fd=descriptor)
            stack.callback(os.close, descriptor)
        # Not blocking: to open a pipe would wait for its writer.
        file = open(os.open(steps[-1], flags | os.O_NONBLOCK, dir_fd=descriptor), "rb")  # noqa: PTH123, SIM115 - of a descriptor
    found = os.fstat(file.fileno())
    reason = "is not a regular file" if not stat.S_ISREG(found.st_mode) else "has more than 100 MB"
    if stat.S_ISREG(found.st_mode) and found.st_size <= MAX_FILE:
        return file
    file.close()
    raise ValueError(reason)


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
        if parameter is not None and any(schema.marks_files for schema in parameter.schemas):
            replacer.location, replacer.name = parameter.location, parameter.name
            views = [schema.view for schema in parameter.schemas if schema.marks_files]
            passed[spelling] = replacer.replace(value, views, ())
    if replacer.problems:
        raise InvalidCall(action.name, replacer.problems)
    return passed


class _Replacer:
    """Replaces what stands for files in the arguments of one call."""

    location = name = ""

    def __init__(self, roots: FileRoots, stack: ExitStack) -> None:
        self._roots = roots
        self._stack = stack
        self.problems: list[Problem] = []

    def replace(self, value: Any, views: list[Any], path: tuple[str | int, ...]) -> Any:
        """Return a value with the files that it names; `views` are the schemas that apply to it."""
        if any(map(is_file, views)):
            return self._file(value, path)
        steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        children = {
            step: self.replace(child, [found for view in views for found in child_schemas(view, step)], (*path, step))
            for step, child in steps
        }
        return children if isinstance(value, dict) else list(children.values()) if isinstance(value, list) else value

    def _file(self, value: Any, path: tuple[str | int, ...]) -> Any:
        if isinstance(value, list):
            return [self._file(item, (*path, index)) for index, item in enumerate(value)]
        if isinstance(value, str):
            return value.encode("utf-8", "surrogatepass")
        reason = "is not a file"
        if isinstance(value, dict) and len(value) == 1:
            ((key, content),) = value.items()
            if key == "file" and isinstance(content, str):
                opened = self._roots.open(content)
                if not isinstance(opened, str):
                    return self._stack.enter_context(opened)
                reason = opened
            if key == "base64" and isinstance(content, str):
                try:
                    data = base64.b64decode(content, validate=True)
                except (binascii.Error, ValueError):
                    reason = "is not base64"
                else:
                    if len(data) <= MAX_INLINE:
                        return data
                    reason = "has more than 64 kB: pass it as a file"
        self.problems.append(Problem.in_call(self.location, self.name, path, "file", "a file", None, reason, _HINT))
        return value
