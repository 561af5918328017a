"""What may follow: names of resources, actions, arguments and members, and the values that a schema lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ..call.arguments import VALIDATION_MODES
from ..call.targets import InvalidTarget, Target, find_target, parse_path
from ..client.base import BaseClient
from ..client.options import OPTION_NAMES, SETTING_NAMES
from ..client.resources import Resource
from ..description.model import Action
from ..description.spellings import argument_name, python_name, snake_case
from ..description.usable import usable_actions
from ..schema.excerpts import unwrap_literal
from ..schema.subschemas import combined_schemas
from .columns import columns_of
from .objects import UNKNOWN, Callee, action_of, find, find_callee, is_ours, is_own
from .reading import Bracket, Reading, read, string_of

MAX_CANDIDATES = 500
_BOOLEANS = (True, False)
_OPTION_VALUES: Mapping[str, tuple[Any, ...]] = {
    "validate": VALIDATION_MODES, "validate_responses": VALIDATION_MODES, "rerun": ("failed", "unknown"),
    **dict.fromkeys(("allow_http", "progress", "ordered", "resume"), _BOOLEANS),
}  # fmt: skip
"""The values of options that take one of a few."""
_TAKE_ARGUMENTS = ("", "prepare", "items", "pages", "submit", "download")
"""How a method is called with the arguments of its action: itself, or one of its attributes."""
_TAKE_ROWS = ("map", "imap")
_TAKE_ACTIONS = ("call", "can")
"""The methods of a client that take the name of an action."""
_BEFORE_VALUES = (["="], ["=", "{"], ["=", "["])
"""What follows the name of an argument at its value, or inside the dict or list that is its value."""


class Candidate(NamedTuple):
    """What may be written in place of what has been typed."""

    text: str
    kind: str


def candidates(text: str, names: Mapping[str, Any], after: str = "") -> tuple[str, list[Candidate]]:
    """
    Return what has been typed of a word or a string, and what may be written in its place; none if that is not ours.

    Args:
        text: The code before the cursor.
        names: The variables.
        after: The code after the cursor.
    """
    reading = read(text)
    if reading.dotted is not None:
        found = _attributes(reading, names)
    else:
        closing = "" if after.startswith(reading.quote) else reading.quote
        found = _written(_arguments(reading, names), reading, closing)
    return reading.typed, [candidate for candidate, _ in zip(found, range(MAX_CANDIDATES), strict=False)]


def is_string_of_call(text: str, names: Mapping[str, Any]) -> bool:
    """Return whether the code before the cursor ends in a string that is passed to a method of a client."""
    reading = read(text)
    around = next((bracket for bracket in reading.brackets if bracket.owner is not None), reading.brackets[-1])
    return bool(reading.quote) and around.text == "(" and find_callee(around.owner, names) is not None


# --- attributes ------------------------------------------------------------------------------------------------------


def _attributes(reading: Reading, names: Mapping[str, Any]) -> Iterator[Candidate]:
    owner = find(reading.dotted, names)
    if owner is UNKNOWN or not is_ours(owner) or not is_own(owner, "__dir__"):
        return
    listed = dict.fromkeys([*dir(owner), *(_described_names(owner) if reading.typed else ())])
    matching = [name for name in listed if name.startswith(reading.typed)]
    in_python = {name for name in matching if snake_case(name) == name or name.startswith("_")}
    for name in matching:
        is_second_spelling = name not in in_python and snake_case(name) in matching
        is_shown = name.isidentifier() and (reading.typed.startswith("_") or not name.startswith("_"))
        if is_shown and not is_second_spelling:
            yield Candidate(name, "function" if action_of(owner) is not None else "instance")


def _described_names(owner: Any) -> Iterable[str]:
    """Return the names of the description, in its own spelling."""
    if isinstance(owner, BaseClient):
        return owner.api.resources
    return owner._described.spellings if isinstance(owner, Resource) else ()


# --- arguments -------------------------------------------------------------------------------------------------------


class _Names(NamedTuple):
    """Names that may be written, with what follows them."""

    names: Iterable[str]
    kind: str
    end: str = ""
    spelled: Callable[[str, str], str] = lambda name, _: name


class _Values(NamedTuple):
    """Values that may be written."""

    values: Iterable[Any]


def _written(found: _Names | _Values | None, reading: Reading, closing: str) -> Iterator[Candidate]:
    """
    Yield candidates as they are written, inside a string or outside.

    A word that has been begun where a value is expected is a variable of the user's.
    """
    if isinstance(found, _Values):
        for value in dict.fromkeys(found.values if reading.quote or not reading.typed else ()):
            text = _value_text(value, reading.quote, closing)
            if text is not None and text.startswith(reading.typed):
                yield Candidate(text, "instance")
    elif found is not None:
        for name in dict.fromkeys(found.spelled(name, reading.typed) for name in found.names):
            text = _name_text(name, found.end, reading.quote, closing)
            if text is not None and name.startswith(reading.typed):
                yield Candidate(text, found.kind)


def _value_text(value: Any, quote: str, closing: str) -> str | None:
    """Return a value as it is written; None if it cannot stand here."""
    if not isinstance(value, (str, int, float)) or (quote and not isinstance(value, str)):
        return None
    if not isinstance(value, str):
        return repr(value)
    if quote:
        return f"{value}{closing}" if _is_plain(value) and quote[0] not in value else None
    return f'"{value}"' if _is_plain(value) and '"' not in value else repr(value)


def _name_text(name: str, end: str, quote: str, closing: str) -> str | None:
    """Return a name as it is written; None if it cannot stand here: only parameters are sure to have Python's names."""
    if quote:
        return _value_text(name, quote, closing)
    return f"{name}{end}" if end == "=" else f"{_value_text(name, quote, closing)}{end}"


