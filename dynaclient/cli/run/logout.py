"""`logout`: the stored sessions of profiles are removed, and revoked if that is asked for."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from ...auth.profile_changes import remove_profile
from ...auth.store import Store
from ...auth.stored_session import revoker_of
from ...client.environment import PROGRAM, environment, variable
from ...client.sync import Client
from ...errors import invalid_option
from ...runtime.backends import THREADS, run
from ..arguments.profiles import is_for, is_own, own_profiles, require_api, require_own
from ..login.consent import Consent
from ..login.identity import place_of
from ..login.plan import name_for
from ..output.console import print_message, printable

if TYPE_CHECKING:
    from ...auth.profiles import Profile
    from ...auth.stored_tokens import StoredToken
    from ..arguments.connection import Source

SECONDS = 60.0


def run_logout(source: Source, *, revoke: bool, all_profiles: bool, forget: bool) -> None:
    """Remove the stored sessions of a profile, or of all of them, and print what is left; forget the profile, too."""
    for profile in _profiles(source, all_profiles=all_profiles):
        for scheme, entry in profile.auth.items():
            if entry.get("from") != "store":
                end = "is not kept here:" if forget else "stays as the profile has it:"
                print_message(printable(f"{profile.name}: {scheme} {end} {place_of(entry)}"))
            else:
                _remove(source, profile, scheme, revoke=revoke)
        if forget:
            remove_profile(profile.name)
            print_message(printable(f"{profile.name}: the profile is removed"))
    program = source.program or PROGRAM
    if environment(program).token is not None:
        print_message(f"{variable('TOKEN', program)} is still set: it authenticates what uses no profile")


def _profiles(source: Source, *, all_profiles: bool) -> list[Profile]:
    selected, values = source.selected, environment(source.program or PROGRAM)
    profiles = own_profiles(selected)
    if all_profiles:
        own = (one for one in profiles.by_name.values() if source.program is None or is_own(one, selected))
        return [one for one in own if is_for(one, selected)]
    name = source.profile or values.profile
    if name is not None:
        require_own(profiles[name], selected)
        require_api(profiles[name], selected)
        return [profiles[name]]
    if not source.program:
        selected = selected._replace(api=source.api or values.api)
    names = (profiles.default, name_for(source, profiles.default)[0])  # what calls use, or what `login` has kept
    found = (profiles.by_name[name] for name in names if name and name in profiles.by_name)
    profile = next((one for one in found if is_own(one, selected) and is_for(one, selected)), None)
    if profile is None:
        reason = "there is no default profile" if selected.api is None else "there is no profile for this description"
        raise invalid_option("profile", reason, "write --profile NAME, or --all")
    return [profile]


def _remove(source: Source, profile: Profile, scheme: str, *, revoke: bool) -> None:
    store = Store(profile.name, scheme)
    until = monotonic() + SECONDS
    if revoke:
        stored = run(store.read_complete(THREADS, until))
        if stored is not None:
            print_message(printable(f"{profile.name}: {_revoke(source, profile, scheme, stored)}"))
    was_there = run(store.remove(THREADS, until))
    print_message(printable(f"{profile.name}: {'logged out' if was_there else 'was not logged in'} ({scheme})"))


def _revoke(source: Source, profile: Profile, scheme: str, stored: StoredToken) -> str:
    """Revoke a session; return what happened. The error of the server is raised: nothing is removed then."""
    revoker = revoker_of(stored)
    if revoker is None:
        return f"no authorization server can revoke {scheme}: it ends by itself"
    require_own(profile, source.selected)
    api = source.for_profile(profile).load()
    if scheme not in api.auth:
        return f"the description has no auth scheme {scheme} any more, so that it is not revoked"
    with Client(api, url=profile.url, server=profile.server) as client:
        consent = Consent.of(client, scheme, trusted=profile.trusted)
        is_done = consent.carry_out(lambda context: revoker.revoke(context, stored.token))
    return f"{scheme} is revoked" if is_done else f"no endpoint is known that could revoke {scheme}: it ends by itself"
