"""
Agents: any API as a handful of tools that are checked, bounded, and only read unless more is allowed.

::

    from dynaclient import AsyncClient
    from dynaclient.agents import Toolbox

    toolbox = Toolbox(AsyncClient("openapi.json", token="…"))
    result = await toolbox.call("find", {"query": "list devices"})

In: a client, and what may be called. Out: tools as plain data, and results of a limited size. There is no protocol in
here: `mcp` carries the tools, and `Toolbox.schemas` returns them as the APIs of vendors take them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .asking import Question, Reply
    from .results import ToolResult
    from .sending import CallContext
    from .toolbox import Toolbox
    from .tools import Tool

_HOMES = {
    "CallContext": "sending",
    "Question": "asking",
    "Reply": "asking",
    "Tool": "tools",
    "ToolResult": "results",
    "Toolbox": "toolbox",
}
"""Where each public name lives. It is imported when it is first asked for."""

__all__ = ["CallContext", "Question", "Reply", "Tool", "ToolResult", "Toolbox"]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'dynaclient.agents' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f".{home}", __name__), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
