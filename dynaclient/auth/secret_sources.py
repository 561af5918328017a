"""
Where a profile has its secrets: an environment variable, a file, a command, the terminal.

Each is one row of `SOURCES`: a function from what the profile says to the secret. Only the user's own file may name
them. No description can.
"""

from __future__ import annotations

import os
import shlex
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from ..errors import InvalidCall, invalid_option, printable
from ..redaction import Secret, strips_traceback
from ..runtime.commands import MAX_BYTES, run_command
from ..runtime.files import is_own
from ..runtime.user_files import read_file
from ..runtime.user_folders import access_problem, home_folder
from .profiles import expand

_SHOWN_ERRORS = 300
"""Characters of what a failed command printed to its standard error that are shown."""


@strips_traceback
def read_secret(source: Mapping[str, Any], purpose: str) -> Secret:
    """
    Return the secret that a profile names.

    A command takes up to 30 seconds, and a person longer: `AsyncClient` calls this in a thread.

    Args:
        source: What the profile says, such as ``{"from": "env", "name": "PETS_SECRET"}``; not ``store``.
        purpose: What the secret is for, for errors and the prompt.

    Raises:
        InvalidCall: It is not there.
    """
    secret = SOURCES[source["from"]](source, purpose)
    if not secret:
        raise _unavailable(purpose, f"what {_SUBJECTS[source['from']]} has is empty", "check it")
    return Secret(secret)


def is_secret_source(value: Any) -> bool:
    """Return whether a value of the arguments of an action names a secret in place of having it."""
    return isinstance(value, Mapping) and isinstance(value.get("from"), str) and value["from"] in SOURCES


def secrets_of(entry: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """
    Yield the secrets that a profile names for an auth scheme, with the key that each is for.

    Args:
        entry: The value of `auth` of the profile for the scheme; it may be such a secret as a whole, without a key.
    """
    if is_secret_source(entry):
        yield "", entry
        return
    arguments = entry.get("arguments", {})
    yield from ((name, value) for name, value in (*entry.items(), *arguments.items()) if is_secret_source(value))


def find_missing(source: Mapping[str, Any], purpose: str) -> InvalidCall | None:
    """Return the error of a secret that cannot be read; None if it can, or if only a call finds out: it may ask."""
    if source["from"] not in _WITHOUT_EFFECT:
        return None
    try:
        read_secret(source, purpose)
    except InvalidCall as error:
        return error
    return None


_WITHOUT_EFFECT = ("env", "file")


def _from_environment(source: Mapping[str, Any], purpose: str) -> str:
    name = source["name"]
    value = os.environ.get(name)
    if value is None:
        raise _unavailable(purpose, f"the environment variable {name} is not set", "set it, or change the profile")
    return value


def _from_file(source: Mapping[str, Any], purpose: str) -> str:
    path = expand(source["path"])
    try:
        data, status = read_file(path, MAX_BYTES)
    except OSError as error:
        reason, hint = f"cannot be read: {error.strerror}", "check the path and who may read it"
    except ValueError as error:
        reason, hint = str(error), "check the path"
    else:
        # As ssh has it for keys. What belongs to another user was put there for many, like the secrets of a container.
        reason, hint = access_problem(path, status, 0o600) if is_own(status) else ("", "")
    if reason:
        raise _unavailable(purpose, f"{path} {reason}", hint)
    return _decoded(data, purpose, str(path))


def _from_command(source: Mapping[str, Any], purpose: str) -> str:
    program, *arguments = source["command"]
    # In the home: a program may read its settings in the working directory, and those of a project are not the user's.
    output, errors, problem = run_command([str(expand(program)), *arguments], home_folder())
    if problem:
        shown = printable(errors.decode("utf-8", "replace").strip()[:_SHOWN_ERRORS])
        hint = f"it printed: {shown}" if shown else f"run it yourself: {shlex.quote(program)} …"
        raise _unavailable(purpose, f"the command {program!r:.80} {problem}", hint)
    return _decoded(output, purpose, f"the output of {program!r:.80}")


def _from_prompt(source: Mapping[str, Any], purpose: str) -> str:
    from getpass import GetPassWarning, getpass

    if sys.stdin is None or not sys.stdin.isatty():
        raise _unavailable(purpose, "there is no terminal to ask at", "use another source in the profile")
    with warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)
        try:
            return getpass(f"{source.get('text', purpose)}: ")
        except EOFError:  # Ctrl-D
            reason, hint = "the input has ended", "type the secret at the prompt"
        except (GetPassWarning, OSError):
            reason, hint = "the terminal cannot hide what is typed", "use another source in the profile"
    raise _unavailable(purpose, reason, hint)


def _decoded(data: bytes, purpose: str, subject: str) -> str:
    """Return the text of a secret, without the line break at its end."""
    try:
        return data.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        pass  # the error has the data
    raise _unavailable(purpose, f"{subject} is not UTF-8", "check it")


def _unavailable(purpose: str, reason: str, hint: str) -> InvalidCall:
    return invalid_option("profile", f"{purpose}: {reason}", hint)


SOURCES: Mapping[str, Callable[[Mapping[str, Any], str], str]] = MappingProxyType(
    {"env": _from_environment, "file": _from_file, "command": _from_command, "prompt": _from_prompt}
)
"""`from` of a profile → the function that returns the secret."""
_SUBJECTS = {"env": "the environment variable", "file": "the file", "command": "the command", "prompt": "the prompt"}
