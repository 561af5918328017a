"""What may be typed next: names of resources, actions and parameters, values, files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem

from ...call.arguments import media_type_of
from ...description.model import Action, Parameter, first_sentence
from ...description.prose import whole_query_media
from ...errors import printable
from ...records import dataclass
from ...schema.references import Tokens
from ...schema.validation import Schema
from ...schema.value_texts import read_texts
from ...schema.values import to_string
from ..arguments.spelling import shell_name, spell_path

if TYPE_CHECKING:
    from ...description.api import Api
    from ..arguments.profiles import Selected

OPEN = "open"
"""The kind of a candidate after which one continues to type: no space follows it."""
PLAIN = "plain"
MAX_CANDIDATES = 500


def complete_names(api: Api, incomplete: str) -> list[CompletionItem]:
    """Return the resources that begin with what was typed; after a dot, the actions."""
    if "." in incomplete:
        return complete_action_names(api, incomplete)
    resources = ((_spelled_like(incomplete, key), resource) for key, resource in api.resources.items())
    return [
        CompletionItem(name, help=_summary(resource.description))
        for name, resource in resources
        if name.startswith(incomplete)
    ]


def complete_action_names(api: Api, incomplete: str) -> list[CompletionItem]:
    """Return the full names of the actions that begin with what was typed."""
    actions = ((_spelled_like(incomplete, outline.name), outline) for outline in api.outlines())
    return [
        CompletionItem(name, help=_summary(outline.summary)) for name, outline in actions if name.startswith(incomplete)
    ]


def complete_servers(api: Api, incomplete: str) -> list[CompletionItem]:
    """Return the names of the servers that begin with what was typed."""
    servers = ((name, server) for name, server in api.servers.items() if name.startswith(incomplete))
    return [CompletionItem(name, help=_summary(server.description or server.template)) for name, server in servers]


def complete_profiles(selected: Selected, incomplete: str) -> list[CompletionItem]:
    """Return the names of the profiles of a program that begin with what was typed."""
    from ...auth.profiles import load_profiles
    from ..arguments.profiles import api_name, is_own

    own = (profile for profile in load_profiles().by_name.values() if is_own(profile, selected))
    return [CompletionItem(one.name, help=api_name(one)) for one in own if one.name.startswith(incomplete)]


def complete_ways(api: Api, incomplete: str) -> list[CompletionItem]:
    """Return the ways to log in that begin with what was typed."""
    from ..login.ways import names_of, ways_of

    ways = ways_of(api)
    named = zip(names_of(ways), ways, strict=True)
    return [CompletionItem(name, help=_summary(way.meaning)) for name, way in named if name.startswith(incomplete)]


def complete_assignment(action: Action, words: Iterable[str], incomplete: str) -> list[CompletionItem]:
    """Return the assignments that an action accepts next, without those among the words before."""
    path, operator, value = incomplete.partition("=")
    items = _values(action, path, value) if operator else _paths(action, path, set(words))
    return list(islice(items, MAX_CANDIDATES))


def complete_path(typed: str) -> Iterator[tuple[str, str]]:
    """Yield the paths of files that begin with what was typed, with their kinds of candidates."""
    folder, _, name = typed.rpartition("/")
    try:
        entries = sorted((Path(folder + "/") if folder or typed.startswith("/") else Path()).iterdir())
    except OSError:
        return
    prefix = typed[: len(typed) - len(name)]
    for entry in entries:
        if entry.name.startswith(name) and (name or not entry.name.startswith(".")):
            yield (f"{prefix}{entry.name}/", OPEN) if entry.is_dir() else (f"{prefix}{entry.name}", PLAIN)


def _spelled_like(incomplete: str, name: str) -> str:
    """Return a name in the spelling of what was typed: in snake case, unless only the description's own matches."""
    snake = ".".join(map(shell_name, name.split(".")))
    return name if name.startswith(incomplete) and not snake.startswith(incomplete) else snake


def _summary(description: str) -> str:
    return printable(" ".join(first_sentence(description).split()))[:80]


