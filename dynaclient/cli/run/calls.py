"""One call: its arguments, its client, and its result, written when it is received."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import click

from ...call.plans import plan_of
from ...call.urls import origin_of
from ...client.environment import variable
from ...client.methods import wrong_paginate
from ...errors import DynaclientError, InvalidCall
from ...records import dataclass, replace
from ...redaction import MASK
from ...strings.counting import counted
from ..arguments import connection
from ..arguments.connection import Connection
from ..arguments.options import verbosity
from ..output import console
from ..output.writer import ResultWriter

if TYPE_CHECKING:
    from ...auth.kinds.curl import CurlOptions
    from ...client.sync import Client
    from ...description.api import Api
    from ...description.model import Action
    from ...http.transports.base import Transport
    from ...messages import Request, Result
    from ..arguments.input_file import Input


@dataclass(frozen=True)
class Call:
    """An action, its arguments, and how to connect."""

    api: Api
    action: Action
    arguments: Mapping[str, Any]
    connection: Connection
    line: int | None = None
    """The line of --input that has its arguments, if each line is a call."""

    @classmethod
    def parse(cls, api: Api, name: str, words: Iterable[str], connection: Connection) -> Call:
        """Return the call that these words describe; raise UsageError if they cannot be parsed."""
        action = api.action(name)
        if connection.content is not None and not plan_of(action).offered:
            raise click.UsageError(f"--content is the media type of a body, and {action.name} has none: omit it")
        return cls(api, action, _parse_arguments(action, words, connection.content), connection)

    def create_client(self, transport: Transport | None = None) -> Client:
        """Return a client for this call; the caller closes it."""
        client: Client = connection.create_client(self.api, self.connection, transport)
        if verbosity(click.get_current_context()) > 1:
            from ..output.verbose import print_connection

            print_connection(client, self.action, self.connection)
        return client

    def send(self, client: Client) -> Any:
        """Call the action, and return its `Result`, or a stream that has not started."""
        caller = client.with_options(content=self.connection.content).with_response
        return caller.call(self.action.name, self.arguments)

    def bound_method(self, client: Client, name: str, reason: str, **options: Any) -> Any:
        """Return a method of the action, such as `items`; raise UsageError with the reason if it does not have it."""
        caller = client.with_options(content=self.connection.content, **options)
        method = getattr(caller[self.action.resource][self.action.key], name, None)
        if method is None:
            raise click.UsageError(f"{self.action.name} {reason}")
        return method


def _parse_arguments(action: Action, words: Iterable[str], content: str | None) -> dict[str, Any]:
    from ..arguments.assignments import InvalidAssignment, parse_assignments

    try:
        return parse_assignments(action, words, content)
    except InvalidAssignment as error:
        message = console.printable(str(error))
    raise click.UsageError(message)


# --- call ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CallOptions:
    """What to do with a call."""

    writer: ResultWriter
    curl: bool = False
    """Whether to print the request as a curl command, and not to send it."""
    all_items: bool = False
    """Whether to write all items of a list, page after page."""
    max_items: int | None = None
    """The maximum number of items."""
    progress: bool | None = None
    """Whether to show the progress."""
    raw: bool = False
    """Whether to write the body of the response as it is, also of an error."""
    max_events: int | None = None
    """The elements of a stream after which it is closed."""


def run_calls(call: Call, inputs: list[Input], options: CallOptions) -> None:
    """
    Call an action once per input, and write the results.

    Args:
        call: The action, and how to connect.
        inputs: The arguments of the calls, in order.
        options: What to do with the calls.
    """
    calls = [replace(call, arguments=one.arguments, line=one.line) for one in inputs]
    if call.connection.dry_run:
        _print_requests(calls, curl=options.curl)
        return
    _require_fitting_options(call.action, options, len(calls))
    if len(calls) > 1:
        options = replace(options, writer=replace(options.writer, in_lines=True))
    with call.create_client() as client, _effect_reported(call.action):
        try:
            _run_each(client, calls, options)
        finally:
            options.writer.finish()


@contextmanager
def _effect_reported(action: Action) -> Iterator[None]:
    """Report what a call may have done to the server, if a person or the output ends it before its result is seen."""
    try:
        yield
    except console.OutputNotWritten as error:
        message = f"{error}; {action.name} was called"
    except KeyboardInterrupt:
        if not action.readonly:
            console.print_message(
                f"interrupted: the server may have processed {action.name}; look before you repeat it"
            )
        raise
    except click.exceptions.Exit:  # the reader of the output has closed it
        if not action.readonly:
            console.print_message(f"the reader closed the output; {action.name} was called")
        raise
    else:
        return
    raise console.OutputNotWritten(message)


def _require_fitting_options(action: Action, options: CallOptions, count: int) -> None:
    """Raise UsageError, before anything is sent, if an option does not work with the action or the calls."""
    options.writer.require_extras()
    if options.raw:
        if count > 1:
            raise click.UsageError(f"--raw would write {count} bodies without anything between them: omit it")
    elif action.stream:
        options.writer.require_stream_options(action)
    if options.max_events is not None and (not action.stream or action.stream == "bytes"):
        raise click.UsageError(f"{action.name} returns no events: omit --max-events")


def _run_each(client: Client, calls: list[Call], options: CallOptions) -> None:
    for number, prepared in enumerate(calls, 1):
        try:
            _run_call(client, prepared, options)
        except (DynaclientError, KeyboardInterrupt, click.exceptions.Exit) as error:
            if len(calls) > 1:
                ended = _ENDED.get(type(error), "failed")
                which = _which(number, calls)
                console.print_message(f"{which} {ended}, and the remaining ones were not made:")
            raise


_ENDED = {KeyboardInterrupt: "was interrupted", click.exceptions.Exit: "found the output closed by its reader"}
"""The exceptions that are not errors of a call, and how it ended by them."""


def _which(number: int, calls: list[Call]) -> str:
    """Return which of several calls one is, in words."""
    return f"call {number} of {len(calls)} (line {calls[number - 1].line} of --input)"


def _print_requests(calls: list[Call], *, curl: bool) -> None:
    """Print the requests that would be sent; report each call that is not valid, and end with the code of the first."""
    root: Any = click.get_current_context().find_root()
    codes = []
    for number, prepared in enumerate(calls, 1):
        try:
            _print_request(prepared, curl=curl)
        except InvalidCall as error:
            if len(calls) == 1 or error.action != prepared.action.name:  # that of the client is the same for all
                raise
            console.print_message(f"{_which(number, calls)} is not valid:")
            codes.append(root.command.report(error, root))
    invalid = f"{len(codes)} of {counted(len(calls), 'call')} invalid; " if codes else ""
    console.print_message(f"{invalid}nothing was sent")
    if codes:
        raise click.exceptions.Exit(codes[0])


def _print_request(call: Call, *, curl: bool) -> None:
    """Print the request that would be sent."""
    from ...call.preview import format_request
    from ...testing import RecordingTransport, response
    from ..output.curl import curl_command

    # A dry run takes the same path as a call, up to a transport that only records.
    recording = RecordingTransport(response(None, 204))
    recording.is_logged = False
    with call.create_client(recording) as client:
        result = call.send(client)
        if call.action.stream:
            list(result)
        request = recording.requests[-1]
        credentials = _curl_options(call, client, request) if curl else []
        needed = needed_credential(client, call.action)
    text = curl_command(request, credentials) if curl else format_request(request)
    console.print_line(text)
    if curl and MASK in text:
        console.print_message(f"replace {MASK} with the secret")
    if needed:
        console.print_message(needed)
    profile = call.connection.profile
    if credentials and profile is not None:
        name, program = variable("TOKEN", call.connection.program), call.connection.program
        setting = f'{name}="$({program} --profile {profile.name} whoami --token)"'
        console.print_message(f"the credential of the profile is put there by: export {setting}")


def needed_credential(client: Client, action: Action) -> str:
    """Return a line about the credential that an action needs, and that is not set; empty if none is missing."""
    if not action.auth_required or client._shared.credentials.schemes_for(action) is not None:
        return ""
    return f"no credential is set; this action needs {' or '.join(' and '.join(names) for names in action.auth)}"


def _curl_options(call: Call, client: Client, request: Request) -> list[CurlOptions]:
    """Return how curl sends the credentials of a request, which are in the environment variable of the program."""
    if origin_of(request.url) not in client._sender.origins:
        return []
    token = variable("TOKEN", call.connection.program)
    sent = client._shared.credentials.sent_with(call.action)
    return [options for scheme, kind in sent if (options := kind.curl(scheme, token)) is not None]


def _run_call(client: Client, call: Call, options: CallOptions) -> None:
    """Call the action once, and write the result."""
    if options.raw:
        from ...client.raw import pass_on

        caller = client.with_options(content=call.connection.content)
        pass_on(caller, call.action.name, call.arguments, console.write_raw)
    elif options.all_items:
        _write_all_items(client, call, options)
    elif call.action.stream:
        with closing(call.send(client)) as stream:
            options.writer.write_stream(call.action, stream, options.max_events)
    else:
        result: Result = call.send(client)
        options.writer.write(call.action, result)


def _write_all_items(client: Client, call: Call, options: CallOptions) -> None:
    """Write the items of a list, page after page, up to the maximum."""
    # Lines that reach a terminal one by one, also through another program, would mix with the progress.
    is_separate = options.writer.collects or not (console.stdout_is_terminal() or console.stdout_is_pipe())
    is_alone = is_separate and not verbosity(click.get_current_context())
    shown = console.stderr_is_terminal() and is_alone if options.progress is None else options.progress
    otherwise = (
        "omit --all, or add `paginate` to its description, in a patch if it is imported, or try"
        " `dynaclient import --infer-pages`"
    )
    reason = f"does not return pages: {wrong_paginate(call.action) or otherwise}"
    items = call.bound_method(client, "items", reason, max_items=options.max_items, progress=shown)
    with items(call.arguments) as received:
        options.writer.write_items(received)


# --- download --------------------------------------------------------------------------------------------------------


def download_response(call: Call, target: str, *, progress: bool) -> None:
    """Call the action, and write the response to a path, which exists once the response is complete."""
    from ...results.progress import format_size

    reason = "cannot be downloaded: call it, and write the output to a file"
    with call.create_client() as client, _effect_reported(call.action):
        saved = call.bound_method(client, "download", reason, progress=progress)(target, call.arguments)
    media = f" of {saved.media}" if saved.media else ""
    console.print_message(f"{saved.path}: {format_size(saved.size)}{media}")
