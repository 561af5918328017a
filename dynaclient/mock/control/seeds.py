"""
Seeds: what is in a mock server before the first request.

A seed is a dict of lists of items by the paths of their collections, or by their names, as files of json-server have
them; a snapshot, or a recording of real responses; or a file with one of these, in JSON or YAML. All problems of a seed
are reported together, and then nothing of it is stored.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ...description.text import decode, parse_text
from ...errors import DescriptionError, Problem
from ...runtime.paths import reason_of, show_path
from ...schema.plain_data import EncodingError, to_plain
from ..paths import NAME, names_in
from ..proxy.replaying import has_replayable
from ..service import Service
from ..state.ids import new_ids
from ..state.store import ANY, Store
from .destinations import Destination, Destinations
from .recordings import RecordedItem, entries_of, recorded_items
from .rows import Row
from .snapshots import repeated, rows_of_snapshot

MAX_BYTES = 64 * 1024 * 1024
"""Bytes of the largest file."""
SUBJECT = "The seed"
_OF_EDITORS = "$schema"
"""A key that editors read, which names no collection."""
_FORMS = (
    'write the items by the paths of their collections, such as {"/pets": [{"name": "Rex"}]}, or pass a snapshot, a '
    "HAR file, a cassette, or a list of recorded requests and responses"
)

log = logging.getLogger("dynaclient.mock")


def read_seed(source: Any) -> Any:
    """
    Return the data of a seed.

    Args:
        source: The path of a file, or the data itself.

    Raises:
        DescriptionError: The file cannot be read, or is neither JSON nor YAML; the data is not plain.
    """
    return _read_file(source) if isinstance(source, (str, os.PathLike)) else plain_data(source, "seed")


def plain_data(data: Any, name: str) -> Any:
    """Return data of a seed or of a snapshot as it is stored; raise DescriptionError for what is not JSON data."""
    reason = ""
    try:
        return to_plain(data)
    except EncodingError as error:
        reason = f"has a value that JSON cannot represent: it {error.reason}"
    raise _refused("value", reason, "use only dicts, lists, strings, numbers, booleans and None", name)


def _read_file(source: str | os.PathLike[str]) -> Any:
    name = show_path(source) or "(its name is not shown: it may be a token)"
    problems: Iterable[Problem] = ()
    try:
        path = Path(source)
        if path.stat().st_size > MAX_BYTES:
            raise _refused("file", f"{name} is larger than {MAX_BYTES // 1024 // 1024} MiB", "use fewer items")
        return parse_text(decode(path.read_bytes(), SUBJECT, "save it as UTF-8"), str(path))
    except (OSError, ValueError) as error:
        reason = f"the file {name} cannot be read ({reason_of(error)})"
    except DescriptionError as error:
        problems = error.problems
    if problems:
        raise DescriptionError(problems, f"{SUBJECT} {name}")
    raise _refused("file", reason, "pass the path of a file, or a dict")


def _refused(rule: str, message: str, hint: str, name: str = "seed") -> DescriptionError:
    return DescriptionError([Problem.in_call(name, name, (), rule, None, None, message, hint)], f"The {name}")


def rows_of_seed(service: Service, store: Store, data: Any) -> list[Row]:
    """
    Return what a seed has, as it is to be stored.

    Args:
        service: The service, whose description has the collections.
        store: What is stored already, for new ids.
        data: The data of the seed.

    Raises:
        DescriptionError: With all problems.
    """
    destinations = Destinations(service)
    if isinstance(data, Mapping) and isinstance(data.get("collections"), list):
        return rows_of_snapshot(destinations, validated_snapshot(data))
    if data == []:  # a recording of requests that had nothing to record
        return []
    entries = entries_of(data)
    if entries is not None:
        found = list(recorded_items(service, entries))
        if not found and has_replayable(service.api, data):
            return []
        return _rows_of_recording(destinations, store, found)
    if not isinstance(data, Mapping) or not _has_a_path(destinations, data):
        raise _refused("form", "this is not a seed", _FORMS)
    return _rows_by_path(destinations, store, data)


def validated_snapshot(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a snapshot if its structure is right; raise DescriptionError otherwise."""
    from .description import problems_of

    problems = problems_of("state.put", {"snapshot": data})
    if problems:
        raise DescriptionError(problems, "The snapshot")
    return data


# --- by path ---------------------------------------------------------------------------------------------------------


def _has_a_path(destinations: Destinations, data: Mapping[Any, Any]) -> bool:
    """Return whether these are items by what their collections are named by, and at least one of these is right."""
    return not data or any(key.startswith("/") or destinations.placed(key) for key in data)


class _Listed(NamedTuple):
    """What a key of a seed has."""

    destination: Destination
    """The collection; a parent is `ANY` where each item has to have its id."""
    items: list[Mapping[str, Any]]
    place: str
    """What problems name the collection by."""
    taken: set[str]
    """Ids that other items have got."""


