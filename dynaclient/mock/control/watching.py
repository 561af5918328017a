"""The description is read again when one of its files changes; a file that is broken changes nothing."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ...description.api import Api
from ...description.loading import load
from ...errors import DescriptionError, DynaclientError, invalid_option

POLL = 0.5
"""Seconds within which a change is noticed."""

log = logging.getLogger("dynaclient.mock")

State = tuple[Any, ...]


def require_files(api: Api) -> None:
    """Raise InvalidCall for a description that cannot be watched."""
    if not api.files:
        hint = "pass the path of the description, and patches as paths"
        raise invalid_option("watch", "needs a description that is a file", hint, "MockServer")


class Watcher:
    """
    Watches the files of a description in a thread of its own, until `close`.

    An editor may write a file in several steps, so a file that cannot be read is looked at once more before anything is
    reported.

    Args:
        api: The description, which is from files.
        changed: Called with the new description.
        failed: Called with what is wrong with a file; the description stays as it is.
    """

    def __init__(self, api: Api, changed: Callable[[Api], None], failed: Callable[[str], None]) -> None:
        self._api = api
        self._changed = changed
        self._failed = failed
        self._seen = _state_of(api)
        self._suspect: State | None = None
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="dynaclient-mock-watch")

    def start(self) -> Watcher:
        """Begin to watch."""
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop, and wait for the thread."""
        self._closing.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closing.wait(POLL):
            self.look()

    def look(self) -> None:
        """Read the description again if its files have changed since the last time."""
        state = _state_of(self._api)
        if state == self._seen:
            return
        try:
            main, *patches = self._api.files
            api = load(main, patch=patches or None)
            self._changed(api)
        except DynaclientError as error:
            if state != self._suspect:  # the next look decides
                self._suspect = state
                return
            message = _missing(self._api) or _first_problem(error, self._api.files[0])
            log.warning("%s; the description stays as it was", message)
            self._failed(message)
        else:
            log.info("%s was read again", Path(self._api.files[0]).name)
            self._api = api
        self._seen, self._suspect = state, None


def _state_of(api: Api) -> State:
    """Return what changes with the files of a description."""
    folder = Path(api.files[0]).parent
    others = [folder / name for name in (api.other_files.facts() if api.other_files else ())]
    return tuple(map(_facts, [*map(Path, api.files), *others]))


def _facts(path: Path) -> State:
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_size, status.st_ino


def _missing(api: Api) -> str:
    """Return which file of a description is not there any more; an empty string if all are there."""
    names = [path.name for path in map(Path, api.files) if not path.exists()]
    return f"{names[0]}: the file was removed; put it back, or start the server with another path" if names else ""


def _first_problem(error: DynaclientError, path: str) -> str:
    """Return what is wrong in one line, with the file and the line."""
    problems = error.problems if isinstance(error, DescriptionError) else ()
    if not problems:
        return f"{Path(path).name}: {str(error).partition(chr(10))[0]}"
    first = problems[0]
    line = f":{first.line}" if first.line else ""
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    hint = f" — {first.suggestion}" if first.suggestion else ""
    pointer = f"{first.pointer}: " if first.pointer else ""
    return f"{Path(path).name}{line}: {pointer}{first.message}{hint}{more}"
