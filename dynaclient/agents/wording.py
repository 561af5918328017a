"""
The library's messages in the words of an agent.

An agent calls tools with JSON as arguments. It has no Python and no shell, and it can set neither options of the client
nor credentials: what only these can change is for the person who runs the server. `tests/agents/test_wording.py` finds
a message without.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ..client.environment import PROGRAM, TOKEN, with_variables_of
from ..errors import DynaclientError, Forbidden, ScopeError, Unauthorized
from ..strings.expressions import expression
from ..strings.rewording import Rewording, Rule, command_of

PERSON = "ask the person who runs this server to"
_LOG_IN = f"{PERSON} log in with `{PROGRAM} login`, or to set {TOKEN}"
_MORE_RIGHTS = f"{PERSON} log in with a credential that allows it"
_FILE = 'write {"file": "NAME"} with the name of a file'

PHRASES: Mapping[str, str] = {
    # What the agent can do in other words.
    "; pass an undeclared value with client.with_options(query={…}) or (headers={…})": "",
    " (pass a credential as token=…, a media type as content=…)": "",
    'simplify the value, or the schema; or use client.with_options(validate="off")': "simplify the value",
    ", or pass bytes": "",
    "raise the limit with client.with_options(max_response_bytes=…)": "ask for less: fewer items, or a part",
    "choose another media type with with_options(content=…)": "leave these characters out",
    ", which Python does not know": ", which is not known",
    "pass a dict, or all members by name": "write an object, or all members by name",
    "pass a dict": "write an object",
    "pass Path(…) or data.encode()": _FILE,
    "pass a Path or bytes": _FILE,
    "pass a Path, bytes, a file opened with 'rb', or an iterator of bytes": _FILE,
    "pass the document: a str, bytes, a Path or an open file": f"write the document as a string, or {_FILE}",
    "to continue nevertheless, pass `cursor` to `resume`": "read fewer items to end before it",
    # What only a person can do.
    "pass Client(token=…)": _LOG_IN,
    'pass Client(token=("user", "password"))': _LOG_IN,
    "pass Client(cert=…)": f"{PERSON} set a client certificate",
    "the server refused the credential: check that it is valid, and one of this server": (
        "the server refused the credential"
    ),
    "pass Client(token={…}) with it by name": f"{PERSON} add it by name",
    "obtain one with it (scopes=[…])": f"{PERSON} log in with it",
    "log in again": f"{PERSON} log in again",
    "log in first": f"{PERSON} log in first",
    "remove it, and log in again": f"{PERSON} remove it, and to log in again",
    "update dynaclient, or remove the file and log in again": (
        f"{PERSON} update dynaclient, or to remove the file and log in again"
    ),
    "register the client": f"{PERSON} register the client",
    "ask the owner of the API": f"{PERSON} ask the owner of the API",
    "check the client id": f"{PERSON} check the client id",
    "check what the token": f"{PERSON} check what the token",
    "pass PEM, a JWK, or auth.PrivateKey(…)": f"{PERSON} name a file with a key in PEM, or a JWK",
    "pass Client(cert=…): a file, or a pair of certificate and key": f"{PERSON} set a client certificate",
    "is issuer=… right? Or pass token_url=…": f"{PERSON} check `issuer`, or to set `token_url`",
    "is the URL whole, with its path? Or pass token_url=…": f"{PERSON} check `issuer`, or to set `token_url`",
    "check the audience or resource in parameters=…": f"{PERSON} check the audience or resource in `parameters`",
    "check parameters=…, and": f"{PERSON} check `parameters`, and",
    'add one with patch={"auth": {"accessToken": {"type": "bearer"}}}': f"{PERSON} add one to the description",
    "write them into its URL": f"{PERSON} write them into its URL",
    "correct them in ": f"{PERSON} correct them in ",
    "use https://, reach the host without that proxy, or set allow_http=True": (
        f"{PERSON} use https://, reach the host without that proxy, or set `allow_http`"
    ),
    "use https://, or set allow_http=True": f"{PERSON} use https://, or set `allow_http`",
    "use https://, download it, or set allow_http=True": f"{PERSON} use https://, download it, or set `allow_http`",
    "pass variables={…} with it, or url=…": f"{PERSON} set `variables` or `url`",
    "pass another value, or url=…": f"{PERSON} pass another value, or to set `url`",
    "pass another URL as url=…": f"{PERSON} set another `url`",
    "pass a credential as token=…": f"{PERSON} set {TOKEN}",
    "pass url=… to the client": f"{PERSON} set `url`",
    "give the URL of the document: dynaclient import --base URL": f"{PERSON} import the document with its URL",
    "or keep the session in a file: --store file": "or to keep the session in a file",
}
"""Phrases of the library's messages, and what an agent reads instead."""


def agent_words(message: str) -> str:
    """Return a message of the library in the words of an agent."""
    return _rewording()(message)


def error_words(error: DynaclientError) -> str:
    """Return what an agent reads of an error: if rights are missing, it ends with what a person has to do."""
    words = agent_words(str(error))
    if PERSON in words or not isinstance(error, (Unauthorized, Forbidden, ScopeError)):
        return words
    return f"{words} — {_LOG_IN if isinstance(error, Unauthorized) else _MORE_RIGHTS}"


def program_words(message: str, program: str) -> str:
    """Return a message with the command and the variables of the environment that another program has."""
    command, words = command_of(PROGRAM, program)
    return with_variables_of(program, command.sub(words, message))


@lru_cache(maxsize=1)
def _rewording() -> Rewording:
    return Rewording(
        PHRASES,
        (
            Rule(_IN_BODY, lambda match: f"did you mean {match['name']} inside `{match['body']}`?"),
            Rule(_INSTALL, lambda match: f"{PERSON} install {match[1]}"),
            Rule(_CREDENTIAL, lambda match: f"{PERSON} add the credential {match[1]}"),
            Rule(_ORIGIN, lambda match: f"{PERSON} set " * bool(match[1]) + f"`{match['name']}` to {match['value']}"),
            Rule(_WITH_OPTIONS, lambda match: f"{PERSON} set `{match['name']}`"),
            Rule(_PASSED, lambda match: f"{PERSON} set `{match['name']}`{' to' if match['with'] else ''}"),
            Rule(_NAMED, lambda match: f"`{match['name']}`"),
        ),
    )


# What an API writes in its own words must not look like any of these: they end with an ellipsis, or have our names.
_IN_BODY = expression(r"\bdid you mean (?P<body>[\w-]+)=\{(?P<name>[^{}]+): …\}\?")
_INSTALL = expression(r"\bpip install '([\w-]+\[\w+\])'")
_CREDENTIAL = expression(r"\bpass token=\{(\"[^\"]*\"): …\}")
_ORIGIN = expression(r"(\bpass )?(?<![\w.-])(?P<name>issuer|trusted_origins)=(?P<value>\[?\"[^\"…]*\"\]?)")
_WITH_OPTIONS = expression(r"\b(?:\w+ it with|use) client\.with_options\((?P<name>\w+)=[^()]*\)")
_PASSED = expression(r"\b(?:pass|set|add) (?P<name>[a-z_]+)=(?:…|\[…\]|\{…\}|\"[^\"]*…\")(?P<with> with)?")
_NAMED = expression(r"(?<![\w.-])(?P<name>[a-z_]+)=…")
