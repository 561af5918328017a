"""What differences of a whole description mean: servers, authentication, error pointers, names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...errors import close_matches, did_you_mean
from ...strings.counting import counted
from ..api import Api
from ..model import TEMPLATE, Server
from ..spellings import Spellings, snake_case
from .auth_rules import scheme_changes
from .difference import BREAKING, SAFE, UNCLEAR, DescriptionPart, Difference, host_of, shorten, text_change


def api_changes(old: Api, new: Api) -> Iterator[Difference]:
    """Yield the differences of the whole description, apart from its resources."""
    if old.dialect != new.dialect:
        message = f"the dialect changed from {old.dialect} to {new.dialect}: some keywords have another meaning"
        yield Difference(UNCLEAR, "", "dialect", "dialect changed", message, "/dialect")
    if old.version != new.version:
        message = f"it changed from {shorten(old.version)} to {shorten(new.version)}"
        yield Difference(SAFE, "", "version", "version changed", message, "/version")
    for key in ("title", "description", "links"):
        if getattr(old, key) != getattr(new, key):
            yield text_change("", key, f"/{key}")
    if _scope_texts(old) != _scope_texts(new):
        yield text_change("", "scopes", "/scopes/descriptions")
    yield from _server_changes(DescriptionPart("", "server", "/server"), old, new)
    for name in dict.fromkeys([*old.auth, *new.auth]):
        part = DescriptionPart("", "auth", "/auth").at(name)
        yield from scheme_changes(part, old.auth.get(name), new.auth.get(name))
    for name in sorted(old.errors.keys() | new.errors.keys()):
        yield from _error_pointer_changes(name, old.errors.get(name), new.errors.get(name))


def _scope_texts(api: Api) -> Any:
    scopes = api.document.get("scopes")
    return scopes.get("descriptions") if isinstance(scopes, Mapping) else None


def _server_changes(part: DescriptionPart, old: Api, new: Api) -> Iterator[Difference]:
    before, after = old.server, new.server
    if before and not after:
        yield part.difference(BREAKING, "server removed", "a program that passes no `url` has nothing to call")
    elif after and (before and before.template) != after.template:
        was = before.template if before else "nowhere"
        message = f"calls go to {after.template}, no longer to {was}"
        yield part.difference(*_moved(was, after.template, message, has_credentials=bool(before and new.auth)))
        if new.auth and after.template.lower().startswith("http:") and not was.lower().startswith("http:"):
            message = "a credential is not sent over http:// unless the program sets `allow_http`"
            yield part.difference(BREAKING, "server not encrypted", message)
    yield from _variables_changes(part, before, after)
    if before and after and before.description != after.description:
        yield text_change("", part.what, part.pointer)
    for name in {**old.servers, **new.servers}:
        choice = DescriptionPart("", "servers", "/servers").at(name)
        yield from _choice_changes(choice, new, old.servers.get(name), new.servers.get(name))


def _choice_changes(part: DescriptionPart, api: Api, old: Server | None, new: Server | None) -> Iterator[Difference]:
    """Yield the differences of a server that the caller may choose."""
    if old is None or new is None:
        message = "it is new" if new else "a program that passes it as `server` is rejected"
        yield part.difference(SAFE if new else BREAKING, f"server {'added' if new else 'removed'}", message)
        return
    if old.template != new.template:
        message = f"calls of programs that choose it go to {new.template}, no longer to {old.template}"
        yield part.difference(*_moved(old.template, new.template, message, has_credentials=bool(api.auth)))
    yield from _variables_changes(part, old, new)
    if old.description != new.description:
        yield text_change("", part.what, part.pointer)


def _moved(old: str, new: str, message: str, *, has_credentials: bool) -> tuple[str, str, str]:
    """Return the severity, the rule and the message of a server that has another URL: whose it is, is not known."""
    if has_credentials and host_of(old) != host_of(new):
        return UNCLEAR, "server changed", f"{message}, and so do the credentials: is that host the API's?"
    return SAFE, "wire changed", message


def _variables_changes(part: DescriptionPart, old: Server | None, new: Server | None) -> Iterator[Difference]:
    variables = new.variables if new else {}
    for name, values in old.variables.items() if old else ():
        yield from variable_changes(part.at("variables", name), values, variables.get(name))


def variable_changes(part: DescriptionPart, old: tuple[str, ...], new: tuple[str, ...] | None) -> Iterator[Difference]:
    """Yield the differences of a server variable: its default and its allowed values; None if it was removed."""
    if new is None:
        yield part.difference(BREAKING, "variable removed", "a program that sets it is rejected")
        return
    if new[1:] and (not old[1:] or not set(old[1:]) <= set(new[1:])):
        yield part.difference(BREAKING, "variable narrowed", f"the only allowed values are now {', '.join(new[1:])}")
    elif set(old[1:]) != set(new[1:]):
        yield part.difference(SAFE, "variable widened", "more values are allowed")
    if old and not new:
        yield part.difference(BREAKING, "variable required", "a program that does not set it is rejected")
    elif new and not old:
        yield part.difference(SAFE, "variable optional", f"it has the default {shorten(new[0])}")
    elif old[:1] != new[:1]:
        message = f"its default changed from {shorten(old[0])} to {shorten(new[0])}"
        yield part.difference(SAFE, "wire changed", message)


def _error_pointer_changes(name: str, old: str | None, new: str | None) -> Iterator[Difference]:
    part = DescriptionPart("", f"errors/{name}", "/errors")
    if old and not new:
        yield part.difference(UNCLEAR, "errors removed", f"errors no longer have a {name}")
    elif new and not old:
        yield part.difference(SAFE, "errors added", f"it is read from {shorten(new)} in the body of an error")
    elif old != new:
        message = f"it is read from {shorten(new)} in the body of an error, no longer from {shorten(old)}"
        yield part.difference(UNCLEAR, "errors changed", message)


# Names.


def action_names(api: Api) -> dict[str, None]:
    """Return the full names of all actions, in order."""
    return {f"{resource.name}.{key}": None for resource, key in api.action_keys()}


def by_outermost(removed: Iterable[str], api: Api) -> dict[str, list[str]]:
    """Return names of actions by the outermost of their resources that `api` does not have."""
    found: dict[str, list[str]] = {}
    for name in removed:
        words = name.split(".")
        outer = [".".join(words[:count]) for count in range(1, len(words))]
        missing = next((resource for resource in outer if resource not in api.all_resources), name)
        found.setdefault(missing, []).append(name)
    return found


def path_shape(path: str) -> str:
    """Return a path without the names of its parameters."""
    return "".join("{}" if name else literal for name, literal in TEMPLATE.findall(path))


def count_actions(names: list[str]) -> str:
    """Return a number of actions in words."""
    return counted(len(names), "action")


def removal(name: str, inside: list[str], moved: list[str], added: Iterable[str]) -> Difference:
    """Return the difference of a removed action or resource, with a suggestion if it seems renamed."""
    kind = "action" if inside == [name] else "resource"
    message = "it was removed" if kind == "action" else f"it was removed, with {count_actions(inside)}"
    found = [name for name in dict.fromkeys(moved) if name]
    if found:
        message += f"; renamed? {', '.join(found[:3])} has the same method and path"
    else:
        hint = did_you_mean(close_matches(name, added) if kind == "action" else ())
        message += f"; {hint}" if hint else ""
    return Difference(BREAKING, name, "", f"{kind} removed", message)


def spelling_changes(old: Spellings, new: Spellings, part: str, what: str) -> Iterator[Difference]:
    """Yield the names that now mean something else, because something new has the same spelling."""
    for name in old.names:
        for spelling in dict.fromkeys((name, snake_case(name))):
            meant = new.get(spelling)
            if name in new.names and old[spelling] == name and meant != name:
                message = f"{spelling!r} meant {name!r}, and now means {meant!r}"
                yield Difference(BREAKING, part, "/".join(filter(None, (what, name))), "spelling taken", message)
