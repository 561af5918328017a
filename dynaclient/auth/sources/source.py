"""What each source of credentials is, and what it may use."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Union

from ...messages import Request
from ...records import dataclass
from ..tokens import Token
from ..work import Work

if TYPE_CHECKING:
    from ...description.api import Api
    from ...description.model import Action, AuthScheme


MOCK_ISSUER = "/-/oauth"
"""The path, below the URL of a mock server, of the authorization server that it is as well."""


class TokenRequest(NamedTuple):
    """A request that a source has sent, without any credential of the client. Its response is sent to the generator."""

    request: Request
    action: Action
    """What it carries out; its traits decide whether it may be retried."""
    secrets: tuple[str, ...] = ()
    """Each string in it that must not be shown in a log or an error, although the server may repeat it."""

    def __repr__(self) -> str:
        return f"TokenRequest({self.request!r})"


class Pause(NamedTuple):
    """A wait before the next request of a source."""

    seconds: float


Exchange = Generator[Union[TokenRequest, Pause, Work], Any, Any]
"""
The steps of a source, and what they end with: a `Token`, or a credential as a caller may pass it. A request evaluates
to its `Response`, `Work` to the result of its function.
"""


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
    allow_http: bool = False
    """Whether a secret may be sent unencrypted to another machine."""


class Source:
    """Where the credential for an auth scheme comes from. A source is pure: others send its requests, and wait."""

    FLOWS: ClassVar[tuple[str, ...]] = ()
    """The ways to obtain a credential that it can carry out, in the words of the description's `obtain`."""

    SCOPES_ARE_COMPLETE: ClassVar[bool] = False
    """
    Whether the scopes of its tokens are all that these allow, in the words of the description.

    The caller knows that. An issuer has scopes that include others, or other names for the same.
    """

    WAITS_FOR: ClassVar[str] = "the token"
    """What a call waits for, in the words of an error."""

    def exchange(self, context: SourceContext) -> Exchange:
        """Yield the requests that obtain a credential; return it."""
        raise NotImplementedError

    def uses_refresh_token(self, context: SourceContext) -> bool:
        """
        Return whether it uses up a refresh token.

        Then its requests are sent to their end, whatever becomes of the call: servers rotate such tokens, and the
        session of a client that did not read the response is lost (RFC 9700, section 4.14.2).
        """
        return context.previous is not None and context.previous.refresh_token is not None

    def secret_values(self) -> Iterable[str]:
        """Return each string of this source that must never be shown."""
        return ()

    def without_secrets(self) -> Source:
        """Return this source as copies and pickles of a client have it: without its secrets."""
        return self
