"""What differences of a response mean: its statuses, its media types and how they are read."""

from __future__ import annotations

from collections.abc import Iterator

from ...runtime.media_types import is_json, without_parameters
from ..model import Action, ResponseDescription
from .difference import BREAKING, SAFE, UNCLEAR, DescriptionPart, Difference


def is_success(status: str) -> bool:
    """Return whether a status, or a range of them, is 2xx."""
    return status.startswith("2")


def status_change(action: Action, status: str, *, added: bool) -> Difference:
    """Return the difference of a status that only one of the descriptions declares."""
    part = DescriptionPart(action.name, f"responses/{status}", action.pointer)
    verb = "added" if added else "removed"
    if not is_success(status):
        severity = UNCLEAR if status == "default" else SAFE
        return part.difference(severity, f"response {verb}", f"{status} is {'new' if added else 'no longer declared'}")
    if added:
        return part.difference(UNCLEAR, "response added", "another successful status, which programs do not know")
    if any(map(is_success, action.responses)):
        return part.difference(SAFE, "response removed", "other successful statuses remain")
    if "default" in action.responses:
        return part.difference(UNCLEAR, "response removed", "only the default response remains")
    return part.difference(BREAKING, "response removed", "no successful status is declared any longer")


def covering(action: Action, status: str) -> ResponseDescription | None:
    """Return the response that applies to a status, or to a range, that an action does not declare itself."""
    ranges = (f"{status[0]}XX", "default") if status != "default" else ()
    return next((action.responses[key] for key in ranges if key in action.responses), None)


def media_type_pairs(old: ResponseDescription, new: ResponseDescription) -> Iterator[tuple[str, str]]:
    """Yield the media types whose schemas are compared: the first, which are validated, the common and the replaced."""
    before, after = tuple(old.content), tuple(new.content)
    removed = [media for media in before if media not in after]
    added = [media for media in after if media not in before]
    firsts = [(before[0], after[0])] if before and after else []
    replaced = [(removed[0], added[0])] if removed and added else []
    yield from dict.fromkeys([*firsts, *replaced, *((media, media) for media in before if media in after)])


def content_changes(part: DescriptionPart, old: ResponseDescription, new: ResponseDescription) -> Iterator[Difference]:
    """Yield the differences in the media types of a response."""
    before, after = tuple(old.content), tuple(new.content)
    removed = [media for media in before if media not in after]
    added = [media for media in after if media not in before]
    if before and not after:
        yield part.difference(BREAKING, "content removed", "it no longer declares any content")
        return
    if after and not before:
        yield part.difference(UNCLEAR, "content added", "it has content now")
        return
    if removed and added:
        yield _replacement(part, removed.pop(0), added.pop(0))
    elif not (removed or added) and before != after:
        yield part.difference(SAFE, "wire changed", f"the first media type is {after[0]}, no longer {before[0]}")
    for media in removed:
        message = f"it is no longer {media}: a program that asks for it does not get it"
        yield part.difference(UNCLEAR, "content type removed", message)
    for media in added:
        yield part.difference(UNCLEAR, "content type added", f"responses may also be {media}")


def _replacement(part: DescriptionPart, old: str, new: str) -> Difference:
    if read_as(old) != read_as(new):
        message = f"it is {new}, which is read as {read_as(new)}, no longer {old}"
        return part.difference(BREAKING, "content type changed", message)
    if is_json(old) or without_parameters(old) == without_parameters(new):
        return part.difference(SAFE, "wire changed", f"it is {new}, no longer {old}")
    message = (
        f"it is {new}, no longer {old}: both are read as {read_as(new)}, but a program may expect the other format"
    )
    return part.difference(UNCLEAR, "content type changed", message)


def read_as(media: str) -> str:
    """Return what a body of this media type is for a program: JSON, text or bytes."""
    if is_json(media):
        return "JSON"
    return "text" if without_parameters(media).startswith("text/") else "bytes"
