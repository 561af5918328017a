"""The types of requests and responses, for type checkers; at run time each of them is a dict."""

from __future__ import annotations


def __getattr__(name: str) -> type[dict[str, object]]:
    if name.startswith("_"):
        raise AttributeError(name)
    return dict
