"""
The command line: the same description, the same validation and the same requests as in Python, for the shell.

``python -m dynaclient`` and the installed command ``dynaclient`` both call `main`. What it needs beyond the library is
installed with ``pip install 'dynaclient[cli]'``. A package that ships a description has its own command line: it calls
`main` with that description.
"""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable  # in another module in Python 3.10

__all__ = ["main"]


@overload
def main() -> int: ...
@overload
def main(api: str | os.PathLike[str] | Traversable, *, name: str, version: str | None = None) -> int: ...
def main(api: Any = None, *, name: str = "dynaclient", version: str | None = None) -> int:
    """
    Run the command in `sys.argv` and exit with its code (see `exit_codes`); return 2 if click is not installed.

    Args:
        api: The description that the program is bound to: a path, also one of `importlib.resources`. It is read when
            a command needs it. Neither options nor a variable replace it. Without it the program is dynaclient, for
            any description.
        name: The name of the program. Token and URL come from its own variables: ``MY_SHOP_TOKEN`` and ``MY_SHOP_URL``
            for ``my-shop``.
        version: What the ``--version`` of a bound program prints.
    """
    return run_program(api, name, version)


def run_program(api: Any, name: str, version: str | None = None, *, is_alias: bool = False) -> int:
    """Run a command line as `main` does; `is_alias` is whether a user has bound the name to the description."""
    try:
        import click  # noqa: F401 - only to see whether it is installed
    except ModuleNotFoundError as error:
        if error.name != "click":
            raise
        sys.stderr.write(f"{name}: the command line needs its extra: pip install 'dynaclient[cli]'\n")
        return 2
    if sys.stdin is None:  # closed by the parent process (`<&-`)
        from .arguments.standard_input import closed_input

        sys.stdin = closed_input()
    if sys.stdout is None:  # closed by the parent process (`>&-`), or without a console
        from .output.standard_output import closed_output

        sys.stdout = closed_output()
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - it stays open
    for stream in (sys.stdout, sys.stderr):
        _escape_what_is_not_encodable(stream)
    if any(variable.endswith("_COMPLETE") for variable in os.environ):
        from .completion import shells  # noqa: F401 - registers our completion with click
    program = _dynaclient() if api is None else _bound(api, name, version, is_alias=is_alias)
    program(prog_name=name)
    return 0  # pragma: no cover - click leaves by SystemExit


def _escape_what_is_not_encodable(stream: Any) -> None:
    """Set a stream to escape characters that its encoding lacks: help and errors are printed in any locale."""
    if isinstance(stream, TextIOWrapper) and stream.errors == "strict":
        stream.reconfigure(errors="backslashreplace")


def _dynaclient() -> Any:
    from .program import program

    return program


def _bound(api: Any, name: str, version: str | None, *, is_alias: bool) -> Any:
    from .bound import bound_program

    return bound_program(api, name, version, is_alias=is_alias)
