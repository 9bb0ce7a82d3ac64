"""The pages: who is shown what, what is offered, what happens to what was typed."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from coordination.kernel.operations import fresh_key
from coordination.organizations.models import Office
from coordination.radar import services
from coordination.radar.models import Flag
from coordination.radar.rules import FlagKind, Outcome, Standing
from coordination.reporting.states import ReportState
from tests.factories import radar as make
from tests.factories import reporting
from tests.factories.organizations import account, add, unit
from tests.factories.reporting import MONTH

WHY = "“网点劝阻数”连续2期都是120起。"


@pytest.fixture
def flag(cast, clock):
    return make.repeated(cast)


def text(answer):
    return answer.get_data(as_text=True)


def stored(flag):
    return make.session.get_one(Flag, flag.id, populate_existing=True)


def sent(flag, **more):
    return {"operation_key": fresh_key(), "version": str(stored(flag).version), **more}


def answered(cast, flag):
    return services.answer(
        stored(flag),
        actor=cast.bank.actor,
        operation=fresh_key(),
        version=stored(flag).version,
        text="台账相符",
    )


def test_the_list_says_what_is_asked_and_why(cast, flag, client_for):
    page = text(client_for(cast.clerk).get("/radar"))
    assert WHY in page
    assert "与上期相同" in page
    assert "待说明" in page
    assert "不扣分，也不影响排名" in page


def test_filters_stand_in_the_address(cast, flag, client_for):
    client = client_for(cast.clerk)
    cast.units.bank.pinyin, cast.units.bank.initials = "gongshangyinhang", "gsyh"
    make.session.merge(cast.units.bank)
    make.session.commit()
    for address in (
        "?kind=repeated",
        "?state=open",
        f"?unit={flag.unit_id}",
        "?q=gsyh",
        "?q=工商",
        "?kind=nonsense",
    ):
        assert WHY in text(client.get(f"/radar{address}")), address
    for address in ("?kind=round", "?state=settled", f"?unit={cast.units.a.id}", "?q=yidong"):
        page = text(client.get(f"/radar{address}&period={MONTH}"))
        assert WHY not in page, address
        assert "没有符合条件的疑问。" in page


def test_an_empty_period_says_what_to_do(cast, flag, client_for):
    page = text(client_for(cast.clerk).get("/radar?period=2026-01"))
    assert "2026年1月没有数据疑问。" in page
    assert "现在检查" in page


def test_checking_now_from_the_list(cast, flag, client_for):
    answer = client_for(cast.clerk).post(f"/radar/check?period={MONTH}", data={"operation_key": fresh_key()})
    assert answer.headers["Location"] == f"/radar?period={MONTH}"


def test_the_list_as_a_workbook(cast, flag, client_for):
    answer = client_for(cast.clerk).get("/radar.xlsx?kind=repeated")
    assert answer.mimetype.endswith("sheet")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    (row,) = [row for row in rows if row[0] == cast.units.bank.name]
    assert row[4] == WHY


@pytest.mark.parametrize("page", ["/radar", "/radar.xlsx"])
def test_the_list_is_the_offices(cast, flag, client_for, page):
    for who in (cast.bank, cast.carrier, cast.auditor):
        assert client_for(who).get(page).status_code in (403, 404)
    assert WHY not in text(client_for(cast.outsider).get("/radar"))


def test_the_neighbour_finds_nothing(cast, flag, client_for):
    for stranger in (cast.carrier, cast.township_a, cast.outsider, cast.outside_unit, cast.auditor):
        client = client_for(stranger)
        assert client.get(f"/radar/{flag.id}").status_code == 404
        for act in ("answer", "settle"):
            answer = client.post(f"/radar/{flag.id}/{act}", data=sent(flag, text="好", note="好"))
            assert answer.status_code == 404
    assert client_for(cast.clerk).get("/radar/999999999999999999999").status_code == 404
    assert stored(flag).standing is Standing.OPEN


def test_the_unit_answers_on_the_page_of_its_report(cast, flag, client_for):
    client = client_for(cast.bank)
    page = text(client.get(f"/reports/{flag.report_id}"))
    assert WHY in page
    assert f'action="/radar/{flag.id}/answer?back=show"' in page
    answer = client.post(f"/radar/{flag.id}/answer?back=show", data=sent(flag, text="台账相符"))
    assert answer.headers["Location"] == f"/reports/{flag.report_id}#flag-{flag.id}"
    assert stored(flag).answer == "台账相符"
    page = text(client.get(f"/reports/{flag.report_id}"))
    assert "台账相符" in page
    assert "已说明，待确认" in page


def test_a_returned_report_shows_its_questions_while_it_is_mended(cast, flag, client_for):
    report = stored(flag).report
    report.state, report.return_reason = ReportState.RETURNED, "核对"
    make.session.commit()
    page = text(client_for(cast.bank).get(f"/reports/{flag.report_id}/fill"))
    assert WHY in page
    key = f"{flag.unit_id}-bank.counter_dissuaded"
    assert f'href="#v-{key}"' in page


def test_what_was_typed_stays_when_it_is_refused(cast, flag, client_for):
    answer = client_for(cast.bank).post(f"/radar/{flag.id}/answer", data=sent(flag, text="长" * 301))
    assert answer.status_code == 422
    assert "长" * 301 in text(answer)
    assert "最多300个字" in text(answer)
    answer = client_for(cast.bank).post(f"/radar/{flag.id}/answer", data=sent(flag, text=" "))
    assert "写明核对的结果和依据。" in text(answer)


def test_a_stale_answer_is_shown_both(cast, flag, client_for):
    data = sent(flag, text="我的说法")
    answered(cast, flag)
    make.session.commit()
    answer = client_for(cast.bank).post(f"/radar/{flag.id}/answer", data=data)
    assert answer.status_code == 409
    page = text(answer)
    assert "我的说法" in page
    assert "台账相符" in page


def test_the_office_settles_on_the_review_page(cast, flag, client_for):
    answered(cast, flag)
    make.session.commit()
    client = client_for(cast.clerk)
    page = text(client.get(f"/reports/{flag.report_id}/review"))
    assert page.index(WHY) < page.index('id="return"')
    assert "台账相符" in page
    answer = client.post(f"/radar/{flag.id}/settle?back=review", data=sent(flag, note=""))
    assert answer.headers["Location"].startswith(f"/reports/{flag.report_id}/review")
    assert stored(flag).outcome is Outcome.ACCEPTED
    assert "数据疑问都已了结" in text(client.get(f"/reports/{flag.report_id}/review"))


def test_giving_back_leads_to_the_review_with_the_figure_ticked(cast, flag, client_for):
    client = client_for(cast.clerk)
    key = f"{flag.unit_id}-bank.counter_dissuaded"
    page = text(client.get(f"/radar/{flag.id}"))
    address = page.split('href="/reports/')[-1].split('"')[0].replace("&amp;", "&")
    assert f"p={key}" in address
    review = text(client.get("/reports/" + address.split("#")[0]))
    assert f'value="{key}" id="p-{key}" checked' in review
    assert review.count("连续2期都是120起") == 2


def test_settling_without_any_explanation_is_refused_at_the_field(cast, flag, client_for):
    answer = client_for(cast.clerk).post(f"/radar/{flag.id}/settle", data=sent(flag, note=""))
    assert answer.status_code == 422
    assert "直接采纳要写明依据" in text(answer)


def test_a_unit_sees_all_its_questions(cast, flag, client_for):
    page = text(client_for(cast.bank).get("/my-radar"))
    assert WHY in page
    assert "1 个待说明" in page
    assert "没有数据疑问。" in text(client_for(cast.carrier).get("/my-radar"))
    assert client_for(cast.clerk).get("/my-radar").status_code == 404


def test_a_report_without_questions_has_no_panel(cast, clock, client_for):
    form = reporting.bank_form(cast.office)
    spot = (cast.units.bank.id, "bank.counter_dissuaded")
    report = make.filed(form, cast.units.bank, cast.bank, {spot: 7})
    assert "co-radar" not in text(client_for(cast.clerk).get(f"/reports/{report.id}/review"))


def test_every_kind_explains_itself_in_both_languages(cast, flag, client_for):
    """One of each, with the facts that its rule gives; no place of a sentence stays open."""
    facts = {
        FlagKind.ROUND: {"value": "4/6", "step": "100", "one_in": "70000"},
        FlagKind.OUTLIER_OWN: {
            "value": "560",
            "median": "119",
            "low": "80.08",
            "high": "157.92",
            "periods": "6",
            "score": "39.7",
        },
        FlagKind.OUTLIER_COHORT: {
            "value": "95",
            "rate": "47.5",
            "median": "15.5",
            "size": "population",
            "units": "9",
            "score": "9",
        },
        FlagKind.DISAGREES: {
            "value": "5",
            "other": "7",
            "reporter": "公安分局",
            "form": "案件月报",
            "report": "1",
        },
        FlagKind.TOO_PERFECT: {"value": "201", "base": "201", "of": "case.filed", "of_name": "立案数"},
        FlagKind.LAST_MINUTE: {
            "value": "1",
            "usual": "2",
            "filer_name": "甲",
            "usual_name": "乙",
            "minutes": "7",
            "filed": "5",
            "reports": "6",
        },
    }
    for kind, told in facts.items():
        whole = kind is FlagKind.LAST_MINUTE
        add(
            Flag(
                report_id=flag.report_id,
                office_id=flag.office_id,
                unit_id=flag.unit_id,
                period=flag.period,
                revision=1,
                kind=kind,
                subject_id=None if whole else flag.subject_id,
                indicator_id=None if whole else flag.indicator_id,
                facts=told,
                raised_at=flag.raised_at,
            )
        )
    make.session.commit()
    client = client_for(cast.clerk)
    page = text(client.get("/radar"))
    for words in (
        "6行“网点劝阻数”里有4行是100的整数倍；偶然如此的机会不超过70,000分之一。",
        "“网点劝阻数”本期560起；前6期的中位数是119，通常在80.08到157.92之间。",
        "“网点劝阻数”95起，合每万人47.5；9个同类单位的中位数是每万人15.5。",
        "“网点劝阻数”本表填5起，公安分局在“案件月报”填7起，相差2起。",
        "“网点劝阻数”201起，占“立案数”201的100.00%；基数200以上而达到99.9%的很少见。",
        "这次由甲在期限前7分钟上报；最近6期里有5期是乙报的。",
    ):
        assert words in page, words
    client.post("/language/en")
    english = text(client.get("/radar"))
    assert "连续2期都是" not in english
    assert "{" not in english.split("<main")[1]


def test_the_list_takes_as_many_statements_for_thirty_as_for_one(cast, flag, client_for, counting):
    client = client_for(cast.clerk)
    client.get("/radar")
    with counting() as few:
        client.get("/radar")
    office, long_name = make.session.get_one(Office, cast.office.id), "很长的单位名称" * 40
    for number in range(24):
        other = unit(office, f"{long_name}{number}", "bank")
        who = account("联络员", office, unit=other)
        spot = (other.id, "bank.counter_dissuaded")
        form = stored(flag).report.form
        make.filed(form, other, who, {spot: 150}, make.months(1)[0])
        report = make.filed(form, other, who, {spot: 150})
        services.scan(report)
    make.session.commit()
    with counting() as many:
        page = text(client.get("/radar"))
    assert long_name in page
    assert len(many) <= len(few) + 1
