"""
Which profile a command line selects, and whether it may be used there.

It is the one of ``--profile``, else that of the environment variable, else the default one, unless there is a token in
the environment. The program of a package that ships a description has profiles of its own in the same file: those with
its name as `program`. Its default is the one that is called like the program. The profile of an alias has the
description, too: another alias, or the command of a package, may have the same name. An alias also uses the profiles of
dynaclient for its description.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, NamedTuple

import click

from ...auth.profile_choice import Choice, Variable, choose
from ...auth.profiles import BUNDLED, Profile, Profiles, load_profiles
from ...client.environment import PROGRAM, Environment, environment, variable
from ...errors import invalid_option
from ...records import replace
from ...runtime.paths import is_url, show_source


class Selected(NamedTuple):
    """What a command line selects."""

    api: Any = None
    """The description that it names, or the one that its program is bound to."""
    program: str | None = None
    """The program that is bound to the description."""
    profile: str | None = None
    """The profile that it names."""
    is_alias: bool = False
    """Whether the program is one that a user has bound to the description."""


class Place(NamedTuple):
    """Where the calls of a command go, as far as the command line names that."""

    url: str | None = None
    server: str | None = None


def chosen(selected: Selected, place: Place | None = None) -> Choice:
    """
    Return the profile and the token that apply to a command.

    Args:
        selected: What the command line selects.
        place: Where its calls go: the credentials of the default profile are for its own URL. None for a command of
            which only the description matters.

    Raises:
        InvalidCall: There is no such profile, or it is that of another program.
    """
    values = environment(selected.program or PROGRAM)
    if place is not None:
        place = Place(place.url or values.url, place.server or values.server)
    choice = _choose(selected, values, place or Place())
    profile = choice.profile
    if profile is None or selected.profile or selected.api is None or _is_api_of(profile, selected.api, selected):
        return choice
    # A description that is named on the command line comes before a profile that is named in the environment.
    name = variable("PROFILE", selected.program or PROGRAM)
    other = _choose(selected, replace(values, profile=None), place or Place())
    return replace(other, unused=(f"the environment variable {name}, whose profile is for another API", *other.unused))


def _choose(selected: Selected, values: Environment, place: Place) -> Choice:
    program = selected.program or PROGRAM
    api = selected.api if selected.program else selected.api or values.api

    def is_elsewhere(profile: Profile) -> bool:
        if not is_own(profile, selected) or (api is not None and not _is_api_of(profile, api, selected)):
            return True
        is_at = {"url": place.url, "server": place.server}
        return any(value is not None and value.rstrip("/") != getattr(profile, key) for key, value in is_at.items())

    choice = choose(
        lambda: own_profiles(selected),
        Variable(variable("PROFILE", program), values.profile),
        Variable(variable("TOKEN", program), values.token.reveal() if values.token else None),
        option=selected.profile,
        is_elsewhere=is_elsewhere,
    )
    if choice.profile is not None:
        require_own(choice.profile, selected)
    return choice


def own_profiles(selected: Selected) -> Profiles:
    """Return the profiles of the user, with the default one of a program."""
    profiles, program = load_profiles(), selected.program
    if program is None:
        return profiles
    own = profiles.by_name.get(program)
    return replace(profiles, default=program if own is not None and is_own(own, selected) else None)


def is_own(profile: Profile, selected: Selected) -> bool:
    """Return whether a program uses a profile: an alias has those of dynaclient for the same description, too."""
    if profile.program is None and selected.is_alias:
        return _is_api_of(profile, selected.api, selected)
    return profile.program == selected.program


def require_own(profile: Profile, selected: Selected) -> None:
    """Raise InvalidCall for the profile of another program."""
    if is_own(profile, selected):
        return
    owner, program = profile.program or PROGRAM, selected.program or PROGRAM
    reason = f"the profile {profile.name!r} is of the command {owner}"
    if profile.program is None:
        reason = f"the profile {profile.name!r} is for {api_name(profile)}, and not for {program}"
    there = f"use it there: {owner} --profile {profile.name} COMMAND"
    raise invalid_option("profile", reason, f"log in with another one ({program} login --profile NAME), or {there}")


def require_api(profile: Profile, selected: Selected) -> None:
    """Raise UsageError if a command line selects another description than the one that a profile is for."""
    if is_for(profile, selected):
        return
    described = f"the package of {profile.program}" if profile.program else BUNDLED
    described = show_source(profile.api or described)
    message = f"the profile {profile.name} is for {described}: its credentials are not sent to another API"
    advice = "omit --api, or choose another profile"
    if selected.program:
        advice = "choose another one with --profile"
    if selected.is_alias:
        advice += ", or correct `api` of this one in the file of profiles"
    raise click.UsageError(f"{message}; {advice}")


def api_name(profile: Profile) -> str:
    """Return the description of a profile, as a user knows it."""
    return profile.program or show_source(profile.api or BUNDLED)


def is_for(profile: Profile, selected: Selected) -> bool:
    """Return whether a profile is for the description that a command line selects, if it selects any."""
    return selected.api is None or _is_api_of(profile, selected.api, selected)


def _is_api_of(profile: Profile, api: Any, selected: Selected) -> bool:
    """Return whether a description that a user names, or that the program is bound to, is that of a profile."""
    if selected.program and not selected.is_alias:  # the file of a package may be in another folder tomorrow
        return profile.api is None
    if profile.api is None or is_url(api) or is_url(profile.api):
        return bool(profile.api == api)
    return os.path.realpath(Path(api).absolute()) == os.path.realpath(profile.api)
