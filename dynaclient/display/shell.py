"""The IPython shell that this process runs in, if it does. IPython is never imported here."""

from __future__ import annotations

import sys
from typing import Any

NOTEBOOK_WIDTH = 120
"""Characters in a line of a notebook, about."""


def interactive_shell() -> Any:
    """Return the running shell of IPython or of a notebook's kernel; None if there is none."""
    find = getattr(sys.modules.get("IPython"), "get_ipython", None)
    return None if find is None else find()


def is_notebook(shell: Any) -> bool:
    """Return whether a shell is that of a kernel, whose output a notebook shows."""
    return getattr(shell, "kernel", None) is not None


def shown_width(shell: Any) -> int:
    """Return the characters in a line of the terminal, or of the notebook."""
    if is_notebook(shell):
        return NOTEBOOK_WIDTH
    from shutil import get_terminal_size

    return get_terminal_size().columns