def _is_plain(value: str) -> bool:
    """Return whether a string is written as it is, between quotes that it does not have."""
    return "\\" not in value and value.isprintable()


def _arguments(reading: Reading, names: Mapping[str, Any]) -> _Names | _Values | None:
    """Return what may stand inside the brackets that the cursor is in."""
    innermost = reading.innermost
    if innermost.text == "[" and innermost.owner is not None:
        owner = find(innermost.owner, names)
        is_first = len(innermost.parts) == 1 and not innermost.current
        described = _described_names(owner) if is_first and isinstance(owner, (BaseClient, Resource)) else ()
        return _Names(described, "property", spelled=_spelled_as_typed)
    path: list[str | int] = []
    for depth, bracket in enumerate(reading.brackets[:-1]):
        if bracket.text == "(":
            callee = find_callee(bracket.owner, names)
            return None if callee is None else _of_call(callee, bracket, reading, path, names)
        step = len(bracket.parts) - 1 if bracket.text == "[" else bracket.name
        if bracket.text == "{" and depth == 0 and not bracket.current:
            continue  # the cursor is at a key of this dict
        if step is None or bracket.owner is not None:
            return None
        path.insert(0, step)
    return None


def _of_call(
    callee: Callee, bracket: Bracket, reading: Reading, path: list[str | int], names: Mapping[str, Any]
) -> _Names | _Values | None:
    """
    Return what may stand inside a call.

    Args:
        callee: What is called.
        bracket: Its brackets.
        reading: What is before the cursor.
        path: The keys and indexes of the dicts and lists inside the argument that the cursor is in.
        names: The variables.
    """
    begun = [token.text for token in bracket.current]
    is_first = len(bracket.parts) == 1 and not begun
    if isinstance(callee.owner, BaseClient) and is_first and callee.member in _TAKE_ACTIONS:
        return _Names(_action_names(callee.owner), "instance", spelled=_spelled_as_typed)
    action = _called_action(callee, bracket)
    if action is None:
        return _of_option(callee, bracket, reading, path, names)
    if bracket.name is not None and begun[1:] in _BEFORE_VALUES:
        return _of_value([find_target(action, bracket.name)], path, reading)
    if begun == ["{"]:  # all arguments as one dict
        return _of_value([find_target(action, str(path[0]))], path[1:], reading) if path else _keys(action, reading)
    if begun or reading.quote:
        return None
    used = {action.spellings.get(name) or action.member_spellings.get(name) for name in bracket.names}
    listed = [name for name in _argument_names(action) if name not in used]
    return _Names(listed, "param", "=", _spelled_as_argument)


def _of_option(
    callee: Callee, bracket: Bracket, reading: Reading, path: list[str | int], names: Mapping[str, Any]
) -> _Names | _Values | None:
    """Return what may stand in a call that takes options."""
    begun = [token.text for token in bracket.current]
    action = action_of(callee.owner) if callee.member in _TAKE_ROWS else None
    if action is not None and bracket.name == "columns" and begun[1:] == ["=", "{"]:
        columns = (name for name in columns_of(bracket.first, names) if name not in reading.innermost.names)
        return _Values(_mapped_to(action, reading.typed)) if path else _Names(columns, "property", ": ")
    if callee.member == "with_defaults" and bracket.name is not None and begun[1:] in _BEFORE_VALUES:
        return _of_value(_default_targets(callee.owner, bracket.name), path, reading)
    if begun[1:] == ["="]:
        return _Values(_OPTION_VALUES.get(str(bracket.name), ()))
    if begun or reading.quote:
        return None
    listed = [name for name in _option_names(callee) if name not in bracket.names]
    return _Names(listed, "param", "=", _spelled_as_argument)


