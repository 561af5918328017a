"""
``awsSigv4``: the signatures of AWS, version 4, by the signer of botocore (extra ``aws``).

Each attempt of a call is signed anew, so that it has a fresh date. A body that can be read only once is not part of the
signature (``UNSIGNED-PAYLOAD``), which S3 accepts.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

from ...errors import invalid_option
from ...redaction import MASK, Secret
from ...runtime.signatures import reports_misuse
from ...strings.expressions import expression
from ..clocks import date_of
from ..work import Work
from .curl import CurlOptions, user_option
from .hashing import hash_of, is_replayable
from .kind import Kind, Received, SentIn, Steps

if TYPE_CHECKING:
    from ...description.model import AuthScheme
    from ...messages import Request, Response

UNSIGNED = "UNSIGNED-PAYLOAD"
SKEW = timedelta(seconds=30)
"""The difference of two clocks from which on a refused request is signed once more by the server's."""
_PATH_AS_SENT = frozenset({"s3", "s3-object-lambda", "s3-outposts", "s3express"})
"""The services that sign the path as it is sent; all others normalize it, and encode it once more."""
_TIME = "%Y%m%dT%H%M%SZ"
_AUTHORIZATION = expression(r"AWS4-HMAC-SHA256 Credential=([^/,\s]+)/\d{8}/([^/]+)/([^/]+)/aws4_request,.*")


class AwsSigV4:
    """
    Credentials of AWS, for auth schemes of the type ``awsSigv4`` (extra ``aws``).

    Args:
        access_key: The id of the access key. Left out, botocore finds the credentials, as every tool of AWS does: in
            the environment, in the profiles of AWS, or from the machine.
        secret_key: The secret access key.
        session_token: The token that belongs to temporary keys.
        region: The region that is signed for, if the description has none; by default that of the profile.
        profile: The profile of AWS whose credentials botocore finds.
    """

    @reports_misuse('AwsSigV4("key id", "secret key", region="…")')
    def __init__(
        self,
        access_key: str | None = None,
        secret_key: str | Secret | None = None,
        session_token: str | Secret | None = None,
        *,
        region: str | None = None,
        profile: str | None = None,
    ) -> None:
        if (access_key is None) != (secret_key is None):
            raise invalid_option("secret_key", "a key id and a secret key belong together", "pass both", "AwsSigV4")
        self.region = region
        self.profile = profile
        self.skew = timedelta()
        self.literal = None if access_key is None else _Keys(access_key, _secret(secret_key), _secret(session_token))
        """The keys that were passed."""
        self._found: _Keys | None = None
        self._find: Callable[[], Any] | None = None

    def __repr__(self) -> str:
        return f"AwsSigV4({f'profile={self.profile!r}' if self.profile else MASK})"

    def keys(self) -> _Keys:
        """Return the keys that botocore finds; it may have to request them."""
        if self._find is None:
            session = _session(self.profile)
            self.region = self.region or session.get_config_variable("region")
            self._find = session.get_credentials
        found = self._find()
        if found is None:
            raise invalid_option(
                "auth", "botocore has found no credentials of AWS", "pass AwsSigV4(access_key, secret_key)"
            )
        frozen = found.get_frozen_credentials()
        self._found = _Keys(frozen.access_key, _secret(frozen.secret_key), _secret(frozen.token))
        return self._found

    def secret_values(self) -> list[str]:
        """Return each string that must never be shown."""
        return [secret.reveal() for secret in (self.literal or self._found or ())[1:] if secret.reveal()]


class _Keys(NamedTuple):
    access_key: str
    secret_key: Secret
    session_token: Secret


def _secret(value: str | Secret | None) -> Secret:
    return value if isinstance(value, Secret) else Secret(value or "")


def _botocore() -> Any:
    try:
        import botocore.auth
        import botocore.awsrequest
        import botocore.session
    except ImportError:
        pass  # raised below
    else:
        return botocore
    raise invalid_option("auth", "signatures of AWS need botocore", "pip install 'dynaclient[aws]'")


def _session(profile: str | None) -> Any:
    return _botocore().session.Session(profile=profile)


def _accept(scheme: AuthScheme, value: Any) -> AwsSigV4:
    _botocore()
    if isinstance(value, AwsSigV4):
        return value
    if isinstance(value, tuple) and 2 <= len(value) <= 3 and all(isinstance(part, (str, Secret)) for part in value):
        key, *others = (part.reveal() if isinstance(part, Secret) else part for part in value)
        return AwsSigV4(key, *others)
    reason = f"the auth scheme {scheme.name} needs an access key of AWS"
    raise invalid_option("token", reason, 'pass ("key id", "secret key") or dynaclient.auth.AwsSigV4()')


# --- signing ---------------------------------------------------------------------------------------------------------


class _Signing(NamedTuple):
    """What a request is signed for."""

    keys: _Keys
    service: str
    region: str
    moment: datetime


