"""Example calls as Python source, laid out as formatters do."""

from __future__ import annotations

import json
import keyword
from collections.abc import Iterable, Mapping
from mimetypes import MimeTypes
from typing import Any

from ..call.examples import example_of
from ..description.api import Api
from ..description.model import OWN_NAMES, Action, Parameter
from ..description.spellings import Spellings, argument_name, snake_case
from ..errors import DescriptionError
from ..runtime.media_types import is_json, without_parameters
from .markdown import fenced

WIDTH = 80
"""The maximum length of a line that can be split."""

INDENT = "    "
_WHITESPACE = dict.fromkeys(map(ord, "\n\r\t"), " ")
"""Characters that are not printable, and have a well-known escape."""


def method_expression(api: Api, action: Action) -> str:
    """Return the expression of a method: ``client.application_api_tokens.get``."""
    resource = api.resource(action.resource)
    return f"{resource_expression(api, action.resource)}{_member_access(action.key, resource.spellings)}"


def resource_expression(api: Api, name: str) -> str:
    """Return the expression of a resource: ``client.application_api_tokens``."""
    first, *further = name.split(".")
    expression, parent = f"client{_member_access(first, api.spellings, OWN_NAMES)}", first
    for key in further:
        expression += _member_access(key, api.resource(parent).spellings)
        parent += f".{key}"
    return expression


def _member_access(key: str, spellings: Spellings, taken: Iterable[str] = ()) -> str:
    spelled = snake_case(key)
    if spellings.get(spelled) != key:
        spelled = key  # two names have the same Python spelling, which belongs to the other one
    hidden = spelled.startswith("_") or keyword.iskeyword(spelled) or spelled in taken or not spelled.isidentifier()
    return f"[{quote(key)}]" if hidden else f".{spelled}"


def example_arguments(action: Action) -> dict[str, str]:
    """Return example values for the required arguments as Python source, by their Python names."""
    return {
        argument_name(parameter.name): format_value(_example_value(parameter, action))
        for parameter in required_parameters(action)
    }


def required_parameters(action: Action) -> list[Parameter]:
    """Return the parameters that every call needs."""
    return [parameter for parameter in action.parameters.values() if parameter.required]


def _example_value(parameter: Parameter, action: Action) -> Any:
    if parameter.schema.has_files:
        path = Expression(f"Path({quote(parameter.name)})")
        return path if parameter.schema.get_keyword("file") is True else [path]
    try:
        return example_of(action, parameter)
    except DescriptionError:
        return Expression("...")  # without a valid value there is still a page


class Expression(str):
    """A Python expression; it is written as it is, not as a string literal."""

    __slots__ = ()


def format_call(
    function: str, arguments: Mapping[str, str], *, prefix: str = "", positional: Iterable[str] = ()
) -> str:
    """Return a call on one line, or with one argument a line where that is too long."""
    shown = [*positional, *(f"{name}={value}" for name, value in arguments.items())]
    line = f"{prefix}{function}({', '.join(shown)})"
    if not shown or ("\n" not in line and len(line) <= WIDTH):
        return line
    return "\n".join([f"{prefix}{function}(", *(f"{_indent(argument)}," for argument in shown), ")"])


def format_value(value: Any) -> str:
    """Return a value as Python source, with one member a line where a single line is too long."""
    line = _on_one_line(value)
    if len(line) <= WIDTH - 2 * len(INDENT) or not value or not isinstance(value, (Mapping, list)):
        return line
    if isinstance(value, list):
        return "\n".join(["[", *(f"{_indent(format_value(item))}," for item in value), "]"])
    rows = [f"{_indent(f'{quote(str(key))}: {format_value(member)}')}," for key, member in value.items()]
    return "\n".join(["{", *rows, "}"])


def _indent(lines: str) -> str:
    return INDENT + lines.replace("\n", f"\n{INDENT}")


def _on_one_line(value: Any) -> str:
    if isinstance(value, str):
        return str(value) if isinstance(value, Expression) else quote(value)
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{quote(str(key))}: {_on_one_line(member)}' for key, member in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_on_one_line, value))}]"
    return repr(value)


def quote(value: str) -> str:
    """Return a Python string literal, in double quotes where all characters are printable."""
    if value.translate(_WHITESPACE).isprintable():
        return json.dumps(value, ensure_ascii=False)
    return ascii(value)


# --- blocks of code --------------------------------------------------------------------------------------------------

_STREAM_LOOPS = {
    "sse": ("event", "event.event, event.data"),
    "ndjson": ("value", "value"),
    "json-seq": ("value", "value"),
    "bytes": ("chunk", "len(chunk)"),
}
"""For each kind of stream, the loop variable and what the loop prints."""


def call_block(api: Api, action: Action) -> str:
    """Return a call of an action, with each of the clients."""
    function, arguments = method_expression(api, action), example_arguments(action)
    if action.stream:
        return _loop_block(action, _loop(format_call(function, arguments), *_STREAM_LOOPS[action.stream]))
    calls = (format_call(function, arguments, prefix=f"result = {prefix}") for prefix in ("", "await "))
    return _block(action, *calls)


def paging_block(api: Api, action: Action) -> str:
    """Return a loop over all items of a list, with each of the clients."""
    function = f"{method_expression(api, action)}.items"
    return _loop_block(action, _loop(format_call(function, example_arguments(action)), "item", "item"))


def download_block(api: Api, action: Action) -> str:
    """Return a call that writes the response to a file, with each of the clients."""
    function, arguments = f"{method_expression(api, action)}.download", example_arguments(action)
    target = quote(f"{action.key}{_extension(action)}")
    return _block(
        action,
        format_call(function, arguments, prefix="download = ", positional=[target]),
        format_call(function, arguments, prefix="download = await ", positional=[target]),
    )


def _extension(action: Action) -> str:
    """Return the extension of a file with the response, by the first of its media types that has one."""
    known = MimeTypes()  # those of Python, whatever the machine adds
    successes = (response for status, response in action.responses.items() if status.startswith("2"))
    medias = (without_parameters(media) for response in successes for media in response.content if not is_json(media))
    return next(filter(None, map(known.guess_extension, medias)), ".download")


def _loop(iterable: str, variable: str, printed: str) -> str:
    return f"for {variable} in {iterable}:\n{INDENT}print({printed})"


def _loop_block(action: Action, loop: str) -> str:
    return _block(action, loop, f"async {loop}")


def _block(action: Action, sync: str, awaited: str) -> str:
    has_paths = any(parameter.schema.has_files for parameter in required_parameters(action))
    imports = "from pathlib import Path\n\n" if has_paths else ""
    return fenced(f"{imports}# with Client\n{sync}\n\n# with AsyncClient\n{awaited}", "python")
