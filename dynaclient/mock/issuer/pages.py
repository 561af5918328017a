"""The pages that a person sees: plain HTML with one button, which loads nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from ..exchange import MockResponse
from .grants import Grant, Scopes

_HEADERS = (
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)
"""Neither another page nor its frames may press the button, and none learns the URL with its parameters."""
_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}"
    "button,input,select{font:inherit;padding:.4rem 1rem}"
)


def page(title: str, *parts: str, status: int = 200) -> MockResponse:
    """Return a page; the parts are HTML."""
    head = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
    view = '<meta name="viewport" content="width=device-width,initial-scale=1">'
    body = f"<style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1>{''.join(parts)}</main></body></html>\n"
    return MockResponse(status, f"{head}{view}{body}".encode("utf-8", "replace"), "text/html; charset=utf-8", _HEADERS)


def paragraph(text: str) -> str:
    """Return a paragraph."""
    return f"<p>{escape(text)}</p>"


def asked(client: str, api: str, scopes: Scopes) -> str:
    """Return what a client asks for."""
    listed = "".join(f"<li><code>{escape(scope)}</code></li>" for scope in scopes or ())
    what = f"for these scopes:</p><ul>{listed}</ul>" if listed else "for all that is granted.</p>"
    return f"<p><strong>{escape(client)}</strong> asks for access to {escape(api)} {what}"


def form(action: str, hidden: Mapping[str, str], *fields: str) -> str:
    """Return a form with a button that allows what is asked for."""
    inputs = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in hidden.items()
    )
    button = '<p><button name="decision" value="allow">Allow</button></p>'
    return f'<form method="post" action="{escape(action)}">{inputs}{"".join(fields)}{button}</form>'


def choice(people: Iterable[Grant]) -> str:
    """Return the field in which it is chosen who logs in, if there are several."""
    names = list(dict.fromkeys(grant.subject for grant in people))
    options = "".join(f"<option>{escape(name)}</option>" for name in names)
    return f'<p><label>Log in as <select name="user">{options}</select></label></p>' if len(names) > 1 else ""


def code_field(user_code: str) -> str:
    """Return the field for the code that a device shows."""
    attributes = 'name="user_code" required autocomplete="off" autocapitalize="characters"'
    return f'<p><label>Code of the device <input {attributes} value="{escape(user_code)}"></label></p>'


def link(url: str, text: str) -> str:
    """Return a link."""
    return f'<p><a href="{escape(url)}">{escape(text)}</a></p>'
