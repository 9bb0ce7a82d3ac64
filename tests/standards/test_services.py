"""From draft to enacted: what is refused, what stays as it is, what the register says."""

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from coordination.audit.models import Event
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.operations import fresh_key
from coordination.sample.patterns import add_patterns
from coordination.standards import queries, services, watching
from coordination.standards.models import Criterion, Standard, StandardVersion, VetoEvent
from coordination.standards.rules import Base, CriterionKind, VersionState, WindowKind
from coordination.standards.rules.drafts import Draft
from coordination.standards.rules.fitness import Head
from coordination.standards.services import Name
from coordination.subjects.rules import SubjectKind
from tests.factories import reporting
from tests.factories import standards as make
from tests.factories.organizations import add, session

TODAY = date(2026, 11, 6)
NAME = Name("无诈社区创建标准", "无诈社区", SubjectKind.COMMUNITY, "联席会议2026年第3次会议")
ZERO = Draft(
    text="连续100天零发案",
    kind=CriterionKind.ZERO_CASES,
    window_kind=WindowKind.DAYS,
    window_size=100,
    confirmer_kind="police",
)
LOSS = Draft(
    text="没有单笔50万元以上损失",
    kind=CriterionKind.LARGEST_LOSS,
    window_kind=WindowKind.HALF_YEAR,
    threshold=D(500_000),
)


@pytest.fixture(autouse=True)
def standing_still(clock):
    return clock


def by(person):
    return {"actor": person.actor, "operation": fresh_key()}


@pytest.fixture
def draft(cast):
    return services.create(cast.office, NAME, **by(cast.clerk))


def put(cast, draft, given, criterion=None):
    services.put(draft, given, version=draft.version, criterion=criterion, **by(cast.clerk))
    return again(cast, draft)


def again(cast, version):
    return queries.version(cast.clerk.actor, id=version.id)


def enacted(cast, draft, on=TODAY):
    services.enact(draft, version=draft.version, effective_on=on, **by(cast.leader))
    return again(cast, draft)


def acts(subject):
    found = select(Event.action).where(
        Event.subject_type == subject.__tablename__, Event.subject_id == subject.id
    )
    return list(session.scalars(found.order_by(Event.id)))


def test_a_standard_is_drafted_enacted_and_revised_and_the_old_version_stays(cast, draft):
    draft = put(cast, draft, ZERO)
    draft = put(cast, draft, LOSS)
    assert [one.code for one in draft.criteria] == ["1", "2"]
    first = enacted(cast, draft)
    assert [one.number for one in queries.enacted(cast.office.id, SubjectKind.COMMUNITY, TODAY)] == [1]
    second = services.revise(first.standard, version=first.standard.version, **by(cast.clerk))
    second = again(cast, second)
    second = put(cast, second, replace(LOSS, threshold=D(300_000)), second.criteria[1])
    services.drop(second, second.criteria[0], version=second.version, **by(cast.clerk))
    second = put(cast, again(cast, second), replace(ZERO, window_size=60))
    assert [one.code for one in second.criteria] == ["2", "3"]
    second = enacted(cast, second, date(2027, 1, 1))
    assert [one.number for one in queries.enacted(cast.office.id, None, date(2026, 12, 31))] == [1]
    assert [one.number for one in queries.enacted(cast.office.id, None, date(2027, 1, 1))] == [2]
    first = again(cast, first)
    assert [one.threshold for one in first.criteria] == [None, D(500_000)]
    assert acts(first.standard) == [
        "standard.create",
        *["standard.edit"] * 2,
        "standard.enact",
        "standard.revise",
        *["standard.edit"] * 3,
        "standard.enact",
    ]


def test_an_enacted_version_is_changed_neither_by_a_service_nor_in_the_database(cast, draft):
    version = enacted(cast, put(cast, draft, ZERO))
    later = {"effective_on": date(2027, 1, 1)}
    for act, more, who in (
        (services.put, [LOSS], cast.clerk),
        (services.drop, [version.criteria[0]], cast.clerk),
        (services.discard, [], cast.clerk),
        (services.enact, [], cast.leader),
        (services.save_head, [NAME, Head("称号")], cast.clerk),
    ):
        named = later if act is services.enact else {}
        with pytest.raises(Conflict, match="已经施行"):
            act(version, *more, version=version.version, **named, **by(who))
        version = again(cast, version)
    for statement in (
        update(Criterion).where(Criterion.version_id == version.id).values(window_size=1),
        update(StandardVersion).where(StandardVersion.id == version.id).values(title_name="别的"),
        delete(Criterion).where(Criterion.version_id == version.id),
    ):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(statement)


def test_who_saved_in_between_is_told(cast, draft):
    seen = draft.version
    put(cast, draft, ZERO)
    with pytest.raises(Stale):
        services.put(draft, LOSS, version=seen, **by(cast.clerk))


