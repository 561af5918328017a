"""Signatures of AWS: AWS's own suite, moto with signatures checked, and servers whose clock differs."""

from __future__ import annotations

import hashlib
import logging
import pickle
import re
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import botocore.auth
import botocore.session
import pytest
from requests_aws4auth import AWS4Auth

from dynaclient import ApiError, Client, Forbidden, InvalidCall, Request, Response
from dynaclient.auth.kinds import aws_sigv4
from dynaclient.auth.kinds.aws_sigv4 import AwsSigV4
from dynaclient.auth.kinds.rows import kind_of
from dynaclient.auth.passed import parse_credential
from dynaclient.description.model import AuthScheme
from dynaclient.messages import Headers
from dynaclient.redaction import Secret
from dynaclient.testing import RecordingTransport, response
from tests.support.auth_servers import Keys, moto
from tests.support.both_clients import backend_kind_fixture, with_both_clients
from tests.support.descriptions import describe
from tests.support.programs import skip_or_fail
from tests.support.raw_server import RawServer, Received, raw_response

backend_kind = backend_kind_fixture()
AWS = {"type": "awsSigv4", "service": "sts", "region": "us-east-1"}
KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
FILE = {"in": "body", "content": {"application/octet-stream": {"type": "string", "file": True}}}

# --- AWS's suite -----------------------------------------------------------------------------------------------------

SUITE = "botocore==1.44.8"
"""The release whose source has the suite."""
MOMENT = datetime(2015, 8, 30, 12, 36, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of AWS's suite, which is in the source of botocore."""
    folder = tmp_path_factory.mktemp("suite")
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--no-binary",
        ":all:",
        "--dest",
        str(folder),
        SUITE,
    ]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        skip_or_fail(f"the source of {SUITE} cannot be downloaded")
    with tarfile.open(next(folder.glob("*.tar.gz"))) as archive:
        for member in archive.getmembers():
            path = Path(member.name)
            if member.isfile() and "aws4_testsuite" in path.parts:
                data = archive.extractfile(member)
                assert data is not None
                (folder / path.name).write_bytes(data.read())
    return folder


def parsed(text: str) -> tuple[str, str, dict[str, str], bytes]:
    """Return the method, the target, the header fields and the body of a request of the suite."""
    head, _, body = text.partition("\n\n")
    line, *lines = re.sub(r"\n[ \t]+", " ", head.rstrip()).split("\n")
    method, _, rest = line.partition(" ")
    fields: dict[str, str] = {}
    for name, _, value in (field.partition(":") for field in lines):
        fields[name] = f"{fields[name]},{value}" if name in fields else value
    return method, rest.rpartition(" ")[0], fields, body.encode()


def _encoded(query: str) -> str:
    """Return a query as it is in a URL."""
    return "".join(character if character.isascii() else quote(character) for character in query)


def test_each_case_of_the_suite_is_signed_byte_for_byte(suite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cases, wrong = sorted(suite.glob("*.req")), []
    for case in cases:
        method, target, fields, body = parsed(case.read_text("utf-8"))
        canonical = case.with_suffix(".creq").read_text("utf-8")
        token = re.search("^x-amz-security-token:(.*)$", canonical, re.MULTILINE)
        fields.pop("X-Amz-Security-Token", None)
        path, mark, query = target.partition("?")
        url = f"https://{fields.pop('Host')}{path}{mark}{_encoded(query)}"
        # The suite signs no header with the hash of the body, which ours always has.
        monkeypatch.setattr(botocore.auth.SigV4Auth, "payload", lambda *_, data=body: hashlib.sha256(data).hexdigest())
        keys = aws_sigv4._Keys(KEY, Secret(SECRET), Secret(token[1].strip() if token else ""))
        signed = aws_sigv4._sign(method, url, fields.items(), aws_sigv4._Signing(keys, "service", "us-east-1", MOMENT))
        if signed["Authorization"] != case.with_suffix(".authz").read_text("utf-8").strip():
            wrong.append(case.stem)
    assert (len(cases), wrong) == (34, [])


# --- moto ------------------------------------------------------------------------------------------------------------

SERVICES = ("sts", "s3", "dynamodb", "lambda")
QUERY = {"in": "query"}
TARGET = {"in": "header", "name": "X-Amz-Target"}
JSON_1_0 = {"in": "body", "content": {"application/x-amz-json-1.0": {}}}
PATH = {"in": "path"}
AWS_ACTIONS: dict[str, Any] = {
    "identity": {"method": "GET", "path": "/", "auth": "sts", "parameters": {"Action": QUERY, "Version": QUERY}},
    "makeBucket": {"method": "PUT", "path": "/{bucket}", "auth": "s3", "parameters": {"bucket": PATH}},
    "put": {"method": "PUT", "path": "/{bucket}/{key}", "auth": "s3", "parameters": {"bucket": PATH, "key": PATH, "data": FILE}},
    "read": {"method": "GET", "path": "/{bucket}/{key}", "auth": "s3", "parameters": {"bucket": PATH, "key": PATH}},
    "tables": {"method": "POST", "path": "/", "auth": "dynamodb", "parameters": {"target": TARGET, "data": JSON_1_0}},
    "functions": {"method": "GET", "path": "/2015-03-31/functions/", "auth": "lambda"},
}  # fmt: skip
CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "sts": ("identity", {"Action": "GetCallerIdentity", "Version": "2011-06-15"}),
    "s3": ("makeBucket", {"bucket": "pets"}),
    "dynamodb": ("tables", {"target": "DynamoDB_20120810.ListTables", "data": b"{}"}),
    "lambda": ("functions", {}),
}


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Keys]]:
    with moto(tmp_path_factory.mktemp("moto")) as (server, keys):
        yield server.url, keys


