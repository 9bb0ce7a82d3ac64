"""What the benchmarks share: a seeded district on embedded servers, processes of it, a signed-in cookie."""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from coordination.operation.servers import Servers, running

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "instance" / "fonts"  # where scripts/install-fonts has put them
COMMAND = (sys.executable, "-m", "coordination.cli")


@dataclass(frozen=True)
class District:
    """The sample district in a folder of its own; `environment` is what a process of it needs."""

    folder: Path
    servers: Servers
    environment: dict[str, str]

    def command(self, *words: str) -> None:
        """Run a command of the product to its end."""
        subprocess.run(
            [*COMMAND, *words], env=self.environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL
        )

    @contextmanager
    def serving(self) -> Iterator[str]:
        """The site as it is served in production; its address, without a slash at the end."""
        port = free_port()
        with process(*COMMAND, "serve", "--port", str(port), district=self):
            site = f"http://127.0.0.1:{port}"
            wait(f"{site}/healthz")
            yield site

    @contextmanager
    def granian(self, application: str) -> Iterator[str]:
        """Another WSGI application in this folder, on the server and number of workers of the site."""
        port = free_port()
        words = ("--interface", "wsgi", "--port", str(port), "--workers", "2", "--blocking-threads", "2")
        with process(sys.executable, "-m", "granian", *words, application, district=self):
            address = f"http://127.0.0.1:{port}/"
            wait(address)
            yield address

    def cookie_for(self, username: str) -> str:
        """The cookie of a signed-in person, made in a process of the product."""
        code = SIGN_IN.format(username=username)
        out = subprocess.run(
            [sys.executable, "-c", code],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        return out.stdout.rsplit("COOKIE ", 1)[1].strip()


SIGN_IN = """
from coordination.operation.serving import site
from coordination.kernel import db
from coordination.accounts.queries import by_username
from coordination.accounts import signing
app = site()
with app.app_context(), db.acting(db.SYSTEM_SCOPE):
    token = signing._open(by_username({username!r}), "127.0.0.1", "benchmark")
    db.session.commit()
    value = app.session_interface.get_signing_serializer(app).dumps({{"_user_id": token}})
print("COOKIE", app.config["SESSION_COOKIE_NAME"] + "=" + value)
"""


@contextmanager
def district(**settings: str) -> Iterator[District]:
    """Durable embedded servers in a new folder, migrated and seeded; `settings` join the environment."""
    folder = Path(mkdtemp(prefix="coordination-bench-"))
    with running(folder) as servers:
        fonts = {"FONT_DIR": str(FONTS)} if FONTS.is_dir() else {}
        found = District(folder, servers, environment(servers, folder) | fonts | settings)
        found.command("migrate")
        found.command("seed")
        yield found


def environment(servers: Servers, folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": servers.database_url,
        "REDIS_URL": servers.redis_url,
        "INSTANCE_PATH": str(folder),
        "SECRET_KEY": secrets.token_hex(32),
        "TEST_MODE": "1",
        "PYTHONPATH": str(ROOT),
        "LOG_LEVEL": "WARNING",
    }


@contextmanager
def process(*words: str, district: District) -> Iterator[None]:
    """A child that lives as long as the block; what it prints goes to serve.log."""
    with (district.folder / "serve.log").open("ab") as log:
        child = subprocess.Popen(words, env=district.environment, cwd=district.folder, stdout=log, stderr=log)
        try:
            yield
        finally:
            child.terminate()
            child.wait(20)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait(address: str) -> None:
    """Return once the address answers; a serious refusal ends the benchmark."""
    for _ in range(1800):  # three minutes: the machine may have other things to do
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"{address} does not answer")
