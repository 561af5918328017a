"""A proxy: its connections to the real API, and what it records."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from secrets import token_hex

from ...runtime.hosts import host_and_port, host_label, is_loopback
from .options import ProxyOptions
from .recording import Recorder
from .upstream import Upstream

MAX_LOGGED = 1000
"""Differences that are logged, each once."""

log = logging.getLogger("dynaclient.mock")


class Proxy:
    """
    What outlives the service of one description: connections and recording.

    Args:
        options: The options.

    Raises:
        InvalidCall: The recording cannot be continued.
        DynaclientError: The recording cannot be written.
    """

    def __init__(self, options: ProxyOptions) -> None:
        self.options = options
        self.recorder = None if options.record is None else Recorder(options.record)
        self.upstream = Upstream(host_label(options.url))
        self.name = f"dynaclient-mock-{token_hex(4)}"
        """The name of this server in `Via`, by which it recognizes a request that comes back."""
        self._logged: set[str] = set()
        if options.url.startswith("http:") and not is_loopback(host_and_port(options.url)[0]):
            log.warning("requests to %s are not encrypted, and their credentials neither: use https://", options.url)

    def report(self, lines: Iterable[str]) -> None:
        """Log how the real API differs from the description: each difference once."""
        for line in lines:
            if line not in self._logged and len(self._logged) < MAX_LOGGED:
                self._logged.add(line)
                log.warning("the real API and the description differ: %s", line)

    def close(self) -> None:
        """End all connections to the real API, and write what is not written yet of the recording."""
        self.upstream.close()
        if self.recorder is not None:
            self.recorder.close()
