"""Pages of the catalogue: what they say, to whom, and what they ask back."""

import re
from decimal import Decimal as D
from html import unescape
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from coordination.circulars.models import Circular
from coordination.circulars.states import CircularState
from coordination.indicators import queries
from coordination.indicators.filed import figures
from coordination.indicators.models import Indicator
from coordination.indicators.uses import Where, _publishers, publish, uses
from coordination.kernel.operations import fresh_key
from coordination.report_forms.models import ReportForm
from coordination.reporting import services
from coordination.reporting.models import Figure
from tests.conftest import TODAY
from tests.factories import indicators as make
from tests.factories import rankings, reporting
from tests.factories.organizations import add, session

WORKING = ("clerk", "leader", "bank", "bank_reviewer", "township_a", "worker")


def text(answer):
    page = re.sub(r"<script.*?</script>", "", answer.text, flags=re.DOTALL)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def form(**values):
    given = {
        "operation_key": fresh_key(),
        "name": "老年人反诈课堂场次",
        "unit": "场",
        "type": "integer",
        "direction": "higher",
        "over_time": "sum",
        "over_divisions": "sum",
        "definition": "",
        "note": "有签到表的算一场。",
        "numerator": "",
        "denominator": "",
        "factor": "",
        "rankable": "yes",
        "reason": "",
        "regulation": "",
    }
    return given | values


@pytest.fixture
def lectures(cast, clock):
    return make.own(cast.office, cast.clerk)


def test_the_catalogue_tells_the_caliber_and_why_a_figure_is_not_ranked(cast, client_for, session):
    reporting.bank_form(cast.office)
    installs = reporting.indicator("bank.staff_trained")
    installs.rankable, installs.reason = False, "工作量指标，不参与排名"
    session.commit()
    client = client_for(cast.township_a)
    page = text(client.get("/indicators"))
    assert "网点劝阻数的口径" in page
    assert "工作量指标，不参与排名" in page
    assert "银行月报" in page
    assert "网点劝阻数的口径" not in text(client.get("/indicators?rankable=no"))
    assert "没有符合条件的指标" in text(client.get("/indicators?q=没有这个"))


def test_everyone_who_works_here_reads_it_and_nobody_else(cast, lectures, client_for):
    for name in (*WORKING, "auditor", "administrator", "outsider", "outside_unit"):
        client = client_for(getattr(cast, name))
        expected = 200 if name in WORKING else 404
        assert client.get(f"/indicators/{lectures.id}").status_code == expected, name
    assert "老年人" not in text(client_for(cast.outsider).get("/indicators"))
    assert client_for(cast.clerk).get("/indicators/999999").status_code == 404


def test_a_page_of_an_indicator_says_all_of_it(cast, clock, client_for, session):
    """Definition, caliber, sums, who files it, where it is used, its figures, its history."""
    report = reporting.report(reporting.bank_form(cast.office), cast.units.bank, "2026-09")
    reporting.approved(report, cast.bank, cast.clerk, "1234", "5", "6")
    found = reporting.indicator("bank.counter_dissuaded")
    page = text(client_for(cast.clerk).get(f"/indicators/{found.id}"))
    for words in ("网点劝阻数的口径", "越高越好", "各期相加", "各地相加", "可以参与排名"):
        assert words in page, words
    assert "银行月报 每月 银行 1" in page
    assert "2026年9月网点劝阻数1,234起，上期未报，不作环比。" in page
    assert "2026年9月 1,234 1/1" in page
    assert "2026年8月 — 0/0" in page
    assert "照此新建" in page
    svg = client_for(cast.bank).get(f"/indicators/{found.id}/trend.svg?form=bank")
    assert (svg.status_code, svg.mimetype) == (200, "image/svg+xml")
    assert "1,234" in svg.text
    assert client_for(cast.bank).get(f"/indicators/{found.id}/trend.svg?form=no").status_code == 404


def test_a_ratio_is_computed_from_its_parts_by_form(cast, clock, client_for):
    rankings.district(cast)
    rate = rankings.indicator("warn.success_rate")
    page = text(client_for(cast.clerk).get(f"/indicators/{rate.id}"))
    assert "成功劝阻数 ÷ 预警指令数 × 100" in page
    assert "2026年10月劝阻成功率89%" in page
    cases = rankings.indicator("case.per_10k")
    page = text(client_for(cast.clerk).get(f"/indicators/{cases.id}"))
    assert "立案数 ÷ 常住人口 × 10,000" in page
    assert "2026年10月 2.42 1/1" in page


def test_figures_that_are_not_added_have_no_sum(cast, clock, session):
    rankings.district(cast)
    assert _filed(cast, "pub.events") == (D(20), 5, 6)
    rankings.indicator("pub.events").over_divisions = "none"
    session.commit()
    assert _filed(cast, "pub.events") == (None, 5, 6)


