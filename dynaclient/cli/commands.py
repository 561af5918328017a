"""The commands: what each takes, and what it does."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .. import __version__
from ..errors import DescriptionError
from . import output
from .actions import CALLING, VALUES, WORDS, complete_action, perform
from .connection import Source, source_above
from .options import (
    DESCRIPTION,
    FILE,
    INPUT,
    PROGRESS,
    examples,
    is_shown,
    lines,
    options,
    pairs,
    with_call,
    with_source,
)
from .program import Program

if TYPE_CHECKING:
    from ..description.api import Outline
    from ..errors import Problem
    from .calls import Call


@click.group(
    "dynaclient",
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=lines(
        "Examples:",
        "  dynaclient demo                                 see it work, without a network",
        "  dynaclient list token                           which actions have to do with tokens?",
        "  dynaclient applications.get --help              what does one take and answer?",
        "  dynaclient applications.get perPage=5           call it",
        "  dynaclient applications.get --all -o table      all pages, as a table",
        "  dynaclient map devices.post devices.csv         call it for each row of a file",
        "  dynaclient mock my-api.json                     serve an imitation of your own API",
    )
    + lines(
        "Exit codes:",
        "  0  it worked                     4  the API refused (4xx, 3xx)",
        "  1  lint or fmt found faults;     5  the API failed (5xx)",
        "     map: not all rows are done    6  there is no answer",
        "  2  the command line is wrong     130, 141  Ctrl-C; whoever read the output went away",
        "  3  refused before it was sent",
    ),
)
@click.version_option(__version__, prog_name="dynaclient", message="%(prog)s %(version)s")
@options(*DESCRIPTION)
def program(**_: Any) -> None:
    """One JSON file describes an HTTP API; this calls it, explains it, imitates it and checks the file."""


# --- what there is ---------------------------------------------------------------------------------------------------


@program.command("list", epilog=examples("dynaclient list", "dynaclient list api token"))
@click.argument("words", nargs=-1)
@with_source
def list_(source: Source, words: tuple[str, ...]) -> None:
    """
    List the actions.

    Shows name, method, path and what each does, one a line.

    WORDS keep those whose names, texts or parameters hold all of them, the best first.
    """
    api = source.load()
    names = api.search(" ".join(words)) if words else [f"{resource.name}.{key}" for resource, key in api.places()]
    if not names:
        output.tell("no action matches" if words else "the description has no actions")
    width = max(map(len, names), default=0)
    outlines = {each.name: each for each in api.outlines()}
    for name in names:
        output.show(f"{name:<{width}}  {_line_of(outlines.get(name))}")


def _line_of(outline: Outline | None) -> str:
    if outline is None:
        return "(cannot be called: its description has faults; see `dynaclient lint`)"
    return f"{outline.method:<6} {outline.path}  {outline.summary}".rstrip()


@program.command(
    epilog=examples("dynaclient describe applicationApiTokens.post", "dynaclient describe application_api_tokens.post")
)
@click.argument("action", shell_complete=complete_action)
@with_source
def describe(source: Source, action: str) -> None:
    """Explain an action. Shows what it does, takes, needs and answers, and how it is called."""
    from ..client.methods import docstring
    from .samples import python_line, shell_line

    described = source.load().action(action)
    output.show(docstring(described))
    output.show(f"\nIn the shell:\n    {shell_line(described, source)}")
    output.show(f"\nIn Python:\n    {python_line(described)}")


# --- calling ---------------------------------------------------------------------------------------------------------


@program.command(epilog=VALUES + examples(
    "dynaclient call applications.get perPage=5 sortField=name",
    "dynaclient call --dry-run applications.post application.name=Test",
))  # fmt: skip
@click.argument("action", shell_complete=complete_action)
@WORDS
@options(*CALLING)
@with_call
def call(called: Call, **asked: Any) -> None:
    """
    Call an action, by its exact name.

    It does what the action does as a command of its own, whatever it is called.
    """
    perform(called, asked)


# --- for long work ---------------------------------------------------------------------------------------------------


@program.command(
    "map",
    epilog=lines(
        "FILE:",
        "  rows.csv, rows.tsv         with a header; a column goes to the parameter of its name",
        "  rows.ndjson, rows.jsonl    a JSON object on each line",
        "  -                          the same, from the standard input",
    )
    + examples(
        "dynaclient map devices.post devices.csv applicationId=575ec8687ae143cd83dc4a97 \\",
        "    --column Name=device.name --column Class=device.deviceClass --column Remark= \\",
        "    --journal run.sqlite --resume --results out.ndjson",
    ),
)
@click.argument("action", shell_complete=complete_action)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@WORDS
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="NAME=PLACE",
    help="Where a column goes, such as Name=device.name; nowhere with nothing after =. May be repeated.",
)
@click.option("--concurrency", type=click.IntRange(1), default=8, show_default=True, help="Calls under way at once.")
@click.option("--rate", metavar="R", help="Calls that may begin in a second; or 100/minute.")
@click.option("--journal", type=click.Path(dir_okay=False), metavar="FILE", help="Write down there what is done.")
@click.option("--resume", is_flag=True, help="Go on with a journal that is there: what has an outcome is not repeated.")
@click.option(
    "--rerun",
    type=click.Choice(["failed", "unknown"]),
    multiple=True,
    help="With --resume: call these rows again. May be repeated.",
)
@click.option(
    "--results",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Write the outcomes there (.ndjson, .jsonl, .csv), in place of the standard output.",
)
@PROGRESS
@with_call
def map_(called: Call, *, file: str, columns: tuple[str, ...], progress: bool | None, **asked: Any) -> None:
    """
    Call an action for each row of FILE.

    One outcome for each row goes to the standard output as JSON, one a line, in the order of the rows: {"row": 0,
    "status": "done", "value": …}, or "failed" or "unknown" with an "error". The exit code is 1 where not all are done.

    NAME=VALUE is given for all rows that have no such argument of their own.
    """  # fmt: skip
    from .rows import carry_out

    if file == INPUT and called.connection.token_stdin:
        raise click.UsageError("the standard input cannot give both the rows and the token")
    places = {name: place or None for name, place in pairs("--column", "NAME=PLACE", columns).items()}
    asked.update(columns=places, rate=_rate(asked["rate"]), progress=is_shown(progress))
    if not carry_out(called, file, asked):
        raise click.exceptions.Exit(output.PROBLEMS)


def _rate(text: str | None) -> float | str | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return text


@program.command(epilog=examples("dynaclient download applications.get applications.json perPage=1000"))
@click.argument("action", shell_complete=complete_action)
@click.argument("target", type=click.Path(dir_okay=False))
@WORDS
@PROGRESS
@with_call
def download(called: Call, *, target: str, progress: bool | None) -> None:
    """
    Write what an action gives to a file, TARGET.

    It is fetched in constant memory, gone on with where the connection breaks, and gets its name when it is whole.
    """
    from .downloads import save

    save(called, target, progress=is_shown(progress))


# --- imitating -------------------------------------------------------------------------------------------------------


@program.command(
    epilog=examples(
        "dynaclient mock",
        "dynaclient mock my-api.json --port 0 --grant reader=all.Application.read --store state.db",
    )
)
@click.argument("file", type=FILE, required=False)
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0 for any that is free.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--grant", "grants", multiple=True, metavar="TOKEN=SCOPE,…",
    help="A token and what it may do. May be repeated; without it any token may do anything.",
)  # fmt: skip
@click.option("--store", type=click.Path(dir_okay=False), default=":memory:", metavar="FILE",
              help="Keep what is created in this file; else in memory.")  # fmt: skip
@with_source
def mock(source: Source, file: str | None, *, port: int, host: str, grants: tuple[str, ...], store: str) -> None:
    """
    Serve an imitation of the API, until Ctrl-C.

    It checks every request as the client does, and remembers: what is created can be listed, read, changed and deleted.
    """
    from ..client.base import mock_server

    api = source.below(file, ()).load()
    scopes = {token: value.split(",") for token, value in pairs("--grant", "TOKEN=SCOPE,…", grants).items()} or None
    server = mock_server(api, grants=scopes, store=store, host=host, port=port)
    try:
        output.show(server.url)
        for each in server.inferred():
            output.tell(str(each))
        output.tell("Ctrl-C stops it.")
        server.serve_forever()
    except KeyboardInterrupt:
        output.tell("stopped")
    finally:
        server.close()


# --- descriptions ----------------------------------------------------------------------------------------------------


@program.command(epilog=examples("dynaclient lint my-api.json"))
@click.argument("file", type=FILE, required=False)
@with_source
def lint(source: Source, file: str | None) -> None:
    """
    Check a description.

    Shows every fault on a line, with its place and what to write instead.

    FILE is the description; else that of --api or DYNACLIENT_API, else the bundled one.
    """
    from ..description.document import bundled

    meant = source.below(file, ())
    problems = _problems(meant)
    for each in problems:
        output.show(_problem_line(meant.file or str(bundled()), each))
    if problems:
        raise click.exceptions.Exit(output.PROBLEMS)
    output.tell("no faults")


def _problems(source: Source) -> Iterable[Problem]:
    from ..description.lint import lint as find_problems

    try:
        return find_problems(source.file, patch=list(source.patches) or None)
    except DescriptionError as error:
        return error.problems


def _problem_line(name: str, problem: Problem) -> str:
    place = f"{name}:{problem.line}" if problem.line else name
    hint = f" — {problem.suggestion}" if problem.suggestion else ""
    return f"{place}: {problem.pointer or '/'}: {problem.message}{hint}"


@program.command(epilog=examples("dynaclient fmt my-api.json", "dynaclient fmt --check my-api.json patches/*.json"))
@click.argument(
    "files", type=click.Path(exists=True, dir_okay=False, allow_dash=True), nargs=-1, required=True, metavar="FILE…"
)
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if there is something to change.")
def fmt(files: tuple[str, ...], *, check: bool) -> None:
    """
    Lay out descriptions.

    Gives each FILE the one layout, in place, and names those that were changed. Only white space changes. If any FILE
    is no JSON, that is told and none is changed.

    FILE may also be a patch, or - to read the standard input and write the standard output.
    """
    before = {file: _bytes_of(file) for file in files}
    after = {file: text for file, data in before.items() if (text := _formatted(file, data)) is not None}
    changed = [file for file, text in after.items() if text.encode("utf-8") != before[file]]
    is_sound = len(after) == len(before)
    if check:
        for file in changed:
            output.tell(f"{file}: would be changed")
    elif is_sound:
        _write_formatted(after, changed)
    if not is_sound or (check and changed):
        raise click.exceptions.Exit(output.PROBLEMS)


def _bytes_of(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read() if sys.stdin else b""  # closed by who started this (`<&-`)
    if not Path(file).is_file():
        raise click.UsageError(f"{file} is no file that can be written again; give it as the standard input: -")
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}") from None


def _formatted(file: str, data: bytes) -> str | None:
    from ..description.format import format_description

    try:
        return format_description(data)
    except DescriptionError as error:
        for each in error.problems:
            output.tell(_problem_line(file, each))
    return None


def _write_formatted(texts: Mapping[str, str], changed: Iterable[str]) -> None:
    if "-" in texts:
        output.give_text(texts["-"])
    for file in changed:
        if file != "-":
            _replace(Path(file).resolve(), texts[file].encode("utf-8"))
            output.tell(f"{file}: changed")


def _replace(file: Path, data: bytes) -> None:
    """Put new content into a file at one stroke, so that nobody ever finds half of it; its mode stays."""
    import shutil
    import tempfile

    made = None
    try:
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as target:
            made = Path(target.name)
            target.write(data)
        shutil.copymode(file, made)
        made.replace(file)
    except OSError as error:
        raise click.UsageError(f"{file} cannot be written: {error.strerror}") from None
    finally:
        if made is not None:
            made.unlink(missing_ok=True)


@program.command(epilog=examples("dynaclient copy my-api.json", "dynaclient --api my-api.json list"))
@click.argument("file", type=click.Path(dir_okay=False))
@with_source
def copy(source: Source, file: str) -> None:
    """Copy the description to a new FILE. With --patch, the copy has the patches applied."""
    from .samples import program as program_words

    text = _text_of(source)
    try:
        with Path(file).open("x", encoding="utf-8", newline="\n") as target:
            target.write(text)
    except FileExistsError:
        raise click.UsageError(f"{file} exists, and is left as it is; name a file that does not") from None
    except OSError as error:
        raise click.UsageError(f"{file} cannot be written: {error.strerror}") from None
    output.tell(f"{file} is yours to edit; try: {program_words()} --api {shlex.quote(file)} list")
    output.tell(f"Editors complete and check it if its `$schema` names {Path(output.__file__).parents[1] / SHAPE}")


SHAPE = "api.schema.json"
"""The JSON Schema of the description format, beside the package's modules."""


