"""OpenAPI 3.0, 3.1 and 3.2, and Swagger 2.0."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from ..errors import DescriptionError, Problem
from ..strings.expressions import expression
from .actions import ActionTranslator
from .chosen_names import Named, note_choices
from .context import Context
from .extension import ours, own_members
from .members import as_list, as_object, as_text, extensions, links_to
from .naming import action_names
from .operations import SourceOperation, find_operations
from .resource_tree import describe_resources
from .schemas import Schemas
from .security import Security
from .server_names import described_servers
from .servers import root_servers
from .shared import Shared
from .source import SourceDocument
from .streams import stream_names, stream_operations
from .translation import Description, Options, Translation

_VERSION = expression(r"3\.(\d+)(?:\.\d+)?(?:-.*)?")
_NOT_A_WORD = expression(r"[^a-z0-9]+")


def translate(document: Any, options: Options = Options()) -> Translation:  # noqa: B008 - it is frozen
    """Return the translation of a document of OpenAPI 3 or Swagger 2.0."""
    name, dialect = _format_of(as_object(document))
    translation = Translation(name)
    source = SourceDocument(document, options.read_file)
    context = Context(source, translation, options, Schemas(source, translation, dialect), dialect)
    _Translator(context).describe()
    return translation


def _format_of(document: dict[str, Any]) -> tuple[str, str]:
    """Return the name of the format, and the dialect of its schemas."""
    key = "openapi" if "openapi" in document else "swagger"
    version = str(document.get(key))
    match = _VERSION.fullmatch(version) if key == "openapi" else None
    if match:
        return f"OpenAPI 3.{match[1]}", "3.0" if match[1] == "0" else "3.1"
    if key == "swagger" and version in ("2.0", "2"):
        return "Swagger 2.0", "2.0"
    message = f"{version!r:.40} is not a version that this library reads"
    hint = "pass a document of OpenAPI 3.0, 3.1 or 3.2, or of Swagger 2.0"
    raise DescriptionError([Problem.in_description(f"/{key}", "version", message, hint)])


class _Translator:
    """Makes the top level of the description."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._document: dict[str, Any] = context.source.document
        self._security = Security(context, lambda: self._found)
        self._shared = Shared(context)
        self._info = as_object(self._document.get("info"))

    def describe(self) -> Description:
        """Make the description of the translation."""
        makers: dict[str, Callable[[], Any]] = {"dynaclient": lambda: 1}
        for key in ("title", "version", "description"):
            value = self._info.get(key)
            if isinstance(value, (str, int, float)) and not isinstance(value, bool) and str(value):
                makers[key] = _constant(str(value))
        links = links_to(self._document.get("externalDocs"))
        makers |= {key: _constant(value) for key, value in links.items()}
        servers = root_servers(self._context)
        server = servers[0].value if servers else None
        makers |= {key: _constant(value) for key, value in described_servers(servers).items()}
        if ours(self._document).get("server") is False:  # it was exported, and the caller has to choose
            makers.pop("server", None)
            server = None
        if self._security.schemes:
            makers["auth"] = _constant(self._security.schemes)
        if self._security.root is not None:
            makers["requires"] = _constant(self._security.root)
        info = extensions(self._info, "contact", "license", "termsOfService", "summary").get("x-openapi")
        kept = {key: value for key, value in (("info", info), ("securitySchemes", self._security.others)) if value}
        if kept:
            makers["x-openapi"] = _constant(kept)
        makers |= {key: _constant(value) for key, value in own_members(self._document, "document").items()}
        makers |= {
            "resources": lambda: self._resources(server),
            "parameters": lambda: self._shared.parameters,
            "responses": lambda: self._shared.responses,
            "schemas": lambda: self._context.schemas.table,
        }
        return Description(self._context.translation, makers)

    @cached_property
    def _found(self) -> list[SourceOperation]:
        return list(find_operations(self._context))

    def _resources(self, server: Any) -> dict[str, Any]:
        translation = self._context.translation
        names = action_names([operation.named for operation in self._found], self._context.options.names)
        streams = stream_operations(self._context, self._found)
        operations = [*self._found, *streams]
        for operation, name in zip(self._found, names, strict=True):
            if operation.operation_id:
                translation.operation_ids.setdefault(operation.operation_id, name)
        named = (
            Named((f"{one.named.method} {one.path}", one.named.operation_id), one.place, name)
            for one, name in zip(self._found, names, strict=True)
        )
        note_choices(translation, self._context.options.names, named)
        translator = ActionTranslator(self._context, self._security, self._shared, server)
        all_names = [*names, *stream_names(operations, names, len(streams))]
        tree = describe_resources(all_names, operations, translator.translate, SourceOperation.glance)
        texts = self._tag_texts()
        for name, resource in tree.items():
            about: dict[str, Any] = {}
            text = texts.get(_NOT_A_WORD.sub("", name.lower()))
            if text:
                about["description"] = text
            tree[name] = {**about, **resource}
        return tree

    def _tag_texts(self) -> dict[str, str]:
        """Return what the tags mean, by their names without what is not a letter or a digit."""
        tags = map(as_object, as_list(self._document.get("tags")))
        pairs = ((as_text(tag.get("name")), as_text(tag.get("description"))) for tag in tags)
        return {_NOT_A_WORD.sub("", name.lower()): text for name, text in pairs if text}


def _constant(value: Any) -> Callable[[], Any]:
    return lambda: value
