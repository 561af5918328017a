"""Requests without the idempotency keys that the client makes: they are random, and other clients make none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest


def _without_key(_: Any, passed: Mapping[str, Any], __: Any) -> tuple[Mapping[str, Any], list[Any]]:
    return passed, []


@pytest.fixture(autouse=True)
def without_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add no key to the arguments of a call; one in a header of its own stays."""
    monkeypatch.setattr("dynaclient.call.arguments.add_key", _without_key)
