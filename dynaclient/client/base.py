"""
What `Client` and `AsyncClient` have in common: a description, its resources as attributes, options, calls by name.

The two differ in their backend (threads or asyncio) and in their default transport. How a call is made is in `calls`,
what a method has besides being called in `members`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from ..auth.passed import Passed, first_credential, parse_credential
from ..call.response_validation import ResponseValidator
from ..description.api import Api
from ..description.loading import load
from ..description.model import OWN_NAMES, UNSET, first_sentence
from ..description.spellings import snake_case
from ..display.interrupts import shorten_interrupt
from ..errors import (
    DescriptionError,
    DynaclientError,
    InvalidCall,
    UnknownName,
    invalid_option,
    printable,
)
from ..http.sender import Options, Sender
from ..redaction import strip_traceback, strips_traceback
from ..runtime.paths import is_remote
from ..runtime.signatures import reports_misuse
from .copying import restore, state_of
from .derived import Derived
from .faces import mock_server
from .options import Settings, changed, require_types
from .origins import Endpoints, UrlOfAll, string_map, strings
from .resources import InstanceDoc, Resource, Shown
from .shared import Shared, credentials_for
from .unknown_names import not_settable, require_of_client, unknown_argument, unknown_resource

if TYPE_CHECKING:
    from ..runtime.page import Page
    from .faces import MockServer
    from .found import Found

Made = TypeVar("Made", bound="BaseClient")


MOST_FOUND = 25
"""Actions that `find` returns at most: each of them is built."""


class BaseClient(Derived, Shown):
    """What `Client` and `AsyncClient` have in common; see there for the arguments."""

    _resources: dict[str, Resource]

    @strips_traceback
    @reports_misuse("Client(api, token=…)")
    def __init__(
        self,
        api: Any = None,
        *,
        token: Passed = None,
        auth: Passed = None,
        url: str | None = None,
        server: str | None = None,
        patch: Any = None,
        lint: bool = False,
        validate: str = "raise",
        validate_responses: str = "off",
        scopes: Iterable[str] | None = None,
        variables: Mapping[str, str] | None = None,
        trusted_origins: Iterable[str] = (),
        allow_http: bool = False,
        timeout: float | None = UNSET,
        connect_timeout: float = 5.0,
        read_timeout: float = 30.0,
        retries: int = 2,
        redirects: int = 0,
        max_response_bytes: int | None = 32 * 1024 * 1024,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        content: str | None = None,
        max_items: int | None = None,
        max_pages: int | None = None,
        progress: Any = False,
        reconnect: float | None = 300.0,
        transport: Any = None,
        session: Any = None,
        proxy: str | None = None,
        ca: str | None = None,
        cert: str | tuple[str, str] | None = None,
        trust_env: bool = True,
        max_connections: int = 100,
        **unknown: Any,
    ) -> None:
        for name in unknown:
            raise unknown_argument(name, _arguments_of(BaseClient.__init__), _arguments_of(BaseClient.mock))
        require_types({"lint": lint, "transport": transport}, self._backend)
        network = {"proxy": proxy, "ca": ca, "cert": cert, "trust_env": trust_env}
        loaded = self._load(api, patch, {**network, "allow_http": allow_http, "timeout": timeout})
        if lint:
            _raise_problems(loaded)
        carrier = transport or self._default_transport(session, max_connections, network)
        endpoints = Endpoints(
            loaded, url=url, server=server, variables=string_map("variables", variables),
            trusted_origins=strings("trusted_origins", trusted_origins),
        )  # fmt: skip
        has_certificate = not (cert is None and session is None and transport is None)
        credentials = credentials_for(loaded, endpoints, token, auth, certificate=has_certificate)
        shared = Shared(loaded, carrier, credentials, endpoints)
        if scopes is not None:
            shared.scopes = strings("scopes", scopes)
        options = {
            "allow_http": allow_http, "connect_timeout": connect_timeout, "read_timeout": read_timeout,
            "retries": retries, "redirects": redirects, "max_response_bytes": max_response_bytes,
            "validate": validate, "validate_responses": validate_responses,
            "headers": headers, "query": query, "content": content, "max_items": max_items,
            "max_pages": max_pages, "progress": progress, "reconnect": reconnect,
            **({} if timeout is UNSET else {"timeout": timeout}),
        }  # fmt: skip
        # A session of the caller's adds headers and credentials to each request, wherever that goes.
        settings = changed(Settings(Options(cross_origin_redirects=session is None)), **options)
        self._set_up(shared, settings)
        if hasattr(carrier, "prepare_tls") and any(scheme == "https" for scheme, *_ in endpoints.origins):
            carrier.prepare_tls()

    @classmethod
    def _load(cls, api: Any, patch: Any, options: Mapping[str, Any]) -> Api:
        """Return the description that is passed to the client with these options."""
        if not is_remote(api):
            return load(api, patch=patch)
        from .sources import download, network_of

        return load(download(api, network_of(options)), patch=patch)

    def _default_transport(self, session: Any, max_connections: int, network: dict[str, Any]) -> Any:
        """Return the transport that is used unless the caller brings another."""
        raise NotImplementedError

    @classmethod
    def _arguments(cls) -> tuple[Iterable[str], Iterable[str]]:
        return _arguments_of(cls.__init__, BaseClient.__init__), _arguments_of(BaseClient.mock)

    def _set_up(self: Made, shared: Shared, settings: Settings) -> Made:
        sender = Sender(
            shared.transport, shared.credentials, shared.endpoints.origins, settings.options, shared.throttles,
            self._backend, shared.server_has_ended,
        )  # fmt: skip
        self.__dict__.update(
            _shared=shared,
            _settings=settings,
            _sender=sender,
            _response_validator=ResponseValidator(settings.validate_responses, shared.drifted),
            _resources={},
        )
        return self

    @classmethod
    @strips_traceback
    @reports_misuse("from_env(api, timeout=…)")
    def from_env(cls: type[Made], api: Any = None, *, program: str = "dynaclient", **options: Any) -> Made:
        """
        Return a client that is configured by the environment; an argument takes precedence over its variable.

        ``DYNACLIENT_TOKEN`` is the token (``user:password`` where the API uses HTTP basic authentication; without it no
        credential is sent, and an API without authentication gets none), ``DYNACLIENT_URL`` the URL of the API or
        ``DYNACLIENT_SERVER`` the name of one of its servers, ``DYNACLIENT_API`` the path or the URL of the description.
        An empty variable counts as unset. No description can have another variable read.

        Args:
            api: The description, as for `Client`. A program other than dynaclient passes its own.
            program: Whose variables are read: ``MY_SHOP_TOKEN``, … for ``my-shop``.
            options: As for `Client`.
        """
        from .environment import description_of, environment, named_variables

        variables, passed = environment(program), set(options)
        loaded = cls._load(description_of(api, variables, program), options.pop("patch", None), options)
        try:
            if "token" not in passed and variables.token is not None and loaded.auth:
                options["token"] = parse_credential(variables.token.reveal(), loaded.auth)
            if not {"url", "server"} & passed:  # either argument takes the place of both variables
                options.update(url=variables.url, server=variables.server)
            return cls(loaded, **options)
        except InvalidCall as error:
            is_set = {name for name in ("token", "url", "server") if getattr(variables, name) is not None}
            failure = named_variables(error, is_set - passed, program)
        raise failure

    @classmethod
    @strips_traceback
    @reports_misuse('from_profile("work", timeout=…)')
    def from_profile(cls: type[Made], name: str | None = None, *, api: Any = None, **options: Any) -> Made:
        """
        Return a client for a profile of the user: who they are at which API. An argument takes precedence over it.

        The profiles are in ``~/.config/dynaclient/profiles.json``, or where ``DYNACLIENT_CONFIG`` says. Sessions that
        `dynaclient login` has stored are shared with all other processes of the user, and refreshed by one of them. No
        browser is ever opened: `LoginNeeded` is raised if a person has to log in again.

        Args:
            name: The name of the profile; the default one if left out.
            api: The description, for the profile of a command of a package that ships it.
            options: As for `Client`.

        Raises:
            InvalidCall: There is no such profile, or the file cannot be used.
            DescriptionError: The file or the description is not valid.
        """
        from .profiles import arguments_of, profile_named

        profile = profile_named(name, api)
        loaded = cls._load(profile.api if api is None else api, options.pop("patch", None), options)
        client = cls(loaded, **arguments_of(profile, options))
        return client.with_defaults(**profile.defaults) if profile.defaults else client

    @classmethod
    @strips_traceback
    @reports_misuse("mock(api, grants={…})")
    def mock(
        cls: type[Made],
        api: Any = None,
        *,
        patch: Any = None,
        grants: Mapping[str, Iterable[str]] | None = None,
        store: str | os.PathLike[str] = ":memory:",
        ttl: float | None = 3600,
        seed: Any = None,
        token: Passed = None,
        https: bool = False,
        strict: bool = False,
        **options: Any,
    ) -> Made:
        """
        Return a client for a mock server that is made from the description and runs in a thread of this process.

        Args:
            api: The description; the bundled one if left out.
            patch: One or more patches of the description.
            grants: Token → the scopes that it has; ``user:password`` and ``client id:secret`` are for logins. Left out,
                any token may do anything, and everyone may log in.
            store: Where the server stores its state: a file, or ``:memory:``.
            ttl: Seconds for which the tokens are valid that the server issues; None for no end.
            seed: What the server has stored at the start, as for `MockServer.seed`: a dict, or the path of a file.
            token: The credential of the client; with `grants`, the first of them if left out.
            https: Whether the server has TLS, with a certificate that it makes and the client trusts.
            strict: Whether the server refuses arguments that it does not act on, with 501.
            options: As for `Client`, but for `url` and `trust_env`.

        The server is an authorization server as well: the ways to log in that the description has lead to it, by
        whatever URLs they are described. Tests control it as `mock_server`. Closing the client stops it.
        """
        loaded = cls._load(api, patch, options)
        for name in options:
            require_of_client(name, _arguments_of(cls.__init__, BaseClient.__init__), _arguments_of(BaseClient.mock))
        server = mock_server(loaded, grants=grants, store=store, ttl=ttl, seed=seed, https=https, strict=strict).start()
        try:
            if https:
                options.setdefault("ca", server.ca_file)
            if token is None and options.get("auth") is None and loaded.auth:
                token = first_credential(grants, loaded.auth) if grants else server.default_token()
            client = cls(loaded, url=UrlOfAll(server.url), token=token, trust_env=False, **options)
        except BaseException:
            server.close()
            raise
        client._shared.close_later(server)
        return client

    # How it shows itself.

    @property
    def token(self) -> Any:
        """The credential, redacted; set it to replace it for this client and all derived from it."""
        return self._shared.credentials.secret

    @token.setter
    @strips_traceback
    def token(self, token: Passed) -> None:
        self._shared.credentials.replace_token(token)

    @property
    def mock_server(self) -> MockServer:
        """The mock server of a client that `mock` has returned: its state, the requests, failures to order."""
        server = self._shared.mock_server
        if server is None:
            raise AttributeError  # for `__getattr__`
        return server

    def __repr__(self) -> str:
        try:
            base = self._shared.endpoints.base
        except DynaclientError:
            base = "no server yet"
        api = self.api
        return printable(f"<{type(self).__name__} {api.title}{' ' + api.version if api.version else ''} at {base}>")

    def __init_subclass__(cls) -> None:
        cls.__doc__ = InstanceDoc(cls.__doc__, BaseClient._page)  # type: ignore[assignment]

    def _page(self) -> Page:
        from ..help.resource_pages import api_page

        own = {name: first_sentence(getattr(type(self), name).__doc__).replace("``", "`") for name in OWN_NAMES}
        return api_page(self.api, title=repr(self), own=own)

    def _ipython_key_completions_(self) -> list[str]:
        return sorted(map(snake_case, self.api.resources))

    def __dir__(self) -> list[str]:
        own = {name for name in OWN_NAMES if name != "mock_server" or self._shared.mock_server is not None}
        return sorted({*own, *map(snake_case, self.api.resources)})

    # Its resources.

    def __getattr__(self, name: str) -> Resource:
        # Reached only when no attribute of the client's own has this name. Unset state must not lead back here.
        if name.startswith("__") or "_shared" not in self.__dict__:
            raise UnknownName(f"The client has no {name!r}", name)
        if name == "mock_server":
            raise UnknownName("The client has no mock server: only what Client.mock(…) returns has one", name)
        return self._resource(name)

    def __getitem__(self, name: str) -> Resource:
        return self._resource(name)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.api.has_resource(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ipython_key_completions_())

    @strips_traceback
    def __setattr__(self, name: str, value: Any) -> None:
        if name == "token":
            object.__setattr__(self, name, value)
            return
        raise not_settable(name, _arguments_of(BaseClient.__init__))

    def _resource(self, name: str) -> Resource:
        if not isinstance(name, str):
            raise UnknownName(f"The name of a resource is a string, not {type(name).__name__}", "")
        resource = self._resources.get(name)
        if resource is None:
            spelled = self.api.spellings.get(name)
            if spelled is None and "." not in name:
                known = map(snake_case, self.api.resources)
                raise unknown_resource(self.api.title, name, known, OWN_NAMES)
            described = self.api.resource(spelled or name)
            resource = self._resources.setdefault(described.name, Resource(self, described))
            resource = self._resources.setdefault(name, resource)
        return resource

    def __reduce__(self) -> tuple[Any, ...]:
        return restore, (type(self), state_of(self._shared, self._settings))

    # Calling by name.

    @reports_misuse('call("resource.action", {…})')
    def call(self, action: str, arguments: Mapping[str, Any] | None = None, /, **more: Any) -> Any:
        """
        Call an action by its full name: ``resource.action``.

        Args:
            action: The name, in either spelling.
            arguments: The arguments by name, as a dict.
            more: The same, as keywords.

        Returns:
            The value of the response; with `with_response` a `Result`.

        Raises:
            UnknownName: No such action.
            DescriptionError: The action's description has problems.
            InvalidCall: The arguments are not valid; nothing was sent.
            ScopeError: The token's scopes are known and do not allow the action; nothing was sent.
            TransportError: No usable response was received.
            ApiError: The status of the response is not 2xx.
        """
        try:
            return self._run(self.api.action(action), (arguments,) if arguments is not None else (), more)
        except BaseException as error:
            # Not by the decorator: warnings count the calls between here and the line that they are about.
            strip_traceback(error)
            shorten_interrupt(error)
            del self, arguments, more
            raise

    @strips_traceback
    @reports_misuse('find("words")')
    def find(self, text: str) -> Found:
        """
        Return the actions that match a search text, best match first: at most 25.

        The list shows itself as a table, which says if there are more, and its rows are called as the methods of this
        client are: ``client.find("tokens")[0](applicationId=…)``. `api.actions` has all actions.

        Its words may be in names, paths, descriptions, parameters and schemas, in another form, with a typo, or what
        people commonly call the same (``list`` for GET, ``mail`` for email). Words that an action does not have count
        against it, and actions that match far worse than the best one are left out, as are those whose description has
        problems.
        """
        if not isinstance(text, str):
            raise invalid_option("text", "is not a string", "pass the words to search for", "find")
        from .found import Found, found_action

        found = Found()
        names = self.api.search(text)
        for number, name in enumerate(names, 1):
            with suppress(DescriptionError):
                found.append(found_action(self, self.api.action(name)))
            if len(found) == MOST_FOUND:
                found.left_out = len(names) - number
                break
        return found

    @strips_traceback
    @reports_misuse('can("resource.action")')
    def can(self, action: str) -> bool | None:
        """
        Return whether the token's scopes allow an action; None when they are not known.

        An authorization server may grant more than the scopes that it names: of its tokens, only True is certain.
        """
        described = self.api.action(action)
        granted, schemes = self._granted_scopes(described)
        if described.allowed_by((), schemes):
            return True
        if granted is not None:
            return described.allowed_by(granted, schemes)
        issued = self._shared.credentials.granted_scopes(schemes, complete=False)
        return True if issued is not None and described.allowed_by(issued, schemes) else None


def _arguments_of(*functions: Any) -> dict[str, Any]:
    from inspect import signature

    return {name: parameter for function in functions for name, parameter in signature(function).parameters.items()}


def _raise_problems(api: Api) -> None:
    from ..description.lint import lint

    problems = lint(api, notes=False)
    if problems:
        raise DescriptionError(problems)
