"""Changes of the file of profiles: it is replaced as a whole, and what is not changed stays."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..description.format import format_description
from ..errors import invalid_option
from ..redaction import strips_traceback
from ..runtime.user_files import replace_file
from ..runtime.user_folders import create_private_folder
from .profiles import parse_content, profiles_path, read_content

_ATTEMPTS = 10
"""How often a change is tried while other processes change the file."""


@strips_traceback
def change_profiles(change: Callable[[dict[str, Any]], object], path: Path | None = None) -> None:
    """
    Change the file as a whole, and create it if it does not exist. All that is not changed stays.

    Args:
        change: Changes the value of the file. It may be called more than once.
        path: The file; by default that of `profiles_path`.

    Raises:
        InvalidCall: The file cannot be read or written.
        DescriptionError: It is not valid, or would not be after the change.
    """
    path = path or profiles_path()
    real = Path(os.path.realpath(path))  # a link, as from a folder of settings, stays one
    for _ in range(_ATTEMPTS):
        before = read_content(path)
        document = parse_content(before, path) if before else {}
        change(document)
        text = format_description(json.dumps(document, ensure_ascii=False))
        parse_content(text.encode(), path)
        if read_content(path) == before:  # no other process has changed it in between
            return _write(real, text.encode())
    raise invalid_option("profile", f"{path} is changed by another process all the time", "try again")


def _write(path: Path, data: bytes) -> None:
    try:
        create_private_folder(path.parent)
        replace_file(path, data)
    except OSError as error:
        reason = error.strerror
    else:
        return
    refusal = invalid_option("profile", f"{path} cannot be written: {reason}", "check its folder and the space in it")
    refusal.code = "file-not-written"
    raise refusal


def update_profile(name: str, values: Mapping[str, Any], path: Path | None = None) -> None:
    """
    Set keys of a profile, which is created if there is none; the first one of dynaclient becomes the default.

    Args:
        name: The name of the profile.
        values: Key → value; None removes the key. `auth` is set scheme by scheme.
        path: The file; by default that of `profiles_path`.

    Raises:
        InvalidCall: The file cannot be read or written.
        DescriptionError: A value is not valid: nothing is written.
    """

    def change(document: dict[str, Any]) -> None:
        profiles = document.setdefault("profiles", {})
        if "program" not in values and all("program" in other for other in profiles.values()):
            document.setdefault("default", name)
        profile = profiles.setdefault(name, {})
        auth = {**profile.get("auth", {}), **values.get("auth", {})}
        merged = {**profile, **values, **({"auth": auth} if auth else {})}
        profiles[name] = {key: value for key, value in merged.items() if value is not None}

    change_profiles(change, path)


def remove_profile(name: str) -> None:
    """Remove a profile, if there is one; if it was the default one, there is none after that."""

    def change(document: dict[str, Any]) -> None:
        document.get("profiles", {}).pop(name, None)
        if document.get("default") == name:
            del document["default"]

    change_profiles(change)
