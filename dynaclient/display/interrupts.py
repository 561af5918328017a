"""Interrupts in calls of this library: in IPython as short as its errors, and with a note of what was done."""

from __future__ import annotations


def shorten_interrupt(error: BaseException) -> None:
    """Make IPython show an interrupt as it shows an error of ours; other errors stay as they are."""
    if isinstance(error, KeyboardInterrupt):
        error._render_traceback_ = lambda: _shown(error)  # type: ignore[attr-defined]


def _shown(error: BaseException) -> list[str]:
    from .short_traceback import short_traceback

    return short_traceback(error)


def note_interrupt(error: BaseException, note: str) -> None:
    """Add a note to an interrupt."""
    if isinstance(error, KeyboardInterrupt):
        add_note(error, note)


def add_note(error: BaseException, note: str) -> None:
    """Add a note to an error that does not have it; Python shows it from 3.11 on, IPython with each version."""
    error.__notes__ = list(dict.fromkeys([*getattr(error, "__notes__", ()), note]))
