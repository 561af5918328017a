"""The client: a loaded description in the hand."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Optional

from . import methods
from .arguments import DIALS, check, check_scopes
from .credentials import Credentials, Token, credential_of, refused
from .description import Api, load
from .description import Resource as DescribedResource
from .environment import environment
from .errors import (
    ApiError,
    BadResponse,
    DescriptionError,
    DynaclientError,
    Fault,
    InvalidCall,
    Problem,
    UnknownName,
    did_you_mean,
    forget,
    forgetful,
    near,
    printable,
)
from .forks import in_each_child
from .messages import Request, Response, Result, withheld
from .model import OWN_NAMES, UNSET, Action, snake
from .redirects import MOST as MOST_REDIRECTS
from .request import base_of, build, header_problem, is_secret_name, secret_texts
from .response import Drift, read
from .restraint import OF_THE_PROCESS, Restraints
from .sending import Options, Sender, origins
from .transport import RequestsTransport, Transport

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

__all__ = ["Client", "Resource"]

MOST_SECONDS = 1e9
"""About thirty years; to wait longer, give None."""
WORKERS = 32
"""Threads that calls in the background share."""

Callback = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class _Settings:
    """What a client and those made from it may differ in."""

    options: Options = field(default_factory=Options)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, Any] = field(default_factory=dict, repr=False)
    content: str | None = None
    check: str = "raise"
    check_responses: str = "off"
    defaults: Mapping[str, Any] = field(default_factory=dict, repr=False)
    full: bool = False


_OPTION_NAMES = ("timeout", "connect", "idle", "retries", "redirects", "size", "allow_http")
_SETTING_NAMES = ("headers", "query", "content", "check", "check_responses")


class _Shared:
    """What a client shares with those made from it: connections, credentials, threads."""

    def __init__(self, api: Api, transport: Transport, credentials: Credentials, urls: _Urls) -> None:
        self.api = api
        self.transport = transport
        self.credentials = credentials
        # What comes and goes by a transport of the caller's own says nothing of what requests would meet.
        self.restraints = OF_THE_PROCESS if isinstance(transport, RequestsTransport) else Restraints()
        self.urls = urls
        self.scopes: tuple[str, ...] | None = None
        self.drifted: set[str] = set()
        self.on_close: Callable[[], None] | None = None
        self._lock = threading.Lock()
        in_each_child(self)
        self._workers: tuple[int, ThreadPoolExecutor] | None = None

    def begin_anew(self) -> None:  # pragma: no cover - only in a forked child
        """Forget the lock, which a thread that this process does not have may hold."""
        self._lock = threading.Lock()

    def workers(self) -> ThreadPoolExecutor:
        """Give the threads for calls in the background; new ones in a forked child, which has none of them."""
        with self._lock:
            if self._workers is None or self._workers[0] != os.getpid():
                from concurrent.futures import ThreadPoolExecutor

                self._workers = (os.getpid(), ThreadPoolExecutor(WORKERS, thread_name_prefix="dynaclient"))
            return self._workers[1]

    def close(self) -> None:
        with self._lock:
            workers, self._workers = self._workers, None
            stop, self.on_close = self.on_close, None
        if workers is not None and workers[0] == os.getpid():
            workers[1].shutdown()
        closing = getattr(self.transport, "close", None)
        if closing is not None:
            closing()
        if stop is not None:
            stop()


class _Urls:
    """Where calls go, and where credentials may go."""

    def __init__(
        self, api: Api, url: str | None, variables: Mapping[str, str], trust: Iterable[str], everywhere: bool
    ) -> None:
        self._api = api
        self.given = None if url is None else _base("url", url)
        self.variables = variables
        self.trusted = tuple(_base("trust", each) for each in trust)
        self.everywhere = everywhere
        self._described: dict[tuple[str, str], str] = {}

    def base_for(self, action: Action) -> str:
        """Give the URL that an action is served under."""
        if action.server is not None and not self.everywhere:
            return self._described_base(action.server, action.pointer + "/server")
        return self.base

    @property
    def base(self) -> str:
        """The URL that the API is served under."""
        if self.given is not None:
            return self.given
        if self._api.server is None:
            raise refused("url", "the description names no server", 'give url="https://…"')
        return self._described_base(self._api.server, "/server")

    def _described_base(self, server: Any, pointer: str) -> str:
        # Two places may have one template, and other defaults for its variables.
        known = self._described.get((server.template, pointer))
        if known is None:
            known = self._described[server.template, pointer] = self._made(server, pointer)
        return known

    def _made(self, server: Any, pointer: str) -> str:
        try:
            url = server.url(self.variables)
        except KeyError as error:
            told = f"the server's URL has a variable {error.args[0]!r} that is not described"
        except ValueError as error:
            raise refused("variables", str(error), "give one of these") from None
        else:
            try:
                return base_of(url)
            except ValueError as error:
                told = f"the server's URL {error}"
        raise DescriptionError([Fault(pointer, "server", told, "mend it, or give url=…")])

    @property
    def origins(self) -> frozenset[tuple[str, str, int]]:
        """Where credentials may go."""
        unknown = self.given is None and self._api.server is None
        return origins([*([] if unknown else [self.base]), *self.trusted])


def _texts(name: str, given: Any) -> tuple[str, ...]:
    if isinstance(given, str):
        return (given,)
    texts = tuple(given) if isinstance(given, Iterable) and not isinstance(given, (bytes, Mapping)) else (None,)
    if not all(isinstance(each, str) for each in texts):
        raise refused(name, "is neither a text nor several", "give a text, or a list of texts")
    return texts


def _texts_by_name(name: str, given: Any) -> dict[str, str]:
    fine = isinstance(given, Mapping) and all(isinstance(each, str) for pair in given.items() for each in pair)
    if given is not None and not fine:
        raise refused(name, "is no dict of texts", 'give {"name": "value"}')
    return dict(given or {})


def _base(name: str, url: Any) -> str:
    try:
        return base_of(url)
    except ValueError as error:
        reason = str(error)
    raise refused(name, reason, "give https://host, with a path if the API has one")


class Client:
    """
    A complete client for the API that a description describes.

    Args:
        api: The description: a path, a dict or a loaded `Api`. Left out, it is the bundled one.
        token: The credential: a text; a pair of user name and password where the API wants those; a function that gives
            one, called once and, after a 401, once more; or a dict of these by the names of the description's `auth`.
        url: Where the API is served, in place of the description's `server`.
        patch: A description, or several, laid over the first (JSON Merge Patch, RFC 7396).
        lint: Check all of the description now, and raise every fault at once.
        check: What happens when arguments do not fit: ``"raise"``, ``"warn"`` or ``"off"``.
        check_responses: The same for answers that differ from their description.
        scopes: The scopes that the token is known to have; a call that they do not allow is refused unsent.
        variables: Values for the variables of the description's `server`.
        trust: Further URLs to which the credential may go.
        allow_http: Allow a credential to go out unencrypted to another machine.
        timeout: Seconds for a whole call, 60 unless given; None for no limit.
        retries: How often a call that may be repeated is sent again; with 0 no call waits for anything but its answer.
        redirects: How many redirects of a GET or HEAD are followed: none unless given, and 3 at most. To another origin
            nothing goes but the URL that the server names, without credentials and without what you pass.
        headers: Undeclared headers for each call.
        query: Undeclared query values for each call.
        transport: What carries the requests, in place of requests.
        session: A `requests.Session` of your own.
        proxy: A proxy for all requests.
        ca: A file of certificates to trust.
        cert: A client certificate: a file, or a pair of certificate and key.
        trust_env: Whether proxies and certificates named by the environment count; read once, now.

    Raises:
        DescriptionError: The description cannot be read (with ``lint=True``: has any fault).
        InvalidCall: An option cannot be used.
    """

    _shared: _Shared
    _settings: _Settings
    _sender: Sender
    _drift: Drift
    _made: dict[str, Resource]

    @forgetful
    def __init__(
        self,
        api: Any = None,
        *,
        token: Token = None,
        url: str | None = None,
        patch: Any = None,
        lint: bool = False,
        check: str = "raise",
        check_responses: str = "off",
        scopes: Iterable[str] | None = None,
        variables: Mapping[str, str] | None = None,
        trust: Iterable[str] = (),
        allow_http: bool = False,
        timeout: float | None = UNSET,
        retries: int = 2,
        redirects: int = 0,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        transport: Transport | None = None,
        session: Any = None,
        proxy: str | None = None,
        ca: str | None = None,
        cert: str | tuple[str, str] | None = None,
        trust_env: bool = True,
        _everywhere: bool = False,
    ) -> None:
        loaded = load(api, patch=patch)
        if lint:
            _raise_faults(loaded)
        carrier = transport or RequestsTransport(session, proxy=proxy, ca=ca, cert=cert, trust_env=trust_env)
        urls = _Urls(loaded, url, _texts_by_name("variables", variables), _texts("trust", trust), _everywhere)
        shared = _Shared(loaded, carrier, Credentials(loaded.auth, token), urls)
        if scopes is not None:
            shared.scopes = _texts("scopes", scopes)
        options = {
            "allow_http": allow_http, "retries": retries, "redirects": redirects,
            "check": check, "check_responses": check_responses,
            "headers": headers or {}, "query": query or {}, **({} if timeout is UNSET else {"timeout": timeout}),
        }  # fmt: skip
        # A session of the caller's adds headers and credentials to each request, wherever that goes.
        settings = _changed(_Settings(Options(elsewhere=session is None)), **options)
        self._become(shared, settings)

    def _become(self, shared: _Shared, settings: _Settings) -> Client:
        sender = Sender(shared.transport, shared.credentials, shared.urls.origins, settings.options, shared.restraints)
        self.__dict__.update(
            _shared=shared,
            _settings=settings,
            _sender=sender,
            _drift=Drift(settings.check_responses, shared.drifted),
            _made={},
        )
        return self

    @classmethod
    @forgetful
    def from_env(cls, api: Any = None, **options: Any) -> Client:
        """
        Give a client as the environment has it; whatever is given here wins over it.

        ``DYNACLIENT_TOKEN`` is the token (``user:password`` where the API wants those; without it no credential is
        sent, and an API that takes none gets none), ``DYNACLIENT_URL`` where the API is served, ``DYNACLIENT_API`` the
        path of the description. An empty variable is as good as none. No description can have another one read.

        Args:
            api: The description, as for `Client`.
            options: As for `Client`.
        """
        said = environment()
        loaded = load(said.api if api is None else api, patch=options.pop("patch", None))
        if "token" not in options and said.token is not None and loaded.auth:
            options["token"] = credential_of(said.token.reveal(), loaded.auth)
        return cls(loaded, **{"url": said.url, **options})

    @classmethod
    @forgetful
    def mock(
        cls,
        api: Any = None,
        *,
        patch: Any = None,
        grants: Mapping[str, Iterable[str]] | None = None,
        store: str | os.PathLike[str] = ":memory:",
        token: Token = None,
        **options: Any,
    ) -> Client:
        """
        Give a client for a server that is made from the description and runs in a thread of this process.

        Args:
            api: The description; the bundled one if left out.
            patch: What is laid over it.
            grants: Token → the scopes that it has. Left out, any token may do anything.
            store: Where the server keeps its state: a file, or ``:memory:``.
            token: The credential of the client; with `grants`, the first of them if left out.
            options: As for `Client`.

        Closing the client stops the server.
        """
        loaded = load(api, patch=patch)
        server = mock_server(loaded, grants=grants, store=store).start()
        if token is None and loaded.auth:
            token = credential_of(next(iter(grants)), loaded.auth) if grants else server.token_for_anyone()
        client = cls(loaded, url=server.url, token=token, trust_env=False, _everywhere=True, **options)
        client._shared.on_close = server.close
        return client

    # What it is.

    @property
    def api(self) -> Api:
        """The description, frozen: `resources`, `actions` by full name, `schemas`."""
        return self._shared.api

    @property
    def token(self) -> Any:
        """The credential, masked; set it to replace it at once, for this client and those made from it."""
        return next(iter(self._shared.credentials.secrets), None)

    @token.setter
    @forgetful
    def token(self, token: Token) -> None:
        self._shared.credentials.replace(token)

    def __repr__(self) -> str:
        try:
            place = self._shared.urls.base
        except DynaclientError:
            place = "no server yet"
        api = self.api
        return f"<Client {api.title}{' ' + api.version if api.version else ''} at {place}>"

    def __dir__(self) -> list[str]:
        return sorted({*OWN_NAMES, *map(snake, self.api.resources)})

    def __getattr__(self, name: str) -> Resource:
        # Reached only when nothing of the client's own has this name. Unset state must not lead back here.
        if name.startswith("__") or "_shared" not in self.__dict__:
            raise UnknownName(f"The client has no {name!r}", name)
        return self._resource(name)

    def __getitem__(self, name: str) -> Resource:
        return self._resource(name)

    @forgetful
    def __setattr__(self, name: str, value: Any) -> None:
        if name == "token":
            object.__setattr__(self, name, value)
            return
        hint = "options are changed by with_options(…)" if name in (*_OPTION_NAMES, *_SETTING_NAMES) else ""
        close = near(name, ["token", *self.api.resources])
        raise UnknownName(f"The client's {name!r} cannot be set{'; ' + hint if hint else ''}", name, close)

    def _resource(self, name: str) -> Resource:
        if not isinstance(name, str):
            raise UnknownName(f"A {type(name).__name__} is no name of a resource", "")
        made = self._made.get(name)
        if made is None:
            spelled = self.api.spellings.get(name)
            if spelled is None and "." not in name:
                known = [*map(snake, self.api.resources), *OWN_NAMES]
                raise UnknownName(f"{self.api.title} has no resource {name!r:.100}", name, near(name, known))
            found = self.api.resource(spelled or name)
            made = self._made.setdefault(name, self._made.setdefault(found.name, Resource(self, found)))
        return made

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections and end the threads, of this client and those made from it."""
        self._shared.close()

    def __reduce__(self) -> tuple[Any, ...]:
        shared = self._shared
        sources = _Sources(shared.credentials.sources)
        places = (shared.urls.given, shared.urls.variables, shared.urls.trusted, shared.urls.everywhere)
        settings = _without_secrets(self._settings, shared.api)
        return _remade, (type(self), (shared.api, shared.transport, sources, shared.scopes), places, settings)

    # Calling by name.

    def call(self, action: str, arguments: Mapping[str, Any] | None = None, /, **more: Any) -> Any:
        """
        Call an action by its full name, such as ``applicationApiTokens.get``.

        Args:
            action: The name, in either spelling.
            arguments: The arguments by name, as a dict.
            more: The same, as keywords.

        Returns:
            The value of the answer; with `with_response` a `Result`.

        Raises:
            UnknownName: There is no such action.
            DescriptionError: Its description is faulty.
            InvalidCall: The arguments do not fit; nothing was sent.
            ScopeError: The token's scopes are known and do not allow it; nothing was sent.
            TransportError: There is no usable answer.
            ApiError: The API answered with a status that is not 2xx.
        """
        try:
            return self._run(self.api.action(action), (arguments,) if arguments is not None else (), more)
        except BaseException as error:
            # Not `forgetful`: warnings count the calls between here and the line that they are about.
            forget(error)
            del self, arguments, more
            raise

    def find(self, text: str) -> list[Action]:
        """Give the actions whose names, texts or parameters hold all the words of `text`, the best first."""
        if not isinstance(text, str):
            raise refused("text", "is no text", "give the words to look for", "find")
        return [self.api.action(name) for name in self.api.search(text)]

    def can(self, action: str) -> bool | None:
        """Say whether the token's scopes allow an action; None when they are not known."""
        described = self.api.action(action)
        if not described.scopes:
            return True
        return None if self._shared.scopes is None else described.allowed_by(self._shared.scopes)

    # Clients like this one.

    @forgetful
    def with_options(self, **options: Any) -> Client:
        """
        Give a client like this one, sharing its connections and its token, with other options.

        Args:
            options: ``timeout``, ``connect``, ``idle`` (seconds), ``retries``, ``redirects``, ``size`` (bytes),
                ``check``, ``check_responses``, ``headers`` and ``query`` (undeclared values for each call), ``content``
                (the media type of bodies), ``allow_http``.
        """
        return self._like(_changed(self._settings, **options))

    @forgetful
    def with_defaults(self, **arguments: Any) -> Client:
        """
        Give a client like this one that passes these arguments to each action that takes them.

        Those that the description calls secret do not travel with a pickle or a copy, as a literal token does not.
        """
        known = self.api.parameter_spellings
        for name in arguments:
            if name not in known:
                hint = did_you_mean(near(name, known)) or "see client.api for what they take"
                told = "no action takes such an argument"
                raise InvalidCall(
                    "with_defaults", [Problem("call", name, (), "unknown", tuple(known), None, told, hint)]
                )
        named = {known[name]: value for name, value in arguments.items()}
        return self._like(replace(self._settings, defaults={**self._settings.defaults, **named}))

    @property
    def with_response(self) -> Client:
        """A client like this one whose calls give a `Result`: ``.data .status .headers .attempts``."""
        return self._like(replace(self._settings, full=True))

    def _like(self, settings: _Settings) -> Client:
        return type(self).__new__(type(self))._become(self._shared, settings)

    # One call.

    def _run(self, action: Action, positional: tuple[Any, ...], arguments: Mapping[str, Any]) -> Any:
        """Check, build, send, read."""
        checked = self._checked(action, positional, arguments)
        check_scopes(action, self._shared.scopes)
        request = self._built(action, checked)
        response, attempts = self._sender.send(request, action)
        hint = self._hint(action, response.status)
        try:
            data = read(self.api, action, response, attempts=attempts, hint=hint)
            self._drift.look(action, response, data)
        except (ApiError, BadResponse) as error:
            failure = error
        else:
            if self._settings.full:
                return Result(data, response.status, response.headers, attempts, response.complete)
            return data
        raise self._without_echo(failure, response, action, checked)

    def _without_echo(
        self, failure: ApiError | BadResponse, response: Response, action: Action, checked: dict[str, Any]
    ) -> DynaclientError:
        """Give the failure without what was sent: some servers say all of it when they refuse it."""
        secrets = self._secrets_of(action, checked)
        if isinstance(failure, BadResponse):
            # It shows the beginning of the body, which may end in the middle of a secret.
            try:
                read(self.api, action, withheld(response, secrets), attempts=failure.attempts)
            except BadResponse as error:
                failure = error
        vars(failure).update(withheld(vars(failure), secrets))
        failure.args = withheld(failure.args, secrets)
        return failure

    def _secrets_of(self, action: Action, checked: dict[str, Any]) -> set[str]:
        """Give each secret that went out with a call."""
        settings = self._settings
        undeclared = {**settings.headers, **settings.query}
        return {
            *self._shared.credentials.texts,
            *secret_texts(action, checked, settings.content),
            *(str(each) for name, each in undeclared.items() if is_secret_name(name)),
        }

    def _checked(self, action: Action, positional: tuple[Any, ...], arguments: Mapping[str, Any]) -> dict[str, Any]:
        given = _together(action, positional, arguments)
        defaults = self._settings.defaults
        if defaults:
            named = {action.spellings.get(name) for name in given}
            added = {name: each for name, each in defaults.items() if name in action.parameters and name not in named}
            given = {**added, **given}
        return check(action, given, dial=self._settings.check, media=self._settings.content)

    def _built(self, action: Action, checked: dict[str, Any]) -> Request:
        settings = self._settings
        request = build(
            action, checked, base=self._shared.urls.base_for(action), media=settings.content,
            headers=settings.headers, query=settings.query,
        )  # fmt: skip
        key = action.idempotency_key
        if key and key not in request.headers:
            from uuid import uuid4

            # One key for the whole call, however often it is sent.
            return request.with_headers([(key, str(uuid4()))])
        return request

    def _prepare(self, action: Action, positional: tuple[Any, ...], arguments: Mapping[str, Any]) -> Request:
        return self._built(action, self._checked(action, positional, arguments))

    def _submit(self, action: Action, positional: tuple[Any, ...], arguments: Mapping[str, Any]) -> Future[Any]:
        *front, callback = positional if positional and callable(positional[-1]) else (*positional, None)
        # What belongs to the caller's context, such as a span that is being traced, is there in the other thread too.
        run = copy_context().run
        return self._shared.workers().submit(run, self._run_and_tell, action, tuple(front), dict(arguments), callback)

    @forgetful
    def _run_and_tell(
        self, action: Action, positional: tuple[Any, ...], arguments: dict[str, Any], callback: Callback | None
    ) -> Any:
        try:
            result = self._run(action, positional, arguments)
        except DynaclientError as error:
            if callback is not None:
                callback(error, None)
            raise
        if callback is not None:
            callback(None, result)
        return result

    def _hint(self, action: Action, status: int) -> str:
        if status == 401 and action.auth and not self._shared.credentials.applies_to(action):
            return "no credential was sent; give Client(token=…)"
        return ""


