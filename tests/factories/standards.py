"""Standards, tallies and vetoes as plain rows."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from coordination.organizations.models import Division, MemberUnit, Office
from coordination.organizations.rules import Level
from coordination.standards.models import Criterion, Standard, StandardVersion, VetoEvent
from coordination.standards.rules import CriterionKind, VersionState, WindowKind
from coordination.subjects.models import Subject
from coordination.subjects.rules import SubjectKind
from coordination.tallies.models import Filing, Tally
from coordination.tallies.rules import Grain, Source
from tests.factories.organizations import add, division, session

_number = count(1)
EARLY = datetime(2020, 1, 1, tzinfo=UTC)


def subject(office: Office, unit: MemberUnit, division: Division | None = None, **values: Any) -> Subject:
    kind = values.pop("kind", SubjectKind.COMMUNITY if division else SubjectKind.CAMPUS)
    given = {"name": f"示例社区{next(_number)}", "located_in_id": unit.division_id} | values
    return add(
        Subject(
            office_id=office.id,
            kind=kind,
            unit_id=unit.id,
            division_id=division.id if division else None,
            **given,
        )
    )


def community(township: MemberUnit, **values: Any) -> Subject:
    """A community below a township, with its own division."""
    parent = session.get_one(Division, township.division_id)
    place = division(f"示例社区{next(_number)}", Level.COMMUNITY, parent)
    return subject(township.office, township, place, **{"name": place.name} | values)


def standard(
    office: Office | None, *criteria: dict[str, Any], kind: SubjectKind = SubjectKind.COMMUNITY, **values: Any
) -> StandardVersion:
    """A standard with one draft of these criteria; `state` and `effective_on` make it enacted."""
    return version(head(office, kind=kind, name=values.pop("name", "")), *criteria, **values)


def head(
    office: Office | None, *, kind: SubjectKind = SubjectKind.COMMUNITY, name: str = "", **values: Any
) -> Standard:
    """A standard without versions."""
    named = name or f"示例标准{next(_number)}"
    return add(Standard(office_id=office.id if office else None, name=named, subject_kind=kind, **values))


def version(head: Standard, *criteria: dict[str, Any], **values: Any) -> StandardVersion:
    state = values.pop("state", VersionState.DRAFT)
    given = {"number": 1, "title_name": "无诈社区"} | values
    lines = [criterion(order, **one) for order, one in enumerate(criteria, start=1)]
    made = add(
        StandardVersion(
            standard_id=head.id,
            office_id=head.office_id,
            state=VersionState.DRAFT,
            standard=head,
            criteria=lines,
            **given,
        )
    )
    if state is VersionState.ENACTED:
        made.state, made.enacted_at = state, values.get("enacted_at", EARLY)
        session.flush()
    return made


def criterion(order: int, **values: Any) -> Criterion:
    kind = CriterionKind(values.get("kind", CriterionKind.ZERO_CASES))
    given = {"code": f"c{order}", "sort_order": order, "text": f"第{order}条"} | values | {"kind": kind}
    if kind is not CriterionKind.CHECK:
        given = {"window_kind": WindowKind.MONTHS} | given
        if given["window_kind"] in (WindowKind.DAYS, WindowKind.MONTHS):
            given.setdefault("window_size", 1)
    if "threshold" in given and given["threshold"] is not None:
        given["threshold"] = Decimal(given["threshold"])
    return Criterion(**given)


def filing(office: Office, by: Any, first: date, last: date) -> Filing:
    return add(
        Filing(
            office_id=office.id,
            grain=Grain.DAY,
            first_on=first,
            last_on=last,
            source=Source.FORM,
            rows=1,
            filed_at=EARLY,
            filed_by_id=by.id,
        )
    )


def tally(filing: Filing, subject: Subject, first: date, last: date, cases: int = 0, **values: Any) -> Tally:
    given = {"recorded_at": EARLY, "loss": values.get("largest_loss", 0)} | values
    return add(
        Tally(
            office_id=subject.office_id,
            filing_id=filing.id,
            subject_id=subject.id,
            unit_id=subject.unit_id,
            grain=Grain.DAY if first == last else Grain.MONTH,
            first_on=first,
            last_on=last,
            cases=cases,
            **given,
        )
    )


def veto(subject: Subject, by: Any, happened_on: date, **values: Any) -> VetoEvent:
    given = {"text": "示例事项", "recorded_at": EARLY} | values
    return add(
        VetoEvent(
            office_id=subject.office_id,
            subject_id=subject.id,
            unit_id=subject.unit_id,
            happened_on=happened_on,
            recorded_by_id=by.id,
            **given,
        )
    )
