"""Typed clients for Acme 2.1.0; at run time they are those of dynaclient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dynaclient

if TYPE_CHECKING:
    from dynaclient import AsyncClient, Client

__all__ = ["AsyncClient", "Client"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    return getattr(dynaclient, name)
