"""
A browser for tests, and axe-core, which finds what is not accessible.

Both need programs: `chromium` and `chromedriver`, and `npm`, which installs axe-core. If one of them is missing, the
tests are skipped with the reason; with DYNACLIENT_PROGRAMS=required, as in CI, they fail.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

from tests.support.programs import skip_or_fail

AXE = "axe-core@4.14.1"
SCREENS = {"desktop": (1280, 900, False), "phone": (390, 844, True)}

_ARGUMENTS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
    "--host-resolver-rules=MAP *.pages.example 127.0.0.1",  # names of other websites, for tests that need some
]  # fmt: skip
_INSPECT = """
const done = arguments[arguments.length - 1];
axe.run(document, {resultTypes: ["violations"]}).then(results => done(results.violations.map(
    rule => `${rule.id}: ${rule.help}: ${rule.nodes.slice(0, 3).map(node => node.html.slice(0, 200)).join(" ")}`)));
"""


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the source of axe-core; it is installed once, and reused if DYNACLIENT_AXE names a folder."""
    reused = os.environ.get("DYNACLIENT_AXE")
    folder = Path(reused) if reused else tmp_path_factory.mktemp("axe")
    source = folder / "node_modules" / "axe-core" / "axe.min.js"
    npm = shutil.which("npm")
    if not source.exists():
        if npm is None:
            skip_or_fail("npm is not installed, and is needed for axe-core")
        folder.mkdir(parents=True, exist_ok=True)
        options = ["--no-fund", "--no-audit", "--ignore-scripts", "--fetch-retries=1", f"--prefix={folder}"]
        command = [npm, "install", *options, AXE]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            skip_or_fail(f"axe-core cannot be installed: {done.stderr[-300:]}")
    return source.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if program is None or driver is None:
        skip_or_fail("chromium and chromedriver are not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})  # every request; see `requested_urls`
    for argument in (*_ARGUMENTS, f"--user-data-dir={tmp_path_factory.mktemp('browser')}"):
        options.add_argument(argument)
    chrome = webdriver.Chrome(options=options, service=Service(driver))
    chrome.set_script_timeout(300)
    try:
        yield chrome
    finally:
        chrome.quit()


def open_page(browser: webdriver.Chrome, url: str, screen: str = "desktop", scheme: str = "light") -> None:
    """Open a page as if for the first time, on such a screen and with such a colour scheme of the system."""
    width, height, mobile = SCREENS[screen]
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile}
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.get("about:blank")  # else the same page would not be reloaded
    # The colour scheme that was last chosen is in the local storage.
    browser.execute_cdp_cmd("Storage.clearDataForOrigin", {"origin": url, "storageTypes": "local_storage"})
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    browser.get(url)


def violations(browser: webdriver.Chrome, axe: str) -> list[str]:
    """Return what axe objects to in the page that is open."""
    browser.execute_script(axe)
    return list(browser.execute_async_script(_INSPECT))


def requested_urls(browser: webdriver.Chrome) -> list[str]:
    """Return the URLs that have been requested since the last time, also by scripts, styles, workers and the browser."""
    log: list[dict[str, str]] = browser.get_log("performance")  # type: ignore[no-untyped-call]
    events = (json.loads(entry["message"])["message"] for entry in log)
    return [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]


def press(browser: webdriver.Chrome, *keys: str) -> None:
    """Press keys, one after the other."""
    if keys:
        webdriver.ActionChains(browser).send_keys(*keys).perform()


def wait_for(browser: webdriver.Chrome, script: str, *keys: str, every: float = 0.05) -> None:
    """Wait until the script returns true, and press the keys before each evaluation."""

    def condition(_: webdriver.Chrome) -> Any:
        press(browser, *keys)
        return browser.execute_script(script)

    WebDriverWait(browser, 30, poll_frequency=every).until(condition)
