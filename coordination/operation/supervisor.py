"""Keep the product's own processes running: start, watch, restart with a growing pause, stop in order."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from coordination.operation import processes
from coordination.operation.account import oneself
from coordination.operation.postgres import PostgreSQL
from coordination.operation.refusal import Refused
from coordination.operation.valkey import Valkey

MARK = "COORDINATION_SUPERVISED_BY"
PAUSES = (0.5, 1, 2, 5, 10, 30)  # seconds before the first, second, … restart
MOST_FALLS = 3  # of servers within STEADY seconds
STEADY = 60  # seconds after which a program counts as healthy and its pauses start anew

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Program:
    name: str
    arguments: tuple[str, ...]
    patience: float = 20


def programs(port: int, queues: tuple[str, ...]) -> list[Program]:
    """Web first: it is stopped first, so that no request meets a stopped worker."""
    command = (sys.executable, "-m", "coordination.cli")
    workers = [Program(f"worker-{queue}", (*command, "worker", queue)) for queue in queues]
    return [
        Program("web", (*command, "serve", "--port", str(port))),
        *workers,
        Program("clock", (*command, "clock")),
    ]


@dataclass
class Kept:
    """One program and its present process."""

    program: Program
    directory: Path
    logs: Path
    environment: Mapping[str, str]
    tell: Tell
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _started: float = field(default=0, init=False)
    _due: float = field(default=0, init=False)
    deaths: int = field(default=0, init=False)

    @property
    def log(self) -> Path:
        return self.logs / f"{self.program.name}.log"

    def start(self) -> None:
        self._started, self._due = time.monotonic(), 0
        self._process = processes.launch(
            list(self.program.arguments),
            account=oneself(),
            directory=self.directory,
            log=self.log,
            environment=self.environment,
        )

    def watch(self) -> None:
        """Start again what ended by itself, after a pause that grows with each death."""
        now = time.monotonic()
        if self._due:
            if now >= self._due:
                self.start()
        elif self._process is not None and self._process.poll() is not None:
            self._died(now)

    def ask(self) -> None:
        """Ask it to end, without waiting."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        if self._process is None:
            return
        processes.stop(self._process, signal.SIGTERM, self.program.patience)
        self._end_session()

    def _died(self, now: float) -> None:
        assert self._process is not None  # noqa: S101  watch() has looked
        self._end_session()
        self.deaths = 1 if now - self._started > STEADY else self.deaths + 1
        pause = PAUSES[min(self.deaths, len(PAUSES)) - 1]
        self._due = now + pause
        code = self._process.returncode
        self.tell(f"{self.program.name} 意外结束（{code}），{pause}秒后重启，详见 {self.log}")

    def _end_session(self) -> None:
        """End the children a killed program left behind; they share its session and process group."""
        if self._process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)


@dataclass
class Revivals:
    """Starts a fallen server again; data recover by their logs, and work waits meanwhile."""

    tell: Tell
    _times: list[float] = field(default_factory=list, init=False)

    def revive(self, server: PostgreSQL | Valkey) -> None:
        """Raises Refused when servers fell too often, or when this one does not start."""
        now = time.monotonic()
        self._times = [at for at in self._times if now - at < STEADY] + [now]
        if len(self._times) > MOST_FALLS:
            raise Refused(
                f"{server.name} 反复意外结束，已全部停止，详见 {server.log}",
                f"{server.name} ended again and again, everything is stopped, see {server.log}",
            )
        self.tell(f"  {server.name} 意外结束，正在重启 · ended unexpectedly, starting again")
        server.start()


def stop_in_order(kept: list[Kept]) -> None:
    """The first alone, then the others together: requests end before the workers that serve them."""
    for one in kept[:1]:
        one.stop()
    for one in kept[1:]:
        one.ask()
    for one in kept[1:]:
        one.stop()


def marked(environment: Mapping[str, str], instance: Path) -> dict[str, str]:
    """The environment of supervised processes; by the mark a later start knows them as ours."""
    return {**environment, MARK: str(instance.resolve())}


def end_orphans(instance: Path, patience: float = 10) -> int:
    """End processes of a killed supervisor of `instance`; call only while holding its lock."""
    mark = f"{MARK}={instance.resolve()}".encode()
    found = [pid for pid in _pids() if mark in _environment(pid)]
    for asked in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + patience
        _send(found, asked)
        while any(mark in _environment(pid) for pid in found) and time.monotonic() < deadline:
            time.sleep(0.05)
    return len(found)


def _pids() -> list[int]:
    with suppress(FileNotFoundError):
        return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return []


def _environment(pid: int) -> list[bytes]:
    """Empty for a process that is gone, a zombie, or another account's."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    return []


def _send(pids: list[int], asked: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, asked)
