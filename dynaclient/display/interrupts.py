"""Interrupts in calls of this library: in IPython as short as its errors, and with a note of what was done."""

from __future__ import annotations

import sys


def shorten_interrupt(error: BaseException) -> None:
    """Make IPython show an interrupt as it shows an error of ours; other errors stay as they are."""
    if _is_interrupt(error):
        error._render_traceback_ = lambda: _shown(error)  # type: ignore[attr-defined]


def _is_interrupt(error: BaseException) -> bool:
    """Return whether an error is an interrupt, or the cancellation by which the kernel of a notebook ends a cell."""
    if isinstance(error, KeyboardInterrupt):
        return True
    if isinstance(error, Exception) or not isinstance(error, _cancellation()):
        return False
    from .shell import interactive_shell

    # Elsewhere tasks are cancelled often, and what is added here keeps an error alive for longer.
    return interactive_shell() is not None


def _cancellation() -> tuple[type[BaseException], ...]:
    asyncio = sys.modules.get("asyncio")
    return () if asyncio is None else (asyncio.CancelledError,)


def _shown(error: BaseException) -> list[str]:
    from .short_traceback import short_traceback

    return short_traceback(error)


def note_interrupt(error: BaseException, note: str) -> None:
    """Add a note to an interrupt."""
    if _is_interrupt(error):
        add_note(error, note)


def add_note(error: BaseException, note: str) -> None:
    """Add a note to an error that does not have it; Python shows it from 3.11 on, IPython with each version."""
    error.__notes__ = list(dict.fromkeys([*getattr(error, "__notes__", ()), note]))
