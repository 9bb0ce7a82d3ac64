import subprocess
import sys

import pytest

from coordination.config import ROOT, Settings
from coordination.operation import schema
from coordination.operation.doctor import (
    Finding,
    channels,
    database,
    disk,
    examine,
    job_store,
    report,
    secret,
    writable,
)
from coordination.operation.servers import temporary

SECRET = "f3c1a2997e0d4b5580a61c2d93e4f7b8"


@pytest.fixture(scope="module")
def servers():
    with temporary() as running:
        yield running


@pytest.fixture
def wanted(servers, folder) -> Settings:
    return Settings(
        database_url=servers.database_url,
        redis_url=servers.redis_url,
        instance_path=folder / "instance",
        secret_key=SECRET,
    )


def test_all_that_is_needed_is_there_once_the_schema_is(wanted):
    assert [finding.name for finding in examine(wanted) if finding.needed and not finding.well] == ["schema"]
    schema.migrate(wanted.database_url)
    lines: list[str] = []
    assert report(wanted, lines.append)
    assert any(line.startswith("✓ database") and "PostgreSQL" in line for line in lines)
    assert any(line.startswith("✓ job store") for line in lines)
    assert any("font 仿宋" in line for line in lines)


def test_an_official_face_that_is_missing_is_named_and_fails_nothing(wanted):
    for finding in examine(wanted):
        if finding.name.startswith("font ") and not finding.well:
            assert finding.line().startswith("!")
            assert "official" in finding.advice


def test_a_server_that_does_not_answer_is_said_with_what_to_do(folder):
    absent = Settings(
        database_url=f"postgresql+psycopg://nobody@/none?host={folder}",
        redis_url=f"unix://{folder}/none.sock",
    )
    [finding] = database(absent)
    assert finding.line().startswith("✗ database")
    assert "DATABASE_URL" in finding.advice
    assert "REDIS_URL" in job_store(absent).advice
    assert "REDIS_URL" in job_store(Settings(redis_url="nonsense")).advice


@pytest.mark.parametrize("weak", ["", "short", "secret-secret-secret-secret-secret-secret", "a" * 64])
def test_a_guessable_secret_is_refused(weak):
    assert "SECRET_KEY" in secret(Settings(secret_key=weak, test_mode=False)).advice
    assert secret(Settings(secret_key=SECRET)).well


def test_a_folder_that_cannot_be_written_is_named(folder):
    assert writable(folder / "new").well
    (folder / "file").touch()
    assert not writable(folder / "file").well


def test_disk_space_is_measured_where_the_folder_will_be(folder):
    assert disk(folder / "not" / "yet").name == "disk"


def test_only_what_is_needed_fails():
    assert Finding("x", "y", "do it", needed=False).line() == f"! {'x':<22} y\n    → do it"


def test_the_command_exits_with_one_when_something_needed_is_missing(servers, environment):
    done = subprocess.run(
        [sys.executable, "-m", "coordination.cli", "doctor"],
        cwd=ROOT,
        env=environment
        | {
            "DATABASE_URL": servers.database_url,
            "REDIS_URL": servers.redis_url,
            "SECRET_KEY": "short",
            "TEST_MODE": "",
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stderr
    assert "✗ SECRET_KEY" in done.stdout


def test_channels_are_named_on_or_off_and_fail_nothing(folder):
    off = list(channels(Settings(robot_hosts="")))
    assert [finding.found.partition(":")[0] for finding in off] == ["off", "off", "off"]
    sender = {"smtp_host": "mail.example.cn", "smtp_port": 587, "smtp_from": "反诈联席办 <fz@example.cn>"}
    on = list(channels(Settings(**sender, sms_drop_dir=folder / "sms")))
    assert [finding.line()[0] for finding in on] == ["✓", "✓", "✓"]
    assert on[0].found == "on: mail.example.cn:587, encryption starttls"
    half = next(channels(Settings(smtp_host="mail.example.cn")))
    assert half.line().startswith("!")
    assert "SMTP_FROM" in half.advice
    assert not any(finding.needed for finding in (*off, *on, half))
