"""The sample as it lands in the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from sqlalchemy import Connection, func, select

from coordination.accounts.models import Account
from coordination.accounts.passwords import fits
from coordination.circulars.models import Circular
from coordination.circulars.states import Kind
from coordination.kernel import db
from coordination.kernel.db import Base
from coordination.kernel.operations import fresh_key
from coordination.organizations.models import MemberUnit
from coordination.radar.rules import FlagKind
from coordination.rankings.models import Ranking, ScoreLine
from coordination.rankings.rules import recompute
from coordination.rankings.services import freeze
from coordination.report_forms.models import ReportForm
from coordination.reporting import queries, services
from coordination.reporting.models import Report
from coordination.reporting.queries.freezes import corrected_after_freeze
from coordination.reporting.sheet import Entry, examine
from coordination.reporting.states import PASSED, ReportState
from coordination.sample.loading import load
from coordination.schemes.models import Scheme
from coordination.schemes.states import SchemeState
from tests.sample.loaded.asking import PASSWORD, Db, office, rows


@contextmanager
def undone(connection: Connection) -> Iterator[None]:
    """Whatever is committed in the block is gone after it."""
    db.session.remove()
    savepoint = connection.begin_nested()
    try:
        yield
    finally:
        db.session.remove()
        savepoint.rollback()


def test_the_second_load_changes_nothing(sample: Db) -> None:
    def counts() -> dict[str, int]:
        tables = Base.metadata.sorted_tables
        return {one.name: sample.scalar(select(func.count()).select_from(one)) or 0 for one in tables}

    before = counts()
    again = load(PASSWORD)
    assert not again.now
    assert counts() == before


def test_the_district_is_whole(sample: Db) -> None:
    found = rows(
        sample,
        "SELECT o.short_name, count(*) FILTER (WHERE u.kind_code <> 'township'),"
        " count(*) FILTER (WHERE u.kind_code = 'township') FROM member_units u"
        " JOIN offices o ON o.id = u.office_id GROUP BY 1 ORDER BY 1",
    )
    assert found == [("区联席办", 23, 15), ("县联席办", 1, 11)]
    communities = rows(
        sample,
        "SELECT t.population, t.households, sum(c.population), sum(c.households), t.population_source"
        " FROM divisions t JOIN divisions c ON c.parent_id = t.id"
        " WHERE t.code LIKE '620103___' GROUP BY t.id",
    )
    assert len(communities) == 15
    assert all(t == c and h == d and source == "示例数据" for t, h, c, d, source in communities)


def test_every_unit_can_sign_in_with_the_shared_password(sample: Db) -> None:
    without = rows(
        sample,
        "SELECT name FROM member_units u WHERE u.office_id = :office AND NOT EXISTS"
        " (SELECT FROM accounts a WHERE a.unit_id = u.id AND a.state = 'active')",
        office=office(sample, "区联席办").id,
    )
    assert without == []
    hashes = set(sample.scalars(select(Account.password_hash)))
    assert len(hashes) == 1
    assert fits(PASSWORD, hashes.pop())


def test_each_function_has_an_account(sample: Db) -> None:
    found = set(sample.scalars(select(func.unnest(Account.functions)).distinct()))
    inside = {"clerk", "leader", "auditor", "system_administrator"}
    assert found >= inside | {"liaison", "unit_reviewer", "township", "community_worker"}


def test_thirteen_months_are_approved_and_the_last_is_open(sample: Db) -> None:
    found = rows(
        sample,
        "SELECT period, string_agg(DISTINCT state, ','), count(*) FROM reports WHERE office_id = :office"
        " AND period !~ 'Q' GROUP BY 1 ORDER BY 1",
        office=office(sample, "区联席办").id,
    )
    assert len(found) == 14
    assert {count for _period, _states, count in found} == {41}
    states = {period: states for period, states, _count in found}
    assert states["2026-09"] == "locked"
    assert {states[period] for period in states if period < "2026-09"} == {"approved"}
    assert set(found[-1][1].split(",")) == {"approved", "submitted", "returned", "draft", "missing"}


def test_each_kind_of_question_is_shown(sample: Db) -> None:
    found = rows(
        sample,
        "SELECT f.kind, f.period, u.short_name FROM report_flags f JOIN member_units u ON u.id = f.unit_id",
    )
    assert {kind for kind, _period, _unit in found} == {str(kind) for kind in FlagKind}
    assert sorted(one for one in found if one[1] == "2026-Q3") == [
        ("disagrees", "2026-Q3", "公安分局"),
        ("disagrees", "2026-Q3", "西园街道"),
        ("last_minute", "2026-Q3", "公安分局"),
        ("too_perfect", "2026-Q3", "公安分局"),
    ]


def test_september_is_frozen_and_one_figure_was_corrected_since(sample: Db) -> None:
    here = office(sample, "区联席办")
    found = {one.unit: one for one in corrected_after_freeze(here.id, "2026-09")}
    (change,) = found["农行七里河支行"].changes
    assert change.name == "网点劝阻数"
    assert change.before is not None
    assert change.after == change.before - 1
    kept = rows(sample, "SELECT sum(reports), sum(missing) FROM report_freezes WHERE period = '2026-09'")
    assert kept == [(41, 0)]


def test_one_correction_waits_for_an_answer_and_one_extension_was_granted(sample: Db) -> None:
    asked = rows(
        sample, "SELECT period, c.state FROM report_corrections c JOIN reports r ON r.id = report_id"
    )
    assert set(asked) == {("2026-08", "granted"), ("2026-09", "granted"), ("2026-10", "asked")}
    given = rows(
        sample,
        "SELECT u.short_name, e.state, r.due_at = e.to_at FROM report_extensions e"
        " JOIN reports r ON r.id = report_id JOIN member_units u ON u.id = e.unit_id",
    )
    assert given == [("阿干镇", "granted", True)]


def test_every_state_has_its_evidence(sample: Db) -> None:
    wrong = rows(
        sample,
        """
        SELECT r.id FROM reports r
        LEFT JOIN LATERAL (SELECT count(*) AS many, max(submitted_at) AS last FROM report_revisions v
          WHERE v.report_id = r.id) v ON true
        WHERE v.many <> r.revision OR v.last IS DISTINCT FROM r.submitted_at
          OR r.first_submitted_at > r.submitted_at OR r.submitted_at > r.approved_at
          OR r.approved_by_id = r.submitted_by_id
          OR (r.state = 'missing' AND (r.saved_at IS NOT NULL OR EXISTS
            (SELECT FROM report_figures f WHERE f.report_id = r.id)))
          OR (SELECT count(*) FROM audit_events e WHERE e.subject_type = 'reports' AND e.subject_id = r.id
            AND e.action = 'report.submit') <> r.revision
        """,
    )
    assert wrong == []


def test_reporters_belong_to_the_unit_and_reviewers_to_the_office(sample: Db) -> None:
    strangers = rows(
        sample,
        "SELECT r.id FROM reports r JOIN accounts s ON s.id = r.submitted_by_id"
        " LEFT JOIN accounts a ON a.id = r.approved_by_id WHERE s.unit_id <> r.unit_id"
        " OR a.unit_id IS NOT NULL OR a.office_id <> r.office_id",
    )
    assert strangers == []


def test_every_figure_belongs_to_its_form_and_subject(sample: Db) -> None:
    strays = rows(
        sample,
        """
        SELECT f.id FROM report_figures f JOIN reports r ON r.id = f.report_id
        JOIN report_forms p ON p.id = r.form_id
        LEFT JOIN form_fields d ON d.form_id = p.id AND d.indicator_id = f.indicator_id
        LEFT JOIN member_units s ON s.id = f.subject_id
        WHERE d.id IS NULL OR f.unit_id <> r.unit_id OR f.office_id <> r.office_id
          OR (p.shape = 'self' AND f.subject_id <> r.unit_id)
          OR (p.shape = 'subjects' AND s.id IS NOT NULL
            AND (s.kind_code <> p.subject_kind OR s.office_id <> p.office_id))
        """,
    )
    assert strays == []


def test_totals_are_the_sums_of_their_parts(sample: Db) -> None:
    wrong = rows(
        sample,
        """
        SELECT f.report_id, f.indicator_id FROM report_figures f
        WHERE f.office_id = :office AND f.report_id IN
          (SELECT report_id FROM report_figures WHERE subject_id IS NULL)
        GROUP BY 1, 2 HAVING sum(value) FILTER (WHERE subject_id IS NULL)
          <> sum(value) FILTER (WHERE subject_id IS NOT NULL)
        """,
        office=office(sample, "区联席办").id,
    )
    assert wrong == []


@pytest.mark.parametrize("period", ["2025-09", "2026-01", "2026-09", "2026-10"])
def test_what_was_filed_would_be_accepted_by_the_form(sample: Db, period: str) -> None:
    """Except what was returned: that is the mistake."""
    here = office(sample, "区联席办")
    filed = [
        report
        for report in queries.expected_reports(here.id, period)
        if report.state in (*PASSED, ReportState.SUBMITTED)
    ]
    assert len(filed) >= 34
    for report in filed:
        sheet = queries.sheet(report)
        found = examine(sheet.layout, sheet.entries, sheet.bases)
        assert dict(found.refusals) == {}, (report.unit.name, report.form.code)


def test_the_kept_revision_is_what_the_report_says(sample: Db) -> None:
    wrong = rows(
        sample,
        """
        SELECT r.id, f.id FROM reports r
        JOIN report_revisions v ON v.report_id = r.id AND v.number = r.revision
        JOIN report_figures f ON f.report_id = r.id JOIN indicators i ON i.id = f.indicator_id
        LEFT JOIN LATERAL jsonb_array_elements(v.figures) j ON j->>'code' = i.code
          AND (j->>'subject')::bigint IS NOT DISTINCT FROM f.subject_id
        WHERE (j->>'value')::numeric IS DISTINCT FROM f.value OR j->>'reason' <> f.reason
        """,
    )
    assert wrong == []


def test_the_open_month_has_one_return_that_points_at_a_figure(sample: Db) -> None:
    found = rows(
        sample,
        "SELECT u.short_name, f.value, f.return_note = r.return_reason FROM reports r"
        " JOIN member_units u ON u.id = r.unit_id JOIN report_figures f ON f.report_id = r.id"
        " WHERE r.state = 'returned' AND f.return_note <> ''",
    )
    assert [(name, same) for name, _value, same in found] == [("农行七里河支行", True)]


def test_questions_about_the_open_month_are_open_answered_and_settled(sample: Db) -> None:
    found = rows(sample, "SELECT kind, answer <> '', outcome FROM report_flags WHERE period = '2026-10'")
    assert ("round", True, "accepted") in found
    assert ("round", True, None) in found
    assert ("repeated", False, None) in found
    assert {kind for kind, _answered, _outcome in found} >= {"outlier_own", "outlier_cohort"}


def test_a_zero_report_is_an_act_with_zeros(sample: Db) -> None:
    found = rows(
        sample,
        "SELECT r.period, count(*), max(f.value) FROM reports r JOIN report_figures f ON f.report_id = r.id"
        " WHERE r.zero AND r.period IN ('2026-07', '2026-10') GROUP BY r.id, r.period",
    )
    assert found
    assert all(highest == 0 for _period, _count, highest in found)


def test_the_visitor_finishes_the_police_report_and_a_township_rises_two_places(
    connection: Connection,
) -> None:
    with undone(connection), db.acting(db.SYSTEM_SCOPE):
        people = {
            account.username: account.actor
            for account in db.session.scalars(
                select(Account).where(Account.username.in_(["police", "clerk"]))
            )
        }
        report = db.session.scalars(
            select(Report)
            .join(ReportForm)
            .where(ReportForm.code == "police-township", Report.period == "2026-10")
        ).one()
        sheet = queries.sheet(report)
        found = examine(sheet.layout, sheet.entries, sheet.bases)
        assert [name.partition("-")[0] for name in found.refusals] == ["v", "r"]
        entries = dict(sheet.entries)
        for name in found.refusals:
            key = name.split("-", 1)[1]
            before = entries.get(key, Entry())
            entries[key] = Entry(before.typed or "0", before.reason or "已核对")
        services.submit(
            report, actor=people["police"], operation=fresh_key(), version=report.version, entries=entries
        )
        services.approve(report, actor=people["clerk"], operation=fresh_key(), version=report.version)
        found = select(Scheme).where(Scheme.code == "township", Scheme.state == SchemeState.IN_FORCE)
        scheme = db.session.scalars(found).one()
        ranking = freeze(scheme, actor=people["clerk"], operation=fresh_key(), period="2026-10")
        line = db.session.scalars(
            select(ScoreLine)
            .join(MemberUnit, ScoreLine.unit_id == MemberUnit.id)
            .where(ScoreLine.ranking_id == ranking.id, MemberUnit.name == "秀川街道")
        ).one()
        assert (line.previous_rank, line.rank) == (3, 1)


def test_the_frozen_rankings_can_be_recomputed(sample: Db) -> None:
    townships = Ranking.scheme.has(code="township")
    rankings = sample.scalars(
        select(Ranking).where(townships).order_by(Ranking.period, Ranking.sequence)
    ).all()
    assert [ranking.period for ranking in rankings] == ["2026-08", "2026-08", "2026-09"]
    assert rankings[2].previous_id == rankings[1].id
    for ranking in rankings:
        assert recompute(ranking.snapshot, ranking.sha256) is None
    cohorts = rows(
        sample,
        "SELECT cohort, count(*) FROM score_lines WHERE ranking_id = :id AND state = 'ranked' GROUP BY 1"
        " ORDER BY 2",
        id=rankings[2].id,
    )
    assert cohorts == [("乡镇", 6), ("街道", 9)]


def test_one_circular_is_issued_with_its_number_and_says_that_it_is_a_sample(sample: Db) -> None:
    of_month = (Circular.period == "2026-09", Circular.kind == Kind.MONTHLY)
    circular = sample.scalars(select(Circular).where(*of_month)).one()
    assert (circular.state, circular.year, circular.sequence) == ("issued", 2026, 1)
    assert len({circular.drafted_by_id, circular.checked_by_id, circular.signed_by_id}) == 3
    assert "示例" in circular.body[-1]["text"]
    waiting = rows(  # certificates are printed and looked at by the first worker
        sample,
        "SELECT name FROM jobs WHERE finished_at IS NULL AND name NOT LIKE 'coordination.certificates.%'",
    )
    assert {name for (name,) in waiting} == {
        "coordination.circulars.jobs.print_document",
        "coordination.tasks.jobs.announce",
    }
    assert waiting.count(("coordination.tasks.jobs.announce",)) == 4  # under way; past ones go to nobody


def test_the_published_figures_are_exact_and_what_is_unknown_stays_empty(sample: Db) -> None:
    here = office(sample, "县联席办")
    facts = queries.approved(here.id, ["case.filed", "case.loss"], ["2023-03", "2024-02", "2024-03"])
    totals = {(fact.period, fact.indicator_code): fact.value for fact in facts if fact.subject_id is None}
    cases, losses = (31, 21, 42), (Decimal(1863000), Decimal(2594300), Decimal(2887800))
    for period, filed, lost in zip(("2024-03", "2024-02", "2023-03"), cases, losses, strict=True):
        assert (totals[period, "case.filed"], totals[period, "case.loss"]) == (filed, lost)
    about_cases = [fact for fact in facts if fact.subject_id and fact.indicator_code == "case.filed"]
    here_and_there = {fact.subject_name: fact.value for fact in about_cases}
    free = ["麦市镇", "石南镇", "马港镇", "北港镇", "四庄乡"]
    assert here_and_there == {"隽水镇": 20} | dict.fromkeys(free, 0)
    lost_by = [fact.value for fact in facts if fact.subject_id and fact.indicator_code == "case.loss"]
    assert sum(lost_by) == Decimal("1863100.00")
    (report,) = queries.expected_reports(here.id, "2024-03")
    sheet = queries.sheet(report)
    assert dict(examine(sheet.layout, sheet.entries, sheet.bases).errors) == {}


def test_the_real_draft_states_the_right_rates(sample: Db) -> None:
    circular = sample.scalars(select(Circular).where(Circular.period == "2024-03")).one()
    texts = {name: fact["text"] for name, fact in circular.facts.items()}
    names = ("立案数环比", "立案数同比", "损失金额环比", "损失金额同比")
    right = ["环比上升47.62%", "同比下降26.19%", "环比下降28.19%", "同比下降35.49%"]
    assert [texts[name] for name in names] == right
    assert texts["无诈乡镇名单"] == "麦市镇、石南镇、马港镇、北港镇、四庄乡"
    shares = [Decimal(text[:-1]) for name, text in texts.items() if name.endswith("损失金额占比")]
    assert sum(shares) == Decimal("100.00")


def test_the_office_has_an_indicator_of_its_own_with_a_history_and_regulations_to_cite(sample: Db):
    changed = "SELECT c.number, c.after ? 'note' FROM indicator_changes c ORDER BY c.number"
    assert rows(sample, changed) == [(1, True), (2, True)]
    cited = "SELECT i.code FROM indicators i JOIN regulations r ON r.cited_as = i.regulation"
    assert rows(sample, f"{cited} WHERE NOT i.rankable") == [("pub.app_installs",)]
