"""Tallies by sheet: template, sheets as people make them, preview, confirmation, nothing personal."""

from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from coordination.accounts.models import Account
from coordination.kernel.clock import Clock
from coordination.kernel.files import StoredFile
from coordination.kernel.operations import fresh_key
from coordination.subjects.models import Subject
from coordination.tallies.models import Tally, TallyUpload
from tests.factories.organizations import session
from tests.factories.subjects import community, followed
from tests.spreadsheets.building import book

Pages = Callable[[Account], Any]
ADDRESS = "/tallies/sheet?month=2026-10"
HEAD = ["乡镇街道", "村（社区）", "发案（起）", "损失金额（万元）", "单笔最大损失（元）", "最后一起在几日"]


@pytest.fixture
def subjects(cast: SimpleNamespace, clock: Clock) -> dict[str, Subject]:
    return followed(cast)


def sent(browser: Any, rows: Sequence[Sequence[object]], address: str = ADDRESS) -> Any:
    form = {"operation_key": fresh_key(), "file": (BytesIO(book(rows)), "十月.xlsx")}
    return browser.post(address, data=form, content_type="multipart/form-data")


def confirmed(browser: Any, address: str, **values: object) -> Any:
    page = browser.get(address).text
    hidden = {
        name: page.split(f'name="{name}"')[1].split('value="')[1].split('"')[0]
        for name in ("stamp", "version")
    }
    return browser.post(f"{address}/confirm", data={"operation_key": fresh_key()} | hidden | values)


def cases(subject: Subject) -> int:
    return session.query(Tally).filter_by(subject_id=subject.id, superseded_at=None).one().cases


def test_a_sheet_is_looked_at_before_it_is_filed(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages
) -> None:
    browser = client_for(cast.police)
    rows = [
        ["2026年10月发案统计"],
        HEAD,
        ["青溪镇", "柳沟社区", 2, 1.5, 9000, 12],
        ["", "石桥村", 0, "", "", ""],
        ["白塔街道", "白塔 社区", "１", "0.05", "", "9日"],
        ["合计", "", 3, 1.55, "", ""],
    ]
    answer = sent(browser, rows)
    assert answer.status_code == 302
    page = browser.get(answer.location).text
    assert "3</b> 行是新报的" in page
    assert "表里没有的2个" in page
    assert "按万元等单位读" in page
    assert session.query(Tally).count() == 0
    assert confirmed(browser, answer.location, zero="1").status_code == 302
    liu = session.query(Tally).filter_by(subject_id=subjects["柳沟社区"].id).one()
    assert (liu.cases, int(liu.loss), int(liu.largest_loss), liu.last_case_on) == (
        2,
        15_000,
        9_000,
        date(2026, 10, 12),
    )
    tower = session.query(Tally).filter_by(subject_id=subjects["白塔社区"].id).one()
    assert (tower.cases, int(tower.loss), int(tower.largest_loss)) == (1, 500, 500)
    assert session.query(Tally).count() == 5
    again = confirmed_again(browser, answer.location)
    assert again.status_code == 409


def confirmed_again(browser: Any, address: str) -> Any:
    upload = session.query(TallyUpload).one()
    values = {"operation_key": fresh_key(), "version": upload.version, "stamp": "0-0"}
    return browser.post(f"{address}/confirm", data=values)


def test_the_template_comes_back_as_it_went(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages
) -> None:
    browser = client_for(cast.police)
    content = browser.get("/tallies/sheet/template?month=2026-10").data
    rows = (
        CalamineWorkbook.from_filelike(BytesIO(content))
        .get_sheet_by_index(0)
        .to_python(skip_empty_area=False)
    )
    head = next(place for place, row in enumerate(rows) if row[0] == "乡镇街道")
    assert [row[1] for row in rows[head + 1 :]] == ["柳沟社区", "石桥村", "东河社区", "白塔社区", "西园社区"]
    for number, row in enumerate(rows[head + 1 :]):
        row[2] = number
    answer = sent(browser, rows)
    assert confirmed(browser, answer.location).status_code == 302
    assert [cases(subjects[name]) for name in ("柳沟社区", "西园社区")] == [0, 4]


