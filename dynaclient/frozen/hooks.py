"""Where PyInstaller finds the hooks; it asks whenever it freezes a program, so nothing else is imported here."""

from __future__ import annotations

from pathlib import Path


def hook_folders() -> list[str]:
    """Return the folders of the hooks: PyInstaller runs the one of a module if a program imports that module."""
    return [str(Path(__file__).parent)]
