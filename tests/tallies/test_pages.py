"""Filing tallies on pages: a month, some days, and what is said of what was typed."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from coordination.accounts.models import Account
from coordination.kernel.clock import Clock
from coordination.kernel.operations import fresh_key
from coordination.subjects import services
from coordination.subjects.models import Subject
from coordination.tallies.models import Filing, Tally
from tests.factories.organizations import session
from tests.factories.subjects import community, followed

Pages = Callable[[Account], Any]
OCTOBER = "/tallies/month?month=2026-10"


@pytest.fixture
def subjects(cast: SimpleNamespace, clock: Clock) -> dict[str, Subject]:
    return followed(cast)


def typed(browser: Any, address: str, **values: object) -> dict[str, object]:
    """As a browser sends the page: with the stamp that it carried."""
    page = browser.get(address).text
    stamp = page.split('name="stamp" value="')[1].split('"')[0] if 'name="stamp"' in page else ""
    return {"operation_key": fresh_key(), "stamp": stamp} | values


def current(subject: Subject) -> Tally:
    return session.query(Tally).filter_by(subject_id=subject.id, superseded_at=None).one()


def test_a_month_is_filed_with_a_zero_for_all_others(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages
) -> None:
    browser, liu = client_for(cast.police), subjects["柳沟社区"]
    cells = {f"v-{liu.id}-cases": "2起", f"v-{liu.id}-loss": "1.2万", f"v-{liu.id}-largest_loss": "１万"}
    form = typed(browser, OCTOBER, zero="1", **cells, **{f"v-{liu.id}-last_case_on": "9日"})
    answer = browser.post(OCTOBER, data=form)
    assert answer.status_code == 302
    row = current(liu)
    assert (row.cases, int(row.loss), int(row.largest_loss), row.last_case_on) == (
        2,
        12_000,
        10_000,
        date(2026, 10, 9),
    )
    assert session.query(Tally).count() == 5
    page = browser.get(answer.location).text
    assert "柳沟社区" in page
    assert "其余 4 行都是零" in page


def test_a_township_at_a_time(cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages) -> None:
    address = f"{OCTOBER}&township={cast.units.b.division_id}"
    browser = client_for(cast.clerk)
    page = browser.get(address).text
    assert "西园社区" in page
    assert "柳沟社区" not in page
    assert browser.post(address, data=typed(browser, address, zero="1")).status_code == 302
    assert session.query(Tally).count() == 2
    assert session.query(Filing).one().unit_id is None


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"cases": "两"}, "发案要填数字，单位是起"),
        ({"cases": "1.5"}, "不小于0的整数"),
        ({"cases": "-1"}, "不小于0的整数"),
        ({"cases": "0", "loss": "5"}, "没有发案，就没有损失"),
        ({"cases": "2", "loss": "100"}, "单笔最大损失"),
        ({"cases": "2", "loss": "100", "largest_loss": "200"}, "不会大于损失合计"),
        ({"cases": "1", "last_case_on": "32"}, "这个月没有这一天"),
        ({"cases": "1", "last_case_on": "9月30日"}, "要在填报的这段时间里"),
        ({}, "还没有填"),
    ],
)
def test_what_is_wrong_is_said_at_the_cell_and_stays_as_typed(
    cast: SimpleNamespace,
    subjects: dict[str, Subject],
    client_for: Pages,
    cells: dict[str, str],
    sentence: str,
) -> None:
    browser, liu = client_for(cast.police), subjects["柳沟社区"]
    sent = {f"v-{liu.id}-{name}": value for name, value in cells.items()}
    answer = browser.post(OCTOBER, data=typed(browser, OCTOBER, **sent))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert all(f'value="{value}"' in answer.text for value in cells.values())
    assert session.query(Tally).count() == 0


def test_a_correction_needs_a_reason_without_personal_data(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages
) -> None:
    browser, liu = client_for(cast.police), subjects["柳沟社区"]
    browser.post(OCTOBER, data=typed(browser, OCTOBER, zero="1"))
    change = {f"v-{liu.id}-cases": "1"}
    answer = browser.post(OCTOBER, data=typed(browser, OCTOBER, **change))
    assert "请写明更正原因" in answer.text
    personal = typed(browser, OCTOBER, reason="张某13893112345补报", **change)
    assert "像是手机号" in browser.post(OCTOBER, data=personal).text
    assert browser.post(OCTOBER, data=typed(browser, OCTOBER, reason="漏报一起", **change)).status_code == 302
    page = browser.get(f"/tallies/subjects/{liu.id}").text
    assert "漏报一起" in page
    assert "由31天退回0天" in page
    assert "原来报的 1 行" in page


def test_who_comes_second_sees_what_is_stored_beside_what_was_typed(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages
) -> None:
    first, second, liu = client_for(cast.police), client_for(cast.clerk), subjects["柳沟社区"]
    old = typed(second, OCTOBER, **{f"v-{liu.id}-cases": "3"}, reason="核对后更正")
    first.post(OCTOBER, data=typed(first, OCTOBER, **{f"v-{liu.id}-cases": "1"}))
    answer = second.post(OCTOBER, data=old)
    assert answer.status_code == 409
    assert "现在存的是：1" in answer.text
    assert 'value="3"' in answer.text
    assert current(liu).cases == 1


def test_a_month_that_is_not_over_is_filed_by_days(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages
) -> None:
    page = client_for(cast.police).get("/tallies/month?month=2026-11").text
    assert "还没有过完" in page
    assert "上报2026年11月" not in page


DAYS = "/tallies/days"


def test_the_cases_of_some_days_and_a_zero_for_all_others(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages
) -> None:
    browser, liu = client_for(cast.police), subjects["柳沟社区"]
    line = {"e-0-name": "青溪镇 柳沟社区", "e-0-on": "2026-11-03", "e-0-cases": "1", "e-0-loss": "500"}
    span = {"first_on": "2026-11-01", "last_on": "2026-11-05", "zero": "1"}
    answer = browser.post(DAYS, data=typed(browser, DAYS, **span, **line))
    assert answer.status_code == 302
    assert session.query(Tally).count() == 25
    case = session.query(Tally).filter(Tally.cases > 0).one()
    assert (case.subject_id, case.first_on, int(case.largest_loss)) == (liu.id, date(2026, 11, 3), 500)
    again = browser.post(DAYS, data=typed(browser, DAYS, **span))
    assert "没有要报的" in again.text
    month = browser.get("/tallies?months=6").text
    assert "2026年10月" in month


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ({"e-0-name": "不存在的社区", "e-0-cases": "1"}, "名单里没有这个名称"),
        ({"e-0-name": "柳沟社区", "e-0-cases": "1"}, "请填哪一天"),
        ({"e-0-name": "柳沟社区", "e-0-on": "2026-10-30", "e-0-cases": "1"}, "要在填报的这段时间里"),
        ({"e-0-name": "柳沟社区", "e-0-on": "2026-11-02", "e-0-loss": "1"}, "没有发案，就没有损失"),
        ({"last_on": "2026-11-09"}, "不能晚于今天"),
        ({"more": "1"}, "还没有报"),
    ],
)
def test_what_is_wrong_with_a_line_is_said_at_the_line(
    cast: SimpleNamespace,
    subjects: dict[str, Subject],
    client_for: Pages,
    line: dict[str, str],
    sentence: str,
) -> None:
    browser = client_for(cast.police)
    span = {"first_on": "2026-11-01", "last_on": "2026-11-05", "zero": "1"}
    answer = browser.post(DAYS, data=typed(browser, DAYS, **(span | line)))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert all(f'value="{value}"' in answer.text for name, value in line.items() if name != "more")
    assert session.query(Tally).count() == 0


def test_the_page_of_days_begins_after_the_last_day_told(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages
) -> None:
    browser = client_for(cast.police)
    browser.post(OCTOBER, data=typed(browser, OCTOBER, zero="1"))
    page = browser.get(DAYS).text
    assert 'value="2026-11-01"' in page
    assert 'value="2026-11-06"' in page


def test_days_between_that_nobody_told_are_said(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages
) -> None:
    browser = client_for(cast.police)
    browser.post(OCTOBER, data=typed(browser, OCTOBER, zero="1"))
    gap = "2026-11-01至2026-11-03还没有报"
    for first, last, said in (("11-04", "11-05", True), ("11-06", "11-06", False)):
        span = {"first_on": f"2026-{first}", "last_on": f"2026-{last}", "zero": "1"}
        answer = browser.post(DAYS, data=typed(browser, DAYS, **span))
        assert (gap in browser.get(answer.location).text) is said


def test_coverage_leads_to_what_is_missing(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages
) -> None:
    browser = client_for(cast.clerk)
    assert "还没有报过" in browser.get("/tallies").text
    address = f"{OCTOBER}&township={cast.units.a.division_id}"
    browser.post(address, data=typed(browser, address, zero="1"))
    page = browser.get("/tallies").text
    assert "应报 5 个，已报 3 个，还缺 2 个" in page
    assert "西园社区" in browser.get(f"/tallies?township={cast.units.b.division_id}").text
    sheet = browser.get("/tallies.xlsx?missing=1")
    assert sheet.mimetype.endswith("spreadsheetml.sheet")


def test_pages_are_absent_for_those_who_have_no_business_there(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages
) -> None:
    browser, liu = client_for(cast.police), subjects["柳沟社区"]
    browser.post(OCTOBER, data=typed(browser, OCTOBER, zero="1"))
    filing = session.query(Filing).one().id
    cast.worker.division_id = subjects["石桥村"].division_id
    session.commit()
    expected = {
        f"/tallies/subjects/{liu.id}": {"clerk", "leader", "police", "township_a"},
        f"/tallies/filings/{filing}": {"clerk", "leader", "police"},
        "/tallies": {"clerk", "leader", "police"},
        "/tallies/month": {"clerk", "police"},
        "/tallies/days": {"clerk", "police"},
        "/tallies/sheet": {"clerk", "police"},
    }
    names = ("clerk", "leader", "police", "bank", "township_a", "township_b", "worker", "auditor")
    for address, people in expected.items():
        seen = {name for name in names if client_for(getattr(cast, name)).get(address).status_code == 200}
        assert seen == people, address
    for address in list(expected)[:2]:
        for stranger in (cast.outsider, cast.outside_unit):
            assert client_for(stranger).get(address).status_code == 404, address
    assert "柳沟社区" not in client_for(cast.outside_unit).get("/tallies/month?month=2026-10").text


def test_pages_take_the_same_number_of_statements_however_many_communities(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages, counting: Callable[[], Any]
) -> None:
    browser = client_for(cast.clerk)
    addresses = ("/tallies", OCTOBER, DAYS, f"/tallies?township={cast.units.a.division_id}")
    before = {}
    for address in addresses:
        browser.get(address)
        with counting() as seen:
            browser.get(address)
        before[address] = len(seen)
    for number in range(30):
        community(cast.units.a, f"示例{number}社区")
    services.follow(cast.office, actor=cast.clerk.actor, operation=fresh_key())
    session.commit()
    for address in addresses:
        with counting() as seen:
            browser.get(address)
        assert len(seen) == before[address], address


def test_what_the_address_says_wrongly_is_as_if_it_were_not_there(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages
) -> None:
    browser = client_for(cast.clerk)
    for address in (
        "/tallies?township=abc&kind=zzz&months=-1",
        "/tallies/month?month=2026-13&township=99999999999999999999999",
        "/tallies/month?month=0000-01",
        "/tallies/month?month=2026-W10",
    ):
        assert browser.get(address).status_code == 200, address
    for typed, said in (("tomorrow", "日期要写成"), ("2999-01-01", "今天以前"), ("1899-01-01", "2000年以后")):
        answer = browser.get(f"/tallies/subjects/{subjects['柳沟社区'].id}?as_of={typed}")
        assert answer.status_code == 422
        assert said in answer.text
    assert browser.get("/tallies/subjects/99999999999999999999").status_code == 404


def test_five_hundred_communities_stand_on_one_page(
    cast: SimpleNamespace, clock: Clock, client_for: Pages
) -> None:
    for number in range(500):
        community(cast.units.a, f"示例{number}社区")
    subjects_of_all = followed(cast)
    browser = client_for(cast.police)
    page = browser.get(OCTOBER).text
    assert page.count('class="form-control co-cell"') == 505 * 6
    assert browser.post(OCTOBER, data=typed(browser, OCTOBER, zero="1")).status_code == 302
    assert session.query(Tally).count() == 505
    assert len(subjects_of_all) > 505
    assert "示例499社区" in browser.get(f"/tallies?township={cast.units.a.division_id}").text
