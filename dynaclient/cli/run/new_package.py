"""`new`: create a package that ships a description. Its name, its description, its requirement, its files."""

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

from ...client.environment import PROGRAM, shares_variables
from ...client.faces import skeleton
from ...errors import DescriptionError
from ...strings.counting import counted
from ...strings.expressions import expression
from ..arguments.connection import Source
from ..output import console
from ..output.files import writing

if TYPE_CHECKING:
    from ...description.api import Api

_NAME = expression(r"[a-z](?:[a-z0-9_-]{0,62}[a-z0-9])?")
_PROGRAMS = expression(r"(?:python|pip)[0-9]*|activate")
"""Commands of every virtual environment, which that of the package would replace."""
_FOLDERS = ("test", "tests", "src")
"""Names that Python or the skeleton uses for something else."""

_NEXT_COMMANDS = ("python3 -m venv .venv && . .venv/bin/activate", "pip install -e '.[test]'", "python -m pytest")
"""The commands that test the package; its README has them too."""


def create_package(name: str, source: Source) -> None:
    """
    Write the skeleton of a package to a new folder of its name, and print the next steps.

    Args:
        name: The name of the folder, the distribution and the command.
        source: The description; a small sample if it selects none.
    """
    problem = name_problem(name)
    if problem:
        raise click.UsageError(f"{name!r:.100} cannot be the name of a package: {problem}")
    files = skeleton(name, _load(source), requirement_url())
    _write(Path(name), files)
    console.print_message(f"{name}: {counted(len(files), 'file')}. To test it:")
    for command in (f"cd {name}", *_NEXT_COMMANDS):
        console.print_message(f"  {command}")


# --- its name --------------------------------------------------------------------------------------------------------


def name_problem(name: str) -> str | None:
    """Return why a name cannot be used, with a suggestion; None if it can."""
    if not _NAME.fullmatch(name):
        rule = "use at most 64 lowercase letters, digits, - and _; begin with a letter, and do not end with - or _"
        similar = re.sub(r"[^a-z0-9_]+", "-", name.lower()).lstrip("-_0123456789").rstrip("-_")
        return f"{rule}; for example: {similar if _NAME.fullmatch(similar) else 'my-shop'}"
    package = name.replace("-", "_")
    reason = next((reason for reason, is_taken in _TAKEN.items() if is_taken(package)), None)
    example = f"my-{name}" if shares_variables(name, PROGRAM) else f"{name}-client"
    return f"{reason.format(package)}; for example: {example}" if reason else None


def _is_required(package: str) -> bool:
    """Return whether dynaclient, or one of its extras, requires a package of this name."""
    installed = _installed()
    requirements = installed.requires or () if installed else ()
    return package in {re.split(r"[^\w.-]", requirement)[0].lower().replace("-", "_") for requirement in requirements}


_TAKEN: Mapping[str, Callable[[str], bool]] = {
    "{} is a keyword of Python": keyword.iskeyword,
    "Python has a module {}": lambda package: package in sys.stdlib_module_names,
    "{} is the name of this library": lambda package: package == "dynaclient",
    "its command would read the variables of dynaclient": lambda package: shares_variables(package, PROGRAM),
    "dynaclient requires a package {}": _is_required,
    "{} is a command of every virtual environment": lambda package: bool(_PROGRAMS.fullmatch(package)),
    "{} is the name of a folder in the package": lambda package: package in _FOLDERS,
}
"""Why a name is taken, and the function that finds out."""


# --- what it ships ---------------------------------------------------------------------------------------------------


def _load(source: Source) -> Api | None:
    """Return the description, which must have no problems; None if the sample is to be used."""
    if source.file is None and not source.patches:
        return None
    from ...description.lint import lint

    problems = lint(source.content(), patch=list(source.patches) or None, notes=False)
    if problems:
        raise DescriptionError(problems)
    return source.load()


def requirement_url() -> str | None:
    """Return the URL that dynaclient was installed from (PEP 610); None if it came from an index."""
    installed = _installed()
    origin = installed.read_text("direct_url.json") if installed else None
    return _direct_url(json.loads(origin)) if origin else None


def _direct_url(origin: Mapping[str, Any]) -> str:
    if "vcs_info" in origin:
        return f"{origin['vcs_info']['vcs']}+{origin['url']}@{origin['vcs_info']['commit_id']}"
    return str(origin["url"])


def _installed() -> Distribution | None:
    try:
        return distribution("dynaclient")
    except PackageNotFoundError:  # it runs from its folder, without an installation
        return None


def _write(folder: Path, files: Mapping[str, str]) -> None:
    """Write a new folder completely, or not at all."""
    with writing(folder):
        try:
            folder.mkdir()
        except FileExistsError:
            raise click.UsageError(f"{folder} already exists and was not changed; choose another name") from None
        with ExitStack() as cleanup:
            cleanup.callback(shutil.rmtree, folder, ignore_errors=True)
            for name, text in files.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
            cleanup.pop_all()
