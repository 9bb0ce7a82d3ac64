"""A correction: what differs, how it is written, what becomes of the circular that it corrects."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from coordination.audit.models import Event
from coordination.circulars import services
from coordination.circulars.binding import rendered
from coordination.circulars.disclosure import printed_facts
from coordination.circulars.models import Circular
from coordination.circulars.numbering import number
from coordination.circulars.owing import lasts
from coordination.circulars.printing import pdf_of
from coordination.circulars.proofreading import blocks
from coordination.circulars.services.correcting import compared
from coordination.circulars.states import CircularState, Kind, Publication
from coordination.indicators.models import Indicator
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.operations import fresh_key
from coordination.rankings.services import freeze
from coordination.reporting.models import Figure, Report
from tests.circulars.pages import page, stored
from tests.circulars.test_drafting import drafted
from tests.factories import circulars as factory


@pytest.fixture
def place(cast, clock):
    return factory.ready(cast)


@pytest.fixture
def wrong(cast, place, session):
    """October issued with 9 cases in 南岭镇; 12 were approved since, and the ranking frozen again."""
    circular = factory.issued(cast, place.ranking)
    change(session, 9, 12)
    place.again = freeze(place.scheme, actor=cast.clerk.actor, operation=fresh_key(), period=factory.MONTH)
    return circular


def change(session, was, now):
    """The approved figure of October with this value, about cases."""
    figure = session.scalars(
        select(Figure)
        .join(Report, Report.id == Figure.report_id)
        .join(Indicator, Indicator.id == Figure.indicator_id)
        .where(Report.period == factory.MONTH, Indicator.code == "case.filed", Figure.value == was)
    ).one()
    figure.value = Decimal(now)
    session.flush()


def correct(circular, cast, ranking, **changes):
    given = {"actor": cast.clerk.actor, "version": circular.version, "reason": "南岭镇补报案件"} | changes
    return services.correct(circular, operation=fresh_key(), ranking=ranking, **given)


def through(made, cast):
    """Handed in, checked and signed."""
    for act, who in ((services.hand_in, cast.clerk), (services.check, cast.second_clerk)):
        act(made, actor=who.actor, operation=fresh_key(), version=made.version, accepted=True)
    return services.issue(
        made, actor=cast.leader.actor, operation=fresh_key(), version=made.version, accepted=True
    )


def test_it_says_what_was_printed_and_what_is_right(cast, place, wrong):
    made = correct(wrong, cast, place.again)
    whole = "".join(rendered(block["text"], made.facts) for block in made.body)
    assert (made.kind, made.corrects_id, made.state) == (Kind.CORRECTION, wrong.id, CircularState.DRAFT)
    assert made.title == "关于更正山反诈联办〔2026〕1号文件有关数据的通报"
    assert "“立案数”由29起更正为32起" in whole
    assert "南岭镇补报案件。" in whole
    assert not blocks(services.findings(made))


def test_values_and_ranks_stand_side_by_side_in_the_annex(cast, place, wrong):
    made = correct(wrong, cast, place.again)
    values, ranks = made.annex["parts"][:2]
    assert values["title"] == "数据更正对照表"
    assert ["立案数", "29起", {"text": "32起", "fact": "立案数"}] in values["tables"][0]["rows"]
    assert ranks["tables"][0]["header"] == [
        "分组", "单位", "更正前名次", "更正后名次", "更正前总分", "更正后总分",
    ]  # fmt: skip
    assert any(row[4] != row[5] for row in ranks["tables"][0]["rows"])
    assert [part["title"] for part in made.annex["parts"]][2] == "各乡镇（街道）立案和损失情况表"


def test_once_it_is_issued_the_other_is_marked_and_both_lead_to_each_other(
    cast, place, wrong, client_for, session
):
    made = through(correct(wrong, cast, place.again), cast)
    session.refresh(wrong)
    assert (wrong.state, made.state) == (CircularState.CORRECTED, CircularState.ISSUED)
    assert (number(wrong), number(made)) == ("山反诈联办〔2026〕1号", "山反诈联办〔2026〕2号")
    events = session.scalars(select(Event).where(Event.action == "circular.correct"))
    assert [event.content["number"] for event in events] == ["山反诈联办〔2026〕2号"]
    for reader in (cast.clerk, cast.bank):
        client = client_for(reader)
        assert f'href="/circulars/{made.id}"' in page(client, f"/circulars/{wrong.id}")
        assert "已更正，以更正后的为准" in page(client, f"/circulars/{wrong.id}")
        assert f'href="/circulars/{wrong.id}"' in page(client, f"/circulars/{made.id}")


def test_a_unit_knows_nothing_of_a_correction_before_it_is_issued(cast, place, wrong, client_for):
    made = correct(wrong, cast, place.again)
    assert f"/circulars/{made.id}" not in page(client_for(cast.bank), f"/circulars/{wrong.id}")
    page(client_for(cast.bank), f"/circulars/{made.id}", 404)
    assert "正在办理更正" in page(client_for(cast.leader), f"/circulars/{wrong.id}")


def test_there_is_one_correction_at_a_time_and_a_withdrawn_one_gives_way(cast, place, wrong):
    made = through(correct(wrong, cast, place.again), cast)
    with pytest.raises(Conflict):
        correct(wrong, cast, place.again)
    services.withdraw(
        made, actor=cast.leader.actor, operation=fresh_key(), version=made.version, reason="又错了"
    )
    with pytest.raises(Conflict, match="已更正"):
        correct(wrong, cast, place.again)


def test_a_corrected_circular_can_still_be_withdrawn(cast, place, wrong, client_for, session):
    through(correct(wrong, cast, place.again), cast)
    session.commit()
    seen = stored(wrong).version
    answer = client_for(cast.leader).post(
        f"/circulars/{wrong.id}/withdraw",
        data={"operation_key": fresh_key(), "version": seen, "reason": "已有更正"},
    )
    assert answer.status_code == 302
    assert stored(wrong).state is CircularState.WITHDRAWN


def test_a_correction_can_be_corrected(cast, place, wrong, session):
    made = through(correct(wrong, cast, place.again), cast)
    change(session, 12, 13)
    again = correct(made, cast, place.again, reason="再核")
    whole = "".join(rendered(block["text"], again.facts) for block in again.body)
    assert "“立案数”由32起更正为33起" in whole
    assert "》及其更正的山反诈联办〔2026〕1号文件印发后" in whole


def test_a_correction_of_a_correction_finds_what_only_the_first_document_prints(cast, place, wrong):
    made = through(correct(wrong, cast, place.again), cast)
    only_there = printed_facts(wrong) - printed_facts(made) - {"立案数"}
    name = next(name for name in sorted(only_there) if made.facts[name]["group"] != "排名")
    stated = made.facts | {name: made.facts[name] | {"text": "与现在不同"}}
    now = SimpleNamespace(
        office_id=made.office_id,
        period=made.period,
        publication=made.publication,
        facts=stated,
        body=made.body,
        annex=made.annex,
        ranking=made.ranking,
        corrects=wrong,
    )
    assert name in [one.name for one in compared(now, place.again).values]


def test_a_correction_of_minutes_has_addressees_and_no_annex_that_they_had_not(cast, place, session):
    minutes = through(drafted(cast, Kind.MINUTES, present="张某"), cast)
    change(session, 9, 12)
    made = correct(minutes, cast, None)
    assert made.addressees
    assert [part["title"] for part in made.annex["parts"]] == ["数据更正对照表"]
    assert pdf_of(made).startswith(b"%PDF")


def test_what_was_owed_on_a_day_is_no_error_once_it_is_done():
    assert not lasts("公安分局未报报表")
    assert not lasts("工行逾期交办数")
    assert lasts("逾期报送数")


def test_what_agrees_needs_no_correction(cast, place):
    circular = factory.issued(cast, place.ranking)
    with pytest.raises(Invalid, match="没有需要更正"):
        correct(circular, cast, place.ranking)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"reason": "长" * 201}, "reason"),
        ({"reason": "补报３起"}, "reason"),
        ({"ranking": None}, "ranking"),
    ],
)
def test_what_is_missing_is_said_at_its_field(cast, place, wrong, changes, field):
    changes = {"ranking": place.again} | changes
    ranking = changes.pop("ranking")
    with pytest.raises(Invalid) as refusal:
        correct(wrong, cast, ranking, **changes)
    assert refusal.value.field == field


def test_a_draft_is_edited_not_corrected(cast, place):
    with pytest.raises(Conflict):
        correct(factory.draft(cast, place.ranking), cast, place.ranking)


def test_clerks_correct_and_strangers_find_nothing(cast, place, wrong):
    with pytest.raises(Forbidden):
        correct(wrong, cast, place.again, actor=cast.leader.actor)
    with pytest.raises(Stale):
        correct(wrong, cast, place.again, version=99)
    with pytest.raises(NotFound):
        correct(wrong, cast, place.again, actor=cast.outsider.actor)


def test_drawn_anew_a_correction_keeps_what_was_printed(cast, place, wrong, session):
    made = correct(wrong, cast, place.again)
    change(session, 12, 14)
    services.renew(made, actor=cast.clerk.actor, operation=fresh_key(), version=made.version)
    whole = "".join(rendered(block["text"], made.facts) for block in made.body)
    assert "“立案数”由29起更正为34起" in whole


def test_of_a_ranking_in_tiers_only_the_tiers_are_compared(cast, place, wrong):
    wrong_in_tiers = SimpleNamespace(
        office_id=wrong.office_id,
        period=wrong.period,
        publication=Publication.TIERS,
        facts=wrong.facts,
        body=wrong.body,
        annex=wrong.annex,
        ranking=wrong.ranking,
        corrects=None,
    )
    found = compared(wrong_in_tiers, place.again)
    assert found.ranks == []
    assert all(one.old != one.new for one in found.tiers)


def test_the_page_shows_old_and_new_and_drafts(cast, place, wrong, client_for, session):
    client = client_for(cast.clerk)
    shown = page(client, f"/circulars/{wrong.id}/correct")
    assert "29起" in shown
    assert "<b>32起</b>" in shown
    refused = client.post(
        f"/circulars/{wrong.id}/correct",
        data={
            "operation_key": fresh_key(),
            "version": wrong.version,
            "ranking": place.again.id,
            "reason": "",
        },
    )
    assert refused.status_code == 422
    done = client.post(
        f"/circulars/{wrong.id}/correct",
        data={
            "operation_key": fresh_key(),
            "version": wrong.version,
            "ranking": place.again.id,
            "reason": "补报",
        },
    )
    made = session.scalars(select(Circular).where(Circular.kind == Kind.CORRECTION)).one()
    assert (done.status_code, done.location) == (302, f"/circulars/{made.id}")
    assert client.get(f"/circulars/{wrong.id}/correct").status_code == 302
    page(client_for(cast.bank), f"/circulars/{wrong.id}/correct", 403)
    page(client_for(cast.outsider), f"/circulars/{wrong.id}/correct", 404)