def test_a_resend_has_no_second_effect(cast, draft):
    once = by(cast.clerk)
    services.put(draft, ZERO, version=draft.version, **once)
    services.put(draft, ZERO, version=draft.version, **once)
    assert len(again(cast, draft).criteria) == 1


def test_criteria_move_and_stop_at_the_ends(cast, draft):
    draft = put(cast, put(cast, draft, ZERO), LOSS)
    services.move(draft, draft.criteria[1], up=True, version=draft.version, **by(cast.clerk))
    draft = again(cast, draft)
    assert [one.code for one in draft.criteria] == ["2", "1"]
    with pytest.raises(Conflict, match="最前或最后"):
        services.move(draft, draft.criteria[0], up=True, version=draft.version, **by(cast.clerk))


def test_bad_criteria_are_refused_at_their_field(cast, draft):
    reporting.bank_form(cast.office)
    of_banks = reporting.indicator("bank.staff_trained")
    carrier = replace(ZERO, confirmer_kind="internet-information")
    foreign = replace(ZERO, confirmer_kind=None, confirmer_id=cast.units.foreign.id)
    trained = Draft(
        text="培训",
        kind=CriterionKind.INDICATOR,
        window_kind=WindowKind.HALF_YEAR,
        indicator_id=of_banks.id,
        threshold=D(1),
    )
    session.commit()
    for given, field in ((carrier, "confirmer"), (foreign, "confirmer"), (trained, "indicator_id")):
        with pytest.raises(Invalid) as refused:
            services.put(draft, given, version=draft.version, **by(cast.clerk))
        assert list(refused.value.errors) == [field]
        draft = again(cast, draft)
    assert draft.criteria == []


def test_an_indicator_that_the_township_reports_is_accepted(cast, draft):
    form = reporting.form(cast.office, "town", "township", ("bank.staff_trained",))
    found = reporting.indicator("bank.staff_trained")
    given = Draft(
        text="培训",
        kind=CriterionKind.INDICATOR,
        window_kind=WindowKind.MONTHS,
        window_size=3,
        indicator_id=found.id,
        threshold=D(1),
    )
    session.commit()
    draft = put(cast, draft, given)
    form.period_kind = "quarter"
    session.commit()
    with pytest.raises(Invalid, match="每季度报一次"):
        services.put(draft, given, version=draft.version, **by(cast.clerk))


def test_without_criteria_or_by_a_clerk_or_for_the_past_nothing_is_enacted(cast, draft):
    with pytest.raises(Invalid, match="还有1处要改好"):
        enacted(cast, draft)
    draft = put(cast, again(cast, draft), ZERO)
    with pytest.raises(Forbidden):
        services.enact(draft, version=draft.version, effective_on=TODAY, **by(cast.clerk))
    draft = again(cast, draft)
    for day in (None, date(2026, 11, 5)):
        with pytest.raises(Invalid) as refused:
            enacted(cast, draft, day)
        assert list(refused.value.errors) == ["effective_on"]
        draft = again(cast, draft)
    enacted(cast, draft)
    second = services.revise(draft.standard, version=draft.standard.version, **by(cast.clerk))
    with pytest.raises(Invalid, match="这一版要比它晚"):
        enacted(cast, again(cast, second))


def test_a_confirmer_that_was_lost_since_stands_against_enacting(cast, draft):
    draft = put(cast, draft, ZERO)
    cast.units.police.closed_on = date(2026, 11, 1)
    session.commit()
    with pytest.raises(Invalid, match="还有1处要改好"):
        enacted(cast, draft)


def test_only_one_draft_at_a_time_and_one_that_was_given_up_keeps_its_number(cast, draft):
    version = enacted(cast, put(cast, draft, ZERO))
    standard = version.standard
    second = services.revise(standard, version=standard.version, **by(cast.clerk))
    with pytest.raises(Conflict, match="已有一份草案"):
        services.revise(standard, version=standard.version, **by(cast.clerk))
    second = again(cast, second)
    services.discard(second, version=second.version, **by(cast.clerk))
    standard = session.get_one(Standard, standard.id)
    third = services.revise(standard, version=standard.version, **by(cast.clerk))
    assert (again(cast, second).state, third.number) == (VersionState.DISCARDED, 3)


def test_a_closed_standard_judges_nobody_any_more(cast, draft):
    version = enacted(cast, put(cast, draft, ZERO))
    standard = version.standard
    services.revise(standard, version=standard.version, **by(cast.clerk))
    standard = session.get_one(Standard, standard.id)
    services.close(standard, version=standard.version, **by(cast.clerk))
    assert queries.enacted(cast.office.id, None, TODAY) == []
    assert queries.draft_of(standard) is None
    for act in (services.close, services.revise):
        with pytest.raises(Conflict):
            act(standard, version=standard.version, **by(cast.clerk))


