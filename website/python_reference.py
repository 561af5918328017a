"""The reference of the Python API: a page for each group of public names, made of signatures and docstrings."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from inspect import Parameter, Signature
from posixpath import dirname, relpath
from typing import Any

from griffe import DocstringSectionKind as Kind

from dynaclient.description.spellings import snake_case
from dynaclient.records import dataclass
from dynaclient.render import markdown
from dynaclient.render.markdown import slug

from .docstrings import Reference, cell, first_line, prose, sections_of
from .python_actions import actions_page
from .python_sources import RETURNED, Public, public_names

INDEX = "reference/python.md"
ACTIONS = "reference/python-actions.md"


@dataclass(frozen=True)
class Group:
    """The names of one page."""

    title: str
    file: str
    homes: tuple[str, ...]
    """The packages and modules that define them."""
    introduction: str = ""

    def has(self, public: Public) -> bool:
        """Return whether a name belongs to the page."""
        return any(f"{public.home}.".startswith(f"{home}.") for home in self.homes)


GROUPS = (
    Group("Clients", "reference/python-clients.md", ("dynaclient.client",), "What one calls an API with."),
    Group(
        "Pages, rows, files and events", "reference/python-results.md", ("dynaclient.results", "dynaclient.bulk"),
        "What calls return that is more than one value.",
    ),
    Group("Errors", "reference/python-errors.md", ("dynaclient.errors",), "Everything that the library raises."),
    Group(
        "Authentication", "reference/python-auth.md", ("dynaclient.auth",),
        "What is passed as `auth=` and `token=`, from `dynaclient.auth`.",
    ),
    Group(
        "Descriptions", "reference/python-descriptions.md", ("dynaclient.description",),
        "What a description has, and what is done with its file.",
    ),
    Group(
        "Requests and transports", "reference/python-transports.md",
        ("dynaclient.messages", "dynaclient.redaction", "dynaclient.http"),
        "What carries a call, and what one of one's own receives.",
    ),
    Group(
        "Mock server and tests", "reference/python-tests.md",
        ("dynaclient.mock", "dynaclient.testing", "pytest_dynaclient"),
        "From `dynaclient.mock` and `dynaclient.testing`, and the fixture of pytest.",
    ),
    Group("Agents", "reference/python-agents.md", ("dynaclient.agents",), "From `dynaclient.agents`."),
    Group(
        "Command lines of packages", "reference/python-cli.md", ("dynaclient.cli",),
        "What a package that ships a description calls, from `dynaclient.cli`.",
    ),
)  # fmt: skip


class PythonReference:
    """The pages of the reference."""

    FILES = (INDEX, ACTIONS, *(group.file for group in GROUPS))

    def __init__(self) -> None:
        self._names = public_names()
        self._groups = {name: _group_of(public) for name, public in self._names.items()}
        self._anchors = {**dict(self._anchored()), **dict(self._short_names())}

    def pages(self) -> dict[str, str]:
        """Return the pages in Markdown, by their files."""
        groups = {group.file: self._page(group) for group in GROUPS}
        return {INDEX: self._index(), ACTIONS: actions_page(self._reference(ACTIONS)), **groups}

    def _anchored(self) -> Iterator[tuple[str, tuple[str, str]]]:
        for name, group in self._groups.items():
            yield name, (group.file, slug(name))
            for member in self._names[name].members:
                yield member.name, (group.file, slug(member.name if _is_method(member) else name))

    def _short_names(self) -> Iterator[tuple[str, tuple[str, str]]]:
        """Yield further spellings by which docstrings refer to a name: with the package, or without the module."""
        for name, public in self._names.items():
            anchor = (self._groups[name].file, slug(name))
            yield f"{public.module}.{name.rpartition('.')[2]}", anchor
            yield f"{public.home}.{name}".removeprefix("dynaclient."), anchor
            yield name.rpartition(".")[2], anchor

    def _reference(self, file: str) -> Reference:
        def target(name: str) -> str:
            found = self._anchors.get(name.removesuffix("()"))
            return f"{relpath(found[0], dirname(file))}#{found[1]}" if found else ""

        return target

    def _index(self) -> str:
        reference = self._reference(INDEX)
        blocks = [
            "# Python",
            "Every public name, with its signature, and what it returns and raises. Those without a module are imported"
            " from `dynaclient`; for those of `auth` it is `from dynaclient import auth`.",
            "What a method such as `client.pets.list` has besides being called is on the page "
            f"[Actions]({relpath(ACTIONS, dirname(INDEX))}).",
        ]
        for group in GROUPS:
            rows = [
                (_link(public.name, reference), first_line(_sections(public), reference)) for public in self._of(group)
            ]
            blocks += [f"## {group.title}", *_table(("Name", "Meaning"), rows)]
        return "\n\n".join(blocks) + "\n"

    def _of(self, group: Group) -> list[Public]:
        """Return the names of a page; the class for asyncio follows the other one."""
        names = (public for name, public in self._names.items() if self._groups[name] is group)
        return sorted(names, key=lambda public: (public.name.removeprefix("Async").lower(), len(public.name)))

    def _page(self, group: Group) -> str:
        reference = self._reference(group.file)
        blocks = [f"# Python: {group.title}", group.introduction]
        for public in self._of(group):
            blocks += _entry(public, reference)
        return "\n\n".join(filter(None, blocks)) + "\n"


def _group_of(public: Public) -> Group:
    return next(group for group in GROUPS if group.has(public))


def _link(name: str, reference: Reference) -> str:
    return markdown.link(markdown.code(name), reference(name))


# --- one name --------------------------------------------------------------------------------------------------------


def _entry(public: Public, reference: Reference, level: int = 2) -> Iterator[str]:
    yield f"{'#' * level} {markdown.code(public.name)}"
    if public.module:
        yield markdown.fenced(_import_of(public), "python")
    yield from _bases(public, reference)
    sections = _sections(public)
    texts = [section.value for section in sections if section.kind is Kind.text]
    yield from (prose(text, reference) for text in texts[:1])
    yield from _signature(public)
    yield from (prose(text, reference) for text in texts[1:])
    yield from _parts(sections, reference)
    attributes = [member for member in public.members if not _is_method(member)]
    rows = [
        (
            markdown.code(member.name.rpartition(".")[2]),
            _type(member.source.annotation, reference),
            _summary(member, reference),
        )
        for member in attributes
    ]
    if rows:
        yield "**Attributes**"
        yield from _table(("Name", "Type", "Meaning"), rows)
    for member in public.members:
        if _is_method(member):
            yield from _entry(member, reference, level + 1)


def _import_of(public: Public) -> str:
    module, _, name = public.name.rpartition(".")
    if public.module == "pytest_dynaclient":
        return f"def test_something({name}): ..."
    if module:
        return f"from dynaclient import {module}"
    return f"from {public.module} import {name}"


def _bases(public: Public, reference: Reference) -> Iterator[str]:
    if public.above:
        yield "It is a " + " and a ".join(_link(name, reference) for name in public.above) + ", and has what that has."


def _is_method(public: Public) -> bool:
    return bool(public.source.is_function)


def _sections(public: Public) -> list[Any]:
    docstring = public.source.docstring
    return sections_of(docstring.value, public.function or public.source) if docstring else []


def _summary(member: Public, reference: Reference) -> str:
    texts = (section.value for section in _sections(member) if section.kind is Kind.text)
    return cell("\n\n".join(texts), reference)


def _signature(public: Public) -> Iterator[str]:
    """Yield how it is called, without types, which the table has."""
    function = public.function
    if function is None or public.module == "pytest_dynaclient":
        return
    arguments = _arguments(function, _described(public))
    wait = "await " if "async" in function.labels else ""
    name = public.name if _is_called_on_class(public) else _on_instance(public.name)
    line = f"{wait}{name}({arguments})"
    if len(line) > 90:
        wrapped = textwrap.wrap(arguments, 86, break_long_words=False, break_on_hyphens=False)
        line = "\n".join([f"{wait}{name}(", *(f"    {part}" for part in wrapped), ")"])
    yield markdown.fenced(line, "python")


def _is_called_on_class(public: Public) -> bool:
    return bool(public.module or public.name in RETURNED) or bool(
        public.source.labels & {"classmethod", "staticmethod"}
    )


def _on_instance(name: str) -> str:
    """Return a method as it is called: ``client.close`` for ``AsyncClient.close``."""
    owner, _, member = name.rpartition(".")
    return f"{snake_case(owner.rpartition('.')[2]).rpartition('_')[2]}.{member}"


def _described(public: Public) -> set[str]:
    """Return the names of the arguments that the docstring has."""
    return {one.name for section in _sections(public) if section.kind is Kind.parameters for one in section.value}


def _arguments(function: Any, described: set[str]) -> str:
    parameters = [
        Parameter(one.name, _KINDS[one.kind.value], default=_default(one))
        for one in function.parameters
        if one.name not in ("self", "cls")
        and not one.name.startswith("_")
        and not (described and one.kind.value == "variadic keyword" and one.name not in described)
    ]
    return str(Signature(parameters))[1:-1]


_KINDS = {
    kind.description: kind
    for kind in (
        Parameter.POSITIONAL_ONLY,
        Parameter.POSITIONAL_OR_KEYWORD,
        Parameter.VAR_POSITIONAL,
        Parameter.KEYWORD_ONLY,
        Parameter.VAR_KEYWORD,
    )
}
"""The kinds of arguments, as Griffe names them."""


class _Source(str):
    """The source of a value, which a signature shows as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _default(parameter: Any) -> Any:
    is_required = parameter.default is None or parameter.kind.value.startswith("variadic")
    return Parameter.empty if is_required else _Source(parameter.default)


