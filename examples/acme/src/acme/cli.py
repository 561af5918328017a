"""The command `acme`: the command line of dynaclient for the description of this package."""

from __future__ import annotations

from dynaclient.cli import main as run

from . import DESCRIPTION, __version__


def main() -> int:
    """Run the command line, and return the exit code."""
    return run(DESCRIPTION, name="acme", version=__version__)
