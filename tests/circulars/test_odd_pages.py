"""Odd data, odd input, a form sent twice, and what a member unit may read of the facts."""

from urllib.parse import quote

import pytest

from coordination.circulars import services
from coordination.kernel.operations import fresh_key
from tests.circulars.pages import act, page, stored, typed
from tests.factories import circulars as factory


@pytest.fixture
def place(cast, clock):
    return factory.ready(cast)


def test_facts_stored_without_their_order_can_still_be_edited(cast, place, client_for, session):
    circular = factory.draft(cast, place.ranking)
    circular.facts = {
        name: {key: value for key, value in fact.items() if key != "order"}
        for name, fact in circular.facts.items()
    }
    session.commit()
    assert "立案数" in page(client_for(cast.clerk), f"/circulars/{circular.id}/edit")


def test_more_headings_than_chinese_numerals_go_are_counted_on(cast, place, client_for):
    circular = factory.draft(cast, place.ranking)
    headings = {}
    for number in range(120):
        headings |= {f"body-{number}-kind": "heading-1", f"body-{number}-text": "情况"}
    answer = client_for(cast.clerk).post(f"/circulars/{circular.id}/edit", data=typed(circular) | headings)
    assert answer.status_code == 302
    assert "100、" in page(client_for(cast.clerk), f"/circulars/{circular.id}")


def test_a_unit_reads_only_the_facts_that_were_printed(cast, place, client_for, session):
    draft = factory.draft(cast, place.ranking)
    draft.body = [{"kind": "paragraph", "level": 1, "text": "本月立案【立案数】。"}]
    draft.annex = {"parts": []}
    session.commit()
    for step, person in (("hand_in", cast.clerk), ("check", cast.second_clerk), ("issue", cast.leader)):
        now = stored(draft)
        getattr(services, step)(
            now, actor=person.actor, operation=fresh_key(), version=now.version, accepted=True
        )
    bank, clerk = client_for(cast.bank), client_for(cast.clerk)
    page(bank, f"/circulars/{draft.id}/facts/{quote('立案数')}")
    others = set(stored(draft).facts) - {"立案数"}
    assert others
    for name in others:
        page(bank, f"/circulars/{draft.id}/facts/{quote(name)}", 404)
    page(clerk, f"/circulars/{draft.id}/facts/{quote(max(others))}")


def test_a_return_that_is_sent_twice_is_answered_twice(cast, place, client_for):
    circular = factory.handed_in(cast, place.ranking)
    client, data = client_for(cast.second_clerk), act(circular, reason="数据不全")
    answers = [client.post(f"/circulars/{circular.id}/send-back", data=data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]


def test_an_odd_page_number_is_no_error(cast, place, client_for):
    for asked in ("-1", "0", "99999999999999999999", "x"):
        page(client_for(cast.clerk), f"/circulars?page={asked}")
