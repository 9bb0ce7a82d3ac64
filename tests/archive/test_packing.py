"""Everything of a document as a ZIP: whole, with hashes that hold, the same figures in every file."""

import csv
import json
import subprocess
from hashlib import sha256
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from coordination.archive.attachments import attachments
from coordination.archive.packing import as_document, members, packed
from coordination.circulars.jobs import print_document
from coordination.circulars.models import Circular
from coordination.circulars.states import CircularState, Kind
from coordination.dispatches import queries, services
from coordination.dispatches.models import Dispatch
from coordination.documents.xlsx import tables_of
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict
from coordination.kernel.operations import fresh_key, transaction
from coordination.rankings.rules.snapshot import recompute
from tests.factories import circulars as real
from tests.factories import dispatches as make

pytestmark = pytest.mark.usefixtures("clock", "app")
NAMES = [
    *("document.pdf", "document.docx", "tables.xlsx", "ranking-snapshot.json", "document.txt"),
    *("record.json", "versions.json", "history.csv", "receipts.csv", "MANIFEST.sha256"),
]


def printed(circular):
    with transaction():
        print_document(circular.id)
    return session.get_one(Circular, circular.id, populate_existing=True)


@pytest.fixture
def circular(cast):
    """The whole way: drafted from figures, ranked, signed, printed, received by the bank."""
    made = printed(real.issued(cast, real.ready(cast).ranking))
    dispatch = session.query(Dispatch).filter_by(unit_id=cast.units.bank.id).one()
    services.receive(dispatch, actor=cast.bank.actor, operation=fresh_key())
    return made


def opened(answer):
    return ZipFile(BytesIO(answer.data))


def rows(archive, name):
    return list(csv.reader(StringIO(archive.read(name).decode("utf-8-sig"))))


def test_it_holds_everything_and_the_hashes_hold(cast, circular, client_for, tmp_path):
    answer = client_for(cast.clerk).get(f"/archive/{circular.id}.zip")
    assert answer.status_code == 200
    assert answer.is_streamed
    assert "%E3%80%942026%E3%80%951%E5%8F%B7.zip" in answer.headers["Content-Disposition"]
    archive = opened(answer)
    assert archive.namelist() == NAMES
    archive.extractall(tmp_path)
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "MANIFEST.sha256"], cwd=tmp_path, capture_output=True, check=True
    )
    assert done.stdout.count(b": OK") == len(NAMES) - 1
    record = json.loads(archive.read("record.json"))
    assert record["number"] == "山反诈联办〔2026〕1号"
    assert record["document_sha256"] == sha256(archive.read("document.pdf")).hexdigest()
    assert recompute(archive.read("ranking-snapshot.json").decode()) is None
    assert [
        "工商银行山阳支行",
        "主送",
        "2026-11-06 10:00",
        "已签收",
        "银行联络员",
        "2026-11-06 10:00",
        "0",
    ] in rows(archive, "receipts.csv")
    history = [line[1:3] for line in rows(archive, "history.csv")]
    assert ["领导丙", "签发，编号山反诈联办〔2026〕1号"] in history
    assert ["银行联络员", "签收山反诈联办〔2026〕1号"] in history


def test_every_file_has_the_same_figures(cast, circular):
    document = as_document(circular)
    found = {one.name: one.content for one in members(circular, [])}
    text = found["document.txt"].decode()
    word = Document(BytesIO(found["document.docx"]))
    book = CalamineWorkbook.from_filelike(BytesIO(found["tables.xlsx"]))
    inside = attachments(found["document.pdf"].read_bytes())
    assert set(inside) >= {"ranking-snapshot.json"}
    assert "".join(part.text for part in word.paragraphs).count("29起") == text.count(
        "共立电信网络诈骗案件29起"
    )
    tables = list(tables_of(document))
    assert tables
    assert [sheet.name for sheet in tables] == book.sheet_names
    for sheet in tables:
        for cells in sheet.table.texts:
            assert "\t".join(cells) in text


def test_equal_members_give_equal_bytes(circular):
    one, two = (b"".join(packed(members(circular, []), (2026, 11, 6))) for _each in range(2))
    assert one == two


def test_what_is_no_longer_in_force_says_so_on_the_copies(cast, circular):
    assert as_document(circular).notice is None
    circular.state = CircularState.CORRECTED
    make.issued(cast, Kind.CORRECTION, corrects_id=circular.id)
    assert as_document(circular).notice == "已更正，见山反诈联办〔2026〕2号"
    circular.state, circular.withdraw_reason = CircularState.WITHDRAWN, "数据有误"
    assert as_document(circular).notice == "已撤销"
    record = next(one for one in members(circular, []) if one.name == "record.json")
    assert json.loads(record.content)["withdraw_reason"] == "数据有误"


def test_before_it_is_printed_one_waits(cast, client_for):
    waiting = make.issued(cast)
    with pytest.raises(Conflict):
        members(waiting, queries.of_circular(cast.clerk.actor, waiting))
    client = client_for(cast.clerk)
    answer = client.get(f"/archive/{waiting.id}.zip", follow_redirects=True)
    assert "文件还没有生成" in answer.text


def test_units_neighbours_and_drafts_have_none(cast, client_for):
    document = printed(make.issued(cast))
    address = f"/archive/{document.id}.zip"
    assert client_for(cast.leader).get(address).status_code == 200
    for reader in (cast.bank, cast.worker):  # they read it, and the office's papers about it are not theirs
        assert client_for(reader).get(address).status_code == 403
    letter = printed(make.issued(cast, Kind.LETTER, addressees="白塔街道"))
    assert client_for(cast.bank).get(f"/archive/{letter.id}.zip").status_code == 404
    for who in (cast.outsider, cast.auditor):
        assert client_for(who).get(address).status_code == 404
    assert client_for(cast.clerk).get(f"/archive/{make.draft(cast).id}.zip").status_code == 404


def test_no_cell_of_a_list_becomes_a_formula(cast, session):
    cast.units.bank.name = '=HYPERLINK("http://x")'
    document = printed(make.issued(cast))
    receipts = queries.of_circular(cast.clerk.actor, document)
    found = {one.name: one.content for one in members(document, receipts)}
    assert "'=HYPERLINK" in found["receipts.csv"].decode("utf-8-sig")
