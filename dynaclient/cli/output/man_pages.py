r"""
Manual pages of a program and its commands, as roff with the macros of ``man``.

They are written here, and not by click-man: that escapes neither backslashes nor dots at the beginning of a line, knows
no verbatim paragraphs (``\b`` of click), and has no sections for examples, exit codes, environment and files.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping

import click

from ...auth.profiles import VARIABLE as CONFIG
from ...client.environment import API, MCP_TOKEN, PROFILE, PROGRAM, SERVER, TOKEN, URL, with_variables_of
from ...runtime.cache_folder import VARIABLE as CACHE
from ...strings.expressions import expression
from ..exit_codes import MEANINGS, MEANINGS_WHEN_BOUND

ENVIRONMENT: tuple[tuple[str, str], ...] = (
    (TOKEN, "The credential, if no option and no profile is chosen that has another one."),
    (URL, "The base URL of the API; `--url` takes precedence."),
    (SERVER, "The name of a server of the description; `--server` takes precedence."),
    (API, "The description, a file or a URL; `--api` takes precedence."),
    (PROFILE, "The profile; `--profile` takes precedence."),
    (CONFIG, "The file of the profiles, by an absolute path."),
    (MCP_TOKEN, "The token that hosts of agents send to `mcp` over HTTP."),
    (CACHE, "The folder of the cache of descriptions; empty for none."),
    ("HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY", "Proxies, and the hosts that are reached without one."),
    ("REQUESTS_CA_BUNDLE, SSL_CERT_FILE", "A file of certificate authorities to trust; the first one that is set."),
    ("NO_COLOR", "Output without colours."),
)
"""The environment variables that are read, with what they mean: in manual pages, and on the site of the project."""
_FILES: tuple[tuple[str, str], ...] = (
    ("~/.config/dynaclient/profiles.json", "The profiles: who you are at which API."),
    ("~/.local/state/dynaclient/", "The sessions, which can only be read by their owner."),
    ("~/.cache/dynaclient/", "What takes long to compute."),
)
_SPECIAL: Mapping[str, str] = {
    "\\": r"\e", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti", '"': r"\(dq",
    "…": "...",  # which a terminal with ASCII alone shows, too
}  # fmt: skip
_HEADING = expression(r"[A-Z][\w ]*:")


def man_pages(program: click.Group, name: str, version: str, examples: str = "") -> dict[str, str]:
    """
    Return the pages of a program, and of each of its commands, by the names of their files.

    Args:
        program: The program.
        name: Its name.
        version: Its version, for the foot of the pages.
        examples: Examples of its commands, as they are in a help text.
    """
    root = click.Context(program, info_name=name, **program.context_settings)
    names = program.list_commands(root)
    pages = {f"{name}.1": _page(root, name, version, [*_epilog(examples), *_program_end(root, names)])}
    for command_name in names:
        context = click.Context(program.commands[command_name], info_name=command_name, parent=root)
        title = f"{name}-{command_name}"
        pages[f"{title}.1"] = _page(context, title, version, _command_end(name))
    return pages


def _page(context: click.Context, title: str, version: str, end: Iterable[str]) -> str:
    program, command = context.find_root().info_name or "", context.command
    help_text = inspect.cleandoc(command.help or "")
    pieces = " ".join(command.collect_usage_pieces(context))
    lines = [
        f'.TH "{_escape(title.upper())}" 1 "" "{_escape(f"{program} {version}")}" "{_escape(program)}"',
        ".SH NAME",
        f"{_escape(title)} \\- {_escape(_summary(help_text))}",
        ".SH SYNOPSIS",
        f".B {_escape(context.command_path)}",
        _text(pieces),
        ".SH DESCRIPTION",
        *_paragraphs(help_text),
        ".SH OPTIONS",
        *_definitions(_records(context)),
        *_epilog(command.epilog or ""),
        *end,
    ]
    return "\n".join(line for line in lines if line) + "\n"


def _records(context: click.Context) -> Iterator[tuple[str, str]]:
    """Yield the options that are not hidden, with their help."""
    for parameter in context.command.get_params(context):
        record = parameter.get_help_record(context) if isinstance(parameter, click.Option) else None
        if record is not None:
            yield record


def _summary(help_text: str) -> str:
    return help_text.partition("\n\n")[0].replace("\n", " ").rstrip(".")


def _program_end(context: click.Context, names: Iterable[str]) -> Iterator[str]:
    """Yield the sections at the end of the page of a program."""
    program, name = context.command, context.info_name or ""
    assert isinstance(program, click.Group)  # noqa: S101 - it has commands
    commands = {one: program.get_command(context, one) for one in names}
    yield ".SH COMMANDS"
    yield from _definitions(
        (f"{name}-{one}(1)", command.get_short_help_str(200))
        for one, command in commands.items()
        if command is not None
    )
    yield ".SH EXIT STATUS"
    meanings = MEANINGS if name == PROGRAM else MEANINGS_WHEN_BOUND
    yield from _definitions((str(code), f"{text[0].upper()}{text[1:]}.") for code, text in meanings.items())
    yield ".SH ENVIRONMENT"
    yield from _definitions(
        (with_variables_of(name, variable), meaning)
        for variable, meaning in ENVIRONMENT
        if name == PROGRAM or variable != API  # which the program of a package does not read
    )
    yield ".SH FILES"
    yield from _definitions(_FILES)


def _command_end(name: str) -> Iterator[str]:
    """Yield the sections at the end of the page of a command."""
    for section in ("EXIT STATUS", "ENVIRONMENT", "FILES"):
        yield f".SH {section}"
        yield f"See \\fB{_escape(name)}\\fR(1)."


def _epilog(epilog: str) -> Iterator[str]:
    """Yield what is below the options, each verbatim paragraph as a section of its own; exit codes are listed later."""
    for paragraph in filter(None, map(str.strip, epilog.split("\n\n"))):
        first, *rest = paragraph.removeprefix("\b").strip("\n").split("\n")
        if first == "Exit codes:":
            continue
        if _HEADING.fullmatch(first.strip()) and rest:
            yield f".SH {_escape(first.strip(' :').upper())}"
            yield from _verbatim(rest)
        else:
            yield ".PP"
            yield from _paragraphs(paragraph)


def _paragraphs(text: str) -> Iterator[str]:
    for number, paragraph in enumerate(text.split("\n\n")):
        if number:
            yield ".PP"
        if paragraph.startswith("\b"):
            yield from _verbatim(paragraph.removeprefix("\b").strip("\n").split("\n"))
        else:
            yield _text(" ".join(paragraph.split()))


def _verbatim(lines: Iterable[str]) -> Iterator[str]:
    yield ".nf"
    for line in lines:
        yield _text(line)
    yield ".fi"


def _definitions(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    for term, text in rows:
        yield ".TP"
        yield f".B {_escape(term)}"
        yield _text(" ".join(text.split())) or r"\&"


def _text(line: str) -> str:
    """Return a line of text, which roff does not take for a request, whatever it begins with."""
    escaped = _escape(line)
    return rf"\&{escaped}" if escaped[:1] in (".", "'") else escaped


def _escape(text: str) -> str:
    """Return a string in ASCII, in which nothing is special to roff."""
    return "".join(
        _SPECIAL.get(character) or (character if character.isascii() else rf"\[u{ord(character):04X}]")
        for character in text
        if character.isprintable()
    )
