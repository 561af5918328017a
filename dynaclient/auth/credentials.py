"""The credentials of a client: for each auth scheme one that was passed, or the source of one; and their renewal."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any

from ..errors import DynaclientError, invalid_option
from ..messages import Request
from ..records import dataclass, replace
from ..redaction import Secret
from ..runtime.fork import reset_in_children
from .held import Authorized, Credential, CredentialState, has_all_scopes, obtained, state_of
from .kinds.kind import Kind, Steps
from .kinds.rows import has_own_field, is_known, kind_of, own_field
from .passed import CERTIFICATE_HINT, Passed, configure
from .tokens import Token

if TYPE_CHECKING:
    from ..description.model import Action, AuthScheme
    from .obtaining import Way
    from .obtaining_once import Obtaining, Outcome
    from .sources.source import Source, SourceContext

TOO_LITTLE = 0.02
"""Seconds of a call that are not enough to take over from another one, whose time was over."""
MAX_RETIRED = 8
"""Discarded secrets that are redacted in what still arrives of the calls that were sent with them."""


@dataclass(eq=False)
class _Asking:
    """A source at work: its own calls are sent without the credential that they are to obtain."""

    credentials: Credentials
    name: str
    finished: bool = False


_Pending = dict[str, "Obtaining"]
"""For each auth scheme: the credential that some call is obtaining."""
_ASKING: ContextVar[tuple[_Asking, ...]] = ContextVar("dynaclient_asking", default=())
"""The sources in whose functions this code runs."""


class Credentials:
    """
    The credentials of a client.

    Args:
        schemes: The auth schemes of the description.
        token: What the caller passed as `token`.
        auth: What the caller passed as `auth`.
        context: Returns what the source of a scheme's credential may use.
        certificate: Whether the transport has a certificate of the client's.
    """

    def __init__(
        self,
        schemes: Mapping[str, AuthScheme],
        token: Passed = None,
        auth: Passed = None,
        *,
        context: Callable[[AuthScheme], SourceContext],
        certificate: bool = False,
    ) -> None:
        self._schemes = schemes
        self._context = context
        self.has_certificate = certificate
        """Whether the transport may have a certificate of the client's."""
        self._lock = threading.Lock()
        self._retired: deque[Credential] = deque(maxlen=MAX_RETIRED)
        self._pending: _Pending = {}
        self._has_keys = any(has_own_field(scheme.type) for scheme in schemes.values())
        self._own_fields: dict[str, tuple[str, str]] = {}
        """Scheme → the location and the name of the field that is its credential's alone, once it has been needed."""
        self.state = CredentialState({}, {})
        """What applies until the next `replace_token`, renewal or `invalidate`."""
        self._fixed = {**self._of_connection(), **configure(schemes, "auth", auth)}
        passed = configure(schemes, "token", token)
        for name in passed.keys() & self._fixed.keys():
            reason = f"token= has a credential for {name} as well"
            raise invalid_option("auth", reason, "pass one of the two")
        self._use({**self._fixed, **passed})
        reset_in_children(self)

    def replace_token(self, token: Passed) -> None:
        """Use this token from now on. Calls that have begun keep the previous one."""
        self._use({**self._fixed, **configure(self._schemes, "token", token)})

    def context_of(self, name: str) -> SourceContext:
        """Return what a source of the credential for an auth scheme may use."""
        return self._context(self._schemes[name])

    def _use(self, configured: Mapping[str, Any]) -> None:
        held = {name: value for name, value in configured.items() if isinstance(value, Credential)}
        self._retired += self.state.held.values()
        self._pending = {}
        self.state = state_of(configured, held)

    def _of_connection(self) -> dict[str, Credential]:
        """Return the credentials that the transport has."""
        if not self.has_certificate:
            return {}
        kinds = {name: kind_of(scheme.type) for name, scheme in self._schemes.items() if is_known(scheme.type)}
        return {name: Credential(kind, kind.sample) for name, kind in kinds.items() if kind.of_connection}

    # What is known of them.

    @property
    def sources(self) -> dict[str, Source]:
        """The sources of credentials. Copies and pickles of a client have these, but no literal token."""
        return {name: value for name, value in self.state.configured.items() if not isinstance(value, Credential)}

    @property
    def secret(self) -> Secret | None:
        """The first credential that is known, redacted; None if there is none."""
        return next((Secret("".join(held.secret_values[:1])) for held in self.state.held.values()), None)

    @property
    def secret_values(self) -> list[str]:
        """Each string that would reveal a credential, or what a source obtains it with."""
        values: list[str] = []
        for credential in (*self.state.held.values(), *self._retired.copy()):
            values += credential.secret_values
        for source in self.sources.values():
            values += source.secret_values()
        return values

    @property
    def in_query(self) -> frozenset[str]:
        """The names of the query parameters that contain a credential."""
        return self._keys(self._schemes).get("query", frozenset())

    def key_names(self, action: Action) -> Mapping[str, frozenset[str]]:
        """Return the names of the fields that only credentials have, by their location; headers in lower case."""
        return self._keys(self.schemes_for(action) or ()) if self._has_keys else {}

    def _keys(self, names: Sequence[str] | Mapping[str, Any]) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for location, field in map(self._own_field, names):
            if location:
                found[location] = found.get(location, frozenset()) | {field}
        return found

    def _own_field(self, name: str) -> tuple[str, str]:
        found = self._own_fields.get(name)
        if found is None:
            found = own_field(self._schemes[name])
            if found[0]:  # a kind of the caller's may be added later
                self._own_fields[name] = found
        return found

    def schemes_for(self, action: Action) -> Sequence[str] | None:
        """
        Return the set of auth schemes that an action is sent with; None if it is sent without a credential.

        The function of a source makes calls without its credential; InvalidCall is raised for one that requires it.
        """
        names = self.state.schemes_for(action)
        asking = _ASKING.get()
        if not asking or names is None:
            return names
        missing = {source.name for source in asking if source.credentials is self and not source.finished}
        if missing.isdisjoint(names):
            return names
        usable = self.state.configured.keys() - missing
        others = [other for other in action.auth if usable.issuperset(other)]
        if not others and action.auth_required:
            reason = "the function that returns the token makes a call that needs the token itself"
            raise invalid_option("token", reason, "call an action that needs no token there, or use another client")
        return others[0] if others else None

    def hint_for(self, action: Action) -> str:
        """Return how to pass a credential for an action, for errors."""
        types = {self._schemes[name].type for names in action.auth for name in names}
        hints = {kind_of(type_).hint for type_ in types if is_known(type_)}
        return (len(hints) == 1 and hints.pop()) or "pass Client(token=…)"

    def require_whole_set(self, action: Action) -> None:
        """Raise InvalidCall if there are credentials for some schemes of a set that an action requires, not for all."""
        configured = self.state.configured.keys()
        partial = [names for names in action.auth if configured & set(names)]
        if not action.auth_required or not partial:
            return
        missing = [name for name in partial[0] if name not in configured]
        reason = f"the action needs {' and '.join(partial[0])}, and there is none for {' and '.join(missing)}"
        of_connection = any(kind_of(self._schemes[name].type).of_connection for name in missing)
        hint = CERTIFICATE_HINT if of_connection else f'pass token={{"{missing[0]}": …}} as well'
        raise invalid_option("token", reason, hint, action.name)

    def granted_scopes(self, schemes: Sequence[str] | None, *, complete: bool = True) -> tuple[str, ...] | None:
        """
        Return the scopes of the tokens for a set of auth schemes; None if they are not known.

        Args:
            schemes: The names of the auth schemes.
            complete: Whether they must be all that the tokens allow; those that an issuer names may include others.
        """
        state = self.state
        names = [name for name in schemes or () if name in state.held]
        tokens = [state.held[name].token for name in names if not complete or has_all_scopes(state.configured[name])]
        known = [token.scopes for token in tokens if token is not None and token.scopes]
        is_whole = bool(known) and len(known) == len(schemes or ())
        return tuple(scope for scopes in known for scope in scopes) if is_whole else None

    def sent_with(self, action: Action) -> list[tuple[AuthScheme, Kind]]:
        """Return the auth schemes whose credentials an action is sent with, and the kind of each credential."""
        held = self.state.held
        return [(self._schemes[name], held[name].kind) for name in self.schemes_for(action) or () if name in held]

    # How they are sent.

    def is_current(self, state: CredentialState, schemes: Sequence[str]) -> bool:
        """Return whether all credentials of these auth schemes can be sent as they are held."""
        if state.renewed_from != inf and state.renewed_from <= monotonic():
            return False
        held = state.held
        return all(name in held for name in schemes)

    async def renewed(self, schemes: Sequence[str], way: Way) -> CredentialState:
        """Return the credentials, those of these auth schemes obtained or renewed where that is due."""
        state = self.state
        for name in schemes:
            held = state.held.get(name)
            now = monotonic()
            if held is None or (held.renewed_from <= now and not (now < held.expires and self._pending_for(name))):
                state = await self._fetch(state, name, way)
        return state

    def authorize(self, request: Request, state: CredentialState, schemes: Sequence[str]) -> Request:
        """
        Return the request with the credentials that are the same in each request.

        Args:
            request: The request.
            state: The credentials.
            schemes: The names of the auth schemes, all of which are held.
        """
        before = request.headers
        known = state.authorized.get(id(before))
        # An action may be sent with other schemes while a source is at work.
        if known is not None and known.schemes is schemes and not request.masks:
            return request.with_known_credential(known.headers, known.masks)
        url, had_masks = request.url, bool(request.masks)
        for name in schemes:
            credential = state.held[name]
            if credential.kind.add is not None:
                request = credential.kind.add(request, self._schemes[name], credential.value)
            for header, secret in credential.token.headers if credential.token else ():
                cookies = request.headers.get("Cookie") if header.lower() == "cookie" else None
                value = f"{cookies}; {secret.reveal()}" if cookies else secret.reveal()
                request = request.with_credential(header, value)
        if before.is_shared and request.url == url and not had_masks:
            request.headers.is_shared = True
            state.authorized[id(before)] = Authorized(before, schemes, request.headers, request.masks)
        return request

    def steps(self, state: CredentialState, schemes: Sequence[str]) -> list[Callable[[Request], Steps]]:
        """Return the generators of requests, for the schemes whose credential depends on the request or a response."""
        return [
            _bound(held.kind, self._schemes[name], held.value)
            for name, held in ((name, state.held[name]) for name in schemes)
            if held.kind.steps is not None
        ]

    # How they are obtained.

    def invalidate(self, state: CredentialState) -> bool:
        """
        Mark the credentials as expired that sources returned, unless those of this state have already been renewed.

        Returns:
            Whether there is a source that can return new ones.
        """
        sources = self.sources
        if not sources:
            return False
        with self._lock:
            if self.state is state:
                self._retired += (held for name, held in state.held.items() if name in sources)
                expired = {name: held.expired() if name in sources else held for name, held in state.held.items()}
                self.state = state_of(state.configured, expired)
        return True

    def reset_after_fork(self) -> None:  # pragma: no cover - only in a forked child
        """Discard, in a forked child, the lock and the pending calls of threads that the child does not have."""
        self._lock = threading.Lock()
        self._pending = {}

    async def _fetch(self, state: CredentialState, name: str, way: Way) -> CredentialState:
        """Obtain a credential, or wait for the call that does."""
        from .obtaining import timed_out  # this, and what it needs, not before a source is used
        from .obtaining_once import Obtaining

        while True:
            own: Obtaining | None = None
            try:
                with self._lock:
                    # In this order: a call stores its credential before it stops being pending.
                    asked = self._pending_for(name)
                    held = self.state.held.get(name)
                    if asked is None and held is not None and held.renewed_from > monotonic():
                        return self.state
                    if asked is None:
                        asked = own = Obtaining(name, self._pending)
                        self._pending[name] = own
                found = await (asked.wait(way) if own is None else self._begin(state, own, way))
            finally:  # after an interrupt or a cancellation as well, wherever it came
                if own is not None:
                    own.give_up()
                    self._forget(own)
            if isinstance(found, DynaclientError):
                raise found if own is not None else copy(found)
            if found is not None and way.left:
                return self._state_with(state, name, found)
            if found is not None:  # a thread cannot be cancelled; the next call has the token
                raise timed_out(state.configured[name].WAITS_FOR)
            if way.left < TOO_LITTLE:
                await way.backend.sleep(way.left)
                raise timed_out()

    def _pending_for(self, name: str) -> Obtaining | None:
        """Return by what a credential is being obtained, if it is."""
        asked = self._pending.get(name)
        return None if asked is None or asked.is_over else asked

    def _forget(self, asked: Obtaining) -> None:
        with self._lock:
            if asked.is_over and asked.pending.get(asked.name) is asked:
                del asked.pending[asked.name]

    async def _begin(self, state: CredentialState, asked: Obtaining, way: Way) -> Outcome:
        """Obtain a credential; in a thread or task of its own if a refresh token is used up that must not be lost."""
        from ..runtime.backends import WaitTimeout
        from .obtaining import REFRESH_SECONDS, timed_out

        context = self._context_of(state, asked.name, way)
        if not state.configured[asked.name].uses_refresh_token(context):
            return await self._obtain(state, asked, context, way)
        longer = way._replace(until=monotonic() + REFRESH_SECONDS)

        async def work() -> Outcome:
            return await self._obtain(state, asked, context, longer) if asked.go_on_alone() else None

        try:
            return await way.backend.detach(work, way.left)
        except WaitTimeout:
            pass
        raise timed_out()

    def _context_of(self, state: CredentialState, name: str, way: Way) -> SourceContext:
        previous = state.held.get(name)
        token = previous.token if previous else None
        return replace(self._context(self._schemes[name]), previous=token, allow_http=way.allow_http)

    async def _obtain(self, state: CredentialState, asked: Obtaining, context: SourceContext, way: Way) -> Outcome:
        """Obtain a credential for all calls that wait for it; return it, or the error of this call."""
        shared: Outcome = None
        try:
            shared = self._store(state, asked.name, await self._call_source(state, asked.name, context, way))
        except DynaclientError as error:
            usable = self._usable(state, asked.name)
            # One whose time is over leaves it to those that have more.
            shared = usable or (error if way.left else None)
            return usable or error
        finally:
            asked.end(shared)
            self._forget(asked)
        return shared

    async def _call_source(self, state: CredentialState, name: str, context: SourceContext, way: Way) -> Credential:
        scheme, source, previous = self._schemes[name], state.configured[name], state.held.get(name)
        from .obtaining import obtain

        begun = monotonic()
        try:
            with self._asking(name):
                found = await obtain(source, context, way)
        except DynaclientError as error:
            error.may_be_processed = False  # a request for a token may be; the call that needs it was not sent
            raise
        token = found if isinstance(found, Token) else None
        kind = kind_of(scheme.type)
        return obtained(kind, kind.accept(scheme, token.value if token else found), token, begun, previous)

    @contextmanager
    def _asking(self, name: str) -> Iterator[None]:
        asking = _Asking(self, name)
        before = _ASKING.set((*_ASKING.get(), asking))
        try:
            yield
        finally:
            asking.finished = True
            _ASKING.reset(before)

    def _store(self, state: CredentialState, name: str, credential: Credential) -> Credential:
        with self._lock:
            if self.state.configured is state.configured:
                self.state = self.state.with_credential(name, credential)
        return credential

    def _usable(self, state: CredentialState, name: str) -> Credential | None:
        """Return the credential whose renewal has failed, if it has not ended: it is renewed later."""
        held = state.held.get(name)
        if held is None or monotonic() >= held.expires:
            return None
        return self._store(state, name, held.paused(monotonic()))

    def _state_with(self, state: CredentialState, name: str, credential: Credential) -> CredentialState:
        """Return the present state if it has this credential, so that a 401 is one of it; else the call's own."""
        current = self.state
        is_same = current.configured is state.configured and current.held.get(name) is credential
        return current if is_same else state.with_credential(name, credential)


def _bound(kind: Kind, scheme: AuthScheme, value: Any) -> Callable[[Request], Steps]:
    return lambda request: kind.steps(request, scheme, value)  # type: ignore[misc] # it has steps, see `steps`
