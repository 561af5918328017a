"""Servers: that of all calls, and those that a caller may choose by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...description.api import Api
from ...description.model import Server
from ...formats.extension import OURS


def export_servers(api: Api) -> list[dict[str, Any]]:
    """Return the servers, that of all calls first; if there are several, each with its name, which may be empty."""
    raw = api.document.get("servers") or {}
    named = {name: export_server(server, raw.get(name)) for name, server in api.servers.items()}
    if api.server is None:
        return [_named(server, name) for name, server in named.items()]
    server = export_server(api.server, api.document.get("server"))
    same = next((name for name, other in api.servers.items() if _facts(other) == _facts(api.server)), "")
    if not named:
        return [server]
    others = [_named(other, name) for name, other in named.items() if name != same]
    return [_named(named[same] if same else server, same), *others]


def _named(server: dict[str, Any], name: str) -> dict[str, Any]:
    return {**server, **({"x-name": name} if name else {}), OURS: {"name": name}}


def _facts(server: Server) -> tuple[Any, ...]:
    return server.template, server.variables, server.description


def export_server(server: Server, raw: Any) -> dict[str, Any]:
    """Return a server; what its variables mean is only in its description."""
    described = raw.get("variables", {}) if isinstance(raw, Mapping) else {}
    variables: dict[str, Any] = {}
    for name, values in server.variables.items():
        text = described.get(name, {}).get("description")
        variables[name] = {
            **({"default": values[0]} if values else {"default": "", OURS: {"required": True}}),
            **({"enum": list(values[1:])} if values[1:] else {}),
            **({"description": text} if text else {}),
        }
    about = {"description": server.description} if server.description else {}
    return {"url": server.template, **about, **({"variables": variables} if variables else {})}