def test_the_total_row_goes_before_the_sum_of_the_rows(cast, clock, session):
    """A table may hold what belongs to no township, so its total row is the figure of the whole."""
    report = reporting.report(reporting.police_form(cast.office), cast.units.police)
    rows = {cast.units.a.id: ("3", "1", "10"), cast.units.b.id: ("2", "0", "5"), None: ("5", "1", "15")}
    who = {"actor": cast.police.actor, "operation": fresh_key(), "version": report.version}
    services.submit(report, **who, entries=reporting.entries(report, rows))
    assert _filed(cast) == (None, 0, 1)
    services.approve(report, **make.by(cast.clerk), version=report.version)
    assert _filed(cast) == (D(5), 1, 1)
    whole = session.scalars(select(Figure).where(Figure.subject_id.is_(None)).order_by(Figure.id)).first()
    whole.value = D(6)
    session.commit()
    assert _filed(cast) == (D(6), 1, 1)


def _filed(cast, code="case.filed"):
    (one,) = figures().filed(cast.office.id, [code], ["2026-10"])
    return one.value, one.approved, one.expected


def test_where_it_is_used_is_told_by_the_slices_above(cast, clock, client_for, session):
    place = rankings.district(cast)
    found = rankings.indicator("warn.success_rate")
    part = rankings.indicator("warn.issued")
    _circular(cast, "预警指令数", "warn.issued")
    listed = uses([found.id, part.id], cast.office.id)
    assert [(one.where, one.name) for one in listed[found.id]] == [(Where.SCHEME, place.scheme.name)]
    assert [one.where for one in listed[part.id]] == [Where.FORM, Where.RATIO, Where.CIRCULAR]
    assert uses([found.id], cast.other.id) == {found.id: []}
    clerk, liaison = (text(client_for(one).get(f"/indicators/{part.id}")) for one in (cast.clerk, cast.bank))
    assert "通报 示例通报" in clerk
    assert "示例通报" not in liaison
    assert "比率 劝阻成功率" in liaison


def _circular(cast, name, code):
    """A draft whose one sentence binds a fact of this indicator."""
    fact = {"label": name, "text": "5条", "value": "5", "formula": "", "sources": [], "indicator": code}
    add(
        Circular(
            office_id=cast.office.id,
            period="2026-10",
            title="示例通报",
            addressees="各成员单位",
            body=[{"kind": "paragraph", "level": 1, "text": f"共下发【{name}】。"}],
            facts={name: fact, "没有用到": fact | {"indicator": "warn.dissuaded"}},
            state=CircularState.DRAFT,
            drafted_by_id=cast.clerk.id,
            drafted_at=TODAY,
        )
    )
    session.commit()


def test_every_kind_of_use_has_a_publisher_and_only_one(app):
    assert set(_publishers) == set(Where)
    with pytest.raises(ValueError, match="second publisher"):
        publish(Where.FORM)(lambda ids, office_id: {})


def test_the_clerk_makes_an_indicator_and_sees_what_is_wrong_with_it(cast, client_for, clock):
    client = client_for(cast.clerk)
    page = client.post("/indicators/new", data=form(unit="", factor="abc"))
    assert page.status_code == 422
    assert "请填写计量单位" in text(page)
    assert 'value="abc"' in page.text
    made = client.post("/indicators/new", data=form())
    indicator = session.query(Indicator).filter_by(name="老年人反诈课堂场次").one()
    assert made.location == f"/indicators/{indicator.id}"
    assert "代码是" in text(client.get(made.location))
    assert client.post("/indicators/new", data=form()).status_code == 422
    assert client_for(cast.leader).get("/indicators/new").status_code == 403
    assert client_for(cast.bank).get("/indicators/new").status_code == 403


def test_a_new_one_may_be_made_like_another(cast, lectures, client_for):
    foreign = make.own(cast.other, cast.outsider, name="邻区的指标")
    page = client_for(cast.clerk).get(f"/indicators/new?like={lectures.id}")
    assert 'value="老年人反诈课堂场次"' in page.text
    assert "有签到表的算一场。" in page.text
    assert "邻区的指标" not in client_for(cast.clerk).get(f"/indicators/new?like={foreign.id}").text


def test_a_change_is_kept_with_its_reason(cast, lectures, client_for, session):
    client, address = client_for(cast.clerk), f"/indicators/{lectures.id}/edit"
    seen = {"version": lectures.version}
    page = client.post(address, data=form(note="到场20人以上的算一场。", **seen))
    assert page.status_code == 422
    assert "请写明修改的原因" in text(page)
    assert "到场20人以上的算一场。" in page.text
    sent = client.post(address, data=form(note="到场20人以上的算一场。", why="省里统一", **seen))
    assert sent.status_code == 302
    page = text(client.get(f"/indicators/{lectures.id}"))
    assert "经办甲 ：省里统一" in page
    assert "有签到表的算一场。 → 到场20人以上的算一场。" in page
    stale = client.post(address, data=form(note="另一个", why="我也改", **seen))
    assert stale.status_code == 409
    assert "现在存的是" in text(stale)


