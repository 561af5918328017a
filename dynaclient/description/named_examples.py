"""Examples by name, of parameters and responses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..records import dataclass, field
from ..schema.references import Tokens, format_pointer, resolve_pointer


@dataclass(frozen=True, eq=False, repr=False)
class Example:
    """One example, with a name."""

    name: str
    document: Any = field(repr=False)
    """The description that it is in."""
    tokens: Tokens
    """The location of its value, which may be large and is only looked up when it is needed."""
    summary: str = ""
    description: str = ""
    media: str = ""
    """Its media type; empty if it is that of the first `content`."""

    @property
    def value(self) -> Any:
        """The example itself."""
        return resolve_pointer(self.document, self.tokens)

    @property
    def pointer(self) -> str:
        """The location of its value, as a JSON pointer."""
        return format_pointer(self.tokens)

    @property
    def key(self) -> tuple[Any, ...]:
        """What two descriptions are compared by."""
        return self.name, self.summary, self.description, self.media, self.value


def read_examples(document: Any, examples: Mapping[str, Any]) -> tuple[Example, ...]:
    """Return the examples that a resolved `examples` describes; see `document.Document.resolve`."""
    return tuple(
        Example(
            name, document, example["value"].tokens, str(example.get("summary", "")),
            str(example.get("description", "")), str(example.get("contentType", "")),
        )
        for name, example in examples.items()
    )  # fmt: skip


def examples_of(examples: tuple[Example, ...], content: Mapping[str, Any], media: str) -> list[Example]:
    """Return the examples that have a media type."""
    first = next(iter(content), "")
    return [example for example in examples if (example.media or first) == media]
