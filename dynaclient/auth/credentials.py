"""What a client proves itself with, and how that is put into a request."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Union
from urllib.parse import quote

from ..description.model import Action, AuthScheme
from ..errors import InvalidCall, NotDelivered, Problem, invalid_option
from ..messages import MASK, Request, Secret
from ..runtime.backends import Backend, WaitTimeout
from ..runtime.fork import reset_in_children

Token = Union[str, Secret, "tuple[str, str]", Callable[[], Any], Mapping[str, Any], None]
"""A token; user name and password; a function that gives one; or one of these for each auth scheme by name."""


class _Asking:
    """One question to a function, and its answer: whoever needs it meanwhile waits for the same one."""

    def __init__(self, who: Any) -> None:
        from concurrent.futures import Future

        self.who = who
        self.answer: Future[Secret | Problem | None] = Future()
        """The secret; what is wrong with what came; None where asking was broken off, and another has to."""


@dataclass(frozen=True, eq=False, repr=False)
class Held:
    """One state of the credentials: what the caller gave, and the secrets that came of it."""

    given: Mapping[str, Any] = field(repr=False)
    kept: dict[str, Secret]
    asked: dict[str, _Asking] = field(default_factory=dict)


class Credentials:
    """What the client proves itself with: for each auth scheme a secret, or a function that gives one."""

    def __init__(self, schemes: Mapping[str, AuthScheme], token: Token = None) -> None:
        self._schemes = schemes
        self._lock = threading.Lock()
        self.replace(token)
        reset_in_children(self)

    def replace(self, token: Token) -> None:
        """Take this token in place of the present one: calls that begin from now on use it."""
        given = _by_scheme(self._schemes, token)
        kept = {name: _secret(self._schemes[name], each) for name, each in given.items() if not callable(each)}
        # What is literal is kept as a secret only: the other would be there for all to see.
        self._held = Held({**given, **kept}, kept)

    @property
    def sources(self) -> dict[str, Callable[[], Any]]:
        """The functions that give credentials: they may travel with a client; a literal token never does."""
        return {name: each for name, each in self._held.given.items() if callable(each)}

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The secrets that are at hand."""
        return tuple(self._held.kept.values())

    @property
    def texts(self) -> list[str]:
        """Each text that a credential at hand would be known by: as it is sent, and a password by itself."""
        found = []
        for name, secret in self._held.kept.copy().items():
            found.append(secret.reveal())
            if self._schemes[name].type == "basic":
                user_and_password = base64.b64decode(secret.reveal()).decode()
                found += [user_and_password, user_and_password.partition(":")[2]]
        return found

    @property
    def in_query(self) -> frozenset[str]:
        """The names of the query parameters that hold a credential."""
        keys = (each for each in self._schemes.values() if each.type == "apiKey")
        return frozenset(each.wire for each in keys if each.location == "query")

    def applies_to(self, action: Action) -> bool:
        """Say whether the action would be sent with a credential."""
        return any(all(name in self._held.given for name in names) for names in action.auth)

    async def authorize(
        self, request: Request, action: Action, backend: Backend, until: float = float("inf")
    ) -> tuple[Request, Held]:
        """
        Give the request with the credentials of the first set of schemes that are all at hand.

        The second value tells `renew` which credentials these were. `until` is the moment (`time.monotonic`) up to
        which it waits where another call is asking for them.
        """
        held = self._held
        fitting = (names for names in action.auth if all(name in held.given for name in names))
        for name in next(fitting, ()):
            scheme = self._schemes[name]
            secret = held.kept.get(name) or await self._asked_for(held, name, backend, until)
            request = _APPLY[scheme.type](request, scheme, secret.reveal())
        return request, held

    def renew(self, held: Held) -> bool:
        """
        Forget what the functions gave for `held`, unless another thread has done so already.

        False where there is no function to ask again.
        """
        if not any(callable(each) for each in held.given.values()):
            return False
        with self._lock:
            if self._held is held:
                kept = {name: each for name, each in held.kept.items() if not callable(held.given[name])}
                self._held = Held(held.given, kept)
        return True

    def reset_after_fork(self) -> None:  # pragma: no cover - only in a forked child
        """Forget, in a forked child, the locks and the questions of threads that it does not have."""
        self._lock = threading.Lock()
        self._held.asked.clear()

    async def _asked_for(self, held: Held, name: str, backend: Backend, until: float) -> Secret:
        """Ask the function, or wait for the answer that another call is getting."""
        found: Secret | Problem | None = None
        while found is None:
            with self._lock:
                asking = held.asked.get(name)
                # Looked at in this order: what has been answered is kept before it is no longer asked.
                if asking is None and name in held.kept:
                    return held.kept[name]
                first = asking is None
                asking = asking or held.asked.setdefault(name, _Asking(backend.current()))
            left = max(0.0, until - monotonic())
            found = await (self._ask(held, name, asking, backend, left) if first else _heard(asking, backend, left))
        if isinstance(found, Secret):
            return found
        # All who waited are told the same, each by an error of their own; the next call asks anew.
        raise InvalidCall("Client", [found])

    async def _ask(self, held: Held, name: str, asking: _Asking, backend: Backend, left: float) -> Secret | Problem:
        found: Secret | Problem | None = None
        try:
            given = await _answer_of(held.given[name], backend, left)
            found = held.kept[name] = _secret(self._schemes[name], given)
        except InvalidCall as error:
            found = error.problems[0]
        finally:  # also after an interrupt or a cancellation: then another one asks
            held.asked.pop(name, None)
            asking.answer.set_result(found)
        return found


