"""A profile as the credentials of a client: for each auth scheme a source."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from functools import partial
from typing import Any

from ..call.urls import origin_of
from ..errors import InvalidCall, invalid_option
from ..records import replace
from ..redaction import Secret
from .kinds.rows import kind_of
from .obtaining import ManagedSource, Way, obtain
from .private_keys import PrivateKey
from .profiles import Profile
from .secret_sources import is_secret_source, read_secret
from .sources.flows import source_for
from .sources.login import Login
from .sources.source import Exchange, Source, SourceContext
from .work import Work


def sources_of(profile: Profile) -> dict[str, Source]:
    """Return the sources of the credentials of a profile, by auth scheme."""
    return {scheme: Confirmed(_source(profile, scheme, values), profile) for scheme, values in profile.auth.items()}


def _source(profile: Profile, scheme: str, values: Mapping[str, Any]) -> Source:
    if values.get("from") == "store":
        from .stored_session import StoredSession  # with the database, which is slow to import

        return StoredSession(profile.name, scheme)
    return Granted(profile, values) if "by" in values else Read(profile.name, values)


class Confirmed(ManagedSource):
    """A source whose secrets may also be sent to the origins that a user has confirmed in the profile."""

    def __init__(self, source: Source, profile: Profile) -> None:
        self.source = source
        self.FLOWS = source.FLOWS  # type: ignore[misc] # a class has one of its own
        self._origins = frozenset(map(origin_of, profile.trusted))

    def __repr__(self) -> str:
        return repr(self.source)

    def uses_refresh_token(self, context: SourceContext) -> bool:
        """Return whether the source does."""
        return self.source.uses_refresh_token(context)

    async def obtain(self, context: SourceContext, way: Way) -> Any:
        """Return the credential of the source."""
        return await obtain(self.source, replace(context, origins=context.origins | self._origins), way)


class Read(Source):
    """A credential that is read where the profile says that it is."""

    def __init__(self, profile: str, values: Mapping[str, Any]) -> None:
        self._profile = profile
        self._values = values

    def exchange(self, context: SourceContext) -> Exchange:
        """Read the credential."""
        purpose = f"{context.scheme.name} of the profile {self._profile}"
        secret: Secret = yield _reading(self._values, purpose)
        if not kind_of(context.scheme.type).takes_pair:
            return secret
        user, colon, password = secret.reveal().partition(":")
        if not colon:
            raise invalid_option("profile", f"{purpose}: it has no colon", "write it as user:password")
        return user, password


class Granted(Source):
    """A credential that an authorization server, or an action of the description, returns without a person."""

    def __init__(self, profile: Profile, values: Mapping[str, Any]) -> None:
        self.FLOWS = (values["by"],)  # type: ignore[misc] # a class has one of its own
        self._profile = profile
        self._values = values

    def uses_refresh_token(self, context: SourceContext) -> bool:
        """Return whether there is a session to go on with: that of the profile, or one that has begun since."""
        return self._values["by"] == "refreshToken" or super().uses_refresh_token(context)

    def exchange(self, context: SourceContext) -> Exchange:
        """Read the secrets of the profile, and obtain the credential with them."""
        values = dict(self._values)
        by, way = values.pop("by"), values.pop("as", None)
        purpose = f"the profile {self._profile.name}"
        if by == "action":
            arguments = yield from _with_secrets(values.get("arguments", {}), purpose)
            way = way or _way_of(context, values.get("action"))
            source: Source = Login(way, **arguments)
        else:
            source = _flow(by, (yield from _with_secrets(values, purpose)), self._profile)
        return (yield from source.exchange(context))


def _way_of(context: SourceContext, action: str | None) -> str | None:
    """Return the way to obtain a credential that is this action."""
    ways = (way.name for way in context.scheme.obtain.values() if way.values.get("action") == action)
    return None if action is None else next(ways, None)


def _flow(by: str, values: dict[str, Any], profile: Profile) -> Source:
    """Return the source of a flow of OAuth 2."""
    values = {name: value for name, value in values.items() if not name.startswith("x-")}
    key_id = values.pop("key_id", None)
    if key_id is not None and "private_key" in values:
        values["private_key"] = PrivateKey(values["private_key"], key_id=key_id)
    if not {"issuer", "token_url"} & values.keys() and profile.issuer is not None:
        values["issuer"] = profile.issuer
    try:
        return source_for(by)(**values)
    except InvalidCall as error:
        problem = error.problems[0]
        if problem.name != "arguments":
            raise
    # A key that the profile lacks, or that this flow does not have.
    reason = f"{profile.name}: `by: {by}`: {problem.message}"
    raise invalid_option("profile", reason, "see profiles.schema.json for its keys")


Reading = Generator[Work, Secret, dict[str, Any]]


def _with_secrets(values: Mapping[str, Any], purpose: str) -> Reading:
    """Yield the reading of each secret that values name; return them with the secrets."""
    found = dict(values)
    for name, value in values.items():
        if is_secret_source(value):
            found[name] = (yield _reading(value, f"{name} of {purpose}")).reveal()
    return found


def _reading(source: Mapping[str, Any], purpose: str) -> Work:
    return Work(partial(read_secret, source, purpose), is_own=True)
