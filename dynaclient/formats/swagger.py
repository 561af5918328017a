"""Swagger 2.0 in the forms of OpenAPI 3: parameters, forms and bodies, servers."""

from __future__ import annotations

from typing import Any

from ..runtime.media_types import FORM, JSON, MULTIPART, is_form, is_multipart
from .context import Context
from .members import as_text, strings
from .source import Place

_NOT_IN_SCHEMA = frozenset({"name", "in", "required", "description", "collectionFormat", "allowEmptyValue"})
"""Members of a parameter that are not keywords of the schema of its values."""
_COLLECTIONS: dict[str, dict[str, Any]] = {
    "csv": {"style": "form", "explode": False},
    "ssv": {"style": "spaceDelimited", "explode": False},
    "pipes": {"style": "pipeDelimited", "explode": False},
    "tsv": {"style": "tabDelimited", "explode": False},
    "multi": {"style": "form", "explode": True},
}
"""`collectionFormat` → the style of OpenAPI 3."""
_KEPT = ("allowEmptyValue", "x-ms-skip-url-encoding", "x-multi-segment", "x-example")


def swagger_parameter(context: Context, value: dict[str, Any], place: Place) -> dict[str, Any]:
    """Return a parameter of Swagger 2.0 that is not a body as one of OpenAPI 3."""
    schema = {
        key: member for key, member in value.items() if key not in _NOT_IN_SCHEMA and not key.startswith("x-ms-skip")
    }
    result = {key: value[key] for key in ("name", "in", "required", "description", *_KEPT) if key in value}
    if value.get("in") == "body":
        schema = value.get("schema")  # type: ignore[assignment]
    elif schema.get("type") == "array":
        result.update(collection_style(context, value, place))
    if "x-example" in result:
        result["example"] = result["x-example"]
    return {**result, "schema": schema}


def collection_style(context: Context, value: dict[str, Any], place: Place) -> dict[str, Any]:
    """Return the style and `explode` of OpenAPI 3 for the `collectionFormat` of an array."""
    collection = value.get("collectionFormat", "csv")
    found = _COLLECTIONS.get(collection) if isinstance(collection, str) else None
    is_in_form = value.get("in") in ("query", "formData")
    if found is None or (not is_in_form and collection != "csv"):
        message = f"arrays as {collection!r:.40} cannot be written there: they are written with commas"
        context.note(place.below("collectionFormat"), "style", message)
        found = _COLLECTIONS["csv"]
    return found if is_in_form else {}


def media_types_of(operation: dict[str, Any], document: dict[str, Any], key: str) -> list[str]:
    """Return the media types that an operation consumes or produces: its own, or those of the whole document."""
    declared = operation.get(key)
    return strings(declared if isinstance(declared, list) else document.get(key))


def form_types(consumed: list[str], *, has_files: bool) -> list[str]:
    """Return the media types of a form: those that are declared, or the one that its fields need."""
    declared = [media for media in consumed if is_multipart(media) or (is_form(media) and not has_files)]
    return declared or [MULTIPART if has_files else FORM]


def body_types(consumed: list[str]) -> list[str]:
    """Return the media types of a body."""
    return [media for media in consumed if not is_form(media) and not is_multipart(media)] or consumed or [JSON]


def _host(document: dict[str, Any]) -> tuple[str, str]:
    """Return the scheme that is written before the host, which is wrong but usual, and the host without slashes."""
    scheme, mark, host = as_text(document.get("host")).strip().rpartition("://")
    return scheme.lower() if mark else "", host.strip("/")


def note_host(context: Context) -> None:
    """Note a host that is not only one."""
    host = as_text(context.source.document.get("host"))
    if "/" in host:
        message = "`host` is a name and a port: a scheme belongs in `schemes`, and a path in `basePath`"
        context.note(Place(("host",)), "server", message)


def swagger_servers(document: dict[str, Any], base_url: str | None) -> list[dict[str, Any]]:
    """Return the servers of a document; without a host, that from which it was loaded, as a relative URL."""
    own_scheme, host = _host(document)
    path = as_text(document.get("basePath"))
    if path:
        path = "/" + path.strip("/")
    if not host:
        return [{"url": path}] if path or base_url else []
    declared = [own_scheme] if own_scheme else strings(document.get("schemes"))
    schemes = [scheme for scheme in declared if scheme in ("http", "https")]
    own = (base_url or "https").partition("://")[0]
    return [{"url": f"{scheme}://{host}{path}"} for scheme in schemes or [own if own == "http" else "https"]]
