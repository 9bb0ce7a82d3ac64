"""What counts as asked, of whom, in which month; the pages of the office and of a unit."""

from datetime import UTC, datetime
from html import unescape
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import insert

from coordination.kernel.period import Period
from coordination.organizations.models import MemberUnit
from coordination.tasks.models import Assignment
from coordination.tasks.rules import AssignmentState
from coordination.tasks.states import Origin
from coordination.workload import queries
from coordination.workload.queries import Source
from tests.factories import organizations, reporting
from tests.factories import tasks as make

NOVEMBER, OCTOBER = Period.parse("2026-11"), Period.parse("2026-10")
#: The last second of October and the first moment of November in China.
LAST, FIRST = datetime(2026, 10, 31, 15, 59, 59, tzinfo=UTC), datetime(2026, 10, 31, 16, 0, tzinfo=UTC)


def text(answer):
    return unescape(answer.get_data(as_text=True))


@pytest.fixture
def asked(cast, clock, session):
    """The bank: two tasks and a report in November, one task in October; the police: a table."""
    units = cast.units
    for title, origin, at, unit in (
        ("会议定的", Origin.MEETING, FIRST, units.bank),
        ("批示的", Origin.INSTRUCTION, FIRST, units.bank),
        ("上月的", Origin.DOCUMENT, LAST, units.bank),
        ("责任事项的", Origin.DUTY, FIRST, units.a),
    ):
        make.assignment(make.task(cast.office, title, origin=origin, issued_at=at), unit)
    reporting.report(reporting.bank_form(cast.office), units.bank)
    reporting.report(reporting.police_form(cast.office), units.police)


def loads(cast, month=NOVEMBER):
    found = queries.meter(cast.clerk.actor, month)
    return {
        load.unit.id: ({source: n for source, n in load.asked.items() if n}, load.before)
        for load in found.loads
    }


def test_tasks_count_once_and_reports_by_their_figures(cast, asked):
    found, units = loads(cast), cast.units
    assert found[units.bank.id] == ({Source.MEETING: 1, Source.INSTRUCTION: 1, Source.REPORTS: 3}, 1)
    assert found[units.police.id] == ({Source.REPORTS: 6}, 0)  # 3 figures of each of 2 townships
    assert found[units.a.id] == ({Source.DUTY: 1}, 0)
    assert found[units.carrier.id] == ({}, 0)
    assert loads(cast, OCTOBER)[units.bank.id] == ({Source.DOCUMENT: 1}, 0)


def test_the_most_burdened_come_first_and_the_sums_are_of_all(cast, asked):
    found = queries.meter(cast.clerk.actor, NOVEMBER)
    assert [load.unit.id for load in found.loads[:3]] == [
        cast.units.police.id,
        cast.units.bank.id,
        cast.units.a.id,
    ]
    assert (found.total, found.before, found.most, found.units) == (12, 1, 6, 6)


@pytest.mark.parametrize("state", [AssignmentState.WITHDRAWN, AssignmentState.TRANSFERRED])
def test_what_was_asked_by_mistake_does_not_count(cast, asked, state):
    make.assignment(make.task(cast.office, "误发的", issued_at=FIRST), cast.units.carrier, state)
    assert loads(cast)[cast.units.carrier.id] == ({}, 0)


def test_what_a_township_passes_on_is_not_counted_twice(cast, asked):
    task = make.task(cast.office, "进社区", origin=Origin.DUTY, issued_at=FIRST)
    make.passed_on(make.assignment(task, cast.units.b), make.community(cast.units.b))
    assert loads(cast)[cast.units.b.id] == ({Source.DUTY: 1}, 0)


def test_a_closed_unit_is_listed_only_while_something_was_asked_of_it(cast, asked, session):
    for unit in (cast.units.bank, cast.units.carrier):
        session.get_one(MemberUnit, unit.id).closed_on = clock_day()
    session.commit()
    found = loads(cast)
    assert cast.units.bank.id in found
    assert cast.units.carrier.id not in found


def clock_day():
    return datetime(2026, 11, 5, tzinfo=UTC).date()


