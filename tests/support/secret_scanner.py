"""A scanner for a known secret: every form that it can take, and every location where it could leak."""

from __future__ import annotations

import base64
import copy
import gc
import html
import inspect
import io
import json
import logging
import pickle
import pydoc
import re
import traceback
import types
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, quote_plus

import rich.console
import rich.pretty
import rich.traceback

from dynaclient import AsyncClient, Client, DynaclientError, Request, Secret
from dynaclient.client.sync import Resource
from tests.support import ROOT

SECRET = "c4n&ry\"<T???8/+~'%x>5Q=z"
"""The secret. Each of the encodings below changes it."""
USER = "ann"

# --- forms -----------------------------------------------------------------------------------------------------------


def _base64(data: str) -> str:
    return base64.b64encode(data.encode()).decode()


def _aligned(shift: int) -> str:
    """Return the part of the secret's base64 that is the same after any prefix of so many bytes."""
    return _base64("x" * shift + SECRET)[4 if shift else 0 : -4]


FORMS: dict[str, str] = {
    "raw": SECRET,
    "base64": _base64(SECRET),
    "base64 without padding": _base64(SECRET).rstrip("="),
    "base64 for URLs": base64.urlsafe_b64encode(SECRET.encode()).decode(),
    "base64 for URLs without padding": base64.urlsafe_b64encode(SECRET.encode()).decode().rstrip("="),
    "base64 after one byte": _aligned(1),
    "base64 after two bytes": _aligned(2),
    "basic": f"Basic {_base64(f'{USER}:{SECRET}')}",
    "user and password in base64": _base64(f"{USER}:{SECRET}"),
    "bearer": f"Bearer {SECRET}",
    "percent-encoded": quote(SECRET, safe=""),
    "percent-encoded in small letters": re.sub("%..", lambda match: match[0].lower(), quote(SECRET, safe="")),
    "percent-encoded, less what a query may hold": quote(SECRET, safe="/?"),
    "percent-encoded twice": quote(quote(SECRET, safe=""), safe=""),
    "form-encoded": quote_plus(SECRET).replace("~", "%7E"),
    "JSON": json.dumps(SECRET)[1:-1],
    "JSON in JSON": json.dumps(json.dumps(SECRET))[3:-3],
    "escaped for JSON": "".join(f"\\u{ord(character):04x}" for character in SECRET),
    "hexadecimal": SECRET.encode().hex(),
    "hexadecimal in capitals": SECRET.encode().hex().upper(),
    "repr": repr(SECRET)[1:-1],
    "repr of repr": repr(repr(SECRET))[2:-2],
    "repr of bytes": repr(SECRET.encode())[2:-1],
    "HTML": html.escape(SECRET),
    "cookie": f"session={quote(SECRET, safe='')}",
    "userinfo": f"{USER}:{quote(SECRET, safe='')}@",
    "its middle": SECRET[4:-4],
}


def find_forms(data: str) -> list[str]:
    """Return the forms of the secret that a string contains."""
    return [name for name, form in FORMS.items() if form in data]


# --- what is recorded ------------------------------------------------------------------------------------------------


