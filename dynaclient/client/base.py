"""
What both clients are: a loaded description in the hand, its options, its resources, and the way of a call.

`Client` and `AsyncClient` differ in how they wait and in what carries their requests; all else is here.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from ..auth.credentials import Credentials, Token, credential_of
from ..call.arguments import require_scopes, validate_arguments
from ..call.request import build, is_secret_name, secret_texts
from ..call.response import Drift, read
from ..description.api import Api, load
from ..description.model import OWN_NAMES, UNSET, Action, Parameter, first_sentence, snake_case
from ..errors import (
    ApiError,
    BadResponse,
    DescriptionError,
    DynaclientError,
    InvalidCall,
    Problem,
    UnknownName,
    close_matches,
    did_you_mean,
    invalid_option,
    printable,
    strip_traceback,
    strips_traceback,
    warn_caller,
)
from ..http.redirects import carried
from ..http.sender import Options, Sender
from ..http.throttling import OF_THE_PROCESS, Restraints
from ..messages import Request, Response, Result, redact
from ..runtime.backends import Backend
from ..runtime.fork import reset_in_children
from . import methods
from .environment import environment
from .options import OPTION_NAMES, SETTING_NAMES, Settings, changed
from .origins import Urls, texts, texts_by_name
from .resources import PageOfEach, Resource

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from ..runtime.page import Page

WORKERS = 32
"""Threads that calls in the background share."""

Made = TypeVar("Made", bound="BaseClient")


class _Shared:
    """What a client shares with those made from it: connections, credentials, threads."""

    def __init__(self, api: Api, transport: Any, credentials: Credentials, urls: Urls) -> None:
        self.api = api
        self.transport = transport
        self.credentials = credentials
        # What comes and goes by a transport of the caller's own says nothing of what ours would meet.
        self.restraints = OF_THE_PROCESS if getattr(transport, "of_the_process", False) else Restraints()
        self.urls = urls
        self.scopes: tuple[str, ...] | None = None
        self.drifted: set[str] = set()
        self.outdated: set[str] = set()
        """What was called though it is deprecated, and the caller was told."""
        self.on_close: Callable[[], None] | None = None
        self._lock = threading.Lock()
        reset_in_children(self)
        self._workers: tuple[int, ThreadPoolExecutor] | None = None

    def reset_after_fork(self) -> None:  # pragma: no cover - only in a forked child
        """Forget the lock, which a thread that this process does not have may hold."""
        self._lock = threading.Lock()

    def workers(self) -> ThreadPoolExecutor:
        """Give the threads for calls in the background; new ones in a forked child, which has none of them."""
        with self._lock:
            if self._workers is None or self._workers[0] != os.getpid():
                from concurrent.futures import ThreadPoolExecutor

                self._workers = (os.getpid(), ThreadPoolExecutor(WORKERS, thread_name_prefix="dynaclient"))
            return self._workers[1]

    def end_threads(self) -> None:
        """Wait for the calls in the background, and end their threads."""
        with self._lock:
            workers, self._workers = self._workers, None
        if workers is not None and workers[0] == os.getpid():
            workers[1].shutdown()

    def stop_server(self) -> None:
        """Stop the server that was started for the client, if there is one."""
        with self._lock:
            stop, self.on_close = self.on_close, None
        if stop is not None:
            stop()


class BaseClient:
    """What `Client` and `AsyncClient` have in common; their arguments are told there."""

    _backend: Backend
    _shared: _Shared
    _settings: Settings
    _sender: Sender
    _drift: Drift
    _made: dict[str, Resource]

    @strips_traceback
    def __init__(
        self,
        api: Any = None,
        *,
        token: Token = None,
        url: str | None = None,
        patch: Any = None,
        lint: bool = False,
        validate: str = "raise",
        validate_responses: str = "off",
        scopes: Iterable[str] | None = None,
        variables: Mapping[str, str] | None = None,
        trusted_origins: Iterable[str] = (),
        allow_http: bool = False,
        timeout: float | None = UNSET,
        retries: int = 2,
        redirects: int = 0,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        transport: Any = None,
        session: Any = None,
        proxy: str | None = None,
        ca: str | None = None,
        cert: str | tuple[str, str] | None = None,
        trust_env: bool = True,
        _everywhere: bool = False,
    ) -> None:
        loaded = load(api, patch=patch)
        if lint:
            _raise_problems(loaded)
        carrier = transport or self._carrier(session, proxy=proxy, ca=ca, cert=cert, trust_env=trust_env)
        urls = Urls(
            loaded, url, texts_by_name("variables", variables), texts("trusted_origins", trusted_origins), _everywhere
        )
        shared = _Shared(loaded, carrier, Credentials(loaded.auth, token), urls)
        if scopes is not None:
            shared.scopes = texts("scopes", scopes)
        options = {
            "allow_http": allow_http, "retries": retries, "redirects": redirects,
            "validate": validate, "validate_responses": validate_responses,
            "headers": headers or {}, "query": query or {}, **({} if timeout is UNSET else {"timeout": timeout}),
        }  # fmt: skip
        # A session of the caller's adds headers and credentials to each request, wherever that goes.
        settings = changed(Settings(Options(elsewhere=session is None)), **options)
        self._become(shared, settings)

    def _carrier(self, session: Any, **network: Any) -> Any:
        """Give what carries requests unless the caller brings his own."""
        raise NotImplementedError

    def _become(self: Made, shared: _Shared, settings: Settings) -> Made:
        sender = Sender(
            shared.transport, shared.credentials, shared.urls.origins, settings.options, shared.restraints,
            self._backend,
        )  # fmt: skip
        self.__dict__.update(
            _shared=shared,
            _settings=settings,
            _sender=sender,
            _drift=Drift(settings.validate_responses, shared.drifted),
            _made={},
        )
        return self

    @classmethod
    @strips_traceback
    def from_env(cls: type[Made], api: Any = None, **options: Any) -> Made:
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
    @strips_traceback
    def mock(
        cls: type[Made],
        api: Any = None,
        *,
        patch: Any = None,
        grants: Mapping[str, Iterable[str]] | None = None,
        store: str | os.PathLike[str] = ":memory:",
        token: Token = None,
        **options: Any,
    ) -> Made:
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
    @strips_traceback
    def token(self, token: Token) -> None:
        self._shared.credentials.replace(token)

    def __repr__(self) -> str:
        try:
            place = self._shared.urls.base
        except DynaclientError:
            place = "no server yet"
        api = self.api
        return f"<{type(self).__name__} {api.title}{' ' + api.version if api.version else ''} at {place}>"

    def __init_subclass__(cls) -> None:
        cls.__doc__ = PageOfEach(cls.__doc__, BaseClient._page)  # type: ignore[assignment]

    def _page(self) -> Page:
        from ..help.pages import api_page

        own = {name: first_sentence(getattr(type(self), name).__doc__).replace("``", "`") for name in OWN_NAMES}
        return api_page(self.api, title=repr(self), own=own)

    def _repr_html_(self) -> str:
        return self._page().html()

    def _repr_markdown_(self) -> str:
        return self._page().markdown()

    def __dir__(self) -> list[str]:
        return sorted({*OWN_NAMES, *map(snake_case, self.api.resources)})

    def __getattr__(self, name: str) -> Resource:
        # Reached only when nothing of the client's own has this name. Unset state must not lead back here.
        if name.startswith("__") or "_shared" not in self.__dict__:
            raise UnknownName(f"The client has no {name!r}", name)
        return self._resource(name)

    def __getitem__(self, name: str) -> Resource:
        return self._resource(name)

    @strips_traceback
    def __setattr__(self, name: str, value: Any) -> None:
        if name == "token":
            object.__setattr__(self, name, value)
            return
        hint = "options are changed by with_options(…)" if name in (*OPTION_NAMES, *SETTING_NAMES) else ""
        close = close_matches(name, ["token", *self.api.resources])
        raise UnknownName(f"The client's {name!r} cannot be set{'; ' + hint if hint else ''}", name, close)

    def _resource(self, name: str) -> Resource:
        if not isinstance(name, str):
            raise UnknownName(f"A {type(name).__name__} is no name of a resource", "")
        made = self._made.get(name)
        if made is None:
            spelled = self.api.spellings.get(name)
            if spelled is None and "." not in name:
                known = [*map(snake_case, self.api.resources), *OWN_NAMES]
                raise UnknownName(f"{self.api.title} has no resource {name!r:.100}", name, close_matches(name, known))
            found = self.api.resource(spelled or name)
            made = self._made.setdefault(name, self._made.setdefault(found.name, Resource(self, found)))
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        shared = self._shared
        sources = _Sources(shared.credentials.sources)
        places = (shared.urls.given, shared.urls.variables, shared.urls.trusted, shared.urls.everywhere)
        settings = _without_secrets(self._settings, shared.api)
        told = frozenset(shared.outdated)
        return _remade, (type(self), (shared.api, shared.transport, sources, shared.scopes, told), places, settings)

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
            # Not `strips_traceback`: warnings count the calls between here and the line that they are about.
            strip_traceback(error)
            del self, arguments, more
            raise

    def find(self, text: str) -> list[Action]:
        """
        Give the actions that `text` speaks of, the best first.

        Its words may stand in names, descriptions, parameters and schemas, in other forms, with a slip, or as what
        people call such an action (``list`` for GET). Those that cannot be called, as their description is faulty, are
        left out.
        """
        if not isinstance(text, str):
            raise invalid_option("text", "is no text", "give the words to look for", "find")
        found = []
        for name in self.api.search(text):
            with suppress(DescriptionError):
                found.append(self.api.action(name))
        return found

    def can(self, action: str) -> bool | None:
        """Say whether the token's scopes allow an action; None when they are not known."""
        described = self.api.action(action)
        if not described.scopes:
            return True
        return None if self._shared.scopes is None else described.allowed_by(self._shared.scopes)

    # Clients like this one.

    @strips_traceback
    def with_options(self: Made, **options: Any) -> Made:
        """
        Give a client like this one, sharing its connections and its token, with other options.

        Args:
            options: ``timeout``, ``connect_timeout``, ``read_timeout`` (seconds), ``retries``, ``redirects``, ``max_response_bytes`` (bytes),
                ``validate``, ``validate_responses``, ``headers`` and ``query`` (undeclared values for each call), ``content``
                (the media type of bodies), ``allow_http``; ``max_items`` and ``max_pages`` of lists, ``reconnect``
                (seconds without a connection after which an event stream is given up; None for never, 0 for at once),
                ``progress`` (True to show on standard error how far long work is, or a function that is told).
        """
        return self._like(changed(self._settings, **options))

    @strips_traceback
    def with_defaults(self: Made, **arguments: Any) -> Made:
        """
        Give a client like this one that passes these arguments to each action that takes them.

        Those that the description calls secret do not travel with a pickle or a copy, as a literal token does not.
        """
        known = self.api.parameter_spellings
        for name in arguments:
            if name not in known:
                hint = did_you_mean(close_matches(name, known)) or "see client.api for what they take"
                told = "no action takes such an argument"
                raise InvalidCall(
                    "with_defaults", [Problem.in_call("call", name, (), "unknown", tuple(known), None, told, hint)]
                )
        named = {known[name]: value for name, value in arguments.items()}
        return self._like(replace(self._settings, defaults={**self._settings.defaults, **named}))

    @property
    def with_response(self: Made) -> Made:
        """A client like this one whose calls give a `Result`: ``.data .status .headers .attempts``."""
        return self._like(replace(self._settings, full=True))

    def _like(self: Made, settings: Settings) -> Made:
        return type(self).__new__(type(self))._become(self._shared, settings)

    # One call.

    def _run(self, action: Action, positional: tuple[Any, ...], arguments: Mapping[str, Any]) -> Any:
        """Check, build, send, read; or give the stream in which the answer comes."""
        self._tell_outdated(action, positional, arguments)
        if action.stream:
            return self._backend.iterate(self._streamed(action, self._checked(action, positional, arguments)))
        return self._backend.run(self._perform, action, positional, arguments)

    async def _perform(
        self, action: Action, positional: tuple[Any, ...], arguments: Mapping[str, Any], key: str | None = None
    ) -> Any:
        checked = self._checked(action, positional, arguments)
        require_scopes(action, self._shared.scopes)
        response, attempts = await self._sender.send(self._built(action, checked, key), action)
        data = self._value(action, response, attempts, checked)
        if self._settings.full:
            return Result(data, response.status, response.headers, attempts, response.complete)
        return data

    def _row(self, name: str, arguments: Mapping[str, Any], key: str | None) -> Any:
        """Call an action for a row of many; `key` is the idempotency key that a journal gives it."""
        action = self.api.action(name)
        self._tell_outdated(action, (), arguments)
        return self._backend.run(self._perform, action, (), arguments, key)

    async def _result(self, action: Action, request: Request, checked: dict[str, Any]) -> Result:
        """Send a request that is built, and give all of what came."""
        response, attempts = await self._sender.send(request, action)
        data = self._value(action, response, attempts, checked)
        return Result(data, response.status, response.headers, attempts, response.complete)

    def _value(self, action: Action, response: Response, attempts: int, checked: dict[str, Any]) -> Any:
        """Read what came: the value of a call, or its error."""
        hint = self._hint(action, response.status)
        try:
            data = read(self.api, action, response, attempts=attempts, hint=hint)
            self._drift.look(action, response, data)
        except (ApiError, BadResponse) as error:
            failure = error
        else:
            return data
        raise self._without_echo(failure, response, action, checked)

    def _opener(self, action: Action, checked: dict[str, Any]) -> Callable[..., Awaitable[Response]]:
        """Give what sends a call, with further headers, and leaves the body of its answer to be read."""
        require_scopes(action, self._shared.scopes)
        request = self._built(action, checked)
        if action.stream == "sse" and "Accept" not in request.headers:
            request = request.with_headers([("Accept", "text/event-stream")])

        async def opened(fields: Iterable[tuple[str, str]] = ()) -> Response:
            response, attempts = await self._sender.send(request.with_headers(fields), action, stream=True)
            if not 200 <= response.status < 300:
                self._value(action, response, attempts, checked)
            return response

        return opened

    def _without_echo(
        self, failure: ApiError | BadResponse, response: Response, action: Action, checked: dict[str, Any]
    ) -> DynaclientError:
        """Give the failure without what was sent: some servers say all of it when they refuse it."""
        secrets = self._secrets_of(action, checked)
        if isinstance(failure, BadResponse):
            # It shows the beginning of the body, which may end in the middle of a secret.
            try:
                read(self.api, action, redact(response, secrets), attempts=failure.attempts)
            except BadResponse as error:
                failure = error
        vars(failure).update(redact(vars(failure), secrets))
        failure.args = redact(failure.args, secrets)
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
        return validate_arguments(action, given, mode=self._settings.validate, media=self._settings.content)

    def _tell_outdated(self, action: Action, positional: tuple[Any, ...], arguments: Mapping[str, Any]) -> None:
        """Warn, at the line of the caller, of what is deprecated: once, for all clients made from one."""
        outdated = _outdated_parameters(action)
        if not (action.deprecated or outdated):
            return
        if action.deprecated:
            self._tell_once(action.name, f"{action.name} is deprecated: {action.deprecated}")
        named = dict(self._settings.defaults)
        for each in (*filter(_is_mapping, positional), arguments):
            named.update((action.spellings.get(name, name), value) for name, value in each.items())
        for parameter in outdated:
            if named.get(parameter.name) is not None:
                told = f"{action.name}: the argument {parameter.name} is deprecated: {parameter.deprecated}"
                self._tell_once(f"{action.name}({parameter.name})", told)

    def _tell_once(self, key: str, text: str) -> None:
        told = self._shared.outdated
        if key in told:
            return
        told.add(key)
        try:
            warn_caller(printable(text))
        except Warning:
            told.discard(key)  # an error by the caller's filters: it will be one the next time too
            raise

    def _built(self, action: Action, checked: Mapping[str, Any], key: str | None = None) -> Request:
        settings = self._settings
        request = build(
            action, checked, base=self._shared.urls.base_for(action), media=settings.content,
            headers=settings.headers, query=settings.query,
        )  # fmt: skip
        header = action.idempotency_key
        if header and header not in request.headers:
            from uuid import uuid4

            # One key for the whole call, however often it is sent.
            return request.with_headers([(header, key or str(uuid4()))])
        return request

    def _prepare(self, action: Action, positional: tuple[Any, ...], arguments: Mapping[str, Any]) -> Request:
        self._tell_outdated(action, positional, arguments)
        return self._built(action, self._checked(action, positional, arguments))

    def _hint(self, action: Action, status: int) -> str:
        if status == 401 and action.auth and not self._shared.credentials.applies_to(action):
            return "no credential was sent; give Client(token=…)"
        return ""

    # One method.

    def _method(self, owner: Resource, action: Action) -> Any:
        return methods.make(owner, action, self._run, **self._more(action))

    def _more(self, action: Action) -> dict[str, Any]:
        """Give what a method has beside being called: `prepare`, and what its kind of action allows."""

        def prepare(*positional: Any, **arguments: Any) -> Request:
            """Give the request that would be sent, less credentials. Nothing is sent."""
            try:
                return self._prepare(action, positional, arguments)
            except BaseException as error:
                strip_traceback(error)  # not `strips_traceback`, as in `call`
                del positional, arguments
                raise

        def example() -> dict[str, Any]:
            """Give the least arguments that fit, made from the examples and schemas of the description."""
            from ..call.examples import example as made

            return made(action)

        more: dict[str, Any] = {"prepare": prepare, "example": strips_traceback(example)}
        if action.stream:
            return more
        if action.paginate:
            more.update(self._pagers(action))
        if action.method != "HEAD":
            more["download"] = self._downloader(action)
        more.update(self._mappers(action))
        return more

    def _pagers(self, action: Action) -> dict[str, Any]:
        def pages(*positional: Any, **arguments: Any) -> Any:
            """Give the pages of the list, one by one; see `paging.Pages`."""
            from ..results.paging import Pages

            return self._backend.iterate(Pages(self._listing(action, positional, arguments)))

        def items(*positional: Any, **arguments: Any) -> Any:
            """Give the items of the list, one by one, page after page; see `paging.Items`."""
            from ..results.paging import Items

            return self._backend.iterate(Items(self._listing(action, positional, arguments)))

        return {"pages": strips_traceback(pages), "items": strips_traceback(items)}

    def _listing(self, action: Action, positional: tuple[Any, ...], arguments: Mapping[str, Any]) -> Any:
        from ..results.paging import Listing

        self._tell_outdated(action, positional, arguments)
        checked = self._checked(action, positional, arguments)
        require_scopes(action, self._shared.scopes)
        settings = self._settings

        async def call(turned: Mapping[str, Any]) -> Result:
            return await self._result(action, self._built(action, turned), dict(turned))

        async def follow(url: str) -> Result:
            return await self._result(action, carried(self._built(action, checked), url), checked)

        return Listing(
            action, checked, call, follow,
            url_of=lambda turned: self._built(action, turned).url,
            in_query=self._shared.credentials.in_query,
            max_items=settings.max_items, max_pages=settings.max_pages,
            progress=lambda: _shown(settings.progress, action),
            full=settings.full, given_as=self._backend.iterate,
        )  # fmt: skip

    def _streamed(self, action: Action, checked: dict[str, Any]) -> Any:
        from ..results.streams import Terms, stream_of

        settings = self._settings
        terms = Terms(settings.reconnect, settings.options.read_timeout)
        return stream_of(action, self._opener(action, checked), self._backend, self._drift, terms)

    def _downloader(self, action: Action) -> Any:
        @strips_traceback
        def download(target: Any, /, *positional: Any, **arguments: Any) -> Any:
            """Write the answer to a path or a file object, and give a `Download`; see `downloads.download`."""
            from ..results.downloads import RESUMES
            from ..results.downloads import download as downloaded
            from ..results.progress import Progress

            self._tell_outdated(action, positional, arguments)
            opened = self._opener(action, self._checked(action, positional, arguments))
            progress = Progress(self._settings.progress)
            resumes = RESUMES if self._settings.options.retries else 0

            async def written() -> Any:
                return await downloaded(
                    opened, target, action=action, backend=self._backend, progress=progress, resumes=resumes
                )

            return self._backend.run(written)

        return download

    def _mappers(self, action: Action) -> dict[str, Any]:
        def map_(rows: Any, **options: Any) -> Any:
            """Call for each row of a table, and give all `Outcomes`; see the guide to many calls."""
            from ..bulk.runner import collected

            return self._backend.run(collected, self._bulk(action, rows, options))

        def imap(rows: Any, **options: Any) -> Any:
            """Call for each row of a table, and give each `Outcome` as it comes; see the guide to many calls."""
            return self._backend.iterate(self._bulk(action, rows, options))

        map_.__name__ = map_.__qualname__ = "map"
        return {"map": strips_traceback(map_), "imap": strips_traceback(imap)}

    def _bulk(self, action: Action, rows: Any, options: dict[str, Any]) -> Any:
        from ..bulk.runner import Bulk, planned

        self._tell_outdated(action, (), {})
        plan = planned(action.name, **{"progress": self._settings.progress, **options})
        return Bulk(action, rows, plan, lambda: self._engine(plan, action), media=self._settings.content)

    def _engine(self, plan: Any, action: Action) -> Any:
        """Give what makes many calls at once."""
        raise NotImplementedError


