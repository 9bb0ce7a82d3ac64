"""The tree of divisions from a file: idempotent, reported, refused with the line."""

import lzma
from collections.abc import Iterable
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select, text
from sqlalchemy.orm import Session, scoped_session

from coordination.audit.models import Event
from coordination.kernel.clock import Clock
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import fresh_key
from coordination.kernel.policy import SYSTEM
from coordination.organizations import queries
from coordination.organizations.commands import told
from coordination.organizations.models import Division
from coordination.organizations.services import importing
from coordination.organizations.services.importing import Imported, import_divisions

TREE = (
    "91,示例省,province,",
    "9101,示例市,city,91",
    "910101,重阳区,county,9101",
    "910101001,青溪镇,township,910101",
    "910101002,白塔街道,township,910101",
    "910101001001,青溪社区,community,910101001",
    "910101001002,柳林村,community,910101001",
    "910101002001,塔前社区,community,910101002",
)


def written(folder: Path, rows: Iterable[str], header: str = "code,name,level,parent_code") -> Path:
    file = folder / "divisions.csv"
    file.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return file


def bring(folder: Path, rows: Iterable[str], **options: bool) -> Imported:
    return import_divisions(written(folder, rows), actor=SYSTEM, operation=fresh_key(), **options)


def at(code: str) -> Division:
    found = queries.division_with(code)
    assert found is not None
    return found


pytestmark = pytest.mark.usefixtures("session")


def test_the_first_import_adds_the_tree_with_paths_and_initials(tmp_path: Path) -> None:
    found = bring(tmp_path, TREE)
    assert (found.rows, found.added, found.within) == (8, 8, "重阳区")
    assert found.counts["vanished"] == 0
    path = [at(code) for code in ("91", "9101", "910101", "910101001", "910101001002")]
    assert path[-1].path == "/" + "".join(f"{division.id}/" for division in path)
    assert path[2].initials == "cyq", "a county is spelled by its word"
    assert path[-1].initials == "llc"


def test_children_may_stand_before_their_parents(tmp_path: Path) -> None:
    assert bring(tmp_path, reversed(TREE)).added == 8


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    bring(tmp_path, TREE)
    version = at("910101001").version
    again = bring(tmp_path, TREE)
    assert again.counts == {"rows": 8, "added": 0, "renamed": 0, "moved": 0, "reopened": 0, "vanished": 0}
    assert at("910101001").version == version


def test_a_compressed_file_is_read_too(tmp_path: Path) -> None:
    file = tmp_path / "divisions.csv.xz"
    file.write_bytes(lzma.compress(written(tmp_path, TREE).read_bytes()))
    assert import_divisions(file, actor=SYSTEM, operation=fresh_key()).added == 8


def test_renamed_and_moved_divisions_are_told_and_take_their_subtree_along(tmp_path: Path) -> None:
    bring(tmp_path, [*TREE, "910102,河西区,county,9101"])
    moved = [row.replace("青溪镇,township,910101", "清溪镇,township,910102") for row in TREE]
    moved = [row for row in moved if "青溪社区" not in row]
    found = bring(tmp_path, [*moved, "910102,河西区,county,9101"])
    assert [(one.code, one.before, one.now) for one in found.renamed] == [("910101001", "青溪镇", "清溪镇")]
    assert [(one.before, one.now) for one in found.moved] == [("重阳区", "河西区")]
    assert at("910101001").initials == "qxz"
    left_out = at("910101001001")
    assert left_out.path.startswith(at("910102").path), "not in the file, yet below its parent"
    assert [one.code for one in found.vanished] == ["910101001001"]


def test_what_vanished_is_told_and_closed_only_when_asked(tmp_path: Path, clock: Clock) -> None:
    whole = (*TREE, "910101003,黑石镇,township,910101")
    bring(tmp_path, whole)
    rest = [row for row in whole if not row.startswith("910101002")]
    found = bring(tmp_path, rest)
    assert at("910101002").closed_on is None
    found = bring(tmp_path, rest, close=True)
    assert [one.code for one in found.vanished] == ["910101002", "910101002001"]
    assert at("910101002").closed_on == clock.today()
    assert "仍保留" not in "\n".join(told(found))
    back = bring(tmp_path, whole)
    assert [one.code for one in back.reopened] == ["910101002", "910101002001"]
    assert at("910101002").closed_on is None


