"""A tool, as plain data: its name, what it does, the JSON Schema of its arguments, and hints for hosts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..records import dataclass


@dataclass(frozen=True, eq=False, repr=False)
class Tool:
    """A tool that an agent may call."""

    name: str
    """Letters, digits, ``_`` and ``-``, at most 60 characters: every host takes such names."""
    description: str
    schema: Mapping[str, Any]
    """The JSON Schema of its arguments: a closed object without references."""
    reads_only: bool = True
    """Whether it changes nothing."""
    destroys: bool = False
    """Whether it may overwrite or remove something."""
    idempotent: bool = True
    """Whether calling it twice has the same effect as once."""
    open_world: bool = False
    """Whether it calls the API."""
    action: str = ""
    """The full name of the action that it calls, if it is a tool for one action."""

    @property
    def data(self) -> dict[str, Any]:
        """The tool as the Model Context Protocol has it (revision 2025-11-25, Tools): all four hints are written."""
        return {
            "name": self.name,
            "description": self.description,
            "inputSchema": dict(self.schema),
            "annotations": {
                "readOnlyHint": self.reads_only,
                "destructiveHint": self.destroys,
                "idempotentHint": self.idempotent,
                "openWorldHint": self.open_world,
            },
        }
