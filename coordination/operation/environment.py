"""What commands share: settings made whole by the servers of the instance."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from coordination.config import Settings, settings
from coordination.operation.servers import Servers, running, temporary


@contextmanager
def available(*, join: bool = True) -> Iterator[Servers]:
    """The servers of the settings: real ones, those of a running instance, or embedded ones meanwhile.

    With `join` False a running instance is Refused. Inside, the environment names the servers, so that
    `settings()` and child processes find them.
    """
    wanted = settings()
    with running(
        wanted.instance_path, database_url=wanted.database_url, redis_url=wanted.redis_url, join=join
    ) as servers:
        os.environ.update(variables(servers, wanted))
        settings.cache_clear()
        yield servers


@contextmanager
def throwaway() -> Iterator[Servers]:
    """Servers of their own and a random secret for a check that must not touch the instance."""
    with temporary() as servers, TemporaryDirectory() as folder:
        before = dict(os.environ)
        os.environ.update(
            DATABASE_URL=servers.database_url,
            REDIS_URL=servers.redis_url,
            INSTANCE_PATH=folder,
            SECRET_KEY=secrets.token_hex(32),
        )
        settings.cache_clear()
        try:
            yield servers
        finally:
            os.environ.clear()
            os.environ.update(before)
            settings.cache_clear()


def variables(servers: Servers, wanted: Settings) -> dict[str, str]:
    """The environment by which a process of the product finds servers and secret."""
    found = {
        "DATABASE_URL": servers.database_url,
        "REDIS_URL": servers.redis_url,
        "INSTANCE_PATH": str(wanted.instance_path.resolve()),
    }
    kept = secret_file(wanted.instance_path)
    if kept.exists() and not wanted.secret_key.get_secret_value():
        found["SECRET_KEY_FILE"] = str(kept)
    return found


def secret_file(instance: Path) -> Path:
    return instance / "secret_key"


def keep_secret(instance: Path) -> None:
    """Make the secret of an instance once; readable by its owner alone."""
    path = secret_file(instance)
    if not path.exists():
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        part.rename(path)


def inherited(base: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment of this process, with output of children written at once."""
    return {**base, "PYTHONUNBUFFERED": "1"}
