"""Alembic's entry. The commands hand over a connection; `alembic` alone uses DATABASE_URL."""

from alembic import context
from sqlalchemy import create_engine

from coordination import models
from coordination.config import settings

target = models.metadata


def run(connection) -> None:
    context.configure(connection=connection, target_metadata=target, compare_server_default=False)
    with context.begin_transaction():
        connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = create_engine(settings().database_url)
    with engine.connect() as own:
        run(own)
        own.commit()
