"""The commands of the first day: divisions, an office, its first administrator."""

import re
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from coordination.accounts.commands import create_account
from coordination.accounts.models import Account
from coordination.accounts.rules import AccountState
from coordination.cli import main
from coordination.kernel.db import session
from coordination.organizations.commands import organizations
from tests.organizations.test_import import TREE, written

pytestmark = pytest.mark.usefixtures("session", "engine")
OFFICE = ("--name", "重阳区联席会议办公室", "--short-name", "区联席办", "--mark", "重阳区联席会议办公室文件")
CODE = ("--document-code", "重反诈联办", "--area-name", "全区")
PERSON = ("--name", "王五", "--office", "910101")


@pytest.fixture
def run() -> Callable[..., Result]:
    """A command on servers that run already."""

    def perform(command: click.Command, *arguments: str) -> Result:
        return CliRunner().invoke(command, list(arguments), obj=nullcontext)

    return perform


def test_from_an_empty_database_to_the_first_administrator(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    file = str(written(tmp_path, TREE))
    assert "新增8个" in run(organizations, "import", file).output
    assert "新增0个" in run(organizations, "import", file).output
    founded = run(organizations, "add-office", "910101", *OFFICE, *CODE)
    assert "重阳区 910101" in founded.output
    made = run(create_account, "admin.wang", *PERSON)
    assert re.search(r"one-time code: (\w{4}-){2}\w{4}", made.output)
    account = session.scalars(select(Account).where(Account.username == "admin.wang")).one()
    assert (account.state, account.functions) == (AccountState.INVITED, ["system_administrator"])


def test_refusals_are_one_sentence(run: Callable[..., Result], tmp_path: Path) -> None:
    bad = run(organizations, "import", str(written(tmp_path, [*TREE, TREE[0]])))
    assert (bad.exit_code, "第10行" in bad.output) == (1, True)
    assert "没有代码为999" in run(organizations, "add-office", "999", *OFFICE, *CODE).output
    nobody = run(create_account, "admin.wang", *PERSON).output
    assert "没有联席办" in nobody
    assert "organizations add-office" in nobody
    assert "system_administrator" in run(create_account, "a", *PERSON, "--function", "king").output


def test_the_report_names_what_changed_and_stops_at_twenty(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    more = [f"9101011{number:02},镇{number},township,910101" for number in range(30)]
    run(organizations, "import", str(written(tmp_path, [*TREE, *more])))
    renamed = [row.replace("镇", "乡") for row in more]
    output = run(organizations, "import", str(written(tmp_path, [*TREE, *renamed]))).output
    assert "更名 / renamed: 30" in output
    assert "910101100 镇0 → 乡0" in output
    assert "… 10" in output
    gone = run(organizations, "import", str(written(tmp_path, TREE)), "--close").output
    assert "已停用 / closed): 30" in gone


def test_the_command_line_knows_them() -> None:
    for words in (["organizations", "import", "--help"], ["create-account", "--help"]):
        assert CliRunner().invoke(main, words).exit_code == 0


def test_what_stands_in_a_group_is_no_command_of_its_own() -> None:
    listed = main.list_commands(click.Context(main))
    assert {"organizations", "create-account", "circulars"} <= set(listed)
    assert not {"import", "add-office"} & set(listed)
    assert CliRunner().invoke(main, ["add-office", "--help"]).exit_code == 2