def _type(annotation: Any, reference: Reference) -> str:
    name = {"None": "", "Made": "Self"}.get(str(annotation), str(annotation))
    return _named(name, reference) if name else ""


# --- the sections of a docstring -------------------------------------------------------------------------------------


def _parts(sections: Iterable[Any], reference: Reference) -> Iterator[str]:
    for section in sections:
        if section.kind is Kind.parameters:
            yield "**Arguments**"
            yield from _table(("Name", "Type", "Meaning"), [_argument(one, reference) for one in section.value])
        elif section.kind is Kind.raises:
            yield "**Raises**"
            yield from _table(("Error", "When"), [_error(one, reference) for one in section.value])
        elif section.kind in (Kind.returns, Kind.yields):
            yield f"**{section.kind.value.capitalize()}**"
            yield from (prose(one.description, reference) for one in section.value)


def _argument(argument: Any, reference: Reference) -> tuple[str, ...]:
    return (
        markdown.code(argument.name), _type(argument.annotation, reference), cell(argument.description, reference)
    )  # fmt: skip


def _error(error: Any, reference: Reference) -> tuple[str, ...]:
    return _named(str(error.annotation), reference), cell(error.description, reference)


def _named(name: str, reference: Reference) -> str:
    return _link(name, reference) if reference(name) else markdown.code(name)


def _table(titles: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Yield a table, without the columns that are empty in all rows."""
    used = [number for number, _ in enumerate(titles) if any(row[number] for row in rows)]
    if rows:
        yield markdown.table([titles[number] for number in used], ([row[number] for number in used] for row in rows))