def test_the_office_reads_the_month_of_the_address(cast, asked, client_for):
    client = client_for(cast.leader)
    page = text(client.get("/workload?month=2026-11"))
    assert "共向6个单位提出12项" in page
    assert "12月" not in page  # no month that has not begun
    assert page.index("山阳公安分局") < page.index("工商银行山阳支行")
    assert "上期为0，不作环比" in page
    page = text(client.get("/workload?month=2026-10"))
    assert "2026年11月 →" in page
    for nonsense in (
        "month=2026-13",
        "month=2026-W41",
        "month=2999-01",
        "page=x",
        f"page={'9' * 25}",
        "month=x",
    ):
        answer = client.get(f"/workload?{nonsense}")
        assert answer.status_code == 200, nonsense
        assert "2026年11月各单位被交办事项" in text(answer), nonsense


def test_the_file_holds_the_numbers_of_the_page_and_all_units(cast, asked, client_for):
    client = client_for(cast.clerk)
    assert 'href="/workload.xlsx?month=2026-11"' in text(client.get("/workload"))
    answer = client.get("/workload.xlsx?month=2026-11")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[:4]] == [
        "各单位被交办事项",
        cast.office.name,
        "月份：2026年11月",
        "导出时间：11月6日（周五）10:00",
    ]
    assert rows[4] == [
        "单位",
        "会议议定事项",
        "文件要求",
        "领导批示",
        "责任事项",
        "报表数据项",
        "合计",
        "上月",
        "比上月",
    ]
    units = {row[0]: row[1:] for row in rows[5:] if row[0]}
    assert units[cast.units.bank.name] == [1, 0, 1, 0, 3, 5, 1, "环比由1项增至5项"]
    assert units["合计"][5:7] == [12, 1]
    assert set(units) >= {cast.units.bank.name, cast.units.police.name, cast.units.carrier.name}


def test_a_unit_reads_where_its_own_items_came_from(cast, asked, client_for):
    page = text(client_for(cast.bank).get(f"/workload/units/{cast.units.bank.id}"))
    assert "共5项" in page
    for words in ("会议定的", "批示的", "银行月报"):
        assert words in page
    assert "上月的" not in page
    assert "上月的" in text(client_for(cast.clerk).get(f"/workload/units/{cast.units.bank.id}?month=2026-10"))


def test_a_unit_of_which_nothing_was_asked(cast, client_for, clock):
    page = text(client_for(cast.carrier).get(f"/workload/units/{cast.units.carrier.id}"))
    assert "这个月没有交办任务" in page
    assert "这个月没有到期的报表" in page


def test_the_neighbour_and_other_units_find_nothing(cast, asked, client_for):
    bank = f"/workload/units/{cast.units.bank.id}"
    for person in (
        cast.carrier,
        cast.township_a,
        cast.outsider,
        cast.outside_unit,
        cast.auditor,
        cast.worker,
    ):
        assert client_for(person).get(bank).status_code == 404, person.name
    for person in (cast.bank, cast.auditor, cast.administrator):
        assert client_for(person).get("/workload").status_code == 404, person.name
    assert client_for(cast.clerk).get(f"/workload/units/{'9' * 25}").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_rows(cast, asked, client_for, counting, session):
    clerk, liaison = client_for(cast.clerk), client_for(cast.bank)

    def counts():
        found = []
        for client, page in (
            (clerk, "/workload"),
            (clerk, f"/workload/units/{cast.units.bank.id}"),
            (liaison, f"/workload/units/{cast.units.bank.id}"),
        ):
            with counting() as seen:
                assert client.get(page).status_code == 200
            found.append(len(seen))
        return found

    counts()
    few = counts()
    office = session.get_one(type(cast.office), cast.office.id)
    task = make.task(office, "发给很多单位", issued_at=FIRST)
    same = {name: getattr(task, name) for name in ("office_id", "party_id", "weight", "due_at", "issued_at")}
    more = [organizations.unit(office, f"第{number}支行", "bank") for number in range(500)]
    rows = [
        {"task_id": task.id, "unit_id": one.id, "role": "lead", "state": "issued", **same} for one in more
    ]
    session.execute(insert(Assignment), rows)
    for number in range(30):
        make.assignment(make.task(office, f"第{number}项", issued_at=FIRST), cast.units.bank)
    many = counts()
    assert all(now <= before for now, before in zip(many, few, strict=True)), (many, few)
    assert "第 1 页，共 11 页" in text(clerk.get("/workload"))
