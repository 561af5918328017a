"""Which API a command has searched, for messages about names that it does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...client.environment import API

if TYPE_CHECKING:
    from ...auth.profile_choice import Choice
    from .connection import Source


def searched_api(source: Source) -> str:
    """Return the title of the API that a command line selects, and where its description is from."""
    title = source.load().title
    if source.program is not None:
        return title
    if source.file is None:
        return f"{title}, the bundled API"
    if source.api:
        return f"{title}, of {source.file}"
    profile = _choice(source).profile
    return f"{title}, of {API}" if profile is None else f"{title}, of the profile {profile.name}"


def another_api(source: Source) -> str:
    """Return how another API is selected, and what was set and is not used; empty if there is nothing to say."""
    if source.program is not None or source.api:
        return ""
    own = [f"for yours pass --api FILE, or set {API}"] if source.file is None else []
    return "; ".join([*own, *(f"not used: {reason}" for reason in _choice(source).all_unused)])


def _choice(source: Source) -> Choice:
    from .profiles import chosen

    return chosen(source.selected)
