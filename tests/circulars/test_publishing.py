"""The way of publishing from the draft to what a unit may open; consultation before it."""

import pytest
from sqlalchemy import select

from coordination.archive.attachments import attachments
from coordination.circulars import services
from coordination.circulars.models import CircularVersion
from coordination.circulars.printing import SNAPSHOT, TABLES, pdf_of
from coordination.circulars.proofreading import Check, blocks
from coordination.circulars.services.reading import shown_lines
from coordination.circulars.states import Publication
from coordination.consultations.models import Consultation
from coordination.consultations.states import ConsultationState
from coordination.dispatches.models import Dispatch
from coordination.kernel.clock import clock as the_clock
from coordination.kernel.errors import Conflict, Forbidden, Invalid
from coordination.kernel.functions import Function
from coordination.kernel.operations import fresh_key
from coordination.rankings import queries
from coordination.rankings.explained import explained
from coordination.rankings.models import Ranking, ScoreLine
from tests.circulars.pages import page
from tests.factories import circulars as factory
from tests.factories.organizations import account, add


@pytest.fixture
def place(cast, clock):
    return factory.ready(cast)


def choose(circular, cast, publication, who=None):
    return services.choose_publication(
        circular,
        actor=(who or cast.clerk).actor,
        operation=fresh_key(),
        version=circular.version,
        publication=publication,
    )


def issued(circular, cast):
    for act, who in ((services.hand_in, cast.clerk), (services.check, cast.second_clerk)):
        act(circular, actor=who.actor, operation=fresh_key(), version=circular.version, accepted=True)
    return services.issue(
        circular, actor=cast.leader.actor, operation=fresh_key(), version=circular.version, accepted=True
    )


def test_another_way_redraws_facts_and_annexes_and_takes_sentences_out(cast, place, session):
    circular = factory.draft(cast, place.ranking)
    assert any("末1位" in name for name in circular.facts)
    choose(circular, cast, Publication.TIERS)
    text = "".join(block["text"] for block in circular.body)
    assert not any("名次" in name or "末1位" in name for name in circular.facts)
    titles = [part["title"] for part in circular.annex["parts"]]
    assert any(title.endswith("分档情况表") for title in titles)
    assert not any(title.endswith(("排名表", "得分明细表")) for title in titles)
    assert "得分居前" not in text
    assert "乡镇组按名次分为三档，第一档：【乡镇组第一档】" in text
    assert not blocks(services.findings(circular))
    kept = session.scalars(select(CircularVersion).where(CircularVersion.circular_id == circular.id)).all()
    assert any("得分居前" in str(one.body) for one in kept)


def test_what_is_hidden_is_told_when_it_is_written_in_again(cast, place):
    circular = choose(factory.draft(cast, place.ranking), cast, Publication.TOP)
    circular.body = [*circular.body, {"kind": "paragraph", "level": 1, "text": "末位是【乡镇组末1位】。"}]
    told = [one for one in services.findings(circular) if one.check is Check.PUBLICATION]
    assert [one.level for one in told] == ["error"]
    with pytest.raises(Invalid):
        issued(circular, cast)


def test_of_a_ranking_published_in_part_a_unit_opens_its_own_line(cast, place, client_for, session):
    circular = choose(factory.draft(cast, place.ranking), cast, Publication.TOP)
    issued(circular, cast)
    session.commit()
    ranking = session.get_one(Ranking, place.ranking.id)
    assert ranking.shown_lines == sorted(shown_lines(circular))
    lines = session.scalars(select(ScoreLine).where(ScoreLine.ranking_id == ranking.id)).all()
    hidden = [line for line in lines if line.id not in ranking.shown_lines]
    assert hidden
    unit = client_for(cast.township_a)
    own = {line.id for line in lines if line.unit_id == cast.township_a.unit_id}
    for line in lines:
        expected = 200 if line.id in ranking.shown_lines or line.id in own else 404
        page(unit, f"/score-lines/{line.id}", expected)
    shown = page(unit, f"/rankings/{ranking.id}")
    for line in lines:
        assert (f"/score-lines/{line.id}" in shown) is (line.id in ranking.shown_lines or line.id in own)
    assert "本页只列通报公布的单位和本单位" in shown
    assert "snapshot.json" not in shown
    page(unit, f"/rankings/{ranking.id}/snapshot.json", 403)
    page(client_for(cast.clerk), f"/rankings/{ranking.id}/snapshot.json")


