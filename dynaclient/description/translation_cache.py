"""
Descriptions that take long to read are kept in the cache folder: those in YAML, and large ones.

What is kept of a file counts only for the content that it was made of: the digest of the content is compared, and the
digests of the other files that it refers to. Where path, size, times and inode of a file are those for which its digest
was computed, it is not computed again, unless the file may have been changed within the resolution of these times.

A description in YAML is kept when it has been loaded, since reading it took longer than that takes. One in JSON is kept
by a thread, in small steps, some time after it was loaded, or when the program ends: translating all of it takes
several times as long as parsing it, and the first calls must not wait for it.

Of a large one in JSON and our own format only the index is kept (see `json_index`), in the same way: it counts for a
file with these size, times and inode, and for one that is read because they are others, by its size and CRC-32.
"""

from __future__ import annotations

import atexit
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any
from zlib import crc32

from .. import __version__
from ..runtime.cache_folder import cache_folder, read_cached, write_cached
from ..runtime.fork import reset_in_children
from ..runtime.log import log_debug
from ..strings.expressions import expression
from .file_slices import facts_of
from .json_index import StoredIndex, make_index, slices_of
from .other_files import OtherFiles
from .stored import read_facts, to_bytes
from .text import LARGE

DELAY = 2.0
"""Seconds after which a description in JSON is kept."""
STEP = 0.002
"""Seconds for which the thread that does it sleeps after each part."""
END_SECONDS = 2.0
"""Seconds for which the end of the program waits for what is not kept yet."""
RESOLUTION = 2_000_000_000
"""Nanoseconds within which a change of a file may not change its times (FAT has the coarsest)."""

_INDEXING = (
    "json_index.py", "json_numbers.py", "stored.py",
    "soundness.py", "builder.py", "document.py", "nodes.py", "rules.py",
    "../api.schema.json", "../schema/inspection.py", "../schema/validation.py", "../schema/references.py",
    "../schema/patterns.py",
)  # fmt: skip
"""The code that decides what is in an index, and whether a description is sound."""
_FOLDER = os.path.dirname(__file__)  # noqa: PTH120 - like the others
_YAML = (".yaml", ".yml")
_DIGEST = expression("[0-9a-f]{64}")


def _importer() -> str:
    """Return what identifies the code that translates and stores: other code makes other descriptions."""
    package = Path(__file__).parent.parent
    parts = [__version__]
    for folder in ("formats", "description", "schema"):
        try:
            entries = sorted(os.scandir(package / folder), key=lambda entry: entry.name)
            parts += [f"{entry.name} {entry.stat().st_size} {entry.stat().st_mtime_ns}" for entry in entries]
        except OSError:  # the package is in an archive
            parts.append(folder)
    return "\n".join(parts)


def _indexer() -> str:
    """Return the same for the code that makes indexes: there is less of it, and it is needed for each large file."""
    parts = [__version__]
    for name in _INDEXING:
        try:
            status = os.stat(os.path.join(_FOLDER, name))  # noqa: PTH116, PTH118 - faster
            parts.append(f"{status.st_size} {status.st_mtime_ns}")
        except OSError:  # the package is in an archive
            parts.append(name)
    return "\n".join(parts)


def is_kept(path: str, size: int) -> bool:
    """Return whether a file is one that may be kept, by its name and size."""
    return size > LARGE or path.lower().endswith(_YAML)


