"""
Resource names: path parameters whose value is the path of a resource, such as ``projects/one/secrets/two``.

Google's APIs have them: ``/v1/{name}`` with the pattern ``^projects/[^/]+/secrets/[^/]+$``. Such a path is expanded
into its segments, ``/v1/projects/{projectsId}/secrets/{secretsId}``, so that its place is below
``/v1/{parent}/secrets``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...description.api import Api
from ...description.outlines import Members, Outline, action_members, value_of
from ...records import dataclass
from ...schema.references import locate_members
from ...strings.expressions import expression
from ..paths import NAME, names_in, without_names

_SEGMENTS = expression(r"\^?((?:[A-Za-z0-9_.-]+|\[\^/\]\+)(?:/(?:[A-Za-z0-9_.-]+|\[\^/\]\+))+)\$?")
_ANY = "[^/]+"
_OTHER = expression(r"[^A-Za-z0-9_]")


@dataclass(frozen=True)
class Expanded:
    """A path with resource names in it, expanded into their segments."""

    path: str
    names: Mapping[str, str]
    """Parameter → the resource name that it is, such as ``projects/{projectsId}/secrets/{secretsId}``."""

    def ids(self, arguments: Mapping[str, Any]) -> dict[str, str]:
        """Return the values of the names in the path that are parts of arguments."""
        found = {}
        for parameter, template in self.names.items():
            segments = zip(template.split("/"), str(arguments.get(parameter, "")).split("/"), strict=False)
            found.update({segment[1:-1]: value for segment, value in segments if segment.startswith("{")})
        return found

    def owner(self, name: str) -> str:
        """Return the parameter that a name in the path is a part of; the name itself if it is a parameter."""
        return next((owner for owner, template in self.names.items() if f"{{{name}}}" in template), name)

    def template(self, name: str) -> str:
        """Return the resource name that ends with a name in the path, without names; empty if there is none."""
        found = self.names.get(self.owner(name), "")
        return without_names(found) if found.endswith(f"{{{name}}}") else ""


def expanded_paths(api: Api, known: Mapping[str, Outline]) -> dict[str, Expanded]:
    """
    Return the expanded paths of the actions whose path has a resource name, by the names of the actions.

    Nothing is built for it: a description may have thousands of actions.
    """
    found = {}
    for resource, key in api.action_keys():
        outline = known.get(f"{resource.name}.{key}")
        if outline is not None and "{" in outline.path:
            levels = (*resource.levels, action_members(api.document, resource.levels[-1], key))
            templates = {name: _template(api, levels, name) for name in names_in(outline.path)}
            names = {name: template for name, template in templates.items() if template}
            path = NAME.sub(lambda found, names=names: names.get(found[1], found[0]), outline.path)  # type: ignore[misc]
            found.update({outline.name: Expanded(path, names)} if names else {})
    return found


def _template(api: Api, levels: tuple[Members, ...], name: str) -> str:
    """Return the resource name that a parameter is, by its pattern; empty if it is none."""
    pattern = ""
    for level in levels:
        try:
            parameter = locate_members(api.document, locate_members(api.document, level["parameters"])[name])
            schema = locate_members(api.document, parameter["schema"])
        except LookupError:
            continue
        declared = value_of(api.document, schema, "pattern")
        is_reserved = value_of(api.document, parameter, "allowReserved") in (True, "encoded")
        pattern = declared if is_reserved and isinstance(declared, str) else ""
    return _named(pattern)


def _named(pattern: str) -> str:
    """Return a pattern of a resource name with names for the segments that vary; empty if none does."""
    found = _SEGMENTS.fullmatch(pattern)
    segments: list[str] = []
    for segment in found[1].replace(_ANY, "{}").split("/") if found else ():
        last = segments[-1] if segments and "{" not in segments[-1] else "name"
        name = f"{{{_OTHER.sub('_', last)}Id}}"
        name = name if name not in segments else f"{name[:-1]}{len(segments)}}}"
        segments.append(name if segment == "{}" else segment)
    return "/".join(segments) if any("{" in segment for segment in segments) else ""
