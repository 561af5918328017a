"""
Responses of the real API, recorded as a seed.

The file is a JSON list of requests with their responses. Of those for lists and items a mock server stores the items,
and it replays those of other actions (see `replaying`).
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ...description.api import Api
from ...errors import DynaclientError, InvalidCall, invalid_option
from ...records import dataclass
from ...runtime.files import owner_problem
from ...runtime.media_types import is_json, is_text, without_parameters
from ...runtime.paths import reason_of
from ...runtime.user_files import read_file, replace_file
from ..control.redacting import Declared, redacted_target
from ..control.seeds import MAX_BYTES
from ..exchange import MockRequest
from ..state.plans import Plan
from .redacting import call_key, is_recordable, redacted_arguments, redacted_value

MAX_RECORDED = 10_000
"""Responses that are recorded at most; one of the same call takes the place of the earlier one."""
INTERVAL = 1.0
"""Seconds after a change within which it is written."""
_NEW_FILE = "pass the path of a new file"
_OTHER = ("is not a recording", _NEW_FILE)
_SEPARATOR = b",\n "

log = logging.getLogger("dynaclient.mock")


@dataclass(frozen=True)
class Recordable:
    """One response of the real API, not yet redacted."""

    api: Api
    request: MockRequest
    plan: Plan
    arguments: Mapping[str, Any]
    status: int
    media: str
    value: Any
    """Its value."""
    secrets: frozenset[str]
    """The credentials of the request."""


class Recorder:
    """
    Records responses in a file that only its owner can read. A recording of an earlier run is continued.

    Any thread may use it. The file is replaced as a whole, at most once in `INTERVAL` seconds and in `close`. It stays
    small enough to be continued, and to be a seed.

    Args:
        path: The path of the file.

    Raises:
        InvalidCall: The path is that of something else, or of a recording that is too large.
        DynaclientError: The file cannot be written.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path)
        self._lock = threading.Lock()
        """For what is recorded; it is never held while something is written."""
        self._writing = threading.Lock()
        """One writes after the other, so that nothing older takes the place of something newer."""
        self._entries = {key: _encoded(entry) for key, entry in _read(self._path).items()}
        self._bytes = sum(map(_size, self._entries.values()))
        self._timer: threading.Timer | None = None
        """What is to write the changes; None if there are none."""
        self._is_closed = self._is_full = False
        if self._bytes > MAX_BYTES:
            raise _refused(f"would be larger than {MAX_BYTES // 1024} KiB when it is written again", _NEW_FILE)
        reason = self._write(list(self._entries.values()))
        if reason:
            message = f"the recording cannot be written to {self._path}: {reason}; pass another path"
            raise DynaclientError(message, code="file-not-written")

    def add(self, found: Recordable) -> None:
        """Record a response, if it is one of success, its action only reads, and there is room for it."""
        entry = _entry(found)
        if entry is None:
            return
        key, data = call_key(entry["action"], entry["arguments"]), _encoded(entry)
        with self._lock:
            earlier = self._entries.get(key)
            size = self._bytes + _size(data) - (_size(earlier) if earlier is not None else 0)
            if self._is_closed or not self._has_room(len(self._entries) + (earlier is None), size):
                return
            self._entries[key] = data
            self._bytes = size
            if self._timer is None:
                self._timer = threading.Timer(INTERVAL, self._write_changes)
                self._timer.daemon = True
                self._timer.start()

    def _has_room(self, count: int, size: int) -> bool:
        """Return whether there may be so many responses of so many bytes; the first time not, say so in the log."""
        has_room = count <= MAX_RECORDED and size <= MAX_BYTES
        if not (has_room or self._is_full):
            self._is_full = True
            most = f"{MAX_RECORDED:,} responses, or {MAX_BYTES // 1024 // 1024} MiB"
            log.warning("the recording is full: %s; those of other calls are left out", most)
        return has_room

    def _write_changes(self) -> None:
        with self._writing:
            with self._lock:
                timer, self._timer = self._timer, None
                entries = list(self._entries.values())
            if timer is None:
                return
            timer.cancel()
            reason = self._write(entries)
        if reason:
            log.error("the recording cannot be written to its file: %s", reason)

    def _write(self, entries: list[bytes]) -> str:
        """Write the file, and return why it cannot be written; an empty string if it can."""
        try:
            replace_file(self._path, b"[\n " + _SEPARATOR.join(entries) + b"\n]" if entries else b"[]")
        except OSError as error:
            return reason_of(error)
        return ""

    def close(self) -> None:
        """Write what is not written yet, and record nothing more."""
        with self._lock:
            self._is_closed = True
        self._write_changes()


def _encoded(entry: Mapping[str, Any]) -> bytes:
    """Return an entry as the file has it."""
    text = json.dumps(entry, ensure_ascii=False, indent=1)
    return text.replace("\n", "\n ").encode("utf-8", "replace")


def _size(entry: bytes) -> int:
    """Return the bytes of an entry in the file, with what separates it from the next one."""
    return len(entry) + len(_SEPARATOR)


def _entry(found: Recordable) -> dict[str, Any] | None:
    """Return a response as it is recorded, with its request; None if it is not recorded."""
    action, plan = found.plan.action, found.plan
    media = without_parameters(found.media)
    in_path = [parameter for parameter in action.parameters.values() if parameter.location == "path"]
    if not (action.readonly and 200 <= found.status < 300 and (is_json(media) or is_text(media))):
        return None
    if any(parameter.holds_secrets for parameter in in_path):
        return None
    # Names decide here too, as in arguments: so it is declared as what calls no action.
    target = redacted_target(Declared(found.api, (action,)), found.request)
    described = action.response_for(found.status)
    schemas = described.content.values() if described is not None else ()
    entry = {
        "action": action.name,
        "arguments": redacted_arguments(action, found.arguments),
        "request": {"method": found.request.method, "url": target},
        "response": {
            "status": found.status,
            "media": media,
            "body": redacted_value(found.value, schemas, found.secrets, plan.ids),
        },
    }
    return entry if is_recordable(entry) else None


def _read(path: Path) -> dict[str, Any]:
    """Return the entries of an earlier run by their calls."""
    try:
        reason, hint = owner_problem(str(path))
        if not reason:
            return _parse(read_file(path, MAX_BYTES)[0])
    except FileNotFoundError:
        return {}
    except OSError as error:
        reason, hint = f"cannot be read ({reason_of(error)})", _NEW_FILE
    except ValueError as error:
        reason, hint = str(error), _NEW_FILE
    raise _refused(reason, hint)


def _parse(data: bytes) -> dict[str, Any]:
    """Return the entries of a file by their calls."""
    with suppress(ValueError, LookupError, TypeError):
        entries = json.loads(data)
        if isinstance(entries, list):
            return {call_key(entry["action"], entry["arguments"]): dict(entry) for entry in entries}
    raise _refused(*_OTHER)


def _refused(reason: str, hint: str) -> InvalidCall:
    return invalid_option("record", reason, hint, "MockServer")
