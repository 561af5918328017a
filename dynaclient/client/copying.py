"""How a client is copied and pickled: with new locks and connections, and without any literal credential."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..auth.passed import configure
from ..description.api import Api
from ..description.usable import usable_actions
from ..errors import invalid_option
from ..records import replace
from ..redaction import redact_by_name, strips_traceback
from .faces import mock_token
from .options import Settings
from .origins import Endpoints
from .shared import Shared, credentials_for


def state_of(shared: Shared, settings: Settings) -> tuple[Any, ...]:
    """Return what of a client is copied and pickled; see `restore`."""
    endpoints = shared.endpoints
    credentials = shared.credentials
    sources = {name: source.without_secrets() for name, source in credentials.sources.items()}
    family = (shared.api, shared.transport, _Sources(sources), credentials.has_certificate, shared.scopes)
    origins = {
        "url": endpoints.given, "server": endpoints.chosen, "variables": endpoints.variables,
        "trusted_origins": endpoints.trusted,
    }  # fmt: skip
    mocked = _has_mock_token(shared)
    return (*family, frozenset(shared.deprecations), origins, _without_secrets(settings, shared.api), mocked)


def restore(kind: Any, state: tuple[Any, ...]) -> Any:
    """Return a client made of the state of another: with new locks and connections, and without a literal token."""
    api, transport, sources, has_certificate, scopes, deprecations, origins, settings, mocked = state
    endpoints = Endpoints(api, **origins)
    token = mock_token(api) if mocked else sources or None
    credentials = credentials_for(api, endpoints, token, None, certificate=has_certificate)
    shared = Shared(api, transport, credentials, endpoints)
    shared.scopes = scopes
    shared.deprecations.update(deprecations)
    return kind.__new__(kind)._set_up(shared, settings)


def _has_mock_token(shared: Shared) -> bool:
    """Return whether the credential is the one that all mock servers take, and the client that of a mock server."""
    if not shared.endpoints.everywhere or not shared.api.auth:
        return False
    own = configure(shared.api.auth, "token", mock_token(shared.api))
    configured = shared.credentials.state.configured
    return _values_of(own) == _values_of(configured)


def _values_of(configured: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is sent for each auth scheme; for a source of credentials the source itself."""
    return {name: getattr(value, "secret_values", value) for name, value in configured.items()}


class _Sources(dict[str, Any]):
    """The sources of credentials: a copy of a client shares their functions, a pickle refers to these by name."""

    def __deepcopy__(self, _: Any) -> _Sources:
        return self

    @strips_traceback
    def __reduce_ex__(self, protocol: Any) -> Any:
        for source in self.values():
            reason = _unpicklable(source, protocol)
            if reason:
                message = f"the function that returns the token is pickled with the client, and cannot be ({reason})"
                raise invalid_option("token", message, "pass a module-level function, or an object with __call__")
        return dict, (dict(self),)


def _unpicklable(source: Any, protocol: int) -> str:
    """Return why a function cannot be pickled; an empty string if it can."""
    import pickle

    try:
        pickle.dumps(source, protocol)
    except Exception as error:  # noqa: BLE001 - anything may be raised while something is pickled
        return type(error).__name__
    return ""


def _without_secrets(settings: Settings, api: Api) -> Settings:
    """Return settings without secret arguments, headers and query values."""
    public = _public_arguments(api) if settings.defaults else set()
    return replace(
        settings,
        defaults={name: value for name, value in settings.defaults.items() if name in public},
        headers=_without_secret_names(settings.headers),
        query=_without_secret_names(settings.query),
        progress=settings.progress is True,  # a progress function belongs to this process
    )


def _without_secret_names(values: Mapping[str, Any]) -> dict[str, Any]:
    shown = redact_by_name(values)
    return {name: value for name, value in values.items() if shown[name] is value}


def _public_arguments(api: Api) -> set[str]:
    """Return the names of the arguments that in no action are secret or have secret members, as far as it is known."""
    names: dict[bool, set[str]] = {True: set(), False: set()}
    for action in usable_actions(api):
        for parameter in (*action.parameters.values(), *action.members.values()):
            names[parameter.holds_secrets] |= {parameter.name, parameter.wire}
    return names[False] - names[True]
