"""What each command prints when a server cannot be reached: the host, the port and the proxy, in words of the shell."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Shell
from tests.support import broken_servers
from tests.support.broken_servers import SECRET, Opened
from tests.support.descriptions import describe, query
from tests.support.wording import PYTHON

ACTIONS: dict[str, Any] = {
    "get": {"method": "GET", "responses": {"200": {"schema": {"type": "object"}}}},
    "post": {"method": "POST", "path": "/post"},
    "watch": {"method": "GET", "path": "/watch", "responses": {"200": {"stream": "sse"}}},
    "list": {
        "method": "GET", "path": "/list", "parameters": {"page": query({"type": "integer"})},
        "paginate": {"style": "page", "page": "page", "items": "/items", "first": 0},
    },
}  # fmt: skip
COMMANDS = {
    "an action": "things.get",
    "a POST": "things.post",
    "a stream": "things.watch",
    "all pages": "things.list --all",
    "a download": "download things.get target.json",
    "rows": "map things.post rows.ndjson",
}
UNLIMITED = ("things.watch", "download")
"""Commands for which --timeout is no limit: a server may send for hours."""
CLASS_NAME = re.compile(r"\b[A-Z]\w*(?:Error|Timeout|Exception)\b|Errno|gaierror|=…|\w+_\w+ \d")
Opening = Callable[[Path], AbstractContextManager[Opened]]

WAYS: dict[str, tuple[Opening, str]] = {
    "a closed port": (broken_servers.closed_port, r"could not connect to {host}: connection refused"),
    "a name that does not resolve": (broken_servers.unknown_name, r"could not connect to {host}"),
    "a certificate that is not trusted": (broken_servers.untrusted, r"{host}: its certificate is not trusted.+REQUESTS_CA_BUNDLE"),
    "plain HTTP": (broken_servers.plain_http, r"{host}: it does not use TLS at this port"),
    "a proxy that refuses a login": (broken_servers.refusing_proxy, r"{host}: could not connect: the proxy 127\.0\.0\.1:\d+ \(from HTTPS_PROXY\) does not accept"),
    "a proxy that is not there": (broken_servers.absent_proxy, r"{host}: could not connect to the proxy 127\.0\.0\.1:\d+ \(from HTTP_PROXY\)"),
    "a proxy whose URL is not valid": (broken_servers.invalid_proxy, r"{host}: the URL of the proxy \(from HTTP_PROXY\) is not valid"),
    "a SOCKS proxy that refuses": (broken_servers.refusing_socks, r"{host}.+the proxy 127\.0\.0\.1:\d+ \(from ALL_PROXY\)"),
    "a server that hangs": (broken_servers.hanging, r"{host}.+\(timeout 0\.3 s\)"),
    "certificates that are not there": (broken_servers.no_certificates, r"{host}.+REQUESTS_CA_BUNDLE names '.+absent\.pem'"),
    "a server that closes the connection": (broken_servers.cut_off, r"{host}: the server closed the connection without a response"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.support.both_clients import patch_sleep

    patch_sleep(monkeypatch, lambda _: None)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.parametrize(("opening", "words"), WAYS.values(), ids=WAYS)
def test_the_host_and_what_to_do_are_named(shell: Shell, tmp_path: Path, opening: Opening, words: str) -> None:
    Path("api.json").write_text(json.dumps(describe(ACTIONS)))
    Path("rows.ndjson").write_text("{}\n")
    with opening(tmp_path) as (url, variables):
        host = re.escape(url.partition("//")[2])
        if ":" not in host:
            host += r":\d+"
        is_hanging = opening is broken_servers.hanging
        for command in [one for one in COMMANDS.values() if not is_hanging or one.split()[0] not in UNLIMITED]:
            seconds = "0.3" if is_hanging else "5"
            done = shell(*command.split(), "--api", "api.json", "--url", url, "--timeout", seconds, **variables)
            message = json.loads(done.stdout)["error"]["text"] if command.startswith("map") else done.stderr
            assert re.search(words.format(host=host), message), (command, message)
            assert (PYTHON.findall(message), CLASS_NAME.findall(message), SECRET in message) == ([], [], False), command
            assert done.exit_code == (1 if command.startswith("map") else 6)
    assert not Path("target.json").exists()


def test_a_description_that_cannot_be_downloaded_names_the_host(shell: Shell, tmp_path: Path) -> None:
    with broken_servers.closed_port(tmp_path) as (url, _):
        done = shell("list", "--api", f"{url}/api.json")
    assert (done.exit_code, f"it cannot be downloaded from {url[7:]}: " in done.stderr) == (3, True)


# --- options, whoever refuses them ------------------------------------------------------------------------------------

REFUSED: dict[str, tuple[list[str], dict[str, str], str]] = {
    "no URL": (["things.get"], {}, "  --url: is missing, and the description has no server — pass --url https://…"),
    "not a URL": (["things.get", "--url", "ftp://a"], {}, "  --url: is not of the form https://host — "),
    "no scheme": (["things.get", "--url", "api.example.com:1/v1"], {}, "  --url: is not of the form https://host — pass https://host, with"),
    "no scheme, on this machine": (["things.get", "--url", "127.0.0.1:80/v1"], {}, "  --url: is not of the form https://host — pass http://127.0.0.1:80, with"),
    "no scheme, IPv6": (["whoami", "--url", "[::1]"], {}, "  --url: is not of the form https://host — pass http://[::1], with a path"),
    "a port that is too high": (["things.get", "--url", "http://a:99999"], {}, "  --url: is not a valid URL: its port is not a number from 1 to 65535 — "),
    "the port 0": (["things.get", "--url", "http://a:0"], {}, "  --url: is not a valid URL: its port is not a number from 1 to 65535 — "),
    "not a time": (["things.get", "--url", "http://a", "--timeout", "-1"], {}, "  --timeout: is not a number of seconds"),
    "not a header": (["things.get", "--url", "http://a", "--header", "A b: x"], {}, "  --header: the header 'A b' is not"),
    "not a variable": (["things.get", "--variable", "t=a"], {}, "  --variable: 't' is not a variable of any server"),
    "not a token": (["things.get", "--url", "http://a"], {"DYNACLIENT_TOKEN": "a b"}, "  DYNACLIENT_TOKEN (environment variable): a token is"),
    "not the URL of a variable": (["things.get"], {"DYNACLIENT_URL": "http://me:pass@a"}, "  DYNACLIENT_URL (environment variable): contains a user name or password"),
    "not a profile": (["things.get"], {"DYNACLIENT_PROFILE": "q"}, "  the profile: there is no profile 'q'"),
    "not an action": (["mcp", "--allow", "zz.*", "--url", "http://a"], {}, "  --allow: has 'zz.*', which matches no action"),
    "not a rate": (["mcp", "--rate", "zz", "--url", "http://a"], {}, "  --rate: is not a rate"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "variables", "printed"), REFUSED.values(), ids=REFUSED)
def test_a_refused_option_has_its_name_of_the_shell(
    shell: Shell, words: list[str], variables: dict[str, str], printed: str
) -> None:
    document = {key: value for key, value in describe(auth={"key": {"type": "bearer"}}).items() if key != "server"}
    Path("api.json").write_text(json.dumps(document))
    done = shell(*words, "--api", "api.json", **variables)
    first, line = done.stderr.splitlines()[:2]
    assert (done.exit_code, first) == (3, "dynaclient: 1 problem, nothing was sent [invalid-call]")
    assert line.startswith(printed)
