"""
``digest``: a hash of the request and the password (RFC 7616), with a challenge of the server.

Own code because the libraries that have it (requests, httpx) have no ``auth-int`` and no SHA-512-256, and requests
keeps the challenge for each thread, which the tasks of an event loop share.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlsplit

from ...description.model import AuthScheme
from ...errors import invalid_option
from ...redaction import MASK, Secret
from ..challenges import challenges_of, parse_challenges
from .kind import Kind, Received, SentIn, Steps
from .strings import accept_pair, pair_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ...messages import Headers, Request

ALGORITHMS = {"sha-512-256": "sha512_256", "sha-512": "sha512", "sha-256": "sha256", "md5": "md5"}
"""Algorithm of RFC 7616, the strongest first → its name in `hashlib`; SHA-512 is not in the RFC, but in use."""


class DigestCredential:
    """A user name and a password, and the challenge of the server that they were last used for."""

    def __init__(self, user: str, password: Secret) -> None:
        self.user = user
        self.password = password
        self.challenge: Mapping[str, str] | None = None
        self._lock = threading.Lock()
        self._uses = 0

    def accept(self, challenge: Mapping[str, str]) -> None:
        """Use a challenge from now on."""
        with self._lock:
            self.challenge, self._uses = challenge, 0

    def next_use(self) -> tuple[Mapping[str, str] | None, int]:
        """Return the challenge, and how many requests have used it with this one."""
        with self._lock:
            self._uses += 1
            return self.challenge, self._uses


def digest_of(user: Any, password: Any) -> DigestCredential:
    """Return the credential for a user name and a password, which may be bytes, as in requests."""
    decoded = (part.decode() if isinstance(part, bytes) else part for part in (user, password))
    return DigestCredential(*accept_pair(AuthScheme("digest", "digest"), tuple(decoded)))


def _steps(request: Request, _scheme: AuthScheme, credential: DigestCredential) -> Steps:
    challenge, uses = credential.next_use()
    response = yield request if challenge is None else _answer(request, credential, challenge, uses)
    fresh = _challenge_of(response.headers) if response.status == 401 else None
    if fresh is None or (challenge is not None and challenge["nonce"] == fresh["nonce"]):
        return
    credential.accept(fresh)
    yield _answer(request, credential, *credential.next_use())


def _challenge_of(headers: Headers) -> Mapping[str, str] | None:
    """Return the digest challenge with the strongest algorithm."""
    found = [
        challenge.parameters
        for challenge in challenges_of(headers)
        if challenge.scheme == "digest" and {"realm", "nonce"} <= challenge.parameters.keys()
    ]
    order = list(ALGORITHMS)
    usable = [parameters for parameters in found if _algorithm(parameters) in ALGORITHMS]
    return min(usable, key=lambda parameters: order.index(_algorithm(parameters)), default=None)


def _algorithm(parameters: Mapping[str, str]) -> str:
    return parameters.get("algorithm", "MD5").lower().removesuffix("-sess")


class _Proof(NamedTuple):
    """What a response to a challenge is made of."""

    user: str
    password: str
    method: str
    uri: str
    body: bytes
    uses: str
    nonce: str


def _answer(request: Request, credential: DigestCredential, challenge: Any, uses: int) -> Request:
    """Return the request with the response to a challenge."""
    url = urlsplit(request.url)
    uri = f"{url.path or '/'}{'?' if url.query else ''}{url.query}"
    qop = _qop(challenge, request)
    body = request.body if isinstance(request.body, bytes) else b""
    proof = _Proof(
        credential.user, credential.password.reveal(), request.method, uri, body, f"{uses:08x}", secrets.token_hex(16)
    )
    name, user = _user(challenge, credential.user)
    fields = {
        name: user, "realm": _quoted(challenge["realm"]), "nonce": _quoted(challenge["nonce"]), "uri": f'"{uri}"',
        "response": f'"{_response(challenge, qop, proof)}"',
    }  # fmt: skip
    if "algorithm" in challenge:
        fields["algorithm"] = challenge["algorithm"]
    if "opaque" in challenge:
        fields["opaque"] = _quoted(challenge["opaque"])
    if qop:
        fields.update(qop=qop, nc=proof.uses, cnonce=f'"{proof.nonce}"')
    if "userhash" in challenge:
        fields["userhash"] = challenge["userhash"]
    value = ", ".join(f"{name}={value}" for name, value in fields.items())
    return request.with_credential("Authorization", f"Digest {value}", f"Digest {MASK}")


def _qop(challenge: Mapping[str, str], request: Request) -> str:
    """Return the quality of protection: ``auth``, unless only ``auth-int`` is offered, which also protects the body."""
    offered = re.split(r"\s*,\s*", challenge.get("qop", "").lower().strip())
    if "auth-int" not in offered or "auth" in offered:
        return "auth" if "auth" in offered else ""
    if request.body is not None and not isinstance(request.body, bytes):
        reason = "the server requires a digest of the whole body (qop=auth-int), and the body is a stream"
        raise invalid_option("body", reason, "pass it as bytes", request.action)
    return "auth-int"


def _user(challenge: Mapping[str, str], user: str) -> tuple[str, str]:
    """Return the parameter of the user name and its value (RFC 7616, section 3.4)."""
    if challenge.get("userhash", "").lower() == "true":
        return "username", _quoted(_hash(challenge, f"{user}:{challenge['realm']}".encode()))
    if user.isascii():
        return "username", _quoted(user)
    return "username*", f"UTF-8''{quote(user, safe='')}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _hash(challenge: Mapping[str, str], data: bytes) -> str:
    return hashlib.new(ALGORITHMS[_algorithm(challenge)], data, usedforsecurity=False).hexdigest()


def _response(challenge: Mapping[str, str], qop: str, proof: _Proof) -> str:
    """Return the hash that shows the password (RFC 7616, section 3.4.1; without `qop` RFC 2069)."""
    nonce = challenge["nonce"]
    user = _hash(challenge, f"{proof.user}:{challenge['realm']}:{proof.password}".encode())
    if challenge.get("algorithm", "").lower().endswith("-sess"):
        user = _hash(challenge, f"{user}:{nonce}:{proof.nonce}".encode())
    call = f"{proof.method}:{proof.uri}"
    if qop == "auth-int":
        call = f"{call}:{_hash(challenge, proof.body)}"
    between = f"{nonce}:{proof.uses}:{proof.nonce}:{qop}" if qop else nonce
    return _hash(challenge, f"{user}:{between}:{_hash(challenge, call.encode())}".encode())


# --- as a server -----------------------------------------------------------------------------------------------------

_NONCE = secrets.token_hex(16)
_REALM = "mock"


def _received(_scheme: AuthScheme, request: Received, granted: Iterable[str] | None) -> str:
    """Return the granted ``user:password`` that a request shows; any user if all are accepted."""
    value = request.headers.get("Authorization", "")
    sent = next((one.parameters for one in parse_challenges(value) if one.scheme == "digest"), None)
    if sent is None or sent.get("nonce") != _NONCE:
        return ""
    if granted is None:
        return sent.get("username", "")
    for pair in granted:
        user, _, password = pair.partition(":")
        uri, count, nonce = (sent.get(name, "") for name in ("uri", "nc", "cnonce"))
        proof = _Proof(user, password, request.method, uri, request.body, count, nonce)
        expected = _response(sent, sent.get("qop", ""), proof)
        if user == sent.get("username") and secrets.compare_digest(expected, sent.get("response", "")):
            return pair
    return ""


KIND = Kind(
    accept=lambda scheme, value: DigestCredential(*accept_pair(scheme, value)),
    takes_pair=True,
    steps=_steps,
    sent_in=lambda _: SentIn("header", "Authorization", "digest"),
    passed_as="a pair of user name and password",
    sample=("mock-token", "mock-token"),
    secret_values=lambda credential: pair_values((credential.user, credential.password)),
    received=_received,
    challenge=lambda _: f'Digest realm="{_REALM}", nonce="{_NONCE}", qop="auth", algorithm=SHA-256',
)
