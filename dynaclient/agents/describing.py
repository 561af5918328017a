"""The manual page of an action, of a part of it, and of a resource, as an agent reads it: at most 8 KiB."""

from __future__ import annotations

from collections.abc import Iterable

from ..description.api import Api, Resource
from ..description.model import Action, first_sentence
from ..errors import DescriptionError, UnknownName, close_matches
from ..help.bounds import MAX_BYTES
from ..help.pages import Wording, action_page
from ..help.parts import part_page
from .cleaning import one_line, visible
from .examples import FILES, example_json
from .lines import action_line, effect

MAX_DESCRIPTION = 300
"""Characters of the description of a resource."""
MAX_NAMES = 1500
"""Characters of the names of the inner resources."""


def describe(api: Api, name: str, *, path: str = "") -> str:
    """
    Return the page of an action, or of a resource if no action has this name.

    Args:
        api: The description.
        name: The name of an action or of a resource, in either spelling, or an operation id.
        path: The part that is described as a whole; empty for the beginning.

    Raises:
        UnknownName: There is no such action or resource, or no such part.
        DescriptionError: The description of the action has problems.
    """
    try:
        action = api.action(name)
    except UnknownName as error:
        try:
            resource = api.resource(name)
        except UnknownName:
            similar = (*error.suggestions, *close_matches(name, api.all_resources))
            raise UnknownName(f"No action or resource {name!r:.200}", name, dict.fromkeys(similar[:4])) from None
        return describe_resource(api, resource.name, path=path)
    return describe_action(action, path=path, common=api.common)


# --- an action -------------------------------------------------------------------------------------------------------


def describe_action(action: Action, *, path: str = "", common: Iterable[str] = ()) -> str:
    """
    Return the page of an action: what it does, its arguments, an example, its scopes and its response.

    Args:
        action: The action.
        path: The part that is described as a whole: ``device.attributes[].name``, or ``200.items[]`` of a response.
        common: The names of the parameters that most actions have; only their names are listed.

    Raises:
        UnknownName: There is no such part. `suggestions` has paths that are similar.
    """
    if path:
        return part_page(action, path, WORDING).text()
    example, missing = example_json(action)
    hint = [f"To be filled in: {', '.join(missing)}"] if missing else []
    return action_page(action, common=common, wording=WORDING, call="\n".join([example, *hint])).text()


def _effect(action: Action) -> str:
    """Return what an action does to the data of the API, and how files are passed."""
    has_files = any(parameter.schema.marks_files for parameter in action.parameters.values())
    return f"{effect(action)} {FILES}" if has_files else effect(action)


def _part(action: str, path: str) -> str:
    return f'Shown in part: call `describe` with action "{action}" and a path such as "{path}" for the rest.'


WORDING = Wording(
    argument=str,
    content="",
    pages="`cursor` and `max_items`, arguments of the tool `read`, fetch further pages",
    part=_part,
    call="Arguments, for example",
    parameters="Arguments",
    credentials=False,
    spreads=False,
    responses=True,
    effect=_effect,
    clean=visible,
)


# --- a resource ------------------------------------------------------------------------------------------------------


def describe_resource(api: Api, name: str, *, path: str = "") -> str:
    """
    Return the page of a resource: its actions, one a line, as many as fit, and the names of the resources in it.

    Args:
        api: The description.
        name: The name of the resource, in either spelling.
        path: The number of the action that the list begins with, from 1; empty for the first.

    Raises:
        UnknownName: There is no such resource, or no action of this number.
    """
    resource = api.resource(name)
    names = [f"{resource.name}.{key}" for key in resource.action_names]
    start = _start(resource, path)
    description = one_line(first_sentence(resource.description), MAX_DESCRIPTION)
    head = [f"{resource.name}: {description}".rstrip(": "), *_inner_resources(resource)]
    room = MAX_BYTES - sum(_size(text) for text in head) - _size(_rest(resource.name, len(names), len(names)))
    lines: list[str] = []
    for index, full_name in enumerate(names[start:], start):
        text = _line(api, full_name)
        room -= _size(text)
        if room < 0:
            return "\n".join([*head, *lines, _rest(resource.name, len(names), index)])
        lines.append(text)
    return "\n".join([*head, *lines])


def _size(text: str) -> int:
    """Return the bytes of a line."""
    return len(text.encode()) + 1


def _start(resource: Resource, path: str) -> int:
    if not path:
        return 0
    most = len(resource.action_names)
    number = int(path) if path.isascii() and path.isdigit() and len(path) < len(str(most)) + 1 else 0
    if not 1 <= number <= most:
        message = f"{resource.name} has no part {path!r:.200}: a path is the number of an action here, from 1 to {most}"
        raise UnknownName(message, path)
    return number - 1


def _inner_resources(resource: Resource) -> list[str]:
    names = [f"{resource.name}.{name}" for name in resource.resource_names]
    return [f"Resources in it: {one_line(', '.join(names), MAX_NAMES)}"] if names else []


def _rest(name: str, count: int, index: int) -> str:
    """Return the last line of a list that is cut before the action with this index."""
    how = f'call `describe` with action "{name}" and path "{index + 1}", or `find` with resource "{name}"'
    return f"… and {count - index} more: {how}."


def _line(api: Api, name: str) -> str:
    try:
        return action_line(api.action(name))
    except DescriptionError:
        return f"{name}: cannot be called, its description has problems"
