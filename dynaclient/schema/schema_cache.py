"""What the schemas of one document share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import Problem
from .references import DocumentPart, PartCache, PartKey, Tokens

if TYPE_CHECKING:
    from .inspection import Inspection, SizeCache


class SchemaCache:
    """Intermediate results that the schemas of one document share."""

    def __init__(self, *, is_sound: bool = False) -> None:
        self.is_sound = is_sound
        """Whether the schemas were inspected before, and have no problems."""
        self.parts = PartCache()
        self.inspections: dict[PartKey, Inspection] = {}
        self.sizes: SizeCache = {}
        self.schemas: dict[tuple[Tokens, str, str], Any] = {}
        """Schemas that others are only a reference to, by location, dialect and direction."""
        self.problems: dict[PartKey, list[Problem]] = {}
        """The problems of a part and of all that it leads to, where they are known; what leads there stops there."""

    def __getstate__(self) -> dict[str, Any]:
        return vars(SchemaCache(is_sound=self.is_sound))  # the others are worked out again

    def remember(self, parts: list[DocumentPart], wrong: Mapping[PartKey, list[Problem]]) -> set[PartKey]:
        """
        Return which parts, of those that were walked together, lead to one that is wrong.

        If all problems are at one location, as at the end of a long chain, they are kept for each of these.
        """
        sources: dict[PartKey, list[PartKey]] = {}
        for part in parts:
            for target in part.targets:
                sources.setdefault(target, []).append(part.key)
        leading = set(wrong)
        pending = [*wrong]
        while pending:
            new = {source for source in sources.get(pending.pop(), ()) if source not in leading}
            leading |= new
            pending += new
        distinct = {id(problems): problems for problems in wrong.values()}
        if len(distinct) == 1:
            for key in leading:
                self.problems.setdefault(key, *distinct.values())
        return leading