@dataclass
class Record:
    """Everything that is scanned after a test has done something."""

    client: Client | None = None
    requests: list[Request] = field(default_factory=list)
    """Prepared and recorded requests."""
    errors: list[BaseException] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    """What the command line or a server wrote."""
    logs: list[logging.LogRecord] = field(default_factory=list)
    warned: list[warnings.WarningMessage] = field(default_factory=list)

    def attempt(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call a function, and record its error."""
        try:
            return function(*args, **kwargs)
        except BaseException as error:  # noqa: BLE001 - every error is scanned
            self.errors.append(error)
        return None

    def prepare(self, method: Any, **arguments: Any) -> None:
        """Prepare a call, and record the request."""
        request = self.attempt(method.prepare, **arguments)
        self.requests += [request] if request is not None else []


class _RecordingHandler(logging.Handler):
    def __init__(self, logs: list[logging.LogRecord]) -> None:
        super().__init__(logging.DEBUG)
        self._logs = logs

    def emit(self, record: logging.LogRecord) -> None:
        self._logs.append(record)


LOGGERS = ("dynaclient", "dynaclient.mock", "requests", "urllib3", "http", "")


@contextmanager
def recording() -> Iterator[Record]:
    """Yield a record to which log records of any level and warnings are added."""
    record = Record()
    handler = _RecordingHandler(record.logs)
    levels = {name: logging.getLogger(name).level for name in LOGGERS}
    logging.getLogger().addHandler(handler)
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        with warnings.catch_warnings(record=True) as record.warned:
            warnings.simplefilter("always")
            yield record
    finally:
        logging.getLogger().removeHandler(handler)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


# --- locations -------------------------------------------------------------------------------------------------------


def _pretty(value: Any) -> str:
    console = rich.console.Console(file=io.StringIO(), width=400, color_system=None)
    console.print(rich.pretty.Pretty(value))
    return str(console.file.getvalue())  # type: ignore[attr-defined]


def _reprs_of_the_client(record: Record) -> Iterator[str]:
    client = record.client
    if client is not None:
        shared = client._shared
        inside = (client, vars(client), vars(shared), client.token, shared.credentials, vars(shared.credentials))
        yield from map(repr, inside)
        yield f"{client} {client.token} {client.token!s:>50} {[client.token]}"
        yield _pretty([client, vars(client), vars(shared), vars(shared.credentials)])


def _reprs_of_requests(record: Record) -> Iterator[str]:
    for request in record.requests:
        headers = request.headers
        yield f"{request} {request!r} {[request]} {headers} {headers!r} {_pretty([request, headers])}"


def _pickles_of_requests(record: Record) -> Iterator[str]:
    for request in record.requests:
        # An iterator is the caller's file, and cannot be pickled.
        if request.body is None or isinstance(request.body, bytes):
            yield _pickled(request)
        headers = request.headers
        yield _pickled(headers) + _pickled(copy.copy(headers)) + repr(copy.deepcopy(headers))


def _pickled(value: Any) -> str:
    """Return the pickles of a value, with all protocols, decoded in several ways."""
    return "".join(_decoded(pickle.dumps(value, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1))


def _decoded(data: bytes) -> str:
    plain = data.decode("latin-1")  # what has a form in UTF-8 has it here too: each of them is ASCII
    if "\\u00" not in plain:
        return plain
    return plain + re.sub(r"\\u00([0-9a-fA-F]{2})", lambda match: chr(int(match[1], 16)), plain)  # as in protocol 0


def _log_records(record: Record) -> Iterator[str]:
    for log in record.logs:
        yield f"{logging.Formatter().format(log)} {log.getMessage()} {vars(log)}"


def _error_messages(record: Record) -> Iterator[str]:
    for error in chained_errors(record):
        yield f"{error} {error!r} {error.args!r} {''.join(traceback.format_exception(error))}"


def _attributes_of_errors(record: Record) -> Iterator[str]:
    for error in chained_errors(record):
        yield f"{vars(error)} {getattr(error, 'problems', '')} {_pretty(vars(error))}"
        yield repr([getattr(error, name, None) for name in dir(error) if not name.startswith("__")])


def _pickles_of_errors(record: Record) -> Iterator[str]:
    for error in record.errors:
        if isinstance(error, DynaclientError):
            yield _pickled(error) + _pickled(copy.copy(error)) + _pickled(copy.deepcopy(error))


def chained_errors(record: Record) -> Iterator[BaseException]:
    """Yield the errors, with their causes and contexts."""
    errors: list[BaseException | None] = list(record.errors)
    while errors:
        error = errors.pop()
        if error is not None:
            yield error
            errors += [error.__cause__, error.__context__]


def _is_of_tests(filename: str) -> bool:
    """Return whether a frame is of the tests: its locals belong to the caller."""
    return filename.startswith(str(ROOT / "tests"))


def _is_ours(frame: types.FrameType) -> bool:
    """Return whether a frame is of this library, or of a library that it sends with."""
    package = str(frame.f_globals.get("__name__")).partition(".")[0]
    return package in ("dynaclient", "requests", "urllib3", "http", "ssl", "socket", "aiohttp", "asyncio", "concurrent")


def _locals_of_frames(record: Record) -> Iterator[str]:
    for error in chained_errors(record):
        summary = traceback.TracebackException.from_exception(error, capture_locals=True, compact=False)
        for frame in summary.stack:
            if not _is_of_tests(frame.filename):
                yield "\n".join([frame.name, *(frame.locals or {}).values()])


def _locals_as_rich_shows_them(record: Record) -> Iterator[str]:
    for error in chained_errors(record):
        trace = rich.traceback.Traceback.extract(
            type(error), error, error.__traceback__, show_locals=True, locals_max_length=50, locals_max_string=500
        )
        for stack in trace.stacks:
            for frame in stack.frames:
                if not _is_of_tests(frame.filename):
                    yield "\n".join([frame.name, *map(str, (frame.locals or {}).values())])


def _objects_of_errors(record: Record) -> Iterator[str]:
    for error in record.errors:
        yield from _reachable(error)


_ENDS = (
    type, types.ModuleType, types.FunctionType, types.MethodType, types.BuiltinFunctionType, types.CodeType, Client,
    AsyncClient, Resource, Secret,
)  # fmt: skip


def _reachable(start: Any) -> Iterator[str]:
    """Yield every string that an object refers to, except through a client, a secret or a frame of the caller."""
    seen: set[int] = set()
    values = [start]
    while values:
        value = values.pop()
        if id(value) in seen or isinstance(value, _ENDS):
            continue
        seen.add(id(value))
        if isinstance(value, (str, bytes, bytearray)):
            yield value if isinstance(value, str) else bytes(value).decode("latin-1")
        elif isinstance(value, types.FrameType):
            values += list(value.f_locals.values()) if _is_ours(value) else []
        else:
            values += gc.get_referents(value)


def _pickles_of_the_client(record: Record) -> Iterator[str]:
    if record.client is not None:
        yield _pickled(record.client)


def _copies_of_the_client(record: Record) -> Iterator[str]:
    if record.client is not None:
        client = vars(record.client).get("_target", record.client)  # of a `BlockingProxy`
        for twin in (copy.copy(client), copy.deepcopy(client)):
            yield from twin._shared.credentials.secret_values
            yield from _reachable({**vars(twin), **vars(twin._shared), **vars(twin._shared.credentials)})


def _help(record: Record) -> Iterator[str]:
    if record.client is not None:
        yield pydoc.render_doc(record.client)
        for name in record.client.api.actions:
            resource, _, key = name.rpartition(".")
            method = record.client[resource][key]
            yield f"{pydoc.render_doc(method)} {method!r} {method.__doc__} {inspect.signature(method)}"


def _warnings(record: Record) -> Iterator[str]:
    for warning in record.warned:
        yield f"{warning.message} {warning} {vars(warning)}"


LOCATIONS: dict[str, Callable[[Record], Iterator[str]]] = {
    "the client's repr": _reprs_of_the_client,
    "the repr of requests": _reprs_of_requests,
    "pickles of requests": _pickles_of_requests,
    "the log, from DEBUG on": _log_records,
    "error messages": _error_messages,
    "the attributes of errors": _attributes_of_errors,
    "pickles and copies of errors": _pickles_of_errors,
    "the locals of a traceback": _locals_of_frames,
    "the locals of a traceback, as rich shows them": _locals_as_rich_shows_them,
    "objects of errors": _objects_of_errors,
    "pickles of the client": _pickles_of_the_client,
    "copies of the client": _copies_of_the_client,
    "help": _help,
    "warnings": _warnings,
    "outputs": lambda record: iter(record.outputs),
}


def leaks(record: Record) -> list[str]:
    """Return each location where the secret leaks, with its form there."""
    return [
        f"{location}: {form} in {data[max(0, data.find(FORMS[form]) - 150) :][:300]!r}"
        for location, scan in LOCATIONS.items()
        for data in scan(record)
        for form in find_forms(data)
    ]
