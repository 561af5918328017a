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

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


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
