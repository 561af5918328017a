"""A profile as the arguments of a client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..auth.profile_sources import sources_of
from ..auth.profiles import Profile, load_profiles
from ..errors import invalid_option


def profile_named(name: str | None, api: Any = None) -> Profile:
    """
    Return a profile of the user: the one of this name, or the default one.

    Args:
        name: The name.
        api: The description that the caller passes; only for the profile of a package, which has none.
    """
    if name is not None and not isinstance(name, str):
        raise invalid_option("name", "is not a string", "pass the name of a profile", "from_profile")
    profiles = load_profiles()
    if name is None and profiles.default is None:
        hint = 'pass the name of a profile, or write "default": "…" into the file'
        raise invalid_option("name", f"{profiles.path} has no default profile", hint, "from_profile")
    profile = profiles[name or profiles.default or ""]
    is_of_package = profile.program is not None and profile.api is None
    if (api is not None) == is_of_package:
        return profile
    reason = f"the profile {profile.name!r} has its own description"
    if is_of_package:
        reason = f"the profile {profile.name!r} is of the command {profile.program}, whose package has the description"
    hint = "pass api=… with that description" if is_of_package else "leave it out"
    raise invalid_option("api", reason, hint, "from_profile")


def arguments_of(profile: Profile, options: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the arguments of a client for a profile.

    Args:
        profile: The profile.
        options: The arguments of the caller, which come before those of the profile.
    """
    own: dict[str, Any] = {}
    if not {"token", "auth"} & options.keys() and profile.auth:
        own["auth"] = sources_of(profile)
    if not {"url", "server"} & options.keys():
        own.update(url=profile.url, server=profile.server)
    return {**own, **options}
