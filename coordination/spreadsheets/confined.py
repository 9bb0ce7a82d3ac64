"""Old and open formats are read in a process of their own: little memory, little time, no secrets.

Of an .xlsx the XML is walked and bounded before the reader builds anything. An .xls, an .et or an .ods
is opened by the reader as it stands; what it costs then is known only here, where a file that asks for
too much ends its own process and not the site.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import structlog

from coordination.config import ROOT
from coordination.kernel.errors import Invalid
from coordination.spreadsheets import packing, refusals
from coordination.spreadsheets.grid import Book, Format

#: Bytes of address space; the largest sheets within our limits take less than half of it.
MEMORY_AT_MOST = 512 * 1024 * 1024
#: Seconds of processor time, and on the clock where the machine has other things to do.
SECONDS_AT_MOST, PATIENCE = 20, 60
#: How the system ends a process that asked for too much: no memory, no time left.
ENDED = {-signal.SIGABRT, -signal.SIGKILL, -signal.SIGXCPU}
log = structlog.get_logger()


def read(
    path: Path, format_: Format, *, memory: int = MEMORY_AT_MOST, seconds: int = SECONDS_AT_MOST
) -> Book:
    """The sheets of the file at `path`. Raises Invalid with what to do, also when a limit was reached."""
    command = [sys.executable, "-P", "-m", "coordination.spreadsheets.reader", format_, str(path)]
    try:
        done = subprocess.run(  # noqa: S603  nothing of the file's is in the command
            [*command, str(memory), str(seconds)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=environment(),
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        raise Invalid(refusals.TOO_LARGE) from None
    if done.returncode == 0:
        return packing.unpacked(json.loads(done.stdout))
    log.warning("sheet not read", status=done.returncode, said=done.stderr[-2000:].decode(errors="replace"))
    raise Invalid(refusals.TOO_LARGE if done.returncode in ENDED else refusals.BROKEN)


def environment() -> dict[str, str]:
    """What an interpreter needs to start; neither the database nor the secret of the site."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "LANG") if name in os.environ}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
