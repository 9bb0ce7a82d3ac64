import json
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text

from coordination.kernel.db import ROLE
from coordination.operation import schema
from coordination.operation.backup import back_up, damaged, read, restore
from coordination.operation.database import connection
from coordination.operation.refusal import Refused
from coordination.operation.servers import temporary
from coordination.operation.verify import rehearse, verify_live

EVIDENCE = "证据".encode()
NAME = sha256(EVIDENCE).hexdigest()


@pytest.fixture(scope="module")
def servers():
    """With the database `prepared`: the product's schema, one stored file, one audit event."""
    with temporary() as running:
        schema.migrate(running.database_url)
        execute(
            running.database_url,
            "INSERT INTO files (office_id, sha256, size, name, content_type) SELECT 1, "
            f"'{NAME}', {len(EVIDENCE)}, '证据.txt', 'text/plain'",
            "INSERT INTO audit_events (account_name, action, subject_type, content)"
            " VALUES ('陈', 'a', 'b', '{}')",
        )
        execute(running.administrator_url, "ALTER DATABASE coordination RENAME TO prepared")
        yield running


@pytest.fixture
def database(servers):
    """A fresh copy of the prepared database; its address."""
    execute(servers.administrator_url, "DROP DATABASE IF EXISTS coordination WITH (FORCE)")
    execute(servers.administrator_url, "CREATE DATABASE coordination OWNER coordination TEMPLATE prepared")
    return servers.database_url


@pytest.fixture
def uploads(folder: Path) -> Path:
    stored = folder / "uploads" / NAME[:2] / NAME[2:4] / NAME
    stored.parent.mkdir(parents=True)
    stored.write_bytes(EVIDENCE)
    return folder / "uploads"


def execute(url, *statements):
    url = url.replace("/coordination?", "/postgres?") if "DATABASE" in statements[0] else url
    with connection(url, isolation="AUTOCOMMIT") as opened:
        result = [opened.execute(text(statement)) for statement in statements][-1]
        return [tuple(row) for row in result] if result.returns_rows else []


def test_a_backup_is_one_folder_with_counts_and_hashes(database, uploads, folder):
    made = back_up(database, uploads, folder / "backups")
    manifest = read(made)
    assert manifest.revision == ",".join(schema.heads())
    assert manifest.counts["files"] == 1
    assert manifest.counts["audit_events"] == 1
    assert manifest.hashes[f"files/{NAME[:2]}/{NAME[2:4]}/{NAME}"] == NAME
    assert damaged(made) == []
    assert made.stat().st_mode & 0o077 == 0


def test_a_lost_database_and_lost_files_come_back_with_rights_and_fences(database, uploads, folder, servers):
    made = back_up(database, uploads, folder / "backups")
    execute(servers.administrator_url, "DROP DATABASE coordination WITH (FORCE)")
    execute(servers.administrator_url, "CREATE DATABASE coordination OWNER coordination")
    restore(made, database, folder / "restored", tell=lambda _line: None)
    assert execute(database, "SELECT name FROM files") == [("证据.txt",)]
    assert (folder / "restored" / NAME[:2] / NAME[2:4] / NAME).read_bytes() == EVIDENCE
    assert execute(database, f"SELECT has_table_privilege('{ROLE}', 'files', 'INSERT')") == [(True,)]
    assert execute(database, f"SELECT has_table_privilege('{ROLE}', 'audit_events', 'UPDATE')") == [(False,)]
    assert execute(database, "SELECT relrowsecurity FROM pg_class WHERE relname = 'files'") == [(True,)]
    execute(database, "CREATE TABLE later ()")
    assert execute(database, f"SELECT has_table_privilege('{ROLE}', 'later', 'SELECT')") == [(True,)]
    execute(database, "DROP TABLE later")
    assert verify_live(database, folder / "restored", lambda _line: None) == []


def test_present_data_are_replaced_only_when_asked(database, uploads, folder):
    made = back_up(database, uploads, folder / "backups")
    execute(database, "DELETE FROM files")
    with pytest.raises(Refused, match="--replace"):
        restore(made, database, uploads, tell=lambda _line: None)
    assert execute(database, "SELECT count(*) FROM files") == [(0,)]
    restore(made, database, uploads, replace=True, tell=lambda _line: None)
    assert execute(database, "SELECT count(*) FROM files") == [(1,)]


