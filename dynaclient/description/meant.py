"""Which action is meant by a name that no action has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ..errors import close_matches
from .spellings import snake_case

MISSPELT = 0.65
"""How similar two names of actions are, from 0 to 1, if one of them is the other misspelt."""
VERY_SIMILAR = 0.85
"""How similar two full names are, of different resources, if one of them may be meant by the other."""
MOST = 3
"""Actions that are suggested at most."""

_OF_MANY = ("post create", "get list")
"""What is done to a collection: where there is ``devices``, not to ``device``. A last word stands for its synonyms."""
_OF_ONE = ("delete", "patch put update", "get")
"""The same, of what is done to what there is."""


def meant_actions(
    name: str, known: Iterable[str], ids: Mapping[str, str], search: Callable[[str], list[str]]
) -> tuple[str, ...]:
    """
    Return the full names of the actions that are probably meant by a full name.

    The best of these that there are: the action with this operation id; names of the same resource that mean the same
    (``patch`` for ``update``), begin with the word (``send_state`` for ``send``), or that are misspelt; those of its
    twin, ``devices`` for ``device``; what a search finds in these two; names that are very similar as a whole.

    Args:
        name: The name that no action has.
        known: The full names that there are.
        ids: Operation id → the full name of its action.
        search: Returns the names of the actions that match a query.
    """
    owner, _, key = name.rpartition(".")
    if not owner:
        return ()
    by_id = {_folded(one): full for one, full in ids.items()}
    if _folded(key) in by_id:
        return (by_id[_folded(key)],)
    keys: dict[str, list[str]] = {}
    for full in known:
        of, _, one = full.rpartition(".")
        keys.setdefault(of, []).append(one)
    own = [owner] if owner in keys else []
    alike = own or close_matches(owner, keys, most=1, least=MISSPELT)
    others = [*alike[len(own) :], *(twin for one in alike for twin in _twins(one, keys))]
    word = _without_owner(key, owner)
    for found in (
        [*_of_meaning(word, [*own, *others], keys), *_beginning_with(key, own, keys)],
        _misspelt(key, own, keys),
        [*_beginning_with(key, others, keys), *_misspelt(key, others, keys)],
        _searched(name, [*own, *others], search),
        close_matches(name, [full for full in known if full.rpartition(".")[0] != owner], least=VERY_SIMILAR),
        [ids[one] for one in close_matches(key, ids, least=VERY_SIMILAR)],
    ):
        if found:
            return tuple(dict.fromkeys(found))[:MOST]
    return ()


def _folded(name: str) -> str:
    return name.replace("_", "").lower()


def _stems(name: str) -> tuple[str, ...]:
    from .search import stems_of  # which is needed for errors alone

    return stems_of(name)


def _groups(verbs: tuple[str, ...]) -> list[list[str]]:
    """Return the names for the same, a group of them for each of these."""
    from .search import same_as  # as above

    return [[*others, *same_as(last)] for *others, last in map(str.split, verbs)]


def _twins(owner: str, resources: Iterable[str]) -> list[str]:
    """Return the resources beside this one that have its name in the singular or in the plural."""
    outer, _, last = owner.rpartition(".")
    beside = (one for one in resources if one != owner and one.rpartition(".")[0] == outer)
    return [one for one in beside if _stems(one.rpartition(".")[2]) == _stems(last)]


def _without_owner(key: str, owner: str) -> str:
    """Return a name without the name of its resource: ``create`` for ``create_device`` of ``devices``."""
    words = [word for word in snake_case(key).strip("_").split("_") if not {*_stems(word)} & {*_stems(owner)}]
    return "_".join(words)


def _of_meaning(word: str, resources: list[str], keys: Mapping[str, list[str]]) -> list[str]:
    """Return the action of the first resource that has one whose name means the same as a word."""
    itself = [f"{resource}.{word}" for resource in resources if word in keys[resource]]
    if itself:
        return itself[:1]
    for groups, ordered in ((_OF_MANY, sorted(resources, key=len, reverse=True)), (_OF_ONE, resources)):
        names = next((group for group in _groups(groups) if word in group), [])
        for resource in ordered:
            same = [one for one in names if one in keys[resource]]
            if same:
                return [f"{resource}.{same[0]}"]
    return []


def _beginning_with(word: str, resources: list[str], keys: Mapping[str, list[str]]) -> list[str]:
    beginning = f"{snake_case(word).strip('_')}_"
    return [f"{owner}.{one}" for owner in resources for one in keys[owner] if snake_case(one).startswith(beginning)]


def _misspelt(key: str, resources: list[str], keys: Mapping[str, list[str]]) -> list[str]:
    if any(key in group for group in _groups((*_OF_MANY, *_OF_ONE))):
        return []  # an everyday word is spelled right
    return [f"{owner}.{one}" for owner in resources for one in close_matches(key, keys[owner], least=MISSPELT)]


def _searched(name: str, resources: list[str], search: Callable[[str], list[str]]) -> list[str]:
    """Return the best action of resources that a search finds, and also finds by the last word of the name alone."""
    by_key = set(search(name.rpartition(".")[2]))
    return [one for one in search(name) if one in by_key and one.rpartition(".")[0] in resources][:1]