def test_in_tiers_the_own_line_does_not_name_who_stands_before_it(cast, place, client_for, session):
    issued(choose(factory.draft(cast, place.ranking), cast, Publication.TIERS), cast)
    ranking = session.get_one(Ranking, place.ranking.id)
    own = next(line for line in queries.lines(ranking) if line.rank == 2)
    who = account("镇干部", cast.office, Function.TOWNSHIP, unit=own.unit)
    ahead = explained(own, cast.clerk.actor).ahead
    assert explained(own, who.actor).ahead is None
    address = f"/score-lines/{own.id}"
    shown = page(client_for(who), address)
    assert "前一名没有公布" in shown
    assert not any(name in shown for name in ahead.units)
    assert all(name in page(client_for(cast.clerk), address) for name in ahead.units)
    bank = page(client_for(cast.bank), f"/rankings/{ranking.id}")
    assert "没有公布名次和得分" in bank
    assert "第1名没有列出" in page(client_for(who), f"/rankings/{ranking.id}")


@pytest.mark.parametrize("way", Publication)
def test_the_printed_file_carries_the_snapshot_of_a_ranking_in_full_only(cast, place, way):
    circular = choose(factory.draft(cast, place.ranking), cast, way)
    inside = set(attachments(pdf_of(issued(circular, cast))))
    assert (SNAPSHOT in inside) is (way is Publication.FULL)
    assert TABLES in inside


def test_who_is_not_named_gets_a_notice_of_its_own_with_the_circular(cast, place, session):
    circular = issued(choose(factory.draft(cast, place.ranking), cast, Publication.TOP), cast)
    told = {
        sent.unit_id: sent.notice
        for sent in session.scalars(select(Dispatch).where(Dispatch.circular_id == circular.id))
    }
    lines = session.scalars(select(ScoreLine).where(ScoreLine.ranking_id == place.ranking.id)).all()
    assert any(told.values())
    for line in lines:
        hidden = line.rank is not None and line.id not in place.ranking.shown_lines
        assert (f"贵单位第{line.rank}名" in told.get(line.unit_id, "")) is hidden


def test_in_full_everybody_opens_everything(cast, place, client_for, session):
    factory.issued(cast, place.ranking)
    session.commit()
    assert session.get_one(Ranking, place.ranking.id).shown_lines is None
    page(client_for(cast.bank), f"/rankings/{place.ranking.id}/snapshot.json")


def test_only_the_drafter_chooses_and_only_on_a_draft_with_a_ranking(cast, place):
    circular = factory.draft(cast, place.ranking)
    with pytest.raises(Forbidden):
        choose(circular, cast, Publication.TOP, cast.second_clerk)
    with pytest.raises(Invalid):
        choose(factory.draft(cast), cast, Publication.TOP)
    with pytest.raises(Conflict):
        choose(factory.handed_in(cast, place.ranking), cast, Publication.TOP)


def test_the_page_offers_the_ways_and_keeps_a_wrong_choice_out(cast, place, client_for, session):
    circular = factory.draft(cast, place.ranking)
    client, address = client_for(cast.clerk), f"/circulars/{circular.id}/publication"
    assert "按档次，不列名次" in page(client, address)
    data = {"operation_key": fresh_key(), "version": circular.version}
    assert client.post(address, data=data | {"publication": "loud"}).status_code == 422
    done = client.post(address, data=data | {"publication": "tiers", "operation_key": fresh_key()})
    assert done.location == f"/circulars/{circular.id}/edit"
    assert "按档次，不列名次" in page(client, f"/circulars/{circular.id}/hand-in")
    page(client_for(cast.second_clerk), address, 403)
    page(client_for(cast.outsider), address, 404)


def consultation(place, cast, state):
    ended = None if state is ConsultationState.OPEN else the_clock.now()
    return add(
        Consultation(
            office_id=cast.office.id,
            ranking_id=place.ranking.id,
            period=place.ranking.period,
            title="乡镇街道月度考核",
            state=state,
            days=3,
            opened_at=the_clock.now(),
            opened_by_id=cast.clerk.id,
            closes_on=the_clock.today(),
            ended_at=ended,
            cancel_reason="取消" if state is ConsultationState.CANCELLED else "",
        )
    )


@pytest.mark.parametrize(
    ("state", "levels"),
    [
        (None, ["warning"]),
        (ConsultationState.OPEN, ["error"]),
        (ConsultationState.CLOSED, []),
        (ConsultationState.CANCELLED, ["warning"]),
    ],
)
def test_a_circular_waits_for_the_consultation_on_its_ranking(cast, place, state, levels):
    if state is not None:
        consultation(place, cast, state)
    found = services.findings(factory.draft(cast, place.ranking))
    assert [one.level for one in found if one.check is Check.CONSULTED] == levels
