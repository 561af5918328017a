"""What the options of the command line select: the description, and how its client connects."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click

from ...client.environment import PROGRAM, environment
from ...errors import DescriptionError, Problem
from ...records import dataclass, field, replace
from ...runtime.paths import is_remote, show_source

if TYPE_CHECKING:
    from ...auth.profile_choice import Choice
    from ...auth.profiles import Profile
    from ...client.sync import Client
    from ...description.api import Api
    from ...http.transports.base import Transport
    from .profiles import Selected


@dataclass(frozen=True)
class Source:
    """The description of a command: a file or a URL, or that of a profile or the environment, or the bundled one."""

    api: Any = None
    """A path or a URL; in a program that is bound to a description it may be one of `importlib.resources`."""
    patches: tuple[str, ...] = ()
    program: str | None = None
    """The program that is bound to the description; None for dynaclient, which accepts any."""
    profile: str | None = None
    """The profile that the command line names."""
    is_alias: bool = False
    """Whether the program is an alias: its name alone does not identify the description."""

    @cached_property
    def file(self) -> Any:
        """The file or the URL, from the command line, a profile or the environment; None for the bundled one."""
        if self.api or self.program:
            return self.api
        from .profiles import chosen  # not by all commands

        profile = chosen(self.selected).profile
        return environment().api if profile is None else profile.api

    @property
    def selected(self) -> Selected:
        """What the command line selects, by itself."""
        from .profiles import Selected

        return Selected(self.api, self.program, self.profile, self.is_alias)

    def for_profile(self, profile: Profile) -> Source:
        """Return the source of the description of a profile, with the same patches."""
        if self.program:
            return self
        from ...description.loading import bundled

        return replace(self, profile=None, api=profile.api or str(bundled()))

    def content(self) -> Any:
        """Return the file, or what was downloaded from its URL: once for the whole command, and not to complete it."""
        if not is_remote(self.file):
            return self.file
        from ...client.sources import download

        context = click.get_current_context(silent=True)
        if context is None:  # no command is run: a line is completed
            raise DescriptionError([Problem.in_description("", "url", "is not downloaded to complete a command line")])
        downloads: dict[str, Any] = context.find_root().meta.setdefault(f"{__name__}.downloads", {})
        if self.file not in downloads:
            downloads[self.file] = download(self.file)
        return downloads[self.file]

    def load(self) -> Api:
        """Load the description; it is kept until the command ends."""
        from ...description.loading import load

        return self._kept(load(self.content(), patch=list(self.patches) or None))

    def load_patched(self) -> Api:
        """Load the description for a command that writes or compares it; DescriptionError if its patches break it."""
        from ...description.patch_problems import load_patched

        return self._kept(load_patched(self.content(), self.patches)) if self.patches else self.load()

    def _kept(self, api: Api) -> Api:
        context = click.get_current_context(silent=True)
        if context is not None:
            context.find_root().meta.setdefault(f"{__name__}.loaded", []).append(api)
        return api

    def with_options(self, api: str | None, patches: tuple[str, ...], profile: str | None = None) -> Source:
        """Return this source with the options after the name of the command."""
        return replace(self, api=api or self.api, patches=(*self.patches, *patches), profile=profile or self.profile)

    def of_file(self, file: str | None) -> Source:
        """
        Return the source of the description that an argument names, if it names one.

        Raises:
            UsageError: An option names another one, which would be ignored.
        """
        if file is None:
            return self
        selecting = {"--api": self.api, "--profile": self.profile}
        for option, value in selecting.items():
            if value is not None:
                shown = f"{show_source(file)}, and that of {option} {show_source(str(value))}"
                raise click.UsageError(f"two descriptions are named, {shown}: omit one of them")
        return replace(self, api=file)

    @property
    def options(self) -> list[str]:
        """The options that select this source on a command line; none for the description of a bound program."""
        named = ["--profile", self.profile] if self.profile else []
        if self.program:
            return named
        patched = [word for patch in self.patches for word in ("--patch", patch)]
        return [*named, *(["--api", self.api] if self.api else []), *patched]


SOURCE, CONNECTION = f"{__name__}.source", f"{__name__}.connection"
"""What a command line has selected, among the values of its contexts: for the messages that end it."""


def source_of(context: click.Context) -> Source:
    """Return the source that a command line selects; `context` may be that of any of its commands."""
    root, options = context.find_root(), context.params
    bound: Source | None = getattr(root.command, "bound", None)
    profile = (None if context is root else options.get("profile")) or root.params.get("profile")
    if bound is not None:
        return replace(bound, profile=profile)
    source = Source(root.params.get("api"), tuple(root.params.get("patch") or ()), profile=profile)
    if context is not root:
        source = source.with_options(options.get("api"), tuple(options.get("patch") or ()))
        context.meta[SOURCE] = source
    return source


@dataclass(frozen=True)
class Connection:
    """How a call is made."""

    url: str | None = None
    server: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    """Values for the variables of the server's URL."""
    timeout: float | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    content: str | None = None
    allow_http: bool = False
    mock: bool = False
    dry_run: bool = False
    token_stdin: bool = False
    source: Source = Source()
    """The description that the command line selects, and the profile."""

    @property
    def program(self) -> str:
        """The program, which has variables of its own for token, URL and server."""
        return self.source.program or PROGRAM

    @cached_property
    def choice(self) -> Choice:
        """The profile and the token that apply, and why; UsageError if the profile is for another API."""
        from .profiles import Place, chosen, require_api

        found = chosen(self.source.selected, Place(self.url, self.server))
        if found.profile is not None:
            require_api(found.profile, self.source.selected)
        return found

    @property
    def profile(self) -> Profile | None:
        """The profile that applies."""
        return self.choice.profile


