"""What a notebook shows, in a real kernel: bars, tables, errors, and what follows when Tab is pressed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.shells import COMPLETED, Kernel, kernel_in


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
    assert found["HTMLModel.value"][-1].startswith("31 of 31 rows, 1 failed, ")
    assert found["HTMLModel.value"][-1].endswith("in total")
    assert "applications.post" in found["HTMLModel.value"]
    (display,) = (message for message in messages if message["type"] == "display_data")
    assert "application/vnd.jupyter.widget-view+json" in display["data"]


def test_a_bar_without_an_end_is_full_and_of_another_colour(kernel: Kernel) -> None:
    code = "from dynaclient.results.progress import Progress\nwith Progress(True).begin('a', None, 'items') as p: p.advance(7)"
    found = states(kernel.run(code))
    assert found["FloatProgressModel.bar_style"] == ["", "info", "success"]
    assert found["HTMLModel.value"][-1].startswith("7 items")


def test_without_ipywidgets_a_line_replaces_itself(kernel: Kernel) -> None:
    kernel.run("import sys\nkept = sys.modules.pop('ipywidgets')\nsys.modules['ipywidgets'] = None")
    messages = kernel.run("outcomes = client.applications.post.map(rows, progress=True)")
    kernel.run("sys.modules['ipywidgets'] = kept")
    shown = [message for message in messages if message["type"] in ("display_data", "update_display_data")]
    assert len({message["transient"]["display_id"] for message in shown}) == 1
    assert [message["type"] for message in shown][:2] == ["display_data", "update_display_data"]
    assert shown[-1]["data"]["text/plain"].startswith("applications.post: 31 of 31 rows, 1 failed, ")
    assert not any(message["type"].startswith("comm") for message in messages)


# --- the Tab key, errors and tables ----------------------------------------------------------------------------------


@pytest.mark.parametrize("use_jedi", [True, False])
def test_a_kernel_completes(kernel: Kernel, use_jedi: bool) -> None:
    kernel.run(f"%config Completer.use_jedi = {use_jedi}")
    assert {code: kernel.complete(code) for code in COMPLETED} == COMPLETED


def test_a_kernel_completes_where_jedi_and_parso_are_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = "import sys\nsys.modules['jedi'] = sys.modules['parso'] = None\n"
    (tmp_path / "sitecustomize.py").write_text(start)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with kernel_in(tmp_path) as bare:
        bare.run("from dynaclient import Client\nclient = Client(token='x', url='http://127.0.0.1:9')")
        assert {code: bare.complete(code) for code in COMPLETED} == COMPLETED
        assert (
            bare.value("import sys, IPython.core.completer as c; c.JEDI_INSTALLED, sys.modules['parso']")
            == "(False, None)"
        )


def test_a_kernel_shows_a_wrong_id_in_a_few_lines(kernel: Kernel) -> None:
    shown = kernel.error("client.devices.get(applicationId='x')")
    assert shown[0].startswith("Cell In[")
    assert shown[1:4] == [
        "----> 1 client.devices.get(applicationId='x')",
        "",
        "InvalidCall: devices.get: 1 problem, nothing was sent",
    ]
    assert len(shown) == 5


def test_a_kernel_shows_tables(kernel: Kernel) -> None:
    assert "<table>" in kernel.value("client.find('token')", "text/html")
    assert "nothing is fetched" in kernel.value("client.applications.get.items()", "text/html")


def test_typing_waits_for_no_server(kernel: Kernel) -> None:
    kernel.run("silent = Client(token='x', url='http://127.0.0.1:9')")
    assert kernel.complete("silent.devices.get(per") == ["silent.devices.get(perPage="]
    assert kernel.error("silent.applications.get()")[-1].startswith("ConnectError:")
