"""Names that tests pass to a mock server: of actions, of their arguments, and patterns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, TypeVar, cast

from ...client.allowance import matches
from ...description.api import Api
from ...description.model import Action
from ...errors import UnknownName, close_matches, did_you_mean, invalid_option
from ...schema.plain_data import EncodingError, to_plain

_WILDCARDS = "*?["
_Method = TypeVar("_Method", bound=Callable[..., Any])


def pattern_of(api: Api, given: str) -> str:
    """Return a pattern as it is, and the name of an action as the description has it; UnknownName if there is none."""
    if not isinstance(given, str) or not any(character in given for character in _WILDCARDS):
        if isinstance(given, str) and given in api.all_resources and given not in api.actions:
            raise UnknownName(f"{given!r:.200} is a resource, and not an action", given, [f"{given}.*"])
        return api.action(given).name
    if not any(matches(given, name) for name in api.actions):
        found = close_matches(given.strip(_WILDCARDS + "."), [*api.all_resources, *api.actions])
        near = [name if name in api.actions else f"{name}.*" for name in found]
        raise UnknownName(f"No action matches {given!r:.200}", given, near)
    return given


def requires_action(method: _Method) -> _Method:
    """Return a method that raises InvalidCall if the name of an action is not passed to it; else it is the same."""
    name = method.__name__

    @wraps(method)
    def called(*args: Any, **more: Any) -> Any:
        __tracebackhide__ = True
        if len(args) < 2:
            raise invalid_option("action", "is missing", f'pass its name: {name}("books.list")', name)
        return method(*args, **more)

    return cast("_Method", called)


def names_options(method: _Method) -> _Method:
    """Return a method that raises InvalidCall for an option that it does not have; else it is the same."""
    name, options = method.__name__, tuple(method.__kwdefaults__ or ())

    @wraps(method)
    def called(*args: Any, **more: Any) -> Any:
        unknown = next((option for option in more if option not in (*options, "action")), None)
        if unknown is not None:
            hint = did_you_mean(close_matches(unknown, options, 1)) or f"one of: {', '.join(options)}"
            raise invalid_option(unknown[:80], "is not an option", hint, name)
        if len(args) > 2:
            raise invalid_option("action", "has a value after it", f"pass options by name: {options[0]}=…", name)
        return method(*args, **more)

    return cast("_Method", called)


def expected_arguments(action: Action, given: Mapping[str, Any], options: Iterable[str] = ()) -> dict[str, Any]:
    """
    Return arguments as plain data, by their names in the description; members of a body are put into it.

    Args:
        action: The action.
        given: The arguments as they are passed.
        options: What is passed beside them, and may be meant.

    Raises:
        UnknownName: The action has no such argument.
    """
    found: dict[str, Any] = {}
    members: dict[str, Any] = {}
    for spelling, value in given.items():
        name, member = action.spellings.get(spelling), action.member_spellings.get(spelling)
        if name is not None:
            found[name] = _plain(value)
        elif member is not None:
            members[action.members[member].wire] = _plain(value)
        else:
            near = close_matches(str(spelling), [*action.spellings, *action.member_spellings, *options])
            raise UnknownName(f"{action.name} has no argument {str(spelling)!r:.200}", str(spelling), near)
    if members and action.body is not None:
        whole = found.get(action.body.name)
        found[action.body.name] = {**(whole if isinstance(whole, Mapping) else {}), **members}
    return found


def _plain(value: Any) -> Any:
    try:
        return to_plain(value)
    except EncodingError:  # a file
        return value
