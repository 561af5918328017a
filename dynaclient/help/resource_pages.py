"""The pages of a resource and of an API, for `help`, IPython and notebooks."""

from __future__ import annotations

from collections.abc import Mapping

from ..description.api import Api, Resource
from ..description.model import first_sentence
from ..description.prose import named_links
from ..description.spellings import snake_case
from ..runtime.page import Page, Row, Section, shorten
from .bounds import FULL
from .calls import method_name


def description_page(described: Api | Resource) -> Page:
    """Return the page of a loaded description, or of one of its resources."""
    return api_page(described) if isinstance(described, Api) else resource_page(described)


def resource_page(resource: Resource) -> Page:
    """Return the page of a resource: its description, its actions and its inner resources."""
    actions = tuple(
        Row(snake_case(key), {"Request": request} if request else {}, shorten(summary, FULL.description))
        for key, (request, summary) in _summaries(resource).items()
    )
    inner = tuple(_resource_row(name, described) for name, described in resource.resources.items())
    first = next(iter(resource.action_names), "")
    notes = (f"`help({method_name(f'{resource.name}.{first}')})` shows the details of an action.",) if first else ()
    sections = (Section("Actions", rows=actions, notes=notes), Section("Resources", rows=inner))
    return Page(resource.name, resource.description, tuple(section for section in sections if section.rows))


def _summaries(resource: Resource) -> Mapping[str, tuple[str, str]]:
    """Return the requests and the summaries of all actions, without building the actions if possible."""
    summaries = {item.name: (f"{item.method} {item.path}", item.summary) for item in resource.outlines()}
    broken = ("", "Cannot be called: its description has problems (see `dynaclient lint`).")
    return {key: summaries.get(f"{resource.name}.{key}", broken) for key in resource.action_names}


def _resource_row(name: str, resource: Resource) -> Row:
    names = ", ".join(map(snake_case, [*resource.action_names, *resource.resource_names]))
    summary = shorten(first_sentence(resource.description), FULL.description)
    return Row(snake_case(name), {"Actions": shorten(names, 60)}, summary)


def api_page(api: Api, *, title: str = "", own: Mapping[str, str] | None = None) -> Page:
    """
    Return the page of a loaded description: its description and its resources.

    Args:
        api: The description.
        title: The title of the page, if not the name of the API.
        own: For a client: the descriptions of its own methods and attributes, by name.
    """
    rows = tuple(_resource_row(name, resource) for name, resource in api.resources.items())
    title = title or f"{api.title} {api.version}".strip()
    own_rows = tuple(Row(name, {}, first_sentence(description)) for name, description in (own or {}).items())
    first = next(iter(api.resources), "")
    notes = (
        (f'`help({method_name(first)})` shows the actions of a resource, `client.find("…")` finds actions.',)
        if first
        else ()
    )
    servers = tuple(
        Row(name, {}, first_sentence(server.description) or server.template) for name, server in api.servers.items()
    )
    sections = (
        Section("Methods and attributes", rows=own_rows),
        Section("Servers, for Client(server=…)", rows=servers),
        Section("Resources", rows=rows, notes=notes, folded=True),
    )
    links = ", ".join(" ".join(dict.fromkeys(pair)) for pair in named_links(api.links))
    description = "\n\n".join(filter(None, (api.description, f"See also: {links}" if links else "")))
    return Page(title, description, tuple(section for section in sections if section.rows))
