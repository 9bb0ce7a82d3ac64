"""The whole product as processes: servers, web, worker, the sample district, and a real browser."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from coordination.config import ROOT
from coordination.operation import catalogues
from coordination.sample.people import sample_password
from tests.servers import servers_for

SECRET = secrets.token_hex(32)
PASSWORD = sample_password(SECRET)
#: The days after the October deadline: what the sample leaves open is late.
NOW = "2026-11-23T10:00:00+08:00"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


@dataclass(frozen=True)
class Site:
    address: str
    folder: Path
    environment: dict[str, str]


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    catalogues.compile_all()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="coordination-e2e-")))
        servers = stack.enter_context(servers_for("e2e"))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        environment = {
            **os.environ,
            "DATABASE_URL": servers.database_url,
            "REDIS_URL": servers.redis_url,
            "INSTANCE_PATH": str(folder),
            "UPLOAD_DIR": str(folder / "uploads"),
            "SECRET_KEY": SECRET,
            "TEST_MODE": "1",
            "CLOCK_FILE": str(folder / "clock"),
        }
        (folder / "clock").write_text(NOW, encoding="ascii")
        for words in (("migrate",), ("seed",)):
            subprocess.run(
                [sys.executable, "-m", "coordination.cli", *words],
                env=environment,
                cwd=ROOT,
                check=True,
                stdout=subprocess.DEVNULL,
                timeout=120,
            )
        for words in (("serve", "--port", str(port)), ("worker",)):
            stack.enter_context(Process(words, environment, folder / f"{words[0]}.log"))
        site = Site(f"http://127.0.0.1:{port}", folder, environment)
        _wait(f"{site.address}/healthz", folder / "serve.log")
        yield site


class Process:
    """A process of the product for the time of a block; ended by SIGTERM."""

    def __init__(self, words: tuple[str, ...], environment: dict[str, str], log: Path) -> None:
        self._out = log.open("wb")
        command = [sys.executable, "-m", "coordination.cli", *words]
        self._child = subprocess.Popen(
            command, env=environment, cwd=ROOT, stdout=self._out, stderr=subprocess.STDOUT
        )

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *_error: object) -> None:
        self._child.terminate()
        try:
            self._child.wait(20)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._out.close()


def _wait(address: str, log: Path) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(log.read_text("utf-8", errors="replace")[-3000:])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def person(site: Site, browser: Browser) -> Iterator[Callable[..., Page]]:
    """`person("clerk")` signs in with a browser of its own; `phone=True` for a small screen.

    Requests to another host, errors in the console and failed answers of our own fail the test;
    with `cut=True` the test cuts the line itself and the console may say so; `script=False` for a browser
    without scripts.
    """
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def signed_in(
        username: str,
        *,
        phone: bool = False,
        language: str = "zh-CN",
        cut: bool = False,
        script: bool = True,
    ) -> Page:
        context = browser.new_context(
            viewport=PHONE if phone else DESKTOP,
            locale=language,
            timezone_id="Asia/Shanghai",
            java_script_enabled=script,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        watch(page, site, trouble, cut=cut)
        page.goto(f"{site.address}/sign-in")
        page.locator("#username").fill(username)
        page.locator("#password").fill(PASSWORD)
        page.locator("main button").click()
        page.locator("nav.co-places").wait_for()
        return page

    yield signed_in
    for context in contexts:
        context.close()
    assert trouble == []


def watch(page: Page, site: Site, trouble: list[str], *, cut: bool = False) -> None:
    harmless = ("status of 4", "net::ERR_") if cut else ("status of 4",)

    def asked(request: object) -> None:
        url = request.url  # type: ignore[attr-defined]
        if not url.startswith((site.address, "data:", "blob:")):
            trouble.append(f"asked {url}")

    def answered(response: object) -> None:
        if response.status >= 500:  # type: ignore[attr-defined]
            trouble.append(f"{response.status} {response.url}")  # type: ignore[attr-defined]

    page.on("request", asked)
    page.on("response", answered)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on(
        "console",
        lambda message: (
            trouble.append(message.text)
            if message.type == "error" and not any(words in message.text for words in harmless)
            else None
        ),
    )
