"""
``digest``: a hash of the request and the password (RFC 7616), with a challenge of the server.

Own code because the libraries that have it (requests, httpx) have no ``auth-int`` and no SHA-512-256, and requests
keeps the challenge for each thread, which the tasks of an event loop share.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, unquote

from ...description.model import AuthScheme
from ...errors import invalid_option
from ...redaction import MASK, Secret
from ...strings.expressions import expression
from ..challenges import challenges_of, parse_challenges
from ..work import Work
from .hashing import hash_of, is_replayable
from .kind import Kind, Received, SentIn, Steps
from .strings import PAIR_OPTION_HINT, accept_pair, pair_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ...messages import Headers, Request
    from .curl import CurlOptions

ALGORITHMS = {"sha-512-256": "sha512_256", "sha-512": "sha512", "sha-256": "sha256", "md5": "md5"}
"""Algorithm of RFC 7616, the strongest first → its name in `hashlib`; SHA-512 is not in the RFC, but in use."""
MAX_CHALLENGE = 4096
"""Characters of the parameters of a challenge, at most: they are sent back in a header field."""
_ORIGIN = expression("[^:/]+://[^/?]*")

Answered = Generator[Work, Any, "Request"]
"""The steps of a response to a challenge: the request that has it."""


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
    if challenge is None:
        response = yield request
    else:
        response = yield (yield from _answered(request, credential, challenge, uses))
    fresh = _challenge_of(response.headers) if response.status == 401 else None
    if fresh is None or (challenge is not None and challenge["nonce"] == fresh["nonce"]):
        return
    credential.accept(fresh)
    if is_replayable(request.body):  # what can be sent only once needs the next call
        yield (yield from _answered(request, credential, *credential.next_use()))


def _answered(request: Request, credential: DigestCredential, challenge: Any, uses: int) -> Answered:
    """Return the request with the response to a challenge; a file is read for its hash."""
    body, digest = request.body, ""
    if _qop(challenge) == "auth-int" and not is_replayable(body):
        reason = "the server requires a digest of the whole body (qop=auth-int), and the body can be read only once"
        raise invalid_option("body", reason, "pass it as bytes, or as a file", request.action)
    if _qop(challenge) == "auth-int":
        digest = yield from hash_of(body, _hasher(challenge))
    return _answer(request, credential, challenge, uses, digest)


def _challenge_of(headers: Headers) -> Mapping[str, str] | None:
    """Return the digest challenge with the strongest algorithm."""
    usable = [
        challenge.parameters
        for challenge in challenges_of(headers)
        if challenge.scheme == "digest" and _is_usable(challenge.parameters)
    ]
    order = list(ALGORITHMS)
    return min(usable, key=lambda parameters: order.index(_algorithm(parameters)), default=None)


def _is_usable(parameters: Mapping[str, str]) -> bool:
    """Return whether a challenge can be responded to: its algorithm is known here, and its values fit into a field."""
    if not {"realm", "nonce"} <= parameters.keys() or sum(map(len, parameters.values())) > MAX_CHALLENGE:
        return False
    has_protection = not parameters.get("qop") or bool(_qop(parameters))
    return has_protection and ALGORITHMS.get(_algorithm(parameters)) in hashlib.algorithms_available


def _algorithm(parameters: Mapping[str, str]) -> str:
    return parameters.get("algorithm", "MD5").lower().removesuffix("-sess")


class _Proof(NamedTuple):
    """What a response to a challenge is made of."""

    user: str
    password: str
    method: str
    uri: str
    body: str
    """The hash of the body."""
    uses: str
    nonce: str


def _answer(request: Request, credential: DigestCredential, challenge: Any, uses: int, body: str) -> Request:
    """Return the request with the response to a challenge."""
    uri, qop = _target(request.url), _qop(challenge)
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
    if _hashes_user(challenge):
        fields["userhash"] = "true"
    value = ", ".join(f"{name}={value}" for name, value in fields.items())
    return request.with_credential("Authorization", f"Digest {value}", f"Digest {MASK}")


def _target(url: str) -> str:
    """Return what a request for a URL has in its first line."""
    found = _ORIGIN.match(url)
    target = url[found.end() if found else 0 :]
    return target if target.startswith("/") else f"/{target}"


def _qop(challenge: Mapping[str, str]) -> str:
    """Return the quality of protection: ``auth``, unless only ``auth-int`` is offered, which also protects the body."""
    offered = {one.strip() for one in challenge.get("qop", "").lower().split(",")}
    return next((qop for qop in ("auth", "auth-int") if qop in offered), "")


def _hashes_user(challenge: Mapping[str, str]) -> bool:
    return challenge.get("userhash", "").lower() == "true"


def _user(challenge: Mapping[str, str], user: str) -> tuple[str, str]:
    """Return the parameter of the user name and its value (RFC 7616, section 3.4)."""
    if _hashes_user(challenge):
        return "username", _quoted(_hash(challenge, user.encode() + b":" + _bytes(challenge["realm"])))
    if user.isascii() and user.isprintable():
        return "username", _quoted(user)
    return "username*", f"UTF-8''{quote(user, safe='')}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _bytes(text: str) -> bytes:
    """Return what a challenge has as it was received: the bytes of header fields are read as Latin-1."""
    return text.encode("latin-1", "replace")


def _hasher(challenge: Mapping[str, str], data: bytes = b"") -> Any:
    return hashlib.new(ALGORITHMS[_algorithm(challenge)], data, usedforsecurity=False)


def _hash(challenge: Mapping[str, str], data: bytes) -> str:
    return str(_hasher(challenge, data).hexdigest())


def _response(challenge: Mapping[str, str], qop: str, proof: _Proof) -> str:
    """Return the hash that shows the password (RFC 7616, section 3.4.1; without `qop` RFC 2069)."""
    nonce = challenge["nonce"]
    password = b":".join((proof.user.encode(), _bytes(challenge["realm"]), proof.password.encode()))
    user = _hash(challenge, password)
    if challenge.get("algorithm", "").lower().endswith("-sess"):
        user = _hash(challenge, _bytes(f"{user}:{nonce}:{proof.nonce}"))
    call = f"{proof.method}:{proof.uri}{f':{proof.body}' if qop == 'auth-int' else ''}"
    between = f"{nonce}:{proof.uses}:{proof.nonce}:{qop}" if qop else nonce
    return _hash(challenge, _bytes(f"{user}:{between}:{_hash(challenge, call.encode())}"))


# --- as a server -----------------------------------------------------------------------------------------------------

_NONCE = secrets.token_hex(16)
_REALM = "mock"


def _received(_scheme: AuthScheme, request: Received, granted: Iterable[str] | None) -> str:
    """Return the granted ``user:password`` that a request shows; any user if all are accepted."""
    value = request.headers.get("Authorization", "")
    sent = next((one.parameters for one in parse_challenges(value) if one.scheme == "digest"), None)
    if sent is None or sent.get("nonce") != _NONCE or not _is_usable(sent):
        return ""
    user = sent.get("username") or unquote(sent.get("username*", "").removeprefix("UTF-8''"))
    if granted is None:
        return user
    pairs = (pair for pair in granted if pair.partition(":")[0] == user)
    return next((pair for pair in pairs if _shows(pair, sent, request)), "")


def _shows(pair: str, sent: Mapping[str, str], request: Received) -> bool:
    """Return whether the credentials of a request are made with a user name and a password."""
    user, _, password = pair.partition(":")
    uri = f"{request.path}{'?' if request.query else ''}{request.query}"
    proof = _Proof(
        user, password, request.method, uri, _hash(sent, request.body), sent.get("nc", ""), sent.get("cnonce", "")
    )
    expected = _response(sent, _qop(sent), proof)
    return secrets.compare_digest(expected.encode(), sent.get("response", "").encode())


def _curl(_scheme: AuthScheme, variable: str) -> CurlOptions:
    from .curl import user_option

    return user_option(variable, "--digest")


KIND = Kind(
    accept=lambda scheme, value: DigestCredential(*accept_pair(scheme, value)),
    takes_pair=True,
    steps=_steps,
    sent_in=lambda _: SentIn("header", "Authorization", "digest"),
    passed_as="a pair of user name and password",
    hint=PAIR_OPTION_HINT,
    sample=("mock-token", "mock-token"),
    secret_values=lambda credential: pair_values((credential.user, credential.password)),
    received=_received,
    challenge=lambda _: f'Digest realm="{_REALM}", nonce="{_NONCE}", qop="auth", algorithm=SHA-256',
    curl=_curl,
)
