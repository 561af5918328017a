"""
The library's messages in the words of the command line.

A message ends with what to do about it, and the library says that in Python: `resume=True`, `client.with_options(…)`.
Whatever leaves through the command line passes `shell_words`, which knows the same in the words of a shell: names of
options in general, and whole phrases where there is more to say. `tests/cli/test_wording.py` finds a message without.
"""

from __future__ import annotations

import re
import shlex
from ast import literal_eval
from collections.abc import Mapping
from functools import lru_cache

from ...client.environment import API, PROGRAM, TOKEN, with_variables_of
from ...strings.expressions import expression
from ...strings.rewording import Rewording, Rule, command_of
from ..arguments.spelling import spell_path

_TOKEN = f"{TOKEN} or --token-stdin"
OPTIONS: Mapping[str, str] = {
    "allow_hosts": "--allow-host",
    "allow_http": "--allow-http",
    "columns": "--column",
    "concurrency": "--concurrency",
    "content": "--content",
    "cors": "--cors",
    "dry_run": "--dry-run",
    "headers": "--header",
    "issuer": "--issuer of login",
    "journal": "--journal",
    "max_items": "--max-items",
    "parameters": "`parameters` of the profile",
    "private_key": "`private_key` of the profile",
    "progress": "--progress",
    "proxy": "--proxy",
    "proxy_writes": "--proxy-writes",
    "query": "--extra",
    "rate": "--rate",
    "record": "--record",
    "rerun": "--rerun",
    "results": "--results",
    "resume": "--resume",
    "scopes": "--scope of login",
    "server": "--server",
    "timeout": "--timeout",
    "token": _TOKEN,
    "token_url": "`token_url` of the profile",
    "url": "--url",
    "variables": "--variable",
}
"""The options of Python that commands have, and how a shell names them."""

SUBJECTS: Mapping[str, str] = {
    "allow": "--allow",
    "auth": "the credential",
    "confirm": "--confirm",
    "files": "--files",
    "host": "--host",
    "log": "--log",
    "max_calls": "--max-calls",
    "max_result": "--max-result",
    "port": "--port",
    "profile": "the profile",
    "reveal": "--reveal",
    "store": "the sessions",
    "tools": "--tool",
    "watch": "--watch",
}
"""What else can be wrong of what a command line selects, and how a message about it begins."""

