"""What IPython shows of an object of ours: tables, as HTML in notebooks, and as text on terminals and beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .blocks import Block


class ShownAsTable:
    """
    Shows itself as tables and paragraphs; its `repr` is one line.

    Both forms are made of the same blocks, since a notebook keeps both: what is redacted in one is so in the other.
    """

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        # IPython prefers the `__repr__` of a class to the `_repr_pretty_` of one above it.
        cls._repr_pretty_ = cls._repr_pretty_  # type: ignore[method-assign]

    def _blocks(self) -> Iterable[Block]:
        raise NotImplementedError

    def _repr_html_(self) -> str:
        from .blocks import as_html

        return as_html(self._blocks())

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        from .blocks import as_text

        # Inside of a list or a dict there is no room for a table.
        printer.text(repr(self) if len(printer.stack) > 1 else as_text(self._blocks()))
