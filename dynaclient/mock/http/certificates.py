"""Certificates of a mock server with https, made by trustme. This is the only module that imports it."""

from __future__ import annotations

import ssl
import tempfile
import threading
from collections.abc import Iterable
from pathlib import Path

from ...errors import DynaclientError

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Certificates:
    """
    A certification authority of its own, and a certificate for a server.

    Args:
        hosts: Names and addresses for which the certificate is valid, besides those of loopback; ``.example.com`` is
            this name and all below it. No certificate is valid for ``*``, which is left out.
    """

    def __init__(self, hosts: Iterable[str]) -> None:
        try:
            import trustme
        except ImportError:
            raise DynaclientError(
                "https of the mock server needs the https extra: pip install 'dynaclient[https]'", code="extra-missing"
            ) from None
        below = [name for host in hosts for name in ((host[1:], f"*{host}") if host.startswith(".") else (host,))]
        names = [name for name in dict.fromkeys((*LOOPBACK, *below)) if name != "*"]
        self._authority = trustme.CA()
        reason = ""
        try:
            self._certificate = self._authority.issue_cert(*names)
        except ValueError as error:  # a name that no certificate can have
            reason = str(error)
        if reason:
            message = f"no certificate can be made for {', '.join(names)}: {reason}"
            raise DynaclientError(message, code="certificate")
        self._file: Path | None = None
        self._lock = threading.Lock()

    def context(self) -> ssl.SSLContext:
        """Return the settings of TLS of a server with this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["http/1.1"])
        # What is read ends where HTTP ends it; without this nothing could be sent after the end of the connection.
        context.options |= getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", 0)
        self._certificate.configure_cert(context)
        return context

    def ca_file(self) -> str:
        """Return a temporary file with the certificate of the authority, in PEM."""
        with self._lock:
            if self._file is None:
                with tempfile.NamedTemporaryFile(prefix="dynaclient-mock-", suffix=".pem", delete=False) as file:
                    file.write(self._authority.cert_pem.bytes())
                self._file = Path(file.name)
            return str(self._file)

    def remove_file(self) -> None:
        """Remove the temporary file, if there is one."""
        with self._lock:
            file, self._file = self._file, None
        if file is not None:
            file.unlink(missing_ok=True)
