"""
Answers that are kept: the rest of those that are too large for one result, and bytes that are not shown.

They are files in a private folder that is removed at the end, of a limited size in all: the oldest go first.
"""

from __future__ import annotations

import json
import os
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any, ClassVar, Generic, TypeVar

from ..records import dataclass

T = TypeVar("T")

MAX_KEPT = 64 * 1024 * 1024
"""Bytes of all kept answers."""
LIFE = 600.0
"""Seconds for which a cursor, or a question, is valid."""
MAX_TICKETS = 1000
"""Cursors, or questions, that are valid at a time: the oldest go first."""


@dataclass(frozen=True, eq=False, repr=False)
class Kept:
    """An answer that is kept."""

    TEMPLATE: ClassVar = "dynaclient://result/{id}{?from}"
    """The URIs of kept answers, as a template (RFC 6570)."""

    id: str
    path: Path
    media: str
    size: int

    @property
    def uri(self) -> str:
        """The URI by which a host may read it as a resource."""
        return f"dynaclient://result/{self.id}"


class KeptAnswers:
    """The answers that are kept; a file is only readable by the user."""

    def __init__(self, most: int = MAX_KEPT) -> None:
        self._most = most
        self._folder: TemporaryDirectory[str] | None = None
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._last: tuple[str, Any] = ("", None)
        """The value that was read last: its parts are read one after the other."""

    def keep(self, data: bytes, media: str) -> Kept | None:
        """Store bytes, and return where; None if they are more than may be kept."""
        if len(data) > self._most:
            return None
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="dynaclient-", ignore_cleanup_errors=True)  # with mode 0700
        while self._kept and sum(kept.size for kept in self._kept.values()) + len(data) > self._most:
            _, oldest = self._kept.popitem(last=False)
            oldest.path.unlink(missing_ok=True)
        name = secrets.token_urlsafe(12)
        path = Path(self._folder.name) / name
        write_private(path, data)
        self._kept[name] = kept = Kept(name, path, media, len(data))
        return kept

    def keep_value(self, value: Any) -> Kept | None:
        """Store JSON data, and return where; None if it is more than may be kept."""
        kept = self.keep(json.dumps(value).encode(), "application/json")
        if kept is not None:
            self._last = (kept.id, value)
        return kept

    def read(self, uri: str, most: int) -> tuple[Kept, bytes] | None:
        """Return a kept answer with some of its bytes, by its URI; None if there is none, or no longer."""
        name, _, start = uri.removeprefix("dynaclient://result/").partition("?from=")
        kept = self._kept.get(name)
        if kept is None or not (start.isdecimal() or not start):
            return None
        with kept.path.open("rb") as file:
            file.seek(min(int(start or 0), kept.size))
            return kept, file.read(most)

    def value(self, name: str) -> Any:
        """Return the JSON data of a kept answer; LookupError if it is no longer kept."""
        kept = self._kept[name]
        if self._last[0] != name:
            self._last = (name, json.loads(kept.path.read_bytes()))
        return self._last[1]

    def close(self) -> None:
        """Remove everything."""
        self._kept.clear()
        self._last = ("", None)
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


def write_private(path: Path, data: bytes) -> None:
    """Write a new file that only the user may read; FileExistsError if there is one, or a link, of its name."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:  # noqa: PTH123 - of a descriptor
        file.write(data)


class Tickets(Generic[T]):
    """
    Values behind names that cannot be guessed, each valid for some minutes: cursors, and questions.

    Args:
        clock: Returns the seconds of a clock.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._values: OrderedDict[str, tuple[float, T]] = OrderedDict()

    def issue(self, value: T) -> str:
        """Return a new name for a value."""
        while len(self._values) >= MAX_TICKETS:
            self._values.popitem(last=False)
        name = secrets.token_urlsafe(16)
        self._values[name] = (self._clock() + LIFE, value)
        return name

    def get(self, name: Any) -> T | None:
        """Return the value behind a name; None if there is none, or no longer."""
        end, value = self._values.get(name, (0.0, None)) if isinstance(name, str) else (0.0, None)
        return value if self._clock() < end else None

    def take(self, name: Any) -> T | None:
        """Return the value behind a name, once; None if there is none, or no longer."""
        value = self.get(name)
        self._values.pop(name, None) if isinstance(name, str) else None
        return value


def fingerprint(value: Mapping[str, Any]) -> str:
    """Return the SHA-256 of arguments, as hexadecimal digits."""
    from hashlib import sha256

    return sha256(json.dumps(value, sort_keys=True, default=str).encode("utf-8", "surrogatepass")).hexdigest()
