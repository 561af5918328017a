"""A package of one's own, begun: its name, where dynaclient is had from, its files."""

from __future__ import annotations

import json
import keyword
import re
import shutil
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..client.base import skeleton
from ..errors import DescriptionError
from . import output
from .connection import Source

if TYPE_CHECKING:
    from ..description.api import Api

_NAME = re.compile(r"[a-z](?:[a-z0-9_-]{0,62}[a-z0-9])?")
_PROGRAMS = re.compile(r"(?:python|pip)[0-9]*|activate")
"""Commands that every virtual environment has, where that of the package would take their place."""
_FOLDERS = ("test", "tests", "src")
"""Names that Python or the skeleton gives to something else."""

_COMMANDS = ("python3 -m venv .venv && . .venv/bin/activate", "pip install -e '.[test]'", "python -m pytest")
"""How one sees that all is well; the README of the package has it too."""


def begin(name: str, source: Source) -> None:
    """
    Write the skeleton of a package into a new folder of its name, and tell what comes next.

    Args:
        name: The name of the folder, the distribution and the command.
        source: The description; a small sample, where it means none in particular.
    """
    problem = _problem(name)
    if problem:
        raise click.UsageError(f"{name!r:.100} cannot be a package's name: {problem}")
    files = skeleton(name, _api(source), _url())
    _write(Path(name), files)
    output.tell(f"{name}: {len(files)} files. To see that all is well:")
    for command in (f"cd {name}", *_COMMANDS):
        output.tell(f"  {command}")


# --- its name --------------------------------------------------------------------------------------------------------


def _problem(name: str) -> str | None:
    """Say what is wrong with a name; None where nothing is."""
    if not _NAME.fullmatch(name):
        told = "it has at most 64 small letters, digits, - and _, begins with a letter, and does not end with - or _"
        near = re.sub(r"[^a-z0-9_]+", "-", name.lower()).lstrip("-_0123456789").rstrip("-_")
        return f"{told}; for example: {near if _NAME.fullmatch(near) else 'my-shop'}"
    package = name.replace("-", "_")
    taken = next((told for told, is_taken in _TAKEN.items() if is_taken(package)), None)
    return f"{taken.format(package)}; for example: {name}-client" if taken else None


def _is_needed(package: str) -> bool:
    """Say whether something that dynaclient needs, if only for its own tests, has this name."""
    installed = _installed()
    asked = installed.requires or () if installed else ()
    return package in {re.split(r"[^\w.-]", each)[0].lower().replace("-", "_") for each in asked}


_TAKEN: Mapping[str, Callable[[str], bool]] = {
    "{} is a word of Python's own": keyword.iskeyword,
    "Python has a module {}": lambda package: package in sys.stdlib_module_names,
    "{} is the name of this library": lambda package: package == "dynaclient",
    "dynaclient needs a package {}": _is_needed,
    "{} is a command of every virtual environment": lambda package: bool(_PROGRAMS.fullmatch(package)),
    "{} is what folders beside the package are called": lambda package: package in _FOLDERS,
}
"""What can have a name already."""


# --- what it ships ---------------------------------------------------------------------------------------------------


def _api(source: Source) -> Api | None:
    """Give the description that is meant, without a fault; None where it is to be the sample."""
    if source.file is None and not source.patches:
        return None
    from ..description.lint import lint

    problems = lint(source.file, patch=list(source.patches) or None)
    if problems:
        raise DescriptionError(problems)
    return source.load()


def _url() -> str | None:
    """Give where dynaclient was installed from, if that was no index: then it may be in none (see PEP 610)."""
    installed = _installed()
    told = installed.read_text("direct_url.json") if installed else None
    return _direct(json.loads(told)) if told else None


def _direct(origin: Mapping[str, Any]) -> str:
    if "vcs_info" in origin:
        return f"{origin['vcs_info']['vcs']}+{origin['url']}@{origin['vcs_info']['commit_id']}"
    return str(origin["url"])


def _installed() -> Distribution | None:
    try:
        return distribution("dynaclient")
    except PackageNotFoundError:  # it is run from its folder
        return None


def _write(folder: Path, files: Mapping[str, str]) -> None:
    """Write a new folder, whole or not at all."""
    try:
        folder.mkdir()
        with ExitStack() as undone:
            undone.callback(shutil.rmtree, folder, ignore_errors=True)
            for name, text in files.items():
                place = folder / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(text, encoding="utf-8", newline="\n")
            undone.pop_all()
    except FileExistsError:
        raise click.UsageError(f"{folder} exists, and is left as it is; name a folder that does not") from None
    except OSError as error:
        raise click.UsageError(f"{folder} cannot be written: {error.strerror}") from None
