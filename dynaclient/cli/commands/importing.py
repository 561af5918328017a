"""The commands for descriptions in other formats: `import`, and `cache` for what is kept of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from ...errors import DescriptionError
from ...strings.counting import counted
from ..arguments.connection import Source
from ..arguments.options import DESCRIPTION_TYPE, FILE_TYPE, OUTPUT_OPTION, help_examples, with_patches, with_source
from ..exit_codes import PROBLEMS
from ..output import console
from ..output.files import require_other_file, write_file
from .descriptions import imported_text, problem_line, shown_name


def _base(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Return the URL of --base; its servers are written to a file, and so may have no password of it."""
    from ...runtime.base_urls import InvalidURL, normalize_base_url

    try:
        normalize_base_url((value or "https://_").partition("#")[0].partition("?")[0])
    except InvalidURL as error:
        raise click.BadParameter(f"the URL {error.reason}") from None
    return value


@click.command(
    "import",
    epilog=help_examples(
        "dynaclient import openapi.yaml -o api.json",
        "dynaclient import https://example.com/openapi.json --names names.json -o api.json",
    ),
)
@click.argument("source", type=DESCRIPTION_TYPE)
@OUTPUT_OPTION
@click.option("--strict", is_flag=True, help="Write nothing, and exit with 1, if anything cannot be carried over.")
@click.option(
    "--names",
    type=FILE_TYPE,
    metavar="FILE",
    help="The names of actions that you choose, by operation id or METHOD /path, as a JSON object.",
)
@click.option("--infer-pages", is_flag=True, help="Add pagination also where it is only likely.")
@click.option(
    "--base",
    callback=_base,
    metavar="URL",
    help="The URL of the document: relative URLs of servers are resolved with it.",
)
@with_patches
def import_command(
    *,
    source: str,
    output: str | None,
    strict: bool,
    names: str | None,
    infer_pages: bool,
    base: str | None,
    patch: tuple[str, ...],
) -> None:
    """
    Convert a description to the format of api.json.

    SOURCE is OpenAPI 3, Swagger 2 or Google Discovery, as JSON or YAML: a file or a URL. Prints the description to the
    standard output, and what could not be carried over to the standard error, each with its place in SOURCE.

    With --patch, the patches are applied to what is printed.

    With --output, a schema for editors is written beside FILE, as api.schema.json, and named in its $schema. A FILE
    that is replaced keeps its $schema if that is there.

    A client loads such documents directly, too; convert one to edit it.
    """
    from ...description.patch_problems import load_patched
    from ...formats.translation import Options
    from ..run.schema_copies import schema_of

    if output is not None:
        require_other_file(output, (source, names, *patch))
    of_formats = {"--names": names, "--infer-pages": infer_pages, "--base": base}
    foreign = [option for option, value in of_formats.items() if value]
    options = Options(base_url=base, names=_names(names), infer_pages=infer_pages)
    selected = Source(source)
    api = load_patched(selected.content(), patch, options)
    if foreign and api.translation is None:
        raise click.UsageError(f"{source} has the format of api.json already: omit {', '.join(foreign)}")
    notes = api.notes()
    for note in notes:
        console.print_message(console.as_row(problem_line(shown_name(selected), note)))
    if strict and notes:
        raise click.exceptions.Exit(PROBLEMS)
    if output is None:
        console.write_string(imported_text(api, None))
        return
    schema = schema_of(Path(output), api.document)
    done = write_file(Path(output), imported_text(api, schema.reference))
    actions = len(list(api.action_keys()))
    console.print_message(f"{output}: {done}, {counted(actions, 'action')}, {counted(len(notes), 'note')}")
    schema.write()


def _names(file: str | None) -> Mapping[str, str]:
    """Return the names of actions that a person chose, from a file."""
    if file is None:
        return {}
    from ...description.loading import read_text
    from ...description.text import parse_text

    try:
        found = parse_text(*read_text(file))
    except DescriptionError as error:
        raise click.UsageError(f"--names: {file}: {error.problems[0]}") from None
    if isinstance(found, dict) and all(isinstance(name, str) for name in found.values()):
        return found
    raise click.UsageError(f'--names: {file} is not a JSON object of names: {{"operationId": "resource.action"}}')


# --- export ----------------------------------------------------------------------------------------------------------


@click.command(
    "export",
    epilog=help_examples("dynaclient export openapi -o openapi.json", "dynaclient export openapi --api my-api.json"),
)
@click.argument("form", metavar="FORMAT", type=click.Choice(["openapi"]))
@OUTPUT_OPTION
@with_source
def export_command(source: Source, *, form: str, output: str | None) -> None:  # noqa: ARG001 - there is one format
    """
    Convert the description to OpenAPI 3.1.

    FORMAT is openapi. Prints the document, as JSON. What OpenAPI cannot say, such as the names of actions and
    pagination, is in it under x-dynaclient; a client that loads the document sends the same requests.
    """
    import json

    from ...client.faces import to_openapi

    text = json.dumps(to_openapi(source.load_patched()), indent=2, ensure_ascii=False) + "\n"
    if output is None:
        console.write_string(text)
        return
    require_other_file(output, (source.file, *source.patches))
    console.print_message(f"{output}: {write_file(Path(output), text)}")


# --- cache -----------------------------------------------------------------------------------------------------------


@click.command("cache", epilog=help_examples("dynaclient cache", "dynaclient cache --clear"))
@click.option("--clear", is_flag=True, help="Remove all that is kept.")
def cache_command(*, clear: bool) -> None:
    """
    Show the cache of descriptions.

    Large descriptions and those in YAML are kept there, so that they load faster: at most 500 MB, the newest. It is a
    folder that only you can read: DYNACLIENT_CACHE, or else one in your own cache folder. With that variable set and
    empty, nothing is kept.
    """
    from ...runtime.cache_folder import cache_folder, cache_size, clear_cache

    folder = cache_folder()
    if folder is None:
        console.print_line("nothing is kept")
        return
    count, size = clear_cache() if clear else cache_size()
    console.print_line(f"{folder}: {counted(count, 'file')}, {size / 1e6:.1f} MB{' removed' if clear else ''}")