# --- assignments -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Location:
    """
    A location in the arguments of an action, with what is needed of its schema.

    `call.targets` has the complete one; using it here would take longer than a completion may take.
    """

    parameter: Parameter
    schema: Schema
    tokens: Tokens
    is_inside: bool = False

    @classmethod
    def find(cls, action: Action, path: str) -> _Location | None:
        """Return the location with this path; None if there is none."""
        from ...call.targets import InvalidTarget, parse_path

        try:
            name, *steps = parse_path(path)
        except InvalidTarget:
            return None
        key = action.spellings.get(str(name))
        member = action.member_spellings.get(str(name)) if key is None else None
        if member is not None and action.body is not None:
            return cls.whole(action, action.body)._at([action.members[member].wire, *steps])
        return None if key is None else cls.whole(action, action.parameters[key])._at(steps)

    @classmethod
    def whole(cls, action: Action, parameter: Parameter) -> _Location:
        """Return the location of a whole argument."""
        schema = parameter.schema_for(media_type_of(action, None))
        return cls(parameter, schema, schema.tokens)

    def _at(self, steps: list[str | int]) -> _Location | None:
        location: _Location | None = self
        for step in steps:
            location = None if location is None else location._below(step)
        return location

    def _below(self, step: str | int) -> _Location | None:
        is_item = isinstance(step, int) or step.isdigit()
        items = self.schema.items_at(self.tokens) if is_item else None
        tokens = dict(self.schema.properties_at(self.tokens)).get(str(step), items)
        return None if tokens is None else _Location(self.parameter, self.schema, tokens, is_inside=True)

    def properties(self) -> dict[str, _Location]:
        """Return the properties of an object that can be assigned one by one."""
        has_members = self.parameter.location in ("body", "part") or self.parameter.style == "json"
        if not has_members and not whole_query_media(self.parameter):
            return {}
        properties = self.schema.properties_at(self.tokens)
        return {
            name: _Location(self.parameter, self.schema, tokens, is_inside=True) for name, tokens in properties if name
        }

    @property
    def description(self) -> str:
        """The description of the parameter or the property."""
        description = (
            self.schema.get_keyword("description", self.tokens) if self.is_inside else self.parameter.description
        )
        return description if isinstance(description, str) else ""

    def values(self) -> dict[str, str]:
        """Return the allowed values if they are listed, or an example, each with what it means."""
        values = [
            to_string(value)
            for value in self.schema.enum_values_at(self.tokens)
            if isinstance(value, (str, int, float))
        ]
        if set(self.schema.types_at(self.tokens)) == {"boolean"}:
            values += ["true", "false"]
        if not values and not self.is_inside:
            examples = [self.parameter.example, *(example.value for example in self.parameter.examples)]
            values += [example for example in examples if isinstance(example, str)]
        texts = read_texts(self.schema.get_keyword("enumDescriptions", self.tokens))
        return {value: texts.get(value, "") for value in values}


def _paths(action: Action, path: str, words: set[str]) -> Iterator[CompletionItem]:
    """Yield the paths that begin with what was typed: parameters, and properties of a body."""
    assigned = {word.partition("=")[0].rstrip(":") for word in words}
    parent, dot, _ = path.rpartition(".")
    for name, location in _properties(action, parent) if dot else _parameters(action, path):
        if name.startswith(path) and name not in assigned:
            yield CompletionItem(f"{name}{'.' if location.properties() else '='}", OPEN, _summary(location.description))


def _parameters(action: Action, path: str) -> Iterator[tuple[str, _Location]]:
    """Yield the parameters, the required ones first, in the spelling of what was typed."""
    for parameter in sorted(action.parameters.values(), key=lambda parameter: not parameter.required):
        name = parameter.name if parameter.name.startswith(path) else shell_name(parameter.name)
        yield name, _Location.whole(action, parameter)
    members = {name: _Location.find(action, name) for name in action.members}
    for name, location in members.items():
        assert location is not None  # noqa: S101 - the schema of the body declares each of them
        yield name if name.startswith(path) else shell_name(name), location


def _properties(action: Action, parent: str) -> Iterator[tuple[str, _Location]]:
    location = _Location.find(action, parent)
    for name, member in {} if location is None else location.properties().items():
        yield f"{parent}.{spell_path((name,))}", member


def _values(action: Action, path: str, typed: str) -> Iterator[CompletionItem]:
    """Yield the values that begin with what was typed."""
    prefix = f"{path}="
    if typed.startswith("@"):
        yield from (CompletionItem(f"{prefix}@{file}", kind) for file, kind in complete_path(typed[1:]))
        return
    location = _Location.find(action, path.removesuffix(":"))
    for value, text in {} if location is None else location.values().items():
        if value.startswith(typed) and not value.startswith("@"):  # name=@… would be a file of the reader
            yield CompletionItem(f"{prefix}{value}", help=_summary(text) if text else None)