def services_client(url: str, *keys: Any, **options: Any) -> Client:
    auth = {name: {**AWS, "service": name} for name in SERVICES}
    api = describe(AWS_ACTIONS, {"path": ""}, auth=auth)
    return Client(api, url=url, auth=dict.fromkeys(SERVICES, AwsSigV4(*keys)), **options)


@with_both_clients
@pytest.mark.parametrize("service", SERVICES)
def test_moto_accepts_the_signatures_for_each_service(
    service: str, services: tuple[str, Keys], backend_kind: str
) -> None:
    url, keys = services
    name, arguments = CALLS[service]
    with services_client(url, *keys) as client:
        client.things[name](**arguments)


@with_both_clients
@pytest.mark.parametrize("service", SERVICES)
def test_moto_refuses_another_key(service: str, services: tuple[str, Keys], backend_kind: str) -> None:
    url, keys = services
    name, arguments = CALLS[service]
    other = keys.secret[:-1] + ("a" if keys.secret[-1] != "a" else "b")
    with services_client(url, keys.key, other) as client, pytest.raises(ApiError) as caught:
        client.things[name](**arguments)
    assert caught.value.status in (400, 401, 403)
    assert "ignature" in str(caught.value)


BODIES: dict[str, Callable[[Path], Any]] = {
    "bytes": lambda _: b"x" * 70_000,
    "a path": lambda path: path,
    "a file": lambda path: path.open("rb"),
    "an iterator": lambda _: iter([b"x" * 35_000] * 2),
}


@with_both_clients
@pytest.mark.parametrize("form", BODIES)
@pytest.mark.parametrize("key", ["key", "a key/\u00e9+~*'(x)%2F"])
def test_moto_accepts_bodies_in_each_form(
    form: str, key: str, services: tuple[str, Keys], tmp_path: Path, backend_kind: str
) -> None:
    url, keys = services
    (tmp_path / "file").write_bytes(b"x" * 70_000)
    with services_client(url, *keys) as client:
        client.things.makeBucket(bucket="pets")
        body = BODIES[form](tmp_path / "file")
        client.things.put(bucket="pets", key=key, data=body)
        assert client.things.read(bucket="pets", key=key) == b"x" * 70_000
        if form == "a file":
            body.close()


@with_both_clients
@pytest.mark.parametrize("service", SERVICES)
def test_moto_accepts_the_signatures_of_an_auth_object(
    service: str, services: tuple[str, Keys], backend_kind: str
) -> None:
    url, keys = services
    name, arguments = CALLS[service]
    auth = AWS4Auth(keys.key, keys.secret, "us-east-1", service)
    api = describe(AWS_ACTIONS, {"path": ""}, auth={each: {**AWS, "service": each} for each in SERVICES})
    with Client(api, url=url, auth={service: auth}) as client:
        client.things[name](**arguments)


# --- dates -----------------------------------------------------------------------------------------------------------

AUTH = {"aws": AWS}
ACTIONS: dict[str, Any] = {"get": {"method": "GET"}, "put": {"method": "PUT", "parameters": {"data": FILE}}}


