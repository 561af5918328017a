"""
The environment variables that configure a client; they are named and read here and nowhere else.

Each program has variables of its own, so that the token for one API is never sent to another: `dynaclient` reads
`DYNACLIENT_TOKEN`, and the command `my-shop` of a package that ships a description reads `MY_SHOP_TOKEN`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from typing import Any

from ..errors import InvalidCall, invalid_option
from ..records import dataclass, replace
from ..redaction import Secret

PROGRAM = "dynaclient"


def variable(name: str, program: str = PROGRAM) -> str:
    """Return the variable of a program: its name in upper case, with ``_`` for all but letters and digits of ASCII."""
    prefix = re.sub("[^A-Z0-9]", "_", program.upper())
    return f"{'_' if prefix[:1].isdigit() else ''}{prefix}_{name}"  # no shell can set a name that begins with a digit


def shares_variables(program: str, other: str) -> bool:
    """Return whether two programs read the same variables: a token for the API of one is sent to that of the other."""
    if other == PROGRAM:  # it has further ones, such as DYNACLIENT_MCP_TOKEN
        return variable("", program).startswith(variable("", other))
    return variable("", program) == variable("", other)


NAMES = ("TOKEN", "URL", "SERVER", "API", "PROFILE")
"""What each program has a variable for."""
TOKEN, URL, SERVER, API, PROFILE = map(variable, NAMES)
MCP_TOKEN = variable("MCP_TOKEN")


@dataclass(frozen=True)
class Environment:
    """The values of the variables `…_TOKEN`, `…_URL`, … of a program; None for one that is unset or empty."""

    token: Secret | None
    url: str | None
    server: str | None
    """The name of a server of the description."""
    api: str | None
    """The path of a description."""
    profile: str | None
    """The name of a profile; only the command line reads it."""


def environment(program: str = PROGRAM) -> Environment:
    """Return the variables of a program as they are now. No description can have another one read."""
    if not isinstance(program, str) or not program:
        raise invalid_option("program", "is not the name of a program", 'pass its name, such as "my-shop"', "from_env")
    token, url, server, api, profile = (os.environ.get(variable(name, program)) or None for name in NAMES)
    return Environment(Secret(token) if token else None, url, server, api, profile)


def description_of(api: Any, variables: Environment, program: str = PROGRAM) -> Any:
    """
    Return the description that is passed, else that of the variables; None for the bundled one.

    Raises:
        InvalidCall: There is neither, and the program has variables of its own: its token is not for the API of the
            bundled description.
    """
    found = variables.api if api is None else api
    token, own = variable("TOKEN", program), variable("API", program)
    if found is not None or own == API:
        return found
    reason = f"is left out, so {token} would be sent to the API of the bundled description"
    raise invalid_option(
        "api", reason, f'write from_env("api.json", program={program!r:.40}), or set {own}', "from_env"
    )


def named_variables(error: InvalidCall, options: Collection[str], program: str = PROGRAM) -> InvalidCall:
    """
    Return an error with the names of the variables in place of those of the options that they set.

    Args:
        error: The error about options of a client.
        options: Those that come from variables.
        program: The program whose variables they are.
    """
    if not any(problem.name in options for problem in error.problems):
        return error
    return InvalidCall(
        error.action,
        [
            replace(problem, name=variable(problem.name.upper(), program), location="environment variable")
            if problem.name in options
            else problem
            for problem in error.problems
        ],
    )


def mcp_token() -> str:
    """Return the token that hosts send to a server of tools over HTTP; empty if the variable is not set."""
    return os.environ.get(MCP_TOKEN, "")


def with_variables_of(program: str, text: str) -> str:
    """Return a string with the names of the variables of dynaclient replaced by those of another program."""
    for name in NAMES:
        if name != "API":  # a program that ships a description reads no other one
            text = text.replace(variable(name), variable(name, program))
    return text
