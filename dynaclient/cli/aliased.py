"""The entry of a command that `dynaclient alias` has written: a program that is bound to one description."""

from __future__ import annotations

import sys
from pathlib import Path

from ..runtime.paths import is_remote
from . import run_program


def run() -> int:
    """Run the command whose name and description are the first two arguments; exit with 3 if that is not there."""
    name, api, *words = sys.argv[1:]
    if not is_remote(api) and not Path(api).is_file():
        advice = f"write the command again: dynaclient alias {name} --api FILE --folder FOLDER"
        sys.stderr.write(f"{name}: its description is not there any more: {api}; {advice}\n")
        return 3
    sys.argv[:] = [name, *words]
    return run_program(api, name, is_alias=True)