async def _heard(asking: _Asking, backend: Backend, left: float) -> Secret | Problem | None:
    if asking.who == backend.current():
        raise invalid_option("token", "the function that gives the token makes a call that needs it", "make it without")
    try:
        return await backend.wait_for(asking.answer, left)  # type: ignore[no-any-return]
    except WaitTimeout:
        pass
    raise NotDelivered("no token came in time", sent=False, slow=True)


def credential_of(text: str, schemes: Mapping[str, AuthScheme]) -> str | tuple[str, str]:
    """Give what a text means as a credential: ``user:password`` where all schemes are basic, else the text itself."""
    user, colon, password = text.partition(":")
    basic = bool(colon) and all(each.type == "basic" for each in schemes.values())
    return (user, password) if basic else text


async def _answer_of(source: Callable[[], Any], backend: Backend, left: float) -> Any:
    late = False
    try:
        return await backend.call_source(source, left)
    except Exception as error:  # noqa: BLE001 - whatever the caller's function raises becomes one of our errors
        reason = type(error).__name__
        late = isinstance(error, WaitTimeout)
    if late:
        raise NotDelivered("no token came in time", sent=False, slow=True)
    raise invalid_option("token", f"the function that gives the token raised {reason}", "call it by itself to see why")


def _by_scheme(schemes: Mapping[str, AuthScheme], token: Token) -> dict[str, Any]:
    if token is None:
        return {}
    if not schemes:
        raise invalid_option(
            "token", "the description has no auth scheme", 'add "auth": {"accessToken": {"type": "bearer"}} to it'
        )
    if isinstance(token, Mapping):
        for name in token:
            if name not in schemes:
                raise invalid_option("token", f"there is no auth scheme {name!r:.80}", f"one of: {', '.join(schemes)}")
        return {name: each for name, each in token.items() if each is not None}
    basic = isinstance(token, tuple)
    fitting = [name for name, each in schemes.items() if callable(token) or (each.type == "basic") == basic]
    if not fitting:
        what = "a user name and a password" if not basic else "a single token"
        raise invalid_option(
            "token", f"none of the auth schemes takes what was given ({', '.join(schemes)})", f"give {what}"
        )
    return {fitting[0]: token}


def _secret(scheme: AuthScheme, given: Any) -> Secret:
    if scheme.type == "basic":
        if not (isinstance(given, tuple) and len(given) == 2):
            raise invalid_option(
                "token", f"{scheme.name} needs a user name and a password", 'give ("user", "password")'
            )
        return Secret(_basic_text(*(each.reveal() if isinstance(each, Secret) else each for each in given)))
    text = given.reveal() if isinstance(given, Secret) else given
    if not isinstance(text, str) or not text or not all("!" <= each <= "~" for each in text):
        raise invalid_option(
            "token", "a token is a text of visible ASCII characters, without spaces or line ends", "strip it?"
        )
    return Secret(text)


def _basic_text(user: Any, password: Any) -> str:
    if not isinstance(user, str) or not isinstance(password, str):
        raise invalid_option("token", "a user name and a password are texts", 'give ("user", "password")')
    if ":" in user:
        raise invalid_option("token", "a user name has no colon (RFC 7617, section 2)", "give another")
    try:
        return base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
    except UnicodeEncodeError:
        pass  # told below, where the password is not part of the traceback
    raise invalid_option("token", "it holds half of a surrogate pair, which UTF-8 cannot write", "give a whole text")


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