_ROWS: tuple[tuple[str, str], ...] = (
    (
        "pass an undeclared value with client.with_options(query={…}) or (headers={…})",
        "pass undeclared values with --extra and --header",
    ),
    ("pass Client(token=…)", f"log in with `{PROGRAM} login`, set {TOKEN}, or use --token-stdin"),
    (
        'pass Client(token=("user", "password"))',
        f"log in with `{PROGRAM} login`, set {TOKEN} to user:password, or use --token-stdin",
    ),
    ("pass Client(cert=…)", "client certificates are passed in Python"),
    (
        'add one with patch={"auth": {"accessToken": {"type": "bearer"}}}',
        'write {"auth": {"accessToken": {"type": "bearer"}}} into a FILE, and pass it with --patch',
    ),
    ("obtain one with it (scopes=[…])", f"obtain one with it: `{PROGRAM} login --scope SCOPE`"),
    ("pass Client(token={…}) with it by name", "pass an API key with --header or --extra"),
    (
        "(pass a credential as token=…, a media type as content=…)",
        f"(pass a credential with {_TOKEN}, a media type with --content)",
    ),
    ("pass a credential as token=…", f"pass a credential with {_TOKEN}"),
    ('pass ("user", "password")', "pass user:password"),
    (
        "the first argument is a description (a path, a URL, a dict or a loaded Api); pass a token as token=…",
        f"--api and {API} are the path or the URL of a description; pass a token with {_TOKEN}",
    ),
    ("pass json.loads(…) of it", "pass the path of a file"),
    ('pass ("key id", "secret key") or dynaclient.auth.AwsSigV4()', "pass KEY-ID:SECRET-KEY"),
    ("pass PEM, a JWK, or auth.PrivateKey(…)", "name a file with a key in PEM, or a JWK"),
    ("pass cert=… with the certificate", "client certificates are passed in Python"),
    ("use https://, download it, or set allow_http=True", "use https://, or download it"),
    ("or set allow_http=True", "or add --allow-http"),
    ('pass url="https://…"', "pass --url https://…"),
    ("pass variables={…} with it, or url=…", "pass --variable NAME=VALUE with it, or --url"),
    ("pass server=… with one of", "pass --server with one of"),
    ("choose a server by server=… or by url=…, not by both", "choose a server by --server or by --url, not by both"),
    ("are needed: the server's URL has", "is needed: the server's URL has"),
    ("resume and rerun need a journal", "--resume and --rerun need a journal"),
    ("pass journal=path", "add --journal FILE"),
    ("pass resume=True", "add --resume"),
    ('rerun="failed" allows', "--rerun failed allows"),
    ("pass Path(…) or data.encode()", "write NAME=@FILE"),
    ("pass a Path, bytes, a file opened with 'rb', or an iterator of bytes", "write NAME=@FILE"),
    ("pass a path, or a file opened with 'wb'", "pass the path of a file"),
    ("open it, and pass the file object", "pass the path of a file, or call the action and redirect its output"),
    (
        "the redirect is not followed; allow it with client.with_options(redirects=1)",
        "no redirect is followed on the command line: pass the base URL of the new address with --url",
    ),
    ("pass a dict", "write NAME:=JSON, or its properties one by one: NAME.PROPERTY=VALUE"),
    ("expected a dict", "expected an object"),
    ("pass one dict per row", "write one JSON object per row"),
    (
        "pass the name of a parameter, a path such as 'device.name', or None",
        "write --column NAME=PARAMETER, a path such as device.name after the =, or nothing",
    ),
    ("skip one of them: columns={'…': None}", "skip one of them: --column NAME="),
    (
        "pass a dict without these members, or skip it: columns={'…': None}",
        "leave these members out of it, or skip it: --column NAME=",
    ),
    (
        'if semicolons separate the columns, pass csv.DictReader(file, delimiter=";")',
        "if semicolons separate the columns, save it with commas, or with tabs as .tsv",
    ),
    (
        'save the file as UTF-8, or pass csv.DictReader(open(path, encoding="…", newline=""))',
        "save the file as UTF-8",
    ),
    (
        "an iterable of dicts, the path of a .csv, .tsv, .ndjson or .jsonl file, or a pandas or polars frame",
        "the path of a .csv, .tsv, .ndjson or .jsonl file, or - for lines of JSON on the standard input",
    ),
    (
        "pass a path that ends with .ndjson, .jsonl or .csv, an open file, or a function",
        "pass a path that ends with .ndjson, .jsonl or .csv",
    ),
    ("the string is not the path of a results file", "is not the path of a results file"),
    ("rate= needs", "--rate needs"),
    (
        "pass ca=… with the certificate of the authority that issued it, or name it in REQUESTS_CA_BUNDLE",
        "name the certificate of the authority that issued it in REQUESTS_CA_BUNDLE",
    ),
    ("pass cert=… with a client certificate that the server accepts", "client certificates are passed in Python"),
    ("call the action itself, without pages or items", "omit --all"),
    ("to continue nevertheless, pass `cursor` to `resume`", "--max-items ends the list before it"),
)
PHRASES: Mapping[str, str] = dict(_ROWS)
"""Phrases of the library's messages, and what they are in a shell."""


def shell_words(message: str, program: str = PROGRAM) -> str:
    """Return a message of the library in the words of the command line of a program."""
    return _rewording(program)(message)


