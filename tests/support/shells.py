"""Shells of IPython: one in this process, and the kernel of a notebook in a process of its own."""

from __future__ import annotations

import atexit
import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.manager import KernelManager

from tests.support import ROOT

TIMEOUT = 60
"""Seconds for a reply of a kernel."""
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")

COMPLETED: dict[str, list[str]] = {
    "client.application_api_t": ["client.application_api_token", "client.application_api_tokens"],
    "client.application_api_tokens.po": ["client.application_api_tokens.post"],
    "client.devices.get.ite": ["client.devices.get.items"],
    "client.devices.get(per": ["client.devices.get(perPage="],
    "client.devices.get.items(per": ["client.devices.get.items(perPage="],
    "client.devices.get.pages(per": ["client.devices.get.pages(perPage="],
    "client.devices.get.prepare(per": ["client.devices.get.prepare(perPage="],
    "client.call('devices.get', per": ["client.call('devices.get', perPage="],
    'client.devices.get(sortField="na': ['client.devices.get(sortField="name"'],
    "client.devices.get(sortDirection=": [f"client.devices.get(sortDirection={value}" for value in ('"asc"', '"desc"')],
    'client.call("applicationApiTokens.g': ['client.call("applicationApiTokens.get"'],
    'client.with_defaults(sortField="na': ['client.with_defaults(sortField="name"'],
    'client["applicationApiTokens': ['client["applicationApiTokens"'],
    'client.devices["getC': ['client.devices["getCompositeState"'],
    'client.devices.post(device={"deviceCl': ['client.devices.post(device={"deviceClass"'],
    "x = 1\nclient.devices.get(\n  perPage=1,\n  sortF": ["x = 1\nclient.devices.get(\n  perPage=1,\n  sortField="],
}
"""What is typed → what Tab makes of it, where ``client`` is one of the bundled description."""


class Shell:
    """A shell in this process."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell

    def run(self, code: str) -> str:
        """Run a cell, and return what it prints, without colours."""
        printed = io.StringIO()
        with redirect_stdout(printed):
            self.shell.run_cell(code, store_history=True)
        return _COLOURS.sub("", printed.getvalue())

    def complete(self, text: str, after: str = "") -> list[str]:
        """Return what the cell would be after each completion at the end of a text, which other text may follow."""
        with provisionalcompleter():
            found = list(self.shell.Completer.completions(text + after, len(text)))
        return [text[: one.start] + one.text for one in found]


@contextmanager
def shell_in(folder: Path) -> Iterator[Shell]:
    """Start a shell in this process, whose settings are in a folder; there is none when the context ends."""
    before, hook, main = os.environ.get("IPYTHONDIR"), sys.displayhook, sys.modules["__main__"]
    os.environ["IPYTHONDIR"] = str(folder)
    shell: Any = InteractiveShell.instance()
    shell.history_manager.enabled = False
    try:
        yield Shell(shell)
    finally:
        shell.history_manager.end_session()
        shell.atexit_operations()
        atexit.unregister(shell.atexit_operations)
        InteractiveShell.clear_instance()
        sys.displayhook, sys.modules["__main__"] = hook, main
        os.environ.pop("IPYTHONDIR")
        if before is not None:
            os.environ["IPYTHONDIR"] = before


class Kernel:
    """The kernel of a notebook, in a process of its own."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def run(self, code: str, *, quiet: bool = False) -> list[dict[str, Any]]:
        """Run a cell, and return the messages that a notebook receives, each with its type as ``type``."""
        messages: list[dict[str, Any]] = []

        def received(message: dict[str, Any]) -> None:
            messages.append({"type": message["msg_type"], **message["content"]})

        reply = self._client.execute_interactive(code, output_hook=received, timeout=TIMEOUT, allow_stdin=False)
        failed = [message for message in messages if message["type"] == "error"]
        assert quiet or not failed, "\n".join(failed[0]["traceback"])
        pages = [{"type": "page", **page} for page in reply["content"].get("payload", ())]
        return [message for message in messages if message["type"] not in ("status", "execute_input")] + pages

    def value(self, code: str, kind: str = "text/plain") -> str:
        """Return what a notebook shows of the value of a cell."""
        (shown,) = (message["data"] for message in self.run(code) if message["type"] == "execute_result")
        return str(shown[kind])

    def complete(self, text: str) -> list[str]:
        """Return what the cell would be after each completion at the end of a text."""
        found = self._client.complete(text, len(text), reply=True, timeout=TIMEOUT)["content"]
        return [text[: found["cursor_start"]] + match for match in found["matches"]]

    def error(self, code: str) -> list[str]:
        """Return the lines that a notebook shows of the error of a cell, without colours."""
        (failed,) = (message for message in self.run(code, quiet=True) if message["type"] == "error")
        return _COLOURS.sub("", "\n".join(failed["traceback"])).splitlines()


@contextmanager
def kernel_in(folder: Path) -> Iterator[Kernel]:
    """Start a kernel whose settings are in a folder; its process has ended when the context ends."""
    environment = {
        **os.environ, "IPYTHONDIR": str(folder / "ipython"), "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))), "DYNACLIENT_CACHE": "", "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }  # fmt: skip
    environment.pop("COVERAGE_PROCESS_START", None)
    manager = KernelManager(kernel_name="python3", connection_file=str(folder / "kernel.json"))
    manager.start_kernel(env=environment, cwd=str(folder))
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=TIMEOUT)
        yield Kernel(client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()
