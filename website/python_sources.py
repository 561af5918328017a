"""
The public names of the package, with what its source says of them.

Griffe reads the modules in which they are defined. Only those: all of the package would take ten times as long.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import griffe

from dynaclient.records import dataclass

PACKAGES = (
    "dynaclient",
    "dynaclient.auth",
    "dynaclient.agents",
    "dynaclient.mock",
    "dynaclient.testing",
    "dynaclient.cli",
)
"""The modules with public names: those of their ``__all__``."""
PLUGIN = "pytest_dynaclient"
FIXTURES = ("dynaclient_mock",)
"""The public names of the plugin for pytest, which has no ``__all__``."""
PAGING = "dynaclient.results.paging"
RETURNED = ("Pages", "Items")
"""Classes that methods return; no program imports them."""


@dataclass(frozen=True, eq=False)
class Public:
    """A public name."""

    name: str
    """As one writes it after its import: ``Client``, ``auth.Token``, ``Client.load`` for a member."""
    module: str
    """Where one imports it from; empty for what is only returned."""
    home: str
    """The module that defines it."""
    source: Any
    """A class, a function or an attribute, as Griffe has it."""
    function: Any = None
    """What is called: the function, or the constructor of a class."""
    members: tuple[Public, ...] = ()
    """The public methods and attributes of a class, without those that a public class above it has."""
    above: tuple[str, ...] = ()
    """The names of the public classes above it."""


def public_names() -> dict[str, Public]:
    """Return all public names, in the order of their packages, each as one writes it after its import."""
    exported = list(_exported())
    names = {id(value): _name(package, name) for package, name, value in exported}
    return {_name(package, name): _public(package, name, value, names) for package, name, value in exported}


def _exported() -> Iterator[tuple[str, str, Any]]:
    modules = {package: (package, import_module(package).__all__) for package in PACKAGES}
    modules |= {"": (PAGING, RETURNED), PLUGIN: (PLUGIN, FIXTURES)}
    for package, (module, names) in modules.items():
        yield from ((package, name, getattr(import_module(module), name)) for name in names)


def _name(package: str, name: str) -> str:
    """Return a name as one writes it: those of `auth` and of the command line after the name of their module."""
    return f"{package.rpartition('.')[2]}.{name}" if package in ("dynaclient.auth", "dynaclient.cli") else name


def _public(package: str, key: str, value: Any, names: dict[int, str]) -> Public:
    name = _name(package, key)
    if not inspect.isclass(value):
        home = PLUGIN if package == PLUGIN else value.__module__
        source = _module(home)[key]
        return Public(name, package, home, source, source)
    members: dict[str, Public] = {}
    above: list[type] = []
    for kind in value.__mro__:
        if kind is not value and id(kind) in names:
            above.append(kind)
        elif _is_ours(kind) and not any(issubclass(public, kind) for public in above):
            members = {**{member.name: member for member in _members(f"{name}.", kind)}, **members}
    nearest = [names[id(kind)] for kind in above if not any(kind in other.__mro__[1:] for other in above)]
    constructors = (_source(kind).members.get("__init__") for kind in value.__mro__ if _is_ours(kind))
    constructor = next(filter(None, constructors), None)
    return Public(
        name, package, value.__module__, _source(value), constructor, tuple(members.values()), tuple(nearest)
    )  # fmt: skip


def _source(kind: type) -> Any:
    return _module(kind.__module__)[kind.__name__]


def _is_ours(kind: type) -> bool:
    return kind.__module__.split(".")[0] == "dynaclient"


def _members(prefix: str, kind: type) -> Iterator[Public]:
    for member in _source(kind).members.values():
        is_shown = not member.name.startswith("_") and not member.is_alias
        if is_shown and (member.docstring or member.is_attribute):
            yield Public(prefix + member.name, "", kind.__module__, member, member if member.is_function else None)


@cache
def _module(name: str) -> Any:
    path = Path(str(inspect.getsourcefile(sys.modules[name])))
    return griffe.visit(name, filepath=path, code=path.read_text("utf-8"))