def client_of(
    respond: Any, *, token: Any = (KEY, SECRET), auth: Mapping[str, Any] = AUTH, **options: Any
) -> tuple[Client, list[Request]]:
    """Return a client, and the requests that it sends."""
    requests: list[Request] = []

    def choose(request: Request) -> Response:
        requests.append(request)
        return respond(request) if callable(respond) else response({})

    return Client(describe(ACTIONS, auth=auth), transport=RecordingTransport(choose), token=token, **options), requests


class Clock:
    """A clock that is ahead of the real one, and moves on by a minute with each look."""

    def __init__(self) -> None:
        self.looks = 0

    def now(self, _: Any = None) -> datetime:
        self.looks += 1
        return MOMENT + timedelta(minutes=self.looks)


@with_both_clients
def test_each_attempt_has_a_date_of_its_own(monkeypatch: pytest.MonkeyPatch, backend_kind: str) -> None:
    monkeypatch.setattr(aws_sigv4, "datetime", Clock())
    statuses = iter((503, 503, 200))
    client, requests = client_of(lambda _: response({}, next(statuses)))
    client.things.get()
    dates = [request.headers["X-Amz-Date"] for request in requests]
    assert len(set(dates)) == 3
    assert dates == sorted(dates)
    assert len({request.headers["Authorization"] for request in requests}) == 3


