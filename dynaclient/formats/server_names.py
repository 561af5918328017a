"""
The names of the servers of a document, by which a caller chooses one of them.

A name depends on the servers alone, so that it stays. It is the one that the document has for the server; else what
its description says in a few words (``Sandbox server`` → sandbox); else what distinguishes its URL from the others.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ..strings.expressions import expression
from .words import to_ascii

MAX_WORDS = 3
"""Words of a description that can be a name; a longer one is prose."""
_RUNS = expression(r"[a-z0-9]+")
_SENTENCE_END = expression(r"[.,;:!?()\[\]/]|\s[-\u2013\u2014]+\s")
_NOT_DISTINCTIVE = frozenset(
    {
        "a", "an", "and", "api", "apis", "base", "default", "endpoint", "endpoints", "env", "environment", "for",
        "generated", "host", "http", "https", "in", "is", "of", "on", "our", "server", "servers", "service", "the",
        "this", "url", "use", "used", "with", "your",
    }
)  # fmt: skip
_LOCAL = expression(r"(localhost|127\.\d+\.\d+\.\d+)(:\d+)?")


class NamedServer(NamedTuple):
    """A server that can be called, with its name and its description in the document."""

    value: Any
    """The server as it is in the description: a URL, or an object."""
    name: str = ""
    description: str = ""
    key: str | None = None
    """Its name in the description, if the document was exported; empty if it is not among the `servers` there."""

    @property
    def url(self) -> str:
        """Its URL, with variables in braces."""
        return self.value if isinstance(self.value, str) else str(self.value["url"])

    def rank(self) -> int:
        """Return how well it serves all calls: best with https, and not without a value for one of its variables."""
        variables = {} if isinstance(self.value, str) else self.value.get("variables", {})
        if any("default" not in variable for variable in variables.values()):
            return 2
        url = self.url
        for name, variable in variables.items():
            url = url.replace(f"{{{name}}}", variable["default"])
        return 0 if url.startswith("https:") else 1

    @property
    def described(self) -> Any:
        """The server as an entry of `servers`: with its description."""
        if not self.description:
            return self.value
        whole = self.value if isinstance(self.value, dict) else {"url": self.value}
        return {**whole, "description": self.description}


def distinct_servers(servers: list[NamedServer]) -> list[NamedServer]:
    """Return the servers without repetitions: what is there with http and https is one, with https."""
    if are_exported(servers):
        return servers
    found: dict[str, NamedServer] = {}
    for server in servers:
        known = found.setdefault(_without_scheme(server), server)
        if known.url.startswith("http:") and server.url.startswith("https:"):
            found[_without_scheme(server)] = NamedServer(
                server.value, known.name or server.name, known.description or server.description
            )
    return list(found.values())


def are_exported(servers: list[NamedServer]) -> bool:
    """Return whether these servers have the names and the order of a description."""
    keys = [server.key for server in servers]
    return bool(keys) and None not in keys and len(set(keys)) == len(keys)


def _without_scheme(server: NamedServer) -> str:
    variables = "" if isinstance(server.value, str) else repr(server.value.get("variables"))
    return server.url.removeprefix("https:").removeprefix("http:").rstrip("/") + variables


def described_servers(servers: list[NamedServer]) -> dict[str, Any]:
    """Return `server` of a description, which is the first one, and `servers` if there are more."""
    if len(servers) < 2 and not any(server.key for server in servers):
        return {"server": servers[0].value} if servers else {}
    named = {server.key or "": server for server in servers} if are_exported(servers) else server_names(servers)
    first = next(iter(named))
    if not first:  # exported: that of all calls is none of those with a name
        return {"server": named.pop("").described, "servers": {name: one.described for name, one in named.items()}}
    return {
        "server": {"$ref": f"#/servers/{first}"},
        "servers": {name: server.described for name, server in named.items()},
    }


def server_names(servers: list[NamedServer]) -> dict[str, NamedServer]:
    """Return the servers by their names; the same servers always get the same names."""
    parts = [_url_words(server.url) for server in servers]
    common = set.intersection(*map(set, parts)) if parts else set()
    named: dict[str, NamedServer] = {}
    for server, words in zip(servers, parts, strict=True):
        by_url = _slug([word for word in words if word not in common] or words)
        name = _slug(_RUNS.findall(to_ascii(server.name).lower())) or _of_description(server.description) or by_url
        if name in named:
            name = f"{name}-{by_url}"
        number = 2
        key = name
        while key in named:
            key, number = f"{name}-{number}", number + 1
        named[key] = server
    return named


def _of_description(description: str) -> str:
    """Return the name that the beginning of a description is; an empty string if it says more, or nothing."""
    words = _RUNS.findall(to_ascii(_SENTENCE_END.split(description.strip(), maxsplit=1)[0]).lower())
    distinctive = [word for word in words if word not in _NOT_DISTINCTIVE]
    return _slug(distinctive) if len(distinctive) <= MAX_WORDS else ""


def _url_words(url: str) -> list[str]:
    """Return the words of a URL: the labels of its host, its port and the segments of its path."""
    host, _, path = url.rpartition("://")[2].partition("/")
    if _LOCAL.fullmatch(host):
        host = host.replace(".", "")
    return [word for part in re.split(r"[./:]", f"{host}/{path}") if (word := _slug(_RUNS.findall(part.lower())))]


def _slug(words: list[str]) -> str:
    return "-".join(words)[:60].strip("-")
