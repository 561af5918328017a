"""
The folders of a user: for what a program is configured with, what it keeps, and what it can compute again.

They are those of the XDG Base Directory Specification, also on macOS, which has a place of its own only for what can be
computed again; Windows has two of its own. A relative path in one of the variables is ignored, as the specification
says: nothing depends on the working directory.
"""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

from ..errors import invalid_option
from .files import find_status, is_own

PRIVATE_FOLDER = 0o700
"""The mode of a folder that its owner alone can use."""
_CACHES = {"darwin": ("Library", "Caches"), "win32": ("AppData", "Local")}
"""In the home of a user, where a system has another place than `.cache`."""


def config_folder() -> Path:
    """Return the folder of configuration, which need not exist; InvalidCall if this user has no home."""
    return _folder("XDG_CONFIG_HOME", "APPDATA", ".config")


def state_folder() -> Path:
    """Return the folder of what is kept, which need not exist; InvalidCall if this user has no home."""
    return _folder("XDG_STATE_HOME", "LOCALAPPDATA", ".local", "state")


def cache_home() -> Path:
    """Return the folder of what can be computed again, which need not exist; InvalidCall if this user has no home."""
    return _folder("XDG_CACHE_HOME", "LOCALAPPDATA", *_CACHES.get(sys.platform, (".cache",)))


def home_folder(variable: str = "HOME") -> Path:
    """
    Return the home of this user.

    Args:
        variable: The environment variable that makes it unnecessary, for the error.

    Raises:
        InvalidCall: There is none, or its path is relative.
    """
    try:
        home = Path.home()
    except RuntimeError:
        home = Path()
    if home.is_absolute():
        return home
    raise invalid_option("profile", "this user has no home folder", f"set {variable} to an absolute path")


def _folder(variable: str, windows_variable: str, *default: str) -> Path:
    name = windows_variable if sys.platform == "win32" else variable
    chosen = Path(os.environ.get(name, ""))
    return (chosen if chosen.is_absolute() else home_folder(name).joinpath(*default)) / "dynaclient"


def create_private_folder(folder: Path) -> None:
    """Create a folder, and those around it that are missing, for their owner alone; OSError if that is impossible."""
    for missing in reversed((folder, *folder.parents)):
        if not missing.is_dir():
            with suppress(FileExistsError):  # another process has created it
                missing.mkdir(PRIVATE_FOLDER)


def folder_problem(folder: Path) -> tuple[str, str]:
    """
    Return why a folder is not one of this user alone, and what to do; empty strings if it is.

    Raises:
        OSError: It cannot be looked up, for example because it does not exist.
    """
    status = find_status(str(folder))
    if status is None:
        raise FileNotFoundError(str(folder))
    if not stat.S_ISDIR(status.st_mode):
        return "is not a folder, or a symbolic link to one", "remove it"
    return access_problem(folder, status, PRIVATE_FOLDER)


def access_problem(path: Path, status: os.stat_result, mode: int) -> tuple[str, str]:
    """Return whether others can use a file or folder, and the command that changes that; empty strings if not."""
    if not is_own(status):
        return "belongs to another user", "remove it, or use another folder"
    if os.name == "posix" and status.st_mode & 0o077:
        import shlex

        return "can be read or changed by other users of this machine", f"chmod {mode:o} {shlex.quote(str(path))}"
    return "", ""
