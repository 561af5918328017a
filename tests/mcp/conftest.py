"""What the tests of the server share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.agent_backend import AgentBackend, described


@pytest.fixture
def backend() -> Iterator[AgentBackend]:
    """Yield an API on this machine."""
    with AgentBackend() as server:
        yield server


@pytest.fixture
def description(backend: AgentBackend, tmp_path: Path) -> Path:
    """Return the file that describes it."""
    path = tmp_path / "api.json"
    path.write_text(json.dumps(described(backend.url)), "utf-8")
    return path
