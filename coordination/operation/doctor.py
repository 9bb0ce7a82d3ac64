"""`coordination doctor`: what this machine and these settings lack, and what to do about it."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from email.utils import parseaddr
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from coordination.config import Settings
from coordination.operation import schema
from coordination.operation.database import WAIT_SECONDS, connection

OLDEST_PYTHON = (3, 11)
OLDEST_POSTGRESQL = 150_000
OLDEST_REDIS = (6, 2)
FREE_GB = 1.0
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
FONT_PACKAGES = "fonts-noto-cjk fonts-liberation"


@dataclass(frozen=True)
class Finding:
    """One line of the table. `advice` is empty where all is well; only a `needed` one fails the command."""

    name: str
    found: str
    advice: str = ""
    needed: bool = True

    @property
    def well(self) -> bool:
        return not self.advice

    def line(self) -> str:
        mark = "✓" if self.well else "✗" if self.needed else "!"
        return f"{mark} {self.name:<22} {self.found}" + (f"\n    → {self.advice}" if self.advice else "")


def examine(settings: Settings) -> Iterator[Finding]:
    """Every check, in the order of what depends on what."""
    yield python()
    yield drawing_libraries()
    yield from faces()
    yield secret(settings)
    yield from database(settings)
    yield job_store(settings)
    for folder in (settings.instance_path, settings.uploads):
        yield writable(folder)
    yield disk(settings.uploads)
    yield from channels(settings)


def python() -> Finding:
    found = sys.version.split()[0]
    advice = "" if sys.version_info >= OLDEST_PYTHON else "install Python 3.11 or later"
    return Finding("Python", found, advice)


def drawing_libraries() -> Finding:
    """WeasyPrint loads Pango and HarfBuzz when it is imported."""
    try:
        import weasyprint
    except OSError as error:
        return Finding("PDF libraries", str(error).split("\n")[0], f"apt-get install {PACKAGES}")
    return Finding("PDF libraries", f"WeasyPrint {weasyprint.__version__}")


def faces() -> Iterator[Finding]:
    """A circular can be rendered without the official faces, but then does not look like one."""
    if not drawing_libraries().well:
        return
    from coordination.kernel.typefaces import fonts

    for label, face in fonts().items():
        yield Finding(f"font {label}", face.name, *_font_advice(label, face.name, face.official))


def _font_advice(label: str, name: str, official: bool) -> tuple[str, bool]:
    if official:
        return "", False
    if not any(known in name for known in ("Fandol", "Noto", "Liberation", "Kaiti")):
        return f"apt-get install {FONT_PACKAGES}", True
    return f"official {label} is missing: put its licensed file into FONT_DIR (default instance/fonts)", False


def secret(settings: Settings) -> Finding:
    try:
        length = len(settings.secret())
    except ValueError as error:
        return Finding("SECRET_KEY", "not usable", str(error))
    return Finding("SECRET_KEY", f"{length} characters")


def database(settings: Settings) -> Iterator[Finding]:
    try:
        with connection(settings.database_url) as opened:
            yield _server(opened)
            yield _revision(opened)
    except SQLAlchemyError as error:
        reason = str(error).split("\n")[0][:120]
        yield Finding("database", reason, "check DATABASE_URL and whether the server runs")


def _server(opened: Connection) -> Finding:
    number = int(opened.scalar(text("SHOW server_version_num")) or 0)
    encoding = opened.scalar(text("SHOW server_encoding"))
    found = f"PostgreSQL {number // 10_000}, {encoding}"
    if number < OLDEST_POSTGRESQL:
        return Finding("database", found, "PostgreSQL 15 or later is needed")
    return Finding("database", found, "" if encoding == "UTF8" else "the database must be made with UTF8")


def _revision(opened: Connection) -> Finding:
    current, newest = schema.current(opened), ",".join(schema.heads())
    return Finding(
        "schema", current or "none", "" if current == newest else f"coordination migrate (to {newest})"
    )


def job_store(settings: Settings) -> Finding:
    try:
        with Redis.from_url(settings.redis_url, socket_timeout=WAIT_SECONDS) as redis:
            answer = redis.info("server")
    except (RedisError, ValueError) as error:
        return Finding("job store", str(error)[:120], "check REDIS_URL and whether the server runs")
    version = str(answer.get("valkey_version") or answer["redis_version"])
    old = tuple(int(part) for part in version.split(".")[:2]) < OLDEST_REDIS
    name = "Valkey" if "valkey_version" in answer else "Redis"
    return Finding("job store", f"{name} {version}", "Redis 6.2 or later is needed" if old else "")


def writable(folder: Path) -> Finding:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return Finding("folder", str(folder))
    except OSError as error:
        return Finding(
            "folder", f"{folder}: {error.strerror}", f"give account {os.getuid()} the right to write"
        )


def disk(folder: Path) -> Finding:
    present = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(present).free / 1e9
    return Finding("disk", f"{free:.1f} GB free", "" if free >= FREE_GB else "make room, at least 1 GB")


def channels(settings: Settings) -> Iterator[Finding]:
    """Ways to tell people outside the site. None is needed, so one that is off is only mentioned."""
    yield mail(settings)
    yield text_messages(settings)
    hosts = settings.robot_hosts
    yield Finding("chat robots", f"on: {hosts}" if hosts else "off", needed=False)


def mail(settings: Settings) -> Finding:
    if not settings.smtp_host:
        return Finding("mail", "off: SMTP_HOST is empty", needed=False)
    found = f"on: {settings.smtp_host}:{settings.smtp_port}, encryption {settings.smtp_tls}"
    whole = "@" in parseaddr(settings.smtp_from)[1]
    return Finding("mail", found, "" if whole else "SMTP_FROM must name the sender's address", needed=False)


def text_messages(settings: Settings) -> Finding:
    if settings.sms_drop_dir is None:
        return Finding("text messages", "off: SMS_DROP_DIR is empty", needed=False)
    return replace(writable(settings.sms_drop_dir), name="text messages", needed=False)


def report(settings: Settings, tell: Callable[[str], object]) -> bool:
    """Tell every finding; False when something needed is missing."""
    whole = True
    for finding in examine(settings):
        tell(finding.line())
        whole = whole and (finding.well or not finding.needed)
    return whole
