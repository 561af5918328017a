"""What each source of credentials is, and what it may use."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Union

from ...messages import Request
from ..tokens import Token

if TYPE_CHECKING:
    from ...description.api import Api
    from ...description.model import Action, AuthScheme


class TokenRequest(NamedTuple):
    """A request that a source has sent, without any credential of the client. Its response is sent to the generator."""

    request: Request
    action: Action
    """What it carries out; its traits decide whether it may be retried."""


class Pause(NamedTuple):
    """A wait before the next request of a source."""

    seconds: float


Exchange = Generator[Union[TokenRequest, Pause], Any, Token]
"""The requests of a source, each of which evaluates to its `Response`, and the token that they end with."""


@dataclass(frozen=True, eq=False, repr=False)
class SourceContext:
    """What a source may use."""

    api: Api
    """The description of the client."""
    scheme: AuthScheme
    """The scheme that the credential is for."""
    origins: frozenset[tuple[str, str, int]]
    """The origins that credentials of the client may be sent to: scheme, host and port."""
    base_for: Callable[[Action], str]
    """Returns the base URL of an action of the description."""
    issuer: str | None = None
    """The URL of an authorization server that takes the place of any other: that of a mock server."""
    previous: Token | None = None
    """The token that is replaced, if there is one."""


class Source:
    """Where the credential for an auth scheme comes from. A source is pure: others send its requests, and wait."""

    def exchange(self, context: SourceContext) -> Exchange:
        """Yield the requests that obtain a credential; return it."""
        raise NotImplementedError

    def secret_values(self) -> Iterable[str]:
        """Return each string of this source that must never be shown."""
        return ()
