"""The reference of the Python API: a page for each group of public names, made of signatures and docstrings."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
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
    """The beginnings of the names of the modules that define them."""
    introduction: str = ""


GROUPS = (
    Group("Clients", "reference/python-clients.md", ("dynaclient.client.",), "What one calls an API with."),
    Group(
        "Pages, rows, files and events", "reference/python-results.md", ("dynaclient.results.", "dynaclient.bulk."),
        "What calls return that is more than one value.",
    ),
    Group("Errors", "reference/python-errors.md", ("dynaclient.errors",), "Everything that the library raises."),
    Group(
        "Authentication", "reference/python-auth.md", ("dynaclient.auth.",),
        "What is passed as `auth=` and `token=`, from `dynaclient.auth`.",
    ),
    Group(
        "Descriptions", "reference/python-descriptions.md", ("dynaclient.description.",),
        "What a description has, and what is done with its file.",
    ),
    Group(
        "Requests and transports", "reference/python-transports.md",
        ("dynaclient.messages", "dynaclient.redaction", "dynaclient.http."),
        "What carries a call, and what one of one's own receives.",
    ),
    Group(
        "Mock server and tests", "reference/python-tests.md",
        ("dynaclient.mock.", "dynaclient.testing", "pytest_dynaclient"),
        "From `dynaclient.mock` and `dynaclient.testing`, and the fixture of pytest.",
    ),
    Group("Agents", "reference/python-agents.md", ("dynaclient.agents.",), "From `dynaclient.agents`."),
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
            "Every public name, with its signature and what it returns and raises. `from dynaclient import Client` imports "
            "those without a module before them, `from dynaclient import auth` those of `auth`.",
            f"What a method such as `client.pets.list` has besides being called is on the page [Actions]"
            f"({relpath(ACTIONS, dirname(INDEX))}).",
        ]
        for group in GROUPS:
            names = [public for name, public in self._names.items() if self._groups[name] is group]
            rows = [(_link(public.name, reference), first_line(_sections(public), reference)) for public in names]
            blocks += [f"## {group.title}", *_table(("Name", "Meaning"), rows)]
        return "\n\n".join(blocks) + "\n"

    def _page(self, group: Group) -> str:
        reference = self._reference(group.file)
        blocks = [f"# Python: {group.title}", group.introduction]
        for name, public in self._names.items():
            if self._groups[name] is group:
                blocks += _entry(public, reference)
        return "\n\n".join(filter(None, blocks)) + "\n"


def _group_of(public: Public) -> Group:
    return next(group for group in GROUPS if public.home.startswith(group.homes))


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
    yield from _parts(public, sections, reference)
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
    if module == "auth":
        return "from dynaclient import auth"
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
    arguments = ", ".join(_arguments(function))
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


def _arguments(function: Any) -> Iterator[str]:
    before = ""
    for parameter in function.parameters:
        if parameter.name in ("self", "cls"):
            continue
        kind = parameter.kind.value
        if before == "positional-only" and kind != before:
            yield "/"
        if kind == "keyword-only" and before not in (kind, "variadic positional"):
            yield "*"
        before = kind
        stars = {"variadic positional": "*", "variadic keyword": "**"}.get(kind, "")
        default = "" if stars or parameter.default is None else f"={parameter.default}"
        yield f"{stars}{parameter.name}{default}"
    if before == "positional-only":
        yield "/"


def _type(annotation: Any, reference: Reference) -> str:
    name = {"None": "", "Made": "Self"}.get(str(annotation), str(annotation))
    return _named(name, reference) if name else ""


# --- the sections of a docstring -------------------------------------------------------------------------------------


def _parts(public: Public, sections: Iterable[Any], reference: Reference) -> Iterator[str]:
    for section in sections:
        if section.kind is Kind.parameters:
            yield "**Arguments**"
            rows = [
                (markdown.code(one.name), _type(one.annotation, reference), cell(one.description, reference))
                for one in section.value
            ]
            yield from _table(("Name", "Type", "Meaning"), rows)
        elif section.kind is Kind.raises:
            yield "**Raises**"
            rows = [(_named(str(one.annotation), reference), cell(one.description, reference)) for one in section.value]
            yield from _table(("Error", "When"), rows)
        elif section.kind in (Kind.returns, Kind.yields):
            yield f"**{section.kind.value.capitalize()}**"
            yield from (prose(one.description, reference) for one in section.value)
        elif section.kind is Kind.admonition:
            yield f"**{section.title}**"
            yield prose(section.value.description, reference)


def _named(name: str, reference: Reference) -> str:
    return _link(name, reference) if reference(name) else markdown.code(name)


def _table(titles: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    """Yield a table, without the columns that are empty in all rows."""
    used = [number for number, _ in enumerate(titles) if any(row[number] for row in rows)]
    if rows:
        yield markdown.table([titles[number] for number in used], ([row[number] for number in used] for row in rows))