def create_client(api: Api, connection: Connection, transport: Transport | None = None, kind: Any = None) -> Any:
    """
    Return the client of a command; no other function of the command line creates one.

    Args:
        api: The description.
        connection: How calls are made.
        transport: What carries the requests.
        kind: The class of the client; `Client` if left out.
    """
    if kind is None:
        from ...client.sync import Client

        kind = Client
    options: dict[str, Any] = {"headers": connection.headers, "query": connection.query}
    if connection.timeout is not None:
        options["timeout"] = connection.timeout
    profile = connection.profile
    click.get_current_context().meta[CONNECTION] = connection
    if connection.mock:
        return _with_defaults(kind.mock(api, **options), profile)
    if connection.url is not None:
        options["url"] = connection.url
    if connection.server is not None:
        options["server"] = connection.server
    if connection.token_stdin:
        options["token"] = read_token(api)
    options.update(variables=connection.variables, allow_http=connection.allow_http, transport=transport)
    if profile is None:
        return kind.from_env(api, program=connection.program, **options)
    from ...client.profiles import arguments_of

    if connection.dry_run and "token" not in options:
        options["auth"] = _samples(profile, api)
    return _with_defaults(kind(api, **arguments_of(profile, options)), profile)


def _with_defaults(client: Client, profile: Profile | None) -> Client:
    return client.with_defaults(**profile.defaults) if profile is not None and profile.defaults else client


def _samples(profile: Profile, api: Api) -> dict[str, Any] | None:
    """Return credentials that show where those of a profile are sent: nothing is read or obtained for that."""
    from ...auth.kinds.rows import kind_of

    return {name: kind_of(api.auth[name].type).sample if name in api.auth else "" for name in profile.auth} or None


def read_token(api: Api) -> str | tuple[str, str]:
    """
    Read the credential from the standard input; a pair for ``user:password``.

    It is never an argument: everyone on the machine can read a command line, and the shell stores it in its history.
    """
    from ...auth.passed import parse_credential

    return parse_credential(read_line(), api.auth)


def read_line() -> str:
    """Return a secret: typed at the terminal, where it is not shown, or all of the standard input."""
    from ..login import prompts  # not by all commands

    if prompts.is_interactive():
        return prompts.ask_needed("Token")
    text = sys.stdin.buffer.read(65536).decode("utf-8", "replace").rstrip("\r\n")
    if not text:
        raise click.UsageError("--token-stdin: no token on the standard input")
    return text
