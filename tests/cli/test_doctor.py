"""`doctor`: what it finds in real installations and surroundings, and in connections to real servers of this machine."""

from __future__ import annotations

import json
import os
import re
import socket
import time
from base64 import b64encode
from collections.abc import Callable
from email.utils import formatdate
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest
import trustme

from dynaclient.cli.bound import bound_program
from dynaclient.cli.doctor import installation, server, surroundings
from dynaclient.cli.doctor.checks import FAILED, OK, WARNING, Check, failed
from dynaclient.cli.doctor.installation import EXTRAS, Requirement, check_packages, parse_requirement
from dynaclient.cli.doctor.surroundings import check_environment, check_folder
from dynaclient.errors import NotDelivered
from dynaclient.http.diagnosis import Handshake, Step, diagnose
from dynaclient.http.io.blocking import BlockingNetwork
from dynaclient.http.proxies import NetworkSettings, Route
from dynaclient.messages import Limits
from tests.cli.conftest import Shell
from tests.support import ROOT, broken_servers
from tests.support.descriptions import describe
from tests.support.fault_server import FaultServer, respond_normally
from tests.support.raw_server import RawServer
from tests.support.socks_server import SocksServer

SECRET = broken_servers.SECRET
LOGIN = b64encode(f"user:{SECRET}".encode()).decode()
"""What a proxy receives for a user name and this password."""
PROXY_NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def _no_network_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*PROXY_NAMES, *map(str.lower, PROXY_NAMES), "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def doctor(shell: Shell) -> Callable[..., tuple[int, list[Check]]]:
    """Return a function that runs it, and returns the exit code and the checks; the secret is nowhere in the output."""
    Path("api.json").write_text(json.dumps(describe(auth={"key": {"type": "bearer"}})))

    def run(*words: str, api: str | None = "api.json", **variables: str) -> tuple[int, list[Check]]:
        options = ["--api", api] if api else []
        done = shell("doctor", *options, "-o", "json", *words, **{"DYNACLIENT_TOKEN": SECRET, **variables})
        assert SECRET not in done.output
        assert LOGIN not in done.output
        assert done.stderr == ""
        return done.exit_code, [Check(**row) for row in json.loads(done.stdout)["checks"]]

    return run


Doctor = Callable[..., tuple[int, list[Check]]]


def of(checks: list[Check], subject: str) -> list[Check]:
    return [check for check in checks if check.subject == subject]


def dated(offset: float = 0.0, status: int = 200) -> Callable[[Any], bytes]:
    def respond(_: Any) -> bytes:
        date = formatdate(time.time() + offset, usegmt=True)
        return f"HTTP/1.1 {status} Fine\r\nDate: {date}\r\nContent-Length: 0\r\n\r\n".encode()

    return respond


# --- all is well ------------------------------------------------------------------------------------------------------


def test_where_all_is_well_it_says_so_in_lines_that_can_be_read_aloud(shell: Shell) -> None:
    Path("api.json").write_text(json.dumps(describe(auth={"key": {"type": "bearer"}})))
    with RawServer(dated()) as there:
        url = there.url
        done = shell("doctor", "--api", "api.json", "--url", url, DYNACLIENT_TOKEN=SECRET)
    lines = done.stdout.splitlines()
    assert (done.exit_code, done.stderr) == (0, "nothing failed\n")
    assert {line.split()[0] for line in lines} <= {OK, WARNING}
    assert all(re.match(r"\w+ +[\w ]+: \S", line) for line in lines)
    assert f"ok       URL: calls go to {url}" in lines
    assert lines[-2].startswith("ok       HTTP: 127.0.0.1:")
    assert lines[-1] == "ok       clock: that of this machine and that of the server agree"
    (request,) = there.requests
    assert (request.method, request.values("Authorization")) == ("HEAD", [])
    assert SECRET not in done.stdout


def test_each_subject_is_looked_at(doctor: Doctor) -> None:
    with RawServer(dated()) as there:
        code, checks = doctor("--url", there.url)
    subjects = list(dict.fromkeys(check.subject for check in checks if not check.subject.startswith("extra ")))
    assert code == 0
    assert subjects == [
        "dynaclient", "Python", "system", "encoding", "packages", "extras", "environment", "cache", "sessions", "profiles",
        "description", "profile", "credential", "URL", "proxy", "connection", "HTTP", "clock",
    ]  # fmt: skip


