"""No message that an agent reads has words of Python or of a shell: what only these can do, a person is asked to do."""

from __future__ import annotations

import re
from typing import Any

import pytest

from dynaclient import Client, DynaclientError, Forbidden, NotFound, ScopeError, Unauthorized
from dynaclient.agents.wording import PERSON, PHRASES, agent_words, error_words, program_words
from dynaclient.auth.refusals import hint_for
from dynaclient.client.environment import TOKEN
from dynaclient.strings.rewording import NEUTRAL
from dynaclient.testing import RecordingTransport, response
from tests.support.descriptions import describe, query
from tests.support.wording import PYTHON, library_messages

FOREIGN = re.compile(rf"{PYTHON.pattern}|\b(?:True|False|Python|pickled?)\b|(?<!-)--[a-z]|\bpip\b|pass .*\bbytes\b")
"""Words of Python and of a shell, `headers=` and the like among them."""
COMMAND = re.compile(r"`dynaclient [^`]*`")
"""What a person types."""
OTHERS = (
    "bulk/", "frozen/", "description/lint.py", "description/keyword_advice.py", "description/loading.py",
    "schema/pattern_hints.py", "auth/kinds/callers_kind.py", "auth/kinds/objects.py", "auth/kinds/kind.py",
    "client/aio.py", "client/sync.py", "client/members.py", "client/method_members.py", "client/options.py", "client/copying.py", "redaction.py",
    "results/targets.py", "results/progress.py", "runtime/option_rules.py", "http/transports/",
)  # fmt: skip
"""Modules whose messages are about tables of rows, descriptions as such, or what a program in Python passes."""
NEVER = (
    # What a program in Python has made is wrong, or the server was started in a wrong way: a person reads that.
    "to Client(…)", "set client.token", "pass it to Client.mock(", "pass it to MockServer(",
    "only what Client.mock(…) returns has one", "Client(api, url=…) calls a server that runs already", "Client(api, url=server.url)", "AwsSigV4(", "add_kind(", "dynaclient.auth.Kind(…)", "a coroutine function", 'PrivateKey("…"', 'AuthorizationCode("id"',
    'DeviceAuthorization("id"', "pass lambda", 'ClientCredentials("id"', 'Password("ann"', 'JwtBearer("account"',
    'TokenExchange("token"', 'RefreshToken("id"', 'Token("…"', "is not a dict", "Login(…)", "pass auth=x(…)",
    "pass an instance of it", "Client(api, token=…)", "from_env(", "from_profile(", "mock(api, ",
    "no actions found; client.api.actions has", "see help(", "with_options(…)", "see client.api", "cannot be pickled", "proxies.py: pass True or False", "dynaclient login --profile x",
    # An agent passes JSON: no files that are open, no tuples, and all arguments by name.
    "'rb'", "is a tuple", "or pass one dict", "in the dict and as a keyword", "pass it as bytes, or as a file", "`cursor` of an earlier iterator", "is None, which marks the end", "is None: leave it out",
    # Functions of JMESPath, which an agent writes in a selection.
    "there is no function x()", "x() takes x",
    # A person has started the server with a wrong size.
    "answering.py: pass a number of bytes",
    # Shown in IPython and notebooks.
    "to_frame", "mathjax_ignore",
    # No messages.
    'realm="', "SELECT", "tuple[", "float | None", "str | int", "idempoten(?!tly)",
)  # fmt: skip
"""Messages that no agent causes."""


@pytest.mark.uncounted
def test_no_message_has_words_of_python_or_of_a_shell() -> None:
    foreign = [
        f"{path}: {message}"
        for path, message in ((path, message.replace("{}", "x")) for path, message in library_messages(*OTHERS))
        if FOREIGN.search(COMMAND.sub("", agent_words(message)))
        and not any(part in f"{path}: {message}" for part in NEVER)
    ]
    assert foreign == []  # else: add a row to PHRASES of agents/wording.py, or to NEVER


@pytest.mark.uncounted
def test_each_phrase_is_part_of_a_message() -> None:
    written = "\n".join(message.replace("{}", "x") for _, message in library_messages(*OTHERS))
    assert [phrase for phrase in (*PHRASES, *NEUTRAL) if phrase not in written] == []  # else: the message has changed


def test_what_an_agent_reads_instead_is_for_agents() -> None:
    texts = (*PHRASES.values(), *NEUTRAL.values())
    assert [words for words in texts if FOREIGN.search(COMMAND.sub("", words))] == []


@pytest.mark.uncounted
def test_each_message_that_no_agent_causes_is_one() -> None:
    written = "\n".join(f"{path}: {message.replace('{}', 'x')}" for path, message in library_messages(*OTHERS))
    assert [part for part in NEVER if part not in written] == []