def _text_of(source: Source) -> str:
    from ..description.document import bundled, read_text

    if source.patches:
        return json.dumps(source.load().document, indent=2, ensure_ascii=False) + "\n"
    return read_text(source.file or bundled())[0]


@program.command(
    epilog=lines(
        "To have it in each shell, put this at the end of",
        '  ~/.bashrc                     eval "$(dynaclient completion bash)"',
        '  ~/.zshrc                      eval "$(dynaclient completion zsh)"',
        "  ~/.config/fish/config.fish    dynaclient completion fish | source",
    )
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """
    Write what SHELL runs to complete commands.

    Resources, actions, names of arguments and their values are completed, of whichever description is meant.
    """
    from .completion import script

    root = context.find_root()
    output.give_text(script(shell, root.command, root.info_name or "dynaclient"))


@program.command()
def demo() -> None:
    """See it work. Takes a few seconds and no network: calls, mistakes, a change to the description, scopes."""
    from .demo import play

    for line in play():
        output.show(line)


@program.command(
    epilog=examples("dynaclient docs site && cd site && zensical build", "dynaclient docs --api my-api.json site")
)
@click.argument("folder", type=click.Path(file_okay=False), metavar="DIR")
@with_source
def docs(source: Source, *, folder: str) -> None:
    """
    Write the documentation of an API.

    Gives DIR a page in Markdown for each resource, one with all schemas, and a mkdocs.yml, from which a generator such
    as zensical (pip install 'dynaclient[docs]') makes a site. Files of the same names are replaced.
    """
    from ..client.base import rendered

    _write_files(folder, rendered(source.load(), "docs"))
    output.tell("To make a site of it: zensical build, in that folder")


@program.command(epilog=examples("dynaclient stubs --api my-api.json my_api"))
@click.argument("folder", type=click.Path(file_okay=False), metavar="DIR")
@with_source
def stubs(source: Source, *, folder: str) -> None:
    """
    Write what editors and type checkers know of an API.

    DIR becomes a package: with DIR called my_api, `from my_api import Client` gives a client whose resources, actions,
    arguments and answers have types. The bundled description has its types already. Files of the same names are
    replaced.
    """
    from ..client.base import rendered

    _write_files(folder, rendered(source.load(), "stubs"))


def _write_files(folder: str, files: Mapping[str, str]) -> None:
    try:
        for name, text in files.items():
            place = Path(folder) / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"{folder} cannot be written: {error.strerror}") from None
    output.tell(f"{folder}: {len(files)} files")


