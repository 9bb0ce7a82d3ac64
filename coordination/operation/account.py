"""Which account the servers run as: PostgreSQL refuses root, and no server needs it."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from coordination.operation.refusal import Refused

UNPRIVILEGED = ("nobody", "daemon")


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int
    name: str

    def can_reach(self, path: Path) -> bool:
        """Whether every folder above `path` lets this account pass (mode bits; ACLs count as no)."""
        return all(self._may_pass(folder) for folder in path.resolve().parents)

    def _may_pass(self, folder: Path) -> bool:
        found = folder.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)

    def own(self, folder: Path) -> Path:
        """Create `folder` for this account alone, or refuse when it belongs to somebody else."""
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            pass
        else:
            if os.getuid() != self.uid:
                os.chown(folder, self.uid, self.gid)
        found = folder.lstat()
        if found.st_uid != self.uid or not stat.S_ISDIR(found.st_mode):
            raise Refused(
                f"数据目录 {folder} 属于另一账户，请用原来的账户启动",
                f"the folder {folder} belongs to another account: start with the account that made it",
            )
        folder.chmod(0o700)
        return folder


def oneself() -> Account:
    """The account this process runs as, whether or not it has a name."""
    return Account(os.getuid(), os.getgid(), str(os.getuid()))


def server_account(instance: Path) -> Account:
    """The account for the servers of `instance`: oneself, or for root somebody unprivileged.

    Root keeps the owner of existing data, else the owner of the folder, else `nobody`.
    """
    if os.getuid() != 0:
        return _account(os.getuid())
    for owned in (instance / "postgres", instance, instance.parent):
        if owned.exists() and owned.stat().st_uid != 0 and _known(owned.stat().st_uid):
            return _account(owned.stat().st_uid)
    return _account(_unprivileged())


def _unprivileged() -> int:
    names = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
    for name in UNPRIVILEGED:
        if name in names:
            return names[name]
    raise Refused(
        "以root启动需要一个普通账户（nobody或daemon）来运行数据库，本机没有",
        "started as root, the database needs an unprivileged account (nobody or daemon); there is none",
    )


def _known(uid: int) -> bool:
    return any(entry.pw_uid == uid for entry in pwd.getpwall())


def _account(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise Refused(
            f"账户编号 {uid} 没有名称，PostgreSQL无法以它启动",
            f"account {uid} has no name in the account list, PostgreSQL cannot start with it",
        ) from None
    return Account(uid, entry.pw_gid, entry.pw_name)
