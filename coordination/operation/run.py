"""`coordination run`: everything needed for a first look in one command, stopped as one."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType

from coordination.config import ROOT, Settings, settings
from coordination.kernel.jobs import QUEUES
from coordination.operation import catalogues, logs, schema
from coordination.operation.environment import inherited, keep_secret, variables
from coordination.operation.refusal import Refused
from coordination.operation.servers import Servers, already_running, held, started
from coordination.operation.supervisor import (
    Kept,
    Revivals,
    Tell,
    end_orphans,
    marked,
    programs,
    stop_in_order,
)

HEALTHY_SECONDS = 120
TICK = 0.25
SAMPLE_ACCOUNTS = "sample-accounts.txt"


def run(port: int, *, tell: Tell, sample: bool | None = None) -> None:
    """Start everything for the instance of the settings and keep it running until asked to stop.

    `sample` says whether the sample district is loaded; None: where the database is embedded.
    Raises Refused before anything is started when the instance runs already or the port is taken.
    """
    wanted = settings()
    with ExitStack() as stack:
        if not stack.enter_context(held(wanted.instance_path)):
            raise already_running(wanted.instance_path)
        stack.enter_context(interruptible())
        end_orphans(wanted.instance_path)
        refuse_taken(port)
        logs.rotate(wanted.instance_path / "logs")
        step = steps(tell)
        with suppress(KeyboardInterrupt):
            servers = stack.enter_context(
                started(wanted.instance_path, wanted.database_url, wanted.redis_url)
            )
            step("数据库与任务队列就绪 · database and job store ready")
            environment = prepared(servers, wanted, tell, step, sample=sample)
            environment = addressed(environment, wanted, port)
            kept = stack.enter_context(supervised(wanted, port, environment, tell))
            await_health(port, kept[0])
            for one in kept[1:]:  # not before: all import the same code, and the page is waited for
                one.start()
            step("网页与后台进程就绪 · web and workers ready")
            tell(welcome(port, wanted.instance_path))
            watch(kept, servers, tell)
        tell("正在停止 · stopping")
    tell("已停止，数据已保存 · stopped, data kept")


@contextmanager
def interruptible() -> Iterator[None]:
    """The first SIGINT, SIGTERM or SIGHUP raises KeyboardInterrupt; further ones leave the stopping alone."""
    asked = False

    def ask(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if not asked:
            asked = True
            raise KeyboardInterrupt

    wanted = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup wants it ignored
        wanted.append(signal.SIGHUP)
    before = {number: signal.signal(number, ask) for number in wanted}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Refused(
                f"端口 {port} 不能使用（{error.strerror}），请换一个：PORT=8001 make run",
                f"port {port} cannot be used ({error.strerror}): choose another, PORT=8001 make run",
            ) from None


def steps(tell: Tell) -> Tell:
    """Tell what is done, with the seconds it took."""
    last = time.monotonic()

    def step(line: str) -> None:
        nonlocal last
        now = time.monotonic()
        tell(f"  ✓ {line} ({now - last:.1f} s)")
        last = now

    return step


def prepared(
    servers: Servers, wanted: Settings, tell: Tell, step: Tell, *, sample: bool | None
) -> dict[str, str]:
    """Schema, catalogues, secret and sample data; answers the environment of the processes."""
    revision = schema.migrate(servers.database_url)
    step(f"数据结构 {revision} · schema")
    if catalogues.compile_all():
        step("界面文字已编译 · translations compiled")
    keep_secret(wanted.instance_path)
    environment = marked(inherited() | variables(servers, wanted), wanted.instance_path)
    embedded = not wanted.database_url
    asked = embedded if sample is None else sample
    if asked and seed(environment, wanted.instance_path, tell):
        step("示例数据就绪 · sample district ready")
    return environment


def addressed(environment: Mapping[str, str], wanted: Settings, port: int) -> dict[str, str]:
    """With an address for codes and links: this machine's where the settings name none."""
    return dict(environment) | {"SITE_URL": wanted.site_url or f"http://127.0.0.1:{port}"}


def seed(environment: Mapping[str, str], instance: Path, tell: Tell) -> bool:
    """Load the sample district once, and say whether it was now; its accounts and their passwords are kept
    in a file."""
    accounts = instance / SAMPLE_ACCOUNTS
    if accounts.exists():
        return False
    tell("  … 装入示例数据，约半分钟 · loading the sample district, half a minute")
    log = instance / "logs" / "seed.log"
    with log.open("w") as errors:
        made = subprocess.run(
            [sys.executable, "-m", "coordination.cli", "seed"],
            env=dict(environment),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    if made.returncode != 0:
        raise Refused(
            f"示例数据没有装入：{logs.tail(log)}", f"the sample district was not loaded: {logs.tail(log, 1)}"
        )
    accounts.touch(mode=0o600)
    accounts.write_text(made.stdout, encoding="utf-8")
    return True


@contextmanager
def supervised(
    wanted: Settings, port: int, environment: Mapping[str, str], tell: Tell
) -> Iterator[list[Kept]]:
    folder = wanted.instance_path / "logs"
    kept = [Kept(program, ROOT, folder, environment, tell) for program in programs(port, QUEUES)]
    try:
        kept[0].start()
        yield kept
    finally:
        stop_in_order(kept)


def await_health(port: int, web: Kept) -> None:
    deadline = time.monotonic() + HEALTHY_SECONDS
    while not healthy(port):
        web.watch()
        if time.monotonic() > deadline or web.deaths > 2:
            raise Refused(
                f"网页没有启动，详见 {web.log}：\n{logs.tail(web.log)}",
                f"the web server did not start, see {web.log}",
            )
        time.sleep(TICK)


def healthy(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    with suppress(OSError, HTTPException):
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        finally:
            connection.close()
    return False


def watch(kept: list[Kept], servers: Servers, tell: Callable[[str], None]) -> None:
    """Until KeyboardInterrupt: restart what died, show warnings; Refused when servers keep falling."""
    revivals = Revivals(tell)
    followers = [logs.Follower(one.log) for one in kept]
    while True:
        time.sleep(TICK)
        for one in kept:
            one.watch()
        for follower in followers:
            for line in follower.news():
                tell(f"  {line}")
        for server in servers.fallen():
            revivals.revive(server)


def welcome(port: int, instance: Path) -> str:
    accounts = instance / SAMPLE_ACCOUNTS
    shown = "\n" + accounts.read_text(encoding="utf-8").rstrip() + "\n" if accounts.exists() else ""
    return (
        f"\n  打开 · open   http://127.0.0.1:{port}/\n{shown}\n"
        f"  日志 · logs   {instance / 'logs'}\n  停止 · stop   Ctrl-C\n"
    )
