"""The credentials of a client: literal tokens and functions that return tokens, and how each is added to a request."""

from __future__ import annotations

import base64
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Union
from urllib.parse import quote

from ..description.model import Action, AuthScheme
from ..errors import DescriptionError, InvalidCall, NotDelivered, Problem, invalid_option
from ..messages import Headers, Request
from ..redaction import MASK, Secret
from ..runtime.backends import Backend, WaitTimeout
from ..runtime.fork import reset_in_children

Token = Union[str, Secret, "tuple[str, str]", Callable[[], Any], Mapping[str, Any], None]
"""A token; a user name and a password; a function that returns one; or one of these for each auth scheme by name."""


MAX_RETIRED = 8
"""Discarded secrets that are redacted in what still arrives of the calls that were sent with them."""


class _PendingCall:
    """A call of a function that returns a token. Other calls that need the token wait for its result."""

    def __init__(self, caller: Any) -> None:
        from concurrent.futures import Future

        self.caller = caller
        self.result: Future[Secret | Problem | None] = Future()
        """The secret, or what is wrong with the returned value. None if the call was cancelled; another one retries."""


@dataclass(frozen=True, eq=False, repr=False)
class CredentialState:
    """The credentials from one `replace` or `invalidate` to the next."""

    configured: Mapping[str, Any] = field(repr=False)
    """For each auth scheme: a secret, or the function that returns it."""
    secrets: dict[str, Secret]
    """For each auth scheme: its secret, as soon as it is known."""
    pending: dict[str, _PendingCall] = field(default_factory=dict)
    authorized: dict[int, tuple[Headers, Headers, tuple[tuple[str, str], ...]]] = field(default_factory=dict)
    """For headers that many requests share, by identity: these, the headers with the credentials, and their masks."""

    def schemes_for(self, action: Action) -> Sequence[str] | None:
        """Return the first set of auth schemes of an action that are all configured; None if there is none."""
        configured = self.configured
        for names in action.auth:
            for name in names:
                if name not in configured:
                    break
            else:
                return names
        return None