def test_settings_and_names_are_checked(cast, draft):
    add(Standard(office_id=cast.office.id, name="已有的", subject_kind=SubjectKind.UNIT))
    session.commit()
    bad = replace(NAME, name="已有的", title_name=" ")
    with pytest.raises(Invalid) as refused:
        services.save_head(draft, bad, Head("x", review_days=0), version=draft.version, **by(cast.clerk))
    assert set(refused.value.errors) == {"name", "title_name", "review_days"}
    draft = again(cast, draft)
    head = Head("无诈小区", first_review=False, valid_months=12, note="说明")
    services.save_head(
        draft, replace(NAME, subject_kind=SubjectKind.CAMPUS), head, version=draft.version, **by(cast.clerk)
    )
    draft = again(cast, draft)
    assert (draft.first_review, draft.valid_months, draft.note) == (False, 12, "说明")
    assert draft.standard.subject_kind is SubjectKind.CAMPUS
    version = enacted(cast, put(cast, draft, replace(ZERO, confirmer_kind="police")))
    second = services.revise(version.standard, version=version.standard.version, **by(cast.clerk))
    with pytest.raises(Invalid, match="创建对象不能再换"):
        services.save_head(second, NAME, Head("无诈"), version=second.version, **by(cast.clerk))


def test_a_pattern_is_adopted_as_a_draft_and_stays_what_it_is(cast):
    assert add_patterns() == 2 * 3 + 7
    assert add_patterns() == 0
    session.commit()
    patterns = queries.patterns()
    assert [len(one.criteria) for one in patterns] == [3, 3, 1]
    made = services.adopt(patterns[1].standard, **by(cast.clerk))
    twin = services.adopt(queries.patterns()[1].standard, **by(cast.clerk))
    made = again(cast, made)
    assert (made.state, made.office_id, made.number) == (VersionState.DRAFT, cast.office.id, 1)
    assert [(one.kind, one.either) for one in made.criteria] == [
        (CriterionKind.ZERO_CASES, "发案"),
        (CriterionKind.CASES_DROP, "发案"),
        (CriterionKind.LARGEST_LOSS, ""),
    ]
    assert made.criteria[1].base is Base.LAST_YEAR
    assert twin.standard.name == f"{patterns[1].standard.name}（2）"
    assert enacted(cast, made).state is VersionState.ENACTED
    with pytest.raises(NotFound):
        services.adopt(queries.patterns()[0].standard, **by(cast.auditor))


def test_a_veto_is_entered_told_withdrawn_and_never_deleted(cast):
    place = make.community(cast.units.a)
    session.commit()
    told = []
    watching.publish(told.append)
    try:
        event = services.veto(place, happened_on=TODAY, text="瞒报案件", **by(cast.clerk))
    finally:
        watching._watches.remove(told.append)
    assert told == [event]
    with pytest.raises(Forbidden):
        services.unveto(event, version=event.version, reason="不属实", **by(cast.clerk))
    with pytest.raises(Invalid):
        services.unveto(event, version=event.version, reason=" ", **by(cast.leader))
    event = session.get_one(VetoEvent, event.id)
    services.unveto(event, version=event.version, reason="不属实", **by(cast.leader))
    event = session.get_one(VetoEvent, event.id)
    assert (event.withdrawn_reason, event.withdrawn_by_id) == ("不属实", cast.leader.id)
    assert acts(event) == ["standard.veto", "standard.unveto"]
    with pytest.raises(Conflict):
        services.unveto(event, version=event.version, reason="再来", **by(cast.leader))


def test_the_same_veto_is_entered_once_until_it_is_withdrawn(cast):
    place = make.community(cast.units.a)
    session.commit()
    event = services.veto(place, happened_on=TODAY, text="瞒报案件", **by(cast.clerk))
    with pytest.raises(Invalid, match="已经登记过了"):
        services.veto(place, happened_on=TODAY, text=" 瞒报案件 ", **by(cast.clerk))
    services.veto(place, happened_on=TODAY, text="又一件", **by(cast.clerk))
    event = session.get_one(VetoEvent, event.id)
    services.unveto(event, version=event.version, reason="不属实", **by(cast.leader))
    assert services.veto(place, happened_on=TODAY, text="瞒报案件", **by(cast.clerk)).id != event.id


@pytest.mark.parametrize(
    ("day", "words", "field"),
    [
        (None, "事", "happened_on"),
        (date(2026, 11, 7), "事", "happened_on"),
        (TODAY, " ", "text"),
        (TODAY, "长" * 301, "text"),
        (TODAY, "银行卡出借，电话13812345678", "text"),
    ],
)
def test_a_veto_needs_a_day_and_words(cast, day, words, field):
    place = make.community(cast.units.a)
    session.commit()
    with pytest.raises(Invalid) as refused:
        services.veto(place, happened_on=day, text=words, **by(cast.clerk))
    assert list(refused.value.errors) == [field]
