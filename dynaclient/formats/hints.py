"""What a document declares of an operation for agents: whether it only reads, or destroys something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .members import as_object

_EXTENSION = "x-speakeasy-mcp"


def declared_hints(operation: Mapping[str, Any]) -> dict[str, bool]:
    """
    Return the traits that an operation declares as hints of the Model Context Protocol (revision 2025-11-25, Tools).

    The hint about what is destroyed has a meaning only where the operation is not one that only reads.
    """
    hints = as_object(operation.get(_EXTENSION))
    readonly, destructive = hints.get("readOnlyHint"), hints.get("destructiveHint")
    found = {"readonly": readonly} if isinstance(readonly, bool) else {}
    if readonly is not True and isinstance(destructive, bool):
        found["destructive"] = destructive
    return found
