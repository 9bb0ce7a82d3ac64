"""创建概况, 年度目标, 名册, and the register for everybody."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from coordination.accounts.models import Account
from coordination.applications.states import ApplicationState
from coordination.certificates.models import Certificate, CertificateEvent
from coordination.kernel.clock import Clock
from coordination.kernel.clock import clock as the_clock
from coordination.kernel.operations import fresh_key
from coordination.register import services
from coordination.subjects.rules import SubjectKind
from tests.factories import certificates as make
from tests.factories.organizations import add, session
from tests.factories.standards import community
from tests.register.acts import suspend

Pages = Callable[[Account], Any]


def typed(**values: object) -> dict[str, object]:
    return {"operation_key": fresh_key()} | values


def step(page: str, label: str) -> int:
    """The number of a step of the funnel."""
    return int(re.findall(rf'aria-label="{label} (\d+)"', page)[0])


def test_the_overview_shows_the_way_from_subjects_to_titles(
    cast: SimpleNamespace, world: SimpleNamespace, named: list[Certificate], client_for: Pages
) -> None:
    page = client_for(cast.leader).get("/register").text
    told = {name: step(page, name) for name in ("创建对象", "达标", "达标还没有申报", "待命名", "有效")}
    assert told == {"创建对象": 5, "达标": 5, "达标还没有申报": 2, "待命名": 1, "有效": 2}
    assert "截至2026年11月6日，5个中2个有效，占40%" in page
    assert "2026年还没有设目标" in page
    assert "最高的是青溪镇，66.67%" in page
    assert "还有1个单位一个也没有" in page


def test_every_number_leads_to_a_list_of_as_many(
    cast: SimpleNamespace, world: SimpleNamespace, named: list[Certificate], client_for: Pages
) -> None:
    suspend(cast, named[0])
    browser = client_for(cast.clerk)
    page = browser.get("/register").text
    links = re.findall(r'href="([^"]+)" aria-label="([^"]+) (\d+)"', page)
    assert len(links) == 8
    counted = 0
    for address, label, number in links:
        answer = browser.get(address.replace("&amp;", "&"))
        assert answer.status_code == 200, label
        if address.startswith(("/register/titles", "/register/ready", "/applications")):
            listed = len(re.findall(r'<th scope="row"><a class="co-tap', answer.text))
            assert listed == int(number), label
            counted += 1
    assert counted == 6


def test_late_things_stand_first_and_lead_to_their_lists(
    cast: SimpleNamespace, world: SimpleNamespace, named: list[Certificate], client_for: Pages, clock: Clock
) -> None:
    suspend(cast, named[0])
    browser = client_for(cast.clerk)
    page = browser.get("/register").text
    assert "暂停待决定" in page
    assert "暂停复核超期" not in page
    clock.move(days=60)
    page = client_for(cast.clerk).get("/register").text
    assert page.index("暂停复核超期") < page.index("待命名")
    assert 'href="/certificates/reviews?show=overdue"' in page
    assert "已有40多天没有新的发案数据" in page


def test_with_nothing_there_the_page_says_what_to_do(
    cast: SimpleNamespace, clock: Clock, client_for: Pages
) -> None:
    page = client_for(cast.clerk).get("/register").text
    assert "现在没有等着办的事项" in page
    assert "这一类还没有创建对象" in page
    assert "发案数据还没有报过" in page
    assert "还没有命名过" in client_for(cast.clerk).get("/register/titles").text


@pytest.mark.parametrize("typed_day", ["2026-13-01", "明天", "2026-11-07", "1999-01-01"])
def test_a_day_that_cannot_be_is_said_at_its_field_and_kept(
    cast: SimpleNamespace, world: SimpleNamespace, client_for: Pages, typed_day: str
) -> None:
    answer = client_for(cast.clerk).get(f"/register?on={typed_day}")
    assert answer.status_code == 422
    assert 'id="on-error"' in answer.text
    assert f'value="{typed_day}"' in answer.text


def test_a_past_day_tells_how_it_was(
    cast: SimpleNamespace, world: SimpleNamespace, named: list[Certificate], client_for: Pages
) -> None:
    page = client_for(cast.clerk).get("/register?on=2026-10-31").text
    assert "截至2026年10月31日，5个中0个有效，占0%" in page


def test_the_statements_of_the_overview_do_not_grow_with_the_subjects(
    cast: SimpleNamespace, world: SimpleNamespace, client_for: Pages, counting: Callable[[], Any]
) -> None:
    browser = client_for(cast.leader)
    browser.get("/register")
    with counting() as few:
        browser.get("/register")
    for _number in range(60):
        community(session.merge(cast.units.b))
    session.commit()
    with counting() as many:
        answer = browser.get("/register")
    assert "65个中0个有效" in answer.text
    assert len(many) == len(few)


def many_titles(cast: SimpleNamespace, world: SimpleNamespace, count: int, first: int = 1) -> None:
    """Titles as rows, each with its first event."""
    for number in range(first, first + count):
        subject = community(session.merge(cast.units.b), name=f"示例村{number}")
        asked = make.waiting(cast, subject, world.version)
        asked.state, asked.decided_at = ApplicationState.NAMED, the_clock.now()
        made = add(
            Certificate(
                office_id=cast.office.id,
                unit_id=cast.units.b.id,
                subject_id=subject.id,
                application_id=asked.id,
                version_id=world.version.id,
                state="valid",
                year=2026,
                sequence=1000 + number,
                number=f"山反诈创〔2026〕{1000 + number}号",
                title_name="无诈社区",
                subject_name=f"白塔街道示例村{number}",
                named_on=date(2026, 11, 1),
                named_at=the_clock.now(),
                named_by_id=cast.leader.id,
                valid_until=date(2027, 10, 31),
                token=f"{number:020}",
            )
        )
        add(
            CertificateEvent(
                certificate_id=made.id,
                office_id=cast.office.id,
                unit_id=cast.units.b.id,
                action="certificate.name",
                happened_on=date(2026, 11, 1),
                at=the_clock.now(),
                by_id=cast.leader.id,
                public_text="命名",
                facts={},
            )
        )
    session.commit()


def test_the_statements_of_the_register_do_not_grow_with_the_titles(
    cast: SimpleNamespace, world: SimpleNamespace, client_for: Pages, counting: Callable[[], Any]
) -> None:
    many_titles(cast, world, 2)
    browser, addresses = client_for(cast.leader), ("/register/titles", "/register/titles.xlsx")
    code = session.merge(cast.office).division.code
    addresses = (*addresses, f"/public/titles/of/{code}")
    few = []
    for address in addresses:
        browser.get(address)
        with counting() as seen:
            assert browser.get(address).status_code == 200
        few.append(len(seen))
    many_titles(cast, world, 70, first=3)
    for address, before in zip(addresses, few, strict=True):
        with counting() as seen:
            browser.get(address)
        assert len(seen) == before, address
    page = browser.get("/register/titles?page=2").text
    assert "第 2 页，共 2 页" in page


def test_the_register_is_filtered_by_the_address(
    cast: SimpleNamespace, world: SimpleNamespace, named: list[Certificate], client_for: Pages
) -> None:
    suspend(cast, named[0])
    session.merge(world.subjects["柳沟社区"]).initials = "lgsq"
    session.commit()
    browser = client_for(cast.clerk)
    whole = browser.get("/register/titles").text
    assert "青溪镇柳沟社区" in whole
    assert "青溪镇石桥村" in whole
    assert "山反诈创〔2026〕1号" in whole
    assert "第1版" in whole
    for address, seen, unseen in (
        ("?show=suspended", "柳沟社区", "石桥村"),
        ("?show=valid", "石桥村", "柳沟社区"),
        ("?q=lgsq", "柳沟社区", "石桥村"),
        ("?q=石桥", "石桥村", "柳沟社区"),
        ("?q=〕2号", "石桥村", "柳沟社区"),
        (f"?unit={cast.units.a.id}&kind=community&year=2026", "石桥村", "没有符合条件"),
    ):
        page = browser.get(f"/register/titles{address}").text
        assert seen in page, address
        assert unseen not in page, address
    for address in ("?year=2025", "?kind=campus", "?q=zzz", f"?unit={cast.units.b.id}", "?show=ending"):
        assert "没有符合条件的称号" in browser.get(f"/register/titles{address}").text, address
    assert browser.get("/register/titles?show=x&unit=-1&kind=y&year=99999&page=-3").status_code == 200


def test_a_title_over_today_is_told_as_over_before_the_schedule_runs(
    cast: SimpleNamespace, world: SimpleNamespace, named: list[Certificate], client_for: Pages, clock: Clock
) -> None:
    clock.move(days=366)
    session.merge(cast.clerk).password_changed_at = clock.now()
    browser = client_for(cast.clerk)
    assert "石桥村" in browser.get("/register/titles?show=expired").text
    assert "没有符合条件" in browser.get("/register/titles?show=valid").text
    assert step(browser.get("/register").text, "有效") == 0


def test_the_sheet_holds_what_the_list_shows_and_the_history(
    cast: SimpleNamespace, world: SimpleNamespace, named: list[Certificate], client_for: Pages
) -> None:
    suspend(cast, named[0])
    answer = client_for(cast.clerk).get("/register/titles.xlsx?show=suspended")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.data))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[4:]] == ["山反诈创〔2026〕1号"]
    assert rows[4][1:6] == ["青溪镇柳沟社区", "村（社区）", "青溪镇", "无诈社区", "山阳区无诈社区标准"]
    assert rows[4][9] == "暂停"
    history = book.get_sheet_by_index(1).to_python()
    assert [row[3] for row in history[2:]] == ["领导丙", "经办甲"]
    shares = client_for(cast.clerk).get("/register/shares.xlsx?kind=community")
    rows = CalamineWorkbook.from_filelike(BytesIO(shares.data)).get_sheet_by_index(0).to_python()
    assert [row[:4] for row in rows[4:7]] == [["青溪镇", 3, 1, 1], ["白塔街道", 2, 0, 0], ["合计", 5, 1, 1]]


def test_the_figure_is_a_picture_with_its_finding(
    cast: SimpleNamespace, world: SimpleNamespace, named: list[Certificate], client_for: Pages
) -> None:
    for size in ("", "&size=phone"):
        answer = client_for(cast.clerk).get(f"/register/shares.svg?kind=community{size}")
        assert answer.mimetype == "image/svg+xml"
        assert "一年来占比从0.00%升到40.00%，上升40.00个百分点" in answer.text


def test_targets_are_set_on_one_page_and_measured_on_the_overview(
    cast: SimpleNamespace, world: SimpleNamespace, named: list[Certificate], client_for: Pages
) -> None:
    browser, a, b = client_for(cast.clerk), cast.units.a.id, cast.units.b.id
    page = browser.get("/register/targets").text
    assert 'name="version" type="hidden" value="0"' in page
    form = typed(version=0, whole="60％", **{f"unit_{a}": "100", f"unit_{b}": ""})
    answer = browser.post("/register/targets?year=2026&kind=community", data=form)
    assert answer.status_code == 302
    page = browser.get("/register").text
    assert "2026年目标60%（3个），还差1个" in page
    assert "单设" in page
    table = page[page.index("co-share-table") :]
    assert re.findall(r"<b>(\d+ 个)</b>", table) == ["1 个", "2 个", "1 个"]
    past = browser.get("/register/targets?year=2025").text
    assert "过去年度的目标不再改" in past
    assert "保存目标" not in past


def test_targets_that_do_not_reach_the_whole_are_pointed_out(
    cast: SimpleNamespace, world: SimpleNamespace, client_for: Pages
) -> None:
    browser = client_for(cast.clerk)
    form = typed(version=0, whole="100", **{f"unit_{cast.units.a.id}": "0"})
    browser.post("/register/targets", data=form)
    assert "各单位目标合计2个，比全部的目标5个少3个" in browser.get("/register/targets").text


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("六十", "目标要填数字，单位是%"),
        ("120", "目标要在0到100之间"),
        ("1.234", "目标最多两位小数"),
        ("9" * 30, "最多20个字"),
    ],
)
def test_what_is_no_target_is_said_at_its_field_and_kept(
    cast: SimpleNamespace, world: SimpleNamespace, client_for: Pages, value: str, sentence: str
) -> None:
    field = f"unit_{cast.units.a.id}"
    answer = client_for(cast.clerk).post(
        "/register/targets", data=typed(version=0, whole="60", **{field: value})
    )
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'id="{field}-error"' in answer.text
    assert f'value="{value}"' in answer.text


def test_two_people_at_once_the_second_is_shown_what_is_stored(
    cast: SimpleNamespace, world: SimpleNamespace, client_for: Pages
) -> None:
    services.set_targets(
        cast.office,
        actor=cast.second_clerk.actor,
        operation=fresh_key(),
        year=2026,
        kind=SubjectKind.COMMUNITY,
        shares={None: 55},
        version=0,
    )
    answer = client_for(cast.clerk).post("/register/targets", data=typed(version=0, whole="60"))
    assert answer.status_code == 409
    assert "现在存的是：55" in answer.text
    assert 'value="60"' in answer.text


def test_what_could_apply_is_listed_by_unit(
    cast: SimpleNamespace, world: SimpleNamespace, named: list[Certificate], client_for: Pages
) -> None:
    browser = client_for(cast.leader)
    page = browser.get("/register/ready").text
    assert "白塔社区" in page
    assert "西园社区" in page
    assert "柳沟社区" not in page
    assert "东河社区" not in page
    assert "没有达标还没有申报的" in browser.get(f"/register/ready?unit={cast.units.a.id}").text


def test_the_pages_are_the_offices_alone(
    cast: SimpleNamespace, world: SimpleNamespace, client_for: Pages, client: Any
) -> None:
    pages = ("", "/titles", "/titles.xlsx", "/shares.xlsx", "/shares.svg", "/ready")
    for person in (cast.bank, cast.township_a, cast.worker, cast.auditor, cast.administrator):
        for page in (*pages, "/targets"):
            assert client_for(person).get(f"/register{page}").status_code == 404, (person.name, page)
    for page in pages:
        assert client_for(cast.leader).get(f"/register{page}").status_code == 200, page
        assert client.get(f"/register{page}").status_code == 302
    assert client_for(cast.leader).get("/register/targets").status_code == 403
    other = client_for(cast.outsider).get("/register/titles").text
    assert "柳沟" not in other


def test_a_name_of_300_characters_is_shown_whole(
    cast: SimpleNamespace, world: SimpleNamespace, client_for: Pages, client: Any
) -> None:
    world.subjects["柳沟社区"].name = "长" * 300
    session.commit()
    make.named(cast, world.applications[0])
    make.work(cast)
    assert "长" * 300 in client_for(cast.clerk).get("/register/titles").text
    code = session.merge(cast.office).division.code
    assert "长" * 300 in client.get(f"/public/titles/of/{code}").text


@pytest.mark.parametrize("page", ["/register", "/register/titles", "/register/targets", "/register/ready"])
def test_the_pages_are_read_in_english_too(
    cast: SimpleNamespace, world: SimpleNamespace, named: list[Certificate], client_for: Pages, page: str
) -> None:
    browser = client_for(cast.clerk)
    browser.post("/language/en")
    text = browser.get(page).text
    assert 'lang="en"' in text
