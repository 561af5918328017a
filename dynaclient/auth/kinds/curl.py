"""How curl sends a credential that is in an environment variable: each string here is quoted for a shell."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

_PLAIN = frozenset(" -0123456789:=ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
"""Characters that mean nothing to a shell between double quotes."""


class CurlOptions(NamedTuple):
    """The options of curl in place of what a request has of a credential."""

    options: str
    fields: tuple[str, ...] = ("authorization",)
    """The names in lower case of the header fields that curl writes in place of those of the request."""
    query: str = ""
    """The name of the query parameter, as it is in the URL, in whose place they are."""


def header_option(name: str, before: str, variable: str) -> CurlOptions:
    """Return the option for a header field with a credential, and with what is before that in its value."""
    return CurlOptions(f"--header {_with_variable(f'{name}: {before}', variable)}", (name.lower(),))


def user_option(variable: str, *others: str) -> CurlOptions:
    """Return the options for a user name and a password that the variable has with a colon between them."""
    return CurlOptions(" ".join([*others, f'--user "${variable}"']))


def query_option(name: str, variable: str) -> CurlOptions:
    """Return the option for a query parameter; curl percent-encodes its value."""
    encoded = quote(name, safe="")
    return CurlOptions(f"--url-query {_with_variable(f'{encoded}=', variable)}", (), encoded)


def _with_variable(before: str, variable: str) -> str:
    """Return a word of a shell: characters that stand for themselves, whatever they are, and a variable."""
    if _PLAIN.issuperset(before):
        return f'"{before}${variable}"'
    import shlex

    return f'{shlex.quote(before)}"${variable}"'
