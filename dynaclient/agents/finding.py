"""`find`: the actions that match some words, one line each, in a bounded text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from ..client.aio import AsyncClient
from ..description.model import Action
from ..errors import DescriptionError, UnknownName, close_matches
from .cleaning import one_line
from .lines import action_line
from .results import ToolResult

LIMIT = 8
"""Lines, if the caller has no other wish."""
MAX_BYTES = 2048
"""Bytes of the whole text."""
MAX_SEARCHED = 200
"""Actions that are looked at for those that may be called."""


def find(client: AsyncClient, passed: Mapping[str, Any], refusal: Callable[[Action], str]) -> ToolResult:
    """
    Return the lines of the actions that match.

    Args:
        client: The client.
        passed: `query`, and perhaps `limit` and `resource`.
        refusal: Returns why an action may not be called.

    Raises:
        UnknownName: There is no such resource.
    """
    api, prefix = client.api, passed.get("resource", "")
    if prefix and prefix not in api.all_resources:
        similar = close_matches(prefix, api.all_resources)
        raise UnknownName(f"There is no resource {one_line(prefix, 100)!r}", prefix, similar)
    names = [name for name in api.search(passed["query"]) if not prefix or name.startswith(f"{prefix}.")]
    lines, refused = [], 0
    for name in names[:MAX_SEARCHED]:
        with suppress(DescriptionError):
            action = api.action(name)
            if refusal(action):
                refused += 1
            else:
                lines.append(action_line(action))
    return ToolResult(_bounded(lines, passed.get("limit", LIMIT), len(names), refused))


def _bounded(lines: list[str], limit: int, count: int, refused: int) -> str:
    shown: list[str] = []
    left = MAX_BYTES - 200
    for line in lines[:limit]:
        left -= len(line.encode()) + 1
        if left < 0:
            break
        shown.append(line)
    notes = [f"{count - refused - len(shown)} more match" if count - refused > len(shown) else ""]
    notes.append(f"{refused} that match may not be called on this server" if refused else "")
    last = "; ".join(filter(None, notes))
    if not shown:
        return f"Nothing matches that may be called; {last or 'use other words'}."
    return "\n".join([*shown, f"({last})"] if last else shown)
