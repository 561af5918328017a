"""Loading: reads a description from a file, a dict or the package, and applies patches."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Union

from ..errors import DescriptionError, Problem, printable
from ..formats.detection import translate
from ..formats.translation import Description, Options
from ..records import replace
from ..runtime.paths import is_url, reason_of, show_path
from .api import SHARED_APIS, Api
from .file_source import FileSource
from .json_index import index_path
from .patches import misplaced
from .sharing import Content, Key
from .source_lines import SourceLines
from .text import decode, parse_text

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable  # Python 3.10 has it elsewhere

MAX_BYTES = 64 * 1024 * 1024
_ENCODING_HINT = "save it as UTF-8"
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - no link is resolved
_BUNDLED = "api.json"


class Downloaded(NamedTuple):
    """The content of a description that was downloaded."""

    url: str
    """Where it is from, without the query."""
    data: bytes


Source = Union[str, "os.PathLike[str]", "Traversable", Mapping[str, Any], Api, Downloaded]


def load(source: Source | None = None, *, patch: Any = None, options: Options = Options()) -> Api:  # noqa: B008 - it is frozen
    """
    Load a description, or return the one in use that has the same file, content and patches.

    Args:
        source: A path (also one of `importlib.resources`), a dict, a loaded `Api`, or what was downloaded; the bundled
            description if left out.
        patch: One or more patches of the description, as JSON Merge Patch (RFC 7396): objects are merged, null
            removes a key, everything else replaces the value.
        options: How a document of another format is translated.

    Raises:
        DescriptionError: The file is missing, too large, neither JSON nor YAML, or its top level is wrong.
    """
    if isinstance(source, Api) and patch is None:
        return source
    base = _read(bundled() if source is None else source, is_kept=not _key_of(options))
    patches = patch if isinstance(patch, (list, tuple)) else [] if patch is None else [patch]
    layers = [base, *(_read(one, PATCH) for one in patches)]
    path = base.file.path if base.file else base.name
    lines = SourceLines(path, base.key[0]) if path and base.key and patch is None else None
    name = base.name if patch is None else None
    of_patches = [layer.name for layer in layers[1:]]
    key = (name, *of_patches, *(layer.key for layer in layers)) if all(layer.key for layer in layers) else None
    key = key and (*key, *_key_of(options))
    try:
        return SHARED_APIS.get_or_make(key, lambda: _make(layers, options, name, key, lines), _is_current)
    except DescriptionError as error:
        if lines is None or all(problem.line for problem in error.problems):
            raise
        problems = lines.located(error.problems)
    raise DescriptionError(problems, base.shown)


def _make(layers: list[_Layer], options: Options, name: str | None, key: Key | None, lines: SourceLines | None) -> Api:
    base, *patches = layers
    file = base.file
    files = _files(layers) if options == Options() else ()
    if file is not None and options.read_file is None:
        options = replace(options, read_file=file.other_files.read)
    if base.url is not None and options.base_url is None:
        options = replace(options, base_url=base.url)
    with _named(base.shown):
        document = _translated(base.parse(), options)
    patched = document
    for patch in patches:
        with _named(patch.shown, patch.name or "a patch"):
            patched = _patched(patched, patch.parse())
    with _named(
        f"{base.shown} with {', '.join(patch.name or 'a patch' for patch in patches)}" if patches else base.shown
    ):
        api = Api(
            _lazy_as(document, patched), name, key, lines=lines, other_files=file.other_files if file else None,
            is_sound=file is not None and file.is_sound and not patches, files=files,
        )  # fmt: skip
    if file is not None:
        file.keep(document)
    return api


@contextmanager
def _named(subject: str, patch: str | None = None) -> Iterator[None]:
    """Name what has the problems that are found; `patch` is the name of the patch, if it is one."""
    try:
        yield
    except DescriptionError as error:
        problems = error.problems
    else:
        return
    raise DescriptionError(problems, subject, patch)


def _files(layers: list[_Layer]) -> tuple[str, ...]:
    """Return the files of a description and its patches; none if one of them is not a file."""
    base, *patches = layers
    paths = [base.file.path if base.file else None, *(patch.name and _absolute(patch.name) for patch in patches)]
    return tuple(path for path in paths if path) if all(paths) else ()


def _is_current(api: Api) -> bool:
    return api.other_files is None or api.other_files.are_unchanged()


def _key_of(options: Options) -> Key:
    """Return what a description is recognized by that is translated with options."""
    names = tuple(sorted(options.names.items()))
    return (options.base_url, options.infer_pages, names) if options.base_url or options.infer_pages or names else ()


class _Layer(NamedTuple):
    """A description or a patch that was read, but not parsed."""

    name: str | None
    """Its file, or the URL that it is from, if it has one."""
    key: Key | None
    """What it is recognized by; None for a description that was made of a document."""
    parse: Callable[[], Any]
    """Returns its document."""
    file: FileSource | None = None
    """Its file, if it is one."""
    url: str | None = None
    """The URL that it is from."""
    subject: str = "The description"
    """What it is read as."""

    @property
    def shown(self) -> str:
        """What it is, with its name: a file that was read is not a secret in the wrong argument."""
        return f"{self.subject} {printable(self.name)}" if self.name else self.subject


class _Role(NamedTuple):
    """What a source is read as."""

    subject: str
    expected: str


DESCRIPTION = _Role(
    "The description",
    "the first argument is a description (a path, a URL, a dict or a loaded Api); pass a token as token=…",
)
PATCH = _Role("The patch", "patch=… is a path, a dict, or a list of these")


def _read(source: Any, role: _Role = DESCRIPTION, *, is_kept: bool = False) -> _Layer:
    if isinstance(source, Api):
        return _Layer(source.source, source.key, lambda: source.document)
    if isinstance(source, Downloaded):
        return _layer(source.data, source.url, role)._replace(url=source.url)
    is_path = isinstance(source, (str, os.PathLike))  # checked faster than `Mapping`
    if not is_path and isinstance(source, Mapping):
        return _layer(_serialize(source), None, role)
    if role is PATCH or not is_path:
        return _layer(*_read_file(source, role), role)
    path = os.fspath(source)
    absolute = _absolute(path) if isinstance(path, str) else ""
    file = FileSource(
        absolute,
        lambda: _read_file(source, role, absolute)[0],
        lambda data: decode(data, role.subject, _ENCODING_HINT),
        is_kept=is_kept,
        index=lambda: _bundled_index(absolute),
    )
    # The same content in another folder may refer to other files.
    return _Layer(str(Path(path)), (file.content, file.path), file.document, file)


def _absolute(path: str) -> str:
    """Return a path that means the same file when the program changes its working directory."""
    try:
        return os.path.join(os.getcwd(), path)  # noqa: PTH109, PTH118 - faster, and `..` after a link keeps its meaning
    except OSError:  # the working directory is gone
        return path


def _layer(data: bytes, name: str | None, role: _Role) -> _Layer:
    def parse() -> Any:
        return parse_text(decode(data, role.subject, _ENCODING_HINT), name or ".json")

    content = Content.of(data)
    content.forget_data()
    return _Layer(name, (content,), parse, subject=role.subject)


def _translated(document: Any, options: Options) -> Any:
    """Return the description of a document, which may be one already."""
    translation = None if isinstance(document, Description) else translate(document, options)
    return document if translation is None else translation.document


def _patched(document: Any, patch: Any) -> Any:
    """Return a description with a patch applied; DescriptionError if it changes what is not there."""
    problems = list(misplaced(document, patch))
    if problems:
        raise DescriptionError(problems)
    return merge_patch(document, patch)


def _lazy_as(document: Any, patched: Any) -> Any:
    """Return a patched description; a translated one stays lazy where the patches allow it."""
    if patched is document or not isinstance(document, Description) or not isinstance(patched, dict):
        return patched
    makers = {key: partial(_same, value) for key, value in patched.items()}
    return Description(copy(document.translation), makers)


def _same(value: Any) -> Any:
    return value


def bundled() -> Traversable | Path:
    """Return the path of the bundled description: in the package, or at the root of the repository."""
    for folder in (_PACKAGE, os.path.dirname(_PACKAGE)):  # noqa: PTH120 - faster
        path = os.path.join(folder, _BUNDLED)  # noqa: PTH118 - faster
        if os.path.isfile(path):  # noqa: PTH113 - faster
            return Path(path)
    from importlib import resources  # slow to import, and only needed for a package in an archive

    return resources.files(__package__.partition(".")[0]) / _BUNDLED


def is_packaged(path: str | os.PathLike[str]) -> bool:
    """Return whether a path is that of the bundled description in the package."""
    return os.fspath(path) == os.path.join(_PACKAGE, _BUNDLED)  # noqa: PTH118 - faster


def _bundled_index(path: str) -> bytes | None:
    """
    Return the index beside the bundled description, if this is its path in the package.

    Beside another description an index is not used: it decides what the description is, and there may be no one who has
    looked at it. Whether it fits is not seen in the times of the two files: where a package is copied, or all times are
    made the same, an edit that came before is not among them.
    """
    if not is_packaged(path):
        return None
    try:
        with open(index_path(path), "rb") as file:  # noqa: PTH123 - faster
            return file.read()
    except OSError:
        return None


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


def read_text(source: Any) -> tuple[str, str | None]:
    """Return the content of a description file and its name; DescriptionError if it cannot be read."""
    if isinstance(source, Downloaded):
        return decode(source.data, DESCRIPTION.subject, _ENCODING_HINT), source.url
    data, name = _read_file(source, DESCRIPTION)
    return decode(data, DESCRIPTION.subject, _ENCODING_HINT), name


def read_document(source: Any, role: _Role = DESCRIPTION) -> Any:
    """Return the document of a description or a patch, as `load` reads it."""
    return _read(source, role).parse()


def _read_file(source: Any, role: _Role, absolute: str = "") -> tuple[bytes, str | None]:
    path: Any = Path(absolute or source) if isinstance(source, (str, os.PathLike)) else source
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
        message = f"the file cannot be read ({reason_of(error)})"
    raise DescriptionError([Problem.in_description("", "file", message, hint)], role.subject)


_NOT_SHOWN = "(it may have a password in it, so it is not shown)"
_NO_URL = f"is a URL, and no URL is fetched {_NOT_SHOWN}"
_OTHER_URL = f"is a URL, and only one that is a string and begins with https:// is fetched {_NOT_SHOWN}"


def _no_file(source: Any, path: Any, role: _Role) -> tuple[str, str]:
    """Return what is wrong with a source that is not a file, and what to do."""
    if isinstance(source, str) and source.lstrip().startswith("{"):
        return "is JSON, and not the path of a file", "pass json.loads(…) of it"
    if is_url(source):
        return (_OTHER_URL if role is DESCRIPTION else _NO_URL), "download it first"
    if hasattr(source, "read"):
        return "is an open file", "pass its path, or json.load(file)"
    if not hasattr(path, "open"):
        return f"expected a path or a dict, got a value of type {type(source).__name__}", role.expected
    return ("the path is empty", role.expected) if source == "" else _no_regular_file(source, path, role)


def _no_regular_file(source: Any, path: Any, role: _Role) -> tuple[str, str]:
    """Return the same for a path at which there is no file, or one of another kind."""
    name = show_path(source)
    if path.is_dir():
        return f"is a folder: {name or '(not shown)'}", "pass the path of a file in it"
    is_there = isinstance(path, Path) and path.exists()  # such as <(…) of a shell, which is a pipe
    message = "is not a regular file" if is_there else "no such file"
    hidden = "" if is_there else " (it may be a token, so it is not shown)"
    hint = "write it to a file first" if is_there else role.expected
    return f"{message}: {name}" if name else f"{message}{hidden}", hint


def _read_bytes(path: Any) -> bytes:
    with path.open("rb") as file:
        # `read` allocates the requested size, so no more is requested than the file has.
        size = path.stat().st_size if isinstance(path, Path) else MAX_BYTES
        data: bytes = file.read(min(size, MAX_BYTES) + 1)
    return data
