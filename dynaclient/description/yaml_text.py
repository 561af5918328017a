"""
YAML: the one door to its parser, which gives the events of a document; what they mean is decided here.

The meaning is that of YAML 1.2 (core schema), so that a document means what the same JSON would: ``no`` and ``on`` are
strings, as dates and times are, ``010`` is ten, and each key is a string as it is written. ``<<`` merges mappings, as
most readers of OpenAPI documents do. The parser is libyaml's where PyYAML was built with it; constructing the values
from its events here takes a fifth of the time of `yaml.load`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from ..errors import DescriptionError, Problem
from ..schema.references import MAX_DEPTH, format_pointer
from ..strings.expressions import expression
from .json_numbers import finite
from .positions import Positions

MAX_REPEATED = 2_000_000
"""Values that aliases may add to those that are written, at most."""

_NO_KEY: Any = object()
_MERGE: Any = object()
"""Stands for the key ``<<`` that is written without quotes."""
_PLAIN = expression(
    r"(?P<null>~|null|Null|NULL|)"
    r"|(?P<true>true|True|TRUE)"
    r"|(?P<false>false|False|FALSE)"
    r"|(?P<int>[-+]?[0-9]+)"
    r"|(?P<octal>0o[0-7]+)"
    r"|(?P<hex>0x[0-9a-fA-F]+)"
    r"|(?P<float>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<infinite>[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))"
)
"""The core schema (YAML 1.2.2, section 10.3.2)."""
_FIRST = frozenset("~nNtTfF0123456789+-.")
"""What a plain scalar begins with that is not a string."""


class _Invalid(ValueError):
    """A value that JSON cannot represent; the message names it."""


def _reject(text: str) -> Any:
    raise _Invalid(f"`{text}` is not a JSON value")


def _writable(value: int) -> int:
    """Return an integer; ValueError if Python would not write it with decimal digits, nor read it as that."""
    str(value)
    return value


_VALUES: dict[str, Callable[[str], Any]] = {
    "null": lambda _: None,
    "true": lambda _: True,
    "false": lambda _: False,
    "int": int,
    "octal": lambda text: _writable(int(text[2:], 8)),
    "hex": lambda text: _writable(int(text, 16)),
    "float": finite,
    "infinite": _reject,
}
_TAG = "tag:yaml.org,2002:"
_TAGS: dict[str, tuple[str, ...]] = {
    f"{_TAG}str": (),
    f"{_TAG}timestamp": (),
    f"{_TAG}binary": (),
    f"{_TAG}null": ("null",),
    f"{_TAG}bool": ("true", "false"),
    f"{_TAG}int": ("int", "octal", "hex"),
    f"{_TAG}float": ("float", "int"),
}
"""The tags of scalars, and the kinds of values that each may have; without any it is a string."""
_COLLECTION_TAGS = frozenset({None, "!", f"{_TAG}map", f"{_TAG}seq"})


class _PlainScalars(dict[str, Any]):
    """The values of plain scalars: most of them are there many times."""

    def __missing__(self, text: str) -> Any:
        value: Any = text
        if not text or text[0] in _FIRST:
            match = _PLAIN.fullmatch(text)
            if match is not None:
                value = _VALUES[str(match.lastgroup)](text)
        self[text] = value
        return value


def parse_yaml(text: str, positions: Positions | None = None) -> Any:
    """
    Return the value of a YAML text, as JSON would have it.

    Args:
        text: One YAML document.
        positions: Where the lines of its values, and the keys that are in a mapping twice, are added.

    Raises:
        DescriptionError: It is not valid, nested too deeply, has too many values once its aliases are replaced, or
            PyYAML is not installed.
    """
    yaml = _library()
    construction = _Construction(positions)
    try:
        return construction.run(getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text))
    except yaml.MarkedYAMLError as error:
        problem = _problem(" ".join(filter(None, (error.context, error.problem))), error.problem_mark, text)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, max(error.position, 0)) + 1
        reason = f"invalid YAML: the character {chr(error.character)!r} is not allowed"
        problem = Problem.in_description("", "yaml", reason, "remove it", line)
    except ValueError as error:  # also the limit to the digits of an integer
        problem = _problem(str(error), construction.mark, text)
    raise DescriptionError([problem])


def _problem(reason: str, mark: Any, text: str) -> Problem:
    message = f"invalid YAML: {reason}, column {mark.column + 1}"
    line = min(mark.line, text.count("\n")) + 1  # the end of the document may be after its last line
    return Problem.in_description("", "yaml", message, "fix the YAML there", line)


def _library() -> Any:
    try:
        return import_module("yaml")
    except ImportError:
        message = "it is YAML, and the package that reads YAML is not installed"
    problem = Problem.in_description("", "yaml", message, "pip install 'dynaclient[yaml]', or convert it to JSON")
    raise DescriptionError([problem])


class _Construction:
    """The values that events describe, as far as they have been read."""

    def __init__(self, positions: Positions | None) -> None:
        self.positions = positions
        self.mark: Any = None
        """Where the last event is that has not the usual form."""
        self._roots: list[Any] = []
        self._container: Any = self._roots
        self._is_list = True
        self._key: Any = _NO_KEY
        self._outer: list[tuple[Any, bool, Any]] = []
        self._plain = _PlainScalars()
        self._keys: dict[str, str] = {}
        self._anchors: dict[str, Any] = {}
        self._has_aliases = False
        self._merged = 0
        self._first_lines: list[dict[str, int]] = [{}]

    def run(self, parser: Any) -> Any:
        """Return the value of the only document of a parser."""
        yaml = import_module("yaml")
        handlers: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._mapping,
            yaml.SequenceStartEvent: self._sequence,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        nothing: Callable[[Any], None] = lambda _: None  # noqa: E731 - a row of the table
        handlers.update(dict.fromkeys((yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentEndEvent), nothing))
        get_event = parser.get_event
        try:
            while (event := get_event()) is not None:
                handlers[type(event)](event)
        finally:
            parser.dispose()
        value = self._roots[0] if self._roots else None
        if self._has_aliases and isinstance(value, (dict, list)):
            _require_bounded(value)
        return value

    def _document(self, event: Any) -> None:
        if self._roots:
            self._refuse(event, "a second document begins; a description is one document")

    def _scalar(self, event: Any) -> None:
        if not self._is_list and self._key is _NO_KEY:
            self._begin_member(event)
            return
        if event.implicit[0] and event.anchor is None:
            text = event.value
            try:
                value = self._plain[text]
            except ValueError:
                self.mark = event.start_mark
                raise
        else:
            value = self._marked_scalar(event)
        if self._is_list:
            if self.positions is not None:
                self._note_item(event)
            self._container.append(value)
            return
        if self._key is _MERGE:
            self._merge(event, value)
        self._container[self._key] = value
        self._key = _NO_KEY

    def _begin_member(self, event: Any) -> None:
        text = event.value
        if event.anchor is not None:
            self._anchors[event.anchor] = text
        if text == "<<" and event.implicit[0]:
            self._key = _MERGE
            return
        self._key = self._keys.setdefault(text, text)
        if self.positions is not None:
            owner, line = format_pointer(self._tokens()), event.start_mark.line + 1
            self.positions.add_member(owner, text, line, self._first_lines[-1])

    def _marked_scalar(self, event: Any) -> Any:
        """Return the value of a scalar with quotes, a tag or an anchor."""
        self.mark = event.start_mark
        value: Any = event.value
        if event.implicit[0]:
            value = self._plain[value]
        elif not event.implicit[1]:
            value = self._tagged(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = value
        return value

    def _tagged(self, event: Any) -> Any:
        kinds = _TAGS.get(event.tag)
        if kinds is None:
            self._refuse(event, f"the tag `{_shown_tag(event.tag)}` has no meaning in JSON")
        if not kinds:
            return event.value
        match = _PLAIN.fullmatch(event.value)
        kind = str(match.lastgroup) if match else ""
        if kind not in kinds:
            self._refuse(event, f"the value is not of its tag `{_shown_tag(event.tag)}`")
        return _VALUES["float" if event.tag == f"{_TAG}float" else kind](event.value)

    def _mapping(self, event: Any) -> None:
        self._begin(event, {}, is_list=False)

    def _sequence(self, event: Any) -> None:
        self._begin(event, [], is_list=True)

    def _begin(self, event: Any, value: Any, *, is_list: bool) -> None:
        if event.tag not in _COLLECTION_TAGS:
            self._refuse(event, f"the tag `{_shown_tag(event.tag)}` has no meaning in JSON")
        if not self._is_list and self._key is _NO_KEY:
            self._refuse(event, "a key is not a string")
        if len(self._outer) >= MAX_DEPTH:
            raise DescriptionError([_too_deep(event.start_mark.line + 1)])
        if self._is_list and self.positions is not None:
            self._note_item(event)
        self._first_lines.append({})
        # The members of a mapping are added to it at its end, for it may be merged into the one around it.
        self._outer.append((self._container, self._is_list, (self._key, event.anchor)))
        self._container, self._is_list, self._key = value, is_list, _NO_KEY

    def _end(self, event: Any) -> None:
        value = self._container
        self._first_lines.pop()
        self._container, self._is_list, (self._key, anchor) = self._outer.pop()
        if anchor is not None:
            self._anchors[anchor] = value
        self._add(event, value)

    def _alias(self, event: Any) -> None:
        if event.anchor not in self._anchors:
            self._refuse(event, f"`*{event.anchor}` refers to nothing that is complete before it")
        value = self._anchors[event.anchor]
        if not self._is_list and self._key is _NO_KEY:
            if not isinstance(value, str):
                self._refuse(event, "a key is not a string")
            self._key = value
            return
        if self._is_list and self.positions is not None:
            self._note_item(event)
        self._has_aliases = True
        self._add(event, value)

    def _add(self, event: Any, value: Any) -> None:
        if self._is_list:
            self._container.append(value)
            return
        if self._key is _MERGE:
            self._merge(event, value)
        else:
            self._container[self._key] = value
        self._key = _NO_KEY

    def _merge(self, event: Any, value: Any) -> None:
        """Add the members of a mapping, or of several, that the mapping has not itself: the first counts."""
        mappings = value if isinstance(value, list) else [value]
        if not all(isinstance(mapping, dict) for mapping in mappings):
            self._refuse(event, "`<<` merges a mapping, or a list of mappings")
        self._has_aliases = True
        self._merged += sum(map(len, mappings))
        if self._merged > MAX_REPEATED:
            raise DescriptionError([_too_many()])
        for mapping in mappings:
            self._container = {**mapping, **self._container}

    def _note_item(self, event: Any) -> None:
        if self.positions is not None and self._container is not self._roots:
            tokens = (*self._tokens(), len(self._container))
            self.positions.add(format_pointer(tokens), event.start_mark.line + 1)

    def _tokens(self) -> tuple[Any, ...]:
        """Return the location of the container that is being read."""
        steps = [key if not is_list else len(container) for container, is_list, (key, _) in self._outer[1:]]
        return tuple(steps)

    def _refuse(self, event: Any, reason: str) -> Any:
        self.mark = event.start_mark
        raise _Invalid(reason)


def _shown_tag(tag: str) -> str:
    return tag.replace(_TAG, "!!")[:80]


def _too_deep(line: int | None = None) -> Problem:
    message = f"nested more than {MAX_DEPTH} levels deep"
    return Problem.in_description("", "depth", message, "use fewer levels", line)


def _require_bounded(root: Any) -> None:
    """
    Raise DescriptionError for a value that is too large or too deep once each alias is replaced by its value.

    The values of aliases are shared, so that reading them takes no memory; but whatever reads the description goes
    through each of them as often as it is referred to.
    """
    sizes: dict[int, tuple[int, int]] = {}
    """For each container its values and its levels, with those of its aliases."""
    written = 0
    pending: list[Any] = [root]
    while pending:
        container = pending[-1]
        inner = _inner(container)
        missing = {} if id(container) in sizes else {id(value): value for value in inner if id(value) not in sizes}
        pending += missing.values()
        if not missing:
            pending.pop()
        if not missing and id(container) not in sizes:
            known = [sizes[id(value)] for value in inner]
            levels = 1 + max((0, *(depth for _, depth in known)))
            sizes[id(container)] = len(container) + sum(size for size, _ in known), levels
            written += len(container)
    size, depth = sizes[id(root)]
    if depth > MAX_DEPTH:
        raise DescriptionError([_too_deep()])
    if size > MAX_REPEATED + written:
        raise DescriptionError([_too_many()])


def _inner(container: Any) -> list[Any]:
    values = container.values() if isinstance(container, dict) else container
    return [value for value in values if isinstance(value, (dict, list))]


def _too_many() -> Problem:
    message = f"its aliases repeat more than {MAX_REPEATED:,} values"
    return Problem.in_description("", "aliases", message, "write `$ref` in place of aliases")
