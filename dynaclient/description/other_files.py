"""
The other files of a description: those that references lead to, in the folder of its file and below it.

Nothing else is read: no file outside of this folder, also not through a symbolic link, and nothing from a network.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..errors import DescriptionError, Problem
from ..formats.places import BrokenReference
from ..records import replace
from ..runtime.paths import reason_of
from .sharing import digest
from .text import decode, parse_text, positions_in

MAX_FILES = 10_000
MAX_BYTES = 64 * 1024 * 1024
"""Bytes of all other files together, at most."""
_NO_FILE = b""
"""Stands for the digest of a file that is missing, cannot be read, or may not be."""


class OtherFiles:
    """
    Reads the other files of a description, and knows which were read.

    Args:
        main: The path of the file of the description; an absolute one means the same folder at any time.
    """

    def __init__(self, main: str) -> None:
        self._main = main
        self._remaining = MAX_BYTES
        self._digests: dict[str, bytes] = {}
        """The content of the files that were read, by their paths; empty for one that cannot be read."""

    def read(self, name: str) -> Any:
        """Return the parsed content of a file, by its path from the folder; BrokenReference if it cannot be read."""
        if len(self._digests) >= MAX_FILES:
            raise BrokenReference(f"more than {MAX_FILES:,} files are referred to")
        try:
            data = self._content(name, self._remaining)
        except BrokenReference:
            self._digests[name] = _NO_FILE  # it may be there the next time, and allowed
            raise
        self._digests[name] = digest(data)
        if len(data) > self._remaining:
            raise BrokenReference(f"the files that are referred to are larger than {MAX_BYTES // 1024 // 1024} MiB")
        self._remaining -= len(data)
        try:
            return parse_text(decode(data, "", ""), name)
        except DescriptionError as error:
            problem = error.problems[0]
        line = f", line {problem.line}" if problem.line else ""
        raise BrokenReference(f"{name}{line}: {problem.message}")

    def _content(self, name: str, limit: int) -> bytes:
        """Return the content of a file, up to one byte more than a limit; BrokenReference if it cannot be read."""
        path = self._path(name)
        try:
            if not path.is_file():
                raise BrokenReference("it is not a regular file" if path.exists() else "there is no such file")
            with path.open("rb") as file:
                return file.read(limit + 1)
        except (OSError, ValueError) as error:
            raise BrokenReference(f"the file cannot be read ({reason_of(error)})") from None

    def _path(self, name: str) -> Path:
        """Return the real path of a file; raise `BrokenReference` if it is not below the folder."""
        try:
            folder = Path(self._main).parent.resolve()
            path = (folder / name).resolve()
        except (OSError, ValueError, RuntimeError):  # a circle of links; a NUL in the name
            raise BrokenReference("it is not the path of a file") from None
        if not path.is_relative_to(folder):
            raise BrokenReference("only files in the folder of the document, and below it, are read")
        return path

    def are_unchanged(self) -> bool:
        """Return whether all files that are referred to have the same content as before, or are still missing."""
        return all(self._digest_of(name) == known for name, known in list(self._digests.items()))

    def _digest_of(self, name: str) -> bytes:
        try:
            return digest(self._content(name, MAX_BYTES))
        except BrokenReference:
            return _NO_FILE

    def duplicates(self) -> Iterator[Problem]:
        """Yield the keys that are in a mapping twice, in the files that were read."""
        for name, known in sorted(self._digests.items()):
            with suppress(BrokenReference, OSError, DescriptionError):  # it has been removed since, or is not UTF-8
                data = self._path(name).read_bytes()
                found = positions_in(decode(data, "", ""), name).duplicates if digest(data) == known else []
                yield from (replace(problem, pointer=f"{name}#{problem.pointer}") for problem in found)

    def facts(self) -> dict[str, str]:
        """Return the digests of the files that are referred to, by their paths from the folder."""
        return {name: content.hex() for name, content in self._digests.items()}

    def restore(self, facts: Mapping[str, str]) -> bool:
        """Take over what `facts` has returned; return whether the files are still the same."""
        self._digests = {name: bytes.fromhex(content) for name, content in facts.items()}
        if self.are_unchanged():
            return True
        self._digests = {}  # what is read now may not lead to all of them
        return False