def test_what_stands_fast_is_told_and_travels_unchanged(cast, lectures, client_for, clock):
    bank = reporting.bank_form(cast.office)
    session.add(reporting.FormField(form_id=bank.id, indicator_id=lectures.id, section="", sort_order=9))
    reporting.submitted(reporting.report(bank, cast.units.bank), cast.bank, "1", "2", "3", "4")
    client, address = client_for(cast.clerk), f"/indicators/{lectures.id}/edit"
    page = client.get(address)
    assert "另建一个新的" in text(page)
    assert '<input type="hidden" name="unit" value="场">' in page.text
    seen = {"version": lectures.version, "why": "改单位"}
    refused = client.post(address, data=form(unit="次", **seen))
    assert refused.status_code == 422
    assert text(refused).count("另建一个新的") >= 2
    assert client.post(address, data=form(note="新的口径", **seen)).status_code == 302


def test_closing_names_what_still_needs_it(cast, lectures, client_for, session):
    bank = reporting.bank_form(cast.office)
    session.add(reporting.FormField(form_id=bank.id, indicator_id=lectures.id, section="", sort_order=9))
    session.commit()
    client, address = client_for(cast.clerk), f"/indicators/{lectures.id}/close"
    assert "报表 银行月报" in text(client.get(address))
    sent = {"operation_key": fresh_key(), "version": lectures.version, "why": "不用了"}
    assert "还有报表“银行月报”在用" in text(client.post(address, data=sent))
    session.get_one(ReportForm, bank.id).closed_at = bank.enacted_at
    session.commit()
    assert client.post(address, data=sent | {"operation_key": fresh_key()}).status_code == 302
    assert "已停用" in text(client.get(f"/indicators/{lectures.id}"))
    assert "老年人" not in text(client.get("/indicators"))
    assert "老年人" in text(client.get("/indicators?closed=yes"))
    assert client.get(f"/indicators/{lectures.id}/edit").status_code == 302


def test_the_file_has_what_the_filters_show(cast, lectures, client_for, session):
    reporting.bank_form(cast.office)
    session.commit()
    answer = client_for(cast.bank).get("/indicators.xlsx?own=yes")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    listed = [row[0] for row in rows if row[2] == "场"]
    assert listed == ["老年人反诈课堂场次"]
    whole = client_for(cast.bank).get("/indicators.xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(whole.data)).get_sheet_by_index(0).to_python()
    assert {"网点劝阻数", "老年人反诈课堂场次"} <= {row[0] for row in rows}


def test_a_regulation_is_read_by_all_and_corrected_by_the_clerk(cast, client_for, session):
    shared = make.regulation("减负若干规定", text="第一段\n第二段")
    barred = reporting.indicator("bank.staff_trained")
    barred.rankable, barred.reason, barred.regulation = False, "工作量指标", "减负若干规定"
    session.commit()
    page = text(client_for(cast.bank).get(f"/indicators/{barred.id}"))
    assert "依据 《减负若干规定》" in page
    page = text(client_for(cast.worker).get(f"/regulations/{shared.id}"))
    assert "员工培训人次 工作量指标" in page
    address = f"/regulations/{shared.id}/edit"
    assert client_for(cast.leader).get(address).status_code == 403
    sent = {
        "operation_key": fresh_key(),
        "version": shared.version,
        "title": "《减负规定》",
        "text": "据原件",
    }
    client = client_for(cast.clerk)
    bad = client.post(address, data=sent | {"title": " ", "issued_on": "昨天"})
    assert bad.status_code == 422
    answer = client.post(address, data=sent | {"operation_key": fresh_key()})
    own = queries.regulation(cast.office.id, "减负若干规定")
    assert answer.location == f"/regulations/{own.id}"
    assert "《减负规定》" in text(client.get("/regulations"))
    assert "据原件" in text(client.get(f"/regulations/{shared.id}"))
    assert client_for(cast.outsider).get(f"/regulations/{own.id}").status_code == 404
    assert "《减负若干规定》" in text(client_for(cast.outsider).get("/regulations"))
    assert client_for(cast.auditor).get("/regulations").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_catalogue(cast, client_for, counting, session):
    client = client_for(cast.clerk)
    reporting.bank_form(cast.office)
    session.commit()
    with counting() as few:
        client.get("/indicators")
    reporting.police_form(cast.office)
    for number in range(60):
        name = f"第{number}个很长的指标名称" + "长" * 280
        values = {"direction": "higher", "over_time": "sum", "over_divisions": "sum", "rankable": True}
        session.add(Indicator(code=f"x.{number}", name=name, unit="起", type="integer", **values))
    session.commit()
    with counting() as many:
        assert client.get("/indicators").status_code == 200
    assert len(few) == len(many)
