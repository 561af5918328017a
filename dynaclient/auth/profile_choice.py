"""Which profile applies, and which token: in one order, and with the reason in words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from ..errors import DynaclientError
from ..records import dataclass
from ..redaction import Secret
from .profiles import Profile, Profiles

NOTHING = "no token and no profile was chosen"
"""The reason where nothing applies."""


class Variable(NamedTuple):
    """An environment variable."""

    name: str
    value: str | None


@dataclass(frozen=True, eq=False)
class Choice:
    """The profile and the token that apply."""

    profile: Profile | None
    token: Secret | None
    """The token of the environment, if that is the one."""
    reason: str
    """Where the credential is from, in words."""
    unused: tuple[str, ...] = ()
    """What was set and does not apply, in words, as far as that is known without reading the profiles."""
    find_unused: Callable[[], tuple[str, ...]] = tuple
    """Returns the rest: a call with a token of the environment reads no profiles."""

    @property
    def all_unused(self) -> tuple[str, ...]:
        """What was set and does not apply, in words."""
        return (*self.unused, *self.find_unused())


def choose(
    load: Callable[[], Profiles],
    profile_variable: Variable,
    token_variable: Variable,
    *,
    option: str | None = None,
    has_token: bool = False,
    is_elsewhere: Callable[[Profile], bool] = lambda _: False,
) -> Choice:
    """
    Return the profile and the token that apply.

    That is the first of: a token that the caller passes, the profile that the caller names, that of the environment,
    the token of the environment, the default profile. A profile that is named comes before a token of the environment,
    which may be there by chance.

    Args:
        load: Returns the profiles, if they are needed.
        profile_variable: The variable that names a profile.
        token_variable: The variable that has a token.
        option: The profile that the caller names.
        has_token: Whether the caller passes a credential. A profile that is named has the rest.
        is_elsewhere: Returns whether the caller names another API or URL than that of the default profile.

    Raises:
        InvalidCall: There is no profile with the name, or the file cannot be read.
    """
    token = Secret(token_variable.value) if token_variable.value else None
    named = option or profile_variable.value
    if has_token or named:
        way = f"--profile {option}" if option else _in_words(profile_variable)
        below = (profile_variable, token_variable) if option else (token_variable,)
        unused = tuple(_in_words(variable) for variable in below if variable.value)
        return Choice(load()[named] if named else None, None, "the token that was passed" if has_token else way, unused)
    if token is not None:
        find_unused = partial(_unused_default, load, is_elsewhere, f"because {token_variable.name} is set")
        return Choice(None, token, _in_words(token_variable), find_unused=find_unused)
    profiles = load()
    if profiles.default is None:
        return Choice(None, None, NOTHING)
    default = profiles[profiles.default]
    if is_elsewhere(default):
        return Choice(None, None, NOTHING, (f"the default profile {default.name}, {_ELSEWHERE}",))
    return Choice(default, None, f"the default profile of {profiles.path}")


_ELSEWHERE = "which is for another API or URL"


def _unused_default(
    load: Callable[[], Profiles], is_elsewhere: Callable[[Profile], bool], reason: str
) -> tuple[str, ...]:
    try:
        profiles = load()
    except DynaclientError:
        return (f"the file of profiles, {reason}; it cannot be used as it is",)
    if profiles.default is None:
        return ()
    default = profiles[profiles.default]
    return (f"the default profile {default.name}, {_ELSEWHERE if is_elsewhere(default) else reason}",)


def _in_words(variable: Variable) -> str:
    return f"the environment variable {variable.name}"
