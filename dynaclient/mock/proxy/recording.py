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
from pathlib import Path
from typing import Any

from ...errors import DynaclientError, InvalidCall, invalid_option
from ...records import dataclass
from ...runtime.files import owner_problem
from ...runtime.media_types import is_json, is_text, without_parameters
from ...runtime.paths import reason_of
from ...runtime.user_files import read_file, replace_file
from ..exchange import MockRequest
from ..state.plans import Plan
from .redacting import call_key, is_recordable, redacted_arguments, redacted_target, redacted_value

MAX_FILE = 256 * 1024 * 1024
"""Bytes of a file that is continued."""
MAX_RECORDED = 10_000
"""Responses that are recorded at most; one of the same call takes the place of the earlier one."""
INTERVAL = 1.0
"""Seconds after a change within which it is written."""
_OTHER = ("is not a recording", "pass the path of a new file")

log = logging.getLogger("dynaclient.mock")


@dataclass(frozen=True)
class Recordable:
    """One response of the real API, not yet redacted."""

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

    Any thread may use it. The file is replaced as a whole, at most once in `INTERVAL` seconds and in `close`.

    Args:
        path: The path of the file.

    Raises:
        InvalidCall: The path is that of something else.
        DynaclientError: The file cannot be written.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path)
        self._lock = threading.Lock()
        self._entries = _read(self._path)
        self._timer: threading.Timer | None = None
        self._is_closed = False
        reason = self._write()
        if reason:
            message = f"the recording cannot be written to {self._path}: {reason}; pass another path"
            raise DynaclientError(message, code="file-not-written")

    def add(self, found: Recordable) -> None:
        """Record a response, if it is one of success and its action only reads."""
        entry = _entry(found)
        if entry is None:
            return
        key = call_key(entry["action"], entry["arguments"])
        with self._lock:
            if self._is_closed or (key not in self._entries and len(self._entries) >= MAX_RECORDED):
                return
            self._entries[key] = entry
            if self._timer is None:
                self._timer = threading.Timer(INTERVAL, self._write_later)
                self._timer.daemon = True
                self._timer.start()

    def _write_later(self) -> None:
        with self._lock:
            self._timer = None
        reason = self._write()
        if reason:
            log.error("the recording cannot be written to its file: %s", reason)

    def _write(self) -> str:
        """Write the file, and return why it cannot be written; an empty string if it can."""
        with self._lock:
            data = json.dumps(list(self._entries.values()), ensure_ascii=False, indent=1)
            try:
                replace_file(self._path, data.encode("utf-8", "replace"))
            except OSError as error:
                return reason_of(error)
        return ""

    def close(self) -> None:
        """Write what is not written yet, and record nothing more."""
        with self._lock:
            self._is_closed = True
            timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
            self._write_later()


def _entry(found: Recordable) -> dict[str, Any] | None:
    """Return a response as it is recorded, with its request; None if it is not recorded."""
    action, plan = found.plan.action, found.plan
    media = without_parameters(found.media)
    in_path = [parameter for parameter in action.parameters.values() if parameter.location == "path"]
    if not (action.readonly and 200 <= found.status < 300 and (is_json(media) or is_text(media))):
        return None
    if any(parameter.holds_secrets for parameter in in_path):
        return None
    described = action.response_for(found.status)
    schemas = described.content.values() if described is not None else ()
    entry = {
        "action": action.name,
        "arguments": redacted_arguments(action, found.arguments),
        "request": {"method": found.request.method, "url": redacted_target(action, found.request)},
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
            entries = json.loads(read_file(path, MAX_FILE)[0])
            if isinstance(entries, list):
                return {call_key(entry["action"], entry["arguments"]): dict(entry) for entry in entries}
            reason, hint = _OTHER
    except FileNotFoundError:
        return {}
    except OSError as error:
        reason, hint = f"cannot be read ({reason_of(error)})", _OTHER[1]
    except (ValueError, LookupError, TypeError):
        reason, hint = _OTHER
    raise _refused(reason, hint)


def _refused(reason: str, hint: str) -> InvalidCall:
    return invalid_option("record", reason, hint, "MockServer")
