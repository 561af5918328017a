"""Logins by an action of the description, at a real server: Synapse, a homeserver of Matrix, with sessions that it renews."""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner

from dynaclient import Client, Unauthorized, auth
from dynaclient.cli.program import program
from tests.support.both_clients import backend_kind_fixture
from tests.support.real_servers import Kind, running_kind
from tests.support.served_apis import ServedApi, install

pytestmark = pytest.mark.full
backend_kind = backend_kind_fixture(everywhere=True)
SHARED = "registers users"
LIFETIME = 2
TEXT: dict[str, Any] = {"type": "string"}
SECRET = {**TEXT, "secret": True}
API: dict[str, Any] = {
    "dynaclient": 1,
    "title": "Matrix",
    "auth": {
        "accessToken": {
            "type": "bearer",
            "obtain": {
                "password": {
                    "by": "action", "action": "session.login", "token": "/access_token",
                    "refresh": "/refresh_token", "refreshAction": "session.refresh",
                    "arguments": {"type": "m.login.password", "refresh_token": True},
                }
            },
            "whoami": {"action": "account.whoami", "name": "/user_id"},
        }
    },
    "errors": {"type": "/errcode", "message": "/error"},
    "resources": {
        "session": {
            "path": "/_matrix/client/v3",
            "actions": {
                "login": {
                    "method": "POST", "path": "/login", "auth": False,
                    "parameters": {
                        "body": {
                            "in": "body",
                            "schema": {
                                "type": "object", "required": ["type", "identifier", "password"],
                                "properties": {
                                    "type": TEXT, "identifier": {"type": "object"}, "password": SECRET,
                                    "refresh_token": {"type": "boolean"},
                                },
                            },
                        }
                    },
                    "responses": {"200": {"schema": {"type": "object"}}},
                },
                "refresh": {
                    "method": "POST", "path": "/refresh", "auth": False,
                    "parameters": {
                        "body": {"in": "body", "schema": {"type": "object", "properties": {"refresh_token": SECRET}}}
                    },
                    "responses": {"200": {"schema": {"type": "object"}}},
                },
            },
        },
        "account": {
            "path": "/_matrix/client/v3/account",
            "actions": {"whoami": {"method": "GET", "path": "/whoami", "responses": {"200": {"schema": {"type": "object"}}}}},
        },
    },
}  # fmt: skip


def configuration(port: int, folder: Path) -> dict[str, Any]:
    """Return the configuration of a homeserver of this machine alone."""
    unlimited = {"per_second": 10_000, "burst_count": 10_000}
    return {
        "server_name": "localhost", "pid_file": str(folder / "pid"), "signing_key_path": str(folder / "key"),
        "listeners": [
            {"port": port, "bind_addresses": ["127.0.0.1"], "type": "http", "tls": False, "resources": [{"names": ["client"]}]}
        ],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "home.db")}},
        "media_store_path": str(folder / "media"), "report_stats": False, "trusted_key_servers": [],
        "registration_shared_secret": SHARED, "macaroon_secret_key": "x" * 40, "form_secret": "y" * 40,
        "refreshable_access_token_lifetime": f"{LIFETIME}s",
        "rc_login": {"address": unlimited, "account": unlimited, "failed_attempts": unlimited},
    }  # fmt: skip


START = """
import json, pathlib, sys
port, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
path = folder / "homeserver.json"
path.write_text((folder / "template.json").read_text().replace("PORT", str(port)))
from synapse.app import homeserver
sys.argv = ["synapse", "--config-path", str(path), "--generate-keys"]
try:
    homeserver.main()
except SystemExit:
    pass
sys.argv = ["synapse", "--config-path", str(path)]
homeserver.main()
"""


@pytest.fixture(scope="module")
def homeserver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the URL of a homeserver with a user."""
    folder = tmp_path_factory.mktemp("synapse")
    install(ServedApi(("matrix-synapse",), (), ""), folder / "packages")
    text = json.dumps(configuration(0, folder)).replace('"port": 0', '"port": PORT')
    (folder / "template.json").write_text(text, "utf-8")
    (folder / "start.py").write_text(START, "utf-8")
    command = (sys.executable, str(folder / "start.py"), "{port}", str(folder))
    with running_kind(Kind("", command), folder, PYTHONPATH=str(folder / "packages")) as server:
        register(server.url, "ann", "open sesame")
        yield server.url


def register(url: str, user: str, password: str) -> None:
    """Register a user, as the administrator does."""
    path = f"{url}/_synapse/admin/v1/register"
    nonce = requests.get(path, timeout=30).json()["nonce"]
    mac = hmac.new(
        SHARED.encode(), b"\x00".join(part.encode() for part in (nonce, user, password, "notadmin")), hashlib.sha1
    )
    values = {"nonce": nonce, "username": user, "password": password, "mac": mac.hexdigest(), "admin": False}
    assert requests.post(path, json=values, timeout=30).status_code == 200


def login(password: str) -> Any:
    return auth.Login(identifier={"type": "m.id.user", "user": "ann"}, password=password)


def test_a_session_outlives_its_tokens(homeserver: str) -> None:
    client = Client(API, url=homeserver, auth=login("open sesame"))
    tokens = set()
    for _ in range(3):
        assert client.account.whoami()["user_id"] == "@ann:localhost"
        tokens.add(client._shared.credentials.state.held["accessToken"].token.value)  # type: ignore[union-attr]
        time.sleep(LIFETIME + 0.5)
    assert len(tokens) == 3


def test_a_wrong_password_is_what_the_server_says(homeserver: str) -> None:
    with pytest.raises(Exception, match="session.login: 403 Forbidden: M_FORBIDDEN: Invalid username or password"):
        Client(API, url=homeserver, auth=login("wrong password")).account.whoami()
    with pytest.raises(Unauthorized, match="M_MISSING_TOKEN"):
        Client(API, url=homeserver).account.whoami()


def test_a_person_logs_in_at_the_command_line(homeserver: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "matrix.json").write_text(json.dumps(API), "utf-8")
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    words = ["login", "--api", str(tmp_path / "matrix.json"), "--url", homeserver]
    words += ["identifier.type=m.id.user", "identifier.user=ann"]
    refused = CliRunner().invoke(program, words, input="wrong\n", prog_name="dynaclient")
    assert (refused.exit_code, "Invalid username or password" in refused.stderr) == (4, True)
    done = CliRunner().invoke(program, words, input="open sesame\n", prog_name="dynaclient")
    assert f"Logged in as @ann:localhost at {homeserver} (profile matrix, the default from now on)." in done.stderr
    time.sleep(LIFETIME + 0.5)
    again = CliRunner().invoke(program, ["account.whoami"], prog_name="dynaclient")
    assert json.loads(again.stdout)["user_id"] == "@ann:localhost"