# --- servers ----------------------------------------------------------------------------------------------------------

BROKEN: dict[str, tuple[Callable[[Path], Any], str, str, str]] = {
    "a closed port": (broken_servers.closed_port, "connection", "connection refused", "is the server running?"),
    "a name that does not resolve": (broken_servers.unknown_name, "name resolution", "could not connect to no.such.host.invalid:443: ", "is "),
    "a certificate that is not trusted": (broken_servers.untrusted, "TLS", "its issuer is unknown", "name the certificate of the authority that issued it in REQUESTS_CA_BUNDLE"),
    "plain HTTP": (broken_servers.plain_http, "TLS", "it does not use TLS at this port", "is it http://, or another port?"),
    "a proxy that refuses a login": (broken_servers.refusing_proxy, "proxy", "does not accept the user name and password", "correct them in HTTPS_PROXY"),
    "a proxy that is not there": (broken_servers.absent_proxy, "connection", "(from HTTP_PROXY): connection refused", "check HTTP_PROXY"),
    "a proxy whose URL is not valid": (broken_servers.invalid_proxy, "proxy", "the URL of the proxy (from HTTP_PROXY) is not valid", "http://host:port"),
    "a SOCKS proxy that refuses": (broken_servers.refusing_socks, "proxy", "could not connect", "?"),
    "a server that hangs": (broken_servers.hanging, "HTTP", "(after 0.3 s)", "is the URL right"),
    "certificates that are not there": (broken_servers.no_certificates, "certificates", "absent.pem", "correct REQUESTS_CA_BUNDLE, or remove it"),
    "a server that closes the connection": (broken_servers.cut_off, "HTTP", "closed the connection without a response", "is the URL right"),
    "a server that closes after the handshake": (broken_servers.cut_off_after_handshake, "HTTP", "closed the connection without a response", "is the URL right"),
    "a proxy that is silent": (broken_servers.silent_proxy, "HTTP", "(from HTTP_PROXY) (after 0.3 s)", "does the proxy reach the host? check HTTP_PROXY, or exclude the host with NO_PROXY"),
    "a proxy that closes the connection": (broken_servers.closing_proxy, "HTTP", "(from HTTP_PROXY) closed the connection without a response", "check HTTP_PROXY, or exclude the host with NO_PROXY"),
}  # fmt: skip
SLOW = (broken_servers.hanging, broken_servers.silent_proxy)


@pytest.mark.parametrize(("opening", "subject", "reason", "advice"), BROKEN.values(), ids=BROKEN)
def test_the_step_that_fails_is_named_with_what_to_do(
    doctor: Doctor, tmp_path: Path, opening: Any, subject: str, reason: str, advice: str
) -> None:
    with opening(tmp_path) as (url, variables):
        code, checks = doctor("--url", url, "--allow-http", "--timeout", "0.3" if opening in SLOW else "5", **variables)
    first = next(check for check in checks if check.status == FAILED)
    assert code == 6
    assert (first.subject, reason in first.text, advice in first.advice) == (subject, True, True), first
    assert not re.search(r"=…|\bca=|Errno|Error", first.line)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[trustme.CA, str]:
    made = trustme.CA()
    path = tmp_path_factory.mktemp("authority") / "ca.pem"
    made.cert_pem.write_to_path(str(path))
    return made, str(path)


def test_the_certificate_of_a_server_is_shown_with_its_end(doctor: Doctor, authority: tuple[trustme.CA, str]) -> None:
    with FaultServer(respond_normally, secure=broken_servers.tls(authority[0])) as there:
        login = f"http://user:{SECRET}@127.0.0.1:1"  # what is redacted leaves the rest as it is
        code, checks = doctor("--url", there.url, SSL_CERT_FILE=authority[1], HTTP_PROXY=login)
    (certificates,), (tls,) = of(checks, "certificates"), of(checks, "TLS")
    assert (code, tls.status) == (0, OK)
    assert certificates.text == f"trusted are the authorities in {authority[1]}, those that SSL_CERT_FILE names"
    assert re.fullmatch(
        r"TLSv1\.3 with 127\.0\.0\.1; its certificate, issued by trustme .+, ends on \d{4}-\d\d-\d\d, in \d+ days",
        tls.text,
    )


