"""What differences of an auth scheme mean, and of the ways to obtain a credential for it."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import AuthScheme, Obtain
from .difference import BREAKING, SAFE, UNCLEAR, DescriptionPart, Difference, host_of, shorten, text_change
from .schema_changes import deprecation

_URLS = frozenset(
    {
        "authorizationUrl", "tokenUrl", "refreshUrl", "deviceAuthorizationUrl", "openIdConnectUrl", "oauth2MetadataUrl",
    }
)  # fmt: skip
"""Where secrets are sent to obtain a credential."""


def scheme_changes(part: DescriptionPart, old: AuthScheme | None, new: AuthScheme | None) -> Iterator[Difference]:
    """Yield the differences of one auth scheme; None if it was added or removed."""
    if old is None or new is None:
        message = "it is new" if new else "a program that passes a credential for it is rejected"
        yield part.difference(SAFE if new else BREAKING, f"auth {'added' if new else 'removed'}", message)
        return
    yield from _sending_changes(part, old, new)
    if old.deprecated != new.deprecated:
        judgement = deprecation(old.deprecated, new.deprecated)
        yield part.difference(judgement.severity, judgement.rule, judgement.message)
    if (old.description, old.format) != (new.description, new.format):
        yield text_change("", part.what, part.pointer)
    if old.whoami != new.whoami:
        message = f"who is authenticated is returned by {shorten(new.whoami)}, no longer by {shorten(old.whoami)}"
        yield part.at("whoami").difference(SAFE, "whoami changed", message)
    for name in dict.fromkeys([*old.obtain, *new.obtain]):
        yield from _way_changes(part.at("obtain", name), old.obtain.get(name), new.obtain.get(name))


def _sending_changes(part: DescriptionPart, old: AuthScheme, new: AuthScheme) -> Iterator[Difference]:
    """Yield the difference in how a credential is sent."""
    if old.type != new.type:
        yield part.difference(BREAKING, "auth changed", f"it changed from {old.type} to {new.type}")
    elif (old.location, old.wire) != (new.location, new.wire):
        yield part.difference(SAFE, "wire changed", f"the key is sent in the {new.location} as {new.wire}")
    elif old.prefix != new.prefix:
        # A program may have passed a prefix without a space as a part of its key, and would be rejected.
        severity = SAFE if not new.prefix or " " in new.prefix else UNCLEAR
        message = f"the key is sent after {new.prefix!r}" if new.prefix else "the key is sent without a prefix"
        yield part.difference(severity, "wire changed", message)
    elif old.scheme.lower() != new.scheme.lower():
        yield part.difference(BREAKING, "auth changed", f"it changed from {old.scheme} to {new.scheme}")
    for key in ("service", "region"):
        before, after = getattr(old, key), getattr(new, key)
        if before != after and old.type == new.type:
            message = f"requests are signed for the {key} {shorten(after)}, no longer for {shorten(before)}"
            yield part.difference(SAFE, "wire changed", message)


def _way_changes(part: DescriptionPart, old: Obtain | None, new: Obtain | None) -> Iterator[Difference]:
    """Yield the differences of a way to obtain a credential; None if it was added or removed."""
    if old is None or new is None:
        message = "it is new" if new else "a program that obtains its credential in this way is rejected"
        yield part.difference(SAFE if new else BREAKING, f"obtain {'added' if new else 'removed'}", message)
        return
    if old.by != new.by:
        yield part.difference(BREAKING, "obtain changed", f"it changed from {old.by} to {new.by}")
        return
    for key in sorted((old.values.keys() | new.values.keys()) - {"scopes"}):
        before, after = old.values.get(key), new.values.get(key)
        if before != after:
            yield _value_change(part, key, before, after)
    yield from _scope_changes(part.at("scopes"), old, new)


def _value_change(part: DescriptionPart, key: str, old: object, new: object) -> Difference:
    if key == "description":
        return text_change("", part.what, part.pointer)
    message = f"`{key}` changed from {shorten(old)} to {shorten(new)}"
    if key in _URLS and old and new and host_of(str(old)) != host_of(str(new)):
        return part.difference(UNCLEAR, "obtain changed", f"{message}: is that host the API's?")
    return part.difference(SAFE, "wire changed", message)


def _scope_changes(part: DescriptionPart, old: Obtain, new: Obtain) -> Iterator[Difference]:
    before, after = old.values.get("scopes", {}), new.values.get("scopes", {})
    removed, added = (shorten(sorted(names)) for names in (before.keys() - after.keys(), after.keys() - before.keys()))
    if before.keys() - after.keys():
        message = f"a program that asks for one of {removed} may be rejected"
        yield part.difference(UNCLEAR, "scopes removed", message)
    if after.keys() - before.keys():
        yield part.difference(SAFE, "scopes added", f"{added} can be asked for")
    if any(before[name] != after[name] for name in before.keys() & after.keys()):
        yield text_change("", part.what, part.pointer)