def test_after_a_restore_every_office_has_its_ledger_to_compare(database, uploads, folder):
    execute(
        database,
        "WITH place AS (INSERT INTO divisions (code, name, level, path, initials)"
        " VALUES ('1', '甲区', 'county', '/1/', '') RETURNING id) INSERT INTO offices"
        " (division_id, name, short_name, mark, document_code, area_name)"
        " SELECT id, '甲', '甲', '甲', '甲', '甲' FROM place",
    )
    made = back_up(database, uploads, folder / "backups")
    restore(made, database, uploads, replace=True, tell=lambda _line: None)
    waiting = "SELECT cause FROM ledger_checks WHERE checked_at IS NULL"
    assert execute(database, waiting) == [(made.name,)]


def test_a_database_in_use_is_not_replaced(database, uploads, folder):
    made = back_up(database, uploads, folder / "backups")
    with connection(database), pytest.raises(Refused, match="stop web and workers"):
        restore(made, database, uploads, replace=True)


def test_a_changed_backup_is_refused_and_named(database, uploads, folder):
    made = back_up(database, uploads, folder / "backups")
    stored = f"files/{NAME[:2]}/{NAME[2:4]}/{NAME}"
    (made / stored).write_bytes(b"other")
    (made / "added").touch()
    assert damaged(made) == ["added: not in the manifest", f"{stored}: changed"]
    with pytest.raises(Refused, match="damaged"):
        restore(made, database, uploads, replace=True)
    (made / "manifest.json").unlink()
    assert "manifest.json" in damaged(made)[0]


def test_a_rehearsal_restores_elsewhere_and_counts(database, uploads, folder):
    made = back_up(database, uploads, folder / "backups")
    told: list[str] = []
    assert rehearse(made, told.append) == []
    assert told[-1].startswith("✓")
    manifest = json.loads((made / "manifest.json").read_text())
    manifest["counts"]["files"] = 2
    (made / "manifest.json").write_text(json.dumps(manifest))
    assert rehearse(made, told.append) == ["files: 1 rows, the manifest says 2"]


def test_verify_finds_a_changed_file_a_missing_file_and_a_broken_chain(database, uploads, servers):
    quiet = [].append
    assert verify_live(database, uploads, quiet) == []
    stored = uploads / NAME[:2] / NAME[2:4] / NAME
    stored.write_bytes("伪造".encode())
    assert verify_live(database, uploads, quiet) == [f"stored file {NAME}: changed"]
    stored.unlink()
    assert verify_live(database, uploads, quiet) == [f"stored file {NAME}: missing"]
    stored.write_bytes(EVIDENCE)
    execute(
        servers.administrator_url,
        "INSERT INTO audit_seals (first_id, last_id, events, digest)"
        " SELECT id, id, 1, 'forged' FROM audit_events",
    )
    assert verify_live(database, uploads, quiet) == ["audit seal 1 does not fit its events"]


def test_a_schema_of_another_revision_is_a_fault(database, uploads):
    execute(database, "UPDATE alembic_version SET version_num = '0001_foundation'")
    newest = ",".join(schema.heads())
    assert verify_live(database, uploads, [].append) == [
        f"schema is at 0001_foundation, the program needs {newest}"
    ]


def test_what_is_half_sent_or_can_be_drawn_anew_is_not_backed_up(database, uploads, folder):
    for hidden in (".incoming/a", ".parts/7/b", ".thumbnails/ab/c.jpg"):
        (uploads / hidden).parent.mkdir(parents=True, exist_ok=True)
        (uploads / hidden).write_bytes(b"x")
    made = back_up(database, uploads, folder / "backups")
    assert [path for path in read(made).hashes if path.startswith("files/")] == [
        f"files/{NAME[:2]}/{NAME[2:4]}/{NAME}"
    ]
    assert verify_live(database, uploads, lambda _line: None) == []
