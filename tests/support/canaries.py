"""A secret that sings: every form that it can take, and every place where it could be seen."""

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
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, quote_plus

import rich.console
import rich.pretty
import rich.traceback

from dynaclient import AsyncClient, Client, DynaclientError, Request, Secret
from dynaclient.client.sync import Resource
from tests.support import ROOT

CANARY = "c4n&ry\"<T???8/+~'%x>5Q=z"
"""Each of the encodings below makes something else of it."""
USER = "ann"

# --- forms -----------------------------------------------------------------------------------------------------------


def _coded(text: str, before: str = "") -> str:
    return base64.b64encode(f"{before}{text}".encode()).decode()


def _aligned(shift: int) -> str:
    """Give what of the canary's base64 does not depend on what stands before it, with so many bytes before it."""
    return _coded(CANARY, "x" * shift)[4 if shift else 0 : -4]


FORMS: dict[str, str] = {
    "raw": CANARY,
    "base64": _coded(CANARY),
    "base64 without padding": _coded(CANARY).rstrip("="),
    "base64 for URLs": base64.urlsafe_b64encode(CANARY.encode()).decode(),
    "base64 for URLs without padding": base64.urlsafe_b64encode(CANARY.encode()).decode().rstrip("="),
    "base64 after one byte": _aligned(1),
    "base64 after two bytes": _aligned(2),
    "basic": f"Basic {_coded(CANARY, USER + ':')}",
    "user and password in base64": _coded(CANARY, USER + ":"),
    "bearer": f"Bearer {CANARY}",
    "percent-encoded": quote(CANARY, safe=""),
    "percent-encoded in small letters": re.sub("%..", lambda found: found[0].lower(), quote(CANARY, safe="")),
    "percent-encoded, less what a query may hold": quote(CANARY, safe="/?"),
    "percent-encoded twice": quote(quote(CANARY, safe=""), safe=""),
    "form-encoded": quote_plus(CANARY).replace("~", "%7E"),
    "JSON": json.dumps(CANARY)[1:-1],
    "JSON in JSON": json.dumps(json.dumps(CANARY))[3:-3],
    "escaped for JSON": "".join(f"\\u{ord(each):04x}" for each in CANARY),
    "hexadecimal": CANARY.encode().hex(),
    "hexadecimal in capitals": CANARY.encode().hex().upper(),
    "repr": repr(CANARY)[1:-1],
    "repr of repr": repr(repr(CANARY))[2:-2],
    "repr of bytes": repr(CANARY.encode())[2:-1],
    "HTML": html.escape(CANARY),
    "cookie": f"session={quote(CANARY, safe='')}",
    "userinfo": f"{USER}:{quote(CANARY, safe='')}@",
    "its middle": CANARY[4:-4],
}


def found_in(text: str) -> list[str]:
    """Give the forms of the canary that a text holds."""
    return [name for name, form in FORMS.items() if form in text]


# --- what happened ---------------------------------------------------------------------------------------------------


