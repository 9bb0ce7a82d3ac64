"""Child processes: start, stop in order, recognise and end what an earlier run left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from coordination.operation import launch as launcher
from coordination.operation.account import Account

NO_ENVIRONMENT: Mapping[str, str] = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def launch(
    arguments: list[str],
    *,
    account: Account,
    directory: Path,
    log: Path,
    parent_gone: signal.Signals = signal.SIGTERM,
    environment: Mapping[str, str] = NO_ENVIRONMENT,
) -> subprocess.Popen[bytes]:
    """Start `arguments` (first: an absolute path) as `account` in `directory`, output appended to `log`.

    The child has its own session, so that Ctrl-C reaches the supervisor alone, and gets `parent_gone` when
    the starting thread ends, however it ends.
    """
    head = [sys.executable, "-I", "-S", str(Path(launcher.__file__).resolve())]
    place = [str(os.getpid()), str(account.uid), str(account.gid), str(int(parent_gone)), str(directory)]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(
            [*head, *place, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=dict(environment),
            start_new_session=True,
        )


def stop(process: subprocess.Popen[bytes], asked: signal.Signals, patience: float = 30) -> None:
    """Ask with `asked`, wait `patience` seconds, then kill."""
    if process.poll() is not None:
        return
    process.send_signal(asked)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)


def runs_in(pid: int, directory: Path) -> bool:
    """Whether `pid` lives and works in `directory`: how a server of ours is told from a reused pid."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == directory.resolve()
    except OSError:
        return False


def end_left_over(pid_file: Path, directory: Path, asked: signal.Signals, patience: float = 30) -> None:
    """End the server named by `pid_file` if it really works in `directory`; drop the file if it is stale."""
    pid = read_pid(pid_file)
    if pid is None:
        return
    if runs_in(pid, directory):
        _end(pid, directory, asked, patience)
    pid_file.unlink(missing_ok=True)


def read_pid(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


def _end(pid: int, directory: Path, asked: signal.Signals, patience: float) -> None:
    for sent in (asked, signal.SIGKILL):
        try:
            os.kill(pid, sent)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + patience
        while runs_in(pid, directory) and time.monotonic() < deadline:
            time.sleep(0.05)
        if not runs_in(pid, directory):
            return
