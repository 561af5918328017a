"""Fixtures for the tests of whoever uses this package; pytest finds them by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from . import mock, typed


@pytest.fixture
def acme_client() -> Iterator[typed.Client]:
    """Give a client for a mock server of this test's own, empty at first."""
    with mock() as client:
        yield client


@pytest.fixture
def acme_reader() -> Iterator[typed.Client]:
    """Give the same with a token that may only read."""
    with mock(grants={"reader": ["acme.read"]}) as client:
        yield client
