"""The server: the way to it, the certificates, each step of a connection, and its clock."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ...auth.clocks import date_of
from ...errors import NotDelivered
from ...http.diagnosis import FAILED, HTTP, Diagnosis, Step, diagnose
from ...http.observing import CONNECTION, NAME, PROXY, TLS
from ...http.proxies import NetworkSettings, Route
from ...messages import Limits, Response
from ..output.wording import shell_words
from .checks import Check, failed, ok, warning
from .surroundings import names_a_proxy

SECONDS = 10.0
"""How long the connection and the response may take together, unless the user says otherwise."""
_SKEW = 60.0
"""Seconds that the clocks may differ: signatures and tokens are usually accepted within some minutes."""
_DAYS = 14
"""Days before its end from which on a certificate is worth a warning."""


class Server:
    """
    The server of an API.

    Args:
        url: Its URL.
        settings: Proxies and certificates.
        program: The program, whose words are used.
        seconds: How long the connection and the response may take together.
        local_only: Whether calls have a credential that must not leave this machine unencrypted.
    """

    def __init__(
        self, url: str, settings: NetworkSettings, program: str, seconds: float = SECONDS, *, local_only: bool = False
    ) -> None:
        self._url, self._settings, self._program = url, settings, program
        self._seconds, self._local_only = seconds, local_only
        self.is_reached = False
        """Whether a response has arrived, and could be used."""

    def checks(self) -> Iterator[Check]:
        """Yield the checks."""
        try:
            route = self._settings.route_to(self._url)
        except NotDelivered as error:
            yield self._failure("proxy", error.reason, error.hint)
            return
        yield ok("proxy", _way(route))
        if route.uses_tls:
            yield self._check_authorities()
        deadline = time.monotonic() + self._seconds
        limits = Limits(deadline=deadline, read_timeout=self._seconds, local_only=self._local_only)
        diagnosis = diagnose(self._url, self._settings, limits)
        response = diagnosis.response
        self.is_reached = response is not None
        for step in diagnosis.steps:
            yield from self._check_step(step, is_last=step is diagnosis.steps[-1])
        if response is not None:
            yield _check_clock(response, diagnosis)

    def _failure(self, subject: str, reason: str, hint: str) -> Check:
        advice = shell_words(hint, self._program) or "is the URL right, and is the server running?"
        return failed(subject, shell_words(reason, self._program), advice)

    def _check_authorities(self) -> Check:
        settings = self._settings
        own = settings.ca_source if isinstance(settings.verify, str) else ""
        try:
            settings.check_files()
        except NotDelivered as error:
            return self._failure("certificates", error.reason, error.hint)
        path = settings.certificates
        if not Path(path).exists():
            return failed("certificates", f"{path} does not exist", "pip install --force-reinstall certifi")
        source = f"those that {own} names" if own else "those of the package certifi; REQUESTS_CA_BUNDLE names others"
        return ok("certificates", f"trusted are the authorities in {path}, {source}")

    def _check_step(self, step: Step, *, is_last: bool) -> Iterator[Check]:
        if step.outcome == FAILED and is_last:
            slow = f" (after {self._seconds:g} s)" if step.slow else ""
            yield self._failure(step.name, f"{step.reason}{slow}", step.hint)
        elif step.outcome == FAILED:
            yield warning(step.name, f"{step.subject}: {step.reason}", "another address is used")
        else:
            yield from _STEPS[step.name](step)


def _way(route: Route) -> str:
    """Return how a host is reached, in words."""
    if route.proxy is not None:
        return f"{route.target} is reached through {route.proxy.label}"
    reason = "the proxies of the environment are not for it" if names_a_proxy() else "no proxy is set"
    return f"{route.target} is reached directly: {reason}"


# --- steps ------------------------------------------------------------------------------------------------------------


def _name(step: Step) -> Iterator[Check]:
    addresses = list(dict.fromkeys(str(candidate[4][0]) for candidate in step.result))
    more = f" and {len(addresses) - 3} others" if len(addresses) > 3 else ""
    if addresses != [step.subject]:  # it is a name
        yield ok(NAME, f"{step.subject} is {', '.join(addresses[:3])}{more}")


def _connection(step: Step) -> Iterator[Check]:
    yield ok(CONNECTION, f"{step.subject} accepts connections at port {step.result}")


def _proxy(step: Step) -> Iterator[Check]:
    yield ok(PROXY, f"it connects to {step.subject}")


def _tls(step: Step) -> Iterator[Check]:
    certificate: Mapping[str, Any] = step.result.certificate
    text = f"{step.result.version} with {step.subject}"
    if "notAfter" not in certificate:  # it was not verified
        yield ok(TLS, f"{text}; its certificate was not looked at")
        return
    ends = ssl.cert_time_to_seconds(certificate["notAfter"])
    days = (ends - time.time()) / 86400
    issuer = {key: value for names in certificate.get("issuer", ()) for key, value in names}
    by = issuer.get("organizationName") or issuer.get("commonName") or "an authority without a name"
    day = time.strftime("%Y-%m-%d", time.gmtime(ends))
    certified = f"its certificate, issued by {by}, ends on {day}, in {days:.0f} days"
    text = f"{text}; {certified}"
    yield warning(TLS, text, "have it renewed") if days < _DAYS else ok(TLS, text)


def _http(step: Step) -> Iterator[Check]:
    status = f"{step.result.status} {step.result.reason}".strip()
    if step.result.status >= 500:
        advice = "the server has a problem of its own: try again later"
        yield warning(HTTP, f"{step.subject} responds with {status}", advice)
    else:
        yield ok(HTTP, f"{step.subject} responds with {status} to a HEAD request without a credential")


_STEPS: Mapping[str, Callable[[Step], Iterator[Check]]] = {
    NAME: _name, CONNECTION: _connection, PROXY: _proxy, TLS: _tls, HTTP: _http,
}  # fmt: skip
"""The steps, and what is yielded of each that has succeeded."""


def _check_clock(response: Response, diagnosis: Diagnosis) -> Check:
    moment = date_of(response.headers)
    if moment is None:
        return ok("clock", "not compared: the server does not send its time")
    date = moment.timestamp()
    # The server's clock has whole seconds, and was read between the request and the response.
    skew = max(diagnosis.sent_at - date - 1, date - diagnosis.received_at, 0.0)
    if skew > _SKEW:
        direction = "ahead of" if diagnosis.sent_at > date else "behind"
        text = f"the clock of this machine is {skew:.0f} s {direction} that of the server"
        return warning("clock", text, "set it: tokens, signatures and certificates depend on it")
    return ok("clock", "that of this machine and that of the server agree")
