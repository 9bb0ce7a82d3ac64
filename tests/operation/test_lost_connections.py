"""Connections that PostgreSQL cut while idle, or at the first statement: the page comes all the same."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, text

from coordination.config import Settings
from coordination.factory import create_app
from coordination.kernel import db
from coordination.operation import schema
from coordination.operation.database import transaction
from coordination.operation.servers import Servers, temporary
from tests.factories.organizations import build_cast, signed_in_token


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with temporary() as found:
        schema.migrate(found.database_url)
        yield found


@pytest.fixture
def client(servers: Servers) -> Iterator[FlaskClient]:
    """A clerk who is signed in, on an engine of the test's own, with two connections waiting in the pool."""
    addresses = {"database_url": servers.database_url, "redis_url": servers.redis_url}
    app = create_app(Settings(**addresses, test_mode=True, secret_key="s" * 40))
    with db.acting(db.SYSTEM_SCOPE):
        token = signed_in_token(build_cast().clerk)
        db.session.remove()
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    engine = bound()
    with engine.connect(), engine.connect():
        pass
    yield client
    db.session.remove()
    engine.dispose()
    db._sessions.configure(bind=None)


def bound() -> Engine:
    found: Engine = db._sessions.kw["bind"]
    return found


def cut(servers: Servers) -> int:
    """End every connection of the product; how many there were."""
    with transaction(servers.administrator_url) as connection:
        ended = connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
        ).all()
        connection.execute(text("SELECT pg_sleep(0.2)"))
    return len(ended)


def test_a_page_comes_after_the_server_ended_the_idle_connections(client, servers):
    assert client.get("/units").status_code == 200
    assert cut(servers) == 2
    assert [client.get("/units").status_code for _ in range(3)] == [200] * 3


def test_a_page_comes_after_the_server_was_started_anew(client, servers):
    assert client.get("/units").status_code == 200
    postgres = servers.embedded[0]
    postgres.stop()
    assert client.get("/units").status_code == 503
    postgres.start()
    assert [client.get("/units").status_code for _ in range(3)] == [200] * 3


def test_a_connection_that_breaks_at_the_first_statement_is_replaced_once(client, servers):
    times: list[int] = []

    @event.listens_for(bound(), "checkout")
    def break_it(*_connection: object) -> None:
        """After the pool has looked at it: as if the server went away at this instant."""
        if not times:
            times.append(cut(servers))

    assert client.get("/units").status_code == 200
    assert times == [2]


def test_a_connection_that_breaks_every_time_is_no_page(client, servers):
    @event.listens_for(bound(), "checkout")
    def break_it(*_connection: object) -> None:
        cut(servers)

    assert client.get("/units").status_code == 503
