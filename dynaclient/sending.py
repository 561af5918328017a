"""The layers of send, each doing one thing: deadline → retry → authorize → send once."""

from __future__ import annotations

import base64
import email.utils
import ipaddress
import logging
import random
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from time import monotonic, sleep
from typing import Any, Union
from urllib.parse import quote

from .errors import (
    BadResponse,
    ConnectFailed,
    DeadlineExceeded,
    DynaclientError,
    InvalidCall,
    OutcomeUnknown,
    Problem,
    TransportError,
)
from .messages import MASK, Headers, Request, Response, Secret
from .model import Action, AuthScheme
from .request import origin_of
from .transport import Limits, NotDelivered, Transport

log = logging.getLogger("dynaclient")

RETRIED_STATUSES = frozenset({500, 502, 503, 504})
THROTTLED = 429
UNAUTHORIZED = 401
BACKOFF = 0.05
BACKOFF_THROTTLED = 1.0
BACKOFF_MOST = 20.0
RETRY_AFTER_MOST = 60.0


@dataclass(frozen=True)
class Options:
    """How calls are sent."""

    timeout: float | None = 60.0
    """Seconds for a whole call, all attempts, waits and the body included; None for no limit."""
    timed: bool = False
    """Whether the caller said so; else an action's own limit counts."""
    connect: float = 5.0
    """Seconds for a connection."""
    idle: float = 30.0
    """Seconds without a byte."""
    retries: int = 2
    """How often a call that may be repeated is sent again."""
    size: int | None = 32 * 1024 * 1024
    """Bytes that an answer may have once it is decoded."""
    allow_http: bool = False
    """Whether a credential may go out unencrypted to another machine."""


# --- authorize -------------------------------------------------------------------------------------------------------

Token = Union[str, Secret, "tuple[str, str]", Callable[[], Any], Mapping[str, Any], None]
"""A token; user name and password; a function that gives one; or one of these for each auth scheme by name."""


def refused(name: str, reason: str, hint: str, owner: str = "Client") -> InvalidCall:
    """Give the error for an option that cannot be used; the value is not shown."""
    return InvalidCall(owner, [Problem("option", name, (), "option", hint, None, reason, hint)])


@dataclass(frozen=True)
class _Held:
    """One state of the credentials: what the caller gave, and the secrets that came of it."""

    given: Mapping[str, Any]
    kept: dict[str, Secret]


