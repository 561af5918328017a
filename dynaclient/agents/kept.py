"""
Answers that are kept: the rest of those that are too large for one result, and bytes that are not shown.

They are files in a private folder that is removed at the end, of a limited size in all: those that have not been read
for the longest time go first, and all of them after some minutes.
"""

from __future__ import annotations

import json
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from time import monotonic
from typing import Any, ClassVar, Generic, TypeVar

from ..records import dataclass
from ..runtime.user_files import write_new_file
from .parts import dump_large

T = TypeVar("T")

MAX_KEPT = 64 * 1024 * 1024
"""Bytes of all kept answers."""
LIFE = 600.0
"""Seconds for which a cursor, or a question, is valid."""
MAX_DIGITS = 12
"""Digits of a position in a kept answer."""
MAX_TICKETS = 1000
"""Cursors, or questions, that are valid at a time: the oldest go first."""


@dataclass(frozen=True, eq=False, repr=False)
class Kept:
    """A response that is kept."""

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
    """
    The responses that are kept; a file is only readable by the user.

    Threads may use it at the same time.

    Args:
        most: Bytes of all of them.
        clock: Returns the seconds of a clock.
    """

    def __init__(self, most: int = MAX_KEPT, clock: Callable[[], float] = monotonic) -> None:
        self._most = most
        self._clock = clock
        self._lock = Lock()
        self._folder: TemporaryDirectory[str] | None = None
        self._kept: OrderedDict[str, tuple[float, Kept]] = OrderedDict()
        """Each with the time of its end: the first ends first."""
        self._last: tuple[str, Any] = ("", None)
        """The value that was read last: its parts are read one after the other."""

    def keep(self, data: bytes, media: str) -> Kept | None:
        """Store bytes, and return where; None if they are more than may be kept, or than there is room for."""
        if len(data) > self._most:
            return None
        with self._lock:
            self._remove_oldest(self._most - len(data))
            name = secrets.token_urlsafe(12)
            try:
                path = self._folder_path() / name
                write_new_file(path, data, waits=False)
            except OSError:
                return None
            kept = Kept(name, path, media, len(data))
            self._kept[name] = (self._clock() + LIFE, kept)
        return kept

    def keep_value(self, value: Any, text: str = "") -> Kept | None:
        """
        Store JSON data, and return where; None if it is more than may be kept, or than there is room for.

        Args:
            value: The data.
            text: It as JSON, if it has been written.
        """
        kept = self.keep(dump_large(value, text), "application/json")
        if kept is not None:
            self._last = (kept.id, value)
        return kept

    def read(self, uri: str, most: int) -> tuple[Kept, bytes] | None:
        """Return a kept answer with some of its bytes, by its URI; None if there is none, or no longer."""
        name, _, start = uri.removeprefix("dynaclient://result/").partition("?from=")
        if not (start.isdecimal() or not start) or len(start) > MAX_DIGITS:
            return None
        try:
            kept = self._used(name)
            with kept.path.open("rb") as file:
                file.seek(min(int(start or 0), kept.size))
                return kept, file.read(most)
        except (LookupError, OSError):
            return None

    def value(self, name: str) -> Any:
        """
        Return the JSON data of a kept answer.

        Raises:
            LookupError: It is no longer kept.
            OSError: It cannot be read.
            ValueError: It is not what was kept.
        """
        kept = self._used(name)
        last, value = self._last
        if last != name:
            value = json.loads(kept.path.read_bytes())
            self._last = (name, value)
        return value

    def close(self) -> None:
        """Remove everything."""
        with self._lock:
            self._kept.clear()
            self._last = ("", None)
            if self._folder is not None:
                self._folder.cleanup()
                self._folder = None

    def _used(self, name: str) -> Kept:
        """Return a kept answer, which is kept for as long as a new one from now on; LookupError if it is not kept."""
        with self._lock:
            self._remove_oldest(self._most)
            _, kept = self._kept.pop(name)
            self._kept[name] = (self._clock() + LIFE, kept)
            return kept

    def _remove_oldest(self, most: int) -> None:
        """Remove what has been kept for long enough, and more until there are at most so many bytes."""
        size = sum(kept.size for _, kept in self._kept.values())
        while self._kept:
            name, (end, kept) = next(iter(self._kept.items()))
            if size <= most and self._clock() < end:
                return
            del self._kept[name]
            size -= kept.size
            kept.path.unlink(missing_ok=True)
            if self._last[0] == name:
                self._last = ("", None)

    def _folder_path(self) -> Path:
        """Return the folder, which a program that tidies up may have removed."""
        if self._folder is not None and not Path(self._folder.name).is_dir():
            self._folder.cleanup()
            self._folder = None
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="dynaclient-", ignore_cleanup_errors=True)  # with mode 0700
        return Path(self._folder.name)


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
        if value is not None:
            self._values.pop(name, None)
        return value


def fingerprint(value: Mapping[str, Any]) -> str:
    """Return the SHA-256 of arguments, as hexadecimal digits."""
    from hashlib import sha256

    return sha256(json.dumps(value, sort_keys=True, default=str).encode("utf-8", "surrogatepass")).hexdigest()
