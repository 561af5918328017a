"""The device authorization grant (RFC 8628): a person enters a code on another device."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from time import monotonic
from typing import Any, ClassVar

from ...messages import Response
from ...records import dataclass
from ...redaction import Secret, strips_traceback
from ...runtime.signatures import reports_misuse
from ..authorization_server import Fields, Reply
from ..endpoint_urls import url_problem
from ..endpoints import Endpoints, Named, find_endpoints
from ..metadata import DEVICE_AUTHORIZATION, TOKEN
from ..refusals import login_needed
from .oauth import Key, Parameters, SecretValue, secret_of, url_of
from .sessions import SessionSource
from .source import Exchange, Pause, SourceContext, TokenRequest

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
_INTERVAL = 5.0
"""Seconds between two requests if the server names none, and seconds more after a ``slow_down`` (section 3.5)."""
_LIFETIME = 600.0
"""Seconds for which a code is valid if the server does not return that."""


@dataclass(frozen=True, eq=False, repr=False)
class DeviceLogin:
    """A login that has begun: a person has to open `verification_uri` on any device, and to enter `user_code`."""

    user_code: str
    verification_uri: str
    verification_uri_complete: str | None
    """The same with the code in it, for a QR code; None if the server has no such URL."""
    expires_in: float
    """Seconds for which the code is valid."""
    until: float
    """The moment, on `time.monotonic`, until which it is."""
    interval: float
    """Seconds between two requests."""
    device_code: Secret
    endpoints: Endpoints

    def secret_values(self) -> list[str]:
        """Return each string of this login that must not be shown; the code that a person enters may be."""
        return [self.device_code.reveal()]


@dataclass(frozen=True, eq=False, repr=False, init=False)
class DeviceAuthorization(SessionSource):
    """
    A person who logs in on another device. `dynaclient login` does that; in a call the session is only refreshed.

    Args:
        client_id: The id of the client at the authorization server.
        client_secret: Its secret, if it has one.
        refresh_token: The refresh token of a session that has begun.
        scopes: The scopes to ask for.
        issuer: The authorization server; its metadata names the endpoints. You confirm that secrets may be sent there.
        token_url: The token endpoint, if the server has no metadata. You confirm that secrets may be sent there.
        device_authorization_url: The endpoint that returns the codes, if the server has no metadata. You confirm it.
        parameters: Further fields of the request for the codes.
        private_key: The key of the client, where that takes the place of a secret (``private_key_jwt``).

    Raises:
        InvalidCall: A value cannot be used.
    """

    FLOWS: ClassVar[tuple[str, ...]] = ("deviceAuthorization",)

    device_authorization_url: str | None

    @strips_traceback
    @reports_misuse('DeviceAuthorization("id", scopes=[…])')
    def __init__(
        self,
        client_id: str,
        client_secret: SecretValue | None = None,
        *,
        refresh_token: SecretValue | None = None,
        scopes: Iterable[str] = (),
        issuer: str | None = None,
        token_url: str | None = None,
        device_authorization_url: str | None = None,
        parameters: Parameters | None = None,
        private_key: Key | None = None,
    ) -> None:
        owner = "DeviceAuthorization"
        self._configure(
            client_id, client_secret, scopes,
            issuer=issuer, token_url=token_url, parameters=parameters, private_key=private_key,
            refresh_token=secret_of("refresh_token", refresh_token, owner),
            device_authorization_url=url_of("device_authorization_url", device_authorization_url, owner),
        )  # fmt: skip

    @property
    def named(self) -> Named:
        """What the caller named of the authorization server."""
        named, url = super().named, self.device_authorization_url
        return named if url is None else named._replace(urls={**named.urls, DEVICE_AUTHORIZATION: url})

    def begin(self, context: SourceContext) -> Generator[TokenRequest, Response, DeviceLogin]:
        """
        Yield the requests that obtain the codes; return the login, whose code a person has to enter.

        Raises:
            InvalidCall: An endpoint has to be confirmed first.
            ApiError: The server refused it.
        """
        self._require_secrets(is_refresh=True)
        endpoints = yield from find_endpoints(context, self.named, self.FLOWS)
        endpoints.url(TOKEN)  # no code is asked for that could not be sent to the same server
        fields = {**self._additional(endpoints), **self._scope()}
        name = "deviceAuthorization"
        reply = yield from self._request(endpoints, lambda _: fields, DEVICE_AUTHORIZATION, name=name)
        if not reply.is_success:
            raise self._refusal(reply)
        return _login_of(reply, endpoints)

    def finish(self, login: DeviceLogin) -> Exchange:
        """
        Yield the requests that wait for the person, with a `Pause` before each; return the token.

        Raises:
            LoginNeeded: The login was denied, or not completed in time.
        """
        interval = login.interval
        fields = {"grant_type": DEVICE_CODE, "device_code": login.device_code.reveal()}
        own = {**self.kept_parameters(login.endpoints), **fields}
        while (left := login.until - monotonic()) > 0:
            yield Pause(min(interval, left))
            reply = yield from self._request(login.endpoints, lambda _: own)
            if reply.error == "slow_down":
                interval += _INTERVAL
            elif reply.error != "authorization_pending":
                return self._token(reply)
        raise login_needed("DeviceAuthorization", "the login was not completed in time")

    def _grant(self, endpoints: Endpoints, now: float) -> Fields:
        raise NotImplementedError  # no session begins inside a call


def _login_of(reply: Reply, endpoints: Endpoints) -> DeviceLogin:
    """Return the login of a response (RFC 8628, section 3.2); raise BadResponse for one without codes."""
    values = reply.values or {}
    url = values.get("verification_uri", values.get("verification_url"))  # as Google still names it
    complete = values.get("verification_uri_complete")
    code, device_code = values.get("user_code"), values.get("device_code")
    for name, value in (("user_code", code), ("device_code", device_code)):
        if not isinstance(value, str) or not value or not value.isprintable():
            raise reply.unusable(f"has no usable {name}", "is the URL of the endpoint right?")
    reason = url_problem(url)
    if reason:
        raise reply.unusable(f"has a verification_uri that {reason}", "is the URL of the endpoint right?")
    seconds = _number(values.get("expires_in"), _LIFETIME)
    return DeviceLogin(
        str(code), str(url), complete if isinstance(complete, str) and not url_problem(complete) else None,
        seconds, monotonic() + seconds, max(1.0, _number(values.get("interval"), _INTERVAL)),
        Secret(str(device_code)), endpoints,
    )  # fmt: skip


def _number(value: Any, default: float) -> float:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < 1e6
    return float(value) if is_number else default
