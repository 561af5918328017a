"""The public names of the packages: each is imported when it is first asked for."""

from __future__ import annotations

from types import ModuleType

import pytest

import dynaclient
from dynaclient import agents, auth

PACKAGES = (dynaclient, agents, auth)
NAMES = [(package, name) for package in PACKAGES for name in package.__all__]


@pytest.mark.parametrize(("package", "name"), NAMES, ids=[name for _, name in NAMES])
def test_a_public_name_is_there(package: ModuleType, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(vars(package), name, raising=False)  # as in a new process
    found = getattr(package, name)
    assert getattr(found, "__name__", name) == name
    assert vars(package)[name] is found
    assert dir(package).count(name) == 1


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
def test_another_name_is_not(package: ModuleType) -> None:
    with pytest.raises(AttributeError, match="has no attribute 'tolbox'"):
        _ = package.tolbox