@dataclass
class Scene:
    """What there is to look at once something has happened."""

    client: Client | None = None
    requests: list[Request] = field(default_factory=list)
    """What was prepared, or recorded."""
    errors: list[BaseException] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    """What was written: by the command line, or by a server."""
    records: list[logging.LogRecord] = field(default_factory=list)
    warned: list[warnings.WarningMessage] = field(default_factory=list)

    def tries(self, do: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """Do it, and keep what it raises."""
        try:
            return do(*given, **named)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is to be looked at
            self.errors.append(error)
        return None

    def prepares(self, method: Any, **named: Any) -> None:
        """Prepare a call, and keep the request."""
        request = self.tries(method.prepare, **named)
        self.requests += [request] if request is not None else []


class _Keeping(logging.Handler):
    def __init__(self, records: list[logging.LogRecord]) -> None:
        super().__init__(logging.DEBUG)
        self._records = records

    def emit(self, record: logging.LogRecord) -> None:
        self._records.append(record)


LOGGERS = ("dynaclient", "dynaclient.mock", "requests", "urllib3", "http", "")


class Watched:
    """Keeps, for a scene, what is logged at any level and warned of."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._handler = _Keeping(scene.records)
        self._levels = {name: logging.getLogger(name).level for name in LOGGERS}
        self._catching = warnings.catch_warnings(record=True)

    def __enter__(self) -> Scene:
        logging.getLogger().addHandler(self._handler)
        for name in LOGGERS:
            logging.getLogger(name).setLevel(logging.DEBUG)
        warned = self._catching.__enter__()
        assert warned is not None
        self._scene.warned = warned
        warnings.simplefilter("always")
        return self._scene

    def __exit__(self, *_: Any) -> None:
        self._catching.__exit__(*_)
        logging.getLogger().removeHandler(self._handler)
        for name, level in self._levels.items():
            logging.getLogger(name).setLevel(level)


# --- places ----------------------------------------------------------------------------------------------------------


def _pretty(thing: Any) -> str:
    console = rich.console.Console(file=io.StringIO(), width=400, color_system=None)
    console.print(rich.pretty.Pretty(thing))
    return str(console.file.getvalue())  # type: ignore[attr-defined]


def _reprs_of_the_client(scene: Scene) -> Iterator[str]:
    client = scene.client
    if client is not None:
        shared = client._shared
        inside = (client, vars(client), vars(shared), client.token, shared.credentials, vars(shared.credentials))
        yield from (repr(each) for each in inside)
        yield f"{client} {client.token} {client.token!s:>50} {[client.token]}"
        yield _pretty([client, vars(client), vars(shared), vars(shared.credentials)])


def _reprs_of_requests(scene: Scene) -> Iterator[str]:
    for each in scene.requests:
        yield f"{each} {each!r} {[each]} {each.headers} {each.headers!r} {_pretty([each, each.headers])}"


def _pickles_of_requests(scene: Scene) -> Iterator[str]:
    for each in scene.requests:
        # What is written piece by piece is the caller's file, and does not travel.
        if each.body is None or isinstance(each.body, bytes):
            yield _pickled(each)
        yield _pickled(each.headers) + _pickled(copy.copy(each.headers)) + repr(copy.deepcopy(each.headers))


def _pickled(thing: Any) -> str:
    """Give a thing's pickles, by all protocols, and what is in them once more as `pickletools` would have it."""
    return "".join(_read(pickle.dumps(thing, each)) for each in range(pickle.HIGHEST_PROTOCOL + 1))


def _read(data: bytes) -> str:
    plain = data.decode("latin-1")
    unescaped = re.sub(r"\\u00(..)", lambda found: chr(int(found[1], 16)), plain)  # as protocol 0 writes some
    return plain + unescaped + data.decode("utf-8", "replace")


def _log_records(scene: Scene) -> Iterator[str]:
    for each in scene.records:
        yield f"{logging.Formatter().format(each)} {each.getMessage()} {vars(each)}"


def _texts_of_errors(scene: Scene) -> Iterator[str]:
    for each in chained(scene):
        yield f"{each} {each!r} {each.args!r} {''.join(traceback.format_exception(each))}"


def _attributes_of_errors(scene: Scene) -> Iterator[str]:
    for each in chained(scene):
        yield f"{vars(each)} {getattr(each, 'problems', '')} {_pretty(vars(each))}"
        yield repr([getattr(each, name, None) for name in dir(each) if not name.startswith("__")])


def _pickles_of_errors(scene: Scene) -> Iterator[str]:
    for each in scene.errors:
        if isinstance(each, DynaclientError):
            yield _pickled(each) + _pickled(copy.copy(each)) + _pickled(copy.deepcopy(each))


def chained(scene: Scene) -> Iterator[BaseException]:
    """Give the errors with all that hangs on them."""
    waiting: list[BaseException | None] = list(scene.errors)
    while waiting:
        each = waiting.pop()
        if each is not None:
            yield each
            waiting += [each.__cause__, each.__context__]


def _is_the_callers(filename: str) -> bool:
    """Say whether a frame is of the tests: what is in its locals is the caller's own matter."""
    return filename.startswith(str(ROOT / "tests"))


def _is_ours(frame: types.FrameType) -> bool:
    """Say whether a frame is the library's, or of what it sends through."""
    package = str(frame.f_globals.get("__name__")).partition(".")[0]
    return package in ("dynaclient", "requests", "urllib3", "http", "ssl", "socket", "aiohttp", "asyncio", "concurrent")


def _locals_of_frames(scene: Scene) -> Iterator[str]:
    for error in chained(scene):
        told = traceback.TracebackException.from_exception(error, capture_locals=True, compact=False)
        for each in told.stack:
            if not _is_the_callers(each.filename):
                yield "\n".join([each.name, *(each.locals or {}).values()])


def _locals_as_rich_shows_them(scene: Scene) -> Iterator[str]:
    for error in chained(scene):
        trace = rich.traceback.Traceback.extract(
            type(error), error, error.__traceback__, show_locals=True, locals_max_length=50, locals_max_string=500
        )
        for stack in trace.stacks:
            for frame in stack.frames:
                if not _is_the_callers(frame.filename):
                    yield "\n".join([frame.name, *map(str, (frame.locals or {}).values())])


def _what_errors_lead_to(scene: Scene) -> Iterator[str]:
    for error in scene.errors:
        yield from _reachable(error)


_ENDS = (
    type, types.ModuleType, types.FunctionType, types.MethodType, types.BuiltinFunctionType, types.CodeType, Client,
    AsyncClient, Resource, Secret,
)  # fmt: skip


def _reachable(start: Any) -> Iterator[str]:
    """Give every text that can be reached from an object, but for a client's own store, and frames of the caller."""
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        each = waiting.pop()
        if id(each) in seen or isinstance(each, _ENDS):
            continue
        seen.add(id(each))
        if isinstance(each, (str, bytes, bytearray)):
            yield each if isinstance(each, str) else bytes(each).decode("latin-1")
        elif isinstance(each, types.FrameType):
            waiting += list(each.f_locals.values()) if _is_ours(each) else []
        else:
            waiting += gc.get_referents(each)


def _pickles_of_the_client(scene: Scene) -> Iterator[str]:
    if scene.client is not None:
        yield _pickled(scene.client)


def _copies_of_the_client(scene: Scene) -> Iterator[str]:
    if scene.client is not None:
        client = vars(scene.client).get("_thing", scene.client)  # what is behind a face of `colours`
        for twin in (copy.copy(client), copy.deepcopy(client)):
            yield from (each.reveal() for each in twin._shared.credentials.secrets)
            yield from _reachable({**vars(twin), **vars(twin._shared), **vars(twin._shared.credentials)})


def _help(scene: Scene) -> Iterator[str]:
    if scene.client is not None:
        yield pydoc.render_doc(scene.client)
        for name in scene.client.api.actions:
            resource, _, key = name.rpartition(".")
            method = scene.client[resource][key]
            yield f"{pydoc.render_doc(method)} {method!r} {method.__doc__} {inspect.signature(method)}"


def _warnings(scene: Scene) -> Iterator[str]:
    for each in scene.warned:
        yield f"{each.message} {each} {vars(each)}"


def _what_was_written(scene: Scene) -> Iterator[str]:
    yield from scene.texts


Place = Callable[[Scene], Iterator[str]]

PLACES: dict[str, Place] = {
    "the client's repr": _reprs_of_the_client,
    "the repr of requests": _reprs_of_requests,
    "pickles of requests": _pickles_of_requests,
    "the log, from DEBUG on": _log_records,
    "the texts of errors": _texts_of_errors,
    "the attributes of errors": _attributes_of_errors,
    "pickles and copies of errors": _pickles_of_errors,
    "the locals of a traceback": _locals_of_frames,
    "the locals of a traceback, as rich shows them": _locals_as_rich_shows_them,
    "what an error leads to": _what_errors_lead_to,
    "pickles of the client": _pickles_of_the_client,
    "copies of the client": _copies_of_the_client,
    "help": _help,
    "warnings": _warnings,
    "what was written": _what_was_written,
}


def sightings(scene: Scene) -> list[str]:
    """Give each place where the canary is to be seen, with the form that it has there."""
    return [
        f"{place}: {form} in {text[max(0, text.find(FORMS[form]) - 150) :][:300]!r}"
        for place, look in PLACES.items()
        for text in look(scene)
        for form in found_in(text)
    ]