class Resource:
    """The actions of one resource, as methods, and the resources below it."""

    _client: Client
    _described: DescribedResource
    _made: dict[str, Any]

    def __init__(self, client: Client, described: DescribedResource) -> None:
        self.__dict__.update(_client=client, _described=described, _made={}, _replaced={})

    def __repr__(self) -> str:
        described = self._described
        names = ", ".join(map(snake, [*described.action_names, *described.resource_names]))
        return f"<Resource {described.name}: {names}>"

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        """What the description says of it."""
        lines = (*self._described.description.split("\n"), "", f"Actions: {', '.join(self._described.action_names)}")
        return "\n".join(map(printable, lines))

    def __dir__(self) -> list[str]:
        return sorted(map(snake, self._described.spellings))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or "_described" not in self.__dict__:
            raise UnknownName(f"The resource has no {name!r}", name)
        return self[name]

    def __getitem__(self, name: str) -> Any:
        if not isinstance(name, str):
            raise UnknownName(f"A {type(name).__name__} is no name of an action", "")
        found = self.__dict__["_replaced"].get(name) or self._made.get(name)
        return found if found is not None else self._member(name)

    def __setattr__(self, name: str, value: Any) -> None:
        # Tests put their own in place of a method: both spellings then give it.
        for each in self._spellings_of(name):
            self.__dict__["_replaced"][each] = value

    def __delattr__(self, name: str) -> None:
        for each in self._spellings_of(name):
            self.__dict__["_replaced"].pop(each, None)

    def __reduce__(self) -> tuple[Any, ...]:
        return _resource_of, (self._client, self._described.name)

    def _spellings_of(self, name: str) -> set[str]:
        key = self._key(name)
        return {name, key, snake(key)}

    def _key(self, name: str) -> str:
        key = self._described.spellings.get(name)
        if key is None:
            known = list(map(snake, self._described.spellings))
            raise UnknownName(f"{self._described.name} has no action {name!r:.100}", name, near(name, known))
        return key

    def _member(self, name: str) -> Any:
        key = self._key(name)
        full = f"{self._described.name}.{key}"
        if key in self._described.resource_names:
            made: Any = self._client._resource(full)
        else:
            made = _method(self, self._client, self._client.api.action(full))
        return self._made.setdefault(name, made)


