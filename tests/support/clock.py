"""The monotonic clock as credentials see it, which tests move on."""

from __future__ import annotations

import time
from typing import Any

import pytest

from dynaclient.auth import credentials


class Clock:
    """The monotonic clock, which tests move on."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.ahead


def clock_fixture() -> Any:
    """Return the fixture `clock`: credentials see a clock that a test moves on."""

    @pytest.fixture
    def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
        made = Clock()
        monkeypatch.setattr(credentials, "monotonic", made)
        return made

    return clock
