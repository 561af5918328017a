"""The arguments of an action that logs in: asked for one by one, as its schemas declare them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from ...auth.sources.login import nested
from ...call.arguments import validate_arguments
from ...call.request import secret_values, undeclared_secrets
from ...call.targets import InvalidTarget, Target, find_target, parse_path
from ...description.model import first_sentence
from ...errors import InvalidCall, close_matches, did_you_mean
from ...records import dataclass
from ...redaction import is_secret_name
from ...schema.subschemas import combined_schemas, is_secret
from ...strings.expressions import expression
from ..arguments.assignments import InvalidAssignment, parse_assignments
from ..arguments.spelling import spell_path
from ..output.console import print_message, printable
from ..output.wording import shell_words
from . import prompts

if TYPE_CHECKING:
    from ...description.model import Action

_ATTEMPTS = 3
_OPERATOR = expression(r":=@|:=|=@|=")


@dataclass(frozen=True, eq=False)
class Field:
    """One value of a form: an argument of the action, or a member of its body."""

    path: tuple[str, ...]
    """The name of the argument, and that of the member."""
    target: Target

    @property
    def name(self) -> str:
        """Its name, as it is written before ``=``."""
        return spell_path(self.path[-1:])

    @property
    def is_secret(self) -> bool:
        """Whether what is typed is not shown, and may not be an argument of the command."""
        parameter = self.target.parameter
        is_marked = parameter is not None and parameter.secret
        parts = [part for view in self.target.views for part in combined_schemas(view)]
        return is_marked or is_secret_name(self.path[-1]) or any(map(_is_password, parts))

    def ask(self) -> Any:
        """Return its value, as its schema requires it."""
        if self.is_secret:
            return self.target.parse(prompts.ask_hidden(self.label))
        if not prompts.is_interactive():
            raise click.UsageError(printable(f"{self.name} is needed: write {self.name}=VALUE"))
        return self.target.parse(prompts.ask(self.label))

    @property
    def label(self) -> str:
        """What a person is asked."""
        texts = (part.get("description") for view in self.target.views for part in combined_schemas(view))
        parameter = self.target.parameter
        own = parameter.description if parameter is not None and len(self.path) == 1 else ""
        described = first_sentence(next(filter(None, (own, *texts)), "")).rstrip(".")
        return f"{self.name} ({' '.join(described.split())})" if 0 < len(described) <= 70 else self.name


def _is_password(schema: Mapping[str, Any]) -> bool:
    return is_secret(schema) or schema.get("format") == "password"


def fields_of(action: Action) -> dict[str, Field]:
    """Return all fields of an action by name, the required ones first."""
    found: dict[str, Field] = {}
    for field in (*_fields(action, required=True), *_fields(action, required=False)):
        found.setdefault(field.name, field)
    return found


def _fields(action: Action, *, required: bool) -> Iterator[Field]:
    for parameter in action.parameters.values():
        target = find_target(action, parameter.name)
        members = _members(target) if parameter.location == "body" else {}
        if not members and parameter.required is required:
            yield Field((parameter.name,), target)
        for name, is_required in members.items():
            if is_required is required:
                yield Field((parameter.name, name), target.child(name))


def _members(target: Target) -> dict[str, bool]:
    """Return the members of a body, and whether each is required."""
    parts = [part for view in target.views for part in _whole(view)]
    needed = {name for part in parts for name in part.get("required", ())}
    declared = [name for view in target.views for part in combined_schemas(view) for name in part.get("properties", ())]
    return {name: name in needed for name in dict.fromkeys([*declared, *sorted(needed)])}


def _whole(schema: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the schemas that apply in each case: not those of alternatives."""
    if isinstance(schema, Mapping):
        yield schema
        for part in schema.get("allOf", ()):
            yield from _whole(part)


class Form:
    """
    The arguments of an action: those that are passed, and those that a person types.

    Args:
        action: The action.
        words: ``NAME=VALUE``, or ``NAME`` for one that is to be asked for.
        presets: The arguments that the description has.

    Raises:
        UsageError: A secret is among the words, or one of them names nothing.
    """

    def __init__(self, action: Action, words: Sequence[str], presets: Mapping[str, Any]) -> None:
        fields = fields_of(action)
        _require_form(fields, words)
        self._action = action
        self._presets = presets
        self._known = _flat(action, _parse(action, fields, [word for word in words if _OPERATOR.search(word)]))
        wanted = [fields[word] for word in words if not _OPERATOR.search(word)]
        required = [one for one in _fields(action, required=True) if one.path[-1] not in {*self._known, *presets}]
        self._asked = list({field.name: field for field in (*required, *wanted)}.values())

    def fill(self) -> dict[str, Any]:
        """
        Ask for what is needed; return the arguments, validated.

        Raises:
            UsageError: There is no terminal to ask at.
            InvalidCall: The arguments are not valid.
        """
        attempts = 0
        while True:
            attempts += 1
            arguments = {**self._known, **{field.path[-1]: field.ask() for field in self._asked}}
            try:
                validate_arguments(self._action, nested(self._action, {**self._presets, **arguments}))
            except InvalidCall as error:
                if attempts == _ATTEMPTS or not (self._asked and prompts.is_interactive()):
                    raise
                print_message(shell_words(str(error)))
            else:
                return arguments


