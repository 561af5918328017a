"""The files, titles and headings of the documentation, and how its resources are grouped."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from ..description.api import Api, Resource
from ..description.spellings import snake_case
from ..strings.expressions import expression
from .markdown import Headings

SECTION_HEADINGS = (
    "Contents", "Authentication", "Available Parameters", "Pages", "Download", "Events", "Successful Responses",
    "Error Responses",
)  # fmt: skip
"""Headings that a page may have several times, or that nothing links to."""
EVERY_ACTION = "Every Action"
OTHERS, RESOURCES = "Others", "Resources"
_RESERVED_STEMS = frozenset(
    {"_schemas", "aux", "con", "index", "nul", "prn", "readme"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
)
"""File names without suffix that other pages, site generators or Windows use."""
_UNSAFE = expression(r"[^A-Za-z0-9_.-]")
_LONGEST_STEM = 180
"""Characters: file systems allow names of 255 bytes."""


class SiteMap:
    """Where the documentation of one API has what."""

    def __init__(self, api: Api) -> None:
        common = api.document.get("common")
        self.common = frozenset(name for name in common if isinstance(name, str)) if isinstance(common, list) else ()
        """The names of the parameters that every action takes."""
        self.files = {name: f"{stem}.md" for name, stem in file_stems(api.all_resources).items()}
        """The file name of the page of each resource."""
        self.titles = {name: title_of(name) for name in api.all_resources}
        self.actions = {name: _headings(resource) for name, resource in api.all_resources.items()}
        """For each resource the headings of its actions, by their keys."""
        self.groups = _groups(api)
        """The names of the resources of each group, by its title."""


def title_of(name: str) -> str:
    """Return a name as capitalized words: ``Application Api Tokens``."""
    return " ".join(word.capitalize() for part in name.split(".") for word in snake_case(part).split("_") if word)


def file_stems(names: Iterable[str]) -> dict[str, str]:
    """Return a file name without suffix for each name, unique even where file systems ignore case, and never a path."""
    stems: dict[str, str] = {}
    taken = set(_RESERVED_STEMS)
    for name in names:
        safe, number = _safe_stem(name), 1  # the name of a resource without actions has not been validated
        stem = safe
        while stem.lower() in taken:
            number += 1
            stem = f"{safe}-{number}"
        taken.add(stem.lower())
        stems[name] = stem
    return stems


def _safe_stem(name: str) -> str:
    """Return a name with a hyphen for each character that is not safe; a long one ends with a digest."""
    safe = _UNSAFE.sub("-", name)
    if len(safe) <= _LONGEST_STEM:
        return safe
    digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{safe[: _LONGEST_STEM - 9]}-{digest}"


def _headings(resource: Resource) -> dict[str, str]:
    headings = Headings([*SECTION_HEADINGS, EVERY_ACTION, f"{title_of(resource.name)} Actions"])
    return {
        key: headings.unique((title_of(key), f"{title_of(key)} ({key})", f"Action {key}", f"Action no {number}"))
        for number, key in enumerate(resource.action_names, 1)
    }


def _groups(api: Api) -> dict[str, list[str]]:
    """
    Return the resources grouped by the first word of their names; groups of one are merged into one group.

    Without two groups of several resources, all are in one.
    """
    by_word: dict[str, list[str]] = {}
    for name in api.all_resources:
        by_word.setdefault(_singular(_first_word(name)), []).append(name)
    groups = {_title_of_group(word, names): names for word, names in by_word.items() if len(names) > 1}
    if len(groups) < 2:
        return {RESOURCES: list(api.all_resources)} if by_word else {}
    single = [name for names in by_word.values() if len(names) == 1 for name in names]
    return {**groups, **({OTHERS: single} if single else {})}


def _title_of_group(singular: str, names: Iterable[str]) -> str:
    """Return the first word of the names as it is in all of them, else in the singular."""
    words = set(map(_first_word, names))
    return title_of(words.pop() if len(words) == 1 else singular)


def _first_word(name: str) -> str:
    return next((word for word in snake_case(name.partition(".")[0]).split("_") if word), name)


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
