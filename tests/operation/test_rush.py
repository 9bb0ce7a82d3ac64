"""The hour before a deadline in small: what is acknowledged is there once, whatever is killed meanwhile."""

import subprocess
import sys

from coordination.config import ROOT

SMALL = ("--seconds", "20", "--rate", "4", "--townships", "450", "--kill")


def test_what_was_acknowledged_is_there_once_although_servers_are_killed():
    """Real processes under the supervisor, a durable database, SIGKILL for web, worker and database."""
    done = subprocess.run(
        [sys.executable, "benchmarks/rush.py", *SMALL], cwd=ROOT, capture_output=True, text=True, timeout=600
    )
    told = done.stdout + done.stderr[-3000:]
    assert done.returncode == 0, told
    assert "killed:" in told
    assert "0 errors; 0 submissions lost or double" in told
