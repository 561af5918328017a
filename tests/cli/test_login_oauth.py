"""`login` at an authorization server: in a browser, with a device code, as a program, with a password."""

from __future__ import annotations

import http.client
import json
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from dynaclient import load
from dynaclient.auth.store import Store
from dynaclient.auth.stored_tokens import StoredToken
from dynaclient.cli.login import browser, prompts
from dynaclient.cli.login.browser import browser_opened
from dynaclient.mock import MockServer
from dynaclient.redaction import Secret
from dynaclient.runtime.backends import THREADS, run
from tests.cli.conftest import Shell
from tests.support.login_descriptions import BY_OAUTH, BY_OPEN_ID, ELSEWHERE, login_description
from tests.support.raw_server import RawServer, Received, raw_response

SECRET = "s3cret-77a0"
GRANTS = {"ann:pw-21": ["read", "write"], f"robot:{SECRET}": ["read"]}


def save(description: Any) -> str:
    """Write a description, and return its absolute path."""
    Path("things.json").write_text(json.dumps(description))
    return str(Path("things.json").absolute())


@pytest.fixture
def server() -> Iterator[MockServer]:
    """Yield the API, which is its authorization server as well and allows each login at once."""
    with MockServer(load(BY_OAUTH), grants=GRANTS, approve_all=True) as running:
        yield running


@pytest.fixture
def words(shell: Shell, server: MockServer) -> list[str]:
    """Return the beginning of a command that logs in."""
    return ["login", "--api", save(BY_OAUTH), "--url", server.url, "--issuer", server.issuer]


def stored() -> StoredToken:
    """Return what is stored."""
    found = run(Store("things", "oauth").read(THREADS, time.monotonic() + 5))
    assert found is not None
    return found


def entry(shell: Shell) -> Any:
    """Return what the profile has of the credential."""
    return shell.profiles()["profiles"]["things"]["auth"]["oauth"]


