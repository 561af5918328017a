"""What a login is for: the profile, the description, the way to log in, and what the profile has of it already."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from ...auth.profiles import BUNDLED, Profile
from ...client.environment import PROGRAM, environment, variable
from ...records import dataclass, replace
from ...runtime.paths import is_url
from ...strings.expressions import expression
from ..arguments.profiles import api_name, own_profiles, require_api, require_own
from ..output.console import print_message, printable
from .ways import LoginWay, choose_way, ways_of

if TYPE_CHECKING:
    from ...client.sync import Client
    from ...description.api import Api
    from ..arguments.connection import Source

_NOT_IN_NAMES = expression(r"[^a-z0-9_]+")


@dataclass(frozen=True, eq=False)
class LoginOptions:
    """The options of `login`."""

    words: tuple[str, ...] = ()
    """``NAME=VALUE`` and ``NAME`` of the action that logs in."""
    way: str | None = None
    url: str | None = None
    server: str | None = None
    scopes: tuple[str, ...] = ()
    pattern: str | None = None
    """Names of actions, as a pattern: the scopes that they need are asked for."""
    browser: bool = True
    token_stdin: bool = False
    store: str | None = None
    client_id: str | None = None
    client_secret: str | None = None
    """Where the secret of the client is: ``env:NAME``, ``file:PATH``, ``prompt`` or ``stdin``."""
    issuer: str | None = None
    allow_http: bool = False


@dataclass(frozen=True, eq=False)
class Plan:
    """What a login is for."""

    source: Source
    options: LoginOptions
    profile: Profile
    """The profile as it will be, without the credential."""
    api: Api
    way: LoginWay

    @property
    def scheme(self) -> str:
        """The auth scheme that a credential is obtained for."""
        return self.way.scheme.name

    @property
    def entry(self) -> Mapping[str, Any]:
        """What the profile has of this scheme already."""
        return self.profile.auth.get(self.scheme, {})

    @property
    def issuer(self) -> str | None:
        """The authorization server that the user has named or confirmed."""
        return self.options.issuer or self.entry.get("issuer") or self.profile.issuer

    @property
    def api_name(self) -> str:
        """The description, as a user knows it."""
        name = api_name(self.profile)
        return name if is_url(name) else Path(name).name

    def create_client(self) -> Client:
        """Return a client without credentials."""
        return _create_client(self.api, self.profile, self.options)


def plan_of(source: Source, options: LoginOptions) -> Plan:
    """
    Return what a login is for, and print at which API it is before anything is asked.

    Raises:
        UsageError: The options contradict each other or the profile.
        InvalidCall: The profile is that of another program, or the file of profiles cannot be used.
    """
    profiles = own_profiles(source.selected)
    name, file = source.profile or environment(source.program or PROGRAM).profile, source.api
    if name is None:
        name, file = name_for(source, profiles.default)
    known = profiles.by_name.get(name)
    if known is None:
        _require_name(name, source)
        profile = _new_profile(name, source)
    else:
        require_own(known, source.selected)
        require_api(known, source.selected._replace(api=file))
        profile = known
    profile = _with_place(profile, options, is_new=known is None)
    api = source.for_profile(profile).load()
    with _create_client(api, profile, options) as client:
        print_message(printable(f"Logs in at {api.title}, {client._shared.endpoints.base}"))
    has_issuer = (options.issuer or profile.issuer) is not None
    ways = ways_of(api, issuer=has_issuer, token=options.token_stdin)
    before = [f"{scheme}.{entry['as']}" for scheme, entry in profile.auth.items() if "as" in entry]
    way = choose_way(ways, options.way, before[0] if len(before) == 1 else None)
    return Plan(source, options, profile, api, way)


def _create_client(api: Api, profile: Profile, options: LoginOptions) -> Client:
    from ...client.sync import Client

    return Client(api, url=profile.url, server=profile.server, allow_http=options.allow_http)


def _with_place(profile: Profile, options: LoginOptions, *, is_new: bool) -> Profile:
    """Return a profile with the URL of the options; a new one has that of the environment else."""
    url, server = options.url, options.server
    if is_new and url is None and server is None:
        values = environment(profile.program or PROGRAM)
        url, server = values.url, values.server
    if url is None and server is None:
        return replace(profile, store=options.store or profile.store)
    return replace(profile, url=url, server=server, store=options.store or profile.store)


def _require_name(name: str, source: Source) -> None:
    """Raise UsageError for what cannot be the name of a profile, before a secret is asked for."""
    from ...auth.profile_rules import name_hint

    hint = name_hint(name)
    if hint:
        from_variable = source.profile is None and environment(source.program or PROGRAM).profile is not None
        option = variable("PROFILE", source.program or PROGRAM) if from_variable else "--profile"
        raise click.UsageError(printable(f"{option}: {name!r:.100} is not the name of a profile; {hint}"))


def _new_profile(name: str, source: Source) -> Profile:
    if source.program:
        return Profile(name, program=source.program, api=source.api if source.is_alias else None)
    file = source.api or environment().api
    if file is None:
        return Profile(name)
    text = str(file)
    return Profile(name, api=text if is_url(text) else str(Path(text).absolute()))


def name_for(source: Source, default: str | None) -> tuple[str, Any]:
    """Return the name of a profile where the user names none, and the description: the default, or one after that."""
    if source.program:
        return source.program, source.api
    file = source.api or environment().api
    if file is None:
        return default or BUNDLED, None
    known = urlsplit(str(file)).hostname if is_url(file) else Path(file).stem
    name = _NOT_IN_NAMES.sub("-", str(known).lower()).strip("-")[:40]
    if not name:
        raise click.UsageError(printable(f"name the profile for {file} with --profile"))
    return name, file
