"""Become a server: drop to an account, ask to be told when the parent ends, then exec.

Run as a script by `processes.launch`, with nothing but the standard library, so that no code runs between
fork and exec of a process that may hold threads.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def drop(uid: int, gid: int) -> None:
    if os.getuid() == uid:
        return
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def end_with_parent(parent: int, signal: int) -> None:
    """Linux only; elsewhere left-over servers are found by their pid files."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0)
    if os.getppid() != parent:
        raise SystemExit("the starting process is gone")


def main(parent: str, uid: str, gid: str, signal: str, directory: str, *arguments: str) -> None:
    drop(int(uid), int(gid))
    end_with_parent(int(parent), int(signal))
    os.umask(0o077)
    os.chdir(directory)
    os.execv(arguments[0], arguments)  # noqa: S606


if __name__ == "__main__":
    main(*sys.argv[1:])
