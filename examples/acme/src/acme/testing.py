"""Fixtures for the tests of users of this package; pytest discovers them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from . import mock, typed


@pytest.fixture
def acme_client() -> Iterator[typed.Client]:
    """Yield a client of a mock server that this test does not share; it starts empty."""
    with mock() as client:
        yield client


@pytest.fixture
def acme_reader() -> Iterator[typed.Client]:
    """Yield a client like `acme_client` whose token has only the scope for reading."""
    with mock(grants={"reader": ["acme.read"]}) as client:
        yield client
