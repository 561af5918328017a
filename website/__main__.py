"""``python -m website FOLDER`` builds the documentation site of the project into a new folder."""

from __future__ import annotations

import sys
from pathlib import Path

from .contents import ContentsError

INSTALL = "pip install -e '.[all,test]'"
"""What installs everything that builds the site."""


def main(arguments: list[str]) -> int:
    """Build the site; return 2 for a wrong command line, and 1 if it cannot be built."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    try:
        from .build import BuildError, build
    except ModuleNotFoundError as error:
        sys.stderr.write(f"The site needs the package {error.name}: {INSTALL}\n")
        return 1
    try:
        build(Path(arguments[0]))
    except (BuildError, ContentsError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
