"""
The way of one call: validate the arguments, build the request, send it, read the response.

`Calls` is the innermost part of both clients. Its coroutines wait by the client's backend alone, so that they serve
threads and asyncio alike.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import partial
from math import inf
from time import monotonic
from typing import Any

from ..call.arguments import require_scopes, validate_arguments
from ..call.defaults import call_with_defaults, row_with_defaults
from ..call.idempotency import new_key
from ..call.overwriting import NO_KEYS
from ..call.request import build_request, secret_values, undeclared_secrets
from ..call.response import Clean, api_error, read_value
from ..call.response_validation import ResponseValidator, describe_differences, subject_of
from ..call.urls import origin_of
from ..description.api import Api
from ..description.argument_paths import key_path
from ..description.granted_scopes import scope_texts
from ..description.model import Action
from ..description.prose import with_replacement
from ..errors import BadResponse, DynaclientError, InvalidCall, NotAllowed, printable, warn_caller
from ..http.call_state import HAS_CALLERS_CAUSE
from ..http.retry import leaves_outcome_unknown
from ..http.sender import Sender, Sent
from ..messages import Headers, Request, Response, Result
from ..records import replace
from ..redaction import redact
from ..runtime.backends import Backend, ManagedIterator
from .options import OPTION_NAMES, SETTING_NAMES, Settings
from .positional import merged_arguments
from .shared import Shared
from .sibling_streams import refuse_stream

_OPTIONS = (*OPTION_NAMES, *SETTING_NAMES)


class CleanErrors:
    """A context that removes secrets from the errors that leave it, see `clean_error`."""

    __slots__ = ("_clean",)

    def __init__(self, clean: Clean) -> None:
        self._clean = clean

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        """Change an error of this library; those of the caller's code, and interrupts, are the caller's."""
        if isinstance(error, DynaclientError):
            clean_error(error, self._clean)


def clean_error(error: DynaclientError, clean: Clean) -> None:
    """Remove the secrets of a call from an error: the one way out of it."""
    if HAS_CALLERS_CAUSE not in vars(error):
        error.__cause__ = None  # of the caller's transport: it may refer to the whole request
    clean(error)


class Calls:
    """One call from arguments to value, for the clients that derive from this class."""

    _backend: Backend
    _shared: Shared
    _settings: Settings
    _sender: Sender
    _response_validator: ResponseValidator

    @property
    def api(self) -> Api:
        """The description, frozen: `resources`, `actions` by full name, `schemas`."""
        return self._shared.api

    def _run(self, action: Action, positional: tuple[Any, ...], arguments: Mapping[str, Any]) -> Any:
        """Make a call, and return its value; for an action that streams, the stream."""
        self._warn_of_deprecated(action, positional, arguments)
        if action.stream:
            validated = self._validate(action, positional, arguments)
            return self._iterate(self._stream(action, validated), action, validated)
        return self._backend.run(action.name, self._perform, action, positional, arguments)

    async def _perform(
        self, action: Action, positional: tuple[Any, ...], arguments: Mapping[str, Any], key: str | None = None
    ) -> Any:
        validated = self._validate(action, positional, arguments, key)
        self._require_permission(action)
        clean = partial(self._clean, action, validated)
        started = monotonic()
        try:
            request = self._build(action, validated, key)
            sent = await self._sender.send(request, action, clean=clean)
            data = await self._read(action, request, sent, clean, started)
        except DynaclientError as error:  # not `CleanErrors`: it takes more steps, and this runs for each call
            clean_error(error, clean)
            raise
        return _result(data, sent) if self._settings.full else data

    def _require_permission(self, action: Action) -> None:
        """Raise NotAllowed if the client is limited to others, ScopeError if the known scopes do not allow it."""
        allowance = self._settings.allowance
        if allowance is not None and (reason := allowance.refusal(action)):
            raise NotAllowed(action.name, reason)
        shared = self._shared
        if shared.scopes is None and not shared.credentials.state.has_scopes:
            return
        granted, schemes = self._granted_scopes(action)
        if granted is not None:
            require_scopes(action, granted, schemes)

    def _granted_scopes(self, action: Action) -> tuple[tuple[str, ...] | None, Sequence[str] | None]:
        """Return the scopes of the token, None if they are not known, and the auth schemes that it is sent for."""
        shared = self._shared
        schemes = shared.credentials.schemes_for(action)
        granted = shared.scopes
        return (shared.credentials.granted_scopes(schemes) if granted is None else granted), schemes

    def _call_row(self, name: str, arguments: Mapping[str, Any], key: str | None) -> Any:
        """Call an action for one of many rows; `key` is the idempotency key that the journal assigned to the row."""
        action = self.api.action(name)
        self._warn_of_deprecated(action, (), arguments)
        passed = row_with_defaults(arguments, self._settings.defaults)
        return self._backend.run(name, self._perform, action, (), passed, key)

    def _prepare_row(self, name: str, arguments: Mapping[str, Any], key: str | None) -> Any:
        """Return the request for one of many rows, without credentials."""
        return self._backend.run(name, self._prepared, self.api.action(name), arguments, key)

    async def _prepared(self, action: Action, arguments: Mapping[str, Any], key: str | None) -> Request:
        request = self._prepare(action, (), row_with_defaults(arguments, self._settings.defaults), key)
        self._require_permission(action)
        return request

    async def _receive(self, action: Action, arguments: Mapping[str, Any], received: Callable[[Response], Any]) -> None:
        """Make a call, pass on its response as it is, and raise the error of a status that is not 2xx after that."""
        validated = self._validate(action, (), arguments)
        self._require_permission(action)
        clean = partial(self._clean, action, validated)
        started = monotonic()
        with CleanErrors(clean):
            request = self._build(action, validated)
            sent = await self._sender.send(request, action, clean=clean)
            await _require_whole(action, request, sent)
            received(sent.response)
            if not 200 <= sent.response.status < 300:
                await self._read(action, request, sent, clean, started)

    async def _result_of(self, action: Action, request: Request, validated: dict[str, Any]) -> Result:
        """Send a request that has been built, and return the value with its response's status and headers."""
        clean = partial(self._clean, action, validated)
        started = monotonic()
        with CleanErrors(clean):
            sent = await self._sender.send(request, action, clean=clean)
            return _result(await self._read(action, request, sent, clean, started), sent)

    def _opener(
        self,
        action: Action,
        validated: dict[str, Any],
        clean: Clean,
        refused: Callable[[Response], Any] | None = None,
        ending: Any = None,
    ) -> Callable[..., Awaitable[Response]]:
        """
        Return a coroutine function that sends the call, with further headers, and leaves the body to be read.

        Args:
            action: The action.
            validated: The arguments.
            clean: Removes the secrets of the call from errors.
            refused: Is called with the response of an error, before that is raised.
            ending: What the call waits by if it can be ended, see `runtime.endable`.
        """
        self._require_permission(action)
        sender = self._sender if ending is None else replace(self._sender, backend=ending)
        with CleanErrors(clean):
            request = self._build(action, validated)

        async def opened(fields: Iterable[tuple[str, str]] = ()) -> Response:
            started = monotonic()
            with CleanErrors(clean):
                ranged = request.with_headers(fields)
                sent = await sender.send(ranged, action, stream=True, clean=clean)
                if not 200 <= sent.response.status < 300:
                    if refused is not None:
                        refused(sent.response)
                    await self._read(action, ranged, sent, clean, started)
                await _require_whole(action, ranged, sent)
            return sent.response

        return opened

    def _endable(self, begun: Callable[[Any], None]) -> Any:
        """Return what a stream waits by; it is passed to `begun` when that begins. See `runtime.endable`."""
        raise NotImplementedError

    def _stream(self, action: Action, validated: dict[str, Any]) -> Any:
        from ..results.stream_readers import StreamOptions
        from ..results.streams import stream_of

        options = StreamOptions(self._settings.reconnect, self._settings.options.read_timeout)
        clean = partial(self._clean, action, validated)
        validator = self._response_validator.with_clean(clean)
        ending = self._endable(self._shared.note_stream)
        opened = self._opener(action, validated, clean, ending=ending)
        return stream_of(action, opened, ending, validator, options)

    # Validate.

    def _validate(
        self, action: Action, positional: tuple[Any, ...], arguments: Mapping[str, Any], key: str | None = None
    ) -> dict[str, Any]:
        passed = merged_arguments(action, positional, arguments) if positional else arguments
        defaults = self._settings.defaults
        if defaults:
            passed = call_with_defaults(action, passed, defaults)
        settings = self._settings
        try:
            validated = validate_arguments(
                action, passed, mode=settings.validate, media=settings.content, options=_OPTIONS,
                keys=self._key_names(action),
                make_key=(lambda: key or new_key()) if action.idempotency_key else None,
            )  # fmt: skip
            if action.body is not None and settings.validate == "raise":
                refuse_stream(self.api, action, validated)
            return validated
        except InvalidCall as error:
            self._clean(action, {}, error)
            raise

    # Build.

    def _build(self, action: Action, validated: Mapping[str, Any], key: str | None = None) -> Request:
        settings = self._settings
        request = build_request(
            action, validated, base=self._shared.endpoints.base_for(action), media=settings.content,
            headers=settings.headers, query=settings.query, keys=self._key_names(action),
        )  # fmt: skip
        header = action.idempotency_key
        if header and header not in request.headers and key_path(action) is None:
            # One key for the whole call, however many attempts it takes.
            return request.with_headers([(header, key or new_key())])
        return request

    def _key_names(self, action: Action) -> Mapping[str, frozenset[str]]:
        """Return the names of the API keys that a call is sent with: none at an origin that gets no credential."""
        names = self._shared.credentials.key_names(action)
        is_sent = names and origin_of(self._shared.endpoints.base_for(action)) in self._sender.origins
        return names if is_sent else NO_KEYS

    def _prepare(
        self, action: Action, positional: tuple[Any, ...], arguments: Mapping[str, Any], key: str | None = None
    ) -> Request:
        self._warn_of_deprecated(action, positional, arguments)
        validated = self._validate(action, positional, arguments, key)
        with CleanErrors(partial(self._clean, action, validated)):
            return self._build(action, validated, key)

    # Read.

    async def _read(self, action: Action, request: Request, sent: Sent, clean: Clean, started: float) -> Any:
        """Return the value of a response, or raise its error; the call `started` at this time of the clock."""
        response, attempts, hint = sent
        if response.status == 206:
            await _require_whole(action, request, sent)
        if 200 <= response.status < 300:
            data = read_value(action, response, attempts, clean)
        else:
            unknown = leaves_outcome_unknown(response.status, action.idempotent or bool(action.idempotency_key))
            hint = hint or self._hint(action, response.status, unknown=unknown)
            if not hint and response.status in (401, 403):
                hint = self._scope_hint(action, clean(response.headers)) or self._credential_hint(
                    response.status, action
                )
            error = api_error(self.api, action, response, url=request.url, attempts=attempts, hint=hint, clean=clean)
            error.may_be_processed = unknown
            raise error
        if self._response_validator.mode != "off":
            await self._validate_response(self._response_validator.with_clean(clean), action, sent, data, started)
        return data

    async def _validate_response(
        self, validator: ResponseValidator, action: Action, sent: Sent, data: Any, started: float
    ) -> None:
        """Validate a response, within the deadline of the call and without blocking an event loop."""
        response, attempts, _ = sent
        schema = validator.schema_to_explain(action, response, data, attempts)
        if schema is None:
            return
        timeout = self._sender.timeout_of(action)
        seconds = inf if timeout is None else max(started + timeout - monotonic(), 0)
        describe = partial(describe_differences, schema, data, seconds)
        text = await self._backend.call_source(describe, inf)  # in its own thread if there is an event loop
        validator.report(action, action.name, subject_of(response), text, response, data, attempts)

    def _hint(self, action: Action, status: int, *, unknown: bool) -> str:
        if unknown:
            return "the server may have processed the call: check before you send it again"
        credentials = self._shared.credentials
        if status == 401 and action.auth and credentials.schemes_for(action) is None:
            if not credentials.state.configured:
                return f"no credential was sent; {credentials.hint_for(action)}"
            schemes = " or ".join(" and ".join(names) for names in action.auth)
            return (
                f"no credential was sent, since this action takes {schemes}; pass Client(token={{…}}) with it by name"
            )
        return ""

    def _credential_hint(self, status: int, action: Action) -> str:
        """Return what to do about a credential that is refused as a whole."""
        is_sent = bool(self._shared.credentials.schemes_for(action))
        hint = "the server refused the credential: check that it is valid, and one of this server"
        return hint if status == 401 and is_sent else ""

    def _scope_hint(self, action: Action, headers: Headers) -> str:
        """Return which scope the token lacks, where a response or the description has that."""
        from ..auth.challenges import lacking_scope

        lacking = lacking_scope(headers)
        granted = self._shared.credentials.granted_scopes(self._shared.credentials.schemes_for(action), complete=False)
        needed = [] if lacking else action.lacking_scopes(granted or ())
        if lacking is None and (granted is None or not needed):
            return ""
        listed = lacking or " or ".join(scope_texts(needed))
        has = f", it has {printable(' '.join(granted))}" if granted else ""
        wanted = f" that the call needs: {printable(listed)}" if listed else ""
        return f"the token may lack a scope{wanted:.300}{has:.300}; obtain one with it (scopes=[…])"

    # Remove secrets.

    def _clean(self, action: Action, validated: Mapping[str, Any], value: Any) -> Any:
        """
        Return a value, or change an error, with the secrets of a call redacted: some servers echo what they receive.

        Everything of a response or a request that leaves other than as the value of the call passes through here.
        """
        return redact(value, self._secrets_of(action, validated))

    def _iterate(self, iterator: ManagedIterator[Any], action: Action, validated: Mapping[str, Any]) -> Any:
        """Return what the caller iterates over."""
        iterator._clean = partial(self._clean, action, validated)
        return self._backend.iterate(iterator)

    def _secrets_of(self, action: Action, validated: Mapping[str, Any]) -> set[str]:
        """Return each secret that was sent with a call."""
        settings = self._settings
        return {
            *self._sender.secret_values,
            *secret_values(action, validated, settings.content),
            *undeclared_secrets(settings.headers),
            *undeclared_secrets(settings.query),
        }

    # Warn of what is deprecated.

    def _warn_of_deprecated(self, action: Action, positional: tuple[Any, ...], arguments: Mapping[str, Any]) -> None:
        """Warn of deprecated actions and arguments at the line of the caller, once for all clients derived from one."""
        reads_schemas = action.stream or self._response_validator.mode != "off"
        problems = action.problems if reads_schemas else action.left_out
        if problems:
            listed = "; ".join(map(str, problems))
            message = f"{action.name}: the description has problems, and what they are in is left out: {listed}"
            self._warn_once(f"{action.name} problems", message, "left-out")
        deprecated = action.deprecated_parameters
        if not (action.deprecated or deprecated):
            return
        if action.deprecated:
            self._warn_once(action.name, with_replacement(f"{action.name} is deprecated", action.deprecated))
        named = dict(self._settings.defaults)
        for passed in (*filter(_is_mapping, positional), arguments):
            named.update((action.spellings.get(name, name), value) for name, value in passed.items())
            named.update((action.member_spellings.get(name, name), value) for name, value in passed.items())
        body = named.get(action.body.name) if action.body else None
        for parameter in deprecated:
            inside = body.get(parameter.wire) if isinstance(body, Mapping) and parameter.location == "member" else None
            if named.get(parameter.name, inside) is not None:
                statement = f"{action.name}: the argument {parameter.name} is deprecated"
                message = with_replacement(statement, parameter.deprecated)
                self._warn_once(f"{action.name}({parameter.name})", message)

    def _warn_once(self, key: str, message: str, code: str = "deprecated") -> None:
        warned = self._shared.deprecations
        if key in warned:
            return
        warned.add(key)
        try:
            warn_caller(printable(message), code)
        except Warning:
            warned.discard(key)  # an error by the caller's filters: it will be raised the next time too
            raise


def _result(data: Any, sent: Sent) -> Result:
    response = sent.response
    return Result(data, response.status, response.headers, sent.attempts, response.complete)


async def _require_whole(action: Action, request: Request, sent: Sent) -> None:
    """Raise BadResponse for a part that was not requested: it would be taken for the whole."""
    response = sent.response
    if response.status != 206 or "Range" in request.headers:
        return
    from ..results.ranges import is_whole

    if not is_whole(response.headers):
        if response.pieces is not None:
            await response.pieces.aclose()
        message = "the response is only a part (206), which was not requested"
        error = BadResponse(message, action.name, sent.attempts, code="response-partial")
        raise error.with_response(response, may_be_processed=not action.idempotent)


def _is_mapping(value: Any) -> bool:
    return isinstance(value, Mapping)
