"""Where the servers of one instance keep data and sockets."""

import hashlib
import os
import secrets
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from coordination.operation.account import Account, server_account

SOCKET_PATH_LIMIT = 100  # bytes; Linux allows 107 for a Unix socket, PostgreSQL adds a lock file's suffix
LONGEST_SOCKET_NAME = ".s.PGSQL.5432"
REACHABLE_ROOT = Path("/var/lib/coordination")


@dataclass(frozen=True)
class Programs:
    """A server's binary and the folders below `root` that it needs, in this position to one another."""

    binary: Path
    root: Path
    parts: tuple[Path, ...]

    def signature(self) -> str:
        """Changes with the release, so that an old copy is not used for a new one."""
        found = self.binary.stat()
        return hashlib.sha256(f"{self.binary} {found.st_size} {found.st_mtime_ns}".encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Place:
    """`data` and `valkey` are the real folders of the servers, also when the instance holds links to them;
    `home` is a folder the server account can reach, for sockets."""

    instance: Path
    home: Path
    data: Path
    valkey: Path
    account: Account

    @property
    def logs(self) -> Path:
        return self.instance / "logs"

    @property
    def sockets(self) -> Path:
        usual = self.home / "run"
        if len(bytes(usual / LONGEST_SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
            return usual
        return Path("/tmp") / f"coordination-{hashlib.sha256(bytes(self.home)).hexdigest()[:12]}"  # noqa: S108

    def reachable(self, programs: Programs) -> Path:
        """The binary itself, or its copy when a folder above it is closed to the account."""
        if self.account.can_reach(programs.binary):
            return programs.binary
        copy = self.home / f"programs-{programs.signature()}"
        for part in programs.parts:
            target = copy / part.relative_to(programs.root)
            if not target.exists():
                part_of = target.with_name(target.name + ".part")
                shutil.copytree(part, part_of, symlinks=True, dirs_exist_ok=True)
                part_of.rename(target)
        return copy / programs.binary.relative_to(programs.root)


def find(instance: Path) -> Place:
    """The place of `instance` as it stands or would be; creates nothing."""
    instance = instance.resolve()
    account = server_account(instance)
    data, valkey = ((instance / name).resolve() for name in ("postgres", "valkey"))
    home = instance if account.can_reach(instance / "x") else data.parent
    return Place(instance, home, data, valkey, account)


def create(instance: Path) -> None:
    """The folder itself. The server account of root passes through it; what lies inside guards itself."""
    instance.mkdir(parents=True, exist_ok=True)
    if os.getuid() == 0:
        instance.chmod(instance.stat().st_mode | stat.S_IXGRP | stat.S_IXOTH)


def prepare(instance: Path) -> Place:
    """Create the folders of the servers.

    As root below a closed folder (a clone in /root) they lie in /var/lib/coordination; `instance/postgres`
    and `instance/valkey` are links there.
    """
    create(instance)
    place = find(instance)
    if not place.account.can_reach(place.data):
        place = _elsewhere(place)
    for folder in (place.data, place.valkey, place.sockets):
        place.account.own(folder)
    return place


def _elsewhere(place: Place) -> Place:
    home = REACHABLE_ROOT / f"{place.instance.parent.name}-{secrets.token_hex(4)}"
    home.mkdir(parents=True)
    for name in ("postgres", "valkey"):
        place.account.own(home / name)
        (place.instance / name).symlink_to(home / name)
    return find(place.instance)


def tidy(place: Place) -> None:
    """Drop the short folder of the sockets, if one had to be made."""
    if place.sockets.parent != place.home:
        shutil.rmtree(place.sockets, ignore_errors=True)
