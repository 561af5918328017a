"""
The command line: the same model, the same checks and the same requests as in Python, for the shell.

``python -m dynaclient`` and the installed command ``dynaclient`` both call `main`. What it needs beyond the library
comes with ``pip install 'dynaclient[cli]'``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["main"]

NAME = "dynaclient"


def main() -> int:
    """Run the command that `sys.argv` tells and leave with its exit code (see `output.EXIT_CODES`); 2 without click."""
    try:
        import click  # noqa: F401 - only to see whether it is there
    except ModuleNotFoundError as error:
        if error.name != "click":
            raise
        sys.stderr.write("dynaclient: the command line needs its extra: pip install 'dynaclient[cli]'\n")
        return 2
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by who started this (`>&-`), or there is no console
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - it stays open
    from .commands import program

    if f"_{NAME}_COMPLETE".upper() in os.environ:
        from . import completion  # noqa: F401 - it says how the shells are talked with

    program(prog_name=NAME)
    return 0  # pragma: no cover - click leaves by SystemExit
