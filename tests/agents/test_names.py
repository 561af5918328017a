"""The public names of the package for agents: each is imported when it is first asked for."""

from __future__ import annotations

import pytest

from dynaclient import agents


@pytest.mark.parametrize("name", agents.__all__)
def test_a_public_name_is_there(name: str) -> None:
    assert getattr(agents, name).__name__ == name
    assert name in dir(agents)


def test_another_name_is_not() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'toolbox_'"):
        _ = agents.toolbox_
