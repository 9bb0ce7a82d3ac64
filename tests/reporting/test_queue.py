"""The review queue: what asks for a look first, peers beside the figures, many approved at once."""

import re
from datetime import timedelta
from decimal import Decimal as D

import pytest

from coordination.kernel.operations import fresh_key
from coordination.reporting import panels, queries, services
from coordination.reporting.models import Report
from coordination.reporting.queries.peers import medians
from coordination.reporting.queries.queue import Show, Wanted, queue, waiting_beside
from coordination.reporting.services.bulk import NothingDone
from coordination.reporting.sheet import Entry
from coordination.reporting.states import ReportState
from tests.factories import organizations, periods
from tests.factories import reporting as make

DISSUADED, AMOUNT, TRAINED = make.BANK


def body(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def five(cast, bank, session):
    """The reports of five banks that wait, in the order in which they were filed."""
    reports = []
    for number in range(5):
        unit = organizations.unit(cast.office, f"第{number}银行", "bank", 50 + number)
        report = make.report(bank.form, unit)
        filer = organizations.account(f"联络员{number}", cast.office, *cast.bank.actor.functions, unit=unit)
        make.submitted(report, filer, str(number + 1), "100", "5")
        reports.append(report)
    session.commit()
    return reports


@pytest.fixture
def asked_about(monkeypatch):
    """A slice above has two questions about one report."""

    def mark(report):
        monkeypatch.setattr(panels, "_weighs", [lambda ids: {report.id: 2} if report.id in ids else {}])

    return mark


def ids(found):
    return [one.id for one in found.reports]


def test_what_was_filed_in_its_days_of_grace_is_not_called_late(cast, five, session):
    for report, hours in ((five[0], 1), (five[1], 1), (five[2], -1)):
        report.first_submitted_at = report.due_at + timedelta(hours=hours)
    five[1].grace_until = five[1].due_at + timedelta(days=1)
    session.commit()
    found = queue(cast.clerk.actor, Wanted())
    assert [one.id for one in found.reports if one.late] == [five[0].id]


def test_questions_come_first_then_corrections_then_explained_changes_then_the_order_of_filing(
    cast, bank, five, session, asked_about
):
    asked_about(five[3])
    before = make.report(bank.form, five[2].unit, "2026-09")
    make.approved(before, _filer(session, five[2]), cast.clerk, "50", "100", "5")
    services.give_back(
        five[2], actor=cast.clerk.actor, operation=fresh_key(), version=five[2].version, reason="请核对"
    )
    entries = make.entries(five[2], ("3", "100", "5"))
    entries[f"{five[2].unit_id}-{DISSUADED}"] = Entry("3", "网点减少")
    given = {"operation": fresh_key(), "version": five[2].version, "entries": entries}
    services.submit(five[2], actor=_filer(session, five[2]).actor, **given)
    found = queue(cast.clerk.actor, Wanted())
    assert ids(found) == [five[3].id, five[2].id, five[0].id, five[1].id, five[4].id]
    assert (found.reports[1].explained, found.reports[1].revision) == (1, 2)
    assert found.counts == {Show.ALL: 5, Show.ODD: 2, Show.PLAIN: 3}
    assert ids(queue(cast.clerk.actor, Wanted(Show.ODD))) == [five[3].id, five[2].id]
    assert ids(queue(cast.clerk.actor, Wanted(period="2026-09"))) == []


def _filer(session, report):
    return session.get_one(organizations.Account, report.submitted_by_id)


def test_a_correction_stands_before_what_was_merely_filed(cast, bank, five, session):
    make.approved(bank, cast.bank, cast.clerk, "5", "100", "5")
    periods.asked_correction(bank, cast.bank)
    periods.granted_correction(bank, cast.clerk)
    make.submitted(bank, cast.bank, "6", "100", "5")
    found = queue(cast.clerk.actor, Wanted())
    assert (found.reports[0].id, found.reports[0].correction) == (bank.id, True)


def test_next_follows_the_queue_and_leaves_out_ones_own(cast, five, session, asked_about):
    asked_about(five[3])
    assert waiting_beside(cast.clerk.actor, five[3]) == (waiting := waiting_beside(cast.clerk.actor, five[3]))
    assert (waiting.count, waiting.next_id) == (4, five[0].id)
    assert waiting_beside(cast.clerk.actor, five[4]).next_id == five[3].id
    five[0].submitted_by_id = cast.clerk.id
    session.flush()
    assert waiting_beside(cast.clerk.actor, five[3]).next_id == five[1].id


def test_the_median_is_of_the_other_units_of_the_kind(cast, five, session):
    layout = queries.sheet(five[0]).layout
    found = medians(five[0], layout)
    assert (found[DISSUADED].value, found[DISSUADED].peers) == (D("3.5"), 4)
    assert medians(five[4], layout)[DISSUADED].value == D("2.5")
    elsewhere = make.report(five[0].form, cast.units.carrier)
    of_all = medians(elsewhere, layout)[DISSUADED]
    assert (of_all.value, of_all.peers, of_all.alike) == (3, 5, False)  # too few carriers file this form


def test_of_a_table_the_median_is_of_its_rows(cast, police, session):
    c = organizations.township(cast.office, "黑水镇", 13)
    rows = {cast.units.a.id: ("3", "1", "1"), cast.units.b.id: ("4", "2", "2"), c.id: ("9", "2", "3")}
    given = {"operation": fresh_key(), "version": police.version, "entries": make.entries(police, rows)}
    services.submit(police, actor=cast.police.actor, **given)
    found = medians(police, queries.sheet(police).layout)
    assert (found["case.filed"].value, found["case.filed"].peers) == (4, 3)


def test_peers_that_were_returned_or_never_filed_do_not_count(cast, five, session):
    services.give_back(
        five[1], actor=cast.clerk.actor, operation=fresh_key(), version=five[1].version, reason="请核对"
    )
    layout = queries.sheet(five[0]).layout
    assert medians(five[0], layout)[DISSUADED].value == 4
    services.give_back(
        five[2], actor=cast.clerk.actor, operation=fresh_key(), version=five[2].version, reason="请核对"
    )
    assert medians(five[0], layout) == {}


def approve(cast, reports, who=None, **versions):
    from tests.factories.organizations import session

    office = session.get_one(type(cast.office), cast.office.id)
    picked = {one.id: versions.get(str(one.id), one.version) for one in reports}
    actor = (who or cast.clerk).actor
    return services.approve_many(office, actor=actor, operation=fresh_key(), picked=picked)


def test_many_are_approved_at_once(cast, five, session):
    assert approve(cast, five[:3]) == 3
    session.commit()
    states = [make.again(one).state for one in five]
    assert states == [ReportState.APPROVED] * 3 + [ReportState.SUBMITTED] * 2
    assert len(queries.approved(cast.office.id, [AMOUNT], [make.MONTH])) == 3


def test_all_or_none_and_each_row_says_why(cast, five, bank, session):
    five[1].submitted_by_id = cast.clerk.id
    services.approve(five[2], actor=cast.second_clerk.actor, operation=fresh_key(), version=five[2].version)
    session.commit()
    with pytest.raises(NothingDone, match="5份，其中4份") as refused:
        approve(cast, [*five[:4], bank], **{str(five[3].id): 1})
    reasons = {one.id: str(one.reason) for one in refused.value.refusals}
    assert reasons == {
        five[1].id: "您本人上报的，不能由您审核。",
        five[2].id: "现在是“已通过”，不能做这一步。",
        five[3].id: "这一页打开之后，别人已经改过。请看清最新内容，再决定是否重做。",
        bank.id: "现在是“未报”，不能做这一步。",
    }
    assert make.again(five[0]).state is ReportState.SUBMITTED
    assert refused.value.possible == {five[0].id: five[0].version}


def test_nothing_ticked_and_too_much_ticked_are_told(cast, session, client_for):
    client = client_for(cast.clerk)
    client.post("/reports/approve", data={"operation_key": fresh_key()})
    assert "请先勾选" in body(client.get("/reports/queue"))
    rows = [f"{number}-1" for number in range(1, 502)]
    client.post("/reports/approve", data={"operation_key": fresh_key(), "row": rows})
    assert "一次最多办500份" in body(client.get("/reports/queue"))


def test_the_clerk_ticks_rows_and_is_told_which_did_not_pass(cast, five, client_for, session):
    client = client_for(cast.clerk)
    page = body(client.get("/reports/queue"))
    assert page.count('name="row"') == 5
    rows = [f"{one.id}-{one.version}" for one in five]
    first = make.again(five[0])
    services.approve(first, actor=cast.leader.actor, operation=fresh_key(), version=first.version)
    session.commit()
    refused = client.post("/reports/approve", data={"operation_key": fresh_key(), "row": rows})
    assert refused.status_code == 409
    assert "只通过其余 4 份" in body(refused)
    done = client.post("/reports/approve", data={"operation_key": fresh_key(), "row": rows[1:]})
    assert done.location == "/reports/queue"
    page = body(client.get("/reports/queue"))
    assert "已通过 4 份" in page
    assert "没有待审的填报了" in page


def test_what_asks_for_a_look_is_not_ticked_with_all(cast, five, client_for, session):
    """The rows that 全选 leaves out are those that the counter 要细看 counts."""
    five[1].revision = 2
    make.session.commit()
    page = body(client_for(cast.clerk).get("/reports/queue"))
    looked_at = re.findall(r'name="row" value="(\d+)-\d+" data-look', page)
    assert (
        looked_at == [str(one) for one in ids(queue(cast.clerk.actor, Wanted(Show.ODD)))] == [str(five[1].id)]
    )


def test_ones_own_submission_has_no_box(cast, five, client_for, session):
    five[0].submitted_by_id = cast.clerk.id
    session.commit()
    page = body(client_for(cast.clerk).get("/reports/queue"))
    assert page.count('name="row"') == 4
    assert "您本人上报" in page
    assert body(client_for(cast.leader).get("/reports/queue")).count('name="row"') == 5


def test_the_review_page_shows_the_median_of_the_peers(cast, five, client_for):
    page = body(client_for(cast.clerk).get(f"/reports/{five[0].id}/review"))
    assert "同类中位数" in page
    assert ">3.5</span>" in page


def test_units_and_strangers_find_no_queue(cast, five, client_for):
    for stranger in (cast.bank, cast.township_a, cast.auditor):
        assert client_for(stranger).get("/reports/queue").status_code == 404
        sent = {"operation_key": fresh_key(), "row": f"{five[0].id}-{five[0].version}"}
        assert client_for(stranger).post("/reports/approve", data=sent).status_code == 404
    page = body(client_for(cast.outsider).get("/reports/queue"))
    assert "第0银行" not in page
    sent = {"operation_key": fresh_key(), "row": f"{five[0].id}-{five[0].version}"}
    answer = client_for(cast.outsider).post("/reports/approve", data=sent)
    assert (answer.status_code, "没有这一份" in body(answer)) == (409, True)


def test_the_number_of_queries_does_not_grow_with_the_rows(cast, five, client_for, counting, session):
    client = client_for(cast.clerk)

    def counts():
        found = []
        for page in ("/reports/queue", f"/reports/{five[0].id}/review", "/reports/periods?period=2026-10"):
            with counting() as seen:
                assert client.get(page).status_code == 200
            found.append(len(seen))
        return found

    few = counts()
    for number in range(12):
        unit = organizations.unit(session.get_one(type(cast.office), cast.office.id), f"新{number}", "bank")
        report = make.report(session.get_one(type(five[0].form), five[0].form_id), unit)
        report.state, report.submitted_by_id, report.revision = ReportState.SUBMITTED, cast.bank.id, 1
    session.commit()
    assert all(now <= before for now, before in zip(counts(), few, strict=True))
    assert max(few) <= 16


def test_five_hundred_rows_are_cut_into_pages(cast, bank, session, client_for):
    rows = []
    for number in range(500):
        unit = organizations.unit(cast.office, f"网点{number:03}", "bank", 100 + number)
        rows.append(
            Report(
                office_id=cast.office.id,
                form_id=bank.form_id,
                unit_id=unit.id,
                period=make.MONTH,
                due_at=make.DUE,
                state=ReportState.SUBMITTED,
                submitted_by_id=cast.bank.id,
                submitted_at=make.DUE,
                revision=1,
            )
        )
    session.add_all(rows)
    session.commit()
    page = body(client_for(cast.clerk).get("/reports/queue?page=99"))
    assert "第 10 页，共 10 页" in page
    assert page.count('name="row"') == 50
    assert "第 1 页，共 10 页" in body(client_for(cast.clerk).get("/reports/queue?page=-3&form=x&show=y"))
