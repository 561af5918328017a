"""The IPython shell that this process runs in, if it does. IPython is never imported here."""

from __future__ import annotations

import sys
from typing import Any


def interactive_shell() -> Any:
    """Return the running shell of IPython or of a notebook's kernel; None if there is none."""
    find = getattr(sys.modules.get("IPython"), "get_ipython", None)
    return None if find is None else find()


def is_notebook(shell: Any) -> bool:
    """Return whether a shell is that of a kernel, whose output a notebook shows."""
    return getattr(shell, "kernel", None) is not None
