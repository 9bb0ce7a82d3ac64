"""Servers for a part of the suite: embedded ones, or a database of its own on those that are given."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError

from coordination.operation.servers import Servers, temporary

#: Read before any fixture changes the environment.
GIVEN_DATABASE = os.environ.get("DATABASE_URL", "")
GIVEN_REDIS = os.environ.get("REDIS_URL", "")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")


@contextmanager
def servers_for(part: str) -> Iterator[Servers]:
    """`part` and the number of the worker keep parallel runs apart; REDIS_URL is given without a number."""
    number = int(WORKER.removeprefix("gw")) * 2 + (part == "e2e")
    redis = f"{GIVEN_REDIS.rstrip('/')}/{number}" if GIVEN_REDIS.startswith("redis:") else GIVEN_REDIS
    if GIVEN_DATABASE and GIVEN_REDIS:
        with own_database(GIVEN_DATABASE, f"coordination_{part}_{WORKER}") as url:
            yield Servers(url, redis, GIVEN_DATABASE)
        return
    with temporary() as found:
        if not GIVEN_DATABASE:
            yield replace(found, redis_url=redis or found.redis_url)
            return
        with own_database(GIVEN_DATABASE, f"coordination_{part}_{WORKER}") as url:
            yield Servers(url, redis or found.redis_url, GIVEN_DATABASE)


@contextmanager
def own_database(url: str, name: str) -> Iterator[str]:
    """A fresh database beside the given one, dropped afterwards."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    yield make_url(url).set(database=name).render_as_string(hide_password=False)
    _drop(engine, name)
    engine.dispose()


def _drop(engine: Engine, name: str) -> None:
    """FORCE may not end the server's own vacuum in the database, which is over in a moment."""
    for attempt in range(20):
        try:
            with engine.connect() as connection:
                connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        except ProgrammingError:
            if attempt == 19:
                raise
            time.sleep(0.5)
        else:
            return