@contextmanager
def _shown(option: Any, action: Action) -> Iterator[Callable[[int, int | None], None] | None]:
    """Show how far a walk through pages is; give what is to be told."""
    if not option:
        yield None
        return
    from ..results.progress import Progress

    with Progress(option).begin(action.name, None, "items") as shown:
        before = 0

        def report(count: int, total: int | None) -> None:
            nonlocal before
            shown.total(total)
            shown.advance(count - before)
            before = count

        yield report


def mock_server(api: Api, **options: Any) -> Any:
    """Give a server that is made from a description: the one place where the core reaches for a face."""
    from ..mock import MockServer

    return MockServer(api, **options)


@lru_cache(maxsize=4096)
def _outdated_parameters(action: Action) -> tuple[Parameter, ...]:
    return tuple(each for each in action.parameters.values() if each.deprecated)


def _is_mapping(value: Any) -> bool:
    return isinstance(value, Mapping)


def rendered(api: Api, form: str) -> Mapping[str, str]:
    """Give the files, by their names, that a description is rendered as: ``docs`` or ``stubs``."""
    if form == "docs":
        from ..render.docs import pages

        return pages(api)
    from ..render.stubs import stubs

    return stubs(api)


def skeleton(name: str, api: Api | None, url: str | None) -> Mapping[str, str]:
    """Give the files of a package that ships a description; see `render.skeleton`."""
    from ..render.skeleton import skeleton as files_of

    return files_of(name, api, url)


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
    raise InvalidCall(action.name, [Problem.in_call("call", name, (), "keyword", "keywords", None, told, hint)])


