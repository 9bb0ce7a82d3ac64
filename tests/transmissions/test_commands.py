"""A carried file is checked on any machine, without a database."""

import click
import pytest
from click.testing import CliRunner

from coordination.transmissions import rules
from coordination.transmissions.commands import transmissions
from tests.transmissions.test_rules import LINE, PRIVATE, PUBLIC, package


def run(tmp_path, content: bytes, *options: str) -> click.testing.Result:
    file = tmp_path / "上报.json"
    file.write_bytes(content)
    return CliRunner().invoke(transmissions, ["verify", str(file), *options])


@pytest.fixture
def content():
    return rules.to_file(rules.sign(rules.write(package(LINE)), PRIVATE))


def test_a_genuine_file_says_what_it_holds(tmp_path, content):
    found = run(tmp_path, content, "--mark", rules.key_mark(PUBLIC).lower())
    assert found.exit_code == 0, found.output
    assert "签名有效" in found.output
    assert rules.key_mark(PUBLIC) in found.output


def test_a_changed_file_another_key_and_no_file_of_ours_are_refused(tmp_path, content):
    assert "签名不对" in run(tmp_path, content.replace(b"2026-10", b"2026-09")).output
    assert "指纹不同" in run(tmp_path, content, "--mark", "0000").output
    assert "重新下载" in run(tmp_path, b"{}").output
    assert run(tmp_path, b"{}").exit_code == 1
