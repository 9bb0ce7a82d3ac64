"""The office's own indicators: new, changed with history, closed; regulations corrected."""

from dataclasses import replace
from decimal import Decimal as D

import pytest
from sqlalchemy import func, select

from coordination.audit.models import Event
from coordination.indicators import queries
from coordination.indicators.models import Indicator, IndicatorChange
from coordination.indicators.rules import Definition
from coordination.indicators.services import catalogue, regulations
from coordination.indicators.services.regulations import RegulationDetails
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.operations import fresh_key
from tests.factories import indicators as make
from tests.factories import reporting
from tests.factories.indicators import LECTURES, by


def edit(indicator, person, why="口径调整", version=None, **changes):
    given = {name: getattr(indicator, name) for name in LECTURES.__dataclass_fields__} | changes
    seen = indicator.version if version is None else version
    return catalogue.edit(indicator, Definition(**given), **by(person), version=seen, reason=why)


@pytest.fixture
def lectures(cast, clock):
    return make.own(cast.office, cast.clerk)


def refused(act, *args, **kwargs):
    with pytest.raises(Invalid) as caught:
        act(*args, **kwargs)
    return {field: str(text) for field, text in caught.value.errors.items()} or str(caught.value.message)


def test_a_new_indicator_gets_its_code_from_its_name(lectures, cast, session):
    code = cast.office.division.code
    assert lectures.code == f"{code}.lnrfzktcc"
    assert (lectures.pinyin, lectures.office_id) == ("laonianrenfanzhaketangchangci", cast.office.id)
    event = session.scalars(select(Event).where(Event.action == "indicator.create")).one()
    assert event.content["name"] == "老年人反诈课堂场次"


def test_two_that_have_the_same_initials_get_two_codes(cast, session):
    first = make.own(cast.office, cast.clerk, name="宣传户数")
    second = make.own(cast.office, cast.clerk, name="宣传花束")
    assert (first.code, second.code) == (f"{first.code}", f"{first.code}.2")


def test_everything_that_is_wrong_is_said_at_once(cast):
    wrong = {"name": "一\u200b二", "unit": "", "direction": "", "note": "长" * 1001, "rankable": False}
    found = refused(make.own, cast.office, cast.clerk, **wrong)
    assert set(found) == {"name", "unit", "direction", "note", "reason"}
    assert "看不见的字符" in found["name"]


@pytest.mark.parametrize("name", ["网点劝阻数", " 网点劝阻数", "网点 劝阻数"])
def test_a_name_that_looks_like_another_is_refused(cast, name):
    reporting.indicator("bank.counter_dissuaded")
    assert "目录里已有“网点劝阻数”" in refused(make.own, cast.office, cast.clerk, name=name)["name"]


def test_another_office_may_use_the_name(cast, lectures):
    assert make.own(cast.other, cast.outsider).code != lectures.code


def test_a_change_of_caliber_stays_in_the_history(lectures, cast, session, clock):
    edit(lectures, cast.clerk, "省里统一", note="到场20人以上的算一场。")
    clock.move(days=30)
    edit(lectures, cast.second_clerk, "再统一", note="到场30人以上的算一场。", direction="higher")
    second, first = queries.changes(lectures)
    assert (first.number, first.before, first.after) == (
        1,
        {"note": "有签到表的算一场。"},
        {"note": "到场20人以上的算一场。"},
    )
    assert (second.number, second.reason, second.changed_by.name) == (2, "再统一", "经办乙")
    assert second.changed_at - first.changed_at > (clock.now() - first.changed_at) / 2


def test_a_change_needs_a_reason_and_has_to_change_something(lectures, cast):
    assert set(refused(edit, lectures, cast.clerk, " ", note="新")) == {"why"}
    assert set(refused(edit, lectures, cast.clerk, "长" * 301, note="新")) == {"why"}
    assert "没有改动" in refused(edit, lectures, cast.clerk)


