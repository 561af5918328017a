"""The result of a tool: our words, and below them one line of data."""

from __future__ import annotations

import pytest

from dynaclient.agents.results import ToolResult


@pytest.mark.parametrize(
    ("result", "texts", "shown"),
    [
        (ToolResult("done"), ["done"], "<ToolResult: 'done'>"),
        (ToolResult("found", "[]"), ["found", "[]"], "<ToolResult: 'found\\n[]'>"),
        (ToolResult("found", ""), ["found", ""], "<ToolResult: 'found\\n'>"),
        (ToolResult("wrong", is_error=True), ["wrong"], "<ToolResult error: 'wrong'>"),
        (ToolResult("x" * 100), ["x" * 100], f"<ToolResult: '{'x' * 60}'>"),
    ],
)
def test_a_result_has_its_texts(result: ToolResult, texts: list[str], shown: str) -> None:
    assert result.texts == texts
    assert result.text == "\n".join(texts)
    assert repr(result) == shown