class _Sources(dict[str, Any]):
    """The functions that give credentials: a copy of a client has the same ones, a pickle their names."""

    def __deepcopy__(self, _: Any) -> _Sources:
        return self

    @strips_traceback
    def __reduce_ex__(self, protocol: Any) -> Any:
        for source in self.values():
            reason = _unpicklable(source, protocol)
            if reason:
                told = f"the function that gives the token travels with a client, and cannot be pickled ({reason})"
                raise invalid_option("token", told, "give one from the top of a module, or an object with __call__")
        return dict, (dict(self),)


def _unpicklable(source: Any, protocol: int) -> str:
    import pickle

    try:
        pickle.dumps(source, protocol)
    except Exception as error:  # noqa: BLE001 - anything may be raised while something is pickled
        return type(error).__name__
    return ""


def _without_secrets(settings: Settings, api: Api) -> Settings:
    """Give settings as they may travel: without arguments, headers and query values that are secret."""
    secret = _secret_parameters(api) if settings.defaults else set()
    return replace(
        settings,
        defaults={name: each for name, each in settings.defaults.items() if name not in secret},
        headers={name: each for name, each in settings.headers.items() if not is_secret_name(name)},
        query={name: each for name, each in settings.query.items() if not is_secret_name(name)},
        progress=settings.progress is True,  # a function that is told belongs to this process
    )


def _secret_parameters(api: Api) -> set[str]:
    """Give the names of the parameters that are, or hold, something secret in any action."""
    return {
        each.name
        for outline in api.outlines()
        for each in api.action(outline.name).parameters.values()
        if each.holds_secrets
    }


def _remade(kind: type[Made], shared: tuple[Any, ...], places: tuple[Any, ...], settings: Settings) -> Made:
    """Make a client that was pickled or copied: with new locks and connections, and without a literal token."""
    api, transport, sources, scopes, outdated = shared
    made = _Shared(api, transport, Credentials(api.auth, sources or None), Urls(api, *places))
    made.scopes = scopes
    made.outdated.update(outdated)
    return kind.__new__(kind)._become(made, settings)


def _raise_problems(api: Api) -> None:
    from ..description.lint import lint

    problems = lint(api)
    if problems:
        raise DescriptionError(problems)
