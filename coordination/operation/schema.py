"""The schema: bring it to the newest revision, tell which one it has."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from coordination.config import ROOT
from coordination.operation import database

#: The role of 0001, made and committed before the migrations: two databases of one cluster may be
#: made at the same moment, and a transaction does not see the role that another has only just made.
ROLE = """
DO $$ BEGIN
  CREATE ROLE coordination_app NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN NULL;
END $$
"""
LOCK = 7_305_119_402  # any constant: one migration at a time in one database


def migrate(url: str, revision: str = "head") -> str:
    """Upgrade the database at `url`; two at once wait for each other. Answers the revision reached."""
    with database.connection(url) as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})  # until the connection ends
        connection.execute(text(ROLE))
        connection.commit()
        command.upgrade(configuration(connection), revision)
        connection.commit()
        return current(connection)


def configuration(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations").replace("%", "%%"))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def heads() -> tuple[str, ...]:
    return tuple(ScriptDirectory.from_config(configuration()).get_heads())


def current(connection: Connection) -> str:
    """The revision the database has; empty before the first migration."""
    return ",".join(MigrationContext.configure(connection).get_current_heads())
