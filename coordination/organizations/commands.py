"""`coordination organizations`: divisions from a file, a new office.

Imports stand inside: the command line looks through this module for every command. It hands
over `within`, which gives servers and application for the time of the command.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from coordination.organizations.services.importing import Change, Imported

Within = Callable[[], AbstractContextManager[None]]
SHOWN = 20
READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("organizations")
def organizations() -> None:
    """Divisions and offices."""


@organizations.command("import")
@click.argument("file", type=READABLE)
@click.option("--close", is_flag=True, help="Close divisions that the file no longer has.")
@click.pass_obj
def import_(within: Within, file: Path, close: bool) -> None:
    """Bring the divisions up to date from FILE: code,name,level,parent_code as .csv or .csv.xz."""
    from coordination.kernel.db import SYSTEM_SCOPE, acting
    from coordination.kernel.errors import DomainError
    from coordination.kernel.operations import fresh_key
    from coordination.kernel.policy import SYSTEM
    from coordination.organizations.services.importing import import_divisions

    with within(), acting(SYSTEM_SCOPE):
        try:
            imported = import_divisions(file, actor=SYSTEM, operation=fresh_key(), close=close)
        except DomainError as refusal:
            raise click.ClickException(str(refusal)) from refusal
    for line in told(imported):
        click.echo(line)


def told(imported: Imported) -> list[str]:
    """The report of an import, in Chinese and English, at most SHOWN of each kind by name."""
    lines = [
        f"范围 {imported.within}：文件{imported.rows}个，新增{imported.added}个"
        f" / {imported.rows:,} rows, {imported.added:,} added"
    ]
    lines += _listed("更名 / renamed", imported.renamed)
    lines += _listed("改属 / moved", imported.moved)
    lines += _listed("恢复 / reopened", imported.reopened)
    end = "已停用 / closed" if imported.closed else "仍保留，加 --close 可停用 / kept, --close closes them"
    lines += _listed(f"文件中没有 / not in the file ({end})", imported.vanished)
    return lines


def _listed(title: str, changes: list[Change]) -> list[str]:
    if not changes:
        return []
    shown = [
        f"  {change.code} {change.before}" + (f" → {change.now}" if change.now else "")
        for change in changes[:SHOWN]
    ]
    rest = [f"  … {len(changes) - SHOWN}"] if len(changes) > SHOWN else []
    return [f"{title}: {len(changes)}", *shown, *rest]


@organizations.command("add-office")
@click.argument("division_code")
@click.option("--name", required=True, help="Full name, as below documents.")
@click.option("--short-name", required=True)
@click.option("--mark", required=True, help="发文机关标志, the red line on top of documents.")
@click.option("--document-code", required=True, help="发文代字, such as 七反诈联办.")
@click.option("--area-name", required=True, help="How texts call the area: 全区, 全县.")
@click.pass_obj
def add_office(within: Within, /, division_code: str, **typed: str) -> None:
    """Found the office of the division with DIVISION_CODE."""
    from coordination.kernel.db import SYSTEM_SCOPE, acting
    from coordination.kernel.errors import DomainError
    from coordination.kernel.operations import fresh_key
    from coordination.kernel.policy import SYSTEM
    from coordination.organizations import queries
    from coordination.organizations.services.offices import OfficeNames, found

    with within(), acting(SYSTEM_SCOPE):
        division = queries.division_with(division_code)
        if division is None:
            raise click.ClickException(f"没有代码为{division_code}的行政区划 / no division {division_code}")
        try:
            office = found(division, OfficeNames(**typed), actor=SYSTEM, operation=fresh_key())
        except DomainError as refusal:
            raise click.ClickException(str(refusal)) from refusal
        click.echo(f"{office.name} ({division.name} {division.code})")