class CacheEntry:
    """
    What is kept of one file.

    Args:
        path: Its path, absolute.
        status: Its size, times and inode when it was opened.
    """

    def __init__(self, path: str, status: tuple[int, ...]) -> None:
        self.path = path
        self.status = status
        self._seen = time.time_ns()

    @classmethod
    def of(cls, path: str) -> CacheEntry | None:
        """Return the entry of a file; None if it is not one that may be kept, or nothing is."""
        try:
            status = os.stat(path)  # noqa: PTH116 - faster
        except (OSError, ValueError):
            return None
        if not is_kept(path, status.st_size) or cache_folder() is None:
            return None
        return cls(os.path.abspath(path), facts_of(status))  # noqa: PTH100 - faster

    @property
    def size(self) -> int:
        """Its size in bytes when it was opened."""
        return self.status[0]

    @property
    def is_large(self) -> bool:
        """Whether it is kept also if it is JSON."""
        return self.size > LARGE

    @cached_property
    def name(self) -> str:
        """The name of its file in the cache folder."""
        return self._name(_importer())

    def _name(self, code: str) -> str:
        # What is in the file is compared with what it is for, so a name that is seldom the same is enough.
        return "-".join(f"{crc32(part.encode('utf-8', 'surrogatepass')):08x}" for part in (self.path, code))

    def index(self) -> bytes | None:
        """Return the index that was kept of a large file in JSON; None if there is none."""
        return read_cached(self._index_name) if self.is_large else None

    def keep_index(self, data: bytes, pause: Callable[[], None] = lambda: None, *, is_sound: bool = False) -> None:
        """
        Keep the index of a large file in JSON with this content.

        Args:
            data: The content.
            pause: Called between the parts of the work.
            is_sound: Whether the description is known to be sound; otherwise that is found out.
        """
        with _best_effort():
            facts = self.status if self.is_settled else ()
            made = make_index(data, pause, facts=facts, is_sound=is_sound)
            index = StoredIndex.read(made) if made is not None else None
            if made is None or index is None or not write_cached(self._index_name, made) or is_sound:
                return
            from . import soundness

            # This takes longer than an index, which other programs use by now.
            document = index.document(slices_of(data))
            sound = make_index(data, is_sound=True, facts=facts) if soundness.is_sound(document, pause) else None
            if sound is not None:
                write_cached(self._index_name, sound)

    @property
    def _index_name(self) -> str:
        return f"{self._name(_indexer())}-index"

    @property
    def is_settled(self) -> bool:
        """Whether a change of the file since then would have changed its times."""
        _, modified, changed, *_ = self.status
        return self._seen - max(modified, changed) > RESOLUTION

    def known_digest(self) -> bytes | None:
        """Return the digest of its content, if it was computed for what the file is now."""
        data = read_cached(f"{self.name}-status")
        if data is None:
            return None
        status, _, content = data.decode("ascii", "replace").rpartition(" ")
        is_known = status == self._status_line() and _DIGEST.fullmatch(content) is not None
        return bytes.fromhex(content) if is_known else None

    def keep_digest(self, content: bytes) -> None:
        """Keep the digest of its content, unless its times may be those of an earlier content."""
        if self.is_settled:
            write_cached(f"{self.name}-status", f"{self._status_line()} {content.hex()}".encode("ascii"))

    def _status_line(self) -> str:
        return " ".join(map(str, self.status))

    def document(self, content: bytes, other_files: OtherFiles) -> Any | None:
        """Return the description that was kept of a file with this content; None if there is none."""
        data = read_cached(self.name)
        try:
            found = read_facts(data) if data is not None else None
            if found is None or found[0]["content"] != content.hex():
                return None
            facts, make = found
            return make() if other_files.restore(facts["files"]) else None
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            log_debug("a file of the cache cannot be used (%s)", type(error).__name__)
            return None

    def keep(
        self, document: Any, content: bytes, other_files: OtherFiles, pause: Callable[[], None] = lambda: None
    ) -> None:
        """Keep a description that was made of this content."""
        with _best_effort():
            # What is read while it is translated becomes a part of `other_files`.
            data = to_bytes(document, lambda: {"content": content.hex(), "files": other_files.facts()}, pause)
            if write_cached(self.name, data):
                self.keep_digest(content)


@contextmanager
def _best_effort() -> Iterator[None]:
    """Log what goes wrong: what is wrong with a description is reported when it is used."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - also what this library does not know of
        log_debug("a description was not kept in the cache (%s)", type(error).__name__)


# --- later -----------------------------------------------------------------------------------------------------------


class _Later:
    """Does things in a thread, some time after they were asked for, or when the program ends."""

    def __init__(self) -> None:
        self._tasks: list[tuple[float, Callable[[Callable[[], None]], None]]] = []
        self._thread: threading.Thread | None = None
        self._is_registered = False
        self.reset_after_fork()
        reset_in_children(self)

    def reset_after_fork(self) -> None:
        """Forget what the parent does itself."""
        self._changed = threading.Condition()
        self._is_ending = threading.Event()
        self._tasks, self._thread = [], None
        self._end = 0.0

    def add(self, task: Callable[[Callable[[], None]], None]) -> None:
        """Add a task: a function that calls its argument between its steps."""
        with self._changed:
            self._tasks.append((time.monotonic() + DELAY, task))
            if not self._is_registered:
                self._is_registered = True
                atexit.register(self.finish)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="dynaclient cache", daemon=True)
                try:
                    self._thread.start()
                except RuntimeError:  # the interpreter is ending
                    self.reset_after_fork()

    def finish(self) -> None:
        """Do now what is left, as far as there is time, and wait for its end."""
        self._end = time.monotonic() + END_SECONDS
        self._is_ending.set()
        thread = self._thread
        if thread is not None:
            thread.join(2 * END_SECONDS + 1)
        self._is_ending.clear()

    def _run(self) -> None:
        while True:
            with self._changed:
                if not self._tasks:
                    self._thread = None
                    return
                moment, task = self._tasks.pop(0)
            self._is_ending.wait(max(0.0, moment - time.monotonic()))
            task(self._pause)
            del task  # and with it the description

    def _pause(self) -> None:
        if self._is_ending.wait(STEP) and time.monotonic() > self._end:
            raise TimeoutError


LATER = _Later()
"""What is kept later."""


def keep_later(entry: CacheEntry, document: Any, content: bytes, other_files: OtherFiles) -> None:
    """Keep a description without holding up the caller."""
    LATER.add(lambda pause: entry.keep(document, content, other_files, pause))


def keep_index_later(entry: CacheEntry, data: bytes, *, is_sound: bool = False) -> None:
    """Keep the index of a file with this content without holding up the caller."""
    LATER.add(lambda pause: entry.keep_index(data, pause, is_sound=is_sound))