def test_the_history_cannot_be_changed_by_the_site(lectures, cast, session):
    from sqlalchemy import text
    from sqlalchemy.exc import ProgrammingError

    edit(lectures, cast.clerk, note="新")
    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(text("UPDATE indicator_changes SET reason = 'x'"))


def test_who_saw_an_older_version_does_not_overwrite(lectures, cast):
    seen = lectures.version
    edit(lectures, cast.clerk, note="新")
    with pytest.raises(Stale):
        edit(lectures, cast.second_clerk, version=seen, note="另一个新")


def test_a_resend_changes_once(lectures, cast, session):
    key, version = fresh_key(), lectures.version
    for _ in range(2):
        catalogue.edit(
            lectures,
            replace(LECTURES, note="新"),
            actor=cast.clerk.actor,
            operation=key,
            version=version,
            reason="一次",
        )
    assert session.scalar(select(func.count()).select_from(IndicatorChange)) == 1


@pytest.fixture
def filed(lectures, cast, session):
    """A bank has filed one figure of it."""
    form = reporting.bank_form(cast.office)
    session.add(reporting.FormField(form_id=form.id, indicator_id=lectures.id, section="", sort_order=9))
    report = reporting.report(form, cast.units.bank)
    reporting.submitted(report, cast.bank, "1", "2", "3", "4")
    return lectures


@pytest.mark.parametrize(
    ("field", "value"),
    [("unit", "次"), ("type", "decimal"), ("over_time", "last"), ("over_divisions", "none")],
)
def test_unit_type_and_sums_stand_fast_once_figures_exist(filed, cast, field, value):
    found = refused(edit, filed, cast.clerk, **{field: value})
    assert "另建一个新的" in found[field]
    edit(filed, cast.clerk, note="口径还可以改")


def test_they_may_change_while_nothing_was_filed(lectures, cast):
    edit(lectures, cast.clerk, unit="次", over_time="last")
    assert (lectures.unit, lectures.over_time) == ("次", "last")


def test_a_ratio_is_made_of_figures_that_are_filed(lectures, cast):
    ratio = {"type": "ratio", "unit": "%", "factor": D(100), "denominator": "households"}
    made = make.own(cast.office, cast.clerk, name="课堂覆盖率", numerator=lectures.code, **ratio)
    assert (made.over_time, made.factor) == ("", D(100))
    found = refused(make.own, cast.office, cast.clerk, name="又一个", numerator=made.code, **ratio)
    assert "本身是比率" in found["numerator"]
    found = refused(make.own, cast.office, cast.clerk, name="又一个", numerator="没有", **ratio)
    assert "没有这个指标" in found["numerator"]
    found = refused(edit, lectures, cast.clerk, **ratio, numerator="households")
    assert "“课堂覆盖率”由它算出" in found["type"] or "没有这个指标" in found["numerator"]


def test_a_ratio_of_itself_is_refused_with_its_way(lectures, cast):
    ratio = {"type": "ratio", "unit": "%", "factor": D(100), "denominator": "households"}
    made = make.own(cast.office, cast.clerk, name="课堂覆盖率", numerator=lectures.code, **ratio)
    found = refused(edit, made, cast.clerk, numerator=made.code)
    assert found == {"numerator": "这样算会绕回自己：课堂覆盖率 → 课堂覆盖率。请另选分子或分母。"}
    found = refused(edit, lectures, cast.clerk, **ratio | {"numerator": made.code})
    assert "老年人反诈课堂场次 → 课堂覆盖率 → 老年人反诈课堂场次" in found["numerator"]


def test_not_rankable_needs_a_reason_and_may_cite_what_is_on_the_list(lectures, cast):
    make.regulation("减负若干规定")
    edit(lectures, cast.clerk, rankable=False, reason="自报数", regulation="减负若干规定")
    assert (lectures.rankable, lectures.regulation) == (False, "减负若干规定")
    found = refused(edit, lectures, cast.clerk, rankable=False, reason="自报数", regulation="没有这份")
    assert set(found) == {"regulation"}


