"""What the options of the command line become: a loaded description, a client for it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import click

from ..client.environment import environment

if TYPE_CHECKING:
    from ..client.sync import Client
    from ..description.api import Api
    from ..http.transports.base import Transport


@dataclass(frozen=True)
class Source:
    """Which description is meant: a file, or that of the environment, or the bundled one; and what is laid over it."""

    api: Any = None
    """A path; of a program that is bound to a description it may be one of `importlib.resources`."""
    patches: tuple[str, ...] = ()
    program: str | None = None
    """The program that is bound to the description; None where it is dynaclient, which takes any."""

    @property
    def file(self) -> Any:
        """The file, by the command line or the environment; None where the bundled one is meant."""
        return self.api or environment().api

    def load(self) -> Api:
        """Load it."""
        from ..description.api import load

        return load(self.file, patch=list(self.patches) or None)

    def below(self, api: str | None, patches: tuple[str, ...]) -> Source:
        """Give this source with what was said after the command's name."""
        return replace(self, api=api or self.api, patches=(*self.patches, *patches))

    @property
    def words(self) -> list[str]:
        """What a command line has to say to mean this source; nothing, where the program means no other."""
        if self.program:
            return []
        patched = [word for each in self.patches for word in ("--patch", each)]
        return [*(["--api", self.api] if self.api else []), *patched]


def source_above(context: click.Context) -> Source:
    """Give the source that a command line means, from within any of its commands."""
    root, here = context.find_root(), context.params
    bound: Source | None = getattr(root.command, "bound", None)
    if bound is not None:
        return bound
    found = Source(root.params.get("api"), tuple(root.params.get("patch") or ()))
    return found if context is root else found.below(here.get("api"), tuple(here.get("patch") or ()))


@dataclass(frozen=True)
class Connection:
    """How a call is to be made."""

    url: str | None = None
    timeout: float | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    content: str | None = None
    allow_http: bool = False
    mock: bool = False
    dry_run: bool = False
    token_stdin: bool = False


def client_of(api: Api, connection: Connection, transport: Transport | None = None) -> Client:
    """Give the client that a command calls with; the only place where the command line makes one."""
    from ..client.sync import Client

    options: dict[str, Any] = {"headers": connection.headers, "query": connection.query}
    if connection.timeout is not None:
        options["timeout"] = connection.timeout
    if connection.mock:
        return Client.mock(api, **options)
    if connection.url is not None:
        options["url"] = connection.url
    if connection.token_stdin:
        options["token"] = token_from_input(api)
    return Client.from_env(api, allow_http=connection.allow_http, transport=transport, **options)


def token_from_input(api: Api) -> str | tuple[str, str]:
    """
    Give the credential that stands on the standard input; a pair for ``user:password``.

    It is never an argument: what stands on a command line can be read by everyone on the machine, and stays in the
    shell's history.
    """
    from ..auth.credentials import credential_of

    return credential_of(_from_input(), api.auth)


def _from_input() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Token", hide_input=True, err=True))
    text = sys.stdin.buffer.read(65536).decode("utf-8", "replace").rstrip("\r\n")
    if not text:
        raise click.UsageError("--token-stdin: there is no token on the standard input")
    return text