def skewed(hours: float, limit: float = 300) -> Callable[[Request], Response]:
    """Return a server whose clock is ahead, and which refuses dates that differ more than some seconds."""

    def respond(request: Request) -> Response:
        now = datetime.now(timezone.utc) + timedelta(hours=hours)
        sent = datetime.strptime(request.headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
        late = abs((now - sent).total_seconds()) > limit
        error = {"__type": "RequestTimeTooSkewed", "message": "The difference is too large."}
        return response(error if late else {}, 403 if late else 200, {"Date": format_datetime(now, usegmt=True)})

    return respond


@with_both_clients
@pytest.mark.parametrize("hours", [1, -1, 24])
def test_after_a_refusal_the_clock_of_the_server_is_used(hours: float, backend_kind: str) -> None:
    client, requests = client_of(skewed(hours))
    client.things.get()
    assert len(requests) == 2
    client.things.get()
    client.things.put(data=b"abc")
    assert len(requests) == 4


DATES: dict[str, Callable[[], str]] = {
    "none": lambda: "",
    "unreadable": lambda: "yesterday",
    "without a zone": lambda: "Sun, 30 Aug 2015 12:36:00 -0000",
    "now": lambda: format_datetime(datetime.now(timezone.utc), usegmt=True),
}


@with_both_clients
@pytest.mark.parametrize("date", DATES)
def test_another_refusal_is_final(date: str, backend_kind: str) -> None:
    client, requests = client_of(lambda _: response({}, 403, {"Date": DATES[date]()}))
    with pytest.raises(Forbidden):
        client.things.get()
    assert len(requests) == 1


def test_a_server_whose_clock_runs_away_is_asked_twice() -> None:
    hours = iter(range(2, 9))
    client, requests = client_of(lambda request: skewed(float(next(hours)))(request))  # noqa: PLW0108 - another one each time
    with pytest.raises(Forbidden):
        client.things.get()
    assert len(requests) == 2


def test_an_upload_from_an_iterator_is_not_repeated_for_a_clock() -> None:
    client, requests = client_of(skewed(1))
    with pytest.raises(Forbidden):
        client.things.put(data=iter([b"abc"]))
    client.things.put(data=iter([b"abc"]))
    assert [request.headers["X-Amz-Content-SHA256"] for request in requests] == ["UNSIGNED-PAYLOAD"] * 2


# --- where keys come from, and where they go -------------------------------------------------------------------------

SESSION_TOKEN = "FwoGZXIvYXdzEBYaDG/geheim+token=="


@pytest.fixture
def chain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set what the chain of botocore finds: temporary keys in the environment, and a profile."""
    (tmp_path / "config").write_text(
        "[profile other]\nregion = eu-west-1\naws_access_key_id = PROFILE\naws_secret_access_key = geheim-secret\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "TEMPORARY")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "geheim-secret")
    monkeypatch.setenv("AWS_SESSION_TOKEN", SESSION_TOKEN)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")
    monkeypatch.delenv("AWS_PROFILE", raising=False)


WITHOUT_REGION = {"aws": {"type": "awsSigv4", "service": "sts"}}


@with_both_clients
def test_temporary_keys_of_botocores_chain_are_sent_and_redacted(
    chain: None, caplog: pytest.LogCaptureFixture, backend_kind: str
) -> None:
    caplog.set_level(logging.DEBUG)
    client, requests = client_of(
        lambda _: response({"echo": SESSION_TOKEN}, 400), token=AwsSigV4(), auth=WITHOUT_REGION
    )
    with pytest.raises(ApiError) as caught:
        client.things.get()
    assert requests[0].headers["X-Amz-Security-Token"] == SESSION_TOKEN
    assert "Credential=TEMPORARY/" in requests[0].headers["Authorization"]
    assert "/us-west-2/sts/aws4_request" in requests[0].headers["Authorization"]
    shown = [
        caplog.text,
        str(caught.value),
        repr(caught.value.body),
        repr(requests[0].without_credentials()),
        repr(client),
        str(vars(client)),
    ]
    assert not any(secret in text for secret in (SESSION_TOKEN, "geheim-secret") for text in shown)
    assert b"geheim" not in pickle.dumps(requests[0])


def test_a_pickle_has_no_keys() -> None:
    client = Client(describe(ACTIONS, auth=AUTH), transport=RecordingTransport(), token=AwsSigV4(KEY, "geheim-secret"))
    assert b"geheim" not in pickle.dumps(client)
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(AwsSigV4(KEY, "geheim-secret"))


@with_both_clients
def test_a_profile_may_be_named(chain: None, backend_kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    client, requests = client_of(None, token=AwsSigV4(profile="other"), auth=WITHOUT_REGION)
    client.things.get()
    client.things.get()
    assert all("Credential=PROFILE/" in request.headers["Authorization"] for request in requests)
    assert "/eu-west-1/" in requests[0].headers["Authorization"]


@with_both_clients
def test_an_unknown_profile_is_an_error(chain: None, backend_kind: str) -> None:
    client, _ = client_of(None, token=AwsSigV4(profile="none"))
    with pytest.raises(InvalidCall, match="the auth object raised ProfileNotFound"):
        client.things.get()


@with_both_clients
def test_without_any_keys_the_error_says_what_to_pass(
    chain: None, backend_kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)
    client, _ = client_of(None, token=AwsSigV4())
    with pytest.raises(
        InvalidCall, match=r"botocore has found no credentials of AWS — pass AwsSigV4\(access_key, secret_key\)"
    ):
        client.things.get()


def test_refreshed_keys_are_used(chain: None, monkeypatch: pytest.MonkeyPatch) -> None:
    client, requests = client_of(None, token=AwsSigV4())
    client.things.get()
    source = client._shared.credentials.state.held["aws"].value
    source._find().secret_key = "geheim-2"
    client.things.get()
    assert "geheim-2" in client._shared.credentials.secret_values
    assert len(requests) == 2


@pytest.mark.parametrize("missing", ["region", "service"])
def test_what_is_signed_for_has_to_be_known(missing: str) -> None:
    scheme = {name: value for name, value in AWS.items() if name != missing}
    client, _ = client_of(None, auth={"aws": scheme})
    also = r", or pass AwsSigV4\(region=…\)" if missing == "region" else ""
    with pytest.raises(
        InvalidCall,
        match=f"the {missing} that is signed for is not known — add `{missing}` to the auth scheme aws{also}$",
    ):
        client.things.get()


def test_the_region_may_be_a_variable_of_the_server() -> None:
    server = {"url": "https://sts.{where}.example.com", "variables": {"where": {"default": "eu-north-1"}}}
    api = {**describe(ACTIONS, auth={"aws": {**AWS, "region": "{where}"}}), "server": server}
    requests: list[Request] = []

    def choose(request: Request) -> Response:
        requests.append(request)
        return response({})

    Client(api, transport=RecordingTransport(choose), token=(KEY, SECRET)).things.get()
    assert "/eu-north-1/sts/" in requests[0].headers["Authorization"]


def test_a_pair_or_three_strings_are_keys() -> None:
    client, requests = client_of(None, token={"aws": (KEY, Secret(SECRET), "session")})
    client.things.get()
    assert requests[0].headers["X-Amz-Security-Token"] == "session"
    assert parse_credential(f"{KEY}:{SECRET}", client.api.auth) == (KEY, SECRET)
    assert repr(AwsSigV4(KEY, SECRET)) == "AwsSigV4(***)"
    assert repr(AwsSigV4(profile="work")) == "AwsSigV4(profile='work')"


@pytest.mark.parametrize("token", ["abc", (KEY, 1), {"aws": (KEY,)}, {"aws": (KEY, "a", "b", "c")}])
def test_other_credentials_are_refused(token: Any) -> None:
    with pytest.raises(InvalidCall):
        client_of(None, token=token)


def test_half_a_pair_is_refused() -> None:
    with pytest.raises(InvalidCall, match="a key id and a secret key belong together — pass both"):
        AwsSigV4(KEY)


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "botocore.auth", None)
    with pytest.raises(InvalidCall, match=r"signatures of AWS need botocore — pip install 'dynaclient\[aws\]'"):
        client_of(None)


# --- paths -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("service", ["s3", "s3-object-lambda", "sts", "s3vectors"])
def test_the_path_is_signed_as_botocore_signs_it(service: str) -> None:
    version = "s3v4" if service in ("s3", "s3-object-lambda") else "v4"
    signer = botocore.auth.AUTH_TYPE_MAPS[version](botocore.credentials.Credentials(KEY, SECRET), service, "us-east-1")
    path = "https://api.example.com/a%2Fb/../c//d%20e"
    keys = aws_sigv4._Keys(KEY, Secret(SECRET), Secret(""))
    ours = aws_sigv4._sign(
        "GET", path, [("X-Amz-Content-SHA256", "x")], aws_sigv4._Signing(keys, service, "us-east-1", MOMENT)
    )
    theirs = botocore.awsrequest.AWSRequest(
        "GET", path, {"X-Amz-Content-SHA256": "x", "X-Amz-Date": ours["X-Amz-Date"]}
    )
    theirs.context["timestamp"] = ours["X-Amz-Date"]
    expected = signer.signature(signer.string_to_sign(theirs, signer.canonical_request(theirs)), theirs)
    assert f"Signature={expected}" in ours["Authorization"]


# --- as a server -----------------------------------------------------------------------------------------------------


class Sent:
    """A request as the mock server has it."""

    def __init__(self, request: Request) -> None:
        self.method, self.body = request.method, b""
        self.path, _, self.query = request.url.removeprefix("https://api.example.com").partition("?")
        self.headers = request.headers.with_fields([("Host", "api.example.com")])


def received(request: Request, granted: Any) -> str:
    return kind_of("awsSigv4").received(AuthScheme("aws", "awsSigv4"), Sent(request), granted)


def test_a_server_reads_who_has_signed() -> None:
    client, requests = client_of(None, token={"aws": (KEY, SECRET, SESSION_TOKEN)})
    client.things.get()
    (request,) = requests
    assert received(request, None) == KEY
    assert received(request, [f"{KEY}:other", f"{KEY}:{SECRET}"]) == f"{KEY}:{SECRET}"
    assert received(request, [f"{KEY}:other", "OTHER:x"]) == ""
    assert kind_of("awsSigv4").challenge(AuthScheme("aws", "awsSigv4")) == "AWS4-HMAC-SHA256"


@pytest.mark.parametrize(
    "fields",
    [{}, {"Authorization": "Bearer abc"}, {"Authorization": f"AWS4-HMAC-SHA256 Credential={KEY}/20150830/us-east-1/sts/aws4_request, x", "X-Amz-Date": "x"},
     {"Authorization": f"AWS4-HMAC-SHA256 Credential={KEY}/20150830/us-east-1/sts/aws4_request, x", "X-Amz-Date": "20150830T123600Z"}],
)  # fmt: skip
def test_a_server_refuses_what_it_cannot_read(fields: dict[str, str]) -> None:
    request = Request("GET", "https://api.example.com/", Headers(fields.items()))
    assert received(request, [f"{KEY}:{SECRET}"]) == ""


def test_what_is_signed_is_what_is_sent() -> None:
    """The header fields of a connection, which a proxy may change, are not signed."""

    def respond(request: Received) -> bytes:
        signed = re.search("SignedHeaders=([^,]*)", request.value("Authorization"))
        assert signed is not None
        return raw_response(str(sorted(signed[1].split(";"))).replace("'", '"').encode())

    with (
        RawServer(respond) as server,
        Client(describe(ACTIONS, auth=AUTH), url=server.url, token=(KEY, SECRET)) as client,
    ):
        signed = client.things.put(data=b"abc")
        sent = {name.lower() for name, _ in server.requests[0].fields}
    assert set(signed) <= sent
    assert not {"connection", "user-agent", "accept-encoding", "content-length"} & set(signed)