def test_what_is_wrong_is_said_at_its_own_address_and_the_rest_is_taken(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages
) -> None:
    browser = client_for(cast.police)
    rows = [
        ["村（社区）", "立案数", "损失金额"],
        ["柳沟社区", 1, 100],
        ["石桥村", "很多", 0],
        ["某某社区", 1, 5],
        ["东河社区", 0, 5],
        ["柳沟社区", 2, 7],
    ]
    page = browser.get(sent(browser, rows).location).text
    for address, words in (
        ("B3", "要填数字"),
        ("A4", "不在名单里"),
        ("C5", "没有发案，就没有损失"),
        ("A6", "前面已有一行"),
    ):
        line = page.split(f'<th scope="row">{address}</th>')[1].split("</tr>")[0]
        assert words in line
    assert "1</b> 行是新报的" in page
    upload = session.query(TallyUpload).one()
    assert confirmed(browser, f"/tallies/uploads/{upload.id}", zero="1").status_code == 302
    told = {row.subject_id for row in session.query(Tally)}
    assert subjects["石桥村"].id not in told
    assert subjects["东河社区"].id not in told
    assert subjects["西园社区"].id in told


@pytest.mark.parametrize(
    "cell", ["身份证11010519491231002X", "联系13893112345", 13893112345, "6222020200012345670"]
)
def test_a_sheet_with_personal_data_is_not_kept(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages, cell: object
) -> None:
    browser = client_for(cast.police)
    rows = [["村（社区）", "发案", "备注"], ["柳沟社区", 1, ""], ["石桥村", 0, cell]]
    answer = sent(browser, rows)
    assert answer.status_code == 422
    assert "C3" in answer.text
    assert "发案统计不收个人信息" in answer.text
    assert session.query(TallyUpload).count() == 0
    assert session.query(StoredFile).count() == 0


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([["2026年9月发案统计"], ["村（社区）", "发案"], ["柳沟社区", 1]], "A1：表里写的是2026年9月"),
        ([["单位", "金额"], ["柳沟社区", 1]], "没有找到表头"),
        ([["村（社区）", "发案"], ["柳沟社区", ""]], "发案一列都是空的"),
    ],
)
def test_a_sheet_of_something_else_is_refused(
    cast: SimpleNamespace,
    subjects: dict[str, Subject],
    client_for: Pages,
    rows: list[list[object]],
    sentence: str,
) -> None:
    answer = sent(client_for(cast.police), rows)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_the_same_name_in_two_townships_needs_the_township(
    cast: SimpleNamespace, clock: Clock, client_for: Pages
) -> None:
    community(cast.units.b, "柳沟社区")
    followed(cast)
    browser = client_for(cast.police)
    page = browser.get(sent(browser, [["社区", "发案"], ["柳沟社区", 1]]).location).text
    assert "请在前面加一列“乡镇街道”" in page
    rows = [["乡镇街道", "社区", "发案"], ["青溪镇", "柳沟社区", 1], ["白塔街道", "柳沟社区", 2]]
    assert "2</b> 行是新报的" in browser.get(sent(browser, rows).location).text


def test_a_sheet_that_corrects_needs_a_reason(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages
) -> None:
    browser = client_for(cast.police)
    first = sent(browser, [["社区", "发案"], ["柳沟社区", 1], ["石桥村", 0]])
    confirmed(browser, first.location)
    second = sent(browser, [["社区", "发案"], ["柳沟社区", 2], ["石桥村", 0]])
    page = browser.get(second.location).text
    assert "1</b> 行和已报的不同" in page
    assert "1</b> 行和已报的一样" in page
    refused = confirmed(browser, second.location)
    assert "请写明更正原因" in refused.text
    assert confirmed(browser, second.location, reason="漏报").status_code == 302
    assert cases(subjects["柳沟社区"]) == 2


def test_a_preview_that_grew_old_is_shown_again(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages
) -> None:
    browser = client_for(cast.police)
    old = sent(browser, [["社区", "发案"], ["柳沟社区", 1]]).location
    other = sent(browser, [["社区", "发案"], ["柳沟社区", 2]]).location
    upload = session.get_one(TallyUpload, int(old.rsplit("/", 1)[1]))
    confirmed(browser, other)
    values = {"operation_key": fresh_key(), "version": upload.version, "stamp": "0-0", "reason": "改"}
    answer = browser.post(f"{old}/confirm", data=values)
    assert answer.status_code == 409
    assert cases(subjects["柳沟社区"]) == 2


def test_a_sheet_belongs_to_those_who_file(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Pages
) -> None:
    address = sent(client_for(cast.police), [["社区", "发案"], ["柳沟社区", 1]]).location
    assert client_for(cast.clerk).get(address).status_code == 200
    for stranger in (cast.bank, cast.township_a, cast.outsider, cast.outside_unit, cast.auditor):
        assert client_for(stranger).get(address).status_code == 404
    paper = sent(client_for(cast.clerk), [["社区", "发案"], ["柳沟社区", 1]]).location
    assert client_for(cast.police).get(paper).status_code == 404
