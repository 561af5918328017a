"""What a kind of credential is: one row of `rows.KINDS`."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, Union

from ...redaction import Secret
from ...runtime.signatures import reports_misuse
from ..work import Work

if TYPE_CHECKING:
    from ...description.model import AuthScheme
    from ...messages import Headers, Request
    from .curl import CurlOptions

Steps = Generator[Union["Request", Work], Any, None]
"""The requests that carry a credential, each of which evaluates to its `Response`; the last is that of the call."""


class Received(Protocol):
    """What a server knows of a request: the mock server reads the credential from it."""

    @property
    def method(self) -> str:
        """The method."""

    @property
    def path(self) -> str:
        """The path, as it was sent."""

    @property
    def query(self) -> str:
        """The query, as it was sent."""

    @property
    def headers(self) -> Headers:
        """The header fields."""

    @property
    def body(self) -> bytes:
        """The whole body."""


def _revealed(credential: Any) -> list[str]:
    return [credential.reveal()] if isinstance(credential, Secret) else []


class SentIn(NamedTuple):
    """Where a credential is in a request."""

    location: str
    """``header``, ``query`` or ``cookie``; or what else carries it."""
    field: str = ""
    """The name of the field; that of a header may go on with a colon, and what its value looks like."""
    note: str = ""
    """How it is written there."""


class Kind:
    """
    One type of auth scheme: how its credential is passed, put into a request, redacted, shown and read back.

    Either `add` or `steps` is passed. A kind with `add` sends each request with the same fields, which are made once.

    Args:
        accept: Returns what a caller passes in the form that the other functions take; raises InvalidCall.
        sent_in: Returns where it is in a request. No argument writes that field, and links and redirects of a server
            lose it, if it is in the query.
        passed_as: What a caller passes, for the documentation.
        hint: How to pass it, for errors; empty for ``Client(token=…)``.
        sample: What a client passes to a mock server to which no credentials were granted.
        received: Returns the credential of a request; an empty string if it has none, or one that is none of those
            granted. Its third argument is the granted credentials, a pair as ``user:password``; None for any.
        recognizes: Returns whether a value that was passed without the name of a scheme is for one of this kind.
        takes_pair: Whether a caller passes a user name and a password.
        of_connection: Whether the connection proves who the client is, so that a request has nothing of it.
        add: Returns the request with the credential.
        steps: Yields the request with the credential and, after a response that asks for it, another one.
        secret_values: Returns each string that would reveal the credential.
        challenge: Returns the value of WWW-Authenticate with which a server asks for it; an empty string if there is
            none.
        curl: Returns the options with which curl sends the credential of an environment variable; None if it cannot.
    """

    # Not a dataclass, which would cost the import of each client a millisecond.
    @reports_misuse("Kind(accept=…, add=…, sent_in=…, passed_as=…, sample=…, received=…)")
    def __init__(
        self,
        accept: Callable[[AuthScheme, Any], Any],
        sent_in: Callable[[AuthScheme], SentIn],
        passed_as: str,
        sample: Any,
        received: Callable[[AuthScheme, Received, Iterable[str] | None], str],
        *,
        recognizes: Callable[[Any], bool] = lambda _: False,
        hint: str = "",
        takes_pair: bool = False,
        of_connection: bool = False,
        add: Callable[[Request, AuthScheme, Any], Request] | None = None,
        steps: Callable[[Request, AuthScheme, Any], Steps] | None = None,
        secret_values: Callable[[Any], Iterable[str]] = _revealed,
        challenge: Callable[[AuthScheme], str] = lambda _: "",
        curl: Callable[[AuthScheme, str], CurlOptions | None] = lambda _scheme, _variable: None,
    ) -> None:
        self.accept = accept
        self.sent_in = sent_in
        self.passed_as = passed_as
        self.hint = hint
        self.sample = sample
        self.received = received
        self.recognizes = recognizes
        self.takes_pair = takes_pair
        self.of_connection = of_connection
        self.add = add
        self.steps = steps
        self.secret_values = secret_values
        self.challenge = challenge
        self.curl = curl
