"""`alias`: write a command that is bound to a description into a folder, list those there, and remove one."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...client.environment import PROGRAM, shares_variables, variable
from ...runtime.paths import is_remote, show_source
from ...runtime.user_files import replace_file, write_new_file
from ...strings.expressions import expression
from ..arguments.decoding import decoded, quoted
from ..output import console
from ..output.files import writing
from .alias_script import Alias, file_name, read_script, script_of

if TYPE_CHECKING:
    from ..arguments.connection import Source

_NAME = expression(r"[A-Za-z][A-Za-z0-9_.-]{0,62}[A-Za-z0-9]|[A-Za-z]")
_MODE = 0o755
_MOST_BYTES = 64 * 1024
_SHELL_WORDS = """
abbr alias and argparse autoload begin bg bind bindkey block break breakpoint builtin bye caller case cd cdh chdir
command commandline compadd comparguments compcall compctl compdescribe compfiles compgen compgroups complete compopt
compquote compset comptags comptry compvalues contains continue coproc count declare dirh dirs disable disown do done
echo echotc echoti elif else emit emulate enable end esac eval exec exit export false fc fg fi float for foreach funced
funcsave function functions getln getopts hash help history if in integer isatty jobs kill let limit local log logout
mapfile math nextd nocorrect noglob not open or path popd prevd print printf private psub pushd pushln pwd r random
read readarray readonly realpath rehash repeat return sched select set set_color setenv setopt shift shopt source stat
status string suspend switch test then time times trap true ttyctl type typeset ulimit umask unalias unfunction unhash
unlimit unset unsetopt until vared wait whence where which while zcompile zformat zle zmodload zparseopts zregexparse
zstyle
"""
RESERVED = frozenset(_SHELL_WORDS.split())
"""Builtins and keywords of sh, bash, zsh and fish: a shell would not look for a file of such a name."""
_DEVICES = expression(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)

_EXPORT = 'export PATH={}:"$PATH"'
_SHELLS = {
    "bash": ("~/.bashrc", _EXPORT, 'eval "$({} completion bash)"'),
    "zsh": ("~/.zshrc", _EXPORT, 'eval "$({} completion zsh)"'),
    "fish": ("~/.config/fish/config.fish", "fish_add_path {}", "{} completion fish | source"),
}
"""Shells, with the file that each one reads, and its lines for a folder in PATH and for the completion."""


def name_problem(name: str) -> str:
    """Return why a command cannot have a name; an empty string if it can."""
    if not _NAME.fullmatch(name):
        return "use at most 64 letters, digits, -, _ and dots; begin with a letter, and end with a letter or digit"
    if name in RESERVED:
        return "it is a builtin or a keyword of a shell"
    if _DEVICES.fullmatch(name):
        return "it has another meaning"
    if shares_variables(name, PROGRAM):
        return f"it would read the variables of dynaclient, such as {variable('TOKEN', name)}"
    return ""


def create_alias(name: str, source: Source, folder: Path, *, force: bool) -> None:
    """
    Write the command, and print how it is used.

    Args:
        name: Its name.
        source: The description, which is loaded to see that it can be.
        folder: Where to; it is created if it does not exist.
        force: Whether it may have the name of another command, and replace an alias for another description.
    """
    problem = name_problem(name)
    if problem:
        raise click.UsageError(f"{name!r:.100} cannot be the name of a command: {problem}")
    if source.patches:
        raise click.UsageError("alias takes no --patch: write the patched description with `dynaclient copy` before")
    alias = Alias(name, _location(source))
    target = folder / file_name(name, sys.platform)
    existing = _read(target)
    _require_own_variables(alias, folder)
    if existing is None:
        _require_new_name(name, force=force)
    elif existing.api != alias.api:
        _require_replaceable(existing, force=force)
    source.load()
    text = script_of(alias, os.path.abspath(sys.executable), sys.platform)  # noqa: PTH100 - a link of a venv stays
    _write(target, text, is_new=existing is None)
    _print_next_steps(name, target, folder)


def _location(source: Source) -> str:
    from ...description.loading import bundled

    file = str(source.file or bundled())
    if not is_remote(file):
        file = decoded(str(Path(file).absolute()))
    if not file.isprintable() or '"' in file:
        raise click.UsageError("the path of the description has quotes or control characters: choose another one")
    if show_source(file) != file:
        reason = "everyone on this machine could read what may be a secret in the query of the URL"
        raise click.UsageError(f"{reason}: write the description with `dynaclient copy` before")
    return file


def _require_new_name(name: str, *, force: bool) -> None:
    found = shutil.which(name)
    if found is None:
        return
    if not force:
        message = f"{name} is a command already: {found}; choose another name, or use --force"
        raise click.UsageError(message)
    console.print_message(
        f"warning: {name} is also {found}; the folder that comes first in PATH decides which one runs"
    )


def _require_own_variables(alias: Alias, folder: Path) -> None:
    """Raise UsageError if a command in the folder for another description reads the same variables."""
    for other in _aliases_in(folder):
        if other.name != alias.name and other.api != alias.api and shares_variables(alias.name, other.name):
            reason = f"it would read the variables of {other.name}, which is for another API: "
            raise click.UsageError(
                f"{alias.name!r} cannot be the name of a command: {reason}{variable('TOKEN', alias.name)}, and others"
            )


def _require_replaceable(existing: Alias, *, force: bool) -> None:
    """Raise UsageError for an alias of another API, which would get the token that is set for this one."""
    api = show_source(existing.api)
    if not force and (is_remote(existing.api) or Path(existing.api).is_file()):
        message = f"{existing.name} is the alias for {api}; choose another name, or replace it with --force"
        raise click.UsageError(console.printable(message))
    console.print_message(console.printable(f"it replaces the alias for {api}"))


def _read(target: Path) -> Alias | None:
    """Return the alias whose file this is; None if there is no file; UsageError if it is of someone else."""
    if not os.path.lexists(target):
        return None
    found = None
    if not target.is_symlink() and target.is_file() and target.stat().st_size <= _MOST_BYTES:
        found = read_script(target.read_bytes().decode("utf-8", "replace"))
    if found is None:
        raise click.UsageError(f"{target} was not written by `dynaclient alias`, and stays as it is")
    if not found[1]:
        raise click.UsageError(
            f"{target} was changed since `dynaclient alias` wrote it, and stays as it is: remove it yourself"
        )
    return found[0]


def _write(target: Path, text: str, *, is_new: bool) -> None:
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        if is_new:
            write_new_file(target, text.encode("utf-8"), _MODE)
        else:
            replace_file(target, text.encode("utf-8"), _MODE)


def _print_next_steps(name: str, target: Path, folder: Path) -> None:
    console.print_message(f"{target} is written; try: {name} list")
    shell = os.path.basename(os.environ.get("SHELL", ""))  # noqa: PTH119 - not a path of this program
    file, path_line, completion = _SHELLS.get(shell, _SHELLS["bash"])
    if os.path.realpath(folder) not in map(os.path.realpath, os.get_exec_path()):
        line = path_line.format(quoted(str(folder.absolute())))
        console.print_message(f"{folder} is not in PATH; enter this, and add it to {file}: {line}")
    console.print_message(f"To complete it, add this to {file}, at its end: {completion.format(name)}")
    console.print_message(f"To remove it: dynaclient alias {name} --remove --folder {quoted(str(folder))}")


def remove_alias(name: str, folder: Path) -> None:
    """Remove a command that `create_alias` has written, if it is still as it was written."""
    target = folder / file_name(name, sys.platform)
    if name_problem(name) or _read(target) is None:
        raise click.UsageError(f"there is no command {name!r:.100} in {folder}")
    try:
        target.unlink()
    except OSError as error:
        raise click.UsageError(f"{target} cannot be removed: {error.strerror}") from None
    console.print_message(f"{target} is removed")


def list_aliases(folder: Path) -> None:
    """Print the commands in a folder that `create_alias` has written, with their descriptions."""
    if not folder.is_dir():
        raise click.UsageError(f"{folder} does not exist")
    found = _aliases_in(folder)
    for alias in found:
        console.print_row(f"{alias.name}  {show_source(alias.api)}")
    if not found:
        console.print_message(f"no commands in {folder}")


def _aliases_in(folder: Path) -> list[Alias]:
    """Return the commands in a folder that are as `create_alias` has written them."""
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        try:
            alias = _read(path)
        except (click.UsageError, OSError):
            continue  # it is of someone else
        found += [alias] if alias is not None and file_name(alias.name, sys.platform) == path.name else []
    return found
