"""The `coordination` command. Each subcommand delegates, and imports only when called what it needs:
several of these processes start at once. A slice adds its own commands by `commands.py`.
"""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Event

import click

from coordination.operation.refusal import Refused

SLICES = (
    "organizations",
    "accounts",
    "audit",
    "reporting",
    "proofreading",
    "rankings",
    "archive",
    "transmissions",
    "sample",
    "operation",
)


class Group(click.Group):
    """Says a refusal in one sentence and exits with 2; looks into the slices for what is not its own."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except Refused as refusal:
            click.echo(str(refusal), err=True)
            sys.exit(2)

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted(
            {*super().list_commands(context), *(name for part in SLICES for name in _commands(part))}
        )

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        own = super().get_command(context, name)
        return own or next((found for part in SLICES if (found := _commands(part).get(name))), None)


def _commands(part: str) -> dict[str, click.Command]:
    """The click commands of a slice: the `Command` objects of its `commands.py` that stand in no group."""
    module = f"coordination.{part}.commands"
    if find_spec(f"coordination.{part}") is None or find_spec(module) is None:
        return {}
    found = [value for value in vars(import_module(module)).values() if isinstance(value, click.Command)]
    grouped = {
        name for group in found if isinstance(group, click.Group) for name in map(id, group.commands.values())
    }
    return {command.name: command for command in found if command.name and id(command) not in grouped}


@contextmanager
def within() -> Iterator[None]:
    """The servers and the application; handed to the commands of slices, which lie below both."""
    from coordination.operation import serving
    from coordination.operation.environment import available

    with available(), serving.application():
        yield


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(context: click.Context) -> None:
    """Run and look after the coordination platform."""
    context.obj = within


@main.command()
@click.option("--port", envvar="PORT", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--sample/--no-sample", default=None, help="Load the sample district (default: embedded database)."
)
def run(port: int, sample: bool | None) -> None:
    """Start servers, web, workers and clock together, until Ctrl-C."""
    from coordination.operation import run as runs

    runs.run(port, tell=click.echo, sample=sample)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", envvar="PORT", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1))
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1))
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the site."""
    from coordination.operation import serving
    from coordination.operation.environment import available

    with available():
        serving.serve(host, port, workers=workers, threads=threads)


@main.command()
@click.argument("queues", nargs=-1)
@click.option("--burst", is_flag=True, help="End when no job waits.")
def worker(queues: tuple[str, ...], burst: bool) -> None:
    """Do the jobs of QUEUES (default: all)."""
    from coordination.kernel.jobs import QUEUES
    from coordination.operation import serving
    from coordination.operation.environment import available

    if unknown := set(queues) - set(QUEUES):
        raise click.UsageError(f"no such queue: {', '.join(sorted(unknown))} (there are {', '.join(QUEUES)})")
    with available():
        serving.work(queues or QUEUES, burst=burst)


@main.command()
def clock() -> None:
    """Run what the schedule asks for."""
    from coordination import schedule
    from coordination.operation import serving
    from coordination.operation.environment import available

    stopped = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    with available(), serving.application():
        schedule.tick_until(stopped)


@main.command()
@click.option("--revision", default="head", show_default=True)
def migrate(revision: str) -> None:
    """Bring the database to the newest schema."""
    from coordination.operation import schema
    from coordination.operation.environment import available

    with available() as servers:
        click.echo(schema.migrate(servers.database_url, revision))


@main.command()
def doctor() -> None:
    """Check this machine and the settings, and say what to do."""
    from coordination.config import settings
    from coordination.operation import doctor as doctors
    from coordination.operation.environment import available

    with available():
        if not doctors.report(settings(), click.echo):
            sys.exit(1)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
def backup(folder: Path) -> None:
    """Write a backup into a new folder below FOLDER."""
    from coordination.config import settings
    from coordination.operation import backup as backups
    from coordination.operation.environment import available

    with available() as servers:
        click.echo(backups.back_up(servers.administrator_url, settings().uploads, folder))


@main.command()
@click.argument("backup", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--replace", is_flag=True, help="Drop what the database holds now.")
def restore(backup: Path, replace: bool) -> None:
    """Put the data of BACKUP into the database and the folder of the settings."""
    from coordination.config import settings
    from coordination.operation import backup as backups
    from coordination.operation.environment import available

    with available(join=False) as servers:
        backups.restore(backup, servers.database_url, settings().uploads, replace=replace, tell=click.echo)


@main.command()
@click.argument("backup", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
def verify(backup: Path | None) -> None:
    """Check the data in use, or rehearse the restoring of BACKUP on servers of its own."""
    from coordination.config import settings
    from coordination.operation import verify as verification
    from coordination.operation.environment import available

    if backup is not None:
        faults = verification.rehearse(backup, click.echo)
    else:
        with available() as servers:
            faults = verification.verify_live(servers.administrator_url, settings().uploads, click.echo)
    if faults:
        sys.exit(1)


if __name__ == "__main__":
    main()
