"""Void numbers, and the ledger that is compared after a restore before anything is issued."""

import pytest
from sqlalchemy import select

from coordination.audit.models import Event
from coordination.circulars import services
from coordination.circulars.models import LedgerCheck, NumberEntry
from coordination.circulars.states import CircularState
from coordination.kernel.errors import Conflict, Forbidden, Invalid, Stale
from coordination.kernel.operations import fresh_key
from tests.circulars.test_numbering import waiting_for_signature
from tests.factories.organizations import add


def void(cast, upto, reason="纸质登记簿已用", year=2026, who=None):
    actor = (who or cast.leader).actor
    return services.void_numbers(
        cast.office, actor=actor, operation=fresh_key(), year=year, upto=upto, reason=reason
    )


def issue(cast):
    made = waiting_for_signature(cast)
    return services.issue(
        made, actor=cast.leader.actor, operation=fresh_key(), version=made.version, accepted=True
    )


def restored(cast, clock):
    made = LedgerCheck(office_id=cast.office.id, since=clock.now(), cause="coordination-20261106")
    return add(made)


def text(answer):
    return answer.get_data(as_text=True)


def post(client, address, **values):
    return client.post(address, data={"operation_key": fresh_key()} | values)


def test_a_void_number_stays_in_the_ledger_and_is_never_given(cast, session, clock):
    assert issue(cast).sequence == 1
    void(cast, 3)
    assert issue(cast).sequence == 4
    entries = session.scalars(select(NumberEntry).order_by(NumberEntry.sequence)).all()
    assert [(one.sequence, one.void_reason) for one in entries] == [
        (1, ""),
        (2, "纸质登记簿已用"),
        (3, "纸质登记簿已用"),
        (4, ""),
    ]
    event = session.scalars(select(Event).where(Event.action == "ledger.void")).one()
    assert event.content == {
        "year": 2026,
        "series": "circular",
        "upto": 3,
        "count": 2,
        "reason": "纸质登记簿已用",
    }


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"upto": 1}, "upto", "下一个是2号"),
        ({"upto": 0}, "upto", "下一个是2号"),
        ({"upto": 52}, "upto", "最多登记50个"),
        ({"upto": 2, "reason": "  "}, "reason", "作废原因"),
        ({"upto": 2, "reason": "长" * 201}, "reason", "最多200个字"),
        ({"upto": 2, "year": 2027}, "year", "以后年份"),
    ],
)
def test_what_cannot_be_void_says_why(cast, clock, values, field, words):
    issue(cast)
    with pytest.raises(Invalid, match=words) as refusal:
        void(cast, **values)
    assert set(refusal.value.errors) == {field}


def test_only_the_leader_enters_void_numbers(cast):
    with pytest.raises(Forbidden):
        void(cast, 1, who=cast.clerk)


def test_after_a_restore_nothing_is_issued_until_the_ledger_was_compared(cast, clock, session):
    check = restored(cast, clock)
    with pytest.raises(Conflict, match="备份恢复"):
        issue(cast)

    def confirm(version, *, compared=True):
        return services.confirm_ledger(
            check,
            actor=cast.leader.actor,
            operation=fresh_key(),
            version=version,
            compared=compared,
            note="对到12号",
        )

    with pytest.raises(Invalid, match="打勾"):
        confirm(check.version, compared=False)
    with pytest.raises(Stale):
        confirm(99)
    confirm(check.version)
    with pytest.raises(Conflict, match="已经核对过"):
        confirm(check.version)
    assert issue(cast).sequence == 1


def test_the_page_leads_through_it(cast, clock, client_for, session):
    check = restored(cast, clock)
    session.commit()
    leader, clerk = client_for(cast.leader), client_for(cast.clerk)
    assert "由领导核对确认" in text(clerk.get("/circulars/ledger"))
    assert "先核对台账，再签发" in text(leader.get("/circulars/ledger"))
    refused = post(leader, "/circulars/ledger/void", year="2026", upto="二", reason="已用")
    assert refused.status_code == 422
    assert 'value="二"' in text(refused)
    assert post(leader, "/circulars/ledger/void", year="2026", upto="2", reason="已用").status_code == 302
    assert "下一个是 3 号" in text(leader.get("/circulars/ledger"))
    unticked = post(leader, f"/circulars/ledger/{check.id}/confirm", version="1")
    assert unticked.status_code == 422
    assert "打勾" in text(unticked)
    done = post(leader, f"/circulars/ledger/{check.id}/confirm", version="1", compared="y")
    assert done.status_code == 302
    assert "先核对台账" not in text(leader.get("/circulars/ledger"))


def test_neighbours_and_units_see_no_ledger(cast, clock, client_for, session):
    check = restored(cast, clock)
    session.commit()
    for stranger in (cast.bank, cast.township_a, cast.auditor):
        assert client_for(stranger).get("/circulars/ledger").status_code == 404
    address = f"/circulars/ledger/{check.id}/confirm"
    assert post(client_for(cast.outsider), address, version="1", compared="y").status_code == 404


def test_the_state_of_an_issued_circular_is_untouched(cast, clock):
    assert issue(cast).state is CircularState.ISSUED
