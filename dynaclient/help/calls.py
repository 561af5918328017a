"""The example call on the page of an action: with its required arguments, and where it is short with optional ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from ..description.model import OWN_NAMES, UNSET, Action, Parameter
from ..description.spellings import argument_name, snake_case
from ..errors import DescriptionError
from ..runtime.page import WIDTH, shorten
from ..schema.subschemas import combined_schemas

MAX_ARGUMENTS, MAX_OPTIONAL = 24, 6
"""Arguments in the example call, and how many of them are optional."""


def method_name(full_name: str) -> str:
    """Return the expression for a method or a resource: ``client.application_api_tokens.get``."""
    first, *rest = map(snake_case, full_name.split("."))
    start = f'client["{first}"]' if first in OWN_NAMES else f"client.{first}"
    return ".".join([start, *rest])


def call_line(action: Action, parameters: Iterable[Parameter], *, has_more: bool, awaits: bool) -> str:
    """Return an example call with these parameters, wrapped if it is long."""
    parameters = list(parameters)
    optional = [parameter for parameter in parameters if not parameter.required]
    required = [
        f"{argument_name(shown.name)}=…"
        for parameter in parameters
        if parameter.required
        for shown in _required_members(action, parameter)
    ]
    arguments = required[:MAX_ARGUMENTS]
    arguments += [f"{argument_name(parameter.name)}={_preset(parameter)}" for parameter in optional[:MAX_OPTIONAL]]
    arguments += ["…"] if has_more or len(optional) > MAX_OPTIONAL or len(required) > MAX_ARGUMENTS else []
    before, after = _around_call(action, awaits=awaits)
    before += f"{method_name(action.name)}("
    line = f"{before}{', '.join(arguments)}){after}"
    if len(line) <= WIDTH - 4:
        return line
    return "\n".join([before, *_wrapped(arguments), f"){after}"])


def _required_members(action: Action, parameter: Parameter) -> list[Parameter]:
    """Return the members that stand for a body in an example call, or the parameter itself."""
    if not parameter.spread:
        return [parameter]
    names = {name for name, member in action.members.items() if member.required}
    if _is_required_in_an_alternative(action, parameter, names):
        from ..call.examples import example_of, with_members

        with suppress(DescriptionError):
            names = set(with_members(action, {parameter.name: example_of(action, parameter)}))
    return [member for name, member in action.members.items() if name in names] or [parameter]


def _is_required_in_an_alternative(action: Action, parameter: Parameter, names: set[str]) -> bool:
    lists = [part.get("required") for part in combined_schemas(parameter.schema.view)]
    required = {name for listed in lists if isinstance(listed, (list, tuple)) for name in listed}
    return not required <= {action.members[name].wire for name in names}


def _around_call(action: Action, *, awaits: bool) -> tuple[str, str]:
    """Return the code before and after a call."""
    if not action.stream:
        return ("await " if awaits else ""), ""
    return f"{'async ' if awaits else ''}for {'chunk' if action.stream == 'bytes' else 'event'} in ", ": …"


def _preset(parameter: Parameter) -> str:
    return "None" if parameter.preset is UNSET else "…" if parameter.secret else shorten(repr(parameter.preset), 30)


def _wrapped(arguments: Iterable[str]) -> Iterator[str]:
    line = "   "
    for argument in arguments:
        if len(line) > 4 and len(line) + len(argument) > WIDTH - 8:
            yield line
            line = "   "
        line += f" {argument},"
    yield line
