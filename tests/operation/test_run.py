"""The whole product as a person starts it, with the sample district left out where it does not matter."""

import os
import re
import signal
import socket
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest
from sqlalchemy import text

from coordination.config import ROOT, settings
from coordination.operation.database import transaction
from coordination.operation.run import addressed
from coordination.operation.servers import running

from .conftest import as_nobody, free_port, until, working_in

COMMAND = ("-m", "coordination.cli")


def text_of(process, ending):
    """What a process said until a line holds `ending`."""
    said = ""
    for line in process.stdout:
        said += line
        if ending in line:
            return said
    raise AssertionError(said)


def status(port, path="/healthz"):
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def supervised(instance: Path) -> list[int]:
    mark = f"COORDINATION_SUPERVISED_BY={instance}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


@pytest.fixture
def port():
    return free_port()


def test_start_second_start_kill_9_start_again_and_ctrl_c(start, folder, port, environment):
    instance = folder / "instance"
    run = start(*COMMAND, "run", "--no-sample", "--port", str(port))
    said = text_of(run, "Ctrl-C")
    assert f"http://127.0.0.1:{port}/" in said
    assert said.count("✓") >= 3
    assert (status(port), status(port, "/readyz")) == (200, 200)
    remember(instance, "七里河")
    refused_while_running(environment, port)

    run.kill()
    again = start(*COMMAND, "run", "--no-sample", "--port", str(port))
    text_of(again, "Ctrl-C")
    assert status(port) == 200
    assert remembered(instance) == "七里河"
    until(lambda: all(_parent(pid) != 1 for pid in supervised(instance)))

    again.send_signal(signal.SIGINT)
    again.send_signal(signal.SIGINT)  # an impatient second one changes nothing
    rest, _ = again.communicate(timeout=30)
    assert "stopped, data kept" in rest
    assert again.returncode == 0
    assert working_in(folder) == []
    assert supervised(instance) == []
    assert "database system is shut down" in (instance / "logs" / "postgres.log").read_text()


def refused_while_running(environment, port):
    second = subprocess.run(
        [sys.executable, *COMMAND, "run", "--port", str(free_port())],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert second.returncode == 2
    assert re.fullmatch(r"本实例已在运行（进程 \d+，.*: stop it first\n", second.stderr)
    assert second.stdout == ""
    assert status(port) == 200


def remember(instance, name):
    with running(instance, join=True) as servers, transaction(servers.database_url) as connection:
        connection.execute(text("CREATE TABLE kept AS SELECT CAST(:name AS text) AS name"), {"name": name})


def remembered(instance):
    with running(instance, join=True) as servers, transaction(servers.database_url) as connection:
        return connection.scalar(text("SELECT name FROM kept"))


def test_a_taken_port_is_said_in_one_sentence_before_anything_starts(folder, environment):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, *COMMAND, "run"],
            cwd=ROOT,
            env=environment | {"PORT": str(number)},
            capture_output=True,
            text=True,
        )
    assert done.returncode == 2
    assert re.fullmatch(rf"端口 {number} 不能使用.*port {number} cannot be used.*\n", done.stderr)
    assert done.stdout == ""
    assert not (folder / "instance" / "postgres").exists()


def test_codes_and_links_name_this_machine_where_the_settings_name_no_site():
    unnamed = settings().model_copy(update={"site_url": ""})
    assert addressed({"A": "1"}, unnamed, 8765) == {"A": "1", "SITE_URL": "http://127.0.0.1:8765"}
    named = settings().model_copy(update={"site_url": "https://fz.example.cn"})
    assert addressed({}, named, 8765)["SITE_URL"] == "https://fz.example.cn"


def test_an_ordinary_user_runs_it(start, folder, port):
    home = folder / "home"
    home.mkdir()
    prefix = as_nobody()
    if prefix:
        os.chown(home, 65534, 65534)
    run = start(
        *COMMAND,
        "run",
        "--no-sample",
        "--port",
        str(port),
        prefix=prefix,
        INSTANCE_PATH=str(home / "instance"),
    )
    text_of(run, "Ctrl-C")
    assert status(port) == 200
    run.send_signal(signal.SIGTERM)
    assert run.wait(30) == 0
    assert (home / "instance" / "secret_key").stat().st_mode & 0o077 == 0


def _parent(pid):
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return 0