def _method(owner: Resource, client: Client, action: Action) -> Any:
    def prepare(*positional: Any, **arguments: Any) -> Request:
        """Give the request that would be sent, less credentials. Nothing is sent."""
        try:
            return client._prepare(action, positional, arguments)
        except BaseException as error:
            forget(error)  # not `forgetful`, as in `call`
            del positional, arguments
            raise

    @forgetful
    def submit(*positional: Any, **arguments: Any) -> Future[Any]:
        """
        Call in the background.

        Takes the arguments as a dict or as keywords, and, last, a function that is called with an error and a result,
        one of which is None. Gives a Future.
        """
        return client._submit(action, positional, arguments)

    return methods.make(owner, action, client._run, prepare=prepare, submit=submit)


def mock_server(api: Api, **options: Any) -> Any:
    """Give a server that is made from a description: the one place where the core reaches for a face."""
    from .mock import MockServer

    return MockServer(api, **options)


def _together(action: Action, positional: tuple[Any, ...], arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    if not positional:
        return arguments
    first = positional[0]
    if len(positional) == 1 and isinstance(first, Mapping) and not (set(first) & set(arguments)):
        return {**first, **arguments}
    if len(positional) == 1 and isinstance(first, Mapping):
        told, name = "is given twice, in the dict and as a keyword", str(next(iter(set(first) & set(arguments))))
    else:
        told, name = "arguments are given by name", "positional arguments"
    hint = f"write {action.name}({', '.join(f'{each}=…' for each in list(action.parameters)[:2])}) or pass one dict"
    raise InvalidCall(action.name, [Problem("call", name, (), "keyword", "keywords", None, told, hint)])


# --- options ---------------------------------------------------------------------------------------------------------


def _changed(settings: _Settings, **changes: Any) -> _Settings:
    for name, value in changes.items():
        if name not in _RULES:
            close = near(name, _RULES)
            raise refused(
                name, "there is no such option", did_you_mean(close) or f"one of: {', '.join(_RULES)}", "Options"
            )
        faulty = _RULES[name](value)
        if faulty:
            raise refused(name, faulty[0], faulty[1], "Options")
    options = {name: changes.pop(name) for name in _OPTION_NAMES if name in changes}
    if "timeout" in options:
        options["timed"] = True
    for name in ("headers", "query"):
        if name in changes:
            changes[name] = {**getattr(settings, name), **changes[name]}
    return replace(settings, options=replace(settings.options, **options), **changes)


Faulty = Optional["tuple[str, str]"]


def _seconds(value: Any) -> Faulty:
    fine = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value <= MOST_SECONDS
    return None if fine else ("is no number of seconds", f"give a number above 0, and at most {MOST_SECONDS:.0f}")


def _seconds_or_none(value: Any) -> Faulty:
    return None if value is None else _seconds(value)


def _count(value: Any) -> Faulty:
    fine = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return None if fine else ("is no count", "give a whole number, 0 or more")


def _count_or_none(value: Any) -> Faulty:
    return None if value is None else _count(value)


def _redirects(value: Any) -> Faulty:
    fine = _count(value) is None and value <= MOST_REDIRECTS
    return None if fine else ("is no number of redirects", f"give a whole number from 0 to {MOST_REDIRECTS}")


def _switch(value: Any) -> Faulty:
    return None if isinstance(value, bool) else ("is neither True nor False", "give True or False")


def _dial(value: Any) -> Faulty:
    return None if value in DIALS else ("is not known", f"one of: {', '.join(DIALS)}")


def _header_map(value: Any) -> Faulty:
    if not isinstance(value, Mapping):
        return "is no dict", "give a dict of names and values"
    for name, each in value.items():
        told = header_problem(name, each)
        if told:
            return f"the header {str(name)[:60]!r} {told}", "see RFC 9110, section 5"
    return None


def _query_map(value: Any) -> Faulty:
    fine = isinstance(value, Mapping) and all(isinstance(name, str) for name in value)
    return None if fine else ("is no dict by names", "give a dict of names and values")


def _text_or_none(value: Any) -> Faulty:
    return (
        None if value is None or isinstance(value, str) else ("is no media type", 'give a text like "application/json"')
    )


_RULES: dict[str, Callable[[Any], Faulty]] = {
    "timeout": _seconds_or_none,
    "connect": _seconds,
    "idle": _seconds,
    "retries": _count,
    "redirects": _redirects,
    "size": _count_or_none,
    "allow_http": _switch,
    "check": _dial,
    "check_responses": _dial,
    "headers": _header_map,
    "query": _query_map,
    "content": _text_or_none,
}
"""Each option: what is wrong with a value for it, and what to give instead; None where nothing is."""


class _Sources(dict[str, Any]):
    """The functions that give credentials: a copy of a client has the same ones, a pickle their names."""

    def __deepcopy__(self, _: Any) -> _Sources:
        return self

    @forgetful
    def __reduce_ex__(self, protocol: Any) -> Any:
        for source in self.values():
            reason = _unpicklable(source, protocol)
            if reason:
                told = f"the function that gives the token travels with a client, and cannot be pickled ({reason})"
                raise refused("token", told, "give one from the top of a module, or an object with __call__")
        return dict, (dict(self),)


def _unpicklable(source: Any, protocol: int) -> str:
    import pickle

    try:
        pickle.dumps(source, protocol)
    except Exception as error:  # noqa: BLE001 - anything may be raised while something is pickled
        return type(error).__name__
    return ""


def _without_secrets(settings: _Settings, api: Api) -> _Settings:
    """Give settings as they may travel: without arguments, headers and query values that are secret."""
    secret = _secret_parameters(api) if settings.defaults else set()
    return replace(
        settings,
        defaults={name: each for name, each in settings.defaults.items() if name not in secret},
        headers={name: each for name, each in settings.headers.items() if not is_secret_name(name)},
        query={name: each for name, each in settings.query.items() if not is_secret_name(name)},
    )


def _secret_parameters(api: Api) -> set[str]:
    """Give the names of the parameters that are, or hold, something secret in any action."""
    return {
        each.name
        for outline in api.outlines()
        for each in api.action(outline.name).parameters.values()
        if each.holds_secrets
    }


def _remade(kind: type[Client], shared: tuple[Any, ...], places: tuple[Any, ...], settings: _Settings) -> Client:
    """Make a client that was pickled or copied: with new locks and connections, and without a literal token."""
    api, transport, sources, scopes = shared
    made = _Shared(api, transport, Credentials(api.auth, sources or None), _Urls(api, *places))
    made.scopes = scopes
    return kind.__new__(kind)._become(made, settings)


def _resource_of(client: Client, name: str) -> Resource:
    return client._resource(name)


def _raise_faults(api: Api) -> None:
    from .linting import lint

    faults = lint(api)
    if faults:
        raise DescriptionError(faults)
