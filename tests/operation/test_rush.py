"""The hour before a deadline in small: what is acknowledged is there once, whatever is killed meanwhile."""

from argparse import Namespace

from benchmarks.rush import rush


def test_what_was_acknowledged_is_there_once_although_servers_are_killed(capfd):
    """Real processes under the supervisor, a durable database, SIGKILL for web, worker and database."""
    met = rush(Namespace(seconds=20, rate=4.0, townships=450, kill=True))
    told = capfd.readouterr().out
    assert met, told
    assert "killed:" in told
    assert "0 errors; 0 submissions lost or double" in told
