"""Responses as they are: the bytes of a body, of an error too, for a program that passes them on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any

from ..call.response_validation import ResponseValidator
from ..description.model import Action
from ..results.stream_readers import ByteReader, StreamOptions
from ..results.streams import ByteStream

if TYPE_CHECKING:
    from .sync import Client


def pass_on(client: Client, name: str, arguments: Mapping[str, Any], write: Callable[[bytes], Any]) -> None:
    """
    Call an action, and pass the body of its response to a function; the body of a stream bit by bit.

    The bytes are decoded as ``Content-Encoding`` declares, and not changed in any other way: a secret that the server
    returns is in them. The body of an error is passed on as well, before the error is raised.

    Args:
        client: The client.
        name: The full name of the action.
        arguments: Its arguments.
        write: Is called with the bytes.

    Raises:
        DynaclientError: What a call raises, except for a body that is not of its type: nothing reads it.
    """
    action = client.api.action(name)
    client._warn_of_deprecated(action, (), arguments)
    if action.stream:
        _pass_on_stream(client, action, arguments, write)
    else:
        client._backend.run(action.name, client._receive, action, arguments, lambda response: write(response.body))


def _pass_on_stream(
    client: Client, action: Action, arguments: Mapping[str, Any], write: Callable[[bytes], Any]
) -> None:
    validated = client._validate(action, (), arguments)
    clean = partial(client._clean, action, validated)
    opened = client._opener(action, validated, clean, lambda response: write(response.body))
    options = StreamOptions(0, client._settings.options.read_timeout)
    reader = ByteReader(action, opened, client._backend, ResponseValidator("off", set()), options)
    with closing(client._iterate(ByteStream(reader), action, validated)) as pieces:
        for piece in pieces:
            write(piece)
