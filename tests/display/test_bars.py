"""Progress in a notebook: a bar, or a line that replaces itself, and never an error."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from dynaclient.display.bars import notebook_bar
from dynaclient.display.shell import interactive_shell
from dynaclient.results.progress import Progress


class Widget:
    """A widget that records its values; `broken` ones fail."""

    made: list[Widget] = []  # noqa: RUF012 - emptied by each test
    broken = False

    def __init__(self, *_: Any, **__: Any) -> None:
        vars(self).update(values=[])
        Widget.made.append(self)

    def __setattr__(self, name: str, value: Any) -> None:
        if Widget.broken:
            raise RuntimeError("closed")
        self.values.append((name, value))

    @property
    def values(self) -> list[Any]:
        return vars(self)["values"]  # type: ignore[no-any-return]

    def update(self, data: Any, *, raw: bool) -> None:
        self.value = data["text/plain"]


@pytest.fixture
def display(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Make this process that of a kernel, and return what it displays."""
    shown: list[Any] = []
    Widget.made.clear()
    Widget.broken = False
    monkeypatch.setattr("dynaclient.display.bars.interactive_shell", lambda: SimpleNamespace(kernel=object()))

    def display(value: Any, **_: Any) -> Widget:
        shown.append(value)
        return Widget()

    monkeypatch.setattr("IPython.display.display", display)
    widgets = SimpleNamespace(HTML=Widget, FloatProgress=Widget, HBox=Widget)
    monkeypatch.setitem(sys.modules, "ipywidgets", widgets)
    return shown


def test_a_widget_shows_a_job(display: list[Any]) -> None:
    with Progress(True).begin("a\x1b<b>", 4, "rows") as progress:
        progress.advance(2)
        progress.failed()
    name, bar, summary = Widget.made[:3]
    assert len(display) == 1
    assert ("value", "a\\x1b&lt;b&gt;") in name.values
    assert bar.values[:2] == [("bar_style", ""), ("value", 0.0)]
    assert bar.values[-1] == ("bar_style", "danger")
    assert summary.values[-1][1].startswith("2 of 4 rows, 1 failed")


@pytest.mark.parametrize("module", [False, True], ids=["line", "widget"])
def test_a_notebook_that_is_closed_stops_no_job(
    display: list[Any], module: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not module:
        monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with Progress(True).begin("a", None, "rows") as progress:
        Widget.broken = True
        progress.advance()
    assert progress.snapshot().done == 1


def test_a_line_is_shown_without_ipywidgets(display: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with Progress(True).begin("a", 1, "rows") as progress:
        progress.advance()
    assert display == [{"text/plain": ""}]
    assert Widget.made[0].values[0] == ("value", "a: 0 of 1 rows")
    assert Widget.made[0].values[-1][1].startswith("a: 1 of 1 rows")


def test_what_cannot_be_displayed_is_written(
    display: list[Any], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Any) -> Any:
        raise RuntimeError

    monkeypatch.setattr("IPython.display.display", fail)
    with Progress(True).begin("a", 1, "rows"):
        pass
    assert capsys.readouterr().err.startswith("a: 0 of 1 rows")


def test_elsewhere_there_is_none() -> None:
    assert interactive_shell() is None
    assert notebook_bar() is None
