"""`MockServer`: start, stop and serve."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from ..description.api import Api
from ..description.loading import load
from ..errors import DynaclientError, InvalidCall, invalid_option
from .control.commands import Commands, Seed
from .control.controlled import ControlledService
from .control.endpoints import Control
from .control.faults import Faults
from .control.journal import Journal
from .control.page_files import page_files
from .control.seeds import read_seed
from .control.watching import Watcher, require_files
from .front import Front
from .http.cors import Origins
from .http.files import Files
from .http.hosts import Hosts
from .http.listener import Listener
from .issuer.authorizations import decided_url
from .issuer.context import Context
from .issuer.devices import decide
from .issuer.forms import parameters_of_url
from .issuer.oauth_errors import OAuthError
from .options import MAX_TTL, granted_scopes, require_options
from .proxy.options import proxy_options
from .reading.authorization import Token, token_for
from .service import Service
from .state.inference import Role, Roles
from .state.store import Store

if TYPE_CHECKING:
    from .http.certificates import Certificates
    from .proxy.proxy import Proxy

POLL = 0.5
"""Seconds after which an interrupt is noticed at the latest, on systems where it does not end a wait."""


class MockServer(Commands):
    """
    An HTTP server made from a description.

    It validates each request as the client does, and responds to an invalid one with 400 and the problems. It stores
    created items, so that lists, reads, changes and deletions work on them, and responds to everything else with an
    example or a generated value. Every response is valid against its declared schema.

    It is an authorization server too: its issuer is `issuer`, and its actions accept the tokens that it issued. Clients
    log in with all grants of OAuth 2 but the implicit one, and with the actions that `obtain` of an auth scheme names.
    Tests order what else happens to tokens: `expire_tokens`, `revoke_tokens`, `delay_tokens`, `advance_clock`.

    Tests also look at what it received (`requests`, `assert_called`), order failures (`fail`), and decide what is
    stored (`seed`, `snapshot`, `restore`, `reset`). Programs in other languages do the same over HTTP, below
    ``/__mock/``: ``mock/control/control.json`` describes that.

    Args:
        api: The description, as `dynaclient.load` takes it.
        grants: Token → the scopes that it has. A key with a colon is a user and a password, or the id of a client and
            its secret: ``{"ann@example.com:password": ["read"], "robot:secret": ["read", "write"], "token": []}``.
            For an action that logs a device in with an access key it is ``"key:secret"``; see `mock.logins`. Left out,
            any token, password or secret may do anything, except for issued tokens that are not valid any more.
        store: Where the state is stored: a file, or ``:memory:``.
        host: The address to listen on.
        port: The port to listen on; 0 for a free one.
        files: Further responses to GET, pages for a browser: path → media type, content and headers.
        ttl: Seconds for which issued tokens are valid. None: they do not expire by themselves, and clients are not
            told how long they are valid.
        approve_all: Whether each login with a browser or a device is allowed at once, as `approve` does it.
        https: Whether the server has TLS, with a certificate that it makes: it is valid for ``localhost``, the loopback
            addresses, `host` and `allow_hosts`. Clients verify it with `ca_file`.
        cors: Origins such as ``https://app.example`` whose pages may read responses in a browser, besides those of
            this machine (``http://localhost:3000``); ``null`` is that of files, ``*`` is any.
        allow_hosts: Names by which the server may be reached, besides addresses, ``localhost``, `host` and names
            without a dot: ``mock.example.com``, ``.example.com`` with all names below it, or ``*`` for any. A request
            for another name is refused with 421: a website could make one of its own lead here (DNS rebinding).
        strict: Whether a request is refused with 501 if it has arguments that the server does not act on. Else their
            names are in the response's header ``X-Mock-Ignored``.
        seed: What is stored at the start, and again by `reset`: as for the method `seed`. If the store is a file with
            something in it, that stays.
        watch: Whether the description, a file, is read again when it changes. What is stored stays, and so do issued
            tokens and recorded requests.
        proxy: The base URL of the real API; an origin alone has the base path that the description has. Requests for
            what is neither created nor seeded here are forwarded to it, with their credentials, if they change nothing
            or log in; what would change something is done here, to a copy. `grants` hold for what is answered here.
            Requests and responses that differ from the description are logged, and have `X-Mock-Drift`.
        record: A file in which the responses of the real API are recorded, as `seed` takes them. Credentials and what
            is known to be secret are redacted; personal data is not known, and stays.
        proxy_writes: Whether requests are forwarded too that may change something at the real API.

    Raises:
        InvalidCall: An option does not take its value, such as a `ttl` that is not a positive number, something in
            `cors` or `allow_hosts` is not an origin or a name, with `watch` the description is not a file,
            `proxy` is not a URL, or `record` cannot be used.
        DescriptionError: The description, or the seed, cannot be read. From `start`, `url` or `serve_forever`: the seed
            is not valid.
        DynaclientError: From `start`, `url` or `serve_forever`: the address or the store cannot be used. From all but
            `start`, `serve_forever` and what looks at requests: the server is closed.
    """

    def __init__(
        self,
        api: Any,
        grants: Mapping[str, Iterable[str]] | None = None,
        store: str | os.PathLike[str] = ":memory:",
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        files: Files | None = None,
        ttl: float | None = 3600,
        approve_all: bool = False,
        https: bool = False,
        cors: Iterable[str] = (),
        allow_hosts: Iterable[str] = (),
        strict: bool = False,
        seed: Seed | None = None,
        watch: bool = False,
        proxy: str | None = None,
        record: str | os.PathLike[str] | None = None,
        proxy_writes: bool = False,
    ) -> None:
        require_options(
            store=store, host=host, port=port, files=files, ttl=ttl, approve_all=approve_all, https=https, cors=cors,
            allow_hosts=allow_hosts, strict=strict, watch=watch, record=record, proxy_writes=proxy_writes,
        )  # fmt: skip
        self._grants = granted_scopes(grants)
        self._api = load(api)
        self._ttl = ttl
        self._approves = approve_all
        self._strict = strict
        self._proxy_options = proxy_options(self._api, proxy, record, writes=proxy_writes, strict=strict)
        self._store_path = store
        self._host = host
        self._port = port
        self._files = files or {}
        self._https = https
        self._origins = Origins(cors)
        allowed = [allow_hosts] if isinstance(allow_hosts, str) else list(allow_hosts)
        self._hosts = Hosts(host, allowed)
        self._names = [host, *allowed]
        self._seed = None if seed is None else read_seed(seed)
        self._watches = watch
        self._journal = Journal()
        self._faults = Faults()
        self._lock = threading.Lock()
        self._is_closed = False
        self._store: Store | None = None
        self._listener: Listener | None = None
        self._thread: threading.Thread | None = None
        self._opened: ControlledService | None = None
        self._watcher: Watcher | None = None
        self._certificates: Certificates | None = None
        self._proxy: Proxy | None = None
        if watch:
            require_files(self._api)

    def _open(self) -> Listener:
        with self._lock:
            if self._is_closed:
                raise DynaclientError(
                    "the mock server is closed; make another one, or start() it again", code="mock-server-closed"
                )
            if self._listener is None:
                certificates = _certificates(self._names) if self._https else None
                store = Store(self._store_path)
                try:
                    controlled = ControlledService(partial(self._service, store), self._api, store, self._journal)
                    if self._seed is not None:
                        controlled.begin_with(self._seed)
                    pages = page_files(next(iter(self._files), ""))
                    control = Control(controlled, self._origins.allow, pages)
                    front = Front(controlled, control, self._origins, self._hosts, self._files)
                    self._listener = Listener(
                        self._host, self._port, front.respond, front.refuse,
                        methods=controlled.methods, now=controlled.issuer.clock.now,
                        tls=certificates.context() if certificates else None,
                        may_wait=lambda: self._proxy is not None or controlled.issuer.delay > 0,
                    )  # fmt: skip
                finally:
                    if self._listener is None:
                        self._close_proxy()
                        store.close()
                self._store = store
                self._certificates = certificates
                self._opened = controlled
                controlled.issuer.approves = self._approves
                controlled.issuer.base = self._url_of(self._listener)
                if self._watches:
                    self._watcher = Watcher(self._api, self._describe, controlled.report).start()
            return self._listener

    def _service(self, store: Store, api: Api, issuer: Context | None) -> Service:
        """Return the service for a description; an authorization server that there is already stays."""
        options: dict[str, Any] = {
            "lifetime": self._ttl, "strict": self._strict, "issuer": issuer, "faults": self._faults,
        }  # fmt: skip
        if self._proxy_options is None:
            return Service(api, self._grants, store, **options)
        from .proxy.proxy import Proxy
        from .proxy.service import ProxiedService

        if self._proxy is None:
            self._proxy = Proxy(self._proxy_options)
        return ProxiedService(api, self._grants, store, proxy=self._proxy, **options)

    def _describe(self, api: Api) -> None:
        """Serve another description of the API from now on."""
        with self._lock:
            if self._opened is not None and self._listener is not None:
                self._opened.describe(api)
                self._listener.methods = self._opened.methods
                self._api = api

    def _close_proxy(self) -> None:
        proxy, self._proxy = self._proxy, None
        if proxy is not None:
            proxy.close()

    def _url_of(self, listener: Listener) -> str:
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{'https' if self._https else 'http'}://{host}:{listener.port}"

    @property
    def url(self) -> str:
        """The base URL, such as ``http://127.0.0.1:8080``."""
        return self._url_of(self._open())

    @property
    def ca_file(self) -> str | None:
        """The file with which clients verify the certificate, in PEM, until `close`; None without `https`."""
        self._open()
        certificates = self._certificates
        return certificates.ca_file() if certificates else None

    def start(self) -> MockServer:
        """Serve in a thread, until `close`."""
        self._serving()
        return self

    def serve_forever(self) -> None:
        """Serve until the program is interrupted or `close` is called; responses then have 2 seconds to be sent."""
        serving = self._serving()
        try:
            while serving.is_alive():
                serving.join(POLL)
        finally:
            self.close()

    def _serving(self) -> threading.Thread:
        self._is_closed = False
        listener = self._open()
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=listener.serve_forever, daemon=True, name="dynaclient-mock")
                self._thread.start()
            return self._thread

    def close(self) -> None:
        """
        Stop, and free the address, the connections, the threads and the store; do nothing the second time.

        What was received can still be looked at; everything else raises DynaclientError until `start`.
        """
        with self._lock:
            self._is_closed = True
            listener, self._listener = self._listener, None
            thread, self._thread = self._thread, None
            store, self._store = self._store, None
            opened, self._opened = self._opened, None
            watcher, self._watcher = self._watcher, None
            certificates, self._certificates = self._certificates, None
        if watcher is not None:
            watcher.close()
        if opened is not None:
            opened.issuer.closing.set()
        self._close_proxy()
        if listener is not None:
            listener.end()
            if thread is not None and thread is not threading.current_thread():
                thread.join(POLL)
        if store is not None:
            store.close()
        if certificates is not None:
            certificates.remove_file()

    def __enter__(self) -> MockServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def forwards_to(self) -> str:
        """The base URL of the real API that requests are forwarded to; an empty string if there is none."""
        return self._proxy_options.url if self._proxy_options is not None else ""

    # The authorization server.

    @property
    def _controlled(self) -> ControlledService:
        self._open()
        opened = self._opened
        if opened is None:  # pragma: no cover - another thread has just closed the server
            raise DynaclientError("the mock server is closed", code="mock-server-closed")
        return opened

    @property
    def _issuer(self) -> Context:
        return self._controlled.issuer

    @property
    def issuer(self) -> str:
        """The URL of the authorization server: its metadata is at ``/.well-known/openid-configuration`` below it."""
        return self._issuer.url

    @property
    def token_requests(self) -> int:
        """How many requests for a token there were so far, and calls of login actions."""
        return self._issuer.requests

    def approve(self, code: str, *, user: str | None = None, deny: bool = False) -> str:
        """
        Allow what a device or a client asks for, as a person does with the button of the page.

        Args:
            code: The code that a device shows, or the whole URL of an authorization request.
            user: Who allows it: the part of a grant before the colon. The first one if left out.
            deny: Whether to refuse it instead.

        Returns:
            The URL that the browser is sent back to, which has the code in it; an empty string for a device.

        Raises:
            InvalidCall: No device waits with this code, or nothing may be sent to the redirect URI.
        """
        if not isinstance(code, str):
            raise _not_approved("it is not a string")
        decision = "deny" if deny else "allow"
        reason = ""
        try:
            if "?" not in code:
                decide(self._issuer, code, user, decision)
                return ""
            chosen = {} if user is None else {"user": user}
            return decided_url(self._issuer, {**parameters_of_url(code), **chosen, "decision": decision})
        except OAuthError as error:
            reason = error.description
        raise _not_approved(reason)

    def expire_tokens(self) -> None:
        """End the time of all access tokens that were issued so far. Refresh tokens stay valid."""
        self._issuer.tokens.expire_all()

    def revoke_tokens(self) -> None:
        """Revoke all that was issued so far, refresh tokens included: all sessions end."""
        self._issuer.tokens.revoke_all()

    def advance_clock(self, seconds: float) -> None:
        """Move the clock of the server, which its `Date` shows: forward, or backward if `seconds` is negative."""
        self._issuer.clock.advance(_seconds(seconds))

    def delay_tokens(self, seconds: float) -> None:
        """Delay each response with a token from now on; 0 ends that."""
        self._issuer.delay = _seconds(seconds)

    def default_token(self) -> Token:
        """Return a credential that is accepted when no tokens were granted, as `Client(token=…)` takes it, or None."""
        return token_for(self._api)

    def inferred(self) -> list[Role]:
        """Return what was inferred for each action; ``str()`` of one is a readable line."""
        return Roles(self._api, self._api.outlines()).all()


def _certificates(hosts: Iterable[str]) -> Certificates:
    """Return certificates; importing what makes them takes longer than all else that a server without TLS needs."""
    from .http.certificates import Certificates

    return Certificates(hosts)


def _seconds(value: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= MAX_TTL:
        raise invalid_option("seconds", "is not a number of seconds", "pass 3600 for an hour", "MockServer")
    return value


def _not_approved(reason: str) -> InvalidCall:
    return invalid_option("code", f"cannot be approved: {reason}", "pass what the client has shown", "approve")
