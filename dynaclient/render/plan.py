"""The plan of the documentation: the page of each resource, what pages and actions are called, how they are grouped."""

from __future__ import annotations

from collections.abc import Iterable

from ..description.api import Api, Resource
from ..description.model import snake_case
from .markdown import Headings

OFTEN = (
    "Contents", "Authentication", "Available Parameters", "Pages", "Download", "Events", "Successful Responses",
    "Error Responses",
)  # fmt: skip
"""Headings that a page has more than once, or that nothing links to."""
EVERY_ACTION = "Every Action"
OTHERS = "Others"
_KEPT = frozenset(
    {"_schemas", "aux", "con", "index", "nul", "prn", "readme"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
)
"""Names of files that are taken: by other pages, by generators, or by Windows."""


class Plan:
    """The plan of one API's documentation."""

    def __init__(self, api: Api) -> None:
        common = api.document.get("common")
        self.common = frozenset(each for each in common if isinstance(each, str)) if isinstance(common, list) else ()
        """The names of the parameters that every action takes."""
        self.files = _files(api.all_resources)
        """For each resource the name of its page's file."""
        self.titles = {name: titled(name) for name in api.all_resources}
        self.actions = {name: _headings(each) for name, each in api.all_resources.items()}
        """For each resource the headings of its actions, by their keys."""
        self.groups = _groups(api)
        """The names of the resources, those that belong together in one group, by its title."""


def titled(name: str) -> str:
    """Give a name in words that begin with capitals: ``Application Api Tokens``."""
    return " ".join(word.capitalize() for part in name.split(".") for word in snake_case(part).split("_") if word)


def _files(names: Iterable[str]) -> dict[str, str]:
    """Give each resource a file; names that differ in case alone would be one file on some machines."""
    found: dict[str, str] = {}
    taken = set(_KEPT)
    for name in names:
        stem, number = name, 1
        while stem.lower() in taken:
            number += 1
            stem = f"{name}-{number}"
        taken.add(stem.lower())
        found[name] = f"{stem}.md"
    return found


def _headings(resource: Resource) -> dict[str, str]:
    headings = Headings([*OFTEN, EVERY_ACTION, f"{titled(resource.name)} Actions"])
    return {
        key: headings.heading((titled(key), f"{titled(key)} ({key})", f"Action {key}", f"Action no {number}"))
        for number, key in enumerate(resource.action_names, 1)
    }


def _groups(api: Api) -> dict[str, list[str]]:
    """Give the resources by the first word of their names, one or many; words with one resource are put together."""
    found: dict[str, list[str]] = {}
    for name in api.all_resources:
        found.setdefault(_first_word(name), []).append(name)
    groups = {titled(word): names for word, names in found.items() if len(names) > 1}
    alone = [name for names in found.values() if len(names) == 1 for name in names]
    return {**groups, **({OTHERS: alone} if alone else {})}


def _first_word(name: str) -> str:
    word = next((each for each in snake_case(name.partition(".")[0]).split("_") if each), name)
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
