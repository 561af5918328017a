"""One call: the words of its command line, what it does, and what it gives, bit by bit where it comes so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from . import connection, output
from .connection import Connection

if TYPE_CHECKING:
    from ..client import Client
    from ..description import Api
    from ..messages import Result
    from ..model import Action
    from ..transport import Transport


@dataclass(frozen=True)
class Call:
    """What is to be called with what, and how."""

    api: Api
    action: Action
    arguments: Mapping[str, Any]
    connection: Connection

    @classmethod
    def of(cls, api: Api, name: str, words: Iterable[str], settings: Connection) -> Call:
        """Give the call that these words stand for; UsageError where they cannot be read."""
        action = api.action(name)
        return cls(api, action, arguments_of(action, words, settings.content), settings)

    def client(self, transport: Transport | None = None) -> Client:
        """Give a client for it, to be closed."""
        return connection.client_of(self.api, self.connection, transport)

    def called_by(self, client: Client) -> Any:
        """Give what the call gives: a `Result`, or a stream that has not begun."""
        caller = client.with_options(content=self.connection.content).with_response
        return caller.call(self.action.name, self.arguments)

    def method_of(self, client: Client, name: str, told: str, **options: Any) -> Any:
        """Give what an action's method can do beside being called; UsageError, with what is told, where it cannot."""
        caller = client.with_options(content=self.connection.content, **options)
        found = getattr(caller[self.action.resource][self.action.key], name, None)
        if found is None:
            raise click.UsageError(f"{self.action.name} {told}")
        return found


def arguments_of(action: Action, words: Iterable[str], content: str | None) -> dict[str, Any]:
    """Give the arguments that words stand for; UsageError where they cannot be read."""
    from .words import Misread, arguments_of

    try:
        return arguments_of(action, words, content)
    except Misread as error:
        told = output.printable(str(error))
    raise click.UsageError(told)


# --- what is done ----------------------------------------------------------------------------------------------------


def show_request(call: Call) -> None:
    """Show the request that would be sent."""
    from ..testing import RecordingTransport, answer
    from .preview import preview

    # A dry run goes all the way, to a transport that only records.
    recording = RecordingTransport(answer(None, 204))
    with call.client(recording) as client:
        given = call.called_by(client)
        if call.action.stream:
            list(given)
    output.show(preview(recording.requests[-1]))
    output.tell("nothing was sent")


def give(call: Call, *, whole: bool) -> None:
    """Call, and write what comes; with `whole`, status and headers too."""
    if call.action.stream:
        _give_stream(call, whole=whole)
        return
    with call.client() as client:
        result: Result = call.called_by(client)
    output.give(result, whole=whole)


def give_all(call: Call, most: int | None) -> None:
    """Write all items of a list, page after page, one a line; at most so many."""
    with call.client() as client:
        items = call.method_of(client, "items", "gives no pages: leave out --all", max_items=most)
        with items(call.arguments) as coming:
            for each in coming:
                output.give_line(each)


def _give_stream(call: Call, *, whole: bool) -> None:
    if whole:
        raise click.UsageError(f"{call.action.name} gives a stream: leave out --with-response")
    if call.action.stream == "bytes" and output.on_terminal():
        raise click.UsageError(f"{call.action.name} gives bytes, which a terminal may not show; send them to a file")
    writing = _WRITING[call.action.stream]
    with call.client() as client, closing(call.called_by(client)) as stream:
        for each in stream:
            writing(each)


def _give_event(event: Any) -> None:
    output.give_line({"event": event.event, "data": event.data, "id": event.id})


_WRITING = {"sse": _give_event, "ndjson": output.give_line, "bytes": output.give_bytes}
"""Each kind of stream, and what writes a step of it."""