def _rows_by_path(destinations: Destinations, store: Store, data: Mapping[str, Any]) -> list[Row]:
    rows: list[Row] = []
    problems: list[Problem] = []
    of_all_parents: dict[str, set[str]] = {}
    for written, items in data.items():
        destination = destinations.placed(written)
        if destination is None:
            problems += [] if written == _OF_EDITORS else [destinations.unknown(written)]
            continue
        place = written[:200] if ANY in destination.parents else destination.address
        taken = of_all_parents.setdefault(destination.key, set()) if destination.has_flat_items else set()
        listed = _items_of(destination, items)
        if isinstance(listed, list):
            rows += _rows_of(destinations, store, _Listed(destination, listed, place, taken), problems)
        else:
            problems.append(Problem.in_call("seed", place, (), "type", None, None, *listed))
    if problems:
        raise DescriptionError(problems, SUBJECT)
    return rows


def _items_of(destination: Destination, items: Any) -> list[Mapping[str, Any]] | tuple[str, str]:
    """Return the items as a list; if they are none, what is wrong and what to do."""
    if destination.is_single:
        wrong = "is a single item, and this is not one", "write an object"
        return [items] if isinstance(items, Mapping) else wrong
    is_list = isinstance(items, list) and all(isinstance(item, Mapping) for item in items)
    return items if is_list else ("has something that is not an item", "write a list of objects")


def _rows_of(destinations: Destinations, store: Store, listed: _Listed, problems: list[Problem]) -> list[Row]:
    """Return the rows of the items of a key, each below the parents whose ids the key has, or the item itself."""
    rows: list[Row] = []
    parents = [tuple(listed.destination.parents_of(item)) for item in listed.items]
    keys = _keys(store, listed, parents, problems)
    for index, (key, item) in enumerate(zip(keys, listed.items, strict=True)):
        destination = destinations.of(listed.destination.path, parents[index])
        if ANY in parents[index] or destination is None:
            problems.append(_orphan(listed, parents[index], index))
            continue
        whole = destination.completed(item, key)
        problems += destination.problems(index, whole, key, listed.place)
        rows.append(Row(destination.key, destination.parents, key, whole))
    return rows


def _orphan(listed: _Listed, parents: tuple[str, ...], index: int) -> Problem:
    """Return the problem of an item that has not the ids of all its parents."""
    path, name = listed.destination.path, names_in(listed.destination.path)[parents.index(ANY)]
    message = f"is stored below another item, and has no {name}"
    hint = f"add {name}, or write a path with the id: {NAME.sub('ID', path)}"
    place = () if listed.destination.is_single else (index,)
    return Problem.in_call("seed", listed.place, place, "parents", name, None, message, hint)


def _keys(store: Store, listed: _Listed, parents: list[tuple[str, ...]], problems: list[Problem]) -> list[str]:
    """Return the ids of items, with new ones for those that have none; an id that is there twice is a problem."""
    destination = listed.destination
    if destination.is_single:
        return [""]
    given = list(map(destination.key_of, listed.items))
    among = [() if destination.has_flat_items else outer for outer in parents]
    for index, first in repeated([f"{outer}{key}" if key else "" for outer, key in zip(among, given, strict=True)]):
        message, hint = f"has the same id as the item {first}", "leave out one of them"
        place: tuple[str | int, ...] = (index, *destination.id_path)
        problems.append(Problem.in_call("seed", listed.place, place, "unique", None, None, message, hint))
    listed.taken.update(given)
    made = _new_keys(destination, store, listed.taken)
    return [key or next(made) for key in given]


def _new_keys(destination: Destination, store: Store, taken: set[str]) -> Iterator[str]:
    """Yield ids that no item has."""
    collection = store.collection(destination.key, list(destination.parents))
    number = collection.next_number()
    while True:
        for key in new_ids(destination.key_parameter, destination.key_schemas, number):
            number += 1
            if key not in taken and not collection.ever_had(key):
                taken.add(key)
                yield key
                break
        else:
            problem = Problem.in_call(
                "seed", destination.address, destination.id_path, "id", None, None, "no new id can be generated",
                "write the ids of the items into the seed",
            )  # fmt: skip
            raise DescriptionError([problem], SUBJECT)


# --- recordings ------------------------------------------------------------------------------------------------------


def _rows_of_recording(destinations: Destinations, store: Store, found: list[RecordedItem]) -> list[Row]:
    """Return the items of a recording: what was recorded of one item several times is put together."""
    items: dict[tuple[Destination, str], dict[str, Any]] = {}
    made: dict[Destination, Iterator[str]] = {}
    placed = ((destinations.of(recorded.collection, recorded.parents), recorded) for recorded in found)
    for destination, recorded in ((place, recorded) for place, recorded in placed if place is not None):
        new = made.setdefault(destination, _new_keys(destination, store, set()))
        key = destination.key_of(recorded.item) or recorded.key or ("" if destination.is_single else next(new))
        known = items.get((destination, key), {})
        items[destination, key] = destination.completed({**known, **recorded.item}, key)
    if not items:
        hint = "record GET requests for lists and items, of this API"
        raise _refused("recording", "no response in the recording has an item of a collection", hint)
    _log_differences(items)
    return [Row(destination.key, destination.parents, key, item) for (destination, key), item in items.items()]


def _log_differences(items: Mapping[tuple[Destination, str], Mapping[str, Any]]) -> None:
    """Log how many recorded items the description does not allow: real servers differ from what describes them."""
    wrong = [problem for (destination, key), item in items.items() for problem in destination.problems(0, item, key)]
    if wrong:
        log.warning("%d of the recorded values differ from the description, such as: %s", len(wrong), wrong[0])
