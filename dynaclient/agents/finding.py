"""`find`: the actions that match some words, one line each, in a bounded text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..client.aio import AsyncClient
from ..description.model import Action
from ..description.twins import Found
from ..errors import DescriptionError, UnknownName, close_matches
from .cleaning import cut_text, one_line
from .lines import action_line
from .results import ToolResult

LIMIT = 8
"""Lines, if the caller has no other wish."""
MAX_BYTES = 2048
"""Bytes of the whole text."""
MAX_LINE = 600
"""Bytes of a line."""
_NOTE = 100
"""Bytes of what there is besides."""
MAX_TWINS = 2
"""Resources that are named of those that have the same action."""
MAX_SEARCHED = 60
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
    matching = [found for found in api.search_grouped(passed["query"]) if not prefix or _is_in(found, prefix)]
    limit = passed.get("limit", LIMIT)
    lines: list[str] = []
    left_out = refused = 0
    for found in matching[:MAX_SEARCHED]:
        if len(lines) == limit:  # an action is only known once it is built, which takes a millisecond or more
            break
        try:
            action = api.action(found.name)
        except DescriptionError:
            left_out += 1
            continue
        if refusal(action):
            refused += 1
        else:
            lines.append(cut_text(action_line(action), MAX_LINE) + _twins(found))
    return ToolResult(_bounded(lines, len(matching) - left_out - refused, refused))


def _is_in(found: Found, resource: str) -> bool:
    return found.name.startswith(f"{resource}.")


def _twins(found: Found) -> str:
    """Return where the same action is besides."""
    owners = [name.rpartition(".")[0] for name in found.twins]
    more = f" and {len(owners) - MAX_TWINS} more" if len(owners) > MAX_TWINS else ""
    return f" (also under {', '.join(owners[:MAX_TWINS])}{more})" if owners else ""


def _bounded(lines: list[str], count: int, refused: int) -> str:
    """Return the lines for which there is room, and what there is besides."""
    shown: list[str] = []
    left = MAX_BYTES - _NOTE
    for line in lines:
        left -= len(line.encode()) + 1
        if left < 0:
            break
        shown.append(line)
    notes = [f"{count - len(shown)} more match" if count > len(shown) else ""]
    notes.append(f"{refused} that match may not be called on this server" if refused else "")
    last = "; ".join(filter(None, notes))
    if not shown:
        return f"Nothing matches that may be called; {last or 'use other words'}."
    return "\n".join([*shown, f"({last})"] if last else shown)
