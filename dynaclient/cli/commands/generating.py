"""The commands that generate files: `docs`, `stubs`, `new`, and the script of `completion`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from ...client.environment import API
from ...errors import DescriptionError
from ...runtime.files import kind_problem
from ...runtime.user_files import replace_file
from ...strings.counting import counted
from ..arguments.connection import Source, source_of
from ..arguments.options import (
    DESCRIPTION_OPTIONS,
    DESCRIPTION_TYPE,
    TargetType,
    help_examples,
    help_lines,
    with_source,
)
from ..output import console
from ..output.files import writing


@click.command(
    "docs",
    epilog=help_examples("dynaclient docs site && cd site && zensical build", "dynaclient docs --format agents site"),
)
@click.argument("folder", type=TargetType(file_okay=False), metavar="DIR")
@click.option(
    "--format", "form", type=click.Choice(["site", "agents"]), default="site", show_default=True,
    help="Pages for people, or for coding agents.",
)  # fmt: skip
@with_source
def docs_command(source: Source, *, folder: str, form: str) -> None:
    """
    Write the documentation of an API.

    Writes to DIR a Markdown page per resource, one with all schemas, and a mkdocs.yml, from which a generator such
    as zensical (pip install 'dynaclient[docs]') builds a site. Existing files of the same names are replaced.

    With --format agents, writes an llms.txt that lists all actions, and a short Markdown page per action.
    """
    from ...client.faces import agent_documentation, documentation

    api = source.load_patched()
    if form == "agents":
        write_files(folder, agent_documentation(api))
        return
    write_files(folder, documentation(api))
    console.print_message("To build the site: zensical build, in that folder")


@click.command(
    "stubs",
    epilog=help_examples(
        "dynaclient stubs --api my-api.json my_api", "dynaclient stubs --api large.json --only 'users.*' users_api"
    ),
)
@click.argument("folder", type=TargetType(file_okay=False), metavar="DIR")
@click.option(
    "--only", multiple=True, metavar="GLOB", help="Only actions with names like this: users.*. May be repeated."
)
@with_source
def stubs_command(source: Source, *, folder: str, only: tuple[str, ...]) -> None:
    """
    Write types of an API, for editors and type checkers.

    DIR becomes a package: if it is called my_api, `from my_api import Client` is a client whose resources, actions,
    arguments and responses have types. The bundled description has its types already. Existing files of the same names
    are replaced.
    """
    from ...client.faces import stubs
    from ..run.readable import naming_readable

    api = source.load_patched()
    try:
        files = stubs(api, only)
    except DescriptionError as error:
        if only:
            raise
        readable = naming_readable(api, error)
        raise readable from None
    write_files(folder, files)


def write_files(folder: str, files: Mapping[str, str]) -> None:
    """
    Write files of these names to a folder, which is created, and print how many.

    Nothing is written if one of the names is that of a link, a FIFO or a device: what is behind it is not theirs. No
    file is half written.
    """
    paths = {Path(folder) / name: text for name, text in files.items()}
    with writing(folder):
        for path in paths:
            problem, _ = kind_problem(str(path))
            if problem:
                raise click.UsageError(f"{path} {problem}, and nothing is written; remove it, or choose another folder")
        for path, text in paths.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, text.encode("utf-8"), mode=None, waits=False)  # there may be a thousand
    console.print_message(f"{folder}: {counted(len(files), 'file')}")


@click.command(
    "skill", epilog=help_examples("dynaclient skill > SKILL.md", "dynaclient skill --api my-api.json > SKILL.md")
)
@with_source
def skill_command(source: Source) -> None:
    """
    Print a skill for coding agents.

    Prints a SKILL.md that teaches an agent to find, explain, preview and make calls with this command line. Agents
    read it from a folder of the name that it has, such as .claude/skills/NAME.
    """
    from ..run.skill import skill_text

    console.write_string(skill_text(source.load_patched(), source))


@click.command("new", epilog=help_examples("dynaclient new shop", "dynaclient new my-shop --api my-api.json"))
@click.argument("name")
@click.option("--api", type=DESCRIPTION_TYPE, metavar="FILE", help=f"The description; else {API} or a small sample.")
@DESCRIPTION_OPTIONS[1]
@click.pass_context
def new_command(context: click.Context, /, name: str, **_: Any) -> None:
    """
    Create a package of your own.

    Writes a new folder NAME: a client for one API that others install with pip, with the description in it, types, a
    command line called NAME, a pytest fixture with a mock server, and tests. Nothing is written if NAME already exists.

    NAME is also the name of the package: my-shop is imported as my_shop.
    """
    from ..run.new_package import create_package

    create_package(name, source_of(context))


@click.command(
    "completion",
    epilog=help_lines(
        "To load it in every shell, add this at the end of",
        '  ~/.bashrc                     eval "$(dynaclient completion bash)"',
        '  ~/.zshrc                      eval "$(dynaclient completion zsh)"',
        "  ~/.config/fish/config.fish    dynaclient completion fish | source",
    ),
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion_command(context: click.Context, shell: str) -> None:
    """
    Print the script with which SHELL completes commands.

    It completes resources, actions, names of arguments and their values, of the description in use.
    """
    from ..completion.shells import completion_script

    root = context.find_root()
    console.write_string(completion_script(shell, root.command, root.info_name or "dynaclient"))
