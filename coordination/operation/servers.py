"""The database and the job store of one instance: embedded, or the real ones named by the settings."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from coordination.operation import place
from coordination.operation.postgres import SUPERUSER, PostgreSQL
from coordination.operation.processes import read_pid
from coordination.operation.refusal import Refused
from coordination.operation.valkey import Valkey

MOMENT = 0.5  # seconds that a killed process may take to let go of its lock


@dataclass(frozen=True)
class Servers:
    """Addresses of the two servers; `administrator_url` is the superuser's where the database is embedded."""

    database_url: str
    redis_url: str
    administrator_url: str
    embedded: tuple[PostgreSQL | Valkey, ...] = ()

    def fallen(self) -> list[PostgreSQL | Valkey]:
        """The embedded servers started here that no longer run."""
        return [server for server in self.embedded if not server.alive()]


def _silent(line: str) -> None:
    """Progress nobody asked for."""


@contextmanager
def running(
    instance: Path,
    *,
    database_url: str = "",
    redis_url: str = "",
    durable: bool = True,
    join: bool = False,
    tell: Callable[[str], None] = _silent,
) -> Iterator[Servers]:
    """Start what the two addresses leave empty under `instance`, and stop it at the end, in order.

    `durable=False` trades safety for speed (tests). With `join`, servers that another process runs for this
    instance are used and left running. Raises Refused, before anything starts, when the instance is in use
    (and `join` is not asked for) or belongs to another account.
    """
    if database_url and redis_url:
        yield Servers(database_url, redis_url, database_url)
        return
    with held(instance) as ours:
        if ours:
            with started(instance, database_url, redis_url, durable=durable, tell=tell) as servers:
                yield servers
        else:
            yield _joined(instance, database_url, redis_url, join=join)


@contextmanager
def started(
    instance: Path,
    database_url: str = "",
    redis_url: str = "",
    *,
    durable: bool = True,
    tell: Callable[[str], None] = _silent,
) -> Iterator[Servers]:
    """`running` for who already holds the lock of the instance."""
    if database_url and redis_url:
        yield Servers(database_url, redis_url, database_url)
        return
    with ExitStack() as stack:
        found = place.prepare(instance)
        stack.callback(place.tidy, found)
        postgres, valkey = PostgreSQL(found, durable), Valkey(found, durable)
        embedded: list[PostgreSQL | Valkey] = []
        for server, replaced in ((postgres, database_url), (valkey, redis_url)):
            if not replaced:
                tell(server.name)
                stack.callback(server.stop)
                server.start()
                embedded.append(server)
        yield _addresses(postgres, valkey, database_url, redis_url, tuple(embedded))


@contextmanager
def temporary() -> Iterator[Servers]:
    """Both embedded servers in a folder of their own below /tmp, gone afterwards; for tests."""
    folder = Path(tempfile.mkdtemp(prefix="coordination-"))
    folder.chmod(0o711)  # the server account passes through when root runs the tests
    try:
        with running(folder / "instance", durable=False) as servers:
            yield servers
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def held(instance: Path) -> Iterator[bool]:
    """Hold the lock of `instance`; False when another process holds it and does not end within a moment."""
    place.create(instance)
    try:
        handle = os.open(instance / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError:
        raise Refused(
            f"数据目录 {instance} 属于另一账户，请用原来的账户启动",
            f"the folder {instance} belongs to another account: start with the account that made it",
        ) from None
    try:
        yield _lock(handle)
    finally:
        os.close(handle)


def holder(instance: Path) -> int | None:
    """The process that holds `instance`, as it wrote itself down."""
    return read_pid(instance / "lock")


def already_running(instance: Path) -> Refused:
    pid = holder(instance)
    return Refused(
        f"本实例已在运行（进程 {pid}，目录 {instance}），请先停止它",
        f"this instance is already running (process {pid}, folder {instance}): stop it first",
    )


def _lock(handle: int) -> bool:
    deadline = time.monotonic() + MOMENT
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
    os.ftruncate(handle, 0)
    os.write(handle, f"{os.getpid()}\n".encode())
    return True


def _joined(instance: Path, database_url: str, redis_url: str, *, join: bool) -> Servers:
    found = place.find(instance)
    postgres, valkey = PostgreSQL(found), Valkey(found)
    answering = (database_url or postgres.answers()) and (redis_url or valkey.answers())
    if not (join and answering):
        raise already_running(instance)
    return _addresses(postgres, valkey, database_url, redis_url, ())


def _addresses(
    postgres: PostgreSQL,
    valkey: Valkey,
    database_url: str,
    redis_url: str,
    embedded: tuple[PostgreSQL | Valkey, ...],
) -> Servers:
    return Servers(
        database_url or postgres.url(),
        redis_url or valkey.url,
        database_url or postgres.url(SUPERUSER),
        embedded,
    )
