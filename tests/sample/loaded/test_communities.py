"""What the sample holds for fraud-free communities."""

from datetime import date
from typing import Any

from sqlalchemy import select

from coordination.subjects.models import Subject
from coordination.subjects.rules import SubjectKind
from coordination.tallies.queries import clocks, setbacks
from coordination.tallies.queries.coverage import coverage, months_until_now
from coordination.tallies.queries.months import asked
from tests.sample.loaded.asking import Db, office, rows


def test_communities_add_up_to_what_the_police_filed_about_their_township(sample: Db) -> None:
    found = rows(
        sample,
        """
        SELECT count(*), count(*) FILTER (WHERE below.cases <> f.value)
        FROM report_figures f JOIN reports r ON r.id = f.report_id
        JOIN report_forms form ON form.id = r.form_id
        JOIN indicators i ON i.id = f.indicator_id AND i.code = 'case.filed'
        JOIN LATERAL (
          SELECT sum(t.cases) AS cases FROM tallies t JOIN subjects s ON s.id = t.subject_id
          WHERE s.unit_id = f.subject_id AND s.kind = 'community' AND t.superseded_at IS NULL
            AND to_char(t.first_on, 'YYYY-MM') = r.period
        ) below ON below.cases IS NOT NULL
        WHERE form.code = 'police-township' AND f.subject_id IS NOT NULL
        """,
    )
    assert found == [(15 * 13, 0)]


def test_one_is_late_one_is_corrected_and_two_are_missing(sample: Db, clock: Any) -> None:
    place = office(sample, "区联席办")
    found = coverage(asked(place.id, SubjectKind.COMMUNITY, None), months_until_now(13))
    assert len(found.rows) == 141
    assert [one.lacking for one in found.sums] == [2, *[0] * 12]
    assert sum(one.late for one in found.sums) == 1
    assert sum(one.corrected for one in found.sums) == 1


def test_the_clock_was_moved_back_by_what_came_late(sample: Db, clock: Any) -> None:
    ids = list(sample.scalars(select(Subject.id).where(Subject.kind == SubjectKind.COMMUNITY)))
    found = [one for many in setbacks(ids).values() for one in many]
    assert found
    assert all(one.after < one.before for one in found)
    found_clocks = clocks(ids, date(2026, 10, 31))
    assert sum(one.days >= 100 for one in found_clocks.values()) > 20
    assert sum(one.days < 31 for one in found_clocks.values()) > 20
