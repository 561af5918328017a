"""The surroundings: environment variables, and the folders of the user."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from ...auth.profiles import VARIABLE as CONFIG
from ...auth.profiles import profiles_path
from ...client.environment import MCP_TOKEN, NAMES, PROGRAM, variable
from ...errors import DynaclientError, close_matches
from ...http.proxies import CA_VARIABLES
from ...runtime.cache_folder import VARIABLE as CACHE
from ...runtime.cache_folder import cache_folder
from ...runtime.hosts import host_label
from ...runtime.paths import is_remote, show_path
from ...runtime.user_folders import folder_problem, state_folder
from ..output.wording import shell_words
from .checks import Check, failed, ok, warning

PROXY_VARIABLES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
_FOLDERS = ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
_OUTPUT = ("NO_COLOR", "PYTHONUTF8", "PYTHONIOENCODING", "LC_ALL", "LANG")
_MOST = 200


def variables_of(program: str) -> list[str]:
    """Return the names of the environment variables that a program reads, or that change what it does."""
    own = [variable(name, program) for name in NAMES if program == PROGRAM or name != "API"]
    proxies = [name for upper in (*PROXY_VARIABLES, "NO_PROXY") for name in (upper, upper.lower())]
    return [*own, MCP_TOKEN, CACHE, CONFIG, *proxies, *CA_VARIABLES, *_FOLDERS, *_OUTPUT]


def is_set(name: str) -> bool:
    """Return whether an environment variable has a value."""
    return bool(os.environ.get(name))


def names_a_proxy() -> bool:
    """Return whether the environment names any proxy."""
    return any(map(is_set, (*PROXY_VARIABLES, *map(str.lower, PROXY_VARIABLES))))


def check_environment(program: str, environment: Mapping[str, str] | None = None) -> Iterator[Check]:
    """
    Yield the environment variables that are set, and those that may be misspelt.

    Args:
        program: The program that reads them.
        environment: All of them; those of this process if left out.
    """
    values = os.environ if environment is None else environment
    known = variables_of(program)
    found = [name for name in known if values.get(name)]
    for name in found:
        yield ok("environment", f"{name} {shown_value(name, values[name])}")
    if not found:
        yield ok("environment", "none of the variables that it reads is set")
    prefix = variable("", program)
    endings = [name[len(prefix) :] for name in known if name.startswith(prefix)]
    for name in sorted(values):
        if name.startswith(prefix) and name not in known:
            similar = close_matches(name[len(prefix) :], endings)
            advice = f"did you mean {prefix}{similar[0]}?" if similar else ""
            yield warning("environment", f"{name} is set, and nothing reads it", advice)


def shown_value(name: str, value: str) -> str:
    """Return the value of a variable in words; a secret, or what may have one in it, is not shown."""
    if name.endswith("_TOKEN"):
        return "is set; its value is not shown"
    if name.upper() in PROXY_VARIABLES:
        login = ", with a user name that is not shown" if "@" in value else ""
        return f"is {host_label(value if '://' in value else f'http://{value}')}{login}"
    if "://" in value and ("@" in value or "?" in value):
        return "is a URL that may have a secret in it, and is not shown"
    if name.endswith("_API") and not (is_remote(value) or show_path(value) or os.path.lexists(value)):
        return "is set; its value is not shown: there is no such file, and it may be a token"
    return f"is {value[:_MOST]}"


# --- folders ----------------------------------------------------------------------------------------------------------


def check_folders() -> Iterator[Check]:
    """Yield the folders in which the program keeps something, and whether it can."""
    for subject, (find, is_private) in _KEPT_IN.items():
        try:
            folder = find()
        except DynaclientError as error:
            yield failed(subject, shell_words(str(error)))
            continue
        none = ok(subject, "none: nothing is kept")
        yield none if folder is None else check_folder(subject, folder, is_private=is_private)


_KEPT_IN: Mapping[str, tuple[Callable[[], Path | None], bool]] = {
    "cache": (cache_folder, True),
    "sessions": (state_folder, True),
    "profiles": (lambda: profiles_path().parent, False),
}
"""What is kept, in which folder, and whether that is for its owner alone."""


def check_folder(subject: str, folder: Path, *, is_private: bool) -> Check:
    """Return whether a folder can be written, or created, and is one of this user alone if it has to be."""
    existing = next(parent for parent in (folder, *folder.parents) if os.path.lexists(parent))
    try:
        problem, advice = folder_problem(folder) if existing == folder and is_private else ("", "")
    except OSError as error:
        problem, advice = f"cannot be looked up ({error.strerror})", ""
    if problem:
        return warning(subject, f"{folder} {problem}", advice)
    if not os.access(existing, os.W_OK | os.X_OK):
        reason = "" if existing == folder else f", because {existing} cannot be written"
        return warning(
            subject, f"{folder} cannot be written{reason}", "have its owner change that, or name another one"
        )
    return ok(subject, f"{folder} {'can be written' if existing == folder else 'does not exist, and can be created'}")
