"""A check: what was looked at, whether it is fine, and what to do if not."""

from __future__ import annotations

from typing import NamedTuple

OK, WARNING, FAILED = "ok", "warning", "failed"


class Check(NamedTuple):
    """The outcome of a check."""

    subject: str
    text: str
    status: str = OK
    advice: str = ""
    """What to do; empty if it is fine."""

    @property
    def line(self) -> str:
        """The check as a line that can be read aloud."""
        advice = f" — {self.advice}" if self.advice else ""
        return f"{self.status:<8} {self.subject}: {self.text}{advice}"


def ok(subject: str, text: str) -> Check:
    """Return a check of what is fine."""
    return Check(subject, text)


def warning(subject: str, text: str, advice: str = "") -> Check:
    """Return a check of what may be a problem."""
    return Check(subject, text, WARNING, advice)


def failed(subject: str, text: str, advice: str = "") -> Check:
    """Return a check of what is a problem."""
    return Check(subject, text.removeprefix(f"the {subject}: "), FAILED, advice)