def test_what_is_in_use_is_not_closed(lectures, cast):
    ratio = {"type": "ratio", "unit": "%", "factor": D(100), "denominator": "households"}
    make.own(cast.office, cast.clerk, name="课堂覆盖率", numerator=lectures.code, **ratio)
    found = refused(catalogue.close, lectures, **by(cast.clerk), version=lectures.version, reason="不用了")
    assert found == "还有比率“课堂覆盖率”在用，先从那里去掉，再停用。"


def test_closing_keeps_the_row_and_its_figures_and_is_final(lectures, cast, session, clock):
    catalogue.close(lectures, **by(cast.clerk), version=lectures.version, reason="并入省里的指标")
    assert lectures.closed_at == clock.now()
    assert queries.changes(lectures)[0].after == {"closed": True}
    with pytest.raises(Conflict):
        edit(lectures, cast.clerk, note="新")
    assert "已停用的指标里有同名的" in refused(make.own, cast.office, cast.clerk)["name"]


def test_the_shared_catalogue_and_the_neighbours_are_not_changed(lectures, cast):
    shared = reporting.indicator("case.filed")
    with pytest.raises(Forbidden):
        edit(shared, cast.clerk, note="新")
    with pytest.raises(NotFound):
        edit(lectures, cast.outsider, note="新")
    with pytest.raises(Forbidden):
        make.own(cast.office, cast.leader, name="领导建的")


def test_a_correction_of_a_regulation_holds_for_the_own_office_alone(cast, session):
    shared = make.regulation("减负若干规定", text="据转载")
    edited = RegulationDetails("整治形式主义为基层减负若干规定", text="据原件")
    own = regulations.edit(shared, edited, **by(cast.clerk), version=shared.version)
    assert own.id != shared.id
    assert [one.text for one in queries.regulations(cast.office.id)] == ["据原件"]
    assert [one.text for one in queries.regulations(cast.other.id)] == ["据转载"]
    assert queries.regulation(cast.office.id, "减负若干规定").title == "整治形式主义为基层减负若干规定"
    again = regulations.edit(own, replace(edited, number="1号"), **by(cast.clerk), version=own.version)
    assert (again.id, again.number) == (own.id, "1号")


def test_a_regulation_is_entered_once(cast, clock):
    make.regulation("减负若干规定")
    found = refused(regulations.add, cast.office, RegulationDetails("《减负若干规定》"), **by(cast.clerk))
    assert set(found) == {"title"}
    today = clock.today()
    wrong = RegulationDetails("新规定", issued_on=today, repealed_on=today.replace(year=2020))
    assert set(refused(regulations.add, cast.office, wrong, **by(cast.clerk))) == {"repealed_on"}


def test_own_indicators_are_searched_by_name_pinyin_initials_code_and_caliber(lectures, cast):
    for words in ("课堂", "lnrfz", "LaoNianRen", "签到表", "面向老年人", lectures.code):
        found = queries.catalogue(cast.office.id, queries.Wanted(words))
        assert lectures in found.indicators, words
    assert queries.catalogue(cast.office.id, queries.Wanted("100%_")).total == 0
    assert queries.catalogue(cast.other.id, queries.Wanted("lnrfz")).total == 0
    assert queries.catalogue(cast.office.id, queries.Wanted(own=False, words="lnrfz")).total == 0


def test_pages_of_the_catalogue(cast, session):
    shared = [
        Indicator(
            code=f"x.{n}",
            name=f"第{n}个",
            unit="起",
            type="integer",
            direction="higher",
            over_time="sum",
            over_divisions="sum",
            rankable=True,
        )
        for n in range(5)
    ]
    session.add_all(shared)
    session.commit()
    found = queries.catalogue(cast.office.id, queries.Wanted(words="第", page=9), size=2)
    assert (len(found.indicators), found.total, found.page, found.pages) == (1, 5, 3, 3)
