"""The police find on their desk what the last month lacks."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from coordination.desk.tallies import tally_items
from coordination.kernel.clock import Clock
from coordination.kernel.operations import fresh_key
from coordination.subjects.models import Subject
from coordination.tallies import services
from coordination.tallies.rules import Grain, Source
from coordination.tallies.rules.rows import Count
from tests.factories.subjects import followed


@pytest.fixture
def subjects(cast: SimpleNamespace, clock: Clock) -> dict[str, Subject]:
    return followed(cast)


def told(cast: SimpleNamespace, rows: list[Count], first_on: date = date(2026, 10, 1)) -> None:
    values = {"grain": Grain.MONTH, "first_on": first_on, "source": Source.FORM, "rows": rows}
    services.file(cast.office, actor=cast.police.actor, operation=fresh_key(), **values)


def words(cast: SimpleNamespace, clock: Clock, person: str = "police") -> list[tuple[str, str, str]]:
    items = tally_items(getattr(cast, person).actor, clock.now())
    return [(str(one.title), str(one.words), one.look) for one in items]


def test_nothing_waits_where_tallies_were_never_filed(
    cast: SimpleNamespace, subjects: dict[str, Subject], clock: Clock
) -> None:
    assert words(cast, clock) == []


def test_what_is_missing_waits_until_it_is_filed_and_is_late_after_seven_days(
    cast: SimpleNamespace, subjects: dict[str, Subject], clock: Clock
) -> None:
    liu = subjects["柳沟社区"]
    told(cast, [Count(liu.id)])
    assert words(cast, clock) == [("2026年10月发案统计", "缺4个村（社区）", "wait")]
    assert words(cast, clock, "bank") == words(cast, clock, "clerk") == words(cast, clock, "township_a") == []
    clock.move(datetime(2026, 11, 9, 2, tzinfo=UTC))
    assert words(cast, clock) == [("2026年10月发案统计", "缺4个村（社区）", "late")]
    told(cast, [Count(one.id) for one in subjects.values() if one.kind == "community"])
    assert words(cast, clock) == []


def test_some_days_of_a_month_do_not_make_it_whole(
    cast: SimpleNamespace, subjects: dict[str, Subject], clock: Clock
) -> None:
    rows = [Count(one.id) for one in subjects.values() if one.kind == "community"]
    services.file(
        cast.office,
        actor=cast.police.actor,
        operation=fresh_key(),
        grain=Grain.DAY,
        first_on=date(2026, 10, 31),
        source=Source.FORM,
        rows=rows,
    )
    assert words(cast, clock) == [("2026年10月发案统计", "缺5个村（社区）", "wait")]


def test_the_row_leads_to_the_month(
    cast: SimpleNamespace, subjects: dict[str, Subject], client_for: Callable[[Any], Any]
) -> None:
    told(cast, [Count(subjects["柳沟社区"].id)])
    page = client_for(cast.police).get("/desk").text
    assert 'href="/tallies/month?month=2026-10"' in page
    assert "缺4个村（社区）" in page
