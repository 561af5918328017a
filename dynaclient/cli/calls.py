"""One call: the words of its command line, what it does, and what it gives, bit by bit where it comes so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from ..errors import DynaclientError
from ..messages import MASK
from . import connection, output
from .connection import Connection
from .presentation import Presentation

if TYPE_CHECKING:
    from ..client.sync import Client
    from ..description.api import Api
    from ..description.model import Action
    from ..http.transports.base import Transport
    from ..messages import Result


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


@dataclass(frozen=True)
class Task:
    """What is done with a call."""

    presentation: Presentation
    curl: bool = False
    """Whether the request is shown as a command line of curl, and not sent."""
    every: bool = False
    """Whether all items of a list are wanted, page after page."""
    most: int | None = None
    """How many of them at most."""
    progress: bool | None = None
    """Whether it is shown how far that is."""


def carry_out(call: Call, inputs: list[dict[str, Any]], task: Task) -> None:
    """
    Do with a call what is to be done, and write what comes of it.

    Args:
        call: What is called, and how.
        inputs: The arguments of each call to make, one after the other.
        task: What is done.
    """
    calls = [replace(call, arguments=each) for each in inputs]
    if call.connection.dry_run:
        for each in calls:
            _show_request(each, curl=task.curl)
        output.tell("nothing was sent")
        return
    if call.action.stream:
        task.presentation.refuse_for(call.action)
    if len(calls) > 1:
        task = replace(task, presentation=replace(task.presentation, in_lines=True))
    with call.client() as client:
        for number, each in enumerate(calls, 1):
            try:
                _give(client, each, task)
            except DynaclientError:
                if len(calls) > 1:
                    output.tell(f"call {number} of {len(calls)} went wrong, and no further one was made:")
                raise


def _show_request(call: Call, *, curl: bool) -> None:
    """Show the request that would be sent."""
    from ..testing import RecordingTransport, response
    from .preview import curl_line, preview

    # A dry run goes all the way, to a transport that only records.
    recording = RecordingTransport(response(None, 204))
    with call.client(recording) as client:
        given = call.called_by(client)
        if call.action.stream:
            list(given)
    request = recording.requests[-1]
    text = curl_line(request) if curl else preview(request)
    output.show(text)
    if curl and MASK in text:
        output.tell(f"a secret goes in place of each {MASK}")


def _give(client: Client, call: Call, task: Task) -> None:
    """Call, and write what comes."""
    if task.every:
        _give_all(client, call, task)
    elif call.action.stream:
        with closing(call.called_by(client)) as stream:
            task.presentation.give_steps(call.action, stream)
    else:
        result: Result = call.called_by(client)
        task.presentation.give(call.action, result)


def _give_all(client: Client, call: Call, task: Task) -> None:
    """Write all items of a list, page after page; at most so many."""
    # What goes line by line to a terminal, or through another program to one, would stand among the progress.
    apart = task.presentation.collects or not (output.on_terminal() or output.is_piped())
    shown = output.tells_terminal() and apart if task.progress is None else task.progress
    items = call.method_of(client, "items", "gives no pages: leave out --all", max_items=task.most, progress=shown)
    with items(call.arguments) as coming:
        task.presentation.give_items(coming)
