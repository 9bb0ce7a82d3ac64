"""What `make check` asks beyond lint and types."""

import sys

import click
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from coordination import reference
from coordination.config import ROOT
from coordination.models import metadata
from coordination.operation import extraction, schema, serving
from coordination.operation.environment import throwaway


@click.group()
def check() -> None:
    """What `make check` asks beyond lint and types."""


@check.command("docs")
def check_docs() -> None:
    """The reference pages say what the tables say."""
    with throwaway():
        stale = reference.outdated(serving.site())
    _end([f"docs/reference/{name} is not current: run `coordination docs`" for name in stale])


@check.command("catalogue")
def check_catalogue() -> None:
    """Every sentence has an English text."""
    _end([f"no English text: {sentence}" for sentence in extraction.untranslated()])


@check.command("migrations")
def check_migrations() -> None:
    """One head, named in the file, and a migrated database equals the models."""
    heads = schema.heads()
    named = (ROOT / "migrations" / ".current-head").read_text("ascii").strip()
    faults = [] if heads == (named,) else [f"heads {heads} but migrations/.current-head says {named}"]
    with throwaway() as servers:
        schema.migrate(servers.database_url)
        engine = create_engine(servers.database_url)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection)
            faults += [str(difference) for difference in compare_metadata(context, metadata)]
        engine.dispose()
    _end(faults)


def _end(faults: list[str]) -> None:
    for fault in faults:
        click.echo(fault, err=True)
    sys.exit(1 if faults else 0)
