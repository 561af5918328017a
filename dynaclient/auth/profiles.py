"""
Profiles: who a user is at which API, in a file of the user's own.

It is in the user's folder of configuration, or where `DYNACLIENT_CONFIG` says, and never in the working directory: it
may name commands, and a project that was downloaded must not.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..description.text import decode, parse_text
from ..errors import DescriptionError, close_matches, did_you_mean, invalid_option, list_some
from ..records import dataclass, field, fields
from ..redaction import strips_traceback
from ..runtime.files import is_own
from ..runtime.user_files import read_file
from ..runtime.user_folders import config_folder, home_folder

VARIABLE = "DYNACLIENT_CONFIG"
"""The environment variable that names the file."""
MAX_BYTES = 1024 * 1024
BUNDLED = "losant"
"""The name of the bundled description."""

_FILE_NAME = "profiles.json"
_WRITABLE_BY_OTHERS = 0o022
_ROOT = 0


@dataclass(frozen=True, eq=False)
class Profile:
    """One profile."""

    name: str
    api: str | None = None
    """The URL or the absolute path of the description; None for the bundled one."""
    program: str | None = None
    """The command of a package that has the description, in place of `api`; or an alias, which is bound to `api`."""
    url: str | None = None
    """The URL of the API; None for that of the description."""
    server: str | None = None
    """The name of a server of the description."""
    auth: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Auth scheme → where its credential is from, as in the file; `profiles.schema.json` has the keys."""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    """Values for parameters that a call leaves out."""
    issuer: str | None = None
    """The authorization server that the user has confirmed."""
    trusted: tuple[str, ...] = ()
    """Other origins, confirmed by the user, that the secrets of sources may be sent to."""
    redirect: str | None = None
    """Where the browser returns to after a login."""
    store: str = "file"
    """Where a login stores the refresh token: ``file`` or ``keyring``."""


@dataclass(frozen=True, eq=False)
class Profiles:
    """The profiles of a user."""

    path: Path
    """The file, which need not exist."""
    default: str | None = None
    """The name of the one that is used if no other one is chosen."""
    by_name: Mapping[str, Profile] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Profile:
        """Return a profile; InvalidCall if there is none with this name."""
        if name in self.by_name:
            return self.by_name[name]
        known = f"there are: {list_some(self.by_name)}" if self.by_name else f"{self.path} has none yet"
        adds_one = f"`dynaclient login --profile {shlex.quote(name[:80])}` adds one"
        hint = did_you_mean(close_matches(name, self.by_name)) or f"{known}; {adds_one}"
        raise invalid_option("profile", f"there is no profile {name!r:.80}", hint)


def profiles_path() -> Path:
    """Return the path of the file; InvalidCall if the one in the environment depends on the working directory."""
    named = os.environ.get(VARIABLE)
    if not named:
        return config_folder() / _FILE_NAME
    path = expand(named)
    if path.is_absolute():
        return path
    raise invalid_option("profile", f"the path in {VARIABLE} is relative", "write an absolute path, or one with ~/")


def expand(path: str) -> Path:
    """Return a path, in the home of this user if it begins with ``~/``."""
    return home_folder() / path[2:] if path.startswith(("~/", "~\\")) else Path(path)


@strips_traceback
def load_profiles(path: Path | None = None) -> Profiles:
    """
    Return the profiles of a user; none if there is no file.

    Args:
        path: The file; by default that of `profiles_path`.

    Raises:
        InvalidCall: It cannot be read, or other users of the machine could change it.
        DescriptionError: It is not valid; each problem has its line.
    """
    path = path or profiles_path()
    data = read_content(path)
    if data is None:
        return Profiles(path)
    document = parse_content(data, path)
    found = {name: _profile(name, values, path.parent) for name, values in document.get("profiles", {}).items()}
    return Profiles(path, document.get("default"), found)


def _profile(name: str, values: Mapping[str, Any], folder: Path) -> Profile:
    known = {key: values[key] for key in values.keys() & {one.name for one in fields(Profile)}}
    known["api"] = _api(values.get("api", BUNDLED), folder)
    known["trusted"] = tuple(values.get("trusted", ()))
    return Profile(**{**known, "name": name})


def _api(api: str, folder: Path) -> str | None:
    """Return the URL or the absolute path of a description."""
    if api == BUNDLED:
        return None
    return api if api.lower().startswith(("https:", "http:")) else str(folder / expand(api))


def read_content(path: Path) -> bytes | None:
    """Return the content of the file; None if there is none."""
    try:
        data, status = read_file(path, MAX_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        reason, hint = f"cannot be read: {error.strerror}", "check the path and who may read it"
    except ValueError as error:
        reason, hint = str(error), "check the path"
    else:
        reason, hint = _writer_problem(path, status)
    if reason:
        raise invalid_option("profile", f"{path} {reason}", hint)
    return data


def _writer_problem(path: Path, status: os.stat_result) -> tuple[str, str]:
    """Return why the file cannot be trusted to be the user's, and what to do: it may name commands."""
    if not is_own(status) and status.st_uid != _ROOT:
        return "belongs to another user", "copy it"
    if os.name == "posix" and status.st_mode & _WRITABLE_BY_OTHERS:
        return "can be changed by other users of this machine", f"chmod go-w {shlex.quote(str(path))}"
    return "", ""


def parse_content(data: bytes, path: Path) -> dict[str, Any]:
    """Return the value of the file; DescriptionError with all of its problems."""
    from .profile_rules import profile_problems

    subject = str(path)
    try:
        text = decode(data, subject, "save it as UTF-8")
        document = parse_text(text, _FILE_NAME)
        problems = profile_problems(document, text)
    except DescriptionError as error:
        problems = list(error.problems)
    if problems:
        raise DescriptionError(problems, subject)
    result: dict[str, Any] = document
    return result
