"""The installation: versions, where it is, and the packages that it needs or can use."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import NamedTuple

from ... import __version__
from ...strings.expressions import expression
from .checks import Check, failed, ok, warning

_PACKAGE = "dynaclient"
_REQUIREMENT = expression(
    r"(?P<name>[\w.-]+)(?:\[(?P<extras>[\w,-]+)\])?\s*\(?(?P<bounds>[^;()]*)\)?\s*(?:;(?P<marker>.*))?"
)
_EXTRA = expression(r"extra\s*==\s*['\"]([\w-]+)['\"]")
_LOWER_BOUND = expression(r">=\s*([0-9][0-9.]*)")

_ABSENT = "is not installed"

EXTRAS: Mapping[str, str] = {
    "aws": "signatures of AWS",
    "cli": "the command line",
    "docs": "sites that `docs` describes",
    "explore": "the API reference of `explore`",
    "https": "mock servers with https",
    "jwt": "logins that sign an assertion",
    "keyring": "sessions in the keyring of the system",
    "mcp": "the tools for agents",
    "mock": "mock servers",
    "notebook": "bars of progress in notebooks",
    "progress": "progress bars",
    "rate": "--rate of `map`",
    "socks": "SOCKS proxies",
    "yaml": "descriptions in YAML",
}
"""The extras, and what needs them."""


class Requirement(NamedTuple):
    """A package that is required: by the library itself if `extra` is empty, else by one of its extras."""

    name: str
    extra: str
    least: str
    """The earliest version that will do; empty for any."""
    extras: tuple[str, ...]
    """Those that are required of the package: of dynaclient itself, for an extra with others in it."""


def check_installation() -> Iterator[Check]:
    """Yield the versions, where they are, and the packages."""
    yield ok(_PACKAGE, f"{__version__} in {Path(__file__).parents[2]}")
    yield ok("Python", f"{platform.python_version()} ({platform.python_implementation()}) at {sys.executable}")
    yield ok("system", platform.platform())
    yield _check_encoding(sys.stdout.encoding or "none")
    try:
        lines = requires(_PACKAGE) or []
    except PackageNotFoundError:  # it runs from its folder
        yield ok("packages", "not known: dynaclient runs without an installation")
        return
    yield from check_packages([requirement for line in lines if (requirement := parse_requirement(line))])


def _check_encoding(encoding: str) -> Check:
    text = f"the output is written in {encoding}"
    if encoding.replace("-", "").lower() == "utf8":
        return ok("encoding", text)
    advice = "set PYTHONUTF8=1 or a UTF-8 locale; data in files and pipes is UTF-8 in any case"
    return warning("encoding", f"{text}: other characters are shown as escapes", advice)


def parse_requirement(line: str) -> Requirement | None:
    """Return a requirement as the metadata of a package has it; None if it is for another version of Python."""
    match = _REQUIREMENT.match(line)
    marker = match["marker"] or "" if match else ""
    if match is None or ("python_version" in marker and not _EXTRA.search(marker)):
        return None
    extra, least = _EXTRA.search(marker), _LOWER_BOUND.search(match["bounds"])
    extras = tuple((match["extras"] or "").split(",")) if match["extras"] else ()
    return Requirement(match["name"], extra[1] if extra else "", least[1] if least else "", extras)


def check_packages(requirements: Iterable[Requirement]) -> Iterator[Check]:
    """Yield the packages of the library itself, and what is missing for its extras."""
    by_extra: dict[str, list[Requirement]] = {}
    for requirement in requirements:
        by_extra.setdefault(requirement.extra, []).append(requirement)
    core = {requirement.name: _problem(requirement) for requirement in by_extra.get("", ())}
    for name, problem in core.items():
        if problem:
            yield failed("packages", f"{name} {problem}", f"pip install --upgrade {_PACKAGE}")
    fine = [f"{name} {version(name)}" for name, problem in core.items() if not problem]
    yield ok("packages", ", ".join(fine) or "none are required")
    yield from _check_extras(by_extra)


def _check_extras(by_extra: Mapping[str, list[Requirement]]) -> Iterator[Check]:
    installed, absent = [], []
    for extra, purpose in EXTRAS.items():
        wanted = list(_all_of(extra, by_extra))
        problems = {requirement.name: problem for requirement in wanted if (problem := _problem(requirement))}
        if not problems:
            installed += [extra] if wanted else []
            continue
        if set(problems.values()) == {_ABSENT}:
            absent.append(f"{extra} ({purpose})")
            continue
        missing = ", ".join(f"{name} {problem}" for name, problem in sorted(problems.items()))
        command = f"pip install '{_PACKAGE}[{extra}]'"
        yield ok(f"extra {extra}", f"not complete: {missing}; it is for {purpose}: {command}")
    yield ok("extras", ", ".join(installed) or "none is installed")
    if absent:
        yield ok("extras", f"not installed: {', '.join(absent)}; pip install '{_PACKAGE}[NAME]'")


def _all_of(extra: str, by_extra: Mapping[str, list[Requirement]]) -> Iterator[Requirement]:
    for requirement in by_extra.get(extra, ()):
        if requirement.name == _PACKAGE:
            for other in requirement.extras:
                yield from _all_of(other, by_extra)
        else:
            yield requirement


def _problem(requirement: Requirement) -> str:
    """Return what is wrong with an installed package; empty if it will do."""
    try:
        installed = version(requirement.name)
    except PackageNotFoundError:
        return _ABSENT
    is_old = bool(requirement.least) and _numbers(installed) < _numbers(requirement.least)
    return f"{installed} is older than {requirement.least}" if is_old else ""


def _numbers(text: str) -> list[int]:
    numbers = [int(part) for part in re.findall(r"\d+", re.split("[a-z+!-]", text)[0])]
    while numbers and not numbers[-1]:
        numbers.pop()  # 1.0 is 1
    return numbers