def _steps(request: Request, scheme: AuthScheme, credential: AwsSigV4) -> Steps:
    keys = credential.literal or (yield Work(credential.keys, is_own=True))
    region = scheme.region or credential.region
    if not region or not scheme.service:
        missing = "service" if region else "region"
        reason = f"the {missing} that is signed for is not known"
        hint = f"add `{missing}` to the auth scheme {scheme.name}{'' if region else ', or pass AwsSigV4(region=…)'}"
        raise invalid_option("auth", reason, hint, request.action)
    payload = UNSIGNED
    if is_replayable(request.body):
        payload = yield from hash_of(request.body, hashlib.sha256())
    for _ in range(2):
        moment = datetime.now(timezone.utc) + credential.skew
        response = yield _signed(request, _Signing(keys, scheme.service, region, moment), payload)
        skew = _skew(response)
        if abs(skew - credential.skew) <= SKEW or response.status not in (400, 401, 403):
            return
        credential.skew = skew


def _skew(response: Response) -> timedelta:
    """Return by how much the clock of the server is ahead; zero if that is not known."""
    date = date_of(response.headers)
    return timedelta() if date is None else date - datetime.now(timezone.utc)


def _signed(request: Request, signing: _Signing, payload: str) -> Request:
    """Return a request with its signature."""
    request = request.with_headers([("X-Amz-Content-SHA256", payload)])
    signed = _sign(request.method, request.url, request.headers.items(), signing)
    token = signing.keys.session_token.reveal()
    if token:
        request = request.with_credential("X-Amz-Security-Token", token)
    request = request.with_headers([("X-Amz-Date", signed["X-Amz-Date"])])
    return request.with_credential("Authorization", signed["Authorization"], f"AWS4-HMAC-SHA256 {MASK}")


def _sign(method: str, url: str, headers: Iterable[tuple[str, str]], signing: _Signing) -> Any:
    """Return the headers of a signed request."""
    botocore = _botocore()
    keys = signing.keys
    credentials = botocore.credentials.Credentials(
        keys.access_key, keys.secret_key.reveal(), keys.session_token.reveal() or None
    )
    kind = botocore.auth.S3SigV4Auth if signing.service in _PATH_AS_SENT else botocore.auth.SigV4Auth
    signer = kind(credentials, signing.service, signing.region)
    aws = botocore.awsrequest.AWSRequest(method=method, url=url, headers=dict(headers))
    aws.context["timestamp"] = signing.moment.strftime(_TIME)
    # The steps of its `add_auth`, which takes the time from the clock, and logs the token of the session.
    signer._modify_request_before_signing(aws)
    if kind is not botocore.auth.SigV4Auth:
        aws.headers.replace_header("X-Amz-Content-SHA256", dict(headers)["X-Amz-Content-SHA256"])
    signature = signer.signature(signer.string_to_sign(aws, signer.canonical_request(aws)), aws)
    signer._inject_signature_to_request(aws, signature)
    return aws.headers


# --- as a server -----------------------------------------------------------------------------------------------------


def _received(_scheme: AuthScheme, request: Received, granted: Iterable[str] | None) -> str:
    """Return the granted ``key id:secret key`` that a request is signed with; any key id if all are accepted."""
    sent = _AUTHORIZATION.fullmatch(request.headers.get("Authorization", ""))
    if sent is None or granted is None:
        return sent[1] if sent else ""
    pairs = (pair for pair in granted if pair.partition(":")[0] == sent[1])
    return next((pair for pair in pairs if _is_signed_with(pair, request, sent)), "")


def _is_signed_with(pair: str, request: Received, sent: re.Match[str]) -> bool:
    key, _, secret = pair.partition(":")
    headers = request.headers
    names = re.search(r"SignedHeaders=([^,\s]+)", sent[0])
    signed = [(name, headers.get(name, "")) for name in (names[1] if names else "").split(";")]
    try:
        moment = datetime.strptime(headers.get("X-Amz-Date", ""), _TIME)
    except ValueError:
        return False
    keys = _Keys(key, Secret(secret), Secret(headers.get("X-Amz-Security-Token", "")))
    url = f"http://{headers.get('Host', '')}{request.path}{'?' if request.query else ''}{request.query}"
    expected = _sign(request.method, url, signed, _Signing(keys, sent[3], sent[2], moment))
    return bool(expected["Authorization"] == sent[0])


def _curl(scheme: AuthScheme, variable: str) -> CurlOptions:
    import shlex

    signed_for = shlex.quote(f"aws:amz:{scheme.region}:{scheme.service}")
    options, _, _ = user_option(variable, f"--aws-sigv4 {signed_for}")
    return CurlOptions(options, ("authorization", "x-amz-date", "x-amz-security-token"))


KIND = Kind(
    accept=_accept,
    takes_pair=True,
    recognizes=lambda value: isinstance(value, AwsSigV4),
    steps=_steps,
    sent_in=lambda scheme: SentIn("header", "Authorization", f"signature of AWS for {scheme.service or 'the service'}"),
    passed_as="a pair of key id and secret key, or `dynaclient.auth.AwsSigV4()`",
    # Without the signer nothing can be signed.
    sample=("mock-token", "mock-token") if find_spec("botocore") else None,
    secret_values=lambda credential: credential.secret_values(),
    received=_received,
    challenge=lambda _: "AWS4-HMAC-SHA256",
    curl=_curl,
)
