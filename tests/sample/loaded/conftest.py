"""The sample, loaded once for this folder and undone after it; the folder stays on one worker."""

import secrets
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, text

from coordination.kernel import db
from coordination.sample.loading import load
from tests.sample.loaded.asking import PASSWORD, Db


@pytest.fixture(scope="package")
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        outer = connection.begin()
        _use_up_numbers(connection)
        db._sessions.configure(bind=connection, join_transaction_mode="create_savepoint")
        db.session.remove()
        assert load(PASSWORD).now
        yield connection
        db.session.remove()
        outer.rollback()
    db._sessions.configure(bind=None)


def _use_up_numbers(connection: Connection) -> None:
    """The sample is the same whatever was in the database before: each load meets other row numbers."""
    sequences = connection.scalars(text("SELECT oid::regclass::text FROM pg_class WHERE relkind = 'S'"))
    for name in sequences.all():
        beyond = text("SELECT setval(:name, nextval(:name) + :used)")
        connection.execute(beyond, {"name": name, "used": 1 + secrets.randbelow(5000)})


@pytest.fixture
def sample(connection: Connection) -> Iterator[Db]:
    with db.acting(db.SYSTEM_SCOPE):
        yield db.session
        db.session.remove()
