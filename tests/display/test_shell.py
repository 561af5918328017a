"""What the running shell is, and how wide it shows."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from dynaclient.display.shell import NOTEBOOK_WIDTH, is_notebook, shown_width


def test_a_notebook_has_a_width_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "55")
    notebook, terminal = SimpleNamespace(kernel=object()), SimpleNamespace(kernel=None)
    assert [(is_notebook(shell), shown_width(shell)) for shell in (notebook, terminal, None)] == [
        (True, NOTEBOOK_WIDTH),
        (False, 55),
        (False, 55),
    ]