@lru_cache(maxsize=2)
def _rewording(program: str) -> Rewording:
    options = {name: with_variables_of(program, option) for name, option in OPTIONS.items()}
    return Rewording(
        {phrase: with_variables_of(program, words) for phrase, words in PHRASES.items()},
        (
            Rule(_OWNER, lambda _: ""),
            Rule(_WORD, lambda match: f"  {_WORDS[match['name']]}"),
            Rule(_CALL, lambda match: match["subject"]),
            Rule(_OPTION, lambda match: f"  {_subject(options, match['name'])}: "),
            Rule(_LIMIT, lambda match: _LIMITS[match["name"]].format(match["seconds"])),
            Rule(_PATCHED, lambda match: f"write {match['patch']} into a FILE, and pass it with --patch"),
            Rule(_COLUMNS, _column_options),
            Rule(_IN_BODY, lambda match: f"did you mean {spell_path((match['body'], match['name']))}=VALUE?"),
            Rule(_NAMED, lambda match: _NAMED_AS[match["name"]].format(match["value"])),
            command_of(PROGRAM, program),
            Rule(_WITH_OPTIONS, lambda match: _option(options, match["name"], match["value"])),
            Rule(_ASSIGNED, lambda match: _option(options, match["name"], match["value"])),
        ),
    )


_QUOTES = "\"'"
_LIMIT = expression(r"\((?P<name>read_timeout|connect_timeout) (?P<seconds>[\d.e+]+) s\)")
_LIMITS = {"read_timeout": "(no byte for {0} s)", "connect_timeout": "(not within {0} s)"}
"""Limits that have no option in a shell, in words."""
_OWNER = expression(r"^[A-Za-z]\w*: (?=[\d,]+ problems?, nothing was sent)")
"""The class or function that refuses an option; the name of an action has a dot."""
_WORDS = {"content": "--content", "rows": "FILE", "target": "TARGET"}
_WORD = expression(r"^  (?P<name>content|rows|target) \(call\)(?=: (?!no such argument|is an option))", re.MULTILINE)
"""What a method has as an argument of its own, and a command as a word; an argument of an action may have its name."""
_CALL = expression(r"(?P<subject>^  (?:(?! \(| — ).){1,200}) \(call\)(?=: )", re.MULTILINE)
"""What is wrong with a call as a whole, or the name of an argument that it does not have."""
_OPTION = expression(r"^  (?P<name>\w+) \(option\): ", re.MULTILINE)
_COLUMNS = expression(r"columns=\{(?P<name>.+?): 'parameter'\} maps the column, \{(?P=name): None\} skips it")
_PATCHED = expression(r"patch=(?P<patch>\{\"auth\": \{\"[^\"]*\": \{\"prefix\": \"Token \"\}\}\})")
"""A patch with the name of an auth scheme of the description."""
_IN_BODY = expression(r"did you mean (?P<body>[\w-]+)=\{'(?P<name>[^'\\]+)': …\}\?")
"""An argument that is a property of the body."""
_NAMED = expression(r"(?P<name>issuer|trusted_origins|token)=[\[{]?\"(?P<value>[^\"]*)\"(?:\]|: …\})?")
_NAMED_AS = {
    "issuer": "--issuer {0} of login",
    "trusted_origins": '"trusted": ["{0}"] of the profile',
    "token": "a credential for {0} with login --as {0}",
}
_WITH_OPTIONS = expression(r"\b(?:client\.)?(?:with_options|Client)\((?P<name>\w+)=(?P<value>[^()]*)\)")
_ASSIGNED = expression(rf"(?<![\w.-])(?P<name>{'|'.join(OPTIONS)})=(?P<value>True|…)(?!\w)")


def _column_options(match: re.Match[str]) -> str:
    try:
        name = str(literal_eval(match["name"]))
    except (SyntaxError, ValueError):
        name = "NAME"  # it is shortened in the message
    return f"--column {shlex.quote(f'{name}=PARAMETER')} maps the column, --column {shlex.quote(f'{name}=')} skips it"


def _subject(options: Mapping[str, str], name: str) -> str:
    """Return how a line about an option of the library begins."""
    return options.get(name) or SUBJECTS.get(name) or name.replace("_", " ")


def _option(options: Mapping[str, str], name: str, value: str) -> str:
    """Return an option as it is written in a shell; one that no command has remains one of Python."""
    if name not in options:
        return f"the option {name} of Python"
    has_value = value not in ("", "True", "…") and name != "token"
    return f"{options[name]} {shlex.quote(value.strip(_QUOTES))}" if has_value else options[name]
