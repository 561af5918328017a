"""
The command line: the same model, the same checks and the same requests as in Python, for the shell.

``python -m dynaclient`` and the installed command ``dynaclient`` both call `main`. What it needs beyond the library
comes with ``pip install 'dynaclient[cli]'``. A package that ships a description has a command line of its own by
calling `main` with it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable  # Python 3.10 has it elsewhere

__all__ = ["main"]


@overload
def main() -> int: ...
@overload
def main(api: str | os.PathLike[str] | Traversable, *, name: str, version: str | None = None) -> int: ...
def main(api: Any = None, *, name: str = "dynaclient", version: str | None = None) -> int:
    """
    Run the command that `sys.argv` tells and leave with its exit code (see `output.EXIT_CODES`); 2 without click.

    Args:
        api: The description that the program is bound to: a path, also one of `importlib.resources`. It is read when
            a command needs it, and neither options nor ``DYNACLIENT_API`` put another in its place; token and URL come
            from ``DYNACLIENT_TOKEN`` and ``DYNACLIENT_URL``, as ever. Left out, it is dynaclient, for any description.
        name: What such a program is called.
        version: What its ``--version`` tells.
    """
    try:
        import click  # noqa: F401 - only to see whether it is there
    except ModuleNotFoundError as error:
        if error.name != "click":
            raise
        sys.stderr.write(f"{name}: the command line needs its extra: pip install 'dynaclient[cli]'\n")
        return 2
    for stream in ("stdout", "stderr"):
        if getattr(sys, stream) is None:  # closed by who started this (`>&-`), or there is no console
            setattr(sys, stream, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - it stays open
    if variable_of(name) in os.environ:
        from . import completion  # noqa: F401 - it says how the shells are talked with
    program = _program() if api is None else _bound(api, name, version)
    program(prog_name=name)
    return 0  # pragma: no cover - click leaves by SystemExit


def variable_of(name: str) -> str:
    """Give the environment variable by which a shell asks a program of this name, as click has it."""
    return f"_{name}_COMPLETE".replace("-", "_").replace(".", "_").upper()


def _program() -> Any:
    from .commands import program

    return program


def _bound(api: Any, name: str, version: str | None) -> Any:
    from .bound import bound

    return bound(api, name, version)
