"""What the benchmarks say of HTTP/1.1 cores is so, and their page has all its pictures."""

from __future__ import annotations

import importlib
import re
import sys
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.support import ROOT
from tests.support.pages import Page

PAGE = Page("docs/benchmarks.md")
AS_THE_RFC_SAYS = {"a folded line (obs-fold)", "Content-Length and chunks"}
"""Malformed responses that a client has to read (RFC 9112, sections 5.2 and 6.3)."""


@pytest.fixture(autouse=True)
def _path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))


def module(name: str) -> Any:
    known: ModuleType | None = sys.modules.get(name)
    return known or importlib.import_module(name)


def accepted(core: Any, cases: dict[str, bytes]) -> set[str]:
    return {case for case, data in cases.items() if module("readers").accepts(core, data)}


def test_our_core_accepts_malformed_responses_only_where_the_rfc_says_so() -> None:
    assert accepted(module("readers").OWN, module("hostile").RESPONSES) <= AS_THE_RFC_SAYS


def test_the_malformed_responses_are_not_rejected_by_everything() -> None:
    assert len(accepted(module("readers").STANDARD, module("hostile").RESPONSES)) > 10


def test_our_core_limits_what_takes_time_and_memory() -> None:
    assert accepted(module("readers").OWN, module("hostile").EXCESSIVE) == set()


def test_our_core_reads_all_valid_responses() -> None:
    own = module("readers").OWN
    wrong = [case for case, expected in module("hostile").VALID.items() if not module("readers").reads(own, *expected)]
    assert wrong == []


def test_a_picture_is_svg_with_a_bar_for_each_number() -> None:
    drawn = ElementTree.fromstring(module("pictures").bars("A & B", "× <base>", {"Client": 0.5, "a < b": 2.0}))  # noqa: S314 - our own
    widths = [float(bar.attrib["width"]) for bar in drawn.iter("{http://www.w3.org/2000/svg}rect")]
    assert widths[1] == pytest.approx(4 * widths[0], abs=0.5)
    assert "a < b" in [label.text for label in drawn.iter("{http://www.w3.org/2000/svg}text")]


def test_the_page_has_all_its_pictures_and_no_others() -> None:
    shown = re.findall(r"!\[[^\]]+\]\(pictures/([^)]+)\)", PAGE.text)
    assert len(shown) > 5
    terminal = "session.svg"  # of the README
    assert {*shown, terminal} == {picture.name for picture in (ROOT / "docs" / "pictures").iterdir()}


def test_the_pictures_of_the_page_are_svg() -> None:
    for picture in (ROOT / "docs" / "pictures").iterdir():
        drawn = ElementTree.parse(picture).getroot()  # noqa: S314 - our own
        assert drawn.tag == "{http://www.w3.org/2000/svg}svg"


def test_the_links_of_the_page_lead_to_files() -> None:
    assert [link for link in PAGE.links if not link.exists()] == []
