"""What everybody may verify: a document by its QR code, a file by its bytes; with limits."""

import re
import zlib
from io import BytesIO

import pytest
from sqlalchemy import text

from coordination.archive.claims import claimed
from coordination.archive.verifying import Verdict, compare
from coordination.circulars.jobs import print_document
from coordination.circulars.models import Circular
from coordination.circulars.printing import document_of
from coordination.circulars.states import CircularState, Kind
from coordination.config import settings
from coordination.documents.plain import short_hash
from coordination.kernel import files
from coordination.kernel.db import NOBODY, acting, session
from coordination.kernel.operations import transaction
from tests.factories import dispatches as make

pytestmark = pytest.mark.usefixtures("clock", "app")


@pytest.fixture
def circular(cast):
    return make.issued(cast)


@pytest.fixture
def content(circular):
    with transaction():
        print_document(circular.id)
    session.refresh(circular)
    return files.content(circular.document)


def put(circular, state, reason=""):
    """Into another state; a request has given the session of the object away."""
    found = session.get_one(Circular, circular.id, populate_existing=True)
    found.state, found.withdraw_reason = state, reason
    session.commit()


def verdict(client, address):
    page = client.get(address)
    return page.status_code, re.search(r"<strong>(.*?)</strong>", page.text).group(1), page.text


def sent(client, address, content, name="通报.pdf"):
    answer = client.post(
        address,
        data={"operation_key": "x" * 32, "file": (BytesIO(content), name)},
        content_type="multipart/form-data",
    )
    return answer.status_code, answer.text


def test_it_says_current_corrected_withdrawn_and_no_more_than_that(cast, circular, client):
    address = f"/verify/c/{circular.token}"
    status, words, text = verdict(client, address)
    assert (status, words) == (200, "✓ 公文现行有效")
    for told in ("山反诈联办〔2026〕1号", circular.title, short_hash(circular.printed_text), "2026年11月6日"):
        assert told in text
    for private in (cast.clerk.name, cast.leader.name, "29起", "工商银行", "青溪镇"):
        assert private not in text
    put(circular, CircularState.CORRECTED)
    correction = make.issued(cast, Kind.CORRECTION, corrects_id=circular.id, title="关于更正的通报")
    status, words, text = verdict(client, address)
    assert (status, words) == (200, "公文已更正")
    assert f"/verify/c/{correction.token}" in text
    assert "看更正通报山反诈联办〔2026〕2号" in text
    _status, _words, text = verdict(client, f"/verify/c/{correction.token}")
    assert address in text
    put(circular, CircularState.WITHDRAWN, "内部原因")
    _status, words, text = verdict(client, address)
    assert words == "公文已撤销"
    assert "内部原因" not in text


@pytest.mark.parametrize("token", ["x" * 22, "'; --", "a", "", "é" * 20, "A" * 400])
def test_a_token_that_is_none_of_ours(client, circular, token):
    page = client.get(f"/verify/c/{token}", follow_redirects=True)
    assert page.status_code in (200, 404)
    assert "公文现行有效" not in page.text
    assert client.post(f"/verify/c/{'x' * 22}", data={}).status_code == 404


def test_a_draft_has_no_page(cast, client):
    assert make.draft(cast).token is None


def test_the_paper_names_its_page_and_its_hash(circular):
    document = document_of(circular)
    assert document.verify_url.endswith(f"/verify/c/{circular.token}")
    assert document.short_hash == short_hash(circular.printed_text)
    assert len(circular.token) >= 22


def test_a_file_is_unchanged_changed_or_not_ours(cast, circular, content, client):
    address = f"/verify/c/{circular.token}"
    for place in (address, "/verify/c"):
        status, text = sent(client, place, content)
        assert (status, "文件没有改动" in text, "这份公文现行有效" in text) == (200, True, True)
        status, text = sent(client, place, content + b"\n%more")
        assert (status, "文件改动过" in text, "山反诈联办〔2026〕1号" in text) == (200, True, True)
        for other in (b"%PDF-1.7 nothing", b"a text", "另一份".encode()):
            status, text = sent(client, place, other)
            assert (status, "不是我们印发的文件" in text) == (200, True)
    put(circular, CircularState.WITHDRAWN, "数据有误")
    assert "这份公文已撤销，不再有效" in sent(client, "/verify/c", content)[1]


def test_the_file_of_another_document_is_told_apart(cast, circular, content, client):
    other = make.issued(cast, title="另一份通报")
    _status, text = sent(client, f"/verify/c/{other.token}", content)
    assert "文件没有改动" in text
    assert "但不是您扫码的那一份" in text


def test_nothing_sent_is_said_and_nothing_is_kept(circular, content, client, session):
    before = session.query(files.StoredFile).count()
    incoming = set(settings().uploads.rglob("*"))
    status, text = sent(client, "/verify/c", b"", "")
    assert (status, "请选取要核对的文件" in text) == (422, True)
    sent(client, "/verify/c", content + b"changed")
    assert session.query(files.StoredFile).count() == before
    assert set(settings().uploads.rglob("*")) == incoming


def test_too_large_a_file_is_refused_with_a_sentence(app, circular, client):
    app.config["MAX_CONTENT_LENGTH"], before = 10_000, app.config["MAX_CONTENT_LENGTH"]
    try:
        status, text = sent(client, "/verify/c", b"x" * 20_000)
    finally:
        app.config["MAX_CONTENT_LENGTH"] = before
    assert (status, "不是我们印发的原文件" in text) == (413, True)


@pytest.mark.parametrize(("address", "most"), [("/verify/c", 20), ("/verify/c/" + "x" * 22, 20)])
def test_an_address_asks_so_often_and_no_more(app, client, address, most):
    app.config["RATELIMIT_ENABLED"] = True
    try:
        answers = [client.post(address, data={}).status_code for _each in range(most + 2)]
        assert 429 not in answers[:most]
        assert answers[most:] == [429, 429]
        asked = [
            client.get(address, environ_base={"REMOTE_ADDR": "10.9.9.9"}).status_code for _each in range(62)
        ]
        assert asked[60:] == [429, 429]
    finally:
        app.config["RATELIMIT_ENABLED"] = False


def test_the_page_reads_nothing_but_the_view(cast, circular, client, counting):
    with counting() as seen:
        client.get(f"/verify/c/{circular.token}")
    read = [statement for statement in seen.statements if "FROM" in statement]
    assert len(read) == 1
    assert set(re.findall(r"(?:FROM|JOIN) (\w+)", read[0])) == {"public_circulars"}


def test_the_view_holds_no_drafts_and_no_words_of_the_text(cast, circular):
    make.draft(cast)
    with acting(NOBODY):
        rows = session.execute(text("SELECT * FROM public_circulars")).mappings().all()
    assert {row["token"] for row in rows} == {circular.token}
    assert not {"body", "facts", "printed_text", "drafted_by_id", "withdraw_reason"} & set(rows[0])


def test_a_file_full_of_packed_parts_is_read_within_limits():
    bomb = b"%PDF-1.7\n" + b"stream\n" + zlib.compress(b"\0" * 50_000_000) + b"\nendstream"
    assert claimed(bomb) == []
    assert claimed(b"%PDF-" + b"stream\nnonsense" * 10_000) == []
    assert claimed(b"PK" + b"/verify/c/" + b"x" * 22) == []
    assert compare(bomb).verdict is Verdict.NOT_OURS
