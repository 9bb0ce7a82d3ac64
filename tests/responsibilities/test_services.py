"""Keeping duties, parties and articles; taking over the duties of the law."""

from dataclasses import replace
from decimal import Decimal as D

import pytest
from sqlalchemy import func, select

from coordination.audit.models import Event
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.operations import fresh_key
from coordination.responsibilities import queries, statute
from coordination.responsibilities.models import Article, Duty, Party
from coordination.responsibilities.queries import Wanted
from coordination.responsibilities.services import articles, catalogue, duties, parties
from coordination.responsibilities.services.articles import ArticleDetails
from coordination.responsibilities.services.checking import DutyDetails
from coordination.responsibilities.services.parties import PartyDetails
from tests.factories import responsibilities as make
from tests.factories.organizations import office

pytestmark = pytest.mark.usefixtures("clock")


def by(account):
    return {"actor": account.actor, "operation": fresh_key()}


@pytest.fixture
def details(cast):
    """What a clerk typed about the publicity of townships."""
    return DutyDetails(
        name="开展反诈宣传",
        party_id=make.party("territory").id,
        article_id=make.article("8(1)").id,
        unit_kinds=["township"],
        weight=D("1.5"),
        evidence="活动照片2张",
        recurrence="month",
        target=D(2),
        target_unit="场",
    )


def add(cast, details, who=None, place=None):
    return duties.add(place or cast.office, details, **by(who or cast.clerk))


def acts(session, prefix):
    return list(
        session.scalars(select(Event.action).where(Event.action.startswith(prefix)).order_by(Event.id))
    )


def refused(call, *args, **kwargs):
    with pytest.raises(Invalid) as error:
        call(*args, **kwargs)
    return {field: str(message) for field, message in error.value.errors.items()}


def test_a_duty_keeps_what_was_typed_and_begins_with_the_present_period(cast, details, session):
    duty = add(cast, details)
    assert (duty.name, duty.unit_kinds, duty.weight, duty.target) == (
        "开展反诈宣传",
        ["township"],
        D("1.5"),
        2,
    )
    assert (duty.recurrence, duty.first_period, duty.code) == ("month", "2026-11", None)
    assert acts(session, "duty.") == ["duty.add"]


def test_a_resend_adds_no_second_duty(cast, details, session):
    once = by(cast.clerk)
    duties.add(cast.office, details, **once)
    duties.add(cast.office, details, **once)
    assert session.scalar(select(func.count()).select_from(Duty)) == 1


def test_only_a_clerk_of_the_office_keeps_its_duties(cast, details):
    duty = add(cast, details)
    for person, said in ((cast.leader, Forbidden), (cast.township_a, Forbidden)):
        with pytest.raises(said):
            duties.edit(duty, details, **by(person), version=duty.version)
    for person in (cast.bank, cast.outsider, cast.auditor):
        with pytest.raises(NotFound):
            duties.edit(duty, details, **by(person), version=duty.version)


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"name": " "}, "name", "请填写名称"),
        ({"name": "宣" * 300}, "name", "最多200个字，现在是300个字"),
        ({"name": "宣传\u200b"}, "name", "看不见的字符"),
        ({"party_id": None}, "party_id", "请选择责任方"),
        ({"party_id": 2**40}, "party_id", "已经停用"),
        ({"article_id": 2**40}, "article_id", "已经停用"),
        ({"unit_kinds": ["township", "spaceport"]}, "unit_kinds", "从列表里选择"),
        ({"weight": None}, "weight", "权重要大于0"),
        ({"weight": D(0)}, "weight", "权重要大于0"),
        ({"weight": D("1.234")}, "weight", "最多两位小数"),
        ({"weight": D(101)}, "weight", "不超过100"),
        ({"target": D(-1)}, "target", "要大于0"),
        ({"target_unit": ""}, "target_unit", "也要填单位"),
        ({"target": None}, "target", "也要填目标数量"),
        ({"target_unit": "场" * 11}, "target_unit", "最多10个字"),
        ({"content": "字" * 2001}, "content", "最多2000个字"),
        ({"evidence": "字" * 501}, "evidence", "最多500个字"),
        ({"recurrence": "daily"}, "recurrence", "从列表里选择周期"),
        ({"due_workday": 0}, "due_workday", "1到30"),
        ({"due_workday": None}, "due_workday", "1到30"),
        ({"due_hour": 24}, "due_hour", "钟点"),
        ({"first_period": "2026-09"}, "first_period", "截止时间已过"),
        ({"first_period": "2026-Q4"}, "first_period", "每月的起始期"),
    ],
)
def test_bad_input_is_a_sentence_at_its_field(cast, details, changes, field, said):
    errors = refused(add, cast, replace(details, **changes))
    assert said in errors[field]
    assert len(errors) == 1


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_kept(cast, details, session):
    errors = refused(add, cast, replace(details, name="", weight=D(0), party_id=None, due_hour=99))
    assert set(errors) == {"name", "weight", "party_id", "due_hour"}
    assert session.scalar(select(func.count()).select_from(Duty)) == 0
    assert acts(session, "duty.") == []


