"""The office's list of tasks and the table of one task: order, counters, filters, export."""

from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import insert, select

from coordination.tasks.models import Assignment, Task
from coordination.tasks.queries import tasks as queries
from coordination.tasks.rules import AssignmentState, Light
from coordination.tasks.states import TaskState
from tests.factories import organizations
from tests.factories import tasks as make


def text(answer):
    return unescape(answer.get_data(as_text=True))


@pytest.fixture
def six(cast, clock, session):
    """One task of each standing."""
    now, units = clock.now(), cast.units

    def issued(title, due_in, issued_ago, state=AssignmentState.WORKING, percent=0, **values):
        due_at, issued_at = now + timedelta(days=due_in), now - timedelta(days=issued_ago)
        task = make.task(cast.office, title, due_at=due_at, issued_at=issued_at, **values)
        make.assignment(task, units.bank, state, percent=percent)
        return task

    made = [
        issued("超期的", -1, 20),
        issued("滞后的", 30, 20),
        issued("临期的", 2, 1, percent=90),
        issued("正常的", 30, 1, campaign="断卡行动", party_id=make.party("department").id),
        make.task(cast.office, "草拟的", state=TaskState.DRAFT),
        issued("办结的", 30, 1, AssignmentState.DONE),
    ]
    make.assignment(made[0], units.carrier, AssignmentState.DONE)
    make.assignment(made[0], units.police, AssignmentState.WITHDRAWN)
    return made


def test_the_list_is_sorted_by_trouble_and_its_counters_add_up(cast, six, client_for, clock):
    found = queries.listed(cast.clerk.actor, queries.Wanted(), clock.now(), lambda day: day.weekday() < 5)
    assert [task.title for task in found.tasks] == [task.title for task in six]
    assert found.counts == dict.fromkeys(queries.Standing, 1)
    tally = found.tallies[six[0].id]
    assert (tally.asked, tally.fulfilled, tally.dropped) == (2, 1, 1)
    assert tally.lights == {Light.RED: 1, Light.GREY: 2}
    page = text(client_for(cast.clerk).get("/tasks"))
    places = [page.index(task.title) for task in six]
    assert places == sorted(places)
    for words in ("超期", "滞后", "临期", "正常", "草拟", "已了结"):
        assert words in page


def test_each_counter_and_filter_narrows_the_list(cast, six, client_for):
    client = client_for(cast.clerk)
    department = six[3].party_id
    for query, title in (
        ("light=red", "超期的"),
        ("light=yellow", "滞后的"),
        ("light=blue", "临期的"),
        ("light=green", "正常的"),
        ("light=draft", "草拟的"),
        ("light=grey", "办结的"),
        ("state=draft", "草拟的"),
        (f"party={department}", "正常的"),
        ("campaign=断卡行动", "正常的"),
        ("q=断卡", "正常的"),
        ("q=超期", "超期的"),
    ):
        page = text(client.get(f"/tasks?{query}"))
        shown = {task.title for task in six if f'/tasks/{task.id}"' in page}
        assert shown == {title}, query
    assert "没有符合条件的任务" in text(client.get("/tasks?q=没有这样的&origin=document"))


def test_odd_addresses_are_no_errors(cast, six, client_for):
    client = client_for(cast.clerk)
    huge = "9" * 25
    for query in (f"party={huge}", "party=-1", f"page={huge}", "page=x", "light=pink", "state=x", "origin=1"):
        assert client.get(f"/tasks?{query}").status_code == 200, query
        assert client.get(f"/tasks/{six[0].id}?{query}").status_code == 200, query
    assert client.get(f"/tasks/{huge}").status_code == 404


def test_an_empty_list_says_what_to_do(cast, client_for):
    page = text(client_for(cast.clerk).get("/tasks"))
    assert "还没有任务。" in page
    assert "新建任务" in page
    assert "导出Excel" not in page


def test_the_sheet_holds_what_is_shown(cast, six, client_for):
    client = client_for(cast.clerk)
    answer = client.get("/tasks/export?light=red")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows if row[3] == "超期"] == ["超期的"]
    assert any("按页面上的筛选条件导出，共1项" in str(row[0]) for row in rows)
    rows = CalamineWorkbook.from_filelike(BytesIO(client.get("/tasks/export").data)).get_sheet_by_index(0)
    assert {task.title for task in six} <= {row[0] for row in rows.to_python()}


def test_the_task_page_filters_by_light_and_state(cast, six, client_for, session):
    task, client = six[0], client_for(cast.clerk)
    wish = session.scalars(select(Assignment).where(Assignment.task_id == task.id)).first()
    make.request(wish, cast.bank)
    make.feedback(wish, cast.bank, sent_at=task.issued_at)
    page = text(client.get(f"/tasks/{task.id}"))
    assert "1/2 个单位已办结" in page
    assert "1项" in page
    assert page.index("工商银行山阳支行") < page.index("中国移动山阳分公司")
    page = text(client.get(f"/tasks/{task.id}?light=red"))
    assert "工商银行山阳支行" in page
    assert "中国移动山阳分公司" not in page
    assert "山阳公安分局" in text(client.get(f"/tasks/{task.id}?state=withdrawn"))
    assert "没有符合条件的单位" in text(client.get(f"/tasks/{task.id}?light=blue"))


def test_the_number_of_queries_does_not_grow_with_the_rows(cast, clock, client_for, counting, session):
    clerk = client_for(cast.clerk)

    def grow(first, last, units):
        """Tasks for one unit each, but the first of them for all."""
        rows = []
        for number in range(first, last):
            task = make.task(cast.office, f"第{number}项任务")
            same = {name: getattr(task, name) for name in ("office_id", "party_id", "weight", "due_at")}
            rows += [
                {"task_id": task.id, "unit_id": one.id, "role": "lead", "state": "issued", **same}
                | {"issued_at": task.issued_at}
                for one in (units if number == first else units[:1])
            ]
        session.execute(insert(Assignment), rows)
        session.commit()
        return session.get_one(Task, rows[0]["task_id"])

    def counts(task, draft):
        found = []
        for page in (
            "/tasks",
            f"/tasks/{task.id}",
            "/tasks/new",
            f"/tasks/{draft.id}/issue",
            "/tasks/export",
        ):
            with counting() as seen:
                assert clerk.get(page).status_code == 200
            found.append(len(seen))
        return found

    draft = make.task(cast.office, "草拟的", state=TaskState.DRAFT, kinds=["bank", "township"])
    banks = [cast.units.bank, cast.units.carrier]
    few_rows = grow(0, 15, banks)
    counts(few_rows, draft)  # the first request of a browser has more to read
    few = counts(few_rows, draft)
    office = session.get_one(type(cast.office), cast.office.id)
    more = [organizations.unit(office, f"第{number}支行", "bank") for number in range(60)]
    session.commit()
    many = counts(grow(15, 500, more), draft)
    assert all(now <= before for now, before in zip(many, few, strict=True)), (many, few)
    assert max(few) <= 14
