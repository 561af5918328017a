"""Recorded responses of actions that store nothing, replayed for calls with the same arguments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from ...call.response import declared_type
from ...description.api import Api
from ...description.model import Action
from ...records import replace
from ...runtime.media_types import is_json
from ...schema.samples import NoSample
from ..exchange import RECORDED, MockResponse
from ..responding.named_examples import response_with
from ..responding.responses import conforming
from .redacting import call_key, is_recordable, redacted_arguments


class Recordings:
    """The recorded responses that a mock server has."""

    def __init__(self) -> None:
        self._responses: dict[str, Mapping[str, Any]] = {}

    def load(self, api: Api, data: Any) -> None:
        """
        Add recorded responses, in place of earlier ones for the same calls.

        Args:
            api: The description.
            data: A recording as `recording.Recorder` writes it. Entries of other programs, which have no action, are
                left out; so are actions that the description does not have, and everything else that may be a seed.
        """
        for entry in _replayable(api, data):
            self._responses[call_key(entry["action"], entry["arguments"])] = entry["response"]

    def clear(self) -> None:
        """Remove all of them."""
        self._responses.clear()

    def find(self, action: Action, arguments: Mapping[str, Any]) -> MockResponse | None:
        """Return what was recorded for a call, or None. Where secrets were redacted, it is made valid again."""
        if not self._responses:
            return None
        shown = redacted_arguments(action, arguments)
        found = self._responses.get(call_key(action.name, shown)) if is_recordable(shown) else None
        if found is None:
            return None
        status, media, body = found["status"], found["media"], found["body"]
        described = action.response_for(status)
        content = described.content if described is not None else {}
        declared = declared_type(media, content)
        schema = content[declared] if declared is not None else None
        if schema is not None and is_json(media):
            with suppress(NoSample):  # then it is sent as it was recorded
                body = conforming(schema, body)
        return replace(response_with(status, media, body, schema), origin=RECORDED)


def has_replayable(api: Api, data: Any) -> bool:
    """Return whether a seed has a recorded response that can be replayed."""
    return any(True for _ in _replayable(api, data))


def _replayable(api: Api, data: Any) -> Iterator[Mapping[str, Any]]:
    for entry in data if isinstance(data, list) else ():
        if _is_entry(entry) and entry["action"] in api.actions:
            yield entry


def _is_entry(entry: Any) -> bool:
    """Return whether an entry of a recording has a response that can be sent."""
    if not isinstance(entry, Mapping) or not isinstance(entry.get("arguments"), dict):
        return False
    response = entry.get("response")
    if not isinstance(entry.get("action"), str) or not isinstance(response, Mapping) or "body" not in response:
        return False
    return isinstance(response.get("media"), str) and response.get("status") in range(200, 300)