def test_a_file_of_one_county_says_nothing_about_its_neighbours(tmp_path: Path) -> None:
    neighbour = ("910102,河西区,county,9101", "910102001,河西镇,township,910102")
    bring(tmp_path, [*TREE, *neighbour])
    assert bring(tmp_path, TREE, close=True).vanished == []
    assert at("910102001").closed_on is None


def test_a_file_of_one_township_says_nothing_about_the_others(tmp_path: Path) -> None:
    bring(tmp_path, TREE)
    found = bring(tmp_path, [row for row in TREE if not row.startswith("910101002")])
    assert (found.within, found.vanished) == ("青溪镇", [])


def test_the_import_stands_in_the_audit(tmp_path: Path, session: scoped_session[Session]) -> None:
    bring(tmp_path, TREE)
    event = session.scalars(select(Event).where(Event.action == "division.import")).one()
    assert event.content["added"] == 8
    assert event.subject_id == at("910101").id


BAD = {
    "a missing column": (["91,示例省,province"], "code,name,level", "第1行", "parent_code"),
    "an unknown level": ([*TREE, "92,示例,prefecture,"], None, "第10行", "prefecture"),
    "an orphan": ([*TREE, "920101001,孤镇,township,920101"], None, "第10行", "920101不存在"),
    "a duplicate": ([*TREE, TREE[3]], None, "第10行", "两次"),
    "a parent of the wrong level": (
        [*TREE, "910101009,错村,community,910101"],
        None,
        "第10行",
        "上级910101却是",
    ),
    "no parent": ([*TREE, "910109,无上级区,county,"], None, "第10行", "没有上级"),
    "letters in the code": ([*TREE, "9101x,错区,county,9101"], None, "第10行", "9101x"),
    "an invisible character": ([*TREE, "910109,河\u200b区,county,9101"], None, "第10行", "看不见"),
    "too few cells": ([*TREE, "910109,河区"], None, "第10行", "2列"),
    "nothing": ([], None, "第1行", "没有行政区划"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_the_line_and_nothing_is_kept(
    tmp_path: Path, session: scoped_session[Session], name: str
) -> None:
    rows, header, line, reason = BAD[name]
    file = written(tmp_path, rows, header or "code,name,level,parent_code")
    with pytest.raises(Invalid) as refused:
        import_divisions(file, actor=SYSTEM, operation=fresh_key())
    assert line in str(refused.value)
    assert reason in str(refused.value)
    codes = select(func.count()).select_from(Division).where(Division.code.startswith("91"))
    assert session.scalar(codes) == 0


def test_another_encoding_is_refused_with_the_line(tmp_path: Path) -> None:
    file = tmp_path / "gbk.csv"
    file.write_bytes("\n".join(["code,name,level,parent_code", *TREE]).encode("gbk"))
    with pytest.raises(Invalid, match="第2行：不是UTF-8"):
        import_divisions(file, actor=SYSTEM, operation=fresh_key())


def test_a_broken_archive_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "broken.csv.xz"
    file.write_bytes(lzma.compress(b"code,name,level,parent_code\n" * 9)[:40])
    with pytest.raises(Invalid, match="读不出来"):
        import_divisions(file, actor=SYSTEM, operation=fresh_key())


def test_a_division_keeps_its_level(tmp_path: Path) -> None:
    bring(tmp_path, TREE)
    with pytest.raises(Invalid, match="不能改变级别"):
        bring(tmp_path, [*TREE[:4], "910101002,白塔街道,community,910101001"])


def test_backslashes_and_quotes_come_through(tmp_path: Path) -> None:
    bring(tmp_path, [*TREE, '910101003,"甲\\乙,""丙""镇",township,910101'])
    assert at("910101003").name == '甲\\乙,"丙"镇'


def test_a_large_import_leaves_indexes_and_keys_as_they_were(
    tmp_path: Path, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    def shape() -> object:
        looked = inspect(session.connection())
        indexes = sorted(looked.get_indexes("divisions"), key=lambda one: str(one["name"]))
        return indexes, looked.get_foreign_keys("divisions"), looked.get_unique_constraints("divisions")

    before = shape()
    monkeypatch.setattr(importing, "REBUILD_ABOVE", 5)
    bring(tmp_path, TREE)
    assert shape() == before
    assert session.scalar(text("SELECT current_setting('role')")) == "coordination_app"
