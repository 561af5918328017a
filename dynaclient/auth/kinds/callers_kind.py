"""Kinds of a caller's: what their functions raise or return by mistake becomes an error of this library."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from ...errors import DynaclientError, InvalidCall, invalid_option
from ...messages import Request
from ..work import Work
from .kind import Kind, Steps

if TYPE_CHECKING:
    from ...description.model import AuthScheme


def checked(kind: Kind) -> Kind:
    """Return a kind whose functions raise errors of this library only."""
    accept = _checked("accept", kind.accept)
    add = None if kind.add is None else _returns_request(_checked("add", kind.add))
    steps = None if kind.steps is None else _yields_requests(_checked("steps", kind.steps))
    sent_in = _checked("sent_in", kind.sent_in)
    return Kind(**{**vars(kind), "accept": accept, "add": add, "steps": steps, "sent_in": sent_in})


def _checked(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except DynaclientError:
            raise
        except Exception as error:  # noqa: BLE001 - a function of the caller's may raise anything, with the secret in it
            reason = type(error).__name__
        raise _wrong(f"raised {reason}", f"fix what its `{name}` does")

    return call


def _returns_request(add: Callable[..., Any]) -> Callable[..., Request]:
    def call(*arguments: Any) -> Request:
        found = add(*arguments)
        if isinstance(found, Request):
            return found
        raise _wrong("returned no request", "have its `add` return request.with_credential(…)")

    return call


def _yields_requests(steps: Callable[..., Any]) -> Callable[..., Steps]:
    def call(request: Request, scheme: AuthScheme, value: Any) -> Steps:
        generator = steps(request, scheme, value)
        if not isinstance(generator, Generator):
            raise _wrong("returned no generator", "yield request.with_credential(…) in its `steps`")
        answer: Any = None
        has_sent = False
        try:
            while True:
                try:
                    step = generator.send(answer)
                except StopIteration:
                    break
                if not isinstance(step, (Request, Work)):
                    raise _wrong("yielded no request", "yield request.with_credential(…) in its `steps`")
                has_sent = has_sent or isinstance(step, Request)
                answer = yield step
        finally:
            generator.close()
        if not has_sent:
            raise _wrong("yielded no request", "yield request.with_credential(…) in its `steps`")

    return call


def _wrong(reason: str, hint: str) -> InvalidCall:
    return invalid_option("auth", f"the kind of the credential {reason}", hint)