class Credentials:
    """What the client proves itself with: for each auth scheme a secret, or a function that gives one."""

    def __init__(self, schemes: Mapping[str, AuthScheme], token: Token = None) -> None:
        self._schemes = schemes
        self._lock = threading.Lock()
        self.replace(token)

    def replace(self, token: Token) -> None:
        """Take this token in place of the present one: calls that begin from now on use it."""
        given = _by_scheme(self._schemes, token)
        kept = {name: _secret(self._schemes[name], each) for name, each in given.items() if not callable(each)}
        self._held = _Held(given, kept)

    @property
    def sources(self) -> dict[str, Callable[[], Any]]:
        """The functions that give credentials: they may travel with a client; a literal token never does."""
        return {name: each for name, each in self._held.given.items() if callable(each)}

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The secrets that are at hand."""
        return tuple(self._held.kept.values())

    def applies_to(self, action: Action) -> bool:
        """Say whether the action would be sent with a credential."""
        return any(all(name in self._held.given for name in names) for names in action.auth)

    def authorize(self, request: Request, action: Action) -> tuple[Request, _Held]:
        """
        Give the request with the credentials of the first set of schemes that are all at hand.

        The second value tells `renew` which credentials these were.
        """
        held = self._held
        fitting = (names for names in action.auth if all(name in held.given for name in names))
        for name in next(fitting, ()):
            scheme = self._schemes[name]
            request = _APPLY[scheme.type](request, scheme, self._secret_of(held, name))
        return request, held

    def renew(self, held: _Held) -> bool:
        """
        Forget what the functions gave for `held`, unless another thread has done so already.

        False where there is no function to ask again.
        """
        if not any(callable(each) for each in held.given.values()):
            return False
        with self._lock:
            if self._held is held:
                kept = {name: each for name, each in held.kept.items() if not callable(held.given[name])}
                self._held = _Held(held.given, kept)
        return True

    def _secret_of(self, held: _Held, name: str) -> str:
        kept = held.kept.get(name)
        if kept is None:
            with self._lock:
                # Another thread may have asked meanwhile.
                kept = held.kept.get(name) or _secret(self._schemes[name], _asked(held.given[name]))
                held.kept[name] = kept
        return kept.reveal()


def credential_of(text: str, schemes: Mapping[str, AuthScheme]) -> str | tuple[str, str]:
    """Give what a text means as a credential: ``user:password`` where all schemes are basic, else the text itself."""
    user, colon, password = text.partition(":")
    basic = bool(colon) and all(each.type == "basic" for each in schemes.values())
    return (user, password) if basic else text


def _asked(source: Callable[[], Any]) -> Any:
    try:
        return source()
    except Exception as error:  # noqa: BLE001 - whatever the caller's function raises becomes one of our errors
        reason = type(error).__name__
    raise refused("token", f"the function that gives the token raised {reason}", "call it by itself to see why")


def _by_scheme(schemes: Mapping[str, AuthScheme], token: Token) -> dict[str, Any]:
    if token is None:
        return {}
    if not schemes:
        raise refused(
            "token", "the description has no auth scheme", 'add "auth": {"accessToken": {"type": "bearer"}} to it'
        )
    if isinstance(token, Mapping):
        for name in token:
            if name not in schemes:
                raise refused("token", f"there is no auth scheme {name!r:.80}", f"one of: {', '.join(schemes)}")
        return {name: each for name, each in token.items() if each is not None}
    basic = isinstance(token, tuple)
    fitting = [name for name, each in schemes.items() if callable(token) or (each.type == "basic") == basic]
    if not fitting:
        what = "a user name and a password" if not basic else "a single token"
        raise refused("token", f"none of the auth schemes takes what was given ({', '.join(schemes)})", f"give {what}")
    return {fitting[0]: token}


def _secret(scheme: AuthScheme, given: Any) -> Secret:
    if scheme.type == "basic":
        if not (isinstance(given, tuple) and len(given) == 2):
            raise refused("token", f"{scheme.name} needs a user name and a password", 'give ("user", "password")')
        return Secret(_basic_text(*(each.reveal() if isinstance(each, Secret) else each for each in given)))
    text = given.reveal() if isinstance(given, Secret) else given
    if not isinstance(text, str) or not text or not all("!" <= each <= "~" for each in text):
        raise refused(
            "token", "a token is a text of visible ASCII characters, without spaces or line ends", "strip it?"
        )
    return Secret(text)


def _basic_text(user: Any, password: Any) -> str:
    if not isinstance(user, str) or not isinstance(password, str):
        raise refused("token", "a user name and a password are texts", 'give ("user", "password")')
    if ":" in user:
        raise refused("token", "a user name has no colon (RFC 7617, section 2)", "give another")
    try:
        return base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
    except UnicodeEncodeError:
        pass  # told below, where the password is not part of the traceback
    raise refused("token", "it holds half of a surrogate pair, which UTF-8 cannot write", "give a whole text")


def _bearer(request: Request, _scheme: AuthScheme, secret: str) -> Request:
    return request.with_credential("Authorization", f"Bearer {secret}", f"Bearer {MASK}")


def _basic(request: Request, _scheme: AuthScheme, secret: str) -> Request:
    return request.with_credential("Authorization", f"Basic {secret}", f"Basic {MASK}")


def _api_key(request: Request, scheme: AuthScheme, secret: str) -> Request:
    if scheme.location == "header":
        return request.with_credential(scheme.wire, secret)
    name, value = quote(scheme.wire, safe=""), quote(secret, safe="")
    if scheme.location == "query":
        return request.with_query_credential(name, value)
    before = f"{request.headers['Cookie']}; " if "Cookie" in request.headers else ""
    return request.with_credential("Cookie", f"{before}{scheme.wire}={value}")


_APPLY: dict[str, Callable[[Request, AuthScheme, str], Request]] = {
    "bearer": _bearer,
    "basic": _basic,
    "apiKey": _api_key,
}
"""Each type of auth scheme: how its secret is put into a request."""


# --- the layers ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sender:
    """Sends requests for one client."""

    transport: Transport
    credentials: Credentials
    origins: frozenset[tuple[str, str, int]]
    """Where credentials may go: scheme, host and port."""
    options: Options = field(default_factory=Options)

    def send(self, request: Request, action: Action) -> tuple[Response, int]:
        """Send within the deadline; give the response and the number of attempts it took."""
        options = self.options
        whole = options.timeout if options.timed or action.timeout is None else action.timeout
        streamed = request.body is not None and not isinstance(request.body, bytes)
        started = monotonic()
        until = float("inf") if whole is None or streamed else started + whole
        limits = Limits(options.connect, options.idle, until, options.size)
        try:
            return self.send_with_retry(request, action, limits)
        except _Failed as failed:
            error = _error_for(failed, action, whole or 0.0, monotonic() - started)
        raise error

    def send_with_retry(self, request: Request, action: Action, limits: Limits) -> tuple[Response, int]:
        """Send again what failed, where that cannot do it twice."""
        again = action.idempotent or (bool(action.idempotency_key) and action.idempotency_key in request.headers)
        repeatable = _is_repeatable(request)
        attempt = 0
        while True:
            attempt += 1
            failed: NotDelivered | None = None
            response: Response | None = None
            try:
                response = self.send_authorized(request, action, limits, attempt)
            except NotDelivered as error:
                failed = error
            may = _may_repeat(response, failed, again) and repeatable and attempt <= self.options.retries
            wait = _wait(response, attempt) if may else 0.0
            if may and monotonic() + wait < limits.until:
                sleep(wait)
                continue
            if failed is None and response is not None:
                return response, attempt
            raise _Failed(failed, attempt, again) from None

    def send_authorized(self, request: Request, action: Action, limits: Limits, attempt: int) -> Response:
        """Send with the credentials, to where they may go; after a 401, once more with fresh ones."""
        if not self.credentials.applies_to(action) or origin_of(request.url) not in self.origins:
            return self.send_once(request, limits, attempt)
        if not self.options.allow_http and not _is_private(*origin_of(request.url)):
            raise refused(
                "url", "a credential would go out unencrypted", "use https://, or say allow_http=True", action.name
            )
        authorized, held = self.credentials.authorize(request, action)
        response = self.send_once(authorized, limits, attempt)
        if response.status == UNAUTHORIZED and _is_repeatable(request) and self.credentials.renew(held):
            authorized, _ = self.credentials.authorize(request, action)
            return self.send_once(authorized, limits, attempt)
        return response

    def send_once(self, request: Request, limits: Limits, attempt: int) -> Response:
        """Send exactly this request."""
        if monotonic() > limits.until:
            raise NotDelivered("no time was left", sent=False, slow=True)
        started = monotonic()
        try:
            response = self.transport.send(request, limits)
        except NotDelivered as error:
            log.info("%s: attempt %d failed after %.3f s: %s", request.action, attempt, monotonic() - started, error)
            raise
        except DynaclientError:
            raise
        except Exception as error:  # noqa: BLE001 - a caller's own transport may raise anything
            reason = f"the transport failed ({type(error).__name__})"
            raise NotDelivered(reason, sent=True) from None
        if log.isEnabledFor(logging.INFO):
            log.info("%s: %d in %.3f s, attempt %d", request.action, response.status, monotonic() - started, attempt)
        return response


def _is_repeatable(request: Request) -> bool:
    body = request.body
    return body is None or isinstance(body, bytes) or bool(getattr(body, "repeatable", False))


class _Failed(Exception):
    def __init__(self, reason: NotDelivered | None, attempts: int, again: bool) -> None:
        super().__init__()
        self.reason = reason or NotDelivered("there is no answer", sent=True)
        self.attempts = attempts
        self.again = again


def _may_repeat(response: Response | None, failed: NotDelivered | None, again: bool) -> bool:
    if response is not None:
        return response.status == THROTTLED or (again and response.status in RETRIED_STATUSES)
    return failed is not None and (not failed.sent or (again and not failed.final))


def _wait(response: Response | None, attempt: int) -> float:
    """Give the seconds to wait: what the answer asks for, or a random part of a growing bound (full jitter)."""
    throttled = response is not None and response.status == THROTTLED
    if response is not None:
        asked = retry_after(response.headers)
        if asked is not None:
            return min(asked, RETRY_AFTER_MOST)
    bound = (BACKOFF_THROTTLED if throttled else BACKOFF) * 2 ** min(attempt - 1, 30)
    return random.random() * float(min(BACKOFF_MOST, bound))  # noqa: S311 - spreads load, hides nothing


def retry_after(headers: Headers) -> float | None:
    """
    Give the seconds that ``Retry-After`` asks for (RFC 9110, section 10.2.3); None where it says nothing usable.

    A date counts from the answer's own ``Date``, so that a clock that is wrong here does no harm.
    """
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:10])
    try:
        then = email.utils.parsedate_to_datetime(value)
        now = email.utils.parsedate_to_datetime(headers.get("Date", ""))
        return max(0.0, (then - now).total_seconds())
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def _error_for(failed: _Failed, action: Action, deadline: float, elapsed: float) -> TransportError:
    reason, attempts = failed.reason, failed.attempts
    if reason.answered and not reason.slow:
        return BadResponse(reason.reason, action.name, attempts)
    if not reason.sent and not (reason.slow and elapsed >= deadline > 0):
        hint = "is the address right, and the server up?"
        return ConnectFailed(f"{reason.reason}; nothing was sent; {hint}", action.name, attempts)
    if reason.sent and not reason.answered and not failed.again:
        told = f"{reason.reason} after the request went out; it may have been carried out, so look before repeating it"
        return OutcomeUnknown(told, action.name, attempts)
    if reason.slow:
        return DeadlineExceeded(reason.reason, action.name, attempts, deadline=deadline, elapsed=elapsed)
    return TransportError(reason.reason, action.name, attempts)


@lru_cache(maxsize=1024)
def _is_private(scheme: str, host: str, _port: int) -> bool:
    """Say whether what is sent there is encrypted, or does not leave the machine."""
    if scheme == "https" or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def origins(urls: Iterable[str]) -> frozenset[tuple[str, str, int]]:
    """Give the origins of these URLs."""
    return frozenset(origin_of(each) for each in urls)
