"""Progress in a notebook: a bar, or a line that replaces itself, and never an error."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from dynaclient.display.bars import notebook_bar
from dynaclient.display.shell import interactive_shell
from dynaclient.results.progress import Progress
from tests.support.shells import Kernel, kernel_in


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    with kernel_in(tmp_path_factory.mktemp("kernel")) as started:
        started.run("from dynaclient import AsyncClient, Client\nclient = Client.mock(grants={'t': ['all.User']})")
        started.run("rows = [{'application.name': str(number)} for number in range(30)] + [{'application.nme': 'x'}]")
        yield started
        started.run("client.close()")


JOBS = {
    "rows": "client.applications.post.map(rows, progress=True)",
    "rows, awaited": "await AsyncClient(url=client.mock_server.url, token='t').applications.post.map(rows, progress=True)",
}
"""Jobs with 31 rows, one of which fails."""


def states(messages: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Return what the values and the style of the widgets were, one after the other, by the names of their models."""
    models: dict[str, str] = {}
    found: dict[str, list[Any]] = {}
    for message in messages:
        if not message["type"].startswith("comm_"):
            continue
        data = message["data"]
        state = data.get("state", {})
        models.setdefault(message["comm_id"], state.get("_model_name", ""))
        for key in ("value", "bar_style"):
            if key in state:
                found.setdefault(f"{models[message['comm_id']]}.{key}", []).append(state[key])
    return found


@pytest.mark.parametrize("code", JOBS.values(), ids=JOBS)
def test_a_notebook_has_a_bar(kernel: Kernel, code: str) -> None:
    messages = kernel.run(code)
    assert [message["type"] for message in messages if message["type"] == "stream"] == []
    found = states(messages)
    shown = found["FloatProgressModel.value"]
    assert shown[0] == 0.0
    assert shown[-1] == 1.0
    assert shown == sorted(shown)
    assert found["FloatProgressModel.bar_style"][-1] == "danger"
    assert found["LabelModel.value"][-1].startswith("31 of 31 rows, 1 failed, ")
    assert found["LabelModel.value"][-1].endswith("in total")
    assert "applications.post" in found["LabelModel.value"]
    (display,) = (message for message in messages if message["type"] == "display_data")
    assert "application/vnd.jupyter.widget-view+json" in display["data"]


def test_a_bar_without_an_end_is_full_and_of_another_colour(kernel: Kernel) -> None:
    code = "from dynaclient.results.progress import Progress\nwith Progress(True).begin('a', None, 'items') as p: p.advance(7)"
    found = states(kernel.run(code))
    assert found["FloatProgressModel.bar_style"] == ["", "info", "success"]
    assert found["LabelModel.value"][-1].startswith("7 items")


def test_without_ipywidgets_a_line_replaces_itself(kernel: Kernel) -> None:
    kernel.run("import sys\nkept = sys.modules.pop('ipywidgets')\nsys.modules['ipywidgets'] = None")
    messages = kernel.run("outcomes = client.applications.post.map(rows, progress=True)")
    kernel.run("sys.modules['ipywidgets'] = kept")
    shown = [message for message in messages if message["type"] in ("display_data", "update_display_data")]
    assert len({message["transient"]["display_id"] for message in shown}) == 1
    assert [message["type"] for message in shown][:2] == ["display_data", "update_display_data"]
    assert shown[-1]["data"]["text/plain"].startswith("applications.post: 31 of 31 rows, 1 failed, ")
    assert not any(message["type"].startswith("comm") for message in messages)


# --- in this process -------------------------------------------------------------------------------------------------


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
    widgets = SimpleNamespace(Label=Widget, FloatProgress=Widget, HBox=Widget)
    monkeypatch.setitem(sys.modules, "ipywidgets", widgets)
    return shown


def test_a_widget_shows_a_job(display: list[Any]) -> None:
    with Progress(True).begin("a\x1b", 4, "rows") as progress:
        progress.advance(2)
        progress.failed()
    name, bar, summary = Widget.made[:3]
    assert len(display) == 1
    assert ("value", "a\\x1b") in name.values
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
