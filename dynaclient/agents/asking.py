"""
Asking a person: what destroys something is sent after they have seen the request and said yes.

A question is bound to the call, is valid for some minutes, and counts once: a reply that is replayed, forged, or that
belongs to other arguments, sends nothing. Where no person can be asked, nothing is sent either.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from ..call.preview import format_request
from ..description.model import Action
from ..errors import printable
from ..messages import Request
from ..records import dataclass
from .kept import Tickets

MAX_SHOWN = 4000
"""Characters of a request that a person is shown."""
WHEN = ("destructive", "all", "never")
"""What is confirmed."""
ACCEPT = "accept"
"""What a person answers who allows the call."""


@dataclass(frozen=True, eq=False, repr=False)
class Question:
    """What a person is asked."""

    text: str
    state: str
    """The name of the question: its reply comes with it."""


@dataclass(frozen=True, eq=False, repr=False)
class Reply:
    """What a person has answered."""

    state: str
    """The `state` of the question."""
    action: str
    """``accept``, ``decline`` or ``cancel``."""


Ask = Callable[[str], Awaitable[str]]
"""Asks a person, and returns ``accept``, ``decline`` or ``cancel``."""


class Questions:
    """The questions that have been asked, and not answered yet."""

    def __init__(self, tickets: Tickets[str] | None = None) -> None:
        self._tickets: Tickets[str] = tickets or Tickets()

    def ask(self, text: str, call: str) -> Question:
        """Return a question about a call; `call` identifies it with its arguments."""
        return Question(text, self._tickets.issue(call))

    def refusal(self, reply: Reply, call: str) -> str:
        """Return why a reply does not allow a call; empty if it does. It counts once."""
        asked = self._tickets.take(reply.state)
        if asked is None:
            return "the reply belongs to no question that is open: it has been used, or it came too late"
        if asked != call:
            return "the reply belongs to another call, or to other arguments"
        return refusal_of(reply.action)


def refusal_of(answer: Any) -> str:
    """Return why a reply does not allow a call; empty if it does."""
    return "" if answer == ACCEPT else f"the person who was asked said {'no' if answer == 'decline' else 'nothing'}"


def question_text(title: str, action: Action, request: Request) -> str:
    """Return what a person is asked about a request: in our words, with the request as it would be sent."""
    does = "may remove or overwrite something" if action.destructive else "changes something"
    shown = [printable(line) for line in format_request(request).splitlines()]
    text = "\n".join(shown)
    if len(text) > MAX_SHOWN:
        text = f"{text[:MAX_SHOWN]}…\n({len(text) - MAX_SHOWN:,} more characters are not shown)"
    return f"Send this request? {printable(action.name)} of {printable(title[:60])} {does}.\n\n{text}"
