"""Reports as if they had been filed and reviewed, written in bulk with their figures and revisions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select

from coordination.accounts.models import Account
from coordination.audit.models import Event
from coordination.indicators.models import Indicator
from coordination.kernel.db import session
from coordination.kernel.numerals import plain
from coordination.organizations.models import MemberUnit
from coordination.report_forms.models import FormField, ReportForm
from coordination.reporting.models import Figure, Report, Revision
from coordination.reporting.states import ReportAction, ReportState

Place = tuple[int | None, str]  # the subject (None: the total row) and the code of the indicator
Values = Mapping[Place, Decimal | None]
Codes = Mapping[int, Mapping[str, int]]  # by form: ids of its indicators by code, in its order


@dataclass(frozen=True)
class Act:
    """Something done to a report, as the audit tells it; a submission keeps its figures."""

    action: ReportAction
    by: Account
    at: datetime
    values: Values = field(default_factory=dict)
    reason: str = ""
    figures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Filing:
    """One report with what was done to it, in order; `values` are its figures as they stand."""

    form: ReportForm
    unit: MemberUnit
    period: str
    due_at: datetime
    state: ReportState = ReportState.MISSING
    values: Values = field(default_factory=dict)
    reasons: Mapping[Place, str] = field(default_factory=dict)
    notes: Mapping[Place, str] = field(default_factory=dict)
    zero: bool = False
    acts: Sequence[Act] = ()

    def of(self, action: ReportAction) -> list[Act]:
        return [act for act in self.acts if act.action is action]

    @property
    def key(self) -> tuple[int, int, str]:
        return self.form.id, self.unit.id, self.period


def store(filings: Sequence[Filing]) -> int:
    """Insert everything the filings say in four statements; answers the number of reports."""
    made = session.execute(
        insert(Report).returning(Report.id, Report.form_id, Report.unit_id, Report.period),
        [_report(filing) for filing in filings],
    )
    ids = {(row.form_id, row.unit_id, row.period): row.id for row in made}
    codes = _columns()
    figures = [row for filing in filings for row in _figures(filing, ids[filing.key], codes)]
    revisions = [row for filing in filings for row in _revisions(filing, ids[filing.key], codes)]
    events = sorted(
        (row for filing in filings for row in _events(filing, ids[filing.key])), key=lambda row: row["at"]
    )
    for model, rows in ((Figure, figures), (Revision, revisions), (Event, events)):
        if rows:
            session.execute(insert(model), rows)
    return len(ids)


def _columns() -> Codes:
    """By form: its indicators' ids by code, in the order of the form."""
    rows = session.execute(
        select(FormField.form_id, Indicator.code, Indicator.id)
        .join(Indicator, FormField.indicator_id == Indicator.id)
        .order_by(FormField.form_id, FormField.sort_order)
    )
    found: dict[int, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row.form_id, {})[row.code] = row.id
    return found


def _report(filing: Filing) -> dict[str, Any]:
    submitted = filing.of(ReportAction.SUBMIT)
    approved = filing.of(ReportAction.APPROVE) if filing.state is ReportState.APPROVED else []
    returned = filing.of(ReportAction.RETURN)
    return {
        "office_id": filing.form.office_id,
        "form_id": filing.form.id,
        "unit_id": filing.unit.id,
        "period": filing.period,
        "due_at": filing.due_at,
        "state": filing.state,
        "zero": filing.zero,
        "revision": len(submitted),
        "saved_at": filing.acts[-1].at if filing.acts else None,
        "submitted_at": submitted[-1].at if submitted else None,
        "first_submitted_at": submitted[0].at if submitted else None,
        "submitted_by_id": submitted[-1].by.id if submitted else None,
        "approved_at": approved[-1].at if approved else None,
        "approved_by_id": approved[-1].by.id if approved else None,
        "return_reason": returned[-1].reason if filing.state is ReportState.RETURNED else "",
        "version": 1 + len(filing.acts),
    }


def _figures(filing: Filing, report_id: int, codes: Codes) -> Iterator[dict[str, Any]]:
    for (subject, code), value in filing.values.items():
        if value is not None:
            yield {
                "report_id": report_id,
                "office_id": filing.form.office_id,
                "unit_id": filing.unit.id,
                "subject_id": subject,
                "indicator_id": codes[filing.form.id][code],
                "value": value,
                "reason": filing.reasons.get((subject, code), ""),
                "return_note": filing.notes.get((subject, code), ""),
            }


def _revisions(filing: Filing, report_id: int, codes: Codes) -> Iterator[dict[str, Any]]:
    """In the order of the form, as a submission through the page would keep them."""
    order = {code: place for place, code in enumerate(codes[filing.form.id])}
    for number, act in enumerate(filing.of(ReportAction.SUBMIT), start=1):
        subjects = list(dict.fromkeys(subject for subject, _code in act.values))
        places = sorted(act.values, key=lambda place: (subjects.index(place[0]), order[place[1]]))
        yield {
            "report_id": report_id,
            "office_id": filing.form.office_id,
            "unit_id": filing.unit.id,
            "number": number,
            "submitted_by_id": act.by.id,
            "submitted_at": act.at,
            "zero": filing.zero,
            "figures": [
                {
                    "subject": subject,
                    "code": code,
                    "value": None if (value := act.values[subject, code]) is None else plain(value),
                    "reason": filing.reasons.get((subject, code), ""),
                }
                for subject, code in places
            ],
        }


def _events(filing: Filing, report_id: int) -> Iterator[dict[str, Any]]:
    """What the audit of such a report would hold, each marked as sample."""
    revision = 0
    for act in filing.acts:
        revision += act.action is ReportAction.SUBMIT
        yield {
            "at": act.at,
            "account_id": act.by.id,
            "account_name": act.by.name,
            "office_id": filing.form.office_id,
            "unit_id": filing.unit.id,
            "action": str(act.action),
            "subject_type": Report.__tablename__,
            "subject_id": report_id,
            "content": _content(act, filing, revision) | {"sample": True},
        }


def _content(act: Act, filing: Filing, revision: int) -> dict[str, Any]:
    if act.action is ReportAction.RETURN:
        return {"reason": act.reason, "figures": list(act.figures)}
    if act.action is ReportAction.SUBMIT and filing.zero:
        return {"revision": revision, "zero": True}
    return {"revision": revision}
