"""Filing of tallies: what is new, what corrects, what is refused."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from coordination.accounts.models import Account
from coordination.kernel.clock import Clock
from coordination.kernel.errors import Invalid, NotFound
from coordination.kernel.operations import fresh_key
from coordination.subjects.models import Subject
from coordination.tallies import queries, services, watching
from coordination.tallies.models import Filing, Tally
from coordination.tallies.rules import Grain, Source
from coordination.tallies.rules.rows import Count
from tests.factories.organizations import session
from tests.factories.subjects import followed

OCTOBER = date(2026, 10, 1)


@pytest.fixture
def subjects(cast: SimpleNamespace, clock: Clock) -> dict[str, Subject]:
    return followed(cast)


def filed(cast: SimpleNamespace, *rows: Count, by: Account | None = None, **values: Any) -> Filing:
    asked = {"grain": Grain.MONTH, "first_on": OCTOBER, "source": Source.FORM} | values
    person = by or cast.police
    return services.file(cast.office, actor=person.actor, operation=fresh_key(), rows=rows, **asked)


def current(subject: Subject) -> list[Tally]:
    return session.query(Tally).filter_by(subject_id=subject.id, superseded_at=None).all()


def test_a_month_is_filed_for_many_communities_at_once(cast: SimpleNamespace, subjects: Any) -> None:
    liu, bridge = subjects["柳沟社区"], subjects["石桥村"]
    case = Count(liu.id, 2, Decimal(300), Decimal(200), last_case_on=date(2026, 10, 9))
    made = filed(cast, case, Count(bridge.id))
    assert (made.rows, made.corrected, made.last_on) == (2, 0, date(2026, 10, 31))
    (row,) = current(liu)
    assert (row.cases, row.loss, row.unit_id, row.source_unit_id) == (
        2,
        Decimal(300),
        cast.units.a.id,
        cast.units.police.id,
    )
    assert queries.last_day(cast.office.id) == date(2026, 10, 31)
    clocks = queries.clocks([liu.id, bridge.id], date(2026, 11, 6))
    assert (clocks[liu.id].days, clocks[bridge.id].days) == (22, 31)


def test_a_correction_supersedes_and_keeps_the_history(cast: SimpleNamespace, subjects: Any) -> None:
    liu = subjects["柳沟社区"]
    filed(cast, Count(liu.id))
    with pytest.raises(Invalid) as refused:
        filed(cast, Count(liu.id, 1, last_case_on=date(2026, 10, 30)))
    assert set(refused.value.errors) == {"reason"}
    made = filed(cast, Count(liu.id, 1, last_case_on=date(2026, 10, 30)), reason="补录一起")
    assert (made.rows, made.corrected) == (1, 1)
    every = session.query(Tally).filter_by(subject_id=liu.id).order_by(Tally.id).all()
    assert [(row.cases, row.revision, row.superseded_at is None) for row in every] == [
        (0, 1, False),
        (1, 2, True),
    ]
    (back,) = queries.setbacks([liu.id])[liu.id]
    assert (back.case_on, back.before, back.after) == (date(2026, 10, 30), 31, 1)


def test_what_is_stored_already_is_not_stored_again(cast: SimpleNamespace, subjects: Any) -> None:
    liu, bridge = subjects["柳沟社区"], subjects["石桥村"]
    filed(cast, Count(liu.id))
    assert filed(cast, Count(liu.id), Count(bridge.id)).rows == 1
    with pytest.raises(Invalid, match="没有要报的"):
        filed(cast, Count(liu.id), Count(bridge.id))


def test_a_month_and_its_days_exclude_each_other(cast: SimpleNamespace, subjects: Any) -> None:
    liu, bridge = subjects["柳沟社区"], subjects["石桥村"]
    filed(cast, Count(liu.id))
    filed(cast, Count(bridge.id), grain=Grain.DAY, first_on=date(2026, 10, 5))
    with pytest.raises(Invalid) as refused:
        filed(cast, Count(liu.id, 1), grain=Grain.DAY, first_on=date(2026, 10, 6))
    assert list(refused.value.errors) == [f"rows-{liu.id}-cases"]
    with pytest.raises(Invalid) as refused:
        filed(cast, Count(bridge.id))
    assert list(refused.value.errors) == [f"rows-{bridge.id}-cases"]


def test_days_are_filed_together(cast: SimpleNamespace, subjects: Any) -> None:
    liu = subjects["柳沟社区"]
    days = [date(2026, 11, number) for number in range(1, 6)]
    rows = [Count(liu.id, int(day.day == 3), on=day) for day in days]
    made = filed(cast, *rows, grain=Grain.DAY, first_on=days[0], last_on=days[-1])
    assert made.rows == 5
    assert queries.clocks([liu.id], days[-1])[liu.id].days == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"first_on": date(2026, 11, 1)}, "first_on"),
        ({"first_on": date(2026, 10, 2)}, "first_on"),
        ({"grain": Grain.DAY, "first_on": date(2026, 11, 7)}, "first_on"),
        ({"grain": Grain.DAY, "first_on": date(2026, 11, 5), "last_on": date(2026, 11, 4)}, "last_on"),
        ({"reason": "受害人电话13893112345"}, "reason"),
        ({"reason": "长" * 201}, "reason"),
    ],
)
def test_what_cannot_be_filed_is_refused_at_its_field(
    cast: SimpleNamespace, subjects: Any, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        filed(cast, Count(subjects["柳沟社区"].id), **values)
    assert set(refused.value.errors) == {field}
    assert session.query(Tally).count() == 0


def test_a_subject_of_another_office_is_not_filed_for(cast: SimpleNamespace, subjects: Any) -> None:
    with pytest.raises(NotFound):
        filed(cast, Count(subjects["柳沟社区"].id), by=cast.outside_unit)
    with pytest.raises(Invalid, match="名单"):
        filed(cast, Count(2**40))


def test_the_clock_as_it_was_known_then(cast: SimpleNamespace, subjects: Any, clock: Clock) -> None:
    liu = subjects["柳沟社区"]
    filed(cast, Count(liu.id))
    then = clock.now()
    clock.move(datetime(2026, 11, 9, 2, tzinfo=UTC))
    filed(cast, Count(liu.id, 1), reason="补录")
    assert queries.clocks([liu.id], date(2026, 11, 9), then)[liu.id].days == 31
    assert queries.clocks([liu.id], date(2026, 11, 9))[liu.id].days == 0


def test_who_watches_hears_of_each_filing_once(
    cast: SimpleNamespace, subjects: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []

    def watch(filing: Filing) -> None:
        heard.append(filing.id)

    monkeypatch.setattr(watching, "_watches", [])
    watching.publish(watch)
    watching.publish(watch)
    made = filed(cast, Count(subjects["柳沟社区"].id))
    assert heard == [made.id]


def test_a_filing_sent_twice_has_one_effect(cast: SimpleNamespace, subjects: Any) -> None:
    key, liu = fresh_key(), subjects["柳沟社区"]
    values = {"grain": Grain.MONTH, "first_on": OCTOBER, "source": Source.FORM, "rows": [Count(liu.id)]}
    first, again = (
        services.file(cast.office, actor=cast.police.actor, operation=key, **values) for _time in range(2)
    )
    assert first.id == again.id
    assert session.query(Filing).count() == 1
