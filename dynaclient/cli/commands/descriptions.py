"""The commands for description files: `lint`, `fmt`, `diff`, `copy`, `schema`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...errors import DescriptionError
from ...runtime.user_files import write_new_file
from ..arguments.connection import Source, source_of
from ..arguments.decoding import quoted
from ..arguments.options import (
    DESCRIPTION_TYPE,
    OUTPUT_OPTION,
    PathType,
    TargetType,
    help_examples,
    with_patches,
    with_source,
)
from ..arguments.standard_input import standard_input
from ..exit_codes import PROBLEMS
from ..output import console
from ..output.files import replace_file, require_other_file, write_file, writing
from ..output.wording import shell_words

if TYPE_CHECKING:
    from ...description.api import Api
    from ...errors import Problem

# --- lint ------------------------------------------------------------------------------------------------------------


@click.command("lint", epilog=help_examples("dynaclient lint my-api.json", "dynaclient lint apis/*.json"))
@click.argument("files", type=DESCRIPTION_TYPE, nargs=-1, metavar="[FILE]…")
@with_source
def lint_command(source: Source, files: tuple[str, ...]) -> None:
    """
    Validate descriptions.

    Prints every problem on a line, with its line in the file, its pointer and how to fix it.

    FILE is a description, a file or a URL; else that of --api or DYNACLIENT_API, else the bundled one.
    """
    is_valid = True
    for file in files or (None,):
        for name, problem in _find_problems(source.of_file(file)):
            is_valid = False
            console.print_row(problem_line(name, problem))
    if not is_valid:
        raise click.exceptions.Exit(PROBLEMS)
    subject = "" if files else f"{_name_of_default(source)}: "
    console.print_message(f"{subject}no problems")


def _name_of_default(source: Source) -> str:
    """Return what is validated without FILE: an empty variable of a shell selects another description."""
    return "api.json (bundled)" if source.file is None else shown_name(source)


def _find_problems(source: Source) -> Iterator[tuple[str, Problem]]:
    """Yield the problems of a description, each with the name of the file that has it, which may be a patch."""
    from ...description.lint import lint

    patch = None
    try:
        if source.patches:
            source.load()
        problems = lint(source.content(), patch=list(source.patches) or None)
    except DescriptionError as error:
        problems, patch = list(error.problems), error.patch
    for problem in problems:
        yield patch or shown_name(source), problem


def shown_name(source: Source) -> str:
    """Return the name of a description before its problems; of a URL without its query, which may have a secret."""
    from ...description.loading import Downloaded, bundled

    try:
        content = source.content()
    except DescriptionError:
        return "the URL"  # it was refused, perhaps because it has a password
    return content.url if isinstance(content, Downloaded) else str(content or bundled())


def problem_line(name: str, problem: Problem) -> str:
    """Return the line of a problem: where it is, what is wrong, what to do, and the rule, which is a code."""
    from ...formats.places import split_pointer

    file, pointer = split_pointer(problem.pointer or "")
    name = os.path.join(os.path.dirname(name), file) if file else name  # noqa: PTH118, PTH120 - as the name was written
    location = f"{name}:{problem.line}" if problem.line else name
    hint = f" — {shell_words(problem.suggestion)}" if problem.suggestion else ""
    return f"{location}: {pointer or '/'}: {problem.message}{hint} [{problem.rule}]"


# --- fmt -------------------------------------------------------------------------------------------------------------


@click.command(
    "fmt", epilog=help_examples("dynaclient fmt my-api.json", "dynaclient fmt --check my-api.json patches/*.json")
)
@click.argument(
    "files", type=PathType(exists=True, dir_okay=False, allow_dash=True), nargs=-1, required=True, metavar="FILE…"
)
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if a file would be changed.")
def fmt_command(files: tuple[str, ...], *, check: bool) -> None:
    """
    Format descriptions.

    Formats every FILE in place, and prints the names of those that changed. Only white space changes. If any FILE is
    not valid JSON, its problem is printed and no file is changed.

    FILE may also be a patch, or - to read the standard input and write the standard output.
    """
    before = {file: _read(file) for file in files}
    after = {file: text for file, data in before.items() if (text := _format(file, data)) is not None}
    changed = [file for file, text in after.items() if text.encode("utf-8") != before[file]]
    is_valid = len(after) == len(before)
    if check:
        for file in changed:
            console.print_message(f"{file}: would be changed")
    elif is_valid:
        _write_formatted(after, changed)
    if not is_valid or (check and changed):
        raise click.exceptions.Exit(PROBLEMS)


def _read(file: str) -> bytes:
    if file == "-":
        return standard_input().read()
    if not Path(file).is_file():
        raise click.UsageError(
            f"{file} is not a regular file and cannot be rewritten; pass it as the standard input: -"
        )
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}") from None


def _format(file: str, data: bytes) -> str | None:
    from ...description.format import format_description

    try:
        return format_description(data)
    except DescriptionError as error:
        for problem in error.problems:
            console.print_message(console.as_row(problem_line(file, problem)))
    return None


def _write_formatted(formatted: Mapping[str, str], changed: Iterable[str]) -> None:
    if "-" in formatted:
        console.write_string(formatted["-"])
    for file in changed:
        if file != "-":
            replace_file(Path(file).resolve(), formatted[file].encode("utf-8"))
            console.print_message(f"{file}: changed")


# --- diff ------------------------------------------------------------------------------------------------------------


@click.command(
    "diff",
    epilog=help_examples("dynaclient diff old.json new.json", "dynaclient diff --strict --json old.json new.json"),
)
@click.argument("old", type=DESCRIPTION_TYPE)
@click.argument("new", type=DESCRIPTION_TYPE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array of all differences.")
@click.option("--texts", is_flag=True, help="Include every changed title, description and example.")
@click.option("--strict", is_flag=True, help="Exit with 1 also if it is unclear whether a change breaks programs.")
@with_patches
def diff_command(old: str, new: str, *, as_json: bool, texts: bool, strict: bool, patch: tuple[str, ...]) -> None:
    """
    List the differences between two descriptions. With --patch, the patches are applied to both.

    Prints a line per difference, breaking changes first. The exit code is 1 if there are any.
    """
    from dataclasses import asdict

    from ...description.diff.changes import BREAKING, UNCLEAR, differences, report

    changes = differences(Source(old, patch).load_patched(), Source(new, patch).load_patched(), texts=texts)
    if as_json:
        console.write_string(console.format_json([asdict(change) for change in changes]) + "\n")
    else:
        for line in report(changes):
            console.print_row(line)
    if not changes:
        console.print_message("no differences")
    if {change.severity for change in changes} & {BREAKING, *([UNCLEAR] if strict else [])}:
        raise click.exceptions.Exit(PROBLEMS)


# --- copy ------------------------------------------------------------------------------------------------------------


@click.command("copy", epilog=help_examples("dynaclient copy my-api.json", "dynaclient --api my-api.json list"))
@click.argument("file", type=TargetType(dir_okay=False))
@with_source
def copy_command(source: Source, file: str) -> None:
    """
    Copy the description to a FILE. With --patch, the patches are applied to the copy.

    A schema for editors is written beside it, as api.schema.json, and named in its $schema.
    """
    from ..arguments.examples import program_command
    from ..run.schema_copies import schema_of

    api = source.load_patched()
    schema = schema_of(Path(file), api.document)
    text = _document_text(source, api, schema.reference)
    with writing(file):
        try:
            write_new_file(Path(file), text.encode("utf-8"), mode=None)
        except FileExistsError:
            other = "" if source.program else f", or replace it: {_import_line(source, file)}"
            message = f"{file} already exists and was not changed; choose another name{other}"
            raise click.UsageError(message) from None
    console.print_message(f"{file} is yours to edit; try: {program_command()} --api {quoted(file)} list")
    schema.write()


def _import_line(source: Source, file: str) -> str:
    """Return the command that writes the same into a file that exists."""
    from ...description.loading import bundled

    patched = [word for patch in source.patches for word in ("--patch", patch)]
    return " ".join(map(quoted, ["dynaclient", "import", str(source.file or bundled()), *patched, "-o", file]))


def _document_text(source: Source, api: Api, reference: str | None) -> str:
    """Return the JSON text of a description with this `$schema`, as it is written if it is written in JSON."""
    from ...description.editors.addresses import with_reference
    from ...description.loading import bundled, read_text
    from ...description.text import is_yaml

    if source.patches:
        return imported_text(api, reference)
    text, name = read_text(source.content() or bundled())
    return imported_text(api, reference) if api.translation or is_yaml(text, name) else with_reference(text, reference)


def imported_text(api: Api, reference: str | None) -> str:
    """Return a description with this `$schema` in the format of ``api.json``, in its one layout."""
    from ...description.format import format_description
    from ...formats.lazy import plain

    head = {} if reference is None else {"$schema": reference}
    rest = {key: value for key, value in plain(api.document).items() if key != "$schema"}
    return format_description(json.dumps({**head, **rest}, ensure_ascii=False))


# --- schema ----------------------------------------------------------------------------------------------------------


@click.command("schema", epilog=help_examples("dynaclient schema -o api.schema.json", "dynaclient schema --profiles"))
@click.option("--profiles", is_flag=True, help="The schema of profiles.json, in place of that of descriptions.")
@OUTPUT_OPTION
@click.pass_context
def schema_command(context: click.Context, /, *, profiles: bool, output: str | None) -> None:
    """
    Print the JSON Schema of descriptions, for editors.

    An editor completes, explains and validates a description whose $schema is the path of this schema, relative to
    the description. `new`, `copy` and `import` write it beside the descriptions that they write.
    """
    from ...auth.profiles import profiles_path
    from ...description.editors.schemas import description_schema
    from ..run.schema_copies import profiles_schema

    text = profiles_schema() if profiles else description_schema()
    if output is None:
        console.write_string(text)
        return
    source = source_of(context)
    require_other_file(output, (source.file, *source.patches, profiles_path()))
    console.print_message(f"{output}: {write_file(Path(output), text)}")