def test_a_second_duty_of_the_same_name_is_refused_closed_ones_counted(cast, details):
    duty = add(cast, details)
    assert "已有同名事项，请换" in refused(add, cast, details)["name"]
    duties.close(duty, **by(cast.clerk), version=duty.version)
    assert "已停用" in refused(add, cast, details)["name"]
    assert add(cast, replace(details, article_id=None)).id != duty.id


def test_an_edit_from_an_older_page_is_stale(cast, details):
    duty = add(cast, details)
    seen = duty.version
    duties.edit(duty, replace(details, name="新名称"), **by(cast.clerk), version=seen)
    for version in (seen, None):
        with pytest.raises(Stale):
            duties.edit(duty, details, **by(cast.second_clerk), version=version)
    assert duty.name == "新名称"


def test_the_audit_says_what_changed(cast, details, session):
    duty = add(cast, details)
    duties.edit(
        duty,
        replace(details, weight=D(2), first_period=duty.first_period),
        **by(cast.clerk),
        version=duty.version,
    )
    event = session.scalars(select(Event).where(Event.action == "duty.edit")).one()
    assert event.content["changed"] == {"weight": ["1.5", "2"]}


def test_an_old_first_period_may_stay_when_other_words_are_edited(cast, details, clock):
    duty = add(cast, details)
    clock.move(days=200)
    same = replace(details, evidence="签到表", first_period=duty.first_period)
    duties.edit(duty, same, **by(cast.clerk), version=duty.version)
    assert (duty.first_period, duty.evidence) == ("2026-11", "签到表")
    errors = refused(
        duties.edit,
        duty,
        replace(same, first_period="2026-12"),
        **by(cast.clerk),
        version=duty.version,
    )
    assert "截止时间已过" in errors["first_period"]


def test_without_recurrence_no_period_is_kept(cast, details):
    duty = add(cast, replace(details, recurrence="", first_period="whatever"))
    assert (duty.recurrence, duty.first_period) == (None, None)


def test_closing_and_reopening_are_told_when_they_are_too_late(cast, details):
    duty = add(cast, details)
    with pytest.raises(Conflict, match="没有停用"):
        duties.reopen(duty, **by(cast.clerk), version=duty.version)
    duties.close(duty, **by(cast.clerk), version=duty.version)
    with pytest.raises(Conflict, match="已经停用"):
        duties.close(duty, **by(cast.clerk), version=duty.version)
    duties.reopen(duty, **by(cast.clerk), version=duty.version)
    assert duty.closed_at is None


def test_a_closed_party_or_article_stays_where_it_stood_and_is_not_chosen_anew(cast, details, clock):
    duty = add(cast, details)
    party, article = duty.party, duty.article
    party.closed_on = article.closed_on = clock.today()
    duties.edit(duty, replace(details, evidence="新的要求"), **by(cast.clerk), version=duty.version)
    assert duty.evidence == "新的要求"
    errors = refused(add, cast, replace(details, name="另一项"))
    assert set(errors) == {"party_id", "article_id"}


def test_the_duties_of_the_law_are_taken_over_once(cast, session):
    catalogue.load(cast.office, **by(cast.clerk))
    rows = session.scalars(select(Duty).where(Duty.office_id == cast.office.id)).all()
    assert {one.code for one in rows} == {one.code for one in statute.duties()}
    assert len(rows) == 36
    assert all(one.recurrence is None and one.evidence == "" for one in rows)
    catalogue.load(cast.office, **by(cast.clerk))
    catalogue.load(cast.other, **by(cast.outsider))
    counts = session.execute(select(Duty.office_id, func.count()).group_by(Duty.office_id)).all()
    assert dict(counts) == {cast.office.id: 36, cast.other.id: 36}


def test_what_the_office_renamed_or_closed_does_not_come_back(cast, session):
    catalogue.load(cast.office, **by(cast.clerk))
    first, second = session.scalars(select(Duty).order_by(Duty.id).limit(2)).all()
    first.name = "组织领导本街道反诈工作"
    duties.close(second, **by(cast.clerk), version=second.version)
    assert queries.missing_codes(cast.office.id) == set()
    catalogue.load(cast.office, **by(cast.clerk))
    assert session.scalar(select(func.count()).select_from(Duty)) == 36


def test_the_catalogue_asks_parties_and_kinds_as_the_law_does(cast, session):
    catalogue.load(cast.office, **by(cast.clerk))
    found = {one.code: one for one in session.scalars(select(Duty))}
    assert found["8(3)-all"].unit_kinds == []
    assert found["30(1)-operators"].unit_kinds == ["carrier", "bank"]
    assert found["31(1)-citizen"].unit_kinds == ["township"]
    assert "不对群众个人打分" in found["31(1)-citizen"].content
    assert found["31(1)-citizen"].party.name == "个人责任"
    assert found["20(2)-bank"].article.sort_order > found["20-police"].article.sort_order
    assert {one.party.code for one in found.values()} == {"territory", "department", "unit", "person"}


