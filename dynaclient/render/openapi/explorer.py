"""An API reference in the browser, Swagger UI, whose calls go to the server that it comes from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

from ...description.api import Api
from ...errors import DynaclientError
from .document import to_openapi

FOLDER = "/_explore/"
"""The path of the page."""
CONTROL = "/__mock/"
"""The path of the page with which the mock server is controlled that serves this one."""
MANY = 200
"""Operations from which only their groups are shown at first."""
_PACKAGE = "flask-swagger-ui"
"""The package that has the files of Swagger UI; its code, for Flask, is not imported."""
_FILES = {"swagger-ui.css": "text/css", "swagger-ui-bundle.js": "text/javascript"}
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>API reference</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="swagger-ui.css">
<link rel="stylesheet" href="pages.css">
</head>
<body>
<nav class="pages" aria-label="Pages">
  <a href="./" aria-current="page">Reference</a>
  <a href="CONTROL">Mock server</a>
</nav>
<div id="reference"></div>
<script src="swagger-ui-bundle.js"></script>
<script src="start.js"></script>
</body>
</html>
"""
_STYLE = """body { margin: 0; }
.pages { display: flex; flex-wrap: wrap; padding: 0 1rem; background: #4051b5; font: 1rem/1.5 system-ui, sans-serif; }
.pages a { padding: 0.6rem 1rem; border-bottom: 3px solid transparent; color: #fff; text-decoration: none; }
.pages a:hover { text-decoration: underline; }
.pages a:focus-visible { outline: 2px solid #fff; outline-offset: -4px; }
.pages [aria-current] { border-color: #fff; font-weight: 600; }
"""
"""The links to the two pages look as they do on the other one."""
_START = """const ui = SwaggerUIBundle({
  url: "openapi.json", dom_id: "#reference", deepLinking: true, docExpansion: EXPANSION, filter: true,
  tryItOutEnabled: true, validatorUrl: null, onComplete: () => {
    for (const name of KEYS) ui.preauthorizeApiKey(name, "explore");
    for (const name of PASSWORDS) ui.preauthorizeBasic(name, "explore", "explore");
  },
});
"""

HEADERS = (
    ("Content-Security-Policy", "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
     "style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)  # fmt: skip
"""Nothing is loaded from elsewhere, whatever a description has in it; Swagger UI has styles and images of its own."""

Files = Mapping[str, tuple[str, bytes, tuple[tuple[str, str], ...]]]
"""Path → media type, content, and further headers."""


def explorer(api: Api) -> Files:
    """
    Return the files of the page, by their paths.

    Args:
        api: The description.

    Raises:
        DescriptionError: The description has problems.
        DynaclientError: The extra `explore` is not installed.
    """
    try:
        distribution = metadata.distribution(_PACKAGE)
    except metadata.PackageNotFoundError:
        message = "exploring needs the explore extra: pip install 'dynaclient[explore]'"
        raise DynaclientError(message, code="extra-missing") from None
    document = to_openapi(api)
    document["servers"] = [{"url": "/"}]
    for scheme in document["components"].get("securitySchemes", {}).values():
        # Its token is issued elsewhere, and the mock server takes any.
        if scheme["type"] in ("oauth2", "openIdConnect"):
            scheme.update({"type": "http", "scheme": "bearer"})
    for operations in document["paths"].values():
        for operation in operations.values():
            operation.pop("servers", None)
    files = {
        "": ("text/html; charset=utf-8", _PAGE.replace("CONTROL", CONTROL).encode("utf-8")),
        "pages.css": ("text/css; charset=utf-8", _STYLE.encode("utf-8")),
        "start.js": ("text/javascript; charset=utf-8", _start(api).encode("utf-8")),
        "openapi.json": ("application/json", json.dumps(document).encode("ascii")),
    }
    for name, media in _FILES.items():
        path = Path(str(distribution.locate_file(f"flask_swagger_ui/dist/{name}")))
        files[name] = f"{media}; charset=utf-8", path.read_bytes()
    return {FOLDER + name: (*file, HEADERS) for name, file in files.items()}


def _start(api: Api) -> str:
    """Return the script that starts the page, with a credential of each scheme: the mock server takes any."""
    keys = [name for name, scheme in api.auth.items() if scheme.type in ("bearer", "apiKey")]
    passwords = [name for name, scheme in api.auth.items() if scheme.type == "basic"]
    constants = {"KEYS": keys, "PASSWORDS": passwords, "EXPANSION": "list" if len(api.actions) < MANY else "none"}
    return "".join(f"const {name} = {json.dumps(value)};\n" for name, value in constants.items()) + _START
