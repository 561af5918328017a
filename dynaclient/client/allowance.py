"""Which actions may be called: reads, unless more is allowed. `Client.limited` and the tools for agents ask it."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any

from ..description.api import Api
from ..description.model import Action
from ..description.spellings import python_name
from ..errors import close_matches, did_you_mean, invalid_option
from ..records import dataclass

WRITE, DESTRUCTIVE = "write", "destructive"
"""What may be allowed besides patterns: what changes something and destroys nothing; and everything."""


@dataclass(frozen=True)
class Allowance:
    """
    Which actions may be called.

    An action is allowed if it only reads (`Action.readonly`), or if `allow` has it; not if `deny` has it.
    """

    allow: tuple[str, ...] = ()
    """``write``, ``destructive``, and patterns of full names such as ``devices.*``."""
    deny: tuple[str, ...] = ()
    """Patterns of full names."""
    outer: Allowance | None = None
    """One that has to allow an action as well."""

    def refusal(self, action: Action) -> str:
        """Return why an action is not allowed, and what would allow it; empty if it is."""
        if self.outer is not None and (reason := self.outer.refusal(action)):
            return reason
        if denying := next((pattern for pattern in self.deny if matches(pattern, action.name)), None):
            return f'"{denying}" in deny forbids it'
        if action.readonly or DESTRUCTIVE in self.allow or any(matches(name, action.name) for name in self.allow):
            return ""
        if action.destructive:
            return f'it destroys something; "{DESTRUCTIVE}" or "{action.name}" in allow would allow it'
        if WRITE in self.allow:
            return ""
        return f'it changes something; "{WRITE}" or "{action.name}" in allow would allow it'

    @property
    def allows_writes(self) -> bool:
        """Whether it allows more than reads."""
        return bool(self.allow) and (self.outer is None or self.outer.allows_writes)


def allowance(api: Api, allow: Any = (), deny: Any = (), outer: Allowance | None = None) -> Allowance:
    """
    Return an allowance.

    Args:
        api: The description, whose actions the patterns are compared with.
        allow: ``write``, ``destructive``, a pattern such as ``devices.*``, or several of them.
        deny: One or several patterns.
        outer: One that has to allow an action as well.

    Raises:
        InvalidCall: A pattern matches no action.
    """
    allowed, denied = _patterns("allow", allow), _patterns("deny", deny)
    for option, patterns in (("allow", allowed), ("deny", denied)):
        for pattern in patterns:
            if not (option == "allow" and pattern in (WRITE, DESTRUCTIVE)):
                _require_match(api, option, pattern)
    return Allowance(allowed, denied, outer)


def matching(api: Api, patterns: Iterable[str], option: str) -> list[str]:
    """Return the full names of the actions that match any of some patterns, in the order of the description."""
    patterns = list(patterns)
    for pattern in patterns:
        _require_match(api, option, pattern)
    return [name for name in api.actions if any(matches(pattern, name) for pattern in patterns)]


def matches(pattern: str, name: str) -> bool:
    """Return whether a pattern matches a full name in either spelling."""
    return fnmatchcase(name, pattern) or fnmatchcase(python_name(name), pattern)


def _patterns(option: str, value: Any) -> tuple[str, ...]:
    patterns = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, Iterable) else (value,)
    if not all(isinstance(pattern, str) for pattern in patterns):
        raise invalid_option(option, "is not a pattern or a list of them", 'pass patterns such as "devices.*"')
    return patterns


def _require_match(api: Api, option: str, pattern: str) -> None:
    """Raise InvalidCall for a pattern that matches no action: a misspelt one would allow, or deny, nothing."""
    if any(matches(pattern, name) for name in api.actions):
        return
    known = [*api.all_resources, *api.actions]
    similar = close_matches(pattern.removesuffix(".*"), [WRITE, DESTRUCTIVE, *known] if option == "allow" else known)
    hint = did_you_mean(similar) or "patterns are full names of actions, in which * stands for anything"
    raise invalid_option(option, f"has {pattern[:100]!r}, which matches no action", hint)
