"""Real processes in folders of their own; nothing here touches the instance of the working copy."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from coordination.config import ROOT
from coordination.operation.account import Account

CLEARED = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SECRET_KEY_FILE", "UPLOAD_DIR", "PORT")
NOBODY = Account(65534, 65534, "nobody")
START = "import sys; from coordination.operation.servers import running; from pathlib import Path\n"
HOLD = (
    START
    + """
with running(Path(sys.argv[1]), durable="durable" in sys.argv) as servers:
    print(servers.database_url, servers.redis_url, flush=True)
    sys.stdin.read()
"""
)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short folder that the server account may pass through, as pytest's own is not for root."""
    made = Path(tempfile.mkdtemp(prefix="operation-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in CLEARED}
    return kept | {"INSTANCE_PATH": str(folder / "instance"), "PYTHONPATH": str(ROOT)}


@pytest.fixture
def start(environment: dict[str, str]) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a process of the test, ended with it."""
    begun: list[subprocess.Popen[str]] = []

    def begin(*arguments: str, prefix: tuple[str, ...] = (), **variables: str) -> subprocess.Popen[str]:
        begun.append(
            subprocess.Popen(
                [*prefix, sys.executable, *arguments],
                cwd=ROOT,
                env=environment | variables,
                text=True,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
        )
        return begun[-1]

    yield begin
    for process in begun:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
        if process.poll() is None:
            process.kill()
        process.communicate()


def until(condition: Callable[[], object], seconds: float = 20) -> None:
    """Wait for a fact about other processes; fails when it does not come about."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.05)


def working_in(directory: Path) -> list[int]:
    """The processes whose working directory is below `directory`."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and (entry / "cwd").readlink().is_relative_to(directory):
                found.append(int(entry.name))
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def as_nobody() -> tuple[str, ...]:
    """The prefix that runs a command as an ordinary user, when the tests run as root.

    Where interpreter or project lie in a folder closed to others, the one right to look into it is kept.
    """
    if os.getuid() != 0:
        return ()
    drop = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    if NOBODY.can_reach(Path(sys.executable)) and NOBODY.can_reach(ROOT / "app.py"):
        return drop
    return (*drop, "--inh-caps=+dac_override", "--ambient-caps=+dac_override")
