"""Is the data whole? Revision, every stored file against its hash, the audit chain, row counts."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text

from coordination.audit.queries import broken_link
from coordination.kernel import db
from coordination.operation import backup as backups
from coordination.operation import database, schema
from coordination.operation.servers import temporary

Tell = Callable[[str], object]


def verify_live(url: str, uploads: Path, tell: Tell) -> list[str]:
    """Check the data in use; tells each check and answers what is wrong."""
    faults = [*_revision(url), *_files(url, uploads), *_chain(url)]
    _report("schema, stored files, audit chain", faults, tell)
    return faults


def rehearse(backup: Path, tell: Tell) -> list[str]:
    """Restore a backup on servers of its own and check it there; nothing in use is touched."""
    if faults := backups.damaged(backup):
        _report(f"hashes of {backup.name}", faults, tell)
        return faults
    with temporary() as servers, TemporaryDirectory() as folder:
        uploads = Path(folder)
        backups.restore(backup, servers.database_url, uploads, rehearsal=True, tell=tell)
        faults = [
            *_same(backup, servers.database_url),
            *_files(servers.database_url, uploads),
            *_chain(servers.database_url),
        ]
    _report(f"rehearsed {backup.name}: rows, stored files, audit chain", faults, tell)
    return faults


def _report(what: str, faults: list[str], tell: Tell) -> None:
    for fault in faults:
        tell(f"✗ {fault}")
    if not faults:
        tell(f"✓ {what}")


def _revision(url: str) -> Iterator[str]:
    with database.connection(url) as connection:
        current, newest = schema.current(connection), ",".join(schema.heads())
    if current != newest:
        yield f"schema is at {current or 'nothing'}, the program needs {newest}"


def _same(backup: Path, url: str) -> Iterator[str]:
    manifest = backups.read(backup)
    with database.connection(url) as connection:
        counts, revision = backups.row_counts(connection), schema.current(connection)
    if revision != manifest.revision:
        yield f"revision {revision}, the manifest says {manifest.revision}"
    for table in sorted(counts.keys() | manifest.counts.keys()):
        if counts.get(table) != manifest.counts.get(table):
            yield f"{table}: {counts.get(table)} rows, the manifest says {manifest.counts.get(table)}"


def _files(url: str, uploads: Path) -> Iterator[str]:
    """Every row's file is there with its size and hash; each distinct content is read once."""
    with database.connection(url) as connection:
        rows = connection.execute(text("SELECT DISTINCT sha256, size FROM files ORDER BY sha256")).all()
    for name, size in rows:
        path = uploads / name[:2] / name[2:4] / name
        if not path.exists():
            yield f"stored file {name}: missing"
        elif path.stat().st_size != size or backups.digest(path) != name:
            yield f"stored file {name}: changed"


def _chain(url: str) -> Iterator[str]:
    engine = db.connect(url, statement_timeout_ms=600_000)
    try:
        with db.acting(db.SYSTEM_SCOPE):
            if (seal := broken_link()) is not None:
                yield f"audit seal {seal} does not fit its events"
    finally:
        db.session.remove()
        engine.dispose()