Opened = list[str]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Return the URLs that a browser opens, each of which it follows to its end."""
    urls: Opened = []

    def open_url(url: str) -> None:
        urls.append(url)
        with urllib.request.urlopen(url, timeout=10) as response:
            urls.append(response.read().decode())

    monkeypatch.setenv("BROWSER", "any")
    monkeypatch.setattr("webbrowser.open", open_url)
    return urls


# --- a browser -------------------------------------------------------------------------------------------------------


def test_a_login_in_a_browser_is_kept_and_refreshed(
    shell: Shell, server: MockServer, words: list[str], opened: Opened
) -> None:
    done = shell(*words, "--as", "browser", "--client-id", "cli", "--scope", "read")
    assert (done.exit_code, f"\n  {opened[0]}\n" in done.stderr) == (0, True), done.stderr
    assert "Asks for the scopes: read\n" in done.stderr
    assert entry(shell) == {"from": "store", "as": "browser", "client_id": "cli", "scopes": ["read"]}
    assert shell.profiles()["profiles"]["things"]["issuer"] == server.issuer
    server.expire_tokens()
    assert shell("things.list").exit_code == 0


def test_the_page_at_the_end_has_nothing_of_the_login(shell: Shell, words: list[str], opened: Opened) -> None:
    shell(*words, "--as", "browser", "--client-id", "cli")
    page = opened[1]
    assert "return to the terminal" in page
    assert not any(value in page for values in parse_qs(urlsplit(opened[0]).query).values() for value in values)


def test_the_login_after_it_asks_for_the_same(shell: Shell, words: list[str], opened: Opened) -> None:
    shell(*words, "--as", "browser", "--client-id", "cli", "--for", "things.list")
    assert shell("login").exit_code == 0
    assert [parse_qs(urlsplit(url).query)["scope"] for url in opened[::2]] == [["read"], ["read"]]


def test_a_pasted_url_is_the_end_as_well(shell: Shell, words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    pasted: list[str] = []
    monkeypatch.setattr(prompts, "ask", lambda _: pasted.pop(0))
    monkeypatch.setattr(browser, "print_message", lambda text: pasted.extend(_redirects(text)))
    assert shell(*words, "--as", "browser", "--client-id", "cli", "--no-browser").exit_code == 0
    assert stored().token.refresh_token is not None


def _redirects(text: str) -> list[str]:
    """Return where the browser is sent by the URL in a message."""
    found = re.search(r"\n  (http.*)", text)
    if found is None:
        return []
    parts = urlsplit(found[1])
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    connection.request("GET", f"{parts.path}?{parts.query}")
    location = connection.getresponse().headers["Location"]
    connection.close()
    return ["https://example.com/another", location] if prompts.is_interactive() else [location]


def test_another_url_than_the_end_is_asked_for_again(
    shell: Shell, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.at_a_terminal()
    test_a_pasted_url_is_the_end_as_well(shell, words, monkeypatch)


@pytest.mark.parametrize(("terminal", "code"), [(True, 2), (False, 3)])
def test_without_the_right_url_nothing_is_kept(shell: Shell, words: list[str], *, terminal: bool, code: int) -> None:
    if terminal:
        shell.at_a_terminal()
    done = shell(*words, "--as", "browser", "--client-id", "cli", "--no-browser", stdin="https://a\n" * 3)
    assert (done.exit_code, shell.sessions()) == (code, [])
    assert ("was not pasted" if terminal else "is not the end of this login") in done.stderr


def test_a_login_that_is_denied_is_one_error(
    shell: Shell, server: MockServer, words: list[str], opened: Opened
) -> None:
    done = shell(*words, "--as", "browser", "--client-id", "cli", "--scope", "admin")
    assert (done.exit_code, shell.sessions()) == (3, [])
    assert "invalid_scope" in done.stderr


# --- what listens for it ---------------------------------------------------------------------------------------------


def _get(url: str, method: str = "GET") -> int:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    connection.request(method, url[url.index("/", 8) :])
    status = connection.getresponse().status
    connection.close()
    return status


class _Login:
    """A login that ends with this state."""

    url = "http://127.0.0.1:9/authorize"

    def is_end(self, callback: str) -> bool:
        """Return whether it is the end."""
        return callback.endswith("state=right")


def test_only_the_request_with_the_state_ends_the_login(capsys: pytest.CaptureFixture[str]) -> None:
    with browser_opened(None) as listener:
        assert [_get(f"{listener.url}/other"), _get(listener.url.replace("callback", ""))] == [404, 404]
        assert _get(listener.url, "POST") == 501
        assert [_get(f"{listener.url}?state=wrong"), _get(f"{listener.url}?state=wrong")] == [200, 200]
        assert _get(f"{listener.url}?code=c&state=right") == 200
        assert listener.callback(_Login()).endswith("/callback?code=c&state=right")  # type: ignore[arg-type]
    assert capsys.readouterr().err.count("A request with another state was ignored") == 1


def test_it_listens_on_this_machine_alone_and_stops() -> None:
    with browser_opened(None) as listener:
        assert re.fullmatch(r"http://127\.0\.0\.1:[0-9]+/callback", listener.url)
    with pytest.raises(OSError, match="refused"):
        _get(listener.url)


def test_a_client_that_sends_nothing_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with browser_opened(None) as listener:
        port = int(listener.url.split(":")[2].split("/")[0])
        with socket.create_connection(("127.0.0.1", port)), socket.create_connection(("127.0.0.1", port)) as broken:
            broken.send(b"nonsense\r\n\r\n")
            assert _get(f"{listener.url}?state=right") == 200


def test_a_flood_of_requests_is_bounded() -> None:
    with browser_opened(None) as listener:
        for _ in range(150):
            assert listener.receive("/callback?state=wrong")
        assert listener._targets.qsize() == 100


def _has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


@pytest.mark.parametrize(
    ("redirect", "url"),
    [
        ("http://localhost/back", r"http://localhost:\d+/back"),
        ("http://127.0.0.1", r"http://127\.0\.0\.1:\d+"),
        *([("http://[::1]/x", r"http://\[::1\]:\d+/x")] if _has_ipv6() else []),
    ],
)
def test_it_listens_where_the_profile_says(redirect: str, url: str) -> None:
    with browser_opened(redirect) as listener:
        assert re.fullmatch(url, listener.url)
        assert _get(f"{listener.url}{'' if urlsplit(listener.url).path else '/'}?state=right") == 200
        assert listener.callback(_Login()).startswith(listener.url)  # type: ignore[arg-type]


def test_a_port_that_is_in_use_is_an_error_with_what_to_do(shell: Shell, words: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        path = Path(shell.config) / "profiles.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        profile = {"api": words[2], "redirect": f"http://127.0.0.1:{port}/callback"}
        path.write_text(json.dumps({"profiles": {"things": profile}}))
        path.chmod(0o600)
        done = shell(*words, "--as", "browser", "--client-id", "cli")
    assert done.exit_code == 2
    assert f"nothing can listen for the browser: the port {port} is in use; --no-browser needs no port" in done.stderr


def test_an_address_that_this_machine_does_not_have_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from click import UsageError

    def fail(*_: Any) -> None:
        raise OSError(99, "Cannot assign requested address")

    monkeypatch.setattr(browser, "_server_at", fail)
    with pytest.raises(UsageError, match=r"::1 cannot be used \(Cannot assign requested address\)"):
        browser.Listener("http://localhost:1/callback")


def test_a_person_has_five_minutes(
    shell: Shell, words: list[str], monkeypatch: pytest.MonkeyPatch, opened: Opened
) -> None:
    monkeypatch.setattr("webbrowser.open", lambda _: None)
    monkeypatch.setattr(browser, "SECONDS", 0.6)
    done = shell(*words, "--as", "browser", "--client-id", "cli")
    assert (done.exit_code, "the login was not completed within 0.01 minutes" in done.stderr) == (3, True)
    assert shell.sessions() == []


@pytest.mark.parametrize(
    ("variables", "platform", "opens"),
    [({}, "linux", False), ({"DISPLAY": ":0"}, "linux", True), ({"BROWSER": "x"}, "linux", True), ({}, "darwin", True)],
)
def test_a_browser_without_a_window_is_not_opened(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], platform: str, *, opens: bool
) -> None:
    asked = threading.Event()

    def open_url(_: str) -> None:
        asked.set()
        raise RuntimeError("no browser")

    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setattr("webbrowser.open", open_url)
    browser._open("http://127.0.0.1:9/")
    assert asked.wait(5 if opens else 0.2) is opens


# --- a code, a program, a password -----------------------------------------------------------------------------------


def test_a_device_code_is_shown_with_where_to_enter_it(shell: Shell, server: MockServer, words: list[str]) -> None:
    done = shell(*words, "--as", "tv", "--client-id", "cli", "--for", "things.list")
    assert done.exit_code == 0
    assert re.search(
        rf"Open {server.issuer}/verify on any device, and enter the code [A-Z]{{4}}-[A-Z]{{4}}\n", done.stderr
    )
    assert re.search(rf"or open {server.issuer}/verify\?user_code=", done.stderr)
    assert "Waiting for that, up to 10 min. Enter no code that another person sent you." in done.stderr
    assert (stored().token.scopes, stored().issuer.url) == (("read",), server.issuer)


def test_a_server_without_a_short_way_shows_the_code_alone(shell: Shell, words: list[str]) -> None:
    def respond(received: Received) -> bytes:
        data: dict[str, Any] = {"device_code": "d", "user_code": "U", "verification_uri": f"{api.url}/v", "interval": 1}
        return raw_response(json.dumps({"access_token": "t"} if "/token" in received.target else data).encode())

    with RawServer(respond) as api:
        ways = {"tv": {"by": "deviceAuthorization", "deviceAuthorizationUrl": "/d", "tokenUrl": "/token"}}
        path = save(login_description({"oauth": {"type": "bearer", "obtain": ways}}))
        done = shell("login", "--api", path, "--url", api.url, "--client-id", "cli")
        assert (done.exit_code, "or open" in done.stderr) == (0, False)
        assert stored().issuer.token_url == f"{api.url}/token"
        assert shell("logout", "--revoke").stderr.startswith("things: no endpoint is known that could revoke oauth")


def test_a_program_has_its_secret_in_the_environment(shell: Shell, server: MockServer, words: list[str]) -> None:
    named = [*words, "--as", "robot", "--client-id", "robot", "--client-secret", "env:THINGS_SECRET"]
    assert shell(*named, THINGS_SECRET="wrong").exit_code == 4
    assert shell.profiles() is None
    assert shell(*named, THINGS_SECRET=SECRET).exit_code == 0
    place = {"from": "env", "name": "THINGS_SECRET"}
    assert entry(shell) == {"by": "clientCredentials", "as": "robot", "client_id": "robot", "client_secret": place}
    assert shell("things.list", THINGS_SECRET=SECRET).exit_code == 0
    refused = shell("things.list", THINGS_SECRET="wrong").stderr
    checked = "Check the secrets of the profile things: client_secret (the environment variable THINGS_SECRET)."
    assert (checked in refused, "Log in" in refused) == (True, False)
    assert shell("login", THINGS_SECRET=SECRET).exit_code == 0
    assert shell.sessions() == []


def test_a_program_may_have_its_secret_in_a_file(shell: Shell, words: list[str], tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET)
    (tmp_path / "secret").chmod(0o600)
    done = shell(*words, "--as", "robot", "--client-id", "robot", "--client-secret", f"file:{tmp_path}/secret")
    assert (done.exit_code, shell("things.list").exit_code) == (0, 0)


def test_a_secret_that_is_typed_is_asked_for_each_time(shell: Shell, words: list[str]) -> None:
    shell.at_a_terminal(SECRET)
    done = shell(*words, "--as", "robot", stdin="robot\n")
    assert "Client id, as the application is registered at the authorization server: " in done.stderr
    assert "The secret is not kept: each command asks for it, unless you name env:NAME or file:PATH." in done.stderr
    assert entry(shell)["client_secret"] == {"from": "prompt"}
    assert SECRET not in json.dumps(shell.profiles())


def test_a_client_of_a_person_may_have_a_secret(shell: Shell, server: MockServer, words: list[str]) -> None:
    named = [*words, "--as", "tv", "--client-id", "robot"]
    assert shell(*named).exit_code == 4
    assert shell(*named, "--client-secret", "stdin", stdin=f"{SECRET}\n").exit_code == 0
    assert "client_secret" not in entry(shell)
    server.expire_tokens()
    assert shell("things.list").exit_code == 0


def test_a_user_name_and_a_password_are_exchanged(shell: Shell, server: MockServer, words: list[str]) -> None:
    done = shell(*words, "--as", "ropc", "username=ann", "--client-id", "c", stdin="pw-21\n")
    assert (done.exit_code, shell("things.list").exit_code) == (0, 0), done.stderr
    shell.at_a_terminal("pw-21")
    assert shell(*words, "--as", "ropc", stdin="ann\n").exit_code == 0


def test_a_server_of_the_user_adds_no_ways_to_those_of_the_description(shell: Shell, server: MockServer) -> None:
    ways = {"robot": {"by": "clientCredentials", "tokenUrl": "/token"}}
    api = login_description({"oauth": {"type": "bearer", "obtain": ways}, "key": {"type": "bearer"}})
    place = ["--api", save(api), "--url", server.url, "--issuer", server.issuer]
    assert "the id of the client is needed" in shell("login", *place).stderr
    assert "the id of the client is needed" in shell("login", *place, "--as", "browser").stderr


def test_another_header_than_authorization_may_have_the_token(shell: Shell) -> None:
    key = login_description({"oauth": {"type": "apiKey", "in": "header", "name": "X-Token"}})
    with MockServer(load(key), grants=GRANTS, approve_all=True) as api:
        words = ["login", "--api", save(key), "--url", api.url, "--issuer", api.issuer, "--client-id", "cli"]
        listed = shell(*words)
        assert shell(*words, "--as", "device").exit_code == 0
        assert shell("things.list").exit_code == 0
    assert [name in listed.stderr for name in ("browser", "device", "robot")] == [True] * 3
    assert "as" not in entry(shell)


REFUSED: dict[str, tuple[list[str], str]] = {
    "no client": (["--as", "browser"], "the id of the client is needed: --client-id ID"),
    "a secret that is not kept": (["--as", "robot", "--client-id", "r", "--client-secret", "stdin"], "is not kept: --client-secret env:NAME or file:PATH"),
    "no secret": (["--as", "robot", "--client-id", "r", "--client-secret", "prompt"], "Client secret is secret, and the standard input has no line"),
    "no such place": (["--as", "robot", "--client-id", "r", "--client-secret", "hunter2"], "--client-secret: write env:NAME, file:PATH, prompt or stdin"),
    "the flow that reveals tokens": (["--as", "old"], "that is not a way to log in"),
    "a misspelt alias": (["--as", "robt"], "did you mean robot?"),
    "arguments": (["--as", "tv", "--client-id", "r", "a=b"], "tv takes no arguments: omit a\n"),
    "no user": (["--as", "ropc"], "write username=NAME"),
    "another argument": (["--as", "ropc", "username=a", "b=c"], "write username=NAME"),
    "two users": (["--as", "ropc", "username=a", "username=b"], "write username=NAME"),
    "no action": (["--as", "tv", "--client-id", "r", "--for", "thngs.*"], "--for thngs.* matches no action"),
}  # fmt: skip


@pytest.mark.parametrize(("more", "printed"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused_unsent(
    shell: Shell, server: MockServer, words: list[str], more: list[str], printed: str
) -> None:
    stdin = "hunter2\n" if "stdin" in more else ""
    done = shell(*words, *more, stdin=stdin)
    assert (done.exit_code, printed in done.stderr) == (2, True), done.stderr
    assert "hunter2" not in done.output
    assert (shell.profiles(), server.token_requests) == (None, 0)


def test_processes_share_the_session_that_was_begun(shell: Shell, server: MockServer, words: list[str]) -> None:
    assert shell(*words, "--as", "tv", "--client-id", "cli").exit_code == 0
    server.expire_tokens()
    before = server.token_requests
    command = [sys.executable, "-m", "dynaclient", "things.list"]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
    assert [process.communicate(timeout=60) for process in running] == [(b"[]\n", b"")] * 4
    assert server.token_requests == before + 1


# --- scopes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "scopes"),
    [
        ([], "Asks for no scopes, so that the server grants its own choice; see --for"),
        (["--for", "things.list"], "Asks for the scopes: read"),
        (["--for", "things"], "Asks for the scopes: read, write"),
        (["--for", "*.add", "--scope", "offline"], "Asks for the scopes: offline, write"),
        (["--for", "things.login"], "Asks for no scopes"),
    ],
)
def test_only_scopes_that_are_needed_are_asked_for(
    shell: Shell, words: list[str], options: list[str], scopes: str
) -> None:
    assert scopes in shell(*words, "--as", "tv", "--client-id", "cli", *options).stderr


def test_of_scopes_any_of_which_is_enough_the_narrowest_is_asked_for() -> None:
    from dynaclient.cli.login.consent import scopes_for

    api = load(
        login_description({"oauth": {"type": "bearer"}, "other": {"type": "bearer"}})
        | {
            "resources": {
                "a": {"path": "/a", "actions": {
                    "get": {"method": "GET", "scopes": ["all", "a.get"]},
                    "post": {"method": "POST", "auth": [{"other": ["w"]}]},
                    "put": {"method": "PUT", "scopes": [{"all": ["x", "y"]}, "all"]},
                    "faulty": {"path": "/faulty"},
                }},
            }
        }
    )  # fmt: skip
    assert scopes_for(api, "oauth", "a.*") == ("a.get", "x", "y")


# --- another origin --------------------------------------------------------------------------------------------------


def test_an_authorization_server_elsewhere_is_named_by_the_user(shell: Shell, server: MockServer) -> None:
    path = save(BY_OAUTH)
    done = shell(
        "login", "--api", path, "--url", server.url, "--as", "robot", "--client-id", "r", "--client-secret", "stdin"
    )
    assert done.exit_code == 2
    assert f"things.json asks to log in at {ELSEWHERE}; the API is at {server.url}." in done.stderr
    assert f"name the authorization server with --issuer, if {ELSEWHERE} is right" in done.stderr


Edit = Callable[[Any], Any]


def _elsewhere(server: MockServer, description: Any) -> Any:
    """Return a description whose authorization server is that of a mock server."""
    return json.loads(json.dumps(description).replace(ELSEWHERE, server.issuer))


@pytest.mark.parametrize(("description", "way"), [(BY_OAUTH, "tv"), (BY_OPEN_ID, "oidc")], ids=["flows", "openid"])
def test_a_person_confirms_it_once(
    shell: Shell, server: MockServer, opened: Opened, description: Any, way: str
) -> None:
    with MockServer(load(description)) as api:
        path = save(_elsewhere(server, description))
        words = ["login", "--api", path, "--url", api.url, "--client-id", "cli", "--as", way]
        shell.at_a_terminal()
        origin = server.url
        first = shell(*words, stdin="yes\n")
        assert f"things.json asks to log in at {origin}; the API is at {api.url}. Go on? [y/N]: " in first.stderr
        assert first.exit_code == 0, first.stderr
        again = shell(*words)
        assert (again.exit_code, "Go on?" in again.stderr) == (0, False)
    profile = shell.profiles()["profiles"]["things"]
    assert profile["trusted"] == [origin]
    assert profile.get("issuer") == (server.issuer if way == "oidc" else None)


def test_metadata_at_the_api_may_name_another_server_if_a_person_agrees(
    shell: Shell, server: MockServer, opened: Opened
) -> None:
    def respond(received: Received) -> bytes:
        if "openid-configuration" not in received.target:
            return raw_response(b"[]")
        data = {
            "issuer": api.url,
            "authorization_endpoint": f"{server.issuer}/authorize",
            "token_endpoint": f"{server.issuer}/token",
        }
        return raw_response(json.dumps(data).encode())

    with RawServer(respond) as api:
        path = save(json.loads(json.dumps(BY_OPEN_ID).replace(ELSEWHERE, api.url)))
        words = ["login", "--api", path, "--url", api.url, "--client-id", "cli"]
        refused = shell(*words)
        assert f"asks to log in at {server.url}; the API is at {api.url}." in refused.stderr
        shell.at_a_terminal()
        done = shell(*words, stdin="y\n")
    assert "state" in opened[0]
    assert "is of another issuer" in done.stderr  # RFC 9207: the server names itself


def test_two_schemes_may_have_two_authorization_servers(shell: Shell, server: MockServer) -> None:
    api = login_description(
        {name: {"type": "bearer", "obtain": BY_OAUTH["auth"]["oauth"]["obtain"]} for name in ("a", "b")}
    )
    with MockServer(load(api), approve_all=True) as other:
        for scheme, issuer in (("a", server.issuer), ("b", other.issuer)):
            words = ["login", "--api", save(api), "--url", server.url, "--issuer", issuer, "--as", f"{scheme}.tv"]
            assert shell(*words, "--client-id", "cli").exit_code == 0
        profile = shell.profiles()["profiles"]["things"]
        assert (profile["issuer"], profile["auth"]["b"]["issuer"]) == (server.issuer, other.issuer)
        assert shell("login", "--as", "b.tv").exit_code == 0


# --- the keyring -----------------------------------------------------------------------------------------------------


def test_without_a_keyring_nothing_begins(shell: Shell, server: MockServer, words: list[str]) -> None:
    done = shell(
        *words,
        "--as",
        "tv",
        "--client-id",
        "cli",
        "--store",
        "keyring",
        PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring",
    )
    assert done.exit_code == 3
    assert "the keyring" in done.stderr
    assert (shell.sessions(), server.token_requests) == ([], 0)


def test_the_keyring_has_the_refresh_token_if_that_is_asked_for(
    shell: Shell, server: MockServer, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: dict[str, str] = {}

    class Keyring:
        priority = 5

        def set_password(self, _: str, name: str, value: str) -> None:
            kept[name] = value

        def get_password(self, _: str, name: str) -> str | None:
            return kept.get(name)

        def delete_password(self, _: str, name: str) -> None:
            del kept[name]

    monkeypatch.setattr("keyring.get_keyring", Keyring)
    done = shell(*words, "--as", "tv", "--client-id", "cli", "--store", "keyring")
    assert "The refresh token goes into the keyring of the system, the rest into /" in done.stderr
    assert (shell.profiles()["profiles"]["things"]["store"], len(kept)) == ("keyring", 1)
    server.expire_tokens()
    assert shell("things.list").exit_code == 0
    assert "refresh token  keyring" in shell("whoami").stdout
    assert shell("logout", "--revoke").stderr.startswith("things: oauth is revoked\n")
    assert kept == {}


# --- secrets ---------------------------------------------------------------------------------------------------------

WAYS: dict[str, tuple[list[str], str]] = {
    "browser": (["--client-id", "cli"], ""),
    "tv": (["--client-id", "robot", "--client-secret", "stdin"], f"{SECRET}\n"),
    "ropc": (["username=ann"], "pw-21\n"),
}


@pytest.mark.parametrize(("way", "more", "stdin"), [(way, *row) for way, row in WAYS.items()], ids=WAYS)
def test_no_command_shows_a_secret(
    shell: Shell,
    words: list[str],
    opened: Opened,
    caplog: pytest.LogCaptureFixture,
    way: str,
    more: list[str],
    stdin: str,
) -> None:
    sent: list[str] = []
    monkeypatch = shell.monkeypatch
    is_end = browser.Listener.receive

    def receive(listener: Any, target: str) -> bool:
        sent.extend(parse_qs(urlsplit(target).query)["code"])
        return is_end(listener, target)

    monkeypatch.setattr(browser.Listener, "receive", receive)
    caplog.set_level("DEBUG")
    outputs = [shell(*words, "--as", way, *more, stdin=stdin)]
    token = stored().token
    assert token.refresh_token is not None
    assert isinstance(token.value, Secret)
    sent += [token.value.reveal(), token.refresh_token.reveal(), SECRET, "pw-21"]
    calls = (["whoami"], ["whoami", "--json"], ["profiles"], ["profiles", "--json"], ["things.list", "--with-response"])
    dry = (["things.list", "--dry-run"], ["things.list", "--curl"], ["nothing.list"])
    outputs += [shell(*command) for command in (*calls, *dry, ["logout", "--revoke"], ["things.list"])]
    seen = [*(done.output for done in outputs), caplog.text, json.dumps(shell.profiles()), *opened[1:]]
    assert len(sent) == 4 + (way == "browser")
    assert [secret for secret in sent if any(secret in text for text in seen)] == []
    assert all(done.exc_info is None or done.exc_info[0] in (None, SystemExit) for done in outputs)