def _mapped_to(action: Action, typed: str) -> Iterator[str]:
    """Yield what a column may be mapped to: arguments, and the paths of the properties of what has been typed."""
    begun, dot, _ = typed.rpartition(".")
    yield from () if dot else _argument_names(action)
    for one in [begun] if dot else action.parameters:
        yield from _paths(action, one)


def _paths(action: Action, begun: str) -> Iterator[str]:
    """Yield the paths of the properties of the object that a path leads to."""
    try:
        first, *rest = parse_path(begun)
    except InvalidTarget:
        return
    target = find_target(action, str(first)).descend(tuple(rest))
    yield from (f"{begun}.{key}" for key in _properties(target, set()) if key.isidentifier())


def _option_names(callee: Callee) -> Iterable[str]:
    if callee.member in _TAKE_ROWS:
        from ..bulk.options import BulkOptions

        return BulkOptions.__match_args__
    if not isinstance(callee.owner, BaseClient):
        return ()
    of_client: dict[str, Iterable[str]] = {
        "with_options": (*OPTION_NAMES, *SETTING_NAMES),
        "with_defaults": callee.owner.api.parameter_spellings,
        "limited": ("allow", "deny"),
    }
    return of_client.get(callee.member, ())


def _called_action(callee: Callee, bracket: Bracket) -> Action | None:
    """Return the action whose arguments a call takes; None if it takes others."""
    if isinstance(callee.owner, BaseClient):
        first = bracket.parts[0]
        name = string_of(first[0]) if callee.member == "call" and len(bracket.parts) > 1 and len(first) == 1 else None
        return None if name is None else callee.owner.api.action(name)
    return action_of(callee.owner) if callee.member in _TAKE_ARGUMENTS else None


def _argument_names(action: Action) -> list[str]:
    parameters = sorted(action.parameters.values(), key=lambda parameter: not parameter.required)
    return [*(parameter.name for parameter in parameters), *action.members]


def _action_names(client: BaseClient) -> Iterator[str]:
    return (f"{resource.name}.{key}" for resource, key in client.api.action_keys())


def _spelled_as_typed(name: str, typed: str) -> str:
    """Return a name in the spelling of the description, or in Python's if only that begins like what was typed."""
    in_python = python_name(name)
    return in_python if in_python.startswith(typed) and not name.startswith(typed) else name


def _spelled_as_argument(name: str, typed: str) -> str:
    written = argument_name(name)
    return snake_case(name) if snake_case(name).startswith(typed) and not written.startswith(typed) else written


# --- inside arguments ------------------------------------------------------------------------------------------------


def _keys(action: Action, reading: Reading) -> _Names:
    listed = [name for name in _argument_names(action) if name not in reading.innermost.names]
    return _Names(listed, "property", ": ")


def _of_value(targets: Iterable[Target], path: list[str | int], reading: Reading) -> _Names | _Values:
    """Return the values of arguments or of a value inside them, or the keys of an object."""
    inner = [target.descend(tuple(path)) for target in targets]
    innermost = reading.innermost
    if innermost.text == "{" and not innermost.current:
        return _Names((name for target in inner for name in _properties(target, innermost.names)), "property", ": ")
    return _Values(value for target in inner for value in _listed_values(target))


def _default_targets(client: BaseClient, name: str) -> Iterator[Target]:
    """Yield what a default argument is passed to: the parameters of that name, of all actions without a problem."""
    described = client.api.parameter_spellings.get(name, "")
    for action in usable_actions(client.api):
        if described in action.parameters:
            yield find_target(action, described)


def _properties(target: Target, used: set[str]) -> Iterator[str]:
    for view in target.views:
        for schema in combined_schemas(view):
            properties = schema.get("properties")
            yield from (name for name in properties or () if name not in used)


def _listed_values(target: Target) -> Iterator[Any]:
    """Yield the values that are listed by the schemas, and the booleans."""
    for view in target.views:
        for schema in combined_schemas(view):
            listed = unwrap_literal(schema.get("enum"))
            yield from (value for value in listed or () if isinstance(value, (str, int, float)))
            if isinstance(schema.get("const"), (str, int, float)):
                yield schema["const"]
            yield from _BOOLEANS if schema.get("type") == "boolean" else ()
