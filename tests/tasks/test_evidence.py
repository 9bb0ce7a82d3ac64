"""Files that prove the work."""

from io import BytesIO

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from coordination.config import ROOT, Settings, settings
from coordination.kernel import files as stored
from coordination.kernel import uploads
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.files import StoredFile
from coordination.kernel.operations import fresh_key
from coordination.tasks.models import Evidence
from coordination.tasks.queries import filing as queries
from coordination.tasks.rules import FILES_AT_MOST, AssignmentState
from coordination.tasks.services import evidence, filing
from coordination.tasks.services.filing import Filing
from tests.factories import files as make_file
from tests.factories import tasks as make

S = AssignmentState


@pytest.fixture
def bank(cast, clock):
    return make.assignment(make.task(cast.office), cast.units.bank, S.ACKNOWLEDGED, who=cast.bank)


def file(content, name):
    return uploads.accept(BytesIO(content), name, limits=uploads.evidence_limits())


def add(assignment, who, *files, **values):
    given = {"operation": fresh_key(), "files": files} | values
    return evidence.add(assignment, actor=who.actor, **given)


def remove(assignment, who, number):
    return evidence.remove(assignment, actor=who.actor, operation=fresh_key(), evidence_id=number)


def send(assignment, who):
    version = queries.number(assignment)
    return filing.feed_back(
        assignment, actor=who.actor, operation=fresh_key(), version=version, filing=Filing("见附件")
    )


def test_files_lie_beside_the_draft_under_their_hash_with_their_chinese_name(cast, bank, session):
    add(bank, cast.bank, file(make_file.pdf(), "入户登记表.pdf"), file(make_file.located(), "现场.jpg"))
    draft = queries.draft(bank)
    assert [one.name for one in draft.evidence] == ["入户登记表.pdf", "现场.jpg"]
    assert stored.intact(draft.evidence[0].file).read_bytes() == make_file.pdf()
    assert draft.evidence[0].file.unit_id == cast.units.bank.id
    assert not list((settings().uploads / uploads.INCOMING).iterdir())


def test_a_file_begins_a_draft_without_making_the_open_page_stale(cast, bank, session):
    seen = queries.number(bank)
    add(bank, cast.bank, file(make_file.pdf(), "表.pdf"))
    assert queries.number(bank) == seen
    filing.save(bank, actor=cast.bank.actor, operation=fresh_key(), version=seen, filing=Filing("先传后写"))
    assert queries.draft(bank).text == "先传后写"
    assert len(queries.draft(bank).evidence) == 1


def test_the_same_file_twice_is_there_once(cast, bank, session):
    add(bank, cast.bank, file(make_file.photo(), "一.jpg"), file(make_file.photo(), "又一.jpg"))
    add(bank, cast.bank, file(make_file.photo(), "再一.jpg"))
    assert len(queries.draft(bank).evidence) == 1
    assert len(session.scalars(select(StoredFile)).all()) == 1


def test_a_request_sent_twice_has_one_effect(cast, bank, session):
    key = fresh_key()
    for content, name in ((make_file.pdf(), "表.pdf"), (make_file.ofd(), "表.ofd")):
        again = file(content, name)
        add(bank, cast.bank, again, operation=key)
        again.discard()
    assert [one.name for one in queries.draft(bank).evidence] == ["表.pdf"]


def test_twenty_files_and_no_more(cast, bank, session):
    pages = [file(make_file.pdf() + str(n).encode(), f"第{n}页.pdf") for n in range(FILES_AT_MOST + 1)]
    add(bank, cast.bank, *pages[:FILES_AT_MOST])
    with pytest.raises(Invalid, match="最多20份材料") as refused:
        add(bank, cast.bank, pages[-1])
    pages[-1].discard()
    assert refused.value.field == "files"
    assert len(queries.draft(bank).evidence) == FILES_AT_MOST


def test_a_file_is_taken_from_the_draft_and_its_bytes_stay(cast, bank, session):
    add(bank, cast.bank, file(make_file.pdf(), "表.pdf"))
    one = queries.draft(bank).evidence[0]
    remove(bank, cast.bank, one.id)
    remove(bank, cast.bank, one.id)  # pressed twice
    assert queries.draft(bank).evidence == []
    assert one.file.path.exists()


def test_what_was_sent_stays(cast, bank, session):
    add(bank, cast.bank, file(make_file.pdf(), "表.pdf"))
    send(bank, cast.bank)
    number = queries.sent(bank)[0].evidence[0].id
    with pytest.raises(Conflict, match="不能再删"):
        remove(bank, cast.bank, number)
    for statement in ("DELETE FROM evidence", "UPDATE evidence SET name = '改.pdf'"):
        with pytest.raises(IntegrityError, match="stays as it is"), session.begin_nested():
            session.execute(text(statement))
    assert [one.id for one in queries.sent(bank)[0].evidence] == [number]


def test_the_number_of_a_file_of_another_assignment_does_nothing(cast, bank, session):
    task = make.task(cast.office, "另一件事")
    other = make.assignment(task, cast.units.bank, S.ACKNOWLEDGED, who=cast.bank)
    add(other, cast.bank, file(make_file.pdf(), "表.pdf"))
    number = queries.draft(other).evidence[0].id
    remove(bank, cast.bank, number)
    assert session.get(Evidence, number) is not None


def test_after_the_end_nothing_is_added(cast, session, clock):
    bank = make.assignment(make.task(cast.office), cast.units.bank, S.CLOSED)
    late = file(make_file.pdf(), "迟到.pdf")
    with pytest.raises(Conflict, match="现在是“已销号”"):
        add(bank, cast.bank, late)
    late.discard()


def test_who_may_see_a_file(cast, bank, session):
    add(bank, cast.bank, file(make_file.pdf(), "表.pdf"))
    number = queries.draft(bank).evidence[0].id

    def see(*people):
        return [person.name for person in people if queries.evidence(person.actor, id=number)]

    everybody = (cast.bank, cast.bank_reviewer, cast.clerk, cast.carrier, cast.outsider, cast.auditor)
    assert see(*everybody) == ["银行联络员"]
    send(bank, cast.bank)
    assert see(*everybody) == ["银行联络员", "银行审核", "经办甲"]
    assert queries.evidence(cast.bank.actor, id=2**63) is None


def test_a_disk_that_is_full_at_the_last_moment_leaves_no_row(cast, bank, session, monkeypatch):
    arrived = file(make_file.pdf(), "表.pdf")

    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(Invalid, match="服务器存储空间不足"):
        add(bank, cast.bank, arrived)
    monkeypatch.undo()
    arrived.discard()
    assert queries.draft(bank) is None
    assert session.scalars(select(StoredFile)).all() == []


def test_a_file_that_the_disk_changed_is_not_given_out(cast, bank, session):
    add(bank, cast.bank, file(make_file.office("docx"), "表.docx"))
    one = queries.draft(bank).evidence[0].file
    one.path.write_bytes(b"changed")
    with pytest.raises(ValueError, match="differs from its hash"):
        stored.intact(one)
    one.path.unlink()


def test_the_guide_names_the_body_that_a_proxy_must_let_through():
    guide = (ROOT / "docs" / "howto" / "run.md").read_text("utf-8")
    largest = Settings.model_construct().largest_form_mb
    assert (
        Settings.model_fields["max_upload_mb"].default,
        Settings.model_fields["max_evidence_mb"].default,
    ) == (20, 10)
    assert f"client_max_body_size {largest}m;" in guide
    assert f"with the defaults {largest} MB" in guide