GENERAL = {
    "pass it with client.with_options(timeout=3)": f"{PERSON} set `timeout`",
    "allow it with client.with_options(redirects=1)": f"{PERSON} set `redirects`",
    "pass url=… to call another server": f"{PERSON} set `url` to call another server",
    "pass token_url=… or issuer=…": f"{PERSON} set `token_url` or `issuer`",
    'pass issuer="https://a.example" or trusted_origins=["https://b.example"]': (
        f'{PERSON} set `issuer` to "https://a.example" or `trusted_origins` to ["https://b.example"]'
    ),
    'pass url="https://…"': f"{PERSON} set `url`",
    'pass token={"key": …} as well': f'{PERSON} add the credential "key" as well',
    "pass ca=… with the certificate": f"{PERSON} set `ca` to the certificate",
    "needs the jwt extra: pip install 'dynaclient[jwt]'": f"needs the jwt extra: {PERSON} install dynaclient[jwt]",
    "no such argument — did you mean a?; pass an undeclared value with client.with_options(query={…}) or (headers={…})": (
        "no such argument — did you mean a?"
    ),
    "no such argument — did you mean b={'name': …}?": "no such argument — did you mean 'name' inside `b`?",
    "expected an object, got a list": "expected an object, got a list",
    "is a NoneType, which has no form as text/plain": "is null, which has no form as text/plain",
    "the refresh token was refused — log in again, for example with `dynaclient login`": (
        f"the refresh token was refused — {PERSON} log in again, for example with `dynaclient login`"
    ),
    'the API says: set name="a", with flag=True': 'the API says: set name="a", with flag=True',
}


@pytest.mark.parametrize(("python", "words"), GENERAL.items())
def test_a_person_is_asked_to_set_options(python: str, words: str) -> None:
    assert agent_words(python) == words


CODES = (
    "access_denied", "invalid_client", "invalid_grant", "invalid_request", "invalid_scope", "invalid_target",
    "unauthorized_client", "use_dpop_nonce",
)  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_whatever_is_wrong_with_a_credential_is_for_a_person(code: str) -> None:
    assert agent_words(hint_for(code)).startswith(PERSON)


def test_another_program_has_commands_and_variables_of_its_own() -> None:
    for phrase in PHRASES:
        assert not re.search(r"DYNACLIENT_|dynaclient login", program_words(agent_words(phrase), "my-shop"))
    words = program_words(error_words(Unauthorized("a.b", 401)), "my-shop")
    assert words == f"a.b: 401 — {PERSON} log in with `my-shop login`, or to set MY_SHOP_TOKEN"


def raised(client: Client, **arguments: Any) -> DynaclientError:
    with pytest.raises(DynaclientError) as caught:
        client.things.get(**arguments)
    return caught.value


AUTH = {"token": {"type": "bearer"}}
SIGNED_IN = f"{PERSON} log in with `dynaclient login`, or to set {TOKEN}"


@pytest.mark.parametrize(
    ("status", "token", "end"),
    [
        (401, None, f"401 Unauthorized — no credential was sent; {SIGNED_IN}"),
        (401, "abcdefgh", f"401 Unauthorized — the server refused the credential — {SIGNED_IN}"),
        (403, "abcdefgh", f"403 Forbidden — {PERSON} log in with a credential that allows it"),
        (404, "abcdefgh", "404 Not Found"),
    ],
)
def test_what_is_refused_says_what_a_person_has_to_do(status: int, token: str | None, end: str) -> None:
    transport = RecordingTransport(response(None, status=status))
    error = raised(Client(describe(auth=AUTH), token=token, transport=transport))
    assert error_words(error) == f"things.get: {end}"
    assert isinstance(error, (Unauthorized, Forbidden, NotFound))


def test_scopes_that_are_missing_are_for_a_person() -> None:
    words = error_words(ScopeError("a.b", ["x"], ["y"]))
    assert words.endswith(f"The action needs one of: y — {PERSON} log in with a credential that allows it")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ({"timeout": 3}, f"timeout (call): is an option, not an argument — {PERSON} set `timeout`"),
        ({"idd": 3}, "idd (call): no such argument — did you mean id? known arguments: id, size, when"),
        ({"size": "big"}, 'size (query): expected type object, got "big" — pass an object'),
        ({"id": {"a": 1}}, 'id (query): expected type string, got {"a": 1} — pass a string'),
        ({"when": "soon"}, 'when (query): "soon" is not one of the allowed values — one of: "now", "later"'),
    ],
)
def test_a_problem_says_what_to_write(arguments: dict[str, Any], line: str) -> None:
    parameters = {"id": query({"type": "string"}), "size": query({"type": "object"}, style="json"), "when": query({"enum": ["now", "later"]})}  # fmt: skip
    client = Client(describe({"get": {"method": "GET", "parameters": parameters}}), transport=RecordingTransport())
    words = error_words(raised(client, **arguments))
    assert words == f"things.get: 1 problem, nothing was sent\n  {line}"
