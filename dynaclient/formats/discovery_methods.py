"""The methods of a Discovery document, and the actions that they become: one each, and one more for its media."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .glances import Glance, name_of_target
from .members import as_object, as_text, named
from .naming import Operation
from .source import Place
from .translation import Translation

MAX_DEPTH = 32
"""How deeply resources may be nested."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNNAMED = "service"
"""The resource of methods at the top level, if the API has no name."""
UPLOAD, DOWNLOAD, RELATED = "upload", "download", "related"
"""What an action does with media: it sends a file, receives one, or sends one together with its metadata."""
_NAMES = {UPLOAD: "Media", DOWNLOAD: "Media", RELATED: "WithMedia"}
_QUERIES = {DOWNLOAD: "?alt=media", RELATED: "?uploadType=multipart"}


class SourceMethod(NamedTuple):
    """A method of the source, as one of its actions."""

    names: tuple[str, ...]
    """The keys of its resources, from the outermost one, and its own."""
    value: dict[str, Any]
    place: Place
    path: str
    """The path of its requests, after the host."""
    media: str = ""
    """`UPLOAD`, `DOWNLOAD` or `RELATED`, if the action transfers its media; empty for the method itself."""
    is_deprecated: bool = False
    """Whether it is, or a resource that it is in."""

    @property
    def http_method(self) -> str:
        """The HTTP method, in capitals."""
        return as_text(self.value.get("httpMethod")).upper()

    @property
    def method_id(self) -> str:
        """Its id in the document; empty if it has none."""
        return as_text(self.value.get("id"))

    @property
    def named(self) -> Operation:
        """What the name of its action is made of."""
        *resources, name = self.names
        if not self.media:
            return Operation(self.http_method, self.path, self.method_id, (), ".".join(self.names))
        path = f"{self.path}{_QUERIES.get(self.media, '')}"
        return Operation(self.http_method, path, "", (), ".".join([*resources, f"{name}{_NAMES[self.media]}"]))

    def glance(self) -> Glance:
        """Return what is known of its action without translating it."""
        schemas = (name_of_target(self.value.get(key)) for key in ("request", "response"))
        names = [*as_object(self.value.get("parameters")), *filter(None, schemas)]
        return Glance(self.http_method, self.path, "", as_text(self.value.get("description")).strip(), "", names)


def service_path(document: dict[str, Any]) -> str:
    """Return the path that all methods have in front, without slashes around it; empty if they have none."""
    written = document.get("servicePath")
    return (written if isinstance(written, str) else as_text(document.get("basePath"))).strip("/")


def find_methods(document: dict[str, Any], translation: Translation) -> list[SourceMethod]:
    """
    Return the methods of a document, those for media last.

    Methods at the top level are in a resource with the name of the API.
    """
    prefix = f"/{path}/" if (path := service_path(document)) else "/"
    top = as_text(document.get("name")) or UNNAMED
    found: list[SourceMethod] = []
    for names, value, place, is_deprecated in _walk(document, (), Place(), translation):
        path = _path_of(value, prefix, place, translation)
        if path:
            where = names if len(names) > 1 else (top, *names)
            found.append(SourceMethod(where, value, place, path, "", is_deprecated))
    media = [one for method in found for one in _media(method, translation)]
    return found + media


def chosen_names(methods: Sequence[SourceMethod], names: Mapping[str, str]) -> dict[str, str]:
    """Return the names that a person chose, those by the path as a method has it also by the one in its requests."""
    chosen = dict(names)
    for method in methods if names else ():
        for written in () if method.media else written_paths(method):
            name = names.get(written)
            if name is not None:
                chosen.setdefault(f"{method.http_method} {method.path}", name)
    return chosen


def written_paths(method: SourceMethod) -> tuple[str, str]:
    """Return the method and the path as they are written in the document, without and with a slash in front."""
    path = as_text(method.value.get("path")).lstrip("/")
    return f"{method.http_method} {path}", f"{method.http_method} /{path}"


def _walk(
    node: dict[str, Any], names: tuple[str, ...], place: Place, translation: Translation, *, is_deprecated: bool = False
) -> Iterator[tuple[tuple[str, ...], dict[str, Any], Place, bool]]:
    """Yield the keys, the value and the place of each method, and whether it is deprecated."""
    if len(names) > MAX_DEPTH:
        translation.note(place, "depth", "the resources are nested too deeply: what is in this one is left out")
        return
    for name, value, below in _members(node, "methods", place, translation):
        yield (*names, name), value, below, is_deprecated or value.get("deprecated") is True
    for name, value, below in _members(node, "resources", place, translation):
        is_old = is_deprecated or value.get("deprecated") is True
        yield from _walk(value, (*names, name), below, translation, is_deprecated=is_old)


def _members(
    node: dict[str, Any], key: str, place: Place, translation: Translation
) -> Iterator[tuple[str, dict[str, Any], Place]]:
    """Yield the members of an object of objects; what is something else is noted."""
    members = node.get(key)
    if members is not None and not isinstance(members, dict):
        translation.note(place.below(key), "type", f"`{key}` has to be an object: it is left out")
    for name, value in named(members).items():
        below = place.below(key, name)
        if isinstance(value, dict):
            yield name, value, below
        else:
            translation.note(below, "type", f"each of the `{key}` is an object: it is left out")


def _path_of(value: dict[str, Any], prefix: str, place: Place, translation: Translation) -> str:
    """Return the path of a method; empty if it cannot be called, which is noted."""
    method, path = value.get("httpMethod"), value.get("path")
    if not isinstance(method, str) or method.upper() not in METHODS:
        message = "the method has no HTTP method that the client can send: it is left out"
        translation.note(place.below("httpMethod"), "method", message)
    elif not isinstance(path, str):
        translation.note(place.below("path"), "path", "the method has no path: it is left out")
    else:
        return prefix + path.lstrip("/")
    return ""


def _media(method: SourceMethod, translation: Translation) -> Iterator[SourceMethod]:
    """Yield a method as those that transfer its media."""
    value = method.value
    upload = as_object(value.get("mediaUpload"))
    if value.get("supportsMediaUpload") is True or upload:
        simple = as_object(as_object(upload.get("protocols")).get("simple"))
        path = simple.get("path")
        where = method.place.below("mediaUpload")
        if isinstance(path, str):
            yield method._replace(path="/" + path.lstrip("/"), media=UPLOAD)
            if "request" in value and simple.get("multipart") is True:
                yield method._replace(path="/" + path.lstrip("/"), media=RELATED)
            elif "request" in value:
                message = (
                    "a file and its metadata cannot be sent together: it is uploaded alone, by an action of its own"
                )
                translation.note(where, "upload", message)
        else:
            translation.note(where, "upload", "there is no path for uploads in one request: they are left out")
        if "resumable" in as_object(upload.get("protocols")):
            translation.note(where, "upload", "uploads that can be resumed are left out")
    if value.get("supportsMediaDownload") is True:
        yield method._replace(media=DOWNLOAD)
