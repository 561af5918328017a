"""Bars of progress in notebooks: a widget if ipywidgets is installed, otherwise a line that replaces itself."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from typing import Any, Protocol

from ..strings.printing import printable
from .html import escaped
from .shell import interactive_shell, is_notebook


class NotebookBar(Protocol):
    """What a notebook shows of a job."""

    def show(self, name: str, summary: str, done: int, total: int | None) -> None:
        """Show how far the job is."""

    def end(self, name: str, summary: str, *, failed: bool) -> None:
        """Show how the job ended."""


def notebook_bar() -> NotebookBar | None:
    """Return a bar in the output of the cell that runs; None outside notebooks, and if nothing can be displayed."""
    if not is_notebook(interactive_shell()):
        return None
    with suppress(Exception):  # no job ends because it cannot be shown
        display = import_module("IPython.display").display
        try:
            import ipywidgets
        except ImportError:
            return _Line(display)
        return _Widget(display, ipywidgets)
    return None


class _Widget:
    """A bar with a name before it and numbers after it."""

    def __init__(self, display: Any, widgets: Any) -> None:
        # Not a `Label`: it typesets what is between two dollar signs.
        self._name, self._bar, self._summary = widgets.HTML(), widgets.FloatProgress(max=1.0), widgets.HTML()
        display(widgets.HBox([self._name, self._bar, self._summary]))

    def show(self, name: str, summary: str, done: int, total: int | None) -> None:
        """Show how far the job is; a bar without an end is full, and of another colour."""
        with suppress(Exception):  # its notebook may be closed
            self._name.value, self._summary.value = escaped(name), escaped(summary)
            self._bar.bar_style = "" if total else "info"
            self._bar.value = min(done / total, 1.0) if total else 1.0

    def end(self, name: str, summary: str, *, failed: bool) -> None:
        """Show how the job ended."""
        with suppress(Exception):
            self._name.value, self._summary.value = escaped(name), escaped(summary)
            self._bar.bar_style = "danger" if failed else "success"


class _Line:
    """A line that replaces itself."""

    def __init__(self, display: Any) -> None:
        self._handle = display(_text(""), raw=True, display_id=True)

    def show(self, name: str, summary: str, _done: int, _total: int | None) -> None:
        """Show how far the job is."""
        with suppress(Exception):
            self._handle.update(_text(f"{printable(name)}: {summary}"), raw=True)

    def end(self, name: str, summary: str, *, failed: bool) -> None:  # noqa: ARG002 - the summary has it
        """Show how the job ended."""
        self.show(name, summary, 0, None)


def _text(line: str) -> dict[str, str]:
    return {"text/plain": line}