@program.command(
    epilog=examples("dynaclient diff old.json new.json", "dynaclient diff --strict --json old.json new.json")
)
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Write one JSON array of all differences.")
@click.option("--texts", is_flag=True, help="Tell of each changed title, description and example.")
@click.option("--strict", is_flag=True, help="Exit with 1 also where it is unclear what a change breaks.")
def diff(old: str, new: str, *, as_json: bool, texts: bool, strict: bool) -> None:
    """
    Tell what differs between two descriptions.

    Shows a line for each difference, what breaks programs first. The exit code is 1 if something does.
    """
    from dataclasses import asdict

    from ..description.api import load
    from ..description.diff.changes import BREAKING, UNCLEAR, differences, report

    found = differences(load(old), load(new), texts=texts)
    if as_json:
        output.give_text(output.as_json([asdict(each) for each in found]) + "\n")
    else:
        for line in report(found):
            output.show(line)
    if not found:
        output.tell("no differences")
    if {each.severity for each in found} & {BREAKING, *([UNCLEAR] if strict else [])}:
        raise click.exceptions.Exit(output.PROBLEMS)


# --- packages --------------------------------------------------------------------------------------------------------


@program.command(epilog=examples("dynaclient new shop", "dynaclient new my-shop --api my-api.json"))
@click.argument("name")
@click.option("--api", type=FILE, metavar="FILE", help="The description; else DYNACLIENT_API or a small sample.")
@DESCRIPTION[1]
@click.pass_context
def new(context: click.Context, /, name: str, **_: Any) -> None:
    """
    Begin a package of your own.

    Writes a new folder NAME: a client for one API that others install with pip, with the description in it, types, a
    command line called NAME, a fixture for pytest with a mock server, and tests. Nothing is written if there is
    anything of that name.

    NAME is also what the package is called: my-shop is imported as my_shop.
    """
    from .new import begin

    begin(name, source_above(context))
