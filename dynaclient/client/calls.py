"""
The way of one call: validate the arguments, build the request, send it, read the response.

`Calls` is the innermost part of both clients. Its coroutines wait by the client's backend alone, so that they serve
threads and asyncio alike.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from ..call.arguments import require_scopes, validate_arguments
from ..call.request import build_request, secret_values
from ..call.response import ResponseValidator, read_response
from ..description.api import Api
from ..description.model import Action, Parameter
from ..errors import ApiError, BadResponse, DynaclientError, InvalidCall, Problem, printable, warn_caller
from ..http.sender import Sender
from ..messages import Request, Response, Result
from ..redaction import is_secret_name, redact
from ..runtime.backends import Backend
from .options import Settings
from .shared import Shared


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
            return self._backend.iterate(self._stream(action, self._validate(action, positional, arguments)))
        return self._backend.run(self._perform, action, positional, arguments)

    async def _perform(
        self, action: Action, positional: tuple[Any, ...], arguments: Mapping[str, Any], key: str | None = None
    ) -> Any:
        validated = self._validate(action, positional, arguments)
        require_scopes(action, self._shared.scopes)
        response, attempts = await self._sender.send(self._build(action, validated, key), action)
        data = self._read(action, response, attempts, validated)
        if self._settings.full:
            return Result(data, response.status, response.headers, attempts, response.complete)
        return data

    def _call_row(self, name: str, arguments: Mapping[str, Any], key: str | None) -> Any:
        """Call an action for one of many rows; `key` is the idempotency key that the journal assigned to the row."""
        action = self.api.action(name)
        self._warn_of_deprecated(action, (), arguments)
        return self._backend.run(self._perform, action, (), arguments, key)

    async def _result_of(self, action: Action, request: Request, validated: dict[str, Any]) -> Result:
        """Send a request that has been built, and return the value with its response's status and headers."""
        response, attempts = await self._sender.send(request, action)
        data = self._read(action, response, attempts, validated)
        return Result(data, response.status, response.headers, attempts, response.complete)

    def _opener(self, action: Action, validated: dict[str, Any]) -> Callable[..., Awaitable[Response]]:
        """Return a coroutine function that sends the call, with further headers, and leaves the body to be read."""
        require_scopes(action, self._shared.scopes)
        request = self._build(action, validated)

        async def opened(fields: Iterable[tuple[str, str]] = ()) -> Response:
            sent = request.with_headers(fields)
            response, attempts = await self._sender.send(sent, action, stream=True)
            if not 200 <= response.status < 300:
                self._read(action, response, attempts, validated)
            if response.status == 206 and "Range" not in sent.headers:
                await self._require_whole(action, response, attempts)
            return response

        return opened

    @staticmethod
    async def _require_whole(action: Action, response: Response, attempts: int) -> None:
        """Raise BadResponse for a part that was not requested: it would be taken for the whole."""
        from ..results.ranges import is_whole

        if not is_whole(response.headers):
            if response.pieces is not None:
                await response.pieces.aclose()
            raise BadResponse("the response is only a part (206), which was not requested", action.name, attempts)

    def _stream(self, action: Action, validated: dict[str, Any]) -> Any:
        from ..results.stream_readers import StreamOptions
        from ..results.streams import stream_of

        options = StreamOptions(self._settings.reconnect, self._settings.options.read_timeout)
        return stream_of(action, self._opener(action, validated), self._backend, self._response_validator, options)

    # Validate.

    def _validate(self, action: Action, positional: tuple[Any, ...], arguments: Mapping[str, Any]) -> dict[str, Any]:
        passed = _merged(action, positional, arguments)
        defaults = self._settings.defaults
        if defaults:
            named = {action.spellings.get(name) for name in passed}
            added = {name: value for name, value in defaults.items() if name in action.parameters and name not in named}
            passed = {**added, **passed}
        return validate_arguments(action, passed, mode=self._settings.validate, media=self._settings.content)

    # Build.

    def _build(self, action: Action, validated: Mapping[str, Any], key: str | None = None) -> Request:
        settings = self._settings
        request = build_request(
            action, validated, base=self._shared.endpoints.base_for(action), media=settings.content,
            headers=settings.headers, query=settings.query,
        )  # fmt: skip
        header = action.idempotency_key
        if header and header not in request.headers:
            from uuid import uuid4

            # One key for the whole call, however many attempts it takes.
            return request.with_headers([(header, key or str(uuid4()))])
        return request

    def _prepare(self, action: Action, positional: tuple[Any, ...], arguments: Mapping[str, Any]) -> Request:
        self._warn_of_deprecated(action, positional, arguments)
        return self._build(action, self._validate(action, positional, arguments))

    # Read.

    def _read(self, action: Action, response: Response, attempts: int, validated: dict[str, Any]) -> Any:
        """Return the value of a response, or raise its error."""
        hint = self._hint(action, response.status)
        try:
            data = read_response(self.api, action, response, attempts=attempts, hint=hint)
            self._response_validator.validate(action, response, data)
        except (ApiError, BadResponse) as error:
            failure = error
        else:
            return data
        raise self._without_secrets(failure, response, action, validated)

    def _hint(self, action: Action, status: int) -> str:
        if status == 401 and action.auth and not self._shared.credentials.applies_to(action):
            return "no credential was sent; pass Client(token=…)"
        return ""

    def _without_secrets(
        self, failure: ApiError | BadResponse, response: Response, action: Action, validated: dict[str, Any]
    ) -> DynaclientError:
        """Return the failure with the secrets of the request redacted: some servers echo what they refuse."""
        secrets = self._secrets_of(action, validated)
        if isinstance(failure, BadResponse):
            # Its message shows the beginning of the body, which may end in the middle of a secret.
            try:
                read_response(self.api, action, redact(response, secrets), attempts=failure.attempts)
            except BadResponse as error:
                failure = error
        vars(failure).update(redact(vars(failure), secrets))
        failure.args = redact(failure.args, secrets)
        return failure

    def _secrets_of(self, action: Action, validated: dict[str, Any]) -> set[str]:
        """Return each secret that was sent with a call."""
        settings = self._settings
        undeclared = {**settings.headers, **settings.query}
        return {
            *self._shared.credentials.secret_values,
            *secret_values(action, validated, settings.content),
            *(str(value) for name, value in undeclared.items() if is_secret_name(name)),
        }

    # Warn of what is deprecated.

    def _warn_of_deprecated(self, action: Action, positional: tuple[Any, ...], arguments: Mapping[str, Any]) -> None:
        """Warn of deprecated actions and arguments at the line of the caller, once for all clients derived from one."""
        if action.problems:
            listed = "; ".join(map(str, action.problems))
            message = f"{action.name}: the description has problems, and what they are in is left out: {listed}"
            self._warn_once(f"{action.name} problems", message)
        deprecated = _deprecated_parameters(action)
        if not (action.deprecated or deprecated):
            return
        if action.deprecated:
            self._warn_once(action.name, f"{action.name} is deprecated: {action.deprecated}")
        named = dict(self._settings.defaults)
        for passed in (*filter(_is_mapping, positional), arguments):
            named.update((action.spellings.get(name, name), value) for name, value in passed.items())
        for parameter in deprecated:
            if named.get(parameter.name) is not None:
                message = f"{action.name}: the argument {parameter.name} is deprecated: {parameter.deprecated}"
                self._warn_once(f"{action.name}({parameter.name})", message)

    def _warn_once(self, key: str, message: str) -> None:
        warned = self._shared.deprecations
        if key in warned:
            return
        warned.add(key)
        try:
            warn_caller(printable(message))
        except Warning:
            warned.discard(key)  # an error by the caller's filters: it will be raised the next time too
            raise


@lru_cache(maxsize=4096)
def _deprecated_parameters(action: Action) -> tuple[Parameter, ...]:
    return tuple(parameter for parameter in action.parameters.values() if parameter.deprecated)


def _is_mapping(value: Any) -> bool:
    return isinstance(value, Mapping)


def _merged(action: Action, positional: tuple[Any, ...], arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the arguments of a call, passed as one dict, as keywords, or both."""
    if not positional:
        return arguments
    first = positional[0]
    if len(positional) == 1 and isinstance(first, Mapping) and not (set(first) & set(arguments)):
        return {**first, **arguments}
    if len(positional) == 1 and isinstance(first, Mapping):
        message, name = "was passed twice, in the dict and as a keyword", str(next(iter(set(first) & set(arguments))))
    else:
        message, name = "arguments are passed by name", "positional arguments"
    hint = f"write {action.name}({', '.join(f'{name}=…' for name in list(action.parameters)[:2])}) or pass one dict"
    problem = Problem.in_call("call", name, (), "keyword", "keywords", None, message, hint)
    raise InvalidCall(action.name, [problem])
