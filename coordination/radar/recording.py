"""Writing what a look at reports has found: questions raised, questions ended, how far the look went."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, update
from sqlalchemy.dialects.postgresql import insert

from coordination.audit.services import record
from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.period import Period
from coordination.kernel.policy import SYSTEM
from coordination.kernel.text import Text, _
from coordination.notifications.queries import people
from coordination.notifications.services import Notice, tell
from coordination.organizations.models import Office
from coordination.radar.models import Flag, ReportScan
from coordination.radar.policy import FlagAction
from coordination.radar.queries.loading import Filed
from coordination.radar.rules import Outcome, Question
from coordination.radar.rules.ledger import About, Changes
from coordination.reporting.models import Report

RAISED = "flag.raised"
_QUESTION = ("report_id", "revision", "kind", "subject_id", "indicator_id")


@dataclass(frozen=True, slots=True)
class Found:
    """A report with what changes; `given`: reasons written when filing, by what they answer."""

    report: Filed
    changes: Changes
    given: Mapping[About, str]


def write(found: Sequence[Found], indicators: Mapping[str, int], now: datetime) -> int:
    """Answers how many questions were raised or asked with newer numbers."""
    rows = [row for one in found for row in _rows(one, indicators, now)]
    _raise(rows)
    ended = sum(_end(found, outcome, now) for outcome in (Outcome.CORRECTED, Outcome.LAPSED))
    _note(found, now)
    if rows or ended:
        report = found[0].report
        office = session.get_one(Office, report.office_id)
        record(SYSTEM, FlagAction.RAISE, office, period=report.period, raised=len(rows), ended=ended)
    _tell([one for one in found if one.changes.raised])
    return len(rows)


def _rows(one: Found, indicators: Mapping[str, int], now: datetime) -> Iterator[dict[str, Any]]:
    report = one.report
    for question in one.changes.raised:
        given = one.given.get(question.about, "")
        yield {
            "report_id": report.id,
            "office_id": report.office_id,
            "unit_id": report.unit_id,
            "period": report.period,
            "revision": report.revision,
            "kind": question.kind,
            "subject_id": question.subject_id,
            "indicator_id": None if question.code is None else indicators[question.code],
            "facts": dict(question.facts),
            "raised_at": now,
            "answer": given,
            "answered_at": report.submitted_at if given else None,
            "answered_by_id": report.submitted_by_id if given else None,
        }


def _raise(rows: Sequence[Mapping[str, Any]]) -> None:
    """A question that is there already gets the newer numbers, unless its explanation was accepted."""
    if not rows:
        return
    statement = insert(Flag)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=_QUESTION,
            set_={
                "facts": statement.excluded.facts,
                "outcome": None,
                "settled_at": None,
                "version": Flag.version + 1,
            },
            where=Flag.outcome.is_distinct_from(Outcome.ACCEPTED),
        ),
        rows,
    )


def _end(found: Sequence[Found], outcome: Outcome, now: datetime) -> int:
    ids = [id for one in found for id, how in one.changes.ended if how is outcome]
    if ids:
        session.execute(
            update(cast(Table, Flag.__table__))
            .where(Flag.id.in_(ids), Flag.outcome.is_(None))
            .values(outcome=outcome, settled_at=now, version=Flag.version + 1)
        )
    return len(ids)


def _note(found: Sequence[Found], now: datetime) -> None:
    if not found:
        return
    statement = insert(ReportScan)
    rows = [
        {
            "report_id": one.report.id,
            "office_id": one.report.office_id,
            "revision": one.report.revision,
            "scanned_at": now,
        }
        for one in found
    ]
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["report_id"],
            set_={"revision": statement.excluded.revision, "scanned_at": statement.excluded.scanned_at},
        ),
        rows,
    )


def _tell(found: Sequence[Found]) -> None:
    """Those who file for the units hear of it once for each submission, however many questions."""
    asked = [one for one in found if _unanswered(one)]
    if not asked:
        return
    of_units = people({one.report.unit_id for one in asked}, Function.LIAISON, Function.TOWNSHIP)
    tell(
        Notice(
            key=f"{RAISED}:{one.report.id}.{one.report.revision}:{person.account_id}",
            office_id=one.report.office_id,
            unit_id=one.report.unit_id,
            account_id=person.account_id,
            robot_id=None,
            kind=RAISED,
            subject_type=Report.__tablename__,
            subject_id=one.report.id,
            message=_message(one),
            address=f"/reports/{one.report.id}",
        )
        for one in asked
        for person in of_units.get(one.report.unit_id, ())
    )


def _unanswered(one: Found) -> list[Question]:
    return [question for question in one.changes.raised if question.about not in one.given]


def _message(one: Found) -> Text:
    return _(
        "{period}“{form}”有{count}个数据疑问，核对后说明或改正",
        period=Period.parse(one.report.period).label(),
        form=one.report.form_name,
        count=len(_unanswered(one)),
    )