def test_a_party_typed_in_before_counts_by_its_name(cast, session):
    own = parties.add(cast.office, PartyDetails("属地责任", "Local"), **by(cast.clerk))
    catalogue.load(cast.office, **by(cast.clerk))
    assert session.scalars(select(Duty).where(Duty.code == "6(2)-township")).one().party_id == own.id


def test_a_unit_sees_the_duties_of_its_kind_only(cast):
    of_banks = make.duty(cast.office, "客户尽职调查", "bank")
    of_all = make.duty(cast.office, "内部防范")
    make.duty(cast.office, "电话用户实名登记", "carrier")
    make.duty(cast.other, "邻区的事")
    seen = queries.duties(cast.bank.actor, Wanted())
    assert [duty.id for _party, rows in seen.groups for duty in rows] == [of_banks.id, of_all.id]
    assert queries.duties(cast.clerk.actor, Wanted()).total == 3
    assert queries.duties(cast.outsider.actor, Wanted()).total == 1


def test_the_list_is_filtered_and_stands_by_party_and_article(cast):
    unit, territory = make.party(), make.party("territory")
    late = make.duty(cast.office, "监测处置", "bank", article_id=make.article("18").id)
    early = make.duty(cast.office, "尽职调查", "bank", article_id=make.article("15").id)
    own = make.duty(cast.office, "联席办自定", "bank")
    town = make.duty(cast.office, "宣传", "township", party_id=territory.id)
    other = make.article("287-2", law="中华人民共和国刑法")
    crime = make.duty(cast.office, "移送线索", article_id=other.id, party_id=unit.id)

    def found(**wanted):
        listed = queries.duties(cast.clerk.actor, Wanted(**wanted))
        return [duty.id for _party, rows in listed.groups for duty in rows]

    assert found() == [town.id, crime.id, early.id, late.id, own.id]
    assert found(party_id=territory.id) == [town.id]
    assert found(kind="bank") == [crime.id, early.id, late.id, own.id]
    assert found(law="中华人民共和国刑法") == [crime.id]
    assert found(words="尽职") == [early.id]
    assert found(words="18") == [late.id]
    assert found(closed=True) == []


def test_parties_are_kept_with_their_order(cast, session):
    party = parties.add(cast.office, PartyDetails("行业责任", "Trade", "行业协会", 5), **by(cast.clerk))
    parties.add(cast.office, PartyDetails("平台责任", "Platform", "", 1), **by(cast.clerk))
    assert [one.name for one in queries.parties()] == ["平台责任", "行业责任"]
    errors = refused(parties.add, cast.office, PartyDetails("行业责任", " ", "", 1000), **by(cast.clerk))
    assert set(errors) == {"name", "english", "sort_order"}
    entry = queries.party(cast.clerk.actor, party.id)
    seen = party.version
    parties.edit(entry, PartyDetails("行业自律", "Trade", "", 3), **by(cast.clerk), version=seen)
    with pytest.raises(Stale):
        parties.close(entry, **by(cast.clerk), version=seen)
    parties.close(entry, **by(cast.clerk), version=party.version)
    assert [one.name for one in queries.parties(closed=False)] == ["平台责任"]
    parties.reopen(entry, **by(cast.clerk), version=party.version)
    assert acts(session, "party.") == ["party.add"] * 2 + ["party.edit", "party.close", "party.reopen"]


def test_articles_are_kept_in_one_spelling(cast, session):
    typed = ArticleDetails("《中华人民共和国刑法》", "２８７－２（１）", "帮助信息网络犯罪活动")
    article = articles.add(cast.office, typed, **by(cast.clerk))
    assert (article.law, article.number, article.sort_order) == ("中华人民共和国刑法", "287-2(1)", 2870201)
    assert "已经在列表里" in refused(articles.add, cast.office, typed, **by(cast.clerk))["number"]
    errors = refused(articles.add, cast.office, ArticleDetails("", "六", ""), **by(cast.clerk))
    assert set(errors) == {"law", "number", "summary"}
    entry = queries.article(cast.clerk.actor, article.id)
    articles.edit(
        entry, ArticleDetails(article.law, "287-2", "帮信"), **by(cast.clerk), version=article.version
    )
    articles.close(entry, **by(cast.clerk), version=article.version)
    with pytest.raises(Conflict):
        articles.close(entry, **by(cast.clerk), version=article.version)
    articles.reopen(entry, **by(cast.clerk), version=article.version)
    assert acts(session, "article.") == [f"article.{act}" for act in ("add", "edit", "close", "reopen")]


def test_an_office_below_another_does_not_keep_the_dictionaries(cast, session):
    cast.office.parent_id = office("上级市").id
    party = make.party()
    session.commit()
    with pytest.raises(Forbidden):
        parties.add(cast.office, PartyDetails("行业责任", "Trade"), **by(cast.clerk))
    with pytest.raises(Forbidden):
        articles.add(cast.office, ArticleDetails("某法", "1", "摘要"), **by(cast.clerk))
    with pytest.raises(Forbidden):
        parties.close(queries.party(cast.clerk.actor, party.id), **by(cast.clerk), version=party.version)
    assert session.scalars(select(Article)).all() == []
    assert session.scalars(select(Party.closed_on)).all() == [None]
