"""What a tool returns: two blocks of text, ours and the data, or an image, or a link; plain data without a protocol."""

from __future__ import annotations

from typing import Any

from ..records import dataclass
from .asking import Question
from .kept import Kept


@dataclass(frozen=True, eq=False, repr=False)
class ToolResult:
    """
    The result of a tool.

    `head` is ours. `data` is from the API, in one line of JSON: nothing in it can look like a further line of ours.
    """

    head: str
    data: str | None = None
    is_error: bool = False
    value: Any = None
    """What `data` has, as JSON data."""
    image: tuple[bytes, str] | None = None
    """An image and its media type."""
    link: Kept | None = None
    """A response that is kept, and can be read as a resource."""
    files: tuple[Kept, ...] = ()
    """Files that were inside of the data."""
    lacks_person: bool = False
    """Whether the call was not sent because no person can be asked."""
    question: Question | None = None
    """What a person has to be asked before the call is sent; the reply comes with the next call."""

    @property
    def texts(self) -> list[str]:
        """The blocks of text."""
        return [self.head] if self.data is None else [self.head, self.data]

    @property
    def text(self) -> str:
        """All of the text."""
        return "\n".join(self.texts)

    def __repr__(self) -> str:
        return f"<ToolResult{' error' if self.is_error else ''}: {self.text[:60]!r}>"