def _flat(action: Action, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments with the members of the body by their own names, beside which those of the description fit."""
    body = action.body
    members = arguments.get(body.name) if body is not None else None
    if body is None or not isinstance(members, dict) or any(name in action.spellings for name in members):
        return dict(arguments)
    return {**{name: value for name, value in arguments.items() if name != body.name}, **members}


def word_in_message(words: Sequence[str], index: int) -> str:
    """Return how a message names a word: by the name in it. A word without one is not shown: it may be a secret."""
    name, *values = _OPERATOR.split(words[index], maxsplit=1)
    if name and any(value.strip("=") for value in values):  # a key in Base64 may end with that
        return f"{name:.40}"
    return f"word {index + 1} (not shown: it may be a secret)"


def _require_form(fields: Mapping[str, Field], words: Sequence[str]) -> None:
    """Raise UsageError for a word that neither assigns a value nor names what is to be asked for."""
    for index, word in enumerate(words):
        if word not in fields and not (_OPERATOR.search(word) and _OPERATOR.split(word, maxsplit=1)[0]):
            hint = did_you_mean(close_matches(word, fields)) or f"it has: {', '.join(fields)}"
            shown = word_in_message(words, index)
            raise click.UsageError(printable(f"{shown} does not have the form NAME=VALUE; {hint}"))


# --- what is passed --------------------------------------------------------------------------------------------------


def _parse(action: Action, fields: Mapping[str, Field], words: Sequence[str]) -> dict[str, Any]:
    """Return the arguments that the words assign; a member of the body may be assigned by its own name."""
    located = [_located(action, fields, word) for word in words]
    try:
        for word, full in zip(words, located, strict=True):
            _refuse_secret(action, fields, word, parse_assignments(action, [full]))
        return parse_assignments(action, located)
    except InvalidAssignment as error:
        message = printable(str(error))
    raise click.UsageError(message)


def _located(action: Action, fields: Mapping[str, Field], word: str) -> str:
    name = _OPERATOR.split(word, maxsplit=1)[0]
    try:
        first = str(parse_path(name)[0])
    except InvalidTarget as error:
        message = f"{name:.80}: {error}"
    else:
        return _checked(action, fields, word, first)
    raise click.UsageError(printable(message))


def _checked(action: Action, fields: Mapping[str, Field], word: str, first: str) -> str:
    """Return a word, below the body if its first name is that of a member; raise UsageError for a slip."""
    is_argument = first in action.spellings or first in action.member_spellings
    members = [field.path[-1] for field in fields.values() if len(field.path) == 2]
    if not is_argument and members and first not in members:  # the body may allow any, and this one is a slip
        known = list(dict.fromkeys([*action.parameters, *members]))
        hint = did_you_mean(close_matches(first, known)) or f"it has: {', '.join(fields)}"
        raise click.UsageError(printable(f"{first:.80} is not an argument of this login; {hint}"))
    return word if is_argument or action.body is None else f"{spell_path((action.body.name,))}.{word}"


def _refuse_secret(action: Action, fields: Mapping[str, Field], word: str, arguments: Mapping[str, Any]) -> None:
    """Raise UsageError for a secret that everyone on the machine can read; a file of JSON may have one."""
    operator = _OPERATOR.search(word)
    if operator is None or operator[0] == ":=@":
        return
    name = word[: operator.start()]
    declared = {key: value for key, value in arguments.items() if key in action.parameters}
    is_field = name in fields and fields[name].is_secret
    if not is_field and not secret_values(action, declared) and not undeclared_secrets(_flat(action, arguments)):
        return
    message = f"{name:.80} is secret, and everyone on this machine can read a command line"
    hint = f"write {name:.80} alone: you are asked for it, or it is a line of the standard input"
    raise click.UsageError(printable(f"{message}; {hint}"))