class Credentials:
    """The credentials of a client: for each auth scheme a secret, or a function that returns one."""

    def __init__(self, schemes: Mapping[str, AuthScheme], token: Token = None) -> None:
        self._schemes = schemes
        self._has_keys = any(scheme.type == "apiKey" for scheme in schemes.values())
        self._lock = threading.Lock()
        self._retired: deque[tuple[str, Secret]] = deque(maxlen=MAX_RETIRED)
        self.state = CredentialState({}, {})
        """What applies until the next `replace` or `invalidate`."""
        self.replace(token)
        reset_in_children(self)

    def replace(self, token: Token) -> None:
        """Use this token from now on. Calls that have begun keep the previous one."""
        passed = _by_scheme(self._schemes, token)
        secrets = {name: _secret(self._schemes[name], value) for name, value in passed.items() if not callable(value)}
        self._retired += self.state.secrets.copy().items()
        # A literal token is stored as a `Secret` only, which no `repr` shows.
        self.state = CredentialState({**passed, **secrets}, secrets)

    @property
    def sources(self) -> dict[str, Callable[[], Any]]:
        """The functions that return credentials. Copies and pickles of a client have these, but no literal token."""
        return {name: value for name, value in self.state.configured.items() if callable(value)}

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The secrets that are known."""
        return tuple(self.state.secrets.values())

    @property
    def secret_values(self) -> list[str]:
        """Each string that would reveal a known credential: the credential as it is sent, and a password by itself."""
        values = []
        for name, secret in (*self.state.secrets.copy().items(), *self._retired.copy()):
            values.append(secret.reveal())
            if self._schemes[name].type == "basic":
                user_and_password = base64.b64decode(secret.reveal()).decode()
                values += [user_and_password, user_and_password.partition(":")[2]]
        return values

    @property
    def in_query(self) -> frozenset[str]:
        """The names of the query parameters that contain a credential."""
        keys = (scheme for scheme in self._schemes.values() if scheme.type == "apiKey")
        return frozenset(scheme.wire for scheme in keys if scheme.location == "query")

    def key_names(self, action: Action) -> Mapping[str, frozenset[str]]:
        """Return the names of the API keys that an action is sent with, by their location; headers in lower case."""
        names: dict[str, frozenset[str]] = {}
        for name in (self.state.schemes_for(action) or ()) if self._has_keys else ():
            scheme = self._schemes[name]
            if scheme.type == "apiKey":
                wire = scheme.wire.lower() if scheme.location == "header" else scheme.wire
                names[scheme.location] = names.get(scheme.location, frozenset()) | {wire}
        return names

    async def authorize(
        self, request: Request, state: CredentialState, schemes: Iterable[str], backend: Backend, until: float
    ) -> Request:
        """
        Return the request with a credential for each of some auth schemes.

        Args:
            request: The request.
            state: The credentials.
            schemes: The names of the auth schemes, see `CredentialState.schemes_for`.
            backend: How to wait for a function that returns a token.
            until: The moment, on `time.monotonic`, until which to wait.
        """
        before = request.headers
        known = state.authorized.get(id(before))
        if known is not None and not request.masks:
            return request.with_known_credential(known[1], known[2])
        url, had_masks = request.url, bool(request.masks)
        for name in schemes:
            scheme = self._schemes[name]
            secret = state.secrets.get(name) or await self._fetch(state, name, backend, until)
            request = _APPLY[scheme.type](request, scheme, secret.reveal())
        if before.is_shared and request.url == url and not had_masks:
            request.headers.is_shared = True
            state.authorized[id(before)] = (before, request.headers, request.masks)
        return request

    def invalidate(self, state: CredentialState) -> bool:
        """
        Discard the secrets that functions returned, unless another thread has already discarded those of this state.

        Returns:
            Whether there is a function that can return new ones.
        """
        if not any(callable(value) for value in state.configured.values()):
            return False
        with self._lock:
            if self.state is state:
                self._retired += state.secrets.items()
                secrets = {
                    name: secret for name, secret in state.secrets.items() if not callable(state.configured[name])
                }
                self.state = CredentialState(state.configured, secrets)
        return True

    def reset_after_fork(self) -> None:  # pragma: no cover - only in a forked child
        """Discard, in a forked child, the lock and the pending calls of threads that the child does not have."""
        self._lock = threading.Lock()
        self.state.pending.clear()

    async def _fetch(self, state: CredentialState, name: str, backend: Backend, until: float) -> Secret:
        """Call the function, or wait for the result of a call that is pending."""
        found: Secret | Problem | None = None
        while found is None:
            with self._lock:
                pending = state.pending.get(name)
                # In this order: a call stores its secret before it stops being pending.
                if pending is None and name in state.secrets:
                    return state.secrets[name]
                first = pending is None
                pending = pending or state.pending.setdefault(name, _PendingCall(backend.current()))
            left = max(0.0, until - monotonic())
            found = await (self._call(state, name, pending, backend, left) if first else _join(pending, backend, left))
        if isinstance(found, Secret):
            return found
        # All calls that waited raise the same problem, each in an error of its own. The next call tries again.
        raise InvalidCall("Client", [found])

    async def _call(
        self, state: CredentialState, name: str, pending: _PendingCall, backend: Backend, left: float
    ) -> Secret | Problem:
        found: Secret | Problem | None = None
        try:
            value = await _call_source(state.configured[name], backend, left)
            found = state.secrets[name] = _secret(self._schemes[name], value)
        except InvalidCall as error:
            found = error.problems[0]
        finally:  # after an interrupt or a cancellation as well: then one of the calls that wait takes over
            state.pending.pop(name, None)
            pending.result.set_result(found)
        return found


async def _join(pending: _PendingCall, backend: Backend, left: float) -> Secret | Problem | None:
    if pending.caller == backend.current():
        reason = "the function that returns the token makes a call that needs the token itself"
        raise invalid_option("token", reason, "call an action that needs no token there, or use another client")
    try:
        return await backend.wait_for(pending.result, left)  # type: ignore[no-any-return]
    except WaitTimeout:
        pass
    raise NotDelivered("timed out waiting for the token", sent=False, slow=True)


async def _call_source(source: Callable[[], Any], backend: Backend, left: float) -> Any:
    timed_out = False
    try:
        return await backend.call_source(source, left)
    except Exception as error:  # noqa: BLE001 - an error of the caller's function becomes one of this library
        kind = type(error).__name__
        timed_out = isinstance(error, WaitTimeout)
    if timed_out:
        raise NotDelivered("timed out waiting for the token", sent=False, slow=True)
    raise invalid_option("token", f"the function that returns the token raised {kind}", "call it directly to see why")


# --- what a caller may pass ------------------------------------------------------------------------------------------


def parse_credential(text: str, schemes: Mapping[str, AuthScheme]) -> str | tuple[str, str]:
    """Return the credential that a string means: ``user:password`` if all schemes are basic, else the string itself."""
    user, colon, password = text.partition(":")
    basic = bool(colon) and all(scheme.type == "basic" for scheme in schemes.values())
    return (user, password) if basic else text


def _by_scheme(schemes: Mapping[str, AuthScheme], token: Token) -> dict[str, Any]:
    if token is None:
        return {}
    if not schemes:
        hint = 'add one with patch={"auth": {"accessToken": {"type": "bearer"}}}'
        raise invalid_option("token", "the description has no auth scheme that could use it", hint)
    names = ", ".join(schemes)
    if isinstance(token, Mapping):
        for name in token:
            if name not in schemes:
                raise invalid_option(
                    "token", f"{name!r:.80} is not an auth scheme of the description", f"one of: {names}"
                )
        return {name: value for name, value in token.items() if value is not None}
    basic = isinstance(token, tuple)
    fitting = [name for name, scheme in schemes.items() if callable(token) or (scheme.type == "basic") == basic]
    if not fitting:
        hint = "pass a single token" if basic else 'pass ("user", "password")'
        raise invalid_option("token", f"no auth scheme of the description ({names}) uses this kind of credential", hint)
    return {fitting[0]: token}


def _secret(scheme: AuthScheme, value: Any) -> Secret:
    if scheme.type == "basic":
        if not (isinstance(value, tuple) and len(value) == 2):
            reason = f"the auth scheme {scheme.name} needs a user name and a password"
            raise invalid_option("token", reason, 'pass ("user", "password")')
        return Secret(_encode_basic(*(part.reveal() if isinstance(part, Secret) else part for part in value)))
    text = value.reveal() if isinstance(value, Secret) else value
    if isinstance(text, str) and scheme.prefix and text.lower().startswith(scheme.prefix.lower()):
        reason = f"the client sends {scheme.prefix!r} before the key of the auth scheme {scheme.name}"
        raise invalid_option("token", reason, "pass the key without it")
    if not isinstance(text, str) or not text or not all("!" <= character <= "~" for character in text):
        reason = "a token is a string of visible ASCII characters, without spaces or line breaks"
        raise invalid_option("token", reason, _token_hint(scheme, text))
    return Secret(text)


def _token_hint(scheme: AuthScheme, text: Any) -> str:
    """Return what to do about a token with other characters; one with a word before it needs another description."""
    has_word = isinstance(text, str) and len(text.split(" ")) == 2 and text == text.strip()
    if not has_word or scheme.type != "apiKey" or scheme.location != "header" or scheme.prefix:
        return "remove white space at its ends with .strip()"
    patch = f'patch={{"auth": {{"{scheme.name}": {{"prefix": "Token "}}}}}}'
    return f"if a word belongs before the key, pass only the key, and add the word to the description: {patch}"


def _encode_basic(user: Any, password: Any) -> str:
    if not isinstance(user, str) or not isinstance(password, str):
        raise invalid_option("token", "user name and password are strings", 'pass ("user", "password")')
    if ":" in user:
        raise invalid_option("token", "a user name has no colon (RFC 7617, section 2)", "pass one without a colon")
    try:
        return base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
    except UnicodeEncodeError:
        pass  # raised below, where the password is not part of the traceback
    reason = "it contains half of a surrogate pair, which cannot be encoded in UTF-8"
    raise invalid_option("token", reason, "pass whole characters")


# --- how it is added to a request ------------------------------------------------------------------------------------


def _bearer(request: Request, _scheme: AuthScheme, secret: str) -> Request:
    return request.with_credential("Authorization", f"Bearer {secret}", f"Bearer {MASK}")


def _basic(request: Request, _scheme: AuthScheme, secret: str) -> Request:
    return request.with_credential("Authorization", f"Basic {secret}", f"Basic {MASK}")


def _api_key(request: Request, scheme: AuthScheme, secret: str) -> Request:
    if scheme.location == "header":
        return request.with_credential(scheme.wire, f"{scheme.prefix}{secret}", f"{scheme.prefix}{MASK}")
    value = quote(secret, safe="")
    if scheme.location == "query":
        return request.with_query_credential(_quoted_name(scheme), value)
    before = f"{request.headers['Cookie']}; " if "Cookie" in request.headers else ""
    return request.with_credential("Cookie", f"{before}{scheme.wire}={value}")


def _quoted_name(scheme: AuthScheme) -> str:
    try:
        return quote(scheme.wire, safe="")
    except UnicodeEncodeError:
        pass  # raised below, without its cause
    message = "the name has half of a surrogate pair, which cannot be encoded in a URL"
    hint = "write the whole character, or remove it"
    raise DescriptionError([Problem.in_description(f"/auth/{scheme.name}/name", "auth", message, hint)])


_APPLY: dict[str, Callable[[Request, AuthScheme, str], Request]] = {
    "bearer": _bearer,
    "basic": _basic,
    "apiKey": _api_key,
}
"""Type of an auth scheme → the function that adds its secret to a request."""
