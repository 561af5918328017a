"""What `pyproject.toml` promises."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hatchling.metadata.core import ProjectMetadata
from hatchling.plugin.manager import PluginManager

import dynaclient
from tests.support import ROOT


@pytest.fixture(scope="module")
def project() -> Any:
    """Return the metadata as the build reads them, which validates them."""
    return ProjectMetadata(str(ROOT), PluginManager())


def test_the_version_is_written_in_one_place_and_tops_the_changelog(project: Any) -> None:
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert project.core.dynamic == ["version"]
    assert newest is not None
    assert project.version == newest[1] == dynaclient.__version__


def test_classifiers_are_known_and_in_order(project: Any) -> None:
    assert project.core.classifiers == list(dict.fromkeys(project.core.classifiers))  # hatchling refuses unknown ones
    assert project.core.config["classifiers"] == sorted(project.core.config["classifiers"], key=_by_version)
    assert not [name for name in project.core.classifiers if name.startswith(("License ::", "Operating System ::"))]


def _by_version(classifier: str) -> list[Any]:
    return [re.sub(r"\d+", lambda number: number[0].zfill(3), part) for part in classifier.split(" :: ")]


def test_no_address_is_invented(project: Any) -> None:
    assert project.core.urls == {}
    assert project.core.authors == project.core.maintainers == []


def test_all_brings_each_extra_that_is_not_for_development(project: Any) -> None:
    extras = project.core.optional_dependencies
    own = {extra for extra in extras if extra not in ("all", "docs", "notebook", "test", "lint")}
    assert set(extras["all"]) == {requirement for extra in own for requirement in extras[extra]}


def test_upper_bounds_have_a_reason(project: Any) -> None:
    extras = project.core.optional_dependencies
    bounded = {
        requirement
        for requirements in (project.core.dependencies, *(extras[extra] for extra in extras if extra != "test"))
        for requirement in requirements
        if re.search(r"<|==|~=", requirement)
    }
    assert bounded == {"mcp<3,>=2.3"}  # each major version has other names
