"""Loading: reads a description from a file, a dict or the package, and applies patches."""

from __future__ import annotations

import codecs
import json
import os
from collections.abc import Callable, Mapping
from functools import reduce
from importlib import resources as package_files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Union

from ..errors import DescriptionError, Problem
from ..formats.detection import translate
from ..runtime.paths import is_url, show_path
from ..schema.references import MAX_DEPTH
from .api import SHARED_APIS, Api
from .sharing import Key, digest

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable  # Python 3.10 has it elsewhere

MAX_BYTES = 64 * 1024 * 1024

Source = Union[str, "os.PathLike[str]", "Traversable", Mapping[str, Any], Api]


def load(source: Source | None = None, *, patch: Any = None) -> Api:
    """
    Load a description, or return the one in use that has the same file, content and patches.

    Args:
        source: A path (also one of `importlib.resources`), a dict, or a loaded `Api`; the bundled description if left
            out.
        patch: One or more patches of the description, as JSON Merge Patch (RFC 7396): objects are merged, null
            removes a key, everything else replaces the value.

    Raises:
        DescriptionError: The file is missing, too large or not JSON, or its top level is wrong.
    """
    if isinstance(source, Api) and patch is None:
        return source
    base = _read(bundled() if source is None else source)
    patches = patch if isinstance(patch, (list, tuple)) else [] if patch is None else [patch]
    layers = [base, *(_read(one, PATCH) for one in patches)]
    name = base.name if patch is None else None
    key = (name, *(layer.key for layer in layers)) if all(layer.key for layer in layers) else None
    return SHARED_APIS.get_or_make(key, lambda: Api(_merged(layers), name, key))


class _Layer(NamedTuple):
    """A description or a patch that was read, but not parsed."""

    name: str | None
    """Its file, if it has one."""
    key: Key | None
    """What it is recognized by; None for a description that was made of a document."""
    parse: Callable[[], Any]
    """Returns its document."""


class _Role(NamedTuple):
    """What a source is read as."""

    subject: str
    expected: str


DESCRIPTION = _Role(
    "The description",
    "the first argument is a description (a path, a dict or a loaded Api); pass a token as token=…",
)
PATCH = _Role("The patch", "patch=… is a path, a dict, or a list of these")


def _read(source: Any, role: _Role = DESCRIPTION) -> _Layer:
    if isinstance(source, Api):
        return _Layer(source.source, source.key, lambda: source.document)
    is_path = isinstance(source, (str, os.PathLike))  # checked faster than `Mapping`
    if not is_path and isinstance(source, Mapping):
        data, name = _serialize(source), None
    else:
        data, name = _read_file(source, role)
    return _Layer(name, (digest(data),), lambda: _parse(_decode(data, role)))


def _merged(layers: list[_Layer]) -> Any:
    document, *patches = (layer.parse() for layer in layers)
    translation = translate(document)
    return reduce(merge_patch, patches, translation.document if translation else document)


def bundled() -> Traversable | Path:
    """Return the path of the bundled description: in the package, or at the root of the repository."""
    inside = package_files.files("dynaclient") / "api.json"
    return inside if inside.is_file() else Path(__file__).parent.parent.parent / "api.json"


def merge_patch(target: Any, patch: Any) -> Any:
    """Return `target` with a JSON Merge Patch applied (RFC 7396, section 2); neither is changed."""
    if not isinstance(patch, Mapping):
        return patch
    result = dict(target) if isinstance(target, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merge_patch(result.get(key), value)
    return result


def _serialize(source: Mapping[str, Any]) -> bytes:
    try:
        return json.dumps(source, allow_nan=False).encode("ascii")
    except (TypeError, ValueError, RecursionError) as error:
        message = f"the description has a value that JSON cannot represent: {error}"
    hint = "use only dicts, lists, strings, numbers, booleans and None"
    raise DescriptionError([Problem.in_description("", "json", message, hint)])


def read_text(source: Any, role: _Role = DESCRIPTION) -> tuple[str, str | None]:
    """Return the content of a description file and its name; DescriptionError if it cannot be read."""
    data, name = _read_file(source, role)
    return _decode(data, role), name


def _read_file(source: Any, role: _Role) -> tuple[bytes, str | None]:
    path: Any = Path(source) if isinstance(source, (str, os.PathLike)) else source
    message, hint = "", role.expected
    try:
        if not hasattr(path, "open") or not path.is_file():
            message, hint = _no_file(source, path, role)
        else:
            data = _read_bytes(path)
            if len(data) <= MAX_BYTES:
                return data, str(path)
            message = f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB"
    except (OSError, ValueError) as error:
        message = f"the file cannot be read ({type(error).__name__})"
    raise DescriptionError([Problem.in_description("", "file", message, hint)], role.subject)


def _decode(data: bytes, role: _Role) -> str:
    try:
        # Without the byte order mark; "utf-8-sig" is slower.
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"the file is not UTF-8: invalid byte at position {error.start}"
    raise DescriptionError([Problem.in_description("", "file", message, role.expected)], role.subject)


def _no_file(source: Any, path: Any, role: _Role) -> tuple[str, str]:
    """Return what is wrong with a source that is not a file, and what to do."""
    if isinstance(source, str) and source.lstrip().startswith("{"):
        return "is JSON, and not the path of a file", "pass json.loads(…) of it"
    if is_url(source):
        return "is a URL, and no URL is fetched (it may have a password in it, so it is not shown)", "download it first"
    if hasattr(source, "read"):
        return "is an open file", "pass its path, or json.load(file)"
    if not hasattr(path, "open"):
        return f"expected a path or a dict, got a value of type {type(source).__name__}", role.expected
    name = show_path(source)
    if path.is_dir():
        return f"is a folder: {name or '(not shown)'}", "pass the path of a file in it"
    return f"no such file: {name}" if name else "no such file (it may be a token, so it is not shown)", role.expected


def _read_bytes(path: Any) -> bytes:
    with path.open("rb") as file:
        # `read` allocates the requested size, so no more is requested than the file has.
        size = path.stat().st_size if isinstance(path, Path) else MAX_BYTES
        data: bytes = file.read(min(size, MAX_BYTES) + 1)
    return data


def _parse(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_reject_constant)
    except json.JSONDecodeError as error:
        message = f"invalid JSON: {error.msg}, column {error.colno}"
        problem = Problem.in_description("", "json", message, "fix the JSON there", error.lineno)
    except RecursionError:
        message = f"nested more than {MAX_DEPTH} levels deep"
        problem = Problem.in_description("", "depth", message, "use fewer levels")
    except ValueError as error:
        problem = Problem.in_description("", "json", f"invalid JSON: {error}", "fix the JSON")
    raise DescriptionError([problem])


def _reject_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON value")
