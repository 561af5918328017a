from __future__ import annotations

from typing import Any

import pytest

from tests.support.pages import Page

PAGE = Page("docs/mock-state.md")


def test_the_example_of_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {}
    for code in PAGE.blocks("python"):
        PAGE.run(code, names)
    assert capsys.readouterr().out == "it is gone\n"
