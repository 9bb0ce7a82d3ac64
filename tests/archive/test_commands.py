"""`coordination circulars`: through the command line, on servers that run already."""

from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from coordination.archive import inspecting, taking
from coordination.circulars.jobs import print_document
from coordination.circulars.models import Circular
from coordination.circulars.printing import SNAPSHOT, document_of
from coordination.circulars.states import CircularState, Kind
from coordination.cli import main
from coordination.documents.rendering import document_pdf
from coordination.kernel import files
from coordination.kernel.db import session
from coordination.kernel.operations import transaction
from tests.factories import circulars as real
from tests.factories import dispatches as make

pytestmark = pytest.mark.usefixtures("clock", "app")
NUMBER = "山反诈联办〔2026〕1号"


@pytest.fixture
def run(monkeypatch):
    """The real command line; the servers are those of the test."""

    @contextmanager
    def within():
        yield

    monkeypatch.setattr("coordination.cli.within", within)

    def perform(*arguments):
        return CliRunner().invoke(main, ["circulars", *map(str, arguments)])

    return perform


@pytest.fixture
def circular(cast):
    made = real.issued(cast, real.ready(cast).ranking)
    with transaction():
        print_document(made.id)
    return session.get_one(Circular, made.id, populate_existing=True)


def put(circular, state, reason=""):
    found = session.get_one(Circular, circular.id, populate_existing=True)
    found.state, found.withdraw_reason = state, reason
    session.commit()


def test_every_file_is_written(run, circular, tmp_path):
    starts = {"pdf": b"%PDF-", "docx": b"PK", "xlsx": b"PK", "snapshot": b"{", "text": "山".encode()}
    for name, start in starts.items():
        out = tmp_path / f"file.{name}"
        done = run(name, NUMBER, "--out", out)
        assert (done.exit_code, NUMBER in done.output) == (0, True), done.output
        assert out.read_bytes().startswith(start)
    assert (tmp_path / "file.pdf").read_bytes() == files.content(circular.document)
    assert {path.name for path in tmp_path.iterdir()} == {f"file.{name}" for name in starts}


@pytest.mark.parametrize("typed", ["山反诈联办[2026]1号", "山反诈联办（2026）1", " 山反诈联办〔2026〕 1号 "])
def test_a_number_may_be_typed_otherwise(run, circular, tmp_path, typed):
    assert run("text", typed, "--out", tmp_path / "a.txt").exit_code == 0


@pytest.mark.parametrize(
    "wrong", ["山反诈联办〔2026〕2号", "临反诈联办〔2026〕1号", "1", "", "山反诈联办〔2026〕01号"]
)
def test_an_unknown_number_ends_with_two(run, circular, tmp_path, wrong):
    done = run("pdf", wrong, "--out", tmp_path / "a.pdf")
    assert (done.exit_code, "没有编号是" in done.output) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_two_offices_with_one_code_are_told_apart(run, cast, circular, tmp_path):
    other = make.draft(cast, office_id=cast.other.id, title="邻区的通报")
    make.issue(cast, other)
    asked = run("text", NUMBER, "--out", tmp_path / "a.txt")
    codes = [cast.office.division.code, cast.other.division.code]
    assert asked.exit_code == 2
    assert all(code in asked.output for code in codes)
    done = run("text", NUMBER, "--office", codes[1], "--out", tmp_path / "a.txt")
    assert (done.exit_code, "邻区的通报" in done.output) == (0, True)


def test_what_is_not_there_ends_with_one(run, cast, tmp_path):
    make.issued(cast)
    for name, words in (("pdf", "文件还没有生成"), ("snapshot", "不附排名")):
        done = run(name, NUMBER, "--out", tmp_path / "file")
        assert (done.exit_code, words in done.output) == (1, True), done.output
    nowhere = run("text", NUMBER, "--out", tmp_path / "missing" / "file.txt")
    assert (nowhere.exit_code, "写不进" in nowhere.output) == (1, True)


def test_a_file_is_verified_in_every_state(run, cast, circular, tmp_path):
    file = tmp_path / "通报.pdf"
    content = files.content(circular.document)

    def told(now=content):
        file.write_bytes(now)
        done = run("verify", file)
        return done.exit_code, done.output

    status, text = told()
    assert status == 0
    for words in (NUMBER, "文件没有改动", "现行有效", "排名重算一致"):
        assert words in text
    status, text = told(content + b"%")
    assert (status, "文件改动过" in text, NUMBER in text) == (1, True, True)
    for other in (b"%PDF-1.4", b"nothing of ours", b""):
        status, text = told(other)
        assert (status, "不是本系统印发的公文" in text) == (2, True)
    put(circular, CircularState.CORRECTED)
    make.issued(cast, Kind.CORRECTION, corrects_id=circular.id)
    status, text = told()
    assert (status, "已更正，见山反诈联办〔2026〕2号" in text) == (1, True)
    put(circular, CircularState.WITHDRAWN, "数据有误")
    status, text = told()
    assert (status, "已撤销" in text) == (1, True)


def test_a_snapshot_that_was_tampered_with_is_found(circular):
    lines, holds = inspecting._inside(files.content(circular.document))
    assert (holds, len(lines)) == (True, 1)
    forged = circular.ranking.snapshot.replace('"total":"', '"total":"1', 1)
    assert forged != circular.ranking.snapshot
    content = document_pdf(document_of(circular), attachments=[(SNAPSHOT, forged.encode())])
    lines, holds = inspecting._inside(content)
    assert (holds, "重算不一致" in lines[0]) == (False, True)


def test_each_part_has_its_help(run):
    told = run("--help").output
    for command in (*taking.COMMANDS, inspecting.verify):
        assert command.name in told
        assert "Usage" in run(command.name, "--help").output
