"""The files of certificates that a client is configured with: what is wrong with them, and which setting names them."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import NotDelivered

if TYPE_CHECKING:
    import ssl


def load_authorities(context: ssl.SSLContext, path: str) -> None:
    """Trust the authorities of a file or directory."""
    if Path(path).is_dir():
        context.load_verify_locations(capath=path)
    else:
        context.load_verify_locations(cafile=path)


def load_client_certificate(context: ssl.SSLContext, cert: str | tuple[str, str]) -> None:
    """Use a client certificate; a key with a passphrase is an error, for which OpenSSL would ask at the terminal."""
    certificate, key = (cert, None) if isinstance(cert, str) else cert
    context.load_cert_chain(certificate, key, lambda: "")


def check_files(authorities: str | None, source: str, cert: str | tuple[str, str] | None) -> None:
    """
    Raise `NotDelivered`, with the setting, if a file of certificates cannot be used.

    Args:
        authorities: The file or directory of the authorities to trust; None for the default ones.
        source: The option or the variable that names it.
        cert: The client certificate: a file, or a pair of certificate and key.
    """
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if authorities is not None:
        path = authorities
        _check(source, path, "it has no certificate in PEM", lambda: load_authorities(context, path))
    if cert is not None:
        pair = cert
        names = pair if isinstance(pair, str) else " and ".join(pair)
        words = "it needs a certificate and its key in PEM, without a passphrase"
        _check("cert=…", names, words, lambda: load_client_certificate(context, pair))


def _check(source: str, names: str, invalid: str, load: Callable[[], None]) -> None:
    try:
        load()
    except FileNotFoundError:
        problem = "does not exist"
    except PermissionError:
        problem = "cannot be read: permission denied"
    except (OSError, ValueError) as error:
        if getattr(error, "errno", None) in (errno.EMFILE, errno.ENFILE):
            raise  # not the file is wrong: no other can be opened either
        problem = f"cannot be used: {invalid}"
    else:
        return
    raise NotDelivered(
        f"could not connect: {source} names {names!r:.300}, which {problem}", sent=False, final=True,
        hint=f"correct {source}, or remove it", code="certificate-file",
    )  # fmt: skip
