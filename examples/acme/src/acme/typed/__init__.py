"""The client of Acme 2.1.0, typed: that of dynaclient at run time."""

from __future__ import annotations

from typing import Any

import dynaclient

__all__ = ["AsyncClient", "Client"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    return getattr(dynaclient, name)
