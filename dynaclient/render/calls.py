"""Calls as one would write them: Python text made from values, laid out as formatters do."""

from __future__ import annotations

import json
import keyword
from collections.abc import Iterable, Mapping
from typing import Any

from ..call.examples import example_of
from ..description.api import Api
from ..description.model import OWN_NAMES, Action, Parameter, Spellings, snake_case
from ..errors import DescriptionError
from .markdown import fenced
from .spelling import argument

WIDTH = 80
"""The most characters of a line that can be broken."""

INDENT = "    "
_PLAIN = dict.fromkeys(map(ord, "\n\r\t"), " ")
"""What does not print, and has an escape that everybody knows."""


def method_of(api: Api, action: Action) -> str:
    """Give how a method is reached: ``client.application_api_tokens.get``."""
    return f"{resource_of(api, action.resource)}{_member(action.key, api.resource(action.resource).spellings)}"


def resource_of(api: Api, name: str) -> str:
    """Give how a resource is reached: ``client.application_api_tokens``."""
    first, *rest = name.split(".")
    reached, whole = f"client{_member(first, api.spellings, OWN_NAMES)}", first
    for each in rest:
        reached += _member(each, api.resource(whole).spellings)
        whole += f".{each}"
    return reached


def _member(key: str, spellings: Spellings, taken: Iterable[str] = ()) -> str:
    spelled = snake_case(key)
    if spellings.get(spelled) != key:
        spelled = key  # two names have one Python spelling: the other name has it
    hidden = spelled.startswith("_") or keyword.iskeyword(spelled) or spelled in taken or not spelled.isidentifier()
    return f"[{text(key)}]" if hidden else f".{spelled}"


def arguments_of(action: Action) -> dict[str, str]:
    """Give the least arguments as Python text, by the names that Python takes them by."""
    return {argument(each.name): written(_shown(each, action)) for each in needed(action)}


def needed(action: Action) -> list[Parameter]:
    """Give the parameters that a call cannot do without."""
    return [each for each in action.parameters.values() if each.required]


def _shown(parameter: Parameter, action: Action) -> Any:
    if parameter.schema.has_files:
        path = Words(f"Path({text(parameter.name)})")
        return path if parameter.schema.said("file") is True else [path]
    try:
        return example_of(parameter, changing=action.method == "PATCH")
    except DescriptionError:
        return Words("...")  # a page is made even where no value fits


class Words(str):
    """Python text that is written as it is."""

    __slots__ = ()


def call(function: str, arguments: Mapping[str, str], *, before: str = "", first: Iterable[str] = ()) -> str:
    """Give a call on one line, or one argument a line; `first` are the arguments without a name."""
    given = [*first, *(f"{name}={each}" for name, each in arguments.items())]
    line = f"{before}{function}({', '.join(given)})"
    if not given or ("\n" not in line and len(line) <= WIDTH):
        return line
    return "\n".join([f"{before}{function}(", *(f"{_indented(each)}," for each in given), ")"])


def written(value: Any) -> str:
    """Give a value as Python text, with a member a line where one line is too short."""
    flat = _flat(value)
    if len(flat) <= WIDTH - 2 * len(INDENT) or not value or not isinstance(value, (Mapping, list)):
        return flat
    if isinstance(value, list):
        return "\n".join(["[", *(f"{_indented(written(each))}," for each in value), "]"])
    rows = [f"{_indented(f'{text(str(key))}: {written(each)}')}," for key, each in value.items()]
    return "\n".join(["{", *rows, "}"])


def _indented(several: str) -> str:
    return INDENT + several.replace("\n", f"\n{INDENT}")


def _flat(value: Any) -> str:
    if isinstance(value, str):
        return str(value) if isinstance(value, Words) else text(value)
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{text(str(key))}: {_flat(each)}' for key, each in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flat, value))}]"
    return repr(value)


def text(value: str) -> str:
    """Give a text as Python has it, in double quotes where that is plain."""
    if value.translate(_PLAIN).isprintable():
        return json.dumps(value, ensure_ascii=False)
    return ascii(value)


# --- blocks of code --------------------------------------------------------------------------------------------------

_STREAMED = {
    "sse": ("event", "event.event, event.data"),
    "ndjson": ("value", "value"),
    "bytes": ("piece", "len(piece)"),
}
"""For each kind of stream what a step of it is called, and what is shown of it."""


def block(api: Api, action: Action) -> str:
    """Give how an action is called, by each of the clients."""
    function, arguments = method_of(api, action), arguments_of(action)
    if action.stream:
        return _both(action, _loop(call(function, arguments), *_STREAMED[action.stream]))
    made = (call(function, arguments, before=f"result = {before}") for before in ("", "await "))
    return _block(action, *made)


def paging_block(api: Api, action: Action) -> str:
    """Give how one goes through all items of a list."""
    function = f"{method_of(api, action)}.items"
    return _both(action, _loop(call(function, arguments_of(action)), "item", "item"))


def download_block(api: Api, action: Action) -> str:
    """Give how an answer is written to a file."""
    function, arguments = f"{method_of(api, action)}.download", arguments_of(action)
    target = text(f"{action.key}.download")
    return _block(
        action,
        call(function, arguments, before="done = ", first=[target]),
        call(function, arguments, before="done = await ", first=[target]),
    )


def _loop(steps: str, name: str, shown: str) -> str:
    return f"for {name} in {steps}:\n{INDENT}print({shown})"


def _both(action: Action, loop: str) -> str:
    return _block(action, loop, f"async {loop}")


def _block(action: Action, sync: str, awaited: str) -> str:
    paths = any(each.schema.has_files for each in needed(action))
    begin = "from pathlib import Path\n\n" if paths else ""
    return fenced(f"{begin}# with Client\n{sync}\n\n# with AsyncClient\n{awaited}", "python")