def test_a_certificate_that_ends_soon_is_a_warning(
    doctor: Doctor, authority: tuple[trustme.CA, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_DAYS", 365 * 1000)
    with FaultServer(respond_normally, secure=broken_servers.tls(authority[0])) as there:
        code, checks = doctor("--url", there.url, SSL_CERT_FILE=authority[1])
    assert (code, of(checks, "TLS")[0].status, of(checks, "TLS")[0].advice) == (0, WARNING, "have it renewed")


def test_without_the_file_of_certifi_the_package_is_named(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("certifi.where", lambda: "/no/such/file.pem")
    code, checks = doctor("--url", "https://127.0.0.1:9")
    assert (code, of(checks, "certificates")[0].advice) == (6, "pip install --force-reinstall certifi")


@pytest.mark.parametrize(("offset", "words"), [(-3600, "s ahead of"), (3600, "s behind"), (0, "agree")])
def test_the_clocks_are_compared(doctor: Doctor, offset: float, words: str) -> None:
    with RawServer(dated(offset)) as there:
        code, checks = doctor("--url", there.url)
    (clock,) = of(checks, "clock")
    assert (code, words in clock.text, clock.status == OK) == (0, True, offset == 0)


NO_TIMES = ["", "Date: soon\r\n", f"Date: 1 Jan {'9' * 20} 00:00:00 GMT\r\n", "Date: 1 Jan 2020 00:00:00 -0000\r\n"]


@pytest.mark.parametrize("date", NO_TIMES)
def test_a_server_without_a_clock_is_no_problem(doctor: Doctor, date: str) -> None:
    with RawServer(lambda _: f"HTTP/1.1 204 No\r\n{date}\r\n".encode()) as there:
        _, checks = doctor("--url", there.url)
    assert of(checks, "clock") == [Check("clock", "not compared: the server does not send its time")]


@pytest.mark.parametrize(("status", "expected", "words"), [(401, OK, ""), (503, WARNING, "of its own"), (404, OK, "")])
def test_a_status_is_a_response(doctor: Doctor, status: int, expected: str, words: str) -> None:
    with RawServer(dated(0, status)) as there:
        code, checks = doctor("--url", there.url)
    (http,) = of(checks, "HTTP")
    assert (code, http.status, f"{status} Fine" in http.text, words in http.advice) == (0, expected, True, True)


def test_a_proxy_that_forwards_is_asked_for_the_whole_url(doctor: Doctor) -> None:
    with RawServer(dated(0, 407)) as proxy:
        url = proxy.url
        login = url.replace("//", f"//user:{SECRET}@")
        code, checks = doctor("--url", "http://api.example.com", HTTP_PROXY=login)
    (http,) = of(checks, "HTTP")
    assert (code, http.status, http.advice) == (6, FAILED, "correct them in HTTP_PROXY")
    words = f"the proxy {url[7:]} (from HTTP_PROXY) does not accept the user name and password"
    assert (words in http.text, of(checks, "clock")) == (True, [])
    assert proxy.requests[0].target.startswith("http://api.example.com")
    assert f"is reached through the proxy {url[7:]} (from HTTP_PROXY)" in of(checks, "proxy")[0].text


@pytest.mark.parametrize("status", [200, 403, 407, 502])
def test_what_a_proxy_echoes_is_shown_without_its_login(doctor: Doctor, status: int) -> None:
    def echo(request: Any) -> bytes:
        login = request.values("Proxy-Authorization")[0]
        return f"HTTP/1.1 {status} For {login} {SECRET}\r\nDate: {login}\r\nContent-Length: 0\r\n\r\n".encode()

    with RawServer(echo) as proxy:
        _, checks = doctor("--url", "http://api.example.com", HTTP_PROXY=proxy.url.replace("//", f"//user:{SECRET}@"))
    (http,) = of(checks, "HTTP")
    assert ("Basic *** ***" in http.text) is (status != 407)


def test_a_certificate_that_was_not_looked_at_has_no_end() -> None:
    (check,) = server._tls(Step("TLS", "a.example", result=Handshake("TLSv1.3", {})))
    assert check == Check("TLS", "TLSv1.3 with a.example; its certificate was not looked at")


PRIVACY: dict[str, tuple[list[str], Any, str, int, str]] = {
    "a token": ([], "key", SECRET, 1, "failed   URL: --url: the credential would be sent unencrypted — use https://, or add --allow-http"),
    "it is allowed": (["--allow-http"], "key", SECRET, 0, "ok       URL: calls go to http://far.example"),
    "no token": ([], "key", "", 0, "ok       URL: calls go to http://far.example"),
    "no action that is sent with it": ([], False, SECRET, 0, "ok       URL: calls go to http://far.example"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "auth", "token", "code", "line"), PRIVACY.values(), ids=PRIVACY)
def test_a_url_is_refused_to_which_no_call_with_the_credential_is_sent(
    shell: Shell, words: list[str], auth: Any, token: str, code: int, line: str
) -> None:
    Path("api.json").write_text(json.dumps(describe(auth={"key": {"type": "bearer"}}, resource={"auth": auth})))
    options = ["--api", "api.json", "--url", "http://far.example", *words]
    with RawServer(dated()) as proxy:
        variables = {"DYNACLIENT_TOKEN": token, "HTTP_PROXY": proxy.url}
        done = shell("doctor", *options, **variables)
        called = shell("things.get", *options, **variables)
    assert (done.exit_code, line in done.stdout.splitlines()) == (code, True), done.output
    assert ("would be sent unencrypted" in called.stderr) is (code != 0)
    assert "ok       HTTP: far.example:80 responds" in done.stdout


def test_a_proxy_on_another_machine_does_not_receive_the_credential(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Route, "is_local", False)
    with RawServer(dated()) as proxy:
        url = proxy.url
        code, checks = doctor("--url", "http://localhost:1", HTTP_PROXY=url)
    problem = checks[-1]
    words = f"the credential would be sent unencrypted to the proxy {url[7:]} (from HTTP_PROXY)"
    assert (code, problem.subject, problem.text, proxy.requests) == (6, "credential", words, [])
    assert problem.advice == "use https://, reach the host without that proxy, or add --allow-http"


def test_a_host_past_the_proxy_is_reached_directly(doctor: Doctor) -> None:
    with RawServer(dated()) as there:
        _, checks = doctor("--url", there.url, HTTP_PROXY="http://proxy.example:3128", NO_PROXY="127.0.0.1")
    assert of(checks, "proxy")[0].text.endswith("directly: the proxies of the environment are not for it")


def test_a_tunnel_is_a_step_of_its_own(doctor: Doctor, authority: tuple[trustme.CA, str]) -> None:
    with FaultServer(respond_normally, secure=broken_servers.tls(authority[0], "api.example")) as there:
        port = int(there.url.rpartition(":")[2])
        with SocksServer(port) as proxy:
            variables = {"ALL_PROXY": f"socks5h://127.0.0.1:{proxy.port}", "SSL_CERT_FILE": authority[1]}
            code, checks = doctor("--url", "https://api.example", **variables)
    assert (code, of(checks, "proxy")[1].text) == (0, "it connects to api.example:443")


def test_an_address_that_fails_before_another_one_is_a_warning(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo
    with RawServer(dated()) as there:
        port = int(there.url.rpartition(":")[2])

        def both(host: Any, *rest: Any) -> Any:
            found = real("127.0.0.1", port, 0, socket.SOCK_STREAM)
            other = (*found[0][:4], ("127.0.0.3", port))
            return [other, *[(*found[0][:4], ("127.0.0.1", port))]] if host == "twice.example" else real(host, *rest)

        monkeypatch.setattr(socket, "getaddrinfo", both)
        code, checks = doctor("--allow-http", "--url", f"http://twice.example:{port}")
    first, second = of(checks, "connection")
    assert (code, first.status, first.advice, second.status) == (0, WARNING, "another address is used", OK)
    assert of(checks, "name resolution")[0].text == "twice.example is 127.0.0.3, 127.0.0.1"


def test_it_uses_the_connector_of_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []

    class Counting(BlockingNetwork):
        async def open(self, *words: Any) -> Any:
            opened.append(words)
            return await super().open(*words)

    with RawServer(dated()) as there:
        found = diagnose(there.url, NetworkSettings(), Limits(), Counting())
    assert (len(opened), [step.name for step in found.steps]) == (1, ["name resolution", "connection", "HTTP"])
    with pytest.raises(NotDelivered, match="is not valid"):
        diagnose("http://a.example", NetworkSettings(proxy="x y"), Limits())


# --- what is selected -------------------------------------------------------------------------------------------------


def test_a_description_that_cannot_be_read_does_not_hide_the_server(doctor: Doctor) -> None:
    Path("broken.json").write_text("{")
    with RawServer(dated()) as there:
        code, checks = doctor("--url", there.url, api="broken.json")
        unknown, without = doctor(api="broken.json")
        wrong, refused = doctor("--url", "localhost:1", api="broken.json")
    assert (code, unknown, wrong) == (1, 1, 1)
    assert of(checks, "description")[0].status == FAILED
    assert of(checks, "description")[0].text.startswith("The description broken.json has 1 problem: / (line 1): ")
    assert of(checks, "HTTP")[0].status == OK
    assert of(without, "URL") == []
    assert of(refused, "URL") == [
        failed(
            "URL", "--url is not of the form https://host", "pass http://localhost:1, with a path if the API has one"
        )
    ]


def test_problems_of_a_description_are_counted(doctor: Doctor) -> None:
    Path("faulty.json").write_text(json.dumps(describe({"get": {"path": "/x"}, "put": {"method": "PUT", "x": 1}})))
    with RawServer(dated()) as there:
        code, checks = doctor("--url", there.url, api="faulty.json")
    fine, problems = of(checks, "description")
    assert (code, fine.status, problems.status, problems.advice) == (
        0,
        OK,
        WARNING,
        "run dynaclient lint --api faulty.json",
    )
    assert "2 problems, such as /resources/things/" in problems.text


def test_a_bound_program_advises_the_lint_of_dynaclient(shell: Shell) -> None:
    Path("faulty.json").write_text(json.dumps(describe({"put": {"method": "PUT", "x": 1}})))
    with RawServer(dated()) as there:
        done = shell("doctor", "--url", there.url, program=bound_program("faulty.json", "shop", "1"))
    assert "1 problem: /resources/things/actions/put/x " in done.stdout
    assert "— run dynaclient lint --api faulty.json\n" in done.stdout


def test_a_server_that_is_not_known_is_a_failure(doctor: Doctor) -> None:
    document = {key: value for key, value in describe().items() if key != "server"}
    Path("nowhere.json").write_text(json.dumps(document))
    code, checks = doctor(api="nowhere.json")
    (url,) = of(checks, "URL")
    assert (code, url.status, "--url" in url.text, "Client" in url.text) == (1, FAILED, True, False)


GRANT = {"by": "clientCredentials", "issuer": "https://login.example.com", "client_id": "x"}
CREDENTIALS: dict[str, tuple[dict[str, Any], str, str]] = {
    "a variable": ({"from": "env", "name": "KEY_A"}, OK, "key: the environment variable KEY_A"),
    "a variable that is not set": ({"from": "env", "name": "KEY_B"}, FAILED, "the environment variable KEY_B is not set"),
    "a file that is not there": ({"from": "file", "path": "/no/such/key"}, FAILED, "/no/such/key cannot be read: No such file"),
    "a file that others can read": ({"from": "file", "path": "{open}"}, FAILED, "chmod"),
    "a command, which is not run": ({"from": "command", "command": ["false", "x"]}, OK, "the output of false; false is not run"),
    "a grant": ({**GRANT, "client_secret": {"from": "env", "name": "KEY_A"}}, OK, "obtained by clientCredentials"),
    "a grant whose secret is not there": ({**GRANT, "client_secret": {"from": "env", "name": "KEY_B"}}, FAILED, "client_secret of the profile a: the environment variable KEY_B is not set"),
    "a grant whose secret a command prints": ({**GRANT, "client_secret": {"from": "command", "command": ["op"]}}, OK, "; op is not run"),
    "an argument that is not there": ({"by": "action", "arguments": {"x": 1, "password": {"from": "env", "name": "KEY_B"}}}, FAILED, "password of the profile a: the environment variable KEY_B is not set"),
    "a session": ({"from": "store"}, WARNING, "key: not logged in"),
    "a prompt": ({"from": "prompt"}, OK, "it is asked for when it is needed"),
}  # fmt: skip


@pytest.mark.parametrize(("entry", "status", "words"), CREDENTIALS.values(), ids=CREDENTIALS)
def test_the_credential_of_a_profile_is_explained(
    doctor: Doctor, shell: Shell, entry: dict[str, Any], status: str, words: str
) -> None:
    Path("open").write_text(SECRET)
    Path("open").chmod(0o644)
    save_profile(shell, json.loads(json.dumps(entry).replace("{open}", str(Path("open").absolute()))))
    with RawServer(dated()) as there:
        _, checks = doctor("--profile", "a", "--url", there.url, KEY_A=SECRET, api=None)
    (credential,) = of(checks, "credential")
    assert (credential.status, words in credential.text) == (status, True), credential
    assert of(checks, "profile")[-1].text.startswith("a, for ")
    assert "DYNACLIENT_TOKEN" in of(checks, "profile")[0].text


def save_profile(shell: Shell, entry: dict[str, Any]) -> None:
    shell.config.mkdir(parents=True, exist_ok=True)
    profile = {"api": str(Path("api.json").absolute()), "auth": {"key": entry}}
    (shell.config / "profiles.json").write_text(json.dumps({"profiles": {"a": profile}}))
    (shell.config / "profiles.json").chmod(0o600)


@pytest.mark.parametrize(
    ("facts", "status", "words"),
    [
        ({"kept": "f", "until": "2001 (over)"}, WARNING, "the session has ended"),
        ({"kept": "f", "until": "2001 (over)", "refresh_token": "file"}, OK, "it is renewed with a refresh token"),
        ({"kept": "f", "until": "2999 (in 3 d)"}, OK, "valid until 2999"),
    ],
)
def test_the_end_of_a_session_is_shown(
    doctor: Doctor, shell: Shell, monkeypatch: pytest.MonkeyPatch, facts: dict[str, Any], status: str, words: str
) -> None:
    save_profile(shell, {"from": "store"})
    monkeypatch.setattr("dynaclient.cli.login.identity.credential_facts", lambda *_: facts)
    with RawServer(dated()) as there:
        _, checks = doctor("--profile", "a", "--url", there.url, api=None)
    (credential,) = of(checks, "credential")
    assert (credential.status, words in credential.text) == (status, True)


def test_a_store_that_cannot_be_read_is_a_failure(
    doctor: Doctor, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dynaclient.errors import invalid_option

    def unreadable(*_: Any) -> Any:
        raise invalid_option("profile", "cannot be read", "remove it")

    save_profile(shell, {"from": "store"})
    monkeypatch.setattr("dynaclient.cli.login.identity.credential_facts", unreadable)
    code, checks = doctor("--profile", "a", "--url", "http://127.0.0.1:9", api=None)
    assert (code, of(checks, "credential")[0].status) == (6, FAILED)


def test_no_credential_is_a_warning_only_where_one_is_described(doctor: Doctor) -> None:
    Path("open.json").write_text(json.dumps(describe()))
    with RawServer(dated()) as there:
        _, needing = doctor("--url", there.url, DYNACLIENT_TOKEN="")
        _, open_ = doctor("--url", there.url, DYNACLIENT_TOKEN="", api="open.json")
        advice = f"run dynaclient login --api api.json --url {there.url}, or set DYNACLIENT_TOKEN"
    assert of(needing, "credential")[0] == Check(
        "credential", "none; the description has key (bearer)", WARNING, advice
    )
    assert of(open_, "credential") == [Check("credential", "the description asks for none")]


def test_the_credential_of_a_description_that_cannot_be_loaded_is_not_known(doctor: Doctor) -> None:
    Path("broken.json").write_text("{")
    _, checks = doctor(DYNACLIENT_TOKEN="", api="broken.json")
    assert of(checks, "credential") == [Check("credential", "not known: the description cannot be loaded")]


def test_a_file_of_profiles_that_cannot_be_read_is_named(doctor: Doctor, shell: Shell) -> None:
    shell.config.mkdir(parents=True)
    (shell.config / "profiles.json").write_text("{")
    (shell.config / "profiles.json").chmod(0o600)
    _, checks = doctor(DYNACLIENT_TOKEN="")
    assert str(shell.config / "profiles.json") in of(checks, "profile")[0].text


def test_a_profile_that_does_not_exist_is_a_failure(doctor: Doctor) -> None:
    code, checks = doctor("--profile", "nobodys", api=None)
    (problem,) = [check for check in checks if check.status == FAILED]
    assert (code, problem.subject, problem.text[:29]) == (1, "profile", "there is no profile 'nobodys'")
    assert of(checks, "description") == [Check("description", "not known: it is that of the profile")]


MISTAKES: dict[str, tuple[list[str], dict[str, str], str, str]] = {
    "a URL": ([], {"DYNACLIENT_URL": f"https://me:{SECRET}@a.example"}, "URL", "DYNACLIENT_URL (environment variable): contains a user name or password"),
    "a server": (["--server", "none"], {}, "URL", "--server: 'none' is not one of the `servers`"),
    "a token": ([], {"DYNACLIENT_TOKEN": "a b"}, "credential", "DYNACLIENT_TOKEN (environment variable): a token is"),
    "a timeout": (["--timeout", "1e12"], {}, "timeout", "--timeout: is not a number of seconds"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "variables", "subject", "text"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_of_the_user_is_about_its_subject(
    doctor: Doctor, words: list[str], variables: dict[str, str], subject: str, text: str
) -> None:
    _, checks = doctor(*words, **variables)
    (problem,) = [check for check in checks if check.status == FAILED]
    assert (problem.subject, problem.text[: len(text)]) == (subject, text)


@pytest.mark.parametrize("seconds", ["nan", "inf", "0", "soon"])
def test_seconds_are_a_number(shell: Shell, seconds: str) -> None:
    done = shell("doctor", "--timeout", seconds)
    assert (done.exit_code, "Invalid value for '--timeout': " in done.stderr, done.stdout) == (2, True, "")


def test_a_bound_program_examines_itself(shell: Shell) -> None:
    Path("api.json").write_text(json.dumps(describe(auth={"key": {"type": "bearer"}})))
    with RawServer(dated()) as there:
        done = shell("doctor", "--url", there.url, program=bound_program("api.json", "shop", "1"), DYNACLIENT_TOKEN="x")
    assert (done.exit_code, "set SHOP_TOKEN" in done.stdout, "DYNACLIENT_TOKEN" in done.stdout) == (0, True, False)


# --- surroundings -----------------------------------------------------------------------------------------------------

VALUES: dict[str, tuple[str, str, str]] = {
    "a token": ("DYNACLIENT_TOKEN", SECRET, "is set; its value is not shown"),
    "a proxy": ("HTTPS_PROXY", f"http://user:{SECRET}@proxy.example:3128", "is proxy.example:3128, with a user name that is not shown"),
    "a proxy without a scheme": ("http_proxy", "proxy.example:3128", "is proxy.example:3128"),
    "a URL with a password": ("DYNACLIENT_URL", f"https://a:{SECRET}@b.example", "is a URL that may have a secret in it, and is not shown"),
    "a URL with a query": ("DYNACLIENT_API", f"https://b.example/?key={SECRET}", "is a URL that may have a secret in it, and is not shown"),
    "a URL": ("DYNACLIENT_URL", "https://b.example", "is https://b.example"),
    "a description": ("DYNACLIENT_API", "https://b.example/api.json", "is https://b.example/api.json"),
    "a folder": ("DYNACLIENT_API", str(ROOT), f"is {ROOT}"),
    "no file": ("DYNACLIENT_API", "/nowhere", "is /nowhere"),
    "a token in place of a description": ("DYNACLIENT_API", SECRET, "is set; its value is not shown: there is no such file, and it may be a token"),
    "a path": ("SSL_CERT_FILE", "/etc/ca.pem", "is /etc/ca.pem"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "value", "words"), VALUES.values(), ids=VALUES)
def test_a_variable_is_shown_without_a_secret(name: str, value: str, words: str) -> None:
    assert list(check_environment("dynaclient", {name: value})) == [Check("environment", f"{name} {words}")]


def test_a_misspelt_variable_is_noticed() -> None:
    checks = list(
        check_environment("dynaclient", {"DYNACLIENT_TOKN": SECRET, "DYNACLIENT_QQQQQQ": "x", "OTHER_TOKN": "x"})
    )
    assert [(check.status, check.advice) for check in checks] == [
        (OK, ""), (WARNING, ""), (WARNING, "did you mean DYNACLIENT_TOKEN?"),
    ]  # fmt: skip
    assert SECRET not in repr(checks)


def test_each_variable_that_the_library_reads_is_listed() -> None:
    named = set()
    for path in (ROOT / "dynaclient").rglob("*.py"):
        named |= set(re.findall(r"\bDYNACLIENT_[A-Z]+\b", path.read_text("utf-8")))
    assert named <= set(surroundings.variables_of("dynaclient"))
    assert "SHOP_API" not in surroundings.variables_of("shop")


def test_folders_are_looked_at_and_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private, shared, file = tmp_path / "private", tmp_path / "shared", tmp_path / "file"
    private.mkdir(0o700)
    shared.mkdir(0o755)
    file.touch()
    assert check_folder("cache", private, is_private=True).text == f"{private} can be written"
    assert check_folder("cache", private / "new" / "er", is_private=True).text.endswith(
        "does not exist, and can be created"
    )
    assert check_folder("cache", shared, is_private=True).advice == f"chmod 700 {shared}"
    assert check_folder("profiles", shared, is_private=False).status == OK
    assert not (private / "new").exists()
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "because" not in check_folder("cache", private, is_private=True).text
    assert f"because {private} cannot be written" in check_folder("cache", private / "new", is_private=True).text
    monkeypatch.setattr(surroundings, "folder_problem", lambda _: (_ for _ in ()).throw(PermissionError(13, "denied")))
    assert "cannot be looked up (denied)" in check_folder("cache", private, is_private=True).text


def test_a_folder_may_be_missing_or_not_known(doctor: Doctor) -> None:
    _, checks = doctor("--url", "http://127.0.0.1:9", DYNACLIENT_CACHE="", DYNACLIENT_CONFIG="relative.json")
    assert of(checks, "cache") == [Check("cache", "none: nothing is kept")]
    assert [check.status for check in of(checks, "profiles")] == [FAILED]


# --- the installation -------------------------------------------------------------------------------------------------


def test_the_extras_are_those_of_the_project() -> None:
    section = (ROOT / "pyproject.toml").read_text().partition("[project.optional-dependencies]")[2].partition("\n[")[0]
    assert set(EXTRAS) == set(re.findall(r"^([\w-]+) = \[(?!\])", section, re.MULTILINE)) - {"all", "test", "lint"}


@pytest.mark.parametrize(
    ("line", "requirement"),
    [
        ("requests>=2.32.4", Requirement("requests", "", "2.32.4", ())),
        ("mcp<3,>=2.3; extra == 'mcp'", Requirement("mcp", "mcp", "2.3", ())),
        ("dynaclient[cli,mock]; extra == 'all'", Requirement("dynaclient", "all", "", ("cli", "mock"))),
        ('PyJWT[crypto] (>=2.10) ; extra == "jwt"', Requirement("PyJWT", "jwt", "2.10", ("crypto",))),
        ("tomli; python_version < '3.11'", None),
        ("; nothing", None),
    ],
)
def test_requirements_are_read_from_the_metadata(line: str, requirement: Requirement | None) -> None:
    assert parse_requirement(line) == requirement


def test_missing_and_old_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    versions = {"requests": "2.33rc1", "certifi": "2020.1", "click": "8.2.0", "rich": "13"}

    def version(name: str) -> str:
        if name not in versions:
            raise PackageNotFoundError(name)
        return versions[name]

    monkeypatch.setattr(installation, "version", version)
    lines = (
        "requests>=2.33.0", "certifi>=2024", "jsonref", "click>=8.2; extra == 'cli'", "rich>=13.0; extra == 'progress'",
        "dynaclient[cli]; extra == 'mcp'", "mcp>=2; extra == 'mcp'", "socksio; extra == 'socks'", "orjson>=3; extra == 'yaml'", "certifi>=2024; extra == 'yaml'",
    )  # fmt: skip
    checks = list(check_packages([requirement for line in lines if (requirement := parse_requirement(line))]))
    assert [(check.status, check.text) for check in checks] == [
        (FAILED, "certifi 2020.1 is older than 2024"),
        (FAILED, "jsonref is not installed"),
        (OK, "requests 2.33rc1"),
        (
            OK,
            "not complete: certifi 2020.1 is older than 2024, orjson is not installed; it is for descriptions in YAML: pip install 'dynaclient[yaml]'",
        ),
        (OK, "cli, progress"),
        (OK, "not installed: mcp (the tools for agents), socks (SOCKS proxies); pip install 'dynaclient[NAME]'"),
    ]
    assert [check.text for check in check_packages([])] == ["none are required", "none is installed"]


def test_it_runs_from_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> Any:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(installation, "requires", absent)
    assert list(installation.check_installation())[-1].text == "not known: dynaclient runs without an installation"
    assert installation._check_encoding("ascii").status == WARNING
