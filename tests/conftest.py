"""Real PostgreSQL, real Valkey, one transaction for each test, and a named cast."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import hypothesis
import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session, scoped_session

from coordination.accounts.models import Account
from coordination.config import settings as read_settings
from coordination.kernel import db
from coordination.kernel.clock import Clock
from coordination.kernel.clock import clock as the_clock
from coordination.operation import catalogues, schema
from coordination.operation.servers import Servers
from tests.factories.organizations import build_cast, signed_in_token
from tests.scheduling import ByFile, rank
from tests.servers import servers_for

#: How long examples take says something of the machine, nothing of the rule.
hypothesis.settings.register_profile(
    "shared", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("shared")

#: Friday, 6 November 2026, 10:00 in China: the October reports are due at 17:00.
TODAY = datetime(2026, 11, 6, 2, 0, tzinfo=UTC)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: rank(item.nodeid))


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """The servers of this worker, named in the environment as the product reads it."""
    with servers_for("test") as found, TemporaryDirectory(prefix="coordination-uploads-") as folder:
        _configure(found, Path(folder))
        yield found


def _configure(servers: Servers, folder: Path) -> None:
    os.environ.update(
        DATABASE_URL=servers.database_url,
        REDIS_URL=servers.redis_url,
        SECRET_KEY=secrets.token_hex(32),
        UPLOAD_DIR=str(folder / "uploads"),
        TEST_MODE="1",
    )
    read_settings.cache_clear()


@pytest.fixture(scope="session")
def engine(servers: Servers) -> Iterator[Engine]:
    schema.migrate(servers.database_url)
    engine = db.connect(servers.database_url, statement_timeout_ms=60_000)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def application(engine: Engine) -> Flask:
    from coordination.factory import create_app

    catalogues.compile_all()
    app = create_app()
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    app.test_client_class = Client
    return app


@pytest.fixture
def session(engine: Engine) -> Iterator[scoped_session[Session]]:
    """The session of the services, inside a transaction that is undone after the test."""
    with engine.connect() as connection:
        outer = connection.begin()
        db._sessions.configure(bind=connection, join_transaction_mode="create_savepoint")
        db.session.remove()
        with db.acting(db.SYSTEM_SCOPE):
            yield db.session
            db.session.remove()
        outer.rollback()
    db._sessions.configure(bind=None)


class Client(FlaskClient):
    """Gives the test its own scope back after each request."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().open(*args, **kwargs)
        finally:
            db.enter(db.SYSTEM_SCOPE)


@pytest.fixture
def app(application: Flask, session: object) -> Flask:
    return application


@pytest.fixture
def cast(session: scoped_session[Session]) -> SimpleNamespace:
    """One office with its people, and strangers: see build_cast."""
    people = build_cast()
    session.commit()
    return people


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Nobody signed in."""
    return app.test_client()


@pytest.fixture
def client_for(app: Flask) -> Callable[[Account], FlaskClient]:
    """A browser in which this person has signed in."""

    def signed_in(account: Account) -> FlaskClient:
        client = app.test_client()
        token = signed_in_token(account)
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
        return client

    return signed_in


@pytest.fixture
def clock() -> Iterator[Clock]:
    """The clock of the product, standing at TODAY."""
    real = the_clock._source
    the_clock.move(TODAY)
    yield the_clock
    the_clock._source = real


class Count:
    statements: list[str]

    def __init__(self) -> None:
        self.statements = []

    def __len__(self) -> int:
        return len(self.statements)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """`with counting() as seen: …; len(seen)` counts the statements sent, save for savepoints."""
    execute = psycopg.Cursor.execute

    @contextmanager
    def count() -> Iterator[Count]:
        seen = Count()

        def note(cursor: Any, statement: Any, *values: Any, **how: Any) -> Any:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT set_config")):
                seen.statements.append(statement)
            return execute(cursor, statement, *values, **how)

        with monkeypatch.context() as driver:
            driver.setattr(psycopg.Cursor, "execute", note)
            yield seen

    return count
