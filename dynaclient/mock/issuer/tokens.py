"""
What was issued: access and refresh tokens, authorization codes and device codes, as rows of the mock server's store.

All that one login leads to has the same session, so that it can be revoked together. Of each value a hash is stored.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from ...records import dataclass, field
from ..state.store import Store
from .clock import Clock
from .grants import Scopes

ACCESS, REFRESH, CODE, DEVICE, CSRF = "access", "refresh", "code", "device", "csrf"
VALID, USED, REVOKED = "valid", "used", "revoked"
PENDING, APPROVED, DENIED = "pending", "approved", "denied"

_COLUMNS = "digest, kind, session, login, issued, expires, state, facts"


@dataclass(frozen=True)
class Session:
    """One login: by whom, with which client, and what it allows."""

    subject: str
    client: str
    scopes: Scopes
    name: str = field(default_factory=lambda: secrets.token_hex(8))


@dataclass(frozen=True)
class Issued:
    """One row: something that was issued, and what became of it."""

    digest: str
    kind: str
    session: Session
    issued: float
    expires: float | None
    state: str
    facts: Mapping[str, Any]
    """What else has to be known when it is used, such as the redirect URI of an authorization code."""


class TokenStore:
    """The issued tokens and codes of a mock server. Any thread may use it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self.lock = store.lock
        """Held during several steps that belong together."""

    def issue(self, kind: str, session: Session, lifetime: float | None, **facts: Any) -> str:
        """Return a new token or code of a session, valid for `lifetime` seconds; None if it does not expire."""
        value = new_value()
        self.add(value, kind, session, lifetime, **facts)
        return value

    def add(self, value: str, kind: str, session: Session, lifetime: float | None, **facts: Any) -> None:
        """Store a token or a code."""
        now = self._clock.now()
        expires = None if lifetime is None else now + lifetime
        state = PENDING if kind == DEVICE else VALID
        self._write(Issued(_digest(value), kind, session, now, expires, state, facts))

    def find(self, value: str, kind: str | None = None) -> Issued | None:
        """Return what was issued with this value; None if nothing was, or it is of another kind."""
        found = self._rows("digest = ?", _digest(value))
        return found[0] if found and kind in (None, found[0].kind) else None

    def find_device(self, user_code: str) -> Issued | None:
        """Return the device whose session a user code names, if it is still waiting."""
        found = self._rows("session = ? AND kind = ? AND state = ?", user_code, DEVICE, PENDING)
        return found[0] if found and not self.has_expired(found[0]) else None

    def has_expired(self, issued: Issued) -> bool:
        """Return whether its time is over."""
        return issued.expires is not None and issued.expires <= self._clock.now()

    def is_active(self, issued: Issued) -> bool:
        """Return whether it may be used."""
        return issued.state == VALID and not self.has_expired(issued)

    def change(self, issued: Issued, state: str, session: Session | None = None, **facts: Any) -> None:
        """Store what became of something that was issued."""
        changed = {**issued.facts, **facts}
        self._write(
            Issued(issued.digest, issued.kind, session or issued.session, issued.issued, issued.expires, state, changed)
        )

    def revoke(self, issued: Issued) -> None:
        """Revoke an access token, or with a refresh token its whole session (RFC 7009, section 2.1)."""
        if issued.kind == ACCESS:
            self.change(issued, REVOKED)
        else:
            self.revoke_session(issued.session)

    def revoke_session(self, session: Session) -> None:
        """Revoke all that was issued in a session."""
        self._store.rows("UPDATE dynaclient_tokens SET state = ? WHERE session = ?", (REVOKED, session.name))

    def revoke_all(self) -> None:
        """Revoke all that was ever issued."""
        self._store.rows("UPDATE dynaclient_tokens SET state = ?", (REVOKED,))

    def expire_all(self) -> None:
        """Set the end of each access token to now."""
        now = self._clock.now()
        self._store.rows(
            "UPDATE dynaclient_tokens SET expires = ? WHERE kind = ? AND (expires IS NULL OR expires > ?)",
            (now, ACCESS, now),
        )

    def _write(self, issued: Issued) -> None:
        session = issued.session
        login = json.dumps([session.subject, session.client, session.scopes])
        values = (
            issued.digest, issued.kind, session.name, login, issued.issued, issued.expires, issued.state,
            json.dumps(issued.facts),
        )  # fmt: skip
        self._store.rows(f"INSERT OR REPLACE INTO dynaclient_tokens ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?)", values)  # noqa: S608 - a constant

    def _rows(self, where: str, *values: str) -> list[Issued]:
        found = self._store.rows(f"SELECT {_COLUMNS} FROM dynaclient_tokens WHERE {where}", values)  # noqa: S608 - constants
        return [_row(row) for row in found]


def _row(row: Sequence[Any]) -> Issued:
    digest, kind, session, login, issued, expires, state, facts = row
    subject, client, scopes = json.loads(login)
    whole = Session(subject, client, None if scopes is None else tuple(scopes), session)
    return Issued(digest, kind, whole, issued, expires, state, json.loads(facts))


def new_value() -> str:
    """Return a new token or code, in the characters that every scheme can carry (RFC 6750, section 2.1)."""
    return f"mock-{secrets.token_urlsafe(24)}"


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
