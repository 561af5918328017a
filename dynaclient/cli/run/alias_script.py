"""
The file of an alias, as text: a shell script for POSIX, a batch file for Windows.

Its second line has a digest of the rest, so that a file that someone has changed, or has written, is recognized. That
of Windows is written for it, and was not run there.
"""

from __future__ import annotations

import shlex
from hashlib import sha256
from typing import NamedTuple

from ...strings.expressions import expression

_MARK = expression(r"^(?:#|rem) dynaclient alias 1 ([0-9a-f]{64}) (\S+) (.*?)\r?\n", 0)

_POSIX = """\
#!/bin/sh
{mark}
# Remove it with: dynaclient alias {name} --remove --folder FOLDER
python={python}
if [ ! -x "$python" ]; then
  echo "{name}: the Python that it was written with is not there any more: $python; {advice}" >&2
  exit 3
fi
exec "$python" -c '
import sys
sys.path[:] = filter(None, sys.path)  # nothing is imported from the working directory
try:
    from dynaclient.cli.aliased import run
except ImportError:
    sys.stderr.write("{name}: dynaclient is not installed any more for " + sys.executable + "; {advice}\\n")
    sys.exit(3)
sys.exit(run())
' {name} {api} "$@"
"""
_WINDOWS = """\
@echo off
{mark}
rem Remove it with: dynaclient alias {name} --remove --folder FOLDER
if not exist "{python}" (
  echo {name}: the Python that it was written with is not there any more; {advice} 1>&2
  exit /b 3
)
"{python}" -c "{start}" {name} "{api}" %*
"""
_START = "import sys; sys.path[:] = filter(None, sys.path); from dynaclient.cli.aliased import run; sys.exit(run())"
"""What starts it where `-P` is not known, as in Python 3.10: nothing is imported from the working directory."""


class Alias(NamedTuple):
    """A command that is bound to a description."""

    name: str
    api: str
    """The absolute path of the description, or its URL."""


def file_name(name: str, system: str) -> str:
    """Return the name of the file of a command on a system, as `sys.platform` names it."""
    return f"{name}.cmd" if system == "win32" else name


def script_of(alias: Alias, python: str, system: str) -> str:
    """
    Return the file of an alias.

    Args:
        alias: The name, which has no special character, and the description.
        python: The path of the interpreter.
        system: `sys.platform`.
    """
    is_windows = system == "win32"
    advice = f"write the command again: dynaclient alias {alias.name} --api FILE --folder FOLDER"
    quote = _batch if is_windows else shlex.quote
    template = (_WINDOWS if is_windows else _POSIX).replace("{mark}\n", "")
    text = template.format(name=alias.name, python=quote(python), api=quote(alias.api), advice=advice, start=_START)
    first, _, rest = text.partition("\n")
    mark = f"{'rem' if is_windows else '#'} dynaclient alias 1 {_digest(alias, text)} {alias.name} {alias.api}"
    whole = f"{first}\n{mark}\n{rest}"
    return whole.replace("\n", "\r\n") if is_windows else whole


def read_script(text: str) -> tuple[Alias, bool] | None:
    """Return the alias of a file, and whether it is as it was written; None if it is not the file of an alias."""
    first, _, rest = text.partition("\n")
    match = _MARK.match(rest)
    if match is None:
        return None
    alias = Alias(match[2], match[3])
    whole = f"{first}\n{rest[match.end() :]}".replace("\r\n", "\n")
    return alias, _digest(alias, whole) == match[1]


def _digest(alias: Alias, text: str) -> str:
    return sha256("\n".join([*alias, text]).encode("utf-8")).hexdigest()


def _batch(text: str) -> str:
    """Return a path for the inside of quotes in a batch file, where a percent sign begins a variable."""
    return text.replace("%", "%%")
